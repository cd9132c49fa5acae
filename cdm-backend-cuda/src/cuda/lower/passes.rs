//! Regions with sums: a block takes a slice of a sample's columns and passes over its rows several times. A pass computes in registers
//! what it needs of the wide values, from what is in memory; what it sums is added up by the block, and what follows from that in a few
//! numbers stays in shared memory for the next pass. Sums over the batch become a row of parts for each row of blocks, which another
//! kernel adds up in order.
//!
//! A region that sums over the batch alone has one pass, for which rows of all samples are alike.

mod pass;

use super::regions::canonical;
use super::slices::{Slices, View, columns};
use super::{Argument, Blocks, ENOUGH_BLOCKS, Lowered, Pointer, THREADS};
use crate::cuda::backend::NUMBER;
use crate::cuda::index::{Axis, address};
use cdm_core::program::cost::Numbers;
use cdm_core::program::regions::{Operand, is_pointwise, operand, period};
use cdm_core::program::{Op, ProgramRef, Totals, ValueId, ValueType};
use std::fmt::Write;

/// Bytes of second-level cache that the blocks that run at a time count on, to find there what a pass has read before.
const CACHED_BYTES: usize = 32 << 20;

/// Blocks that run at a time at least, if a device is to be busy, and at most.
const FEWEST_AT_A_TIME: usize = ENOUGH_BLOCKS / 2;
const MOST_AT_A_TIME: usize = 4 * ENOUGH_BLOCKS;

/// Numbers of shared memory that a kernel may have: 40 of the 48 KiB that need no asking.
const SHARED_NUMBERS: usize = 40 * 256;

/// Numbers, about, that a thread loads before it computes with them.
const LOADS: usize = 16;

/// Stands for the memory for parts until it is known how much.
const PARTS: Argument = Argument::Parts { offset: 0, len: 0 };

/// A region's kernel while it is written.
struct Passes<'a> {
    program: &'a ProgramRef<'a>,
    nodes: &'a [ValueId],
    stores: &'a [ValueId],
    /// The type of the wide values.
    ty: ValueType,
    /// Has each block samples of its own? Else rows of any samples.
    by_sample: bool,
    /// The pass in which each of the nodes is there at last; sums and what follows from them are at the end of the one before.
    levels: Vec<usize>,
    slices: Slices,
    /// Rows that threads of a block take at a time.
    lanes: usize,
    pointers: Vec<(Pointer, Argument)>,
    /// Small values in shared memory, and what threads have found of a pass's sums (`None`), with how many numbers they are.
    shared: Vec<(Option<ValueId>, usize)>,
    /// Sums over the batch, with where they begin in a row of parts.
    batch_sums: Vec<(ValueId, usize)>,
    /// Numbers of a row of parts.
    row: usize,
    /// Wide values that some pass has read or written, and those that were read again.
    touched: Vec<ValueId>,
    again: Vec<ValueId>,
    body: String,
}

/// Do these nodes of a step hold sums, or what follows from a sum alone?
pub(super) fn has_sums(program: &ProgramRef<'_>, nodes: &[ValueId]) -> bool {
    let is_computed = |value: &&ValueId| is_pointwise(program.node(**value)) || is_sum(program, **value);
    let mut computed = nodes.iter().filter(is_computed);
    let len = |value: &ValueId| program.node(*value).ty.elements();
    let several = computed.clone().count() > 1;
    let first = computed.clone().next().map(len);
    several && computed.any(|value| is_sum(program, *value) || Some(len(value)) != first)
}

fn is_sum(program: &ProgramRef<'_>, value: ValueId) -> bool {
    matches!(program.node(value).op, Op::Sum { .. })
}

impl Lowered {
    /// Lowers a region with sums. Returns the bytes that it moves beyond those of its plan: what it reads again and does not find
    /// in cache, and parts.
    pub(super) fn passes(&mut self, program: &ProgramRef<'_>, nodes: &[ValueId], stores: &[ValueId]) -> Numbers {
        let Some(mut region) = Passes::new(program, nodes, stores) else { return Numbers::default() };
        let (rows, rows_text) = region.grid_rows();
        let last = region.levels.iter().copied().max().unwrap_or(0);
        (0..=last).for_each(|level| region.pass(level));
        let count = region.slices.count();
        let body = canonical(&region.whole());
        let slices = Blocks::exactly(count);
        let memory = self.memory_for_parts(rows.most * (region.row + count * region.scratch()));
        for (_, argument) in region.pointers.iter_mut().filter(|(_, argument)| *argument == PARTS) {
            *argument = memory;
        }
        self.launch(&region.pointers, [slices, rows, Blocks::ONE], body);
        self.add_rows(&region, memory, &rows_text);
        let parts = (2 * region.row * NUMBER) as u64;
        let parts = if region.by_sample { (parts, 0) } else { (0, parts * rows.most as u64) };
        let bytes = |&value: &ValueId| region.ty.elements() * if self.is_half(value) { NUMBER / 2 } else { NUMBER };
        let again = if region.is_cached() { 0 } else { region.again.iter().map(bytes).sum::<usize>() as u64 };
        Numbers { sample: again + parts.0, shared: parts.1 }
    }

    /// Adds up the parts of sums over the batch. Blocks of one row take those that lie in one place, one behind the other.
    fn add_rows(&mut self, region: &Passes<'_>, memory: Argument, rows: &str) {
        if region.batch_sums.is_empty() {
            return;
        }
        let totals = Totals::new(region.program);
        let mut pointers = vec![(Pointer::Read, memory)];
        let mut places: Vec<(ValueId, String)> = Vec::new();
        let mut most = 0;
        for &(sum, offset) in &region.batch_sums {
            let (len, to) = (region.ty(sum).elements(), pointers.len());
            pointers.push((Pointer::Write, Argument::Value(sum)));
            let text = format!("        add_rows(p0 + {offset}u, p{to}, {len}u, rows, {}u);\n", region.row);
            let place = totals.of(sum).unwrap_or(sum);
            match places.iter_mut().find(|(other, _)| *other == place) {
                Some((_, texts)) => texts.push_str(&text),
                None => places.push((place, text)),
            }
            most = most.max(len);
        }
        let mut body = format!("    u32 rows = {rows};\n");
        for (number, (_, text)) in places.iter().enumerate() {
            let _ = write!(body, "    if (blockIdx.y == {number}u) {{\n{text}    }}\n");
        }
        let places = Blocks::exactly(places.len());
        self.launch(&pointers, [Blocks::items(most, false, 32), places, Blocks::ONE], body);
    }
}

impl<'a> Passes<'a> {
    fn new(program: &'a ProgramRef<'a>, nodes: &'a [ValueId], stores: &'a [ValueId]) -> Option<Self> {
        let sums = || nodes.iter().filter(|&&value| is_sum(program, value));
        let pointwise = || nodes.iter().map(|&value| program.node(value)).filter(|node| is_pointwise(node));
        // All that a region sums has one size, that of all it computes but for what follows from sums.
        let summed = sums().map(|&sum| program.node(program.node(sum).args[0]).ty).next();
        let ty = summed.or_else(|| pointwise().map(|node| node.ty).max_by_key(ValueType::elements))?;
        let small = pointwise().any(|node| node.ty.elements() != ty.elements());
        let by_sample = small || sums().any(|&sum| program.node(sum).ty.is_per_sample());
        let mut region = Passes {
            program,
            nodes,
            stores,
            ty,
            by_sample,
            levels: Vec::new(),
            slices: Slices { columns: 1, width: 1, rows: 1 },
            lanes: 1,
            pointers: Vec::new(),
            shared: Vec::new(),
            batch_sums: Vec::new(),
            row: 0,
            touched: Vec::new(),
            again: Vec::new(),
            body: String::new(),
        };
        region.find_levels();
        region.divide();
        for &sum in sums().filter(|&&sum| !program.node(sum).ty.is_per_sample()) {
            region.batch_sums.push((sum, region.row));
            region.row += program.node(sum).ty.elements();
        }
        Some(region)
    }

    fn ty(&self, value: ValueId) -> ValueType {
        self.program.node(value).ty
    }

    /// The position of a value that this region computes.
    fn computed(&self, value: ValueId) -> Option<usize> {
        let position = self.nodes.binary_search(&value).ok()?;
        (is_pointwise(self.program.node(value)) || is_sum(self.program, value)).then_some(position)
    }

    /// Is it a small value that this region computes: a sum, or what follows from sums?
    fn is_small(&self, value: ValueId) -> bool {
        let sum = is_sum(self.program, value) || self.ty(value).elements() != self.ty.elements();
        sum && self.computed(value).is_some()
    }

    fn level(&self, value: ValueId) -> usize {
        self.computed(value).map_or(0, |position| self.levels[position])
    }

    fn operands(&self, value: ValueId) -> impl Iterator<Item = Operand> + '_ {
        self.program.node(value).args().iter().map(move |&argument| match self.program.node(value).op {
            Op::Sum { .. } => Operand::Value(self.program.alias_root(argument)),
            _ => operand(self.program, argument, |_| {}),
        })
    }

    fn find_levels(&mut self) {
        for &value in self.nodes {
            if self.computed(value).is_none() {
                self.levels.push(0);
                continue;
            }
            let operands = self.operands(value).map(|operand| match operand {
                Operand::Constant(_) => 0,
                Operand::Value(value) => self.level(value),
                Operand::Spread { small, .. } => self.level(self.program.alias_root(small)),
            });
            let deepest = operands.max().unwrap_or(0);
            let level = match is_sum(self.program, value) {
                true => deepest + usize::from(self.ty(value).is_per_sample()),
                // Small values are worked out at the ends of passes.
                false => deepest.max(usize::from(self.is_small(value))),
            };
            self.levels.push(level);
        }
    }

    /// What wide values of the region are made of that is smaller: (small, wide) of each broadcast and sum.
    fn relations(&self) -> Vec<(ValueId, ValueType)> {
        let mut relations = Vec::new();
        for &value in self.nodes.iter().filter(|&&value| self.computed(value).is_some()) {
            if is_sum(self.program, value) {
                relations.push((value, self.ty(self.program.node(value).args[0])));
            } else if !self.is_small(value) {
                relations.extend(self.operands(value).filter_map(|operand| match operand {
                    Operand::Spread { small, wide } => Some((small, self.ty(wide))),
                    Operand::Value(_) | Operand::Constant(_) => None,
                }));
            }
        }
        relations
    }

    fn divide(&mut self) {
        let (own, others): (Vec<_>, Vec<_>) =
            self.relations().into_iter().partition(|(small, _)| self.is_small(self.program.alias_root(*small)));
        let period = |(small, wide): &(ValueId, ValueType)| period(&self.ty(*small), wide);
        let len = self.ty.elements();
        let columns = columns(len, own.iter().map(period), others.iter().map(period));
        let views: Vec<View> = own.iter().map(|(small, wide)| View::new(&self.ty(*small), wide, columns)).collect();
        let small = self.nodes.iter().filter(|&&value| self.is_small(value));
        let lens: Vec<usize> = small.map(|&value| self.ty(value).elements()).collect();
        self.slices =
            Slices::new(len, columns, &views, &lens, |slices| self.bytes(slices) * ENOUGH_BLOCKS <= CACHED_BYTES);
        self.lanes = (THREADS / self.slices.width).max(1);
    }

    /// Bytes of wide values in memory that a block goes through several times.
    fn bytes(&self, slices: Slices) -> usize {
        if self.levels.iter().all(|&level| level == 0) {
            return 0;
        }
        let mut read: Vec<ValueId> = Vec::new();
        for &value in self.nodes.iter().filter(|&&value| self.computed(value).is_some() && !self.is_small(value)) {
            read.extend(self.operands(value).filter_map(|operand| match operand {
                Operand::Value(value) if self.computed(value).is_none() => Some(value),
                _ => None,
            }));
        }
        read.sort_unstable();
        read.dedup();
        read.len() * slices.rows * slices.width * size_of::<f32>()
    }

    /// Does what blocks that run at a time go through stay in cache?
    fn is_cached(&self) -> bool {
        self.bytes(self.slices) * FEWEST_AT_A_TIME <= CACHED_BYTES
    }

    /// Rows of blocks, and their number as the kernels' text. No more run at a time than cache has room for what they read again.
    fn grid_rows(&self) -> (Blocks, String) {
        let fitting = CACHED_BYTES / self.bytes(self.slices).max(1);
        let most = (fitting.clamp(FEWEST_AT_A_TIME, MOST_AT_A_TIME) / self.slices.count()).max(1);
        let (per_sample, divisor) =
            if self.by_sample { (1, 1) } else { (self.slices.rows, self.lanes * self.at_a_time(1)) };
        let rows = Blocks { per_sample, shared: 0, divisor, times: 1, most };
        let text = format!("(samples * {per_sample}u + {}u) / {divisor}u", divisor - 1);
        (rows, format!("{text} < {most}u ? {text} : {most}u"))
    }

    /// Rows that a thread takes at a time if it loads so many values.
    fn at_a_time(&self, loads: usize) -> usize {
        let rows = if self.by_sample { self.slices.rows.div_ceil(self.lanes) } else { 8 };
        let wanted = (LOADS / loads.max(1)).clamp(1, 8).min(rows);
        // A power of two.
        1 << wanted.ilog2()
    }

    /// The position of a pointer among the kernel's.
    fn pointer(&mut self, pointer: (Pointer, Argument)) -> String {
        let position = self.pointers.iter().position(|other| other.1 == pointer.1).unwrap_or_else(|| {
            self.pointers.push(pointer);
            self.pointers.len() - 1
        });
        // What is stored is read as well.
        if pointer.0 == Pointer::Write {
            self.pointers[position].0 = Pointer::Write;
        }
        format!("p{position}")
    }

    /// Numbers of a small value for each slice.
    fn each(&self, len: usize) -> usize {
        len / self.slices.count()
    }

    /// The name of a small value's numbers in shared memory.
    fn small_name(&mut self, value: ValueId) -> String {
        let position = self.shared.iter().position(|(other, _)| *other == Some(value)).unwrap_or_else(|| {
            self.shared.push((Some(value), self.each(self.ty(value).elements())));
            self.shared.len() - 1
        });
        format!("b{position}")
    }

    /// Numbers of memory for each block, in place of shared memory, if there is not enough of that.
    fn scratch(&self) -> usize {
        let numbers = self.shared.iter().map(|(_, len)| len).sum();
        if numbers > SHARED_NUMBERS { numbers } else { 0 }
    }

    /// The kernel around the passes.
    fn whole(&mut self) -> String {
        let mut text = String::new();
        let width = self.slices.width;
        let scratch = self.scratch();
        if scratch > 0 {
            let parts = self.pointer((Pointer::Write, PARTS));
            let row = self.row;
            let _ = writeln!(
                text,
                "    float* block = {parts} + gridDim.y * {row}u + (blockIdx.y * gridDim.x + blockIdx.x) * {scratch}u;"
            );
        }
        let mut offset = 0;
        for (number, (value, len)) in self.shared.iter().enumerate() {
            let name = if value.is_some() { format!("b{number}") } else { "sums".to_owned() };
            let _ = match scratch {
                0 => writeln!(text, "    SHARED(float, {name}, {len});"),
                _ => writeln!(text, "    float* {name} = block + {offset}u;"),
            };
            offset += len;
        }
        let first = if self.slices.count() == 1 { "0u".to_owned() } else { format!("blockIdx.x * {width}u") };
        let _ = writeln!(text, "    u32 lane = threadIdx.x / {width}u, first = {first};");
        let body = &self.body;
        let _ = match self.by_sample {
            true => writeln!(text, "    for (u32 s = blockIdx.y; s < samples; s += gridDim.y) {{\n{body}    }}"),
            false => writeln!(text, "    {{\n{body}    }}"),
        };
        text
    }
}
