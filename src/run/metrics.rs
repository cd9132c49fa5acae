//! Metrics, line by line.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Appends records to a file of JSON lines as they come up, so that a run can be watched, and survives a crash up to
/// its last whole line.
#[derive(Debug)]
pub struct Metrics {
    file: File,
    path: PathBuf,
}

impl Metrics {
    /// Starts a new file.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if it cannot be created.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(|source| Error::write(path, source))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Goes on after `step`: what the file holds of later steps, or not whole, is cut off. Without a file it starts one.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] or [`Error::Write`].
    pub fn resume(path: &Path, step: usize) -> Result<Self, Error> {
        let text = match std::fs::read(path) {
            Err(source) if source.kind() == io::ErrorKind::NotFound => Vec::new(),
            text => text.map_err(|source| Error::read(path, source))?,
        };
        let write = |source| Error::write(path, source);
        let file = OpenOptions::new().append(true).create(true).open(path).map_err(write)?;
        // Shortening a file takes no space and happens at once.
        file.set_len(length_up_to(&text, step) as u64).map_err(write)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Appends one record.
    ///
    /// # Errors
    ///
    /// [`Error::Json`] for what has no JSON form; [`Error::Write`] if the file cannot be written.
    pub fn write(&mut self, record: &impl Serialize) -> Result<(), Error> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        // One unbuffered write per line: nothing is left to flush, and no reader sees a part of it.
        self.file.write_all(&line).map_err(|source| Error::write(&self.path, source))
    }

    /// Waits until all lines are on disk, so that a checkpoint is never ahead of them.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn sync(&self) -> Result<(), Error> {
        self.file.sync_data().map_err(|source| Error::write(&self.path, source))
    }
}

/// Bytes of the lines up to `step` from the first on.
fn length_up_to(text: &[u8], step: usize) -> usize {
    #[derive(Deserialize)]
    struct Record {
        step: usize,
    }
    let mut length = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match serde_json::from_slice::<Record>(line) {
            Ok(record) if record.step <= step && line.ends_with(b"\n") => length += line.len(),
            _ => break,
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn metrics_are_readable_after_every_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("metrics.jsonl");
        let mut metrics = Metrics::create(&path).unwrap();
        for step in 0..3 {
            metrics.write(&json!({"step": step, "ce": f64::NAN})).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
            assert_eq!(lines.len(), step + 1);
            assert_eq!(lines[step], json!({"step": step, "ce": null}));
        }
    }

    #[test]
    fn a_resumed_run_goes_on_where_its_checkpoint_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("metrics.jsonl");
        let whole = "{\"step\":10}\n{\"step\":20}\n{\"step\":20,\"validation\":{}}\n";
        for rest in ["", "{\"step\":30}\n", "{\"step\":30}\n{\"st", "{\"step\":1", "\0\0\0\0", "{\"step\":12}"] {
            std::fs::write(&path, format!("{whole}{rest}")).unwrap();
            Metrics::resume(&path, 20).unwrap().write(&json!({"step": 30})).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{whole}{{\"step\":30}}\n"), "{rest}");
        }
        std::fs::remove_file(&path).unwrap();
        Metrics::resume(&path, 20).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"");
    }
}
