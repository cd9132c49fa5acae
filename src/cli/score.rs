//! What `cdm score` is told, and how it goes about it.

mod answer;
mod outliers;
mod rows;

pub use answer::{
    AgainstSummary, AurocSummary, LevelSummary, NormaliserSummary, OutlierSummary, PosteriorSummary, ScoreAnswer,
    ScoreSummary,
};
pub(super) use answer::{print_known, warn_unless_one};

use super::Progress;
use super::classes::{self, ClassArg};
use super::device::DeviceArgs;
use super::names;
use super::output;
use crate::backend::{self, Trained};
use crate::data::{Dataset, Draw, SPEC_HELP, Spec, spec_help};
use crate::error::Error;
use crate::evaluate::{self, Condition, Effort, Normaliser, Reference, ScoreSpec, Scorer};
use crate::known::Known;
use crate::model::Model;
use crate::table::TableWriter;
use answer::Sums;
use cdm_core::Classifier;
use outliers::Outliers;
use rows::Row;
use std::path::PathBuf;

/// Log density of each sample under a trained model, from one forward pass
///
/// Log densities are in nats and in the data's own units. They are those of the model as it is, whose integral need not be 1: --check
/// estimates it. What each number means, and which to use for outliers, is told in docs/scoring.md.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm score --model run/model.safetensors --data digits:test --out scores.csv\n  \
                        cdm score --model run/model.safetensors --data digits:test --levels 10,50 --posterior --out scores.csv\n  \
                        cdm score --model run/model.safetensors --data csv:new.csv:label=kind --class own\n  \
                        cdm score --model run/model.safetensors --data digits:test --against digits:train --outliers npy:others.npy")]
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
    /// Log densities at these levels too, from the same pass
    #[arg(long, value_name = "T,T,...", value_delimiter = ',')]
    pub levels: Vec<usize>,
    /// The posterior over levels too: its mean, its entropy, and the log posterior of level 0
    #[arg(long)]
    pub posterior: bool,
    /// Condition on a class, by name or number, or on each sample's `own`: log p(x | class) [default: all classes together]
    #[arg(long, value_name = "CLASS|own", alias = "label")]
    pub class: Option<ClassArg>,
    /// Compare each sample with the scores of these data, mostly the training data: percentile and typicality
    #[arg(long, value_name = "SPEC")]
    pub against: Option<Spec>,
    /// The class of the data, by name or number, whose samples are outliers: how well scores tell them
    #[arg(long, value_name = "CLASS", conflicts_with = "outliers")]
    pub outlier_class: Option<String>,
    /// Data that are outliers, scored too: how well scores tell them from --data; may be given several times
    #[arg(long, value_name = "SPEC")]
    pub outliers: Vec<Spec>,
    /// Estimate the normaliser on the data, noised
    #[arg(long)]
    pub check: bool,
    /// Number of samples to draw from a density; files are scored whole
    #[arg(long, value_name = "N", default_value = "10000", value_parser = names::count::<1>)]
    pub n: usize,
    /// Seed of the dequantisation noise and of samples drawn from a density
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Write one row per sample
    #[arg(long, value_name = "FILE.csv|FILE.parquet", value_parser = names::table)]
    pub out: Option<PathBuf>,
    /// What executes the network.
    #[command(flatten)]
    pub device: DeviceArgs,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl ScoreArgs {
    /// Scores the data.
    ///
    /// # Errors
    /// A model or data that cannot be used, a level or class that the model lacks, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let condition = self.class.as_ref().map_or(Ok(Condition::Marginal), |class| class.condition(&model.config))?;
        self.require_checkable(condition)?;
        let net = backend::open_trained(self.device.into(), &model)?;
        let work = Work { args: self, model: &model, net: &*net, condition };
        let answer = work.run()?;
        answer.print(net.dim())?;
        if self.json { output::print_json(&answer) } else { Ok(()) }
    }

    /// There is a check of one density at a time, and of that of clean data.
    fn require_checkable(&self, condition: Condition) -> Result<(), Error> {
        let (value, expected) = match (condition, self.level) {
            _ if !self.check => return Ok(()),
            (Condition::Own, _) => ("--class own".into(), "one density to check at a time: --class CLASS, or none"),
            (_, 0) => return Ok(()),
            (_, level) => (format!("--level {level}"), "level 0: the normaliser is that of clean data"),
        };
        Err(Error::BadValue { option: "--check".into(), value, expected: expected.into() })
    }

    /// What is asked of each sample.
    fn spec(&self) -> ScoreSpec {
        let mut levels = Vec::new();
        self.levels.iter().for_each(|level| {
            if !levels.contains(level) {
                levels.push(*level);
            }
        });
        // Outliers are told by it too.
        let posterior = self.posterior || !self.outliers.is_empty() || self.outlier_class.is_some();
        ScoreSpec { level: self.level, levels, posterior, seed: self.seed }
    }
}

/// A command with everything that it needs.
struct Work<'a> {
    args: &'a ScoreArgs,
    model: &'a Model,
    net: &'a dyn Trained,
    condition: Condition,
}

impl Work<'_> {
    fn run(&self) -> Result<ScoreAnswer, Error> {
        let (args, spec) = (self.args, self.args.spec());
        let data = self.load(&args.data, true)?;
        let mut table = args.out.as_deref().map(TableWriter::create).transpose()?;
        let outliers = Outliers::of(args, &data, |spec| self.load(spec, true))?;
        let reference = args.against.as_ref().map(|against| self.reference(against)).transpose()?;
        let row = Row::new(&spec, reference.as_ref().map(|(_, reference)| reference), outliers.parts(&data));
        // The truth is that of the data themselves, not of noised ones.
        let truth = args.data.synthetic().filter(|_| args.level == 0 && self.condition == Condition::Marginal);
        let (mut sums, mut verdicts, mut densities) = (Sums::new(&spec), outliers.verdicts(), Vec::new());
        for (part, data) in outliers.parts(&data).enumerate() {
            let bar = Progress::new(if part == 0 { "scoring" } else { "scoring outliers" }, data.len());
            self.score(data, &spec, |batch| {
                let outlying = outliers.in_batch(part, batch);
                let against = row.against(batch);
                if part == 0 {
                    sums.add(batch, against.as_ref());
                    densities.extend(truth.iter().flat_map(|_| &batch.log_density));
                }
                verdicts.add(batch, against.as_ref(), outlying.as_deref());
                if let Some(table) = &mut table {
                    table.write(&row.columns(data, batch, against, outlying))?;
                }
                bar.advance(batch.log_density.len());
                Ok(())
            })?;
        }
        let normaliser = self.normaliser(&data)?;
        table.map_or(Ok(()), TableWriter::finish)?;
        let known = truth.map(|truth| Known::new(truth, &data, &densities)).transpose()?;
        let mut answer = sums.answer(data.dim(), known);
        answer.class = args.class.as_ref().map(ToString::to_string);
        answer.level = args.level;
        answer.against = reference.map(|(name, reference)| sums.against(name, &reference));
        answer.outliers = outliers.summaries(args, &verdicts);
        answer.normalised = normaliser.as_ref().map(|found| found.normaliser.is_one());
        answer.normaliser = normaliser;
        Ok(answer)
    }

    /// Data that the model can take.
    fn load(&self, spec: &Spec, held_out: bool) -> Result<Dataset, Error> {
        let draw = Draw { count: self.args.n, seed: self.args.seed, held_out };
        let mut data = Dataset::load(spec, draw)?;
        self.model.config.check_data(&data)?;
        if self.condition == Condition::Own {
            data = classes::aligned(&self.model.config, data)?;
        }
        Ok(data)
    }

    fn score(
        &self,
        data: &Dataset,
        spec: &ScoreSpec,
        each: impl FnMut(&evaluate::Scores<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let scorer = Scorer::Conditioned(self.net, self.condition);
        evaluate::score(scorer, &self.model.config.transform, data, spec, each)
    }

    /// The scores to compare with, and the name of their data.
    fn reference(&self, spec: &Spec) -> Result<(String, Reference), Error> {
        let data = self.load(spec, false)?;
        let bar = Progress::new("scoring what to compare with", data.len());
        let mut scores = Vec::with_capacity(data.len());
        // As the samples themselves: by the same pass.
        self.score(&data, &self.args.spec(), |batch| {
            scores.extend_from_slice(&batch.log_density);
            bar.advance(batch.log_density.len());
            Ok(())
        })?;
        Ok((data.name.clone(), Reference::new(&data.name, scores)?))
    }

    /// What is known of the normaliser of the density that was asked for.
    fn normaliser(&self, data: &Dataset) -> Result<Option<NormaliserSummary>, Error> {
        if self.args.check {
            return self.check(data).map(|found| Some(NormaliserSummary { normaliser: found, source: "check" }));
        }
        // The model's file has that of clean data of all classes.
        let stored =
            self.model.config.normaliser.filter(|_| self.args.level == 0 && self.condition == Condition::Marginal);
        Ok(stored.map(|normaliser| NormaliserSummary { normaliser, source: "model" }))
    }

    /// Estimates it on samples of the density that it is of.
    fn check(&self, data: &Dataset) -> Result<Normaliser, Error> {
        let label = if let Condition::Class(label) = self.condition { Some(label) } else { None };
        // Noised samples of a class are what its density is of; the number beyond the last class is all of them.
        let of_class = match label.filter(|label| Some(*label as usize) != self.net.classes()) {
            Some(label) if data.labels.is_some() => {
                let data = classes::aligned(&self.model.config, data.clone())?;
                let labels = data.labels.as_deref().unwrap_or_default();
                let own: Vec<usize> = (0..data.len()).filter(|i| labels[*i] == label).collect();
                data.choose(&own)
            }
            _ => data.clone(),
        };
        of_class.require_len(1)?;
        let net = backend::open_labelled(self.args.device.into(), self.model, label)?;
        let (schedule, noised) = (self.model.schedule()?, evaluate::SAMPLES.max(of_class.len()));
        let effort = Effort { noised, denoised: 0, seed: self.args.seed };
        let bar = Progress::new("judging the normaliser", noised);
        let transform = &self.model.config.transform;
        let quality = evaluate::judge(&*net, schedule.view(), transform, &of_class, effort, |n| bar.advance(n))?;
        Ok(quality.normaliser())
    }
}
