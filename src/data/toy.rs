//! Synthetic densities with known truth.

use super::Dataset;
use crate::error::Error;

/// The names that `toy:NAME` accepts.
pub fn names() -> &'static [&'static str] {
    &["8gaussians", "checkerboard"]
}

pub(super) fn sample(name: &str, _count: usize, _seed: u64) -> Result<Dataset, Error> {
    Err(Error::unknown_name("toy density", name, names()))
}
