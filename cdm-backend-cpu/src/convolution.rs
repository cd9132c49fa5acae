//! Convolutions as products over blocks of rows of the image, small enough for the cache.

use crate::direct;
use crate::element::Element;
use crate::products::{Matrix, product};
use crate::spread::add;
use crate::winograd;
use cdm_core::kernels::Conv;

/// Bytes of unfolded image that are worked on at a time: half of a usual second-level cache.
const BLOCK_BYTES: usize = 512 * 1024;

/// A convolution's products.
struct Unfolded<'g> {
    g: &'g Conv,
    /// Numbers of the image under one filter.
    patch: usize,
    /// Output rows, over all samples.
    strips: usize,
    /// Output rows in a block.
    block: usize,
}

impl<'g> Unfolded<'g> {
    fn new<E>(g: &'g Conv) -> Self {
        let patch = g.filter[0] * g.filter[1] * g.image[2];
        let strips = g.samples * g.output[0];
        let block = (BLOCK_BYTES / size_of::<E>() / (patch * g.output[1])).clamp(1, strips.max(1));
        Unfolded { g, patch, strips, block }
    }

    fn scratch_len(&self) -> usize {
        self.block * self.g.output[1] * self.patch
    }

    /// First strip and number of strips of each block.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.strips).step_by(self.block).map(|first| (first, self.block.min(self.strips - first)))
    }

    /// Calls `visit(patch part, image part, len)` for each run of numbers that lies in one piece both in a patch and in the image,
    /// and `outside(patch part, len)` for each that falls beyond its border. A run covers a row of the filter.
    #[inline(always)]
    fn runs(
        &self,
        first: usize,
        count: usize,
        mut visit: impl FnMut(usize, usize, usize),
        mut outside: impl FnMut(usize, usize),
    ) {
        let g = self.g;
        let ([h, w, channels], [height, width]) = (g.image, g.filter);
        let stride = usize::from(g.window.stride);
        let [top, left] = g.window.before.map(usize::from);
        let row = width * channels;
        for strip in first..first + count {
            let (sample, oi) = (strip / g.output[0], strip % g.output[0]);
            for oj in 0..g.output[1] {
                let patch = ((strip - first) * g.output[1] + oj) * self.patch;
                // Columns of the filter that meet the image.
                let low = left.saturating_sub(oj * stride).min(width);
                let high = (w + left).saturating_sub(oj * stride).min(width).max(low);
                for u in 0..height {
                    let at = patch + u * row;
                    let i = (oi * stride + u).wrapping_sub(top);
                    if i >= h || low == high {
                        outside(at, row);
                        continue;
                    }
                    let image = ((sample * h + i) * w + oj * stride + low - left) * channels;
                    outside(at, low * channels);
                    visit(at + low * channels, image, (high - low) * channels);
                    outside(at + high * channels, (width - high) * channels);
                }
            }
        }
    }

    /// Copies patches out of the image; zero beyond its border.
    fn unfold<E: Element>(&self, first: usize, count: usize, image: &[E], patches: &mut [E]) {
        let patches = std::cell::Cell::from_mut(patches).as_slice_of_cells();
        self.runs(
            first,
            count,
            |at, from, len| {
                for (to, &x) in patches[at..at + len].iter().zip(&image[from..from + len]) {
                    to.set(x);
                }
            },
            |at, len| patches[at..at + len].iter().for_each(|to| to.set(E::zero())),
        );
    }

    /// Adds patches to the image.
    fn fold<E: Element>(&self, first: usize, count: usize, patches: &[E], image: &mut [E]) {
        self.runs(first, count, |at, to, len| add(&patches[at..at + len], &mut image[to..to + len]), |_, _| {});
    }
}

/// Does each output pixel see exactly the input pixel at its own place?
fn is_pixelwise(g: &Conv) -> bool {
    g.filter == [1, 1] && g.window.stride == 1 && g.image[..2] == g.output[..2]
}

/// See [`cdm_core::kernels::Kernels::conv`].
pub(crate) fn conv<E: Element>(g: &Conv, image: &[E], filter: &[E], out: &mut [E]) {
    let (inputs, outputs) = (g.image[2], g.output[2]);
    if is_pixelwise(g) {
        let rows = g.samples * g.output[0] * g.output[1];
        let (a, b) = (Matrix::new(image, inputs, false), Matrix::new(filter, outputs, false));
        return product([rows, inputs, outputs], a, b, false, out);
    }
    if direct::applies::<E>(g) {
        return direct::conv(g, image, filter, out);
    }
    let unfolded = Unfolded::new::<E>(g);
    E::with_scratch(unfolded.scratch_len(), |patches| {
        for (first, count) in unfolded.blocks() {
            unfolded.unfold(first, count, image, patches);
            let rows = count * g.output[1];
            let (a, b) = (Matrix::new(patches, unfolded.patch, false), Matrix::new(filter, outputs, false));
            let out = &mut out[first * g.output[1] * outputs..];
            product([rows, unfolded.patch, outputs], a, b, false, out);
        }
    });
}

/// See [`cdm_core::kernels::Kernels::conv_data`].
pub(crate) fn conv_data<E: Element>(g: &Conv, cotangent: &[E], filter: &[E], out: &mut [E]) {
    let (inputs, outputs) = (g.image[2], g.output[2]);
    if is_pixelwise(g) {
        let rows = g.samples * g.output[0] * g.output[1];
        let (a, b) = (Matrix::new(cotangent, outputs, false), Matrix::new(filter, outputs, true));
        return product([rows, outputs, inputs], a, b, false, out);
    }
    if direct::applies_to_data::<E>(g) {
        let mut flipped = vec![E::zero(); filter.len()];
        direct::flip(g, filter, &mut flipped);
        return direct::conv_data(g, cotangent, &flipped, out);
    }
    let unfolded = Unfolded::new::<E>(g);
    out.fill(E::zero());
    E::with_scratch(unfolded.scratch_len(), |patches| {
        for (first, count) in unfolded.blocks() {
            let rows = count * g.output[1];
            let cotangent = &cotangent[first * g.output[1] * outputs..];
            let (a, b) = (Matrix::new(cotangent, outputs, false), Matrix::new(filter, outputs, true));
            product([rows, outputs, unfolded.patch], a, b, false, patches);
            unfolded.fold(first, count, patches, out);
        }
    });
}

/// See [`cdm_core::kernels::Kernels::conv_filter`].
pub(crate) fn conv_filter<E: Element>(g: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
    let (inputs, outputs) = (g.image[2], g.output[2]);
    if is_pixelwise(g) {
        let rows = g.samples * g.output[0] * g.output[1];
        let (a, b) = (Matrix::new(image, inputs, true), Matrix::new(cotangent, outputs, false));
        return product([inputs, rows, outputs], a, b, true, out);
    }
    if winograd::pays_for_filter::<E>(g) {
        return winograd::conv_filter(g, image, cotangent, out);
    }
    if direct::applies::<E>(g) {
        return direct::conv_filter(g, image, cotangent, out);
    }
    let unfolded = Unfolded::new::<E>(g);
    E::with_scratch(unfolded.scratch_len(), |patches| {
        for (first, count) in unfolded.blocks() {
            unfolded.unfold(first, count, image, patches);
            let rows = count * g.output[1];
            let (a, b) = (
                Matrix::new(&*patches, unfolded.patch, true),
                Matrix::new(&cotangent[first * g.output[1] * outputs..], outputs, false),
            );
            product([unfolded.patch, rows, outputs], a, b, true, out);
        }
    });
}
