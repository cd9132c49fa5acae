//! What `cdm score` is told.

use super::names::{self, Backend};
use crate::data::Spec;
use std::path::PathBuf;

/// Log density of each sample under a trained model, from one forward pass
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm score --model run/model.safetensors --data digits:test --out scores.csv")]
pub struct ScoreArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Data: digits[:train|test], toy:NAME or npy:FILE
    #[arg(long, value_name = "SPEC")]
    pub data: Spec,
    /// Noise level of the density: 0 is the data itself
    #[arg(long, value_name = "T", default_value_t = 0)]
    pub level: usize,
    /// Number of samples to draw from a toy density; files are scored whole
    #[arg(long, value_name = "N", default_value = "10000", value_parser = names::count::<1>)]
    pub n: usize,
    /// Seed of the dequantisation noise and of samples drawn from a toy density
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Write one line per sample
    #[arg(long, value_name = "FILE.csv")]
    pub out: Option<PathBuf>,
    /// What executes the network
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub threads: Option<usize>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}
