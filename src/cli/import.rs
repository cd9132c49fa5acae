//! What `cdm import` is told.

use super::names;
use super::output::{self, say};
use crate::error::Error;
use crate::import::{self, ImageSize, ImportSpec, Order, Scale, Weights};
use crate::model::NetworkConfig;
use crate::publish;
use cdm_core::schedule::ScheduleKind;
use serde::Serialize;
use std::path::PathBuf;

/// Make a model of weights that another program trained
///
/// Takes the names of the published PyTorch checkpoints, saved as safetensors. The network follows from names and shapes; if
/// tensors do not fit it, each one that differs is named. Networks under a prefix (module.) and averages beside the weights
/// (ema.) are found.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cdm import --weights cifar10.safetensors --shape 32x32 --out model.safetensors\n  \
                        cdm import --weights weights.safetensors --config weights.json --out model.safetensors"
)]
pub struct ImportArgs {
    /// The weights
    #[arg(long, value_name = "FILE.safetensors")]
    pub weights: PathBuf,
    /// Where to write the model
    #[arg(long, value_name = "M")]
    pub out: PathBuf,
    /// Size of the images, HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS: no tensor tells it; vectors need none
    #[arg(long, value_name = "SIZE")]
    pub shape: Option<ImageSize>,
    /// Noise schedule that the network was trained with
    #[arg(long, default_value = "ddpm", value_parser = names::schedule())]
    pub schedule: ScheduleKind,
    /// Number of noise steps T, to be checked: it follows from the head
    #[arg(long, alias = "steps", value_name = "T", value_parser = names::count::<1>)]
    pub levels: Option<usize>,
    /// Which level the head lists first [default: noise-first for ot, whose published networks keep a noise of 1e-4 on
    /// data, else data-first]
    #[arg(long, value_name = "ORDER")]
    pub order: Option<Order>,
    /// What a sample's values are: bytes, grey:K for 0 to K − 1, or real [default: bytes for images, real for vectors]
    #[arg(long, value_name = "KIND")]
    pub values: Option<Scale>,
    /// What `cdm export --published` wrote beside the weights: it tells the network, the units of the data and all the above
    #[arg(long, value_name = "FILE.json", conflicts_with_all = ["shape", "schedule", "levels", "order", "values"])]
    pub config: Option<PathBuf>,
    /// Which network, where the file holds several
    #[arg(long, value_name = "NAME")]
    pub prefix: Option<String>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// The answer of `cdm import --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportSummary {
    /// The network.
    pub network: NetworkConfig,
    /// Levels, `L + 1`.
    pub levels: usize,
    /// Noise steps `T`.
    pub steps: usize,
    /// Weights in all.
    pub parameters: usize,
    /// What each name began with in the file.
    pub prefix: String,
    /// Tensors of the file that were left out.
    pub ignored: usize,
    /// The model.
    pub out: String,
}

impl ImportArgs {
    /// Reads the weights and writes the model.
    ///
    /// # Errors
    /// As [`Weights::read`] and [`import::import`]; a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let weights = Weights::read(&self.weights, self.prefix.as_deref())?;
        let spec = ImportSpec {
            size: self.shape,
            schedule: self.schedule,
            steps: self.levels,
            values: self.values,
            order: self.order,
            config: self.config.as_deref().map(publish::read_config).transpose()?,
        };
        let model = import::import(&weights, &spec)?;
        model.save(&self.out)?;
        let summary = ImportSummary {
            network: model.config.network.clone(),
            levels: model.schedule()?.levels(),
            steps: model.config.steps,
            parameters: model.weights.iter().map(Vec::len).sum(),
            prefix: weights.prefix().to_owned(),
            ignored: weights.ignored().len(),
            out: self.out.display().to_string(),
        };
        say!("network     {}, {} weights", summary.network, summary.parameters);
        say!("levels      {} ({} steps of schedule {})", summary.levels, summary.steps, model.config.schedule);
        if !summary.prefix.is_empty() {
            say!("prefix      {}", summary.prefix);
        }
        if let [first, ..] = weights.ignored() {
            say!("left out    {} tensors of other networks, and counters ({first}, …)", summary.ignored);
        }
        say!("model       {}", summary.out);
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}
