//! Transformations from programs to programs that keep every output and update and make the program smaller.
//!
//! # Numerics
//! Repeated and dead nodes go without a trace. The algebra of [`simplify`] keeps values as real numbers: it may round
//! differently (constants are folded in f64, two affine maps become one), and it **assumes that values are finite**,
//! so that `0 · x` is 0 and `x − x` is 0. A program that relies on infinities or NaNs spreading through such terms
//! must be run as built. An error that only a removed node would have raised (an index beyond its table) is not raised.

mod casts;
mod cse;
mod dce;
mod parts;
mod rewrite;
mod simplify;
#[cfg(test)]
mod tests;

use super::Program;
use alloc::vec::Vec;

/// One round reaches the fixpoint of nearly every program; each further one is cheap and the bound keeps time linear.
const ROUNDS: usize = 8;

impl Program {
    /// The same program in fewer operations: simplified, without repeated and without unused nodes.
    ///
    /// Inputs, outputs and updates keep their order, names and types, so callers need not know; an input that nothing
    /// reads any more stays declared. Time is n·log n in the nodes.
    ///
    /// # Numerics
    /// Values must be finite: `0 · x` and `x − x` become 0. Constants are folded in f64 and affine maps merged, so
    /// results may differ in rounding.
    ///
    /// # Panics
    /// In builds with debug assertions, if a transformation broke a rule of the language: a bug of this crate.
    pub fn optimized(self) -> Program {
        let mut program = self;
        for _ in 0..ROUNDS {
            let next = dce::without_dead_code(&cse::without_repeats(&simplify::simplified(&program)));
            debug_assert_eq!(next.as_ref().verify(), Ok(()));
            let done = next == program;
            program = next;
            if done {
                break;
            }
        }
        program
    }

    /// The same program for an executor whose `Narrow` and `Wide` are one machine type: every real value is `Wide`, casts
    /// are gone, and what has become equal is computed once. Values are the same.
    ///
    /// Inputs, outputs and updates keep their order, names and shapes, so a caller's buffers fit both programs.
    pub fn with_one_dtype(self) -> Program {
        let program = cse::without_repeats(&casts::without_casts(&self).0);
        debug_assert_eq!(program.as_ref().verify(), Ok(()));
        program
    }

    /// As [`Program::with_one_dtype`], for an executor that keeps all real values in one machine type but computes with narrow ones
    /// in another way: also which values were `Narrow`. What has become equal stays.
    pub fn with_one_dtype_marked(&self) -> (Program, Vec<bool>) {
        let (program, narrow) = casts::without_casts(self);
        debug_assert_eq!(program.as_ref().verify(), Ok(()));
        (program, narrow)
    }
}
