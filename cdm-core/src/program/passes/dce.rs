//! Dead code: nodes that no output and no update needs.

use super::rewrite::Rewriter;
use crate::program::{Program, ValueId};
use alloc::vec;

/// The program without nodes that no output and no update needs. Declared inputs stay declared. Linear in the nodes.
pub(super) fn without_dead_code(program: &Program) -> Program {
    let mut needed = vec![false; program.nodes.len()];
    let outputs = program.outputs.iter().map(|output| output.value);
    for value in outputs.chain(program.updates.iter().map(|update| update.value)) {
        needed[value.index()] = true;
    }
    for (index, node) in program.nodes.iter().enumerate().rev() {
        if needed[index] {
            node.args().iter().for_each(|arg| needed[arg.index()] = true);
        }
    }
    let mut new = Rewriter::new(program);
    for (node, needed) in program.nodes.iter().zip(needed) {
        // Nobody asks where a dead value is.
        let mut value = ValueId(0);
        if needed {
            let moved = new.moved(node);
            value = new.push(moved.op, moved.args, moved.ty);
        }
        new.map_next(value);
    }
    new.finish(program)
}
