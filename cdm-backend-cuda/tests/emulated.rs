//! The conformance kit on the emulated device: the kernels' arithmetic, their barriers, and the executor's host side.
//! `CDM_RANDOM_PROGRAMS` sets how many random programs (default 100).

#![cfg(feature = "emulator")]

use cdm_backend_cuda::{CudaBackend, Emulator, Options, Precision as Products};
use cdm_core::conformance::Precision;
use cdm_core::conformance_tests;
use cdm_core::program::regions::Limits;

fn count() -> u64 {
    std::env::var("CDM_RANDOM_PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(100)
}

/// With `CDM_EMULATOR_SANITIZED` under AddressSanitizer, which must be loaded.
fn device() -> Emulator {
    let device = Emulator::default();
    if std::env::var_os("CDM_EMULATOR_SANITIZED").is_some() { device.sanitized() } else { device }
}

fn with(precision: Products, device: Emulator) -> CudaBackend<Emulator> {
    CudaBackend::new(device).with_precision(precision)
}

conformance_tests!(in_order, CudaBackend::new(device()), Precision::F32, 0..count());
conformance_tests!(reversed, CudaBackend::new(device().reversed()), Precision::F32, 0..count());
conformance_tests!(tf32, with(Products::Tf32, device()), Precision::TF32, 0..count());
conformance_tests!(bf16, with(Products::Bf16, device().reversed()), Precision::BF16, 0..count());

/// With the shortest sums in regions, and in small groups.
fn summing(device: Emulator) -> CudaBackend<Emulator> {
    let options = Options::default();
    let limits = Limits { row: 1, ..options.limits };
    CudaBackend::with_options(device, Options { limits, sample_bytes: 4096, ..options })
}

conformance_tests!(sums_in_order, summing(device()), Precision::F32, 0..count());
conformance_tests!(sums_reversed, summing(device().reversed()), Precision::F32, 0..count());
