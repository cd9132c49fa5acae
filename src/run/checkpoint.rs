//! Everything that a run needs to go on bit for bit, in one safetensors file.

use super::problem::{Damage, Problem};
use super::validation::Best;
use crate::backend::Device;
use crate::choice::{Backend, Precision};
use crate::error::Error;
use crate::model::NetworkConfig;
use crate::train::{Engine, Means, StateInfo, Training};
use clap::ValueEnum;
use safetensors::tensor::{Metadata, TensorInfo, TensorView};
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Version of the description; a reader refuses a later one.
const FORMAT: u32 = 1;
/// Key of the file's metadata: the SHA-256 of the description and all states, and after a space the description.
const KEY: &str = "cdm-checkpoint";

/// What a checkpoint says of itself. Noise, levels and the order of the data are functions of seed and step, so these two
/// are the state of the random numbers and the position in the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Version of this description.
    pub format: u32,
    /// Steps done.
    pub step: usize,
    /// Samples trained on.
    pub samples: u64,
    /// What decides whether it can be continued.
    pub identity: Identity,
    /// What decides whether it continues bit for bit.
    pub machine: Machine,
    /// Sums of the metrics since the last line.
    pub means: Means,
    /// The best validation so far.
    pub best: Option<Best>,
}

/// What must be the same for a run to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The network.
    pub network: NetworkConfig,
    /// Name of the noise schedule.
    pub schedule: String,
    /// Its noise steps.
    pub levels: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Fingerprint of the training data, and of the units of their columns, which depend on every sample.
    pub data: String,
}

/// What rounding depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Version of the program.
    pub version: String,
    /// The backend's name: it may be one that this program was built without.
    pub backend: String,
    /// In what it computes, if it is one that has a choice. Before there was one, it was single precision.
    #[serde(default)]
    pub precision: Precision,
    /// Its threads.
    pub threads: usize,
    /// Its instruction set.
    pub instructions: String,
}

impl Machine {
    /// What a backend finds here.
    pub fn here(Device { backend, precision, threads }: Device) -> Self {
        let backend = crate::backend::taken(backend);
        let found = crate::backend::found(backend);
        let (version, backend) = (env!("CARGO_PKG_VERSION").into(), backend.to_string());
        Self {
            version,
            backend,
            precision,
            threads: threads.unwrap_or(found.threads),
            instructions: found.instructions,
        }
    }

    /// How far results that this one and another make agree, in words.
    pub(super) fn agreement(&self, other: &Self) -> String {
        match self.precision.max(other.precision) {
            Precision::F32 => "to rounding".into(),
            coarser => format!("to the precision of {coarser}"),
        }
    }
}

impl std::fmt::Display for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { version, backend, precision, threads, instructions } = self;
        let choice = Backend::from_str(backend, false).is_ok_and(Backend::has_precisions);
        let precision = if choice || *precision != Precision::F32 { format!(" in {precision}") } else { String::new() };
        write!(f, "cdm {version}, {backend}{precision} on {threads} threads with {instructions}")
    }
}

impl Identity {
    /// The identity of a training on data of this fingerprint.
    ///
    /// # Errors
    /// None that a training can have: units have a JSON form.
    pub fn of(training: &Training<'_>, fingerprint: &str) -> Result<Self, Error> {
        let config = training.config();
        let units = finish(Sha256::new_with_prefix(serde_json::to_vec(&config.transform)?));
        let data = format!("{fingerprint}-{}", &units[..8]);
        let (network, schedule, levels) = (config.network.clone(), config.schedule.clone(), config.steps);
        Ok(Self { network, schedule, levels, seed: training.recipe().seed, data })
    }

    /// Checks that a run with this identity can go on as `now`.
    ///
    /// # Errors
    /// [`Problem::OtherData`] or [`Problem::OtherTraining`].
    pub fn check(&self, now: &Self) -> Result<(), Problem> {
        let other = |what, before: String, now: String| Err(Problem::OtherTraining { what, before, now });
        if self.network != now.network {
            return other("network", self.network.to_string(), now.network.to_string());
        }
        if (&self.schedule, self.levels) != (&now.schedule, now.levels) {
            let text = |identity: &Self| format!("{} of {} levels", identity.schedule, identity.levels);
            return other("noise schedule", text(self), text(now));
        }
        if self.seed != now.seed {
            return other("seed", self.seed.to_string(), now.seed.to_string());
        }
        if self.data != now.data {
            return Err(Problem::OtherData { before: self.data.clone(), now: now.data.clone() });
        }
        Ok(())
    }
}

impl Description {
    /// The description of a training as it is.
    pub fn of(training: &Training<'_>, identity: &Identity, machine: &Machine, best: Option<Best>) -> Self {
        Self {
            format: FORMAT,
            step: training.step(),
            samples: training.samples(),
            identity: identity.clone(),
            machine: machine.clone(),
            means: *training.means(),
            best,
        }
    }
}

/// The checkpoint of a step in a directory of checkpoints.
pub(super) fn path(dir: &Path, step: usize) -> PathBuf {
    dir.join(format!("step-{step:08}.safetensors"))
}

/// The steps of which a directory has checkpoints, rising; none if it is not there.
///
/// # Errors
/// [`Error::Read`].
pub(super) fn list(dir: &Path) -> Result<Vec<usize>, Error> {
    let entries = match std::fs::read_dir(dir) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|source| Error::read(dir, source))?,
    };
    let mut steps = Vec::new();
    for entry in entries {
        let name = entry.map_err(|source| Error::read(dir, source))?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("step-")?.strip_suffix(".safetensors"));
        steps.extend(number.and_then(|number| number.parse::<usize>().ok()));
    }
    steps.sort_unstable();
    Ok(steps)
}

/// The description in the head of a checkpoint, whose states are not looked at; `None` if it cannot be read.
pub(super) fn describe(path: &Path) -> Option<Description> {
    /// More than the head of any checkpoint: a damaged length is not believed.
    const MOST: u64 = 100 << 20;
    let mut file = std::fs::File::open(path).ok()?;
    let mut length = [0; 8];
    file.read_exact(&mut length).ok()?;
    let mut head = Vec::new();
    file.take(u64::from_le_bytes(length).min(MOST)).read_to_end(&mut head).ok()?;
    let head: serde_json::Value = serde_json::from_slice(&head).ok()?;
    let (_, text) = head.get("__metadata__")?.get(KEY)?.as_str()?.split_once(' ')?;
    serde_json::from_str(text).ok()
}

/// A state as bytes of a file: single precision where that holds all its values, double precision otherwise.
fn encode(values: &[f64]) -> (Dtype, Vec<u8>) {
    // Bits decide, so that −0 stays what it is.
    match values.iter().all(|v| f64::from(*v as f32).to_bits() == v.to_bits()) {
        true => (Dtype::F32, values.iter().flat_map(|v| (*v as f32).to_le_bytes()).collect()),
        false => (Dtype::F64, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
    }
}

/// Adds a state to the digest of a checkpoint, which starts with the description and goes on in the order of the file.
fn add(hash: &mut Sha256, name: &str, dtype: Dtype, dims: &[usize], bytes: &[u8]) {
    hash.update(format!("\n{name} {dtype:?} {dims:?}\n"));
    hash.update(bytes);
}

fn finish(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a checkpoint, all or nothing. One state at a time is in memory beside the training's own.
///
/// # Errors
/// [`Error::Write`]; [`Problem::NotFinite`] in an [`Error::Run`]; the backend's.
pub(super) fn save(path: &Path, description: &Description, engine: &dyn Engine) -> Result<(), Error> {
    let text = serde_json::to_string(description)?;
    let (mut infos, mut end, mut hash) = (Vec::new(), 0, Sha256::new_with_prefix(&text));
    // States are read twice: where they lie and what they add up to stands before the first of them.
    for (number, StateInfo { name, dims }) in engine.states().into_iter().enumerate() {
        let values = engine.read_state(number)?;
        if !values.iter().all(|v| v.is_finite()) {
            return Err(Error::run(path, Problem::NotFinite { step: description.step, state: name }));
        }
        let (dtype, bytes) = encode(&values);
        add(&mut hash, &name, dtype, &dims, &bytes);
        let data_offsets = (end, end + bytes.len());
        infos.push((name, TensorInfo { dtype, shape: dims, data_offsets }));
        end = data_offsets.1;
    }
    let metadata = HashMap::from([(KEY.to_owned(), format!("{} {text}", finish(hash)))]);
    let count = infos.len();
    let metadata = Metadata::new(Some(metadata), infos).map_err(|e| Error::write(path, io::Error::other(e)))?;
    let mut header = serde_json::to_vec(&metadata)?;
    header.resize(header.len().next_multiple_of(8), b' ');
    crate::fs::write_atomic(path, |w| {
        w.write_all(&(header.len() as u64).to_le_bytes())?;
        w.write_all(&header)?;
        (0..count).try_for_each(|number| w.write_all(&encode(&engine.read_state(number).map_err(io::Error::other)?).1))
    })
}

/// A checkpoint that was read and found whole.
pub(super) struct Checkpoint {
    bytes: Vec<u8>,
    pub(super) description: Description,
}

impl Checkpoint {
    /// Reads a checkpoint and checks all of it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn load(path: &Path) -> Result<Self, Damage> {
        Self::parse(std::fs::read(path).map_err(Damage::Read)?)
    }

    /// The checkpoint whose file holds these bytes.
    pub(super) fn parse(bytes: Vec<u8>) -> Result<Self, Damage> {
        let (_, metadata) = SafeTensors::read_metadata(&bytes).map_err(Damage::Container)?;
        let tensors = SafeTensors::deserialize(&bytes).map_err(Damage::Container)?;
        let text = metadata.metadata().as_ref().and_then(|all| all.get(KEY)?.split_once(' '));
        let (digest, text) = text.ok_or(Damage::Foreign)?;
        let mut hash = Sha256::new_with_prefix(text);
        for name in metadata.offset_keys() {
            let view = tensors.tensor(&name).map_err(Damage::Container)?;
            add(&mut hash, &name, view.dtype(), view.shape(), view.data());
        }
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let Format { format } = serde_json::from_str(text).map_err(Damage::Description)?;
        if format > FORMAT {
            return Err(Damage::Later { format, known: FORMAT });
        }
        if finish(hash) != digest {
            return Err(Damage::Digest);
        }
        let description = serde_json::from_str(text).map_err(Damage::Description)?;
        Ok(Self { description, bytes })
    }

    /// Checks that it has the states of a training.
    ///
    /// # Errors
    /// [`Damage::State`] for a state that is not there or has other extents.
    pub(super) fn check(&self, training: &Training<'_>) -> Result<(), Damage> {
        let tensors = SafeTensors::deserialize(&self.bytes).map_err(Damage::Container)?;
        training.engine().states().into_iter().try_for_each(|StateInfo { name, dims }| match tensors.tensor(&name) {
            Ok(tensor) if tensor.shape() == dims && values(&tensor).is_some() => Ok(()),
            _ => Err(Damage::State { name }),
        })
    }

    /// Puts its states into a training for which [`check`](Self::check) has found it fit.
    ///
    /// # Errors
    /// The backend's, also for states that do not fit.
    pub(super) fn restore(&self, training: &mut Training<'_>) -> Result<(), Error> {
        let tensors = SafeTensors::deserialize(&self.bytes).map_err(Error::backend)?;
        let states = training.engine().states();
        let state = |number: usize| {
            let tensor = tensors.tensor(&states[number].name).map_err(Error::backend)?;
            Ok(values(&tensor).unwrap_or_default())
        };
        let Description { step, samples, means, .. } = self.description;
        training.restore((step, samples), means, state)
    }
}

/// The numbers of a tensor; `None` for a type that no state is written in.
fn values(tensor: &TensorView<'_>) -> Option<Vec<f64>> {
    let bytes = tensor.data();
    match tensor.dtype() {
        Dtype::F32 => Some(bytes.as_chunks().0.iter().map(|b| f64::from(f32::from_le_bytes(*b))).collect()),
        Dtype::F64 => Some(bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect()),
        _ => None,
    }
}
