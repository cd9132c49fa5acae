//! Whole networks on the emulated device: what the plain kernels compute, over several training steps and odd batches.

#![cfg(feature = "emulator")]

#[path = "../../cdm-backend-cpu/tests/networks/mod.rs"]
mod networks;
#[path = "../../cdm-backend-cpu/tests/runs/mod.rs"]
mod runs;

use cdm_backend_cuda::{CudaBackend, CudaError, Emulator, Options};
use cdm_core::backend::{Backend, Bind, Run};
use cdm_core::kernels::{HostBackend, Naive};
use cdm_core::program::{Program, ProgramError, Role};
use runs::{assert_close, run};

/// A perceptron's training step.
fn training() -> Result<Program, ProgramError> {
    networks::perceptron_programs().map(|mut all| all.swap_remove(3))
}

/// Runs a program in the same buffers again and again: after which runs was it recorded?
fn recorded(
    backend: &CudaBackend<Emulator>,
    program: &Program,
    batch: usize,
    times: usize,
) -> Result<Vec<bool>, CudaError> {
    let executable = backend.compile(program.as_ref())?;
    let inputs = |role| runs::inputs(backend, program, role, batch);
    let (data, frozen, mut state) = (inputs(Role::Data)?, inputs(Role::Frozen)?, inputs(Role::State)?);
    let mut outputs = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch)).collect::<Result<Vec<_>, _>>()?;
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let mut once = || {
        let run =
            Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run)?;
        executable.is_recorded()
    };
    (0..times).map(|_| once()).collect()
}

#[test]
fn the_second_of_equal_runs_is_recorded() {
    let backend = CudaBackend::new(Emulator::default());
    assert_eq!(recorded(&backend, &training().unwrap(), 3, 3), Ok(vec![false, true, true]));
}

#[test]
fn where_memory_is_short_a_batch_runs_in_smaller_groups() {
    let (program, batch) = (&training().unwrap(), 8);
    let all = CudaBackend::new(Emulator::default());
    let executable = all.compile(program.as_ref()).unwrap();
    let [one, whole] = [1, batch].map(|samples| executable.scratch_bytes(samples));
    assert!(whole > one);
    let roles = [Role::Data, Role::Frozen, Role::State];
    let types = roles.into_iter().flat_map(|role| program.inputs(role)).chain(program.outputs());
    let buffers: usize = types.map(|(_, ty)| 4 * ty.elements_for(batch)).sum();
    let with = |bytes| CudaBackend::new(Emulator::default().with_memory(buffers + bytes));
    // Enough for three samples at once.
    let short = with(one + 2 * (whole - one) / (batch - 1));
    assert_close(&run(&short, program, batch, 2), &run(&all, program, batch, 2), 1e-5, "in smaller groups");
    let none = recorded(&with(one - 1), program, batch, 1).unwrap_err();
    assert!(matches!(none, CudaError::Memory { .. }), "{none}");
}

#[test]
fn perceptrons_train_and_score() {
    for (number, program) in networks::perceptron_programs().unwrap().iter().enumerate() {
        let want = run(&HostBackend::<f32, _>::new(Naive, 4), program, 5, 3);
        for sample_bytes in [usize::MAX, 1] {
            // One byte: each sample is a group of its own.
            let options = Options { sample_bytes, ..Options::default() };
            let got = run(&CudaBackend::with_options(Emulator::default(), options), program, 5, 3);
            assert_close(&got, &want, 1e-4, &format!("program {number}, {sample_bytes} bytes"));
        }
    }
}
