//! The way of samples from noise to data, as pictures.

use super::picture::{axes, images, plane, points, range};
use super::{Layout, Sink};
use crate::data::Shape;
use crate::error::Error;
use crate::model::ModelConfig;
use crate::picture::{Axis, Canvas, Layer, PALETTE, Panel, animate, render};
use cdm_core::sampler::{AnyMethod, Observed, Plan};

/// Keeps chosen samples at moments spread evenly over a plan, from the first level to the end: the samples `x_t`, and the
/// estimates `x̂_0` that were made
/// of them. What it holds does not grow with the number of samples drawn.
#[derive(Clone, Debug)]
pub struct Trail {
    /// Numbers of the samples, growing.
    numbers: Vec<usize>,
    /// Rows of the plan before which a moment lies, growing; the plan's length for the end.
    moments: Vec<usize>,
    /// The level of each moment.
    levels: Vec<usize>,
    dim: usize,
    /// `[moments, numbers, dim]`, in the network's units.
    noisy: Vec<f32>,
    /// The same of clean estimates.
    clean: Vec<f32>,
}

impl Trail {
    /// A trail of the samples `numbers`, at most `moments` long and at least from the start to the end.
    pub fn new(plan: &Plan<'_, AnyMethod>, dim: usize, numbers: Vec<usize>, moments: usize) -> Self {
        let (rows, moments) = (plan.len(), moments.clamp(2, plan.len() + 1));
        let moments: Vec<usize> = (0..moments).map(|k| (k * rows + (moments - 1) / 2) / (moments - 1)).collect();
        let level = |row: &usize| if *row == rows { 0 } else { plan.step(*row).level };
        let size = moments.len() * numbers.len() * dim;
        Self {
            levels: moments.iter().map(level).collect(),
            numbers,
            moments,
            dim,
            noisy: vec![0.0; size],
            clean: vec![0.0; size],
        }
    }

    /// The levels of the moments.
    pub fn levels(&self) -> &[usize] {
        &self.levels
    }

    /// Puts what is kept of a batch into its place.
    fn keep(&mut self, clean: bool, row: usize, first: usize, x: &[f32]) {
        let Some(moment) = self.moments.iter().position(|moment| *moment == row) else { return };
        let into = if clean { &mut self.clean } else { &mut self.noisy };
        for (place, number) in self.numbers.iter().enumerate() {
            let Some(own) = number.checked_sub(first).and_then(|i| x.get(i * self.dim..(i + 1) * self.dim)) else {
                continue;
            };
            let at = (moment * self.numbers.len() + place) * self.dim;
            into[at..at + self.dim].copy_from_slice(own);
        }
    }

    /// Samples of a moment, `[numbers, dim]`, in the network's units.
    pub fn noisy(&self, moment: usize) -> &[f32] {
        let size = self.numbers.len() * self.dim;
        &self.noisy[moment * size..][..size]
    }

    /// The estimates of clean samples made of them.
    pub fn clean(&self, moment: usize) -> &[f32] {
        let size = self.numbers.len() * self.dim;
        &self.clean[moment * size..][..size]
    }

    /// A moment's samples, and the estimates made of them, in the data's units.
    fn moment(&self, moment: usize, config: &ModelConfig) -> [Vec<f32>; 2] {
        [self.noisy(moment), self.clean(moment)].map(|x| config.transform.decode_real(x))
    }

    /// A denoising strip: a column for each moment; of images two rows for each sample, `x_t` above and `x̂_0` below, of
    /// vectors a scatter plot of both. `titles` says what each
    /// sample is, where there is something to say.
    ///
    /// # Errors
    /// [`Error::Picture`] for a trail of no samples.
    pub fn strip(&self, config: &ModelConfig, titles: &[String]) -> Result<Canvas, Error> {
        let moments: Vec<[Vec<f32>; 2]> = (0..self.moments.len()).map(|m| self.moment(m, config)).collect();
        let range = range(&moments[moments.len() - 1][0], config);
        if let Shape::Vector { .. } = config.shape {
            return self.panels(&moments);
        }
        let mut rows = Vec::with_capacity(2 * self.noisy.len());
        for sample in 0..self.numbers.len() {
            for kind in 0..2 {
                moments.iter().for_each(|m| rows.extend(&m[kind][sample * self.dim..][..self.dim]));
            }
        }
        let titles = |sample| {
            let noisy = titles.get(sample).map_or_else(|| "noisy".to_owned(), |title| format!("{title}, noisy"));
            [noisy, "estimate".to_owned()]
        };
        let titles: Vec<String> = (0..self.numbers.len()).flat_map(titles).collect();
        images(&rows, config, self.moments.len(), &titles, range, STRIP_IMAGE)
    }

    fn panels(&self, moments: &[[Vec<f32>; 2]]) -> Result<Canvas, Error> {
        let all: Vec<[Vec<f32>; 2]> =
            moments.iter().map(|kinds| [0, 1].map(|kind| plane(&kinds[kind], self.dim))).collect();
        let [x, y] = axes(&all.iter().flat_map(|kinds| &kinds[0]).copied().collect::<Vec<f32>>())
            .map(|axis| Axis { label: "", ..axis });
        let titles: Vec<String> = self.levels.iter().map(|level| format!("level {level}")).collect();
        let panels = all.iter().zip(&titles).map(|(kinds, title)| {
            let layer = |kind: usize, label| Layer::Points {
                xy: &kinds[kind],
                colour: PALETTE[kind],
                radius: 1.5,
                opacity: 0.6,
                label,
            };
            Panel { title, x, y, layers: vec![layer(0, "noisy"), layer(1, "estimate")] }
        });
        render(&panels.collect::<Vec<_>>(), 340, 340)
    }

    /// An animated PNG of the samples from the first level to the end, the last picture held.
    ///
    /// # Errors
    /// As [`strip`](Self::strip).
    pub fn animation(&self, config: &ModelConfig, layout: &Layout) -> Result<Vec<u8>, Error> {
        let last = self.moments.len() - 1;
        let range = range(&self.moment(last, config)[0], config);
        let axes = axes(&(0..=last).flat_map(|m| plane(&self.moment(m, config)[0], self.dim)).collect::<Vec<f32>>());
        let frame = |moment| {
            let [noisy, _] = self.moment(moment, config);
            if let Shape::Vector { .. } = config.shape {
                let (title, xy) = (format!("level {}", self.levels[moment]), plane(&noisy, self.dim));
                return render(&[points(&title, &xy, axes, layout)], 480, 460);
            }
            let columns = layout.each.unwrap_or_else(|| (self.numbers.len() as f64).sqrt().ceil() as usize);
            images(&noisy, config, columns, &layout.titles, range, MOVING_IMAGE)
        };
        animate(last + 1, |moment| Ok((frame(moment)?, if moment == last { HELD_MS } else { FRAME_MS })))
    }
}

/// Pixels that images are high in a strip, at least.
const STRIP_IMAGE: usize = 64;
/// The same in an animation.
const MOVING_IMAGE: usize = 48;
/// How long each picture stands, and the last one.
const FRAME_MS: u16 = 80;
const HELD_MS: u16 = 2000;

impl Sink for Trail {
    fn start(&mut self, first: usize, _: usize, x: &[f32]) {
        self.keep(false, 0, first, x);
    }

    fn row(&mut self, first: usize, seen: &Observed<'_, f32>) -> Result<(), Error> {
        self.keep(true, seen.row, first, seen.clean);
        self.keep(false, seen.row + 1, first, seen.x);
        // Of a finished sample nothing is left to estimate.
        self.keep(true, seen.row + 1, first, seen.x);
        Ok(())
    }

    fn batch(&mut self, _: usize, _: &[f32]) -> Result<(), Error> {
        Ok(())
    }
}
