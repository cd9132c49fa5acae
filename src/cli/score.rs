//! What `cdm score` is told, and what it answers.

use super::Progress;
use super::names;
use super::output::{self, say};
use crate::choice::Backend;
use crate::data::{Dataset, Draw, SPEC_HELP, Spec, spec_help};
use crate::error::Error;
use crate::evaluate;
use crate::known::Known;
use crate::model::Model;
use std::path::PathBuf;

/// Log density of each sample under a trained model, from one forward pass
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm score --model run/model.safetensors --data digits:test --out scores.csv")]
pub struct ScoreArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Data: see [`crate::data::spec_help`].
    #[arg(long, value_name = "SPEC", help = SPEC_HELP, long_help = spec_help())]
    pub data: Spec,
    /// Noise level of the density: 0 is the data itself
    #[arg(long, value_name = "T", default_value_t = 0)]
    pub level: usize,
    /// Condition on a class: the density of a sample given that it is of this class
    #[arg(long, value_name = "CLASS")]
    pub label: Option<u32>,
    /// Number of samples to draw from a density; files are scored whole
    #[arg(long, value_name = "N", default_value = "10000", value_parser = names::count::<1>)]
    pub n: usize,
    /// Seed of the dequantisation noise and of samples drawn from a density
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Write one line per sample
    #[arg(long, value_name = "FILE.csv")]
    pub out: Option<PathBuf>,
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

impl ScoreArgs {
    /// Scores the data.
    ///
    /// # Errors
    /// A model or data that cannot be used, a level that the model lacks, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let data = Dataset::load(&self.data, Draw { count: self.n, seed: self.seed, held_out: true })?;
        let transform = &model.config.transform;
        model.config.check_data(&data)?;
        let net = crate::backend::open_labelled(self.backend, self.threads, &model, self.label)?;
        let bar = Progress::new("scoring", data.len());
        let densities = evaluate::log_density(&net, transform, &data, self.level, self.seed, |n| bar.advance(n))?;
        drop(bar);
        if let Some(path) = &self.out {
            output::save_scores(path, &densities)?;
        }
        let summary = ScoreSummary::new(&densities, data.dim(), 1);
        let error = summary.log_density_stderr.unwrap_or(f64::NAN);
        say!("log density {:.4} ± {error:.4} nats per sample", summary.log_density_mean);
        say!("bits/dim    {:.4}", summary.bits_per_dim);
        say!("samples     {}, one network evaluation each", summary.count);
        // The truth is that of the data themselves, not of noised ones.
        let truth = self.data.synthetic().filter(|_| self.level == 0);
        let known = truth.map(|truth| Known::new(truth, &data, &densities)).transpose()?;
        if let Some(known) = &known {
            print_known(known)?;
        }
        if self.json { output::print_json(&ScoreAnswer { summary, known }) } else { Ok(()) }
    }
}

/// Prints how far a model is from the truth.
pub(super) fn print_known(known: &Known) -> Result<(), Error> {
    let truth = &known.truth;
    say!(
        "truth       log p_true − log p_model = {:.3} ± {:.3} nats, its absolute value {:.3}",
        truth.mean_difference,
        truth.mean_difference_stderr,
        truth.mean_absolute
    );
    if let Some(mi) = &known.mutual_information {
        let off = 100.0 * (mi.estimate / mi.truth - 1.0);
        say!(
            "information E[f_0 − f_L] = {:.3} ± {:.3} nats, truth {:.3} ({off:+.2} %)",
            mi.estimate,
            mi.stderr,
            mi.truth
        );
    }
    Ok(())
}

/// The answer of `cdm score --json`: the summary, and the truth where it is known.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ScoreAnswer {
    /// Densities.
    #[serde(flatten)]
    pub summary: ScoreSummary,
    /// The truth.
    #[serde(flatten)]
    pub known: Option<Known>,
}

/// Densities, summed up.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ScoreSummary {
    /// Mean log density in the data's own units, nats.
    pub log_density_mean: f64,
    /// Standard error of that mean; `None` for fewer than two samples.
    pub log_density_stderr: Option<f64>,
    /// `−mean / (d ln 2)`: for dequantised grey values the usual number of bits per dimension.
    pub bits_per_dim: f64,
    /// Number of samples, each scored once.
    pub count: usize,
    /// Evaluations of the network per sample.
    pub nfe: usize,
}

impl ScoreSummary {
    /// Sums up log densities in the data's own units, nats, of samples of `dim` values.
    ///
    /// # Numerics
    ///
    /// Two passes in `f64`. Without samples the means are NaN.
    pub fn new(log_density: &[f64], dim: usize, nfe: usize) -> Self {
        let count = log_density.len();
        let n = count as f64;
        let mean = log_density.iter().sum::<f64>() / n;
        let squares: f64 = log_density.iter().map(|v| (v - mean).powi(2)).sum();
        Self {
            log_density_mean: mean,
            log_density_stderr: (count > 1).then(|| (squares / (n - 1.0) / n).sqrt()),
            bits_per_dim: evaluate::bits_per_dim(mean, dim),
            count,
            nfe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_has_the_promised_keys_and_values() {
        let summary = ScoreSummary::new(&[-1.0, -2.0, -6.0], 2, 1);
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(json["log_density_mean"], -3.0);
        // Deviations 2, 1, −3: variance 14/2, over 3 samples.
        assert!((json["log_density_stderr"].as_f64().unwrap() - (7.0f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!((json["bits_per_dim"].as_f64().unwrap() - 3.0 / (2.0 * std::f64::consts::LN_2)).abs() < 1e-15);
        assert_eq!((&json["count"], &json["nfe"]), (&3.into(), &1.into()));
        assert_eq!(ScoreSummary::new(&[1.0], 1, 1).log_density_stderr, None);
    }
}
