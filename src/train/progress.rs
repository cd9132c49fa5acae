//! How far a training is.

use super::Losses;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How far a training is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Objective, mean since the last report.
    pub loss: f64,
    /// Cross-entropy over levels in nats, mean since the last report.
    pub ce: f64,
    /// Error of the denoiser per dimension, mean since the last report.
    pub mse: f64,
    /// Norm of the gradient before it was clipped, mean since the last report; only where gradients are clipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grad_norm: Option<f64>,
    /// Learning rate of the last step.
    pub lr: f64,
    /// Samples trained on per second of training, since the last report; what else a run does is not counted.
    pub samples_per_second: f64,
}

/// Sums over the steps since the last report. A checkpoint holds them, so that a resumed run reports the same means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Means {
    /// Steps added up.
    pub count: usize,
    /// Sum of the objective.
    pub loss: f64,
    /// Sum of the cross-entropy.
    pub ce: f64,
    /// Sum of the denoiser's error.
    pub mse: f64,
    /// Sum of the gradients' norms, where gradients are clipped.
    pub grad_norm: Option<f64>,
    /// Time of these steps as far as this process took them, and how many it took.
    #[serde(skip)]
    pub(crate) timed: (Duration, usize),
}

impl Means {
    /// Adds steps that took so long together.
    pub(crate) fn add(&mut self, steps: &[Losses], time: Duration) {
        for losses in steps {
            self.count += 1;
            self.loss += losses.total;
            self.ce += losses.ce;
            self.mse += losses.mse;
            self.grad_norm = losses.grad_norm.map(|norm| self.grad_norm.unwrap_or(0.0) + norm);
        }
        self.timed = (self.timed.0 + time, self.timed.1 + steps.len());
    }

    /// The means as of `step`, whose learning rate was `lr`; `rows` samples are in a step.
    pub(crate) fn progress(&self, step: usize, lr: f64, rows: usize) -> Progress {
        let mean = |sum: f64| sum / self.count as f64;
        let (time, steps) = self.timed;
        let samples_per_second = (steps * rows) as f64 / time.as_secs_f64();
        let (loss, ce, mse) = (mean(self.loss), mean(self.ce), mean(self.mse));
        Progress { step, loss, ce, mse, grad_norm: self.grad_norm.map(mean), lr, samples_per_second }
    }
}
