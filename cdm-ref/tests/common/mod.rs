//! Random mixtures, schedules and priors for the tests.
#![allow(dead_code, reason = "each test file uses a part")]

use cdm_core::rng::{Philox, Stream};
use cdm_core::{Classifier, Levels, Real, Schedule, ShapeError};
use cdm_ref::{Density, Mixture, MixtureClassifier};

/// Numbers of one seed.
pub(crate) struct Numbers(Philox, u32);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Philox::new(seed), 0)
    }

    pub(crate) fn normal(&mut self) -> f64 {
        self.1 += 1;
        self.0.normal(Stream(77), self.1, 0, 0)
    }

    pub(crate) fn uniform(&mut self) -> f64 {
        self.1 += 1;
        self.0.uniform(Stream(78), self.1, 0, 0)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.1 += 1;
        self.0.index(Stream(79), self.1, 0, 0, count as u32) as usize
    }
}

/// One to four components with full covariances; variances along axes are at least 0.05.
pub(crate) fn random_mixture(numbers: &mut Numbers, dim: usize) -> Mixture {
    let count = 1 + numbers.below(4);
    let weights: Vec<f64> = (0..count).map(|_| 0.1 + numbers.uniform()).collect();
    let means: Vec<Vec<f64>> = (0..count).map(|_| (0..dim).map(|_| 1.5 * numbers.normal()).collect()).collect();
    let covariances: Vec<Vec<f64>> = (0..count)
        .map(|_| {
            let root: Vec<f64> = (0..dim * dim).map(|_| numbers.normal() / (dim as f64).sqrt()).collect();
            let mut covariance = vec![0.0; dim * dim];
            for i in 0..dim {
                for j in 0..=i {
                    let dot: f64 = (0..dim).map(|k| root[i * dim + k] * root[j * dim + k]).sum();
                    covariance[i * dim + j] = dot + if i == j { 0.05 } else { 0.0 };
                    covariance[j * dim + i] = covariance[i * dim + j];
                }
            }
            covariance
        })
        .collect();
    Mixture::new(&weights, &means, &covariances).unwrap()
}

/// Every kind of schedule: the named ones, a table of `ᾱ`, and tables that preserve nothing.
pub(crate) fn schedule(kind: usize, steps: usize) -> Schedule {
    let share = |t: usize| t as f64 / steps as f64;
    match kind {
        0 => Schedule::linear_ddpm(steps).unwrap(),
        1 => Schedule::uniform(steps).unwrap(),
        2 => Schedule::optimal_transport(steps).unwrap(),
        3 => Schedule::cosine(steps).unwrap(),
        4 => Schedule::from_alpha_bar(&(0..=steps).map(|t| 1.0 - share(t).powi(3)).collect::<Vec<_>>()).unwrap(),
        _ => {
            let a = (0..=steps).map(|t| 1.0 - share(t).powi(2)).collect();
            let sigma = (0..=steps).map(|t| share(t).sqrt()).collect();
            Schedule::from_tables(a, sigma).unwrap()
        }
    }
}

pub(crate) const SCHEDULES: usize = 6;

/// A normalised prior, far from uniform.
pub(crate) fn random_log_prior(numbers: &mut Numbers, levels: usize) -> Vec<f64> {
    let raw: Vec<f64> = (0..levels).map(|_| numbers.normal()).collect();
    let total = raw.iter().map(|v| v.exp()).sum::<f64>().ln();
    raw.into_iter().map(|v| v - total).collect()
}

/// A sample of the mixture noised to a level; exact in `f32`.
pub(crate) fn noised(numbers: &mut Numbers, classifier: &MixtureClassifier, t: usize) -> Vec<f64> {
    let mut x = vec![0.0; classifier.mixture().dim()];
    classifier.mixture().sample(numbers.0, numbers.1, &mut x);
    let (a, sigma) = (classifier.schedule().a(t), classifier.schedule().sigma(t));
    x.into_iter().map(|x| f64::from((a * x + sigma * numbers.normal()) as f32)).collect()
}

/// Logits are defined up to a function of `x` alone: this adds `¼‖x‖²`, which no answer may notice.
pub(crate) struct Shifted<'a>(pub(crate) &'a MixtureClassifier);

impl<E: Real> Classifier<E> for Shifted<'_> {
    type Error = ShapeError;

    fn dim(&self) -> usize {
        self.0.mixture().dim()
    }

    fn levels(&self) -> usize {
        self.0.schedule().levels()
    }

    fn logits_vjp(
        &self,
        x: &[E],
        cotangent: &[E],
        mut logits: Option<&mut [E]>,
        grad: &mut [E],
    ) -> Result<(), ShapeError> {
        self.0.logits_vjp(x, cotangent, logits.as_deref_mut(), grad)?;
        let (dim, levels) = (self.0.mixture().dim(), self.0.schedule().levels());
        for (sample, x) in x.chunks_exact(dim).enumerate() {
            let total: E = cotangent[sample * levels..][..levels].iter().copied().sum();
            for (grad, &x) in grad[sample * dim..][..dim].iter_mut().zip(x) {
                *grad += E::from_f64(0.5) * total * x;
            }
            let shift = E::from_f64(0.25) * x.iter().map(|&x| x * x).sum::<E>();
            if let Some(logits) = &mut logits {
                logits[sample * levels..][..levels].iter_mut().for_each(|f| *f += shift);
            }
        }
        Ok(())
    }
}

/// A classifier, a batch of points, and a level for each.
pub(crate) struct Case {
    pub(crate) classifier: MixtureClassifier,
    pub(crate) x: Vec<f64>,
    pub(crate) t: Vec<u32>,
    pub(crate) s: Vec<u32>,
}

impl Case {
    /// `BATCH` points, each from a level of its own, asked about another: the first ones about both ends.
    pub(crate) const BATCH: usize = 5;

    pub(crate) fn new(seed: u64, dim: usize, kind: usize, steps: usize) -> Self {
        let mut numbers = Numbers::new(seed);
        let mixture = random_mixture(&mut numbers, dim);
        let schedule = schedule(kind, steps);
        let levels = schedule.levels();
        let log_prior = random_log_prior(&mut numbers, levels);
        let classifier = MixtureClassifier::with_prior(mixture, schedule, log_prior).unwrap();
        let (mut x, mut t, mut s) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..Self::BATCH {
            let asked = [0, levels - 1, 1, numbers.below(levels), numbers.below(levels)][i];
            // A point from a neighbouring level: the density there is far from its largest, but not absurd.
            let from = asked.saturating_add(numbers.below(3)).min(levels - 1);
            x.extend(noised(&mut numbers, &classifier, from));
            t.push(asked as u32);
            s.push(numbers.below(levels) as u32);
        }
        Self { classifier, x, t, s }
    }

    pub(crate) fn dim(&self) -> usize {
        self.classifier.mixture().dim()
    }

    pub(crate) fn point(&self, i: usize) -> &[f64] {
        &self.x[i * self.dim()..][..self.dim()]
    }

    /// `(a, σ)` at the level of point `i`.
    pub(crate) fn level(&self, i: usize) -> (f64, f64) {
        let t = self.t[i] as usize;
        (self.classifier.schedule().a(t), self.classifier.schedule().sigma(t))
    }

    pub(crate) fn levels(&self) -> Levels<'_> {
        Levels::Each(&self.t)
    }

    pub(crate) fn x_as<E: Real>(&self) -> Vec<E> {
        self.x.iter().map(|&x| E::from_f64(x)).collect()
    }
}
