//! Sums over axes and over the batch.

use super::groups::Form;
use super::regions::spread_axes;
use super::{Blocks, ENOUGH_BLOCKS, Lowered, THREADS, USUAL_BATCH, read};
use crate::cuda::index::{Axis, address, count};
use cdm_core::program::{ProgramRef, ValueId};

/// Parts of the terms, at most, that a sum over the batch is divided into.
const MOST_PARTS: usize = 64;

impl Lowered {
    /// Lowers [`cdm_core::program::Op::Sum`].
    pub(super) fn sum(&mut self, program: &ProgramRef<'_>, value: ValueId) {
        let node = program.node(value);
        let wide = &program.node(node.args[0]).ty;
        let over_batch = wide.is_per_sample() && !node.ty.is_per_sample();
        // Each axis with its distance in the wide value, and whether the small one has it.
        let mut axes: Vec<(Axis, bool)> = Vec::new();
        let mut stride = 1;
        for (at, axis) in spread_axes(&node.ty, wide).into_iter().enumerate().rev() {
            let kept = axis.stride > 0 || (at == 0 && !over_batch);
            axes.push((Axis { stride, ..axis }, kept));
            stride *= axis.extent.unwrap_or(1);
        }
        axes.reverse();
        axes.retain(|(axis, _)| axis.extent != Some(1));
        let of = |kept: bool| axes.iter().filter(move |(_, k)| *k == kept).map(|(axis, _)| *axis).collect::<Vec<_>>();
        let (kept, summed) = (of(true), of(false));
        let usual = |axes: &[Axis]| axes.iter().map(|axis| axis.extent.unwrap_or(USUAL_BATCH)).product::<usize>();
        let (outputs, terms) = (usual(&kept), usual(&summed));
        let side_by_side = axes.last().is_some_and(|(_, kept)| !kept);
        let (way, a_block) = match (side_by_side, terms) {
            (_, ..=8) => ("thread", THREADS),
            (true, ..=1024) => ("warp", THREADS / 32),
            (true, _) => ("block", 1),
            (false, ..=32) => ("thread", THREADS),
            (false, _) => ("columns", 32),
        };
        // A sum per sample has as many outputs as there are samples; one over the batch may have few.
        let wanted = ENOUGH_BLOCKS.div_ceil(outputs.div_ceil(a_block)).min(terms.div_ceil(256)).min(MOST_PARTS);
        let parts = if over_batch { wanted.max(1) } else { 1 };
        let (len, per_sample) = (node.ty.elements(), node.ty.is_per_sample());
        let blocks = Blocks::items(len, per_sample, a_block);
        let grid = [blocks, Blocks { shared: parts, most: parts, ..Blocks::ONE }, Blocks::ONE];
        let (from, term) = (address("o", &kept), address("t", &summed));
        let (outputs, terms) = (count(kept), count(summed));
        self.launch_in_parts_as(Form::Grid, &[read(node.args[0])], value, len, (parts, grid), |in_parts| {
            let add = over_batch && !in_parts;
            format!(
                "    struct S {{\n        static __device__ u32 kept(u32 o) {{ return {from}; }}\n        static __device__ u32 \
                 term(u32 t) {{ return {term}; }}\n    }};\n    sum_by_{way}<S, {add}>(p0, p1, {outputs}, {terms});\n"
            )
        });
    }
}
