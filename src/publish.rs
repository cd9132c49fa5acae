//! Weights for other programs: tensors under their published names, and beside them what they are the weights of.

use crate::error::Error;
use crate::model::{Model, ModelConfig};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// What [`publish`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The configuration.
    pub config: PathBuf,
    /// Tensors in the file of weights.
    pub tensors: usize,
    /// Numbers in them.
    pub parameters: usize,
}

/// Writes the weights of a model as a safetensors file with the names and layouts of the published PyTorch networks, so that a network of
/// theirs loads it by `load_state_dict`; and beside it, with the ending `.json`, the [`ModelConfig`]: the network, what one sample is, the
/// units of the data, the noise schedule. `cdm import --config` makes the same model of the two, bit for bit.
///
/// Level 0 of the head is data, as in the published networks of diffusion.
///
/// # Errors
/// [`Error::Write`]; [`Error::BadValue`] for a file of weights that ends in `.json` itself.
pub fn publish(model: &Model, weights: &Path) -> Result<Published, Error> {
    let config = config_beside(weights);
    if config == weights {
        let (option, value) = ("--out".into(), weights.display().to_string());
        return Err(Error::BadValue { option, value, expected: "a name that ends in .safetensors".into() });
    }
    // Nothing is written if the second file cannot be.
    if config.is_dir() {
        return Err(Error::write(&config, io::ErrorKind::IsADirectory.into()));
    }
    // As PyTorch's own writer marks its files, and some readers ask for.
    let file = model.tensors(weights, HashMap::from([("format".to_owned(), "pt".to_owned())]))?;
    crate::fs::write_bytes(weights, &file)?;
    let text = serde_json::to_string_pretty(&model.config)? + "\n";
    crate::fs::write_bytes(&config, text.as_bytes())?;
    Ok(Published { config, tensors: model.weights.len(), parameters: model.weights.iter().map(Vec::len).sum() })
}

/// Where the configuration of a file of weights lies.
pub fn config_beside(weights: &Path) -> PathBuf {
    weights.with_extension("json")
}

/// Reads the configuration that [`publish`] wrote.
///
/// # Errors
/// [`Error::Read`]; [`Error::Model`] for a file that is no such configuration.
pub fn read_config(path: &Path) -> Result<ModelConfig, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::read(path, source))?;
    let no = |problem| format!("it is not what `cdm export --published` writes beside the weights: {problem}");
    ModelConfig::parse(&text).map_err(|problem| Error::model(path, no(problem)))
}
