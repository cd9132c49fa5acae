//! What beats what: the defaults for the data, a preset, a file, options.

use super::key::Key;
use super::settings::{Origin, Settings};
use super::value::Value;
use super::{Config, Upkeep, file};
use crate::backend::Device;
use crate::choice::Arch;
use crate::data::{self, Dataset, Spec};
use crate::error::Error;
use crate::train::Recipe;
use std::path::Path;

/// What is given in place of a complete configuration; each layer beats those before it, setting by setting:
///
/// 1. the defaults for the kind of data ([`Recipe::for_data`]) and of network,
/// 2. the [preset](Self::preset),
/// 3. the [file](Self::file),
/// 4. the [options](Self::options).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Of a preset.
    pub preset: Settings,
    /// Of a file.
    pub file: Settings,
    /// Of the command line, or of a caller.
    pub options: Settings,
}

/// What tells which data there are.
#[derive(Clone, Debug, PartialEq)]
struct Sources {
    data: Spec,
    validation: Option<Spec>,
    held_out: f64,
    split_seed: u64,
    seed: u64,
}

impl Layers {
    /// Reads the settings of a file, in place of earlier ones.
    ///
    /// # Errors
    /// As [`Settings::from_toml`], and [`Error::Read`].
    pub fn read_file(&mut self, path: &Path) -> Result<(), Error> {
        let origin = |line| Origin::File { path: path.to_owned(), line };
        self.file = Settings::from_toml(&file::read(path)?, origin)?;
        Ok(())
    }

    /// All that is given, the strongest of each.
    pub fn merged(&self) -> Settings {
        let mut merged = self.preset.clone();
        merged.overlay(&self.file);
        merged.overlay(&self.options);
        merged
    }

    /// Loads the training data and those to judge by.
    ///
    /// # Errors
    /// [`Error::Needed`] where no layer names data, and as [`data::load_parts`].
    pub fn load_data(&self) -> Result<(Dataset, Dataset), Error> {
        let Sources { data, validation, held_out, split_seed, seed } = Sources::of(&self.merged())?;
        data::load_parts(&data, validation.as_ref(), held_out, split_seed, seed)
    }

    /// The complete configuration for training data that are loaded.
    ///
    /// A warm-up that nobody chose, but the default or a preset, is at most a tenth of the steps where the steps come from
    /// elsewhere; likewise the steps in which the average copies the weights.
    ///
    /// # Errors
    /// [`Error::Foreign`] for a setting that the chosen network does not have, [`Error::Unlabelled`] for data without the
    /// labels that a conditional one needs, and as [`Recipe::check`].
    pub fn resolve(&self, data: &Dataset) -> Result<Config, Error> {
        let given = self.merged();
        let mut settings = default(&given, data)?.settings(&Origin::Default)?;
        settings.overlay(&given);
        shorten(&mut settings)?;
        let config = finish(settings, Some(data))?;
        config.recipe.check(data.shape)?;
        tell(&config, &given, data)?;
        Ok(config)
    }
}

/// Says which settings nobody gave.
fn tell(config: &Config, given: &Settings, data: &Dataset) -> Result<(), Error> {
    let settings = config.settings(&Origin::Default)?;
    let left = settings.iter().filter(|(key, _)| given.get(key.name).is_none());
    let list: Vec<String> = left.map(|(key, given)| format!("{}={}", key.name, given.value)).collect();
    log::info!("defaults for {}: {}", data.name, list.join(" "));
    Ok(())
}

impl Sources {
    fn of(given: &Settings) -> Result<Self, Error> {
        if given.get("data").is_none() {
            let what = "which data to train on, such as --data digits, or data = \"digits\" in the file of --config";
            return Err(Error::Needed { option: "--data", what: what.into() });
        }
        let seed = |name| if given.get(name).is_some() { given.seed(name) } else { Ok(0) };
        Ok(Self {
            data: given.spec("data")?,
            validation: match given.get("validation").map(|given| &given.value) {
                Some(Value::Word(word)) if word != "none" => Some(given.spec("validation")?),
                _ => None,
            },
            held_out: if given.get("held_out").is_some() { given.real("held_out")? } else { HELD_OUT },
            split_seed: seed("split_seed")?,
            seed: seed("seed")?,
        })
    }
}

/// Fraction that is held out of data without a held-out part of their own.
const HELD_OUT: f64 = 0.2;

/// The default for the data, and for the kind of network and the steps that are given.
fn default(given: &Settings, data: &Dataset) -> Result<Config, Error> {
    let Sources { data: spec, validation, held_out, split_seed, .. } = Sources::of(given)?;
    let arch = if given.get("arch").is_some() { Some(given.choice::<Arch>("arch")?) } else { None };
    let mut recipe = Recipe::for_data(data, arch);
    if given.get("steps").is_some() {
        recipe = recipe.with_steps(given.integer("steps")?);
    }
    let (upkeep, device) = (Upkeep::for_steps(recipe.steps), Device::default());
    Ok(Config { data: spec, validation, held_out, split_seed, recipe, upkeep, device })
}

/// What a preset made for its own steps, for fewer.
fn shorten(settings: &mut Settings) -> Result<(), Error> {
    let steps = settings.integer("steps")?;
    let rank = settings.get("steps").map_or(0, |given| given.origin.rank());
    for name in ["warmup", "ema_start"] {
        let preset = |given: &super::Given| matches!(given.origin, Origin::Preset(_)) && given.origin.rank() < rank;
        if settings.get(name).is_some_and(preset) {
            let value = settings.integer(name)?.min(steps / 10);
            settings.adjust(name, Value::Integer(value as u64));
        }
    }
    Ok(())
}

/// Fills in what follows from the rest, and makes the configuration.
pub(super) fn finish(mut settings: Settings, data: Option<&Dataset>) -> Result<Config, Error> {
    if settings.word("decay")? == "step" {
        let every = (settings.integer("steps")? * 2).div_ceil(5) as u64;
        for (name, value) in [("decay_every", Value::Integer(every)), ("decay_factor", Value::Real(0.1))] {
            if settings.get(name).is_none() {
                settings.set(Key::find(name)?, value, Origin::Default)?;
            }
        }
    }
    let of_data = matches!(settings.get("classes").map(|given| &given.value), Some(Value::Word(w)) if w == "data");
    if let (true, Some(data)) = (of_data, data) {
        if data.labels.is_none() {
            return Err(Error::Unlabelled { data: data.name.clone() });
        }
        settings.adjust("classes", Value::Integer(data.classes as u64));
    }
    Config::from_settings(settings)
}
