//! Training: batches, steps and what is heard of them. What a run keeps on disk is in [`crate::run`].

mod batches;
mod engine;
mod loader;
mod progress;
mod recipe;
mod record;
mod training;

pub use engine::{Batch, Engine, Losses, StateInfo, Stepper};
pub use progress::{Means, Progress};
pub use recipe::{Decay, Recipe};
pub use training::Training;
#[cfg(any(feature = "cpu", test))]
pub(crate) use training::initial_weights;

use crate::backend::Device;
use crate::data::Dataset;
use crate::error::Error;
use crate::model::Model;
use std::ops::ControlFlow;

/// Trains a model in memory; `report` hears of the progress about 200 times, and may end the run by an error.
///
/// The weights that count are the moving average. The result depends on the data, the recipe and its seed, and within
/// rounding on the backend.
///
/// # Errors
/// As [`Recipe::check`]; [`Error::TooFew`] for too little data, [`Error::Unlabelled`] for a conditional network without labels,
/// [`Error::Network`] if the network does not fit the data, [`Error::Diverged`] if the
/// loss is no longer finite, or what `report` returns.
pub fn train(
    recipe: &Recipe,
    data: &Dataset,
    device: Device,
    mut report: impl FnMut(&Progress) -> Result<(), Error>,
) -> Result<Model, Error> {
    let mut training = Training::new(recipe, data, device)?;
    let every = recipe.steps.div_ceil(200);
    training.run(|training| {
        if training.step() % every == 0 || training.is_done() {
            report(&training.take_progress()?)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    training.model()
}
