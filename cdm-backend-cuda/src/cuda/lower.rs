//! From the steps of a plan to kernels and how they are launched.

mod groups;
mod joint;
mod maps;
mod passes;
mod products;
mod regions;
mod rows;
mod slices;
mod sums;

use super::Precision;
use super::source::{Kernels, Pointer};
use cdm_core::program::cost::Numbers;
use cdm_core::program::plan::{ALIGN, PlanRef};
use cdm_core::program::regions::is_pointwise;
use cdm_core::program::{Op, ProgramRef, ValueId};
use groups::{Form, grouped};

/// Threads of a block, as `THREADS` in the kernels.
pub(super) const THREADS: usize = 256;

/// Blocks of a grid along its first axis that items, one a thread, are divided among at most: several for each multiprocessor
/// of the largest devices, whose threads then take several items each.
const MOST_BLOCKS: usize = 4096;

/// Blocks that keep all multiprocessors busy: sums over the batch are divided until there are about so many.
const ENOUGH_BLOCKS: usize = 264;

/// Samples of a batch for which kernels are laid out. They are right for any number.
const USUAL_BATCH: usize = 64;

/// Numbers of memory for parts of sums that are in use at once: 16 MiB, unless a single sum needs more. Then the memory is used again,
/// while its numbers may still be in the device's cache.
const PARTS_AT_ONCE: usize = 4 << 20;

/// What a kernel's argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// The numbers of a value of the program.
    Value(ValueId),
    /// Some of the executable's memory for parts of sums.
    Parts { offset: usize, len: usize },
    /// The number of samples, behind the addresses of a kernel that takes all as one.
    Samples,
}

/// A number that may grow with the samples: `ceil((per_sample · samples + shared)/divisor) · times`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// So many blocks.
    fn exactly(count: usize) -> Self {
        Blocks { shared: count, most: usize::MAX, ..Blocks::ONE }
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

/// A launch as a step asks for it.
#[derive(Clone, Debug)]
struct Work {
    step: usize,
    pointers: Vec<(Pointer, Argument)>,
    grid: [Blocks; 3],
    form: Form,
    body: String,
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
    /// How products are computed.
    precision: Precision,
    /// Which values are narrow; none in single precision.
    narrow: Vec<bool>,
    /// Which values lie in memory as bf16.
    halves: Vec<bool>,
    /// Where the next parts go.
    next_part: usize,
    /// The step that is being lowered.
    at: usize,
    /// What has been lowered and is not among the launches yet.
    work: Vec<Work>,
    /// Bytes that the kernels of each step move beyond those of the plan.
    pub(super) beyond: Vec<Numbers>,
}

impl Lowered {
    /// Lowers all steps of a plan: which values are narrow, and which of them lie in memory as bf16.
    pub(super) fn new(
        program: &ProgramRef<'_>,
        plan: &PlanRef<'_>,
        precision: Precision,
        [narrow, halves]: [Vec<bool>; 2],
    ) -> Self {
        let mut lowered = Lowered { precision, narrow, halves, ..Lowered::default() };
        for (number, step) in plan.steps.iter().enumerate() {
            lowered.at = number;
            let (nodes, stores) = (plan.nodes(step), plan.stored(step));
            let mut beyond = Numbers::default();
            if passes::has_sums(program, nodes) {
                beyond = lowered.passes(program, nodes, stores);
            } else if nodes.iter().any(|&value| is_pointwise(program.node(value))) {
                lowered.region(program, nodes, stores);
            } else {
                nodes.iter().for_each(|&value| lowered.node(program, value));
            }
            lowered.beyond.push(beyond);
        }
        lowered.put_in_order(program, plan);
        lowered
    }

    /// Does this value lie in memory as bf16?
    pub(super) fn is_half(&self, value: ValueId) -> bool {
        self.halves[value.index()]
    }

    /// Makes launches of the work of all steps.
    fn put_in_order(&mut self, program: &ProgramRef<'_>, plan: &PlanRef<'_>) {
        let groups = grouped(program, plan, std::mem::take(&mut self.work));
        self.ends = (0..plan.steps.len()).map(|step| groups.partition_point(|group| group.step <= step)).collect();
        let mut constants = joint::CONSTANTS;
        for group in groups {
            let (kernel, launch) = joint::launch(group, &mut constants);
            self.launches.push(Launch { kernel: self.kernels.number(kernel), ..launch });
        }
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
        self.launch_as(Form::Alone, pointers, grid, body);
    }

    fn launch_as(&mut self, form: Form, pointers: &[(Pointer, Argument)], grid: [Blocks; 3], body: String) {
        let typed = |&(pointer, argument): &(Pointer, Argument)| match argument {
            Argument::Value(value) if self.is_half(value) => (pointer.half(), argument),
            _ => (pointer, argument),
        };
        let pointers = pointers.iter().map(typed).collect();
        self.work.push(Work { step: self.at, pointers, grid, form, body });
    }

    /// Adds a launch with a thread for each number `i` below `numbers[0]`, which may be per sample. The body is the statement for one
    /// number; the other numbers are called `n1` and so on in it.
    fn launch_items(&mut self, pointers: &[(Pointer, Argument)], numbers: Vec<usize>, per_sample: bool, body: String) {
        let grid = along(Blocks::items(numbers[0], per_sample, THREADS));
        self.launch_as(Form::Items { numbers, per_sample }, pointers, grid, body);
    }

    /// Adds a launch whose body sums over the batch in `parts`, and the launch that adds them to `result`, of `len` numbers.
    /// The body is made for whether it writes parts, which are its last pointer.
    fn launch_in_parts(
        &mut self,
        reads: &[(Pointer, Argument)],
        result: ValueId,
        len: usize,
        parts_and_grid: (usize, [Blocks; 3]),
        body: impl Fn(bool) -> String,
    ) {
        self.launch_in_parts_as(Form::Alone, reads, result, len, parts_and_grid, body);
    }

    fn launch_in_parts_as(
        &mut self,
        form: Form,
        reads: &[(Pointer, Argument)],
        result: ValueId,
        len: usize,
        (parts, grid): (usize, [Blocks; 3]),
        body: impl Fn(bool) -> String,
    ) {
        let result = (Pointer::Write, Argument::Value(result));
        if parts == 1 {
            return self.launch_as(form, &[reads, &[result]].concat(), grid, body(false));
        }
        let memory = self.memory_for_parts(parts * len);
        self.launch_as(form, &[reads, &[(Pointer::Write, memory)]].concat(), grid, body(true));
        let body = "        add_parts(p0, p1, i, n0, n1);\n".to_owned();
        self.launch_items(&[(Pointer::Read, memory), result], vec![len, parts], false, body);
    }

    /// Memory for parts of a sum, which others may use before and after.
    fn memory_for_parts(&mut self, len: usize) -> Argument {
        if self.next_part + len > PARTS_AT_ONCE {
            self.next_part = 0;
        }
        let offset = self.next_part;
        self.next_part += len.next_multiple_of(ALIGN);
        self.parts = self.parts.max(offset + len);
        Argument::Parts { offset, len }
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
