//! What `cdm demo` is told.

use super::output;
use super::output::say;
use crate::demo::{self, DemoSpec};
use crate::error::Error;
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
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Train for a shorter time, with a rougher result
    #[arg(long)]
    pub quick: bool,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl DemoArgs {
    /// Trains, judges, and writes everything.
    ///
    /// # Errors
    /// Files that cannot be written, training that diverges.
    pub fn run(&self) -> Result<(), Error> {
        let outcome = demo::run(&DemoSpec::new(&self.out, self.seed, self.quick))?;
        for table in demo::tables(&outcome) {
            say!("{}", table.text());
        }
        say!("{}", outcome.trust());
        say!("\nOpen {} to see it all.", self.out.join(demo::PAGE).display());
        if self.json { output::print_json(&outcome) } else { Ok(()) }
    }
}
