//! Whole networks on the emulated device: what the plain kernels compute, over several training steps and odd batches.

#![cfg(feature = "emulator")]

#[path = "../../cdm-backend-cpu/tests/networks/mod.rs"]
mod networks;
#[path = "../../cdm-backend-cpu/tests/runs/mod.rs"]
mod runs;

use cdm_backend_cuda::{CudaBackend, Emulator, Options};
use cdm_core::kernels::{HostBackend, Naive};
use runs::{assert_close, run};

#[test]
fn perceptrons_train_and_score() {
    for (number, program) in networks::perceptron_programs().unwrap().iter().enumerate() {
        let want = run(&HostBackend::<f32, _>::new(Naive, 4), program, 5, 3);
        for sample_bytes in [usize::MAX, 1] {
            // One byte: each sample is a group of its own.
            let options = Options { sample_bytes, ..Options::default() };
            let got = run(&CudaBackend::with_options(Emulator::default(), options), program, 5, 3);
            assert_close(&got, &want, 1e-4, &format!("program {number}, {sample_bytes} bytes"));
        }
    }
}
