//! What can go wrong.

use cdm_core::backend::RunError;
use core::fmt;

/// What can go wrong on a CUDA device.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CudaError {
    /// The program or the buffers do not fit.
    Run(RunError),
    /// There is no device that could be used, and why.
    Unavailable(String),
    /// The device has too little memory.
    Memory {
        /// Bytes asked for.
        bytes: usize,
    },
    /// A kernel does not compile.
    Compiler(String),
    /// A call failed, in the device's words.
    Device(String),
}

impl fmt::Display for CudaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CudaError::Run(error) => error.fmt(f),
            CudaError::Unavailable(why) => write!(f, "no CUDA device: {why}"),
            CudaError::Memory { bytes } => {
                write!(f, "the device has no {} MiB left; run smaller batches", bytes.div_ceil(1 << 20))
            }
            CudaError::Compiler(log) => write!(f, "a kernel does not compile, which is a fault of this crate: {log}"),
            CudaError::Device(words) => write!(f, "the device failed: {words}"),
        }
    }
}

impl core::error::Error for CudaError {}

impl From<RunError> for CudaError {
    fn from(error: RunError) -> Self {
        CudaError::Run(error)
    }
}
