//! The same judgement in detail: what a network makes of each level.

use super::quality::{Effort, LevelQuality, Quality};
use super::{BATCH, add_noise};
use crate::backend::AnyNet;
use crate::data::{Dataset, Order, Transform};
use crate::error::Error;
use cdm_core::likelihood::{PairNormaliser, log_normaliser};
use cdm_core::loss::{accuracy, cross_entropy};
use cdm_core::rng::Philox;
use cdm_core::{ClassifierExt, Levels, ScheduleRef};
use serde::Serialize;

/// A judgement of a network in detail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detail {
    /// The summary.
    #[serde(flatten)]
    pub quality: Quality,
    /// Cross-entropy and denoising in up to a hundred ranges of levels, from the cleanest to the noisiest.
    pub ranges: Vec<LevelQuality>,
    /// The normaliser of each level but the last, which is normalised by construction.
    pub normalisers: Vec<LevelNormaliser>,
    /// Which level was taken for which.
    pub confusion: Confusion,
}

/// How far a level's density is from being normalised; all in nats, 0 for an exact model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LevelNormaliser {
    /// The level `t`.
    pub level: usize,
    /// `log E_{x∼p_{t+1}} exp(log p_t − log p_{t+1})`: what this pair of levels adds.
    pub pair: f64,
    /// Its standard error.
    pub pair_stderr: f64,
    /// The logarithm of the integral of `p_t`: the sum over this pair and all noisier ones.
    pub log_normaliser: f64,
    /// Its standard error.
    pub log_normaliser_stderr: f64,
}

/// Shares of samples by true level and by the level that the network finds likeliest, in ranges of levels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confusion {
    /// The first level of each range.
    pub first: Vec<usize>,
    /// `[true, likeliest]`, row-major; each row adds up to 1.
    pub shares: Vec<f64>,
}

impl Confusion {
    /// The number of ranges.
    pub fn size(&self) -> usize {
        self.first.len()
    }
}

/// Judges a network on noised data, level by level, as many samples at each; every sample of the data is used once before any is used
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
pub fn examine(
    net: &AnyNet<'_>,
    schedule: ScheduleRef<'_>,
    transform: &Transform,
    data: &Dataset,
    effort: Effort,
    mut done: impl FnMut(usize),
) -> Result<Detail, Error> {
    let (levels, dim) = (schedule.levels(), data.dim());
    let each = effort.noised.div_ceil(levels).max(2);
    let (philox, mut order) = (Philox::new(effort.seed), Order::new(effort.seed, data.len()));
    let mut pass = Pass::new(levels);
    let total = each * levels;
    for first in (0..total).step_by(BATCH) {
        let ids = first..(first + BATCH).min(total);
        let t: Vec<u32> = ids.clone().map(|id| (id / each) as u32).collect();
        let values = data.gather(t.iter().map(|_| order.draw()))?;
        let mut x = transform.encode(&values, &philox, ids.start as u32, 0);
        let noise = add_noise(schedule, &mut x, dim, ids.start as u32, Levels::Each(&t), &philox);
        let mut logits = vec![0.0; t.len() * levels];
        net.logits(&x, &mut logits, &mut vec![0.0; net.scratch_len_ext(t.len())])?;
        pass.add_logits(&logits, &t)?;
        // At the ends it does not depend on the network: 1 at level 0, where σ = 0, and 0 at level L.
        let judged = |i: usize| (ids.start + i) % each < effort.denoised && (1..levels as u32 - 1).contains(&t[i]);
        let chosen: Vec<usize> = (0..t.len()).filter(|i| judged(*i)).collect();
        let pick =
            |from: &[f32]| -> Vec<f32> { chosen.iter().flat_map(|i| &from[i * dim..][..dim]).copied().collect() };
        let at: Vec<u32> = chosen.iter().map(|i| t[*i]).collect();
        let epsilon = net.epsilon_vec(schedule, &pick(&x), Levels::Each(&at))?;
        pass.add_denoised(&epsilon, &pick(&noise), &at, dim);
        done(t.len());
    }
    Ok(pass.detail(each))
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

/// Ranges of levels that a summary tells apart.
const RANGES: usize = 10;
/// Ranges that a detailed judgement tells apart.
const FINE: usize = 100;
/// Ranges of levels in a [`Confusion`].
const CONFUSED: usize = 25;

/// Sums over the samples so far.
struct Pass {
    sums: Vec<Sums>,
    pairs: Vec<PairNormaliser>,
    right: f64,
    /// Ranges of levels told apart in `confusion`.
    size: usize,
    /// Samples, `[true, likeliest]`.
    confusion: Vec<usize>,
}

impl Pass {
    fn new(levels: usize) -> Self {
        let size = CONFUSED.min(levels);
        Self {
            sums: vec![Sums::default(); levels],
            pairs: vec![PairNormaliser::new(); levels - 1],
            right: 0.0,
            size,
            confusion: vec![0; size * size],
        }
    }

    /// Adds samples of levels `t`, `[batch]`, with their logits, `[batch, levels]`.
    fn add_logits(&mut self, logits: &[f32], t: &[u32]) -> Result<(), Error> {
        let levels = self.sums.len();
        self.right += accuracy(logits, levels, Levels::Each(t))? * t.len() as f64;
        for (row, &t) in logits.chunks_exact(levels).zip(t) {
            let t = t as usize;
            self.sums[t].ce += cross_entropy(row, levels, Levels::All(t))?;
            if let Some(s) = t.checked_sub(1) {
                self.pairs[s].add(f64::from(row[s]) - f64::from(row[t]));
            }
            let likeliest = (1..levels).fold(0, |best, level| if row[level] > row[best] { level } else { best });
            let range = |level: usize| level * self.size / levels;
            let cell = range(t) * self.size + range(likeliest);
            self.confusion[cell] += 1;
        }
        Ok(())
    }

    /// Adds estimates of the noise and the noise, both `[batch, dim]`.
    fn add_denoised(&mut self, epsilon: &[f32], noise: &[f32], t: &[u32], dim: usize) {
        for ((epsilon, noise), t) in epsilon.chunks_exact(dim).zip(noise.chunks_exact(dim)).zip(t) {
            let square: f64 = epsilon.iter().zip(noise).map(|(e, n)| f64::from(e - n).powi(2)).sum();
            let sums = &mut self.sums[*t as usize];
            (sums.mse, sums.denoised) = (sums.mse + square / dim as f64, sums.denoised + 1);
        }
    }

    /// The judgement, of `each` samples at each level.
    fn detail(self, each: usize) -> Detail {
        let (log_normaliser, log_normaliser_stderr) = log_normaliser(&self.pairs);
        let (all, total) = (Sums::of(&self.sums), each * self.sums.len());
        let quality = Quality {
            ce: all.ce / total as f64,
            accuracy: self.right / total as f64,
            mse: all.mse / all.denoised as f64,
            log_normaliser,
            log_normaliser_stderr,
            noised_count: total,
            denoised_count: all.denoised,
            by_level: by_level(&self.sums, each, RANGES),
        };
        let ranges = by_level(&self.sums, each, FINE);
        Detail { quality, ranges, normalisers: normalisers(&self.pairs), confusion: self.confusion() }
    }

    fn confusion(&self) -> Confusion {
        let levels = self.sums.len();
        let rows = self.confusion.chunks_exact(self.size);
        let shares = rows.flat_map(|row| {
            let total = row.iter().sum::<usize>() as f64;
            row.iter().map(move |count| *count as f64 / total)
        });
        // The first level whose range this is.
        let first = (0..self.size).map(|range| (range * levels).div_ceil(self.size)).collect();
        Confusion { first, shares: shares.collect() }
    }
}

fn normalisers(pairs: &[PairNormaliser]) -> Vec<LevelNormaliser> {
    let of = |(level, pair): (usize, &PairNormaliser)| {
        let (log_normaliser, log_normaliser_stderr) = log_normaliser(&pairs[level..]);
        let (pair, pair_stderr) = (pair.log_mean(), pair.standard_error());
        LevelNormaliser { level, pair, pair_stderr, log_normaliser, log_normaliser_stderr }
    };
    pairs.iter().enumerate().map(of).collect()
}

/// Means over at most `ranges` ranges of levels, each of which has `each` samples.
fn by_level(sums: &[Sums], each: usize, ranges: usize) -> Vec<LevelQuality> {
    let ranges = ranges.min(sums.len());
    let range = |number: usize| {
        let (first, end) = (number * sums.len() / ranges, (number + 1) * sums.len() / ranges);
        let sum = Sums::of(&sums[first..end]);
        let mse = (sum.denoised > 0).then(|| sum.mse / sum.denoised as f64);
        LevelQuality { first, last: end - 1, ce: sum.ce / ((end - first) * each) as f64, mse }
    };
    (0..ranges).map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Draw, Scaling, Spec};
    use cdm_core::Schedule;
    use cdm_ref::MixtureClassifier;
    use cdm_ref::toys::eight_gaussians;

    fn detail(levels: usize, noised: usize) -> Detail {
        let spec: Spec = "toy:8gaussians".parse().unwrap();
        let data = Dataset::load(&spec, Draw { count: 5000, seed: 0, held_out: true }).unwrap();
        let transform = Transform::fit(&data, Scaling::default()).unwrap();
        let (scale, offset) = transform.affine().unwrap();
        let schedule = Schedule::uniform(levels - 2).unwrap();
        assert_eq!(schedule.levels(), levels);
        let seen = eight_gaussians().affine(&scale, &offset).unwrap();
        let net = crate::backend::boxed(MixtureClassifier::new(seen, schedule.clone()));
        let effort = Effort { noised, denoised: 4, seed: 1 };
        let mut heard = 0;
        let detail = examine(&*net, schedule.view(), &transform, &data, effort, |n| heard += n).unwrap();
        assert_eq!(heard, detail.quality.noised_count);
        let judged = super::super::judge(&*net, schedule.view(), &transform, &data, effort, |_| ()).unwrap();
        assert_eq!(judged, detail.quality, "the summary is that of the detail");
        detail
    }

    /// The optimal classifier: normalised at every level, within four standard errors, and right more often than not by chance.
    #[test]
    fn the_optimal_classifier_is_normalised_at_every_level() {
        let detail = detail(12, 6000);
        assert_eq!((detail.normalisers.len(), detail.ranges.len(), detail.confusion.size()), (11, 12, 12));
        for normaliser in &detail.normalisers {
            let LevelNormaliser { pair, pair_stderr, log_normaliser, log_normaliser_stderr, .. } = *normaliser;
            assert!(pair.abs() < 4.0 * pair_stderr + 1e-3, "{normaliser:?}");
            assert!(log_normaliser.abs() < 4.0 * log_normaliser_stderr + 1e-3, "{normaliser:?}");
        }
        assert_eq!(detail.normalisers[0].log_normaliser, detail.quality.log_normaliser);
        let shares = &detail.confusion.shares;
        assert!(shares.chunks(12).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
        let right = (0..12).map(|level| shares[level * 13]).sum::<f64>() / 12.0;
        assert!((right - detail.quality.accuracy).abs() < 1e-9 && right > 2.0 / 12.0, "{right}");
        let mean = detail.ranges.iter().map(|range| range.ce).sum::<f64>() / 12.0;
        assert!((mean - detail.quality.ce).abs() < 1e-9);
        assert!(detail.ranges[0].mse.is_none() && detail.ranges[1].mse > detail.ranges[10].mse);
    }

    #[test]
    fn many_levels_are_told_apart_in_ranges() {
        let detail = detail(203, 406);
        assert_eq!((detail.normalisers.len(), detail.ranges.len(), detail.confusion.size()), (202, 100, 25));
        assert_eq!(detail.confusion.first[..4], [0, 9, 17, 25]);
        // Where a range begins is where the next level's number, in ranges, grows.
        for (range, first) in detail.confusion.first.iter().enumerate() {
            assert_eq!(first * 25 / 203, range);
            assert!(*first == 0 || (first - 1) * 25 / 203 < range);
        }
        assert_eq!((detail.ranges[0].first, detail.ranges[99].last), (0, 202));
    }
}
