//! A GPU, through the driver that the machine has when the program runs: nothing of CUDA is needed to build.

mod cache;
mod libraries;
mod nvrtc;

pub use nvrtc::{Compiled, compile_cubin};

use super::CudaError;
use super::device::{Device, ModuleSource};
use super::lower::THREADS;
use core::ffi::c_void;
use core::fmt;
use cudarc::driver::result::{self, DriverError, ctx, device, graph, module, primary_ctx, stream};
use cudarc::driver::sys::{
    self, CUcontext, CUdevice, CUdevice_attribute, CUdeviceptr, CUfunction, CUgraphExec, CUmodule, CUstream,
    CUstreamCaptureMode,
};
use std::ffi::CString;
use std::sync::Arc;

/// A GPU.
#[derive(Clone, Debug)]
pub struct Gpu(Arc<Opened>);

/// What a machine's GPU is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpuInfo {
    /// Its name.
    pub name: String,
    /// Compute capability, such as (9, 0).
    pub capability: (i32, i32),
    /// Bytes of memory.
    pub memory: usize,
}

struct Opened {
    device: CUdevice,
    context: CUcontext,
    stream: CUstream,
    info: GpuInfo,
}

// SAFETY: the driver's handles may be used from any thread; every call makes the context current first.
unsafe impl Send for Opened {}
// SAFETY: as above; the driver serialises what is asked of one stream.
unsafe impl Sync for Opened {}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info.fmt(f)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // SAFETY: both were made when this was opened. A failure leaves nothing to do.
        unsafe {
            let _ = ctx::set_current(self.context);
            let _ = stream::destroy(self.stream);
            let _ = primary_ctx::release(self.device);
        }
    }
}

impl From<DriverError> for CudaError {
    fn from(error: DriverError) -> Self {
        let words = error.error_string().ok().map(|words| words.to_string_lossy().into_owned());
        CudaError::Device(words.unwrap_or_else(|| format!("error {:?}", error.0)))
    }
}

impl Gpu {
    /// What GPU number `ordinal` is, without using it.
    ///
    /// # Errors
    /// [`CudaError::Unavailable`] with what is missing.
    pub fn find(ordinal: i32) -> Result<GpuInfo, CudaError> {
        libraries::driver()?;
        let failed = |what: &'static str| {
            move |error: DriverError| CudaError::Unavailable(format!("{what}: {}", CudaError::from(error)))
        };
        result::init().map_err(failed("the driver does not start"))?;
        let count = device::get_count().map_err(failed("the driver finds no devices"))?;
        if ordinal >= count {
            return Err(CudaError::Unavailable(format!("the driver knows of {count}, number {ordinal} is not there")));
        }
        let about = || {
            let gpu = device::get(ordinal)?;
            // SAFETY: the device is the driver's own.
            unsafe {
                let capability = (
                    device::get_attribute(gpu, CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
                    device::get_attribute(gpu, CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
                );
                Ok(GpuInfo { name: device::get_name(gpu)?, capability, memory: device::total_mem(gpu)? })
            }
        };
        let info = about().map_err(failed("the driver does not tell about its device"))?;
        if info.capability < (8, 0) {
            let (major, minor) = info.capability;
            let why = format!("{} has compute capability {major}.{minor}; 8.0 or more is needed", info.name);
            return Err(CudaError::Unavailable(why));
        }
        libraries::compiler()?;
        let (driver, compiler) =
            (driver_version().map_err(failed("the driver does not tell its version"))?, nvrtc::version()?);
        if driver.0 < compiler.0 {
            let why = format!(
                "the driver runs CUDA {}.{} and the run-time compiler is of {}.{}; update the driver, or install a compiler of its version",
                driver.0, driver.1, compiler.0, compiler.1
            );
            return Err(CudaError::Unavailable(why));
        }
        Ok(info)
    }

    /// Opens GPU number `ordinal`.
    ///
    /// # Errors
    /// [`CudaError::Unavailable`] with what is missing.
    pub fn open(ordinal: i32) -> Result<Self, CudaError> {
        let info = Self::find(ordinal)?;
        Self::on_new_stream(device::get(ordinal)?, info)
    }

    fn on_new_stream(device: CUdevice, info: GpuInfo) -> Result<Self, CudaError> {
        // SAFETY: the device is the driver's own.
        let context = unsafe { primary_ctx::retain(device)? };
        match Self::in_context(context, || stream::create(stream::StreamKind::NonBlocking)) {
            Ok(stream) => Ok(Gpu(Arc::new(Opened { device, context, stream, info }))),
            Err(error) => {
                // SAFETY: it was retained above.
                let _ = unsafe { primary_ctx::release(device) };
                Err(error)
            }
        }
    }

    /// What it is.
    pub fn info(&self) -> &GpuInfo {
        &self.0.info
    }

    fn in_context<T>(context: CUcontext, call: impl FnOnce() -> Result<T, DriverError>) -> Result<T, CudaError> {
        // SAFETY: the context is retained as long as the GPU is open.
        unsafe { ctx::set_current(context)? };
        Ok(call()?)
    }

    fn call<T>(&self, call: impl FnOnce(CUstream) -> Result<T, DriverError>) -> Result<T, CudaError> {
        Self::in_context(self.0.context, || call(self.0.stream))
    }
}

/// The newest CUDA that the driver runs: major and minor.
fn driver_version() -> Result<(i32, i32), DriverError> {
    let mut version = 0;
    // SAFETY: writes one number.
    unsafe { sys::cuDriverGetVersion(&raw mut version) }.result()?;
    Ok((version / 1000, version % 1000 / 10))
}

/// Memory of a GPU.
#[derive(Debug)]
pub struct GpuMemory {
    at: CUdeviceptr,
    gpu: Gpu,
}

impl Drop for GpuMemory {
    fn drop(&mut self) {
        // SAFETY: it was allocated on this stream, behind whose work it is freed.
        let _ = self.gpu.call(|stream| unsafe { result::free_async(self.at, stream) });
    }
}

/// Kernels on a GPU.
#[derive(Debug)]
pub struct GpuModule {
    module: CUmodule,
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
        // SAFETY: the module was loaded in this context and is unloaded once.
        let _ = self.gpu.call(|stream| unsafe {
            stream::synchronize(stream)?;
            module::unload(self.module)
        });
    }
}

/// Work that a GPU begins by one call.
#[derive(Debug)]
pub struct GpuGraph {
    graph: CUgraphExec,
    gpu: Gpu,
}

// SAFETY: a handle of the driver, which may be used from any thread.
unsafe impl Send for GpuGraph {}

impl Drop for GpuGraph {
    fn drop(&mut self) {
        // SAFETY: the graph was made in this context and is destroyed once; if it is under way, the driver frees it afterwards.
        let _ = self.gpu.call(|_| unsafe { graph::exec_destroy(self.graph) });
    }
}

impl Device for Gpu {
    type Memory = GpuMemory;
    type Module = GpuModule;
    type Graph = GpuGraph;

    fn allocate(&self, bytes: usize) -> Result<GpuMemory, CudaError> {
        let bytes = bytes.max(1);
        // SAFETY: nothing reads it before it is zeroed, on the same stream.
        let at = self.call(|stream| unsafe {
            match result::malloc_async(stream, bytes) {
                Err(error) if error.0 == sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY => Ok(None),
                // A fault of work before may show here.
                allocated => allocated.map(Some),
            }
        });
        let memory = GpuMemory { at: at?.ok_or(CudaError::Memory { bytes })?, gpu: self.clone() };
        // SAFETY: as many bytes were allocated.
        unsafe { self.zero(memory.at, bytes)? };
        Ok(memory)
    }

    fn address(&self, memory: &GpuMemory) -> u64 {
        memory.at
    }

    unsafe fn upload(&self, to: u64, from: &[u8]) -> Result<(), CudaError> {
        if from.is_empty() {
            return Ok(());
        }
        // SAFETY: as the caller vouches; the copy is waited for, since the numbers may be gone afterwards.
        self.call(|stream| unsafe {
            result::memcpy_htod_async(to, from, stream)?;
            stream::synchronize(stream)
        })
    }

    unsafe fn download(&self, from: u64, to: &mut [u8]) -> Result<(), CudaError> {
        // SAFETY: as the caller vouches; the stream is waited for before the numbers are used.
        self.call(|stream| unsafe {
            if !to.is_empty() {
                result::memcpy_dtoh_async(to, from, stream)?;
            }
            stream::synchronize(stream)
        })
    }

    unsafe fn copy(&self, from: u64, to: u64, bytes: usize) -> Result<(), CudaError> {
        if bytes == 0 {
            return Ok(());
        }
        // SAFETY: as the caller vouches.
        self.call(|stream| unsafe { result::memcpy_dtod_async(to, from, bytes, stream) })
    }

    unsafe fn zero(&self, at: u64, bytes: usize) -> Result<(), CudaError> {
        if bytes == 0 {
            return Ok(());
        }
        // SAFETY: as the caller vouches.
        self.call(|stream| unsafe { result::memset_d8_async(at, 0, bytes, stream) })
    }

    fn compile(&self, source: &ModuleSource) -> Result<GpuModule, CudaError> {
        let (major, minor) = self.0.info.capability;
        let architecture = format!("sm_{major}{minor}");
        let load = |cubin: &[u8]| {
            // SAFETY: a whole cubin, from the compiler or with the hash under which it was kept.
            self.call(|_| unsafe { module::load_data(cubin.as_ptr().cast()) })
        };
        let kept = cache::find(&source.source, &architecture).and_then(|cubin| load(&cubin).ok());
        let module = match kept {
            Some(module) => module,
            None => {
                let cubin = compile_cubin(&source.source, &architecture)?.cubin;
                cache::keep(&source.source, &architecture, &cubin);
                load(&cubin)?
            }
        };
        let mut loaded = GpuModule { module, kernels: Vec::new(), gpu: self.clone() };
        for name in &source.kernels {
            let name = CString::new(name.as_str()).map_err(|error| CudaError::Compiler(error.to_string()))?;
            // SAFETY: the module is loaded.
            loaded.kernels.push(self.call(|_| unsafe { module::get_function(module, name) })?);
        }
        Ok(loaded)
    }

    unsafe fn launch(
        &self,
        module: &GpuModule,
        kernel: usize,
        grid: [u32; 3],
        arguments: &[u64],
        samples: u32,
    ) -> Result<(), CudaError> {
        let (mut addresses, mut samples) = (arguments.to_vec(), samples);
        let mut behind: Vec<*mut c_void> =
            addresses.iter_mut().map(|address| std::ptr::from_mut(address).cast()).collect();
        behind.push(std::ptr::from_mut(&mut samples).cast());
        let (grid, block) = ((grid[0], grid[1], grid[2]), (THREADS as u32, 1, 1));
        // SAFETY: as the caller vouches; the driver copies the arguments before it returns.
        self.call(|stream| unsafe {
            result::launch_kernel(module.kernels[kernel], grid, block, 0, stream, &mut behind)
        })
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn record(&self, work: &mut dyn FnMut(&Self) -> Result<(), CudaError>) -> Result<GpuGraph, CudaError> {
        // On a stream of its own: what other threads ask of this GPU meanwhile is not recorded.
        let recorder = Self::on_new_stream(self.0.device, self.0.info.clone())?;
        let mode = CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
        // SAFETY: the stream is the recorder's own.
        recorder.call(|stream| unsafe { stream::begin_capture(stream, mode) })?;
        let asked = work(&recorder);
        // SAFETY: a capture that has begun ends, whatever came of the work.
        let ended = recorder.call(|stream| unsafe { stream::end_capture(stream) });
        // What went wrong first says most.
        let made = asked.and(ended.clone()).and_then(|recorded| {
            let mut made = std::ptr::null_mut();
            // SAFETY: the graph was recorded here.
            self.call(|_| unsafe { sys::cuGraphInstantiateWithFlags(&raw mut made, recorded, 0) }.result())?;
            Ok(made)
        });
        if let Some(recorded) = ended.ok().filter(|recorded| !recorded.is_null()) {
            // SAFETY: once there is an executable form, or none can be had, it is not needed. A failure leaves nothing to do.
            let _ = self.call(|_| unsafe { graph::destroy(recorded) });
        }
        Ok(GpuGraph { graph: made?, gpu: self.clone() })
    }

    unsafe fn replay(&self, graph: &GpuGraph) -> Result<(), CudaError> {
        // SAFETY: as the caller vouches.
        self.call(|stream| unsafe { graph::launch(graph.graph, stream) })
    }
}
