//! Random programs on `dfdx` tensors, against bounds on rounding errors. `CDM_RANDOM_PROGRAMS` sets how many.

#![cfg(feature = "dfdx")]

use cdm_backend_cuda::DfdxBackend;
use cdm_core::backend::Backend;
use cdm_ref::bounded::Precision;
use cdm_ref::random_program::run_programs;

fn check<B: Backend>(backend: &B, precision: &Precision) {
    let count = std::env::var("CDM_RANDOM_PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(500);
    match run_programs(backend, precision, 0..count) {
        Ok(summary) => println!("{summary}"),
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn single_precision() {
    check(&DfdxBackend::<f32>::default(), &Precision::F32);
}

#[test]
fn double_precision() {
    check(&DfdxBackend::<f64>::default(), &Precision::F64);
}
