//! Operations on one value: elementwise, along rows, and those that move or sum elements.

use super::Evaluator;
use crate::backend::RunError;
use crate::conformance::Scalar;
use crate::program::{Binary, Distribution, Op, RowMap, Unary};
use crate::rng::{Philox, Stream};
use alloc::{vec, vec::Vec};
use ndarray::{Array1, ArrayD, ArrayView1, Axis, Dimension, Slice, Zip, concatenate};

impl<S: Scalar> Evaluator<'_, S> {
    /// The node's result.
    pub(super) fn result(&self) -> Result<ArrayD<S>, RunError> {
        Ok(match self.node.op {
            // Inputs are copied before an evaluator is made.
            Op::Input(_) => unreachable!("an input is no operation"),
            Op::Constant(value) => ArrayD::from_elem(self.dims(), self.constant(value)),
            Op::Unary(unary) => self.real(0).mapv(|x| match unary {
                Unary::Affine { scale, shift } => x.affine(scale, shift),
                Unary::Recip => x.recip(),
                Unary::Sqrt => x.sqrt(),
                Unary::Sigmoid => x.sigmoid(),
            }),
            Op::Binary(binary) => Zip::from(self.real(0)).and(self.real(1)).map_collect(|&a, &b| match binary {
                Binary::Add => a.plus(b),
                Binary::Sub => a.minus(b),
                Binary::Mul => a.times(b),
            }),
            Op::Cast => self.real(0).mapv(|x| x.cast(self.node.ty.dtype, self.context)),
            Op::RowMap(map) => self.rows(|row| row_map(map, row)),
            Op::LogSumExp => self.rows(|row| vec![S::log_sum_exp(row)]),
            Op::Reshape => reshaped(self.real(0), self.dims()),
            Op::Slice { axis, start } => self.slice(usize::from(axis) + 1, start as usize),
            Op::Pad { axis, before } => self.pad(usize::from(axis) + 1, before as usize),
            Op::Concat { axis } => self.concat(usize::from(axis) + 1),
            Op::Broadcast => self.broadcast(),
            Op::Sum { .. } => self.sum(),
            Op::MatMul { ta, tb } => self.matmul(ta, tb),
            Op::Conv(window) => self.conv(&window),
            Op::ConvData(window) => self.conv_data(&window),
            Op::ConvFilter(window) => self.conv_filter(&window),
            Op::Take => self.take()?,
            Op::ScatterAdd => self.scatter_add()?,
            Op::Random { stream, distribution } => self.random(Stream(stream), distribution),
        })
    }

    /// Applies a function to each row (last axis); all its results have the length of the result's last axis.
    fn rows(&self, function: impl Fn(&[S]) -> Vec<S>) -> ArrayD<S> {
        let mut out = ArrayD::from_elem(self.dims(), self.constant(0.0));
        let last = Axis(out.ndim() - 1);
        for (from, mut to) in self.real(0).lanes(last).into_iter().zip(out.lanes_mut(last)) {
            to.assign(&Array1::from(function(&from.to_vec())));
        }
        out
    }

    fn slice(&self, axis: usize, start: usize) -> ArrayD<S> {
        let len = self.dims()[axis];
        self.real(0).slice_axis(Axis(axis), Slice::from(start..start + len)).to_owned()
    }

    fn pad(&self, axis: usize, before: usize) -> ArrayD<S> {
        let x = self.real(0);
        let mut out = ArrayD::from_elem(self.dims(), self.constant(0.0));
        let len = x.shape()[axis];
        out.slice_axis_mut(Axis(axis), Slice::from(before..before + len)).assign(x);
        out
    }

    fn concat(&self, axis: usize) -> ArrayD<S> {
        match concatenate(Axis(axis), &[self.real(0).view(), self.real(1).view()]) {
            Ok(joined) => joined,
            // The verifier has compared the other axes.
            Err(_) => unreachable!("shapes of a verified concatenation"),
        }
    }

    fn broadcast(&self) -> ArrayD<S> {
        match self.real(0).broadcast(self.dims()) {
            Some(wide) => wide.to_owned(),
            // The verifier has seen that extents are 1 where they are repeated.
            None => unreachable!("shapes of a verified broadcast"),
        }
    }

    /// Each result is the sum over all axes that have become 1, the batch among them.
    fn sum(&self) -> ArrayD<S> {
        let x = self.real(0);
        let out_dims = self.dims();
        // A batch of one, or an axis of extent 1, is the same summed or kept.
        let kept: Vec<bool> = (0..x.ndim()).map(|axis| out_dims[axis] == x.shape()[axis]).collect();
        ArrayD::from_shape_fn(out_dims, |at| {
            let part = x.slice_each_axis(|axis| {
                let axis = axis.axis.index();
                if kept[axis] { Slice::from(at[axis]..at[axis] + 1) } else { Slice::from(..) }
            });
            S::sum(self.constant(0.0), &part.iter().copied().collect::<Vec<_>>())
        })
    }

    fn random(&self, stream: Stream, distribution: Distribution) -> ArrayD<S> {
        let (key, samples) = (self.index(0), self.index(1));
        let philox = Philox { key: [key[[0, 0]], key[[0, 1]]] };
        let step = key[[0, 2]];
        let elements = self.node.ty.elements();
        let mut numbers = Vec::with_capacity(elements * self.batch);
        for &sample in samples {
            numbers.extend((0..elements).map(|element| match distribution {
                Distribution::Normal => self.constant(philox.normal::<f64>(stream, sample, step, element)),
                Distribution::Bernoulli { p } => {
                    self.constant(if philox.bernoulli(stream, sample, step, element, p) { 1.0 } else { 0.0 })
                }
            }));
        }
        reshaped(&ArrayView1::from(&numbers).into_dyn().to_owned(), self.dims())
    }
}

fn row_map<S: Scalar>(map: RowMap, row: &[S]) -> Vec<S> {
    match map {
        RowMap::Softmax => S::softmax(row),
        RowMap::CumSum { reverse: false } => S::running_sums(row),
        RowMap::CumSum { reverse: true } => {
            let backwards: Vec<S> = row.iter().rev().copied().collect();
            S::running_sums(&backwards).into_iter().rev().collect()
        }
    }
}

/// The same elements, in row-major order, under other axes.
fn reshaped<S: Scalar>(x: &ArrayD<S>, dims: impl Dimension<Larger = ndarray::IxDyn>) -> ArrayD<S> {
    match ArrayD::from_shape_vec(dims.into_dyn(), x.iter().copied().collect()) {
        Ok(out) => out,
        // The verifier has compared the numbers of elements.
        Err(_) => unreachable!("shapes of a verified reshape"),
    }
}
