#![doc = include_str!("../README.md")]

#[cfg(feature = "dfdx")]
mod dfdx;

#[cfg(feature = "dfdx")]
pub use dfdx::{DfdxBackend, DfdxBuffer, DfdxDevice, DfdxError, DfdxExecutable, Number};
