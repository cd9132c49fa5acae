//! What `cdm eval` is told, and what it answers.

use super::device::DeviceArgs;
use super::output::{self, say};
use super::score::warn_unless_one;
use super::{Progress, ScoreSummary};
use super::{classes, names};
use crate::data::{Dataset, Draw, Spec};
use crate::error::Error;
use crate::evaluate::{self, Effort, Moments, Quality, ScoreSpec, Scorer};
use crate::model::Model;
use std::path::PathBuf;

/// Judge a trained model on data: densities, levels, denoising, normaliser
///
/// Every sample is scored once. For levels, denoising and the normaliser samples are noised, as many at each level and each
/// sample once before any is taken again; all noise comes from counters, so that the same command gives the same numbers.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm eval --model run/model.safetensors --data digits:test --json")]
pub struct EvalArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Data that the model has not seen, named as for cdm score
    #[arg(long, value_name = "SPEC")]
    pub data: Spec,
    /// Condition on a class, by name or number [default: all classes together]
    #[arg(long, value_name = "CLASS", alias = "label")]
    pub class: Option<String>,
    /// Number of samples to draw from a toy density; files are judged whole
    #[arg(long, value_name = "N", default_value = "10000", value_parser = names::count::<1>)]
    pub n: usize,
    /// Noised samples, at least one for each sample [default: 25000]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub noised: Option<usize>,
    /// Seed of all noise and of samples drawn from a toy density
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// What executes the network.
    #[command(flatten)]
    pub device: DeviceArgs,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl EvalArgs {
    /// Judges the model.
    ///
    /// # Errors
    /// A model or data that cannot be used, a label that the model lacks.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let data = Dataset::load(&self.data, Draw { count: self.n, seed: self.seed, held_out: true })?;
        let (schedule, transform) = (model.schedule()?, &model.config.transform);
        model.config.check_data(&data)?;
        let classes = model.config.network.classes().map_or(0, |classes| classes + 1);
        let class = self.class.as_ref().map(|class| classes::find(class, &model.config.class_names, classes));
        let net = crate::backend::open_labelled(self.device.into(), &model, class.transpose()?)?;
        let noised = self.noised.unwrap_or(evaluate::SAMPLES).max(data.len());
        let bar = Progress::new("judging", data.len() + noised);
        let mut densities = Moments::new();
        let spec = ScoreSpec { seed: self.seed, ..ScoreSpec::default() };
        evaluate::score(Scorer::Plain(&*net), transform, &data, &spec, |batch| {
            densities.extend(batch.log_density.iter().copied());
            bar.advance(batch.log_density.len());
            Ok(())
        })?;
        let effort = Effort { noised, denoised: usize::MAX, seed: self.seed };
        let quality = evaluate::judge(&net, schedule.view(), transform, &data, effort, |n| bar.advance(n))?;
        drop(bar);
        let summary = EvalSummary::new(&densities, data.dim(), quality);
        summary.print(schedule.levels())?;
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// The answer of `cdm eval --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct EvalSummary {
    /// Mean of `−log p` in the data's own units, nats; by one pass, as if the model were normalised.
    pub nll: f64,
    /// Its standard error; `None` for fewer than two samples.
    pub nll_stderr: Option<f64>,
    /// `nll / (d ln 2)`.
    pub bits_per_dim: f64,
    /// Its standard error.
    pub bits_per_dim_stderr: Option<f64>,
    /// Samples, each scored once.
    pub count: usize,
    /// Levels, noise and the normaliser.
    #[serde(flatten)]
    pub quality: Quality,
    /// Whether the normaliser is not seen to be off: [`Quality::is_normalised`].
    pub normalised: bool,
}

impl EvalSummary {
    /// Sums up log densities in the data's own units, nats, of samples of `dim` values, and the quality.
    pub fn new(log_density: &Moments, dim: usize, quality: Quality) -> Self {
        let score = ScoreSummary::new(log_density, dim, 1);
        let nats_per_bit = dim as f64 * std::f64::consts::LN_2;
        Self {
            nll: -score.log_density_mean,
            nll_stderr: score.log_density_stderr,
            bits_per_dim: score.bits_per_dim,
            bits_per_dim_stderr: score.log_density_stderr.map(|error| error / nats_per_bit),
            count: score.count,
            normalised: quality.is_normalised(),
            quality,
        }
    }

    fn print(&self, levels: usize) -> Result<(), Error> {
        let quality = &self.quality;
        let error = |error: Option<f64>| error.unwrap_or(f64::NAN);
        say!("NLL         {:.4} ± {:.4} nats per sample, {} samples", self.nll, error(self.nll_stderr), self.count);
        say!("bits/dim    {:.4} ± {:.4}", self.bits_per_dim, error(self.bits_per_dim_stderr));
        let (ce, chance) = (quality.ce, (levels as f64).ln());
        say!("levels      cross-entropy {ce:.4} nats (chance {chance:.4}), accuracy {:.2} %", 100.0 * quality.accuracy);
        let last = levels - 2;
        say!(
            "denoising   error {:.4} per value over levels 1 to {last}, {} samples",
            quality.mse,
            quality.denoised_count
        );
        let (log_z, error) = (quality.log_normaliser, quality.log_normaliser_stderr);
        say!("normaliser  log Z = {log_z:.3} ± {error:.3} nats, {} samples", quality.noised_count);
        warn_unless_one(&quality.normaliser(), self.nll);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_turns_densities_into_costs() {
        let quality = Quality {
            ce: 1.0,
            accuracy: 0.5,
            mse: 0.5,
            log_normaliser: 0.2,
            log_normaliser_stderr: 0.01,
            noised_count: 4,
            denoised_count: 4,
            by_level: Vec::new(),
        };
        let summary = EvalSummary::new(&[-1.0, -3.0].iter().collect(), 2, quality);
        assert!(!summary.normalised);
        // Two values one apart from their mean: variance 2, of the mean 1.
        assert_eq!((summary.nll, summary.nll_stderr), (2.0, Some(1.0)));
        let bits = 1.0 / (2.0 * std::f64::consts::LN_2);
        assert!((summary.bits_per_dim_stderr.unwrap() - bits).abs() < 1e-15);
    }
}
