//! A tensor of a safetensors file.

use super::array::{Array, labelled};
use super::element::{Element, Number};
use super::store::Store;
use super::stream::at_most;
use super::{Dataset, Problem, Spec};
use crate::error::Error;
use safetensors::Dtype;
use safetensors::tensor::{Metadata, SafeTensorError};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a header at most, a million tensors' worth.
const HEADER: u64 = 64 << 20;

/// Loads a tensor as a data set, and the labels of another one: shapes and types as in [`npy::load`](super::npy::load), half and
/// bfloat numbers too.
///
/// # Errors
///
/// A file that is missing or damaged, a name that it lacks, a shape or type that makes no data set, no samples, a value that
/// is not finite as `f32`.
pub(super) fn load(path: &Path, name: &str, labels: Option<&str>) -> Result<Dataset, Error> {
    let store = Arc::new(Store::open(path)?);
    let (metadata, begin) = header(&store, path)?;
    let find = |name: &str| tensor(&store, path, &metadata, begin, name);
    let (array, dtype) = find(name)?;
    let shape: Vec<usize> = array.shape.iter().map(|extent| *extent as usize).collect();
    let unfit = || {
        let (name, shape, dtype) = (name.to_owned(), shape.clone(), format!("{dtype:?}"));
        Error::malformed(path, Problem::Tensor { name, shape, dtype })
    };
    let spec = Spec::Safetensors { path: path.to_owned(), name: name.to_owned(), labels: labels.map(str::to_owned) };
    let data = array.into_dataset(spec.to_string(), unfit)?;
    match labels {
        None => Ok(data),
        Some(labels) => labelled(data, Some((find(labels)?.0, labels))),
    }
}

/// The header, and where tensors begin; the file has the length that the header promises.
fn header(store: &Store, path: &Path) -> Result<(Metadata, u64), Error> {
    let bad = |error| Error::malformed(path, Problem::Safetensors(error));
    let mut length = [0; 8];
    if store.len() < 8 {
        return Err(bad(SafeTensorError::HeaderTooSmall));
    }
    store.read(0, &mut length)?;
    let length = u64::from_le_bytes(length);
    if length > HEADER || length + 8 > store.len() {
        return Err(bad(SafeTensorError::InvalidHeaderLength));
    }
    let text = at_most(&mut store.stream(8), length).map_err(|source| Error::read(path, source))?;
    let metadata: Metadata =
        serde_json::from_slice(&text).map_err(|error| bad(SafeTensorError::InvalidHeaderDeserialization(error)))?;
    if metadata.data_len() as u64 + 8 + length != store.len() {
        return Err(bad(SafeTensorError::MetadataIncompleteBuffer));
    }
    Ok((metadata, 8 + length))
}

fn tensor(
    store: &Arc<Store>,
    path: &Path,
    metadata: &Metadata,
    begin: u64,
    name: &str,
) -> Result<(Array, Dtype), Error> {
    let Some(info) = metadata.info(name) else {
        let mut names = metadata.offset_keys();
        names.sort_unstable();
        return Err(Error::malformed(path, Problem::unknown("tensor", name, &names)));
    };
    let Some(number) = number(info.dtype) else {
        let (name, shape, dtype) = (name.to_owned(), info.shape.clone(), format!("{:?}", info.dtype));
        return Err(Error::malformed(path, Problem::Tensor { name, shape, dtype }));
    };
    let element = Element { number, big_endian: false };
    let shape: Vec<u64> = info.shape.iter().map(|extent| *extent as u64).collect();
    let (first, end) = (info.data_offsets.0 as u64, info.data_offsets.1 as u64);
    let bytes = end.checked_sub(first).filter(|_| end <= store.len() - begin);
    if bytes.is_none() || Array::bytes(&shape, element) != bytes {
        return Err(Error::malformed(path, Problem::Safetensors(SafeTensorError::TensorInvalidInfo)));
    }
    let offset = begin + first;
    Ok((Array { store: store.clone(), offset, shape, element, fortran: false }, info.dtype))
}

fn number(dtype: Dtype) -> Option<Number> {
    Some(match dtype {
        Dtype::BOOL | Dtype::U8 => Number::U8,
        Dtype::I8 => Number::I8,
        Dtype::U16 => Number::U16,
        Dtype::I16 => Number::I16,
        Dtype::U32 => Number::U32,
        Dtype::I32 => Number::I32,
        Dtype::U64 => Number::U64,
        Dtype::I64 => Number::I64,
        Dtype::F16 => Number::F16,
        Dtype::BF16 => Number::Bf16,
        Dtype::F32 => Number::F32,
        Dtype::F64 => Number::F64,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Shape, Values};
    use safetensors::tensor::TensorView;

    /// `reals` [2, 3], `images` [2, 1, 2] of bytes, and some that are no data.
    fn file(dir: &Path) -> std::path::PathBuf {
        let reals: Vec<u8> = [1.0f64, -2.0, 0.5, 4.0, 5.0, 6.0].iter().flat_map(|v| v.to_le_bytes()).collect();
        let nan: Vec<u8> = [1.0f32, 2.0, 3.0, f32::NAN].iter().flat_map(|v| v.to_le_bytes()).collect();
        let counts: Vec<u8> = [-3i64, 70_000].iter().flat_map(|v| v.to_le_bytes()).collect();
        let tensors = [
            ("reals", Dtype::F64, vec![2, 3], &reals[..]),
            ("images", Dtype::U8, vec![2, 1, 2], &[0, 255, 7, 8]),
            ("counts", Dtype::I64, vec![2], &counts),
            ("nan", Dtype::F32, vec![2, 2], &nan),
            ("cube", Dtype::I8, vec![1, 2, 2], &[1, 2, 3, 4]),
            ("classes", Dtype::U8, vec![2], &[4, 0]),
            ("complex", Dtype::C64, vec![2], &nan),
            ("scalar", Dtype::U8, vec![], &[1]),
            ("none", Dtype::U8, vec![0, 2], &[]),
        ];
        let views = tensors.map(|(name, dtype, shape, data)| (name, TensorView::new(dtype, shape, data).unwrap()));
        let path = dir.join("x.safetensors");
        std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
        path
    }

    #[test]
    fn matrices_are_vectors_and_bytes_of_more_axes_are_images() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        let reals = load(&path, "reals", None).unwrap();
        assert_eq!((reals.shape, &reals.values().unwrap()[..3]), (Shape::Vector { dim: 3 }, &[1.0, -2.0, 0.5][..]));
        let images = load(&path, "images", None).unwrap();
        assert_eq!(images.shape, Shape::Image { height: 1, width: 2, channels: 1 });
        assert_eq!(
            (images.values, images.values().unwrap()),
            (Values::Grey { levels: 256 }, vec![0.0, 255.0, 7.0, 8.0])
        );
        let counts = load(&path, "counts", None).unwrap();
        let labelled = load(&path, "images", Some("classes")).unwrap();
        assert_eq!((labelled.labels, labelled.classes), (Some(vec![4, 0]), 5));
        assert!(load(&path, "reals", Some("counts")).unwrap_err().to_string().contains("label -3 at 0"));
        assert_eq!((counts.dim(), counts.values().unwrap()), (1, vec![-3.0, 70_000.0]));
    }

    #[test]
    fn what_is_no_data_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        for (name, part) in [
            ("image", "did you mean 'images'?"),
            ("nan", "row 1, column 1"),
            ("cube", "[1, 2, 2] and type I8"),
            ("complex", "type C64"),
            ("scalar", "[] and type U8"),
            ("none", "0 samples"),
        ] {
            let error = load(&path, name, None).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2);
            assert!(error.to_string().contains(part), "{name}: {error}");
        }
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(load(&path, "reals", None).unwrap_err().to_string().contains("not a whole safetensors file"));
    }
}
