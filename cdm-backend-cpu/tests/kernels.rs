//! Regions of known networks run on compiled kernels, which compute what the vector machine does.

#![cfg(target_arch = "x86_64")]

mod networks;
mod runs;

use cdm_backend_cpu::{CpuBackend, CpuExecutable, CpuOptions, Isa};
use cdm_core::backend::Backend;
use runs::{assert_close, run};

/// The bodies without a kernel are printed; run the example `region_kernels` after a change of the programs.
#[test]
fn every_region_of_a_known_network_has_a_kernel() {
    if Isa::detected() == Isa::Baseline {
        println!("skipped: kernels are for AVX2 and AVX-512");
        return;
    }
    let backend = CpuBackend::<f32>::new(1).unwrap();
    let mut bodies = 0;
    for program in networks::image_programs().unwrap() {
        let executable: CpuExecutable<f32> = backend.compile(program.as_ref()).unwrap();
        assert_eq!(executable.region_keys(false), [""; 0]);
        bodies += executable.region_keys(true).len();
    }
    println!("{bodies} bodies");
    assert!(bodies > 1000);
}

/// The baseline has no kernels: there regions run on the vector machine. The tolerance is that of other sums through a hundred layers.
#[test]
fn kernels_compute_what_the_vector_machine_does() {
    let on = |isa| CpuBackend::<f64>::with_options(CpuOptions { threads: 1, isa, ..CpuOptions::default() }).unwrap();
    for (number, program) in networks::programs().unwrap().iter().enumerate() {
        let want = run(&on(Isa::Baseline), program, 2, 1);
        for isa in [Isa::Avx2, Isa::Avx512] {
            assert_close(&run(&on(isa), program, 2, 1), &want, 1e-11, &format!("program {number}, {isa:?}"));
        }
    }
}
