//! MNIST and sets like it, in its own IDX files.

use super::element::Element;
use super::records::{Records, Segment};
use super::store::{Spool, Store};
use super::stream::{Stream, at_most};
use super::{Dataset, Part, Problem, Samples, Shape, Spec, Values};
use crate::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const CLASSES: usize = 10;
/// Unsigned bytes of three axes, and of one.
const MAGIC: [u32; 2] = [0x803, 0x801];
const NAMES: [[&str; 2]; 2] =
    [["train-images-idx3-ubyte", "train-labels-idx1-ubyte"], ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]];

/// Loads a directory with the files of MNIST under their published names, each as it is or with `.gz`.
///
/// # Errors
///
/// A file that is missing, begins with another magic number, is shorter or longer than its header promises, whose labels are
/// not as many as its images, or of which one is no class.
pub(super) fn load(dir: &Path, part: Part) -> Result<Dataset, Error> {
    let name = Spec::Mnist(dir.to_owned(), part).to_string();
    let parts = match part {
        Part::All => &NAMES[..],
        Part::Train => &NAMES[..1],
        Part::Test => &NAMES[1..],
    };
    let (mut size, mut segments, mut all_labels) = (None, Vec::new(), Vec::new());
    for [images, labels] in parts {
        let (images, labels) = (find(dir, images)?, find(dir, labels)?);
        let (extents, store, offset) = read(&images, MAGIC[0], 3)?;
        let found = [extents[1] as usize, extents[2] as usize];
        let expected = *size.get_or_insert(found);
        if found != expected {
            return Err(Error::malformed(&images, Problem::Sizes { found, expected }));
        }
        let count = extents[0] as usize;
        all_labels.extend(read_labels(&labels, count)?);
        segments.push(Segment { store: Arc::new(store), offset, stride: (found[0] * found[1]) as u64, count });
    }
    if all_labels.is_empty() {
        return Err(Error::TooFew { data: name, found: 0, needed: 1 });
    }
    let [height, width] = size.unwrap_or_default();
    let samples = Samples::new(Records::new(segments, Element::BYTE));
    let shape = Shape::Image { height, width, channels: 1 };
    Ok(Dataset::new(name, shape, Values::Grey { levels: 256 }, samples).with_labels(all_labels, CLASSES))
}

/// The file of that name, compressed or not.
fn find(dir: &Path, name: &str) -> Result<PathBuf, Error> {
    let plain = dir.join(name);
    let compressed = dir.join(format!("{name}.gz"));
    match (plain.is_file(), compressed.is_file()) {
        (true, _) => Ok(plain),
        (_, true) => Ok(compressed),
        // What is missing is the directory, where that is missing.
        _ if !dir.is_dir() => Err(Error::read(dir, io::ErrorKind::NotFound.into())),
        _ => Err(Error::read(&compressed, io::ErrorKind::NotFound.into())),
    }
}

fn read_labels(path: &Path, images: usize) -> Result<Vec<u32>, Error> {
    let (extents, store, offset) = read(path, MAGIC[1], 1)?;
    if extents[0] as usize != images {
        return Err(Error::malformed(path, Problem::Counts { labels: extents[0] as usize, images }));
    }
    // As many as the file holds, which was checked.
    let mut labels = vec![0; images];
    store.read(offset, &mut labels)?;
    match labels.iter().position(|label| usize::from(*label) >= CLASSES) {
        Some(at) => Err(Error::malformed(path, Problem::Label { at, label: i64::from(labels[at]), classes: CLASSES })),
        None => Ok(labels.into_iter().map(u32::from).collect()),
    }
}

/// Extents, ones where there are fewer than three axes, and where the elements lie: in the file itself, or in a copy of a
/// compressed one.
fn read(path: &Path, magic: u32, axes: usize) -> Result<([u32; 3], Store, u64), Error> {
    let io_error = |source| Error::read(path, source);
    let bad = |problem| Error::malformed(path, problem);
    let mut reader = Stream::open(path)?;
    let header_len = 4 + 4 * axes as u64;
    let header = at_most(&mut reader, header_len).map_err(io_error)?;
    let word = |i: usize| header.chunks_exact(4).nth(i).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    if word(0) != magic {
        return Err(bad(Problem::Magic { found: word(0), expected: magic }));
    }
    if (header.len() as u64) < header_len {
        return Err(bad(Problem::Length { expected: header_len, found: Some(header.len() as u64) }));
    }
    let mut extents = [1; 3];
    (0..axes).for_each(|i| extents[i] = word(i + 1));
    let elements = extents.iter().try_fold(1u64, |n, e| n.checked_mul(u64::from(*e)));
    // A dimension must fit 31 bits anyway.
    let pixels = u64::from(extents[1]) * u64::from(extents[2]);
    let Some(elements) = elements.filter(|n| pixels > 0 && pixels < 1 << 31 && *n < 1 << 40) else {
        return Err(bad(Problem::Extents { extents }));
    };
    let (store, offset) = if reader.compressed() {
        let mut spool = Spool::new(path);
        // One byte more than promised tells whether there are more.
        spool.copy(&mut reader, elements + 1)?;
        (spool.finish()?, 0)
    } else {
        (Store::open(path)?, header_len)
    };
    let (expected, found) = (header_len + elements, store.len() - offset);
    if found != elements {
        return Err(bad(Problem::Length { expected, found: (found < elements).then_some(header_len + found) }));
    }
    Ok((extents, store, offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn idx(extents: &[u32], elements: &[u8]) -> Vec<u8> {
        let magic = 0x800 + extents.len() as u32;
        let words = std::iter::once(&magic).chain(extents).flat_map(|word| word.to_be_bytes());
        words.chain(elements.iter().copied()).collect()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn pixels(n: u8) -> Vec<u8> {
        (0..n * 6).collect()
    }

    /// Four training images, plain, and two test images, compressed.
    fn dir() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: Vec<u8>| std::fs::write(dir.path().join(name), bytes).unwrap();
        put(NAMES[0][0], idx(&[4, 2, 3], &pixels(4)));
        put(NAMES[0][1], idx(&[4], &[3, 0, 9, 3]));
        put("t10k-images-idx3-ubyte.gz", gz(&idx(&[2, 2, 3], &pixels(2))));
        put("t10k-labels-idx1-ubyte.gz", gz(&idx(&[2], &[1, 2])));
        dir
    }

    #[test]
    fn parts_load_with_their_labels() {
        let dir = dir();
        let all = load(dir.path(), Part::All).unwrap();
        assert_eq!(all.shape, Shape::Image { height: 2, width: 3, channels: 1 });
        assert_eq!((all.len(), all.classes, all.labels.as_ref()), (6, 10, Some(&vec![3, 0, 9, 3, 1, 2])));
        assert_eq!(all.values().unwrap()[18..30], [18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        let test = load(dir.path(), Part::Test).unwrap();
        assert_eq!((test.len(), test.labels), (2, Some(vec![1, 2])));
        assert_eq!(load(dir.path(), Part::Train).unwrap().len(), 4);
    }

    #[test]
    fn damaged_files_are_refused_by_name() {
        let [images, labels] = NAMES[0];
        let whole = idx(&[4, 2, 3], &pixels(4));
        let mut longer = whole.clone();
        longer.push(0);
        for (name, bytes, part) in [
            (images, idx(&[4], &[1; 4]), "begins with 0x00000801, not 0x00000803"),
            (images, vec![0, 0], "begins with 0x00000000"),
            (images, whole[..10].to_vec(), "promises 16 bytes in all, it holds 10"),
            (images, whole[..30].to_vec(), "truncated: its header promises 40 bytes in all, it holds 30"),
            (images, longer, "trailing bytes"),
            (images, idx(&[u32::MAX; 3], &[]), "4294967295x4294967295, which cannot be"),
            (images, idx(&[4, 0, 3], &[]), "4 images of 0x3"),
            (images, idx(&[2, 4, 3], &pixels(4)), "4 labels for 2 images"),
            (labels, idx(&[4], &[1, 2, 10, 3]), "label 10 at 2"),
            (labels, idx(&[3], &[1, 2, 3]), "3 labels for 4 images"),
        ] {
            let dir = dir();
            std::fs::write(dir.path().join(name), bytes).unwrap();
            let error = load(dir.path(), Part::Train).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2);
            let message = error.to_string();
            assert!(message.contains(part) && message.contains("idx"), "{part}: {message}");
        }
        let dir = dir();
        let compressed = gz(&idx(&[2, 2, 3], &pixels(2)));
        let path = dir.path().join("t10k-images-idx3-ubyte.gz");
        std::fs::write(&path, &compressed[..compressed.len() - 12]).unwrap();
        assert!(load(dir.path(), Part::Test).unwrap_err().to_string().contains("truncated"));
        std::fs::write(&path, b"not compressed").unwrap();
        assert!(load(dir.path(), Part::Test).unwrap_err().to_string().contains("t10k-images-idx3-ubyte.gz"));
        std::fs::write(&path, gz(&idx(&[2, 3, 3], &pixels(3)))).unwrap();
        assert!(
            load(dir.path(), Part::All).unwrap_err().to_string().contains("3x3, but those of the training set 2x3")
        );
        std::fs::remove_file(&path).unwrap();
        assert!(
            load(dir.path(), Part::Test).unwrap_err().to_string().contains("t10k-images-idx3-ubyte.gz: no such file")
        );
        assert!(load(&dir.path().join("none"), Part::Test).unwrap_err().to_string().contains("none: no such file"));
    }
}
