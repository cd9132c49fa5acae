//! Correlated pairs, whose mutual information is known.

use super::{Density, DensityError};
use cdm_core::rng::{Philox, Stream};
use std::f64::consts::TAU;

/// `dim/2` independent pairs of standard normal numbers, those of a pair with correlation `ρ = √(1 − e⁻¹) = 0.795`.
///
/// The mutual information of the first with the second numbers of the pairs is `dim/4` nats. As the product of the
/// marginals is N(0, I), it is also `E[log p(x) − log N(x; 0, I)]`.
///
/// # Source
/// Rhodes, Xu, Gutmann, *Telescoping density-ratio estimation*, NeurIPS 2020, §4.2, whose ρ makes it `dim/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MutualInformation {
    dim: usize,
}

impl MutualInformation {
    /// `1 − ρ²`.
    const UNEXPLAINED: f64 = 1.0 / std::f64::consts::E;

    /// The density over `dim` numbers.
    ///
    /// # Errors
    /// [`DensityError::Pairs`] for a dimension that is odd or zero.
    pub fn new(dim: usize) -> Result<Self, DensityError> {
        if dim == 0 || !dim.is_multiple_of(2) { Err(DensityError::Pairs { dim }) } else { Ok(Self { dim }) }
    }

    /// The correlation of a pair.
    #[must_use]
    pub fn correlation(&self) -> f64 {
        (1.0 - Self::UNEXPLAINED).sqrt()
    }

    /// The mutual information, nats: `−½ ln(1 − ρ²)` for each pair.
    #[must_use]
    pub fn nats(&self) -> f64 {
        -0.25 * self.dim as f64 * Self::UNEXPLAINED.ln()
    }

    /// The entropy, nats: that of independent numbers less the mutual information.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        0.5 * self.dim as f64 * (1.0 + TAU.ln()) - self.nats()
    }
}

impl Density for MutualInformation {
    fn dim(&self) -> usize {
        self.dim
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let (rho, unexplained) = (self.correlation(), Self::UNEXPLAINED);
        let pair = |pair: &[f64]| {
            let (u, v) = (pair[0], pair[1] - rho * pair[0]);
            -0.5 * (u * u + v * v / unexplained + unexplained.ln()) - TAU.ln()
        };
        x.chunks_exact(2).map(pair).sum()
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        philox.fill_normal(Stream::DENSITY, sample, 0, out);
        for pair in out.chunks_exact_mut(2) {
            pair[1] = self.correlation() * pair[0] + Self::UNEXPLAINED.sqrt() * pair[1];
        }
    }
}
