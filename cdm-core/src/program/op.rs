//! The operations. The set is closed under differentiation: each pullback is made of the same operations.

use super::Section;
use super::types::{Axes, ValueId, ValueType};

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unary {
    /// `scale · x + shift`.
    Affine {
        /// Factor.
        scale: f64,
        /// Summand.
        shift: f64,
    },
    /// `1 / x`.
    Recip,
    /// `√x`.
    Sqrt,
    /// `1 / (1 + e^−x)`.
    Sigmoid,
}

/// A function of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `a + b`.
    Add,
    /// `a − b`.
    Sub,
    /// `a · b`.
    Mul,
}

/// A map from rows (last axis) to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowMap {
    /// `e^x / Σ e^x` along the last axis.
    Softmax,
    /// Running sums along the last axis: of `x[..=i]`, or of `x[i..]` if `reverse`.
    CumSum {
        /// Sum from the end.
        reverse: bool,
    },
}

/// A convolution's geometry, shared by its three forms. Images are `[height, width, channels]`, filters
/// `[height, width, in, out]`; `y[i, j] = Σ x[stride·i + u − top, stride·j + v − left] · w[u, v]`, zero outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Step between outputs, the same along both axes.
    pub stride: u8,
    /// Zero rows above, zero columns on the left. Those below and on the right follow from the shapes.
    pub before: [u8; 2],
    /// Zero rows below, zero columns on the right.
    pub after: [u8; 2],
}

impl Window {
    /// Output extent along `axis` for an input extent and a filter extent; `None` if the filter does not fit.
    pub fn output(&self, axis: usize, input: usize, filter: usize) -> Option<usize> {
        let padded = input + usize::from(self.before[axis]) + usize::from(self.after[axis]);
        if self.stride == 0 || filter > padded {
            return None;
        }
        Some((padded - filter) / usize::from(self.stride) + 1)
    }
}

/// A distribution that [`Op::Random`] draws from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// N(0, 1).
    Normal,
    /// 1 with probability `p`, else 0.
    Bernoulli {
        /// Probability of 1.
        p: f64,
    },
}

/// An operation. Its arguments and its result's type stand in the [`Node`].
///
/// Per-sample values are mapped over the samples. Where a result is shared and an argument is per-sample
/// ([`Op::Sum`], [`Op::MatMul`], [`Op::ConvFilter`], [`Op::ScatterAdd`]) the operation also sums over the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// The input with this number.
    Input(u32),
    /// One number everywhere.
    Constant(f64),
    /// Elementwise function of one argument.
    Unary(Unary),
    /// Elementwise function of two arguments of one type. Broadcasting is explicit.
    Binary(Binary),
    /// Change between `Narrow` and `Wide`.
    Cast,
    /// A map along the last axis.
    RowMap(RowMap),
    /// `ln Σ e^x` along the last axis, which becomes 1.
    LogSumExp,
    /// The same elements in another shape.
    Reshape,
    /// Part of `axis`, from `start`; the length is in the result's type.
    Slice {
        /// Axis that is cut.
        axis: u8,
        /// First index kept.
        start: u32,
    },
    /// Zeros around: `before` of them in front along `axis`; those behind follow from the result's type.
    Pad {
        /// Axis that grows.
        axis: u8,
        /// Zeros in front.
        before: u32,
    },
    /// Two values one behind the other along `axis`.
    Concat {
        /// Axis along which they are joined.
        axis: u8,
    },
    /// Repeat along axes of extent 1, and from shared to per-sample.
    Broadcast,
    /// Sum over `axes`, which become 1, and over the batch if the result is shared and the argument is not.
    Sum {
        /// Axes that are summed.
        axes: Axes,
    },
    /// `op(A) · op(B)` of two matrices; summed over the batch if both are per-sample and the result is shared.
    MatMul {
        /// Use Aᵀ.
        ta: bool,
        /// Use Bᵀ.
        tb: bool,
    },
    /// Convolution of a per-sample image with a shared filter: `(image, filter) → image`.
    Conv(Window),
    /// Adjoint of the convolution in its image: `(output cotangent, filter) → image`.
    ConvData(Window),
    /// Adjoint of the convolution in its filter: `(image, output cotangent) → filter`, summed over the batch.
    ConvFilter(Window),
    /// Row of a table `[n, …]` at a per-sample index: `(table, index) → […]`. An index beyond the table is an error
    /// of the run.
    Take,
    /// Adjoint of `Take`: `(row, index) → table`, zero but for that row; summed over the batch if shared.
    ScatterAdd,
    /// Draws that depend only on (seed, stream, sample id, step): `(key, sample id) → sample`, where `key` is
    /// the shared index vector `[seed low, seed high, step]`.
    Random {
        /// Number of the stream.
        stream: u32,
        /// Distribution.
        distribution: Distribution,
    },
}

impl Op {
    /// Number of arguments.
    pub fn arity(&self) -> usize {
        match self {
            Op::Input(_) | Op::Constant(_) => 0,
            Op::Unary(_)
            | Op::Cast
            | Op::RowMap(_)
            | Op::LogSumExp
            | Op::Reshape
            | Op::Slice { .. }
            | Op::Pad { .. }
            | Op::Broadcast
            | Op::Sum { .. } => 1,
            Op::Binary(_)
            | Op::Concat { .. }
            | Op::MatMul { .. }
            | Op::Conv(_)
            | Op::ConvData(_)
            | Op::ConvFilter(_)
            | Op::Take
            | Op::ScatterAdd
            | Op::Random { .. } => 2,
        }
    }

    /// The name in the text form, without parameters. Gradient tables and reports are keyed by it.
    pub fn name(&self) -> &'static str {
        match self {
            Op::Input(_) => "input",
            Op::Constant(_) => "constant",
            Op::Unary(Unary::Affine { .. }) => "affine",
            Op::Unary(Unary::Recip) => "recip",
            Op::Unary(Unary::Sqrt) => "sqrt",
            Op::Unary(Unary::Sigmoid) => "sigmoid",
            Op::Binary(Binary::Add) => "add",
            Op::Binary(Binary::Sub) => "sub",
            Op::Binary(Binary::Mul) => "mul",
            Op::Cast => "cast",
            Op::RowMap(RowMap::Softmax) => "softmax",
            Op::RowMap(RowMap::CumSum { .. }) => "cumsum",
            Op::LogSumExp => "log_sum_exp",
            Op::Reshape => "reshape",
            Op::Slice { .. } => "slice",
            Op::Pad { .. } => "pad",
            Op::Concat { .. } => "concat",
            Op::Broadcast => "broadcast",
            Op::Sum { .. } => "sum",
            Op::MatMul { .. } => "matmul",
            Op::Conv(_) => "conv",
            Op::ConvData(_) => "conv_data",
            Op::ConvFilter(_) => "conv_filter",
            Op::Take => "take",
            Op::ScatterAdd => "scatter_add",
            Op::Random { .. } => "random",
        }
    }

    /// Every name that [`Op::name`] can return.
    pub const NAMES: [&'static str; 26] = [
        "input",
        "constant",
        "affine",
        "recip",
        "sqrt",
        "sigmoid",
        "add",
        "sub",
        "mul",
        "cast",
        "softmax",
        "cumsum",
        "log_sum_exp",
        "reshape",
        "slice",
        "pad",
        "concat",
        "broadcast",
        "sum",
        "matmul",
        "conv",
        "conv_data",
        "conv_filter",
        "take",
        "scatter_add",
        "random",
    ];
}

/// An operation with its arguments and its result's type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// What it does.
    pub op: Op,
    /// Its arguments, of which [`Op::arity`] count; the others are `ValueId(0)`.
    pub args: [ValueId; 2],
    /// The type of its result.
    pub ty: ValueType,
    /// When it runs: follows from its arguments, stored so that nobody has to search for it.
    pub section: Section,
}

impl Node {
    /// The arguments that count.
    pub fn args(&self) -> &[ValueId] {
        &self.args[..self.op.arity()]
    }
}
