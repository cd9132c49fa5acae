//! What the executor needs of a device: memory with addresses, modules, launches. A GPU and the emulated device have it.

use super::CudaError;
use super::source::SHARED;
use core::fmt::Write;
use core::ops::Range;

/// [`Device::sample_bytes`] where a device says nothing.
pub(super) const SAMPLE_BYTES: usize = 8 << 30;

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

    /// [`Options::sample_bytes`](super::Options) for a program on this device, if nobody says how many.
    fn sample_bytes(&self) -> usize {
        SAMPLE_BYTES
    }

    /// At least so many bytes, zeroed, aligned to 256 bytes.
    ///
    /// # Errors
    /// [`CudaError::Memory`] if there are not as many.
    fn allocate(&self, bytes: usize) -> Result<Self::Memory, CudaError>;

    /// Where an allocation lies in the device's memory.
    fn address(&self, memory: &Self::Memory) -> u64;

    /// Copies to the device. The numbers may be gone when this returns, though the device need not have them yet.
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
    /// The kernels, in the order of their numbers.
    pub kernels: Vec<KernelSource>,
}

/// The source of a kernel.
#[derive(Clone, Debug)]
pub struct KernelSource {
    /// Parameters and body: all but its name, which the device chooses.
    pub definition: String,
    /// A call's arguments, read from behind the pointers `a[0]`, `a[1]`, …, for the emulated device.
    pub host_arguments: String,
}

impl ModuleSource {
    /// The whole text of a module with some of the kernels, which are called `k0`, `k1`, … in their order: CUDA C++ that includes
    /// nothing.
    pub fn text(&self, kernels: Range<usize>) -> String {
        let using = |words: &[&str]| {
            let uses = |kernel: &KernelSource| words.iter().any(|word| kernel.definition.contains(word));
            words.is_empty() || self.kernels[kernels.clone()].iter().any(uses)
        };
        let shared = SHARED.iter().filter(|(_, words)| using(words));
        let mut text = shared.map(|(text, _)| *text).collect::<Vec<_>>().join("\n");
        for (number, kernel) in self.kernels[kernels].iter().enumerate() {
            // Writing to a string does not fail.
            let _ = write!(text, "\nKERNEL k{number}{}\n", kernel.definition);
        }
        text
    }
}
