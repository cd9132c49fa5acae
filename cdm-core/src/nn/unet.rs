//! The U-Net classifier of [CDM] App. C.1.

use super::layers::GROUPS;
use super::parameter::{Init, Layout, Scope};
use crate::program::{Axes, Distribution, Dtype, ErrorKind, ProgramError, ValueId};
use crate::rng::Stream;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;

type Result<T> = core::result::Result<T, ProgramError>;

const EXTENTS_RULE: &str = "the extents of a U-Net do not fit each other; UNet::check names the one";
const LABEL_RULE: &str = "a network takes a label if and only if it has classes";

/// Probability with which a label is replaced by the null class while training ([CDM] App. C.5).
const LABEL_DROPOUT: f64 = 0.1;

/// The DDPM U-Net with the time embedding removed and a pooled linear head.
///
/// # Source
/// [CDM] App. C.1; parameter names are those of the published checkpoints.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UNet {
    /// Channels of an image.
    pub channels_in: usize,
    /// Height and width of an image; divisible by 2 for each resolution but the first.
    pub resolution: usize,
    /// Channels at the finest resolution, a multiple of 32.
    pub channels: usize,
    /// Channels at each resolution, as multiples of `channels`, finest first.
    pub multipliers: Vec<usize>,
    /// Residual blocks at each resolution.
    pub blocks: usize,
    /// Resolutions (in pixels) with self-attention, besides the middle.
    pub attention: Vec<usize>,
    /// Dropout in residual blocks, in per cent.
    pub dropout_percent: u8,
    /// Number of classes, if it is conditioned on labels. Index `classes` is the null class.
    pub classes: Option<usize>,
}

/// Extents of a [`UNet`] that do not fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UNetError {
    /// There must be 1 to 16 resolutions, each with a multiplier of 1 to 256.
    Multipliers {
        /// Number of resolutions.
        resolutions: usize,
    },
    /// The images cannot be halved often enough.
    Resolution {
        /// Height and width.
        resolution: usize,
        /// What they must be divisible by.
        factor: usize,
    },
    /// The channels cannot be grouped.
    Channels {
        /// Channels at the finest resolution.
        channels: usize,
    },
    /// No blocks, or images without channels.
    Empty,
    /// Dropout of everything.
    Dropout {
        /// Per cent.
        percent: u8,
    },
}

impl fmt::Display for UNetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UNetError::Multipliers { resolutions } => {
                write!(f, "{resolutions} resolutions: 1 to 16 are possible, each with a multiplier of 1 to 256")
            }
            UNetError::Resolution { resolution, factor } => {
                write!(f, "images of {resolution} by {resolution}: the side must be divisible by {factor}")
            }
            UNetError::Channels { channels } => {
                write!(f, "{channels} channels: a multiple of {GROUPS}, at most 65,536, is needed")
            }
            UNetError::Empty => f.write_str("a U-Net needs at least one block and images at least one channel"),
            UNetError::Dropout { percent } => write!(f, "dropout of {percent} %: must be below 100 %"),
        }
    }
}

impl core::error::Error for UNetError {}

impl UNet {
    /// Checks what shapes alone do not tell.
    ///
    /// # Errors
    /// The field that does not fit, with its value.
    pub fn check(&self) -> core::result::Result<(), UNetError> {
        let resolutions = self.multipliers.len();
        if resolutions == 0 || resolutions > 16 || self.multipliers.iter().any(|m| !(1..=256).contains(m)) {
            return Err(UNetError::Multipliers { resolutions });
        }
        let factor = 1 << (resolutions - 1);
        if self.resolution == 0 || !self.resolution.is_multiple_of(factor) {
            return Err(UNetError::Resolution { resolution: self.resolution, factor });
        }
        if !self.channels.is_multiple_of(GROUPS) || !(1..=1 << 16).contains(&self.channels) {
            return Err(UNetError::Channels { channels: self.channels });
        }
        if self.blocks == 0 || self.channels_in == 0 {
            return Err(UNetError::Empty);
        }
        if self.dropout_percent >= 100 {
            return Err(UNetError::Dropout { percent: self.dropout_percent });
        }
        Ok(())
    }

    fn widths(&self) -> Vec<usize> {
        self.multipliers.iter().map(|m| m * self.channels).collect()
    }

    pub(super) fn raw_logits(
        &self,
        scope: &mut Scope,
        x: ValueId,
        label: Option<ValueId>,
        levels: usize,
    ) -> Result<ValueId> {
        self.check().map_err(|_| ProgramError { at: 0, kind: ErrorKind::Table { rule: EXTENTS_RULE } })?;
        let x = scope.builder.cast(x, Dtype::Narrow)?;
        let condition = match (self.classes, label) {
            (Some(classes), Some(label)) => Some(self.condition(scope, classes, label)?),
            (None, None) => None,
            _ => return Err(ProgramError { at: 0, kind: ErrorKind::Table { rule: LABEL_RULE } }),
        };
        let mut skips = Vec::from([scope.conv3("conv_in", x, self.channels, false)?]);
        self.down(scope, &mut skips, condition)?;
        let last = skips.last().copied().unwrap_or(x);
        let width = self.widths().last().copied().unwrap_or(self.channels);
        let h = self.block(scope, "mid.block_1", last, width, condition)?;
        let h = scope.attention("mid.attn_1", h)?;
        let h = self.block(scope, "mid.block_2", h, width, condition)?;
        let h = self.up(scope, h, &mut skips, condition)?;
        self.head(scope, h, levels)
    }

    /// Finest to coarsest; leaves each block's output among the skips.
    fn down(&self, scope: &mut Scope, skips: &mut Vec<ValueId>, condition: Option<ValueId>) -> Result<()> {
        let widths = self.widths();
        for (i, &width) in widths.iter().enumerate() {
            let attend = self.attention.contains(&(self.resolution >> i));
            for j in 0..self.blocks {
                let mut h = skips[skips.len() - 1];
                h = self.block(scope, &format!("down.{i}.block.{j}"), h, width, condition)?;
                if attend {
                    h = scope.attention(&format!("down.{i}.attn.{j}"), h)?;
                }
                skips.push(h);
            }
            if i + 1 < widths.len() {
                let h = skips[skips.len() - 1];
                skips.push(scope.conv3(&format!("down.{i}.downsample.conv"), h, width, true)?);
            }
        }
        Ok(())
    }

    /// Coarsest to finest, each block reading one skip.
    fn up(
        &self,
        scope: &mut Scope,
        mut h: ValueId,
        skips: &mut Vec<ValueId>,
        condition: Option<ValueId>,
    ) -> Result<ValueId> {
        for (i, &width) in self.widths().iter().enumerate().rev() {
            let attend = self.attention.contains(&(self.resolution >> i));
            for j in 0..=self.blocks {
                if let Some(skip) = skips.pop() {
                    h = scope.builder.concat(h, skip, 2)?;
                }
                h = self.block(scope, &format!("up.{i}.block.{j}"), h, width, condition)?;
                if attend {
                    h = scope.attention(&format!("up.{i}.attn.{j}"), h)?;
                }
            }
            if i > 0 {
                let finer = scope.upsample(h)?;
                h = scope.conv3(&format!("up.{i}.upsample.conv"), finer, width, false)?;
            }
        }
        Ok(h)
    }

    /// A residual block: two convolutions, each behind norm and SiLU, with the condition added between them.
    fn block(
        &self,
        scope: &mut Scope,
        name: &str,
        x: ValueId,
        out: usize,
        condition: Option<ValueId>,
    ) -> Result<ValueId> {
        let ty = scope.builder.ty(x);
        let channels = ty.shape.last();
        let h = scope.group_norm(&format!("{name}.norm1"), x)?;
        let h = scope.silu(h)?;
        let mut h = scope.conv3(&format!("{name}.conv1"), h, out, false)?;
        if let Some(condition) = condition {
            let condition = scope.silu(condition)?;
            let shift = scope.linear(&format!("{name}.temb_proj"), condition, out)?;
            let shift = scope.builder.broadcast_to(shift, scope.builder.ty(h))?;
            h = scope.builder.add(h, shift)?;
        }
        let h = scope.group_norm(&format!("{name}.norm2"), h)?;
        let h = scope.silu(h)?;
        let h = scope.dropout(h, self.dropout_percent)?;
        let h = scope.conv3(&format!("{name}.conv2"), h, out, false)?;
        if channels == out {
            return scope.builder.add(h, x);
        }
        let short = scope.conv1(&format!("{name}.nin_shortcut"), x, out)?;
        let short = scope.builder.reshape(short, &[ty.shape.dim(0), ty.shape.dim(1), out])?;
        scope.builder.add(h, short)
    }

    /// The condition `[1, 4 · channels]` of a label; while training, the null class's with probability 0.1.
    fn condition(&self, scope: &mut Scope, classes: usize, label: ValueId) -> Result<ValueId> {
        let dims = [classes + 1, self.channels];
        let table = scope.parameter("label_emb.weight".into(), &dims, Layout::Same, Init::Normal)?;
        let table = scope.builder.cast(table, Dtype::Narrow)?;
        let mut row = scope.builder.take(table, label)?;
        if let Some([key, sample]) = scope.label_dropout() {
            row = drop_label(scope, table, row, classes, [key, sample])?;
        }
        let row = scope.builder.reshape(row, &[1, self.channels])?;
        let hidden = scope.linear("temb.dense.0", row, 4 * self.channels)?;
        let hidden = scope.silu(hidden)?;
        scope.linear("temb.dense.1", hidden, 4 * self.channels)
    }

    /// Norm, SiLU, convolution, mean over the pixels, linear.
    fn head(&self, scope: &mut Scope, h: ValueId, levels: usize) -> Result<ValueId> {
        let h = scope.group_norm("norm_out", h)?;
        let h = scope.silu(h)?;
        let h = scope.conv3("conv_out", h, 2 * self.channels * self.multipliers[0], false)?;
        let h = scope.builder.cast(h, Dtype::Wide)?;
        let pixels = self.resolution * self.resolution;
        let sum = scope.builder.sum(h, Axes::of(&[0, 1]))?;
        let mean = scope.builder.scale(sum, 1.0 / pixels as f64)?;
        let width = scope.builder.ty(mean).shape.last();
        let mean = scope.builder.reshape(mean, &[1, width])?;
        let logits = scope.linear("linear_layer", mean, levels)?;
        scope.builder.reshape(logits, &[levels])
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
    let drop = b.random(distribution, Stream::LABEL_DROPOUT.0, key, sample, ty.dtype, crate::program::Shape::SCALAR)?;
    let drop = b.broadcast_to(drop, ty)?;
    let null = b.slice(table, 0, null, 1)?;
    let null = b.reshape(null, &[ty.shape.len()])?;
    let null = b.broadcast_to(null, ty)?;
    let change = b.sub(null, row)?;
    let change = b.mul(drop, change)?;
    b.add(row, change)
}
