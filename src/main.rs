//! The command line of classification diffusion models.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    cdm::cli::exit_code(cdm::cli::Cli::parse().run())
}
