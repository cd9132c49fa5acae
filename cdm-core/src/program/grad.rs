//! Gradients: a rule for each operation that emits operations of the same set, so that a gradient is a program like
//! any other and can be differentiated again.

use super::builder::Result;
use super::{Axes, Binary, Builder, Extent, Node, Op, RowMap, Unary, ValueId, ValueType};
use alloc::vec;
use alloc::vec::Vec;

impl Builder {
    /// Vector-Jacobian product: adds the gradients of `⟨cotangent, y⟩` with respect to each of `wrt`.
    ///
    /// Works to any order: call it on its own results. Shared values collect their gradient over the batch. A value
    /// that `y` does not depend on gets zeros.
    ///
    /// # Errors
    /// [`super::ProgramError`] if a value is not of this builder, if `cotangent` has another type than `y`, or if a per-sample cotangent would be needed for a
    /// value that is known only after the batch.
    pub fn vjp(&mut self, y: ValueId, cotangent: ValueId, wrt: &[ValueId]) -> Result<Vec<ValueId>> {
        let y_ty = self.checked_ty(y)?;
        for &value in wrt {
            self.checked_ty(value)?;
        }
        let reached = self.depends_on(wrt, y);
        let mut cotangents: Vec<Option<ValueId>> = vec![None; y.index() + 1];
        let mut found: Vec<Option<ValueId>> = vec![None; wrt.len()];
        // An affine map checks the cotangent's type like any other use of it would.
        cotangents[y.index()] =
            Some(self.push(Op::Unary(Unary::Affine { scale: 1.0, shift: 0.0 }), &[cotangent], y_ty)?);
        for index in (0..=y.index()).rev().filter(|&i| reached[i]) {
            let value = ValueId(index as u32);
            let Some(g) = cotangents[index] else { continue };
            for (slot, _) in found.iter_mut().zip(wrt).filter(|(_, w)| **w == value) {
                *slot = Some(g);
            }
            let node = self.program.nodes[index];
            let wanted: [bool; 2] = core::array::from_fn(|i| node.args().get(i).is_some_and(|a| reached[a.index()]));
            let passed_over = |between: &[ValueId]| {
                wanted.iter().zip(node.args()).all(|(&wanted, _)| wanted) && !between.iter().any(|v| wrt.contains(v))
            };
            let parts = match self.pull_composition(value, g, passed_over)? {
                Some(part) => [Some(part), None],
                None => {
                    let [a, b] = self.pullback(value, &node, g, wanted)?;
                    [a.map(|part| (node.args[0], part)), b.map(|part| (node.args[1], part))]
                }
            };
            for (arg, part) in parts.into_iter().flatten() {
                let sum = match cotangents[arg.index()] {
                    Some(so_far) => self.add(so_far, part)?,
                    None => part,
                };
                cotangents[arg.index()] = Some(sum);
            }
        }
        let mut gradients = Vec::with_capacity(wrt.len());
        for (gradient, &value) in found.into_iter().zip(wrt) {
            let ty = self.ty(value);
            gradients.push(match gradient {
                Some(gradient) => gradient,
                None => self.constant(0.0, ty)?,
            });
        }
        Ok(gradients)
    }

    /// Gradients of `y`, a single number (per sample or for the batch), with respect to each of `wrt`.
    ///
    /// # Errors
    /// As [`Builder::vjp`].
    pub fn grad(&mut self, y: ValueId, wrt: &[ValueId]) -> Result<Vec<ValueId>> {
        let one = self.constant(1.0, self.checked_ty(y)?)?;
        self.vjp(y, one, wrt)
    }

    /// For each node up to `y`: does it depend on one of `wrt`?
    fn depends_on(&self, wrt: &[ValueId], y: ValueId) -> Vec<bool> {
        let mut depends = vec![false; y.index() + 1];
        for index in 0..=y.index() {
            let node = &self.program.nodes[index];
            depends[index] = wrt.contains(&ValueId(index as u32)) || node.args().iter().any(|arg| depends[arg.index()]);
        }
        depends
    }

    /// The cotangents of a node's arguments (those wanted) from the cotangent `g` of its value `y`.
    fn pullback(&mut self, y: ValueId, node: &Node, g: ValueId, wanted: [bool; 2]) -> Result<[Option<ValueId>; 2]> {
        let [a, b] = node.args;
        if wanted == [false; 2] {
            return Ok([None; 2]);
        }
        Ok(match node.op {
            Op::Input(_) | Op::Constant(_) | Op::Random { .. } => [None, None],
            Op::Unary(unary) => [Some(self.pull_unary(unary, y, g)?), None],
            Op::Binary(Binary::Add) => [Some(g), Some(g)],
            Op::Binary(Binary::Sub) => [Some(g), if wanted[1] { Some(self.scale(g, -1.0)?) } else { None }],
            Op::Binary(Binary::Mul) => [
                if wanted[0] { Some(self.mul(g, b)?) } else { None },
                if wanted[1] { Some(self.mul(g, a)?) } else { None },
            ],
            Op::Cast => [Some(self.cast(g, self.ty(a).dtype)?), None],
            Op::RowMap(RowMap::CumSum { reverse }) => [Some(self.cumsum(g, !reverse)?), None],
            Op::RowMap(RowMap::Softmax) => {
                let last = Axes::of(&[node.ty.shape.rank() - 1]);
                let product = self.mul(y, g)?;
                let mean = self.sum(product, last)?;
                let mean = self.broadcast_to(mean, node.ty)?;
                let centred = self.mul(y, mean)?;
                [Some(self.sub(product, centred)?), None]
            }
            Op::LogSumExp => {
                let wide = self.broadcast_to(g, self.ty(a))?;
                let softmax = self.softmax(a)?;
                [Some(self.mul(wide, softmax)?), None]
            }
            Op::Reshape => [Some(self.push(Op::Reshape, &[g], self.ty(a))?), None],
            Op::Slice { axis, start } => [Some(self.push(Op::Pad { axis, before: start }, &[g], self.ty(a))?), None],
            Op::Pad { axis, before } => [Some(self.push(Op::Slice { axis, start: before }, &[g], self.ty(a))?), None],
            Op::Concat { axis } => {
                let first = self.ty(a).shape.dim(usize::from(axis)) as u32;
                [
                    if wanted[0] { Some(self.push(Op::Slice { axis, start: 0 }, &[g], self.ty(a))?) } else { None },
                    if wanted[1] { Some(self.push(Op::Slice { axis, start: first }, &[g], self.ty(b))?) } else { None },
                ]
            }
            Op::Broadcast => {
                let ty = self.ty(a);
                let repeated = spread_axes(&ty, &node.ty);
                [Some(self.push(Op::Sum { axes: repeated }, &[g], ty)?), None]
            }
            Op::Sum { .. } => [Some(self.push(Op::Broadcast, &[g], self.ty(a))?), None],
            Op::MatMul { ta, tb } => self.pull_matmul([a, b], [ta, tb], g, wanted)?,
            Op::Conv(window) => self.pull_pair(g, [a, b], wanted, Op::ConvData(window), Op::ConvFilter(window))?,
            Op::ConvData(window) => [
                if wanted[0] { Some(self.push(Op::Conv(window), &[g, b], self.ty(a))?) } else { None },
                if wanted[1] { Some(self.push(Op::ConvFilter(window), &[g, a], self.ty(b))?) } else { None },
            ],
            Op::ConvFilter(window) => [
                if wanted[0] { Some(self.push(Op::ConvData(window), &[b, g], self.ty(a))?) } else { None },
                if wanted[1] { Some(self.push(Op::Conv(window), &[a, g], self.ty(b))?) } else { None },
            ],
            Op::Take => [Some(self.push(Op::ScatterAdd, &[g, b], self.ty(a))?), None],
            Op::ScatterAdd => [Some(self.push(Op::Take, &[g, b], self.ty(a))?), None],
        })
    }

    fn pull_unary(&mut self, unary: Unary, y: ValueId, g: ValueId) -> Result<ValueId> {
        match unary {
            Unary::Affine { scale, .. } => self.scale(g, scale),
            Unary::Recip => {
                let square = self.mul(y, y)?;
                let product = self.mul(g, square)?;
                self.scale(product, -1.0)
            }
            Unary::Sqrt => {
                let inverse = self.recip(y)?;
                let product = self.mul(g, inverse)?;
                self.scale(product, 0.5)
            }
            Unary::Sigmoid => {
                let complement = self.affine(y, -1.0, 1.0)?;
                let slope = self.mul(y, complement)?;
                self.mul(g, slope)
            }
        }
    }

    /// `conv`: the image's cotangent from `(g, filter)`, the filter's from `(image, g)`.
    fn pull_pair(
        &mut self,
        g: ValueId,
        [image, filter]: [ValueId; 2],
        wanted: [bool; 2],
        data: Op,
        weight: Op,
    ) -> Result<[Option<ValueId>; 2]> {
        Ok([
            if wanted[0] { Some(self.push(data, &[g, filter], self.ty(image))?) } else { None },
            if wanted[1] { Some(self.push(weight, &[image, g], self.ty(filter))?) } else { None },
        ])
    }

    /// `C = op(A) op(B)`: `dA = G op(B)ᵀ`, `dB = op(A)ᵀ G`, each transposed back where its operand was. A shared
    /// operand of a per-sample product sums over the batch.
    fn pull_matmul(
        &mut self,
        [a, b]: [ValueId; 2],
        [ta, tb]: [bool; 2],
        g: ValueId,
        wanted: [bool; 2],
    ) -> Result<[Option<ValueId>; 2]> {
        let (ea, eb): (Extent, Extent) = (self.ty(a).extent, self.ty(b).extent);
        let da = match (wanted[0], ta) {
            (false, _) => None,
            (true, false) => Some(self.push_matmul(g, false, b, !tb, ea)?),
            (true, true) => Some(self.push_matmul(b, tb, g, true, ea)?),
        };
        let db = match (wanted[1], tb) {
            (false, _) => None,
            (true, false) => Some(self.push_matmul(a, !ta, g, false, eb)?),
            (true, true) => Some(self.push_matmul(g, true, a, ta, eb)?),
        };
        Ok([da, db])
    }
}

/// The axes along which `small` is repeated in `wide`.
fn spread_axes(small: &ValueType, wide: &ValueType) -> Axes {
    let differs = |axis: &usize| small.shape.dim(*axis) != wide.shape.dim(*axis);
    Axes::from_bits((0..wide.shape.rank()).filter(differs).fold(0, |bits, axis| bits | 1 << axis))
}
