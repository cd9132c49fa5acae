//! What a thread sees while it runs steps, and how a step runs on one thread.

use crate::direct;
use crate::element::Element;
use crate::kernels::CpuKernels;
use crate::memory::Shared;
use crate::profile::Clock;
use crate::region::Scratch;
use crate::work::{Flip, Work};
use cdm_core::kernels::{Conv, HostInput, apply, range_in_batch};
use cdm_core::program::plan::{Place, PlanRef, Transfer};
use cdm_core::program::{Op, ProgramRef, Role, ValueId, ValueType};
use std::ops::Range;
use std::time::Instant;

/// A run's buffers, checked against program and batch.
pub(crate) struct Buffers<'r, E> {
    pub(crate) batch: usize,
    pub(crate) data: Vec<HostInput<'r, E>>,
    pub(crate) frozen: Vec<HostInput<'r, E>>,
    pub(crate) state: Vec<(Shared<E>, usize)>,
    pub(crate) outputs: Vec<Shared<E>>,
}

/// Samples that run together: `count` from `first`, in memory for `stride`.
#[derive(Clone, Copy)]
pub(crate) struct Group {
    pub(crate) first: usize,
    pub(crate) count: usize,
    pub(crate) stride: usize,
}

impl Group {
    fn range(&self, ty: &ValueType) -> Range<usize> {
        range_in_batch(ty, self.first, self.count)
    }
}

pub(crate) const NO_SAMPLES: Group = Group { first: 0, count: 0, stride: 0 };

/// Everything that one thread sees while it runs steps.
///
/// Whoever makes one vouches that its pointers lead to spaces of the plan's lengths (the samples' for the group's stride) that nobody
/// else touches meanwhile, but for the shared ones, of which steps of samples only read. The plan has passed `sound::check`.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'r, E> {
    pub(crate) program: ProgramRef<'r>,
    pub(crate) plan: PlanRef<'r>,
    pub(crate) work: &'r [Work<E>],
    pub(crate) flips: &'r [Flip],
    pub(crate) buffers: &'r Buffers<'r, E>,
    pub(crate) shared: Shared<E>,
    pub(crate) flipped: Shared<E>,
    pub(crate) reduce: Shared<E>,
    pub(crate) sample: Shared<E>,
    pub(crate) group: Group,
    /// Of a run whose steps are timed.
    pub(crate) clock: Option<&'r Clock>,
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
            return self.input(input).slice(self.group.range(ty));
        }
        match self.place(value) {
            // SAFETY: the plan keeps a value's memory to itself from the step that stores it to its last reader, and no
            // other thread writes to this thread's spaces.
            Some(at) => HostInput::Real(unsafe { std::slice::from_raw_parts(at, ty.elements_for(self.group.count)) }),
            None => HostInput::Real(&[]),
        }
    }

    /// Runs a step on this thread; of a region only `range`, if given.
    pub(crate) fn step(&self, step: usize, range: Option<Range<usize>>, scratch: &mut Scratch<E>) {
        let Some(clock) = self.clock else { return self.step_untimed(step, range, scratch) };
        let since = Instant::now();
        self.step_untimed(step, range, scratch);
        clock.add_step(step, since);
    }

    fn step_untimed(&self, step: usize, range: Option<Range<usize>>, scratch: &mut Scratch<E>) {
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

    pub(crate) fn flip(&self, flip: &Flip) {
        let filter = self.read(flip.filter).real();
        // SAFETY: each flipped filter has its own part of the space, and one thread flips it.
        let flipped = unsafe { std::slice::from_raw_parts_mut(self.flipped.0.add(flip.offset), filter.len()) };
        direct::flip(&flip.geometry, filter, flipped);
    }

    /// Copies the outputs that are due before `step`.
    pub(crate) fn export(&self, due: &mut &[Transfer], step: usize) {
        while let Some((&Transfer { before, number }, rest)) = due.split_first() {
            if before as usize > step {
                break;
            }
            *due = rest;
            let value = self.program.outputs[number as usize].value;
            let range = self.group.range(&self.program.node(value).ty);
            let from = self.read(value).real();
            // SAFETY: the caller's buffer has room for the whole batch; this thread alone writes its group's part.
            unsafe { self.buffers.outputs[number as usize].0.add(range.start).copy_from(from.as_ptr(), from.len()) };
        }
    }

    /// Assigns the updates that are due before `step`.
    pub(crate) fn commit(&self, due: &mut &[Transfer], step: usize) {
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
