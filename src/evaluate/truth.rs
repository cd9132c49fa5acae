//! A model's density beside the true one, where that is known.

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
    let mut truth = Truth { count: data.len(), ..Truth::default() };
    let n = data.len() as f64;
    let mut differences = Vec::with_capacity(data.len());
    data.for_each(|i, row| {
        let x: Vec<f64> = row.iter().map(|v| f64::from(*v)).collect();
        let log_true = density.log_density(&x);
        let difference = log_true - log_model[i];
        truth.mean_difference += difference / n;
        truth.mean_absolute += difference.abs() / n;
        truth.normaliser += (-difference).exp() / n;
        truth.log_true_mean += log_true / n;
        differences.push(difference);
        Ok(())
    })?;
    let squares: f64 = differences.iter().map(|d| (d - truth.mean_difference).powi(2)).sum();
    truth.mean_difference_stderr = (squares / (n - 1.0) / n).sqrt();
    Ok(truth)
}
