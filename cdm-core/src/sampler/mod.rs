//! Samplers: plans of scalar coefficients, worked out in `f64`, that any backend applies.
//!
//! Every step is linear: `x ← c_x x + c_ε ε̂ + c_ε' ε̂' + c_z z`, with the noise estimate `ε̂` at the step's level, that
//! of the step before `ε̂'`, and standard normal `z`. Level `L` holds no signal, so a plan starts below it, from
//! N(0, I), and its last step returns the clean estimate `x̂_0`.
//!
//! # For authors of samplers
//! Implement [`Method`]: one function of three levels.

mod ddim;
mod ddpm;
mod dpm_solver_2m;
mod run;
mod steps;

pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use dpm_solver_2m::DpmSolver2m;
pub use run::{philox_noise, run, scratch_len, start};
pub use steps::{Spacing, StepsError, TimeSteps};

use crate::ScheduleRef;

/// One step of a plan: `x ← x · c_x + ε̂ · c_ε + ε̂' · c_ε' + z · c_z`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The level at which `ε̂` is estimated.
    pub level: usize,
    /// The level that the step leads to.
    pub next_level: usize,
    /// Coefficient of `x`.
    pub x: f64,
    /// Coefficient of `ε̂`.
    pub epsilon: f64,
    /// Coefficient of the estimate of the step before; 0 where there is none.
    pub previous_epsilon: f64,
    /// Coefficient of fresh noise.
    pub noise: f64,
}

/// A sampling method: the coefficients of one step.
pub trait Method: Copy {
    /// The order of convergence that the method claims where it is deterministic.
    const ORDER: Option<u32>;

    /// The step from `level` to `next_level`, both with signal and noise, after one from `previous_level`.
    fn step(&self, schedule: ScheduleRef<'_>, previous_level: Option<usize>, level: usize, next_level: usize) -> Step;
}

/// The step from `level` to clean data, the same for all methods: `x̂_0 = (x − σ ε̂)/a`.
fn last_step(schedule: ScheduleRef<'_>, level: usize) -> Step {
    let (a, sigma) = (schedule.a(level), schedule.sigma(level));
    Step { level, next_level: 0, x: 1.0 / a, epsilon: -sigma / a, previous_epsilon: 0.0, noise: 0.0 }
}

/// `(a_t/a_s, σ²_{t|s})` of `x_t` given `x_s`, for levels `s < t` any distance apart: `σ²_{t|s} = σ_t² − (a_t/a_s)² σ_s²`.
fn transition(schedule: ScheduleRef<'_>, s: usize, t: usize) -> (f64, f64) {
    let scale = schedule.a(t) / schedule.a(s);
    let (clean, noisy) = (scale * schedule.sigma(s), schedule.sigma(t));
    (scale, (noisy - clean) * (noisy + clean))
}

/// A method along chosen levels of a schedule. Steps are made on demand, so a plan needs no memory.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a, M> {
    schedule: ScheduleRef<'a>,
    levels: TimeSteps<'a>,
    method: M,
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
        Ok(Self { schedule, levels, method })
    }

    /// A plan of `count` steps, spaced as `spacing` says over all levels with signal and noise.
    ///
    /// # Errors
    /// No steps, or more steps than such levels.
    pub fn spaced(schedule: ScheduleRef<'a>, spacing: Spacing, count: usize, method: M) -> Result<Self, StepsError> {
        Self::new(schedule, TimeSteps::spaced(spacing, count, schedule.last() - 1)?, method)
    }

    /// Number of steps, each one evaluation of the denoiser.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a plan has at least one step")]
    pub const fn len(&self) -> usize {
        self.levels.len()
    }

    /// The schedule.
    #[must_use]
    pub const fn schedule(&self) -> ScheduleRef<'a> {
        self.schedule
    }

    /// Step `k`, counted from the noisiest level.
    ///
    /// # Panics
    /// If there are fewer steps.
    #[must_use]
    pub fn step(&self, k: usize) -> Step {
        let last = self.len() - 1;
        let level = self.levels.at(last - k);
        if k == last {
            return last_step(self.schedule, level);
        }
        let previous = (k > 0).then(|| self.levels.at(last - k + 1));
        self.method.step(self.schedule, previous, level, self.levels.at(last - k - 1))
    }

    /// All steps, from the noisiest level down.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Step> + '_ {
        (0..self.len()).map(|k| self.step(k))
    }
}

/// A method chosen at run time.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnyMethod {
    /// See [`Ddpm`].
    Ddpm(Ddpm),
    /// See [`Ddim`].
    Ddim(Ddim),
    /// See [`DpmSolver2m`].
    DpmSolver2m(DpmSolver2m),
}

impl AnyMethod {
    /// The names of the methods, as on the command line.
    pub const NAMES: [&'static str; 3] = ["ddpm", "ddim", "dpm-solver-2m"];

    /// The method called `name`; `ddim` is the deterministic one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ddpm" => Some(Self::Ddpm(Ddpm)),
            "ddim" => Some(Self::Ddim(Ddim::DETERMINISTIC)),
            "dpm-solver-2m" => Some(Self::DpmSolver2m(DpmSolver2m)),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ddpm(_) => Self::NAMES[0],
            Self::Ddim(_) => Self::NAMES[1],
            Self::DpmSolver2m(_) => Self::NAMES[2],
        }
    }
}

impl Method for AnyMethod {
    /// Claims none: it depends on the method chosen.
    const ORDER: Option<u32> = None;

    fn step(&self, schedule: ScheduleRef<'_>, previous_level: Option<usize>, level: usize, next_level: usize) -> Step {
        match self {
            Self::Ddpm(method) => method.step(schedule, previous_level, level, next_level),
            Self::Ddim(method) => method.step(schedule, previous_level, level, next_level),
            Self::DpmSolver2m(method) => method.step(schedule, previous_level, level, next_level),
        }
    }
}
