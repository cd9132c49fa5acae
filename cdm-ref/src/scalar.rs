//! The numbers that the executor computes with: plain, dual (for derivatives) or with an error bound.

use cdm_core::program::Dtype;
use core::fmt::Debug;

/// A number that programs can be evaluated in.
///
/// Sums, dot products and row functions are methods of their own, so that an error bound can count their terms instead
/// of following one order of summation.
pub trait Scalar: Copy + Debug + 'static {
    /// What is needed to make a number out of nothing: the precision of each dtype, where that matters.
    type Context;

    /// A number that is written in the program, rounded to `dtype`.
    fn constant(value: f64, dtype: Dtype, context: &Self::Context) -> Self;
    /// The number without tangent or bound.
    fn value(self) -> f64;
    /// The number in another dtype.
    fn cast(self, dtype: Dtype, context: &Self::Context) -> Self;
    /// `scale · self + shift`.
    fn affine(self, scale: f64, shift: f64) -> Self;
    /// `1 / self`.
    fn recip(self) -> Self;
    /// `√self`.
    fn sqrt(self) -> Self;
    /// `1 / (1 + e^−self)`.
    fn sigmoid(self) -> Self;
    /// `self + other`.
    fn plus(self, other: Self) -> Self;
    /// `self − other`.
    fn minus(self, other: Self) -> Self;
    /// `self · other`.
    fn times(self, other: Self) -> Self;
    /// `zero + Σ terms`; `zero` gives the dtype where there are no terms.
    fn sum(zero: Self, terms: &[Self]) -> Self;
    /// `zero + Σ a·b`.
    fn dot(zero: Self, pairs: &[(Self, Self)]) -> Self;
    /// `Σ row[..=i]` for each `i`.
    fn running_sums(row: &[Self]) -> Vec<Self>;
    /// `e^x / Σ e^x`.
    fn softmax(row: &[Self]) -> Vec<Self>;
    /// `ln Σ e^x`, of at least one number.
    fn log_sum_exp(row: &[Self]) -> Self;
}

impl Scalar for f64 {
    type Context = ();

    fn constant(value: f64, _: Dtype, _: &()) -> Self {
        value
    }

    fn value(self) -> f64 {
        self
    }

    fn cast(self, _: Dtype, _: &()) -> Self {
        self
    }

    fn affine(self, scale: f64, shift: f64) -> Self {
        scale * self + shift
    }

    fn recip(self) -> Self {
        1.0 / self
    }

    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }

    fn sigmoid(self) -> Self {
        1.0 / (1.0 + (-self).exp())
    }

    fn plus(self, other: Self) -> Self {
        self + other
    }

    fn minus(self, other: Self) -> Self {
        self - other
    }

    fn times(self, other: Self) -> Self {
        self * other
    }

    fn sum(zero: Self, terms: &[Self]) -> Self {
        terms.iter().fold(zero, |sum, x| sum + x)
    }

    fn dot(zero: Self, pairs: &[(Self, Self)]) -> Self {
        pairs.iter().fold(zero, |sum, (a, b)| sum + a * b)
    }

    fn running_sums(row: &[Self]) -> Vec<Self> {
        let mut sum = 0.0;
        row.iter()
            .map(|x| {
                sum += x;
                sum
            })
            .collect()
    }

    fn softmax(row: &[Self]) -> Vec<Self> {
        // Subtracting the largest keeps e^x from overflowing, and its rounding from growing with the logits' offset.
        let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers: Vec<f64> = row.iter().map(|x| (x - largest).exp()).collect();
        let sum: f64 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    }

    fn log_sum_exp(row: &[Self]) -> Self {
        // Subtracting the largest keeps e^x from overflowing; an infinite one would give ∞ − ∞.
        let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest.is_infinite() {
            return largest;
        }
        largest + row.iter().map(|x| (x - largest).exp()).sum::<f64>().ln()
    }
}

/// A number and its derivative along one direction; duals of duals carry second derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<S> {
    /// The number.
    pub value: S,
    /// Its derivative.
    pub tangent: S,
}

impl<S> Dual<S> {
    /// A number with its derivative.
    pub const fn new(value: S, tangent: S) -> Self {
        Self { value, tangent }
    }
}

fn part<S: Scalar>(row: &[Dual<S>], tangent: bool) -> Vec<S> {
    row.iter().map(|x| if tangent { x.tangent } else { x.value }).collect()
}

impl<S: Scalar> Scalar for Dual<S> {
    type Context = S::Context;

    fn constant(value: f64, dtype: Dtype, context: &S::Context) -> Self {
        Self::new(S::constant(value, dtype, context), S::constant(0.0, dtype, context))
    }

    fn value(self) -> f64 {
        self.value.value()
    }

    fn cast(self, dtype: Dtype, context: &S::Context) -> Self {
        Self::new(self.value.cast(dtype, context), self.tangent.cast(dtype, context))
    }

    fn affine(self, scale: f64, shift: f64) -> Self {
        Self::new(self.value.affine(scale, shift), self.tangent.affine(scale, 0.0))
    }

    fn recip(self) -> Self {
        let value = self.value.recip();
        Self::new(value, self.tangent.times(value).times(value).affine(-1.0, 0.0))
    }

    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        Self::new(value, self.tangent.times(value.affine(2.0, 0.0).recip()))
    }

    fn sigmoid(self) -> Self {
        // σ'(x) = σ(x) σ(−x).
        let (value, mirrored) = (self.value.sigmoid(), self.value.affine(-1.0, 0.0).sigmoid());
        Self::new(value, self.tangent.times(value).times(mirrored))
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.value.plus(other.value), self.tangent.plus(other.tangent))
    }

    fn minus(self, other: Self) -> Self {
        Self::new(self.value.minus(other.value), self.tangent.minus(other.tangent))
    }

    fn times(self, other: Self) -> Self {
        let tangent = self.tangent.times(other.value).plus(self.value.times(other.tangent));
        Self::new(self.value.times(other.value), tangent)
    }

    fn sum(zero: Self, terms: &[Self]) -> Self {
        Self::new(S::sum(zero.value, &part(terms, false)), S::sum(zero.tangent, &part(terms, true)))
    }

    fn dot(zero: Self, pairs: &[(Self, Self)]) -> Self {
        let values: Vec<_> = pairs.iter().map(|(a, b)| (a.value, b.value)).collect();
        let tangents: Vec<_> = pairs.iter().flat_map(|(a, b)| [(a.value, b.tangent), (a.tangent, b.value)]).collect();
        Self::new(S::dot(zero.value, &values), S::dot(zero.tangent, &tangents))
    }

    fn running_sums(row: &[Self]) -> Vec<Self> {
        let (values, tangents) = (S::running_sums(&part(row, false)), S::running_sums(&part(row, true)));
        values.into_iter().zip(tangents).map(|(value, tangent)| Self::new(value, tangent)).collect()
    }

    fn softmax(row: &[Self]) -> Vec<Self> {
        // p' = p (x' − Σ p x').
        let probabilities = S::softmax(&part(row, false));
        let mean = expectation(&probabilities, row);
        let centred = |(&p, x): (&S, &Self)| Self::new(p, p.times(x.tangent.minus(mean)));
        probabilities.iter().zip(row).map(centred).collect()
    }

    fn log_sum_exp(row: &[Self]) -> Self {
        let values = part(row, false);
        Self::new(S::log_sum_exp(&values), expectation(&S::softmax(&values), row))
    }
}

/// `Σ p x'`, the mean tangent of a row.
fn expectation<S: Scalar>(probabilities: &[S], row: &[Dual<S>]) -> S {
    let pairs: Vec<_> = probabilities.iter().zip(row).map(|(&p, x)| (p, x.tangent)).collect();
    // A zero of the row's own dtype, whose products carry no context.
    let zero = pairs[0].1.affine(0.0, 0.0);
    S::dot(zero, &pairs)
}
