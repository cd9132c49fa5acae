//! The training objective, evaluated on the host.

use crate::classifier::{check_len, rows};
use crate::{Levels, Real, ShapeError};

/// Which losses a model is trained with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Objective {
    /// `ce_weight · CE + MSE`.
    Both {
        /// Weight of the cross-entropy.
        ce_weight: f64,
    },
    /// Cross-entropy alone.
    Ce,
    /// Mean squared error of the denoiser alone.
    Mse,
}

impl Objective {
    /// The published objective, `1e-3 · CE + MSE`.
    ///
    /// # Source
    /// Algorithm 1 of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    pub const PUBLISHED: Self = Self::Both { ce_weight: 1e-3 };

    /// The weights of CE and MSE.
    #[must_use]
    pub const fn weights(self) -> (f64, f64) {
        match self {
            Self::Both { ce_weight } => (ce_weight, 1.0),
            Self::Ce => (1.0, 0.0),
            Self::Mse => (0.0, 1.0),
        }
    }

    /// The loss from its two parts; a part of weight zero is left out, even if it is not finite.
    ///
    /// # Source
    /// Algorithm 1 of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    #[must_use]
    pub fn total(self, ce: f64, mse: f64) -> f64 {
        let weighted = |w: f64, value: f64| if w == 0.0 { 0.0 } else { w * value };
        let (ce_weight, mse_weight) = self.weights();
        weighted(ce_weight, ce) + weighted(mse_weight, mse)
    }

    /// The name used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Both { .. } => "both",
            Self::Ce => "ce",
            Self::Mse => "mse",
        }
    }
}

impl Default for Objective {
    fn default() -> Self {
        Self::PUBLISHED
    }
}

/// `log Σ exp(v)` in `f64`, relative to the largest entry so that nothing overflows; −∞ of nothing.
#[must_use]
pub fn log_sum_exp<E: Real>(values: &[E]) -> f64 {
    let largest = values.iter().fold(f64::NEG_INFINITY, |m, v| m.max(v.to_f64()));
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + libm::log(values.iter().map(|v| libm::exp(v.to_f64() - largest)).sum::<f64>())
}

/// Subtracts [`log_sum_exp`] from each row of `levels` logits: the log posterior over levels, in nats.
///
/// # Shapes
/// `logits`: `[batch, levels]`.
pub fn log_softmax<E: Real>(logits: &mut [E], levels: usize) {
    for row in logits.chunks_exact_mut(levels) {
        let total = log_sum_exp(row);
        row.iter_mut().for_each(|v| *v = E::from_f64(v.to_f64() - total));
    }
}

/// The mean cross-entropy `−log softmax(f)_t` of a batch, in nats.
///
/// When levels are drawn from the prior `π`, the best logits are `log π_t + log p_t(x)` up to a constant in `t`.
///
/// # Shapes
/// `logits`: `[batch, levels]`.
///
/// # Errors
/// Logits that are no rows of `levels`, or levels that do not fit.
///
/// # Source
/// Algorithm 1 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
pub fn cross_entropy<E: Real>(logits: &[E], levels: usize, t: Levels<'_>) -> Result<f64, ShapeError> {
    let batch = rows("logits", levels, logits.len())?;
    t.check(batch, levels)?;
    let each = logits.chunks_exact(levels).enumerate().map(|(i, row)| log_sum_exp(row) - row[t.at(i)].to_f64());
    Ok(each.sum::<f64>() / batch as f64)
}

/// The share of samples whose largest logit is at their level.
///
/// # Shapes
/// `logits`: `[batch, levels]`.
///
/// # Errors
/// As [`cross_entropy`].
pub fn accuracy<E: Real>(logits: &[E], levels: usize, t: Levels<'_>) -> Result<f64, ShapeError> {
    let batch = rows("logits", levels, logits.len())?;
    t.check(batch, levels)?;
    let right = |(i, row): &(usize, &[E])| {
        let best = row[t.at(*i)];
        row.iter().enumerate().all(|(k, &v)| if k < t.at(*i) { v < best } else { v <= best })
    };
    Ok(logits.chunks_exact(levels).enumerate().filter(right).count() as f64 / batch as f64)
}

/// The mean over samples and dimensions of `(ε − ε̂)²`.
///
/// # Errors
/// Slices of different lengths.
///
/// # Source
/// Algorithm 1 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
pub fn mean_squared_error<E: Real>(noise: &[E], estimate: &[E]) -> Result<f64, ShapeError> {
    check_len("estimate", noise.len(), estimate.len())?;
    let square = |(a, b): (&E, &E)| (a.to_f64() - b.to_f64()) * (a.to_f64() - b.to_f64());
    Ok(noise.iter().zip(estimate).map(square).sum::<f64>() / noise.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_entropy_of_known_logits() {
        let logits = [0.0f64, 2.0f64.ln(), 0.0, 1e4, 0.0, 1e4];
        let ce = cross_entropy(&logits, 3, Levels::Each(&[1, 2])).unwrap();
        assert!((ce - 2.0f64.ln()).abs() < 1e-12, "{ce}");
        assert_eq!(cross_entropy(&[f32::NEG_INFINITY, 0.0], 2, Levels::All(1)), Ok(0.0));
        let e = cross_entropy(&logits, 3, Levels::Each(&[1, 3]));
        assert_eq!(e, Err(ShapeError::Level { sample: 1, level: 3, levels: 3 }));
        assert!(cross_entropy(&logits, 4, Levels::All(0)).is_err());
    }

    #[test]
    fn accuracy_counts_the_first_largest() {
        let logits = [0.0f32, 1.0, 1.0, 2.0, 0.0, 1.0];
        assert_eq!(accuracy(&logits, 3, Levels::Each(&[1, 0])), Ok(1.0));
        assert_eq!(accuracy(&logits, 3, Levels::Each(&[2, 0])), Ok(0.5));
    }

    #[test]
    fn algorithm_1_objective() {
        let mse = mean_squared_error(&[1.0f64, 2.0], &[0.0, 4.0]).unwrap();
        assert_eq!(mse, 2.5);
        assert_eq!(Objective::default().total(7.0, mse), 0.007 + 2.5);
        assert_eq!(Objective::Ce.total(7.0, f64::NAN), 7.0);
        assert_eq!(Objective::Mse.total(f64::NAN, 2.5), 2.5);
        assert!(mean_squared_error(&[1.0f64], &[]).is_err());
    }

    #[test]
    fn log_softmax_survives_large_logits() {
        let mut row = [1e4f32, 1e4, -1e4];
        log_softmax(&mut row, 3);
        assert!((f64::from(row[0]) + 2.0f64.ln()).abs() < 1e-7 && row[2] < -1e4);
    }
}
