//! One number for each class that makes up for conditional densities with different normalisers.

use super::Moments;
use crate::error::Error;
use cdm_core::loss::log_softmax;
use serde::Serialize;

/// Steps after which the search ends in any case. It takes about ten.
const STEPS: usize = 200;
/// Difference between a class's frequency and its mean posterior, below which the search is over: far below one sample of any data.
const TOLERANCE: f64 = 1e-10;
/// Damping beyond which no step of any length is better: rounding is all that is left.
const DAMPING: f64 = 1e12;

/// The normalisers of conditional densities, relative to each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// `log Z_y` of each class, nats, with mean 0: what is common to all changes no posterior.
    pub log_z: Vec<f64>,
    /// Mean log posterior of the true class on the data that it was found on, nats, before.
    pub before: f64,
    /// The same after.
    pub after: f64,
    /// Steps of the search.
    pub steps: usize,
    /// Samples.
    pub count: usize,
}

/// Finds the `log Z_y` that make the labels likeliest: the largest mean of `log p(y | x)`, with `p(y | x) ∝ exp(joint_y − log Z_y)`.
///
/// `joint` is `log p(x | y) + log p(y)`, nats, `[n, classes]`: see [`BayesRule::joint`](super::BayesRule::joint). At the maximum the mean
/// posterior of each class is its frequency among the labels, so that these should be as frequent as the prior says.
///
/// # Numerics
/// The problem is concave, and has one solution when every class has a label: Newton steps, damped (after Levenberg and Marquardt) so that each
/// is an improvement.
///
/// # Errors
/// [`Error::Degenerate`], naming the data `name`, if a class has no sample, or the joint density of a sample and its label is not finite.
///
/// # Panics
/// Unless there is a row for each label, and every label is below `classes`.
pub fn calibrate(name: &str, joint: &[f64], labels: &[u32], classes: usize) -> Result<Calibration, Error> {
    assert_eq!(joint.len(), labels.len() * classes, "a row for each label");
    let problem = Problem { joint, labels, classes };
    problem.check(name)?;
    let mut log_z = vec![0.0; classes];
    let before = problem.mean_log_posterior(&log_z);
    let (mut value, mut damping, mut steps) = (before, 1e-4, 0);
    'search: while steps < STEPS {
        let (gradient, curvature) = problem.derivatives(&log_z);
        if gradient.iter().all(|g| g.abs() < TOLERANCE) {
            break;
        }
        loop {
            steps += 1;
            let step = solve(&curvature, damping, &gradient);
            let trial: Vec<f64> = log_z.iter().zip(&step).map(|(z, step)| z - step).collect();
            let found = problem.mean_log_posterior(&trial);
            if found > value {
                (log_z, value, damping) = (trial, found, (damping * 0.1).max(1e-14));
                break;
            }
            damping *= 10.0;
            if damping > DAMPING || steps == STEPS {
                break 'search;
            }
        }
    }
    let mean = log_z.iter().sum::<f64>() / classes as f64;
    log_z.iter_mut().for_each(|z| *z -= mean);
    Ok(Calibration { log_z, before, after: value, steps, count: labels.len() })
}

struct Problem<'a> {
    joint: &'a [f64],
    labels: &'a [u32],
    classes: usize,
}

impl Problem<'_> {
    fn check(&self, name: &str) -> Result<(), Error> {
        let degenerate = |what| Err(Error::Degenerate { data: name.into(), what });
        if (0..self.classes).any(|class| !self.labels.contains(&(class as u32))) {
            return degenerate("every class of the model must have a label among the data to calibrate on");
        }
        let mut rows = self.joint.chunks_exact(self.classes).zip(self.labels);
        if rows.any(|(row, label)| {
            !row[*label as usize].is_finite() || row.iter().any(|v| v.is_nan() || *v == f64::INFINITY)
        }) {
            return degenerate(
                "the densities to calibrate on must be finite, and classes with labels have a prior above zero",
            );
        }
        Ok(())
    }

    /// Calls `each` with the log posterior of every sample, and its label.
    fn posteriors(&self, log_z: &[f64], mut each: impl FnMut(&[f64], usize)) {
        let mut row = vec![0.0; self.classes];
        for (joint, label) in self.joint.chunks_exact(self.classes).zip(self.labels) {
            row.iter_mut().zip(joint).zip(log_z).for_each(|((out, joint), z)| *out = joint - z);
            log_softmax(&mut row, self.classes);
            each(&row, *label as usize);
        }
    }

    fn mean_log_posterior(&self, log_z: &[f64]) -> f64 {
        let mut moments = Moments::new();
        self.posteriors(log_z, |row, label| moments.add(row[label]));
        moments.mean()
    }

    /// The gradient in `−log Z`, frequency less mean posterior, and minus the second derivatives, the mean of `diag(p) − p pᵀ`.
    fn derivatives(&self, log_z: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (c, n) = (self.classes, self.labels.len() as f64);
        let (mut gradient, mut curvature) = (vec![0.0; c], vec![0.0; c * c]);
        self.posteriors(log_z, |row, label| {
            let p: Vec<f64> = row.iter().map(|log_p| log_p.exp()).collect();
            gradient[label] += 1.0 / n;
            for (i, p_i) in p.iter().enumerate() {
                gradient[i] -= p_i / n;
                curvature[i * c + i] += p_i / n;
                for (j, p_j) in p.iter().enumerate() {
                    curvature[i * c + j] -= p_i * p_j / n;
                }
            }
        });
        (gradient, curvature)
    }
}

/// Solves `(A + damping I) x = b` for a symmetric `A`, `[n, n]`, that is nowhere negative: by Cholesky's factors.
fn solve(a: &[f64], damping: f64, b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
            let rest = a[i * n + j] - dot + if i == j { damping } else { 0.0 };
            // Rounding must not make a pivot vanish.
            l[i * n + j] = if i == j { rest.max(f64::MIN_POSITIVE).sqrt() } else { rest / l[j * n + j] };
        }
    }
    let mut x = b.to_vec();
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
        x[i] = (x[i] - dot) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
        x[i] = (x[i] - dot) / l[i * n + i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::rng::{Philox, Stream};

    /// Samples of unit Gaussians at −d, 0 and d, and their joint densities with a uniform prior, off by `off` for each class.
    fn samples(n: u32, distance: f64, off: [f64; 3]) -> (Vec<f64>, Vec<u32>) {
        let rng = Philox::new(1);
        let (mut joint, mut labels) = (Vec::new(), Vec::new());
        for i in 0..n {
            let label = i % 3;
            let centre = |class: u32| (f64::from(class) - 1.0) * distance;
            let x = rng.normal::<f64>(Stream::DENSITY, i, 0, 0) + centre(label);
            joint.extend((0..3).map(|class| -0.5 * (x - centre(class)).powi(2) + off[class as usize]));
            labels.push(label);
        }
        (joint, labels)
    }

    #[test]
    fn offsets_of_known_densities_are_found() {
        // The true ones are −5, 1 and 4; 30,000 samples at distance 2 know them to about 0.03.
        let (joint, labels) = samples(30_000, 2.0, [-5.0, 1.0, 4.0]);
        let found = calibrate("x", &joint, &labels, 3).unwrap();
        for (z, truth) in found.log_z.iter().zip([-5.0, 1.0, 4.0]) {
            assert!((z - truth).abs() < 0.1, "{found:?}");
        }
        assert!(found.steps < 40 && found.after > found.before + 1.0, "{found:?}");
        // At the maximum the mean posteriors are the frequencies.
        let problem = Problem { joint: &joint, labels: &labels, classes: 3 };
        assert!(problem.derivatives(&found.log_z).0.iter().all(|g| g.abs() < 1e-8), "{found:?}");
    }

    /// Classes apart: posteriors are 0 or 1 but for a few samples, and the curvature nearly vanishes.
    #[test]
    fn offsets_of_classes_far_apart_are_found_too() {
        for (distance, off) in [(6.0, [0.0; 3]), (8.0, [300.0, 0.0, -500.0]), (60.0, [0.0, 7.0, 0.0])] {
            let (joint, labels) = samples(3000, distance, off);
            let found = calibrate("x", &joint, &labels, 3).unwrap();
            assert!(found.after >= found.before && found.after > -0.01, "{distance}: {found:?}");
            assert!(found.steps < STEPS, "{distance}: {found:?}");
        }
    }

    #[test]
    fn what_cannot_be_calibrated_is_refused() {
        let (mut joint, labels) = samples(30, 1.0, [0.0; 3]);
        let two: Vec<u32> = labels.iter().map(|label| label % 2).collect();
        assert!(calibrate("x", &joint, &two, 3).unwrap_err().to_string().contains("every class"));
        joint[0] = f64::NEG_INFINITY;
        assert!(calibrate("x", &joint, &labels, 3).unwrap_err().to_string().contains("finite"));
    }
}
