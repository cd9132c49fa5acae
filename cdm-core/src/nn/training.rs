//! One training step as one program: noising, forward, input gradient, losses, parameter gradients, Adam, moving
//! average.

use super::Architecture;
use super::parameter::{Parameter, ParameterRole, Scope};
use crate::Objective;
use crate::program::{Axes, Builder, Distribution, Dtype, Extent, Program, ProgramError, Role, ValueId, ValueType};
use crate::rng::Stream;
use alloc::format;
use alloc::vec::Vec;

type Result<T> = core::result::Result<T, ProgramError>;

/// Constants of the optimiser (Kingma & Ba, *Adam*, ICLR 2015; PyTorch's defaults).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// Decay of the gradient's average.
    pub beta1: f64,
    /// Decay of the squared gradient's average.
    pub beta2: f64,
    /// Added to the root of the latter.
    pub epsilon: f64,
}

impl Default for Adam {
    fn default() -> Self {
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    }
}

impl Adam {
    /// The scalars of step `step` (from 1): `lr / (1 − β₁ᵗ)` and `1 / √(1 − β₂ᵗ)`.
    pub fn corrections(&self, lr: f64, step: u32) -> [f64; 2] {
        let step = f64::from(step);
        let bias = |beta: f64| 1.0 - libm::pow(beta, step);
        [lr / bias(self.beta1), 1.0 / libm::sqrt(bias(self.beta2))]
    }
}

/// What a training step is made of.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct TrainingOptions {
    /// Which losses, and how they are weighted.
    pub objective: Objective,
    /// The optimiser.
    pub adam: Adam,
    /// The largest norm of the gradient of all parameters together, in the norm `√Σg²`: a larger gradient is scaled down to it
    /// (Pascanu et al., *On the difficulty of training recurrent neural networks*, ICML 2013, Algorithm 1). Must be
    /// positive.
    pub clip: Option<f64>,
}

/// A training step and the parameters it trains.
///
/// Frozen inputs: `a` and `sigma`, the schedule's tables `[levels]`. States: the values of all `n` parameters, then for
/// each parameter the averages of its gradient (`adam.m.NAME`) and squared gradient (`adam.v.NAME`), and its moving
/// average (`ema.NAME`). Outputs: `loss`, `ce` (nats) and `mse`, each the weighted sum over the batch; with
/// [`clip`](TrainingOptions::clip) also `grad_norm`, the norm before the gradient is scaled.
#[derive(Clone, Debug)]
pub struct TrainingStep {
    /// The program.
    pub program: Program,
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

impl TrainingStep {
    /// Position among the states of the moving average of parameter `number`.
    pub fn ema(&self, number: usize) -> usize {
        self.parameters.len() + 3 * number + 2
    }
}

struct Losses {
    total: ValueId,
    ce: ValueId,
    mse: ValueId,
    epsilon: ValueId,
}

/// Builds the training step of a network.
///
/// Data inputs, in the order in which a caller passes them:
///
/// | input | type | meaning |
/// |---|---|---|
/// | `x` | sample wide, the sample's shape | clean data |
/// | `level` | sample index | level `t` of each sample |
/// | `sample` | sample index | id of each sample: its draws depend on it |
/// | `weight` | sample wide, scalar | weight in the loss, `1/batch` for a mean |
/// | `key` | shared index `[3]` | seed (low, high word) and step |
/// | `optimizer` | shared wide `[3]` | the two numbers of [`Adam::corrections`], and the decay of the moving average |
/// | `label` | sample index | class, for conditional networks only |
///
/// # Source
/// Algorithm 1 of [CDM]: `x_t = a_t x + σ_t ε`, `w_ce · CE(t, f(x_t)) + MSE(ε, σ_t (∇F + x_t))`; labels are dropped
/// with probability 0.1 (App. C.5; the published code drops them at evaluation too).
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
///
/// # Errors
/// [`ProgramError`] if the network's extents do not fit each other.
pub fn training_step(architecture: &Architecture, levels: usize, options: TrainingOptions) -> Result<TrainingStep> {
    let mut scope = Scope::new(ParameterRole::Trained);
    let b = &mut scope.builder;
    let index = |b: &mut Builder, name| b.input(name, Role::Data, Extent::PerSample, Dtype::Index, &[]);
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &architecture.sample_shape())?;
    let level = index(b, "level")?;
    let sample = index(b, "sample")?;
    let weight = b.input("weight", Role::Data, Extent::PerSample, Dtype::Wide, &[])?;
    let key = b.input("key", Role::Data, Extent::Shared, Dtype::Index, &[3])?;
    let optimizer = b.input("optimizer", Role::Data, Extent::Shared, Dtype::Wide, &[3])?;
    let label = if architecture.classes().is_some() { Some(index(b, "label")?) } else { None };
    let a = b.input("a", Role::Frozen, Extent::Shared, Dtype::Wide, &[levels])?;
    let sigma = b.input("sigma", Role::Frozen, Extent::Shared, Dtype::Wide, &[levels])?;
    let ty = b.ty(x);
    let noise = b.random(Distribution::Normal, Stream::NOISE.0, key, sample, Dtype::Wide, ty.shape)?;
    let a = b.take(a, level)?;
    let sigma = b.take(sigma, level)?;
    let noised = add_noise(b, x, noise, a, sigma)?;
    scope.enable_dropout(key, sample);
    let losses = losses(&mut scope, architecture, levels, [noised, noise, sigma, weight, level], label, options)?;
    let parameters = scope.parameters().to_vec();
    let values: Vec<ValueId> = parameters.iter().map(|(_, value)| *value).collect();
    let b = &mut scope.builder;
    let mut gradients = b.grad(losses.total, &values)?;
    let scalar = b.ty(losses.total);
    let norm = options.clip.map(|limit| clip(b, &mut gradients, limit, scalar)).transpose()?;
    for ((parameter, value), gradient) in parameters.iter().zip(gradients) {
        adam(b, &options.adam, &parameter.name, *value, gradient, optimizer)?;
    }
    for (name, value) in [("loss", losses.total), ("ce", losses.ce), ("mse", losses.mse)] {
        b.output(name, value);
    }
    if let Some(norm) = norm {
        b.output("grad_norm", norm);
    }
    let (builder, parameters) = scope.into_parts();
    let parameters = parameters.into_iter().map(|(parameter, _)| parameter).collect();
    Ok(TrainingStep { program: builder.finish()?, parameters })
}

/// The losses and their gradients as a program of their own, for optimisers other than Adam and for comparing
/// gradients.
///
/// Data inputs: `noised` (`x_t`) and `noise`, of the sample's shape; `sigma` and `weight`, scalars; `level`; `label` for
/// conditional networks: all per-sample. Frozen inputs: the parameters. Outputs: `loss`, `ce`, `mse`, the per-sample
/// `epsilon`, and `grad.NAME` of the loss for each parameter. No dropout.
///
/// # Source
/// Algorithm 1 of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
///
/// # Errors
/// As [`training_step`].
pub fn loss_gradients(architecture: &Architecture, levels: usize, objective: Objective) -> Result<TrainingStep> {
    let mut scope = Scope::new(ParameterRole::Frozen);
    let b = &mut scope.builder;
    let shape = architecture.sample_shape();
    let wide = |b: &mut Builder, name, dims: &[usize]| b.input(name, Role::Data, Extent::PerSample, Dtype::Wide, dims);
    let noised = wide(b, "noised", &shape)?;
    let noise = wide(b, "noise", &shape)?;
    let sigma = wide(b, "sigma", &[])?;
    let weight = wide(b, "weight", &[])?;
    let level = b.input("level", Role::Data, Extent::PerSample, Dtype::Index, &[])?;
    let label = match architecture.classes() {
        Some(_) => Some(b.input("label", Role::Data, Extent::PerSample, Dtype::Index, &[])?),
        None => None,
    };
    let options = TrainingOptions { objective, ..TrainingOptions::default() };
    let losses = losses(&mut scope, architecture, levels, [noised, noise, sigma, weight, level], label, options)?;
    let parameters = scope.parameters().to_vec();
    let values: Vec<ValueId> = parameters.iter().map(|(_, value)| *value).collect();
    let b = &mut scope.builder;
    let gradients = b.grad(losses.total, &values)?;
    for (name, value) in [("loss", losses.total), ("ce", losses.ce), ("mse", losses.mse), ("epsilon", losses.epsilon)] {
        b.output(name, value);
    }
    for ((parameter, _), gradient) in parameters.iter().zip(gradients) {
        b.output(&format!("grad.{}", parameter.name), gradient);
    }
    let (builder, parameters) = scope.into_parts();
    let parameters = parameters.into_iter().map(|(parameter, _)| parameter).collect();
    Ok(TrainingStep { program: builder.finish()?, parameters })
}

/// `a_t x + σ_t ε`.
fn add_noise(b: &mut Builder, x: ValueId, noise: ValueId, a: ValueId, sigma: ValueId) -> Result<ValueId> {
    let ty = b.ty(x);
    let a = b.broadcast_to(a, ty)?;
    let sigma = b.broadcast_to(sigma, ty)?;
    let signal = b.mul(a, x)?;
    let noise = b.mul(sigma, noise)?;
    b.add(signal, noise)
}

/// Cross-entropy over levels, error of the denoiser, and the objective, each summed over the batch with weights.
fn losses(
    scope: &mut Scope,
    architecture: &Architecture,
    levels: usize,
    [noised, noise, sigma, weight, level]: [ValueId; 5],
    label: Option<ValueId>,
    options: TrainingOptions,
) -> Result<Losses> {
    let raw = architecture.raw_logits(scope, noised, label, levels)?;
    let b = &mut scope.builder;
    let f = b.cumsum(raw, false)?;
    let f_t = b.take(f, level)?;
    let ce = cross_entropy(b, f, f_t)?;
    let (ce_weight, mse_weight) = options.objective.weights();
    let epsilon = denoise(b, f, f_t, noised, sigma, levels)?;
    let error = b.sub(noise, epsilon)?;
    let square = b.mul(error, error)?;
    let ty = b.ty(square);
    let sum = b.sum(square, Axes::of(&(0..ty.shape.rank()).collect::<Vec<_>>()))?;
    let sum = b.reshape(sum, &[])?;
    let mse = b.scale(sum, 1.0 / ty.shape.len() as f64)?;
    let [ce, mse] = [ce, mse].map(|value| weighted_sum(b, value, weight));
    let (ce, mse) = (ce?, mse?);
    let total = match (ce_weight != 0.0, mse_weight != 0.0) {
        (true, false) => b.scale(ce, ce_weight)?,
        (false, _) => b.scale(mse, mse_weight)?,
        (true, true) => {
            let (ce, mse) = (b.scale(ce, ce_weight)?, b.scale(mse, mse_weight)?);
            b.add(ce, mse)?
        }
    };
    Ok(Losses { total, ce, mse, epsilon })
}

/// `ln Σ e^f − f_t`, in nats.
fn cross_entropy(b: &mut Builder, f: ValueId, f_t: ValueId) -> Result<ValueId> {
    let total = b.log_sum_exp(f)?;
    let total = b.reshape(total, &[])?;
    b.sub(total, f_t)
}

/// `ε̂ = σ_t (∇F + x)` with `F = f_L − f_t`: Eq. (8) of [CDM].
fn denoise(b: &mut Builder, f: ValueId, f_t: ValueId, x: ValueId, sigma: ValueId, levels: usize) -> Result<ValueId> {
    let last = b.slice(f, 0, levels - 1, 1)?;
    let last = b.reshape(last, &[])?;
    let ratio = b.sub(last, f_t)?;
    let gradient = b.grad(ratio, &[x])?[0];
    let sum = b.add(gradient, x)?;
    let sigma = b.broadcast_to(sigma, b.ty(x))?;
    b.mul(sigma, sum)
}

fn weighted_sum(b: &mut Builder, value: ValueId, weight: ValueId) -> Result<ValueId> {
    let product = b.mul(value, weight)?;
    b.sum_batch(product, Axes::NONE)
}

/// Scales all gradients by `min(1, limit / ‖g‖)`, and returns `‖g‖`, of the type `like`: shared, wide, a scalar.
///
/// # Numerics
/// The factor is `limit / max(‖g‖, limit)` with `max(a, b) = (a + b + |a − b|)/2`, where nothing cancels: within a few roundings of
/// 1 for gradients that are short enough. A norm whose square overflows makes all gradients 0, as in PyTorch.
fn clip(b: &mut Builder, gradients: &mut [ValueId], limit: f64, like: ValueType) -> Result<ValueId> {
    let mut total = b.constant(0.0, like)?;
    for gradient in gradients.iter() {
        let wide = if b.ty(*gradient).dtype == Dtype::Wide { *gradient } else { b.cast(*gradient, Dtype::Wide)? };
        let square = b.mul(wide, wide)?;
        let sum = b.sum(square, Axes::of(&(0..b.ty(square).shape.rank()).collect::<Vec<_>>()))?;
        let sum = b.reshape(sum, &[])?;
        total = b.add(total, sum)?;
    }
    let norm = b.sqrt(total)?;
    let excess = b.affine(norm, 1.0, -limit)?;
    let distance = b.mul(excess, excess)?;
    let distance = b.sqrt(distance)?;
    let sum = b.affine(norm, 1.0, limit)?;
    let sum = b.add(sum, distance)?;
    let larger = b.scale(sum, 0.5)?;
    let inverse = b.recip(larger)?;
    let factor = b.scale(inverse, limit)?;
    for gradient in gradients.iter_mut() {
        let ty = b.ty(*gradient);
        let factor = if ty.dtype == Dtype::Wide { factor } else { b.cast(factor, ty.dtype)? };
        let factor = b.broadcast_to(factor, ty)?;
        *gradient = b.mul(*gradient, factor)?;
    }
    Ok(norm)
}

/// One parameter's step of Adam and of its moving average.
fn adam(
    b: &mut Builder,
    constants: &Adam,
    name: &str,
    value: ValueId,
    gradient: ValueId,
    optimizer: ValueId,
) -> Result<()> {
    let ty = b.ty(value);
    let mut dims = Vec::new();
    dims.extend(ty.shape.dims());
    let state = |b: &mut Builder, prefix: &str| {
        b.input(&format!("{prefix}.{name}"), Role::State, Extent::Shared, ty.dtype, &dims)
    };
    let (m, v, ema) = (state(b, "adam.m")?, state(b, "adam.v")?, state(b, "ema")?);
    let square = b.mul(gradient, gradient)?;
    let new_m = blend(b, m, gradient, constants.beta1)?;
    let new_v = blend(b, v, square, constants.beta2)?;
    let scalar = |b: &mut Builder, at| scalar_like(b, optimizer, at, ty);
    let (step, correction, decay) = (scalar(b, 0)?, scalar(b, 1)?, scalar(b, 2)?);
    let root = b.sqrt(new_v)?;
    let root = b.mul(root, correction)?;
    let root = b.affine(root, 1.0, constants.epsilon)?;
    let inverse = b.recip(root)?;
    let change = b.mul(new_m, inverse)?;
    let change = b.mul(step, change)?;
    let new_value = b.sub(value, change)?;
    let lag = b.sub(ema, new_value)?;
    let lag = b.mul(decay, lag)?;
    let new_ema = b.add(new_value, lag)?;
    for (state, new) in [(value, new_value), (m, new_m), (v, new_v), (ema, new_ema)] {
        b.update(state, new)?;
    }
    Ok(())
}

/// `β old + (1 − β) new` as `old + (1 − β)(new − old)`: nothing in it depends on the state alone, so that nothing is bound.
fn blend(b: &mut Builder, old: ValueId, new: ValueId, beta: f64) -> Result<ValueId> {
    let change = b.sub(new, old)?;
    let change = b.scale(change, 1.0 - beta)?;
    b.add(old, change)
}

/// Number `at` of a vector, repeated.
fn scalar_like(b: &mut Builder, vector: ValueId, at: usize, like: ValueType) -> Result<ValueId> {
    let one = b.slice(vector, 0, at, 1)?;
    let one = b.reshape(one, &[])?;
    b.broadcast_to(one, like)
}
