//! From the steps of a plan to kernels and how they are launched.

mod maps;
mod passes;
mod products;
mod regions;
mod rows;
mod slices;
mod sums;

use super::source::{Kernel, Kernels, Pointer};
use cdm_core::program::cost::Numbers;
use cdm_core::program::plan::PlanRef;
use cdm_core::program::regions::is_pointwise;
use cdm_core::program::{Op, ProgramRef, ValueId};

/// Threads of a block, as `THREADS` in the kernels.
pub(super) const THREADS: usize = 256;

/// Blocks of a grid along its first axis that items, one a thread, are divided among at most: several for each multiprocessor
/// of the largest devices, whose threads then take several items each.
const MOST_BLOCKS: usize = 4096;

/// Blocks that keep all multiprocessors busy: sums over the batch are divided until there are about so many.
const ENOUGH_BLOCKS: usize = 264;

/// What a kernel's pointer points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// The numbers of a value of the program.
    Value(ValueId),
    /// The executable's memory for parts of sums.
    Parts,
}

/// A number that may grow with the samples: `ceil((per_sample · samples + shared)/divisor) · times`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    per_sample: usize,
    shared: usize,
    divisor: usize,
    times: usize,
    most: usize,
}

impl Blocks {
    const ONE: Blocks = Blocks { per_sample: 0, shared: 1, divisor: 1, times: 1, most: 1 };

    /// So many items, `divisor` a block, one behind the other if there are too many.
    fn items(count: usize, per_sample: bool, divisor: usize) -> Self {
        let (per_sample, shared) = if per_sample { (count, 0) } else { (0, count) };
        Blocks { per_sample, shared, divisor, times: 1, most: MOST_BLOCKS }
    }

    fn number(&self, samples: usize) -> u32 {
        let items = self.per_sample * samples + self.shared;
        (items.div_ceil(self.divisor) * self.times).min(self.most) as u32
    }
}

/// A kernel with all it needs but addresses and the number of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Launch {
    pub(super) kernel: usize,
    pub(super) arguments: Vec<Argument>,
    grid: [Blocks; 3],
}

impl Launch {
    /// Blocks along the three axes; none if there is nothing to do.
    pub(super) fn grid(&self, samples: usize) -> Option<[u32; 3]> {
        let grid = self.grid.map(|blocks| blocks.number(samples));
        (!grid.contains(&0)).then_some(grid)
    }
}

/// A program as launches.
#[derive(Clone, Debug, Default)]
pub(super) struct Lowered {
    pub(super) kernels: Kernels,
    launches: Vec<Launch>,
    /// Where the launches of each step end.
    ends: Vec<usize>,
    /// Numbers of memory that parts of sums need at most.
    pub(super) parts: usize,
    /// Numbers that the kernels of each step move beyond those of the plan.
    pub(super) beyond: Vec<Numbers>,
}

impl Lowered {
    /// Lowers all steps of a plan whose program has one dtype.
    pub(super) fn new(program: &ProgramRef<'_>, plan: &PlanRef<'_>) -> Self {
        let mut lowered = Lowered::default();
        for step in plan.steps {
            let (nodes, stores) = (plan.nodes(step), plan.stored(step));
            let mut beyond = Numbers::default();
            if passes::has_sums(program, nodes) {
                beyond = lowered.passes(program, nodes, stores);
            } else if nodes.iter().any(|&value| is_pointwise(program.node(value))) {
                lowered.region(program, nodes, stores);
            } else {
                nodes.iter().for_each(|&value| lowered.node(program, value));
            }
            lowered.ends.push(lowered.launches.len());
            lowered.beyond.push(beyond);
        }
        lowered
    }

    /// Number of launches of all steps.
    pub(super) fn launches(&self) -> usize {
        self.launches.len()
    }

    /// The launches of a step.
    pub(super) fn step(&self, step: usize) -> &[Launch] {
        let first = step.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.launches[first..self.ends[step]]
    }

    /// Lowers a node that is a step by itself.
    fn node(&mut self, program: &ProgramRef<'_>, value: ValueId) {
        match program.node(value).op {
            // Other names of memory, and what only regions hold.
            Op::Input(_) | Op::Reshape | Op::Unary(_) | Op::Binary(_) | Op::Cast => {}
            Op::Constant(_) | Op::Broadcast | Op::Slice { .. } | Op::Pad { .. } | Op::Concat { .. } => {
                self.copy(program, value);
            }
            Op::Take | Op::ScatterAdd => self.table(program, value),
            Op::RowMap(_) | Op::LogSumExp => self.row_map(program, value),
            Op::Sum { .. } => self.sum(program, value),
            Op::MatMul { ta, tb } => self.matmul(program, value, ta, tb),
            Op::Conv(window) | Op::ConvData(window) | Op::ConvFilter(window) => self.conv(program, value, window),
            Op::Random { stream, distribution } => self.random(program, value, stream, distribution),
        }
    }

    /// Adds a launch of a kernel whose pointers are these, the results last.
    fn launch(&mut self, pointers: &[(Pointer, Argument)], grid: [Blocks; 3], body: String) {
        let (pointers, arguments) = pointers.iter().copied().unzip();
        let kernel = self.kernels.number(Kernel { pointers, body });
        self.launches.push(Launch { kernel, arguments, grid });
    }

    /// Adds a launch whose body sums over the batch in `parts`, and the launch that adds them to `result`, of `len` numbers.
    /// The body is made for whether it writes parts, which are its last pointer.
    fn launch_in_parts(
        &mut self,
        reads: &[(Pointer, Argument)],
        result: ValueId,
        len: usize,
        (parts, grid): (usize, [Blocks; 3]),
        body: impl Fn(bool) -> String,
    ) {
        let result = (Pointer::Write, Argument::Value(result));
        if parts == 1 {
            return self.launch(&[reads, &[result]].concat(), grid, body(false));
        }
        self.launch(&[reads, &[(Pointer::Write, Argument::Parts)]].concat(), grid, body(true));
        self.parts = self.parts.max(parts * len);
        let grid = [Blocks::items(len, false, THREADS), Blocks::ONE, Blocks::ONE];
        let body = format!("    add_parts(p0, p1, {len}u, {parts}u);\n");
        self.launch(&[(Pointer::Read, Argument::Parts), result], grid, body);
    }
}

/// Along the first axis alone.
fn along(blocks: Blocks) -> [Blocks; 3] {
    [blocks, Blocks::ONE, Blocks::ONE]
}

/// A pointer to a value's numbers that are read.
fn read(value: ValueId) -> (Pointer, Argument) {
    (Pointer::Read, Argument::Value(value))
}

/// A pointer to a value's indices.
fn index(value: ValueId) -> (Pointer, Argument) {
    (Pointer::Index, Argument::Value(value))
}

/// A pointer to a value's numbers that are written.
fn write(value: ValueId) -> (Pointer, Argument) {
    (Pointer::Write, Argument::Value(value))
}

/// A number as source text, rounded to single precision.
fn literal(number: f64) -> String {
    let number = number as f32;
    if number.is_finite() { format!("{number:e}f") } else { format!("__int_as_float({:#x})", number.to_bits()) }
}
