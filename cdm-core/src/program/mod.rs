//! Tensor programs: a small typed language in which networks, their gradients and whole training steps are written
//! once and run anywhere.
//!
//! A program is a flat table of [`Node`]s in topological order. **The batch is not in the shapes**: a value is
//! per-sample or shared, operations map over the samples, and only sums and contractions from per-sample to shared
//! cross the batch. From that follow the [`Section`]s of a program, tail batches of any size, and memory that does
//! not depend on the batch.
//!
//! [`ProgramRef`] borrows everything and needs no allocator; `Program` owns one; `Builder` makes one and
//! differentiates it.

pub mod cost;
mod op;
pub mod plan;
mod plan_check;
pub mod text;
mod types;
mod verify;

#[cfg(feature = "alloc")]
mod builder;
#[cfg(feature = "alloc")]
mod compositions;
#[cfg(all(test, feature = "alloc"))]
mod cost_tests;
#[cfg(feature = "alloc")]
mod grad;
#[cfg(feature = "alloc")]
mod owned;
#[cfg(feature = "alloc")]
mod passes;
#[cfg(feature = "alloc")]
pub mod regions;
#[cfg(all(test, feature = "alloc"))]
mod regions_tests;
#[cfg(all(test, feature = "alloc"))]
mod samples;
#[cfg(feature = "alloc")]
mod totals;
#[cfg(all(test, feature = "alloc"))]
mod totals_tests;

pub use op::{Binary, Distribution, Node, Op, RowMap, Unary, Window};
pub use plan_check::PlanError;
pub use types::{Axes, Dtype, Extent, MAX_RANK, Shape, ValueId, ValueType};
pub use verify::{ErrorKind, ProgramError};

#[cfg(feature = "alloc")]
pub use builder::Builder;
#[cfg(feature = "alloc")]
pub use owned::Program;
#[cfg(feature = "alloc")]
pub use text::{ParseError, ParseErrorKind};
#[cfg(feature = "alloc")]
pub use totals::Totals;

/// A part of a program's table of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Name {
    /// First byte.
    pub start: u32,
    /// Number of bytes.
    pub len: u32,
}

/// Who provides an input, and when it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// New for each run: samples, levels, noise, the learning rate.
    Data,
    /// Kept by the caller and updated in place by the run: weights, averages, moments. Shared, never `Index`.
    State,
    /// Read only and the same over many runs: the weights of a trained model, tables of a schedule. Shared.
    Frozen,
}

/// An input of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// Its name, unique among the inputs.
    pub name: Name,
    /// Who provides it.
    pub role: Role,
    /// Its type.
    pub ty: ValueType,
}

/// An output of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    /// Its name, unique among the outputs.
    pub name: Name,
    /// Its value.
    pub value: ValueId,
}

/// The new value of a state, assigned once nothing in the run reads the old one any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// Number of the input, whose role is [`Role::State`].
    pub input: u32,
    /// Its new value.
    pub value: ValueId,
}

/// When a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Depends on states, frozen inputs and constants alone: runs again only when they change.
    Bind,
    /// Once for each sample.
    Map,
    /// A sum over the batch.
    Reduce,
    /// After the batch: depends on reductions, or on shared data.
    Update,
}

/// A program that borrows its tables.
///
/// Anyone can fill one in (from a constant in flash memory, say); [`ProgramRef::verify`] tells whether it is sound.
/// Executors may assume a verified program.
#[derive(Clone, Copy, Debug)]
pub struct ProgramRef<'a> {
    /// Operations in topological order.
    pub nodes: &'a [Node],
    /// Inputs in the order in which a caller passes those of each role.
    pub inputs: &'a [Input],
    /// Outputs in the order in which a caller passes their buffers.
    pub outputs: &'a [Output],
    /// New values of states.
    pub updates: &'a [Update],
    /// The bytes of all names.
    pub names: &'a str,
}

impl<'a> ProgramRef<'a> {
    /// The text of a name; empty if it is not in the table.
    pub fn name(&self, name: Name) -> &'a str {
        let start = name.start as usize;
        let end = start.saturating_add(name.len as usize);
        self.names.get(start..end).unwrap_or("")
    }

    /// The node behind a value.
    ///
    /// # Panics
    /// If the program has no such node: not for a value of a verified program.
    pub fn node(&self, value: ValueId) -> &'a Node {
        &self.nodes[value.index()]
    }

    /// The inputs of one role, with their numbers among all inputs.
    pub fn inputs_of(&self, role: Role) -> impl Iterator<Item = (usize, &'a Input)> + use<'a> {
        self.inputs.iter().enumerate().filter(move |(_, input)| input.role == role)
    }

    /// Position of an input among those of its own role, which is the order in which callers pass buffers.
    pub fn position(&self, input: usize) -> usize {
        let role = self.inputs[input].role;
        self.inputs[..input].iter().filter(|other| other.role == role).count()
    }

    /// The section in which an operation with these arguments and this result runs.
    pub fn section_of(&self, op: &Op, args: &[ValueId], ty: &ValueType) -> Section {
        if ty.is_per_sample() {
            return Section::Map;
        }
        if let Op::Input(input) = *op {
            let bound = self.inputs.get(input as usize).is_some_and(|i| i.role != Role::Data);
            return if bound { Section::Bind } else { Section::Update };
        }
        let sections = || args.iter().map(|&arg| self.node(arg).section);
        if sections().any(|s| s == Section::Map) {
            Section::Reduce
        } else if sections().all(|s| s == Section::Bind) {
            Section::Bind
        } else {
            Section::Update
        }
    }

    /// The value whose memory this one shares: a reshape is its argument under another shape.
    pub fn alias_root(&self, mut value: ValueId) -> ValueId {
        while let Node { op: Op::Reshape, args, .. } = self.node(value) {
            value = args[0];
        }
        value
    }
}
