//! A network on a backend, as a [`Classifier`].

use super::{Architecture, Inference, Parameter};
use crate::backend::{Backend, Bind, HostReal, HostRef, Run};
use crate::classifier::{check_len, rows};
use crate::program::{Dtype, Program, ProgramError, Role};
use crate::{Classifier, Levels, ShapeError};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::{Cell, OnceCell, RefCell};
use core::fmt;

/// A trained network on a backend.
///
/// A conditional network by itself is conditioned on the null class; [`Network::with_labels`] binds labels. Programs
/// are compiled when first needed.
pub struct Network<B: Backend> {
    backend: B,
    architecture: Architecture,
    levels: usize,
    inference: Inference,
    weights: Vec<B::Buffer>,
    logits: Compiled<B>,
    vjp: Compiled<B>,
    ratio: Compiled<B>,
    ratio_gradient: Compiled<B>,
}

/// An executable, once it is needed, and whether its bind section has run.
struct Compiled<B: Backend> {
    executable: OnceCell<B::Executable>,
    bound: Cell<bool>,
    /// Those of the last run. Kept, since devices begin a run faster that is the same as the one before.
    buffers: RefCell<Option<Buffers<B>>>,
}

/// What a run on so many samples reads and writes, beside the weights.
struct Buffers<B: Backend> {
    batch: usize,
    data: Vec<B::Buffer>,
    outputs: Vec<B::Buffer>,
}

impl<B: Backend> Buffers<B> {
    fn new(backend: &B, program: &Program, batch: usize) -> Result<Self, B::Error> {
        let data =
            program.inputs(Role::Data).map(|(_, ty)| backend.buffer_for(&ty, batch)).collect::<Result<_, _>>()?;
        let outputs = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch)).collect::<Result<_, _>>()?;
        Ok(Self { batch, data, outputs })
    }
}

impl<B: Backend> Default for Compiled<B> {
    fn default() -> Self {
        Self { executable: OnceCell::new(), bound: Cell::new(false), buffers: RefCell::new(None) }
    }
}

/// What can go wrong with a network.
#[derive(Debug)]
#[non_exhaustive]
pub enum NetworkError<E> {
    /// An argument has the wrong shape.
    Shape(ShapeError),
    /// The architecture's extents do not fit each other.
    Program(ProgramError),
    /// Too many or too few parameters.
    Count {
        /// Parameters of the network.
        want: usize,
        /// Parameters passed.
        got: usize,
    },
    /// A parameter has the wrong number of elements.
    Weights {
        /// Number of the parameter.
        parameter: usize,
        /// Elements needed.
        want: usize,
        /// Elements passed.
        got: usize,
    },
    /// A label beyond the null class.
    Label {
        /// Number of the sample.
        sample: usize,
        /// The label.
        label: u32,
        /// Number of classes; this label is the null class.
        classes: usize,
    },
    /// The backend's own.
    Backend(E),
}

impl<E: fmt::Display> fmt::Display for NetworkError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::Shape(error) => error.fmt(f),
            NetworkError::Program(error) => error.fmt(f),
            NetworkError::Count { want, got } => {
                write!(f, "the network has {want} parameters, {got} were passed")
            }
            NetworkError::Weights { parameter, want, got } => {
                write!(f, "parameter {parameter} needs {want} numbers, {got} were passed")
            }
            NetworkError::Label { sample, label, classes } => {
                write!(
                    f,
                    "sample {sample} has label {label}; there are {classes} classes, from 0, and the null class {classes}"
                )
            }
            NetworkError::Backend(error) => error.fmt(f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for NetworkError<E> {}

impl<E> From<ShapeError> for NetworkError<E> {
    fn from(error: ShapeError) -> Self {
        NetworkError::Shape(error)
    }
}

impl<E> From<ProgramError> for NetworkError<E> {
    fn from(error: ProgramError) -> Self {
        NetworkError::Program(error)
    }
}

/// A per-sample input beyond `x` and the labels.
enum Extra<'a, E> {
    Real(&'a [E]),
    Index(Vec<u32>),
}

impl<B: Backend> Network<B> {
    /// A network with these weights, one slice for each parameter in the program's order and layout.
    ///
    /// # Errors
    /// [`NetworkError::Count`], [`NetworkError::Weights`], [`NetworkError::Program`], or the backend's.
    pub fn new<'w>(
        backend: B,
        architecture: &Architecture,
        levels: usize,
        weights: impl ExactSizeIterator<Item = HostRef<'w>>,
    ) -> Result<Self, NetworkError<B::Error>> {
        let inference = Inference::new(architecture, levels)?;
        let (want, got) = (inference.parameters().len(), weights.len());
        if want != got {
            return Err(NetworkError::Count { want, got });
        }
        let mut buffers = Vec::with_capacity(want);
        for (number, (parameter, values)) in inference.parameters().iter().zip(weights).enumerate() {
            let (want, got) = (parameter.elements(), values.len());
            if want != got {
                return Err(NetworkError::Weights { parameter: number, want, got });
            }
            let mut buffer = backend.buffer(Dtype::Wide, want).map_err(NetworkError::Backend)?;
            backend.write(&mut buffer, values).map_err(NetworkError::Backend)?;
            buffers.push(buffer);
        }
        Ok(Self {
            backend,
            architecture: architecture.clone(),
            levels,
            inference,
            weights: buffers,
            logits: Compiled::default(),
            vjp: Compiled::default(),
            ratio: Compiled::default(),
            ratio_gradient: Compiled::default(),
        })
    }

    /// Takes other weights, in the order and layout of [`new`](Self::new), without compiling anything again.
    ///
    /// # Errors
    /// [`NetworkError::Count`] or [`NetworkError::Weights`] before any weight is changed; the backend's.
    pub fn set_weights<'w>(
        &mut self,
        weights: impl ExactSizeIterator<Item = HostRef<'w>> + Clone,
    ) -> Result<(), NetworkError<B::Error>> {
        let (want, got) = (self.weights.len(), weights.len());
        if want != got {
            return Err(NetworkError::Count { want, got });
        }
        for (number, (parameter, values)) in self.parameters().iter().zip(weights.clone()).enumerate() {
            let (want, got) = (parameter.elements(), values.len());
            if want != got {
                return Err(NetworkError::Weights { parameter: number, want, got });
            }
        }
        for (buffer, values) in self.weights.iter_mut().zip(weights) {
            self.backend.write(buffer, values).map_err(NetworkError::Backend)?;
        }
        for compiled in [&self.logits, &self.vjp, &self.ratio, &self.ratio_gradient] {
            compiled.bound.set(false);
        }
        Ok(())
    }

    /// The architecture.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// The parameters in order.
    pub fn parameters(&self) -> &[Parameter] {
        self.inference.parameters()
    }

    /// The network conditioned on a label for each sample of the batch: a class, or the null class.
    ///
    /// # Errors
    /// [`NetworkError::Label`] for a label beyond the null class, or any label of an unconditional network.
    pub fn with_labels<'n>(&'n self, labels: &'n [u32]) -> Result<Labelled<'n, B>, NetworkError<B::Error>> {
        let classes = self.architecture.classes();
        let bad = |&label: &u32| classes.is_none_or(|classes| label as usize > classes);
        if let Some(sample) = labels.iter().position(bad) {
            let classes = classes.unwrap_or(0);
            return Err(NetworkError::Label { sample, label: labels[sample], classes });
        }
        Ok(Labelled { network: self, labels: Some(labels) })
    }

    fn unlabelled(&self) -> Labelled<'_, B> {
        Labelled { network: self, labels: None }
    }

    /// Runs a program on `batch` samples and copies its outputs to the host; `None` drops one.
    fn run<E: HostReal>(
        &self,
        program: &Program,
        compiled: &Compiled<B>,
        labels: Option<&[u32]>,
        x: &[E],
        extra: &[Extra<'_, E>],
        outputs: &mut [Option<&mut [E]>],
    ) -> Result<(), B::Error> {
        let batch = x.len() / self.architecture.dim();
        // Other buffers go before new ones come.
        let kept = compiled.buffers.take().filter(|kept| kept.batch == batch);
        let mut buffers = kept.map_or_else(|| Buffers::new(&self.backend, program, batch), Ok)?;
        let null = |classes| vec![classes as u32; if labels.is_some() { 0 } else { batch }];
        let null = self.architecture.classes().map(null);
        let labels = null.as_ref().map(|null| HostRef::Index(labels.unwrap_or(null)));
        let extra = extra.iter().map(|extra| match extra {
            Extra::Real(values) => E::host(values),
            Extra::Index(values) => HostRef::Index(values),
        });
        for (buffer, values) in buffers.data.iter_mut().zip([E::host(x)].into_iter().chain(labels).chain(extra)) {
            self.backend.write(buffer, values)?;
        }
        let executable = match compiled.executable.get() {
            Some(executable) => executable,
            None => {
                let fresh = self.backend.compile(program.as_ref())?;
                compiled.executable.get_or_init(|| fresh)
            }
        };
        let bind = if compiled.bound.replace(true) { Bind::Reuse } else { Bind::Fresh };
        let data: Vec<&B::Buffer> = buffers.data.iter().collect();
        let frozen: Vec<&B::Buffer> = self.weights.iter().collect();
        let run = Run { batch, bind, data: &data, frozen: &frozen, state: &mut [], outputs: &mut buffers.outputs };
        let done = self.backend.run(executable, run);
        if done.is_err() {
            compiled.bound.set(false);
        }
        done?;
        for (result, output) in buffers.outputs.iter().zip(outputs) {
            if let Some(output) = output {
                self.backend.read(result, E::host_mut(output))?;
            }
        }
        compiled.buffers.replace(Some(buffers));
        Ok(())
    }
}

impl<B: Backend> fmt::Debug for Network<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("architecture", &self.architecture).field("levels", &self.levels).finish()
    }
}

/// A network with labels bound: see [`Network::with_labels`].
#[derive(Debug)]
pub struct Labelled<'n, B: Backend> {
    network: &'n Network<B>,
    labels: Option<&'n [u32]>,
}

impl<B: Backend> Labelled<'_, B> {
    /// Number of samples in `x`; there must be a label for each.
    fn batch(&self, x: usize) -> Result<usize, ShapeError> {
        let batch = rows("x", self.network.architecture.dim(), x)?;
        if let Some(labels) = self.labels {
            check_len("labels", batch, labels.len())?;
        }
        Ok(batch)
    }

    fn pair<E>(&self, batch: usize, s: Levels<'_>, t: Levels<'_>) -> Result<[Extra<'static, E>; 2], ShapeError> {
        let each = |levels: Levels<'_>| {
            levels.check(batch, self.network.levels)?;
            Ok(Extra::Index((0..batch).map(|sample| levels.at(sample) as u32).collect()))
        };
        Ok([each(s)?, each(t)?])
    }
}

impl<E: HostReal, B: Backend> Classifier<E> for Labelled<'_, B> {
    type Error = NetworkError<B::Error>;

    fn dim(&self) -> usize {
        self.network.architecture.dim()
    }

    fn levels(&self) -> usize {
        self.network.levels
    }

    /// None: programs have their own.
    fn scratch_len(&self, _batch: usize) -> usize {
        0
    }

    fn logits_vjp(
        &self,
        x: &[E],
        cotangent: &[E],
        logits: Option<&mut [E]>,
        grad: &mut [E],
    ) -> Result<(), Self::Error> {
        let batch = self.batch(x.len())?;
        check_len("cotangent", batch * self.network.levels, cotangent.len())?;
        check_len("grad", x.len(), grad.len())?;
        if let Some(logits) = &logits {
            check_len("logits", cotangent.len(), logits.len())?;
        }
        let net = self.network;
        let extra = [Extra::Real(cotangent)];
        net.run(&net.inference.vjp, &net.vjp, self.labels, x, &extra, &mut [logits, Some(grad)])
            .map_err(NetworkError::Backend)
    }

    fn logits(&self, x: &[E], logits: &mut [E], _scratch: &mut [E]) -> Result<(), Self::Error> {
        let batch = self.batch(x.len())?;
        check_len("logits", batch * self.network.levels, logits.len())?;
        let net = self.network;
        net.run(&net.inference.logits, &net.logits, self.labels, x, &[], &mut [Some(logits)])
            .map_err(NetworkError::Backend)
    }

    fn ratio(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: &mut [E],
        _scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let batch = self.batch(x.len())?;
        check_len("ratio", batch, ratio.len())?;
        let (net, extra) = (self.network, self.pair(batch, s, t)?);
        net.run(&net.inference.ratio, &net.ratio, self.labels, x, &extra, &mut [Some(ratio)])
            .map_err(NetworkError::Backend)
    }

    fn ratio_gradient(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: Option<&mut [E]>,
        grad: &mut [E],
        _scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        let batch = self.batch(x.len())?;
        check_len("grad", x.len(), grad.len())?;
        if let Some(ratio) = &ratio {
            check_len("ratio", batch, ratio.len())?;
        }
        let (net, extra) = (self.network, self.pair(batch, s, t)?);
        net.run(&net.inference.ratio_gradient, &net.ratio_gradient, self.labels, x, &extra, &mut [ratio, Some(grad)])
            .map_err(NetworkError::Backend)
    }
}

/// Unconditional, or conditioned on the null class.
impl<E: HostReal, B: Backend> Classifier<E> for Network<B> {
    type Error = NetworkError<B::Error>;

    fn dim(&self) -> usize {
        self.architecture.dim()
    }

    fn levels(&self) -> usize {
        self.levels
    }

    fn scratch_len(&self, _batch: usize) -> usize {
        0
    }

    fn logits_vjp(
        &self,
        x: &[E],
        cotangent: &[E],
        logits: Option<&mut [E]>,
        grad: &mut [E],
    ) -> Result<(), Self::Error> {
        self.unlabelled().logits_vjp(x, cotangent, logits, grad)
    }

    fn logits(&self, x: &[E], logits: &mut [E], scratch: &mut [E]) -> Result<(), Self::Error> {
        self.unlabelled().logits(x, logits, scratch)
    }

    fn ratio(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: &mut [E],
        scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        self.unlabelled().ratio(x, s, t, ratio, scratch)
    }

    fn ratio_gradient(
        &self,
        x: &[E],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: Option<&mut [E]>,
        grad: &mut [E],
        scratch: &mut [E],
    ) -> Result<(), Self::Error> {
        self.unlabelled().ratio_gradient(x, s, t, ratio, grad, scratch)
    }
}
