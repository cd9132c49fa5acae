//! The conformance kit finds what is planted, and names it: a kit that passes everything proves nothing.

use cdm_core::backend::{Backend, HostMut, HostRef, Run, RunError};
use cdm_core::conformance::{Cause, Family, Kit, Precision, Report};
use cdm_core::kernels::{HostBackend, HostBuffer, HostExecutable, Kernels, MatMul, Naive, naive};
use cdm_core::program::{Binary, Dtype, Node, Op, Program, ProgramRef, RowMap, ValueId};

fn check<K: Kernels<f32> + Clone>(kernels: K) -> Report {
    Kit::new(Precision::F32).random_programs(0..40).check(&HostBackend::new(kernels, 3))
}

/// Every mismatch is blamed on this operation, in several families, and nothing else fails.
#[track_caller]
fn blamed(report: &Report, operation: &str, families: &[Family]) {
    println!("{report}");
    for family in families {
        let found = report.families.iter().find(|report| report.family == *family);
        assert!(found.is_some_and(|report| !report.passed()), "{family:?} passed");
    }
    for failure in report.failures() {
        match &failure.cause {
            Cause::Mismatch { blame: Some(blame), .. } => assert_eq!(blame.operation, operation, "{failure}"),
            other => panic!("{failure}: {other:?}"),
        }
    }
}

#[test]
fn nothing_planted_passes() {
    let report = check(Naive);
    println!("{report}");
    assert!(report.passed() && report.cases() > 800);
    let part = |number| {
        let kit = Kit::new(Precision::F32).random_programs(0..40).part(number, 3);
        let report = kit.check(&HostBackend::<f32>::new(Naive, 3));
        assert!(report.passed() && report.cases() > 200, "{report}");
        report.cases()
    };
    assert_eq!((0..3).map(part).sum::<usize>(), report.cases());
}

/// The second operand of every product read as its transpose.
#[derive(Clone)]
struct TransposedProduct;
impl Kernels<f32> for TransposedProduct {
    fn matmul(&self, geometry: &MatMul, a: &[f32], b: &[f32], out: &mut [f32]) {
        naive::matmul(&MatMul { tb: !geometry.tb, ..*geometry }, a, b, out);
    }
}

#[test]
fn a_transposed_product() {
    blamed(&check(TransposedProduct), "matmul", &[Family::Operations, Family::Sizes, Family::EndToEnd]);
}

/// Sums in blocks of four that forget what is left over.
#[derive(Clone)]
struct WrongTail;
impl Kernels<f32> for WrongTail {
    fn binary(&self, binary: Binary, a: &[f32], b: &[f32], out: &mut [f32]) {
        let whole = if binary == Binary::Add { out.len() / 4 * 4 } else { out.len() };
        naive::binary(binary, &a[..whole], &b[..whole], &mut out[..whole]);
    }
}

#[test]
fn a_wrong_tail() {
    blamed(&check(WrongTail), "add", &[Family::Operations, Family::Sizes, Family::RandomPrograms]);
}

/// Softmax by exponentials that overflow.
#[derive(Clone)]
struct Overflowing;
impl Kernels<f32> for Overflowing {
    fn row_map(&self, map: RowMap, row: usize, x: &[f32], out: &mut [f32]) {
        if map != RowMap::Softmax {
            return naive::row_map(map, row, x, out);
        }
        for (x, out) in x.chunks_exact(row).zip(out.chunks_exact_mut(row)) {
            let sum: f32 = x.iter().map(|x| x.exp()).sum();
            out.iter_mut().zip(x).for_each(|(y, x)| *y = x.exp() / sum);
        }
    }
}

#[test]
fn an_overflow() {
    blamed(&check(Overflowing), "softmax", &[Family::SpecialValues]);
}

/// A kernel that panics does not take the report with it.
#[derive(Clone)]
struct Panicking;
impl Kernels<f32> for Panicking {
    fn log_sum_exp(&self, _: usize, _: &[f32], _: &mut [f32]) {
        panic!("not today");
    }
}

#[test]
fn a_panic() {
    let report = check(Panicking);
    let panicked = |cause: &Cause| matches!(cause, Cause::Panic { message } if message == "not today");
    let count = report.failures().filter(|failure| failure.case.contains("log_sum_exp")).count();
    assert!(count > 10 && report.failures().all(|failure| panicked(&failure.cause)));
}

/// A device whose compiler drops a term: of each sum of cotangents only the first part is kept.
struct DroppedTerm(HostBackend<f32>);

/// Is it a program of second order, and this node a sum that only its second gradients use?
fn second_order_sum(program: ProgramRef<'_>, at: usize) -> bool {
    let first = program.outputs.iter().filter(|output| !program.name(output.name).starts_with("second gradient"));
    let needed = first.map(|output| output.value.index()).max().unwrap_or(usize::MAX);
    at > needed && matches!(program.nodes[at].op, Op::Binary(Binary::Add))
}

impl Backend for DroppedTerm {
    type Buffer = HostBuffer<f32>;
    type Executable = HostExecutable<f32, Naive>;
    type Error = RunError;

    fn compile(&self, program: ProgramRef<'_>) -> Result<Self::Executable, RunError> {
        Program::from_ref(program)?;
        let drop = |(at, node): (usize, &Node)| {
            let sum = second_order_sum(program, at);
            // `a + b` becomes `1 · a`, of the same type.
            let only = Op::Unary(cdm_core::program::Unary::Affine { scale: 1.0, shift: 0.0 });
            if sum { Node { op: only, args: [node.args[0], ValueId(0)], ..*node } } else { *node }
        };
        let nodes: Vec<Node> = program.nodes.iter().enumerate().map(drop).collect();
        self.0.compile(ProgramRef { nodes: &nodes, ..program })
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<Self::Buffer, RunError> {
        self.0.buffer(dtype, len)
    }

    fn write(&self, buffer: &mut Self::Buffer, from: HostRef<'_>) -> Result<(), RunError> {
        self.0.write(buffer, from)
    }

    fn read(&self, buffer: &Self::Buffer, to: HostMut<'_>) -> Result<(), RunError> {
        self.0.read(buffer, to)
    }

    fn run(&self, executable: &Self::Executable, run: Run<'_, Self::Buffer>) -> Result<(), RunError> {
        self.0.run(executable, run)
    }
}

#[test]
fn a_missing_term_of_second_order() {
    let kit = Kit::new(Precision::F32);
    let report = kit.check_family(&DroppedTerm(HostBackend::default()), Family::Operations);
    println!("{report}");
    assert!(report.failures.len() >= 10);
    for failure in &report.failures {
        let Cause::Mismatch { mismatch, .. } = &failure.cause else { panic!("{failure}") };
        assert!(mismatch.name.starts_with("second gradient of"), "{failure}");
    }
}
