//! What a network takes the level of noised samples to be.

use crate::backend::AnyNet;
use crate::error::Error;
use cdm_core::rng::{Philox, Stream};
use cdm_core::{ClassifierExt, ScheduleRef, denoise};

/// Clean samples in the network's units, `[n, dim]`, noised to a level. Sample `i` has the same noise at every level and under
/// every schedule, so that rows of a picture can be compared.
pub fn noised_alike(schedule: ScheduleRef<'_>, clean: &[f32], dim: usize, level: usize, seed: u64) -> Vec<f32> {
    let (philox, mut x) = (Philox::new(seed), clean.to_vec());
    let (a, sigma) = (schedule.a(level) as f32, schedule.sigma(level) as f32);
    let mut noise = vec![0.0; dim];
    for (number, row) in x.chunks_exact_mut(dim).enumerate() {
        philox.fill_normal(Stream::NOISE, number as u32, u32::MAX, &mut noise);
        row.iter_mut().zip(&noise).for_each(|(x, noise)| *x = denoise::noised(a, sigma, *x, *noise));
    }
    x
}

/// The mean over samples of the log posterior over levels, `log p(t | x_s) = log softmax f(x_s)_t` in nats, `[levels]`, for clean
/// samples `[n, dim]` in the network's units, noised to a level `s`.
///
/// # Source
/// Fig. 3 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
///
/// # Errors
/// The backend's.
pub fn mean_log_posterior(
    net: &AnyNet<'_>,
    schedule: ScheduleRef<'_>,
    clean: &[f32],
    level: usize,
    seed: u64,
) -> Result<Vec<f64>, Error> {
    let (levels, x) = (net.levels(), noised_alike(schedule, clean, net.dim(), level, seed));
    let rows = net.log_posterior_vec(&x)?;
    let n = (rows.len() / levels) as f64;
    let mean = |t: usize| rows.iter().skip(t).step_by(levels).map(|v| f64::from(*v)).sum::<f64>() / n;
    Ok((0..levels).map(mean).collect())
}
