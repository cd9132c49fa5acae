//! A case in the making.

use super::Built;
use super::case::{Case, HostData};
use super::noise::Noise;
use crate::program::{Builder, Dtype, Extent, Role, ValueId};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A builder whose inputs come with numbers.
pub(super) struct Draft {
    pub(super) builder: Builder,
    pub(super) noise: Noise,
    batch: usize,
    inputs: usize,
    data: Vec<HostData>,
    frozen: Vec<HostData>,
    state: Vec<HostData>,
}

impl Draft {
    pub(super) fn new(seed: u64, batch: usize) -> Self {
        let (builder, noise) = (Builder::new(), Noise::new(seed));
        Self { builder, noise, batch, inputs: 0, data: Vec::new(), frozen: Vec::new(), state: Vec::new() }
    }

    /// An input with these numbers.
    pub(super) fn with(
        &mut self,
        role: Role,
        extent: Extent,
        dtype: Dtype,
        dims: &[usize],
        numbers: HostData,
    ) -> Built<ValueId> {
        let id = self.builder.input(&format!("input{}", self.inputs), role, extent, dtype, dims)?;
        self.inputs += 1;
        match role {
            Role::Data => self.data.push(numbers),
            Role::Frozen => self.frozen.push(numbers),
            Role::State => self.state.push(numbers),
        }
        Ok(id)
    }

    /// A real input with numbers of `[low, high)` that are exact in `f32`; a shared one is frozen.
    pub(super) fn real(&mut self, extent: Extent, dims: &[usize], (low, high): (f64, f64)) -> Built<ValueId> {
        let (role, samples) = match extent {
            Extent::PerSample => (Role::Data, self.batch),
            Extent::Shared => (Role::Frozen, 1),
        };
        let len = samples * dims.iter().product::<usize>();
        let numbers = (0..len).map(|_| f64::from(self.noise.uniform(low, high) as f32)).collect();
        self.with(role, extent, Dtype::Wide, dims, HostData::Real(numbers))
    }

    /// A per-sample index below `rows`.
    pub(super) fn index(&mut self, rows: usize) -> Built<ValueId> {
        let numbers = (0..self.batch).map(|_| self.noise.below(rows) as u32).collect();
        self.with(Role::Data, Extent::PerSample, Dtype::Index, &[], HostData::Index(numbers))
    }

    /// A key of random draws.
    pub(super) fn key(&mut self) -> Built<ValueId> {
        let words = (0..3).map(|_| self.noise.word()).collect();
        self.with(Role::Data, Extent::Shared, Dtype::Index, &[3], HostData::Index(words))
    }

    /// The case, which also runs its first `part` samples.
    pub(super) fn finish(self, name: String, part: usize) -> Built<Case> {
        let Self { builder, batch, data, frozen, state, .. } = self;
        Ok(Case { name, program: builder.finish_as_built()?, batch, part, data, frozen, state })
    }
}
