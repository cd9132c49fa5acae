//! A sample's log density among those of other data, such as the training data.

use super::Moments;
use crate::error::Error;

/// Log densities to compare others with: eight bytes for each, twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    moments: Moments,
    /// In ascending order.
    scores: Vec<f64>,
    /// Their typicalities, in ascending order.
    typicalities: Vec<f64>,
}

impl Reference {
    /// The reference of the log densities of data called `name`, nats.
    ///
    /// # Errors
    /// [`Error::TooFew`] for fewer than two; [`Error::Degenerate`] where they are not all finite, or all alike.
    pub fn new(name: &str, mut scores: Vec<f64>) -> Result<Self, Error> {
        if scores.len() < 2 {
            return Err(Error::TooFew { data: name.into(), found: scores.len(), needed: 2 });
        }
        let moments: Moments = scores.iter().collect();
        if !moments.std().is_some_and(|std| std.is_finite() && std > 0.0) {
            let what = "the log densities to compare with must be finite, and not all alike";
            return Err(Error::Degenerate { data: name.into(), what });
        }
        scores.sort_unstable_by(f64::total_cmp);
        let mut reference = Self { moments, scores, typicalities: Vec::new() };
        let mut typicalities: Vec<f64> = reference.scores.iter().map(|score| reference.typicality(*score)).collect();
        typicalities.sort_unstable_by(f64::total_cmp);
        reference.typicalities = typicalities;
        Ok(reference)
    }

    /// Mean and spread of its log densities.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Percentage of its log densities below `score`, those equal to it counted half.
    pub fn percentile(&self, score: f64) -> f64 {
        percentile(&self.scores, score)
    }

    /// `|log p(x) − mean| / std`: how far the log density is from those of the reference, in standard deviations. A log density can be
    /// too high as well as too low: in many dimensions the most likely point is like no sample.
    ///
    /// # Source
    /// Nalisnick, Matsukawa, Teh and Lakshminarayanan, *Detecting Out-of-Distribution Inputs to Deep Generative Models Using Typicality*,
    /// arXiv:1906.02994, §3: their statistic for a single sample (M = 1), in units of its deviation.
    pub fn typicality(&self, score: f64) -> f64 {
        (score - self.moments.mean()).abs() / self.moments.std().unwrap_or(f64::NAN)
    }

    /// Percentage of the reference that is more typical than a sample of this [`typicality`](Self::typicality), those equal to it counted half: 99 for
    /// one that is less typical than 99 % of it.
    pub fn typicality_percentile(&self, typicality: f64) -> f64 {
        percentile(&self.typicalities, typicality)
    }
}

/// Percentage of ascending numbers that are below `value`, equal ones counted half; NaN for NaN.
fn percentile(ascending: &[f64], value: f64) -> f64 {
    if value.is_nan() {
        return value;
    }
    let below = ascending.partition_point(|v| *v < value);
    let not_above = ascending.partition_point(|v| *v <= value);
    50.0 * (below + not_above) as f64 / ascending.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_typicality_by_hand() {
        // Mean 2, deviations −2, 0, 0, 2: variance 8/3.
        let reference = Reference::new("x", vec![2.0, 0.0, 4.0, 2.0]).unwrap();
        let std = (8f64 / 3.0).sqrt();
        for (score, percentile) in [(-1.0, 0.0), (0.0, 12.5), (1.0, 25.0), (2.0, 50.0), (4.0, 87.5), (9.0, 100.0)] {
            assert_eq!(reference.percentile(score), percentile, "{score}");
        }
        for (score, typicality, percentile) in [(2.0, 0.0, 25.0), (1.0, 1.0, 50.0), (4.0, 2.0, 75.0), (0.0, 2.0, 75.0)]
        {
            let found = reference.typicality(score);
            assert!((found - typicality / std).abs() < 1e-15);
            assert_eq!(reference.typicality_percentile(found), percentile, "{score}");
        }
        assert_eq!(reference.typicality_percentile(reference.typicality(-7.0)), 100.0);
        assert!(reference.percentile(f64::NAN).is_nan());
        assert_eq!(reference.percentile(f64::NEG_INFINITY), 0.0);
    }

    #[test]
    fn references_without_spread_are_refused() {
        assert!(matches!(Reference::new("x", vec![1.0]), Err(Error::TooFew { found: 1, needed: 2, .. })));
        for bad in [vec![1.0; 5], vec![1.0, f64::NEG_INFINITY], vec![f64::NAN, 1.0]] {
            assert!(matches!(Reference::new("x", bad), Err(Error::Degenerate { .. })));
        }
    }
}
