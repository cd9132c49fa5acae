//! Ways between samples of data through the codes that DDIM gives them.

use super::{Denoiser, Sink};
use crate::error::Error;
use crate::sample::SampleSpec;
use cdm_core::Schedule;
use cdm_core::sampler::{self, Ddim, Inversion, Plan};

/// Frames between pairs of samples: each sample is encoded by deterministic DDIM run upwards, codes are interpolated along
/// the great circle between them, and
/// decoded.
///
/// # Source
/// Song, Meng, Ermon, *Denoising diffusion implicit models*, ICLR 2021, §5.3.
#[derive(Clone, Copy)]
pub struct Interpolation<'a> {
    /// What estimates the noise; of a conditional network the samples are all of one class.
    pub denoiser: Denoiser<'a>,
    /// The noise schedule.
    pub schedule: &'a Schedule,
    /// The levels visited; method, clipping and seed are not used.
    pub spec: SampleSpec,
    /// Pairs.
    pub pairs: usize,
    /// Frames of each, both ends included: at least 2.
    pub frames: usize,
    /// Samples that go through the network at once.
    pub batch: usize,
    /// How closely samples are encoded.
    pub inversion: Inversion,
}

/// How well encoded samples decode again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoundTrip {
    /// Sum of the squared differences of values, in the network's units, between samples and what their codes decode to.
    squares: f64,
    values: usize,
}

impl RoundTrip {
    /// The root mean square of the difference, in the network's units.
    pub fn rms(&self) -> f64 {
        (self.squares / self.values.max(1) as f64).sqrt()
    }

    fn add(&mut self, x: &[f32], again: &[f32]) {
        self.squares += x.iter().zip(again).map(|(x, y)| f64::from(x - y).powi(2)).sum::<f64>();
        self.values += x.len();
    }
}

impl Interpolation<'_> {
    /// Draws the frames, pair by pair: sample `frames · pair + frame` for the sink. `ends` gives the samples of pairs in the network's units,
    /// `[pairs, 2, dim]`. `done` hears of pairs.
    ///
    /// # Errors
    /// [`Error::Steps`]; those of `ends`, of the backend and of `sink`.
    pub fn run(
        &self,
        mut ends: impl FnMut(std::ops::Range<usize>) -> Result<Vec<f32>, Error>,
        sink: &mut dyn Sink,
        mut done: impl FnMut(usize),
    ) -> Result<RoundTrip, Error> {
        let plan = Plan::new(self.schedule.view(), self.spec.levels(self.schedule)?, Ddim::DETERMINISTIC)?;
        let (frames, mut trip) = (self.frames.max(2), RoundTrip::default());
        let together = (self.batch / frames).max(1);
        for first in (0..self.pairs).step_by(together) {
            let pairs = first..(first + together).min(self.pairs);
            let count = pairs.len();
            let x = ends(pairs)?;
            let decoded = self.between(&plan, &x, frames)?;
            let (dim, size) = (self.denoiser.dim(), x.len() / count);
            for (x, decoded) in x.chunks_exact(size).zip(decoded.chunks_exact(frames * dim)) {
                trip.add(&x[..dim], &decoded[..dim]);
                trip.add(&x[dim..], &decoded[decoded.len() - dim..]);
            }
            sink.batch(first * frames, &decoded)?;
            done(count);
        }
        Ok(trip)
    }

    /// The frames `[pairs, frames, dim]` between the ends `[pairs, 2, dim]`.
    fn between(&self, plan: &Plan<'_, Ddim>, ends: &[f32], frames: usize) -> Result<Vec<f32>, Error> {
        let dim = self.denoiser.dim();
        let mut codes = ends.to_vec();
        let count = codes.len() / dim;
        // Of one class all, so the first labels are those of any samples.
        let labels = self.denoiser.labels(0..count);
        let net = self.denoiser.of(&labels)?;
        let mut scratch = vec![0.0; sampler::invert_scratch_len::<f32, _>(&*net, count)];
        sampler::invert(&*net, plan, self.inversion, &mut codes, &mut scratch)?;
        let mut x = vec![0.0; count / 2 * frames * dim];
        for (pair, x) in codes.chunks_exact(2 * dim).zip(x.chunks_exact_mut(frames * dim)) {
            for (frame, x) in x.chunks_exact_mut(dim).enumerate() {
                sampler::slerp(&pair[..dim], &pair[dim..], frame as f64 / (frames - 1) as f64, x);
            }
        }
        let labels = self.denoiser.labels(0..x.len() / dim);
        let net = self.denoiser.of(&labels)?;
        let mut scratch = vec![0.0; sampler::scratch_len::<f32, _>(&*net, x.len() / dim)];
        sampler::run(&*net, plan, &mut x, |_, _, _| (), &mut scratch)?;
        Ok(x)
    }
}
