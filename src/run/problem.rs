//! What can stop a run, and what to do then.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::path::PathBuf;

/// Why a run cannot start, go on, or went no further.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The directory holds a run, and was not to be continued.
    Occupied {
        /// Its last checkpoint, if it has one.
        step: Option<usize>,
    },
    /// Another process trains in the directory.
    Busy {
        /// The process, as far as it has said so.
        pid: Option<u32>,
    },
    /// The directory holds no run.
    NoRun,
    /// There are checkpoints, and none can be used; or there is a model without any.
    NoCheckpoint {
        /// Each, the latest first, and what is wrong with it.
        damaged: Vec<(PathBuf, Damage)>,
    },
    /// A checkpoint of other data.
    OtherData {
        /// Fingerprint of the data that the run was trained on.
        before: String,
        /// Fingerprint of the data now.
        now: String,
    },
    /// A checkpoint of another training.
    OtherTraining {
        /// What differs.
        what: &'static str,
        /// In the checkpoint.
        before: String,
        /// Now.
        now: String,
    },
    /// A state of the training is no longer finite, so it is not written.
    NotFinite {
        /// The step.
        step: usize,
        /// Name of the state.
        state: String,
    },
    /// A signal ended the run after a whole step.
    Interrupted {
        /// The signal's number.
        signal: i32,
        /// Steps done, all in the checkpoint.
        step: usize,
        /// The command that continues.
        command: String,
    },
    /// The run has failed; what was written before is whole.
    Stopped {
        /// The cause.
        source: Box<Error>,
        /// Step of the last checkpoint, if there is one.
        step: Option<usize>,
        /// Bytes that a checkpoint takes.
        bytes: u64,
        /// The command that continues.
        command: String,
    },
}

/// What is wrong with a checkpoint.
#[derive(Debug)]
#[non_exhaustive]
pub enum Damage {
    /// It cannot be read.
    Read(std::io::Error),
    /// It is no whole safetensors file.
    Container(safetensors::SafeTensorError),
    /// It lacks the description of a checkpoint.
    Foreign,
    /// Its description cannot be read.
    Description(serde_json::Error),
    /// It is of a later version of the program.
    Later {
        /// Its format.
        format: u32,
        /// The latest that is known.
        known: u32,
    },
    /// Its content is not what was written.
    Digest,
    /// A state is missing, or of another type or size.
    State {
        /// Its name.
        name: String,
    },
}

impl Problem {
    /// Who has to act.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Occupied { .. } | Self::Busy { .. } | Self::OtherTraining { .. } => ErrorKind::Usage,
            Self::NoRun | Self::NoCheckpoint { .. } | Self::OtherData { .. } => ErrorKind::Input,
            Self::NotFinite { .. } => ErrorKind::Failure,
            Self::Interrupted { signal, .. } => ErrorKind::Interrupted { signal: *signal },
            Self::Stopped { source, .. } => source.kind(),
        }
    }

    /// The error behind it.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Stopped { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupied { step } => {
                write!(f, "it holds a run already")?;
                step.map_or(Ok(()), |step| write!(f, ", at step {step}"))?;
                write!(f, "; continue it with --resume, or choose another directory with --out")
            }
            Self::Busy { pid } => {
                write!(f, "another process")?;
                pid.map_or(Ok(()), |pid| write!(f, " ({pid})"))?;
                write!(f, " trains in it; wait for its end, or choose another directory with --out")
            }
            Self::NoRun => write!(
                f,
                "it holds no run: neither settings nor metrics nor a model; give a directory that `cdm train --out` wrote, or a \
                 model.safetensors"
            ),
            Self::NoCheckpoint { damaged } if damaged.is_empty() => write!(
                f,
                "it holds a model, and no checkpoint to go on from; start anew in another directory with --out"
            ),
            Self::NoCheckpoint { damaged } => {
                write!(f, "none of its checkpoints can be used, and nothing was changed:")?;
                damaged.iter().try_for_each(|(path, damage)| write!(f, "\n  {}: {damage}", path.display()))?;
                write!(f, "\nput a whole one in their place, or start anew in another directory with --out")
            }
            Self::OtherData { before, now } => write!(
                f,
                "the data are not those that the run was trained on (fingerprint {now}, it was {before}); bring them back, or \
                 start anew in another directory with --out"
            ),
            Self::OtherTraining { what, before, now } => write!(
                f,
                "the {what} of the run is {before}, and {now} was asked for; leave that out, or start anew in another directory \
                 with --out"
            ),
            Self::NotFinite { step, state } => write!(
                f,
                "training diverged: {state} is not finite after step {step}; use a smaller learning rate (--lr)"
            ),
            Self::Interrupted { signal, step, command } => write!(
                f,
                "stopped by {} after step {step}, which is saved; continue with\n  {command}",
                match *signal {
                    signal_hook::consts::SIGINT => "an interrupt".to_owned(),
                    signal_hook::consts::SIGTERM => "a request to end".to_owned(),
                    other => format!("signal {other}"),
                }
            ),
            Self::Stopped { source, step, bytes, command } => {
                writeln!(f, "{source}")?;
                match step {
                    Some(step) => write!(f, "The checkpoint of step {step} is whole")?,
                    None => write!(f, "There is no checkpoint yet")?,
                }
                if matches!(**source, Error::Write { .. }) {
                    write!(f, "; the next one needs {} MB of space", bytes.div_ceil(1_000_000))?;
                }
                write!(f, ". Continue with\n  {command}")
            }
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(source) => write!(f, "cannot be read: {source}"),
            Self::Container(source) => write!(f, "not a whole safetensors file ({source})"),
            Self::Foreign => write!(f, "no checkpoint of this program"),
            Self::Description(source) => write!(f, "its description is damaged ({source})"),
            Self::Later { format, known } => {
                write!(f, "its format is {format}, this program reads up to {known}; update cdm")
            }
            Self::Digest => write!(f, "its checksum is wrong, so it is damaged"),
            Self::State { name } => write!(f, "its {name} is missing or of another size"),
        }
    }
}
