//! Models from weights that others trained: the network follows from names and shapes.

mod weights;

pub(crate) use weights::half;
pub use weights::{Tensor, Weights};

use crate::data::{GreyScale, Shape, Transform};
use crate::error::Error;
use crate::model::{ImageConfig, Model, ModelConfig, NetworkConfig};
use cdm_core::nn::Pyramid;
use cdm_core::schedule::ScheduleKind;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What the names and shapes of weights do not tell.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSpec {
    /// The size of images; vectors need none.
    pub size: Option<ImageSize>,
    /// The noise schedule.
    pub schedule: ScheduleKind,
    /// Its number of steps `T`, where it is known: it must agree with the head.
    pub steps: Option<usize>,
    /// What the values of a sample are; `None`: bytes for images, real numbers for vectors.
    pub values: Option<Scale>,
    /// The order of the head's levels; `None`: [`Order::NoiseFirst`] for optimal transport, as its published networks have
    /// it, else [`Order::DataFirst`].
    pub order: Option<Order>,
    /// All of this and the network, as [`publish`](crate::publish::publish) writes it: what else is here does not count then.
    pub config: Option<ModelConfig>,
}

/// The order in which a head lists its levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// Level 0 is data, the last is noise: as here, and in the published networks of diffusion.
    DataFirst,
    /// Level 0 is noise, the last is data: the published networks of flow matching.
    NoiseFirst,
}

/// Turns the levels of a head around: with `f'_k = f_{L−k}` and `f` the running sums of rows, row 0 becomes the sum of all
/// and row `k` the negative of row `L − k + 1`. The head's weights and bias are the last two parameters, a row for each level.
fn turn_levels_around(values: &mut [Vec<f32>], levels: usize) {
    for values in values.iter_mut().rev().take(2) {
        let width = values.len() / levels;
        for column in 0..width {
            let row = |k: usize| k * width + column;
            let total: f64 = (0..levels).map(|k| f64::from(values[row(k)])).sum();
            let turned: Vec<f32> = (1..levels).map(|k| -values[row(levels - k)]).collect();
            values[row(0)] = total as f32;
            turned.iter().enumerate().for_each(|(k, v)| values[row(k + 1)] = *v);
        }
    }
}

/// Rows and columns of an image, and its channels if they are to be checked: `32x24` or `32x24x3`, or `32` for `32x32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageSize {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Values per pixel.
    pub channels: Option<usize>,
}

/// From the data's values to the network's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The integers `0 … levels − 1`, which are dequantised and brought to `[−1, 1)`: `bytes` for 256, `grey:K` for K. The published code
    /// brings a byte to `2 v/255 − 1`, which is within its interval here.
    Grey {
        /// How many there are.
        levels: u32,
    },
    /// As they are: `real`.
    Real,
}

/// The network that some tensors are of.
#[derive(Clone, Debug, PartialEq)]
pub struct Inferred {
    /// The network.
    pub network: NetworkConfig,
    /// What one sample is.
    pub shape: Shape,
    /// Levels, `L + 1`.
    pub levels: usize,
}

/// One way in which tensors are not those of a network. Shapes are those of PyTorch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A tensor that the network needs and the file lacks.
    Missing {
        /// Its name.
        name: String,
        /// The shape needed.
        want: Vec<usize>,
    },
    /// A tensor that the network does not have.
    Unexpected {
        /// Its name.
        name: String,
        /// Its shape.
        got: Vec<usize>,
    },
    /// A tensor of another shape.
    Shape {
        /// Its name.
        name: String,
        /// The shape needed.
        want: Vec<usize>,
        /// Its shape.
        got: Vec<usize>,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name, want } => write!(f, "missing: {name} {want:?}"),
            Self::Unexpected { name, got } => write!(f, "unexpected: {name} {got:?}"),
            Self::Shape { name, want, got } => write!(f, "shape: {name} is {got:?}, not {want:?}"),
        }
    }
}

/// Makes a model of weights.
///
/// # Errors
/// As [`Weights::infer`]; [`Error::Weights`] with all differences; [`Error::BadValue`] for steps that do not fit the head.
pub fn import(weights: &Weights, spec: &ImportSpec) -> Result<Model, Error> {
    if let Some(config) = &spec.config {
        let levels = config.schedule()?.levels();
        let weights = fitted(weights, &config.network, config.shape, levels)?;
        return Ok(Model { config: config.clone(), weights });
    }
    let Inferred { network, shape, levels } = weights.infer(spec.size)?;
    let steps = steps(spec, levels)?;
    let mut values = fitted(weights, &network, shape, levels)?;
    let flow = spec.schedule == ScheduleKind::OptimalTransport;
    let order = spec.order.unwrap_or(if flow { Order::NoiseFirst } else { Order::DataFirst });
    if order == Order::NoiseFirst {
        turn_levels_around(&mut values, levels);
    }
    let from = format!("imported from {}", weights.path().display());
    let config = ModelConfig::new(network, shape, transform(spec.values, shape), (spec.schedule, steps), from);
    config.schedule()?;
    Ok(Model { config, weights: values })
}

/// The steps of the schedule that a head of so many levels has.
fn steps(spec: &ImportSpec, levels: usize) -> Result<usize, Error> {
    let ends = spec.schedule.levels(0);
    let steps = levels.saturating_sub(ends);
    if let Some(given) = spec.steps.filter(|given| *given != steps) {
        return Err(Error::BadValue {
            option: "--levels".into(),
            value: given.to_string(),
            expected: format!(
                "{steps}: the head has {levels} levels, {ends} more than schedule {} has steps",
                spec.schedule
            ),
        });
    }
    Ok(steps)
}

/// The weights of a network, or all in which they are not its weights.
fn fitted(weights: &Weights, network: &NetworkConfig, shape: Shape, levels: usize) -> Result<Vec<Vec<f32>>, Error> {
    let parameters = network.architecture(shape)?.parameters(levels)?;
    weights.fit(&parameters).map_err(|differences| Error::Weights {
        path: weights.path().to_owned(),
        network: network.to_string(),
        differences,
    })
}

fn transform(values: Option<Scale>, shape: Shape) -> Transform {
    let scale = values.unwrap_or(match shape {
        Shape::Image { .. } => Scale::Grey { levels: 256 },
        Shape::Vector { .. } => Scale::Real,
    });
    let dim = shape.dim();
    match scale {
        Scale::Grey { levels } => Transform::Grey { levels, dim, scale: GreyScale::Linear },
        Scale::Real => Transform::Standard { mean: vec![0.0; dim], unit: vec![1.0; dim] },
    }
}

impl Weights {
    /// The network that has tensors of these names and shapes.
    ///
    /// Where tensors disagree most of them are believed, so that [`Weights::fit`] names the others.
    ///
    /// # Errors
    /// [`Error::Model`] if a tensor is missing that alone tells an extent; [`Error::Needed`] for an image network without a
    /// size, [`Error::BadValue`] for one that does not fit.
    pub fn infer(&self, size: Option<ImageSize>) -> Result<Inferred, Error> {
        if self.tensors().contains_key("linear_layer.weight") { self.infer_images(size) } else { self.infer_mlp(size) }
    }

    fn infer_mlp(&self, size: Option<ImageSize>) -> Result<Inferred, Error> {
        let (width, dim) = (self.extent("input.weight", 0)?, self.extent("input.weight", 1)?);
        let shape = match size {
            None => Shape::Vector { dim },
            Some(size) => {
                let pixels = size.height.checked_mul(size.width).filter(|pixels| *pixels > 0);
                let channels = pixels.filter(|pixels| dim.is_multiple_of(*pixels)).map(|pixels| dim / pixels);
                let channels = channels.filter(|channels| size.channels.is_none_or(|given| given == *channels));
                let whole = |channels| Shape::Image { height: size.height, width: size.width, channels };
                channels
                    .map(whole)
                    .ok_or_else(|| size.refused(format!("extents whose product is {dim}, as the network takes")))?
            }
        };
        // Features and their squares side by side; an mlp's head takes as many as there are units.
        let squares = self.extent("head.weight", 1)? == 2 * width && self.count("hidden.") == 0;
        if squares && !self.tensors().contains_key("label_emb.weight") {
            let network = NetworkConfig::Quadratic { features: width };
            return Ok(Inferred { network, shape, levels: self.extent("head.weight", 0)? });
        }
        let network = NetworkConfig::Mlp {
            width,
            depth: 1 + self.count("hidden."),
            head_dropout_percent: 0,
            classes: self.classes()?,
        };
        Ok(Inferred { network, shape, levels: self.extent("head.weight", 0)? })
    }

    fn infer_images(&self, size: Option<ImageSize>) -> Result<Inferred, Error> {
        let channels_in = self.extent("conv_in.weight", 1)?;
        let resolutions = self.count("down.").max(self.count("up."));
        let votes = ["conv_in.weight", "conv_in.bias", "down.0.block.0.norm1.weight", "down.0.block.0.norm1.bias"];
        let channels = self.most_common(|name| votes.contains(&name)).unwrap_or(0);
        let mut multipliers = Vec::new();
        for i in 0..resolutions {
            let (own, start) =
                (["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias"], format!("down.{i}.block."));
            let vote = |name: &str| name.starts_with(&start) && own.iter().any(|end| name.ends_with(end));
            let width = self.most_common(vote).unwrap_or(0);
            if width == 0 || channels == 0 || !width.is_multiple_of(channels) {
                let problem = format!("resolution {i} has {width} channels, no multiple of {channels} at the first");
                return Err(Error::model(self.path(), problem));
            }
            multipliers.push(width / channels);
        }
        let blocks = (0..resolutions).map(|i| self.count(&format!("down.{i}.block.")));
        let blocks = most_common(blocks).unwrap_or(0);
        let attends = |i: &usize| {
            let starts = [format!("down.{i}.attn."), format!("up.{i}.attn.")];
            self.tensors().keys().any(|name| starts.iter().any(|start| name.starts_with(start)))
        };
        let attending: Vec<usize> = (0..resolutions).filter(attends).collect();
        let size = size.ok_or_else(|| no_size(&attending))?;
        if let Some(given) = size.channels.filter(|given| *given != channels_in) {
            return Err(size.refused(format!("{channels_in} channels, as conv_in.weight has, not {given}")));
        }
        let (height, width) = (size.height, size.width);
        let sides =
            Pyramid { multipliers: multipliers.clone(), ..Pyramid::new([height, width, channels_in], channels) };
        let sides = sides.sides();
        let config = ImageConfig {
            channels,
            multipliers,
            blocks,
            attention: attending.into_iter().map(|i| sides[i][0].max(sides[i][1])).collect(),
            dropout_percent: 0,
            head_dropout_percent: 0,
            classes: self.classes()?,
        };
        let unet = self.tensors().keys().any(|name| name.starts_with("up."));
        let network = if unet { NetworkConfig::Unet(config) } else { NetworkConfig::Encoder(config) };
        let shape = Shape::Image { height, width, channels: channels_in };
        Ok(Inferred { network, shape, levels: self.extent("linear_layer.weight", 0)? })
    }

    /// Extent `axis` of a tensor that must be there.
    fn extent(&self, name: &str, axis: usize) -> Result<usize, Error> {
        let tensor = self.tensors().get(name);
        tensor.and_then(|t| t.shape.get(axis).copied()).ok_or_else(|| {
            let is = tensor.map_or("missing".into(), |t| format!("of shape {:?}", t.shape));
            Error::model(self.path(), format!("tensor {name} is {is}, so the network cannot be told"))
        })
    }

    /// One more than the largest number that follows `start` in a name.
    fn count(&self, start: &str) -> usize {
        let number = |name: &String| name.strip_prefix(start)?.split('.').next()?.parse::<usize>().ok();
        // No network has so many parts: a number beyond is part of a name that is unexpected anyway.
        self.tensors().keys().filter_map(number).filter(|n| *n < 1000).max().map_or(0, |n| n + 1)
    }

    /// The commonest first extent of the tensors that `vote`.
    fn most_common(&self, vote: impl Fn(&str) -> bool) -> Option<usize> {
        let voting = self.tensors().iter().filter(|(name, _)| vote(name));
        most_common(voting.filter_map(|(_, tensor)| tensor.shape.first().copied()))
    }

    fn classes(&self) -> Result<Option<usize>, Error> {
        if !self.tensors().contains_key("label_emb.weight") {
            return Ok(None);
        }
        // The last row is the null class.
        Ok(self.extent("label_emb.weight", 0)?.checked_sub(1))
    }
}

fn most_common(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_insert(0) += 1);
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(number, _)| number)
}

/// Published networks attend at 16 pixels a side, which is a hint, no proof.
fn no_size(attending: &[usize]) -> Error {
    let hint = match attending {
        [i] if *i < 16 => {
            let side = 16 << i;
            format!(" (published networks attend at 16 pixels; if this one does, {side}x{side})")
        }
        _ => String::new(),
    };
    Error::Needed {
        option: "--shape",
        what: format!("the size of the images, HEIGHTxWIDTH, which no tensor tells{hint}"),
    }
}

impl ImageSize {
    fn refused(self, expected: String) -> Error {
        Error::BadValue { option: "--shape".into(), value: self.to_string(), expected }
    }
}

impl fmt::Display for ImageSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.height, self.width)?;
        self.channels.map_or(Ok(()), |channels| write!(f, "x{channels}"))
    }
}

impl FromStr for ImageSize {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let extents: Option<Vec<usize>> = text.split('x').map(|e| e.parse().ok().filter(|e| *e >= 1)).collect();
        match extents.as_deref() {
            Some(&[side]) => Ok(Self { height: side, width: side, channels: None }),
            Some(&[height, width]) => Ok(Self { height, width, channels: None }),
            Some(&[height, width, channels]) => Ok(Self { height, width, channels: Some(channels) }),
            _ => Err(Error::BadValue {
                option: "--shape".into(),
                value: text.into(),
                expected: "HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS, such as 32x32x3".into(),
            }),
        }
    }
}

impl FromStr for Scale {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let grey = text.strip_prefix("grey:").and_then(|levels| levels.parse().ok()).filter(|levels| *levels >= 2);
        match (text, grey) {
            ("bytes", _) => Ok(Self::Grey { levels: 256 }),
            ("real", _) => Ok(Self::Real),
            (_, Some(levels)) => Ok(Self::Grey { levels }),
            _ => {
                let known = "bytes, grey:K for the integers 0 to K − 1, or real";
                let near = crate::error::nearest(text, &["bytes", "grey", "real"]).filter(|near| *near != "grey");
                let near = if text.starts_with("gray") { Some("bytes, or grey:256") } else { near };
                let hint = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                Err(Error::BadValue {
                    option: "--values".into(),
                    value: text.into(),
                    expected: format!("{known}{hint}"),
                })
            }
        }
    }
}
