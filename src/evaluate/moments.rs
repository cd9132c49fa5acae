//! Mean and spread of numbers that come one by one.

use serde::Serialize;

/// Mean and variance of the numbers so far, in one pass and in constant memory.
///
/// # Numerics
/// Deviations from the running mean are added up, so nothing is lost where the mean is large beside the spread, as it is where squares
/// are. A number that is not finite makes the mean that of such numbers, and the spread NaN.
///
/// # Source
/// Welford, *Note on a Method for Calculating Corrected Sums of Squares and Products*, Technometrics 4 (1962).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// Sum of the squared deviations from the mean.
    squares: f64,
}

impl Moments {
    /// Of no numbers.
    pub const fn new() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0 }
    }

    /// Adds a number.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        if !(value.is_finite() && self.mean.is_finite()) {
            // An infinite mean less itself would be NaN.
            (self.mean, self.squares) = (self.mean + value, f64::NAN);
            return;
        }
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// How many numbers.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// Their mean; NaN of none.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Standard deviation of what they are drawn from, `√(Σ (v − mean)²/(n − 1))`; `None` for fewer than two.
    pub fn std(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count as f64 - 1.0)).sqrt())
    }

    /// Standard error of the mean; `None` for fewer than two numbers.
    pub fn stderr(&self) -> Option<f64> {
        self.std().map(|std| std / (self.count as f64).sqrt())
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::new();
        moments.extend(values);
        moments
    }
}

impl<'a> FromIterator<&'a f64> for Moments {
    fn from_iter<I: IntoIterator<Item = &'a f64>>(values: I) -> Self {
        values.into_iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_two_passes_far_from_zero_too() {
        for offset in [0.0, 1e9] {
            let values: Vec<f64> = (0..1000).map(|i| offset + f64::from(i * i % 17)).collect();
            let moments: Moments = values.iter().collect();
            let mean = values.iter().sum::<f64>() / 1000.0;
            let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 999.0;
            // Numbers of 1e9 have steps of 1e-7; one pass over squares would be off by 100.
            assert!((moments.mean() - mean).abs() < 1e-15 * (1.0 + offset) * 10.0);
            assert!((moments.std().unwrap() / variance.sqrt() - 1.0).abs() < 1e-8, "{offset}: {moments:?}");
            assert_eq!(moments.stderr().unwrap(), moments.std().unwrap() / 1000f64.sqrt());
        }
    }

    #[test]
    fn few_numbers_have_no_spread_and_infinite_ones_stay_visible() {
        assert!(Moments::new().mean().is_nan() && Moments::new().stderr().is_none());
        let one: Moments = [3.0].iter().collect();
        assert_eq!((one.mean(), one.std(), one.count()), (3.0, None, 1));
        let infinite: Moments = [1.0, f64::NEG_INFINITY, 2.0].iter().collect();
        assert_eq!(infinite.mean(), f64::NEG_INFINITY);
        assert!(infinite.std().is_some_and(f64::is_nan));
        assert!([f64::INFINITY, f64::NEG_INFINITY].iter().collect::<Moments>().mean().is_nan());
    }
}
