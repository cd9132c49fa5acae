//! What a backend must refuse, with its states unchanged and its executable still of use.

use super::case::{Buffers, Case, run_compiled};
use super::check::{Checker, guarded};
use super::compare::{compare, expected};
use super::draft::Draft;
use super::report::Cause;
use super::{Built, HostData};
use crate::backend::{Backend, Bind, HostMut, HostRef};
use crate::program::{Dtype, Extent, ProgramRef, Role};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

/// A program with an input of each role and kind, an update, and a table that indices can miss.
fn case() -> Built<Case> {
    let mut d = Draft::new(1, 3);
    let x = d.real(Extent::PerSample, &[2], (-1.0, 1.0))?;
    let index = d.index(4)?;
    let table = d.real(Extent::Shared, &[4, 2], (-1.0, 1.0))?;
    let numbers = HostData::Real(vec![0.5, -0.25]);
    let state = d.with(Role::State, Extent::Shared, Dtype::Wide, &[2], numbers)?;
    let row = d.builder.take(table, index)?;
    let y = d.builder.add(x, row)?;
    d.builder.output("value", y);
    let sum = d.builder.sum_batch(y, crate::program::Axes::NONE)?;
    let new = d.builder.add(state, sum)?;
    d.builder.update(state, new)?;
    d.finish(String::from("refusals"), 1)
}

/// Spoils the buffers of a run; the number is how many samples it claims.
type Spoil<B> = fn(&B, &mut Buffers<B>) -> Result<usize, <B as Backend>::Error>;

fn spoils<B: Backend>() -> Vec<(&'static str, Spoil<B>)> {
    vec![
        ("a data buffer missing", |_, run| {
            run.data.pop();
            Ok(3)
        }),
        ("a data buffer too many", |backend, run| {
            run.data.push(backend.buffer(Dtype::Wide, 6)?);
            Ok(3)
        }),
        ("a frozen buffer missing", |_, run| {
            run.frozen.pop();
            Ok(3)
        }),
        ("a state missing", |_, run| {
            run.state.pop();
            Ok(3)
        }),
        ("an output missing", |_, run| {
            run.outputs.pop();
            Ok(3)
        }),
        ("a data buffer too short", |backend, run| {
            run.data[0] = backend.buffer(Dtype::Wide, 5)?;
            Ok(3)
        }),
        ("a data buffer too long", |backend, run| {
            run.data[0] = backend.buffer(Dtype::Wide, 8)?;
            Ok(3)
        }),
        ("a frozen buffer too short", |backend, run| {
            run.frozen[0] = backend.buffer(Dtype::Wide, 7)?;
            Ok(3)
        }),
        ("an output too short", |backend, run| {
            run.outputs[0] = backend.buffer(Dtype::Wide, 4)?;
            Ok(3)
        }),
        ("more samples than the buffers hold", |_, _| Ok(4)),
        ("fewer samples than the buffers hold", |_, _| Ok(2)),
        ("indices in place of numbers", |backend, run| {
            run.data[0] = backend.buffer(Dtype::Index, 6)?;
            Ok(3)
        }),
        ("numbers in place of indices", |backend, run| {
            run.data[1] = backend.buffer(Dtype::Wide, 3)?;
            Ok(3)
        }),
        ("an index beyond its table", |backend, run| {
            backend.write(&mut run.data[1], HostRef::Index(&[0, 4, 1]))?;
            Ok(3)
        }),
    ]
}

pub(super) fn check<B: Backend>(checker: &mut Checker<'_, B>) {
    let case = match case() {
        Ok(case) => case,
        Err(error) => return checker.broken(&error),
    };
    for (name, spoil) in spoils::<B>() {
        checker.counted();
        if let Err(cause) = refused_run(checker, &case, spoil) {
            checker.failed(name, String::from("a run"), cause);
        }
    }
    round_trips(checker);
    copies(checker);
    programs(checker, &case);
}

/// The spoilt run must be an error that leaves the states, and a right one must then work with the same executable.
fn refused_run<B: Backend>(checker: &Checker<'_, B>, case: &Case, spoil: Spoil<B>) -> Result<(), Cause> {
    let backend = checker.backend;
    let executable = guarded(|| backend.compile(case.program.as_ref()))?;
    let mut buffers = guarded(|| Buffers::new(backend, case))?;
    let batch = guarded(|| spoil(backend, &mut buffers))?;
    match guarded(|| buffers.run(backend, &executable, batch, Bind::Fresh)) {
        Ok(()) => return Err(Cause::Accepted),
        Err(panic @ Cause::Panic { .. }) => return Err(panic),
        Err(_) => {}
    }
    if let (Some(state), Some(HostData::Real(before))) = (buffers.state.first(), case.state.first()) {
        let mut now = vec![0.0; before.len()];
        guarded(|| backend.read(state, HostMut::F64(&mut now)))?;
        if &now != before {
            return Err(Cause::Changed);
        }
    }
    // The executable has never bound anything: it binds in any case.
    let got = guarded(|| run_compiled(backend, &executable, case, Bind::Reuse))?;
    let want = expected(case, &checker.precision).map_err(|error| Cause::Kit { message: error.to_string() })?;
    let blamed = |mismatch| Cause::Mismatch { mismatch: Box::new(mismatch), blame: checker.blame(case).map(Box::new) };
    compare(case, &got, &want).map(|_| ()).map_err(blamed)
}

/// Numbers survive the way to the backend and back, in either of the host's precisions.
fn round_trips<B: Backend>(checker: &mut Checker<'_, B>) {
    let backend = checker.backend;
    // Exact in every floating-point type.
    let (double, single) = ([0.5f64, -1.5, 3.0, 0.0], [0.5f32, -1.5, 3.0, 0.0]);
    for dtype in [Dtype::Narrow, Dtype::Wide] {
        for (name, from) in [("f32", HostRef::F32(&single)), ("f64", HostRef::F64(&double))] {
            checker.counted();
            let copied = guarded(|| {
                let mut buffer = backend.buffer(dtype, 4)?;
                backend.write(&mut buffer, from)?;
                let (mut as_single, mut as_double) = ([f32::NAN; 4], [f64::NAN; 4]);
                backend.read(&buffer, HostMut::F32(&mut as_single))?;
                backend.read(&buffer, HostMut::F64(&mut as_double))?;
                Ok::<_, B::Error>((as_single, as_double))
            });
            let cause = match copied {
                Ok((as_single, as_double)) if as_single == single && as_double == double => continue,
                Ok((as_single, as_double)) => {
                    Cause::Error { message: format!("{double:?} came back as {as_single:?} and {as_double:?}") }
                }
                Err(cause) => cause,
            };
            checker.failed(&format!("{dtype:?} numbers copied from {name}"), String::from("a copy"), cause);
        }
    }
}

/// Copies of the wrong length or kind.
fn copies<B: Backend>(checker: &mut Checker<'_, B>) {
    let backend = checker.backend;
    let buffer = |dtype, len| guarded(|| backend.buffer(dtype, len));
    let (mut numbers, mut indices) = (vec![0.0f64; 4], vec![0u32; 3]);
    let attempts: [(&str, Result<(), Cause>); 5] = [
        (
            "a copy to a shorter buffer",
            buffer(Dtype::Wide, 3).and_then(|mut b| guarded(|| backend.write(&mut b, HostRef::F64(&[0.0; 4])))),
        ),
        (
            "a copy to a longer buffer",
            buffer(Dtype::Narrow, 3).and_then(|mut b| guarded(|| backend.write(&mut b, HostRef::F32(&[0.0; 2])))),
        ),
        (
            "indices copied to numbers",
            buffer(Dtype::Wide, 3).and_then(|mut b| guarded(|| backend.write(&mut b, HostRef::Index(&[0; 3])))),
        ),
        (
            "a copy from a shorter buffer",
            buffer(Dtype::Wide, 3).and_then(|b| guarded(|| backend.read(&b, HostMut::F64(&mut numbers)))),
        ),
        (
            "numbers copied to indices",
            buffer(Dtype::Wide, 3).and_then(|b| guarded(|| backend.read(&b, HostMut::Index(&mut indices)))),
        ),
    ];
    for (name, attempt) in attempts {
        checker.counted();
        judge(checker, name, "a copy", attempt);
    }
}

fn judge<B: Backend>(checker: &mut Checker<'_, B>, name: &str, run: &str, attempt: Result<(), Cause>) {
    match attempt {
        Ok(()) => checker.failed(name, String::from(run), Cause::Accepted),
        Err(panic @ Cause::Panic { .. }) => checker.failed(name, String::from(run), panic),
        Err(_) => {}
    }
}

/// Programs that do not verify: each node's result claims another shape, and nodes come in the wrong order.
fn programs<B: Backend>(checker: &mut Checker<'_, B>, case: &Case) {
    let program = case.program.as_ref();
    for at in 0..program.nodes.len() {
        let mut wrong = program.nodes.to_vec();
        let Some(shape) = crate::program::Shape::new(&[3, 5, 2]) else { continue };
        wrong[at].ty.shape = shape;
        refuse(checker, &format!("a wrong shape of node {at}"), &ProgramRef { nodes: &wrong, ..program });
    }
    let mut reversed = program.nodes.to_vec();
    reversed.reverse();
    refuse(checker, "nodes in reverse", &ProgramRef { nodes: &reversed, ..program });
    refuse(checker, "inputs that are not declared", &ProgramRef { inputs: &[], ..program });
}

fn refuse<B: Backend>(checker: &mut Checker<'_, B>, name: &str, program: &ProgramRef<'_>) {
    let backend = checker.backend;
    checker.counted();
    judge(checker, name, "compilation", guarded(|| backend.compile(*program)).map(|_| ()));
}
