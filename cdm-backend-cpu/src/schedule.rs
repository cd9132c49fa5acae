//! How work is divided among threads, decided once when a program is compiled.

use crate::element::Element;
use crate::region::chunk;
use crate::work::Work;
use cdm_core::program::plan::{Place, PlanRef};
use cdm_core::program::{Node, Op, ProgramRef, Role, ValueId};
use std::ops::Range;

/// Work for another thread, in nanoseconds by [`estimate`], for which it pays to call it.
const WORTH: u64 = 4000;

/// Part of a step without samples, for one thread.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) step: usize,
    /// Numbers of a region; none of a step that is one piece.
    pub(crate) range: Option<Range<usize>>,
}

/// Steps that may run at the same time: none touches what another one writes.
#[derive(Clone, Debug)]
pub(crate) struct Wave {
    pub(crate) steps: Range<usize>,
    pub(crate) pieces: Vec<Piece>,
    /// Threads that it is worth, if there are so many.
    pub(crate) threads: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) bind: Vec<Wave>,
    pub(crate) update: Vec<Wave>,
    /// Reductions that only one step reads, number by number: for each step after the batch their offsets. All threads' are added up
    /// just before they are read.
    late: Vec<Vec<usize>>,
    /// Parts of the reduce space with all others, which are added up first.
    pub(crate) early: Vec<Range<usize>>,
    pub(crate) early_threads: usize,
    /// Work of a sample.
    sample: u64,
}

impl Schedule {
    /// The plan must be sound.
    pub(crate) fn new<E: Element>(program: ProgramRef<'_>, plan: PlanRef<'_>, work: &[Work<E>]) -> Self {
        let [bind, mapped, update] = plan.phases();
        let (late, early) = reductions(program, plan, work);
        let cost = |step: usize| -> u64 {
            plan.nodes(&plan.steps[step]).iter().map(|&value| estimate(program, program.node(value))).sum()
        };
        let sample = mapped.map(cost).sum::<u64>() / 1000;
        let waves = Waves { program, plan, work, cost };
        let early_cost = early.iter().map(|range| range.len() as u64).sum::<u64>() / 5;
        let (bind, update) = (waves.of(bind), waves.of(update));
        Schedule { bind, update, late, early, early_threads: threads(early_cost), sample }
    }

    /// Threads among which to divide a batch, if there are so many.
    pub(crate) fn threads(&self, batch: usize) -> usize {
        threads(self.sample.saturating_mul(batch as u64)).min(batch.max(1))
    }

    /// Reductions to add up just before a step of the last phase; `first` is that phase's first step.
    pub(crate) fn late(&self, first: usize, step: usize) -> &[usize] {
        step.checked_sub(first).and_then(|at| self.late.get(at)).map_or(&[], Vec::as_slice)
    }
}

fn threads(nanoseconds: u64) -> usize {
    1 + usize::try_from(nanoseconds / WORTH).unwrap_or(usize::MAX - 1)
}

/// Picoseconds that a node takes, roughly: of one sample if it is per sample.
fn estimate(program: ProgramRef<'_>, node: &Node) -> u64 {
    let elements = |value: ValueId| program.node(value).ty.elements() as u64;
    let products = match node.op {
        Op::MatMul { ta, .. } => {
            node.ty.elements() as u64 * program.node(node.args[0]).ty.shape.dim(usize::from(!ta)) as u64
        }
        Op::Conv(_) => node.ty.elements() as u64 * elements(node.args[1]) / node.ty.shape.last() as u64,
        Op::ConvData(_) => {
            elements(node.args[0]) * elements(node.args[1]) / program.node(node.args[0]).ty.shape.last() as u64
        }
        Op::ConvFilter(_) => {
            elements(node.args[1]) * node.ty.elements() as u64 / program.node(node.args[1]).ty.shape.last() as u64
        }
        _ => 0,
    };
    // 60 multiplications in a nanosecond, and 16 numbers of anything else.
    products * 16 + node.ty.elements() as u64 * 60
}

/// Memory that a step touches: a space or a state, from where, and to where (exclusive).
type Span = (usize, usize, usize);

fn overlap(a: &[Span], b: &[Span]) -> bool {
    a.iter().any(|a| b.iter().any(|b| a.0 == b.0 && a.1 < b.2 && b.1 < a.2))
}

struct Waves<'a, E, F> {
    program: ProgramRef<'a>,
    plan: PlanRef<'a>,
    work: &'a [Work<E>],
    cost: F,
}

impl<E: Element, F: Fn(usize) -> u64> Waves<'_, E, F> {
    fn span(&self, value: ValueId) -> Option<Span> {
        let len = self.program.node(value).ty.elements();
        let span = |space, offset: u32| Some((space, offset as usize, offset as usize + len));
        match self.plan.places[value.index()] {
            Place::Shared(offset) => span(0, offset),
            Place::Reduce(offset) => span(1, offset),
            Place::Input(input) if self.program.inputs[input as usize].role == Role::State => {
                Some((3 + input as usize, 0, usize::MAX))
            }
            Place::Sample(_) | Place::Input(_) | Place::Nowhere => None,
        }
    }

    /// What a step reads and what it writes.
    fn touched(&self, step: usize) -> [Vec<Span>; 2] {
        let stores = self.plan.stored(&self.plan.steps[step]);
        let reads: Vec<ValueId> = match &self.work[step] {
            Work::Region(region) => region.reads().collect(),
            Work::Node(value) | Work::ConvData(value, _) => self.program.node(*value).args().to_vec(),
        };
        [&reads[..], stores].map(|values| values.iter().filter_map(|&value| self.span(value)).collect())
    }

    /// Runs of steps that are independent of each other and have no transfer in between.
    fn of(&self, steps: Range<usize>) -> Vec<Wave> {
        let mut waves: Vec<Wave> = Vec::new();
        let [mut reads, mut writes] = [Vec::new(), Vec::new()];
        let transfers = || self.plan.exports.iter().chain(self.plan.commits);
        let mut cost = 0;
        for step in steps {
            let [own_reads, own_writes] = self.touched(step);
            let apart =
                !overlap(&own_writes, &writes) && !overlap(&own_writes, &reads) && !overlap(&own_reads, &writes);
            match waves.last_mut() {
                Some(wave) if apart && !transfers().any(|transfer| transfer.before as usize == step) => {
                    wave.steps.end = step + 1;
                }
                _ => {
                    waves.push(Wave { steps: step..step + 1, pieces: Vec::new(), threads: 1 });
                    [reads, writes] = [Vec::new(), Vec::new()];
                    cost = 0;
                }
            }
            reads.extend(own_reads);
            writes.extend(own_writes);
            cost += (self.cost)(step);
            if let Some(wave) = waves.last_mut() {
                wave.pieces.extend(self.pieces(step));
                wave.threads = threads(cost / 1000).min(wave.pieces.len());
            }
        }
        waves
    }

    fn pieces(&self, step: usize) -> Vec<Piece> {
        let Work::Region(region) = &self.work[step] else { return vec![Piece { step, range: None }] };
        // Long enough that setting up a region does not count.
        let (len, part) = (region.len(0), 8 * chunk::<E>());
        let piece = |from| Piece { step, range: Some(from..len.min(from + part)) };
        (0..len).step_by(part).map(piece).collect()
    }
}

/// The reductions that one step of the last phase alone reads, number by number, by step; and parts of the space with all others.
fn reductions<E: Element>(
    program: ProgramRef<'_>,
    plan: PlanRef<'_>,
    work: &[Work<E>],
) -> (Vec<Vec<usize>>, Vec<Range<usize>>) {
    let [_, mapped, update] = plan.phases();
    let offset = |value: ValueId| match plan.places[value.index()] {
        Place::Reduce(offset) => Some(offset as usize),
        _ => None,
    };
    // Offsets that are read otherwise than by one region, number by number.
    let outputs = plan.exports.iter().map(|transfer| program.outputs[transfer.number as usize].value);
    let updates = plan.commits.iter().map(|transfer| program.updates[transfer.number as usize].value);
    let mut others: Vec<usize> = outputs.chain(updates).filter_map(offset).collect();
    let mut late: Vec<Vec<usize>> = Vec::new();
    for step in update {
        let mut read = Vec::new();
        match &work[step] {
            Work::Region(region) => {
                others.extend(region.repeated().filter_map(offset));
                read.extend(region.alike().copied().filter_map(offset));
            }
            Work::Node(value) | Work::ConvData(value, _) => {
                others.extend(program.node(*value).args().iter().copied().filter_map(offset));
            }
        }
        read.sort_unstable();
        read.dedup();
        others.extend(read.iter().filter(|at| late.iter().flatten().any(|other| other == *at)));
        late.push(read);
    }
    late.iter_mut().for_each(|list| list.retain(|at| !others.contains(at)));
    let stored = mapped.flat_map(|step| plan.stored(&plan.steps[step]));
    let range = |&value: &ValueId| offset(value).map(|at| at..at + program.node(value).ty.elements());
    let mut early: Vec<Range<usize>> = stored.filter_map(range).collect();
    early.retain(|range| !late.iter().flatten().any(|at| *at == range.start));
    early.sort_unstable_by_key(|range| range.start);
    early.dedup();
    const PART: usize = 1 << 14;
    let cut = |range: Range<usize>| range.clone().step_by(PART).map(move |at| at..range.end.min(at + PART));
    (late, early.into_iter().flat_map(cut).collect())
}
