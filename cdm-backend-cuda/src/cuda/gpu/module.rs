//! Kernels on a GPU: compiled in parts, on all cores, unless they were compiled before.

use super::super::CudaError;
use super::super::device::ModuleSource;
use super::{Compiled, Gpu, cache, memory, nvrtc};
use cudarc::driver::result::{module, stream};
use cudarc::driver::sys::{CUfunction, CUmodule};
use sha2::{Digest, Sha256};
use std::ffi::CString;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Kernels in a part, on average and at most. The compiler takes 30 ms for what all kernels share, and as long for each of them; larger
/// parts leave cores idle at the end, smaller ones are more to load.
const ON_AVERAGE: u32 = 8;
const AT_MOST: usize = 24;

/// Bytes of a compiling thread's stack: as many as the main thread usually has.
const STACK: usize = 8 << 20;

/// Kernels on a GPU.
#[derive(Debug)]
pub struct GpuModule {
    /// One for each part, as far as they are loaded.
    modules: Vec<Option<CUmodule>>,
    kernels: Vec<CUfunction>,
    gpu: Gpu,
}

// SAFETY: handles of the driver, which may be used from any thread.
unsafe impl Send for GpuModule {}
// SAFETY: as above; nothing is changed through them.
unsafe impl Sync for GpuModule {}

impl Drop for GpuModule {
    fn drop(&mut self) {
        // Launches may be under way.
        // SAFETY: the modules were loaded in this context and are unloaded once.
        let _ = self.gpu.call(|stream| unsafe {
            stream::synchronize(stream)?;
            self.modules.iter().flatten().try_for_each(|&module| module::unload(module))
        });
    }
}

impl GpuModule {
    pub(super) fn compile(gpu: &Gpu, source: &ModuleSource) -> Result<Self, CudaError> {
        let architecture = gpu.0.target.name();
        let parts = parts(source);
        let texts: Vec<String> = parts.iter().map(|part| source.text(part.clone())).collect();
        let load = |code: &[u8]| {
            // SAFETY: a whole module, from the compiler or with the hash under which it was kept; one of text ends with a zero.
            memory::with_memory(gpu, code.len(), |_| unsafe { module::load_data(code.as_ptr().cast()) })
        };
        let find = |text: &String| cache::find(text, &architecture).and_then(|code| load(&code).ok());
        let modules = texts.iter().map(find).collect();
        let mut loaded = GpuModule { modules, kernels: Vec::new(), gpu: gpu.clone() };
        let missing = || (0..parts.len()).filter(|&part| loaded.modules[part].is_none());
        let missing: Vec<usize> = missing().collect();
        let wanted: Vec<&str> = missing.iter().map(|&part| texts[part].as_str()).collect();
        for (part, compiled) in missing.into_iter().zip(compile_all(&wanted, &architecture)?) {
            cache::keep(&texts[part], &architecture, &compiled.cubin);
            loaded.modules[part] = Some(load(&compiled.cubin)?);
        }
        for (part, module) in parts.into_iter().zip(loaded.modules.iter().flatten()) {
            for number in 0..part.len() {
                let name =
                    CString::new(format!("k{number}")).map_err(|error| CudaError::Compiler(error.to_string()))?;
                // SAFETY: the module is loaded.
                loaded.kernels.push(gpu.call(|_| unsafe { module::get_function(*module, name) })?);
            }
        }
        Ok(loaded)
    }

    pub(super) fn kernel(&self, number: usize) -> CUfunction {
        self.kernels[number]
    }
}

/// Compiles all kernels of a module for an architecture, such as `sm_90`, on all cores, as a GPU does with those that it has not seen
/// before: which kernels, and what became of them, which are called `k0`, `k1`, … in it.
///
/// # Errors
/// As [`compile_cubin`](super::compile_cubin).
pub fn compile_cubins(source: &ModuleSource, architecture: &str) -> Result<Vec<(Range<usize>, Compiled)>, CudaError> {
    let parts = parts(source);
    let texts: Vec<String> = parts.iter().map(|part| source.text(part.clone())).collect();
    let compiled = compile_all(&texts.iter().map(String::as_str).collect::<Vec<_>>(), architecture)?;
    Ok(parts.into_iter().zip(compiled).collect())
}

/// The kernels in parts. A part ends after a kernel whose own hash says so: what comes before or after does not move the borders, so that
/// programs which begin alike, as training and inference of one network do, share parts.
fn parts(source: &ModuleSource) -> Vec<Range<usize>> {
    let ends = |kernel: &str| Sha256::digest(kernel).iter().take(4).fold(0, |hash, &byte| hash << 8 | u32::from(byte));
    let (mut parts, mut first) = (Vec::new(), 0);
    for (number, kernel) in source.kernels.iter().enumerate() {
        let next = number + 1;
        let full = next - first == AT_MOST || ends(&kernel.definition).is_multiple_of(ON_AVERAGE);
        if full || next == source.kernels.len() {
            parts.push(first..next);
            first = next;
        }
    }
    parts
}

/// Compiles texts, each by itself, on as many threads as there are cores.
fn compile_all(texts: &[&str], architecture: &str) -> Result<Vec<Compiled>, CudaError> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(number) else { return };
            let compiled = nvrtc::compile_cubin(text, architecture);
            // What one cannot compile need not be waited for.
            if compiled.is_err() {
                next.store(texts.len(), Ordering::Relaxed);
            }
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, compiled));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(texts.len());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // Without it there is one less.
            let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, compiled)| compiled).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::device::KernelSource;
    use super::*;

    fn source(kernels: impl IntoIterator<Item = u32>) -> ModuleSource {
        let kernel =
            |number| KernelSource { definition: format!("(u32 x{number}) {{}}"), host_arguments: String::new() };
        ModuleSource { kernels: kernels.into_iter().map(kernel).collect() }
    }

    #[test]
    fn parts_are_all_kernels_in_order() {
        assert!(parts(&source([])).is_empty());
        for count in [1, 2, 40, 1000] {
            let parts = parts(&source(0..count));
            assert_eq!(parts.iter().cloned().flatten().collect::<Vec<_>>(), (0..count as usize).collect::<Vec<_>>());
            assert!(parts.iter().all(|part| (1..=AT_MOST).contains(&part.len())));
            let expected = count.div_ceil(ON_AVERAGE) as usize;
            assert!((expected / 2..=2 * expected).contains(&parts.len()), "{} parts of {count}", parts.len());
        }
    }

    /// A kernel more in the middle, or others at the end: all but the parts that it touches are the same.
    #[test]
    fn programs_that_resemble_each_other_share_parts() {
        let texts = |source: &ModuleSource| -> Vec<String> {
            parts(source).into_iter().map(|part| source.text(part)).collect()
        };
        let all = texts(&source(0..400));
        let shared = |other: &ModuleSource| texts(other).iter().filter(|text| all.contains(text)).count();
        assert!(shared(&source((0..200).chain([1000]).chain(200..400))) + 3 >= all.len());
        let begins_alike = texts(&source((0..200).chain(1000..1200)));
        let alike = all.iter().zip(&begins_alike).take_while(|(a, b)| a == b).count();
        assert!(alike + 1 >= texts(&source(0..200)).len());
        assert!(all[0].contains("\nKERNEL k0(u32 x0) {}\n"), "{}", all[0]);
    }
}
