//! A [`Backend`] out of [`Kernels`]: the interpreter with buffers on the heap.

use super::{HostInput, Interpreter, Kernels, Naive};
use crate::Real;
use crate::backend::{Backend, Bind, HostMut, HostRef, Run, RunError};
use crate::program::plan::Plan;
use crate::program::{Dtype, Program, ProgramRef};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::marker::PhantomData;

/// A buffer in host memory.
#[derive(Clone, Debug, PartialEq)]
pub enum HostBuffer<E> {
    /// Real numbers.
    Real(Vec<E>),
    /// Indices.
    Index(Vec<u32>),
}

impl<E: Real> HostBuffer<E> {
    /// A zeroed buffer.
    pub fn zeros(dtype: Dtype, len: usize) -> Self {
        match dtype {
            Dtype::Index => HostBuffer::Index(vec![0; len]),
            Dtype::Narrow | Dtype::Wide => HostBuffer::Real(vec![E::zero(); len]),
        }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            HostBuffer::Real(x) => x.len(),
            HostBuffer::Index(x) => x.len(),
        }
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies from the host, rounding to `E`.
    ///
    /// # Errors
    /// [`RunError::Length`] or [`RunError::Kind`].
    pub fn write(&mut self, from: HostRef<'_>) -> Result<(), RunError> {
        let (want, got) = (self.len(), from.len());
        if want != got {
            return Err(RunError::Length { list: "host", at: 0, want, got });
        }
        match (self, from) {
            (HostBuffer::Real(to), HostRef::F32(from)) => {
                to.iter_mut().zip(from).for_each(|(to, &x)| *to = E::from_f64(f64::from(x)));
            }
            (HostBuffer::Real(to), HostRef::F64(from)) => {
                to.iter_mut().zip(from).for_each(|(to, &x)| *to = E::from_f64(x));
            }
            (HostBuffer::Index(to), HostRef::Index(from)) => to.copy_from_slice(from),
            _ => return Err(RunError::Kind { list: "host", at: 0 }),
        }
        Ok(())
    }

    /// Copies to the host, rounding to the host's precision.
    ///
    /// # Errors
    /// As [`HostBuffer::write`].
    pub fn read(&self, to: HostMut<'_>) -> Result<(), RunError> {
        let (want, got) = (self.len(), to.len());
        if want != got {
            return Err(RunError::Length { list: "host", at: 0, want, got });
        }
        match (self, to) {
            (HostBuffer::Real(from), HostMut::F32(to)) => {
                to.iter_mut().zip(from).for_each(|(to, x)| *to = x.to_f64() as f32);
            }
            (HostBuffer::Real(from), HostMut::F64(to)) => {
                to.iter_mut().zip(from).for_each(|(to, x)| *to = x.to_f64());
            }
            (HostBuffer::Index(from), HostMut::Index(to)) => to.copy_from_slice(from),
            _ => return Err(RunError::Kind { list: "host", at: 0 }),
        }
        Ok(())
    }

    /// As the interpreter reads it.
    pub fn input(&self) -> HostInput<'_, E> {
        match self {
            HostBuffer::Real(x) => HostInput::Real(x),
            HostBuffer::Index(x) => HostInput::Index(x),
        }
    }

    /// Its real numbers, if it has some.
    pub fn real_mut(&mut self) -> Option<&mut [E]> {
        match self {
            HostBuffer::Real(x) => Some(x),
            HostBuffer::Index(_) => None,
        }
    }

    /// A run's list of inputs, as [`check`](super::check) and the interpreter take them.
    pub fn inputs<'a>(list: &[&'a Self]) -> Vec<HostInput<'a, E>> {
        list.iter().map(|buffer| buffer.input()).collect()
    }

    /// The real numbers of a run's list of states or outputs; `list` is its name.
    ///
    /// # Errors
    /// [`RunError::Kind`] if a buffer holds indices.
    pub fn reals<'a>(list: &'static str, buffers: &'a mut [Self]) -> Result<Vec<&'a mut [E]>, RunError> {
        let real = |(at, buffer): (usize, &'a mut Self)| buffer.real_mut().ok_or(RunError::Kind { list, at });
        buffers.iter_mut().enumerate().map(real).collect()
    }
}

/// Runs programs with the interpreter over kernels `K` in precision `E`.
///
/// `HostBackend::<f64>::default()` is the naive interpreter: slow, small, and the definition of the operations.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostBackend<E, K = Naive> {
    kernels: K,
    group: usize,
    precision: PhantomData<E>,
}

impl<E: Real, K: Kernels<E> + Clone> HostBackend<E, K> {
    /// A backend with these kernels, called for `group` samples at a time (at least 1).
    pub fn new(kernels: K, group: usize) -> Self {
        Self { kernels, group: group.max(1), precision: PhantomData }
    }
}

/// A program, its plan and its scratch memory.
#[derive(Debug)]
pub struct HostExecutable<E, K> {
    program: Program,
    plan: Plan,
    kernels: K,
    group: usize,
    scratch: RefCell<Vec<E>>,
}

impl<E: Real, K: Kernels<E> + Clone> Backend for HostBackend<E, K> {
    type Buffer = HostBuffer<E>;
    type Executable = HostExecutable<E, K>;
    type Error = RunError;

    fn compile(&self, program: ProgramRef<'_>) -> Result<Self::Executable, RunError> {
        let program = Program::from_ref(program)?;
        let plan = Plan::new(program.as_ref())?;
        let scratch = RefCell::new(Vec::new());
        Ok(HostExecutable { program, plan, kernels: self.kernels.clone(), group: self.group.max(1), scratch })
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<HostBuffer<E>, RunError> {
        Ok(HostBuffer::zeros(dtype, len))
    }

    fn write(&self, buffer: &mut HostBuffer<E>, from: HostRef<'_>) -> Result<(), RunError> {
        buffer.write(from)
    }

    fn read(&self, buffer: &HostBuffer<E>, to: HostMut<'_>) -> Result<(), RunError> {
        buffer.read(to)
    }

    fn run(&self, executable: &HostExecutable<E, K>, run: Run<'_, HostBuffer<E>>) -> Result<(), RunError> {
        let HostExecutable { program, plan, kernels, group, .. } = executable;
        let interpreter = Interpreter::of_verified(program.as_ref(), plan.as_ref(), kernels, *group);
        let (data, frozen) = (HostBuffer::inputs(run.data), HostBuffer::inputs(run.frozen));
        let mut state = HostBuffer::reals("state", run.state)?;
        let mut outputs = HostBuffer::reals("outputs", run.outputs)?;
        // A first run binds in any case: its scratch memory is not there yet, nor after a run that was refused or whose
        // kernels panicked.
        let mut scratch = executable.scratch.take();
        let bind = if scratch.is_empty() { Bind::Fresh } else { run.bind };
        scratch.resize(interpreter.scratch_len(), E::zero());
        let result = interpreter.run(run.batch, bind, &data, &frozen, &mut state, &mut outputs, &mut scratch);
        if result.is_ok() {
            executable.scratch.replace(scratch);
        }
        result
    }
}
