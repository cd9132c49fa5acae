//! What is said on standard error: errors, warnings, notes and logs, in that order of importance, past the bar that is shown there.
//!
//! The library says what it does through the crate `log` and prints nothing; this is where a line of it becomes text. Standard error
//! that cannot be written is no reason to end a run: what happens then is told by the exit code alone.

use crate::error::Error;
use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use log::{Level, LevelFilter, Log, Metadata, Record};
use std::fmt::Display;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loudness {
    /// Errors alone.
    Quiet,
    /// Warnings, notes and progress too.
    #[default]
    Usual,
    /// What was opened, chosen and found.
    Verbose,
    /// Everything.
    Debug,
}

impl Loudness {
    fn filter(self) -> LevelFilter {
        match self {
            Self::Quiet => LevelFilter::Off,
            Self::Usual => LevelFilter::Warn,
            Self::Verbose => LevelFilter::Info,
            Self::Debug => LevelFilter::Debug,
        }
    }
}

/// Where the lines of `log` become text. A program that has a logger of its own and runs commands keeps it.
struct Logger;

static LOGGER: Logger = Logger;

/// The bars that are on the screen, the last one on top: lines are written past that.
static BARS: Mutex<Vec<(u64, ProgressBar)>> = Mutex::new(Vec::new());

/// From here on says as much as this.
pub fn install(loudness: Loudness) {
    // An error says that there is a logger already: this one, or the program's own.
    let _ = log::set_logger(&LOGGER);
    log::set_max_level(loudness.filter());
}

/// Whether notes and progress are wanted. They are where nothing was said about it.
pub(super) fn are_wanted() -> bool {
    !(is_installed() && log::max_level() == LevelFilter::Off)
}

/// Without a logger of any kind the level is `Off` for that reason.
fn is_installed() -> bool {
    log::logger().enabled(&Metadata::builder().level(Level::Error).target("cdm").build())
}

/// Only what this workspace says: other crates log for their own authors.
fn is_ours(target: &str) -> bool {
    target.split("::").next().is_some_and(|name| name == "cdm" || name.starts_with("cdm_"))
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_ours(metadata.target())
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        match record.level() {
            Level::Error => labelled("error", ERROR, record.args()),
            Level::Warn => labelled("warning", WARNING, record.args()),
            level => labelled(&level.as_str().to_lowercase(), FAINT, record.args()),
        }
    }

    fn flush(&self) {}
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const FAINT: Style = Style::new().dimmed();

fn labelled(label: &str, style: Style, text: &dyn Display) {
    line(&format!("{style}{label}:{style:#} {text}"));
}

/// Writes a line past the bar.
fn line(text: &str) {
    let bar = bars().last().map(|(_, bar)| bar.clone());
    let write = || {
        let _ = writeln!(anstream::stderr().lock(), "{text}");
    };
    bar.map_or_else(write, |bar| bar.suspend(write));
}

/// Says a line of a command's own, unless results alone are wanted.
pub(crate) fn note(text: &str) {
    if are_wanted() {
        line(text);
    }
}

/// Says why a command ends.
pub(super) fn error(error: &Error) {
    match error.kind() {
        // It was asked for, and ended in good order.
        crate::ErrorKind::Interrupted { .. } => line(&error.to_string()),
        _ => labelled("error", ERROR, error),
    }
}

fn bars() -> MutexGuard<'static, Vec<(u64, ProgressBar)>> {
    BARS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets lines pass this bar, until [`unpass`] is told the number.
pub(super) fn pass(bar: &ProgressBar) -> u64 {
    let mut bars = bars();
    let number = bars.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
    bars.push((number, bar.clone()));
    number
}

/// That bar is gone.
pub(super) fn unpass(number: u64) {
    bars().retain(|(other, _)| *other != number);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_workspace_is_heard() {
        for (target, heard) in
            [("cdm", true), ("cdm::data", true), ("cdm_core::nn", true), ("cdmx", false), ("rustls::client", false)]
        {
            assert_eq!(is_ours(target), heard, "{target}");
        }
    }

    #[test]
    fn each_loudness_says_more_than_the_one_before() {
        let all = [Loudness::Quiet, Loudness::Usual, Loudness::Verbose, Loudness::Debug];
        assert!(all.is_sorted() && all.map(Loudness::filter).is_sorted());
    }
}
