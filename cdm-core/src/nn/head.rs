//! The last layer of every network: linear, from a row of features to raw logits.

use super::layers::shared;
use super::parameter::Scope;
use crate::program::{Axes, Builder, Dtype, ProgramError, ValueId};

type Result<T> = core::result::Result<T, ProgramError>;

/// Features of a sample, and the weight and bias that make raw logits of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// `[1, width]`, wide.
    features: ValueId,
    /// `[levels, width]`.
    weight: ValueId,
    /// `[levels]`.
    bias: ValueId,
    levels: usize,
}

impl Head {
    /// Declares the layer's parameters `NAME.weight` and `NAME.bias`.
    pub(super) fn new(scope: &mut Scope, name: &str, features: ValueId, levels: usize) -> Result<Self> {
        let width = scope.builder.ty(features).shape.last();
        let [weight, bias] = scope.linear_parameters(name, width, levels)?;
        Ok(Self { features, weight, bias, levels })
    }

    /// The raw logits `[levels]`.
    pub(super) fn raw_logits(&self, scope: &mut Scope) -> Result<ValueId> {
        let logits = scope.linear_with(self.features, [self.weight, self.bias])?;
        scope.builder.reshape(logits, &[self.levels])
    }

    /// `f_s − f_t`, a scalar, without the other logits: `f_L − f_t` is the sum of the raw logits beyond `t`, and sums of raw logits
    /// are linear in the features too. Their weights depend on parameters alone, so they are summed once for many samples, and
    /// each sample takes two rows.
    ///
    /// # Numerics
    /// The weights beyond a level are added up from level `L` down in the precision of running sums (double on the CPU backend) and
    /// rounded once, to `ε/2` of each. With `s = L`, as for densities and denoising, nothing is taken away from them: near `L`, where
    /// `f_L − f_t` is small, its error is as small, while a difference of two logits would keep the rounding of both.
    pub(super) fn ratio(&self, b: &mut Builder, s: ValueId, t: ValueId) -> Result<ValueId> {
        let width = b.ty(self.features).shape.last();
        let [weights, biases] = self.beyond(b)?;
        let difference = |b: &mut Builder, table| {
            let (of_t, of_s) = (b.take(table, t)?, b.take(table, s)?);
            b.sub(of_t, of_s)
        };
        let weight = difference(b, weights)?;
        let weight = b.reshape(weight, &[1, width])?;
        let product = b.mul(self.features, weight)?;
        let product = b.sum(product, Axes::of(&[1]))?;
        let product = b.reshape(product, &[])?;
        let bias = difference(b, biases)?;
        b.add(product, bias)
    }

    /// For each level the sums of the weights and of the biases of all levels beyond it: `[levels, width]` and `[levels]`.
    fn beyond(&self, b: &mut Builder) -> Result<[ValueId; 2]> {
        let width = b.ty(self.weight).shape.last();
        // Running sums go along the last axis: transposed by products with ones and zeros, which are exact.
        let identity = identity(b, width, b.ty(self.weight).dtype)?;
        let columns = b.matmul(identity, false, self.weight, true)?;
        let columns = self.shifted_sums(b, columns)?;
        let weights = b.matmul(columns, true, identity, false)?;
        Ok([weights, self.shifted_sums(b, self.bias)?])
    }

    /// Along the last axis: at each level the sum over those beyond it, at the last one zero.
    fn shifted_sums(&self, b: &mut Builder, x: ValueId) -> Result<ValueId> {
        let axis = b.ty(x).shape.rank() - 1;
        let sums = b.cumsum(x, true)?;
        let sums = b.slice(sums, axis, 1, self.levels - 1)?;
        b.pad(sums, axis, 0, self.levels)
    }
}

/// The matrix `[n, n]` with ones on the diagonal: a one and `n` zeros, over and over, in rows of `n`.
fn identity(b: &mut Builder, n: usize, dtype: Dtype) -> Result<ValueId> {
    let one = b.constant(1.0, shared(dtype, &[1, 1])?)?;
    let row = b.pad(one, 1, 0, n + 1)?;
    let rows = b.broadcast_to(row, shared(dtype, &[n, n + 1])?)?;
    let flat = b.reshape(rows, &[n * (n + 1)])?;
    let square = b.slice(flat, 0, 0, n * n)?;
    b.reshape(square, &[n, n])
}
