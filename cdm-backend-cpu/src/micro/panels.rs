//! Right operands that are stored transposed, as panels: the columns of a block in rows that follow each other, so that what a block
//! reads is one run of memory.

use super::{is_available, width};

/// Numbers of the panels of a `[k, n]` matrix.
pub(crate) fn len<E>([k, n]: [usize; 2]) -> usize {
    n.next_multiple_of(width::<E>()) * k
}

/// Makes panels of a `[k, n]` matrix that is stored as `[n, k]`. What lies beside the last columns is garbage.
///
/// # Panics
/// If a slice is too short, or without AVX-512.
pub(crate) fn transpose<E: Copy>(b: &[E], [k, n]: [usize; 2], to: &mut [E]) {
    assert!(is_available() && b.len() >= n.saturating_mul(k) && to.len() >= len::<E>([k, n]));
    #[cfg(target_arch = "x86_64")]
    // SAFETY: AVX-512 is there, and the slices have all numbers; which those are does not matter, only how wide.
    unsafe {
        match size_of::<E>() {
            4 => avx512::words([k, n], b.as_ptr().cast(), to.as_mut_ptr().cast()),
            8 => avx512::doubles([k, n], b.as_ptr().cast(), to.as_mut_ptr().cast()),
            // No other type is an `Element`.
            _ => unreachable!("numbers are f32 or f64"),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::width;
    use std::arch::x86_64::*;

    /// Transposes four by four quarters of vectors.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn quarters([a, b, c, d]: [__m512d; 4]) -> [__m512d; 4] {
        let (even_ab, even_cd) = (_mm512_shuffle_f64x2::<0x88>(a, b), _mm512_shuffle_f64x2::<0x88>(c, d));
        let (odd_ab, odd_cd) = (_mm512_shuffle_f64x2::<0xdd>(a, b), _mm512_shuffle_f64x2::<0xdd>(c, d));
        [
            _mm512_shuffle_f64x2::<0x88>(even_ab, even_cd),
            _mm512_shuffle_f64x2::<0x88>(odd_ab, odd_cd),
            _mm512_shuffle_f64x2::<0xdd>(even_ab, even_cd),
            _mm512_shuffle_f64x2::<0xdd>(odd_ab, odd_cd),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn transposed_words(rows: [__m512; 16]) -> [__m512; 16] {
        let mut out = rows;
        // Four rows' columns in quarters: the quarter `l` of `fours[j][i]` is column 4 l + j of rows 4 i to 4 i + 3.
        let mut fours = [[_mm512_setzero_pd(); 4]; 4];
        for i in 0..4 {
            let [a, b, c, d] = [0, 1, 2, 3].map(|r| rows[4 * i + r]);
            let low = [_mm512_unpacklo_ps(a, b), _mm512_unpacklo_ps(c, d)].map(|x| _mm512_castps_pd(x));
            let high = [_mm512_unpackhi_ps(a, b), _mm512_unpackhi_ps(c, d)].map(|x| _mm512_castps_pd(x));
            fours[0][i] = _mm512_unpacklo_pd(low[0], low[1]);
            fours[1][i] = _mm512_unpackhi_pd(low[0], low[1]);
            fours[2][i] = _mm512_unpacklo_pd(high[0], high[1]);
            fours[3][i] = _mm512_unpackhi_pd(high[0], high[1]);
        }
        for (j, four) in fours.into_iter().enumerate() {
            for (l, column) in quarters(four).into_iter().enumerate() {
                out[4 * l + j] = _mm512_castpd_ps(column);
            }
        }
        out
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn transposed_doubles(rows: [__m512d; 8]) -> [__m512d; 8] {
        let mut out = rows;
        let low = [0, 1, 2, 3].map(|i| _mm512_unpacklo_pd(rows[2 * i], rows[2 * i + 1]));
        let high = [0, 1, 2, 3].map(|i| _mm512_unpackhi_pd(rows[2 * i], rows[2 * i + 1]));
        for (j, pairs) in [low, high].into_iter().enumerate() {
            for (l, column) in quarters(pairs).into_iter().enumerate() {
                out[2 * l + j] = column;
            }
        }
        out
    }

    macro_rules! panels {
        ($name:ident, $t:ty, $lanes:literal, $mask:ty, $zero:ident, $load:ident, $store:ident, $transposed:ident) => {
            /// # Safety
            /// The machine has AVX-512; `b` has `n · k` numbers, and `to` those of the panels.
            #[target_feature(enable = "avx512f")]
            pub(super) unsafe fn $name([k, n]: [usize; 2], b: *const $t, to: *mut $t) {
                let panel = width::<$t>();
                for first in (0..n).step_by($lanes) {
                    let rows = $lanes.min(n - first);
                    for inner in (0..k).step_by($lanes) {
                        let columns = $lanes.min(k - inner);
                        let there = ((1_u32 << columns) - 1) as $mask;
                        let mut square = [$zero(); $lanes];
                        for (r, row) in square.iter_mut().enumerate().take(rows) {
                            // SAFETY: row `first + r` is below `n`, and the mask leaves what lies in it.
                            *row = unsafe { $load(there, b.add((first + r) * k + inner)) };
                        }
                        let at = first / panel * panel * k + inner * panel + first % panel;
                        for (c, column) in $transposed(square).into_iter().enumerate().take(columns) {
                            // SAFETY: row `inner + c` of the panel is below `k`, and half a panel's row is a vector.
                            unsafe { $store(to.add(at + c * panel), column) };
                        }
                    }
                }
            }
        };
    }

    panels!(words, f32, 16, u16, _mm512_setzero_ps, _mm512_maskz_loadu_ps, _mm512_storeu_ps, transposed_words);
    panels!(doubles, f64, 8, u8, _mm512_setzero_pd, _mm512_maskz_loadu_pd, _mm512_storeu_pd, transposed_doubles);
}
