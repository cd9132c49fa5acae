//! What the models make of each level.

use super::{caption, legend, logarithmic, measured, plot, tight};
use crate::error::Error;
use crate::evaluate::{LevelNormaliser, LevelQuality};
use crate::picture::Axis;
use crate::report::chart::{Chart, Mark, Series};
use crate::report::ink::Ink;
use crate::report::page::{Block, Page};
use crate::report::{Entry, Measured};

/// Appends the section.
pub(in crate::report) fn push(page: &mut Page, entries: &[Entry]) -> Result<(), Error> {
    if measured(entries).next().is_none() {
        return Ok(());
    }
    page.push(Block::Heading("Levels".into()));
    page.push(Block::Paragraph(INTRODUCTION.into()));
    if differ(entries) {
        page.push(Block::Paragraph(SCHEDULES.into()));
    }
    page.blocks.extend(legend(entries));
    let levels = Levels::of(entries);
    let plots = vec![
        levels.by_level("cross-entropy, nats", |range| Some(range.ce), tight, CE)?,
        levels.by_level("denoising error", |range| range.mse, logarithmic, MSE)?,
        levels.normalisers("log Z, nats", |n| (n.log_normaliser, n.log_normaliser_stderr), NORMALISERS)?,
        levels.normalisers("log mean ratio, nats", |n| (n.pair, n.pair_stderr), PAIRS)?,
    ];
    page.push(Block::Row(plots));
    page.push(Block::Subheading("What level the models take samples to be of".into()));
    let mut plots = Vec::new();
    for (_, entry, measured) in measured(entries) {
        plots.push(posteriors(entries, entry, measured)?);
        plots.push(confusion(entries, entry, measured)?);
    }
    page.push(Block::Row(plots));
    Ok(())
}

const INTRODUCTION: &str = "Level 0 is clean data and the last level pure noise. A classification diffusion model is a classifier of \
    levels, and everything else follows from that; so where it fails can be seen here, level by level, on held-out samples.";
const SCHEDULES: &str = "The runs have different noise schedules, so the same level is not the same noise: errors at a level, and their \
    means, can be compared within a run only.";
const CE: &str = "Cross-entropy by true level. To see: lower at the ends, where there are fewer levels to confuse one with; no lone peaks.";
const MSE: &str = "Error of the denoiser by level, per value, on a logarithmic axis ([CDM], Fig. 4). To see: a smooth fall from near 1, \
    where there is little noise to find, to near 0.";
const NORMALISERS: &str = "Logarithm of the normaliser of each level's density, added up from the noisiest, with two standard errors. \
    To see: a line along 0. Where it leaves 0, densities go wrong; what it is at level 0 is how far those of the data are off.";
const PAIRS: &str = "What each level adds to that: the logarithm of the mean ratio of its density to the next noisier one's, over samples \
    of the latter, with two standard errors. To see: nothing but noise around 0.";
const POSTERIORS: &str = "Mean log posterior over levels, log p(t | x_s), of samples noised to the levels s that the dashed lines mark \
    ([CDM], Fig. 3). To see: each curve has its top at its line.";
const CONFUSION: &str = "Likeliest level against true level: the darker (on a dark page, the brighter), the larger the share of a row \
    ([CDM], Fig. 9). To see: a narrow band along the diagonal.";

/// Whether the runs that were measured have different noise.
fn differ(entries: &[Entry]) -> bool {
    let noise = |entry: &Entry| entry.model().map(|model| (model.config.schedule.clone(), model.config.steps));
    let mut all = measured(entries).map(|(_, entry, _)| noise(entry));
    let first = all.next();
    all.any(|other| Some(other) != first)
}

/// Runs over one axis of levels.
struct Levels<'a> {
    entries: &'a [Entry],
    /// The last level, where all models have the same; otherwise levels are shares of it.
    last: Option<usize>,
}

impl<'a> Levels<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let mut all = measured(entries).map(|(_, _, measured)| last_level(measured));
        let first = all.next();
        Self { entries, last: first.filter(|first| all.all(|last| last == *first)) }
    }

    fn axis(&self) -> Axis<'static> {
        match self.last {
            Some(last) => Axis::new("level", 0.0, last as f64),
            None => Axis::new("level, as a share of the last", 0.0, 1.0),
        }
    }

    /// Where a level lies on the axis.
    fn at(&self, measured: &Measured, level: f64) -> f64 {
        if self.last.is_some() { level } else { level / last_level(measured) as f64 }
    }

    fn by_level<'l>(
        &self,
        label: &'l str,
        value: fn(&LevelQuality) -> Option<f64>,
        axis: fn(&'l str, &[Series]) -> Axis<'l>,
        caption: &str,
    ) -> Result<Block, Error> {
        let series: Vec<Series> = measured(self.entries)
            .map(|(number, _, measured)| {
                let middle = |range: &LevelQuality| (range.first + range.last) as f64 / 2.0;
                let ranges = measured.detail.ranges.iter();
                let points = ranges.filter_map(|range| Some((self.at(measured, middle(range)), value(range)?)));
                (Ink::Series(number), Mark::Line(points.collect()))
            })
            .collect();
        let y = axis(label, &series);
        plot(&Chart::new(self.axis(), y, series), &format!("Curves of {label} against levels"), caption)
    }

    /// Logarithms of something that is 1 for an exact model, each with its standard error.
    fn normalisers(&self, label: &str, of: fn(&LevelNormaliser) -> (f64, f64), caption: &str) -> Result<Block, Error> {
        let (mut bands, mut lines): (Vec<Series>, Vec<Series>) = (Vec::new(), Vec::new());
        for (number, _, measured) in measured(self.entries) {
            let all = measured.detail.normalisers.iter().map(|n| (self.at(measured, n.level as f64), of(n)));
            let all = all.filter(|(_, (value, error))| value.is_finite() && error.is_finite());
            let band = all.clone().map(|(at, (value, error))| (at, value - 2.0 * error, value + 2.0 * error));
            bands.push((Ink::Series(number), Mark::Band(band.collect())));
            lines.push((Ink::Series(number), Mark::Line(all.map(|(at, (value, _))| (at, value)).collect())));
        }
        let all = super::heights(&bands);
        // Nought is what it is compared with; what is within a tenth matters to nobody.
        let y = Axis::around(label, all.into_iter().chain([-0.1, 0.1]));
        let x = self.axis();
        let nought = (Ink::Text, Mark::Dashes(vec![(x.min, 0.0), (x.max, 0.0)]));
        let series = bands.into_iter().chain([nought]).chain(lines).collect();
        plot(&Chart::new(x, y, series), &format!("Curves of {label} against levels, with bands of error"), caption)
    }
}

fn last_level(measured: &Measured) -> usize {
    measured.detail.normalisers.len()
}

/// The lowest log posterior that is shown.
const LOWEST: f64 = -14.0;

fn posteriors(entries: &[Entry], entry: &Entry, measured: &Measured) -> Result<Block, Error> {
    let mut series = Vec::new();
    for (number, (level, curve)) in measured.posteriors.iter().enumerate() {
        let mark = vec![(*level as f64, LOWEST), (*level as f64, 0.0)];
        series.push((Ink::Series(number), Mark::Dashes(mark)));
        // What is lower leaves a gap.
        let shown = |log_p: f64| if log_p >= LOWEST { log_p } else { f64::NAN };
        let points = curve.iter().enumerate().map(|(t, log_p)| (t as f64, shown(*log_p)));
        series.push((Ink::Series(number), Mark::Line(points.collect())));
    }
    let x = Axis::new("level t", 0.0, last_level(measured) as f64);
    let shown = super::heights(&series).into_iter().fold(f64::NEG_INFINITY, f64::max);
    let chart = Chart::new(x, Axis::new("log p(t | x), nats", LOWEST, shown.max(0.0)), series);
    let levels: Vec<String> = measured.posteriors.iter().map(|(level, _)| level.to_string()).collect();
    let alt = format!("Curves of the log posterior over levels, of samples at the levels {}", levels.join(", "));
    plot(&chart, &alt, caption(entries, entry, POSTERIORS))
}

fn confusion(entries: &[Entry], entry: &Entry, measured: &Measured) -> Result<Block, Error> {
    let confusion = &measured.detail.confusion;
    let end = last_level(measured) as f64 + 1.0;
    // The eye needs the largest share, which may be small, as dark as can be.
    let largest = confusion.shares.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let shares = confusion.shares.iter().map(|share| share / largest).collect();
    let chart = Chart {
        square: true,
        ..Chart::new(
            Axis::new("likeliest level", 0.0, end),
            Axis::new("true level", 0.0, end),
            vec![(Ink::Heat, Mark::Map(confusion.size(), shares))],
        )
    };
    let caption = format!("{} The largest share is {:.0} %.", caption(entries, entry, CONFUSION), 100.0 * largest);
    plot(&chart, "A map of the likeliest level against the true level", caption)
}
