//! What `cdm classify` is told, and what it answers.

use super::device::DeviceArgs;
use super::output::{self, say};
use super::{Progress, classes, names};
use crate::backend::{self, Trained};
use crate::data::{Dataset, Draw, SPEC_HELP, Spec, spec_help};
use crate::error::Error;
use crate::evaluate::{BayesRule, Calibration, Tally, calibrate, class_scores};
use crate::model::Model;
use crate::table::{Column, TableWriter};
use serde::Serialize;
use std::path::PathBuf;

/// Classes of samples by Bayes' rule, from a conditional model's densities
///
/// log p(class | x) = log p(x | class) + log p(class) + constant: one pass of the network for each class. The conditional densities of a
/// trained model need not integrate to the same number; --calibrate finds one offset for each class, its log normaliser up to what all have in
/// common, as those that make the labels of other data likeliest.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm classify --model run/model.safetensors --data digits:test\n  \
                        cdm classify --model run/model.safetensors --data mnist:DIR:test --calibrate mnist:DIR:train --out classes.csv")]
pub struct ClassifyArgs {
    /// The model, a conditional model.safetensors that `cdm train --conditional` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Data: see [`crate::data::spec_help`].
    #[arg(long, value_name = "SPEC", help = SPEC_HELP, long_help = spec_help())]
    pub data: Spec,
    /// How frequent classes are taken to be before a sample is seen
    #[arg(long, value_enum, default_value_t = PriorArg::Data)]
    pub prior: PriorArg,
    /// Find the offset of each class on these data, which have labels: not on those that are judged
    #[arg(long, value_name = "SPEC")]
    pub calibrate: Option<Spec>,
    /// Seed of the dequantisation noise
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

/// How frequent classes are beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PriorArg {
    /// As in the training data.
    #[default]
    Data,
    /// All alike.
    Uniform,
}

/// The answer of `cdm classify --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassifySummary {
    /// Samples.
    pub count: usize,
    /// Evaluations of the network per sample: one for each class.
    pub nfe: usize,
    /// The classes, by number.
    pub classes: Vec<String>,
    /// How often each was predicted.
    pub predicted: Vec<u64>,
    /// The prior.
    pub prior: PriorArg,
    /// How predictions agree with labels, where the data have them.
    #[serde(flatten)]
    pub judged: Option<Judged>,
    /// The offsets, if they were asked for.
    pub calibration: Option<CalibrationSummary>,
}

/// How predictions agree with labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// Fraction of samples whose predicted class is their label.
    pub accuracy: f64,
    /// Its standard error.
    pub accuracy_stderr: Option<f64>,
    /// Mean log posterior of the true class, nats; 0 would be sure and right.
    pub log_posterior_mean: f64,
    /// Its standard error.
    pub log_posterior_stderr: Option<f64>,
    /// Samples by class (rows) and predicted class (columns).
    pub confusion: Vec<Vec<u64>>,
}

/// The offsets and the data that they come from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CalibrationSummary {
    /// The data.
    pub data: String,
    /// The offsets.
    #[serde(flatten)]
    pub found: Calibration,
}

impl ClassifyArgs {
    /// Classifies the data.
    ///
    /// # Errors
    /// A model without classes, data that cannot be used, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let table = self.out.as_deref().map(TableWriter::create).transpose()?;
        let net = backend::open_trained(self.device.into(), &model)?;
        let rule = self.rule(&model)?;
        let data = self.load(&self.data, &model)?;
        let calibration =
            self.calibrate.as_ref().map(|spec| self.calibration(spec, &model, &*net, &rule)).transpose()?;
        let rule = match &calibration {
            Some(calibration) => rule.normalised_by(&calibration.found.log_z),
            None => rule,
        };
        let classes = classes::names(&model.config, rule.classes(), &data);
        let (predicted, tally) = self.classify(&model, &*net, &data, (&rule, &classes), table)?;
        let summary = ClassifySummary {
            count: data.len(),
            nfe: rule.classes(),
            classes,
            predicted,
            prior: self.prior,
            judged: data.labels.as_ref().map(|_| Judged::new(&tally)),
            calibration,
        };
        summary.print()?;
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    fn rule(&self, model: &Model) -> Result<BayesRule, Error> {
        let classes = model.config.network.classes().ok_or(Error::NoClasses)?;
        match (self.prior, &model.config.class_counts) {
            (PriorArg::Uniform, _) => Ok(BayesRule::uniform(classes)),
            (PriorArg::Data, Some(counts)) => Ok(BayesRule::of_counts(counts)),
            (PriorArg::Data, None) => Err(Error::BadValue {
                option: "--prior".into(),
                value: "data".into(),
                expected: "uniform: the model's file does not say how many training samples each class had".into(),
            }),
        }
    }

    fn load(&self, spec: &Spec, model: &Model) -> Result<Dataset, Error> {
        let data = Dataset::load(spec, Draw { count: 10_000, seed: self.seed, held_out: true })?;
        model.config.check_data(&data)?;
        classes::aligned(&model.config, data)
    }

    fn calibration(
        &self,
        spec: &Spec,
        model: &Model,
        net: &dyn Trained,
        rule: &BayesRule,
    ) -> Result<CalibrationSummary, Error> {
        let data = self.load(spec, model)?;
        let Some(labels) = &data.labels else {
            return Err(Error::NoLabels { data: data.name.clone(), what: "--calibrate".into() });
        };
        let bar = Progress::new("scoring what to calibrate on", data.len());
        let mut joint = Vec::with_capacity(data.len() * rule.classes());
        class_scores(net, &model.config.transform, &data, self.seed, |batch| {
            let start = joint.len();
            joint.extend_from_slice(&batch.log_density);
            rule.joint(&mut joint[start..]);
            bar.advance(batch.log_density.len() / rule.classes());
            Ok(())
        })?;
        let found = calibrate(&data.name, &joint, labels, rule.classes())?;
        Ok(CalibrationSummary { data: data.name.clone(), found })
    }

    /// How often each class was predicted, and how that agrees with labels. Writes the table.
    fn classify(
        &self,
        model: &Model,
        net: &dyn Trained,
        data: &Dataset,
        (rule, classes): (&BayesRule, &[String]),
        mut table: Option<TableWriter>,
    ) -> Result<(Vec<u64>, Tally), Error> {
        let (mut predicted, mut tally) = (vec![0; classes.len()], Tally::new(classes.len()));
        let bar = Progress::new("classifying", data.len());
        class_scores(net, &model.config.transform, data, self.seed, |batch| {
            let mut posterior = batch.log_density.clone();
            rule.log_posterior(&mut posterior);
            for (i, row) in posterior.chunks_exact(classes.len()).enumerate() {
                predicted[Tally::predicted(row) as usize] += 1;
                batch.labels.iter().for_each(|labels| tally.add(row, labels[i]));
            }
            if let Some(table) = &mut table {
                table.write(&columns(batch.first, &posterior, classes, batch.labels))?;
            }
            bar.advance(posterior.len() / classes.len());
            Ok(())
        })?;
        table.map_or(Ok(()), TableWriter::finish)?;
        Ok((predicted, tally))
    }
}

/// The rows of a batch: number and name of the predicted class, its posterior, those of all classes, label and its name.
fn columns<'a>(first: usize, log_posterior: &[f64], classes: &'a [String], labels: Option<&[u32]>) -> Vec<Column<'a>> {
    let rows = log_posterior.chunks_exact(classes.len());
    let predicted: Vec<u32> = rows.clone().map(Tally::predicted).collect();
    let name = |number: &u32| classes[*number as usize].as_str();
    let best = rows.clone().zip(&predicted).map(|(row, class)| row[*class as usize].exp()).collect();
    let mut columns = vec![
        Column::count("index", (first as u32..).take(predicted.len()).collect()),
        Column::text("class", predicted.iter().map(name).collect()),
        Column::count("predicted", predicted),
        Column::real("posterior", best),
    ];
    for (class, name) in classes.iter().enumerate() {
        columns.push(Column::real(format!("posterior_{name}"), rows.clone().map(|row| row[class].exp()).collect()));
    }
    if let Some(labels) = labels {
        columns.push(Column::count("label", labels.to_vec()));
        columns.push(Column::text("label_class", labels.iter().map(name).collect()));
    }
    columns
}

impl Judged {
    fn new(tally: &Tally) -> Self {
        Self {
            accuracy: tally.right().mean(),
            accuracy_stderr: tally.right().stderr(),
            log_posterior_mean: tally.log_true().mean(),
            log_posterior_stderr: tally.log_true().stderr(),
            confusion: tally.confusion().to_vec(),
        }
    }
}

impl ClassifySummary {
    fn print(&self) -> Result<(), Error> {
        if let Some(CalibrationSummary { data, found }) = &self.calibration {
            let offsets: Vec<String> =
                self.classes.iter().zip(&found.log_z).map(|(class, log_z)| format!("{class} {log_z:+.3}")).collect();
            say!(
                "calibrated  on {} samples of {data}, {} Newton steps: mean log posterior {:.4} → {:.4} nats",
                found.count,
                found.steps,
                found.before,
                found.after
            );
            say!("log Z       of each class, less their mean, nats: {}", offsets.join(", "));
        }
        if let Some(judged) = &self.judged {
            let error = |error: Option<f64>| error.unwrap_or(f64::NAN);
            say!("accuracy    {:.2} ± {:.2} %", 100.0 * judged.accuracy, 100.0 * error(judged.accuracy_stderr));
            say!(
                "posterior   {:.4} ± {:.4} nats, mean log of the true class's",
                judged.log_posterior_mean,
                error(judged.log_posterior_stderr)
            );
        } else {
            let counts: Vec<String> =
                self.classes.iter().zip(&self.predicted).map(|(class, count)| format!("{class} {count}")).collect();
            say!("predicted   {}", counts.join(", "));
        }
        say!("samples     {}, {} network evaluations each", self.count, self.nfe);
        Ok(())
    }
}
