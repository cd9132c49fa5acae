//! Operations that contract two values, and rows of tables.

use super::Evaluator;
use crate::backend::RunError;
use crate::conformance::Scalar;
use crate::program::{ValueType, Window};
use alloc::{vec, vec::Vec};
use core::ops::Range;
use ndarray::{ArrayD, ArrayViewD, Axis, Dimension};

/// The part of a value that belongs to `sample`: all of it if it is shared.
fn of_sample<'a, S>(x: &'a ArrayD<S>, ty: &ValueType, sample: usize) -> ArrayViewD<'a, S> {
    x.index_axis(Axis(0), if ty.is_per_sample() { sample } else { 0 })
}

/// Triples `(output, tap, input)` along one axis that a window connects: `input = stride · output + tap − before`.
fn taps(window: &Window, axis: usize, input: usize, filter: usize, output: usize) -> Vec<(usize, usize, usize)> {
    let (stride, before) = (usize::from(window.stride), usize::from(window.before[axis]));
    let mut triples = Vec::new();
    for out in 0..output {
        for tap in 0..filter {
            let padded = stride * out + tap;
            if padded >= before && padded - before < input {
                triples.push((out, tap, padded - before));
            }
        }
    }
    triples
}

type Triples = Vec<(usize, usize, usize)>;

impl<S: Scalar> Evaluator<'_, S> {
    /// The samples that each leading index of the result sums over.
    fn groups(&self) -> Vec<Range<usize>> {
        let any = (0..2).any(|at| self.ty(at).is_per_sample());
        match (self.node.ty.is_per_sample(), any) {
            (true, _) => (0..self.batch).map(|sample| sample..sample + 1).collect(),
            (false, true) => vec![0..self.batch; 1],
            (false, false) => vec![0..1; 1],
        }
    }

    /// `c[i, j] = Σ_k op(a)[i, k] · op(b)[k, j]`, and over the samples of a group.
    pub(super) fn matmul(&self, ta: bool, tb: bool) -> ArrayD<S> {
        let (a, b) = (self.real(0), self.real(1));
        let (ty_a, ty_b) = (self.ty(0), self.ty(1));
        let inner = a.shape()[if ta { 1 } else { 2 }];
        let groups = self.groups();
        ArrayD::from_shape_fn(self.dims(), |at| {
            let (group, i, j) = (at[0], at[1], at[2]);
            let mut pairs = Vec::new();
            for sample in groups[group].clone() {
                let (a, b) = (of_sample(a, &ty_a, sample), of_sample(b, &ty_b, sample));
                pairs.extend((0..inner).map(|k| {
                    let left = if ta { a[[k, i]] } else { a[[i, k]] };
                    let right = if tb { b[[j, k]] } else { b[[k, j]] };
                    (left, right)
                }));
            }
            S::dot(self.constant(0.0), &pairs)
        })
    }

    /// `y[i, j, o] = Σ x[r, s, c] · w[u, v, c, o]` over the connected `(i, u, r)` and `(j, v, s)`.
    pub(super) fn conv(&self, window: &Window) -> ArrayD<S> {
        let (x, w) = (self.real(0), self.real(1));
        let dims = self.dims();
        let side = |axis: usize| taps(window, axis, x.shape()[axis + 1], w.shape()[axis + 1], dims[axis + 1]);
        let (rows, columns): (Triples, Triples) = (side(0), side(1));
        let channels = x.shape()[3];
        ArrayD::from_shape_fn(dims.clone(), |at| {
            let mut pairs = Vec::new();
            for &(_, u, r) in rows.iter().filter(|(i, ..)| *i == at[1]) {
                for &(_, v, s) in columns.iter().filter(|(j, ..)| *j == at[2]) {
                    pairs.extend((0..channels).map(|c| (x[[at[0], r, s, c]], w[[0, u, v, c, at[3]]])));
                }
            }
            S::dot(self.constant(0.0), &pairs)
        })
    }

    /// `x[r, s, c] = Σ y[i, j, o] · w[u, v, c, o]` over the connected `(i, u, r)` and `(j, v, s)`.
    pub(super) fn conv_data(&self, window: &Window) -> ArrayD<S> {
        let (y, w) = (self.real(0), self.real(1));
        let dims = self.dims();
        let side = |axis: usize| taps(window, axis, dims[axis + 1], w.shape()[axis + 1], y.shape()[axis + 1]);
        let (rows, columns): (Triples, Triples) = (side(0), side(1));
        let channels = y.shape()[3];
        ArrayD::from_shape_fn(dims.clone(), |at| {
            let mut pairs = Vec::new();
            for &(i, u, _) in rows.iter().filter(|(.., r)| *r == at[1]) {
                for &(j, v, _) in columns.iter().filter(|(.., s)| *s == at[2]) {
                    pairs.extend((0..channels).map(|o| (y[[at[0], i, j, o]], w[[0, u, v, at[3], o]])));
                }
            }
            S::dot(self.constant(0.0), &pairs)
        })
    }

    /// `w[u, v, c, o] = Σ x[r, s, c] · y[i, j, o]` over samples and the connected `(i, u, r)` and `(j, v, s)`.
    pub(super) fn conv_filter(&self, window: &Window) -> ArrayD<S> {
        let (x, y) = (self.real(0), self.real(1));
        let dims = self.dims();
        let side = |axis: usize| taps(window, axis, x.shape()[axis + 1], dims[axis + 1], y.shape()[axis + 1]);
        let (rows, columns): (Triples, Triples) = (side(0), side(1));
        ArrayD::from_shape_fn(dims.clone(), |at| {
            let mut pairs = Vec::new();
            for sample in 0..self.batch {
                for &(i, _, r) in rows.iter().filter(|(_, u, _)| *u == at[1]) {
                    for &(j, _, s) in columns.iter().filter(|(_, v, _)| *v == at[2]) {
                        pairs.push((x[[sample, r, s, at[3]]], y[[sample, i, j, at[4]]]));
                    }
                }
            }
            S::dot(self.constant(0.0), &pairs)
        })
    }

    /// The row of each sample's index.
    pub(super) fn take(&self) -> Result<ArrayD<S>, RunError> {
        let (table, ty) = (self.real(0), self.ty(0));
        let mut out = ArrayD::from_elem(self.dims(), self.constant(0.0));
        for sample in 0..self.batch {
            let row = self.row(sample, table.shape()[1])?;
            out.index_axis_mut(Axis(0), sample).assign(&of_sample(table, &ty, sample).index_axis(Axis(0), row));
        }
        Ok(out)
    }

    /// Element `[n, …]` sums the rows of the samples whose index is `n`: of one sample, or of all if shared.
    pub(super) fn scatter_add(&self) -> Result<ArrayD<S>, RunError> {
        let rows = self.real(0);
        let dims = self.dims();
        let indices = (0..self.batch).map(|sample| self.row(sample, dims[1])).collect::<Result<Vec<_>, _>>()?;
        let groups = self.groups();
        Ok(ArrayD::from_shape_fn(dims, |at| {
            let group = groups[at[0]].clone().filter(|&sample| indices[sample] == at[1]);
            let terms: Vec<S> = group
                .map(|sample| {
                    let place: Vec<usize> =
                        core::iter::once(sample).chain((2..at.ndim()).map(|axis| at[axis])).collect();
                    rows[place.as_slice()]
                })
                .collect();
            S::sum(self.constant(0.0), &terms)
        }))
    }

    /// The index of a sample, if it lies in a table of so many rows.
    fn row(&self, sample: usize, rows: usize) -> Result<usize, RunError> {
        let index = self.index(1)[[sample]];
        if (index as usize) < rows { Ok(index as usize) } else { Err(RunError::Index { sample, index, rows }) }
    }
}
