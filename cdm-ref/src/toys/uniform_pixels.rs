//! Images of independent uniform pixels.

use super::{Density, DensityError, image_len, positive};
use cdm_core::rng::{Philox, Stream};

/// Images whose values are independent and uniform on `[−γ/2, γ/2)`: `−ln γ` nats for each value of each image.
///
/// # Source
/// App. D.1 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UniformPixels {
    gamma: f64,
    len: usize,
}

impl UniformPixels {
    /// Images of `[channels, rows, columns]`.
    ///
    /// # Errors
    /// [`DensityError::Positive`] for a γ that is not positive, [`DensityError::Extents`].
    pub fn new(gamma: f64, shape: [usize; 3]) -> Result<Self, DensityError> {
        Ok(Self { gamma: positive("width of the pixels' interval", gamma)?, len: image_len(shape)? })
    }

    /// The entropy, nats.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        self.len as f64 * self.gamma.ln()
    }
}

impl Density for UniformPixels {
    fn dim(&self) -> usize {
        self.len
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let half = 0.5 * self.gamma;
        if x.iter().all(|v| (-half..half).contains(v)) { -self.entropy() } else { f64::NEG_INFINITY }
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        philox.fill_uniform(Stream::DENSITY, sample, 0, out);
        out.iter_mut().for_each(|v| *v = self.gamma * (*v - 0.5));
    }
}
