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
use serde::Serialize;
use std::time::{Duration, Instant};

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
    pub instructions: &'static str,
    /// Numbers in the network's parameters.
    pub params: usize,
    /// One forward pass, to all logits.
    pub nll_ms: Times,
    /// One log density of clean data, as `cdm score` does.
    pub score_ms: Times,
    /// The noise estimate at one level, as `cdm denoise` does: forward and input gradient.
    pub denoise_ms: Times,
    /// One training step with Adam and the moving average, as `cdm train` does.
    pub train_ms: Times,
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
    /// What each measurement's program costs by plan, and where its time goes.
    pub work: AllWork,
}

/// The four programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AllWork {
    /// Of `nll_ms`.
    pub nll: Work,
    /// Of `score_ms`.
    pub score: Work,
    /// Of `denoise_ms`.
    pub denoise: Work,
    /// Of `train_ms`.
    pub train: Work,
}

/// Level at which noise is estimated: the peer's.
const LEVEL: usize = 50;
/// Learning rate of the peer, and the published decay of the moving average.
const RATE: f64 = 2e-4;
const DECAY: f64 = 0.9999;

/// How long the machine warms up for each measurement, and how long its steps are timed afterwards.
const WARM_UP: Duration = Duration::from_millis(300);

/// Measures; `report` hears of each repeat that counts, by the name of its measurement.
///
/// # Errors
/// [`Error::Backend`] if the threads cannot be had.
pub fn run(settings: &Settings, mut report: impl FnMut(&'static str)) -> Result<Answer, Error> {
    let &Settings { config, batch, threads, effort } = settings;
    let baseline = Memory::now();
    let backend = backend::cpu(Some(threads))?;
    let gemm = backend.product_rate(WARM_UP) * 1e-9;
    let model = config.model()?;
    let bench = Bench { settings, schedule: model.schedule()?, x: samples(batch, model.config.shape.dim()), gemm };
    let [nll, score, denoise] = bench.inference(&backend, &model, &mut report)?;
    let train = bench.training(&backend, &model, &mut report)?;
    let all = [&nll.0, &score.0, &denoise.0, &train.0];
    let sum = |count: fn(&Times) -> usize| all.iter().map(|times| count(times)).sum();
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
        discarded_repeats: sum(|times| times.discarded),
        disturbed_repeats: sum(|times| times.disturbed),
        nll_ms: nll.0,
        score_ms: score.0,
        denoise_ms: denoise.0,
        train_ms: train.0,
        work: AllWork { nll: nll.1, score: score.1, denoise: denoise.1, train: train.1 },
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
    /// All logits, densities, noise estimates.
    fn inference(
        &self,
        backend: &CpuBackend<f32>,
        model: &Model,
        report: &mut impl FnMut(&'static str),
    ) -> Result<[Measured; 3], Error> {
        let (profile, x, batch) = (Profile::default(), &self.x[..], self.settings.batch);
        let net = backend::erase(backend.clone().with_profile(&profile), model, None)?;
        let mut logits = vec![0.0; batch * net.levels()];
        let mut scratch = vec![0.0; net.scratch_len_ext(batch)];
        let nll = self.time(&profile, || net.logits(x, &mut logits, &mut scratch), || report("nll"))?;
        drop((logits, scratch));
        let density = || net.log_density_vec(x, Levels::All(0), Prior::UNIFORM).map(drop);
        let score = self.time(&profile, density, || report("score"))?;
        let noise = || net.epsilon_vec(self.schedule.view(), x, Levels::All(LEVEL)).map(drop);
        let denoise = self.time(&profile, noise, || report("denoise"))?;
        Ok([nll, score, denoise])
    }

    /// Training steps from the model's weights.
    fn training(
        &self,
        backend: &CpuBackend<f32>,
        model: &Model,
        report: &mut impl FnMut(&'static str),
    ) -> Result<Measured, Error> {
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
            engine.losses().map(drop)
        };
        self.time(&profile, step, || report("train"))
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
        let before = profile.reports();
        profile.set_on(true);
        for_a_while(&mut step, 1)?;
        profile.set_on(false);
        let after = profile.reports();
        let ran = before.iter().zip(&after).find(|(before, after)| after.runs > before.runs);
        let work = ran.map(|(_, report)| Work::new(report, batch, threads, times.median, self.gemm));
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
