//! A program, what it keeps between runs, and the walk over its nodes.

use super::backend::{Numbers, filled};
use super::ops::{Call, Operand};
use super::{DfdxBuffer, DfdxDevice, DfdxError, Flat, Number};
use crate::host::{countable, stand_ins};
use ::dfdx::tensor::{HasErr, Storage};
use cdm_core::Real;
use cdm_core::backend::{Bind, Run, RunError};
use cdm_core::kernels::{self, HostInput, Naive};
use cdm_core::program::{Dtype, Node, Op, Program, ProgramRef, Role, Section, ValueId};
use core::cell::RefCell;

/// One value a node; none before it is computed, after its last use, and for indices.
type Values<E, D> = Vec<Option<Flat<E, D>>>;

/// A program that was compiled for a `dfdx` device. Values live from their node to their last reader.
#[derive(Debug)]
pub struct DfdxExecutable<E: 'static, D: Storage<E>> {
    program: Program,
    /// The last node that reads each value: `None` if nothing needs it, the number of nodes if it stays to the end.
    last_use: Vec<Option<usize>>,
    /// Values of the bind section that other sections read: computed once, if the caller says that they still hold.
    keep: Vec<bool>,
    bound: RefCell<Option<Values<E, D>>>,
}

/// What a walk over the nodes leaves.
struct Walked<E: 'static, D: Storage<E>> {
    /// The values that stay to the end.
    values: Values<E, D>,
    /// Those to keep for the next run.
    bound: Values<E, D>,
}

/// The inputs of a run.
struct Inputs<'a, E: 'static, D: Storage<E>> {
    data: &'a [&'a DfdxBuffer<E, D>],
    frozen: &'a [&'a DfdxBuffer<E, D>],
    state: &'a [DfdxBuffer<E, D>],
}

impl<E: Number, D: DfdxDevice<E>> Inputs<'_, E, D> {
    /// The numbers of input `number` of a program whose buffers have been checked.
    fn numbers(&self, program: &ProgramRef<'_>, number: u32) -> &Numbers<E, D> {
        let at = program.position(number as usize);
        match program.inputs[number as usize].role {
            Role::Data => &self.data[at].0,
            Role::Frozen => &self.frozen[at].0,
            Role::State => &self.state[at].0,
        }
    }

    /// The indices behind a value; none if it is no index.
    fn index(&self, program: &ProgramRef<'_>, value: ValueId) -> &[u32] {
        match program.node(value).op {
            // Only an input can be an index.
            Op::Input(number) => match self.numbers(program, number) {
                Numbers::Index(x) => x,
                Numbers::Real(_) => &[],
            },
            _ => &[],
        }
    }
}

impl<E: Number, D: DfdxDevice<E>> DfdxExecutable<E, D> {
    pub(super) fn new(program: ProgramRef<'_>) -> Result<Self, RunError> {
        let program = Program::from_ref(program)?;
        let last_use = last_uses(&program.as_ref());
        let keep = kept(&program.as_ref(), &last_use);
        Ok(Self { program, last_use, keep, bound: RefCell::new(None) })
    }

    pub(super) fn run(&self, device: &D, run: Run<'_, DfdxBuffer<E, D>>) -> Result<(), DfdxError<<D as HasErr>::Err>> {
        let program = self.program.as_ref();
        // What a refused run leaves must be computed again.
        let bound = self.bound.take();
        check(&program, &run)?;
        let reuse = run.bind == Bind::Reuse && program.updates.is_empty();
        let bound = bound.filter(|_| reuse);
        let inputs = Inputs { data: run.data, frozen: run.frozen, state: run.state };
        let Walked { values, bound } = self.evaluate(device, run.batch, &inputs, bound)?;
        // Everything is known by now, so all states change together and none after an error.
        let result = |value: ValueId| values[value.index()].clone().map(|x| DfdxBuffer(Numbers::Real(x)));
        for (output, buffer) in program.outputs.iter().zip(run.outputs) {
            if let Some(x) = result(output.value) {
                *buffer = x;
            }
        }
        for update in program.updates {
            if let Some(x) = result(update.value) {
                run.state[program.position(update.input as usize)] = x;
            }
        }
        self.bound.replace(Some(bound));
        Ok(())
    }

    /// Walks the nodes in order.
    fn evaluate(
        &self,
        device: &D,
        batch: usize,
        inputs: &Inputs<'_, E, D>,
        bound: Option<Values<E, D>>,
    ) -> Result<Walked<E, D>, DfdxError<<D as HasErr>::Err>> {
        let program = self.program.as_ref();
        let reused = bound.is_some();
        let mut bound = bound.unwrap_or_else(|| vec![None; program.nodes.len()]);
        let mut values = bound.clone();
        for (at, node) in program.nodes.iter().enumerate() {
            if self.last_use[at].is_none() || node.ty.dtype == Dtype::Index {
                continue;
            }
            if let Op::Input(number) = node.op {
                if let Numbers::Real(x) = inputs.numbers(&program, number) {
                    values[at] = Some(x.clone());
                }
                continue;
            }
            if reused && node.section == Section::Bind {
                continue;
            }
            let operands = self.operands(&program, at, inputs, &mut values);
            let value = match node.op {
                Op::Random { .. } => random(device, &program, node, batch, operands)?,
                _ => Call::new(device, &program, node, batch).result(operands).map_err(DfdxError::Device)?,
            };
            if self.keep[at] {
                bound[at] = Some(value.clone());
            }
            values[at] = Some(value);
        }
        Ok(Walked { values, bound })
    }

    /// The arguments of node `at`. A value whose last reader it is leaves the table, so its memory can be used again.
    fn operands<'a>(
        &self,
        program: &ProgramRef<'_>,
        at: usize,
        inputs: &'a Inputs<'_, E, D>,
        values: &mut Values<E, D>,
    ) -> [Operand<'a, E, D>; 2] {
        let args = program.nodes[at].args();
        let operand = |i: usize| match args.get(i) {
            None => Operand::None,
            Some(&arg) => match &values[arg.index()] {
                Some(x) => Operand::Real(x.clone()),
                None => Operand::Index(inputs.index(program, arg)),
            },
        };
        let operands = [operand(0), operand(1)];
        for arg in args {
            if self.last_use[arg.index()] == Some(at) {
                values[arg.index()] = None;
            }
        }
        operands
    }
}

/// Draws on the host, where they are the core's bit for bit.
fn random<E: Number, D: DfdxDevice<E>>(
    device: &D,
    program: &ProgramRef<'_>,
    node: &Node,
    batch: usize,
    operands: [Operand<'_, E, D>; 2],
) -> Result<Flat<E, D>, DfdxError<<D as HasErr>::Err>> {
    let mut numbers = filled(<E as Real>::from_f64(0.0), node.ty.elements_for(batch))?;
    if let [Operand::Index(key), Operand::Index(samples)] = operands {
        let args = [HostInput::Index(key), HostInput::Index(samples)];
        kernels::apply(&Naive, program, node, batch, args, &mut numbers);
    }
    let len = numbers.len();
    device.try_tensor_from_vec(numbers, (len,)).map_err(DfdxError::Device)
}

/// The last node that needs each value.
fn last_uses(program: &ProgramRef<'_>) -> Vec<Option<usize>> {
    let count = program.nodes.len();
    let mut last_use = vec![None; count];
    let outputs = program.outputs.iter().map(|output| output.value);
    for value in outputs.chain(program.updates.iter().map(|update| update.value)) {
        last_use[value.index()] = Some(count);
    }
    for at in (0..count).rev() {
        if last_use[at].is_some() {
            for arg in program.nodes[at].args() {
                last_use[arg.index()].get_or_insert(at);
            }
        }
    }
    last_use
}

/// The computed values of the bind section that other sections or the caller read.
fn kept(program: &ProgramRef<'_>, last_use: &[Option<usize>]) -> Vec<bool> {
    let count = program.nodes.len();
    let mut keep: Vec<bool> = last_use.iter().map(|&last| last == Some(count)).collect();
    for (node, _) in program.nodes.iter().zip(last_use).filter(|(_, last)| last.is_some()) {
        if node.section != Section::Bind {
            node.args().iter().for_each(|arg| keep[arg.index()] = true);
        }
    }
    for (keep, node) in keep.iter_mut().zip(program.nodes) {
        *keep &= node.section == Section::Bind && !matches!(node.op, Op::Input(_));
    }
    keep
}

/// Do the buffers fit the program and the batch?
fn check<E: Number, D: DfdxDevice<E>>(
    program: &ProgramRef<'_>,
    run: &Run<'_, DfdxBuffer<E, D>>,
) -> Result<(), RunError> {
    countable(program, run.batch)?;
    let (state, outputs) = (reals("state", run.state)?, reals("outputs", run.outputs)?);
    let (data, frozen) = (inputs(run.data).into_iter(), inputs(run.frozen).into_iter());
    let (state, outputs) = (state.iter().map(|x| x.len()), outputs.iter().map(|x| x.len()));
    kernels::check(program, run.batch, data, frozen, state, outputs)
}

/// Stand-ins for a run's list of inputs, with the indices as they are.
fn inputs<'a, E: Number, D: DfdxDevice<E>>(list: &[&'a DfdxBuffer<E, D>]) -> Vec<HostInput<'a, ()>> {
    let input = |buffer: &&'a DfdxBuffer<E, D>| match &buffer.0 {
        Numbers::Real(_) => HostInput::Real(stand_ins(buffer.len())),
        Numbers::Index(x) => HostInput::Index(x),
    };
    list.iter().map(input).collect()
}

/// Stand-ins for a run's list of states or outputs, which must be real numbers.
fn reals<E: Number, D: DfdxDevice<E>>(
    list: &'static str,
    buffers: &[DfdxBuffer<E, D>],
) -> Result<Vec<&'static mut [()]>, RunError> {
    let real = |(at, buffer): (usize, &DfdxBuffer<E, D>)| match &buffer.0 {
        Numbers::Real(_) => Ok(stand_ins(buffer.len())),
        Numbers::Index(_) => Err(RunError::Kind { list, at }),
    };
    buffers.iter().enumerate().map(real).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::dfdx::tensor::{Cpu, TensorFromVec};
    use cdm_core::program::{Builder, Extent};

    /// `ab = sigmoid(2 w) x` with a node that nobody reads.
    fn program() -> Program {
        let mut b = Builder::new();
        let w = b.input("w", Role::Frozen, Extent::Shared, Dtype::Wide, &[2]).unwrap();
        let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[2]).unwrap();
        let double = b.affine(w, 2.0, 0.0).unwrap();
        let unread = b.sqrt(x).unwrap();
        let sigmoid = b.sigmoid(double).unwrap();
        let wide = b.broadcast_to(sigmoid, b.ty(unread)).unwrap();
        let product = b.mul(wide, x).unwrap();
        b.output("product", product);
        b.finish_as_built().unwrap()
    }

    #[test]
    fn values_leave_after_their_last_reader_and_bound_ones_are_kept() {
        let executable = DfdxExecutable::<f32, Cpu>::new(program().as_ref()).unwrap();
        assert_eq!(executable.last_use, [Some(2), Some(6), Some(4), None, Some(5), Some(6), Some(7)]);
        assert_eq!(executable.keep, [false, false, false, false, true, false, false]);
        let device = Cpu::default();
        let buffer = |x: &[f32]| DfdxBuffer(Numbers::Real(device.tensor_from_vec(x.to_vec(), (x.len(),))));
        let (w, x) = (buffer(&[0.0, 1.0]), buffer(&[1.0, 1.0, 4.0, 2.0]));
        let inputs = Inputs { data: &[&x], frozen: &[&w], state: &[] };
        let Walked { values, bound } = executable.evaluate(&device, 2, &inputs, None).unwrap();
        let there = |values: &Values<f32, Cpu>| values.iter().map(Option::is_some).collect::<Vec<_>>();
        assert_eq!(there(&values), [false, false, false, false, false, false, true]);
        assert_eq!(there(&bound), executable.keep);
        // With bound values kept, the nodes that make them do not run: other weights change nothing.
        let other = buffer(&[5.0, 5.0]);
        let inputs = Inputs { data: &[&x], frozen: &[&other], state: &[] };
        let Walked { values: again, .. } = executable.evaluate(&device, 2, &inputs, Some(bound)).unwrap();
        assert_eq!(again[6].as_ref().unwrap().as_vec(), values[6].as_ref().unwrap().as_vec());
    }
}
