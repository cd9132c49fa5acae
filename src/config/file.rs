//! Settings in TOML: `name = value`, a line each.

use super::Config;
use super::key::{Group, Key, Resume};
use super::settings::{Origin, Settings};
use super::value::{Kind, Value};
use crate::error::Error;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Not a setting: which program wrote the file.
const VERSION: &str = "version";
/// Column where comments begin, unless the value is longer.
const COMMENT: usize = 32;

impl Config {
    /// The complete file, with comments; [`from_toml`](Self::from_toml) gives the same configuration again.
    ///
    /// # Errors
    /// [`Error::Given`] for a value that its setting does not take.
    pub fn to_toml(&self) -> Result<String, Error> {
        let version = env!("CARGO_PKG_VERSION");
        let mut text = format!(
            "# A training run of cdm {version}: `cdm train --config FILE` makes another with the same settings.\n\
             # Paths are relative to the directory in which cdm is started. docs/settings.md tells more.\n\
             # What is fixed cannot change when the run goes on (--resume).\n\
             {VERSION} = \"{version}\"\n"
        );
        let settings = self.settings(&Origin::Default)?;
        for group in Group::ALL {
            text.push_str(&format!("\n# {}\n", group.title()));
            for (key, given) in settings.iter().filter(|(key, _)| key.group == group) {
                let line = format!("{} = {}", key.name, written(&given.value));
                let fixed = if key.resume == Resume::Fixed { "; fixed" } else { "" };
                text.push_str(&format!("{line:COMMENT$}  # {}{fixed}\n", key.help));
            }
        }
        Ok(text)
    }

    /// Reads a complete file; `path` is its name, for messages.
    ///
    /// # Errors
    /// [`Error::Given`] with the line, for what is no TOML, unknown, or not a value that the setting takes;
    /// [`Error::Needed`] for a setting that is missing.
    pub fn from_toml(text: &str, path: &Path) -> Result<Self, Error> {
        let file = |line| Origin::File { path: path.to_owned(), line };
        let lines = text.lines().count().max(1);
        Self::from_settings(Settings::from_toml(text, file)?).map_err(|error| match error {
            // What is missing is missing at the end.
            Error::Needed { .. } => error.given(file(lines)),
            other => other,
        })
    }

    /// Reads a complete file: a run's `config.toml`.
    ///
    /// # Errors
    /// As [`from_toml`](Self::from_toml), and [`Error::Read`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::from_toml(&read(path)?, path)
    }
}

pub(super) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::read(path, source))
}

impl Settings {
    /// Reads some settings; `origin` tells where a line is, from 1.
    ///
    /// # Errors
    /// As [`Config::from_toml`].
    pub fn from_toml(text: &str, origin: impl Fn(usize) -> Origin) -> Result<Self, Error> {
        let at = |offset: usize| origin(1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count());
        let table = DeTable::parse(text).map_err(|error| {
            Error::Toml(error.message().to_owned()).given(at(error.span().map_or(0, |span| span.start)))
        })?;
        let mut settings = Self::default();
        for (name, value) in table.get_ref() {
            let origin = at(name.span().start);
            if name.get_ref() == VERSION {
                continue;
            }
            let key = Key::find(name.get_ref()).map_err(|error| error.given(origin.clone()))?;
            match value_of(key, value.get_ref()) {
                Some(value) => settings.set(key, value, origin)?,
                None => {
                    let value = text.get(value.span()).unwrap_or_default();
                    return Err(super::value::bad(key.name, value, in_file(key)).given(origin));
                }
            }
        }
        Ok(settings)
    }
}

/// What a value of TOML is, if that is of the key's kind.
fn value_of(key: &Key, value: &DeValue<'_>) -> Option<Value> {
    let integer = |value: &DeValue<'_>| match value {
        DeValue::Integer(digits) => u64::from_str_radix(digits.as_str(), digits.radix()).ok(),
        _ => None,
    };
    match (value, key.kind) {
        (DeValue::Integer(digits), Kind::Real { .. }) => digits.as_str().parse().ok().map(Value::Real),
        (DeValue::Integer(_), Kind::Integer { .. }) => integer(value).map(Value::Integer),
        (DeValue::Float(digits), Kind::Real { .. }) => digits.as_str().parse().ok().map(Value::Real),
        (DeValue::Boolean(value), Kind::Flag) => Some(Value::Flag(*value)),
        (DeValue::Array(values), Kind::Integers { .. }) => {
            values.iter().map(|value| integer(value.get_ref())).collect::<Option<_>>().map(Value::Integers)
        }
        (DeValue::String(text), Kind::Name(_) | Kind::Data) => Some(Value::Word(text.to_string())),
        (DeValue::String(text), _) if key.words.contains(&text.as_ref()) => Some(Value::Word(text.to_string())),
        _ => None,
    }
}

/// The values that a setting takes, in the words of a file.
fn in_file(key: &Key) -> String {
    let words: String = key.words.iter().map(|word| format!(", or \"{word}\"")).collect();
    match key.kind {
        Kind::Integers { min } => format!("a list of integers of at least {min}, such as [1, 2, 2]{words}"),
        Kind::Name(names) => format!("one of \"{}\", in quotes", names().join("\", \"")),
        Kind::Data => format!("a specification of data in quotes, such as \"digits\"{words}"),
        kind => format!("{kind}, without quotes{words}"),
    }
}

/// A value as TOML has it.
fn written(value: &Value) -> String {
    match value {
        Value::Integers(values) => {
            let values: Vec<String> = values.iter().map(u64::to_string).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Word(word) => toml::Value::String(word.clone()).to_string(),
        other => other.to_string(),
    }
}
