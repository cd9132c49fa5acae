//! What a trained model is worth: densities, and how far to trust them.

mod detail;
mod posterior;
mod quality;
mod truth;

pub use detail::{Confusion, Detail, LevelNormaliser, examine};
pub use posterior::{mean_log_posterior, noised_alike};
pub use quality::{Effort, LevelQuality, Quality, SAMPLES, judge, quality, trust};
pub use truth::{Truth, against_truth};

use crate::backend::AnyNet;
use crate::data::{Dataset, Transform};
use crate::error::Error;
use cdm_core::rng::{Philox, Stream};
use cdm_core::{ClassifierExt, Levels, Prior, ScheduleRef, denoise};

/// Samples that go through the network at once.
const BATCH: usize = 256;

/// Bits per dimension of a mean log density in the data's own units, nats: for grey values those of dequantised data.
pub fn bits_per_dim(log_density: f64, dim: usize) -> f64 {
    // With two grey values the offset for their unit is nought: here the unit is one grey value already.
    cdm_core::likelihood::bits_per_dim(log_density, dim, 2)
}

/// The log density of each sample at a level, in nats, in the data's own units (level 0: of the data itself).
///
/// One evaluation of the network per sample. Grey values are dequantised with noise from `seed`.
///
/// # Errors
/// [`Error::Level`] for a level that the model lacks, or the backend's. `data` must have passed [`Transform::check`].
pub fn log_density(
    net: &AnyNet<'_>,
    transform: &Transform,
    data: &Dataset,
    level: usize,
    seed: u64,
    mut done: impl FnMut(usize),
) -> Result<Vec<f64>, Error> {
    let last = net.levels() - 1;
    if level > last {
        return Err(Error::Level { level, last });
    }
    let philox = Philox::new(seed);
    let mut densities = Vec::with_capacity(data.len());
    for first in (0..data.len()).step_by(BATCH) {
        let values = data.gather(first..(first + BATCH).min(data.len()))?;
        let x = transform.encode(&values, &philox, first as u32, 0);
        let part = net.log_density_vec(&x, Levels::All(level), Prior::UNIFORM)?;
        done(part.len());
        densities.extend(part.iter().zip(x.chunks(data.dim())).map(|(log_p, x)| log_p + transform.log_jacobian(x)));
    }
    Ok(densities)
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
