//! Truth for `cdm`, obviously right before anything else: the plain f64 executor of tensor programs as a backend, dual
//! numbers and finite differences as judges of gradients, and densities with closed forms at every noise level.
//!
//! Shares no mathematics with `cdm-core` beyond its traits, its types, its counter-based generator and the judge of
//! backends, [`cdm_core::conformance`], which shares none with the rest of the core either.
#![forbid(unsafe_code)]

mod deviation;
mod dual;
mod eigen;
mod flow;
mod mixture_classifier;

pub mod executor;
pub mod judge;
pub mod mixture;
pub mod toys;

pub use deviation::drawn_deviation;
pub use dual::Dual;
pub use executor::RefBackend;
pub use flow::probability_flow;
pub use mixture::{Mixture, MixtureError};
pub use mixture_classifier::MixtureClassifier;
pub use toys::{
    Checkerboard, Density, DensityError, GaussianImages, MutualInformation, UniformPixels, eight_gaussians, toy,
};
