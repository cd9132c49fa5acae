//! Runs programs node by node over [`Kernels`], in memory that the caller lends. Works without an allocator.

use super::Kernels;
use super::dispatch::{HostInput, apply, check, range_in_batch};
use crate::Real;
use crate::backend::{Bind, RunError};
use crate::program::plan::{Place, PlanRef, Transfer};
use crate::program::{Node, ProgramRef, Role, ValueId};

/// A verified program with a plan of one node a step, and the kernels to run it.
///
/// Both dtypes, `Narrow` and `Wide`, are bound to `E`, so a cast is a copy.
#[derive(Clone, Copy, Debug)]
pub struct Interpreter<'p, K> {
    program: ProgramRef<'p>,
    plan: PlanRef<'p>,
    kernels: K,
    group: usize,
}

/// The buffers of one run. Lists are in the order of the program's inputs of that role, or of its outputs.
struct Buffers<'r, 's, 'o, E> {
    data: &'r [HostInput<'r, E>],
    frozen: &'r [HostInput<'r, E>],
    state: &'r mut [&'s mut [E]],
    outputs: &'r mut [&'o mut [E]],
}

/// The three spaces of a plan.
struct Spaces<'r, E> {
    shared: &'r mut [E],
    reduce: &'r mut [E],
    sample: &'r mut [E],
}

impl<E> Spaces<'_, E> {
    fn views(&self) -> Views<'_, E> {
        Views { shared: View::whole(self.shared), reduce: View::whole(self.reduce), sample: View::whole(self.sample) }
    }
}

/// A group of samples.
#[derive(Clone, Copy)]
struct Group {
    first: usize,
    count: usize,
}

impl<'p, K> Interpreter<'p, K> {
    /// Checks program and plan; takes `group` samples at a time (at least 1).
    ///
    /// # Errors
    /// [`RunError::Program`] if the program does not verify, [`RunError::Plan`] if the plan does not suit it,
    /// [`RunError::TooLarge`] if the scratch memory for so large a group is beyond this machine's.
    pub fn new(program: ProgramRef<'p>, plan: PlanRef<'p>, kernels: K, group: usize) -> Result<Self, RunError> {
        program.verify()?;
        plan.verify(&program).map_err(RunError::Plan)?;
        let samples = u64::from(plan.sample_len).saturating_mul(group as u64);
        let numbers = samples.saturating_add(u64::from(plan.shared_len) + u64::from(plan.reduce_len));
        // Eight bytes a number at most.
        if numbers > isize::MAX as u64 / 8 {
            return Err(RunError::TooLarge { numbers: usize::try_from(numbers).unwrap_or(usize::MAX) });
        }
        Ok(Self::of_verified(program, plan, kernels, group))
    }

    /// As [`Interpreter::new`], for a program that has been verified.
    pub(crate) fn of_verified(program: ProgramRef<'p>, plan: PlanRef<'p>, kernels: K, group: usize) -> Self {
        Self { program, plan, kernels, group: group.max(1) }
    }

    /// Numbers of scratch memory that [`Interpreter::run`] needs.
    pub fn scratch_len(&self) -> usize {
        self.plan.scratch_len(self.group)
    }

    /// Runs the program on `batch` samples.
    ///
    /// `scratch` has [`Interpreter::scratch_len`] numbers. With [`Bind::Reuse`] it must hold what the last run left.
    ///
    /// # Errors
    /// [`RunError`] if buffers do not fit or an index is beyond its table; nothing is written then.
    #[expect(clippy::too_many_arguments, reason = "each is one list of the calling convention")]
    pub fn run<E: Real>(
        &self,
        batch: usize,
        bind: Bind,
        data: &[HostInput<'_, E>],
        frozen: &[HostInput<'_, E>],
        state: &mut [&mut [E]],
        outputs: &mut [&mut [E]],
        scratch: &mut [E],
    ) -> Result<(), RunError>
    where
        K: Kernels<E>,
    {
        let mut buffers = Buffers { data, frozen, state, outputs };
        let (data, frozen) = (data.iter().copied(), frozen.iter().copied());
        let (state, outputs) = (buffers.state.iter().map(|x| x.len()), buffers.outputs.iter().map(|x| x.len()));
        check(&self.program, batch, data, frozen, state, outputs)?;
        let (want, got) = (self.scratch_len(), scratch.len());
        if got < want {
            return Err(RunError::Scratch { want, got });
        }
        let (shared, rest) = scratch.split_at_mut(self.plan.shared_len as usize);
        let (reduce, sample) = rest.split_at_mut(self.plan.reduce_len as usize);
        let mut spaces = Spaces { shared, reduce, sample };
        let [bound, mapped, updated] = self.plan.phases();
        let none = Group { first: 0, count: 0 };
        if bind == Bind::Fresh || !self.program.updates.is_empty() {
            for step in bound {
                self.step(step, &buffers, &mut spaces, none);
            }
        }
        spaces.reduce.fill(E::zero());
        for first in (0..batch).step_by(self.group) {
            let group = Group { first, count: self.group.min(batch - first) };
            let mut exports = self.plan.sample_exports;
            self.export(&mut exports, mapped.start, &mut buffers, &spaces, group);
            for step in mapped.clone() {
                self.step(step, &buffers, &mut spaces, group);
                self.export(&mut exports, step + 1, &mut buffers, &spaces, group);
            }
        }
        let (mut exports, mut commits) = (self.plan.exports, self.plan.commits);
        for step in updated.start..=updated.end {
            self.export(&mut exports, step, &mut buffers, &spaces, none);
            self.commit(&mut commits, step, &mut buffers, &spaces);
            if step < updated.end {
                self.step(step, &buffers, &mut spaces, none);
            }
        }
        Ok(())
    }

    /// Copies the outputs that are due before `step`.
    fn export<E: Real>(
        &self,
        due: &mut &[Transfer],
        step: usize,
        buffers: &mut Buffers<'_, '_, '_, E>,
        spaces: &Spaces<'_, E>,
        group: Group,
    ) {
        while let Some((&Transfer { before, number }, rest)) = due.split_first() {
            if before as usize > step {
                break;
            }
            *due = rest;
            let value = self.program.outputs[number as usize].value;
            let ty = self.program.node(value).ty;
            let range = range_in_batch(&ty, group.first, group.count);
            let outputs = core::mem::take(&mut buffers.outputs);
            if let HostInput::Real(x) = self.read(value, buffers, &spaces.views(), group) {
                outputs[number as usize][range].copy_from_slice(x);
            }
            buffers.outputs = outputs;
        }
    }

    /// Assigns the updates that are due before `step`.
    fn commit<E: Real>(
        &self,
        due: &mut &[Transfer],
        step: usize,
        buffers: &mut Buffers<'_, '_, '_, E>,
        spaces: &Spaces<'_, E>,
    ) {
        while let Some((&Transfer { before, number }, rest)) = due.split_first() {
            if before as usize > step {
                break;
            }
            *due = rest;
            let update = self.program.updates[number as usize];
            let position = self.program.position(update.input as usize);
            let len = buffers.state[position].len();
            // An update's value is computed, so it lies in a space, never in a state itself.
            let value: &[E] = match self.plan.places[update.value.index()] {
                Place::Shared(offset) => View::whole(spaces.shared).at(offset as usize, len),
                Place::Reduce(offset) => View::whole(spaces.reduce).at(offset as usize, len),
                Place::Input(_) | Place::Sample(_) | Place::Nowhere => continue,
            };
            buffers.state[position].copy_from_slice(value);
        }
    }

    /// The numbers of a value that is ready.
    fn read<'a, E: Real>(
        &self,
        value: ValueId,
        buffers: &'a Buffers<'_, '_, '_, E>,
        spaces: &Views<'a, E>,
        group: Group,
    ) -> HostInput<'a, E> {
        let ty = &self.program.node(value).ty;
        let len = ty.elements_for(group.count);
        HostInput::Real(match self.plan.places[value.index()] {
            Place::Input(input) => {
                return self.host_input(input, buffers).slice(range_in_batch(ty, group.first, group.count));
            }
            Place::Shared(offset) => spaces.shared.at(offset as usize, len),
            Place::Reduce(offset) => spaces.reduce.at(offset as usize, len),
            Place::Sample(offset) => spaces.sample.at(offset as usize * self.group, len),
            Place::Nowhere => &[],
        })
    }

    fn host_input<'a, E>(&self, input: u32, buffers: &'a Buffers<'_, '_, '_, E>) -> HostInput<'a, E> {
        let position = self.program.position(input as usize);
        match self.program.inputs[input as usize].role {
            Role::Data => buffers.data[position],
            Role::Frozen => buffers.frozen[position],
            Role::State => HostInput::Real(buffers.state[position]),
        }
    }

    /// Runs the nodes of one step.
    fn step<E: Real>(&self, step: usize, buffers: &Buffers<'_, '_, '_, E>, spaces: &mut Spaces<'_, E>, group: Group)
    where
        K: Kernels<E>,
    {
        for &value in self.plan.nodes(&self.plan.steps[step]) {
            let node = self.program.node(value);
            let len = node.ty.elements_for(group.count);
            // Cut the output out of its space; what is left on both sides holds the arguments.
            let (shared, reduce, sample) = (&mut *spaces.shared, &mut *spaces.reduce, &mut *spaces.sample);
            match self.plan.places[value.index()] {
                Place::Shared(offset) => {
                    let (out, shared) = View::cut(shared, offset as usize, len);
                    let views = Views { shared, reduce: View::whole(reduce), sample: View::whole(sample) };
                    self.node(node, out, buffers, &views, group);
                }
                Place::Reduce(offset) => {
                    let (out, reduce) = View::cut(reduce, offset as usize, len);
                    let views = Views { shared: View::whole(shared), reduce, sample: View::whole(sample) };
                    self.node(node, out, buffers, &views, group);
                }
                Place::Sample(offset) => {
                    let (out, sample) = View::cut(sample, offset as usize * self.group, len);
                    let views = Views { shared: View::whole(shared), reduce: View::whole(reduce), sample };
                    self.node(node, out, buffers, &views, group);
                }
                Place::Input(_) | Place::Nowhere => {}
            }
        }
    }

    fn node<'a, E: Real>(
        &self,
        node: &Node,
        out: &mut [E],
        buffers: &'a Buffers<'_, '_, '_, E>,
        spaces: &Views<'a, E>,
        group: Group,
    ) where
        K: Kernels<E>,
    {
        let mut args = [HostInput::Real(&[]); 2];
        for (slot, &arg) in args.iter_mut().zip(node.args()) {
            *slot = self.read(arg, buffers, spaces, group);
        }
        apply(&self.kernels, &self.program, node, group.count, args, out);
    }
}

/// A space, perhaps with one value cut out of it.
struct View<'a, E> {
    low: &'a [E],
    high: &'a [E],
    /// Offset in the space at which `high` begins.
    high_start: usize,
}

impl<'a, E> View<'a, E> {
    fn whole(space: &'a [E]) -> Self {
        View { low: space, high: &[], high_start: usize::MAX }
    }

    /// The value at `[offset, offset + len)`, to be written, and the rest of the space.
    fn cut(space: &'a mut [E], offset: usize, len: usize) -> (&'a mut [E], Self) {
        let (low, rest) = space.split_at_mut(offset);
        let (out, high) = rest.split_at_mut(len);
        (out, View { low, high, high_start: offset + len })
    }

    fn at(&self, offset: usize, len: usize) -> &'a [E] {
        match offset.checked_sub(self.high_start) {
            Some(offset) => &self.high[offset..][..len],
            None => &self.low[offset..][..len],
        }
    }
}

/// The three spaces while one value is being written.
struct Views<'a, E> {
    shared: View<'a, E>,
    reduce: View<'a, E>,
    sample: View<'a, E>,
}
