//! One operation of each name, on values that there are, with the interval of its result.

use super::super::Built;
use super::{Generator, Known, all_axes, shape};
use crate::program::{
    Axes, Distribution, Dtype, ErrorKind, Extent, MAX_RANK, Op, ProgramError, Role, ValueType, Window,
};
use alloc::vec::Vec;

/// Nothing there that the operation could take.
fn nothing<T>() -> Built<T> {
    Err(ProgramError { at: 0, kind: ErrorKind::Table { rule: "no value serves" } })
}

/// The interval of products of two intervals.
fn product(a: &Known, b: &Known) -> (f64, f64) {
    let corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
    corners.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

/// The interval of sums of none to `count` numbers of one.
fn sums((low, high): (f64, f64), count: usize) -> (f64, f64) {
    (low.min(0.0) * count as f64, high.max(0.0) * count as f64)
}

impl Generator {
    /// Adds an operation of this name.
    pub(super) fn operation(&mut self, name: &str) -> Built<Known> {
        match name {
            "input" => self.another_input(),
            "constant" => self.constant(),
            "affine" | "recip" | "sqrt" | "sigmoid" | "cast" => self.unary(name),
            "add" | "sub" | "mul" => self.binary(name),
            "softmax" | "cumsum" | "log_sum_exp" => self.row(name),
            "reshape" | "slice" | "pad" | "concat" => self.part(name),
            "broadcast" => self.broadcast(),
            "sum" => self.sum(),
            "matmul" => self.matmul(),
            "conv" => self.conv(),
            "conv_data" => self.conv_data(),
            "conv_filter" => self.conv_filter(),
            "take" => self.take(),
            "scatter_add" => self.scatter_add(),
            "random" => self.random(),
            // A new operation fails the suite's check that all of them occur.
            _ => nothing(),
        }
    }

    fn another_input(&mut self) -> Built<Known> {
        let (per_sample, role) = (self.noise.chance(0.5), self.shared_role());
        let dims = self.sizes.any_dims(&mut self.noise);
        self.real_input(if per_sample { Role::Data } else { role }, per_sample, &dims)
    }

    fn constant(&mut self) -> Built<Known> {
        let extent = if self.noise.chance(0.5) { Extent::PerSample } else { Extent::Shared };
        let dims = self.sizes.any_dims(&mut self.noise);
        let ty = ValueType { extent, dtype: self.dtype(), shape: shape(&dims)? };
        let value = self.noise.uniform(-2.0, 2.0);
        Ok(Known { id: self.builder.constant(value, ty)?, low: value, high: value })
    }

    fn unary(&mut self, name: &str) -> Built<Known> {
        let Some(x) = self.any(|_| true) else { return nothing() };
        Ok(match name {
            "affine" => {
                let (scale, shift) = (self.noise.uniform(-2.0, 2.0), self.noise.uniform(-1.0, 1.0));
                let (a, b) = (scale * x.low + shift, scale * x.high + shift);
                Known { id: self.builder.affine(x.id, scale, shift)?, low: a.min(b), high: a.max(b) }
            }
            "recip" => {
                let x = self.positive(x)?;
                Known { id: self.builder.recip(x.id)?, low: 1.0 / x.high, high: 1.0 / x.low }
            }
            "sqrt" => {
                let x = self.positive(x)?;
                Known { id: self.builder.sqrt(x.id)?, low: x.low.sqrt(), high: x.high.sqrt() }
            }
            "sigmoid" => {
                let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
                Known { id: self.builder.sigmoid(x.id)?, low: sigmoid(x.low), high: sigmoid(x.high) }
            }
            _ => {
                let other = if self.ty(x.id).dtype == Dtype::Narrow { Dtype::Wide } else { Dtype::Narrow };
                Known { id: self.builder.cast(x.id, other)?, ..x }
            }
        })
    }

    /// A value in a positive interval away from zero, made from `x`: itself, σ(x) + ½, or x² + ½.
    fn positive(&mut self, x: Known) -> Built<Known> {
        if x.low >= 0.25 {
            return Ok(x);
        }
        if self.noise.chance(0.5) {
            let sigmoid = self.builder.sigmoid(x.id)?;
            return Ok(Known { id: self.builder.affine(sigmoid, 1.0, 0.5)?, low: 0.5, high: 1.5 });
        }
        let square = self.builder.mul(x.id, x.id)?;
        let high = x.magnitude() * x.magnitude() + 0.5;
        Ok(Known { id: self.builder.affine(square, 1.0, 0.5)?, low: 0.5, high })
    }

    fn binary(&mut self, name: &str) -> Built<Known> {
        let Some(a) = self.any(|_| true) else { return nothing() };
        let b = self.of_type(self.ty(a.id))?;
        let (id, (low, high)) = match name {
            "add" => (self.builder.add(a.id, b.id)?, (a.low + b.low, a.high + b.high)),
            "sub" => (self.builder.sub(a.id, b.id)?, (a.low - b.high, a.high - b.low)),
            _ => (self.builder.mul(a.id, b.id)?, product(&a, &b)),
        };
        Ok(Known { id, low, high })
    }

    fn row(&mut self, name: &str) -> Built<Known> {
        let Some(x) = self.any(|ty| ty.shape.rank() > 0) else { return nothing() };
        let len = self.ty(x.id).shape.last();
        Ok(match name {
            "softmax" => Known { id: self.builder.softmax(x.id)?, low: 0.0, high: 1.0 },
            "cumsum" => {
                let reverse = self.noise.chance(0.5);
                let (low, high) = sums((x.low, x.high), len);
                Known { id: self.builder.cumsum(x.id, reverse)?, low, high }
            }
            _ => {
                let spread = (len as f64).ln();
                Known { id: self.builder.log_sum_exp(x.id)?, low: x.low, high: x.high + spread }
            }
        })
    }

    fn part(&mut self, name: &str) -> Built<Known> {
        let Some(x) = self.any(|ty| name == "reshape" || ty.shape.rank() > 0) else { return nothing() };
        let ty = self.ty(x.id);
        let rank = ty.shape.rank();
        let axis = self.noise.below(rank);
        let extent = ty.shape.dim(axis);
        match name {
            "reshape" => {
                let first = usize::from(ty.shape.len() > 1);
                let rank = self.noise.between(first, MAX_RANK);
                let dims = self.noise.other_dims(ty.shape.len(), rank);
                Ok(Known { id: self.builder.reshape(x.id, &dims)?, ..x })
            }
            "slice" => {
                let len = self.noise.between(1, extent);
                let start = self.noise.between(0, extent - len);
                Ok(Known { id: self.builder.slice(x.id, axis, start, len)?, ..x })
            }
            "pad" => {
                let (before, after) = (self.noise.between(0, 2), self.noise.between(0, 2));
                let id = self.builder.pad(x.id, axis, before, before + extent + after)?;
                Ok(Known { id, low: x.low.min(0.0), high: x.high.max(0.0) })
            }
            _ => {
                let Some(other) = ty.shape.with_dim(axis, self.noise.between(1, 3)) else { return nothing() };
                let y = self.of_type(ty.with_shape(other))?;
                let id = self.builder.concat(x.id, y.id, axis)?;
                Ok(Known { id, low: x.low.min(y.low), high: x.high.max(y.high) })
            }
        }
    }

    fn broadcast(&mut self) -> Built<Known> {
        let Some(x) = self.any(|_| true) else { return nothing() };
        let ty = self.ty(x.id);
        let wider = self.noise.below(MAX_RANK - ty.shape.rank() + 1);
        let mut dims: Vec<usize> = std::iter::repeat_n(1, wider).chain(ty.shape.dims()).collect();
        for axis in 0..dims.len() {
            let len: usize = dims.iter().product();
            if dims[axis] == 1 && self.noise.chance(0.6) {
                dims[axis] = self.sizes.extent(&mut self.noise, self.sizes.len / len);
            }
        }
        let extent = if self.noise.chance(0.6) { Extent::PerSample } else { ty.extent };
        let like = ValueType { extent, shape: shape(&dims)?, ..ty };
        Ok(Known { id: self.builder.broadcast_to(x.id, like)?, ..x })
    }

    fn sum(&mut self) -> Built<Known> {
        let Some(x) = self.any(|_| true) else { return nothing() };
        let ty = self.ty(x.id);
        let axes = Axes::from_bits(all_axes(&ty).bits() & self.noise.word() as u8);
        let over_batch = ty.is_per_sample() && self.noise.chance(0.5);
        let id = if over_batch { self.builder.sum_batch(x.id, axes)? } else { self.builder.sum(x.id, axes)? };
        let (low, high) = sums((x.low, x.high), ty.elements_for(self.batch));
        Ok(Known { id, low, high })
    }

    /// The value as a matrix.
    fn matrix(&mut self, x: Known) -> Built<Known> {
        let ty = self.ty(x.id);
        if ty.shape.rank() == 2 {
            return Ok(x);
        }
        let dims = self.noise.other_dims(ty.shape.len(), 2);
        Ok(Known { id: self.builder.reshape(x.id, &dims)?, ..x })
    }

    fn matmul(&mut self) -> Built<Known> {
        let Some(x) = self.any(|_| true) else { return nothing() };
        let a = self.matrix(x)?;
        let ty = self.ty(a.id);
        let (ta, tb) = (self.noise.chance(0.5), self.noise.chance(0.5));
        let outer = self.sizes.extent(&mut self.noise, 40);
        let inner = ty.shape.dim(usize::from(!ta));
        let extent = if self.noise.chance(0.5) { Extent::PerSample } else { Extent::Shared };
        let dims = if tb { [outer, inner] } else { [inner, outer] };
        let b = self.of_type(ValueType { extent, shape: shape(&dims)?, ..ty })?;
        let batch_sum = ty.is_per_sample() && extent == Extent::PerSample && self.noise.chance(0.5);
        // Either operand may come first: AB, or (AB)ᵀ = BᵀAᵀ.
        let ((a_id, ta), (b_id, tb)) =
            if self.noise.chance(0.5) { ((a.id, ta), (b.id, tb)) } else { ((b.id, !tb), (a.id, !ta)) };
        let id = if batch_sum {
            self.builder.matmul_batch(a_id, ta, b_id, tb)?
        } else {
            self.builder.matmul(a_id, ta, b_id, tb)?
        };
        let (low, high) = sums(product(&a, &b), if batch_sum { inner * self.batch } else { inner });
        Ok(Known { id, low, high })
    }

    /// A per-sample image: a value of rank 3, another under three axes, or a new input.
    fn image(&mut self) -> Built<Known> {
        if let Some(x) = self.any(|ty| ty.is_per_sample() && ty.shape.rank() == 3) {
            return Ok(x);
        }
        match self.any(ValueType::is_per_sample) {
            Some(x) if self.noise.chance(0.5) => {
                let dims = self.noise.other_dims(self.ty(x.id).shape.len(), 3);
                Ok(Known { id: self.builder.reshape(x.id, &dims)?, ..x })
            }
            _ => {
                let side = self.sizes.image;
                let dims = [self.noise.between(1, side), self.noise.between(1, side), self.channels()];
                self.real_input(Role::Data, true, &dims)
            }
        }
    }

    fn channels(&mut self) -> usize {
        let most = if self.sizes.image > 5 { 17 } else { 3 };
        self.sizes.extent(&mut self.noise, most)
    }

    /// The extents that a window gives for an image, if the filter fits.
    fn output(&self, window: &Window, filter: [usize; 2], image: &ValueType) -> Built<[usize; 2]> {
        let side = |axis: usize| window.output(axis, image.shape.dim(axis), filter[axis]);
        match (side(0), side(1)) {
            (Some(height), Some(width)) => Ok([height, width]),
            _ => nothing(),
        }
    }

    fn conv(&mut self) -> Built<Known> {
        let x = self.image()?;
        let ty = self.ty(x.id);
        let (window, [height, width]) = self.noise.window();
        self.output(&window, [height, width], &ty)?;
        let dims = [height, width, ty.shape.dim(2), self.channels()];
        let w = self.of_type(ty.with_shape(shape(&dims)?).shared())?;
        let id = self.builder.conv(x.id, w.id, window)?;
        let (low, high) = sums(product(&x, &w), height * width * ty.shape.dim(2));
        Ok(Known { id, low, high })
    }

    fn conv_data(&mut self) -> Built<Known> {
        let y = self.image()?;
        let ty = self.ty(y.id);
        let (window, filter) = self.noise.window();
        let mut side = |axis: usize| {
            // Some rows at the end may be left over by the stride.
            let left_over = self.noise.below(usize::from(window.stride));
            let padded = (ty.shape.dim(axis) - 1) * usize::from(window.stride) + filter[axis] + left_over;
            padded.saturating_sub(usize::from(window.before[axis]) + usize::from(window.after[axis]))
        };
        let (height, width) = (side(0), side(1));
        let channels = self.channels();
        let image = ty.with_shape(shape(&[height, width, channels])?);
        let dims = [filter[0], filter[1], channels, ty.shape.dim(2)];
        let w = self.of_type(ty.with_shape(shape(&dims)?).shared())?;
        let id = self.builder.push(Op::ConvData(window), &[y.id, w.id], image)?;
        let (low, high) = sums(product(&y, &w), filter[0] * filter[1] * ty.shape.dim(2));
        Ok(Known { id, low, high })
    }

    fn conv_filter(&mut self) -> Built<Known> {
        let x = self.image()?;
        let ty = self.ty(x.id);
        let (window, filter) = self.noise.window();
        let [height, width] = self.output(&window, filter, &ty)?;
        let channels = self.channels();
        let y = self.of_type(ty.with_shape(shape(&[height, width, channels])?))?;
        let dims = [filter[0], filter[1], ty.shape.dim(2), channels];
        let id = self.builder.push(Op::ConvFilter(window), &[x.id, y.id], ty.with_shape(shape(&dims)?).shared())?;
        let (low, high) = sums(product(&x, &y), height * width * self.batch);
        Ok(Known { id, low, high })
    }

    fn take(&mut self) -> Built<Known> {
        let table = match self.any(|ty| ty.shape.rank() > 0) {
            Some(table) if self.noise.chance(0.7) => table,
            _ => {
                let rank = self.noise.between(1, 3);
                let (dims, role) = (self.sizes.dims(&mut self.noise, rank), self.shared_role());
                self.real_input(role, false, &dims)?
            }
        };
        let index = self.index(self.ty(table.id).shape.dim(0))?;
        Ok(Known { id: self.builder.take(table.id, index)?, ..table })
    }

    fn scatter_add(&mut self) -> Built<Known> {
        let Some(row) = self.any(|ty| ty.is_per_sample() && ty.shape.rank() < MAX_RANK) else { return nothing() };
        let ty = self.ty(row.id);
        let rows = self.noise.between(1, 4);
        let dims: Vec<usize> = std::iter::once(rows).chain(ty.shape.dims()).collect();
        let index = self.index(rows)?;
        let extent = if self.noise.chance(0.5) { Extent::PerSample } else { Extent::Shared };
        let table = ValueType { extent, shape: shape(&dims)?, ..ty };
        let id = self.builder.push(Op::ScatterAdd, &[row.id, index], table)?;
        let (low, high) = sums((row.low, row.high), self.batch);
        Ok(Known { id, low, high })
    }

    fn random(&mut self) -> Built<Known> {
        let (key, sample) = self.draws()?;
        let (dtype, dims, stream) = (self.dtype(), self.sizes.any_dims(&mut self.noise), self.noise.word());
        let normal = self.noise.chance(0.5);
        let distribution =
            if normal { Distribution::Normal } else { Distribution::Bernoulli { p: self.noise.uniform(0.0, 1.0) } };
        let id = self.builder.random(distribution, stream, key, sample, dtype, shape(&dims)?)?;
        // Box–Muller of 32-bit words stays below 6.8.
        Ok(if normal { Known { id, low: -6.8, high: 6.8 } } else { Known { id, low: 0.0, high: 1.0 } })
    }
}
