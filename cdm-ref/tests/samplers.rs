//! Samplers on the oracle: moments of the stochastic ones, orders of the deterministic ones.

mod common;

use cdm_core::rng::Philox;
use cdm_core::sampler::{self, Ddim, Ddpm, DpmSolver2m, Method, Plan, Spacing, StepsError, TimeSteps};
use cdm_core::{Classifier, ClassifierExt, Levels, Schedule};
use cdm_ref::{Mixture, MixtureClassifier};

/// Two overlapping, tilted Gaussians in the plane.
fn mixture() -> Mixture {
    let covariances = [vec![0.30, 0.12, 0.12, 0.20], vec![0.15, -0.05, -0.05, 0.25]];
    Mixture::new(&[0.4, 0.6], &[vec![-0.9, 0.3], vec![0.7, -0.2]], &covariances).unwrap()
}

fn samples<M: Method>(classifier: &MixtureClassifier, method: M, steps: usize, count: usize) -> Vec<f64> {
    let plan = Plan::spaced(classifier.schedule(), Spacing::Trailing, steps, method).unwrap();
    let dim = classifier.mixture().dim();
    let (mut x, philox) = (vec![0.0f64; count * dim], Philox::new(17));
    sampler::start(philox, 0, dim, &mut x);
    let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(classifier, count)];
    sampler::run(classifier, &plan, &mut x, sampler::philox_noise(philox, 0), &mut scratch).unwrap();
    x
}

/// Mean and covariance of rows of two, with the standard error of each, estimated from the samples.
fn moments(x: &[f64]) -> [(f64, f64); 5] {
    let n = (x.len() / 2) as f64;
    let average = |f: &dyn Fn(&[f64]) -> f64| {
        let (sum, squares) = x.chunks_exact(2).map(f).fold((0.0, 0.0), |(s, q), v| (s + v, q + v * v));
        (sum / n, ((squares / n - (sum / n).powi(2)) / n).sqrt())
    };
    let mean = [average(&|r| r[0]), average(&|r| r[1])];
    let centred = |i: usize, j: usize| average(&move |r| (r[i] - mean[i].0) * (r[j] - mean[j].0));
    [mean[0], mean[1], centred(0, 0), centred(0, 1), centred(1, 1)]
}

fn check_moments(name: &str, classifier: &MixtureClassifier, x: &[f64], bias: f64) {
    let (mean, c) = (classifier.mixture().mean_at(1.0), classifier.mixture().covariance_at(1.0, 0.0));
    let exact = [mean[0], mean[1], c[0], c[1], c[3]];
    let mut failed = false;
    for ((value, error), exact) in moments(x).into_iter().zip(exact) {
        println!("{name}: {value:.4} ± {error:.4} against {exact:.4}, {:.2} standard errors", (value - exact) / error);
        failed |= (value - exact).abs() > 4.0 * error + bias;
    }
    assert!(!failed, "{name}");
}

#[test]
fn moments_of_ddpm_1000() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::linear_ddpm(1000).unwrap());
    check_moments("ddpm 1000", &classifier, &samples(&classifier, Ddpm, 1000, 4000), 0.0);
}

#[test]
fn moments_of_ddpm_50() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::linear_ddpm(1000).unwrap());
    check_moments("ddpm 50", &classifier, &samples(&classifier, Ddpm, 50, 4000), 0.0);
    check_moments("ddpm 50 big", &classifier, &samples(&classifier, Ddpm, 50, 100000), 0.0);
}
