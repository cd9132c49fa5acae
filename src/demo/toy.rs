//! 8 Gaussians: a density that is known, so that a model can be judged against the truth.

use super::levels::{self, Curves};
use super::{DEVICE, DemoSpec, Picture};
use crate::backend::{self, Net};
use crate::cli::{MODEL, notes, train_into};
use crate::data::{Dataset, Samples, Shape, Spec, Synthetic, Transform, Values};
use crate::error::Error;
use crate::evaluate::{self, Quality, Truth};
use crate::picture::{Axis, Layer, PALETTE, Panel, render};
use crate::sample::{SampleSpec, draw};
use crate::train::Recipe;
use cdm_core::Schedule;
use cdm_core::sampler::{AnyMethod, Ddpm};
use cdm_ref::{Density, Mixture, MixtureClassifier, eight_gaussians};
use serde::Serialize;
use std::time::Instant;

/// What was found on 8 Gaussians.
#[derive(Clone, Debug, Serialize)]
pub struct ToyOutcome {
    /// The model's density beside the truth, on samples that it has not seen.
    pub truth: Truth,
    /// Levels, noise and normaliser of the model.
    pub model: Quality,
    /// The same of the optimal classifier, on the same noised samples: no model can do better but by chance.
    pub optimal: Quality,
    /// Cross-entropy of guessing among the levels, nats.
    pub ce_chance: f64,
    /// Training steps.
    pub steps: usize,
    /// Time of the training.
    pub training_seconds: f64,
}

impl ToyOutcome {
    pub(super) fn trust(&self) -> String {
        let verdict = self.model.normaliser().verdict();
        let (integral, off) = (self.truth.normaliser, self.truth.mean_absolute);
        // The estimate draws its levels from the truth, not from the model, so it is a check and not the integral.
        format!(
            "{verdict} Here the truth is known too: the integral is {integral:.3}, a log density {off:.3} nats off."
        )
    }
}

/// The outcome and what there is to see.
pub(super) struct Toy {
    pub(super) outcome: ToyOutcome,
    pub(super) pictures: Vec<Picture>,
    pub(super) curves: Curves,
}

/// Levels that are shown, as fractions of the last.
const SHOWN: [f64; 4] = [0.05, 0.3, 0.6, 0.9];
/// The square `[−WINDOW, WINDOW]²` is shown: it holds all but 1e-5 of the density.
const WINDOW: f64 = 4.5;

pub(super) fn run(spec: &DemoSpec<'_>) -> Result<Toy, Error> {
    let source = Spec::Synthetic(Synthetic::Toy("8gaussians".into()));
    let data = Dataset::load(&source, spec.draw(500_000, false))?;
    let held_out = Dataset::load(&source, spec.draw(20_000, true))?;
    // The mixture's columns are uncorrelated, and the optimal classifier of what the network sees is known column by column.
    let recipe = Recipe { whiten: false, ..spec.recipe(&data, spec.toy_steps) };
    let dir = spec.out.join("toy");
    let start = Instant::now();
    let model = train_into(&dir, &recipe, &data, DEVICE, &format!("{} others", held_out.len()))?;
    let training_seconds = start.elapsed().as_secs_f64();
    notes::note(&format!("{}: written; judging against the truth", dir.join(MODEL).display()));

    let (net, schedule, transform) = (backend::open(DEVICE, &model)?, model.schedule()?, &model.config.transform);
    let mixture = eight_gaussians();
    let optimal = oracle(&mixture, transform, &schedule)?;
    let densities = evaluate::log_density(&net, transform, &held_out, 0, spec.seed, |_| ())?;
    let judged =
        |net: &Net| evaluate::quality(net, schedule.view(), transform, &held_out, evaluate::SAMPLES, spec.seed);
    let outcome = ToyOutcome {
        truth: evaluate::against_truth(&mixture, &held_out, &densities)?,
        model: judged(&net)?,
        optimal: judged(&optimal)?,
        ce_chance: (schedule.levels() as f64).ln(),
        steps: recipe.steps,
        training_seconds,
    };
    let pictures =
        vec![density(&net, transform, &mixture)?, samples(&net, &schedule, transform, &held_out, spec.seed)?];
    let clean = transform.encode(&held_out.gather(0..256)?, &cdm_core::rng::Philox::new(spec.seed), 0, 0);
    let curves = levels::curves("8 Gaussians", [&net, &optimal], schedule.view(), &clean, SHOWN, spec.seed)?;
    Ok(Toy { outcome, pictures, curves })
}

/// The optimal classifier of what the network sees.
fn oracle(mixture: &Mixture, transform: &Transform, schedule: &Schedule) -> Result<Net<'static>, Error> {
    let seen = match transform.affine() {
        Some((scale, offset)) => mixture.affine(&scale, &offset).map_err(Error::backend)?,
        None => mixture.clone(),
    };
    Ok(backend::boxed(MixtureClassifier::new(seen, schedule.clone())))
}

fn density(net: &Net, transform: &Transform, mixture: &Mixture) -> Result<Picture, Error> {
    const SIDE: usize = 240;
    let at = |i: usize| ((i as f64 + 0.5) / SIDE as f64 * 2.0 - 1.0) * WINDOW;
    let points: Vec<f32> = (0..SIDE * SIDE).flat_map(|i| [at(i % SIDE) as f32, at(i / SIDE) as f32]).collect();
    let truth: Vec<f64> =
        points.chunks(2).map(|row| mixture.log_density(&[f64::from(row[0]), f64::from(row[1])]).exp()).collect();
    let grid = Dataset::new("grid".into(), Shape::Vector { dim: 2 }, Values::Real, Samples::real(points, 2));
    let log_model = evaluate::log_density(net, transform, &grid, 0, 0, |_| ())?;
    let model: Vec<f64> = log_model.iter().map(|l| l.exp()).collect();
    let cell = (2.0 * WINDOW / SIDE as f64).powi(2);
    let integral = model.iter().sum::<f64>() * cell;
    let panel = |title, values| panel(title, vec![Layer::Heat { values, columns: SIDE }]);
    Ok(Picture {
        file: "density.png",
        alt: "Two maps of a density with eight bright spots on a circle: the model's and the true one",
        caption: format!(
            "The density that the model gives each point, exp(log p₀(x)) with log p₀(x) = f₀(x) − f_L(x) + log N(x; 0, I) from \
             one forward pass, beside the true one, on the same scale. To see: eight equal round spots, and dark between \
             them. The model's map adds up to {integral:.3} over this window; the truth to 1.000."
        ),
        canvas: render(&[panel("model", &model), panel("truth", &truth)], 480, 480)?,
    })
}

fn samples(
    net: &Net,
    schedule: &Schedule,
    transform: &Transform,
    truth: &Dataset,
    seed: u64,
) -> Result<Picture, Error> {
    const COUNT: usize = 4000;
    let how = SampleSpec::new(AnyMethod::Ddpm(Ddpm), schedule.last() - 1, seed);
    let x = draw(net, schedule, how, COUNT, |_| ())?;
    let mut model = vec![0.0; x.len()];
    transform.decode_into(&x, &mut model);
    let panel =
        |title, xy, colour| panel(title, vec![Layer::Points { xy, colour, radius: 1.6, opacity: 0.45, label: "" }]);
    let truth = truth.gather(0..COUNT)?;
    let panels =
        [panel("samples of the model", &model[..], PALETTE[0]), panel("samples of the truth", &truth[..], PALETTE[1])];
    Ok(Picture {
        file: "toy-samples.png",
        alt: "Two clouds of points, each of eight round clusters on a circle",
        caption: format!(
            "{COUNT} samples that the same network draws from noise by DDPM in {} steps, with the denoiser ε̂ = σ_t (∇F + x), \
             F = f_L − f_t, beside as many true ones. To see: eight round clusters of equal size, and few points between \
             them.",
            how.steps
        ),
        canvas: render(&panels, 480, 480)?,
    })
}

fn panel<'a>(title: &'a str, layers: Vec<Layer<'a>>) -> Panel<'a> {
    Panel { title, x: Axis::new("", -WINDOW, WINDOW), y: Axis::new("", -WINDOW, WINDOW), layers }
}
