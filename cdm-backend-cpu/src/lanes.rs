//! The vectors that blocks in registers are made of: AVX-512's on x86-64, elsewhere single numbers, which nothing uses yet.

#[cfg(target_arch = "x86_64")]
pub(crate) use crate::region::Lanes;

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use self::single::Lanes;

#[cfg(not(target_arch = "x86_64"))]
mod single {
    use crate::element::Element;

    /// What transforms need of a vector.
    ///
    /// # Safety
    /// [`Lanes::load`] and [`Lanes::store`] need [`Lanes::COUNT`] numbers in memory.
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

    impl<E: Element> Lanes for E {
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
            Element::fma::<true>(self, b, c)
        }
    }
}
