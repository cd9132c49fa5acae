//! The one authority on what is a sound operation and a sound program.

use super::op::{Distribution, Node, Op, Unary, Window};
use super::types::{Axes, Dtype, Extent, MAX_RANK, Shape, ValueId, ValueType};
use super::{ProgramRef, Role, Section};
use core::fmt;

/// A program, or an operation of one, that is not sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProgramError {
    /// Number of the node, input, output or update where it was found.
    pub at: usize,
    /// What is wrong there.
    pub kind: ErrorKind,
}

impl ProgramError {
    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }
}

/// What is wrong with a program.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operation's arguments and result do not fit each other.
    Types {
        /// Name of the operation.
        op: &'static str,
        /// Types of its arguments.
        args: [Option<ValueType>; 2],
        /// Type claimed for its result.
        result: ValueType,
        /// The rule that is broken.
        rule: &'static str,
    },
    /// An argument, output or update refers to a value that comes later or does not exist.
    Order {
        /// The value.
        value: ValueId,
    },
    /// An input number beyond the table of inputs.
    NoInput {
        /// The number.
        input: u32,
    },
    /// A per-sample value depends on a reduction over the batch or on arithmetic with shared data.
    Section {
        /// The argument that is not there yet while samples are mapped.
        value: ValueId,
    },
    /// A state, frozen input, output or update that breaks a rule of its table.
    Table {
        /// The rule.
        rule: &'static str,
    },
    /// An extent that no shape can have: zero, or over 31 bits, or too many axes.
    Shape,
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Types { op, args, result, rule } => {
                write!(f, "node {}: {op}(", self.at)?;
                for (i, arg) in args.iter().flatten().enumerate() {
                    write!(f, "{}{arg:?}", if i == 0 { "" } else { ", " })?;
                }
                write!(f, ") -> {result:?}: {rule}")
            }
            ErrorKind::Order { value } => {
                write!(f, "entry {}: value {value:?} is not defined before it is used", self.at)
            }
            ErrorKind::NoInput { input } => write!(f, "node {}: the program has no input {input}", self.at),
            ErrorKind::Section { value } => write!(
                f,
                "node {}: a per-sample value cannot depend on {value:?}, which is known only after the batch",
                self.at
            ),
            ErrorKind::Table { rule } => write!(f, "entry {}: {rule}", self.at),
            ErrorKind::Shape => {
                write!(f, "node {}: extents must be at least 1, at most {MAX_RANK}, their product under 2^31", self.at)
            }
        }
    }
}

impl core::error::Error for ProgramError {}

/// Checks one operation against the types of its arguments. On failure, the rule that is broken.
pub(super) fn check(op: &Op, args: &[ValueType], ty: &ValueType) -> Result<(), &'static str> {
    if ty.dtype == Dtype::Index && !matches!(op, Op::Input(_)) {
        return Err("only an input can be an index");
    }
    if args.len() != op.arity() {
        return Err("wrong number of arguments");
    }
    let index_allowed = matches!(op, Op::Take | Op::ScatterAdd | Op::Random { .. });
    if !index_allowed && args.iter().any(|a| a.dtype == Dtype::Index) {
        return Err("arithmetic on an index");
    }
    let same_dtype = matches!(op, Op::Cast | Op::Random { .. }) || args.first().is_none_or(|a| a.dtype == ty.dtype);
    rule(same_dtype, "result and argument differ in dtype; use a cast")?;
    match (*op, args) {
        (Op::Input(_), _) => Ok(()),
        (Op::Constant(value), _) => rule(value.is_finite(), "a constant must be finite"),
        (Op::Unary(unary), [x]) => {
            if let Unary::Affine { scale, shift } = unary {
                rule(scale.is_finite() && shift.is_finite(), "coefficients must be finite")?;
            }
            rule(x == ty, "result and argument must have one type")
        }
        (Op::Binary(_), [a, b]) => rule(a == ty && b == ty, "both arguments and the result must have one type"),
        (Op::Cast, [x]) => rule(x.shape == ty.shape && x.extent == ty.extent, "a cast changes only the dtype"),
        (Op::RowMap(_), [x]) => {
            rule(x == ty && x.shape.rank() > 0, "needs a last axis, and the result has the argument's type")
        }
        (Op::LogSumExp, [x]) => check_log_sum_exp(x, ty),
        (Op::Reshape, [x]) => {
            rule(x.shape.len() == ty.shape.len() && x.extent == ty.extent, "a reshape keeps elements and extent")
        }
        (Op::Slice { axis, start }, [x]) => check_part(axis, start, ty, x),
        (Op::Pad { axis, before }, [x]) => check_part(axis, before, x, ty),
        (Op::Concat { axis }, [a, b]) => check_concat(usize::from(axis), a, b, ty),
        (Op::Broadcast, [x]) => check_spread(x, ty, None),
        (Op::Sum { axes }, [x]) => check_spread(ty, x, Some(axes)),
        (Op::MatMul { ta, tb }, [a, b]) => check_matmul(a, ta, b, tb, ty),
        (Op::Conv(window), [x, w]) => check_conv(&window, x, w, ty),
        (Op::ConvData(window), [y, w]) => check_conv(&window, ty, w, y),
        (Op::ConvFilter(window), [x, y]) => check_conv(&window, x, ty, y),
        (Op::Take, [table, index]) => check_take(table, index, ty),
        (Op::ScatterAdd, [row, index]) => check_take(ty, index, row),
        (Op::Random { distribution, .. }, [key, sample]) => check_random(distribution, key, sample, ty),
        _ => Err("wrong number of arguments"),
    }
}

fn rule(holds: bool, rule: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(rule) }
}

fn check_log_sum_exp(x: &ValueType, ty: &ValueType) -> Result<(), &'static str> {
    let want = x.shape.rank().checked_sub(1).and_then(|axis| x.shape.with_dim(axis, 1));
    rule(want == Some(ty.shape) && x.extent == ty.extent, "the last axis becomes 1, the others stay")
}

/// `part` is `whole` restricted to a range of `axis`.
fn check_part(axis: u8, start: u32, part: &ValueType, whole: &ValueType) -> Result<(), &'static str> {
    let axis = usize::from(axis);
    rule(axis < whole.shape.rank(), "no such axis")?;
    rule(part.extent == whole.extent, "part and whole differ in extent")?;
    rule(whole.shape.with_dim(axis, part.shape.dim(axis)) == Some(part.shape), "other axes must be equal")?;
    // A 32-bit machine cannot hold every sum of a start and an extent.
    let end = u64::from(start) + part.shape.dim(axis) as u64;
    rule(end <= whole.shape.dim(axis) as u64, "the part reaches beyond the whole")
}

fn check_concat(axis: usize, a: &ValueType, b: &ValueType, ty: &ValueType) -> Result<(), &'static str> {
    rule(a.extent == ty.extent && b.extent == ty.extent && a.dtype == b.dtype, "extents and dtypes must be equal")?;
    rule(axis < ty.shape.rank(), "no such axis")?;
    let total = a.shape.dim(axis) + b.shape.dim(axis);
    let fits = a.shape.with_dim(axis, total) == Some(ty.shape) && b.shape.with_dim(axis, total) == Some(ty.shape);
    rule(fits, "the joined axis adds up, the others must be equal")
}

/// `wide` is `small` repeated along axes of extent 1 (exactly `axes`, if given).
fn check_spread(small: &ValueType, wide: &ValueType, axes: Option<Axes>) -> Result<(), &'static str> {
    rule(small.shape.rank() == wide.shape.rank(), "ranks must be equal; use a reshape")?;
    let extents = small.extent == wide.extent || small.extent == Extent::Shared;
    rule(extents, "a shared value cannot become per-sample by a sum, nor a per-sample one shared by a broadcast")?;
    if let Some(axes) = axes {
        rule(usize::from(axes.bits()) < 1 << wide.shape.rank(), "no such axis")?;
    }
    for (axis, (s, w)) in small.shape.dims().zip(wide.shape.dims()).enumerate() {
        let summed = axes.map_or(s != w, |axes| axes.contains(axis));
        rule(if summed { s == 1 } else { s == w }, "an extent must be 1 where it is repeated or summed, else equal")?;
    }
    Ok(())
}

fn check_matmul(a: &ValueType, ta: bool, b: &ValueType, tb: bool, ty: &ValueType) -> Result<(), &'static str> {
    rule(a.dtype == b.dtype, "operands differ in dtype")?;
    rule([a, b, ty].iter().all(|t| t.shape.rank() == 2), "operands and result are matrices")?;
    let side = |t: &ValueType, flip: bool| (t.shape.dim(usize::from(flip)), t.shape.dim(usize::from(!flip)));
    let ((m, k), (k2, n)) = (side(a, ta), side(b, tb));
    rule(k == k2, "inner extents differ")?;
    rule(ty.shape.dim(0) == m && ty.shape.dim(1) == n, "the result's extents are the outer ones")?;
    let extent = match (a.extent, b.extent) {
        (Extent::Shared, Extent::Shared) => ty.extent == Extent::Shared,
        (Extent::PerSample, Extent::PerSample) => true,
        _ => ty.extent == Extent::PerSample,
    };
    rule(extent, "a sum over the batch needs two per-sample operands")
}

fn check_conv(window: &Window, x: &ValueType, w: &ValueType, y: &ValueType) -> Result<(), &'static str> {
    rule(x.is_per_sample() && y.is_per_sample(), "images must be per-sample")?;
    rule(w.extent == Extent::Shared, "a filter must be shared")?;
    rule(x.dtype == w.dtype && y.dtype == w.dtype, "operands differ in dtype")?;
    let ranks = x.shape.rank() == 3 && y.shape.rank() == 3 && w.shape.rank() == 4;
    rule(ranks, "images are [height, width, channels], filters [height, width, in, out]")?;
    rule(x.shape.dim(2) == w.shape.dim(2) && y.shape.dim(2) == w.shape.dim(3), "channels differ")?;
    for axis in 0..2 {
        let want = window.output(axis, x.shape.dim(axis), w.shape.dim(axis));
        rule(want == Some(y.shape.dim(axis)), "output extent is ⌊(in + before + after − filter)/stride⌋ + 1")?;
        let pad = window.before[axis].max(window.after[axis]);
        rule(usize::from(pad) < w.shape.dim(axis), "padding must be smaller than the filter")?;
    }
    Ok(())
}

fn check_take(table: &ValueType, index: &ValueType, row: &ValueType) -> Result<(), &'static str> {
    rule(index.dtype == Dtype::Index && index.is_per_sample(), "the index must be a per-sample index")?;
    rule(index.shape == Shape::SCALAR, "one index for each sample")?;
    rule(row.is_per_sample(), "a row is per-sample")?;
    rule(table.dtype == row.dtype && table.dtype != Dtype::Index, "table and row differ in dtype")?;
    rule(table.shape.rank() == row.shape.rank() + 1, "a row has one axis less than its table")?;
    rule(table.shape.dims().skip(1).eq(row.shape.dims()), "a row has the table's other axes")
}

fn check_random(d: Distribution, key: &ValueType, sample: &ValueType, ty: &ValueType) -> Result<(), &'static str> {
    if let Distribution::Bernoulli { p } = d {
        rule((0.0..=1.0).contains(&p), "a probability lies in [0, 1]")?;
    }
    let key_ok = key.dtype == Dtype::Index && key.extent == Extent::Shared && key.shape.dims().eq([3]);
    rule(key_ok, "the key is the shared index vector [seed low, seed high, step]")?;
    let sample_ok = sample.dtype == Dtype::Index && sample.is_per_sample() && sample.shape == Shape::SCALAR;
    rule(sample_ok, "the sample id is one per-sample index")?;
    rule(ty.is_per_sample(), "draws are per-sample")
}

impl ProgramRef<'_> {
    /// Checks the whole program: order, types, sections, tables. Needs no allocator; linear in the nodes, quadratic
    /// in the names.
    ///
    /// # Errors
    /// The first rule that is broken, with the number of the node, input, output or update.
    pub fn verify(&self) -> Result<(), ProgramError> {
        for (at, node) in self.nodes.iter().enumerate() {
            self.verify_node(at, node).map_err(|kind| ProgramError { at, kind })?;
        }
        self.verify_tables()
    }

    fn verify_node(&self, at: usize, node: &Node) -> Result<(), ErrorKind> {
        let mut types = [None; 2];
        for (ty, &arg) in types.iter_mut().zip(node.args()) {
            if arg.index() >= at {
                return Err(ErrorKind::Order { value: arg });
            }
            *ty = Some(self.nodes[arg.index()].ty);
        }
        if node.args[node.op.arity()..].iter().any(|&arg| arg != ValueId(0)) {
            return Err(ErrorKind::Table { rule: "arguments that an operation does not have are ValueId(0)" });
        }
        let flat = [types[0].unwrap_or(node.ty), types[1].unwrap_or(node.ty)];
        check(&node.op, &flat[..node.op.arity()], &node.ty).map_err(|rule| ErrorKind::Types {
            op: node.op.name(),
            args: types,
            result: node.ty,
            rule,
        })?;
        if let Op::Input(input) = node.op {
            let declared = self.inputs.get(input as usize).ok_or(ErrorKind::NoInput { input })?;
            if declared.ty != node.ty {
                return Err(ErrorKind::Table { rule: "an input node has its declaration's type" });
            }
        }
        self.verify_section(node)
    }

    /// A node that runs for each sample reads per-sample values, bound values, and shared inputs as they are.
    pub(super) fn verify_section(&self, node: &Node) -> Result<(), ErrorKind> {
        if node.section != self.section_of(&node.op, node.args(), &node.ty) {
            return Err(ErrorKind::Table { rule: "a node's section follows from its arguments" });
        }
        if matches!(node.section, Section::Map | Section::Reduce) {
            for &arg in node.args() {
                let source = self.node(arg);
                let late = matches!(source.section, Section::Reduce | Section::Update);
                if late && !matches!(source.op, Op::Input(_)) {
                    return Err(ErrorKind::Section { value: arg });
                }
            }
        }
        Ok(())
    }

    fn verify_tables(&self) -> Result<(), ProgramError> {
        (0..self.inputs.len()).try_for_each(|at| self.verify_input(at))?;
        (0..self.outputs.len()).try_for_each(|at| self.verify_output(at))?;
        (0..self.updates.len()).try_for_each(|at| self.verify_update(at))
    }

    /// Checks input `at` by itself and against those before it.
    pub(super) fn verify_input(&self, at: usize) -> Result<(), ProgramError> {
        let input = &self.inputs[at];
        if input.role != Role::Data && input.ty.is_per_sample() {
            return table(at, "states and frozen inputs are shared");
        }
        if input.role == Role::State && input.ty.dtype == Dtype::Index {
            return table(at, "a state cannot be an index");
        }
        if self.name(input.name).is_empty() {
            return table(at, "an input needs a name");
        }
        if self.inputs[..at].iter().any(|other| self.name(other.name) == self.name(input.name)) {
            return table(at, "two inputs have one name");
        }
        Ok(())
    }

    /// Checks output `at` by itself and against those before it.
    pub(super) fn verify_output(&self, at: usize) -> Result<(), ProgramError> {
        let output = &self.outputs[at];
        let Some(node) = self.nodes.get(output.value.index()) else {
            return Err(ProgramError { at, kind: ErrorKind::Order { value: output.value } });
        };
        if node.ty.dtype == Dtype::Index {
            return table(at, "an output cannot be an index");
        }
        if self.outputs[..at].iter().any(|other| self.name(other.name) == self.name(output.name)) {
            return table(at, "two outputs have one name");
        }
        Ok(())
    }

    /// Checks update `at` by itself and against those before it; the nodes must be verified.
    pub(super) fn verify_update(&self, at: usize) -> Result<(), ProgramError> {
        let update = &self.updates[at];
        let Some(input) = self.inputs.get(update.input as usize) else {
            return Err(ProgramError { at, kind: ErrorKind::NoInput { input: update.input } });
        };
        if update.value.index() >= self.nodes.len() {
            return Err(ProgramError { at, kind: ErrorKind::Order { value: update.value } });
        }
        if input.role != Role::State || self.node(update.value).ty != input.ty {
            return table(at, "an update assigns a value of the state's own type to a state");
        }
        if matches!(self.node(self.alias_root(update.value)).op, Op::Input(_)) {
            return table(at, "an update's value must be computed, not an input itself");
        }
        if self.updates[..at].iter().any(|other| other.input == update.input) {
            return table(at, "a state has two updates");
        }
        Ok(())
    }
}

fn table(at: usize, rule: &'static str) -> Result<(), ProgramError> {
    Err(ProgramError { at, kind: ErrorKind::Table { rule } })
}
