//! A spiral of two arms.

use super::Density;
use super::quadrature::{Curve, LogSum};
use cdm_core::rng::{Philox, Stream};
use std::f64::consts::{PI, SQRT_2};

/// Noise.
const SIGMA: f64 = 0.1;
/// Side of the square over which each point of the curve is spread.
const SIDE: f64 = 1.0 / 6.0;
/// Largest angle: one and a half turns.
const END: f64 = 3.0 * PI;

/// Two spirals, one the other turned by half a turn. A point of the first is `n (−cos n, sin n)/3`, `n = 3π √u`, moved by
/// a uniform number of (0, 1/6) in each coordinate, with noise of standard deviation 0.1. Entropy 2.648 nats.
///
/// # Numerics
/// The log density is good to 1e-9 within 10 standard deviations of the curves.
///
/// # Source
/// FFJORD's published code.
#[derive(Clone, Debug)]
pub struct TwoSpirals {
    arm: Curve,
}

fn at(n: f64) -> [f64; 2] {
    [-n * n.cos() / 3.0, n * n.sin() / 3.0]
}

impl TwoSpirals {
    /// The density, with the points of its quadrature.
    #[must_use]
    pub fn new() -> Self {
        // The longest panel, 3π/440 · π, is two thirds of the width of the noise.
        Self::with_panels(440)
    }

    fn with_panels(panels: usize) -> Self {
        // n = 3π √u has density 2 n/(3π)².
        Self { arm: Curve::new([0.0, END], panels, |n| 2.0 * n / (END * END), at) }
    }

    fn log_arm(&self, x: [f64; 2]) -> f64 {
        // Zero within the square.
        let outside = |v: f64| v - v.clamp(0.0, SIDE);
        let squared = |o: [f64; 2]| outside(o[0]).powi(2) + outside(o[1]).powi(2);
        self.arm.log_integral(x, SIGMA, squared, |o| log_spread(o[0]) + log_spread(o[1]))
    }
}

/// The log density at `v` of a uniform number of (0, `SIDE`) plus noise: `(Φ(v/σ) − Φ((v − side)/σ))/side`.
fn log_spread(v: f64) -> f64 {
    // Alike on both sides of the middle; the side on which both terms are small loses nothing to rounding.
    let far = (v - 0.5 * SIDE).abs();
    let (low, high) = ((far - 0.5 * SIDE) / SIGMA, (far + 0.5 * SIDE) / SIGMA);
    let log = if low < 5.0 {
        (0.5 * (libm::erfc(low / SQRT_2) - libm::erfc(high / SQRT_2))).ln()
    } else {
        // Beyond, erfc would underflow: Φ(−a) = φ(a) m(a).
        let ratio = (0.5 * (low * low - high * high)).exp() * mills(high) / mills(low);
        -0.5 * low * low - 0.5 * (2.0 * PI).ln() + mills(low).ln() + (-ratio).ln_1p()
    };
    log - SIDE.ln()
}

/// `Φ(−a)/φ(a)` for `a ≥ 5`, by the continued fraction `1/(a + 1/(a + 2/(a + 3/…)))`; 60 terms reach rounding.
fn mills(a: f64) -> f64 {
    1.0 / (a + (1..=60).rev().fold(0.0, |tail, k| f64::from(k) / (a + tail)))
}

impl Default for TwoSpirals {
    fn default() -> Self {
        Self::new()
    }
}

impl Density for TwoSpirals {
    fn dim(&self) -> usize {
        2
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        LogSum::of([self.log_arm([x[0], x[1]]), self.log_arm([-x[0], -x[1]])]) - 2f64.ln()
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        let (mut z, mut u) = ([0.0; 2], [0.0f64; 4]);
        philox.fill_normal(Stream::DENSITY, sample, 0, &mut z);
        philox.fill_uniform(Stream::DENSITY, sample, 1, &mut u);
        let (point, sign) = (at(END * u[0].sqrt()), if u[1] < 0.5 { 1.0 } else { -1.0 });
        for axis in 0..2 {
            out[axis] = sign * (point[axis] + SIDE * u[2 + axis]) + SIGMA * z[axis];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_continues_the_middle() {
        // At a = 5 both forms hold: erfc is good to rounding, and Φ(−5) = 2.866515718791939e-7.
        let phi = (-12.5f64).exp() / (2.0 * PI).sqrt();
        assert!((phi * mills(5.0) / 2.866_515_718_791_939e-7 - 1.0).abs() < 1e-12);
        let edge = SIDE + 5.0 * SIGMA;
        assert!((log_spread(edge - 1e-9) - log_spread(edge + 1e-9)).abs() < 2e-7);
        assert!((log_spread(-50.0) - log_spread(50.0 + SIDE)).abs() < 1e-6 && log_spread(50.0).is_finite());
    }

    #[test]
    fn finer_panels_change_nothing_within_ten_standard_deviations() {
        let worst =
            super::super::quadrature::largest_difference(&TwoSpirals::new(), &TwoSpirals::with_panels(1760), -50.0);
        println!("largest difference {worst:e}");
        assert!(worst < 1e-9);
    }
}
