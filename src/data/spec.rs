//! How a user names data on the command line.

use super::synthetic::{self, Synthetic};
use crate::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Which part of a data set that comes with a fixed split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Every sample.
    All,
    /// What models are trained on.
    Train,
    /// What they are judged on.
    Test,
}

/// Names data: `digits[:train|test]`, `npy:FILE`, `csv:FILE`, `mnist:DIR[:train|test]`, `safetensors:FILE#NAME`, or a density:
/// `toy:NAME`, `mi:d=N`, `uniform-pixels:gamma=X,shape=CxHxW`, `gaussian-images:shape=CxHxW,exponent=X,floor=X`.
///
/// ```
/// use cdm::data::{Part, Spec};
/// let spec: Spec = "digits:test".parse()?;
/// assert_eq!(spec, Spec::Digits(Part::Test));
/// assert_eq!(spec.to_string(), "digits:test");
/// # Ok::<(), cdm::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Spec {
    /// The 8×8 handwritten digits that are built in.
    Digits(Part),
    /// A density with known truth.
    Synthetic(Synthetic),
    /// A NumPy file.
    Npy(PathBuf),
    /// A table of real numbers as text.
    Csv(PathBuf),
    /// A directory with MNIST's files.
    Mnist(PathBuf, Part),
    /// A tensor of a safetensors file.
    Safetensors {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        name: String,
    },
}

const FORMS: [&str; 8] = [
    "digits",
    "digits:train",
    "digits:test",
    "npy:FILE",
    "csv:FILE",
    "mnist:DIR[:train|test]",
    "safetensors:FILE#NAME",
    "toy:NAME",
];

/// The forms of a specification, for lists of what there is.
pub fn forms() -> impl Iterator<Item = &'static str> {
    FORMS.into_iter().chain(synthetic::FORMS)
}

impl FromStr for Spec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (kind, rest) = text.split_once(':').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        match (kind, rest) {
            ("digits", None) => Ok(Self::Digits(Part::All)),
            ("digits", Some("train")) => Ok(Self::Digits(Part::Train)),
            ("digits", Some("test")) => Ok(Self::Digits(Part::Test)),
            ("digits", Some(part)) => Err(Error::unknown_name("part of digits", part, &["train", "test"])),
            ("npy", Some(path)) if !path.is_empty() => Ok(Self::Npy(PathBuf::from(path))),
            ("npy", _) => Err(incomplete(text, "the path of a .npy file after 'npy:'")),
            ("csv", Some(path)) if !path.is_empty() => Ok(Self::Csv(PathBuf::from(path))),
            ("csv", _) => Err(incomplete(text, "the path of a file of comma-separated numbers after 'csv:'")),
            ("mnist", Some(rest)) if !rest.is_empty() => mnist(rest),
            ("mnist", _) => Err(incomplete(text, "the directory of MNIST's files after 'mnist:'")),
            ("safetensors", rest) => match rest.and_then(|rest| rest.rsplit_once('#')) {
                Some((path, name)) if !path.is_empty() && !name.is_empty() => {
                    Ok(Self::Safetensors { path: PathBuf::from(path), name: name.to_owned() })
                }
                _ => Err(incomplete(text, "'safetensors:FILE#NAME', with the name of a tensor of the file")),
            },
            _ => Synthetic::parse(kind, rest).unwrap_or_else(|| Err(unknown(text))).map(Self::Synthetic),
        }
    }
}

fn incomplete(text: &str, expected: &str) -> Error {
    Error::BadValue { option: "data".into(), value: text.into(), expected: expected.into() }
}

/// A directory, whose own name may hold colons, and perhaps a part.
fn mnist(rest: &str) -> Result<Spec, Error> {
    let parts = ["train", "test"];
    let spec = |dir: &str, part| Ok(Spec::Mnist(PathBuf::from(dir), part));
    match rest.rsplit_once(':') {
        Some((dir, "train")) if !dir.is_empty() => spec(dir, Part::Train),
        Some((dir, "test")) if !dir.is_empty() => spec(dir, Part::Test),
        Some((_, part)) if crate::error::nearest(part, &parts).is_some() => {
            Err(Error::unknown_name("part of mnist", part, &parts))
        }
        _ => spec(rest, Part::All),
    }
}

/// A bare file or toy name is the likeliest mistake, so the suggestion puts its prefix in front.
fn unknown(text: &str) -> Error {
    let known: Vec<String> = forms().map(str::to_owned).collect();
    let bare = |ending: &&&str| text.ends_with(&format!(".{ending}")) && !text.contains(':');
    let nearest = if let Some(kind) = ["npy", "csv"].iter().find(bare) {
        Some(format!("{kind}:{text}"))
    } else {
        let names: Vec<String> = synthetic::names().iter().map(|n| format!("toy:{n}")).collect();
        let all: Vec<&str> =
            names.iter().map(String::as_str).chain(FORMS[..3].iter().copied()).chain(synthetic::FORMS).collect();
        crate::error::nearest(text, &all).map(str::to_owned)
    };
    Error::UnknownName { what: "data", name: text.to_owned(), nearest, known }
}

impl Spec {
    /// The density, if the data are drawn from one that is known.
    pub fn synthetic(&self) -> Option<&Synthetic> {
        match self {
            Self::Synthetic(synthetic) => Some(synthetic),
            _ => None,
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(Part::All) => f.write_str("digits"),
            Self::Digits(Part::Train) => f.write_str("digits:train"),
            Self::Digits(Part::Test) => f.write_str("digits:test"),
            Self::Synthetic(synthetic) => synthetic.fmt(f),
            Self::Npy(path) => write!(f, "npy:{}", path.display()),
            Self::Csv(path) => write!(f, "csv:{}", path.display()),
            Self::Mnist(dir, part) => {
                let part = match part {
                    Part::All => "",
                    Part::Train => ":train",
                    Part::Test => ":test",
                };
                write!(f, "mnist:{}{part}", dir.display())
            }
            Self::Safetensors { path, name } => write!(f, "safetensors:{}#{name}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_parses_and_prints_back() {
        for text in [
            "digits",
            "digits:train",
            "digits:test",
            "toy:8gaussians",
            "toy:2spirals",
            "mi:d=80",
            "uniform-pixels:gamma=0.5,shape=3x8x8",
            "gaussian-images:shape=1x8x8,exponent=2.5,floor=0.01",
            "npy:dir/x.npy",
            "npy:C:\\x.npy",
            "csv:x.csv",
            "mnist:dir",
            "mnist:a:b/dir:train",
            "mnist:dir:test",
            "safetensors:a#b.safetensors#x.weight",
        ] {
            assert_eq!(text.parse::<Spec>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn mistakes_get_the_nearest_form() {
        let cases = [
            ("toy:8gausians", "'8gaussians'"),
            ("toy:checker", "'checkerboard'"),
            ("8gaussians", "'toy:8gaussians'"),
            ("moons", "'toy:moons'"),
            ("mi:D=80", "'d'"),
            ("uniform-pixel:gamma=1,shape=3x8x8", "'uniform-pixels:gamma=X,shape=CxHxW'"),
            ("digit", "'digits'"),
            ("digits:tset", "'test'"),
            ("x.npy", "'npy:x.npy'"),
            ("dir/x.csv", "'csv:dir/x.csv'"),
            ("mnist:dir:tset", "'test'"),
        ];
        for (text, suggestion) in cases {
            let message = text.parse::<Spec>().unwrap_err().to_string();
            assert!(message.contains(&format!("did you mean {suggestion}?")), "{text}: {message}");
        }
    }

    #[test]
    fn what_is_unlike_everything_lists_the_forms() {
        for text in [
            "",
            "zzz",
            "mi",
            "mi:d=7",
            "mi:80",
            "uniform-pixels:gamma=1",
            "gaussian-images",
            "toy",
            "toy:",
            "npy:",
            "npy",
            ":",
            "csv",
            "csv:",
            "mnist:",
            "mnist",
            "safetensors:x",
            "safetensors:x#",
        ] {
            let error = text.parse::<Spec>().unwrap_err();
            assert_eq!(error.kind().exit_code(), 2, "{text}");
        }
        assert!("zzz".parse::<Spec>().unwrap_err().to_string().contains("npy:FILE"));
    }
}
