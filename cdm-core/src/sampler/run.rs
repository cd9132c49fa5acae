use super::{Method, Plan};
use crate::classifier::{rows, take};
use crate::rng::{Philox, Stream};
use crate::{Classifier, ClassifierExt, Levels, Real};

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

/// Carries `x` from the plan's first level (there: N(0, I), see [`start`]) to samples of the data.
///
/// `noise(step, sample, out)` fills `out` (`[dim]`) with standard normals; it is asked only by steps that use noise.
///
/// # Shapes
/// `x`: `[batch, dim]`, in and out; `scratch`: at least [`scratch_len`].
///
/// # Numerics
/// Coefficients and the update of each number are `f64`; `x` and the noise estimates are stored as `E`.
///
/// # Errors
/// Wrong shapes, a plan for a schedule with other levels, or an error of the classifier.
pub fn run<E: Real, C: Classifier<E> + ?Sized, M: Method>(
    classifier: &C,
    plan: &Plan<'_, M>,
    x: &mut [E],
    mut noise: impl FnMut(usize, usize, &mut [E]),
    mut scratch: &mut [E],
) -> Result<(), C::Error> {
    let dim = classifier.dim();
    rows("x", dim, x.len())?;
    let mut epsilon = take(&mut scratch, x.len())?;
    let mut previous = take(&mut scratch, x.len())?;
    let z = take(&mut scratch, dim)?;
    // Garbage times a zero coefficient could be NaN.
    previous.fill(E::zero());
    z.fill(E::zero());
    for (k, step) in plan.iter().enumerate() {
        classifier.epsilon(plan.schedule(), x, Levels::All(step.level), epsilon, scratch)?;
        let estimates = epsilon.chunks_exact(dim).zip(previous.chunks_exact(dim));
        for (sample, (x, (epsilon, previous))) in x.chunks_exact_mut(dim).zip(estimates).enumerate() {
            if step.noise != 0.0 {
                noise(k, sample, z);
            }
            for (i, x) in x.iter_mut().enumerate() {
                let value = step.x * x.to_f64()
                    + step.epsilon * epsilon[i].to_f64()
                    + step.previous_epsilon * previous[i].to_f64()
                    + step.noise * z[i].to_f64();
                *x = E::from_f64(value);
            }
        }
        core::mem::swap(&mut epsilon, &mut previous);
    }
    Ok(())
}
