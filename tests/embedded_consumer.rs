//! The consumer without std (`tests/embedded`): its tables are those that the networks build today, and what it must
//! print is what the same questions give over std.
//!
//! `CDM_BLESS=1 cargo test --test embedded_consumer` writes both files anew after a change that was meant.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use cdm_core::backend::HostRef;
use cdm_core::kernels::{HostBackend, Naive};
use cdm_core::nn::{Architecture, Inference, Mlp, Network, NetworkError};
use cdm_core::program::plan::{Plan, PlanRef};
use cdm_core::program::{Op, ProgramRef, ValueType};
use cdm_core::{Classifier, ClassifierExt, Levels, Prior, Schedule};
use std::fmt::{Debug, Write};
use std::path::PathBuf;

#[path = "embedded/src/scene.rs"]
mod scene;

const ARCHITECTURE: Architecture = Architecture::Mlp(Mlp::new(2, 8, 2));
const SEED: u64 = 7;

fn weights() -> Vec<Vec<f32>> {
    let parameters = ARCHITECTURE.parameters(scene::LEVELS).unwrap();
    let values = |(number, parameter): (usize, &cdm_core::nn::Parameter)| {
        parameter.initial_values(SEED, number).into_iter().map(|v| v as f32).collect()
    };
    parameters.iter().enumerate().map(values).collect()
}

type Net = Network<HostBackend<f32, Naive>>;

fn network() -> Net {
    let weights = weights();
    let weights = weights.iter().map(|values| HostRef::F32(values));
    Network::new(HostBackend::new(Naive, 1), &ARCHITECTURE, scene::LEVELS, weights).unwrap()
}

/// Only what the consumer's classifier implements too: the rest comes from the trait's defaults.
struct Narrow(Net);

impl Classifier<f32> for Narrow {
    type Error = NetworkError<cdm_core::backend::RunError>;
    fn dim(&self) -> usize {
        Classifier::<f32>::dim(&self.0)
    }
    fn levels(&self) -> usize {
        Classifier::<f32>::levels(&self.0)
    }
    fn logits_vjp(
        &self,
        x: &[f32],
        c: &[f32],
        logits: Option<&mut [f32]>,
        grad: &mut [f32],
    ) -> Result<(), Self::Error> {
        self.0.logits_vjp(x, c, logits, grad)
    }
}

/// Compares with a file of the repository, or writes it.
fn check(file: &str, want: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/embedded").join(file);
    if std::env::var_os("CDM_BLESS").is_some() {
        std::fs::write(&path, want).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap();
    if let Some((number, (there, want))) =
        there.lines().zip(want.lines()).enumerate().find(|(_, (there, want))| there != want)
    {
        panic!("tests/embedded/{file}, line {}:\n  has  {there}\n  want {want}", number + 1);
    }
    assert_eq!(there.len(), want.len(), "tests/embedded/{file} has another length");
}

#[test]
fn output_is_that_of_std() {
    let mut text = String::new();
    scene::report(&Narrow(network()), &mut [0.0; scene::SCRATCH], &mut text).map_err(|e| e.to_string()).unwrap();
    check("expected.txt", &text);
}

/// The consumer's Gaussian is the reference's: absolute rounding of a few dozen operations on numbers below 100.
#[test]
fn the_gaussian_is_that_of_the_reference() {
    let schedule = Schedule::uniform(scene::LEVELS - 2).unwrap();
    let here = scene::Gaussian { schedule: schedule.view(), mean: [1.0, -0.5], variance: 0.25 };
    let mixture = cdm_ref::Mixture::isotropic(&[vec![1.0, -0.5]], 0.25).unwrap();
    let truth = cdm_ref::MixtureClassifier::new(mixture, schedule.clone());
    let x = [0.5, -1.25, -2.0, 0.75];
    for level in 0..scene::LEVELS {
        let level = Levels::All(level);
        let [got, want] = [
            ClassifierExt::<f64>::log_density_vec(&here, &x, level, Prior::UNIFORM).unwrap(),
            ClassifierExt::<f64>::log_density_vec(&truth, &x, level, Prior::UNIFORM).unwrap(),
        ];
        assert!(got.iter().zip(&want).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?} {want:?}");
        let [got, want] = [here.score_vec(&x, level).unwrap(), truth.score_vec(&x, level).unwrap()];
        assert!(got.iter().zip(&want).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?} {want:?}");
    }
}

#[test]
fn tables_are_those_of_the_networks() {
    check("src/tables.rs", &source());
}

/// The tables as Rust source.
fn source() -> String {
    let inference = Inference::new(&ARCHITECTURE, scene::LEVELS).unwrap();
    let plan = Plan::new(inference.vjp.as_ref()).unwrap();
    let mut text = String::from(
        "//! A small network with its gradient (`x, cotangent → logits, gradient`) as tables. Written by the test\n\
         //! `embedded_consumer` of the main workspace; see there.\n\n\
         use cdm_core::program::plan::{Place, PlanRef, Step, Transfer};\n\
         use cdm_core::program::{\n    Binary, Dtype, Extent, Input, Name, Node, Op, Output, ProgramRef, Role, RowMap, Section, Shape, Unary, ValueId,\n    ValueType,\n};\n\n",
    );
    writeln!(text, "/// Numbers in a sample.\npub const DIM: usize = {};", ARCHITECTURE.dim()).unwrap();
    writeln!(text, "/// Levels.\npub const LEVELS: usize = {};", scene::LEVELS).unwrap();
    let scratch = plan.as_ref().scratch_len(1);
    writeln!(text, "/// Numbers of memory that a run needs.\npub const SCRATCH: usize = {scratch};").unwrap();
    text += "\nconst fn ty(extent: Extent, dtype: Dtype, dims: &[usize]) -> ValueType {\n    \
             match Shape::new(dims) {\n        Some(shape) => ValueType { extent, dtype, shape },\n        \
             None => panic!(\"a shape that no program has\"),\n    }\n}\n";
    write_program(&mut text, inference.vjp.as_ref());
    write_plan(&mut text, plan.as_ref());
    text += "\n/// The parameters, in the program's order.\npub static WEIGHTS: [&[f32]; ";
    writeln!(text, "{}] = [", weights().len()).unwrap();
    for values in weights() {
        writeln!(text, "    &{values:?},").unwrap();
    }
    text + "];\n"
}

/// One static for each table, an entry a line.
fn table(text: &mut String, name: &str, entry: &str, entries: &[String]) {
    writeln!(text, "\nstatic {name}: [{entry}; {}] = [", entries.len()).unwrap();
    for entry in entries {
        writeln!(text, "    {entry},").unwrap();
    }
    text.push_str("];\n");
}

fn list<T>(values: &[T], show: impl Fn(&T) -> String) -> Vec<String> {
    values.iter().map(show).collect()
}

fn debug<T: Debug>(value: &T) -> String {
    format!("{value:?}")
}

/// A type as an expression.
fn ty(ty: &ValueType) -> String {
    let dims: Vec<usize> = ty.shape.dims().collect();
    format!("ty(Extent::{:?}, Dtype::{:?}, &{dims:?})", ty.extent, ty.dtype)
}

/// An operation as an expression.
fn op(op: &Op) -> String {
    match op {
        Op::Unary(unary) => format!("Op::Unary(Unary::{unary:?})"),
        Op::Binary(binary) => format!("Op::Binary(Binary::{binary:?})"),
        Op::RowMap(map) => format!("Op::RowMap(RowMap::{map:?})"),
        other => format!("Op::{other:?}"),
    }
}

fn write_program(text: &mut String, program: ProgramRef<'_>) {
    let nodes = list(program.nodes, |node| {
        let args = format!("[ValueId({}), ValueId({})]", node.args[0].0, node.args[1].0);
        let (op, ty) = (op(&node.op), ty(&node.ty));
        format!("Node {{ op: {op}, args: {args}, ty: {ty}, section: Section::{:?} }}", node.section)
    });
    let inputs = list(program.inputs, |input| {
        format!("Input {{ name: {:?}, role: Role::{:?}, ty: {} }}", input.name, input.role, ty(&input.ty))
    });
    let outputs = list(program.outputs, |output| {
        format!("Output {{ name: {:?}, value: ValueId({}) }}", output.name, output.value.0)
    });
    assert!(program.updates.is_empty());
    table(text, "NODES", "Node", &nodes);
    table(text, "INPUTS", "Input", &inputs);
    table(text, "OUTPUTS", "Output", &outputs);
    text.push_str("\n/// The program.\npub static PROGRAM: ProgramRef<'static> = ProgramRef {\n");
    writeln!(text, "    nodes: &NODES,\n    inputs: &INPUTS,\n    outputs: &OUTPUTS,\n    updates: &[],").unwrap();
    writeln!(text, "    names: {:?},\n}};", program.names).unwrap();
}

fn write_plan(text: &mut String, plan: PlanRef<'_>) {
    let values =
        |values: &[cdm_core::program::ValueId]| list(values, |value| format!("ValueId({})", value.0)).join(", ");
    table(text, "STEPS", "Step", &list(plan.steps, debug));
    table(text, "PLACES", "Place", &list(plan.places, |place| format!("Place::{place:?}")));
    text.push_str("\n/// Its plan.\npub static PLAN: PlanRef<'static> = PlanRef {\n");
    writeln!(text, "    order: &[{}],", values(plan.order)).unwrap();
    writeln!(text, "    stores: &[{}],", values(plan.stores)).unwrap();
    writeln!(text, "    steps: &STEPS,\n    bind_steps: {},\n    map_steps: {},", plan.bind_steps, plan.map_steps)
        .unwrap();
    writeln!(text, "    places: &PLACES,\n    sample_exports: &{:?},", plan.sample_exports).unwrap();
    writeln!(text, "    exports: &{:?},\n    commits: &{:?},", plan.exports, plan.commits).unwrap();
    writeln!(text, "    shared_len: {},\n    reduce_len: {},", plan.shared_len, plan.reduce_len).unwrap();
    writeln!(text, "    sample_len: {},\n}};", plan.sample_len).unwrap();
}
