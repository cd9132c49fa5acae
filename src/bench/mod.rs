//! The speed of networks on the CPU backend: one forward pass, one density, one denoising, one training step.
//!
//! What is timed is what the other commands run: a [`Net`](crate::backend::Net) and a training [`Engine`].

mod networks;
mod repeats;
mod system;
mod work;

pub use networks::Config;
pub use repeats::{Effort, MOST_OTHERS, Times, measure};
pub use system::{Memory, Ticks};
pub use work::{Bytes, Flop, PhaseTime, StepKind, Work};

use crate::backend;
use crate::error::Error;
use crate::model::Model;
use crate::train::{Batch, Engine, Stepper};
use cdm_backend_cpu::{CpuBackend, Profile};
use cdm_core::nn::TrainingOptions;
use cdm_core::rng::{Philox, Stream};
use cdm_core::{ClassifierExt, Levels, Prior, Schedule};
use serde::{Serialize, Serializer};
use std::time::{Duration, Instant};

/// What is measured of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// One forward pass, to all logits.
    Nll,
    /// One log density of clean data, as `cdm score` does.
    Score,
    /// The noise estimate at one level, as `cdm denoise` does: forward and input gradient.
    Denoise,
    /// One training step with Adam and the moving average, as `cdm train` does.
    Train,
}

impl Part {
    /// All, in the order in which they are measured.
    pub const ALL: [Self; 4] = [Self::Nll, Self::Score, Self::Denoise, Self::Train];

    /// Its name on the command line and in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nll => "nll",
            Self::Score => "score",
            Self::Denoise => "denoise",
            Self::Train => "train",
        }
    }
}

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The network.
    pub config: Config,
    /// Images, or samples, in a step.
    pub batch: usize,
    /// Threads.
    pub threads: usize,
    /// Repeats of each measurement.
    pub effort: Effort,
    /// The only part to measure; `None` for all.
    pub only: Option<Part>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Name of the network.
    pub config: String,
    /// Images in a step.
    pub batch: usize,
    /// Threads.
    pub threads: usize,
    /// Repeats asked for.
    pub repeats: usize,
    /// Instruction set of the backend's loops.
    pub instructions: String,
    /// Numbers in the network's parameters.
    pub params: usize,
    /// Times, by the part's name and `_ms`; of the others alone if one was asked for.
    #[serde(flatten, serialize_with = "in_milliseconds")]
    pub times: Vec<(Part, Times)>,
    /// The most memory that the process ever had, MiB; `None` if the system does not tell.
    pub peak_mib: Option<f64>,
    /// Memory before the first network, MiB.
    pub baseline_mib: Option<f64>,
    /// Speed of products of matrices on all threads, measured at the start, in 10⁹ operations per second.
    pub gemm_gflops: f64,
    /// Repeats thrown away because others took more than 4 % of the processors.
    pub discarded_repeats: usize,
    /// Repeats that count although others did.
    pub disturbed_repeats: usize,
    /// What each part's program costs by plan, and where its time goes, by the part's name.
    #[serde(serialize_with = "by_name")]
    pub work: Vec<(Part, Work)>,
}

fn in_milliseconds<S: Serializer>(times: &[(Part, Times)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(times.iter().map(|(part, times)| (format!("{}_ms", part.name()), times)))
}

fn by_name<S: Serializer>(work: &[(Part, Work)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(work.iter().map(|(part, work)| (part.name(), work)))
}

/// Level at which noise is estimated: the peer's.
const LEVEL: usize = 50;
/// Learning rate of the peer, and the published decay of the moving average.
const RATE: f64 = 2e-4;
const DECAY: f64 = 0.9999;

/// How long the machine warms up for each measurement, and how long its steps are timed afterwards.
const WARM_UP: Duration = Duration::from_millis(300);

/// Measures; `report` hears of each repeat that counts.
///
/// # Errors
/// [`Error::Backend`] if the threads cannot be had.
pub fn run(settings: &Settings, mut report: impl FnMut(Part)) -> Result<Answer, Error> {
    let &Settings { config, batch, threads, effort, only } = settings;
    let baseline = Memory::now();
    let backend = backend::cpu(Some(threads))?;
    let gemm = backend.product_rate(WARM_UP) * 1e-9;
    let model = config.model()?;
    let bench = Bench { settings, schedule: model.schedule()?, x: samples(batch, model.config.shape.dim()), gemm };
    let (mut times, mut work) = (Vec::new(), Vec::new());
    for part in Part::ALL.into_iter().filter(|part| only.is_none_or(|only| only == *part)) {
        let measured = match part {
            Part::Train => bench.training(&backend, &model, || report(part)),
            _ => bench.inference(part, &backend, &model, || report(part)),
        };
        let measured = measured?;
        times.push((part, measured.0));
        work.push((part, measured.1));
    }
    Ok(Answer {
        config: config.to_string(),
        batch,
        threads,
        repeats: effort.repeats,
        instructions: backend::found(crate::choice::Backend::Cpu).instructions,
        params: model.weights.iter().map(Vec::len).sum(),
        peak_mib: Memory::now().peak,
        baseline_mib: baseline.resident,
        gemm_gflops: gemm,
        discarded_repeats: times.iter().map(|(_, times)| times.discarded).sum(),
        disturbed_repeats: times.iter().map(|(_, times)| times.disturbed).sum(),
        times,
        work,
    })
}

/// Normal numbers, which every level of noise is made of.
fn samples(batch: usize, dim: usize) -> Vec<f32> {
    let (philox, mut x) = (Philox::new(0), vec![0.0; batch * dim]);
    for (sample, x) in x.chunks_exact_mut(dim).enumerate() {
        philox.fill_normal(Stream::DATA, sample as u32, 0, x);
    }
    x
}

struct Bench<'s> {
    settings: &'s Settings,
    schedule: Schedule,
    x: Vec<f32>,
    gemm: f64,
}

type Measured = (Times, Work);

impl Bench<'_> {
    /// All logits, densities or noise estimates, of a network of its own.
    fn inference(
        &self,
        part: Part,
        backend: &CpuBackend<f32>,
        model: &Model,
        done: impl FnMut(),
    ) -> Result<Measured, Error> {
        let (profile, x, batch) = (Profile::default(), &self.x[..], self.settings.batch);
        let net = backend::erase(backend.clone().with_profile(&profile), model, None)?;
        match part {
            Part::Score => {
                self.time(&profile, || net.log_density_vec(x, Levels::All(0), Prior::UNIFORM).map(drop), done)
            }
            Part::Denoise => {
                self.time(&profile, || net.epsilon_vec(self.schedule.view(), x, Levels::All(LEVEL)).map(drop), done)
            }
            Part::Nll | Part::Train => {
                let mut logits = vec![0.0; batch * net.levels()];
                let mut scratch = vec![0.0; net.scratch_len_ext(batch)];
                self.time(&profile, || net.logits(x, &mut logits, &mut scratch), done)
            }
        }
    }

    /// Training steps from the model's weights.
    fn training(&self, backend: &CpuBackend<f32>, model: &Model, done: impl FnMut()) -> Result<Measured, Error> {
        let (profile, levels) = (Profile::default(), self.schedule.levels() as u32);
        let (architecture, options) = (model.architecture()?, TrainingOptions::default());
        let backend = backend.clone().with_profile(&profile);
        let mut engine = Stepper::new(backend, &architecture, &self.schedule, options, &model.weights)?;
        let philox = Philox::new(0);
        let levels: Vec<u32> =
            (0..self.settings.batch).map(|i| philox.index(Stream::LEVEL, i as u32, 0, 0, levels)).collect();
        let mut number = 0;
        let step = || {
            number += 1;
            let (x, levels) = (&self.x[..], &levels[..]);
            engine.step(&Batch { x, levels, labels: None, seed: 0, step: number, lr: RATE, ema: DECAY })?;
            engine.losses(1).map(drop)
        };
        self.time(&profile, step, done)
    }

    /// Times a step, then its parts: those of the executable whose runs the profile sees.
    fn time(
        &self,
        profile: &Profile,
        mut step: impl FnMut() -> Result<(), Error>,
        done: impl FnMut(),
    ) -> Result<Measured, Error> {
        for_a_while(&mut step, 2)?;
        let &Settings { batch, threads, effort, .. } = self.settings;
        let times = measure(effort, batch, Ticks::now, &mut step, done)?;
        profile.set_on(true);
        for_a_while(&mut step, 1)?;
        profile.set_on(false);
        let reports = profile.reports();
        let ran = reports.iter().find(|report| report.runs > 0);
        let work = ran.map(|report| Work::new(report, batch, threads, times.median, self.gemm));
        Ok((times, work.unwrap_or_default()))
    }
}

/// Runs a step for a while, and so many times at least.
fn for_a_while(step: &mut impl FnMut() -> Result<(), Error>, least: usize) -> Result<(), Error> {
    let begin = Instant::now();
    for number in 0.. {
        if number >= least && begin.elapsed() >= WARM_UP {
            break;
        }
        step()?;
    }
    Ok(())
}
