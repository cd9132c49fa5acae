//! Casts: of no effect where both real dtypes are one machine type.

use super::rewrite::Rewriter;
use crate::program::{Dtype, Op, Program};
use alloc::vec::Vec;

/// The program with every real value `Wide`, and without casts; and which of its values were `Narrow`. Linear in the nodes.
pub(super) fn without_casts(program: &Program) -> (Program, Vec<bool>) {
    let wide = |dtype: &mut Dtype| {
        if *dtype == Dtype::Narrow {
            *dtype = Dtype::Wide;
        }
    };
    let mut inputs = program.inputs.clone();
    inputs.iter_mut().for_each(|input| wide(&mut input.ty.dtype));
    let program = Program { inputs, ..program.clone() };
    let (mut new, mut narrow) = (Rewriter::new(&program), Vec::new());
    for node in &program.nodes {
        let mut moved = new.moved(node);
        let was_narrow = moved.ty.dtype == Dtype::Narrow;
        wide(&mut moved.ty.dtype);
        let value = match moved.op {
            Op::Cast => moved.args[0],
            _ => {
                narrow.push(was_narrow);
                new.push(moved.op, moved.args, moved.ty)
            }
        };
        new.map_next(value);
    }
    let program = new.finish(&program);
    // Copies of inputs that are updates.
    narrow.resize(program.nodes.len(), false);
    (program, narrow)
}
