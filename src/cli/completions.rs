//! `cdm completions`.

use super::{Cli, output};
use crate::error::Error;
use clap::CommandFactory;
use clap_complete::Shell;

/// Print completions of commands, options and values for a shell
///
/// Bash: put the line `source <(cdm completions bash)` into ~/.bashrc. Zsh and fish: write them into a directory where the shell looks
/// for completions, as _cdm and cdm.fish.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm completions bash > ~/.local/share/bash-completion/completions/cdm\n  \
                        cdm completions fish > ~/.config/fish/completions/cdm.fish")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

impl CompletionsArgs {
    /// Prints them.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "cdm", &mut script);
        output::print_line(String::from_utf8_lossy(&script).trim_end())
    }
}
