//! The f64 executor of programs: node by node over the whole batch, every operation as it is defined.

mod contract;
mod ops;

use crate::backend::RunError;
use crate::conformance::Scalar;
use crate::program::{Dtype, Node, Op, ProgramRef, ValueId, ValueType};
use alloc::vec::Vec;
use ndarray::{ArrayD, IxDyn};

/// A value of a program. The first axis is the batch, of extent 1 if the value is shared; the others are its shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<S> {
    /// Numbers.
    Real(ArrayD<S>),
    /// Indices.
    Index(ArrayD<u32>),
}

impl<S> Value<S> {
    /// Numbers of a type, sample after sample; `None` if there are not as many as `batch` samples have.
    pub fn real(ty: &ValueType, batch: usize, numbers: Vec<S>) -> Option<Self> {
        ArrayD::from_shape_vec(IxDyn(&dims(ty, batch)), numbers).ok().map(Value::Real)
    }

    /// Indices of a type, sample after sample; `None` if there are not as many as `batch` samples have.
    pub fn index(ty: &ValueType, batch: usize, numbers: Vec<u32>) -> Option<Self> {
        ArrayD::from_shape_vec(IxDyn(&dims(ty, batch)), numbers).ok().map(Value::Index)
    }

    /// The numbers, sample after sample; none for indices.
    pub fn numbers(&self) -> Vec<S>
    where
        S: Copy,
    {
        match self {
            Value::Real(x) => x.iter().copied().collect(),
            Value::Index(_) => Vec::new(),
        }
    }

    /// The same value in other numbers.
    pub fn map<T>(&self, convert: impl FnMut(S) -> T) -> Value<T>
    where
        S: Copy,
    {
        match self {
            Value::Real(x) => Value::Real(x.mapv(convert)),
            Value::Index(x) => Value::Index(x.clone()),
        }
    }

    fn shape(&self) -> &[usize] {
        match self {
            Value::Real(x) => x.shape(),
            Value::Index(x) => x.shape(),
        }
    }
}

/// The axes of a value in memory: the batch (1 if shared), then its shape.
fn dims(ty: &ValueType, batch: usize) -> Vec<usize> {
    let lead = if ty.is_per_sample() { batch } else { 1 };
    core::iter::once(lead).chain(ty.shape.dims()).collect()
}

/// Evaluates every node of a verified program, in order.
///
/// `inputs` are all inputs in the order of the program's table. Returns the value of each node.
///
/// # Errors
/// [`RunError::Count`], [`RunError::Length`] or [`RunError::Kind`] (list "inputs") if the inputs do not fit the
/// program; [`RunError::Index`] if an index lies beyond its table.
///
/// # Panics
/// If the program does not verify.
pub fn evaluate<S: Scalar>(
    program: ProgramRef<'_>,
    context: &S::Context,
    batch: usize,
    inputs: &[Value<S>],
) -> Result<Vec<Value<S>>, RunError> {
    check_inputs(program, batch, inputs)?;
    let mut values: Vec<Value<S>> = Vec::with_capacity(program.nodes.len());
    for node in program.nodes {
        let value = match node.op {
            Op::Input(input) => inputs[input as usize].clone(),
            _ => Value::Real(Evaluator { program, values: &values, context, batch, node }.result()?),
        };
        debug_assert_eq!(value.shape(), dims(&node.ty, batch), "{node:?}");
        values.push(value);
    }
    Ok(values)
}

fn check_inputs<S>(program: ProgramRef<'_>, batch: usize, inputs: &[Value<S>]) -> Result<(), RunError> {
    let list = "inputs";
    if inputs.len() != program.inputs.len() {
        return Err(RunError::Count { list, want: program.inputs.len(), got: inputs.len() });
    }
    for (at, (input, value)) in program.inputs.iter().zip(inputs).enumerate() {
        if (input.ty.dtype == Dtype::Index) != matches!(value, Value::Index(_)) {
            return Err(RunError::Kind { list, at });
        }
        if value.shape() != dims(&input.ty, batch) {
            let (want, got) = (input.ty.elements_for(batch), value.shape().iter().product());
            return Err(RunError::Length { list, at, want, got });
        }
    }
    Ok(())
}

/// One node and the values before it.
struct Evaluator<'a, S: Scalar> {
    program: ProgramRef<'a>,
    values: &'a [Value<S>],
    context: &'a S::Context,
    batch: usize,
    node: &'a Node,
}

impl<S: Scalar> Evaluator<'_, S> {
    /// Numbers of argument `at`.
    fn real(&self, at: usize) -> &ArrayD<S> {
        match &self.values[self.arg(at).index()] {
            Value::Real(x) => x,
            // The verifier allows indices only where `Evaluator::index` reads them.
            Value::Index(_) => unreachable!("arithmetic on an index in a verified program"),
        }
    }

    /// Indices of argument `at`.
    fn index(&self, at: usize) -> &ArrayD<u32> {
        match &self.values[self.arg(at).index()] {
            Value::Index(x) => x,
            // The verifier allows nothing but indices here.
            Value::Real(_) => unreachable!("real numbers as index in a verified program"),
        }
    }

    fn arg(&self, at: usize) -> ValueId {
        self.node.args[at]
    }

    /// Type of argument `at`.
    fn ty(&self, at: usize) -> ValueType {
        self.program.node(self.arg(at)).ty
    }

    /// A number of the result's dtype.
    fn constant(&self, value: f64) -> S {
        S::constant(value, self.node.ty.dtype, self.context)
    }

    /// Axes of the result in memory.
    fn dims(&self) -> IxDyn {
        IxDyn(&dims(&self.node.ty, self.batch))
    }
}
