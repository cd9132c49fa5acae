//! Classes of samples by Bayes' rule over conditional densities.

use super::Moments;
use super::score::each_batch;
use crate::backend::Trained;
use crate::data::{Dataset, Transform};
use crate::error::Error;
use cdm_core::loss::log_softmax;
use cdm_core::{ClassifierExt, Levels, Prior};

/// Conditional log densities of a batch of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassScores<'a> {
    /// Number of the first sample.
    pub first: usize,
    /// `log p(x | y)` of clean data in the data's own units, nats, `[batch, classes]`.
    pub log_density: Vec<f64>,
    /// The samples' classes, `[batch]`, where the data have any.
    pub labels: Option<&'a [u32]>,
}

/// Scores all samples under each class of a conditional network, in order, and hands each batch to `each`.
///
/// As many passes for each sample as there are classes; the dequantisation noise of a sample is the same in all of them, and follows from `seed`.
///
/// # Errors
/// [`Error::NoClasses`] for a network without classes, [`Error::Label`] for labels that it lacks; data that cannot be read; the backend's; what `each` returns. `data` must
/// have passed [`Transform::check`].
pub fn class_scores(
    net: &dyn Trained,
    transform: &Transform,
    data: &Dataset,
    seed: u64,
    mut each: impl FnMut(&ClassScores<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (classes, dim) = (net.classes().ok_or(Error::NoClasses)?, net.dim());
    if let Some(&label) = data.labels.iter().flatten().find(|label| **label as usize >= classes) {
        return Err(Error::Label { label, classes });
    }
    each_batch(transform, data, seed, |range, x| {
        let mut log_density = vec![0.0; range.len() * classes];
        for class in 0..classes {
            let labels = vec![class as u32; range.len()];
            let log_p = net.with_labels(&labels)?.log_density_vec(x, Levels::All(0), Prior::UNIFORM)?;
            for (row, log_p) in log_density.chunks_exact_mut(classes).zip(log_p) {
                row[class] = log_p;
            }
        }
        for (row, x) in log_density.chunks_exact_mut(classes).zip(x.chunks_exact(dim)) {
            let units = transform.log_jacobian(x);
            row.iter_mut().for_each(|log_p| *log_p += units);
        }
        let labels = data.labels.as_deref().map(|labels| &labels[range.clone()]);
        each(&ClassScores { first: range.start, log_density, labels })
    })
}

/// `log p(y | x) = log p(x | y) + log p(y) − log Z_y − log Σ …`: the posterior over classes.
#[derive(Clone, Debug, PartialEq)]
pub struct BayesRule {
    /// `log p(y) − log Z_y`.
    log_weights: Vec<f64>,
}

impl BayesRule {
    /// With every one of `classes` classes alike beforehand.
    pub fn uniform(classes: usize) -> Self {
        Self { log_weights: vec![-(classes as f64).ln(); classes] }
    }

    /// With classes as frequent beforehand as they are among the training samples; one that has none is never predicted.
    pub fn of_counts(counts: &[u64]) -> Self {
        let total = counts.iter().sum::<u64>() as f64;
        Self { log_weights: counts.iter().map(|count| (*count as f64 / total).ln()).collect() }
    }

    /// Takes the normalisers of the conditional densities, `log Z_y`, into account.
    ///
    /// # Panics
    /// If there are not as many as classes.
    pub fn normalised_by(mut self, log_z: &[f64]) -> Self {
        assert_eq!(log_z.len(), self.classes(), "a normaliser for each class");
        self.log_weights.iter_mut().zip(log_z).for_each(|(weight, log_z)| *weight -= log_z);
        self
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.log_weights.len()
    }

    /// `log p(x | y) + log p(y) − log Z_y` of each row, in place of `log p(x | y)`, nats, `[batch, classes]`.
    pub fn joint(&self, log_density: &mut [f64]) {
        for row in log_density.chunks_exact_mut(self.classes()) {
            row.iter_mut().zip(&self.log_weights).for_each(|(value, weight)| *value += weight);
        }
    }

    /// `log p(y | x)` of each row, in place of `log p(x | y)`, nats, `[batch, classes]`.
    pub fn log_posterior(&self, log_density: &mut [f64]) {
        self.joint(log_density);
        log_softmax(log_density, self.classes());
    }
}

/// How well predicted classes agree with labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    right: Moments,
    log_true: Moments,
    confusion: Vec<Vec<u64>>,
}

impl Tally {
    /// Of no samples.
    pub fn new(classes: usize) -> Self {
        Self { right: Moments::new(), log_true: Moments::new(), confusion: vec![vec![0; classes]; classes] }
    }

    /// Adds a sample by its log posteriors over classes, nats, and its label.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn add(&mut self, log_posterior: &[f64], label: u32) {
        let predicted = Self::predicted(log_posterior);
        self.right.add(if predicted == label { 1.0 } else { 0.0 });
        self.log_true.add(log_posterior[label as usize]);
        self.confusion[label as usize][predicted as usize] += 1;
    }

    /// The likeliest class, the first of equals.
    pub fn predicted(log_posterior: &[f64]) -> u32 {
        let mut best = 0;
        for (class, value) in log_posterior.iter().enumerate() {
            if *value > log_posterior[best] {
                best = class;
            }
        }
        best as u32
    }

    /// Whether the predicted class is the label, as 1 and 0: its mean is the accuracy.
    pub fn right(&self) -> &Moments {
        &self.right
    }

    /// The log posterior of the true class, nats.
    pub fn log_true(&self) -> &Moments {
        &self.log_true
    }

    /// Samples by class (rows) and predicted class (columns).
    pub fn confusion(&self) -> &[Vec<u64>] {
        &self.confusion
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posteriors_follow_bayes_rule() {
        // Densities 0.2 and 0.1, prior 3 : 1, second class twice too dense.
        let densities = [0.2f64.ln(), 0.1f64.ln()];
        let posterior = |rule: &BayesRule| {
            let mut row = densities;
            rule.log_posterior(&mut row);
            row.map(f64::exp)
        };
        let close = |found: [f64; 2], first: f64| (found[0] - first).abs() + (found[1] - 1.0 + first).abs() < 1e-15;
        assert!(close(posterior(&BayesRule::uniform(2)), 2.0 / 3.0));
        assert!(close(posterior(&BayesRule::of_counts(&[30, 10])), 6.0 / 7.0));
        assert!(close(posterior(&BayesRule::uniform(2).normalised_by(&[0.0, 2f64.ln()])), 4.0 / 5.0));
        assert_eq!(posterior(&BayesRule::of_counts(&[0, 7])), [0.0, 1.0]);
        // Densities of images are e^−2000 or so.
        let mut far = [-5000.0, -5001.0];
        BayesRule::uniform(2).log_posterior(&mut far);
        assert!((far[0] + (-1f64).exp().ln_1p()).abs() < 1e-12);
    }

    #[test]
    fn a_tally_counts_what_was_taken_for_what() {
        let mut tally = Tally::new(3);
        for (posterior, label) in
            [([0.5, 0.3, 0.2], 0), ([0.1, 0.8, 0.1], 0), ([0.2, 0.2, 0.6], 2), ([0.3, 0.3, 0.3], 1)]
        {
            tally.add(&posterior.map(f64::ln), label);
        }
        assert_eq!(tally.confusion(), [vec![1, 1, 0], vec![1, 0, 0], vec![0, 0, 1]]);
        assert_eq!(tally.right().mean(), 0.5);
        let log_true = (0.5f64.ln() + 0.1f64.ln() + 0.6f64.ln() + 0.3f64.ln()) / 4.0;
        assert!((tally.log_true().mean() - log_true).abs() < 1e-15);
    }
}
