//! Concentric circles.

use super::Density;
use super::quadrature::LogSum;
use cdm_core::rng::{Philox, Stream};
use std::f64::consts::PI;

/// Circles around the origin, equally likely, with noise.
///
/// # Numerics
/// The log density is good to 1e-12, relative: a circle's is `N(r; R, σ²) I₀(rR/σ²) e^(−rR/σ²)` up to constants.
///
/// # Source
/// FFJORD's published code.
#[derive(Clone, Debug, PartialEq)]
pub struct Circles {
    radii: Vec<f64>,
    sigma: f64,
}

impl Circles {
    /// Four circles of radii ¾, 1½, 2¼, 3 with noise of standard deviation 0.08. Entropy 2.623 nats.
    #[must_use]
    pub fn rings() -> Self {
        Self { radii: vec![0.75, 1.5, 2.25, 3.0], sigma: 0.08 }
    }

    /// Two circles of radii 1½ and 3 with noise of standard deviation 0.24: scikit-learn's
    /// `make_circles(factor=0.5, noise=0.08)`, times 3. Entropy 3.268 nats.
    #[must_use]
    pub fn pair() -> Self {
        Self { radii: vec![1.5, 3.0], sigma: 0.24 }
    }
}

impl Density for Circles {
    fn dim(&self) -> usize {
        2
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let (r, variance) = (x[0].hypot(x[1]), self.sigma * self.sigma);
        let mut sum = LogSum::default();
        for radius in &self.radii {
            sum.add(-0.5 * (r - radius).powi(2) / variance + scaled_bessel(r * radius / variance).ln());
        }
        sum.value() - (2.0 * PI * variance * self.radii.len() as f64).ln()
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        let mut z = [0.0; 2];
        philox.fill_normal(Stream::DENSITY, sample, 0, &mut z);
        let circle = philox.index(Stream::DENSITY, sample, 1, 0, self.radii.len() as u32);
        let turn: f64 = philox.uniform(Stream::DENSITY, sample, 1, 1);
        let (radius, angle) = (self.radii[circle as usize], 2.0 * PI * turn);
        out[0] = radius * angle.cos() + self.sigma * z[0];
        out[1] = radius * angle.sin() + self.sigma * z[1];
    }
}

/// `I₀(z) e^(−z)` for `z ≥ 0`: the mean of `exp(z (cos θ − 1))` over a circle.
fn scaled_bessel(z: f64) -> f64 {
    if z > 1e4 {
        // The next term of the series is below 3e-17.
        let w = 1.0 / (8.0 * z);
        return (1.0 + w * (1.0 + w * (4.5 + w * 37.5))) / (2.0 * PI * z).sqrt();
    }
    // Equidistant points are wrong by 2 I_n(z) e^(−z), about exp(−n²/2z): beyond rounding.
    let n = 2 * (12 + (4.5 * z.sqrt()) as usize);
    // Half of the circle, the ends once and the rest twice.
    let at = |k: usize| (z * ((2.0 * PI * k as f64 / n as f64).cos() - 1.0)).exp();
    let inner: f64 = (1..n / 2).map(at).sum();
    (1.0 + at(n / 2) + 2.0 * inner) / n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bessel_function_by_its_power_series_and_across_its_two_forms() {
        for z in [0.0f64, 0.3, 1.0, 7.5, 20.0] {
            let (mut term, mut sum) = (1.0, 1.0);
            for k in 1..100 {
                term *= (0.5 * z / f64::from(k)).powi(2);
                sum += term;
            }
            assert!((scaled_bessel(z) / (sum * (-z).exp()) - 1.0).abs() < 1e-13, "{z}");
        }
        // √z I₀(z) e^(−z) goes as 1 + 1/8z, which changes by less than 1e-11 between these.
        let scaled = |z: f64| scaled_bessel(z) * z.sqrt();
        assert!((scaled(1e4 - 1e-3) / scaled(1e4 + 1e-3) - 1.0).abs() < 1e-11);
    }
}
