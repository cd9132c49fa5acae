//! Draws samples from a trained model.

use crate::backend::AnyNet;
use crate::data::Shape;
use crate::error::Error;
use crate::model::ModelConfig;
use crate::picture::{Axis, Canvas, ImageGrid, Layer, PALETTE, Panel, render};
use cdm_core::rng::Philox;
use cdm_core::sampler::{self, Plan, TimeSteps};
pub use cdm_core::sampler::{AnyMethod, Ddim, Spacing};
use cdm_core::{Schedule, denoise};

/// Samples that go through the network at once.
const BATCH: usize = 256;

/// How to sample.
#[derive(Clone, Copy, Debug)]
pub struct SampleSpec {
    /// The method.
    pub method: AnyMethod,
    /// How the levels visited are spread.
    pub spacing: Spacing,
    /// Levels visited.
    pub steps: usize,
    /// The highest level that may be visited; by default the noisiest one with signal.
    pub top: Option<usize>,
    /// Limits of clean estimates, in the network's units.
    pub clip: Option<(f64, f64)>,
    /// Seed of all noise.
    pub seed: u64,
}

impl SampleSpec {
    /// `steps` levels of `method`, spaced evenly from the noisiest level with signal, without clipping.
    pub fn new(method: AnyMethod, steps: usize, seed: u64) -> Self {
        Self { method, spacing: Spacing::Trailing, steps, top: None, clip: None, seed }
    }

    /// The plan along a schedule.
    ///
    /// # Errors
    /// [`Error::Steps`] for more steps than levels, or limits or a highest level that cannot be.
    pub fn plan<'a>(&self, schedule: &'a Schedule) -> Result<Plan<'a, AnyMethod>, Error> {
        let levels = TimeSteps::spaced(self.spacing, self.steps, self.top.unwrap_or(schedule.last() - 1))?;
        let plan = Plan::new(schedule.view(), levels, self.method)?;
        Ok(match self.clip {
            Some((low, high)) => plan.clipped(low, high)?,
            None => plan,
        })
    }
}

/// What sampling starts from.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// That many samples of pure noise.
    Noise(usize),
    /// Clean samples in the network's units, `[count, dim]`, noised to the first level that the plan visits.
    ///
    /// # Source
    /// Meng et al., *SDEdit*, ICLR 2022, Algorithm 1.
    Clean(&'a [f32]),
}

impl Start<'_> {
    /// Samples `[count, dim]` at `level`.
    fn at(&self, schedule: &Schedule, level: usize, dim: usize, philox: Philox) -> Vec<f32> {
        let mut x = match self {
            Self::Noise(count) => vec![0.0; count * dim],
            Self::Clean(clean) => vec![0.0; clean.len()],
        };
        sampler::start(philox, 0, dim, &mut x);
        if let Self::Clean(clean) = self {
            let (a, sigma) = (schedule.a(level) as f32, schedule.sigma(level) as f32);
            x.iter_mut().zip(*clean).for_each(|(x, clean)| *x = denoise::noised(a, sigma, *clean, *x));
        }
        x
    }
}

/// Draws samples in the network's units, `[count, dim]`; sample `i` depends on the seed, `i` and what it starts from
/// alone, within rounding. `done` hears of each batch.
///
/// # Errors
/// [`Error::Steps`], or the backend's.
pub fn draw(
    net: &AnyNet<'_>,
    schedule: &Schedule,
    spec: SampleSpec,
    start: Start<'_>,
    mut done: impl FnMut(usize),
) -> Result<Vec<f32>, Error> {
    let (plan, dim, philox) = (spec.plan(schedule)?, net.dim(), Philox::new(spec.seed));
    let mut x = start.at(schedule, plan.step(0).level, dim, philox);
    for (number, x) in x.chunks_mut(BATCH * dim).enumerate() {
        let mut scratch = vec![0.0; sampler::scratch_len::<f32, _>(net, x.len() / dim)];
        let noise = sampler::philox_noise(philox, (number * BATCH) as u32);
        sampler::run(net, &plan, x, noise, &mut scratch)?;
        done(x.len() / dim);
    }
    Ok(x)
}

/// A picture of samples in the data's units: a grid of images, or a scatter plot of the first two columns.
///
/// # Errors
/// [`Error::Picture`] if `values` is no whole number of samples.
pub fn picture(values: &[f32], config: &ModelConfig) -> Result<Canvas, Error> {
    let dim = config.shape.dim();
    match config.shape {
        Shape::Image { height, .. } => {
            let columns = ((values.len() / dim) as f64).sqrt().ceil() as usize;
            let scale = (96 / height).max(1);
            let range = match config.transform {
                crate::data::Transform::Grey { levels, .. } => (0.0, (levels - 1) as f32),
                _ => bounds(values),
            };
            ImageGrid { columns, scale, range, row_titles: &[] }.render(values, config.shape)
        }
        Shape::Vector { .. } => {
            // A single column is drawn against zero.
            let xy: Vec<f32> =
                values.chunks_exact(dim).flat_map(|row| [row[0], row.get(1).copied().unwrap_or(0.0)]).collect();
            let axis = |label, column| Axis::around(label, xy.iter().skip(column).step_by(2).map(|v| f64::from(*v)));
            let panel = Panel {
                title: "samples",
                x: axis("first column", 0),
                y: axis("second column", 1),
                layers: vec![Layer::Points { xy: &xy, colour: PALETTE[0], radius: 1.5, opacity: 0.7, label: "" }],
            };
            render(&[panel], 720, 680)
        }
    }
}

fn bounds(values: &[f32]) -> (f32, f32) {
    values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)))
}
