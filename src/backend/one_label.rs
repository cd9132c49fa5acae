//! A conditional network that owns its condition: one label for every sample.

use cdm_core::backend::Backend;
use cdm_core::nn::{Network, NetworkError};
use cdm_core::{Classifier, Levels};

/// A network conditioned on one label, whatever the batch.
pub(super) struct OneLabel<B: Backend> {
    network: Network<B>,
    label: u32,
}

impl<B: Backend> OneLabel<B> {
    /// # Errors
    /// [`NetworkError::Label`] for a label beyond the null class, or any label of an unconditional network.
    pub(super) fn new(network: Network<B>, label: u32) -> Result<Self, NetworkError<B::Error>> {
        network.with_labels(&[label])?;
        Ok(Self { network, label })
    }

    /// As many labels as there are samples; a length that is no whole number of them is refused by the network.
    fn labels(&self, x: &[f32]) -> Vec<u32> {
        vec![self.label; x.len() / self.dim()]
    }
}

impl<B: Backend> Classifier<f32> for OneLabel<B> {
    type Error = NetworkError<B::Error>;

    fn dim(&self) -> usize {
        self.network.architecture().dim()
    }

    fn levels(&self) -> usize {
        Classifier::<f32>::levels(&self.network)
    }

    fn scratch_len(&self, batch: usize) -> usize {
        Classifier::<f32>::scratch_len(&self.network, batch)
    }

    fn logits_vjp(
        &self,
        x: &[f32],
        cotangent: &[f32],
        logits: Option<&mut [f32]>,
        grad: &mut [f32],
    ) -> Result<(), Self::Error> {
        self.network.with_labels(&self.labels(x))?.logits_vjp(x, cotangent, logits, grad)
    }

    fn logits(&self, x: &[f32], logits: &mut [f32], scratch: &mut [f32]) -> Result<(), Self::Error> {
        self.network.with_labels(&self.labels(x))?.logits(x, logits, scratch)
    }

    fn ratio(
        &self,
        x: &[f32],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: &mut [f32],
        scratch: &mut [f32],
    ) -> Result<(), Self::Error> {
        self.network.with_labels(&self.labels(x))?.ratio(x, s, t, ratio, scratch)
    }

    fn ratio_gradient(
        &self,
        x: &[f32],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: Option<&mut [f32]>,
        grad: &mut [f32],
        scratch: &mut [f32],
    ) -> Result<(), Self::Error> {
        self.network.with_labels(&self.labels(x))?.ratio_gradient(x, s, t, ratio, grad, scratch)
    }
}
