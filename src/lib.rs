//! Classification diffusion models for the desk: data, training runs, pictures, reports and the command line.
//!
//! The mathematics and the tensor programs live in `cdm-core`; this crate chooses a backend, feeds it and shows what
//! comes out. It prints nothing outside [`cli`]: what it does is said through the crate `log`.
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod array;
pub mod backend;
#[cfg(feature = "cpu")]
pub mod bench;
pub mod choice;
pub mod cli;
pub mod config;
pub mod data;
pub mod demo;
pub mod error;
pub mod evaluate;
pub mod fetch;
pub mod fs;
pub mod import;
pub mod known;
pub mod model;
pub mod picture;
pub mod publish;
pub mod report;
pub mod run;
pub mod sample;
pub mod table;
pub mod train;

pub use error::{Error, ErrorKind};
pub use model::Model;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
