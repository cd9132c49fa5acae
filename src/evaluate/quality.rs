//! How well a network tells levels and noise, and whether its densities are normalised.

use super::{BATCH, Normaliser, add_noise};
use crate::backend::AnyNet;
use crate::data::{Dataset, Order, Transform};
use crate::error::Error;
use cdm_core::likelihood::{PairNormaliser, log_normaliser};
use cdm_core::loss::{accuracy, cross_entropy};
use cdm_core::rng::Philox;
use cdm_core::{ClassifierExt, Levels, ScheduleRef};
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
    net: &AnyNet<'_>,
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
