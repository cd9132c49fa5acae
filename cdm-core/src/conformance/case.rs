//! A program with numbers for all its inputs, and a run of it on a backend.

use super::evaluate::Value;
use crate::backend::{Backend, Bind, HostMut, HostRef, Run, RunError};
use crate::program::{Program, Role, ValueType};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

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
pub struct Case {
    /// What it tests: an operation and its variant, or the seed of a random program.
    pub name: String,
    /// The program.
    pub program: Program,
    /// Number of samples.
    pub batch: usize,
    /// Number of samples of a second run of the same executable: fewer, perhaps none.
    pub part: usize,
    /// Inputs of role `Data`.
    pub data: Vec<HostData>,
    /// Inputs of role `Frozen`.
    pub frozen: Vec<HostData>,
    /// Inputs of role `State`.
    pub state: Vec<HostData>,
}

impl Case {
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

    /// The same case with narrow values wide and wide ones narrow.
    #[must_use]
    pub fn exchanged(&self) -> Self {
        let name = format!("{}, dtypes exchanged", self.name);
        Self { name, program: self.program.with_dtypes_exchanged(), ..self.clone() }
    }

    /// The same case with every real value of its program as an output, named by its number.
    #[must_use]
    pub fn watched(&self) -> Self {
        Self { program: self.program.watched(), ..self.clone() }
    }

    /// All inputs, in the order of the program's table, as [`super::evaluate()`] takes them.
    ///
    /// # Errors
    /// [`RunError::Length`] if the numbers do not fit the program's inputs: not for a case of the kit's own.
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

/// The buffers of a case on a backend.
pub(super) struct Buffers<B: Backend> {
    pub(super) data: Vec<B::Buffer>,
    pub(super) frozen: Vec<B::Buffer>,
    pub(super) state: Vec<B::Buffer>,
    pub(super) outputs: Vec<B::Buffer>,
}

impl<B: Backend> Buffers<B> {
    /// Inputs with the case's numbers, outputs full of NaN.
    pub(super) fn new(backend: &B, case: &Case) -> Result<Self, B::Error> {
        let inputs = |role| -> Result<Vec<B::Buffer>, B::Error> {
            let pairs = case.program.inputs(role).zip(case.list(role));
            pairs.map(|((_, ty), data)| filled(backend, &ty, case.batch, data.as_host())).collect()
        };
        let mut outputs = Vec::new();
        for (_, ty) in case.program.outputs() {
            let nothing = vec![f64::NAN; ty.elements_for(case.batch)];
            outputs.push(filled(backend, &ty, case.batch, HostRef::F64(&nothing))?);
        }
        Ok(Self { data: inputs(Role::Data)?, frozen: inputs(Role::Frozen)?, state: inputs(Role::State)?, outputs })
    }

    pub(super) fn run(
        &mut self,
        backend: &B,
        executable: &B::Executable,
        batch: usize,
        bind: Bind,
    ) -> Result<(), B::Error> {
        let (data, frozen): (Vec<_>, Vec<_>) = (self.data.iter().collect(), self.frozen.iter().collect());
        let (state, outputs) = (&mut self.state[..], &mut self.outputs[..]);
        backend.run(executable, Run { batch, bind, data: &data, frozen: &frozen, state, outputs })
    }

    /// Outputs and states as they are now.
    pub(super) fn outcome(&self, backend: &B, case: &Case) -> Result<Outcome, B::Error> {
        let read = |buffers: &[B::Buffer], types: Vec<ValueType>| -> Result<Vec<Vec<f64>>, B::Error> {
            let numbers = |(buffer, ty): (&B::Buffer, ValueType)| {
                let mut numbers = vec![0.0; ty.elements_for(case.batch)];
                backend.read(buffer, HostMut::F64(&mut numbers))?;
                Ok(numbers)
            };
            buffers.iter().zip(types).map(numbers).collect()
        };
        Ok(Outcome {
            outputs: read(&self.outputs, case.program.outputs().map(|(_, ty)| ty).collect())?,
            state: read(&self.state, case.program.inputs(Role::State).map(|(_, ty)| ty).collect())?,
        })
    }
}

/// Runs a case with an executable of its program. Outputs are NaN before.
///
/// # Errors
/// The backend's.
pub fn run_compiled<B: Backend>(
    backend: &B,
    executable: &B::Executable,
    case: &Case,
    bind: Bind,
) -> Result<Outcome, B::Error> {
    let mut buffers = Buffers::new(backend, case)?;
    buffers.run(backend, executable, case.batch, bind)?;
    buffers.outcome(backend, case)
}

fn filled<B: Backend>(backend: &B, ty: &ValueType, batch: usize, numbers: HostRef<'_>) -> Result<B::Buffer, B::Error> {
    let mut buffer = backend.buffer_for(ty, batch)?;
    backend.write(&mut buffer, numbers)?;
    Ok(buffer)
}
