//! A network's programs against the naive interpreter in double precision, over batches, threads and repeated runs.

mod runs;

use cdm_backend_cpu::{CpuBackend, CpuError, CpuOptions, Isa};
use cdm_core::backend::{Backend, Bind, Run, RunError};
use cdm_core::kernels::{HostBackend, HostBuffer, Naive};
use cdm_core::nn::{Architecture, Encoder, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::Role;
use runs::{LEVELS, assert_close, inputs, run};

fn architecture() -> Architecture {
    Architecture::UNet(UNet(Pyramid {
        multipliers: vec![1, 2],
        attention: vec![2],
        dropout_percent: 10,
        classes: Some(3),
        ..Pyramid::new([4, 4, 1], 32)
    }))
}

/// Networks over images with odd sides, of channels that are no multiple of 32, and a conditional MLP.
fn others() -> [Architecture; 3] {
    let net = Pyramid {
        multipliers: vec![1, 2, 1],
        attention: vec![3],
        head_dropout_percent: 20,
        classes: Some(3),
        ..Pyramid::new([7, 6, 3], 20)
    };
    let mlp = Mlp { head_dropout_percent: 20, classes: Some(3), ..Mlp::new(5, 9, 3) };
    [Architecture::UNet(UNet(net.clone())), Architecture::Encoder(Encoder(net)), Architecture::Mlp(mlp)]
}

// Rounding of 1e-16 (6e-8 in single precision) through about a hundred layers, some of which divide by standard deviations of few
// numbers.
const F64: f64 = 1e-12;
const F32: f64 = 1e-4;

#[test]
fn training_steps_equal_the_interpreter() {
    let step = training_step(&architecture(), LEVELS, TrainingOptions::default()).unwrap();
    for batch in [1, 7] {
        let want = run(&HostBackend::<f64>::new(Naive, 1), &step.program, batch, 2);
        for threads in 1..=3 {
            let options = CpuOptions { threads, thread_nanoseconds: 0, ..CpuOptions::default() };
            let got = run(&CpuBackend::<f64>::with_options(options).unwrap(), &step.program, batch, 2);
            assert_close(&got, &want, F64, &format!("f64, batch {batch}, {threads} threads"));
        }
        let got = run(&CpuBackend::<f32>::new(2).unwrap(), &step.program, batch, 1);
        let want = run(&HostBackend::<f64>::new(Naive, 1), &step.program, batch, 1);
        assert_close(&got, &want, F32, &format!("f32, batch {batch}"));
    }
}

#[test]
fn training_steps_of_other_networks_equal_the_interpreter() {
    for (number, architecture) in others().iter().enumerate() {
        let step = training_step(architecture, LEVELS, TrainingOptions::default()).unwrap();
        let want = run(&HostBackend::<f64>::new(Naive, 1), &step.program, 7, 2);
        assert!(want.iter().flatten().all(|x| x.is_finite()));
        for threads in 1..=2 {
            let got = run(&CpuBackend::<f64>::new(threads).unwrap(), &step.program, 7, 2);
            assert_close(&got, &want, F64, &format!("f64, network {number}, {threads} threads"));
        }
        let got = run(&CpuBackend::<f32>::new(2).unwrap(), &step.program, 7, 1);
        let want = run(&HostBackend::<f64>::new(Naive, 1), &step.program, 7, 1);
        assert_close(&got, &want, F32, &format!("f32, network {number}"));
    }
}

#[test]
fn clipped_training_steps_equal_the_interpreter() {
    for limit in [1e-3, 1e3] {
        let options = TrainingOptions { clip: Some(limit), ..TrainingOptions::default() };
        for architecture in [architecture(), others()[2].clone()] {
            let step = training_step(&architecture, LEVELS, options).unwrap();
            let want = run(&HostBackend::<f64>::new(Naive, 1), &step.program, 7, 2);
            let got = run(&CpuBackend::<f64>::new(2).unwrap(), &step.program, 7, 2);
            assert_close(&got, &want, F64, &format!("f64, gradients clipped at {limit}"));
        }
    }
}

#[test]
fn training_steps_on_narrower_instruction_sets_equal_the_interpreter() {
    let step = training_step(&architecture(), LEVELS, TrainingOptions::default()).unwrap();
    let want = run(&HostBackend::<f64>::new(Naive, 1), &step.program, 7, 1);
    for isa in [Isa::Baseline, Isa::Avx2] {
        for threads in [1, 2] {
            let options = CpuOptions { threads, isa, thread_nanoseconds: 0, ..CpuOptions::default() };
            let got = run(&CpuBackend::<f64>::with_options(options).unwrap(), &step.program, 7, 1);
            assert_close(&got, &want, F64, &format!("f64, {isa:?}, {threads} threads"));
            let got = run(&CpuBackend::<f32>::with_options(options).unwrap(), &step.program, 7, 1);
            assert_close(&got, &want, F32, &format!("f32, {isa:?}, {threads} threads"));
        }
    }
}

#[test]
fn a_batch_equals_its_samples() {
    let program = Inference::new(&architecture(), LEVELS).unwrap().ratio_gradient;
    let largest = 101;
    let all = run(&CpuBackend::<f64>::new(1).unwrap(), &program, largest, 1);
    for (batch, threads, group_bytes) in [(1, 1, 0), (2, 2, 0), (7, 3, 1 << 20), (largest, 2, 0), (largest, 3, 1 << 24)]
    {
        let options = CpuOptions { threads, group_bytes, thread_nanoseconds: 0, ..CpuOptions::default() };
        let got = run(&CpuBackend::<f64>::with_options(options).unwrap(), &program, batch, 2);
        let want: Vec<Vec<f64>> = all.iter().map(|x| x[..x.len() / largest * batch].to_vec()).collect();
        assert_close(&got, &want, F64, &format!("batch {batch}, {threads} threads"));
    }
}

#[test]
fn runs_are_deterministic() {
    let step = training_step(&architecture(), LEVELS, TrainingOptions::default()).unwrap();
    for threads in 1..=3 {
        let options = CpuOptions { threads, thread_nanoseconds: 0, ..CpuOptions::default() };
        let backend = CpuBackend::<f32>::with_options(options).unwrap();
        let first = run(&backend, &step.program, 7, 2);
        assert!(first.iter().flatten().all(|x| x.is_finite()));
        for _ in 0..3 {
            assert_eq!(first, run(&backend, &step.program, 7, 2));
        }
    }
}

#[test]
fn what_does_not_fit_is_an_error_and_changes_nothing() {
    let backend = CpuBackend::<f64>::new(2).unwrap();
    let step = training_step(&architecture(), LEVELS, TrainingOptions::default()).unwrap();
    let executable = backend.compile(step.program.as_ref()).unwrap();
    let batch = 3;
    let inputs = |role| inputs(&backend, &step.program, role, batch).unwrap();
    let (data, frozen, mut state) = (inputs(Role::Data), inputs(Role::Frozen), inputs(Role::State));
    let before = state.clone();
    let mut outputs: Vec<_> = step.program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch).unwrap()).collect();
    let frozen: Vec<_> = frozen.iter().collect();
    let mut attempt = |data: &[HostBuffer<f64>]| {
        let data: Vec<_> = data.iter().collect();
        let run =
            Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run)
    };
    let mut wrong = data.clone();
    wrong[1] = HostBuffer::Index(vec![0, LEVELS as u32, 0]);
    let index = RunError::Index { sample: 1, index: LEVELS as u32, rows: LEVELS };
    assert_eq!(attempt(&wrong), Err(CpuError::Run(index)));
    wrong[1] = HostBuffer::Real(vec![0.0; 3]);
    assert_eq!(attempt(&wrong), Err(CpuError::Run(RunError::Kind { list: "data", at: 1 })));
    wrong[1] = HostBuffer::Index(vec![0; 2]);
    assert_eq!(attempt(&wrong), Err(CpuError::Run(RunError::Length { list: "data", at: 1, want: 3, got: 2 })));
    wrong.pop();
    assert!(matches!(attempt(&wrong), Err(CpuError::Run(RunError::Count { list: "data", .. }))));
    assert_eq!(state, before);
}
