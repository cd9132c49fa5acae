//! The executor against results worked out by hand: the judge is judged first.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run, RunError};
use cdm_core::conformance::{Value, evaluate};
use cdm_core::program::{
    Axes, Builder, Distribution, Dtype, Extent, Op, Program, ProgramError, Role, Shape, ValueId, ValueType, Window,
};
use cdm_core::rng::{Philox, Stream};
use cdm_ref::RefBackend;
use cdm_ref::executor::Buffer;

/// An input: shared numbers, per-sample numbers, an index for each sample, or a key.
enum In<'a> {
    Shared(&'a [usize], &'a [f64]),
    Sample(&'a [usize], &'a [f64]),
    Index(&'a [u32]),
    Key([u32; 3]),
}
use In::{Index, Key, Sample, Shared};

type Built = Result<ValueId, ProgramError>;

fn evaluated(batch: usize, inputs: &[In<'_>], build: impl FnOnce(&mut Builder, &[ValueId]) -> Built) -> Value<f64> {
    let mut b = Builder::new();
    let (mut ids, mut values) = (Vec::new(), Vec::new());
    for (k, input) in inputs.iter().enumerate() {
        let (extent, dtype, dims) = match input {
            Shared(dims, _) => (Extent::Shared, Dtype::Wide, *dims),
            Sample(dims, _) => (Extent::PerSample, Dtype::Wide, *dims),
            Index(_) => (Extent::PerSample, Dtype::Index, &[][..]),
            Key(_) => (Extent::Shared, Dtype::Index, &[3][..]),
        };
        let id = b.input(&format!("in{k}"), Role::Data, extent, dtype, dims).unwrap();
        let ty = b.ty(id);
        values.push(match input {
            Shared(_, x) | Sample(_, x) => Value::real(&ty, batch, x.to_vec()).unwrap(),
            Index(x) => Value::index(&ty, batch, x.to_vec()).unwrap(),
            Key(x) => Value::index(&ty, batch, x.to_vec()).unwrap(),
        });
        ids.push(id);
    }
    let y = build(&mut b, &ids).unwrap();
    let number = y.index();
    b.output("y", y);
    let program = b.finish_as_built().unwrap();
    evaluate(program.as_ref(), &(), batch, &values).unwrap()[number].clone()
}

/// Compares to a few roundings: all examples have results of order one.
#[track_caller]
fn check(batch: usize, inputs: &[In<'_>], build: impl FnOnce(&mut Builder, &[ValueId]) -> Built, want: &[f64]) {
    let got = evaluated(batch, inputs, build).numbers();
    assert_eq!(got.len(), want.len(), "{got:?}, want {want:?}");
    for (g, w) in got.iter().zip(want) {
        assert!((g - w).abs() <= 8.0 * f64::EPSILON * (1.0 + w.abs()), "{got:?}, want {want:?}");
    }
}

fn scalar() -> ValueType {
    ValueType { extent: Extent::Shared, dtype: Dtype::Wide, shape: Shape::SCALAR }
}

#[test]
fn constants_and_inputs() {
    check(2, &[Sample(&[2], &[1.0, 2.0, 3.0, 4.0])], |_, x| Ok(x[0]), &[1.0, 2.0, 3.0, 4.0]);
    check(2, &[], |b, _| b.constant(2.5, scalar().per_sample()), &[2.5, 2.5]);
    check(2, &[], |b, _| b.constant(2.5, scalar()), &[2.5]);
}

#[test]
fn elementwise() {
    let x = [4.0, -0.5];
    let input = || [Sample(&[1], &x)];
    check(2, &input(), |b, x| b.affine(x[0], 3.0, 1.0), &[13.0, -0.5]);
    check(2, &input(), |b, x| b.recip(x[0]), &[0.25, -2.0]);
    check(2, &[Sample(&[1], &[4.0, 0.0])], |b, x| b.sqrt(x[0]), &[2.0, 0.0]);
    // σ(ln 3) = 3/4, and the tails do not overflow.
    let logits = [3f64.ln(), -(3f64.ln()), 800.0, -800.0];
    check(1, &[Sample(&[4], &logits)], |b, x| b.sigmoid(x[0]), &[0.75, 0.25, 1.0, 0.0]);
    let pair = || [Shared(&[2], &[1.0, 2.0]), Shared(&[2], &[10.0, 30.0])];
    check(5, &pair(), |b, x| b.add(x[0], x[1]), &[11.0, 32.0]);
    check(5, &pair(), |b, x| b.sub(x[0], x[1]), &[-9.0, -28.0]);
    check(5, &pair(), |b, x| b.mul(x[0], x[1]), &[10.0, 60.0]);
    check(2, &input(), |b, x| b.cast(x[0], Dtype::Narrow), &x);
}

#[test]
fn rows() {
    let ln = f64::ln;
    let x = [ln(1.0), ln(3.0), ln(2.0), ln(2.0)];
    let input = || [Sample(&[2, 2], &x)];
    check(1, &input(), |b, x| b.softmax(x[0]), &[0.25, 0.75, 0.5, 0.5]);
    check(1, &input(), |b, x| b.log_sum_exp(x[0]), &[ln(4.0), ln(4.0)]);
    check(1, &[Shared(&[2], &[1000.0, 1000.0])], |b, x| b.log_sum_exp(x[0]), &[1000.0 + ln(2.0)]);
    let counts = || [Sample(&[3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])];
    check(2, &counts(), |b, x| b.cumsum(x[0], false), &[1.0, 3.0, 6.0, 4.0, 9.0, 15.0]);
    check(2, &counts(), |b, x| b.cumsum(x[0], true), &[6.0, 5.0, 3.0, 15.0, 11.0, 6.0]);
}

#[test]
fn parts() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let input = || [Shared(&[2, 3], &x)];
    check(9, &input(), |b, x| b.reshape(x[0], &[3, 2]), &x);
    check(9, &input(), |b, x| b.slice(x[0], 1, 1, 2), &[2.0, 3.0, 5.0, 6.0]);
    check(9, &input(), |b, x| b.slice(x[0], 0, 1, 1), &[4.0, 5.0, 6.0]);
    let padded = [0.0, 1.0, 2.0, 3.0, 0.0, 0.0, 4.0, 5.0, 6.0, 0.0];
    check(9, &input(), |b, x| b.pad(x[0], 1, 1, 5), &padded);
    check(9, &input(), |b, x| b.concat(x[0], x[0], 0), &[x, x].concat());
    let joined = [1.0, 2.0, 9.0, 3.0, 4.0, 8.0];
    let two = [Sample(&[1, 2], &[1.0, 2.0, 3.0, 4.0]), Sample(&[1, 1], &[9.0, 8.0])];
    check(2, &two, |b, x| b.concat(x[0], x[1], 1), &joined);
}

#[test]
fn spreading_and_summing() {
    let wide = ValueType { extent: Extent::PerSample, dtype: Dtype::Wide, shape: Shape::new(&[2, 2]).unwrap() };
    let column = [Shared(&[2, 1], &[1.0, 2.0])];
    check(2, &column, |b, x| b.broadcast_to(x[0], wide), &[1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0]);
    let row = [Sample(&[2], &[1.0, 2.0, 3.0, 4.0])];
    check(2, &row, |b, x| b.broadcast_to(x[0], wide), &[1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0]);
    let x = [1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0];
    let input = || [Sample(&[2, 2], &x)];
    check(2, &input(), |b, x| b.sum(x[0], Axes::of(&[0])), &[4.0, 6.0, 40.0, 60.0]);
    check(2, &input(), |b, x| b.sum(x[0], Axes::of(&[0, 1])), &[10.0, 100.0]);
    check(2, &input(), |b, x| b.sum_batch(x[0], Axes::of(&[1])), &[33.0, 77.0]);
    check(2, &input(), |b, x| b.sum_batch(x[0], Axes::NONE), &[11.0, 22.0, 33.0, 44.0]);
    check(0, &[Sample(&[2], &[])], |b, x| b.sum_batch(x[0], Axes::NONE), &[0.0, 0.0]);
}

#[test]
fn matrix_products() {
    // [1 2; 3 4] [5 6; 7 8] = [19 22; 43 50].
    let (a, b) = ([1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]);
    let (at, bt) = ([1.0, 3.0, 2.0, 4.0], [5.0, 7.0, 6.0, 8.0]);
    let product = [19.0, 22.0, 43.0, 50.0];
    for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
        let (left, right) = (if ta { at } else { a }, if tb { bt } else { b });
        let inputs = [Shared(&[2, 2], &left), Shared(&[2, 2], &right)];
        check(3, &inputs, |b, x| b.matmul(x[0], ta, x[1], tb), &product);
    }
    // Rectangular, one operand shared: rows [1 2 3] and [4 5 6] times a column.
    let inputs = || [Sample(&[1, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), Shared(&[3, 1], &[1.0, 10.0, 100.0])];
    check(2, &inputs(), |b, x| b.matmul(x[0], false, x[1], false), &[321.0, 654.0]);
    check(2, &inputs(), |b, x| b.matmul(x[1], true, x[0], true), &[321.0, 654.0]);
    let two = || [Sample(&[1, 2], &[1.0, 2.0, 3.0, 4.0]), Sample(&[1, 1], &[1.0, 10.0])];
    check(2, &two(), |b, x| b.matmul(x[0], true, x[1], false), &[1.0, 2.0, 30.0, 40.0]);
    check(2, &two(), |b, x| b.matmul_batch(x[0], true, x[1], false), &[31.0, 42.0]);
    let none = [Sample(&[1, 2], &[]), Sample(&[1, 1], &[])];
    check(0, &none, |b, x| b.matmul_batch(x[0], true, x[1], false), &[0.0, 0.0]);
}

/// A row of three pixels, one channel, filter of two taps, one zero on the left, none on the right, stride 1 and 2.
#[test]
fn convolutions() {
    let window = |stride| Window { stride, before: [0, 1], after: [0, 0] };
    let filter = [10.0, 1.0];
    let x = [1.0, 2.0, 3.0];
    let inputs = || [Sample(&[1, 3, 1], &x), Shared(&[1, 2, 1, 1], &filter)];
    check(1, &inputs(), |b, x| b.conv(x[0], x[1], window(1)), &[1.0, 12.0, 23.0]);
    check(1, &inputs(), |b, x| b.conv(x[0], x[1], window(2)), &[1.0, 23.0]);

    let ty = |dims: &[usize], extent| ValueType { extent, dtype: Dtype::Wide, shape: Shape::new(dims).unwrap() };
    let image = ty(&[1, 3, 1], Extent::PerSample);
    // y₀ = x₀·1, y₁ = x₁·10 + x₂·1 at stride 2.
    let adjoint = [Sample(&[1, 2, 1], &[5.0, 7.0]), Shared(&[1, 2, 1, 1], &filter)];
    let build = |b: &mut Builder, x: &[ValueId]| b.push(Op::ConvData(window(2)), x, image);
    check(1, &adjoint, build, &[5.0, 70.0, 7.0]);
    let pair = [Sample(&[1, 3, 1], &[x, x].concat()), Sample(&[1, 2, 1], &[5.0, 7.0, 1.0, 0.0])];
    let taps = ty(&[1, 2, 1, 1], Extent::Shared);
    let build = |b: &mut Builder, x: &[ValueId]| b.push(Op::ConvFilter(window(2)), x, taps);
    check(2, &pair, build, &[14.0, 26.0 + 1.0]);
}

/// Two channels in, two out, rows and columns of different padding: each weight is a digit, so that each sum shows
/// which products it has.
#[test]
fn convolution_of_channels() {
    let window = Window { stride: 1, before: [1, 0], after: [0, 0] };
    // Image 1×1 with channels (1, 10); filter 2×1: rows u = 0, 1; the pixel meets u = 1 only.
    let filter = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    let inputs = [Sample(&[1, 1, 2], &[1.0, 10.0]), Shared(&[2, 1, 2, 2], &filter)];
    check(1, &inputs, |b, x| b.conv(x[0], x[1], window), &[75.0, 86.0]);
}

#[test]
fn tables() {
    let table = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let inputs = [Shared(&[3, 2], &table), Index(&[2, 0])];
    check(2, &inputs, |b, x| b.take(x[0], x[1]), &[5.0, 6.0, 1.0, 2.0]);
    let own = [Sample(&[3], &table), Index(&[2, 0])];
    check(2, &own, |b, x| b.take(x[0], x[1]), &[3.0, 4.0]);

    let ty = |extent| ValueType { extent, dtype: Dtype::Wide, shape: Shape::new(&[2, 2]).unwrap() };
    let inputs = || [Sample(&[2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), Index(&[1, 1, 0])];
    let shared = |b: &mut Builder, x: &[ValueId]| b.push(Op::ScatterAdd, x, ty(Extent::Shared));
    check(3, &inputs(), shared, &[5.0, 6.0, 4.0, 6.0]);
    let own = |b: &mut Builder, x: &[ValueId]| b.push(Op::ScatterAdd, x, ty(Extent::PerSample));
    check(3, &inputs(), own, &[0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 3.0, 4.0, 5.0, 6.0, 0.0, 0.0]);
}

#[test]
fn random_draws_are_those_of_the_generator() {
    let inputs = || [Key([7, 9, 3]), Index(&[40, 2])];
    let philox = Philox { key: [7, 9] };
    let shape = Shape::new(&[5]).unwrap();
    let place = |at: usize| ([40, 2][at / 5], at % 5);
    let normals: Vec<f64> = (0..10).map(|at| philox.normal(Stream(6), place(at).0, 3, place(at).1)).collect();
    let draw = |d| move |b: &mut Builder, x: &[ValueId]| b.random(d, 6, x[0], x[1], Dtype::Wide, shape);
    check(2, &inputs(), draw(Distribution::Normal), &normals);
    let coin = |at: usize| f64::from(u8::from(philox.bernoulli(Stream(6), place(at).0, 3, place(at).1, 0.3)));
    let coins: Vec<f64> = (0..10).map(coin).collect();
    check(2, &inputs(), draw(Distribution::Bernoulli { p: 0.3 }), &coins);
}

/// Two states that swap through their updates, an output of the old one, and a row taken at a data index.
fn swapping() -> Program {
    let mut b = Builder::new();
    let x = b.input("x", Role::State, Extent::Shared, Dtype::Wide, &[2]).unwrap();
    let y = b.input("y", Role::State, Extent::Shared, Dtype::Wide, &[2]).unwrap();
    let index = b.input("index", Role::Data, Extent::PerSample, Dtype::Index, &[]).unwrap();
    let new_x = b.scale(y, 1.0).unwrap();
    let new_y = b.scale(x, 2.0).unwrap();
    let row = b.take(x, index).unwrap();
    b.output("row", row);
    b.output("old x", x);
    b.update(x, new_x).unwrap();
    b.update(y, new_y).unwrap();
    b.finish().unwrap()
}

fn run_swapping(index: &[u32], outputs: &mut [Buffer], state: &mut [Buffer]) -> Result<(), RunError> {
    let backend = RefBackend;
    let executable = backend.compile(swapping().as_ref())?;
    let data = Buffer::Index(index.to_vec());
    let run = Run { batch: index.len(), bind: Bind::Fresh, data: &[&data], frozen: &[], state, outputs };
    backend.run(&executable, run)
}

#[test]
fn updates_read_old_states() {
    let mut state = [Buffer::Real(vec![1.0, 2.0]), Buffer::Real(vec![3.0, 4.0])];
    let mut outputs = [Buffer::Real(vec![f64::NAN; 3]), Buffer::Real(vec![f64::NAN; 2])];
    run_swapping(&[1, 0, 1], &mut outputs, &mut state).unwrap();
    assert_eq!(state, [Buffer::Real(vec![3.0, 4.0]), Buffer::Real(vec![2.0, 4.0])]);
    assert_eq!(outputs, [Buffer::Real(vec![2.0, 1.0, 2.0]), Buffer::Real(vec![1.0, 2.0])]);
}

#[test]
fn an_empty_batch_runs() {
    let mut state = [Buffer::Real(vec![1.0, 2.0]), Buffer::Real(vec![3.0, 4.0])];
    let mut outputs = [Buffer::Real(vec![]), Buffer::Real(vec![0.0; 2])];
    run_swapping(&[], &mut outputs, &mut state).unwrap();
    assert_eq!(outputs[1], Buffer::Real(vec![1.0, 2.0]));
}

#[test]
fn bad_runs_are_errors_and_change_nothing() {
    let fresh = || [Buffer::Real(vec![1.0, 2.0]), Buffer::Real(vec![3.0, 4.0])];
    let places = || [Buffer::Real(vec![0.0; 2]), Buffer::Real(vec![0.0; 2])];
    let (mut state, mut outputs) = (fresh(), places());
    let error = run_swapping(&[0, 2], &mut outputs, &mut state).unwrap_err();
    assert_eq!(error, RunError::Index { sample: 1, index: 2, rows: 2 });
    assert_eq!((&state, &outputs), (&fresh(), &places()));

    let error = run_swapping(&[0, 1], &mut outputs[..1], &mut state).unwrap_err();
    assert_eq!(error, RunError::Count { list: "outputs", want: 2, got: 1 });
    let error = run_swapping(&[0, 1, 1], &mut outputs, &mut state).unwrap_err();
    assert_eq!(error, RunError::Length { list: "outputs", at: 0, want: 3, got: 2 });
    let mut indices = [Buffer::Real(vec![0.0; 2]), Buffer::Index(vec![0; 2])];
    let error = run_swapping(&[0, 1], &mut outputs, &mut indices).unwrap_err();
    assert_eq!(error, RunError::Kind { list: "state", at: 1 });
    assert_eq!(outputs, places());
}

#[test]
fn copies_convert_precision_and_check_kinds() {
    let backend = RefBackend;
    let mut buffer = backend.buffer(Dtype::Narrow, 2).unwrap();
    backend.write(&mut buffer, HostRef::F32(&[0.5, 0.1])).unwrap();
    assert_eq!(buffer, Buffer::Real(vec![0.5, f64::from(0.1f32)]));
    let mut back = [0.0f32; 2];
    backend.read(&buffer, HostMut::F32(&mut back)).unwrap();
    assert_eq!(back, [0.5, 0.1]);
    let kind = Err(RunError::Kind { list: "host", at: 0 });
    assert_eq!(backend.write(&mut buffer, HostRef::Index(&[1, 2])), kind);
    let length = Err(RunError::Length { list: "host", at: 0, want: 2, got: 1 });
    assert_eq!(backend.read(&buffer, HostMut::F64(&mut [0.0])), length);
}
