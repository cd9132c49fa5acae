//! Parity with a PyTorch peer, to second order: every case under `$CDM_PARITY_DIR` (default `../shared/parity`).
//!
//! A case is two files: `model.safetensors` (weights under the published names) and `expect.safetensors` (inputs and
//! f64 expectations). Where the folder is absent the test says so and passes; a case that is there must pass.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]
#![expect(clippy::explicit_write, reason = "the harness hides what a passing test prints by macros")]

mod case;
mod check;

use case::Case;
use cdm_backend_cpu::CpuBackend;
use cdm_core::kernels::{HostBackend, Naive};
use cdm_ref::RefBackend;
use check::Tolerance;
use std::io::Write as _;
use std::path::PathBuf;

/// Relative errors allowed. f64: rounding of about 1e-16 through some hundred layers and 1,000 logits. f32: the same
/// with 6e-8, and heads scaled up a hundredfold.
const F64: Tolerance = Tolerance { whole: 1e-9, parameter: 1e-9 };
const F32: Tolerance = Tolerance { whole: 2e-4, parameter: 2e-4 };
/// The naive kernels, and those of `dfdx`, add hundreds of numbers one behind the other, fast ones in lanes: a few times the
/// rounding.
const F32_NAIVE: Tolerance = Tolerance { whole: 6e-4, parameter: 6e-4 };

/// Factors of 11 and of 8 bits: a few times what the emulated device is off, which is 3e-3 and 3e-2 of a whole gradient.
#[cfg(feature = "cuda")]
const TF32: Tolerance = Tolerance { whole: 1e-2, parameter: 3e-2 };
#[cfg(feature = "cuda")]
const BF16: Tolerance = Tolerance { whole: 0.1, parameter: 0.25 };

/// The cases; none, saying so, if the default folder is absent. A folder that was asked for must be there.
fn cases() -> Vec<Case> {
    let asked = std::env::var_os("CDM_PARITY_DIR").map(PathBuf::from);
    let fallback = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/parity");
    let folder = asked.clone().unwrap_or(fallback);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if asked.is_some() => panic!("CDM_PARITY_DIR, {}: {error}", folder.display()),
        Err(_) => {
            let text = format!("skipped: no parity cases at {} (set CDM_PARITY_DIR)", folder.display());
            writeln!(std::io::stderr(), "{text}").unwrap();
            return Vec::new();
        }
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    assert!(!paths.is_empty(), "{}: there is no case in it", folder.display());
    paths.sort();
    paths.iter().map(|path| Case::load(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).collect()
}

/// Cases whose images are small enough for plain loops.
fn small(case: &Case) -> bool {
    case.architecture.dim() <= 64
}

#[test]
fn reference_f64() {
    for case in cases().iter().filter(|case| small(case)) {
        check::losses(case, &RefBackend, "reference f64", F64);
    }
}

#[test]
fn naive_f64() {
    for case in cases().iter().filter(|case| small(case)) {
        check::losses(case, &HostBackend::<f64>::new(Naive, 1), "naive f64", F64);
        check::inference::<f64, _>(case, HostBackend::<f64>::new(Naive, 1), "naive f64", F64);
    }
}

#[test]
fn naive_f32() {
    for case in cases().iter().filter(|case| small(case)) {
        check::losses(case, &HostBackend::<f32>::new(Naive, 2), "naive f32", F32_NAIVE);
    }
}

/// Launched as on a device, thread by thread.
#[cfg(feature = "cuda-emulated")]
fn cuda_emulated(precision: cdm_backend_cuda::Precision, name: &str, tolerance: Tolerance) {
    use cdm_backend_cuda::{CudaBackend, Emulator};
    let backend = || CudaBackend::new(Emulator::default()).with_precision(precision);
    for case in cases().iter().filter(|case| small(case)) {
        check::losses(case, &backend(), name, tolerance);
        check::inference::<f32, _>(case, backend(), name, tolerance);
    }
}

#[cfg(feature = "cuda-emulated")]
#[test]
fn cuda_emulated_f32() {
    cuda_emulated(cdm_backend_cuda::Precision::F32, "cuda, emulated, f32", F32);
}

#[cfg(feature = "cuda-emulated")]
#[test]
fn cuda_emulated_tf32() {
    cuda_emulated(cdm_backend_cuda::Precision::Tf32, "cuda, emulated, tf32", TF32);
}

#[cfg(feature = "cuda-emulated")]
#[test]
fn cuda_emulated_bf16() {
    cuda_emulated(cdm_backend_cuda::Precision::Bf16, "cuda, emulated, bf16", BF16);
}

#[cfg(feature = "cuda")]
fn cuda(precision: cdm_backend_cuda::Precision, name: &str, tolerance: Tolerance) {
    let gpu = cdm_backend_cuda::Gpu::open(0).unwrap();
    let backend = || cdm_backend_cuda::CudaBackend::new(gpu.clone()).with_precision(precision);
    for case in &cases() {
        check::losses(case, &backend(), name, tolerance);
        check::inference::<f32, _>(case, backend(), name, tolerance);
    }
}

#[cfg(feature = "cuda")]
#[test]
#[ignore = "needs a GPU"]
fn cuda_f32() {
    cuda(cdm_backend_cuda::Precision::F32, "cuda f32", F32);
}

#[cfg(feature = "cuda")]
#[test]
#[ignore = "needs a GPU"]
fn cuda_tf32() {
    cuda(cdm_backend_cuda::Precision::Tf32, "cuda tf32", TF32);
}

#[cfg(feature = "cuda")]
#[test]
#[ignore = "needs a GPU"]
fn cuda_bf16() {
    cuda(cdm_backend_cuda::Precision::Bf16, "cuda bf16", BF16);
}

#[cfg(feature = "dfdx")]
#[test]
fn dfdx_f64() {
    let backend = || cdm_backend_cuda::DfdxBackend::<f64>::default();
    for case in cases().iter().filter(|case| small(case)) {
        check::losses(case, &backend(), "dfdx f64", F64);
        check::inference::<f64, _>(case, backend(), "dfdx f64", F64);
    }
}

#[cfg(feature = "dfdx")]
#[test]
fn dfdx_f32() {
    let backend = || cdm_backend_cuda::DfdxBackend::<f32>::default();
    for case in cases().iter().filter(|case| small(case)) {
        check::losses(case, &backend(), "dfdx f32", F32_NAIVE);
        check::inference::<f32, _>(case, backend(), "dfdx f32", F32_NAIVE);
    }
}

#[test]
fn cpu_f64() {
    let backend = || CpuBackend::<f64>::new(2).unwrap();
    for case in &cases() {
        check::losses(case, &backend(), "cpu f64", F64);
        check::inference::<f64, _>(case, backend(), "cpu f64", F64);
    }
}

#[test]
fn cpu_f32() {
    let backend = || CpuBackend::<f32>::new(2).unwrap();
    for case in &cases() {
        check::losses(case, &backend(), "cpu f32", F32);
        check::inference::<f32, _>(case, backend(), "cpu f32", F32);
    }
}
