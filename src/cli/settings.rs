//! Settings given as `key=value`, checked against a table of keys.

use crate::error::Error;
use std::fmt;

/// A setting that exists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The values it takes.
    pub range: Range,
    /// What it does.
    pub help: &'static str,
}

/// The values that a setting takes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Range {
    /// Integers from `min`.
    Integer {
        /// The smallest.
        min: usize,
    },
    /// Integers from `min`, with commas between them.
    Integers {
        /// The smallest.
        min: usize,
    },
    /// Real numbers from `min`, below `below`.
    Real {
        /// The smallest.
        min: f64,
        /// The first that is too large.
        below: f64,
    },
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer { min } => write!(f, "an integer of at least {min}"),
            Self::Integers { min } => write!(f, "integers of at least {min} with commas between them, or none"),
            Self::Real { min, below } if below.is_infinite() => write!(f, "a number of at least {min}"),
            Self::Real { min, below } => write!(f, "a number from {min} to below {below}"),
        }
    }
}

/// A value within its range.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Integer(usize),
    Integers(Vec<usize>),
    Real(f64),
}

/// One `key=value`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    name: &'static str,
    value: Value,
}

/// Checks one `key=value` against the keys that exist.
///
/// # Errors
///
/// [`Error::BadValue`] without `=` or for a value out of range; [`Error::UnknownName`] with the nearest key.
pub fn parse(text: &str, keys: &[Key]) -> Result<Setting, Error> {
    let bad = |option: &str, value: &str, expected: String| Error::BadValue {
        option: option.to_owned(),
        value: value.to_owned(),
        expected,
    };
    let (name, value) = text.split_once('=').ok_or_else(|| bad("--set", text, "key=value".into()))?;
    let key = keys.iter().find(|key| key.name == name).ok_or_else(|| {
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        Error::unknown_name("setting", name, &known)
    })?;
    let checked = match key.range {
        Range::Integer { min } => value.parse().ok().filter(|v| *v >= min).map(Value::Integer),
        Range::Integers { min } => integers(value).filter(|v| v.iter().all(|v| *v >= min)).map(Value::Integers),
        Range::Real { min, below } => value.parse().ok().filter(|v| *v >= min && *v < below).map(Value::Real),
    };
    let value = checked.ok_or_else(|| bad(key.name, value, key.range.to_string()))?;
    Ok(Setting { name: key.name, value })
}

/// `none`, or integers with commas between them.
fn integers(text: &str) -> Option<Vec<usize>> {
    if text == "none" { Some(Vec::new()) } else { text.split(',').map(|v| v.parse().ok()).collect() }
}

/// Settings by name; of several with one name the last counts.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a>(&'a [Setting]);

impl<'a> Settings<'a> {
    /// Looks settings up in `list`.
    pub fn new(list: &'a [Setting]) -> Self {
        Self(list)
    }

    /// An integer setting, if it was given.
    pub fn integer(&self, name: &str) -> Option<usize> {
        match self.last(name)? {
            Value::Integer(value) => Some(*value),
            Value::Integers(_) | Value::Real(_) => None,
        }
    }

    /// A setting of several integers, if it was given.
    pub fn integers(&self, name: &str) -> Option<&'a [usize]> {
        match self.last(name)? {
            Value::Integers(values) => Some(values),
            Value::Integer(_) | Value::Real(_) => None,
        }
    }

    /// A real setting, if it was given.
    pub fn real(&self, name: &str) -> Option<f64> {
        match self.last(name)? {
            Value::Real(value) => Some(*value),
            Value::Integer(value) => Some(*value as f64),
            Value::Integers(_) => None,
        }
    }

    /// Was it given?
    pub fn given(&self, name: &str) -> bool {
        self.last(name).is_some()
    }

    fn last(&self, name: &str) -> Option<&'a Value> {
        self.0.iter().rev().find(|s| s.name == name).map(|s| &s.value)
    }
}
