//! The formulas of denoising, one number at a time: each exists once, here.
//!
//! `gradient` is a component of `∇_x F(x, t)`, with `F(x, t) = f_L(x) − f_t(x)`.

use crate::Real;

/// A noised sample, `x_t = a_t x_0 + σ_t ε`.
///
/// # Source
/// §3 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[inline]
pub fn noised<E: Real>(a: E, sigma: E, clean: E, noise: E) -> E {
    a * clean + sigma * noise
}

/// The best estimate of the noise, `ε̂ = σ_t (∇F + x)`.
///
/// # Source
/// Theorem 3.1, Eq. (8) of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[inline]
pub fn epsilon<E: Real>(sigma: E, gradient: E, x: E) -> E {
    sigma * (gradient + x)
}

/// The score `∇ log p_t = −∇F − x`, which is `−ε̂/σ_t` and finite at `σ = 0` too.
///
/// # Source
/// Eq. (17) of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[inline]
pub fn score<E: Real>(gradient: E, x: E) -> E {
    -(gradient + x)
}

/// The best estimate of the clean sample, `x̂_0 = (x − σ_t ε̂)/a_t`.
///
/// # Numerics
/// At level 0 it is `x` itself. An error of `ε̂` is magnified by `σ_t/a_t`; where `a_t = 0` it is 0/0, and callers
/// refuse before they get here.
///
/// # Source
/// Eq. (16) of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[inline]
pub fn clean_estimate<E: Real>(a: E, sigma: E, x: E, epsilon: E) -> E {
    (x - sigma * epsilon) / a
}

/// The noise estimate whose clean estimate is the nearest one within `[low, high]`: `ε̂` itself where `x̂_0` lies there,
/// else `(x − a_t clamp(x̂_0))/σ_t`.
///
/// Samplers that are linear in `ε̂` clip `x̂_0` by this map, before their update.
///
/// # Numerics
/// An `x̂_0` inside the range leaves `ε̂` as it is, bit for bit, and so does one that is NaN. Clipped, the clean estimate
/// recovered from the result is the limit up to rounding of `ε̂`, magnified by `σ_t/a_t`. At `σ = 0` the sample
/// is its own clean estimate, and `ε̂` cannot change it.
///
/// # Source
/// The clipping of Ho, Jain, Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020, as published in their code.
#[inline]
pub fn clipped_epsilon<E: Real>(a: E, sigma: E, x: E, epsilon: E, [low, high]: [E; 2]) -> E {
    let clean = clean_estimate(a, sigma, x, epsilon);
    let limit = if clean < low {
        low
    } else if clean > high {
        high
    } else {
        return epsilon;
    };
    if sigma == E::zero() { epsilon } else { (x - a * limit) / sigma }
}

/// Classifier-free guidance of weight `w`: `(1 + w) ε̂(x, t, y) − w ε̂(x, t, ∅)`.
///
/// # Numerics
/// Linear, so the same formula guides logits, gradients and noise estimates; `w = 0` returns `conditional` exactly.
///
/// # Source
/// App. C.5 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[inline]
pub fn guided<E: Real>(w: E, conditional: E, unconditional: E) -> E {
    if w == E::zero() { conditional } else { (E::one() + w) * conditional - w * unconditional }
}

/// The velocity of the optimal-transport flow per level of `T`, `v_t = (ε̂ − x̂_0)/T`.
///
/// # Source
/// App. B.4 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[inline]
pub fn flow_velocity<E: Real>(epsilon: E, clean: E, steps: E) -> E {
    (epsilon - clean) / steps
}
