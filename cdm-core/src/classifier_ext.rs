//! What follows from a classifier: posterior, density, ratio, score, denoising.

use crate::classifier::{check_len, rows, take};
use crate::{Classifier, Levels, Prior, Real, ScheduleRef, ShapeError, denoise, likelihood, loss};
#[cfg(feature = "alloc")]
use alloc::{vec, vec::Vec};

/// Everything that the mathematics says of a classifier; implemented for all of them, overridden by none.
///
/// `x` is `[batch, dim]`, row-major; `scratch` holds at least [`ClassifierExt::scratch_len_ext`] numbers, of any
/// value. Errors are wrong shapes and whatever the classifier runs into.
pub trait ClassifierExt<E: Real>: Classifier<E> {
    /// Numbers of scratch that the methods of this trait need for `batch` samples.
    fn scratch_len_ext(&self, batch: usize) -> usize {
        self.scratch_len(batch) + batch * (self.dim() + 1)
    }

    /// The log posterior over levels, `log p(t | x) = log softmax(f(x))_t`, in nats.
    ///
    /// # Shapes
    /// `out`: `[batch, levels]`.
    ///
    /// # Errors
    /// Wrong shapes, or an error of the classifier.
    fn log_posterior(&self, x: &[E], out: &mut [E], scratch: &mut [E]) -> Result<(), Self::Error> {
        self.logits(x, out, scratch)?;
        loss::log_softmax(out, self.levels());
        Ok(())
    }

    /// The log ratio `log p_s(x) − log p_t(x)` of the densities of two levels, in nats.
    ///
    /// # Shapes
    /// `out`: `[batch]`.
    ///
    /// # Errors
    /// Wrong shapes, or an error of the classifier.
    ///
    /// # Source
    /// Eq. (13) of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    fn log_density_ratio(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        prior: Prior<'_>,
        out: &mut [f64],
        mut scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        prior.check(self.levels())?;
        check_len("out", batch, out.len())?;
        let ratio = take(&mut scratch, batch)?;
        self.ratio(x, s, t, ratio, scratch)?;
        for (sample, (out, ratio)) in out.iter_mut().zip(ratio).enumerate() {
            *out = likelihood::log_density_ratio(ratio.to_f64(), prior.log_ratio(s.at(sample), t.at(sample)));
        }
        Ok(())
    }

    /// The log density `log p_t(x)` at any level, in nats: one forward pass.
    ///
    /// # Shapes
    /// `out`: `[batch]`.
    ///
    /// # Numerics
    /// Logits differ in the precision of `E`; `‖x‖²` and the sum are `f64`. At level `L` it is `log N(x; 0, I)`
    /// whatever the classifier. Exact for the optimal classifier; otherwise neither a bound nor normalised.
    ///
    /// # Errors
    /// Wrong shapes, or an error of the classifier.
    ///
    /// # Source
    /// Theorem 3.2, Eq. (10) of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    fn log_density(
        &self,
        x: &[E],
        t: Levels<'_>,
        prior: Prior<'_>,
        out: &mut [f64],
        mut scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let (dim, last) = (self.dim(), self.levels() - 1);
        let batch = rows("x", dim, x.len())?;
        prior.check(self.levels())?;
        check_len("out", batch, out.len())?;
        let ratio = take(&mut scratch, batch)?;
        self.ratio(x, t, Levels::All(last), ratio, scratch)?;
        for (sample, ((out, ratio), x)) in out.iter_mut().zip(ratio).zip(x.chunks_exact(dim)).enumerate() {
            let log_prior_ratio = prior.log_ratio(t.at(sample), last);
            *out = likelihood::log_density(ratio.to_f64(), log_prior_ratio, likelihood::squared_norm(x), dim);
        }
        Ok(())
    }

    /// The score `∇ log p_t(x)`: finite at every level, `−x` at level `L`.
    ///
    /// # Shapes
    /// `out`: `[batch, dim]`.
    ///
    /// # Errors
    /// Wrong shapes, or an error of the classifier.
    ///
    /// # Source
    /// Eq. (17) of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    fn score(&self, x: &[E], t: Levels<'_>, out: &mut [E], scratch: &mut [E]) -> Result<(), Self::Error> {
        self.ratio_gradient(x, Levels::All(self.levels() - 1), t, None, out, scratch)?;
        for (out, &x) in out.iter_mut().zip(x) {
            *out = denoise::score(*out, x);
        }
        Ok(())
    }

    /// The best estimate `ε̂ = E[ε | x_t = x]` of the noise: one gradient. Zero at level 0, `x` at level `L`.
    ///
    /// # Shapes
    /// `out`: `[batch, dim]`.
    ///
    /// # Errors
    /// Wrong shapes, a schedule with other levels, or an error of the classifier.
    ///
    /// # Source
    /// Theorem 3.1, Eq. (8) of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    fn epsilon(
        &self,
        schedule: ScheduleRef<'_>,
        x: &[E],
        t: Levels<'_>,
        out: &mut [E],
        scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        check_schedule(self.levels(), schedule)?;
        self.ratio_gradient(x, Levels::All(self.levels() - 1), t, None, out, scratch)?;
        for (sample, (out, x)) in out.chunks_exact_mut(self.dim()).zip(x.chunks_exact(self.dim())).enumerate() {
            let sigma = E::from_f64(schedule.sigma(t.at(sample)));
            out.iter_mut().zip(x).for_each(|(out, &x)| *out = denoise::epsilon(sigma, *out, x));
        }
        Ok(())
    }

    /// The best estimate `x̂_0 = E[x_0 | x_t = x]` of the clean sample; `x` itself at level 0.
    ///
    /// # Shapes
    /// `out`: `[batch, dim]`.
    ///
    /// # Errors
    /// A level without signal ([`ShapeError::NoSignal`]): the answer there is the mean of the data, which the
    /// formula loses as 0/0. Otherwise as [`ClassifierExt::epsilon`].
    ///
    /// # Source
    /// Eq. (16) of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    fn clean_estimate(
        &self,
        schedule: ScheduleRef<'_>,
        x: &[E],
        t: Levels<'_>,
        out: &mut [E],
        scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let dim = self.dim();
        let batch = rows("x", dim, x.len())?;
        check_schedule(self.levels(), schedule)?;
        t.check(batch, self.levels())?;
        if let Some(sample) = (0..batch).find(|&i| schedule.a(t.at(i)) == 0.0) {
            return Err(ShapeError::NoSignal { sample, level: t.at(sample) }.into());
        }
        self.epsilon(schedule, x, t, out, scratch)?;
        for (sample, (out, x)) in out.chunks_exact_mut(dim).zip(x.chunks_exact(dim)).enumerate() {
            let level = t.at(sample);
            let (a, sigma) = (E::from_f64(schedule.a(level)), E::from_f64(schedule.sigma(level)));
            out.iter_mut().zip(x).for_each(|(out, &x)| *out = denoise::clean_estimate(a, sigma, x, *out));
        }
        Ok(())
    }

    /// The noise estimate guided by `weight`: `(1 + w) ε̂(x, t, y) − w ε̂(x, t, ∅)`, `self` knowing the labels `y`.
    ///
    /// # Shapes
    /// `out`: `[batch, dim]`; `scratch`: enough for both classifiers.
    ///
    /// # Errors
    /// As [`ClassifierExt::epsilon`], of either classifier.
    ///
    /// # Source
    /// App. C.5 of [CDM].
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    #[expect(clippy::too_many_arguments, reason = "two models, a point, and buffers of the caller")]
    fn guided_epsilon<U: Classifier<E, Error = Self::Error>>(
        &self,
        unconditional: &U,
        weight: f64,
        schedule: ScheduleRef<'_>,
        x: &[E],
        t: Levels<'_>,
        out: &mut [E],
        mut scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        check_len("unconditional classifier", self.dim(), unconditional.dim())?;
        let other = take(&mut scratch, x.len())?;
        self.epsilon(schedule, x, t, out, scratch)?;
        if weight == 0.0 {
            return Ok(());
        }
        unconditional.epsilon(schedule, x, t, other, scratch)?;
        let w = E::from_f64(weight);
        out.iter_mut().zip(other).for_each(|(out, other)| *out = denoise::guided(w, *out, *other));
        Ok(())
    }

    /// [`ClassifierExt::log_posterior`] into a new vector.
    ///
    /// # Errors
    /// As that method.
    #[cfg(feature = "alloc")]
    fn log_posterior_vec(&self, x: &[E]) -> Result<Vec<E>, Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        with_scratch(self, batch, batch * self.levels(), |out, scratch| self.log_posterior(x, out, scratch))
    }

    /// [`ClassifierExt::log_density`] into a new vector, in nats.
    ///
    /// # Errors
    /// As that method.
    #[cfg(feature = "alloc")]
    fn log_density_vec(&self, x: &[E], t: Levels<'_>, prior: Prior<'_>) -> Result<Vec<f64>, Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        with_scratch(self, batch, batch, |out, scratch| self.log_density(x, t, prior, out, scratch))
    }

    /// [`ClassifierExt::score`] into a new vector.
    ///
    /// # Errors
    /// As that method.
    #[cfg(feature = "alloc")]
    fn score_vec(&self, x: &[E], t: Levels<'_>) -> Result<Vec<E>, Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        with_scratch(self, batch, x.len(), |out, scratch| self.score(x, t, out, scratch))
    }

    /// [`ClassifierExt::epsilon`] into a new vector.
    ///
    /// # Errors
    /// As that method.
    #[cfg(feature = "alloc")]
    fn epsilon_vec(&self, schedule: ScheduleRef<'_>, x: &[E], t: Levels<'_>) -> Result<Vec<E>, Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        with_scratch(self, batch, x.len(), |out, scratch| self.epsilon(schedule, x, t, out, scratch))
    }

    /// [`ClassifierExt::clean_estimate`] into a new vector.
    ///
    /// # Errors
    /// As that method.
    #[cfg(feature = "alloc")]
    fn clean_estimate_vec(&self, schedule: ScheduleRef<'_>, x: &[E], t: Levels<'_>) -> Result<Vec<E>, Self::Error> {
        let batch = rows("x", self.dim(), x.len())?;
        with_scratch(self, batch, x.len(), |out, scratch| self.clean_estimate(schedule, x, t, out, scratch))
    }
}

impl<E: Real, C: Classifier<E> + ?Sized> ClassifierExt<E> for C {}

pub(crate) fn check_schedule(levels: usize, schedule: ScheduleRef<'_>) -> Result<(), ShapeError> {
    if schedule.levels() == levels {
        Ok(())
    } else {
        Err(ShapeError::Levels { argument: "schedule", expected: levels, actual: schedule.levels() })
    }
}

#[cfg(feature = "alloc")]
fn with_scratch<E: Real, T: Clone + Default, C: Classifier<E> + ?Sized>(
    classifier: &C,
    batch: usize,
    len: usize,
    fill: impl FnOnce(&mut [T], &mut [E]) -> Result<(), C::Error>,
) -> Result<Vec<T>, C::Error> {
    let mut out = vec![T::default(); len];
    fill(&mut out, &mut vec![E::zero(); classifier.scratch_len_ext(batch)])?;
    Ok(out)
}

/// A classifier guided by labels, itself a classifier: its logits are `(1 + w) f(x, y) − w f(x, ∅)`.
///
/// Guidance is linear in logits, so samplers need no notion of it. Its density is that of no data; use its denoiser.
///
/// # Source
/// App. C.5 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[cfg(feature = "alloc")]
#[derive(Clone, Copy, Debug)]
pub struct Guided<C, U> {
    /// The classifier that knows the labels.
    pub conditional: C,
    /// The classifier that knows none.
    pub unconditional: U,
    /// The weight `w`; 0 does not guide, and does not evaluate `unconditional`.
    pub weight: f64,
}

#[cfg(feature = "alloc")]
impl<E: Real, C: Classifier<E>, U: Classifier<E, Error = C::Error>> Classifier<E> for Guided<C, U> {
    type Error = C::Error;

    fn dim(&self) -> usize {
        self.conditional.dim()
    }

    fn levels(&self) -> usize {
        self.conditional.levels()
    }

    fn scratch_len(&self, batch: usize) -> usize {
        let own = self.conditional.scratch_len(batch).max(self.unconditional.scratch_len(batch));
        // `ratio` and `logits` are the provided ones, on top of this type's own products.
        (own + batch * (self.dim() + 1)).max(batch * (2 * self.levels() + self.dim()))
    }

    fn logits_vjp(
        &self,
        x: &[E],
        cotangent: &[E],
        mut logits: Option<&mut [E]>,
        grad: &mut [E],
    ) -> Result<(), C::Error> {
        self.check_pair::<E>()?;
        self.conditional.logits_vjp(x, cotangent, logits.as_deref_mut(), grad)?;
        if self.weight == 0.0 {
            return Ok(());
        }
        let mut other_grad = vec![E::zero(); grad.len()];
        let mut other_logits = logits.as_deref().map(|l| vec![E::zero(); l.len()]);
        self.unconditional.logits_vjp(x, cotangent, other_logits.as_deref_mut(), &mut other_grad)?;
        self.mix(grad, &other_grad);
        if let (Some(logits), Some(other)) = (logits, other_logits) {
            self.mix(logits, &other);
        }
        Ok(())
    }

    fn ratio_gradient(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        mut ratio: Option<&mut [E]>,
        grad: &mut [E],
        mut scratch: &mut [E],
    ) -> Result<(), C::Error> {
        self.check_pair::<E>()?;
        let batch = rows("x", self.dim(), x.len())?;
        let other_grad = take(&mut scratch, x.len())?;
        let other_ratio = take(&mut scratch, batch)?;
        self.conditional.ratio_gradient(x, s, t, ratio.as_deref_mut(), grad, scratch)?;
        if self.weight == 0.0 {
            return Ok(());
        }
        let wanted = ratio.is_some();
        self.unconditional.ratio_gradient(x, s, t, wanted.then_some(&mut *other_ratio), other_grad, scratch)?;
        self.mix(grad, other_grad);
        if let Some(ratio) = ratio {
            self.mix(ratio, other_ratio);
        }
        Ok(())
    }
}

#[cfg(feature = "alloc")]
impl<C, U> Guided<C, U> {
    fn mix<E: Real>(&self, conditional: &mut [E], unconditional: &[E]) {
        let w = E::from_f64(self.weight);
        conditional.iter_mut().zip(unconditional).for_each(|(c, &u)| *c = denoise::guided(w, *c, u));
    }

    fn check_pair<E: Real>(&self) -> Result<(), ShapeError>
    where
        C: Classifier<E>,
        U: Classifier<E>,
    {
        check_len("unconditional classifier", self.conditional.dim(), self.unconditional.dim())?;
        let (expected, actual) = (self.conditional.levels(), self.unconditional.levels());
        if expected == actual {
            Ok(())
        } else {
            Err(ShapeError::Levels { argument: "unconditional classifier", expected, actual })
        }
    }
}
