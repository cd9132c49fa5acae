//! CIFAR-10 and CIFAR-100 in their binary version.

use super::element::Element;
use super::records::{Records, Segment};
use super::store::{Spool, Store};
use super::stream::{Stream, at_most};
use super::{Dataset, Part, Problem, Samples, Shape, Spec, Values};
use crate::error::Error;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

/// Values of an image: three planes of 32×32.
const IMAGE: usize = 3 * 32 * 32;

/// One of the two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cifar {
    /// Ten classes.
    Ten,
    /// A hundred classes; the twenty coarse ones are not read.
    Hundred,
}

impl Cifar {
    /// Number of classes.
    fn classes(self) -> usize {
        match self {
            Self::Ten => 10,
            Self::Hundred => 100,
        }
    }

    /// Bytes in front of an image; the last one is its class.
    fn labels(self) -> usize {
        match self {
            Self::Ten => 1,
            Self::Hundred => 2,
        }
    }

    /// Bytes of an image with its labels.
    fn record(self) -> usize {
        self.labels() + IMAGE
    }

    /// The folder that the published archive holds.
    fn folder(self) -> &'static str {
        match self {
            Self::Ten => "cifar-10-batches-bin",
            Self::Hundred => "cifar-100-binary",
        }
    }

    /// The file with the names of the classes.
    fn names(self) -> &'static str {
        match self {
            Self::Ten => "batches.meta.txt",
            Self::Hundred => "fine_label_names.txt",
        }
    }

    fn files(self, part: Part) -> &'static [&'static str] {
        const TEN: [&str; 6] = [
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin",
        ];
        const HUNDRED: [&str; 2] = ["train.bin", "test.bin"];
        let (all, train): (&[&str], usize) = match self {
            Self::Ten => (&TEN, 5),
            Self::Hundred => (&HUNDRED, 1),
        };
        match part {
            Part::All => all,
            Part::Train => &all[..train],
            Part::Test => &all[train..],
        }
    }
}

/// What was found under a path: where each file lies, and the names of the classes.
struct Found {
    segments: Vec<Segment>,
    names: Vec<String>,
}

/// Loads the folder with the published files, the folder around it, or the archive of it, compressed or not.
///
/// # Errors
/// A file that is missing, is no whole number of records, or holds a class beyond the last.
pub(super) fn load(cifar: Cifar, path: &Path, part: Part) -> Result<Dataset, Error> {
    let metadata = std::fs::metadata(path).map_err(|source| Error::read(path, source))?;
    let found = if metadata.is_dir() { folder(cifar, path, part)? } else { archive(cifar, path, part)? };
    let mut labels = Vec::new();
    for (segment, file) in found.segments.iter().zip(cifar.files(part)) {
        read_labels(cifar, segment, &mut labels).map_err(|error| match error {
            Error::Malformed { path, problem } if !metadata.is_dir() => {
                Error::malformed(&path, Problem::Entry { name: (*file).to_owned(), problem: Box::new(problem) })
            }
            error => error,
        })?;
    }
    let name = Spec::Cifar(cifar, path.to_owned(), part).to_string();
    if labels.is_empty() {
        return Err(Error::TooFew { data: name, found: 0, needed: 1 });
    }
    let shape = Shape::Image { height: 32, width: 32, channels: 3 };
    let samples = Samples::new(Records::new(found.segments, Element::BYTE).planar(3));
    let data = Dataset::new(name, shape, Values::Grey { levels: 256 }, samples).with_labels(labels, cifar.classes());
    Ok(Dataset { class_names: found.names, ..data })
}

fn folder(cifar: Cifar, path: &Path, part: Part) -> Result<Found, Error> {
    let inner = path.join(cifar.folder());
    let folder = if inner.is_dir() { &inner } else { path };
    let segment = |file: &&str| {
        if !folder.join(file).is_file() {
            return Err(missing(cifar, folder, file));
        }
        let store = Store::open(&folder.join(file))?;
        let (offset, len) = (0, store.len());
        segment(cifar, Arc::new(store), offset, len)
    };
    let segments = cifar.files(part).iter().map(segment).collect::<Result<_, _>>()?;
    let names = std::fs::File::open(folder.join(cifar.names())).ok();
    let names = names.and_then(|mut file| at_most(&mut file, 1 << 16).ok()).unwrap_or_default();
    Ok(Found { segments, names: class_names(cifar, &names) })
}

fn archive(cifar: Cifar, path: &Path, part: Part) -> Result<Found, Error> {
    let failed =
        |source: std::io::Error| Error::malformed(path, Problem::Archive { kind: "tar", reason: source.to_string() });
    let files = cifar.files(part);
    let (mut spool, mut places, mut names) = (Spool::new(path), vec![None; files.len()], Vec::new());
    let mut archive = tar::Archive::new(Stream::open(path)?);
    let all = archive.entries().map_err(failed)?;
    super::tar::files(all, failed, |name, entry| {
        let name = name.rsplit('/').next().unwrap_or_default();
        if let Some(number) = files.iter().position(|file| *file == name) {
            let (offset, len) = (spool.len(), entry.size());
            let copied = spool.copy(entry, len)?;
            if copied < len {
                let problem = Box::new(Problem::CutOff);
                return Err(Error::malformed(path, Problem::Entry { name: name.to_owned(), problem }));
            }
            places[number] = Some((offset, len));
        } else if name == cifar.names() {
            names = at_most(entry, 1 << 16).map_err(failed)?;
        }
        Ok(())
    })?;
    // To the very end, where the compressed stream has its checksum.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink()).map_err(failed)?;
    let store = Arc::new(spool.finish()?);
    let segment = |(place, file): (&Option<(u64, u64)>, &&str)| match place {
        Some((offset, len)) => segment(cifar, store.clone(), *offset, *len),
        None => Err(missing(cifar, path, file)),
    };
    let segments = places.iter().zip(files).map(segment).collect::<Result<_, _>>()?;
    Ok(Found { segments, names: class_names(cifar, &names) })
}

fn missing(cifar: Cifar, path: &Path, file: &str) -> Error {
    Error::malformed(path, Problem::Missing { file: file.to_owned(), set: cifar.folder() })
}

fn segment(cifar: Cifar, store: Arc<Store>, offset: u64, bytes: u64) -> Result<Segment, Error> {
    let stride = cifar.record() as u64;
    if !bytes.is_multiple_of(stride) {
        return Err(Error::malformed(store.origin(), Problem::Records { bytes, record: stride }));
    }
    Ok(Segment { store, offset: offset + cifar.labels() as u64, stride, count: (bytes / stride) as usize })
}

fn read_labels(cifar: Cifar, segment: &Segment, labels: &mut Vec<u32>) -> Result<(), Error> {
    let origin = segment.store.origin();
    let mut reader = BufReader::with_capacity(1 << 18, segment.store.stream(segment.offset - cifar.labels() as u64));
    let mut record = vec![0; cifar.record()];
    for at in 0..segment.count {
        reader.read_exact(&mut record).map_err(|source| Error::read(origin, source))?;
        let (label, classes) = (record[cifar.labels() - 1], cifar.classes());
        if usize::from(label) >= classes {
            return Err(Error::malformed(origin, Problem::Label { at, label: i64::from(label), classes }));
        }
        labels.push(u32::from(label));
    }
    Ok(())
}

/// A name a line; none unless there is one for each class.
fn class_names(cifar: Cifar, text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let names: Vec<String> = text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.len() == cifar.classes() { names } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    /// `count` records, whose red planes are their numbers, greens 100 more, blues 200; classes count on from `first`.
    fn batch(cifar: Cifar, first: u8, count: u8) -> Vec<u8> {
        let record = |i: u8| {
            let labels = if cifar == Cifar::Ten { vec![first + i] } else { vec![0, first + i] };
            labels.into_iter().chain([0, 100, 200].into_iter().flat_map(move |v| vec![v + i; 1024]))
        };
        (0..count).flat_map(record).collect()
    }

    fn files(cifar: Cifar) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<(String, Vec<u8>)> =
            (0u8..).zip(cifar.files(Part::All)).map(|(i, name)| ((*name).to_owned(), batch(cifar, i, 2))).collect();
        // In another order than their numbers', as in the published archives.
        files.reverse();
        let names: String = (0..cifar.classes()).map(|i| format!("class{i}\n")).collect();
        files.push((cifar.names().to_owned(), format!("{names}\n").into_bytes()));
        files
    }

    fn folder_of(cifar: Cifar, files: &[(String, Vec<u8>)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join(cifar.folder());
        std::fs::create_dir(&inner).unwrap();
        files.iter().for_each(|(name, bytes)| std::fs::write(inner.join(name), bytes).unwrap());
        dir
    }

    fn archive_of(cifar: Cifar, files: &[(String, Vec<u8>)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, format!("{}/{name}", cifar.folder()), &bytes[..]).unwrap();
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&builder.into_inner().unwrap()).unwrap();
        std::fs::write(dir.path().join("cifar.tar.gz"), encoder.finish().unwrap()).unwrap();
        dir
    }

    #[test]
    fn both_sets_load_from_folder_and_archive() {
        for cifar in [Cifar::Ten, Cifar::Hundred] {
            let (dir, packed) = (folder_of(cifar, &files(cifar)), archive_of(cifar, &files(cifar)));
            let inner = dir.path().join(cifar.folder());
            for path in [dir.path(), &inner, &packed.path().join("cifar.tar.gz")] {
                let all = load(cifar, path, Part::All).unwrap();
                let batches = cifar.files(Part::All).len();
                assert_eq!(
                    (all.len(), all.classes, all.class_names.len()),
                    (2 * batches, cifar.classes(), cifar.classes())
                );
                let labels = all.labels.as_ref().unwrap();
                assert_eq!((labels[..2].to_vec(), labels[2 * batches - 1]), (vec![0, 1], batches as u32));
                let row = all.gather([1]).unwrap();
                assert_eq!(row[..6], [1.0, 101.0, 201.0, 1.0, 101.0, 201.0]);
                assert_eq!(load(cifar, path, Part::Train).unwrap().len(), 2 * batches - 2);
                assert_eq!(load(cifar, path, Part::Test).unwrap().len(), 2);
            }
            assert_eq!(load(cifar, dir.path(), Part::All).unwrap().samples.held().memory, 0);
        }
    }

    #[test]
    fn damage_is_named_with_its_file_and_record() {
        let with = |name: &str, bytes: Option<Vec<u8>>| {
            let mut files = files(Cifar::Ten);
            match bytes {
                Some(bytes) => files.iter_mut().filter(|file| file.0 == name).for_each(|file| file.1 = bytes.clone()),
                None => files.retain(|file| file.0 != name),
            }
            files
        };
        let whole = batch(Cifar::Ten, 3, 2);
        let mut label = whole.clone();
        label[3073] = 10;
        for (files, parts) in [
            (with("data_batch_3.bin", None), ["no data_batch_3.bin", "cifar-10-batches-bin"]),
            (with("test_batch.bin", Some(whole[..5000].to_vec())), ["5000 bytes", "3073"]),
            (with("data_batch_2.bin", Some(label)), ["label 10 at 1", "data_batch_2.bin"]),
        ] {
            let (dir, packed) = (folder_of(Cifar::Ten, &files), archive_of(Cifar::Ten, &files));
            for path in [dir.path(), &packed.path().join("cifar.tar.gz")] {
                let error = load(Cifar::Ten, path, Part::All).unwrap_err();
                let message = error.to_string();
                assert_eq!(error.kind().exit_code(), 2);
                assert!(parts.iter().all(|part| message.contains(part)), "{message}");
            }
        }
        let packed = archive_of(Cifar::Ten, &files(Cifar::Ten));
        let path = packed.path().join("cifar.tar.gz");
        let bytes = std::fs::read(&path).unwrap();
        for len in [bytes.len() / 2, bytes.len() / 8, 40] {
            std::fs::write(&path, &bytes[..len]).unwrap();
            let message = load(Cifar::Ten, &path, Part::All).unwrap_err().to_string();
            assert!(message.contains("cifar.tar.gz"), "{message}");
        }
        assert!(load(Cifar::Ten, Path::new("none"), Part::All).unwrap_err().to_string().contains("none: no such file"));
    }
}
