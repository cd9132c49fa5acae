//! The order of convergence of every deterministic sampler, on the oracle, against the flow itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use cdm_core::Schedule;
use cdm_core::rng::Philox;
use cdm_core::sampler::{self, AnyMethod, Method, Plan, TimeSteps};
use cdm_ref::{Mixture, MixtureClassifier, probability_flow};

const SAMPLES: usize = 32;

/// Two overlapping, tilted Gaussians in the plane.
fn mixture() -> Mixture {
    let covariances = [vec![0.30, 0.12, 0.12, 0.20], vec![0.15, -0.05, -0.05, 0.25]];
    Mixture::new(&[0.4, 0.6], &[vec![-0.9, 0.3], vec![0.7, -0.2]], &covariances).unwrap()
}

fn start() -> Vec<f64> {
    let mut x = vec![0.0; 2 * SAMPLES];
    sampler::start(Philox::new(4), 0, 2, &mut x);
    x
}

/// What a deterministic plan over `levels` makes of fixed starting points.
fn solve(classifier: &MixtureClassifier, levels: impl Iterator<Item = u32>, method: AnyMethod) -> Vec<f64> {
    let levels: Vec<u32> = levels.collect();
    let plan = Plan::new(classifier.schedule(), TimeSteps::table(&levels).unwrap(), method).unwrap();
    let mut x = start();
    let silent = |_: usize, _: usize, _: &mut [f64]| panic!("a deterministic plan asks for no noise");
    let mut scratch = vec![0.0; sampler::scratch_len::<f64, _>(classifier, SAMPLES)];
    sampler::run(classifier, &plan, &mut x, silent, &mut scratch).unwrap();
    x
}

/// The same from `top` to `bottom` by the flow, and the plan's own last step: the clean estimate at `bottom`.
fn exact(classifier: &MixtureClassifier, bottom: u32, top: u32) -> Vec<f64> {
    let at = |t: u32| (classifier.schedule().a(t as usize), classifier.schedule().sigma(t as usize));
    let (a, sigma) = at(bottom);
    let arrive = |x: &[f64], steps| {
        let x = probability_flow(classifier.mixture(), x, at(top), at(bottom), steps);
        classifier.mixture().clean_estimate(&x, a, sigma)
    };
    let x = start();
    // The judge's own error, by a solution of half the steps: far below the smallest error measured, about 1e-5.
    let (fine, coarse) = (arrive(&x[..2], 1600), arrive(&x[..2], 800));
    assert!((fine[0] - coarse[0]).abs().max((fine[1] - coarse[1]).abs()) < 1e-8);
    x.chunks_exact(2).flat_map(|x| arrive(x, 1600)).collect()
}

/// Orders from successive errors of plans of `counts` steps, each twice the one before, over levels `bottom ..= top`.
fn observed_orders(
    classifier: &MixtureClassifier,
    exact: &[f64],
    method: AnyMethod,
    (bottom, top): (u32, u32),
    counts: &[u32],
) -> (Vec<f64>, f64) {
    let error = |&count: &u32| {
        let stride = ((top - bottom) / count) as usize;
        let x = solve(classifier, (bottom..=top).step_by(stride), method);
        (x.iter().zip(exact).map(|(x, e)| (x - e).powi(2)).sum::<f64>() / x.len() as f64).sqrt()
    };
    let errors: Vec<f64> = counts.iter().map(error).collect();
    (errors.windows(2).map(|e| (e[0] / e[1]).log2()).collect(), errors[errors.len() - 1])
}

/// Levels evenly spaced in λ, from −4 up to 2.
fn even_in_lambda(count: usize) -> Schedule {
    let (mut a, mut sigma) = (vec![1.0], vec![0.0]);
    for t in 0..=count {
        let lambda = 2.0 - 6.0 * t as f64 / count as f64;
        a.push((1.0 + (-2.0 * lambda).exp()).sqrt().recip());
        sigma.push((1.0 + (2.0 * lambda).exp()).sqrt().recip());
    }
    a.push(0.0);
    sigma.push(1.0);
    Schedule::from_tables(a, sigma).unwrap()
}

#[test]
fn deterministic_samplers_converge_at_their_orders() {
    let schedules = [
        (even_in_lambda(2048), (1, 2049)),
        (Schedule::linear_ddpm(2048).unwrap(), (128, 1920)),
        (Schedule::uniform(2048).unwrap(), (128, 1920)),
        (Schedule::optimal_transport(2048).unwrap(), (128, 1920)),
        (Schedule::cosine(2048).unwrap(), (128, 1920)),
    ];
    for (schedule, (bottom, top)) in schedules {
        let classifier = MixtureClassifier::new(mixture(), schedule.clone());
        let exact = exact(&classifier, bottom, top);
        let counts: Vec<u32> = (0..5).map(|k| ((top - bottom) / 128) << k).collect();
        for method in AnyMethod::ALL {
            let Some(claimed) = method.order() else { continue };
            let (orders, error) = observed_orders(&classifier, &exact, method, (bottom, top), &counts);
            let (schedule, name) = (schedule.name(), method.name());
            println!("{schedule}: {name} of order {claimed}: {orders:.2?} at {counts:?} steps, error {error:.1e}");
            assert!((orders[orders.len() - 1] - f64::from(claimed)).abs() <= 0.2, "{schedule}, {name}: {orders:?}");
        }
    }
}
