//! Maps along the last axis: a warp a row.

use super::{Blocks, Lowered, THREADS, along, read, write};
use crate::cuda::index::elements;
use cdm_core::program::{Op, ProgramRef, RowMap, ValueId};

impl Lowered {
    /// Lowers [`Op::RowMap`] or [`Op::LogSumExp`].
    pub(super) fn row_map(&mut self, program: &ProgramRef<'_>, value: ValueId) {
        let node = program.node(value);
        let ty = &program.node(node.args[0]).ty;
        let row = ty.shape.last();
        let name = match node.op {
            Op::RowMap(RowMap::Softmax) => format!("softmax<{row}>"),
            Op::RowMap(RowMap::CumSum { reverse }) => format!("running_sum<{row}, {reverse}>"),
            _ => format!("log_sum_exp<{row}>"),
        };
        let (rows, per_sample) = (ty.elements() / row, ty.is_per_sample());
        let body = format!("    {name}(p0, p1, {});\n", elements(rows, per_sample));
        let blocks = Blocks::items(rows, per_sample, THREADS / 32);
        self.launch(&[read(node.args[0]), write(value)], along(blocks), body);
    }
}
