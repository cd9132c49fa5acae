//! What a training run does, with defaults for each kind of data.

use crate::choice::{Arch, Loss};
use crate::config::{Key, recipe_values};
use crate::data::{Dataset, GreyScale, Scaling, Shape, Values};
use crate::error::Error;
use crate::model::{ImageConfig, NetworkConfig};
use cdm_core::nn::{Adam, TrainingOptions};
use cdm_core::schedule::ScheduleKind;
use serde::Serialize;

/// Samples of a step have numbers of 32 bits.
const MOST_SAMPLES: usize = 100_000_000;

/// What a training run does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recipe {
    /// The network.
    pub network: NetworkConfig,
    /// Kind of noise schedule.
    #[serde(serialize_with = "schedule_name")]
    pub schedule: ScheduleKind,
    /// The scale on which the network sees grey values.
    pub grey: GreyScale,
    /// Whether real columns are made uncorrelated, rather than standardised each by itself.
    pub whiten: bool,
    /// Noise steps `T` of the schedule.
    pub levels: usize,
    /// Training steps.
    pub steps: usize,
    /// Samples in a batch.
    pub batch: usize,
    /// Batches whose gradients are averaged in a step.
    pub accumulate: usize,
    /// Largest learning rate.
    pub lr: f64,
    /// Steps in which the learning rate rises to it.
    pub warmup: usize,
    /// How it falls from there.
    pub decay: Decay,
    /// Decay of the moving average of the weights.
    pub ema: f64,
    /// Steps in which the moving average copies the weights: the published rule has 5,000. With 0 its decay rises instead.
    pub ema_start: usize,
    /// Largest norm of the gradient of all parameters together; a larger gradient is scaled down to it.
    pub clip: Option<f64>,
    /// Mirror half of the training images from left to right.
    pub flip: bool,
    /// The objective.
    pub loss: Loss,
    /// Weight of the cross-entropy in it.
    pub w_ce: f64,
    /// Seed of everything random.
    pub seed: u64,
}

/// How the learning rate falls after the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
#[non_exhaustive]
pub enum Decay {
    /// Not at all.
    Constant,
    /// To zero along half a period of a cosine.
    Cosine,
    /// By `factor` each `every` steps, counted from the first.
    Step {
        /// Steps between falls.
        every: usize,
        /// What each multiplies the rate by.
        factor: f64,
    },
}

impl Decay {
    /// The names of all.
    pub const NAMES: [&str; 3] = ["constant", "cosine", "step"];

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Cosine => "cosine",
            Self::Step { .. } => "step",
        }
    }
}

fn schedule_name<S: serde::Serializer>(kind: &ScheduleKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

impl Recipe {
    /// The default for data of this kind.
    ///
    /// * Vectors: few dimensions need few levels (the optimal cross-entropy of 8 Gaussians is 6.6 nats of 6.9 with 1,002
    ///   levels, 4.3 of 4.6 with 102), and the uniform schedule, which makes them all equally hard. The cross-entropy,
    ///   which fixes the constants of the logits and hence densities, gets weight 0.1, not the published 1e-3: the
    ///   error of the denoiser is a mean over thousands of numbers there, over two here. (8 Gaussians: mean absolute
    ///   error of the log density 0.045 nats with 0.1, 0.08 with 1.)
    /// * Images: the published 1,000 levels are made for thousands of dimensions and 500,000 steps. Small images and
    ///   short runs do better with 100 levels of the uniform schedule and a weight of 0.01. (Digits, 1,000 steps, held-out
    ///   bits/dim: 2.09 with 0.01, 2.20 with 0.1, 2.57 with 1; DDPM's schedule 2.47 with 100 levels, 2.40 with 1,000.)
    ///   An encoder takes a third of the U-Net's time per step, 17.5 ms beside 53 for 64 digits on two cores. In equal time (3,000
    ///   steps and 1,000) it tells levels and noise as well (held-out cross-entropy 2.84 nats beside 2.89, error of the denoiser
    ///   0.222 beside 0.224); bits/dim as they come 2.19 beside 1.99, divided by the normaliser 2.17 beside 2.13.
    pub fn for_data(data: &Dataset, arch: Option<Arch>) -> Self {
        let arch = arch.unwrap_or(match data.shape {
            Shape::Image { .. } => Arch::Unet,
            Shape::Vector { .. } => Arch::Mlp,
        });
        let common = Self {
            network: NetworkConfig::Mlp { width: 128, depth: 4, head_dropout_percent: 0, classes: None },
            schedule: ScheduleKind::Uniform,
            grey: GreyScale::Linear,
            whiten: is_table(data),
            levels: 100,
            steps: 8_000,
            batch: 512,
            accumulate: 1,
            lr: 1e-3,
            warmup: 200,
            decay: Decay::Cosine,
            ema: 0.999,
            ema_start: 0,
            clip: None,
            flip: false,
            loss: Loss::Both,
            w_ce: 0.1,
            seed: 0,
        };
        let image = |shape| ImageConfig {
            channels: 32,
            multipliers: multipliers(shape),
            blocks: 1,
            attention: vec![longer_side(shape).div_ceil(2)],
            dropout_percent: 10,
            head_dropout_percent: 0,
            classes: None,
        };
        let network = match arch {
            Arch::Mlp => return common,
            Arch::Quadratic => {
                let network = NetworkConfig::Quadratic { features: 2 * data.shape.dim() };
                return Self { network, steps: 4_000, lr: 2e-3, ..common };
            }
            Arch::Unet => NetworkConfig::Unet(image(data.shape)),
            Arch::Encoder => NetworkConfig::Encoder(image(data.shape)),
        };
        Self { network, steps: 2_000, batch: 64, lr: 2e-3, w_ce: 0.01, ..common }
    }

    /// Checks that the recipe can be followed with samples of this shape.
    ///
    /// # Errors
    /// [`Error::BadValue`] for a number that its setting does not take, a warm-up or a copying average as long as the training,
    /// more samples in a step than can be numbered, and mirrored vectors; [`Error::Network`] for a network that does not
    /// fit the shape.
    pub fn check(&self, shape: Shape) -> Result<(), Error> {
        self.check_numbers()?;
        self.network.architecture(shape)?;
        if self.flip && matches!(shape, Shape::Vector { .. }) {
            let expected = format!("false for {shape}, which have no left and right");
            return Err(Error::BadValue { option: "flip".into(), value: "true".into(), expected });
        }
        Ok(())
    }

    /// As [`check`](Self::check), as far as it needs no shape.
    pub(crate) fn check_numbers(&self) -> Result<(), Error> {
        for (name, value) in recipe_values(self) {
            Key::find(name)?.check(value)?;
        }
        let bad = |option: &str, value: String, expected: String| {
            Err(Error::BadValue { option: option.into(), value, expected })
        };
        for (option, value) in [("warmup", self.warmup), ("ema_start", self.ema_start)] {
            if value >= self.steps {
                let expected = format!("fewer than the {} steps of the training", self.steps);
                return bad(option, value.to_string(), expected);
            }
        }
        if self.batch.saturating_mul(self.accumulate) > MOST_SAMPLES {
            let expected = format!("at most {MOST_SAMPLES} samples in a step, which are batch times accumulate");
            return bad("accumulate", self.accumulate.to_string(), expected);
        }
        Ok(())
    }

    /// Samples in a step: [`accumulate`](Self::accumulate) batches.
    ///
    /// The gradient is the mean over all of them. Backends go through samples in groups, and what a group needs does not
    /// depend on their number, so that a step takes them at once: nothing is kept from batch to batch.
    pub fn samples_per_step(&self) -> usize {
        self.batch * self.accumulate
    }

    /// How data are brought to the network's units.
    pub fn scaling(&self) -> Scaling {
        Scaling { grey: self.grey, whiten: self.whiten }
    }

    /// Objective and optimiser of the training step.
    pub fn options(&self) -> TrainingOptions {
        TrainingOptions { objective: self.loss.objective(self.w_ce), adam: Adam::default(), clip: self.clip }
    }

    /// The same in so many steps, its warm-up at most a tenth of them.
    pub fn with_steps(self, steps: usize) -> Self {
        Self { steps, warmup: self.warmup_of(steps), ..self }
    }

    /// As long a warm-up as the recipe has, but at most a tenth of the steps.
    pub fn warmup_of(&self, steps: usize) -> usize {
        self.warmup.min(steps / 10)
    }

    /// The learning rate of a step (from 1): rises linearly for [`warmup`](Self::warmup) steps, then falls as
    /// [`decay`](Self::decay) says.
    pub fn learning_rate(&self, step: usize) -> f64 {
        if step < self.warmup {
            return self.lr * step as f64 / self.warmup as f64;
        }
        match self.decay {
            Decay::Constant => self.lr,
            Decay::Cosine => {
                let done = (step - self.warmup) as f64 / (self.steps.saturating_sub(self.warmup)).max(1) as f64;
                self.lr * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
            Decay::Step { every, factor } => self.lr * factor.powi((step.saturating_sub(1) / every.max(1)) as i32),
        }
    }

    /// The decay of the moving average at a step (from 1). With [`ema_start`](Self::ema_start) it is 0 up to there and
    /// [`ema`](Self::ema) then, as published; otherwise it rises to `ema`, so that the first weights are forgotten.
    pub fn ema_decay(&self, step: usize) -> f64 {
        if self.ema_start > 0 {
            return if step <= self.ema_start { 0.0 } else { self.ema };
        }
        self.ema.min((1.0 + step as f64) / (10.0 + step as f64))
    }
}

/// Real columns few enough, and with rows enough, to know how they hang together. Columns of a table often nearly follow from each
/// other, and what is narrow in some direction is below what a network resolves until that direction has a unit of its own.
fn is_table(data: &Dataset) -> bool {
    let vectors = matches!(data.shape, Shape::Vector { dim: 2..=256 });
    vectors && data.values == Values::Real && data.len() >= 10 * data.dim()
}

/// Channels at each resolution: images are halved while that leaves 4 pixels a side or more, twice at most.
fn multipliers(shape: Shape) -> Vec<usize> {
    let shorter = match shape {
        Shape::Image { height, width, .. } => height.min(width),
        Shape::Vector { .. } => 1,
    };
    let mut multipliers = vec![1];
    multipliers.extend((1..=2).take_while(|n| shorter.div_ceil(1 << n) >= 4).map(|_| 2));
    multipliers
}

fn longer_side(shape: Shape) -> usize {
    match shape {
        Shape::Image { height, width, .. } => height.max(width),
        Shape::Vector { .. } => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Samples;

    #[test]
    fn rates_rise_and_fall() {
        let shape = Shape::Vector { dim: 2 };
        let data = Dataset::new("x".into(), shape, Values::Real, Samples::real(vec![0.0; 4], 2));
        let recipe = Recipe { steps: 1000, warmup: 100, lr: 0.5, ema: 0.9, ..Recipe::for_data(&data, None) };
        assert_eq!(recipe.learning_rate(50), 0.25);
        assert_eq!(recipe.learning_rate(100), 0.5);
        assert!((recipe.learning_rate(550) - 0.25).abs() < 1e-12);
        assert!(recipe.learning_rate(1000) < 1e-12);
        let image = |side| multipliers(Shape::Image { height: side, width: 40, channels: 1 });
        assert_eq!([8, 28, 14, 7, 6].map(image), [vec![1, 2], vec![1, 2, 2], vec![1, 2, 2], vec![1, 2], vec![1]]);
        assert_eq!(recipe.ema_decay(1), 2.0 / 11.0);
        assert_eq!(recipe.ema_decay(1000), 0.9);
    }
}
