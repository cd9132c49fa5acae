//! Reads a case: weights, inputs, expectations, and the architecture that follows from names and shapes.

use cdm_core::nn::{Architecture, Parameter, Pyramid, UNet};
use safetensors::{Dtype, SafeTensors};
use std::collections::BTreeMap;
use std::path::Path;

/// A tensor in the layout of the files (channels first).
#[derive(Clone, Debug)]
pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f64>,
}

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) architecture: Architecture,
    pub(crate) levels: usize,
    pub(crate) parameters: Vec<Parameter>,
    /// Weights in the program's order and layout.
    pub(crate) weights: Vec<Vec<f32>>,
    pub(crate) expect: BTreeMap<String, Tensor>,
    pub(crate) guidance: f64,
}

type Failure = Box<dyn std::error::Error>;

impl Case {
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        let (model, _) = read(&path.join("model.safetensors"))?;
        let (expect, metadata) = read(&path.join("expect.safetensors"))?;
        let image = &expect["x0"].shape;
        let architecture = Architecture::UNet(UNet(infer(&model, image[2], image[1])));
        let levels = model["linear_layer.weight"].shape[0];
        let parameters = architecture.parameters(levels)?;
        if parameters.len() != model.len() {
            return Err(format!("{} tensors in the file, {} parameters", model.len(), parameters.len()).into());
        }
        let mut weights = Vec::new();
        for parameter in &parameters {
            let tensor = model.get(&parameter.name).ok_or_else(|| format!("no tensor {}", parameter.name))?;
            if tensor.shape != parameter.published_dims() {
                return Err(format!("{}: {:?}", parameter.name, tensor.shape).into());
            }
            let values: Vec<f32> = tensor.values.iter().map(|&v| v as f32).collect();
            weights.push(parameter.from_published(&values));
        }
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let guidance = metadata.get("guidance").map_or(Ok(0.0), |w| w.parse())?;
        Ok(Self { name, architecture, levels, parameters, weights, expect, guidance })
    }

    pub(crate) fn tensor(&self, name: &str) -> &Tensor {
        self.expect.get(name).unwrap_or_else(|| panic!("{}: no expectation {name}", self.name))
    }

    /// Images `[batch, channels, height, width]` as the program wants them: channels last.
    pub(crate) fn images(&self, name: &str) -> Vec<f64> {
        let tensor = self.tensor(name);
        let &[.., c, h, w] = &tensor.shape[..] else { panic!("{name}: {:?}", tensor.shape) };
        let mut out = vec![0.0; tensor.values.len()];
        for (to, from) in out.chunks_exact_mut(c * h * w).zip(tensor.values.chunks_exact(c * h * w)) {
            for (i, &value) in from.iter().enumerate() {
                to[i % (h * w) * c + i / (h * w)] = value;
            }
        }
        out
    }

    pub(crate) fn indices(&self, name: &str) -> Vec<u32> {
        self.tensor(name).values.iter().map(|&v| v as u32).collect()
    }

    pub(crate) fn labels(&self) -> Option<Vec<u32>> {
        self.architecture.classes().map(|_| self.indices("y"))
    }
}

/// The U-Net that has these tensors; attention is told from names at each resolution.
fn infer(model: &BTreeMap<String, Tensor>, resolution: usize, channels_in: usize) -> Pyramid {
    let shape = |name: &str| model.get(name).map(|tensor| &tensor.shape[..]);
    let channels = shape("conv_in.weight").expect("conv_in")[0];
    let width = |i: usize| shape(&format!("down.{i}.block.0.conv1.weight")).map(|s| s[0]);
    let multipliers: Vec<usize> = (0..).map_while(|i| width(i).map(|w| w / channels)).collect();
    let blocks = (0..).take_while(|j| shape(&format!("down.0.block.{j}.conv1.weight")).is_some()).count();
    let attends = |i: &usize| shape(&format!("down.{i}.attn.0.q.weight")).is_some();
    let attention = (0..multipliers.len()).filter(attends).map(|i| resolution >> i).collect();
    let classes = shape("label_emb.weight").map(|s| s[0] - 1);
    let extents = Pyramid::new([resolution, resolution, channels_in], channels);
    Pyramid { multipliers, blocks, attention, classes, ..extents }
}

type Tensors = BTreeMap<String, Tensor>;

fn read(path: &Path) -> Result<(Tensors, BTreeMap<String, String>), Failure> {
    let bytes = std::fs::read(path)?;
    let (_, header) = SafeTensors::read_metadata(&bytes)?;
    let metadata = header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
    let mut tensors = BTreeMap::new();
    for (name, view) in SafeTensors::deserialize(&bytes)?.tensors() {
        let data = view.data();
        let values = match view.dtype() {
            Dtype::F32 => data.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap()).into()).collect(),
            Dtype::F64 => data.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect(),
            Dtype::I64 => data.chunks_exact(8).map(|b| i64::from_le_bytes(b.try_into().unwrap()) as f64).collect(),
            other => return Err(format!("{name}: {other:?}").into()),
        };
        tensors.insert(name, Tensor { shape: view.shape().to_vec(), values });
    }
    Ok((tensors, metadata))
}
