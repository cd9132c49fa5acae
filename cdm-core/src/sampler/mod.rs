//! Samplers: plans of scalar coefficients, worked out in `f64`, that any backend applies.
//!
//! Each row of a plan evaluates the noise estimate `ε̂` once, at the row's level, and is linear:
//! `x ← c_x x + c_ε ε̂ + c_m m + c_z z`, with standard normal `z` and a memory `m` of earlier rows, which afterwards is
//! `m ← k_x x + k_ε ε̂` (of the `x` before the row). Multistep methods keep their last prediction there, of noise or of
//! data; methods of several evaluations a step keep what their later rows correct. Level `L` holds no signal, so a
//! plan starts below it, from N(0, I), and its last row returns the clean estimate `x̂_0`.
//!
//! # For authors of samplers
//! Implement [`Method`]: one function of three levels.

mod any;
mod ddim;
mod ddpm;
mod dpm_solver_2m;
mod dpm_solver_pp_2m;
mod euler;
mod heun;
mod invert;
mod run;
mod slerp;
mod steps;

pub use any::AnyMethod;
pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use dpm_solver_2m::DpmSolver2m;
pub use dpm_solver_pp_2m::DpmSolverPp2m;
pub use euler::Euler;
pub use heun::Heun;
pub use invert::{Inversion, Inverted, invert, invert_scratch_len};
pub use run::{Observed, philox_noise, run, run_observed, scratch_len, start};
pub use slerp::slerp;
pub use steps::{Spacing, StepsError, TimeSteps};

use crate::ScheduleRef;
use crate::denoise::clean_estimate;

/// One row of a plan: `x ← x · c_x + ε̂ · c_ε + m · c_m + z · c_z`, and `m ← x · k_x + ε̂ · k_ε` of the `x` before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The level at which `ε̂` is estimated.
    pub level: usize,
    /// The level that the row leads to.
    pub next_level: usize,
    /// Coefficient of `x`.
    pub x: f64,
    /// Coefficient of `ε̂`.
    pub epsilon: f64,
    /// Coefficient of the memory; 0 where nothing has been kept.
    pub memory: f64,
    /// Coefficient of fresh noise.
    pub noise: f64,
    /// What the memory keeps, of `x` as it was before the row. Where that is nothing no later row reads it.
    pub keep: Linear,
}

/// A quantity linear in `x` and `ε̂`: its two coefficients.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Linear {
    /// Of `x`.
    pub x: f64,
    /// Of `ε̂`.
    pub epsilon: f64,
}

impl Linear {
    /// Nothing at all.
    pub const ZERO: Self = Self { x: 0.0, epsilon: 0.0 };
    /// The noise estimate itself.
    pub const NOISE: Self = Self { x: 0.0, epsilon: 1.0 };

    /// The clean estimate `x̂_0` at a level with signal.
    #[must_use]
    pub fn clean(schedule: ScheduleRef<'_>, level: usize) -> Self {
        let (a, sigma) = (schedule.a(level), schedule.sigma(level));
        Self { x: clean_estimate(a, sigma, 1.0, 0.0), epsilon: clean_estimate(a, sigma, 0.0, 1.0) }
    }
}

impl Step {
    /// A row of `x` and `ε̂` alone.
    const fn plain(level: usize, next_level: usize, Linear { x, epsilon }: Linear) -> Self {
        Self { level, next_level, x, epsilon, memory: 0.0, noise: 0.0, keep: Linear::ZERO }
    }
}

/// Where a row stands in a plan: from one level to the next, both with signal and noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The level that the step before came from; none at the first step.
    pub previous_level: Option<usize>,
    /// The level that the step starts from.
    pub level: usize,
    /// The level that it leads to.
    pub next_level: usize,
    /// Which of the step's rows, from 0.
    pub stage: usize,
}

/// A sampling method: the coefficients of one row.
pub trait Method: Copy {
    /// The order of convergence that the method claims where it is deterministic.
    const ORDER: Option<u32>;

    /// The order that this very method claims: [`Method::ORDER`], unless that depends on its settings.
    fn order(&self) -> Option<u32> {
        Self::ORDER
    }

    /// Rows of a step, each with an evaluation of the denoiser.
    fn stages(&self) -> usize {
        1
    }

    /// The row at `place`.
    fn step(&self, schedule: ScheduleRef<'_>, place: Place) -> Step;
}

/// The step from `level` to clean data, the same for all methods: `x̂_0`.
fn last_step(schedule: ScheduleRef<'_>, level: usize) -> Step {
    Step::plain(level, 0, Linear::clean(schedule, level))
}

/// `(a_t/a_s, σ²_{t|s})` of `x_t` given `x_s`, for levels `s < t` any distance apart: `σ²_{t|s} = σ_t² − (a_t/a_s)² σ_s²`.
fn transition(schedule: ScheduleRef<'_>, s: usize, t: usize) -> (f64, f64) {
    let scale = schedule.a(t) / schedule.a(s);
    let (clean, noisy) = (scale * schedule.sigma(s), schedule.sigma(t));
    (scale, (noisy - clean) * (noisy + clean))
}

/// A method along chosen levels of a schedule. Rows are made on demand, so a plan needs no memory.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a, M> {
    schedule: ScheduleRef<'a>,
    levels: TimeSteps<'a>,
    method: M,
    clip: Option<(f64, f64)>,
}

impl<'a, M: Method> Plan<'a, M> {
    /// The plan of `method` down the levels `levels` of `schedule`.
    ///
    /// # Errors
    /// Levels that the schedule lacks, or that hold no signal or no noise.
    pub fn new(schedule: ScheduleRef<'a>, levels: TimeSteps<'a>, method: M) -> Result<Self, StepsError> {
        let top = levels.at(levels.len() - 1);
        if top >= schedule.levels() {
            return Err(StepsError::Level { level: top, last: schedule.last() });
        }
        if schedule.a(top) == 0.0 {
            return Err(StepsError::NoSignal { level: top });
        }
        let bottom = levels.at(0);
        if schedule.sigma(bottom) == 0.0 {
            return Err(StepsError::NoNoise { level: bottom });
        }
        Ok(Self { schedule, levels, method, clip: None })
    }

    /// A plan of `count` levels, spaced as `spacing` says over levels `1 … L − 1`, which have signal and noise in every named schedule.
    ///
    /// # Errors
    /// No steps, more steps than such levels, or a table without signal or noise at one of the ends.
    pub fn spaced(schedule: ScheduleRef<'a>, spacing: Spacing, count: usize, method: M) -> Result<Self, StepsError> {
        Self::new(schedule, TimeSteps::spaced(spacing, count, schedule.last() - 1)?, method)
    }

    /// The same plan with clean estimates confined to `[low, high]`, in the network's units: see
    /// [`crate::denoise::clipped_epsilon`].
    ///
    /// # Errors
    /// Limits that are not numbers, or not in order.
    pub fn clipped(mut self, low: f64, high: f64) -> Result<Self, StepsError> {
        // Written so that NaN fails it too.
        if low < high {
            self.clip = Some((low, high));
            return Ok(self);
        }
        Err(StepsError::Clip { low, high })
    }

    /// The limits of clean estimates, if they are clipped.
    #[must_use]
    pub const fn clip(&self) -> Option<(f64, f64)> {
        self.clip
    }

    /// Number of rows, each one evaluation of the denoiser: the method's number per step between two levels, and one
    /// to clean data.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a plan has at least one row")]
    pub fn len(&self) -> usize {
        self.method.stages() * (self.levels.len() - 1) + 1
    }

    /// The levels that the plan visits.
    #[must_use]
    pub const fn levels(&self) -> TimeSteps<'a> {
        self.levels
    }

    /// The schedule.
    #[must_use]
    pub const fn schedule(&self) -> ScheduleRef<'a> {
        self.schedule
    }

    /// Row `k`, counted from the noisiest level.
    ///
    /// # Panics
    /// If there are fewer rows.
    #[must_use]
    pub fn step(&self, k: usize) -> Step {
        let (last, stages) = (self.levels.len() - 1, self.method.stages());
        let (visited, stage) = (k / stages, k % stages);
        let level = self.levels.at(last - visited);
        if visited == last {
            return last_step(self.schedule, level);
        }
        let previous_level = (visited > 0).then(|| self.levels.at(last - visited + 1));
        let next_level = self.levels.at(last - visited - 1);
        self.method.step(self.schedule, Place { previous_level, level, next_level, stage })
    }

    /// All rows, from the noisiest level down.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Step> + '_ {
        (0..self.len()).map(|k| self.step(k))
    }
}
