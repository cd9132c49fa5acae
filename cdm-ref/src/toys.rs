//! Densities with known truth, by name.

use crate::mixture::Mixture;
use cdm_core::rng::{Philox, Stream};

/// A density that can be evaluated and drawn from exactly.
pub trait Density: Send + Sync {
    /// Numbers in one sample.
    fn dim(&self) -> usize;

    /// `log p(x)` in nats; −∞ where there is no density.
    fn log_density(&self, x: &[f64]) -> f64;

    /// Writes sample number `sample` of the seed that `philox` holds into `out` (`[dim]`).
    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]);
}

/// The names of [`toy`].
pub const NAMES: [&str; 2] = ["8gaussians", "checkerboard"];

/// The density called `name`, one of [`NAMES`].
#[must_use]
pub fn toy(name: &str) -> Option<Box<dyn Density>> {
    match name {
        "8gaussians" => Some(Box::new(eight_gaussians())),
        "checkerboard" => Some(Box::new(Checkerboard)),
        _ => None,
    }
}

/// Eight Gaussians on a circle: radius 4, standard deviation ½, all divided by 1.414. Entropy 2.832 nats.
///
/// # Source
/// Grathwohl et al., *FFJORD*, ICLR 2019, published code (which divides by 1.414, not by √2).
#[must_use]
#[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "eight equal positive variances make a mixture")]
pub fn eight_gaussians() -> Mixture {
    const SHRINK: f64 = 1.414;
    let centre = |k: usize| {
        let angle = std::f64::consts::FRAC_PI_4 * k as f64;
        vec![4.0 / SHRINK * angle.cos(), 4.0 / SHRINK * angle.sin()]
    };
    let centres: Vec<Vec<f64>> = (0..8).map(centre).collect();
    Mixture::isotropic(&centres, (0.5 / SHRINK).powi(2)).expect("eight equal positive variances")
}

/// Uniform on the eight like-coloured squares, of side 2, of a board over [−4, 4]². Entropy ln 32 nats.
///
/// # Source
/// Grathwohl et al., *FFJORD*, ICLR 2019, published code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checkerboard;

impl Density for Checkerboard {
    fn dim(&self) -> usize {
        2
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        let inside = x.iter().all(|v| (-4.0..4.0).contains(v));
        let cell = (x[0] / 2.0).floor() + (x[1] / 2.0).floor();
        if inside && cell % 2.0 == 0.0 { -(32f64.ln()) } else { f64::NEG_INFINITY }
    }

    fn sample(&self, philox: Philox, sample: u32, out: &mut [f64]) {
        let mut u = [0.0; 2];
        philox.fill_uniform(Stream::DENSITY, sample, 0, &mut u);
        let cell = philox.index(Stream::DENSITY, sample, 1, 0, 8);
        // Four columns of two squares; odd columns start one square higher.
        let (column, row) = (cell % 4, cell / 4 * 2 + cell % 2);
        out[0] = 2.0 * (f64::from(column) + u[0]) - 4.0;
        out[1] = 2.0 * (f64::from(row) + u[1]) - 4.0;
    }
}
