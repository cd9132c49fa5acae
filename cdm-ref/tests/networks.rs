//! Gradients of whole networks, first and second order, against differences of what they are gradients of.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run};
use cdm_core::nn::{Architecture, Encoder, Mlp, Network, Pyramid, UNet, loss_gradients};
use cdm_core::program::{Dtype, Role};
use cdm_core::rng::{Philox, Stream};
use cdm_core::{Classifier, Levels, Objective};
use cdm_ref::RefBackend;

const LEVELS: usize = 5;
const LABELS: [u32; 2] = [1, 3];

/// Odd sides that are halved twice, a side that cannot be halved any more, channels normalised in groups of one, two, three
/// and four, and labels.
fn networks() -> [(&'static str, Architecture); 4] {
    let net =
        Pyramid { multipliers: vec![1, 2, 1], attention: vec![3], classes: Some(3), ..Pyramid::new([5, 2, 2], 34) };
    let few = Pyramid { multipliers: vec![1, 11], ..Pyramid::new([6, 5, 1], 3) };
    let mlp = Mlp { classes: Some(3), ..Mlp::new(3, 6, 3) };
    [
        ("unet", Architecture::UNet(UNet(net.clone()))),
        ("encoder", Architecture::Encoder(Encoder(net))),
        ("unet of 3 channels", Architecture::UNet(UNet(few))),
        ("mlp", Architecture::Mlp(mlp)),
    ]
}

/// First values, larger than a network starts with: gradients beside which nothing can hide.
fn weights(architecture: &Architecture) -> Vec<Vec<f64>> {
    let parameters = architecture.parameters(LEVELS).unwrap();
    let mut weights: Vec<Vec<f64>> = parameters.iter().enumerate().map(|(n, p)| p.initial_values(5, n)).collect();
    for (parameter, values) in parameters.iter().zip(&mut weights) {
        let head = parameter.name.starts_with("linear_layer") || parameter.name.starts_with("head");
        values.iter_mut().for_each(|v| *v *= if head { 8.0 } else { 1.0 });
    }
    weights
}

fn normal(stream: u32, len: usize) -> Vec<f64> {
    let mut values = vec![0.0; len];
    Philox::new(77).fill_normal(Stream(stream), 0, 0, &mut values);
    values
}

/// Loss, and its gradient in every parameter.
fn loss(architecture: &Architecture, objective: Objective, weights: &[Vec<f64>]) -> (f64, Vec<Vec<f64>>) {
    let step = loss_gradients(architecture, LEVELS, objective).unwrap();
    let (batch, len) = (LABELS.len(), LABELS.len() * architecture.dim());
    let real = |values: &[f64]| {
        let mut buffer = RefBackend.buffer(Dtype::Wide, values.len()).unwrap();
        RefBackend.write(&mut buffer, HostRef::F64(values)).unwrap();
        buffer
    };
    let data = step.program.inputs(Role::Data).map(|(name, ty)| match name {
        "noised" => real(&normal(1, len)),
        "noise" => real(&normal(2, len)),
        "sigma" => real(&[0.4, 0.8]),
        "weight" => real(&[0.5, 0.5]),
        _ => {
            let mut buffer = RefBackend.buffer_for(&ty, batch).unwrap();
            let indices: &[u32] = if name == "label" { &LABELS } else { &[1, 3] };
            RefBackend.write(&mut buffer, HostRef::Index(indices)).unwrap();
            buffer
        }
    });
    let data: Vec<_> = data.collect();
    let frozen: Vec<_> = weights.iter().map(|w| real(w)).collect();
    let mut outputs: Vec<_> =
        step.program.outputs().map(|(_, ty)| RefBackend.buffer_for(&ty, batch).unwrap()).collect();
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let executable = RefBackend.compile(step.program.as_ref()).unwrap();
    let run = Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state: &mut [], outputs: &mut outputs };
    RefBackend.run(&executable, run).unwrap();
    let mut values = step.program.outputs().zip(&outputs).map(|((name, ty), buffer)| {
        let mut values = vec![0.0; ty.elements_for(batch)];
        RefBackend.read(buffer, HostMut::F64(&mut values)).unwrap();
        (name.to_owned(), values)
    });
    let (_, loss) = values.next().unwrap();
    (loss[0], values.filter(|(name, _)| name.starts_with("grad.")).map(|(_, values)| values).collect())
}

fn shifted(weights: &[Vec<f64>], direction: &[Vec<f64>], h: f64) -> Vec<Vec<f64>> {
    let shift = |(w, d): (&Vec<f64>, &Vec<f64>)| w.iter().zip(d).map(|(w, d)| w + h * d).collect();
    weights.iter().zip(direction).map(shift).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Central differences of two widths, extrapolated: an error of h⁴ and of rounding over h.
fn difference(f: impl Fn(f64) -> f64) -> f64 {
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    (4.0 * central(5e-4) - central(1e-3)) / 3.0
}

/// The denoising error contains the gradient in x, so its gradient is of second order.
#[test]
fn gradients_of_both_losses_are_their_slopes() {
    for (name, architecture) in networks() {
        let weights = weights(&architecture);
        for objective in [Objective::Ce, Objective::Mse] {
            let (_, gradients) = loss(&architecture, objective, &weights);
            let size = gradients.iter().map(|g| dot(g, g)).sum::<f64>().sqrt();
            for k in 1..=2u32 {
                let direction = |(n, w): (usize, &Vec<f64>)| normal(1000 * k + n as u32, w.len());
                let mut direction: Vec<Vec<f64>> = weights.iter().enumerate().map(direction).collect();
                let length = direction.iter().map(|d| dot(d, d)).sum::<f64>().sqrt();
                direction.iter_mut().flatten().for_each(|d| *d /= length);
                let got: f64 = gradients.iter().zip(&direction).map(|(g, d)| dot(g, d)).sum();
                let want = difference(|h| loss(&architecture, objective, &shifted(&weights, &direction, h)).0);
                // Rounding of 1e-15 over a step of 5e-4, and h⁴ = 1e-12 of the fifth derivative. A random direction sees about
                // 1/√n of the gradient, here 1e-3 to 1e-5, so `got` itself is right to six digits or more.
                let error = (got - want).abs() / size;
                println!("{name} {objective:?}: {got:e} {want:e} {error:e}");
                assert!(error < 1e-11, "{name}, {objective:?}: {got} {want}, of a gradient of length {size}");
            }
        }
    }
}

#[test]
fn the_gradient_of_the_ratio_is_its_slope_with_and_without_labels() {
    for (name, architecture) in networks() {
        let weights = weights(&architecture);
        let host = weights.iter().map(|w| HostRef::F64(w));
        let net = Network::new(RefBackend, &architecture, LEVELS, host).unwrap();
        let (dim, x) = (architecture.dim(), normal(1, architecture.dim()));
        let direction = normal(9, dim);
        let slope = |net: &dyn Classifier<f64, Error = _>| {
            let mut gradient = vec![0.0; dim];
            let (last, level) = (Levels::All(LEVELS - 1), Levels::All(1));
            net.ratio_gradient(&x, last, level, None, &mut gradient, &mut []).unwrap();
            let ratio = |h: f64| {
                let at: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + h * d).collect();
                let mut ratio = [0.0];
                net.ratio(&at, last, level, &mut ratio, &mut []).unwrap();
                ratio[0]
            };
            let (got, want) = (dot(&gradient, &direction), difference(ratio));
            let scale = (dot(&gradient, &gradient) * dot(&direction, &direction)).sqrt();
            assert!((got - want).abs() < 1e-7 * scale, "{name}: {got} {want}");
            got
        };
        let null = slope(&net);
        if architecture.classes().is_some() {
            let labelled = net.with_labels(&LABELS[..1]).unwrap();
            assert!((slope(&labelled) - null).abs() > 1e-3 * null.abs(), "{name} does not look at its label");
            assert_eq!(slope(&net.with_labels(&[3]).unwrap()), null);
        }
    }
}
