//! Scratch memory of an executable.

use crate::element::Element;
use crate::prepared::Division;
use crate::region::Scratch;
use cdm_core::kernels::HostInput;

/// Memory that begins at a cache line.
#[derive(Debug)]
pub(crate) struct Space<E> {
    numbers: Vec<E>,
    start: usize,
}

impl<E: Element> Space<E> {
    const LINE: usize = 64 / size_of::<E>();

    pub(crate) fn new() -> Self {
        Space { numbers: Vec::new(), start: 0 }
    }

    pub(crate) fn resize(&mut self, len: usize) {
        if self.numbers.len() < len + Self::LINE {
            self.numbers = vec![E::zero(); len + Self::LINE];
            self.start = self.numbers.as_ptr().align_offset(64).min(Self::LINE);
        }
    }

    pub(crate) fn numbers(&mut self) -> &mut [E] {
        &mut self.numbers[self.start..]
    }

    pub(crate) fn pointer(&mut self) -> Shared<E> {
        Shared(self.numbers().as_mut_ptr())
    }
}

/// What belongs to one thread.
#[derive(Debug)]
pub(crate) struct Worker<E> {
    pub(crate) reduce: Space<E>,
    pub(crate) sample: Space<E>,
    pub(crate) scratch: Scratch<E>,
}

#[derive(Debug)]
pub(crate) struct Memory<E> {
    pub(crate) shared: Space<E>,
    /// Other forms of bound filters.
    pub(crate) prepared: Space<E>,
    pub(crate) workers: Vec<Worker<E>>,
    pub(crate) buffers: Buffers<E>,
    /// Where each worker's reductions begin.
    pub(crate) reductions: Vec<Shared<E>>,
    /// What bound values and prepared filters hold for, if they hold.
    pub(crate) bound: Option<Division>,
}

/// The numbers of an input, in a buffer of the caller.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RawInput<E> {
    Real(Shared<E>, usize),
    Index(Shared<u32>, usize),
}

impl<E> RawInput<E> {
    /// Of a buffer that is only read.
    pub(crate) fn new(input: HostInput<'_, E>) -> Self {
        match input {
            HostInput::Real(x) => RawInput::Real(Shared(x.as_ptr().cast_mut()), x.len()),
            HostInput::Index(x) => RawInput::Index(Shared(x.as_ptr().cast_mut()), x.len()),
        }
    }
}

/// A run's buffers, checked against program and batch; empty between runs.
#[derive(Debug)]
pub(crate) struct Buffers<E> {
    pub(crate) batch: usize,
    /// In the order of the program's inputs.
    pub(crate) inputs: Vec<RawInput<E>>,
    pub(crate) outputs: Vec<Shared<E>>,
}

impl<E: Element> Memory<E> {
    pub(crate) fn new(threads: usize) -> Self {
        let worker = |_| Worker { reduce: Space::new(), sample: Space::new(), scratch: Scratch::default() };
        let workers = (0..threads).map(worker).collect();
        let buffers = Buffers { batch: 0, inputs: Vec::new(), outputs: Vec::new() };
        let (shared, prepared, reductions) = (Space::new(), Space::new(), Vec::new());
        Memory { shared, prepared, workers, buffers, reductions, bound: None }
    }
}

/// A pointer that threads share.
#[derive(Debug)]
pub(crate) struct Shared<E>(pub(crate) *mut E);

impl<E> Clone for Shared<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Shared<E> {}

// SAFETY: threads follow it only in `Frame`, where each writes memory of its own: its reductions and samples, its range of a
// stored value, its samples of an output.
unsafe impl<E: Send> Send for Shared<E> {}
// SAFETY: as above.
unsafe impl<E: Sync> Sync for Shared<E> {}
