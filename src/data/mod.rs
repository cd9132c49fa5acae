//! Data sets: where they come from ([`Spec`]), what they are ([`Dataset`]), and how a network sees them ([`Transform`]).
//!
//! # Memory
//!
//! Files are read in place where they can be read in any order. Of what cannot, samples are copied once, when the data are opened: they stay
//! in memory up to [`MEMORY`], and lie in an unnamed temporary file beyond. Beside them a data set keeps four bytes for each label
//! and about a hundred and its name for each image. Opening a table takes at most a line of 16 MiB, an array 32 MiB, a Parquet file a page of
//! each column that is used. Each thread that reads images takes the file of one, at most 64 MiB, and up to twenty bytes for each of its pixels,
//! of which there may be 2²⁵: up to 640 MiB for the largest, about 1 MiB for one of 256×256. A split keeps four bytes a sample more, and training
//! four for each thread that reads. What a header promises is not allocated before it is known to be there, but for Parquet, whose
//! reader believes the size of a page, at most 2 GiB.

mod array;
mod cifar;
mod classes;
mod csv;
mod digits;
mod element;
mod fingerprint;
mod idx;
mod images;
pub mod npy;
mod options;
mod order;
mod parameters;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod problem;
mod records;
mod safetensors;
mod samples;
mod spec;
mod store;
mod stream;
mod synthetic;
mod table;
mod tar;
mod transform;

pub use cifar::Cifar;
pub use images::{Colour, Crop, ImageOptions};
pub use order::{Order, Permutation};
pub use parts::load_parts;
pub use problem::Problem;
pub use samples::{Samples, Source};
pub use spec::{Part, SPEC_HELP, Spec, forms, spec_help};
pub use store::{Held, MEMORY};
pub use synthetic::{Synthetic, density as toy_density, names as toy_names};
pub use table::TableOptions;
pub use transform::{GreyScale, Scaling, Transform};

use crate::error::Error;
use cdm_core::rng::Stream;
use serde::{Deserialize, Serialize};
use std::path::Path;

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

/// Samples in their own units, with what is known about them. Clones and parts share the samples.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The specification it was loaded from, for messages and reports.
    pub name: String,
    /// What one sample is.
    pub shape: Shape,
    /// What its values are; whoever makes a data set vouches for it.
    pub values: Values,
    /// The samples.
    pub samples: Samples,
    /// One class per sample, below [`classes`](Self::classes), where the data has classes.
    pub labels: Option<Vec<u32>>,
    /// Number of classes; 0 without labels.
    pub classes: usize,
    /// Names of the classes, where they have any.
    pub class_names: Vec<String>,
    /// Names of the values of a vector, where they have any.
    pub column_names: Vec<String>,
}

impl Dataset {
    /// Loads the data that `spec` names; `draw` counts for synthetic densities only, data that exists is loaded whole.
    ///
    /// # Errors
    ///
    /// A file that is missing, malformed, empty or holds a value that is not finite; an unknown name.
    pub fn load(spec: &Spec, draw: Draw) -> Result<Self, Error> {
        let data = Self::open(spec, draw)?;
        let held = data.samples.held();
        log::info!("{spec}: {} samples, {}", data.len(), data.shape);
        log::debug!("{spec}: {} bytes in memory, {} in a temporary file", held.memory, held.temporary);
        Ok(data)
    }

    fn open(spec: &Spec, draw: Draw) -> Result<Self, Error> {
        match spec {
            Spec::Digits(part) => Ok(digits::load(*part)),
            Spec::Synthetic(synthetic) => synthetic::sample(synthetic, draw),
            Spec::Npy { path, labels } => npy::load_labelled(path, labels.as_deref()),
            Spec::Npz { path, name, labels } => npy::load_npz(path, name, labels.as_deref()),
            Spec::Csv { path, options } => csv::load(path, options),
            Spec::Mnist(dir, part) => idx::load(dir, *part),
            Spec::Cifar(cifar, path, part) => cifar::load(*cifar, path, *part),
            Spec::Parquet { path, table, images, part } => parquet_part(path, table, images, *part),
            Spec::Images { path, options, part } => images::open(path, options)?.part(path, options, *part),
            Spec::Safetensors { path, name, labels } => safetensors::load(path, name, labels.as_deref()),
        }
    }

    /// Unlabelled samples.
    pub fn new(name: String, shape: Shape, values: Values, samples: Samples) -> Self {
        Self {
            name,
            shape,
            values,
            samples,
            labels: None,
            classes: 0,
            class_names: Vec::new(),
            column_names: Vec::new(),
        }
    }

    /// The same with a class for each sample.
    ///
    /// # Panics
    ///
    /// Unless there are as many labels as samples, all below `classes`.
    pub fn with_labels(self, labels: Vec<u32>, classes: usize) -> Self {
        assert_eq!(labels.len(), self.len(), "a label for each sample");
        assert!(labels.iter().all(|label| (*label as usize) < classes), "labels below the number of classes");
        Self { labels: Some(labels), classes, ..self }
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Values per sample.
    pub fn dim(&self) -> usize {
        self.shape.dim()
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

    /// Splits off a part chosen by `seed`, `fraction` of the samples to the nearest one but at least one each: `(train, held_out)`,
    /// both in order.
    ///
    /// # Panics
    ///
    /// With fewer than two samples.
    pub fn split(&self, fraction: f64, seed: u64) -> (Self, Self) {
        let held_out = ((self.len() as f64 * fraction).round() as usize).clamp(1, self.len() - 1);
        let mut chosen = vec![false; self.len()];
        Permutation::new(seed, Stream::SPLIT, 0, self.len()).iter().take(held_out).for_each(|i| chosen[i] = true);
        self.partition(|index| chosen[index])
    }

    /// `(others, chosen)`, both in order.
    fn partition(&self, chosen: impl Fn(usize) -> bool) -> (Self, Self) {
        let part = |wanted: bool| {
            let numbers: Vec<usize> = (0..self.len()).filter(|i| chosen(*i) == wanted).collect();
            self.choose(&numbers)
        };
        (part(false), part(true))
    }
}

#[cfg(feature = "parquet")]
fn parquet_part(path: &Path, table: &TableOptions, images: &ImageOptions, part: Part) -> Result<Dataset, Error> {
    let wanted = parquet::Wanted { table: table.clone(), images: *images };
    parquet::open(path, &wanted)?.part(path, &wanted, part)
}

#[cfg(not(feature = "parquet"))]
fn parquet_part(path: &Path, _: &TableOptions, _: &ImageOptions, _: Part) -> Result<Dataset, Error> {
    Err(Error::malformed(path, Problem::Feature { feature: "parquet" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(samples: Vec<f32>, dim: usize) -> Dataset {
        let labels: Vec<u32> = (0..(samples.len() / dim) as u32).collect();
        let samples = Samples::real(samples, dim);
        Dataset::new("test".into(), Shape::Vector { dim }, Values::Real, samples).with_labels(labels, 100)
    }

    #[test]
    fn a_split_keeps_every_sample_with_its_label() {
        let all = data((0..22).map(|v| v as f32).collect(), 2);
        let (train, held_out) = all.split(0.2, 0);
        assert_eq!((train.len(), held_out.len()), (9, 2));
        let mut seen = Vec::new();
        for part in [&train, &held_out] {
            let labels = part.labels.as_ref().unwrap();
            part.for_each(|i, row| {
                assert_eq!(row[0], 2.0 * labels[i] as f32);
                Ok(())
            })
            .unwrap();
            assert!(labels.is_sorted());
            seen.extend_from_slice(labels);
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..11).collect::<Vec<u32>>());
        let other = |seed| all.split(0.2, seed).1.labels;
        assert_eq!(other(0), held_out.labels);
        assert!((1..5).any(|seed| other(seed) != held_out.labels));
    }

    #[test]
    fn unfit_data_is_refused_with_its_numbers() {
        let data = data(vec![0.0; 6], 2);
        assert!(matches!(data.require_len(4), Err(Error::TooFew { found: 3, needed: 4, .. })));
        assert!(matches!(data.require_dim(3), Err(Error::Dimension { found: 2, expected: 3, .. })));
        assert!(data.require_len(3).is_ok() && data.require_dim(2).is_ok());
    }
}
