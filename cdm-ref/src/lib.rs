//! Truth for `cdm`, obviously right before anything else: an f64 executor of tensor programs in plain loops, with dual
//! numbers, finite differences and error bounds as judges, and densities with closed forms at every noise level.
//!
//! Shares no mathematics with `cdm-core` beyond its traits, its types and its counter-based generator.
#![forbid(unsafe_code)]

mod eigen;
mod mixture_classifier;

pub mod bounded;
pub mod executor;
pub mod judge;
pub mod mixture;
pub mod random_program;
pub mod scalar;
pub mod toys;

pub use executor::RefBackend;
pub use mixture::{Mixture, MixtureError};
pub use mixture_classifier::MixtureClassifier;
pub use toys::{
    Checkerboard, Density, DensityError, GaussianImages, MutualInformation, UniformPixels, eight_gaussians, toy,
};
