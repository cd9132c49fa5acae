//! What a trained model is worth: densities, and how far to trust them.

mod calibrate;
mod classify;
mod detail;
mod moments;
mod normaliser;
mod outlier;
mod posterior;
mod quality;
mod reference;
mod score;
mod truth;

pub use calibrate::{Calibration, calibrate};
pub use classify::{BayesRule, ClassScores, Tally, class_scores};
pub use detail::{Confusion, Detail, LevelNormaliser, examine};
pub use moments::Moments;
pub use normaliser::Normaliser;
pub use outlier::{Auroc, auroc};
pub use posterior::{mean_log_posterior, noised_alike};
pub use quality::{Effort, LevelQuality, Quality, SAMPLES, judge, quality};
pub use reference::Reference;
pub use score::{Condition, LevelPosterior, ScoreSpec, Scorer, Scores, log_density, score};
pub use truth::{Truth, against_truth};

use crate::backend::AnyNet;
use crate::error::Error;
use cdm_core::rng::{Philox, Stream};
use cdm_core::{ClassifierExt, Levels, ScheduleRef, denoise};

/// Samples that go through the network at once.
const BATCH: usize = 256;

/// Bits per dimension of a mean log density in the data's own units, nats: for grey values those of dequantised data.
pub fn bits_per_dim(log_density: f64, dim: usize) -> f64 {
    // With two grey values the offset for their unit is nought: here the unit is one grey value already.
    cdm_core::likelihood::bits_per_dim(log_density, dim, 2)
}

/// Noises samples `first, …` in the network's units, `[batch, dim]`, and returns the noise.
pub(crate) fn add_noise(
    schedule: ScheduleRef<'_>,
    x: &mut [f32],
    dim: usize,
    first: u32,
    t: Levels<'_>,
    philox: &Philox,
) -> Vec<f32> {
    let mut noise = vec![0.0; x.len()];
    for (i, (x, noise)) in x.chunks_exact_mut(dim).zip(noise.chunks_exact_mut(dim)).enumerate() {
        philox.fill_normal(Stream::NOISE, first.wrapping_add(i as u32), 0, noise);
        let (a, sigma) = (schedule.a(t.at(i)) as f32, schedule.sigma(t.at(i)) as f32);
        x.iter_mut().zip(noise).for_each(|(x, noise)| *x = denoise::noised(a, sigma, *x, *noise));
    }
    noise
}

/// The noise estimate `ε̂` of samples at one level, `[batch, dim]`, in the network's units. `done` hears of each batch.
///
/// # Errors
/// [`Error::Shape`] for a level that the model lacks; the backend's.
pub fn noise_estimate(
    net: &AnyNet<'_>,
    schedule: ScheduleRef<'_>,
    x: &[f32],
    level: usize,
    mut done: impl FnMut(usize),
) -> Result<Vec<f32>, Error> {
    let mut estimate = Vec::with_capacity(x.len());
    for x in x.chunks(BATCH * net.dim()) {
        estimate.extend(net.epsilon_vec(schedule, x, Levels::All(level))?);
        done(x.len() / net.dim());
    }
    Ok(estimate)
}
