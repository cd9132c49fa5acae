//! Classification diffusion models without std.
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
pub mod kernels;
#[cfg(feature = "alloc")]
pub mod nn;
pub mod program;

pub mod classifier;
pub mod denoise;
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
