//! Where the images of a folder or an archive lie.

use super::decode::{self, BYTES, Header};
use crate::data::store::{self, Spool, Store};
use crate::data::stream::{Stream, at_most};
use crate::data::{Held, Problem, tar};
use crate::error::Error;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// First bytes of a file in which most headers end.
const START: u64 = 1 << 14;
/// Formats that are read, as names end.
const READ: [&str; 7] = ["png", "jpg", "jpeg", "jpe", "jfif", "webp", "apng"];
/// Formats that are not.
const NOT_READ: [&str; 11] = ["gif", "bmp", "tif", "tiff", "heic", "heif", "avif", "jp2", "jxl", "ppm", "tga"];

/// An image: its path within folder or archive, with slashes, where it lies, and what its header says.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: Box<str>,
    pub(super) place: Place,
    pub(super) header: Header,
}

/// Where an image lies in its container; nothing is known of a file in a folder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    offset: u64,
    /// Bytes there.
    stored: u64,
    /// Bytes when they are decompressed, and their checksum, if they are compressed.
    deflated: Option<(u64, u32)>,
}

impl Place {
    /// Bytes as they are.
    pub(super) fn plain(offset: u64, stored: u64) -> Self {
        Self { offset, stored, deflated: None }
    }
}

/// What holds the images.
#[derive(Debug)]
pub(super) enum Container {
    /// A folder with files.
    Folder(PathBuf),
    /// An archive, or what was copied of it.
    Archive(Store),
}

impl Container {
    /// What it keeps.
    pub(super) fn held(&self) -> Held {
        match self {
            Self::Folder(_) => Held::default(),
            Self::Archive(store) => store.held(),
        }
    }

    /// The bytes of an image's file.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Malformed`] for data that do not decompress.
    pub(super) fn bytes(&self, name: &str, place: Place) -> Result<Vec<u8>, Error> {
        match self {
            Self::Folder(root) => {
                let path = root.join(name);
                let (mut file, len) = store::open(&path)?;
                if len > BYTES {
                    return Err(Error::malformed(&path, Problem::ImageBytes { bytes: len, most: BYTES }));
                }
                at_most(&mut file, BYTES).map_err(|source| Error::read(&path, source))
            }
            Self::Archive(store) => {
                // At most BYTES, which was checked when the archive was opened.
                let mut bytes = vec![0; place.stored as usize];
                store.read(place.offset, &mut bytes)?;
                let Some((len, checksum)) = place.deflated else { return Ok(bytes) };
                inflate(&bytes, len, checksum).ok_or_else(|| self.problem(name, Problem::Inflate))
            }
        }
    }

    /// The error for a problem of one image.
    pub(super) fn problem(&self, name: &str, problem: Problem) -> Error {
        match self {
            Self::Folder(root) => Error::malformed(&root.join(name), problem),
            Self::Archive(store) => entry_problem(store.origin(), name, problem),
        }
    }
}

pub(super) fn entry_problem(archive: &Path, name: &str, problem: Problem) -> Error {
    Error::malformed(archive, Problem::Entry { name: name.to_owned(), problem: Box::new(problem) })
}

fn inflate(bytes: &[u8], len: u64, checksum: u32) -> Option<Vec<u8>> {
    let out = at_most(&mut flate2::read::DeflateDecoder::new(bytes), len + 1).ok()?;
    let mut crc = flate2::Crc::new();
    crc.update(&out);
    (out.len() as u64 == len && crc.sum() == checksum).then_some(out)
}

/// What the name of a file says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// Hidden, or what systems leave in folders.
    Ignored,
    /// An image of a format that is read.
    Image,
    /// An image of a format that is not.
    Foreign,
    /// Nothing: its content decides.
    Otherwise,
}

fn named(name: &str) -> Named {
    if name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX" || part == "Thumbs.db") {
        return Named::Ignored;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        ending if READ.contains(&ending) => Named::Image,
        ending if NOT_READ.contains(&ending) => Named::Foreign,
        _ => Named::Otherwise,
    }
}

/// Whether a file of that name and beginning is an image; one that only its name calls an image is an error, of which the header
/// will tell.
fn wanted(name: &str, start: &[u8]) -> Result<bool, Problem> {
    match named(name) {
        Named::Ignored => Ok(false),
        Named::Image => Ok(true),
        Named::Foreign => {
            Err(Problem::ImageFormat { format: name.rsplit('.').next().unwrap_or_default().to_uppercase() })
        }
        Named::Otherwise => Ok(decode::is_image(start)),
    }
}

/// Lists a folder, its sub-folders too, or an archive: what holds the images, and the images in the order of their names.
///
/// One pass: of each file in a folder or an archive that is read in place the header, a compressed tar archive whole.
///
/// # Errors
/// What cannot be read; a file named as an image that is none, or one that is damaged, too large, or of another format; no images.
pub(super) fn list(path: &Path) -> Result<(Container, Vec<Entry>), Error> {
    let metadata = std::fs::metadata(path).map_err(|source| Error::read(path, source))?;
    let (container, mut entries) = if metadata.is_dir() { folder(path)? } else { archive(path)? };
    if entries.is_empty() {
        return Err(Error::malformed(path, Problem::NoImages));
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((container, entries))
}

fn folder(root: &Path) -> Result<(Container, Vec<Entry>), Error> {
    let (mut folders, mut entries) = (vec![String::new()], Vec::new());
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let failed = |source| Error::read(&path, source);
        for file in std::fs::read_dir(&path).map_err(failed)? {
            let file = file.map_err(failed)?;
            let name = match file.file_name().into_string() {
                Ok(name) if folder.is_empty() => name,
                Ok(name) => format!("{folder}/{name}"),
                Err(_) => return Err(Error::malformed(&file.path(), Problem::Name)),
            };
            if named(&name) == Named::Ignored {
                continue;
            }
            let kind = file.file_type().map_err(failed)?;
            // A link to a file is that file; one to a folder may lead in a circle.
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() || std::fs::metadata(file.path()).is_ok_and(|target| target.is_file()) {
                entries.extend(file_entry(&file.path(), name)?);
            } else if kind.is_symlink() {
                return Err(Error::malformed(&file.path(), Problem::Link));
            }
        }
    }
    Ok((Container::Folder(root.to_owned()), entries))
}

fn file_entry(path: &Path, name: String) -> Result<Option<Entry>, Error> {
    let (mut file, len) = store::open(path)?;
    let bad = |problem| Error::malformed(path, problem);
    let header = header(&mut file, &name, len).map_err(|source| Error::read(path, source))?.map_err(bad)?;
    Ok(header.map(|header| Entry { name: name.into(), place: Place::default(), header }))
}

/// The header of a file that begins at the reader's place, from as few bytes as suffice; `None` if it is not meant as an image.
fn header(reader: &mut (impl Read + Seek), name: &str, len: u64) -> std::io::Result<Result<Option<Header>, Problem>> {
    let begin = reader.stream_position()?;
    let start = at_most(reader, START.min(len))?;
    match wanted(name, &start) {
        Ok(true) if len > BYTES => return Ok(Err(Problem::ImageBytes { bytes: len, most: BYTES })),
        Ok(true) => (),
        Ok(false) => return Ok(Ok(None)),
        Err(problem) => return Ok(Err(problem)),
    }
    let found = decode::header(&start, len);
    if found.is_ok() || len <= START {
        return Ok(found.map(Some));
    }
    reader.seek(SeekFrom::Start(begin))?;
    Ok(decode::header(&at_most(reader, len)?, len).map(Some))
}

fn archive(path: &Path) -> Result<(Container, Vec<Entry>), Error> {
    let mut start = [0; 16];
    let (mut file, len) = store::open(path)?;
    let count = file.read(&mut start).map_err(|source| Error::read(path, source))?;
    file.rewind().map_err(|source| Error::read(path, source))?;
    match &start[..count] {
        [b'P', b'K', ..] => zip(path, BufReader::new(file)),
        [0x1f, 0x8b, ..] => tar_compressed(path),
        start if decode::is_image(start) => Err(Error::malformed(path, Problem::SingleImage)),
        _ => tar_plain(path, BufReader::new(file), len),
    }
}

/// A damaged archive, with what its reader says.
fn damaged(path: &Path, kind: &'static str) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::malformed(&path, Problem::Archive { kind, reason: source.to_string() })
}

fn tar_plain(path: &Path, file: BufReader<std::fs::File>, len: u64) -> Result<(Container, Vec<Entry>), Error> {
    let failed = damaged(path, "tar");
    let mut archive = ::tar::Archive::new(file);
    let mut entries = Vec::new();
    let store = Store::open(path)?;
    let all = archive.entries_with_seek().map_err(&failed)?;
    tar::files(all, &failed, |name, entry| {
        let place = Place::plain(entry.raw_file_position(), entry.size());
        if place.offset.checked_add(place.stored).is_none_or(|end| end > len) {
            return Err(entry_problem(path, name, Problem::CutOff));
        }
        let mut reader = Window { store: &store, begin: place.offset, at: 0 };
        let found = header(&mut reader, name, place.stored).map_err(|source| Error::read(path, source))?;
        if let Some(header) = found.map_err(|problem| entry_problem(path, name, problem))? {
            entries.push(Entry { name: name.into(), place, header });
        }
        Ok(())
    })?;
    // Zeros close every archive, so one that ends otherwise was cut off.
    let mut end = [0; 512];
    store.read(len.saturating_sub(512), &mut end[..len.min(512) as usize])?;
    if end.iter().any(|byte| *byte != 0) {
        return Err(failed(std::io::Error::other("it ends without the zeros that close one")));
    }
    Ok((Container::Archive(store), entries))
}

/// A part of a store as a reader of its own.
struct Window<'a> {
    store: &'a Store,
    begin: u64,
    at: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.store.stream(self.begin + self.at).read(out)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Window<'_> {
    /// From the start only, which is all that is asked for.
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match to {
            SeekFrom::Start(at) => self.at = at,
            SeekFrom::Current(0) => (),
            _ => return Err(std::io::ErrorKind::Unsupported.into()),
        }
        Ok(self.at)
    }
}

/// Copies the images of a compressed archive, which cannot be read in any order.
fn tar_compressed(path: &Path) -> Result<(Container, Vec<Entry>), Error> {
    let failed = damaged(path, "tar.gz");
    let mut archive = ::tar::Archive::new(Stream::open(path)?);
    let (mut spool, mut entries) = (Spool::new(path), Vec::new());
    let all = archive.entries().map_err(&failed)?;
    tar::files(all, &failed, |name, entry| {
        let bad = |problem| entry_problem(path, name, problem);
        let mut bytes = at_most(entry, START).map_err(&failed)?;
        if !wanted(name, &bytes).map_err(bad)? {
            return Ok(());
        }
        let len = entry.size();
        if len > BYTES {
            return Err(bad(Problem::ImageBytes { bytes: len, most: BYTES }));
        }
        entry.read_to_end(&mut bytes).map_err(&failed)?;
        if (bytes.len() as u64) < len {
            return Err(bad(Problem::CutOff));
        }
        let header = decode::header(&bytes, len).map_err(bad)?;
        let place = Place::plain(spool.len(), len);
        spool.write(&bytes)?;
        entries.push(Entry { name: name.into(), place, header });
        Ok(())
    })?;
    // To the end, where the checksum stands.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink()).map_err(&failed)?;
    Ok((Container::Archive(spool.finish()?), entries))
}

fn zip(path: &Path, file: BufReader<std::fs::File>) -> Result<(Container, Vec<Entry>), Error> {
    let failed = |error: zip::result::ZipError| damaged(path, "zip")(std::io::Error::other(error.to_string()));
    let mut archive = zip::ZipArchive::new(file).map_err(failed)?;
    let (store, mut entries) = (Store::open(path)?, Vec::new());
    for number in 0..archive.len() {
        let file = archive.by_index_raw(number).map_err(failed)?;
        let name = tar::clean(&String::from_utf8_lossy(file.name_raw()));
        if !file.is_file() || named(&name) == Named::Ignored {
            continue;
        }
        let bad = |problem| entry_problem(path, &name, problem);
        let place = zip_place(&file).map_err(bad)?;
        let len = place.deflated.map_or(place.stored, |(len, _)| len);
        if place.stored.max(len) > BYTES && named(&name) == Named::Image {
            return Err(bad(Problem::ImageBytes { bytes: place.stored.max(len), most: BYTES }));
        }
        if place.offset.checked_add(place.stored).is_none_or(|end| end > store.len()) {
            return Err(bad(Problem::CutOff));
        }
        let found = zip_header(&store, &name, place, len).map_err(|source| Error::read(path, source))?;
        if let Some(header) = found.map_err(bad)? {
            entries.push(Entry { name: name.into(), place, header });
        }
    }
    Ok((Container::Archive(store), entries))
}

fn zip_place(file: &zip::read::ZipFile<'_, BufReader<std::fs::File>>) -> Result<Place, Problem> {
    let archive = |reason: &str| Problem::Archive { kind: "zip", reason: reason.to_owned() };
    if file.encrypted() {
        return Err(archive("it is encrypted"));
    }
    let offset = file.data_start().ok_or_else(|| archive("its data are not where the directory says"))?;
    let deflated = match file.compression() {
        zip::CompressionMethod::Stored => None,
        zip::CompressionMethod::Deflated => Some((file.size(), file.crc32())),
        other => return Err(archive(&format!("compression {other} is not read"))),
    };
    Ok(Place { offset, stored: file.compressed_size(), deflated })
}

/// The header of a file in a zip archive; from a compressed one the beginning is enough, unless it is not.
fn zip_header(store: &Store, name: &str, place: Place, len: u64) -> std::io::Result<Result<Option<Header>, Problem>> {
    if place.deflated.is_none() {
        return header(&mut Window { store, begin: place.offset, at: 0 }, name, len);
    }
    let start = |most: u64| {
        let stored = Window { store, begin: place.offset, at: 0 }.take(place.stored);
        at_most(&mut flate2::read::DeflateDecoder::new(BufReader::new(stored)), most.min(len))
    };
    // What does not decompress is damaged, not unreadable.
    let Ok(bytes) = start(START) else { return Ok(Err(Problem::Inflate)) };
    match wanted(name, &bytes) {
        Ok(true) if len.max(place.stored) > BYTES => {
            return Ok(Err(Problem::ImageBytes { bytes: len.max(place.stored), most: BYTES }));
        }
        Ok(true) => (),
        Ok(false) => return Ok(Ok(None)),
        Err(problem) => return Ok(Err(problem)),
    }
    let found = decode::header(&bytes, len);
    if found.is_ok() || len <= START {
        return Ok(found.map(Some));
    }
    let Ok(bytes) = start(BYTES) else { return Ok(Err(Problem::Inflate)) };
    Ok(decode::header(&bytes, len).map(Some))
}
