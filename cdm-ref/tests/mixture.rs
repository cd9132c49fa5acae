//! The judge judged: the mixture's closed forms against quadrature, elimination and finite differences.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use cdm_core::rng::Philox;
use cdm_ref::{Density, Mixture, MixtureError, eight_gaussians};
use common::Numbers;

/// In one dimension every posterior mean is a ratio of two integrals over `x_0`.
#[test]
fn posterior_means_by_quadrature() {
    let (weights, means, stds) = ([0.3, 0.7], [-1.0, 0.8], [0.4, 0.6f64]);
    let mixture = Mixture::new(&weights, &means.map(|m| vec![m]), &stds.map(|s| vec![s * s])).unwrap();
    let normal = |x: f64, m: f64, s: f64| (-0.5 * ((x - m) / s).powi(2)).exp() / (s * std::f64::consts::TAU.sqrt());
    let mut worst = 0.0f64;
    for (a, sigma) in [(0.95, 0.3), (0.5, 0.8), (0.2, 0.9), (0.0, 1.0)] {
        for x in [-2.5, -0.3, 0.0, 1.7] {
            // The trapezoidal rule over a range where the integrand vanishes to all orders converges geometrically.
            let (mut total, mut noise, mut clean) = (0.0, 0.0, 0.0);
            for i in -4000..=4000 {
                let x0 = f64::from(i) * 2e-3;
                let prior: f64 = (0..2).map(|k| weights[k] * normal(x0, means[k], stds[k])).sum();
                let joint = prior * normal(x, a * x0, sigma) * 2e-3;
                total += joint;
                clean += joint * x0;
                noise += joint * (x - a * x0) / sigma;
            }
            let pairs = [
                (mixture.log_density_at(&[x], a, sigma), total.ln()),
                (mixture.noise_estimate(&[x], a, sigma)[0], noise / total),
                (mixture.clean_estimate(&[x], a, sigma)[0], clean / total),
            ];
            for (value, exact) in pairs {
                worst = worst.max((value - exact).abs());
            }
        }
    }
    println!("largest difference from quadrature {worst:e}");
    // Sums of 8001 terms: √8001 ε ≈ 2e-14, over densities down to e⁻⁷.
    assert!(worst < 1e-12);
}

/// A Gaussian's log density by elimination instead of eigenvectors.
fn gaussian_log_density(x: &[f64], mean: &[f64], covariance: &[f64]) -> f64 {
    let n = x.len();
    let mut m = covariance.to_vec();
    let mut v: Vec<f64> = x.iter().zip(mean).map(|(x, m)| x - m).collect();
    let mut sum = 0.0;
    for k in 0..n {
        let pivot = m[k * n + k];
        sum += v[k] * v[k] / pivot + (std::f64::consts::TAU * pivot).ln();
        for i in k + 1..n {
            let factor = m[i * n + k] / pivot;
            for j in k..n {
                m[i * n + j] -= factor * m[k * n + j];
            }
            v[i] -= factor * v[k];
        }
    }
    -0.5 * sum
}

#[test]
fn density_by_elimination_and_score_by_differences() {
    let mut worst = [0.0f64; 2];
    for seed in 0..40 {
        let mut numbers = Numbers::new(seed);
        let n = 1 + numbers.below(6);
        let weights = [0.2 + numbers.uniform(), 0.2 + numbers.uniform()];
        let means: Vec<Vec<f64>> = (0..2).map(|_| (0..n).map(|_| numbers.normal()).collect()).collect();
        let covariance: Vec<f64> = {
            let root: Vec<f64> = (0..n * n).map(|_| numbers.normal()).collect();
            let dot = |i: usize, j: usize| (0..n).map(|k| root[i * n + k] * root[j * n + k]).sum::<f64>();
            (0..n * n).map(|e| dot(e / n, e % n) + if e / n == e % n { 0.3 } else { 0.0 }).collect()
        };
        let mixture = Mixture::new(&weights, &means, &[covariance.clone(), covariance.clone()]).unwrap();
        let (a, sigma) = (0.8, 0.5);
        let mut x: Vec<f64> = (0..n).map(|_| numbers.normal()).collect();
        let noised: Vec<f64> =
            (0..n * n).map(|e| a * a * covariance[e] + if e / n == e % n { sigma * sigma } else { 0.0 }).collect();
        let total: f64 = (0..2)
            .map(|k| {
                let mean: Vec<f64> = means[k].iter().map(|m| a * m).collect();
                weights[k] / (weights[0] + weights[1]) * gaussian_log_density(&x, &mean, &noised).exp()
            })
            .sum();
        worst[0] = worst[0].max((mixture.log_density_at(&x, a, sigma) - total.ln()).abs());
        let score = mixture.score_at(&x, a, sigma);
        for i in 0..n {
            let mut at = |d: f64| {
                let kept = x[i];
                x[i] += d;
                let value = mixture.log_density_at(&x, a, sigma);
                x[i] = kept;
                value
            };
            const H: f64 = 1e-3;
            // Fourth order: error h⁴ f⁽⁵⁾/30, plus rounding ε|f|/h ≈ 1e-12.
            let slope = (8.0 * (at(H) - at(-H)) - (at(2.0 * H) - at(-2.0 * H))) / (12.0 * H);
            worst[1] = worst[1].max((slope - score[i]).abs());
        }
    }
    println!("largest differences: density {:e}, score {:e}", worst[0], worst[1]);
    assert!(worst[0] < 1e-12 && worst[1] < 1e-9);
}

#[test]
fn samples_have_the_mean_and_covariance() {
    const COUNT: u32 = 100_000;
    let mut numbers = Numbers::new(5);
    let mixture = common::random_mixture(&mut numbers, 3);
    let (mean, covariance) = (mixture.mean_at(1.0), mixture.covariance_at(1.0, 0.0));
    let mut x = [0.0; 3];
    let (mut sum, mut square) = ([0.0; 3], [0.0; 9]);
    for i in 0..COUNT {
        mixture.sample(Philox::new(9), i, &mut x);
        for j in 0..3 {
            sum[j] += x[j] - mean[j];
            for k in 0..3 {
                square[j * 3 + k] += (x[j] - mean[j]) * (x[k] - mean[k]);
            }
        }
    }
    let n = f64::from(COUNT);
    for j in 0..3 {
        // Five standard errors; a product of two coordinates has variance at most 3 times that of Gaussians, doubled.
        assert!((sum[j] / n).abs() < 5.0 * (covariance[j * 4] / n).sqrt());
        for k in 0..3 {
            let error = 5.0 * (4.0 * covariance[j * 4] * covariance[k * 4] / n).sqrt();
            assert!((square[j * 3 + k] / n - covariance[j * 3 + k]).abs() < error);
        }
    }
}

/// `p_y(s x + b) = p_x(x) / Π|s|`, and the score follows by the chain rule.
#[test]
fn an_affine_map_changes_the_density_by_its_jacobian() {
    let mut numbers = Numbers::new(8);
    let mixture = common::random_mixture(&mut numbers, 3);
    let (scale, offset) = ([2.0, -0.5, 1.25], [1.0, -3.0, 0.25]);
    let mapped = mixture.affine(&scale, &offset).unwrap();
    let log_jacobian: f64 = scale.iter().map(|s: &f64| s.abs().ln()).sum();
    let mut worst = 0.0f64;
    for _ in 0..50 {
        let x: Vec<f64> = (0..3).map(|_| numbers.normal()).collect();
        let y: Vec<f64> = (0..3).map(|i| scale[i] * x[i] + offset[i]).collect();
        let density = mapped.log_density(&y) + log_jacobian - mixture.log_density(&x);
        let scores = mapped.score_at(&y, 1.0, 0.0).into_iter().zip(mixture.score_at(&x, 1.0, 0.0)).zip(scale);
        worst = scores.fold(worst.max(density.abs()), |worst, ((y, x), s)| worst.max((s * y - x).abs()));
    }
    println!("largest difference {worst:e}");
    // Exponents of about 10 over variances down to 0.1: a hundred roundings of 100 ε.
    assert!(worst < 1e-11);
    let short = mixture.affine(&[1.0], &offset).unwrap_err();
    assert!(matches!(short, MixtureError::Length { expected: 3, actual: 1, .. }));
    let flat = mixture.affine(&[1.0, 0.0, 1.0], &offset).unwrap_err();
    assert!(matches!(flat, MixtureError::Covariance { component: 0, .. }));
}

/// Eight squares, each with an eighth of the samples, and no density elsewhere.
#[test]
fn checkerboard_covers_its_squares() {
    let density = cdm_ref::Checkerboard;
    let mut counts = [[0u32; 4]; 4];
    let mut x = [0.0; 2];
    for i in 0..8000 {
        density.sample(Philox::new(1), i, &mut x);
        counts[((x[0] + 4.0) / 2.0) as usize][((x[1] + 4.0) / 2.0) as usize] += 1;
    }
    for (i, row) in counts.iter().enumerate() {
        for (j, &count) in row.iter().enumerate() {
            // 1000 ± 5 standard deviations of a binomial.
            assert!(if (i + j) % 2 == 0 { (850..1150).contains(&count) } else { count == 0 });
            let centre = [2.0 * i as f64 - 3.0, 2.0 * j as f64 - 3.0];
            assert_eq!(density.log_density(&centre).is_finite(), (i + j) % 2 == 0);
        }
    }
    assert_eq!(density.log_density(&[5.0, 1.0]), f64::NEG_INFINITY);
}

#[test]
fn no_mixture_from_wrong_numbers() {
    let e = Mixture::new(&[1.0], &[vec![0.0; 2]], &[vec![1.0, 2.0, 2.0, 1.0]]).unwrap_err();
    assert!(matches!(e, MixtureError::Covariance { component: 0, smallest } if (smallest + 1.0).abs() < 1e-12));
    let e = Mixture::new(&[1.0], &[vec![0.0; 2]], &[vec![1.0, 0.5, 0.0, 1.0]]).unwrap_err();
    assert!(matches!(e, MixtureError::Covariance { smallest, .. } if smallest.is_nan()));
    let e = Mixture::new(&[1.0, 0.0], &[vec![0.0], vec![1.0]], &[vec![1.0], vec![1.0]]).unwrap_err();
    assert_eq!(e, MixtureError::Weight { component: 1, value: 0.0 });
    assert_eq!(Mixture::new(&[], &[], &[]).unwrap_err(), MixtureError::Empty);
    assert_eq!(eight_gaussians().dim(), 2);
}
