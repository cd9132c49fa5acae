//! Static memory plan: what runs in which order, and where each value lies meanwhile.
//!
//! Three address spaces, so that executors can lend each to whoever needs it:
//! * *shared*: bound values (kept between runs) and the arithmetic after the batch;
//! * *reduce*: accumulators of sums over the batch; each thread may have its own copy, added up in a fixed order. Sums that are only
//!   ever added to each other (`Totals`) accumulate in one place, which is their total's too: those additions run in no step;
//! * *sample*: per-sample values; a group of `G` samples uses `G` times the offsets and lengths.
//!
//! A value's memory is used again once its last reader has run.

use super::{ProgramRef, ValueId};
use core::ops::Range;

#[cfg(feature = "alloc")]
pub use owned::{Plan, StepList};

/// Offsets are multiples of this many numbers (64 bytes of f32).
pub const ALIGN: usize = 16;

/// Where a value lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the caller's buffer of this input; of a computed value, in that of the state whose new value it is.
    Input(u32),
    /// At this offset of the shared space.
    Shared(u32),
    /// At this offset of the reduce space.
    Reduce(u32),
    /// At this offset of the sample space, times the samples in the group.
    Sample(u32),
    /// Nowhere: it exists only while its step runs, or is never used.
    Nowhere,
}

/// Nodes that run together. All are of one phase (bind; map and reduce; update).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where its nodes begin in [`PlanRef::order`].
    pub first: u32,
    /// How many there are.
    pub count: u32,
    /// Where the values that it must leave in memory begin in [`PlanRef::stores`].
    pub first_store: u32,
    /// How many there are.
    pub store_count: u32,
}

/// A copy into an output, or the assignment of an update, before a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transfer {
    /// Number of the step before which it happens; the number of steps if at the very end.
    pub before: u32,
    /// Number of the output or update.
    pub number: u32,
}

/// A plan that borrows its tables.
#[derive(Clone, Copy, Debug)]
pub struct PlanRef<'a> {
    /// The nodes of all steps.
    pub order: &'a [ValueId],
    /// The stored values of all steps.
    pub stores: &'a [ValueId],
    /// Steps in order: first those that bind, then those mapped over samples, then those after the batch.
    pub steps: &'a [Step],
    /// Number of steps that bind.
    pub bind_steps: u32,
    /// Number of steps that bind or are mapped.
    pub map_steps: u32,
    /// Where each value lies.
    pub places: &'a [Place],
    /// Copies of per-sample outputs, within the mapped steps.
    pub sample_exports: &'a [Transfer],
    /// Copies of shared outputs, after the batch.
    pub exports: &'a [Transfer],
    /// Assignments of updates, after the batch; none of what is computed in its place.
    pub commits: &'a [Transfer],
    /// Numbers in the shared space.
    pub shared_len: u32,
    /// Numbers in the reduce space.
    pub reduce_len: u32,
    /// Numbers per sample in the sample space.
    pub sample_len: u32,
}

impl<'a> PlanRef<'a> {
    /// The nodes of a step.
    pub fn nodes(&self, step: &Step) -> &'a [ValueId] {
        &self.order[step.first as usize..(step.first + step.count) as usize]
    }

    /// The values that a step leaves in memory.
    pub fn stored(&self, step: &Step) -> &'a [ValueId] {
        &self.stores[step.first_store as usize..(step.first_store + step.store_count) as usize]
    }

    /// Step numbers of the three phases.
    pub fn phases(&self) -> [Range<usize>; 3] {
        let (bind, map) = (self.bind_steps as usize, self.map_steps as usize);
        [0..bind, bind..map, map..self.steps.len()]
    }

    /// Numbers of scratch memory for groups of `group` samples.
    pub fn scratch_len(&self, group: usize) -> usize {
        self.shared_len as usize + self.reduce_len as usize + self.sample_len as usize * group
    }
}

/// Phase of a node: 0 bind, 1 map and reduce, 2 update. `None` for nodes that no step runs: inputs, and reshapes,
/// which are other names of their arguments' memory.
pub fn phase(program: &ProgramRef<'_>, value: ValueId) -> Option<usize> {
    use super::{Op, Section};
    let node = program.node(value);
    match (node.op, node.section) {
        (Op::Input(_) | Op::Reshape, _) => None,
        (_, Section::Bind) => Some(0),
        (_, Section::Map | Section::Reduce) => Some(1),
        (_, Section::Update) => Some(2),
    }
}

#[cfg(feature = "alloc")]
mod owned {
    use super::super::regions::is_pointwise;
    use super::super::{Op, ProgramRef, Section, Totals, ValueId};
    use super::{ALIGN, Place, PlanRef, Step, Transfer, phase};
    use crate::backend::RunError;
    use alloc::vec;
    use alloc::vec::Vec;

    /// Steps for [`Plan::with_steps`]: for each, its nodes in order and those of them that others need.
    pub type StepList = Vec<(Vec<ValueId>, Vec<ValueId>)>;

    /// A plan that owns its tables; [`Plan::as_ref`] lends them.
    #[derive(Clone, Debug)]
    pub struct Plan {
        order: Vec<ValueId>,
        stores: Vec<ValueId>,
        steps: Vec<Step>,
        bind_steps: u32,
        map_steps: u32,
        places: Vec<Place>,
        sample_exports: Vec<Transfer>,
        exports: Vec<Transfer>,
        commits: Vec<Transfer>,
        lens: [u32; 3],
    }

    /// When a stored value is in memory, in step numbers, both inclusive.
    struct Lifetime {
        value: ValueId,
        len: usize,
        from: usize,
        to: usize,
    }

    impl Plan {
        /// A plan with one step for each node. The program must be verified.
        ///
        /// # Errors
        /// [`RunError::TooLarge`] if a space would need 2³² numbers or more.
        pub fn new(program: ProgramRef<'_>) -> Result<Self, RunError> {
            let mut list: [StepList; 3] = Default::default();
            let totals = Totals::new(&program);
            for value in (0..program.nodes.len() as u32).map(ValueId) {
                if let Some(phase) = phase(&program, value).filter(|_| !totals.contains(&program, value)) {
                    list[phase].push((vec![value], vec![value]));
                }
            }
            Self::with_steps(program, list)
        }

        /// A plan with these steps of the three phases (bind, map, update), each in order of execution. A node may
        /// be in several steps, but is stored by one at most; what a step reads and does not compute, an earlier one
        /// (of any phase) stores. Additions of [`Totals`] are in none. Debug builds check that.
        ///
        /// # Errors
        /// As [`Plan::new`].
        pub fn with_steps(program: ProgramRef<'_>, list: [StepList; 3]) -> Result<Self, RunError> {
            Self::build(program, list, false, &|_, numbers| numbers)
        }

        /// A plan as [`Plan::with_steps`] makes it, but new values of states lie in the states themselves ([`Place::Input`]) and
        /// are not assigned later, if the step that computes them is pointwise and the last to read the old value, each number
        /// for the same number of the new one. An executor must then read a state's number before it writes it. The interpreter
        /// refuses such a plan.
        ///
        /// # Errors
        /// As [`Plan::new`].
        pub fn in_place(program: ProgramRef<'_>, list: [StepList; 3]) -> Result<Self, RunError> {
            Self::in_place_of_size(program, list, &|_, numbers| numbers)
        }

        /// As [`Plan::in_place`], for values that take another number of places than they have numbers: `size` is given the value and
        /// how many numbers it has, per sample or in all. So an executor may keep two narrow numbers in one place.
        ///
        /// # Errors
        /// As [`Plan::new`].
        pub fn in_place_of_size(
            program: ProgramRef<'_>,
            list: [StepList; 3],
            size: &dyn Fn(ValueId, usize) -> usize,
        ) -> Result<Self, RunError> {
            Self::build(program, list, true, size)
        }

        fn build(
            program: ProgramRef<'_>,
            list: [StepList; 3],
            in_place: bool,
            size: &dyn Fn(ValueId, usize) -> usize,
        ) -> Result<Self, RunError> {
            let counts = [list[0].len(), list[1].len(), list[2].len()];
            let mut plan = Plan {
                order: Vec::new(),
                stores: Vec::new(),
                steps: Vec::new(),
                bind_steps: counts[0] as u32,
                map_steps: (counts[0] + counts[1]) as u32,
                places: vec![Place::Nowhere; program.nodes.len()],
                sample_exports: Vec::new(),
                exports: Vec::new(),
                commits: Vec::new(),
                lens: [0; 3],
            };
            for (nodes, stores) in list.into_iter().flatten() {
                plan.steps.push(Step {
                    first: plan.order.len() as u32,
                    count: nodes.len() as u32,
                    first_store: plan.stores.len() as u32,
                    store_count: stores.len() as u32,
                });
                plan.order.extend(nodes);
                plan.stores.extend(stores);
            }
            let totals = Totals::new(&program);
            let lifetimes = plan.lifetimes(&program, &totals, in_place, size);
            plan.place(&program, &totals, lifetimes)?;
            Ok(plan)
        }

        /// Lends the tables.
        pub fn as_ref(&self) -> PlanRef<'_> {
            PlanRef {
                order: &self.order,
                stores: &self.stores,
                steps: &self.steps,
                bind_steps: self.bind_steps,
                map_steps: self.map_steps,
                places: &self.places,
                sample_exports: &self.sample_exports,
                exports: &self.exports,
                commits: &self.commits,
                shared_len: self.lens[0],
                reduce_len: self.lens[1],
                sample_len: self.lens[2],
            }
        }

        /// Lifetimes of all stored values; also fills the tables of transfers.
        fn lifetimes(
            &mut self,
            program: &ProgramRef<'_>,
            totals: &Totals,
            in_place: bool,
            size: &dyn Fn(ValueId, usize) -> usize,
        ) -> Vec<Lifetime> {
            let (count, map_end) = (self.steps.len(), self.map_steps as usize);
            let mut stored_at: Vec<Option<usize>> = vec![None; program.nodes.len()];
            let mut last_read: Vec<usize> = vec![0; program.nodes.len()];
            let borrowed = self.as_ref();
            for (number, step) in borrowed.steps.iter().enumerate() {
                let nodes = borrowed.nodes(step);
                let reads = nodes.iter().flat_map(|&value| program.node(value).args());
                for root in reads.map(|&arg| program.alias_root(arg)).filter(|root| !nodes.contains(root)) {
                    debug_assert!(
                        matches!(program.node(root).op, Op::Input(_))
                            || stored_at[root.index()].is_some()
                            || totals.contains(program, root),
                        "step {number} reads {root:?}, which no earlier step stores"
                    );
                    last_read[root.index()] = number;
                }
                for value in borrowed.stored(step) {
                    debug_assert!(stored_at[value.index()].is_none(), "{value:?} is stored twice");
                    stored_at[value.index()] = Some(number);
                }
            }
            // The step before which a value can be read after the batch: reductions and bound values at its start.
            let ready = |root: ValueId| stored_at[root.index()].map_or(map_end, |s| (s + 1).max(map_end));
            for (number, output) in program.outputs.iter().enumerate() {
                let root = program.alias_root(output.value);
                let number = number as u32;
                if program.node(root).ty.is_per_sample() {
                    let before = stored_at[root.index()].map_or(self.bind_steps as usize, |s| s + 1);
                    self.sample_exports.push(Transfer { before: before as u32, number });
                } else {
                    let before = ready(root);
                    self.exports.push(Transfer { before: before as u32, number });
                    last_read[root.index()] = last_read[root.index()].max(before.min(count));
                }
            }
            let mut inputs = vec![0; program.inputs.len()];
            for (index, node) in program.nodes.iter().enumerate() {
                if let Op::Input(input) = node.op {
                    inputs[input as usize] = inputs[input as usize].max(last_read[index] + 1);
                }
            }
            for (number, update) in program.updates.iter().enumerate() {
                let root = program.alias_root(update.value);
                let last_to_read = |step: usize| step >= map_end && inputs[update.input as usize] <= step + 1;
                let step = stored_at[root.index()].filter(|&step| in_place && last_to_read(step));
                let is_free = self.places[root.index()] == Place::Nowhere;
                if is_free && step.is_some_and(|step| self.is_pointwise(program, step, root, update.input)) {
                    self.places[root.index()] = Place::Input(update.input);
                    continue;
                }
                // An output that copies the state counts as read at the very end, where copies come before commits.
                let before = ready(root).max(inputs[update.input as usize]).min(count);
                self.commits.push(Transfer { before: before as u32, number: number as u32 });
                last_read[root.index()] = last_read[root.index()].max(before.min(count));
            }
            // A state that an output copies must not be committed before: copies of equal steps come first, and a
            // state's own copy happens at the start of the last phase, before which nothing is committed.
            for table in [&mut self.sample_exports, &mut self.exports, &mut self.commits] {
                table.sort_unstable();
            }
            let at = |(index, stored): (usize, &Option<usize>)| {
                stored.filter(|_| self.places[index] == Place::Nowhere).map(|from| {
                    let value = ValueId(index as u32);
                    let len = size(value, program.node(value).ty.elements()).next_multiple_of(ALIGN);
                    Lifetime { value, len, from, to: last_read[index].max(from) }
                })
            };
            stored_at.iter().enumerate().filter_map(at).collect()
        }

        /// Does a step compute this value number by number, and read this state so, if at all?
        fn is_pointwise(&self, program: &ProgramRef<'_>, step: usize, value: ValueId, state: u32) -> bool {
            let plan = self.as_ref();
            let of_region = |node: ValueId| {
                let node = program.node(node);
                is_pointwise(node) && node.ty.elements() == program.node(value).ty.elements()
            };
            let is_state = |arg: &ValueId| program.node(program.alias_root(*arg)).op == Op::Input(state);
            let reads = |node: &&ValueId| program.node(**node).args().iter().any(is_state);
            of_region(value) && plan.nodes(&plan.steps[step]).iter().filter(reads).all(|&node| of_region(node))
        }

        fn place(
            &mut self,
            program: &ProgramRef<'_>,
            totals: &Totals,
            lifetimes: Vec<Lifetime>,
        ) -> Result<(), RunError> {
            let (bind_end, map_end, end) = (self.bind_steps as usize, self.map_steps as usize, self.steps.len());
            let [mut shared, mut sample] = [Vec::new(), Vec::new()];
            for mut life in lifetimes {
                match program.node(life.value).section {
                    Section::Reduce => {
                        let total = totals.of(life.value).unwrap_or(life.value);
                        if self.places[total.index()] == Place::Nowhere {
                            self.places[total.index()] = Place::Reduce(self.lens[1]);
                            self.lens[1] = offset(self.lens[1] as usize + life.len)?;
                        }
                    }
                    Section::Map => sample.push(life),
                    Section::Bind | Section::Update => {
                        // Bound values that later phases read stay over all runs; so does their memory.
                        if life.from < bind_end && life.to >= bind_end {
                            life.to = end + 1;
                        }
                        shared.push(life);
                    }
                }
            }
            debug_assert!(bind_end <= map_end);
            self.lens[0] = self.allocate(shared, Place::Shared)?;
            self.lens[2] = self.allocate(sample, Place::Sample)?;
            for index in 0..program.nodes.len() {
                if let Some(total) = totals.of(ValueId(index as u32)) {
                    self.places[index] = self.places[total.index()];
                }
            }
            for (index, node) in program.nodes.iter().enumerate() {
                match program.node(program.alias_root(ValueId(index as u32))).op {
                    Op::Input(input) => self.places[index] = Place::Input(input),
                    _ if matches!(node.op, Op::Reshape) => {
                        self.places[index] = self.places[program.alias_root(ValueId(index as u32)).index()];
                    }
                    _ => {}
                }
            }
            Ok(())
        }

        /// Gives each value the lowest gap among those alive with it, the largest values first. Returns the length.
        fn allocate(&mut self, mut lifetimes: Vec<Lifetime>, place: fn(u32) -> Place) -> Result<u32, RunError> {
            lifetimes.sort_by_key(|life| (core::cmp::Reverse(life.len), life.from));
            // Placed values by offset.
            let mut placed: Vec<(usize, Lifetime)> = Vec::new();
            let mut total = 0;
            for life in lifetimes {
                let mut at = 0;
                for (start, other) in &placed {
                    if other.to < life.from || other.from > life.to {
                        continue;
                    }
                    if at + life.len <= *start {
                        break;
                    }
                    at = at.max(start + other.len);
                }
                self.places[life.value.index()] = place(offset(at)?);
                total = total.max(at + life.len);
                let position = placed.partition_point(|(start, _)| *start < at);
                placed.insert(position, (at, life));
            }
            offset(total)
        }
    }

    /// A number of a space, if it fits the tables.
    fn offset(numbers: usize) -> Result<u32, RunError> {
        u32::try_from(numbers).map_err(|_| RunError::TooLarge { numbers })
    }
}
