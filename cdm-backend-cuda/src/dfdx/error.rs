//! What can go wrong.

use cdm_core::backend::RunError;
use core::fmt;

/// What can go wrong on a `dfdx` device whose own error is `X`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum DfdxError<X> {
    /// The program or the buffers do not fit.
    Run(RunError),
    /// The device failed, mostly for want of memory.
    Device(X),
    /// The host has no memory for so many numbers.
    Memory {
        /// Numbers asked for.
        numbers: usize,
    },
}

impl<X: fmt::Display> fmt::Display for DfdxError<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DfdxError::Run(error) => error.fmt(f),
            DfdxError::Device(error) => write!(f, "dfdx: {error}; if memory is short, run smaller batches"),
            DfdxError::Memory { numbers } => {
                write!(f, "the host has no memory for {numbers} numbers; run smaller batches")
            }
        }
    }
}

impl<X: fmt::Debug + fmt::Display> core::error::Error for DfdxError<X> {}

impl<X> From<RunError> for DfdxError<X> {
    fn from(error: RunError) -> Self {
        DfdxError::Run(error)
    }
}
