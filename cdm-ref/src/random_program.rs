//! Random valid programs, to hold any backend against the reference executor.
//!
//! [`run_programs`] does it all: generates programs from consecutive seeds, runs each on the backend and compares
//! states and outputs with f64 values, within a bound on the rounding errors of the backend's precision (see
//! [`crate::bounded`]).
//!
//! Outputs are named after what they are: `value…`, `loss`, `gradient of NAME` (of the loss, an input or a value within),
//! `norm` (of one gradient, squared) and `second gradient of NAME` (of the norm).
//!
//! # For backend authors
//! One test: `run_programs(&backend, &Precision::F32, 0..1000)`; print the summary, or the failure, whose seed gives the
//! program again: `RandomCase::new(seed).program`.

mod compare;
mod generate;
mod numbers;
mod shapes;

pub use compare::{Comparison, Expected, Mismatch, compare, expected};
pub use numbers::Noise;

use crate::bounded::Precision;
use crate::executor::Value;
use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run, RunError};
use cdm_core::program::{Program, ProgramError, ProgramRef, Role, ValueId, ValueType};
use core::fmt;
use core::ops::Range;
use std::collections::BTreeMap;

/// How often the bound an error may be: once for the backend, once for the f64 value that it is compared with, and as
/// much again for terms of second order, which the bounds leave out.
pub const TOLERANCE: f64 = 4.0;

/// Numbers of one input.
#[derive(Clone, Debug, PartialEq)]
pub enum HostData {
    /// Real numbers, each of which is exact in `f32`.
    Real(Vec<f64>),
    /// Indices.
    Index(Vec<u32>),
}

impl HostData {
    /// As a backend reads them.
    pub fn as_host(&self) -> HostRef<'_> {
        match self {
            HostData::Real(x) => HostRef::F64(x),
            HostData::Index(x) => HostRef::Index(x),
        }
    }

    fn truncated(&self, len: usize) -> Self {
        match self {
            HostData::Real(x) => HostData::Real(x[..len].to_vec()),
            HostData::Index(x) => HostData::Index(x[..len].to_vec()),
        }
    }
}

/// A program with numbers for all its inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomCase {
    /// What it was made from.
    pub seed: u64,
    /// The program.
    pub program: Program,
    /// Number of samples.
    pub batch: usize,
    /// Inputs of role `Data`.
    pub data: Vec<HostData>,
    /// Inputs of role `Frozen`.
    pub frozen: Vec<HostData>,
    /// Inputs of role `State`.
    pub state: Vec<HostData>,
}

impl RandomCase {
    /// The program of a seed. Outputs and states stay of order one, and single precision keeps digits of them.
    pub fn new(seed: u64) -> Self {
        // Most attempts serve; one whose values grow or lose all digits is replaced by another of the same seed.
        for attempt in 0.. {
            if let Ok(case) = generate::attempt(seed, attempt)
                && compare::well_conditioned(&case)
            {
                return case;
            }
        }
        unreachable!("the loop has no end")
    }

    /// The same case with its first samples only.
    ///
    /// # Panics
    /// If there are fewer.
    #[must_use]
    pub fn with_batch(&self, batch: usize) -> Self {
        let cut = |(data, (_, ty)): (&HostData, (&str, ValueType))| data.truncated(ty.elements_for(batch));
        let data = self.data.iter().zip(self.program.inputs(Role::Data)).map(cut).collect();
        Self { batch, data, ..self.clone() }
    }

    /// The same case with its program optimized.
    #[must_use]
    pub fn optimized(&self) -> Self {
        Self { program: self.program.clone().optimized(), ..self.clone() }
    }

    /// All inputs, in the order of the program's table, as [`crate::executor::evaluate`] takes them.
    ///
    /// # Errors
    /// [`RunError::Length`] if the numbers do not fit the program's inputs: not for a case that was generated.
    pub fn inputs(&self) -> Result<Vec<Value<f64>>, RunError> {
        let program = self.program.as_ref();
        let mut values = Vec::with_capacity(program.inputs.len());
        for (at, input) in program.inputs.iter().enumerate() {
            let value = match self.list(input.role).get(program.position(at)) {
                Some(HostData::Real(x)) => Value::real(&input.ty, self.batch, x.clone()),
                Some(HostData::Index(x)) => Value::index(&input.ty, self.batch, x.clone()),
                None => None,
            };
            let want = input.ty.elements_for(self.batch);
            values.push(value.ok_or(RunError::Length { list: "inputs", at, want, got: 0 })?);
        }
        Ok(values)
    }

    fn list(&self, role: Role) -> &[HostData] {
        match role {
            Role::Data => &self.data,
            Role::Frozen => &self.frozen,
            Role::State => &self.state,
        }
    }
}

/// What a run leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Outputs, in the program's order.
    pub outputs: Vec<Vec<f64>>,
    /// States, in the program's order.
    pub state: Vec<Vec<f64>>,
}

/// Compiles and runs a case. Outputs are NaN before.
///
/// # Errors
/// The backend's.
pub fn run_case<B: Backend>(backend: &B, case: &RandomCase) -> Result<Outcome, B::Error> {
    let executable = backend.compile(case.program.as_ref())?;
    run_compiled(backend, &executable, case, Bind::Fresh)
}

/// Runs a case with an executable of its program. Outputs are NaN before.
///
/// # Errors
/// The backend's.
pub fn run_compiled<B: Backend>(
    backend: &B,
    executable: &B::Executable,
    case: &RandomCase,
    bind: Bind,
) -> Result<Outcome, B::Error> {
    let program = &case.program;
    let inputs = |role| -> Result<Vec<B::Buffer>, B::Error> {
        let pairs = program.inputs(role).zip(case.list(role));
        pairs.map(|((_, ty), data)| filled(backend, &ty, case.batch, data.as_host())).collect()
    };
    let (data, frozen, mut state) = (inputs(Role::Data)?, inputs(Role::Frozen)?, inputs(Role::State)?);
    let mut outputs = Vec::new();
    for (_, ty) in program.outputs() {
        let nothing = vec![f64::NAN; ty.elements_for(case.batch)];
        outputs.push(filled(backend, &ty, case.batch, HostRef::F64(&nothing))?);
    }
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let run = Run { batch: case.batch, bind, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
    backend.run(executable, run)?;
    let read = |buffers: &[B::Buffer], types: Vec<ValueType>| -> Result<Vec<Vec<f64>>, B::Error> {
        let pairs = buffers.iter().zip(types);
        pairs
            .map(|(buffer, ty)| {
                let mut numbers = vec![0.0; ty.elements_for(case.batch)];
                backend.read(buffer, HostMut::F64(&mut numbers))?;
                Ok(numbers)
            })
            .collect()
    };
    Ok(Outcome {
        outputs: read(&outputs, program.outputs().map(|(_, ty)| ty).collect())?,
        state: read(&state, program.inputs(Role::State).map(|(_, ty)| ty).collect())?,
    })
}

fn filled<B: Backend>(backend: &B, ty: &ValueType, batch: usize, numbers: HostRef<'_>) -> Result<B::Buffer, B::Error> {
    let mut buffer = backend.buffer_for(ty, batch)?;
    backend.write(&mut buffer, numbers)?;
    Ok(buffer)
}

/// What [`run_programs`] has seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Programs.
    pub programs: usize,
    /// Programs with a gradient, and with a gradient of a gradient.
    pub gradients: [usize; 2],
    /// Runs, of full and of partial batches.
    pub runs: usize,
    /// Numbers compared.
    pub numbers: usize,
    /// The largest error in units of its bound ([`TOLERANCE`] would still pass).
    pub largest_ratio: f64,
    /// Seed of the program that had it.
    pub largest_seed: u64,
    /// Errors up to 1/1000, 1/100, 1/10, 1 and beyond 1 of their bound.
    pub ratios: [usize; 5],
    /// Programs whose outputs or updates depend on an operation, by its name.
    pub operations: BTreeMap<&'static str, usize>,
}

impl Summary {
    fn add(&mut self, seed: u64, comparison: &Comparison) {
        self.runs += 1;
        self.numbers += comparison.numbers;
        for (total, count) in self.ratios.iter_mut().zip(comparison.ratios) {
            *total += count;
        }
        if comparison.largest_ratio > self.largest_ratio {
            (self.largest_ratio, self.largest_seed) = (comparison.largest_ratio, seed);
        }
    }

    fn count(&mut self, program: &Program) {
        self.programs += 1;
        let program_ref = program.as_ref();
        let outputs = program_ref.outputs.iter().map(|output| output.value);
        let updates = program_ref.updates.iter().map(|update| update.value);
        // What nothing depends on tests nothing.
        let live = ancestors(program_ref, outputs.chain(updates).collect());
        let mut names: Vec<_> = live.into_iter().map(|id| program_ref.node(id).op.name()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            *self.operations.entry(name).or_default() += 1;
        }
        // The generator names outputs after what they are.
        for (order, mark) in ["gradient of", "second gradient of"].into_iter().enumerate() {
            self.gradients[order] += usize::from(program.outputs().any(|(name, _)| name.starts_with(mark)));
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.gradients;
        writeln!(
            f,
            "{} programs ({first} with a gradient, {second} with a second one), {} runs, {} numbers",
            self.programs, self.runs, self.numbers
        )?;
        writeln!(f, "largest error/bound {:.3} (seed {}), allowed {TOLERANCE}", self.largest_ratio, self.largest_seed)?;
        writeln!(f, "errors up to 0.001, 0.01, 0.1, 1, more of their bound: {:?}", self.ratios)?;
        write!(f, "programs with each operation:")?;
        self.operations.iter().try_for_each(|(name, count)| write!(f, " {name} {count}"))
    }
}

/// A program on which a backend fails.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Failure<E> {
    /// The backend returned an error.
    Run {
        /// The program's.
        seed: u64,
        /// The backend's.
        error: E,
    },
    /// The backend computed another number.
    Mismatch(Mismatch),
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Run { seed, error } => write!(f, "random program {seed}: {error}"),
            Failure::Mismatch(mismatch) => mismatch.fmt(f),
        }
    }
}

impl<E: fmt::Display + fmt::Debug> core::error::Error for Failure<E> {}

/// Runs the programs of these seeds on a backend of this precision and compares.
///
/// Each program is compiled as it was built and optimized. Each executable runs a full batch, then (if the program has no updates) the same again with its bound values kept,
/// then a smaller batch, which is sometimes empty.
///
/// # Errors
/// The first failure.
pub fn run_programs<B: Backend>(
    backend: &B,
    precision: &Precision,
    seeds: Range<u64>,
) -> Result<Summary, Failure<B::Error>> {
    let mut summary = Summary::default();
    for seed in seeds {
        let case = RandomCase::new(seed);
        summary.count(&case.program);
        let part = case.with_batch(partial_batch(&case));
        // The judge evaluates the program as it was built, whatever the optimizer makes of it.
        let wants = [reference(&case, precision)?, reference(&part, precision)?];
        check_case(backend, [&case, &part], &wants, &mut summary)?;
        check_case(backend, [&case.optimized(), &part.optimized()], &wants, &mut summary)?;
    }
    Ok(summary)
}

/// Runs one executable on a full and on a partial batch.
fn check_case<B: Backend>(
    backend: &B,
    [case, part]: [&RandomCase; 2],
    wants: &[Expected; 2],
    summary: &mut Summary,
) -> Result<(), Failure<B::Error>> {
    let seed = case.seed;
    let failed = |error| Failure::Run { seed, error };
    let executable = backend.compile(case.program.as_ref()).map_err(failed)?;
    let mut check = |case: &RandomCase, want: &Expected, bind| {
        let got = run_compiled(backend, &executable, case, bind).map_err(failed)?;
        let comparison = compare(seed, &got, want, TOLERANCE).map_err(Failure::Mismatch)?;
        summary.add(seed, &comparison);
        Ok(())
    };
    check(case, &wants[0], Bind::Fresh)?;
    if case.program.as_ref().updates.is_empty() {
        check(case, &wants[0], Bind::Reuse)?;
    }
    check(part, &wants[1], Bind::Fresh)
}

/// A smaller batch to run a case with: any number below its own, none included.
fn partial_batch(case: &RandomCase) -> usize {
    case.seed as usize % case.batch
}

fn reference<E: From<RunError>>(case: &RandomCase, precision: &Precision) -> Result<Expected, Failure<E>> {
    expected(case, precision).map_err(|error| Failure::Run { seed: case.seed, error: error.into() })
}

/// What stops the generator: an operation that does not fit, and is left out.
type Built<T> = Result<T, ProgramError>;

/// Values and all that they depend on.
fn ancestors(program: ProgramRef<'_>, of: Vec<ValueId>) -> Vec<ValueId> {
    let mut seen = vec![false; program.nodes.len()];
    let mut found = of;
    found.retain(|id| !core::mem::replace(&mut seen[id.index()], true));
    let mut next = 0;
    while let Some(&id) = found.get(next) {
        let new = |arg: &&ValueId| !core::mem::replace(&mut seen[arg.index()], true);
        found.extend(program.node(id).args().iter().filter(new));
        next += 1;
    }
    found
}
