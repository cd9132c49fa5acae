//! Samples in files.

use super::{Known, Labels, Layout, Sink, picture_of};
use crate::data::{Shape, Transform, npy};
use crate::error::Error;
use crate::fs::Staged;
use crate::model::ModelConfig;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A file for samples, its format told by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleFile {
    /// A picture.
    Png(PathBuf),
    /// Numbers.
    Npy(PathBuf),
}

impl SampleFile {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        match self {
            Self::Png(path) | Self::Npy(path) => path,
        }
    }

    /// The file beside it with the class of each sample: `x.labels.npy` of `x.npy`.
    pub fn labels(&self) -> PathBuf {
        self.path().with_extension("labels.npy")
    }
}

impl FromStr for SampleFile {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let path = PathBuf::from(text);
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("png") => Ok(Self::Png(path)),
            Some("npy") => Ok(Self::Npy(path)),
            _ => Err(Error::BadValue {
                option: "--out".into(),
                value: text.into(),
                expected: "a file name that ends in .png or .npy".into(),
            }),
        }
    }
}

/// A `.npy` file that samples are appended to, in the data's units: grey values of up to 256 levels as `uint8`, so that what
/// was drawn can be scored
/// and started from, others as `float32`.
pub enum Numbers {
    /// Grey values.
    Bytes(npy::Rows<u8>),
    /// Real numbers.
    Real(npy::Rows<f32>),
}

impl Numbers {
    /// Starts a file of `count` samples of a model.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn create(path: &Path, count: usize, config: &ModelConfig) -> Result<Self, Error> {
        let shape = Some(config.shape);
        Ok(match config.transform {
            Transform::Grey { levels: ..=256, .. } => Self::Bytes(npy::Rows::create(path, count, shape)?),
            _ => Self::Real(npy::Rows::create(path, count, shape)?),
        })
    }

    /// Appends samples.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn extend(&mut self, values: &[f32]) -> Result<(), Error> {
        match self {
            Self::Bytes(rows) => rows.extend(values.iter().map(|v| *v as u8)),
            Self::Real(rows) => rows.extend(values.iter().copied()),
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Self::Bytes(rows) => rows.finish(),
            Self::Real(rows) => rows.finish(),
        }
    }
}

/// Images that one picture holds at most, and points of a scatter plot: a picture is held whole.
const MOST: [usize; 2] = [10_000, 1_000_000];

/// Writes samples as they come: into a `.npy` file, with their classes in another one, or into a picture, which is drawn in the end.
pub struct Files<'a> {
    config: &'a ModelConfig,
    known: Option<Known<'a>>,
    to: To<'a>,
}

/// Where samples go.
enum To<'a> {
    Numbers { samples: Numbers, labels: Option<(npy::Rows<u32>, &'a Labels)> },
    Picture { file: Staged, values: Vec<f32>, layout: Layout },
}

impl<'a> Files<'a> {
    /// Starts the files of `count` samples.
    ///
    /// # Errors
    /// [`Error::Write`]; [`Error::BadValue`] for more samples than a picture holds.
    pub fn create(
        file: &'a SampleFile,
        count: usize,
        config: &'a ModelConfig,
        labels: Option<&'a Labels>,
        layout: Layout,
    ) -> Result<Self, Error> {
        let to = match file {
            SampleFile::Npy(path) => {
                let samples = Numbers::create(path, count, config)?;
                let labels =
                    labels.map(|labels| Ok::<_, Error>((npy::Rows::create(&file.labels(), count, None)?, labels)));
                To::Numbers { samples, labels: labels.transpose()? }
            }
            SampleFile::Png(path) => {
                let most = MOST[usize::from(matches!(config.shape, Shape::Vector { .. }))];
                if count > most {
                    let expected = format!("at most {most} samples in a picture; write more of them to a .npy file");
                    return Err(Error::BadValue { option: "--n".into(), value: count.to_string(), expected });
                }
                To::Picture { file: Staged::create(path)?, values: Vec::new(), layout }
            }
        };
        Ok(Self { config, known: None, to })
    }

    /// Writes what is known of samples as it was given.
    #[must_use]
    pub fn knowing(self, known: Option<Known<'a>>) -> Self {
        Self { known, ..self }
    }

    /// Ends the files and gives them their names.
    ///
    /// # Errors
    /// [`Error::Write`], or those of the picture.
    pub fn finish(self) -> Result<(), Error> {
        match self.to {
            To::Numbers { samples, labels } => {
                labels.map_or(Ok(()), |(rows, _)| rows.finish())?;
                samples.finish()
            }
            To::Picture { file, values, layout } => file.end(&picture_of(&values, self.config, &layout)?.to_png()?),
        }
    }
}

impl Sink for Files<'_> {
    fn batch(&mut self, first: usize, x: &[f32]) -> Result<(), Error> {
        let mut own = vec![0.0; x.len()];
        self.config.transform.decode_into(x, &mut own);
        if let Some(known) = &self.known {
            known.restore(first, &mut own)?;
        }
        match &mut self.to {
            To::Numbers { samples, labels } => {
                if let Some((rows, labels)) = labels {
                    rows.extend(labels.of(first..first + own.len() / self.config.shape.dim()))?;
                }
                samples.extend(&own)
            }
            To::Picture { values, .. } => {
                values.extend(own);
                Ok(())
            }
        }
    }
}
