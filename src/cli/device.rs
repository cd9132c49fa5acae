//! What executes networks.

use super::names;
use crate::backend::Device;
use crate::choice::{Backend, Precision};

/// What executes the network, for every command that opens a model.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct DeviceArgs {
    /// What executes the network; auto: a GPU if it can be used, or the CPU
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// How a GPU computes; tf32: factors of products have 11 bits; bf16: activations have 8, in half the memory
    #[arg(long, value_enum, default_value_t)]
    pub precision: Precision,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::threads)]
    pub threads: Option<usize>,
}

impl From<DeviceArgs> for Device {
    fn from(DeviceArgs { backend, precision, threads }: DeviceArgs) -> Self {
        Self { backend, precision, threads }
    }
}
