//! What `cdm denoise` is told, and what it answers.

use super::Progress;
use super::names;
use super::output::{self, say};
use crate::choice::Backend;
use crate::data::{Dataset, Draw, Spec, npy};
use crate::error::Error;
use crate::evaluate;
use crate::model::Model;
use cdm_core::rng::Philox;
use cdm_core::{Levels, Schedule};
use std::path::PathBuf;

/// Estimate clean samples from noisy ones
///
/// The data are taken as noisy at level t: in the network's units each is a_t times a clean sample plus σ_t times noise, and the
/// data's units are brought to the network's as the model does. (Noisy images are no bytes: give them as [n, height*width*channels].)
/// With --noise the data are clean, and noised first. Writes the best estimates of the clean samples in the data's units, or
/// with --raw of the noise in them, of variance 1.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cdm denoise --model run/model.safetensors --data npy:noisy.npy --level 20 --out clean.npy\n  \
                  cdm denoise --model run/model.safetensors --data digits:test --noise --level 20 --out clean.npy"
)]
pub struct DenoiseArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Noisy data, or with --noise clean ones, named as for cdm score
    #[arg(long, value_name = "SPEC")]
    pub data: Spec,
    /// Noise level of the data
    #[arg(long, value_name = "T")]
    pub level: usize,
    /// Take the data as clean, and noise them to the level first
    #[arg(long)]
    pub noise: bool,
    /// Write the estimate of the noise instead
    #[arg(long)]
    pub raw: bool,
    /// Condition on a class
    #[arg(long, value_name = "CLASS")]
    pub label: Option<u32>,
    /// Number of samples to draw from a toy density; files are taken whole
    #[arg(long, value_name = "N", default_value = "64", value_parser = names::count::<1>)]
    pub n: usize,
    /// Seed of the noise and of samples drawn from a toy density
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Where to write the estimates, in single precision
    #[arg(long, value_name = "FILE.npy")]
    pub out: PathBuf,
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

/// The answer of `cdm denoise --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct DenoiseSummary {
    /// Samples written.
    pub count: usize,
    /// Their noise level.
    pub level: usize,
    /// Scale of the signal there, in the network's units.
    pub a: f64,
    /// Scale of the noise there, in the network's units.
    pub sigma: f64,
    /// What was written: `clean` or `noise`.
    pub estimate: &'static str,
    /// Mean square of the noise estimate's error per value, where the noise is known: with `--noise`.
    pub mse: Option<f64>,
    /// File.
    pub out: String,
}

impl DenoiseArgs {
    /// Denoises the data and writes the estimates.
    ///
    /// # Errors
    /// A model or data that cannot be used, a level without noise or without signal, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let (schedule, transform) = (model.schedule()?, &model.config.transform);
        names::require_noisy("--level", self.level, &schedule)?;
        let data = Dataset::load(&self.data, Draw { count: self.n, seed: self.seed, held_out: true })?;
        let (x, noise) = self.noisy(&model, &schedule, &data)?;
        let net = crate::backend::open_labelled(self.backend, self.threads, &model, self.label)?;
        let bar = Progress::new("denoising", data.len());
        let epsilon = evaluate::noise_estimate(&net, schedule.view(), &x, self.level, |n| bar.advance(n))?;
        drop(bar);
        let (a, sigma) = (schedule.a(self.level), schedule.sigma(self.level));
        let values = if self.raw { epsilon.clone() } else { transform.decode_real(&clean(a, sigma, &x, &epsilon)) };
        npy::save(&self.out, &values, model.config.shape)?;
        let summary = DenoiseSummary {
            count: data.len(),
            level: self.level,
            a,
            sigma,
            estimate: if self.raw { "noise" } else { "clean" },
            mse: noise.map(|noise| cdm_core::loss::mean_squared_error(&noise, &epsilon)).transpose()?,
            out: self.out.display().to_string(),
        };
        let DenoiseSummary { count, level, estimate, out, .. } = &summary;
        say!("{count} {estimate} estimates from level {level} (a = {a:.4}, σ = {sigma:.4}): {out}");
        if let Some(mse) = summary.mse {
            say!("error       {mse:.4} per value of the noise");
        }
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    /// Noisy samples in the network's units, and the noise in them where it is known.
    fn noisy(&self, model: &Model, schedule: &Schedule, data: &Dataset) -> Result<(Vec<f32>, Option<Vec<f32>>), Error> {
        let transform = &model.config.transform;
        if !self.noise {
            model.config.check_shape(data)?;
            return Ok((transform.encode_real(&data.values()?), None));
        }
        model.config.check_data(data)?;
        let philox = Philox::new(self.seed);
        let mut x = transform.encode(&data.values()?, &philox, 0, 0);
        let level = Levels::All(self.level);
        let noise = evaluate::add_noise(schedule.view(), &mut x, data.dim(), 0, level, &philox);
        Ok((x, Some(noise)))
    }
}

/// `x̂_0` of each value: one evaluation of the network gives both estimates.
fn clean(a: f64, sigma: f64, x: &[f32], epsilon: &[f32]) -> Vec<f32> {
    let (a, sigma) = (a as f32, sigma as f32);
    x.iter().zip(epsilon).map(|(x, epsilon)| cdm_core::denoise::clean_estimate(a, sigma, *x, *epsilon)).collect()
}
