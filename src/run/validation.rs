//! How good the averaged weights are while a run goes on.

use super::Plan;
use crate::backend::{self, Trained};
use crate::data::{Dataset, Permutation};
use crate::error::Error;
use crate::evaluate::{self, Effort, Moments, Quality, ScoreSpec, Scorer};
use crate::model::{Model, ModelConfig};
use crate::sample::{SampleSpec, draw, picture};
use crate::train::Training;
use cdm_core::Schedule;
use cdm_core::rng::Stream;
use cdm_core::sampler::{AnyMethod, Ddim};
use serde::{Deserialize, Serialize};

/// The best validation of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// Its step.
    pub step: usize,
    /// Its negative log likelihood, nats per sample.
    pub nll: f64,
}

/// How good the averaged weights are on held-out data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// Negative log likelihood in the data's own units, nats per sample, as the single pass gives it: not divided by the
    /// normaliser, which says how far to trust it.
    pub nll: f64,
    /// The same per dimension, in bits; for grey values of dequantised data.
    pub bits_per_dim: f64,
    /// Held-out samples scored.
    pub count: usize,
    /// Levels, noise and the normaliser.
    #[serde(flatten)]
    pub quality: Quality,
}

impl std::fmt::Display for Validation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Quality { ce, mse, log_normaliser, .. } = &self.quality;
        let (nll, bits) = (self.nll, self.bits_per_dim);
        write!(f, "NLL {nll:.3} nats ({bits:.3} bits/dim), ce {ce:.3}, mse {mse:.4}, log Z {log_normaliser:.2}")
    }
}

/// Samples in a grid of images, and in a scatter plot.
const DRAWN: [usize; 2] = [16, 400];
/// Levels that sampling visits: enough to see what has been learnt.
const STEPS: usize = 10;
/// Seed of samples and of noise on held-out data, the same all along, so that what changes is the network.
const SEED: u64 = 0;

/// Validates and samples with one network, whose programs are compiled once.
pub(super) struct Validator {
    net: Box<dyn Trained>,
    schedule: Schedule,
    config: ModelConfig,
    /// The same samples every time.
    data: Dataset,
    effort: Effort,
}

impl Validator {
    /// Loads the weights of a training onto its backend.
    ///
    /// # Errors
    /// The backend's, or held-out data of another kind than the training data.
    pub(super) fn new(plan: &Plan<'_>, model: &Model) -> Result<Self, Error> {
        model.config.check_data(plan.held_out)?;
        let (count, schedule) = (plan.config.upkeep.validate_samples.max(1), model.schedule()?);
        let order = Permutation::new(plan.config.split_seed, Stream::DENSITY, 0, plan.held_out.len());
        let numbers: Vec<usize> = order.iter().take(count).collect();
        // A level has a denoised sample or more; five of the cost of one that is only told its level.
        let noised = count.min(numbers.len());
        let effort = Effort { noised, denoised: (noised / (8 * schedule.levels())).max(1), seed: SEED };
        let net = backend::open_trained(plan.config.device, model)?;
        Ok(Self { net, schedule, config: model.config.clone(), data: plan.held_out.choose(&numbers), effort })
    }

    /// Takes the averaged weights as they are now.
    ///
    /// # Errors
    /// As [`Training::averaged`].
    pub(super) fn reload(&mut self, training: &mut Training<'_>) -> Result<(), Error> {
        self.net.reload(&training.averaged()?)
    }

    /// Judges these weights.
    ///
    /// # Errors
    /// The backend's, or data that cannot be read.
    pub(super) fn validate(&self) -> Result<Validation, Error> {
        let transform = &self.config.transform;
        let mut densities = Moments::new();
        let spec = ScoreSpec { seed: SEED, ..ScoreSpec::default() };
        evaluate::score(Scorer::Plain(&*self.net), transform, &self.data, &spec, |batch| {
            densities.extend(batch.log_density.iter().copied());
            Ok(())
        })?;
        let quality = evaluate::judge(&*self.net, self.schedule.view(), transform, &self.data, self.effort, |_| ())?;
        let bits_per_dim = evaluate::bits_per_dim(densities.mean(), self.data.dim());
        Ok(Validation { nll: -densities.mean(), bits_per_dim, count: densities.count(), quality })
    }

    /// A picture of samples that these weights draw, as PNG.
    ///
    /// # Errors
    /// The backend's.
    pub(super) fn samples(&self) -> Result<Vec<u8>, Error> {
        let image = matches!(self.config.shape, crate::data::Shape::Image { .. });
        let count = DRAWN[usize::from(!image)];
        let steps = STEPS.min(self.schedule.last() - 1);
        let how = SampleSpec {
            clip: self.config.transform.range(),
            ..SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), steps, SEED)
        };
        let x = draw(&*self.net, &self.schedule, how, count, |_| ())?;
        let mut values = vec![0.0; x.len()];
        self.config.transform.decode_into(&x, &mut values);
        picture(&values, &self.config)?.to_png()
    }
}
