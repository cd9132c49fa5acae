//! A trained model: weights, and everything that is needed to use them, in one safetensors file.

use crate::data::{Shape, Transform};
use crate::error::Error;
use cdm_core::Schedule;
use cdm_core::nn::{Architecture, Mlp, Quadratic, UNet};
use cdm_core::schedule::ScheduleKind;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;

/// Version of the metadata; a reader refuses a later one.
const FORMAT: u32 = 1;
/// Key of the metadata in the file's header.
const KEY: &str = "cdm";

/// A network's extents beyond those of its samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "arch")]
pub enum NetworkConfig {
    /// See [`Mlp`].
    Mlp {
        /// Units of each layer.
        width: usize,
        /// Layers before the head.
        depth: usize,
    },
    /// See [`Quadratic`].
    Quadratic {
        /// Features that are squared.
        features: usize,
    },
    /// See [`UNet`].
    Unet {
        /// Channels at the finest resolution.
        channels: usize,
        /// Channels at each resolution, as multiples.
        multipliers: Vec<usize>,
        /// Residual blocks at each resolution.
        blocks: usize,
        /// Resolutions with attention.
        attention: Vec<usize>,
        /// Dropout while training, per cent.
        dropout_percent: u8,
    },
}

/// Everything that is needed to use the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Version of this metadata.
    pub format: u32,
    /// Version of the program that wrote it.
    pub version: String,
    /// The network.
    pub network: NetworkConfig,
    /// What one sample is.
    pub shape: Shape,
    /// From the data's units to the network's.
    pub transform: Transform,
    /// Name of the noise schedule.
    pub schedule: String,
    /// Number of noise steps `T` of the schedule.
    pub steps: usize,
    /// Specification of the training data.
    pub data: String,
    /// How it was trained: for people, not needed to use it.
    pub training: serde_json::Value,
}

/// A trained model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Everything but the weights.
    pub config: ModelConfig,
    /// Weights in the order and layout of programs.
    pub weights: Vec<Vec<f32>>,
}

impl NetworkConfig {
    /// The network for samples of this shape.
    ///
    /// # Errors
    /// [`Error::Network`] for a U-Net over vectors, or extents that do not fit each other.
    pub fn architecture(&self, shape: Shape) -> Result<Architecture, Error> {
        match (self, shape) {
            (Self::Mlp { width, depth }, shape) => {
                Ok(Architecture::Mlp(Mlp { dim: shape.dim(), width: *width, depth: *depth }))
            }
            (Self::Quadratic { features }, shape) => {
                Ok(Architecture::Quadratic(Quadratic { dim: shape.dim(), features: *features }))
            }
            (Self::Unet { .. }, Shape::Vector { dim }) => Err(Error::Network(format!(
                "a U-Net needs images, and the data are vectors of {dim} values; use --arch mlp"
            ))),
            (Self::Unet { .. }, Shape::Image { height, width, .. }) if height != width => Err(Error::Network(format!(
                "a U-Net needs square images, and these are {height} by {width}; use --arch mlp"
            ))),
            (
                Self::Unet { channels, multipliers, blocks, attention, dropout_percent },
                Shape::Image { height, channels: channels_in, .. },
            ) => {
                let unet = UNet {
                    channels_in,
                    resolution: height,
                    channels: *channels,
                    multipliers: multipliers.clone(),
                    blocks: *blocks,
                    attention: attention.clone(),
                    dropout_percent: *dropout_percent,
                    classes: None,
                };
                unet.check().map_err(|e| Error::Network(e.to_string()))?;
                Ok(Architecture::UNet(unet))
            }
        }
    }
}

impl ModelConfig {
    /// The metadata of a model about to be trained.
    pub fn new(
        network: NetworkConfig,
        shape: Shape,
        transform: Transform,
        (schedule, steps): (ScheduleKind, usize),
        data: String,
    ) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").into(),
            network,
            shape,
            transform,
            schedule: schedule.name().into(),
            steps,
            data,
            training: serde_json::Value::Null,
        }
    }

    /// Checks what a damaged or foreign file could get wrong.
    fn check(&self) -> Result<(), &'static str> {
        let extents: &[usize] = match &self.shape {
            Shape::Vector { dim } => &[*dim],
            Shape::Image { height, width, channels } => &[*height, *width, *channels],
        };
        let dim = extents.iter().try_fold(1usize, |dim, extent| dim.checked_mul(*extent));
        let Some(dim) = dim.filter(|dim| (1..1 << 31).contains(dim)) else {
            return Err("the extents of a sample");
        };
        match &self.transform {
            Transform::Grey { levels, dim: own } if *levels < 2 || *own != dim => Err("its grey values"),
            Transform::Standard { mean, unit } if mean.len() != dim || unit.len() != dim => Err("its columns"),
            Transform::Standard { mean, unit }
                if !mean.iter().all(|m| m.is_finite()) || !unit.iter().all(|u| u.is_finite() && *u > 0.0) =>
            {
                Err("the units of its columns")
            }
            _ => Ok(()),
        }
    }

    /// The noise schedule.
    ///
    /// # Errors
    /// [`Error::UnknownName`] or [`Error::Schedule`].
    pub fn schedule(&self) -> Result<Schedule, Error> {
        let known = ScheduleKind::NAMED.map(ScheduleKind::name);
        let kind = ScheduleKind::from_name(&self.schedule)
            .ok_or_else(|| Error::unknown_name("schedule", &self.schedule, &known))?;
        Ok(Schedule::new(kind, self.steps)?)
    }
}

impl Model {
    /// The network. A model that was loaded or trained has one that fits.
    pub fn architecture(&self) -> Result<Architecture, Error> {
        self.config.network.architecture(self.config.shape)
    }

    /// The noise schedule.
    ///
    /// # Errors
    /// As [`ModelConfig::schedule`].
    pub fn schedule(&self) -> Result<Schedule, Error> {
        self.config.schedule()
    }

    /// Writes the file, all or nothing: tensors under their published names, in published layouts.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let parameters = self.architecture()?.parameters(self.schedule()?.levels())?;
        let bytes: Vec<Vec<u8>> = parameters
            .iter()
            .zip(&self.weights)
            .map(|(parameter, values)| {
                parameter.to_published(values).iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>()
            })
            .collect();
        let mut views = Vec::new();
        for (parameter, bytes) in parameters.iter().zip(&bytes) {
            let view = TensorView::new(Dtype::F32, parameter.published_dims(), bytes);
            views.push((parameter.name.clone(), view.map_err(|e| Error::model(path, e.to_string()))?));
        }
        let metadata = HashMap::from([(KEY.to_owned(), serde_json::to_string(&self.config)?)]);
        let file = safetensors::serialize(views, Some(metadata)).map_err(|e| Error::model(path, e.to_string()))?;
        crate::fs::write_bytes(path, &file)
    }

    /// Reads a file that [`Model::save`] wrote.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Model`] for a file that is damaged, of another program or of a later version, or whose
    /// tensors are not those of its network.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::read(path, source))?;
        let bad = |problem: String| Error::model(path, problem);
        let damaged = |e: safetensors::SafeTensorError| bad(format!("not a whole safetensors file ({e})"));
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
        let text = header
            .metadata()
            .as_ref()
            .and_then(|m| m.get(KEY))
            .ok_or_else(|| bad("it has no cdm metadata, so it was not written by `cdm train`".into()))?;
        let format = serde_json::from_str::<Format>(text).map_err(|e| bad(format!("its metadata is damaged ({e})")))?;
        if format.format > FORMAT {
            return Err(bad(format!("its format is {}, this program reads up to {FORMAT}; update cdm", format.format)));
        }
        let config: ModelConfig =
            serde_json::from_str(text).map_err(|e| bad(format!("its metadata is damaged ({e})")))?;
        config.check().map_err(|problem| bad(format!("its metadata is damaged ({problem})")))?;
        let mut model = Self { config, weights: Vec::new() };
        let tensors = SafeTensors::deserialize(&bytes).map_err(damaged)?;
        let network = |e: Error| bad(format!("its metadata describe no network ({e})"));
        let levels = model.schedule().map_err(network)?.levels();
        let parameters = model.architecture().map_err(network)?.parameters(levels);
        for parameter in parameters.map_err(|e| network(e.into()))? {
            let view =
                tensors.tensor(&parameter.name).map_err(|_| bad(format!("tensor {} is missing", parameter.name)))?;
            if view.dtype() != Dtype::F32 || view.shape() != parameter.published_dims() {
                let (dtype, shape) = (view.dtype(), view.shape());
                let want = parameter.published_dims();
                return Err(bad(format!("tensor {} is {dtype:?} {shape:?}, not F32 {want:?}", parameter.name)));
            }
            let values: Vec<f32> =
                view.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
            if let Some(at) = values.iter().position(|v| !v.is_finite()) {
                return Err(bad(format!("tensor {} has {} at {at}", parameter.name, values[at])));
            }
            model.weights.push(parameter.from_published(&values));
        }
        Ok(model)
    }
}

/// The part of the metadata that every version has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}
