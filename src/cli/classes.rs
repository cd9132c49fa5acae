//! Classes on the command line: by name where they have names, by number otherwise.

use crate::data::Dataset;
use crate::error::Error;
use crate::evaluate::Condition;
use crate::model::ModelConfig;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// The class that `--class` names, where samples are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassArg {
    /// Each sample's own label.
    Own,
    /// A class by its name or number.
    Of(String),
}

impl FromStr for ClassArg {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if text == "own" { Self::Own } else { Self::Of(text.to_owned()) })
    }
}

impl fmt::Display for ClassArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "own",
            Self::Of(class) => class,
        })
    }
}

impl ClassArg {
    /// The condition for a model.
    ///
    /// # Errors
    /// [`Error::NoClasses`], [`Error::Label`] or [`Error::UnknownName`] for a class that the model lacks.
    pub fn condition(&self, config: &ModelConfig) -> Result<Condition, Error> {
        let classes = config.network.classes();
        match self {
            Self::Own => classes.map(|_| Condition::Own).ok_or(Error::NoClasses),
            // One more than the last is all classes together.
            Self::Of(class) => find(class, &config.class_names, classes.map_or(0, |c| c + 1)).map(Condition::Class),
        }
    }
}

/// The classes that `--class` names, where samples are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Classes {
    /// All that the model knows.
    All,
    /// These, in this order, by names or numbers.
    These(Vec<String>),
}

impl Classes {
    /// The classes of a model.
    ///
    /// # Errors
    /// [`Error::NoClasses`], [`Error::BadValue`] or [`Error::UnknownName`] for a class that the model lacks.
    pub fn of(&self, config: &ModelConfig) -> Result<Vec<u32>, Error> {
        let count = config.network.classes().ok_or(Error::NoClasses)?;
        let number = |class: &String| match find(class, &config.class_names, count) {
            Err(Error::Label { .. }) => Err(Error::BadValue {
                option: "--class".into(),
                value: class.clone(),
                expected: format!("a class of this model, 0 to {}, or all", count.saturating_sub(1)),
            }),
            other => other,
        };
        match self {
            Self::All => Ok((0..count as u32).collect()),
            Self::These(classes) => classes.iter().map(number).collect(),
        }
    }
}

impl FromStr for Classes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        let classes: Vec<String> = text.split(',').map(|class| class.trim().to_owned()).collect();
        if classes.iter().any(String::is_empty) {
            return Err("expected a class such as 3, several as 0,3,7, or all".into());
        }
        Ok(Self::These(classes))
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::These(classes) => f.write_str(&classes.join(",")),
        }
    }
}

/// The number of a class below `numbers` that is given by its name, or by its number if no class is called so.
///
/// # Errors
/// [`Error::Label`] for a number that is too large; [`Error::UnknownName`], or [`Error::NoClasses`] where there are none.
pub(super) fn find(class: &str, names: &[String], numbers: usize) -> Result<u32, Error> {
    if let Some(number) = names.iter().position(|name| name == class) {
        return Ok(number as u32);
    }
    match class.parse::<u32>() {
        Ok(number) if (number as usize) < numbers => Ok(number),
        Ok(label) => Err(Error::Label { label, classes: numbers.saturating_sub(1) }),
        Err(_) if numbers == 0 => Err(Error::NoClasses),
        Err(_) => {
            let numbers = (0..numbers).map(|number| number.to_string());
            let known: Vec<String> = if names.is_empty() { numbers.collect() } else { names.to_vec() };
            Err(Error::unknown_name("class", class, &known))
        }
    }
}

/// The names of a model's classes: its own, those of `data` with as many classes, or numbers.
pub(super) fn names(config: &ModelConfig, classes: usize, data: &Dataset) -> Vec<String> {
    [&config.class_names, &data.class_names]
        .into_iter()
        .find(|names| names.len() == classes)
        .cloned()
        .unwrap_or_else(|| (0..classes).map(|class| class.to_string()).collect())
}

/// The data with its labels numbered as the model's classes: by name, where both have names. A table numbers the classes that it has, so one
/// that lacks a class has other numbers than the training data.
///
/// # Errors
/// [`Error::UnknownName`] for a class of the data that the model lacks.
pub(super) fn aligned(config: &ModelConfig, mut data: Dataset) -> Result<Dataset, Error> {
    let names = &config.class_names;
    if names.is_empty() || data.class_names.is_empty() || *names == data.class_names {
        return Ok(data);
    }
    let number = |name: &String| {
        let found = names.iter().position(|known| known == name);
        found.map(|at| at as u32).ok_or_else(|| Error::unknown_name("class of the model", name, names))
    };
    let numbers: Vec<u32> = data.class_names.iter().map(number).collect::<Result<_, _>>()?;
    for label in data.labels.iter_mut().flatten() {
        *label = numbers[*label as usize];
    }
    (data.classes, data.class_names) = (names.len(), names.clone());
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Samples, Shape, Transform, Values};
    use crate::model::NetworkConfig;
    use cdm_core::schedule::ScheduleKind;

    fn config(names: &[&str]) -> ModelConfig {
        let network = NetworkConfig::Mlp { width: 4, depth: 1, head_dropout_percent: 0, classes: Some(3) };
        let transform = Transform::Standard { mean: vec![0.0], unit: vec![1.0] };
        let shape = Shape::Vector { dim: 1 };
        let mut config = ModelConfig::new(network, shape, transform, (ScheduleKind::Uniform, 5), "x".into());
        config.class_names = names.iter().map(|name| (*name).to_owned()).collect();
        config
    }

    #[test]
    fn names_come_before_numbers() {
        let condition = |class: &str, names: &[&str]| class.parse::<ClassArg>().unwrap().condition(&config(names));
        assert_eq!(condition("1", &[]).unwrap(), Condition::Class(1));
        assert_eq!(condition("3", &[]).unwrap(), Condition::Class(3), "all classes together");
        assert_eq!(condition("own", &[]).unwrap(), Condition::Own);
        assert!(matches!(condition("4", &[]), Err(Error::Label { label: 4, classes: 3 })));
        assert_eq!(condition("3", &["1", "2", "3"]).unwrap(), Condition::Class(2));
        assert_eq!(condition("0", &["1", "2", "3"]).unwrap(), Condition::Class(0));
        let message = condition("dgo", &["cat", "dog", "owl"]).unwrap_err().to_string();
        assert!(message.contains("did you mean 'dog'?"), "{message}");
    }

    #[test]
    fn labels_follow_the_names_of_the_model() {
        let labelled = |names: &[&str]| {
            let data = Dataset::new("x".into(), Shape::Vector { dim: 1 }, Values::Real, Samples::real(vec![0.0; 2], 1));
            let data = data.with_labels(vec![0, 1], names.len().max(2));
            Dataset { class_names: names.iter().map(|name| (*name).to_owned()).collect(), ..data }
        };
        let config = config(&["cat", "dog", "owl"]);
        let data = aligned(&config, labelled(&["cat", "owl"])).unwrap();
        assert_eq!((data.labels.unwrap(), data.classes, data.class_names.len()), (vec![0, 2], 3, 3));
        assert_eq!(aligned(&config, labelled(&[])).unwrap().labels.unwrap(), [0, 1]);
        let message = aligned(&config, labelled(&["cat", "ox"])).unwrap_err().to_string();
        assert!(message.contains("'ox'"), "{message}");
    }

    #[test]
    fn classes_parse_and_print_back() {
        for text in ["all", "3", "0,3,7", "cat,dog"] {
            assert_eq!(text.parse::<Classes>().unwrap().to_string(), text);
        }
        for text in ["", "3,", ",3"] {
            assert!(text.parse::<Classes>().is_err(), "{text}");
        }
        let of = |text: &str, names: &[&str]| text.parse::<Classes>().unwrap().of(&config(names));
        assert_eq!(of("all", &[]).unwrap(), [0, 1, 2]);
        assert_eq!(of("owl, 0", &["cat", "dog", "owl"]).unwrap(), [2, 0]);
        // All classes together are what is drawn without --class.
        assert!(of("0,3", &[]).unwrap_err().to_string().contains("0 to 2, or all"));
    }
}
