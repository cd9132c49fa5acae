//! The generator: inputs, operations chosen by name, then gradients, outputs and updates.

use super::shapes::Sizes;
use super::{Built, Case, HostData, Noise};
use crate::program::{Axes, Builder, Dtype, Extent, Op, ProgramError, Role, Shape, ValueId, ValueType};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

mod derive;
mod operations;

/// A real value and an interval that its numbers lie in.
#[derive(Clone, Copy, Debug)]
struct Known {
    id: ValueId,
    low: f64,
    high: f64,
}

impl Known {
    fn magnitude(&self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
}

/// A per-sample index and what it lies below; a random key has three numbers below anything.
#[derive(Clone, Copy, Debug)]
struct KnownIndex {
    id: ValueId,
    below: usize,
}

/// A program in the making.
struct Generator {
    builder: Builder,
    noise: Noise,
    batch: usize,
    sizes: Sizes,
    values: Vec<Known>,
    indices: Vec<KnownIndex>,
    keys: Vec<ValueId>,
    samples: Vec<ValueId>,
    states: Vec<ValueId>,
    real_inputs: Vec<(ValueId, String)>,
    inputs: usize,
    data: [Vec<HostData>; 3],
}

/// Number of a role in `Generator::data`.
fn slot(role: Role) -> usize {
    match role {
        Role::Data => 0,
        Role::Frozen => 1,
        Role::State => 2,
    }
}

/// Values beyond this are scaled back, so that products of products stay of order one.
const LARGE: f64 = 8.0;

/// One attempt at the program of a seed.
pub(super) fn attempt(seed: u64, attempt: u64) -> Built<Case> {
    let mut noise = Noise::new(seed ^ attempt.wrapping_mul(0xD6E8_FEB8_6659_FD93));
    let sizes = Sizes::draw(&mut noise);
    let batch = noise.between(1, sizes.batch);
    let mut g = Generator {
        builder: Builder::new(),
        noise,
        batch,
        sizes,
        values: Vec::new(),
        indices: Vec::new(),
        keys: Vec::new(),
        samples: Vec::new(),
        states: Vec::new(),
        real_inputs: Vec::new(),
        inputs: 0,
        data: Default::default(),
    };
    for role in [Role::State, Role::Data] {
        let dims = g.sizes.any_dims(&mut g.noise);
        g.real_input(role, role == Role::Data, &dims)?;
    }
    for _ in 0..g.noise.between(3, 16) {
        let name = *g.noise.pick(&Op::NAMES).unwrap_or(&"affine");
        // An operation that fits none of the values in reach is left out.
        if let Ok(value) = g.operation(name) {
            g.keep(value)?;
        }
    }
    g.finish()?;
    let [data, frozen, state] = g.data;
    // A smaller batch: any number below its own, none included.
    let part = seed as usize % batch;
    let name = format!("random program {seed}");
    Ok(Case { name, program: g.builder.finish_as_built()?, batch, part, data, frozen, state })
}

impl Generator {
    fn ty(&self, id: ValueId) -> ValueType {
        self.builder.ty(id)
    }

    fn declare(&mut self, role: Role, ty: ValueType) -> Built<ValueId> {
        let name = format!("input{}", self.inputs);
        self.inputs += 1;
        let dims: Vec<usize> = ty.shape.dims().collect();
        self.builder.input(&name, role, ty.extent, ty.dtype, &dims)
    }

    fn dtype(&mut self) -> Dtype {
        if self.noise.chance(0.5) { Dtype::Narrow } else { Dtype::Wide }
    }

    /// A real input: per-sample data, or shared in any role.
    fn real_input(&mut self, role: Role, per_sample: bool, dims: &[usize]) -> Built<Known> {
        let (dtype, extent) = (self.dtype(), if per_sample { Extent::PerSample } else { Extent::Shared });
        let ty = ValueType { extent, dtype, shape: shape(dims)? };
        self.input_of(role, ty)
    }

    /// A real input of a type, with numbers from [−1, 1] that are exact in `f32`.
    fn input_of(&mut self, role: Role, ty: ValueType) -> Built<Known> {
        let name = format!("input{}", self.inputs);
        let id = self.declare(role, ty)?;
        self.real_inputs.push((id, name));
        let len = ty.elements_for(self.batch);
        let numbers = (0..len).map(|_| f64::from(self.noise.uniform(-1.0, 1.0) as f32)).collect();
        self.data[slot(role)].push(HostData::Real(numbers));
        let known = Known { id, low: -1.0, high: 1.0 };
        self.values.push(known);
        if role == Role::State {
            self.states.push(id);
        }
        Ok(known)
    }

    /// A role for a shared real input.
    fn shared_role(&mut self) -> Role {
        *self.noise.pick(&[Role::State, Role::State, Role::Frozen, Role::Data]).unwrap_or(&Role::State)
    }

    /// A value of exactly this type: one there is, or a new input.
    fn of_type(&mut self, ty: ValueType) -> Built<Known> {
        let fitting: Vec<Known> = self.values.iter().copied().filter(|value| self.ty(value.id) == ty).collect();
        if let Some(&known) = self.noise.pick(&fitting)
            && self.noise.chance(0.7)
        {
            return Ok(known);
        }
        let role = if ty.is_per_sample() { Role::Data } else { self.shared_role() };
        self.input_of(role, ty)
    }

    /// Any value whose type serves. Later ones come more often, so that programs grow deep.
    fn any(&mut self, serves: impl Fn(&ValueType) -> bool) -> Option<Known> {
        let fitting: Vec<Known> = self.values.iter().copied().filter(|value| serves(&self.ty(value.id))).collect();
        let at = self.noise.below(fitting.len()).max(self.noise.below(fitting.len()));
        fitting.get(at).copied()
    }

    /// A per-sample index below `rows`.
    fn index(&mut self, rows: usize) -> Built<ValueId> {
        let fitting: Vec<KnownIndex> = self.indices.iter().copied().filter(|index| index.below <= rows).collect();
        if let Some(index) = self.noise.pick(&fitting) {
            return Ok(index.id);
        }
        let ty = ValueType { extent: Extent::PerSample, dtype: Dtype::Index, shape: Shape::SCALAR };
        let id = self.declare(Role::Data, ty)?;
        let numbers = (0..self.batch).map(|_| self.noise.below(rows) as u32).collect();
        self.data[0].push(HostData::Index(numbers));
        self.indices.push(KnownIndex { id, below: rows });
        Ok(id)
    }

    /// Key and sample id of random draws.
    fn draws(&mut self) -> Built<(ValueId, ValueId)> {
        if self.keys.is_empty() || self.noise.chance(0.3) {
            let role = if self.noise.chance(0.5) { Role::Data } else { Role::Frozen };
            let ty = ValueType { extent: Extent::Shared, dtype: Dtype::Index, shape: shape(&[3])? };
            let key = self.declare(role, ty)?;
            let words = (0..3).map(|_| self.noise.word()).collect();
            self.data[slot(role)].push(HostData::Index(words));
            self.keys.push(key);
        }
        if self.samples.is_empty() || self.noise.chance(0.3) {
            let ty = ValueType { extent: Extent::PerSample, dtype: Dtype::Index, shape: Shape::SCALAR };
            let sample = self.declare(Role::Data, ty)?;
            let words = (0..self.batch).map(|_| self.noise.word()).collect();
            self.data[0].push(HostData::Index(words));
            self.samples.push(sample);
        }
        let key = self.noise.below(self.keys.len());
        let sample = self.noise.below(self.samples.len());
        Ok((self.keys[key], self.samples[sample]))
    }

    /// Adds a value to those that later operations may use, scaled back if it may be large.
    fn keep(&mut self, value: Known) -> Built<()> {
        self.values.push(value);
        if value.magnitude() > LARGE {
            let scale = 2.0 / value.magnitude();
            let id = self.builder.scale(value.id, scale)?;
            // The value itself stays out of reach of other operations.
            self.values.pop();
            self.values.push(Known { id, low: value.low * scale, high: value.high * scale });
        }
        Ok(())
    }
}

/// A shape, or the error that a builder would give.
fn shape(dims: &[usize]) -> Built<Shape> {
    Shape::new(dims).ok_or(ProgramError { at: 0, kind: crate::program::ErrorKind::Shape })
}

/// All axes of a type.
fn all_axes(ty: &ValueType) -> Axes {
    Axes::from_bits(((1u16 << ty.shape.rank()) - 1) as u8)
}
