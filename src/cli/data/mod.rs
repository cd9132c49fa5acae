//! What `cdm data` is told.

pub(super) mod fetch;

use crate::error::Error;
use fetch::FetchArgs;

/// Bring data here, or look at them.
#[derive(Clone, Debug, clap::Args)]
pub struct DataArgs {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum DataCommand {
    Fetch(FetchArgs),
}

impl DataArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// What the command runs into.
    pub fn run(&self) -> Result<(), Error> {
        match &self.command {
            DataCommand::Fetch(args) => args.run(),
        }
    }
}
