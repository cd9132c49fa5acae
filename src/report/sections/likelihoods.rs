//! How likely the models find training, held-out and outlying samples.

use super::{caption, measured, number, plot, quantile, with_error};
use crate::cli::ScoreSummary;
use crate::error::Error;
use crate::picture::Axis;
use crate::report::chart::Chart;
use crate::report::ink::Ink;
use crate::report::page::{Block, Page};
use crate::report::{Entry, Measured};

/// Colours of the kinds of samples: others than the first runs have.
const KINDS: [(&str, Ink); 3] =
    [("training", Ink::Series(2)), ("held out", Ink::Series(4)), ("outliers", Ink::Series(3))];
/// Bars of a histogram.
const BARS: usize = 40;
/// Part of the held-out samples that a threshold would wrongly call outliers.
const FALSE_ALARMS: f64 = 0.05;

/// Appends the section.
pub(in crate::report) fn push(page: &mut Page, entries: &[Entry]) -> Result<(), Error> {
    let Some((_, _, first)) = measured(entries).next() else { return Ok(()) };
    page.push(Block::Heading("Likelihoods".into()));
    let kinds = if first.outliers.is_some() { 3 } else { 2 };
    page.push(Block::Legend(KINDS[..kinds].iter().map(|(name, ink)| (*ink, (*name).to_owned())).collect()));
    let range = range(entries);
    let mut plots = Vec::new();
    for (_, entry, measured) in measured(entries) {
        let x = Axis::new("log density, nats", range.0, range.1);
        plots.push(histogram(entries, entry, measured, x)?);
    }
    page.push(Block::Row(plots)).push(table(entries));
    Ok(())
}

fn kinds(measured: &Measured) -> impl Iterator<Item = (&'static str, Ink, &Vec<f64>)> {
    let scores = [Some(&measured.train), Some(&measured.held_out), measured.outliers.as_ref()];
    KINDS.into_iter().zip(scores).filter_map(|((name, ink), scores)| Some((name, ink, scores?)))
}

/// One axis for all: without the few samples far out, which would press the rest together.
fn range(entries: &[Entry]) -> (f64, f64) {
    let ends = measured(entries).flat_map(|(_, _, measured)| {
        kinds(measured).map(|(_, _, scores)| {
            let sorted = sorted(scores);
            (quantile(&sorted, 0.01), quantile(&sorted, 0.99))
        })
    });
    let (low, high) = ends
        .filter(|(low, high)| low.is_finite() && high.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end.0), high.max(end.1)));
    let axis = Axis::around("", [low, high]);
    (axis.min, axis.max)
}

fn sorted(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

const HISTOGRAM: &str = "Shares of samples by log density in the data's units, as a single pass gives it; samples beyond the axis are \
    counted in its last bars. To see: training and held-out samples alike (training samples far to the right of held-out ones are \
    memorised), and outliers to the left. Outliers that are as likely as the data cannot be told by the density alone.";

fn histogram(entries: &[Entry], entry: &Entry, measured: &Measured, x: Axis<'_>) -> Result<Block, Error> {
    let series: Vec<_> = kinds(measured).map(|(_, ink, scores)| (ink, super::bars(&x, BARS, scores))).collect();
    let high = super::heights(&series).into_iter().fold(1e-3, f64::max);
    let names: Vec<&str> = kinds(measured).map(|(name, ..)| name).collect();
    let alt = format!("Histograms of the log density of samples: {}", names.join(", "));
    let chart = Chart::new(x, Axis::new("share of samples", 0.0, 1.05 * high), series);
    plot(&chart, &alt, caption(entries, entry, HISTOGRAM))
}

fn table(entries: &[Entry]) -> Block {
    let mut rows = Vec::new();
    for (_, entry, measured) in measured(entries) {
        let threshold = quantile(&sorted(&measured.held_out), FALSE_ALARMS);
        for (name, _, scores) in kinds(measured) {
            let (summary, sorted) = (ScoreSummary::new(&scores.iter().collect(), measured.dim, 1), sorted(scores));
            let below = scores.iter().filter(|score| **score < threshold).count() as f64 / scores.len() as f64;
            let mut row = if entries.len() > 1 { vec![entry.run.name.clone()] } else { Vec::new() };
            row.extend([
                name.to_owned(),
                summary.count.to_string(),
                with_error(summary.log_density_mean, summary.log_density_stderr, 3),
                number(quantile(&sorted, 0.5), 3),
                format!("{} %", number(100.0 * below, 1)),
            ]);
            rows.push(row);
        }
    }
    let head = ["samples", "number", "mean log density, nats", "median", "less likely than 95 % of held-out ones"];
    let run = (entries.len() > 1).then(|| "run".to_owned());
    Block::Table {
        caption: "Log densities. The last column is the share of samples that a threshold would call outliers which is right for 95 % \
                  of held-out samples: 5 % of these by construction, and of good outliers most."
            .into(),
        head: run.into_iter().chain(head.map(str::to_owned)).collect(),
        rows,
    }
}
