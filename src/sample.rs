//! Draws samples from a trained model.

use crate::backend::Net;
use crate::data::Shape;
use crate::error::Error;
use crate::model::ModelConfig;
use crate::picture::{Axis, Canvas, ImageGrid, Layer, PALETTE, Panel, render};
use cdm_core::Schedule;
use cdm_core::rng::Philox;
use cdm_core::sampler::{self, AnyMethod, Plan, Spacing};

/// Samples that go through the network at once.
const BATCH: usize = 256;

/// How to sample.
#[derive(Clone, Copy, Debug)]
pub struct SampleSpec {
    /// The method.
    pub method: AnyMethod,
    /// Evaluations of the denoiser.
    pub steps: usize,
    /// Seed of all noise.
    pub seed: u64,
}

impl SampleSpec {
    /// The plan along a schedule: steps spaced evenly from the noisiest level with signal.
    ///
    /// # Errors
    /// [`Error::Steps`] for more steps than levels.
    pub fn plan<'a>(&self, schedule: &'a Schedule) -> Result<Plan<'a, AnyMethod>, Error> {
        Ok(Plan::spaced(schedule.view(), Spacing::Trailing, self.steps, self.method)?)
    }
}

/// Draws `count` samples in the network's units, `[count, dim]`; sample `i` depends on the seed and `i` alone, within
/// rounding. `done` hears of each batch.
///
/// # Errors
/// [`Error::Steps`], or the backend's.
pub fn draw(
    net: &Net,
    schedule: &Schedule,
    spec: SampleSpec,
    count: usize,
    mut done: impl FnMut(usize),
) -> Result<Vec<f32>, Error> {
    let (plan, dim, philox) = (spec.plan(schedule)?, net.dim(), Philox::new(spec.seed));
    let mut x = vec![0.0; count * dim];
    for (number, x) in x.chunks_mut(BATCH * dim).enumerate() {
        let first = (number * BATCH) as u32;
        sampler::start(philox, first, dim, x);
        let mut scratch = vec![0.0; sampler::scratch_len::<f32, _>(&**net, x.len() / dim)];
        sampler::run(&**net, &plan, x, sampler::philox_noise(philox, first), &mut scratch)?;
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
                crate::data::Transform::Standard { .. } => bounds(values),
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
