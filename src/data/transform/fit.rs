//! The map that suits some data.

use super::{GreyScale, Scaling, Transform};
use crate::data::{Dataset, Values};
use crate::error::Error;
use cdm_core::likelihood::triangle_len;

/// Standard deviation of each column of real data as the network sees it.
///
/// 2 rather than 1: with 100 levels of the uniform schedule the first level's noise is 0.01, and what a small network
/// learns of a density is blurred at scales of a tenth of a unit. 8 Gaussians with 1: 0.42 nats away from the truth,
/// with 2, 3 and 4: 0.00, 0.005, 0.01 (and the PyTorch peer with 1: 0.44). A larger one makes the noisiest level with
/// signal, where sampling starts, less like pure noise.
const SPREAD: f64 = 2.0;

/// How many times the resolution of single precision a column must vary by, lest its values lie on a lattice, which has no density.
const RESOLVED: f64 = 1000.0 * f32::EPSILON as f64;

impl Transform {
    /// The transform for `data`, its statistics taken from all of `data`: pass training data only. What is standard by construction
    /// is left as it is.
    ///
    /// # Numerics
    ///
    /// Passes over the data in `f64`: means, then squares or products of deviations from them.
    ///
    /// # Errors
    ///
    /// [`Error::BadValue`] for the scale of logits where the data are not grey, and for whitening where they are not real; [`Error::TooFew`] below two samples, with whitening
    /// below one more than there are columns; [`Error::ConstantColumn`] and [`Error::Offset`] for a column that does not vary, or not
    /// beyond single precision, and [`Error::Collinear`] for one that so follows from those before it, when whitening.
    pub fn fit(data: &Dataset, scaling: Scaling) -> Result<Self, Error> {
        let dim = data.dim();
        if scaling.whiten && data.values != Values::Real {
            let expected = format!("false: {} has no real columns of unknown scale", data.name);
            return Err(Error::BadValue { option: "whiten".into(), value: "true".into(), expected });
        }
        if let Values::Grey { levels } = data.values {
            data.require_len(1)?;
            return Ok(Self::Grey { levels, dim, scale: scaling.grey });
        }
        if scaling.grey == GreyScale::Logit {
            let expected = format!("linear: {} is no set of grey values", data.name);
            return Err(Error::BadValue { option: "grey".into(), value: scaling.grey.to_string(), expected });
        }
        data.require_len(2)?;
        if data.values == Values::Standard {
            return Ok(Self::Standard { mean: vec![0.0; dim], unit: vec![1.0; dim] });
        }
        let columns = Columns::of(data)?;
        if scaling.whiten {
            data.require_len(dim + 1)?;
            return columns.whitened(data);
        }
        Ok(Self::Standard { mean: columns.mean, unit: columns.std.iter().map(|s| s / SPREAD).collect() })
    }
}

/// What is known of columns one by one.
struct Columns {
    mean: Vec<f64>,
    std: Vec<f64>,
}

impl Columns {
    fn of(data: &Dataset) -> Result<Self, Error> {
        let (n, dim) = (data.len() as f64, data.dim());
        let sums = |term: &dyn Fn(usize, f64) -> f64| {
            let mut sums = vec![0.0; dim];
            data.for_each(|_, row| {
                for (column, (sum, v)) in sums.iter_mut().zip(row).enumerate() {
                    *sum += term(column, f64::from(*v));
                }
                Ok(())
            })?;
            Ok::<_, Error>(sums)
        };
        let mean: Vec<f64> = sums(&|_, v| v)?.iter().map(|s| s / n).collect();
        let squares = sums(&|column, v| (v - mean[column]).powi(2))?;
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
            if *s <= RESOLVED * m.abs() {
                return Err(Error::Offset { data: data.name.clone(), column, mean: *m, std: *s });
            }
        }
        Ok(Self { mean, std })
    }

    /// The Cholesky factor of the correlations, back in the columns' units.
    fn whitened(self, data: &Dataset) -> Result<Transform, Error> {
        let Self { mean, std } = self;
        let dim = mean.len();
        let mut factor = vec![0.0; triangle_len(dim)];
        let mut z = vec![0.0; dim];
        data.for_each(|_, row| {
            z.iter_mut().zip(row).zip(mean.iter().zip(&std)).for_each(|((z, v), (m, s))| *z = (f64::from(*v) - m) / s);
            for i in 0..dim {
                let row = &mut factor[triangle_len(i)..][..=i];
                row.iter_mut().zip(&z).for_each(|(sum, other)| *sum += z[i] * other);
            }
            Ok(())
        })?;
        factor.iter_mut().for_each(|sum| *sum /= data.len() as f64);
        for i in 0..dim {
            let left = cholesky_row(&mut factor, i);
            // What is left of the column once those before it are known, and how finely its values lie.
            let grain = RESOLVED * (mean[i].abs() / std[i]).max(1.0);
            if left <= grain.powi(2) {
                let left = left.max(0.0).sqrt();
                return Err(Error::Collinear { data: data.name.clone(), column: i, left });
            }
            let row = &mut factor[triangle_len(i)..][..=i];
            row[i] = left.sqrt();
        }
        for (i, s) in std.iter().enumerate() {
            factor[triangle_len(i)..][..=i].iter_mut().for_each(|a| *a *= s / SPREAD);
        }
        Ok(Transform::Whitened { mean, factor })
    }
}

/// Row `i` of the Cholesky factor of a packed triangle, in place, the rows above it done; returns the square of its diagonal element,
/// which is left to be written.
fn cholesky_row(triangle: &mut [f64], i: usize) -> f64 {
    let (above, row) = triangle.split_at_mut(triangle_len(i));
    for j in 0..i {
        let other = &above[triangle_len(j)..][..=j];
        let along: f64 = row[..j].iter().zip(other).map(|(a, b)| a * b).sum();
        row[j] = (row[j] - along) / other[j];
    }
    row[i] - row[..i].iter().map(|a| a * a).sum::<f64>()
}
