//! The kernels behind [`cdm_core::kernels::Kernels`].

use crate::element::Element;
use crate::pointwise::Code;
use crate::simd::Task;
use crate::spread::{View, sum};
use crate::{convolution, products, rows};
use cdm_core::kernels::{Conv, Kernels, MatMul, Spread};
use cdm_core::program::{Binary, RowMap, Unary};

/// Fast kernels for `f32` and `f64`. With AVX-512, convolutions whose width is a multiple of two vectors and products run
/// straight from memory, and gradients of filters of 3 × 3 taps by Winograd's algorithm; other products go to the `gemm` crate, other convolutions there too, unfolded in blocks of rows. Everything
/// else is in vector instructions chosen at run time ([`Isa`](crate::Isa)); extraction, tables and draws are the naive ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct CpuKernels;

struct Pointwise<'a, E> {
    code: Code<E>,
    a: &'a [E],
    b: &'a [E],
    out: &'a mut [E],
}

impl<E: Element> Task for Pointwise<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        self.code.apply::<FMA>([self.a, self.b, self.b], self.out);
    }
}

impl<E: Element> Kernels<E> for CpuKernels {
    fn unary(&self, unary: Unary, x: &[E], out: &mut [E]) {
        crate::simd::run(Pointwise { code: Code::of_unary(unary), a: x, b: x, out });
    }

    fn binary(&self, binary: Binary, a: &[E], b: &[E], out: &mut [E]) {
        crate::simd::run(Pointwise { code: Code::of_binary(binary), a, b, out });
    }

    fn row_map(&self, map: RowMap, row: usize, x: &[E], out: &mut [E]) {
        match map {
            RowMap::Softmax => rows::softmax(row, x, out),
            RowMap::CumSum { reverse } => rows::cumsum(reverse, row, x, out),
        }
    }

    fn log_sum_exp(&self, row: usize, x: &[E], out: &mut [E]) {
        rows::log_sum_exp(row, x, out);
    }

    fn broadcast(&self, spread: &Spread, x: &[E], out: &mut [E]) {
        View::new(spread).fill(x, 0, out);
    }

    fn sum(&self, spread: &Spread, accumulate: bool, x: &[E], out: &mut [E]) {
        if !accumulate {
            out.fill(E::zero());
        }
        sum(&View::new(spread), x, out);
    }

    fn matmul(&self, geometry: &MatMul, a: &[E], b: &[E], out: &mut [E]) {
        products::matmul(geometry, a, b, out);
    }

    fn conv(&self, geometry: &Conv, image: &[E], filter: &[E], out: &mut [E]) {
        convolution::conv(geometry, image, filter, out);
    }

    fn conv_data(&self, geometry: &Conv, cotangent: &[E], filter: &[E], out: &mut [E]) {
        convolution::conv_data(geometry, cotangent, filter, out);
    }

    fn conv_filter(&self, geometry: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
        convolution::conv_filter(geometry, image, cotangent, out);
    }
}
