//! What each problem of a file says, and what to do about it.

use super::Problem;
use crate::data::{Part, classes};
use std::fmt;

/// A column in a message: its number, and its name if it has one.
struct Column<'a> {
    number: usize,
    name: &'a str,
}

impl fmt::Display for Column<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            "" => write!(f, "{}", self.number),
            name => write!(f, "{} ({name})", self.number),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNumber { line: 1, column, text, .. } if !text.is_empty() => write!(
                f,
                "line 1, column {column}: '{text}' is no number, though other fields of the line are; a first line of names \
                 alone is taken as a header, so write numbers only or names only, or name the column: label={column} if it is the \
                 class, drop={column} to leave it out"
            ),
            Self::NotNumber { line, column, name, text } if text.is_empty() => write!(
                f,
                "line {line}, column {}: the field is empty; fill it in or remove the line",
                Column { number: *column, name }
            ),
            Self::NotNumber { line, column, name, text } => {
                let option = if name.is_empty() { column.to_string() } else { name.clone() };
                write!(
                    f,
                    "line {line}, column {}: '{text}' is no number; write numbers with a decimal point, or leave a column of \
                     text out with drop={option}, or take it as the class with label={option}",
                    Column { number: *column, name }
                )
            }
            Self::NotFinite { line, column, name, text } => write!(
                f,
                "line {line}, column {}: '{text}' is not finite in single precision; remove the line or impute the value",
                Column { number: *column, name }
            ),
            Self::LongLine { line, most } => write!(
                f,
                "line {line} is longer than {} MiB; a quote that does not end may be the reason: close or remove it",
                most >> 20
            ),
            Self::ManyClasses { column, name } => write!(
                f,
                "column {} has more than {} classes, so it is none of classes; name another with label=, or none",
                Column { number: *column, name },
                classes::MOST
            ),
            Self::Unknown { what, name, nearest, known } => {
                write!(f, "it has no {what} '{name}'")?;
                if let Some(nearest) = nearest {
                    write!(f, "; did you mean '{nearest}'?")?;
                }
                match known.iter().all(String::is_empty) {
                    true => write!(f, " (known: 1 to {})", known.len()),
                    false => write!(f, " (known: {})", known.join(", ")),
                }
            }
            Self::NoColumns => write!(f, "no column of values is left; name some with columns=, or drop fewer"),
            Self::Ragged { line, found, expected } => {
                write!(f, "line {line} has {found} fields, but the first line has {expected}; give every line as many")
            }
            Self::Csv(source) => write!(f, "not a CSV file: {source}; save it as UTF-8 text"),
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
                 vectors, or of shape [n, height, width] or [n, height, width, channels] of U8 or floating point for images"
            ),
            Self::Entry { name, problem } => write!(f, "{name}: {problem}"),
            Self::Archive { kind, reason } => {
                write!(
                    f,
                    "not a {kind} archive that can be read: {reason}; download it again, or unpack it and name the folder"
                )
            }
            Self::CutOff => write!(f, "the archive ends within this file; download it again"),
            Self::Inflate => write!(f, "it does not decompress to what the archive promises; pack it again"),
            Self::Missing { file, set } => write!(
                f,
                "holds no {file}; name the folder {set} of the binary version, or its archive, and not the one for Python"
            ),
            Self::Records { bytes, record } => write!(
                f,
                "its {bytes} bytes are no whole number of records of {record}; it is truncated or of another set: download it \
                 again"
            ),
            Self::NoImages => write!(
                f,
                "holds no PNG, JPEG or WebP image, in sub-folders neither; check the path, or convert the images to one of these"
            ),
            Self::SingleImage => write!(f, "is an image; name the folder that it lies in"),
            Self::NotImage => {
                write!(f, "its content is no PNG, JPEG or WebP image, whatever its name says; remove it or replace it")
            }
            Self::ImageFormat { format } => {
                write!(f, "images of format {format} are not read; convert it to PNG, JPEG or WebP, or remove it")
            }
            Self::Image(reason) => {
                write!(f, "the image cannot be decoded ({}); save it again, or remove it", reason.trim())
            }
            Self::Pixels { found: [h, w], most } => {
                write!(f, "an image of {h}x{w} pixels cannot be read, at most {most} pixels can; scale it down")
            }
            Self::Promise { found: [h, w], bytes } => {
                write!(
                    f,
                    "its header promises {h}x{w} pixels, which its {bytes} bytes cannot hold; save it again, or remove it"
                )
            }
            Self::ImageBytes { bytes, most } => {
                write!(f, "its {bytes} bytes are more than the {most} that are read of an image; scale it down")
            }
            Self::ImageSize { found: [h, w], first: Some(first), expected: [height, width] } => write!(
                f,
                "its size is {h}x{w}, that of {first} {height}x{width}; give the size that all are scaled to, as in size=64"
            ),
            Self::ImageSize { found: [h, w], first: None, expected: [height, width] } => {
                write!(f, "its size is {h}x{w}, no longer {height}x{width} as when it was opened; start again")
            }
            Self::SmallImage { found: [h, w], side } => {
                write!(f, "its size is {h}x{w}, smaller than crop={side}; give a smaller crop, or size= alone")
            }
            Self::NotCeleba { found: [h, w] } => write!(
                f,
                "its size is {h}x{w}, but crop=celeba is for the aligned images of 218x178; give the side of a square \
                 instead, or size= alone"
            ),
            Self::Link => f.write_str(
                "a link to a folder is not followed, since it may lead in a circle, or it leads nowhere; put the folder itself in its place",
            ),
            Self::BesideClasses { name } => write!(
                f,
                "{name} lies beside folders, which are classes; move it into one of them, or all images into one folder"
            ),
            Self::NoPart { part, found } => {
                let part = if *part == Part::Train { "train" } else { "test" };
                write!(f, "has no folder '{part}'")?;
                match found.is_empty() {
                    true => write!(f, "; its folders are no parts: leave {part} out"),
                    false => write!(f, ", only {}; leave {part} out", found.join(", ")),
                }
            }
            Self::Name => write!(f, "its name is no UTF-8 text; rename it"),
            Self::TooMany => write!(f, "it holds more than the 4294967295 samples that can be numbered; split it"),
            Self::LabelArray { name, shape } => {
                write!(
                    f,
                    "array {name} of shape {shape:?} holds no labels: these are integers of shape [n]; name another"
                )
            }
            Self::LabelCount { name, labels, samples } => {
                write!(f, "array {name} holds {labels} labels for {samples} samples; name the labels of these samples")
            }
            Self::Parquet(reason) => {
                write!(f, "not a Parquet file that can be read ({reason}); download or write it again")
            }
            Self::NoParquet => write!(f, "holds no .parquet file; check the path"),
            Self::OtherColumns => {
                write!(
                    f,
                    "its columns are not those of the first file; name files of one table, perhaps by a pattern with *"
                )
            }
            Self::Field { row, column, text } => write!(
                f,
                "row {row} (counted from 0), column {column}: it is {text}, which cannot be used; remove or impute it, or leave \
                 the column out with drop={column}"
            ),
            Self::Feature { feature } => write!(
                f,
                "this build does not read such files; build cdm with --features {feature}, or save them in another format"
            ),
        }
    }
}
