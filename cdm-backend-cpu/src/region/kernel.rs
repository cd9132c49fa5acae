//! How a pass runs by its compiled kernel, if it has one: all of its operations in registers, on rows of one period.

use super::canonical::{Canonical, canonical};
use super::lanes::Functions;
use super::{Pass, Region, kernels};
use crate::element::Element;
use crate::simd::Isa;

/// Values in memory, repeated values and sums, each, that a kernel may have.
pub(super) const MOST: usize = 32;

/// What a kernel works on.
pub(super) struct Args<E> {
    /// Values with the region's own index.
    pub(super) wide: [*mut E; MOST],
    /// Repeated values: one period of each.
    pub(super) spreads: [*const E; MOST],
    /// Sums: one period of each, added to.
    pub(super) sums: [*mut E; MOST],
    pub(super) constants: *const E,
    /// Numbers of rows, each one number for each period from index 0.
    pub(super) rows: [*const E; MOST],
    /// A multiple of a vector's numbers.
    pub(super) period: usize,
}

/// The body of a kernel.
pub(super) trait Body {
    /// Computes `rows` rows of one period from index `at`.
    ///
    /// # Safety
    /// The machine has the instruction set of `V`; every pointer that the body uses leads to the numbers that it stands for; stored
    /// values overlap no other.
    unsafe fn run<V: Functions>(args: &Args<V::Number>, at: usize, rows: usize);
}

/// A body compiled for an instruction set; see [`Body::run`].
pub(super) type Function<E> = unsafe fn(&Args<E>, usize, usize);

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
unsafe fn avx512<V: Functions, B: Body>(args: &Args<V::Number>, at: usize, rows: usize) {
    // SAFETY: the caller's promise is the same.
    unsafe { B::run::<V>(args, at, rows) }
}

#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<V: Functions, B: Body>(args: &Args<V::Number>, at: usize, rows: usize) {
    // SAFETY: the caller's promise is the same.
    unsafe { B::run::<V>(args, at, rows) }
}

/// A body for AVX-512 and for AVX2.
pub(super) fn functions<E: Element, B: Body>() -> [Function<E>; 2] {
    [avx512::<E::Avx512, B>, avx2::<E::Avx2, B>]
}

/// A pass's kernel with what its names stand for.
#[derive(Clone, Debug)]
pub(super) struct Kernel<E> {
    functions: [Function<E>; 2],
    pub(super) canonical: Canonical<E>,
}

impl<E: Element> Kernel<E> {
    /// The kernel of a pass, if there is one and this thread's instruction set is one of those that it is compiled for.
    pub(super) fn of(region: &Region<E>, pass: &Pass<E>) -> Option<Self> {
        if Isa::current() == Isa::Baseline {
            return None;
        }
        let canonical = canonical(region, pass)?;
        let most =
            canonical.wide.len().max(canonical.spreads.len()).max(canonical.sums.len()).max(canonical.rows.len());
        let functions = kernels::find::<E>(&canonical.key)?;
        (most <= MOST).then_some(Kernel { functions, canonical })
    }

    /// Its function for this thread's instruction set.
    pub(super) fn function(&self) -> Option<Function<E>> {
        match Isa::current() {
            Isa::Avx512 => Some(self.functions[0]),
            Isa::Avx2 => Some(self.functions[1]),
            Isa::Baseline => None,
        }
    }
}
