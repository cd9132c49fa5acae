//! `cdm data describe`.

use crate::cli::output::{self, say};
use crate::cli::{Progress, names};
use crate::data::{self, Dataset, Draw, SPEC_HELP, Shape, Spec, Values, spec_help};
use crate::error::Error;
use serde::Serialize;

/// What data are: how many, of what shape, which classes, which values
///
/// Reads every sample unless --n says otherwise, so that damage is found too.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm data describe images:photos:size=64 --json")]
pub struct DescribeArgs {
    /// Data: see [`crate::data::spec_help`].
    #[arg(value_name = "SPEC", help = SPEC_HELP, long_help = spec_help())]
    pub data: Spec,
    /// Samples whose values are looked at, spread evenly [default: all]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub n: Option<usize>,
    /// Fraction that is held out of data without a held-out part
    #[arg(long, value_name = "X", default_value_t = 0.2, value_parser = names::fraction)]
    pub held_out: f64,
    /// Seed of samples drawn from a density
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// The answer of `cdm data describe --json`.
#[derive(Clone, Debug, Serialize)]
pub struct DescribeSummary {
    /// The specification.
    pub data: String,
    /// Number of samples.
    pub count: usize,
    /// What one sample is.
    #[serde(flatten)]
    pub shape: Shape,
    /// What its values are.
    #[serde(flatten)]
    pub values: Values,
    /// The classes, if there are any.
    pub classes: Vec<ClassCount>,
    /// Of each column of vectors, or each channel of images.
    pub columns: Vec<Statistics>,
    /// Samples that the statistics are taken of.
    pub looked_at: usize,
    /// Samples to train on, if there are enough to hold some out.
    pub train: Option<usize>,
    /// Samples to judge by.
    pub held_out: Option<usize>,
    /// Bytes kept in memory.
    pub memory: u64,
    /// Bytes kept in a temporary file.
    pub temporary: u64,
    /// Tells these data from others: see [`Dataset::fingerprint`].
    pub fingerprint: String,
}

/// A class and its samples.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassCount {
    /// Its name, or its number where it has none.
    pub name: String,
    /// Samples of it.
    pub count: usize,
}

/// Values of a column or a channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statistics {
    /// Its name, or its number from 1.
    pub name: String,
    /// The least value.
    pub min: f32,
    /// The largest one.
    pub max: f32,
    /// The mean.
    pub mean: f64,
    /// The standard deviation of the population.
    pub std: f64,
}

/// Columns that are printed for people.
const SHOWN: usize = 20;

impl DescribeArgs {
    /// Describes the data.
    ///
    /// # Errors
    /// Data that cannot be loaded or read.
    pub fn run(&self) -> Result<(), Error> {
        let summary = self.summary()?;
        summary.print()?;
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    fn summary(&self) -> Result<DescribeSummary, Error> {
        let count = match self.data.synthetic() {
            Some(synthetic) => synthetic.counts(synthetic.density()?.dim()).0,
            None => 0,
        };
        // Before the data are opened whole, so that what is kept of them is kept once.
        let parts = match data::load_parts(&self.data, None, self.held_out, 0, self.seed) {
            Ok((train, held_out)) => Some((train.len(), held_out.len())),
            Err(Error::TooFew { .. }) => None,
            Err(error) => return Err(error),
        };
        let data = Dataset::load(&self.data, Draw { count, seed: self.seed, held_out: false })?;
        let looked_at = self.n.unwrap_or(data.len()).min(data.len());
        let held = data.samples.held();
        Ok(DescribeSummary {
            data: data.name.clone(),
            count: data.len(),
            shape: data.shape,
            values: data.values,
            classes: classes(&data),
            columns: statistics(&data, looked_at)?,
            looked_at,
            train: parts.map(|(train, _)| train),
            held_out: parts.map(|(_, held_out)| held_out),
            memory: held.memory,
            temporary: held.temporary,
            fingerprint: data.fingerprint()?,
        })
    }
}

fn classes(data: &Dataset) -> Vec<ClassCount> {
    let mut counts = vec![0; data.classes];
    data.labels.iter().flatten().for_each(|label| counts[*label as usize] += 1);
    let name = |class: usize| data.class_names.get(class).cloned().unwrap_or_else(|| class.to_string());
    counts.into_iter().enumerate().map(|(class, count)| ClassCount { name: name(class), count }).collect()
}

/// One pass with running means (Welford), in double precision.
fn statistics(data: &Dataset, looked_at: usize) -> Result<Vec<Statistics>, Error> {
    let groups = match data.shape {
        Shape::Vector { dim } => dim,
        Shape::Image { channels, .. } => channels,
    };
    let name = |group: usize| data.column_names.get(group).cloned().unwrap_or_else(|| (group + 1).to_string());
    let empty =
        |group| Statistics { name: name(group), min: f32::INFINITY, max: f32::NEG_INFINITY, mean: 0.0, std: 0.0 };
    let mut all: Vec<Statistics> = (0..groups).map(empty).collect();
    let (bar, mut row, mut seen) = (Progress::new("reading", looked_at), vec![0.0; data.dim()], 0.0);
    for number in 0..looked_at {
        data.read(number * data.len() / looked_at, &mut row)?;
        for values in row.chunks_exact(groups) {
            seen += 1.0;
            for (column, value) in all.iter_mut().zip(values) {
                let from_mean = f64::from(*value) - column.mean;
                column.mean += from_mean / seen;
                // The sum of squares until the end.
                column.std += from_mean * (f64::from(*value) - column.mean);
                (column.min, column.max) = (column.min.min(*value), column.max.max(*value));
            }
        }
        bar.advance(1);
    }
    all.iter_mut().for_each(|column| column.std = (column.std / seen).sqrt());
    Ok(all)
}

impl DescribeSummary {
    fn print(&self) -> Result<(), Error> {
        say!("data        {}", self.data);
        say!("samples     {}, {}", self.count, self.shape);
        match self.values {
            Values::Grey { levels } => say!("values      integers from 0 to {}, to be dequantised", levels - 1),
            Values::Real => say!("values      real numbers, to be standardised"),
            Values::Standard => say!("values      real numbers of mean 0 and deviation 1"),
        }
        if !self.classes.is_empty() {
            say!("classes     {}", self.classes.len());
            for ClassCount { name, count } in self.classes.iter().take(SHOWN) {
                say!("            {name}: {count}");
            }
            if self.classes.len() > SHOWN {
                say!("            and {} more", self.classes.len() - SHOWN);
            }
        }
        let what = if matches!(self.shape, Shape::Image { .. }) { "channel" } else { "column" };
        for Statistics { name, min, max, mean, std } in self.columns.iter().take(SHOWN) {
            say!("{what:11} {name}: {min} to {max}, mean {mean:.4}, deviation {std:.4}");
        }
        if self.columns.len() > SHOWN {
            say!("            and {} more", self.columns.len() - SHOWN);
        }
        if self.looked_at < self.count {
            say!("            of {} samples", self.looked_at);
        }
        match self.train.zip(self.held_out) {
            Some((train, held_out)) => say!("training    {train} samples, {held_out} held out"),
            None => say!("training    too few samples to hold some out"),
        }
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        say!("kept        {:.1} MiB in memory, {:.1} MiB in a temporary file", mib(self.memory), mib(self.temporary));
        say!("fingerprint {}", self.fingerprint);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(spec: &str, n: Option<usize>) -> DescribeSummary {
        DescribeArgs { data: spec.parse().unwrap(), n, held_out: 0.2, seed: 0, json: false }.summary().unwrap()
    }

    #[test]
    fn the_digits_are_described() {
        let summary = describe("digits", None);
        assert_eq!((summary.count, summary.train, summary.held_out), (1797, Some(1442), Some(355)));
        assert_eq!((summary.classes[0].count, summary.classes.len()), (178, 10));
        let [channel] = &summary.columns[..] else { panic!("one channel") };
        assert_eq!((channel.min, channel.max), (0.0, 16.0));
        // scikit-learn's description of the same data: mean 4.884, deviation 6.017.
        assert!((channel.mean - 4.884).abs() < 1e-3 && (channel.std - 6.017).abs() < 1e-3, "{channel:?}");
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!((&json["kind"], &json["values"], &json["levels"]), (&"image".into(), &"grey".into(), &17.into()));
        assert_eq!(describe("digits", Some(10)).looked_at, 10);
    }

    #[test]
    fn densities_have_the_deviations_of_their_truth() {
        let summary = describe("mi:d=2", None);
        assert_eq!(summary.count, 100_000);
        // Five standard errors of a deviation, 1/√(2n).
        assert!(summary.columns.iter().all(|c| (c.std - 1.0).abs() < 0.012), "{:?}", summary.columns);
    }
}
