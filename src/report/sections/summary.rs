//! The runs at a glance.

use super::{measured, number, with_error};
use crate::cli::ScoreSummary;
use crate::report::Entry;
use crate::report::page::{Block, Page};

/// A row of the table: what it is, and what it is of a run.
type Row = (&'static str, fn(&Entry) -> Option<String>);

/// In the order of what a reader asks.
const ROWS: &[Row] = &[
    ("data", |entry| entry.setting("data").or_else(|| Some(entry.model()?.config.data.clone()))),
    ("network", |entry| Some(entry.model()?.config.network.to_string())),
    ("weights", |entry| Some(entry.model()?.weights.iter().map(Vec::len).sum::<usize>().to_string())),
    ("noise", |entry| {
        let config = &entry.model()?.config;
        Some(format!("{}, {} levels", config.schedule, config.schedule().ok()?.levels()))
    }),
    ("steps", steps),
    ("model", judged),
    ("held-out samples", |entry| Some(entry.measured.as_ref()?.held_out.len().to_string())),
    ("NLL, nats per sample", |entry| {
        let score = score(entry)?;
        Some(with_error(-score.log_density_mean, score.log_density_stderr, 3))
    }),
    ("bits per dimension", |entry| {
        let (score, dim) = (score(entry)?, entry.measured.as_ref()?.dim as f64);
        let error = score.log_density_stderr.map(|error| error / (dim * std::f64::consts::LN_2));
        entry.is_grey().then(|| with_error(score.bits_per_dim, error, 4))
    }),
    ("log Z, nats", |entry| {
        let quality = &entry.measured.as_ref()?.detail.quality;
        Some(with_error(quality.log_normaliser, Some(quality.log_normaliser_stderr), 3))
    }),
    ("log p true − log p, nats", |entry| {
        let truth = entry.measured.as_ref()?.known?.truth;
        Some(with_error(truth.mean_difference, Some(truth.mean_difference_stderr), 3))
    }),
    ("cross-entropy (chance), nats", |entry| {
        let detail = &entry.measured.as_ref()?.detail;
        let chance = ((detail.normalisers.len() + 1) as f64).ln();
        Some(format!("{} ({})", number(detail.quality.ce, 3), number(chance, 3)))
    }),
    ("levels found", |entry| {
        Some(format!("{} %", number(100.0 * entry.measured.as_ref()?.detail.quality.accuracy, 1)))
    }),
    ("denoising error", |entry| Some(number(entry.measured.as_ref()?.detail.quality.mse, 4))),
    ("training time", |entry| entry.run.history.seconds(entry.run.samples_per_step()?).map(duration)),
    ("samples per second", |entry| entry.run.history.samples_per_second().map(|rate| number(rate, 0))),
    ("trained by", |entry| match &entry.run.machine {
        Some(machine) => Some(machine.to_string()),
        None => {
            let version = entry.setting("version").or_else(|| Some(entry.model()?.config.version.clone()))?;
            let backend = entry.setting("backend").map_or(String::new(), |backend| format!(", {backend}"));
            Some(format!("cdm {version}{backend}"))
        }
    }),
];

/// Appends the section.
pub(in crate::report) fn push(page: &mut Page, entries: &[Entry]) {
    page.push(Block::Heading("Summary".into()));
    for entry in entries.iter().filter(|entry| !entry.run.notes.is_empty()) {
        let name = &entry.run.name;
        page.push(Block::Notice(format!("{name}: {}", entry.run.notes.join("\n"))));
    }
    let row = |(name, of): &Row| {
        let cells: Vec<Option<String>> = entries.iter().map(of).collect();
        let some = cells.iter().any(Option::is_some);
        let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "\u{2013}".into()));
        some.then(|| std::iter::once((*name).to_owned()).chain(cells).collect())
    };
    let caption = if measured(entries).next().is_some() { CAPTION } else { "What the files of the run tell." };
    let head = std::iter::once(String::new()).chain(entries.iter().map(|entry| entry.run.name.clone()));
    page.push(Block::Table {
        caption: caption.into(),
        head: head.collect(),
        rows: ROWS.iter().filter_map(row).collect(),
    });
    for (_, entry, measured) in measured(entries) {
        let quality = &measured.detail.quality;
        let mut verdict = quality.normaliser().verdict();
        let unseen = 3.0 * quality.log_normaliser_stderr;
        if quality.is_normalised() && unseen > 0.1 {
            let unseen = number(unseen, 1);
            verdict +=
                &format!(" An error of {unseen} nats would not be seen; with more --samples a smaller one would.");
        }
        if !quality.is_normalised() && best_of_several(entry) {
            verdict += LAST;
        }
        page.push(Block::Paragraph(super::of_run(entries, entry, &verdict.replace("= -", "= \u{2212}"))));
    }
    if measured(entries).next().is_some() {
        page.push(Block::Paragraph(TRUST.into()));
    }
    if measured(entries).any(|(_, entry, _)| entry.is_conditional()) {
        page.push(Block::Paragraph(CONDITIONAL.into()));
    }
}

const CAPTION: &str = "Likelihoods are of held-out samples, from one pass of the network for each, as if it were normalised; Z is the \
    integral of the model's density, so log Z is what to take off each log density if it is far from 0.";
const LAST: &str = " It was chosen by its NLL, which favours models that are not normalised; --last judges the one at the end of the run.";
const CONDITIONAL: &str =
    "A model that was trained with classes is judged without them: its densities are those of all classes together.";
const TRUST: &str = "The density of one pass is exact for the optimal classifier only. How far to trust it is measured: for each pair of \
    neighbouring levels the mean ratio of densities must be 1, and the logarithms of the means add up to log Z of clean data.";

fn score(entry: &Entry) -> Option<ScoreSummary> {
    let measured = entry.measured.as_ref()?;
    Some(ScoreSummary::new(&measured.held_out.iter().collect(), measured.dim, 1))
}

fn steps(entry: &Entry) -> Option<String> {
    let (done, planned) = (entry.run.history.last_step(), entry.setting("steps"));
    match (done, planned) {
        (Some(done), Some(planned)) if done.to_string() != planned => Some(format!("{done} of {planned}")),
        (Some(done), _) => Some(done.to_string()),
        (None, Some(planned)) => Some(format!("none yet of {planned}")),
        (None, None) => None,
    }
}

/// Whether the model was chosen by its likelihood, before the end of its training.
fn best_of_several(entry: &Entry) -> bool {
    let history = &entry.run.history;
    let best = history.best().filter(|_| entry.run.model.as_ref().is_some_and(|(name, _)| *name == crate::run::BEST));
    best.is_some_and(|best| Some(best.step) < history.last_step())
}

fn judged(entry: &Entry) -> Option<String> {
    let (name, _) = entry.run.model.as_ref()?;
    let best = entry.run.history.best().filter(|_| *name == crate::run::BEST);
    Some(best.map_or((*name).to_owned(), |best| format!("{name}, step {}", best.step)))
}

/// A time for people.
fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..120 => format!("{seconds:.0} s"),
        120..7200 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_for_people() {
        for (seconds, text) in [(3.4, "3 s"), (119.9, "2 min 0 s"), (3661.0, "61 min 1 s"), (86_000.0, "23 h 53 min")] {
            assert_eq!(duration(seconds), text);
        }
    }
}
