//! What `cdm data fetch` is told.

use crate::cli::output::{self, say};
use crate::cli::{Progress, notes};
use crate::error::Error;
use crate::fetch::problem::size;
use crate::fetch::{Event, Fetcher, File, Outcome, Set, sets};
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Download a public data set.
///
/// Each file is checked by size and SHA-256 before it gets its name. An interrupted download goes on where it stopped
/// when the same command is run again; what is there already is not fetched again.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm data fetch mnist\n  cdm data fetch cifar10 --out ~/data/cifar10\n  \
                        cdm data fetch --list")]
pub struct FetchArgs {
    /// The data set
    #[arg(value_name = "SET", required_unless_present = "list", value_parser = PossibleValuesParser::new(names()))]
    pub set: Option<String>,
    /// Where to put its files [default: a directory with the set's name]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace files of the same name that are not the set's
    #[arg(long)]
    pub force: bool,
    /// Show the sets, their files, sources and terms, and fetch nothing
    #[arg(long, conflicts_with_all = ["out", "force"])]
    pub list: bool,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

fn names() -> impl Iterator<Item = &'static str> {
    sets::ALL.iter().map(|set| set.name)
}

/// The answer of `cdm data fetch --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FetchSummary {
    /// The set.
    pub set: &'static str,
    /// Where its files are.
    pub dir: String,
    /// The files.
    pub files: Vec<FetchedFile>,
    /// What to tell `--data`.
    pub data: String,
}

/// A file of [`FetchSummary`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FetchedFile {
    /// Its name.
    pub name: &'static str,
    /// Its size.
    pub bytes: u64,
    /// Its sum, which was checked.
    pub sha256: &'static str,
    /// Whether it was there or came now.
    pub outcome: Outcome,
}

impl FetchArgs {
    /// Fetches the set, or lists what there is.
    ///
    /// # Errors
    /// As [`Fetcher::fetch`].
    pub fn run(&self) -> Result<(), Error> {
        let wanted = self.set.as_deref().and_then(Set::named);
        match wanted {
            Some(set) if !self.list => self.fetch(set),
            chosen => self.show(chosen.map_or(sets::ALL, std::slice::from_ref)),
        }
    }

    fn fetch(&self, set: &'static Set) -> Result<(), Error> {
        let dir = self.out.clone().unwrap_or_else(|| PathBuf::from(set.name));
        let fetcher = Fetcher { force: self.force, ..Fetcher::default() };
        notes::note(&format!("{}: terms of use: {}", set.name, set.terms));
        let mut display = Display::default();
        let outcomes = fetcher.fetch(set.files, &dir, &mut |event| display.show(&event))?;
        drop(display);
        let summary = FetchSummary::new(set, &dir, &outcomes);
        let plural = if set.files.len() == 1 { "file" } else { "files" };
        let fetched = outcomes.iter().filter(|outcome| **outcome == Outcome::Fetched).count();
        say!(
            "{}: {} {plural}, {}, in {}; {fetched} fetched, all checked",
            set.name,
            set.files.len(),
            size(set.bytes()),
            dir.display()
        );
        say!("use     cdm train --data {} --out RUN", summary.data);
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    fn show(&self, sets: &[Set]) -> Result<(), Error> {
        for set in sets {
            say!("{}: {}; {}", set.name, set.what, size(set.bytes()));
            say!("  terms   {}", set.terms);
            say!("  page    {}", set.home);
            for file in set.files {
                say!("  {}  {}  SHA-256 {}", file.name, size(file.bytes), file.sha256);
                for url in file.urls {
                    say!("    {url}");
                }
            }
        }
        if self.json { output::print_json(&sets) } else { Ok(()) }
    }
}

impl FetchSummary {
    fn new(set: &'static Set, dir: &Path, outcomes: &[Outcome]) -> Self {
        let file = |(f, &outcome): (&File<'static>, &Outcome)| FetchedFile {
            name: f.name,
            bytes: f.bytes,
            sha256: f.sha256,
            outcome,
        };
        Self {
            set: set.name,
            dir: dir.display().to_string(),
            files: set.files.iter().zip(outcomes).map(file).collect(),
            data: set.data(dir),
        }
    }
}

/// Lines on standard error, and a bar where that is a terminal.
#[derive(Default)]
struct Display {
    bar: Option<Progress>,
    name: String,
    bytes: u64,
}

impl Display {
    fn show(&mut self, event: &Event<'_>) {
        match event {
            Event::File(file) => {
                (self.name, self.bytes) = (file.name.to_owned(), file.bytes);
                self.bar = Some(Progress::of_bytes(file.name, file.bytes));
            }
            Event::Waiting => self.log("another process is fetching it; waiting"),
            Event::Transfer { url, from } => {
                if let Some(bar) = &self.bar {
                    bar.start_at(*from);
                }
                match from {
                    0 => self.log(&format!("{} from {url}", size(self.bytes))),
                    _ => self.log(&format!("{} more of {} from {url}", size(self.bytes - from), size(self.bytes))),
                }
            }
            Event::Position(at) => self.bar.iter().for_each(|bar| bar.reach(*at)),
            Event::Trouble { url, trouble } => self.log(&format!("{url}: {trouble}")),
            Event::StartedOver => self.log("the earlier part was not of this file; starting over"),
            Event::Pause(time) => self.log(&format!("trying again in {} s", time.as_secs_f32())),
            Event::Done(outcome) => {
                self.log(match outcome {
                    Outcome::Present => "is there already",
                    Outcome::Fetched => "complete, its SHA-256 is right",
                });
                self.bar = None;
            }
        }
    }

    fn log(&self, text: &str) {
        notes::note(&format!("{}: {text}", self.name));
    }
}
