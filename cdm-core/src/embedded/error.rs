//! Why an image cannot be used.

use crate::ShapeError;
use crate::backend::RunError;
use core::fmt;

/// Why an image cannot be written, read or run.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum EmbeddedError {
    /// The bytes are no image.
    Magic,
    /// The image is of a later version.
    Version {
        /// Its version.
        found: u32,
        /// The latest that is known here.
        known: u32,
    },
    /// The bytes end early, or go on after the end.
    Length {
        /// Bytes that the header promises.
        want: usize,
        /// Bytes there are.
        got: usize,
    },
    /// The bytes are not those that were written.
    Checksum {
        /// The header's.
        want: u32,
        /// That of the bytes.
        got: u32,
    },
    /// An entry that no writer writes.
    Damaged {
        /// What it is part of.
        part: &'static str,
        /// Its number there.
        at: usize,
    },
    /// The bytes do not lie on a multiple of four.
    Alignment,
    /// This machine's numbers are big-endian; weights are read in place.
    ByteOrder,
    /// The lent memory is too small.
    Storage {
        /// Which part.
        part: &'static str,
        /// Entries needed.
        want: usize,
        /// Entries lent.
        got: usize,
    },
    /// A model that an image cannot hold.
    Content {
        /// The rule that is broken.
        rule: &'static str,
    },
    /// A value that is no grey value, where the image wants grey values.
    NotGrey {
        /// Its number in the sample.
        at: usize,
        /// The value.
        value: f32,
        /// Number of grey values, `K`: `0 … K − 1`.
        grey_values: u32,
    },
    /// A gradient is asked of an image that can only score.
    NoGradient,
    /// A wrong shape.
    Shape(ShapeError),
    /// Program or plan that is not sound, or a run that does not fit.
    Run(RunError),
}

impl fmt::Display for EmbeddedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("not an image that `cdm export --embedded` wrote"),
            Self::Version { found, known } => {
                write!(f, "the image is of version {found}, this program reads {known}; export the model anew")
            }
            Self::Length { want, got } => write!(f, "the image has {got} bytes, its header says {want}; copy it anew"),
            Self::Checksum { want, got } => {
                write!(f, "the image is damaged: its checksum is {got:08x}, not {want:08x}; copy it anew")
            }
            Self::Damaged { part, at } => write!(f, "the image is damaged: {part} {at}; export the model anew"),
            Self::Alignment => f.write_str("the image must lie on a multiple of 4 bytes; wrap it in `Aligned`"),
            Self::ByteOrder => f.write_str("images are little-endian, this machine is not"),
            Self::Storage { part, want, got } => {
                write!(f, "the image needs storage for {want} {part}, {got} were lent; see `Sizes`")
            }
            Self::Content { rule } => write!(f, "this model cannot be embedded: {rule}"),
            Self::NotGrey { at, value, grey_values } => {
                write!(f, "value {at} is {value}; use whole numbers of 0 to {}", grey_values.saturating_sub(1))
            }
            Self::NoGradient => {
                f.write_str("the image can only score; for gradients export it with `--embedded denoise`")
            }
            Self::Shape(error) => error.fmt(f),
            Self::Run(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for EmbeddedError {}

impl From<ShapeError> for EmbeddedError {
    fn from(error: ShapeError) -> Self {
        Self::Shape(error)
    }
}

impl From<RunError> for EmbeddedError {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}
