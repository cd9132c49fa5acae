//! A GPU, through the driver that the machine has when the program runs: nothing of CUDA is needed to build.

mod cache;
mod libraries;
mod memory;
mod module;
mod nvrtc;
mod staging;
mod target;

pub use memory::GpuMemory;
pub use module::{GpuModule, compile_cubins};
pub use nvrtc::{Compiled, compile_cubin};

use super::CudaError;
use super::device::{Device, ModuleSource, SAMPLE_BYTES};
use super::lower::THREADS;
use core::ffi::c_void;
use core::fmt;
use cudarc::driver::result::{self, DriverError, ctx, device, graph, primary_ctx, stream};
use cudarc::driver::sys::{
    self, CUcontext, CUdevice, CUdevice_attribute, CUgraphExec, CUmemoryPool, CUstream, CUstreamCaptureMode,
};
use staging::Staging;
use std::sync::{Arc, Mutex, PoisonError};
use target::{Target, Version};

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
    /// Number of multiprocessors.
    pub multiprocessors: u32,
    /// Clocks of a multiprocessor in a second, at most.
    pub clock_hz: u64,
    /// Bytes that are read from memory or written to it in a second, at most.
    pub bytes_per_second: u64,
}

struct Opened {
    device: CUdevice,
    context: CUcontext,
    stream: CUstream,
    /// Where the driver has pools of memory.
    pool: Option<CUmemoryPool>,
    staging: Mutex<Staging>,
    target: Target,
    info: GpuInfo,
}

// SAFETY: the driver's handles, and memory of its own, may be used from any thread; every call makes the context current first.
unsafe impl Send for Opened {}
// SAFETY: as above; the driver serialises what is asked of one stream, and pinned memory is behind a lock.
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
            self.staging.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
            let _ = stream::destroy(self.stream);
            let _ = primary_ctx::release(self.device);
        }
    }
}

impl GpuInfo {
    fn of(ordinal: i32) -> Result<Self, DriverError> {
        let gpu = device::get(ordinal)?;
        // SAFETY: the device is the driver's own.
        unsafe {
            let capability = (
                device::get_attribute(gpu, CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
                device::get_attribute(gpu, CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
            );
            let multiprocessors =
                device::get_attribute(gpu, CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?;
            // Rates in kHz, of which a driver may say nothing; two transfers a clock, of as many bits as the bus is wide.
            let number = |attribute| device::get_attribute(gpu, attribute).map_or(0, i32::unsigned_abs);
            let clock = number(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_CLOCK_RATE);
            let memory_clock = number(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE);
            let bus_bits = number(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH);
            Ok(GpuInfo {
                name: device::get_name(gpu)?,
                capability,
                memory: device::total_mem(gpu)?,
                multiprocessors: multiprocessors.unsigned_abs(),
                clock_hz: u64::from(clock) * 1000,
                bytes_per_second: 2 * 1000 * u64::from(memory_clock) * u64::from(bus_bits / 8),
            })
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
        Self::find_with_target(ordinal).map(|(info, _)| info)
    }

    fn find_with_target(ordinal: i32) -> Result<(GpuInfo, Target), CudaError> {
        libraries::driver()?;
        let failed = |what: &'static str| {
            move |error: DriverError| CudaError::Unavailable(format!("{what}: {}", CudaError::from(error)))
        };
        result::init().map_err(failed("the driver does not start"))?;
        let driver = driver_version().map_err(failed("the driver does not tell its version"))?;
        target::check_age("the driver", driver)?;
        let count = device::get_count().map_err(failed("the driver finds no devices"))?;
        if ordinal >= count {
            return Err(CudaError::Unavailable(format!("the driver knows of {count}, number {ordinal} is not there")));
        }
        let info = GpuInfo::of(ordinal).map_err(failed("the driver does not tell about its device"))?;
        if info.capability < (8, 0) {
            let (major, minor) = info.capability;
            let why = format!("{} has compute capability {major}.{minor}; 8.0 or more is needed", info.name);
            return Err(CudaError::Unavailable(why));
        }
        let compiler = nvrtc::version()?;
        target::check_age("the run-time compiler (NVRTC)", compiler)?;
        let target = Target::choose(info.capability, driver, compiler, &nvrtc::architectures()?)?;
        Ok((info, target))
    }

    /// Opens GPU number `ordinal`.
    ///
    /// # Errors
    /// [`CudaError::Unavailable`] with what is missing, or why the GPU cannot be used: its memory may be full, or it may be another's.
    pub fn open(ordinal: i32) -> Result<Self, CudaError> {
        let (info, target) = Self::find_with_target(ordinal)?;
        let opened = device::get(ordinal).map_err(CudaError::from);
        opened.and_then(|device| Self::on_new_stream(device, info.clone(), target)).map_err(|error| {
            let why = error.to_string();
            CudaError::Unavailable(format!(
                "{} is there but cannot be used: {why}; see what else uses it, or use --backend cpu",
                info.name
            ))
        })
    }

    /// The most bytes of memory that were in use since this was asked last; `None` where the driver keeps no count.
    pub fn peak_memory(&self) -> Option<u64> {
        let pool = self.0.pool?;
        self.call(|_| memory::peak(pool)).ok()
    }

    fn on_new_stream(device: CUdevice, info: GpuInfo, target: Target) -> Result<Self, CudaError> {
        // SAFETY: the device is the driver's own.
        let context = unsafe { primary_ctx::retain(device)? };
        match Self::in_context(context, || stream::create(stream::StreamKind::NonBlocking)) {
            Ok(stream) => {
                let (pool, staging) = (memory::pool(device), Mutex::default());
                Ok(Gpu(Arc::new(Opened { device, context, stream, pool, staging, target, info })))
            }
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

/// The newest CUDA that the driver runs.
fn driver_version() -> Result<Version, DriverError> {
    let mut version = 0;
    // SAFETY: writes one number.
    unsafe { sys::cuDriverGetVersion(&raw mut version) }.result()?;
    Ok(target::version(version))
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

    /// By the memory that is free now.
    fn sample_bytes(&self) -> usize {
        self.call(|_| memory::free(self.0.pool)).map_or(SAMPLE_BYTES, memory::for_samples)
    }

    fn allocate(&self, bytes: usize) -> Result<GpuMemory, CudaError> {
        let bytes = bytes.max(1);
        let memory = GpuMemory::allocate(self, bytes)?;
        // SAFETY: as many bytes were allocated.
        unsafe { self.zero(memory.address(), bytes)? };
        Ok(memory)
    }

    fn address(&self, memory: &GpuMemory) -> u64 {
        memory.address()
    }

    unsafe fn upload(&self, to: u64, from: &[u8]) -> Result<(), CudaError> {
        if from.is_empty() {
            return Ok(());
        }
        let mut staging = self.0.staging.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: as the caller vouches; the pinned memory is this stream's.
        self.call(|stream| unsafe { staging.upload(stream, to, from) })
    }

    unsafe fn download(&self, from: u64, to: &mut [u8]) -> Result<(), CudaError> {
        // The driver has pinned memory of its own for this way.
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
        GpuModule::compile(self, source)
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
        self.call(|stream| unsafe { result::launch_kernel(module.kernel(kernel), grid, block, 0, stream, &mut behind) })
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn record(&self, work: &mut dyn FnMut(&Self) -> Result<(), CudaError>) -> Result<GpuGraph, CudaError> {
        // On a stream of its own: what other threads ask of this GPU meanwhile is not recorded.
        let recorder = Self::on_new_stream(self.0.device, self.0.info.clone(), self.0.target)?;
        let mode = CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
        // SAFETY: the stream is the recorder's own.
        recorder.call(|stream| unsafe { stream::begin_capture(stream, mode) })?;
        let asked = work(&recorder);
        // SAFETY: a capture that has begun ends, whatever came of the work.
        let ended = recorder.call(|stream| unsafe { stream::end_capture(stream) });
        // What went wrong first says most.
        let made = asked.and(ended.clone()).and_then(|recorded| {
            // It may be less.
            memory::with_memory(self, 1 << 20, |_| {
                let mut made = std::ptr::null_mut();
                // SAFETY: the graph was recorded here.
                unsafe { sys::cuGraphInstantiateWithFlags(&raw mut made, recorded, 0) }.result().map(|()| made)
            })
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
