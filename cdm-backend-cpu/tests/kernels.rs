//! Regions of known networks run on compiled kernels.

#![cfg(target_arch = "x86_64")]

use cdm_backend_cpu::{CpuBackend, CpuExecutable};
use cdm_core::backend::Backend;

mod networks;

/// The bodies without a kernel are printed; run the example `region_kernels` after a change of the programs.
#[test]
fn every_region_of_a_known_network_has_a_kernel() {
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
