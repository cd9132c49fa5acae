//! What each step trains on, as a function of its number.

use super::Recipe;
use crate::data::{Dataset, Order, Shape, Transform};
use crate::error::Error;
use cdm_core::Prior;
use cdm_core::rng::{Philox, Stream};

/// The samples of one step as the network sees them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Prepared {
    /// Clean samples, `[rows, dim]`.
    pub(crate) x: Vec<f32>,
    /// Level of each.
    pub(crate) levels: Vec<u32>,
    /// Class of each, where the data have classes.
    pub(crate) labels: Option<Vec<u32>>,
}

/// Prepares the batch of any step: which samples, mirrored or not, their dequantisation and their levels follow from the
/// seed and the number of the step alone, whatever was prepared before and by whichever thread.
#[derive(Clone, Debug)]
pub(crate) struct Batches<'a> {
    recipe: &'a Recipe,
    data: &'a Dataset,
    transform: Transform,
    levels: usize,
    /// Steps that were taken with batches of any size, and the samples that they drew.
    origin: (usize, u64),
}

impl<'a> Batches<'a> {
    /// Batches of a training on `data`, whose levels are `0 … levels − 1`.
    pub(crate) fn new(recipe: &'a Recipe, data: &'a Dataset, transform: Transform, levels: usize) -> Self {
        Self { recipe, data, transform, levels, origin: (0, 0) }
    }

    /// Samples in a step.
    pub(crate) fn rows(&self) -> usize {
        self.recipe.samples_per_step()
    }

    /// Goes on after `step` steps that drew so many samples: the size of batches may have changed since.
    pub(crate) fn go_on(&mut self, step: usize, samples: u64) {
        self.origin = (step, samples);
    }

    /// Samples that were drawn before `step` (from 1), which is not before the one to go on from.
    pub(crate) fn position(&self, step: usize) -> u64 {
        let (taken, samples) = self.origin;
        samples + (step - 1 - taken) as u64 * self.rows() as u64
    }

    /// The order of the data from the first sample of `step` on.
    pub(crate) fn order(&self, step: usize) -> Order {
        Order::at(self.recipe.seed, self.data.len(), self.position(step))
    }

    /// Values in a step.
    pub(crate) fn values(&self) -> usize {
        self.rows() * self.data.dim()
    }

    /// The data.
    pub(crate) fn data(&self) -> &'a Dataset {
        self.data
    }

    /// The samples of a step and their levels; `order` stands at its first sample, and is moved to the first of the next.
    ///
    /// Levels are stratified: sample `i` of `n` draws from the `i`-th of `n` equal parts of the levels, which leaves every
    /// sample's level uniform (the data are in random order) and takes most of the variance between batches out of the
    /// loss (Kingma et al., *Variational Diffusion Models*, 2021, App. I.1).
    ///
    /// # Errors
    /// Data that cannot be read.
    pub(crate) fn prepare(&self, step: usize, order: &mut Order) -> Result<Prepared, Error> {
        let (philox, rows, step) = (Philox::new(self.recipe.seed), self.rows(), step as u32);
        let numbers: Vec<usize> = (0..rows).map(|_| order.draw()).collect();
        let mut values = self.data.gather(numbers.iter().copied())?;
        if self.recipe.flip {
            self.flip(&mut values, &philox, step);
        }
        let level = |i: usize| {
            let u: f64 = philox.uniform(Stream::LEVEL, i as u32, step, 0);
            Prior::UNIFORM.draw((i as f64 + u) / rows as f64, self.levels) as u32
        };
        let labels = self.data.labels.as_ref().map(|all| numbers.iter().map(|number| all[*number]).collect());
        let x = self.transform.encode(&values, &philox, 0, step);
        Ok(Prepared { x, levels: (0..rows).map(level).collect(), labels })
    }

    /// Mirrors half of the images from left to right; vectors stay as they are.
    fn flip(&self, values: &mut [f32], philox: &Philox, step: u32) {
        let Shape::Image { width, channels, .. } = self.data.shape else { return };
        for (i, image) in values.chunks_exact_mut(self.data.dim()).enumerate() {
            if philox.bernoulli(Stream::FLIP, i as u32, step, 0, 0.5) {
                image.chunks_exact_mut(width * channels).for_each(|row| mirror(row, channels));
            }
        }
    }
}

/// Reverses the pixels of a row, each of `channels` values.
fn mirror(row: &mut [f32], channels: usize) {
    // All values backwards, then those of each pixel.
    row.reverse();
    row.chunks_exact_mut(channels).for_each(<[f32]>::reverse);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Samples, Scaling, Values};

    /// Eight images of 2 by 3 pixels of 2 channels, whose values tell where they stand.
    fn images() -> Dataset {
        let shape = Shape::Image { height: 2, width: 3, channels: 2 };
        let samples = Samples::bytes((0..8 * 12).collect(), 12);
        Dataset::new("images".into(), shape, Values::Grey { levels: 256 }, samples).with_labels((0..8).collect(), 8)
    }

    fn recipe(data: &Dataset) -> Recipe {
        Recipe { batch: 5, seed: 3, ..Recipe::for_data(data, None) }
    }

    #[test]
    fn batches_do_not_depend_on_where_one_starts() {
        let data = images();
        let recipe = recipe(&data);
        let batches = Batches::new(&recipe, &data, Transform::fit(&data, recipe.scaling()).unwrap(), 12);
        let mut order = batches.order(1);
        for step in 1..10 {
            let whole = batches.prepare(step, &mut order).unwrap();
            assert_eq!(batches.prepare(step, &mut batches.order(step)).unwrap(), whole, "{step}");
        }
    }

    #[test]
    fn accumulation_draws_that_many_batches_at_once() {
        let data = images();
        let (once, twice) = (recipe(&data), Recipe { accumulate: 2, ..recipe(&data) });
        let of = |recipe: &Recipe, step: usize| {
            let batches = Batches::new(recipe, &data, Transform::fit(&data, recipe.scaling()).unwrap(), 12);
            batches.prepare(step, &mut batches.order(step)).unwrap()
        };
        let all = of(&twice, 1);
        assert_eq!((all.levels.len(), all.x.len()), (10, 120));
        let parts = [of(&once, 1).labels.unwrap(), of(&once, 2).labels.unwrap()].concat();
        assert_eq!(all.labels.unwrap(), parts);
    }

    #[test]
    fn half_of_the_images_are_mirrored_and_nothing_else_changes() {
        let mut row = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        mirror(&mut row, 2);
        assert_eq!(row, [5.0, 6.0, 3.0, 4.0, 1.0, 2.0]);
        let data = images();
        let (plain, flipping) = (recipe(&data), Recipe { flip: true, ..recipe(&data) });
        let transform = Transform::fit(&data, Scaling::default()).unwrap();
        let (mut mirrored, mut same) = (0, 0);
        for step in 1..60 {
            let of = |recipe| {
                let batches = Batches::new(recipe, &data, transform.clone(), 12);
                let x = batches.prepare(step, &mut batches.order(step)).unwrap().x;
                let mut grey = vec![0.0; x.len()];
                transform.decode_into(&x, &mut grey);
                grey
            };
            for (plain, flipped) in of(&plain).chunks_exact(12).zip(of(&flipping).chunks_exact(12)) {
                let mut other = plain.to_vec();
                other.chunks_exact_mut(6).for_each(|row| mirror(row, 2));
                assert!(flipped == plain || flipped == other);
                (mirrored, same) = (mirrored + usize::from(flipped == other), same + usize::from(flipped == plain));
            }
        }
        // 295 fair draws: five standard deviations of 8.6.
        assert_eq!(mirrored + same, 295);
        assert!((mirrored as f64 - 147.5).abs() < 43.0, "{mirrored}");
    }
}
