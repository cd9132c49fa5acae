//! The layers that networks are made of. Activations are narrow; statistics and softmax are wide.

use super::parameter::{Init, Layout, Scope};
use crate::program::{
    Axes, Builder, Distribution, Dtype, ErrorKind, Extent, ProgramError, Shape, ValueId, ValueType, Window,
};
use crate::rng::Stream;
use alloc::format;

type Result<T> = core::result::Result<T, ProgramError>;

/// A 3×3 window that keeps the image's size.
const SAME: Window = Window { stride: 1, before: [1, 1], after: [1, 1] };
/// Regulariser of a variance under the root, as published.
const NORM_EPSILON: f64 = 1e-6;
/// The most groups of a group norm, as published.
pub(super) const GROUPS: usize = 32;

/// A 3×3 window that halves the image's size, rounded up. It is padded on the right and below only, as published, and
/// an odd side first becomes even.
fn half(height: usize, width: usize) -> Window {
    Window { stride: 2, before: [0, 0], after: [height, width].map(|side| 1 + (side % 2) as u8) }
}

/// Groups of a group norm: the largest divisor of the channels up to [`GROUPS`].
pub(super) fn groups(channels: usize) -> usize {
    (1..=GROUPS).rev().find(|&groups| channels.is_multiple_of(groups)).unwrap_or(1)
}

impl Scope {
    /// Weight and bias with PyTorch's default initialisation.
    fn weight_and_bias(
        &mut self,
        name: &str,
        dims: &[usize],
        layout: Layout,
        fan_in: usize,
        out: usize,
    ) -> Result<[ValueId; 2]> {
        let init = Init::Uniform { bound: 1.0 / libm::sqrt(fan_in as f64) };
        let weight = self.parameter(format!("{name}.weight"), dims, layout, init)?;
        let bias = self.parameter(format!("{name}.bias"), &[out], Layout::Same, init)?;
        Ok([weight, bias])
    }

    /// `x + bias`, the bias repeated along the other axes and cast to `x`'s dtype.
    fn add_bias(&mut self, x: ValueId, bias: ValueId) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let bias = self.builder.cast(bias, ty.dtype)?;
        let bias = self.builder.broadcast_to(bias, ty)?;
        self.builder.add(x, bias)
    }

    /// Weight `[out, in]` and bias `[out]` of [`Scope::linear_with`].
    pub(super) fn linear_parameters(&mut self, name: &str, fan_in: usize, out: usize) -> Result<[ValueId; 2]> {
        self.weight_and_bias(name, &[out, fan_in], Layout::Same, fan_in, out)
    }

    /// `W x + b` of each row of a matrix `[rows, in]`, in `x`'s dtype.
    pub(super) fn linear_with(&mut self, x: ValueId, [weight, bias]: [ValueId; 2]) -> Result<ValueId> {
        let weight = self.builder.cast(weight, self.builder.ty(x).dtype)?;
        let product = self.builder.matmul(x, false, weight, true)?;
        self.add_bias(product, bias)
    }

    /// `W x + b` with parameters of its own.
    pub(super) fn linear(&mut self, name: &str, x: ValueId, out: usize) -> Result<ValueId> {
        let parameters = self.linear_parameters(name, self.builder.ty(x).shape.last(), out)?;
        self.linear_with(x, parameters)
    }

    /// 3×3 convolution that keeps the size, or halves it, rounded up.
    pub(super) fn conv3(&mut self, name: &str, x: ValueId, out: usize, halve: bool) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let channels = ty.shape.last();
        let dims = [3, 3, channels, out];
        let [weight, bias] = self.weight_and_bias(name, &dims, Layout::Filter, 9 * channels, out)?;
        let weight = self.builder.cast(weight, ty.dtype)?;
        let window = if halve { half(ty.shape.dim(0), ty.shape.dim(1)) } else { SAME };
        let image = self.builder.conv(x, weight, window)?;
        self.add_bias(image, bias)
    }

    /// The mean over the pixels of a 3×3 convolution that keeps the size, as a row `[1, out]`, without the convolution.
    ///
    /// Both are linear: the sum over the outputs is, for each tap of the filter, a sum over the pixels that this tap meets,
    /// which are all but a border where it reaches beyond the image. The products over channels come after these nine sums.
    ///
    /// # Numerics
    /// Each sum has as many terms as the image pixels, in `x`'s dtype: at most `ε · pixels` of the sum of the magnitudes is lost,
    /// in practice about `ε · √pixels` (4e-6 in f32 for 32×32). The mean of the convolution's outputs sums as many.
    pub(super) fn mean_of_conv3(&mut self, name: &str, x: ValueId, out: usize) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let (height, width, channels) = (ty.shape.dim(0), ty.shape.dim(1), ty.shape.last());
        let dims = [3, 3, channels, out];
        let [weight, bias] = self.weight_and_bias(name, &dims, Layout::Filter, 9 * channels, out)?;
        let weight = self.builder.cast(weight, ty.dtype)?;
        let weight = self.builder.reshape(weight, &[9 * channels, out])?;
        let b = &mut self.builder;
        let met = pixels_met(b, height, width, ty.dtype)?;
        let pixels = b.reshape(x, &[height * width, channels])?;
        let sums = b.matmul(met, false, pixels, false)?;
        let means = b.scale(sums, 1.0 / (height * width) as f64)?;
        let means = b.reshape(means, &[1, 9 * channels])?;
        let product = b.matmul(means, false, weight, false)?;
        self.add_bias(product, bias)
    }

    /// 1×1 convolution: a product over the channels of `[…, channels]`, as a matrix `[pixels, out]`.
    pub(super) fn conv1(&mut self, name: &str, x: ValueId, out: usize) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let channels = ty.shape.last();
        let dims = [1, 1, channels, out];
        let [weight, bias] = self.weight_and_bias(name, &dims, Layout::Filter, channels, out)?;
        let weight = self.builder.cast(weight, ty.dtype)?;
        let weight = self.builder.reshape(weight, &[channels, out])?;
        let pixels = self.builder.reshape(x, &[ty.shape.len() / channels, channels])?;
        let product = self.builder.matmul(pixels, false, weight, false)?;
        self.add_bias(product, bias)
    }

    /// `x · sigmoid(x)`.
    pub(super) fn silu(&mut self, x: ValueId) -> Result<ValueId> {
        let sigmoid = self.builder.sigmoid(x)?;
        self.builder.mul(x, sigmoid)
    }

    /// Group norm of an image `[height, width, channels]` in as many groups as [`groups`] says, with a scale and a shift
    /// for each channel. Mean and variance are wide.
    pub(super) fn group_norm(&mut self, name: &str, x: ValueId) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let channels = ty.shape.last();
        let weight = self.parameter(format!("{name}.weight"), &[channels], Layout::Same, Init::Constant(1.0))?;
        let bias = self.parameter(format!("{name}.bias"), &[channels], Layout::Same, Init::Constant(0.0))?;
        let b = &mut self.builder;
        let (pixels, groups) = (ty.shape.len() / channels, groups(channels));
        let each = channels / groups;
        let wide = b.cast(x, Dtype::Wide)?;
        let grouped = b.reshape(wide, &[pixels, groups, each])?;
        let grouped_ty = b.ty(grouped);
        let (axes, count) = (Axes::of(&[0, 2]), (pixels * each) as f64);
        let sum = b.sum(grouped, axes)?;
        let mean = b.scale(sum, 1.0 / count)?;
        let mean = b.broadcast_to(mean, grouped_ty)?;
        let centred = b.sub(grouped, mean)?;
        let square = b.mul(centred, centred)?;
        let squares = b.sum(square, axes)?;
        let variance = b.affine(squares, 1.0 / count, NORM_EPSILON)?;
        let deviation = b.sqrt(variance)?;
        let inverse = b.recip(deviation)?;
        let inverse = b.broadcast_to(inverse, grouped_ty)?;
        let normal = b.mul(centred, inverse)?;
        let normal = b.reshape(normal, &[ty.shape.dim(0), ty.shape.dim(1), channels])?;
        let normal_ty = b.ty(normal);
        let weight = b.broadcast_to(weight, normal_ty)?;
        let scaled = b.mul(normal, weight)?;
        let bias = b.broadcast_to(bias, normal_ty)?;
        let shifted = b.add(scaled, bias)?;
        b.cast(shifted, ty.dtype)
    }

    /// Sets each number to zero with probability `rate` and scales the others by `1/(1 − rate)`; `x` itself outside
    /// training.
    pub(super) fn dropout(&mut self, x: ValueId, rate_percent: u8) -> Result<ValueId> {
        let keep = 1.0 - f64::from(rate_percent) / 100.0;
        if rate_percent == 0 {
            return Ok(x);
        }
        let Some(([key, sample], site)) = self.next_dropout() else { return Ok(x) };
        let ty = self.builder.ty(x);
        let distribution = Distribution::Bernoulli { p: keep };
        let stream = Stream::DROPOUT.0 + site;
        let mask = self.builder.random(distribution, stream, key, sample, ty.dtype, ty.shape)?;
        let mask = self.builder.scale(mask, 1.0 / keep)?;
        self.builder.mul(x, mask)
    }

    /// Single-head self-attention over the pixels of an image, with a residual connection.
    pub(super) fn attention(&mut self, name: &str, x: ValueId) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let channels = ty.shape.last();
        let y = self.group_norm(&format!("{name}.norm"), x)?;
        let query = self.conv1(&format!("{name}.q"), y, channels)?;
        let key = self.conv1(&format!("{name}.k"), y, channels)?;
        let value = self.conv1(&format!("{name}.v"), y, channels)?;
        let b = &mut self.builder;
        let scores = b.matmul(query, false, key, true)?;
        let scores = b.cast(scores, Dtype::Wide)?;
        let scores = b.scale(scores, 1.0 / libm::sqrt(channels as f64))?;
        let weights = b.softmax(scores)?;
        let weights = b.cast(weights, ty.dtype)?;
        let mixed = b.matmul(weights, false, value, false)?;
        let out = self.conv1(&format!("{name}.proj_out"), mixed, channels)?;
        let out = self.builder.reshape(out, &[ty.shape.dim(0), ty.shape.dim(1), channels])?;
        self.builder.add(x, out)
    }

    /// Each pixel four times: nearest-neighbour upsampling by two, cut to an image of `height` by `width` whose sides are
    /// those of `x` doubled, or one less.
    pub(super) fn upsample(&mut self, x: ValueId, [height, width]: [usize; 2]) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let (h, w, c) = (ty.shape.dim(0), ty.shape.dim(1), ty.shape.dim(2));
        let b = &mut self.builder;
        let x = b.reshape(x, &[h, 1, w, 1, c])?;
        let target = b.ty(x);
        let shape = target.shape.with_dim(1, 2).and_then(|s| s.with_dim(3, 2));
        let x = b.broadcast_to(x, target.with_shape(shape.unwrap_or(target.shape)))?;
        let mut x = b.reshape(x, &[2 * h, 2 * w, c])?;
        for (axis, (whole, side)) in [(2 * h, height), (2 * w, width)].into_iter().enumerate() {
            if side != whole {
                x = b.slice(x, axis, 0, side)?;
            }
        }
        Ok(x)
    }
}

/// For each tap of a 3×3 filter that keeps the size of an image, the pixels that it meets: a matrix `[9, height · width]` of
/// ones and zeros.
fn pixels_met(b: &mut Builder, height: usize, width: usize, dtype: Dtype) -> Result<ValueId> {
    let rows = lines_met(b, height, dtype)?;
    let columns = lines_met(b, width, dtype)?;
    let rows = b.reshape(rows, &[3, 1, height, 1])?;
    let columns = b.reshape(columns, &[1, 3, 1, width])?;
    let like = shared(dtype, &[3, 3, height, width])?;
    let rows = b.broadcast_to(rows, like)?;
    let columns = b.broadcast_to(columns, like)?;
    let met = b.mul(rows, columns)?;
    b.reshape(met, &[9, height * width])
}

/// The same along one side: the first tap of three never meets the last line, the third never the first. `[3, side]`.
fn lines_met(b: &mut Builder, side: usize, dtype: Dtype) -> Result<ValueId> {
    let ones = |b: &mut Builder, len| b.constant(1.0, shared(dtype, &[1, len])?);
    let middle = ones(b, side)?;
    let [first, last] = if side == 1 {
        [b.scale(middle, 0.0)?; 2]
    } else {
        let all_but_one = ones(b, side - 1)?;
        [b.pad(all_but_one, 1, 0, side)?, b.pad(all_but_one, 1, 1, side)?]
    };
    let two = b.concat(first, middle, 0)?;
    b.concat(two, last, 0)
}

/// The type of one value for the whole batch.
pub(super) fn shared(dtype: Dtype, dims: &[usize]) -> Result<ValueType> {
    let shape = Shape::new(dims).ok_or(ProgramError { at: 0, kind: ErrorKind::Shape })?;
    Ok(ValueType { extent: Extent::Shared, dtype, shape })
}
