//! An encoder-only classifier for images.

use super::parameter::Scope;
use super::pyramid::Pyramid;
use crate::program::{ProgramError, ValueId};

/// The way down and the middle of [`super::UNet`], with its pooled linear head on the coarsest resolution.
///
/// A classifier needs no map as large as the image. Where a U-Net's gradient costs three forward passes' work, half of it on the
/// way up, this one's costs about what a U-Net's forward pass does. Parameters are named as in the U-Net, less `up`.
///
/// # Source
/// What [CDM] §6 leaves to future work.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoder(
    /// Its extents.
    pub Pyramid,
);

impl Encoder {
    pub(super) fn raw_logits(
        &self,
        scope: &mut Scope,
        x: ValueId,
        label: Option<ValueId>,
        levels: usize,
    ) -> Result<ValueId, ProgramError> {
        let (maps, condition) = self.0.down(scope, x, label)?;
        let h = self.0.middle(scope, *maps.last().unwrap_or(&x), condition)?;
        self.0.head(scope, h, levels)
    }
}
