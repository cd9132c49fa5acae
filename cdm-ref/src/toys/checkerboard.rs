//! A checkerboard.

use super::Density;
use cdm_core::rng::{Philox, Stream};

/// Uniform on the eight like-coloured squares, of side 2, of a board over [−4, 4]². Entropy ln 32 nats.
///
/// # Source
/// FFJORD's published code.
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
