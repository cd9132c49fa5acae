//! A trained model in one constant: program, plan and weights as an *image*, read without an allocator.
//!
//! [`write()`] (with `alloc`) makes an image; [`Image::open`] checks one and [`Image::classifier`] makes a
//! [`crate::Classifier`] of it. Tables are decoded into [`Storage`] that the caller lends, whose sizes
//! [`Sizes::of`] tells at compile time; weights are read where they lie.
//!
//! ```text
//! static IMAGE: &Aligned<[u8]> = &Aligned(*include_bytes!("model.cdm"));
//! const SIZES: Sizes = Sizes::of(&IMAGE.0);
//! static mut STORAGE: Storage<'static, { SIZES.nodes }, { SIZES.inputs }, { SIZES.arena }> = Storage::new();
//! ```
//!
//! # Format
//! Version 1, little-endian. A header of [`HEADER`] bytes: magic `CDMIMAGE`, version, length of the file, CRC-32 (ISO-HDLC) of all other
//! bytes, then counts, lengths of the plan's spaces, and what a score needs. Tables follow in a fixed order, then
//! names, then the weights in the program's order, on a multiple of 64 bytes.
//!
//! A damaged image is an error; a forged one is an error or gives other numbers, never a panic or an access outside its
//! memory: [`Image::open`] checks the bytes, and [`Image::classifier`] verifies program and plan before they run.

mod codec;
mod error;
mod header;
mod read;
#[cfg(all(test, feature = "alloc"))]
mod tests;
mod units;
#[cfg(feature = "alloc")]
mod write;

pub use error::EmbeddedError;
pub use header::{Content, HEADER, Sizes, VERSION};
pub use read::{Embedded, Image, Storage};
pub use units::Units;
#[cfg(feature = "alloc")]
pub use write::{Source, write};

/// Bytes on a multiple of 64, as an image must lie: `Aligned(*include_bytes!("model.cdm"))`.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Aligned<T: ?Sized>(pub T);
