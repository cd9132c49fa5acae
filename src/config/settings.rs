//! Values by name, and where each comes from.

use super::key::{KEYS, Key, Only};
use super::value::Value;
use crate::choice::Arch;
use crate::data::Spec;
use crate::error::Error;
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The default for the data.
    Default,
    /// What a run that goes on was told when it began.
    Run,
    /// A preset.
    Preset(&'static str),
    /// A file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// An option of the command line, or a caller.
    Option(String),
}

impl Origin {
    /// What beats what: the larger.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Default | Self::Run => 0,
            Self::Preset(_) => 1,
            Self::File { .. } => 2,
            Self::Option(_) => 3,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::Run => f.write_str("the run"),
            Self::Preset(name) => write!(f, "preset {name}"),
            Self::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Self::Option(option) => f.write_str(option),
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The value, one that its setting takes.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
}

/// Some of the settings, each with a value that it takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(BTreeMap<&'static str, Given>);

impl Settings {
    /// Sets a value, over an earlier one.
    ///
    /// # Errors
    /// [`Error::Given`] with the origin, for a value that the setting does not take.
    pub fn set(&mut self, key: &'static Key, value: Value, origin: Origin) -> Result<(), Error> {
        let value = key.check(value).map_err(|error| error.given(origin.clone()))?;
        self.0.insert(key.name, Given { value, origin });
        Ok(())
    }

    /// The value of a setting, if it is there.
    pub fn get(&self, name: &str) -> Option<&Given> {
        self.0.get(name)
    }

    /// Those that are there, in the order of files.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Key, &Given)> {
        KEYS.iter().filter_map(|key| self.0.get(key.name).map(|given| (key, given)))
    }

    /// Puts `over` on top.
    pub(super) fn overlay(&mut self, over: &Self) {
        self.0.extend(over.0.iter().map(|(name, given)| (*name, given.clone())));
    }

    /// Sets a value that stays what its setting takes, with the origin it had.
    pub(super) fn adjust(&mut self, name: &'static str, value: Value) {
        let origin = self.0.get(name).map_or(Origin::Default, |given| given.origin.clone());
        self.0.insert(name, Given { value, origin });
    }

    /// Leaves out what the network or the decay does not have, where a stronger source has chosen these.
    ///
    /// # Errors
    /// [`Error::Foreign`] for one that was given along with the choice or over it.
    pub(super) fn fit(&mut self) -> Result<(), Error> {
        let arch = self.choice::<Arch>("arch")?;
        let steps = self.word("decay")? == "step";
        for key in KEYS {
            let (chosen_by, fits) = match key.only {
                Only::Always => continue,
                Only::Networks(list) => ("arch", list.contains(&arch)),
                Only::Steps => ("decay", steps),
            };
            let (Some(given), Some(choice)) = (self.0.get(key.name), self.0.get(chosen_by)) else { continue };
            if fits {
                continue;
            }
            if given.origin.rank() >= choice.origin.rank() {
                let of = format!("{chosen_by} = {}", choice.value);
                return Err(Error::Foreign { key: key.name, of }.given(given.origin.clone()));
            }
            self.0.remove(key.name);
        }
        Ok(())
    }

    fn need(&self, name: &'static str) -> Result<&Value, Error> {
        let what = || "a complete file tells it; `cdm config show` writes one".to_owned();
        self.0.get(name).map(|given| &given.value).ok_or_else(|| Error::Needed { option: name, what: what() })
    }

    /// Values are of their setting's kind, so what is of another is none of what was asked for.
    fn wrong<T>(&self, name: &'static str) -> Result<T, Error> {
        let value = self.need(name)?.to_string();
        Err(super::value::bad(name, &value, "a value of another kind".into()))
    }

    pub(super) fn seed(&self, name: &'static str) -> Result<u64, Error> {
        if let Value::Integer(value) = self.need(name)? { Ok(*value) } else { self.wrong(name) }
    }

    pub(super) fn integer(&self, name: &'static str) -> Result<usize, Error> {
        self.seed(name).map(|value| value as usize)
    }

    /// An integer, or `None` for a word in its place.
    pub(super) fn optional(&self, name: &'static str) -> Result<Option<usize>, Error> {
        if let Value::Word(_) = self.need(name)? { Ok(None) } else { self.integer(name).map(Some) }
    }

    pub(super) fn integers(&self, name: &'static str) -> Result<Vec<usize>, Error> {
        let Value::Integers(values) = self.need(name)? else { return self.wrong(name) };
        Ok(values.iter().map(|value| *value as usize).collect())
    }

    pub(super) fn real(&self, name: &'static str) -> Result<f64, Error> {
        if let Value::Real(value) = self.need(name)? { Ok(*value) } else { self.wrong(name) }
    }

    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Error> {
        if let Value::Flag(value) = self.need(name)? { Ok(*value) } else { self.wrong(name) }
    }

    pub(super) fn word(&self, name: &'static str) -> Result<&str, Error> {
        if let Value::Word(value) = self.need(name)? { Ok(value) } else { self.wrong(name) }
    }

    /// Something that is chosen by name.
    pub(super) fn choice<T: ValueEnum>(&self, name: &'static str) -> Result<T, Error> {
        T::from_str(self.word(name)?, false).or_else(|_| self.wrong(name))
    }

    pub(super) fn spec(&self, name: &'static str) -> Result<Spec, Error> {
        self.word(name)?.parse()
    }

    /// A probability as the per cent that a network stores.
    pub(super) fn percent(&self, name: &'static str) -> Result<u8, Error> {
        let probability = self.real(name)?;
        let percent = (100.0 * probability).round();
        if (percent / 100.0 - probability).abs() > 1e-9 || percent >= 100.0 {
            let expected = "a whole number of hundredths below 1, such as 0.1".into();
            let error = super::value::bad(name, &probability.to_string(), expected);
            let origin = self.get(name).map_or(Origin::Default, |given| given.origin.clone());
            return Err(error.given(origin));
        }
        Ok(percent as u8)
    }
}
