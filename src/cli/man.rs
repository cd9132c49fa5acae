//! `cdm man`.

use super::Cli;
use super::output::{self, say};
use crate::error::Error;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use serde::Serialize;
use std::path::PathBuf;

/// Write the manual: a page for each command, for `man`
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm man --out ~/.local/share/man/man1 && man cdm-train")]
pub struct ManArgs {
    /// Directory for the pages, made if it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// The answer of `cdm man --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ManSummary {
    /// The directory.
    pub out: String,
    /// The files in it.
    pub pages: Vec<String>,
}

impl ManArgs {
    /// Writes the pages.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn run(&self) -> Result<(), Error> {
        crate::fs::create_dir(&self.out)?;
        let mut pages = Vec::new();
        for (_, command) in every_command() {
            let page = Man::new(command).source(concat!("cdm ", env!("CARGO_PKG_VERSION"))).manual("Commands of cdm");
            let name = page.get_filename();
            crate::fs::write_atomic(&self.out.join(&name), |mut w| page.render(&mut w))?;
            pages.push(name);
        }
        let summary = ManSummary { out: self.out.display().to_string(), pages };
        say!("{} pages in {}", summary.pages.len(), summary.out);
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// Every command with its full name, such as `cdm data fetch`, each before those below it.
pub(super) fn every_command() -> Vec<(String, Command)> {
    let mut root = Cli::command();
    // Gives every command what is global.
    root.build();
    let mut all = Vec::new();
    collect("cdm", &root, &mut all);
    all
}

fn collect(name: &str, command: &Command, all: &mut Vec<(String, Command)>) {
    all.push((name.to_owned(), command.clone()));
    for below in command.get_subcommands().filter(|below| below.get_name() != "help" && !below.is_hide_set()) {
        collect(&format!("{name} {}", below.get_name()), below, all);
    }
}
