//! How work is divided among threads, decided once when a program is compiled.

use crate::element::Element;
use crate::region::chunk;
use crate::work::Work;
use cdm_core::program::plan::{Place, PlanRef};
use cdm_core::program::{Node, Op, ProgramRef, Role, ValueId};
use std::ops::Range;

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
    /// Numbers that each group of samples passes over, however few samples it has: parameters, other bound values, and sums over the
    /// batch.
    pub(crate) passed: usize,
    /// Nanoseconds of a sample.
    sample: u64,
    /// Nanoseconds that another thread is worth.
    worth: u64,
}

impl Schedule {
    /// The plan must be sound. Another thread is called for so many nanoseconds of work.
    pub(crate) fn new<E: Element>(program: ProgramRef<'_>, plan: PlanRef<'_>, work: &[Work<E>], worth: u64) -> Self {
        let [bind, mapped, update] = plan.phases();
        let (late, early) = reductions(program, plan, work);
        let cost = |step: usize| -> u64 {
            plan.nodes(&plan.steps[step]).iter().map(|&value| estimate(program, program.node(value))).sum()
        };
        let sample = mapped.map(cost).sum::<u64>() / 1000;
        let waves = Waves { program, plan, work, cost, worth };
        let early_cost = early.iter().map(|range| range.len() as u64).sum::<u64>() / 5;
        let (bind, update) = (waves.of(bind), waves.of(update));
        Schedule {
            bind,
            update,
            late,
            early,
            early_threads: threads(early_cost, worth),
            passed: passed(program, plan),
            sample,
            worth,
        }
    }

    /// Threads among which to divide a batch, if there are so many.
    pub(crate) fn threads(&self, batch: usize) -> usize {
        threads(self.sample.saturating_mul(batch as u64), self.worth).min(batch.max(1))
    }

    /// Reductions to add up just before a step of the last phase; `first` is that phase's first step.
    pub(crate) fn late(&self, first: usize, step: usize) -> &[usize] {
        step.checked_sub(first).and_then(|at| self.late.get(at)).map_or(&[], Vec::as_slice)
    }
}

fn passed(program: ProgramRef<'_>, plan: PlanRef<'_>) -> usize {
    let [_, mapped, _] = plan.phases();
    let nodes = plan.steps[mapped].iter().flat_map(|step| plan.nodes(step));
    let args = nodes.flat_map(|&value| program.node(value).args());
    let mut roots: Vec<ValueId> = args.map(|&arg| program.alias_root(arg)).collect();
    roots.retain(|root| matches!(plan.places[root.index()], Place::Shared(_) | Place::Input(_)));
    roots.retain(|&root| !program.node(root).ty.is_per_sample());
    roots.sort_unstable();
    roots.dedup();
    roots.iter().map(|&root| program.node(root).ty.elements()).sum::<usize>() + plan.reduce_len as usize
}

/// Threads that so much work is worth.
fn threads(nanoseconds: u64, worth: u64) -> usize {
    nanoseconds
        .checked_div(worth)
        .map_or(usize::MAX, |others| usize::try_from(others).map_or(usize::MAX, |n| n.saturating_add(1)))
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
    worth: u64,
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
            Work::Node(value) | Work::Convolution(value, _) => self.program.node(*value).args().to_vec(),
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
                wave.threads = threads(cost / 1000, self.worth).min(wave.pieces.len());
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
            Work::Node(value) | Work::Convolution(value, _) => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::CpuOptions;
    use crate::work::work;
    use cdm_core::conformance::Case;
    use cdm_core::nn::{Architecture, Mlp, Pyramid, TrainingOptions, UNet, training_step};
    use cdm_core::program::plan::Plan;
    use cdm_core::program::{Program, regions};

    /// The schedule of a program, checked; and its plan.
    fn scheduled(program: &Program) -> (Plan, Schedule) {
        let program = program.as_ref();
        let plan = Plan::in_place(program, regions::steps(program, CpuOptions::default().limits)).unwrap();
        let (work, _) = work::<f32>(program, plan.as_ref());
        crate::sound::check(program, plan.as_ref(), &work).unwrap();
        let schedule = Schedule::new(program, plan.as_ref(), &work, 0);
        let [bind, _, update] = plan.as_ref().phases();
        for (waves, steps) in [(&schedule.bind, bind), (&schedule.update, update)] {
            // All steps, in order, each number of a region once.
            assert!(waves.iter().flat_map(|wave| wave.steps.clone()).eq(steps.clone()));
            for step in steps {
                let pieces = waves.iter().flat_map(|wave| &wave.pieces).filter(|piece| piece.step == step);
                let end = pieces.fold(0, |end, piece| match &piece.range {
                    Some(range) => {
                        assert_eq!(range.start, end);
                        range.end
                    }
                    None => end,
                });
                assert_eq!(end, if let Work::Region(region) = &work[step] { region.len(0) } else { 0 });
            }
        }
        let stored = plan.as_ref().steps.iter().flat_map(|step| plan.as_ref().stored(step).to_vec());
        for value in stored {
            // Each reduction is added up once, before the update or in it.
            if let Place::Reduce(at) = plan.as_ref().places[value.index()] {
                let early = schedule.early.iter().filter(|range| range.contains(&(at as usize))).count();
                let late = schedule.late.iter().flatten().filter(|&&other| other == at as usize).count();
                assert_eq!(early + late, 1, "{value:?}");
            }
        }
        (plan, schedule)
    }

    #[test]
    fn every_step_runs_once_and_every_sum_is_added_up_once() {
        for seed in 0..300 {
            scheduled(&Case::random(seed).program);
        }
    }

    /// All of Adam is one wave, which writes all states in place and adds up all gradients itself.
    #[test]
    fn an_update_is_one_pass() {
        let unet = Pyramid { multipliers: vec![1, 2], attention: vec![2], ..Pyramid::new([4, 4, 1], 32) };
        for architecture in [Architecture::Mlp(Mlp::new(2, 64, 3)), Architecture::UNet(UNet(unet))] {
            let step = training_step(&architecture, 102, TrainingOptions::default()).unwrap();
            let program = step.program.with_one_dtype();
            let (plan, schedule) = scheduled(&program);
            let plan = plan.as_ref();
            assert!(plan.commits.is_empty());
            // Nothing of parameters is bound, but which pixels the head's taps see: 9 numbers for each of 16.
            let bound = plan.steps[plan.phases()[0].clone()].iter().flat_map(|step| plan.stored(step));
            let bound: usize = bound.map(|value| program.as_ref().node(*value).ty.elements()).sum();
            assert!(bound <= 2 * 9 * 16, "{bound} numbers");
            let last = schedule.update.last().unwrap();
            assert_eq!(last.steps.len(), step.parameters.len());
            assert!(schedule.update[..schedule.update.len() - 1].iter().all(|wave| wave.pieces.len() < 10));
            assert_eq!(schedule.late.iter().flatten().count(), step.parameters.len());
            // What is left are the losses.
            assert!(schedule.early.iter().map(|range| range.len()).sum::<usize>() <= 3);
            // The three scalars of the optimiser and the losses, and what is bound.
            assert!(plan.shared_len as usize <= 8 * 16 + bound.next_multiple_of(64) * 2, "{} numbers", plan.shared_len);
        }
    }
}
