//! Classification diffusion models without std.
#![no_std]
#![forbid(unsafe_code)]
#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod backend;
pub mod kernels;
pub mod program;
mod real;

pub mod classifier;
pub mod rng;
pub mod schedule;

pub use classifier::{Classifier, Levels, ShapeError};
pub use real::Real;
#[cfg(feature = "alloc")]
pub use schedule::Schedule;
pub use schedule::{ScheduleError, ScheduleKind, ScheduleRef};
