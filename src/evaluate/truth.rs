//! A model's density beside the true one, where that is known.

use super::Moments;
use crate::data::Dataset;
use crate::error::Error;
use serde::Serialize;

/// A model's density beside the true one, over samples of the truth; all in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Truth {
    /// Mean of `log p_true − log p_model`: the Kullback-Leibler divergence, were the model normalised.
    pub mean_difference: f64,
    /// Standard error of that mean.
    pub mean_difference_stderr: f64,
    /// Mean of `|log p_true − log p_model|`.
    pub mean_absolute: f64,
    /// The integral of the model's density where there is truth: mean of `p_model / p_true`.
    pub normaliser: f64,
    /// Mean of `log p_true`: minus the entropy.
    pub log_true_mean: f64,
    /// Samples.
    pub count: usize,
}

/// Compares log densities of samples of `density`, in the data's units, with the truth.
///
/// # Errors
/// Data that cannot be read.
///
/// # Panics
/// If there are fewer densities than samples.
pub fn against_truth(density: &dyn cdm_ref::Density, data: &Dataset, log_model: &[f64]) -> Result<Truth, Error> {
    let [mut difference, mut absolute, mut ratio, mut log_true] = [Moments::new(); 4];
    data.for_each(|i, row| {
        let x: Vec<f64> = row.iter().map(|v| f64::from(*v)).collect();
        let truth = density.log_density(&x);
        let off = truth - log_model[i];
        difference.add(off);
        absolute.add(off.abs());
        ratio.add((-off).exp());
        log_true.add(truth);
        Ok(())
    })?;
    Ok(Truth {
        mean_difference: difference.mean(),
        mean_difference_stderr: difference.stderr().unwrap_or(f64::NAN),
        mean_absolute: absolute.mean(),
        normaliser: ratio.mean(),
        log_true_mean: log_true.mean(),
        count: difference.count(),
    })
}
