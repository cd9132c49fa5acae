//! The quadratic network holds the optimal classifier of Gaussian data exactly.

use cdm_core::backend::HostRef;
use cdm_core::nn::{Architecture, Network, Quadratic};
use cdm_core::rng::{Philox, Stream};
use cdm_core::{Classifier, Schedule};
use cdm_ref::{Mixture, MixtureClassifier, MutualInformation, RefBackend};
use std::f64::consts::FRAC_1_SQRT_2;

const DIM: usize = 4;

/// Along the axes `(u ± v)/√2` of its pairs the data have variances `1 ± ρ`, so
/// `f_t = −½ Σ_j h_j²/(a² λ_j + σ²) − ½ Σ_j ln(a² λ_j + σ²)` up to a constant.
#[test]
fn weights_written_down_make_the_optimal_classifier_of_correlated_pairs() {
    let schedule = Schedule::uniform(20).unwrap();
    let levels = schedule.levels();
    let rho = MutualInformation::new(DIM).unwrap().correlation();
    let axis = |j: usize, i: usize| match (j / 2 == i / 2, j % 2, i % 2) {
        (false, ..) => 0.0,
        (true, 1, 1) => -FRAC_1_SQRT_2,
        _ => FRAC_1_SQRT_2,
    };
    let input: Vec<f64> = (0..DIM * DIM).map(|k| axis(k / DIM, k % DIM)).collect();
    let variance = |t: usize, j: usize| {
        let (a, sigma) = (schedule.a(t), schedule.sigma(t));
        a * a * if j.is_multiple_of(2) { 1.0 + rho } else { 1.0 - rho } + sigma * sigma
    };
    let square = |t: usize, j: usize| -0.5 / variance(t, j);
    let constant = |t: usize| -0.5 * (0..DIM).map(|j| variance(t, j).ln()).sum::<f64>();
    // The network's raw logits are differences from level to level.
    let raw = |f: &dyn Fn(usize) -> f64, t: usize| f(t) - if t == 0 { 0.0 } else { f(t - 1) };
    let mut head = vec![0.0; levels * 2 * DIM];
    for t in 0..levels {
        (0..DIM).for_each(|j| head[(t * 2 + 1) * DIM + j] = raw(&|t| square(t, j), t));
    }
    let bias: Vec<f64> = (0..levels).map(|t| raw(&constant, t)).collect();
    let weights = [&input[..], &[0.0; DIM], &head, &bias];
    let architecture = Architecture::Quadratic(Quadratic { dim: DIM, features: DIM });
    let network = Network::new(RefBackend, &architecture, levels, weights.into_iter().map(HostRef::F64)).unwrap();

    let pair = |i: usize, j: usize| {
        if i == j {
            1.0
        } else if i / 2 == j / 2 {
            rho
        } else {
            0.0
        }
    };
    let covariance: Vec<f64> = (0..DIM * DIM).map(|k| pair(k / DIM, k % DIM)).collect();
    let mixture = Mixture::new(&[1.0], &[vec![0.0; DIM]], &[covariance]).unwrap();
    let optimal = MixtureClassifier::new(mixture, schedule.clone());

    const BATCH: usize = 7;
    let philox = Philox::new(4);
    let (mut x, mut cotangent) = (vec![0.0f64; BATCH * DIM], vec![0.0f64; BATCH * levels]);
    philox.fill_normal(Stream::NOISE, 0, 0, &mut x);
    philox.fill_normal(Stream::NOISE, 1, 0, &mut cotangent);
    let answer = |classifier: &dyn Fn(&mut [f64], &mut [f64])| {
        let (mut logits, mut gradient) = (vec![f64::NAN; BATCH * levels], vec![f64::NAN; BATCH * DIM]);
        classifier(&mut logits, &mut gradient);
        // Logits are defined up to a constant for each sample.
        for row in logits.chunks_exact_mut(levels) {
            let last = row[levels - 1];
            row.iter_mut().for_each(|v| *v -= last);
        }
        (logits, gradient)
    };
    let network = answer(&|logits, gradient| network.logits_vjp(&x, &cotangent, Some(logits), gradient).unwrap());
    let optimal = answer(&|logits, gradient| optimal.logits_vjp(&x, &cotangent, Some(logits), gradient).unwrap());
    let worst = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let worst = [worst(&network.0, &optimal.0), worst(&network.1, &optimal.1)];
    println!("largest differences: logits {:e}, gradient {:e}", worst[0], worst[1]);
    // Sums over 22 levels of terms up to about 50: a few hundred roundings of 1e-14.
    assert!(worst.iter().all(|w| *w < 1e-11), "{worst:?}");
    assert!(optimal.0.iter().any(|v| v.abs() > 1.0) && optimal.1.iter().any(|v| v.abs() > 1.0));
    let none = Architecture::Quadratic(Quadratic { dim: DIM, features: 0 });
    assert!(none.parameters(levels).is_err());
}
