//! What users choose by name: network, objective, backend. Names in files and on the command line are the same.

use cdm_core::loss::Objective;
use std::fmt;

/// A kind of network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// Multilayer perceptron, for vectors.
    Mlp,
    /// A quadratic form for each level, for vectors: the exact family for Gaussian data.
    Quadratic,
    /// U-Net classifier, for images.
    Unet,
    /// The U-Net's way down alone, for images: cheaper by half.
    Encoder,
}

/// The training objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// Cross-entropy of the level and denoising error together.
    Both,
    /// Cross-entropy alone: densities without good samples.
    Ce,
    /// Denoising error alone: samples without densities.
    Mse,
}

impl Loss {
    /// The objective, with the weight of the cross-entropy in [`Loss::Both`].
    pub fn objective(self, ce_weight: f64) -> Objective {
        match self {
            Self::Both => Objective::Both { ce_weight },
            Self::Ce => Objective::Ce,
            Self::Mse => Objective::Mse,
        }
    }
}

/// What executes the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The first NVIDIA GPU if it can be used here, all cores otherwise.
    Auto,
    /// All cores, single precision.
    #[cfg(feature = "cpu")]
    #[cfg_attr(feature = "cpu", default)]
    Cpu,
    /// The first NVIDIA GPU, in any [`Precision`].
    #[cfg(feature = "cuda")]
    Cuda,
    /// Tensors of the crate dfdx, in single precision: slow, and unlike the others.
    #[cfg(feature = "dfdx")]
    Dfdx,
    /// Plain loops in double precision: slow, and the reference for the others.
    #[cfg_attr(not(feature = "cpu"), default)]
    Ref,
}

impl Backend {
    /// The fastest one that computes on the host.
    #[cfg(feature = "cpu")]
    pub const HOST: Self = Self::Cpu;
    /// The fastest one that computes on the host.
    #[cfg(not(feature = "cpu"))]
    pub const HOST: Self = Self::Ref;

    /// Whether it computes in any [`Precision`]; others have their own alone.
    pub fn has_precisions(self) -> bool {
        match self {
            #[cfg(feature = "cuda")]
            Self::Cuda => true,
            _ => false,
        }
    }
}

/// How a GPU multiplies and keeps numbers, the finest first. Weights as they are trained, their moments and averages, norms' statistics,
/// softmax, head, cumulative sum, losses and all sums are in single precision in any of them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Single precision: 24 bits.
    #[default]
    F32,
    /// Factors of products and convolutions before the head rounded to 11 bits, for tensor cores; kept in single precision.
    Tf32,
    /// Activations before the head and the weights that they meet have 8 bits, in half the memory.
    Bf16,
}

macro_rules! display_by_name {
    ($($t:ty),*) => {$(
        impl fmt::Display for $t {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                clap::ValueEnum::to_possible_value(self).map_or(Ok(()), |v| f.write_str(v.get_name()))
            }
        }
    )*};
}
display_by_name!(Arch, Loss, Backend, Precision, crate::data::GreyScale);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_metadata_are_those_of_the_command_line() {
        for arch in [Arch::Mlp, Arch::Unet, Arch::Encoder] {
            assert_eq!(serde_json::to_string(&arch).unwrap(), format!("\"{arch}\""));
        }
        assert_eq!(serde_json::to_string(&Loss::Both).unwrap(), format!("\"{}\"", Loss::Both));
        assert_eq!(serde_json::to_string(&Backend::Ref).unwrap(), format!("\"{}\"", Backend::Ref));
        for precision in [Precision::F32, Precision::Tf32, Precision::Bf16] {
            assert_eq!(serde_json::to_string(&precision).unwrap(), format!("\"{precision}\""));
        }
        for loss in [Loss::Both, Loss::Ce, Loss::Mse] {
            assert_eq!(loss.to_string(), loss.objective(0.5).name());
        }
    }
}
