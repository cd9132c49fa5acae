//! Handwritten digits: real data, judged on images that were held out.

use super::levels::{self, Curves};
use super::{DEVICE, DemoSpec, Picture};
use crate::backend::{self, Net};
use crate::cli::{Judgement, MODEL, notes, train_into};
use crate::data::{Dataset, Part, Spec};
use crate::error::Error;
use crate::evaluate;
use crate::model::{Model, ModelConfig};
use crate::picture::ImageGrid;
use crate::sample::{self, SampleSpec};
use cdm_core::rng::Philox;
use cdm_core::sampler::{AnyMethod, Ddpm};
use cdm_core::{ClassifierExt, Levels, Schedule};
use serde::Serialize;
use std::time::Instant;

/// What was found on digits, all of it on held-out ones.
#[derive(Clone, Debug, Serialize)]
pub struct DigitsOutcome {
    /// Densities, levels, noise and normaliser.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Bits per dimension of the densities divided by the estimated normaliser.
    pub bits_per_dim_normalised: f64,
    /// Cross-entropy of guessing among the levels, nats.
    pub ce_chance: f64,
    /// Training steps.
    pub steps: usize,
    /// Time of the training.
    pub training_seconds: f64,
}

impl DigitsOutcome {
    pub(super) fn trust(&self) -> String {
        let quality = &self.judgement.quality;
        let verdict = quality.normaliser().verdict();
        let (raw, normalised) = (self.judgement.score.bits_per_dim, self.bits_per_dim_normalised);
        format!("{verdict} Bits/dim {raw:.3} as they come, {normalised:.3} normalised.")
    }
}

/// The outcome and what there is to see.
pub(super) struct Digits {
    pub(super) outcome: DigitsOutcome,
    pub(super) pictures: Vec<Picture>,
    pub(super) curves: Curves,
}

/// Levels that are shown, as fractions of the last.
const SHOWN: [f64; 4] = [0.2, 0.45, 0.7, 0.9];

pub(super) fn run(spec: &DemoSpec<'_>) -> Result<Digits, Error> {
    let data = Dataset::load(&Spec::Digits(Part::Train), spec.draw(0, false))?;
    let held_out = Dataset::load(&Spec::Digits(Part::Test), spec.draw(0, true))?;
    let recipe = spec.recipe(&data, spec.digits_steps);
    let dir = spec.out.join("digits");
    let start = Instant::now();
    let model = train_into(&dir, &recipe, &data, DEVICE, &format!("{} held out", held_out.len()))?;
    let training_seconds = start.elapsed().as_secs_f64();
    notes::note(&format!("{}: written; judging and sampling", dir.join(MODEL).display()));

    let judgement = Judgement::new(&model, &held_out, None, DEVICE, spec.seed)?;
    let schedule = model.schedule()?;
    let normalised = judgement.score.log_density_mean - judgement.quality.log_normaliser;
    let outcome = DigitsOutcome {
        bits_per_dim_normalised: crate::evaluate::bits_per_dim(normalised, data.dim()),
        judgement,
        ce_chance: (schedule.levels() as f64).ln(),
        steps: recipe.steps,
        training_seconds,
    };
    let net = backend::open(DEVICE, &model)?;
    let clean = model.config.transform.encode(&held_out.values()?, &Philox::new(spec.seed), 0, 0);
    let pictures = vec![
        samples(&net, &schedule, &model.config, spec.seed)?,
        denoised(&net, &schedule, &model, &held_out, spec.seed)?,
    ];
    let some = &clean[..64.min(held_out.len()) * data.dim()];
    let curves = levels::curves("digits", [&net], schedule.view(), some, SHOWN, spec.seed)?;
    Ok(Digits { outcome, pictures, curves })
}

fn samples(net: &Net, schedule: &Schedule, config: &ModelConfig, seed: u64) -> Result<Picture, Error> {
    const COUNT: usize = 64;
    // After so short a training, fresh noise at every step (DDPM) corrects what a deterministic sampler carries along
    // as specks to the end.
    let how = SampleSpec::new(AnyMethod::Ddpm(Ddpm), schedule.last() - 1, seed);
    let x = sample::draw(net, schedule, how, COUNT, |_| ())?;
    let mut values = vec![0.0; x.len()];
    config.transform.decode_into(&x, &mut values);
    Ok(Picture {
        file: "digits-samples.png",
        alt: "A grid of 64 small grey images that resemble handwritten digits",
        caption: format!(
            "{COUNT} samples from noise, by {} in {} steps; none was picked. To see: most read as a digit, some lie between two, \
             and a longer training makes fewer of those.",
            how.method.name().to_uppercase(),
            how.steps
        ),
        canvas: sample::picture(&values, config)?,
    })
}

fn denoised(net: &Net, schedule: &Schedule, model: &Model, held_out: &Dataset, seed: u64) -> Result<Picture, Error> {
    let chosen = held_out.gather(one_of_each(held_out))?;
    // In the middle of their grey values: dequantisation noise would only blur the picture.
    let mut clean = vec![0.0; chosen.len()];
    model.config.transform.encode_into(&chosen, None, &mut clean);
    let (mut rows, mut titles) = (clean.clone(), vec!["held out".to_owned()]);
    for fraction in SHOWN {
        let level = (fraction * schedule.last() as f64).round() as usize;
        let x = evaluate::noised_alike(schedule.view(), &clean, held_out.dim(), level, seed);
        rows.extend_from_slice(&x);
        rows.extend(net.clean_estimate_vec(schedule.view(), &x, Levels::All(level))?);
        titles.push(format!("σ = {:.2}: noised", schedule.sigma(level)));
        titles.push("denoised".to_owned());
    }
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let columns = clean.len() / held_out.dim();
    let grid = ImageGrid { columns, scale: 9, range: (-1.0, 1.0), row_titles: &titles };
    Ok(Picture {
        file: "digits-denoised.png",
        alt: "Rows of digits: clean ones, then noised ever more strongly, each with the model's estimate of the clean image",
        caption: "Digits that the model has not seen, noised to four levels, x_t = a_t x₀ + σ_t ε, and below each the estimate of \
                  the clean image from one gradient, x̂₀ = (x_t − σ_t ε̂)/a_t. To see: the digit comes back nearly whole at \
                  the first levels; at the last, where little is left of it, the estimate is a blurred average of what it \
                  may have been."
            .into(),
        canvas: grid.render(&rows, model.config.shape)?,
    })
}

/// The first sample of each class, or the first ten where there are no classes.
fn one_of_each(data: &Dataset) -> Vec<usize> {
    match &data.labels {
        Some(labels) => (0..data.classes as u32).filter_map(|c| labels.iter().position(|l| *l == c)).collect(),
        None => (0..data.len().min(10)).collect(),
    }
}
