//! Writes the compiled kernels of regions: `region_kernels > cdm-backend-cpu/src/region/kernels.rs`.
//!
//! The networks whose programs have kernels are [`networks`]; regions of all others run on the vector machine, and so does everything on
//! machines without AVX2. To be run again after a change of the networks, of differentiation or of the passes: the test
//! `every_region_of_a_known_network_has_a_kernel` says when.

use cdm_backend_cpu::{CpuBackend, CpuExecutable};
use cdm_core::backend::Backend;
use std::error::Error;

#[path = "../tests/networks/mod.rs"]
mod networks;

fn main() -> Result<(), Box<dyn Error>> {
    let backend = CpuBackend::<f32>::new(1)?;
    let mut keys = Vec::new();
    for program in networks::programs()? {
        let executable: CpuExecutable<f32> = backend.compile(program.as_ref())?;
        keys.extend(executable.region_keys(true));
    }
    print!("{}", cdm_backend_cpu::region_source(keys.iter().map(String::as_str)));
    Ok(())
}
