//! A residual network for vectors.

use super::head::Head;
use super::parameter::Scope;
use crate::program::{Dtype, ErrorKind, ProgramError, ValueId};
use alloc::format;

/// `depth` layers of one width with SiLU, residual after the first: what a density over a few dozen numbers needs.
///
/// Parameter names: `label_emb` for conditional networks, `input`, `hidden.0` … `hidden.{depth − 2}`, `head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mlp {
    /// Numbers in a sample.
    pub dim: usize,
    /// Width of each layer.
    pub width: usize,
    /// Number of layers before the head, at least 1.
    pub depth: usize,
    /// Dropout before the linear head, in per cent.
    pub head_dropout_percent: u8,
    /// Number of classes, if it is conditioned on labels: a label's row of the embedding is added to the first layer.
    /// Index `classes` is the null class.
    pub classes: Option<usize>,
}

impl Mlp {
    /// A network without dropout and classes.
    pub const fn new(dim: usize, width: usize, depth: usize) -> Self {
        Self { dim, width, depth, head_dropout_percent: 0, classes: None }
    }

    pub(super) fn head(
        &self,
        scope: &mut Scope,
        x: ValueId,
        label: Option<ValueId>,
        levels: usize,
    ) -> Result<Head, ProgramError> {
        let refused = |rule| Err(ProgramError { at: 0, kind: ErrorKind::Table { rule } });
        if self.depth == 0 {
            return refused("an MLP has at least one layer before its head");
        }
        if self.head_dropout_percent >= 100 {
            return refused("dropout before an MLP's head must be below 100 %");
        }
        let row = scope.label_row(self.classes, label, self.width)?;
        let x = scope.builder.cast(x, Dtype::Narrow)?;
        let x = scope.builder.reshape(x, &[1, self.dim])?;
        let mut h = scope.linear("input", x, self.width)?;
        if let Some(row) = row {
            let row = scope.builder.reshape(row, &[1, self.width])?;
            h = scope.builder.add(h, row)?;
        }
        h = scope.silu(h)?;
        for layer in 0..self.depth - 1 {
            let y = scope.linear(&format!("hidden.{layer}"), h, self.width)?;
            let y = scope.silu(y)?;
            h = scope.builder.add(h, y)?;
        }
        let h = scope.builder.cast(h, Dtype::Wide)?;
        let h = scope.dropout(h, self.head_dropout_percent)?;
        Head::new(scope, "head", h, levels)
    }
}
