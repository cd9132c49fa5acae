//! From a node to its kernel, and the check of a run's buffers: what every executor over [`Kernels`] shares.

use super::{Conv, Draw, Kernels, MatMul, Part, Spread, Table};
use crate::Real;
use crate::backend::RunError;
use crate::program::{Dtype, Node, Op, ProgramRef, Role, ValueType};
use crate::rng::Philox;
use core::ops::Range;

/// Numbers in host memory that a node or a run reads.
#[derive(Debug)]
pub enum HostInput<'a, E> {
    /// Real numbers.
    Real(&'a [E]),
    /// Indices.
    Index(&'a [u32]),
}

impl<E> Clone for HostInput<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for HostInput<'_, E> {}

impl<'a, E> HostInput<'a, E> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            HostInput::Real(x) => x.len(),
            HostInput::Index(x) => x.len(),
        }
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A part of them.
    ///
    /// # Panics
    /// If the range reaches beyond the end.
    pub fn slice(self, range: Range<usize>) -> Self {
        match self {
            HostInput::Real(x) => HostInput::Real(&x[range]),
            HostInput::Index(x) => HostInput::Index(&x[range]),
        }
    }

    /// Its real numbers; none if it holds indices.
    pub fn real(self) -> &'a [E] {
        match self {
            HostInput::Real(x) => x,
            HostInput::Index(_) => &[],
        }
    }

    /// Its indices; none if it holds real numbers.
    pub fn index(self) -> &'a [u32] {
        match self {
            HostInput::Real(_) => &[],
            HostInput::Index(x) => x,
        }
    }
}

/// The numbers of a caller's buffer of this type that belong to `count` samples from `first`: all of them if samples share it.
pub fn range_in_batch(ty: &ValueType, first: usize, count: usize) -> Range<usize> {
    let len = ty.elements();
    if ty.is_per_sample() { first * len..(first + count) * len } else { 0..len }
}

/// Runs one node of a verified program for `samples` samples. `args` are the node's arguments as far as it has some;
/// slices have exactly the lengths of their types. Inputs and reshapes do nothing: they are other names of memory.
pub fn apply<E: Real, K: Kernels<E>>(
    k: &K,
    program: &ProgramRef<'_>,
    node: &Node,
    samples: usize,
    args: [HostInput<'_, E>; 2],
    out: &mut [E],
) {
    let n = samples;
    let arg = |i: usize| args[i].real();
    let ty = |i: usize| &program.node(node.args[i]).ty;
    let part =
        |whole: &ValueType, part: &ValueType, axis: u8, start| Part::new(whole, part, usize::from(axis), start, n);
    match node.op {
        Op::Input(_) | Op::Reshape => {}
        Op::Constant(value) => k.fill(E::from_f64(value), out),
        Op::Unary(unary) => k.unary(unary, arg(0), out),
        Op::Binary(binary) => k.binary(binary, arg(0), arg(1), out),
        Op::Cast => out.copy_from_slice(arg(0)),
        Op::RowMap(map) => k.row_map(map, node.ty.shape.last(), arg(0), out),
        Op::LogSumExp => k.log_sum_exp(ty(0).shape.last(), arg(0), out),
        Op::Slice { axis, start } => k.extract(&part(ty(0), &node.ty, axis, start as usize), arg(0), out),
        Op::Pad { axis, before } => {
            k.fill(E::zero(), out);
            k.insert(&part(&node.ty, ty(0), axis, before as usize), arg(0), out);
        }
        Op::Concat { axis } => {
            let first = ty(0).shape.dim(usize::from(axis));
            k.insert(&part(&node.ty, ty(0), axis, 0), arg(0), out);
            k.insert(&part(&node.ty, ty(1), axis, first), arg(1), out);
        }
        Op::Broadcast => k.broadcast(&Spread::new(ty(0), &node.ty, n), arg(0), out),
        Op::Sum { .. } => {
            let accumulate = ty(0).is_per_sample() && !node.ty.is_per_sample();
            k.sum(&Spread::new(&node.ty, ty(0), n), accumulate, arg(0), out);
        }
        Op::MatMul { ta, tb } => k.matmul(&MatMul::new(ty(0), ta, ty(1), tb, &node.ty, n), arg(0), arg(1), out),
        Op::Conv(w) => k.conv(&Conv::new(w, &ty(0).shape, &ty(1).shape, &node.ty.shape, n), arg(0), arg(1), out),
        Op::ConvData(w) => {
            k.conv_data(&Conv::new(w, &node.ty.shape, &ty(1).shape, &ty(0).shape, n), arg(0), arg(1), out);
        }
        Op::ConvFilter(w) => {
            k.conv_filter(&Conv::new(w, &ty(0).shape, &node.ty.shape, &ty(1).shape, n), arg(0), arg(1), out);
        }
        Op::Take => k.take(&Table::new(ty(0)), arg(0), args[1].index(), out),
        Op::ScatterAdd => k.scatter_add(&Table::new(&node.ty), arg(0), args[1].index(), out),
        Op::Random { stream, distribution } => {
            if let &[low, high, step] = args[0].index() {
                let philox = Philox::new(u64::from(high) << 32 | u64::from(low));
                k.random(&Draw { philox, stream, step, samples: args[1].index(), distribution }, out);
            }
        }
    }
}

/// Do the buffers of a run fit the program and the batch, and are all indices within their tables? Lists are in the
/// order of the program's inputs of that role, or of its outputs; of states and outputs only lengths are asked.
///
/// # Errors
/// The first buffer or index that does not fit.
pub fn check<'a, E: 'a>(
    program: &ProgramRef<'_>,
    batch: usize,
    data: impl ExactSizeIterator<Item = HostInput<'a, E>> + Clone,
    frozen: impl ExactSizeIterator<Item = HostInput<'a, E>>,
    state: impl ExactSizeIterator<Item = usize>,
    outputs: impl ExactSizeIterator<Item = usize>,
) -> Result<(), RunError> {
    let count = |list, want: usize, got: usize| {
        if want == got { Ok(()) } else { Err(RunError::Count { list, want, got }) }
    };
    count("data", program.inputs_of(Role::Data).count(), data.len())?;
    count("frozen", program.inputs_of(Role::Frozen).count(), frozen.len())?;
    count("state", program.inputs_of(Role::State).count(), state.len())?;
    count("outputs", program.outputs.len(), outputs.len())?;
    let length = |list, at, ty: &ValueType, got| {
        let want = ty.elements_for(batch);
        if want == got { Ok(()) } else { Err(RunError::Length { list, at, want, got }) }
    };
    let inputs = |list, at, ty: &ValueType, given: HostInput<'a, E>| {
        if matches!(given, HostInput::Index(_)) != (ty.dtype == Dtype::Index) {
            return Err(RunError::Kind { list, at });
        }
        length(list, at, ty, given.len())
    };
    for (at, ((_, input), given)) in program.inputs_of(Role::Data).zip(data.clone()).enumerate() {
        inputs("data", at, &input.ty, given)?;
    }
    for (at, ((_, input), given)) in program.inputs_of(Role::Frozen).zip(frozen).enumerate() {
        inputs("frozen", at, &input.ty, given)?;
    }
    for (at, ((_, input), given)) in program.inputs_of(Role::State).zip(state).enumerate() {
        length("state", at, &input.ty, given)?;
    }
    for (at, (output, given)) in program.outputs.iter().zip(outputs).enumerate() {
        length("outputs", at, &program.node(output.value).ty, given)?;
    }
    check_indices(program, data)
}

fn check_indices<'a, E: 'a>(
    program: &ProgramRef<'_>,
    data: impl Iterator<Item = HostInput<'a, E>> + Clone,
) -> Result<(), RunError> {
    for node in program.nodes {
        let (index, rows) = match node.op {
            Op::Take => (node.args[1], program.node(node.args[0]).ty.shape.dim(0)),
            Op::ScatterAdd => (node.args[1], node.ty.shape.dim(0)),
            _ => continue,
        };
        // Only an input can be an index, and a per-sample input is data.
        let Op::Input(input) = program.node(index).op else { continue };
        let indices = data.clone().nth(program.position(input as usize)).map_or(&[][..], HostInput::index);
        if let Some(sample) = indices.iter().position(|&i| i as usize >= rows) {
            return Err(RunError::Index { sample, index: indices[sample], rows });
        }
    }
    Ok(())
}
