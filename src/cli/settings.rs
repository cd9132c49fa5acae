//! What a training run is told on the command line: a preset, a file, options of their own, and `--set` for all settings.

use crate::config::{Group, KEYS, Key, Kind, Layers, Origin, Settings, Value, presets};
use crate::error::Error;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsStr;
use std::path::PathBuf;

/// What a training run is told: the options come from the table of settings ([`KEYS`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingArgs {
    /// Name of a preset.
    pub preset: Option<String>,
    /// A file of settings.
    pub config: Option<PathBuf>,
    /// What options and `--set` say, in the order of the command line.
    pub given: Vec<Assignment>,
}

/// A setting with a value that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: Value,
    /// How it was said: `--lr`, or `--set lr`.
    pub origin: String,
}

/// What `--preset` is.
const PRESET_HELP: &str = "Settings for such data, over the defaults (cdm config presets tells more)";

/// Options that say a value by being there: name, setting, value and help.
const FLAGS: [(&str, &str, &str, &str); 2] = [
    ("conditional", "classes", "data", "Condition the network on the classes of the data; as classes=data"),
    ("flip", "flip", "true", "Mirror half of the images from left to right while training"),
];

impl SettingArgs {
    /// What is given, layer by layer.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for an unknown preset; a file that cannot be read, or has mistakes.
    pub fn layers(&self) -> Result<Layers, Error> {
        let mut layers = Layers::default();
        if let Some(name) = &self.preset {
            layers.preset = presets::find(name)?.settings()?;
        }
        if let Some(path) = &self.config {
            layers.read_file(path)?;
        }
        layers.options = self.options()?;
        Ok(layers)
    }

    /// What options and `--set` say; of several values of one setting the last.
    fn options(&self) -> Result<Settings, Error> {
        let mut settings = Settings::default();
        for Assignment { name, value, origin } in &self.given {
            settings.set(Key::find(name)?, value.clone(), Origin::Option(origin.clone()))?;
        }
        Ok(settings)
    }
}

/// Reads the value of a setting that is an option of its own.
fn value_of(
    key: &'static Key,
    option: &'static str,
) -> impl Fn(&str) -> Result<Assignment, Error> + Clone + Send + Sync + 'static {
    move |text| {
        let origin = format!("--{option}");
        key.read(text).map(|value| Assignment { name: key.name, value, origin })
    }
}

/// [`value_of`], with the names that a setting takes told to shells and help.
#[derive(Clone)]
struct Setting(&'static Key, &'static str);

impl TypedValueParser for Setting {
    type Value = Assignment;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Assignment, clap::Error> {
        value_of(self.0, self.1).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        match self.0.kind {
            Kind::Name(names) => Some(Box::new(names().into_iter().map(PossibleValue::new))),
            _ => None,
        }
    }
}

/// Takes any text, and tells shells and help the names of the presets: that of another is refused, with the file of settings, later.
#[derive(Clone)]
pub(super) struct PresetName;

impl TypedValueParser for PresetName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(presets::PRESETS.iter().map(|preset| PossibleValue::new(preset.name))))
    }
}

/// Reads `KEY=VALUE`.
fn assignment(text: &str) -> Result<Assignment, Error> {
    let Some((name, value)) = text.split_once('=') else {
        let (option, expected) = ("--set".into(), "KEY=VALUE, such as width=64".into());
        return Err(Error::BadValue { option, value: text.into(), expected });
    };
    let key = Key::find(name)?;
    key.read(value).map(|value| Assignment { name: key.name, value, origin: format!("--set {name}") })
}

/// What an option says in the help; `--help` lists the forms of data.
fn help(key: &Key) -> String {
    let help = format!("{}{}", key.help[..1].to_uppercase(), &key.help[1..]);
    const FORMS: &str =
        ": images:DIR, csv:FILE, npy:FILE, mnist:DIR, cifar10:DIR, digits, toy:NAME, ...; --help lists all forms";
    let help = if matches!(key.kind, Kind::Data) { help + FORMS } else { help };
    if key.name == "data" { help } else { format!("{help} [default: {}]", key.default) }
}

fn all_settings() -> String {
    let mut help = String::from("Any setting; may be given many times, and the last value on the line counts:");
    for group in Group::ALL {
        help.push_str(&format!("\n\n{}:", group.title()));
        for key in KEYS.iter().filter(|key| key.group == group) {
            help.push_str(&format!("\n  {:16} {} ({})", key.name, key.help, key.expected()));
        }
    }
    help
}

fn value_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer { .. } => "N",
        Kind::Integers { .. } => "N,N,…",
        Kind::Real { .. } => "X",
        Kind::Flag => "BOOL",
        Kind::Name(_) => "NAME",
        _ => "SPEC",
    }
}

impl clap::Args for SettingArgs {
    fn augment_args(mut command: Command) -> Command {
        for (key, option) in KEYS.iter().filter_map(|key| key.option.map(|option| (key, option))) {
            let arg =
                Arg::new(key.name).long(option).value_name(value_name(key.kind)).value_parser(Setting(key, option));
            let arg = arg.allow_negative_numbers(true).help(help(key));
            command = command.arg(match key.kind {
                Kind::Data => arg.long_help(format!("{}\n\n{}", help(key), crate::data::spec_help())),
                _ => arg,
            });
            if key.name == "data" {
                let preset = Arg::new("preset").long("preset").value_name("NAME").value_parser(PresetName);
                command = command.arg(preset.help(PRESET_HELP));
                let config = Arg::new("config").long("config").value_name("FILE.toml");
                let config = config.value_parser(clap::value_parser!(PathBuf));
                command =
                    command.arg(config.help(
                        "File of settings, such as a run's config.toml: over the preset, under options and --set",
                    ));
            }
        }
        for (name, _, _, help) in FLAGS {
            command = command.arg(Arg::new(name).long(name).action(ArgAction::SetTrue).help(help));
        }
        command.arg(
            Arg::new("set")
                .long("set")
                .value_name("KEY=VALUE")
                .value_parser(assignment)
                .action(ArgAction::Append)
                .help("Any setting; may be given many times (--help lists them)")
                .long_help(all_settings()),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for SettingArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given: Vec<(usize, Assignment)> = Vec::new();
        for name in KEYS.iter().filter(|key| key.option.is_some()).map(|key| key.name).chain(["set"]) {
            let values = matches.get_many::<Assignment>(name).into_iter().flatten().cloned();
            given.extend(matches.indices_of(name).into_iter().flatten().zip(values));
        }
        for (option, name, value, _) in FLAGS {
            if matches.get_flag(option) {
                let read = Key::find(name).and_then(|key| key.read(value));
                let value = read.map_err(|e| clap::Error::raw(clap::error::ErrorKind::InvalidValue, e))?;
                let index = matches.index_of(option).unwrap_or_default();
                let name = Key::find(name).map_or("", |key| key.name);
                given.push((index, Assignment { name, value, origin: format!("--{option}") }));
            }
        }
        given.sort_by_key(|(index, _)| *index);
        Ok(Self {
            preset: matches.get_one::<String>("preset").cloned(),
            config: matches.get_one::<PathBuf>("config").cloned(),
            given: given.into_iter().map(|(_, assignment)| assignment).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
