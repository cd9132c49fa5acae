//! Regions as programs of a small vector machine: each operation runs over a chunk that stays in first-level cache.

use crate::element::Element;
use crate::pointwise::Code;
use crate::simd::Task;
use crate::spread::View;
use cdm_core::kernels::Spread;
use cdm_core::program::regions::{Operand, is_pointwise, operand};
use cdm_core::program::{Dtype, Op, ProgramRef, ValueId, ValueType};
use std::ops::Range;

/// Bytes of one register.
const REGISTER_BYTES: usize = 4096;

/// Numbers in a register.
pub(crate) const fn chunk<E>() -> usize {
    REGISTER_BYTES / size_of::<E>()
}

/// Where an operand lies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Loc {
    Register(usize),
    /// A value in memory with the region's own index; a position in [`Region::memory`].
    Memory(usize),
}

#[derive(Clone, Copy, Debug)]
enum Instruction<E> {
    /// `out = code(a, b)`.
    Compute { code: Code<E>, a: Loc, b: Loc, out: Loc },
    /// Materialises a view in a register.
    Spread { view: usize, register: usize },
}

/// A small value that a region reads repeated.
#[derive(Clone, Copy, Debug)]
struct Spreading {
    small: ValueId,
    small_ty: ValueType,
    wide_ty: ValueType,
}

/// A compiled region.
#[derive(Clone, Debug)]
pub(crate) struct Region<E> {
    ty: ValueType,
    /// Values in memory, read or written.
    memory: Vec<ValueId>,
    /// Those of them that are written.
    stores: Vec<ValueId>,
    views: Vec<Spreading>,
    /// The first registers hold these throughout.
    constants: Vec<E>,
    code: Vec<Instruction<E>>,
    registers: usize,
}

/// A number that came from a pointer; see [`Scratch`].
#[derive(Clone, Copy, Debug)]
struct Pointer<E>(*mut E);

// SAFETY: a pointer is only followed inside `Region::run`, whose caller vouches for the memory on its own thread.
unsafe impl<E: Send> Send for Pointer<E> {}

/// What a region needs while it runs, kept so that running allocates nothing.
#[derive(Debug)]
pub(crate) struct Scratch<E> {
    registers: Vec<E>,
    memory: Vec<Pointer<E>>,
    views: Vec<(View, Pointer<E>, usize)>,
}

impl<E> Default for Scratch<E> {
    fn default() -> Self {
        Scratch { registers: Vec::new(), memory: Vec::new(), views: Vec::new() }
    }
}

/// Compiles one step.
struct Compiler<'a, E> {
    program: ProgramRef<'a>,
    nodes: &'a [ValueId],
    stores: &'a [ValueId],
    /// Those that are written at the end.
    late: Vec<ValueId>,
    region: Region<E>,
    /// Where each value is now.
    known: Vec<(Key, Loc)>,
    free: Vec<usize>,
    /// Position in the step after which a register's content is not needed.
    last_use: Vec<(Key, usize)>,
}

/// What a location can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Value(ValueId),
    /// The result of this broadcast.
    Spread(ValueId),
    /// A constant, by its bits.
    Constant(u64),
}

impl<E: Element> Region<E> {
    /// Compiles a step; `None` if it is not a region. Stores that are `late` are written chunk by chunk after everything else, since
    /// they lie where values do that the region reads.
    pub(crate) fn compile(
        program: ProgramRef<'_>,
        nodes: &[ValueId],
        stores: &[ValueId],
        late: impl Fn(ValueId) -> bool,
    ) -> Option<Self> {
        let first = *stores.first()?;
        if !stores.iter().all(|&value| is_pointwise(program.node(value))) {
            return None;
        }
        let region = Region {
            ty: program.node(first).ty,
            memory: Vec::new(),
            stores: stores.to_vec(),
            views: Vec::new(),
            constants: Vec::new(),
            code: Vec::new(),
            registers: 0,
        };
        let late: Vec<ValueId> = stores.iter().copied().filter(|&value| late(value)).collect();
        let (known, free, last_use) = (Vec::new(), Vec::new(), Vec::new());
        let mut compiler = Compiler { program, nodes, stores, late, region, known, free, last_use };
        compiler.constants();
        compiler.find_last_uses();
        for (position, &value) in nodes.iter().enumerate() {
            if is_pointwise(program.node(value)) {
                compiler.node(position, value);
            }
        }
        compiler.late_stores();
        Some(compiler.region)
    }

    /// Numbers to compute for `count` samples.
    pub(crate) fn len(&self, count: usize) -> usize {
        self.ty.elements_for(count)
    }

    /// All values that it reads in memory. What it stores is not among them, even if it reads it again.
    pub(crate) fn reads(&self) -> impl Iterator<Item = ValueId> {
        let stored = |value: &ValueId| self.stores.contains(value);
        let read = self.memory.iter().copied().filter(move |value| !stored(value));
        read.chain(self.repeated())
    }

    /// The small values that it reads repeated.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = ValueId> {
        self.views.iter().map(|view| view.small)
    }

    /// Those of its values in memory that it goes through number by number, so that they must be alike.
    pub(crate) fn alike(&self) -> impl Iterator<Item = &ValueId> {
        self.memory.iter()
    }

    /// Has a value as many numbers as the region computes, of its kind?
    pub(crate) fn is_alike(&self, ty: &ValueType) -> bool {
        ty.elements() == self.ty.elements()
            && ty.is_per_sample() == self.ty.is_per_sample()
            && (ty.dtype == Dtype::Index) == (self.ty.dtype == Dtype::Index)
    }

    /// Computes the numbers `range` of the region for `count` samples.
    ///
    /// # Safety
    /// `at` gives the memory of each value that the region reads or stores: valid for its type's elements for `count`
    /// samples, for writing if stored; nobody else writes what is read in `range`, or at all if it is read repeated, or touches
    /// `range` of what is stored meanwhile; stored values overlap no other, but a late one may lie where another value does.
    pub(crate) unsafe fn run(
        &self,
        count: usize,
        range: Range<usize>,
        at: impl Fn(ValueId) -> *mut E,
        scratch: &mut Scratch<E>,
    ) {
        let Scratch { registers, memory, views } = scratch;
        memory.clear();
        memory.extend(self.memory.iter().map(|&value| Pointer(at(value))));
        views.clear();
        views.extend(self.views.iter().map(|v| {
            let view = View::new(&Spread::new(&v.small_ty, &v.wide_ty, count));
            (view, Pointer(at(v.small)), v.small_ty.elements_for(count))
        }));
        let needed = self.registers * chunk::<E>();
        if registers.len() < needed {
            registers.resize(needed, E::zero());
        }
        let filled = chunk::<E>().min(range.len());
        for (register, &value) in registers.chunks_exact_mut(chunk::<E>()).zip(&self.constants) {
            register[..filled].fill(value);
        }
        crate::simd::run(RegionTask { region: self, range, registers: registers.as_mut_ptr(), memory, views });
    }
}

impl<E: Element> Compiler<'_, E> {
    /// Constants get the first registers, for good.
    fn constants(&mut self) {
        for &value in self.nodes.iter().filter(|&&value| is_pointwise(self.program.node(value))) {
            for &argument in self.program.node(value).args() {
                if let Operand::Constant(number) = operand(&self.program, argument, |_| {}) {
                    let key = Key::Constant(number.to_bits());
                    if self.find(key).is_none() {
                        self.known.push((key, Loc::Register(self.region.registers)));
                        self.region.constants.push(E::from_f64(number));
                        self.region.registers += 1;
                    }
                }
            }
        }
    }

    fn key(&self, argument: ValueId) -> Key {
        match operand(&self.program, argument, |_| {}) {
            Operand::Constant(number) => Key::Constant(number.to_bits()),
            Operand::Value(value) => Key::Value(value),
            Operand::Spread { wide, .. } => Key::Spread(wide),
        }
    }

    fn find(&self, key: Key) -> Option<Loc> {
        self.known.iter().find(|(k, _)| *k == key).map(|(_, loc)| *loc)
    }

    fn find_last_uses(&mut self) {
        for (position, &value) in self.nodes.iter().enumerate() {
            if !is_pointwise(self.program.node(value)) {
                continue;
            }
            for &argument in self.program.node(value).args() {
                let key = self.key(argument);
                self.last_use.retain(|(k, _)| *k != key);
                self.last_use.push((key, position));
            }
        }
        for &value in &self.late {
            self.last_use.retain(|(k, _)| *k != Key::Value(value));
            self.last_use.push((Key::Value(value), self.nodes.len()));
        }
    }

    fn late_stores(&mut self) {
        for value in std::mem::take(&mut self.late) {
            if let Some(a) = self.find(Key::Value(value)) {
                let out = self.in_memory(value);
                self.region.code.push(Instruction::Compute { code: Code::Copy, a, b: a, out });
            }
        }
    }

    fn node(&mut self, position: usize, value: ValueId) {
        let node = self.program.node(value);
        let a = self.operand(node.args[0]);
        let b = if node.args().len() > 1 { self.operand(node.args[1]) } else { a };
        let code = match node.op {
            Op::Unary(unary) => Code::of_unary(unary),
            Op::Binary(binary) => Code::of_binary(binary),
            _ => Code::Copy,
        };
        // Operands are still held while the result gets its register: chunks of one operation never overlap.
        let at_once = self.stores.contains(&value) && !self.late.contains(&value);
        let out = if at_once { self.in_memory(value) } else { Loc::Register(self.register()) };
        self.region.code.push(Instruction::Compute { code, a, b, out });
        self.known.push((Key::Value(value), out));
        for &argument in node.args() {
            self.release(self.key(argument), position);
        }
        if !self.last_use.iter().any(|(k, _)| *k == Key::Value(value)) {
            self.release(Key::Value(value), position);
        }
    }

    fn operand(&mut self, argument: ValueId) -> Loc {
        let key = self.key(argument);
        if let Some(loc) = self.find(key) {
            return loc;
        }
        let loc = match operand(&self.program, argument, |_| {}) {
            Operand::Value(value) => self.in_memory(value),
            Operand::Spread { small, wide } => {
                let register = self.register();
                let ty = |value| self.program.node(value).ty;
                let spreading = Spreading { small, small_ty: ty(small), wide_ty: ty(wide) };
                self.region.code.push(Instruction::Spread { view: self.region.views.len(), register });
                self.region.views.push(spreading);
                Loc::Register(register)
            }
            // All constants are known.
            Operand::Constant(_) => Loc::Register(0),
        };
        self.known.push((key, loc));
        loc
    }

    fn in_memory(&mut self, value: ValueId) -> Loc {
        self.region.memory.push(value);
        Loc::Memory(self.region.memory.len() - 1)
    }

    fn register(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.region.registers += 1;
            self.region.registers - 1
        })
    }

    /// Frees the register of a value that is not used after `position`.
    fn release(&mut self, key: Key, position: usize) {
        if matches!(key, Key::Constant(_)) || self.last_use.iter().any(|&(k, last)| k == key && last > position) {
            return;
        }
        if let Some(at) = self.known.iter().position(|(k, _)| *k == key)
            && let (_, Loc::Register(register)) = self.known.swap_remove(at)
        {
            self.free.push(register);
        }
    }
}

struct RegionTask<'a, E> {
    region: &'a Region<E>,
    range: Range<usize>,
    registers: *mut E,
    memory: &'a [Pointer<E>],
    views: &'a [(View, Pointer<E>, usize)],
}

impl<E: Element> Task for RegionTask<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let chunk = chunk::<E>();
        for start in self.range.clone().step_by(chunk) {
            let len = chunk.min(self.range.end - start);
            let at = |loc: Loc| match loc {
                // SAFETY: registers are `chunk` numbers each, within the scratch memory; a value's numbers `start..start + len`
                // lie within its memory, as the caller of `Region::run` vouches.
                Loc::Register(register) => unsafe { self.registers.add(register * chunk) },
                // SAFETY: as above.
                Loc::Memory(memory) => unsafe { self.memory[memory].0.add(start) },
            };
            for instruction in &self.region.code {
                match *instruction {
                    Instruction::Compute { code, a, b, out } => {
                        // SAFETY: `len` numbers lie at each place (above). The output is a register that no live operand holds
                        // or a stored value, so it overlaps neither operand.
                        let (a, b, out) = unsafe {
                            (
                                std::slice::from_raw_parts(at(a), len),
                                std::slice::from_raw_parts(at(b), len),
                                std::slice::from_raw_parts_mut(at(out), len),
                            )
                        };
                        code.apply::<FMA>(a, b, out);
                    }
                    Instruction::Spread { view, register } => {
                        let (view, small, small_len) = self.views[view];
                        // SAFETY: the small value has `small_len` numbers, as the caller vouches; the register is free.
                        let (small, out) = unsafe {
                            (
                                std::slice::from_raw_parts(small.0, small_len),
                                std::slice::from_raw_parts_mut(at(Loc::Register(register)), len),
                            )
                        };
                        view.fill(small, start, out);
                    }
                }
            }
        }
    }
}
