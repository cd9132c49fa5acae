//! The numbers that programs are evaluated in: plain, with an error bound, or (in `cdm-ref`) with a derivative.

use crate::program::Dtype;
use alloc::vec::Vec;
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
