//! Synthetic densities with known truth.

use super::{Dataset, Draw, Shape, Spec, Values};
use crate::error::Error;
use cdm_core::rng::Philox;
use cdm_ref::toys::{self, Density};

/// Where held-out samples start in the sequence that a seed defines: no training set reaches that far.
const HELD_OUT: u32 = 1 << 31;

/// The names that `toy:NAME` accepts.
pub fn names() -> &'static [&'static str] {
    &toys::NAMES
}

/// The density that `toy:NAME` names.
///
/// # Errors
///
/// [`Error::UnknownName`], with the nearest one.
pub fn density(name: &str) -> Result<Box<dyn Density>, Error> {
    toys::toy(name).ok_or_else(|| Error::unknown_name("toy density", name, names()))
}

pub(super) fn sample(name: &str, draw: Draw) -> Result<Dataset, Error> {
    let density = density(name)?;
    let (dim, rng) = (density.dim(), Philox::new(draw.seed));
    let first = if draw.held_out { HELD_OUT } else { 0 };
    let mut row = vec![0.0; dim];
    let mut samples = Vec::with_capacity(draw.count * dim);
    for index in 0..draw.count {
        density.sample(rng, first.wrapping_add(index as u32), &mut row);
        // Towards −∞, so that no sample leaves a density whose edges are left-closed.
        samples.extend(row.iter().map(|v| round_down(*v)));
    }
    Ok(Dataset {
        name: Spec::Toy(name.to_owned()).to_string(),
        shape: Shape::Vector { dim },
        values: Values::Real,
        samples,
        labels: None,
        classes: 0,
    })
}

/// The largest `f32` that is not above `value`.
fn round_down(value: f64) -> f32 {
    let nearest = value as f32;
    if f64::from(nearest) > value { nearest.next_down() } else { nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAW: Draw = Draw { count: 20_000, seed: 3, held_out: false };

    #[test]
    fn samples_have_the_entropy_of_their_density() {
        // Published entropies; 8 Gaussians: 2.832, standard deviation of log p about 1, so 5 standard errors are 0.035.
        for (name, entropy) in [("8gaussians", 2.832), ("checkerboard", 32f64.ln())] {
            let (truth, data) = (density(name).unwrap(), sample(name, DRAW).unwrap());
            let log_p = |row: &[f32]| truth.log_density(&row.iter().map(|v| f64::from(*v)).collect::<Vec<_>>());
            let mean = data.rows().map(log_p).sum::<f64>() / data.len() as f64;
            assert!((mean + entropy).abs() < 0.035, "{name}: {mean}");
        }
    }

    #[test]
    fn held_out_samples_and_other_seeds_are_other_samples() {
        let data = sample("8gaussians", DRAW).unwrap();
        assert_eq!(data, sample("8gaussians", DRAW).unwrap());
        assert_eq!(data.samples[..20], sample("8gaussians", Draw { count: 10, ..DRAW }).unwrap().samples);
        for other in [Draw { held_out: true, ..DRAW }, Draw { seed: 4, ..DRAW }] {
            let other = sample("8gaussians", other).unwrap();
            assert!(other.rows().zip(data.rows()).all(|(a, b)| a != b));
        }
    }
}
