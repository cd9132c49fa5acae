//! What `cdm demo` is told.

use std::path::PathBuf;

/// Train, sample and score on a density with known truth and on handwritten digits, and show the result
///
/// Needs no arguments and no network. Prints a table, and writes the models, the pictures and one page that shows them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm demo --quick --out demo")]
pub struct DemoArgs {
    /// Directory for models, pictures and index.html
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub out: PathBuf,
    /// Seed of everything random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Train for a shorter time, with a rougher result
    #[arg(long)]
    pub quick: bool,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}
