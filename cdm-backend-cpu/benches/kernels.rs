//! Kernels one by one, on one thread, at the extents that networks give them: `cargo bench -p cdm-backend-cpu`.
//!
//! Rates of products count a multiplication and an addition as two operations: "Gelem/s" are GFLOP/s, from the definition. Rates
//! of regions count the numbers of the image.

use cdm_backend_cpu::{CpuBackend, CpuKernels};
use cdm_core::backend::{Backend, Bind, HostRef, Run};
use cdm_core::kernels::{Conv, Kernels, MatMul};
use cdm_core::program::{Axes, Builder, Dtype, Extent, Program, ProgramError, Role, Shape, ValueId, Window};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::error::Error;
use std::time::Duration;

/// Images at a time, as a group that a thread takes.
const SAMPLES: usize = 4;

fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i * 7919 % 1009) as f32 / 504.5 - 1.0).collect()
}

fn group<'c>(criterion: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(300));
    group
}

/// The three forms of a convolution, by side, channels in and out, filter and stride; as they stand, and with filters that are bound, which the
/// backend keeps in the form that suits it.
fn convolutions(criterion: &mut Criterion) {
    const SHAPES: [[usize; 5]; 9] = [
        [8, 32, 32, 3, 1],
        [32, 32, 32, 3, 1],
        [32, 64, 64, 3, 1],
        [32, 128, 64, 3, 1],
        [16, 128, 128, 3, 1],
        [8, 256, 256, 3, 1],
        [4, 256, 256, 3, 1],
        [32, 64, 64, 3, 2],
        [32, 3, 64, 3, 1],
    ];
    let mut group = group(criterion, "convolution");
    for [side, from, to, filter, stride] in SHAPES {
        let out = side / stride;
        let shape = |dims: &[usize]| Shape::new(dims).unwrap_or(Shape::SCALAR);
        let before = if stride == 1 { [1, 1] } else { [0, 0] };
        let window = Window { stride: stride as u8, before, after: [1, 1] };
        let (image, filters) = (shape(&[side, side, from]), shape(&[filter, filter, from, to]));
        let geometry = Conv::new(window, &image, &filters, &shape(&[out, out, to]), SAMPLES);
        let (x, w, y) = (
            numbers(SAMPLES * side * side * from),
            numbers(filter * filter * from * to),
            numbers(SAMPLES * out * out * to),
        );
        let name = format!("{side}x{side} {from} to {to}, stride {stride}");
        group.throughput(Throughput::Elements((2 * SAMPLES * out * out * filter * filter * from * to) as u64));
        let mut result = y.clone();
        group.bench_function(BenchmarkId::new("conv", &name), |b| {
            b.iter(|| CpuKernels.conv(&geometry, &x, &w, &mut result));
        });
        let mut result = x.clone();
        group.bench_function(BenchmarkId::new("conv_data", &name), |b| {
            b.iter(|| CpuKernels.conv_data(&geometry, &y, &w, &mut result));
        });
        let mut result = w.clone();
        group.bench_function(BenchmarkId::new("conv_filter", &name), |b| {
            b.iter(|| CpuKernels.conv_filter(&geometry, &x, &y, &mut result));
        });
        for (form, adjoint) in [("conv, bound", false), ("conv_data, bound", true)] {
            let program = convolution(window, [[side, side, from], [out, out, to]], filter, adjoint);
            let id = BenchmarkId::new(form, &name);
            if let Err(error) = program.map_err(Box::from).and_then(|program| run(&mut group, id, &program)) {
                eprintln!("{form}, {name}: not measured: {error}");
            }
        }
    }
    group.finish();
}

/// A convolution with a bound filter, or its adjoint in the image; an output is copied, which counts too.
fn convolution(
    window: Window,
    [image, output]: [[usize; 3]; 2],
    filter: usize,
    adjoint: bool,
) -> Result<Program, ProgramError> {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &image)?;
    let w = b.input("w", Role::Frozen, Extent::Shared, Dtype::Wide, &[filter, filter, image[2], output[2]])?;
    let y = b.conv(x, w, window)?;
    if adjoint {
        let cotangent = b.input("cotangent", Role::Data, Extent::PerSample, Dtype::Wide, &output)?;
        let gradient = b.vjp(y, cotangent, &[x])?[0];
        b.output("gradient", gradient);
    } else {
        b.output("y", y);
    }
    b.finish()
}

/// Linear layers (shared weights), their gradients (sums over samples), and attention (a product for each sample).
fn products(criterion: &mut Criterion) {
    let mut group = group(criterion, "matmul");
    let mut measure = |name: &str, g: MatMul| {
        let copies = |shared: bool| if shared { 1 } else { g.samples };
        let (a, b) = (numbers(copies(g.a_shared) * g.m * g.k), numbers(copies(g.b_shared) * g.k * g.n));
        let mut out = numbers(copies(g.accumulate) * g.m * g.n);
        group.throughput(Throughput::Elements((2 * g.samples * g.m * g.k * g.n) as u64));
        let id = BenchmarkId::new(name, format!("{}x{}x{}x{}", g.samples, g.m, g.k, g.n));
        group.bench_function(id, |bencher| bencher.iter(|| CpuKernels.matmul(&g, &a, &b, &mut out)));
    };
    let each = |samples, m, k, n| MatMul {
        samples,
        m,
        k,
        n,
        ta: false,
        tb: false,
        a_shared: false,
        b_shared: false,
        accumulate: false,
    };
    for width in [64, 256, 512] {
        let row = each(128, 1, width, width);
        measure("linear", MatMul { tb: true, b_shared: true, ..row });
        measure("linear, adjoint", MatMul { b_shared: true, ..row });
        measure("linear, gradient", MatMul { ta: true, m: width, k: 1, accumulate: true, ..row });
    }
    for [pixels, channels] in [[16, 64], [256, 64], [256, 256]] {
        measure("attention, scores", MatMul { tb: true, ..each(SAMPLES, pixels, channels, pixels) });
        measure("attention, values", each(SAMPLES, pixels, pixels, channels));
        measure("attention, adjoint", MatMul { ta: true, ..each(SAMPLES, pixels, pixels, channels) });
    }
    group.finish();
}

/// `x · sigmoid(x) · w + b` with numbers for each channel.
fn silu(b: &mut Builder, x: ValueId, [w, bias]: [ValueId; 2]) -> Result<ValueId, ProgramError> {
    let ty = b.ty(x);
    let (w, bias, gate) = (b.broadcast_to(w, ty)?, b.broadcast_to(bias, ty)?, b.sigmoid(x)?);
    let y = b.mul(x, gate)?;
    let y = b.mul(y, w)?;
    b.add(y, bias)
}

/// Normalised over pixels and the channels of each of 32 groups, then as [`silu`].
fn norm(b: &mut Builder, x: ValueId, parameters: [ValueId; 2]) -> Result<ValueId, ProgramError> {
    let shape = b.ty(x).shape;
    let (pixels, channels) = (shape.dim(0) * shape.dim(1), shape.dim(2));
    let grouped = b.reshape(x, &[pixels, 32, channels / 32])?;
    let (ty, axes, count) = (b.ty(grouped), Axes::of(&[0, 2]), (pixels * channels / 32) as f64);
    let sum = b.sum(grouped, axes)?;
    let mean = b.scale(sum, 1.0 / count)?;
    let mean = b.broadcast_to(mean, ty)?;
    let centred = b.sub(grouped, mean)?;
    let square = b.mul(centred, centred)?;
    let squares = b.sum(square, axes)?;
    let variance = b.affine(squares, 1.0 / count, 1e-6)?;
    let deviation = b.sqrt(variance)?;
    let inverse = b.recip(deviation)?;
    let inverse = b.broadcast_to(inverse, ty)?;
    let normal = b.mul(centred, inverse)?;
    let normal = b.reshape(normal, &[shape.dim(0), shape.dim(1), channels])?;
    silu(b, normal, parameters)
}

type Layer = fn(&mut Builder, ValueId, [ValueId; 2]) -> Result<ValueId, ProgramError>;

/// A layer of images, or with `backward` its gradient in the image.
fn program(layer: Layer, dims: [usize; 3], backward: bool) -> Result<Program, ProgramError> {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &dims)?;
    let w = b.input("w", Role::Frozen, Extent::Shared, Dtype::Wide, &dims[2..])?;
    let bias = b.input("bias", Role::Frozen, Extent::Shared, Dtype::Wide, &dims[2..])?;
    let y = layer(&mut b, x, [w, bias])?;
    if backward {
        let cotangent = b.input("cotangent", Role::Data, Extent::PerSample, Dtype::Wide, &dims)?;
        let gradient = b.vjp(y, cotangent, &[x])?[0];
        b.output("gradient", gradient);
    } else {
        b.output("y", y);
    }
    b.finish()
}

/// Runs a program on one thread until it is measured.
fn run(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, program: &Program) -> Result<(), Box<dyn Error>> {
    let backend = CpuBackend::<f32>::new(1)?;
    let executable = backend.compile(program.as_ref())?;
    let buffers = |role| -> Result<Vec<_>, Box<dyn Error>> {
        let filled = |(_, ty): (_, cdm_core::program::ValueType)| {
            let mut buffer = backend.buffer_for(&ty, SAMPLES)?;
            backend.write(&mut buffer, HostRef::F32(&numbers(ty.elements_for(SAMPLES))))?;
            Ok(buffer)
        };
        program.inputs(role).map(filled).collect()
    };
    let (data, frozen) = (buffers(Role::Data)?, buffers(Role::Frozen)?);
    let outputs: Result<Vec<_>, _> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, SAMPLES)).collect();
    let (data, frozen, mut outputs): (Vec<_>, Vec<_>, _) = (data.iter().collect(), frozen.iter().collect(), outputs?);
    let mut once = || {
        let (bind, state) = (Bind::Reuse, &mut [][..]);
        backend
            .run(&executable, Run { batch: SAMPLES, bind, data: &data, frozen: &frozen, state, outputs: &mut outputs })
    };
    once()?;
    // What has run once runs again.
    group.bench_function(id, |bencher| bencher.iter(|| once().is_ok()));
    Ok(())
}

/// Regions with and without sums, forwards and backwards; an output is copied, which counts too.
fn regions(criterion: &mut Criterion) {
    let mut group = group(criterion, "region");
    for [side, channels] in [[8, 32], [32, 32], [32, 64], [8, 128]] {
        let dims = [side, side, channels];
        group.throughput(Throughput::Elements((SAMPLES * side * side * channels) as u64));
        for (name, layer) in [("silu", silu as Layer), ("group norm, silu", norm)] {
            for (direction, backward) in [("forward", false), ("backward", true)] {
                let id = BenchmarkId::new(format!("{name}, {direction}"), format!("{side}x{side}x{channels}"));
                let measured =
                    program(layer, dims, backward).map_err(Box::from).and_then(|program| run(&mut group, id, &program));
                if let Err(error) = measured {
                    eprintln!("{name}, {direction}: not measured: {error}");
                }
            }
        }
    }
    group.finish();
}

criterion_group!(kernels, convolutions, products, regions);
criterion_main!(kernels);
