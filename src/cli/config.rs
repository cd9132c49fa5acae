//! What `cdm config` is told: what a training run would be told.

use super::SettingArgs;
use super::output::say;
use super::settings::PresetName;
use crate::config::{markdown, presets};
use crate::error::Error;

/// Show the settings of training runs
///
/// The defaults for the data, a preset, the file of --config, and options with --set: each beats those before it, setting by
/// setting.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm config show --preset cifar10 --data digits > config.toml\n  \
                        cdm train --config config.toml --out run")]
pub struct ConfigArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum What {
    /// Print the complete file of the run that `cdm train` would make with the same options
    #[command(after_help = "Example:\n  cdm config show --preset cifar10 --data digits > config.toml")]
    Show(SettingArgs),
    /// List the presets
    #[command(after_help = "Example:\n  cdm config presets mnist")]
    Presets {
        /// Print the settings of this one
        #[arg(value_parser = PresetName)]
        name: Option<String>,
    },
    /// Print the table of all settings, in Markdown
    #[command(after_help = "Example:\n  cdm config keys > settings.md")]
    Keys,
}

impl ConfigArgs {
    /// Prints it.
    ///
    /// # Errors
    /// Settings or data that cannot be used, or standard output that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        match &self.what {
            What::Show(settings) => {
                let layers = settings.layers()?;
                let (data, _) = layers.load_data()?;
                say!("{}", layers.resolve(&data)?.to_toml()?.trim_end());
            }
            What::Presets { name: Some(name) } => say!("{}", presets::find(name)?.text.trim_end()),
            What::Presets { name: None } => {
                for preset in presets::PRESETS {
                    say!("{:10} {}", preset.name, preset.about());
                }
            }
            What::Keys => say!("{}", markdown().trim_end()),
        }
        Ok(())
    }
}
