//! Results on standard output: lines for people, JSON for programs.

use crate::error::Error;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Prints `result` as one line of JSON, to be the last on standard output.
///
/// Numbers that are not finite become `null`. A reader that has gone away is no error.
///
/// # Errors
///
/// [`Error::Json`] for what has no JSON form; [`Error::Write`] if standard output cannot be written.
pub fn print_json(result: &impl Serialize) -> Result<(), Error> {
    print_line(&serde_json::to_string(result)?)
}

/// Prints a line on standard output. A reader that has gone away is no error.
///
/// # Errors
///
/// [`Error::Write`] if standard output cannot be written.
pub fn print_line(line: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Error::write(Path::new("standard output"), e)),
        _ => Ok(()),
    }
}

/// `println!` that returns its error, and forgives a reader that has gone away.
macro_rules! say {
    ($($text:tt)*) => { crate::cli::output::print_line(&format!($($text)*))? };
}
pub(crate) use say;
