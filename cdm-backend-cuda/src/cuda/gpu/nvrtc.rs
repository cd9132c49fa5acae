//! NVIDIA's run-time compiler. It needs no GPU.

use super::super::CudaError;
use super::libraries;
use super::target::Version;
use cudarc::nvrtc::result::{NvrtcError, compile_program, create_program, destroy_program, get_program_log};
use cudarc::nvrtc::sys;
use std::ffi::{CStr, CString};

/// What the compiler is told besides the architecture.
pub(super) const OPTIONS: [&str; 3] = ["--std=c++17", "--ptxas-options=-v", "--ptxas-options=--warn-on-spills"];

/// A compiled module.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Machine code; of a virtual architecture, such as `compute_90`, PTX that ends with a zero.
    pub cubin: Vec<u8>,
    /// The assembler's words, with registers and spills of each kernel.
    pub log: String,
}

/// A program of the compiler, destroyed when it is dropped.
struct Program(sys::nvrtcProgram);

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: made by the compiler, and not destroyed before.
        let _ = unsafe { destroy_program(self.0) };
    }
}

/// Compiles CUDA C++ for an architecture, such as `sm_90`, on a machine with or without a GPU. Threads may compile at the same time.
///
/// # Errors
/// [`CudaError::Unavailable`] if there is no compiler or it cannot work, [`CudaError::Compiler`] with its words if it refuses the source.
pub fn compile_cubin(source: &str, architecture: &str) -> Result<Compiled, CudaError> {
    libraries::compiler()?;
    let source = CString::new(source).map_err(|error| CudaError::Compiler(error.to_string()))?;
    let program = Program(create_program(&source, Some(c"cdm.cu")).map_err(failed)?);
    let is_virtual = architecture.starts_with("compute_");
    let architecture = format!("--gpu-architecture={architecture}");
    let options = [&[architecture.as_str()], &OPTIONS[..]].concat();
    // SAFETY: the program is there until the end of this function.
    let compiled = unsafe { compile_program(program.0, &options) };
    // SAFETY: as above.
    let log = unsafe { get_program_log(program.0) }.map_err(failed)?;
    let log = String::from_utf8_lossy(&log.iter().map(|&c| c as u8).collect::<Vec<u8>>()).into_owned();
    let log = log.trim_end_matches('\0').to_owned();
    match compiled {
        Ok(()) => {}
        Err(NvrtcError(sys::nvrtcResult::NVRTC_ERROR_COMPILATION)) => return Err(CudaError::Compiler(log)),
        Err(other) => return Err(CudaError::Unavailable(format!("{}: {log}", words(other)))),
    }
    let mut bytes = 0;
    // SAFETY: the program is compiled, and the buffers as long as the compiler says.
    let cubin = unsafe {
        if is_virtual {
            sys::nvrtcGetPTXSize(program.0, &raw mut bytes).result().map_err(failed)?;
            let mut ptx = vec![0u8; bytes];
            sys::nvrtcGetPTX(program.0, ptx.as_mut_ptr().cast()).result().map_err(failed)?;
            ptx
        } else {
            sys::nvrtcGetCUBINSize(program.0, &raw mut bytes).result().map_err(failed)?;
            let mut cubin = vec![0u8; bytes];
            sys::nvrtcGetCUBIN(program.0, cubin.as_mut_ptr().cast()).result().map_err(failed)?;
            cubin
        }
    };
    Ok(Compiled { cubin, log })
}

/// The version of the compiler: major and minor.
///
/// # Errors
/// [`CudaError::Unavailable`] if there is none.
pub(super) fn version() -> Result<Version, CudaError> {
    libraries::compiler()?;
    let (mut major, mut minor) = (0, 0);
    // SAFETY: writes two numbers.
    unsafe { sys::nvrtcVersion(&raw mut major, &raw mut minor) }.result().map_err(failed)?;
    Ok((major, minor))
}

/// The architectures that the compiler knows, as numbers like 90.
///
/// # Errors
/// As [`version`].
pub(super) fn architectures() -> Result<Vec<i32>, CudaError> {
    libraries::compiler()?;
    let mut count = 0;
    // SAFETY: writes one number.
    unsafe { sys::nvrtcGetNumSupportedArchs(&raw mut count) }.result().map_err(failed)?;
    let mut known = vec![0; count.max(0) as usize];
    // SAFETY: writes as many numbers.
    unsafe { sys::nvrtcGetSupportedArchs(known.as_mut_ptr()) }.result().map_err(failed)?;
    Ok(known)
}

fn failed(error: NvrtcError) -> CudaError {
    CudaError::Unavailable(words(error))
}

fn words(error: NvrtcError) -> String {
    // SAFETY: the compiler's own text, which is constant.
    let words = unsafe { CStr::from_ptr(sys::nvrtcGetErrorString(error.0)) };
    format!("the run-time compiler (NVRTC) fails: {}", words.to_string_lossy())
}
