//! The loop over batches.

use super::known::Held;
use super::{BATCH, Denoiser, Given, Known, SampleSpec};
use crate::error::Error;
use cdm_core::rng::Philox;
use cdm_core::sampler::{self, AnyMethod, Observed, Plan};
use cdm_core::{Schedule, denoise};
use std::ops::Range;

/// What sampling starts from.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// Pure noise.
    Noise,
    /// Samples of data, noised to the first level that the plan visits.
    ///
    /// # Source
    /// Meng et al., *SDEdit*, ICLR 2022, Algorithm 1.
    Noised(Given<'a>),
}

/// Where samples go, in the network's units.
pub trait Sink {
    /// Samples `first, …` as they start, at `level`, `[batch, dim]`.
    fn start(&mut self, first: usize, level: usize, x: &[f32]) {
        let _ = (first, level, x);
    }

    /// The same samples after a row of the plan.
    ///
    /// # Errors
    /// What is to end the work before its time.
    fn row(&mut self, first: usize, seen: &Observed<'_, f32>) -> Result<(), Error> {
        let _ = (first, seen);
        Ok(())
    }

    /// The same samples, done. Batches come in order.
    ///
    /// # Errors
    /// What their way on runs into.
    fn batch(&mut self, first: usize, x: &[f32]) -> Result<(), Error>;
}

/// Keeps them.
impl Sink for Vec<f32> {
    fn batch(&mut self, _: usize, x: &[f32]) -> Result<(), Error> {
        self.extend_from_slice(x);
        Ok(())
    }
}

/// Samples to be drawn.
#[derive(Clone, Copy)]
pub struct Sampling<'a> {
    /// What estimates the noise.
    pub denoiser: Denoiser<'a>,
    /// The noise schedule.
    pub schedule: &'a Schedule,
    /// How to sample.
    pub spec: SampleSpec,
    /// Number of samples.
    pub count: usize,
    /// What they start from.
    pub start: Start<'a>,
    /// What is known of them.
    pub known: Option<Known<'a>>,
    /// Samples that go through the network at once; results do not depend on it, but for what a backend rounds otherwise.
    pub batch: usize,
}

impl<'a> Sampling<'a> {
    /// `count` samples from noise, of which nothing is known.
    pub fn new(denoiser: Denoiser<'a>, schedule: &'a Schedule, spec: SampleSpec, count: usize) -> Self {
        Self { denoiser, schedule, spec, count, start: Start::Noise, known: None, batch: BATCH }
    }

    /// Draws the samples. `done` hears of evaluations of the denoiser, counted sample by sample: the plan's length for each.
    ///
    /// # Errors
    /// [`Error::Steps`]; data that cannot be read; those of the backend and of `sink`.
    pub fn run(&self, sink: &mut dyn Sink, mut done: impl FnMut(usize)) -> Result<(), Error> {
        let (plan, mut scratch) = (self.spec.plan(self.schedule)?, Vec::new());
        let batch = self.batch.max(1);
        for first in (0..self.count).step_by(batch) {
            let samples = first..(first + batch).min(self.count);
            let x = self.draw(&plan, samples, sink, &mut done, &mut scratch)?;
            sink.batch(first, &x)?;
        }
        Ok(())
    }

    fn draw(
        &self,
        plan: &Plan<'_, AnyMethod>,
        samples: Range<usize>,
        sink: &mut dyn Sink,
        done: &mut impl FnMut(usize),
        scratch: &mut Vec<f32>,
    ) -> Result<Vec<f32>, Error> {
        let (first, count, philox) = (samples.start, samples.len(), Philox::new(self.spec.seed));
        let level = plan.step(0).level;
        let labels = self.denoiser.labels(samples.clone());
        let net = self.denoiser.of(&labels)?;
        let held = self.known.as_ref().map(|known| known.batch(samples.clone(), philox)).transpose()?;
        let hold = |held: &Option<Held<'_>>, level, x: &mut [f32]| {
            if let Some(held) = held {
                held.put(self.schedule, level, x);
            }
        };
        let mut x = self.start(samples, level, &philox)?;
        hold(&held, level, &mut x);
        sink.start(first, level, &x);
        scratch.resize(sampler::scratch_len::<f32, _>(&*net, count), 0.0);
        let noise = sampler::philox_noise(philox, first as u32);
        let observe = |seen: Observed<'_, f32>| {
            hold(&held, seen.step.next_level, seen.x);
            sink.row(first, &seen)?;
            done(count);
            Ok(())
        };
        sampler::run_observed(&*net, plan, &mut x, noise, observe, scratch)?;
        Ok(x)
    }

    /// Samples `[count, dim]` at `level`.
    fn start(&self, samples: Range<usize>, level: usize, philox: &Philox) -> Result<Vec<f32>, Error> {
        let dim = self.denoiser.dim();
        let mut x = vec![0.0; samples.len() * dim];
        sampler::start(*philox, samples.start as u32, dim, &mut x);
        if let Start::Noised(given) = self.start {
            let (a, sigma) = (self.schedule.a(level) as f32, self.schedule.sigma(level) as f32);
            let clean = given.encoded(samples, philox)?;
            x.iter_mut().zip(clean).for_each(|(x, clean)| *x = denoise::noised(a, sigma, clean, *x));
        }
        Ok(x)
    }
}
