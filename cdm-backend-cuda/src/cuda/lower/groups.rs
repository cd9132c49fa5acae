//! Horizontal fusion: launches that do the same to other numbers, and none of which another waits for, become one.
//!
//! A step of a plan is often small, such as the update of a bias, and there is one for each parameter. Here the launches of a phase
//! are put in line, and each joins an earlier group of its like if there is a place in between where both may be: behind
//! all that the one waits for, before all that wait for the other. What waits for what is asked of memory, since values share it: two
//! depend on each other if one writes where the other reads or writes. Transfers stand in the line too, so nothing passes one that
//! copies its numbers.

use super::{Argument, Blocks, Pointer, Work};
use cdm_core::program::plan::{Place, PlanRef, Transfer};
use cdm_core::program::{ProgramRef, ValueId};
use core::ops::Range;
use std::collections::HashMap;

/// Pointers of a launch, at most: its arguments are 4 KiB.
const MOST_POINTERS: usize = 400;

/// A space of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Space {
    Input(u32),
    Shared,
    Reduce,
    Sample,
    Parts,
}

/// Numbers that lie side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Extent {
    space: Space,
    begin: usize,
    end: usize,
}

impl Extent {
    fn overlaps(&self, other: &Extent) -> bool {
        self.space == other.space && self.begin < other.end && other.begin < self.end
    }
}

/// What is read and written.
#[derive(Clone, Debug, Default)]
struct Touched {
    reads: Vec<Extent>,
    writes: Vec<Extent>,
}

impl Touched {
    fn add(&mut self, extent: Extent, writes: bool) {
        let list = if writes { &mut self.writes } else { &mut self.reads };
        if !list.contains(&extent) {
            list.push(extent);
        }
    }

    /// Must the two stay in order?
    fn conflicts(&self, other: &Touched) -> bool {
        let meet = |a: &[Extent], b: &[Extent]| a.iter().any(|a| b.iter().any(|b| a.overlaps(b)));
        meet(&self.writes, &other.writes) || meet(&self.writes, &other.reads) || meet(&self.reads, &other.writes)
    }
}

/// What launches must have in common to be one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    /// Of each pointer what it is, and the first that is the same address.
    pointers: Vec<(Pointer, usize)>,
    body: String,
    grid: Option<[Blocks; 3]>,
}

/// How a launch may join others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Not at all.
    Alone,
    /// With those of the same text and grid, along the grid's third axis, of which the text knows nothing.
    Grid,
    /// With those of the same text, if not per sample: it is a statement for each number `i` below `n0` (the first of the numbers, of all
    /// samples together) and may speak of `n1` and so on, and of `samples` if per sample. What goes over samples is large enough by itself.
    Items { numbers: Vec<usize>, per_sample: bool },
}

impl Form {
    /// What items' texts speak of; of others nothing.
    pub(super) fn numbers(&self) -> &[usize] {
        match self {
            Form::Items { numbers, .. } => numbers,
            Form::Alone | Form::Grid => &[],
        }
    }
}

/// Work that is one launch.
#[derive(Debug)]
pub(super) struct Group {
    /// The step in whose place it happens.
    pub(super) step: usize,
    /// None of which depends on another; one, but for transfers, which are none.
    pub(super) members: Vec<Work>,
    /// Of each pointer the first that is the same address, in all members.
    pub(super) firsts: Vec<usize>,
    /// Is a pointer the same in all members?
    pub(super) common: Vec<bool>,
    extents: Vec<Extent>,
    touched: Touched,
}

impl Group {
    fn new(work: Work, extents: Vec<Extent>) -> Self {
        let begin = |extent: &Extent| (extent.space, extent.begin);
        let first = |extent| extents.iter().position(|other| begin(other) == begin(extent)).unwrap_or(0);
        let firsts = extents.iter().map(first).collect();
        let mut touched = Touched::default();
        for ((pointer, _), extent) in work.pointers.iter().zip(&extents) {
            touched.add(*extent, pointer.writes());
        }
        Group { step: work.step, common: vec![true; extents.len()], members: vec![work], firsts, extents, touched }
    }

    fn transfers(step: usize, touched: Touched) -> Self {
        let (firsts, common, extents) = (Vec::new(), Vec::new(), Vec::new());
        Group { step, members: Vec::new(), firsts, common, extents, touched }
    }

    /// Pointers to pass, with `more` further members of which these pointers differ from the first's.
    fn pointers(&self, common: &[bool], more: usize) -> usize {
        let distinct = self.firsts.iter().enumerate().filter(|(at, first)| at == *first);
        distinct.map(|(at, _)| if common[at] { 1 } else { self.members.len() + more }).sum()
    }
}

/// The work of all steps as launches, in order.
pub(super) fn grouped(program: &ProgramRef<'_>, plan: &PlanRef<'_>, work: Vec<Work>) -> Vec<Group> {
    let memory = Memory { program, plan };
    let mut work = work.into_iter().peekable();
    let mut groups = Vec::new();
    for (phase, steps) in plan.phases().into_iter().enumerate() {
        let mut line = Line::default();
        for step in steps.clone() {
            let transfers = memory.transfers(phase, &steps, step);
            if !transfers.reads.is_empty() {
                line.push(Group::transfers(step, transfers));
            }
            while let Some(work) = work.next_if(|work| work.step == step) {
                let extents =
                    work.pointers.iter().map(|&(pointer, argument)| memory.extent(pointer, argument)).collect();
                line.add(Group::new(work, extents));
            }
        }
        groups.extend(line.groups());
    }
    groups
}

/// Where everything lies.
struct Memory<'a> {
    program: &'a ProgramRef<'a>,
    plan: &'a PlanRef<'a>,
}

impl Memory<'_> {
    fn extent(&self, pointer: Pointer, argument: Argument) -> Extent {
        let value = match argument {
            Argument::Value(value) => value,
            Argument::Parts { offset, len } => return Extent { space: Space::Parts, begin: offset, end: offset + len },
            Argument::Samples => return Extent { space: Space::Parts, begin: 0, end: 0 },
        };
        let numbers = self.program.node(value).ty.elements();
        let len = if pointer.is_half() { numbers.div_ceil(2) } else { numbers };
        let of = |space, offset: u32| Extent { space, begin: offset as usize, end: offset as usize + len };
        match self.plan.places[value.index()] {
            Place::Input(input) => Extent { space: Space::Input(input), begin: 0, end: usize::MAX },
            Place::Shared(offset) => of(Space::Shared, offset),
            Place::Reduce(offset) => of(Space::Reduce, offset),
            Place::Sample(offset) => of(Space::Sample, offset),
            // Nothing is there.
            Place::Nowhere => Extent { space: Space::Shared, begin: 0, end: 0 },
        }
    }

    /// What the transfers before a step read and write.
    fn transfers(&self, phase: usize, steps: &Range<usize>, step: usize) -> Touched {
        let due = |transfer: &&Transfer| {
            let before = transfer.before as usize;
            before == step || (step == steps.start && before < step)
        };
        let (exports, commits) = match phase {
            0 => return Touched::default(),
            1 => (self.plan.sample_exports, &[][..]),
            _ => (self.plan.exports, self.plan.commits),
        };
        let of = |value: ValueId| self.extent(Pointer::Read, Argument::Value(value));
        let mut touched = Touched::default();
        for export in exports.iter().filter(due) {
            touched.add(of(self.program.outputs[export.number as usize].value), false);
        }
        for commit in commits.iter().filter(due) {
            let update = self.program.updates[commit.number as usize];
            touched.add(of(update.value), false);
            touched.add(Extent { space: Space::Input(update.input), begin: 0, end: usize::MAX }, true);
        }
        touched
    }
}

/// The groups of a phase, while they are put in order.
#[derive(Default)]
struct Line {
    /// In the order in which they were begun.
    groups: Vec<Group>,
    /// Their numbers in the order in which they run.
    order: Vec<usize>,
    /// The last group of each kind.
    last: HashMap<Key, usize>,
}

impl Line {
    fn push(&mut self, group: Group) {
        self.order.push(self.groups.len());
        self.groups.push(group);
    }

    /// Puts a group of one member in line, or joins it to another.
    fn add(&mut self, group: Group) {
        let Some(key) = key(&group) else { return self.push(group) };
        match self.last.get(&key).copied().and_then(|like| self.meeting(like, &group)) {
            Some((like, from, to)) => self.join(like, from, to, group),
            None => {
                self.last.insert(key, self.groups.len());
                self.push(group);
            }
        }
    }

    /// Where in the order a group of the same kind is, and where it and this one could be one, if anywhere: just behind.
    fn meeting(&self, like: usize, group: &Group) -> Option<(usize, usize, usize)> {
        let other = &self.groups[like];
        let common: Vec<bool> =
            (0..other.common.len()).map(|at| other.common[at] && other.extents[at] == group.extents[at]).collect();
        if other.pointers(&common, 1) > MOST_POINTERS || other.touched.conflicts(&group.touched) {
            return None;
        }
        let from = self.order.iter().rposition(|number| *number == like)?;
        let behind = &self.order[from + 1..];
        let waits = behind.iter().rposition(|&n| self.groups[n].touched.conflicts(&group.touched));
        let is_awaited = |&n: &usize| self.groups[n].touched.conflicts(&other.touched);
        let free = waits.is_none_or(|waits| !behind[..=waits].iter().any(is_awaited));
        free.then_some((like, from, waits.map_or(from, |waits| from + 1 + waits)))
    }

    /// Adds a member to a group, which goes from its place to just behind what stands at another.
    fn join(&mut self, like: usize, from: usize, to: usize, mut group: Group) {
        if from != to {
            self.groups[like].step = self.groups[self.order[to]].step;
            self.order[from..=to].rotate_left(1);
        }
        let other = &mut self.groups[like];
        for at in 0..other.common.len() {
            other.common[at] &= other.extents[at] == group.extents[at];
        }
        other.members.append(&mut group.members);
        group.touched.reads.into_iter().for_each(|extent| other.touched.add(extent, false));
        group.touched.writes.into_iter().for_each(|extent| other.touched.add(extent, true));
    }

    /// The groups in order, without the transfers.
    fn groups(self) -> impl Iterator<Item = Group> {
        let mut groups: Vec<Option<Group>> = self.groups.into_iter().map(Some).collect();
        self.order.into_iter().filter_map(move |number| groups[number].take()).filter(|group| !group.members.is_empty())
    }
}

/// What a launch has in common with those that it may join; `None` if it may join none.
fn key(group: &Group) -> Option<Key> {
    let work = group.members.first()?;
    let grid = match work.form {
        Form::Alone | Form::Items { per_sample: true, .. } => return None,
        Form::Grid => Some(work.grid),
        Form::Items { per_sample: false, .. } => None,
    };
    let kinds = work.pointers.iter().map(|(pointer, _)| *pointer);
    Some(Key { pointers: kinds.zip(group.firsts.iter().copied()).collect(), body: work.body.clone(), grid })
}

#[cfg(test)]
mod tests {
    use super::super::along;
    use super::*;

    /// Cells of memory in these tests.
    const CELLS: usize = 24;

    /// Cells that are read, and written.
    type Cells<'a> = [(Pointer, Range<usize>)];

    fn extent(cells: &Range<usize>) -> Extent {
        Extent { space: Space::Shared, begin: cells.start, end: cells.end }
    }

    fn group(step: usize, body: &str, cells: &Cells<'_>) -> Group {
        let form = match body {
            "alone" => Form::Alone,
            "sum" => Form::Grid,
            _ => Form::Items { numbers: vec![step + 1], per_sample: false },
        };
        let argument = |cells: &Range<usize>| Argument::Parts { offset: cells.start, len: cells.len() };
        let pointers = cells.iter().map(|(pointer, cells)| (*pointer, argument(cells))).collect();
        let work = Work { step, pointers, grid: along(Blocks::ONE), form, body: body.to_owned() };
        Group::new(work, cells.iter().map(|(_, cells)| extent(cells)).collect())
    }

    /// A step `body` that computes the cells `to` from the cells `from`.
    fn step(step: usize, body: &str, from: Range<usize>, to: Range<usize>) -> Group {
        group(step, body, &[(Pointer::Read, from), (Pointer::Write, to)])
    }

    /// The steps of each group, in order.
    fn steps(groups: Vec<Group>) -> Vec<Vec<usize>> {
        let mut line = Line::default();
        groups.into_iter().for_each(|group| if group.members.is_empty() { line.push(group) } else { line.add(group) });
        line.groups().map(|group| group.members.iter().map(|work| work.step).collect()).collect()
    }

    #[test]
    fn equal_updates_of_different_lengths_are_one() {
        let updates = (0..3).map(|at| step(at, "update", 0..1, 1 + at..2 + at)).collect();
        assert_eq!(steps(updates), [[0, 1, 2]]);
        let unlike = vec![step(0, "update", 0..1, 1..2), step(1, "other", 0..1, 2..3), step(2, "alone", 0..1, 3..4)];
        assert_eq!(steps(unlike), [[0], [1], [2]]);
        // In place, and not.
        let unlike = vec![step(0, "update", 1..2, 1..2), step(1, "update", 0..1, 2..3)];
        assert_eq!(steps(unlike), [[0], [1]]);
    }

    #[test]
    fn what_depends_stays_apart() {
        for (second, why) in [
            (step(1, "update", 1..2, 2..3), "it reads what the first writes"),
            (step(1, "update", 3..4, 1..2), "it writes what the first writes"),
            (step(1, "update", 3..4, 0..1), "it writes what the first reads: memory that is used again"),
        ] {
            assert_eq!(steps(vec![step(0, "update", 0..1, 1..2), second]), [[0], [1]], "{why}");
        }
    }

    #[test]
    fn launches_pass_what_does_not_concern_them() {
        let with = |between: Group| steps(vec![step(0, "update", 0..1, 1..2), between, step(2, "update", 2..3, 3..4)]);
        // The second goes before, the first goes behind.
        assert_eq!(with(step(1, "alone", 1..2, 5..6)), [vec![0, 2], vec![1]]);
        assert_eq!(with(step(1, "alone", 5..6, 2..3)), [vec![1], vec![0, 2]]);
        // Neither can.
        assert_eq!(with(step(1, "alone", 1..2, 2..3)), [[0], [1], [2]]);
        let copy = |cells: Range<usize>| {
            let mut touched = Touched::default();
            touched.add(extent(&cells), false);
            Group::transfers(1, touched)
        };
        assert_eq!(with(copy(4..5)), [[0, 2]]);
        // The copy of what both write.
        assert_eq!(with(copy(1..4)), [[0], [2]]);
    }

    #[test]
    fn a_launch_has_so_many_arguments_at_most() {
        let all = (0..MOST_POINTERS).map(|at| step(at, "update", 0..1, 1 + at..2 + at)).collect();
        assert_eq!(steps(all).iter().map(Vec::len).collect::<Vec<_>>(), [MOST_POINTERS - 1, 1]);
    }

    /// What memory holds afterwards, if each number follows from all that its step has read.
    fn run(memory: &mut [u64], step: usize, touched: &Touched) {
        let mix = |sum: u64, x: u64| (sum ^ x).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        let cells = touched.reads.iter().chain(&touched.writes).flat_map(|extent| extent.begin..extent.end);
        let sum = cells.fold(step as u64 + 1, |sum, cell| mix(sum, memory[cell]));
        for cell in touched.writes.iter().flat_map(|extent| extent.begin..extent.end) {
            memory[cell] = mix(sum, cell as u64);
        }
    }

    #[test]
    fn results_stay_whatever_the_order_within_groups() {
        let mut seed = 1u32;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % below
        };
        let mut joined = 0;
        for _ in 0..500 {
            let cells = |random: &mut dyn FnMut(usize) -> usize| {
                let begin = random(CELLS - 2);
                begin..begin + 1 + random(2)
            };
            let mut line = Line::default();
            let (mut want, mut touched, mut copies) = (vec![0; CELLS], Vec::new(), Vec::new());
            for at in 0..30 {
                if random(6) == 0 {
                    let mut copied = Touched::default();
                    copied.add(extent(&cells(&mut random)), false);
                    copied.add(extent(&cells(&mut random)), true);
                    run(&mut want, 100 + at, &copied);
                    copies.push((at, copied.clone()));
                    line.push(Group::transfers(at, copied));
                }
                let body = ["alone", "sum", "update"][random(3)];
                let group = step(at, body, cells(&mut random), cells(&mut random));
                run(&mut want, at, &group.touched);
                touched.push(group.touched.clone());
                line.add(group);
            }
            let groups: Vec<Group> = line.groups().collect();
            joined += 30 - groups.len();
            assert!(groups.is_sorted_by_key(|group| group.step));
            for reversed in [false, true] {
                let mut got = vec![0; CELLS];
                for at in 0..30 {
                    copies.iter().filter(|copy| copy.0 == at).for_each(|(_, copied)| run(&mut got, 100 + at, copied));
                    for group in groups.iter().filter(|group| group.step == at) {
                        let mut members: Vec<usize> = group.members.iter().map(|work| work.step).collect();
                        if reversed {
                            members.reverse();
                        }
                        members.into_iter().for_each(|member| run(&mut got, member, &touched[member]));
                    }
                }
                assert_eq!(got, want);
            }
        }
        assert!(joined > 1000, "{joined}");
    }
}
