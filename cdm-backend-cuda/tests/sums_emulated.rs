//! Regions with sums on the emulated device: slices of a sample, grouping of the batch, and more small values than shared memory holds.

#![cfg(feature = "emulator")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "../../cdm-backend-cpu/tests/runs/mod.rs"]
mod runs;

use cdm_backend_cuda::{CudaBackend, Emulator, Options};
use cdm_core::kernels::{HostBackend, Naive};
use cdm_core::program::{Axes, Builder, Dtype, Extent, Program, Role, ValueId};
use runs::{assert_close, run};

fn centred(b: &mut Builder, x: ValueId, axes: &[usize]) -> (ValueId, ValueId) {
    let ty = b.ty(x);
    let sum = b.sum(x, Axes::of(axes)).unwrap();
    let count = (ty.shape.len() / b.ty(sum).shape.len()) as f64;
    let mean = b.scale(sum, 1.0 / count).unwrap();
    let wide = b.broadcast_to(mean, ty).unwrap();
    (b.sub(x, wide).unwrap(), mean)
}

/// Numbers normalised in groups of channels, scaled by a weight, with the sum of their products with others over the batch.
fn norm(pixels: usize, groups: usize, each: usize) -> Program {
    let mut b = Builder::new();
    let dims = [pixels, groups, each];
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &dims).unwrap();
    let y = b.input("y", Role::Data, Extent::PerSample, Dtype::Wide, &dims).unwrap();
    let weight = b.input("weight", Role::Frozen, Extent::Shared, Dtype::Wide, &[1, groups, each]).unwrap();
    // Inputs are in no region.
    let x = b.mul(x, y).unwrap();
    let (centred, mean) = centred(&mut b, x, &[0, 2]);
    let squares = b.mul(centred, centred).unwrap();
    let squares = b.sum(squares, Axes::of(&[0, 2])).unwrap();
    let variance = b.affine(squares, 1.0 / (pixels * each) as f64, 1e-3).unwrap();
    let deviation = b.sqrt(variance).unwrap();
    let inverse = b.recip(deviation).unwrap();
    let inverse = b.broadcast_to(inverse, b.ty(x)).unwrap();
    let normal = b.mul(centred, inverse).unwrap();
    let weight = b.broadcast_to(weight, b.ty(x)).unwrap();
    let scaled = b.mul(normal, weight).unwrap();
    let sigmoid = b.sigmoid(scaled).unwrap();
    let out = b.mul(scaled, sigmoid).unwrap();
    let product = b.mul(out, y).unwrap();
    let total = b.sum_batch(product, Axes::of(&[0])).unwrap();
    for (name, value) in [("out", out), ("mean", mean), ("total", total)] {
        b.output(name, value);
    }
    b.finish().unwrap()
}

/// Many small values of a thousand numbers each, of which none can be divided among blocks.
fn many_small() -> Program {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[3, 1000]).unwrap();
    let x = b.sigmoid(x).unwrap();
    let (mut x, mut mean) = centred(&mut b, x, &[0]);
    for _ in 0..10 {
        let wide = b.broadcast_to(mean, b.ty(x)).unwrap();
        x = b.add(x, wide).unwrap();
        mean = b.affine(mean, 0.9, 0.1).unwrap();
    }
    let (x, _) = centred(&mut b, x, &[0, 1]);
    b.output("out", x);
    b.finish().unwrap()
}

#[test]
fn slices_add_up() {
    // Four slices; three of 24 columns, which leave threads over; one, whose groups are wider than a line; odd rows.
    let programs = [norm(16, 32, 4), norm(20, 24, 3), norm(6, 2, 48), norm(13, 4, 16), many_small()];
    for (number, program) in programs.iter().enumerate() {
        let want = run(&HostBackend::<f64, _>::new(Naive, 4), program, 5, 2);
        let results = [Emulator::default(), Emulator::default().reversed()].map(|device| {
            [usize::MAX, 1].map(|sample_bytes| {
                let options = Options { sample_bytes, ..Options::default() };
                let got = run(&CudaBackend::with_options(device.clone(), options), program, 5, 2);
                assert_close(&got, &want, 2e-5, &format!("program {number}, {sample_bytes} bytes"));
                got
            })
        });
        let [[whole, single], reversed] = &results;
        // What is of samples does not depend on how they are grouped, and nothing on the order of threads.
        assert_eq!(&[whole.clone(), single.clone()], reversed);
        assert_eq!(whole[..2.min(whole.len())], single[..2.min(single.len())]);
    }
}
