//! Numbers with a bound on what rounding may do to them: the tolerance of every comparison with another backend.
//!
//! The value is computed in f64; the bound follows what a backend of the given precision may do, whatever its order of
//! summation and its fused operations: each operation adds its own rounding to what its arguments bring along.

use crate::conformance::Scalar;
use crate::program::Dtype;
use alloc::vec::Vec;

/// How a machine type rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// Unit roundoff: half the distance from 1 to the next number.
    pub unit: f64,
    /// Absolute error near zero: the smallest normal number, for machines that flush the smaller ones.
    pub tiny: f64,
    /// Unit roundoff to which products of matrices and convolutions round their factors first; 0 if they take them as they are.
    pub factors: f64,
}

impl Rounding {
    /// Of `f64`.
    pub const F64: Self = Self { unit: f64::EPSILON / 2.0, tiny: f64::MIN_POSITIVE, factors: 0.0 };
    /// Of `f32`.
    pub const F32: Self = Self { unit: f32::EPSILON as f64 / 2.0, tiny: f32::MIN_POSITIVE as f64, factors: 0.0 };
    /// Of `f32` whose products round their factors to TF32, which has 11 bits.
    pub const TF32: Self = Self { factors: 1.0 / 2048.0, ..Self::F32 };
    /// Of bfloat16, which has 8 bits and the range of `f32`.
    pub const BF16: Self = Self { unit: 1.0 / 256.0, tiny: Self::F32.tiny, factors: 0.0 };

    /// An input, rounded when it is written to the backend: by nothing if this rounding is finer than that of `f32`, in
    /// which the kit's numbers are given, or if it is that and `f32` holds the number.
    pub(super) fn given(self, x: f64) -> Bounded {
        let single = self.unit == Self::F32.unit && f64::from(x as f32) == x;
        let exact = !x.is_finite() || self.unit < Self::F32.unit || single;
        Bounded { value: x, error: if exact { 0.0 } else { self.of(1.0, x.abs()) }, rounding: self }
    }

    /// Error of rounding `times` results of this magnitude.
    fn of(self, times: f64, magnitude: f64) -> f64 {
        times * (self.unit * magnitude + self.tiny)
    }

    /// The coarser of two: a backend may compute in either where they meet.
    fn max(self, other: Self) -> Self {
        if self.unit >= other.unit { self } else { other }
    }
}

/// The machine types that a backend binds to the dtypes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Of `Narrow`.
    pub narrow: Rounding,
    /// Of `Wide`.
    pub wide: Rounding,
}

impl Precision {
    /// Both dtypes are `f64`.
    pub const F64: Self = Self { narrow: Rounding::F64, wide: Rounding::F64 };
    /// Both dtypes are `f32`.
    pub const F32: Self = Self { narrow: Rounding::F32, wide: Rounding::F32 };
    /// Both dtypes are `f32`; products of narrow numbers round their factors to TF32.
    pub const TF32: Self = Self { narrow: Rounding::TF32, wide: Rounding::F32 };
    /// Narrow numbers are bfloat16, wide ones `f32`.
    pub const BF16: Self = Self { narrow: Rounding::BF16, wide: Rounding::F32 };

    /// How a dtype rounds.
    pub fn of(&self, dtype: Dtype) -> Rounding {
        if dtype == Dtype::Narrow { self.narrow } else { self.wide }
    }
}

/// Roundings of `e^x`, `ln x` and the like: libraries are good to two or three units in the last place.
const FUNCTION: f64 = 4.0;

/// A number, a bound on its error, and how its dtype rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    /// The number, computed in f64.
    pub value: f64,
    /// Bound on the error that a backend of this rounding may have.
    pub error: f64,
    /// How the number's dtype rounds.
    pub rounding: Rounding,
}

impl Bounded {
    /// A number that the backend is given without error.
    pub const fn exact(value: f64, rounding: Rounding) -> Self {
        Self { value, error: 0.0, rounding }
    }

    /// A result with the error it inherits, rounded once.
    fn rounded(value: f64, inherited: f64, rounding: Rounding) -> Self {
        Self { value, error: inherited + rounding.of(1.0, value.abs()), rounding }
    }

    /// Error of a sum of `terms` numbers in any order: each addition rounds a partial sum, of magnitude at most `total`.
    fn summing(self, terms: usize, total: f64) -> f64 {
        self.rounding.of(terms as f64, total)
    }
}

fn largest(row: &[Bounded]) -> f64 {
    row.iter().map(|x| x.value).fold(f64::NEG_INFINITY, f64::max)
}

/// Relative error of `Σ e^(x − largest)` and of one of its terms, beyond what the arguments bring along: the
/// subtraction is off by `unit · |x − largest|`, the power by a few units, the sum by one unit a term.
fn power_error(distance: f64, unit: f64) -> f64 {
    unit * (distance + FUNCTION)
}

/// Relative error of `Σ e^x` that its terms bring along; terms that vanish bring none.
fn sum_error(row: &[Bounded], probabilities: &[f64], largest: f64, unit: f64) -> f64 {
    let terms = row.iter().zip(probabilities).filter(|(_, p)| **p > 0.0);
    terms.map(|(x, p)| p * (x.error + power_error(largest - x.value, unit)).exp_m1()).sum()
}

impl Scalar for Bounded {
    type Context = Precision;

    fn constant(value: f64, dtype: Dtype, precision: &Precision) -> Self {
        Self::rounded(value, 0.0, precision.of(dtype))
    }

    fn value(self) -> f64 {
        self.value
    }

    fn cast(self, dtype: Dtype, precision: &Precision) -> Self {
        let to = precision.of(dtype);
        let exact = to.unit <= self.rounding.unit;
        if exact { Self { rounding: to, ..self } } else { Self::rounded(self.value, self.error, to) }
    }

    fn affine(self, scale: f64, shift: f64) -> Self {
        let value = scale * self.value + shift;
        // Scale, shift and product are rounded too.
        let own = self.rounding.of(2.0, (scale * self.value).abs()) + self.rounding.of(1.0, shift.abs());
        Self::rounded(value, scale.abs() * self.error + own, self.rounding)
    }

    fn recip(self) -> Self {
        let (value, nearest) = (1.0 / self.value, self.value.abs() - self.error);
        // |1/x − 1/x'| = |x − x'| / |x x'|; without a bound once x' may be zero.
        let inherited = if nearest > 0.0 { self.error * value.abs() / nearest } else { f64::INFINITY };
        Self::rounded(value, inherited, self.rounding)
    }

    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        // |√x − √x'| = |x − x'| / (√x + √x').
        let sum = value + (self.value - self.error).max(0.0).sqrt();
        let inherited = if self.error == 0.0 { 0.0 } else { self.error / sum };
        Self::rounded(value, inherited, self.rounding)
    }

    fn sigmoid(self) -> Self {
        let value = self.value.sigmoid();
        // The slope here, and the curvature (at most 0.0963 anywhere) for large errors; the slope is at most ¼.
        let slope = (value * (1.0 - value) + 0.05 * self.error).min(0.25);
        Self { value, error: slope * self.error + self.rounding.of(FUNCTION, value), rounding: self.rounding }
    }

    fn plus(self, other: Self) -> Self {
        Self::rounded(self.value + other.value, self.error + other.error, self.rounding.max(other.rounding))
    }

    fn minus(self, other: Self) -> Self {
        Self::rounded(self.value - other.value, self.error + other.error, self.rounding.max(other.rounding))
    }

    fn times(self, other: Self) -> Self {
        let inherited = self.value.abs() * other.error + self.error * (other.value.abs() + other.error);
        Self::rounded(self.value * other.value, inherited, self.rounding.max(other.rounding))
    }

    fn sum(zero: Self, terms: &[Self]) -> Self {
        let value = terms.iter().fold(zero.value, |sum, x| sum + x.value);
        let inherited: f64 = terms.iter().map(|x| x.error).sum();
        let total: f64 = terms.iter().map(|x| x.value.abs()).sum();
        Self { value, error: inherited + zero.summing(terms.len(), total), rounding: zero.rounding }
    }

    fn dot(zero: Self, pairs: &[(Self, Self)]) -> Self {
        let factor = |x: Self| Self { error: x.error + x.rounding.factors * (x.value.abs() + x.error), ..x };
        let products: Vec<Self> = pairs.iter().map(|&(a, b)| factor(a).times(factor(b))).collect();
        Self::sum(zero, &products)
    }

    fn running_sums(row: &[Self]) -> Vec<Self> {
        let (mut value, mut total, mut inherited) = (0.0, 0.0, 0.0);
        let sum_up_to = |(i, x): (usize, &Self)| {
            value += x.value;
            total += x.value.abs();
            inherited += x.error;
            Self { value, error: inherited + x.summing(i + 1, total), rounding: x.rounding }
        };
        row.iter().enumerate().map(sum_up_to).collect()
    }

    fn softmax(row: &[Self]) -> Vec<Self> {
        let values: Vec<f64> = row.iter().map(|x| x.value).collect();
        let (probabilities, largest) = (f64::softmax(&values), largest(row));
        // ln p = x − ln Σ e^x: the error of x, that of the sum, and both roundings.
        let unit = row[0].rounding.unit;
        let of_sum = sum_error(row, &probabilities, largest, unit) + unit * row.len() as f64;
        let bounded = |(x, &p): (&Self, &f64)| {
            let relative = x.error + power_error(largest - x.value, unit) + of_sum;
            // Nothing stays nothing, however far below the largest it is.
            Self::rounded(p, if p == 0.0 { 0.0 } else { p * relative.exp_m1() }, x.rounding)
        };
        row.iter().zip(&probabilities).map(bounded).collect()
    }

    fn log_sum_exp(row: &[Self]) -> Self {
        let values: Vec<f64> = row.iter().map(|x| x.value).collect();
        let (probabilities, largest) = (f64::softmax(&values), largest(row));
        let (value, rounding) = (f64::log_sum_exp(&values), row[0].rounding);
        let of_terms = sum_error(row, &probabilities, largest, rounding.unit);
        let own = rounding.of(row.len() as f64, 1.0) + rounding.of(FUNCTION, (value - largest).abs());
        Self::rounded(value, of_terms + own, rounding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each bound holds for f32 arithmetic on this machine, and is no more than a small multiple of what one sees.
    #[test]
    fn bounds_hold_for_single_precision() {
        let x: Vec<f32> = (0..200).map(|k| ((k * 37 % 101) as f32 - 40.0) / 17.0).collect();
        let exact: Vec<Bounded> = x.iter().map(|&x| Bounded::exact(f64::from(x), Rounding::F32)).collect();
        let zero = Bounded::exact(0.0, Rounding::F32);
        let holds = |got: f32, want: Bounded| {
            let error = (f64::from(got) - want.value).abs();
            assert!(error <= want.error, "{got} is off by {error:e}, bound {want:?}");
            // Bounds are worst cases over n terms; an average error is below them by about √n.
            assert!(want.error <= 1e-4 * (1.0 + want.value.abs()), "loose: {want:?}");
        };
        let mut sum = 0.0f32;
        for (k, &x) in x.iter().enumerate() {
            sum += x;
            holds(sum, Bounded::running_sums(&exact)[k]);
            holds(1.0 / (1.0 + (-x).exp()), exact[k].sigmoid());
            holds(0.3 * x + 0.7, exact[k].affine(0.3, 0.7));
        }
        holds(sum, Bounded::sum(zero, &exact));
        let pairs: Vec<_> = exact.iter().map(|&x| (x, x)).collect();
        holds(x.iter().map(|x| x * x).sum(), Bounded::dot(zero, &pairs));
        let row = &x[..20];
        let powers: Vec<f32> = row.iter().map(|x| x.exp()).collect();
        let total: f32 = powers.iter().sum();
        for (power, want) in powers.iter().zip(Bounded::softmax(&exact[..20])) {
            holds(power / total, want);
        }
        holds(total.ln(), Bounded::log_sum_exp(&exact[..20]));
        let third = exact[0].affine(0.0, 3.0).recip();
        holds((1.0f32 / 3.0).sqrt(), third.sqrt());
        holds(0.1f32 * (1.0 / 3.0), third.times(zero.affine(0.0, 0.1)));
    }

    #[test]
    fn impossible_terms_leave_bounds_finite() {
        let row = [f64::NEG_INFINITY, 0.0].map(|x| Bounded::exact(x, Rounding::F32));
        let softmax = Bounded::softmax(&row);
        assert_eq!([softmax[0].value, softmax[1].value], [0.0, 1.0]);
        assert!(softmax.iter().chain([&Bounded::log_sum_exp(&row)]).all(|x| x.error < 1e-5), "{softmax:?}");
    }

    #[test]
    fn a_reciprocal_near_zero_has_no_bound() {
        let noisy = Bounded { value: 1e-8, error: 1e-7, rounding: Rounding::F32 };
        assert_eq!(noisy.recip().error, f64::INFINITY);
    }
}
