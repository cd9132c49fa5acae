//! Densities from logits, their units, and the check of their normalisation.

use crate::Real;
use core::f64::consts::{LN_2, TAU};

/// `log N(x; 0, I)` in nats, from `‖x‖²`.
#[must_use]
pub fn log_standard_normal(squared_norm: f64, dim: usize) -> f64 {
    -0.5 * (squared_norm + dim as f64 * libm::log(TAU))
}

/// `‖x‖²`, summed in `f64`.
#[must_use]
pub fn squared_norm<E: Real>(x: &[E]) -> f64 {
    x.iter().map(|&x| x.to_f64() * x.to_f64()).sum()
}

/// The log ratio of the densities of two levels in nats: `(f_s − f_t) − (log π_s − log π_t)`.
///
/// # Source
/// Eq. (13) of [CDM], with a level prior.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[must_use]
pub fn log_density_ratio(logit_ratio: f64, log_prior_ratio: f64) -> f64 {
    logit_ratio - log_prior_ratio
}

/// The log density at level `t` in nats: `(f_t − f_L) − (log π_t − log π_L) − ½‖x‖² − (d/2) log 2π`.
///
/// `logit_ratio` is `f_t − f_L`, `log_prior_ratio` is `log π_t − log π_L`.
///
/// # Source
/// Theorem 3.2, Eq. (10) of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[must_use]
pub fn log_density(logit_ratio: f64, log_prior_ratio: f64, squared_norm: f64, dim: usize) -> f64 {
    log_density_ratio(logit_ratio, log_prior_ratio) + log_standard_normal(squared_norm, dim)
}

/// Bits per dimension of integer data with `grey_values` (`K`) values `v`, scored as `x = 2(v + u)/K − 1`:
/// `−log₂ p(x)/d + log₂(K/2)`, so + 7 for bytes.
///
/// With `u` uniform on [0, 1) its mean bounds the discrete negative log-likelihood from above. `log_density` in nats.
#[must_use]
pub fn bits_per_dim(log_density: f64, dim: usize, grey_values: u32) -> f64 {
    -log_density / (dim as f64 * LN_2) + bits_per_dim_offset(grey_values)
}

/// `log₂(K/2)`: the bits per dimension that the map of `K` grey values onto [−1, 1] adds.
#[must_use]
pub fn bits_per_dim_offset(grey_values: u32) -> f64 {
    libm::log2(f64::from(grey_values) * 0.5)
}

/// The dequantised, scaled value `2(v + u)/K − 1` of grey value `v`, with `u` of [0, 1).
#[must_use]
pub fn dequantise<E: Real>(value: u32, u: E, grey_values: u32) -> E {
    E::from_f64(2.0 * (f64::from(value) + u.to_f64()) / f64::from(grey_values) - 1.0)
}

/// The distance from 0 and 1 that [`dequantise_logit`] keeps, as a fraction of all grey values: `λ`.
pub const LOGIT_MARGIN: f64 = 1e-6;

/// The unit of [`dequantise_logit`]: the logit of the middle of the last of `K` grey values, `ln(2K − 1)`, so that the middles of
/// the first and the last become −1 and 1.
#[must_use]
pub fn logit_unit(grey_values: u32) -> f64 {
    libm::log(2.0 * f64::from(grey_values) - 1.0)
}

/// The dequantised value on the scale of logits, `x = logit(λ + (1 − 2λ)(v + u)/K) / ln(2K − 1)`, of grey value `v` with
/// `u ∈ [0, 1)`.
///
/// Where most values are black or white, as of written digits, the dequantisation noise there is wide on this scale (a standard
/// deviation of 0.16 with 256 grey values), and narrow, 0.002, on the linear one.
///
/// # Numerics
/// Worked out in `f64`, rounded once.
///
/// # Source
/// Papamakarios et al., *Masked Autoregressive Flow for Density Estimation*, NeurIPS 2017, §4.3, with `λ = 10⁻⁶` as there for
/// MNIST; the scale is ours.
#[must_use]
pub fn dequantise_logit<E: Real>(value: u32, u: E, grey_values: u32) -> E {
    let p = (f64::from(value) + u.to_f64()) / f64::from(grey_values);
    E::from_f64(logit(LOGIT_MARGIN + (1.0 - 2.0 * LOGIT_MARGIN) * p) / logit_unit(grey_values))
}

/// The inverse of [`dequantise_logit`]: `v + u`, in `[0, K]`.
#[must_use]
pub fn grey_of_logit<E: Real>(x: E, grey_values: u32) -> f64 {
    let p = 1.0 / (1.0 + libm::exp(-x.to_f64() * logit_unit(grey_values)));
    ((p - LOGIT_MARGIN) / (1.0 - 2.0 * LOGIT_MARGIN)).clamp(0.0, 1.0) * f64::from(grey_values)
}

/// `ln p − ln(1 − p)`.
fn logit(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// What to add to `log p(x)` in nats for the density of `v + u` itself, when each `x_i` is a [`dequantise_logit`]:
/// `Σ ln dx_i/dv_i`, with `dx/dv = (1 − 2λ)/(K ln(2K − 1) p (1 − p))`.
#[must_use]
pub fn logit_log_jacobian<E: Real>(x: &[E], grey_values: u32) -> f64 {
    let unit = logit_unit(grey_values);
    let each = libm::log((1.0 - 2.0 * LOGIT_MARGIN) / (f64::from(grey_values) * unit));
    // −ln p(1 − p) of a logit y is |y| + 2 ln(1 + e^−|y|).
    let steep = |x: &E| {
        let y = libm::fabs(x.to_f64() * unit);
        y + 2.0 * libm::log1p(libm::exp(-y))
    };
    x.len() as f64 * each + x.iter().map(steep).sum::<f64>()
}

/// The standardised value `(v − m)/s` of a real value `v`.
#[must_use]
pub fn standardise<E: Real>(value: E, mean: f64, unit: f64) -> E {
    E::from_f64((value.to_f64() - mean) / unit)
}

/// What to add to `log p(x)` in nats for the density of `v` itself, when `x_i = (v_i − m_i)/scale_i`: `−Σ ln|scale_i|`.
#[must_use]
pub fn affine_log_jacobian(scales: &[f64]) -> f64 {
    -scales.iter().map(|&s| libm::log(libm::fabs(s))).sum::<f64>()
}

/// Numbers in the lower triangle, diagonal included, of a matrix of `dim` rows: element `(i, j)` is number `i (i + 1)/2 + j`.
#[must_use]
pub const fn triangle_len(dim: usize) -> usize {
    dim * (dim + 1) / 2
}

/// Whitens one sample: the `x` with `v = m + A x`, for the lower triangular `A` whose rows lie packed one after another
/// ([`triangle_len`]). With `A Aᵀ` the covariance of the data, their coordinates become uncorrelated, of variance 1.
///
/// `mean` and `factor` give numbers by position, so that they may lie in any form. `values` and `out` are as long as the mean.
///
/// # Numerics
/// Forward substitution in `f64`. Each coordinate takes the earlier ones as they were rounded to `E`, so that [`unwhiten_into`] of
/// the result differs from `values` by the rounding of one coordinate each: errors do not add up along the columns.
pub fn whiten_into<E: Real>(values: &[E], mean: impl Fn(usize) -> f64, factor: impl Fn(usize) -> f64, out: &mut [E]) {
    for (i, &value) in values.iter().enumerate() {
        let row = triangle_len(i);
        let along: f64 = out[..i].iter().enumerate().map(|(j, x)| factor(row + j) * x.to_f64()).sum();
        out[i] = E::from_f64((value.to_f64() - mean(i) - along) / factor(row + i));
    }
}

/// The inverse of [`whiten_into`]: `v = m + A x` of one sample.
pub fn unwhiten_into<E: Real>(x: &[E], mean: impl Fn(usize) -> f64, factor: impl Fn(usize) -> f64, out: &mut [E]) {
    for (i, out) in out.iter_mut().enumerate() {
        let row = triangle_len(i);
        let along: f64 = x[..=i].iter().enumerate().map(|(j, x)| factor(row + j) * x.to_f64()).sum();
        *out = E::from_f64(mean(i) + along);
    }
}

/// What to add to `log p(x)` in nats for the density of `v = m + A x`: `−ln det A`, the diagonal of the packed triangle
/// `factor` of `dim` rows.
#[must_use]
pub fn whitening_log_jacobian(dim: usize, factor: impl Fn(usize) -> f64) -> f64 {
    -(0..dim).map(|i| libm::log(libm::fabs(factor(triangle_len(i) + i)))).sum::<f64>()
}

/// Streaming `log E_{x∼p_{t+1}} exp(log p_t − log p_{t+1})`, which is 0 for normalised, exact densities.
///
/// The noisier level draws the samples, since then the ratio has a finite variance.
///
/// # Numerics
/// Holds sums relative to the largest term so far: any magnitude of log ratio is fine. A NaN makes the result NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairNormaliser {
    count: u64,
    largest: f64,
    sum: f64,
    sum_of_squares: f64,
}

impl PairNormaliser {
    /// Nothing seen.
    #[must_use]
    pub const fn new() -> Self {
        Self { count: 0, largest: f64::NEG_INFINITY, sum: 0.0, sum_of_squares: 0.0 }
    }

    /// Adds the log ratio `log p_t(x) − log p_{t+1}(x)` in nats of one sample `x ∼ p_{t+1}`.
    pub fn add(&mut self, log_ratio: f64) {
        self.count += 1;
        if log_ratio > self.largest {
            let shrink = libm::exp(self.largest - log_ratio);
            self.sum *= shrink;
            self.sum_of_squares *= shrink * shrink;
            self.largest = log_ratio;
        }
        // A ratio of zero before any other would be exp(−∞ + ∞).
        let term = if log_ratio == f64::NEG_INFINITY { 0.0 } else { libm::exp(log_ratio - self.largest) };
        self.sum += term;
        self.sum_of_squares += term * term;
    }

    /// Samples seen.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The logarithm of the mean ratio in nats; NaN without samples.
    #[must_use]
    pub fn log_mean(&self) -> f64 {
        self.largest + libm::log(self.sum / self.count as f64)
    }

    /// Standard error of [`PairNormaliser::log_mean`] (first order: relative error of the mean).
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        let n = self.count as f64;
        let mean = self.sum / n;
        let variance = (self.sum_of_squares / n - mean * mean) * n / (n - 1.0);
        libm::sqrt(variance.max(0.0) / n) / mean
    }
}

impl Default for PairNormaliser {
    fn default() -> Self {
        Self::new()
    }
}

/// The log normaliser of the first pair's level in nats and its standard error: the sum over pairs `t, …, L − 1`.
///
/// Level `L` is normalised by construction, and each pair adds `log Z_t − log Z_{t+1}`.
#[must_use]
pub fn log_normaliser(pairs: &[PairNormaliser]) -> (f64, f64) {
    let total = pairs.iter().map(PairNormaliser::log_mean).sum();
    let variance: f64 = pairs.iter().map(|p| p.standard_error() * p.standard_error()).sum();
    (total, libm::sqrt(variance))
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::rng::{Philox, Stream};

    /// A uniform density on [−1, 1]^d holds exactly log₂ K bits per dimension.
    #[test]
    fn bits_per_dim_of_uniform_data() {
        for (grey_values, dim) in [(256, 3), (17, 64), (2, 1)] {
            let log_density = -(dim as f64) * LN_2;
            let bits = bits_per_dim(log_density, dim, grey_values);
            assert!((bits - f64::from(grey_values).log2()).abs() < 1e-14);
        }
        assert_eq!(bits_per_dim_offset(256), 7.0);
        assert_eq!((dequantise(0, 0.0f64, 256), dequantise(255, 1.0f64, 256)), (-1.0, 1.0));
    }

    /// The ends, the inverse, and the slope by differences.
    #[test]
    fn logits_of_grey_values() {
        let x = |v, u| dequantise_logit::<f64>(v, u, 256);
        // λ moves p by at most 10⁻⁶ where 1/p is 512 at most.
        assert!((x(0, 0.5) + 1.0).abs() < 1e-3 && (x(255, 0.5) - 1.0).abs() < 1e-3 && x(128, 0.0).abs() < 1e-12);
        for (v, u) in [(0, 0.0), (0, 0.3), (7, 0.9), (128, 0.5), (255, 0.2), (255, 0.999)] {
            let value = f64::from(v) + u;
            assert!((grey_of_logit(x(v, u), 256) - value).abs() < 1e-9, "{value}");
            let h = 1e-5;
            let slope = (x(v, u + h) - x(v, u)) / h;
            let exact = logit_log_jacobian(&[x(v, u + h / 2.0)], 256);
            // Where p is least, 10⁻⁶, the second derivative's relative change over h/256 is 4 %: its square, over 12, is left.
            assert!((slope.ln() - exact).abs() < 1e-3, "{value}: {} {exact}", slope.ln());
        }
    }

    #[test]
    fn jacobian_of_scales() {
        // N(m, s²) at its mean, through x = (v − m)/s.
        let s = 3.0;
        let direct = -0.5 * (TAU * s * s).ln();
        assert!((log_standard_normal(0.0, 1) + affine_log_jacobian(&[s]) - direct).abs() < 1e-15);
    }

    /// N(0, 1) against N(0, 1.1²), the noisier one sampled: mean ratio 1; shifted logs shift the result.
    #[test]
    fn pairwise_identity() {
        let (rng, scale) = (Philox::new(3), 1.1f64);
        let mut pairs = [PairNormaliser::new(), PairNormaliser::new()];
        for i in 0..200_000 {
            let x = scale * rng.normal::<f64>(Stream::DENSITY, i, 0, 0);
            let log_ratio = log_standard_normal(x * x, 1) - (log_standard_normal((x / scale).powi(2), 1) - scale.ln());
            pairs[0].add(log_ratio);
            pairs[1].add(log_ratio - 1000.0);
        }
        let (mean, error) = (pairs[0].log_mean(), pairs[0].standard_error());
        std::println!("log mean ratio {mean:.6} ± {error:.6}");
        assert!(error < 1e-3 && mean.abs() < 4.0 * error);
        assert!((pairs[1].log_mean() + 1000.0 - mean).abs() < 1e-10);
        let (total, total_error) = log_normaliser(&pairs);
        assert!((total - 2.0 * mean + 1000.0).abs() < 1e-9);
        assert!((total_error / error - 2.0f64.sqrt()).abs() < 1e-6);
        let mut impossible = PairNormaliser::new();
        impossible.add(f64::NEG_INFINITY);
        assert_eq!(impossible.log_mean(), f64::NEG_INFINITY);
        impossible.add(0.0);
        assert!((impossible.log_mean() + LN_2).abs() < 1e-15);
    }

    /// Three columns with `A` of rows (2), (1, 0.5), (−3, 4, 0.25).
    #[test]
    fn whitening_and_back() {
        let (mean, factor) = ([10.0, -1.0, 0.5], [2.0, 1.0, 0.5, -3.0, 4.0, 0.25]);
        let (m, a) = (|i: usize| mean[i], |i: usize| factor[i]);
        let mut v = [0.0; 3];
        unwhiten_into(&[1.0, -2.0, 4.0], m, a, &mut v);
        assert_eq!(v, [12.0, -1.0, -9.5]);
        let mut x = [0.0; 3];
        whiten_into(&v, m, a, &mut x);
        assert_eq!(x, [1.0, -2.0, 4.0]);
        assert_eq!(whitening_log_jacobian(3, a), -libm::log(0.25));
        // In single precision a column that follows from the others comes back as well as one of its own.
        let (mut narrow, mut back) = ([0.0f32; 3], [0.0f32; 3]);
        let values = [12.345f32, -1.234, -9.876];
        whiten_into(&values, m, a, &mut narrow);
        unwhiten_into(&narrow, m, a, &mut back);
        for (v, back) in values.iter().zip(back) {
            // The rounding of `x`, at most 60 here, times the diagonal, and of the result.
            assert!((v - back).abs() <= 16.0 * f32::EPSILON, "{v} {back}");
        }
    }
}
