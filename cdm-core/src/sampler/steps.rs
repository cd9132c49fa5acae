use core::fmt;

/// How the levels of a plan are spread over `1 ..= T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spacing {
    /// `1 + ⌊kT/n⌋` for `k = 0 … n − 1`: includes 1, not `T` unless `n = T`.
    ///
    /// Differs from the published code where `n` does not divide `T`: that one takes 334 steps for 300 of 1000.
    Published,
    /// `⌊kT/n⌋` for `k = 1 … n`: includes `T`.
    Trailing,
    /// `max(k, ⌊k²T/n²⌋)` for `k = 1 … n`: dense where noise is low, includes `T`.
    ///
    /// Squares alone would repeat low levels; there the levels are `1, 2, 3, …` until the squares outrun them, from where
    /// on each is above the one before (by more than `2k T/n² ≥ 2`). Differs from the published code of DDIM, which
    /// ends at `0.8 T` and takes repeated levels twice.
    ///
    /// # Source
    /// Song, Meng, Ermon, *Denoising diffusion implicit models*, ICLR 2021, App. D.2.
    Quadratic,
}

impl Spacing {
    /// The spacings, named as on the command line by [`Spacing::name`].
    pub const ALL: [Self; 3] = [Self::Published, Self::Trailing, Self::Quadratic];

    /// The spacing among [`Spacing::ALL`] that is called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spacing| spacing.name() == name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Trailing => "trailing",
            Self::Quadratic => "quadratic",
        }
    }
}

/// Why levels or a method's setting make no plan.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum StepsError {
    /// No steps.
    None,
    /// More steps than levels.
    TooMany {
        /// Steps asked for.
        count: usize,
        /// Levels that there are.
        levels: usize,
    },
    /// Levels that do not grow.
    NotIncreasing {
        /// Place of the offending level in the table.
        index: usize,
        /// The level.
        level: usize,
    },
    /// A level that the schedule lacks.
    Level {
        /// The level.
        level: usize,
        /// The last one of the schedule.
        last: usize,
    },
    /// A level without signal: nothing can be estimated there.
    NoSignal {
        /// The level.
        level: usize,
    },
    /// A level without noise: nothing is left to do there.
    NoNoise {
        /// The level.
        level: usize,
    },
    /// A noise of DDIM outside [0, 1].
    Eta {
        /// The value.
        eta: f64,
    },
    /// Limits of clean estimates that are not numbers in order.
    Clip {
        /// The lower one.
        low: f64,
        /// The upper one.
        high: f64,
    },
}

impl fmt::Display for StepsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::None => write!(f, "sampling needs at least one step"),
            Self::TooMany { count, levels } => write!(f, "{count} steps where only {levels} levels can be visited"),
            Self::NotIncreasing { index, level } => write!(f, "level {level} at place {index} does not grow"),
            Self::Level { level, last } => write!(f, "level {level} is beyond the last one, {last}"),
            Self::NoSignal { level } => write!(f, "level {level} holds no signal: start below it"),
            Self::NoNoise { level } => write!(f, "level {level} holds no noise: end above it"),
            Self::Eta { eta } => write!(f, "DDIM noise eta = {eta} is not within [0, 1]"),
            Self::Clip { low, high } => write!(f, "clean estimates cannot be clipped to [{low}, {high}]"),
        }
    }
}

impl core::error::Error for StepsError {}

/// The levels that a plan visits, from the lowest up: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSteps<'a>(Kind<'a>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'a> {
    Spaced { spacing: Spacing, count: usize, top: usize },
    Table(&'a [u32]),
}

impl<'a> TimeSteps<'a> {
    /// `count` (`n`) of the levels `1 ..= top` (`T`).
    ///
    /// # Errors
    /// No steps, or more than `top`.
    pub const fn spaced(spacing: Spacing, count: usize, top: usize) -> Result<Self, StepsError> {
        if count == 0 {
            return Err(StepsError::None);
        }
        if count > top {
            return Err(StepsError::TooMany { count, levels: top });
        }
        Ok(Self(Kind::Spaced { spacing, count, top }))
    }

    /// The levels of a table, growing.
    ///
    /// # Errors
    /// No level, or one that is not above the level before it.
    pub fn table(levels: &'a [u32]) -> Result<Self, StepsError> {
        if levels.is_empty() {
            return Err(StepsError::None);
        }
        match levels.windows(2).position(|pair| pair[1] <= pair[0]) {
            Some(i) => Err(StepsError::NotIncreasing { index: i + 1, level: levels[i + 1] as usize }),
            None => Ok(Self(Kind::Table(levels))),
        }
    }

    /// How many there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is at least one")]
    pub const fn len(&self) -> usize {
        match self.0 {
            Kind::Spaced { count, .. } => count,
            Kind::Table(levels) => levels.len(),
        }
    }

    /// Level `k` from the lowest up.
    ///
    /// # Panics
    /// If there are fewer.
    #[must_use]
    pub const fn at(&self, k: usize) -> usize {
        assert!(k < self.len(), "a level beyond the last of a plan");
        match self.0 {
            Kind::Spaced { spacing: Spacing::Published, count, top } => 1 + scaled(k, top, count),
            Kind::Spaced { spacing: Spacing::Trailing, count, top } => scaled(k + 1, top, count),
            Kind::Spaced { spacing: Spacing::Quadratic, count, top } => {
                let (k, count, top) = (k as u128 + 1, count as u128, top as u128);
                // No larger than `top`, so it fits.
                let square = (k * k * top / (count * count)) as usize;
                if square > k as usize { square } else { k as usize }
            }
            Kind::Table(levels) => levels[k] as usize,
        }
    }
}

/// `⌊k top/count⌋` for `k ≤ count`, which fits.
const fn scaled(k: usize, top: usize, count: usize) -> usize {
    (k as u128 * top as u128 / count as u128) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_spacing_is_a_range_where_steps_divide() {
        for count in [1, 20, 25, 50, 1000] {
            let steps = TimeSteps::spaced(Spacing::Published, count, 1000).unwrap();
            assert!((1..=1000).step_by(1000 / count).eq((0..count).map(|k| steps.at(k))));
        }
    }

    #[test]
    fn every_count_gives_distinct_levels() {
        for spacing in Spacing::ALL {
            assert_eq!(Spacing::from_name(spacing.name()), Some(spacing));
            for (count, top) in [(1, 1), (3, 7), (7, 7), (300, 1000), (999, 1000)] {
                let steps = TimeSteps::spaced(spacing, count, top).unwrap();
                assert!((1..count).all(|k| steps.at(k) > steps.at(k - 1)));
                assert!(steps.at(0) >= 1 && steps.at(count - 1) <= top);
                assert!(spacing == Spacing::Published || steps.at(count - 1) == top);
                assert!(spacing != Spacing::Published || steps.at(0) == 1);
            }
        }
    }

    #[test]
    fn every_possible_count_gives_distinct_quadratic_levels() {
        for top in [1, 2, 9, 37, 200] {
            for count in 1..=top {
                let steps = TimeSteps::spaced(Spacing::Quadratic, count, top).unwrap();
                assert!((1..count).all(|k| steps.at(k) > steps.at(k - 1)), "{count} of {top}");
                assert_eq!((steps.at(0) >= 1, steps.at(count - 1)), (true, top), "{count} of {top}");
            }
        }
        let steps = TimeSteps::spaced(Spacing::Quadratic, 10, 1000).unwrap();
        assert!((1..=10).map(|k| 10 * k * k).eq((0..10).map(|k| steps.at(k))), "squares where they suffice");
        let steps = TimeSteps::spaced(Spacing::Quadratic, 6, 10).unwrap();
        assert!([1, 2, 3, 4, 6, 10].into_iter().eq((0..6).map(|k| steps.at(k))), "distinct where they do not");
    }

    #[test]
    fn impossible_steps_are_errors() {
        assert_eq!(TimeSteps::spaced(Spacing::Trailing, 0, 10), Err(StepsError::None));
        assert_eq!(TimeSteps::spaced(Spacing::Published, 11, 10), Err(StepsError::TooMany { count: 11, levels: 10 }));
        assert_eq!(TimeSteps::table(&[1, 5, 5]), Err(StepsError::NotIncreasing { index: 2, level: 5 }));
        assert_eq!(TimeSteps::table(&[]), Err(StepsError::None));
    }
}
