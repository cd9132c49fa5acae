#![doc = include_str!("../README.md")]

#[cfg(feature = "cuda")]
mod cuda;
#[cfg(feature = "dfdx")]
mod dfdx;
#[cfg(any(feature = "cuda", feature = "dfdx"))]
mod host;

#[cfg(feature = "dfdx")]
pub use dfdx::{DfdxBackend, DfdxBuffer, DfdxDevice, DfdxError, DfdxExecutable, Number};

#[cfg(feature = "cuda")]
pub use cuda::{
    Compiled, CudaBackend, CudaBuffer, CudaError, CudaExecutable, Device, Gpu, GpuGraph, GpuInfo, GpuMemory, GpuModule,
    KernelSource, ModuleSource, Options, Precision, compile_cubin, compile_cubins,
};
#[cfg(feature = "emulator")]
pub use cuda::{Emulator, HostGraph, HostMemory, HostModule};
