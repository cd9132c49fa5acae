//! What the denoiser is told of each sample: its class, and how strongly it counts.

use crate::backend::{AnyNet, Net, Trained};
use crate::error::Error;
use cdm_core::Guided;
use std::ops::Range;

/// The classes of samples: so many of the first one, then as many of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    classes: Vec<u32>,
    each: usize,
}

impl Labels {
    /// `each` samples of each of `classes`, in this order.
    pub fn new(classes: Vec<u32>, each: usize) -> Self {
        Self { classes, each }
    }

    /// The classes, in order.
    pub fn classes(&self) -> &[u32] {
        &self.classes
    }

    /// Samples of each.
    pub fn each(&self) -> usize {
        self.each
    }

    /// The classes of samples, by their numbers.
    ///
    /// # Panics
    /// For a number beyond the last sample.
    pub fn of(&self, samples: Range<usize>) -> Vec<u32> {
        samples.map(|sample| self.classes[sample / self.each]).collect()
    }
}

/// What estimates the noise.
#[derive(Clone, Copy)]
pub enum Denoiser<'a> {
    /// Any classifier, as it is.
    Plain(&'a AnyNet<'a>),
    /// A conditional network told each sample's class.
    Conditional {
        /// The network.
        net: &'a dyn Trained,
        /// The classes.
        labels: &'a Labels,
        /// The weight `w` of guidance: `(1 + w) ε̂(x, t, y) − w ε̂(x, t, ∅)`; 0 for none.
        ///
        /// # Source
        /// App. C.5 of [CDM](https://arxiv.org/abs/2402.10095v3).
        guidance: f64,
    },
}

impl Denoiser<'_> {
    /// Values per sample.
    pub fn dim(&self) -> usize {
        match self {
            Self::Plain(net) => net.dim(),
            Self::Conditional { net, .. } => net.dim(),
        }
    }

    /// Evaluations of the network that an estimate of the noise takes.
    pub fn evaluations(&self) -> usize {
        match self {
            Self::Conditional { guidance, .. } if *guidance != 0.0 => 2,
            _ => 1,
        }
    }

    /// The classes of samples, none of a plain classifier.
    pub(super) fn labels(&self, samples: Range<usize>) -> Vec<u32> {
        match self {
            Self::Plain(_) => Vec::new(),
            Self::Conditional { labels, .. } => labels.of(samples),
        }
    }

    /// The classifier of a batch whose samples are of the classes `labels`.
    ///
    /// # Errors
    /// [`Error::Label`].
    pub(super) fn of<'n>(&'n self, labels: &'n [u32]) -> Result<Net<'n>, Error> {
        match self {
            Self::Plain(net) => Ok(Box::new(*net)),
            Self::Conditional { net, guidance, .. } => {
                let conditional = net.with_labels(labels)?;
                if *guidance == 0.0 {
                    return Ok(conditional);
                }
                Ok(Box::new(Guided { conditional, unconditional: *net, weight: *guidance }))
            }
        }
    }
}
