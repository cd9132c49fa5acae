//! Compiles a step of the plan to a region.

mod pass;

use super::{Held, Loc, Region, Slot, Spreading, chunk};
use crate::element::Element;
use crate::spread::View;
use cdm_core::kernels::Spread;
use cdm_core::program::plan::ALIGN;
use cdm_core::program::regions::{Operand, is_pointwise, operand};
use cdm_core::program::{Extent, Op, ProgramRef, ValueId, ValueType};

/// What a location can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Value(ValueId),
    /// The result of this broadcast.
    Spread(ValueId),
    /// A constant, by its bits.
    Constant(u64),
}

/// Bytes of all registers that fit first-level cache together with parts of what is in memory.
const REGISTERS_BYTES: usize = 24 * 1024;

/// Numbers in a register, at least, so that going from one operation to the next takes little of the time.
const SHORTEST: usize = 256;

/// Bytes of the widest vectors: periods are whole numbers of them.
const VECTOR_BYTES: usize = 64;

/// Samples that views of whole batches are made for: what they say holds for any number but one, of which it holds as well.
const SOME: usize = 2;

/// Compiles one step.
struct Compiler<'a, E> {
    program: ProgramRef<'a>,
    nodes: &'a [ValueId],
    stores: &'a [ValueId],
    /// Those that are written at the end.
    late: Vec<ValueId>,
    region: Region<E>,
    /// The pass in which each of the nodes is there at last: sums are at the end of the one before.
    levels: Vec<usize>,
    /// Where each value is in this pass.
    known: Vec<(Key, Loc)>,
    /// Where each small value is.
    slots: Vec<(Key, Slot)>,
    free: Vec<usize>,
    /// Registers that are used in this pass, or held throughout.
    used: usize,
    /// Position in the pass after which a register's content is not needed.
    last_use: Vec<(Key, usize)>,
}

impl<E: Element> Region<E> {
    /// Compiles a step; `None` if it is not a region. Stores that are `late` are written chunk by chunk after everything else, since
    /// they lie where values do that the region reads; a region with sums has none.
    pub(crate) fn compile(
        program: ProgramRef<'_>,
        nodes: &[ValueId],
        stores: &[ValueId],
        late: impl Fn(ValueId) -> bool,
    ) -> Option<Self> {
        let is_sum = |value: &&ValueId| matches!(program.node(**value).op, Op::Sum { .. });
        if !nodes.iter().any(|&value| is_pointwise(program.node(value))) || stores.is_empty() {
            return None;
        }
        // All that a region sums, and all else that it computes but what follows from sums of a sample, has one size.
        let summed = nodes.iter().find(is_sum).map(|&sum| program.node(program.node(sum).args[0]).ty);
        let pointwise =
            || nodes.iter().map(|&value| program.node(value)).filter(|node| is_pointwise(node)).map(|n| n.ty);
        let ty = summed.or_else(|| pointwise().max_by_key(ValueType::elements))?;
        let small = pointwise().any(|other| other.elements() != ty.elements());
        let by_sample = small || nodes.iter().filter(is_sum).any(|&sum| program.node(sum).ty.is_per_sample());
        let region = Region {
            ty,
            memory: Vec::new(),
            stores: stores.to_vec(),
            views: Vec::new(),
            constants: Vec::new(),
            hoisted: Vec::new(),
            passes: Vec::new(),
            registers: 0,
            period: 1,
            chunk: 1,
            small_len: 0,
            by_sample,
        };
        let mut compiler = Compiler {
            program,
            nodes,
            stores,
            late: stores.iter().copied().filter(|&value| late(value)).collect(),
            region,
            levels: Vec::new(),
            known: Vec::new(),
            slots: Vec::new(),
            free: Vec::new(),
            used: 0,
            last_use: Vec::new(),
        };
        compiler.region.by_sample |= compiler.repeats_long();
        compiler.find_levels();
        compiler.choose_chunk();
        compiler.constants();
        compiler.hoist_shared();
        for level in 0..=compiler.levels.iter().copied().max().unwrap_or(0) {
            compiler.pass(level);
        }
        compiler.fit_chunk();
        Some(compiler.region)
    }
}

impl<E: Element> Compiler<'_, E> {
    fn op(&self, value: ValueId) -> Op {
        self.program.node(value).op
    }

    fn ty(&self, value: ValueId) -> ValueType {
        self.program.node(value).ty
    }

    fn is_sum(&self, value: ValueId) -> bool {
        matches!(self.op(value), Op::Sum { .. })
    }

    /// Has the value the region's own index?
    fn is_wide(&self, value: ValueId) -> bool {
        let (ty, region) = (self.ty(value), self.region.ty);
        let summed_here = self.is_sum(value) && self.nodes.binary_search(&value).is_ok();
        ty.elements() == region.elements() && ty.is_per_sample() == region.is_per_sample() && !summed_here
    }

    /// The position of a value that this region computes.
    fn computed(&self, value: ValueId) -> Option<usize> {
        let position = self.nodes.binary_search(&value).ok()?;
        (is_pointwise(self.program.node(value)) || self.is_sum(value)).then_some(position)
    }

    fn level(&self, value: ValueId) -> usize {
        self.computed(value).map_or(0, |position| self.levels[position])
    }

    fn operands(&self, value: ValueId) -> impl Iterator<Item = Operand> + '_ {
        self.program.node(value).args().iter().map(move |&argument| match self.op(value) {
            Op::Sum { .. } => Operand::Value(self.program.alias_root(argument)),
            _ => operand(&self.program, argument, |_| {}),
        })
    }

    /// Is something of each sample repeated over so many numbers that the samples are better taken one by one?
    fn repeats_long(&self) -> bool {
        let len = self.region.ty.elements();
        let of_sample = |view: View| view.period().is_none() && view.row().is_none_or(|row| row == len);
        len >= SHORTEST
            && self.region.ty.is_per_sample()
            && self.spreads().iter().any(|&(small, wide)| of_sample(self.view(small, wide)))
    }

    fn find_levels(&mut self) {
        for &value in self.nodes {
            let after = usize::from(self.is_sum(value) && self.ty(value).is_per_sample());
            let is_leaf = !is_pointwise(self.program.node(value)) && !self.is_sum(value);
            let levels = self.operands(value).map(|operand| match operand {
                Operand::Constant(_) => 0,
                Operand::Value(value) => self.level(value),
                Operand::Spread { small, .. } => self.level(self.program.alias_root(small)),
            });
            // Small values are worked out at the ends of passes, the first at the end of pass 0.
            let least = usize::from(!self.is_wide(value) && !self.is_sum(value));
            let deepest = levels.max().unwrap_or(0);
            let level = if is_leaf { 0 } else { (deepest + after).max(least) };
            self.levels.push(level);
        }
    }

    fn view(&self, small: ValueId, wide: ValueId) -> View {
        let (small, wide) = (self.ty(small), self.ty(wide));
        // A sum over the batch repeats along the samples even if they are taken one by one.
        let samples = if self.region.by_sample && small.is_per_sample() { 1 } else { SOME };
        View::new(&Spread::new(&small, &wide, samples))
    }

    /// The broadcasts that the region reads.
    fn spreads(&self) -> Vec<(ValueId, ValueId)> {
        let operands = self.wide_operands().into_iter();
        operands
            .filter_map(|operand| match operand {
                Operand::Spread { small, wide } => Some((small, wide)),
                Operand::Value(_) | Operand::Constant(_) => None,
            })
            .collect()
    }

    /// What is read by operations of the region's own size.
    fn wide_operands(&self) -> Vec<Operand> {
        let is_computed = |value: &ValueId| is_pointwise(self.program.node(*value)) && self.is_wide(*value);
        let computed = self.nodes.iter().copied().filter(is_computed);
        computed.flat_map(|value| self.operands(value)).collect()
    }

    /// A register's length that all sums' periods divide, and as many of the views' as it can.
    fn choose_chunk(&mut self) {
        let sums = self.nodes.iter().filter(|&&value| self.is_sum(value));
        let whole = self.region.ty.elements();
        let periods = sums.map(|&sum| self.view(sum, self.program.node(sum).args[0]).period().unwrap_or(whole));
        let mut common = periods.fold(1, least_common_multiple);
        for (small, wide) in self.spreads() {
            let view = self.view(small, wide);
            if let Some(period) = self.period(view).or_else(|| view.row()) {
                let with = least_common_multiple(common, period);
                common = if with <= chunk::<E>() { with } else { common };
            }
        }
        self.region.period = common;
    }

    /// Makes registers as long as lets all of them stay in first-level cache with what is read from memory.
    fn fit_chunk(&mut self) {
        let region = &mut self.region;
        region.period = least_common_multiple(region.period, VECTOR_BYTES / size_of::<E>());
        let fitting = REGISTERS_BYTES / size_of::<E>() / region.registers.max(1);
        region.chunk = (fitting.clamp(SHORTEST, chunk::<E>()) / region.period).max(1) * region.period;
        #[cfg(target_arch = "x86_64")]
        {
            let kernels: Vec<_> = region.passes.iter().map(|pass| super::Kernel::of(region, pass)).collect();
            region.passes.iter_mut().zip(kernels).for_each(|(pass, kernel)| pass.kernel = kernel);
        }
        // Registers then hold no more than repeated values and sums, of which a kernel knows one period.
        if region.passes.iter().all(|pass| pass.code.is_empty() || pass.has_kernel()) {
            region.chunk = region.period;
        }
    }

    /// The period of a view; all of a sample's numbers if it has none and samples are taken one by one.
    fn period(&self, view: View) -> Option<usize> {
        let whole = self.region.ty.elements();
        view.period().or_else(|| (self.region.by_sample && whole <= chunk::<E>()).then_some(whole))
    }

    /// Constants get the first registers, for good.
    fn constants(&mut self) {
        for operand in self.wide_operands() {
            if let Operand::Constant(number) = operand {
                let key = Key::Constant(number.to_bits());
                if self.find(key).is_none() {
                    self.known.push((key, Loc::Register(self.used)));
                    self.region.constants.push(E::from_f64(number));
                    self.used += 1;
                }
            }
        }
    }

    /// Can a register hold this view for all chunks?
    fn hoists(&self, small: ValueId, wide: ValueId) -> bool {
        self.period(self.view(small, wide)).is_some_and(|period| self.region.period.is_multiple_of(period))
    }

    /// Repeated values that are the same for all samples are put into registers once a run.
    fn hoist_shared(&mut self) {
        for (small, wide) in self.spreads() {
            let fixed = !self.region.by_sample || self.ty(small).extent == Extent::Shared;
            if fixed && self.hoists(small, wide) && self.find(Key::Spread(wide)).is_none() {
                let view = self.spreading(small, wide);
                self.region.hoisted.push((view, self.used));
                self.known.push((Key::Spread(wide), Loc::Register(self.used)));
                self.used += 1;
            }
        }
    }

    fn spreading(&mut self, small: ValueId, wide: ValueId) -> usize {
        let root = self.program.alias_root(small);
        let slot = self.slot(root);
        let (view, ty) = (self.view(small, wide), self.ty(small));
        let of_batch = !self.region.by_sample && ty.is_per_sample();
        self.region.views.push(Spreading { view, small: slot, len: ty.elements(), of_batch });
        self.region.views.len() - 1
    }

    fn find(&self, key: Key) -> Option<Loc> {
        self.known.iter().find(|(k, _)| *k == key).map(|(_, loc)| *loc)
    }

    fn in_memory(&mut self, value: ValueId) -> usize {
        let memory = &mut self.region.memory;
        if let Some(at) = memory.iter().position(|held| held.value == value) {
            return at;
        }
        let ty = self.program.node(value).ty;
        let step = if self.region.by_sample && ty.is_per_sample() { ty.elements() } else { 0 };
        let wide = self.is_wide(value);
        self.region.memory.push(Held { value, step, wide });
        self.region.memory.len() - 1
    }

    /// Where a small value lies: in memory unless it is of use here alone.
    fn slot(&mut self, value: ValueId) -> Slot {
        let key = Key::Value(value);
        if let Some((_, slot)) = self.slots.iter().find(|(k, _)| *k == key) {
            return *slot;
        }
        let slot = if self.computed(value).is_some() && !self.stores.contains(&value) {
            self.small_scratch(self.ty(value).elements())
        } else {
            Slot::Memory(self.in_memory(value))
        };
        self.slots.push((key, slot));
        slot
    }

    fn small_scratch(&mut self, len: usize) -> Slot {
        let offset = self.region.small_len;
        self.region.small_len += len.next_multiple_of(ALIGN);
        Slot::Scratch(offset)
    }
}

fn least_common_multiple(a: usize, b: usize) -> usize {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    a / x.max(1) * b
}
