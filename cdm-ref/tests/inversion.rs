//! Encoding by DDIM run upwards, and what samplers show of their way, on the oracle.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use cdm_core::rng::{Philox, Stream};
use cdm_core::sampler::{self, AnyMethod, Ddim, Inversion, Inverted, Plan, Spacing};
use cdm_core::{ClassifierExt, Levels, Schedule, ScheduleKind};
use cdm_ref::{Mixture, MixtureClassifier};

fn mixture() -> Mixture {
    let covariances = [vec![0.30, 0.12, 0.12, 0.20], vec![0.15, -0.05, -0.05, 0.25]];
    Mixture::new(&[0.4, 0.6], &[vec![-0.9, 0.3], vec![0.7, -0.2]], &covariances).unwrap()
}

/// Samples `[count, 2]`: normal numbers brought to either of the two Gaussians.
fn data(count: usize) -> Vec<f64> {
    let philox = Philox::new(5);
    let normal = |sample, element| philox.normal::<f64>(Stream::DENSITY, sample, 0, element);
    (0..count as u32)
        .flat_map(|i| match i % 5 {
            0 | 1 => {
                [-0.9 + 0.30f64.sqrt() * normal(i, 0), 0.3 + 0.12 / 0.30f64.sqrt() * normal(i, 0) + 0.39 * normal(i, 1)]
            }
            _ => {
                [0.7 + 0.15f64.sqrt() * normal(i, 0), -0.2 - 0.05 / 0.15f64.sqrt() * normal(i, 0) + 0.48 * normal(i, 1)]
            }
        })
        .collect()
}

/// Samples of the data, their codes, and the root mean square of what encoding and decoding changes.
fn round_trip(classifier: &MixtureClassifier, steps: usize, how: Inversion) -> (Vec<f64>, f64, Inverted) {
    let plan = Plan::spaced(classifier.schedule(), Spacing::Trailing, steps, Ddim::DETERMINISTIC).unwrap();
    let data = data(64);
    let mut x = data.clone();
    let mut scratch = vec![f64::NAN; sampler::invert_scratch_len::<f64, _>(classifier, 64)];
    let answer = sampler::invert(classifier, &plan, how, &mut x, &mut scratch).unwrap();
    let codes = x.clone();
    let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(classifier, 64)];
    sampler::run(classifier, &plan, &mut x, |_, _, _| (), &mut scratch).unwrap();
    let squares: f64 = x.iter().zip(&data).map(|(x, y)| (x - y).powi(2)).sum();
    (codes, (squares / x.len() as f64).sqrt(), answer)
}

#[test]
fn codes_decode_to_the_samples_that_they_are_of() {
    for kind in ScheduleKind::NAMED {
        let classifier = MixtureClassifier::new(mixture(), Schedule::new(kind, 1000).unwrap());
        for (steps, plain) in [(10, 0.1), (50, 0.02)] {
            let how = |evaluations, tolerance| round_trip(&classifier, steps, Inversion { evaluations, tolerance });
            let (_, once, _) = how(1, 0.0);
            let (_, usual, answer) = how(10, 1e-5);
            let (_, exact, last) = how(60, 1e-9);
            println!("{} {steps}: {once:.1e}, {usual:.1e} {answer:?}, {exact:.1e} {last:?}", kind.name());
            // A residual of the tolerance grows on the way down by the flow's own slope: less than 100 for these data.
            assert!(once < plain && exact < 1e-7 && last.residual <= 1e-9, "{}", kind.name());
            assert!(usual < 1e-3 && answer.evaluations <= 10 * steps, "{}", kind.name());
            assert!(usual < once / 50.0, "refining pays: {usual} {once}");
        }
    }
}

/// The flow carries the data's density to N(0, I), so codes have its moments.
#[test]
fn codes_are_standard_normal() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::cosine(1000).unwrap());
    let (codes, _, _) = round_trip(&classifier, 100, Inversion::default());
    let n = codes.len() as f64;
    let (mean, square) = (codes.iter().sum::<f64>() / n, codes.iter().map(|x| x * x).sum::<f64>() / n);
    println!("mean {mean:.3}, mean square {square:.3}");
    // Four standard errors of 128 numbers, of which those of each sample count as independent.
    assert!(mean.abs() < 4.0 / n.sqrt() && (square - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
}

#[test]
fn codes_do_not_depend_on_the_batch() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::uniform(100).unwrap());
    let plan = Plan::spaced(classifier.schedule(), Spacing::Trailing, 8, Ddim::DETERMINISTIC).unwrap();
    let invert = |x: &[f64]| {
        let mut x = x.to_vec();
        let mut scratch = vec![f64::NAN; sampler::invert_scratch_len::<f64, _>(&classifier, x.len() / 2)];
        sampler::invert(&classifier, &plan, Inversion::default(), &mut x, &mut scratch).unwrap();
        x
    };
    let data = data(9);
    let single: Vec<f64> = data.chunks(2).flat_map(invert).collect();
    assert_eq!(invert(&data), single);
}

/// An observer sees what the sampler does and changes nothing, unless it writes.
#[test]
fn observers_see_every_row() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::cosine(60).unwrap());
    let schedule = classifier.schedule();
    for method in AnyMethod::ALL {
        let plan = Plan::spaced(schedule, Spacing::Trailing, 6, method).unwrap().clipped(-1.5, 1.5).unwrap();
        let mut plain = vec![0.0; 14];
        sampler::start(Philox::new(1), 0, 2, &mut plain);
        let (mut x, mut before) = (plain.clone(), plain.clone());
        let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(&classifier, 7)];
        sampler::run(&classifier, &plan, &mut plain, sampler::philox_noise(Philox::new(1), 0), &mut scratch).unwrap();
        let mut rows = 0;
        let observe = |seen: sampler::Observed<'_, f64>| {
            assert_eq!((seen.row, seen.step), (rows, plan.step(rows)));
            let clean = classifier.clean_estimate_vec(schedule, &before, Levels::All(seen.step.level)).unwrap();
            for (own, clean) in seen.clean.iter().zip(clean) {
                assert!((own - clean.clamp(-1.5, 1.5)).abs() < 1e-9, "{}: {own} {clean}", method.name());
            }
            before.copy_from_slice(seen.x);
            rows += 1;
            Ok(())
        };
        let noise = sampler::philox_noise(Philox::new(1), 0);
        sampler::run_observed(&classifier, &plan, &mut x, noise, observe, &mut scratch).unwrap();
        assert_eq!((rows, &x), (plan.len(), &plain), "{}", method.name());
        // What is written is what the next row starts from: held at 0 to the end.
        let held = |seen: sampler::Observed<'_, f64>| {
            seen.x.iter_mut().step_by(2).for_each(|x| *x = 0.0);
            Ok(())
        };
        let noise = sampler::philox_noise(Philox::new(1), 0);
        sampler::run_observed(&classifier, &plan, &mut x, noise, held, &mut scratch).unwrap();
        assert!(x.iter().step_by(2).all(|x| *x == 0.0) && x[1] != plain[1]);
    }
}
