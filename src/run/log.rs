//! What a run says: on the screen, and with the time in its directory.

use super::time;
use crate::error::Error;
use crate::train::Progress;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where a run is watched.
pub trait Screen {
    /// Shows a line.
    fn line(&self, line: &str);

    /// Steps that were done before.
    fn start(&self, step: usize);

    /// Shows how far the run is.
    fn progress(&self, progress: &Progress);
}

/// Lines of a run.
pub(super) struct Log<'s> {
    screen: &'s dyn Screen,
    file: File,
    path: PathBuf,
}

impl<'s> Log<'s> {
    /// Goes on with the log in `path`, or starts it.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn open(path: &Path, screen: &'s dyn Screen) -> Result<Self, Error> {
        let file = OpenOptions::new().append(true).create(true).open(path);
        Ok(Self { screen, file: file.map_err(|source| Error::write(path, source))?, path: path.to_owned() })
    }

    /// Says a line.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn say(&mut self, line: &str) -> Result<(), Error> {
        self.screen.line(line);
        self.note(line)
    }

    /// Writes a line down without showing it.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn note(&mut self, line: &str) -> Result<(), Error> {
        let text = format!("{} {line}\n", time::now());
        self.file.write_all(text.as_bytes()).map_err(|source| Error::write(&self.path, source))
    }

    /// Steps that were done before.
    pub(super) fn start(&self, step: usize) {
        self.screen.start(step);
    }

    /// Shows how far the run is.
    pub(super) fn progress(&self, progress: &Progress) {
        self.screen.progress(progress);
    }
}
