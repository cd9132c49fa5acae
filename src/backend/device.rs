//! A backend, and how it is to work.

use crate::choice::{Backend, Precision};
use crate::error::Error;

/// What executes networks, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// The backend.
    pub backend: Backend,
    /// In what a GPU computes; other backends have a precision of their own, and take [`Precision::F32`] alone.
    pub precision: Precision,
    /// Its threads; one for each core without it.
    pub threads: Option<usize>,
}

impl Device {
    /// The host, with all cores.
    pub const HOST: Self = Self { backend: Backend::HOST, precision: Precision::F32, threads: None };

    /// The backend that it stands for on this machine, as [`taken`](super::taken) tells it.
    ///
    /// # Errors
    /// [`Error::Precision`] if that one does not have the precision.
    pub fn taken(self) -> Result<Backend, Error> {
        let Self { backend: asked, precision, .. } = self;
        let taken = super::taken(asked);
        if precision == Precision::F32 || taken.has_precisions() {
            Ok(taken)
        } else {
            Err(Error::Precision { precision, asked, taken })
        }
    }

    /// The same in another precision.
    #[must_use]
    pub fn with_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// The same with so many threads; only the CPU backend has several.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self }
    }
}

impl From<Backend> for Device {
    fn from(backend: Backend) -> Self {
        Self { backend, ..Self::HOST }
    }
}
