//! A file on its way: `NAME.part`, locked, hashed as it grows.

use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes per read.
pub(super) const CHUNK: usize = 1 << 17;

pub(super) struct Part {
    file: fs::File,
    path: PathBuf,
    hash: Sha256,
    length: u64,
}

impl Part {
    /// Opens or creates `path`, waits (after a call of `waiting`) until no other process has it, and hashes what is
    /// there. More than `most` bytes cannot be a part of the file: then it starts anew.
    pub(super) fn open(path: PathBuf, most: u64, waiting: &mut dyn FnMut()) -> io::Result<Self> {
        let file = loop {
            let file = fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
            lock(&file, waiting)?;
            // Who had the lock before may have renamed the file since it was opened here.
            if is_at(&file, &path)? {
                break file;
            }
        };
        let mut part = Self { file, path, hash: Sha256::new(), length: 0 };
        if part.file.metadata()?.len() > most {
            part.restart()?;
        }
        part.length = hash_rest(&part.file, &mut part.hash)?;
        Ok(part)
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn restart(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.hash = Sha256::new();
        self.length = 0;
        Ok(())
    }

    /// Appends all of `bytes` or as many as the disk holds; the sum stays that of what is there.
    pub(super) fn append(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    let (done, rest) = bytes.split_at(written);
                    self.hash.update(done);
                    self.length += written as u64;
                    bytes = rest;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    pub(super) fn sum(&self) -> String {
        hex(self.hash.clone())
    }

    /// Gives the file its name. It is locked until it has it.
    pub(super) fn finish(self, target: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        crate::fs::sync_dir(target.parent().unwrap_or(Path::new(".")))
    }

    /// Leaves what is there for another attempt, but no empty file.
    pub(super) fn leave(self) {
        if self.length == 0 {
            // Whoever waits for the lock finds that the file is gone and makes a new one. An empty file that cannot be
            // removed does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn lock(file: &fs::File, waiting: &mut dyn FnMut()) -> io::Result<()> {
    let locked = match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            file.lock()
        }
        other => other.map_err(io::Error::from),
    };
    match locked {
        // Some network file systems have no locks. The sum still tells a good file from a bad one.
        Err(e) if e.kind() == io::ErrorKind::Unsupported => Ok(()),
        other => other,
    }
}

#[cfg(unix)]
fn is_at(file: &fs::File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let here = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((here.dev(), here.ino()) == (there.dev(), there.ino())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// Elsewhere files have no portable identity: that the name exists must do.
#[cfg(not(unix))]
fn is_at(_: &fs::File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

/// The SHA-256 of a file.
pub(super) fn sum_of(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash_rest(&fs::File::open(path)?, &mut hash)?;
    Ok(hex(hash))
}

fn hash_rest(file: &fs::File, hash: &mut Sha256) -> io::Result<u64> {
    // Bounded by the length that was checked, whatever the name leads to.
    let length = file.metadata()?.len();
    let mut file = file.take(length);
    let mut buffer = vec![0; CHUNK];
    let mut hashed = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hashed),
            Ok(read) => {
                hash.update(&buffer[..read]);
                hashed += read as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
