//! The backend and its buffers.

use super::device::Device;
use super::executable::CudaExecutable;
use super::{CudaError, Options, Precision};
use crate::host::{MIXED_UP, same_length};
use cdm_core::backend::{Backend, HostMut, HostRef, Run};
use cdm_core::program::{Dtype, ProgramRef};

/// Runs programs on a device.
#[derive(Clone, Debug)]
pub struct CudaBackend<D> {
    pub(super) device: D,
    pub(super) options: Options,
}

impl<D: Device> CudaBackend<D> {
    /// A backend on this device in single precision, with activations in as much of its memory as [`Device::sample_bytes`] says.
    pub fn new(device: D) -> Self {
        let options = Options { sample_bytes: device.sample_bytes(), ..Options::default() };
        Self::with_options(device, options)
    }

    /// The same, with products in another precision.
    #[must_use]
    pub fn with_precision(mut self, precision: Precision) -> Self {
        self.options.precision = precision;
        self
    }

    /// A backend on this device, with other limits.
    pub fn with_options(device: D, options: Options) -> Self {
        Self { device, options }
    }
}

/// Numbers in a device's memory.
#[derive(Debug)]
pub struct CudaBuffer<D: Device> {
    device: D,
    memory: D::Memory,
    len: usize,
    /// What a buffer of indices holds, kept on the host too: whether they are within their tables is asked before every run, without
    /// waiting for the device.
    index: Option<Vec<u32>>,
}

impl<D: Device> CudaBuffer<D> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn index(&self) -> Option<&[u32]> {
        self.index.as_deref()
    }

    pub(super) fn device(&self) -> &D {
        &self.device
    }

    pub(super) fn address(&self) -> u64 {
        self.device.address(&self.memory)
    }
}

/// Bytes of a number and of an index.
pub(super) const NUMBER: usize = size_of::<f32>();

impl<D: Device> Backend for CudaBackend<D> {
    type Buffer = CudaBuffer<D>;
    type Executable = CudaExecutable<D>;
    type Error = CudaError;

    fn compile(&self, program: ProgramRef<'_>) -> Result<Self::Executable, CudaError> {
        CudaExecutable::compile(&self.device, self.options, program)
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<Self::Buffer, CudaError> {
        let bytes = len.checked_mul(NUMBER).ok_or(CudaError::Memory { bytes: usize::MAX })?;
        let index = (dtype == Dtype::Index).then(|| vec![0; len]);
        Ok(CudaBuffer { device: self.device.clone(), memory: self.device.allocate(bytes)?, len, index })
    }

    fn write(&self, buffer: &mut Self::Buffer, from: HostRef<'_>) -> Result<(), CudaError> {
        same_length(buffer.len, from.len())?;
        let (to, device) = (buffer.address(), buffer.device.clone());
        let converted: Vec<f32>;
        let bytes: &[u8] = match (&mut buffer.index, from) {
            (None, HostRef::F32(from)) => bytemuck::cast_slice(from),
            (None, HostRef::F64(from)) => {
                converted = from.iter().map(|&x| x as f32).collect();
                bytemuck::cast_slice(&converted)
            }
            (Some(copy), HostRef::Index(from)) => {
                copy.copy_from_slice(from);
                bytemuck::cast_slice(from)
            }
            _ => return Err(MIXED_UP.into()),
        };
        // SAFETY: the buffer has as many numbers, of four bytes each.
        unsafe { device.upload(to, bytes) }
    }

    fn read(&self, buffer: &Self::Buffer, to: HostMut<'_>) -> Result<(), CudaError> {
        same_length(buffer.len, to.len())?;
        let (from, device) = (buffer.address(), buffer.device());
        // SAFETY: the buffer has as many numbers, of four bytes each.
        let download = |to: &mut [f32]| unsafe { device.download(from, bytemuck::cast_slice_mut(to)) };
        match (&buffer.index, to) {
            (None, HostMut::F32(to)) => download(to),
            (None, HostMut::F64(to)) => {
                let mut numbers = vec![0.0; to.len()];
                download(&mut numbers)?;
                to.iter_mut().zip(numbers).for_each(|(to, x)| *to = f64::from(x));
                Ok(())
            }
            (Some(copy), HostMut::Index(to)) => {
                to.copy_from_slice(copy);
                Ok(())
            }
            _ => Err(MIXED_UP.into()),
        }
    }

    fn run(&self, executable: &Self::Executable, run: Run<'_, Self::Buffer>) -> Result<(), CudaError> {
        executable.run(run)
    }
}
