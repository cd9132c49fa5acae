//! The sections of a report.

pub(super) mod configuration;
pub(super) mod curves;
pub(super) mod levels;
pub(super) mod likelihoods;
pub(super) mod samples;
pub(super) mod summary;

use super::chart::{Chart, Mark, Series};
use super::ink::Ink;
use super::page::Block;
use super::{Entry, Measured};
use crate::error::Error;
use crate::picture::Axis;

/// Runs that were measured, with their numbers.
fn measured(entries: &[Entry]) -> impl Iterator<Item = (usize, &Entry, &Measured)> + Clone {
    entries.iter().enumerate().filter_map(|(number, entry)| Some((number, entry, entry.measured.as_ref()?)))
}

/// Which run has which colour, where there are several.
fn legend(entries: &[Entry]) -> Option<Block> {
    let keys = entries.iter().enumerate().map(|(number, entry)| (Ink::Series(number), entry.run.name.clone()));
    (entries.len() > 1).then(|| Block::Legend(keys.collect()))
}

/// A text, a sentence or more, that says of which run it is where there are several.
fn of_run(entries: &[Entry], entry: &Entry, text: &str) -> String {
    if entries.len() > 1 { format!("{}. {text}", entry.run.name) } else { text.to_owned() }
}

/// The same for a caption that is long: the first run that was measured has it whole, of the others it says that it is the same.
fn caption(entries: &[Entry], entry: &Entry, text: &str) -> String {
    let first = measured(entries).next().is_none_or(|(_, first, _)| std::ptr::eq(first, entry));
    if first { of_run(entries, entry, text) } else { format!("The same of {}.", entry.run.name) }
}

fn plot(chart: &Chart<'_>, alt: &str, caption: impl Into<String>) -> Result<Block, Error> {
    Ok(Block::Plot { svg: chart.svg(alt)?, caption: caption.into() })
}

/// All numbers along an axis that series are drawn at.
fn heights(series: &[Series]) -> Vec<f64> {
    let of = |(_, mark): &Series| -> Vec<f64> {
        match mark {
            Mark::Line(points) | Mark::Dashes(points) | Mark::Points(points) => points.iter().map(|p| p.1).collect(),
            Mark::Band(points) => points.iter().flat_map(|p| [p.1, p.2]).collect(),
            Mark::Bars(_, heights) => heights.clone(),
            Mark::Map(..) => Vec::new(),
        }
    };
    series.iter().flat_map(of).filter(|value| value.is_finite()).collect()
}

/// A vertical axis for values, most of which are small: the largest few, as at the beginning of a training, may lie beyond it.
fn tight<'a>(label: &'a str, series: &[Series]) -> Axis<'a> {
    let mut values = heights(series);
    values.sort_by(f64::total_cmp);
    let (Some(low), Some(high)) = (values.first(), values.last()) else { return Axis::new(label, 0.0, 1.0) };
    let most = quantile(&values, 0.9);
    Axis::around(label, [*low, high.min(most + 0.3 * (most - low))])
}

/// A logarithmic vertical axis for the positive values.
fn logarithmic<'a>(label: &'a str, series: &[Series]) -> Axis<'a> {
    let values = heights(series).into_iter().filter(|value| *value > 0.0);
    let (low, high) = values.fold((f64::INFINITY, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return Axis::log(label, 0.1, 1.0);
    }
    // At least from one tick to the next.
    let (low, high) = (low / 1.1, high * 1.1);
    if high / low < 4.0 { Axis::log(label, low / 1.5, high * 1.5) } else { Axis::log(label, low, high) }
}

/// Shares of values in `count` bars between the ends of an axis; what lies beyond is counted in the last bars.
fn bars(axis: &Axis<'_>, count: usize, values: &[f64]) -> Mark {
    let width = (axis.max - axis.min) / count as f64;
    let mut shares = vec![0.0; count];
    for value in values.iter().filter(|value| !value.is_nan()) {
        // A cast brings what lies below to 0.
        shares[(((value - axis.min) / width) as usize).min(count - 1)] += 1.0 / values.len() as f64;
    }
    Mark::Bars((0..=count).map(|bar| axis.min + width * bar as f64).collect(), shares)
}

/// A quantile of rising values, one of them.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((q * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
}

/// A number for people.
fn number(value: f64, decimals: usize) -> String {
    if value.is_finite() { format!("{value:.decimals$}").replace('-', "\u{2212}") } else { "not finite".into() }
}

/// A number and its standard error.
fn with_error(value: f64, error: Option<f64>, decimals: usize) -> String {
    match error.filter(|error| error.is_finite()) {
        Some(error) => format!("{} ± {error:.decimals$}", number(value, decimals)),
        None => number(value, decimals),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_large_values_lie_beyond_a_tight_axis() {
        let mut points: Vec<(f64, f64)> = (0..100).map(|i| (f64::from(i), f64::from(i) / 100.0)).collect();
        points[0].1 = 1e6;
        points[1].1 = f64::NAN;
        let axis = tight("", &[(Ink::Text, Mark::Line(points))]);
        assert!(axis.min < 0.02 && (0.99..2.0).contains(&axis.max), "{axis:?}");
        let axis = tight("", &[(Ink::Text, Mark::Line(vec![(0.0, 3.0)]))]);
        assert!(axis.min < 3.0 && axis.max > 3.0);
        let axis = logarithmic("", &[(Ink::Text, Mark::Line(vec![(0.0, 3.0), (1.0, -1.0)]))]);
        assert!(axis.logarithmic && axis.min > 0.0 && axis.max / axis.min > 2.0);
    }

    #[test]
    fn bars_hold_every_value() {
        let axis = Axis::new("", 0.0, 2.0);
        let mark = bars(&axis, 2, &[-9.0, 0.5, 1.0, f64::INFINITY, 1.5]);
        assert_eq!(mark, Mark::Bars(vec![0.0, 1.0, 2.0], vec![0.4, 0.2 + 0.2 + 0.2]));
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!((number(-1.25, 1).as_str(), number(f64::NAN, 2).as_str()), ("\u{2212}1.2", "not finite"));
        assert_eq!(with_error(1.0, Some(0.25), 2), "1.00 ± 0.25");
        assert_eq!(with_error(1.0, None, 1), "1.0");
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 0.5), 2.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
