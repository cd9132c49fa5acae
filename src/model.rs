//! A trained model: weights, and everything that is needed to use them, in one safetensors file.

use crate::choice::Arch;
use crate::data::{Dataset, GreyScale, Shape, Transform};
use crate::error::Error;
use crate::evaluate::Normaliser;
use crate::run::{BEST, MODEL};
use cdm_core::Schedule;
use cdm_core::nn::{Architecture, Encoder, Mlp, Pyramid, Quadratic, UNet};
use cdm_core::schedule::ScheduleKind;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;

/// Version of the metadata; a reader refuses a later one. Files that need nothing of version 2, grey values on the scale of logits,
/// or 3, whitened columns, are of version 1.
const FORMAT: u32 = 3;
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
        /// Dropout before the head while training, per cent.
        #[serde(default)]
        head_dropout_percent: u8,
        /// Classes, for a conditional network.
        #[serde(default)]
        classes: Option<usize>,
    },
    /// See [`Quadratic`].
    Quadratic {
        /// Features that are squared.
        features: usize,
    },
    /// See [`UNet`].
    Unet(ImageConfig),
    /// See [`Encoder`].
    Encoder(ImageConfig),
}

/// An image network's extents beyond those of its images: see [`Pyramid`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageConfig {
    /// Channels at the finest resolution.
    pub channels: usize,
    /// Channels at each resolution, as multiples.
    pub multipliers: Vec<usize>,
    /// Residual blocks at each resolution.
    pub blocks: usize,
    /// Resolutions with attention, by their longer side.
    pub attention: Vec<usize>,
    /// Dropout in residual blocks while training, per cent.
    pub dropout_percent: u8,
    /// Dropout before the head while training, per cent.
    #[serde(default)]
    pub head_dropout_percent: u8,
    /// Classes, for a conditional network.
    #[serde(default)]
    pub classes: Option<usize>,
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
    /// How many training samples each class has, for a conditional network; files of earlier versions lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_counts: Option<Vec<u64>>,
    /// Names of the classes, for a conditional network whose data had them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_names: Vec<String>,
    /// What the density of clean data, of all classes together, integrates to, as it was judged at the end of training; files of earlier
    /// versions lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normaliser: Option<Normaliser>,
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
    /// [`Error::Network`] for an image network over vectors, or extents that do not fit each other.
    pub fn architecture(&self, shape: Shape) -> Result<Architecture, Error> {
        match self {
            Self::Mlp { width, depth, head_dropout_percent, classes } => Ok(Architecture::Mlp(Mlp {
                head_dropout_percent: *head_dropout_percent,
                classes: *classes,
                ..Mlp::new(shape.dim(), *width, *depth)
            })),
            Self::Quadratic { features } => {
                Ok(Architecture::Quadratic(Quadratic { dim: shape.dim(), features: *features }))
            }
            Self::Unet(config) => Ok(Architecture::UNet(UNet(config.pyramid(shape)?))),
            Self::Encoder(config) => Ok(Architecture::Encoder(Encoder(config.pyramid(shape)?))),
        }
    }

    /// Its kind.
    pub fn arch(&self) -> Arch {
        match self {
            Self::Mlp { .. } => Arch::Mlp,
            Self::Quadratic { .. } => Arch::Quadratic,
            Self::Unet(_) => Arch::Unet,
            Self::Encoder(_) => Arch::Encoder,
        }
    }

    /// The number of classes on which it is conditioned, without the null class.
    pub fn classes(&self) -> Option<usize> {
        match self {
            Self::Mlp { classes, .. } => *classes,
            Self::Quadratic { .. } => None,
            Self::Unet(config) | Self::Encoder(config) => config.classes,
        }
    }

    /// Conditions the network on so many classes, or on none.
    ///
    /// # Errors
    /// [`Error::Network`] for quadratic forms, which take no classes.
    pub fn set_classes(&mut self, number: Option<usize>) -> Result<(), Error> {
        match self {
            Self::Mlp { classes, .. } => *classes = number,
            Self::Quadratic { .. } => {
                return Err(Error::Network("quadratic forms take no classes; use --arch mlp".into()));
            }
            Self::Unet(config) | Self::Encoder(config) => config.classes = number,
        }
        Ok(())
    }
}

impl std::fmt::Display for NetworkConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let classes = match self {
            Self::Mlp { width, depth, classes, .. } => {
                write!(f, "mlp of {depth} layers of {width}")?;
                classes
            }
            Self::Quadratic { features } => return write!(f, "quadratic forms of {features} features"),
            Self::Unet(config) | Self::Encoder(config) => {
                let kind = if matches!(self, Self::Unet(_)) { "unet" } else { "encoder" };
                let ImageConfig { channels, multipliers, blocks, attention, .. } = config;
                write!(
                    f,
                    "{kind} of {channels} channels times {multipliers:?}, blocks {blocks}, attention at {attention:?}"
                )?;
                &config.classes
            }
        };
        classes.map_or(Ok(()), |classes| write!(f, ", {classes} classes"))
    }
}

impl ImageConfig {
    fn pyramid(&self, shape: Shape) -> Result<Pyramid, Error> {
        let [height, width, channels_in] = match shape {
            Shape::Image { height, width, channels } => [height, width, channels],
            Shape::Vector { dim } => {
                return Err(Error::Network(format!(
                    "a unet or encoder needs images, and the data are vectors of {dim} values; use --arch mlp"
                )));
            }
        };
        let net = Pyramid {
            multipliers: self.multipliers.clone(),
            blocks: self.blocks,
            attention: self.attention.clone(),
            dropout_percent: self.dropout_percent,
            head_dropout_percent: self.head_dropout_percent,
            classes: self.classes,
            ..Pyramid::new([height, width, channels_in], self.channels)
        };
        net.check().map_err(|e| Error::Network(e.to_string()))?;
        Ok(net)
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
            format: match transform {
                Transform::Whitened { .. } => FORMAT,
                Transform::Grey { scale: GreyScale::Logit, .. } => 2,
                _ => 1,
            },
            version: env!("CARGO_PKG_VERSION").into(),
            network,
            shape,
            transform,
            schedule: schedule.name().into(),
            steps,
            data,
            class_counts: None,
            class_names: Vec::new(),
            normaliser: None,
            training: serde_json::Value::Null,
        }
    }

    /// Reads the metadata of a model, or says what is wrong with them.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let damaged = |problem: &dyn std::fmt::Display| format!("its metadata is damaged ({problem})");
        let Format { format } = serde_json::from_str(text).map_err(|e| damaged(&e))?;
        if format > FORMAT {
            return Err(format!("its format is {format}, this program reads up to {FORMAT}; update cdm"));
        }
        let config: Self = serde_json::from_str(text).map_err(|e| damaged(&e))?;
        config.check().map_err(|problem| damaged(&problem))?;
        Ok(config)
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
        self.transform.check_numbers(dim)?;
        self.check_classes()
    }

    /// What is known of classes must be of as many as the network has.
    fn check_classes(&self) -> Result<(), &'static str> {
        let classes = self.network.classes().unwrap_or(0);
        let counts = self.class_counts.as_ref().is_none_or(|counts| counts.len() == classes);
        let names = self.class_names.is_empty() || self.class_names.len() == classes;
        if counts && names { Ok(()) } else { Err("its classes") }
    }

    /// Keeps what a conditional network needs to know of the classes of its training data.
    ///
    /// # Panics
    /// If a label is no class of the network.
    pub fn set_classes_of(&mut self, data: &Dataset) {
        if let (Some(classes), Some(labels)) = (self.network.classes(), &data.labels) {
            let mut counts = vec![0; classes];
            for label in labels {
                counts[*label as usize] += 1;
            }
            self.class_counts = Some(counts);
            // What has other names than classes, or none, has numbers.
            self.class_names = data.class_names.clone();
            self.class_names.truncate(if data.class_names.len() == classes { classes } else { 0 });
        }
    }

    /// Checks that the model can take `data`: as [`Transform::check`], and images in its own shape.
    ///
    /// # Errors
    /// [`Error::Images`], or those of [`Transform::check`].
    pub fn check_data(&self, data: &Dataset) -> Result<(), Error> {
        self.check_shape(data)?;
        self.transform.check(data)
    }

    /// Checks that samples have as many values as the model's, and images its own shape.
    ///
    /// # Errors
    /// [`Error::Images`] or [`Error::Dimension`].
    pub fn check_shape(&self, data: &Dataset) -> Result<(), Error> {
        let images = matches!((data.shape, self.shape), (Shape::Image { .. }, Shape::Image { .. }));
        if images && data.shape != self.shape && data.shape.dim() == self.shape.dim() {
            let (found, expected) = (data.shape, self.shape);
            return Err(Error::Images { data: data.name.clone(), found, expected });
        }
        data.require_dim(self.shape.dim())
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
        let metadata = HashMap::from([(KEY.to_owned(), serde_json::to_string(&self.config)?)]);
        crate::fs::write_bytes(path, &self.tensors(path, metadata)?)
    }

    /// The file of weights: tensors under their published names, in published layouts, for a file at `path`.
    pub(crate) fn tensors(&self, path: &Path, metadata: HashMap<String, String>) -> Result<Vec<u8>, Error> {
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
        safetensors::serialize(views, Some(metadata)).map_err(|e| Error::model(path, e.to_string()))
    }

    /// Reads a file that [`Model::save`] wrote.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Model`] for a file that is damaged, of another program or of a later version, or whose
    /// tensors are not those of its network.
    pub fn load(path: &Path) -> Result<Self, Error> {
        if path.is_dir() {
            return Err(Error::model(path, in_directory(path)));
        }
        let bytes = std::fs::read(path).map_err(|source| Error::read(path, source))?;
        let bad = |problem: String| Error::model(path, problem);
        let remedy = "give one that `cdm train` or `cdm import` wrote; if this was one, copy it again";
        let damaged = |e: safetensors::SafeTensorError| bad(format!("not a whole safetensors file ({e}); {remedy}"));
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
        let text = header
            .metadata()
            .as_ref()
            .and_then(|m| m.get(KEY))
            .ok_or_else(|| bad("it has no cdm metadata; for weights of another program use `cdm import`".into()))?;
        let config = ModelConfig::parse(text).map_err(bad)?;
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
        let ModelConfig { network, schedule, steps, version, .. } = &model.config;
        log::info!("{}: {network}; {steps} steps of schedule {schedule}, {levels} levels", path.display());
        log::debug!("{}: written by version {version}, trained on {}", path.display(), model.config.data);
        Ok(model)
    }
}

/// What a directory given as a model is for, if that can be told.
fn in_directory(dir: &Path) -> String {
    let models = [MODEL, BEST].map(|name| dir.join(name));
    let there: Vec<String> = models.iter().filter(|m| m.is_file()).map(|m| m.display().to_string()).collect();
    match there.is_empty() {
        false => format!("it is a directory; use {}", there.join(" or ")),
        true => format!("it is a directory without a {MODEL}; give the file of a model that was trained"),
    }
}

/// The part of the metadata that every version has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metadata as the first versions wrote it, without what was added since.
    #[test]
    fn networks_of_earlier_files_are_read() {
        let read = |text: &str| serde_json::from_str::<NetworkConfig>(text).unwrap();
        let unet =
            r#"{"arch":"unet","channels":32,"multipliers":[1,2],"blocks":1,"attention":[4],"dropout_percent":10}"#;
        let NetworkConfig::Unet(config) = read(unet) else { panic!("{unet}") };
        assert_eq!((config.channels, config.dropout_percent), (32, 10));
        assert_eq!((config.head_dropout_percent, config.classes), (0, None));
        let mlp = NetworkConfig::Mlp { width: 128, depth: 4, head_dropout_percent: 0, classes: None };
        assert_eq!(read(r#"{"arch":"mlp","width":128,"depth":4}"#), mlp);
        for network in [mlp, NetworkConfig::Unet(config.clone()), NetworkConfig::Encoder(config)] {
            assert_eq!(read(&serde_json::to_string(&network).unwrap()), network);
        }
    }
}
