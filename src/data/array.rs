//! Arrays of numbers in files: what makes samples of them, and the labels that go with them.

use super::element::Element;
use super::records::{Records, Segment};
use super::store::{Spool, Store};
use super::{Dataset, Problem, Samples, Shape, Values};
use crate::error::Error;
use std::io::{BufReader, Read};
use std::sync::Arc;

/// An array in a file.
#[derive(Debug)]
pub(super) struct Array {
    /// Where its elements lie.
    pub(super) store: Arc<Store>,
    /// The first byte of the first one.
    pub(super) offset: u64,
    /// Its shape.
    pub(super) shape: Vec<u64>,
    /// Its elements.
    pub(super) element: Element,
    /// Whether the first axis is the fastest.
    pub(super) fortran: bool,
}

/// Bytes of a block that is brought into another order.
const BLOCK: usize = 32 << 20;
/// Labels may be below that.
const CLASSES: i64 = 1 << 20;

/// What the samples of an array are: `[n]` and `[n, d]` are vectors, `[n, height, width]` and `[n, height, width, channels]` images,
/// of 256 grey values where they are unsigned bytes and of real numbers where they are floating-point numbers; `None` for any other.
pub(super) fn classify(shape: &[u64], element: Element) -> Option<(Shape, Values)> {
    let size = |i: usize| usize::try_from(shape[i]).ok();
    let values = match element.number {
        super::element::Number::U8 => Some(Values::Grey { levels: 256 }),
        _ if !element.integer() => Some(Values::Real),
        _ => None,
    };
    match shape.len() {
        1 => Some((Shape::Vector { dim: 1 }, Values::Real)),
        2 => Some((Shape::Vector { dim: size(1)? }, Values::Real)),
        3 | 4 => {
            let channels = if shape.len() == 4 { size(3)? } else { 1 };
            Some((Shape::Image { height: size(1)?, width: size(2)?, channels }, values?))
        }
        _ => None,
    }
}

impl Array {
    /// Bytes of all elements; `None` beyond 2⁶⁴.
    pub(super) fn bytes(shape: &[u64], element: Element) -> Option<u64> {
        shape.iter().try_fold(element.size() as u64, |n, d| n.checked_mul(*d))
    }

    /// The samples of an array whose bytes are known to be there, read in place unless its first axis is the fastest; every value
    /// is looked at once, so that what is not finite is found.
    ///
    /// # Errors
    /// [`Error::TooFew`] without samples, [`Error::NotFinite`]; `unfit` for shapes and elements that make no data set.
    pub(super) fn into_dataset(self, name: String, unfit: impl Fn() -> Error) -> Result<Dataset, Error> {
        let (shape, values) = classify(&self.shape, self.element).ok_or_else(unfit)?;
        let count = usize::try_from(self.shape[0]).ok().filter(|count| *count <= u32::MAX as usize);
        let count = count.ok_or_else(|| Error::malformed(self.store.origin(), Problem::TooMany))?;
        if self.shape.contains(&0) {
            return Err(Error::TooFew { data: name, found: 0, needed: 1 });
        }
        let array = if self.fortran && self.shape.len() > 1 { self.row_major()? } else { self };
        let element = array.element;
        if !element.integer() {
            array.require_finite(&name, shape.dim())?;
        }
        let stride = (shape.dim() * element.size()) as u64;
        let segment = Segment { store: array.store, offset: array.offset, stride, count };
        Ok(Dataset::new(name, shape, values, Samples::new(Records::new(vec![segment], element))))
    }

    /// Fails at the first value that is not finite in single precision, naming its sample and its place there.
    fn require_finite(&self, data: &str, dim: usize) -> Result<(), Error> {
        let failed = |source| Error::read(self.store.origin(), source);
        let mut left = Self::bytes(&self.shape, self.element).unwrap_or(0);
        let mut reader = self.store.stream(self.offset);
        // A multiple of every size of an element.
        let mut bytes = vec![0; (1 << 16).min(usize::try_from(left).unwrap_or(usize::MAX))];
        let mut values = vec![0.0; bytes.len() / self.element.size()];
        let mut seen = 0;
        while left > 0 {
            let now = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            reader.read_exact(&mut bytes[..now]).map_err(failed)?;
            let count = now / self.element.size();
            self.element.decode(&bytes[..now], &mut values[..count]);
            if let Some(at) = values[..count].iter().position(|value| !value.is_finite()) {
                let (place, value) = (seen + at, f64::from(values[at]));
                return Err(Error::NotFinite { data: data.to_owned(), row: place / dim, column: place % dim, value });
            }
            (seen, left) = (seen + count, left - now as u64);
        }
        Ok(())
    }

    /// A copy whose last axis is the fastest, block by block of samples: of each value the block's samples lie side by side.
    fn row_major(&self) -> Result<Self, Error> {
        let (size, count) = (self.element.size(), self.shape[0]);
        let inner: Vec<u64> = self.shape[1..].to_vec();
        let dim: u64 = inner.iter().product();
        let rows = (BLOCK as u64 / (dim * size as u64)).clamp(1, count);
        let (mut spool, mut first) = (Spool::new(self.store.origin()), 0);
        while first < count {
            let now = rows.min(count - first) as usize;
            let (mut column, mut block) = (vec![0; now * size], vec![0; now * dim as usize * size]);
            for place in 0..dim {
                self.store.read(self.offset + (place * count + first) * size as u64, &mut column)?;
                let to = transposed(place, &inner) as usize * size;
                for (row, value) in column.chunks_exact(size).enumerate() {
                    block[row * dim as usize * size + to..][..size].copy_from_slice(value);
                }
            }
            spool.write(&block)?;
            first += now as u64;
        }
        let store = Arc::new(spool.finish()?);
        Ok(Self { store, offset: 0, shape: self.shape.clone(), element: self.element, fortran: false })
    }

    /// The integers of an array `[n]` or `[n, 1]` as classes of `samples` samples, and how many classes there are: one more than the
    /// largest.
    ///
    /// # Errors
    /// An array of another shape or type, or of another length; a negative label, or one of a million or more.
    pub(super) fn labels(&self, samples: usize, name: &str) -> Result<(Vec<u32>, usize), Error> {
        let bad = |problem| Error::malformed(self.store.origin(), problem);
        let count = self.shape.first().copied().unwrap_or(0);
        let flat = self.shape.len() == 1 || (self.shape.len() == 2 && self.shape[1] == 1);
        if !flat || !self.element.integer() {
            return Err(bad(Problem::LabelArray { name: name.to_owned(), shape: self.shape.clone() }));
        }
        if count != samples as u64 {
            return Err(bad(Problem::LabelCount { name: name.to_owned(), labels: count, samples }));
        }
        let (mut reader, mut bytes) = (BufReader::new(self.store.stream(self.offset)), vec![0; self.element.size()]);
        let (mut labels, mut classes) = (Vec::new(), 0);
        for at in 0..samples {
            reader.read_exact(&mut bytes).map_err(|source| Error::read(self.store.origin(), source))?;
            match self.element.index(&bytes).unwrap_or(i64::MAX) {
                label @ 0..CLASSES => {
                    labels.push(label as u32);
                    classes = classes.max(label as usize + 1);
                }
                label => return Err(bad(Problem::Label { at, label, classes: CLASSES as usize })),
            }
        }
        Ok((labels, classes))
    }
}

/// Where the value at `place`, counted with the first of `extents` fastest, lies with the last one fastest.
fn transposed(place: u64, extents: &[u64]) -> u64 {
    let (mut left, mut index) = (place, Vec::with_capacity(extents.len()));
    for extent in extents {
        index.push(left % extent);
        left /= extent;
    }
    index.iter().zip(extents).fold(0, |at, (index, extent)| at * extent + index)
}

/// A data set with the labels of an array, if one is given.
///
/// # Errors
/// As [`Array::labels`].
pub(super) fn labelled(data: Dataset, labels: Option<(Array, &str)>) -> Result<Dataset, Error> {
    let Some((array, name)) = labels else { return Ok(data) };
    let (labels, classes) = array.labels(data.len(), name)?;
    Ok(data.with_labels(labels, classes))
}

#[cfg(test)]
mod tests {
    use super::super::element::Number;
    use super::*;
    use std::path::Path;

    fn array(bytes: &[u8], shape: &[u64], number: Number, fortran: bool) -> Array {
        let mut spool = Spool::new(Path::new("x"));
        spool.write(bytes).unwrap();
        let element = Element { number, big_endian: false };
        Array { store: Arc::new(spool.finish().unwrap()), offset: 0, shape: shape.to_vec(), element, fortran }
    }

    #[test]
    fn the_first_axis_may_be_the_fastest() {
        // x[i, j, k] = 100 i + 10 j + k of [2, 3, 2], first index fastest.
        let bytes: Vec<u8> =
            (0..2).flat_map(|k| (0..3).flat_map(move |j| (0..2).map(move |i| 100 * i + 10 * j + k))).collect();
        let data = array(&bytes, &[2, 3, 2], Number::U8, true).into_dataset("x".into(), || unreachable!()).unwrap();
        assert_eq!(data.gather([1]).unwrap(), [100.0, 101.0, 110.0, 111.0, 120.0, 121.0]);
        assert_eq!(data.shape, Shape::Image { height: 3, width: 2, channels: 1 });
    }

    #[test]
    fn labels_are_small_integers_one_a_sample() {
        let labels = |bytes: &[u8], shape: &[u64], number| array(bytes, shape, number, false).labels(3, "y");
        assert_eq!(labels(&[2, 0, 1], &[3], Number::U8).unwrap(), (vec![2, 0, 1], 3));
        assert_eq!(labels(&[0, 4, 1], &[3, 1], Number::I8).unwrap(), (vec![0, 4, 1], 5));
        let message = |result: Result<(Vec<u32>, usize), Error>| result.unwrap_err().to_string();
        assert!(message(labels(&[0; 2], &[2], Number::U8)).contains("2 labels for 3 samples"));
        assert!(message(labels(&[0, 255, 0], &[3], Number::I8)).contains("label -1 at 1"));
        assert!(message(labels(&[0; 12], &[3], Number::F32)).contains("integers of shape [n]"));
        assert!(message(labels(&[0; 6], &[3, 2], Number::U8)).contains("[3, 2]"));
    }
}
