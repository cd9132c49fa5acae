//! Names on the command line and what they stand for.

use crate::error::Error;
use crate::table::Format;
use cdm_core::Schedule;
use cdm_core::sampler::{AnyMethod, Spacing};
use cdm_core::schedule::ScheduleKind;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

/// Parses the schedules that a number of levels defines.
pub(super) fn schedule() -> impl TypedValueParser<Value = ScheduleKind> {
    PossibleValuesParser::new(ScheduleKind::NAMED.map(ScheduleKind::name)).try_map(|name| {
        let known = ScheduleKind::NAMED.map(ScheduleKind::name);
        ScheduleKind::from_name(&name).ok_or_else(|| Error::unknown_name("schedule", &name, &known))
    })
}

/// Parses the samplers.
pub(super) fn sampler() -> impl TypedValueParser<Value = AnyMethod> {
    PossibleValuesParser::new(AnyMethod::ALL.map(AnyMethod::name)).try_map(|name| {
        let known = AnyMethod::ALL.map(AnyMethod::name);
        AnyMethod::from_name(&name).ok_or_else(|| Error::unknown_name("sampler", &name, &known))
    })
}

/// Parses the ways to spread a sampler's levels.
pub(super) fn spacing() -> impl TypedValueParser<Value = Spacing> {
    PossibleValuesParser::new(Spacing::ALL.map(Spacing::name)).try_map(|name| {
        let known = Spacing::ALL.map(Spacing::name);
        Spacing::from_name(&name).ok_or_else(|| Error::unknown_name("spacing", &name, &known))
    })
}

/// The most samples, steps or levels that make sense on a command line: indices are 32-bit, and what is counted is held
/// in memory.
const MOST: usize = 100_000_000;

/// Parses a count of at least `LEAST`, and not absurdly large.
pub(super) fn count<const LEAST: usize>(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(value) if (LEAST..=MOST).contains(&value) => Ok(value),
        _ => Err(format!("expected an integer from {LEAST} to {MOST}")),
    }
}

/// Parses a number of samples that a network takes at once.
#[cfg(feature = "cpu")]
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
