//! Where the bytes of samples lie: in a file that is read in place, in memory, or copied once to a temporary file.

use crate::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes that a data set keeps in memory at most of what cannot be read in place; more goes to a temporary file. 256 MiB.
pub const MEMORY: usize = 256 << 20;

/// How much a data set keeps of its samples, apart from its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Bytes in memory.
    pub memory: u64,
    /// Bytes in an unnamed temporary file.
    pub temporary: u64,
}

impl std::ops::Add for Held {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { memory: self.memory + other.memory, temporary: self.temporary + other.temporary }
    }
}

/// Bytes that any thread may read at any place.
#[derive(Debug)]
pub(super) struct Store {
    /// The user's file, for messages.
    origin: PathBuf,
    place: Place,
    len: u64,
}

#[derive(Debug)]
enum Place {
    Original(Positioned),
    Memory(Vec<u8>),
    Temporary(Positioned),
}

impl Store {
    /// A file of the user's, read in place.
    ///
    /// # Errors
    /// [`Error::Read`] if it cannot be opened, or is a directory.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let (file, len) = open(path)?;
        Ok(Self { origin: path.to_owned(), place: Place::Original(Positioned::new(file)), len })
    }

    /// Bytes that there are.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// The user's file.
    pub(super) fn origin(&self) -> &Path {
        &self.origin
    }

    /// What it keeps.
    pub(super) fn held(&self) -> Held {
        match self.place {
            Place::Original(_) => Held::default(),
            Place::Memory(_) => Held { memory: self.len, temporary: 0 },
            Place::Temporary(_) => Held { memory: 0, temporary: self.len },
        }
    }

    /// Fills `out` with the bytes from `offset` on.
    ///
    /// # Errors
    /// [`Error::Read`], also for bytes beyond the end: a file may have been cut since it was opened.
    pub(super) fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let result = match &self.place {
            Place::Original(file) | Place::Temporary(file) => file.read(offset, out),
            Place::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                match start.checked_add(out.len()).and_then(|end| bytes.get(start..end)) {
                    Some(bytes) => {
                        out.copy_from_slice(bytes);
                        Ok(())
                    }
                    None => Err(io::ErrorKind::UnexpectedEof.into()),
                }
            }
        };
        result.map_err(|source| Error::read(&self.origin, source))
    }

    /// The same bytes as a stream from `offset` on.
    pub(super) fn stream(&self, offset: u64) -> Cursor<'_> {
        Cursor { store: self, at: offset }
    }
}

/// A place in a [`Store`] that moves as it is read.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    store: &'a Store,
    at: u64,
}

impl Read for Cursor<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.store.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let count = left.min(out.len());
        self.store.read(self.at, &mut out[..count]).map_err(|error| match error {
            Error::Read { source, .. } => source,
            other => io::Error::other(other.to_string()),
        })?;
        self.at += count as u64;
        Ok(count)
    }
}

/// A file that is read at positions, by several threads at once.
#[derive(Debug)]
struct Positioned {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

impl Positioned {
    #[cfg(unix)]
    fn new(file: File) -> Self {
        Self { file }
    }

    #[cfg(unix)]
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, out, offset)
    }

    #[cfg(not(unix))]
    fn new(file: File) -> Self {
        Self { file: std::sync::Mutex::new(file) }
    }

    /// One thread at a time, since the position is the file's.
    #[cfg(not(unix))]
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        use std::io::{Seek, SeekFrom};
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(out)
    }
}

/// Takes bytes one after the other and becomes a [`Store`]: in memory up to a budget, in an unnamed temporary file beyond it.
///
/// The file lies where temporary files do (`TMPDIR`), and goes with the last user of the data, also after a crash.
#[derive(Debug)]
pub(super) struct Spool {
    origin: PathBuf,
    memory: Vec<u8>,
    file: Option<BufWriter<File>>,
    len: u64,
    budget: usize,
}

impl Spool {
    /// An empty one for the bytes of `origin`, with a budget of [`MEMORY`].
    pub(super) fn new(origin: &Path) -> Self {
        Self::with_budget(origin, MEMORY)
    }

    /// An empty one with a budget of its own.
    pub(super) fn with_budget(origin: &Path, budget: usize) -> Self {
        Self { origin: origin.to_owned(), memory: Vec::new(), file: None, len: 0, budget }
    }

    /// Bytes taken so far.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Takes bytes.
    ///
    /// # Errors
    /// [`Error::Spool`] if the temporary file cannot be made or written.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.len += bytes.len() as u64;
        if self.file.is_none() && self.memory.len() + bytes.len() <= self.budget {
            self.memory.extend_from_slice(bytes);
            return Ok(());
        }
        self.write_file(bytes).map_err(|source| self.failed(source))
    }

    fn write_file(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let mut file = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
                file.write_all(&std::mem::take(&mut self.memory))?;
                self.file.insert(file)
            }
        };
        file.write_all(bytes)
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Spool { data: self.origin.clone(), directory: std::env::temp_dir(), bytes: self.len, source }
    }

    /// Takes what a reader has, up to `limit` bytes, and says how many there were. A compressed stream that breaks off counts as
    /// one that ends there.
    ///
    /// # Errors
    /// [`Error::Read`], and as [`write`](Self::write).
    pub(super) fn copy(&mut self, reader: &mut dyn Read, limit: u64) -> Result<u64, Error> {
        let (mut buffer, mut copied) = (vec![0; 1 << 16], 0);
        while copied < limit {
            let wanted = (limit - copied).min(buffer.len() as u64) as usize;
            let count = match reader.read(&mut buffer[..wanted]) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::read(&self.origin, error)),
            };
            self.write(&buffer[..count])?;
            copied += count as u64;
        }
        Ok(copied)
    }

    /// The bytes taken.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub(super) fn finish(mut self) -> Result<Store, Error> {
        let place = match self.file.take() {
            None => {
                self.memory.shrink_to_fit();
                Place::Memory(std::mem::take(&mut self.memory))
            }
            Some(file) => {
                Place::Temporary(Positioned::new(file.into_inner().map_err(|e| self.failed(e.into_error()))?))
            }
        };
        Ok(Store { origin: self.origin, place, len: self.len })
    }
}

/// Opens a file for reading and says how long it is.
///
/// # Errors
/// [`Error::Read`], also for a directory.
pub(super) fn open(path: &Path) -> Result<(File, u64), Error> {
    let failed = |source| Error::read(path, source);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory, not a file; name a file")));
    }
    Ok((file, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(budget: usize) -> Store {
        let mut spool = Spool::with_budget(Path::new("x"), budget);
        (0..100u8).collect::<Vec<_>>().chunks(7).for_each(|bytes| spool.write(bytes).unwrap());
        spool.finish().unwrap()
    }

    #[test]
    fn bytes_beyond_the_budget_lie_in_a_file_and_read_the_same() {
        for (budget, held) in [(100, Held { memory: 100, temporary: 0 }), (99, Held { memory: 0, temporary: 100 })] {
            let store = filled(budget);
            assert_eq!((store.len(), store.held()), (100, held));
            let mut out = [0; 5];
            for offset in [0, 50, 95] {
                store.read(offset, &mut out).unwrap();
                assert_eq!(out.to_vec(), (offset as u8..offset as u8 + 5).collect::<Vec<_>>());
            }
            for offset in [96, u64::MAX] {
                assert!(store.read(offset, &mut out).unwrap_err().to_string().starts_with("x: "));
            }
            let mut rest = Vec::new();
            store.stream(97).read_to_end(&mut rest).unwrap();
            assert_eq!(rest, [97, 98, 99]);
        }
    }

    #[test]
    fn a_copy_ends_at_its_limit_or_with_its_reader() {
        let mut spool = Spool::with_budget(Path::new("x"), 10);
        assert_eq!(spool.copy(&mut &[1u8; 30][..], 20).unwrap(), 20);
        assert_eq!(spool.copy(&mut &[2u8; 30][..], 40).unwrap(), 30);
        assert_eq!((spool.len(), spool.finish().unwrap().len()), (50, 50));
    }

    #[test]
    fn threads_read_at_once() {
        let store = filled(10);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let store = &store;
                scope.spawn(move || {
                    for round in 0..500u64 {
                        let (offset, mut out) = ((round * 7 + thread) % 97, [0; 3]);
                        store.read(offset, &mut out).unwrap();
                        assert_eq!(out, [offset as u8, offset as u8 + 1, offset as u8 + 2]);
                    }
                });
            }
        });
    }
}
