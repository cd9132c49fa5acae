//! Classification diffusion models: the mathematics, and tensor programs with derivatives of any order, without std.
//!
//! A classification diffusion model is one network that looks at a noisy sample and says how noisy it is. From its
//! logits follow the exact density of any sample, from their input gradient the best denoiser, hence a generator
//! ([CDM]: Yadin, Elata, Michaeli, *Classification Diffusion Models*, NeurIPS 2024).
//!
//! # Two layers, each usable alone
//! * **The mathematics** takes slices and needs neither std nor an allocator: [`schedule`], [`classifier`] (implement
//!   [`Classifier`] for a model of your own) with [`ClassifierExt`], [`denoise`], [`likelihood`], [`loss`], [`sampler`],
//!   [`rng`].
//! * **Tensor programs**: [`program`] (types, operations, verifier, text form, plan; with `alloc`: builder, gradients,
//!   passes), [`kernels`] (naive definitions, the interpreter), [`backend`] (the trait for devices), and with `alloc`
//!   `nn`, the networks and the training step.
//!
//! # Notation
//!
//! | symbol | meaning | here |
//! |---|---|---|
//! | `t = 0 … L` | level; 0 is clean data, `L` is N(0, I) | [`Levels`] |
//! | `T` | noise steps; `L = T + 1`, but `T` for optimal transport | `steps` of a [`schedule`] |
//! | `x_t = a_t x_0 + σ_t ε` | noised sample | [`denoise::noised`] |
//! | `ᾱ_t` | `a_t²` where `a² + σ² = 1` | `alpha_bar` |
//! | `f(x)`, `f_t` | logits, `log π_t + log p_t(x)` up to a term in `x` alone | [`Classifier::logits`] |
//! | `π_t` | prior over levels | [`Prior`] |
//! | `F(x, t) = f_L − f_t` | log ratio to pure noise | [`Classifier::ratio`] |
//! | `ε̂ = σ_t (∇F + x)` | best estimate of the noise | [`denoise::epsilon`] |
//! | `x̂_0` | best estimate of the clean sample | [`denoise::clean_estimate`] |
//! | `d` | numbers in a sample | [`Classifier::dim`] |
//!
//! Densities are in nats unless a name says bits.
//!
//! # Features
//! `alloc` (owned programs, builders, gradients, networks), `std` (on by default) and `dev` (the conformance kit for backends,
//! `conformance`) add; none changes a result.
//!
//! [CDM]: https://arxiv.org/abs/2402.10095v3
#![no_std]
#![forbid(unsafe_code)]
#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod classifier_ext;
mod prior;
mod real;

pub mod backend;
#[cfg(feature = "dev")]
pub mod conformance;
pub mod kernels;
#[cfg(feature = "alloc")]
pub mod nn;
pub mod program;

pub mod classifier;
pub mod denoise;
pub mod embedded;
pub mod likelihood;
pub mod loss;
pub mod rng;
pub mod sampler;
pub mod schedule;

pub use classifier::{Classifier, Levels, ShapeError};
pub use classifier_ext::ClassifierExt;
#[cfg(feature = "alloc")]
pub use classifier_ext::Guided;
pub use loss::Objective;
pub use prior::{Prior, PriorError};
pub use real::Real;
#[cfg(feature = "alloc")]
pub use schedule::Schedule;
pub use schedule::{ScheduleError, ScheduleKind, ScheduleRef};
