//! Convolutions straight from a padded copy of the image: what lies under one row of the filter is one run of numbers there, so
//! nothing is unfolded.

use crate::element::Element;
use crate::micro::{self, Operands};
use cdm_core::kernels::Conv;

/// Bytes of padded images that are worked on at a time.
const BLOCK_BYTES: usize = 256 * 1024;

/// Images with their padding, some samples at a time.
struct Padded {
    /// Height and width of an image, and where it begins in the padded one.
    image: [usize; 2],
    before: [usize; 2],
    /// Height and width of the padded image.
    size: [usize; 2],
    channels: usize,
    /// Step between pixels that the filter is put on, and their number along both axes.
    stride: usize,
    pixels: [usize; 2],
    samples: usize,
}

impl Padded {
    fn new(g: &Conv) -> Self {
        let stride = usize::from(g.window.stride);
        let pixels = [g.output[0], g.output[1]];
        let size = [0, 1].map(|axis| (pixels[axis] - 1) * stride + g.filter[axis]);
        let before = g.window.before.map(usize::from);
        Padded {
            image: [g.image[0], g.image[1]],
            before,
            size,
            channels: g.image[2],
            stride,
            pixels,
            samples: g.samples,
        }
    }

    /// The cotangent's images, for the convolution that is the adjoint of one of stride 1.
    fn of_cotangent(g: &Conv) -> Self {
        let size = [0, 1].map(|axis| g.image[axis] + g.filter[axis] - 1);
        let before = [0, 1].map(|axis| g.filter[axis] - 1 - usize::from(g.window.before[axis]));
        Padded {
            image: [g.output[0], g.output[1]],
            before,
            size,
            channels: g.output[2],
            stride: 1,
            pixels: [g.image[0], g.image[1]],
            samples: g.samples,
        }
    }

    /// Numbers of one padded sample.
    fn sample(&self) -> usize {
        self.size[0] * self.row()
    }

    fn row(&self) -> usize {
        self.size[1] * self.channels
    }

    fn block<E>(&self) -> usize {
        (BLOCK_BYTES / size_of::<E>() / self.sample()).clamp(1, self.samples.max(1))
    }

    /// Copies a sample. Rows and columns beyond the last that the filter reaches are left out.
    fn copy<E: Element>(&self, image: &[E], padded: &mut [E]) {
        let [height, width] = self.image;
        let left = self.before[1] * self.channels;
        let kept = width.min(self.size[1] - self.before[1]) * self.channels;
        for (i, row) in padded.chunks_exact_mut(self.row()).enumerate() {
            let Some(i) = i.checked_sub(self.before[0]).filter(|&i| i < height) else {
                row.fill(E::zero());
                continue;
            };
            row[..left].fill(E::zero());
            row[left..left + kept].copy_from_slice(&image[i * width * self.channels..][..kept]);
            row[left + kept..].fill(E::zero());
        }
    }

    /// Calls `work(first sample, samples, padded samples)` block by block.
    fn blocks<E: Element>(&self, images: &[E], scratch: &mut [E], mut work: impl FnMut(usize, usize, &[E])) {
        let each = self.image[0] * self.image[1] * self.channels;
        let block = self.block::<E>();
        for first in (0..self.samples).step_by(block) {
            let count = block.min(self.samples - first);
            let images = images[first * each..].chunks_exact(each);
            for (image, padded) in images.zip(scratch.chunks_exact_mut(self.sample())).take(count) {
                self.copy(image, padded);
            }
            work(first, count, scratch);
        }
    }

    fn scratch_len<E>(&self) -> usize {
        self.block::<E>() * self.sample()
    }

    /// Puts a filter of `height` × `width` × channels × `outputs` on each pixel.
    fn convolve<E: Element>(
        &self,
        images: &[E],
        filter: &[E],
        [height, width, outputs]: [usize; 3],
        scratch: &mut [E],
        out: &mut [E],
    ) {
        let pixels = self.pixels[0] * self.pixels[1];
        self.blocks(images, scratch, |first, count, padded| {
            let row = |p: usize| {
                let (sample, pixel) = (p / pixels, p % pixels);
                let (i, j) = (pixel / self.pixels[1], pixel % self.pixels[1]);
                sample * self.sample() + (i * self.row() + j * self.channels) * self.stride
            };
            let operands = Operands {
                a: padded,
                row,
                segment: self.row(),
                segments: height,
                len: width * self.channels,
                step: 1,
                b: filter,
                ldb: outputs,
                ahead: micro::ROWS_AHEAD * outputs,
                cold: false,
            };
            micro::product(&operands, [count * pixels, outputs], false, &mut out[first * pixels * outputs..]);
        });
    }
}

/// Does [`conv`] serve this convolution on this machine, and [`conv_filter`] its adjoint?
pub(crate) fn applies<E>(g: &Conv) -> bool {
    begins_in_image(g) && micro::applies::<E>(g.output[2])
}

/// Does the first filter reach the image? If padding is as wide as the filter, padded images are not what this module takes them for.
fn begins_in_image(g: &Conv) -> bool {
    g.window.before.iter().zip(g.filter).all(|(&before, filter)| usize::from(before) < filter)
}

/// See [`cdm_core::kernels::Kernels::conv`].
pub(crate) fn conv<E: Element>(g: &Conv, image: &[E], filter: &[E], out: &mut [E]) {
    let padded = Padded::new(g);
    let filter_dims = [g.filter[0], g.filter[1], g.output[2]];
    E::with_scratch(padded.scratch_len::<E>(), |scratch| padded.convolve(image, filter, filter_dims, scratch, out));
}

/// Does [`conv_data`] serve the adjoint of this convolution in its image?
pub(crate) fn applies_to_data<E>(g: &Conv) -> bool {
    g.window.stride == 1 && begins_in_image(g) && micro::applies::<E>(g.image[2])
}

/// Turns a filter round and exchanges its channels: what [`conv_data`] puts on the cotangent.
pub(crate) fn flip<E: Element>(g: &Conv, filter: &[E], flipped: &mut [E]) {
    let (inputs, outputs) = (g.image[2], g.output[2]);
    let tap = inputs * outputs;
    for (from, to) in filter.chunks_exact(tap).zip(flipped.chunks_exact_mut(tap).rev()) {
        // Blocks, so that both sides stay within few cache lines.
        for first in (0..inputs).step_by(16) {
            for (output, to) in to.chunks_exact_mut(inputs).enumerate() {
                for (input, to) in to.iter_mut().enumerate().skip(first).take(16) {
                    *to = from[input * outputs + output];
                }
            }
        }
    }
}

/// See [`cdm_core::kernels::Kernels::conv_data`]; with the flipped filter.
pub(crate) fn conv_data<E: Element>(g: &Conv, cotangent: &[E], flipped: &[E], out: &mut [E]) {
    let padded = Padded::of_cotangent(g);
    let filter_dims = [g.filter[0], g.filter[1], g.image[2]];
    E::with_scratch(padded.scratch_len::<E>(), |scratch| {
        padded.convolve(cotangent, flipped, filter_dims, scratch, out)
    });
}

/// See [`cdm_core::kernels::Kernels::conv_filter`].
pub(crate) fn conv_filter<E: Element>(g: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
    let padded = Padded::new(g);
    let (inputs, outputs) = (g.image[2], g.output[2]);
    let pixels = g.output[0] * g.output[1];
    E::with_scratch(padded.scratch_len::<E>(), |scratch| {
        padded.blocks(image, scratch, |first, count, images| {
            for sample in 0..count {
                let images = &images[sample * padded.sample()..];
                let cotangent = &cotangent[(first + sample) * pixels * outputs..][..pixels * outputs];
                for (tap, out) in out.chunks_exact_mut(inputs * outputs).enumerate() {
                    let (u, v) = (tap / g.filter[1], tap % g.filter[1]);
                    let operands = Operands {
                        a: &images[u * padded.row() + v * inputs..],
                        row: |input| input,
                        segment: padded.stride * padded.row(),
                        segments: g.output[0],
                        len: g.output[1],
                        step: padded.stride * inputs,
                        b: cotangent,
                        ldb: outputs,
                        ahead: 0,
                        cold: false,
                    };
                    micro::product(&operands, [inputs, outputs], true, out);
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::kernels::naive;
    use cdm_core::program::{Shape, Window};

    /// Numbers that are sums of few powers of two: products and sums of them are exact in either precision.
    fn numbers<E: Element>(len: usize, salt: usize) -> Vec<E> {
        (0..len).map(|i| E::from_f64(((i * 37 + salt) % 17) as f64 / 8.0 - 1.0)).collect()
    }

    fn check<E: Element>(window: Window, image: [usize; 3], filter: [usize; 2], outputs: usize) {
        let side = |axis: usize| window.output(axis, image[axis], filter[axis]).unwrap();
        let shape = |dims: &[usize]| Shape::new(dims).unwrap();
        let output = [side(0), side(1), outputs];
        let filter_dims = [filter[0], filter[1], image[2], outputs];
        let samples = 3;
        let g = Conv::new(window, &shape(&image), &shape(&filter_dims), &shape(&output), samples);
        let len = |dims: &[usize]| dims.iter().product::<usize>();
        let x = numbers::<E>(samples * len(&image), 1);
        let w = numbers::<E>(len(&filter_dims), 2);
        let y = numbers::<E>(samples * len(&output), 3);
        if applies::<E>(&g) {
            let (mut got, mut want) = (vec![E::from_f64(f64::NAN); y.len()], vec![E::zero(); y.len()]);
            conv(&g, &x, &w, &mut got);
            naive::conv(&g, &x, &w, &mut want);
            assert_eq!(got, want, "{g:?}");
            let (mut got, mut want) = (numbers::<E>(w.len(), 4), numbers::<E>(w.len(), 4));
            conv_filter(&g, &x, &y, &mut got);
            naive::conv_filter(&g, &x, &y, &mut want);
            assert_eq!(got, want, "filter of {g:?}");
        }
        if applies_to_data::<E>(&g) {
            let (mut got, mut want) = (vec![E::from_f64(f64::NAN); x.len()], vec![E::zero(); x.len()]);
            let mut flipped = vec![E::zero(); w.len()];
            flip(&g, &w, &mut flipped);
            conv_data(&g, &y, &flipped, &mut got);
            naive::conv_data(&g, &y, &w, &mut want);
            assert_eq!(got, want, "data of {g:?}");
        }
    }

    #[test]
    fn every_geometry_equals_the_naive_kernels_exactly() {
        if !micro::applies::<f32>(32) {
            println!("skipped: no AVX-512 on this machine");
            return;
        }
        for stride in [1, 2] {
            for (before, after) in [([1, 1], [1, 1]), ([0, 0], [1, 1]), ([0, 2], [1, 0]), ([2, 1], [0, 0])] {
                let window = Window { stride, before, after };
                for image in [[5, 4, 32], [4, 7, 16], [3, 3, 3], [8, 8, 64]] {
                    for outputs in [16, 32, 96] {
                        check::<f32>(window, image, [3, 3], outputs);
                        check::<f64>(window, image, [3, 3], outputs);
                    }
                }
                check::<f32>(window, [4, 6, 32], [3, 4], 32);
            }
        }
        check::<f32>(Window { stride: 2, before: [0, 0], after: [0, 0] }, [6, 5, 32], [1, 1], 32);
    }
}
