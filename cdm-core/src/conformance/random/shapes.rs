//! Random shapes and windows.

use super::Noise;
use crate::program::{MAX_RANK, Window};
use alloc::{vec, vec::Vec};

/// How large values are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Most samples.
    pub(super) batch: usize,
    /// Most elements of a value without the batch.
    pub(super) len: usize,
    /// Extents of axes.
    pub(super) extents: &'static [usize],
    /// Most rows and columns of an image.
    pub(super) image: usize,
}

impl Sizes {
    /// Most programs are small, which shows every rule of shapes.
    const SMALL: Self = Self { batch: 7, len: 48, extents: &[1, 2, 3, 4, 5, 7], image: 5 };
    /// Some have axes beyond the width of vector units, with and without a tail, and several groups of samples.
    const LARGE: Self = Self { batch: 37, len: 700, extents: &[1, 2, 5, 8, 9, 16, 17, 31, 33, 64], image: 9 };

    /// The sizes of one program.
    pub(super) fn draw(noise: &mut Noise) -> Self {
        if noise.chance(0.06) { Self::LARGE } else { Self::SMALL }
    }

    /// An extent, at most `limit`.
    pub(super) fn extent(&self, noise: &mut Noise, limit: usize) -> usize {
        noise.pick(self.extents).copied().unwrap_or(1).min(limit.max(1))
    }

    /// Extents of a shape of this rank.
    pub(super) fn dims(&self, noise: &mut Noise, rank: usize) -> Vec<usize> {
        let mut dims = vec![1; rank];
        for _ in 0..rank {
            let at = noise.below(rank);
            let old = dims[at];
            dims[at] = self.extent(noise, self.len);
            if dims.iter().product::<usize>() > self.len {
                dims[at] = old;
            }
        }
        dims
    }

    /// Extents of any shape.
    pub(super) fn any_dims(&self, noise: &mut Noise) -> Vec<usize> {
        let rank = noise.between(0, MAX_RANK);
        self.dims(noise, rank)
    }
}

impl Noise {
    /// Other extents of the same number of elements.
    pub(super) fn other_dims(&mut self, len: usize, rank: usize) -> Vec<usize> {
        let mut dims = vec![1; rank];
        let mut rest = len;
        while rest > 1 && rank > 0 {
            let factor = (2..=rest).find(|factor| rest.is_multiple_of(*factor)).unwrap_or(rest);
            dims[self.below(rank)] *= factor;
            rest /= factor;
        }
        dims
    }

    /// A filter's extents and a window that it allows.
    pub(super) fn window(&mut self) -> (Window, [usize; 2]) {
        let filter = [self.between(1, 3), self.between(1, 3)];
        let mut side = |extent: usize| self.below(extent) as u8;
        let (before, after) = ([side(filter[0]), side(filter[1])], [side(filter[0]), side(filter[1])]);
        (Window { stride: self.between(1, 2) as u8, before, after }, filter)
    }
}
