//! Copies, tables and draws: a thread for each number of the result, or for four draws.

use super::regions::spread_axes;
use super::{Blocks, Lowered, THREADS, along, index, literal, read, write};
use crate::cuda::index::address;
use cdm_core::kernels::{Part, Table};
use cdm_core::program::{Distribution, Op, ProgramRef, ValueId, ValueType};

impl Lowered {
    /// Lowers a node whose every number is one of an argument's, or a constant.
    pub(super) fn copy(&mut self, program: &ProgramRef<'_>, value: ValueId) {
        let node = program.node(value);
        let ty = |argument: usize| &program.node(node.args[argument]).ty;
        let from = match node.op {
            Op::Constant(number) => literal(number),
            Op::Broadcast => format!("load(p0, {})", address("i", &spread_axes(ty(0), &node.ty))),
            Op::Slice { axis, start } => {
                let Part { extent, start, len, inner, .. } = part(ty(0), &node.ty, axis, start as usize);
                let (piece, block, first) = (len * inner, extent * inner, start * inner);
                format!("load(p0, i / {piece}u * {block}u + i % {piece}u + {first}u)")
            }
            Op::Pad { axis, before } => {
                let Part { extent, start, len, inner, .. } = part(&node.ty, ty(0), axis, before as usize);
                let (piece, block, first) = (len * inner, extent * inner, start * inner);
                // Before the first, the difference wraps beyond any length.
                let inside = format!("i % {block}u - {first}u");
                format!("{inside} < {piece}u ? load(p0, i / {block}u * {piece}u + {inside}) : 0.0f")
            }
            Op::Concat { axis } => {
                let Part { extent, len, inner, .. } = part(&node.ty, ty(0), axis, 0);
                let (block, left, right) = (extent * inner, len * inner, (extent - len) * inner);
                let (outer, within) = (format!("i / {block}u"), format!("i % {block}u"));
                let right = format!("load(p1, {outer} * {right}u + {within} - {left}u)");
                format!("{within} < {left}u ? load(p0, {outer} * {left}u + {within}) : {right}")
            }
            _ => return,
        };
        let mut pointers: Vec<_> = node.args().iter().map(|&argument| read(argument)).collect();
        pointers.push(write(value));
        let body = format!("        store(p{}, i, {from});\n", node.args().len());
        self.launch_items(&pointers, vec![node.ty.elements()], node.ty.is_per_sample(), body);
    }

    /// Lowers [`Op::Take`] or [`Op::ScatterAdd`].
    pub(super) fn table(&mut self, program: &ProgramRef<'_>, value: ValueId) {
        let node = program.node(value);
        let pointers = [read(node.args[0]), index(node.args[1]), write(value)];
        let (len, is_take) = (node.ty.elements(), node.op == Op::Take);
        let Table { rows, row, shared } = Table::new(if is_take { &program.node(node.args[0]).ty } else { &node.ty });
        let body = if is_take {
            let first = if shared { String::new() } else { format!("i / {row}u * {rows}u + ") };
            let from = format!("load(p0, ({first}p1[i / {row}u]) * {row}u + i % {row}u)");
            format!("    FOR_ITEMS(i, {len}u * samples) store(p2, i, {from});\n")
        } else if shared {
            // In the order of the samples.
            format!(
                "    FOR_ITEMS(i, {len}u) {{\n        float sum = 0.0f;\n        for (u32 s = 0; s < samples; s++) \
                 if (p1[s] == i / {row}u) sum += load(p0, s * {row}u + i % {row}u);\n        store(p2, i, load(p2, i) + sum);\n    }}\n"
            )
        } else {
            let from =
                format!("i / {row}u % {rows}u == p1[i / {len}u] ? load(p0, i / {len}u * {row}u + i % {row}u) : 0.0f");
            format!("    FOR_ITEMS(i, {len}u * samples) store(p2, i, {from});\n")
        };
        self.launch(&pointers, along(items(&node.ty)), body);
    }

    /// Lowers [`Op::Random`].
    pub(super) fn random(&mut self, program: &ProgramRef<'_>, value: ValueId, stream: u32, of: Distribution) {
        let node = program.node(value);
        let len = node.ty.elements();
        let (normal, p) = match of {
            Distribution::Normal => (true, 0.0),
            Distribution::Bernoulli { p } => (false, p),
        };
        // In double precision, in which the core compares.
        let p = if p.is_finite() { format!("{p:e}") } else { format!("__longlong_as_double({:#x})", p.to_bits()) };
        let body = format!("    random_numbers<{len}, {stream}u, {normal}>(p0, p1, p2, samples, {p});\n");
        let blocks = Blocks::items(len.div_ceil(4), true, THREADS);
        self.launch(&[index(node.args[0]), index(node.args[1]), write(value)], along(blocks), body);
    }
}

/// As many threads as a value has numbers.
fn items(ty: &ValueType) -> Blocks {
    Blocks::items(ty.elements(), ty.is_per_sample(), THREADS)
}

fn part(whole: &ValueType, part: &ValueType, axis: u8, start: usize) -> Part {
    Part::new(whole, part, usize::from(axis), start, 1)
}
