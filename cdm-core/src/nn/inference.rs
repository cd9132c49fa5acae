//! The programs of inference.

use super::Architecture;
use super::head::Head;
use super::parameter::{Parameter, ParameterRole, Scope};
use crate::program::{Builder, Dtype, Extent, Program, ProgramError, Role, ValueId};
use alloc::vec::Vec;

type Result<T> = core::result::Result<T, ProgramError>;

/// What a [`super::Network`] runs. Each program's frozen inputs are the parameters, in the same order; data inputs are
/// `x`, then `label` for conditional networks, then what the program needs.
#[derive(Clone, Debug)]
pub struct Inference {
    /// `x → logits`.
    pub logits: Program,
    /// `x, cotangent → logits, gradient`.
    pub vjp: Program,
    /// `x, s, t → ratio`: `f_s − f_t`, without the other logits. Weights of all levels are summed when they are bound.
    pub ratio: Program,
    /// `x, s, t → ratio, gradient`: `f_s − f_t` and its gradient in `x`, likewise.
    pub ratio_gradient: Program,
    parameters: Vec<Parameter>,
}

/// A program with a network in it, up to its head.
struct Start {
    scope: Scope,
    x: ValueId,
    head: Head,
}

impl Inference {
    /// The programs for a network with this many levels, at least 2.
    ///
    /// # Errors
    /// [`ProgramError`] if the network's extents do not fit each other.
    pub fn new(architecture: &Architecture, levels: usize) -> Result<Self> {
        let start = || Start::new(architecture, levels);
        let first = start()?;
        let parameters = first.scope.parameters().iter().map(|(parameter, _)| parameter.clone()).collect();
        Ok(Self {
            logits: first.logits()?,
            vjp: start()?.vjp(levels)?,
            ratio: start()?.ratio(false)?,
            ratio_gradient: start()?.ratio(true)?,
            parameters,
        })
    }

    /// The parameters.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
}

/// Adds the inputs `x` and, for a conditional network, `label`, and the network; returns `x` and the head.
pub(super) fn network(scope: &mut Scope, architecture: &Architecture, levels: usize) -> Result<(ValueId, Head)> {
    let b = &mut scope.builder;
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &architecture.sample_shape())?;
    let label = if architecture.classes().is_some() { Some(index(b, "label")?) } else { None };
    Ok((x, architecture.head(scope, x, label, levels)?))
}

impl Start {
    fn new(architecture: &Architecture, levels: usize) -> Result<Self> {
        let mut scope = Scope::new(ParameterRole::Frozen);
        let (x, head) = network(&mut scope, architecture, levels)?;
        Ok(Self { scope, x, head })
    }

    /// The running sums of the raw logits.
    fn f(&mut self) -> Result<ValueId> {
        let raw = self.head.raw_logits(&mut self.scope)?;
        self.scope.builder.cumsum(raw, false)
    }

    fn logits(mut self) -> Result<Program> {
        let f = self.f()?;
        self.scope.builder.output("logits", f);
        Builder::from(self.scope).finish()
    }

    fn vjp(mut self, levels: usize) -> Result<Program> {
        let f = self.f()?;
        let b = &mut self.scope.builder;
        let cotangent = b.input("cotangent", Role::Data, Extent::PerSample, Dtype::Wide, &[levels])?;
        let gradient = b.vjp(f, cotangent, &[self.x])?[0];
        b.output("logits", f);
        b.output("gradient", gradient);
        Builder::from(self.scope).finish()
    }

    fn ratio(mut self, gradient: bool) -> Result<Program> {
        let b = &mut self.scope.builder;
        let (s, t) = (index(b, "s")?, index(b, "t")?);
        let ratio = self.head.ratio(b, s, t)?;
        b.output("ratio", ratio);
        if gradient {
            let gradient = b.grad(ratio, &[self.x])?[0];
            b.output("gradient", gradient);
        }
        Builder::from(self.scope).finish()
    }
}

fn index(b: &mut Builder, name: &str) -> Result<ValueId> {
    b.input(name, Role::Data, Extent::PerSample, Dtype::Index, &[])
}
