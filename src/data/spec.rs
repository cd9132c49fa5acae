//! How a user names data on the command line.

mod forms;

pub use forms::{SPEC_HELP, forms, spec_help};

use super::cifar::Cifar;
use super::images::{FLAGS, ImageOptions, KEYS};
use super::options::Grammar;
use super::synthetic::Synthetic;
use super::table::{self, TableOptions};
use crate::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
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

impl Part {
    /// The option that asks for it; none for all samples.
    fn print(self) -> Vec<String> {
        match self {
            Self::All => Vec::new(),
            Self::Train => vec!["train".to_owned()],
            Self::Test => vec!["test".to_owned()],
        }
    }
}

/// Names data, in one of the [`forms`].
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
    Npy {
        /// The file.
        path: PathBuf,
        /// A file with the labels.
        labels: Option<PathBuf>,
    },
    /// An array of a NumPy archive.
    Npz {
        /// The archive.
        path: PathBuf,
        /// Name of the array.
        name: String,
        /// Name of the array of labels.
        labels: Option<String>,
    },
    /// A table as text.
    Csv {
        /// The file.
        path: PathBuf,
        /// Which columns are used.
        options: TableOptions,
    },
    /// Parquet files: a table, or a column of images.
    Parquet {
        /// A file, a directory of them, or a pattern with `*`.
        path: PathBuf,
        /// Which columns of a table are used, or which column holds the classes of images.
        table: TableOptions,
        /// What is done with each image.
        images: ImageOptions,
        /// Which of its parts.
        part: Part,
    },
    /// A directory with MNIST's files.
    Mnist(PathBuf, Part),
    /// The binary version of CIFAR-10 or CIFAR-100: a directory with its files, or its archive.
    Cifar(Cifar, PathBuf, Part),
    /// A folder or an archive of images, whose folders are classes.
    Images {
        /// Folder or archive.
        path: PathBuf,
        /// What is done with each image.
        options: ImageOptions,
        /// Which of its parts.
        part: Part,
    },
    /// A tensor of a safetensors file.
    Safetensors {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        name: String,
        /// Name of the tensor of labels.
        labels: Option<String>,
    },
}

const MNIST: Grammar = Grammar { kind: "mnist", flags: &PARTS, keys: &[] };
const CIFAR10: Grammar = Grammar { kind: "cifar10", flags: &PARTS, keys: &[] };
const CIFAR100: Grammar = Grammar { kind: "cifar100", flags: &PARTS, keys: &[] };
const IMAGES: Grammar = Grammar { kind: "images", flags: &["train", "test", FLAGS[0], FLAGS[1]], keys: &KEYS };
const CSV: Grammar = Grammar { kind: "csv", flags: &[], keys: &table::KEYS };
const PARQUET: Grammar = Grammar {
    kind: "parquet",
    flags: &["train", "test", FLAGS[0], FLAGS[1]],
    keys: &["label", "columns", "drop", KEYS[0], KEYS[1]],
};
const NPY: Grammar = Grammar { kind: "npy", flags: &[], keys: &["labels"] };
const PARTS: [&str; 2] = ["train", "test"];

impl FromStr for Spec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (kind, rest) = text.split_once(':').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        match (kind, rest) {
            ("digits", None) => Ok(Self::Digits(Part::All)),
            ("digits", Some("train")) => Ok(Self::Digits(Part::Train)),
            ("digits", Some("test")) => Ok(Self::Digits(Part::Test)),
            ("digits", Some(part)) => Err(Error::unknown_name("part of digits", part, &["train", "test"])),
            ("parquet", rest) => {
                let (path, options) = PARQUET.split(rest.unwrap_or_default())?;
                let (table, images) = (TableOptions::parse(&options), ImageOptions::parse(&options)?);
                Ok(Self::Parquet { path, table, images, part: options.part()? })
            }
            ("npy", rest) => {
                let (path, options) = NPY.split(rest.unwrap_or_default())?;
                Ok(Self::Npy { path, labels: options.text("labels").map(PathBuf::from) })
            }
            ("npz", rest) => {
                let (path, name, labels) =
                    member(text, rest, "'npz:FILE#NAME', with the name of an array of the archive")?;
                Ok(Self::Npz { path, name, labels })
            }
            ("csv", rest) => {
                let (path, options) = CSV.split(rest.unwrap_or_default())?;
                Ok(Self::Csv { path, options: TableOptions::parse(&options) })
            }
            ("mnist", rest) => parted(MNIST, rest, Self::Mnist),
            ("cifar10", rest) => parted(CIFAR10, rest, |path, part| Self::Cifar(Cifar::Ten, path, part)),
            ("cifar100", rest) => parted(CIFAR100, rest, |path, part| Self::Cifar(Cifar::Hundred, path, part)),
            ("images", rest) => {
                let (path, options) = IMAGES.split(rest.unwrap_or_default())?;
                Ok(Self::Images { path, options: ImageOptions::parse(&options)?, part: options.part()? })
            }
            ("safetensors", rest) => {
                let expected = "'safetensors:FILE#NAME', with the name of a tensor of the file";
                let (path, name, labels) = member(text, rest, expected)?;
                Ok(Self::Safetensors { path, name, labels })
            }
            _ => Synthetic::parse(kind, rest).unwrap_or_else(|| Err(forms::unknown(text))).map(Self::Synthetic),
        }
    }
}

fn incomplete(text: &str, expected: &str) -> Error {
    Error::BadValue { option: "data".into(), value: text.into(), expected: expected.into() }
}

/// A path, the name of what it holds, and perhaps that of its labels: `FILE#NAME,LABELS`.
fn member(text: &str, rest: Option<&str>, expected: &str) -> Result<(PathBuf, String, Option<String>), Error> {
    let (path, names) = rest.and_then(|rest| rest.rsplit_once('#')).ok_or_else(|| incomplete(text, expected))?;
    let (name, labels) = names.split_once(',').map_or((names, None), |(name, labels)| (name, Some(labels)));
    if path.is_empty() || name.is_empty() || labels == Some("") {
        return Err(incomplete(text, expected));
    }
    Ok((PathBuf::from(path), name.to_owned(), labels.map(str::to_owned)))
}

/// Data with nothing but a path and perhaps a part.
fn parted(grammar: Grammar, rest: Option<&str>, spec: impl Fn(PathBuf, Part) -> Spec) -> Result<Spec, Error> {
    let (path, options) = grammar.split(rest.unwrap_or_default())?;
    Ok(spec(path, options.part()?))
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
            Self::Parquet { path, table, images, part } => {
                let options: Vec<String> =
                    table.print().into_iter().chain(images.print()).chain(part.print()).collect();
                f.write_str(&PARQUET.print(path, &options))
            }
            Self::Npy { path, labels } => {
                let labels = labels.iter().map(|labels| format!("labels={}", labels.display()));
                f.write_str(&NPY.print(path, &labels.collect::<Vec<_>>()))
            }
            Self::Npz { path, name, labels } => write_member(f, "npz", path, name, labels.as_deref()),
            Self::Csv { path, options } => f.write_str(&CSV.print(path, &options.print())),
            Self::Mnist(path, part) => f.write_str(&MNIST.print(path, &part.print())),
            Self::Cifar(Cifar::Ten, path, part) => f.write_str(&CIFAR10.print(path, &part.print())),
            Self::Cifar(Cifar::Hundred, path, part) => f.write_str(&CIFAR100.print(path, &part.print())),
            Self::Images { path, options, part } => {
                let options: Vec<String> = options.print().into_iter().chain(part.print()).collect();
                f.write_str(&IMAGES.print(path, &options))
            }
            Self::Safetensors { path, name, labels } => write_member(f, "safetensors", path, name, labels.as_deref()),
        }
    }
}

fn write_member(f: &mut fmt::Formatter<'_>, kind: &str, path: &Path, name: &str, labels: Option<&str>) -> fmt::Result {
    write!(f, "{kind}:{}#{name}", path.display())?;
    labels.map_or(Ok(()), |labels| write!(f, ",{labels}"))
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
            "csv:x.csv:label=a b,columns=x+3,drop=id",
            "mnist:dir",
            "mnist:a:b/dir:train",
            "mnist:dir:test",
            "mnist:dir:test:",
            "cifar10:dir/cifar-10-binary.tar.gz",
            "cifar100:dir:train",
            "images:a:b",
            "images:faces.zip:size=64,crop=celeba,grey,train",
            "images:dir:size=32x48,crop=140,colour,test",
            "parquet:x.parquet",
            "parquet:dir/train-*:label=digit,size=32,grey,train",
            "npy:x.npy:labels=dir/y.npy",
            "npz:x.npz#x",
            "npz:x.npz#x,y",
            "safetensors:a#b.safetensors#x.weight",
            "safetensors:x.safetensors#x,y",
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
            ("uniform-pixel:gamma=1,shape=3x8x8", "'uniform-pixels:gamma=1,shape=3x8x8'"),
            ("digit", "'digits'"),
            ("digits:tset", "'test'"),
            ("x.npy", "'npy:x.npy'"),
            ("dir/x.csv", "'csv:dir/x.csv'"),
            ("mnist:dir:tset", "'test'"),
            ("cifar-10:dir", "'cifar10:dir'"),
            ("src", "'images:src'"),
            ("x.tar.gz", "'images:x.tar.gz'"),
            ("a:b/x.csv.gz", "'csv:a:b/x.csv.gz'"),
            ("x.safetensors", "'safetensors:x.safetensors#NAME'"),
            ("images:dir:sise=64", "'size'"),
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
