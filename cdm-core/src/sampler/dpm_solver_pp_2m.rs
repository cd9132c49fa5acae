use super::{Linear, Method, Place, Step};
use crate::ScheduleRef;

/// DPM-Solver++(2M): the second-order multistep solver in data prediction. Its first step is DDIM.
///
/// # Numerics
/// With `λ = ln(a/σ)`, `h = λ_s − λ_t`, `h'` the step before and `D = x̂_0 + h/(2h') (x̂_0 − x̂_0')`:
/// `x_s = (σ_s/σ_t) x − a_s (e⁻ʰ − 1) D`. What is kept for the next step is `x̂_0 = (x − σ_t ε̂)/a_t`.
///
/// # Source
/// Lu et al., *DPM-Solver++*, arXiv 2211.01095, Algorithm 2. The last step, to clean data, is the clean
/// estimate, since `λ` is infinite there; it corresponds to `lower_order_final` in the authors' code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DpmSolverPp2m;

impl Method for DpmSolverPp2m {
    const ORDER: Option<u32> = Some(2);

    fn step(&self, schedule: ScheduleRef<'_>, Place { previous_level, level, next_level, .. }: Place) -> Step {
        let h = schedule.lambda(next_level) - schedule.lambda(level);
        // How far the prediction is carried on along its slope: not at all at the first step, nor from two levels of a
        // user's table that are equal.
        let extrapolation = match previous_level.map(|previous| schedule.lambda(level) - schedule.lambda(previous)) {
            None | Some(0.0) => 0.0,
            Some(previous_h) => h / (2.0 * previous_h),
        };
        let clean = Linear::clean(schedule, level);
        let weight = -schedule.a(next_level) * libm::expm1(-h);
        let now = weight * (1.0 + extrapolation);
        let x = schedule.sigma(next_level) / schedule.sigma(level) + now * clean.x;
        let update = Linear { x, epsilon: now * clean.epsilon };
        Step { memory: -weight * extrapolation, keep: clean, ..Step::plain(level, next_level, update) }
    }
}
