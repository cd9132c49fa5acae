//! What `cdm denoise` is told, and what it answers.

use super::Progress;
use super::device::DeviceArgs;
use super::names;
use super::output::{self, say};
use crate::backend::AnyNet;
use crate::data::{Dataset, Draw, Spec, Transform, npy};
use crate::error::Error;
use crate::evaluate;
use crate::model::Model;
use crate::run::Signals;
use crate::sample::BATCH;
use cdm_core::rng::Philox;
use cdm_core::{Levels, Schedule};
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

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
    /// Condition on a class, or on the class of each sample where the data have them (labels)
    #[arg(long, value_name = "CLASS", alias = "label")]
    pub class: Option<Condition>,
    /// Number of samples to draw from a toy density; files are taken whole
    #[arg(long, value_name = "N", default_value = "64", value_parser = names::count::<1>)]
    pub n: usize,
    /// Seed of the noise and of samples drawn from a toy density
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Where to write the estimates, in single precision
    #[arg(long, value_name = "FILE.npy")]
    pub out: PathBuf,
    /// Samples that go through the network at once; estimates do not depend on it, but for rounding
    #[arg(long, value_name = "N", default_value_t = BATCH, value_parser = names::batch)]
    pub batch: usize,
    /// What executes the network.
    #[command(flatten)]
    pub device: DeviceArgs,
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
    /// Samples that went through the network at once.
    pub batch: usize,
    /// The class that it was told: a number, or `labels`.
    pub class: Option<String>,
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
        if self.noise {
            model.config.check_data(&data)?
        } else {
            model.config.check_shape(&data)?
        }
        let labels = self.class.as_ref().map(|class| class.labels(&data, &model)).transpose()?;
        let net = crate::backend::open_trained(self.device.into(), &model)?;
        let (a, sigma) = (schedule.a(self.level), schedule.sigma(self.level));
        let mut rows = npy::Rows::create(&self.out, data.len(), Some(model.config.shape))?;
        let (bar, mut squares) = (Progress::new("denoising", data.len()), 0.0);
        // An end in good order removes the unfinished file.
        let signals = Signals::watch();
        for first in (0..data.len()).step_by(self.batch) {
            signals.check()?;
            let samples = first..(first + self.batch).min(data.len());
            let (x, noise) = self.noisy(transform, &schedule, &data, samples.clone())?;
            let own = labels.as_ref().map(|labels| labels.of(samples)).unwrap_or_default();
            let told = if labels.is_some() { Some(net.with_labels(&own)?) } else { None };
            let net: &AnyNet<'_> = told.as_deref().unwrap_or(&*net);
            let epsilon = evaluate::noise_estimate(net, schedule.view(), &x, self.level, |n| bar.advance(n))?;
            if let Some(noise) = noise {
                squares += cdm_core::loss::mean_squared_error(&noise, &epsilon)? * noise.len() as f64;
            }
            rows.extend(if self.raw { epsilon } else { transform.decode_real(&clean(a, sigma, &x, &epsilon)) })?;
        }
        drop(bar);
        rows.finish()?;
        let summary = DenoiseSummary {
            count: data.len(),
            level: self.level,
            a,
            sigma,
            estimate: if self.raw { "noise" } else { "clean" },
            mse: self.noise.then(|| squares / (data.len() * data.dim()) as f64),
            batch: self.batch,
            class: self.class.as_ref().map(ToString::to_string),
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
    fn noisy(
        &self,
        transform: &Transform,
        schedule: &Schedule,
        data: &Dataset,
        samples: Range<usize>,
    ) -> Result<(Vec<f32>, Option<Vec<f32>>), Error> {
        let first = samples.start as u32;
        let values = data.gather(samples)?;
        if !self.noise {
            return Ok((transform.encode_real(&values), None));
        }
        let philox = Philox::new(self.seed);
        let mut x = transform.encode(&values, &philox, first, 0);
        let level = Levels::All(self.level);
        let noise = evaluate::add_noise(schedule.view(), &mut x, data.dim(), first, level, &philox);
        Ok((x, Some(noise)))
    }
}

/// The class that a network is told of each sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The same of all.
    Class(u32),
    /// Each one's own.
    Labels,
}

impl Condition {
    /// The classes of the samples of `data`.
    ///
    /// # Errors
    /// [`Error::BadValue`] for data without classes, or [`Error::Label`] for a class that the model lacks.
    fn labels<'a>(&self, data: &'a Dataset, model: &Model) -> Result<Told<'a>, Error> {
        let told = match self {
            Self::Class(class) => Told::Class(*class),
            Self::Labels => Told::Labels(data.labels.as_deref().ok_or_else(|| Error::BadValue {
                option: "--class".into(),
                value: "labels".into(),
                expected: format!("data with classes, and {} has none; name a class, or leave it out", data.name),
            })?),
        };
        let (label, classes) = (told.largest(), model.architecture()?.classes());
        // As many as there are classes stands for none.
        if classes.is_none_or(|classes| label as usize > classes) {
            return Err(Error::Label { label, classes: classes.unwrap_or(0) });
        }
        Ok(told)
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "labels" => Ok(Self::Labels),
            _ => text.parse().map(Self::Class).map_err(|_| "expected a class such as 3, or labels".into()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(class) => class.fmt(f),
            Self::Labels => f.write_str("labels"),
        }
    }
}

/// Classes of samples.
enum Told<'a> {
    Class(u32),
    Labels(&'a [u32]),
}

impl Told<'_> {
    fn largest(&self) -> u32 {
        match self {
            Self::Class(class) => *class,
            Self::Labels(labels) => labels.iter().copied().max().unwrap_or(0),
        }
    }

    fn of(&self, samples: Range<usize>) -> Vec<u32> {
        match self {
            Self::Class(class) => vec![*class; samples.len()],
            Self::Labels(labels) => labels[samples].to_vec(),
        }
    }
}

/// `x̂_0` of each value: one evaluation of the network gives both estimates.
fn clean(a: f64, sigma: f64, x: &[f32], epsilon: &[f32]) -> Vec<f32> {
    let (a, sigma) = (a as f32, sigma as f32);
    x.iter().zip(epsilon).map(|(x, epsilon)| cdm_core::denoise::clean_estimate(a, sigma, *x, *epsilon)).collect()
}
