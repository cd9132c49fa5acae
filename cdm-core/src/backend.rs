//! The two doors for new hardware.
//!
//! [`Backend`] compiles and runs whole programs: for devices with their own memory and compilers. `Kernels` (in
//! [`crate::kernels`]) is for memory that the host can address: override hot kernels one by one, the interpreter does the rest.

use crate::program::{Dtype, ProgramRef, ValueType};

/// Numbers on the host that are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HostRef<'a> {
    /// Single precision.
    F32(&'a [f32]),
    /// Double precision.
    F64(&'a [f64]),
    /// Indices.
    Index(&'a [u32]),
}

/// Numbers on the host that are written.
#[derive(Debug, PartialEq)]
pub enum HostMut<'a> {
    /// Single precision.
    F32(&'a mut [f32]),
    /// Double precision.
    F64(&'a mut [f64]),
    /// Indices.
    Index(&'a mut [u32]),
}

impl HostRef<'_> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            HostRef::F32(x) => x.len(),
            HostRef::F64(x) => x.len(),
            HostRef::Index(x) => x.len(),
        }
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl HostMut<'_> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            HostMut::F32(x) => x.len(),
            HostMut::F64(x) => x.len(),
            HostMut::Index(x) => x.len(),
        }
    }

    /// No elements?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether a run may use the values of the bind section that an earlier run of the same executable left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Bind {
    /// States or frozen inputs may have changed: compute the bind section.
    #[default]
    Fresh,
    /// The caller knows that no state and no frozen input has changed since the executable's last run. A first run
    /// binds in any case, and so does a program that updates states itself.
    Reuse,
}

/// The buffers of one run. Each list is in the order of the program's inputs of that role, or of its outputs.
///
/// A per-sample buffer holds `batch` times its type's elements, sample after sample; a shared one just them. A longer
/// buffer is an error, so that no sample is forgotten.
#[derive(Debug)]
pub struct Run<'a, B> {
    /// Number of samples; may be any number at each run. Zero samples leave reductions at zero.
    pub batch: usize,
    /// Reuse bound values?
    pub bind: Bind,
    /// Inputs of role `Data`.
    pub data: &'a [&'a B],
    /// Inputs of role `Frozen`.
    pub frozen: &'a [&'a B],
    /// Inputs of role `State`, updated in place.
    pub state: &'a mut [B],
    /// Outputs.
    pub outputs: &'a mut [B],
}

/// A device that runs programs.
///
/// # For backend authors
/// Implement this for a device with its own memory; implement [`crate::kernels::Kernels`] instead if the host can address the
/// memory. A call may return before the device is done, but behaves as if it were sequential. Everything that can go
/// wrong with a verified program and right-sized buffers is the device's own business and comes back as
/// [`Backend::Error`]; nothing panics.
///
/// # For model authors
/// Buffers belong to you: training, evaluation of averaged weights and sampling share them.
pub trait Backend {
    /// A block of numbers of one dtype in the device's memory.
    type Buffer;
    /// A compiled program. It owns everything it needs, scratch memory included.
    type Executable;
    /// What can go wrong.
    type Error: core::error::Error + From<RunError>;

    /// Compiles a program for any batch size.
    ///
    /// # Errors
    /// [`RunError::Program`] if it does not verify; otherwise the device's.
    fn compile(&self, program: ProgramRef<'_>) -> Result<Self::Executable, Self::Error>;

    /// A zeroed buffer for `len` numbers of a dtype.
    ///
    /// # Errors
    /// If there is not enough memory.
    fn buffer(&self, dtype: Dtype, len: usize) -> Result<Self::Buffer, Self::Error>;

    /// Copies from the host, converting between precisions.
    ///
    /// # Errors
    /// [`RunError::Length`] or [`RunError::Kind`] if lengths or kinds (real, index) differ.
    fn write(&self, buffer: &mut Self::Buffer, from: HostRef<'_>) -> Result<(), Self::Error>;

    /// Copies to the host, converting between precisions.
    ///
    /// # Errors
    /// As [`Backend::write`].
    fn read(&self, buffer: &Self::Buffer, to: HostMut<'_>) -> Result<(), Self::Error>;

    /// Runs a program.
    ///
    /// # Errors
    /// [`RunError`] if buffers do not fit the program and the batch, or an index lies beyond its table (states are
    /// then unchanged); otherwise the device's.
    fn run(&self, executable: &Self::Executable, run: Run<'_, Self::Buffer>) -> Result<(), Self::Error>;

    /// A zeroed buffer for a value of this type and a batch.
    ///
    /// # Errors
    /// As [`Backend::buffer`].
    fn buffer_for(&self, ty: &ValueType, batch: usize) -> Result<Self::Buffer, Self::Error> {
        self.buffer(ty.dtype, ty.elements_for(batch))
    }
}

/// A run whose buffers do not fit.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum RunError {
    /// The program does not verify.
    Program(crate::program::ProgramError),
    /// The plan does not suit the program.
    Plan(crate::program::PlanError),
    /// A list of buffers has the wrong length.
    Count {
        /// Which list.
        list: &'static str,
        /// Buffers that the program declares.
        want: usize,
        /// Buffers passed.
        got: usize,
    },
    /// A buffer has the wrong number of elements.
    Length {
        /// Which list; "host" for a copy.
        list: &'static str,
        /// Position in it.
        at: usize,
        /// Elements needed.
        want: usize,
        /// Elements there are.
        got: usize,
    },
    /// A buffer of indices where real numbers are needed, or the other way round.
    Kind {
        /// Which list; "host" for a copy.
        list: &'static str,
        /// Position in it.
        at: usize,
    },
    /// An index beyond its table.
    Index {
        /// Sample in the batch.
        sample: usize,
        /// The index.
        index: u32,
        /// Rows of the table.
        rows: usize,
    },
    /// A program whose values do not fit a plan's tables.
    TooLarge {
        /// Numbers that one space would need; 2³² are too many.
        numbers: usize,
    },
    /// Scratch memory lent to the run is too small.
    Scratch {
        /// Numbers needed.
        want: usize,
        /// Numbers lent.
        got: usize,
    },
}

impl core::fmt::Display for RunError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            RunError::Program(error) => write!(f, "the program is not sound: {error}"),
            RunError::Plan(error) => write!(f, "the plan does not suit the program: {error}"),
            RunError::Count { list, want, got } => {
                write!(f, "{list}: the program has {want} buffers, {got} were passed")
            }
            RunError::Length { list, at, want, got } => {
                write!(f, "{list} {at}: needs {want} elements, the buffer has {got}")
            }
            RunError::Kind { list, at } => write!(f, "{list} {at}: indices and real numbers mixed up"),
            RunError::Index { sample, index, rows } => {
                write!(f, "sample {sample}: index {index} is beyond its table of {rows} rows")
            }
            RunError::TooLarge { numbers } => {
                write!(f, "the program needs {numbers} numbers of scratch memory, more than 32 bits can count")
            }
            RunError::Scratch { want, got } => write!(f, "scratch memory: {want} numbers are needed, {got} were lent"),
        }
    }
}

impl core::error::Error for RunError {}

impl From<crate::program::ProgramError> for RunError {
    fn from(error: crate::program::ProgramError) -> Self {
        RunError::Program(error)
    }
}

/// A precision that host memory can have.
pub trait HostReal: crate::Real {
    /// Lends numbers for reading.
    fn host(values: &[Self]) -> HostRef<'_>;
    /// Lends numbers for writing.
    fn host_mut(values: &mut [Self]) -> HostMut<'_>;
}

impl HostReal for f32 {
    fn host(values: &[f32]) -> HostRef<'_> {
        HostRef::F32(values)
    }
    fn host_mut(values: &mut [f32]) -> HostMut<'_> {
        HostMut::F32(values)
    }
}

impl HostReal for f64 {
    fn host(values: &[f64]) -> HostRef<'_> {
        HostRef::F64(values)
    }
    fn host_mut(values: &mut [f64]) -> HostMut<'_> {
        HostMut::F64(values)
    }
}
