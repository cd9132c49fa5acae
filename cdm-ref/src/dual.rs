//! Dual numbers: the executor that evaluates in them gives derivatives.

use cdm_core::conformance::Scalar;
use cdm_core::program::Dtype;

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
