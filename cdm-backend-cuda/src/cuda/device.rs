//! What the executor needs of a device: memory with addresses, modules, launches. A GPU and the emulated device have it.

use super::CudaError;

/// A device with memory of its own, which runs kernels.
///
/// Calls may return before the device is done; they take effect in the order in which they were made. Clones are the same device.
pub trait Device: Clone {
    /// An allocation, freed when it is dropped.
    type Memory;
    /// Compiled kernels.
    type Module;
    /// Copies and launches that were recorded.
    type Graph;

    /// At least so many bytes, zeroed, aligned to 256 bytes.
    ///
    /// # Errors
    /// [`CudaError::Memory`] if there are not as many.
    fn allocate(&self, bytes: usize) -> Result<Self::Memory, CudaError>;

    /// Where an allocation lies in the device's memory.
    fn address(&self, memory: &Self::Memory) -> u64;

    /// Copies to the device.
    ///
    /// # Safety
    /// Memory of the device holds as many bytes at the address.
    ///
    /// # Errors
    /// The device's.
    unsafe fn upload(&self, to: u64, from: &[u8]) -> Result<(), CudaError>;

    /// Copies from the device, and waits for all that was asked of it before.
    ///
    /// # Safety
    /// As [`Device::upload`].
    ///
    /// # Errors
    /// The device's, also those of launches before.
    unsafe fn download(&self, from: u64, to: &mut [u8]) -> Result<(), CudaError>;

    /// Copies between places of the device that do not overlap.
    ///
    /// # Safety
    /// As [`Device::upload`], of both places.
    ///
    /// # Errors
    /// The device's.
    unsafe fn copy(&self, from: u64, to: u64, bytes: usize) -> Result<(), CudaError>;

    /// Zeroes bytes.
    ///
    /// # Safety
    /// As [`Device::upload`].
    ///
    /// # Errors
    /// The device's.
    unsafe fn zero(&self, at: u64, bytes: usize) -> Result<(), CudaError>;

    /// Compiles a module.
    ///
    /// # Errors
    /// [`CudaError::Compiler`] with the compiler's words.
    fn compile(&self, source: &ModuleSource) -> Result<Self::Module, CudaError>;

    /// Launches kernel `kernel` of a module with blocks of 256 threads: `arguments` are its pointers, then comes the number of samples.
    /// A kernel may also take all of `arguments` as one, a structure by value: they must lie one behind the other where the first is
    /// passed from.
    ///
    /// # Safety
    /// The kernel reads and writes at these addresses no more than the device's memory holds there.
    ///
    /// # Errors
    /// The device's.
    unsafe fn launch(
        &self,
        module: &Self::Module,
        kernel: usize,
        grid: [u32; 3],
        arguments: &[u64],
        samples: u32,
    ) -> Result<(), CudaError>;

    /// Is this the same device, so that what was made on one may be used on the other?
    fn is_same(&self, other: &Self) -> bool;

    /// Records the copies, zeroings and launches that `work` asks of the device that it is given, in place of doing them. It allocates,
    /// uploads and downloads nothing. What others ask of this device meanwhile is not recorded.
    ///
    /// # Errors
    /// Those of `work`, and the device's.
    fn record(&self, work: &mut dyn FnMut(&Self) -> Result<(), CudaError>) -> Result<Self::Graph, CudaError>;

    /// Does what was recorded, in one call.
    ///
    /// # Safety
    /// All that was safe when it was recorded still is: the modules are loaded, and memory lies where it lay.
    ///
    /// # Errors
    /// The device's.
    unsafe fn replay(&self, graph: &Self::Graph) -> Result<(), CudaError>;
}

/// The source of a module.
#[derive(Clone, Debug)]
pub struct ModuleSource {
    /// CUDA C++ that includes nothing.
    pub source: String,
    /// Functions that call the kernels from a host, for the emulated device.
    pub host_calls: String,
    /// Names of the kernels, in the order of their numbers.
    pub kernels: Vec<String>,
}
