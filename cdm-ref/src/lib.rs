//! Reference.
#![forbid(unsafe_code)]

mod eigen;
pub mod mixture;
mod mixture_classifier;
pub mod toys;

pub use mixture::{Mixture, MixtureError};
pub use mixture_classifier::MixtureClassifier;
pub use toys::{Checkerboard, Density, eight_gaussians, toy};
