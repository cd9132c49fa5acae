//! Files read from their beginning to their end, compressed by gzip or not.

use super::store;
use crate::error::Error;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A file's content; whether it is compressed is told by its first bytes, not by its name.
pub(super) enum Stream {
    Plain(BufReader<File>),
    Gzip(Box<MultiGzDecoder<BufReader<File>>>),
}

impl Stream {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let mut file = BufReader::with_capacity(1 << 16, store::open(path)?.0);
        let start = file.fill_buf().map_err(|source| Error::read(path, source))?;
        Ok(if start.starts_with(&[0x1f, 0x8b]) {
            Self::Gzip(Box::new(MultiGzDecoder::new(file)))
        } else {
            Self::Plain(file)
        })
    }

    /// Whether the file is compressed.
    pub(super) fn compressed(&self) -> bool {
        matches!(self, Self::Gzip(_))
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(out),
            Self::Gzip(file) => file.read(out),
        }
    }
}

/// Up to `len` bytes, fewer where the reader ends; a compressed stream that breaks off counts as one that ends there. The
/// buffer grows with what is there, whatever `len` promises.
///
/// # Errors
/// The reader's.
pub(super) fn at_most(reader: &mut dyn Read, len: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match reader.take(len).read_to_end(&mut bytes) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(bytes),
    }
}
