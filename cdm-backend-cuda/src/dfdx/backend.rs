//! The backend and its buffers.

use super::{DfdxDevice, DfdxError, DfdxExecutable, Flat, Number};
use crate::host::{MIXED_UP, same_length};
use ::dfdx::shapes::HasShape;
use ::dfdx::tensor::{HasErr, Storage};
use cdm_core::Real;
use cdm_core::backend::{Backend, HostMut, HostRef, Run};
use cdm_core::program::{Dtype, ProgramRef};
use core::marker::PhantomData;

/// Runs programs on `dfdx` tensors of precision `E` on device `D`.
///
/// `DfdxBackend::<f32>::default()` runs on `dfdx`'s CPU device.
///
/// ```
/// use cdm_backend_cuda::DfdxBackend;
/// use cdm_core::backend::{Backend, HostMut, HostRef};
/// use cdm_core::program::Dtype;
///
/// let backend = DfdxBackend::<f64>::default();
/// let mut buffer = backend.buffer(Dtype::Wide, 2)?;
/// backend.write(&mut buffer, HostRef::F32(&[1.5, -2.0]))?;
/// let mut numbers = [0.0; 2];
/// backend.read(&buffer, HostMut::F64(&mut numbers))?;
/// assert_eq!(numbers, [1.5, -2.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DfdxBackend<E, D = ::dfdx::tensor::Cpu> {
    device: D,
    precision: PhantomData<E>,
}

impl<E: Number, D: DfdxDevice<E>> DfdxBackend<E, D> {
    /// A backend on this device.
    pub fn new(device: D) -> Self {
        Self { device, precision: PhantomData }
    }
}

/// Numbers on a `dfdx` device. Copies share memory until one of them is written.
#[derive(Clone, Debug)]
pub struct DfdxBuffer<E: 'static, D: Storage<E>>(pub(super) Numbers<E, D>);

/// What a buffer holds.
#[derive(Clone, Debug)]
pub(super) enum Numbers<E: 'static, D: Storage<E>> {
    /// Real numbers, on the device.
    Real(Flat<E, D>),
    /// Indices, on the host: tables of rows are worked out there.
    Index(Vec<u32>),
}

impl<E: Number, D: DfdxDevice<E>> DfdxBuffer<E, D> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match &self.0 {
            Numbers::Real(x) => x.shape().0,
            Numbers::Index(x) => x.len(),
        }
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A vector of one number, or the error that there is no memory for it.
pub(super) fn filled<T: Clone, X>(value: T, len: usize) -> Result<Vec<T>, DfdxError<X>> {
    let mut numbers = Vec::new();
    numbers.try_reserve_exact(len).map_err(|_| DfdxError::Memory { numbers: len })?;
    numbers.resize(len, value);
    Ok(numbers)
}

/// The numbers of a value, on the host. (`as_vec` panics if there are none.)
fn on_host<E: Number, D: DfdxDevice<E>, X>(x: &Flat<E, D>) -> Result<Vec<E>, DfdxError<X>> {
    let mut numbers = filled(<E as Real>::from_f64(0.0), x.shape().0)?;
    if !numbers.is_empty() {
        x.copy_into(&mut numbers);
    }
    Ok(numbers)
}

impl<E: Number, D: DfdxDevice<E>> Backend for DfdxBackend<E, D> {
    type Buffer = DfdxBuffer<E, D>;
    type Executable = DfdxExecutable<E, D>;
    type Error = DfdxError<<D as HasErr>::Err>;

    fn compile(&self, program: ProgramRef<'_>) -> Result<Self::Executable, Self::Error> {
        Ok(DfdxExecutable::new(program)?)
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<Self::Buffer, Self::Error> {
        Ok(DfdxBuffer(match dtype {
            Dtype::Index => Numbers::Index(filled(0, len)?),
            Dtype::Narrow | Dtype::Wide => {
                Numbers::Real(self.device.try_zeros_like(&(len,)).map_err(DfdxError::Device)?)
            }
        }))
    }

    fn write(&self, buffer: &mut Self::Buffer, from: HostRef<'_>) -> Result<(), Self::Error> {
        same_length(buffer.len(), from.len())?;
        let numbers: Vec<E> = match (&mut buffer.0, from) {
            (Numbers::Index(to), HostRef::Index(from)) => {
                to.copy_from_slice(from);
                return Ok(());
            }
            (Numbers::Real(_), HostRef::F32(from)) => from.iter().map(|&x| Real::from_f64(x.into())).collect(),
            (Numbers::Real(_), HostRef::F64(from)) => from.iter().map(|&x| Real::from_f64(x)).collect(),
            _ => return Err(MIXED_UP.into()),
        };
        let len = numbers.len();
        buffer.0 = Numbers::Real(self.device.try_tensor_from_vec(numbers, (len,)).map_err(DfdxError::Device)?);
        Ok(())
    }

    fn read(&self, buffer: &Self::Buffer, to: HostMut<'_>) -> Result<(), Self::Error> {
        same_length(buffer.len(), to.len())?;
        match (&buffer.0, to) {
            (Numbers::Index(from), HostMut::Index(to)) => to.copy_from_slice(from),
            (Numbers::Real(from), HostMut::F32(to)) => {
                to.iter_mut().zip(on_host(from)?).for_each(|(to, x)| *to = Real::to_f64(x) as f32);
            }
            (Numbers::Real(from), HostMut::F64(to)) => {
                to.iter_mut().zip(on_host(from)?).for_each(|(to, x)| *to = Real::to_f64(x));
            }
            _ => return Err(MIXED_UP.into()),
        }
        Ok(())
    }

    fn run(&self, executable: &Self::Executable, run: Run<'_, Self::Buffer>) -> Result<(), Self::Error> {
        executable.run(&self.device, run)
    }
}
