//! How often each level is drawn in training: the prior of the classification problem.

use crate::ShapeError;
use core::fmt;

/// The prior `π_t` over levels: uniform, or a checked table of logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior<'a> {
    log: Option<&'a [f64]>,
}

/// Why a table is no prior.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PriorError {
    /// An entry is not finite: a level that is never drawn has no density.
    NotFinite {
        /// The level.
        level: usize,
        /// `log π_t` there.
        value: f64,
    },
    /// The probabilities do not sum to one.
    NotNormalised {
        /// Their sum.
        total: f64,
    },
}

impl fmt::Display for PriorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { level, value } => write!(f, "log prior {value} of level {level} is not finite"),
            Self::NotNormalised { total } => write!(f, "level prior sums to {total}, not to 1"),
        }
    }
}

impl core::error::Error for PriorError {}

impl<'a> Prior<'a> {
    /// Every level alike.
    pub const UNIFORM: Self = Self { log: None };

    /// The prior of a table of `log π_t` in nats, levels 0 to `L`.
    ///
    /// # Errors
    /// An entry that is not finite, or probabilities whose sum is further than 1e-6 from one.
    pub fn from_log(log: &'a [f64]) -> Result<Self, PriorError> {
        if let Some((level, &value)) = log.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(PriorError::NotFinite { level, value });
        }
        let total: f64 = log.iter().map(|&v| libm::exp(v)).sum();
        if libm::fabs(total - 1.0) > 1e-6 {
            return Err(PriorError::NotNormalised { total });
        }
        Ok(Self { log: Some(log) })
    }

    /// `log π_s − log π_t`, exactly zero for the uniform prior.
    ///
    /// # Panics
    /// If the table is shorter: see [`Prior::check`].
    #[must_use]
    pub fn log_ratio(self, s: usize, t: usize) -> f64 {
        self.log.map_or(0.0, |log| log[s] - log[t])
    }

    /// `log π_t` of one among `levels` levels.
    ///
    /// # Panics
    /// If the table is shorter: see [`Prior::check`].
    #[must_use]
    pub fn log(self, t: usize, levels: usize) -> f64 {
        self.log.map_or_else(|| -libm::log(levels as f64), |log| log[t])
    }

    /// The level that a uniform number `u` of [0, 1) stands for: the inverse of the cumulative prior. Stratified `u`'s
    /// give stratified levels.
    #[must_use]
    pub fn draw(self, u: f64, levels: usize) -> usize {
        let last = levels.saturating_sub(1);
        match self.log {
            None => ((u * levels as f64) as usize).min(last),
            Some(log) => {
                let mut left = u;
                let above = |log: &&f64| {
                    left -= libm::exp(**log);
                    left >= 0.0
                };
                log.iter().take_while(above).count().min(last)
            }
        }
    }

    /// Checks that it is a prior over `levels` levels.
    ///
    /// # Errors
    /// A table of another length.
    pub fn check(self, levels: usize) -> Result<(), ShapeError> {
        match self.log {
            Some(log) if log.len() != levels => {
                Err(ShapeError::Levels { argument: "prior", expected: levels, actual: log.len() })
            }
            _ => Ok(()),
        }
    }
}

impl Default for Prior<'_> {
    fn default() -> Self {
        Self::UNIFORM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evenly spaced numbers hit each level in proportion to its prior.
    #[test]
    fn levels_are_drawn_with_their_probabilities() {
        const N: usize = 10_000;
        let log = [0.1f64, 0.6, 0.05, 0.25].map(libm::log);
        for (prior, want) in [(Prior::from_log(&log), [0.1, 0.6, 0.05, 0.25]), (Ok(Prior::UNIFORM), [0.25; 4])] {
            let mut counts = [0usize; 4];
            for i in 0..N {
                counts[prior.unwrap().draw((i as f64 + 0.5) / N as f64, 4)] += 1;
            }
            for (count, want) in counts.into_iter().zip(want) {
                // Each end of a level's interval rounds to one number more or less.
                assert!((count as f64 - want * N as f64).abs() <= 1.0, "{counts:?}");
            }
        }
        assert_eq!(Prior::UNIFORM.draw(1.0, 4), 3);
    }
}
