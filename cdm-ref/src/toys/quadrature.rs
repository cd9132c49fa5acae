//! Integrals along curves, in logarithms so that points far from a curve have a density too.

use std::f64::consts::PI;

/// Points on each panel of a curve.
const ORDER: usize = 8;

/// A curve cut into panels, with the points and weights of Gauss and Legendre's rule on each.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// Points of the plane.
    points: Vec<[f64; 2]>,
    /// Logarithms of their probabilities, which add up to 1.
    log_weights: Vec<f64>,
}

impl Curve {
    /// The curve `at(t)`, `t` from `start` to `end` with probability density `density(t)`, in `panels` equal panels.
    ///
    /// # Numerics
    /// The rule is exact for polynomials to degree 15 on each panel. For a kernel whose width along the curve is at
    /// least one panel its relative error is below 1e-12; where a panel is three widths, 1e-4.
    pub(super) fn new(
        [start, end]: [f64; 2],
        panels: usize,
        density: impl Fn(f64) -> f64,
        at: impl Fn(f64) -> [f64; 2],
    ) -> Self {
        let half = (end - start) / (2 * panels) as f64;
        let rule = gauss_legendre();
        let (mut points, mut log_weights) = (Vec::new(), Vec::new());
        for panel in 0..panels {
            let middle = start + (2 * panel + 1) as f64 * half;
            for (x, weight) in rule {
                let t = middle + half * x;
                points.push(at(t));
                log_weights.push((weight * half * density(t)).ln());
            }
        }
        Self { points, log_weights }
    }

    /// `log ∫ exp(log_kernel(x − at(t))) density(t) dt`.
    ///
    /// `squared_distance(x − at(t))` bounds the kernel: it is at most `exp(−d²/2σ²)` times a power of `d`. Points whose
    /// bound is 60 nats below the largest are left out.
    pub(super) fn log_integral(
        &self,
        x: [f64; 2],
        sigma: f64,
        squared_distance: impl Fn([f64; 2]) -> f64,
        log_kernel: impl Fn([f64; 2]) -> f64,
    ) -> f64 {
        let from = |point: &[f64; 2]| [x[0] - point[0], x[1] - point[1]];
        let nearest = self.points.iter().map(|p| squared_distance(from(p))).fold(f64::INFINITY, f64::min);
        let limit = nearest + 2.0 * 60.0 * sigma * sigma;
        let mut sum = LogSum::default();
        for (point, log_weight) in self.points.iter().zip(&self.log_weights) {
            let offset = from(point);
            if squared_distance(offset) <= limit {
                sum.add(log_weight + log_kernel(offset));
            }
        }
        sum.value()
    }

    /// [`Self::log_integral`] of the round Gaussian of standard deviation `sigma`.
    pub(super) fn log_gaussian(&self, x: [f64; 2], sigma: f64) -> f64 {
        let squared = |offset: [f64; 2]| offset[0] * offset[0] + offset[1] * offset[1];
        let log_scale = (2.0 * PI * sigma * sigma).ln();
        self.log_integral(x, sigma, squared, |offset| -0.5 * squared(offset) / (sigma * sigma) - log_scale)
    }
}

/// `log Σ exp` of numbers that come one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogSum {
    largest: f64,
    sum: f64,
}

impl Default for LogSum {
    fn default() -> Self {
        Self { largest: f64::NEG_INFINITY, sum: 0.0 }
    }
}

impl LogSum {
    pub(super) fn of(logs: impl IntoIterator<Item = f64>) -> f64 {
        let mut sum = Self::default();
        logs.into_iter().for_each(|log| sum.add(log));
        sum.value()
    }

    pub(super) fn add(&mut self, log: f64) {
        // Nothing; and −∞ − (−∞) would be NaN.
        if log == f64::NEG_INFINITY {
            return;
        }
        if log <= self.largest {
            self.sum += (log - self.largest).exp();
        } else {
            self.sum = self.sum * (self.largest - log).exp() + 1.0;
            self.largest = log;
        }
    }

    /// −∞ for nothing at all.
    pub(super) fn value(&self) -> f64 {
        self.largest + self.sum.ln()
    }
}

/// Points on (−1, 1) and their weights: roots of the Legendre polynomial by Newton's method.
fn gauss_legendre() -> [(f64, f64); ORDER] {
    std::array::from_fn(|i| {
        let mut x = (PI * (i as f64 + 0.75) / (ORDER as f64 + 0.5)).cos();
        let mut slope = 1.0;
        // Quadratic from a start that is good to 1e-3: four steps reach rounding.
        for _ in 0..6 {
            let (mut before, mut value) = (1.0, x);
            for n in 2..=ORDER {
                let n = n as f64;
                (before, value) = (value, ((2.0 * n - 1.0) * x * value - (n - 1.0) * before) / n);
            }
            slope = ORDER as f64 * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    })
}

/// Checks that finer panels change nothing: the largest difference of two log densities over points of a square of side
/// 12 at which they are at least `least`, half the square of the distance in standard deviations.
#[cfg(test)]
pub(super) fn largest_difference(a: &dyn super::Density, b: &dyn super::Density, least: f64) -> f64 {
    let at = |k: u32| f64::from(k) * 0.2 - 5.93;
    let points = (0..60).flat_map(|i| (0..60).map(move |j| [at(i), at(j)]));
    let values = points.map(|x| (a.log_density(&x), b.log_density(&x))).filter(|(a, _)| *a > least);
    values.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_exact_to_degree_fifteen() {
        for degree in 0..16i32 {
            let integral: f64 = gauss_legendre().iter().map(|(x, w)| w * x.powi(degree)).sum();
            let exact = if degree % 2 == 0 { 2.0 / f64::from(degree + 1) } else { 0.0 };
            assert!((integral - exact).abs() < 1e-14, "{degree}: {integral}");
        }
        let sixteenth: f64 = gauss_legendre().iter().map(|(x, w)| w * x.powi(16)).sum();
        assert!((sixteenth - 2.0 / 17.0).abs() > 1e-8);
    }

    #[test]
    fn a_straight_line_gives_the_normal_distribution() {
        // t uniform on (0, 6), kernel of width 1: Φ(x) − Φ(x − 6) over 6, times the density across the line.
        let line = Curve::new([0.0, 6.0], 6, |_| 1.0 / 6.0, |t| [t, 0.0]);
        for x in [-4.0, 0.0, 1.3, 5.9] {
            let phi = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
            let exact = ((phi(x) - phi(x - 6.0)) / 6.0).ln() - 0.125 - 0.5 * (2.0 * PI).ln();
            assert!((line.log_gaussian([x, 0.5], 1.0) - exact).abs() < 1e-11, "{x}");
        }
    }
}
