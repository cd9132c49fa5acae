//! Random shapes and windows.

use super::Noise;
use cdm_core::program::{MAX_RANK, Window};

/// Most elements of a value without the batch.
pub(super) const MAX_LEN: usize = 48;

impl Noise {
    /// Extents of a shape of this rank.
    pub(super) fn dims(&mut self, rank: usize) -> Vec<usize> {
        let mut dims = vec![1; rank];
        for _ in 0..rank {
            let at = self.below(rank);
            let extent = *self.pick(&[1, 2, 3, 4, 5, 7]).unwrap_or(&1);
            let old = dims[at];
            dims[at] = extent;
            if dims.iter().product::<usize>() > MAX_LEN {
                dims[at] = old;
            }
        }
        dims
    }

    /// Extents of any shape.
    pub(super) fn any_dims(&mut self) -> Vec<usize> {
        let rank = self.between(0, MAX_RANK);
        self.dims(rank)
    }

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
