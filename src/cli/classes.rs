//! Classes on the command line.

use crate::error::Error;
use crate::model::Model;
use std::fmt;
use std::str::FromStr;

/// The classes that `--class` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Classes {
    /// All that the model knows.
    All,
    /// These, in this order.
    These(Vec<u32>),
}

impl Classes {
    /// The classes of a model.
    ///
    /// # Errors
    /// [`Error::BadValue`] for an unconditional model, and a class that the model lacks.
    pub fn of(&self, model: &Model) -> Result<Vec<u32>, Error> {
        let refuse = |expected| Err(Error::BadValue { option: "--class".into(), value: self.to_string(), expected });
        let Some(count) = model.architecture()?.classes() else {
            return refuse(
                "a conditional model, and this one was trained without classes; leave --class out, or train one with --conditional".into(),
            );
        };
        match self {
            Self::All => Ok((0..count as u32).collect()),
            Self::These(classes) if classes.iter().any(|class| *class as usize >= count) => {
                refuse(format!("classes of this model, 0 to {}, or all", count - 1))
            }
            Self::These(classes) => Ok(classes.clone()),
        }
    }
}

impl FromStr for Classes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        let classes: Result<Vec<u32>, _> = text.split(',').map(|class| class.trim().parse()).collect();
        classes.map(Self::These).map_err(|_| "expected a class such as 3, several as 0,3,7, or all".into())
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::These(classes) => f.write_str(&classes.iter().map(u32::to_string).collect::<Vec<_>>().join(",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_parse_and_print_back() {
        for text in ["all", "3", "0,3,7"] {
            assert_eq!(text.parse::<Classes>().unwrap().to_string(), text);
        }
        for text in ["", "-1", "3,", "three", "1.5"] {
            assert!(text.parse::<Classes>().is_err(), "{text}");
        }
    }
}
