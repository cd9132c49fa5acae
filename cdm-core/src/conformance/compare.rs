//! What a backend should get, and whether it does.

use super::bounded::{Bounded, Precision};
use super::case::{Case, Outcome};
use super::evaluate::{Value, evaluate};
use crate::backend::RunError;
use crate::program::{Input, Role};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// How often the bound an error may be: once for the backend, once for the f64 value that it is compared with, and as
/// much again for terms of second order, which the bounds leave out.
pub const TOLERANCE: f64 = 4.0;

/// Numbers with bounds on their errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Outputs, in the program's order.
    pub outputs: Vec<Vec<Bounded>>,
    /// States after the run, in the program's order.
    pub state: Vec<Vec<Bounded>>,
}

/// Evaluates a case in f64 and bounds what a backend of this precision may be off.
///
/// # Errors
/// As [`evaluate`].
pub fn expected(case: &Case, precision: &Precision) -> Result<Expected, RunError> {
    let program = case.program.as_ref();
    let exact = |(value, input): (&Value<f64>, &Input)| {
        let rounding = precision.of(input.ty.dtype);
        value.map(|x| rounding.given(x))
    };
    let inputs: Vec<_> = case.inputs()?.iter().zip(program.inputs).map(exact).collect();
    let values = evaluate::<Bounded>(program, precision, case.batch, &inputs)?;
    let mut state: Vec<_> = program.inputs_of(Role::State).map(|(number, _)| inputs[number].numbers()).collect();
    for update in program.updates {
        state[program.position(update.input as usize)] = values[update.value.index()].numbers();
    }
    let outputs = program.outputs.iter().map(|output| values[output.value.index()].numbers()).collect();
    Ok(Expected { outputs, state })
}

/// A number that is further off than rounding explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// "output" or "state".
    pub list: &'static str,
    /// Position in the list.
    pub at: usize,
    /// Its name.
    pub name: String,
    /// Which number of it.
    pub element: usize,
    /// What the backend computed.
    pub got: f64,
    /// What it should be, with the bound.
    pub want: Bounded,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { list, name, element, got, want, .. } = self;
        let (value, tolerance) = (want.value, TOLERANCE * want.error);
        write!(f, "{list} `{name}`[{element}]: got {got:e}, want {value:e}, tolerance {tolerance:e}")
    }
}

impl core::error::Error for Mismatch {}

/// Errors of a run in units of their bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Numbers compared.
    pub numbers: usize,
    /// The largest error in units of its bound.
    pub largest_ratio: f64,
    /// Errors up to 1/1000, 1/100, 1/10, 1 and beyond 1 of their bound.
    pub ratios: [usize; 5],
}

/// Compares each number of a case: an error may be [`TOLERANCE`] times its bound. Non-finite numbers must be the same.
///
/// # Errors
/// The first number that is further off, or a list that is shorter than it should be (as a missing number, NaN).
pub fn compare(case: &Case, got: &Outcome, want: &Expected) -> Result<Comparison, Mismatch> {
    let mut comparison = Comparison::default();
    for (list, got, want) in [("output", &got.outputs, &want.outputs), ("state", &got.state, &want.state)] {
        for (at, want) in want.iter().enumerate() {
            for (element, &want) in want.iter().enumerate() {
                let got = got.get(at).and_then(|numbers| numbers.get(element)).copied().unwrap_or(f64::NAN);
                let ratio = ratio(got, &want);
                if ratio.is_nan() || ratio > TOLERANCE {
                    let names = &case.program;
                    let name =
                        if list == "state" { names.inputs(Role::State).nth(at) } else { names.outputs().nth(at) };
                    let name = name.map_or_else(String::new, |(name, _)| name.into());
                    return Err(Mismatch { list, at, name, element, got, want });
                }
                comparison.add(ratio);
            }
        }
    }
    Ok(comparison)
}

impl Comparison {
    fn add(&mut self, ratio: f64) {
        self.numbers += 1;
        self.largest_ratio = self.largest_ratio.max(ratio);
        let class = [1e-3, 1e-2, 1e-1, 1.0].iter().filter(|&&limit| ratio > limit).count();
        self.ratios[class] += 1;
    }
}

/// Error in units of the bound; zero if both are equal, NaN if one of the two is not finite.
fn ratio(got: f64, want: &Bounded) -> f64 {
    let same = got == want.value || (got.is_nan() && want.value.is_nan());
    if same {
        0.0
    } else if got.is_finite() && want.value.is_finite() {
        (got - want.value).abs() / want.error
    } else {
        f64::NAN
    }
}

/// Does a case tell right from wrong: are its numbers finite and of order one, with digits left in `f32`?
pub(super) fn well_conditioned(case: &Case) -> bool {
    let good = |x: &Bounded| x.value.abs() < 1e4 && x.error < 1e-2 * (1.0 + x.value.abs());
    let all_good = |case: &Case| {
        expected(case, &Precision::F32)
            .is_ok_and(|expected| expected.outputs.iter().chain(&expected.state).flatten().all(good))
    };
    all_good(case) && all_good(&case.with_batch(case.part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::bounded::Rounding;
    use crate::program::Program;
    use alloc::vec;

    fn case() -> Case {
        let (name, program) = (String::new(), Program::default());
        Case { name, program, batch: 1, part: 0, data: vec![], frozen: vec![], state: vec![] }
    }

    fn outcome(x: f64) -> Outcome {
        Outcome { outputs: vec![vec![x]], state: vec![] }
    }

    fn want(value: f64, error: f64) -> Expected {
        Expected { outputs: vec![vec![Bounded { value, error, rounding: Rounding::F32 }]], state: vec![] }
    }

    #[test]
    fn errors_are_measured_by_their_bounds() {
        let near = compare(&case(), &outcome(1.02), &want(1.0, 0.01)).unwrap();
        assert!((near.largest_ratio - 2.0).abs() < 1e-12 && near.ratios == [0, 0, 0, 0, 1]);
        let far = compare(&case(), &outcome(1.05), &want(1.0, 0.01)).unwrap_err();
        assert_eq!((far.got, far.element), (1.05, 0));
        assert!(compare(&case(), &outcome(0.1), &want(0.0, 0.0)).is_err());
    }

    #[test]
    fn non_finite_numbers_must_agree() {
        for (got, value) in [(f64::NAN, 1.0), (f64::INFINITY, 1.0), (1.0, f64::NAN), (f64::INFINITY, -f64::INFINITY)] {
            assert!(compare(&case(), &outcome(got), &want(value, f64::INFINITY)).is_err(), "{got} for {value}");
        }
        assert!(compare(&case(), &outcome(f64::NAN), &want(f64::NAN, f64::NAN)).is_ok());
        let missing = Outcome { outputs: vec![], state: vec![] };
        assert!(compare(&case(), &missing, &want(1.0, 1.0)).is_err());
    }
}
