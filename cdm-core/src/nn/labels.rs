//! Conditioning on labels.

use super::parameter::{Init, Layout, Scope};
use crate::program::{Distribution, Dtype, ErrorKind, ProgramError, Shape, ValueId};
use crate::rng::Stream;

type Result<T> = core::result::Result<T, ProgramError>;

const LABEL_RULE: &str = "a network takes a label if and only if it has classes";

/// Probability with which a label is replaced by the null class while training ([CDM] App. C.5).
const LABEL_DROPOUT: f64 = 0.1;

impl Scope {
    /// A label's row `[width]` of the embedding `label_emb.weight`, whose last row is the null class's; while training,
    /// that one with probability 0.1. `None` without classes.
    pub(super) fn label_row(
        &mut self,
        classes: Option<usize>,
        label: Option<ValueId>,
        width: usize,
    ) -> Result<Option<ValueId>> {
        let (classes, label) = match (classes, label) {
            (Some(classes), Some(label)) => (classes, label),
            (None, None) => return Ok(None),
            _ => return Err(ProgramError { at: 0, kind: ErrorKind::Table { rule: LABEL_RULE } }),
        };
        let dims = [classes.saturating_add(1), width];
        let table = self.parameter("label_emb.weight".into(), &dims, Layout::Same, Init::Normal)?;
        let table = self.builder.cast(table, Dtype::Narrow)?;
        let mut row = self.builder.take(table, label)?;
        if let Some(sources) = self.label_dropout() {
            row = drop_label(self, table, row, classes, sources)?;
        }
        Ok(Some(row))
    }
}

/// `row` or, with probability 0.1, the null class's row: `row + m (null − row)` with m in {0, 1}.
pub(super) fn drop_label(
    scope: &mut Scope,
    table: ValueId,
    row: ValueId,
    null: usize,
    [key, sample]: [ValueId; 2],
) -> Result<ValueId> {
    let b = &mut scope.builder;
    let ty = b.ty(row);
    let distribution = Distribution::Bernoulli { p: LABEL_DROPOUT };
    let drop = b.random(distribution, Stream::LABEL_DROPOUT.0, key, sample, ty.dtype, Shape::SCALAR)?;
    let drop = b.broadcast_to(drop, ty)?;
    let null = b.slice(table, 0, null, 1)?;
    let null = b.reshape(null, &[ty.shape.len()])?;
    let null = b.broadcast_to(null, ty)?;
    let change = b.sub(null, row)?;
    let change = b.mul(drop, change)?;
    b.add(row, change)
}
