//! Presets: settings for data that many train on.

use super::settings::{Origin, Settings};
use crate::error::Error;

/// Settings by one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// Its settings in TOML, with comments that tell where they come from; the first line says what it is for.
    pub text: &'static str,
}

macro_rules! presets {
    ($($name:literal),*) => {
        /// All presets.
        pub const PRESETS: &[Preset] =
            &[$(Preset { name: $name, text: include_str!(concat!("presets/", $name, ".toml")) }),*];
    };
}
presets!("cifar10", "celeba64", "mnist", "digits", "tabular", "toy");

impl Preset {
    /// What it is for, in a line.
    pub fn about(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// Its settings.
    ///
    /// # Errors
    /// As [`Settings::from_toml`], which would be a defect of the preset.
    pub fn settings(&self) -> Result<Settings, Error> {
        Settings::from_toml(self.text, |_| Origin::Preset(self.name))
    }
}

/// The preset of this name.
///
/// # Errors
/// [`Error::UnknownName`] with the nearest one.
pub fn find(name: &str) -> Result<&'static Preset, Error> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let known: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        Error::unknown_name("preset", name, &known)
    })
}
