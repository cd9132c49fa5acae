//! Compiles one pass of a region: what it computes in chunks, and the small values that follow.

use super::{Compiler, Key};
use crate::element::Element;
use crate::pointwise::Code;
use crate::region::{Instruction, Loc, Pass, Slot, Small, Summing};
use cdm_core::program::regions::{Operand, is_pointwise};
use cdm_core::program::{Binary, Op, ValueId};

impl<E: Element> Compiler<'_, E> {
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

    /// Compiles the pass of this level.
    pub(super) fn pass(&mut self, level: usize) {
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
