//! Gaussian images with the spectrum of natural ones.

use super::{Density, DensityError, image_len, positive};
use cdm_core::rng::{Philox, Stream};
use std::f64::consts::{PI, TAU};

/// Images drawn from `N(0, Σ)`, channels last, whose cosine transform has independent coefficients: the variance at
/// frequencies `k` (half-waves per image along channels, rows and columns) goes as `(1 + ‖k‖²)^(−exponent/2) + floor`,
/// scaled so that the mean variance of a value is 1.
///
/// With the exponent 2 the amplitude falls as 1/f, as in photographs.
///
/// # Source
/// App. D.2 of [CDM]: the log likelihood per value is `−½(ln 2π + 1) − ln|Σ|/2d`. The published Σ is the covariance of
/// photographs; this one needs none.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianImages {
    /// Rows, columns, channels: the order of an image in memory.
    extents: [usize; 3],
    /// Orthonormal cosines along each of them, `[frequency, position]`.
    cosines: [Vec<f64>; 3],
    /// Variance of each coefficient.
    variances: Vec<f64>,
}

impl GaussianImages {
    /// Images of `[channels, rows, columns]`.
    ///
    /// # Errors
    /// [`DensityError::Positive`] for an exponent or a floor that is not positive, [`DensityError::Extents`] also for an
    /// extent beyond 1024.
    pub fn new(shape: [usize; 3], exponent: f64, floor: f64) -> Result<Self, DensityError> {
        let (exponent, floor) = (positive("exponent of the spectrum", exponent)?, positive("floor", floor)?);
        let len = image_len(shape)?;
        // A table of cosines for each axis: its square in numbers.
        if shape.iter().any(|extent| *extent > MOST) {
            return Err(DensityError::Extents { shape });
        }
        let extents = [shape[1], shape[2], shape[0]];
        let power = |index: usize| {
            let [y, x, c] = [index / extents[2] / extents[1], index / extents[2] % extents[1], index % extents[2]];
            let squared = (y * y + x * x + c * c) as f64;
            (1.0 + squared).powf(-0.5 * exponent) + floor
        };
        let mut variances: Vec<f64> = (0..len).map(power).collect();
        let mean = variances.iter().sum::<f64>() / len as f64;
        variances.iter_mut().for_each(|v| *v /= mean);
        Ok(Self { extents, cosines: extents.map(cosines), variances })
    }

    /// The entropy, nats.
    #[must_use]
    pub fn entropy(&self) -> f64 {
        self.variances.iter().map(|v| 0.5 * (1.0 + TAU.ln() + v.ln())).sum()
    }

    /// The covariance of two values, by their positions in an image.
    ///
    /// # Panics
    /// If a position is beyond the image.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize) -> f64 {
        let mut image = vec![0.0; self.variances.len()];
        image[i] = 1.0;
        self.transform(&mut image, false);
        image.iter_mut().zip(&self.variances).for_each(|(v, variance)| *v *= variance);
        self.transform(&mut image, true);
        image[j]
    }

    /// Coefficients of an image, or with `back` the image of coefficients, in place.
    fn transform(&self, image: &mut [f64], back: bool) {
        for (axis, matrix) in self.cosines.iter().enumerate() {
            let n = self.extents[axis];
            let stride: usize = self.extents[axis + 1..].iter().product();
            let mut line = vec![0.0; n];
            for start in (0..image.len()).filter(|at| (at / stride).is_multiple_of(n)) {
                line.iter_mut().enumerate().for_each(|(k, v)| *v = image[start + k * stride]);
                for to in 0..n {
                    let entry = |from: usize| if back { matrix[from * n + to] } else { matrix[to * n + from] };
                    image[start + to * stride] = line.iter().enumerate().map(|(from, v)| entry(from) * v).sum();
                }
            }
        }
    }
}

/// The longest axis.
const MOST: usize = 1024;

/// The orthonormal cosines of `n` points: row `k` is `√(2/n) cos(π k (i + ½)/n)`, and 1/√n for `k = 0`.
fn cosines(n: usize) -> Vec<f64> {
    let entry = |index: usize| {
        let (k, i) = ((index / n) as f64, (index % n) as f64);
        let scale = if k == 0.0 { 1.0 } else { 2.0 };
        (scale / n as f64).sqrt() * (PI * k * (i + 0.5) / n as f64).cos()
    };
    (0..n * n).map(entry).collect()
}

impl Density for GaussianImages {
    fn dim(&self) -> usize {
        self.variances.len()
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let mut coefficients = x.to_vec();
        self.transform(&mut coefficients, false);
        let term = |(c, v): (&f64, &f64)| -0.5 * (c * c / v + v.ln() + TAU.ln());
        coefficients.iter().zip(&self.variances).map(term).sum()
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        philox.fill_normal(Stream::DENSITY, sample, 0, out);
        out.iter_mut().zip(&self.variances).for_each(|(v, variance)| *v *= variance.sqrt());
        self.transform(out, true);
    }
}
