//! Two interleaved half circles.

use super::Density;
use super::quadrature::{Curve, LogSum};
use cdm_core::rng::{Philox, Stream};
use std::f64::consts::PI;

/// Noise, after scaling.
const SIGMA: f64 = 0.2;

/// Two half circles of radius 2 that interleave, with noise of standard deviation 0.2. Entropy 2.394 nats.
///
/// # Numerics
/// The log density is good to 1e-9 within 10 standard deviations of the curves.
///
/// # Source
/// FFJORD's published code: scikit-learn's `make_moons(noise=0.1)`, times 2, moved by (−1, −0.2).
#[derive(Clone, Debug)]
pub struct Moons {
    moons: [Curve; 2],
}

/// A point at angle `t` of (0, π).
fn upper(t: f64) -> [f64; 2] {
    [2.0 * t.cos() - 1.0, 2.0 * t.sin() - 0.2]
}

fn lower(t: f64) -> [f64; 2] {
    [2.0 * (1.0 - t.cos()) - 1.0, 2.0 * (0.5 - t.sin()) - 0.2]
}

impl Moons {
    /// The density, with the points of its quadrature.
    #[must_use]
    pub fn new() -> Self {
        // A panel is half as long as the noise is wide.
        Self::with_panels(64)
    }

    fn with_panels(panels: usize) -> Self {
        let moon = |at: fn(f64) -> [f64; 2]| Curve::new([0.0, PI], panels, |_| 0.5 / PI, at);
        Self { moons: [moon(upper), moon(lower)] }
    }
}

impl Default for Moons {
    fn default() -> Self {
        Self::new()
    }
}

impl Density for Moons {
    fn dim(&self) -> usize {
        2
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        LogSum::of([0, 1].map(|moon: usize| self.moons[moon].log_gaussian([x[0], x[1]], SIGMA)))
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        let (mut z, mut u) = ([0.0; 2], [0.0; 2]);
        philox.fill_normal(Stream::DENSITY, sample, 0, &mut z);
        philox.fill_uniform(Stream::DENSITY, sample, 1, &mut u);
        let point = if u[0] < 0.5 { upper(PI * u[1]) } else { lower(PI * u[1]) };
        (out[0], out[1]) = (point[0] + SIGMA * z[0], point[1] + SIGMA * z[1]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finer_panels_change_nothing_within_ten_standard_deviations() {
        let worst = super::super::quadrature::largest_difference(&Moons::new(), &Moons::with_panels(256), -50.0);
        println!("largest difference {worst:e}");
        assert!(worst < 1e-9);
    }
}
