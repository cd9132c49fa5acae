//! Draws samples from a trained model: what to draw ([`Sampling`]), and where it goes ([`Sink`]).
//!
//! Samples are drawn in batches and handed on batch by batch, so memory does not grow with their number. All noise of sample
//! `i` depends on the seed
//! and `i` alone, whatever the batch size, backend or number of threads.

mod condition;
mod files;
mod interpolate;
mod known;
mod picture;
mod sampling;
mod trail;

pub use condition::{Denoiser, Labels};
pub use files::{Files, Numbers, SampleFile};
pub use interpolate::{Interpolation, RoundTrip};
pub use known::{Given, Known, Mask};
pub use picture::{Layout, picture, picture_of};
pub use sampling::{Sampling, Sink, Start};
pub use trail::Trail;

use crate::backend::AnyNet;
use crate::error::Error;
use cdm_core::Schedule;
pub use cdm_core::sampler::{AnyMethod, Ddim, Spacing};
use cdm_core::sampler::{Plan, TimeSteps};

/// Samples that go through the network at once, unless told otherwise.
pub const BATCH: usize = 256;

/// How to sample.
#[derive(Clone, Copy, Debug)]
pub struct SampleSpec {
    /// The method.
    pub method: AnyMethod,
    /// How the levels visited are spread.
    pub spacing: Spacing,
    /// Levels visited.
    pub steps: usize,
    /// The highest level that may be visited; by default the noisiest one with signal.
    pub top: Option<usize>,
    /// Limits of clean estimates, in the network's units.
    pub clip: Option<(f64, f64)>,
    /// Seed of all noise.
    pub seed: u64,
}

impl SampleSpec {
    /// `steps` levels of `method`, spaced evenly from the noisiest level with signal, without clipping.
    pub fn new(method: AnyMethod, steps: usize, seed: u64) -> Self {
        Self { method, spacing: Spacing::Trailing, steps, top: None, clip: None, seed }
    }

    /// The plan along a schedule.
    ///
    /// # Errors
    /// [`Error::Steps`] for more steps than levels, or limits or a highest level that cannot be.
    pub fn plan<'a>(&self, schedule: &'a Schedule) -> Result<Plan<'a, AnyMethod>, Error> {
        let plan = Plan::new(schedule.view(), self.levels(schedule)?, self.method)?;
        Ok(match self.clip {
            Some((low, high)) => plan.clipped(low, high)?,
            None => plan,
        })
    }

    fn levels(&self, schedule: &Schedule) -> Result<TimeSteps<'static>, Error> {
        Ok(TimeSteps::spaced(self.spacing, self.steps, self.top.unwrap_or(schedule.last() - 1))?)
    }
}

/// Draws `count` samples from noise, in the network's units, `[count, dim]`. `done` hears of evaluations of the denoiser,
/// counted sample by sample.
///
/// # Errors
/// [`Error::Steps`], or the backend's.
pub fn draw(
    net: &AnyNet<'_>,
    schedule: &Schedule,
    spec: SampleSpec,
    count: usize,
    done: impl FnMut(usize),
) -> Result<Vec<f32>, Error> {
    let mut x = Vec::with_capacity(count * net.dim());
    Sampling::new(Denoiser::Plain(net), schedule, spec, count).run(&mut x, done)?;
    Ok(x)
}

#[cfg(test)]
mod tests;
