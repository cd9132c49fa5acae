//! Names on the command line and what they stand for.

use crate::data::Spec;
use crate::error::Error;
use crate::table::Format;
use cdm_core::Schedule;
use cdm_core::embedded::Content;
use cdm_core::sampler::{AnyMethod, Spacing};
use cdm_core::schedule::ScheduleKind;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};
use std::ffi::OsStr;
use std::path::PathBuf;

/// Parses one of several names; the nearest is suggested, and shells and help know them all.
#[derive(Clone)]
struct OneOf<T: Clone + Send + Sync + 'static> {
    what: &'static str,
    names: Vec<&'static str>,
    find: fn(&str) -> Option<T>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let Self { what, names, find } = self.clone();
        let find = move |name: &str| find(name).ok_or_else(|| Error::unknown_name(what, name, &names));
        TypedValueParser::parse_ref(&find, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(|name| PossibleValue::new(*name))))
    }
}

/// Parses the schedules that a number of levels defines.
pub(super) fn schedule() -> impl TypedValueParser<Value = ScheduleKind> {
    let names = ScheduleKind::NAMED.map(ScheduleKind::name).to_vec();
    OneOf { what: "schedule", names, find: ScheduleKind::from_name }
}

/// Parses the samplers.
pub(super) fn sampler() -> impl TypedValueParser<Value = AnyMethod> {
    OneOf { what: "sampler", names: AnyMethod::ALL.map(AnyMethod::name).to_vec(), find: AnyMethod::from_name }
}

/// Parses the ways to spread a sampler's levels.
pub(super) fn spacing() -> impl TypedValueParser<Value = Spacing> {
    OneOf { what: "spacing", names: Spacing::ALL.map(Spacing::name).to_vec(), find: Spacing::from_name }
}

/// Parses what an embedded image can answer.
pub(super) fn content() -> impl TypedValueParser<Value = Content> {
    const ALL: [Content; 2] = [Content::Score, Content::Denoise];
    let find = |name: &str| ALL.into_iter().find(|content| content.name() == name);
    OneOf { what: "answer", names: ALL.map(Content::name).to_vec(), find }
}

/// The most samples, steps or levels that make sense on a command line: indices are 32-bit, and what is counted is held
/// in memory.
pub(super) const MOST: usize = 100_000_000;

/// Parses a count of at least `LEAST`, and not absurdly large.
pub(super) fn count<const LEAST: usize>(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(value) if (LEAST..=MOST).contains(&value) => Ok(value),
        _ => Err(format!("expected an integer from {LEAST} to {MOST}")),
    }
}

/// Parses a number of samples that a network takes at once.
pub(super) fn batch(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(value) if (1..=65_536).contains(&value) => Ok(value),
        _ => Err("expected an integer from 1 to 65536".to_owned()),
    }
}

/// Checks that a level has both signal and noise: level 0 is data, and the last one pure noise.
pub(super) fn require_noisy(option: &str, level: usize, schedule: &Schedule) -> Result<(), Error> {
    let noisiest = schedule.last() - 1;
    if (1..=noisiest).contains(&level) {
        return Ok(());
    }
    Err(Error::BadValue {
        option: option.into(),
        value: level.to_string(),
        expected: format!("a level of this model with signal and noise, 1 to {noisiest}"),
    })
}

/// Parses data, or the bare name of a `.npy` file.
pub(super) fn data(text: &str) -> Result<Spec, Error> {
    text.parse().or_else(|error| {
        let path = PathBuf::from(text);
        let npy = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("npy"));
        if npy && !text.contains(':') { Ok(Spec::Npy { path, labels: None }) } else { Err(error) }
    })
}

/// Parses the name of a picture.
pub(super) fn png(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.extension() {
        Some(end) if end.eq_ignore_ascii_case("png") => Ok(path),
        _ => Err("expected a file name that ends in .png".to_owned()),
    }
}

/// Parses a number of pictures in a row.
pub(super) fn frames(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(value) if (2..=1000).contains(&value) => Ok(value),
        _ => Err("expected an integer from 2 to 1000".to_owned()),
    }
}

/// Parses a finite number.
pub(super) fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err("expected a finite number".to_owned()),
    }
}

/// Parses the file of a table, whose name says its format.
pub(super) fn table(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    Format::of(&path).map(|_| path).map_err(|error| match error {
        // The option and its value are in the message around.
        Error::BadValue { expected, .. } => format!("expected {expected}"),
        other => other.to_string(),
    })
}

/// Parses a number of threads.
pub(super) fn threads(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(value) if (1..=1024).contains(&value) => Ok(value),
        _ => Err("expected an integer from 1 to 1024".to_owned()),
    }
}

/// Parses a fraction of data, which leaves some on both sides.
pub(super) fn fraction(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err("expected a number above 0 and below 1, such as 0.2".to_owned()),
    }
}
