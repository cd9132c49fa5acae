//! How good the averaged weights are while a run goes on.

use serde::{Deserialize, Serialize};

/// The best validation of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// Its step.
    pub step: usize,
    /// Its negative log likelihood, nats per sample.
    pub nll: f64,
}
