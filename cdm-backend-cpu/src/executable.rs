//! A compiled program, and how its phases run over threads and groups of samples.

use crate::backend::{CpuError, CpuOptions};
use crate::element::Element;
use crate::frame::{Frame, Group, NO_SAMPLES};
use crate::memory::{Buffers, Memory, RawInput, Shared, Worker};
use crate::pool::Pool;
use crate::prepared::{self, Filters};
use crate::profile::{Clock, Laps, Phase, Profile};
use crate::schedule::{Piece, Schedule, Wave};
use crate::sound;
use crate::work::{Work, work};
use cdm_core::backend::{Bind, Run, RunError};
use cdm_core::kernels::{HostBuffer, check};
use cdm_core::program::plan::Plan;
use cdm_core::program::regions;
use cdm_core::program::{Program, ProgramRef, Role};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A compiled program with its scratch memory.
#[derive(Debug)]
pub struct CpuExecutable<E> {
    program: Program,
    plan: Plan,
    work: Vec<Work<E>>,
    filters: Filters,
    schedule: Schedule,
    options: CpuOptions,
    pool: Option<Arc<Pool>>,
    memory: Mutex<Memory<E>>,
    clock: Option<Arc<Clock>>,
}

impl<E: Element> CpuExecutable<E> {
    pub(crate) fn compile(
        program: ProgramRef<'_>,
        options: CpuOptions,
        pool: Option<Arc<Pool>>,
        profile: Option<&Profile>,
    ) -> Result<Self, CpuError> {
        // Both dtypes are `E`, so casts would be copies.
        let program = Program::from_ref(program).map_err(RunError::from)?.with_one_dtype();
        let plan = Plan::in_place(program.as_ref(), regions::steps(program.as_ref(), options.limits))?;
        // Some steps are compiled for the instruction set that they run with.
        let (work, filters) = options.isa.with_limit(|| work(program.as_ref(), plan.as_ref()));
        sound::check(program.as_ref(), plan.as_ref(), &work)?;
        let schedule = Schedule::new(program.as_ref(), plan.as_ref(), &work, options.thread_nanoseconds);
        let memory = Mutex::new(Memory::new(options.threads));
        let clock = profile.map(|profile| profile.watch(program.as_ref(), plan.as_ref()));
        Ok(CpuExecutable { program, plan, work, filters, schedule, options, pool, memory, clock })
    }

    pub(crate) fn run(&self, run: Run<'_, HostBuffer<E>>) -> Result<(), RunError> {
        self.check(&run)?;
        // A panic of an earlier run leaves nothing behind that this one relies on: what it was binding counts as unbound.
        let mut guard = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let memory: &mut Memory<E> = &mut guard;
        let bind = run.bind;
        self.take_buffers(run, &mut memory.buffers);
        self.options.isa.with_limit(|| self.run_checked(bind, memory));
        Ok(())
    }

    fn check(&self, run: &Run<'_, HostBuffer<E>>) -> Result<(), RunError> {
        for (list, buffers) in [("state", &*run.state), ("outputs", &*run.outputs)] {
            if let Some(at) = buffers.iter().position(|buffer| matches!(buffer, HostBuffer::Index(_))) {
                return Err(RunError::Kind { list, at });
            }
        }
        let (data, frozen) = (run.data.iter().map(|buffer| buffer.input()), run.frozen.iter().map(|b| b.input()));
        let (state, outputs) = (run.state.iter().map(HostBuffer::len), run.outputs.iter().map(HostBuffer::len));
        check(&self.program.as_ref(), run.batch, data, frozen, state, outputs)
    }

    /// Notes where a run's buffers lie, which have been checked.
    fn take_buffers(&self, run: Run<'_, HostBuffer<E>>, buffers: &mut Buffers<E>) {
        let real = |buffer: &mut HostBuffer<E>| {
            let numbers = buffer.real_mut().unwrap_or(&mut []);
            (Shared(numbers.as_mut_ptr()), numbers.len())
        };
        let (mut data, mut frozen, mut state) = (run.data.iter(), run.frozen.iter(), run.state.iter_mut());
        buffers.batch = run.batch;
        buffers.inputs.clear();
        for input in self.program.as_ref().inputs {
            let found = match input.role {
                Role::Data => data.next().map(|buffer| RawInput::new(buffer.input())),
                Role::Frozen => frozen.next().map(|buffer| RawInput::new(buffer.input())),
                Role::State => state.next().map(real).map(|(at, len)| RawInput::Real(at, len)),
            };
            buffers.inputs.extend(found);
        }
        buffers.outputs.clear();
        buffers.outputs.extend(run.outputs.iter_mut().map(|buffer| real(buffer).0));
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

    /// The bodies of regions that run with each batch, in canonical form: those for which there is no compiled kernel, or all of them.
    #[doc(hidden)]
    pub fn region_keys(&self, all: bool) -> Vec<String> {
        let work = &self.work[self.plan.as_ref().bind_steps as usize..];
        let regions = work.iter().filter_map(|work| if let Work::Region(region) = work { Some(region) } else { None });
        regions.flat_map(|region| region.keys(all)).collect()
    }

    /// Samples that a thread takes at a time, at most: see [`CpuOptions::group_bytes`].
    pub fn group(&self) -> usize {
        let [_, reduced, numbers] = self.scratch_lens();
        if self.options.group_bytes == 0 {
            return 1;
        }
        let bytes = numbers * size_of::<E>();
        let fitting = self.options.group_bytes.checked_div(bytes).unwrap_or(usize::MAX);
        let pair = if reduced > 0 && 2 * bytes <= self.options.group_bytes.saturating_mul(3) { 2 } else { 1 };
        let outweighing = self.schedule.passed.checked_div(numbers).unwrap_or(1);
        fitting.max(outweighing).max(pair).min(1 << 16)
    }
}

/// The `part`-th of `parts` contiguous shares of `len`.
fn share(len: usize, part: usize, parts: usize) -> Range<usize> {
    len * part / parts..len * (part + 1) / parts
}

/// A batch in equal groups, of which each thread has equally many.
#[derive(Clone, Copy, Debug)]
struct Division {
    threads: usize,
    groups: usize,
    /// Samples of the largest group.
    stride: usize,
}

impl<E: Element> CpuExecutable<E> {
    fn division(&self, batch: usize) -> Division {
        let threads = self.options.threads.min(self.schedule.threads(batch));
        let groups = threads * batch.div_ceil(threads).div_ceil(self.group()).max(1);
        Division { threads, groups, stride: batch.div_ceil(groups) }
    }

    /// Calls `work` with each number below `count`, once, on so many threads, if there are so many; whichever is free takes the next.
    fn each(&self, threads: usize, count: usize, workers: Workers<E>, work: impl Fn(usize, &mut Worker<E>) + Sync) {
        let next = AtomicUsize::new(0);
        self.on_threads(threads.min(count), workers, &|_, worker| {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                work(number, worker);
            }
        });
    }

    fn on_threads(&self, threads: usize, workers: Workers<E>, work: &(dyn Fn(usize, &mut Worker<E>) + Sync)) {
        let threads = threads.min(self.options.threads);
        // SAFETY: there is a worker for each thread, and each thread has one of its own.
        let work = |index: usize| work(index, unsafe { workers.one(index) });
        match &self.pool {
            Some(pool) => pool.run(threads, &work),
            None => work(0),
        }
    }

    /// Runs the steps of a wave; `others` are the reductions to be added to the frame's.
    fn wave(&self, frame: &Frame<'_, E>, wave: &Wave, workers: Workers<E>, others: &[Shared<E>]) {
        let first = self.plan.as_ref().map_steps as usize;
        self.each(wave.threads, wave.pieces.len(), workers, |number, worker| {
            let Piece { step, range } = &wave.pieces[number];
            if let Some(range) = range {
                for offset in self.schedule.late(first, *step) {
                    add_reductions(frame.reduce, others, offset + range.start..offset + range.end);
                }
            }
            frame.step(*step, range.clone(), &mut worker.scratch);
        });
    }

    /// Maps one group.
    fn map_group(&self, frame: &Frame<'_, E>, worker: &mut Worker<E>, group: Group) {
        if group.count == 0 {
            return;
        }
        let plan = self.plan.as_ref();
        let frame = Frame { reduce: worker.reduce.pointer(), sample: worker.sample.pointer(), group, ..*frame };
        frame.clock.inspect(|clock| clock.add_group());
        let [_, mapped, _] = plan.phases();
        let mut exports = plan.sample_exports;
        frame.export(&mut exports, mapped.start);
        for step in mapped {
            frame.step(step, None, &mut worker.scratch);
            frame.export(&mut exports, step + 1);
        }
    }

    fn map(&self, frame: &Frame<'_, E>, division: Division, workers: Workers<E>) {
        let Division { threads, groups, stride } = division;
        let plan = self.plan.as_ref();
        let (batch, len) = (frame.buffers.batch, plan.sample_len as usize * stride);
        let group = |number: usize| {
            let range = share(batch, number, groups);
            Group { first: range.start, count: range.len(), stride }
        };
        if plan.reduce_len == 0 {
            // Any thread may map any group.
            return self.each(threads, groups, workers, |number, worker| {
                worker.sample.resize(len);
                self.map_group(frame, worker, group(number));
            });
        }
        // The same sums on each thread in each run.
        self.on_threads(threads, workers, &|index, worker| {
            worker.sample.resize(len);
            worker.reduce.numbers()[..plan.reduce_len as usize].fill(E::zero());
            share(groups, index, threads).for_each(|number| self.map_group(frame, worker, group(number)));
        });
    }

    fn run_checked(&self, bind: Bind, memory: &mut Memory<E>) {
        let plan = self.plan.as_ref();
        let Memory { shared, prepared, workers, buffers, reductions, bound } = memory;
        prepared.resize(self.filters.len());
        shared.resize(plan.shared_len as usize);
        workers.iter_mut().for_each(|worker| worker.reduce.resize(plan.reduce_len as usize));
        // Nothing below touches these two spaces but through these pointers.
        let (shared, prepared) = (shared.pointer(), prepared.pointer());
        // While samples are mapped each thread has its worker, with memory of its own.
        let nowhere = Shared(std::ptr::NonNull::dangling().as_ptr());
        let program = self.program.as_ref();
        let (work, filters, group) = (self.work.as_slice(), self.filters.all(), NO_SAMPLES);
        let (reduce, sample, buffers) = (nowhere, nowhere, &*buffers);
        let division = self.division(buffers.batch);
        let forms = prepared::Division { group: division.stride, batch: buffers.batch };
        let clock = self.clock.as_deref().and_then(|clock| clock.start(buffers.batch));
        let mut laps = Laps::start(clock);
        let frame =
            Frame { program, plan, work, filters, forms, buffers, shared, prepared, reduce, sample, group, clock };
        if bind == Bind::Fresh || *bound != Some(forms) || !program.updates.is_empty() {
            // Stays so if a step panics.
            *bound = None;
            let workers = Workers::new(workers);
            self.schedule.bind.iter().for_each(|wave| self.wave(&frame, wave, workers, &[]));
            self.each(usize::MAX, filters.len(), workers, |number, _| frame.prepare(&filters[number]));
            *bound = Some(forms);
        }
        laps.end(Phase::Bind);
        self.map(&frame, division, Workers::new(workers));
        laps.end(Phase::Map);
        reductions.clear();
        reductions.extend(workers[..division.threads].iter_mut().map(|worker| worker.reduce.pointer()));
        let Some((&reduce, others)) = reductions.split_first() else { return };
        self.update(&Frame { reduce, ..frame }, Workers::new(workers), others);
        laps.end(Phase::Update);
    }

    fn update(&self, frame: &Frame<'_, E>, workers: Workers<E>, others: &[Shared<E>]) {
        let (plan, schedule) = (self.plan.as_ref(), &self.schedule);
        if !others.is_empty() {
            self.each(schedule.early_threads, schedule.early.len(), workers, |number, _| {
                add_reductions(frame.reduce, others, schedule.early[number].clone());
            });
        }
        let (mut exports, mut commits) = (plan.exports, plan.commits);
        let mut transfer = |before: usize| {
            frame.export(&mut exports, before);
            frame.commit(&mut commits, before);
        };
        for wave in &schedule.update {
            transfer(wave.steps.start);
            self.wave(frame, wave, workers, others);
        }
        transfer(plan.steps.len());
    }
}

/// All threads' workers.
struct Workers<E> {
    at: *mut Worker<E>,
}

// SAFETY: workers are only reached through `one`, which lends each to one thread at a time.
unsafe impl<E: Send> Sync for Workers<E> {}

impl<E> Workers<E> {
    fn new(workers: &mut [Worker<E>]) -> Self {
        Workers { at: workers.as_mut_ptr() }
    }

    /// # Safety
    /// There are more workers than `index`, and nobody else has this one.
    #[expect(clippy::mut_from_ref, reason = "the caller vouches that it is the only one")]
    unsafe fn one(&self, index: usize) -> &mut Worker<E> {
        // SAFETY: as the caller vouches.
        unsafe { &mut *self.at.add(index) }
    }
}

impl<E> Clone for Workers<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Workers<E> {}

/// Adds part of all threads' reductions to the first one's, in their order.
fn add_reductions<E: Element>(first: Shared<E>, others: &[Shared<E>], part: Range<usize>) {
    for other in others {
        // SAFETY: the part lies within the reductions of each thread, none of which is mapping, and one thread adds it up.
        let (sum, other) = unsafe {
            let sum = std::slice::from_raw_parts_mut(first.0.add(part.start), part.len());
            (sum, std::slice::from_raw_parts(other.0.add(part.start), part.len()))
        };
        crate::spread::add_to(other, sum);
    }
}
