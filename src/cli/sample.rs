//! What `cdm sample` is told.

use super::Progress;
use super::names;
use super::output::{self, say};
use crate::choice::Backend;
use crate::error::Error;
use crate::model::Model;
use crate::sample::{self, SampleSpec};
use cdm_core::sampler::AnyMethod;
use std::path::PathBuf;
use std::str::FromStr;

/// Draw samples from a trained model
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Example:\n  cdm sample --model run/model.safetensors --n 64 --sampler ddim --steps 50 --out samples.png"
)]
pub struct SampleArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Number of samples
    #[arg(long, value_name = "N", default_value = "64", value_parser = names::count::<1>)]
    pub n: usize,
    /// Sampling method
    #[arg(long, value_name = "NAME", default_value = "ddim", value_parser = names::sampler())]
    pub sampler: AnyMethod,
    /// Steps, each one evaluation of the denoiser [default: 50, or all levels where there are fewer]
    #[arg(long, value_name = "K", value_parser = names::count::<1>)]
    pub steps: Option<usize>,
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
        let schedule = model.schedule()?;
        // Level L holds no signal, so L − 1 levels can be visited.
        let steps = self.steps.unwrap_or(50.min(schedule.last() - 1));
        let spec = SampleSpec { method: self.sampler, steps, seed: self.seed };
        spec.plan(&schedule)?;
        let net = crate::backend::open(self.backend, self.threads, &model)?;
        let bar = Progress::new("sampling", self.n);
        let x = sample::draw(&net, &schedule, spec, self.n, |done| bar.advance(done))?;
        drop(bar);
        let mut values = vec![0.0; x.len()];
        model.config.transform.decode_into(&x, &mut values);
        let path = match &self.out {
            SampleFile::Png(path) => {
                sample::picture(&values, &model.config)?.save(path)?;
                path
            }
            SampleFile::Npy(path) => {
                crate::data::npy::save(path, &values, model.config.shape)?;
                path
            }
        };
        say!("{} samples, {steps} steps of {}: {}", self.n, self.sampler.name(), path.display());
        let summary = SampleSummary {
            count: self.n,
            sampler: self.sampler.name(),
            steps,
            seed: self.seed,
            out: path.display().to_string(),
        };
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// The answer of `cdm sample --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SampleSummary {
    /// Samples written.
    pub count: usize,
    /// Method.
    pub sampler: &'static str,
    /// Steps.
    pub steps: usize,
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
