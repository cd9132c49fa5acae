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
}
