//! From the data's own units to what a network sees, and back.

use super::{Dataset, Values};
use crate::error::Error;
use cdm_core::embedded::Units;
use cdm_core::likelihood::{dequantise, dequantise_logit, grey_of_logit, logit_log_jacobian, standardise};
use cdm_core::rng::{Philox, Stream};
use serde::{Deserialize, Serialize};

/// Standard deviation of each column of real data as the network sees it.
///
/// 2 rather than 1: with 100 levels of the uniform schedule the first level's noise is 0.01, and what a small network
/// learns of a density is blurred at scales of a tenth of a unit. 8 Gaussians with 1: 0.42 nats away from the truth,
/// with 2, 3 and 4: 0.00, 0.005, 0.01 (and the PyTorch peer with 1: 0.44). A larger one makes the noisiest level with
/// signal, where sampling starts, less like pure noise.
const SPREAD: f64 = 2.0;

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

/// An invertible map from the data's own units to the network's: `x = scale · (v + u) + offset`.
///
/// * Grey values `v ∈ {0 … K − 1}` are dequantised with `u ~ U[0, 1)`: `x = 2 (v + u)/K − 1`, so `x ∈ [−1, 1)` up to rounding, or
///   brought to the scale of logits, `x = logit(λ + (1 − 2λ)(v + u)/K) / ln(2K − 1)`: see [`GreyScale`].
/// * Real values are standardised column by column, to a standard deviation of 2, with `u = 0`; those that are standard
///   by construction stay as they are, so that `f_0 − f_L` is their log ratio to N(0, I).
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
}

impl Transform {
    /// The transform for `data`, grey values on `scale`, its statistics taken from all of `data`: pass training data only.
    ///
    /// # Numerics
    ///
    /// Two passes in `f64`.
    ///
    /// # Errors
    ///
    /// [`Error::BadValue`] for the scale of logits where the data are not grey; [`Error::TooFew`] below two samples, [`Error::ConstantColumn`] and [`Error::Offset`] for a column that does
    /// not vary, or not beyond single precision.
    pub fn fit(data: &Dataset, scale: GreyScale) -> Result<Self, Error> {
        let dim = data.dim();
        if let Values::Grey { levels } = data.values {
            data.require_len(1)?;
            return Ok(Self::Grey { levels, dim, scale });
        }
        if scale == GreyScale::Logit {
            let expected = format!("linear: {} is no set of grey values", data.name);
            return Err(Error::BadValue { option: "grey".into(), value: scale.to_string(), expected });
        }
        data.require_len(2)?;
        if data.values == Values::Standard {
            return Ok(Self::Standard { mean: vec![0.0; dim], unit: vec![1.0; dim] });
        }
        let n = data.len() as f64;
        let column_sums = |term: &dyn Fn(usize, f64) -> f64| {
            let mut sums = vec![0.0; dim];
            data.for_each(|_, row| {
                for (column, (sum, v)) in sums.iter_mut().zip(row).enumerate() {
                    *sum += term(column, f64::from(*v));
                }
                Ok(())
            })?;
            Ok::<_, Error>(sums)
        };
        let mean: Vec<f64> = column_sums(&|_, v| v)?.iter().map(|s| s / n).collect();
        let squares = column_sums(&|column, v| (v - mean[column]).powi(2))?;
        let std: Vec<f64> = squares.iter().map(|s| (s / n).sqrt()).collect();
        let first = data.gather([0])?;
        let mut varies = vec![false; dim];
        data.for_each(|_, row| {
            varies.iter_mut().zip(row).zip(&first).for_each(|((varies, v), first)| *varies |= v != first);
            Ok(())
        })?;
        for (column, (s, m)) in std.iter().zip(&mean).enumerate() {
            if !varies[column] || *s < f64::from(f32::MIN_POSITIVE) {
                return Err(Error::ConstantColumn { data: data.name.clone(), column, value: *m });
            }
            // Single precision would leave a lattice of few values, which has no density.
            if *s <= 1000.0 * f64::from(f32::EPSILON) * m.abs() {
                return Err(Error::Offset { data: data.name.clone(), column, mean: *m, std: *s });
            }
        }
        let unit = std.iter().map(|s| s / SPREAD).collect();
        Ok(Self::Standard { mean, unit })
    }

    /// Values per sample.
    pub fn dim(&self) -> usize {
        match self {
            Self::Grey { dim, .. } => *dim,
            Self::Standard { mean, .. } => mean.len(),
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
            Self::Standard { .. } => None,
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
            Self::Standard { .. } => self.encode_into(values, None, &mut x),
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
            Self::Standard { .. } => self.decode_into(x, &mut values),
        }
        values
    }

    /// The map of real values as `(scale, offset)`, column by column: `x = scale · v + offset`. `None` for grey values,
    /// which noise makes continuous first.
    pub fn affine(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        match self {
            Self::Grey { .. } => None,
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

    /// The same map as an image holds it, the columns of real values in `columns`; `None` for the scale of logits, which images
    /// do not know.
    pub(crate) fn units<'a>(&self, columns: &'a mut Vec<[[u8; 8]; 2]>) -> Option<Units<'a>> {
        match self {
            Self::Grey { scale: GreyScale::Logit, .. } => None,
            Self::Grey { levels, dim, .. } => Some(Units::Grey { grey_values: *levels, dim: *dim }),
            Self::Standard { mean, unit } => {
                *columns = mean.iter().zip(unit).map(|(mean, unit)| [mean.to_le_bytes(), unit.to_le_bytes()]).collect();
                Some(Units::Standard { columns })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Samples, Shape};

    fn vectors(samples: &[f32], dim: usize) -> Dataset {
        let samples = Samples::real(samples.to_vec(), dim);
        Dataset::new("test".into(), Shape::Vector { dim }, Values::Real, samples)
    }

    fn round_trip(transform: &Transform, values: &[f32], u: Option<&[f32]>) -> Vec<f32> {
        let (mut x, mut back) = (vec![f32::NAN; values.len()], vec![f32::NAN; values.len()]);
        transform.encode_into(values, u, &mut x);
        transform.decode_into(&x, &mut back);
        back
    }

    #[test]
    fn standardised_columns_have_mean_zero_and_variance_four_and_come_back() {
        let samples = [1.0, 100.0, 2.0, -300.0, 6.0, 50.0, 3.0, 7.0];
        let data = vectors(&samples, 2);
        let transform = Transform::fit(&data, GreyScale::Linear).unwrap();
        let mut x = [0.0; 8];
        transform.encode_into(&samples, None, &mut x);
        for column in 0..2 {
            let column: Vec<f32> = x.iter().skip(column).step_by(2).copied().collect();
            let mean = column.iter().sum::<f32>() / 4.0;
            let variance = column.iter().map(|v| v * v).sum::<f32>() / 4.0;
            // Four terms of size about two, each rounded once.
            assert!(mean.abs() < 8.0 * f32::EPSILON && (variance - 4.0).abs() < 32.0 * f32::EPSILON);
        }
        for (v, back) in samples.iter().zip(round_trip(&transform, &samples, None)) {
            // x is rounded to f32 once, which moves v by at most ε times the column's largest distance from its mean.
            assert!((v - back).abs() <= 300.0 * f32::EPSILON, "{v} {back}");
        }
    }

    #[test]
    fn every_grey_value_comes_back_whatever_the_noise() {
        for (levels, scale) in [2, 17, 256].into_iter().flat_map(|n| [(n, GreyScale::Linear), (n, GreyScale::Logit)]) {
            let transform = Transform::Grey { levels, dim: 1, scale };
            let values: Vec<f32> = (0..levels).map(|v| v as f32).collect();
            // Not the ends: next to 1 rounding may carry into the neighbouring interval.
            for u in [0.001, 0.25, 0.5, 0.999] {
                let noise = vec![u; values.len()];
                assert_eq!(round_trip(&transform, &values, Some(&noise)), values);
            }
            assert_eq!(round_trip(&transform, &values, None), values);
        }
    }

    #[test]
    fn real_numbers_of_grey_data_follow_the_line_through_the_grey_values() {
        let transform = Transform::Grey { levels: 17, dim: 1, scale: GreyScale::Linear };
        let grey: Vec<f32> = (0..17).map(|v| v as f32).collect();
        let mut middles = [0.0; 17];
        transform.encode_into(&grey, None, &mut middles);
        // Each is rounded to f32 once or twice below 1, so by at most ε.
        for (x, middle) in transform.encode_real(&grey).iter().zip(&middles) {
            assert!((x - middle).abs() <= f32::EPSILON, "{x} {middle}");
        }
        let beyond = [-20.0, 3.25, 40.5];
        // 40.5 is 3.8 of the network's units: half an ε of 4 times 8.5 grey values in each, and its own rounding.
        for (v, back) in beyond.iter().zip(transform.decode_real(&transform.encode_real(&beyond))) {
            assert!((v - back).abs() <= 40.5 * f32::EPSILON, "{v} {back}");
        }
    }

    #[test]
    fn encoded_grey_values_span_minus_one_to_one_and_decoding_clamps() {
        let transform = Transform::Grey { levels: 17, dim: 2, scale: GreyScale::Linear };
        let mut x = [0.0; 2];
        transform.encode_into(&[0.0, 16.0], Some(&[0.0, 0.5]), &mut x);
        assert_eq!(x[0], -1.0);
        assert!((x[1] - (1.0 - 1.0 / 17.0)).abs() < f32::EPSILON);
        let mut v = [0.0; 2];
        transform.decode_into(&[-3.0, 3.0], &mut v);
        assert_eq!(v, [0.0, 16.0]);
    }

    #[test]
    fn the_jacobian_is_the_slope_of_the_map() {
        let data = vectors(&[1.0, 10.0, 5.0, -30.0, 2.0, 4.0], 2);
        for (transform, u) in [
            (Transform::fit(&data, GreyScale::Linear).unwrap(), [0.0; 2]),
            (Transform::Grey { levels: 17, dim: 2, scale: GreyScale::Linear }, [0.25; 2]),
        ] {
            let (mut lo, mut hi) = ([0.0; 2], [0.0; 2]);
            transform.encode_into(&[1.0, 1.0], Some(&u), &mut lo);
            transform.encode_into(&[3.0, 3.0], Some(&u), &mut hi);
            let slopes: f64 = lo.iter().zip(&hi).map(|(l, h)| f64::from((h - l) / 2.0).ln()).sum();
            // The map is affine, so a difference is exact but for the rounding of two f32 per column.
            assert!((slopes - transform.log_jacobian(&[])).abs() < 1e-5);
        }
    }

    /// One sample's Jacobian on the scale of logits, by differences of real numbers of the data.
    #[test]
    fn the_jacobian_on_the_scale_of_logits_follows_the_sample() {
        let transform = Transform::Grey { levels: 256, dim: 3, scale: GreyScale::Logit };
        let values = [0.0, 100.25, 254.5];
        let h = 0.0625;
        let shifted = |by: f32| transform.encode_real(&values.map(|v| v + by));
        let slopes =
            shifted(h).iter().zip(&shifted(-h)).map(|(hi, lo)| f64::from((hi - lo) / (2.0 * h)).ln()).sum::<f64>();
        // A black pixel's slope changes by its square over half a grey value: (h/0.5)²/3 of it is left, and rounding of 1e-7 over
        // slopes of 0.001 · 2h.
        let exact = transform.log_jacobian(&transform.encode_real(&values));
        assert!((slopes - exact).abs() < 2e-2, "{slopes} {exact}");
        assert!(transform.log_jacobian(&[0.0; 3]) < exact);
        assert!(transform.range().unwrap().0 < -2.0 && transform.units(&mut Vec::new()).is_none());
    }

    #[test]
    fn a_density_in_grey_units_gives_the_offset_of_bits_per_dimension() {
        let (levels, dim) = (17u32, 64);
        let log_p = -12.5;
        let transform = Transform::Grey { levels, dim, scale: GreyScale::Linear };
        let bits = -(log_p + transform.log_jacobian(&[])) / (dim as f64 * std::f64::consts::LN_2);
        let expected = cdm_core::likelihood::bits_per_dim(log_p, dim, levels);
        assert!((bits - expected).abs() < 1e-12);
    }

    #[test]
    fn the_noise_of_a_sample_does_not_depend_on_its_batch() {
        let transform = Transform::Grey { levels: 17, dim: 3, scale: GreyScale::Linear };
        let rng = Philox::new(7);
        let all = transform.encode(&[4.0; 12], &rng, 10, 2);
        assert_eq!(transform.encode(&[4.0; 6], &rng, 12, 2), all[6..]);
        assert_ne!(all[..3], all[3..6]);
        assert_ne!(transform.encode(&[4.0; 12], &rng, 10, 3), all);
    }

    #[test]
    fn values_that_are_not_grey_are_named() {
        let transform = Transform::Grey { levels: 17, dim: 2, scale: GreyScale::Linear };
        assert!(transform.check(&vectors(&[0.0, 16.0, 3.0, 4.0], 2)).is_ok());
        for (bad, at) in [(17.0, 1), (-1.0, 2), (0.5, 3), (f32::NAN, 0)] {
            let mut samples = [1.0; 4];
            samples[at] = bad;
            let error = transform.check(&vectors(&samples, 2)).unwrap_err();
            assert!(
                matches!(error, Error::NotGrey { row, column, levels: 17, .. } if row * 2 + column == at),
                "{error}"
            );
        }
        let other = vectors(&[1.0; 3], 3);
        assert!(matches!(transform.check(&other), Err(Error::Dimension { found: 3, expected: 2, .. })));
    }

    #[test]
    fn constant_columns_and_single_samples_are_refused() {
        let error = Transform::fit(&vectors(&[1.0, 7.5, 2.0, 7.5], 2), GreyScale::Linear).unwrap_err();
        assert!(matches!(error, Error::ConstantColumn { column: 1, value: 7.5, .. }), "{error}");
        assert!(matches!(
            Transform::fit(&vectors(&[1.0, 2.0], 2), GreyScale::Linear),
            Err(Error::TooFew { found: 1, needed: 2, .. })
        ));
    }

    #[test]
    fn json_holds_the_transform_exactly() {
        let transform = Transform::Standard { mean: vec![0.1, 1e-300], unit: vec![1.0 / 3.0, 2.5e10] };
        let text = serde_json::to_string(&transform).unwrap();
        assert_eq!(serde_json::from_str::<Transform>(&text).unwrap(), transform);
    }
}
