//! The U-Net classifier of [CDM] App. C.1.

use super::head::Head;
use super::parameter::Scope;
use super::pyramid::Pyramid;
use crate::program::{ProgramError, ValueId};
use alloc::format;
use alloc::vec::Vec;

type Result<T> = core::result::Result<T, ProgramError>;

/// The DDPM U-Net with the time embedding removed and a pooled linear head.
///
/// # Source
/// [CDM] App. C.1.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UNet(
    /// Its extents.
    pub Pyramid,
);

impl UNet {
    pub(super) fn head(&self, scope: &mut Scope, x: ValueId, label: Option<ValueId>, levels: usize) -> Result<Head> {
        let (skips, condition) = self.0.down(scope, x, label)?;
        let h = self.0.middle(scope, *skips.last().unwrap_or(&x), condition)?;
        let h = self.up(scope, h, skips, condition)?;
        self.0.head(scope, h, levels)
    }

    /// Coarsest to finest, each block reading one skip.
    fn up(
        &self,
        scope: &mut Scope,
        mut h: ValueId,
        mut skips: Vec<ValueId>,
        condition: Option<ValueId>,
    ) -> Result<ValueId> {
        let (net, sides) = (&self.0, self.0.sides());
        for (i, &width) in net.widths().iter().enumerate().rev() {
            for j in 0..=net.blocks {
                if let Some(skip) = skips.pop() {
                    h = scope.builder.concat(h, skip, 2)?;
                }
                h = net.block(scope, &format!("up.{i}.block.{j}"), h, width, condition)?;
                if net.attends(sides[i]) {
                    h = scope.attention(&format!("up.{i}.attn.{j}"), h)?;
                }
            }
            if i > 0 {
                let finer = scope.upsample(h, sides[i - 1])?;
                h = scope.conv3(&format!("up.{i}.upsample.conv"), finer, width, false)?;
            }
        }
        Ok(h)
    }
}
