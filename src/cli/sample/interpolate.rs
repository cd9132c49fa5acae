//! Frames between pairs of samples.

use super::{SampleArgs, SampleSummary};
use crate::cli::output::{self, say};
use crate::cli::{Progress, names};
use crate::data::{Dataset, Spec};
use crate::error::Error;
use crate::model::Model;
use crate::run::Signals;
use crate::sample::{Files, Interpolation, Labels, Layout, SampleSpec};
use cdm_core::Schedule;
use cdm_core::sampler::{AnyMethod, Inversion};
use std::time::Instant;

/// Pairs, and frames of each, unless told otherwise.
const PAIRS: usize = 8;
const FRAMES: usize = 10;

impl SampleArgs {
    pub(super) fn interpolate(
        &self,
        data: &Spec,
        model: &Model,
        schedule: &Schedule,
        spec: SampleSpec,
        classes: Option<Vec<u32>>,
    ) -> Result<(), Error> {
        let (config, frames) = (&model.config, self.frames.unwrap_or(FRAMES));
        self.check_interpolation(classes.as_deref())?;
        let data = self.data(data, 2 * self.n.unwrap_or(PAIRS), config)?;
        let pairs = self.pairs(&data)?;
        let count = pairs.saturating_mul(frames);
        // No number of samples, but enough for any.
        let labels = classes.map(|classes| Labels::new(classes, usize::MAX));
        let layout = Layout { each: Some(frames), ..Layout::default() };
        let mut files = Files::create(&self.out, count, config, labels.as_ref(), layout)?;
        let net = crate::backend::open_trained(self.device.into(), model)?;
        let denoiser = self.denoiser(&*net, labels.as_ref());
        let (batch, inversion) = (self.batch, Inversion::default());
        let interpolation = Interpolation { denoiser, schedule, spec, pairs, frames, batch, inversion };
        let (begin, bar) = (Instant::now(), Progress::new("interpolating", pairs));
        let signals = Signals::watch();
        let ends = |pairs: std::ops::Range<usize>| {
            signals.check()?;
            let values = data.gather(2 * pairs.start..2 * pairs.end)?;
            // Grey values in the middle of their intervals: noise would be part of the codes.
            let mut x = vec![0.0; values.len()];
            config.transform.encode_into(&values, None, &mut x);
            Ok(x)
        };
        let round_trip = interpolation.run(ends, &mut files, |pairs| bar.advance(pairs))?.rms();
        let seconds = begin.elapsed().as_secs_f64();
        drop(bar);
        files.finish()?;
        say!("{pairs} pairs, {frames} frames each, {} steps of ddim: {}", spec.steps, self.out.path().display());
        say!("round trip  {round_trip:.2e} of a network's unit, root mean square between data and their decoded codes");
        let round_trip = Some(round_trip);
        let summary = SampleSummary { seconds, round_trip, ..self.summary(count, &spec.plan(schedule)?, denoiser) };
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    fn check_interpolation(&self, classes: Option<&[u32]>) -> Result<(), Error> {
        let refuse = |option: &str, value: String, expected: &str| {
            Err(Error::BadValue { option: option.into(), value, expected: expected.into() })
        };
        if !matches!(self.sampler, AnyMethod::Ddim(_)) {
            let expected = "ddim, the method that codes belong to; leave it out with --interpolate";
            return refuse("--sampler", self.sampler.name().into(), expected);
        }
        match classes {
            Some([_, _, ..]) => {
                let value = self.class.as_ref().map(ToString::to_string).unwrap_or_default();
                refuse("--class", value, "one class with --interpolate: the samples are encoded as samples of it")
            }
            _ => Ok(()),
        }
    }

    /// How many pairs are drawn of those that the data have.
    fn pairs(&self, data: &Dataset) -> Result<usize, Error> {
        data.require_len(2)?;
        let (there, wanted) = (data.len() / 2, self.n);
        match wanted {
            Some(n) if n > there => {
                let expected = format!("at most {there}, the number of pairs in {}", data.name);
                Err(Error::BadValue { option: "--n".into(), value: n.to_string(), expected })
            }
            _ => Ok(wanted.unwrap_or(PAIRS).min(there).min(names::MOST)),
        }
    }
}
