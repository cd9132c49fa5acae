//! From settings by name to a [`Config`], and back.

use super::key::Key;
use super::settings::{Origin, Settings};
use super::value::Value;
use super::{Config, Upkeep};
use crate::backend::Device;
use crate::choice::{Arch, Precision};
use crate::error::Error;
use crate::model::{ImageConfig, NetworkConfig};
use crate::train::{Decay, Recipe};
use cdm_core::schedule::ScheduleKind;

impl Config {
    /// All settings that such a run has.
    ///
    /// # Errors
    /// [`Error::Given`] for a value that its setting does not take.
    pub fn settings(&self, origin: &Origin) -> Result<Settings, Error> {
        let Upkeep { checkpoint_every, keep, validate_every, validate_samples, sample_every, log_every } = self.upkeep;
        let validation = self.validation.as_ref().map_or("none".to_owned(), ToString::to_string);
        let mut values = vec![
            ("data", Value::Word(self.data.to_string())),
            ("validation", Value::Word(validation)),
            ("held_out", Value::Real(self.held_out)),
            ("split_seed", Value::Integer(self.split_seed)),
            ("checkpoint_every", integer(checkpoint_every)),
            ("keep", integer(keep)),
            ("validate_every", integer(validate_every)),
            ("validate_samples", integer(validate_samples)),
            ("sample_every", integer(sample_every)),
            ("log_every", integer(log_every)),
            ("backend", Value::Word(self.device.backend.to_string())),
            ("precision", Value::Word(self.device.precision.to_string())),
            ("threads", self.device.threads.map_or(Value::Word("auto".into()), integer)),
        ];
        values.extend(recipe_values(&self.recipe));
        let mut settings = Settings::default();
        for (name, value) in values {
            settings.set(Key::find(name)?, value, origin.clone())?;
        }
        Ok(settings)
    }

    /// The run that has these settings.
    ///
    /// # Errors
    /// [`Error::Needed`] for one that is missing, [`Error::Foreign`] for one that such a run does not have.
    pub(super) fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        settings.fit()?;
        let settings = &settings;
        Ok(Self {
            data: settings.spec("data")?,
            validation: match settings.word("validation")? {
                "none" => None,
                _ => Some(settings.spec("validation")?),
            },
            held_out: settings.real("held_out")?,
            split_seed: settings.seed("split_seed")?,
            recipe: recipe(settings)?,
            upkeep: Upkeep {
                checkpoint_every: settings.integer("checkpoint_every")?,
                keep: settings.integer("keep")?,
                validate_every: settings.integer("validate_every")?,
                validate_samples: settings.integer("validate_samples")?,
                sample_every: settings.integer("sample_every")?,
                log_every: settings.integer("log_every")?,
            },
            device: Device {
                backend: settings.choice("backend")?,
                // Runs from before there was such a choice have none.
                precision: match settings.get("precision") {
                    Some(_) => settings.choice("precision")?,
                    None => Precision::F32,
                },
                threads: settings.optional("threads")?,
            },
        })
    }
}

fn integer(value: usize) -> Value {
    Value::Integer(value as u64)
}

fn integers(values: &[usize]) -> Value {
    Value::Integers(values.iter().map(|value| *value as u64).collect())
}

/// The settings of a recipe.
pub(crate) fn recipe_values(recipe: &Recipe) -> Vec<(&'static str, Value)> {
    let word = |text: &str| Value::Word(text.to_owned());
    let mut values = network_values(&recipe.network);
    values.extend([
        ("grey", Value::Word(recipe.grey.to_string())),
        ("whiten", Value::Flag(recipe.whiten)),
        ("schedule", word(recipe.schedule.name())),
        ("levels", integer(recipe.levels)),
        ("steps", integer(recipe.steps)),
        ("batch", integer(recipe.batch)),
        ("accumulate", integer(recipe.accumulate)),
        ("lr", Value::Real(recipe.lr)),
        ("warmup", integer(recipe.warmup)),
        ("decay", word(recipe.decay.name())),
        ("ema", Value::Real(recipe.ema)),
        ("ema_start", integer(recipe.ema_start)),
        ("clip", recipe.clip.map_or(word("none"), Value::Real)),
        ("flip", Value::Flag(recipe.flip)),
        ("loss", Value::Word(recipe.loss.to_string())),
        ("w_ce", Value::Real(recipe.w_ce)),
        ("seed", Value::Integer(recipe.seed)),
    ]);
    if let Decay::Step { every, factor } = recipe.decay {
        values.extend([("decay_every", integer(every)), ("decay_factor", Value::Real(factor))]);
    }
    values
}

fn network_values(network: &NetworkConfig) -> Vec<(&'static str, Value)> {
    let percent = |percent: u8| Value::Real(f64::from(percent) / 100.0);
    let classes = |number: &Option<usize>| ("classes", number.map_or(Value::Word("none".into()), integer));
    let arch = ("arch", Value::Word(network.arch().to_string()));
    match network {
        NetworkConfig::Mlp { width, depth, head_dropout_percent, classes: number } => vec![
            arch,
            ("width", integer(*width)),
            ("depth", integer(*depth)),
            ("head_dropout", percent(*head_dropout_percent)),
            classes(number),
        ],
        NetworkConfig::Quadratic { features } => vec![arch, ("width", integer(*features))],
        NetworkConfig::Unet(config) | NetworkConfig::Encoder(config) => vec![
            arch,
            ("width", integer(config.channels)),
            ("blocks", integer(config.blocks)),
            ("multipliers", integers(&config.multipliers)),
            ("attention", integers(&config.attention)),
            ("dropout", percent(config.dropout_percent)),
            ("head_dropout", percent(config.head_dropout_percent)),
            classes(&config.classes),
        ],
    }
}

fn recipe(settings: &Settings) -> Result<Recipe, Error> {
    let kind = settings.word("schedule")?;
    let known = ScheduleKind::NAMED.map(ScheduleKind::name);
    Ok(Recipe {
        network: network(settings)?,
        schedule: ScheduleKind::from_name(kind).ok_or_else(|| Error::unknown_name("schedule", kind, &known))?,
        grey: settings.choice("grey")?,
        // Runs from before there was such a choice have none.
        whiten: settings.get("whiten").is_some() && settings.flag("whiten")?,
        levels: settings.integer("levels")?,
        steps: settings.integer("steps")?,
        batch: settings.integer("batch")?,
        accumulate: settings.integer("accumulate")?,
        lr: settings.real("lr")?,
        warmup: settings.integer("warmup")?,
        decay: match settings.word("decay")? {
            "cosine" => Decay::Cosine,
            "step" => Decay::Step { every: settings.integer("decay_every")?, factor: settings.real("decay_factor")? },
            _ => Decay::Constant,
        },
        ema: settings.real("ema")?,
        ema_start: settings.integer("ema_start")?,
        clip: match settings.word("clip") {
            Ok(_) => None,
            Err(_) => Some(settings.real("clip")?),
        },
        flip: settings.flag("flip")?,
        loss: settings.choice("loss")?,
        w_ce: settings.real("w_ce")?,
        seed: settings.seed("seed")?,
    })
}

fn network(settings: &Settings) -> Result<NetworkConfig, Error> {
    let image = || {
        Ok::<_, Error>(ImageConfig {
            channels: settings.integer("width")?,
            multipliers: settings.integers("multipliers")?,
            blocks: settings.integer("blocks")?,
            attention: settings.integers("attention")?,
            dropout_percent: settings.percent("dropout")?,
            head_dropout_percent: settings.percent("head_dropout")?,
            classes: settings.optional("classes")?,
        })
    };
    Ok(match settings.choice("arch")? {
        Arch::Mlp => NetworkConfig::Mlp {
            width: settings.integer("width")?,
            depth: settings.integer("depth")?,
            head_dropout_percent: settings.percent("head_dropout")?,
            classes: settings.optional("classes")?,
        },
        Arch::Quadratic => NetworkConfig::Quadratic { features: settings.integer("width")? },
        Arch::Unet => NetworkConfig::Unet(image()?),
        Arch::Encoder => NetworkConfig::Encoder(image()?),
    })
}
