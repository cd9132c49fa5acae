//! The conformance kit: what every backend must do, usable from any crate (feature `dev`).
//!
//! [`Kit::check`] runs hundreds of programs on a backend and compares every number with f64 values, within a bound on
//! the rounding errors of the backend's precision (see [`bounded`]); it also hands the backend what it must refuse. It
//! does not panic when the backend does, and returns a [`Report`], whose failures name case, output, index, got,
//! want, tolerance, and the first operation that is wrong.
//!
//! # For backend authors
//! ```
//! use cdm_core::conformance::{Kit, Precision};
//! use cdm_core::kernels::{HostBackend, Kernels};
//!
//! #[derive(Clone)]
//! struct MyDevice;
//! impl Kernels<f32> for MyDevice {}
//!
//! let report = Kit::new(Precision::F32).random_programs(0..50).check(&HostBackend::<f32, _>::new(MyDevice, 4));
//! assert!(report.passed(), "{report}");
//! ```
//! [`conformance_tests!`](crate::conformance_tests) makes one test of each family. `docs/porting.md` leads through both doors.
//!
//! # What the judge shares with the judged
//! Programs are evaluated here by [`evaluate()`]: plain loops in f64 over whole batches that share nothing with
//! [`crate::kernels`]. That gradients of programs are right is another matter, the same on every backend: `cdm-ref` holds
//! them against dual numbers and finite differences, over the same [`table`].

pub mod bounded;
mod case;
mod check;
mod compare;
mod draft;
mod draws;
mod end_to_end;
mod evaluate;
mod noise;
mod operations;
mod random;
mod refusals;
mod report;
mod scalar;
mod sizes;
pub mod table;

pub use bounded::{Bounded, Precision, Rounding};
pub use case::{Case, HostData, Outcome, run_compiled};
pub use compare::{Comparison, Expected, Mismatch, TOLERANCE, compare, expected};
pub use evaluate::{Value, evaluate};
pub use noise::Noise;
pub use report::{Blame, Cause, Failure, FamilyReport, Report, Summary};
pub use scalar::Scalar;

use crate::backend::Backend;
use crate::program::ProgramError;
use alloc::boxed::Box;
use alloc::vec::Vec;
use check::Checker;
use core::ops::Range;

/// What belongs together in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Family {
    /// Every variant of every operation: value, gradient, gradient of the gradient.
    Operations,
    /// The same at the edges of domains: infinities, zeros, arguments that overflow.
    SpecialValues,
    /// Extents around the widths of vector units and blocks, and a batch of 101.
    Sizes,
    /// Draws, which must be those of [`crate::rng`] in every bit, whatever the batch.
    Draws,
    /// Density, denoising and sampling of a Gaussian mixture against its closed forms, and a network's objective.
    EndToEnd,
    /// Buffers, programs and indices that must be refused, states unchanged.
    Refusals,
    /// Random programs with gradients of gradients and updates.
    RandomPrograms,
}

impl Family {
    /// All of them, in the order in which failures are best read: simple ones first.
    pub const ALL: [Self; 7] = [
        Self::Operations,
        Self::SpecialValues,
        Self::Sizes,
        Self::Draws,
        Self::EndToEnd,
        Self::Refusals,
        Self::RandomPrograms,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::SpecialValues => "special values",
            Self::Sizes => "sizes",
            Self::Draws => "draws",
            Self::EndToEnd => "end to end",
            Self::Refusals => "refusals",
            Self::RandomPrograms => "random programs",
        }
    }
}

/// A case, and its outputs from another source than its program, if there is one.
struct Task {
    case: Case,
    exact: Option<Exact>,
    /// Must the backend's outputs be those to the last bit?
    to_the_bit: bool,
}

/// The outputs of a case, from a closed form.
type Exact = Box<dyn Fn(&Case) -> Vec<Vec<f64>>>;

impl From<Case> for Task {
    fn from(case: Case) -> Self {
        Self { case, exact: None, to_the_bit: false }
    }
}

/// What to run, and how exactly the backend computes.
#[derive(Clone, Debug, PartialEq)]
pub struct Kit {
    precision: Precision,
    random_programs: Range<u64>,
    /// Number of the part, and how many there are.
    part: (usize, usize),
}

impl Kit {
    /// The kit for a backend of this precision, with 300 random programs.
    #[must_use]
    pub const fn new(precision: Precision) -> Self {
        Self { precision, random_programs: 0..300, part: (0, 1) }
    }

    /// Random programs of these seeds instead.
    #[must_use]
    pub const fn random_programs(self, seeds: Range<u64>) -> Self {
        Self { random_programs: seeds, ..self }
    }

    /// Only the cases of part `number` of `parts`, which are about equal and together all: to run them side by side, or as far as time
    /// allows.
    #[must_use]
    pub const fn part(self, number: usize, parts: usize) -> Self {
        Self { part: (number, parts), ..self }
    }

    /// Runs everything on a backend.
    #[must_use]
    pub fn check<B: Backend>(&self, backend: &B) -> Report {
        Report { families: Family::ALL.into_iter().map(|family| self.check_family(backend, family)).collect() }
    }

    /// Runs one family on a backend.
    #[must_use]
    pub fn check_family<B: Backend>(&self, backend: &B, family: Family) -> FamilyReport {
        let mut checker = Checker::new(backend, self.precision, family);
        let (number, parts) = self.part;
        let tasks = match family {
            Family::Operations => operations::tasks(),
            Family::SpecialValues => operations::special_values(),
            Family::Sizes => sizes::tasks(),
            Family::Draws => draws::tasks(&self.precision),
            Family::EndToEnd => end_to_end::tasks(),
            Family::Refusals => {
                // They cannot be divided.
                if number == 0 {
                    refusals::check(&mut checker);
                }
                Ok(Vec::new())
            }
            Family::RandomPrograms => {
                let seeds = self.random_programs.clone().skip(number).step_by(parts.max(1));
                seeds.for_each(|seed| checker.check(&Case::random(seed).into()));
                Ok(Vec::new())
            }
        };
        match tasks {
            Ok(tasks) => tasks.iter().skip(number).step_by(parts.max(1)).for_each(|task| checker.check(task)),
            Err(error) => checker.broken(&error),
        }
        checker.finish()
    }
}

/// What stops a generator of cases.
type Built<T> = Result<T, ProgramError>;

/// A module of tests, one for each family of the conformance kit: `conformance_tests!(name, backend, precision)`, with
/// an expression that makes the backend. Each prints its summary and panics with the report if something fails.
///
/// ```
/// # use cdm_core::kernels::{HostBackend, Naive};
/// use cdm_core::conformance::Precision;
/// cdm_core::conformance_tests!(my_device, HostBackend::<f32, _>::new(Naive, 4), Precision::F32);
/// ```
#[macro_export]
macro_rules! conformance_tests {
    ($name:ident, $backend:expr, $precision:expr) => {
        $crate::conformance_tests!($name, $backend, $precision, 0..300);
    };
    ($name:ident, $backend:expr, $precision:expr, $seeds:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            $crate::conformance_tests! { @tests $backend, $precision, $seeds;
                operations Operations, special_values SpecialValues, sizes Sizes, draws Draws,
                end_to_end EndToEnd, refusals Refusals, random_programs RandomPrograms }
        }
    };
    (@tests $backend:expr, $precision:expr, $seeds:expr; $($test:ident $family:ident),*) => {
        $crate::conformance_tests! { @each [$backend, $precision, $seeds] $($test $family),* }
    };
    (@each $args:tt $($test:ident $family:ident),*) => {
        $($crate::conformance_tests! { @one $args $test $family })*
    };
    (@one [$backend:expr, $precision:expr, $seeds:expr] $test:ident $family:ident) => {
        #[test]
        fn $test() {
            let kit = $crate::conformance::Kit::new($precision).random_programs($seeds);
            kit.check_family(&$backend, $crate::conformance::Family::$family).expect_passed();
        }
    };
}
