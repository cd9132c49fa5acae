//! A device on the host: kernels compiled by the machine's C++ compiler, threads as fibers. For tests where no GPU is.

use super::CudaError;
use super::device::{Device, KernelSource, ModuleSource};
use super::lower::THREADS;
use core::ffi::{c_int, c_void};
use core::fmt;
use libloading::{Library, Symbol};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The emulation of the launch model, before a module's source.
const EMULATED: &str = include_str!("kernels/emulated.h");

/// The emulated device, and how kernels run on it.
#[derive(Clone, Default)]
pub struct Emulator {
    reversed: bool,
    sanitized: bool,
    /// Bytes that are left, if there is a limit.
    left: Option<Arc<AtomicUsize>>,
    /// Where work goes, if it is recorded.
    recording: Option<Arc<Mutex<Vec<Work>>>>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reversed, sanitized, .. } = self;
        f.debug_struct("Emulator").field("reversed", reversed).field("sanitized", sanitized).finish_non_exhaustive()
    }
}

/// A copy, a zeroing or a launch.
type Work = Box<dyn Fn() -> Result<(), CudaError> + Send>;

/// Work that was recorded.
pub struct HostGraph(Vec<Work>);

impl Emulator {
    /// With blocks, and the threads of a block, in reversed order: shows reads of what no barrier has made safe.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { reversed: true, ..self }
    }

    /// With modules compiled for AddressSanitizer, whose library the process must have loaded first (`LD_PRELOAD`): shows accesses
    /// beyond arrays and allocations.
    #[must_use]
    pub fn sanitized(self) -> Self {
        Self { sanitized: true, ..self }
    }

    /// With so many bytes of memory, all allocations together.
    #[must_use]
    pub fn with_memory(self, bytes: usize) -> Self {
        Self { left: Some(Arc::new(AtomicUsize::new(bytes))), ..self }
    }

    /// Does work now, or notes it.
    fn ask(&self, work: impl Fn() -> Result<(), CudaError> + Send + 'static) -> Result<(), CudaError> {
        let Some(recording) = &self.recording else { return work() };
        recording.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(work));
        Ok(())
    }
}

/// Memory on the host.
#[derive(Debug)]
pub struct HostMemory {
    at: NonNull<u8>,
    layout: Layout,
    left: Option<Arc<AtomicUsize>>,
}

// SAFETY: it is owned, and only reached through its address.
unsafe impl Send for HostMemory {}

impl Drop for HostMemory {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.at.as_ptr(), self.layout) }
        if let Some(left) = &self.left {
            left.fetch_add(self.layout.size(), Ordering::Relaxed);
        }
    }
}

/// Compiled kernels.
#[derive(Clone)]
pub struct HostModule(Arc<Loaded>);

struct Loaded {
    library: Library,
    /// The emulation knows one launch at a time.
    launching: Mutex<()>,
}

type Call = unsafe extern "C" fn(*mut *mut c_void);
type Launch = unsafe extern "C" fn(Call, *mut *mut c_void, *const u32, u32, c_int) -> c_int;

impl Device for Emulator {
    type Memory = HostMemory;
    type Module = HostModule;
    type Graph = HostGraph;

    fn allocate(&self, bytes: usize) -> Result<HostMemory, CudaError> {
        let refused = CudaError::Memory { bytes };
        let layout = Layout::from_size_align(bytes.max(1), 256).map_err(|_| refused.clone())?;
        if let Some(left) = &self.left {
            let take = |left: usize| left.checked_sub(layout.size());
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).map_err(|_| refused.clone())?;
        }
        // SAFETY: the size is not zero.
        let at = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or(refused)?;
        Ok(HostMemory { at, layout, left: self.left.clone() })
    }

    fn address(&self, memory: &HostMemory) -> u64 {
        memory.at.as_ptr() as u64
    }

    unsafe fn upload(&self, to: u64, from: &[u8]) -> Result<(), CudaError> {
        // SAFETY: as the caller vouches.
        unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), to as *mut u8, from.len()) };
        Ok(())
    }

    unsafe fn download(&self, from: u64, to: &mut [u8]) -> Result<(), CudaError> {
        // SAFETY: as the caller vouches.
        unsafe { std::ptr::copy_nonoverlapping(from as *const u8, to.as_mut_ptr(), to.len()) };
        Ok(())
    }

    unsafe fn copy(&self, from: u64, to: u64, bytes: usize) -> Result<(), CudaError> {
        self.ask(move || {
            // SAFETY: as the caller vouches.
            unsafe { std::ptr::copy_nonoverlapping(from as *const u8, to as *mut u8, bytes) };
            Ok(())
        })
    }

    unsafe fn zero(&self, at: u64, bytes: usize) -> Result<(), CudaError> {
        self.ask(move || {
            // SAFETY: as the caller vouches.
            unsafe { std::ptr::write_bytes(at as *mut u8, 0, bytes) };
            Ok(())
        })
    }

    fn compile(&self, source: &ModuleSource) -> Result<HostModule, CudaError> {
        let device = |what: &str, error: std::io::Error| CudaError::Device(format!("{what}: {error}"));
        let folder = tempfile::tempdir().map_err(|error| device("a folder for a module", error))?;
        let (text, library) = (folder.path().join("module.cpp"), folder.path().join("module.so"));
        // As a launch passes arguments: behind pointers.
        let call = |(number, kernel): (usize, &KernelSource)| {
            format!("extern \"C\" void call_k{number}(void** a) {{ k{number}({}); }}\n", kernel.host_arguments)
        };
        let calls: String = source.kernels.iter().enumerate().map(call).collect();
        let whole = format!("{EMULATED}\n{}\n{calls}", source.text(0..source.kernels.len()));
        std::fs::write(&text, whole).map_err(|error| device("a module's source", error))?;
        let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
        let mut command = std::process::Command::new(&compiler);
        // Its messages in English, and without a library that was meant for this process.
        command.env("LC_ALL", "C").env_remove("LD_PRELOAD");
        command.args(["-std=c++17", "-O1", "-fPIC", "-shared", "-w", "-ffp-contract=off", "-fno-strict-aliasing"]);
        // What a device refuses, or does in another way, ends the process.
        command.args(["-fsanitize=alignment,shift,float-cast-overflow", "-fsanitize-undefined-trap-on-error"]);
        if self.sanitized {
            command.args(["-fsanitize=address", "-g"]);
        }
        let output = command.arg(&text).arg("-o").arg(&library).output().map_err(|error| device(&compiler, error))?;
        if !output.status.success() {
            return Err(CudaError::Compiler(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        // SAFETY: the library was made of our own source and runs nothing when it is loaded.
        let library = unsafe { Library::new(&library) }.map_err(|error| CudaError::Device(error.to_string()))?;
        Ok(HostModule(Arc::new(Loaded { library, launching: Mutex::new(()) })))
    }

    unsafe fn launch(
        &self,
        module: &HostModule,
        kernel: usize,
        grid: [u32; 3],
        arguments: &[u64],
        samples: u32,
    ) -> Result<(), CudaError> {
        let (module, arguments, reversed) = (module.clone(), arguments.to_vec(), self.reversed);
        // SAFETY: as the caller vouches.
        self.ask(move || unsafe { module.0.launch(kernel, grid, &arguments, samples, reversed) })
    }

    fn is_same(&self, _: &Self) -> bool {
        // All memory is the host's.
        true
    }

    fn record(&self, work: &mut dyn FnMut(&Self) -> Result<(), CudaError>) -> Result<HostGraph, CudaError> {
        let recording = Arc::new(Mutex::new(Vec::new()));
        work(&Self { recording: Some(Arc::clone(&recording)), ..self.clone() })?;
        let recorded = std::mem::take(&mut *recording.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(HostGraph(recorded))
    }

    unsafe fn replay(&self, graph: &HostGraph) -> Result<(), CudaError> {
        graph.0.iter().try_for_each(|work| work())
    }
}

impl Loaded {
    /// # Safety
    /// As [`Device::launch`].
    unsafe fn launch(
        &self,
        kernel: usize,
        grid: [u32; 3],
        arguments: &[u64],
        samples: u32,
        reversed: bool,
    ) -> Result<(), CudaError> {
        let device = |error: libloading::Error| CudaError::Device(error.to_string());
        let name = format!("call_k{kernel}");
        // SAFETY: the source defines these with these types.
        let (call, launch): (Symbol<'_, Call>, Symbol<'_, Launch>) =
            unsafe { (self.library.get(&name).map_err(device)?, self.library.get("cdm_launch").map_err(device)?) };
        let (mut addresses, mut samples) = (arguments.to_vec(), samples);
        let mut behind: Vec<*mut c_void> =
            addresses.iter_mut().map(|address| std::ptr::from_mut(address).cast()).collect();
        behind.push(std::ptr::from_mut(&mut samples).cast());
        let _one = self.launching.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: as the caller vouches; there is an argument for each of the kernel's.
        let code = unsafe { launch(*call, behind.as_mut_ptr(), grid.as_ptr(), THREADS as u32, c_int::from(reversed)) };
        if code == 0 { Ok(()) } else { Err(CudaError::Device(format!("{name}: a barrier that not all threads reach"))) }
    }
}
