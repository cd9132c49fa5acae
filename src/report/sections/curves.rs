//! What the metrics tell, against steps.

use super::{legend, logarithmic, plot, tight};
use crate::error::Error;
use crate::picture::Axis;
use crate::report::Entry;
use crate::report::chart::{Chart, Mark, Series};
use crate::report::history::{Line, Validated};
use crate::report::ink::Ink;
use crate::report::page::{Block, Page};

type Points = Vec<(f64, f64)>;

/// Appends the section.
pub(in crate::report) fn push(page: &mut Page, entries: &[Entry]) -> Result<(), Error> {
    page.push(Block::Heading("Training".into()));
    if entries.iter().all(|entry| entry.run.history.last_step().is_none()) {
        page.push(Block::Paragraph("There are no metrics: none were written yet, or this is a model alone.".into()));
        return Ok(());
    }
    page.push(Block::Paragraph(INTRODUCTION.into()));
    page.blocks.extend(legend(entries));
    let curves = Curves { entries };
    let grey =
        super::measured(entries).all(|(_, entry, _)| entry.is_grey()) && super::measured(entries).next().is_some();
    let validation = if grey {
        curves.validated("bits per dimension", |v| v.bits_per_dim, BITS)?
    } else {
        curves.validated("NLL, nats", |v| v.nll, NLL)?
    };
    let plots = [
        curves.lines("cross-entropy, nats", |line| line.ce, tight, CE)?,
        curves.lines("denoising error", |line| line.mse, logarithmic, MSE)?,
        validation,
        curves.validated("log Z, nats", |v| v.log_normaliser, LOG_Z)?,
        curves.lines("learning rate", |line| line.lr, from_zero, LR)?,
        curves.lines("samples per second", |line| line.samples_per_second, from_zero, SPEED)?,
    ];
    page.push(Block::Row(plots.into_iter().flatten().collect()));
    Ok(())
}

const INTRODUCTION: &str = "Everything against training steps. The largest values, which a training begins with, may lie beyond an axis: they \
    are drawn at its end.";
const CE: &str = "Cross-entropy of the level, mean since the last entry. To see: a fall that flattens out. It cannot reach 0, since \
                  neighbouring levels look alike.";
const MSE: &str = "Error of the denoiser per value, on a logarithmic axis. To see: a fall that flattens out; spikes mean that the \
                   learning rate is too high.";
const NLL: &str = "Negative log likelihood of held-out samples, by the single pass. To see: a fall without a later rise, which would \
                   be overfitting.";
const BITS: &str = "Bits per dimension of held-out samples, by the single pass. To see: a fall without a later rise, which would be \
                    overfitting.";
const LOG_Z: &str = "Logarithm of the normaliser at each validation. To see: it settles near 0; the further off, the less a single \
                     density can be trusted.";
const LR: &str = "Learning rate: what the schedule of the run asks for.";
const SPEED: &str = "Samples trained on per second. To see: a level line; dips are other work on the machine.";

fn from_zero<'a>(label: &'a str, series: &[Series]) -> Axis<'a> {
    let high = super::heights(series).into_iter().fold(0.0, f64::max);
    if high > 0.0 { Axis::new(label, 0.0, 1.05 * high) } else { Axis::new(label, 0.0, 1.0) }
}

struct Curves<'a> {
    entries: &'a [Entry],
}

impl Curves<'_> {
    /// A curve of something that each line tells; none if no line does.
    fn lines<'a>(
        &self,
        label: &'a str,
        value: fn(&Line) -> Option<f64>,
        axis: fn(&'a str, &[Series]) -> Axis<'a>,
        caption: &str,
    ) -> Result<Option<Block>, Error> {
        let points = |entry: &Entry| -> Points {
            entry.run.history.lines.iter().map(|line| (line.step as f64, value(line).unwrap_or(f64::NAN))).collect()
        };
        self.plot(label, points, false, axis, caption)
    }

    /// A curve of something that each validation tells.
    fn validated(
        &self,
        label: &str,
        value: fn(&Validated) -> Option<f64>,
        caption: &str,
    ) -> Result<Option<Block>, Error> {
        let points = |entry: &Entry| -> Points {
            let validations = entry.run.history.validations.iter();
            validations.map(|v| (v.step as f64, value(v).unwrap_or(f64::NAN))).collect()
        };
        self.plot(label, points, true, tight, caption)
    }

    fn plot<'a>(
        &self,
        label: &'a str,
        points: impl Fn(&Entry) -> Points,
        marked: bool,
        axis: fn(&'a str, &[Series]) -> Axis<'a>,
        caption: &str,
    ) -> Result<Option<Block>, Error> {
        let all = self.entries.iter().enumerate().map(|(number, entry)| (Ink::Series(number), points(entry)));
        let mut series: Vec<Series> = all.map(|(ink, points)| (ink, Mark::Line(points))).collect();
        if super::heights(&series).is_empty() {
            return Ok(None);
        }
        let axis = axis(label, &series);
        if marked {
            // A single validation is a point, of which no line can be drawn.
            let dots = |(ink, mark): &Series| match mark {
                Mark::Line(points) => (*ink, Mark::Points(points.clone())),
                other => (*ink, other.clone()),
            };
            series.extend(series.iter().map(dots).collect::<Vec<_>>());
        }
        let last = self.entries.iter().filter_map(|entry| entry.run.history.last_step()).max().unwrap_or(1).max(1);
        let chart = Chart::new(Axis::new("step", 0.0, last as f64), axis, series);
        plot(&chart, &format!("Curves of {label} against training steps"), caption).map(Some)
    }
}
