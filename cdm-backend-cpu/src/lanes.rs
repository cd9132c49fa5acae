//! Vectors of numbers, for code whose blocks must stay in registers.

use crate::element::Element;

/// A vector of `E`.
pub trait Lanes<E>: Copy {
    /// Numbers in it.
    const LANES: usize;

    /// Reads [`LANES`](Lanes::LANES) numbers, at any address.
    ///
    /// # Safety
    /// They can be read, and the machine has the vector's instructions.
    unsafe fn load(from: *const E) -> Self;

    /// Writes [`LANES`](Lanes::LANES) numbers, at any address.
    ///
    /// # Safety
    /// They can be written, and the machine has the vector's instructions.
    unsafe fn store(self, to: *mut E);

    /// The same number in all places.
    ///
    /// # Safety
    /// The machine has the vector's instructions.
    unsafe fn splat(x: E) -> Self;

    /// `self + other`.
    ///
    /// # Safety
    /// The machine has the vector's instructions.
    unsafe fn plus(self, other: Self) -> Self;

    /// `self − other`.
    ///
    /// # Safety
    /// The machine has the vector's instructions.
    unsafe fn minus(self, other: Self) -> Self;

    /// `self · b + c`, fused.
    ///
    /// # Safety
    /// The machine has the vector's instructions.
    unsafe fn times_plus(self, b: Self, c: Self) -> Self;
}

/// One number is a vector that every machine has.
impl<E: Element> Lanes<E> for E {
    const LANES: usize = 1;

    #[inline(always)]
    unsafe fn load(from: *const E) -> Self {
        // SAFETY: the caller's promise.
        unsafe { *from }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut E) {
        // SAFETY: the caller's promise.
        unsafe { *to = self }
    }

    #[inline(always)]
    unsafe fn splat(x: E) -> Self {
        x
    }

    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    unsafe fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    unsafe fn times_plus(self, b: Self, c: Self) -> Self {
        Element::fma::<true>(self, b, c)
    }
}

#[cfg(target_arch = "x86_64")]
macro_rules! lanes {
    ($vector:ident, $t:ty, $lanes:literal, $load:ident, $store:ident, $set1:ident, $add:ident, $sub:ident, $fma:ident) => {
        impl Lanes<$t> for std::arch::x86_64::$vector {
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn load(from: *const $t) -> Self {
                // SAFETY: the caller's promise.
                unsafe { std::arch::x86_64::$load(from) }
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut $t) {
                // SAFETY: the caller's promise.
                unsafe { std::arch::x86_64::$store(to, self) }
            }

            #[inline(always)]
            unsafe fn splat(x: $t) -> Self {
                // SAFETY: the caller's promise.
                unsafe { std::arch::x86_64::$set1(x) }
            }

            #[inline(always)]
            unsafe fn plus(self, other: Self) -> Self {
                // SAFETY: the caller's promise.
                unsafe { std::arch::x86_64::$add(self, other) }
            }

            #[inline(always)]
            unsafe fn minus(self, other: Self) -> Self {
                // SAFETY: the caller's promise.
                unsafe { std::arch::x86_64::$sub(self, other) }
            }

            #[inline(always)]
            unsafe fn times_plus(self, b: Self, c: Self) -> Self {
                // SAFETY: the caller's promise.
                unsafe { std::arch::x86_64::$fma(self, b, c) }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
lanes!(
    __m512,
    f32,
    16,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_set1_ps,
    _mm512_add_ps,
    _mm512_sub_ps,
    _mm512_fmadd_ps
);
#[cfg(target_arch = "x86_64")]
lanes!(
    __m512d,
    f64,
    8,
    _mm512_loadu_pd,
    _mm512_storeu_pd,
    _mm512_set1_pd,
    _mm512_add_pd,
    _mm512_sub_pd,
    _mm512_fmadd_pd
);
