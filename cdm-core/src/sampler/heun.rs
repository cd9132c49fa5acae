use super::euler::{duration, flow, size, velocity};
use super::{Linear, Method, Place, Step};
use crate::ScheduleRef;

/// Heun's method on the flow ODE of [`super::Euler`]: a step of Euler, and half of both slopes instead of the first.
///
/// # Numerics
/// Two evaluations a step, one for the last, to clean data: `2n − 1` for `n` levels. With `y = x/(a + σ)` and
/// `τ = σ/(a + σ)`: `y' = y + (τ_s − τ_t) v(y, t)`, `y_s = y + ½ (τ_s − τ_t) (v(y, t) + v(y', s))`. The memory holds
/// `y` after half a step.
///
/// # Source
/// Algorithm 1 of Karras et al., *Elucidating the design space of diffusion-based generative models*, NeurIPS 2022, in
/// the variables of the flow instead of `x/a` and `σ/a`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heun;

impl Method for Heun {
    const ORDER: Option<u32> = Some(2);

    fn stages(&self) -> usize {
        2
    }

    fn step(&self, schedule: ScheduleRef<'_>, Place { level, next_level, stage, .. }: Place) -> Step {
        if stage == 0 {
            let keep = flow(schedule, level, next_level, 0.5);
            return Step { keep, ..Step::plain(level, next_level, flow(schedule, level, next_level, 1.0)) };
        }
        let (velocity, half) = (velocity(schedule, next_level), 0.5 * duration(schedule, level, next_level));
        let half = half * size(schedule, next_level);
        let update = Linear { x: half * velocity.x, epsilon: half * velocity.epsilon };
        Step { memory: 1.0, ..Step::plain(next_level, next_level, update) }
    }
}
