//! From the data's own units to the network's, as an image holds it.

use super::EmbeddedError;
use crate::ShapeError;
use crate::likelihood::{
    affine_log_jacobian, dequantise, standardise, triangle_len, whiten_into, whitening_log_jacobian,
};

pub(super) const GREY: usize = 0;
pub(super) const AFFINE: usize = 1;
pub(super) const WHITENED: usize = 2;

/// A number of an image, little-endian.
pub(super) type Number = [u8; 8];

/// Bytes that the columns of `dim` values take in an image, by kind of units; for a forged `dim` at least too many.
pub(super) const fn columns_bytes(kind: usize, dim: u64) -> u64 {
    match kind {
        AFFINE => 16 * dim,
        // The means and the triangle; 2⁴⁰ bytes are beyond any image.
        WHITENED if dim < 1 << 19 => 4 * dim * (dim + 3),
        WHITENED => 1 << 40,
        _ => 0,
    }
}

/// The map from the data's own units to the network's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Units<'a> {
    /// Grey values `0 … K − 1`, dequantised: see [`dequantise`].
    Grey {
        /// Number of grey values, `K`.
        grey_values: u32,
        /// Numbers in a sample.
        dim: usize,
    },
    /// Real values, standardised column by column: see [`standardise`].
    Standard {
        /// Mean and unit of each column, little-endian `f64`.
        columns: &'a [[[u8; 8]; 2]],
    },
    /// Real values, whitened: see [`whiten_into`].
    Whitened {
        /// Mean of each column, little-endian `f64`.
        mean: &'a [[u8; 8]],
        /// Lower triangle, packed by rows, little-endian `f64`.
        factor: &'a [[u8; 8]],
    },
}

impl Units<'_> {
    /// Numbers in a sample.
    #[must_use]
    pub const fn dim(&self) -> usize {
        match self {
            Self::Grey { dim, .. } => *dim,
            Self::Standard { columns } => columns.len(),
            Self::Whitened { mean, .. } => mean.len(),
        }
    }

    /// Maps one sample to the network's units. `u` is the dequantisation noise of grey values in `[0, 1)`; without it
    /// they go to the middle of their interval.
    ///
    /// # Errors
    /// Slices of other lengths than [`Units::dim`]; [`EmbeddedError::NotGrey`] for a value that is no whole number of
    /// `0 … K − 1` where grey values are wanted. Nothing is written then.
    pub fn encode_into(&self, values: &[f32], u: Option<&[f32]>, out: &mut [f32]) -> Result<(), EmbeddedError> {
        for (argument, actual) in
            [("values", values.len()), ("out", out.len()), ("u", u.map_or(self.dim(), <[_]>::len))]
        {
            if actual != self.dim() {
                return Err(ShapeError::Length { argument, expected: self.dim(), actual }.into());
            }
        }
        match *self {
            Self::Grey { grey_values, .. } => {
                // The cast saturates, and makes NaN 0, so only a whole number comes back as itself.
                let is_grey = |v: f32| (v as u32) as f32 == v && (v as u32) < grey_values;
                if let Some((at, &value)) = values.iter().enumerate().find(|(_, v)| !is_grey(**v)) {
                    return Err(EmbeddedError::NotGrey { at, value, grey_values });
                }
                for (i, (x, v)) in out.iter_mut().zip(values).enumerate() {
                    *x = dequantise(*v as u32, u.map_or(0.5, |u| u[i]), grey_values);
                }
            }
            Self::Standard { columns } => {
                for ((x, v), &[mean, unit]) in out.iter_mut().zip(values).zip(columns) {
                    *x = standardise(*v, f64::from_le_bytes(mean), f64::from_le_bytes(unit));
                }
            }
            Self::Whitened { mean, factor } => whiten_into(values, number(mean), number(factor), out),
        }
        Ok(())
    }

    /// What to add to `log p(x)` for the log density in the data's own units, nats. For grey values the unit is one
    /// grey value.
    #[must_use]
    pub fn log_jacobian(&self) -> f64 {
        match *self {
            Self::Grey { grey_values, dim } => dim as f64 * affine_log_jacobian(&[f64::from(grey_values) / 2.0]),
            Self::Standard { columns } => {
                // One column at a time, in the order in which the sum over all of them goes.
                -columns.iter().map(|&[_, unit]| -affine_log_jacobian(&[f64::from_le_bytes(unit)])).sum::<f64>()
            }
            Self::Whitened { mean, factor } => whitening_log_jacobian(mean.len(), number(factor)),
        }
    }

    /// Are all numbers such that a map with them is one-to-one?
    pub(super) fn is_sound(&self) -> bool {
        match *self {
            Self::Grey { grey_values, .. } => grey_values >= 2,
            Self::Standard { columns } => columns.iter().all(|&[mean, unit]| {
                let (mean, unit) = (f64::from_le_bytes(mean), f64::from_le_bytes(unit));
                mean.is_finite() && unit.is_finite() && unit > 0.0
            }),
            Self::Whitened { mean, factor } => {
                factor.len() == triangle_len(mean.len())
                    && mean.iter().chain(factor).all(|&n| f64::from_le_bytes(n).is_finite())
                    && (0..mean.len()).all(|i| number(factor)(triangle_len(i) + i) > 0.0)
            }
        }
    }
}

fn number(bytes: &[Number]) -> impl Fn(usize) -> f64 {
    |i| f64::from_le_bytes(bytes[i])
}
