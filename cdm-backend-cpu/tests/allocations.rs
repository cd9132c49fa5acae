//! Runs after the first allocate nothing. A binary of its own, since it counts with its own allocator.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use cdm_backend_cpu::{CpuBackend, CpuOptions, Isa};
use cdm_core::backend::{Backend, Bind, HostRef, Run};
use cdm_core::kernels::HostBuffer;
use cdm_core::nn::{Architecture, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Builder, Dtype, Extent, Op, Program, Role, ValueType};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does all the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller vouches.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as the caller vouches.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The fewest allocations of all threads during one of several runs with the same buffers.
fn allocations(backend: &CpuBackend, program: &Program, batch: usize) -> usize {
    let executable = backend.compile(program.as_ref()).unwrap();
    let buffers = |role| -> Vec<HostBuffer<f32>> {
        let buffer = |(_, ty): (&str, ValueType)| {
            let mut buffer = backend.buffer_for(&ty, batch).unwrap();
            if ty.dtype != Dtype::Index {
                backend.write(&mut buffer, HostRef::F32(&vec![0.1; ty.elements_for(batch)])).unwrap();
            }
            buffer
        };
        program.inputs(role).map(buffer).collect()
    };
    let (data, frozen, mut state) = (buffers(Role::Data), buffers(Role::Frozen), buffers(Role::State));
    let mut outputs: Vec<_> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch).unwrap()).collect();
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let mut fewest = usize::MAX;
    // Which thread takes which group of samples is a matter of time, so each thread's memory may take a few runs to be there.
    for _ in 0..20 {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        let run =
            Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run).unwrap();
        fewest = fewest.min(ALLOCATIONS.load(Ordering::Relaxed) - before);
    }
    fewest
}

/// Gradient descent on `Σ (silu(x w) − y)²`, with everything that an executor does: bound values, samples in groups, outputs of both
/// kinds, sums over the batch (two of them into one total), states updated in place and by assignment. All products are of shapes that run
/// straight from memory: those that go to the crate `gemm` allocate in there.
fn descent() -> Program {
    let mut b = Builder::new();
    let input =
        |b: &mut Builder, name, role, extent, dims: &[usize]| b.input(name, role, extent, Dtype::Wide, dims).unwrap();
    let x = input(&mut b, "x", Role::Data, Extent::PerSample, &[8, 32]);
    let y = input(&mut b, "y", Role::Data, Extent::PerSample, &[8, 32]);
    let table = input(&mut b, "table", Role::Frozen, Extent::Shared, &[32, 32]);
    let w = input(&mut b, "w", Role::State, Extent::Shared, &[32, 32]);
    let old = input(&mut b, "old", Role::State, Extent::Shared, &[32, 32]);
    let bound = b.mul(w, table).unwrap();
    let z = b.matmul(x, false, bound, false).unwrap();
    let gate = b.sigmoid(z).unwrap();
    let silu = b.mul(z, gate).unwrap();
    let error = b.sub(silu, y).unwrap();
    let ty = b.ty(w);
    let first = b.push(Op::MatMul { ta: true, tb: false }, &[x, error], ty).unwrap();
    let second = b.push(Op::MatMul { ta: true, tb: false }, &[y, error], ty).unwrap();
    let slope = b.add(first, second).unwrap();
    let step = b.scale(slope, -0.01).unwrap();
    let next = b.add(w, step).unwrap();
    b.update(w, next).unwrap();
    let copy = b.scale(w, 1.0).unwrap();
    b.update(old, copy).unwrap();
    b.output("error", error);
    b.output("slope", slope);
    b.finish().unwrap()
}

/// Networks as people train them, and the most that a run of 16 samples may allocate: nothing but in the crate `gemm`, to which the adjoint of
/// a convolution of one channel goes, six times for each group at most.
fn networks() -> Vec<(&'static str, Program, usize)> {
    let net = Pyramid { multipliers: vec![1, 2], attention: vec![4], ..Pyramid::new([8, 8, 1], 32) };
    let mut all = Vec::new();
    for (name, architecture, most) in
        [("perceptron", Architecture::Mlp(Mlp::new(2, 64, 3)), 0), ("U-Net", Architecture::UNet(UNet(net)), 6 * 16)]
    {
        let inference = Inference::new(&architecture, 102).unwrap();
        let step = training_step(&architecture, 102, TrainingOptions::default()).unwrap();
        all.extend([
            (name, inference.logits, most),
            (name, inference.ratio_gradient, most),
            (name, step.program, most),
        ]);
    }
    all
}

// One test, since others would allocate meanwhile.
#[test]
fn runs_allocate_nothing() {
    let few = CpuOptions { group_bytes: 1 << 14, ..CpuOptions::default() };
    for (threads, options) in
        [1, 2, 3].into_iter().flat_map(|threads| [(threads, CpuOptions::default()), (threads, few)])
    {
        let backend = CpuBackend::with_options(CpuOptions { threads, thread_nanoseconds: 0, ..options }).unwrap();
        let count = allocations(&backend, &descent(), 64);
        if Isa::detected() < Isa::Avx512 {
            println!("{threads} threads: {count} allocations, in the crate gemm, without AVX-512");
            continue;
        }
        assert_eq!(count, 0, "{threads} threads, groups of {} bytes", options.group_bytes);
        for (number, (name, program, most)) in networks().into_iter().enumerate() {
            let count = allocations(&backend, &program, 16);
            println!("{name}, program {number}, {threads} threads: {count} allocations");
            assert!(count <= most, "{name}, program {number}, {threads} threads: {count} allocations");
        }
    }
}
