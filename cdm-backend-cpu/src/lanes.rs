//! Vectors of numbers in registers: what kernels that are written for any width need of them. The instruction sets' own are in
//! [`crate::region`]; on other architectures than x86-64 a single number stands for AVX-512's, so that what is never chosen there
//! compiles.

/// A vector register.
///
/// # Safety
/// All methods need the instruction set that the type is named after; [`Lanes::load`] and [`Lanes::store`] need [`Lanes::COUNT`]
/// numbers in memory.
#[doc(hidden)]
pub trait Lanes: Copy {
    /// The type of its numbers.
    type Number: Copy;
    /// How many numbers it holds.
    const COUNT: usize;

    unsafe fn load(from: *const Self::Number) -> Self;
    unsafe fn store(self, to: *mut Self::Number);
    unsafe fn splat(number: Self::Number) -> Self;
    unsafe fn add(self, b: Self) -> Self;
    unsafe fn sub(self, b: Self) -> Self;
    unsafe fn mul(self, b: Self) -> Self;
    /// `self · b + c`.
    unsafe fn mul_add(self, b: Self, c: Self) -> Self;
}

#[cfg(not(target_arch = "x86_64"))]
impl<E: crate::element::Element> Lanes for E {
    type Number = E;
    const COUNT: usize = 1;

    unsafe fn load(from: *const E) -> Self {
        // SAFETY: the caller vouches for the number.
        unsafe { *from }
    }
    unsafe fn store(self, to: *mut E) {
        // SAFETY: as above.
        unsafe { *to = self }
    }
    unsafe fn splat(number: E) -> Self {
        number
    }
    unsafe fn add(self, b: Self) -> Self {
        self + b
    }
    unsafe fn sub(self, b: Self) -> Self {
        self - b
    }
    unsafe fn mul(self, b: Self) -> Self {
        self * b
    }
    unsafe fn mul_add(self, b: Self, c: Self) -> Self {
        crate::element::Element::fma::<true>(self, b, c)
    }
}
