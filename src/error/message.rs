//! What each error says, and what to do about it.

use super::Error;
use cdm_core::sampler::StepsError;
use std::io;

/// Known names that a message lists beside a suggestion.
pub(crate) const LIST: usize = 8;
/// Differences of weights that a message lists: a network that is another one differs in hundreds of tensors.
const LISTED: usize = 50;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownName { what, name, nearest, known } => {
                write!(f, "unknown {what} '{name}'")?;
                if let Some(nearest) = nearest {
                    write!(f, "; did you mean '{nearest}'?")?;
                }
                // Who gets a suggestion does not look for it in a long list.
                if nearest.is_some() && known.len() > LIST {
                    Ok(())
                } else {
                    write!(f, " (known: {})", known.join(", "))
                }
            }
            Self::BadValue { option, value, expected } => {
                write!(f, "'{value}' cannot be used for {option}: expected {expected}")
            }
            Self::Foreign { key, of } => write!(f, "{key} is no setting of a run with {of}; leave {key} out"),
            Self::Fixed { key, stored, given } => write!(
                f,
                "{key} is {stored} in the run and cannot become {given}: it says what the weights are or what they were trained \
                 on; leave it out, or begin another run with another --out"
            ),
            Self::Given { origin, problem } => write!(f, "{origin}: {problem}"),
            Self::Toml(problem) => write!(f, "this is no TOML: {problem}; expected lines such as: lr = 0.001"),
            Self::Needed { option, what } => write!(f, "{option} is needed: {what}"),
            Self::Read { path, source } if source.kind() == io::ErrorKind::NotFound => {
                write!(f, "{}: no such file; check the path", path.display())
            }
            Self::Read { path, source } if source.kind() == io::ErrorKind::IsADirectory => {
                write!(f, "{}: it is a directory; give a file in it", path.display())
            }
            Self::Read { path, source } => write!(f, "{}: cannot be read: {source}", path.display()),
            Self::Write { path, source } if source.kind() == io::ErrorKind::NotFound => {
                write!(f, "{}: its directory does not exist; create it first", path.display())
            }
            Self::Write { path, source } => {
                write!(f, "{}: cannot be written: ", path.display())?;
                match source.kind() {
                    io::ErrorKind::IsADirectory => write!(f, "it is a directory; give the name of a file in it"),
                    io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                        write!(f, "it is a file, or lies below one, where a directory is needed; choose another place")
                    }
                    io::ErrorKind::PermissionDenied => write!(f, "{source}; choose a place that you may write to"),
                    _ => write!(f, "{source}"),
                }
            }
            Self::Spool { data, directory, bytes, source } => write!(
                f,
                "{}: its {} MiB copy for reading in any order could not be written in {}: {source}; free space there, or set TMPDIR \
                 to a directory with more",
                data.display(),
                bytes >> 20,
                directory.display()
            ),
            Self::NpyHeader { path, source } => {
                write!(f, "{}: not a .npy file ({source}); write it with numpy.save", path.display())
            }
            Self::NpyType { path, descr } => write!(
                f,
                "{}: elements of type {descr} are not supported; save it as float32, float64, an integer type or bool",
                path.display()
            ),
            Self::NpyShape { path, shape, descr } => write!(
                f,
                "{}: an array of shape {shape:?} and type {descr} is no data set; expected [n] or [n, d] for vectors, \
                 or of shape [n, height, width] or [n, height, width, channels] of uint8 or floating point for images",
                path.display()
            ),
            Self::NpyLength { path, expected, found } => {
                let what = if expected.is_some_and(|e| e < *found) { "has trailing bytes" } else { "is truncated" };
                let expected = expected.map_or("more than 2^64".to_owned(), |e| e.to_string());
                write!(
                    f,
                    "{}: the file {what}: its header promises {expected} bytes of elements, it holds {found}; \
                     write it again with numpy.save",
                    path.display()
                )
            }
            Self::Malformed { path, problem } => write!(f, "{}: {problem}", path.display()),
            Self::TooFew { data, found, needed } => {
                write!(f, "{data}: {found} samples, but at least {needed} are needed; provide more samples")
            }
            Self::Unlabelled { data } => {
                write!(f, "{data}: no labels to condition on; leave --conditional out, or train on data with classes")
            }
            Self::NoLabels { data, what } => {
                write!(f, "{data}: it has no labels, and {what} needs them; leave that out, or name data with classes")
            }
            Self::NoClasses => {
                write!(f, "the model was trained without classes; train one with --conditional, on data with labels")
            }
            Self::Degenerate { data, what } => write!(f, "{data}: {what}; name other data"),
            Self::NotFinite { data, row, column, value } => write!(
                f,
                "{data}: the value at row {row}, column {column} (both counted from 0) is {value}; \
                 remove or impute that row"
            ),
            Self::NotGrey { data, row, column, value, levels } => write!(
                f,
                "{data}: the value at row {row}, column {column} (both counted from 0) is {value}, but the model takes \
                 the integers 0 to {}; bring the data to that range",
                levels - 1
            ),
            Self::ConstantColumn { data, column, value } => write!(
                f,
                "{data}: column {column} (counted from 0) is {value} in every sample, so it has no density; remove it"
            ),
            Self::Collinear { data, column, left } => write!(
                f,
                "{data}: column {column} (counted from 0) follows from those before it: they leave {left:.1e} of its standard \
                 deviation, too little for single precision; remove the column, or give --set whiten=false"
            ),
            Self::Offset { data, column, mean, std } => write!(
                f,
                "{data}: column {column} (counted from 0) has mean {mean} and standard deviation {std}, too close for \
                 single precision; subtract a constant from it first"
            ),
            Self::Dimension { data, found, expected } => {
                write!(
                    f,
                    "{data}: {found} values per sample, but the model takes {expected}; \
                     use data like those that it is trained on, or a model trained on such data"
                )
            }
            Self::Images { data, found, expected } => write!(
                f,
                "{data}: {found}, but the model takes {expected}; channels come last, as transpose(0, 2, 3, 1) leaves them"
            ),
            Self::Model { path, problem } => write!(f, "{}: not a model that can be used: {problem}", path.display()),
            Self::Weights { path, network, differences } => {
                let (path, count) = (path.display(), differences.len());
                write!(f, "{path}: its tensors are not those of this network: {network}; {count} differ:")?;
                differences.iter().take(LISTED).try_for_each(|difference| write!(f, "\n  {difference}"))?;
                let more = count.saturating_sub(LISTED);
                if more == 0 { Ok(()) } else { write!(f, "\n  … and {more} more") }
            }
            Self::Array { problem } => write!(f, "the array cannot be used: {problem}"),
            Self::Network(problem) => write!(f, "{problem}"),
            Self::Shape(source) => write!(f, "{source}; this is a defect of the caller"),
            Self::Program(source) => write!(f, "the network's program is not sound: {source}"),
            Self::Unavailable(why) => f.write_str(why),
            Self::Precision { precision, asked, taken } => {
                write!(f, "precision {precision} is for GPUs, and ")?;
                if asked == taken {
                    write!(f, "backend {taken} has its own alone")?;
                } else {
                    write!(
                        f,
                        "backend {asked} found none that can be used (cdm info says why): {taken} has its own alone"
                    )?;
                }
                write!(f, "; give --precision f32, the default")?;
                match (cfg!(feature = "cuda"), asked == taken) {
                    (false, _) => write!(f, ": this program was built without its feature cuda"),
                    (true, true) => write!(f, ", or --backend cuda"),
                    (true, false) => Ok(()),
                }
            }
            Self::Backend(source) => write!(f, "the backend failed: {source}"),
            Self::Level { level, last } => {
                write!(f, "the model has no level {level}; choose one from 0 (data) to {last} (noise)")
            }
            Self::Label { label, classes: 0 } => {
                write!(f, "the model was trained without classes, so it has no label {label}; leave the label out")
            }
            Self::Label { label, classes } => write!(
                f,
                "the model has no label {label}; choose one from 0 to {}, or {classes} for all classes together",
                classes - 1
            ),
            Self::Density(source) => write!(f, "there is no such density: {source}"),
            Self::Schedule(source) => write!(f, "the noise schedule cannot be used: {source}"),
            Self::Steps(source) => f.write_str(&steps(source)),
            Self::Diverged { step, loss } => {
                write!(f, "training diverged: the loss is {loss} at step {step}; use a smaller learning rate (--lr)")
            }
            Self::Interrupted { .. } => write!(f, "stopped by a signal before it was done; no file was written"),
            Self::Run { path, problem } => write!(f, "{}: {problem}", path.display()),
            Self::Picture { expected, found } => {
                write!(f, "a picture needs {expected} values and was given {found}; this is a defect of the caller")
            }
            Self::Fetch(problem) => write!(f, "{problem}"),
            Self::Png(source) => write!(f, "a picture could not be encoded: {source}"),
            Self::Json(source) => write!(f, "malformed JSON: {source}"),
        }
    }
}

/// What is wrong with a plan of levels, and which options mend it.
fn steps(source: &StepsError) -> String {
    match source {
        StepsError::TooMany { levels, .. } => format!("{source}; use --steps {levels} or fewer"),
        StepsError::None => format!("{source}; use --steps 1 or more"),
        StepsError::Eta { .. } => format!("{source}; use --eta 0 (no noise) to 1 (as much as ddpm)"),
        _ => format!("the sampling steps do not fit the model: {source}"),
    }
}
