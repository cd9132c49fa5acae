//! What `cdm info` tells.

use super::output::{self, say};
use crate::backend::{self, Found};
use crate::choice::{Arch, Backend};
use crate::data;
use crate::error::Error;
use cdm_core::sampler::{AnyMethod, Spacing};
use cdm_core::schedule::ScheduleKind;
use clap::ValueEnum;
use serde::Serialize;

/// What this program has: backends and what they found, networks, schedules, samplers, data
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm info --json")]
pub struct InfoArgs {
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// The answer of `cdm info --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Info {
    /// Version of the program.
    pub version: &'static str,
    /// Backends that are compiled in.
    pub backends: Vec<BackendInfo>,
    /// Kinds of networks.
    pub architectures: Vec<String>,
    /// Noise schedules.
    pub schedules: Vec<&'static str>,
    /// Samplers.
    pub samplers: Vec<&'static str>,
    /// Ways to spread a sampler's levels.
    pub spacings: Vec<&'static str>,
    /// Forms in which data are named.
    pub data: Vec<&'static str>,
    /// Synthetic densities, for `toy:NAME`.
    pub toys: Vec<&'static str>,
}

/// A backend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BackendInfo {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Whether it is taken where none is named.
    pub default: bool,
    /// Whether `auto` takes it here.
    pub auto: bool,
    /// What it found.
    #[serde(flatten)]
    pub found: Found,
}

impl Info {
    /// Asks the program and the machine.
    pub fn new() -> Self {
        let backend = |kind: &Backend| {
            let help = kind.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
            BackendInfo {
                name: kind.to_string(),
                about: help.unwrap_or_default(),
                default: *kind == Backend::default(),
                auto: *kind == backend::taken(Backend::Auto),
                found: backend::found(*kind),
            }
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            backends: Backend::value_variants().iter().filter(|kind| **kind != Backend::Auto).map(backend).collect(),
            architectures: Arch::value_variants().iter().map(ToString::to_string).collect(),
            schedules: ScheduleKind::NAMED.map(ScheduleKind::name).to_vec(),
            samplers: AnyMethod::ALL.map(AnyMethod::name).to_vec(),
            spacings: Spacing::ALL.map(Spacing::name).to_vec(),
            data: data::forms().collect(),
            toys: data::toy_names().to_vec(),
        }
    }
}

impl Default for Info {
    fn default() -> Self {
        Self::new()
    }
}

impl InfoArgs {
    /// Tells.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let info = Info::new();
        say!("cdm         {}", info.version);
        for BackendInfo { name, about, default, auto, found } in &info.backends {
            let taken = match (default, auto) {
                (true, true) => " (default; auto takes it here too)",
                (true, false) => " (default)",
                (false, true) => " (auto takes it here)",
                (false, false) => "",
            };
            let threads = if found.threads == 1 { String::new() } else { format!(", {} threads", found.threads) };
            let whether = if found.available { "found" } else { "not here:" };
            say!("backend     {name}{taken}: {about}; {whether} {}{threads}", found.instructions);
        }
        say!("networks    {}", info.architectures.join(", "));
        say!("schedules   {}", info.schedules.join(", "));
        say!("samplers    {}", info.samplers.join(", "));
        say!("spacings    {}", info.spacings.join(", "));
        let label = |number: usize| if number == 0 { "data" } else { "" };
        for (number, form) in info.data.iter().enumerate() {
            say!("{:11} {form}", label(number));
        }
        say!("toys        {}", info.toys.join(", "));
        if self.json { output::print_json(&info) } else { Ok(()) }
    }
}
