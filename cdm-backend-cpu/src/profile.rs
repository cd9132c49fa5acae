//! Where the time goes: what executables cost by plan, and how long their steps took.

use cdm_core::program::cost::{Products, Traffic};
use cdm_core::program::plan::PlanRef;
use cdm_core::program::{Op, ProgramRef, regions};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A look into all that a backend compiles after [`CpuBackend::with_profile`](crate::CpuBackend::with_profile). Clones see the same.
///
/// Steps are timed only while it is [on](Profile::set_on), at the cost of two readings of the clock for each step on each thread;
/// otherwise it costs a step one branch.
#[derive(Clone, Debug, Default)]
pub struct Profile(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    on: Arc<AtomicBool>,
    executables: Mutex<Vec<Arc<Clock>>>,
}

/// A phase of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// What depends on parameters alone.
    Bind,
    /// What runs for each group of samples, with the sums over the batch.
    Map,
    /// After the batch.
    Update,
}

impl Phase {
    /// In order of execution.
    pub const ALL: [Phase; 3] = [Phase::Bind, Phase::Map, Phase::Update];

    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Bind => "bind",
            Phase::Map => "map",
            Phase::Update => "update",
        }
    }
}

/// The time of all steps of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepTime {
    /// Their phase.
    pub phase: Phase,
    /// `region`, `region, sums`, or the name of the operation.
    pub kind: &'static str,
    /// How many there are.
    pub steps: usize,
    /// Time of all threads together.
    pub time: Duration,
}

/// What one executable costs by plan, and what was measured of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Floating-point operations of products, from the definition.
    pub products: Products,
    /// Numbers that the steps of each phase move.
    pub traffic: [Traffic; 3],
    /// Numbers of scratch memory, as [`CpuExecutable::scratch_lens`](crate::CpuExecutable::scratch_lens).
    pub scratch: [usize; 3],
    /// Runs that were timed.
    pub runs: u64,
    /// Samples of all of them.
    pub samples: u64,
    /// Groups of samples that these were mapped in.
    pub groups: u64,
    /// Elapsed time of each phase; those of several threads' steps add up to more.
    pub elapsed: [Duration; 3],
    /// Time of each kind of step, in order of phases, longest first.
    pub steps: Vec<StepTime>,
}

impl Profile {
    /// Times the steps of runs that begin from now on, or no longer.
    pub fn set_on(&self, on: bool) {
        self.0.on.store(on, Ordering::Relaxed);
    }

    /// Reports on the executables that were compiled, in that order.
    pub fn reports(&self) -> Vec<Report> {
        self.0.executables.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|clock| clock.report()).collect()
    }

    /// Lets an executable be seen.
    pub(crate) fn watch(&self, program: ProgramRef<'_>, plan: PlanRef<'_>) -> Arc<Clock> {
        let kinds = Phase::ALL.into_iter().zip(plan.phases());
        let kinds = kinds.flat_map(|(phase, steps)| steps.map(move |step| (phase, kind(program, plan, step))));
        let clock = Arc::new(Clock {
            on: Arc::clone(&self.0.on),
            products: program.products(),
            traffic: plan.traffic_of_phases(&program),
            scratch: [plan.shared_len, plan.reduce_len, plan.sample_len].map(|len| len as usize),
            kinds: kinds.collect(),
            runs: AtomicU64::new(0),
            samples: AtomicU64::new(0),
            groups: AtomicU64::new(0),
            elapsed: Default::default(),
            steps: plan.steps.iter().map(|_| AtomicU64::new(0)).collect(),
        });
        self.0.executables.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&clock));
        clock
    }
}

/// `region` if there is something pointwise in the step, with sums or not; else the name of what it does at the end.
fn kind(program: ProgramRef<'_>, plan: PlanRef<'_>, step: usize) -> &'static str {
    let mut nodes = plan.nodes(&plan.steps[step]).iter().map(|&value| program.node(value));
    match (nodes.clone().any(regions::is_pointwise), nodes.clone().any(|node| matches!(node.op, Op::Sum { .. }))) {
        (true, false) => "region",
        (true, true) => "region, sums",
        (false, _) => nodes.next_back().map_or("", |node| node.op.name()),
    }
}

/// What is known of one executable, and its times in nanoseconds.
#[derive(Debug)]
pub(crate) struct Clock {
    /// The profile's switch alone, since the profile holds its clocks.
    on: Arc<AtomicBool>,
    products: Products,
    traffic: [Traffic; 3],
    scratch: [usize; 3],
    kinds: Vec<(Phase, &'static str)>,
    runs: AtomicU64,
    samples: AtomicU64,
    groups: AtomicU64,
    elapsed: [AtomicU64; 3],
    steps: Vec<AtomicU64>,
}

impl Clock {
    /// The clock of a run that begins, if it is to be timed.
    pub(crate) fn start(&self, samples: usize) -> Option<&Self> {
        if !self.on.load(Ordering::Relaxed) {
            return None;
        }
        self.runs.fetch_add(1, Ordering::Relaxed);
        self.samples.fetch_add(samples as u64, Ordering::Relaxed);
        Some(self)
    }

    /// Counts a group of samples that is mapped.
    pub(crate) fn add_group(&self) {
        self.groups.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds the time that a thread took for a step, or its part of one.
    pub(crate) fn add_step(&self, step: usize, since: Instant) {
        self.steps[step].fetch_add(since.elapsed().as_nanos() as u64, Ordering::Relaxed);
    }

    fn report(&self) -> Report {
        let time = |nanoseconds: &AtomicU64| Duration::from_nanos(nanoseconds.load(Ordering::Relaxed));
        let mut steps: Vec<StepTime> = Vec::new();
        for (&(phase, kind), nanoseconds) in self.kinds.iter().zip(&self.steps) {
            match steps.iter_mut().find(|other| (other.phase, other.kind) == (phase, kind)) {
                Some(same) => {
                    same.steps += 1;
                    same.time += time(nanoseconds);
                }
                None => steps.push(StepTime { phase, kind, steps: 1, time: time(nanoseconds) }),
            }
        }
        steps.sort_by_key(|step| (step.phase, std::cmp::Reverse(step.time)));
        Report {
            products: self.products,
            traffic: self.traffic,
            scratch: self.scratch,
            runs: self.runs.load(Ordering::Relaxed),
            samples: self.samples.load(Ordering::Relaxed),
            groups: self.groups.load(Ordering::Relaxed),
            elapsed: self.elapsed.each_ref().map(time),
            steps,
        }
    }
}

/// Times the phases of a run, one after the other.
pub(crate) struct Laps<'c>(Option<(&'c Clock, Instant)>);

impl<'c> Laps<'c> {
    pub(crate) fn start(clock: Option<&'c Clock>) -> Self {
        Laps(clock.map(|clock| (clock, Instant::now())))
    }

    /// Ends a phase, with which the next one begins.
    pub(crate) fn end(&mut self, phase: Phase) {
        if let Some((clock, since)) = &mut self.0 {
            let now = Instant::now();
            clock.elapsed[phase as usize].fetch_add((now - *since).as_nanos() as u64, Ordering::Relaxed);
            *since = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CpuBackend;
    use cdm_core::backend::{Backend, Bind, HostRef, Run};
    use cdm_core::program::{Axes, Builder, Dtype, Extent, Role};

    #[test]
    fn steps_are_timed_while_it_is_on() {
        let mut b = Builder::new();
        let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[64, 64]).unwrap();
        let w = b.input("w", Role::Frozen, Extent::Shared, Dtype::Wide, &[64, 64]).unwrap();
        let double = b.scale(w, 2.0).unwrap();
        let y = b.matmul(x, false, double, false).unwrap();
        let square = b.mul(y, y).unwrap();
        let sum = b.sum_batch(square, Axes::of(&[0, 1])).unwrap();
        let last = b.sqrt(sum).unwrap();
        b.output("last", last);
        let program = b.finish().unwrap();
        for threads in [1, 2] {
            let profile = Profile::default();
            let backend = CpuBackend::<f32>::new(threads).unwrap().with_profile(&profile);
            let executable = backend.compile(program.as_ref()).unwrap();
            let (batch, mut data) = (6, backend.buffer(Dtype::Wide, 6 * 4096).unwrap());
            backend.write(&mut data, HostRef::F32(&[0.5; 6 * 4096])).unwrap();
            let frozen = backend.buffer(Dtype::Wide, 4096).unwrap();
            let run = || {
                let mut outputs = [backend.buffer(Dtype::Wide, 1).unwrap()];
                let (data, frozen) = (&[&data], &[&frozen]);
                let run = Run { batch, bind: Bind::Fresh, data, frozen, state: &mut [], outputs: &mut outputs };
                backend.run(&executable, run).unwrap();
            };
            run();
            let report = &profile.reports()[0];
            assert_eq!((report.runs, report.elapsed), (0, [Duration::ZERO; 3]));
            assert!(report.steps.iter().all(|step| step.time.is_zero()));
            profile.set_on(true);
            run();
            run();
            profile.set_on(false);
            run();
            let [report] = &profile.reports()[..] else { panic!("one executable") };
            // Six samples fit one group on each thread.
            assert_eq!((report.runs, report.samples, report.groups), (2, 12, 2 * threads as u64));
            assert_eq!(report.products.map, 2 * 64 * 64 * 64);
            let has = |phase, kind| report.steps.iter().filter(|s| (s.phase, s.kind) == (phase, kind)).count();
            let summed = has(Phase::Map, "region, sums") + has(Phase::Map, "sum");
            assert_eq!(
                [has(Phase::Bind, "region"), has(Phase::Map, "matmul"), summed, has(Phase::Update, "region")],
                [1; 4]
            );
            // A thread's steps take no longer than the phase that they are part of.
            for (phase, elapsed) in Phase::ALL.into_iter().zip(report.elapsed) {
                let steps = report.steps.iter().filter(|step| step.phase == phase).map(|step| step.time).sum();
                assert!(!elapsed.is_zero() && elapsed * threads as u32 >= steps, "{report:?}");
            }
            assert!(report.steps.iter().any(|step| !step.time.is_zero()));
        }
    }
}
