//! What `cdm score` answers.

use super::rows::Compared;
use crate::cli::output::say;
use crate::error::Error;
use crate::evaluate::{self, Auroc, Moments, Normaliser, Reference, ScoreSpec, Scores};
use crate::known::Known;
use serde::Serialize;

/// Densities, summed up.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    pub fn new(log_density: &Moments, dim: usize, nfe: usize) -> Self {
        Self {
            log_density_mean: log_density.mean(),
            log_density_stderr: log_density.stderr(),
            bits_per_dim: evaluate::bits_per_dim(log_density.mean(), dim),
            count: log_density.count(),
            nfe,
        }
    }
}

/// The answer of `cdm score --json`: the summary, and what else was asked for or is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreAnswer {
    /// Densities.
    #[serde(flatten)]
    pub summary: ScoreSummary,
    /// The level of these.
    pub level: usize,
    /// The class that they are conditioned on, as it was given; `None` for the density of all classes.
    pub class: Option<String>,
    /// Densities at further levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at_levels: Vec<LevelSummary>,
    /// The posterior over levels, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posterior: Option<PosteriorSummary>,
    /// The samples among those of other data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<AgainstSummary>,
    /// How well scores tell outliers, set by set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outliers: Vec<OutlierSummary>,
    /// The normaliser, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normaliser: Option<NormaliserSummary>,
    /// Whether that is not seen to be off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalised: Option<bool>,
    /// The truth.
    #[serde(flatten)]
    pub known: Option<Known>,
}

/// Log densities at a level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelSummary {
    /// The level.
    pub level: usize,
    /// Mean log density in the data's own units, nats.
    pub log_density_mean: f64,
    /// Its standard error.
    pub log_density_stderr: Option<f64>,
}

/// Means over samples of what their posteriors over levels say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PosteriorSummary {
    /// Mean of `E[t | x]`.
    pub mean_level: f64,
    /// Mean entropy, nats.
    pub entropy: f64,
    /// Mean of `log p(0 | x)`, nats.
    pub log_posterior_0: f64,
}

/// Samples among those of other data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgainstSummary {
    /// The other data.
    pub data: String,
    /// Their samples.
    pub count: usize,
    /// Mean of their log densities, nats.
    pub log_density_mean: f64,
    /// Standard deviation of these.
    pub log_density_std: Option<f64>,
    /// Mean percentile of the samples' log densities among these: 50 for samples of the same kind.
    pub percentile_mean: f64,
    /// Mean typicality of the samples: distance of a log density from that mean, in standard deviations.
    pub typicality_mean: f64,
}

/// How well scores tell outliers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutlierSummary {
    /// Which samples are outliers.
    pub outliers: String,
    /// The others.
    pub inlier_count: usize,
    /// Their number.
    pub outlier_count: usize,
    /// Mean log density of the others, nats.
    pub inlier_log_density_mean: f64,
    /// Their own.
    pub outlier_log_density_mean: f64,
    /// Areas under the curve.
    pub auroc: AurocSummary,
}

/// The area under the curve of each score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AurocSummary {
    /// Of a low log density.
    pub log_density: Auroc,
    /// Of a large distance from the mean log density of the data compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typicality: Option<Auroc>,
    /// Of a high mean level, `E[t | x]`.
    pub mean_level: Auroc,
}

/// The normaliser of the density that was scored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NormaliserSummary {
    /// Its logarithm and standard error, nats.
    #[serde(flatten)]
    pub normaliser: Normaliser,
    /// Who estimated it: `check`, now and on these data, or `model`, at the end of its training on held-out data.
    pub source: &'static str,
}

/// Running sums over samples.
pub(super) struct Sums {
    density: Moments,
    levels: Vec<(usize, Moments)>,
    /// Mean level, entropy, log posterior of level 0.
    posterior: Option<[Moments; 3]>,
    percentile: Moments,
    typicality: Moments,
}

impl Sums {
    pub(super) fn new(spec: &ScoreSpec) -> Self {
        Self {
            density: Moments::new(),
            levels: spec.levels.iter().map(|level| (*level, Moments::new())).collect(),
            posterior: spec.posterior.then(|| [Moments::new(); 3]),
            percentile: Moments::new(),
            typicality: Moments::new(),
        }
    }

    pub(super) fn add(&mut self, batch: &Scores<'_>, against: Option<&Compared>) {
        self.density.extend(batch.log_density.iter().copied());
        let levels = self.levels.len();
        for (at, (_, moments)) in self.levels.iter_mut().enumerate() {
            moments.extend(batch.at_levels.iter().skip(at).step_by(levels).copied());
        }
        if let Some([mean, entropy, clean]) = &mut self.posterior {
            mean.extend(batch.posterior.iter().map(|posterior| posterior.mean));
            entropy.extend(batch.posterior.iter().map(|posterior| posterior.entropy));
            clean.extend(batch.posterior.iter().map(|posterior| posterior.log_clean));
        }
        if let Some(against) = against {
            self.percentile.extend(against.percentile.iter().copied());
            self.typicality.extend(against.typicality.iter().copied());
        }
    }

    /// The answer as far as it follows from sums.
    pub(super) fn answer(&self, dim: usize, known: Option<Known>) -> ScoreAnswer {
        let level = |(level, moments): &(usize, Moments)| LevelSummary {
            level: *level,
            log_density_mean: moments.mean(),
            log_density_stderr: moments.stderr(),
        };
        ScoreAnswer {
            summary: ScoreSummary::new(&self.density, dim, 1),
            level: 0,
            class: None,
            at_levels: self.levels.iter().map(level).collect(),
            posterior: self.posterior.as_ref().map(|[mean, entropy, clean]| PosteriorSummary {
                mean_level: mean.mean(),
                entropy: entropy.mean(),
                log_posterior_0: clean.mean(),
            }),
            against: None,
            outliers: Vec::new(),
            normaliser: None,
            normalised: None,
            known,
        }
    }

    pub(super) fn against(&self, data: String, reference: &Reference) -> AgainstSummary {
        let moments = reference.moments();
        AgainstSummary {
            data,
            count: moments.count(),
            log_density_mean: moments.mean(),
            log_density_std: moments.std(),
            percentile_mean: self.percentile.mean(),
            typicality_mean: self.typicality.mean(),
        }
    }
}

impl ScoreAnswer {
    /// Prints it for people.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub(super) fn print(&self, dim: usize) -> Result<(), Error> {
        let summary = &self.summary;
        let error = |error: Option<f64>| error.unwrap_or(f64::NAN);
        let given = self.class.as_ref().map_or(String::new(), |class| match class.as_str() {
            "own" => " given its class".into(),
            class => format!(" given class {class}"),
        });
        say!(
            "log density {:.4} ± {:.4} nats per sample{given}",
            summary.log_density_mean,
            error(summary.log_density_stderr)
        );
        say!("bits/dim    {:.4}{}", summary.bits_per_dim, self.bits_note(dim));
        for at in &self.at_levels {
            say!(
                "level {:<5} {:.4} ± {:.4} nats per sample",
                at.level,
                at.log_density_mean,
                error(at.log_density_stderr)
            );
        }
        if let Some(posterior) = &self.posterior {
            let PosteriorSummary { mean_level, entropy, log_posterior_0 } = posterior;
            say!(
                "posterior   mean level {mean_level:.3}, entropy {entropy:.3} nats, log p(level 0) {log_posterior_0:.3} nats"
            );
        }
        say!("samples     {}, one network evaluation each", summary.count);
        self.against.as_ref().map_or(Ok(()), print_against)?;
        print_outliers(&self.outliers)?;
        if let Some(NormaliserSummary { normaliser, source }) = &self.normaliser {
            let Normaliser { log, stderr } = normaliser;
            let who = if *source == "check" { "estimated on these data" } else { "as judged at the end of training" };
            say!("normaliser  log Z = {log:.3} ± {stderr:.3} nats, {who}");
            warn_unless_one(normaliser, -summary.log_density_mean);
        }
        self.known.as_ref().map_or(Ok(()), print_known)
    }

    /// What bits per dimension would be of a density that integrates to 1.
    fn bits_note(&self, dim: usize) -> String {
        match &self.normaliser {
            None => " (as if the density were normalised; --check tells)".into(),
            Some(NormaliserSummary { normaliser, .. }) if normaliser.is_one() => String::new(),
            Some(NormaliserSummary { normaliser, .. }) => {
                let normalised = evaluate::bits_per_dim(self.summary.log_density_mean - normaliser.log, dim);
                format!(" (not normalised; {normalised:.4} if divided by the normaliser)")
            }
        }
    }
}

/// Warns of a normaliser that is off, with what it makes of a negative log likelihood `nll`, nats.
pub(in crate::cli) fn warn_unless_one(normaliser: &Normaliser, nll: f64) {
    if !normaliser.is_one() {
        let log_z = normaliser.log;
        log::warn!(
            "the model is not normalised: its log densities are {log_z:+.3} nats off, so the NLL is rather {:.4}; \
             train longer, or with a larger weight of the cross-entropy (--set w_ce)",
            nll + log_z
        );
    }
}

fn print_against(against: &AgainstSummary) -> Result<(), Error> {
    let AgainstSummary { data, count, log_density_mean, log_density_std, percentile_mean, typicality_mean } = against;
    let std = log_density_std.unwrap_or(f64::NAN);
    say!("against     {data}: {log_density_mean:.4} nats, deviation {std:.4}, {count} samples");
    say!("            mean percentile {percentile_mean:.2}, mean typicality {typicality_mean:.3} deviations");
    Ok(())
}

fn print_outliers(sets: &[OutlierSummary]) -> Result<(), Error> {
    let Some(first) = sets.first() else { return Ok(()) };
    let cell = |area: &Auroc| format!("{:.4} ± {:.4}", area.auroc, area.stderr.unwrap_or(f64::NAN));
    let untypical = if first.auroc.typicality.is_some() { "untypical" } else { "" };
    say!(
        "AUROC       {:<17} {untypical:<17} {:<17} outliers, against {} others",
        "low density",
        "high level",
        first.inlier_count
    );
    for OutlierSummary { outliers, outlier_count, auroc, .. } in sets {
        let typicality = auroc.typicality.as_ref().map_or(String::new(), cell);
        let (density, level) = (cell(&auroc.log_density), cell(&auroc.mean_level));
        say!("            {density:<17} {typicality:<17} {level:<17} {outliers}, {outlier_count}");
    }
    if first.auroc.typicality.is_none() {
        say!("            typicality too with --against TRAINING-DATA");
    }
    Ok(())
}

/// Prints how far a model is from the truth.
pub(in crate::cli) fn print_known(known: &Known) -> Result<(), Error> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_has_the_promised_keys_and_values() {
        let summary = |values: &[f64]| ScoreSummary::new(&values.iter().collect(), 2, 1);
        let json = serde_json::to_value(summary(&[-1.0, -2.0, -6.0])).unwrap();
        assert_eq!(json["log_density_mean"], -3.0);
        // Deviations 2, 1, −3: variance 14/2, over 3 samples.
        assert!((json["log_density_stderr"].as_f64().unwrap() - (7.0f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!((json["bits_per_dim"].as_f64().unwrap() - 3.0 / (2.0 * std::f64::consts::LN_2)).abs() < 1e-15);
        assert_eq!((&json["count"], &json["nfe"]), (&3.into(), &1.into()));
        assert_eq!(summary(&[1.0]).log_density_stderr, None);
    }
}
