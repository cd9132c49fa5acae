//! NumPy's `.npy` files, and `.npz` archives of them.

use super::array::{Array, labelled};
use super::element::{Element, Number};
use super::store::{Spool, Store};
use super::{Dataset, Problem, Shape, Spec};
use crate::error::Error;
use crate::fs::Staged;
use npyz::{DType, Endianness, NpyHeader, Order, TypeChar, TypeWrite, WriterBuilder};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a header at most, as in NumPy.
const HEADER: usize = 10_000;
/// Brackets of a header at most: those of a shape and a type of plain numbers are three.
const BRACKETS: usize = 64;

/// Loads a data set.
///
/// # Shapes
///
/// `[n]` and `[n, d]` of any real type are vectors; `[n, height, width]` and `[n, height, width, channels]` are images, with 256 grey
/// values if they are of `uint8`, of real numbers if they are of floating-point numbers. Both byte orders and both axis orders are
/// read. Values are rounded to `f32`.
///
/// # Errors
///
/// A file that is missing, no `.npy`, truncated, too long, of another type or shape, without samples, or that holds
/// a value that is not finite as `f32`.
pub fn load(path: &Path) -> Result<Dataset, Error> {
    load_labelled(path, None)
}

/// The same with the labels of another file.
pub(super) fn load_labelled(path: &Path, labels: Option<&Path>) -> Result<Dataset, Error> {
    let name = Spec::Npy { path: path.to_owned(), labels: labels.map(Path::to_owned) }.to_string();
    let data = dataset(array(path)?, path, name)?;
    match labels {
        None => Ok(data),
        Some(labels) => labelled(data, Some((array(labels)?, "labels"))),
    }
}

/// Loads an array of an archive, with the labels of another one of it.
///
/// # Errors
///
/// As [`load`]; an archive that is damaged, or lacks an array of these names.
pub(super) fn load_npz(path: &Path, name: &str, labels: Option<&str>) -> Result<Dataset, Error> {
    let spec = Spec::Npz { path: path.to_owned(), name: name.to_owned(), labels: labels.map(str::to_owned) };
    let data = dataset(member(path, name)?, path, spec.to_string())?;
    match labels {
        None => Ok(data),
        Some(labels) => labelled(data, Some((member(path, labels)?, labels))),
    }
}

fn dataset(array: Array, path: &Path, name: String) -> Result<Dataset, Error> {
    let (shape, descr) = (array.shape.clone(), format!("{:?}", array.element.number).to_lowercase());
    array.into_dataset(name, || Error::NpyShape { path: path.to_owned(), shape: shape.clone(), descr: descr.clone() })
}

/// The array of a file, in place.
fn array(path: &Path) -> Result<Array, Error> {
    let store = Store::open(path)?;
    let len = store.len();
    parse(Arc::new(store), path, 0, len)
}

/// An array of an archive: in place where it is not compressed, else a copy.
fn member(path: &Path, name: &str) -> Result<Array, Error> {
    let bad = |error: zip::result::ZipError| {
        Error::malformed(path, Problem::Archive { kind: "npz", reason: error.to_string() })
    };
    let mut archive = zip::ZipArchive::new(BufReader::new(super::store::open(path)?.0)).map_err(bad)?;
    let Some(number) = archive.index_for_name(&format!("{name}.npy")) else {
        let known: Vec<String> =
            archive.file_names_raw().map(|n| String::from_utf8_lossy(n).trim_end_matches(".npy").to_owned()).collect();
        return Err(Error::malformed(path, Problem::unknown("array", name, &known)));
    };
    let (stored, offset, len) = {
        let file = archive.by_index_raw(number).map_err(bad)?;
        (file.compression() == zip::CompressionMethod::Stored && !file.encrypted(), file.data_start(), file.size())
    };
    if let Some(offset) = offset.filter(|_| stored) {
        let store = Store::open(path)?;
        if offset.checked_add(len).is_none_or(|end| end > store.len()) {
            let problem = Box::new(Problem::CutOff);
            return Err(Error::malformed(path, Problem::Entry { name: name.to_owned(), problem }));
        }
        return parse(Arc::new(store), path, offset, len);
    }
    let (mut file, mut spool) = (archive.by_index(number).map_err(bad)?, Spool::new(path));
    // One byte more than promised, so that the end is read too: the archive's checksum is compared there.
    let copied = spool.copy(&mut file, len.saturating_add(1))?;
    let store = Arc::new(spool.finish()?);
    parse(store, path, 0, copied)
}

/// Reads the header at `offset`, and checks that as many elements follow as it promises, before anything is allocated for them.
fn parse(store: Arc<Store>, path: &Path, offset: u64, len: u64) -> Result<Array, Error> {
    let bad = |source| Error::NpyHeader { path: path.to_owned(), source };
    let mut start = Vec::new();
    store.stream(offset).take(len.min(HEADER as u64)).read_to_end(&mut start).map_err(|e| Error::read(path, e))?;
    let mut rest = &start[..];
    let header = check(&start).and_then(|()| NpyHeader::from_reader(&mut rest)).map_err(bad)?;
    let begin = (start.len() - rest.len()) as u64;
    let dtype = header.dtype();
    let descr = dtype.descr().trim_matches('\'').to_owned();
    let unfit = || Error::NpyType { path: path.to_owned(), descr: descr.clone() };
    let element = element(&dtype).ok_or_else(unfit)?;
    let (expected, found) = (Array::bytes(header.shape(), element), len - begin);
    if expected != Some(found) {
        return Err(Error::NpyLength { path: path.to_owned(), expected, found });
    }
    let fortran = header.order() == Order::Fortran;
    Ok(Array { store, offset: offset + begin, shape: header.shape().to_vec(), element, fortran })
}

/// Refuses headers that are longer or more deeply nested than any of an array of numbers, on which the parser would take long.
fn check(start: &[u8]) -> io::Result<()> {
    let invalid = |text: &str| Err(io::Error::new(io::ErrorKind::InvalidData, text));
    let length = match start.get(6) {
        Some(1) => start.get(8..10).map(|b| 10 + usize::from(u16::from_le_bytes([b[0], b[1]]))),
        Some(_) => start.get(8..12).map(|b| (u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize).saturating_add(12)),
        None => None,
    };
    match length {
        // What is no header at all is for the parser to say.
        None => Ok(()),
        Some(length) if start.starts_with(b"\x93NUMPY") && length > HEADER => invalid("its header is too long"),
        Some(length) => {
            let brackets = start.iter().take(length).filter(|byte| b"([{".contains(byte)).count();
            if brackets > BRACKETS { invalid("its header is nested too deeply") } else { Ok(()) }
        }
    }
}

fn element(dtype: &DType) -> Option<Element> {
    let DType::Plain(kind) = dtype else { return None };
    let number = match (kind.type_char(), kind.size_field()) {
        (TypeChar::Float, 2) => Number::F16,
        (TypeChar::Float, 4) => Number::F32,
        (TypeChar::Float, 8) => Number::F64,
        (TypeChar::Int, 1) => Number::I8,
        (TypeChar::Int, 2) => Number::I16,
        (TypeChar::Int, 4) => Number::I32,
        (TypeChar::Int, 8) => Number::I64,
        (TypeChar::Uint | TypeChar::Bool, 1) => Number::U8,
        (TypeChar::Uint, 2) => Number::U16,
        (TypeChar::Uint, 4) => Number::U32,
        (TypeChar::Uint, 8) => Number::U64,
        _ => return None,
    };
    Some(Element { number, big_endian: kind.endianness() == Endianness::Big })
}

/// Writes rows of `f32`, `[n, …]` with `n` worked out from the number of values, all or nothing.
///
/// Images of one channel are written `[n, height, width]`.
///
/// # Errors
///
/// [`Error::Write`].
///
/// # Panics
///
/// If `values` is no whole number of samples.
pub fn save(path: &Path, values: &[f32], shape: Shape) -> Result<(), Error> {
    write(path, values.iter().copied(), shape)
}

/// Writes rows of `uint8`, so that [`load`] reads images again; otherwise as [`save`].
///
/// # Numerics
///
/// Values are rounded down to the integers 0 to 255, the outermost ones for values beyond.
///
/// # Errors
///
/// [`Error::Write`].
///
/// # Panics
///
/// If `values` is no whole number of samples.
pub fn save_bytes(path: &Path, values: &[f32], shape: Shape) -> Result<(), Error> {
    write(path, values.iter().map(|v| *v as u8), shape)
}

fn write<T: npyz::AutoSerialize>(
    path: &Path,
    values: impl ExactSizeIterator<Item = T>,
    shape: Shape,
) -> Result<(), Error> {
    assert_eq!(values.len() % shape.dim(), 0, "whole samples only");
    let mut rows = Rows::create(path, values.len() / shape.dim(), Some(shape))?;
    rows.extend(values)?;
    rows.finish()
}

/// A `.npy` file whose number of rows is known and whose rows come one after another: nothing is held, and the file takes its name when it
/// is whole.
pub struct Rows<T: npyz::AutoSerialize> {
    file: Staged,
    writer: T::TypeWriter,
    /// Values that are still to come.
    left: usize,
}

impl<T: npyz::AutoSerialize> Rows<T> {
    /// Starts a file of `count` samples, `[count, …]`, images of one channel `[count, height, width]`; without a shape of `count` numbers,
    /// `[count]`.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn create(path: &Path, count: usize, shape: Option<Shape>) -> Result<Self, Error> {
        let mut dims = vec![count as u64];
        match shape {
            None => {}
            Some(Shape::Vector { dim }) => dims.push(dim as u64),
            Some(Shape::Image { height, width, channels }) => {
                dims.extend([height as u64, width as u64]);
                dims.extend((channels != 1).then_some(channels as u64));
            }
        }
        let (mut file, dtype) = (Staged::create(path)?, T::default_dtype());
        let failed = |source| Error::write(path, source);
        let mut header = Vec::new();
        // The writer borrows what it writes to for as long as rows come, so it makes the header only.
        drop(
            npyz::WriteOptions::<T>::new()
                .dtype(dtype.clone())
                .shape(&dims)
                .writer(&mut header)
                .begin_nd()
                .map_err(failed)?,
        );
        file.write_all(&header).map_err(failed)?;
        let writer = T::writer(&dtype).map_err(|e| failed(io::Error::other(e)))?;
        Ok(Self { file, writer, left: count * shape.map_or(1, |shape| shape.dim()) })
    }

    /// Appends values.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    ///
    /// # Panics
    ///
    /// If there are more than the rows have.
    pub fn extend(&mut self, values: impl IntoIterator<Item = T>) -> Result<(), Error> {
        for value in values {
            assert!(self.left > 0, "no more values than promised");
            self.left -= 1;
            if let Err(source) = self.writer.write_one(&mut self.file, &value) {
                return Err(Error::write(self.file.path(), source));
            }
        }
        Ok(())
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    ///
    /// # Panics
    ///
    /// If values are missing.
    pub fn finish(self) -> Result<(), Error> {
        assert_eq!(self.left, 0, "as many values as promised");
        self.file.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Values;
    use npyz::AutoSerialize;
    use std::path::PathBuf;

    fn write<T: npyz::Serialize + AutoSerialize + Copy>(path: &Path, shape: &[u64], order: Order, values: &[T]) {
        let mut bytes = Vec::new();
        let options = npyz::WriteOptions::new().default_dtype().shape(shape).order(order);
        let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
        writer.extend(values.iter().copied()).unwrap();
        writer.finish().unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn temp() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.npy");
        (dir, path)
    }

    fn message(path: &Path) -> String {
        let error = load(path).unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        error.to_string()
    }

    #[test]
    fn vectors_of_every_type_and_order_load() {
        let (_dir, path) = temp();
        macro_rules! check {
            ($($t:ty),*) => {$(
                write::<$t>(&path, &[2, 3], Order::C, &[1 as $t, 2 as $t, 3 as $t, 4 as $t, 5 as $t, 6 as $t]);
                let data = load(&path).unwrap();
                assert_eq!((data.values().unwrap(), data.shape), (vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Shape::Vector { dim: 3 }));
                write::<$t>(&path, &[2, 3], Order::Fortran, &[1 as $t, 4 as $t, 2 as $t, 5 as $t, 3 as $t, 6 as $t]);
                assert_eq!(load(&path).unwrap().values().unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
            )*};
        }
        check!(f32, f64, i8, i16, i32, i64, u8, u16, u32, u64);
        write(&path, &[3], Order::C, &[true, false, true]);
        let data = load(&path).unwrap();
        assert_eq!((data.values().unwrap().as_slice(), data.dim(), data.len()), ([1.0, 0.0, 1.0].as_slice(), 1, 3));
    }

    #[test]
    fn big_endian_files_load() {
        let (_dir, path) = temp();
        let dtype = DType::Plain(">f8".parse().unwrap());
        let mut bytes = Vec::new();
        let mut writer = npyz::WriteOptions::new().dtype(dtype).shape(&[2, 1]).writer(&mut bytes).begin_nd().unwrap();
        writer.extend([0.5f64, -2.0]).unwrap();
        writer.finish().unwrap();
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(load(&path).unwrap().values().unwrap(), [0.5, -2.0]);
    }

    #[test]
    fn bytes_of_rank_three_and_four_are_images() {
        let (_dir, path) = temp();
        write(&path, &[1, 2, 2], Order::C, &[0u8, 1, 2, 255]);
        let data = load(&path).unwrap();
        assert_eq!(data.shape, Shape::Image { height: 2, width: 2, channels: 1 });
        assert_eq!(data.values, Values::Grey { levels: 256 });
        write(&path, &[1, 1, 2, 3], Order::C, &[0u8, 1, 2, 3, 4, 5]);
        assert_eq!(load(&path).unwrap().shape, Shape::Image { height: 1, width: 2, channels: 3 });
        write(&path, &[1, 2, 2], Order::C, &[0f32, 1.0, 2.0, 3.5]);
        let data = load(&path).unwrap();
        assert_eq!((data.shape, data.values), (Shape::Image { height: 2, width: 2, channels: 1 }, Values::Real));
        assert_eq!(data.values().unwrap(), [0.0, 1.0, 2.0, 3.5]);
        write(&path, &[1, 2, 2], Order::C, &[0i16, 1, 2, 3]);
        assert!(message(&path).contains("uint8"));
        write(&path, &[2, 2], Order::C, &[1u8, 2, 3, 4]);
        assert_eq!(load(&path).unwrap().values, Values::Real, "bytes of two axes are a table");
    }

    /// Arrays x [2, 2], y [2] and z [3], packed.
    fn npz(method: zip::CompressionMethod) -> Vec<u8> {
        let (dir, path) = temp();
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        write(&path, &[2, 2], Order::C, &[1.0f32, 2.0, 3.0, 4.0]);
        let mut add = |name: &str| {
            writer.start_file(name, options).unwrap();
            io::Write::write_all(&mut writer, &std::fs::read(&path).unwrap()).unwrap();
        };
        add("x.npy");
        write(&path, &[2], Order::C, &[0i64, 3]);
        add("y.npy");
        write(&path, &[3], Order::C, &[0i64, 3, 1]);
        add("z.npy");
        drop(dir);
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn arrays_of_archives_load_with_their_labels() {
        let (_dir, path) = temp();
        for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
            let whole = npz(method);
            std::fs::write(&path, &whole).unwrap();
            let data = load_npz(&path, "x", Some("y")).unwrap();
            assert_eq!(
                (data.values().unwrap(), data.labels, data.classes),
                (vec![1.0, 2.0, 3.0, 4.0], Some(vec![0, 3]), 4)
            );
            assert_eq!(data.samples.held().memory > 0, method == zip::CompressionMethod::Deflated);
            let message = |name: &str, labels| load_npz(&path, name, labels).unwrap_err().to_string();
            assert!(message("w", None).contains("no array 'w'"), "{}", message("w", None));
            assert!(message("x", Some("z")).contains("array z holds 3 labels for 2 samples"));
            assert!(message("x", Some("x")).contains("integers of shape [n]"));
            std::fs::write(&path, &whole[..whole.len() - 30]).unwrap();
            assert!(load_npz(&path, "x", None).unwrap_err().to_string().contains("x.npy: "));
        }
        std::fs::write(&path, b"no archive").unwrap();
        assert!(load_npz(&path, "x", None).unwrap_err().to_string().contains("not a npz archive"));
    }

    #[test]
    fn labels_may_lie_in_a_file_of_their_own() {
        let (dir, path) = temp();
        let labels = dir.path().join("y.npy");
        write(&path, &[2, 1], Order::C, &[5.0f32, 6.0]);
        write(&labels, &[2], Order::C, &[1u8, 0]);
        let data = load_labelled(&path, Some(&labels)).unwrap();
        assert_eq!((data.labels, data.classes), (Some(vec![1, 0]), 2));
    }

    #[test]
    fn headers_that_would_exhaust_the_parser_are_refused() {
        let (_dir, path) = temp();
        for (text, part) in [("(".repeat(9000), "nested too deeply"), (" ".repeat(60_000), "too long")] {
            let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
            bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
            std::fs::write(&path, bytes).unwrap();
            assert!(message(&path).contains(part));
        }
    }

    #[test]
    fn what_is_saved_loads_again() {
        let (_dir, path) = temp();
        let values = [1.5, -2.0, f32::MIN_POSITIVE, 4.0];
        save(&path, &values, Shape::Vector { dim: 2 }).unwrap();
        assert_eq!(load(&path).unwrap().values().unwrap(), values);
    }

    #[test]
    fn malformed_files_are_refused_with_the_reason() {
        let (_dir, path) = temp();
        assert!(message(&path).contains("no such file"));
        assert!(message(path.parent().unwrap()).contains("directory"));
        std::fs::write(&path, b"").unwrap();
        assert!(message(&path).contains("not a .npy file"));
        std::fs::write(&path, b"PK\x03\x04 some other file").unwrap();
        assert!(message(&path).contains("not a .npy file"));
        write(&path, &[0, 2], Order::C, &[0f32; 0]);
        assert!(message(&path).contains("0 samples"));
        write(&path, &[2, 0], Order::C, &[0f32; 0]);
        assert!(message(&path).contains("0 samples"));
        write(&path, &[2, 2], Order::C, &[0.0, 1.0, 2.0, f64::NAN]);
        assert!(message(&path).contains("row 1, column 1"));
        // Finite in f64, infinite in f32.
        write(&path, &[2, 2], Order::C, &[0.0, 1e300, 2.0, 3.0]);
        assert!(message(&path).contains("row 0, column 1"));
    }

    #[test]
    fn every_truncation_and_every_extension_is_refused() {
        let (_dir, path) = temp();
        write(&path, &[2, 2], Order::C, &[0f32, 1.0, 2.0, 3.0]);
        let whole = std::fs::read(&path).unwrap();
        for len in 0..whole.len() {
            std::fs::write(&path, &whole[..len]).unwrap();
            let text = message(&path);
            assert!(text.contains("not a .npy file") || text.contains("truncated"), "{len}: {text}");
        }
        std::fs::write(&path, [whole.as_slice(), b"x"].concat()).unwrap();
        assert!(message(&path).contains("trailing bytes"));
    }

    #[test]
    fn a_header_that_promises_terabytes_allocates_nothing() {
        let (_dir, path) = temp();
        for claim in ["(999999999999, 2)", "(2, 2)"] {
            let dict = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {claim}, }}\n");
            let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
            bytes.extend_from_slice(&(dict.len() as u16).to_le_bytes());
            bytes.extend_from_slice(dict.as_bytes());
            bytes.extend_from_slice(&[0; 4]);
            std::fs::write(&path, bytes).unwrap();
            assert!(message(&path).contains("truncated"), "{claim}");
        }
    }
}
