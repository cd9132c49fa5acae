//! What the kit found.

use super::Family;
use super::compare::{Comparison, Mismatch, TOLERANCE};
use crate::program::{Program, ValueId};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What the cases of a family covered, and how near the bounds their errors came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Cases.
    pub cases: usize,
    /// Cases with a gradient, and with a gradient of a gradient.
    pub gradients: [usize; 2],
    /// Runs, of full and of partial batches.
    pub runs: usize,
    /// Numbers compared.
    pub numbers: usize,
    /// The largest error in units of its bound ([`TOLERANCE`] would still pass).
    pub largest_ratio: f64,
    /// The case that had it.
    pub largest_case: String,
    /// Errors up to 1/1000, 1/100, 1/10, 1 and beyond 1 of their bound.
    pub ratios: [usize; 5],
    /// Cases whose outputs or updates depend on an operation, by its name.
    pub operations: BTreeMap<&'static str, usize>,
}

impl Summary {
    pub(super) fn add(&mut self, case: &str, comparison: &Comparison) {
        self.runs += 1;
        self.numbers += comparison.numbers;
        for (total, count) in self.ratios.iter_mut().zip(comparison.ratios) {
            *total += count;
        }
        if comparison.largest_ratio > self.largest_ratio {
            (self.largest_ratio, self.largest_case) = (comparison.largest_ratio, case.into());
        }
    }

    pub(super) fn count(&mut self, program: &Program) {
        self.cases += 1;
        let program_ref = program.as_ref();
        let outputs = program_ref.outputs.iter().map(|output| output.value);
        let updates = program_ref.updates.iter().map(|update| update.value);
        // What nothing depends on tests nothing.
        let live: Vec<ValueId> = super::random::ancestors(program_ref, outputs.chain(updates).collect());
        let mut names: Vec<_> = live.into_iter().map(|id| program_ref.node(id).op.name()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            *self.operations.entry(name).or_default() += 1;
        }
        // Cases name their outputs after what they are.
        for (order, mark) in ["gradient of", "second gradient of"].into_iter().enumerate() {
            self.gradients[order] += usize::from(program.outputs().any(|(name, _)| name.starts_with(mark)));
        }
    }
}

/// The first operation whose result is wrong when every value of the program is an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    /// Name of the operation.
    pub operation: &'static str,
    /// Its line in the program's text.
    pub line: String,
    /// How far off it is.
    pub mismatch: Mismatch,
}

/// Why a case failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// A number further off than rounding explains.
    Mismatch {
        /// The number.
        mismatch: Box<Mismatch>,
        /// Where it comes from, if that shows with every value as an output.
        blame: Option<Box<Blame>>,
    },
    /// The backend returned an error for a sound program.
    Error {
        /// Its text.
        message: String,
    },
    /// The backend panicked.
    Panic {
        /// Its text.
        message: String,
    },
    /// The backend took what it must refuse.
    Accepted,
    /// A refused run changed a state, or left the executable unusable.
    Changed,
    /// The kit's own case does not build: a bug of the kit.
    Kit {
        /// What is wrong with it.
        message: String,
    },
}

/// A case that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Its name; `Case::random` gives a random program again.
    pub case: String,
    /// Which of its runs: as built or optimized, and the number of samples.
    pub run: String,
    /// Why.
    pub cause: Cause,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): ", self.case, self.run)?;
        match &self.cause {
            Cause::Mismatch { mismatch, blame: None } => write!(f, "{mismatch}"),
            Cause::Mismatch { mismatch, blame: Some(blame) } => {
                write!(f, "{mismatch}\n    {} is wrong first: {}\n    {}", blame.operation, blame.line, blame.mismatch)
            }
            Cause::Error { message } => write!(f, "refused with \"{message}\""),
            Cause::Panic { message } => write!(f, "panicked with \"{message}\""),
            Cause::Accepted => f.write_str("accepted, where an error is due"),
            Cause::Changed => f.write_str("refused, but a state changed or a later run went wrong"),
            Cause::Kit { message } => write!(f, "the kit's own case is not sound: {message}"),
        }
    }
}

/// What one family found.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyReport {
    /// The family.
    pub family: Family,
    /// What it covered.
    pub summary: Summary,
    /// The cases that failed.
    pub failures: Vec<Failure>,
}

impl FamilyReport {
    /// Has nothing failed?
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// For tests: prints the report and returns the summary.
    ///
    /// # Panics
    /// With the report, if something failed.
    #[track_caller]
    pub fn expect_passed(self) -> Summary {
        assert!(self.passed(), "{self}");
        std::println!("{self}");
        self.summary
    }
}

/// Failures printed in full; the others are counted.
const SHOWN: usize = 8;

impl fmt::Display for FamilyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (summary, failed) = (&self.summary, self.failures.len());
        let [first, second] = summary.gradients;
        write!(
            f,
            "{}: {} cases, {failed} failed ({first} with a gradient, {second} with a second one; {} runs, {} numbers)",
            self.family.name(),
            summary.cases,
            summary.runs,
            summary.numbers
        )?;
        if !summary.largest_case.is_empty() {
            let (ratio, case) = (summary.largest_ratio, &summary.largest_case);
            write!(f, "\n  largest error that passed {ratio:.3} of its bound ({case}), allowed {TOLERANCE}")?;
        }
        for failure in self.failures.iter().take(SHOWN) {
            write!(f, "\n  {failure}")?;
        }
        if failed > SHOWN {
            write!(f, "\n  … and {} more", failed - SHOWN)?;
        }
        Ok(())
    }
}

/// What the kit found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// One for each family.
    pub families: Vec<FamilyReport>,
}

impl Report {
    /// Has nothing failed?
    #[must_use]
    pub fn passed(&self) -> bool {
        self.families.iter().all(FamilyReport::passed)
    }

    /// Number of cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.families.iter().map(|family| family.summary.cases).sum()
    }

    /// The cases that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.families.iter().flat_map(|family| &family.failures)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.families.iter().try_for_each(|family| writeln!(f, "{family}"))?;
        write!(f, "{} cases, {} failed", self.cases(), self.failures().count())
    }
}
