//! The f64 executor of the conformance kit as a backend.

use cdm_core::backend::{Backend, HostMut, HostRef, Run, RunError};
use cdm_core::conformance::{Value, evaluate};
use cdm_core::program::{Dtype, Program, ProgramRef, Role, ValueType};

/// The judge of all other backends: both precisions are f64, every operation is a plain loop, and nothing is kept
/// between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefBackend;

/// Numbers in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Buffer {
    /// Real numbers, of both precisions.
    Real(Vec<f64>),
    /// Indices.
    Index(Vec<u32>),
}

impl Buffer {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            Buffer::Real(x) => x.len(),
            Buffer::Index(x) => x.len(),
        }
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Backend for RefBackend {
    type Buffer = Buffer;
    type Executable = Program;
    type Error = RunError;

    fn compile(&self, program: ProgramRef<'_>) -> Result<Program, RunError> {
        Ok(Program::from_ref(program)?)
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<Buffer, RunError> {
        Ok(match dtype {
            Dtype::Index => Buffer::Index(vec![0; len]),
            Dtype::Narrow | Dtype::Wide => Buffer::Real(vec![0.0; len]),
        })
    }

    fn write(&self, buffer: &mut Buffer, from: HostRef<'_>) -> Result<(), RunError> {
        same_length(buffer.len(), from.len())?;
        match (buffer, from) {
            (Buffer::Real(to), HostRef::F64(from)) => to.copy_from_slice(from),
            (Buffer::Real(to), HostRef::F32(from)) => to.iter_mut().zip(from).for_each(|(to, &x)| *to = x.into()),
            (Buffer::Index(to), HostRef::Index(from)) => to.copy_from_slice(from),
            _ => return Err(RunError::Kind { list: "host", at: 0 }),
        }
        Ok(())
    }

    fn read(&self, buffer: &Buffer, to: HostMut<'_>) -> Result<(), RunError> {
        same_length(buffer.len(), to.len())?;
        match (buffer, to) {
            (Buffer::Real(from), HostMut::F64(to)) => to.copy_from_slice(from),
            (Buffer::Real(from), HostMut::F32(to)) => to.iter_mut().zip(from).for_each(|(to, &x)| *to = x as f32),
            (Buffer::Index(from), HostMut::Index(to)) => to.copy_from_slice(from),
            _ => return Err(RunError::Kind { list: "host", at: 0 }),
        }
        Ok(())
    }

    fn run(&self, executable: &Program, run: Run<'_, Buffer>) -> Result<(), RunError> {
        let program = executable.as_ref();
        let state: Vec<&Buffer> = run.state.iter().collect();
        check_inputs(program, Role::Data, "data", run.batch, run.data)?;
        check_inputs(program, Role::Frozen, "frozen", run.batch, run.frozen)?;
        check_inputs(program, Role::State, "state", run.batch, &state)?;
        let types: Vec<ValueType> = executable.outputs().map(|(_, ty)| ty).collect();
        check("outputs", run.batch, &types, &run.outputs.iter().collect::<Vec<_>>())?;

        let mut inputs = Vec::with_capacity(program.inputs.len());
        for (number, input) in program.inputs.iter().enumerate() {
            let list = match input.role {
                Role::Data => run.data,
                Role::Frozen => run.frozen,
                Role::State => &state,
            };
            inputs.push(value(&input.ty, run.batch, list[program.position(number)]));
        }
        let values = evaluate::<f64>(program, &(), run.batch, &inputs)?;
        // Everything is known by now, so all states change together and none after an error.
        for (output, buffer) in program.outputs.iter().zip(run.outputs) {
            *buffer = Buffer::Real(values[output.value.index()].numbers());
        }
        for update in program.updates {
            let at = program.position(update.input as usize);
            run.state[at] = Buffer::Real(values[update.value.index()].numbers());
        }
        Ok(())
    }
}

fn same_length(want: usize, got: usize) -> Result<(), RunError> {
    if want == got { Ok(()) } else { Err(RunError::Length { list: "host", at: 0, want, got }) }
}

fn check_inputs(
    program: ProgramRef<'_>,
    role: Role,
    list: &'static str,
    batch: usize,
    buffers: &[&Buffer],
) -> Result<(), RunError> {
    let types: Vec<ValueType> = program.inputs_of(role).map(|(_, input)| input.ty).collect();
    check(list, batch, &types, buffers)
}

fn check(list: &'static str, batch: usize, types: &[ValueType], buffers: &[&Buffer]) -> Result<(), RunError> {
    if types.len() != buffers.len() {
        return Err(RunError::Count { list, want: types.len(), got: buffers.len() });
    }
    for (at, (ty, buffer)) in types.iter().zip(buffers).enumerate() {
        if (ty.dtype == Dtype::Index) != matches!(buffer, Buffer::Index(_)) {
            return Err(RunError::Kind { list, at });
        }
        let (want, got) = (ty.elements_for(batch), buffer.len());
        if want != got {
            return Err(RunError::Length { list, at, want, got });
        }
    }
    Ok(())
}

/// The value in a buffer whose length and kind have been checked.
fn value(ty: &ValueType, batch: usize, buffer: &Buffer) -> Value<f64> {
    let value = match buffer {
        Buffer::Real(x) => Value::real(ty, batch, x.clone()),
        Buffer::Index(x) => Value::index(ty, batch, x.clone()),
    };
    match value {
        Some(value) => value,
        // `check` has compared the lengths.
        None => unreachable!("a buffer of the right length has the value's shape"),
    }
}
