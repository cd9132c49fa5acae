//! What `cdm sample` is told.

use super::names::{self, Backend};
use crate::error::Error;
use cdm_core::sampler::AnyMethod;
use std::path::PathBuf;
use std::str::FromStr;

/// Draw samples from a trained model
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Example:\n  cdm sample --model run/model.safetensors --n 64 --sampler ddim --steps 50 --out samples.png"
)]
pub struct SampleArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Number of samples
    #[arg(long, value_name = "N", default_value = "64", value_parser = names::count::<1>)]
    pub n: usize,
    /// Sampling method
    #[arg(long, value_name = "NAME", default_value = "ddim", value_parser = names::sampler())]
    pub sampler: AnyMethod,
    /// Steps, each one evaluation of the denoiser [default: 50, or all levels where there are fewer]
    #[arg(long, value_name = "K", value_parser = names::count::<1>)]
    pub steps: Option<usize>,
    /// Seed of the noise
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Where to write them: a picture (.png) or numbers in the data's own units (.npy)
    #[arg(long, value_name = "FILE")]
    pub out: SampleFile,
    /// What executes the network
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub threads: Option<usize>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// A file for samples, its format told by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleFile {
    /// A picture.
    Png(PathBuf),
    /// Numbers.
    Npy(PathBuf),
}

impl FromStr for SampleFile {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let path = PathBuf::from(text);
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("png") => Ok(Self::Png(path)),
            Some("npy") => Ok(Self::Npy(path)),
            _ => Err(Error::BadValue {
                option: "--out".into(),
                value: text.into(),
                expected: "a file name that ends in .png or .npy".into(),
            }),
        }
    }
}
