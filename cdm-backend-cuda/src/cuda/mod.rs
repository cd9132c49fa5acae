//! An executor on CUDA: programs as kernels that are printed for them, compiled by NVRTC when the program is.

mod backend;
mod device;
#[cfg(feature = "emulator")]
mod emulator;
mod error;
mod executable;
mod gpu;
mod index;
mod lower;
mod source;

pub use backend::{CudaBackend, CudaBuffer};
pub use device::{Device, ModuleSource};
#[cfg(feature = "emulator")]
pub use emulator::{Emulator, HostGraph, HostMemory, HostModule};
pub use error::CudaError;
pub use executable::CudaExecutable;
pub use gpu::{Compiled, Gpu, GpuGraph, GpuInfo, GpuMemory, GpuModule, compile_cubin};

use cdm_core::program::regions::Limits;

/// Limits of executables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Bytes of activations that may be in memory at once: larger batches run in groups.
    pub sample_bytes: usize,
    /// What regions can hold.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        let limits = Limits { inputs: 24, ops: 128, recompute: 16, period: 1024, row: 256 };
        Options { sample_bytes: 8 << 30, limits }
    }
}
