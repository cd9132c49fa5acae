//! Products of blocks that stay in registers, straight from memory: no packing, so that small products run at the speed of large
//! ones.
//!
//! Only for AVX-512, whose 32 registers hold a block of 12 × 2 vectors; see [`applies`].

use crate::element::Element;
use crate::simd::Isa;

/// Bytes of a block's row: two vectors.
const ROW_BYTES: usize = 128;

/// Rows of the largest block.
const ROWS: usize = 12;

/// How many rows ahead of where they are read right operands are fetched: about the latency of memory.
pub(crate) const ROWS_AHEAD: usize = 64;

/// Where a product's operands lie: `out[r, j] = Σ_s Σ_k a[rows(r) + segments(s) + k · step] · b[(s · k_len + k) · ldb + j]`.
pub(crate) struct Operands<'a, E, R> {
    pub(crate) a: &'a [E],
    /// Offset in `a` of each row of the result.
    pub(crate) row: R,
    /// Offset in `a`, to be added to a row's, of each segment of the inner extent.
    pub(crate) segment: usize,
    pub(crate) segments: usize,
    /// Numbers in a segment, `step` apart.
    pub(crate) len: usize,
    pub(crate) step: usize,
    pub(crate) b: &'a [E],
    pub(crate) ldb: usize,
    /// How far ahead of `b` to fetch, in numbers, while the first rows are computed; into what the next product reads, if that
    /// follows in memory. Prefetching by the machine ends at each page.
    pub(crate) ahead: usize,
    /// Does `a`, of one segment, come from memory rather than from a cache, so that it is worth fetching ahead?
    pub(crate) cold: bool,
}

/// Fetches a cache line that will be used soon; at any address, since the program sees nothing of it.
#[inline(always)]
pub(crate) fn prefetch<E>(at: *const E) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 has the instruction, which never faults.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// Does [`product`] serve results with this many columns on this machine and thread?
pub(crate) fn applies<E>(columns: usize) -> bool {
    columns.is_multiple_of(ROW_BYTES / size_of::<E>()) && Isa::current() == Isa::Avx512
}

/// `out = a · b`, `[rows, columns]`, row after row; added to what is there if `accumulate`.
///
/// # Panics
/// If an offset lies beyond its slice.
pub(crate) fn product<E: Element, R: Fn(usize) -> usize + Copy>(
    operands: &Operands<'_, E, R>,
    [rows, columns]: [usize; 2],
    accumulate: bool,
    out: &mut [E],
) {
    assert!(applies::<E>(columns) && out.len() >= rows.saturating_mul(columns));
    let o = operands;
    if rows == 0 || o.segments == 0 || o.len == 0 {
        if !accumulate {
            out[..rows * columns].fill(E::zero());
        }
        return;
    }
    // Saturated, an offset lies beyond any slice.
    let last = (o.segments - 1).saturating_mul(o.segment).saturating_add((o.len - 1).saturating_mul(o.step));
    assert!(last < o.a.len());
    let last_of_b = o.segments.saturating_mul(o.len).saturating_sub(1).saturating_mul(o.ldb).saturating_add(columns);
    assert!(last_of_b <= o.b.len());
    let mut first = 0;
    while first < rows {
        // Blocks of nearly the same height: a last one of few rows would be slow.
        let left = rows - first;
        // SAFETY: `applies` has found AVX-512; `last` and `b` are checked above.
        first += unsafe {
            match left.div_ceil(left.div_ceil(ROWS)) {
                1 => row_of_blocks::<E, R, 1>(o, last, first, columns, accumulate, out),
                2 => row_of_blocks::<E, R, 2>(o, last, first, columns, accumulate, out),
                3 => row_of_blocks::<E, R, 3>(o, last, first, columns, accumulate, out),
                4 => row_of_blocks::<E, R, 4>(o, last, first, columns, accumulate, out),
                5 => row_of_blocks::<E, R, 5>(o, last, first, columns, accumulate, out),
                6 => row_of_blocks::<E, R, 6>(o, last, first, columns, accumulate, out),
                7 => row_of_blocks::<E, R, 7>(o, last, first, columns, accumulate, out),
                8 => row_of_blocks::<E, R, 8>(o, last, first, columns, accumulate, out),
                9 => row_of_blocks::<E, R, 9>(o, last, first, columns, accumulate, out),
                10 => row_of_blocks::<E, R, 10>(o, last, first, columns, accumulate, out),
                11 => row_of_blocks::<E, R, 11>(o, last, first, columns, accumulate, out),
                _ => row_of_blocks::<E, R, ROWS>(o, last, first, columns, accumulate, out),
            }
        };
    }
}

/// `M` rows of the result.
///
/// # Safety
/// The machine has AVX-512; `columns` is a multiple of a block's; `last`, below `a`'s length, is the largest offset that is added to
/// a row's; `b` has all rows of `columns` numbers that the segments reach.
#[inline]
unsafe fn row_of_blocks<E: Element, R: Fn(usize) -> usize + Copy, const M: usize>(
    o: &Operands<'_, E, R>,
    last: usize,
    first: usize,
    columns: usize,
    accumulate: bool,
    out: &mut [E],
) -> usize {
    let rows: [*const E; M] = std::array::from_fn(|r| {
        let row = (o.row)(first + r);
        assert!(row < o.a.len() - last);
        // SAFETY: the row's offset lies within `a`.
        unsafe { o.a.as_ptr().add(row) }
    });
    for column in (0..columns).step_by(ROW_BYTES / size_of::<E>()) {
        if accumulate {
            // What the block below will be added to.
            for row in first + M..first + 2 * M {
                let line = out.as_ptr().wrapping_add(row * columns + column);
                prefetch(line);
                prefetch(line.wrapping_add(ROW_BYTES / size_of::<E>() / 2));
            }
        }
        let out = &mut out[first * columns + column..(first + M - 1) * columns + column + ROW_BYTES / size_of::<E>()];
        let cold = o.cold && column == 0;
        // What the block below will read, if rows follow each other in memory: row by row, or along all of them at once.
        let (below, below_step) = match o.step {
            1 => (rows[M - 1].wrapping_add(o.len), ROW_BYTES / size_of::<E>() / 2),
            step => (rows[M - 1].wrapping_add(M), step),
        };
        let block: Block<E, M> = Block {
            rows,
            below,
            below_step,
            segment: o.segment,
            segments: o.segments,
            len: o.len,
            step: o.step,
            // SAFETY: the column lies within a row of `b`, as the caller vouches.
            b: unsafe { o.b.as_ptr().add(column) },
            ldb: o.ldb,
            ahead: if first == 0 { o.ahead } else { 0 },
            out: out.as_mut_ptr(),
            ldo: columns,
            accumulate,
        };
        // SAFETY: the caller vouches for AVX-512 and `b`; the rows' largest offsets lie within `a`, as asserted; the block of the
        // result is `out`.
        unsafe { if cold { E::block::<M, true>(&block) } else { E::block::<M, false>(&block) } };
    }
    M
}

/// A block of `M` rows and two vectors' columns.
#[doc(hidden)]
#[derive(Debug)]
pub struct Block<E, const M: usize> {
    rows: [*const E; M],
    below: *const E,
    below_step: usize,
    segment: usize,
    segments: usize,
    len: usize,
    step: usize,
    b: *const E,
    ldb: usize,
    ahead: usize,
    out: *mut E,
    ldo: usize,
    accumulate: bool,
}

macro_rules! block {
    ($name:ident, $t:ty, $lanes:literal, $load:ident, $store:ident, $set1:ident, $zero:ident, $fma:ident, $add:ident) => {
        /// Computes a block.
        ///
        /// # Safety
        /// The machine has AVX-512, and all of the block's offsets lie within the operands and the result.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f")]
        pub(crate) unsafe fn $name<const M: usize, const COLD: bool>(block: &Block<$t, M>) {
            use std::arch::x86_64::{$add, $fma, $load, $set1, $store, $zero};
            let mut sums = [[$zero(); 2]; M];
            let mut b = block.b;
            let mut below = block.below;
            for segment in 0..block.segments {
                let mut at = segment * block.segment;
                for _ in 0..block.len {
                    // SAFETY: within the operand, as the caller vouches.
                    let (low, high) = unsafe { ($load(b), $load(b.add($lanes))) };
                    prefetch(b.wrapping_add(block.ahead));
                    prefetch(b.wrapping_add(block.ahead + $lanes));
                    for r in 0..M {
                        // SAFETY: as above.
                        let a = $set1(unsafe { *block.rows[r].add(at) });
                        sums[r] = [$fma(a, low, sums[r][0]), $fma(a, high, sums[r][1])];
                    }
                    // Not in the same loop for all: one more register of addresses would cost 8 %.
                    if COLD {
                        prefetch(below);
                        below = below.wrapping_add(block.below_step);
                    }
                    at += block.step;
                    b = b.wrapping_add(block.ldb);
                }
            }
            for (r, &[low, high]) in sums.iter().enumerate() {
                // SAFETY: within the result, as the caller vouches.
                unsafe {
                    let out = block.out.add(r * block.ldo);
                    let [low, high] = match block.accumulate {
                        true => [$add(low, $load(out)), $add(high, $load(out.add($lanes)))],
                        false => [low, high],
                    };
                    $store(out, low);
                    $store(out.add($lanes), high);
                }
            }
        }
    };
}

block!(
    block_f32,
    f32,
    16,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_set1_ps,
    _mm512_setzero_ps,
    _mm512_fmadd_ps,
    _mm512_add_ps
);
block!(
    block_f64,
    f64,
    8,
    _mm512_loadu_pd,
    _mm512_storeu_pd,
    _mm512_set1_pd,
    _mm512_setzero_pd,
    _mm512_fmadd_pd,
    _mm512_add_pd
);
