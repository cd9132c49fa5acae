//! Judges of gradients: finite differences and dual numbers, neither of which knows the rules that they judge.

use crate::dual::Dual;
use cdm_core::backend::RunError;
use cdm_core::conformance::{Value, evaluate};
use cdm_core::program::{ProgramRef, ValueId};

/// A direction in the space of a program's inputs: for each input a tangent for each of its numbers, or none where it
/// stays fixed (as indices must).
pub type Direction = [Option<Vec<f64>>];

/// Derivative of a function of one number at zero: central differences, Richardson-extrapolated twice.
///
/// # Numerics
/// Error O(step⁶) from truncation and about `10 ε |f| / step` from rounding.
pub fn derivative(step: f64, function: impl Fn(f64) -> Vec<f64>) -> Vec<f64> {
    let central = |h: f64| -> Vec<f64> {
        let (up, down) = (function(h), function(-h));
        up.iter().zip(&down).map(|(u, d)| (u - d) / (2.0 * h)).collect()
    };
    let [coarse, middle, fine] = [step, step / 2.0, step / 4.0].map(central);
    // Each level removes the next even power of the step.
    let extrapolated = |at: usize| {
        let first = (4.0 * middle[at] - coarse[at]) / 3.0;
        let second = (4.0 * fine[at] - middle[at]) / 3.0;
        (16.0 * second - first) / 15.0
    };
    (0..coarse.len()).map(extrapolated).collect()
}

/// The inputs moved by `amount` along a direction.
///
/// # Panics
/// If a tangent has fewer numbers than its input.
pub fn moved(inputs: &[Value<f64>], direction: &Direction, amount: f64) -> Vec<Value<f64>> {
    inputs
        .iter()
        .zip(direction)
        .map(|(input, tangent)| {
            let mut at = 0..;
            let shift = |x: f64| {
                let place = at.next().unwrap_or(usize::MAX);
                x + amount * tangent.as_ref().map_or(0.0, |tangent| tangent[place])
            };
            input.map(shift)
        })
        .collect()
}

/// Derivatives of values along a direction, by finite differences.
///
/// # Errors
/// As [`evaluate`].
pub fn finite_difference(
    program: ProgramRef<'_>,
    batch: usize,
    inputs: &[Value<f64>],
    direction: &Direction,
    wanted: &[ValueId],
    step: f64,
) -> Result<Vec<Vec<f64>>, RunError> {
    let at = |amount: f64| -> Result<Vec<f64>, RunError> {
        let values = evaluate(program, &(), batch, &moved(inputs, direction, amount))?;
        Ok(wanted.iter().flat_map(|id| values[id.index()].numbers()).collect())
    };
    // Indices do not move, so that the other points fail if and only if this one does.
    let here = evaluate::<f64>(program, &(), batch, inputs)?;
    let mut flat = derivative(step, |amount| at(amount).unwrap_or_default()).into_iter();
    Ok(wanted.iter().map(|id| flat.by_ref().take(here[id.index()].numbers().len()).collect()).collect())
}

/// Derivatives of values along a direction, by dual numbers.
///
/// # Errors
/// As [`evaluate`].
///
/// # Panics
/// If a tangent has fewer numbers than its input.
pub fn jvp(
    program: ProgramRef<'_>,
    batch: usize,
    inputs: &[Value<f64>],
    direction: &Direction,
    wanted: &[ValueId],
) -> Result<Vec<Vec<f64>>, RunError> {
    let duals: Vec<_> = inputs.iter().zip(direction).map(|(x, d)| with_tangent(x, d.as_deref(), |t| t, 0.0)).collect();
    let values = evaluate::<Dual<f64>>(program, &(), batch, &duals)?;
    Ok(wanted.iter().map(|id| values[id.index()].numbers().iter().map(|x| x.tangent).collect()).collect())
}

/// First derivatives along `inner` and second derivatives along `inner` and `outer`, by duals of duals.
///
/// # Errors
/// As [`evaluate`].
///
/// # Panics
/// If a tangent has fewer numbers than its input.
pub fn second_jvp(
    program: ProgramRef<'_>,
    batch: usize,
    inputs: &[Value<f64>],
    inner: &Direction,
    outer: &Direction,
    wanted: &[ValueId],
) -> Result<Vec<SecondOrder>, RunError> {
    let duals: Vec<_> = inputs
        .iter()
        .zip(inner.iter().zip(outer))
        .map(|(x, (inner, outer))| {
            let first = with_tangent(x, inner.as_deref(), |t| t, 0.0);
            with_tangent(&first, outer.as_deref(), |t| Dual::new(t, 0.0), Dual::new(0.0, 0.0))
        })
        .collect();
    let values = evaluate::<Dual<Dual<f64>>>(program, &(), batch, &duals)?;
    let part = |id: &ValueId| {
        let numbers = values[id.index()].numbers();
        SecondOrder {
            first: numbers.iter().map(|x| x.value.tangent).collect(),
            second: numbers.iter().map(|x| x.tangent.tangent).collect(),
        }
    };
    Ok(wanted.iter().map(part).collect())
}

/// Derivatives of one value.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondOrder {
    /// Along the inner direction.
    pub first: Vec<f64>,
    /// Along the inner and the outer direction.
    pub second: Vec<f64>,
}

fn with_tangent<S: Copy>(
    input: &Value<S>,
    tangent: Option<&[f64]>,
    lift: impl Fn(f64) -> S,
    zero: S,
) -> Value<Dual<S>> {
    let mut at = 0..;
    input.map(|x| {
        let place = at.next().unwrap_or(usize::MAX);
        Dual::new(x, tangent.map_or(zero, |tangent| lift(tangent[place])))
    })
}

/// `⟨a, b⟩`.
pub fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finite_differences_of_the_exponential() {
        let slope = derivative(0.02, |h| vec![(1.0 + h).exp()])[0];
        // Truncation 0.02⁶ e/20160 ≈ 1e-14, rounding 10 ε e/0.02 ≈ 3e-13.
        assert!((slope - 1f64.exp()).abs() < 1e-12, "{slope}");
    }
}
