//! Regions of random programs and of small ones whose regions are known.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use super::plan::{Plan, StepList, phase};
use super::regions::{Limits, is_pointwise, steps};
use super::samples::random_program;
use super::{Axes, Builder, Dtype, Extent, Op, Program, Role, Totals, ValueId};
use crate::program::builder::Result;
use alloc::vec;
use alloc::vec::Vec;

const LIMITS: Limits = Limits { inputs: 8, ops: 16, recompute: 4, period: 0, row: 1 };

/// Everything is computed before it is read, stored once, of one phase, and within the limits.
fn check(program: &Program, limits: Limits) -> [StepList; 3] {
    let p = program.as_ref();
    let lists = steps(p, limits);
    let totals = Totals::new(&p);
    let mut stored = vec![false; p.nodes.len()];
    for (number, (nodes, stores)) in lists.iter().enumerate().flat_map(|(n, list)| list.iter().map(move |s| (n, s))) {
        let mut here: Vec<ValueId> = Vec::new();
        for &value in nodes {
            for &argument in p.node(value).args() {
                let root = p.alias_root(argument);
                let known = matches!(p.node(root).op, Op::Input(_)) || stored[root.index()] || here.contains(&root);
                assert!(known || totals.contains(&p, root), "{value:?} reads {root:?}, which is not there");
            }
            assert!(phase(&p, value).is_some());
            here.push(value);
        }
        let members = nodes.iter().filter(|v| is_pointwise(p.node(**v))).count();
        assert!(members == 0 || members <= limits.ops * (limits.recompute + 1), "{members} operations in a region");
        assert!(members > 0 || nodes.len() == 1, "a step outside regions is one node");
        for store in stores {
            assert!(here.contains(store) && !stored[store.index()], "{store:?} is stored twice or not computed");
            assert_eq!(phase(&p, *store), Some(number));
            stored[store.index()] = true;
        }
        assert!(!stores.is_empty(), "a step that nobody needs");
    }
    let wanted = p.outputs.iter().map(|o| o.value).chain(p.updates.iter().map(|u| u.value));
    for root in wanted.map(|value| p.alias_root(value)) {
        let known = matches!(p.node(root).op, Op::Input(_)) || totals.contains(&p, root);
        assert!(known || stored[root.index()], "{root:?} is wanted and not stored");
    }
    // The plan's own assertions hold too.
    Plan::with_steps(p, lists.clone()).unwrap();
    lists
}

#[test]
fn random_programs_compute_everything_before_it_is_read() {
    let extremes = [
        LIMITS,
        Limits { inputs: 2, ops: 1, recompute: 0, ..LIMITS },
        Limits { inputs: 3, ops: 2, recompute: 2, period: 1000, row: 1 },
        Limits { period: 4, row: 8, ..LIMITS },
        Limits { period: 1000, ..LIMITS },
        Limits { inputs: 1000, ops: 1000, recompute: 1000, period: 1000, row: 1 },
    ];
    for seed in 0..300 {
        let program = random_program(seed, 40);
        extremes.iter().for_each(|&limits| drop(check(&program, limits)));
    }
}

fn input(b: &mut Builder, name: &str, dims: &[usize]) -> Result<ValueId> {
    b.input(name, Role::Data, Extent::PerSample, Dtype::Narrow, dims)
}

/// Pointwise members of each step with at least one.
fn regions(program: &Program, limits: Limits) -> Vec<usize> {
    let p = program.as_ref();
    let count = |nodes: &Vec<ValueId>| nodes.iter().filter(|v| is_pointwise(p.node(**v))).count();
    check(program, limits).iter().flatten().map(|(nodes, _)| count(nodes)).filter(|&n| n > 0).collect()
}

#[test]
fn a_path_through_a_sum_splits_a_region() -> Result<()> {
    let mut b = Builder::new();
    let (x, y) = (input(&mut b, "x", &[4, 8])?, input(&mut b, "y", &[4, 8])?);
    let product = b.mul(x, y)?;
    let sum = b.sum(product, Axes::of(&[1]))?;
    let wide = b.broadcast_to(sum, b.ty(x))?;
    let centred = b.sub(product, wide)?;
    let scaled = b.scale(centred, 2.0)?;
    b.output("out", scaled);
    let program = b.finish()?;
    // The product cannot be in one region with what follows from its own sum; the broadcast is a view.
    assert_eq!(regions(&program, LIMITS), [1, 2]);
    Ok(())
}

#[test]
fn regions_look_through_reshapes() -> Result<()> {
    let mut b = Builder::new();
    let (x, y) = (input(&mut b, "x", &[4, 8])?, input(&mut b, "y", &[4, 8])?);
    let product = b.mul(x, y)?;
    let flat = b.reshape(product, &[32])?;
    let z = input(&mut b, "z", &[32])?;
    let total = b.add(flat, z)?;
    b.output("out", total);
    assert_eq!(regions(&b.finish()?, LIMITS), [2]);
    Ok(())
}

#[test]
fn cheap_values_are_recomputed_where_they_are_read() -> Result<()> {
    let mut b = Builder::new();
    let x = input(&mut b, "x", &[4, 4])?;
    let sigmoid = b.sigmoid(x)?;
    let silu = b.mul(x, sigmoid)?;
    let product = b.matmul(silu, false, silu, true)?;
    let gradient = b.mul(product, sigmoid)?;
    b.output("out", gradient);
    let program = b.finish()?;
    // The sigmoid depends on `x` alone: it is computed twice and stored never.
    assert_eq!(regions(&program, LIMITS), [2, 2]);
    let kept = regions(&program, Limits { recompute: 0, ..LIMITS });
    assert_eq!(kept, [2, 1]);
    Ok(())
}
