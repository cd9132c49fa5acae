//! What `cdm train` is told.

use super::names;
use super::output::{self, Metrics, say};
use super::score::print_known;
use super::settings::{self, Key, Range, Setting, Settings};
use super::{Progress, ScoreSummary};
use crate::choice::{Arch, Backend, Loss};
use crate::data::{self, Dataset, SPEC_HELP, Spec, Synthetic, Values, spec_help};
use crate::error::Error;
use crate::evaluate::{self, Quality};
use crate::known::Known;
use crate::model::{Model, NetworkConfig};
use crate::train::Recipe;
use cdm_core::schedule::ScheduleKind;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Train a model
///
/// Every option has a default that follows from the kind of data. Vectors are standardised, and densities are reported
/// in the data's own units. Writes DIR/model.safetensors and DIR/metrics.jsonl.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm train --data npy:x.npy --out run\n  \
                        cdm train --data toy:8gaussians --out run --levels 100 --set w_ce=1")]
pub struct TrainArgs {
    /// Training data: see [`crate::data::spec_help`].
    #[arg(long, value_name = "SPEC", help = SPEC_HELP, long_help = spec_help())]
    pub data: Spec,
    /// Directory for the model and the metrics
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Kind of network [default: mlp for vectors, unet for images; an encoder costs less]
    #[arg(long)]
    pub arch: Option<Arch>,
    /// Condition the network on the classes of the data
    #[arg(long)]
    pub conditional: bool,
    /// Noise schedule [default: by the kind of data]
    #[arg(long, value_parser = names::schedule())]
    pub schedule: Option<ScheduleKind>,
    /// Number of noise steps T of the schedule [default: by the kind of data]
    #[arg(long, value_name = "T", value_parser = names::count::<2>)]
    pub levels: Option<usize>,
    /// Training steps [default: by the kind of data]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub steps: Option<usize>,
    /// Samples per step [default: by the kind of data]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub batch: Option<usize>,
    /// Learning rate [default: by the kind of data]
    #[arg(long, value_name = "X", value_parser = names::positive, allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// Objective [default: both]
    #[arg(long)]
    pub loss: Option<Loss>,
    /// Seed of everything random
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// What executes the network
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::threads)]
    pub threads: Option<usize>,
    /// A further setting; may be given many times, and the last value counts
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting, long_help = help())]
    pub set: Vec<Setting>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl TrainArgs {
    /// The settings given by `--set`.
    pub fn settings(&self) -> Settings<'_> {
        Settings::new(&self.set)
    }

    /// What the options make of the default for this kind of data.
    ///
    /// # Errors
    /// [`Error::BadValue`] for a setting that this kind of network does not have, [`Error::Unlabelled`] for data without the
    /// labels that a conditional one needs.
    pub fn recipe(&self, data: &Dataset) -> Result<Recipe, Error> {
        let settings = self.settings();
        let default = Recipe::for_data(data, self.arch);
        let mut network = with_settings(&default.network, &settings)?;
        if self.conditional {
            if data.labels.is_none() {
                return Err(Error::Unlabelled { data: data.name.clone() });
            }
            network.set_classes(Some(data.classes))?;
        }
        let steps = self.steps.unwrap_or(default.steps);
        Ok(Recipe {
            network,
            schedule: self.schedule.unwrap_or(default.schedule),
            levels: self.levels.unwrap_or(default.levels),
            steps,
            batch: self.batch.unwrap_or(default.batch),
            accumulate: default.accumulate,
            decay: default.decay,
            ema_start: default.ema_start,
            clip: default.clip,
            flip: default.flip,
            lr: self.lr.unwrap_or(default.lr),
            warmup: warmup(&settings, default.warmup_of(steps), steps)?,
            ema: settings.real("ema").unwrap_or(default.ema),
            loss: self.loss.unwrap_or(default.loss),
            w_ce: settings.real("w_ce").unwrap_or(default.w_ce),
            seed: self.seed,
        })
    }

    /// Training and held-out data.
    fn load(&self) -> Result<(Dataset, Dataset), Error> {
        data::load_parts(&self.data, None, HELD_OUT, 0, self.seed)
    }

    /// Trains, judges on held-out data, and writes the model.
    ///
    /// # Errors
    /// Data that cannot be used, options that do not fit it, training that diverges, files that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let (data, held_out) = self.load()?;
        let recipe = self.recipe(&data)?;
        crate::fs::create_dir(&self.out)?;
        let backend = (self.backend, self.threads);
        let model = train_into(&self.out, &recipe, &data, backend, &format!("{} held out", held_out.len()))?;
        let path = self.out.join(MODEL);
        let summary = Judgement::new(&model, &held_out, self.data.synthetic(), backend, self.seed)?;
        summary.print(&held_out, model.schedule()?.levels())?;
        say!("model       {}", path.display());
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// Fraction that is held out of data without a held-out part of their own.
const HELD_OUT: f64 = 0.2;

/// Name of the model's file in the directory of a run.
pub(crate) const MODEL: &str = "model.safetensors";

/// Trains with a progress bar, and writes the metrics and the model into a directory that exists.
pub(crate) fn train_into(
    dir: &Path,
    recipe: &Recipe,
    data: &Dataset,
    backend: (Backend, Option<usize>),
    judged_on: &str,
) -> Result<Model, Error> {
    // Created by the first report: a run that is refused leaves an earlier run's metrics alone.
    let mut metrics = None;
    let bar = Progress::new("training", recipe.steps);
    let (name, len, dim) = (&data.name, data.len(), data.dim());
    bar.log(&format!("{name}: training on {len} samples of {dim} values, judging on {judged_on}"));
    let mut at = 0;
    let model = crate::train::train(recipe, data, backend, |progress| {
        bar.advance(progress.step - at);
        at = progress.step;
        bar.message(format!("loss {:.4}, ce {:.3}, mse {:.4}", progress.loss, progress.ce, progress.mse));
        if metrics.is_none() {
            metrics = Some(Metrics::create(&dir.join("metrics.jsonl"))?);
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
        (backend, threads): (Backend, Option<usize>),
        seed: u64,
    ) -> Result<Self, Error> {
        let transform = &model.config.transform;
        transform.check(data)?;
        let net = crate::backend::open(backend, threads, model)?;
        let schedule = model.schedule()?;
        let densities = evaluate::log_density(&net, transform, data, 0, seed, |_| ())?;
        let quality = evaluate::quality(&net, schedule.view(), transform, data, evaluate::SAMPLES, seed)?;
        let known = truth.map(|truth| Known::new(truth, data, &densities)).transpose()?;
        Ok(Self { score: ScoreSummary::new(&densities, data.dim(), 1), quality, known })
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

/// The default network with the settings that change it.
fn with_settings(default: &NetworkConfig, settings: &Settings<'_>) -> Result<NetworkConfig, Error> {
    let mut network = default.clone();
    let foreign = |keys: &[&str], arch: &str| match keys.iter().find(|key| settings.given(key)) {
        None => Ok(()),
        Some(key) => Err(Error::BadValue {
            option: format!("--set {key}"),
            value: (*key).into(),
            expected: format!("a setting of a network of kind {arch}; leave {key} out"),
        }),
    };
    let percent = |key: &str, default: &mut u8| match settings.real(key) {
        None => Ok(()),
        Some(probability) => whole_percent(key, probability).map(|percent| *default = percent),
    };
    match &mut network {
        NetworkConfig::Mlp { width, depth, head_dropout_percent, .. } => {
            foreign(&["dropout", "blocks", "multipliers", "attention"], "mlp")?;
            *width = settings.integer("width").unwrap_or(*width);
            *depth = settings.integer("depth").unwrap_or(*depth);
            percent("head_dropout", head_dropout_percent)?;
        }
        NetworkConfig::Quadratic { features } => {
            let keys = ["depth", "dropout", "head_dropout", "blocks", "multipliers", "attention"];
            foreign(&keys, "quadratic")?;
            *features = settings.integer("width").unwrap_or(*features);
        }
        NetworkConfig::Unet(config) | NetworkConfig::Encoder(config) => {
            foreign(&["depth"], "unet or encoder")?;
            config.channels = settings.integer("width").unwrap_or(config.channels);
            config.blocks = settings.integer("blocks").unwrap_or(config.blocks);
            for (key, list) in [("multipliers", &mut config.multipliers), ("attention", &mut config.attention)] {
                if let Some(values) = settings.integers(key) {
                    *list = values.to_vec();
                }
            }
            percent("dropout", &mut config.dropout_percent)?;
            percent("head_dropout", &mut config.head_dropout_percent)?;
        }
    }
    Ok(network)
}

/// The warm-up that is set, which must leave steps at the full learning rate.
fn warmup(settings: &Settings<'_>, default: usize, steps: usize) -> Result<usize, Error> {
    match settings.integer("warmup") {
        None => Ok(default),
        Some(warmup) if warmup < steps => Ok(warmup),
        Some(warmup) => Err(Error::BadValue {
            option: "--set warmup".into(),
            value: warmup.to_string(),
            expected: format!("fewer than the {steps} steps of the training"),
        }),
    }
}

/// A probability as the per cent that a network stores.
fn whole_percent(key: &str, probability: f64) -> Result<u8, Error> {
    let percent = (100.0 * probability).round();
    if (percent / 100.0 - probability).abs() > 1e-9 || percent >= 100.0 {
        return Err(Error::BadValue {
            option: format!("--set {key}"),
            value: probability.to_string(),
            expected: "a whole number of hundredths below 1, such as 0.1".into(),
        });
    }
    Ok(percent as u8)
}

/// The keys that `cdm train --set` accepts.
pub const SETTINGS: &[Key] = &[
    Key { name: "w_ce", range: Range::Real { min: 0.0, below: f64::INFINITY }, help: "weight of the cross-entropy" },
    Key {
        name: "width",
        range: Range::Integer { min: 1 },
        help: "units of a hidden layer, features of a quadratic, or channels of a unet",
    },
    Key { name: "depth", range: Range::Integer { min: 1 }, help: "hidden layers of an mlp" },
    Key { name: "blocks", range: Range::Integer { min: 1 }, help: "residual blocks at each resolution of images" },
    Key {
        name: "multipliers",
        range: Range::Integers { min: 1 },
        help: "channels at each resolution of images, as multiples of the width",
    },
    Key {
        name: "attention",
        range: Range::Integers { min: 1 },
        help: "resolutions with attention, by the longer side",
    },
    Key { name: "dropout", range: Range::Real { min: 0.0, below: 1.0 }, help: "probability of dropout in a block" },
    Key { name: "head_dropout", range: Range::Real { min: 0.0, below: 1.0 }, help: "dropout before the head" },
    Key { name: "ema", range: Range::Real { min: 0.0, below: 1.0 }, help: "decay of the moving average of weights" },
    Key { name: "warmup", range: Range::Integer { min: 0 }, help: "steps in which the learning rate rises" },
];

fn setting(text: &str) -> Result<Setting, Error> {
    settings::parse(text, SETTINGS)
}

fn help() -> String {
    let mut help = String::from("A further setting; may be given many times, and the last value counts:");
    for key in SETTINGS {
        help.push_str(&format!("\n  {:12} {} ({})", key.name, key.help, key.range));
    }
    help
}
