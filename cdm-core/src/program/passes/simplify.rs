//! Algebra: rules that look at one node and its arguments. What they find has the type of the node it replaces.

use super::parts::{join_pads, simpler_concat, simpler_pad, simpler_slice};
use super::rewrite::Rewriter;
use crate::program::{Binary, Dtype, Node, Op, Program, RowMap, Unary, ValueId};

/// What a node may be replaced by.
pub(super) enum Simpler {
    /// A value that is there already.
    Value(ValueId),
    /// Another operation.
    Node(Op, [ValueId; 2]),
}

impl Simpler {
    pub(super) fn constant(value: f64) -> Self {
        Simpler::Node(Op::Constant(value), [ValueId(0); 2])
    }

    fn affine(x: ValueId, scale: f64, shift: f64) -> Self {
        Simpler::unary(Op::Unary(Unary::Affine { scale, shift }), x)
    }

    /// An operation of one argument.
    pub(super) fn unary(op: Op, x: ValueId) -> Self {
        Simpler::Node(op, [x, ValueId(0)])
    }

    fn binary(binary: Binary, a: ValueId, b: ValueId) -> Self {
        Simpler::Node(Op::Binary(binary), [a, b])
    }
}

/// Rules applied in a row to one node; a longer chain goes on in the next round. Keeps time linear.
const CHAIN: usize = 16;

/// The program after one pass of the rules over all nodes. Linear in the nodes.
pub(super) fn simplified(program: &Program) -> Program {
    let mut new = Rewriter::new(program);
    for node in &program.nodes {
        let moved = new.moved(node);
        let value = simplify_node(&mut new, moved);
        new.map_next(value);
    }
    new.finish(program)
}

fn simplify_node(new: &mut Rewriter, mut node: Node) -> ValueId {
    for _ in 0..CHAIN {
        match simpler(new, &node) {
            Some(Simpler::Value(value)) => return value,
            Some(Simpler::Node(op, args)) => node = Node { op, args, ..node },
            None => break,
        }
    }
    new.push(node.op, node.args, node.ty)
}

fn simpler(new: &mut Rewriter, node: &Node) -> Option<Simpler> {
    let [a, b] = node.args;
    match node.op {
        Op::Unary(unary) => simpler_unary(new, unary, a),
        Op::Binary(binary) => simpler_binary(new, binary, a, b).or_else(|| join_pads(new, node)),
        Op::Cast => simpler_cast(new, node),
        Op::Reshape => same_everywhere(new, node, Op::Reshape),
        Op::Broadcast => same_everywhere(new, node, Op::Broadcast),
        Op::Sum { .. } => simpler_sum(new, node),
        Op::Slice { axis, start } => simpler_slice(new, node, axis, start),
        Op::Pad { axis, before } => simpler_pad(new, node, axis, before),
        Op::Concat { axis } => simpler_concat(new, node, axis),
        // Linear in each argument but an index, which is never zero as a constant.
        Op::RowMap(RowMap::CumSum { .. })
        | Op::MatMul { .. }
        | Op::Conv(_)
        | Op::ConvData(_)
        | Op::ConvFilter(_)
        | Op::ScatterAdd => {
            let zero = node.args().iter().any(|&arg| new.constant(arg) == Some(0.0));
            zero.then(|| Simpler::constant(0.0))
        }
        Op::Input(_) | Op::Constant(_) | Op::RowMap(RowMap::Softmax) | Op::LogSumExp | Op::Take | Op::Random { .. } => {
            None
        }
    }
}

fn simpler_unary(new: &Rewriter, unary: Unary, x: ValueId) -> Option<Simpler> {
    if let Some(c) = new.constant(x) {
        let folded = match unary {
            Unary::Affine { scale, shift } => scale * c + shift,
            Unary::Recip => 1.0 / c,
            Unary::Sqrt => libm::sqrt(c),
            Unary::Sigmoid => 1.0 / (1.0 + libm::exp(-c)),
        };
        return folded.is_finite().then(|| Simpler::constant(folded));
    }
    let Unary::Affine { scale, shift } = unary else { return None };
    if scale == 0.0 {
        return Some(Simpler::constant(shift));
    }
    if scale == 1.0 && shift == 0.0 {
        return Some(Simpler::Value(x));
    }
    let Node { op: Op::Unary(Unary::Affine { scale: inner_scale, shift: inner_shift }), args, .. } = *new.node(x)
    else {
        return None;
    };
    let (product, sum) = (scale * inner_scale, scale * inner_shift + shift);
    // The product must be a normal number in every machine type, f32 and bf16 included: two factors that are may
    // have a product that is not.
    let usual = (1e-30..1e30).contains(&product.abs()) && sum.is_finite();
    usual.then(|| Simpler::affine(args[0], product, sum))
}

/// The argument of a negation.
fn negated(new: &Rewriter, x: ValueId) -> Option<ValueId> {
    match *new.node(x) {
        Node { op: Op::Unary(Unary::Affine { scale: -1.0, shift: 0.0 }), args, .. } => Some(args[0]),
        _ => None,
    }
}

fn simpler_binary(new: &Rewriter, binary: Binary, a: ValueId, b: ValueId) -> Option<Simpler> {
    if let Some(c) = new.constant(b) {
        return Some(match binary {
            Binary::Add => Simpler::affine(a, 1.0, c),
            Binary::Sub => Simpler::affine(a, 1.0, -c),
            Binary::Mul => Simpler::affine(a, c, 0.0),
        });
    }
    if let Some(c) = new.constant(a) {
        return Some(match binary {
            Binary::Add => Simpler::affine(b, 1.0, c),
            Binary::Sub => Simpler::affine(b, -1.0, c),
            Binary::Mul => Simpler::affine(b, c, 0.0),
        });
    }
    if a == b && binary != Binary::Mul {
        return Some(if binary == Binary::Add { Simpler::affine(a, 2.0, 0.0) } else { Simpler::constant(0.0) });
    }
    match (binary, negated(new, a), negated(new, b)) {
        (Binary::Add, _, Some(b)) => Some(Simpler::binary(Binary::Sub, a, b)),
        (Binary::Add, Some(a), None) => Some(Simpler::binary(Binary::Sub, b, a)),
        (Binary::Sub, _, Some(b)) => Some(Simpler::binary(Binary::Add, a, b)),
        (Binary::Mul, Some(a), Some(b)) => Some(Simpler::binary(Binary::Mul, a, b)),
        _ => None,
    }
}

fn simpler_cast(new: &Rewriter, node: &Node) -> Option<Simpler> {
    let x = node.args[0];
    if let Some(c) = new.constant(x) {
        return Some(Simpler::constant(c));
    }
    if new.node(x).ty == node.ty {
        return Some(Simpler::Value(x));
    }
    // Widened and narrowed again is exact; narrowed and widened again rounds, and stays.
    let Node { op: Op::Cast, args, .. } = *new.node(x) else { return None };
    (node.ty.dtype == Dtype::Narrow && new.node(args[0]).ty == node.ty).then_some(Simpler::Value(args[0]))
}

/// Reshapes and broadcasts: nothing to do, one number everywhere, or two in a row.
fn same_everywhere(new: &Rewriter, node: &Node, op: Op) -> Option<Simpler> {
    let x = node.args[0];
    if new.node(x).ty == node.ty {
        return Some(Simpler::Value(x));
    }
    if let Some(c) = new.constant(x) {
        return Some(Simpler::constant(c));
    }
    (new.node(x).op == op).then(|| Simpler::unary(op, new.node(x).args[0]))
}

fn simpler_sum(new: &Rewriter, node: &Node) -> Option<Simpler> {
    let x = node.args[0];
    let argument = new.node(x);
    if argument.ty == node.ty {
        return Some(Simpler::Value(x));
    }
    let constant = new.constant(x);
    if constant == Some(0.0) {
        return Some(Simpler::constant(0.0));
    }
    // A sum over the batch depends on the number of samples, which the program does not know.
    if argument.ty.extent != node.ty.extent {
        return None;
    }
    if let Some(c) = constant {
        let sum = c * (argument.ty.elements() / node.ty.elements()) as f64;
        return sum.is_finite().then(|| Simpler::constant(sum));
    }
    // What was repeated and is summed again.
    let small = argument.args[0];
    let repeated = argument.op == Op::Broadcast && new.node(small).ty == node.ty;
    repeated.then(|| Simpler::affine(small, (argument.ty.elements() / node.ty.elements()) as f64, 0.0))
}
