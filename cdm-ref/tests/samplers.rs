//! Samplers on the oracle: moments of the stochastic ones, orders of the deterministic ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use cdm_core::rng::Philox;
use cdm_core::sampler::{
    self, AnyMethod, Ddim, Ddpm, DpmSolver2m, DpmSolverPp2m, Euler, Heun, Method, Plan, Spacing, StepsError, TimeSteps,
};
use cdm_core::{Classifier, ClassifierExt, Levels, Schedule, ScheduleKind, denoise};
use cdm_ref::{Mixture, MixtureClassifier, drawn_deviation};

/// Two overlapping, tilted Gaussians in the plane.
fn mixture() -> Mixture {
    let covariances = [vec![0.30, 0.12, 0.12, 0.20], vec![0.15, -0.05, -0.05, 0.25]];
    Mixture::new(&[0.4, 0.6], &[vec![-0.9, 0.3], vec![0.7, -0.2]], &covariances).unwrap()
}

fn samples<M: Method>(classifier: &MixtureClassifier, method: M, steps: usize, count: usize) -> Vec<f64> {
    samples_of(classifier, &Plan::spaced(classifier.schedule(), Spacing::Trailing, steps, method).unwrap(), count)
}

fn samples_of<M: Method>(classifier: &MixtureClassifier, plan: &Plan<'_, M>, count: usize) -> Vec<f64> {
    let dim = classifier.mixture().dim();
    let (mut x, philox) = (vec![0.0f64; count * dim], Philox::new(17));
    sampler::start(philox, 0, dim, &mut x);
    let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(classifier, count)];
    sampler::run(classifier, plan, &mut x, sampler::philox_noise(philox, 0), &mut scratch).unwrap();
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

/// Four standard errors, and `bias` of the covariance's largest entry for what the method itself is off by.
fn check_moments(name: &str, classifier: &MixtureClassifier, x: &[f64], bias: f64) {
    let (mean, c) = (classifier.mixture().mean_at(1.0), classifier.mixture().covariance_at(1.0, 0.0));
    let exact = [mean[0], mean[1], c[0], c[1], c[3]];
    let mut failed = false;
    for (i, ((value, error), exact)) in moments(x).into_iter().zip(exact).enumerate() {
        let bias = if i < 2 { 0.0 } else { bias * c[0].max(c[3]) };
        println!("{name}: {value:.4} ± {error:.4} against {exact:.4}, {:.2} standard errors", (value - exact) / error);
        failed |= (value - exact).abs() > 4.0 * error + bias;
    }
    assert!(!failed, "{name}");
}

#[test]
fn moments_of_ddpm_1000() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::linear_ddpm(1000).unwrap());
    check_moments("ddpm 1000", &classifier, &samples(&classifier, Ddpm, 1000, 8000), 0.0);
}

#[test]
fn moments_of_ddim_eta_1() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::linear_ddpm(1000).unwrap());
    let ddim = Ddim::new(1.0).unwrap();
    check_moments("ddim eta = 1, 1000 steps", &classifier, &samples(&classifier, ddim, 1000, 8000), 0.0);
}

/// Fifty ancestral steps are biased as a method: they draw around `E[x_0 | x_t]` as if it were certain. On 8 Gaussians
/// the variance comes out 2.3 % small (measured with 40,000 samples), hence the allowance of 3 % beside Monte-Carlo
/// error. That no more is wrong is shown without Monte Carlo by `ddpm_50_has_the_bias_of_its_method_and_no_other`.
#[test]
fn moments_of_ddpm_50() {
    let classifier = MixtureClassifier::new(cdm_ref::eight_gaussians(), Schedule::linear_ddpm(1000).unwrap());
    check_moments("ddpm 50", &classifier, &samples(&classifier, Ddpm, 50, 40_000), 0.03);
    check_moments(
        "ddim eta = 1, 50 steps",
        &classifier,
        &samples(&classifier, Ddim::new(1.0).unwrap(), 50, 40_000),
        0.03,
    );
}

/// The exact mean and variance of what ancestral sampling returns in one dimension: the density of the chain on a
/// grid, carried from level to level by `q(x_s | x_t, x̂_0)` as Bayes' rule gives it.
fn chain_moments(classifier: &MixtureClassifier, levels: &[usize]) -> (f64, f64) {
    const H: f64 = 0.004;
    const HALF: usize = 1500;
    let (schedule, mixture) = (classifier.schedule(), classifier.mixture());
    let grid: Vec<f64> = (0..=2 * HALF).map(|i| H * (i as f64 - HALF as f64)).collect();
    let normal = |d: f64, variance: f64| (-0.5 * d * d / variance).exp() / (std::f64::consts::TAU * variance).sqrt();
    let mut density: Vec<f64> = grid.iter().map(|&x| normal(x, 1.0)).collect();
    for pair in levels.windows(2) {
        let (a, sigma) = (schedule.a(pair[0]), schedule.sigma(pair[0]));
        let (next_a, next_sigma) = (schedule.a(pair[1]), schedule.sigma(pair[1]));
        // x_s given x_0 is N(a_s x_0, σ_s²), and x_t given x_s is N(r x_s, v): precisions add.
        let r = a / next_a;
        let v = sigma * sigma - r * r * next_sigma * next_sigma;
        let variance = 1.0 / (1.0 / (next_sigma * next_sigma) + r * r / v);
        let mut next = vec![0.0; grid.len()];
        for (x, p) in grid.iter().zip(&density) {
            let clean = mixture.clean_estimate(&[*x], a, sigma)[0];
            let mean = variance * (next_a * clean / (next_sigma * next_sigma) + r * x / v);
            let reach = (9.0 * variance.sqrt() / H) as isize + 1;
            let centre = (mean / H).round() as isize + HALF as isize;
            for i in (centre - reach).max(0)..=(centre + reach).min(2 * HALF as isize) {
                next[i as usize] += H * p * normal(grid[i as usize] - mean, variance);
            }
        }
        density = next;
    }
    let last = *levels.last().unwrap();
    let clean = |x: f64| mixture.clean_estimate(&[x], schedule.a(last), schedule.sigma(last))[0];
    let sums = grid.iter().zip(&density).fold([0.0; 3], |[n, s, q], (&x, p)| {
        let y = clean(x);
        [n + H * p, s + H * p * y, q + H * p * y * y]
    });
    assert!((sums[0] - 1.0).abs() < 1e-6, "the grid lost mass: {}", sums[0]);
    (sums[1], sums[2] - sums[1] * sums[1])
}

#[test]
fn ddpm_50_has_the_bias_of_its_method_and_no_other() {
    let mixture = Mixture::new(&[0.4, 0.6], &[vec![-0.9], vec![0.7]], &[vec![0.1], vec![0.2]]).unwrap();
    let truth = (mixture.mean_at(1.0)[0], mixture.covariance_at(1.0, 0.0)[0]);
    let classifier = MixtureClassifier::new(mixture, Schedule::linear_ddpm(1000).unwrap());
    let steps = |n: usize| TimeSteps::spaced(Spacing::Trailing, n, 1000).unwrap();
    let levels = |n: usize| (0..n).rev().map(|k| steps(n).at(k)).collect::<Vec<_>>();
    let [exact, finer] = [50, 100].map(|n| chain_moments(&classifier, &levels(n)));
    println!("variance {:.4}; of 50 steps {:.4}, of 100 steps {:.4}", truth.1, exact.1, finer.1);
    // The bias is of first order: halving the step halves it.
    let ratio = (exact.1 - truth.1) / (finer.1 - truth.1);
    assert!((1.7..2.3).contains(&ratio), "{ratio}");
    let x = samples(&classifier, Ddpm, 50, 200_000);
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let fourth = x.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / n;
    let errors = ((variance / n).sqrt(), ((fourth - variance * variance) / n).sqrt());
    println!(
        "sampled: mean {mean:.4} ± {:.4} against {:.4}, variance {variance:.4} ± {:.4}",
        errors.0, exact.0, errors.1
    );
    assert!((mean - exact.0).abs() < 4.0 * errors.0 && (variance - exact.1).abs() < 4.0 * errors.1);
}

/// Samples of Gaussian data have the deviation that follows from the plan's coefficients, for each method.
#[test]
fn gaussian_samples_have_the_deviation_of_their_plan() {
    const COUNT: usize = 20_000;
    let mixture = Mixture::isotropic(&[vec![0.0]], 0.25).unwrap();
    let classifier = MixtureClassifier::new(mixture, Schedule::cosine(60).unwrap());
    let noisy = [0.5, 1.0].map(|eta| AnyMethod::Ddim(Ddim::new(eta).unwrap()));
    for method in AnyMethod::ALL.into_iter().chain(noisy) {
        let plan = Plan::spaced(classifier.schedule(), Spacing::Quadratic, 8, method).unwrap();
        let x = samples_of(&classifier, &plan, COUNT);
        let drawn = (x.iter().map(|x| x * x).sum::<f64>() / COUNT as f64).sqrt();
        // The relative error of a deviation of n normals is 1/√(2n), here 0.005. That N(0, 1) is not quite the density of
        // the first level adds `a² · 0.75/2 < 1e-6`.
        let exact = drawn_deviation(&plan, 0.5);
        let errors = (drawn / exact - 1.0).abs() * (2.0 * COUNT as f64).sqrt();
        println!("{} {method:?}: {drawn:.4} against {exact:.4}, {errors:.1} standard errors", method.name());
        assert!(errors < 4.0, "{}", method.name());
    }
}

/// The bias of stochastic samplers, without Monte Carlo: it falls with the first power of the step on every schedule.
#[test]
fn bias_of_stochastic_samplers_is_of_first_order() {
    let methods = [AnyMethod::Ddpm(Ddpm), AnyMethod::Ddim(Ddim::new(0.5).unwrap())];
    for kind in ScheduleKind::NAMED {
        let schedule = Schedule::new(kind, 4096).unwrap();
        for method in methods {
            let bias = |count| {
                let plan = Plan::spaced(schedule.view(), Spacing::Trailing, count, method).unwrap();
                drawn_deviation(&plan, 0.5) / 0.5 - 1.0
            };
            let biases: Vec<f64> = [512, 1024, 2048].map(bias).to_vec();
            let order = (biases[1] / biases[2]).log2();
            println!("{} {method:?}: bias {biases:.6?}, order {order:.2}", kind.name());
            assert!((order - 1.0).abs() <= 0.2, "{} {method:?}", kind.name());
        }
    }
}

fn near(value: f64, exact: f64) {
    assert!((value - exact).abs() <= 1e-9 * (1.0 + exact.abs()), "{value} against {exact}");
}

/// The published formulas, written in `ᾱ`, against the plans' coefficients.
#[test]
fn coefficients_are_the_published_ones() {
    let schedule = Schedule::linear_ddpm(1000).unwrap();
    let alpha_bar = |t: usize| schedule.a(t) * schedule.a(t);
    let lambda = |t: usize| 0.5 * (alpha_bar(t) / (1.0 - alpha_bar(t))).ln();
    let steps = 25;
    let ddpm = Plan::spaced(schedule.view(), Spacing::Published, steps, Ddpm).unwrap();
    let ddim = Plan::spaced(schedule.view(), Spacing::Published, steps, Ddim::DETERMINISTIC).unwrap();
    let dpm = Plan::spaced(schedule.view(), Spacing::Published, steps, DpmSolver2m).unwrap();
    for k in 0..steps {
        let (p, d, m) = (ddpm.step(k), ddim.step(k), dpm.step(k));
        let (i, j) = (p.level, p.next_level);
        assert_eq!((i, j), (1 + 40 * (steps - 1 - k), if k + 1 == steps { 0 } else { 1 + 40 * (steps - 2 - k) }));
        let (a, s) = (alpha_bar(i).sqrt(), (1.0 - alpha_bar(i)).sqrt());
        if j == 0 {
            for step in [p, d, m] {
                near(step.x, 1.0 / a);
                near(step.epsilon, -s / a);
                assert_eq!((step.noise, step.memory), (0.0, 0.0));
            }
            continue;
        }
        let (aj, sj) = (alpha_bar(j).sqrt(), (1.0 - alpha_bar(j)).sqrt());
        let al = alpha_bar(i) / alpha_bar(j);
        let from_clean = aj * (1.0 - al) / (1.0 - alpha_bar(i));
        near(p.x, from_clean / a + al.sqrt() * (1.0 - alpha_bar(j)) / (1.0 - alpha_bar(i)));
        near(p.epsilon, -from_clean * s / a);
        near(p.noise, ((1.0 - alpha_bar(j)) / (1.0 - alpha_bar(i)) * (1.0 - al)).sqrt());
        near(d.x, aj / a);
        near(d.epsilon, sj - aj * s / a);
        if k == 0 {
            assert_eq!((m.x, m.epsilon, m.memory), (d.x, d.epsilon, 0.0));
            continue;
        }
        let (h, h0) = (lambda(j) - lambda(i), lambda(i) - lambda(dpm.step(k - 1).level));
        near(m.x, aj / a);
        near(m.epsilon, -sj * h.exp_m1() - sj * (h.exp_m1() - h) / h0);
        near(m.memory, sj * (h.exp_m1() - h) / h0);
    }
}

/// DPM-Solver++(2M) and Heun row by row, as their papers write them, with the predictions of an arbitrary `ε̂`.
#[test]
fn rows_with_memory_do_what_the_papers_say() {
    for kind in 0..common::SCHEDULES {
        let schedule = common::schedule(kind, 60);
        let level = |t: usize| (schedule.a(t), schedule.sigma(t));
        // Any function will do: the rows are linear in its values.
        let estimate = |x: f64, t: usize| (x + t as f64).sin();
        let clean = |x: f64, t: usize| (x - level(t).1 * estimate(x, t)) / level(t).0;
        let plan = Plan::spaced(schedule.view(), Spacing::Trailing, 12, DpmSolverPp2m).unwrap();
        let (mut x, mut memory, mut y) = (0.3, 0.0, 0.3);
        let mut earlier: Option<(f64, f64)> = None;
        for step in plan.iter().take(11) {
            let (t, s) = (step.level, step.next_level);
            let (lambda_t, lambda_s) = (schedule.lambda(t), schedule.lambda(s));
            let h = lambda_s - lambda_t;
            let d = match earlier {
                None => clean(y, t),
                Some((prediction, lambda)) => {
                    let r = (lambda_t - lambda) / h;
                    (1.0 + 1.0 / (2.0 * r)) * clean(y, t) - 1.0 / (2.0 * r) * prediction
                }
            };
            earlier = Some((clean(y, t), lambda_t));
            y = level(s).1 / level(t).1 * y - level(s).0 * ((-h).exp() - 1.0) * d;
            let epsilon = estimate(x, t);
            let kept = step.keep.x * x + step.keep.epsilon * epsilon;
            x = step.x * x + step.epsilon * epsilon + step.memory * memory;
            memory = kept;
            near(x, y);
        }
        let plan = Plan::spaced(schedule.view(), Spacing::Quadratic, 12, Heun).unwrap();
        assert_eq!(plan.len(), 23);
        let (mut x, mut y) = (0.3, 0.3);
        let tau = |t: usize| level(t).1 / (level(t).0 + level(t).1);
        let size = |t: usize| level(t).0 + level(t).1;
        for k in 0..11 {
            let (predictor, corrector) = (plan.step(2 * k), plan.step(2 * k + 1));
            let (t, s) = (predictor.level, predictor.next_level);
            assert_eq!((corrector.level, corrector.next_level), (s, s));
            let flow = |x: f64, t: usize| estimate(x, t) - clean(x, t);
            let first = flow(y, t);
            let guess = size(s) * (y / size(t) + (tau(s) - tau(t)) * first);
            y = size(s) * (y / size(t) + (tau(s) - tau(t)) / 2.0 * (first + flow(guess, s)));
            let epsilon = estimate(x, t);
            let kept = predictor.keep.x * x + predictor.keep.epsilon * epsilon;
            x = predictor.x * x + predictor.epsilon * epsilon;
            near(x, guess);
            x = corrector.x * x + corrector.epsilon * estimate(x, s) + corrector.memory * kept;
            near(x, y);
        }
    }
}

/// Between data and noise a flow is straight, so on every schedule one step of Euler on the flow is one of DDIM; on the
/// optimal-transport schedule it is the velocity `(ε̂ − x̂_0)/T` times the levels passed.
#[test]
fn euler_is_ddim_and_the_flow_velocity() {
    for kind in 0..common::SCHEDULES {
        let schedule = common::schedule(kind, 40);
        let euler = Plan::spaced(schedule.view(), Spacing::Quadratic, 17, Euler).unwrap();
        let ddim = Plan::spaced(schedule.view(), Spacing::Quadratic, 17, Ddim::DETERMINISTIC).unwrap();
        for (e, d) in euler.iter().zip(ddim.iter()) {
            near(e.x, d.x);
            near(e.epsilon, d.epsilon);
        }
    }
    let schedule = Schedule::optimal_transport(50).unwrap();
    for step in Plan::spaced(schedule.view(), Spacing::Trailing, 7, Euler).unwrap().iter().take(6) {
        let (x, epsilon) = (0.8, -0.35);
        let clean = denoise::clean_estimate(schedule.a(step.level), schedule.sigma(step.level), x, epsilon);
        let passed = step.next_level as f64 - step.level as f64;
        near(step.x * x + step.epsilon * epsilon, x + passed * denoise::flow_velocity(epsilon, clean, 50.0));
    }
}

#[test]
fn names_orders_and_evaluations_are_what_is_claimed() {
    let schedule = Schedule::uniform(100).unwrap();
    for method in AnyMethod::ALL {
        assert_eq!(AnyMethod::from_name(method.name()), Some(method));
        let evaluations = if method.name() == "heun" { 19 } else { 10 };
        let plan = Plan::spaced(schedule.view(), Spacing::Trailing, 10, method).unwrap();
        assert_eq!((plan.len(), plan.iter().len()), (evaluations, evaluations), "{}", method.name());
        let noisy = plan.iter().any(|step| step.noise != 0.0);
        assert_eq!(noisy, method.order().is_none(), "{}", method.name());
        assert_eq!(plan.iter().last().map(|step| step.next_level), Some(0));
    }
    assert_eq!(AnyMethod::from_name("dimm"), None);
    assert_eq!((Ddim::new(0.5).unwrap().order(), Ddim::DETERMINISTIC.order()), (None, Some(1)));
}

/// A starting point far out is drawn back into the range by every method, and the result of one that never leaves
/// it is the same bit for bit.
#[test]
fn clipping_holds_outliers_and_leaves_the_rest() {
    let mixture = Mixture::isotropic(&[vec![-0.8, 0.5], vec![0.6, -0.4]], 0.01).unwrap();
    let classifier = MixtureClassifier::new(mixture, Schedule::uniform(100).unwrap());
    let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(&classifier, 3)];
    for method in AnyMethod::ALL {
        let plan = Plan::spaced(classifier.schedule(), Spacing::Quadratic, 20, method).unwrap();
        let mut go = |plan: &Plan<'_, AnyMethod>| {
            let mut x = [0.3, -0.8, 1.2, 0.1, 40.0, -1000.0];
            sampler::run(&classifier, plan, &mut x, sampler::philox_noise(Philox::new(3), 0), &mut scratch).unwrap();
            x
        };
        let (free, narrow, wide) =
            (go(&plan), go(&plan.clipped(-1.0, 1.0).unwrap()), go(&plan.clipped(-1e9, 1e9).unwrap()));
        assert_eq!(free, wide, "{}", method.name());
        assert!(free[4..].iter().any(|x| x.abs() > 1.5), "{}: no outlier to clip: {free:?}", method.name());
        // The last row returns the clipped estimate: a limit to a few roundings of numbers of a few units.
        assert!(narrow.iter().all(|x| x.abs() <= 1.0 + 1e-12), "{}: {narrow:?}", method.name());
    }
    let plan = Plan::spaced(classifier.schedule(), Spacing::Trailing, 5, Ddpm).unwrap();
    assert_eq!(plan.clipped(1.0, -1.0).unwrap_err(), StepsError::Clip { low: 1.0, high: -1.0 });
    assert!(plan.clipped(f64::NAN, 1.0).is_err() && plan.clip().is_none());
}

#[test]
fn clipped_epsilon_moves_the_clean_estimate_to_the_limit_and_no_other() {
    let (a, sigma) = (0.6, 0.8);
    for x in [-3.0, -0.4, 0.0, 0.7, 5.0] {
        for epsilon in [-2.0, -0.1, 0.9, 3.0] {
            let clean = denoise::clean_estimate(a, sigma, x, epsilon);
            let clipped = denoise::clipped_epsilon(a, sigma, x, epsilon, [-1.0, 0.5]);
            if (-1.0..=0.5).contains(&clean) {
                assert_eq!(clipped, epsilon);
            } else {
                near(denoise::clean_estimate(a, sigma, x, clipped), clean.clamp(-1.0, 0.5));
            }
        }
    }
    assert!(denoise::clipped_epsilon(a, sigma, 1.0, f64::NAN, [-1.0, 1.0]).is_nan());
    assert_eq!(denoise::clipped_epsilon(1.0, 0.0, 9.0, 0.25, [-1.0, 1.0]), 0.25);
}

/// On every schedule, DDIM with η = 1 is ancestral sampling: the same three coefficients.
#[test]
fn ddim_of_full_noise_is_ddpm() {
    for kind in 0..common::SCHEDULES {
        let schedule = common::schedule(kind, 40);
        for n in [3, 17, schedule.last() - 1] {
            let plan = Plan::spaced(schedule.view(), Spacing::Trailing, n, Ddpm).unwrap();
            let same = Plan::spaced(schedule.view(), Spacing::Trailing, n, Ddim::new(1.0).unwrap()).unwrap();
            for (p, d) in plan.iter().zip(same.iter()) {
                near(d.x, p.x);
                near(d.epsilon, p.epsilon);
                near(d.noise, p.noise);
            }
        }
    }
}

/// Sample 5 of a batch of 8 is sample 5 drawn alone, bit for bit; `f32` storage follows `f64`.
#[test]
fn a_sample_does_not_depend_on_its_batch() {
    let classifier = MixtureClassifier::new(mixture(), Schedule::uniform(60).unwrap());
    let plan = Plan::spaced(classifier.schedule(), Spacing::Published, 20, Ddim::new(0.5).unwrap()).unwrap();
    let philox = Philox::new(23);
    let mut all = vec![0.0f64; 16];
    let mut scratch = vec![f64::NAN; sampler::scratch_len::<f64, _>(&classifier, 8)];
    sampler::start(philox, 0, 2, &mut all);
    sampler::run(&classifier, &plan, &mut all, sampler::philox_noise(philox, 0), &mut scratch).unwrap();
    let mut one = vec![0.0f64; 2];
    sampler::start(philox, 5, 2, &mut one);
    sampler::run(&classifier, &plan, &mut one, sampler::philox_noise(philox, 5), &mut scratch).unwrap();
    assert_eq!(one, all[10..12]);
    let mut single = vec![0.0f32; 16];
    let mut scratch = vec![f32::NAN; sampler::scratch_len::<f32, _>(&classifier, 8)];
    sampler::start(philox, 0, 2, &mut single);
    sampler::run(&classifier, &plan, &mut single, sampler::philox_noise(philox, 0), &mut scratch).unwrap();
    for (f, d) in single.iter().zip(&all) {
        // 20 steps, each rounding x and ε̂ to f32 a few times; the map contracts.
        assert!((f64::from(*f) - d).abs() < 20.0 * 8.0 * f64::from(f32::EPSILON) * (1.0 + d.abs()));
    }
}

#[test]
fn impossible_plans_are_errors() {
    let schedule = Schedule::optimal_transport(10).unwrap();
    let view = schedule.view();
    assert_eq!(Plan::spaced(view, Spacing::Trailing, 0, Ddpm).unwrap_err(), StepsError::None);
    let e = Plan::spaced(view, Spacing::Trailing, 10, Ddpm).unwrap_err();
    assert_eq!(e, StepsError::TooMany { count: 10, levels: 9 });
    let over = |levels| Plan::new(view, TimeSteps::table(levels).unwrap(), Ddpm).unwrap_err();
    assert_eq!(over(&[1, 10]), StepsError::NoSignal { level: 10 });
    assert_eq!(over(&[1, 11]), StepsError::Level { level: 11, last: 10 });
    assert_eq!(over(&[0, 3]), StepsError::NoNoise { level: 0 });
    assert_eq!(Ddim::new(1.5), Err(StepsError::Eta { eta: 1.5 }));
    // A classifier of other levels than the plan's schedule.
    let classifier = MixtureClassifier::new(mixture(), Schedule::uniform(10).unwrap());
    let plan = Plan::spaced(view, Spacing::Trailing, 3, Ddpm).unwrap();
    let mut scratch = vec![0.0; sampler::scratch_len::<f64, _>(&classifier, 1)];
    assert!(sampler::run(&classifier, &plan, &mut [0.0; 2], |_, _, _: &mut [f64]| (), &mut scratch).is_err());
    let levels = Classifier::<f64>::levels(&classifier);
    assert!(classifier.score_vec(&[0.0; 2], Levels::All(levels)).is_err());
}
