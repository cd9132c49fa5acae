//! Products of matrices.

use crate::element::Element;
use crate::micro::{self, Operands, panels};
use cdm_core::kernels::MatMul;

/// Bytes of a right operand up to which it stays in the second-level cache while every block of rows passes over it.
const RESIDENT_BYTES: usize = 512 * 1024;

/// Rows of a product from which it is worth transposing its right operand for it alone.
const LEAST_ROWS_TO_TRANSPOSE: usize = 5;

/// Numbers of a right operand from which two rows are enough: gemm goes through a large one with few rows slowly.
const LARGE_TO_TRANSPOSE: usize = 16 * 1024;

/// A matrix in memory: where it begins and how far apart its neighbours are.
#[derive(Clone, Copy)]
pub(crate) struct Matrix<'a, E> {
    pub(crate) data: &'a [E],
    pub(crate) row: usize,
    pub(crate) column: usize,
}

impl<'a, E> Matrix<'a, E> {
    /// Stored row after row of `width`, or the transpose of that.
    pub(crate) fn new(data: &'a [E], width: usize, transposed: bool) -> Self {
        let (row, column) = if transposed { (1, width) } else { (width, 1) };
        Matrix { data, row, column }
    }

    /// Numbers that it needs; saturated, more than any slice has.
    fn reaches(&self, rows: usize, columns: usize) -> usize {
        (rows - 1).saturating_mul(self.row).saturating_add((columns - 1).saturating_mul(self.column)).saturating_add(1)
    }
}

/// `out = a · b` for `[m, k]` and `[k, n]`, added to what is there if `accumulate`; `out` is `[m, n]`, row after row.
///
/// # Panics
/// If a slice is too short for its matrix.
pub(crate) fn product<E: Element>(
    [m, k, n]: [usize; 3],
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    accumulate: bool,
    out: &mut [E],
) {
    if m == 0 || n == 0 || k == 0 {
        if !accumulate {
            out[..m * n].fill(E::zero());
        }
        return;
    }
    let resident = m <= micro::ROWS || k.saturating_mul(n) <= RESIDENT_BYTES / size_of::<E>();
    if b.column == 1 && resident && micro::applies_with_edge(n) {
        let operands = Operands {
            a: a.data,
            row: |r| r * a.row,
            segment: 0,
            segments: 1,
            len: k,
            step: a.column,
            b: b.data,
            ldb: b.row,
            ahead: (k / 4).min(micro::ROWS_AHEAD) * b.row,
            cold: true,
        };
        return micro::product(&operands, [m, n], accumulate, out);
    }
    assert!(out.len() >= m.saturating_mul(n));
    assert!(a.data.len() >= a.reaches(m, k) && b.data.len() >= b.reaches(k, n));
    // SAFETY: the assertion above keeps every access within the slices; strides fit isize, since slices do.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            n as isize,
            accumulate,
            a.data.as_ptr(),
            a.column as isize,
            a.row as isize,
            b.data.as_ptr(),
            b.column as isize,
            b.row as isize,
            E::one(),
            E::one(),
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// [`product`] with a right operand in [`panels`].
///
/// # Panics
/// If a slice is too short for its matrix, or without AVX-512.
pub(crate) fn product_of_panels<E: Element>(
    [m, k, n]: [usize; 3],
    a: Matrix<'_, E>,
    b: &[E],
    accumulate: bool,
    out: &mut [E],
) {
    let ldb = micro::width::<E>();
    let operands = Operands {
        a: a.data,
        row: |r| r * a.row,
        segment: 0,
        segments: 1,
        len: k,
        step: a.column,
        b,
        ldb,
        ahead: (k / 4).min(micro::ROWS_AHEAD) * ldb,
        cold: true,
    };
    micro::product_of_panels(&operands, [m, n], accumulate, out);
}

/// Is it worth transposing a right operand that is stored as `[n, k]` before a product of `rows` rows, if it is used once?
pub(crate) fn transposing_pays([rows, k, n]: [usize; 3]) -> bool {
    let least = if k.saturating_mul(n) >= LARGE_TO_TRANSPOSE { 2 } else { LEAST_ROWS_TO_TRANSPOSE };
    rows >= least && micro::applies_with_edge(n)
}

/// `out = a · b` where `b` is stored as `[n, k]`, row after row. Not to be called with the thread's scratch memory lent.
fn product_transposing<E: Element>([m, k, n]: [usize; 3], a: Matrix<'_, E>, b: &[E], accumulate: bool, out: &mut [E]) {
    if k == 0 || !transposing_pays([m, k, n]) {
        return product([m, k, n], a, Matrix::new(b, k, true), accumulate, out);
    }
    E::with_scratch(panels::len::<E>([k, n]), |scratch| {
        panels::transpose(b, [k, n], scratch);
        product_of_panels([m, k, n], a, scratch, accumulate, out);
    });
}

/// See [`cdm_core::kernels::Kernels::matmul`]: as few and as large products as the layout allows.
pub(crate) fn matmul<E: Element>(g: &MatMul, a: &[E], b: &[E], out: &mut [E]) {
    let (m, k, n, samples) = (g.m, g.k, g.n, g.samples);
    let left = |data, ta| Matrix::new(data, if ta { m } else { k }, ta);
    // A matrix with one row or one column is its own transpose in memory.
    let ta_is_free = m == 1 || k == 1;
    let tb_is_free = k == 1 || n == 1;
    let general = |dims, a, b, out: &mut [E]| match g.tb && !tb_is_free {
        true => product_transposing(dims, a, b, g.accumulate, out),
        false => product(dims, a, Matrix::new(b, n, false), g.accumulate, out),
    };
    if samples == 1 {
        return general([m, k, n], left(a, g.ta), b, out);
    }
    if g.accumulate && (g.ta || ta_is_free) && (!g.tb || tb_is_free) {
        // Σ aᵀ b over samples: the samples are more of the inner extent.
        return product([m, samples * k, n], Matrix::new(a, m, true), Matrix::new(b, n, false), true, out);
    }
    if g.b_shared && !g.a_shared && (!g.ta || ta_is_free) {
        // The samples are more rows.
        return general([samples * m, k, n], Matrix::new(a, k, false), b, out);
    }
    if g.a_shared && !g.b_shared && (g.tb || tb_is_free) && m == 1 {
        // One row times each sample's [k, n] stored as [n, k]: the samples are more rows of the transpose.
        return product([samples * n, k, 1], Matrix::new(b, k, false), Matrix::new(a, 1, false), false, out);
    }
    for sample in 0..samples {
        let a = if g.a_shared { a } else { &a[sample * m * k..][..m * k] };
        let b = if g.b_shared { b } else { &b[sample * k * n..][..k * n] };
        let out = if g.accumulate { &mut *out } else { &mut out[sample * m * n..][..m * n] };
        general([m, k, n], left(a, g.ta), b, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::kernels::naive;

    /// Numbers that are multiples of few powers of two: products and sums of them are exact in either precision.
    fn numbers<E: Element>(len: usize, salt: usize) -> Vec<E> {
        (0..len).map(|i| E::from_f64(((i * 37 + salt) % 17) as f64 / 8.0 - 1.0)).collect()
    }

    /// Every way to say a product of these extents, with more samples than one and with one.
    fn check<E: Element>(m: usize, k: usize, n: usize) {
        for bits in 0..64 {
            let [ta, tb, a_shared, b_shared, accumulate, single] = [0, 1, 2, 3, 4, 5].map(|bit| bits >> bit & 1 == 1);
            // Only products of two that samples differ in are summed over them.
            if !single && (a_shared && b_shared || accumulate && (a_shared || b_shared)) {
                continue;
            }
            let samples = if single { 1 } else { 3 };
            let g = MatMul { samples, m, k, n, ta, tb, a_shared, b_shared, accumulate };
            let copies = |shared: bool| if shared { 1 } else { samples };
            let (a, b) = (numbers::<E>(copies(a_shared) * m * k, 1), numbers::<E>(copies(b_shared) * k * n, 2));
            let mut got = match accumulate {
                true => numbers::<E>(m * n, 3),
                false => vec![E::from_f64(f64::NAN); samples * m * n],
            };
            let mut want = got.clone();
            matmul(&g, &a, &b, &mut got);
            naive::matmul(&g, &a, &b, &mut want);
            assert_eq!(got, want, "{g:?}");
        }
    }

    #[test]
    fn every_product_equals_the_naive_one_exactly() {
        for n in [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 102] {
            for (m, k) in [(1, 5), (5, 1), (7, 19), (13, 32), (30, 3)] {
                check::<f32>(m, k, n);
                check::<f64>(m, k, n);
            }
        }
    }

    #[test]
    fn products_of_large_and_odd_extents_equal_the_naive_ones_exactly() {
        for [m, k, n] in [[64, 64, 64], [25, 70, 130], [3, 300, 1002], [40, 300, 1002]] {
            check::<f32>(m, k, n);
        }
    }
}
