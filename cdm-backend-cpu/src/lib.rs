//! Fast CPU executor of cdm's tensor programs, in `f32` and `f64`.
//!
//! [`CpuBackend`] runs whole programs: the batch is split over threads, each thread takes groups of samples that stay in
//! its cache, and pointwise operations run as regions over chunks of a few kilobytes. With AVX-512, convolutions and products of few
//! numbers whose width suits the vectors run straight from memory, and convolutions of 3 × 3 taps by Winograd's algorithm where the
//! group has tiles enough; all others are unfolded and go to the `gemm` crate. For given
//! options, batch and instruction set results are the same bit for bit from run to run; others change the order of sums, and with
//! it the last bits.
//!
//! [`CpuKernels`] are the same kernels for one call at a time, behind [`cdm_core::kernels::Kernels`].
//!
//! One binary serves every x86-64 and other machines: inner loops are compiled for several instruction sets and
//! chosen when they run; [`Isa`] tells which, and can limit them.

mod backend;
mod convolution;
mod direct;
mod element;
mod executable;
mod frame;
mod kernels;
mod lanes;
mod memory;
mod micro;
mod peak;
mod pointwise;
mod pool;
mod prepared;
mod products;
mod profile;
mod region;
mod rows;
mod schedule;
mod simd;
mod sound;
mod spread;
mod winograd;
mod work;

pub use backend::{CpuBackend, CpuError, CpuOptions};
pub use element::Element;
pub use executable::CpuExecutable;
pub use kernels::CpuKernels;
pub use profile::{Phase, Profile, Report, StepTime};
#[doc(hidden)]
pub use region::source as region_source;
pub use simd::Isa;
