//! From a node to tensors: elementwise operations, and those that move, repeat or sum elements.

use super::{Blocks, DfdxDevice, Flat, Number, Tried};
use ::dfdx::shapes::{Axis, HasShape, Shape};
use ::dfdx::tensor::Tensor;
use ::dfdx::tensor_ops::{BroadcastTo, ReshapeTo, SumTo, TryAdd, TryConcatAlong, TryMul, TrySub};
use cdm_core::Real;
use cdm_core::kernels::{Conv, MatMul, Part, Spread, Table};
use cdm_core::program::{Binary, Node, Op, ProgramRef, RowMap, Unary, ValueType};
use core::marker::PhantomData;

/// An argument of a node.
#[derive(Debug)]
pub(super) enum Operand<'a, E: Number, D: DfdxDevice<E>> {
    /// Real numbers.
    Real(Flat<E, D>),
    /// Indices.
    Index(&'a [u32]),
    /// The operation has no such argument.
    None,
}

/// One node of a verified program, about to be computed for a batch.
pub(super) struct Call<'a, E, D> {
    pub(super) device: &'a D,
    program: &'a ProgramRef<'a>,
    node: &'a Node,
    batch: usize,
    precision: PhantomData<E>,
}

impl<'a, E: Number, D: DfdxDevice<E>> Call<'a, E, D> {
    pub(super) fn new(device: &'a D, program: &'a ProgramRef<'a>, node: &'a Node, batch: usize) -> Self {
        Self { device, program, node, batch, precision: PhantomData }
    }

    /// Type of argument `at`.
    fn ty(&self, at: usize) -> &'a ValueType {
        &self.program.node(self.node.args[at]).ty
    }

    /// The node's result.
    pub(super) fn result(&self, operands: [Operand<'_, E, D>; 2]) -> Tried<Flat<E, D>, D> {
        let per_sample =
            self.node.ty.is_per_sample() || (0..self.node.op.arity()).any(|at| self.ty(at).is_per_sample());
        if self.batch == 0 && per_sample {
            return self.device.try_zeros_like(&(self.node.ty.elements_for(0),));
        }
        let [a, b] = operands;
        match (a, b) {
            (Operand::Real(a), Operand::Real(b)) => self.of_two(a, b),
            (Operand::Real(a), Operand::Index(index)) => self.of_rows(a, index),
            (Operand::Real(a), Operand::None) => self.of_one(a),
            (a, b) => match self.node.op {
                Op::Constant(value) => self.constant(value),
                // Inputs and draws are made elsewhere, and the verifier counts and types all other arguments.
                op => unreachable!("{op:?} of {a:?} and {b:?} in a verified program"),
            },
        }
    }

    fn constant(&self, value: f64) -> Tried<Flat<E, D>, D> {
        let ones: Flat<E, D> = self.device.try_ones_like(&(self.node.ty.elements_for(self.batch),))?;
        ones.try_mul(<E as Real>::from_f64(value))
    }

    fn of_one(&self, x: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        let part = |whole, part, axis: u8, start| Part::new(whole, part, usize::from(axis), start, self.batch);
        match self.node.op {
            Op::Unary(unary) => unary_map(unary, x),
            Op::RowMap(RowMap::Softmax) => self.softmax(x, self.ty(0).shape.last()),
            Op::RowMap(RowMap::CumSum { reverse }) => self.running_sums(x, self.ty(0).shape.last(), reverse),
            Op::LogSumExp => self.log_sum_exp(x, self.ty(0).shape.last()),
            Op::Slice { axis, start } => slice(&part(self.ty(0), &self.node.ty, axis, start as usize), x),
            Op::Pad { axis, before } => self.pad(&part(&self.node.ty, self.ty(0), axis, before as usize), x),
            Op::Broadcast => broadcast(&Spread::new(self.ty(0), &self.node.ty, self.batch), x),
            Op::Sum { .. } => sum(&Spread::new(&self.node.ty, self.ty(0), self.batch), x),
            // Cast and reshape: both dtypes are `E`, and a value has no axes here. No other takes one argument.
            _ => Ok(x),
        }
    }

    fn of_two(&self, a: Flat<E, D>, b: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        let conv = |w, image: &ValueType, filter: &ValueType, output: &ValueType| {
            Conv::new(w, &image.shape, &filter.shape, &output.shape, self.batch)
        };
        let (ty_a, ty_b, ty) = (self.ty(0), self.ty(1), &self.node.ty);
        match self.node.op {
            Op::Binary(Binary::Add) => a.try_add(b),
            Op::Binary(Binary::Sub) => a.try_sub(b),
            Op::Binary(Binary::Mul) => a.try_mul(b),
            Op::Concat { axis } => self.concat(usize::from(axis), a, b),
            Op::MatMul { ta, tb } => self.matmul(&MatMul::new(ty_a, ta, ty_b, tb, ty, self.batch), a, b),
            Op::Conv(w) => self.conv(&conv(w, ty_a, ty_b, ty), a, b),
            Op::ConvData(w) => self.conv_data(&conv(w, ty, ty_b, ty_a), a, b),
            Op::ConvFilter(w) => self.conv_filter(&conv(w, ty_a, ty, ty_b), a, b),
            // The verifier counts arguments.
            op => unreachable!("{op:?} of two values in a verified program"),
        }
    }

    fn of_rows(&self, x: Flat<E, D>, index: &[u32]) -> Tried<Flat<E, D>, D> {
        match self.node.op {
            Op::ScatterAdd => self.scatter_add(&Table::new(&self.node.ty), x, index),
            // No other operation takes a value and an index.
            _ => self.take(&Table::new(self.ty(0)), x, index),
        }
    }

    fn concat(&self, axis: usize, a: Flat<E, D>, b: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        let blocks = |ty, x| {
            let part = Part::new(&self.node.ty, ty, axis, 0, self.batch);
            blocks(x, [part.outer, part.len, part.inner])
        };
        flat((blocks(self.ty(0), a)?, blocks(self.ty(1), b)?).try_concat_along(Axis::<1>)?)
    }

    fn pad(&self, part: &Part, x: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        let x = blocks(x, [part.outer, part.len, part.inner])?;
        let x = self.with_zeros(x, part.start, false)?;
        flat(self.with_zeros(x, part.extent - part.start - part.len, true)?)
    }

    /// So many zeros along the middle axis, behind or in front.
    fn with_zeros(&self, x: Blocks<E, D>, count: usize, behind: bool) -> Tried<Blocks<E, D>, D> {
        if count == 0 {
            return Ok(x);
        }
        let (outer, _, inner) = *x.shape();
        let zeros: Blocks<E, D> = self.device.try_zeros_like(&(outer, count, inner))?;
        if behind { (x, zeros).try_concat_along(Axis::<1>) } else { (zeros, x).try_concat_along(Axis::<1>) }
    }
}

/// A contiguous value under three axes.
pub(super) fn blocks<E: Number, D: DfdxDevice<E>>(
    x: Flat<E, D>,
    [outer, middle, inner]: [usize; 3],
) -> Tried<Blocks<E, D>, D> {
    x.try_reshape_like(&(outer, middle, inner))
}

/// Any value, contiguous and without axes.
pub(super) fn flat<S: Shape, E: Number, D: DfdxDevice<E>>(x: Tensor<S, E, D>) -> Tried<Flat<E, D>, D> {
    let len = x.shape().num_elements();
    x.try_reshape_like(&(len,))
}

fn unary_map<E: Number, D: DfdxDevice<E>>(unary: Unary, x: Flat<E, D>) -> Tried<Flat<E, D>, D> {
    match unary {
        Unary::Affine { scale, shift } => {
            x.try_mul(<E as Real>::from_f64(scale))?.try_add(<E as Real>::from_f64(shift))
        }
        Unary::Recip => x.try_recip(),
        Unary::Sqrt => x.try_sqrt(),
        Unary::Sigmoid => x.try_sigmoid(),
    }
}

fn slice<E: Number, D: DfdxDevice<E>>(part: &Part, x: Flat<E, D>) -> Tried<Flat<E, D>, D> {
    let x = blocks(x, [part.outer, part.extent, part.inner])?;
    flat(x.try_slice((.., part.start..part.start + part.len, ..))?)
}

/// Repeats as steps from the small to the wide value: `[outer, 1, inner]` becomes `[outer, count, inner]`.
fn repeats(spread: &Spread) -> Vec<[usize; 3]> {
    let repeated = |axis: usize| spread.stride[axis] == 0 && spread.wide[axis] > 1;
    let axes = spread.wide.len();
    let small: Vec<usize> = (0..axes).map(|axis| if repeated(axis) { 1 } else { spread.wide[axis] }).collect();
    let (mut steps, mut axis) = (Vec::new(), 0);
    while axis < axes {
        let end = (axis..axes).find(|&axis| !repeated(axis)).unwrap_or(axes);
        if end > axis {
            let outer = spread.wide[..axis].iter().product();
            let count = spread.wide[axis..end].iter().product();
            steps.push([outer, count, small[end..].iter().product()]);
        }
        axis = end + 1;
    }
    steps
}

fn broadcast<E: Number, D: DfdxDevice<E>>(spread: &Spread, mut x: Flat<E, D>) -> Tried<Flat<E, D>, D> {
    for [outer, count, inner] in repeats(spread) {
        let rows = x.try_reshape_like(&(outer, inner))?;
        x = flat(rows.try_broadcast_like::<_, Axis<1>>(&(outer, count, inner))?)?;
    }
    Ok(x)
}

fn sum<E: Number, D: DfdxDevice<E>>(spread: &Spread, mut x: Flat<E, D>) -> Tried<Flat<E, D>, D> {
    for step in repeats(spread).into_iter().rev() {
        x = flat(blocks(x, step)?.try_sum::<(usize, usize), Axis<1>>()?)?;
    }
    Ok(x)
}
