//! Runs after the first allocate nothing. A binary of its own, since it counts with its own allocator.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use cdm_backend_cpu::{CpuBackend, CpuOptions};
use cdm_core::backend::{Backend, Bind, HostRef, Run};
use cdm_core::kernels::HostBuffer;
use cdm_core::nn::{Architecture, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Dtype, Program, Role};
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

/// Allocations of all threads during the last of several runs with the same buffers.
fn allocations(backend: &CpuBackend, program: &Program, batch: usize) -> usize {
    let executable = backend.compile(program.as_ref()).unwrap();
    let buffers = |role| -> Vec<HostBuffer<f32>> {
        let buffer = |(_, ty): (&str, cdm_core::program::ValueType)| {
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
        let run = Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run).unwrap();
        fewest = fewest.min(ALLOCATIONS.load(Ordering::Relaxed) - before);
    }
    fewest
}

// One test, since others would allocate meanwhile.
#[test]
fn runs_allocate_nothing() {
    let unet = Pyramid { multipliers: vec![1, 2], attention: vec![4], dropout_percent: 10, ..Pyramid::new([8, 8, 1], 32) };
    let networks = [Architecture::Mlp(Mlp::new(2, 64, 3)), Architecture::UNet(UNet(unet))];
    for (network, architecture) in networks.iter().enumerate() {
        let inference = Inference::new(architecture, 102).unwrap();
        let training = training_step(architecture, 102, TrainingOptions::default()).unwrap().program;
        let programs = [("score", &inference.logits), ("denoise", &inference.ratio_gradient), ("train", &training)];
        for (name, program) in programs {
            for threads in [1, 2] {
                let backend = CpuBackend::with_options(CpuOptions { threads, ..CpuOptions::default() }).unwrap();
                let count = allocations(&backend, program, 16);
                println!("network {network}, {name}, {threads} threads: {count}");
            }
        }
    }
}
