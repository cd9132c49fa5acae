//! Reads images, without an allocator.

use super::header::{CHECKSUM, Field, HEADER, Layout, MAGIC, SCHEDULE, VERSION, checksum, field, u32_at};
use super::{Content, EmbeddedError, Sizes, Units, codec, units};
use crate::backend::Bind;
use crate::classifier::{check_len, rows};
use crate::kernels::{HostInput, Interpreter, Kernels, Naive};
use crate::program::plan::{Place, PlanRef, Step, Transfer};
use crate::program::{
    Dtype, Extent, Input, Name, Node, Op, Output, ProgramRef, Role, Section, Shape, ValueId, ValueType,
};
use crate::{Classifier, ScheduleKind};
use core::cell::{Cell, RefCell};

/// Outputs of an image's program, at most.
const OUTPUTS: usize = 2;
/// Rows of a table of columns.
type Column = [[u8; 8]; 2];

/// Memory for an image's tables (`N` nodes, `I` inputs) and for its runs (`A` numbers): see [`Sizes`].
#[derive(Debug)]
pub struct Storage<'i, const N: usize, const I: usize, const A: usize> {
    nodes: [Node; N],
    order: [ValueId; N],
    steps: [Step; N],
    places: [Place; N],
    inputs: [Input; I],
    frozen: [HostInput<'i, f32>; I],
    outputs: [Output; OUTPUTS],
    transfers: [[Transfer; OUTPUTS]; 2],
    arena: [f32; A],
}

const NO_TYPE: ValueType = ValueType { extent: Extent::Shared, dtype: Dtype::Narrow, shape: Shape::SCALAR };
const NO_NAME: Name = Name { start: 0, len: 0 };

impl<const N: usize, const I: usize, const A: usize> Storage<'_, N, I, A> {
    /// Empty memory.
    #[must_use]
    pub const fn new() -> Self {
        let zero = ValueId(0);
        Self {
            nodes: [Node { op: Op::Cast, args: [zero; 2], ty: NO_TYPE, section: Section::Bind }; N],
            order: [zero; N],
            steps: [Step { first: 0, count: 0, first_store: 0, store_count: 0 }; N],
            places: [Place::Nowhere; N],
            inputs: [Input { name: NO_NAME, role: Role::Data, ty: NO_TYPE }; I],
            frozen: [HostInput::Real(&[]); I],
            outputs: [Output { name: NO_NAME, value: zero }; OUTPUTS],
            transfers: [[Transfer { before: 0, number: 0 }; OUTPUTS]; 2],
            arena: [0.0; A],
        }
    }
}

impl<const N: usize, const I: usize, const A: usize> Default for Storage<'_, N, I, A> {
    fn default() -> Self {
        Self::new()
    }
}

/// An image whose header and checksum are right.
#[derive(Clone, Copy, Debug)]
pub struct Image<'i> {
    bytes: &'i [u8],
    layout: Layout,
    content: Content,
    schedule: ScheduleKind,
    units: Units<'i>,
    names: &'i str,
    weights: &'i [f32],
}

fn damaged(part: &'static str, at: usize) -> EmbeddedError {
    EmbeddedError::Damaged { part, at }
}

impl<'i> Image<'i> {
    /// Checks magic, version, length, checksum and metadata; program and plan come with [`Image::classifier`].
    ///
    /// # Errors
    /// What is wrong with the bytes; [`EmbeddedError::Alignment`] where they lie wrongly.
    pub fn open(bytes: &'i [u8]) -> Result<Self, EmbeddedError> {
        if bytes.len() < 8 || bytes[..8] != MAGIC {
            return Err(EmbeddedError::Magic);
        }
        if bytes.len() < HEADER {
            return Err(EmbeddedError::Length { want: HEADER, got: bytes.len() });
        }
        let found = u32_at(bytes, 8);
        if found != VERSION {
            return Err(EmbeddedError::Version { found, known: VERSION });
        }
        let (want, got) = (u32_at(bytes, 12) as usize, bytes.len());
        if want != got {
            return Err(EmbeddedError::Length { want, got });
        }
        let (want, got) = (u32_at(bytes, CHECKSUM), checksum(bytes));
        if want != got {
            return Err(EmbeddedError::Checksum { want, got });
        }
        let layout = Layout::of(bytes)?;
        if layout.end != bytes.len() {
            return Err(EmbeddedError::Length { want: layout.end, got: bytes.len() });
        }
        let content = match field(bytes, Field::Content) {
            0 => Content::Score,
            1 => Content::Denoise,
            _ => return Err(damaged("header", Field::Content.at())),
        };
        let names = core::str::from_utf8(&bytes[layout.names..layout.names_end]);
        let names = names.map_err(|error| damaged("names", error.valid_up_to()))?;
        let (schedule, units) = (schedule(bytes)?, read_units(bytes, &layout)?);
        if cfg!(target_endian = "big") {
            return Err(EmbeddedError::ByteOrder);
        }
        let weights = bytemuck::try_cast_slice(&bytes[layout.weights..]).map_err(|_| EmbeddedError::Alignment)?;
        Ok(Self { bytes, layout, content, schedule, units, names, weights })
    }

    /// What it can answer.
    #[must_use]
    pub const fn content(&self) -> Content {
        self.content
    }

    /// Memory that it needs.
    #[must_use]
    pub const fn sizes(&self) -> Sizes {
        Sizes::of(self.bytes)
    }

    /// Kind and steps `T` of its noise schedule, as [`crate::ScheduleRef::fill`] takes them.
    #[must_use]
    pub fn schedule(&self) -> (ScheduleKind, usize) {
        (self.schedule, field(self.bytes, Field::NoiseSteps))
    }

    /// The map from the data's units to the network's.
    #[must_use]
    pub const fn units(&self) -> Units<'i> {
        self.units
    }

    /// Its classifier over the naive kernels.
    ///
    /// # Errors
    /// As [`Image::classifier_with`].
    pub fn classifier<'m, const N: usize, const I: usize, const A: usize>(
        &self,
        storage: &'m mut Storage<'i, N, I, A>,
    ) -> Result<Embedded<'m, 'i, Naive>, EmbeddedError> {
        self.classifier_with(storage, Naive)
    }

    /// Its classifier over kernels of one's own.
    ///
    /// # Errors
    /// [`EmbeddedError::Storage`] if the memory is too small, [`EmbeddedError::Damaged`] for a damaged table,
    /// [`EmbeddedError::Run`] for a program or plan that is not sound.
    pub fn classifier_with<'m, K: Kernels<f32>, const N: usize, const I: usize, const A: usize>(
        &self,
        storage: &'m mut Storage<'i, N, I, A>,
        kernels: K,
    ) -> Result<Embedded<'m, 'i, K>, EmbeddedError> {
        let sizes = self.sizes();
        let arena = storage.arena.len();
        let arena = storage.arena.get_mut(..sizes.arena).ok_or(EmbeddedError::Storage {
            part: "numbers",
            want: sizes.arena,
            got: arena,
        })?;
        let program = ProgramRef {
            nodes: self.table("nodes", HEADER, Field::Nodes, codec::NODE, &mut storage.nodes, codec::read_node)?,
            inputs: self.table(
                "inputs",
                self.layout.inputs,
                Field::Inputs,
                codec::INPUT,
                &mut storage.inputs,
                codec::read_input,
            )?,
            outputs: self.table(
                "outputs",
                self.layout.outputs,
                Field::Outputs,
                codec::OUTPUT,
                &mut storage.outputs,
                |bytes| Some(codec::read_output(bytes)),
            )?,
            updates: &[],
            names: self.names,
        };
        let read_value = |bytes: &[u8]| Some(ValueId(u32_at(bytes, 0)));
        let order = self.table("steps", self.layout.order, Field::Steps, 4, &mut storage.order, read_value)?;
        let [sample_exports, exports] = &mut storage.transfers;
        let transfer = |bytes: &[u8]| Some(codec::read_transfer(bytes));
        let plan = PlanRef {
            order,
            stores: order,
            steps: one_each(order.len(), &mut storage.steps),
            bind_steps: field(self.bytes, Field::BindSteps) as u32,
            map_steps: field(self.bytes, Field::MapSteps) as u32,
            places: self.table(
                "places",
                self.layout.places,
                Field::Nodes,
                codec::PLACE,
                &mut storage.places,
                codec::read_place,
            )?,
            sample_exports: self.table(
                "copies",
                self.layout.sample_exports,
                Field::SampleExports,
                codec::TRANSFER,
                sample_exports,
                transfer,
            )?,
            exports: self.table("copies", self.layout.exports, Field::Exports, codec::TRANSFER, exports, transfer)?,
            commits: &[],
            shared_len: field(self.bytes, Field::SharedLen) as u32,
            reduce_len: field(self.bytes, Field::ReduceLen) as u32,
            sample_len: field(self.bytes, Field::SampleLen) as u32,
        };
        let interpreter = Interpreter::new(program, plan, kernels, 1)?;
        self.check_signature(&program)?;
        let frozen = self.frozen(&program, &mut storage.frozen)?;
        let (arena, row) =
            arena.split_at_mut_checked(interpreter.scratch_len()).ok_or(damaged("header", Field::SampleLen.at()))?;
        let (arena, bound) = (RefCell::new((arena, row)), Cell::new(Bind::Fresh));
        let (dim, levels, content) = (sizes.dim, sizes.levels, self.content);
        Ok(Embedded { interpreter, frozen, arena, bound, dim, levels, content })
    }

    /// Decodes a table into lent memory.
    fn table<'m, T>(
        &self,
        part: &'static str,
        start: usize,
        count: Field,
        size: usize,
        to: &'m mut [T],
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<&'m [T], EmbeddedError> {
        let (want, got) = (field(self.bytes, count), to.len());
        let to = to.get_mut(..want).ok_or(EmbeddedError::Storage { part, want, got })?;
        for (at, (entry, bytes)) in to.iter_mut().zip(self.bytes[start..].chunks_exact(size)).enumerate() {
            *entry = read(bytes).ok_or(damaged(part, at))?;
        }
        Ok(to)
    }

    /// The inputs and outputs of a verified program are those of its content, with the header's sizes.
    fn check_signature(&self, program: &ProgramRef<'_>) -> Result<(), EmbeddedError> {
        let sizes = self.sizes();
        let (inputs, outputs): (&[usize], &[usize]) = match self.content {
            Content::Score => (&[sizes.dim], &[sizes.levels]),
            Content::Denoise => (&[sizes.dim, sizes.levels], &[sizes.levels, sizes.dim]),
        };
        let is = |ty: &ValueType, len: usize| ty.is_per_sample() && ty.dtype != Dtype::Index && ty.elements() == len;
        let data = || program.inputs_of(Role::Data);
        let inputs_fit = data().count() == inputs.len() && data().zip(inputs).all(|((_, i), &len)| is(&i.ty, len));
        let outputs_fit = program.outputs.len() == outputs.len()
            && program.outputs.iter().zip(outputs).all(|(output, &len)| is(&program.node(output.value).ty, len));
        let pure = program.inputs_of(Role::State).next().is_none();
        match (inputs_fit && pure, outputs_fit, sizes.levels >= 2) {
            (_, _, false) => Err(damaged("header", Field::Levels.at())),
            (false, ..) => Err(damaged("inputs", 0)),
            (_, false, _) => Err(damaged("outputs", 0)),
            (true, true, true) => Ok(()),
        }
    }

    /// The weights, where they lie, as the program's frozen inputs.
    fn frozen<'m>(
        &self,
        program: &ProgramRef<'_>,
        to: &'m mut [HostInput<'i, f32>],
    ) -> Result<&'m [HostInput<'i, f32>], EmbeddedError> {
        let (mut rest, mut count) = (self.weights, 0);
        for ((number, input), to) in program.inputs_of(Role::Frozen).zip(to.iter_mut()) {
            let split = rest.split_at_checked(input.ty.elements()).filter(|_| input.ty.dtype != Dtype::Index);
            let (own, others) = split.ok_or(damaged("weights", number))?;
            (*to, rest, count) = (HostInput::Real(own), others, count + 1);
        }
        if rest.is_empty() { Ok(&to[..count]) } else { Err(damaged("weights", count)) }
    }
}

/// Steps of one node each.
fn one_each(count: usize, steps: &mut [Step]) -> &[Step] {
    let count = count.min(steps.len());
    for (at, step) in (0..count as u32).zip(steps.iter_mut()) {
        *step = Step { first: at, count: 1, first_store: at, store_count: 1 };
    }
    &steps[..count]
}

fn schedule(bytes: &[u8]) -> Result<ScheduleKind, EmbeddedError> {
    let name = core::str::from_utf8(&bytes[SCHEDULE]).unwrap_or("").trim_end_matches('\0');
    let kind = ScheduleKind::from_name(name).ok_or(damaged("header", SCHEDULE.start))?;
    let steps = field(bytes, Field::NoiseSteps);
    let fits = kind.check_steps(steps).is_ok() && kind.levels(steps) == field(bytes, Field::Levels);
    if fits { Ok(kind) } else { Err(damaged("header", Field::NoiseSteps.at())) }
}

fn read_units<'i>(bytes: &'i [u8], layout: &Layout) -> Result<Units<'i>, EmbeddedError> {
    let (dim, grey_values) = (field(bytes, Field::Dim), field(bytes, Field::GreyValues) as u32);
    let units = match field(bytes, Field::Units) {
        units::GREY => Units::Grey { grey_values, dim },
        units::AFFINE => {
            let (columns, _) = bytes[layout.units..layout.names].as_chunks::<8>();
            let (columns, _): (&[Column], _) = columns.as_chunks::<2>();
            Units::Standard { columns }
        }
        units::WHITENED => {
            let (numbers, _): (&[units::Number], _) = bytes[layout.units..layout.names].as_chunks();
            let (mean, factor) = numbers.split_at(dim.min(numbers.len()));
            Units::Whitened { mean, factor }
        }
        _ => return Err(damaged("header", Field::Units.at())),
    };
    if units.is_sound() && dim > 0 { Ok(units) } else { Err(damaged("units", 0)) }
}

/// A network out of an image, one sample at a time, without an allocator.
///
/// The first sample binds: what depends on weights alone is computed once and kept.
#[derive(Debug)]
pub struct Embedded<'m, 'i, K = Naive> {
    interpreter: Interpreter<'m, K>,
    frozen: &'m [HostInput<'i, f32>],
    /// The plan's spaces, and a row of logits for a program that always writes them.
    arena: RefCell<(&'m mut [f32], &'m mut [f32])>,
    bound: Cell<Bind>,
    dim: usize,
    levels: usize,
    content: Content,
}

impl<K: Kernels<f32>> Classifier<f32> for Embedded<'_, '_, K> {
    type Error = EmbeddedError;

    fn dim(&self) -> usize {
        self.dim
    }

    fn levels(&self) -> usize {
        self.levels
    }

    fn logits_vjp(
        &self,
        x: &[f32],
        cotangent: &[f32],
        logits: Option<&mut [f32]>,
        grad: &mut [f32],
    ) -> Result<(), EmbeddedError> {
        if self.content == Content::Score {
            return Err(EmbeddedError::NoGradient);
        }
        let batch = rows("x", self.dim, x.len())?;
        check_len("cotangent", batch * self.levels, cotangent.len())?;
        check_len("grad", x.len(), grad.len())?;
        check_len("logits", batch * self.levels, logits.as_ref().map_or(batch * self.levels, |l| l.len()))?;
        let mut wanted = logits.map(|logits| logits.chunks_exact_mut(self.levels));
        let (arena, row) = &mut *self.arena.borrow_mut();
        let samples = x.chunks_exact(self.dim).zip(cotangent.chunks_exact(self.levels));
        for ((x, cotangent), grad) in samples.zip(grad.chunks_exact_mut(self.dim)) {
            let data = [HostInput::Real(x), HostInput::Real(cotangent)];
            let logits = wanted.as_mut().and_then(Iterator::next).unwrap_or(row);
            self.run(&data, &mut [logits, grad], arena)?;
        }
        Ok(())
    }

    fn logits(&self, x: &[f32], logits: &mut [f32], scratch: &mut [f32]) -> Result<(), EmbeddedError> {
        let batch = rows("x", self.dim, x.len())?;
        check_len("logits", batch * self.levels, logits.len())?;
        if self.content == Content::Denoise {
            // The gradient of nothing is computed too.
            let needed = batch * (self.levels + self.dim);
            check_len("scratch", needed, scratch.len().min(needed))?;
            let (cotangent, grad) = scratch.split_at_mut(batch * self.levels);
            cotangent.fill(0.0);
            return self.logits_vjp(x, cotangent, Some(logits), &mut grad[..x.len()]);
        }
        let (arena, _) = &mut *self.arena.borrow_mut();
        for (x, logits) in x.chunks_exact(self.dim).zip(logits.chunks_exact_mut(self.levels)) {
            self.run(&[HostInput::Real(x)], &mut [logits], arena)?;
        }
        Ok(())
    }
}

impl<K: Kernels<f32>> Embedded<'_, '_, K> {
    /// One sample.
    fn run(
        &self,
        data: &[HostInput<'_, f32>],
        outputs: &mut [&mut [f32]],
        arena: &mut [f32],
    ) -> Result<(), EmbeddedError> {
        self.interpreter.run(1, self.bound.get(), data, self.frozen, &mut [], outputs, arena)?;
        self.bound.set(Bind::Reuse);
        Ok(())
    }
}
