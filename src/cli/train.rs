//! What `cdm train` is told.

use super::output::{self, say};
use super::score::print_known;
use super::{Progress, ScoreSummary, SettingArgs};
use crate::backend::Device;
use crate::config::{Config, Layers};
use crate::data::{Dataset, Synthetic, Values};
use crate::error::Error;
use crate::evaluate::{self, Quality};
use crate::known::Known;
use crate::model::Model;
pub(crate) use crate::run::MODEL;
use crate::run::{self, CONFIG, Directory, METRICS, Metrics, Screen};
use crate::train::Recipe;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Train a model
///
/// Every setting has a default that follows from the kind of data. What is given beats it: a preset, over that the file of
/// --config, over that options and --set. `cdm config show` prints what comes of it. Vectors are standardised, and
/// densities are reported in the data's own units. Writes DIR/model.safetensors, and beside it checkpoints, metrics, a log and
/// samples. An interrupt (Ctrl-C) or SIGTERM ends the run after its step, with a checkpoint from which --resume goes on bit for
/// bit; a second one ends it at once.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm train --data npy:x.npy --out run\n  \
                        cdm train --data toy:8gaussians --out run --levels 100 --set w_ce=1\n  \
                        cdm train --preset mnist --data mnist:DIR --out run --steps 2000\n  \
                        cdm train --config run/config.toml --out again --seed 1\n  \
                        cdm train --resume --out run")]
pub struct TrainArgs {
    /// What is trained, on which data, and how.
    #[command(flatten)]
    pub settings: SettingArgs,
    /// Directory for the model and the metrics
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on with the run in DIR from its last checkpoint; begin it where there is none
    #[arg(long)]
    pub resume: bool,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl TrainArgs {
    /// What is given, layer by layer.
    ///
    /// # Errors
    /// As [`SettingArgs::layers`].
    pub fn layers(&self) -> Result<Layers, Error> {
        self.settings.layers()
    }

    /// The complete configuration of a run that begins, for training data that are loaded.
    ///
    /// # Errors
    /// As [`layers`](Self::layers) and [`Layers::resolve`].
    pub fn resolve(&self, data: &Dataset) -> Result<Config, Error> {
        self.layers()?.resolve(data)
    }

    /// Trains, judges on held-out data, and writes the model.
    ///
    /// # Errors
    /// Data that cannot be used, options that do not fit it, training that diverges, files that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        // Before the data are read, which may take its time.
        if !self.resume {
            Directory::require_vacant(&self.out)?;
        }
        let told = self.told()?;
        let Told { config, data, held_out, notes } = &told;
        let (screen, text) = (Watch::new(config.recipe.steps), config.to_toml()?);
        let (dir, resume) = (&*self.out, self.resume);
        let plan = run::Plan { dir, config, text: &text, data, held_out, resume, notes, screen: &screen };
        let mut model = run::train(plan)?;
        drop(screen);
        let path = self.out.join(MODEL);
        let truth = if config.validation.is_none() { config.data.synthetic() } else { None };
        let summary = Judgement::new(&model, held_out, truth, config.device, config.recipe.seed)?;
        // Whoever scores with the model shall know how far its densities can be trusted.
        let normaliser = Some(summary.quality.normaliser());
        if model.config.normaliser != normaliser {
            model.config.normaliser = normaliser;
            model.save(&path)?;
        }
        summary.print(held_out, model.schedule()?.levels())?;
        say!("model       {}", path.display());
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// What a run is told, and what it is told about.
struct Told {
    config: Config,
    data: Dataset,
    held_out: Dataset,
    /// What is no longer as it was when the run began.
    notes: Vec<String>,
}

impl TrainArgs {
    /// The options over the run's own configuration, where it goes on, and over the defaults otherwise.
    fn told(&self) -> Result<Told, Error> {
        let (layers, stored) = (self.layers()?, self.out.join(CONFIG));
        if !(self.resume && stored.exists()) {
            let (data, held_out) = layers.load_data()?;
            return Ok(Told { config: layers.resolve(&data)?, data, held_out, notes: Vec::new() });
        }
        let (config, changes) = Config::resume(&Config::load(&stored)?, &layers)?;
        let (data, held_out) = config.load_data()?;
        let mut notes: Vec<String> = changes.iter().map(|change| format!("from here on {change}")).collect();
        if !changes.iter().all(|change| change.exact) {
            notes.push("so the weights will not be those of a run without changes".into());
        }
        Ok(Told { config, data, held_out, notes })
    }
}

/// A progress bar as the place where a run is watched.
struct Watch {
    bar: Progress,
}

impl Watch {
    fn new(steps: usize) -> Self {
        Self { bar: Progress::new("training", steps) }
    }
}

impl Screen for Watch {
    fn line(&self, line: &str) {
        self.bar.log(line);
    }

    fn start(&self, step: usize) {
        self.bar.start_at(step as u64);
    }

    fn progress(&self, progress: &crate::train::Progress) {
        self.bar.reach(progress.step as u64);
        self.bar.message(format!("loss {:.4}, ce {:.3}, mse {:.4}", progress.loss, progress.ce, progress.mse));
    }
}

/// Trains with a progress bar, and writes the metrics and the model into a directory that exists.
pub(crate) fn train_into(
    dir: &Path,
    recipe: &Recipe,
    data: &Dataset,
    device: Device,
    judged_on: &str,
) -> Result<Model, Error> {
    // Created by the first report: a run that is refused leaves an earlier run's metrics alone.
    let mut metrics = None;
    let watch = Watch::new(recipe.steps);
    let (name, len, dim) = (&data.name, data.len(), data.dim());
    watch.line(&format!("{name}: training on {len} samples of {dim} values, judging on {judged_on}"));
    let model = crate::train::train(recipe, data, device, |progress| {
        watch.progress(progress);
        if metrics.is_none() {
            metrics = Some(Metrics::create(&dir.join(METRICS))?);
        }
        metrics.as_mut().map_or(Ok(()), |metrics| metrics.write(progress))
    })?;
    model.save(&dir.join(MODEL))?;
    Ok(model)
}

/// What `cdm train --json` answers: the model on held-out data.
#[derive(Clone, Debug, Serialize)]
pub struct Judgement {
    /// Densities.
    #[serde(flatten)]
    pub score: ScoreSummary,
    /// Levels, noise and the normaliser.
    #[serde(flatten)]
    pub quality: Quality,
    /// The truth, where it is known.
    #[serde(flatten)]
    pub known: Option<Known>,
}

impl Judgement {
    /// Judges a model on held-out data, drawn from `truth` if that is known.
    ///
    /// # Errors
    /// Data of another kind, or the backend's.
    pub fn new(
        model: &Model,
        data: &Dataset,
        truth: Option<&Synthetic>,
        device: Device,
        seed: u64,
    ) -> Result<Self, Error> {
        let transform = &model.config.transform;
        transform.check(data)?;
        let net = crate::backend::open(device, model)?;
        let schedule = model.schedule()?;
        let densities = evaluate::log_density(&net, transform, data, 0, seed, |_| ())?;
        let quality = evaluate::quality(&net, schedule.view(), transform, data, evaluate::SAMPLES, seed)?;
        let known = truth.map(|truth| Known::new(truth, data, &densities)).transpose()?;
        Ok(Self { score: ScoreSummary::new(&densities.iter().collect(), data.dim(), 1), quality, known })
    }

    /// Prints it for people.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn print(&self, data: &Dataset, levels: usize) -> Result<(), Error> {
        let (score, quality) = (&self.score, &self.quality);
        let error = score.log_density_stderr.unwrap_or(f64::NAN);
        say!("log density {:.3} ± {error:.3} nats per sample, {} held out", score.log_density_mean, score.count);
        if matches!(data.values, Values::Grey { .. }) {
            say!("bits/dim    {:.3} (dequantised)", score.bits_per_dim);
        }
        let (ce, chance) = (quality.ce, (levels as f64).ln());
        say!("levels      cross-entropy {ce:.3} nats (chance {chance:.3}), accuracy {:.2} %", 100.0 * quality.accuracy);
        say!("denoising   error {:.4} per value", quality.mse);
        let (log_z, se) = (quality.log_normaliser, quality.log_normaliser_stderr);
        say!("normaliser  log Z = {log_z:.3} ± {se:.3} nats (0 for an exact model)");
        self.known.map_or(Ok(()), |known| print_known(&known))
    }
}
