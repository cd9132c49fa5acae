//! Casts: of no effect where both real dtypes are one machine type.

use super::rewrite::Rewriter;
use crate::program::{Dtype, Op, Program};

/// The program with every real value `Wide`, and without casts. Linear in the nodes.
pub(super) fn without_casts(program: &Program) -> Program {
    let wide = |dtype: &mut Dtype| {
        if *dtype == Dtype::Narrow {
            *dtype = Dtype::Wide;
        }
    };
    let mut inputs = program.inputs.clone();
    inputs.iter_mut().for_each(|input| wide(&mut input.ty.dtype));
    let program = Program { inputs, ..program.clone() };
    let mut new = Rewriter::new(&program);
    for node in &program.nodes {
        let mut moved = new.moved(node);
        wide(&mut moved.ty.dtype);
        let value = match moved.op {
            Op::Cast => moved.args[0],
            _ => new.push(moved.op, moved.args, moved.ty),
        };
        new.map_next(value);
    }
    new.finish(&program)
}
