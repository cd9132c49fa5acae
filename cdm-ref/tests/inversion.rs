//! Encoding by DDIM run upwards, and what samplers show of their way, on the oracle.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use cdm_core::rng::Philox;
use cdm_core::sampler::{self, AnyMethod, Ddim, Inversion, Inverted, Plan, Spacing};
use cdm_core::{ClassifierExt, Levels, Schedule, ScheduleKind};
use cdm_ref::{Mixture, MixtureClassifier};

fn mixture() -> Mixture {
    let covariances = [vec![0.30, 0.12, 0.12, 0.20], vec![0.15, -0.05, -0.05, 0.25]];
    Mixture::new(&[0.4, 0.6], &[vec![-0.9, 0.3], vec![0.7, -0.2]], &covariances).unwrap()
}

/// Samples of the data, their codes, and the root mean square of what encoding and decoding changes.
fn round_trip(classifier: &MixtureClassifier, steps: usize, how: Inversion) -> (Vec<f64>, f64, Inverted) {
    let plan = Plan::spaced(classifier.schedule(), Spacing::Trailing, steps, Ddim::DETERMINISTIC).unwrap();
    let data: Vec<f64> = classifier.mixture().sample(&Philox::new(5), 64, 0).concat_rows();
    let mut x = data.clone();
    let mut scratch = vec![f64::NAN; sampler::invert_scratch_len::<f64, _>(classifier, 64)];
    let answer = sampler::invert(classifier, &plan, how, &mut x, &mut scratch).unwrap();
    let codes = x.clone();
    let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(classifier, 64)];
    sampler::run(classifier, &plan, &mut x, |_, _, _| (), &mut scratch).unwrap();
    let squares: f64 = x.iter().zip(&data).map(|(x, y)| (x - y).powi(2)).sum();
    (codes, (squares / x.len() as f64).sqrt(), answer)
}
