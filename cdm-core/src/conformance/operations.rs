//! Cases of single operations from the table: value, gradient, gradient of the gradient.

use super::draft::Draft;
use super::table::{Domain, Gradient, In, rows};
use super::{Built, HostData, Task, table};
use crate::program::{Dtype, Extent, Role, ValueId};
use alloc::boxed::Box;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

/// Samples: enough that sums over the batch show.
const BATCH: usize = 3;

pub(super) fn tasks() -> Built<Vec<Task>> {
    let mut tasks = Vec::new();
    for row in rows() {
        for (number, case) in row.cases.iter().enumerate() {
            let name = format!("{}, variant {}", row.op, number + 1);
            tasks.push(case_of(name, case, row.gradient, number as u64 + 1)?.into());
        }
    }
    Ok(tasks)
}

/// Adds the inputs of a variant; those that are real come second.
pub(super) fn inputs(draft: &mut Draft, case: &table::Case) -> Built<(Vec<ValueId>, Vec<ValueId>)> {
    let (mut args, mut real) = (Vec::new(), Vec::new());
    for input in case.inputs {
        let arg = match *input {
            In::Shared(dims) => draft.real(Extent::Shared, dims, case.domain.range())?,
            In::Sample(dims) => draft.real(Extent::PerSample, dims, case.domain.range())?,
            In::Index(below) => draft.index(below)?,
            In::Key => draft.key()?,
        };
        args.push(arg);
        if matches!(input, In::Shared(_) | In::Sample(_)) {
            real.push(arg);
        }
    }
    Ok((args, real))
}

fn case_of(name: alloc::string::String, case: &table::Case, gradient: Gradient, seed: u64) -> Built<super::Case> {
    let mut draft = Draft::new(seed, BATCH);
    let (args, wrt) = inputs(&mut draft, case)?;
    let y = (case.build)(&mut draft.builder, &args)?;
    draft.builder.output("value", y);
    if gradient == Gradient::Rule {
        let cotangent = cotangent(&mut draft, y)?;
        let first = draft.builder.vjp(y, cotangent, &wrt)?;
        for (at, &g) in first.iter().enumerate() {
            draft.builder.output(&format!("gradient of {:?}", wrt[at]), g);
        }
        for (at, &g) in first.iter().enumerate() {
            // A sum over the batch cannot be pulled back to per-sample arguments: its cotangent must be known before.
            let weights = self::cotangent(&mut draft, g)?;
            let moving: Vec<ValueId> = wrt.iter().copied().chain([cotangent]).collect();
            let second = draft.builder.vjp(g, weights, &moving)?;
            for (x, &h) in moving.iter().zip(&second) {
                draft.builder.output(&format!("second gradient of {:?} and {x:?}", wrt[at]), h);
            }
        }
    }
    draft.finish(name, 1)
}

/// A cotangent for a value; a shared one is frozen, as it must be known before the samples are mapped.
fn cotangent(draft: &mut Draft, y: ValueId) -> Built<ValueId> {
    let ty = draft.builder.ty(y);
    let dims: Vec<usize> = ty.shape.dims().collect();
    let id = draft.real(ty.extent, &dims, Domain::Any.range())?;
    if ty.dtype == Dtype::Wide { Ok(id) } else { draft.builder.cast(id, ty.dtype) }
}

pub(super) fn special_values() -> Built<Vec<Task>> {
    let mut tasks = Vec::new();
    for row in rows() {
        for &(arg, want) in row.special {
            let mut draft = Draft::new(1, 1);
            let numbers = HostData::Real(arg.to_vec());
            let x = draft.with(Role::Frozen, Extent::Shared, Dtype::Wide, &[2], numbers)?;
            let y = (row.special_build)(&mut draft.builder, &[x])?;
            draft.builder.output("value", y);
            let exact = Box::new(move |_: &super::Case| vec![want.to_vec()]);
            let case = draft.finish(format!("{} of {arg:?}", row.op), 0)?;
            tasks.push(Task { case, exact: Some(exact), to_the_bit: false });
        }
    }
    Ok(tasks)
}
