//! Compares a backend with a case. Every check prints its largest error, also when it passes.

use crate::case::Case;
use cdm_core::backend::{Backend, HostMut, HostReal, HostRef, Run};
use cdm_core::nn::{Network, loss_gradients};
use cdm_core::program::{Dtype, Program, Role};
use cdm_core::sampler::{self, AnyMethod, Ddim, Ddpm, DpmSolver2m, Plan, Spacing};
use cdm_core::{Classifier, ClassifierExt, Levels, Objective, Prior, Schedule, likelihood};
use std::io::Write as _;

/// Relative errors allowed.
#[derive(Clone, Copy)]
pub(crate) struct Tolerance {
    /// Of outputs, and of the gradient in all parameters.
    pub(crate) whole: f64,
    /// Of the gradient in one parameter: that of a bias before a norm, say, is the little that is left of large terms.
    pub(crate) parameter: f64,
}

/// Largest errors of one comparison.
struct Report<'a> {
    case: &'a str,
    backend: &'a str,
    tolerance: Tolerance,
}

impl Report<'_> {
    /// Fails if the error, relative to the norm of what is wanted, is above the tolerance; NaN is above it.
    fn close(&self, what: &str, got: &[f64], want: &[f64]) {
        assert_eq!(got.len(), want.len(), "{what}: lengths");
        self.relative(what, distance(got, want) / norm(want), self.tolerance.whole);
    }

    fn relative(&self, what: &str, relative: f64, limit: f64) {
        // Straight to the file: the harness would hide what a passing test prints.
        writeln!(std::io::stderr(), "{:14} {:14} {what:50} {relative:.2e}", self.case, self.backend).unwrap();
        assert!(
            relative <= limit,
            "{}, {}: {what} is off by {relative:.3e}, allowed {limit:.0e}",
            self.case,
            self.backend
        );
    }
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// Cross-entropy, error of the denoiser, and the gradient of each in every parameter.
pub(crate) fn losses<B: Backend>(case: &Case, backend: &B, name: &str, tolerance: Tolerance) {
    let report = Report { case: &case.name, backend: name, tolerance };
    for (objective, value, prefix) in [(Objective::Ce, "ce", "grad_ce"), (Objective::Mse, "mse", "grad_mse")] {
        let step = loss_gradients(&case.architecture, case.levels, objective).unwrap();
        let outputs = run(case, backend, &step.program);
        let output = |name: &str| &outputs.iter().find(|(n, _)| n == name).unwrap().1;
        report.close(value, output(value), &case.tensor(value).values);
        if objective == Objective::Mse {
            // σ∇F = ε̂ − σx, by its own norm: beside x a wrong gradient could hide.
            let (epsilon, xt, sigma) = (case.images("epsilon"), case.images("xt"), &case.tensor("sigma").values);
            let part = |e: &[f64]| -> Vec<f64> {
                let dim = case.architecture.dim();
                e.iter().enumerate().map(|(i, e)| e - sigma[i / dim] * xt[i]).collect()
            };
            report.close("sigma grad F", &part(output("epsilon")), &part(&epsilon));
        }
        gradients(case, &report, prefix, |name| output(&format!("grad.{name}")).clone());
    }
}

/// Some gradients are exactly zero, so each tensor's error is taken relative to at least a thousandth of the size that
/// tensors have on average.
fn gradients(case: &Case, report: &Report<'_>, prefix: &str, got: impl Fn(&str) -> Vec<f64>) {
    let want = |name: &str| &case.tensor(&format!("{prefix}.{name}")).values;
    let total = case.parameters.iter().map(|p| norm(want(&p.name)).powi(2)).sum::<f64>().sqrt();
    let floor = 1e-3 * total / (case.parameters.len() as f64).sqrt();
    let (mut whole, mut worst) = (0.0f64, (0.0, String::new()));
    for parameter in &case.parameters {
        let want = parameter.from_published(want(&parameter.name));
        let error = distance(&got(&parameter.name), &want);
        whole = whole.hypot(error);
        let error = error / norm(&want).max(floor);
        assert!(!error.is_nan(), "{}, {}: {prefix}.{} is not a number", report.case, report.backend, parameter.name);
        if error >= worst.0 {
            worst = (error, parameter.name.clone());
        }
    }
    report.relative(prefix, whole / total, report.tolerance.whole);
    report.relative(&format!("{prefix}: {}", worst.1), worst.0, report.tolerance.parameter);
}

fn run<B: Backend>(case: &Case, backend: &B, program: &Program) -> Vec<(String, Vec<f64>)> {
    let batch = case.tensor("t").values.len();
    let weight = vec![1.0 / batch as f64; batch];
    let mut data = Vec::new();
    for (name, ty) in program.inputs(Role::Data) {
        let mut buffer = backend.buffer_for(&ty, batch).unwrap();
        let written = match name {
            "noised" => backend.write(&mut buffer, HostRef::F64(&case.images("xt"))),
            "noise" => backend.write(&mut buffer, HostRef::F64(&case.images("noise"))),
            "sigma" => backend.write(&mut buffer, HostRef::F64(&case.tensor("sigma").values)),
            "weight" => backend.write(&mut buffer, HostRef::F64(&weight)),
            "level" => backend.write(&mut buffer, HostRef::Index(&case.indices("t"))),
            "label" => backend.write(&mut buffer, HostRef::Index(&case.indices("y"))),
            other => panic!("an input {other} that this test does not know"),
        };
        written.unwrap();
        data.push(buffer);
    }
    let mut frozen = Vec::new();
    for weights in &case.weights {
        let mut buffer = backend.buffer(Dtype::Wide, weights.len()).unwrap();
        backend.write(&mut buffer, HostRef::F32(weights)).unwrap();
        frozen.push(buffer);
    }
    let names: Vec<_> = program.outputs().map(|(name, ty)| (name.to_owned(), ty)).collect();
    let mut outputs: Vec<_> = names.iter().map(|(_, ty)| backend.buffer_for(ty, batch).unwrap()).collect();
    let executable = backend.compile(program.as_ref()).unwrap();
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let bind = cdm_core::backend::Bind::Fresh;
    let run = Run { batch, bind, data: &data, frozen: &frozen, state: &mut [], outputs: &mut outputs };
    backend.run(&executable, run).unwrap();
    let read = |((name, ty), buffer): ((String, cdm_core::program::ValueType), &B::Buffer)| {
        let mut values = vec![0.0; ty.elements_for(batch)];
        backend.read(buffer, HostMut::F64(&mut values)).unwrap();
        (name, values)
    };
    names.into_iter().zip(&outputs).map(read).collect()
}

/// Logits, density, bits/dim and three samplers, through [`Network`].
pub(crate) fn inference<E: HostReal, B: Backend>(case: &Case, backend: B, name: &str, tolerance: Tolerance)
where
    B::Error: 'static,
{
    let report = Report { case: &case.name, backend: name, tolerance };
    let weights = case.weights.iter().map(|w| HostRef::F32(w));
    let net = Network::new(backend, &case.architecture, case.levels, weights).unwrap();
    let schedule = Schedule::from_alpha_bar(&case.tensor("alpha_bar").values).unwrap();
    let labels = case.labels();
    match &labels {
        None => density::<E, _>(case, &report, &net),
        Some(y) => {
            let bound = net.with_labels(y).unwrap();
            density::<E, _>(case, &report, &bound);
        }
    }
    let count = case.tensor("sample.xT").shape[0];
    match &labels {
        None => samples::<E, _>(case, &report, &net, &schedule),
        Some(y) => {
            let conditional = net.with_labels(&y[..count]).unwrap();
            let null = vec![case.architecture.classes().unwrap() as u32; count];
            let unconditional = net.with_labels(&null).unwrap();
            let guided = cdm_core::Guided { conditional, unconditional, weight: case.guidance };
            samples::<E, _>(case, &report, &guided, &schedule);
        }
    }
}

fn real<E: HostReal>(x: &[f64]) -> Vec<E> {
    x.iter().map(|&x| E::from_f64(x)).collect()
}

fn double<E: HostReal>(x: &[E]) -> Vec<f64> {
    x.iter().map(|x| x.to_f64()).collect()
}

fn density<E: HostReal, C: Classifier<E>>(case: &Case, report: &Report<'_>, net: &C) {
    let x = real::<E>(&case.images("xt"));
    let mut logits = vec![E::zero(); x.len() / net.dim() * net.levels()];
    let mut scratch = vec![E::zero(); net.scratch_len_ext(x.len() / net.dim())];
    net.logits(&x, &mut logits, &mut scratch).unwrap();
    report.close("logits", &double(&logits), &case.tensor("logits").values);
    let x = real::<E>(&case.images("x0"));
    let log_density = net.log_density_vec(&x, Levels::All(0), Prior::UNIFORM).unwrap();
    report.close("log density", &log_density, &case.tensor("log_density").values);
    let bits: Vec<f64> = log_density.iter().map(|&p| likelihood::bits_per_dim(p, net.dim(), 256)).collect();
    report.close("bits/dim", &bits, &case.tensor("bits_per_dim").values);
}

fn samples<E: HostReal, C: Classifier<E>>(case: &Case, report: &Report<'_>, net: &C, schedule: &Schedule) {
    let z = case.images("sample.ddpm20.z");
    let dim = net.dim();
    let count = case.tensor("sample.xT").shape[0];
    let methods = [
        ("sample.ddim50", 50, AnyMethod::Ddim(Ddim::DETERMINISTIC)),
        ("sample.dpm25", 25, AnyMethod::DpmSolver2m(DpmSolver2m)),
        ("sample.ddpm20", 20, AnyMethod::Ddpm(Ddpm)),
    ];
    for (name, steps, method) in methods {
        let plan = Plan::spaced(schedule.view(), Spacing::Published, steps, method).unwrap();
        let mut x = real::<E>(&case.images("sample.xT"));
        let noise = |step: usize, sample: usize, out: &mut [E]| {
            let z = &z[(step * count + sample) * dim..][..dim];
            out.iter_mut().zip(z).for_each(|(out, &z)| *out = E::from_f64(z));
        };
        let mut scratch = vec![E::zero(); sampler::scratch_len(net, count)];
        sampler::run(net, &plan, &mut x, noise, &mut scratch).unwrap();
        report.close(name, &double(&x), &case.images(name));
    }
}
