//! Memory of a GPU: from the driver's pool, in the order of the stream, where there is a pool.

use super::super::CudaError;
use super::Gpu;
use core::ffi::c_void;
use cudarc::driver::result::{self, DriverError, device, mem_pool, stream};
use cudarc::driver::sys::{
    CUdevice, CUdevice_attribute, CUdeviceptr, CUmemPool_attribute, CUmemoryPool, CUresult, CUstream,
};

/// Memory of a GPU.
#[derive(Debug)]
pub struct GpuMemory {
    at: CUdeviceptr,
    gpu: Gpu,
}

impl Drop for GpuMemory {
    fn drop(&mut self) {
        let pool = self.gpu.0.pool;
        // SAFETY: it was allocated in this way and is freed once, behind the work of its stream.
        let _ = self.gpu.call(|stream| unsafe {
            match pool {
                Some(_) => result::free_async(self.at, stream),
                None => stream::synchronize(stream).and_then(|()| result::free_sync(self.at)),
            }
        });
    }
}

impl GpuMemory {
    /// At least so many bytes, of any content.
    pub(super) fn allocate(gpu: &Gpu, bytes: usize) -> Result<Self, CudaError> {
        // SAFETY: nobody reads it before it is written.
        let asked = |stream| unsafe {
            match gpu.0.pool {
                Some(_) => result::malloc_async(stream, bytes),
                None => result::malloc_sync(bytes),
            }
        };
        Ok(GpuMemory { at: with_memory(gpu, bytes, asked)?, gpu: gpu.clone() })
    }

    pub(super) fn address(&self) -> u64 {
        self.at
    }
}

/// Asks for what takes so many bytes, or about as many; once more if there are not enough, without the memory that the pool keeps and
/// nobody uses.
pub(super) fn with_memory<T>(
    gpu: &Gpu,
    bytes: usize,
    ask: impl Fn(CUstream) -> Result<T, DriverError>,
) -> Result<T, CudaError> {
    let asked = |stream| match ask(stream) {
        Err(error) if error.0 == CUresult::CUDA_ERROR_OUT_OF_MEMORY => Ok(None),
        // A fault of work before may show here.
        asked => asked.map(Some),
    };
    let mut got = gpu.call(asked)?;
    if let (None, Some(pool)) = (&got, gpu.0.pool) {
        // SAFETY: the device's own pool, of which nothing is given back that is in use.
        gpu.call(|stream| unsafe { stream::synchronize(stream).and_then(|()| mem_pool::trim_to(pool, 0)) })?;
        got = gpu.call(asked)?;
    }
    got.ok_or(CudaError::Memory { bytes })
}

/// The device's pool, which keeps what is freed until it is needed again; none where the driver has none, as on some virtual GPUs.
pub(super) fn pool(of: CUdevice) -> Option<CUmemoryPool> {
    let supported = CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED;
    let mut keep = u64::MAX;
    // SAFETY: the device is the driver's own; the attribute is a number of 64 bits.
    unsafe {
        if device::get_attribute(of, supported).ok()? == 0 {
            return None;
        }
        let pool = device::get_default_mem_pool(of).ok()?;
        let threshold = CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD;
        // Without it the pool gives its memory back whenever the stream is waited for, which is only slower.
        let _ = mem_pool::set_attribute(pool, threshold, (&raw mut keep).cast::<c_void>());
        Some(pool)
    }
}

/// The most bytes of the pool that were in use since it was asked last.
pub(super) fn peak(pool: CUmemoryPool) -> Result<u64, DriverError> {
    let (high, mut most, mut none) = (CUmemPool_attribute::CU_MEMPOOL_ATTR_USED_MEM_HIGH, 0u64, 0u64);
    // SAFETY: the device's own pool; the attribute is a number of 64 bits, to which nothing but zero may be assigned.
    unsafe {
        mem_pool::get_attribute(pool, high, (&raw mut most).cast::<c_void>())?;
        mem_pool::set_attribute(pool, high, (&raw mut none).cast::<c_void>())?;
    }
    Ok(most)
}

/// Bytes that can be allocated, with those that the pool has and nobody uses. The context must be current.
pub(super) fn free(pool: Option<CUmemoryPool>) -> Result<usize, DriverError> {
    let (free, _) = result::mem_get_info()?;
    let kept = pool.map_or(0, |pool| {
        let number = |attribute| {
            let mut number = 0u64;
            // SAFETY: the device's own pool; these attributes are numbers of 64 bits.
            unsafe { mem_pool::get_attribute(pool, attribute, (&raw mut number).cast::<c_void>()) }.map(|()| number)
        };
        let reserved = number(CUmemPool_attribute::CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT);
        let used = number(CUmemPool_attribute::CU_MEMPOOL_ATTR_USED_MEM_CURRENT);
        reserved.unwrap_or(0).saturating_sub(used.unwrap_or(u64::MAX))
    });
    Ok(free.saturating_add(kept as usize))
}

/// Bytes of free memory that the activations of one program may take: half of it, since weights, what is kept of them and other programs
/// take the rest. A power of two, so that a batch is divided alike from run to run although the free memory is not the same to the byte.
pub(super) fn for_samples(free: usize) -> usize {
    (free / 2).checked_ilog2().map_or(0, |exponent| 1 << exponent)
}

#[cfg(test)]
mod tests {
    use super::for_samples;

    #[test]
    fn activations_get_a_quarter_to_half_of_free_memory() {
        const GIB: usize = 1 << 30;
        for (free, want) in [(79 * GIB, 32 * GIB), (23 * GIB, 8 * GIB), (7 * GIB, 2 * GIB), (8 * GIB, 4 * GIB)] {
            assert_eq!(for_samples(free), want);
        }
        assert_eq!([for_samples(0), for_samples(1), for_samples(2)], [0, 0, 1]);
    }
}
