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
}
