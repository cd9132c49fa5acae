//! The conformance kit on `dfdx` tensors. `CDM_RANDOM_PROGRAMS` sets how many random programs (default 500).

#![cfg(feature = "dfdx")]

use cdm_backend_cuda::DfdxBackend;
use cdm_core::conformance::Precision;
use cdm_core::conformance_tests;

fn count() -> u64 {
    std::env::var("CDM_RANDOM_PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(500)
}

conformance_tests!(single_precision, DfdxBackend::<f32>::default(), Precision::F32, 0..count());
conformance_tests!(double_precision, DfdxBackend::<f64>::default(), Precision::F64, 0..count());
