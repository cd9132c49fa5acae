//! Reference.
#![forbid(unsafe_code)]

pub mod executor;
pub mod scalar;
