//! Products of matrices.

use crate::element::Element;
use crate::micro::{self, Operands};
use cdm_core::kernels::MatMul;

/// Bytes of a right operand up to which it stays in the second-level cache while every block of rows passes over it.
const RESIDENT_BYTES: usize = 512 * 1024;

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
    if b.column == 1 && k.saturating_mul(n) <= RESIDENT_BYTES / size_of::<E>() && micro::applies::<E>(n) {
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

/// See [`cdm_core::kernels::Kernels::matmul`]: as few and as large products as the layout allows.
pub(crate) fn matmul<E: Element>(g: &MatMul, a: &[E], b: &[E], out: &mut [E]) {
    let (m, k, n, samples) = (g.m, g.k, g.n, g.samples);
    let left = |data, ta| Matrix::new(data, if ta { m } else { k }, ta);
    let right = |data, tb| Matrix::new(data, if tb { k } else { n }, tb);
    // A matrix with one row or one column is its own transpose in memory.
    let ta_is_free = m == 1 || k == 1;
    let tb_is_free = k == 1 || n == 1;
    if samples == 1 {
        return product([m, k, n], left(a, g.ta), right(b, g.tb), g.accumulate, out);
    }
    if g.accumulate && (g.ta || ta_is_free) && (!g.tb || tb_is_free) {
        // Σ aᵀ b over samples: the samples are more of the inner extent.
        return product([m, samples * k, n], Matrix::new(a, m, true), Matrix::new(b, n, false), true, out);
    }
    if g.b_shared && !g.a_shared && (!g.ta || ta_is_free) {
        // The samples are more rows.
        return product([samples * m, k, n], Matrix::new(a, k, false), right(b, g.tb), false, out);
    }
    if g.a_shared && !g.b_shared && (g.tb || tb_is_free) && m == 1 {
        // One row times each sample's [k, n] stored as [n, k]: the samples are more rows of the transpose.
        return product([samples * n, k, 1], Matrix::new(b, k, false), Matrix::new(a, 1, false), false, out);
    }
    for sample in 0..samples {
        let a = if g.a_shared { a } else { &a[sample * m * k..][..m * k] };
        let b = if g.b_shared { b } else { &b[sample * k * n..][..k * n] };
        let out = if g.accumulate { &mut *out } else { &mut out[sample * m * n..][..m * n] };
        product([m, k, n], left(a, g.ta), right(b, g.tb), g.accumulate, out);
    }
}
