//! Reference.
#![forbid(unsafe_code)]

pub mod bounded;
pub mod executor;
pub mod judge;
pub mod scalar;
