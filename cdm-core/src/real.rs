//! The scalar type of the mathematics.

use core::fmt::{Debug, Display};
use core::iter::Sum;
use num_traits::NumAssign;

/// A real number: `f32` or `f64`.
///
/// Arithmetic comes from `num-traits`; transcendentals always from `libm`, so that a result never depends on
/// whether some crate in the build enabled `std` (`num_traits::Float` switches its implementation when one does).
pub trait Real:
    NumAssign + Copy + PartialOrd + core::ops::Neg<Output = Self> + Sum + Debug + Display + Default + Send + Sync + 'static
{
    /// Distance from 1 to the next number.
    const EPSILON: Self;
    /// The nearest number to `value`.
    fn from_f64(value: f64) -> Self;
    /// The same number in double precision.
    fn to_f64(self) -> f64;
    /// `e^self`.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// `ln(1 + self)`, accurate near zero.
    fn ln_1p(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// The larger of the two; the other one if one is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller of the two; the other one if one is NaN.
    fn min(self, other: Self) -> Self;
}

macro_rules! real {
    ($t:ty, $exp:path, $ln:path, $ln_1p:path, $sqrt:path, $abs:path) => {
        impl Real for $t {
            const EPSILON: Self = <$t>::EPSILON;
            #[inline]
            fn from_f64(value: f64) -> Self {
                value as $t
            }
            #[inline]
            fn to_f64(self) -> f64 {
                self.into()
            }
            #[inline]
            fn exp(self) -> Self {
                $exp(self)
            }
            #[inline]
            fn ln(self) -> Self {
                $ln(self)
            }
            #[inline]
            fn ln_1p(self) -> Self {
                $ln_1p(self)
            }
            #[inline]
            fn sqrt(self) -> Self {
                $sqrt(self)
            }
            #[inline]
            fn abs(self) -> Self {
                $abs(self)
            }
            #[inline]
            fn is_finite(self) -> bool {
                self.is_finite()
            }
            #[inline]
            fn max(self, other: Self) -> Self {
                <$t>::max(self, other)
            }
            #[inline]
            fn min(self, other: Self) -> Self {
                <$t>::min(self, other)
            }
        }
    };
}

real!(f32, libm::expf, libm::logf, libm::log1pf, libm::sqrtf, libm::fabsf);
real!(f64, libm::exp, libm::log, libm::log1p, libm::sqrt, libm::fabs);
