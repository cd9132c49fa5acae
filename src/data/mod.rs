//! Data sets: where they come from ([`Spec`]), what they are ([`Dataset`]), and how a network sees them ([`Transform`]).

mod digits;
pub mod npy;
mod spec;
mod toy;
mod transform;

pub use spec::{Part, Spec};
pub use toy::names as toy_names;
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
    /// Loads the data that `spec` names.
    ///
    /// `count` and `seed` say how many samples of a synthetic density are drawn and from which seed; data that exists
    /// is loaded whole.
    ///
    /// # Errors
    ///
    /// A file that is missing, malformed, empty or holds a value that is not finite; an unknown name.
    pub fn load(spec: &Spec, count: usize, seed: u64) -> Result<Self, Error> {
        match spec {
            Spec::Digits(part) => Ok(digits::load(*part)),
            Spec::Toy(name) => toy::sample(name, count, seed),
            Spec::Npy(path) => npy::load(path),
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

/// Fails at the first value that is not finite, naming its row and column.
fn require_finite(data: &str, samples: &[f32], dim: usize) -> Result<(), Error> {
    match samples.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(i) => {
            Err(Error::NotFinite { data: data.to_owned(), row: i / dim, column: i % dim, value: f64::from(samples[i]) })
        }
    }
}
