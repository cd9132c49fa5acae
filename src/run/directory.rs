//! The directory of a run: what lies where, who may write there, and what a killed process leaves.

use super::checkpoint;
use super::problem::Problem;
use crate::error::Error;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Names of the files of a run.
pub const CONFIG: &str = "config.toml";
/// Metrics as JSON lines.
pub const METRICS: &str = "metrics.jsonl";
/// What was printed, with the time.
pub const LOG: &str = "log.txt";
/// The final model: averaged weights.
pub const MODEL: &str = "model.safetensors";
/// The model with the best validation.
pub const BEST: &str = "best.safetensors";
const LOCK: &str = "run.lock";
const CHECKPOINTS: &str = "checkpoints";
const SAMPLES: &str = "samples";

/// The directory of a run, locked for this process as long as it lives.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    /// The lock is the operating system's: it goes when the file is closed, by whatever ends the process.
    _lock: File,
}

impl Directory {
    /// Whether there is a run in `path`, finished or not.
    pub fn is_run(path: &Path) -> bool {
        let steps = checkpoint::list(&path.join(CHECKPOINTS));
        [CONFIG, METRICS, MODEL, BEST].iter().any(|name| path.join(name).exists())
            || steps.is_ok_and(|steps| !steps.is_empty())
    }

    /// What the last checkpoint of the run in `path` says of itself, unchecked: for reports, not to go on from. `None` if there
    /// is none that tells.
    pub fn last_description(path: &Path) -> Option<checkpoint::Description> {
        let dir = path.join(CHECKPOINTS);
        let steps = checkpoint::list(&dir).ok()?;
        steps.iter().rev().find_map(|step| checkpoint::describe(&checkpoint::path(&dir, *step)))
    }

    /// The last sample grid of the run in `path`, and its step.
    pub fn last_samples(path: &Path) -> Option<(usize, PathBuf)> {
        let step = |path: PathBuf| {
            let number = path.file_name()?.to_str()?.strip_prefix("step-")?.strip_suffix(".png")?.parse().ok()?;
            Some((number, path))
        };
        let entries = std::fs::read_dir(path.join(SAMPLES)).ok()?;
        entries.filter_map(|entry| step(entry.ok()?.path())).max()
    }

    /// Checks that a new run may start in `path`: a run that is there is never written over.
    ///
    /// # Errors
    /// [`Problem::Occupied`] in an [`Error::Run`].
    pub fn require_vacant(path: &Path) -> Result<(), Error> {
        if !Self::is_run(path) {
            return Ok(());
        }
        let step = checkpoint::list(&path.join(CHECKPOINTS)).ok().and_then(|steps| steps.last().copied());
        Err(Error::run(path, Problem::Occupied { step }))
    }

    /// Makes the directory unless it is there, locks it, checks that it can be written to, and removes what a killed process
    /// left half-written.
    ///
    /// # Errors
    /// [`Problem::Busy`] in an [`Error::Run`] if another process has it; [`Error::Write`] if it cannot be written.
    pub fn lock(path: &Path) -> Result<Self, Error> {
        crate::fs::create_dir(path)?;
        let file = path.join(LOCK);
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&file)
            .map_err(|source| Error::write(&file, source))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let pid = lock.read_to_string(&mut pid).ok().and_then(|_| pid.trim().parse().ok());
                return Err(Error::run(path, Problem::Busy { pid }));
            }
            Err(TryLockError::Error(source)) => return Err(Error::write(&file, source)),
            Ok(()) => {}
        }
        let written = lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id()));
        written.map_err(|source| Error::write(&file, source))?;
        let directory = Self { path: path.to_owned(), _lock: lock };
        let own = [CONFIG, MODEL, BEST];
        let dirs = [
            (directory.path.clone(), &own[..]),
            (directory.checkpoints(), &["step-"]),
            (directory.samples(), &["step-"]),
        ];
        for (dir, names) in dirs {
            crate::fs::create_dir(&dir)?;
            crate::fs::remove_temporary(&dir, names)?;
            crate::fs::require_writable(&dir)?;
        }
        Ok(directory)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where its checkpoints are.
    pub fn checkpoints(&self) -> PathBuf {
        self.path.join(CHECKPOINTS)
    }

    /// Where its sample grids are.
    pub fn samples(&self) -> PathBuf {
        self.path.join(SAMPLES)
    }

    /// Steps of its checkpoints, rising.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn steps(&self) -> Result<Vec<usize>, Error> {
        checkpoint::list(&self.checkpoints())
    }

    /// Removes checkpoints until the last `keep`, at least one, are left.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Write`].
    pub fn prune(&self, keep: usize) -> Result<(), Error> {
        let steps = self.steps()?;
        for step in &steps[..steps.len().saturating_sub(keep.max(1))] {
            let path = checkpoint::path(&self.checkpoints(), *step);
            std::fs::remove_file(&path).map_err(|source| Error::write(&path, source))?;
        }
        Ok(())
    }

    /// Puts checkpoints after `step` aside, under names that end in `.damaged`: they were passed over, and must not count among
    /// those that are kept.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Write`].
    pub fn set_aside_after(&self, step: usize) -> Result<(), Error> {
        for later in self.steps()?.into_iter().filter(|later| *later > step) {
            let path = checkpoint::path(&self.checkpoints(), later);
            let aside = path.with_added_extension("damaged");
            std::fs::rename(&path, &aside).map_err(|source: io::Error| Error::write(&aside, source))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run");
        let first = Directory::lock(&path).unwrap();
        let error = Directory::lock(&path).unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        assert!(error.to_string().contains(&format!("another process ({})", std::process::id())), "{error}");
        drop(first);
        Directory::lock(&path).unwrap();
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let checkpoints = dir.path().join(CHECKPOINTS);
        std::fs::create_dir(&checkpoints).unwrap();
        let left = checkpoints.join(".step-00000003.safetensorsAbC123.tmp");
        let kept = [checkpoints.join("step-00000002.safetensors"), dir.path().join("notes.tmp")];
        [&left, &kept[0], &kept[1]].into_iter().for_each(|path| std::fs::write(path, "x").unwrap());
        drop(Directory::lock(dir.path()).unwrap());
        assert!(!left.exists() && kept.iter().all(|path| path.exists()));
    }

    #[test]
    fn the_last_checkpoints_are_kept_and_damaged_ones_put_aside() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::lock(dir.path()).unwrap();
        for step in [100, 200, 300, 400] {
            std::fs::write(checkpoint::path(&directory.checkpoints(), step), "x").unwrap();
        }
        directory.set_aside_after(300).unwrap();
        assert_eq!(directory.steps().unwrap(), [100, 200, 300]);
        directory.prune(2).unwrap();
        assert_eq!(directory.steps().unwrap(), [200, 300]);
        directory.prune(0).unwrap();
        assert_eq!(directory.steps().unwrap(), [300]);
        let error = Directory::require_vacant(dir.path()).unwrap_err();
        assert!(error.to_string().contains("at step 300") && error.to_string().contains("--resume"), "{error}");
    }
}
