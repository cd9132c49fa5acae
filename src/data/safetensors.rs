//! A tensor of a safetensors file.

use super::{Dataset, Problem, Samples, Spec};
use crate::error::Error;
use crate::import::single;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::path::Path;

/// Loads a tensor as a data set: shapes and types as in [`npy::load`](super::npy::load), half and bfloat numbers too.
///
/// # Errors
///
/// A file that is missing or damaged, a name that it lacks, a shape or type that makes no data set, no samples, a value that
/// is not finite as `f32`.
pub(super) fn load(path: &Path, name: &str) -> Result<Dataset, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::read(path, source))?;
    let file = SafeTensors::deserialize(&bytes).map_err(|e| Error::malformed(path, Problem::Safetensors(e)))?;
    let unknown = |_| {
        let mut names = file.names();
        names.sort_unstable();
        Error::unknown_name("tensor", name, &names)
    };
    let view = file.tensor(name).map_err(unknown)?;
    let extents: Vec<u64> = view.shape().iter().map(|n| *n as u64).collect();
    let classified = super::classify(&extents, view.dtype() == Dtype::U8).zip(numbers(&view));
    let ((shape, values), samples) = classified.ok_or_else(|| {
        let (shape, dtype) = (view.shape().to_vec(), format!("{:?}", view.dtype()));
        Error::malformed(path, Problem::Tensor { name: name.to_owned(), shape, dtype })
    })?;
    let spec = Spec::Safetensors { path: path.to_owned(), name: name.to_owned() }.to_string();
    if samples.is_empty() {
        return Err(Error::TooFew { data: spec, found: 0, needed: 1 });
    }
    super::require_finite(&spec, &samples, shape.dim())?;
    Ok(Dataset::new(spec, shape, values, Samples::real(samples, shape.dim())))
}

/// Real numbers and integers rounded to single precision; `None` for elements of another type.
fn numbers(view: &TensorView<'_>) -> Option<Vec<f32>> {
    macro_rules! integers {
        ($t:ty) => {
            view.data().as_chunks().0.iter().map(|b| <$t>::from_le_bytes(*b) as f32).collect()
        };
    }
    Some(match view.dtype() {
        Dtype::BOOL | Dtype::U8 => integers!(u8),
        Dtype::I8 => integers!(i8),
        Dtype::U16 => integers!(u16),
        Dtype::I16 => integers!(i16),
        Dtype::U32 => integers!(u32),
        Dtype::I32 => integers!(i32),
        Dtype::U64 => integers!(u64),
        Dtype::I64 => integers!(i64),
        _ => return single(view),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Shape, Values};

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
            ("cube", Dtype::F32, vec![1, 2, 2], &nan),
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
        let reals = load(&path, "reals").unwrap();
        assert_eq!((reals.shape, &reals.values().unwrap()[..3]), (Shape::Vector { dim: 3 }, &[1.0, -2.0, 0.5][..]));
        let images = load(&path, "images").unwrap();
        assert_eq!(images.shape, Shape::Image { height: 1, width: 2, channels: 1 });
        assert_eq!(
            (images.values, images.values().unwrap()),
            (Values::Grey { levels: 256 }, vec![0.0, 255.0, 7.0, 8.0])
        );
        let counts = load(&path, "counts").unwrap();
        assert_eq!((counts.dim(), counts.values().unwrap()), (1, vec![-3.0, 70_000.0]));
    }

    #[test]
    fn what_is_no_data_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        for (name, part) in [
            ("image", "did you mean 'images'?"),
            ("nan", "row 1, column 1"),
            ("cube", "[1, 2, 2] and type F32"),
            ("complex", "type C64"),
            ("scalar", "[] and type U8"),
            ("none", "0 samples"),
        ] {
            let error = load(&path, name).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2);
            assert!(error.to_string().contains(part), "{name}: {error}");
        }
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(load(&path, "reals").unwrap_err().to_string().contains("not a whole safetensors file"));
    }
}
