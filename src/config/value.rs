//! Values of settings, and which of them a setting takes.

use crate::data::Spec;
use crate::error::Error;
use std::fmt;

/// A value of a setting.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A count, or a seed.
    Integer(u64),
    /// Several of them.
    Integers(Vec<u64>),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// A name, data, or a word such as `none` in place of a number.
    Word(String),
}

/// As on the command line: `1,2,2`, `0.0002`, `none`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Integers(values) if values.is_empty() => f.write_str("none"),
            Self::Integers(values) => {
                let values: Vec<String> = values.iter().map(u64::to_string).collect();
                f.write_str(&values.join(","))
            }
            // The shortest digits that give the same number again.
            Self::Real(value) => write!(f, "{value:?}"),
            Self::Flag(value) => value.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// The values that a setting takes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Integers from `min` to `max`.
    Integer {
        /// The smallest.
        min: u64,
        /// The largest.
        max: u64,
    },
    /// Integers from `min`; in text with commas between them, or `none`.
    Integers {
        /// The smallest.
        min: u64,
    },
    /// Numbers from `min`, below `below`.
    Real {
        /// The smallest.
        min: f64,
        /// Whether `min` itself is too small.
        open: bool,
        /// The first that is too large.
        below: f64,
    },
    /// `true` or `false`.
    Flag,
    /// One of several names.
    Name(fn() -> Vec<String>),
    /// Data, as [`Spec`] reads them.
    Data,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer { min, max: u64::MAX } => write!(f, "an integer from {min}"),
            Self::Integer { min, max } => write!(f, "an integer from {min} to {max}"),
            Self::Integers { min } => write!(f, "integers of at least {min}"),
            Self::Real { min: 0.0, open: true, below } if below.is_infinite() => f.write_str("a positive number"),
            Self::Real { min, open, below } => {
                write!(f, "a number {} {min}", if *open { "above" } else { "from" })?;
                if below.is_finite() { write!(f, ", below {below}") } else { Ok(()) }
            }
            Self::Flag => f.write_str("true or false"),
            Self::Name(names) => write!(f, "one of {}", names().join(", ")),
            Self::Data => f.write_str("a specification of data"),
        }
    }
}

impl Kind {
    /// What a text stands for, without regard to range.
    pub(super) fn read(&self, text: &str) -> Option<Value> {
        match self {
            Self::Integer { .. } => text.parse().ok().map(Value::Integer),
            Self::Integers { .. } if text == "none" => Some(Value::Integers(Vec::new())),
            Self::Integers { .. } => {
                text.split(',').map(|v| v.parse().ok()).collect::<Option<_>>().map(Value::Integers)
            }
            Self::Real { .. } => text.parse().ok().map(Value::Real),
            Self::Flag => text.parse().ok().map(Value::Flag),
            Self::Name(_) | Self::Data => Some(Value::Word(text.to_owned())),
        }
    }

    /// The value, if it is one of these; `key` is for messages.
    pub(super) fn check(&self, key: &'static str, value: Value) -> Result<Value, Error> {
        let inside = match (self, &value) {
            (Self::Integer { min, max }, Value::Integer(value)) => (min..=max).contains(&value),
            (Self::Integers { min }, Value::Integers(values)) => values.iter().all(|value| value >= min),
            // An integer is a number too: `lr = 1`.
            (Self::Real { .. }, Value::Integer(integer)) => return self.check(key, Value::Real(*integer as f64)),
            (Self::Real { min, open, below }, Value::Real(value)) => {
                (value > min || (!open && value == min)) && value < below
            }
            (Self::Flag, Value::Flag(_)) => true,
            (Self::Name(names), Value::Word(word)) => {
                let names = names();
                return if names.contains(word) { Ok(value) } else { Err(Error::unknown_name(key, word, &names)) };
            }
            (Self::Data, Value::Word(word)) => return word.parse::<Spec>().map(|spec| Value::Word(spec.to_string())),
            _ => false,
        };
        if inside { Ok(value) } else { Err(bad(key, &value.to_string(), self.to_string())) }
    }
}

pub(super) fn bad(key: &str, value: &str, expected: String) -> Error {
    Error::BadValue { option: key.to_owned(), value: value.to_owned(), expected }
}
