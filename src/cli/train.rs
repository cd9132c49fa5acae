//! What `cdm train` is told.

use super::names::{self, Arch, Backend, Loss};
use super::settings::{self, Key, Range, Setting, Settings};
use crate::data::Spec;
use crate::error::Error;
use cdm_core::schedule::ScheduleKind;
use std::path::PathBuf;

/// Train a model
///
/// Every option has a default that follows from the kind of data. Vectors are standardised, and densities are reported
/// in the data's own units. Writes DIR/model.safetensors and DIR/metrics.jsonl.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm train --data npy:x.npy --out run\n  \
                        cdm train --data toy:8gaussians --out run --levels 100 --set w_ce=1")]
pub struct TrainArgs {
    /// Training data: digits[:train|test], toy:NAME or npy:FILE
    #[arg(long, value_name = "SPEC")]
    pub data: Spec,
    /// Directory for the model and the metrics
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Kind of network [default: mlp for vectors, unet for images]
    #[arg(long)]
    pub arch: Option<Arch>,
    /// Noise schedule [default: by the kind of data]
    #[arg(long, value_parser = names::schedule())]
    pub schedule: Option<ScheduleKind>,
    /// Number of noise steps T of the schedule [default: by the kind of data]
    #[arg(long, value_name = "T", value_parser = names::count::<2>)]
    pub levels: Option<usize>,
    /// Training steps [default: by the kind of data]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub steps: Option<usize>,
    /// Samples per step [default: by the kind of data]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub batch: Option<usize>,
    /// Learning rate [default: by the kind of data]
    #[arg(long, value_name = "X", value_parser = names::positive, allow_negative_numbers = true)]
    pub lr: Option<f64>,
    /// Objective [default: both]
    #[arg(long)]
    pub loss: Option<Loss>,
    /// Seed of everything random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// What executes the network
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub threads: Option<usize>,
    /// A further setting; may be given many times, and the last value counts
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting, long_help = help())]
    pub set: Vec<Setting>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl TrainArgs {
    /// The settings given by `--set`.
    pub fn settings(&self) -> Settings<'_> {
        Settings::new(&self.set)
    }
}

/// The keys that `cdm train --set` accepts.
pub const SETTINGS: &[Key] = &[
    Key { name: "w_ce", range: Range::Real { min: 0.0, below: f64::INFINITY }, help: "weight of the cross-entropy" },
    Key { name: "width", range: Range::Integer { min: 1 }, help: "units of a hidden layer, or channels of the first" },
    Key { name: "depth", range: Range::Integer { min: 1 }, help: "hidden layers of an mlp" },
    Key { name: "dropout", range: Range::Real { min: 0.0, below: 1.0 }, help: "probability of dropout in a unet" },
    Key { name: "ema", range: Range::Real { min: 0.0, below: 1.0 }, help: "decay of the moving average of weights" },
    Key { name: "warmup", range: Range::Integer { min: 0 }, help: "steps in which the learning rate rises" },
];

fn setting(text: &str) -> Result<Setting, Error> {
    settings::parse(text, SETTINGS)
}

fn help() -> String {
    let mut help = String::from("A further setting; may be given many times, and the last value counts:");
    for key in SETTINGS {
        help.push_str(&format!("\n  {:8} {} ({})", key.name, key.help, key.range));
    }
    help
}
