//! Products of blocks that stay in registers, straight from memory: no packing, so that small products run at the speed of large
//! ones.
//!
//! Only for AVX-512, whose 32 registers hold a block of 12 × 2 vectors; see [`applies`] and [`applies_with_edge`].

pub(crate) mod panels;

use crate::element::Element;
use crate::simd::Isa;

/// Bytes of a block's row: two vectors.
const ROW_BYTES: usize = 128;

/// Rows of the largest block.
pub(crate) const ROWS: usize = 12;

/// Columns of a block.
pub(crate) const fn width<E>() -> usize {
    ROW_BYTES / size_of::<E>()
}

/// Columns from which masked blocks are faster than packing.
const LEAST_COLUMNS: usize = 2;

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

/// Does [`product`] serve results with this many columns on this machine and thread without a narrower block at the end?
pub(crate) fn applies<E>(columns: usize) -> bool {
    columns.is_multiple_of(width::<E>()) && is_available()
}

/// Does [`product`] serve results with this many columns on this machine and thread faster than packing does? A block of few columns
/// takes as long as one of a whole vector's.
pub(crate) fn applies_with_edge(columns: usize) -> bool {
    columns >= LEAST_COLUMNS && is_available()
}

fn is_available() -> bool {
    Isa::current() == Isa::Avx512
}

/// `out = a · b`, `[rows, columns]`, row after row; added to what is there if `accumulate`.
///
/// # Panics
/// If an offset lies beyond its slice, or without AVX-512.
pub(crate) fn product<E: Element, R: Fn(usize) -> usize + Copy>(
    operands: &Operands<'_, E, R>,
    [rows, columns]: [usize; 2],
    accumulate: bool,
    out: &mut [E],
) {
    let result = Columns { all: columns, panel: width::<E>(), accumulate };
    check(operands, rows, &result, out);
    all_rows(operands, rows, &result, out);
}

/// As [`product`], with a right operand in [`panels`], one after the other.
///
/// # Panics
/// As [`product`].
pub(crate) fn product_of_panels<E: Element, R: Fn(usize) -> usize + Copy>(
    operands: &Operands<'_, E, R>,
    [rows, columns]: [usize; 2],
    accumulate: bool,
    out: &mut [E],
) {
    let panel = operands.segments.saturating_mul(operands.len).saturating_mul(operands.ldb);
    let result = Columns { all: columns, panel, accumulate };
    check(operands, rows, &result, out);
    all_rows(operands, rows, &result, out);
}

/// The columns of a result, and how they are computed.
struct Columns {
    /// How many there are.
    all: usize,
    /// How far apart in `b` the blocks' columns are.
    panel: usize,
    /// Is the product added to what is there?
    accumulate: bool,
}

/// # Panics
/// If an offset lies beyond its slice, but for those of rows, or without AVX-512.
fn check<E, R>(o: &Operands<'_, E, R>, rows: usize, result: &Columns, out: &[E]) {
    assert!(is_available() && out.len() >= rows.saturating_mul(result.all));
    if rows == 0 || result.all == 0 || o.segments == 0 || o.len == 0 {
        return;
    }
    assert!(o.last() < o.a.len());
    let last_panel = (result.all - 1) / width::<E>();
    let last_of_b = (o.segments.saturating_mul(o.len) - 1)
        .saturating_mul(o.ldb)
        .saturating_add(last_panel.saturating_mul(result.panel))
        .saturating_add(result.all - last_panel * width::<E>());
    assert!(last_of_b <= o.b.len());
}

impl<E, R> Operands<'_, E, R> {
    /// The largest offset that is added to a row's; saturated, beyond any slice.
    fn last(&self) -> usize {
        (self.segments - 1).saturating_mul(self.segment).saturating_add((self.len - 1).saturating_mul(self.step))
    }
}

/// Computes all rows of what `check` has found to lie within the slices.
fn all_rows<E: Element, R: Fn(usize) -> usize + Copy>(
    o: &Operands<'_, E, R>,
    rows: usize,
    result: &Columns,
    out: &mut [E],
) {
    if rows == 0 || o.segments == 0 || o.len == 0 {
        if !result.accumulate {
            out[..rows * result.all].fill(E::zero());
        }
        return;
    }
    let mut first = 0;
    while first < rows {
        // Blocks of nearly the same height: a last one of few rows would be slow.
        let left = rows - first;
        // SAFETY: `check` has found AVX-512, and `a` and `b` long enough.
        first += unsafe {
            match left.div_ceil(left.div_ceil(ROWS)) {
                1 => row_of_blocks::<E, R, 1>(o, first, result, out),
                2 => row_of_blocks::<E, R, 2>(o, first, result, out),
                3 => row_of_blocks::<E, R, 3>(o, first, result, out),
                4 => row_of_blocks::<E, R, 4>(o, first, result, out),
                5 => row_of_blocks::<E, R, 5>(o, first, result, out),
                6 => row_of_blocks::<E, R, 6>(o, first, result, out),
                7 => row_of_blocks::<E, R, 7>(o, first, result, out),
                8 => row_of_blocks::<E, R, 8>(o, first, result, out),
                9 => row_of_blocks::<E, R, 9>(o, first, result, out),
                10 => row_of_blocks::<E, R, 10>(o, first, result, out),
                11 => row_of_blocks::<E, R, 11>(o, first, result, out),
                _ => row_of_blocks::<E, R, ROWS>(o, first, result, out),
            }
        };
    }
}

/// `M` rows of the result.
///
/// # Safety
/// The machine has AVX-512; `a` is longer than the largest offset that is added to a row's; `b` has all the numbers of the result's
/// columns that the segments reach.
#[inline]
unsafe fn row_of_blocks<E: Element, R: Fn(usize) -> usize + Copy, const M: usize>(
    o: &Operands<'_, E, R>,
    first: usize,
    result: &Columns,
    out: &mut [E],
) -> usize {
    let (last, ldo) = (o.last(), result.all);
    let rows: [*const E; M] = std::array::from_fn(|r| {
        let row = (o.row)(first + r);
        assert!(row < o.a.len() - last);
        // SAFETY: the row's offset lies within `a`.
        unsafe { o.a.as_ptr().add(row) }
    });
    for column in (0..ldo).step_by(width::<E>()) {
        if result.accumulate {
            // What the block below will be added to.
            for row in first + M..first + 2 * M {
                let line = out.as_ptr().wrapping_add(row * ldo + column);
                prefetch(line);
                prefetch(line.wrapping_add(width::<E>() / 2));
            }
        }
        let width_here = width::<E>().min(ldo - column);
        let out = &mut out[first * ldo + column..(first + M - 1) * ldo + column + width_here];
        let cold = o.cold && column == 0;
        // What the block below will read, if rows follow each other in memory: row by row, or along all of them at once.
        let (below, below_step) = match o.step {
            1 => (rows[M - 1].wrapping_add(o.len), width::<E>() / 2),
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
            // SAFETY: the block's columns lie within `b`, as the caller vouches.
            b: unsafe { o.b.as_ptr().add(column / width::<E>() * result.panel) },
            ldb: o.ldb,
            ahead: if first == 0 { o.ahead } else { 0 },
            out: out.as_mut_ptr(),
            ldo,
            width: width_here,
            accumulate: result.accumulate,
        };
        // SAFETY: the caller vouches for AVX-512 and `b`; the rows' largest offsets lie within `a`, as asserted; the block of the
        // result is `out`.
        unsafe { if cold { E::block::<M, true>(&block) } else { E::block::<M, false>(&block) } };
    }
    M
}

/// A block of `M` rows and two vectors' columns, or fewer at the end of the rows.
#[doc(hidden)]
#[derive(Debug)]
#[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "no other architecture computes blocks"))]
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
    width: usize,
    accumulate: bool,
}

macro_rules! block {
    ($name:ident, $edge:ident, $t:ty, $lanes:literal, $mask:ty, $load:ident, $store:ident, $load_some:ident, $store_some:ident,
     $set1:ident, $zero:ident, $fma:ident, $add:ident) => {
        /// Computes a block.
        ///
        /// # Safety
        /// The machine has AVX-512, and all of the block's offsets lie within the operands and the result.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f")]
        pub(crate) unsafe fn $name<const M: usize, const COLD: bool>(block: &Block<$t, M>) {
            use std::arch::x86_64::{$add, $fma, $load, $set1, $store, $zero};
            if block.width < 2 * $lanes {
                // SAFETY: the caller's promise is the same.
                return unsafe { if block.width > $lanes { $edge::<M, 2>(block) } else { $edge::<M, 1>(block) } };
            }
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

        /// Computes a block of no more columns than `N` vectors have.
        ///
        /// # Safety
        /// As for a whole block.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f")]
        unsafe fn $edge<const M: usize, const N: usize>(block: &Block<$t, M>) {
            use std::arch::x86_64::{$add, $fma, $load_some, $set1, $store_some, $zero};
            // A bit for each column that there is.
            let there: [$mask; N] = std::array::from_fn(|v| {
                let columns = block.width.saturating_sub(v * $lanes).min($lanes);
                ((1_u32 << columns) - 1) as $mask
            });
            let mut sums = [[$zero(); N]; M];
            let mut b = block.b;
            for segment in 0..block.segments {
                let mut at = segment * block.segment;
                for _ in 0..block.len {
                    let mut columns = [$zero(); N];
                    for v in 0..N {
                        let line = b.wrapping_add(v * $lanes);
                        // SAFETY: what the mask leaves lies within the operand, as the caller vouches.
                        columns[v] = unsafe { $load_some(there[v], line) };
                        prefetch(line.wrapping_add(block.ahead));
                    }
                    for r in 0..M {
                        // SAFETY: within the operand, as the caller vouches.
                        let a = $set1(unsafe { *block.rows[r].add(at) });
                        for v in 0..N {
                            sums[r][v] = $fma(a, columns[v], sums[r][v]);
                        }
                    }
                    at += block.step;
                    b = b.wrapping_add(block.ldb);
                }
            }
            for (r, sums) in sums.iter().enumerate() {
                for v in 0..N {
                    let out = block.out.wrapping_add(r * block.ldo + v * $lanes);
                    // SAFETY: what the mask leaves lies within the result, as the caller vouches.
                    unsafe {
                        let sum = match block.accumulate {
                            true => $add(sums[v], $load_some(there[v], out)),
                            false => sums[v],
                        };
                        $store_some(out, there[v], sum);
                    }
                }
            }
        }
    };
}

block!(
    block_f32,
    edge_f32,
    f32,
    16,
    u16,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_maskz_loadu_ps,
    _mm512_mask_storeu_ps,
    _mm512_set1_ps,
    _mm512_setzero_ps,
    _mm512_fmadd_ps,
    _mm512_add_ps
);
block!(
    block_f64,
    edge_f64,
    f64,
    8,
    u8,
    _mm512_loadu_pd,
    _mm512_storeu_pd,
    _mm512_maskz_loadu_pd,
    _mm512_mask_storeu_pd,
    _mm512_set1_pd,
    _mm512_setzero_pd,
    _mm512_fmadd_pd,
    _mm512_add_pd
);
