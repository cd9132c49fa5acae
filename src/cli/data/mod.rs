//! `cdm data`: what data are, what they look like, and public ones brought here.

mod describe;
mod fetch;
mod show;

pub use describe::{ClassCount, DescribeArgs, DescribeSummary, Statistics};
pub use fetch::{FetchArgs, FetchSummary, FetchedFile};
pub use show::{ShowArgs, ShowSummary};

use crate::error::Error;

/// Look at data: numbers, or a picture; download public ones
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm data fetch mnist\n  cdm data describe images:photos:size=64\n  \
                        cdm data show mnist:dir --out grid.png")]
pub struct DataArgs {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum DataCommand {
    Describe(DescribeArgs),
    Show(ShowArgs),
    Fetch(FetchArgs),
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
            DataCommand::Fetch(args) => args.run(),
        }
    }
}
