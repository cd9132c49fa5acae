//! What random programs do not reach: draws bit for bit, numbers that are not finite, and refusals instead of panics.

#![cfg(feature = "dfdx")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm_backend_cuda::{DfdxBackend, DfdxBuffer, DfdxError};
use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run, RunError};
use cdm_core::program::{Builder, Distribution, Dtype, Extent, Op, Program, Role, Shape, ValueType};
use cdm_core::rng::{Philox, Stream};
use dfdx::tensor::Cpu;

type Buffer = DfdxBuffer<f32, Cpu>;
type Outcome = Result<(), DfdxError<dfdx::tensor::CpuError>>;

fn backend() -> DfdxBackend<f32> {
    DfdxBackend::default()
}

fn real(numbers: &[f32]) -> Buffer {
    let mut buffer = backend().buffer(Dtype::Wide, numbers.len()).unwrap();
    backend().write(&mut buffer, HostRef::F32(numbers)).unwrap();
    buffer
}

fn index(numbers: &[u32]) -> Buffer {
    let mut buffer = backend().buffer(Dtype::Index, numbers.len()).unwrap();
    backend().write(&mut buffer, HostRef::Index(numbers)).unwrap();
    buffer
}

fn numbers(buffer: &Buffer) -> Vec<f32> {
    let mut numbers = vec![f32::NAN; buffer.len()];
    backend().read(buffer, HostMut::F32(&mut numbers)).unwrap();
    numbers
}

fn run(program: &Program, batch: usize, data: &[&Buffer], state: &mut [Buffer], outputs: &mut [Buffer]) -> Outcome {
    let executable = backend().compile(program.as_ref())?;
    backend().run(&executable, Run { batch, bind: Bind::Fresh, data, frozen: &[], state, outputs })
}

#[test]
fn draws_are_the_cores_bit_for_bit() {
    let mut b = Builder::new();
    let key = b.input("key", Role::Data, Extent::Shared, Dtype::Index, &[3]).unwrap();
    let id = b.input("id", Role::Data, Extent::PerSample, Dtype::Index, &[]).unwrap();
    let shape = Shape::new(&[2, 3]).unwrap();
    for (stream, distribution) in [(5, Distribution::Normal), (6, Distribution::Bernoulli { p: 0.3 })] {
        let drawn = b.random(distribution, stream, key, id, Dtype::Wide, shape).unwrap();
        b.output(&format!("{stream}"), drawn);
    }
    let program = b.finish().unwrap();
    let mut outputs = [real(&[0.0; 12]), real(&[0.0; 12])];
    run(&program, 2, &[&index(&[7, 1, 9]), &index(&[40, 3])], &mut [], &mut outputs).unwrap();
    let philox = Philox::new(1 << 32 | 7);
    let mut want = [[0f32; 12]; 2];
    for (at, sample) in [40, 3].into_iter().enumerate() {
        philox.fill_normal(Stream(5), sample, 9, &mut want[0][6 * at..][..6]);
        philox.fill_bernoulli(Stream(6), sample, 9, 0.3, &mut want[1][6 * at..][..6]);
    }
    assert_eq!([&numbers(&outputs[0])[..], &numbers(&outputs[1])], [&want[0][..], &want[1]]);
}

/// Index, row and state: `table += scatter(row, index)`.
fn scatter() -> Program {
    let mut b = Builder::new();
    let row = b.input("row", Role::Data, Extent::PerSample, Dtype::Wide, &[1]).unwrap();
    let at = b.input("at", Role::Data, Extent::PerSample, Dtype::Index, &[]).unwrap();
    let table = b.input("table", Role::State, Extent::Shared, Dtype::Wide, &[3, 1]).unwrap();
    let shape = Shape::new(&[3, 1]).unwrap();
    let ty = ValueType { extent: Extent::Shared, dtype: Dtype::Wide, shape };
    let added = b.push(Op::ScatterAdd, &[row, at], ty).unwrap();
    let new = b.add(table, added).unwrap();
    b.update(table, new).unwrap();
    b.output("before", table);
    b.finish().unwrap()
}

/// A product with zeros and ones would make NaN of the other rows.
#[test]
fn an_infinite_row_stays_in_its_place() {
    let (mut state, mut outputs) = ([real(&[1.0, 2.0, 3.0])], [real(&[0.0; 3])]);
    let data = [&real(&[f32::INFINITY, 1.0, 2.0]), &index(&[1, 1, 0])];
    run(&scatter(), 3, &data, &mut state, &mut outputs).unwrap();
    assert_eq!(numbers(&state[0]), [3.0, f32::INFINITY, 3.0]);
    assert_eq!(numbers(&outputs[0]), [1.0, 2.0, 3.0]);
    // No sample: nothing is added.
    run(&scatter(), 0, &[&real(&[]), &index(&[])], &mut state, &mut outputs).unwrap();
    assert_eq!(numbers(&state[0]), [3.0, f32::INFINITY, 3.0]);
}

#[test]
fn runs_that_do_not_fit_are_refused_and_change_nothing() {
    let (rows, at) = (real(&[1.0, 2.0]), index(&[0, 1]));
    let length = |list, at, want, got| RunError::Length { list, at, want, got };
    let cases: [(&[&Buffer], Buffer, RunError); 6] = [
        (&[&rows], real(&[1.0; 3]), RunError::Count { list: "data", want: 2, got: 1 }),
        (&[&rows, &index(&[0])], real(&[1.0; 3]), length("data", 1, 2, 1)),
        (&[&rows, &rows], real(&[1.0; 3]), RunError::Kind { list: "data", at: 1 }),
        (&[&rows, &at], real(&[1.0; 4]), length("state", 0, 3, 4)),
        (&[&rows, &at], index(&[1; 3]), RunError::Kind { list: "state", at: 0 }),
        (&[&rows, &index(&[0, 3])], real(&[1.0; 3]), RunError::Index { sample: 1, index: 3, rows: 3 }),
    ];
    for (data, state, want) in cases {
        let (mut state, mut outputs) = ([state], [real(&[5.0; 3])]);
        assert_eq!(run(&scatter(), 2, data, &mut state, &mut outputs).unwrap_err().to_string(), want.to_string());
        assert_eq!(numbers(&outputs[0]), [5.0; 3]);
        if want != (RunError::Kind { list: "state", at: 0 }) {
            assert!(numbers(&state[0]).iter().all(|&x| x == 1.0), "{want}");
        }
    }
    assert!(matches!(
        backend().write(&mut real(&[0.0]), HostRef::Index(&[1])),
        Err(DfdxError::Run(RunError::Kind { .. }))
    ));
    assert!(matches!(
        backend().read(&real(&[0.0]), HostMut::F32(&mut [])),
        Err(DfdxError::Run(RunError::Length { want: 1, got: 0, .. }))
    ));
}

#[test]
fn memory_that_is_not_there_is_an_error() {
    for len in [usize::MAX, usize::MAX / 16] {
        assert!(matches!(backend().buffer(Dtype::Wide, len), Err(DfdxError::Device(_))));
        assert!(matches!(backend().buffer(Dtype::Index, len), Err(DfdxError::Memory { .. })));
    }
    let mut b = Builder::new();
    let shape = Shape::new(&[2]).unwrap();
    let one = b.constant(1.0, ValueType { extent: Extent::PerSample, dtype: Dtype::Wide, shape }).unwrap();
    let ones = b.sum_batch(one, cdm_core::program::Axes::of(&[0])).unwrap();
    b.output("count", ones);
    let program = b.finish_as_built().unwrap();
    let mut outputs = [real(&[0.0])];
    let refused = run(&program, usize::MAX, &[], &mut [], &mut outputs);
    assert!(matches!(refused, Err(DfdxError::Run(RunError::TooLarge { .. }))), "{refused:?}");
    let refused = run(&program, usize::MAX / 16, &[], &mut [], &mut outputs);
    assert!(matches!(refused, Err(DfdxError::Device(_))), "{refused:?}");
    run(&program, 5, &[], &mut [], &mut outputs).unwrap();
    assert_eq!(numbers(&outputs[0]), [10.0]);
}
