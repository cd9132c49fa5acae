//! Networks, written once as programs: an MLP and quadratic forms for vectors, the DDPM U-Net classifier and an
//! encoder-only one for images, the training step and the programs of inference.
//!
//! # For model authors
//! [`Architecture::raw_logits`] adds a network to a [`Scope`]; a network of your own does the same and gets training,
//! inference and every backend from [`training_step`] and [`Inference`].
//!
//! Images are channels last. Parameters carry the names of the published PyTorch checkpoints and know the layout in
//! which those store them ([`Layout`]).

mod encoder;
mod head;
mod inference;
mod init;
mod labels;
mod layers;
mod mlp;
mod network;
mod parameter;
mod pyramid;
mod quadratic;
mod training;
mod unet;

#[cfg(test)]
mod head_tests;
#[cfg(test)]
mod tests;

pub use encoder::Encoder;
pub use inference::Inference;
pub use mlp::Mlp;
pub use network::{Labelled, Network, NetworkError};
pub use parameter::{Init, Layout, Parameter, ParameterRole, Scope};
pub use pyramid::{Pyramid, PyramidError};
pub use quadratic::Quadratic;
pub use training::{Adam, TrainingOptions, TrainingStep, loss_gradients, training_step};
pub use unet::UNet;

use crate::program::{Builder, ProgramError, ValueId};
use alloc::vec::Vec;
use head::Head;

/// A network that turns one sample into raw logits, whose cumulative sum is `f` ([CDM] App. C.1).
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Architecture {
    /// Residual layers for vectors.
    Mlp(Mlp),
    /// A quadratic form for each level, for vectors.
    Quadratic(Quadratic),
    /// The DDPM U-Net without its time embedding, with a pooled linear head, for images.
    UNet(UNet),
    /// The U-Net's way down alone, with the same head.
    Encoder(Encoder),
}

impl Architecture {
    /// Extents of one sample: `[dim]` or `[height, width, channels]`.
    pub fn sample_shape(&self) -> Vec<usize> {
        match self {
            Architecture::Mlp(mlp) => alloc::vec![mlp.dim],
            Architecture::Quadratic(quadratic) => alloc::vec![quadratic.dim],
            Architecture::UNet(UNet(net)) | Architecture::Encoder(Encoder(net)) => {
                alloc::vec![net.height, net.width, net.channels_in]
            }
        }
    }

    /// Numbers in one sample.
    pub fn dim(&self) -> usize {
        self.sample_shape().iter().product()
    }

    /// Number of classes it can be conditioned on, if any; the null class is not counted.
    pub fn classes(&self) -> Option<usize> {
        match self {
            Architecture::Mlp(mlp) => mlp.classes,
            Architecture::Quadratic(_) => None,
            Architecture::UNet(UNet(net)) | Architecture::Encoder(Encoder(net)) => net.classes,
        }
    }

    /// Adds the network: `levels` raw logits (wide) of `x`, conditioned on `label` (a row of the label embedding).
    ///
    /// # Errors
    /// [`ProgramError`] if `x` has another shape than [`Architecture::sample_shape`], or extents do not fit.
    pub fn raw_logits(
        &self,
        scope: &mut Scope,
        x: ValueId,
        label: Option<ValueId>,
        levels: usize,
    ) -> Result<ValueId, ProgramError> {
        self.head(scope, x, label, levels)?.raw_logits(scope)
    }

    /// Adds the network up to its last layer.
    fn head(&self, scope: &mut Scope, x: ValueId, label: Option<ValueId>, levels: usize) -> Result<Head, ProgramError> {
        match self {
            Architecture::Mlp(mlp) => mlp.head(scope, x, label, levels),
            Architecture::Quadratic(quadratic) => quadratic.head(scope, x, levels),
            Architecture::UNet(unet) => unet.head(scope, x, label, levels),
            Architecture::Encoder(encoder) => encoder.head(scope, x, label, levels),
        }
    }

    /// The parameters in the order in which programs declare them.
    ///
    /// # Errors
    /// As [`Architecture::raw_logits`].
    pub fn parameters(&self, levels: usize) -> Result<Vec<Parameter>, ProgramError> {
        let mut scope = Scope::new(ParameterRole::Frozen);
        inference::network(&mut scope, self, levels)?;
        Ok(scope.parameters().iter().map(|(parameter, _)| parameter.clone()).collect())
    }
}

/// A builder for tests and tools that only want the network.
impl From<Scope> for Builder {
    fn from(scope: Scope) -> Builder {
        scope.builder
    }
}
