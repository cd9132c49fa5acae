//! Compiles a step of the plan to a region.

use super::{Held, Instruction, Loc, Pass, Region, Slot, Small, Spreading, Summing, chunk};
use crate::element::Element;
use crate::pointwise::Code;
use crate::spread::View;
use cdm_core::kernels::Spread;
use cdm_core::program::plan::ALIGN;
use cdm_core::program::regions::{Operand, is_pointwise, operand};
use cdm_core::program::{Binary, Extent, Op, ProgramRef, ValueId, ValueType};

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
            // Registers then hold no more than repeated values and sums, of which a kernel knows one period.
            let runs_without = |pass: &Pass<E>| pass.code.is_empty();
            if kernels.iter().zip(&region.passes).all(|(kernel, pass)| kernel.is_some() || runs_without(pass)) {
                region.chunk = region.period;
            }
            region.passes.iter_mut().zip(kernels).for_each(|(pass, kernel)| pass.kernel = kernel);
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

    /// The nodes that a pass computes in chunks: what it stores and sums, and what that needs and is not in memory yet.
    fn needed(&self, level: usize) -> Vec<ValueId> {
        let stored_before = |value: ValueId| self.stores.contains(&value) && self.level(value) < level;
        let mut open: Vec<ValueId> = Vec::new();
        for &value in self.nodes {
            let due = if self.is_sum(value) {
                self.level(value) == level + usize::from(self.ty(value).is_per_sample())
            } else {
                self.stores.contains(&value) && self.is_wide(value) && self.level(value) == level
            };
            if due {
                open.push(value);
            }
        }
        let mut needed: Vec<ValueId> = Vec::new();
        while let Some(value) = open.pop() {
            if needed.contains(&value) {
                continue;
            }
            needed.push(value);
            for operand in self.operands(value) {
                if let Operand::Value(read) = operand
                    && self.computed(read).is_some()
                    && !stored_before(read)
                {
                    open.push(read);
                }
            }
        }
        needed.sort_unstable();
        needed
    }

    fn pass(&mut self, level: usize) {
        let needed = self.needed(level);
        let (known, used) = (self.known.clone(), self.used);
        self.free.clear();
        self.region.passes.push(Pass::default());
        let fused = self.fused(&needed);
        self.find_last_uses(&needed, &fused);
        for (position, &value) in needed.iter().enumerate().filter(|(_, value)| !fused.contains(value)) {
            if self.is_sum(value) {
                self.sum(position, value, &fused);
            } else {
                self.node(position, value, &fused);
            }
        }
        self.late_stores();
        let small: Vec<ValueId> = self.nodes.iter().copied().filter(|&value| self.is_small_of(value, level)).collect();
        small.into_iter().for_each(|value| self.small(value));
        if let Some(pass) = self.region.passes.last_mut() {
            pass.streams = streams(&pass.code);
        }
        self.region.registers = self.region.registers.max(self.used);
        (self.known, self.used) = (known, used);
    }

    /// Does this small value follow from the sums of a pass?
    fn is_small_of(&self, value: ValueId, level: usize) -> bool {
        is_pointwise(self.program.node(value)) && !self.is_wide(value) && self.level(value) == level + 1
    }

    /// Products that are read once, by a sum or a difference, which then takes their factors.
    fn fused(&self, needed: &[ValueId]) -> Vec<ValueId> {
        let mut fused = Vec::new();
        for &reader in needed {
            let adds = matches!(self.op(reader), Op::Binary(Binary::Add | Binary::Sub)) || self.is_sum(reader);
            let product = self.operands(reader).find_map(|operand| match operand {
                Operand::Value(value) if adds && self.is_single_product(value, needed) => Some(value),
                _ => None,
            });
            fused.extend(product);
        }
        fused
    }

    fn is_single_product(&self, value: ValueId, needed: &[ValueId]) -> bool {
        let uses = needed.iter().flat_map(|&reader| self.operands(reader)).filter(|o| *o == Operand::Value(value));
        matches!(self.op(value), Op::Binary(Binary::Mul))
            && needed.contains(&value)
            && !self.stores.contains(&value)
            && uses.count() == 1
    }

    /// The operands of a node, of a fused product in its place; and what to do with them.
    fn inlined(&self, value: ValueId, fused: &[ValueId]) -> (Code<E>, Vec<Operand>) {
        let own: Vec<Operand> = self.operands(value).collect();
        let product = own.iter().position(|o| matches!(o, Operand::Value(value) if fused.contains(value)));
        let code = match self.op(value) {
            Op::Unary(unary) => Code::of_unary(unary),
            Op::Binary(binary) => Code::of_binary(binary),
            _ => Code::Copy,
        };
        let Some(position) = product else { return (code, own) };
        let Operand::Value(product) = own[position] else { return (code, own) };
        let mut operands: Vec<Operand> = self.operands(product).collect();
        operands.extend(own.iter().enumerate().filter(|(at, _)| *at != position).map(|(_, operand)| *operand));
        let code = match (code, position) {
            (Code::Sub, 0) => Code::MulSub,
            (Code::Sub, _) => Code::SubMul,
            _ => Code::MulAdd,
        };
        (code, operands)
    }

    fn key(operand: &Operand) -> Key {
        match *operand {
            Operand::Constant(number) => Key::Constant(number.to_bits()),
            Operand::Value(value) => Key::Value(value),
            Operand::Spread { wide, .. } => Key::Spread(wide),
        }
    }

    fn find_last_uses(&mut self, needed: &[ValueId], fused: &[ValueId]) {
        self.last_use.clear();
        for (position, &value) in needed.iter().enumerate().filter(|(_, value)| !fused.contains(value)) {
            for operand in self.inlined(value, fused).1 {
                let key = Self::key(&operand);
                self.last_use.retain(|(k, _)| *k != key);
                self.last_use.push((key, position));
            }
        }
        for &value in &self.late {
            self.last_use.retain(|(k, _)| *k != Key::Value(value));
            self.last_use.push((Key::Value(value), needed.len()));
        }
    }

    fn late_stores(&mut self) {
        for value in std::mem::take(&mut self.late) {
            if let Some(from) = self.find(Key::Value(value)) {
                let out = Loc::Memory(self.in_memory(value));
                self.emit(Instruction::Compute { code: Code::Copy, operands: [from; 3], out });
            }
        }
    }

    fn emit(&mut self, instruction: Instruction<E>) {
        if let Some(pass) = self.region.passes.last_mut() {
            pass.code.push(instruction);
        }
    }

    fn node(&mut self, position: usize, value: ValueId, fused: &[ValueId]) {
        let (code, operands) = self.inlined(value, fused);
        let locs: Vec<Loc> = operands.iter().map(|operand| self.operand(operand)).collect();
        let operands_of = std::array::from_fn(|at| locs[at.min(locs.len() - 1)]);
        // Operands are still held while the result gets its register: chunks of one operation never overlap.
        let out = match self.stores.contains(&value) && !self.late.contains(&value) {
            true => Loc::Memory(self.in_memory(value)),
            false => Loc::Register(self.register()),
        };
        self.emit(Instruction::Compute { code, operands: operands_of, out });
        self.known.push((Key::Value(value), out));
        for operand in &operands {
            self.release(Self::key(operand), position);
        }
        if !self.last_use.iter().any(|(k, _)| *k == Key::Value(value)) {
            self.release(Key::Value(value), position);
        }
    }

    fn sum(&mut self, position: usize, value: ValueId, fused: &[ValueId]) {
        let (_, operands) = self.inlined(value, fused);
        let locs: Vec<Loc> = operands.iter().map(|operand| self.operand(operand)).collect();
        // Held until the end of the pass.
        let register = self.used;
        self.used += 1;
        self.emit(match locs[..] {
            [a, b] => Instruction::AddProduct { of: [a, b], register },
            _ => Instruction::Add { of: locs[0], register },
        });
        let ty = self.ty(value);
        let summing = Summing {
            view: self.view(value, self.program.node(value).args[0]),
            out: self.slot(value),
            len: ty.elements(),
            accumulate: !ty.is_per_sample(),
        };
        if let Some(pass) = self.region.passes.last_mut() {
            pass.sums.push((summing, register));
        }
        operands.iter().for_each(|operand| self.release(Self::key(operand), position));
    }

    fn operand(&mut self, operand: &Operand) -> Loc {
        let key = Self::key(operand);
        if let Some(loc) = self.find(key) {
            return loc;
        }
        let loc = match *operand {
            Operand::Value(value) => Loc::Memory(self.in_memory(value)),
            Operand::Spread { small, wide } => {
                let view = self.spreading(small, wide);
                if self.hoists(small, wide) {
                    // For the whole pass, so it takes no register that has been used before.
                    self.used += 1;
                    let register = self.used - 1;
                    if let Some(pass) = self.region.passes.last_mut() {
                        pass.hoisted.push((view, register));
                    }
                    self.last_use.retain(|(k, _)| *k != key);
                    self.last_use.push((key, usize::MAX));
                    Loc::Register(register)
                } else {
                    let register = self.register();
                    self.emit(Instruction::Spread { view, register });
                    Loc::Register(register)
                }
            }
            // All constants are known.
            Operand::Constant(_) => Loc::Register(0),
        };
        self.known.push((key, loc));
        loc
    }

    fn register(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.used += 1;
            self.used - 1
        })
    }

    /// Frees the register of a value that is not used after `position`.
    fn release(&mut self, key: Key, position: usize) {
        let held = match key {
            Key::Constant(_) => true,
            Key::Spread(_) => self.region.hoisted.iter().any(|(_, r)| self.find(key) == Some(Loc::Register(*r))),
            Key::Value(_) => false,
        };
        if held || self.last_use.iter().any(|&(k, last)| k == key && last > position) {
            return;
        }
        if let Some(at) = self.known.iter().position(|(k, loc)| *k == key && matches!(loc, Loc::Register(_)))
            && let (_, Loc::Register(register)) = self.known.swap_remove(at)
        {
            self.free.push(register);
        }
    }

    /// An operation on what follows from sums.
    fn small(&mut self, value: ValueId) {
        let len = self.ty(value).elements();
        let code = match self.op(value) {
            Op::Unary(unary) => Code::of_unary(unary),
            Op::Binary(binary) => Code::of_binary(binary),
            _ => Code::Copy,
        };
        let operands: Vec<Operand> = self.operands(value).collect();
        let slots: Vec<Slot> = operands.iter().map(|operand| self.small_operand(operand, len)).collect();
        let out = self.slot(value);
        let operands = std::array::from_fn(|at| slots[at.min(slots.len() - 1)]);
        self.emit_small(Small::Compute { code, operands, out, len });
    }

    fn small_operand(&mut self, operand: &Operand, len: usize) -> Slot {
        match *operand {
            Operand::Value(value) => self.slot(value),
            Operand::Constant(number) => {
                let out = self.small_scratch(len);
                self.emit_small(Small::Fill { value: E::from_f64(number), out, len });
                out
            }
            Operand::Spread { small, wide } => {
                let (view, small_len) = (self.view(small, wide), self.ty(small).elements());
                let small = self.slot(self.program.alias_root(small));
                let out = self.small_scratch(len);
                self.emit_small(Small::Spread { view, small, small_len, out, len });
                out
            }
        }
    }

    fn emit_small(&mut self, small: Small<E>) {
        if let Some(pass) = self.region.passes.last_mut() {
            pass.small.push(small);
        }
    }
}

/// The values in memory that instructions read and write.
fn streams<E: Copy>(code: &[Instruction<E>]) -> Vec<usize> {
    let locs = code.iter().flat_map(|instruction| match *instruction {
        Instruction::Compute { operands: [a, b, c], out, .. } => [a, b, c, out],
        Instruction::Spread { register, .. } => [Loc::Register(register); 4],
        Instruction::Add { of, .. } => [of; 4],
        Instruction::AddProduct { of: [a, b], .. } => [a, b, a, b],
    });
    let mut streams: Vec<usize> =
        locs.filter_map(|loc| if let Loc::Memory(at) = loc { Some(at) } else { None }).collect();
    streams.sort_unstable();
    streams.dedup();
    streams
}

fn least_common_multiple(a: usize, b: usize) -> usize {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    a / x.max(1) * b
}
