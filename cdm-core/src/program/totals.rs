//! Totals: sums over the batch that are only ever added to each other, as the two parts of a weight's gradient. They can accumulate in
//! one place, and the additions need not run.

use super::{Binary, Op, ProgramRef, Section, ValueId};
use alloc::vec;
use alloc::vec::Vec;

/// Which values of a program are totals or parts of one.
///
/// A total is an addition of two different values, each a sum over the batch or a total itself, that nobody else reads.
#[derive(Clone, Debug)]
pub struct Totals {
    of: Vec<Option<ValueId>>,
}

impl Totals {
    /// The totals of a verified program. Linear in the nodes.
    pub fn new(program: &ProgramRef<'_>) -> Self {
        let count = program.nodes.len();
        let mut readers = vec![0u32; count];
        program.nodes.iter().flat_map(|node| node.args()).for_each(|arg| readers[arg.index()] += 1);
        // The caller reads too, and not in order to add.
        let outputs = program.outputs.iter().map(|output| output.value);
        let wanted = outputs.chain(program.updates.iter().map(|update| update.value));
        wanted.for_each(|value| readers[value.index()] += 2);
        let mut totals = Totals { of: vec![None; count] };
        for (index, node) in program.nodes.iter().enumerate() {
            let is_summand = |arg: ValueId| {
                let own = program.node(arg).section == Section::Reduce || totals.of[arg.index()].is_some();
                own && readers[arg.index()] == 1
            };
            if matches!(node.op, Op::Binary(Binary::Add)) && node.args().iter().all(|&arg| is_summand(arg)) {
                totals.of[index] = Some(ValueId(index as u32));
            }
        }
        for (index, node) in program.nodes.iter().enumerate().rev() {
            if totals.of[index].is_some() && matches!(node.op, Op::Binary(_)) {
                let total = totals.of[index];
                node.args().iter().for_each(|arg| totals.of[arg.index()] = total);
            }
        }
        totals
    }

    /// The outermost total that a value is or is part of.
    pub fn of(&self, value: ValueId) -> Option<ValueId> {
        self.of[value.index()]
    }

    /// Is a value one of the additions, which need no step?
    pub fn contains(&self, program: &ProgramRef<'_>, value: ValueId) -> bool {
        self.of(value).is_some() && program.node(value).section != Section::Reduce
    }
}
