//! Each rule fires where it should and nowhere else; random programs keep their values.

use crate::backend::{Backend, Bind, Run};
use crate::kernels::{HostBackend, HostBuffer};
use crate::program::samples::{Dice, random_program};
use crate::program::{Axes, Builder, Dtype, Extent, Op, Program, Role, Unary, ValueId};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use proptest::prelude::*;

/// Inputs `x` and `y` of type `sample wide[2,4]`, `s` of type `sample narrow[2,4]`, and these nodes from `%3`; the
/// last of `lines` is the output.
fn program(lines: &[&str]) -> Program {
    let mut text = String::from("program 1\n");
    let inputs = [("x", "wide"), ("y", "wide"), ("s", "narrow")];
    inputs.iter().for_each(|(name, dtype)| text += &format!("input {name:?} data : sample {dtype}[2,4]\n"));
    for (number, (name, dtype)) in inputs.iter().enumerate() {
        text += &format!("%{number} = input({name:?}) : sample {dtype}[2,4]\n");
    }
    lines.iter().enumerate().for_each(|(i, line)| text += &format!("%{} = {line}\n", i + 3));
    text += &format!("output \"out\" = %{}\n", lines.len() + 2);
    Program::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The output's expression with the arguments written out, and the number of nodes that are not inputs.
fn optimized(lines: &[&str]) -> (String, usize) {
    let program = program(lines).optimized();
    program.as_ref().verify().unwrap();
    let count = program.nodes.iter().filter(|node| !matches!(node.op, Op::Input(_))).count();
    (expression(&program, program.outputs[0].value), count)
}

fn expression(program: &Program, value: ValueId) -> String {
    let node = program.as_ref().node(value);
    let args: Vec<String> = node.args().iter().map(|&arg| expression(program, arg)).collect();
    match node.op {
        Op::Input(input) => program.as_ref().name(program.inputs[input as usize].name).into(),
        Op::Constant(value) => format!("{value}"),
        Op::Unary(Unary::Affine { scale, shift }) => format!("{scale}*{}+{shift}", args[0]),
        Op::Slice { axis, start } => {
            format!("{}[axis {axis}: {start}+{}]", args[0], node.ty.shape.dim(usize::from(axis)))
        }
        Op::Pad { axis, before } => format!("pad({}, axis {axis}, {before})", args[0]),
        op => format!("{}({})", op.name(), args.join(", ")),
    }
}

/// Asserts what the last of `lines` becomes, in how many nodes that are not inputs.
fn becomes(lines: &[&str], expression: &str, nodes: usize) {
    assert_eq!(optimized(lines), (expression.to_string(), nodes), "{lines:#?}");
}

const WIDE: &str = ": sample wide[2,4]";

/// The lines, each with the type `sample wide[2,4]` unless it has one.
fn wide(lines: &[&str], expression: &str, nodes: usize) {
    let typed: Vec<String> = lines
        .iter()
        .map(|line| if line.contains(':') { (*line).to_string() } else { format!("{line} {WIDE}") })
        .collect();
    let lines: Vec<&str> = typed.iter().map(String::as_str).collect();
    becomes(&lines, expression, nodes);
}

#[test]
fn repeated_nodes_are_one() {
    wide(&["sigmoid(%0)", "sigmoid(%0)", "mul(%3, %4)"], "mul(sigmoid(x), sigmoid(x))", 2);
    wide(&["add(%0, %1)", "add(%1, %0)", "mul(%3, %4)"], "mul(add(x, y), add(x, y))", 2);
    wide(&["mul(%0, %1)", "mul(%1, %0)", "recip(%4)", "mul(%3, %5)"], "mul(mul(x, y), recip(mul(x, y)))", 3);
    wide(&["sub(%0, %1)", "sub(%1, %0)", "mul(%3, %4)"], "mul(sub(x, y), sub(y, x))", 3);
    wide(&["cumsum(%0)", "cumsum(%0) reverse", "mul(%3, %4)"], "mul(cumsum(x), cumsum(x))", 3);
    wide(&["input(\"x\")", "sigmoid(%3)", "sigmoid(%0)", "mul(%4, %5)"], "mul(sigmoid(x), sigmoid(x))", 2);
}

#[test]
fn draws_repeat_only_within_a_stream() {
    let drawn = |second: &str| {
        let text = format!(
            "program 1\ninput \"key\" data : shared index[3]\ninput \"id\" data : sample index[]\n\
             %0 = input(\"key\") : shared index[3]\n%1 = input(\"id\") : sample index[]\n\
             %2 = random(%0, %1) stream=0 normal : sample wide[2]\n\
             %3 = random(%0, %1) {second} : sample wide[2]\n\
             %4 = mul(%2, %3) : sample wide[2]\noutput \"y\" = %4\n"
        );
        Program::parse(&text).unwrap().optimized().nodes.len()
    };
    assert_eq!(drawn("stream=0 normal"), 4);
    assert_eq!(drawn("stream=1 normal"), 5);
    assert_eq!(drawn("stream=0 bernoulli=0.5"), 5);
}

#[test]
fn unused_nodes_go_and_inputs_stay_declared() {
    let program = program(&[&format!("sigmoid(%1) {WIDE}"), &format!("recip(%0) {WIDE}")]);
    let optimized = program.clone().optimized();
    assert_eq!(optimized.nodes.len(), 2);
    assert_eq!(optimized.inputs, program.inputs);
}

#[test]
fn affine_maps() {
    wide(&["affine(%0) scale=2.0 shift=3.0", "affine(%3) scale=5.0 shift=7.0"], "10*x+22", 1);
    wide(&["affine(%0) scale=1.0 shift=0.0"], "x", 0);
    wide(&["affine(%0) scale=-1.0 shift=0.0", "affine(%3) scale=-1.0 shift=0.0"], "x", 0);
    wide(&["affine(%0) scale=0.0 shift=3.0"], "3", 1);
    // A product that single precision cannot hold stays two factors.
    let small = "affine(%0) scale=1e-20 shift=0.0";
    let two = optimized(&[&format!("{small} {WIDE}"), &format!("affine(%3) scale=1e-20 shift=0.0 {WIDE}")]);
    assert_eq!(two.1, 2);
}

#[test]
fn constants_in_sums_and_products() {
    wide(&["constant(3.0)", "mul(%0, %3)"], "3*x+0", 1);
    wide(&["constant(3.0)", "mul(%3, %0)"], "3*x+0", 1);
    wide(&["constant(3.0)", "add(%0, %3)"], "1*x+3", 1);
    wide(&["constant(3.0)", "add(%3, %0)"], "1*x+3", 1);
    wide(&["constant(3.0)", "sub(%0, %3)"], "1*x+-3", 1);
    wide(&["constant(3.0)", "sub(%3, %0)"], "-1*x+3", 1);
    wide(&["constant(0.0)", "add(%0, %3)"], "x", 0);
    wide(&["constant(0.0)", "mul(%0, %3)"], "0", 1);
    wide(&["constant(3.0)", "constant(4.0)", "mul(%3, %4)"], "12", 1);
    wide(&["constant(1e308)", "constant(1e308)", "mul(%3, %4)"], format!("{}*{}+0", 1e308, 1e308).as_str(), 2);
}

#[test]
fn functions_of_constants() {
    wide(&["constant(4.0)", "sqrt(%3)"], "2", 1);
    wide(&["constant(4.0)", "recip(%3)"], "0.25", 1);
    wide(&["constant(0.0)", "sigmoid(%3)"], "0.5", 1);
    wide(&["constant(0.0)", "recip(%3)"], "recip(0)", 2);
    wide(&["constant(-1.0)", "sqrt(%3)"], "sqrt(-1)", 2);
    becomes(&["constant(4.0) : shared narrow[2]", "cast(%3) : shared wide[2]"], "4", 1);
    becomes(&["constant(4.0) : shared narrow[2]", "reshape(%3) : shared narrow[2,1]"], "4", 1);
    becomes(&["constant(4.0) : shared narrow[2]", "slice(%3) axis=0 start=1 : shared narrow[1]"], "4", 1);
    becomes(&["constant(4.0) : shared narrow[1]", "broadcast(%3) : sample narrow[5]"], "4", 1);
    becomes(&["constant(4.0) : shared narrow[2]", "concat(%3, %3) axis=0 : shared narrow[4]"], "4", 1);
    becomes(
        &["constant(4.0) : shared narrow[2]", "pad(%3) axis=0 before=1 : shared narrow[4]"],
        "pad(4, axis 0, 1)",
        2,
    );
    becomes(&["constant(0.0) : shared narrow[2]", "pad(%3) axis=0 before=1 : shared narrow[4]"], "0", 1);
}

#[test]
fn sums() {
    wide(&["constant(3.0)", "sum(%3) axes=[0] : sample wide[1,4]"], "6", 1);
    // Over the batch only zero is known.
    wide(&["constant(3.0)", "sum(%3) axes=[0] : shared wide[1,4]"], "sum(3)", 2);
    wide(&["constant(0.0)", "sum(%3) axes=[0] : shared wide[1,4]"], "0", 1);
    let first = "slice(%0) axis=0 start=0 : sample wide[1,4]";
    let row = "1*x[axis 0: 0+1]+1";
    let shifted = "affine(%3) scale=1.0 shift=1.0 : sample wide[1,4]";
    let again = "sum(%5) axes=[0] : sample wide[1,4]";
    wide(&[first, shifted, "broadcast(%4)", again], "2*x[axis 0: 0+1]+2", 2);
    let batch = "sum(%5) axes=[0] : shared wide[1,4]";
    wide(&[first, shifted, "broadcast(%4)", batch], &format!("sum(broadcast({row}))"), 4);
}

#[test]
fn signs() {
    let minus = ["affine(%0) scale=-1.0 shift=0.0", "affine(%1) scale=-1.0 shift=0.0"];
    wide(&[minus[1], "add(%0, %3)"], "sub(x, y)", 1);
    wide(&[minus[0], "add(%3, %1)"], "sub(y, x)", 1);
    wide(&[minus[1], "sub(%0, %3)"], "add(x, y)", 1);
    wide(&[minus[0], minus[1], "mul(%3, %4)"], "mul(x, y)", 1);
    wide(&["sub(%0, %0)"], "0", 1);
    wide(&["add(%0, %0)"], "2*x+0", 1);
}

#[test]
fn casts_reshapes_broadcasts() {
    becomes(&[&format!("cast(%2) {WIDE}"), "cast(%3) : sample narrow[2,4]"], "s", 0);
    // Narrowed and widened is rounded: it stays.
    wide(&["cast(%0) : sample narrow[2,4]", "cast(%3)"], "cast(cast(x))", 2);
    wide(&["cast(%0)"], "x", 0);
    becomes(&["reshape(%0) : sample wide[8]", "reshape(%3) : sample wide[4,2]"], "reshape(x)", 1);
    wide(&["reshape(%0) : sample wide[8]", "reshape(%3)"], "x", 0);
    wide(&["broadcast(%0)"], "x", 0);
    let part = "slice(%0) axis=0 start=0 : sample wide[1,4]";
    let (deep, wider) = ("reshape(%3) : sample wide[1,4,1]", "broadcast(%4) : sample wide[1,4,3]");
    becomes(&[part, deep, wider, "broadcast(%5) : sample wide[2,4,3]"], "broadcast(reshape(x[axis 0: 0+1]))", 3);
}

#[test]
fn slices() {
    wide(&["concat(%0, %1) axis=0 : sample wide[4,4]", "slice(%3) axis=0 start=0"], "x", 0);
    wide(&["concat(%0, %1) axis=0 : sample wide[4,4]", "slice(%3) axis=0 start=2"], "y", 0);
    // A slice of both parts stays.
    wide(&["concat(%0, %1) axis=0 : sample wide[4,4]", "slice(%3) axis=0 start=1"], "concat(x, y)[axis 0: 1+2]", 2);
    let one = "slice(%3) axis=0 start=3 : sample wide[1,4]";
    wide(&["concat(%0, %1) axis=0 : sample wide[4,4]", one], "y[axis 0: 1+1]", 1);
    let columns = "slice(%3) axis=1 start=1 : sample wide[4,2]";
    wide(&["concat(%0, %1) axis=0 : sample wide[4,4]", columns], "concat(x, y)[axis 1: 1+2]", 2);
    wide(&["pad(%0) axis=0 before=1 : sample wide[5,4]", "slice(%3) axis=0 start=1"], "x", 0);
    let padded = "pad(%0) axis=0 before=1 : sample wide[6,4]";
    wide(&[padded, "slice(%3) axis=0 start=2"], "pad(x, axis 0, 1)[axis 0: 2+2]", 2);
    wide(&[padded, "slice(%3) axis=0 start=2 : sample wide[1,4]"], "x[axis 0: 1+1]", 1);
    wide(&["pad(%0) axis=0 before=1 : sample wide[5,4]", "slice(%3) axis=0 start=3 : sample wide[2,4]"], "0", 1);
    let (three, two) = ("slice(%0) axis=1 start=1 : sample wide[2,3]", "slice(%3) axis=1 start=1 : sample wide[2,2]");
    becomes(&[three, two], "x[axis 1: 2+2]", 1);
    let (part, repeated) = ("slice(%0) axis=0 start=0 : sample wide[1,4]", "broadcast(%3) : sample wide[6,4]");
    wide(&[part, repeated, "slice(%4) axis=0 start=3"], "broadcast(x[axis 0: 0+1])", 2);
}

#[test]
fn joined_parts() {
    let parts = ["slice(%0) axis=1 start=0 : sample wide[2,1]", "slice(%0) axis=1 start=1 : sample wide[2,3]"];
    wide(&[parts[0], parts[1], "concat(%3, %4) axis=1"], "x", 0);
    becomes(
        &[parts[0], parts[1], "concat(%4, %3) axis=1 : sample wide[2,4]"],
        "concat(x[axis 1: 1+3], x[axis 1: 0+1])",
        3,
    );
    let pads = ["pad(%0) axis=0 before=0 : sample wide[6,4]", "pad(%1) axis=0 before=2 : sample wide[6,4]"];
    let sum = "add(%3, %4) : sample wide[6,4]";
    becomes(&[pads[0], pads[1], sum], "pad(concat(x, y), axis 0, 0)", 2);
    becomes(&[pads[1], pads[0], sum], "pad(concat(x, y), axis 0, 0)", 2);
    let last = "pad(%0) axis=0 before=4 : sample wide[6,4]";
    let (nested, all) = (["add(%3, %4) : sample wide[6,4]", last], "add(%5, %6) : sample wide[6,4]");
    becomes(&[pads[0], pads[1], nested[0], nested[1], all], "concat(concat(x, y), x)", 2);
    // A gap between them: nothing to join.
    becomes(&[pads[0], last, sum], "add(pad(x, axis 0, 0), pad(x, axis 0, 4))", 3);
    becomes(
        &["pad(%0) axis=0 before=1 : sample wide[5,4]", "pad(%3) axis=0 before=2 : sample wide[8,4]"],
        "pad(x, axis 0, 3)",
        1,
    );
}

#[test]
fn products_with_zero() {
    let zero = "constant(0.0) : shared wide[4,3]";
    wide(&[zero, "matmul(%0, %3) : sample wide[2,3]"], "0", 1);
    wide(&["constant(0.0)", "cumsum(%3)"], "0", 1);
    wide(&["constant(0.0)", "softmax(%3)"], "softmax(0)", 2);
}

#[test]
fn an_update_that_equals_an_input_stays_a_copy() {
    let mut b = Builder::new();
    let [p, q] = ["p", "q"].map(|name| b.input(name, Role::State, Extent::Shared, Dtype::Wide, &[2]).unwrap());
    let minus = b.scale(q, -1.0).unwrap();
    let same = b.scale(minus, -1.0).unwrap();
    let flat = b.reshape(same, &[2, 1]).unwrap();
    let back = b.reshape(flat, &[2]).unwrap();
    b.update(p, back).unwrap();
    let program = b.finish().unwrap();
    program.as_ref().verify().unwrap();
    assert_eq!(program.as_ref().to_string().lines().last(), Some("update \"p\" = %1"));
    assert_eq!(program.nodes[1].op, super::rewrite::COPY);
    assert_eq!(program.clone().optimized(), program);
}

/// Outputs and states after a run, from inputs that depend on `seed` alone.
fn values(program: &Program, seed: u64, batch: usize) -> Vec<HostBuffer<f64>> {
    let mut dice = Dice(seed);
    let backend = HostBackend::<f64>::default();
    let mut fill = |ty: &crate::program::ValueType| match ty.dtype {
        Dtype::Index => HostBuffer::Index((0..ty.elements_for(batch)).map(|_| dice.below(5) as u32).collect()),
        _ => HostBuffer::Real((0..ty.elements_for(batch)).map(|_| dice.below(2001) as f64 / 1000.0 - 1.0).collect()),
    };
    let mut lists: [Vec<HostBuffer<f64>>; 3] =
        [Role::Data, Role::Frozen, Role::State].map(|role| program.inputs(role).map(|(_, ty)| fill(&ty)).collect());
    let mut outputs: Vec<_> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch).unwrap()).collect();
    let [data, frozen, state] = &mut lists;
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let executable = backend.compile(program.as_ref()).unwrap();
    let run = Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state, outputs: &mut outputs };
    backend.run(&executable, run).unwrap();
    outputs.extend(lists[2].iter().cloned());
    outputs
}

/// The program with every node as an output, so that a test sees the size of what is rounded.
fn opened(program: &Program) -> Program {
    let mut open = program.clone();
    for (index, node) in program.nodes.iter().enumerate() {
        if node.ty.dtype != Dtype::Index {
            let name = open.intern(&format!("node {index}"));
            open.outputs.push(crate::program::Output { name, value: ValueId(index as u32) });
        }
    }
    open
}

fn numbers(buffers: &[HostBuffer<f64>]) -> Vec<f64> {
    let real = |buffer: &HostBuffer<f64>| match buffer {
        HostBuffer::Real(x) => x.clone(),
        HostBuffer::Index(_) => vec![],
    };
    buffers.iter().flat_map(real).collect()
}

/// Compares the values of two programs. Returns false where nothing can be said: a value that is not finite, or is so
/// large that rounding has no bound worth testing.
fn same_values(built: &Program, optimized: &Program, seed: u64) -> bool {
    let scale = numbers(&values(&opened(built), seed, 3)).into_iter().fold(1.0f64, |m, x| m.max(x.abs()));
    if numbers(&values(&opened(built), seed, 3)).iter().any(|x| !x.is_finite()) || scale > 1e4 {
        return false;
    }
    let (want, got) = (numbers(&values(built, seed, 3)), numbers(&values(optimized, seed, 3)));
    assert_eq!(want.len(), got.len());
    for (want, got) in want.iter().zip(&got) {
        // Both round each of at most 100 steps by ε times the largest value, and each step may stretch what came
        // before: by its arguments' size (under 1e4) once or twice, hence 2e-16 · 100 · 1e4 times a margin.
        assert!((want - got).abs() <= 1e-9 * scale, "{want} {got}\n{}\n{}", built.as_ref(), optimized.as_ref());
    }
    true
}

#[test]
fn values_do_not_depend_on_what_else_is_an_output() {
    for seed in 0..1000 {
        let built = random_program(seed, 40);
        let (want, got) = (values(&opened(&built), seed, 3), values(&built, seed, 3));
        let (outputs, states) = (built.outputs.len(), built.inputs(Role::State).count());
        let want = [&want[..outputs], &want[want.len() - states..]].concat();
        // By bits, since a NaN must be found again too.
        let bits = |buffers: &[HostBuffer<f64>]| numbers(buffers).iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&want), bits(&got), "seed {seed}\n{}", built.as_ref());
    }
}

#[test]
fn random_programs_keep_their_values() {
    let mut compared = 0;
    let mut removed = [0, 0];
    for seed in 0..3000 {
        let built = random_program(seed, 40);
        let optimized = built.clone().optimized();
        optimized.as_ref().verify().unwrap();
        assert_eq!(optimized.clone().optimized(), optimized, "seed {seed} is not at a fixpoint");
        removed = [removed[0] + built.nodes.len(), removed[1] + optimized.nodes.len()];
        compared += usize::from(same_values(&built, &optimized, seed));
    }
    assert!(compared > 1500, "only {compared} programs could be compared");
    assert!(removed[1] < removed[0]);
}

#[test]
fn one_dtype_keeps_values_and_has_no_casts() {
    let mut casts = 0;
    for seed in 0..300 {
        let built = random_program(seed, 40);
        let one = built.clone().with_one_dtype();
        one.as_ref().verify().unwrap();
        let (marked, narrow) = built.with_one_dtype_marked();
        let was =
            built.nodes.iter().filter(|node| !matches!(node.op, Op::Cast)).map(|node| node.ty.dtype == Dtype::Narrow);
        // Behind the values are copies of inputs that are updates.
        let kept = was.clone().count();
        assert!(narrow.len() == marked.nodes.len() && narrow[..kept].iter().copied().eq(was));
        assert!(narrow[kept..].iter().all(|narrow| !narrow));
        let is_cast = |node: &&crate::program::Node| matches!(node.op, Op::Cast);
        assert_eq!(one.nodes.iter().filter(is_cast).count(), 0);
        assert!(one.nodes.iter().all(|node| node.ty.dtype != Dtype::Narrow));
        casts += built.nodes.iter().filter(is_cast).count();
        let (want, got) = (numbers(&values(&built, seed, 3)), numbers(&values(&one, seed, 3)));
        let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
        assert!(want.len() == got.len() && want.iter().zip(&got).all(same), "seed {seed}");
    }
    assert!(casts > 100);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn optimized_programs_are_sound_and_call_alike(seed: u64, steps in 0usize..80) {
        let built = random_program(seed, steps);
        let optimized = built.clone().optimized();
        prop_assert_eq!(optimized.as_ref().verify(), Ok(()));
        prop_assert_eq!(&optimized.inputs, &built.inputs);
        prop_assert!(optimized.outputs().eq(built.outputs()));
        let states = |p: &Program| p.updates.iter().map(|u| u.input).collect::<Vec<_>>();
        prop_assert_eq!(states(&optimized), states(&built));
    }
}

/// Mean over the batch of `Σ (∂/∂x Σ tanh-like net(x))²`, and its gradients in the weights: an input gradient that is
/// differentiated again.
fn second_order() -> Builder {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[1, 3]).unwrap();
    let w = b.input("w", Role::State, Extent::Shared, Dtype::Wide, &[5, 3]).unwrap();
    let v = b.input("v", Role::State, Extent::Shared, Dtype::Wide, &[2, 5]).unwrap();
    let hidden = b.matmul(x, false, w, true).unwrap();
    let gate = b.sigmoid(hidden).unwrap();
    let hidden = b.mul(hidden, gate).unwrap();
    let logits = b.matmul(hidden, false, v, true).unwrap();
    let total = b.sum(logits, Axes::of(&[0, 1])).unwrap();
    let slope = b.grad(total, &[x]).unwrap()[0];
    let square = b.mul(slope, slope).unwrap();
    let loss = b.sum_batch(square, Axes::of(&[0, 1])).unwrap();
    let gradients = b.grad(loss, &[w, v]).unwrap();
    b.output("loss", loss);
    b.output("dw", gradients[0]);
    b.output("dv", gradients[1]);
    b
}

#[test]
fn gradients_of_gradients_shrink_and_keep_their_values() {
    let built = second_order().finish_as_built().unwrap();
    let optimized = second_order().finish().unwrap();
    assert!(same_values(&built, &optimized, 7));
    let (before, after) = (built.nodes.len(), optimized.nodes.len());
    assert!(after * 10 <= before * 9, "{before} nodes became {after}");
}

#[test]
fn long_chains_reach_every_node() {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[4]).unwrap();
    let mut y = x;
    for _ in 0..10_000 {
        y = b.affine(y, -1.0, 1.0).unwrap();
        y = b.reshape(y, &[4, 1]).unwrap();
        y = b.reshape(y, &[4]).unwrap();
    }
    b.output("y", y);
    assert_eq!(b.finish().unwrap().nodes.len(), 1);
}

/// Gradients in `x` and in `sigmoid(x)` of their product, both asked for at once: the rule for the whole product would leave the
/// sigmoid none.
#[test]
fn the_gradient_in_a_gate_is_its_own() {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[4]).unwrap();
    let gate = b.sigmoid(x).unwrap();
    let product = b.mul(x, gate).unwrap();
    let total = b.sum(product, Axes::of(&[0])).unwrap();
    let [gradients, alone] = [&[x, gate][..], &[x]].map(|wrt| b.grad(total, wrt).unwrap());
    let error = b.sub(gradients[0], alone[0]).unwrap();
    for (name, value) in [("x", x), ("gate", gradients[1]), ("error", error)] {
        b.output(name, value);
    }
    let got = numbers(&values(&b.finish().unwrap(), 3, 5));
    assert_eq!(got[..20], got[20..40]);
    // Numbers below 2 in size, added up in two orders.
    assert!(got[40..].iter().all(|error| error.abs() < 1e-15), "{:?}", &got[40..]);
}
