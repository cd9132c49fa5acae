//! Executors of cdm's tensor programs for NVIDIA hardware.
//!
//! **Today this crate holds one executor, behind the feature `dfdx`, and without features it is empty.** The executor on
//! CUDA itself, which the crate is named after, does not exist yet.

#[cfg(feature = "dfdx")]
mod dfdx;

#[cfg(feature = "dfdx")]
pub use dfdx::{DfdxBackend, DfdxBuffer, DfdxDevice, DfdxError, DfdxExecutable, Number};
