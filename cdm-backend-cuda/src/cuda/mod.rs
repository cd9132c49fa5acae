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
pub use device::{Device, KernelSource, ModuleSource};
#[cfg(feature = "emulator")]
pub use emulator::{Emulator, HostGraph, HostMemory, HostModule};
pub use error::CudaError;
pub use executable::CudaExecutable;
pub use gpu::{Compiled, Gpu, GpuGraph, GpuInfo, GpuMemory, GpuModule, compile_cubin, compile_cubins};

use cdm_core::program::regions::Limits;

/// How numbers of dtype `Narrow` are multiplied and kept: in networks the activations and weights of all layers but the head.
/// Everything else (norms' statistics, softmax, head, cumulative sum, losses, weights as they are trained, moments) is in single
/// precision, and so are all sums, whatever the precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Precision {
    /// In single precision: 24 bits.
    #[default]
    F32,
    /// The factors of products rounded to TF32 (11 bits) for tensor cores; kept in single precision. From compute capability 8.0 on.
    Tf32,
    /// Multiplied and kept as bf16 (8 bits). From compute capability 8.0 on.
    Bf16,
}

/// What executables are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How products are computed.
    pub precision: Precision,
    /// Bytes of activations that may be in memory at once: larger batches run in groups. [`CudaBackend::new`] asks the device.
    pub sample_bytes: usize,
    /// What regions can hold.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        let limits = Limits { inputs: 24, ops: 128, recompute: 16, period: 1024, row: 256 };
        Options { precision: Precision::F32, sample_bytes: device::SAMPLE_BYTES, limits }
    }
}
