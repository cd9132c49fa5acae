//! Reads a case: a model imported from the peer's weights, inputs, expectations.

use cdm::Model;
use cdm::import::{ImageSize, ImportSpec, Weights};
use cdm_core::ScheduleKind;
use cdm_core::nn::{Architecture, Parameter};
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
    /// The weights come in by `cdm import`, and go through the model's file.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        let (expect, metadata) = read(&path.join("expect.safetensors"))?;
        let image = &expect["x0"].shape;
        let size = ImageSize { height: image[2], width: image[3], channels: Some(image[1]) };
        let steps = expect["alpha_bar"].values.len() - 2;
        let spec = ImportSpec {
            size: Some(size),
            schedule: ScheduleKind::LinearDdpm,
            steps: Some(steps),
            values: None,
            order: None,
            config: None,
        };
        let weights = Weights::read(&path.join("model.safetensors"), None)?;
        let file = tempfile::NamedTempFile::new()?;
        cdm::import::import(&weights, &spec)?.save(file.path())?;
        let model = Model::load(file.path())?;
        let (architecture, levels) = (model.architecture()?, model.schedule()?.levels());
        let parameters = architecture.parameters(levels)?;
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let guidance = metadata.get("guidance").map_or(Ok(0.0), |w| w.parse())?;
        Ok(Self { name, architecture, levels, parameters, weights: model.weights, expect, guidance })
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
