//! The conformance kit on every way to run programs here. `CDM_RANDOM_PROGRAMS` sets how many random ones.

use cdm_backend_cpu::{CpuBackend, CpuKernels, CpuOptions, Isa};
use cdm_core::backend::Backend;
use cdm_core::conformance::{Family, Kit, Precision};
use cdm_core::kernels::HostBackend;
use cdm_core::program::regions::Limits;

/// Every thread takes part, however little there is to do.
fn threads(threads: usize) -> CpuOptions {
    CpuOptions { threads, thread_nanoseconds: 0, ..CpuOptions::default() }
}

/// The whole kit, with this share of the random programs.
fn check<B: Backend>(backend: &B, precision: &Precision, share: u64) {
    let count = std::env::var("CDM_RANDOM_PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let kit = Kit::new(*precision).random_programs(0..u64::max(count / share, 1));
    for family in Family::ALL {
        kit.check_family(backend, family).expect_passed();
    }
}

#[test]
fn single_precision() {
    check(&CpuBackend::<f32>::with_options(threads(2)).unwrap(), &Precision::F32, 1);
    check(&CpuBackend::<f32>::new(2).unwrap(), &Precision::F32, 8);
}

#[test]
fn double_precision() {
    check(&CpuBackend::<f64>::with_options(threads(2)).unwrap(), &Precision::F64, 1);
}

/// Groups of one sample, more threads than samples, regions as small as they can be and nothing recomputed.
#[test]
fn smallest_regions_and_groups() {
    let limits = Limits { inputs: 2, ops: 1, recompute: 0, period: 1, row: 1 };
    let options = CpuOptions { group_bytes: 0, limits, ..threads(3) };
    check(&CpuBackend::<f64>::with_options(options).unwrap(), &Precision::F64, 4);
}

/// Everything in one thread, in regions as large as they get.
#[test]
fn largest_regions() {
    let limits = Limits { inputs: 1000, ops: 1000, recompute: 1000, period: 1000, row: 1 };
    let options = CpuOptions { threads: 1, group_bytes: 1 << 30, limits, ..CpuOptions::default() };
    check(&CpuBackend::<f64>::with_options(options).unwrap(), &Precision::F64, 4);
}

/// The kernels one by one, through the interpreter.
#[test]
fn kernels_alone() {
    check(&HostBackend::<f32, _>::new(CpuKernels, 3), &Precision::F32, 4);
    check(&HostBackend::<f64, _>::new(CpuKernels, 2), &Precision::F64, 4);
}

/// As on machines with narrower vectors: on one and two threads, and the kernels one by one.
#[test]
fn narrower_instruction_sets() {
    for isa in [Isa::Baseline, Isa::Avx2] {
        for count in [1, 2] {
            let options = CpuOptions { isa, ..threads(count) };
            check(&CpuBackend::<f32>::with_options(options).unwrap(), &Precision::F32, 4);
            check(&CpuBackend::<f64>::with_options(options).unwrap(), &Precision::F64, 4);
        }
        isa.limit(|| {
            check(&HostBackend::<f32, _>::new(CpuKernels, 3), &Precision::F32, 8);
            check(&HostBackend::<f64, _>::new(CpuKernels, 2), &Precision::F64, 8);
        });
    }
}
