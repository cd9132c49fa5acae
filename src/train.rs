//! Training runs.

mod engine;
mod recipe;

pub use engine::{Batch, Engine, Losses, Stepper};
pub use recipe::{Decay, Recipe};

use crate::backend;
use crate::choice::Backend as Kind;
use crate::data::{Dataset, Order, Transform};
use crate::error::Error;
use crate::model::{Model, ModelConfig};
use cdm_core::Prior;
use cdm_core::nn::Architecture;
use cdm_core::rng::{Philox, Stream};
use std::time::Instant;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Objective, mean since the last report.
    pub loss: f64,
    /// Cross-entropy over levels in nats, mean since the last report.
    pub ce: f64,
    /// Error of the denoiser per dimension, mean since the last report.
    pub mse: f64,
    /// Learning rate of the last step.
    pub lr: f64,
    /// Samples trained on per second, since the last report.
    pub samples_per_second: f64,
}

/// Trains a model; `report` hears of the progress about 200 times, and may end the run by an error.
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
    (kind, threads): (Kind, Option<usize>),
    mut report: impl FnMut(&Progress) -> Result<(), Error>,
) -> Result<Model, Error> {
    recipe.check(data.shape)?;
    let transform = Transform::fit(data)?;
    let level_steps = (recipe.schedule, recipe.levels);
    let mut config =
        ModelConfig::new(recipe.network.clone(), data.shape, transform.clone(), level_steps, data.name.clone());
    config.training = serde_json::to_value(recipe)?;
    let (schedule, architecture) = (config.schedule()?, recipe.network.architecture(data.shape)?);
    check_classes(architecture.classes(), data)?;
    let weights = initial_weights(&architecture, schedule.levels(), recipe.seed)?;
    let mut engine = backend::trainer(kind, threads, &architecture, &schedule, recipe.options(), &weights)?;
    let mut order = Order::new(recipe.seed, data.len());
    let every = recipe.steps.div_ceil(200);
    let (mut sums, mut since, mut clock) = ([0.0; 3], 0, Instant::now());
    for step in 1..=recipe.steps {
        let rows: Vec<usize> = (0..recipe.samples_per_step()).map(|_| order.draw()).collect();
        let (x, levels) = batch(recipe, data, &transform, &rows, schedule.levels(), step as u32)?;
        let labels = data.labels.as_ref().map(|all| rows.iter().map(|row| all[*row]).collect::<Vec<u32>>());
        let (lr, ema, labels) = (recipe.learning_rate(step), recipe.ema_decay(step), labels.as_deref());
        engine.step(&Batch { x: &x, levels: &levels, labels, seed: recipe.seed, step: step as u32, lr, ema })?;
        let losses = engine.losses()?;
        if !losses.total.is_finite() {
            return Err(Error::Diverged { step, loss: losses.total });
        }
        for (sum, value) in sums.iter_mut().zip([losses.total, losses.ce, losses.mse]) {
            *sum += value;
        }
        since += 1;
        if step % every == 0 || step == recipe.steps {
            let [loss, ce, mse] = sums.map(|sum| sum / since as f64);
            let samples_per_second = (since * recipe.samples_per_step()) as f64 / clock.elapsed().as_secs_f64();
            report(&Progress { step, loss, ce, mse, lr, samples_per_second })?;
            (sums, since, clock) = ([0.0; 3], 0, Instant::now());
        }
    }
    Ok(Model { config, weights: engine.averaged()? })
}

/// The weights that training starts from, in the order and layout of programs.
///
/// # Errors
/// [`Error::Program`] if the network's extents do not fit each other.
pub(crate) fn initial_weights(architecture: &Architecture, levels: usize, seed: u64) -> Result<Vec<Vec<f32>>, Error> {
    let first = |(number, p): (usize, &cdm_core::nn::Parameter)| {
        p.initial_values(seed, number).into_iter().map(|v| v as f32).collect()
    };
    Ok(architecture.parameters(levels)?.iter().enumerate().map(first).collect())
}

/// A conditional network must have the classes of its data.
fn check_classes(classes: Option<usize>, data: &Dataset) -> Result<(), Error> {
    match classes {
        Some(_) if data.labels.is_none() => Err(Error::Unlabelled { data: data.name.clone() }),
        Some(classes) if classes != data.classes => Err(Error::Network(format!(
            "the network is conditioned on {classes} classes, and {} has {}; give it as many",
            data.name, data.classes
        ))),
        _ => Ok(()),
    }
}

/// The samples of a step, as the network sees them, and their levels.
///
/// Levels are stratified: sample `i` of `n` draws from the `i`-th of `n` equal parts of the levels, which leaves every
/// sample's level uniform (the data are in random order) and takes most of the variance between batches out of the
/// loss (Kingma et al., *Variational Diffusion Models*, 2021, App. I.1).
fn batch(
    recipe: &Recipe,
    data: &Dataset,
    transform: &Transform,
    rows: &[usize],
    levels: usize,
    step: u32,
) -> Result<(Vec<f32>, Vec<u32>), Error> {
    let philox = Philox::new(recipe.seed);
    let values = data.gather(rows.iter().copied())?;
    let level = |i: usize| {
        let u: f64 = philox.uniform(Stream::LEVEL, i as u32, step, 0);
        Prior::UNIFORM.draw((i as f64 + u) / recipe.samples_per_step() as f64, levels) as u32
    };
    let drawn = (0..recipe.samples_per_step()).map(level).collect();
    Ok((transform.encode(&values, &philox, 0, step), drawn))
}
