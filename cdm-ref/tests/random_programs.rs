//! Random programs: the reference against its own bounds, the core's naive interpreter against the reference, and
//! gradients of random programs against dual numbers.
//!
//! `CDM_RANDOM_PROGRAMS` sets the number of programs (default 1,000).

use cdm_core::kernels::{HostBackend, Naive};
use cdm_core::program::{Op, Role};
use cdm_ref::bounded::Precision;
use cdm_ref::executor::RefBackend;
use cdm_ref::random_program::{RandomCase, Summary, run_programs};

fn count() -> u64 {
    std::env::var("CDM_RANDOM_PROGRAMS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000)
}

/// Prints the summary and checks that the programs reached everything.
fn report(name: &str, summary: &Summary) {
    println!("{name}: {summary}");
    if summary.programs >= 1000 {
        for op in Op::NAMES {
            let programs = summary.operations.get(op).copied().unwrap_or(0);
            // At least one in a hundred, so that a thousand programs try each operation in several variants.
            assert!(programs * 100 >= summary.programs, "{op} occurs in {programs} of {} programs", summary.programs);
        }
        let [first, second] = summary.gradients;
        assert!(
            first * 3 >= summary.programs && second * 8 >= summary.programs,
            "too few gradients: {first}, {second}"
        );
    }
}

#[test]
fn reference_keeps_its_own_bounds() {
    let summary = run_programs(&RefBackend, &Precision::F64, 0..300).unwrap_or_else(|failure| panic!("{failure}"));
    report("reference", &summary);
    assert!(summary.largest_ratio <= 1.0);
}

#[test]
fn interpreter_in_double_precision() {
    let backend = HostBackend::<f64>::default();
    let summary = run_programs(&backend, &Precision::F64, 0..count()).unwrap_or_else(|failure| panic!("{failure}"));
    report("interpreter, f64", &summary);
}

#[test]
fn interpreter_in_single_precision() {
    // Three samples at a time: most batches have a tail.
    let backend = HostBackend::<f32>::new(Naive, 3);
    let summary = run_programs(&backend, &Precision::F32, 0..count()).unwrap_or_else(|failure| panic!("{failure}"));
    report("interpreter, f32", &summary);
}

#[test]
fn a_seed_gives_one_program() {
    for seed in 0..20 {
        assert_eq!(RandomCase::new(seed), RandomCase::new(seed));
    }
}

/// The generator must reach what its documentation claims.
#[test]
fn programs_are_varied() {
    let cases: Vec<_> = (0..300).map(RandomCase::new).collect();
    for batch in 1..=7 {
        assert!(cases.iter().any(|case| case.batch == batch), "no batch of {batch}");
    }
    let some = |what: &str, found: &dyn Fn(&RandomCase) -> bool| {
        let count = cases.iter().filter(|case| found(case)).count();
        println!("{what}: {count} of {}", cases.len());
        assert!(count >= 3, "{what}: {count}");
    };
    some("updates", &|case| !case.program.as_ref().updates.is_empty());
    some("frozen inputs", &|case| case.program.inputs(Role::Frozen).count() > 0);
    some("shared outputs", &|case| case.program.outputs().any(|(_, ty)| !ty.is_per_sample()));
    some("per-sample outputs", &|case| case.program.outputs().any(|(_, ty)| ty.is_per_sample()));
    some("an output of rank 5", &|case| case.program.outputs().any(|(_, ty)| ty.shape.rank() == 5));
    some("an output of rank 0", &|case| case.program.outputs().any(|(_, ty)| ty.shape.rank() == 0));
    use cdm_core::program::Section::{Bind, Map, Reduce, Update};
    for section in [Bind, Map, Reduce, Update] {
        let name = format!("{section:?} nodes that compute");
        let computes = |node: &&cdm_core::program::Node| node.section == section && node.op.arity() > 0;
        some(&name, &|case| case.program.as_ref().nodes.iter().any(|node| computes(&node)));
    }
}
