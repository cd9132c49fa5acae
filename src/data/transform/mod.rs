//! From the data's own units to what a network sees, and back.

mod fit;

use super::{Dataset, Values};
use crate::error::Error;
use cdm_core::embedded::Units;
use cdm_core::likelihood::{
    dequantise, dequantise_logit, grey_of_logit, logit_log_jacobian, standardise, triangle_len, unwhiten_into,
    whiten_into,
};
use cdm_core::rng::{Philox, Stream};
use serde::{Deserialize, Serialize};

/// The scale on which a network sees grey values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum GreyScale {
    /// Linear, from −1 to 1: see [`dequantise`].
    #[default]
    Linear,
    /// Logits: see [`dequantise_logit`]. Suits images that are mostly black and white, whose density on the linear scale is narrower
    /// than the least noise.
    Logit,
}

/// How data are brought to the network's units, as far as that is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scaling {
    /// The scale of grey values.
    pub grey: GreyScale,
    /// Make real columns uncorrelated, rather than standardise each by itself.
    pub whiten: bool,
}

/// An invertible map from the data's own units to the network's: `x = scale · (v + u) + offset`.
///
/// * Grey values `v ∈ {0 … K − 1}` are dequantised with `u ~ U[0, 1)`: `x = 2 (v + u)/K − 1`, so `x ∈ [−1, 1)` up to rounding, or
///   brought to the scale of logits, `x = logit(λ + (1 − 2λ)(v + u)/K) / ln(2K − 1)`: see [`GreyScale`].
/// * Real values are standardised column by column, to a standard deviation of 2, with `u = 0`; those that are standard
///   by construction stay as they are, so that `f_0 − f_L` is their log ratio to N(0, I).
/// * Real values are whitened where that was asked for: `v = m + A x` with a lower triangular `A`, so that the columns of `x` are
///   uncorrelated, each of standard deviation 2: see [`whiten_into`].
///
/// Part of a model's metadata, so that densities come out in the data's own units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "transform")]
pub enum Transform {
    /// Grey values.
    Grey {
        /// Number of grey values, `K`.
        levels: u32,
        /// Values per sample.
        dim: usize,
        /// The scale that they are brought to.
        #[serde(default)]
        scale: GreyScale,
    },
    /// Real values.
    Standard {
        /// Per column, in the data's units.
        mean: Vec<f64>,
        /// Per column: one unit of the network in the data's, half the standard deviation of the population unless
        /// that is known to be 1.
        unit: Vec<f64>,
    },
    /// Real values, whitened.
    Whitened {
        /// Per column, in the data's units.
        mean: Vec<f64>,
        /// The lower triangle of `A`, packed by rows: half the Cholesky factor of the covariance.
        factor: Vec<f64>,
    },
}

impl Transform {
    /// Values per sample.
    pub fn dim(&self) -> usize {
        match self {
            Self::Grey { dim, .. } => *dim,
            Self::Standard { mean, .. } | Self::Whitened { mean, .. } => mean.len(),
        }
    }

    /// Checks that `data` can be encoded: data that a model was not trained on may differ in more than its dimension.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`], or [`Error::NotGrey`] with the first value that is no grey value.
    pub fn check(&self, data: &Dataset) -> Result<(), Error> {
        data.require_dim(self.dim())?;
        let Self::Grey { levels, .. } = *self else { return Ok(()) };
        if matches!(data.values, Values::Grey { levels: own } if own <= levels) {
            return Ok(());
        }
        let grey = |v: &f32| v.fract() == 0.0 && *v >= 0.0 && *v < levels as f32;
        data.for_each(|row, values| match values.iter().position(|v| !grey(v)) {
            None => Ok(()),
            Some(column) => Err(Error::NotGrey { data: data.name.clone(), row, column, value: values[column], levels }),
        })
    }

    /// The least and the largest value that data can have in the network's units, where there are such limits: −1 and 1
    /// for grey values on the linear scale, none for real ones.
    pub fn range(&self) -> Option<(f64, f64)> {
        match *self {
            Self::Grey { scale: GreyScale::Linear, .. } => Some((-1.0, 1.0)),
            Self::Grey { scale: GreyScale::Logit, levels, .. } => {
                Some((dequantise_logit(0, 0.0, levels), dequantise_logit(levels - 1, 1.0, levels)))
            }
            Self::Standard { .. } | Self::Whitened { .. } => None,
        }
    }

    /// Whether [`encode_into`](Self::encode_into) makes use of dequantisation noise.
    pub fn dequantises(&self) -> bool {
        matches!(self, Self::Grey { .. })
    }

    /// Maps samples to the network's units.
    ///
    /// `u` holds the dequantisation noise, one value in `[0, 1)` per value of `values`; with `None` grey values go to
    /// the middle of their interval (`u = ½`), which suits display. Real values take no noise. Data from elsewhere must
    /// have passed [`check`](Self::check): what is no grey value gets a meaningless result.
    ///
    /// # Shapes
    ///
    /// `values`, `u` and `out` are `[batch, dim]`.
    ///
    /// # Panics
    ///
    /// If the lengths differ or are no multiple of [`dim`](Self::dim).
    pub fn encode_into(&self, values: &[f32], u: Option<&[f32]>, out: &mut [f32]) {
        assert_eq!(values.len(), out.len(), "as many outputs as values");
        assert_eq!(values.len() % self.dim(), 0, "whole samples only");
        match self {
            Self::Grey { levels, scale, .. } => {
                let map = match scale {
                    GreyScale::Linear => dequantise,
                    GreyScale::Logit => dequantise_logit,
                };
                assert!(u.is_none_or(|u| u.len() == values.len()), "as much noise as values");
                for (i, (x, v)) in out.iter_mut().zip(values).enumerate() {
                    *x = map(*v as u32, u.map_or(0.5, |u| u[i]), *levels);
                }
            }
            Self::Standard { mean, unit } => {
                for (values, out) in values.chunks_exact(mean.len()).zip(out.chunks_exact_mut(mean.len())) {
                    for (((x, v), m), s) in out.iter_mut().zip(values).zip(mean).zip(unit) {
                        *x = standardise(*v, *m, *s);
                    }
                }
            }
            Self::Whitened { mean, factor } => {
                for (values, out) in values.chunks_exact(mean.len()).zip(out.chunks_exact_mut(mean.len())) {
                    whiten_into(values, |i| mean[i], |i| factor[i], out);
                }
            }
        }
    }

    /// Maps samples to the network's units with dequantisation noise from stream [`Stream::DEQUANTISE`].
    ///
    /// Row `i` of `values` draws as sample `first + i` of `step`, so the noise of a sample does not depend on the batch
    /// that it is in.
    ///
    /// # Panics
    ///
    /// If `values` is no whole number of samples.
    pub fn encode(&self, values: &[f32], rng: &Philox, first: u32, step: u32) -> Vec<f32> {
        let mut x = vec![0.0; values.len()];
        if !self.dequantises() {
            self.encode_into(values, None, &mut x);
            return x;
        }
        let mut u = vec![0.0; values.len()];
        for (i, row) in u.chunks_exact_mut(self.dim()).enumerate() {
            rng.fill_uniform(Stream::DEQUANTISE, first.wrapping_add(i as u32), step, row);
        }
        self.encode_into(values, Some(&u), &mut x);
        x
    }

    /// Maps samples of the network back to the data's own units.
    ///
    /// Grey values are the integers `0 … K − 1`: the interval that `x` falls in, the outermost ones for an `x` outside
    /// their range.
    ///
    /// # Shapes
    ///
    /// `x` and `out` are `[batch, dim]`.
    ///
    /// # Panics
    ///
    /// If the lengths differ or are no multiple of [`dim`](Self::dim).
    pub fn decode_into(&self, x: &[f32], out: &mut [f32]) {
        assert_eq!(x.len(), out.len(), "as many outputs as values");
        assert_eq!(x.len() % self.dim(), 0, "whole samples only");
        match self {
            Self::Grey { levels, scale: GreyScale::Logit, .. } => {
                for (v, x) in out.iter_mut().zip(x) {
                    *v = grey_of_logit(*x, *levels).floor().clamp(0.0, f64::from(*levels - 1)) as f32;
                }
            }
            Self::Grey { levels, .. } => {
                let (half, last) = (*levels as f32 / 2.0, (*levels - 1) as f32);
                for (v, x) in out.iter_mut().zip(x) {
                    *v = ((x + 1.0) * half).floor().clamp(0.0, last);
                }
            }
            Self::Standard { mean, unit } => {
                for (x, out) in x.chunks_exact(mean.len()).zip(out.chunks_exact_mut(mean.len())) {
                    for (((v, x), m), s) in out.iter_mut().zip(x).zip(mean).zip(unit) {
                        *v = (f64::from(*x) * s + m) as f32;
                    }
                }
            }
            Self::Whitened { mean, factor } => {
                for (x, out) in x.chunks_exact(mean.len()).zip(out.chunks_exact_mut(mean.len())) {
                    unwhiten_into(x, |i| mean[i], |i| factor[i], out);
                }
            }
        }
    }

    /// Maps real numbers in the data's units, such as noisy samples, to the network's. Grey values become the middles of their
    /// intervals, and what lies between and beyond them follows along the same line; on the scale of logits, whose ends are those of
    /// the grey values, what lies beyond counts as the end.
    ///
    /// # Shapes
    ///
    /// `values` and the result are `[batch, dim]`.
    ///
    /// # Panics
    ///
    /// If `values` is no whole number of samples.
    pub fn encode_real(&self, values: &[f32]) -> Vec<f32> {
        let mut x = vec![0.0; values.len()];
        match self {
            Self::Grey { levels, scale: GreyScale::Logit, .. } => {
                let end = f64::from(*levels);
                for (x, v) in x.iter_mut().zip(values) {
                    *x = dequantise_logit(0, (f64::from(*v) + 0.5).clamp(0.0, end), *levels) as f32;
                }
            }
            Self::Grey { levels, dim, .. } => {
                assert_eq!(values.len() % dim, 0, "whole samples only");
                let scale = 2.0 / f64::from(*levels);
                x.iter_mut().zip(values).for_each(|(x, v)| *x = (scale * (f64::from(*v) + 0.5) - 1.0) as f32);
            }
            Self::Standard { .. } | Self::Whitened { .. } => self.encode_into(values, None, &mut x),
        }
        x
    }

    /// The inverse of [`encode_real`](Self::encode_real): grey values as real numbers, neither rounded nor confined.
    ///
    /// # Panics
    ///
    /// If `x` is no whole number of samples.
    pub fn decode_real(&self, x: &[f32]) -> Vec<f32> {
        let mut values = vec![0.0; x.len()];
        match self {
            Self::Grey { levels, scale: GreyScale::Logit, .. } => {
                values.iter_mut().zip(x).for_each(|(v, x)| *v = (grey_of_logit(*x, *levels) - 0.5) as f32);
            }
            Self::Grey { levels, dim, .. } => {
                assert_eq!(x.len() % dim, 0, "whole samples only");
                let scale = f64::from(*levels) / 2.0;
                values.iter_mut().zip(x).for_each(|(v, x)| *v = ((f64::from(*x) + 1.0) * scale - 0.5) as f32);
            }
            Self::Standard { .. } | Self::Whitened { .. } => self.decode_into(x, &mut values),
        }
        values
    }

    /// The map of real values as `(scale, offset)`, column by column: `x = scale · v + offset`. `None` for grey values,
    /// which noise makes continuous first, and where columns are mixed.
    pub fn affine(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        match self {
            Self::Grey { .. } | Self::Whitened { .. } => None,
            Self::Standard { mean, unit } => {
                let scale: Vec<f64> = unit.iter().map(|u| 1.0 / u).collect();
                let offset = scale.iter().zip(mean).map(|(s, m)| -s * m).collect();
                Some((scale, offset))
            }
        }
    }

    /// What to add to `log p(x)` to get the log density in the data's own units: `log |det ∂x/∂v|`, nats.
    ///
    /// For grey values the unit is one grey value: the density of `v + u`, whose negative mean log₂ per value is the
    /// usual number of bits per dimension.
    ///
    /// It depends on the sample, `x` in the network's units, on the scale of logits alone.
    pub fn log_jacobian(&self, x: &[f32]) -> f64 {
        match *self {
            Self::Grey { levels, scale: GreyScale::Logit, .. } => logit_log_jacobian(x, levels),
            _ => self.units(&mut Vec::new()).map_or(f64::NAN, |units| units.log_jacobian()),
        }
    }

    /// The same map as an image holds it, its numbers in `bytes`; `None` for the scale of logits, which images do not know.
    pub(crate) fn units<'a>(&self, bytes: &'a mut Vec<[u8; 8]>) -> Option<Units<'a>> {
        match self {
            Self::Grey { scale: GreyScale::Logit, .. } => None,
            Self::Grey { levels, dim, .. } => Some(Units::Grey { grey_values: *levels, dim: *dim }),
            Self::Standard { mean, unit } => {
                *bytes =
                    mean.iter().zip(unit).flat_map(|(mean, unit)| [mean.to_le_bytes(), unit.to_le_bytes()]).collect();
                Some(Units::Standard { columns: bytes.as_chunks().0 })
            }
            Self::Whitened { mean, factor } => {
                *bytes = mean.iter().chain(factor).map(|number| number.to_le_bytes()).collect();
                let (mean, factor) = bytes.split_at(mean.len());
                Some(Units::Whitened { mean, factor })
            }
        }
    }

    /// Whether it is one-to-one, all its numbers finite, over samples of `dim` values; otherwise what is wrong with it.
    pub(crate) fn check_numbers(&self, dim: usize) -> Result<(), &'static str> {
        let finite = |numbers: &[f64]| numbers.iter().all(|n| n.is_finite());
        let (sizes, numbers) = match self {
            Self::Grey { levels, dim: own, .. } => {
                return if *levels >= 2 && *own == dim { Ok(()) } else { Err("its grey values") };
            }
            Self::Standard { mean, unit } => {
                (mean.len() == dim && unit.len() == dim, finite(mean) && unit.iter().all(|u| u.is_finite() && *u > 0.0))
            }
            Self::Whitened { mean, factor } => {
                let sizes = mean.len() == dim && factor.len() == triangle_len(dim);
                let diagonal = |i: usize| factor.get(triangle_len(i) + i);
                let positive = (0..dim).all(|i| diagonal(i).is_some_and(|d| *d > 0.0));
                (sizes, finite(mean) && finite(factor) && positive)
            }
        };
        match (sizes, numbers) {
            (true, true) => Ok(()),
            (false, _) => Err("its columns"),
            _ => Err("the units of its columns"),
        }
    }
}

#[cfg(test)]
mod tests;
