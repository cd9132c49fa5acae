//! Data sets: where they come from ([`Spec`]), what they are ([`Dataset`]), and how a network sees them ([`Transform`]).

mod csv;
mod digits;
mod idx;
pub mod npy;
mod parameters;
mod problem;
mod safetensors;
mod spec;
mod synthetic;
mod transform;

pub use problem::Problem;
pub use spec::{Part, Spec, forms};
pub use synthetic::{Synthetic, density as toy_density, names as toy_names};
pub use transform::Transform;

use crate::error::Error;
use serde::{Deserialize, Serialize};

/// What one sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Shape {
    /// A vector.
    Vector {
        /// Values per sample.
        dim: usize,
    },
    /// An image, its channels last.
    Image {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
        /// Values per pixel.
        channels: usize,
    },
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Vector { dim } => write!(f, "vectors of {dim} values"),
            Self::Image { height, width, channels } => {
                write!(f, "images of {height} rows, {width} columns and {channels} channels")
            }
        }
    }
}

impl Shape {
    /// Values per sample.
    pub fn dim(&self) -> usize {
        match *self {
            Self::Vector { dim } => dim,
            Self::Image { height, width, channels } => height * width * channels,
        }
    }
}

/// What the values of a sample are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "values")]
pub enum Values {
    /// The integers `0 … levels − 1`, to be dequantised.
    Grey {
        /// How many there are: 256 for bytes, 17 for the digits.
        levels: u32,
    },
    /// Real numbers.
    Real,
    /// Real numbers whose columns have mean 0 and variance 1 already: a network sees them as they are.
    Standard,
}

/// Which samples of a synthetic density to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// How many.
    pub count: usize,
    /// The seed.
    pub seed: u64,
    /// Samples that no training run with this seed sees.
    pub held_out: bool,
}

/// Samples in their own units, with what is known about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// The specification it was loaded from, for messages and reports.
    pub name: String,
    /// What one sample is.
    pub shape: Shape,
    /// What its values are.
    pub values: Values,
    /// The samples, `[len, dim]`, row-major.
    pub samples: Vec<f32>,
    /// One class per sample, below [`classes`](Self::classes), where the data has classes.
    pub labels: Option<Vec<u32>>,
    /// Number of classes; 0 without labels.
    pub classes: usize,
}

impl Dataset {
    /// Loads the data that `spec` names; `draw` counts for synthetic densities only, data that exists is loaded whole.
    ///
    /// # Errors
    ///
    /// A file that is missing, malformed, empty or holds a value that is not finite; an unknown name.
    pub fn load(spec: &Spec, draw: Draw) -> Result<Self, Error> {
        match spec {
            Spec::Digits(part) => Ok(digits::load(*part)),
            Spec::Synthetic(synthetic) => synthetic::sample(synthetic, draw),
            Spec::Npy(path) => npy::load(path),
            Spec::Csv(path) => csv::load(path),
            Spec::Mnist(dir, part) => idx::load(dir, *part),
            Spec::Safetensors { path, name } => safetensors::load(path, name),
        }
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.samples.len() / self.shape.dim()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Values per sample.
    pub fn dim(&self) -> usize {
        self.shape.dim()
    }

    /// One sample, `[dim]`.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`len`](Self::len).
    pub fn row(&self, index: usize) -> &[f32] {
        let dim = self.dim();
        &self.samples[index * dim..][..dim]
    }

    /// The samples in rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.samples.chunks_exact(self.dim())
    }

    /// Checks that there are at least `needed` samples.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] otherwise.
    pub fn require_len(&self, needed: usize) -> Result<(), Error> {
        if self.len() >= needed {
            return Ok(());
        }
        Err(Error::TooFew { data: self.name.clone(), found: self.len(), needed })
    }

    /// Checks that a model of dimension `expected` can take these samples.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] otherwise.
    pub fn require_dim(&self, expected: usize) -> Result<(), Error> {
        if self.dim() == expected {
            return Ok(());
        }
        Err(Error::Dimension { data: self.name.clone(), found: self.dim(), expected })
    }

    /// Splits off every fifth sample, in order, as held-out data: `(train, held_out)`, 80 % and 20 %.
    pub fn split(&self) -> (Self, Self) {
        self.partition(|index| index % 5 == 4)
    }

    /// `(others, chosen)`, both in order.
    fn partition(&self, chosen: impl Fn(usize) -> bool) -> (Self, Self) {
        let part = |wanted: bool| {
            let indices: Vec<usize> = (0..self.len()).filter(|i| chosen(*i) == wanted).collect();
            Self {
                samples: indices.iter().flat_map(|i| self.row(*i)).copied().collect(),
                labels: self.labels.as_ref().map(|l| indices.iter().map(|i| l[*i]).collect()),
                ..Self { samples: Vec::new(), labels: None, ..self.clone() }
            }
        };
        (part(false), part(true))
    }
}

/// What the samples of an array are: `[n]` and `[n, d]` are vectors, `[n, height, width]` and `[n, height, width, channels]` of
/// bytes are images with 256 grey values; `None` for any other.
fn classify(shape: &[u64], bytes: bool) -> Option<(Shape, Values)> {
    let size = |i: usize| usize::try_from(shape[i]).ok();
    match shape.len() {
        1 => Some((Shape::Vector { dim: 1 }, Values::Real)),
        2 => Some((Shape::Vector { dim: size(1)? }, Values::Real)),
        3 | 4 if bytes => {
            let channels = if shape.len() == 4 { size(3)? } else { 1 };
            Some((Shape::Image { height: size(1)?, width: size(2)?, channels }, Values::Grey { levels: 256 }))
        }
        _ => None,
    }
}

/// Fails at the first value that is not finite, naming its row and column.
fn require_finite(data: &str, samples: &[f32], dim: usize) -> Result<(), Error> {
    match samples.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(i) => {
            Err(Error::NotFinite { data: data.to_owned(), row: i / dim, column: i % dim, value: f64::from(samples[i]) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(samples: Vec<f32>, dim: usize) -> Dataset {
        let labels = Some((0..(samples.len() / dim) as u32).collect());
        Dataset {
            name: "test".into(),
            shape: Shape::Vector { dim },
            values: Values::Real,
            samples,
            labels,
            classes: 100,
        }
    }

    #[test]
    fn a_split_keeps_every_sample_with_its_label() {
        let all = data((0..22).map(|v| v as f32).collect(), 2);
        let (train, held_out) = all.split();
        assert_eq!((train.len(), held_out.len()), (9, 2));
        assert_eq!(held_out.samples, [8.0, 9.0, 18.0, 19.0]);
        assert_eq!(held_out.labels, Some(vec![4, 9]));
        for (row, label) in train.rows().zip(train.labels.as_ref().unwrap()) {
            assert_eq!(row[0], 2.0 * *label as f32);
        }
    }

    #[test]
    fn unfit_data_is_refused_with_its_numbers() {
        let data = data(vec![0.0; 6], 2);
        assert!(matches!(data.require_len(4), Err(Error::TooFew { found: 3, needed: 4, .. })));
        assert!(matches!(data.require_dim(3), Err(Error::Dimension { found: 2, expected: 3, .. })));
        assert!(data.require_len(3).is_ok() && data.require_dim(2).is_ok());
    }
}
