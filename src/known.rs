//! A model beside a density whose truth is known.

use crate::data::{Dataset, Synthetic};
use crate::error::Error;
use crate::evaluate::{self, Moments, Truth};
use cdm_core::likelihood::{log_standard_normal, squared_norm};
use serde::Serialize;

/// What is known of a model because the density of its data is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Known {
    /// The model's log density beside the true one.
    pub truth: Truth,
    /// The mutual information, for the data made to measure it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutual_information: Option<MutualInformation>,
}

/// Mutual information of the numbers in a sample; all in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MutualInformation {
    /// The estimate: mean of `log p(x) − log N(x; 0, I)`, so of `f_0 − f_L`, from one pass for each sample.
    pub estimate: f64,
    /// Its standard error.
    pub stderr: f64,
    /// The truth.
    pub truth: f64,
}

impl Known {
    /// Compares log densities at level 0 of samples of `synthetic`, in the data's units, with the truth.
    ///
    /// # Errors
    /// Numbers that make no density.
    ///
    /// # Panics
    /// If there are fewer densities than samples.
    pub fn new(synthetic: &Synthetic, data: &Dataset, log_model: &[f64]) -> Result<Self, Error> {
        let truth = evaluate::against_truth(&*synthetic.density()?, data, log_model)?;
        let information = synthetic.mutual_information();
        let mutual_information = information.map(|truth| MutualInformation::new(truth, data, log_model)).transpose()?;
        Ok(Self { truth, mutual_information })
    }
}

impl MutualInformation {
    /// The numbers are standard normal, so the product of the marginals is `N(0, I)`, which is also what level L holds.
    fn new(truth: f64, data: &Dataset, log_model: &[f64]) -> Result<Self, Error> {
        let mut ratios = Moments::new();
        data.for_each(|i, row| {
            ratios.add(log_model[i] - log_standard_normal(squared_norm(row), row.len()));
            Ok(())
        })?;
        Ok(Self { estimate: ratios.mean(), stderr: ratios.stderr().unwrap_or(f64::NAN), truth })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Draw, Spec};

    #[test]
    fn the_true_density_has_the_true_information() {
        let synthetic = Synthetic::MutualInformation { dim: 40 };
        let draw = Draw { count: 10_000, seed: 1, held_out: true };
        let data = Dataset::load(&Spec::Synthetic(synthetic.clone()), draw).unwrap();
        let density = synthetic.density().unwrap();
        let values = data.values().unwrap();
        let exact: Vec<f64> = values
            .chunks(data.dim())
            .map(|row| density.log_density(&row.iter().map(|v| f64::from(*v)).collect::<Vec<_>>()))
            .collect();
        let known = Known::new(&synthetic, &data, &exact).unwrap();
        let mi = known.mutual_information.unwrap();
        // Five standard errors of √40 · 0.562 over √10,000.
        assert!((mi.estimate - 10.0).abs() < 0.18 && mi.truth == 10.0, "{mi:?}");
        assert!((mi.stderr - 0.0355).abs() < 0.002, "{mi:?}");
        assert!(known.truth.mean_absolute < 1e-12 && (known.truth.normaliser - 1.0).abs() < 1e-12);
        let off: Vec<f64> = exact.iter().map(|v| v - 0.5).collect();
        let off = Known::new(&synthetic, &data, &off).unwrap();
        assert!((off.mutual_information.unwrap().estimate - mi.estimate + 0.5).abs() < 1e-9);
        assert!((off.truth.mean_difference - 0.5).abs() < 1e-9);
    }
}
