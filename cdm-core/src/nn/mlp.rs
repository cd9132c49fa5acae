//! A residual network for vectors.

use super::parameter::Scope;
use crate::program::{Dtype, ErrorKind, ProgramError, ValueId};
use alloc::format;

/// `depth` layers of one width with SiLU, residual after the first: what a density over a few dozen numbers needs.
///
/// Parameter names: `input`, `hidden.0` … `hidden.{depth − 2}`, `head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mlp {
    /// Numbers in a sample.
    pub dim: usize,
    /// Width of each layer.
    pub width: usize,
    /// Number of layers before the head, at least 1.
    pub depth: usize,
}

impl Mlp {
    pub(super) fn raw_logits(&self, scope: &mut Scope, x: ValueId, levels: usize) -> Result<ValueId, ProgramError> {
        if self.depth == 0 {
            let rule = "an MLP has at least one layer before its head";
            return Err(ProgramError { at: 0, kind: ErrorKind::Table { rule } });
        }
        let x = scope.builder.cast(x, Dtype::Narrow)?;
        let x = scope.builder.reshape(x, &[1, self.dim])?;
        let h = scope.linear("input", x, self.width)?;
        let mut h = scope.silu(h)?;
        for layer in 0..self.depth - 1 {
            let y = scope.linear(&format!("hidden.{layer}"), h, self.width)?;
            let y = scope.silu(y)?;
            h = scope.builder.add(h, y)?;
        }
        let h = scope.builder.cast(h, Dtype::Wide)?;
        let logits = scope.linear("head", h, levels)?;
        scope.builder.reshape(logits, &[levels])
    }
}
