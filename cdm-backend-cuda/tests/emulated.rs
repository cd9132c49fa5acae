//! The conformance kit on the emulated device: the kernels' arithmetic, their barriers, and the executor's host side.
//! `CDM_RANDOM_PROGRAMS` sets how many random programs (default 100).

#![cfg(feature = "emulator")]

use cdm_backend_cuda::{CudaBackend, Emulator, Options};
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

conformance_tests!(in_order, CudaBackend::new(device()), Precision::F32, 0..count());
conformance_tests!(reversed, CudaBackend::new(device().reversed()), Precision::F32, 0..count());

/// With the shortest sums in regions, and in small groups.
fn summing(device: Emulator) -> CudaBackend<Emulator> {
    let options = Options::default();
    let limits = Limits { row: 1, ..options.limits };
    CudaBackend::with_options(device, Options { limits, sample_bytes: 4096 })
}

conformance_tests!(sums_in_order, summing(device()), Precision::F32, 0..count());
conformance_tests!(sums_reversed, summing(device().reversed()), Precision::F32, 0..count());
