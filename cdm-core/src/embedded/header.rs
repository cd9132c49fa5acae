//! The header: what the tables hold, and how long they are.

use super::codec::{INPUT, NODE, OUTPUT, PLACE, TRANSFER};
use super::{EmbeddedError, units};

/// Bytes of the header.
pub const HEADER: usize = 160;
/// Version of the format.
pub const VERSION: u32 = 1;
pub(super) const MAGIC: [u8; 8] = *b"CDMIMAGE";
/// Where the checksum stands; all other bytes go into it.
pub(super) const CHECKSUM: usize = 16;
/// Weights begin on a multiple of this many bytes.
pub(super) const WEIGHTS_ALIGN: usize = 64;

/// What an image can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Logits, hence densities: `x → logits`.
    Score,
    /// Gradients too, hence denoising and samples: `x, cotangent → logits, gradient`.
    Denoise,
}

impl Content {
    /// The name used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Denoise => "denoise",
        }
    }
}

/// Fields of the header after magic, version, length and checksum, as 32-bit numbers from byte 20.
#[derive(Clone, Copy)]
pub(super) enum Field {
    Content,
    Nodes,
    Inputs,
    Outputs,
    Names,
    Steps,
    BindSteps,
    MapSteps,
    SampleExports,
    Exports,
    SharedLen,
    ReduceLen,
    SampleLen,
    Weights,
    Dim,
    Levels,
    NoiseSteps,
    Units,
    GreyValues,
}

/// Bytes of the header from which the schedule's name stands, padded with zeros.
pub(super) const SCHEDULE: core::ops::Range<usize> = 96..128;

impl Field {
    pub(super) const fn at(self) -> usize {
        20 + 4 * self as usize
    }
}

pub(super) const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Memory that an image needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Nodes of the program.
    pub nodes: usize,
    /// Inputs of the program.
    pub inputs: usize,
    /// Numbers of working memory: the plan's three spaces for one sample, and for [`Content::Denoise`] one row of logits.
    pub arena: usize,
    /// Numbers in a sample.
    pub dim: usize,
    /// Levels, `L + 1`.
    pub levels: usize,
    /// Numbers in the weights.
    pub weights: usize,
}

impl Sizes {
    /// What the header says, to size a [`super::Storage`] at compile time; nothing is checked but that there is a header.
    ///
    /// # Panics
    /// For fewer bytes than a header has: at compile time, where this is meant to be used.
    #[must_use]
    pub const fn of(image: &[u8]) -> Self {
        assert!(image.len() >= HEADER, "not an image that `cdm export --embedded` wrote");
        let plan = field(image, Field::SharedLen)
            .saturating_add(field(image, Field::ReduceLen))
            .saturating_add(field(image, Field::SampleLen));
        let levels = field(image, Field::Levels);
        let row = if field(image, Field::Content) == Content::Denoise as usize { levels } else { 0 };
        Self {
            nodes: field(image, Field::Nodes),
            inputs: field(image, Field::Inputs),
            arena: plan.saturating_add(row),
            dim: field(image, Field::Dim),
            levels,
            weights: field(image, Field::Weights),
        }
    }
}

pub(super) const fn field(image: &[u8], field: Field) -> usize {
    u32_at(image, field.at()) as usize
}

/// Where the tables begin; each ends where the next begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) order: usize,
    pub(super) places: usize,
    pub(super) sample_exports: usize,
    pub(super) exports: usize,
    pub(super) units: usize,
    pub(super) names: usize,
    pub(super) names_end: usize,
    pub(super) weights: usize,
    pub(super) end: usize,
}

impl Layout {
    /// The layout that the counts of a header give.
    pub(super) fn of(image: &[u8]) -> Result<Self, EmbeddedError> {
        let mut at = HEADER as u64;
        let mut next = |count: Field, size: usize| {
            at += field(image, count) as u64 * size as u64;
            at
        };
        let inputs = next(Field::Nodes, NODE);
        let outputs = next(Field::Inputs, INPUT);
        let order = next(Field::Outputs, OUTPUT);
        let places = next(Field::Steps, 4);
        let sample_exports = next(Field::Nodes, PLACE);
        let exports = next(Field::SampleExports, TRANSFER);
        let units = next(Field::Exports, TRANSFER);
        let dim = field(image, Field::Dim) as u64;
        at += units::columns_bytes(field(image, Field::Units), dim);
        let names = at;
        let names_end = names + field(image, Field::Names) as u64;
        let weights = names_end.next_multiple_of(WEIGHTS_ALIGN as u64);
        let end = weights + field(image, Field::Weights) as u64 * 4;
        let small = |at: u64| usize::try_from(at).map_err(|_| EmbeddedError::Damaged { part: "header", at: 0 });
        Ok(Self {
            inputs: small(inputs)?,
            outputs: small(outputs)?,
            order: small(order)?,
            places: small(places)?,
            sample_exports: small(sample_exports)?,
            exports: small(exports)?,
            units: small(units)?,
            names: small(names)?,
            names_end: small(names_end)?,
            weights: small(weights)?,
            end: small(end)?,
        })
    }
}

/// CRC-32 of all bytes but the checksum itself.
pub(super) fn checksum(image: &[u8]) -> u32 {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let mut digest = CRC.digest();
    digest.update(&image[..CHECKSUM]);
    digest.update(&image[CHECKSUM + 4..]);
    digest.finalize()
}
