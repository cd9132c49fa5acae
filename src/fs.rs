//! Writing files so that a reader never sees half of one.

use crate::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes `path` through `fill`, all or nothing.
///
/// The content goes to a temporary file in the same directory, which is synchronised and then renamed over `path`, and
/// the directory is synchronised too: after a crash at any moment `path` holds the old content or the new one, whole.
///
/// # Errors
///
/// [`Error::Write`] if `fill` or the file system fails; the temporary file is removed then, and `path` is as before.
pub fn write_atomic(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut staged = Staged::create(path)?;
    fill(&mut staged).map_err(|source| Error::write(path, source))?;
    staged.finish()
}

/// Writes `bytes` to `path`, all or nothing: see [`write_atomic`].
///
/// # Errors
///
/// As [`write_atomic`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_atomic(path, |w| w.write_all(bytes))
}

/// Creates a directory and its parents unless it is there.
///
/// # Errors
///
/// [`Error::Write`] if it cannot be created.
pub fn create_dir(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(|source| Error::write(path, source))
}

/// What names of temporary files end in; they begin with a dot.
const TEMPORARY: &str = ".tmp";

/// Removes the temporary files that [`Staged`] leaves in a directory, when its process is killed, of files whose names begin with
/// one of `names`. No other process may be writing these.
///
/// # Errors
///
/// [`Error::Write`] for one that cannot be removed.
pub fn remove_temporary(dir: &Path, names: &[&str]) -> Result<(), Error> {
    let entries = std::fs::read_dir(dir).map_err(|source| Error::read(dir, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| Error::read(dir, source))?;
        let name = entry.file_name();
        let of = name.to_str().and_then(|name| name.strip_prefix('.')?.strip_suffix(TEMPORARY)).unwrap_or_default();
        if names.iter().any(|name| of.starts_with(name)) && entry.path().is_file() {
            std::fs::remove_file(entry.path()).map_err(|source| Error::write(&entry.path(), source))?;
        }
    }
    Ok(())
}

/// Checks that files can be made in a directory, by making one without a name.
///
/// # Errors
///
/// [`Error::Write`].
pub fn require_writable(dir: &Path) -> Result<(), Error> {
    tempfile::tempfile_in(dir).map(drop).map_err(|source| Error::write(dir, source))
}

/// A file that is written piece by piece, and takes its name only once it is whole: see [`write_atomic`]. Dropped before
/// [`finish`](Self::finish) it leaves nothing.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    // Dropping the file inside removes it.
    writer: BufWriter<NamedTempFile>,
}

impl Staged {
    /// Opens the temporary file that is to become `path`.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn create(path: &Path) -> Result<Self, Error> {
        Self::open(path).map_err(|source| Error::write(path, source))
    }

    /// Gives the file its name; what was there is replaced.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; then what was there is still there.
    pub fn finish(self) -> Result<(), Error> {
        let path = self.path.clone();
        self.put().map_err(|source| Error::write(&path, source))
    }

    /// Writes the last of the content, and gives the file its name.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn end(mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(|source| Error::write(&self.path, source))?;
        self.finish()
    }

    /// The name that the file will have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(path.file_name().ok_or(io::ErrorKind::InvalidInput)?);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(TEMPORARY);
        // Temporary files are private by default; these are to become ordinary ones, subject to the user's umask.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        // Its error names the temporary file, which nobody asked for.
        let temporary = builder.tempfile_in(directory(path)).map_err(|e| io::Error::from(e.kind()))?;
        Ok(Self { path: path.to_owned(), writer: BufWriter::new(temporary) })
    }

    fn put(self) -> io::Result<()> {
        let temporary = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.as_file().sync_all()?;
        temporary.persist(&self.path).map_err(|e| e.error)?;
        sync_dir(directory(&self.path))
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The directory that a path lies in.
fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Makes a rename in `dir` durable.
#[cfg(unix)]
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Elsewhere a directory cannot be opened as a file, and the rename is durable by itself.
#[cfg(not(unix))]
pub(crate) fn sync_dir(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.bin");
        write_bytes(&path, b"old").unwrap();
        let result = write_atomic(&path, |w| {
            w.write_all(&[0; 100_000])?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Failure);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["x.bin"]);
    }

    #[test]
    fn a_write_replaces_the_file_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.bin");
        write_bytes(&path, b"long old content").unwrap();
        write_bytes(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(names(dir.path()), ["x.bin"]);
    }

    #[cfg(unix)]
    #[test]
    fn files_get_the_permissions_of_ordinary_files() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("a"), dir.path().join("b"));
        write_bytes(&ours, b"").unwrap();
        std::fs::write(&plain, b"").unwrap();
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[test]
    fn a_missing_directory_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = write_bytes(&dir.path().join("none/x"), b"").unwrap_err();
        assert!(error.to_string().contains("directory does not exist"), "{error}");
    }
}
