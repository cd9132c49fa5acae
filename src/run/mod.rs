//! Training runs that survive: a directory with everything that a run has told and needs to go on.
//!
//! | file | holds |
//! |---|---|
//! | `config.toml` | all settings |
//! | `metrics.jsonl` | losses and validations, line by line |
//! | `log.txt` | what was printed, with the time (UTC) |
//! | `checkpoints/step-N.safetensors` | the last few [checkpoints](checkpoint::Description) |
//! | `samples/step-N.png` | samples of the averaged weights, from the same noise every time |
//! | `best.safetensors` | the model with the least negative log likelihood on held-out data |
//! | `model.safetensors` | the final model |
//! | `events.out.tfevents.*` | losses, validations and samples for TensorBoard |
//! | `run.lock` | who trains in it; the lock is the operating system's and ends with the process |
//!
//! A run that is continued on the same machine with as many threads ends with the bits of one that was never disturbed.

pub mod checkpoint;
mod directory;
mod events;
mod log;
mod metrics;
mod problem;
mod signals;
mod time;
mod validation;

pub use directory::{BEST, CONFIG, Directory, LOG, METRICS, MODEL};
pub use log::Screen;
pub use metrics::Metrics;
pub use problem::{Damage, Problem};
pub(crate) use time::now;
pub use validation::{Best, Validation};

use crate::config::Config;
use crate::data::Dataset;
use crate::error::Error;
use crate::model::Model;
use crate::train::Training;
use checkpoint::{Checkpoint, Description, Identity, Machine};
use events::Events;
use log::Log;
pub(crate) use signals::Signals;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use validation::Validator;

/// What to train and where.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The directory.
    pub dir: &'a Path,
    /// All settings.
    pub config: &'a Config,
    /// The same, as `config.toml` is to hold them.
    pub text: &'a str,
    /// What to train on.
    pub data: &'a Dataset,
    /// What to validate on.
    pub held_out: &'a Dataset,
    /// Go on with the run in the directory, if there is one.
    pub resume: bool,
    /// Lines for the log at the start.
    pub notes: &'a [String],
    /// Where it is watched.
    pub screen: &'a dyn Screen,
}

/// Trains, or goes on with a training, to the end, and returns the final model. A run that is finished already returns the
/// model that is there.
///
/// # Errors
/// Those of [`Training`], before anything is written; [`Error::Run`] for all that can happen to a run; [`Error::Write`].
pub fn train(plan: Plan<'_>) -> Result<Model, Error> {
    if !plan.resume {
        Directory::require_vacant(plan.dir)?;
    }
    let Config { recipe, device, .. } = plan.config;
    train_by(plan, Training::new(recipe, plan.data, *device)?)
}

/// As [`train`], by a training that has not begun.
fn train_by(plan: Plan<'_>, mut training: Training<'_>) -> Result<Model, Error> {
    // Before hours of training, not at the first validation.
    training.config().check_data(plan.held_out)?;
    let identity = Identity::of(&training, &plan.data.fingerprint()?)?;
    let machine = Machine::here(plan.config.device);
    let directory = Directory::lock(plan.dir)?;
    if !plan.resume {
        // Again, now that no other process can start one.
        Directory::require_vacant(plan.dir)?;
    }
    let mut run = Run::open(plan, directory, &mut training, identity, machine)?;
    // A model of fewer steps may lie there, if this run was told to go on after its end and could not write the new one.
    if training.is_done()
        && let Ok(model) = Model::load(&run.directory.file(MODEL))
        && model.weights == training.model()?.weights
    {
        run.log.say(&format!("{}: finished already, at step {}", plan.dir.display(), training.step()))?;
        return Ok(model);
    }
    run.go(&mut training)
}

/// A run under way.
struct Run<'a> {
    plan: Plan<'a>,
    directory: Directory,
    identity: Identity,
    machine: Machine,
    log: Log<'a>,
    metrics: Metrics,
    /// Step of the last checkpoint.
    saved: Option<usize>,
    best: Option<Best>,
    /// When the first step began.
    start: Instant,
    /// Made when the first validation or picture is due.
    validator: Option<Validator>,
    events: Events,
}

impl<'a> Run<'a> {
    /// Finds where to go on, and makes the files of the run those of that step.
    fn open(
        plan: Plan<'a>,
        directory: Directory,
        training: &mut Training<'_>,
        identity: Identity,
        machine: Machine,
    ) -> Result<Self, Error> {
        let found = find(&directory, training, &identity)?;
        let begun = Directory::is_run(plan.dir);
        let mut log = Log::open(&directory.file(LOG), plan.screen)?;
        let (mut saved, mut best) = (None, None);
        for line in found.iter().flat_map(|found| &found.warnings).chain(plan.notes) {
            log.say(line)?;
        }
        match found {
            Some(Found { checkpoint, .. }) => {
                let Description { step, best: known, machine: before, .. } = &checkpoint.description;
                checkpoint.restore(training)?;
                directory.set_aside_after(*step)?;
                log.start(*step);
                (saved, best) = (Some(*step), *known);
                log.say(&format!("{}: going on after step {step}", plan.dir.display()))?;
                if *before != machine {
                    log.say(&format!(
                        "warning: the run so far was made by {before}, and goes on by {machine}: results agree {} \
                         only",
                        before.agreement(&machine)
                    ))?;
                }
            }
            None if begun => {
                log.say(&format!("{}: no checkpoint yet, so it starts from the first step", plan.dir.display()))?;
            }
            None => {}
        }
        // Not of a run that is finished: it tells what the model is made by.
        if !(training.is_done() && directory.file(MODEL).exists() && directory.file(CONFIG).exists()) {
            crate::fs::write_bytes(&directory.file(CONFIG), plan.text.as_bytes())?;
        }
        let metrics = Metrics::resume(&directory.file(METRICS), training.step())?;
        let events = Events::create(plan.dir, training.step())?;
        Ok(Self {
            plan,
            directory,
            identity,
            machine,
            log,
            metrics,
            saved,
            best,
            start: Instant::now(),
            validator: None,
            events,
        })
    }

    /// Trains to the end. What goes wrong on the way comes with how to go on.
    fn go(&mut self, training: &mut Training<'_>) -> Result<Model, Error> {
        let (data, held_out) = (self.plan.data, self.plan.held_out);
        self.log.say(&format!(
            "{}: training on {} samples of {} values, judging on {} held out, by {}",
            data.name,
            data.len(),
            data.dim(),
            held_out.len(),
            self.machine
        ))?;
        let signals = Signals::watch();
        self.start = Instant::now();
        let result = training.run(|training| self.after_step(training, &signals)).and_then(|()| self.end(training));
        match result {
            Err(error @ Error::Run { problem: Problem::Interrupted { .. }, .. }) => Err(error),
            Err(error) => Err(self.stopped(training, error)),
            Ok(model) => Ok(model),
        }
    }

    /// What is due after a step.
    fn after_step(&mut self, training: &mut Training<'_>, signals: &Signals) -> Result<ControlFlow<()>, Error> {
        let (step, done, upkeep) = (training.step(), training.is_done(), self.plan.config.upkeep);
        let due = |every: usize| every > 0 && step.is_multiple_of(every);
        if due(upkeep.log_every) || done {
            let progress = training.take_progress()?;
            self.log.progress(&progress);
            self.metrics.write(&progress)?;
            self.events.progress(&progress)?;
        }
        // A model that is the best so far comes with the checkpoint that says so: a run that goes on from an earlier one, on other
        // terms, would not make it again.
        let better = (due(upkeep.validate_every) || (done && upkeep.validate_every > 0)) && self.validate(training)?;
        if due(upkeep.sample_every) || (done && upkeep.sample_every > 0) {
            let picture = self.validator(training)?.samples()?;
            crate::fs::write_bytes(&self.directory.samples().join(format!("step-{step:08}.png")), &picture)?;
            self.events.picture(step, picture)?;
        }
        let signal = signals.received().filter(|_| !done);
        if due(upkeep.checkpoint_every) || done || better || signal.is_some() {
            self.save(training)?;
        }
        match signal {
            Some(signal) => Err(self.interrupted(signal, step)),
            None => Ok(ControlFlow::Continue(())),
        }
    }

    /// The validator with the weights as they are now.
    fn validator(&mut self, training: &mut Training<'_>) -> Result<&Validator, Error> {
        let validator = match self.validator.take() {
            Some(mut validator) => {
                validator.reload(training)?;
                validator
            }
            None => Validator::new(&self.plan, &training.model()?)?,
        };
        Ok(self.validator.insert(validator))
    }

    /// Judges the averaged weights, keeps them if none were better, and says whether. This comes before the checkpoint of the same
    /// step, which holds that.
    fn validate(&mut self, training: &mut Training<'_>) -> Result<bool, Error> {
        let (step, start) = (training.step(), Instant::now());
        let validation = self.validator(training)?.validate()?;
        let better = validation.nll.is_finite() && self.best.is_none_or(|best| validation.nll < best.nll);
        if better {
            let mut model = training.model()?;
            model.config.normaliser = Some(validation.quality.normaliser());
            model.save(&self.directory.file(BEST))?;
            self.best = Some(Best { step, nll: validation.nll });
        }
        self.log.say(&format!("step {step}: {validation}{}", if better { ", the best so far" } else { "" }))?;
        let seconds = start.elapsed().as_secs_f64();
        self.metrics.write(&Validated { step, validation: &validation, seconds })?;
        self.events.validation(step, &validation)?;
        Ok(better)
    }

    /// Writes a checkpoint and removes the oldest. Metrics are on disk before it is, and all losses are known to be finite.
    fn save(&mut self, training: &mut Training<'_>) -> Result<(), Error> {
        training.catch_up()?;
        self.metrics.sync()?;
        let description = Description::of(training, &self.identity, &self.machine, self.best);
        let path = checkpoint::path(&self.directory.checkpoints(), training.step());
        checkpoint::save(&path, &description, training.engine())?;
        self.saved = Some(training.step());
        self.directory.prune(self.plan.config.upkeep.keep)
    }

    /// Writes the final model.
    fn end(&mut self, training: &mut Training<'_>) -> Result<Model, Error> {
        let model = training.model()?;
        model.save(&self.directory.file(MODEL))?;
        let (steps, all) = (training.time().as_secs_f64(), self.start.elapsed().as_secs_f64());
        let (dir, step, share) = (self.plan.dir.display(), training.step(), 100.0 * (all - steps) / all);
        self.log
            .note(&format!("{dir}: finished at step {step} after {all:.1} s, {share:.1} % of them not for steps"))?;
        Ok(model)
    }

    fn interrupted(&mut self, signal: i32, step: usize) -> Error {
        let problem = Problem::Interrupted { signal, step, command: self.command("") };
        self.with_note(Error::run(self.plan.dir, problem))
    }

    fn stopped(&mut self, training: &Training<'_>, source: Error) -> Error {
        let more = match source {
            Error::Diverged { .. } | Error::Run { problem: Problem::NotFinite { .. }, .. } => {
                format!(" --lr {}", training.recipe().lr / 2.0)
            }
            _ => String::new(),
        };
        let bytes = training.engine().states().iter().map(|state| 4 * state.elements() as u64).sum();
        let command = self.command(&more);
        let problem = Problem::Stopped { source: Box::new(source), step: self.saved, bytes, command };
        self.with_note(Error::run(self.plan.dir, problem))
    }

    /// The error, written down where that can still be done.
    fn with_note(&mut self, error: Error) -> Error {
        // A log on a full disk is no reason for another error.
        let _ = self.log.note(&error.to_string());
        error
    }

    /// The command that goes on with the run.
    fn command(&self, more: &str) -> String {
        format!("cdm train --resume --out {}{more}", quoted(&self.plan.dir.display().to_string()))
    }
}

/// A validation as a line of the metrics.
#[derive(serde::Serialize)]
struct Validated<'a> {
    step: usize,
    validation: &'a Validation,
    /// Time that it took.
    seconds: f64,
}

/// A path as a shell takes it.
pub(crate) fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// The last checkpoint that can be used, and why later ones cannot.
struct Found {
    checkpoint: Checkpoint,
    warnings: Vec<String>,
}

/// # Errors
/// [`Problem::NoCheckpoint`] if there are some, and none can be used; those of [`Identity::check`]. Nothing is changed then.
fn find(directory: &Directory, training: &Training<'_>, now: &Identity) -> Result<Option<Found>, Error> {
    let steps = directory.steps()?;
    let mut damaged = Vec::new();
    for step in steps.iter().rev() {
        let path = checkpoint::path(&directory.checkpoints(), *step);
        let checkpoint = match Checkpoint::load(&path) {
            Ok(checkpoint) => checkpoint,
            // It may be whole: going back behind it would lose what it holds.
            Err(damage @ (Damage::Read(_) | Damage::Later { .. })) => {
                return Err(Error::run(directory.path(), Problem::NoCheckpoint { damaged: vec![(path, damage)] }));
            }
            Err(damage) => {
                damaged.push((path, damage));
                continue;
            }
        };
        checkpoint.description.identity.check(now).map_err(|problem| Error::run(directory.path(), problem))?;
        if let Err(damage) = checkpoint.check(training) {
            damaged.push((path, damage));
            continue;
        }
        let warning = |(path, damage): &(std::path::PathBuf, Damage)| {
            format!("warning: {}: {damage}; the checkpoint before is used", path.display())
        };
        return Ok(Some(Found { checkpoint, warnings: damaged.iter().map(warning).collect() }));
    }
    // A model that came from elsewhere is not written over either.
    if damaged.is_empty() && !directory.file(MODEL).exists() {
        return Ok(None);
    }
    Err(Error::run(directory.path(), Problem::NoCheckpoint { damaged }))
}

#[cfg(test)]
mod tests;
