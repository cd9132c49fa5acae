//! Gaussian mixtures: everything a classification diffusion model can be asked has a closed form.
//!
//! Noised to `x_t = a x_0 + σ ε`, component `k` is `N(a μ_k, a² Σ_k + σ² I)`. In the axes of `Σ_k` that is a
//! product of one-dimensional densities, whatever the level.

use crate::eigen::symmetric_eigen;
use crate::toys::Density;
use cdm_core::rng::{Philox, Stream};
use std::fmt;

/// Why numbers make no mixture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum MixtureError {
    /// No component, or components of no dimension.
    Empty,
    /// A list of another length than it must have.
    Length {
        /// The component, or the number of components for the lists of means and covariances.
        component: usize,
        /// Length it must have.
        expected: usize,
        /// Length it has.
        actual: usize,
    },
    /// A weight that is not positive.
    Weight {
        /// The component.
        component: usize,
        /// Its weight.
        value: f64,
    },
    /// A covariance that is not symmetric, or has a variance that is not positive along an axis.
    Covariance {
        /// The component.
        component: usize,
        /// The smallest variance; NaN if it is not symmetric.
        smallest: f64,
    },
}

impl fmt::Display for MixtureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a mixture needs a component and a dimension"),
            Self::Length { component, expected, actual } => {
                write!(f, "component {component}: length {actual} where {expected} is needed")
            }
            Self::Weight { component, value } => write!(f, "component {component}: weight {value} is not positive"),
            Self::Covariance { component, smallest } => {
                write!(f, "component {component}: covariance is not positive definite, smallest variance {smallest}")
            }
        }
    }
}

impl std::error::Error for MixtureError {}

#[derive(Clone, Debug)]
struct Component {
    weight: f64,
    mean: Vec<f64>,
    covariance: Vec<f64>,
    /// Orthogonal axes of the covariance, as columns.
    axes: Vec<f64>,
    /// Variance along each axis.
    variances: Vec<f64>,
}

/// A mixture of Gaussians with full covariances.
#[derive(Clone, Debug)]
pub struct Mixture {
    dim: usize,
    components: Vec<Component>,
}

/// A component seen from a point at a level: its log weight in the posterior, and the point in its axes.
struct View<'a> {
    component: &'a Component,
    log_joint: f64,
    /// `(x − a μ)` along each axis.
    offset: Vec<f64>,
    /// `a² λ + σ²` along each axis.
    variance: Vec<f64>,
}

impl Mixture {
    /// The mixture of components with weights (normalised here), means and row-major covariances.
    ///
    /// # Errors
    /// Lengths that do not fit, weights that are not positive, covariances that are not positive definite.
    pub fn new(weights: &[f64], means: &[Vec<f64>], covariances: &[Vec<f64>]) -> Result<Self, MixtureError> {
        let count = weights.len();
        let dim = means.first().map_or(0, Vec::len);
        if count == 0 || dim == 0 {
            return Err(MixtureError::Empty);
        }
        for actual in [means.len(), covariances.len()] {
            if actual != count {
                return Err(MixtureError::Length { component: count, expected: count, actual });
            }
        }
        let total: f64 = weights.iter().sum();
        let mut components = Vec::with_capacity(count);
        for (k, ((&weight, mean), covariance)) in weights.iter().zip(means).zip(covariances).enumerate() {
            for (expected, actual) in [(dim, mean.len()), (dim * dim, covariance.len())] {
                if actual != expected {
                    return Err(MixtureError::Length { component: k, expected, actual });
                }
            }
            if weight.is_nan() || weight <= 0.0 {
                return Err(MixtureError::Weight { component: k, value: weight });
            }
            let symmetric = (0..dim * dim).all(|i| covariance[i] == covariance[i % dim * dim + i / dim]);
            let (variances, axes) = symmetric_eigen(covariance, dim);
            let smallest = variances.iter().copied().fold(f64::INFINITY, f64::min);
            if !symmetric || smallest <= 0.0 {
                let smallest = if symmetric { smallest } else { f64::NAN };
                return Err(MixtureError::Covariance { component: k, smallest });
            }
            let (mean, covariance) = (mean.clone(), covariance.clone());
            components.push(Component { weight: weight / total, mean, covariance, axes, variances });
        }
        Ok(Self { dim, components })
    }

    /// Components of equal weight and covariance `variance · I`.
    ///
    /// # Errors
    /// As [`Mixture::new`].
    pub fn isotropic(means: &[Vec<f64>], variance: f64) -> Result<Self, MixtureError> {
        let dim = means.first().map_or(0, Vec::len);
        let covariance: Vec<f64> = (0..dim * dim).map(|i| if i % (dim + 1) == 0 { variance } else { 0.0 }).collect();
        Self::new(&vec![1.0; means.len()], means, &vec![covariance; means.len()])
    }

    /// The mixture of `scale · x + offset`, entry by entry.
    ///
    /// # Errors
    /// Lists of another length than a sample; a scale of zero, which leaves no variance.
    pub fn affine(&self, scale: &[f64], offset: &[f64]) -> Result<Self, MixtureError> {
        for actual in [scale.len(), offset.len()] {
            if actual != self.dim {
                return Err(MixtureError::Length { component: 0, expected: self.dim, actual });
            }
        }
        let n = self.dim;
        let weights: Vec<f64> = self.components.iter().map(|c| c.weight).collect();
        let mean = |c: &Component| (0..n).map(|i| scale[i] * c.mean[i] + offset[i]).collect();
        // The product of two scales first: it is the same number for (i, j) and (j, i).
        let covariance =
            |c: &Component| (0..n * n).map(|k| scale[k / n] * scale[k % n] * c.covariance[k]).collect::<Vec<f64>>();
        let means: Vec<Vec<f64>> = self.components.iter().map(mean).collect();
        let covariances: Vec<Vec<f64>> = self.components.iter().map(covariance).collect();
        Self::new(&weights, &means, &covariances)
    }

    /// Numbers in one sample.
    #[must_use]
    pub const fn dim(&self) -> usize {
        self.dim
    }

    /// `log p(x)` in nats of the mixture noised to `a x_0 + σ ε`.
    #[must_use]
    pub fn log_density_at(&self, x: &[f64], a: f64, sigma: f64) -> f64 {
        log_total(&self.views(x, a, sigma))
    }

    /// `∇ log p(x)` of the mixture noised to `a x_0 + σ ε`: `−Σ_k r_k (a² Σ_k + σ² I)⁻¹ (x − a μ_k)`.
    #[must_use]
    pub fn score_at(&self, x: &[f64], a: f64, sigma: f64) -> Vec<f64> {
        self.average(x, a, sigma, |_, solved, _| -solved)
    }

    /// `E[ε | x_t = x]`, from `Cov(ε, x_t) = σ I` in each component.
    #[must_use]
    pub fn noise_estimate(&self, x: &[f64], a: f64, sigma: f64) -> Vec<f64> {
        self.average(x, a, sigma, |_, solved, _| sigma * solved)
    }

    /// `E[x_0 | x_t = x]`, from `Cov(x_0, x_t) = a Σ_k` in each component: defined at both ends.
    #[must_use]
    pub fn clean_estimate(&self, x: &[f64], a: f64, sigma: f64) -> Vec<f64> {
        self.average(x, a, sigma, |mean, solved, variance| mean + a * variance * solved)
    }

    /// The mean of `a x_0 + σ ε`.
    #[must_use]
    pub fn mean_at(&self, a: f64) -> Vec<f64> {
        (0..self.dim).map(|i| a * self.components.iter().map(|c| c.weight * c.mean[i]).sum::<f64>()).collect()
    }

    /// The covariance of `a x_0 + σ ε`, row-major.
    #[must_use]
    pub fn covariance_at(&self, a: f64, sigma: f64) -> Vec<f64> {
        let (n, mean) = (self.dim, self.mean_at(1.0));
        let entry = |i: usize, j: usize| {
            let clean: f64 = self
                .components
                .iter()
                .map(|c| c.weight * (c.covariance[i * n + j] + (c.mean[i] - mean[i]) * (c.mean[j] - mean[j])))
                .sum();
            a * a * clean + if i == j { sigma * sigma } else { 0.0 }
        };
        (0..n * n).map(|k| entry(k / n, k % n)).collect()
    }

    /// `log p(t | x)` in nats over levels with signal `a`, noise `sigma` and log prior `log_prior`.
    #[must_use]
    pub fn log_posterior(&self, x: &[f64], a: &[f64], sigma: &[f64], log_prior: &[f64]) -> Vec<f64> {
        let levels = a.iter().zip(sigma).zip(log_prior);
        let joint: Vec<f64> = levels.map(|((&a, &s), &p)| p + self.log_density_at(x, a, s)).collect();
        let total = log_sum_exp(joint.iter().copied());
        joint.into_iter().map(|v| v - total).collect()
    }

    fn views(&self, x: &[f64], a: f64, sigma: f64) -> Vec<View<'_>> {
        self.components.iter().map(|c| c.view(x, a, sigma)).collect()
    }

    /// The posterior mean over components of a quantity that is `value(mean, solved, variance)` in a component's
    /// axes, `solved` being `(a² Σ + σ² I)⁻¹ (x − a μ)`.
    fn average(&self, x: &[f64], a: f64, sigma: f64, value: impl Fn(f64, f64, f64) -> f64) -> Vec<f64> {
        let n = self.dim;
        let views = self.views(x, a, sigma);
        let total = log_total(&views);
        let mut out = vec![0.0; n];
        for view in &views {
            let (c, share) = (view.component, (view.log_joint - total).exp());
            for j in 0..n {
                let mean: f64 = (0..n).map(|i| c.axes[i * n + j] * c.mean[i]).sum();
                let along = value(mean, view.offset[j] / view.variance[j], c.variances[j]);
                out.iter_mut().enumerate().for_each(|(i, out)| *out += share * c.axes[i * n + j] * along);
            }
        }
        out
    }
}

impl Component {
    fn view(&self, x: &[f64], a: f64, sigma: f64) -> View<'_> {
        let n = self.mean.len();
        let along = |j: usize| (0..n).map(|i| self.axes[i * n + j] * (x[i] - a * self.mean[i])).sum();
        let offset: Vec<f64> = (0..n).map(along).collect();
        let variance: Vec<f64> = self.variances.iter().map(|v| a * a * v + sigma * sigma).collect();
        let exponent: f64 =
            offset.iter().zip(&variance).map(|(o, v)| o * o / v + (std::f64::consts::TAU * v).ln()).sum();
        View { component: self, log_joint: self.weight.ln() - 0.5 * exponent, offset, variance }
    }
}

fn log_total(views: &[View<'_>]) -> f64 {
    log_sum_exp(views.iter().map(|v| v.log_joint))
}

fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    largest + values.map(|v| (v - largest).exp()).sum::<f64>().ln()
}

impl Density for Mixture {
    fn dim(&self) -> usize {
        self.dim
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        self.log_density_at(x, 1.0, 0.0)
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        let n = self.dim;
        let mut left: f64 = philox.uniform(Stream::DENSITY, sample, 1, 0);
        let last = self.components.len() - 1;
        let chosen = self.components[..last].iter().position(|c| {
            left -= c.weight;
            left < 0.0
        });
        let c = &self.components[chosen.unwrap_or(last)];
        let mut z = vec![0.0; n];
        philox.fill_normal(Stream::DENSITY, sample, 0, &mut z);
        for (i, out) in out.iter_mut().enumerate() {
            *out = c.mean[i] + (0..n).map(|j| c.axes[i * n + j] * c.variances[j].sqrt() * z[j]).sum::<f64>();
        }
    }
}
