//! NumPy's `.npy` files.

use super::{Dataset, Samples, Shape, Spec};
use crate::error::Error;
use crate::fs::write_atomic;
use npyz::{DType, NpyFile, Order, TypeChar, WriterBuilder};
use std::fs::File;
use std::io::{self, BufReader, Seek};
use std::path::Path;

type Reader = BufReader<File>;

/// Loads a data set.
///
/// # Shapes
///
/// `[n]` and `[n, d]` of any real type are vectors; `[n, height, width]` and `[n, height, width, channels]` of `uint8`
/// are images with 256 grey values. Both byte orders and both axis orders are read. Values are rounded to `f32`.
///
/// # Errors
///
/// A file that is missing, no `.npy`, truncated, too long, of another type or shape, without samples, or that holds
/// a value that is not finite as `f32`.
pub fn load(path: &Path) -> Result<Dataset, Error> {
    let (file, bytes) = open(path)?;
    let descr = file.dtype().descr().trim_matches('\'').to_owned();
    let shape = file.shape().to_vec();
    let bytes_each = matches!(file.dtype(), DType::Plain(t) if t.type_char() == TypeChar::Uint && t.size_field() == 1);
    let (sample_shape, values) = super::classify(&shape, bytes_each).ok_or_else(|| Error::NpyShape {
        path: path.to_owned(),
        shape: shape.clone(),
        descr: descr.clone(),
    })?;
    let name = Spec::Npy(path.to_owned()).to_string();
    if shape.contains(&0) {
        return Err(Error::TooFew { data: name, found: 0, needed: 1 });
    }
    check_length(path, &file, bytes, &descr)?;
    let order = file.order();
    let stored = elements(path, file, &descr)?;
    let samples = match order {
        Order::C => stored,
        Order::Fortran => row_major(&stored, &shape),
    };
    super::require_finite(&name, &samples, sample_shape.dim())?;
    Ok(Dataset::new(name, sample_shape, values, Samples::real(samples, sample_shape.dim())))
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
    let n = (values.len() / shape.dim()) as u64;
    let dims: Vec<u64> = match shape {
        Shape::Vector { dim } => vec![n, dim as u64],
        Shape::Image { height, width, channels: 1 } => vec![n, height as u64, width as u64],
        Shape::Image { height, width, channels } => vec![n, height as u64, width as u64, channels as u64],
    };
    write_atomic(path, |w| {
        let mut writer = npyz::WriteOptions::new().default_dtype().shape(&dims).writer(w).begin_nd()?;
        writer.extend(values)?;
        writer.finish()
    })
}

/// The file after its header, and how many bytes follow.
fn open(path: &Path) -> Result<(NpyFile<Reader>, u64), Error> {
    let read = |source| Error::read(path, source);
    let file = File::open(path).map_err(read)?;
    let metadata = file.metadata().map_err(read)?;
    if metadata.is_dir() {
        return Err(read(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory, not a .npy file")));
    }
    let mut reader = BufReader::new(file);
    let header = npyz::NpyHeader::from_reader(&mut reader)
        .map_err(|source| Error::NpyHeader { path: path.to_owned(), source })?;
    let start = reader.stream_position().map_err(read)?;
    Ok((NpyFile::with_header(header, reader), metadata.len().saturating_sub(start)))
}

/// Before anything is allocated: a header may promise more than any memory holds.
fn check_length(path: &Path, file: &NpyFile<Reader>, found: u64, descr: &str) -> Result<(), Error> {
    let size =
        file.dtype().num_bytes().ok_or_else(|| Error::NpyType { path: path.to_owned(), descr: descr.to_owned() })?
            as u64;
    let expected = file.shape().iter().try_fold(size, |n, d| n.checked_mul(*d));
    if expected == Some(found) {
        return Ok(());
    }
    Err(Error::NpyLength { path: path.to_owned(), expected, found })
}

fn elements(path: &Path, file: NpyFile<Reader>, descr: &str) -> Result<Vec<f32>, Error> {
    let unsupported = || Error::NpyType { path: path.to_owned(), descr: descr.to_owned() };
    let DType::Plain(kind) = file.dtype() else { return Err(unsupported()) };
    let read = |source| Error::read(path, source);
    macro_rules! as_f32 {
        ($t:ty, $convert:expr) => {
            file.data::<$t>()
                .map_err(|_| unsupported())?
                .map(|v| v.map($convert))
                .collect::<io::Result<Vec<f32>>>()
                .map_err(read)
        };
    }
    match (kind.type_char(), kind.size_field()) {
        (TypeChar::Float, 4) => as_f32!(f32, |v| v),
        (TypeChar::Float, 8) => as_f32!(f64, |v| v as f32),
        (TypeChar::Int, 1) => as_f32!(i8, f32::from),
        (TypeChar::Int, 2) => as_f32!(i16, f32::from),
        (TypeChar::Int, 4) => as_f32!(i32, |v| v as f32),
        (TypeChar::Int, 8) => as_f32!(i64, |v| v as f32),
        (TypeChar::Uint, 1) => as_f32!(u8, f32::from),
        (TypeChar::Uint, 2) => as_f32!(u16, f32::from),
        (TypeChar::Uint, 4) => as_f32!(u32, |v| v as f32),
        (TypeChar::Uint, 8) => as_f32!(u64, |v| v as f32),
        (TypeChar::Bool, 1) => as_f32!(bool, |v| f32::from(u8::from(v))),
        _ => Err(unsupported()),
    }
}

/// From first axis fastest to last axis fastest.
fn row_major(stored: &[f32], shape: &[u64]) -> Vec<f32> {
    let shape: Vec<usize> = shape.iter().map(|d| *d as usize).collect();
    let mut index = vec![0; shape.len()];
    (0..stored.len())
        .map(|_| {
            let position = index.iter().zip(&shape).rev().fold(0, |p, (i, d)| p * d + i);
            for (i, d) in index.iter_mut().zip(&shape).rev() {
                *i += 1;
                if *i < *d {
                    break;
                }
                *i = 0;
            }
            stored[position]
        })
        .collect()
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
        write(&path, &[1, 2, 2], Order::C, &[0f32, 1.0, 2.0, 3.0]);
        assert!(message(&path).contains("uint8"));
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
