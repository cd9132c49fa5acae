//! Each equation of the mathematics, asked of a mixture's own classifier, against the mixture's closed forms.
//!
//! Tolerances. The classifier's answers are `f64` numbers rounded once to `E`, whose ε is `2⁻⁵²` or `2⁻²³`. A
//! denoising formula then rounds a few more times, so `ε̂` errs by at most `8 ε σ (|∇F| + |x|)`. What the closed forms
//! themselves err by in `f64` (products with orthogonal axes, exponentials of log densities of some hundred nats) is
//! allowed for by `1e-12 (1 + |score|)`. At `f32` the shift `¼‖x‖²` of the logits is one more rounded term.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::needless_range_loop, reason = "one index walks several arrays")]

mod common;

use cdm_core::{Classifier, ClassifierExt, Guided, Levels, Objective, Prior, Real, ShapeError, denoise, loss};
use common::{Case, SCHEDULES, Shifted};
use proptest::prelude::*;
use std::sync::Mutex;

/// Largest error over tolerance seen by each test, printed as it grows.
static WORST: Mutex<Vec<(&str, f64)>> = Mutex::new(Vec::new());

fn close(name: &'static str, value: f64, exact: f64, tolerance: f64) {
    assert!(
        (value - exact).abs() <= tolerance,
        "{name}: {value} against {exact}, off by {:e} > {tolerance:e}",
        value - exact
    );
    let mut worst = WORST.lock().unwrap();
    let ratio = (value - exact).abs() / tolerance.max(1e-300);
    match worst.iter_mut().find(|(n, _)| *n == name) {
        Some((_, w)) if *w >= ratio => {}
        Some((_, w)) => {
            *w = ratio;
            println!("{name}: largest error {:e}, {ratio:.3} of the tolerance", (value - exact).abs());
        }
        None => worst.push((name, ratio)),
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let steps = prop_oneof![2usize..40, Just(100), Just(1000)];
    (any::<u64>(), 1usize..=8, 0..SCHEDULES, steps)
        .prop_map(|(seed, dim, kind, steps)| Case::new(seed, dim, kind, steps))
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} levels {}, x {:?}, t {:?}, s {:?}",
            self.classifier.schedule().kind(),
            self.classifier.schedule().levels(),
            self.x,
            self.t,
            self.s
        )
    }
}

/// Bound of what `∇F` is rounded from, and the part of the tolerance that the judge needs.
fn scales(case: &Case, i: usize) -> (f64, f64) {
    let (a, sigma) = case.level(i);
    let score = case.classifier.mixture().score_at(case.point(i), a, sigma);
    let norm = |v: &[f64]| v.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let (score, x) = (norm(&score), norm(case.point(i)));
    (score + 2.0 * x, 1e-12 * (1.0 + score + x))
}

fn eps<E: Real>() -> f64 {
    E::EPSILON.to_f64()
}

fn check_denoiser<E: Real>(name: &'static str, case: &Case) {
    let out =
        Shifted(&case.classifier).epsilon_vec(case.classifier.schedule(), &case.x_as::<E>(), case.levels()).unwrap();
    for i in 0..Case::BATCH {
        let (a, sigma) = case.level(i);
        let exact = case.classifier.mixture().noise_estimate(case.point(i), a, sigma);
        let (scale, judge) = scales(case, i);
        for (k, exact) in exact.iter().enumerate() {
            close(name, out[i * case.dim() + k].to_f64(), *exact, sigma * (8.0 * eps::<E>() * scale + judge));
        }
    }
}

fn check_score<E: Real>(name: &'static str, case: &Case) {
    let out = Shifted(&case.classifier).score_vec(&case.x_as::<E>(), case.levels()).unwrap();
    for i in 0..Case::BATCH {
        let (a, sigma) = case.level(i);
        let exact = case.classifier.mixture().score_at(case.point(i), a, sigma);
        let (scale, judge) = scales(case, i);
        for (k, exact) in exact.iter().enumerate() {
            close(name, out[i * case.dim() + k].to_f64(), *exact, 8.0 * eps::<E>() * scale + judge);
        }
    }
}

fn check_clean<E: Real>(name: &'static str, case: &Case) {
    let (x, dim) = (case.x_as::<E>(), case.dim());
    for i in 0..Case::BATCH {
        let ((a, sigma), x) = (case.level(i), &x[i * dim..][..dim]);
        let t = Levels::All(case.t[i] as usize);
        let answer = Shifted(&case.classifier).clean_estimate_vec(case.classifier.schedule(), x, t);
        if a == 0.0 {
            assert_eq!(answer, Err(ShapeError::NoSignal { sample: 0, level: case.t[i] as usize }));
            continue;
        }
        let out = answer.unwrap();
        let exact = case.classifier.mixture().clean_estimate(case.point(i), a, sigma);
        let (scale, judge) = scales(case, i);
        let tolerance =
            (sigma * sigma * (8.0 * eps::<E>() * scale + judge) + 4.0 * eps::<E>() * scale + 1e-13 * scale) / a;
        for (k, exact) in exact.iter().enumerate() {
            close(name, out[k].to_f64(), *exact, tolerance + 1e-12 * (1.0 + exact.abs()));
        }
    }
}

/// Logits at two levels, and how far off their difference may be.
fn logit_tolerance<E: Real>(case: &Case, i: usize, levels: [usize; 2]) -> f64 {
    let schedule = case.classifier.schedule();
    let logit = |t: usize| {
        let p = case.classifier.mixture().log_density_at(case.point(i), schedule.a(t), schedule.sigma(t));
        p.abs() + case.classifier.log_prior()[t].abs()
    };
    let shift = 0.25 * case.point(i).iter().map(|x| x * x).sum::<f64>();
    // Two logits, each rounded to E, shifted and rounded again; the shift, a sum of d squares; the difference.
    (4.0 + case.dim() as f64) * eps::<E>() * (logit(levels[0]) + logit(levels[1]) + shift) + 1e-13
}

fn check_density<E: Real>(name: &'static str, case: &Case) {
    let (classifier, last) = (&case.classifier, case.classifier.schedule().last());
    let prior = Prior::from_log(classifier.log_prior()).unwrap();
    let out = Shifted(classifier).log_density_vec(&case.x_as::<E>(), case.levels(), prior).unwrap();
    for i in 0..Case::BATCH {
        let (a, sigma) = case.level(i);
        let exact = classifier.mixture().log_density_at(case.point(i), a, sigma);
        close(name, out[i], exact, logit_tolerance::<E>(case, i, [case.t[i] as usize, last]) + 1e-12 * exact.abs());
    }
}

fn check_ratio<E: Real>(name: &'static str, case: &Case) {
    let (classifier, schedule) = (&case.classifier, case.classifier.schedule());
    let prior = Prior::from_log(classifier.log_prior()).unwrap();
    let shifted = Shifted(classifier);
    let mut out = vec![f64::NAN; Case::BATCH];
    let mut scratch = vec![E::from_f64(f64::NAN); ClassifierExt::<E>::scratch_len_ext(&shifted, Case::BATCH)];
    shifted
        .log_density_ratio(&case.x_as::<E>(), Levels::Each(&case.s), case.levels(), prior, &mut out, &mut scratch)
        .unwrap();
    for i in 0..Case::BATCH {
        let density = |t: usize| classifier.mixture().log_density_at(case.point(i), schedule.a(t), schedule.sigma(t));
        let (s, t) = (case.s[i] as usize, case.t[i] as usize);
        close(name, out[i], density(s) - density(t), logit_tolerance::<E>(case, i, [s, t]));
    }
}

fn check_posterior<E: Real>(name: &'static str, case: &Case) {
    let (classifier, schedule) = (&case.classifier, case.classifier.schedule());
    let out = Shifted(classifier).log_posterior_vec(&case.x_as::<E>()).unwrap();
    let levels = schedule.levels();
    for i in 0..Case::BATCH {
        let exact = classifier.mixture().log_posterior(
            case.point(i),
            schedule.a_table(),
            schedule.sigma_table(),
            classifier.log_prior(),
        );
        for (t, exact) in exact.iter().enumerate() {
            // A logit's error, twice: in its own row entry and, averaged, in the normaliser (bounded by the likeliest).
            let likeliest = (0..levels)
                .max_by(|&p, &q| out[i * levels + p].to_f64().total_cmp(&out[i * levels + q].to_f64()))
                .unwrap();
            let tolerance = 2.0 * logit_tolerance::<E>(case, i, [t, likeliest]);
            close(name, out[i * levels + t].to_f64(), *exact, tolerance + 1e-12 * exact.abs());
        }
    }
}

fn check_objective<E: Real>(name: &'static str, case: &Case) {
    let (classifier, schedule) = (&case.classifier, case.classifier.schedule());
    let (x, levels, shifted) = (case.x_as::<E>(), schedule.levels(), Shifted(&case.classifier));
    let mut logits = vec![E::from_f64(f64::NAN); Case::BATCH * levels];
    let mut scratch = vec![E::zero(); Classifier::<E>::scratch_len(&shifted, Case::BATCH)];
    shifted.logits(&x, &mut logits, &mut scratch).unwrap();
    let estimate = shifted.epsilon_vec(schedule, &x, case.levels()).unwrap();
    let noise: Vec<E> = x.iter().map(|&x| x * E::from_f64(0.5)).collect();
    let (mut ce, mut mse, mut ce_tolerance, mut mse_tolerance) = (0.0, 0.0, 1e-12, 1e-12);
    for i in 0..Case::BATCH {
        let ((a, sigma), t) = (case.level(i), case.t[i] as usize);
        let posterior = classifier.mixture().log_posterior(
            case.point(i),
            schedule.a_table(),
            schedule.sigma_table(),
            classifier.log_prior(),
        );
        let likeliest = (0..levels).max_by(|&p, &q| posterior[p].total_cmp(&posterior[q])).unwrap();
        ce -= posterior[t] / Case::BATCH as f64;
        ce_tolerance += 2.0 * logit_tolerance::<E>(case, i, [t, likeliest]);
        let exact = classifier.mixture().noise_estimate(case.point(i), a, sigma);
        let (scale, judge) = scales(case, i);
        for (exact, x) in exact.iter().zip(case.point(i)) {
            let error = 0.5 * x - exact;
            mse += error * error / case.x.len() as f64;
            mse_tolerance += 2.0 * (error.abs() + 1e-6) * sigma * (8.0 * eps::<E>() * scale + judge);
        }
    }
    let core_ce = loss::cross_entropy(&logits, levels, case.levels()).unwrap();
    let core_mse = loss::mean_squared_error(&noise, &estimate).unwrap();
    close(name, core_ce, ce, ce_tolerance);
    close(name, core_mse, mse, mse_tolerance);
    for objective in [Objective::PUBLISHED, Objective::Ce, Objective::Mse, Objective::Both { ce_weight: 0.3 }] {
        let (w_ce, w_mse) = objective.weights();
        close(name, objective.total(core_ce, core_mse), w_ce * ce + w_mse * mse, ce_tolerance + mse_tolerance);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn eq_8_denoiser(case in cases()) {
        check_denoiser::<f64>("eq_8_denoiser f64", &case);
        check_denoiser::<f32>("eq_8_denoiser f32", &case);
    }

    #[test]
    fn eq_10_density(case in cases()) {
        check_density::<f64>("eq_10_density f64", &case);
        check_density::<f32>("eq_10_density f32", &case);
    }

    #[test]
    fn eq_13_ratio(case in cases()) {
        check_ratio::<f64>("eq_13_ratio f64", &case);
        check_ratio::<f32>("eq_13_ratio f32", &case);
    }

    #[test]
    fn eq_16_clean_estimate(case in cases()) {
        check_clean::<f64>("eq_16_clean_estimate f64", &case);
        check_clean::<f32>("eq_16_clean_estimate f32", &case);
    }

    #[test]
    fn eq_17_score(case in cases()) {
        check_score::<f64>("eq_17_score f64", &case);
        check_score::<f32>("eq_17_score f32", &case);
    }

    #[test]
    fn posterior_over_levels(case in cases()) {
        check_posterior::<f64>("posterior_over_levels f64", &case);
        check_posterior::<f32>("posterior_over_levels f32", &case);
    }

    #[test]
    fn algorithm_1_objective(case in cases()) {
        check_objective::<f64>("algorithm_1_objective f64", &case);
        check_objective::<f32>("algorithm_1_objective f32", &case);
    }

    /// Of optimal transport: dx/dt at level t is `a'(t) E[x_0] + σ'(t) E[ε]`, with slopes −1/T and 1/T.
    #[test]
    fn app_b4_flow_velocity(seed: u64, dim in 1usize..=8, steps in 2usize..50) {
        let case = Case::new(seed, dim, 2, steps);
        for i in 0..Case::BATCH {
            let (a, sigma) = case.level(i);
            if a == 0.0 { continue; }
            let (schedule, t) = (case.classifier.schedule(), Levels::All(case.t[i] as usize));
            let epsilon = case.classifier.epsilon_vec(schedule, case.point(i), t).unwrap();
            let clean = case.classifier.clean_estimate_vec(schedule, case.point(i), t).unwrap();
            let (noise, data) = (case.classifier.mixture().noise_estimate(case.point(i), a, sigma), case.classifier.mixture().clean_estimate(case.point(i), a, sigma));
            let step = 1.0 / steps as f64;
            let slopes = (schedule.a(1) - schedule.a(0), schedule.sigma(1) - schedule.sigma(0));
            prop_assert!((slopes.0 + step).abs() < 1e-15 && (slopes.1 - step).abs() < 1e-15);
            let (scale, judge) = scales(&case, i);
            for k in 0..dim {
                let velocity = denoise::flow_velocity(epsilon[k], clean[k], steps as f64);
                close("app_b4_flow_velocity", velocity, slopes.0 * data[k] + slopes.1 * noise[k], 2.0 * (judge + 1e-13 * scale) / a);
            }
        }
    }

    /// Two classifiers over the same levels, guided by the extension and by [`Guided`].
    #[test]
    fn app_c5_guidance(seed: u64, dim in 1usize..=4, kind in 0..SCHEDULES, weight in prop_oneof![Just(0.0), 0.1f64..3.0]) {
        let case = Case::new(seed, dim, kind, 12);
        let other = Case::new(seed ^ 1, dim, kind, 12).classifier;
        let (x, schedule, t) = (&case.x, case.classifier.schedule(), case.levels());
        let (mut direct, mut scratch) = (vec![f64::NAN; x.len()], vec![f64::NAN; 4096]);
        case.classifier.guided_epsilon(&other, weight, schedule, x, t, &mut direct, &mut scratch).unwrap();
        let guided = Guided { conditional: &case.classifier, unconditional: Shifted(&other), weight };
        let through = guided.epsilon_vec(schedule, x, t).unwrap();
        let (mut logits, mut grad) = (vec![0.0; Case::BATCH * schedule.levels()], vec![0.0; x.len()]);
        let mut cotangent = logits.clone();
        for i in 0..Case::BATCH {
            cotangent[(i + 1) * schedule.levels() - 1] += 1.0;
            cotangent[i * schedule.levels() + case.t[i] as usize] -= 1.0;
        }
        guided.logits_vjp(x, &cotangent, Some(&mut logits), &mut grad).unwrap();
        for i in 0..Case::BATCH {
            let (a, sigma) = case.level(i);
            let with = case.classifier.mixture().noise_estimate(case.point(i), a, sigma);
            let without = other.mixture().noise_estimate(case.point(i), a, sigma);
            for k in 0..dim {
                let (exact, place) = ((1.0 + weight) * with[k] - weight * without[k], i * dim + k);
                // Three routes; the two noise estimates are at most some hundreds, four units each.
                let tolerance = 1e-12 * (1.0 + weight) * (1.0 + with[k].abs() + without[k].abs()) * (1.0 + case.point(i)[k].abs());
                close("app_c5_guidance", direct[place], exact, tolerance);
                close("app_c5_guidance", through[place], exact, tolerance);
                close("app_c5_guidance", sigma * (grad[place] + x[place]), exact, tolerance);
            }
        }
    }

    /// The ends are answered exactly, not merely to rounding.
    #[test]
    fn ends(seed: u64, dim in 1usize..=8, kind in 0..SCHEDULES) {
        let case = Case::new(seed, dim, kind, 9);
        let (schedule, x) = (case.classifier.schedule(), &case.x);
        let (classifier, last) = (Shifted(&case.classifier), Levels::All(schedule.last()));
        prop_assert!(classifier.epsilon_vec(schedule, x, Levels::All(0)).unwrap().iter().all(|&e| e == 0.0));
        prop_assert_eq!(&classifier.clean_estimate_vec(schedule, x, Levels::All(0)).unwrap(), x);
        prop_assert_eq!(&classifier.epsilon_vec(schedule, x, last).unwrap(), x);
        prop_assert!(classifier.score_vec(x, last).unwrap().iter().zip(x).all(|(s, x)| *s == -x));
        let no_signal = ShapeError::NoSignal { sample: 0, level: schedule.last() };
        prop_assert_eq!(classifier.clean_estimate_vec(schedule, x, last), Err(no_signal));
        let prior = Prior::from_log(case.classifier.log_prior()).unwrap();
        let density = classifier.log_density_vec(x, last, prior).unwrap();
        for (density, x) in density.iter().zip(x.chunks_exact(dim)) {
            let exact: f64 = x.iter().map(|x| -0.5 * (x * x + std::f64::consts::TAU.ln())).sum();
            prop_assert!((density - exact).abs() < 1e-14 * (10.0 + exact.abs()));
        }
        let mean = case.classifier.mixture().clean_estimate(case.point(0), 0.0, 1.0);
        for (value, exact) in mean.iter().zip(case.classifier.mixture().mean_at(1.0)) {
            prop_assert!((value - exact).abs() < 1e-12);
        }
    }
}

#[test]
fn wrong_shapes_are_errors() {
    let case = Case::new(1, 3, 0, 9);
    let (classifier, schedule) = (&case.classifier, case.classifier.schedule());
    let t = Levels::All(1);
    assert_eq!(classifier.score_vec(&[0.0; 4], t), Err(ShapeError::Rows { argument: "x", dim: 3, actual: 4 }));
    let levels = schedule.levels();
    let beyond = classifier.score_vec(&[0.0; 3], Levels::All(levels));
    assert_eq!(beyond, Err(ShapeError::Level { sample: 0, level: levels, levels }));
    let few = classifier.score_vec(&[0.0; 6], Levels::Each(&[1]));
    assert_eq!(few, Err(ShapeError::Length { argument: "levels", expected: 2, actual: 1 }));
    let other = common::schedule(0, 5);
    let wrong = classifier.epsilon_vec(other.view(), &[0.0; 3], t);
    assert_eq!(wrong, Err(ShapeError::Levels { argument: "schedule", expected: levels, actual: 7 }));
    let prior = [0.5f64.ln(); 2];
    let wrong = classifier.log_density_vec(&[0.0; 3], t, Prior::from_log(&prior).unwrap());
    assert_eq!(wrong, Err(ShapeError::Levels { argument: "prior", expected: levels, actual: 2 }));
    let short = Shifted(classifier).logits(&[0.0f64; 3], &mut vec![0.0; levels], &mut [0.0; 2]);
    assert_eq!(short, Err(ShapeError::Length { argument: "scratch", expected: levels, actual: 2 }));
    assert!(Prior::from_log(&[0.5f64.ln(); 3]).is_err() && Prior::from_log(&[0.0, f64::NEG_INFINITY]).is_err());
}
