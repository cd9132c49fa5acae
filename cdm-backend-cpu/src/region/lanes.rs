//! The vectors of AVX-512 and AVX2, with all that bodies of regions compute.

#![expect(
    clippy::undocumented_unsafe_blocks,
    reason = "each is an intrinsic of the instruction set that the trait asks for"
)]

use crate::lanes::Lanes;
use std::arch::x86_64::*;

/// What bodies of regions need beyond [`Lanes`].
///
/// # Safety
/// As [`Lanes`].
#[doc(hidden)]
pub trait Functions: Lanes {
    unsafe fn zero() -> Self;
    unsafe fn one() -> Self;
    unsafe fn div(self, b: Self) -> Self;
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

/// A type of vectors. `minus_abs`, `scale` (p · 2^n, from n and its rounding as `shifted` − `round`) and `select` are what the instruction sets do
/// differently.
macro_rules! lanes {
    ($(#[$doc:meta])* $name:ident($vector:ident), $count:literal of $t:ident,
     $load:ident $store:ident $set:ident $zero:ident $add:ident $sub:ident $mul:ident $div:ident $sqrt:ident $max:ident,
     $fmadd:ident $fmsub:ident $fnmadd:ident,
     exponent $mantissa:literal, lowest $low:literal, ln2 $ln2_high:expr, $ln2_low:expr, taylor $taylor:ident,
     minus_abs $minus_abs:expr, scale $scale:expr, select $select:expr) => {
        $(#[$doc])*
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug)]
        pub struct $name($vector);

        impl Lanes for $name {
            type Number = $t;
            const COUNT: usize = $count;

            #[inline(always)]
            unsafe fn load(from: *const $t) -> Self {
                Self(unsafe { $load(from) })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $t) {
                unsafe { $store(to, self.0) }
            }
            #[inline(always)]
            unsafe fn splat(number: $t) -> Self {
                Self(unsafe { $set(number) })
            }
            #[inline(always)]
            unsafe fn add(self, b: Self) -> Self {
                Self(unsafe { $add(self.0, b.0) })
            }
            #[inline(always)]
            unsafe fn sub(self, b: Self) -> Self {
                Self(unsafe { $sub(self.0, b.0) })
            }
            #[inline(always)]
            unsafe fn mul(self, b: Self) -> Self {
                Self(unsafe { $mul(self.0, b.0) })
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                Self(unsafe { $fmadd(self.0, b.0, c.0) })
            }
        }

        impl Functions for $name {
            #[inline(always)]
            unsafe fn zero() -> Self {
                Self(unsafe { $zero() })
            }
            #[inline(always)]
            unsafe fn one() -> Self {
                Self(unsafe { $set(1.0) })
            }
            #[inline(always)]
            unsafe fn div(self, b: Self) -> Self {
                Self(unsafe { $div(self.0, b.0) })
            }
            #[inline(always)]
            unsafe fn mul_sub(self, b: Self, c: Self) -> Self {
                Self(unsafe { $fmsub(self.0, b.0, c.0) })
            }
            #[inline(always)]
            unsafe fn sub_mul(self, b: Self, c: Self) -> Self {
                Self(unsafe { $fnmadd(self.0, b.0, c.0) })
            }
            #[inline(always)]
            unsafe fn sqrt(self) -> Self {
                Self(unsafe { $sqrt(self.0) })
            }
            #[inline(always)]
            unsafe fn exp_of_minus_abs(self) -> Self {
                const ROUND: $t = 1.5 * (1u64 << $mantissa) as $t;
                unsafe {
                    let x = $minus_abs(self.0);
                    // In this order a NaN stays; below, the result is 0 anyway.
                    let x = $max($set($low), x);
                    let round = $set(ROUND);
                    let shifted = $fmadd(x, $set(std::$t::consts::LOG2_E), round);
                    let n = $sub(shifted, round);
                    let r = $fnmadd(n, $set($ln2_high), x);
                    let r = $fnmadd(n, $set($ln2_low), r);
                    let mut p = $zero();
                    for c in $taylor {
                        p = $fmadd(p, r, $set(c));
                    }
                    let p = $fmadd(p, r, $set(1.0));
                    Self($scale(p, n, shifted, round))
                }
            }
            #[inline(always)]
            unsafe fn select_negative(self, low: Self, high: Self) -> Self {
                Self(unsafe { $select(self.0, low.0, high.0) })
            }
        }
    };
}

/// What AVX-512 does in other ways than AVX2.
mod avx512 {
    use std::arch::x86_64::*;

    macro_rules! differences {
        ($vector:ident, $minus_abs:ident $scale:ident $select:ident,
         $sub:ident $abs:ident $zero:ident $scalef:ident $compare:ident $blend:ident) => {
            #[inline(always)]
            pub(super) unsafe fn $minus_abs(x: $vector) -> $vector {
                unsafe { $sub($zero(), $abs(x)) }
            }
            #[inline(always)]
            pub(super) unsafe fn $scale(p: $vector, n: $vector, _: $vector, _: $vector) -> $vector {
                unsafe { $scalef(p, n) }
            }
            #[inline(always)]
            pub(super) unsafe fn $select(x: $vector, low: $vector, high: $vector) -> $vector {
                unsafe { $blend($compare::<_CMP_LT_OQ>(x, $zero()), high, low) }
            }
        };
    }
    differences!(__m512, minus_abs_f32 scale_f32 select_f32,
        _mm512_sub_ps _mm512_abs_ps _mm512_setzero_ps _mm512_scalef_ps _mm512_cmp_ps_mask _mm512_mask_blend_ps);
    differences!(__m512d, minus_abs_f64 scale_f64 select_f64,
        _mm512_sub_pd _mm512_abs_pd _mm512_setzero_pd _mm512_scalef_pd _mm512_cmp_pd_mask _mm512_mask_blend_pd);
}

/// What AVX2 does in other ways than AVX-512.
mod avx2 {
    use std::arch::x86_64::*;

    macro_rules! differences {
        ($vector:ident, $minus_abs:ident $select:ident, $or:ident $set:ident $zero:ident $compare:ident $blend:ident) => {
            #[inline(always)]
            pub(super) unsafe fn $minus_abs(x: $vector) -> $vector {
                unsafe { $or(x, $set(-0.0)) }
            }
            #[inline(always)]
            pub(super) unsafe fn $select(x: $vector, low: $vector, high: $vector) -> $vector {
                unsafe { $blend(high, low, $compare::<_CMP_LT_OQ>(x, $zero())) }
            }
        };
    }
    differences!(__m256, minus_abs_f32 select_f32,
        _mm256_or_ps _mm256_set1_ps _mm256_setzero_ps _mm256_cmp_ps _mm256_blendv_ps);
    differences!(__m256d, minus_abs_f64 select_f64,
        _mm256_or_pd _mm256_set1_pd _mm256_setzero_pd _mm256_cmp_pd _mm256_blendv_pd);

    /// In two factors, since n can be below the exponents of normal numbers.
    #[inline(always)]
    pub(super) unsafe fn scale_f32(p: __m256, _: __m256, shifted: __m256, round: __m256) -> __m256 {
        unsafe {
            let n = _mm256_sub_epi32(_mm256_castps_si256(shifted), _mm256_castps_si256(round));
            let half = _mm256_srai_epi32::<1>(n);
            let power = |n| _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_add_epi32(n, _mm256_set1_epi32(127))));
            _mm256_mul_ps(_mm256_mul_ps(p, power(half)), power(_mm256_sub_epi32(n, half)))
        }
    }

    /// As [`scale_f32`]. There is no arithmetic shift of 64 bits: n fits the low 32, whose sign fills the high ones.
    #[inline(always)]
    pub(super) unsafe fn scale_f64(p: __m256d, _: __m256d, shifted: __m256d, round: __m256d) -> __m256d {
        unsafe {
            let n = _mm256_sub_epi64(_mm256_castpd_si256(shifted), _mm256_castpd_si256(round));
            let half = _mm256_srai_epi32::<1>(_mm256_shuffle_epi32::<0xa0>(n));
            let half = _mm256_blend_epi32::<0xaa>(half, _mm256_srai_epi32::<31>(half));
            let power = |n| _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_add_epi64(n, _mm256_set1_epi64x(1023))));
            _mm256_mul_pd(_mm256_mul_pd(p, power(half)), power(_mm256_sub_epi64(n, half)))
        }
    }
}

lanes!(
    /// 16 numbers of `f32`, with AVX-512.
    Avx512F32(__m512), 16 of f32,
    _mm512_loadu_ps _mm512_storeu_ps _mm512_set1_ps _mm512_setzero_ps _mm512_add_ps _mm512_sub_ps _mm512_mul_ps _mm512_div_ps _mm512_sqrt_ps _mm512_max_ps,
    _mm512_fmadd_ps _mm512_fmsub_ps _mm512_fnmadd_ps,
    exponent 23, lowest -104.0, ln2 0.693_359_4, -2.121_944_4e-4, taylor TAYLOR_F32,
    minus_abs avx512::minus_abs_f32, scale avx512::scale_f32, select avx512::select_f32
);

lanes!(
    /// 8 numbers of `f64`, with AVX-512.
    Avx512F64(__m512d), 8 of f64,
    _mm512_loadu_pd _mm512_storeu_pd _mm512_set1_pd _mm512_setzero_pd _mm512_add_pd _mm512_sub_pd _mm512_mul_pd _mm512_div_pd _mm512_sqrt_pd _mm512_max_pd,
    _mm512_fmadd_pd _mm512_fmsub_pd _mm512_fnmadd_pd,
    exponent 52, lowest -746.0, ln2 f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76), taylor TAYLOR_F64,
    minus_abs avx512::minus_abs_f64, scale avx512::scale_f64, select avx512::select_f64
);

lanes!(
    /// 8 numbers of `f32`, with AVX2 and FMA.
    Avx2F32(__m256), 8 of f32,
    _mm256_loadu_ps _mm256_storeu_ps _mm256_set1_ps _mm256_setzero_ps _mm256_add_ps _mm256_sub_ps _mm256_mul_ps _mm256_div_ps _mm256_sqrt_ps _mm256_max_ps,
    _mm256_fmadd_ps _mm256_fmsub_ps _mm256_fnmadd_ps,
    exponent 23, lowest -104.0, ln2 0.693_359_4, -2.121_944_4e-4, taylor TAYLOR_F32,
    minus_abs avx2::minus_abs_f32, scale avx2::scale_f32, select avx2::select_f32
);

lanes!(
    /// 4 numbers of `f64`, with AVX2 and FMA.
    Avx2F64(__m256d), 4 of f64,
    _mm256_loadu_pd _mm256_storeu_pd _mm256_set1_pd _mm256_setzero_pd _mm256_add_pd _mm256_sub_pd _mm256_mul_pd _mm256_div_pd _mm256_sqrt_pd _mm256_max_pd,
    _mm256_fmadd_pd _mm256_fmsub_pd _mm256_fnmadd_pd,
    exponent 52, lowest -746.0, ln2 f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76), taylor TAYLOR_F64,
    minus_abs avx2::minus_abs_f64, scale avx2::scale_f64, select avx2::select_f64
);
