//! The one error type of the facade.

mod convert;
mod message;

pub(crate) use message::LIST;

use std::io;
use std::path::{Path, PathBuf};

/// Who has to act on an [`Error`], hence the exit code of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The command was asked for something that does not exist or does not fit together.
    Usage,
    /// The command was well formed, but the data or model it names cannot be used.
    Input,
    /// Request and input were fine; the work itself failed (disk full, training diverged).
    Failure,
    /// A signal asked for the end, and the work ended in good order.
    Interrupted {
        /// The signal's number.
        signal: i32,
    },
}

impl ErrorKind {
    /// Exit code of a process that ends with this kind of error: 2 for usage and input, 1 for failures, and 128 more than the
    /// signal for an interruption, as shells have it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage | Self::Input => 2,
            Self::Failure => 1,
            Self::Interrupted { signal } => 128u8.wrapping_add(signal as u8),
        }
    }
}

/// What can go wrong in the facade. Every message says where, what, and what to do about it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A name that is not among the known ones.
    UnknownName {
        /// What the name should be: "data", "toy", "setting", ….
        what: &'static str,
        /// The name as given.
        name: String,
        /// The most similar known name, if any is similar.
        nearest: Option<String>,
        /// All names, for the message.
        known: Vec<String>,
    },
    /// An option or setting whose value cannot be used.
    BadValue {
        /// The option, as the user writes it.
        option: String,
        /// Its value.
        value: String,
        /// What would be accepted.
        expected: String,
    },
    /// A setting that a run of this kind does not have.
    Foreign {
        /// The setting.
        key: &'static str,
        /// The choice that leaves it without a meaning.
        of: String,
    },
    /// A setting that a run which goes on cannot change.
    Fixed {
        /// The setting.
        key: &'static str,
        /// Its value in the run.
        stored: String,
        /// Its value now.
        given: String,
    },
    /// What is wrong with a setting, and where it was given.
    Given {
        /// Where.
        origin: crate::config::Origin,
        /// What.
        problem: Box<Error>,
    },
    /// Text that is not TOML.
    Toml(String),
    /// An option without which the work cannot be done.
    Needed {
        /// The option, as the user writes it.
        option: &'static str,
        /// What it must tell, and why it must be told.
        what: String,
    },
    /// A file that could not be opened or read.
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file that could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A temporary copy of data that could not be written.
    Spool {
        /// The data.
        data: PathBuf,
        /// Where temporary files lie.
        directory: PathBuf,
        /// Bytes copied by then.
        bytes: u64,
        /// The cause.
        source: io::Error,
    },
    /// A `.npy` file whose header is not one.
    NpyHeader {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A `.npy` file whose elements are not real numbers.
    NpyType {
        /// The file.
        path: PathBuf,
        /// The element type, as numpy writes it.
        descr: String,
    },
    /// A `.npy` file of the wrong rank, or an image array that does not hold bytes.
    NpyShape {
        /// The file.
        path: PathBuf,
        /// Its shape.
        shape: Vec<u64>,
        /// The element type, as numpy writes it.
        descr: String,
    },
    /// A `.npy` file whose length does not match its header.
    NpyLength {
        /// The file.
        path: PathBuf,
        /// Bytes of elements that the header promises; `None` if beyond 2⁶⁴.
        expected: Option<u64>,
        /// Bytes of elements present.
        found: u64,
    },
    /// A file of data that is not what its kind of file should be.
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: crate::data::Problem,
    },
    /// Fewer samples than the work needs.
    TooFew {
        /// The data.
        data: String,
        /// Samples present.
        found: usize,
        /// Samples needed.
        needed: usize,
    },
    /// Data without the labels that a conditional network needs.
    Unlabelled {
        /// The data.
        data: String,
    },
    /// Data without labels where something is asked of these.
    NoLabels {
        /// The data.
        data: String,
        /// The option that needs labels.
        what: String,
    },
    /// Classes are asked for of a model that has none.
    NoClasses,
    /// Data from which what is asked for cannot be estimated.
    Degenerate {
        /// The data.
        data: String,
        /// What they must be.
        what: &'static str,
    },
    /// A value that is infinite or not a number.
    NotFinite {
        /// The data.
        data: String,
        /// Sample, from 0.
        row: usize,
        /// Column within the sample, from 0.
        column: usize,
        /// The value.
        value: f64,
    },
    /// A value that is no grey value of the model.
    NotGrey {
        /// The data.
        data: String,
        /// Sample, from 0.
        row: usize,
        /// Value within the sample, from 0.
        column: usize,
        /// The value.
        value: f32,
        /// Grey values that the model knows: `0 … levels − 1`.
        levels: u32,
    },
    /// A column without variance, which has no density.
    ConstantColumn {
        /// The data.
        data: String,
        /// The column, from 0.
        column: usize,
        /// The value that all samples share.
        value: f64,
    },
    /// A column of real data that the ones before it tell, so that whitening has nothing to divide by.
    Collinear {
        /// The data.
        data: String,
        /// The column, from 0.
        column: usize,
        /// The fraction of its standard deviation that they do not tell.
        left: f64,
    },
    /// A model file that cannot be used.
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Weights that are not those of the network which their names and shapes tell.
    Weights {
        /// The file.
        path: PathBuf,
        /// The network.
        network: String,
        /// All that differs.
        differences: Vec<crate::import::Difference>,
    },
    /// A network whose extents do not fit the data or each other: what is wrong, and the remedy.
    Network(String),
    /// An array that is no samples, or is asked of a model that has none of its kind.
    Array {
        /// What is wrong.
        problem: String,
    },
    /// An argument of the wrong shape, inside the program.
    Shape(cdm_core::ShapeError),
    /// A tensor program that is not sound.
    Program(cdm_core::program::ProgramError),
    /// A backend that this machine has no device for, and what is missing.
    Unavailable(String),
    /// A precision that a backend does not have.
    Precision {
        /// The precision.
        precision: crate::choice::Precision,
        /// The backend that was asked for.
        asked: crate::choice::Backend,
        /// The one that it stands for here.
        taken: crate::choice::Backend,
    },
    /// A backend that cannot do what it is asked.
    Backend(Box<dyn std::error::Error + Send + Sync>),
    /// A column whose values lie so far from zero that single precision rounds their differences away.
    Offset {
        /// The data.
        data: String,
        /// The column, from 0.
        column: usize,
        /// Its mean.
        mean: f64,
        /// Its standard deviation.
        std: f64,
    },
    /// Data of another dimension than the model's.
    Dimension {
        /// The data.
        data: String,
        /// Values per sample in the data.
        found: usize,
        /// Values per sample that the model takes.
        expected: usize,
    },
    /// Images of another size or with their channels elsewhere.
    Images {
        /// The data.
        data: String,
        /// Their shape.
        found: crate::data::Shape,
        /// The shape that the model takes.
        expected: crate::data::Shape,
    },
    /// A noise level that the model lacks.
    Level {
        /// The level.
        level: usize,
        /// The last one of the model.
        last: usize,
    },
    /// A label that the model lacks.
    Label {
        /// The label.
        label: u32,
        /// Classes of the model; 0 for an unconditional one.
        classes: usize,
    },
    /// Numbers that make no density.
    Density(cdm_ref::DensityError),
    /// A noise schedule that cannot be.
    Schedule(cdm_core::ScheduleError),
    /// Sampling steps that do not fit the schedule.
    Steps(cdm_core::sampler::StepsError),
    /// A loss that is no longer finite.
    Diverged {
        /// The training step.
        step: usize,
        /// The loss.
        loss: f64,
    },
    /// A training run that cannot start or go on, or has stopped.
    Run {
        /// Its directory, or the file in it.
        path: PathBuf,
        /// What happened.
        problem: crate::run::Problem,
    },
    /// Work that a signal ended.
    Interrupted {
        /// The signal's number.
        signal: i32,
    },
    /// A picture whose parts do not fit its size.
    Picture {
        /// Values expected.
        expected: usize,
        /// Values found.
        found: usize,
    },
    /// Files that could not be fetched.
    Fetch(crate::fetch::Problem),
    /// A picture that could not be encoded.
    Png(png::EncodingError),
    /// Metadata or metrics that could not be written or read as JSON.
    Json(serde_json::Error),
}

impl Error {
    /// Who has to act.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownName { .. }
            | Self::BadValue { .. }
            | Self::Needed { .. }
            | Self::Foreign { .. }
            | Self::Fixed { .. }
            | Self::Toml(_)
            | Self::Level { .. }
            | Self::Label { .. }
            | Self::NoClasses
            | Self::Unavailable(_)
            | Self::Precision { .. }
            | Self::Density(_)
            | Self::Schedule(_)
            | Self::Steps(_) => ErrorKind::Usage,
            Self::Given { problem, .. } => problem.kind(),
            // An output path that leads nowhere is a mistake in the command, unlike a full disk.
            Self::Write { source, .. } if source.kind() == io::ErrorKind::NotFound => ErrorKind::Usage,
            Self::Write { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
                ) =>
            {
                ErrorKind::Usage
            }
            Self::Run { problem, .. } => problem.kind(),
            Self::Shape(_) | Self::Program(_) | Self::Backend(_) => ErrorKind::Failure,
            Self::Spool { .. } | Self::Diverged { .. } | Self::Write { .. } | Self::Picture { .. } | Self::Png(_) => {
                ErrorKind::Failure
            }
            Self::Fetch(problem) => problem.kind(),
            Self::Interrupted { signal } => ErrorKind::Interrupted { signal: *signal },
            _ => ErrorKind::Input,
        }
    }

    /// An [`Error::UnknownName`] with the nearest of `known` suggested.
    pub fn unknown_name<S: AsRef<str>>(what: &'static str, name: &str, known: &[S]) -> Self {
        let nearest = nearest(name, known).or_else(|| meant(name, known)).map(str::to_owned);
        let known = known.iter().map(|k| k.as_ref().to_owned()).collect();
        Self::UnknownName { what, name: name.to_owned(), nearest, known }
    }

    /// The same, with the place where the setting was given.
    pub(crate) fn given(self, origin: crate::config::Origin) -> Self {
        Self::Given { origin, problem: Box::new(self) }
    }

    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn malformed(path: &Path, problem: crate::data::Problem) -> Self {
        Self::Malformed { path: path.to_owned(), problem }
    }

    pub(crate) fn model(path: &Path, problem: String) -> Self {
        Self::Model { path: path.to_owned(), problem }
    }

    pub(crate) fn backend(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Backend(Box::new(error))
    }

    pub(crate) fn run(path: &Path, problem: crate::run::Problem) -> Self {
        Self::Run { path: path.to_owned(), problem }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        Self::Write { path: path.to_owned(), source }
    }
}

/// The known name most similar to `name`, or `None` when none is similar enough to be what was meant.
pub fn nearest<'a, S: AsRef<str>>(name: &str, known: &'a [S]) -> Option<&'a str> {
    // Below 0.5 the suggestions read like guesses: "foo" is not a misspelt "toy".
    const SIMILAR: f64 = 0.5;
    let name = name.to_lowercase();
    known
        .iter()
        .map(|k| (similarity(&name, k.as_ref()), k.as_ref()))
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// What others call the same thing.
const SYNONYMS: [(&str, &str); 8] = [
    ("linear", "ddpm"),
    ("variance-preserving", "ddpm"),
    ("optimal-transport", "ot"),
    ("flow-matching", "ot"),
    ("perceptron", "mlp"),
    ("resnet", "encoder"),
    ("cross-entropy", "ce"),
    ("reference", "ref"),
];

/// The known name of a thing that others call by a name like this one.
fn meant<'a, S: AsRef<str>>(name: &str, known: &'a [S]) -> Option<&'a str> {
    let others = SYNONYMS.map(|(other, _)| other);
    let synonym = nearest(name, &others)?;
    let (_, own) = SYNONYMS.into_iter().find(|(other, _)| *other == synonym)?;
    known.iter().map(AsRef::as_ref).find(|known| *known == own)
}

/// In 0 to 1; an abbreviation such as `checker` counts as close even though many letters are missing.
fn similarity(name: &str, known: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(name, known);
    let part = name.len() >= 3 && (known.contains(name) || name.contains(known));
    if part { whole.max(0.75) } else { whole }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. }
            | Self::Write { source, .. }
            | Self::Spool { source, .. }
            | Self::NpyHeader { source, .. } => Some(source),
            Self::Given { problem, .. } => problem.source(),
            Self::Density(source) => Some(source),
            Self::Schedule(source) => Some(source),
            Self::Steps(source) => Some(source),
            Self::Shape(source) => Some(source),
            Self::Program(source) => Some(source),
            Self::Backend(source) => Some(source.as_ref()),
            Self::Fetch(source) => source.source(),
            Self::Png(source) => Some(source),
            Self::Json(source) => Some(source),
            Self::Run { problem, .. } => problem.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_only_when_it_is_near() {
        let known = ["8gaussians", "checkerboard"];
        assert_eq!(nearest("8gausians", &known), Some("8gaussians"));
        assert_eq!(nearest("Checker", &known), Some("checkerboard"));
        assert_eq!(nearest("moons", &known), None);
        let schedules = ["ddpm", "uniform", "ot"];
        assert_eq!((meant("lineer", &schedules), meant("flow", &schedules)), (Some("ddpm"), Some("ot")));
        assert_eq!((meant("lineer", &known), meant("xyz", &schedules)), (None, None));
    }

    #[test]
    fn exit_codes_follow_the_kind() {
        assert_eq!(Error::unknown_name("toy", "x", &["y"]).kind().exit_code(), 2);
        let path = Path::new("a");
        assert_eq!(Error::read(path, io::ErrorKind::NotFound.into()).kind().exit_code(), 2);
        assert_eq!(Error::write(path, io::ErrorKind::StorageFull.into()).kind().exit_code(), 1);
    }

    #[test]
    fn messages_name_the_place_and_the_remedy() {
        let e = Error::NotFinite { data: "npy:x.npy".into(), row: 3, column: 1, value: f64::NAN };
        let text = e.to_string();
        for part in ["npy:x.npy", "row 3", "column 1", "NaN", "remove"] {
            assert!(text.contains(part), "{part} missing from: {text}");
        }
        let e = Error::unknown_name("toy", "8gausians", &["8gaussians"]).to_string();
        assert!(e.contains("did you mean '8gaussians'?"), "{e}");
    }
}
