//! Totals of small programs, and plans that know them.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use super::plan::{Place, Plan, PlanRef};
use super::{Axes, Builder, Dtype, Extent, Program, Role, Totals, ValueId};
use crate::backend::{Backend, Bind, Run};
use crate::kernels::{HostBackend, HostBuffer, Naive};
use alloc::vec;
use alloc::vec::Vec;

/// Sums over the batch of `x` times each of these factors, in a program with whatever `body` makes of them.
fn program(factors: &[f64], body: impl FnOnce(&mut Builder, &[ValueId])) -> Program {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[3]).unwrap();
    let sums = factors.iter().map(|&factor| {
        let scaled = b.scale(x, factor).unwrap();
        b.sum_batch(scaled, Axes::NONE).unwrap()
    });
    let sums: Vec<ValueId> = sums.collect();
    body(&mut b, &sums);
    b.finish_as_built().unwrap()
}

/// The numbers that the reduce space has for each of the three elements, and the outputs for samples `1, 2, 3` and `4, 5, 6`.
fn run(program: &Program) -> (u32, Vec<Vec<f64>>) {
    let plan = Plan::new(program.as_ref()).unwrap();
    assert_eq!(plan.as_ref().verify(&program.as_ref()), Ok(()), "{program}");
    let backend = HostBackend::<f64>::new(Naive, 1);
    let executable = backend.compile(program.as_ref()).unwrap();
    let x = HostBuffer::Real(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let mut outputs: Vec<_> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, 2).unwrap()).collect();
    let run = Run { batch: 2, bind: Bind::Fresh, data: &[&x], frozen: &[], state: &mut [], outputs: &mut outputs };
    backend.run(&executable, run).unwrap();
    let real = |buffer: &HostBuffer<f64>| buffer.input().real().to_vec();
    (plan.as_ref().reduce_len / super::plan::ALIGN as u32, outputs.iter().map(real).collect())
}

#[test]
fn sums_that_are_only_added_accumulate_in_one_place() {
    let program = program(&[1.0, 10.0, 100.0], |b, sums| {
        let first = b.add(sums[0], sums[1]).unwrap();
        let total = b.add(sums[2], first).unwrap();
        let flat = b.reshape(total, &[3, 1]).unwrap();
        let twice = b.scale(flat, 2.0).unwrap();
        b.output("total", total);
        b.output("twice", twice);
    });
    assert_eq!(run(&program), (1, vec![vec![555.0, 777.0, 999.0], vec![1110.0, 1554.0, 1998.0]]));
}

/// Read by others too, read twice, given to the caller, or added to something else: each keeps its own place.
#[test]
fn sums_that_others_read_keep_their_places() {
    let read = program(&[1.0, 10.0], |b, sums| {
        let total = b.add(sums[0], sums[1]).unwrap();
        let product = b.mul(total, sums[0]).unwrap();
        b.output("product", product);
    });
    assert_eq!(run(&read), (2, vec![vec![5.0 * 55.0, 7.0 * 77.0, 9.0 * 99.0]]));
    let twice = program(&[1.0], |b, sums| {
        let total = b.add(sums[0], sums[0]).unwrap();
        b.output("total", total);
    });
    assert_eq!(run(&twice), (1, vec![vec![10.0, 14.0, 18.0]]));
    let given = program(&[1.0, 10.0], |b, sums| {
        let total = b.add(sums[0], sums[1]).unwrap();
        b.output("total", total);
        b.output("part", sums[1]);
    });
    assert_eq!(run(&given), (2, vec![vec![55.0, 77.0, 99.0], vec![50.0, 70.0, 90.0]]));
    let mixed = program(&[1.0, 10.0], |b, sums| {
        let product = b.scale(sums[1], 2.0).unwrap();
        let total = b.add(sums[0], product).unwrap();
        b.output("total", total);
    });
    assert_eq!(run(&mixed), (2, vec![vec![105.0, 147.0, 189.0]]));
}

/// Sums moved together that are not added to each other are refused, as is a total moved away from its parts.
#[test]
fn wrong_places_of_totals_are_refused() {
    let program = program(&[1.0, 10.0, 100.0, 1000.0], |b, sums| {
        let total = b.add(sums[0], sums[1]).unwrap();
        let other = b.mul(sums[2], sums[3]).unwrap();
        b.output("total", total);
        b.output("other", other);
    });
    let program = program.as_ref();
    let plan = Plan::new(program).unwrap();
    let plan = plan.as_ref();
    let totals = Totals::new(&program);
    let sums: Vec<usize> = (0..program.nodes.len()).filter(|&at| matches!(plan.places[at], Place::Reduce(_))).collect();
    assert_eq!(sums.len(), 5);
    assert_eq!(sums.iter().filter(|&&at| totals.of(ValueId(at as u32)).is_some()).count(), 3);
    let mut refused = 0;
    for &moved in &sums {
        for place in sums.iter().map(|&to| plan.places[to]).chain([Place::Shared(0), Place::Sample(0), Place::Nowhere])
        {
            let mut places = plan.places.to_vec();
            places[moved] = place;
            if place != plan.places[moved] {
                assert!(PlanRef { places: &places, ..plan }.verify(&program).is_err(), "%{moved} at {place:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 20);
}
