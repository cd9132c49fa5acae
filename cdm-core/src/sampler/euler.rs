use super::{Linear, Method, Place, Step};
use crate::ScheduleRef;
use crate::denoise::flow_velocity;

/// Euler's method on the flow ODE `dy/dτ = ε̂ − x̂_0` with `y = x/(a + σ)` and `τ = σ/(a + σ)`, to which every schedule
/// is brought by scaling; on the optimal-transport schedule `y = x`, `τ = t/T` and the slope is its velocity.
///
/// # Numerics
/// The same map as [`super::Ddim`] with `η = 0`, on every schedule: between data and noise a flow is a straight line,
/// and so is one DDIM step. It has a name of its own because it is the predictor of [`super::Heun`], and is computed from
/// the velocity, so that the two agree to rounding only.
///
/// # Source
/// App. B.4 of [CDM]; for the equality with DDIM: Karras et al., *Elucidating the design space of diffusion-based
/// generative models*, NeurIPS 2022, §3, whose variables `x/a` and `σ/a` are another scaling of the same lines.
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Euler;

impl Method for Euler {
    const ORDER: Option<u32> = Some(1);

    fn step(&self, schedule: ScheduleRef<'_>, Place { level, next_level, .. }: Place) -> Step {
        Step::plain(level, next_level, flow(schedule, level, next_level, 1.0))
    }
}

/// The velocity `dy/dτ` at a level.
pub(super) fn velocity(schedule: ScheduleRef<'_>, level: usize) -> Linear {
    let clean = Linear::clean(schedule, level);
    Linear { x: flow_velocity(0.0, clean.x, 1.0), epsilon: flow_velocity(1.0, clean.epsilon, 1.0) }
}

/// `y` after `share` of the way to `next_level`, in τ, with the velocity at `level`; as an `x` of `next_level`.
pub(super) fn flow(schedule: ScheduleRef<'_>, level: usize, next_level: usize, share: f64) -> Linear {
    let velocity = velocity(schedule, level);
    let (next_size, way) = (size(schedule, next_level), share * duration(schedule, level, next_level));
    Linear {
        x: next_size * (1.0 / size(schedule, level) + way * velocity.x),
        epsilon: next_size * way * velocity.epsilon,
    }
}

/// `a + σ`, which is `x/y`.
pub(super) fn size(schedule: ScheduleRef<'_>, level: usize) -> f64 {
    schedule.a(level) + schedule.sigma(level)
}

/// `τ_s − τ_t`.
pub(super) fn duration(schedule: ScheduleRef<'_>, level: usize, next_level: usize) -> f64 {
    let (a, sigma) = (schedule.a(level), schedule.sigma(level));
    let (next_a, next_sigma) = (schedule.a(next_level), schedule.sigma(next_level));
    // Brought to one denominator: near level L both are almost 1.
    (next_sigma * a - sigma * next_a) / ((a + sigma) * (next_a + next_sigma))
}
