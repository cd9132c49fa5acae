//! Every kernel of known networks compiles for the architectures that people have, without a GPU, and keeps its numbers in registers.
//! NVIDIA's compiler must be there: `pip install --no-deps nvidia-cuda-nvrtc` in an environment that is active.

#![cfg(feature = "cuda")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "../../cdm-backend-cpu/tests/networks/mod.rs"]
mod networks;

use cdm_backend_cuda::{CudaBackend, CudaError, Device, ModuleSource, Precision, compile_cubin, compile_cubins};
use cdm_core::backend::Backend;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Instant;

/// Ampere, Hopper and Blackwell.
const ARCHITECTURES: [&str; 3] = ["sm_80", "sm_90", "sm_100"];

/// A device that notes modules and runs nothing.
#[derive(Clone, Default)]
struct Collector(Rc<RefCell<Vec<ModuleSource>>>);

impl Device for Collector {
    type Memory = ();
    type Module = ();
    type Graph = ();

    fn allocate(&self, bytes: usize) -> Result<(), CudaError> {
        Err(CudaError::Memory { bytes })
    }

    fn address(&self, (): &()) -> u64 {
        0
    }

    unsafe fn upload(&self, _: u64, _: &[u8]) -> Result<(), CudaError> {
        Ok(())
    }

    unsafe fn download(&self, _: u64, _: &mut [u8]) -> Result<(), CudaError> {
        Ok(())
    }

    unsafe fn copy(&self, _: u64, _: u64, _: usize) -> Result<(), CudaError> {
        Ok(())
    }

    unsafe fn zero(&self, _: u64, _: usize) -> Result<(), CudaError> {
        Ok(())
    }

    fn compile(&self, source: &ModuleSource) -> Result<(), CudaError> {
        self.0.borrow_mut().push(source.clone());
        Ok(())
    }

    unsafe fn launch(&self, (): &(), _: usize, _: [u32; 3], _: &[u64], _: u32) -> Result<(), CudaError> {
        Ok(())
    }

    fn is_same(&self, _: &Self) -> bool {
        true
    }

    fn record(&self, work: &mut dyn FnMut(&Self) -> Result<(), CudaError>) -> Result<(), CudaError> {
        work(self)
    }

    unsafe fn replay(&self, (): &()) -> Result<(), CudaError> {
        Ok(())
    }
}

/// The number that stands before these words, in the first line of a text that has them.
fn number_before(text: &str, words: &str) -> usize {
    let line = text.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words} in {text}"));
    line.split(words).next().unwrap().split_whitespace().last().unwrap().parse().unwrap()
}

/// What the assembler says of a kernel: registers, and bytes that are not in them: spilled, or an array that is indexed by what is not
/// known when it is compiled.
fn properties(log: &str, number: usize) -> (usize, usize) {
    let of_kernel = format!("Function properties for k{number}\n");
    let of_kernel = log.split(&of_kernel).nth(1).unwrap_or_else(|| panic!("{log}"));
    let outside = ["stack frame", "spill stores", "spill loads"];
    let outside = outside.map(|what| number_before(of_kernel, &format!(" bytes {what}")));
    (number_before(of_kernel, " registers"), outside.iter().sum())
}

/// Those of all kernels of a module, in order, compiled in parts.
fn of_parts(source: &ModuleSource, architecture: &str) -> Vec<(usize, usize)> {
    let parts = compile_cubins(source, architecture).unwrap();
    assert!(parts.iter().all(|(_, compiled)| !compiled.cubin.is_empty()));
    parts.iter().flat_map(|(part, compiled)| (0..part.len()).map(|number| properties(&compiled.log, number))).collect()
}

/// The modules of all networks with `CDM_ALL_NETWORKS`, else of perceptrons and of the smallest images.
fn modules() -> Vec<ModuleSource> {
    let collector = Collector::default();
    let all = std::env::var_os("CDM_ALL_NETWORKS").is_some();
    let programs = if all { networks::programs() } else { networks::small_programs() }.unwrap();
    for precision in [Precision::F32, Precision::Tf32, Precision::Bf16] {
        let backend = CudaBackend::new(collector.clone()).with_precision(precision);
        for program in &programs {
            backend.compile(program.as_ref()).unwrap();
        }
    }
    collector.0.take()
}

#[test]
#[ignore = "needs NVIDIA's run-time compiler"]
fn kernels_of_networks_compile_without_spills() {
    let modules = modules();
    let different: BTreeMap<_, _> =
        modules.iter().flat_map(|module| &module.kernels).map(|kernel| (&kernel.definition, kernel)).collect();
    let all = ModuleSource { kernels: different.into_values().cloned().collect() };
    let (start, mut spilling) = (Instant::now(), Vec::new());
    // The most registers that kernels of a kind take: what of 64 Ki is left decides how many blocks a multiprocessor runs.
    let mut most: BTreeMap<&str, usize> = BTreeMap::new();
    for architecture in ARCHITECTURES {
        for (kernel, (registers, spilled)) in all.kernels.iter().zip(of_parts(&all, architecture)) {
            let kinds = ["product<F32", "product<TF32", "product<BF16"];
            let kind = kinds.into_iter().find(|kind| kernel.definition.contains(kind)).unwrap_or("others");
            let of_kind = most.entry(kind).or_default();
            *of_kind = registers.max(*of_kind);
            if spilled > 0 {
                spilling.push(format!("{architecture}: {}", kernel.definition));
            }
        }
    }
    println!(
        "{} programs, {} kernels for each of {ARCHITECTURES:?} in {:.0} s; registers at most {most:?}",
        modules.len(),
        all.kernels.len(),
        start.elapsed().as_secs_f64()
    );
    assert!(spilling.is_empty(), "{} kernels spill:\n{}", spilling.len(), spilling.join("\n"));
    assert!(all.kernels.len() > 100);
}

/// What a kernel becomes does not depend on the others of its part.
#[test]
#[ignore = "needs NVIDIA's run-time compiler"]
fn a_module_in_parts_is_the_module() {
    let modules = modules();
    let largest = modules.iter().max_by_key(|module| module.kernels.len()).unwrap();
    let start = Instant::now();
    let whole = compile_cubin(&largest.text(0..largest.kernels.len()), "sm_90").unwrap();
    let serial = start.elapsed().as_secs_f64();
    let parts = of_parts(largest, "sm_90");
    let parallel = start.elapsed().as_secs_f64() - serial;
    let cores = std::thread::available_parallelism().unwrap();
    println!("{} kernels: {serial:.1} s as a whole, {parallel:.1} s in parts on {cores} cores", parts.len());
    assert_eq!(parts.len(), largest.kernels.len());
    for (number, part) in parts.into_iter().enumerate() {
        assert_eq!(properties(&whole.log, number), part, "kernel {number}");
    }
}

#[test]
#[ignore = "needs NVIDIA's run-time compiler"]
fn what_is_not_for_a_known_device_is_told_or_translated_later() {
    let source = &modules()[0];
    let text = source.text(0..source.kernels.len());
    let ptx = compile_cubin(&text, "compute_90").unwrap().cubin;
    assert_eq!(ptx.last(), Some(&0));
    assert!(String::from_utf8(ptx).unwrap().contains(".target sm_90"));
    let unknown = compile_cubin(&text, "sm_999").unwrap_err();
    assert!(matches!(&unknown, CudaError::Unavailable(why) if why.contains("NVRTC")), "{unknown}");
    let refused = compile_cubin("nonsense", "sm_90").unwrap_err();
    assert!(matches!(&refused, CudaError::Compiler(log) if log.contains("nonsense")), "{refused}");
}
