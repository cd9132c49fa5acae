//! Lines that cannot be read: clap's message, with what would be accepted where it says only what is wrong.

use crate::error::{Error, LIST};
use clap::error::{ContextKind, ErrorKind};
use std::error::Error as _;
use std::num::{IntErrorKind, ParseFloatError, ParseIntError};

/// The same error in better words: numbers get an example, and a value that the facade refused is not named twice.
pub(super) fn explained(error: clap::Error, command: &clap::Command) -> clap::Error {
    let named = |kind| error.get(kind).map(ToString::to_string);
    let (ErrorKind::ValueValidation, Some(source), Some(option), Some(value)) =
        (error.kind(), error.source(), named(ContextKind::InvalidArg), named(ContextKind::InvalidValue))
    else {
        return error;
    };
    let Some(reason) = reason(source, &value, &option) else { return error };
    let message = format!("invalid value '{value}' for '{option}': {reason}");
    clap::Error::raw(ErrorKind::ValueValidation, message + "\n").with_cmd(command)
}

/// What would be accepted, where the cause does not say it or says it in too many words.
fn reason(source: &(dyn std::error::Error + 'static), given: &str, argument: &str) -> Option<String> {
    match source.downcast_ref() {
        Some(Error::BadValue { option, value, expected }) => {
            let own = argument.split_whitespace().next() == Some(&format!("--{}", option.replace('_', "-")));
            // A part of the value may be in question that does not stand there, such as one that is missing.
            let is_seen = own || given.contains(value) || given.contains(option);
            return is_seen.then(|| format!("expected {expected}"));
        }
        Some(Error::UnknownName { name, nearest, known, .. }) if name == given => {
            let list = known.join(", ");
            return Some(match nearest {
                Some(near) if known.len() > LIST => format!("did you mean '{near}'?"),
                Some(near) => format!("did you mean '{near}'? (known: {list})"),
                None => format!("expected one of {list}"),
            });
        }
        _ => {}
    }
    if let Some(error) = source.downcast_ref::<ParseIntError>() {
        return Some(match error.kind() {
            IntErrorKind::PosOverflow => "that is too large; expected an integer below 2^64".into(),
            _ => "expected an integer from 0, such as 7".into(),
        });
    }
    source.is::<ParseFloatError>().then(|| "expected a number, such as 0.5".into())
}
