//! Gradients of some compositions as a whole, where they are simpler than what the product and chain rules make of their parts.
//!
//! What the parts leave behind is not wrong but costs: an executor keeps a product of full size for the next derivative, or goes through
//! a value once more for a sum that is known to be nought. All of these rules emit operations like any other, so their results
//! are differentiated again, by the same rules.

use super::builder::Result;
use super::{Axes, Binary, Builder, Node, Op, Unary, ValueId, ValueType};

/// A value less its mean over some axes.
struct Centred {
    of: ValueId,
    axes: Axes,
    sum: ValueType,
    /// Sum, mean, and mean repeated.
    between: [ValueId; 3],
}

impl Builder {
    /// The cotangent that a value of `y`'s composition gets from `y`'s cotangent `g`, for compositions with a rule of their own.
    ///
    /// `passed_over` says whether a value between may be left without its share: not if its own gradient is asked for.
    pub(super) fn pull_composition(
        &mut self,
        y: ValueId,
        g: ValueId,
        passed_over: impl Fn(&[ValueId]) -> bool,
    ) -> Result<Option<(ValueId, ValueId)>> {
        let node = self.program.nodes[y.index()];
        if let Some([x, gate]) = self.gated(&node).filter(|[_, gate]| passed_over(&[*gate])) {
            return Ok(Some((x, self.pull_silu(x, gate, g)?)));
        }
        if let Some(centred) = self.centred(&node).filter(|centred| passed_over(&centred.between)) {
            return Ok(Some((centred.of, self.centre(g, &centred)?)));
        }
        let Some((part, centred)) = self.squares_of_centred(&node) else { return Ok(None) };
        let square = node.args[0];
        if !passed_over(&[square, part]) || !passed_over(&centred.between) {
            return Ok(None);
        }
        // 2 g c, whose mean is nought like that of c: it needs no centring.
        let wide = self.push(Op::Broadcast, &[g], self.ty(part))?;
        let product = self.mul(wide, part)?;
        Ok(Some((centred.of, self.scale(product, 2.0)?)))
    }

    /// Of a product of `x` with `sigmoid(x)`: the two.
    fn gated(&self, node: &Node) -> Option<[ValueId; 2]> {
        let gates = |x: ValueId, gate: ValueId| {
            let gate = &self.program.nodes[gate.index()];
            gate.op == Op::Unary(Unary::Sigmoid) && gate.args[0] == x
        };
        match node {
            Node { op: Op::Binary(Binary::Mul), args: [a, b], .. } if gates(*a, *b) => Some([*a, *b]),
            Node { op: Op::Binary(Binary::Mul), args: [a, b], .. } if gates(*b, *a) => Some([*b, *a]),
            _ => None,
        }
    }

    /// The cotangent of `x` from that of `x s` with `s = sigmoid(x)`: `g s (1 + x (1 − s))`.
    ///
    /// All but `g` follows from `x` alone, so that an executor may compute it again where it is needed.
    fn pull_silu(&mut self, x: ValueId, s: ValueId, g: ValueId) -> Result<ValueId> {
        let complement = self.affine(s, -1.0, 1.0)?;
        let product = self.mul(x, complement)?;
        let sum = self.affine(product, 1.0, 1.0)?;
        let slope = self.mul(s, sum)?;
        self.mul(g, slope)
    }

    /// Is this `x − mean(x)`, the mean repeated?
    fn centred(&self, node: &Node) -> Option<Centred> {
        let at = |value: ValueId| self.program.nodes[value.index()];
        let (Op::Binary(Binary::Sub), [of, wide]) = (node.op, node.args) else { return None };
        let Node { op: Op::Broadcast, args: [mean, _], .. } = at(wide) else { return None };
        let Node { op: Op::Unary(Unary::Affine { scale, shift: 0.0 }), args: [sum, _], .. } = at(mean) else {
            return None;
        };
        let Node { op: Op::Sum { axes }, args: [summed, _], ty, .. } = at(sum) else { return None };
        let count = (node.ty.elements() / ty.elements()) as f64;
        let fits = summed == of && ty.extent == node.ty.extent && scale == 1.0 / count;
        fits.then_some(Centred { of, axes, sum: ty, between: [sum, mean, wide] })
    }

    /// `g − mean(g)`: centring is a projection, so its own transpose.
    fn centre(&mut self, g: ValueId, like: &Centred) -> Result<ValueId> {
        let ty = self.ty(g);
        let sum = self.push(Op::Sum { axes: like.axes }, &[g], like.sum)?;
        let mean = self.scale(sum, like.sum.elements() as f64 / ty.elements() as f64)?;
        let mean = self.push(Op::Broadcast, &[mean], ty)?;
        self.sub(g, mean)
    }

    /// Of a sum of squares of a value that is centred along the same axes: that value, and what it is centred from.
    fn squares_of_centred(&self, node: &Node) -> Option<(ValueId, Centred)> {
        let Op::Sum { axes } = node.op else { return None };
        let square = self.program.nodes[node.args[0].index()];
        let (Op::Binary(Binary::Mul), [a, b]) = (square.op, square.args) else { return None };
        let centred = self.centred(&self.program.nodes[a.index()])?;
        (a == b && centred.axes == axes && centred.sum == node.ty).then_some((a, centred))
    }
}
