//! What there is to know of a GPU, as one line of JSON a part: what it is, uploads, the conformance kit, and the time of a training step, a
//! noise estimate and a density of networks from one to 75 million parameters.
//!
//! ```text
//! cargo run --release -p cdm-backend-cuda --features cuda --example gpu_check -- [--seconds 200] [--precision tf32] [--no-kit | --no-times | --plan] [NETWORK:BATCH ...]
//! cargo run --release -p cdm-backend-cuda --features emulator --example gpu_check -- --emulated digits8:2
//! ```
//!
//! `benches/gpu_check.sh` is this and the PyTorch peer in one call. `--precision` (f32, tf32, bf16; several times for several) takes the place of all three. `--seconds` limits what is begun: a part that does not fit any more is left out, and told. Networks: digits8, mnist32, cifar32, celeba64.

#[path = "../../cdm-backend-cpu/tests/runs/mod.rs"]
#[allow(dead_code, reason = "this needs its buffers alone")]
mod runs;

use cdm_backend_cuda::{CudaBackend, CudaError, Device, Gpu, GpuInfo, Precision};
use cdm_core::backend::{Backend, Bind, HostMut, Run};
use cdm_core::conformance::{Family, Kit, Precision as Kind};
use cdm_core::nn::{Architecture, Inference, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Program, Role};
use serde_json::json;
use std::time::{Duration, Instant};

/// Levels of the published schedule, with data and noise.
const LEVELS: usize = 1002;

/// Repeats of each measurement, after the first run.
const REPEATS: usize = 10;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let (mut seconds, mut emulated) = (500, false);
    let mut wanted =
        Wanted { kit: true, times: true, plan: false, networks: Vec::new(), precisions: Vec::new(), random: 300 };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--emulated" => emulated = true,
            "--no-kit" => wanted.kit = false,
            "--plan" => (wanted.plan, wanted.kit) = (true, false),
            "--no-times" => wanted.times = false,
            "--precision" => wanted.precisions.push(precision(&words.next().ok_or("--precision: which?")?)?),
            "--seconds" => seconds = words.next().ok_or("--seconds: how many?")?.parse()?,
            _ => {
                let (name, batch) = word.split_once(':').ok_or_else(|| format!("{word}: expected NETWORK:BATCH"))?;
                wanted.networks.push((name.to_owned(), batch.parse::<usize>()?));
            }
        }
    }
    if wanted.networks.is_empty() {
        wanted.networks =
            [("mnist32", 256), ("cifar32", 128), ("celeba64", 64)].map(|(n, b)| (n.to_owned(), b)).to_vec();
    }
    if wanted.precisions.is_empty() {
        wanted.precisions = vec![Precision::F32, Precision::Tf32, Precision::Bf16];
    }
    let end = Instant::now() + Duration::from_secs(seconds);
    if emulated {
        return emulated_device(wanted, end);
    }
    let gpu = Gpu::open(0)?;
    let info = gpu.info();
    println!(
        "{}",
        json!({
            "device": info.name, "capability": info.capability, "memory_mib": info.memory >> 20,
            "multiprocessors": info.multiprocessors, "clock_mhz": info.clock_hz / 1_000_000,
            "memory_gbyte_per_s": info.bytes_per_second as f64 * 1e-9,
        })
    );
    let sent = if wanted.kit { uploads(&gpu) } else { Ok(()) };
    let (bytes, info) = (info.bytes_per_second as f64, info.clone());
    let peaks = move |precision| Peaks { operations: operations_per_second(&info, precision), bytes };
    all(&CudaBackend::new(gpu), &wanted, &peaks, end)?;
    sent
}

/// What a device can do at most in a second.
#[derive(Clone, Copy)]
struct Peaks {
    /// Floating-point operations of products; `None` of a device that this program does not know.
    operations: Option<f64>,
    /// Bytes of its memory that are read or written.
    bytes: f64,
}

/// By NVIDIA's programming guides: operations that a multiprocessor of this compute capability does in a clock, outside tensor cores in f32.
fn operations_per_second(info: &GpuInfo, precision: Precision) -> Option<f64> {
    let [single, tf32, bf16] = match info.capability {
        (8, 0) => [128.0, 1024.0, 2048.0],
        (8, _) => [256.0, 512.0, 1024.0],
        (9, 0) => [256.0, 2048.0, 4096.0],
        (10, _) => [256.0, 4096.0, 8192.0],
        _ => return None,
    };
    let in_a_clock = match precision {
        Precision::F32 => single,
        Precision::Tf32 => tf32,
        Precision::Bf16 => bf16,
    };
    Some(in_a_clock * f64::from(info.multiprocessors) * info.clock_hz as f64)
}

fn precision(name: &str) -> Outcome<Precision> {
    match name {
        "f32" => Ok(Precision::F32),
        "tf32" => Ok(Precision::Tf32),
        "bf16" => Ok(Precision::Bf16),
        _ => Err(format!("--precision {name}: expected f32, tf32 or bf16").into()),
    }
}

fn name_of(precision: Precision) -> &'static str {
    match precision {
        Precision::F32 => "f32",
        Precision::Tf32 => "tf32",
        Precision::Bf16 => "bf16",
    }
}

/// What to do.
struct Wanted {
    kit: bool,
    times: bool,
    /// Tell what steps cost by plan, and run none.
    plan: bool,
    networks: Vec<(String, usize)>,
    precisions: Vec<Precision>,
    /// Random programs of the kit.
    random: u64,
}

#[cfg(feature = "emulator")]
fn emulated_device(wanted: Wanted, end: Instant) -> Outcome<()> {
    println!("{}", json!({ "device": "emulated" }));
    let device = cdm_backend_cuda::Emulator::default();
    if wanted.kit {
        uploads(&device)?;
    }
    // It stands for no hardware.
    let peaks = |_| Peaks { operations: None, bytes: f64::INFINITY };
    all(&CudaBackend::new(device), &Wanted { random: 10, ..wanted }, &peaks, end)
}

#[cfg(not(feature = "emulator"))]
fn emulated_device(_: Wanted, _: Instant) -> Outcome<()> {
    Err("--emulated: build with --features emulator".into())
}

/// Times, then the kit from the simplest family on, as far as they are wanted; the exact precision first.
fn all<D: Device>(
    backend: &CudaBackend<D>,
    wanted: &Wanted,
    peaks: &dyn Fn(Precision) -> Peaks,
    end: Instant,
) -> Outcome<()> {
    let in_precision = |precision| (name_of(precision), backend.clone().with_precision(precision));
    for (name, batch) in wanted.networks.iter().filter(|_| wanted.times) {
        for &precision in &wanted.precisions {
            let ((precision_name, backend), peaks) = (in_precision(precision), peaks(precision));
            times(&backend, precision_name, peaks, (name, *batch), wanted.plan, end)?;
        }
    }
    let mut failed = Vec::new();
    for &precision in wanted.precisions.iter().filter(|_| wanted.kit) {
        let (precision_name, backend) = in_precision(precision);
        let (kit, count) = match precision {
            Precision::F32 => (Kit::new(Kind::F32), wanted.random),
            // Each of them also with its dtypes exchanged.
            Precision::Tf32 => (Kit::new(Kind::TF32), wanted.random / 2),
            Precision::Bf16 => (Kit::new(Kind::BF16), wanted.random / 2),
        };
        for (family, kit) in portions(&kit, count) {
            let mut told = json!({ "precision": precision_name, "family": family.name() });
            if Instant::now() > end {
                extend(&mut told, json!({ "left_out": "no time" }));
            } else {
                let start = Instant::now();
                let report = kit.check_family(&backend, family);
                let (seconds, passed) = (start.elapsed().as_secs_f64(), report.passed());
                extend(
                    &mut told,
                    json!({ "passed": passed, "seconds": seconds, "cases": report.summary.cases, "report": report.to_string() }),
                );
                if !passed {
                    failed.push(format!("{} in {precision_name}", family.name()));
                }
            }
            println!("{told}");
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("the conformance kit failed: {}", failed.join(", ")).into()) }
}

/// The families in order, the random programs, `count` of them, in portions of which each is done soon.
fn portions(kit: &Kit, count: u64) -> Vec<(Family, Kit)> {
    const EACH: u64 = 20;
    let mut portions = Vec::new();
    for family in Family::ALL {
        match family {
            Family::RandomPrograms => portions.extend(
                (0..count)
                    .step_by(EACH as usize)
                    .map(|first| (family, kit.clone().random_programs(first..count.min(first + EACH)))),
            ),
            _ => portions.push((family, kit.clone())),
        }
    }
    portions
}

/// Uploads of many sizes, asked for while others are under way and gone from the host at once: what comes back is what was sent. Then how
/// long an upload keeps the host, and how long the device is at it.
fn uploads<D: Device>(device: &D) -> Outcome<()> {
    let sizes = [12, 1, 4096, 5 << 20, 12, (40 << 20) + 1, 150 << 20, 12, 0, 3 << 20];
    // What is at a place tells the place and the upload; 251 divides no power of two.
    let all: Vec<u8> = (0..=250).cycle().take((150 << 20) + 2 * sizes.len()).collect();
    let mut on_device = Vec::new();
    for (upload, &bytes) in sizes.iter().cycle().take(2 * sizes.len()).enumerate() {
        let (first, second) = (device.allocate(bytes)?, device.allocate(bytes)?);
        let numbers = all[upload..][..bytes].to_vec();
        // SAFETY: both have as many bytes.
        unsafe {
            device.upload(device.address(&first), &numbers)?;
            device.copy(device.address(&first), device.address(&second), bytes)?;
        }
        on_device.push((second, bytes));
    }
    for (upload, (memory, bytes)) in on_device.iter().enumerate() {
        let mut numbers = vec![0; *bytes];
        // SAFETY: it has as many bytes.
        unsafe { device.download(device.address(memory), &mut numbers)? };
        if numbers != all[upload..][..*bytes] {
            return Err(format!("upload {upload}, of {bytes} bytes, came back as another").into());
        }
    }
    for bytes in [12, 1 << 20, 16 << 20] {
        let (memory, numbers) = (device.allocate(bytes)?, vec![1u8; bytes]);
        // SAFETY: it has as many bytes.
        let upload = || unsafe { device.upload(device.address(&memory), &numbers) };
        // SAFETY: nothing is copied.
        let wait = || unsafe { device.download(device.address(&memory), &mut []) };
        upload().and_then(|()| wait())?;
        let start = Instant::now();
        upload()?;
        let asked = start.elapsed();
        wait()?;
        let times = [asked, start.elapsed()].map(|time| time.as_secs_f64() * 1e6);
        println!("{}", json!({ "upload_bytes": bytes, "host_us": times[0], "until_done_us": times[1] }));
    }
    Ok(())
}

fn network(name: &str) -> Outcome<Architecture> {
    let (image, channels, multipliers, blocks, attention): (_, _, &[usize], _, _) = match name {
        "digits8" => ([8, 8, 1], 32, &[1, 2], 1, 4),
        "mnist32" => ([32, 32, 1], 32, &[1, 2, 2], 1, 16),
        "cifar32" => ([32, 32, 3], 128, &[1, 2, 2, 2], 2, 16),
        "celeba64" => ([64, 64, 3], 128, &[1, 2, 2, 2, 4], 2, 16),
        _ => return Err(format!("{name}: no such network (known: digits8, mnist32, cifar32, celeba64)").into()),
    };
    let net = Pyramid {
        multipliers: multipliers.to_vec(),
        blocks,
        attention: vec![attention],
        ..Pyramid::new(image, channels)
    };
    Ok(Architecture::UNet(UNet(Pyramid { dropout_percent: 0, ..net })))
}

/// The time of one step of each kind; a failure is told and the others go on.
fn times<D: Device>(
    backend: &CudaBackend<D>,
    precision: &str,
    peaks: Peaks,
    (name, batch): (&str, usize),
    plan: bool,
    end: Instant,
) -> Outcome<()> {
    let architecture = network(name)?;
    let inference = Inference::new(&architecture, LEVELS)?;
    let train = training_step(&architecture, LEVELS, TrainingOptions::default())?;
    let parts = [("score", inference.ratio), ("denoise", inference.ratio_gradient), ("train", train.program)];
    for (part, program) in parts {
        let mut told = json!({ "network": name, "batch": batch, "part": part, "precision": precision });
        let result = if Instant::now() > end {
            json!({ "left_out": "no time" })
        } else {
            match time(backend, &program, batch, peaks, plan) {
                Ok(result) => result,
                Err(error) => json!({ "error": error.to_string() }),
            }
        };
        extend(&mut told, result);
        println!("{told}");
    }
    Ok(())
}

fn time<D: Device>(
    backend: &CudaBackend<D>,
    program: &Program,
    batch: usize,
    peaks: Peaks,
    plan: bool,
) -> Result<serde_json::Value, CudaError> {
    let start = Instant::now();
    let executable = backend.compile(program.as_ref())?;
    let compiled = start.elapsed();
    let (operations, bytes) = executable.cost(batch);
    let mut told = json!({
        "compile_s": compiled.as_secs_f64(), "kernels": executable.kernels(), "launches": executable.launches(),
        "gflop": operations as f64 * 1e-9, "gbyte": bytes as f64 * 1e-9, "scratch_mib": executable.scratch_bytes(batch) >> 20,
    });
    if plan {
        return Ok(told);
    }
    let inputs = |role| -> Vec<_> {
        program.inputs(role).map(|(name, ty)| runs::buffer(backend, name, &ty, batch)).collect::<Vec<_>>()
    };
    let (data, frozen, mut state) = (inputs(Role::Data), inputs(Role::Frozen), inputs(Role::State));
    let outputs: Result<Vec<_>, _> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch)).collect();
    let mut outputs = outputs?;
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let mut milliseconds = Vec::new();
    let (mut finite, mut first_numbers, mut repeats) = (true, Vec::new(), true);
    for number in 0..=REPEATS {
        let bind = if number > 0 && state.is_empty() { Bind::Reuse } else { Bind::Fresh };
        let start = Instant::now();
        let run = Run { batch, bind, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run)?;
        // Waits for the device.
        let mut numbers = vec![0f32; outputs[0].len()];
        backend.read(&outputs[0], HostMut::F32(&mut numbers))?;
        milliseconds.push(1e3 * start.elapsed().as_secs_f64());
        finite &= numbers.iter().all(|x| x.is_finite());
        // The first run is launched, later ones are replayed: the same bits, where no state changes.
        let bits: Vec<u32> = numbers.iter().map(|x| x.to_bits()).collect();
        if number == 0 {
            first_numbers = bits;
        } else if state.is_empty() {
            repeats &= bits == first_numbers;
        }
    }
    let first = milliseconds.remove(0);
    milliseconds.sort_by(f64::total_cmp);
    let median = milliseconds[REPEATS / 2];
    // The larger of the two times below which the device cannot be, against the time that it took.
    let floor = peaks.operations.map(|peak| 1e3 * (operations as f64 / peak).max(bytes as f64 / peaks.bytes));
    let times = json!({
        "ms": median, "floor_ms": floor, "roofline": floor.map(|floor| floor / median), "best_ms": milliseconds[0], "first_ms": first, "finite": finite, "replays_repeat": repeats,
        "tflop_per_s": operations as f64 * 1e-9 / median, "gbyte_per_s": bytes as f64 * 1e-6 / median,
    });
    extend(&mut told, times);
    Ok(told)
}

/// Adds the entries of an object.
fn extend(told: &mut serde_json::Value, more: serde_json::Value) {
    if let (Some(told), serde_json::Value::Object(more)) = (told.as_object_mut(), more) {
        told.extend(more);
    }
}
