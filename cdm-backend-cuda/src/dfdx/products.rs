//! Products of matrices, and convolutions made of them.
//!
//! `dfdx` has convolutions on nightly compilers only. Here a convolution is a sum over the filter's taps: for each tap
//! the pixels that meet it, zeros where none does, are gathered and multiplied with the tap's matrix. So a convolution needs
//! memory for one copy of the image at a time, and stride and padding are a matter of which pixels meet.

use super::ops::{Call, blocks, flat};
use super::rows::rows;
use super::{Blocks, DfdxDevice, Flat, Number, Rows, Tried};
use ::dfdx::shapes::{Axes2, Axes3, Axis};
use ::dfdx::tensor_ops::{BroadcastTo, PermuteTo, ReshapeTo, TryAdd, TryConcatAlong, TryMatMul};
use cdm_core::kernels::{Conv, MatMul};

/// `[rows, columns]`, of which the transpose is stored if `transposed`.
fn matrix<E: Number, D: DfdxDevice<E>>(
    x: Flat<E, D>,
    rows: usize,
    columns: usize,
    transposed: bool,
) -> Tried<Rows<E, D>, D> {
    if transposed {
        x.try_reshape_like(&(columns, rows))?.try_permute::<(usize, usize), Axes2<1, 0>>()
    } else {
        x.try_reshape_like(&(rows, columns))
    }
}

/// As [`matrix`], one for each sample.
fn matrices<E: Number, D: DfdxDevice<E>>(
    x: Flat<E, D>,
    samples: usize,
    [rows, columns]: [usize; 2],
    transposed: bool,
) -> Tried<Blocks<E, D>, D> {
    if transposed {
        blocks(x, [samples, columns, rows])?.try_permute::<(usize, usize, usize), Axes3<0, 2, 1>>()
    } else {
        blocks(x, [samples, rows, columns])
    }
}

/// A filter's matrices `[in, out]`, tap after tap.
fn tap<E: Number, D: DfdxDevice<E>>(g: &Conv, filter: &Flat<E, D>, tap: usize) -> Tried<Flat<E, D>, D> {
    let len = g.image[2] * g.output[2];
    filter.clone().try_slice((tap * len..(tap + 1) * len,))
}

/// For each pixel of the output the pixel of the image that it meets through a tap, counted over all samples; for each
/// pixel of the image the one of the output if `adjoint`. The number behind the last pixel stands for none.
fn met(g: &Conv, tap: usize, adjoint: bool) -> Vec<usize> {
    let pixels = |image: &[usize; 3]| image[0] * image[1];
    let (image, output) = (pixels(&g.image), pixels(&g.output));
    let (from, to) = if adjoint { (output, image) } else { (image, output) };
    let mut met = vec![g.samples * from; g.samples * to];
    let through = |axis: usize, tap: usize| g.meetings(axis).filter(move |&(.., t)| t == tap);
    for (out_row, row, _) in through(0, tap / g.filter[1]) {
        for (out_column, column, _) in through(1, tap % g.filter[1]) {
            let pixel = row * g.image[1] + column;
            let out_pixel = out_row * g.output[1] + out_column;
            let (from_pixel, to_pixel) = if adjoint { (out_pixel, pixel) } else { (pixel, out_pixel) };
            for sample in 0..g.samples {
                met[sample * to + to_pixel] = sample * from + from_pixel;
            }
        }
    }
    met
}

impl<E: Number, D: DfdxDevice<E>> Call<'_, E, D> {
    pub(super) fn matmul(&self, g: &MatMul, a: Flat<E, D>, b: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        if g.accumulate {
            return self.matmul_summed(g, a, b);
        }
        let &MatMul { samples, m, k, n, ta, tb, .. } = g;
        match (g.a_shared, g.b_shared) {
            (true, true) => flat(matrix(a, m, k, ta)?.try_matmul(matrix(b, k, n, tb)?)?),
            (false, true) if !ta => flat(matrix(a, samples * m, k, false)?.try_matmul(matrix(b, k, n, tb)?)?),
            (false, true) => flat(matrices(a, samples, [m, k], ta)?.try_matmul(matrix(b, k, n, tb)?)?),
            (true, false) => {
                let a: Blocks<E, D> = matrix(a, m, k, ta)?.try_broadcast_like::<_, Axis<0>>(&(samples, m, k))?;
                flat(a.try_matmul(matrices(b, samples, [k, n], tb)?)?)
            }
            (false, false) => flat(matrices(a, samples, [m, k], ta)?.try_matmul(matrices(b, samples, [k, n], tb)?)?),
        }
    }

    /// The sum over samples is part of the inner sum: `[m, samples · k] · [samples · k, n]`.
    fn matmul_summed(&self, g: &MatMul, a: Flat<E, D>, b: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        let &MatMul { samples, m, k, n, ta, tb, .. } = g;
        let a = if ta {
            matrix(a, m, samples * k, true)?
        } else {
            let a = blocks(a, [samples, m, k])?.try_permute::<(usize, usize, usize), Axes3<1, 0, 2>>()?;
            a.try_reshape_like(&(m, samples * k))?
        };
        let b = matrices(b, samples, [k, n], tb)?.try_reshape_like(&(samples * k, n))?;
        flat(a.try_matmul(b)?)
    }

    pub(super) fn conv(&self, g: &Conv, image: Flat<E, D>, filter: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        self.sum_of_taps(g, image, filter, false)
    }

    pub(super) fn conv_data(&self, g: &Conv, cotangent: Flat<E, D>, filter: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        self.sum_of_taps(g, cotangent, filter, true)
    }

    fn sum_of_taps(&self, g: &Conv, x: Flat<E, D>, filter: Flat<E, D>, adjoint: bool) -> Tried<Flat<E, D>, D> {
        let (from, to) = if adjoint { (&g.output, &g.image) } else { (&g.image, &g.output) };
        let x = rows(x, from[2])?;
        let mut sum: Rows<E, D> = self.device.try_zeros_like(&(g.samples * to[0] * to[1], to[2]))?;
        for at in 0..g.filter[0] * g.filter[1] {
            let pixels = self.gather(x.clone(), met(g, at, adjoint))?;
            let tap = matrix(tap(g, &filter, at)?, from[2], to[2], adjoint)?;
            sum = sum.try_add(pixels.try_matmul(tap)?)?;
        }
        flat(sum)
    }

    pub(super) fn conv_filter(&self, g: &Conv, image: Flat<E, D>, cotangent: Flat<E, D>) -> Tried<Flat<E, D>, D> {
        let (image, cotangent) = (rows(image, g.image[2])?, rows(cotangent, g.output[2])?);
        let mut filter: Option<Rows<E, D>> = None;
        for at in 0..g.filter[0] * g.filter[1] {
            let pixels = self.gather(image.clone(), met(g, at, false))?;
            let tap = pixels.try_permute::<(usize, usize), Axes2<1, 0>>()?.try_matmul(cotangent.clone())?;
            filter = Some(match filter {
                Some(before) => (before, tap).try_concat_along(Axis::<0>)?,
                None => tap,
            });
        }
        match filter {
            Some(filter) => flat(filter),
            // A shape has at least one element, so a filter has a tap.
            None => unreachable!("a filter without taps"),
        }
    }
}
