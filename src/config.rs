//! Everything that a training run is told: what its `config.toml` holds, and how it comes about.
//!
//! Each setting has one name ([`KEYS`]), in files, in `--set`, and as an option of the command line. A [`Config`] is a set of
//! [`Settings`] that is complete, and is read from and written as TOML. [`Layers`] are what is given instead of a complete one:
//! they go over the defaults for the data.

mod build;
mod file;
mod key;
mod layers;
pub mod presets;
mod resume;
mod settings;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use build::recipe_values;
pub use key::{Group, KEYS, Key, Only, Resume};
pub use layers::Layers;
pub use resume::Change;
pub use settings::{Given, Origin, Settings};
pub use table::markdown;
pub use value::{Kind, Value};

use crate::backend::Device;
use crate::data::{self, Dataset, Spec};
use crate::error::Error;
use crate::train::Recipe;

/// Everything that a training run is told.
///
/// The weights that come out depend on [`data`](Self::data), [`held_out`](Self::held_out), [`split_seed`](Self::split_seed) and
/// [`recipe`](Self::recipe), and within rounding on backend and threads; on [`upkeep`](Self::upkeep) not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Training data.
    pub data: Spec,
    /// Data to judge by, where they are named; otherwise they come with the training data or are split off.
    pub validation: Option<Spec>,
    /// Fraction of the data that is held out where they come without a held-out part.
    pub held_out: f64,
    /// Seed of that split, apart from the recipe's: another training run with the same data holds out the same samples.
    pub split_seed: u64,
    /// What is trained, and how.
    pub recipe: Recipe,
    /// What is written while it trains.
    pub upkeep: Upkeep,
    /// What executes the network.
    pub device: Device,
}

impl Config {
    /// Loads the training data and those to judge by.
    ///
    /// # Errors
    /// As [`data::load_parts`].
    pub fn load_data(&self) -> Result<(Dataset, Dataset), Error> {
        data::load_parts(&self.data, self.validation.as_ref(), self.held_out, self.split_seed, self.recipe.seed)
    }
}

/// What a run writes while it trains. Intervals are in steps; 0 means never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// Interval of checkpoints; one is written with each model that is the best so far, at the end, and when the run is told to
    /// stop, whatever this is.
    pub checkpoint_every: usize,
    /// How many of the latest checkpoints are kept.
    pub keep: usize,
    /// Interval of validations of the averaged weights.
    pub validate_every: usize,
    /// Held-out samples whose densities a validation takes, at most.
    pub validate_samples: usize,
    /// Interval of sample grids.
    pub sample_every: usize,
    /// Interval of lines of metrics.
    pub log_every: usize,
}

impl Upkeep {
    /// The default for a run of so many steps.
    pub fn for_steps(steps: usize) -> Self {
        Self {
            checkpoint_every: steps.div_ceil(10).min(1000),
            keep: 3,
            validate_every: steps.div_ceil(10),
            validate_samples: 1000,
            sample_every: steps.div_ceil(10),
            log_every: steps.div_ceil(200),
        }
    }
}
