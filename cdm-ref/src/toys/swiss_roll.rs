//! A spiral of one arm.

use super::Density;
use super::quadrature::Curve;
use cdm_core::rng::{Philox, Stream};
use std::f64::consts::PI;

/// Noise, after scaling.
const SIGMA: f64 = 0.2;
/// Angles of the spiral.
const ENDS: [f64; 2] = [1.5 * PI, 4.5 * PI];

/// A spiral `t (cos t, sin t)/5`, `t` uniform on (1.5 π, 4.5 π), with noise of standard deviation 0.2. Entropy
/// 2.670 nats.
///
/// # Numerics
/// The log density is good to 1e-9 within 10 standard deviations of the curve.
///
/// # Source
/// FFJORD's published code: the first and third coordinate of scikit-learn's `make_swiss_roll(noise=1.0)`, over 5.
#[derive(Clone, Debug)]
pub struct SwissRoll {
    curve: Curve,
}

fn at(t: f64) -> [f64; 2] {
    [t * t.cos() / 5.0, t * t.sin() / 5.0]
}

impl SwissRoll {
    /// The density, with the points of its quadrature.
    #[must_use]
    pub fn new() -> Self {
        // The longest panel, 3π/200 · 4.5π/5, is two thirds of the width of the noise.
        Self::with_panels(200)
    }

    fn with_panels(panels: usize) -> Self {
        Self { curve: Curve::new(ENDS, panels, |_| 1.0 / (3.0 * PI), at) }
    }
}

impl Default for SwissRoll {
    fn default() -> Self {
        Self::new()
    }
}

impl Density for SwissRoll {
    fn dim(&self) -> usize {
        2
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        self.curve.log_gaussian([x[0], x[1]], SIGMA)
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        let mut z = [0.0; 2];
        philox.fill_normal(Stream::DENSITY, sample, 0, &mut z);
        let u: f64 = philox.uniform(Stream::DENSITY, sample, 1, 0);
        let point = at(ENDS[0] + (ENDS[1] - ENDS[0]) * u);
        (out[0], out[1]) = (point[0] + SIGMA * z[0], point[1] + SIGMA * z[1]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finer_panels_change_nothing_within_ten_standard_deviations() {
        let worst =
            super::super::quadrature::largest_difference(&SwissRoll::new(), &SwissRoll::with_panels(800), -50.0);
        println!("largest difference {worst:e}");
        assert!(worst < 1e-9);
    }
}
