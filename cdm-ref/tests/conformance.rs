//! The conformance kit on the reference, which must keep its own bounds, and on the core's naive interpreter; gradients of
//! random programs against dual numbers; and what random programs reach.
//!
//! `CDM_RANDOM_PROGRAMS` sets the number of random programs (default 1,000).

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm_core::conformance::{Bounded, Case, Family, Kit, Noise, Precision, Scalar, Summary, evaluate};
use cdm_core::kernels::{HostBackend, Naive};
use cdm_core::program::{Op, Role};
use cdm_ref::{Dual, RefBackend};

fn count() -> u64 {
    std::env::var("CDM_RANDOM_PROGRAMS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000)
}

/// Programs reach everything.
fn varied(summary: &Summary) {
    if summary.cases >= 1000 {
        for op in Op::NAMES {
            let programs = summary.operations.get(op).copied().unwrap_or(0);
            // At least one in a hundred, so that a thousand programs try each operation in several variants.
            assert!(programs * 100 >= summary.cases, "{op} occurs in {programs} of {} programs", summary.cases);
        }
        let [first, second] = summary.gradients;
        assert!(first * 3 >= summary.cases && second * 8 >= summary.cases, "too few gradients: {first}, {second}");
    }
}

#[test]
fn reference_keeps_its_own_bounds() {
    for family in Family::ALL {
        let summary = Kit::new(Precision::F64).check_family(&RefBackend, family).expect_passed();
        assert!(summary.largest_ratio <= 1.0);
    }
}

// One sample at a time, and a whole batch at once; then three at a time, so that most batches have a tail.
cdm_core::conformance_tests!(one_by_one, HostBackend::<f64>::new(Naive, 1), Precision::F64, 0..count().div_ceil(2));
cdm_core::conformance_tests!(batches, HostBackend::<f64>::new(Naive, 8), Precision::F64, count().div_ceil(2)..count());
cdm_core::conformance_tests!(single_precision, HostBackend::<f32>::new(Naive, 3), Precision::F32, 0..count());

#[test]
fn random_programs_reach_every_operation() {
    let kit = Kit::new(Precision::F32).random_programs(0..1000);
    varied(&kit.check_family(&HostBackend::<f32>::new(Naive, 3), Family::RandomPrograms).expect_passed());
}

/// The gradients of random programs in their inputs, of first order and of a gradient's norm, against dual numbers
/// through the rest of the program; both sides carry bounds on their rounding.
#[test]
fn gradients_are_those_of_dual_numbers() {
    let (mut checked, mut zero, mut largest) = ([0; 2], 0, 0f64);
    for seed in 0..count() / 2 {
        let case = Case::random(seed);
        for (order, [scalar, gradient]) in
            [["loss", "gradient of "], ["norm", "second gradient of "]].into_iter().enumerate()
        {
            for (number, name) in case.program.outputs().map(|(name, _)| name).enumerate() {
                let Some(input) = name.strip_prefix(gradient).filter(|of| of.starts_with("input")) else { continue };
                let (got, want) = slopes(&case, scalar, number, input, seed);
                let ratio = (got.value - want.value).abs() / (got.error + want.error);
                // One bound for each side, and as much again for second-order terms.
                assert!(got.value == want.value || ratio <= 2.0, "{seed}: {name} gives {got:?}, duals {want:?}");
                checked[order] += 1;
                zero += usize::from(want.value == 0.0);
                largest = if ratio.is_nan() { largest } else { largest.max(ratio) };
            }
        }
    }
    let [first, second] = checked;
    println!("{first} gradients, {second} second ones, {zero} of them zero; largest error/bound {largest:.3}");
    assert!(first > 200 && second > 100 && zero * 2 < first + second);
}

/// Slope of a scalar output along a random direction of one input: from the gradient, which is output `number`, and
/// from duals.
fn slopes(case: &Case, scalar: &str, number: usize, input: &str, seed: u64) -> (Bounded, Bounded) {
    let program = case.program.as_ref();
    let precision = Precision::F64;
    let exact = |x| Bounded::exact(x, precision.wide);
    let mut noise = Noise::new(seed);
    let mut direction = Vec::new();
    let mut inputs = Vec::new();
    for (value, declared) in case.inputs().unwrap().iter().zip(program.inputs) {
        let moves = program.name(declared.name) == input;
        inputs.push(value.map(|x| {
            let tangent = if moves { noise.uniform(-1.0, 1.0) } else { 0.0 };
            direction.extend(moves.then(|| exact(tangent)));
            Dual::new(exact(x), exact(tangent))
        }));
    }
    let values = evaluate::<Dual<Bounded>>(program, &precision, case.batch, &inputs).unwrap();
    let output = |at: usize| values[program.outputs[at].value.index()].numbers();
    let at = case.program.outputs().position(|(name, _)| name == scalar).unwrap();
    let gradient = output(number);
    let pairs: Vec<_> = gradient.iter().zip(direction).map(|(g, v)| (g.value, v)).collect();
    (Bounded::dot(exact(0.0), &pairs), output(at)[0].tangent)
}

#[test]
fn a_seed_gives_one_program() {
    for seed in 0..20 {
        assert_eq!(Case::random(seed), Case::random(seed));
    }
}

/// The generator must reach what its documentation claims.
#[test]
fn programs_are_varied() {
    let cases: Vec<_> = (0..300).map(Case::random).collect();
    for batch in 1..=7 {
        assert!(cases.iter().any(|case| case.batch == batch), "no batch of {batch}");
    }
    let some = |what: &str, found: &dyn Fn(&Case) -> bool| {
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
