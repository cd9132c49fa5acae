//! What can be wrong with a file of data.

use std::fmt;

/// What is wrong with a file of data. Lines and columns count from 1, as editors do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// A field of a CSV file that is no number.
    NotNumber {
        /// Line.
        line: u64,
        /// Column.
        column: usize,
        /// The field.
        text: String,
    },
    /// A field of a CSV file that is infinite or not a number in single precision.
    NotFinite {
        /// Line.
        line: u64,
        /// Column.
        column: usize,
        /// The field.
        text: String,
    },
    /// A line of a CSV file with another number of fields than the first.
    Ragged {
        /// Line.
        line: u64,
        /// Its fields.
        found: u64,
        /// Fields of the first line.
        expected: u64,
    },
    /// A CSV file that cannot be split into fields.
    Csv(csv::Error),
    /// A file that does not begin as the IDX file that it should be.
    Magic {
        /// Its first four bytes, big-endian; fewer are taken as followed by zeros.
        found: u32,
        /// What they should be.
        expected: u32,
    },
    /// Images of no pixels, or of more than any memory holds.
    Extents {
        /// Images, rows, columns.
        extents: [u32; 3],
    },
    /// An IDX file whose length does not match its header.
    Length {
        /// Bytes that the header promises.
        expected: u64,
        /// Whether there are more, and otherwise how many there are.
        found: Option<u64>,
    },
    /// As many labels as images there must be, and are not.
    Counts {
        /// Labels.
        labels: usize,
        /// Images.
        images: usize,
    },
    /// Images of another size than those of the other part.
    Sizes {
        /// Rows and columns.
        found: [usize; 2],
        /// Those of the other part.
        expected: [usize; 2],
    },
    /// A label that is no digit.
    Label {
        /// Its place, from 0.
        at: usize,
        /// The label.
        label: u8,
        /// Classes: labels are below.
        classes: usize,
    },
    /// A damaged or truncated safetensors file.
    Safetensors(safetensors::SafeTensorError),
    /// A tensor whose shape and elements make no data set.
    Tensor {
        /// Its name.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// Type of its elements.
        dtype: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNumber { line: 1, column, text } => write!(
                f,
                "line 1, column {column}: '{text}' is no number, though other fields of the line are; a first line of names \
                 alone is taken as a header, so write numbers only or names only"
            ),
            Self::NotNumber { line, column, text } if text.is_empty() => {
                write!(f, "line {line}, column {column}: the field is empty; fill it in or remove the line")
            }
            Self::NotNumber { line, column, text } => write!(
                f,
                "line {line}, column {column}: '{text}' is no number; write numbers with a decimal point and commas between \
                 them, and remove columns of text"
            ),
            Self::NotFinite { line, column, text } => {
                write!(
                    f,
                    "line {line}, column {column}: '{text}' is not finite in single precision; remove or impute it"
                )
            }
            Self::Ragged { line, found, expected } => {
                write!(f, "line {line} has {found} fields, but the first line has {expected}; give every line as many")
            }
            Self::Csv(source) => write!(f, "not a CSV file: {source}; save it as UTF-8 text with commas"),
            Self::Magic { found, expected } => write!(
                f,
                "not the IDX file that its name says: it begins with {found:#010x}, not {expected:#010x}; download it again, \
                 or rename it"
            ),
            Self::Extents { extents: [n, height, width] } => {
                write!(f, "its header promises {n} images of {height}x{width}, which cannot be; download it again")
            }
            Self::Length { expected, found: Some(found) } => write!(
                f,
                "the file is truncated: its header promises {expected} bytes in all, it holds {found}; download it again"
            ),
            Self::Length { expected, found: None } => {
                write!(f, "the file has trailing bytes: its header promises {expected} in all; download it again")
            }
            Self::Counts { labels, images } => {
                write!(f, "it holds {labels} labels for {images} images; take both files from the same download")
            }
            Self::Sizes { found: [h, w], expected: [height, width] } => write!(
                f,
                "its images are {h}x{w}, but those of the training set {height}x{width}; take one part, with :train or :test"
            ),
            Self::Label { at, label, classes } => write!(
                f,
                "label {label} at {at} (counted from 0) is none of the {classes} classes 0 to {}; map labels to these",
                classes - 1
            ),
            Self::Safetensors(source) => {
                write!(f, "not a whole safetensors file ({source}); write it again with safetensors")
            }
            Self::Tensor { name, shape, dtype } => write!(
                f,
                "tensor {name} of shape {shape:?} and type {dtype} is no data set; expected [n] or [n, d] of numbers for \
                 vectors, or U8 of shape [n, height, width] or [n, height, width, channels] for images"
            ),
        }
    }
}
