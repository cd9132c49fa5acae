//! Shapes, roles and types of values.

use core::fmt;

/// The largest rank of a value: `[group, height, width, …]` views of an image need five axes.
pub const MAX_RANK: usize = 5;

/// The extents of one value, without the batch. Row-major; the last axis is contiguous.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    dims: [u32; MAX_RANK],
    rank: u8,
}

impl Shape {
    /// A single number.
    pub const SCALAR: Shape = Shape { dims: [1; MAX_RANK], rank: 0 };

    /// The shape with these extents; `None` if there are more than [`MAX_RANK`] axes, an extent is zero, or the
    /// number of elements does not fit 31 bits.
    pub const fn new(dims: &[usize]) -> Option<Shape> {
        if dims.len() > MAX_RANK {
            return None;
        }
        let mut shape = Shape { dims: [1; MAX_RANK], rank: dims.len() as u8 };
        let (mut axis, mut len) = (0, 1u64);
        while axis < dims.len() {
            if dims[axis] == 0 || dims[axis] > i32::MAX as usize {
                return None;
            }
            len *= dims[axis] as u64;
            if len > i32::MAX as u64 {
                return None;
            }
            shape.dims[axis] = dims[axis] as u32;
            axis += 1;
        }
        Some(shape)
    }

    /// Number of axes.
    pub const fn rank(&self) -> usize {
        self.rank as usize
    }

    /// Extent of `axis`; 1 beyond the rank.
    pub const fn dim(&self, axis: usize) -> usize {
        if axis < self.rank as usize { self.dims[axis] as usize } else { 1 }
    }

    /// Extents in order.
    pub fn dims(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + '_ {
        self.dims[..self.rank()].iter().map(|&d| d as usize)
    }

    /// Number of elements.
    // `len` of a shape is never zero, so `is_empty` would be noise.
    #[expect(clippy::len_without_is_empty, reason = "a shape has at least one element")]
    pub fn len(&self) -> usize {
        self.dims().product()
    }

    /// Extent of the last axis (1 for a scalar).
    pub const fn last(&self) -> usize {
        if self.rank == 0 { 1 } else { self.dims[self.rank as usize - 1] as usize }
    }

    /// Number of elements before `axis`, per index of `axis`: `(outer, extent, inner)`.
    pub fn split(&self, axis: usize) -> (usize, usize, usize) {
        let outer = self.dims().take(axis).product();
        let inner = self.dims().skip(axis + 1).product();
        (outer, self.dim(axis), inner)
    }

    /// The same shape with another extent at `axis`; `None` where [`Shape::new`] would refuse it.
    pub fn with_dim(&self, axis: usize, extent: usize) -> Option<Shape> {
        let mut dims = [1; MAX_RANK];
        for (to, from) in dims.iter_mut().zip(self.dims()) {
            *to = from;
        }
        *dims[..self.rank()].get_mut(axis)? = extent;
        Shape::new(&dims[..self.rank()])
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (axis, dim) in self.dims().enumerate() {
            write!(f, "{}{dim}", if axis == 0 { "" } else { "," })?;
        }
        f.write_str("]")
    }
}

/// A set of axes, as a bit mask.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Axes(u8);

impl Axes {
    /// No axis.
    pub const NONE: Axes = Axes(0);

    /// The set of these axes. One beyond [`MAX_RANK`] makes a set that the verifier refuses for any shape.
    pub const fn of(axes: &[usize]) -> Axes {
        let (mut mask, mut i) = (0u8, 0);
        while i < axes.len() {
            mask |= if axes[i] < 8 { 1 << axes[i] } else { u8::MAX };
            i += 1;
        }
        Axes(mask)
    }

    /// The set whose bits are these.
    pub const fn from_bits(bits: u8) -> Axes {
        Axes(bits)
    }

    /// Bit `k` is set if axis `k` is in the set.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Is `axis` in the set?
    pub const fn contains(self, axis: usize) -> bool {
        axis < 8 && self.0 & (1 << axis) != 0
    }
}

impl fmt::Debug for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..8).filter(|&axis| self.contains(axis))).finish()
    }
}

/// Does a value exist once for each sample, or once for the whole batch?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// One for the batch: parameters, tables, reductions over the batch.
    Shared,
    /// One for each sample.
    PerSample,
}

/// What a number is for. The backend binds roles to machine types (reference: f64 for both; default: f32 for both;
/// tensor cores: bf16 and f32).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dtype {
    /// Activations, operands of products.
    Narrow,
    /// Statistics, logits, cumulative sums, losses, master weights.
    Wide,
    /// Unsigned 32-bit integers: levels, labels, sample ids, random keys. Only inputs have it.
    Index,
}

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueType {
    /// Once a sample or once a batch.
    pub extent: Extent,
    /// What its numbers are for.
    pub dtype: Dtype,
    /// Extents without the batch.
    pub shape: Shape,
}

impl ValueType {
    /// Elements per sample, or in all if shared.
    pub fn elements(&self) -> usize {
        self.shape.len()
    }

    /// Elements in memory for `samples` samples.
    pub fn elements_for(&self, samples: usize) -> usize {
        match self.extent {
            Extent::Shared => self.elements(),
            Extent::PerSample => self.elements() * samples,
        }
    }

    /// Is there one for each sample?
    pub fn is_per_sample(&self) -> bool {
        self.extent == Extent::PerSample
    }

    /// The same type with another shape.
    pub fn with_shape(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    /// The same type once a batch.
    pub fn shared(self) -> Self {
        Self { extent: Extent::Shared, ..self }
    }

    /// The same type once a sample.
    pub fn per_sample(self) -> Self {
        Self { extent: Extent::PerSample, ..self }
    }
}

impl fmt::Debug for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent = match self.extent {
            Extent::Shared => "shared",
            Extent::PerSample => "sample",
        };
        let dtype = match self.dtype {
            Dtype::Narrow => "narrow",
            Dtype::Wide => "wide",
            Dtype::Index => "index",
        };
        write!(f, "{extent} {dtype}{:?}", self.shape)
    }
}

/// The number of a node in its program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

impl ValueId {
    /// As an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for ValueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "%{}", self.0)
    }
}
