use core::fmt;

/// The tables of a schedule, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableName {
    /// Signal `a_t`.
    A,
    /// Noise `σ_t`.
    Sigma,
    /// Signal power `ᾱ_t`.
    AlphaBar,
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "a",
            Self::Sigma => "sigma",
            Self::AlphaBar => "alpha_bar",
        })
    }
}

/// Why a schedule cannot be made; names the offending entry.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ScheduleError {
    /// Fewer steps than the schedule needs.
    TooFewSteps {
        /// Steps asked for.
        steps: usize,
        /// Fewest steps that work.
        least: usize,
    },
    /// More steps than [`super::MAX_STEPS`].
    TooManySteps {
        /// Steps asked for.
        steps: usize,
    },
    /// A table does not have the length it must have.
    Length {
        /// The table.
        table: TableName,
        /// Length it must have.
        expected: usize,
        /// Length it has.
        actual: usize,
    },
    /// An entry is not a number of [0, 1].
    OutOfRange {
        /// The table.
        table: TableName,
        /// Its level.
        level: usize,
        /// Its value.
        value: f64,
    },
    /// Signal grows or noise falls from one level to the next.
    NotMonotone {
        /// The table.
        table: TableName,
        /// The later of the two levels.
        level: usize,
        /// The value at the level before.
        previous: f64,
        /// The value at this level.
        value: f64,
    },
    /// The first or last entry is not what clean data or pure noise has.
    End {
        /// The table.
        table: TableName,
        /// Its level.
        level: usize,
        /// The value that it must have.
        expected: f64,
        /// The value that it has.
        value: f64,
    },
    /// `a_t² + σ_t²` is not one.
    NotVariancePreserving {
        /// The level.
        level: usize,
        /// `a_t² + σ_t²` there.
        power: f64,
    },
    /// User tables do not follow from a number of steps.
    NoRule,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TooManySteps { steps } => {
                write!(f, "schedule of {steps} steps: at most {} are possible", super::MAX_STEPS)
            }
            Self::TooFewSteps { steps, least } => write!(f, "schedule of {steps} steps: at least {least} are needed"),
            Self::Length { table, expected, actual } => {
                write!(f, "table {table} has {actual} entries where {expected} are needed")
            }
            Self::OutOfRange { table, level, value } => write!(f, "{table}[{level}] = {value} is not within [0, 1]"),
            Self::NotMonotone { table, level, previous, value } => {
                let way = if matches!(table, TableName::Sigma) { "fall" } else { "grow" };
                write!(f, "{table}[{level}] = {value} after {previous}: it must not {way}")
            }
            Self::End { table, level, expected, value } => {
                write!(f, "{table}[{level}] = {value} must be {expected} at that end")
            }
            Self::NotVariancePreserving { level, power } => {
                write!(f, "a² + sigma² = {power} at level {level} is not 1")
            }
            Self::NoRule => write!(f, "a table schedule does not follow from a number of steps"),
        }
    }
}

impl core::error::Error for ScheduleError {}
