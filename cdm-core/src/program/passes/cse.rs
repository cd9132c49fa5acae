//! Common subexpressions: a node that repeats an earlier one is that one.

use super::rewrite::{Rewriter, commutes};
use crate::program::{Distribution, Node, Op, Program, RowMap, Unary, ValueId, ValueType, Window};
use alloc::collections::BTreeMap;

/// What decides whether two nodes have one value: name, parameters by their bits, arguments, type.
type Key = (&'static str, [u64; 2], [ValueId; 2], ValueType);

/// The program without nodes that repeat an earlier one. Sums and products are the same in either order of their
/// arguments; draws are the same if stream, distribution and arguments are. Time n·log n.
pub(super) fn without_repeats(program: &Program) -> Program {
    let mut new = Rewriter::new(program);
    let mut known: BTreeMap<Key, ValueId> = BTreeMap::new();
    for node in &program.nodes {
        let moved = new.moved(node);
        let value = *known.entry(key(&moved)).or_insert_with(|| new.push(moved.op, moved.args, moved.ty));
        new.map_next(value);
    }
    new.finish(program)
}

fn key(node: &Node) -> Key {
    let mut args = [ValueId(0); 2];
    args[..node.op.arity()].copy_from_slice(node.args());
    if commutes(&node.op) {
        args.sort_unstable();
    }
    (node.op.name(), parameters(&node.op), args, node.ty)
}

/// The parameters of an operation as bits; together with the operation's name they determine it.
fn parameters(op: &Op) -> [u64; 2] {
    match *op {
        Op::Input(input) => [u64::from(input), 0],
        Op::Constant(value) => [value.to_bits(), 0],
        Op::Unary(Unary::Affine { scale, shift }) => [scale.to_bits(), shift.to_bits()],
        Op::RowMap(RowMap::CumSum { reverse }) => [u64::from(reverse), 0],
        Op::Slice { axis, start } => [u64::from(axis), u64::from(start)],
        Op::Pad { axis, before } => [u64::from(axis), u64::from(before)],
        Op::Concat { axis } => [u64::from(axis), 0],
        Op::Sum { axes } => [u64::from(axes.bits()), 0],
        Op::MatMul { ta, tb } => [u64::from(ta), u64::from(tb)],
        Op::Conv(window) | Op::ConvData(window) | Op::ConvFilter(window) => [window_bits(window), 0],
        Op::Random { stream, distribution: Distribution::Normal } => [u64::from(stream) << 1, 0],
        Op::Random { stream, distribution: Distribution::Bernoulli { p } } => [u64::from(stream) << 1 | 1, p.to_bits()],
        Op::Unary(Unary::Recip | Unary::Sqrt | Unary::Sigmoid)
        | Op::Binary(_)
        | Op::Cast
        | Op::RowMap(RowMap::Softmax)
        | Op::LogSumExp
        | Op::Reshape
        | Op::Broadcast
        | Op::Take
        | Op::ScatterAdd => [0; 2],
    }
}

fn window_bits(window: Window) -> u64 {
    let Window { stride, before: [top, left], after: [bottom, right] } = window;
    u64::from_be_bytes([0, 0, 0, stride, top, left, bottom, right])
}
