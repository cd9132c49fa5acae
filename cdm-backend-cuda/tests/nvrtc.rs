//! Every kernel of known networks compiles for the architectures that people have, without a GPU, and keeps its numbers in registers.
//! NVIDIA's compiler must be there: `pip install --no-deps nvidia-cuda-nvrtc` in an environment that is active.

#![cfg(feature = "cuda")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "../../cdm-backend-cpu/tests/networks/mod.rs"]
mod networks;

use cdm_backend_cuda::{CudaBackend, CudaError, Device, ModuleSource, Options, Precision, compile_cubin};
use cdm_core::backend::Backend;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Mutex;
use std::time::Instant;

/// Ampere, Hopper and Blackwell.
const ARCHITECTURES: [&str; 3] = ["sm_80", "sm_90", "sm_100"];

/// Kernels in a module of this test.
const KERNELS_A_MODULE: usize = 24;

/// A device that notes kernels and runs nothing.
#[derive(Clone, Default)]
struct Collector {
    /// What all modules share.
    shared: Rc<RefCell<String>>,
    /// Parameters and body of each kernel.
    kernels: Rc<RefCell<BTreeSet<String>>>,
}

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
        let mut parts = source.source.split("\nKERNEL ");
        *self.shared.borrow_mut() = parts.next().unwrap().to_owned();
        self.kernels.borrow_mut().extend(parts.map(|kernel| kernel.split_once('(').unwrap().1.to_owned()));
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

/// Compiles kernels for an architecture; the most registers that one takes, and those that spill.
fn compile(shared: &str, kernels: &[String], architecture: &str) -> (usize, Vec<String>) {
    let body = |(number, kernel): (usize, &String)| format!("\nKERNEL k{number}({kernel}");
    let source = shared.to_owned() + &kernels.iter().enumerate().map(body).collect::<String>();
    let compiled = compile_cubin(&source, architecture).unwrap();
    assert!(!compiled.cubin.is_empty());
    let (mut most, mut spilling) = (0, Vec::new());
    for (number, kernel) in kernels.iter().enumerate() {
        let properties = format!("Function properties for k{number}\n");
        let of_kernel = compiled.log.split(&properties).nth(1).unwrap_or_else(|| panic!("{}", compiled.log));
        most = most.max(number_before(of_kernel, " registers"));
        if number_before(of_kernel, " bytes spill stores") + number_before(of_kernel, " bytes spill loads") > 0 {
            spilling.push(format!("{architecture}: {kernel}"));
        }
    }
    (most, spilling)
}

/// All networks with `CDM_ALL_NETWORKS`, else perceptrons and the smallest images.
#[test]
#[ignore = "needs NVIDIA's run-time compiler"]
fn kernels_of_networks_compile_without_spills() {
    let collector = Collector::default();
    let all = std::env::var_os("CDM_ALL_NETWORKS").is_some();
    let programs = if all { networks::programs() } else { networks::small_programs() }.unwrap();
    for precision in [Precision::F32, Precision::Tf32, Precision::Bf16] {
        let backend = CudaBackend::with_options(collector.clone(), Options { precision, ..Options::default() });
        for program in &programs {
            backend.compile(program.as_ref()).unwrap();
        }
    }
    let (shared, kernels) = (collector.shared.borrow().clone(), collector.kernels.borrow().clone());
    let kernels: Vec<String> = kernels.into_iter().collect();
    let modules = kernels.chunks(KERNELS_A_MODULE).flat_map(|part| ARCHITECTURES.map(|to| (part, to)));
    let (open, results) = (Mutex::new(modules), Mutex::new((0, Vec::new())));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = open.lock().unwrap().next();
                    let Some((part, architecture)) = next else { return };
                    let (most, spilling) = compile(&shared, part, architecture);
                    let mut results = results.lock().unwrap();
                    results.0 = results.0.max(most);
                    results.1.extend(spilling);
                }
            });
        }
    });
    let (most, spilling) = results.into_inner().unwrap();
    println!(
        "{} programs, {} kernels for each of {ARCHITECTURES:?} in {:.0} s; at most {most} registers",
        programs.len(),
        kernels.len(),
        start.elapsed().as_secs_f64()
    );
    assert!(spilling.is_empty(), "{} kernels spill:\n{}", spilling.len(), spilling.join("\n"));
    assert!(kernels.len() > 100);
}
