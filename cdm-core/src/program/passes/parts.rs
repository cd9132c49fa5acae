//! Rules for slices, zeros around, and joined values.

use super::rewrite::Rewriter;
use super::simplify::Simpler;
use crate::program::{Binary, Node, Op, ValueType};

pub(super) fn simpler_slice(new: &Rewriter, node: &Node, axis: u8, start: u32) -> Option<Simpler> {
    let x = node.args[0];
    let argument = new.node(x);
    if argument.ty == node.ty {
        return Some(Simpler::Value(x));
    }
    if let Some(c) = new.constant(x) {
        return Some(Simpler::constant(c));
    }
    let dim = |node: &Node| node.ty.shape.dim(usize::from(axis)) as u32;
    let end = start + dim(node);
    let [a, b] = argument.args;
    match argument.op {
        Op::Slice { axis: other, start: first } if other == axis => {
            Some(Simpler::unary(Op::Slice { axis, start: first + start }, a))
        }
        Op::Concat { axis: other } if other == axis => {
            let joint = dim(new.node(a));
            if end <= joint {
                Some(Simpler::unary(Op::Slice { axis, start }, a))
            } else {
                (start >= joint).then(|| Simpler::unary(Op::Slice { axis, start: start - joint }, b))
            }
        }
        Op::Pad { axis: other, before } if other == axis => {
            let behind = before + dim(new.node(a));
            if end <= before || start >= behind {
                return Some(Simpler::constant(0.0));
            }
            let inside = start >= before && end <= behind;
            inside.then(|| Simpler::unary(Op::Slice { axis, start: start - before }, a))
        }
        Op::Broadcast if dim(new.node(a)) == 1 => Some(Simpler::unary(Op::Broadcast, a)),
        _ => None,
    }
}

pub(super) fn simpler_pad(new: &Rewriter, node: &Node, axis: u8, before: u32) -> Option<Simpler> {
    let x = node.args[0];
    let argument = new.node(x);
    if argument.ty == node.ty {
        return Some(Simpler::Value(x));
    }
    if new.constant(x) == Some(0.0) {
        return Some(Simpler::constant(0.0));
    }
    match argument.op {
        Op::Pad { axis: other, before: inner } if other == axis => {
            Some(Simpler::unary(Op::Pad { axis, before: before + inner }, argument.args[0]))
        }
        _ => None,
    }
}

pub(super) fn simpler_concat(new: &Rewriter, node: &Node, axis: u8) -> Option<Simpler> {
    let [a, b] = node.args;
    if let (Some(c), Some(d)) = (new.constant(a), new.constant(b)) {
        return (c.to_bits() == d.to_bits()).then(|| Simpler::constant(c));
    }
    // Neighbouring parts of one value.
    let (first, second) = (new.node(a), new.node(b));
    match (first.op, second.op) {
        (Op::Slice { axis: p, start }, Op::Slice { axis: q, start: next })
            if p == axis
                && q == axis
                && first.args == second.args
                && start + first.ty.shape.dim(usize::from(axis)) as u32 == next =>
        {
            Some(Simpler::unary(Op::Slice { axis, start }, first.args[0]))
        }
        _ => None,
    }
}

/// The sum of two values with zeros around, where one ends just where the other begins: the two joined, with what
/// zeros are left. The gradient of a value that was cut into slices is such a sum.
pub(super) fn join_pads(new: &mut Rewriter, node: &Node) -> Option<Simpler> {
    let [x, y] = node.args.map(|arg| *new.node(arg));
    let (Op::Binary(Binary::Add), Op::Pad { axis, before: p }, Op::Pad { axis: other, before: q }) =
        (node.op, x.op, y.op)
    else {
        return None;
    };
    if axis != other {
        return None;
    }
    let (before, a, after, b) = if p <= q { (p, x.args[0], q, y.args[0]) } else { (q, y.args[0], p, x.args[0]) };
    let (first, second) = (new.node(a).ty, new.node(b).ty);
    let dim = |ty: &ValueType| ty.shape.dim(usize::from(axis));
    if before as usize + dim(&first) != after as usize {
        return None;
    }
    let shape = first.shape.with_dim(usize::from(axis), dim(&first) + dim(&second))?;
    let ty = node.ty.with_shape(shape);
    if ty == node.ty {
        return Some(Simpler::Node(Op::Concat { axis }, [a, b]));
    }
    let joined = new.push(Op::Concat { axis }, [a, b], ty);
    Some(Simpler::unary(Op::Pad { axis, before }, joined))
}
