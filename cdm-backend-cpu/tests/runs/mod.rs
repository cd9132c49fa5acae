//! Runs of programs with numbers that keep every part of a network busy.

#![allow(clippy::unwrap_used, reason = "what fails here is a failed test")]

use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run};
use cdm_core::program::{Dtype, Program, Role, ValueType};

/// Levels of the networks, or fewer than they have: indices are below.
pub(crate) const LEVELS: usize = 11;

/// Numbers of an input for `batch` samples: the first samples are the same for every batch.
fn numbers(name: &str, ty: &ValueType, batch: usize) -> Vec<f64> {
    let salt = name.bytes().fold(17u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)));
    let number = |i: usize| {
        let mixed = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed.wrapping_mul(0x94D0_49BB_1331_11EB) >> 40) as f64 / (1u64 << 23) as f64 - 1.0
    };
    let map = |x: f64| match name {
        "optimizer" => 0.5 + 0.1 * x,
        "weight" => 0.1,
        _ if name.starts_with("adam.v") => 2.0 + x,
        _ if name.contains("norm") && name.ends_with("weight") => 1.0 + 0.1 * x,
        _ if ty.is_per_sample() => x,
        _ => 0.15 * x,
    };
    (0..ty.elements_for(batch)).map(|i| map(number(i))).collect()
}

fn buffer<B: Backend>(backend: &B, name: &str, ty: &ValueType, batch: usize) -> Result<B::Buffer, B::Error> {
    let mut buffer = backend.buffer_for(ty, batch)?;
    if ty.dtype == Dtype::Index {
        let modulus = if name == "label" { 4 } else { LEVELS as u32 };
        let indices: Vec<u32> = (0..ty.elements_for(batch) as u32).map(|i| i * 7 % modulus).collect();
        backend.write(&mut buffer, HostRef::Index(&indices))?;
    } else {
        backend.write(&mut buffer, HostRef::F64(&numbers(name, ty, batch)))?;
    }
    Ok(buffer)
}

/// Filled buffers of all inputs of a role, in their order.
pub(crate) fn inputs<B: Backend>(
    backend: &B,
    program: &Program,
    role: Role,
    batch: usize,
) -> Result<Vec<B::Buffer>, B::Error> {
    program.inputs(role).map(|(name, ty)| buffer(backend, name, &ty, batch)).collect()
}

/// Outputs and states after `steps` runs.
pub(crate) fn run<B: Backend>(backend: &B, program: &Program, batch: usize, steps: usize) -> Vec<Vec<f64>> {
    let executable = backend.compile(program.as_ref()).unwrap();
    let inputs = |role| inputs(backend, program, role, batch).unwrap();
    let (data, frozen, mut state) = (inputs(Role::Data), inputs(Role::Frozen), inputs(Role::State));
    let mut outputs: Vec<_> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch).unwrap()).collect();
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    for step in 0..steps {
        // Frozen inputs never change here; states do.
        let bind = if step > 0 && state.is_empty() { Bind::Reuse } else { Bind::Fresh };
        let run = Run { batch, bind, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run).unwrap();
    }
    let types = program.outputs().map(|(_, ty)| ty).chain(program.inputs(Role::State).map(|(_, ty)| ty));
    let read = |(buffer, ty): (&B::Buffer, ValueType)| {
        let mut values = vec![0.0; ty.elements_for(batch)];
        backend.read(buffer, HostMut::F64(&mut values)).unwrap();
        values
    };
    outputs.iter().chain(&state).zip(types).map(read).collect()
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// Each list is close in norm; a NaN is not.
pub(crate) fn assert_close(got: &[Vec<f64>], want: &[Vec<f64>], tolerance: f64, what: &str) {
    assert_eq!(got.len(), want.len());
    let mut worst: f64 = 0.0;
    for (number, (got, want)) in got.iter().zip(want).enumerate() {
        let difference: Vec<f64> = got.iter().zip(want).map(|(a, b)| a - b).collect();
        let error = norm(&difference) / norm(want).max(1e-6);
        assert!(error <= tolerance, "{what}: list {number} is off by {error:e}, allowed {tolerance:e}");
        worst = worst.max(error);
    }
    println!("{what}: {worst:e}");
}
