//! Programs over threads and groups of samples.

use crate::direct;
use crate::element::Element;
use crate::kernels::CpuKernels;
use crate::region::{Region, Scratch, chunk};
use crate::simd::Isa;
use crate::sound;
use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run, RunError};
use cdm_core::kernels::{Conv, HostBuffer, HostInput, apply, check};
use cdm_core::program::plan::{ALIGN, Place, Plan, PlanRef, Transfer};
use cdm_core::program::regions::{self, Limits};
use cdm_core::program::{Dtype, Op, Program, ProgramRef, Role, Section, ValueId, ValueType};
use rayon::prelude::*;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// What can go wrong on a CPU.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum CpuError {
    /// Program, buffers and batch do not fit together.
    Run(RunError),
    /// The operating system did not give this many threads.
    Threads {
        /// Threads asked for.
        wanted: usize,
    },
    /// A plan would have a step use memory that is not the value's own: an error of the planner, found before anything runs.
    Plan {
        /// Number of the value.
        value: u32,
    },
}

impl fmt::Display for CpuError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CpuError::Run(error) => error.fmt(f),
            CpuError::Threads { wanted } => write!(f, "could not start {wanted} threads"),
            CpuError::Plan { value } => write!(f, "the plan has no memory for value {value} where its step needs it"),
        }
    }
}

impl std::error::Error for CpuError {}

impl From<RunError> for CpuError {
    fn from(error: RunError) -> Self {
        CpuError::Run(error)
    }
}

/// How a [`CpuBackend`] divides its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuOptions {
    /// Threads; at least 1.
    pub threads: usize,
    /// Bytes of activations that a thread works on at a time: it takes as many samples as fit, at least one.
    pub group_bytes: usize,
    /// How regions are formed.
    pub limits: Limits,
    /// The widest instruction set to use, as in [`Isa::limit`]; if the machine has it.
    pub isa: Isa,
}

impl Default for CpuOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let limits = Limits { inputs: 16, ops: 64, recompute: 8 };
        CpuOptions { threads, group_bytes: 4 << 20, limits, isa: Isa::Avx512 }
    }
}

/// Runs programs on this machine's cores in precision `E`, `f32` or `f64`; both dtypes, `Narrow` and `Wide`, are `E`.
///
/// # Numerics
/// Deterministic for given [`CpuOptions`], batch and instruction set ([`Isa::detected`]).
#[derive(Clone, Debug)]
pub struct CpuBackend<E = f32> {
    options: CpuOptions,
    pool: Option<Arc<rayon::ThreadPool>>,
    precision: PhantomData<E>,
}

impl<E: Element> CpuBackend<E> {
    /// A backend with its own pool of `threads` threads; one thread (or 0) is the caller's own.
    ///
    /// # Errors
    /// [`CpuError::Threads`] if the operating system refuses.
    pub fn new(threads: usize) -> Result<Self, CpuError> {
        Self::with_options(CpuOptions { threads, ..CpuOptions::default() })
    }

    /// A backend with all settings.
    ///
    /// # Errors
    /// As [`CpuBackend::new`].
    pub fn with_options(options: CpuOptions) -> Result<Self, CpuError> {
        let options = CpuOptions { threads: options.threads.max(1), ..options };
        let pool = match options.threads {
            1 => None,
            wanted => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(wanted);
                let pool = pool.start_handler(move |_| options.isa.limit_thread()).build();
                Some(Arc::new(pool.map_err(|_| CpuError::Threads { wanted })?))
            }
        };
        Ok(CpuBackend { options, pool, precision: PhantomData })
    }

    /// Its settings.
    pub fn options(&self) -> CpuOptions {
        self.options
    }
}

impl<E: Element> Default for CpuBackend<E> {
    /// All available threads; the caller's own if no other can be had.
    fn default() -> Self {
        let options = CpuOptions::default();
        let alone = CpuBackend { options: CpuOptions { threads: 1, ..options }, pool: None, precision: PhantomData };
        Self::with_options(options).unwrap_or(alone)
    }
}

/// One step of the plan.
#[derive(Debug)]
pub(crate) enum Work<E> {
    Node(ValueId),
    Region(Region<E>),
    /// A convolution's adjoint in its image with the flipped filter of this number.
    ConvData(ValueId, usize),
}

/// A bound filter that adjoints of convolutions need the other way round: see [`direct::flip`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flip {
    filter: ValueId,
    geometry: Conv,
    /// Where the flipped filter begins in its space.
    offset: usize,
}

/// The work of each step, and the filters to flip before the batch.
pub(crate) fn work<E: Element>(program: ProgramRef<'_>, plan: PlanRef<'_>) -> (Vec<Work<E>>, Vec<Flip>) {
    let mut flips: Vec<Flip> = Vec::new();
    let mut offset = 0;
    let mut compile = |step| {
        let (nodes, stores) = (plan.nodes(step), plan.stored(step));
        if let Some(region) = Region::compile(program, nodes, stores) {
            return Work::Region(region);
        }
        // A step that is not a region is one node.
        let value = nodes[0];
        let node = program.node(value);
        let Op::ConvData(window) = node.op else { return Work::Node(value) };
        let (cotangent, filter) = (program.node(node.args[0]), program.node(node.args[1]));
        let geometry = Conv::new(window, &node.ty.shape, &filter.ty.shape, &cotangent.ty.shape, 1);
        if filter.section != Section::Bind || !direct::applies_to_data::<E>(&geometry) {
            return Work::Node(value);
        }
        let root = program.alias_root(node.args[1]);
        let same = |flip: &Flip| {
            let g = &flip.geometry;
            flip.filter == root && g.filter == geometry.filter && g.image[2] == geometry.image[2]
        };
        let number = flips.iter().position(same).unwrap_or_else(|| {
            flips.push(Flip { filter: root, geometry, offset });
            offset += filter.ty.elements().next_multiple_of(ALIGN);
            flips.len() - 1
        });
        Work::ConvData(value, number)
    };
    let work = plan.steps.iter().map(&mut compile).collect();
    (work, flips)
}

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
}

impl<E: Element> CpuExecutable<E> {
    /// Numbers of scratch memory: shared, in each thread's reductions, and for each sample in flight.
    pub fn scratch_lens(&self) -> [usize; 3] {
        let plan = self.plan.as_ref();
        [plan.shared_len as usize, plan.reduce_len as usize, plan.sample_len as usize]
    }

    /// Number of steps: regions, and operations outside them.
    pub fn steps(&self) -> usize {
        self.work.len()
    }

    /// Samples that a thread takes at a time, at most.
    pub fn group(&self) -> usize {
        let bytes = self.scratch_lens()[2] * size_of::<E>();
        self.options.group_bytes.checked_div(bytes).unwrap_or(usize::MAX).clamp(1, 1 << 16)
    }
}

/// Memory that begins at a cache line.
#[derive(Debug)]
struct Space<E> {
    numbers: Vec<E>,
    start: usize,
}

impl<E: Element> Space<E> {
    const LINE: usize = 64 / size_of::<E>();

    fn new() -> Self {
        Space { numbers: Vec::new(), start: 0 }
    }

    fn resize(&mut self, len: usize) {
        if self.numbers.len() < len + Self::LINE {
            self.numbers = vec![E::zero(); len + Self::LINE];
            self.start = self.numbers.as_ptr().align_offset(64).min(Self::LINE);
        }
    }

    fn numbers(&mut self) -> &mut [E] {
        &mut self.numbers[self.start..]
    }

    fn pointer(&mut self) -> Shared<E> {
        Shared(self.numbers().as_mut_ptr())
    }
}

/// What belongs to one thread.
#[derive(Debug)]
struct Worker<E> {
    reduce: Space<E>,
    sample: Space<E>,
    scratch: Scratch<E>,
}

#[derive(Debug)]
struct Memory<E> {
    shared: Space<E>,
    flipped: Space<E>,
    workers: Vec<Worker<E>>,
    bound: bool,
}

/// A pointer that threads share.
#[derive(Debug)]
struct Shared<E>(*mut E);

impl<E> Clone for Shared<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Shared<E> {}

// SAFETY: threads follow it only in `Frame`, where each writes memory of its own: its reductions and samples, its range of a
// stored value, its samples of an output.
unsafe impl<E: Send> Send for Shared<E> {}
// SAFETY: as above.
unsafe impl<E: Sync> Sync for Shared<E> {}

/// A run's buffers, checked against program and batch.
struct Buffers<'r, E> {
    batch: usize,
    data: Vec<HostInput<'r, E>>,
    frozen: Vec<HostInput<'r, E>>,
    state: Vec<(Shared<E>, usize)>,
    outputs: Vec<Shared<E>>,
}

/// Samples that run together: `count` from `first`, in memory for `stride`.
#[derive(Clone, Copy)]
struct Group {
    first: usize,
    count: usize,
    stride: usize,
}

const NO_SAMPLES: Group = Group { first: 0, count: 0, stride: 0 };

/// Everything that one thread sees while it runs steps.
///
/// Whoever makes one vouches that its pointers lead to spaces of the plan's lengths (the samples' for the group's stride) that nobody
/// else touches meanwhile, but for the shared ones, of which steps of samples only read. The plan has passed `sound::check`.
#[derive(Clone, Copy)]
struct Frame<'r, E> {
    program: ProgramRef<'r>,
    plan: PlanRef<'r>,
    work: &'r [Work<E>],
    flips: &'r [Flip],
    buffers: &'r Buffers<'r, E>,
    shared: Shared<E>,
    flipped: Shared<E>,
    reduce: Shared<E>,
    sample: Shared<E>,
    group: Group,
}

impl<E: Element> Frame<'_, E> {
    fn input(&self, input: u32) -> HostInput<'_, E> {
        let position = self.program.position(input as usize);
        match self.program.inputs[input as usize].role {
            Role::Data => self.buffers.data[position],
            Role::Frozen => self.buffers.frozen[position],
            Role::State => {
                let (pointer, len) = self.buffers.state[position];
                // SAFETY: the caller's buffer of a state; commits, the only writes, happen between steps on one thread.
                HostInput::Real(unsafe { std::slice::from_raw_parts(pointer.0, len) })
            }
        }
    }

    /// Where a value of one of the spaces begins.
    fn place(&self, value: ValueId) -> Option<*mut E> {
        let (space, offset) = match self.plan.places[value.index()] {
            Place::Shared(offset) => (self.shared, offset as usize),
            Place::Reduce(offset) => (self.reduce, offset as usize),
            Place::Sample(offset) => (self.sample, offset as usize * self.group.stride),
            Place::Input(_) | Place::Nowhere => return None,
        };
        // SAFETY: the plan's offsets lie within its spaces (`sound::check`), which have the plan's lengths.
        Some(unsafe { space.0.add(offset) })
    }

    fn read(&self, value: ValueId) -> HostInput<'_, E> {
        let ty = &self.program.node(value).ty;
        if let Place::Input(input) = self.plan.places[value.index()] {
            return self.input(input).slice(range_in_batch(ty, self.group));
        }
        match self.place(value) {
            // SAFETY: the plan keeps a value's memory to itself from the step that stores it to its last reader, and no
            // other thread writes to this thread's spaces.
            Some(at) => HostInput::Real(unsafe { std::slice::from_raw_parts(at, ty.elements_for(self.group.count)) }),
            None => HostInput::Real(&[]),
        }
    }

    /// Runs a step on this thread; of a region only `range`, if given.
    fn step(&self, step: usize, range: Option<Range<usize>>, scratch: &mut Scratch<E>) {
        match &self.work[step] {
            Work::Region(region) => {
                let range = range.unwrap_or(0..region.len(self.group.count));
                let at =
                    |value: ValueId| self.place(value).unwrap_or_else(|| self.read(value).real().as_ptr().cast_mut());
                // SAFETY: values lie where the plan put them, those stored apart from all others alive; inputs are only
                // read. Other threads have other groups or other ranges.
                unsafe { region.run(self.group.count, range, at, scratch) };
            }
            Work::ConvData(value, flip) => self.conv_data(*value, &self.flips[*flip]),
            Work::Node(value) => {
                let node = self.program.node(*value);
                let mut args = [HostInput::Real(&[]); 2];
                for (slot, &arg) in args.iter_mut().zip(node.args()) {
                    *slot = self.read(arg);
                }
                let len = node.ty.elements_for(self.group.count);
                let Some(at) = self.place(*value) else { return };
                // SAFETY: the value's own memory, which overlaps no argument's, since those are alive in this step.
                let out = unsafe { std::slice::from_raw_parts_mut(at, len) };
                apply(&CpuKernels, &self.program, node, self.group.count, args, out);
            }
        }
    }

    fn conv_data(&self, value: ValueId, flip: &Flip) {
        let node = self.program.node(value);
        let Some(at) = self.place(value) else { return };
        // SAFETY: the value's own memory, which overlaps no argument's, since those are alive in this step; and the flipped filter,
        // which nobody writes while samples are mapped.
        let (out, filter) = unsafe {
            let out = std::slice::from_raw_parts_mut(at, node.ty.elements_for(self.group.count));
            let len = self.program.node(flip.filter).ty.elements();
            (out, std::slice::from_raw_parts(self.flipped.0.add(flip.offset), len))
        };
        let cotangent = self.program.node(node.args[0]);
        let filter_shape = &self.program.node(node.args[1]).ty.shape;
        let Op::ConvData(window) = node.op else { return };
        let geometry = Conv::new(window, &node.ty.shape, filter_shape, &cotangent.ty.shape, self.group.count);
        direct::conv_data(&geometry, self.read(node.args[0]).real(), filter, out);
    }

    fn flip(&self, flip: &Flip) {
        let filter = self.read(flip.filter).real();
        // SAFETY: each flipped filter has its own part of the space, and one thread flips it.
        let flipped = unsafe { std::slice::from_raw_parts_mut(self.flipped.0.add(flip.offset), filter.len()) };
        direct::flip(&flip.geometry, filter, flipped);
    }

    /// Copies the outputs that are due before `step`.
    fn export(&self, due: &mut &[Transfer], step: usize) {
        while let Some((&Transfer { before, number }, rest)) = due.split_first() {
            if before as usize > step {
                break;
            }
            *due = rest;
            let value = self.program.outputs[number as usize].value;
            let range = range_in_batch(&self.program.node(value).ty, self.group);
            let from = self.read(value).real();
            // SAFETY: the caller's buffer has room for the whole batch; this thread alone writes its group's part.
            unsafe { self.buffers.outputs[number as usize].0.add(range.start).copy_from(from.as_ptr(), from.len()) };
        }
    }

    /// Assigns the updates that are due before `step`.
    fn commit(&self, due: &mut &[Transfer], step: usize) {
        while let Some((&Transfer { before, number }, rest)) = due.split_first() {
            if before as usize > step {
                break;
            }
            *due = rest;
            let update = self.program.updates[number as usize];
            let (state, len) = self.buffers.state[self.program.position(update.input as usize)];
            let from = self.read(update.value).real();
            // SAFETY: an update's value is computed, so it lies in a space, apart from the state; both have the state's length.
            unsafe { state.0.copy_from(from.as_ptr(), len.min(from.len())) };
        }
    }
}

/// The part of a caller's buffer that belongs to a group.
fn range_in_batch(ty: &ValueType, group: Group) -> Range<usize> {
    let len = ty.elements();
    if ty.is_per_sample() { group.first * len..(group.first + group.count) * len } else { 0..len }
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
        let frame = Frame { program, plan, work, flips, buffers, shared, flipped, reduce: first, sample: first, group };
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

impl<E: Element> Backend for CpuBackend<E> {
    type Buffer = HostBuffer<E>;
    type Executable = CpuExecutable<E>;
    type Error = CpuError;

    fn compile(&self, program: ProgramRef<'_>) -> Result<CpuExecutable<E>, CpuError> {
        let program = Program::from_ref(program).map_err(RunError::from)?;
        let steps = regions::steps(program.as_ref(), self.options.limits);
        let plan = Plan::with_steps(program.as_ref(), steps)?;
        // Some steps are compiled for the instruction set that they run with.
        let (work, flips) = self.options.isa.with_limit(|| work(program.as_ref(), plan.as_ref()));
        sound::check(program.as_ref(), plan.as_ref(), &work)?;
        let worker = |_| Worker { reduce: Space::new(), sample: Space::new(), scratch: Scratch::default() };
        let workers = (0..self.options.threads).map(worker).collect();
        let memory = Mutex::new(Memory { shared: Space::new(), flipped: Space::new(), workers, bound: false });
        Ok(CpuExecutable { program, plan, work, flips, options: self.options, pool: self.pool.clone(), memory })
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<HostBuffer<E>, CpuError> {
        Ok(HostBuffer::zeros(dtype, len))
    }

    fn write(&self, buffer: &mut HostBuffer<E>, from: HostRef<'_>) -> Result<(), CpuError> {
        Ok(buffer.write(from)?)
    }

    fn read(&self, buffer: &HostBuffer<E>, to: HostMut<'_>) -> Result<(), CpuError> {
        Ok(buffer.read(to)?)
    }

    fn run(&self, executable: &CpuExecutable<E>, run: Run<'_, HostBuffer<E>>) -> Result<(), CpuError> {
        let (data, frozen) = (inputs(run.data), inputs(run.frozen));
        let mut state = reals("state", run.state)?;
        let mut outputs = reals("outputs", run.outputs)?;
        check(&executable.program.as_ref(), run.batch, &data, &frozen, &state, &outputs)?;
        let buffers = Buffers {
            batch: run.batch,
            data,
            frozen,
            state: state.iter_mut().map(|x| (Shared(x.as_mut_ptr()), x.len())).collect(),
            outputs: outputs.iter_mut().map(|x| Shared(x.as_mut_ptr())).collect(),
        };
        // A panic of an earlier run leaves nothing behind that this one relies on, but for bound values.
        let mut guard = executable.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let memory: &mut Memory<E> = &mut guard;
        executable.on_pool(|| executable.run_checked(&buffers, run.bind, memory));
        Ok(())
    }
}

fn inputs<'a, E: Element>(list: &[&'a HostBuffer<E>]) -> Vec<HostInput<'a, E>> {
    list.iter().map(|buffer| buffer.input()).collect()
}

fn reals<'a, E: Element>(list: &'static str, buffers: &'a mut [HostBuffer<E>]) -> Result<Vec<&'a mut [E]>, RunError> {
    let real = |(at, buffer): (usize, &'a mut HostBuffer<E>)| buffer.real_mut().ok_or(RunError::Kind { list, at });
    buffers.iter_mut().enumerate().map(real).collect()
}
