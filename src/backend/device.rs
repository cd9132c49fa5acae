//! A backend, and how it is to work.

use crate::choice::Backend;

/// What executes networks, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// The backend.
    pub backend: Backend,
    /// Its threads; one for each core without it.
    pub threads: Option<usize>,
}

impl Device {
    /// The host, with all cores.
    pub const HOST: Self = Self { backend: Backend::HOST, threads: None };

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
