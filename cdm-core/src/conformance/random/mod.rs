//! Random valid programs: every operation, deep compositions, gradients and gradients of gradients, updates of states.
//!
//! Outputs are named after what they are: `value…`, `loss`, `gradient of NAME` (of the loss, an input or a value within),
//! `norm` (of one gradient, squared) and `second gradient of NAME` (of the norm).

mod generate;
mod shapes;

use super::case::{Case, HostData};
use super::compare::well_conditioned;
use super::noise::Noise;
use crate::program::{ProgramError, ProgramRef, ValueId};
use alloc::vec;
use alloc::vec::Vec;

impl Case {
    /// The random program of a seed. Outputs and states stay of order one, and single precision keeps digits of them.
    #[must_use]
    pub fn random(seed: u64) -> Self {
        // Most attempts serve; one whose values grow or lose all digits is replaced by another of the same seed.
        for attempt in 0.. {
            if let Ok(case) = generate::attempt(seed, attempt)
                && well_conditioned(&case)
            {
                return case;
            }
        }
        unreachable!("the loop has no end")
    }
}

/// What stops the generator: an operation that does not fit, and is left out.
type Built<T> = Result<T, ProgramError>;

/// Values and all that they depend on.
pub(super) fn ancestors(program: ProgramRef<'_>, of: Vec<ValueId>) -> Vec<ValueId> {
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
