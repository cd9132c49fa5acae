//! What a sampler draws from Gaussian data, without Monte Carlo: the judge of stochastic samplers.

use cdm_core::sampler::{Method, Plan};

/// The standard deviation of what `plan` draws where the data is a centred Gaussian of standard deviation `data` and the
/// denoiser is the best one. It starts from the true density of the plan's first level.
///
/// # Numerics
/// The noise estimate `σ x/(a² data² + σ²)` is linear in `x`, so each row is a linear map of `x` and the memory, whose
/// covariance is carried along exactly, drawn noise included. A plan that clips is taken as if it did not.
#[must_use]
pub fn drawn_deviation<M: Method>(plan: &Plan<'_, M>, data: f64) -> f64 {
    let schedule = plan.schedule();
    let variance = |t: usize| (schedule.a(t) * data).powi(2) + schedule.sigma(t).powi(2);
    // Of x with itself, of x with the memory, of the memory with itself.
    let [mut xx, mut xm, mut mm] = [variance(plan.step(0).level), 0.0, 0.0];
    for step in plan.iter() {
        let slope = schedule.sigma(step.level) / variance(step.level);
        let (x, m) = (step.x + step.epsilon * slope, step.memory);
        let keep = step.keep.x + step.keep.epsilon * slope;
        let next = x * x * xx + 2.0 * x * m * xm + m * m * mm + step.noise.powi(2);
        [xx, xm, mm] = [next, keep * (x * xx + m * xm), keep * keep * xx];
    }
    xx.sqrt()
}
