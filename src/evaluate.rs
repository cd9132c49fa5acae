//! What a trained model is worth: densities, and how far to trust them.

use crate::backend::AnyNet;
use crate::data::{Dataset, Order, Transform};
use crate::error::Error;
use cdm_core::likelihood::{PairNormaliser, log_normaliser};
use cdm_core::loss::{accuracy, cross_entropy};
use cdm_core::rng::{Philox, Stream};
use cdm_core::{ClassifierExt, Levels, Prior, ScheduleRef, denoise};
use serde::Serialize;

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
    net: &AnyNet,
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
    /// Whether the normaliser is not seen to be off: within three standard errors of 0, or within a tenth of a nat, below
    /// which it matters to no comparison of densities.
    pub fn is_normalised(&self) -> bool {
        self.log_normaliser.abs() <= (3.0 * self.log_normaliser_stderr).max(0.1)
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
    net: &AnyNet,
    schedule: ScheduleRef<'_>,
    transform: &Transform,
    data: &Dataset,
    count: usize,
    seed: u64,
) -> Result<Quality, Error> {
    judge(net, schedule, transform, data, Effort { noised: count, denoised: DENOISED, seed }, |_| ())
}

/// Judges a network on noised data, as many samples at each level; every sample of the data is used once before any is used
/// again. `done` hears of each batch.
///
/// # Numerics
/// The normaliser is an estimate with two limits. Samples come from the true densities, so each pair's expectation is
/// `Z_t/Z_{t+1}` as far as the model's noisier density is right; and the logarithm of a mean of few heavy-tailed
/// ratios is low. `log_normaliser_stderr` shows the spread, not these.
///
/// # Source
/// The normaliser: `E_{x∼p_{t+1}} exp(log p_t − log p_{t+1}) = 1` for each pair of adjacent levels, from Eq. (13) of
/// [CDM]; the logarithms add up to that of level 0.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
///
/// # Errors
/// The backend's.
pub fn judge(
    net: &AnyNet,
    schedule: ScheduleRef<'_>,
    transform: &Transform,
    data: &Dataset,
    effort: Effort,
    mut done: impl FnMut(usize),
) -> Result<Quality, Error> {
    let (levels, dim) = (schedule.levels(), data.dim());
    let each = effort.noised.div_ceil(levels).max(2);
    let (philox, mut order) = (Philox::new(effort.seed), Order::new(effort.seed, data.len()));
    let mut pairs = vec![PairNormaliser::new(); levels - 1];
    let (mut right, mut sums) = (0.0, vec![Sums::default(); levels]);
    let total = each * levels;
    for first in (0..total).step_by(BATCH) {
        let ids = first..(first + BATCH).min(total);
        let t: Vec<u32> = ids.clone().map(|id| (id / each) as u32).collect();
        let values = data.gather(t.iter().map(|_| order.draw()))?;
        let mut x = transform.encode(&values, &philox, ids.start as u32, 0);
        let noise = add_noise(schedule, &mut x, dim, ids.start as u32, Levels::Each(&t), &philox);
        let mut logits = vec![0.0; t.len() * levels];
        net.logits(&x, &mut logits, &mut vec![0.0; net.scratch_len_ext(t.len())])?;
        right += accuracy(&logits, levels, Levels::Each(&t))? * t.len() as f64;
        for (row, &t) in logits.chunks_exact(levels).zip(&t) {
            sums[t as usize].ce += cross_entropy(row, levels, Levels::All(t as usize))?;
            if let Some(s) = (t as usize).checked_sub(1) {
                pairs[s].add(f64::from(row[s]) - f64::from(row[t as usize]));
            }
        }
        // At the ends it does not depend on the network: 1 at level 0, where σ = 0, and 0 at level L.
        let judged = |i: usize| (ids.start + i) % each < effort.denoised && (1..levels as u32 - 1).contains(&t[i]);
        let chosen: Vec<usize> = (0..t.len()).filter(|i| judged(*i)).collect();
        let pick =
            |from: &[f32]| -> Vec<f32> { chosen.iter().flat_map(|i| &from[i * dim..][..dim]).copied().collect() };
        let at: Vec<u32> = chosen.iter().map(|i| t[*i]).collect();
        let epsilon = net.epsilon_vec(schedule, &pick(&x), Levels::Each(&at))?;
        for ((epsilon, noise), t) in epsilon.chunks_exact(dim).zip(pick(&noise).chunks_exact(dim)).zip(at) {
            let square: f64 = epsilon.iter().zip(noise).map(|(e, n)| f64::from(e - n).powi(2)).sum();
            let sums = &mut sums[t as usize];
            (sums.mse, sums.denoised) = (sums.mse + square / dim as f64, sums.denoised + 1);
        }
        done(t.len());
    }
    let (log_normaliser, log_normaliser_stderr) = log_normaliser(&pairs);
    let all = Sums::of(&sums);
    Ok(Quality {
        ce: all.ce / total as f64,
        accuracy: right / total as f64,
        mse: all.mse / all.denoised as f64,
        log_normaliser,
        log_normaliser_stderr,
        noised_count: total,
        denoised_count: all.denoised,
        by_level: by_level(&sums, each),
    })
}

/// What is known of a level.
#[derive(Clone, Copy, Default)]
struct Sums {
    ce: f64,
    mse: f64,
    denoised: usize,
}

impl Sums {
    fn of(levels: &[Self]) -> Self {
        levels.iter().fold(Self::default(), |sum, level| Self {
            ce: sum.ce + level.ce,
            mse: sum.mse + level.mse,
            denoised: sum.denoised + level.denoised,
        })
    }
}

/// Ranges of levels that are told apart.
const RANGES: usize = 10;

/// Means over ranges of levels, each of which has `each` samples.
fn by_level(sums: &[Sums], each: usize) -> Vec<LevelQuality> {
    let ranges = RANGES.min(sums.len());
    let range = |number: usize| {
        let (first, end) = (number * sums.len() / ranges, (number + 1) * sums.len() / ranges);
        let sum = Sums::of(&sums[first..end]);
        let mse = (sum.denoised > 0).then(|| sum.mse / sum.denoised as f64);
        LevelQuality { first, last: end - 1, ce: sum.ce / ((end - first) * each) as f64, mse }
    };
    (0..ranges).map(range).collect()
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
    net: &AnyNet,
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

/// A model's density beside the true one, over samples of the truth; all in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Truth {
    /// Mean of `log p_true − log p_model`: the Kullback-Leibler divergence, were the model normalised.
    pub mean_difference: f64,
    /// Standard error of that mean.
    pub mean_difference_stderr: f64,
    /// Mean of `|log p_true − log p_model|`.
    pub mean_absolute: f64,
    /// The integral of the model's density where there is truth: mean of `p_model / p_true`.
    pub normaliser: f64,
    /// Mean of `log p_true`: minus the entropy.
    pub log_true_mean: f64,
    /// Samples.
    pub count: usize,
}

/// Compares log densities of samples of `density`, in the data's units, with the truth.
///
/// # Errors
/// Data that cannot be read.
///
/// # Panics
/// If there are fewer densities than samples.
pub fn against_truth(density: &dyn cdm_ref::Density, data: &Dataset, log_model: &[f64]) -> Result<Truth, Error> {
    let mut truth = Truth { count: data.len(), ..Truth::default() };
    let n = data.len() as f64;
    let mut differences = Vec::with_capacity(data.len());
    data.for_each(|i, row| {
        let x: Vec<f64> = row.iter().map(|v| f64::from(*v)).collect();
        let log_true = density.log_density(&x);
        let difference = log_true - log_model[i];
        truth.mean_difference += difference / n;
        truth.mean_absolute += difference.abs() / n;
        truth.normaliser += (-difference).exp() / n;
        truth.log_true_mean += log_true / n;
        differences.push(difference);
        Ok(())
    })?;
    let squares: f64 = differences.iter().map(|d| (d - truth.mean_difference).powi(2)).sum();
    truth.mean_difference_stderr = (squares / (n - 1.0) / n).sqrt();
    Ok(truth)
}
