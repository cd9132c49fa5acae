//! Training steps on a backend.

use super::record::Record;
use crate::error::Error;
use cdm_core::Schedule;
use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run};
use cdm_core::nn::{Architecture, TrainingOptions, TrainingStep, training_step};
use cdm_core::program::{Dtype, Role, ValueType};

/// What one step trains on.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Clean samples as the network sees them, `[batch, dim]`.
    pub x: &'a [f32],
    /// The level of each.
    pub levels: &'a [u32],
    /// The class of each, for conditional networks: without them all are of the null class.
    pub labels: Option<&'a [u32]>,
    /// Seed of noise and dropout.
    pub seed: u64,
    /// Number of the step, from 1.
    pub step: u32,
    /// Learning rate.
    pub lr: f64,
    /// Decay of the moving average of the weights.
    pub ema: f64,
}

/// Means over a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Losses {
    /// The objective.
    pub total: f64,
    /// Cross-entropy over levels, nats.
    pub ce: f64,
    /// Error of the denoiser per dimension.
    pub mse: f64,
    /// Norm of the gradient of all parameters before it was clipped, where gradients are.
    pub grad_norm: Option<f64>,
}

impl Losses {
    /// What a step has put out, in this order.
    fn of(outputs: &[f64]) -> Self {
        Self { total: outputs[0], ce: outputs[1], mse: outputs[2], grad_norm: outputs.get(3).copied() }
    }
}

/// Something that trains a network step by step.
pub trait Engine {
    /// Takes one step.
    ///
    /// # Errors
    /// [`Error::Backend`].
    fn step(&mut self, batch: &Batch<'_>) -> Result<(), Error>;

    /// How many of the last steps it keeps the losses of: 1 or more.
    fn kept(&self) -> usize;

    /// The losses of the last `steps` steps, the oldest first. This waits for a device that has memory of its own.
    ///
    /// # Errors
    /// [`Error::Backend`].
    ///
    /// # Panics
    /// If fewer were taken, or are [`kept`](Self::kept).
    fn losses(&self, steps: usize) -> Result<Vec<Losses>, Error>;

    /// The moving average of the weights, in the order and layout of programs.
    ///
    /// # Errors
    /// [`Error::Backend`].
    fn averaged(&self) -> Result<Vec<Vec<f32>>, Error>;

    /// Names and extents of all states of the step: weights, the optimiser's averages, moving averages. Together with the
    /// number of the step they are all that the following steps depend on.
    fn states(&self) -> Vec<StateInfo>;

    /// Reads state `number`, in the layout of programs, exactly: double precision holds what any backend does.
    ///
    /// # Errors
    /// [`Error::Backend`].
    ///
    /// # Panics
    /// If there is no such state.
    fn read_state(&self, number: usize) -> Result<Vec<f64>, Error>;

    /// Sets state `number` to what [`read_state`](Self::read_state) gave.
    ///
    /// # Errors
    /// [`Error::Backend`], also for a wrong number of values.
    ///
    /// # Panics
    /// If there is no such state.
    fn write_state(&mut self, number: usize, values: &[f64]) -> Result<(), Error>;
}

/// What is known of a state of the training step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateInfo {
    /// A parameter's own name for its value, or that behind `adam.m.`, `adam.v.` or `ema.`.
    pub name: String,
    /// Extents, in the layout of programs.
    pub dims: Vec<usize>,
}

impl StateInfo {
    /// Number of values.
    pub fn elements(&self) -> usize {
        self.dims.iter().product()
    }
}

/// Training steps on a backend: see [`training_step`].
pub struct Stepper<B: Backend> {
    backend: B,
    step: TrainingStep,
    executable: B::Executable,
    adam: cdm_core::nn::Adam,
    /// Tables of the schedule.
    frozen: [B::Buffer; 2],
    state: Vec<B::Buffer>,
    data: Vec<B::Buffer>,
    outputs: Vec<B::Buffer>,
    /// What steps before the last have put out, where that is kept.
    record: Option<Record<B>>,
    /// Steps that were taken.
    taken: usize,
    batch: usize,
    /// Classes of a conditional network.
    classes: Option<usize>,
}

impl<B: Backend> Stepper<B>
where
    B::Error: Send + Sync + 'static,
{
    /// Compiles the step and loads the first weights, which are also the first moving average.
    ///
    /// # Errors
    /// [`Error::Backend`].
    pub fn new(
        backend: B,
        architecture: &Architecture,
        schedule: &Schedule,
        options: TrainingOptions,
        weights: &[Vec<f32>],
    ) -> Result<Self, Error> {
        let step = training_step(architecture, schedule.levels(), options)?;
        let executable = backend.compile(step.program.as_ref()).map_err(Error::backend)?;
        let wide = |values: HostRef<'_>| -> Result<B::Buffer, B::Error> {
            let mut buffer = backend.buffer(Dtype::Wide, values.len())?;
            backend.write(&mut buffer, values)?;
            Ok(buffer)
        };
        let view = schedule.view();
        let table = |at: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..schedule.levels()).map(at).collect() };
        let (a, sigma) = (table(&|t| view.a(t)), table(&|t| view.sigma(t)));
        let frozen =
            [wide(HostRef::F64(&a)).map_err(Error::backend)?, wide(HostRef::F64(&sigma)).map_err(Error::backend)?];
        let mut state = Vec::new();
        for (position, (_, ty)) in step.program.inputs(Role::State).enumerate() {
            let mut buffer = backend.buffer_for(&ty, 1).map_err(Error::backend)?;
            let number = match weights.get(position) {
                Some(_) => Some(position),
                None => (0..weights.len()).find(|&number| step.ema(number) == position),
            };
            if let Some(number) = number {
                backend.write(&mut buffer, HostRef::F32(&weights[number])).map_err(Error::backend)?;
            }
            state.push(buffer);
        }
        let (data, outputs, classes) = (Vec::new(), Vec::new(), architecture.classes());
        let (record, adam) = (None, options.adam);
        Ok(Self { backend, step, executable, adam, frozen, state, data, outputs, record, taken: 0, batch: 0, classes })
    }

    /// Keeps the losses of the last `steps` steps, where they are computed, rather than those of the last step alone: on a device
    /// with memory of its own the next step need not wait until this one's have been read.
    ///
    /// # Errors
    /// [`Error::Backend`].
    pub fn keeping(self, steps: usize) -> Result<Self, Error> {
        let columns = self.step.program.outputs().count();
        let record = (steps > 1).then(|| Record::new(&self.backend, steps, columns)).transpose();
        Ok(Self { record: record.map_err(Error::backend)?, ..self })
    }

    /// Buffers for another number of samples.
    fn resize(&mut self, batch: usize) -> Result<(), B::Error> {
        let program = &self.step.program;
        let buffers = |ty| self.backend.buffer_for(&ty, batch);
        self.data = program.inputs(Role::Data).map(|(_, ty)| buffers(ty)).collect::<Result<_, _>>()?;
        self.outputs = program.outputs().map(|(_, ty)| buffers(ty)).collect::<Result<_, _>>()?;
        self.batch = batch;
        Ok(())
    }

    fn run(&mut self, batch: &Batch<'_>) -> Result<(), B::Error> {
        let count = batch.levels.len();
        if count != self.batch {
            self.resize(count)?;
        }
        let key = [batch.seed as u32, (batch.seed >> 32) as u32, batch.step];
        let samples: Vec<u32> = (0..count as u32).collect();
        let weight = vec![1.0 / count as f64; count];
        let [rate, correction] = self.adam.corrections(batch.lr, batch.step);
        let optimizer = [rate, correction, batch.ema];
        let null = vec![self.classes.unwrap_or(0) as u32; if batch.labels.is_some() { 0 } else { count }];
        // An unconditional network has no input for the last.
        let values = [
            HostRef::F32(batch.x),
            HostRef::Index(batch.levels),
            HostRef::Index(&samples),
            HostRef::F64(&weight),
            HostRef::Index(&key),
            HostRef::F64(&optimizer),
            HostRef::Index(batch.labels.unwrap_or(&null)),
        ];
        for (buffer, values) in self.data.iter_mut().zip(values) {
            self.backend.write(buffer, values)?;
        }
        let data: Vec<&B::Buffer> = self.data.iter().collect();
        let frozen: Vec<&B::Buffer> = self.frozen.iter().collect();
        let (state, outputs) = (&mut self.state[..], &mut self.outputs[..]);
        let run = Run { batch: count, bind: Bind::Fresh, data: &data, frozen: &frozen, state, outputs };
        self.backend.run(&self.executable, run)?;
        if let Some(record) = &mut self.record {
            record.append(&self.backend, &self.outputs)?;
        }
        self.taken += 1;
        Ok(())
    }

    /// What the last step has put out.
    fn output(&self) -> Result<Vec<f64>, B::Error> {
        let read = |buffer| {
            let mut value = [0.0];
            self.backend.read(buffer, HostMut::F64(&mut value)).map(|()| value[0])
        };
        self.outputs.iter().map(read).collect()
    }
}

impl<B: Backend> Engine for Stepper<B>
where
    B::Error: Send + Sync + 'static,
{
    fn step(&mut self, batch: &Batch<'_>) -> Result<(), Error> {
        self.run(batch).map_err(Error::backend)
    }

    fn kept(&self) -> usize {
        self.record.as_ref().map_or(1, Record::steps)
    }

    fn losses(&self, steps: usize) -> Result<Vec<Losses>, Error> {
        assert!(steps <= self.kept().min(self.taken), "{steps} steps of {}, {} kept", self.taken, self.kept());
        let rows = match &self.record {
            Some(record) => record.last(&self.backend, steps),
            None => (0..steps).map(|_| self.output()).collect(),
        };
        Ok(rows.map_err(Error::backend)?.iter().map(|row| Losses::of(row)).collect())
    }

    fn averaged(&self) -> Result<Vec<Vec<f32>>, Error> {
        let read = |(number, parameter): (usize, &cdm_core::nn::Parameter)| {
            let mut values = vec![0.0; parameter.elements()];
            let buffer = &self.state[self.step.ema(number)];
            self.backend.read(buffer, HostMut::F32(&mut values)).map_err(Error::backend)?;
            Ok(values)
        };
        self.step.parameters.iter().enumerate().map(read).collect()
    }

    fn states(&self) -> Vec<StateInfo> {
        let info = |(name, ty): (&str, ValueType)| StateInfo { name: name.into(), dims: ty.shape.dims().collect() };
        self.step.program.inputs(Role::State).map(info).collect()
    }

    fn read_state(&self, number: usize) -> Result<Vec<f64>, Error> {
        let elements = self.step.program.inputs(Role::State).nth(number).map_or(0, |(_, ty)| ty.elements_for(1));
        let mut values = vec![0.0; elements];
        self.backend.read(&self.state[number], HostMut::F64(&mut values)).map_err(Error::backend)?;
        Ok(values)
    }

    fn write_state(&mut self, number: usize, values: &[f64]) -> Result<(), Error> {
        self.backend.write(&mut self.state[number], HostRef::F64(values)).map_err(Error::backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::nn::Mlp;
    use cdm_core::rng::{Philox, Stream};
    use cdm_core::schedule::ScheduleKind;
    use cdm_ref::RefBackend;

    #[test]
    fn norms_are_given_where_gradients_are_clipped() {
        let architecture = Architecture::Mlp(Mlp::new(2, 4, 1));
        let schedule = Schedule::new(ScheduleKind::Uniform, 5).unwrap();
        let weights = crate::train::initial_weights(&architecture, schedule.levels(), 1).unwrap();
        let norm = |clip| {
            let options = TrainingOptions { clip, ..TrainingOptions::default() };
            let mut stepper = Stepper::new(RefBackend, &architecture, &schedule, options, &weights).unwrap();
            let (x, levels) = ([0.5, -1.0, 0.3, 0.8], [1, 2]);
            stepper.step(&Batch { x: &x, levels: &levels, labels: None, seed: 0, step: 1, lr: 0.1, ema: 0.0 }).unwrap();
            stepper.losses(1).unwrap()[0].grad_norm
        };
        assert_eq!(norm(None), None);
        // The norm is taken before the gradient is scaled.
        assert!(norm(Some(1e-6)).is_some_and(|value| value > 1e-3));
        assert_eq!(norm(Some(1e-6)), norm(Some(1e6)));
    }

    #[test]
    fn losses_of_steps_before_the_last_are_kept() {
        keeps_losses(|| RefBackend);
        #[cfg(feature = "cpu")]
        keeps_losses(|| crate::backend::cpu(Some(2)).unwrap());
    }

    #[cfg(feature = "cuda-emulated")]
    #[test]
    fn losses_are_kept_on_an_emulated_cuda_device() {
        keeps_losses(|| cdm_backend_cuda::CudaBackend::new(cdm_backend_cuda::Emulator::default()));
    }

    fn keeps_losses<B: Backend>(backend: impl Fn() -> B)
    where
        B::Error: Send + Sync + 'static,
    {
        let architecture = Architecture::Mlp(Mlp::new(2, 4, 1));
        let schedule = Schedule::new(ScheduleKind::Uniform, 5).unwrap();
        let weights = crate::train::initial_weights(&architecture, schedule.levels(), 1).unwrap();
        let options = TrainingOptions { clip: Some(0.1), ..TrainingOptions::default() };
        let stepper = |kept| {
            let stepper = Stepper::new(backend(), &architecture, &schedule, options, &weights).unwrap();
            stepper.keeping(kept).unwrap()
        };
        let (mut one, mut several) = (stepper(1), stepper(3));
        assert_eq!((one.kept(), several.kept()), (1, 3));
        let mut all = Vec::new();
        for step in 1..=5 {
            // Another size of the batch is another buffer for what a step puts out.
            let (x, levels) = ([0.5, -1.0, 0.3, 0.8], [1, 2]);
            let (x, levels) = if step == 4 { (&x[..2], &levels[..1]) } else { (&x[..], &levels[..]) };
            for stepper in [&mut one, &mut several] {
                stepper.step(&Batch { x, levels, labels: None, seed: 0, step, lr: 0.1, ema: 0.0 }).unwrap();
            }
            all.extend(one.losses(1).unwrap());
            let last = all.len().min(3);
            assert_eq!(several.losses(last).unwrap(), all[all.len() - last..]);
        }
        assert!(all.iter().all(|losses| losses.grad_norm.is_some()) && all[3] != all[4]);
        assert_eq!(several.losses(0).unwrap(), []);
    }

    /// Only rows of the embedding that samples were conditioned on move: their classes', and the null class's.
    #[test]
    fn labels_reach_the_network() {
        let architecture = Architecture::Mlp(Mlp { classes: Some(3), ..Mlp::new(2, 4, 1) });
        let schedule = Schedule::new(ScheduleKind::Uniform, 5).unwrap();
        let parameters = architecture.parameters(schedule.levels()).unwrap();
        assert_eq!(parameters[0].name, "label_emb.weight");
        let first = |(n, p): (usize, &cdm_core::nn::Parameter)| -> Vec<f32> {
            p.initial_values(1, n).into_iter().map(|v| v as f32).collect()
        };
        let weights: Vec<Vec<f32>> = parameters.iter().enumerate().map(first).collect();
        let moved = |labels: Option<&[u32]>| -> Vec<bool> {
            let options = TrainingOptions::default();
            let mut stepper = Stepper::new(RefBackend, &architecture, &schedule, options, &weights).unwrap();
            let (x, levels) = ([0.5, -1.0, 0.3, 0.8, 1.5, -0.2], [1, 2, 3]);
            stepper.step(&Batch { x: &x, levels: &levels, labels, seed: 0, step: 1, lr: 0.1, ema: 0.0 }).unwrap();
            let table = &stepper.averaged().unwrap()[0];
            table.chunks_exact(4).zip(weights[0].chunks_exact(4)).map(|(new, old)| new != old).collect()
        };
        assert_eq!(moved(None), [false, false, false, true]);
        let labels = [2, 0, 2];
        let mut want = [false; 4];
        for (sample, label) in labels.into_iter().enumerate() {
            let drop = Philox::new(0).bernoulli(Stream::LABEL_DROPOUT, sample as u32, 1, 0, 0.1);
            want[if drop { 3 } else { label as usize }] = true;
        }
        assert!(want[0] && want[2], "the seed leaves both labels");
        assert_eq!(moved(Some(&labels)), want);
    }
}
