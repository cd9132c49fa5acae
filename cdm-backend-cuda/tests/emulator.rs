//! The emulated device itself: it must show what is wrong with a kernel.

#![cfg(feature = "emulator")]

use cdm_backend_cuda::{CudaError, Device, Emulator, KernelSource, ModuleSource};
use std::process::{Command, Output};

/// A kernel `k0(const float* p0, float* p1, u32 samples)` of a block of 256 threads, on numbers 0, 1, 2, ….
fn run(device: Emulator, body: &str) -> Result<Vec<f32>, CudaError> {
    run_blocks(device, 1, body)
}

fn run_blocks(device: Emulator, blocks: u32, body: &str) -> Result<Vec<f32>, CudaError> {
    let kernel = KernelSource {
        definition: format!("(const float* p0, float* p1, unsigned samples) {{ {body} }}"),
        host_arguments: "*(const float**)a[0], *(float**)a[1], *(unsigned*)a[2]".to_owned(),
    };
    let module = device.compile(&ModuleSource { kernels: vec![kernel] })?;
    let numbers: Vec<f32> = (0..256u16).map(f32::from).collect();
    let (from, to) = (device.allocate(1024)?, device.allocate(1024)?);
    let mut result = vec![0.0; 256];
    // SAFETY: both places have 256 numbers.
    unsafe {
        device.upload(device.address(&from), bytemuck::cast_slice(&numbers))?;
        device.launch(&module, 0, [blocks, 1, 1], &[device.address(&from), device.address(&to)], 256)?;
        device.download(device.address(&to), bytemuck::cast_slice_mut(&mut result))?;
    }
    Ok(result)
}

fn in_order() -> Emulator {
    Emulator::default()
}

fn reversed() -> Emulator {
    Emulator::default().reversed()
}

/// Each thread reads what its neighbour has written.
fn neighbours(barrier: &str) -> String {
    format!(
        "__shared__ float x[256]; u32_t i = threadIdx.x; x[i] = p0[i]; {barrier} p1[i] = x[(i + 1) % 256] + x[(i + 255) % 256];"
    )
}

#[test]
fn a_missing_barrier_shows() {
    let want: Vec<f32> = (0..256u16).map(|i| f32::from((i + 1) % 256) + f32::from((i + 255) % 256)).collect();
    for device in [in_order(), reversed()] {
        assert_eq!(run(device.clone(), &neighbours("__syncthreads();")).unwrap(), want);
        assert_ne!(run(device, &neighbours("")).unwrap(), want);
    }
    // One that only reversed order shows: a thread reads what an earlier one has written.
    let earlier = "__shared__ float x[256]; u32_t i = threadIdx.x; x[i] = p0[i]; p1[i] = x[i / 2];";
    let halves: Vec<f32> = (0..256u16).map(|i| f32::from(i / 2)).collect();
    assert_eq!(run(in_order(), earlier).unwrap(), halves);
    assert_ne!(run(reversed(), earlier).unwrap(), halves);
}

#[test]
fn a_block_that_needs_another_shows() {
    let body = "if (threadIdx.x == 0) p1[0] = blockIdx.x > 0 ? p1[0] + 1.0f : 1.0f;";
    assert_eq!(run_blocks(in_order(), 3, body).unwrap()[0], 3.0);
    assert_eq!(run_blocks(reversed(), 3, body).unwrap()[0], 1.0);
}

#[test]
fn what_no_thread_of_the_block_has_written_is_no_number() {
    let body = "SHARED(float, x, 256); u32_t i = threadIdx.x; p1[i] = x[i]; __syncthreads(); x[i] = p0[i];";
    for device in [in_order(), reversed()] {
        assert!(run_blocks(device, 2, body).unwrap().iter().all(|x| x.is_nan()));
    }
}

#[test]
fn a_barrier_that_some_threads_miss_is_an_error() {
    for barrier in ["__syncthreads();", "p1[0] = __shfl_sync(~0u, 1.0f, 0);"] {
        let error = run(in_order(), &format!("if (threadIdx.x % 32 < 31) {{ {barrier} }}")).unwrap_err();
        assert!(error.to_string().contains("a barrier that not all threads reach"), "{error}");
    }
}

#[test]
fn shuffles_are_those_of_a_warp() {
    let lane = |i: u16| f32::from(i / 32 * 32);
    let i = "u32_t i = threadIdx.x; p1[i] =";
    let of = |call: &str| run(reversed(), &format!("{i} {call};")).unwrap();
    assert_eq!(of("__shfl_sync(~0u, p0[i], 3)"), (0..256).map(|i| lane(i) + 3.0).collect::<Vec<_>>());
    assert_eq!(of("__shfl_xor_sync(~0u, p0[i], 5)"), (0..256u16).map(|i| f32::from(i ^ 5)).collect::<Vec<_>>());
    let up = |i: u16| if i % 32 >= 4 { f32::from(i - 4) } else { f32::from(i) };
    assert_eq!(of("__shfl_up_sync(~0u, p0[i], 4)"), (0..256).map(up).collect::<Vec<_>>());
}

#[test]
fn what_does_not_compile_is_told() {
    let error = run(in_order(), "p1[0] = q;").unwrap_err();
    assert!(matches!(&error, CudaError::Compiler(log) if log.contains("not declared")), "{error}");
}

/// Runs a kernel that ends the process; in one of its own, with these variables, by the test of this name. `None` there, if it goes on.
fn of_own_process(
    test: &str,
    device: Emulator,
    planted: &str,
    variables: &[(&str, &str)],
) -> std::io::Result<Option<Output>> {
    if std::env::var_os("CDM_PLANTED").is_some() {
        println!("not caught: {:?}", run(device, planted).map(|x| x.len()));
        return Ok(None);
    }
    let mut child = Command::new(std::env::current_exe()?);
    child.args(["--exact", test, "--nocapture"]).env("CDM_PLANTED", "1").envs(variables.iter().copied());
    child.output().map(Some)
}

#[test]
fn an_access_beyond_an_array_ends_the_process() {
    let planted = "__shared__ float x[256]; u32_t i = threadIdx.x; x[i] = p0[i]; __syncthreads(); p1[i] = x[i + 1];";
    let library = Command::new("c++").arg("-print-file-name=libasan.so").output().unwrap();
    let library = String::from_utf8(library.stdout).unwrap();
    let variables = [("LD_PRELOAD", library.trim()), ("ASAN_OPTIONS", "detect_leaks=0")];
    let name = "an_access_beyond_an_array_ends_the_process";
    let Some(child) = of_own_process(name, in_order().sanitized(), planted, &variables).unwrap() else { return };
    let told = String::from_utf8_lossy(&child.stderr);
    assert!(!child.status.success() && told.contains("global-buffer-overflow"), "{told}");
}

#[test]
fn numbers_read_at_once_from_where_they_may_not_lie_end_the_process() {
    let planted = "float x[4]; load_run<4>(x, p0 + 1); p1[threadIdx.x] = x[0];";
    let name = "numbers_read_at_once_from_where_they_may_not_lie_end_the_process";
    let Some(child) = of_own_process(name, in_order(), planted, &[]).unwrap() else { return };
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(!child.status.success() && !told.contains("not caught"), "{told}");
    // The same where they may.
    assert_eq!(run(in_order(), &planted.replace("+ 1", "+ 4")).unwrap(), [4.0; 256]);
}
