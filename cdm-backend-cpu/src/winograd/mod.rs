//! Convolutions of 3 × 3 taps and stride 1 by Winograd's algorithm F(4 × 4, 3 × 3): 36 products of matrices where the plain sum has
//! 144, between transforms of tiles that are all additions.
//!
//! With `d` a tile of 6 × 6 pixels, `g` a filter and `δ` a cotangent's tile of 4 × 4 pixels, the result's tile is
//! `Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A` and the filter's gradient `Gᵀ[Σ (Bᵀ d B) ⊙ (A δ Aᵀ)]G`; products of points are summed over channels
//! and tiles. The adjoint in the image is the same as the convolution, of the cotangent with the flipped filter.
//!
//! # Numerics
//! Rounding is relative to the largest numbers under a tile, not to those under one pixel's filter: intermediate numbers are up to 100
//! times as large as the tile's, and what is infinite or NaN in a tile goes into all of its pixels.

mod tiles;
mod transform;

use crate::direct;
use crate::element::Element;
use crate::micro::{self, Operands};
use crate::simd;
use cdm_core::kernels::Conv;
use std::marker::PhantomData;
use tiles::{AddToFilter, Gather, Grid, Points, Prepare, SpreadCotangent, SpreadImage};
use transform::{OUT, POINTS, TAPS};

/// Bytes of transformed tiles that are worked on at a time: with what else is used they stay in the second-level cache.
const BLOCK_BYTES: usize = 640 * 1024;

/// The same for gradients of filters, which are read and written once for each block.
const FILTER_BLOCK_BYTES: usize = 1200 * 1024;

/// How far ahead of where they are read filters are fetched: they are too many to stay in a cache from one use to the next.
const AHEAD_BYTES: usize = 8 * 1024;

/// Tiles from which on reading a prepared filter, four times as large as the filter, costs less than it saves.
const LEAST_TILES: usize = 8;

/// Tiles from which on preparing the filter costs less than it saves.
const LEAST_TILES_OF_BATCH: usize = 16;

/// Tiles from which on the transform of the sums costs less than the products save.
const LEAST_TILES_FOR_FILTER: usize = 4;

/// Numbers in a row of a panel: as many as a block of [`micro`] has columns.
const fn panel<E>() -> usize {
    128 / size_of::<E>()
}

/// Images and results of a convolution, cut into tiles.
#[derive(Clone, Copy, Debug)]
struct Layout {
    image: Grid,
    result: Grid,
    /// Tiles of all samples.
    tiles: usize,
}

impl Layout {
    fn new(samples: usize, image: [usize; 3], before: [usize; 2], result: [usize; 3]) -> Self {
        let tiles = [result[0].div_ceil(OUT), result[1].div_ceil(OUT)];
        let image = Grid { size: [image[0], image[1]], before, channels: image[2], tiles };
        let result = Grid { size: [result[0], result[1]], before: [0, 0], channels: result[2], tiles };
        Layout { image, result, tiles: samples * tiles[0] * tiles[1] }
    }

    /// Of the convolution itself.
    fn of(g: &Conv) -> Self {
        Layout::new(g.samples, g.image, g.window.before.map(usize::from), g.output)
    }

    /// Of its adjoint in the image: the cotangent is convolved.
    fn of_data(g: &Conv) -> Self {
        let before = [0, 1].map(|axis| TAPS - 1 - usize::from(g.window.before[axis]));
        Layout::new(g.samples, g.output, before, g.image)
    }

    /// Tiles in a block of so many bytes, all blocks nearly alike.
    fn block<E>(&self, bytes: usize) -> usize {
        let each = POINTS * (self.image.channels + panel::<E>()) * size_of::<E>();
        let most = (bytes / each).max(1);
        self.tiles.div_ceil(self.tiles.div_ceil(most).max(1)).max(1)
    }
}

/// Can a convolution of this geometry run here, or its adjoint in the image?
pub(crate) fn possible<E: Element>(g: &Conv, adjoint: bool) -> bool {
    let (inputs, outputs) = if adjoint { (g.output[2], g.image[2]) } else { (g.image[2], g.output[2]) };
    g.filter == [TAPS; 2]
        && g.window.stride == 1
        && g.window.before.iter().all(|&before| usize::from(before) < TAPS)
        && inputs.is_multiple_of(panel::<E>() / 2)
        && micro::applies::<E>(outputs)
}

/// Numbers of a prepared filter.
pub(crate) fn prepared_len(g: &Conv) -> usize {
    POINTS * g.image[2] * g.output[2]
}

fn tiles(side: [usize; 3]) -> usize {
    side[0].div_ceil(OUT) * side[1].div_ceil(OUT)
}

/// Is a convolution of these samples, or its adjoint in the image, faster this way, if its filter is prepared once for `batch`
/// samples? See the table in `docs/performance.md`.
pub(crate) fn pays<E: Element>(g: &Conv, adjoint: bool, batch: usize) -> bool {
    let each = tiles(if adjoint { g.image } else { g.output });
    possible::<E>(g, adjoint) && g.samples * each >= LEAST_TILES && batch * each >= LEAST_TILES_OF_BATCH
}

/// Is the adjoint in the filter faster this way? See the table in `docs/performance.md`.
pub(crate) fn pays_for_filter<E: Element>(g: &Conv) -> bool {
    possible::<E>(g, false) && g.samples * tiles(g.output) >= LEAST_TILES_FOR_FILTER
}

/// Transforms a filter for [`conv`].
pub(crate) fn prepare<E: Element>(g: &Conv, filter: &[E], to: &mut [E]) {
    let (rows, columns, panel) = (g.image[2], g.output[2], panel::<E>());
    with_parts([Prepare::<E>::scratch_len(panel)], |[near]| {
        simd::run(Prepare { filter, rows, columns, panel, near, to });
    });
}

/// Transforms a filter for [`conv_data`].
pub(crate) fn prepare_for_data<E: Element>(g: &Conv, filter: &[E], to: &mut [E]) {
    let (rows, columns, panel) = (g.output[2], g.image[2], panel::<E>());
    with_parts([Prepare::<E>::scratch_len(panel), filter.len()], |[near, flipped]| {
        direct::flip(g, filter, flipped);
        simd::run(Prepare { filter: flipped, rows, columns, panel, near, to });
    });
}

/// See [`cdm_core::kernels::Kernels::conv`]; with the filter of [`prepare`].
pub(crate) fn conv<E: Element>(g: &Conv, image: &[E], prepared: &[E], out: &mut [E]) {
    convolve(&Layout::of(g), image, prepared, out);
}

/// See [`cdm_core::kernels::Kernels::conv_data`]; with the filter of [`prepare_for_data`].
pub(crate) fn conv_data<E: Element>(g: &Conv, cotangent: &[E], prepared: &[E], out: &mut [E]) {
    convolve(&Layout::of_data(g), cotangent, prepared, out);
}

/// Lends scratch memory in parts of these lengths, each of which begins at a cache line.
fn with_parts<E: Element, const N: usize>(lens: [usize; N], work: impl FnOnce([&mut [E]; N])) {
    let line = 64 / size_of::<E>();
    let lens = lens.map(|len| len.next_multiple_of(line));
    E::with_scratch(lens.iter().sum::<usize>() + line, |scratch| {
        let start = scratch.as_ptr().align_offset(64).min(line);
        let mut rest = &mut scratch[start..];
        work(lens.map(|len| {
            let (part, others) = std::mem::take(&mut rest).split_at_mut(len);
            rest = others;
            part
        }));
    });
}

fn convolve<E: Element>(layout: &Layout, image: &[E], prepared: &[E], out: &mut [E]) {
    let (inputs, panel) = (layout.image.channels, panel::<E>());
    let block = layout.block::<E>(BLOCK_BYTES);
    let (spread, sums) = (Points::new::<E>(block, inputs), Points::new::<E>(block, panel));
    with_parts([spread.len(), sums.len(), inputs, panel], |[points, products, zeros, beyond]| {
        zeros.fill(E::zero());
        for first in (0..layout.tiles).step_by(block) {
            let tiles = first..(first + block).min(layout.tiles);
            let (transform, to) = (PhantomData, &mut *points);
            let (grid, points_of) = (layout.image, spread);
            let first = 0;
            simd::run(SpreadImage {
                transform,
                grid,
                tiles: tiles.clone(),
                image,
                first,
                zeros,
                points: points_of,
                to,
            });
            for (number, filter) in prepared.chunks_exact(POINTS * inputs * panel).enumerate() {
                for point in 0..POINTS {
                    let operands = Operands {
                        a: &points[point * spread.stride..][..tiles.len() * inputs],
                        row: |tile| tile * inputs,
                        segment: 0,
                        segments: 1,
                        len: inputs,
                        step: 1,
                        b: &filter[point * inputs * panel..],
                        ldb: panel,
                        ahead: AHEAD_BYTES / size_of::<E>(),
                        cold: false,
                    };
                    micro::product(&operands, [tiles.len(), panel], false, &mut products[point * sums.stride..]);
                }
                let (grid, from, first) = (layout.result, &*products, number * panel);
                simd::run(Gather { grid, tiles: tiles.clone(), points: sums, from, beyond, first, image: out });
            }
        }
    });
}

/// Fetches a 36th of the part of a filter's gradient, a panel's rows and columns, that sums will be added to.
fn fetch_part<E: Element>(filter: &[E], [rows, columns]: [usize; 2], at: [usize; 2], number: usize) {
    const PARTS: usize = POINTS / (TAPS * TAPS);
    let (tap, part, each) = (number / PARTS, number % PARTS, panel::<E>() / PARTS);
    for row in (at[0]..rows).skip(part * each).take(each) {
        let line = filter.as_ptr().wrapping_add((tap * rows + row) * columns + at[1]);
        micro::prefetch(line);
        micro::prefetch(line.wrapping_add(64 / size_of::<E>()));
    }
}

/// See [`cdm_core::kernels::Kernels::conv_filter`].
pub(crate) fn conv_filter<E: Element>(g: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
    let layout = Layout::of(g);
    let (inputs, outputs, panel) = (g.image[2], g.output[2], panel::<E>());
    let block = layout.block::<E>(FILTER_BLOCK_BYTES);
    let (spread, others) = (Points::new::<E>(block, inputs), Points::new::<E>(block, panel));
    let sums_of = Points::new::<E>(panel, panel);
    let lens = [spread.len(), others.len(), sums_of.len(), inputs.max(panel)];
    with_parts(lens, |[points, cotangents, sums, zeros]| {
        zeros.fill(E::zero());
        for first in (0..layout.tiles).step_by(block) {
            let tiles = first..(first + block).min(layout.tiles);
            let (transform, grid, to) = (PhantomData, layout.image, &mut *points);
            simd::run(SpreadImage {
                transform,
                grid,
                tiles: tiles.clone(),
                image,
                first: 0,
                zeros,
                points: spread,
                to,
            });
            for column in (0..outputs).step_by(panel) {
                let (transform, grid, to) = (PhantomData, layout.result, &mut *cotangents);
                let (tiles, image, points_of) = (tiles.clone(), cotangent, others);
                let len = tiles.len();
                simd::run(SpreadCotangent {
                    transform,
                    grid,
                    tiles,
                    image,
                    first: column,
                    zeros,
                    points: points_of,
                    to,
                });
                // Few rows at a time, so that their sums are transformed before they leave the cache.
                for row in (0..inputs).step_by(panel) {
                    let rows = panel.min(inputs - row);
                    for point in 0..POINTS {
                        let operands = Operands {
                            a: &points[point * spread.stride + row..][..len * inputs - row],
                            row: |input| input,
                            segment: 0,
                            segments: 1,
                            len,
                            step: inputs,
                            b: &cotangents[point * others.stride..],
                            ldb: panel,
                            ahead: 0,
                            cold: false,
                        };
                        fetch_part(&*out, [inputs, outputs], [row, column], point);
                        micro::product(&operands, [rows, panel], false, &mut sums[point * sums_of.stride..]);
                    }
                    let (from, filter, at, size) = (&*sums, &mut *out, [row, column], [inputs, outputs]);
                    simd::run(AddToFilter { from, points: sums_of, rows, at, size, filter });
                }
            }
        }
    });
}

#[cfg(test)]
mod tests;
