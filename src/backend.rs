//! Chooses a backend once; everything behind it is a trait object in the facade's own terms.

mod device;
mod one_label;

pub use device::Device;

use crate::choice::Backend as Kind;
#[cfg(feature = "cuda")]
use crate::choice::Precision;
use crate::error::Error;
use crate::model::Model;
use crate::train::{Engine, Stepper};
use cdm_core::backend::{Backend, HostRef};
use cdm_core::nn::{Network, NetworkError, TrainingOptions};
use cdm_core::{Classifier, Levels, Schedule, ShapeError};
use cdm_ref::RefBackend;
use one_label::OneLabel;
use std::sync::OnceLock;

/// Any classifier whose errors are the facade's.
pub type AnyNet<'n> = dyn Classifier<f32, Error = Error> + 'n;

/// A classifier that the facade owns: a trained network on some backend, or a part of one.
pub type Net<'n> = Box<AnyNet<'n>>;

/// A trained network on some backend. A conditional one by itself is conditioned on the null class.
pub trait Trained: Classifier<f32, Error = Error> {
    /// The number of classes on which it can be conditioned, without the null class; `None` if it is not conditional.
    fn classes(&self) -> Option<usize>;

    /// The network conditioned on a label for each sample; [`classes`](Self::classes) is the null class.
    ///
    /// # Errors
    /// [`Error::Label`] for a label beyond the null class, or any label of an unconditional network.
    fn with_labels<'n>(&'n self, labels: &'n [u32]) -> Result<Net<'n>, Error>;

    /// Takes other weights, in the order and layout of programs.
    ///
    /// # Errors
    /// [`Error::Backend`], also for weights of another network; then it keeps those that it has.
    fn reload(&mut self, weights: &[Vec<f32>]) -> Result<(), Error>;
}

impl<B: Backend> Trained for Erased<Network<B>>
where
    B::Error: Send + Sync + 'static,
{
    fn classes(&self) -> Option<usize> {
        self.0.architecture().classes()
    }

    fn with_labels<'n>(&'n self, labels: &'n [u32]) -> Result<Net<'n>, Error> {
        Ok(boxed(self.0.with_labels(labels)?))
    }

    fn reload(&mut self, weights: &[Vec<f32>]) -> Result<(), Error> {
        Ok(self.0.set_weights(weights.iter().map(|w| HostRef::F32(w)))?)
    }
}

/// The backend that this one stands for on this machine: of [`Kind::Auto`] a GPU if it can be used, else the fastest on the host; any
/// other is itself. The answer is the same as long as the process lives.
pub fn taken(kind: Kind) -> Kind {
    static AUTO: OnceLock<Kind> = OnceLock::new();
    match kind {
        Kind::Auto => *AUTO.get_or_init(best),
        kind => kind,
    }
}

/// The fastest backend here.
fn best() -> Kind {
    // Opened, not only found: others may have taken it.
    #[cfg(feature = "cuda")]
    match cdm_backend_cuda::Gpu::open(0) {
        Ok(_) => return Kind::Cuda,
        Err(why) => log::info!("backend auto: {why}"),
    }
    Kind::HOST
}

/// Starts the backend, says so, and does something with it.
macro_rules! on_backend {
    ($device:expr, |$backend:ident| $work:expr) => {{
        let device = $device;
        let kind = device.taken()?;
        tell(kind, device);
        match kind {
            #[cfg(feature = "cpu")]
            Kind::Cpu => {
                let $backend = cpu(device.threads)?;
                $work
            }
            #[cfg(feature = "cuda")]
            Kind::Cuda => {
                let $backend = cuda(device.precision)?;
                $work
            }
            #[cfg(feature = "dfdx")]
            Kind::Dfdx => {
                let $backend = cdm_backend_cuda::DfdxBackend::<f32>::default();
                $work
            }
            // What is taken is never `Auto`.
            Kind::Auto | Kind::Ref => {
                let $backend = RefBackend;
                $work
            }
        }
    }};
}

/// As [`open`], for a network whose weights will change or that will be conditioned on labels.
///
/// # Errors
/// As [`open`].
pub fn open_trained(device: Device, model: &Model) -> Result<Box<dyn Trained>, Error> {
    on_backend!(device, |backend| Ok(Box::new(Erased(network(backend, model)?))))
}

fn network<B: Backend>(backend: B, model: &Model) -> Result<Network<B>, Error>
where
    B::Error: Send + Sync + 'static,
{
    let weights = model.weights.iter().map(|w| HostRef::F32(w));
    Ok(Network::new(backend, &model.architecture()?, model.schedule()?.levels(), weights)?)
}

/// Loads a model's network onto a backend; a conditional one is conditioned on the null class, so its densities are those of
/// all classes together.
///
/// # Errors
/// [`Error::Backend`] if the backend cannot run it; [`Error::Unavailable`] if there is no device for it here; [`Error::Precision`] for a
/// precision that it does not have.
pub fn open(device: Device, model: &Model) -> Result<Net<'static>, Error> {
    open_labelled(device, model, None)
}

/// As [`open`], conditioned on a label if one is given.
///
/// # Errors
/// As [`open`]; [`Error::Label`] for a label that the model lacks.
pub fn open_labelled(device: Device, model: &Model, label: Option<u32>) -> Result<Net<'static>, Error> {
    on_backend!(device, |backend| erase(backend, model, label))
}

/// Starts a training run on a backend; `weights` are the first values, in the program's order and layout.
///
/// # Errors
/// As [`open`].
pub fn trainer(
    device: Device,
    architecture: &cdm_core::nn::Architecture,
    schedule: &Schedule,
    options: TrainingOptions,
    weights: &[Vec<f32>],
) -> Result<Box<dyn Engine>, Error> {
    let kept = kept(taken(device.backend));
    on_backend!(device, |backend| {
        Ok(Box::new(Stepper::new(backend, architecture, schedule, options, weights)?.keeping(kept)?))
    })
}

/// Steps whose losses a trainer keeps: several where reading them would make the host wait for a device.
fn kept(kind: Kind) -> usize {
    match kind {
        #[cfg(feature = "cuda")]
        Kind::Cuda => 20,
        _ => 1,
    }
}

/// What a backend finds on this machine.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// Whether it can run here.
    pub available: bool,
    /// The instruction set that its loops use; of a GPU its name and compute capability, or why there is none.
    pub instructions: String,
    /// Threads that it uses by default.
    pub threads: usize,
}

/// Asks the machine, without starting the backend.
pub fn found(kind: Kind) -> Found {
    match taken(kind) {
        #[cfg(feature = "cpu")]
        Kind::Cpu => {
            let instructions = match cdm_backend_cpu::Isa::detected() {
                cdm_backend_cpu::Isa::Baseline => "baseline",
                cdm_backend_cpu::Isa::Avx2 => "avx2",
                cdm_backend_cpu::Isa::Avx512 => "avx512",
                _ => "newer than this list",
            };
            Found { available: true, instructions: instructions.to_owned(), threads: cores() }
        }
        #[cfg(feature = "cuda")]
        Kind::Cuda => {
            let (available, instructions) = match cdm_backend_cuda::Gpu::find(0) {
                Ok(gpu) => {
                    (true, format!("{}, compute capability {}.{}", gpu.name, gpu.capability.0, gpu.capability.1))
                }
                Err(error) => (false, error.to_string()),
            };
            // The host's; the device has its own.
            Found { available, instructions, threads: 1 }
        }
        // Its own loops are plain; products go to a crate that chooses instructions and threads by itself.
        #[cfg(feature = "dfdx")]
        Kind::Dfdx => plain(),
        Kind::Auto | Kind::Ref => plain(),
    }
}

/// A backend whose loops are plain.
fn plain() -> Found {
    Found { available: true, instructions: "baseline".to_owned(), threads: 1 }
}

#[cfg(feature = "cuda")]
fn cuda(precision: Precision) -> Result<cdm_backend_cuda::CudaBackend<cdm_backend_cuda::Gpu>, Error> {
    use cdm_backend_cuda::{CudaError, Gpu};
    // A device that opens has them all: each needs compute capability 8.0.
    Gpu::open(0).map(|gpu| cuda_on(gpu, precision)).map_err(|error| match error {
        CudaError::Unavailable(_) => Error::Unavailable(format!("--backend cuda: {error}")),
        error => Error::backend(error),
    })
}

#[cfg(feature = "cuda")]
fn cuda_on<D: cdm_backend_cuda::Device>(device: D, precision: Precision) -> cdm_backend_cuda::CudaBackend<D> {
    use cdm_backend_cuda::Precision as Cuda;
    cdm_backend_cuda::CudaBackend::new(device).with_precision(match precision {
        Precision::F32 => Cuda::F32,
        Precision::Tf32 => Cuda::Tf32,
        Precision::Bf16 => Cuda::Bf16,
    })
}

/// Says which backend is about to run.
fn tell(kind: Kind, Device { precision, threads, .. }: Device) {
    let found = found(kind);
    let precision = if kind.has_precisions() { format!(", precision {precision}") } else { String::new() };
    log::info!("backend {kind}: {}, threads {}{precision}", found.instructions, threads.unwrap_or(found.threads));
}

#[cfg(feature = "cpu")]
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(feature = "cpu")]
pub(crate) fn cpu(threads: Option<usize>) -> Result<cdm_backend_cpu::CpuBackend<f32>, Error> {
    cdm_backend_cpu::CpuBackend::new(threads.unwrap_or_else(cores)).map_err(Error::backend)
}

pub(crate) fn erase<B: Backend + 'static>(backend: B, model: &Model, label: Option<u32>) -> Result<Net<'static>, Error>
where
    B::Error: Send + Sync + 'static,
{
    let network = network(backend, model)?;
    Ok(match label {
        None => boxed(network),
        Some(label) => boxed(OneLabel::new(network, label)?),
    })
}

/// Any classifier, such as a density's optimal one, where a trained network is expected.
pub fn boxed<'n, C: Classifier<f32> + 'n>(classifier: C) -> Net<'n>
where
    Error: From<C::Error>,
{
    Box::new(Erased(classifier))
}

/// A classifier whose errors are the facade's.
struct Erased<C>(C);

impl<E: std::error::Error + Send + Sync + 'static> From<NetworkError<E>> for Error {
    fn from(error: NetworkError<E>) -> Self {
        match error {
            NetworkError::Shape(error) => Error::Shape(error),
            NetworkError::Label { label, classes, .. } => Error::Label { label, classes },
            other => Error::backend(other),
        }
    }
}

impl From<ShapeError> for Error {
    fn from(error: ShapeError) -> Self {
        Error::Shape(error)
    }
}

impl<C: Classifier<f32>> Classifier<f32> for Erased<C>
where
    Error: From<C::Error>,
{
    type Error = Error;

    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn levels(&self) -> usize {
        self.0.levels()
    }

    fn logits_vjp(
        &self,
        x: &[f32],
        cotangent: &[f32],
        logits: Option<&mut [f32]>,
        grad: &mut [f32],
    ) -> Result<(), Error> {
        Ok(self.0.logits_vjp(x, cotangent, logits, grad)?)
    }

    fn scratch_len(&self, batch: usize) -> usize {
        self.0.scratch_len(batch)
    }

    fn logits(&self, x: &[f32], logits: &mut [f32], scratch: &mut [f32]) -> Result<(), Error> {
        Ok(self.0.logits(x, logits, scratch)?)
    }

    fn ratio(
        &self,
        x: &[f32],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: &mut [f32],
        scratch: &mut [f32],
    ) -> Result<(), Error> {
        Ok(self.0.ratio(x, s, t, ratio, scratch)?)
    }

    fn ratio_gradient(
        &self,
        x: &[f32],
        s: Levels<'_>,
        t: Levels<'_>,
        ratio: Option<&mut [f32]>,
        grad: &mut [f32],
        scratch: &mut [f32],
    ) -> Result<(), Error> {
        Ok(self.0.ratio_gradient(x, s, t, ratio, grad, scratch)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Precision;
    use crate::data::{Shape, Transform};
    use crate::model::{ModelConfig, NetworkConfig};
    use cdm_core::schedule::ScheduleKind;

    /// A model of 5 levels whose weights follow from a seed.
    fn model(seed: u64) -> Model {
        let (network, shape) = (NetworkConfig::Quadratic { features: 3 }, Shape::Vector { dim: 2 });
        let transform = Transform::Standard { mean: vec![0.0; 2], unit: vec![1.0; 2] };
        let config = ModelConfig::new(network, shape, transform, (ScheduleKind::Uniform, 5), "none".into());
        let levels = config.schedule().unwrap().levels();
        let architecture = config.network.architecture(shape).unwrap();
        Model { config, weights: crate::train::initial_weights(&architecture, levels, seed).unwrap() }
    }

    fn one(kind: Kind) -> Device {
        Device::from(kind).with_threads(1)
    }

    fn ratios(net: &AnyNet<'_>) -> Vec<f32> {
        let (x, mut ratio) = ([0.3, -1.0, 2.0, 0.7], [0.0; 2]);
        let mut scratch = vec![0.0; net.scratch_len(2)];
        net.ratio(&x, Levels::All(0), Levels::All(3), &mut ratio, &mut scratch).unwrap();
        ratio.to_vec()
    }

    #[test]
    fn auto_is_what_can_run_here() {
        let auto = taken(Kind::Auto);
        assert!(auto != Kind::Auto && found(auto).available);
        assert_eq!(found(Kind::Auto), found(auto));
        #[cfg(feature = "cuda")]
        assert_eq!(auto == Kind::Cuda, found(Kind::Cuda).available);
        if !cfg!(feature = "cuda") {
            assert_eq!(auto, Kind::HOST);
        }
        assert_eq!(taken(Kind::Ref), Kind::Ref);
        let ratio = |kind| ratios(&*open(one(kind), &model(1)).unwrap());
        assert_eq!(ratio(Kind::Auto), ratio(auto));
    }

    #[test]
    fn a_precision_that_the_backend_lacks_is_refused() {
        for precision in [Precision::Tf32, Precision::Bf16] {
            for kind in [Kind::HOST, Kind::Ref, Kind::Auto] {
                let device = one(kind).with_precision(precision);
                let taken = taken(kind);
                if taken.has_precisions() {
                    assert_eq!(device.taken().unwrap(), taken);
                    continue;
                }
                let error = open(device, &model(1)).err().unwrap();
                assert_eq!(error.kind().exit_code(), 2);
                let text = error.to_string();
                assert!(text.contains(&precision.to_string()) && text.contains(&taken.to_string()), "{text}");
                assert!(text.contains("--precision f32"), "{text}");
                assert_eq!(text.contains("none that can be used"), kind == Kind::Auto, "{text}");
            }
        }
        assert_eq!(Device::default().taken().unwrap(), Kind::HOST);
    }

    /// What is trained there has losses that are finite, and densities near those of the host.
    #[cfg(feature = "cuda-emulated")]
    #[test]
    fn a_precision_reaches_a_cuda_device() {
        use crate::data::{Dataset, Draw};
        use crate::train::{Recipe, Training};
        use cdm_backend_cuda::Emulator;
        let data = "toy:8gaussians".parse().unwrap();
        let data = Dataset::load(&data, Draw { count: 200, seed: 0, held_out: false }).unwrap();
        let network = NetworkConfig::Mlp { width: 32, depth: 2, head_dropout_percent: 0, classes: None };
        let recipe = Recipe { network, levels: 10, batch: 32, ..Recipe::for_data(&data, None).with_steps(60) };
        let mut training = Training::on(&recipe, &data, |architecture, schedule, weights| {
            let backend = cuda_on(Emulator::default(), Precision::Bf16);
            Ok(Box::new(Stepper::new(backend, architecture, schedule, recipe.options(), weights)?))
        })
        .unwrap();
        training
            .run(|training| {
                let progress = training.take_progress()?;
                assert!(progress.loss.is_finite() && progress.ce.is_finite() && progress.mse.is_finite());
                Ok(std::ops::ControlFlow::Continue(()))
            })
            .unwrap();
        let model = training.model().unwrap();
        let densities =
            |net: Net<'_>| crate::evaluate::log_density(&net, &model.config.transform, &data, 0, 0, |_| ()).unwrap();
        let host = densities(open(Device::HOST, &model).unwrap());
        // The largest error in nats, beside densities that spread over several.
        let error = |precision| {
            let there = densities(erase(cuda_on(Emulator::default(), precision), &model, None).unwrap());
            host.iter().zip(&there).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        let errors = [Precision::F32, Precision::Tf32, Precision::Bf16].map(error);
        assert!(errors[0] < 1e-4 && errors[0] < errors[1] && errors[1] < errors[2] && errors[2] < 0.1, "{errors:?}");
    }

    /// What is bound to weights must follow them.
    #[test]
    fn a_network_with_other_weights_is_the_network_of_these() {
        let (first, second) = (model(1), model(2));
        for kind in [Kind::HOST, Kind::Ref] {
            let mut net = open_trained(one(kind), &first).unwrap();
            assert_eq!(ratios(&*net), ratios(&*open(one(kind), &first).unwrap()), "{kind}");
            net.reload(&second.weights).unwrap();
            let fresh = ratios(&*open(one(kind), &second).unwrap());
            assert_eq!(ratios(&*net), fresh, "{kind}");
            assert_ne!(fresh, ratios(&*open(one(kind), &first).unwrap()));
            assert!(net.reload(&second.weights[1..]).is_err());
            let mut long = second.weights.clone();
            long[0].push(1.0);
            assert!(net.reload(&long).is_err());
            assert_eq!(ratios(&*net), fresh, "a refused change changes nothing");
        }
    }

    /// Labels change the answer sample by sample, and the null class is what the network is by itself.
    #[test]
    fn a_network_is_conditioned_sample_by_sample() {
        let plain = open_trained(one(Kind::HOST), &model(1)).unwrap();
        assert_eq!(plain.classes(), None);
        assert!(matches!(plain.with_labels(&[0, 0]).err(), Some(Error::Label { label: 0, classes: 0 })));

        let network = NetworkConfig::Mlp { width: 8, depth: 1, head_dropout_percent: 0, classes: Some(2) };
        let config = ModelConfig { network, ..model(1).config };
        let architecture = config.network.architecture(config.shape).unwrap();
        let mut weights = crate::train::initial_weights(&architecture, config.schedule().unwrap().levels(), 1).unwrap();
        // A new network treats all classes alike.
        weights.iter_mut().flatten().enumerate().for_each(|(i, w)| *w += (i as f32).sin() / 4.0);
        let net = open_trained(one(Kind::HOST), &Model { config, weights }).unwrap();
        assert_eq!(net.classes(), Some(2));
        let of = |labels: &[u32]| ratios(&*net.with_labels(labels).unwrap());
        let (zero, one, both) = (of(&[0, 0]), of(&[1, 1]), of(&[0, 1]));
        assert!(zero[0] != one[0] && zero[1] != one[1]);
        assert_eq!(both, [zero[0], one[1]]);
        assert_eq!(of(&[2, 2]), ratios(&*net));
        assert!(matches!(net.with_labels(&[0, 3]).err(), Some(Error::Label { label: 3, classes: 2 })));
        let one = net.with_labels(&[0]).unwrap();
        let mut ratio = [0.0; 2];
        assert!(one.ratio(&[0.0; 4], Levels::All(0), Levels::All(1), &mut ratio, &mut [0.0; 64]).is_err());
    }
}
