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
mod run;

pub use self::canonical::source;
#[cfg(target_arch = "x86_64")]
use self::kernel::Kernel;
#[cfg(target_arch = "x86_64")]
pub(crate) use self::lanes::{Avx2F32, Avx2F64, Avx512F32, Avx512F64, Functions};
use self::run::RegionTask;
use crate::element::Element;
use crate::memory::Space;
use crate::pointwise::Code;
use crate::spread::View;
use cdm_core::program::{Dtype, ValueId, ValueType};
use std::ops::Range;

/// Bytes of one register.
const REGISTER_BYTES: usize = 4096;

/// Numbers in a register, unless periods ask for another length.
pub(crate) const fn chunk<E>() -> usize {
    REGISTER_BYTES / size_of::<E>()
}

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

impl<E> Pass<E> {
    /// Has it a compiled kernel?
    fn has_kernel(&self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return self.kernel.is_some();
        #[cfg(not(target_arch = "x86_64"))]
        false
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
        let wanted = |pass: &&Pass<E>| !pass.code.is_empty() && (all || !pass.has_kernel());
        let passes = self.passes.iter().filter(wanted);
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
