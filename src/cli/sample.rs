//! What `cdm sample` is told.

use super::Progress;
use super::names;
use super::output::{self, say};
use crate::choice::Backend;
use crate::data::{Transform, npy};
use crate::error::Error;
use crate::model::{Model, ModelConfig};
use crate::sample::{self, SampleSpec, Start};
use cdm_core::Schedule;
use cdm_core::rng::Philox;
use cdm_core::sampler::{AnyMethod, Ddim, Spacing};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Draw samples from a trained model
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cdm sample --model run/model.safetensors --n 64 --sampler ddim --steps 50 --out samples.png\n  \
                  cdm sample --model run/model.safetensors --init images.npy --init-level 300 --out variants.npy"
)]
pub struct SampleArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Number of samples
    #[arg(long, value_name = "N", default_value = "64", value_parser = names::count::<1>, conflicts_with = "init")]
    pub n: usize,
    /// Sampling method; euler is ddim computed from the velocity of the flow
    #[arg(long, value_name = "NAME", default_value = "ddim", value_parser = names::sampler())]
    pub sampler: AnyMethod,
    /// Levels visited, each one evaluation of the denoiser, with heun two [default: 50, or all where there are fewer]
    #[arg(long, value_name = "K", value_parser = names::count::<1>)]
    pub steps: Option<usize>,
    /// How they are spread: published leaves out the noisiest, trailing does not, quadratic is dense at low noise
    #[arg(long, value_name = "NAME", default_value = "trailing", value_parser = names::spacing())]
    pub spacing: Spacing,
    /// Noise of ddim, from 0 (none, the default) to 1 (as ddpm)
    #[arg(long, value_name = "E", allow_negative_numbers = true)]
    pub eta: Option<f64>,
    /// Confine estimates of clean data to the range of grey values, at every step
    #[arg(long)]
    pub clip: bool,
    /// Start from these samples in the data's own units, noised to --init-level, instead of from noise
    #[arg(long, value_name = "FILE.npy", requires = "init_level")]
    pub init: Option<PathBuf>,
    /// The level that --init is noised to; with --spacing published the first level visited below it
    #[arg(long, value_name = "T", requires = "init", value_parser = names::count::<1>)]
    pub init_level: Option<usize>,
    /// Seed of the noise
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Where to write them: a picture (.png) or numbers in the data's own units (.npy)
    #[arg(long, value_name = "FILE")]
    pub out: SampleFile,
    /// What executes the network
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::threads)]
    pub threads: Option<usize>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl SampleArgs {
    /// Draws and writes the samples.
    ///
    /// # Errors
    /// A model that cannot be used, more steps than it has levels, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let (schedule, transform) = (model.schedule()?, &model.config.transform);
        let spec = self.spec(&schedule, transform)?;
        let (nfe, first_level) = spec.plan(&schedule).map(|plan| (plan.len(), plan.step(0).level))?;
        let clean = self.init.as_deref().map(|path| self.encoded(path, &model.config)).transpose()?;
        let count = clean.as_ref().map_or(self.n, |x| x.len() / transform.dim());
        let start = clean.as_deref().map_or(Start::Noise(count), Start::Clean);
        let net = crate::backend::open(self.backend, self.threads, &model)?;
        let bar = Progress::new("sampling", count);
        let x = sample::draw(&net, &schedule, spec, start, |done| bar.advance(done))?;
        drop(bar);
        let mut values = vec![0.0; x.len()];
        transform.decode_into(&x, &mut values);
        let path = self.out.write(&values, &model.config)?;
        let (steps, sampler) = (spec.steps, self.sampler.name());
        say!("{count} samples, {steps} steps of {sampler}, {nfe} evaluations each: {}", path.display());
        let summary = SampleSummary {
            count,
            sampler,
            spacing: self.spacing.name(),
            steps,
            nfe,
            first_level,
            seed: self.seed,
            out: path.display().to_string(),
        };
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    /// How to sample, as far as it can be told without the network.
    fn spec(&self, schedule: &Schedule, transform: &Transform) -> Result<SampleSpec, Error> {
        // Level L holds no signal, so those below it can be visited.
        let visitable = schedule.last() - 1;
        if let Some(level) = self.init_level {
            names::require_noisy("--init-level", level, schedule)?;
        }
        let steps = self.steps.unwrap_or(50.min(self.init_level.unwrap_or(visitable)));
        let clip = if self.clip { Some(clip_range(transform)?) } else { None };
        let spec = SampleSpec::new(self.method()?, steps, self.seed);
        Ok(SampleSpec { spacing: self.spacing, top: self.init_level, clip, ..spec })
    }

    fn method(&self) -> Result<AnyMethod, Error> {
        match (self.sampler, self.eta) {
            (method, None) => Ok(method),
            (AnyMethod::Ddim(_), Some(eta)) => Ok(AnyMethod::Ddim(Ddim::new(eta)?)),
            (other, Some(eta)) => Err(Error::BadValue {
                option: "--eta".into(),
                value: eta.to_string(),
                expected: format!("--sampler ddim beside it; {} has no such setting, leave it out", other.name()),
            }),
        }
    }

    /// The samples of a file in the network's units.
    fn encoded(&self, path: &Path, config: &ModelConfig) -> Result<Vec<f32>, Error> {
        let data = npy::load(path)?;
        config.check_data(&data)?;
        Ok(config.transform.encode(&data.values()?, &Philox::new(self.seed), 0, 0))
    }
}

fn clip_range(transform: &Transform) -> Result<(f64, f64), Error> {
    transform.range().ok_or_else(|| Error::BadValue {
        option: "--clip".into(),
        value: "real numbers".into(),
        expected: "a model of grey values, whose range is known; leave --clip out".into(),
    })
}

/// The answer of `cdm sample --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SampleSummary {
    /// Samples written.
    pub count: usize,
    /// Method.
    pub sampler: &'static str,
    /// How the levels visited are spread.
    pub spacing: &'static str,
    /// Levels visited.
    pub steps: usize,
    /// Evaluations of the denoiser per sample.
    pub nfe: usize,
    /// The level that sampling started from.
    pub first_level: usize,
    /// Seed.
    pub seed: u64,
    /// File.
    pub out: String,
}

/// A file for samples, its format told by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleFile {
    /// A picture.
    Png(PathBuf),
    /// Numbers.
    Npy(PathBuf),
}

impl SampleFile {
    /// Writes samples in the data's own units, and says where.
    fn write(&self, values: &[f32], config: &ModelConfig) -> Result<&Path, Error> {
        match self {
            Self::Png(path) => sample::picture(values, config)?.save(path).map(|()| path.as_path()),
            Self::Npy(path) => {
                // Grey values as bytes, so that what was drawn can be scored and started from again.
                let bytes = matches!(config.transform, Transform::Grey { levels: ..=256, .. });
                let save = if bytes { npy::save_bytes } else { npy::save };
                save(path, values, config.shape).map(|()| path.as_path())
            }
        }
    }
}

impl FromStr for SampleFile {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let path = PathBuf::from(text);
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("png") => Ok(Self::Png(path)),
            Some("npy") => Ok(Self::Npy(path)),
            _ => Err(Error::BadValue {
                option: "--out".into(),
                value: text.into(),
                expected: "a file name that ends in .png or .npy".into(),
            }),
        }
    }
}
