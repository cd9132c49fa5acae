//! Convolutions of many channels and their adjoints, on every instruction set, against the naive kernels: exactly, but for gradients
//! of filters that may be computed by Winograd's algorithm.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use cdm_backend_cpu::{CpuKernels, Isa};
use cdm_core::Real;
use cdm_core::kernels::{Conv, Kernels, Naive};
use cdm_core::program::{Shape, Window};

/// Eighths between −1 and 1: products and sums of less than 2^17 of them are exact in either precision.
fn numbers<E: Real>(len: usize, salt: usize) -> Vec<E> {
    (0..len).map(|i| E::from_f64(((i * 37 + salt) % 17) as f64 / 8.0 - 1.0)).collect()
}

fn geometry(window: Window, image: [usize; 3], filter: [usize; 2], outputs: usize, samples: usize) -> Conv {
    let side = |axis: usize| window.output(axis, image[axis], filter[axis]).unwrap();
    let shape = |dims: &[usize]| Shape::new(dims).unwrap();
    let output = shape(&[side(0), side(1), outputs]);
    Conv::new(window, &shape(&image), &shape(&[filter[0], filter[1], image[2], outputs]), &output, samples)
}

/// Eight standard deviations of rounding: a sum over tiles is off by `unit · √(tiles/6)` of its deviation, transforms round about
/// eight times, and both go into the gradient 6.2 times as large (the unit tests of `winograd` derive it).
fn winograd_error<E: Real>(g: &Conv, want: &[E]) -> f64 {
    let deviation = (want.iter().map(|x| x.to_f64().powi(2)).sum::<f64>() / want.len() as f64).sqrt();
    let unit = if size_of::<E>() == 4 { f64::from(f32::EPSILON) / 2.0 } else { f64::EPSILON / 2.0 };
    let tiles = g.samples * g.output[0].div_ceil(4) * g.output[1].div_ceil(4);
    8.0 * unit * (tiles as f64 / 6.0 + 8.0).sqrt() * 6.2 * deviation
}

fn check<E: Real>(g: &Conv)
where
    CpuKernels: Kernels<E>,
{
    let len = |dims: &[usize]| dims.iter().product::<usize>();
    let x = numbers::<E>(g.samples * len(&g.image), 1);
    let w = numbers::<E>(len(&g.filter) * g.image[2] * g.output[2], 2);
    let y = numbers::<E>(g.samples * len(&g.output), 3);
    let run = |kernels: &dyn Kernels<E>| {
        // Garbage where results go, numbers where they are added.
        let mut out = [vec![E::from_f64(f64::NAN); y.len()], vec![E::from_f64(f64::NAN); x.len()], numbers(w.len(), 4)];
        kernels.conv(g, &x, &w, &mut out[0]);
        kernels.conv_data(g, &y, &w, &mut out[1]);
        kernels.conv_filter(g, &x, &y, &mut out[2]);
        out
    };
    let want = run(&Naive);
    for isa in [Isa::Baseline, Isa::Avx2, Isa::Avx512] {
        let got = isa.limit(|| run(&CpuKernels));
        for (what, (got, want)) in ["conv", "conv_data", "conv_filter"].iter().zip(got.iter().zip(&want)) {
            let winograd = *what == "conv_filter" && g.filter == [3, 3] && g.window.stride == 1;
            let tolerance = if winograd { winograd_error::<E>(g, want) } else { 0.0 };
            let close = |(got, want): (&E, &E)| (got.to_f64() - want.to_f64()).abs() <= tolerance;
            assert!(got.iter().zip(want).all(close), "{what} with {isa:?}: {g:?}");
        }
    }
}

#[test]
fn many_channels_equal_the_naive_kernels() {
    for stride in [1, 2] {
        for inputs in [32, 64, 96] {
            for outputs in [32, 64, 96] {
                for samples in [1, 3, 17] {
                    let window = Window { stride, before: [1, 1], after: [1, 1] };
                    check::<f32>(&geometry(window, [5, 7, inputs], [3, 3], outputs, samples));
                }
            }
        }
    }
}

#[test]
fn uneven_padding_and_filters_equal_the_naive_kernels() {
    for stride in [1, 2] {
        for (before, after) in [([0, 0], [1, 1]), ([0, 2], [1, 0]), ([2, 1], [0, 0])] {
            let window = Window { stride, before, after };
            for filter in [[3, 3], [2, 2], [3, 4]] {
                check::<f32>(&geometry(window, [9, 6, 32], filter, 32, 3));
                check::<f64>(&geometry(window, [6, 9, 32], filter, 64, 3));
            }
        }
        let window = Window { stride, before: [0, 0], after: [0, 0] };
        check::<f32>(&geometry(window, [7, 5, 64], [1, 1], 32, 17));
        let beside = Window { stride, before: [3, 4], after: [4, 3] };
        check::<f32>(&geometry(beside, [1, 2, 32], [1, 2], 32, 3));
        check::<f32>(&geometry(window, [7, 5, 3], [3, 3], 32, 17));
        check::<f32>(&geometry(window, [7, 5, 32], [3, 3], 3, 17));
    }
}
