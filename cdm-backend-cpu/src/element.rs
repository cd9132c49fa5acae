//! The two element types, and what the kernels need of them beyond [`Real`].

use crate::micro::Block;
use cdm_core::Real;
use std::cell::RefCell;

/// An element type of the backend: `f32` or `f64`.
pub trait Element: Real + sealed::Sealed {
    /// `self · b + c`, fused if `FMA`.
    #[doc(hidden)]
    fn fma<const FMA: bool>(self, b: Self, c: Self) -> Self;

    /// `e^self` without branches, so that loops over it become vector instructions.
    ///
    /// # Numerics
    /// Within 2 units in the last place; infinities, zero and NaN as `exp` has them.
    #[doc(hidden)]
    fn vector_exp<const FMA: bool>(self) -> Self;

    /// `√self`, so that loops over it become vector instructions.
    #[doc(hidden)]
    fn vector_sqrt(self) -> Self;

    /// Its vectors with AVX-512.
    #[doc(hidden)]
    #[cfg(target_arch = "x86_64")]
    type Avx512: crate::region::Functions<Number = Self>;

    /// Its vectors with AVX-512; on other architectures single numbers.
    #[doc(hidden)]
    #[cfg(not(target_arch = "x86_64"))]
    type Avx512: crate::lanes::Lanes<Number = Self>;

    /// Its vectors with AVX2.
    #[doc(hidden)]
    #[cfg(target_arch = "x86_64")]
    type Avx2: crate::region::Functions<Number = Self>;

    /// Computes a block of a product, and fetches the left operand of the block below if `COLD`; does nothing on machines other than x86-64.
    ///
    /// # Safety
    /// The machine has AVX-512, and the block's offsets lie within its operands and its result.
    #[doc(hidden)]
    unsafe fn block<const M: usize, const COLD: bool>(block: &Block<Self, M>);

    /// Lends this thread's scratch memory, at least `len` numbers of garbage. Not to be called inside `work`.
    #[doc(hidden)]
    fn with_scratch<R>(len: usize, work: impl FnOnce(&mut [Self]) -> R) -> R;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

macro_rules! element {
    ($t:ident, $block:ident, $avx512:ident, $avx2:ident, $bits:ident, $int:ident, mantissa $mantissa:literal,
     bias $bias:literal, range $low:literal $high:literal,
     ln2 $ln2_high:expr, $ln2_low:expr, taylor $taylor:expr) => {
        impl Element for $t {
            #[cfg(target_arch = "x86_64")]
            type Avx512 = crate::region::$avx512;
            #[cfg(target_arch = "x86_64")]
            type Avx2 = crate::region::$avx2;
            #[cfg(not(target_arch = "x86_64"))]
            type Avx512 = $t;

            #[inline(always)]
            fn vector_sqrt(self) -> Self {
                $t::sqrt(self)
            }

            #[inline(always)]
            fn fma<const FMA: bool>(self, b: Self, c: Self) -> Self {
                if FMA { self.mul_add(b, c) } else { self * b + c }
            }

            #[inline(always)]
            fn vector_exp<const FMA: bool>(self) -> Self {
                // Adding 1.5 · 2^mantissa rounds to an integer, which then stands in the low bits.
                const ROUND: $t = 1.5 * (1u64 << $mantissa) as $t;
                // Comparisons that keep a NaN; beyond these bounds the result is 0 or infinite anyway.
                let x = if self < $low { $low } else { self };
                let x = if x > $high { $high } else { x };
                let shifted = x.fma::<FMA>(std::$t::consts::LOG2_E, ROUND);
                let n = shifted - ROUND;
                let r = (-n).fma::<FMA>($ln2_high, x);
                let r = (-n).fma::<FMA>($ln2_low, r);
                let mut p: $t = 0.0;
                // Σ r^k/(k + 1)! downwards; |r| ≤ ln 2/2 makes the first term left out smaller than half a unit.
                for c in $taylor {
                    p = p.fma::<FMA>(r, c);
                }
                let p = p.fma::<FMA>(r, 1.0);
                // 2^n in two factors, since n can be outside the range of normal exponents.
                let n = (shifted.to_bits() as $int).wrapping_sub(ROUND.to_bits() as $int);
                let half = n >> 1;
                let power = |n: $int| $t::from_bits((n.wrapping_add($bias) << $mantissa) as $bits);
                p * power(half) * power(n.wrapping_sub(half))
            }

            #[inline(always)]
            unsafe fn block<const M: usize, const COLD: bool>(block: &Block<Self, M>) {
                // SAFETY: the caller's promise is the same.
                #[cfg(target_arch = "x86_64")]
                unsafe {
                    crate::micro::$block::<M, COLD>(block);
                }
                #[cfg(not(target_arch = "x86_64"))]
                let _ = block;
            }

            fn with_scratch<R>(len: usize, work: impl FnOnce(&mut [Self]) -> R) -> R {
                thread_local! {
                    static SCRATCH: RefCell<Vec<$t>> = const { RefCell::new(Vec::new()) };
                }
                SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
                    Ok(mut scratch) => {
                        if scratch.len() < len {
                            scratch.resize(len, 0.0);
                        }
                        work(&mut scratch[..len])
                    }
                    // Lent already further up: correct all the same.
                    Err(_) => work(&mut vec![0.0; len]),
                })
            }
        }
    };
}

// ln 2 in two parts, the first with so few bits that its product with n is exact.
element!(f32, block_f32, Avx512F32, Avx2F32, u32, i32, mantissa 23, bias 127, range -104.0 89.0,
    ln2 0.693_359_4, -2.121_944_4e-4,
    taylor [1.0 / 40320.0, 1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0]);
element!(f64, block_f64, Avx512F64, Avx2F64, u64, i64, mantissa 52, bias 1023, range -746.0 710.0,
    ln2 f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76),
    taylor [1.0 / 87_178_291_200.0, 1.0 / 6_227_020_800.0, 1.0 / 479_001_600.0, 1.0 / 39_916_800.0, 1.0 / 3_628_800.0,
        1.0 / 362_880.0, 1.0 / 40320.0, 1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0]);

#[cfg(test)]
mod tests {
    use super::*;

    fn ulps(got: f64, want: f64, ulp: f64) -> f64 {
        if got == want { 0.0 } else { (got - want).abs() / ulp }
    }

    #[test]
    fn exponential_is_within_two_units_in_the_last_place() {
        for i in -20_800..17_800 {
            let x = i as f32 * 0.005;
            let want = f64::from(x).exp();
            let ulp = 2f64.powi((want.log2().floor() as i32 - 23).max(-149));
            for got in [x.vector_exp::<false>(), x.vector_exp::<true>()] {
                if got.is_finite() {
                    assert!(ulps(f64::from(got), want, ulp) <= 2.0, "exp({x}) = {want}, got {got}");
                } else {
                    assert!(want > f64::from(f32::MAX));
                }
            }
        }
        for i in -70_000..70_900 {
            let x = f64::from(i) * 0.01;
            let want = libm_exp(x);
            let ulp = want * f64::EPSILON;
            for got in [x.vector_exp::<false>(), x.vector_exp::<true>()] {
                assert!(ulps(got, want, ulp) <= 2.0, "exp({x}) = {want}, got {got}");
            }
        }
    }

    fn libm_exp(x: f64) -> f64 {
        Real::exp(x)
    }

    #[test]
    fn exponential_of_special_values() {
        assert_eq!(f32::NEG_INFINITY.vector_exp::<true>(), 0.0);
        assert_eq!(f32::INFINITY.vector_exp::<true>(), f32::INFINITY);
        assert!(f32::NAN.vector_exp::<true>().is_nan());
        assert_eq!(0f32.vector_exp::<true>(), 1.0);
        assert_eq!(f64::NEG_INFINITY.vector_exp::<false>(), 0.0);
        assert_eq!(f64::INFINITY.vector_exp::<false>(), f64::INFINITY);
        assert!(f64::NAN.vector_exp::<false>().is_nan());
    }
}
