//! The optimal classifier of a Gaussian mixture.

use crate::mixture::Mixture;
use cdm_core::{Classifier, Levels, Real, Schedule, ScheduleRef, ShapeError};

/// The classifier that no training can beat: `f_t(x) = log π_t + log p_t(x)`, with its exact gradient.
///
/// Computes in `f64` whatever `E` is; only its answers are rounded.
#[derive(Clone, Debug)]
pub struct MixtureClassifier {
    mixture: Mixture,
    schedule: Schedule,
    log_prior: Vec<f64>,
}

impl MixtureClassifier {
    /// The classifier of `mixture` over the levels of `schedule`, every level alike.
    #[must_use]
    pub fn new(mixture: Mixture, schedule: Schedule) -> Self {
        let log_prior = vec![-(schedule.levels() as f64).ln(); schedule.levels()];
        Self { mixture, schedule, log_prior }
    }

    /// The classifier of `mixture` over the levels of `schedule`, drawn with log probabilities `log_prior`.
    ///
    /// # Errors
    /// A prior over another number of levels.
    pub fn with_prior(mixture: Mixture, schedule: Schedule, log_prior: Vec<f64>) -> Result<Self, ShapeError> {
        check("log_prior", schedule.levels(), log_prior.len())?;
        Ok(Self { mixture, schedule, log_prior })
    }

    /// The mixture.
    #[must_use]
    pub const fn mixture(&self) -> &Mixture {
        &self.mixture
    }

    /// The schedule.
    #[must_use]
    pub fn schedule(&self) -> ScheduleRef<'_> {
        self.schedule.view()
    }

    /// `log π_t`, levels 0 to `L`.
    #[must_use]
    pub fn log_prior(&self) -> &[f64] {
        &self.log_prior
    }

    fn logit(&self, x: &[f64], t: usize) -> f64 {
        self.log_prior[t] + self.mixture.log_density_at(x, self.schedule.a(t), self.schedule.sigma(t))
    }
}

fn check(argument: &'static str, expected: usize, actual: usize) -> Result<(), ShapeError> {
    if expected == actual { Ok(()) } else { Err(ShapeError::Length { argument, expected, actual }) }
}

impl<E: Real> Classifier<E> for MixtureClassifier {
    type Error = ShapeError;

    fn dim(&self) -> usize {
        self.mixture.dim()
    }

    fn levels(&self) -> usize {
        self.schedule.levels()
    }

    fn logits_vjp(
        &self,
        x: &[E],
        cotangent: &[E],
        mut logits: Option<&mut [E]>,
        grad: &mut [E],
    ) -> Result<(), ShapeError> {
        let (dim, levels) = (self.mixture.dim(), self.schedule.levels());
        if !x.len().is_multiple_of(dim) {
            return Err(ShapeError::Rows { argument: "x", dim, actual: x.len() });
        }
        let batch = x.len() / dim;
        check("grad", x.len(), grad.len())?;
        check("cotangent", batch * levels, cotangent.len())?;
        if let Some(logits) = &logits {
            check("logits", batch * levels, logits.len())?;
        }
        for sample in 0..batch {
            let point: Vec<f64> = x[sample * dim..][..dim].iter().map(|v| v.to_f64()).collect();
            let mut sum = vec![0.0; dim];
            for t in 0..levels {
                let weight = cotangent[sample * levels + t].to_f64();
                if weight != 0.0 {
                    let score = self.mixture.score_at(&point, self.schedule.a(t), self.schedule.sigma(t));
                    sum.iter_mut().zip(score).for_each(|(sum, s)| *sum += weight * s);
                }
                if let Some(logits) = &mut logits {
                    logits[sample * levels + t] = E::from_f64(self.logit(&point, t));
                }
            }
            grad[sample * dim..][..dim].iter_mut().zip(sum).for_each(|(grad, s)| *grad = E::from_f64(s));
        }
        Ok(())
    }

    // Two levels, not a product over all of them.
    fn ratio_gradient(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        mut ratio: Option<&mut [E]>,
        grad: &mut [E],
        _scratch: &mut [E],
    ) -> Result<(), ShapeError> {
        let (dim, levels) = (self.mixture.dim(), self.schedule.levels());
        if !x.len().is_multiple_of(dim) {
            return Err(ShapeError::Rows { argument: "x", dim, actual: x.len() });
        }
        let batch = x.len() / dim;
        check("grad", x.len(), grad.len())?;
        s.check(batch, levels)?;
        t.check(batch, levels)?;
        if let Some(ratio) = &ratio {
            check("ratio", batch, ratio.len())?;
        }
        for sample in 0..batch {
            let point: Vec<f64> = x[sample * dim..][..dim].iter().map(|v| v.to_f64()).collect();
            let score = |t: usize| self.mixture.score_at(&point, self.schedule.a(t), self.schedule.sigma(t));
            let (s, t) = (s.at(sample), t.at(sample));
            let pairs = score(s).into_iter().zip(score(t));
            grad[sample * dim..][..dim].iter_mut().zip(pairs).for_each(|(g, (s, t))| *g = E::from_f64(s - t));
            if let Some(ratio) = &mut ratio {
                ratio[sample] = E::from_f64(self.logit(&point, s) - self.logit(&point, t));
            }
        }
        Ok(())
    }
}
