//! Where the samples of a data set lie, and how they are read: by number, in any order, from several threads.

use super::{Dataset, Held};
use crate::error::Error;
use std::fmt;
use std::sync::Arc;

/// Something that holds samples: memory, or files that are read and decoded as they are asked for.
///
/// A sample's values depend on its number alone, whatever was read before and by whichever thread.
pub trait Source: Send + Sync + fmt::Debug {
    /// Number of samples.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads a sample in the data's own units into `out`, `[dim]`.
    ///
    /// # Errors
    /// A file that cannot be read, or a record that is not what it should be: the error names both.
    ///
    /// # Panics
    /// May panic if `index` is not below [`len`](Self::len) or `out` is of another length than a sample.
    fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error>;

    /// What is kept of the samples in memory and in temporary files, apart from an index; nothing where files are read in place.
    fn held(&self) -> Held {
        Held::default()
    }

    /// Whether a sample costs much more than copying its values, as decoding an image does: threads beside the training read
    /// such samples.
    fn is_costly(&self) -> bool {
        false
    }
}

/// Samples of one data set, or some of those of another. Clones share them.
#[derive(Clone, Debug)]
pub struct Samples {
    source: Arc<dyn Source>,
    /// The samples of the source that these are; all, in order, without it.
    chosen: Option<Arc<[u32]>>,
}

impl Samples {
    /// All samples of a source.
    pub fn new(source: impl Source + 'static) -> Self {
        Self { source: Arc::new(source), chosen: None }
    }

    /// Real numbers in memory, `[n, dim]`.
    ///
    /// # Panics
    /// If `values` is no whole number of samples, or `dim` is 0.
    pub fn real(values: Vec<f32>, dim: usize) -> Self {
        assert_eq!(values.len() % dim, 0, "whole samples only");
        Self::new(Real { values, dim })
    }

    /// Grey values of at most 256 levels in memory, `[n, dim]`.
    ///
    /// # Panics
    /// If `values` is no whole number of samples, or `dim` is 0.
    pub fn bytes(values: Vec<u8>, dim: usize) -> Self {
        assert_eq!(values.len() % dim, 0, "whole samples only");
        Self::new(Bytes { values, dim })
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.chosen.as_ref().map_or(self.source.len(), |chosen| chosen.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the source keeps: see [`Source::held`].
    pub fn held(&self) -> Held {
        self.source.held()
    }

    /// Whether reading is more than copying: see [`Source::is_costly`].
    pub fn is_costly(&self) -> bool {
        self.source.is_costly()
    }

    /// Reads one sample: see [`Source::read`].
    ///
    /// # Errors
    /// As [`Source::read`].
    ///
    /// # Panics
    /// As [`Source::read`].
    pub fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        let index = self.chosen.as_ref().map_or(index, |chosen| chosen[index] as usize);
        self.source.read(index, out)
    }

    /// The samples with these numbers, which may repeat.
    ///
    /// # Panics
    /// If a number is not below [`len`](Self::len).
    pub fn choose(&self, numbers: impl IntoIterator<Item = usize>) -> Self {
        let own = |number: usize| match &self.chosen {
            Some(chosen) => chosen[number],
            None => {
                assert!(number < self.source.len(), "a sample that is there");
                number as u32
            }
        };
        Self { source: self.source.clone(), chosen: Some(numbers.into_iter().map(own).collect()) }
    }
}

#[derive(Debug)]
struct Real {
    values: Vec<f32>,
    dim: usize,
}

impl Source for Real {
    fn len(&self) -> usize {
        self.values.len() / self.dim
    }

    fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        out.copy_from_slice(&self.values[index * self.dim..][..self.dim]);
        Ok(())
    }

    fn held(&self) -> Held {
        Held { memory: 4 * self.values.len() as u64, temporary: 0 }
    }
}

#[derive(Debug)]
struct Bytes {
    values: Vec<u8>,
    dim: usize,
}

impl Source for Bytes {
    fn len(&self) -> usize {
        self.values.len() / self.dim
    }

    fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        let values = &self.values[index * self.dim..][..self.dim];
        out.iter_mut().zip(values).for_each(|(out, value)| *out = f32::from(*value));
        Ok(())
    }

    fn held(&self) -> Held {
        Held { memory: self.values.len() as u64, temporary: 0 }
    }
}

impl Dataset {
    /// Reads one sample into `out`, `[dim]`, in the data's own units.
    ///
    /// # Errors
    /// A file that cannot be read or decoded.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len), or `out` is not of [`dim`](Self::dim) values.
    pub fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        self.samples.read(index, out)
    }

    /// The samples with these numbers, `[numbers, dim]`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    ///
    /// # Panics
    /// As [`read`](Self::read).
    pub fn gather(&self, numbers: impl IntoIterator<Item = usize>) -> Result<Vec<f32>, Error> {
        let (dim, mut values) = (self.dim(), Vec::new());
        for number in numbers {
            let start = values.len();
            values.resize(start + dim, 0.0);
            self.read(number, &mut values[start..])?;
        }
        Ok(values)
    }

    /// All samples, `[len, dim]`: for data that memory holds.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn values(&self) -> Result<Vec<f32>, Error> {
        self.gather(0..self.len())
    }

    /// Calls `each` with every sample in order.
    ///
    /// # Errors
    /// As [`read`](Self::read), and what `each` returns.
    pub fn for_each(&self, mut each: impl FnMut(usize, &[f32]) -> Result<(), Error>) -> Result<(), Error> {
        let mut row = vec![0.0; self.dim()];
        (0..self.len()).try_for_each(|index| {
            self.read(index, &mut row)?;
            each(index, &row)
        })
    }

    /// The samples with these numbers as a data set of their own; nothing is copied but their labels.
    ///
    /// # Panics
    /// If a number is not below [`len`](Self::len).
    pub fn choose(&self, numbers: &[usize]) -> Self {
        Self {
            name: self.name.clone(),
            samples: self.samples.choose(numbers.iter().copied()),
            labels: self.labels.as_ref().map(|labels| numbers.iter().map(|number| labels[*number]).collect()),
            class_names: self.class_names.clone(),
            column_names: self.column_names.clone(),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_of_a_choice_is_one() {
        let all = Samples::bytes((0..20).collect(), 2);
        let some = all.choose([7, 3, 3, 0]).choose([2, 0]);
        let mut row = [0.0; 2];
        for (index, expected) in [(0, [6.0, 7.0]), (1, [14.0, 15.0])] {
            some.read(index, &mut row).unwrap();
            assert_eq!(row, expected);
        }
        assert_eq!((all.len(), some.len()), (10, 2));
    }
}
