//! Tiles of images: where their pixels lie, and transforms of many tiles at a time.

use super::transform::{
    IN, OUT, OfCotangent, OfFilter, OfImage, POINTS, Scattered, Strided, TAPS, ToFilter, ToResult, Transform, both,
};
use crate::element::Element;
use crate::lanes::Lanes;
use crate::simd::Task;
use std::marker::PhantomData;
use std::ops::Range;

/// Images that are cut into tiles, `OUT` pixels apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// Height and width.
    pub(super) size: [usize; 2],
    /// Rows above and columns left of the image that the first tiles begin with.
    pub(super) before: [usize; 2],
    pub(super) channels: usize,
    /// Tiles of one image, along both axes.
    pub(super) tiles: [usize; 2],
}

impl Grid {
    /// Calls `visit(row, column, offset of the first channel)` for the pixels of an `N` × `N` tile that lie in its image.
    #[inline(always)]
    fn pixels<const N: usize>(&self, tile: usize, mut visit: impl FnMut(usize, usize, usize)) {
        let (sample, tile) = (tile / (self.tiles[0] * self.tiles[1]), tile % (self.tiles[0] * self.tiles[1]));
        let at = [tile / self.tiles[1], tile % self.tiles[1]];
        let inside = |axis: usize| {
            let first = at[axis] * OUT;
            let low = self.before[axis].saturating_sub(first).min(N);
            low..(self.size[axis] + self.before[axis]).saturating_sub(first).clamp(low, N)
        };
        for i in inside(0) {
            let row = (sample * self.size[0] + at[0] * OUT + i - self.before[0]) * self.size[1];
            for j in inside(1) {
                visit(i, j, (row + at[1] * OUT + j - self.before[1]) * self.channels);
            }
        }
    }

    /// Numbers of the images that these tiles, the last of which is `last − 1`, are cut from.
    fn len(&self, last: usize) -> usize {
        last.div_ceil(self.tiles[0] * self.tiles[1]) * self.size[0] * self.size[1] * self.channels
    }
}

/// Transformed tiles: the numbers of one point lie `stride` apart from those of the next; within a point, `channels` for each tile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    pub(super) stride: usize,
    pub(super) channels: usize,
}

impl Points {
    /// For so many tiles. The points begin in different sets of a cache, which lets all of one tile stay there.
    pub(super) fn new<E: Element>(tiles: usize, channels: usize) -> Self {
        Points { stride: tiles * channels + 64 / size_of::<E>(), channels }
    }

    pub(super) fn len(&self) -> usize {
        POINTS * self.stride
    }

    /// Does `len` hold the points of `tiles` tiles?
    fn fits(&self, tiles: usize, len: usize) -> bool {
        self.stride >= tiles * self.channels && len >= self.len()
    }
}

/// Transforms tiles of images to points: `N` × `N` pixels each, zero beyond an image's border.
pub(super) struct Spread<'a, E, T, const N: usize> {
    pub(super) transform: PhantomData<T>,
    pub(super) grid: Grid,
    pub(super) tiles: Range<usize>,
    pub(super) image: &'a [E],
    /// First of the channels that the points have.
    pub(super) first: usize,
    /// As many zeros as the points have channels.
    pub(super) zeros: &'a [E],
    pub(super) points: Points,
    pub(super) to: &'a mut [E],
}

pub(super) type SpreadImage<'a, E> = Spread<'a, E, OfImage, IN>;
pub(super) type SpreadCotangent<'a, E> = Spread<'a, E, OfCotangent, OUT>;

impl<E: Element, T: Transform<E, N, IN>, const N: usize> Task for Spread<'_, E, T, N> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Points { stride, channels } = self.points;
        assert!(self.image.len() >= self.grid.len(self.tiles.end) && self.first + channels <= self.grid.channels);
        assert!(self.points.fits(self.tiles.len(), self.to.len()) && self.zeros.len() >= channels);
        assert!(channels.is_multiple_of(E::Avx512::COUNT));
        for (number, tile) in self.tiles.enumerate() {
            let mut pixels = [[self.zeros.as_ptr().cast_mut(); N]; N];
            let image = self.image[self.first..].as_ptr().cast_mut();
            // SAFETY: pixels lie within the images, whose length is asserted.
            self.grid.pixels::<N>(tile, |i, j, at| pixels[i][j] = unsafe { image.add(at) });
            for channel in (0..channels).step_by(E::Avx512::COUNT) {
                let from = Scattered { pixels: &pixels, offset: channel };
                let to = Strided::<E, IN> { first: self.to[number * channels + channel..].as_mut_ptr(), stride };
                // SAFETY: each pixel and the zeros have all channels, each point all tiles of all channels, as asserted. Tasks
                // that use vectors run where `applies` has found their instructions.
                unsafe { both::<E, T, N, IN, false>(from, to) };
            }
        }
    }
}

/// Transforms points to tiles of the result.
pub(super) struct Gather<'a, E> {
    pub(super) grid: Grid,
    pub(super) tiles: Range<usize>,
    pub(super) points: Points,
    pub(super) from: &'a [E],
    /// Where what falls beyond the images' borders goes: as many numbers as the points have channels.
    pub(super) beyond: &'a mut [E],
    pub(super) first: usize,
    pub(super) image: &'a mut [E],
}

impl<E: Element> Task for Gather<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Points { stride, channels } = self.points;
        assert!(self.image.len() >= self.grid.len(self.tiles.end) && self.first + channels <= self.grid.channels);
        assert!(self.points.fits(self.tiles.len(), self.from.len()) && self.beyond.len() >= channels);
        assert!(channels.is_multiple_of(E::Avx512::COUNT));
        for (number, tile) in self.tiles.enumerate() {
            let mut pixels = [[self.beyond.as_mut_ptr(); OUT]; OUT];
            let image = self.image[self.first..].as_mut_ptr();
            // SAFETY: pixels lie within the images, whose length is asserted.
            self.grid.pixels::<OUT>(tile, |i, j, at| pixels[i][j] = unsafe { image.add(at) });
            for channel in (0..channels).step_by(E::Avx512::COUNT) {
                let from = self.from[number * channels + channel..].as_ptr().cast_mut();
                let from = Strided::<E, IN> { first: from, stride };
                // SAFETY: as in `Spread`.
                unsafe { both::<E, ToResult, IN, OUT, false>(from, Scattered { pixels: &pixels, offset: channel }) };
            }
        }
    }
}

/// Rows of a filter, `[3, 3, rows, columns]`, to points, in panels of `panel` columns: `[columns / panel, 36, rows, panel]`.
pub(super) struct Prepare<'a, E> {
    pub(super) filter: &'a [E],
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) panel: usize,
    /// As many numbers as [`Prepare::scratch_len`] says.
    pub(super) near: &'a mut [E],
    pub(super) to: &'a mut [E],
}

impl<E: Element> Prepare<'_, E> {
    pub(super) fn scratch_len(panel: usize) -> usize {
        Points::new::<E>(ROWS, panel).len()
    }
}

/// Is a filter of this layout covered by whole panels of whole vectors?
fn whole_panels<E: Element>(columns: usize, panel: usize) -> bool {
    panel > 0 && columns.is_multiple_of(panel) && panel.is_multiple_of(E::Avx512::COUNT)
}

/// Rows that are transformed before they are written out: those of all points fit a first-level cache.
const ROWS: usize = 8;

impl<E: Element> Task for Prepare<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let (tap, point) = (self.rows * self.columns, self.rows * self.panel);
        assert!(self.filter.len() >= TAPS * TAPS * tap && self.to.len() >= POINTS * tap);
        assert!(whole_panels::<E>(self.columns, self.panel));
        let near = Points::new::<E>(ROWS, self.panel);
        assert!(self.near.len() >= near.len());
        for panel in 0..self.columns / self.panel {
            for first in (0..self.rows).step_by(ROWS) {
                let count = ROWS.min(self.rows - first);
                for row in 0..count {
                    for column in (0..self.panel).step_by(E::Avx512::COUNT) {
                        let from = self.filter[(first + row) * self.columns + panel * self.panel + column..].as_ptr();
                        let from = Strided::<E, TAPS> { first: from.cast_mut(), stride: tap };
                        let to = self.near[row * self.panel + column..].as_mut_ptr();
                        let to = Strided::<E, IN> { first: to, stride: near.stride };
                        // SAFETY: each tap and each point has this row's vector, as asserted; instructions as in `Spread`.
                        unsafe { both::<E, OfFilter, TAPS, IN, false>(from, to) };
                    }
                }
                // Points lie so far apart that writing to all of them at once would be slow.
                let to = &mut self.to[panel * POINTS * point..][..POINTS * point];
                for (from, to) in self.near.chunks_exact(near.stride).zip(to.chunks_exact_mut(point)) {
                    to[first * self.panel..][..count * self.panel].copy_from_slice(&from[..count * self.panel]);
                }
            }
        }
    }
}

/// Transforms sums over tiles to a part of a filter's gradient, which they are added to. Each row of the part is a tile.
pub(super) struct AddToFilter<'a, E> {
    pub(super) from: &'a [E],
    pub(super) points: Points,
    /// Rows of the part; its columns are the points' channels.
    pub(super) rows: usize,
    /// First row and column of the part in the filter, and their numbers there.
    pub(super) at: [usize; 2],
    pub(super) size: [usize; 2],
    pub(super) filter: &'a mut [E],
}

impl<E: Element> Task for AddToFilter<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Points { stride, channels } = self.points;
        let [rows, columns] = self.size;
        let tap = rows * columns;
        assert!(self.filter.len() >= TAPS * TAPS * tap && self.points.fits(self.rows, self.from.len()));
        assert!(self.at[0] + self.rows <= rows && self.at[1] + channels <= columns);
        assert!(channels.is_multiple_of(E::Avx512::COUNT));
        for row in 0..self.rows {
            for column in (0..channels).step_by(E::Avx512::COUNT) {
                let from = self.from[row * channels + column..].as_ptr().cast_mut();
                let to = self.filter[(self.at[0] + row) * columns + self.at[1] + column..].as_mut_ptr();
                let from = Strided::<E, IN> { first: from, stride };
                let to = Strided::<E, TAPS> { first: to, stride: tap };
                // SAFETY: each point has this row's vector, and each tap its place, as asserted; instructions as in `Spread`.
                unsafe { both::<E, ToFilter, IN, TAPS, true>(from, to) };
            }
        }
    }
}
