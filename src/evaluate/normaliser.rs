//! What a model's density of clean data integrates to.

use serde::{Deserialize, Deserializer, Serialize};

/// The logarithm of the integral of a model's density of clean data, nats: 0 for an exact model. See [`judge`](super::judge) for how it is
/// estimated, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Normaliser {
    /// The estimate, `log Z`.
    #[serde(deserialize_with = "null_is_nan")]
    pub log: f64,
    /// Its standard error.
    #[serde(deserialize_with = "null_is_nan")]
    pub stderr: f64,
}

impl Normaliser {
    /// Whether it is not seen to be off: within three standard errors of 0, or within a tenth of a nat, below which it matters to no
    /// comparison of densities.
    pub fn is_one(&self) -> bool {
        self.log.abs() <= (3.0 * self.stderr).max(0.1)
    }

    /// How far to trust densities that have it, in a sentence.
    pub fn verdict(&self) -> String {
        let Self { log, stderr } = self;
        let measured = format!("log Z = {log:.2} ± {stderr:.2} nats");
        if self.is_one() {
            return format!("{measured}: log densities are normalised as far as this can tell.");
        }
        if !log.is_finite() {
            return format!("{measured}: log densities cannot be trusted at all.");
        }
        let direction = if *log > 0.0 { "large" } else { "small" };
        format!("{measured}: log densities are about {:.2} nats too {direction} on average.", log.abs())
    }
}

/// JSON has no number that is not finite, and writes `null` for it.
fn null_is_nan<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_off_beyond_its_error_and_a_tenth_of_a_nat() {
        for (log, stderr, one) in [
            (0.09, 0.001, true),
            (0.11, 0.001, false),
            (-0.5, 0.2, true),
            (-0.7, 0.2, false),
            (f64::NAN, 0.1, false),
            (f64::INFINITY, f64::NAN, false),
        ] {
            let normaliser = Normaliser { log, stderr };
            assert_eq!(normaliser.is_one(), one, "{normaliser:?}");
            let text = serde_json::to_string(&normaliser).unwrap();
            assert_eq!(serde_json::from_str::<Normaliser>(&text).unwrap().is_one(), one, "{text}");
        }
    }

    #[test]
    fn a_normaliser_within_its_error_is_not_called_wrong() {
        let verdict = |log, stderr| Normaliser { log, stderr }.verdict();
        assert!(verdict(0.1, 0.06).contains("are normalised"));
        assert!(verdict(1.2, 0.2).contains("1.20 nats too large"));
        assert!(verdict(-1.2, 0.2).contains("1.20 nats too small"));
        assert!(verdict(f64::NAN, 0.1).contains("cannot be trusted"));
    }
}
