//! Densities with known truth, by name.
//!
//! The two-dimensional toys are those of FFJORD's published code. Where that adds Gaussian noise to points of a curve,
//! the density is an integral along the curve, worked out by quadrature to within the error that each file states.
//!
//! # Source
//! Grathwohl et al., *FFJORD: Free-form continuous dynamics for scalable reversible generative models*, ICLR 2019.

mod checkerboard;
mod circles;
mod eight_gaussians;
mod gaussian_images;
mod moons;
mod mutual_information;
mod pinwheel;
mod quadrature;
mod swiss_roll;
mod two_spirals;
mod uniform_pixels;

pub use checkerboard::Checkerboard;
pub use circles::Circles;
pub use eight_gaussians::eight_gaussians;
pub use gaussian_images::GaussianImages;
pub use moons::Moons;
pub use mutual_information::MutualInformation;
pub use pinwheel::Pinwheel;
pub use swiss_roll::SwissRoll;
pub use two_spirals::TwoSpirals;
pub use uniform_pixels::UniformPixels;

use cdm_core::rng::Philox;
use std::fmt;

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
pub const NAMES: [&str; 8] =
    ["8gaussians", "checkerboard", "moons", "rings", "circles", "pinwheel", "2spirals", "swissroll"];

/// The two-dimensional density called `name`, one of [`NAMES`].
#[must_use]
pub fn toy(name: &str) -> Option<Box<dyn Density>> {
    Some(match name {
        "8gaussians" => Box::new(eight_gaussians()),
        "checkerboard" => Box::new(Checkerboard),
        "moons" => Box::new(Moons::new()),
        "rings" => Box::new(Circles::rings()),
        "circles" => Box::new(Circles::pair()),
        "pinwheel" => Box::new(Pinwheel),
        "2spirals" => Box::new(TwoSpirals::new()),
        "swissroll" => Box::new(SwissRoll::new()),
        _ => return None,
    })
}

/// Why numbers make no density.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum DensityError {
    /// A dimension that is not even and positive, where numbers come in pairs.
    Pairs {
        /// The dimension.
        dim: usize,
    },
    /// A number that must be positive and finite and is not.
    Positive {
        /// What the number is.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// Extents of an image of which one is zero, or which are more than memory holds.
    Extents {
        /// Channels, rows and columns.
        shape: [usize; 3],
    },
}

impl fmt::Display for DensityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pairs { dim } => write!(f, "dimension {dim} makes no pairs; use an even number of at least 2"),
            Self::Positive { what, value } => write!(f, "the {what} is {value}; use a positive number"),
            Self::Extents { shape: [channels, height, width] } => {
                write!(
                    f,
                    "images of {channels}x{height}x{width} values; use extents from 1, at most 2^24 values in all (gaussian-images: extents to 1024)"
                )
            }
        }
    }
}

impl std::error::Error for DensityError {}

/// The number `value`, if it is positive and finite.
fn positive(what: &'static str, value: f64) -> Result<f64, DensityError> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(DensityError::Positive { what, value }) }
}

/// The values in an image, if there are any and not absurdly many.
fn image_len(shape: [usize; 3]) -> Result<usize, DensityError> {
    let len = shape.iter().try_fold(1usize, |len, extent| len.checked_mul(*extent));
    len.filter(|len| (1..=1 << 24).contains(len)).ok_or(DensityError::Extents { shape })
}
