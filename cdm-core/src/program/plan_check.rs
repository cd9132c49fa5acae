//! What must hold of a plan so that the interpreter can follow it blindly. Needs no allocator.

use super::plan::{Place, PlanRef, Transfer, phase};
use super::{Binary, Op, ProgramRef, Section, ValueId};
use core::fmt;

/// A plan that does not suit its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanError {
    /// Number of the step, value or transfer where it was found.
    pub at: usize,
    /// The rule that is broken.
    pub rule: &'static str,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: {}; plan the program anew", self.at, self.rule)
    }
}

impl core::error::Error for PlanError {}

fn rule(at: usize, holds: bool, rule: &'static str) -> Result<(), PlanError> {
    if holds { Ok(()) } else { Err(PlanError { at, rule }) }
}

/// Where a value's numbers lie: which space, from where, and to where (exclusive); of one sample in the samples' space.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Span {
    space: usize,
    from: u64,
    to: u64,
}

impl Span {
    fn overlaps(self, other: Span) -> bool {
        self.space == other.space && self.from < other.to && other.from < self.to
    }
}

struct Checker<'c, 'a> {
    program: &'c ProgramRef<'a>,
    plan: &'c PlanRef<'a>,
}

impl PlanRef<'_> {
    /// Checks that the interpreter can follow this plan of a verified program: one node a step, each value within its
    /// space, written once, before it is read, and kept until then. Quadratic in the nodes at worst.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn verify(&self, program: &ProgramRef<'_>) -> Result<(), PlanError> {
        let check = Checker { program, plan: self };
        check.tables()?;
        (0..program.nodes.len()).try_for_each(|at| check.place(at))?;
        (0..self.steps.len()).try_for_each(|at| check.step(at))?;
        check.transfers()
    }
}

impl Checker<'_, '_> {
    fn tables(&self) -> Result<(), PlanError> {
        let (plan, steps) = (self.plan, self.plan.steps.len());
        rule(0, plan.places.len() == self.program.nodes.len(), "each node has one place")?;
        rule(0, plan.order.len() == steps, "each step has one node")?;
        let phases = plan.bind_steps <= plan.map_steps && plan.map_steps as usize <= steps;
        rule(0, phases, "the phases follow each other and end with the steps")?;
        let lens = [plan.shared_len, plan.reduce_len, plan.sample_len];
        let numbers: u64 = lens.into_iter().map(u64::from).sum();
        // Eight bytes a number at most.
        rule(0, numbers <= isize::MAX as u64 / 8, "the spaces fit this machine's memory")?;
        plan.steps.iter().enumerate().try_for_each(|(at, step)| {
            rule(at, (step.first as usize, step.count) == (at, 1), "step n runs entry n of the order, and no other")
        })
    }

    fn span(&self, value: ValueId) -> Option<Span> {
        let (space, from) = match self.plan.places[value.index()] {
            Place::Shared(from) => (0, from),
            Place::Reduce(from) => (1, from),
            Place::Sample(from) => (2, from),
            Place::Input(_) | Place::Nowhere => return None,
        };
        let from = u64::from(from);
        Some(Span { space, from, to: from + self.program.node(value).ty.elements() as u64 })
    }

    /// A value lies where its section says, within the space; another name of a value lies where that does.
    fn place(&self, at: usize) -> Result<(), PlanError> {
        let value = ValueId(at as u32);
        let (root, place) = (self.program.alias_root(value), self.plan.places[at]);
        let node = self.program.node(root);
        if let Op::Input(input) = node.op {
            return rule(at, place == Place::Input(input), "an input lies in the caller's buffer");
        }
        rule(at, place == self.plan.places[root.index()], "a reshape lies where its argument does")?;
        rule(at, !matches!(place, Place::Input(_)), "what is computed does not lie in an input")?;
        let Some(span) = self.span(value) else { return Ok(()) };
        if self.is_total(root) {
            // Its parts lie within the space, and so does it.
            return self.total(at, root);
        }
        let (space, len) = match node.section {
            Section::Bind | Section::Update => (0, self.plan.shared_len),
            Section::Reduce => (1, self.plan.reduce_len),
            Section::Map => (2, self.plan.sample_len),
        };
        rule(at, span.space == space, "a value lies in the space of its section")?;
        rule(at, span.to <= u64::from(len), "a value lies within its space")
    }

    /// Is a value an addition that no step runs, since its parts accumulate in one place?
    fn is_total(&self, value: ValueId) -> bool {
        let node = self.program.node(value);
        let is_addition = node.section == Section::Update && matches!(node.op, Op::Binary(Binary::Add));
        is_addition && matches!(self.plan.places[value.index()], Place::Reduce(_))
    }

    /// The parts of a total lie where it does, are computed, and nobody else reads them.
    fn total(&self, at: usize, total: ValueId) -> Result<(), PlanError> {
        for &part in self.program.node(total).args() {
            let is_sum = self.program.node(part).section == Section::Reduce && self.producer(part).is_some();
            rule(at, is_sum || self.is_total(part), "a total is of sums over the batch and of totals")?;
            let same = self.plan.places[part.index()] == self.plan.places[total.index()];
            rule(at, same, "a total lies where its parts do")?;
            let readers = self.program.nodes.iter().flat_map(|node| node.args()).filter(|&&arg| arg == part).count();
            let outputs = self.program.outputs.iter().map(|output| output.value);
            let mut wanted = outputs.chain(self.program.updates.iter().map(|update| update.value));
            let alone = readers == 1 && wanted.all(|value| value != part);
            rule(at, alone, "only its total reads a part of a total")?;
        }
        Ok(())
    }

    /// Values at a place of sums over the batch that are not parts of a total: one, if all accumulate to one total.
    fn whole_sums(&self, place: Place) -> usize {
        let here = |value: ValueId| self.plan.places[value.index()] == place;
        let values = (0..self.program.nodes.len() as u32).map(ValueId).filter(|&value| here(value));
        let values = values.filter(|&value| !matches!(self.program.node(value).op, Op::Reshape)).count();
        // Each part has one reader, so each total takes two values away.
        let totals = (0..self.program.nodes.len() as u32).map(ValueId).filter(|&v| here(v) && self.is_total(v)).count();
        values.saturating_sub(2 * totals)
    }

    /// The step that writes a value.
    fn producer(&self, value: ValueId) -> Option<usize> {
        self.plan.order.iter().position(|&other| other == value)
    }

    fn step(&self, at: usize) -> Result<(), PlanError> {
        let value = self.plan.order[at];
        rule(at, value.index() < self.program.nodes.len(), "a step runs a node of the program")?;
        let [bind, map, _] = self.plan.phases();
        let expected = if bind.contains(&at) { 0 } else { 1 + usize::from(!map.contains(&at)) };
        rule(at, phase(self.program, value) == Some(expected), "a node runs in the phase of its section")?;
        rule(at, self.producer(value) == Some(at), "a node runs once")?;
        let own = self.span(value).ok_or(PlanError { at, rule: "a step's result lies in memory" })?;
        for &arg in self.program.node(value).args() {
            self.read(at, arg)?;
            let apart = self.span(arg).is_none_or(|arg| !arg.overlaps(own));
            rule(at, apart, "a step writes beside what it reads")?;
        }
        if own.space == 1 {
            self.accumulates_alone(at, own)?;
        }
        Ok(())
    }

    /// Sums go on from group to group, so nothing may lie in their place but what they are added to.
    fn accumulates_alone(&self, at: usize, own: Span) -> Result<(), PlanError> {
        let spans = (0..self.plan.order.len()).filter(|&other| other != at);
        let mut others =
            spans.filter_map(|other| self.step_span(other).filter(|o| o.overlaps(own)).map(|o| (other, o)));
        let Some((first, span)) = others.next() else { return Ok(()) };
        let same = span == own && others.all(|(_, span)| span == own);
        rule(at, same, "sums over the batch lie apart or in one place")?;
        // Once for each place.
        let one = first < at || self.whole_sums(self.plan.places[self.plan.order[at].index()]) == 1;
        rule(at, one, "sums over the batch in one place have one total")
    }

    fn step_span(&self, step: usize) -> Option<Span> {
        let value = self.plan.order[step];
        if value.index() < self.plan.places.len() { self.span(value) } else { None }
    }

    /// A value can be read before step `at`: it is an input, or written and not overwritten since.
    fn read(&self, at: usize, value: ValueId) -> Result<(), PlanError> {
        let root = self.program.alias_root(value);
        if matches!(self.program.node(root).op, Op::Input(_)) {
            return Ok(());
        }
        let span = self.span(root).ok_or(PlanError { at, rule: "what is read lies in memory" })?;
        if self.is_total(root) {
            return rule(at, at >= self.plan.map_steps as usize, "a total is read after the batch");
        }
        let from = self.producer(root).filter(|&from| from < at);
        let from = from.ok_or(PlanError { at, rule: "what is read has been computed by an earlier step" })?;
        // A bound value that later phases read stays for all runs.
        let bound = self.plan.bind_steps as usize;
        let until = if from < bound && at >= bound { self.plan.steps.len() } else { at };
        let kept = (from + 1..until).all(|step| self.step_span(step).is_none_or(|other| !other.overlaps(span)));
        rule(at, kept, "what is read has not been overwritten")
    }

    fn transfers(&self) -> Result<(), PlanError> {
        let (plan, program) = (self.plan, self.program);
        let [_, map, update] = plan.phases();
        for (number, output) in program.outputs.iter().enumerate() {
            let each = program.node(output.value).ty.is_per_sample();
            let (own, other, range) = if each {
                (plan.sample_exports, plan.exports, map.clone())
            } else {
                (plan.exports, plan.sample_exports, update.clone())
            };
            let before = once(number, own, other)?;
            rule(number, (range.start..=range.end).contains(&before), "an output is copied in its own phase")?;
            self.read(before, output.value)?;
        }
        rule(0, plan.sample_exports.len() + plan.exports.len() == program.outputs.len(), "each copy is of an output")?;
        for (number, change) in program.updates.iter().enumerate() {
            let before = once(number, plan.commits, &[])?;
            rule(number, (update.start..=update.end).contains(&before), "states are assigned after the batch")?;
            self.read(before, change.value)?;
            self.state_is_free(number, change.input, before)?;
        }
        rule(0, plan.commits.len() == program.updates.len(), "each assignment is of an update")?;
        let sorted = |list: &[Transfer]| list.is_sorted_by_key(|transfer| transfer.before);
        let lists = [plan.sample_exports, plan.exports, plan.commits];
        rule(0, lists.into_iter().all(sorted), "transfers come in the order of steps")
    }

    /// No step or copy after the assignment reads the state's old value.
    fn state_is_free(&self, at: usize, input: u32, before: usize) -> Result<(), PlanError> {
        let is_state = |value: ValueId| self.plan.places[value.index()] == Place::Input(input);
        let reads = |&value: &ValueId| self.program.node(value).args().iter().any(|&arg| is_state(arg));
        let free = !self.plan.order[before..].iter().any(reads);
        // Copies before a step come before the assignments there.
        let copied = |copy: &Transfer| {
            copy.before as usize > before && is_state(self.program.outputs[copy.number as usize].value)
        };
        rule(at, free && !self.plan.exports.iter().any(copied), "a state is assigned once nothing reads its old value")
    }
}

/// The step before which the one transfer of `number` happens.
fn once(number: usize, own: &[Transfer], other: &[Transfer]) -> Result<usize, PlanError> {
    let is = |transfer: &&Transfer| transfer.number as usize == number;
    let error = PlanError { at: number, rule: "each output and update has one transfer, in its own table" };
    let mut found = own.iter().filter(is);
    let (first, second, wrong) = (found.next(), found.next(), other.iter().find(is));
    match (first, second, wrong) {
        (Some(transfer), None, None) => Ok(transfer.before as usize),
        _ => Err(error),
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

    extern crate std;
    use super::super::plan::{Plan, Step};
    use super::super::samples::random_program;
    use super::super::{Axes, Builder, Dtype, Extent, Program, Role, Update};
    use super::*;
    use crate::backend::{Bind, RunError};
    use crate::kernels::{HostInput, Interpreter, Naive};
    use crate::rng::{Philox, Stream};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec;
    use alloc::vec::Vec;

    /// Plans hold for their programs; with a value moved to where it must not lie, or no copies, they do not.
    #[test]
    fn wrong_plans_are_refused() {
        let mut wrong = 0;
        for seed in 0..60 {
            let program = random_program(seed, 30);
            let program = program.as_ref();
            let plan = Plan::new(program).unwrap();
            let plan = plan.as_ref();
            assert_eq!(plan.verify(&program), Ok(()), "seed {seed}");
            for &value in plan.order {
                let (other, beyond) = match plan.places[value.index()] {
                    Place::Shared(_) => (Place::Sample(0), Place::Shared(plan.shared_len)),
                    Place::Reduce(_) => (Place::Sample(0), Place::Reduce(plan.reduce_len)),
                    _ => (Place::Shared(0), Place::Sample(u32::MAX)),
                };
                let args = program.node(value).args().iter().map(|arg| plan.places[arg.index()]);
                for place in args.chain([other, beyond, Place::Nowhere, Place::Input(0)]) {
                    let mut places = plan.places.to_vec();
                    places[value.index()] = place;
                    let moved = PlanRef { places: &places, ..plan }.verify(&program);
                    assert!(moved.is_err(), "seed {seed}: {value:?} at {place:?}");
                    wrong += 1;
                }
            }
            if !plan.steps.is_empty() {
                let shorter = PlanRef { sample_exports: &[], exports: &[], ..plan };
                assert_eq!(shorter.verify(&program).is_err(), !program.outputs.is_empty());
            }
        }
        std::println!("{wrong} wrong plans");
        assert!(wrong > 1000);
    }

    /// One change of a plan.
    #[derive(Clone)]
    struct Changed {
        what: String,
        order: Vec<ValueId>,
        phases: [u32; 2],
        transfers: [Vec<Transfer>; 3],
    }

    impl Changed {
        fn nothing(plan: &PlanRef<'_>) -> Self {
            Changed {
                what: String::new(),
                order: plan.order.to_vec(),
                phases: [plan.bind_steps, plan.map_steps],
                transfers: [plan.sample_exports, plan.exports, plan.commits].map(<[_]>::to_vec),
            }
        }

        /// Steps swapped and left out, phases and transfers one step earlier and later.
        fn all(plan: &PlanRef<'_>) -> Vec<Self> {
            let whole = Self::nothing(plan);
            let mut all = Vec::new();
            for at in 0..whole.order.len() {
                for other in at + 1..whole.order.len() {
                    let mut order = whole.order.clone();
                    order.swap(at, other);
                    all.push(Changed { what: format!("swapped {at} and {other}"), order, ..whole.clone() });
                }
                let mut changed = Changed { what: format!("dropped {at}"), ..whole.clone() };
                changed.order.remove(at);
                // All else stays where it was among the other steps.
                changed.phases.iter_mut().for_each(|phase| *phase -= u32::from(*phase as usize > at));
                let befores = changed.transfers.iter_mut().flatten();
                befores.for_each(|transfer| transfer.before -= u32::from(transfer.before as usize > at));
                all.push(changed);
            }
            for by in [-1, 1] {
                for phase in 0..2 {
                    let mut changed = Changed { what: format!("phase {phase} by {by}"), ..whole.clone() };
                    changed.phases[phase] = changed.phases[phase].wrapping_add_signed(by);
                    all.push(changed);
                }
                for (table, at) in (0..3).flat_map(|table| (0..whole.transfers[table].len()).map(move |at| (table, at)))
                {
                    let mut changed = Changed { what: format!("before {table} {at} by {by}"), ..whole.clone() };
                    let before = &mut changed.transfers[table][at].before;
                    *before = before.wrapping_add_signed(by);
                    all.push(changed);
                }
            }
            all
        }

        /// Outputs and states, bit by bit, after a run that binds and one that does not; or why there is no run.
        fn run(&self, program: &ProgramRef<'_>, plan: &PlanRef<'_>) -> Result<Vec<u64>, RunError> {
            let one = |first| Step { first, count: 1, first_store: first, store_count: 1 };
            let steps: Vec<Step> = (0..self.order.len() as u32).map(one).collect();
            let [sample_exports, exports, commits] = &self.transfers;
            let [bind_steps, map_steps] = self.phases;
            let (order, stores, steps) = (&self.order[..], &self.order[..], &steps[..]);
            let plan =
                PlanRef { order, stores, steps, bind_steps, map_steps, sample_exports, exports, commits, ..*plan };
            answers(program, &Interpreter::new(*program, plan, Naive, 2)?)
        }
    }

    fn answers(program: &ProgramRef<'_>, interpreter: &Interpreter<'_, Naive>) -> Result<Vec<u64>, RunError> {
        const BATCH: usize = 3;
        let uniform = |number: usize, ty: &super::super::ValueType| {
            let mut values = vec![0f64; ty.elements_for(BATCH)];
            Philox::new(1).fill_uniform(Stream::DENSITY, number as u32, 0, &mut values);
            values
        };
        let values: Vec<_> = program.inputs.iter().enumerate().map(|(n, input)| uniform(n, &input.ty)).collect();
        // Rows of the sample programs' smallest table: 5.
        let indices: Vec<Vec<u32>> =
            values.iter().map(|values| values.iter().map(|v| (v * 5.0) as u32).collect()).collect();
        let list = |role| -> Vec<HostInput<'_, f64>> {
            let host = |(n, input): (usize, &super::super::Input)| match input.ty.dtype {
                Dtype::Index => HostInput::Index(&indices[n]),
                _ => HostInput::Real(&values[n]),
            };
            program.inputs_of(role).map(host).collect()
        };
        let mut state: Vec<Vec<f64>> = program.inputs_of(Role::State).map(|(n, _)| values[n].clone()).collect();
        let mut scratch = vec![f64::NAN; interpreter.scratch_len()];
        let mut bits = Vec::new();
        for bind in [Bind::Fresh, Bind::Reuse] {
            let types = program.outputs.iter().map(|output| program.node(output.value).ty);
            let mut outputs: Vec<Vec<f64>> = types.map(|ty| vec![f64::NAN; ty.elements_for(BATCH)]).collect();
            let mut states: Vec<&mut [f64]> = state.iter_mut().map(Vec::as_mut_slice).collect();
            let mut to: Vec<&mut [f64]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
            let (data, frozen) = (list(Role::Data), list(Role::Frozen));
            interpreter.run(BATCH, bind, &data, &frozen, &mut states, &mut to, &mut scratch)?;
            bits.extend(outputs.iter().chain(&state).flatten().map(|value| value.to_bits()));
        }
        Ok(bits)
    }

    /// A step of gradient descent with two states, each read by the other's update, and outputs that copy them.
    fn descent() -> Program {
        let mut b = Builder::new();
        let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Narrow, &[2]).unwrap();
        let table = b.input("table", Role::Frozen, Extent::Shared, Dtype::Narrow, &[2]).unwrap();
        let w = b.input("w", Role::State, Extent::Shared, Dtype::Narrow, &[2]).unwrap();
        let m = b.input("m", Role::State, Extent::Shared, Dtype::Narrow, &[2]).unwrap();
        let bound = b.affine(table, 3.0, 0.5).unwrap();
        let scaled = b.mul(w, bound).unwrap();
        let wide = b.ty(scaled).per_sample();
        let each = b.push(Op::Broadcast, &[scaled], wide).unwrap();
        let y = b.mul(each, x).unwrap();
        let square = b.mul(y, y).unwrap();
        let slope = b.sum_batch(square, Axes::from_bits(0)).unwrap();
        let decayed = b.affine(m, 0.9, 0.0).unwrap();
        let next_m = b.add(decayed, slope).unwrap();
        let step = b.affine(next_m, 0.1, 0.0).unwrap();
        let next_w = b.sub(w, step).unwrap();
        let outputs = [("y", y), ("square", square), ("slope", slope), ("old w", w), ("old m", m), ("bound", bound)];
        outputs.into_iter().for_each(|(name, value)| b.output(name, value));
        b.output("next w", next_w);
        b.update(w, next_w).unwrap();
        b.update(m, next_m).unwrap();
        b.finish_as_built().unwrap()
    }

    /// A changed plan is refused, or gives the same answers. Returns the changes that were refused, and the others.
    fn changes(program: &Program) -> [Vec<String>; 2] {
        let program = program.as_ref();
        let plan = Plan::new(program).unwrap();
        let plan = plan.as_ref();
        let want = Changed::nothing(&plan).run(&program, &plan).unwrap();
        let mut found = [Vec::new(), Vec::new()];
        for changed in Changed::all(&plan) {
            let what = changed.what.clone();
            match changed.run(&program, &plan) {
                Ok(got) => {
                    assert!(got == want, "{what}: other answers, not refused");
                    found[1].push(what);
                }
                Err(RunError::Plan(_)) => found[0].push(what),
                Err(error) => panic!("{what}: {error}"),
            }
        }
        found
    }

    #[test]
    fn plans_in_another_order_are_refused_or_harmless() {
        let program = descent();
        assert_eq!(program.updates.iter().map(|&Update { input, .. }| input).collect::<Vec<_>>(), [2, 3]);
        let [refused, harmless] = changes(&program);
        std::println!("harmless: {harmless:?}");
        // Every step is needed, and none fits another phase.
        assert!(!harmless.iter().any(|what| what.starts_with("dropped") || what.starts_with("phase")), "{harmless:?}");
        for kind in ["swapped", "dropped", "phase", "before 0", "before 1", "before 2"] {
            assert!(refused.iter().any(|what| what.starts_with(kind)), "{kind}: {refused:?}");
        }
        let mut counts = [refused.len(), harmless.len()];
        for seed in 0..60 {
            let found = changes(&random_program(seed, 20));
            (0..2).for_each(|i| counts[i] += found[i].len());
        }
        std::println!("{} changes refused, {} harmless", counts[0], counts[1]);
        assert!(counts[0] > 1000);
    }

    #[test]
    fn a_group_beyond_memory_is_refused() {
        let program = descent();
        let plan = Plan::new(program.as_ref()).unwrap();
        let new = |group| Interpreter::new(program.as_ref(), plan.as_ref(), Naive, group);
        assert!(new(0).is_ok() && new(1000).is_ok());
        for group in [usize::MAX, usize::MAX / 16 + 1, isize::MAX as usize / 8] {
            assert!(matches!(new(group), Err(RunError::TooLarge { numbers }) if numbers > isize::MAX as usize / 8));
        }
    }
}
