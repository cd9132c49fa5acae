//! How well a network tells levels and noise, and whether its densities are normalised.

use super::Normaliser;
use super::detail::examine;
use crate::backend::AnyNet;
use crate::data::{Dataset, Transform};
use crate::error::Error;
use cdm_core::ScheduleRef;
use serde::Serialize;

/// How well a network tells levels and noise on held-out data, and whether its densities are normalised.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// Cross-entropy over levels, nats; chance is the logarithm of their number.
    pub ce: f64,
    /// Fraction of samples whose level is the likeliest.
    pub accuracy: f64,
    /// Error of the denoiser per dimension, over levels 1 to L − 1.
    pub mse: f64,
    /// Logarithm of the integral of the density of clean data, nats: 0 for an exact model.
    pub log_normaliser: f64,
    /// Its standard error.
    pub log_normaliser_stderr: f64,
    /// Noised samples used.
    pub noised_count: usize,
    /// Of these, the ones on which the denoiser was judged.
    pub denoised_count: usize,
    /// The same by level, in about ten ranges of levels from the cleanest to the noisiest.
    pub by_level: Vec<LevelQuality>,
}

/// [`Quality`] in a range of levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LevelQuality {
    /// The first level.
    pub first: usize,
    /// The last level.
    pub last: usize,
    /// Cross-entropy, nats.
    pub ce: f64,
    /// Error of the denoiser per dimension; `None` where it was not judged.
    pub mse: Option<f64>,
}

impl Quality {
    /// The normaliser.
    pub fn normaliser(&self) -> Normaliser {
        Normaliser { log: self.log_normaliser, stderr: self.log_normaliser_stderr }
    }

    /// Whether the normaliser is not seen to be off: [`Normaliser::is_one`].
    pub fn is_normalised(&self) -> bool {
        self.normaliser().is_one()
    }
}

/// Noised samples that a judgement of a model takes by default.
pub const SAMPLES: usize = 25_000;

/// Samples of each level on which the denoiser, five times as costly as the logits, is judged by default.
const DENOISED: usize = 16;

/// How much a judgement of a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Noised samples, rounded up to as many at each level, at least two.
    pub noised: usize,
    /// Of each level, the most on which the denoiser is judged.
    pub denoised: usize,
    /// The seed.
    pub seed: u64,
}

/// Judges a network on about `count` noised samples, its denoiser on a few of them: see [`judge`].
///
/// # Errors
/// The backend's.
pub fn quality(
    net: &AnyNet<'_>,
    schedule: ScheduleRef<'_>,
    transform: &Transform,
    data: &Dataset,
    count: usize,
    seed: u64,
) -> Result<Quality, Error> {
    judge(net, schedule, transform, data, Effort { noised: count, denoised: DENOISED, seed }, |_| ())
}

/// Judges a network on noised data: the summary of [`examine`]. `done` hears of each batch.
///
/// # Errors
/// The backend's.
pub fn judge(
    net: &AnyNet<'_>,
    schedule: ScheduleRef<'_>,
    transform: &Transform,
    data: &Dataset,
    effort: Effort,
    done: impl FnMut(usize),
) -> Result<Quality, Error> {
    Ok(examine(net, schedule, transform, data, effort, done)?.quality)
}
