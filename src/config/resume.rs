//! What may change when a run goes on.

use super::Config;
use super::key::{Key, Resume};
use super::layers::{Layers, finish};
use super::settings::{Origin, Settings};
use super::value::Value;
use crate::error::Error;
use std::fmt;

/// A setting that is another from here on.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The setting.
    pub key: &'static str,
    /// What it was; `None` if the run did not have it.
    pub before: Option<Value>,
    /// What it is; `None` if the run no longer has it.
    pub now: Option<Value>,
    /// Where that was given.
    pub origin: Origin,
    /// Whether the weights stay the same bit for bit.
    pub exact: bool,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |value: &Option<Value>| value.as_ref().map_or("not set".to_owned(), Value::to_string);
        write!(f, "{} was {}, is {} ({})", self.key, text(&self.before), text(&self.now), self.origin)
    }
}

impl Config {
    /// What a run that goes on is told: what it was told when it began, with what is given now in a file or by options on top.
    /// A preset given now counts for nothing: it was for the beginning.
    ///
    /// Settings that say what the weights are, or which samples they have seen ([`Resume::Fixed`]), must be what they were.
    /// Others may change, and are returned; if all changes are [`exact`](Change::exact), the weights will be those of a run that
    /// was never interrupted, bit for bit.
    ///
    /// # Errors
    /// [`Error::Fixed`] for a change that cannot be; [`Error::Foreign`] for a setting that the run does not have; numbers that do
    /// not fit each other.
    pub fn resume(stored: &Self, given: &Layers) -> Result<(Self, Vec<Change>), Error> {
        let before = stored.settings(&Origin::Run)?;
        let mut given = {
            let mut all = given.file.clone();
            all.overlay(&given.options);
            all
        };
        same_classes(&mut given, &before);
        for (key, now) in given.iter().filter(|(key, _)| key.resume == Resume::Fixed) {
            let was = before.get(key.name).map(|given| &given.value);
            if was.is_some_and(|was| *was != now.value) {
                let stored = was.map_or(String::new(), Value::to_string);
                let error = Error::Fixed { key: key.name, stored, given: now.value.to_string() };
                return Err(error.given(now.origin.clone()));
            }
        }
        let mut settings = before.clone();
        settings.overlay(&given);
        let config = finish(settings, None)?;
        config.recipe.check_numbers()?;
        let changes = changes(&before, &config.settings(&Origin::Run)?, &given);
        Ok((config, changes))
    }
}

/// `classes = "data"` is what a run has that is conditioned on the classes of its data, which are fixed.
fn same_classes(given: &mut Settings, before: &Settings) {
    let of_data = given.get("classes").is_some_and(|given| given.value == Value::Word("data".into()));
    if let (true, Some(was)) = (of_data, before.get("classes"))
        && let Value::Integer(number) = was.value
    {
        given.adjust("classes", Value::Integer(number));
    }
}

fn changes(before: &Settings, now: &Settings, given: &Settings) -> Vec<Change> {
    let value = |settings: &Settings, key: &Key| settings.get(key.name).map(|given| given.value.clone());
    let change = |key: &Key| {
        let (before, now) = (value(before, key), value(now, key));
        // What was not given itself follows from what was.
        let origin = given.get(key.name).map_or(Origin::Default, |given| given.origin.clone());
        (before != now).then_some(Change { key: key.name, before, now, origin, exact: key.resume == Resume::Exact })
    };
    super::KEYS.iter().filter_map(change).collect()
}
