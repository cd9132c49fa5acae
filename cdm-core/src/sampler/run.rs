use super::{Linear, Method, Plan, Step};
use crate::classifier::{rows, take};
use crate::rng::{Philox, Stream};
use crate::{Classifier, ClassifierExt, Levels, Real, denoise};

/// Numbers of scratch that [`run`] needs for `batch` samples.
pub fn scratch_len<E: Real, C: Classifier<E> + ?Sized>(classifier: &C, batch: usize) -> usize {
    classifier.scratch_len_ext(batch) + 2 * batch * classifier.dim() + classifier.dim()
}

/// Fills `x` (`[batch, dim]`) with the N(0, I) that sampling starts from; sample `i` is number `first_sample + i`.
pub fn start<E: Real>(philox: Philox, first_sample: u32, dim: usize, x: &mut [E]) {
    for (i, row) in x.chunks_mut(dim.max(1)).enumerate() {
        philox.fill_normal(Stream::SAMPLER_START, first_sample.wrapping_add(i as u32), 0, row);
    }
}

/// The noise of sampling steps from the counter-based generator: the same for every batch split.
pub fn philox_noise<E: Real>(philox: Philox, first_sample: u32) -> impl FnMut(usize, usize, &mut [E]) {
    move |step, sample, out: &mut [E]| {
        philox.fill_normal(Stream::SAMPLER_NOISE, first_sample.wrapping_add(sample as u32), step as u32, out);
    }
}

/// What a sampler shows after each row of its plan.
#[derive(Debug)]
pub struct Observed<'a, E> {
    /// The row, from 0.
    pub row: usize,
    /// Its coefficients and levels.
    pub step: Step,
    /// The samples at [`Step::next_level`], `[batch, dim]`. What is written here is what the next row starts from.
    pub x: &'a mut [E],
    /// The clean estimates `x̂_0` that the row was made with, clipped where the plan clips, `[batch, dim]`.
    pub clean: &'a [E],
}

/// Carries `x` from the plan's first level (there: N(0, I), see [`start`]) to samples of the data.
///
/// `noise(step, sample, out)` fills `out` (`[dim]`) with standard normals; it is asked only by steps that use noise.
///
/// # Shapes
/// `x`: `[batch, dim]`, in and out; `scratch`: at least [`scratch_len`].
///
/// # Numerics
/// Coefficients, clipping and the update of each number are `f64`; `x`, noise estimates and memory are stored as `E`.
///
/// # Errors
/// Wrong shapes, a plan for a schedule with other levels, or an error of the classifier.
pub fn run<E: Real, C: Classifier<E> + ?Sized, M: Method>(
    classifier: &C,
    plan: &Plan<'_, M>,
    x: &mut [E],
    noise: impl FnMut(usize, usize, &mut [E]),
    scratch: &mut [E],
) -> Result<(), C::Error> {
    run_observed(classifier, plan, x, noise, |_| Ok(()), scratch)
}

/// As [`run`], and shows `observe` the samples and their clean estimates after each row. Nothing is allocated: the estimates
/// take the place of the noise estimates.
///
/// # Errors
/// As [`run`], and those of `observe`, which end it.
pub fn run_observed<E: Real, C: Classifier<E> + ?Sized, M: Method>(
    classifier: &C,
    plan: &Plan<'_, M>,
    x: &mut [E],
    mut noise: impl FnMut(usize, usize, &mut [E]),
    mut observe: impl FnMut(Observed<'_, E>) -> Result<(), C::Error>,
    mut scratch: &mut [E],
) -> Result<(), C::Error> {
    let dim = classifier.dim();
    rows("x", dim, x.len())?;
    let estimate = take(&mut scratch, x.len())?;
    let memory = take(&mut scratch, x.len())?;
    let z = take(&mut scratch, dim)?;
    // Garbage times a zero coefficient could be NaN.
    memory.fill(E::zero());
    z.fill(E::zero());
    let schedule = plan.schedule();
    for (k, step) in plan.iter().enumerate() {
        classifier.epsilon(schedule, x, Levels::All(step.level), estimate, scratch)?;
        let (a, sigma) = (schedule.a(step.level), schedule.sigma(step.level));
        let keeps = step.keep != Linear::ZERO;
        let others = estimate.chunks_exact_mut(dim).zip(memory.chunks_exact_mut(dim));
        for (sample, (x, (estimate, memory))) in x.chunks_exact_mut(dim).zip(others).enumerate() {
            if step.noise != 0.0 {
                noise(k, sample, z);
            }
            for (((x, estimate), memory), z) in x.iter_mut().zip(estimate).zip(memory).zip(&*z) {
                let (before, mut epsilon) = (x.to_f64(), estimate.to_f64());
                if let Some((low, high)) = plan.clip() {
                    epsilon = denoise::clipped_epsilon(a, sigma, before, epsilon, [low, high]);
                }
                let value =
                    step.x * before + step.epsilon * epsilon + step.memory * memory.to_f64() + step.noise * z.to_f64();
                *x = E::from_f64(value);
                *estimate = E::from_f64(denoise::clean_estimate(a, sigma, before, epsilon));
                if keeps {
                    *memory = E::from_f64(step.keep.x * before + step.keep.epsilon * epsilon);
                }
            }
        }
        observe(Observed { row: k, step, x, clean: estimate })?;
    }
    Ok(())
}
