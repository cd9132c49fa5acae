//! Regions as programs of a small vector machine: each operation runs over a chunk that stays in first-level cache.
//!
//! A region with sums over a sample's values goes through the samples one by one, and through each in passes: a pass computes
//! what it needs of the sample again from the values in memory, which are in second-level cache by then, adds up sums, and at its end
//! works out what follows from these in a few numbers. All other regions run in one pass over all samples at once.

mod canonical;
mod compile;
#[cfg(target_arch = "x86_64")]
mod kernel;
#[cfg(target_arch = "x86_64")]
mod kernels;
#[cfg(target_arch = "x86_64")]
mod lanes;

pub use self::canonical::source;
#[cfg(target_arch = "x86_64")]
use self::kernel::{Args, Kernel, MOST};
#[cfg(target_arch = "x86_64")]
pub(crate) use self::lanes::{Avx2F32, Avx2F64, Avx512F32, Avx512F64, Lanes};
use crate::element::Element;
use crate::memory::Space;
use crate::pointwise::Code;
use crate::simd::Task;
use crate::spread::{self, View};
use cdm_core::program::{Dtype, ValueId, ValueType};
use std::ops::Range;

/// Bytes of one register.
const REGISTER_BYTES: usize = 4096;

/// Numbers in a register, unless periods ask for another length.
pub(crate) const fn chunk<E>() -> usize {
    REGISTER_BYTES / size_of::<E>()
}

/// Numbers in the rows that a kernel takes at a time: few enough for first-level cache.
#[cfg(target_arch = "x86_64")]
const ROWS: usize = 2048;

/// Chunks whose numbers are added one after the other before they join what has been added up: errors of rounding grow with the
/// length of running sums.
const RUN: usize = 32;

/// Where a chunk of an operand lies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Loc {
    Register(usize),
    /// A value in memory with the region's own index; a position in [`Region::memory`].
    Memory(usize),
}

/// Where a small value lies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Slot {
    /// A position in [`Region::memory`].
    Memory(usize),
    /// An offset in the scratch memory of small values.
    Scratch(usize),
}

#[derive(Clone, Copy, Debug)]
enum Instruction<E> {
    /// `out = code(operands)`.
    Compute { code: Code<E>, operands: [Loc; 3], out: Loc },
    /// Materialises a view in a register.
    Spread { view: usize, register: usize },
    /// Adds an operand to a sum's register.
    Add { of: Loc, register: usize },
    /// Adds the product of two operands to a sum's register.
    AddProduct { of: [Loc; 2], register: usize },
}

/// An operation on small values, all of one length.
#[derive(Clone, Copy, Debug)]
enum Small<E> {
    Compute { code: Code<E>, operands: [Slot; 3], out: Slot, len: usize },
    Fill { value: E, out: Slot, len: usize },
    Spread { view: View, small: Slot, small_len: usize, out: Slot, len: usize },
}

/// A value in memory that a region reads or writes.
#[derive(Clone, Copy, Debug)]
struct Held {
    value: ValueId,
    /// Numbers from one sample to the next, where samples are taken one by one.
    step: usize,
    /// Has it the region's own index?
    wide: bool,
}

/// A small value that a region reads repeated.
#[derive(Clone, Copy, Debug)]
struct Spreading {
    view: View,
    small: Slot,
    len: usize,
    /// Is `len` the length for each of the samples, which are read together?
    of_batch: bool,
}

/// A sum: over a sample's values, or over the batch.
#[derive(Clone, Copy, Debug)]
struct Summing {
    view: View,
    out: Slot,
    len: usize,
    /// Is it added to what is there?
    accumulate: bool,
}

/// One way through the numbers.
#[derive(Clone, Debug)]
struct Pass<E> {
    /// Views that lie in registers throughout.
    hoisted: Vec<(usize, usize)>,
    /// Sums and their registers.
    sums: Vec<(Summing, usize)>,
    code: Vec<Instruction<E>>,
    /// The values in memory that it goes through.
    streams: Vec<usize>,
    /// What follows from the sums.
    small: Vec<Small<E>>,
    /// Does the same as `code`, with all results in registers.
    #[cfg(target_arch = "x86_64")]
    kernel: Option<Kernel<E>>,
}

impl<E> Default for Pass<E> {
    fn default() -> Self {
        Pass {
            hoisted: Vec::new(),
            sums: Vec::new(),
            code: Vec::new(),
            streams: Vec::new(),
            small: Vec::new(),
            #[cfg(target_arch = "x86_64")]
            kernel: None,
        }
    }
}

/// A compiled region.
#[derive(Clone, Debug)]
pub(crate) struct Region<E> {
    ty: ValueType,
    memory: Vec<Held>,
    stores: Vec<ValueId>,
    views: Vec<Spreading>,
    /// The first registers hold these throughout.
    constants: Vec<E>,
    /// Views in registers that are filled once a run.
    hoisted: Vec<(usize, usize)>,
    passes: Vec<Pass<E>>,
    registers: usize,
    /// A multiple of all periods of hoisted views and of sums, and of a vector's numbers.
    period: usize,
    /// Numbers in a register: a multiple of the period.
    chunk: usize,
    /// Numbers of scratch memory for small values.
    small_len: usize,
    /// Does it go through the samples one by one?
    by_sample: bool,
}

/// A number that came from a pointer; see [`Scratch`].
#[derive(Clone, Copy, Debug)]
struct Pointer<E>(*mut E);

// SAFETY: a pointer is only followed inside `Region::run`, whose caller vouches for the memory on its own thread.
unsafe impl<E: Send> Send for Pointer<E> {}

/// What a region needs while it runs, kept so that running allocates nothing.
#[derive(Debug)]
pub(crate) struct Scratch<E> {
    registers: Space<E>,
    small: Space<E>,
    memory: Vec<Pointer<E>>,
}

impl<E: Element> Default for Scratch<E> {
    fn default() -> Self {
        Scratch { registers: Space::new(), small: Space::new(), memory: Vec::new() }
    }
}

impl<E: Element> Region<E> {
    /// Numbers to compute for `count` samples.
    pub(crate) fn len(&self, count: usize) -> usize {
        self.ty.elements_for(count)
    }

    /// All values that it reads in memory. What it stores is not among them, even if it reads it again.
    pub(crate) fn reads(&self) -> impl Iterator<Item = ValueId> {
        self.memory.iter().map(|held| held.value).filter(move |value| !self.stores.contains(value))
    }

    /// The values in memory that it reads otherwise than number by number.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = ValueId> {
        let repeated = self.views.iter().filter_map(|view| match view.small {
            Slot::Memory(at) => Some(self.memory[at].value),
            Slot::Scratch(_) => None,
        });
        repeated.chain(self.memory.iter().filter(|held| !held.wide).map(|held| held.value))
    }

    /// Does it go through its numbers once?
    pub(crate) fn is_one_pass(&self) -> bool {
        !self.by_sample && self.passes.len() == 1
    }

    /// Those of its values in memory that it goes through number by number, so that they must be alike.
    pub(crate) fn alike(&self) -> impl Iterator<Item = &ValueId> {
        self.memory.iter().filter(|held| held.wide).map(|held| &held.value)
    }

    /// Has a value as many numbers as the region computes, of its kind?
    pub(crate) fn is_alike(&self, ty: &ValueType) -> bool {
        ty.elements() == self.ty.elements()
            && ty.is_per_sample() == self.ty.is_per_sample()
            && (ty.dtype == Dtype::Index) == (self.ty.dtype == Dtype::Index)
    }

    /// Computes the numbers `range` of the region for `count` samples; all of them if it has sums.
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
        let Scratch { registers, small, memory } = scratch;
        memory.clear();
        memory.extend(self.memory.iter().map(|held| Pointer(at(held.value))));
        registers.resize(self.registers * self.stride());
        small.resize(self.small_len);
        let samples = if self.by_sample { count } else { 1 };
        let together = if self.by_sample { 1 } else { count };
        let range = if self.by_sample { 0..self.ty.elements() } else { range };
        let (registers, small) = (registers.pointer().0, small.pointer().0);
        crate::simd::run(RegionTask { region: self, samples, together, range, registers, small, memory });
    }

    /// The passes' bodies that have no kernel, in canonical form (a remark if they have none); the others' too if `all`.
    pub(crate) fn keys(&self, all: bool) -> Vec<String> {
        #[cfg(target_arch = "x86_64")]
        let wanted = |pass: &&Pass<E>| all || pass.kernel.is_none();
        #[cfg(not(target_arch = "x86_64"))]
        let wanted = |_: &&Pass<E>| true;
        let passes = self.passes.iter().filter(|pass| !pass.code.is_empty()).filter(wanted);
        passes.map(|pass| self.key(pass)).collect()
    }

    fn key(&self, pass: &Pass<E>) -> String {
        let none = || format!("# none for {:?} of {:?} with {:?}", pass.code, self.ty, self.views);
        canonical::canonical(self, pass).map_or_else(none, |canonical| canonical.key)
    }

    /// Numbers from one register to the next: whole cache lines.
    fn stride(&self) -> usize {
        self.chunk.next_multiple_of(64 / size_of::<E>())
    }
}

struct RegionTask<'a, E> {
    region: &'a Region<E>,
    samples: usize,
    /// Samples that are taken together.
    together: usize,
    range: Range<usize>,
    registers: *mut E,
    small: *mut E,
    memory: &'a [Pointer<E>],
}

impl<E: Element> Task for RegionTask<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let region = self.region;
        for (register, &value) in region.constants.iter().enumerate() {
            self.register(register).fill(value);
        }
        // Loops, not closures: those would be compiled for the narrowest instruction set.
        for &(view, register) in &region.hoisted {
            self.fill(view, register, 0);
        }
        for sample in 0..self.samples {
            for pass in &region.passes {
                for &(view, register) in &pass.hoisted {
                    self.fill(view, register, sample);
                }
                for (sum, register) in &pass.sums {
                    self.begin(sum, *register, sample);
                }
                #[cfg(target_arch = "x86_64")]
                let from = self.rows(pass, sample);
                #[cfg(not(target_arch = "x86_64"))]
                let from = self.range.start;
                for (number, start) in (from..self.range.end).step_by(region.chunk).enumerate() {
                    let len = region.chunk.min(self.range.end - start);
                    for &stream in &pass.streams {
                        self.prefetch(stream, sample, start + len);
                    }
                    self.chunk::<FMA>(&pass.code, sample, start, len);
                    if (number + 1) % RUN == 0 {
                        self.fold_all(pass, sample);
                    }
                }
                self.fold_all(pass, sample);
                for small in &pass.small {
                    self.small::<FMA>(small, sample);
                }
            }
        }
    }
}

impl<'a, E: Element> RegionTask<'a, E> {
    /// The part of a register that is used at all.
    #[inline(always)]
    fn register(&self, register: usize) -> &'a mut [E] {
        let len = self.region.chunk.min(self.range.len());
        // SAFETY: registers are `stride` numbers each, within the scratch memory; nothing else is made of this one while its caller
        // uses it.
        unsafe { std::slice::from_raw_parts_mut(self.registers.add(register * self.region.stride()), len) }
    }

    /// A small value.
    #[inline(always)]
    fn slot(&self, slot: Slot, len: usize, sample: usize) -> *mut [E] {
        // SAFETY: a value in memory has `len` numbers for this sample, as the caller of `Region::run` vouches; scratch memory has room
        // for all small values.
        let at = unsafe {
            match slot {
                Slot::Memory(at) => self.memory[at].0.add(self.region.memory[at].step * sample),
                Slot::Scratch(offset) => self.small.add(offset),
            }
        };
        std::ptr::slice_from_raw_parts_mut(at, len)
    }

    /// Asks for the next chunk of a value in memory, whose short runs the machine's own prefetching comes too late for.
    #[inline(always)]
    fn prefetch(&self, stream: usize, sample: usize, start: usize) {
        let from = self.memory[stream].0.wrapping_add(self.region.memory[stream].step * sample + start);
        for offset in (0..self.region.chunk).step_by(64 / size_of::<E>()) {
            crate::simd::prefetch(from.wrapping_add(offset));
        }
    }

    /// Repeats a small value in a register, from the beginning of the range.
    #[inline(always)]
    fn fill(&self, view: usize, register: usize, sample: usize) {
        let spreading = &self.region.views[view];
        let (small, register, start) = (self.spread(spreading, sample), self.register(register), self.range.start);
        match spreading.view.repeats() {
            Some((count, each)) if start.is_multiple_of(count * each) && register.len() >= count * each => {
                spread::repeat(&small[..count], each, &mut register[..count * each]);
                // One period, then copies of what is there: a whole number of periods until the last copy.
                let mut done = count * each;
                while done < register.len() {
                    let more = done.min(register.len() - done);
                    register.copy_within(0..more, done);
                    done += more;
                }
            }
            _ => spreading.view.fill(small, start, register),
        }
    }

    /// The small value that is repeated.
    #[inline(always)]
    fn spread(&self, spreading: &Spreading, sample: usize) -> &'a [E] {
        let len = if spreading.of_batch { spreading.len * self.together } else { spreading.len };
        // SAFETY: `slot` gives memory of this length, which is only read while the slice is used.
        unsafe { &*self.slot(spreading.small, len, sample).cast_const() }
    }

    /// Runs a pass's kernel on all whole rows; returns where they end.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn rows(&self, pass: &Pass<E>, sample: usize) -> usize {
        let (region, start) = (self.region, self.range.start);
        let rows = self.range.len() / region.period;
        let Some(kernel) = pass.kernel.as_ref() else { return start };
        let aligned = kernel.canonical.rows.is_empty() || start.is_multiple_of(region.period);
        let Some(function) = kernel.function().filter(|_| rows > 0 && aligned) else { return start };
        let canonical = &kernel.canonical;
        let mut args = Args {
            wide: [std::ptr::null_mut(); MOST],
            spreads: [std::ptr::null(); MOST],
            sums: [std::ptr::null_mut(); MOST],
            constants: canonical.constants.as_ptr(),
            rows: [std::ptr::null(); MOST],
            period: region.period,
        };
        for (slot, &at) in args.wide.iter_mut().zip(&canonical.wide) {
            *slot = self.memory[at].0.wrapping_add(region.memory[at].step * sample);
        }
        for (slot, &register) in args.spreads.iter_mut().zip(&canonical.spreads) {
            *slot = self.registers.wrapping_add(register * region.stride());
        }
        for (slot, &register) in args.sums.iter_mut().zip(&canonical.sums) {
            *slot = self.registers.wrapping_add(register * region.stride());
        }
        for (slot, &view) in args.rows.iter_mut().zip(&canonical.rows) {
            *slot = self.spread(&region.views[view], sample).as_ptr();
        }
        let block = (ROWS / region.period).clamp(8, 64);
        for (number, first) in (0..rows).step_by(block).enumerate() {
            // SAFETY: the thread's instruction set is the function's. The kernel reads and writes a period of registers, which have
            // at least one, and whole rows within the range of values in memory, as the caller of `Region::run` vouches.
            unsafe { function(&args, start + first * region.period, block.min(rows - first)) };
            if (number + 1) % RUN == 0 {
                self.fold_all(pass, sample);
            }
        }
        start + rows * region.period
    }

    #[inline(always)]
    fn begin(&self, sum: &Summing, register: usize, sample: usize) {
        self.register(register).fill(E::zero());
        if !sum.accumulate {
            // SAFETY: `slot` gives memory of this length, the sum's own.
            unsafe { (*self.slot(sum.out, sum.len, sample)).fill(E::zero()) };
        }
    }

    #[inline(always)]
    fn fold_all(&self, pass: &Pass<E>, sample: usize) {
        for (sum, register) in &pass.sums {
            self.fold(sum, *register, sample);
        }
    }

    /// Adds what a sum's register holds to the sum.
    #[inline(always)]
    fn fold(&self, sum: &Summing, register: usize, sample: usize) {
        let register = self.register(register);
        // SAFETY: `slot` gives memory of this length, the sum's own.
        let out = unsafe { &mut *self.slot(sum.out, sum.len, sample) };
        match sum.view.repeats() {
            // Few periods, as kernels leave them.
            Some((count, each)) if register.len() <= 4 * count * each => {
                let (first, others) = register.split_at_mut((count * each).min(register.len()));
                for other in others.chunks_exact(first.len()) {
                    spread::add(other, first);
                }
                spread::gather(first, each, out);
            }
            _ => spread::sum(&sum.view, register, out),
        }
        register.fill(E::zero());
    }

    #[inline(always)]
    fn small<const FMA: bool>(&self, small: &Small<E>, sample: usize) {
        // SAFETY: `slot` gives memory of this length; what is computed lies apart from its operands.
        let (read, write) = unsafe {
            (
                |slot: Slot, len: usize| &*self.slot(slot, len, sample).cast_const(),
                |slot: Slot, len: usize| &mut *self.slot(slot, len, sample),
            )
        };
        match *small {
            Small::Compute { code, operands, out, len } => {
                let [a, b, c] = operands;
                code.apply::<FMA>([read(a, len), read(b, len), read(c, len)], write(out, len));
            }
            Small::Fill { value, out, len } => write(out, len).fill(value),
            Small::Spread { view, small, small_len, out, len } => view.fill(read(small, small_len), 0, write(out, len)),
        }
    }

    #[inline(always)]
    fn chunk<const FMA: bool>(&self, code: &[Instruction<E>], sample: usize, start: usize, len: usize) {
        let region = self.region;
        let at = |loc: Loc| match loc {
            // SAFETY: registers are `stride` numbers each, within the scratch memory; a value's numbers `start..start + len` of
            // this sample lie within its memory, as the caller of `Region::run` vouches.
            Loc::Register(register) => unsafe { self.registers.add(register * region.stride()) },
            // SAFETY: as above.
            Loc::Memory(at) => unsafe { self.memory[at].0.add(region.memory[at].step * sample + start) },
        };
        // SAFETY: `len` numbers lie at each place (above), and nothing that is read is written by the same instruction.
        let read = |loc: Loc| unsafe { std::slice::from_raw_parts(at(loc), len) };
        for instruction in code {
            match *instruction {
                Instruction::Compute { code, operands, out } => {
                    // SAFETY: `len` numbers lie there (above). The output is a register that no live operand holds or a stored value,
                    // so it overlaps no operand.
                    let out = unsafe { std::slice::from_raw_parts_mut(at(out), len) };
                    let [a, b, c] = operands;
                    code.apply::<FMA>([read(a), read(b), read(c)], out);
                }
                Instruction::Spread { view, register } => {
                    let spreading = &region.views[view];
                    // The register is free.
                    spreading.view.fill(self.spread(spreading, sample), start, &mut self.register(register)[..len]);
                }
                Instruction::Add { of, register } => {
                    spread::add(read(of), &mut self.register(register)[..len]);
                }
                Instruction::AddProduct { of: [a, b], register } => {
                    let (a, b) = (read(a), read(b));
                    let sums = &mut self.register(register)[..len];
                    for i in 0..len {
                        sums[i] = a[i].fma::<FMA>(b[i], sums[i]);
                    }
                }
            }
        }
    }
}
