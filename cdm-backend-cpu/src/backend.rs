//! The backend: its settings, its threads, and how its calls reach executables.

use crate::element::Element;
use crate::executable::CpuExecutable;
use crate::pool::Pool;
use crate::profile::Profile;
use crate::simd::Isa;
use cdm_core::backend::{Backend, HostMut, HostRef, Run, RunError};
use cdm_core::kernels::HostBuffer;
use cdm_core::program::regions::Limits;
use cdm_core::program::{Dtype, ProgramRef};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// What can go wrong on a CPU.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum CpuError {
    /// Program, buffers and batch do not fit together.
    Run(RunError),
    /// The operating system did not give this many threads.
    Threads {
        /// Threads asked for.
        wanted: usize,
    },
    /// A plan would have a step use memory that is not the value's own: an error of the planner, found before anything runs.
    Plan {
        /// Number of the value.
        value: u32,
    },
}

impl fmt::Display for CpuError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CpuError::Run(error) => error.fmt(f),
            CpuError::Threads { wanted } => write!(f, "could not start {wanted} threads"),
            CpuError::Plan { value } => write!(f, "the plan has no memory for value {value} where its step needs it"),
        }
    }
}

impl std::error::Error for CpuError {}

impl From<RunError> for CpuError {
    fn from(error: RunError) -> Self {
        CpuError::Run(error)
    }
}

/// How a [`CpuBackend`] divides its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuOptions {
    /// Threads; at least 1.
    pub threads: usize,
    /// Bytes of activations that a thread works on at a time. It takes as many samples as fit, and at least as many as have no more
    /// activations than there are parameters and sums over the batch, since each group passes over these; where there are such sums, two
    /// if they take no more than three times these bytes. With 0 it takes one.
    pub group_bytes: usize,
    /// Work, in nanoseconds as estimated from the program, for which another thread is called: less is done by fewer threads. With 0
    /// all threads take part in everything.
    pub thread_nanoseconds: u64,
    /// How regions are formed.
    pub limits: Limits,
    /// The widest instruction set to use, as in [`Isa::limit`]; if the machine has it.
    pub isa: Isa,
}

impl Default for CpuOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let limits = Limits { inputs: 24, ops: 200, recompute: 48, period: 1024, row: 256 };
        CpuOptions { threads, group_bytes: 16 << 20, thread_nanoseconds: 4000, limits, isa: Isa::Avx512 }
    }
}

/// Runs programs on this machine's cores in precision `E`, `f32` or `f64`; both dtypes, `Narrow` and `Wide`, are `E`.
///
/// # Numerics
/// Deterministic for given [`CpuOptions`], batch and instruction set ([`Isa::detected`]). With AVX-512, convolutions of 3 × 3 taps
/// with stride 1 may run by Winograd's algorithm F(4 × 4, 3 × 3). Its rounding is relative to the largest numbers of a tile of
/// 6 × 6 pixels, not to those under one pixel's filter (about 7 times that of the plain sum, if all numbers are alike), and what is
/// infinite or NaN goes into all 16 results of each tile that sees it.
#[derive(Clone, Debug)]
pub struct CpuBackend<E = f32> {
    options: CpuOptions,
    pool: Option<Arc<Pool>>,
    profile: Option<Profile>,
    precision: PhantomData<E>,
}

impl<E: Element> CpuBackend<E> {
    /// A backend of `threads` threads: the caller's own and others that it starts.
    ///
    /// # Errors
    /// [`CpuError::Threads`] if the operating system refuses.
    pub fn new(threads: usize) -> Result<Self, CpuError> {
        Self::with_options(CpuOptions { threads, ..CpuOptions::default() })
    }

    /// A backend with all settings.
    ///
    /// # Errors
    /// As [`CpuBackend::new`].
    pub fn with_options(options: CpuOptions) -> Result<Self, CpuError> {
        let options = CpuOptions { threads: options.threads.max(1), ..options };
        let pool = match options.threads {
            1 => None,
            wanted => {
                let pool = Pool::new(wanted - 1, move || options.isa.limit_thread());
                Some(Arc::new(pool.map_err(|_| CpuError::Threads { wanted })?))
            }
        };
        Ok(CpuBackend { options, pool, profile: None, precision: PhantomData })
    }

    /// The same backend, whose executables from now on are seen by a profile.
    pub fn with_profile(self, profile: &Profile) -> Self {
        CpuBackend { profile: Some(profile.clone()), ..self }
    }

    /// Its threads beside the caller's own, if there are others.
    pub(crate) fn pool(&self) -> Option<&Pool> {
        self.pool.as_deref()
    }

    /// Its settings.
    pub fn options(&self) -> CpuOptions {
        self.options
    }
}

impl<E: Element> Default for CpuBackend<E> {
    /// All available threads; the caller's own if no other can be had.
    fn default() -> Self {
        let options = CpuOptions::default();
        let alone = CpuBackend {
            options: CpuOptions { threads: 1, ..options },
            pool: None,
            profile: None,
            precision: PhantomData,
        };
        Self::with_options(options).unwrap_or(alone)
    }
}

impl<E: Element> Backend for CpuBackend<E> {
    type Buffer = HostBuffer<E>;
    type Executable = CpuExecutable<E>;
    type Error = CpuError;

    fn compile(&self, program: ProgramRef<'_>) -> Result<CpuExecutable<E>, CpuError> {
        CpuExecutable::compile(program, self.options, self.pool.clone(), self.profile.as_ref())
    }

    fn buffer(&self, dtype: Dtype, len: usize) -> Result<HostBuffer<E>, CpuError> {
        Ok(HostBuffer::zeros(dtype, len))
    }

    fn write(&self, buffer: &mut HostBuffer<E>, from: HostRef<'_>) -> Result<(), CpuError> {
        Ok(buffer.write(from)?)
    }

    fn read(&self, buffer: &HostBuffer<E>, to: HostMut<'_>) -> Result<(), CpuError> {
        Ok(buffer.read(to)?)
    }

    fn run(&self, executable: &CpuExecutable<E>, run: Run<'_, HostBuffer<E>>) -> Result<(), CpuError> {
        Ok(executable.run(run)?)
    }
}
