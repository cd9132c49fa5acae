//! What the image networks are made of: the blocks and the way down of the DDPM U-Net, and its pooled head.

use super::head::Head;
use super::layers::{GROUPS, groups};
use super::parameter::Scope;
use crate::program::{Dtype, ErrorKind, ProgramError, ValueId};
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

type Result<T> = core::result::Result<T, ProgramError>;

const EXTENTS_RULE: &str = "the extents of an image network do not fit each other; Pyramid::check names the one";

/// The largest side of an image and the most channels.
const MOST: usize = 1 << 16;

/// The extents of an image network, [`super::UNet`] or [`super::Encoder`].
///
/// Each resolution has half the height and width of the one before, rounded up: an odd side is extended by a row or
/// column of zeros before it is halved, as published for even ones, and what comes back up is cut to size.
///
/// # Numerics
/// Channels are normalised in groups, as many as the largest divisor of their number up to 32: the published 32 for
/// multiples of 32. Up to 32 channels each is a group of its own, and normalised over its pixels alone: that takes away
/// what a label adds to a channel, and all there is of a single pixel. [`Pyramid::check`] refuses networks that this would
/// leave deaf.
///
/// # Source
/// [CDM] App. C.1; parameter names are those of the published checkpoints.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pyramid {
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
    /// Channels of an image.
    pub channels_in: usize,
    /// Channels at the finest resolution.
    pub channels: usize,
    /// Channels at each resolution, as multiples of `channels`, finest first.
    pub multipliers: Vec<usize>,
    /// Residual blocks at each resolution.
    pub blocks: usize,
    /// Resolutions with self-attention, besides the middle, by their longer side in pixels.
    pub attention: Vec<usize>,
    /// Dropout in residual blocks, in per cent.
    pub dropout_percent: u8,
    /// Dropout before the linear head, in per cent.
    pub head_dropout_percent: u8,
    /// Number of classes, if it is conditioned on labels. Index `classes` is the null class.
    pub classes: Option<usize>,
}

/// Extents of a [`Pyramid`] that do not fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PyramidError {
    /// There must be 1 to 16 resolutions, each with a multiplier of 1 to 256.
    Multipliers {
        /// Number of resolutions.
        resolutions: usize,
    },
    /// Images without pixels or channels, or too large.
    Image {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
        /// Channels.
        channels: usize,
    },
    /// No channels, or too many.
    Channels {
        /// Channels at the finest resolution.
        channels: usize,
    },
    /// No residual blocks.
    Blocks,
    /// Dropout of everything.
    Dropout {
        /// Per cent.
        percent: u8,
    },
    /// A resolution of one pixel where each channel is a group of its own: one number, normalised, is nought.
    OnePixel {
        /// Which resolution, the finest is 0.
        resolution: usize,
        /// Its channels, or those that come down to it.
        channels: usize,
    },
    /// Classes, where at each resolution every channel is a group of its own: a norm takes away what a label adds.
    Labels {
        /// Channels at the finest resolution.
        channels: usize,
    },
}

impl fmt::Display for PyramidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PyramidError::Multipliers { resolutions } => {
                write!(f, "{resolutions} resolutions: 1 to 16 are possible, each with a multiplier of 1 to 256")
            }
            PyramidError::Image { height, width, channels } => {
                write!(f, "images of {height} by {width} pixels of {channels} channels: each must be 1 to {MOST}")
            }
            PyramidError::Channels { channels } => write!(f, "{channels} channels: choose 1 to {MOST}"),
            PyramidError::Blocks => f.write_str("an image network needs at least one block at each resolution"),
            PyramidError::Dropout { percent } => write!(f, "dropout of {percent} %: must be below 100 %"),
            PyramidError::OnePixel { resolution, channels } => write!(
                f,
                "resolution {resolution} (the finest is 0) has one pixel, whose {channels} channels would each be \
                 normalised to nought; use fewer resolutions, or more than {GROUPS} channels there"
            ),
            PyramidError::Labels { channels } => write!(
                f,
                "{channels} channels cannot carry labels: where each channel is normalised by itself, what a label adds to \
                 it is taken away; use more than {GROUPS} channels at some resolution"
            ),
        }
    }
}

impl core::error::Error for PyramidError {}

impl Pyramid {
    /// Images `[height, width, channels]` at one resolution of so many channels, one block, no attention, no dropout, no
    /// classes: what a literal fills up from.
    pub fn new([height, width, channels_in]: [usize; 3], channels: usize) -> Self {
        Self {
            height,
            width,
            channels_in,
            channels,
            multipliers: vec![1],
            blocks: 1,
            attention: Vec::new(),
            dropout_percent: 0,
            head_dropout_percent: 0,
            classes: None,
        }
    }

    /// Checks what shapes alone do not tell.
    ///
    /// # Errors
    /// The field that does not fit, with its value.
    pub fn check(&self) -> core::result::Result<(), PyramidError> {
        let resolutions = self.multipliers.len();
        if resolutions == 0 || resolutions > 16 || self.multipliers.iter().any(|m| !(1..=256).contains(m)) {
            return Err(PyramidError::Multipliers { resolutions });
        }
        let (height, width, channels) = (self.height, self.width, self.channels_in);
        if [height, width, channels].iter().any(|extent| !(1..=MOST).contains(extent)) {
            return Err(PyramidError::Image { height, width, channels });
        }
        if !(1..=MOST).contains(&self.channels) {
            return Err(PyramidError::Channels { channels: self.channels });
        }
        if self.blocks == 0 {
            return Err(PyramidError::Blocks);
        }
        if let Some(&percent) = [self.dropout_percent, self.head_dropout_percent].iter().find(|&&p| p >= 100) {
            return Err(PyramidError::Dropout { percent });
        }
        let alone = |&channels: &usize| groups(channels) == channels;
        if self.classes.is_some() && self.widths().iter().all(alone) {
            return Err(PyramidError::Labels { channels: self.channels });
        }
        let mut above = self.channels;
        for (resolution, (sides, width)) in self.sides().into_iter().zip(self.widths()).enumerate() {
            if let Some(channels) = [above, width].into_iter().find(alone).filter(|_| sides == [1, 1]) {
                return Err(PyramidError::OnePixel { resolution, channels });
            }
            above = width;
        }
        Ok(())
    }

    /// Height and width at each resolution, finest first.
    pub fn sides(&self) -> Vec<[usize; 2]> {
        let finer = |sides: &[usize; 2]| Some(sides.map(|side| side.div_ceil(2)));
        core::iter::successors(Some([self.height, self.width]), finer).take(self.multipliers.len()).collect()
    }

    /// Channels at each resolution.
    pub(super) fn widths(&self) -> Vec<usize> {
        self.multipliers.iter().map(|m| m * self.channels).collect()
    }

    /// Is there attention at a resolution of these sides?
    pub(super) fn attends(&self, [height, width]: [usize; 2]) -> bool {
        self.attention.contains(&height.max(width))
    }

    /// The way down, finest to coarsest: the output of each block and each halving, and the condition on `label`.
    pub(super) fn down(
        &self,
        scope: &mut Scope,
        x: ValueId,
        label: Option<ValueId>,
    ) -> Result<(Vec<ValueId>, Option<ValueId>)> {
        self.check().map_err(|_| ProgramError { at: 0, kind: ErrorKind::Table { rule: EXTENTS_RULE } })?;
        let x = scope.builder.cast(x, Dtype::Narrow)?;
        let condition = self.condition(scope, label)?;
        let mut h = scope.conv3("conv_in", x, self.channels, false)?;
        let mut maps = Vec::from([h]);
        let widths = self.widths();
        for (i, (&width, sides)) in widths.iter().zip(self.sides()).enumerate() {
            for j in 0..self.blocks {
                h = self.block(scope, &format!("down.{i}.block.{j}"), h, width, condition)?;
                if self.attends(sides) {
                    h = scope.attention(&format!("down.{i}.attn.{j}"), h)?;
                }
                maps.push(h);
            }
            if i + 1 < widths.len() {
                h = scope.conv3(&format!("down.{i}.downsample.conv"), h, width, true)?;
                maps.push(h);
            }
        }
        Ok((maps, condition))
    }

    /// Two blocks with attention between them, at the coarsest resolution.
    pub(super) fn middle(&self, scope: &mut Scope, h: ValueId, condition: Option<ValueId>) -> Result<ValueId> {
        let width = scope.builder.ty(h).shape.last();
        let h = self.block(scope, "mid.block_1", h, width, condition)?;
        let h = scope.attention("mid.attn_1", h)?;
        self.block(scope, "mid.block_2", h, width, condition)
    }

    /// A residual block: two convolutions, each behind norm and SiLU, with the condition added between them.
    pub(super) fn block(
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

    /// The condition `[1, 4 · channels]` of a label, which the blocks share.
    fn condition(&self, scope: &mut Scope, label: Option<ValueId>) -> Result<Option<ValueId>> {
        let Some(row) = scope.label_row(self.classes, label, self.channels)? else { return Ok(None) };
        let row = scope.builder.reshape(row, &[1, self.channels])?;
        let hidden = scope.linear("temb.dense.0", row, 4 * self.channels)?;
        let hidden = scope.silu(hidden)?;
        scope.linear("temb.dense.1", hidden, 4 * self.channels).map(Some)
    }

    /// Norm, SiLU, convolution to twice the channels, mean over the pixels; then linear.
    pub(super) fn head(&self, scope: &mut Scope, h: ValueId, levels: usize) -> Result<Head> {
        let width = 2 * scope.builder.ty(h).shape.last();
        let h = scope.group_norm("norm_out", h)?;
        let h = scope.silu(h)?;
        let h = scope.builder.cast(h, Dtype::Wide)?;
        let mean = scope.mean_of_conv3("conv_out", h, width)?;
        let mean = scope.dropout(mean, self.head_dropout_percent)?;
        Head::new(scope, "linear_layer", mean, levels)
    }
}
