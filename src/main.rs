//! The command line of classification diffusion models.

use std::process::ExitCode;

fn main() -> ExitCode {
    cdm::cli::main()
}
