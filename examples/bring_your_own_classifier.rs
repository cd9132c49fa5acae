//! A classifier of one's own: three methods, and density, denoising and samples follow.
//!
//! ```sh
//! cargo run --release --example bring_your_own_classifier
//! ```
//!
//! Here it is a formula, the best classifier for two bumps on a line; it could as well ask a network in another framework.

use cdm_core::rng::Philox;
use cdm_core::sampler::{self, AnyMethod, Ddim, Plan, Spacing};
use cdm_core::{Classifier, ClassifierExt, Levels, Prior, Schedule, ShapeError};

/// Weight, place and width of each bump.
const BUMPS: [(f64, f64, f64); 2] = [(0.3, -2.0, 0.5), (0.7, 1.0, 0.25)];

/// Signal `a_t` and noise `σ_t` of each level.
struct Bumps(Vec<(f64, f64)>);

impl Bumps {
    /// The density of `x` at a level, and its derivative: noise moves each bump to `a m` and widens it to `√(a² s² + σ²)`.
    fn density(&self, level: usize, x: f64) -> (f64, f64) {
        let (a, sigma) = self.0[level];
        BUMPS.iter().fold((0.0, 0.0), |(p, slope), (weight, m, s)| {
            let (distance, variance) = (x - a * m, (a * s).powi(2) + sigma * sigma);
            let bump =
                weight * (-0.5 * distance * distance / variance).exp() / (std::f64::consts::TAU * variance).sqrt();
            (p + bump, slope - bump * distance / variance)
        })
    }
}

impl Classifier<f64> for Bumps {
    type Error = ShapeError;

    fn dim(&self) -> usize {
        1
    }

    fn levels(&self) -> usize {
        self.0.len()
    }

    /// The logit of a level is its log density, up to what is common to all; `grad` is the sum of the logits' gradients, weighted by `c`.
    fn logits_vjp(&self, x: &[f64], c: &[f64], logits: Option<&mut [f64]>, grad: &mut [f64]) -> Result<(), ShapeError> {
        let levels = self.levels();
        let at = |i: usize| self.density(i % levels, x[i / levels]);
        grad.fill(0.0);
        c.iter().enumerate().for_each(|(i, c)| grad[i / levels] += c * at(i).1 / at(i).0.max(f64::MIN_POSITIVE));
        if let Some(logits) = logits {
            logits.iter_mut().enumerate().for_each(|(i, logit)| *logit = at(i).0.max(f64::MIN_POSITIVE).ln());
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schedule = Schedule::uniform(100)?;
    let model = Bumps((0..schedule.levels()).map(|t| (schedule.a(t), schedule.sigma(t))).collect());

    // Density: no more than the logits are asked for.
    let x = [-2.0, -0.5, 1.0];
    for (x, log_p) in x.iter().zip(model.log_density_vec(&x, Levels::All(0), Prior::UNIFORM)?) {
        println!("log p({x:4}) = {log_p:8.4}, by the formula {:8.4}", model.density(0, *x).0.ln());
    }

    // Denoising: what was x before noise of level 50?
    let noisy = [-2.0, 0.0, 2.0];
    for (x, clean) in noisy.iter().zip(model.clean_estimate_vec(schedule.view(), &noisy, Levels::All(50))?) {
        println!("{x:4} at level 50 was {clean:7.4}");
    }

    // Samples: from noise, in 50 steps.
    let (philox, plan) =
        (Philox::new(0), Plan::spaced(schedule.view(), Spacing::Trailing, 50, AnyMethod::Ddim(Ddim::DETERMINISTIC))?);
    let mut samples = vec![0.0; 2_000];
    sampler::start(philox, 0, 1, &mut samples);
    let mut scratch = vec![0.0; sampler::scratch_len(&model, samples.len())];
    sampler::run(&model, &plan, &mut samples, sampler::philox_noise(philox, 0), &mut scratch)?;
    for bin in -8..5 {
        let (low, high) = (0.5 * f64::from(bin), 0.5 * f64::from(bin + 1));
        let share = samples.iter().filter(|x| (low..high).contains(*x)).count() as f64 / samples.len() as f64;
        let truth: f64 = (0..50).map(|i| model.density(0, low + 0.01 * (f64::from(i) + 0.5)).0 * 0.01).sum();
        println!("{low:5.1} … {high:4.1}  {share:.3} (truth {truth:.3})  {}", "#".repeat((100.0 * share) as usize));
    }
    Ok(())
}
