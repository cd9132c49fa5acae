//! Synthetic densities with known truth.

use super::parameters::{self, Parameters};
use super::{Dataset, Draw, Samples, Shape, Spec, Values};
use crate::error::Error;
use cdm_core::rng::Philox;
use cdm_ref::toys::{self, Density, GaussianImages, MutualInformation, UniformPixels};
use std::fmt;

/// Where held-out samples start in the sequence that a seed defines: no training set reaches that far.
const HELD_OUT: u32 = 1 << 31;

/// A density that samples are drawn from, and that models are compared with.
///
/// ```
/// use cdm::data::{Spec, Synthetic};
/// let spec: Spec = "mi:d=80".parse()?;
/// assert_eq!(spec, Spec::Synthetic(Synthetic::MutualInformation { dim: 80 }));
/// # Ok::<(), cdm::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Synthetic {
    /// `toy:NAME`, two-dimensional: see [`toys`].
    Toy(String),
    /// `mi:d=N`: see [`MutualInformation`].
    MutualInformation {
        /// Numbers in a sample, even.
        dim: usize,
    },
    /// `uniform-pixels:gamma=X,shape=CxHxW`: see [`UniformPixels`].
    UniformPixels {
        /// Width of the interval that each value is uniform on.
        gamma: f64,
        /// Channels, rows, columns.
        shape: [usize; 3],
    },
    /// `gaussian-images:shape=CxHxW,exponent=X,floor=X`: see [`GaussianImages`].
    GaussianImages {
        /// Channels, rows, columns.
        shape: [usize; 3],
        /// How fast the power falls with the frequency.
        exponent: f64,
        /// Power of white noise, relative to that of the lowest frequency.
        floor: f64,
    },
}

/// How the densities with parameters are named.
pub(super) const FORMS: [&str; 3] =
    ["mi:d=N", "uniform-pixels:gamma=X,shape=CxHxW", "gaussian-images:shape=CxHxW,exponent=X,floor=X"];

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

impl Synthetic {
    /// The density of a kind with what stands behind its colon; `None` if there is no such kind.
    pub(super) fn parse(kind: &str, rest: Option<&str>) -> Option<Result<Self, Error>> {
        let parsed = match kind {
            "toy" => density(rest.unwrap_or("")).map(|_| Self::Toy(rest.unwrap_or("").to_owned())),
            "mi" => Self::mutual_information_of(rest),
            "uniform-pixels" => Self::uniform_pixels(rest),
            "gaussian-images" => Self::gaussian_images(rest),
            _ => return None,
        };
        // What the density itself refuses is refused here, before any work.
        Some(parsed.and_then(|synthetic| synthetic.density().map(|_| synthetic)))
    }

    fn mutual_information_of(rest: Option<&str>) -> Result<Self, Error> {
        let p = Parameters::parse("mi", rest, &["d"])?;
        let even = |text: &str| text.parse().ok().filter(|d: &usize| d.is_multiple_of(2) && (2..=1 << 20).contains(d));
        Ok(Self::MutualInformation { dim: p.value("d", "an even number of at least 2", None, even)? })
    }

    fn uniform_pixels(rest: Option<&str>) -> Result<Self, Error> {
        let p = Parameters::parse("uniform-pixels", rest, &["gamma", "shape"])?;
        let gamma = p.value("gamma", "a positive number", Some(1.0), parameters::positive)?;
        Ok(Self::UniformPixels { gamma, shape: p.value("shape", SHAPE, None, parameters::shape)? })
    }

    fn gaussian_images(rest: Option<&str>) -> Result<Self, Error> {
        let p = Parameters::parse("gaussian-images", rest, &["shape", "exponent", "floor"])?;
        let positive = |key, default| p.value(key, "a positive number", Some(default), parameters::positive);
        let (exponent, floor) = (positive("exponent", 2.0)?, positive("floor", 0.01)?);
        Ok(Self::GaussianImages { shape: p.value("shape", SHAPE, None, parameters::shape)?, exponent, floor })
    }

    /// The density.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownName`] for a toy that does not exist, [`Error::Density`] for numbers that make none.
    pub fn density(&self) -> Result<Box<dyn Density>, Error> {
        Ok(match *self {
            Self::Toy(ref name) => density(name)?,
            Self::MutualInformation { dim } => Box::new(MutualInformation::new(dim)?),
            Self::UniformPixels { gamma, shape } => Box::new(UniformPixels::new(gamma, shape)?),
            Self::GaussianImages { shape, exponent, floor } => Box::new(GaussianImages::new(shape, exponent, floor)?),
        })
    }

    /// The true mutual information of the numbers in a sample, nats, for the data made to measure it.
    pub fn mutual_information(&self) -> Option<f64> {
        match *self {
            Self::MutualInformation { dim } => MutualInformation::new(dim).ok().map(|density| density.nats()),
            _ => None,
        }
    }

    /// Samples that a model is trained on and judged by, when nobody says how many.
    ///
    /// 500,000 and 20,000 in the plane; 100,000 pairs' worth, as published, for the mutual information; of images as many
    /// as make 2²⁵ values, 128 MiB.
    pub fn counts(&self, dim: usize) -> (usize, usize) {
        let most = match self {
            Self::MutualInformation { .. } => 100_000,
            _ => 500_000,
        };
        let train = most.min((1 << 25) / dim).max(64);
        (train, 20_000.min(train))
    }

    fn shape(&self, dim: usize) -> Shape {
        match *self {
            Self::Toy(_) | Self::MutualInformation { .. } => Shape::Vector { dim },
            Self::UniformPixels { shape: [channels, height, width], .. }
            | Self::GaussianImages { shape: [channels, height, width], .. } => Shape::Image { height, width, channels },
        }
    }
}

/// What a shape is, for messages.
const SHAPE: &str = "channels x rows x columns";

impl fmt::Display for Synthetic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toy(name) => write!(f, "toy:{name}"),
            Self::MutualInformation { dim } => write!(f, "mi:d={dim}"),
            Self::UniformPixels { gamma, shape: [c, h, w] } => {
                write!(f, "uniform-pixels:gamma={gamma},shape={c}x{h}x{w}")
            }
            Self::GaussianImages { shape: [c, h, w], exponent, floor } => {
                write!(f, "gaussian-images:shape={c}x{h}x{w},exponent={exponent},floor={floor}")
            }
        }
    }
}

pub(super) fn sample(synthetic: &Synthetic, draw: Draw) -> Result<Dataset, Error> {
    let density = synthetic.density()?;
    let (dim, rng) = (density.dim(), Philox::new(draw.seed));
    let first = if draw.held_out { HELD_OUT } else { 0 };
    let mut row = vec![0.0; dim];
    let mut samples = Vec::with_capacity(draw.count * dim);
    for index in 0..draw.count {
        density.sample(rng, first.wrapping_add(index as u32), &mut row);
        // Towards −∞, so that no sample leaves a density whose edges are left-closed.
        samples.extend(row.iter().map(|v| round_down(*v)));
    }
    let name = Spec::Synthetic(synthetic.clone()).to_string();
    let values = if synthetic.mutual_information().is_some() { Values::Standard } else { Values::Real };
    Ok(Dataset::new(name, synthetic.shape(dim), values, Samples::real(samples, dim)))
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

    fn synthetic(text: &str) -> Synthetic {
        let (kind, rest) = text.split_once(':').unwrap();
        Synthetic::parse(kind, Some(rest)).unwrap().unwrap()
    }

    #[test]
    fn samples_in_single_precision_have_the_entropy_of_their_density() {
        // Closed forms; the standard deviation of log p is about 1 in the plane and √d/2 for d Gaussian numbers, so five
        // standard errors are 0.035, 0.05 and 0.12.
        let exact: [(&str, f64, f64); 4] = [
            ("toy:8gaussians", 2.832, 0.035),
            ("toy:checkerboard", 32f64.ln(), 1e-6),
            ("mi:d=4", 4.0 * (0.5 + 0.5 * std::f64::consts::TAU.ln()) - 1.0, 0.05),
            ("uniform-pixels:gamma=3,shape=3x4x4", 48.0 * 3f64.ln(), 1e-6),
        ];
        for (text, entropy, error) in exact {
            let (truth, data) = (synthetic(text).density().unwrap(), sample(&synthetic(text), DRAW).unwrap());
            let log_p = |row: &[f32]| truth.log_density(&row.iter().map(|v| f64::from(*v)).collect::<Vec<_>>());
            let mean = data.values().unwrap().chunks(data.dim()).map(log_p).sum::<f64>() / data.len() as f64;
            assert!((mean + entropy).abs() < error, "{text}: {mean}");
        }
    }

    #[test]
    fn images_have_the_shape_that_they_are_asked_for() {
        let few = Draw { count: 3, ..DRAW };
        let data = sample(&synthetic("gaussian-images:shape=3x8x6"), few).unwrap();
        assert_eq!(data.shape, Shape::Image { height: 8, width: 6, channels: 3 });
        assert_eq!((data.len(), data.dim(), data.values), (3, 144, Values::Real));
        let data = sample(&synthetic("mi:d=40"), few).unwrap();
        assert_eq!((data.shape, data.values), (Shape::Vector { dim: 40 }, Values::Standard));
    }

    #[test]
    fn held_out_samples_and_other_seeds_are_other_samples() {
        let toy = synthetic("toy:8gaussians");
        let data = sample(&toy, DRAW).unwrap();
        assert_eq!(data.values().unwrap(), sample(&toy, DRAW).unwrap().values().unwrap());
        assert_eq!(data.values().unwrap()[..20], sample(&toy, Draw { count: 10, ..DRAW }).unwrap().values().unwrap());
        for other in [Draw { held_out: true, ..DRAW }, Draw { seed: 4, ..DRAW }] {
            let other = sample(&toy, other).unwrap();
            assert!({
                let rows = |data: &Dataset| data.values().unwrap().chunks(2).map(<[f32]>::to_vec).collect::<Vec<_>>();
                rows(&other).iter().zip(rows(&data)).all(|(a, b)| *a != b)
            });
        }
    }
}
