//! The trait that users implement to bring their own model, and what it is asked about.
//!
//! # For model authors
//! Implement [`Classifier::dim`], [`Classifier::levels`] and [`Classifier::logits_vjp`]; everything else follows.
//! Override [`Classifier::ratio_gradient`] where the gradient of one logit difference is cheaper than a general
//! vector-Jacobian product, [`Classifier::logits`] where a forward pass alone is. Score, density, guidance and
//! samplers are in [`crate::ClassifierExt`], which nobody overrides.

use crate::Real;
use core::fmt;

/// An argument does not fit the classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShapeError {
    /// A slice does not have the length it must have (or, for scratch, the least length).
    Length {
        /// Which argument.
        argument: &'static str,
        /// Length it must have.
        expected: usize,
        /// Length it has.
        actual: usize,
    },
    /// The samples are not a whole number of rows.
    Rows {
        /// Which argument.
        argument: &'static str,
        /// Length of one row.
        dim: usize,
        /// Length it has.
        actual: usize,
    },
    /// A level that does not exist.
    Level {
        /// The sample it is asked for.
        sample: usize,
        /// The level.
        level: usize,
        /// The number of levels, `L + 1`.
        levels: usize,
    },
    /// The clean estimate is asked for at a level without signal (`a_t = 0`), where it is 0/0.
    NoSignal {
        /// The sample it is asked for.
        sample: usize,
        /// The level.
        level: usize,
    },
    /// The classifier has another number of levels than the schedule, the prior or the other classifier.
    Levels {
        /// What it is compared with.
        argument: &'static str,
        /// Levels of the classifier.
        expected: usize,
        /// Levels of the argument.
        actual: usize,
    },
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Length { argument, expected, actual } => {
                write!(f, "{argument} has length {actual} where {expected} is needed")
            }
            Self::Rows { argument, dim, actual } => {
                write!(f, "{argument} has length {actual}, which is no multiple of the dimension {dim}")
            }
            Self::Level { sample, level, levels } => {
                write!(f, "level {level} of sample {sample} does not exist: there are {levels}, from 0")
            }
            Self::NoSignal { sample, level } => {
                write!(f, "level {level} of sample {sample} holds no signal: its clean estimate is 0/0")
            }
            Self::Levels { argument, expected, actual } => {
                write!(f, "{argument} has {actual} levels, the classifier {expected}")
            }
        }
    }
}

impl core::error::Error for ShapeError {}

/// The level of each sample of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levels<'a> {
    /// One level for all samples.
    All(usize),
    /// A level for each sample.
    Each(&'a [u32]),
}

impl Levels<'_> {
    /// The level of sample `sample`.
    ///
    /// # Panics
    /// If there are fewer samples.
    #[inline]
    #[must_use]
    pub fn at(self, sample: usize) -> usize {
        match self {
            Self::All(level) => level,
            Self::Each(levels) => levels[sample] as usize,
        }
    }

    /// Checks that there is a level below `levels` for each of `batch` samples.
    ///
    /// # Errors
    /// Another number of samples, or a level that does not exist.
    pub fn check(self, batch: usize, levels: usize) -> Result<(), ShapeError> {
        if let Self::Each(each) = self {
            check_len("levels", batch, each.len())?;
        }
        match (0..batch).find(|&sample| self.at(sample) >= levels) {
            Some(sample) => Err(ShapeError::Level { sample, level: self.at(sample), levels }),
            None => Ok(()),
        }
    }
}

/// Checks that a slice has exactly `expected` entries.
pub(crate) fn check_len(argument: &'static str, expected: usize, actual: usize) -> Result<(), ShapeError> {
    if expected == actual { Ok(()) } else { Err(ShapeError::Length { argument, expected, actual }) }
}

/// The number of samples in `len` numbers of rows of `dim`.
pub(crate) fn rows(argument: &'static str, dim: usize, len: usize) -> Result<usize, ShapeError> {
    if dim == 0 || !len.is_multiple_of(dim) {
        return Err(ShapeError::Rows { argument, dim, actual: len });
    }
    Ok(len / dim)
}

/// Splits `len` numbers off the front of the scratch.
pub(crate) fn take<'s, E>(scratch: &mut &'s mut [E], len: usize) -> Result<&'s mut [E], ShapeError> {
    let all = core::mem::take(scratch);
    let actual = all.len();
    let (front, rest) =
        all.split_at_mut_checked(len).ok_or(ShapeError::Length { argument: "scratch", expected: len, actual })?;
    *scratch = rest;
    Ok(front)
}

/// A network that says how noisy a sample is: `dim` numbers in, one logit for each of `L + 1` levels out.
///
/// The posterior over levels is `softmax(f(x))`, so `f_t(x) = log π_t + log p_t(x)` up to a term that depends on
/// `x` alone. All slices are row-major; `batch` is `x.len() / dim`.
pub trait Classifier<E: Real> {
    /// What can go wrong; wrong shapes always can.
    type Error: core::error::Error + From<ShapeError>;

    /// Numbers in one sample, at least 1.
    fn dim(&self) -> usize;

    /// Number of levels, `L + 1`.
    fn levels(&self) -> usize;

    /// The gradient `∇_x Σ_t c_t f_t(x)` of each sample and, if asked for, the logits.
    ///
    /// # Shapes
    /// `x`, `grad`: `[batch, dim]`; `cotangent` `c`, `logits`: `[batch, levels]`.
    ///
    /// # Errors
    /// Wrong shapes, and what the model may run into.
    fn logits_vjp(&self, x: &[E], cotangent: &[E], logits: Option<&mut [E]>, grad: &mut [E])
    -> Result<(), Self::Error>;

    /// Numbers of scratch that the provided methods need for `batch` samples. Overriding methods may need less.
    fn scratch_len(&self, batch: usize) -> usize {
        batch * (2 * self.levels() + self.dim())
    }

    /// The logits `f(x)`.
    ///
    /// # Shapes
    /// `x`: `[batch, dim]`; `logits`: `[batch, levels]`; `scratch`: at least [`Classifier::scratch_len`].
    ///
    /// # Errors
    /// As [`Classifier::logits_vjp`].
    fn logits(&self, x: &[E], logits: &mut [E], mut scratch: &mut [E]) -> Result<(), Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        let cotangent = take(&mut scratch, batch * self.levels())?;
        let grad = take(&mut scratch, x.len())?;
        cotangent.fill(E::zero());
        self.logits_vjp(x, cotangent, Some(logits), grad)
    }

    /// The difference `f_s(x) − f_t(x)` of two logits, in nats.
    ///
    /// # Shapes
    /// `x`: `[batch, dim]`; `ratio`: `[batch]`; `scratch`: at least [`Classifier::scratch_len`].
    ///
    /// # Errors
    /// As [`Classifier::logits_vjp`].
    fn ratio(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: &mut [E],
        mut scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        check_pair(batch, self.levels(), s, t)?;
        check_len("ratio", batch, ratio.len())?;
        let logits = take(&mut scratch, batch * self.levels())?;
        self.logits(x, logits, scratch)?;
        differences(logits, self.levels(), s, t, ratio);
        Ok(())
    }

    /// The gradient `∇_x (f_s − f_t)(x)` and, if asked for, `f_s − f_t` itself: what denoising needs, with `s = L`.
    ///
    /// # Shapes
    /// `x`, `grad`: `[batch, dim]`; `ratio`: `[batch]`; `scratch`: at least [`Classifier::scratch_len`].
    ///
    /// # Errors
    /// As [`Classifier::logits_vjp`].
    fn ratio_gradient(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: Option<&mut [E]>,
        grad: &mut [E],
        mut scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let levels = self.levels();
        let batch = rows("x", self.dim(), x.len())?;
        check_pair(batch, levels, s, t)?;
        let cotangent = take(&mut scratch, batch * levels)?;
        cotangent.fill(E::zero());
        for (sample, row) in cotangent.chunks_exact_mut(levels).enumerate() {
            // Added, not set: equal levels must give a zero gradient.
            row[s.at(sample)] += E::one();
            row[t.at(sample)] -= E::one();
        }
        let Some(ratio) = ratio else { return self.logits_vjp(x, cotangent, None, grad) };
        check_len("ratio", batch, ratio.len())?;
        let logits = take(&mut scratch, batch * levels)?;
        self.logits_vjp(x, cotangent, Some(logits), grad)?;
        differences(logits, levels, s, t, ratio);
        Ok(())
    }
}

fn check_pair(batch: usize, levels: usize, s: Levels<'_>, t: Levels<'_>) -> Result<(), ShapeError> {
    s.check(batch, levels)?;
    t.check(batch, levels)
}

fn differences<E: Real>(logits: &[E], levels: usize, s: Levels<'_>, t: Levels<'_>, out: &mut [E]) {
    for (sample, (row, out)) in logits.chunks_exact(levels).zip(out).enumerate() {
        *out = row[s.at(sample)] - row[t.at(sample)];
    }
}

/// What points to a classifier is one.
macro_rules! classifier_behind {
    ($pointer:ty) => {
        impl<E: Real, C: Classifier<E> + ?Sized> Classifier<E> for $pointer {
            type Error = C::Error;

            fn dim(&self) -> usize {
                (**self).dim()
            }

            fn levels(&self) -> usize {
                (**self).levels()
            }

            fn logits_vjp(
                &self,
                x: &[E],
                cotangent: &[E],
                logits: Option<&mut [E]>,
                grad: &mut [E],
            ) -> Result<(), C::Error> {
                (**self).logits_vjp(x, cotangent, logits, grad)
            }

            fn scratch_len(&self, batch: usize) -> usize {
                (**self).scratch_len(batch)
            }

            fn logits(&self, x: &[E], logits: &mut [E], scratch: &mut [E]) -> Result<(), C::Error> {
                (**self).logits(x, logits, scratch)
            }

            fn ratio(
                &self,
                x: &[E],
                s: Levels<'_>,
                t: Levels<'_>,
                ratio: &mut [E],
                scratch: &mut [E],
            ) -> Result<(), C::Error> {
                (**self).ratio(x, s, t, ratio, scratch)
            }

            fn ratio_gradient(
                &self,
                x: &[E],
                s: Levels<'_>,
                t: Levels<'_>,
                ratio: Option<&mut [E]>,
                grad: &mut [E],
                scratch: &mut [E],
            ) -> Result<(), C::Error> {
                (**self).ratio_gradient(x, s, t, ratio, grad, scratch)
            }
        }
    };
}
classifier_behind!(&C);
#[cfg(feature = "alloc")]
classifier_behind!(alloc::boxed::Box<C>);
