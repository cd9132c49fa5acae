//! Runs cases on a backend, whatever it does, and keeps what went wrong.

use super::bounded::{Bounded, Precision};
use super::case::{Case, run_compiled};
use super::compare::{Expected, compare, expected};
use super::report::{Blame, Cause, Failure, FamilyReport, Summary};
use super::{Family, Task};
use crate::backend::{Backend, Bind};
use crate::program::ProgramError;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A family in the making.
pub(super) struct Checker<'a, B> {
    pub(super) backend: &'a B,
    pub(super) precision: Precision,
    report: FamilyReport,
}

impl<'a, B: Backend> Checker<'a, B> {
    pub(super) fn new(backend: &'a B, precision: Precision, family: Family) -> Self {
        let report = FamilyReport { family, summary: Summary::default(), failures: Vec::new() };
        Self { backend, precision, report }
    }

    pub(super) fn finish(self) -> FamilyReport {
        self.report
    }

    pub(super) fn counted(&mut self) {
        self.report.summary.cases += 1;
    }

    pub(super) fn broken(&mut self, error: &ProgramError) {
        self.failed("cases", String::new(), Cause::Kit { message: error.to_string() });
    }

    pub(super) fn failed(&mut self, case: &str, run: String, cause: Cause) {
        self.report.failures.push(Failure { case: case.into(), run, cause });
    }

    /// Checks a case; where the two dtypes differ, also with these exchanged.
    pub(super) fn check(&mut self, task: &Task) {
        self.check_one(task);
        if self.precision.narrow != self.precision.wide && task.exact.is_none() {
            self.check_one(&task.case.exchanged().into());
        }
    }

    /// Compiles a case as it was built and optimized. Each executable runs a small batch, a larger one, and both again
    /// with its bound values kept.
    fn check_one(&mut self, task: &Task) {
        let case = &task.case;
        self.report.summary.count(&case.program);
        let part = case.with_batch(case.part);
        // The judge evaluates the program as it was built, whatever the optimizer makes of it.
        let wants = match (self.want(task, case), self.want(task, &part)) {
            (Ok(full), Ok(part)) => [full, part],
            (Err(message), _) | (_, Err(message)) => {
                return self.failed(&case.name, String::new(), Cause::Kit { message });
            }
        };
        for (form, cases) in [("as built", [case, &part]), ("optimized", [&case.optimized(), &part.optimized()])] {
            if let Err((run, cause)) = self.runs(cases, &wants) {
                self.failed(&case.name, format!("{form}, {run}"), cause);
                // One failure a case: the other form rarely says more.
                break;
            }
        }
    }

    /// The numbers that a case should give: those of its program or, where there is one, those of a closed form.
    fn want(&self, task: &Task, case: &Case) -> Result<Expected, String> {
        let mut want = expected(case, &self.precision).map_err(|error| error.to_string())?;
        let Some(exact) = &task.exact else { return Ok(want) };
        for (want, exact) in want.outputs.iter_mut().flatten().zip(exact(case).iter().flatten()) {
            if task.to_the_bit {
                *want = Bounded::exact(*exact, want.rounding);
                continue;
            }
            // Both are f64: no backend is blamed for what the kit's program itself gets wrong.
            if (want.value - exact).abs() > 1e-9 * (1.0 + exact.abs()) {
                return Err(format!("{} where the closed form gives {exact}", want.value));
            }
            want.value = *exact;
        }
        Ok(want)
    }

    fn runs(&mut self, [case, part]: [&Case; 2], wants: &[Expected; 2]) -> Result<(), (String, Cause)> {
        let name = |what: &str, case: &Case| format!("{what} of {}", case.batch);
        let backend = self.backend;
        let executable =
            guarded(|| backend.compile(case.program.as_ref())).map_err(|cause| (String::from("compilation"), cause))?;
        let mut check = |case: &Case, want: &Expected, bind, what: &str| {
            let got = guarded(|| run_compiled(backend, &executable, case, bind));
            let got = got.map_err(|cause| (name(what, case), cause))?;
            match compare(case, &got, want) {
                Ok(comparison) => self.report.summary.add(&case.name, &comparison),
                Err(mismatch) => {
                    let blame = self.blame(case);
                    return Err((
                        name(what, case),
                        Cause::Mismatch { mismatch: Box::new(mismatch), blame: blame.map(Box::new) },
                    ));
                }
            }
            Ok(())
        };
        // A first run binds in any case; a larger batch follows a smaller one, and the other way round.
        check(part, &wants[1], Bind::Reuse, "a first batch")?;
        check(case, &wants[0], Bind::Fresh, "a larger batch")?;
        // With the same states and frozen inputs as before; a program that updates its states binds in any case.
        check(case, &wants[0], Bind::Reuse, "the same batch with bound values kept")?;
        check(part, &wants[1], Bind::Reuse, "a smaller batch with bound values kept")
    }

    /// The first operation that is wrong, if one still is when every value is an output.
    pub(super) fn blame(&self, case: &Case) -> Option<Blame> {
        let watched = case.watched();
        let want = expected(&watched, &self.precision).ok()?;
        let backend = self.backend;
        let executable = guarded(|| backend.compile(watched.program.as_ref())).ok()?;
        let got = guarded(|| run_compiled(backend, &executable, &watched, Bind::Fresh)).ok()?;
        let mismatch = compare(&watched, &got, &want).err()?;
        let text = watched.program.as_ref().to_string();
        let start = format!("{} = ", mismatch.name);
        let line = text.lines().find(|line| line.starts_with(&start))?.into();
        let value = watched.program.as_ref().outputs.get(mismatch.at)?.value;
        Some(Blame { operation: watched.program.as_ref().node(value).op.name(), line, mismatch })
    }
}

/// What a call returns, its errors and panics as causes.
pub(super) fn guarded<T, E: core::fmt::Display>(call: impl FnOnce() -> Result<T, E>) -> Result<T, Cause> {
    match catch_unwind(AssertUnwindSafe(|| call().map_err(|error| error.to_string()))) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(message)) => Err(Cause::Error { message }),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).into()));
            Err(Cause::Panic { message: text.unwrap_or_default() })
        }
    }
}
