//! The use of it all: density, denoising and sampling of a Gaussian mixture on the backend, against closed forms.

use super::draft::Draft;
use super::{Built, Case, HostData, Task};
use crate::program::{Axes, Builder, Dtype, Extent, Role, ValueId, ValueType};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Components of variance `SPREAD²` around these means, all alike.
const MEANS: [[f64; 3]; 4] = [[1.0, 0.5, -0.5], [-1.0, 0.25, 0.5], [0.5, -1.0, 1.0], [-0.25, -0.75, -1.0]];
const SPREAD: f64 = 0.5;
/// Levels of the optimal-transport kind: `a = 1 − t/L`, `σ = t/L`.
const LAST: usize = 4;
const DIM: usize = 3;

fn a(t: usize) -> f64 {
    1.0 - t as f64 / LAST as f64
}

fn sigma(t: usize) -> f64 {
    t as f64 / LAST as f64
}

/// Variance of a component at level `t`.
fn variance(t: usize) -> f64 {
    (a(t) * SPREAD).powi(2) + sigma(t).powi(2)
}

/// `log p_t(x)` in nats, and its gradient, by the textbook.
fn truth(x: &[f64], t: usize) -> (f64, [f64; DIM]) {
    let v = variance(t);
    let logs = MEANS.map(|mean| {
        let square: f64 = x.iter().zip(mean).map(|(x, m)| (x - a(t) * m).powi(2)).sum();
        -square / (2.0 * v) - DIM as f64 / 2.0 * (2.0 * core::f64::consts::PI * v).ln()
    });
    let total = logs.iter().map(|l| l.exp()).sum::<f64>();
    let score = |i: usize| -> f64 {
        let pull = |(mean, log): (&[f64; DIM], &f64)| log.exp() / total * (a(t) * mean[i] - x[i]) / v;
        MEANS.iter().zip(&logs).map(pull).sum()
    };
    ((total / MEANS.len() as f64).ln(), [score(0), score(1), score(2)])
}

/// The optimal noise estimate, `−σ ∇log p`.
fn epsilon(x: &[f64], t: usize) -> [f64; DIM] {
    truth(x, t).1.map(|score| -sigma(t) * score)
}

/// The classifier's logits over levels `0 … L` as a program: one product, `‖x‖²`, and a sum of exponentials.
fn logits(d: &mut Draft, x: ValueId) -> Built<ValueId> {
    let (levels, parts) = (LAST + 1, MEANS.len());
    let (mut weights, mut bias, mut square) = (vec![0.0; DIM * levels * parts], Vec::new(), Vec::new());
    for t in 0..levels {
        let v = variance(t);
        for (k, mean) in MEANS.iter().enumerate() {
            let column = t * parts + k;
            (0..DIM).for_each(|i| weights[i * levels * parts + column] = a(t) * mean[i] / v);
            let norm: f64 = mean.iter().map(|m| (a(t) * m).powi(2)).sum();
            let scale = (2.0 * core::f64::consts::PI * v).ln() * DIM as f64 / 2.0 + (parts as f64).ln();
            bias.push(-norm / (2.0 * v) - scale);
            square.push(-0.5 / v);
        }
    }
    let columns = levels * parts;
    let mut frozen = |numbers: Vec<f64>, dims: &[usize]| {
        d.with(Role::Frozen, Extent::Shared, Dtype::Wide, dims, HostData::Real(numbers))
    };
    let weights = frozen(weights, &[DIM, columns])?;
    let bias = frozen(bias, &[1, columns])?;
    let square = frozen(square, &[1, columns])?;
    let b = &mut d.builder;
    let row = b.reshape(x, &[1, DIM])?;
    let linear = b.matmul(row, false, weights, false)?;
    let like = b.ty(linear);
    let squares = b.mul(row, row)?;
    let norm = b.sum(squares, Axes::of(&[1]))?;
    let (norm, square, bias) =
        (b.broadcast_to(norm, like)?, b.broadcast_to(square, like)?, b.broadcast_to(bias, like)?);
    let quadratic = b.mul(norm, square)?;
    let sum = b.add(linear, quadratic)?;
    let sum = b.add(sum, bias)?;
    let grouped = b.reshape(sum, &[levels, parts])?;
    let logs = b.log_sum_exp(grouped)?;
    b.reshape(logs, &[levels])
}

/// `ε̂(x, t)` from the ratio's gradient: Eq. 8 of \[CDM\], as program nodes.
fn denoise(d: &mut Draft, x: ValueId, t: usize) -> Built<ValueId> {
    let f = logits(d, x)?;
    let b = &mut d.builder;
    let (last, this) = (b.slice(f, 0, LAST, 1)?, b.slice(f, 0, t, 1)?);
    let ratio = b.sub(last, this)?;
    let gradient = b.grad(ratio, &[x])?[0];
    let sum = b.add(gradient, x)?;
    b.scale(sum, sigma(t))
}

fn samples(case: &Case) -> Vec<&[f64]> {
    match case.data.first() {
        Some(HostData::Real(x)) => x.chunks_exact(DIM).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn tasks() -> Built<Vec<Task>> {
    let mut tasks = vec![density()?, denoised()?, sampled()?];
    tasks.push(objective()?);
    Ok(tasks)
}

fn start(seed: u64, batch: usize) -> Built<(Draft, ValueId)> {
    let mut draft = Draft::new(seed, batch);
    let x = draft.real(Extent::PerSample, &[DIM], (-2.0, 2.0))?;
    Ok((draft, x))
}

/// `log p_0` by one pass over the logits: Eq. 10 of \[CDM\].
fn density() -> Built<Task> {
    let (mut draft, x) = start(1, 37)?;
    let f = logits(&mut draft, x)?;
    let b = &mut draft.builder;
    let (clean, noise) = (b.slice(f, 0, 0, 1)?, b.slice(f, 0, LAST, 1)?);
    let ratio = b.sub(clean, noise)?;
    let square = b.mul(x, x)?;
    let norm = b.sum(square, Axes::of(&[0]))?;
    let normal = b.affine(norm, -0.5, -(DIM as f64) / 2.0 * (2.0 * core::f64::consts::PI).ln())?;
    let density = b.add(ratio, normal)?;
    b.output("log p_0", density);
    let exact = |case: &Case| vec![samples(case).iter().map(|x| truth(x, 0).0).collect()];
    Ok(Task {
        case: draft.finish(String::from("density of a mixture"), 5)?,
        exact: Some(Box::new(exact)),
        to_the_bit: false,
    })
}

fn denoised() -> Built<Task> {
    const LEVEL: usize = 2;
    let (mut draft, x) = start(2, 37)?;
    let epsilon_hat = denoise(&mut draft, x, LEVEL)?;
    draft.builder.output("noise", epsilon_hat);
    let exact = |case: &Case| vec![samples(case).iter().flat_map(|x| epsilon(x, LEVEL)).collect()];
    Ok(Task {
        case: draft.finish(String::from("denoising of a mixture"), 5)?,
        exact: Some(Box::new(exact)),
        to_the_bit: false,
    })
}

/// Deterministic sampling from level `L − 1` down in one program, and the same steps by hand.
fn sampled() -> Built<Task> {
    let coefficients = |t: usize| {
        let scale = a(t - 1) / a(t);
        (scale, sigma(t - 1) - scale * sigma(t))
    };
    let (mut draft, start) = start(3, 17)?;
    let mut x = start;
    for t in (1..LAST).rev() {
        let noise = denoise(&mut draft, x, t)?;
        let (of_x, of_noise) = coefficients(t);
        let (kept, moved) = (draft.builder.scale(x, of_x)?, draft.builder.scale(noise, of_noise)?);
        x = draft.builder.add(kept, moved)?;
    }
    draft.builder.output("sample", x);
    let exact = move |case: &Case| {
        let one = |x: &&[f64]| {
            let mut x = x.to_vec();
            for t in (1..LAST).rev() {
                let (noise, (of_x, of_noise)) = (epsilon(&x, t), coefficients(t));
                x.iter_mut().zip(noise).for_each(|(x, noise)| *x = of_x * *x + of_noise * noise);
            }
            x
        };
        vec![samples(case).iter().flat_map(one).collect()]
    };
    Ok(Task {
        case: draft.finish(String::from("sampling of a mixture"), 4)?,
        exact: Some(Box::new(exact)),
        to_the_bit: false,
    })
}

/// A step of gradient descent on cross-entropy and denoising error of a small network: the whole of training, with the
/// gradient of a gradient, in one program with updates.
fn objective() -> Built<Task> {
    const WIDTH: usize = 9;
    let (mut draft, x) = start(4, 11)?;
    let noise = draft.real(Extent::PerSample, &[DIM], (-1.0, 1.0))?;
    let level = draft.index(LAST + 1)?;
    let mut state = |dims: &[usize]| {
        let numbers = (0..dims.iter().product()).map(|_| f64::from(draft.noise.uniform(-0.5, 0.5) as f32)).collect();
        draft.with(Role::State, Extent::Shared, Dtype::Wide, dims, HostData::Real(numbers))
    };
    let (first, second) = (state(&[DIM, WIDTH])?, state(&[WIDTH, LAST + 1])?);
    let b = &mut draft.builder;
    let row = b.reshape(x, &[1, DIM])?;
    let hidden = b.matmul(row, false, first, false)?;
    let gate = b.sigmoid(hidden)?;
    let hidden = b.mul(hidden, gate)?;
    let raw = b.matmul(hidden, false, second, false)?;
    let f = b.cumsum(raw, false)?;
    let f = b.reshape(f, &[LAST + 1])?;
    let picked = b.take(f, level)?;
    let (all, last) = (b.log_sum_exp(f)?, b.slice(f, 0, LAST, 1)?);
    let (all, last) = (b.reshape(all, &[])?, b.reshape(last, &[])?);
    let entropy = b.sub(all, picked)?;
    let ratio = b.sub(last, picked)?;
    let gradient = b.grad(ratio, &[x])?[0];
    let estimate = b.add(gradient, x)?;
    let error = b.sub(estimate, noise)?;
    let square = b.mul(error, error)?;
    let loss = total_loss(b, square, entropy)?;
    b.output("loss", loss);
    let gradients = b.grad(loss, &[first, second])?;
    for (state, gradient) in [first, second].into_iter().zip(gradients) {
        b.output(&format!("second gradient of {state:?}"), gradient);
        let step = b.scale(gradient, 0.1)?;
        let new = b.sub(state, step)?;
        b.update(state, new)?;
    }
    Ok(draft.finish(String::from("a step of training"), 3)?.into())
}

/// The sum over the batch of cross-entropy and squared error.
fn total_loss(b: &mut Builder, square: ValueId, entropy: ValueId) -> Built<ValueId> {
    let ty: ValueType = b.ty(square);
    let error = b.sum_batch(square, Axes::of(&[0]))?;
    let error = b.reshape(error, &[])?;
    let error = b.scale(error, 1.0 / ty.elements() as f64)?;
    let entropy = b.sum_batch(entropy, Axes::NONE)?;
    b.add(error, entropy)
}
