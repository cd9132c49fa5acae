//! A compiled program with its memory, and how it runs.

use super::backend::NUMBER;
use super::device::Device;
use super::lower::{Argument, Lowered};
use super::{CudaBuffer, CudaError, Options, Precision};
use crate::host::{countable, stand_ins};
use cdm_core::backend::{Bind, Run, RunError};
use cdm_core::kernels::{HostInput, check};
use cdm_core::program::plan::{Place, Plan, Transfer};
use cdm_core::program::{Dtype, Op, Program, ProgramRef, Role, Section, Totals, ValueId, ValueType, regions};
use core::fmt;
use core::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Samples that run together at most: a grid has no more rows.
const MOST_SAMPLES: usize = 65_535;

/// A program that was compiled for a device. It owns its scratch memory.
pub struct CudaExecutable<D: Device> {
    program: Program,
    plan: Plan,
    lowered: Lowered,
    options: Options,
    /// Before the module, whose kernels a graph names: fields are dropped in order.
    memory: Mutex<Memory<D>>,
    module: Option<D::Module>,
    device: D,
}

impl<D: Device> fmt::Debug for CudaExecutable<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CudaExecutable").field("program", &self.program).finish_non_exhaustive()
    }
}

/// Scratch memory.
struct Memory<D: Device> {
    /// The plan's shared and reduce spaces, and parts of sums.
    fixed: Option<D::Memory>,
    /// The sample space, for groups of so many samples.
    sample: Option<(D::Memory, usize)>,
    /// Samples of a group for which there is memory, as far as is known.
    most: usize,
    /// Are bound values there?
    bound: bool,
    /// What the last run was.
    last: Vec<u64>,
    /// A run as a graph, and which one.
    graph: Option<(Vec<u64>, D::Graph)>,
    /// Why the device does not record, if it has refused to.
    refused: Option<CudaError>,
}

/// A group of samples.
#[derive(Clone, Copy, Debug)]
struct Group {
    first: usize,
    count: usize,
    /// Samples of the largest group, for which the sample space is laid out.
    stride: usize,
}

const NO_SAMPLES: Group = Group { first: 0, count: 0, stride: 0 };

/// Where everything lies during a run.
struct Frame<'a, D: Device> {
    device: &'a D,
    program: ProgramRef<'a>,
    executable: &'a CudaExecutable<D>,
    inputs: Vec<u64>,
    outputs: Vec<u64>,
    fixed: u64,
    sample: u64,
}

impl<D: Device> CudaExecutable<D> {
    pub(super) fn compile(device: &D, options: Options, program: ProgramRef<'_>) -> Result<Self, CudaError> {
        let program = Program::from_ref(program).map_err(RunError::from)?;
        // Where all numbers are kept in single precision, casts would be copies.
        let (program, narrow) = match options.precision {
            Precision::F32 => (program.with_one_dtype(), Vec::new()),
            Precision::Tf32 => program.with_one_dtype_marked(),
            Precision::Bf16 => {
                let narrow = program.as_ref().nodes.iter().map(|node| node.ty.dtype == Dtype::Narrow).collect();
                (program, narrow)
            }
        };
        let halves = halves(&program.as_ref(), options.precision);
        let words = |value: ValueId, numbers: usize| if halves[value.index()] { numbers.div_ceil(2) } else { numbers };
        let steps = regions::steps(program.as_ref(), options.limits);
        let plan = Plan::in_place_of_size(program.as_ref(), steps, &words)?;
        let lowered = Lowered::new(&program.as_ref(), &plan.as_ref(), options.precision, [narrow, halves]);
        let module = match lowered.kernels.len() {
            0 => None,
            _ => Some(device.compile(&lowered.kernels.module())?),
        };
        let memory = Mutex::new(Memory {
            fixed: None,
            sample: None,
            most: MOST_SAMPLES,
            bound: false,
            last: Vec::new(),
            graph: None,
            refused: None,
        });
        Ok(Self { program, plan, lowered, options, memory, module, device: device.clone() })
    }

    /// Number of different kernels.
    pub fn kernels(&self) -> usize {
        self.lowered.kernels.len()
    }

    /// What a run costs by plan: floating-point operations of products, and bytes that kernels read and write. Together with a device's
    /// rates they bound the time from below.
    pub fn cost(&self, batch: usize) -> (u64, u64) {
        let (program, plan) = (self.program.as_ref(), self.plan.as_ref());
        let groups = batch.div_ceil(self.group(batch, MOST_SAMPLES));
        let map = plan.phases()[1].clone();
        let bytes = |value: ValueId| if self.lowered.is_half(value) { NUMBER as u64 / 2 } else { NUMBER as u64 };
        let moved = |(number, step)| {
            let mut traffic = plan.traffic_in(&program, step, &bytes);
            traffic.read = traffic.read + self.lowered.beyond[number];
            traffic.moved(batch, if map.contains(&number) { groups } else { 1 })
        };
        (program.products().of_run(batch), plan.steps.iter().enumerate().map(moved).sum())
    }

    /// Number of launches of a run whose batch is one group.
    pub fn launches(&self) -> usize {
        self.lowered.launches()
    }

    /// Bytes of scratch memory for a batch: what is shared, and the activations of the samples that run together.
    pub fn scratch_bytes(&self, batch: usize) -> usize {
        let plan = self.plan.as_ref();
        (self.fixed_len() + plan.sample_len as usize * self.group(batch, MOST_SAMPLES)) * NUMBER
    }

    /// Is the last run recorded, so that the same again is one call? A run is once the same, addresses included, comes twice in a row.
    ///
    /// # Errors
    /// Why the device does not record: runs are launched kernel by kernel.
    pub fn is_recorded(&self) -> Result<bool, CudaError> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.refused.clone().map_or(Ok(memory.graph.as_ref().is_some_and(|(run, _)| *run == memory.last)), Err)
    }

    pub(super) fn run(&self, run: Run<'_, CudaBuffer<D>>) -> Result<(), CudaError> {
        let device = &self.device;
        self.check(&run)?;
        let of_run = run.data.iter().chain(run.frozen).copied().chain(&*run.state).chain(&*run.outputs);
        if !of_run.map(CudaBuffer::device).all(|other| other.is_same(device)) {
            return Err(CudaError::Device(
                "a buffer is of another device than the program was compiled for".to_owned(),
            ));
        }
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let memory: &mut Memory<D> = &mut memory;
        let fixed = self.fixed(device, memory)?;
        let (sample, group) = self.sample(device, memory, run.batch)?;
        let address = |buffer: &CudaBuffer<D>| buffer.address();
        let (mut data, mut frozen, mut state) = (run.data.iter(), run.frozen.iter(), run.state.iter());
        let input = |role| match role {
            Role::Data => data.next().map(|buffer| address(buffer)),
            Role::Frozen => frozen.next().map(|buffer| address(buffer)),
            Role::State => state.next().map(address),
        };
        let inputs = self.program.as_ref().inputs.iter().map(|input| input.role).filter_map(input).collect();
        let outputs = run.outputs.iter().map(address).collect();
        let frame = Frame { device, program: self.program.as_ref(), executable: self, inputs, outputs, fixed, sample };
        let fresh = run.bind == Bind::Fresh || !memory.bound || !self.program.as_ref().updates.is_empty();
        // Stays so if something fails.
        memory.bound = false;
        self.run_or_replay(memory, &frame, fresh, run.batch, group)?;
        memory.bound = true;
        Ok(())
    }

    /// Runs; a run that is the same as the last one, addresses included, is recorded and from then on replayed.
    fn run_or_replay(
        &self,
        memory: &mut Memory<D>,
        frame: &Frame<'_, D>,
        fresh: bool,
        batch: usize,
        group: usize,
    ) -> Result<(), CudaError> {
        let mut key = vec![u64::from(fresh), batch as u64, group as u64, frame.fixed, frame.sample];
        key.extend(frame.inputs.iter().chain(&frame.outputs));
        if memory.graph.as_ref().is_none_or(|(known, _)| *known != key) {
            if memory.last != key || memory.refused.is_some() {
                memory.last = key;
                return frame.run(fresh, batch, group);
            }
            // The old one first: it takes memory.
            memory.graph = None;
            match frame.device.record(&mut |recorder| frame.on(recorder).run(fresh, batch, group)) {
                Ok(graph) => memory.graph = Some((key, graph)),
                Err(why) => {
                    // Launch by launch it is slower, and says what is wrong if that fails too.
                    memory.refused = Some(why);
                    return frame.run(fresh, batch, group);
                }
            }
        }
        // SAFETY: scratch memory and buffers lie where they lay, as the key says, and this run's buffers have been checked.
        memory.graph.as_ref().map_or(Ok(()), |(_, graph)| unsafe { frame.device.replay(graph) })
    }

    /// Samples that run together, at most so many.
    fn group(&self, batch: usize, most: usize) -> usize {
        let numbers = (self.plan.as_ref().sample_len as usize).max(1);
        let fitting = self.options.sample_bytes / (numbers * NUMBER);
        // Kernels count numbers in 32 bits.
        let countable = (i32::MAX as usize) / self.largest();
        let most = fitting.min(countable).clamp(1, most);
        // Equal groups.
        batch.div_ceil(batch.div_ceil(most).max(1)).max(1)
    }

    /// Numbers of the largest value of a sample.
    fn largest(&self) -> usize {
        let program = self.program.as_ref();
        program.nodes.iter().filter(|node| node.ty.is_per_sample()).map(|node| node.ty.elements()).max().unwrap_or(1)
    }

    /// Numbers of the plan's shared and reduce spaces, and of parts of sums.
    fn fixed_len(&self) -> usize {
        let plan = self.plan.as_ref();
        plan.shared_len as usize + plan.reduce_len as usize + self.lowered.parts
    }

    fn fixed(&self, device: &D, memory: &mut Memory<D>) -> Result<u64, CudaError> {
        if memory.fixed.is_none() {
            memory.fixed = Some(device.allocate(self.fixed_len() * NUMBER)?);
            memory.bound = false;
        }
        Ok(memory.fixed.as_ref().map_or(0, |fixed| device.address(fixed)))
    }

    /// The sample space, and how many samples run together: as many as there is memory for, which others may have taken.
    fn sample(&self, device: &D, memory: &mut Memory<D>, batch: usize) -> Result<(u64, usize), CudaError> {
        loop {
            let group = self.group(batch, memory.most);
            if let Some((sample, _)) = memory.sample.as_ref().filter(|(_, samples)| *samples >= group) {
                return Ok((device.address(sample), group));
            }
            // The old one first: both may not fit.
            memory.sample = None;
            let numbers = self.plan.as_ref().sample_len as usize * group;
            match device.allocate(numbers * NUMBER) {
                Ok(sample) => memory.sample = Some((sample, group)),
                Err(CudaError::Memory { .. }) if group > 1 => memory.most = group.div_ceil(2),
                Err(error) => return Err(error),
            }
        }
    }

    fn check(&self, run: &Run<'_, CudaBuffer<D>>) -> Result<(), RunError> {
        let program = self.program.as_ref();
        countable(&program, run.batch)?;
        for (list, buffers) in [("state", &*run.state), ("outputs", &*run.outputs)] {
            if let Some(at) = buffers.iter().position(|buffer| buffer.index().is_some()) {
                return Err(RunError::Kind { list, at });
            }
        }
        let (data, frozen) = (inputs(run.data), inputs(run.frozen));
        let (state, outputs) = (run.state.iter().map(CudaBuffer::len), run.outputs.iter().map(CudaBuffer::len));
        check(&program, run.batch, data.into_iter(), frozen.into_iter(), state, outputs)
    }
}

/// Which values lie in memory as bf16: narrow ones, but for those that callers see or that are added up over the batch.
fn halves(program: &ProgramRef<'_>, precision: Precision) -> Vec<bool> {
    let mut wide = vec![precision != Precision::Bf16; program.nodes.len()];
    let outputs = program.outputs.iter().map(|output| output.value);
    for value in outputs.chain(program.updates.iter().map(|update| update.value)) {
        wide[program.alias_root(value).index()] = true;
    }
    let totals = Totals::new(program);
    let is_half = |index: usize| {
        let root = program.alias_root(ValueId(index as u32));
        let node = program.node(root);
        let summed = node.section == Section::Reduce || totals.of(root).is_some();
        node.ty.dtype == Dtype::Narrow && !wide[root.index()] && !summed && !matches!(node.op, Op::Input(_))
    };
    (0..program.nodes.len()).map(is_half).collect()
}

/// Stand-ins for a run's list of inputs, with the indices as they are.
fn inputs<'a, D: Device>(buffers: &[&'a CudaBuffer<D>]) -> Vec<HostInput<'a, ()>> {
    let stand_in = |buffer: &&'a CudaBuffer<D>| match buffer.index() {
        Some(index) => HostInput::Index(index),
        None => HostInput::Real(stand_ins(buffer.len())),
    };
    buffers.iter().map(stand_in).collect()
}

impl<'a, D: Device> Frame<'a, D> {
    /// The same, asked of another device.
    fn on<'b>(&self, device: &'b D) -> Frame<'b, D>
    where
        'a: 'b,
    {
        let &Frame { program, executable, fixed, sample, .. } = self;
        Frame { device, program, executable, inputs: self.inputs.clone(), outputs: self.outputs.clone(), fixed, sample }
    }

    fn run(&self, fresh: bool, batch: usize, group: usize) -> Result<(), CudaError> {
        let plan = self.executable.plan.as_ref();
        let [bound, mapped, updated] = plan.phases();
        if fresh {
            bound.into_iter().try_for_each(|step| self.step(step, NO_SAMPLES))?;
        }
        self.zero(plan.shared_len as usize, plan.reduce_len as usize)?;
        for first in (0..batch).step_by(group) {
            let count = group.min(batch - first);
            self.map(mapped.clone(), Group { first, count, stride: group })?;
        }
        self.update(updated)
    }

    /// Where the numbers of a value begin that belong to a group.
    fn address(&self, value: ValueId, group: Group) -> u64 {
        let plan = self.executable.plan.as_ref();
        let numbers = |numbers: usize| (numbers * NUMBER) as u64;
        match plan.places[value.index()] {
            Place::Input(input) => {
                let ty = &self.program.node(value).ty;
                self.inputs[input as usize] + numbers(first_of(ty, group))
            }
            Place::Shared(offset) => self.fixed + numbers(offset as usize),
            Place::Reduce(offset) => self.fixed + numbers(plan.shared_len as usize + offset as usize),
            Place::Sample(offset) => self.sample + numbers(offset as usize * group.stride),
            Place::Nowhere => 0,
        }
    }

    /// Launches the kernels of a step.
    fn step(&self, step: usize, group: Group) -> Result<(), CudaError> {
        let Some(module) = &self.executable.module else { return Ok(()) };
        let plan = self.executable.plan.as_ref();
        for launch in self.executable.lowered.step(step) {
            let Some(grid) = launch.grid(group.count) else { continue };
            let parts = self.fixed + ((plan.shared_len + plan.reduce_len) as usize * NUMBER) as u64;
            let argument = |argument: &Argument| match argument {
                Argument::Value(value) => self.address(*value, group),
                Argument::Parts { offset, .. } => parts + (offset * NUMBER) as u64,
                Argument::Samples => group.count as u64,
            };
            let arguments: Vec<u64> = launch.arguments.iter().map(argument).collect();
            // SAFETY: buffers have been checked, scratch memory is as large as the plan says for so many samples, and the
            // plan's steps stay within its places.
            unsafe { self.device.launch(module, launch.kernel, grid, &arguments, group.count as u32)? };
        }
        Ok(())
    }

    fn zero(&self, offset: usize, numbers: usize) -> Result<(), CudaError> {
        if numbers == 0 {
            return Ok(());
        }
        // SAFETY: both spaces lie in the fixed memory.
        unsafe { self.device.zero(self.fixed + (offset * NUMBER) as u64, numbers * NUMBER) }
    }

    fn map(&self, steps: Range<usize>, group: Group) -> Result<(), CudaError> {
        let mut exports = self.executable.plan.as_ref().sample_exports;
        self.export(&mut exports, steps.start, group)?;
        for step in steps {
            self.step(step, group)?;
            self.export(&mut exports, step + 1, group)?;
        }
        Ok(())
    }

    fn update(&self, steps: Range<usize>) -> Result<(), CudaError> {
        let plan = self.executable.plan.as_ref();
        let (mut exports, mut commits) = (plan.exports, plan.commits);
        for step in steps.start..=steps.end {
            self.export(&mut exports, step, NO_SAMPLES)?;
            self.commit(&mut commits, step)?;
            if step < steps.end {
                self.step(step, NO_SAMPLES)?;
            }
        }
        Ok(())
    }

    /// Copies the outputs that are due before `step`.
    fn export(&self, due: &mut &[Transfer], step: usize, group: Group) -> Result<(), CudaError> {
        for number in take_due(due, step) {
            let value = self.program.outputs[number].value;
            let ty = &self.program.node(value).ty;
            let to = self.outputs[number] + (first_of(ty, group) * NUMBER) as u64;
            self.copy(self.address(value, group), to, ty.elements_for(group.count))?;
        }
        Ok(())
    }

    /// Assigns the updates that are due before `step`.
    fn commit(&self, due: &mut &[Transfer], step: usize) -> Result<(), CudaError> {
        for number in take_due(due, step) {
            let update = self.program.updates[number];
            let len = self.program.node(update.value).ty.elements();
            self.copy(self.address(update.value, NO_SAMPLES), self.inputs[update.input as usize], len)?;
        }
        Ok(())
    }

    fn copy(&self, from: u64, to: u64, numbers: usize) -> Result<(), CudaError> {
        // SAFETY: values and buffers have as many numbers, and a value that is copied does not lie in the buffer itself.
        unsafe { self.device.copy(from, to, numbers * NUMBER) }
    }
}

/// The first of the numbers in a caller's buffer that belong to a group.
fn first_of(ty: &ValueType, group: Group) -> usize {
    if ty.is_per_sample() { ty.elements() * group.first } else { 0 }
}

/// The numbers of the transfers that are due before a step, which leave the list.
fn take_due<'a>(due: &mut &'a [Transfer], step: usize) -> impl Iterator<Item = usize> + use<'a> {
    let count = due.partition_point(|transfer| transfer.before as usize <= step);
    let (now, later) = due.split_at(count);
    *due = later;
    now.iter().map(|transfer| transfer.number as usize)
}
