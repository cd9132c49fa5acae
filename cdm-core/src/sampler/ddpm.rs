use super::{Linear, Method, Place, Step, transition};
use crate::ScheduleRef;

/// Ancestral sampling: draws from the posterior `q(x_s | x_t, x̂_0)`.
///
/// # Numerics
/// The true posterior between two levels any distance apart and of any `(a, σ)`, with `α_{t|s} = ᾱ_t/ᾱ_s`: mean
/// `(a_s/a_t)(x − σ²_{t|s} ε̂/σ_t)`, variance `σ²_{t|s} σ_s²/σ_t²`.
///
/// # Source
/// Ho, Jain, Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020, Eq. (6) and (7). Differs from the
/// published code of [CDM], which uses the one-step `β_t` also where it skips levels.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ddpm;

impl Method for Ddpm {
    const ORDER: Option<u32> = None;

    fn step(&self, schedule: ScheduleRef<'_>, Place { level, next_level, .. }: Place) -> Step {
        let (scale, variance) = transition(schedule, next_level, level);
        let sigma = schedule.sigma(level);
        let noise = libm::sqrt(variance.max(0.0)) * schedule.sigma(next_level) / sigma;
        let update = Linear { x: 1.0 / scale, epsilon: -variance / (scale * sigma) };
        Step { noise, ..Step::plain(level, next_level, update) }
    }
}
