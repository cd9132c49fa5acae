//! What a program costs: floating-point operations of its products, and the numbers that a plan's steps move.
//!
//! Both are counted from the definition, whatever an executor makes of it: a convolution by Winograd's method does fewer
//! multiplications than are counted here, and a value that stays in cache moves less than the plan says.

use super::plan::{PlanRef, Step, Transfer};
use super::{Node, Op, ProgramRef, Section, ValueId};
use core::ops::{Add, AddAssign};

/// Floating-point operations of products (a multiplication and an addition count as two), by section.
///
/// `map` and `reduce` are per sample, `bind` and `update` once a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Products {
    /// What depends on parameters alone; counted once, though it need not run each time.
    pub bind: u64,
    /// Per sample.
    pub map: u64,
    /// Per sample: what is summed over the batch.
    pub reduce: u64,
    /// After the batch.
    pub update: u64,
}

impl Products {
    /// Operations of a run with so many samples.
    pub fn of_run(&self, samples: usize) -> u64 {
        self.bind + self.update + (self.map + self.reduce) * samples as u64
    }
}

/// Numbers, some once for each sample and some once each time that their step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Of per-sample values, for each sample.
    pub sample: u64,
    /// Of shared values, for each group of samples in the mapped phase and once in the others.
    pub shared: u64,
}

/// What moves between memory and a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Numbers read.
    pub read: Numbers,
    /// Numbers written.
    pub written: Numbers,
}

impl Traffic {
    /// Numbers moved for so many samples in so many groups.
    pub fn moved(&self, samples: usize, groups: usize) -> u64 {
        let [sample, shared] = [self.read.sample + self.written.sample, self.read.shared + self.written.shared];
        sample * samples as u64 + shared * groups as u64
    }
}

impl Add for Numbers {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { sample: self.sample + other.sample, shared: self.shared + other.shared }
    }
}

impl AddAssign for Traffic {
    fn add_assign(&mut self, other: Self) {
        *self = Self { read: self.read + other.read, written: self.written + other.written };
    }
}

impl ProgramRef<'_> {
    /// Floating-point operations of one node's products: per sample if it runs for each sample, else in all; 0 if it is no product.
    ///
    /// # Numerics
    /// `2 · m · k · n` for a product of matrices; `2 · pixels · filter` for a convolution and both its adjoints, with the pixels of the
    /// convolution's output and all numbers of the filter, so that zeros around an image count like the image, as is usual.
    pub fn products_of(&self, node: &Node) -> u64 {
        let elements = |value: ValueId| self.node(value).ty.elements() as u64;
        let pixels = |shape: &super::Shape| (shape.dim(0) * shape.dim(1)) as u64;
        match node.op {
            Op::MatMul { ta, .. } => {
                let inner = self.node(node.args[0]).ty.shape.dim(usize::from(!ta)) as u64;
                2 * inner * node.ty.elements() as u64
            }
            Op::Conv(_) => 2 * pixels(&node.ty.shape) * elements(node.args[1]),
            Op::ConvData(_) => 2 * pixels(&self.node(node.args[0]).ty.shape) * elements(node.args[1]),
            Op::ConvFilter(_) => 2 * pixels(&self.node(node.args[1]).ty.shape) * node.ty.elements() as u64,
            _ => 0,
        }
    }

    /// Floating-point operations of all products.
    pub fn products(&self) -> Products {
        let mut total = Products::default();
        for node in self.nodes {
            let sum = match node.section {
                Section::Bind => &mut total.bind,
                Section::Map => &mut total.map,
                Section::Reduce => &mut total.reduce,
                Section::Update => &mut total.update,
            };
            *sum += self.products_of(node);
        }
        total
    }

    /// Numbers of `argument` that a node reads: of a slice its part, of a table one row.
    fn read_by(&self, node: &Node, argument: ValueId) -> u64 {
        let whole = self.node(argument).ty.elements();
        let read = match node.op {
            Op::Slice { .. } => node.ty.elements(),
            Op::Take if argument == node.args[0] => node.ty.elements(),
            _ => whole,
        };
        read as u64
    }

    fn numbers(&self, value: ValueId, count: u64) -> Numbers {
        match self.node(value).ty.is_per_sample() {
            true => Numbers { sample: count, shared: 0 },
            false => Numbers { sample: 0, shared: count },
        }
    }
}

impl PlanRef<'_> {
    /// What a step moves: each value that it needs and does not compute once, and each value that it leaves. Sums over the batch
    /// are read as well as written, since they are added to.
    pub fn traffic(&self, program: &ProgramRef<'_>, step: &Step) -> Traffic {
        self.traffic_in(program, step, &|_| 1)
    }

    /// The same in bytes, or what else `size` says that a number of each value has.
    pub fn traffic_in(&self, program: &ProgramRef<'_>, step: &Step, size: &dyn Fn(ValueId) -> u64) -> Traffic {
        let (nodes, mut traffic) = (self.nodes(step), Traffic::default());
        let reads = |number: usize| {
            let node = program.node(nodes[number]);
            node.args().iter().map(move |&argument| (node, argument, program.alias_root(argument)))
        };
        for number in 0..nodes.len() {
            for (place, (_, _, root)) in reads(number).enumerate() {
                let before = (0..number).flat_map(reads).chain(reads(number).take(place));
                if nodes.contains(&root) || before.into_iter().any(|(_, _, other)| other == root) {
                    continue;
                }
                // Its largest reader passes over everything that the others need.
                let readers = (number..nodes.len()).flat_map(reads).filter(|(_, _, other)| *other == root);
                let most = readers.map(|(node, argument, _)| program.read_by(node, argument)).max().unwrap_or(0);
                traffic.read = traffic.read + program.numbers(root, most * size(root));
            }
        }
        for &value in self.stored(step) {
            let stored = program.numbers(value, program.node(value).ty.elements() as u64 * size(value));
            traffic.written = traffic.written + stored;
            if program.node(value).section == Section::Reduce {
                traffic.read = traffic.read + stored;
            }
        }
        traffic
    }

    /// What the three phases (bind, map, update) move, the copies of outputs and the assignments of states included.
    pub fn traffic_of_phases(&self, program: &ProgramRef<'_>) -> [Traffic; 3] {
        let mut traffic = [Traffic::default(); 3];
        for (phase, steps) in traffic.iter_mut().zip(self.phases()) {
            self.steps[steps].iter().for_each(|step| *phase += self.traffic(program, step));
        }
        let copy = |value: ValueId| {
            let numbers = program.numbers(value, program.node(value).ty.elements() as u64);
            Traffic { read: numbers, written: numbers }
        };
        let output = |transfer: &Transfer| copy(program.outputs[transfer.number as usize].value);
        let update = |transfer: &Transfer| copy(program.updates[transfer.number as usize].value);
        self.sample_exports.iter().map(output).for_each(|moved| traffic[1] += moved);
        self.exports.iter().map(output).chain(self.commits.iter().map(update)).for_each(|moved| traffic[2] += moved);
        traffic
    }
}
