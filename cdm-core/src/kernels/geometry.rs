//! What kernels need to know of shapes, worked out once from types.

use crate::program::{MAX_RANK, Shape, ValueType, Window};

/// A part of an axis: `whole` is `[outer, extent, inner]`, the part `[outer, len, inner]` from `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Samples and axes in front.
    pub outer: usize,
    /// Extent of the axis in the whole.
    pub extent: usize,
    /// Where the part begins.
    pub start: usize,
    /// Extent of the axis in the part.
    pub len: usize,
    /// Numbers for each index of the axis.
    pub inner: usize,
}

impl Part {
    /// The part of `whole` that has `part`'s extent of `axis` and begins at `start`, for `samples` samples.
    pub fn new(whole: &ValueType, part: &ValueType, axis: usize, start: usize, samples: usize) -> Self {
        let (outer, extent, inner) = whole.shape.split(axis);
        let samples = if whole.is_per_sample() { samples } else { 1 };
        Part { outer: outer * samples, extent, start, len: part.shape.dim(axis), inner }
    }
}

/// A small value repeated to a wide one: axis 0 is the samples, the others are the shape's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Extents of the wide value.
    pub wide: [usize; MAX_RANK + 1],
    /// Distance in the small value between neighbours along each axis; 0 where it is repeated.
    pub stride: [usize; MAX_RANK + 1],
}

impl Spread {
    /// From the types of the small and the wide value, for `samples` samples.
    pub fn new(small: &ValueType, wide: &ValueType, samples: usize) -> Self {
        let mut spread = Spread { wide: [1; MAX_RANK + 1], stride: [0; MAX_RANK + 1] };
        let mut stride = 1;
        for axis in (0..wide.shape.rank()).rev() {
            spread.wide[axis + 1] = wide.shape.dim(axis);
            if small.shape.dim(axis) == wide.shape.dim(axis) {
                spread.stride[axis + 1] = stride;
                stride *= small.shape.dim(axis);
            }
        }
        if wide.is_per_sample() {
            spread.wide[0] = samples;
            spread.stride[0] = if small.is_per_sample() { stride } else { 0 };
        }
        spread
    }
}

/// Products `out = op(a) · op(b)`, `[m, k] · [k, n]`, for each sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatMul {
    /// Number of samples (1 if both operands are shared).
    pub samples: usize,
    /// Rows of the result.
    pub m: usize,
    /// Inner extent.
    pub k: usize,
    /// Columns of the result.
    pub n: usize,
    /// `a` is stored as `[k, m]`.
    pub ta: bool,
    /// `b` is stored as `[n, k]`.
    pub tb: bool,
    /// One `a` for all samples.
    pub a_shared: bool,
    /// One `b` for all samples.
    pub b_shared: bool,
    /// One result for all samples: add the sum over the samples to it.
    pub accumulate: bool,
}

impl MatMul {
    /// From the operands' and the result's types, for `samples` samples.
    pub fn new(a: &ValueType, ta: bool, b: &ValueType, tb: bool, out: &ValueType, samples: usize) -> Self {
        let mapped = a.is_per_sample() || b.is_per_sample();
        MatMul {
            samples: if mapped { samples } else { 1 },
            m: out.shape.dim(0),
            k: a.shape.dim(usize::from(!ta)),
            n: out.shape.dim(1),
            ta,
            tb,
            a_shared: !a.is_per_sample(),
            b_shared: !b.is_per_sample(),
            accumulate: mapped && !out.is_per_sample(),
        }
    }
}

/// A convolution of `samples` images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    /// Number of samples.
    pub samples: usize,
    /// Stride and padding.
    pub window: Window,
    /// Height, width and channels of an input image.
    pub image: [usize; 3],
    /// Height and width of the filter.
    pub filter: [usize; 2],
    /// Height, width and channels of an output image.
    pub output: [usize; 3],
}

impl Conv {
    /// From the shapes of image, filter and output.
    pub fn new(window: Window, image: &Shape, filter: &Shape, output: &Shape, samples: usize) -> Self {
        let three = |s: &Shape| [s.dim(0), s.dim(1), s.dim(2)];
        let filter = [filter.dim(0), filter.dim(1)];
        Conv { samples, window, image: three(image), filter, output: three(output) }
    }

    /// Calls `visit(output row, input row, filter row)` for all that meet along `axis` (0: rows, 1: columns).
    pub fn meetings(&self, axis: usize) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        let (stride, before) = (usize::from(self.window.stride), usize::from(self.window.before[axis]));
        (0..self.output[axis]).flat_map(move |o| {
            (0..self.filter[axis]).filter_map(move |u| {
                let i = (o * stride + u).checked_sub(before)?;
                (i < self.image[axis]).then_some((o, i, u))
            })
        })
    }
}

/// Rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Number of rows.
    pub rows: usize,
    /// Numbers in a row.
    pub row: usize,
    /// One table for all samples.
    pub shared: bool,
}

impl Table {
    /// From the table's type.
    pub fn new(table: &ValueType) -> Self {
        let rows = table.shape.dim(0);
        Table { rows, row: table.elements() / rows, shared: !table.is_per_sample() }
    }
}
