//! Samples of data that sampling starts from or keeps a part of.

use crate::data::{Dataset, Shape, Transform, npy};
use crate::error::Error;
use cdm_core::rng::{Philox, Stream};
use cdm_core::{Schedule, denoise};
use std::ops::Range;
use std::path::Path;

/// Samples of data, gone through again and again where more are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The samples, at least one.
    pub data: &'a Dataset,
    /// From their units to the network's.
    pub transform: &'a Transform,
}

impl Given<'_> {
    /// What samples with these numbers start from, in the data's units.
    pub(super) fn values(&self, samples: Range<usize>) -> Result<Vec<f32>, Error> {
        self.data.gather(samples.map(|sample| sample % self.data.len()))
    }

    /// The same in the network's units, dequantised by noise of the samples' own numbers.
    pub(super) fn encoded(&self, samples: Range<usize>, philox: &Philox) -> Result<Vec<f32>, Error> {
        let first = samples.start as u32;
        Ok(self.transform.encode(&self.values(samples)?, philox, first, 0))
    }
}

/// Which values of samples are known: one mask for all of them, or one for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    known: Vec<bool>,
    dim: usize,
}

impl Mask {
    /// Masks `[masks, dim]`, `true` where a value is known.
    ///
    /// # Panics
    /// Unless `known` is a whole, positive number of masks.
    pub fn new(known: Vec<bool>, dim: usize) -> Self {
        assert!(!known.is_empty() && known.len().is_multiple_of(dim), "whole masks, at least one");
        Self { known, dim }
    }

    /// Reads the mask of `count` samples of `shape` from a `.npy` file: 1 where a value is known, 0 where it is to be drawn.
    ///
    /// # Shapes
    /// One mask, of a sample's shape; of images also `[height, width]`, for all channels alike. Or one for each sample: the same with
    /// `count` in front.
    ///
    /// # Errors
    /// As [`npy::load`]; [`Error::BadValue`] for another shape, and values that are neither 0 nor 1.
    pub fn load(path: &Path, shape: Shape, count: usize) -> Result<Self, Error> {
        let data = npy::load(path)?;
        let refuse = |value: String, expected: String| {
            Err(Error::BadValue { option: format!("--mask {}", path.display()), value, expected })
        };
        let Some(repeat) = channels_alike(&data, shape, count) else {
            return refuse(format!("{} times {}", data.len(), data.shape), expected(shape, count));
        };
        let values = data.values()?;
        if let Some(value) = values.iter().find(|v| **v != 0.0 && **v != 1.0) {
            return refuse(value.to_string(), "1 where a value is known and 0 where it is to be drawn".into());
        }
        let known = values.iter().flat_map(|v| std::iter::repeat_n(*v == 1.0, repeat)).collect();
        Ok(Self::new(known, shape.dim()))
    }

    /// The mask of a sample; masks are gone through again and again, as samples are.
    pub(super) fn of(&self, sample: usize) -> &[bool] {
        let number = sample % (self.known.len() / self.dim);
        &self.known[number * self.dim..][..self.dim]
    }

    /// How large a part of the values is known.
    pub fn share(&self) -> f64 {
        self.known.iter().filter(|known| **known).count() as f64 / self.known.len() as f64
    }
}

/// How many values of a sample each value of a mask stands for, if the mask has a shape that fits.
fn channels_alike(mask: &Dataset, shape: Shape, count: usize) -> Option<usize> {
    let (masks, own) = (mask.len(), mask.shape);
    let numbered = masks == 1 || masks == count;
    match (shape, own) {
        (_, own) if own == shape && numbered => Some(1),
        (_, Shape::Vector { dim }) if dim == shape.dim() && numbered => Some(1),
        // [dim] reads as so many samples of one value.
        (Shape::Vector { dim }, Shape::Vector { dim: 1 }) if masks == dim => Some(1),
        (Shape::Image { height, width, channels }, Shape::Vector { dim }) if masks == height && dim == width => {
            Some(channels)
        }
        (Shape::Image { height, width, channels }, Shape::Image { height: h, width: w, channels: c }) => {
            // [height, width, channels] reads as so many images of one channel.
            if (masks, h, w, c) == (height, width, channels, 1) {
                return Some(1);
            }
            (numbered && (h, w, c) == (height, width, 1)).then_some(channels)
        }
        _ => None,
    }
}

fn expected(shape: Shape, count: usize) -> String {
    let one = match shape {
        Shape::Vector { dim } => format!("[{dim}]"),
        Shape::Image { height, width, channels: 1 } => format!("[{height}, {width}]"),
        Shape::Image { height, width, channels } => {
            format!("[{height}, {width}], or [{height}, {width}, {channels}]")
        }
    };
    format!("the shape of a sample, {one}, or of {count} of them, with {count} in front")
}

/// The known part of samples, held at each level as the noising of the known values, so that what is drawn beside it fits.
///
/// The noise is drawn afresh for each sample and level. There is no resampling back and forth between levels.
///
/// # Source
/// Lugmayr et al., *RePaint: inpainting using denoising diffusion probabilistic models*, CVPR 2022, Eq. (8a) and (8c); before it Song et al.,
/// *Score-based generative modeling through stochastic differential equations*, ICLR 2021, App. I.2.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The samples whose part is known.
    pub given: Given<'a>,
    /// Which part.
    pub mask: &'a Mask,
}

impl Known<'_> {
    /// Puts the known values back as they were given, in the data's units: rounding on the way to the network's and back may have changed them.
    ///
    /// # Errors
    /// Data that cannot be read.
    pub fn restore(&self, first: usize, values: &mut [f32]) -> Result<(), Error> {
        let dim = self.mask.dim;
        let given = self.given.values(first..first + values.len() / dim)?;
        for (i, (values, given)) in values.chunks_exact_mut(dim).zip(given.chunks_exact(dim)).enumerate() {
            for ((value, given), known) in values.iter_mut().zip(given).zip(self.mask.of(first + i)) {
                if *known {
                    *value = *given;
                }
            }
        }
        Ok(())
    }

    /// The known values of a batch.
    pub(super) fn batch(&self, samples: Range<usize>, philox: Philox) -> Result<Held<'_>, Error> {
        let first = samples.start;
        Ok(Held { clean: self.given.encoded(samples, &philox)?, mask: self.mask, first, philox })
    }
}

/// Known values of a batch, in the network's units.
pub(super) struct Held<'a> {
    clean: Vec<f32>,
    mask: &'a Mask,
    first: usize,
    philox: Philox,
}

impl Held<'_> {
    /// Puts the known values into `x`, noised to `level`: as they are at level 0.
    pub(super) fn put(&self, schedule: &Schedule, level: usize, x: &mut [f32]) {
        let (dim, a, sigma) = (self.mask.dim, schedule.a(level) as f32, schedule.sigma(level) as f32);
        let mut noise = vec![0.0; dim];
        for (i, (x, clean)) in x.chunks_exact_mut(dim).zip(self.clean.chunks_exact(dim)).enumerate() {
            let sample = self.first + i;
            if level > 0 {
                self.philox.fill_normal(Stream::KNOWN, sample as u32, level as u32, &mut noise);
            }
            for (((x, clean), noise), known) in x.iter_mut().zip(clean).zip(&noise).zip(self.mask.of(sample)) {
                if *known {
                    *x = if level == 0 { *clean } else { denoise::noised(a, sigma, *clean, *noise) };
                }
            }
        }
    }
}
