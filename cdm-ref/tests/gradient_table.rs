//! The gradient table: for each operation, its gradient to second order against dual numbers and finite differences.
//!
//! Each row says in which domain its inputs lie and has a case for every variant. With `y` the operation's value, `J`
//! its Jacobian, and random `u`, `v`, `w`:
//!
//! * order 1: `⟨Jᵀu, v⟩` from the gradient program against `⟨u, Jv⟩` from duals and from finite differences of `y`;
//! * order 2: the derivative of `⟨Jᵀu, w⟩` along `v` (`u` moves too), from the gradient of the gradient program
//!   against duals of duals through `y` alone and finite differences of the first gradient.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm_core::conformance::table::{Case, Domain, Gradient, In, rows};
use cdm_core::conformance::{Noise, Value, evaluate};
use cdm_core::program::{Builder, Dtype, Extent, Op, Program, Role, ValueId, ValueType};
use cdm_ref::judge::{finite_difference, inner, jvp, second_jvp};

/// Samples in a batch: enough that sums over it show.
const BATCH: usize = 3;
/// Derivatives of programs that agree but for rounding: about 100 terms of order one, each a few ε off.
const EXACT: f64 = 1e-12;
/// Step of the finite differences, where inputs and outputs are of order one: truncation 0.01⁶ times a sixth
/// derivative (up to 10⁴ for `1/x` and `√x` near ½), rounding 10 ε/0.01 = 2e-13.
const STEP: f64 = 0.01;
/// Finite differences follow to this.
const DIFFERENCE: f64 = 1e-7;

fn numbers(noise: &mut Noise, low: f64, high: f64, count: usize) -> Vec<f64> {
    (0..count).map(|_| noise.uniform(low, high)).collect()
}

/// A program under test with data for its inputs.
struct Bench {
    builder: Builder,
    inputs: Vec<ValueId>,
    data: Vec<Value<f64>>,
    noise: Noise,
}

impl Bench {
    /// Declares an input and draws its data; numbers lie in the domain.
    fn input(&mut self, extent: Extent, dtype: Dtype, role: Role, dims: &[usize], domain: Domain) -> ValueId {
        let id = self.builder.input(&format!("in{}", self.inputs.len()), role, extent, dtype, dims).unwrap();
        let ty = self.builder.ty(id);
        let (low, high) = domain.range();
        let numbers = numbers(&mut self.noise, low, high, ty.elements_for(BATCH));
        self.inputs.push(id);
        self.data.push(Value::real(&ty, BATCH, numbers).unwrap());
        id
    }

    fn indices(&mut self, extent: Extent, dims: &[usize], below: usize) -> ValueId {
        let name = format!("in{}", self.inputs.len());
        let id = self.builder.input(&name, Role::Data, extent, Dtype::Index, dims).unwrap();
        let ty = self.builder.ty(id);
        let numbers = (0..ty.elements_for(BATCH)).map(|_| self.noise.below(below) as u32).collect();
        self.inputs.push(id);
        self.data.push(Value::index(&ty, BATCH, numbers).unwrap());
        id
    }

    /// A cotangent of a value. A shared one is frozen: it must be known before the samples are mapped.
    fn cotangent(&mut self, ty: ValueType) -> ValueId {
        let role = if ty.is_per_sample() { Role::Data } else { Role::Frozen };
        let dims: Vec<usize> = ty.shape.dims().collect();
        self.input(ty.extent, ty.dtype, role, &dims, Domain::Any)
    }

    /// Random tangents for the inputs in `moving`, none for the others.
    fn direction(&mut self, moving: &[ValueId]) -> Vec<Option<Vec<f64>>> {
        let lens: Vec<_> = self.data.iter().map(|x| x.numbers().len()).collect();
        let ids = self.inputs.clone();
        let draw = |(id, len): (&ValueId, usize)| moving.contains(id).then(|| numbers(&mut self.noise, -1.0, 1.0, len));
        ids.iter().zip(lens).map(draw).collect()
    }

    fn program(&self) -> Program {
        self.builder.clone().finish_as_built().unwrap()
    }

    fn of<'a>(&self, direction: &'a [Option<Vec<f64>>], id: ValueId) -> &'a [f64] {
        let at = self.inputs.iter().position(|input| *input == id).unwrap();
        direction[at].as_deref().unwrap_or(&[])
    }

    fn numbers(&self, id: ValueId) -> Vec<f64> {
        let at = self.inputs.iter().position(|input| *input == id).unwrap();
        self.data[at].numbers()
    }
}

/// The largest relative errors seen: first order by duals, by differences; second order likewise.
#[derive(Clone, Copy, Default)]
struct Worst([f64; 4]);

impl Worst {
    #[track_caller]
    fn compare(&mut self, slot: usize, what: &str, got: f64, want: f64, scale: f64, tolerance: f64) {
        let error = (got - want).abs() / (1.0 + scale);
        assert!(error <= tolerance, "{what}: gradient {got}, judge {want}, relative error {error:e}");
        self.0[slot] = self.0[slot].max(error);
    }
}

fn absolute(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a * b).abs()).sum()
}

fn check_case(name: &str, case: &Case, seed: u64) -> Worst {
    let mut bench = Bench { builder: Builder::new(), inputs: vec![], data: vec![], noise: Noise::new(seed) };
    let (mut args, mut wrt) = (Vec::new(), Vec::new());
    for input in case.inputs {
        args.push(match *input {
            In::Shared(dims) => bench.input(Extent::Shared, Dtype::Wide, Role::Frozen, dims, case.domain),
            In::Sample(dims) => bench.input(Extent::PerSample, Dtype::Wide, Role::Data, dims, case.domain),
            In::Index(below) => bench.indices(Extent::PerSample, &[], below),
            In::Key => bench.indices(Extent::Shared, &[3], usize::MAX),
        });
        if matches!(input, In::Shared(_) | In::Sample(_)) {
            wrt.extend(args.last());
        }
    }
    let y = (case.build)(&mut bench.builder, &args).unwrap();
    let ty = bench.builder.ty(y);
    let nodes = bench.program();
    assert_eq!(nodes.as_ref().node(y).op.name(), name, "the row's case ends in another operation");

    let u = bench.cotangent(ty);
    let first = bench.builder.vjp(y, u, &wrt).unwrap();
    let mut worst = Worst::default();
    first_order(&mut bench, name, y, u, &wrt, &first, &mut worst);
    for (&g, &x) in first.iter().zip(&wrt) {
        second_order(&mut bench, name, [y, u, g, x], &wrt, &mut worst);
    }
    worst
}

fn first_order(
    bench: &mut Bench,
    name: &str,
    y: ValueId,
    u: ValueId,
    wrt: &[ValueId],
    first: &[ValueId],
    worst: &mut Worst,
) {
    let program = bench.program();
    let v = bench.direction(wrt);
    let values = evaluate::<f64>(program.as_ref(), &(), BATCH, &bench.data).unwrap();
    let gradients: Vec<_> = first.iter().map(|g| values[g.index()].numbers()).collect();
    let pairs = || gradients.iter().zip(wrt).map(|(g, &x)| (g.as_slice(), bench.of(&v, x)));
    let got: f64 = pairs().map(|(g, v)| inner(g, v)).sum();
    let scale: f64 = pairs().map(|(g, v)| absolute(g, v)).sum();
    let cotangent = bench.numbers(u);
    let dual = jvp(program.as_ref(), BATCH, &bench.data, &v, &[y]).unwrap();
    worst.compare(0, name, got, inner(&cotangent, &dual[0]), scale, EXACT);
    let difference = finite_difference(program.as_ref(), BATCH, &bench.data, &v, &[y], STEP).unwrap();
    worst.compare(1, name, got, inner(&cotangent, &difference[0]), scale, DIFFERENCE);
}

/// Order 2 of `g`, the gradient with respect to `x`.
fn second_order(bench: &mut Bench, name: &str, [y, u, g, x]: [ValueId; 4], wrt: &[ValueId], worst: &mut Worst) {
    let w = bench.cotangent(bench.builder.ty(g));
    let moving: Vec<ValueId> = wrt.iter().copied().chain([u]).collect();
    let second = bench.builder.vjp(g, w, &moving).unwrap();
    let program = bench.program();
    let v = bench.direction(&moving);
    let values = evaluate::<f64>(program.as_ref(), &(), BATCH, &bench.data).unwrap();
    let hessian: Vec<_> = second.iter().map(|h| values[h.index()].numbers()).collect();
    let pairs = || hessian.iter().zip(&moving).map(|(h, &x)| (h.as_slice(), bench.of(&v, x)));
    let got: f64 = pairs().map(|(h, v)| inner(h, v)).sum();
    let scale: f64 = pairs().map(|(h, v)| absolute(h, v)).sum();

    // ⟨w, Jᵀu⟩ = ⟨u, J w⟩, whose derivative along v is ⟨u, y''[w, v]⟩ + ⟨v_u, J w⟩.
    let weights = bench.numbers(w);
    let along: Vec<_> = bench.inputs.iter().map(|id| (*id == x).then(|| weights.clone())).collect();
    let mut outer = v.clone();
    outer[bench.inputs.iter().position(|id| *id == u).unwrap()] = None;
    let order = second_jvp(program.as_ref(), BATCH, &bench.data, &along, &outer, &[y]).unwrap();
    let want = inner(&bench.numbers(u), &order[0].second) + inner(bench.of(&v, u), &order[0].first);
    worst.compare(2, name, got, want, scale, EXACT);
    let difference = finite_difference(program.as_ref(), BATCH, &bench.data, &v, &[g], STEP).unwrap();
    worst.compare(3, name, got, inner(&weights, &difference[0]), scale, DIFFERENCE);
}

#[test]
fn every_operation_has_one_row() {
    let mut names: Vec<_> = rows().iter().map(|row| row.op).collect();
    for name in Op::NAMES {
        let at = names.iter().position(|other| *other == name);
        names.swap_remove(at.unwrap_or_else(|| panic!("{name} has no row in the gradient table")));
    }
    assert!(names.is_empty(), "rows of no operation, or twice: {names:?}");
}

#[test]
fn gradients_to_second_order() {
    println!("op            domain   cases  order 1: duals  differences  order 2: duals  differences");
    for row in rows() {
        assert!(!row.cases.is_empty(), "{} has no case", row.op);
        let mut worst = Worst::default();
        for (seed, case) in row.cases.iter().enumerate() {
            if row.gradient == Gradient::Zero {
                has_zero_gradient(row.op, case);
                continue;
            }
            let found = check_case(row.op, case, seed as u64 + 1);
            worst.0 = core::array::from_fn(|slot| worst.0[slot].max(found.0[slot]));
        }
        let [a, b, c, d] = worst.0;
        let (op, domain, count) = (row.op, row.cases[0].domain, row.cases.len());
        println!("{op:13} {domain:8?} {count:5}  {a:14.1e}  {b:11.1e}  {c:14.1e}  {d:11.1e}");
    }
}

/// Operations without real arguments: whatever depends on nothing else has a gradient of zeros.
fn has_zero_gradient(name: &str, case: &Case) {
    let mut bench = Bench { builder: Builder::new(), inputs: vec![], data: vec![], noise: Noise::new(1) };
    let mut args = Vec::new();
    for input in case.inputs {
        args.push(match *input {
            In::Index(below) => bench.indices(Extent::PerSample, &[], below),
            _ => bench.indices(Extent::Shared, &[3], usize::MAX),
        });
    }
    let y = (case.build)(&mut bench.builder, &args).unwrap();
    assert_eq!(bench.program().as_ref().node(y).op.name(), name);
    let x = bench.input(Extent::Shared, Dtype::Wide, Role::Frozen, &[2], Domain::Any);
    let u = bench.cotangent(bench.builder.ty(y));
    let gradient = bench.builder.vjp(y, u, &[x]).unwrap()[0];
    assert_eq!(bench.builder.ty(gradient), bench.builder.ty(x));
    let values = evaluate::<f64>(bench.program().as_ref(), &(), BATCH, &bench.data).unwrap();
    assert_eq!(values[gradient.index()].numbers(), [0.0, 0.0], "{name}");
}

/// What an operation returns at the edges of its domain.
#[test]
fn special_values() {
    for row in rows() {
        for (arg, want) in row.special {
            let mut bench = Bench { builder: Builder::new(), inputs: vec![], data: vec![], noise: Noise::new(1) };
            let x = bench.input(Extent::Shared, Dtype::Wide, Role::Frozen, &[2], Domain::Any);
            bench.data[0] = Value::real(&bench.builder.ty(x), BATCH, arg.to_vec()).unwrap();
            let y = (row.special_build)(&mut bench.builder, &[x]).unwrap();
            assert_eq!(bench.program().as_ref().node(y).op.name(), row.op);
            let got = evaluate::<f64>(bench.program().as_ref(), &(), BATCH, &bench.data).unwrap()[y.index()].numbers();
            let same = |(g, w): (&f64, &f64)| (g.is_nan() && w.is_nan()) || (g - w).abs() < 1e-15 || g == w;
            assert!(got.len() == want.len() && got.iter().zip(*want).all(same), "{}({arg:?}) = {got:?}", row.op);
        }
    }
}
