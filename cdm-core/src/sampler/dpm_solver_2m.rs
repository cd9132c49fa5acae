use super::{Ddim, Linear, Method, Place, Step};
use crate::ScheduleRef;

/// The second-order multistep DPM-Solver in noise prediction. Its first step is DDIM.
///
/// # Numerics
/// With `λ = ln(a/σ)`, `h = λ_s − λ_t`, `h'` the step before and `D = (ε̂ − ε̂')/h'`:
/// `x_s = (a_s/a_t) x − σ_s (eʰ − 1) ε̂ − σ_s (eʰ − 1 − h) D`.
///
/// # Source
/// Lu et al., *DPM-Solver*, NeurIPS 2022, in the multistep form of the published code of [CDM]; not DPM-Solver++(2M),
/// which predicts the data: [`super::DpmSolverPp2m`].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DpmSolver2m;

impl Method for DpmSolver2m {
    const ORDER: Option<u32> = Some(2);

    fn step(&self, schedule: ScheduleRef<'_>, place: Place) -> Step {
        let Place { previous_level: Some(previous_level), level, next_level, .. } = place else {
            return Step { keep: Linear::NOISE, ..Ddim::DETERMINISTIC.step(schedule, place) };
        };
        let h = schedule.lambda(next_level) - schedule.lambda(level);
        let previous_h = schedule.lambda(level) - schedule.lambda(previous_level);
        let (sigma, growth) = (schedule.sigma(next_level), libm::expm1(h));
        // Two levels of a user's table may be equal: no slope can be had from them.
        let slope = if previous_h == 0.0 { 0.0 } else { sigma * (growth - h) / previous_h };
        let update = Linear { x: schedule.a(next_level) / schedule.a(level), epsilon: -sigma * growth - slope };
        Step { memory: slope, keep: Linear::NOISE, ..Step::plain(level, next_level, update) }
    }
}
