//! `cdm data`: what data are, and what they look like.

mod describe;
mod show;

pub use describe::{ClassCount, DescribeArgs, DescribeSummary, Statistics};
pub use show::{ShowArgs, ShowSummary};

use crate::error::Error;

/// Look at data: numbers, or a picture
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm data describe images:photos:size=64\n  \
                        cdm data show mnist:dir --out grid.png")]
pub struct DataArgs {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum DataCommand {
    Describe(DescribeArgs),
    Show(ShowArgs),
}

impl DataArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// What the command runs into.
    pub fn run(&self) -> Result<(), Error> {
        match &self.command {
            DataCommand::Describe(args) => args.run(),
            DataCommand::Show(args) => args.run(),
        }
    }
}
