//! What the passes share: a program that grows while another one is read from front to back.

use crate::program::{Binary, Node, Op, Program, Unary, ValueId, ValueType};
use alloc::vec::Vec;

/// The new program, and where the values of the old one are in it.
pub(super) struct Rewriter {
    to: Program,
    at: Vec<ValueId>,
}

impl Rewriter {
    /// An empty program with the inputs and names of `from`.
    pub(super) fn new(from: &Program) -> Self {
        let to = Program { inputs: from.inputs.clone(), names: from.names.clone(), ..Program::default() };
        Self { to, at: Vec::with_capacity(from.nodes.len()) }
    }

    /// Where the old program's values are: the next one is `value`.
    pub(super) fn map_next(&mut self, value: ValueId) {
        self.at.push(value);
    }

    /// An old node with its arguments in the new program.
    pub(super) fn moved(&self, node: &Node) -> Node {
        let mut node = *node;
        let arity = node.op.arity();
        for arg in &mut node.args[..arity] {
            *arg = self.at[arg.index()];
        }
        node
    }

    /// Adds a node; its section follows from its arguments.
    pub(super) fn push(&mut self, op: Op, args: [ValueId; 2], ty: ValueType) -> ValueId {
        let section = self.to.as_ref().section_of(&op, &args[..op.arity()], &ty);
        self.to.nodes.push(Node { op, args, ty, section });
        ValueId((self.to.nodes.len() - 1) as u32)
    }

    /// A node of the new program.
    pub(super) fn node(&self, value: ValueId) -> &Node {
        &self.to.nodes[value.index()]
    }

    /// The number that stands everywhere in a value, if it is a constant.
    pub(super) fn constant(&self, value: ValueId) -> Option<f64> {
        if let Op::Constant(number) = self.node(value).op { Some(number) } else { None }
    }

    /// The new program, with the old one's outputs and updates.
    ///
    /// An update must be computed, and simplification may find that it equals an input: then it is a copy of it.
    pub(super) fn finish(mut self, from: &Program) -> Program {
        self.to.outputs.clone_from(&from.outputs);
        for (output, old) in self.to.outputs.iter_mut().zip(&from.outputs) {
            output.value = self.at[old.value.index()];
        }
        for old in &from.updates {
            let mut update = *old;
            update.value = self.at[old.value.index()];
            if matches!(self.node(self.to.as_ref().alias_root(update.value)).op, Op::Input(_)) {
                let ty = self.node(update.value).ty;
                update.value = self.push(COPY, [update.value, ValueId(0)], ty);
            }
            self.to.updates.push(update);
        }
        self.to
    }
}

/// The identity as a computation.
pub(super) const COPY: Op = Op::Unary(Unary::Affine { scale: 1.0, shift: 0.0 });

/// Is the order of this operation's arguments without effect on its value?
pub(super) fn commutes(op: &Op) -> bool {
    matches!(op, Op::Binary(Binary::Add | Binary::Mul))
}
