//! Scratch memory of an executable.

use crate::element::Element;
use crate::prepared::Division;
use crate::region::Scratch;

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
    /// What bound values and prepared filters hold for, if they hold.
    pub(crate) bound: Option<Division>,
}

impl<E: Element> Memory<E> {
    pub(crate) fn new(threads: usize) -> Self {
        let worker = |_| Worker { reduce: Space::new(), sample: Space::new(), scratch: Scratch::default() };
        let workers = (0..threads).map(worker).collect();
        Memory { shared: Space::new(), prepared: Space::new(), workers, bound: None }
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
