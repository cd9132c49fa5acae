//! The losses of the last steps, kept where the steps run, so that a device with memory of its own is not waited for after each.

use cdm_core::backend::{Backend, Bind, HostMut, Run};
use cdm_core::program::{Builder, Dtype, Extent, Program, ProgramError, Role};

/// A table in the backend's memory with a row for each of the last steps, the latest at its end. A row is what the step put out.
pub(super) struct Record<B: Backend> {
    executable: B::Executable,
    table: [B::Buffer; 1],
    steps: usize,
    columns: usize,
}

impl<B: Backend> Record<B> {
    /// A record of the last `steps` steps, two or more, each of which puts out `columns` numbers.
    ///
    /// # Errors
    /// The backend's.
    pub(super) fn new(backend: &B, steps: usize, columns: usize) -> Result<Self, B::Error> {
        let program = append(steps, columns).map_err(cdm_core::backend::RunError::from)?;
        let executable = backend.compile(program.as_ref())?;
        let table = [backend.buffer(Dtype::Wide, steps * columns)?];
        Ok(Self { executable, table, steps, columns })
    }

    /// Steps that it holds.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// Appends what a step has put out; the oldest row goes.
    ///
    /// # Errors
    /// The backend's.
    pub(super) fn append(&mut self, backend: &B, outputs: &[B::Buffer]) -> Result<(), B::Error> {
        let data: Vec<&B::Buffer> = outputs.iter().collect();
        let run =
            Run { batch: 1, bind: Bind::Fresh, data: &data, frozen: &[], state: &mut self.table, outputs: &mut [] };
        backend.run(&self.executable, run)
    }

    /// The rows of the last `steps` steps, the oldest first.
    ///
    /// # Errors
    /// The backend's.
    ///
    /// # Panics
    /// If it does not hold as many.
    pub(super) fn last(&self, backend: &B, steps: usize) -> Result<Vec<Vec<f64>>, B::Error> {
        let mut values = vec![0.0; self.steps * self.columns];
        backend.read(&self.table[0], HostMut::F64(&mut values))?;
        let rows = values.chunks_exact(self.columns).map(<[f64]>::to_vec).collect::<Vec<_>>();
        Ok(rows[self.steps - steps..].to_vec())
    }
}

/// The program: the table without its first row, and `columns` numbers as its last.
fn append(steps: usize, columns: usize) -> Result<Program, ProgramError> {
    let mut b = Builder::new();
    let table = b.input("table", Role::State, Extent::Shared, Dtype::Wide, &[steps, columns])?;
    let mut longer = b.slice(table, 0, 1, steps - 1)?;
    longer = b.reshape(longer, &[(steps - 1) * columns])?;
    for column in 0..columns {
        let number = b.input(&format!("column.{column}"), Role::Data, Extent::Shared, Dtype::Wide, &[])?;
        let number = b.reshape(number, &[1])?;
        longer = b.concat(longer, number, 0)?;
    }
    let longer = b.reshape(longer, &[steps, columns])?;
    b.update(table, longer)?;
    b.finish()
}
