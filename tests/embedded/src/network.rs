//! The network of the tables as a [`Classifier`], over the interpreter.

use crate::tables::{DIM, LEVELS, PLAN, PROGRAM, WEIGHTS};
use cdm_core::backend::{Bind, RunError};
use cdm_core::kernels::{HostInput, Interpreter, Naive};
use cdm_core::{Classifier, ShapeError};
use core::cell::{Cell, RefCell};
use core::fmt;

/// The network; its activations lie in memory that the caller lends.
pub struct Tables<'a> {
    interpreter: Interpreter<'static, Naive>,
    arena: RefCell<&'a mut [f32]>,
    bound: Cell<Bind>,
}

/// What can go wrong.
#[derive(Debug)]
pub enum Error {
    /// A wrong shape.
    Shape(ShapeError),
    /// A run that does not fit its program.
    Run(RunError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(error) => error.fmt(f),
            Self::Run(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {}

impl From<ShapeError> for Error {
    fn from(error: ShapeError) -> Self {
        Self::Shape(error)
    }
}

impl<'a> Tables<'a> {
    /// The network, its tables verified.
    ///
    /// # Errors
    /// Tables that are no sound program.
    pub fn new(arena: RefCell<&'a mut [f32]>) -> Result<Self, RunError> {
        let interpreter = Interpreter::new(PROGRAM, PLAN, Naive, 1)?;
        Ok(Self { interpreter, arena, bound: Cell::new(Bind::Fresh) })
    }
}

impl Classifier<f32> for Tables<'_> {
    type Error = Error;

    fn dim(&self) -> usize {
        DIM
    }

    fn levels(&self) -> usize {
        LEVELS
    }

    fn logits_vjp(
        &self,
        x: &[f32],
        cotangent: &[f32],
        logits: Option<&mut [f32]>,
        grad: &mut [f32],
    ) -> Result<(), Error> {
        let mut frozen = [HostInput::Real(&[][..]); WEIGHTS.len()];
        for (input, weights) in frozen.iter_mut().zip(WEIGHTS) {
            *input = HostInput::Real(weights);
        }
        // One sample at a time: the program always writes logits, and room for one sample's is on the stack.
        let mut row = [0.0; LEVELS];
        let mut wanted = logits.map(|logits| logits.chunks_exact_mut(LEVELS));
        let samples = x.chunks_exact(DIM).zip(cotangent.chunks_exact(LEVELS)).zip(grad.chunks_exact_mut(DIM));
        for ((x, cotangent), grad) in samples {
            let data = [HostInput::Real(x), HostInput::Real(cotangent)];
            let out = wanted.as_mut().and_then(Iterator::next).unwrap_or(&mut row);
            let mut arena = self.arena.borrow_mut();
            self.interpreter
                .run(1, self.bound.get(), &data, &frozen, &mut [], &mut [out, grad], &mut arena)
                .map_err(Error::Run)?;
            self.bound.set(Bind::Reuse);
        }
        Ok(())
    }
}
