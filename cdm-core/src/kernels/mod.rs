//! The first door for new hardware: kernels for memory that the host can address, and the interpreter that calls them.
//!
//! # For backend authors
//! `impl Kernels<f32> for MyDevice {}` is a complete port: every method has a naive default. Override the hot ones one
//! by one. Outputs hold garbage on entry, unless a method says that it adds (`conv_filter`, `scatter_add` to a shared table,
//! `sum` and `matmul` that accumulate) or keeps the rest (`insert`). Slices have exactly the lengths that the geometry implies.

mod dispatch;
mod geometry;
#[cfg(feature = "alloc")]
mod host;
mod interpreter;
pub mod naive;

pub use dispatch::{HostInput, apply, check, range_in_batch};
pub use geometry::{Conv, MatMul, Part, Spread, Table};
#[cfg(feature = "alloc")]
pub use host::{HostBackend, HostBuffer, HostExecutable};
pub use interpreter::Interpreter;

use crate::program::{Binary, Distribution, RowMap, Unary};
use crate::{Real, rng::Philox};

/// Where draws come from: see [`crate::program::Op::Random`].
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// Generator for the seed.
    pub philox: Philox,
    /// Stream.
    pub stream: u32,
    /// Step.
    pub step: u32,
    /// Sample ids, one for each sample.
    pub samples: &'a [u32],
    /// Distribution.
    pub distribution: Distribution,
}

/// The operations over slices. One call handles a group of samples, one behind the other.
pub trait Kernels<E: Real> {
    /// `out = value`.
    fn fill(&self, value: E, out: &mut [E]) {
        out.fill(value);
    }

    /// `out = unary(x)`.
    fn unary(&self, unary: Unary, x: &[E], out: &mut [E]) {
        naive::unary(unary, x, out);
    }

    /// `out = binary(a, b)`.
    fn binary(&self, binary: Binary, a: &[E], b: &[E], out: &mut [E]) {
        naive::binary(binary, a, b, out);
    }

    /// A map along rows of `row` numbers.
    fn row_map(&self, map: RowMap, row: usize, x: &[E], out: &mut [E]) {
        naive::row_map(map, row, x, out);
    }

    /// `out[i] = ln Σ exp(row i)` for rows of `row` numbers.
    fn log_sum_exp(&self, row: usize, x: &[E], out: &mut [E]) {
        naive::log_sum_exp(row, x, out);
    }

    /// Reads a part out of a whole.
    fn extract(&self, part: &Part, whole: &[E], out: &mut [E]) {
        naive::extract(part, whole, out);
    }

    /// Writes a part into a whole; the rest of `out` stays.
    fn insert(&self, part: &Part, x: &[E], out: &mut [E]) {
        naive::insert(part, x, out);
    }

    /// Repeats `x` (small) into `out` (wide).
    fn broadcast(&self, spread: &Spread, x: &[E], out: &mut [E]) {
        naive::broadcast(spread, x, out);
    }

    /// Sums `x` (wide) into `out` (small); adds to what is there if `accumulate`.
    fn sum(&self, spread: &Spread, accumulate: bool, x: &[E], out: &mut [E]) {
        naive::sum(spread, accumulate, x, out);
    }

    /// Products of matrices.
    fn matmul(&self, geometry: &MatMul, a: &[E], b: &[E], out: &mut [E]) {
        naive::matmul(geometry, a, b, out);
    }

    /// Convolution of images with a filter.
    fn conv(&self, geometry: &Conv, image: &[E], filter: &[E], out: &mut [E]) {
        naive::conv(geometry, image, filter, out);
    }

    /// Adjoint of [`Kernels::conv`] in the image.
    fn conv_data(&self, geometry: &Conv, cotangent: &[E], filter: &[E], out: &mut [E]) {
        naive::conv_data(geometry, cotangent, filter, out);
    }

    /// Adjoint of [`Kernels::conv`] in the filter; adds the samples' sum to `out`.
    fn conv_filter(&self, geometry: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
        naive::conv_filter(geometry, image, cotangent, out);
    }

    /// Rows of tables. Indices are within the table.
    fn take(&self, table: &Table, x: &[E], index: &[u32], out: &mut [E]) {
        naive::take(table, x, index, out);
    }

    /// Adjoint of [`Kernels::take`]; adds to `out` if the table is shared.
    fn scatter_add(&self, table: &Table, x: &[E], index: &[u32], out: &mut [E]) {
        naive::scatter_add(table, x, index, out);
    }

    /// Draws, sample after sample.
    fn random(&self, draw: &Draw<'_>, out: &mut [E]) {
        naive::random(draw, out);
    }
}

/// All defaults: the definition of the operations.
#[derive(Clone, Copy, Debug, Default)]
pub struct Naive;

impl<E: Real> Kernels<E> for Naive {}

impl<E: Real, K: Kernels<E>> Kernels<E> for &K {
    fn fill(&self, value: E, out: &mut [E]) {
        (**self).fill(value, out);
    }
    fn unary(&self, unary: Unary, x: &[E], out: &mut [E]) {
        (**self).unary(unary, x, out);
    }
    fn binary(&self, binary: Binary, a: &[E], b: &[E], out: &mut [E]) {
        (**self).binary(binary, a, b, out);
    }
    fn row_map(&self, map: RowMap, row: usize, x: &[E], out: &mut [E]) {
        (**self).row_map(map, row, x, out);
    }
    fn log_sum_exp(&self, row: usize, x: &[E], out: &mut [E]) {
        (**self).log_sum_exp(row, x, out);
    }
    fn extract(&self, part: &Part, whole: &[E], out: &mut [E]) {
        (**self).extract(part, whole, out);
    }
    fn insert(&self, part: &Part, x: &[E], out: &mut [E]) {
        (**self).insert(part, x, out);
    }
    fn broadcast(&self, spread: &Spread, x: &[E], out: &mut [E]) {
        (**self).broadcast(spread, x, out);
    }
    fn sum(&self, spread: &Spread, accumulate: bool, x: &[E], out: &mut [E]) {
        (**self).sum(spread, accumulate, x, out);
    }
    fn matmul(&self, geometry: &MatMul, a: &[E], b: &[E], out: &mut [E]) {
        (**self).matmul(geometry, a, b, out);
    }
    fn conv(&self, geometry: &Conv, image: &[E], filter: &[E], out: &mut [E]) {
        (**self).conv(geometry, image, filter, out);
    }
    fn conv_data(&self, geometry: &Conv, cotangent: &[E], filter: &[E], out: &mut [E]) {
        (**self).conv_data(geometry, cotangent, filter, out);
    }
    fn conv_filter(&self, geometry: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
        (**self).conv_filter(geometry, image, cotangent, out);
    }
    fn take(&self, table: &Table, x: &[E], index: &[u32], out: &mut [E]) {
        (**self).take(table, x, index, out);
    }
    fn scatter_add(&self, table: &Table, x: &[E], index: &[u32], out: &mut [E]) {
        (**self).scatter_add(table, x, index, out);
    }
    fn random(&self, draw: &Draw<'_>, out: &mut [E]) {
        (**self).random(draw, out);
    }
}
