//! Vectors of numbers in registers, for the instruction sets that [`super::kernels`] are compiled for.

#![expect(
    clippy::undocumented_unsafe_blocks,
    reason = "each is an intrinsic of the instruction set that the trait asks for"
)]

use std::arch::x86_64::*;

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
    unsafe fn zero() -> Self;
    unsafe fn one() -> Self;
    unsafe fn add(self, b: Self) -> Self;
    unsafe fn sub(self, b: Self) -> Self;
    unsafe fn mul(self, b: Self) -> Self;
    unsafe fn div(self, b: Self) -> Self;
    /// `self · b + c`.
    unsafe fn mul_add(self, b: Self, c: Self) -> Self;
    /// `self · b − c`.
    unsafe fn mul_sub(self, b: Self, c: Self) -> Self;
    /// `c − self · b`.
    unsafe fn sub_mul(self, b: Self, c: Self) -> Self;
    unsafe fn sqrt(self) -> Self;
    /// `e^−|self|`, within 2 units in the last place.
    unsafe fn exp_of_minus_abs(self) -> Self;
    /// `low` where the lane of `self` is below zero, else `high`.
    unsafe fn select_negative(self, low: Self, high: Self) -> Self;

    /// `1/(1 + e^−self)` without overflow.
    #[inline(always)]
    unsafe fn sigmoid(self) -> Self {
        // SAFETY: the caller has the instruction set.
        unsafe {
            let e = self.exp_of_minus_abs();
            self.select_negative(e, Self::one()).div(Self::one().add(e))
        }
    }
}

/// `Σ r^k/(k + 1)!` by Horner's rule, highest first, as in [`crate::Element::vector_exp`].
const TAYLOR_F32: [f32; 8] = [1.0 / 40320.0, 1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0];
const TAYLOR_F64: [f64; 14] = [
    1.0 / 87_178_291_200.0,
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40320.0,
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
];

/// 16 numbers of `f32`, with AVX-512.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Avx512F32(__m512);

impl Lanes for Avx512F32 {
    type Number = f32;
    const COUNT: usize = 16;

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        Self(unsafe { _mm512_loadu_ps(from) })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        unsafe { _mm512_storeu_ps(to, self.0) }
    }
    #[inline(always)]
    unsafe fn splat(number: f32) -> Self {
        Self(unsafe { _mm512_set1_ps(number) })
    }
    #[inline(always)]
    unsafe fn zero() -> Self {
        Self(unsafe { _mm512_setzero_ps() })
    }
    #[inline(always)]
    unsafe fn one() -> Self {
        Self(unsafe { _mm512_set1_ps(1.0) })
    }
    #[inline(always)]
    unsafe fn add(self, b: Self) -> Self {
        Self(unsafe { _mm512_add_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn sub(self, b: Self) -> Self {
        Self(unsafe { _mm512_sub_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul(self, b: Self) -> Self {
        Self(unsafe { _mm512_mul_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn div(self, b: Self) -> Self {
        Self(unsafe { _mm512_div_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul_add(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm512_fmadd_ps(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn mul_sub(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm512_fmsub_ps(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sub_mul(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm512_fnmadd_ps(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sqrt(self) -> Self {
        Self(unsafe { _mm512_sqrt_ps(self.0) })
    }
    #[inline(always)]
    unsafe fn exp_of_minus_abs(self) -> Self {
        const ROUND: f32 = 1.5 * (1u64 << 23) as f32;
        unsafe {
            let x = _mm512_sub_ps(_mm512_setzero_ps(), _mm512_abs_ps(self.0));
            // In this order a NaN stays; below, the result is 0 anyway.
            let x = _mm512_max_ps(_mm512_set1_ps(-104.0), x);
            let round = _mm512_set1_ps(ROUND);
            let shifted = _mm512_fmadd_ps(x, _mm512_set1_ps(std::f32::consts::LOG2_E), round);
            let n = _mm512_sub_ps(shifted, round);
            let r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693_359_4), x);
            let r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.121_944_4e-4), r);
            let mut p = _mm512_setzero_ps();
            for c in TAYLOR_F32 {
                p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(c));
            }
            let p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0));
            Self(_mm512_scalef_ps(p, n))
        }
    }
    #[inline(always)]
    unsafe fn select_negative(self, low: Self, high: Self) -> Self {
        Self(unsafe {
            _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0, _mm512_setzero_ps()), high.0, low.0)
        })
    }
}

/// 8 numbers of `f64`, with AVX-512.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Avx512F64(__m512d);

impl Lanes for Avx512F64 {
    type Number = f64;
    const COUNT: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const f64) -> Self {
        Self(unsafe { _mm512_loadu_pd(from) })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f64) {
        unsafe { _mm512_storeu_pd(to, self.0) }
    }
    #[inline(always)]
    unsafe fn splat(number: f64) -> Self {
        Self(unsafe { _mm512_set1_pd(number) })
    }
    #[inline(always)]
    unsafe fn zero() -> Self {
        Self(unsafe { _mm512_setzero_pd() })
    }
    #[inline(always)]
    unsafe fn one() -> Self {
        Self(unsafe { _mm512_set1_pd(1.0) })
    }
    #[inline(always)]
    unsafe fn add(self, b: Self) -> Self {
        Self(unsafe { _mm512_add_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn sub(self, b: Self) -> Self {
        Self(unsafe { _mm512_sub_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul(self, b: Self) -> Self {
        Self(unsafe { _mm512_mul_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn div(self, b: Self) -> Self {
        Self(unsafe { _mm512_div_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul_add(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm512_fmadd_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn mul_sub(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm512_fmsub_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sub_mul(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm512_fnmadd_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sqrt(self) -> Self {
        Self(unsafe { _mm512_sqrt_pd(self.0) })
    }
    #[inline(always)]
    unsafe fn exp_of_minus_abs(self) -> Self {
        const ROUND: f64 = 1.5 * (1u64 << 52) as f64;
        unsafe {
            let x = _mm512_sub_pd(_mm512_setzero_pd(), _mm512_abs_pd(self.0));
            // In this order a NaN stays; below, the result is 0 anyway.
            let x = _mm512_max_pd(_mm512_set1_pd(-746.0), x);
            let round = _mm512_set1_pd(ROUND);
            let shifted = _mm512_fmadd_pd(x, _mm512_set1_pd(std::f64::consts::LOG2_E), round);
            let n = _mm512_sub_pd(shifted, round);
            let r = _mm512_fnmadd_pd(n, _mm512_set1_pd(f64::from_bits(0x3fe6_2e42_fee0_0000)), x);
            let r = _mm512_fnmadd_pd(n, _mm512_set1_pd(f64::from_bits(0x3dea_39ef_3579_3c76)), r);
            let mut p = _mm512_setzero_pd();
            for c in TAYLOR_F64 {
                p = _mm512_fmadd_pd(p, r, _mm512_set1_pd(c));
            }
            let p = _mm512_fmadd_pd(p, r, _mm512_set1_pd(1.0));
            Self(_mm512_scalef_pd(p, n))
        }
    }
    #[inline(always)]
    unsafe fn select_negative(self, low: Self, high: Self) -> Self {
        Self(unsafe {
            _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, _mm512_setzero_pd()), high.0, low.0)
        })
    }
}

/// 8 numbers of `f32`, with AVX2 and FMA.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Avx2F32(__m256);

impl Lanes for Avx2F32 {
    type Number = f32;
    const COUNT: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        Self(unsafe { _mm256_loadu_ps(from) })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        unsafe { _mm256_storeu_ps(to, self.0) }
    }
    #[inline(always)]
    unsafe fn splat(number: f32) -> Self {
        Self(unsafe { _mm256_set1_ps(number) })
    }
    #[inline(always)]
    unsafe fn zero() -> Self {
        Self(unsafe { _mm256_setzero_ps() })
    }
    #[inline(always)]
    unsafe fn one() -> Self {
        Self(unsafe { _mm256_set1_ps(1.0) })
    }
    #[inline(always)]
    unsafe fn add(self, b: Self) -> Self {
        Self(unsafe { _mm256_add_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn sub(self, b: Self) -> Self {
        Self(unsafe { _mm256_sub_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul(self, b: Self) -> Self {
        Self(unsafe { _mm256_mul_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn div(self, b: Self) -> Self {
        Self(unsafe { _mm256_div_ps(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul_add(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm256_fmadd_ps(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn mul_sub(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm256_fmsub_ps(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sub_mul(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm256_fnmadd_ps(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sqrt(self) -> Self {
        Self(unsafe { _mm256_sqrt_ps(self.0) })
    }
    #[inline(always)]
    unsafe fn exp_of_minus_abs(self) -> Self {
        const ROUND: f32 = 1.5 * (1u64 << 23) as f32;
        unsafe {
            let x = _mm256_or_ps(self.0, _mm256_set1_ps(-0.0));
            // In this order a NaN stays; below, the result is 0 anyway.
            let x = _mm256_max_ps(_mm256_set1_ps(-104.0), x);
            let round = _mm256_set1_ps(ROUND);
            let shifted = _mm256_fmadd_ps(x, _mm256_set1_ps(std::f32::consts::LOG2_E), round);
            let n = _mm256_sub_ps(shifted, round);
            let r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693_359_4), x);
            let r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.121_944_4e-4), r);
            let mut p = _mm256_setzero_ps();
            for c in TAYLOR_F32 {
                p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(c));
            }
            let p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0));
            // 2^n in two factors, since n can be below the exponents of normal numbers.
            let n = _mm256_sub_epi32(_mm256_castps_si256(shifted), _mm256_castps_si256(round));
            let half = _mm256_srai_epi32::<1>(n);
            let power = |n| _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_add_epi32(n, _mm256_set1_epi32(127))));
            let p = _mm256_mul_ps(p, power(half));
            Self(_mm256_mul_ps(p, power(_mm256_sub_epi32(n, half))))
        }
    }
    #[inline(always)]
    unsafe fn select_negative(self, low: Self, high: Self) -> Self {
        Self(unsafe { _mm256_blendv_ps(high.0, low.0, _mm256_cmp_ps::<_CMP_LT_OQ>(self.0, _mm256_setzero_ps())) })
    }
}

/// 4 numbers of `f64`, with AVX2 and FMA.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Avx2F64(__m256d);

impl Lanes for Avx2F64 {
    type Number = f64;
    const COUNT: usize = 4;

    #[inline(always)]
    unsafe fn load(from: *const f64) -> Self {
        Self(unsafe { _mm256_loadu_pd(from) })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f64) {
        unsafe { _mm256_storeu_pd(to, self.0) }
    }
    #[inline(always)]
    unsafe fn splat(number: f64) -> Self {
        Self(unsafe { _mm256_set1_pd(number) })
    }
    #[inline(always)]
    unsafe fn zero() -> Self {
        Self(unsafe { _mm256_setzero_pd() })
    }
    #[inline(always)]
    unsafe fn one() -> Self {
        Self(unsafe { _mm256_set1_pd(1.0) })
    }
    #[inline(always)]
    unsafe fn add(self, b: Self) -> Self {
        Self(unsafe { _mm256_add_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn sub(self, b: Self) -> Self {
        Self(unsafe { _mm256_sub_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul(self, b: Self) -> Self {
        Self(unsafe { _mm256_mul_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn div(self, b: Self) -> Self {
        Self(unsafe { _mm256_div_pd(self.0, b.0) })
    }
    #[inline(always)]
    unsafe fn mul_add(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm256_fmadd_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn mul_sub(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm256_fmsub_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sub_mul(self, b: Self, c: Self) -> Self {
        Self(unsafe { _mm256_fnmadd_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    unsafe fn sqrt(self) -> Self {
        Self(unsafe { _mm256_sqrt_pd(self.0) })
    }
    #[inline(always)]
    unsafe fn exp_of_minus_abs(self) -> Self {
        const ROUND: f64 = 1.5 * (1u64 << 52) as f64;
        unsafe {
            let x = _mm256_or_pd(self.0, _mm256_set1_pd(-0.0));
            // In this order a NaN stays; below, the result is 0 anyway.
            let x = _mm256_max_pd(_mm256_set1_pd(-746.0), x);
            let round = _mm256_set1_pd(ROUND);
            let shifted = _mm256_fmadd_pd(x, _mm256_set1_pd(std::f64::consts::LOG2_E), round);
            let n = _mm256_sub_pd(shifted, round);
            let r = _mm256_fnmadd_pd(n, _mm256_set1_pd(f64::from_bits(0x3fe6_2e42_fee0_0000)), x);
            let r = _mm256_fnmadd_pd(n, _mm256_set1_pd(f64::from_bits(0x3dea_39ef_3579_3c76)), r);
            let mut p = _mm256_setzero_pd();
            for c in TAYLOR_F64 {
                p = _mm256_fmadd_pd(p, r, _mm256_set1_pd(c));
            }
            let p = _mm256_fmadd_pd(p, r, _mm256_set1_pd(1.0));
            // 2^n in two factors, since n can be below the exponents of normal numbers.
            let n = _mm256_sub_epi64(_mm256_castpd_si256(shifted), _mm256_castpd_si256(round));
            // There is no arithmetic shift of 64 bits: n fits the low 32, whose sign fills the high ones.
            let half = _mm256_srai_epi32::<1>(_mm256_shuffle_epi32::<0xa0>(n));
            let half = _mm256_blend_epi32::<0xaa>(half, _mm256_srai_epi32::<31>(half));
            let power = |n| _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_add_epi64(n, _mm256_set1_epi64x(1023))));
            let p = _mm256_mul_pd(p, power(half));
            Self(_mm256_mul_pd(p, power(_mm256_sub_epi64(n, half))))
        }
    }
    #[inline(always)]
    unsafe fn select_negative(self, low: Self, high: Self) -> Self {
        Self(unsafe { _mm256_blendv_pd(high.0, low.0, _mm256_cmp_pd::<_CMP_LT_OQ>(self.0, _mm256_setzero_pd())) })
    }
}
