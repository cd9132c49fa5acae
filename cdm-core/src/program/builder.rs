//! Builds programs. Each method checks its operation, so shapes are known to fit before any backend runs.

use super::types::MAX_RANK;
use super::verify::check;
use super::{
    Axes, Binary, Distribution, Dtype, ErrorKind, Extent, Input, Node, Op, Output, Program, ProgramError, Role, RowMap,
    Shape, Unary, Update, ValueId, ValueType, Window,
};
use alloc::vec::Vec;

/// What building returns.
pub(super) type Result<T, E = ProgramError> = core::result::Result<T, E>;

/// Builds a [`Program`] node by node, and differentiates what it has built (see [`Builder::vjp`]).
///
/// # For model authors
/// Values are `Copy` handles. Broadcasting is explicit except in the convenience methods that say so.
///
/// # Errors
/// Every method that adds a node returns [`ProgramError`] if the operation and its arguments do not fit.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pub(super) program: Program,
}

impl Builder {
    /// An empty program.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an operation whose result has this type.
    pub fn push(&mut self, op: Op, args: &[ValueId], ty: ValueType) -> Result<ValueId> {
        let at = self.program.nodes.len();
        let fail = |kind| ProgramError { at, kind };
        let mut types = [None; 2];
        for (slot, &arg) in types.iter_mut().zip(args) {
            *slot = Some(self.checked_ty(arg)?);
        }
        let known: Vec<ValueType> = types.iter().copied().flatten().collect();
        if args.len() != op.arity() {
            return Err(fail(ErrorKind::Types { op: op.name(), args: types, result: ty, rule: "wrong arity" }));
        }
        check(&op, &known, &ty)
            .map_err(|rule| fail(ErrorKind::Types { op: op.name(), args: types, result: ty, rule }))?;
        let mut fixed = [ValueId(0); 2];
        fixed[..args.len()].copy_from_slice(args);
        let section = self.program.as_ref().section_of(&op, args, &ty);
        let node = Node { op, args: fixed, ty, section };
        self.program.as_ref().verify_section(&node).map_err(fail)?;
        self.program.nodes.push(node);
        Ok(ValueId(at as u32))
    }

    pub(super) fn checked_ty(&self, value: ValueId) -> Result<ValueType> {
        let at = self.program.nodes.len();
        let node = self.program.nodes.get(value.index());
        node.map(|n| n.ty).ok_or(ProgramError { at, kind: ErrorKind::Order { value } })
    }

    fn shape(&self, dims: &[usize]) -> Result<Shape> {
        Shape::new(dims).ok_or(ProgramError { at: self.program.nodes.len(), kind: ErrorKind::Shape })
    }

    fn shape_or(&self, shape: Option<Shape>) -> Result<Shape> {
        shape.ok_or(ProgramError { at: self.program.nodes.len(), kind: ErrorKind::Shape })
    }

    /// An axis or index as operations store it.
    fn small<T: TryFrom<usize>>(&self, number: usize) -> Result<T> {
        number.try_into().map_err(|_| ProgramError { at: self.program.nodes.len(), kind: ErrorKind::Shape })
    }

    /// The type of a value.
    ///
    /// # Panics
    /// If the value belongs to another builder and this one has no such node.
    pub fn ty(&self, value: ValueId) -> ValueType {
        self.program.ty(value)
    }

    /// Declares an input.
    pub fn input(&mut self, name: &str, role: Role, extent: Extent, dtype: Dtype, dims: &[usize]) -> Result<ValueId> {
        let ty = ValueType { extent, dtype, shape: self.shape(dims)? };
        let number = self.program.inputs.len() as u32;
        let name = self.program.intern(name);
        self.program.inputs.push(Input { name, role, ty });
        self.push(Op::Input(number), &[], ty)
    }

    /// Names a value as an output.
    pub fn output(&mut self, name: &str, value: ValueId) {
        let name = self.program.intern(name);
        self.program.outputs.push(Output { name, value });
    }

    /// Assigns a new value to a state at the end of the run. `state` is the value of the state's input node.
    pub fn update(&mut self, state: ValueId, value: ValueId) -> Result<()> {
        self.checked_ty(state)?;
        let Op::Input(input) = self.program.nodes[state.index()].op else {
            let rule = "an update assigns a value of the state's own type to a state";
            return Err(ProgramError { at: self.program.updates.len(), kind: ErrorKind::Table { rule } });
        };
        self.program.updates.push(Update { input, value });
        Ok(())
    }

    /// The finished program: verified and [`Program::optimized`], so without repeated and unused nodes.
    ///
    /// # Errors
    /// The first rule that an input, output or update breaks.
    pub fn finish(self) -> Result<Program> {
        self.finish_as_built().map(Program::optimized)
    }

    /// The finished program with every node as it was built: verified, not optimized. The judge of the optimizer.
    ///
    /// # Errors
    /// As [`Builder::finish`].
    pub fn finish_as_built(self) -> Result<Program> {
        self.program.as_ref().verify()?;
        Ok(self.program)
    }

    /// `value` everywhere.
    pub fn constant(&mut self, value: f64, ty: ValueType) -> Result<ValueId> {
        self.push(Op::Constant(value), &[], ty)
    }

    /// Elementwise function of one value.
    pub fn unary(&mut self, unary: Unary, x: ValueId) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        self.push(Op::Unary(unary), &[x], ty)
    }

    /// `scale · x + shift`.
    pub fn affine(&mut self, x: ValueId, scale: f64, shift: f64) -> Result<ValueId> {
        self.unary(Unary::Affine { scale, shift }, x)
    }

    /// `scale · x`.
    pub fn scale(&mut self, x: ValueId, scale: f64) -> Result<ValueId> {
        self.affine(x, scale, 0.0)
    }

    /// `1 / x`.
    pub fn recip(&mut self, x: ValueId) -> Result<ValueId> {
        self.unary(Unary::Recip, x)
    }

    /// `√x`.
    pub fn sqrt(&mut self, x: ValueId) -> Result<ValueId> {
        self.unary(Unary::Sqrt, x)
    }

    /// `1 / (1 + e^−x)`.
    pub fn sigmoid(&mut self, x: ValueId) -> Result<ValueId> {
        self.unary(Unary::Sigmoid, x)
    }

    /// Elementwise function of two values of one type.
    pub fn binary(&mut self, binary: Binary, a: ValueId, b: ValueId) -> Result<ValueId> {
        let ty = self.checked_ty(a)?;
        self.push(Op::Binary(binary), &[a, b], ty)
    }

    /// `a + b`, of one type.
    pub fn add(&mut self, a: ValueId, b: ValueId) -> Result<ValueId> {
        self.binary(Binary::Add, a, b)
    }

    /// `a − b`, of one type.
    pub fn sub(&mut self, a: ValueId, b: ValueId) -> Result<ValueId> {
        self.binary(Binary::Sub, a, b)
    }

    /// `a · b`, elementwise, of one type.
    pub fn mul(&mut self, a: ValueId, b: ValueId) -> Result<ValueId> {
        self.binary(Binary::Mul, a, b)
    }

    /// The value in another dtype; itself if it has it already.
    pub fn cast(&mut self, x: ValueId, dtype: Dtype) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        if ty.dtype == dtype { Ok(x) } else { self.push(Op::Cast, &[x], ValueType { dtype, ..ty }) }
    }

    /// Softmax along the last axis.
    pub fn softmax(&mut self, x: ValueId) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        self.push(Op::RowMap(RowMap::Softmax), &[x], ty)
    }

    /// Running sums along the last axis.
    pub fn cumsum(&mut self, x: ValueId, reverse: bool) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        self.push(Op::RowMap(RowMap::CumSum { reverse }), &[x], ty)
    }

    /// `ln Σ e^x` along the last axis, which becomes 1.
    pub fn log_sum_exp(&mut self, x: ValueId) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        let shape = self.shape_or(ty.shape.rank().checked_sub(1).and_then(|axis| ty.shape.with_dim(axis, 1)))?;
        self.push(Op::LogSumExp, &[x], ty.with_shape(shape))
    }

    /// The same elements in another shape; itself if it has it already.
    pub fn reshape(&mut self, x: ValueId, dims: &[usize]) -> Result<ValueId> {
        let (ty, shape) = (self.checked_ty(x)?, self.shape(dims)?);
        if ty.shape == shape { Ok(x) } else { self.push(Op::Reshape, &[x], ty.with_shape(shape)) }
    }

    /// `len` indices of `axis` from `start`.
    pub fn slice(&mut self, x: ValueId, axis: usize, start: usize, len: usize) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        let shape = self.shape_or(ty.shape.with_dim(axis, len))?;
        let op = Op::Slice { axis: self.small(axis)?, start: self.small(start)? };
        self.push(op, &[x], ty.with_shape(shape))
    }

    /// Zeros around `x` along `axis`: `before` in front, the rest up to `total` behind.
    pub fn pad(&mut self, x: ValueId, axis: usize, before: usize, total: usize) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        let shape = self.shape_or(ty.shape.with_dim(axis, total))?;
        let op = Op::Pad { axis: self.small(axis)?, before: self.small(before)? };
        self.push(op, &[x], ty.with_shape(shape))
    }

    /// `a` and `b` one behind the other along `axis`.
    pub fn concat(&mut self, a: ValueId, b: ValueId, axis: usize) -> Result<ValueId> {
        let (ta, tb) = (self.checked_ty(a)?, self.checked_ty(b)?);
        let shape = self.shape_or(ta.shape.with_dim(axis, ta.shape.dim(axis) + tb.shape.dim(axis)))?;
        let op = Op::Concat { axis: self.small(axis)? };
        self.push(op, &[a, b], ta.with_shape(shape))
    }

    /// Repeats `x` to the shape and extent of `like` (its dtype stays); itself if nothing changes. Axes are aligned
    /// at the end, as in NumPy: missing leading axes count as 1.
    pub fn broadcast_to(&mut self, x: ValueId, like: ValueType) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        let missing = like.shape.rank().saturating_sub(ty.shape.rank());
        let mut dims = [1; MAX_RANK];
        for (slot, dim) in dims[missing..].iter_mut().zip(ty.shape.dims()) {
            *slot = dim;
        }
        let x = self.reshape(x, &dims[..missing + ty.shape.rank()])?;
        let ty = self.checked_ty(x)?;
        let target = ValueType { dtype: ty.dtype, ..like };
        if ty == target { Ok(x) } else { self.push(Op::Broadcast, &[x], target) }
    }

    /// Sum over `axes`, which become 1; per sample if `x` is.
    pub fn sum(&mut self, x: ValueId, axes: Axes) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        self.push_sum(x, axes, ty.extent)
    }

    /// Sum over `axes`, which become 1, and over the batch.
    pub fn sum_batch(&mut self, x: ValueId, axes: Axes) -> Result<ValueId> {
        self.push_sum(x, axes, Extent::Shared)
    }

    fn push_sum(&mut self, x: ValueId, axes: Axes, extent: Extent) -> Result<ValueId> {
        let ty = self.checked_ty(x)?;
        if extent == ty.extent && (0..ty.shape.rank()).all(|axis| !axes.contains(axis) || ty.shape.dim(axis) == 1) {
            return Ok(x);
        }
        let mut shape = ty.shape;
        for axis in (0..ty.shape.rank()).filter(|&axis| axes.contains(axis)) {
            shape = self.shape_or(shape.with_dim(axis, 1))?;
        }
        self.push(Op::Sum { axes }, &[x], ValueType { extent, shape, ..ty })
    }

    /// `op(A) · op(B)`; per sample if either operand is.
    pub fn matmul(&mut self, a: ValueId, ta: bool, b: ValueId, tb: bool) -> Result<ValueId> {
        let extent = self.checked_ty(a)?.extent.max(self.checked_ty(b)?.extent);
        self.push_matmul(a, ta, b, tb, extent)
    }

    /// `Σ op(A) · op(B)` over the batch; both operands per-sample.
    pub fn matmul_batch(&mut self, a: ValueId, ta: bool, b: ValueId, tb: bool) -> Result<ValueId> {
        self.push_matmul(a, ta, b, tb, Extent::Shared)
    }

    pub(super) fn push_matmul(
        &mut self,
        a: ValueId,
        ta: bool,
        b: ValueId,
        tb: bool,
        extent: Extent,
    ) -> Result<ValueId> {
        let (left, right) = (self.checked_ty(a)?, self.checked_ty(b)?);
        let shape = self.shape(&[left.shape.dim(usize::from(ta)), right.shape.dim(usize::from(!tb))])?;
        self.push(Op::MatMul { ta, tb }, &[a, b], ValueType { extent, shape, ..left })
    }

    /// Convolution of image `x` `[height, width, in]` with filter `w` `[height, width, in, out]`.
    pub fn conv(&mut self, x: ValueId, w: ValueId, window: Window) -> Result<ValueId> {
        let (image, filter) = (self.checked_ty(x)?, self.checked_ty(w)?);
        let side = |axis| window.output(axis, image.shape.dim(axis), filter.shape.dim(axis)).unwrap_or(0);
        let shape = self.shape(&[side(0), side(1), filter.shape.dim(3)])?;
        self.push(Op::Conv(window), &[x, w], image.with_shape(shape))
    }

    /// Row of `table` `[n, …]` at the per-sample `index`.
    pub fn take(&mut self, table: ValueId, index: ValueId) -> Result<ValueId> {
        let ty = self.checked_ty(table)?;
        let mut dims = [1; MAX_RANK];
        for (slot, dim) in dims.iter_mut().zip(ty.shape.dims().skip(1)) {
            *slot = dim;
        }
        let shape = self.shape(&dims[..ty.shape.rank().saturating_sub(1)])?;
        self.push(Op::Take, &[table, index], ty.with_shape(shape).per_sample())
    }

    /// Draws of this shape from (seed, stream, sample id, step); `key` is `[seed low, seed high, step]`.
    pub fn random(
        &mut self,
        distribution: Distribution,
        stream: u32,
        key: ValueId,
        sample: ValueId,
        dtype: Dtype,
        shape: Shape,
    ) -> Result<ValueId> {
        let ty = ValueType { extent: Extent::PerSample, dtype, shape };
        self.push(Op::Random { stream, distribution }, &[key, sample], ty)
    }
}
