//! The table of operations: for each one every variant, the domain of its inputs, and its values at the edges.
//!
//! The kit runs each case on a backend, to second order; `cdm-ref` judges the gradients themselves over the same rows.

use crate::program::{Axes, Builder, Distribution, Dtype, Extent, Op, ProgramError, Shape, ValueId, ValueType, Window};

/// Adds an operation to inputs.
pub type Build = fn(&mut Builder, &[ValueId]) -> Result<ValueId, ProgramError>;

/// An input of a case.
pub enum In {
    /// Shared numbers of this shape.
    Shared(&'static [usize]),
    /// Per-sample numbers of this shape.
    Sample(&'static [usize]),
    /// A per-sample index below this.
    Index(usize),
    /// A key of random draws.
    Key,
}
use In::{Index, Key, Sample, Shared};
use alloc::vec;
use alloc::vec::Vec;

/// Where inputs lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// [−1, 1].
    Any,
    /// [½, 2].
    Positive,
}

impl Domain {
    /// Its ends.
    #[must_use]
    pub const fn range(self) -> (f64, f64) {
        match self {
            Domain::Any => (-1.0, 1.0),
            Domain::Positive => (0.5, 2.0),
        }
    }
}

/// One variant of an operation.
pub struct Case {
    /// Its arguments.
    pub inputs: &'static [In],
    /// Where their numbers lie.
    pub domain: Domain,
    /// Adds it.
    pub build: Build,
}

/// Does an operation have a gradient?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gradient {
    /// In its real arguments.
    Rule,
    /// It has no real argument.
    Zero,
}

/// All variants of an operation, and its values at the edges of its domain.
pub struct Row {
    /// Name of the operation.
    pub op: &'static str,
    /// Its gradient.
    pub gradient: Gradient,
    /// Its variants.
    pub cases: Vec<Case>,
    /// Arguments at the edges of its domain, with its values there.
    pub special: &'static [([f64; 2], &'static [f64])],
    /// Adds the variant for those.
    pub special_build: Build,
}

fn case(inputs: &'static [In], build: Build) -> Case {
    Case { inputs, domain: Domain::Any, build }
}

fn row(op: &'static str, cases: Vec<Case>) -> Row {
    Row { op, gradient: Gradient::Rule, cases, special: &[], special_build: |_, x| Ok(x[0]) }
}

/// The same operation on a shared and on a per-sample `[2, 3]`.
fn both(build: Build) -> Vec<Case> {
    vec![case(&[Shared(&[2, 3])], build), case(&[Sample(&[2, 3])], build)]
}

fn positive(build: Build) -> Vec<Case> {
    both(build).into_iter().map(|case| Case { domain: Domain::Positive, ..case }).collect()
}

/// A binary operation on two values of either extent, and (`twice`) on one value twice.
fn pairs(build: Build, twice: Build) -> Vec<Case> {
    vec![
        case(&[Shared(&[2, 3]), Shared(&[2, 3])], build),
        case(&[Sample(&[2, 3]), Sample(&[2, 3])], build),
        case(&[Sample(&[2])], twice),
    ]
}

/// Products of a value with its sigmoid, which have a rule of their own, and of another one's sigmoid, which have not.
fn gated() -> Vec<Case> {
    [
        both(|b, x| {
            let gate = b.sigmoid(x[0])?;
            b.mul(x[0], gate)
        }),
        both(|b, x| {
            let gate = b.sigmoid(x[0])?;
            b.mul(gate, x[0])
        }),
        both(|b, x| {
            let twice = b.scale(x[0], 2.0)?;
            let gate = b.sigmoid(twice)?;
            b.mul(x[0], gate)
        }),
    ]
    .concat_cases()
}

/// A value less its means along the last axis, which has a rule of its own.
fn centred(b: &mut Builder, x: &[ValueId]) -> Result<ValueId, ProgramError> {
    let sum = b.sum(x[0], Axes::of(&[1]))?;
    let mean = b.scale(sum, 1.0 / 3.0)?;
    let mean = b.broadcast_to(mean, b.ty(x[0]))?;
    b.sub(x[0], mean)
}

/// Sums of squares of that along the same axis, which have one too.
fn variance(b: &mut Builder, x: &[ValueId]) -> Result<ValueId, ProgramError> {
    let centred = centred(b, x)?;
    let square = b.mul(centred, centred)?;
    b.sum(square, Axes::of(&[1]))
}

/// The same along the other axis, where the rule would be wrong.
fn not_a_variance(b: &mut Builder, x: &[ValueId]) -> Result<ValueId, ProgramError> {
    let centred = centred(b, x)?;
    let square = b.mul(centred, centred)?;
    b.sum(square, Axes::of(&[0]))
}

fn ty(extent: Extent, dims: &[usize]) -> ValueType {
    // The table's own extents make shapes; a scalar would be refused by the operation.
    ValueType { extent, dtype: Dtype::Wide, shape: Shape::new(dims).unwrap_or(Shape::SCALAR) }
}

/// The rows, one for each operation.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut rows = elementwise();
    rows.extend(movement());
    rows.extend(contractions());
    rows
}

/// Of two sums over the batch that are only ever added to each other: executors let them accumulate in one place.
fn total(b: &mut Builder, x: &[ValueId]) -> Result<ValueId, ProgramError> {
    let square = b.mul(x[0], x[0])?;
    let (first, second) = (b.sum_batch(x[0], Axes::of(&[0]))?, b.sum_batch(square, Axes::of(&[0]))?);
    let total = b.add(first, second)?;
    b.scale(total, 0.5)
}

fn elementwise() -> Vec<Row> {
    const INF: f64 = f64::INFINITY;
    vec![
        // An input's gradient is its cotangent.
        row("input", vec![case(&[Sample(&[2])], |_, x| Ok(x[0])), case(&[Shared(&[2])], |_, x| Ok(x[0]))]),
        Row {
            gradient: Gradient::Zero,
            ..row("constant", vec![case(&[], |b, _| b.constant(2.0, ty(Extent::PerSample, &[2])))])
        },
        Row {
            gradient: Gradient::Zero,
            ..row(
                "random",
                vec![
                    case(&[Key, Index(9)], |b, x| {
                        b.random(Distribution::Normal, 1, x[0], x[1], Dtype::Wide, Shape::SCALAR)
                    }),
                    case(&[Key, Index(9)], |b, x| {
                        b.random(Distribution::Bernoulli { p: 0.5 }, 1, x[0], x[1], Dtype::Wide, Shape::SCALAR)
                    }),
                ],
            )
        },
        row(
            "affine",
            both(|b, x| b.affine(x[0], -1.5, 0.25)).into_iter().chain([case(&[Sample(&[2, 3])], total)]).collect(),
        ),
        Row {
            special: &[([INF, -INF], &[0.0, 0.0]), ([0.0, -0.0], &[INF, -INF])],
            special_build: |b, x| b.recip(x[0]),
            ..row("recip", positive(|b, x| b.recip(x[0])))
        },
        Row {
            special: &[([0.0, INF], &[0.0, INF]), ([-1.0, 4.0], &[f64::NAN, 2.0])],
            special_build: |b, x| b.sqrt(x[0]),
            ..row("sqrt", positive(|b, x| b.sqrt(x[0])))
        },
        Row {
            special: &[([INF, -INF], &[1.0, 0.0]), ([1e4, -1e4], &[1.0, 0.0]), ([0.0, f64::NAN], &[0.5, f64::NAN])],
            special_build: |b, x| b.sigmoid(x[0]),
            ..row("sigmoid", both(|b, x| b.sigmoid(x[0])))
        },
        row("add", pairs(|b, x| b.add(x[0], x[1]), |b, x| b.add(x[0], x[0]))),
        row("sub", [pairs(|b, x| b.sub(x[0], x[1]), |b, x| b.sub(x[0], x[0])), both(centred)].concat_cases()),
        row("mul", [pairs(|b, x| b.mul(x[0], x[1]), |b, x| b.mul(x[0], x[0])), gated()].concat_cases()),
        row("cast", both(|b, x| b.cast(x[0], Dtype::Narrow))),
        Row {
            special: &[([1e4, 1e4], &[0.5, 0.5]), ([1e4, 0.0], &[1.0, 0.0]), ([-INF, 0.0], &[0.0, 1.0])],
            special_build: |b, x| b.softmax(x[0]),
            ..row(
                "softmax",
                [both(|b, x| b.softmax(x[0])), vec![case(&[Sample(&[1])], |b, x| b.softmax(x[0]))]].concat_cases(),
            )
        },
        row("cumsum", [both(|b, x| b.cumsum(x[0], false)), both(|b, x| b.cumsum(x[0], true))].concat_cases()),
        Row {
            special: &[([1e4, -1e4], &[1e4]), ([-INF, 0.0], &[0.0]), ([-INF, -INF], &[-INF]), ([INF, 0.0], &[INF])],
            special_build: |b, x| b.log_sum_exp(x[0]),
            ..row(
                "log_sum_exp",
                [both(|b, x| b.log_sum_exp(x[0])), vec![case(&[Sample(&[1])], |b, x| b.log_sum_exp(x[0]))]]
                    .concat_cases(),
            )
        },
    ]
}

/// Rows are made of several lists of cases.
trait ConcatCases {
    fn concat_cases(self) -> Vec<Case>;
}

impl<const N: usize> ConcatCases for [Vec<Case>; N] {
    fn concat_cases(self) -> Vec<Case> {
        self.into_iter().flatten().collect()
    }
}

fn movement() -> Vec<Row> {
    vec![
        row("reshape", both(|b, x| b.reshape(x[0], &[3, 1, 2]))),
        row("slice", [both(|b, x| b.slice(x[0], 1, 1, 2)), both(|b, x| b.slice(x[0], 0, 0, 1))].concat_cases()),
        row("pad", [both(|b, x| b.pad(x[0], 1, 2, 6)), both(|b, x| b.pad(x[0], 0, 0, 3))].concat_cases()),
        row(
            "concat",
            vec![
                case(&[Sample(&[2, 3]), Sample(&[2, 1])], |b, x| b.concat(x[0], x[1], 1)),
                case(&[Shared(&[1, 3]), Shared(&[2, 3])], |b, x| b.concat(x[0], x[1], 0)),
                case(&[Sample(&[2])], |b, x| b.concat(x[0], x[0], 0)),
            ],
        ),
        row(
            "broadcast",
            vec![
                case(&[Shared(&[2, 1])], |b, x| b.broadcast_to(x[0], ty(Extent::Shared, &[2, 3]))),
                case(&[Sample(&[2, 1])], |b, x| b.broadcast_to(x[0], ty(Extent::PerSample, &[2, 3]))),
                case(&[Shared(&[1, 3])], |b, x| b.broadcast_to(x[0], ty(Extent::PerSample, &[2, 3]))),
                case(&[Shared(&[2, 3])], |b, x| b.broadcast_to(x[0], ty(Extent::PerSample, &[2, 3]))),
                case(&[Shared(&[1, 1])], |b, x| b.broadcast_to(x[0], ty(Extent::PerSample, &[1, 4]))),
            ],
        ),
        row(
            "sum",
            vec![
                case(&[Shared(&[2, 3])], |b, x| b.sum(x[0], Axes::of(&[1]))),
                case(&[Sample(&[2, 3])], |b, x| b.sum(x[0], Axes::of(&[0, 1]))),
                case(&[Sample(&[2, 3])], |b, x| b.sum_batch(x[0], Axes::of(&[0]))),
                case(&[Sample(&[2, 3])], |b, x| b.sum_batch(x[0], Axes::NONE)),
                case(&[Sample(&[1, 3])], |b, x| b.sum(x[0], Axes::of(&[0, 1]))),
                case(&[Sample(&[2, 3])], variance),
                case(&[Sample(&[2, 3])], not_a_variance),
            ],
        ),
        row(
            "take",
            vec![
                case(&[Shared(&[4, 3]), Index(4)], |b, x| b.take(x[0], x[1])),
                case(&[Sample(&[4]), Index(4)], |b, x| b.take(x[0], x[1])),
            ],
        ),
        row(
            "scatter_add",
            vec![
                case(&[Sample(&[3]), Index(2)], |b, x| b.push(Op::ScatterAdd, x, ty(Extent::Shared, &[2, 3]))),
                case(&[Sample(&[]), Index(2)], |b, x| b.push(Op::ScatterAdd, x, ty(Extent::PerSample, &[2]))),
            ],
        ),
    ]
}

/// Operands `[2, 3]` and `[3, 4]`, transposed where the flags say so, of every pair of extents.
macro_rules! matmuls {
    ($($ta:literal $tb:literal $a:expr, $b:expr;)*) => {
        vec![$(
            case(&[Shared($a), Shared($b)], |b, x| b.matmul(x[0], $ta, x[1], $tb)),
            case(&[Sample($a), Shared($b)], |b, x| b.matmul(x[0], $ta, x[1], $tb)),
            case(&[Shared($a), Sample($b)], |b, x| b.matmul(x[0], $ta, x[1], $tb)),
            case(&[Sample($a), Sample($b)], |b, x| b.matmul(x[0], $ta, x[1], $tb)),
            case(&[Sample($a), Sample($b)], |b, x| b.matmul_batch(x[0], $ta, x[1], $tb)),
        )*]
    };
}

/// Image `[4, 5, 2]`, filter `[3, 2, 2, 3]`; windows with the extents of their outputs.
macro_rules! convolutions {
    ($forms:ident, $($window:expr, $y:expr;)*) => {
        vec![$($forms!($window, $y)),*]
    };
}
macro_rules! conv {
    ($window:expr, $y:expr) => {
        case(&[Sample(&[4, 5, 2]), Shared(&[3, 2, 2, 3])], |b, x| b.conv(x[0], x[1], $window))
    };
}
macro_rules! conv_data {
    ($window:expr, $y:expr) => {
        case(&[Sample($y), Shared(&[3, 2, 2, 3])], |b, x| {
            b.push(Op::ConvData($window), x, ty(Extent::PerSample, &[4, 5, 2]))
        })
    };
}
macro_rules! conv_filter {
    ($window:expr, $y:expr) => {
        case(&[Sample(&[4, 5, 2]), Sample($y)], |b, x| {
            b.push(Op::ConvFilter($window), x, ty(Extent::Shared, &[3, 2, 2, 3]))
        })
    };
}
macro_rules! windows {
    ($form:ident) => {
        convolutions! { $form,
            Window { stride: 1, before: [0, 0], after: [0, 0] }, &[2, 4, 3];
            Window { stride: 1, before: [1, 1], after: [1, 0] }, &[4, 5, 3];
            Window { stride: 2, before: [1, 0], after: [1, 1] }, &[2, 3, 3];
            Window { stride: 2, before: [0, 0], after: [2, 0] }, &[2, 2, 3];
            Window { stride: 3, before: [2, 1], after: [0, 0] }, &[2, 2, 3];
        }
    };
}

fn contractions() -> Vec<Row> {
    vec![
        row(
            "matmul",
            matmuls! {
                false false &[2, 3], &[3, 4];
                false true &[2, 3], &[4, 3];
                true false &[3, 2], &[3, 4];
                true true &[3, 2], &[4, 3];
            },
        ),
        row("conv", windows!(conv)),
        row("conv_data", windows!(conv_data)),
        row("conv_filter", windows!(conv_filter)),
    ]
}
