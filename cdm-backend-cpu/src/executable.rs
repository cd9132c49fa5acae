//! A compiled program, and how its phases run over threads and groups of samples.

use crate::backend::{CpuError, CpuOptions};
use crate::element::Element;
use crate::frame::{Buffers, Frame, Group, NO_SAMPLES};
use crate::memory::{Memory, Shared, Worker};
use crate::profile::{Clock, Laps, Phase, Profile};
use crate::region::chunk;
use crate::sound;
use crate::work::{Flip, Work, work};
use cdm_core::backend::{Bind, Run, RunError};
use cdm_core::kernels::{HostBuffer, check};
use cdm_core::program::plan::Plan;
use cdm_core::program::regions;
use cdm_core::program::{Program, ProgramRef};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// A compiled program with its scratch memory.
#[derive(Debug)]
pub struct CpuExecutable<E> {
    program: Program,
    plan: Plan,
    work: Vec<Work<E>>,
    flips: Vec<Flip>,
    options: CpuOptions,
    pool: Option<Arc<rayon::ThreadPool>>,
    memory: Mutex<Memory<E>>,
    clock: Option<Arc<Clock>>,
}

impl<E: Element> CpuExecutable<E> {
    pub(crate) fn compile(
        program: ProgramRef<'_>,
        options: CpuOptions,
        pool: Option<Arc<rayon::ThreadPool>>,
        profile: Option<&Profile>,
    ) -> Result<Self, CpuError> {
        let program = Program::from_ref(program).map_err(RunError::from)?;
        let plan = Plan::with_steps(program.as_ref(), regions::steps(program.as_ref(), options.limits))?;
        // Some steps are compiled for the instruction set that they run with.
        let (work, flips) = options.isa.with_limit(|| work(program.as_ref(), plan.as_ref()));
        sound::check(program.as_ref(), plan.as_ref(), &work)?;
        let memory = Mutex::new(Memory::new(options.threads));
        let mut executable = CpuExecutable { program, plan, work, flips, options, pool, memory, clock: None };
        let (program, plan) = (executable.program.as_ref(), executable.plan.as_ref());
        executable.clock = profile.map(|profile| profile.watch(program, plan));
        Ok(executable)
    }

    pub(crate) fn run(&self, run: Run<'_, HostBuffer<E>>) -> Result<(), RunError> {
        let (data, frozen) = (HostBuffer::inputs(run.data), HostBuffer::inputs(run.frozen));
        let mut state = HostBuffer::reals("state", run.state)?;
        let mut outputs = HostBuffer::reals("outputs", run.outputs)?;
        check(&self.program.as_ref(), run.batch, &data, &frozen, &state, &outputs)?;
        let buffers = Buffers {
            batch: run.batch,
            data,
            frozen,
            state: state.iter_mut().map(|x| (Shared(x.as_mut_ptr()), x.len())).collect(),
            outputs: outputs.iter_mut().map(|x| Shared(x.as_mut_ptr())).collect(),
        };
        // A panic of an earlier run leaves nothing behind that this one relies on: what it was binding counts as unbound.
        let mut guard = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let memory: &mut Memory<E> = &mut guard;
        self.on_pool(|| self.run_checked(&buffers, run.bind, memory));
        Ok(())
    }

    /// Numbers of scratch memory: shared, in each thread's reductions, and for each sample in flight.
    pub fn scratch_lens(&self) -> [usize; 3] {
        let plan = self.plan.as_ref();
        [plan.shared_len as usize, plan.reduce_len as usize, plan.sample_len as usize]
    }

    /// Number of steps: regions, and operations outside them.
    pub fn steps(&self) -> usize {
        self.work.len()
    }

    /// The bodies of regions in canonical form: those for which there is no compiled kernel, or all of them.
    #[doc(hidden)]
    pub fn region_keys(&self, all: bool) -> Vec<String> {
        let regions =
            self.work.iter().filter_map(|work| if let Work::Region(region) = work { Some(region) } else { None });
        regions.flat_map(|region| region.keys(all)).collect()
    }

    /// Samples that a thread takes at a time, at most.
    pub fn group(&self) -> usize {
        let bytes = self.scratch_lens()[2] * size_of::<E>();
        self.options.group_bytes.checked_div(bytes).unwrap_or(usize::MAX).clamp(1, 1 << 16)
    }
}

/// The `part`-th of `parts` contiguous shares of `len`.
fn share(len: usize, part: usize, parts: usize) -> Range<usize> {
    len * part / parts..len * (part + 1) / parts
}

impl<E: Element> CpuExecutable<E> {
    fn on_pool<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => self.options.isa.with_limit(work),
        }
    }

    /// The steps of one phase that has no samples: one thread, and all of them within long regions.
    fn step_alone(&self, frame: &Frame<'_, E>, step: usize, workers: &mut [Worker<E>]) {
        let len = match &self.work[step] {
            Work::Region(region) => region.len(0),
            Work::Node(_) | Work::ConvData(..) => 0,
        };
        // Below this, waking the others takes longer than the work.
        if workers.len() > 1 && len >= 64 * chunk::<E>() {
            let parts = workers.len();
            workers.par_iter_mut().enumerate().for_each(|(part, worker)| {
                frame.step(step, Some(share(len, part, parts)), &mut worker.scratch);
            });
        } else if let Some(worker) = workers.first_mut() {
            frame.step(step, None, &mut worker.scratch);
        }
    }

    /// Maps one thread's share of the batch, group by group.
    fn map_share(&self, frame: &Frame<'_, E>, worker: &mut Worker<E>, samples: Range<usize>) {
        let plan = self.plan.as_ref();
        worker.reduce.numbers()[..plan.reduce_len as usize].fill(E::zero());
        if samples.is_empty() {
            return;
        }
        let groups = samples.len().div_ceil(self.group());
        let stride = samples.len().div_ceil(groups);
        worker.sample.resize(plan.sample_len as usize * stride);
        let (reduce, sample) = (worker.reduce.pointer(), worker.sample.pointer());
        for part in 0..groups {
            let range = share(samples.len(), part, groups);
            let group = Group { first: samples.start + range.start, count: range.len(), stride };
            let frame = Frame { reduce, sample, group, ..*frame };
            frame.clock.inspect(|clock| clock.add_group());
            let [_, mapped, _] = plan.phases();
            let mut exports = plan.sample_exports;
            frame.export(&mut exports, mapped.start);
            for step in mapped {
                frame.step(step, None, &mut worker.scratch);
                frame.export(&mut exports, step + 1);
            }
        }
    }

    fn run_checked(&self, buffers: &Buffers<'_, E>, bind: Bind, memory: &mut Memory<E>) {
        let plan = self.plan.as_ref();
        let Memory { shared, flipped, workers, bound } = memory;
        let last = |flip: &Flip| flip.offset + self.program.as_ref().node(flip.filter).ty.elements();
        flipped.resize(self.flips.last().map_or(0, last));
        shared.resize(plan.shared_len as usize);
        workers.iter_mut().for_each(|worker| worker.reduce.resize(plan.reduce_len as usize));
        // Nothing below touches these two spaces but through these pointers. Those of the first worker hold until its own spaces
        // are lent again, in `map_share`.
        let (shared, flipped, first) = (shared.pointer(), flipped.pointer(), workers[0].reduce.pointer());
        let program = self.program.as_ref();
        let (work, flips, group) = (self.work.as_slice(), self.flips.as_slice(), NO_SAMPLES);
        let clock = self.clock.as_deref().and_then(|clock| clock.start(buffers.batch));
        let mut laps = Laps::start(clock);
        let (reduce, sample) = (first, first);
        let frame = Frame { program, plan, work, flips, buffers, shared, flipped, reduce, sample, group, clock };
        let [bind_steps, _, update_steps] = plan.phases();
        if bind == Bind::Fresh || !*bound || !program.updates.is_empty() {
            // Stays so if a step panics.
            *bound = false;
            for step in bind_steps {
                self.step_alone(&frame, step, workers);
            }
            match &self.pool {
                Some(_) => flips.par_iter().for_each(|flip| frame.flip(flip)),
                None => flips.iter().for_each(|flip| frame.flip(flip)),
            }
            *bound = true;
        }
        laps.end(Phase::Bind);
        let parts = workers.len();
        let map = |(part, worker): (usize, &mut Worker<E>)| {
            self.map_share(&frame, worker, share(buffers.batch, part, parts));
        };
        if parts > 1 {
            workers.par_iter_mut().enumerate().for_each(map)
        } else {
            workers.iter_mut().enumerate().for_each(map)
        }
        self.add_reductions(workers);
        laps.end(Phase::Map);
        // Both have lent the first worker's reductions anew, which ended what the old pointer was good for.
        let frame = Frame { reduce: workers[0].reduce.pointer(), ..frame };
        let (mut exports, mut commits) = (plan.exports, plan.commits);
        for step in update_steps.start..=update_steps.end {
            frame.export(&mut exports, step);
            frame.commit(&mut commits, step);
            if step < update_steps.end {
                self.step_alone(&frame, step, workers);
            }
        }
        laps.end(Phase::Update);
    }

    /// Adds all threads' reductions to the first one's, in their order.
    fn add_reductions(&self, workers: &mut [Worker<E>]) {
        let len = self.plan.as_ref().reduce_len as usize;
        let Some((first, others)) = workers.split_first_mut() else { return };
        let others: Vec<&[E]> = others.iter_mut().map(|worker| &worker.reduce.numbers()[..len]).collect();
        if others.is_empty() || len == 0 {
            return;
        }
        const PART: usize = 1 << 14;
        first.reduce.numbers()[..len].par_chunks_mut(PART).enumerate().for_each(|(part, sum)| {
            for other in &others {
                crate::spread::add(&other[part * PART..][..sum.len()], sum);
            }
        });
    }
}
