use super::{Linear, Method, Place, Step, StepsError, transition};
use crate::ScheduleRef;

/// DDIM with noise `η` of [0, 1]: 0 is deterministic, 1 the same chain as [`super::Ddpm`].
///
/// # Numerics
/// `x_s = a_s x̂_0 + √(σ_s² − η²v) ε̂ + η√v z` with the posterior variance `v = σ²_{t|s} σ_s²/σ_t²`.
///
/// # Source
/// Song, Meng, Ermon, *Denoising diffusion implicit models*, ICLR 2021, Eq. (12) and (16).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ddim {
    eta: f64,
}

impl Ddim {
    /// `η = 0`: an ordinary differential equation solved to first order.
    pub const DETERMINISTIC: Self = Self { eta: 0.0 };

    /// DDIM with noise `eta`.
    ///
    /// # Errors
    /// `eta` outside [0, 1].
    pub fn new(eta: f64) -> Result<Self, StepsError> {
        if (0.0..=1.0).contains(&eta) { Ok(Self { eta }) } else { Err(StepsError::Eta { eta }) }
    }

    /// The noise `η`.
    #[must_use]
    pub const fn eta(self) -> f64 {
        self.eta
    }
}

impl Method for Ddim {
    /// Of the deterministic method.
    const ORDER: Option<u32> = Some(1);

    /// None where noise is drawn.
    fn order(&self) -> Option<u32> {
        if self.eta == 0.0 { Self::ORDER } else { None }
    }

    fn step(&self, schedule: ScheduleRef<'_>, Place { level, next_level, .. }: Place) -> Step {
        let (scale, variance) = transition(schedule, next_level, level);
        let (sigma, next_sigma) = (schedule.sigma(level), schedule.sigma(next_level));
        // Share of the noise at the next level that is drawn afresh, as a variance: η²v/σ_s².
        let fresh = self.eta * self.eta * variance.max(0.0) / (sigma * sigma);
        let epsilon = next_sigma * libm::sqrt((1.0 - fresh).max(0.0)) - sigma / scale;
        Step {
            noise: next_sigma * libm::sqrt(fresh),
            ..Step::plain(level, next_level, Linear { x: 1.0 / scale, epsilon })
        }
    }
}
