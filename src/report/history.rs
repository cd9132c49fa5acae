//! What the metrics of a run tell, as far as they can be read.

use crate::error::Error;
use serde::Deserialize;
use std::path::Path;

/// Metrics of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Means over the steps since the last entry.
    pub lines: Vec<Line>,
    /// Validations.
    pub validations: Vec<Validated>,
    /// Lines of the file that could not be read, such as the last one of a process that was killed.
    pub unread: usize,
}

/// Means over some steps; numbers that were not finite, or that an earlier version did not write, are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct Line {
    /// The last of these steps.
    pub step: usize,
    /// Cross-entropy over levels, nats.
    #[serde(default)]
    pub ce: Option<f64>,
    /// Error of the denoiser per dimension.
    #[serde(default)]
    pub mse: Option<f64>,
    /// Learning rate of the last step.
    #[serde(default)]
    pub lr: Option<f64>,
    /// Samples trained on per second.
    #[serde(default)]
    pub samples_per_second: Option<f64>,
}

/// A validation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct Validated {
    /// Its step.
    #[serde(default)]
    pub step: usize,
    /// Negative log likelihood, nats per sample.
    #[serde(default)]
    pub nll: Option<f64>,
    /// The same in bits per dimension.
    #[serde(default)]
    pub bits_per_dim: Option<f64>,
    /// Logarithm of the normaliser, nats.
    #[serde(default)]
    pub log_normaliser: Option<f64>,
    /// Time that it took.
    #[serde(default)]
    pub seconds: f64,
}

/// A line of the file.
#[derive(Deserialize)]
struct Record {
    #[serde(flatten)]
    line: Line,
    #[serde(default)]
    validation: Option<Validated>,
    #[serde(default)]
    seconds: f64,
}

impl History {
    /// Reads a file; there is no history where there is none.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        match std::fs::read(path) {
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            text => Ok(Self::parse(&String::from_utf8_lossy(&text.map_err(|source| Error::read(path, source))?))),
        }
    }

    fn parse(text: &str) -> Self {
        let mut history = Self::default();
        for line in text.lines() {
            match serde_json::from_str::<Record>(line) {
                Ok(Record { line: Line { step, .. }, validation: Some(validation), seconds }) => {
                    history.validations.push(Validated { step, seconds, ..validation });
                }
                Ok(Record { line, .. }) => history.lines.push(line),
                Err(_) => history.unread += 1,
            }
        }
        history
    }

    /// The last step that it knows of.
    pub fn last_step(&self) -> Option<usize> {
        let steps = self.lines.iter().map(|line| line.step);
        steps.chain(self.validations.iter().map(|validation| validation.step)).max()
    }

    /// The validation with the least negative log likelihood.
    pub fn best(&self) -> Option<&Validated> {
        let nll = |validation: &&Validated| validation.nll.filter(|nll| nll.is_finite());
        let known = self.validations.iter().filter(|validation| nll(validation).is_some());
        known.min_by(|a, b| nll(a).unwrap_or(f64::NAN).total_cmp(&nll(b).unwrap_or(f64::NAN)))
    }

    /// Samples trained on per second, over all steps: the mean of the rates weighted by time. `None` if no line tells.
    pub fn samples_per_second(&self) -> Option<f64> {
        let steps: f64 = self.timed().map(|(steps, _)| steps).sum();
        let steps_per_rate: f64 = self.timed().map(|(steps, rate)| steps / rate).sum();
        (steps > 0.0).then(|| steps / steps_per_rate)
    }

    /// Seconds that the steps took, with so many samples in each, and the validations.
    pub fn seconds(&self, samples_per_step: f64) -> Option<f64> {
        self.samples_per_second()?;
        let steps: f64 = self.timed().map(|(steps, rate)| steps * samples_per_step / rate).sum();
        Some(steps + self.validations.iter().map(|validation| validation.seconds).sum::<f64>())
    }

    /// Steps of each line that has a rate, and the rate.
    fn timed(&self) -> impl Iterator<Item = (f64, f64)> {
        let before = std::iter::once(0).chain(self.lines.iter().map(|line| line.step));
        before.zip(&self.lines).filter_map(|(before, line)| {
            let rate = line.samples_per_second.filter(|rate| rate.is_finite() && *rate > 0.0)?;
            Some((line.step.saturating_sub(before) as f64, rate))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
{\"step\":10,\"loss\":1.0,\"ce\":3.0,\"mse\":0.5,\"lr\":0.1,\"samples_per_second\":100.0}
{\"step\":30,\"loss\":1.0,\"ce\":2.0,\"mse\":null,\"lr\":0.1,\"samples_per_second\":200.0,\"grad_norm\":1.0}
{\"step\":30,\"validation\":{\"nll\":5.0,\"bits_per_dim\":2.0,\"count\":7,\"ce\":1.0,\"by_level\":[]},\"seconds\":2.5}
{\"step\":40,\"validation\":{\"nll\":null},\"seconds\":0.5}
{\"step\":50,\"validat";

    #[test]
    fn metrics_of_a_killed_run_are_read_up_to_its_last_line() {
        let history = History::parse(TEXT);
        assert_eq!((history.lines.len(), history.validations.len(), history.unread), (2, 2, 1));
        assert_eq!((history.lines[1].ce, history.lines[1].mse), (Some(2.0), None));
        let best = history.best().unwrap();
        assert_eq!((best.step, best.nll, best.bits_per_dim), (30, Some(5.0), Some(2.0)));
        assert_eq!(history.last_step(), Some(40));
        // Ten steps at 100 and twenty at 200 samples a second, four samples a step.
        assert_eq!(history.samples_per_second(), Some(150.0));
        assert!((history.seconds(4.0).unwrap() - (0.4 + 0.4 + 3.0)).abs() < 1e-12);
    }

    #[test]
    fn no_metrics_are_a_history_of_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for history in [History::load(&dir.path().join("none")).unwrap(), History::parse("{\"step\":1}\n{\"step\":2}")]
        {
            assert_eq!((history.samples_per_second(), history.seconds(8.0), history.best()), (None, None, None));
        }
    }
}
