//! A file of weights as others publish it: named tensors, perhaps several networks' side by side.

use super::Difference;
use crate::error::Error;
use cdm_core::nn::Parameter;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A tensor in the layout of PyTorch (filters `[out, in, height, width]`).
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its extents.
    pub shape: Vec<usize>,
    /// Its numbers, row-major.
    pub values: Vec<f32>,
}

/// The tensors of one network, by name.
///
/// Names may all begin with a prefix, such as `module.` of a parallel run; of several networks side by side, each under a
/// prefix of its own, the one with `ema` in it is taken. Tensors without extents are counters of other programs, and ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    path: PathBuf,
    prefix: String,
    tensors: BTreeMap<String, Tensor>,
    ignored: Vec<String>,
    /// Names under no network's prefix, with their shapes.
    strangers: Vec<(String, Vec<usize>)>,
}

/// The tensor that tells an image network, and those that tell an MLP.
const MARKS: [&[&str]; 2] = [&["linear_layer.weight"], &["head.weight", "input.weight"]];

impl Weights {
    /// Reads a safetensors file of single, double, half or bfloat numbers; `prefix` chooses among several networks.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Model`] for a file that is damaged, holds no network of a known kind, several of which
    /// `prefix` must choose one, or a number that is not finite in single precision.
    pub fn read(path: &Path, prefix: Option<&str>) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::read(path, source))?;
        let bad = |problem: String| Error::model(path, problem);
        let remedy = "write a state_dict by safetensors.torch.save_file; if this was one, copy it again";
        let damaged = |e| bad(format!("not a whole safetensors file ({e}); {remedy}"));
        let file = SafeTensors::deserialize(&bytes).map_err(damaged)?;
        let mut names: Vec<&str> = file.names();
        names.sort_unstable();
        let found = prefixes(&names);
        let prefix = choose(&found, prefix, &names).map_err(bad)?.to_owned();
        let mut weights = Self {
            path: path.to_owned(),
            prefix: prefix.clone(),
            tensors: BTreeMap::new(),
            ignored: Vec::new(),
            strangers: Vec::new(),
        };
        for name in names {
            let view = file.tensor(name).map_err(|e| bad(format!("tensor {name}: {e}")))?;
            let owner = found.iter().filter(|p| name.starts_with(*p)).max_by_key(|p| p.len());
            let counter = view.shape().is_empty();
            match owner {
                Some(owner) if *owner == prefix && !counter => {
                    let values = numbers(&view).map_err(|problem| bad(format!("tensor {name} {problem}")))?;
                    let tensor = Tensor { shape: view.shape().to_vec(), values };
                    weights.tensors.insert(name[prefix.len()..].to_owned(), tensor);
                }
                None if !counter => weights.strangers.push((name.to_owned(), view.shape().to_vec())),
                _ => weights.ignored.push(name.to_owned()),
            }
        }
        Ok(weights)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What each name of the network begins with in the file.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Names that were left out: of other networks in the file, and counters.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The tensors, by name without prefix.
    pub fn tensors(&self) -> &BTreeMap<String, Tensor> {
        &self.tensors
    }

    /// The weights of these parameters, in their order and in the layout of programs.
    ///
    /// # Errors
    /// Everything in which the tensors differ from the parameters.
    pub fn fit(&self, parameters: &[Parameter]) -> Result<Vec<Vec<f32>>, Vec<Difference>> {
        let (mut weights, mut differences) = (Vec::with_capacity(parameters.len()), Vec::new());
        let mut unexpected: BTreeMap<&String, &Tensor> = self.tensors.iter().collect();
        for parameter in parameters {
            let (name, want) = (parameter.name.clone(), parameter.published_dims());
            match unexpected.remove(&parameter.name) {
                None => differences.push(Difference::Missing { name, want }),
                Some(tensor) if tensor.shape != want => {
                    differences.push(Difference::Shape { name, want, got: tensor.shape.clone() });
                }
                Some(tensor) => weights.push(parameter.from_published(&tensor.values)),
            }
        }
        let unexpected = unexpected.into_iter().map(|(name, tensor)| (name, &tensor.shape));
        let strangers = self.strangers.iter().map(|(name, shape)| (name, shape));
        differences.extend(
            unexpected
                .chain(strangers)
                .map(|(name, got)| Difference::Unexpected { name: name.clone(), got: got.clone() }),
        );
        if differences.is_empty() { Ok(weights) } else { Err(differences) }
    }
}

/// The prefixes under which there is a whole set of marks.
fn prefixes(names: &[&str]) -> Vec<String> {
    let has = |name: String| names.binary_search(&name.as_str()).is_ok();
    let mut found = Vec::new();
    for marks in MARKS {
        for prefix in names.iter().filter_map(|name| name.strip_suffix(marks[0])) {
            let whole = prefix.is_empty() || prefix.ends_with('.');
            if whole && marks.iter().all(|mark| has(format!("{prefix}{mark}"))) {
                found.push(prefix.to_owned());
            }
        }
    }
    found
}

fn choose<'a>(found: &'a [String], asked: Option<&str>, names: &[&str]) -> Result<&'a str, String> {
    let list = || found.iter().map(|p| format!("'{p}'")).collect::<Vec<_>>().join(", ");
    let average = |prefix: &&String| prefix.split('.').any(|part| part.to_lowercase().contains("ema"));
    match (asked, found) {
        (_, []) => {
            let some: Vec<&str> = names.iter().take(3).copied().collect();
            Err(format!(
                "none of its {} tensors ({}, …) is called linear_layer.weight, the head of a unet or encoder, or \
                 head.weight beside input.weight, those of an mlp",
                names.len(),
                some.join(", ")
            ))
        }
        (Some(asked), _) => {
            let same = |prefix: &&String| prefix.trim_end_matches('.') == asked.trim_end_matches('.');
            let prefix = found.iter().find(same);
            prefix
                .map(String::as_str)
                .ok_or_else(|| format!("no network under --prefix '{asked}', but under {}", list()))
        }
        (None, [prefix]) => Ok(prefix),
        (None, _) => match found.iter().filter(average).collect::<Vec<_>>()[..] {
            [prefix] => Ok(prefix),
            _ => Err(format!("it holds several networks, under {}; choose one with --prefix", list())),
        },
    }
}

/// The numbers of a tensor in single precision, or what is wrong with them.
fn numbers(view: &TensorView<'_>) -> Result<Vec<f32>, String> {
    let values = single(view).ok_or_else(|| format!("has elements of type {:?}; save it as F32", view.dtype()))?;
    match values.iter().position(|v| !v.is_finite()) {
        Some(at) => Err(format!("has {} at {at}", values[at])),
        None => Ok(values),
    }
}

/// Floating-point numbers rounded to single precision; `None` for elements of another type.
fn single(view: &TensorView<'_>) -> Option<Vec<f32>> {
    let data = view.data();
    Some(match view.dtype() {
        Dtype::F32 => data.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
        Dtype::F64 => data.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect(),
        Dtype::F16 => data.as_chunks().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect(),
        Dtype::BF16 => {
            data.as_chunks().0.iter().map(|b| f32::from_bits(u32::from(u16::from_le_bytes(*b)) << 16)).collect()
        }
        _ => return None,
    })
}

/// An IEEE half: `±(1 + m/1024) 2^(e − 15)`, subnormal for e = 0, not finite for e = 31. Each is exact in single precision.
pub(crate) fn half(bits: u16) -> f32 {
    let (exponent, mantissa) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let magnitude = match exponent {
        0 => mantissa * 2f32.powi(-24),
        31 if mantissa == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + mantissa) * 2f32.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read_exactly() {
        // Values from the standard's own table of examples.
        for (bits, value) in [
            (0x3C00, 1.0),
            (0xC000, -2.0),
            (0x7BFF, 65504.0),
            (0x0400, 6.103_515_6e-5),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
            (0x8000, 0.0),
        ] {
            assert_eq!(half(bits), value);
        }
        assert!(half(0x7C00).is_infinite() && half(0x7C01).is_nan());
    }

    #[test]
    fn networks_side_by_side_are_told_by_their_prefixes() {
        let names = ["ema.linear_layer.weight", "head.weight", "model.linear_layer.weight", "xlinear_layer.weight"];
        let found = prefixes(&names);
        assert_eq!(found, ["ema.", "model."]);
        assert_eq!(choose(&found, None, &names), Ok("ema."));
        assert_eq!(choose(&found, Some("model"), &names), Ok("model."));
        assert!(choose(&found, Some("other"), &names).unwrap_err().contains("'model.'"));
        let two = ["a.".to_owned(), "b.".to_owned()];
        assert!(choose(&two, None, &names).unwrap_err().contains("--prefix"));
        assert_eq!(prefixes(&["head.weight", "input.weight"]), [""]);
        assert!(choose(&[], None, &names).unwrap_err().contains("none of its 4 tensors"));
    }
}
