//! Results: JSON for programs, CSV files.

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

/// Writes the log density of each sample, `index,log_density` with a header, all or nothing.
///
/// # Errors
///
/// [`Error::Write`].
pub fn save_scores(path: &Path, log_density: &[f64]) -> Result<(), Error> {
    crate::fs::write_atomic(path, |w| {
        writeln!(w, "index,log_density")?;
        log_density.iter().enumerate().try_for_each(|(index, value)| writeln!(w, "{index},{value}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_keep_every_digit() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("scores.csv");
        let values = [-1.0 / 3.0, 1e-300, f64::NEG_INFINITY];
        save_scores(&path, &values).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let read: Vec<f64> = text.lines().skip(1).map(|l| l.split(',').nth(1).unwrap().parse().unwrap()).collect();
        assert_eq!(read, values);
        assert_eq!(text.lines().next(), Some("index,log_density"));
    }
}
