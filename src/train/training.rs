//! The loop over the steps.

use super::batches::{Batches, Prepared};
use super::loader::{self, Loader};
use super::{Batch, Engine, Means, Progress, Recipe};
use crate::backend::{self, Device};
use crate::data::{Dataset, Transform};
use crate::error::Error;
use crate::model::{Model, ModelConfig};
use cdm_core::Schedule;
use cdm_core::nn::Architecture;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// A training: its engine, and how far it is.
pub struct Training<'a> {
    recipe: &'a Recipe,
    batches: Batches<'a>,
    config: ModelConfig,
    engine: Box<dyn Engine>,
    step: usize,
    /// Steps whose losses have not been read yet, and since when they have been under way.
    unread: Option<(Instant, usize)>,
    means: Means,
    /// Time of the steps that this process took.
    time: Duration,
}

impl<'a> Training<'a> {
    /// A training before its first step.
    ///
    /// # Errors
    /// As [`Recipe::check`]; [`Error::TooFew`] for too little data, [`Error::Unlabelled`] for a conditional network without labels,
    /// [`Error::Network`] if the network does not fit the data, or the backend's.
    pub fn new(recipe: &'a Recipe, data: &'a Dataset, device: Device) -> Result<Self, Error> {
        Self::on(recipe, data, |architecture, schedule, weights| {
            backend::trainer(device, architecture, schedule, recipe.options(), weights)
        })
    }

    /// As [`new`](Self::new), on the engine that `engine` makes for the network, its schedule and its first weights.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(crate) fn on(
        recipe: &'a Recipe,
        data: &'a Dataset,
        engine: impl FnOnce(&Architecture, &Schedule, &[Vec<f32>]) -> Result<Box<dyn Engine>, Error>,
    ) -> Result<Self, Error> {
        recipe.check(data.shape)?;
        let transform = Transform::fit(data, recipe.scaling())?;
        let level_steps = (recipe.schedule, recipe.levels);
        let mut config =
            ModelConfig::new(recipe.network.clone(), data.shape, transform.clone(), level_steps, data.name.clone());
        config.training = serde_json::to_value(recipe)?;
        let (schedule, architecture) = (config.schedule()?, recipe.network.architecture(data.shape)?);
        check_classes(architecture.classes(), data)?;
        config.set_classes_of(data);
        let weights = initial_weights(&architecture, schedule.levels(), recipe.seed)?;
        let engine = engine(&architecture, &schedule, &weights)?;
        let batches = Batches::new(recipe, data, transform, schedule.levels());
        let (means, time) = (Means::default(), Duration::ZERO);
        Ok(Self { recipe, batches, config, engine, step: 0, unread: None, means, time })
    }

    /// Steps done.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Whether all steps of the recipe are done.
    pub fn is_done(&self) -> bool {
        self.step >= self.recipe.steps
    }

    /// Samples that were trained on, again and again counted.
    pub fn samples(&self) -> u64 {
        self.batches.position(self.step + 1)
    }

    /// Time of the steps that this process took and whose losses were read, waiting for data included.
    pub fn time(&self) -> Duration {
        self.time
    }

    /// What it does.
    pub fn recipe(&self) -> &'a Recipe {
        self.recipe
    }

    /// Everything that goes with the weights into a model.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The engine, whose states are those of the training. They may be of steps whose losses nobody has read:
    /// [`catch_up`](Self::catch_up) comes before what is to be kept.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// The sums since the last report, over the steps whose losses were read.
    pub fn means(&self) -> &Means {
        &self.means
    }

    /// Goes on after `step` with these sums and states, by number: whoever calls it has checked that they are of this network.
    ///
    /// # Errors
    /// What `state` returns, or the backend's.
    pub fn restore(
        &mut self,
        (step, samples): (usize, u64),
        means: Means,
        mut state: impl FnMut(usize) -> Result<Vec<f64>, Error>,
    ) -> Result<(), Error> {
        for number in 0..self.engine.states().len() {
            self.engine.write_state(number, &state(number)?)?;
        }
        (self.step, self.means, self.unread) = (step, means, None);
        self.batches.go_on(step, samples);
        Ok(())
    }

    /// Reads the losses of the steps so far, as far as that was not done: a device with memory of its own is not waited for after each.
    ///
    /// # Errors
    /// [`Error::Diverged`] with the first step whose loss is not finite; the backend's.
    pub fn catch_up(&mut self) -> Result<(), Error> {
        let Some((since, steps)) = self.unread else { return Ok(()) };
        let losses = self.engine.losses(steps)?;
        let time = since.elapsed();
        let mut numbered = (self.step + 1 - steps..).zip(&losses);
        if let Some((step, losses)) = numbered.find(|(_, losses)| !losses.total.is_finite()) {
            return Err(Error::Diverged { step, loss: losses.total });
        }
        // Not before: a training that has diverged stays so.
        self.unread = None;
        self.means.add(&losses, time);
        self.time += time;
        Ok(())
    }

    /// The means since the last report, from which the next one counts.
    ///
    /// # Errors
    /// As [`catch_up`](Self::catch_up).
    pub fn take_progress(&mut self) -> Result<Progress, Error> {
        self.catch_up()?;
        let means = std::mem::take(&mut self.means);
        Ok(means.progress(self.step, self.recipe.learning_rate(self.step), self.batches.rows()))
    }

    /// Takes the steps that are left. `after` hears of each, and may end the loop. At the end all losses have been read.
    ///
    /// # Errors
    /// Data that cannot be read, [`Error::Diverged`], at most [`kept`](Engine::kept) − 1 steps late, the backend's, or what `after`
    /// returns.
    pub fn run(&mut self, mut after: impl FnMut(&mut Self) -> Result<ControlFlow<()>, Error>) -> Result<(), Error> {
        self.catch_up()?;
        let batches = self.batches.clone();
        std::thread::scope(|scope| {
            let steps = (self.step + 1, self.recipe.steps);
            let mut loader = Loader::start(scope, &batches, steps, loader::threads(&batches));
            while !self.is_done() {
                let start = Instant::now();
                let batch = loader.next()?;
                self.take_step(&batch, start)?;
                if after(self)?.is_break() {
                    break;
                }
            }
            self.catch_up()
        })
    }

    /// One step on a batch for which the training waited from `start` on.
    fn take_step(&mut self, batch: &Prepared, start: Instant) -> Result<(), Error> {
        let step = self.step + 1;
        let (lr, ema, seed) = (self.recipe.learning_rate(step), self.recipe.ema_decay(step), self.recipe.seed);
        let (x, levels, labels) = (&batch.x, &batch.levels, batch.labels.as_deref());
        self.engine.step(&Batch { x, levels, labels, seed, step: step as u32, lr, ema })?;
        self.step = step;
        let (since, steps) = self.unread.unwrap_or((start, 0));
        self.unread = Some((since, steps + 1));
        if steps + 1 == self.engine.kept() { self.catch_up() } else { Ok(()) }
    }

    /// The averaged weights as they are now, in the order and layout of programs.
    ///
    /// # Errors
    /// As [`catch_up`](Self::catch_up): weights of steps that diverged are not given.
    pub fn averaged(&mut self) -> Result<Vec<Vec<f32>>, Error> {
        self.catch_up()?;
        self.engine.averaged()
    }

    /// The model as it is now: averaged weights.
    ///
    /// # Errors
    /// As [`averaged`](Self::averaged).
    pub fn model(&mut self) -> Result<Model, Error> {
        Ok(Model { config: self.config.clone(), weights: self.averaged()? })
    }
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
