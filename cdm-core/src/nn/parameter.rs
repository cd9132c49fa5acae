//! Parameters: names, layouts, first values; and the scope in which a network declares them.

use crate::program::{Builder, Dtype, Extent, ProgramError, Role, ValueId};
use alloc::string::String;
use alloc::vec::Vec;

/// How published checkpoints store a parameter, relative to the program's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The same.
    Same,
    /// A filter: the program has `[height, width, in, out]`, a checkpoint `[out, in, height, width]`.
    Filter,
}

/// A parameter's first values: PyTorch's defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// One number everywhere.
    Constant(f64),
    /// Uniform on `(−bound, bound)`.
    Uniform {
        /// `1/√fan_in`: what Kaiming's rule with a = √5 comes to, for weights and biases alike.
        bound: f64,
    },
    /// N(0, 1).
    Normal,
}

/// A parameter of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name in published checkpoints.
    pub name: String,
    /// Extents in programs.
    pub dims: Vec<usize>,
    /// Layout of published checkpoints.
    pub layout: Layout,
    /// First values.
    pub init: Init,
}

impl Parameter {
    /// Number of elements.
    pub fn elements(&self) -> usize {
        self.dims.iter().product()
    }

    /// Extents in published checkpoints.
    pub fn published_dims(&self) -> Vec<usize> {
        match (self.layout, &self.dims[..]) {
            (Layout::Filter, &[h, w, cin, cout]) => alloc::vec![cout, cin, h, w],
            _ => self.dims.clone(),
        }
    }

    /// Reorders a published tensor for programs.
    pub fn from_published<T: Copy>(&self, values: &[T]) -> Vec<T> {
        self.permuted(values, |program, published| (published, program))
    }

    /// Reorders a program's tensor for publishing.
    pub fn to_published<T: Copy>(&self, values: &[T]) -> Vec<T> {
        self.permuted(values, |program, published| (program, published))
    }

    /// `direct(program index, published index)` tells (source, destination).
    fn permuted<T: Copy>(&self, values: &[T], direct: impl Fn(usize, usize) -> (usize, usize)) -> Vec<T> {
        let mut out = values.to_vec();
        if let (Layout::Filter, &[h, w, cin, cout]) = (self.layout, &self.dims[..]) {
            for program in 0..values.len().min(h * w * cin * cout) {
                let (tap, i, o) = (program / (cin * cout), program / cout % cin, program % cout);
                let (from, to) = direct(program, (o * cin + i) * h * w + tap);
                out[to] = values[from];
            }
        }
        out
    }
}

/// Whether a program trains its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterRole {
    /// Updated in place: [`Role::State`].
    Trained,
    /// Read only: [`Role::Frozen`].
    Frozen,
}

/// A builder in which a network declares its parameters, and the sources of its dropout masks.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The program under construction.
    pub builder: Builder,
    parameters: Vec<(Parameter, ValueId)>,
    role: ParameterRole,
    /// Random key and sample ids, while training.
    dropout: Option<[ValueId; 2]>,
    dropout_sites: u32,
}

impl Scope {
    /// An empty scope.
    pub fn new(role: ParameterRole) -> Self {
        Self { builder: Builder::new(), parameters: Vec::new(), role, dropout: None, dropout_sites: 0 }
    }

    /// Turns dropout on, with masks drawn from the random key `[seed low, seed high, step]` and the sample ids.
    pub fn enable_dropout(&mut self, key: ValueId, sample: ValueId) {
        self.dropout = Some([key, sample]);
    }

    /// Key and sample ids of dropout, and the next site's number; `None` outside training.
    pub(super) fn next_dropout(&mut self) -> Option<([ValueId; 2], u32)> {
        let sources = self.dropout?;
        self.dropout_sites += 1;
        Some((sources, self.dropout_sites - 1))
    }

    /// Key and sample ids of label dropout; `None` outside training.
    pub(super) fn label_dropout(&self) -> Option<[ValueId; 2]> {
        self.dropout
    }

    /// Declares a parameter; its master copy is wide.
    ///
    /// # Errors
    /// [`ProgramError`] for extents that no shape can have.
    pub fn parameter(
        &mut self,
        name: String,
        dims: &[usize],
        layout: Layout,
        init: Init,
    ) -> Result<ValueId, ProgramError> {
        let role = match self.role {
            ParameterRole::Trained => Role::State,
            ParameterRole::Frozen => Role::Frozen,
        };
        let value = self.builder.input(&name, role, Extent::Shared, Dtype::Wide, dims)?;
        self.parameters.push((Parameter { name, dims: dims.to_vec(), layout, init }, value));
        Ok(value)
    }

    /// The parameters declared so far, with their values.
    pub fn parameters(&self) -> &[(Parameter, ValueId)] {
        &self.parameters
    }

    /// The builder and the parameters.
    pub fn into_parts(self) -> (Builder, Vec<(Parameter, ValueId)>) {
        (self.builder, self.parameters)
    }
}
