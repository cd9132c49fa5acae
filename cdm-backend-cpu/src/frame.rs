//! What a thread sees while it runs steps, and how a step runs on one thread.

use crate::element::Element;
use crate::kernels::CpuKernels;
use crate::memory::{Buffers, RawInput, Shared};
use crate::prepared::{Division, Form, Prepared};
use crate::profile::Clock;
use crate::region::Scratch;
use crate::work::Work;
use cdm_core::kernels::{HostInput, apply, range_in_batch};
use cdm_core::program::plan::{Place, PlanRef, Transfer};
use cdm_core::program::{ProgramRef, ValueId, ValueType};
use std::ops::Range;
use std::time::Instant;

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
    pub(crate) filters: &'r [Prepared],
    /// What decides on the form of prepared filters.
    pub(crate) forms: Division,
    pub(crate) buffers: &'r Buffers<E>,
    pub(crate) shared: Shared<E>,
    pub(crate) prepared: Shared<E>,
    pub(crate) reduce: Shared<E>,
    pub(crate) sample: Shared<E>,
    pub(crate) group: Group,
    /// Of a run whose steps are timed.
    pub(crate) clock: Option<&'r Clock>,
}

impl<E: Element> Frame<'_, E> {
    fn input(&self, input: u32) -> HostInput<'_, E> {
        match self.buffers.inputs[input as usize] {
            // SAFETY: the caller's buffer; of a state, nobody writes it meanwhile: commits happen between steps on one thread, and a
            // step that writes new values in place is the last to read the state.
            RawInput::Real(at, len) => HostInput::Real(unsafe { std::slice::from_raw_parts(at.0, len) }),
            // SAFETY: the caller's buffer, which nobody writes.
            RawInput::Index(at, len) => HostInput::Index(unsafe { std::slice::from_raw_parts(at.0, len) }),
        }
    }

    /// Where the real numbers of a value begin.
    fn pointer(&self, value: ValueId) -> *mut E {
        if let (None, Place::Input(input)) = (self.place(value), self.plan.places[value.index()])
            && let RawInput::Real(at, len) = self.buffers.inputs[input as usize]
        {
            let first = self.group.range(&self.program.node(value).ty).start;
            debug_assert!(first <= len);
            // SAFETY: the group's samples lie within the caller's buffer, which has been checked.
            return unsafe { at.0.add(first) };
        }
        self.place(value).unwrap_or(std::ptr::NonNull::dangling().as_ptr())
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
                // SAFETY: values lie where the plan put them, those stored apart from all others alive, but for new values of
                // states, which are late. Other threads have other groups, other ranges, or steps that touch nothing of this one's
                // (`Schedule`).
                unsafe { region.run(self.group.count, range, |value| self.pointer(value), scratch) };
            }
            Work::Convolution(value, filter) => self.convolve(*value, &self.filters[*filter]),
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

    fn convolve(&self, value: ValueId, prepared: &Prepared) {
        let node = self.program.node(value);
        let Some(at) = self.place(value) else { return };
        let form = prepared.form::<E>(self.forms);
        let filter = match form {
            Form::Plain => self.read(node.args[1]).real(),
            // SAFETY: this form's part of the space, which nobody writes while samples are mapped.
            _ => unsafe { std::slice::from_raw_parts(self.prepared.0.add(prepared.offset), prepared.len_of(form)) },
        };
        // SAFETY: the value's own memory, which overlaps no argument's, since those are alive in this step.
        let out = unsafe { std::slice::from_raw_parts_mut(at, node.ty.elements_for(self.group.count)) };
        prepared.convolve(self.group.count, form, self.read(node.args[0]).real(), filter, out);
    }

    /// Makes the form of a bound filter that this run's convolutions need.
    pub(crate) fn prepare(&self, prepared: &Prepared) {
        let form = prepared.form::<E>(self.forms);
        if form != Form::Plain {
            // SAFETY: each prepared filter has its own part of the space, and one thread makes it.
            let to =
                unsafe { std::slice::from_raw_parts_mut(self.prepared.0.add(prepared.offset), prepared.len_of(form)) };
            prepared.prepare(form, self.read(prepared.filter).real(), to);
        }
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
            let from = self.read(update.value).real();
            if let RawInput::Real(state, len) = self.buffers.inputs[update.input as usize] {
                // SAFETY: an update's value is computed, so it lies in a space or in another state; both have the state's length.
                unsafe { state.0.copy_from(from.as_ptr(), len.min(from.len())) };
            }
        }
    }
}
