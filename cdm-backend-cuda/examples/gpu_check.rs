//! What there is to know of a GPU, as one line of JSON a part: what it is, uploads, the conformance kit, and the time of a training step, a
//! noise estimate and a density of networks from one to 75 million parameters.
//!
//! ```text
//! cargo run --release -p cdm-backend-cuda --features cuda --example gpu_check -- [--only device|kit|times|plan] [--precision tf32] [--seconds 200] [--threads 4] [NETWORK:BATCH ...]
//! cargo run --release -p cdm-backend-cuda --features emulator --example gpu_check -- --emulated digits8:2
//! ```
//!
//! `benches/gpu_check.sh` is this and the PyTorch peer in one call. `--only`: what the device is and whether uploads arrive, the conformance kit, times, or what steps cost by plan; without it all but the last. `--precision` (f32, tf32, bf16; several times for several) takes the place of all three. `--seconds` limits what is begun: a part that does not fit any more is left out, and told. The kit runs on all cores, or so many `--threads`: most of its time is the compiler's. Networks: digits8, mnist32, cifar32, celeba64.

#[path = "../../cdm-backend-cpu/tests/runs/mod.rs"]
#[allow(dead_code, reason = "this needs its buffers alone")]
mod runs;

use cdm_backend_cuda::{CudaBackend, CudaBuffer, CudaError, CudaExecutable, Device, Gpu, GpuInfo, Precision};
use cdm_core::backend::{Backend, Bind, HostMut, Run};
use cdm_core::conformance::{Family, Kit, Precision as Kind};
use cdm_core::nn::{Architecture, Inference, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Dtype, Program, Role};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Levels of the published schedule, with data and noise.
const LEVELS: usize = 1002;

/// Before a measurement the device is kept busy for so long, so that its clocks are up.
const WARM: Duration = Duration::from_millis(300);

/// Repeats of a measurement: the first, and the second as long as it takes no longer than the third.
const REPEATS: (usize, usize, Duration) = (5, 30, Duration::from_secs(3));

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let (mut seconds, mut emulated) = (500, false);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut wanted = Wanted { only: None, networks: Vec::new(), precisions: Vec::new(), random: 300, threads };
    while let Some(word) = words.next() {
        let mut next = |what: &str| words.next().ok_or_else(|| format!("{word}: {what}?"));
        match word.as_str() {
            "--emulated" => emulated = true,
            "--only" => wanted.only = Some(part(&next("what")?)?),
            "--precision" => wanted.precisions.push(precision(&next("which")?)?),
            "--seconds" => seconds = next("how many")?.parse()?,
            "--threads" => wanted.threads = next("how many")?.parse::<usize>()?.max(1),
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
    let info = gpu.info().clone();
    let told = json!({
        "device": info.name, "capability": info.capability, "memory_mib": info.memory >> 20,
        "multiprocessors": info.multiprocessors, "clock_mhz": info.clock_hz / 1_000_000,
        "memory_gbyte_per_s": info.bytes_per_second as f64 * 1e-9,
    });
    let bytes = info.bytes_per_second as f64;
    let hardware = Hardware {
        told,
        peaks: &move |precision| Peaks { operations: operations_per_second(&info, precision), bytes },
        memory: &{
            let gpu = gpu.clone();
            move || gpu.peak_memory()
        },
    };
    all(gpu, &wanted, &hardware, end)
}

/// What is known of a device beside what it computes.
struct Hardware<'a> {
    told: serde_json::Value,
    peaks: &'a dyn Fn(Precision) -> Peaks,
    /// The most bytes that were in use since it was asked last.
    memory: &'a dyn Fn() -> Option<u64>,
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Device,
    Kit,
    Times,
    Plan,
}

fn part(name: &str) -> Outcome<Part> {
    match name {
        "device" => Ok(Part::Device),
        "kit" => Ok(Part::Kit),
        "times" => Ok(Part::Times),
        "plan" => Ok(Part::Plan),
        _ => Err(format!("--only {name}: expected device, kit, times or plan").into()),
    }
}

/// What to do.
struct Wanted {
    only: Option<Part>,
    networks: Vec<(String, usize)>,
    precisions: Vec<Precision>,
    /// Random programs of the kit.
    random: u64,
    /// Cases of the kit that run side by side.
    threads: usize,
}

impl Wanted {
    fn wants(&self, part: Part) -> bool {
        self.only.map_or(part != Part::Plan, |only| only == part)
    }
}

#[cfg(feature = "emulator")]
fn emulated_device(wanted: Wanted, end: Instant) -> Outcome<()> {
    let device = cdm_backend_cuda::Emulator::default();
    // It stands for no hardware.
    let hardware = Hardware {
        told: json!({ "device": "emulated" }),
        peaks: &|_| Peaks { operations: None, bytes: f64::INFINITY },
        memory: &|| None,
    };
    all(device, &Wanted { random: 10, ..wanted }, &hardware, end)
}

#[cfg(not(feature = "emulator"))]
fn emulated_device(_: Wanted, _: Instant) -> Outcome<()> {
    Err("--emulated: build with --features emulator".into())
}

/// All that is wanted; the exact precision first.
fn all<D: Device + Send + Sync>(device: D, wanted: &Wanted, hardware: &Hardware<'_>, end: Instant) -> Outcome<()> {
    if wanted.wants(Part::Device) {
        println!("{}", hardware.told);
        let arrived = uploads(&device);
        println!(
            "{}",
            json!({ "uploads": arrived.as_ref().map_or_else(|error| error.to_string(), |()| "passed".to_owned()) })
        );
        arrived?;
    }
    let backend = CudaBackend::new(device);
    let mut failed = Vec::new();
    for (name, batch) in wanted.networks.iter().filter(|_| wanted.wants(Part::Times) || wanted.wants(Part::Plan)) {
        for &precision in &wanted.precisions {
            let backend = backend.clone().with_precision(precision);
            if !times(&backend, precision, hardware, (name, *batch), wanted.wants(Part::Plan), end)? {
                failed.push(format!("{name} in {}", name_of(precision)));
            }
        }
    }
    for &precision in wanted.precisions.iter().filter(|_| wanted.wants(Part::Kit)) {
        let backend = backend.clone().with_precision(precision);
        if !check(&backend, precision, wanted, end) {
            failed.push(format!("the conformance kit in {}", name_of(precision)));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

/// The kit on several threads, in portions that are done soon: a line for each, and one for all. Has nothing failed?
fn check<D: Device + Send + Sync>(
    backend: &CudaBackend<D>,
    precision: Precision,
    wanted: &Wanted,
    end: Instant,
) -> bool {
    let (kit, count) = match precision {
        Precision::F32 => (Kit::new(Kind::F32), wanted.random),
        // Each of them also with its dtypes exchanged.
        Precision::Tf32 => (Kit::new(Kind::TF32), wanted.random / 2),
        Precision::Bf16 => (Kit::new(Kind::BF16), wanted.random / 2),
    };
    let kit = kit.random_programs(0..count);
    let portions: Vec<_> = Family::ALL
        .into_iter()
        .flat_map(|family| {
            let parts = parts(family, count);
            (0..parts).map(move |number| (family, number, parts))
        })
        .collect();
    let next = AtomicUsize::new(0);
    // Cases, failed families, portions left out, and the largest error in units of its bound.
    let sum = Mutex::new((0, Vec::new(), 0, 0f64));
    let work = || {
        let backend = backend.clone();
        while let Some(&(family, number, parts)) = portions.get(next.fetch_add(1, Ordering::Relaxed)) {
            let locked = || sum.lock().unwrap_or_else(PoisonError::into_inner);
            if Instant::now() > end {
                locked().2 += 1;
                continue;
            }
            let start = Instant::now();
            let report = kit.clone().part(number, parts).check_family(&backend, family);
            let mut told = json!({
                "precision": name_of(precision), "family": family.name(), "portion": format!("{} of {parts}", number + 1),
                "passed": report.passed(), "seconds": start.elapsed().as_secs_f64(), "cases": report.summary.cases,
            });
            let mut sum = locked();
            sum.0 += report.summary.cases;
            sum.3 = sum.3.max(report.summary.largest_ratio);
            if !report.passed() {
                extend(&mut told, json!({ "report": report.to_string() }));
                sum.1.push(family.name());
            }
            println!("{told}");
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..wanted.threads {
            scope.spawn(work);
        }
        work();
    });
    let (cases, failed, left_out, largest_ratio) = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    let told = json!({
        "kit": name_of(precision), "cases": cases, "failed": failed, "portions": portions.len(), "portions_left_out": left_out,
        "largest_ratio": largest_ratio,
    });
    println!("{told}");
    failed.is_empty()
}

/// In how many portions a family is checked.
fn parts(family: Family, random_programs: u64) -> usize {
    match family {
        Family::Operations => 12,
        Family::SpecialValues => 4,
        Family::Sizes => 48,
        Family::RandomPrograms => random_programs.div_ceil(10) as usize,
        _ => 1,
    }
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

/// The time of one step of each kind; a failure is told and the others go on. Has nothing failed?
fn times<D: Device>(
    backend: &CudaBackend<D>,
    precision: Precision,
    hardware: &Hardware<'_>,
    (name, batch): (&str, usize),
    plan: bool,
    end: Instant,
) -> Outcome<bool> {
    let mut passed = true;
    let architecture = network(name)?;
    let inference = Inference::new(&architecture, LEVELS)?;
    let train = training_step(&architecture, LEVELS, TrainingOptions::default())?;
    let parts = [("score", inference.ratio), ("denoise", inference.ratio_gradient), ("train", train.program)];
    for (part, program) in parts {
        let mut told = json!({ "network": name, "batch": batch, "part": part, "precision": name_of(precision) });
        let result = if Instant::now() > end {
            json!({ "left_out": "no time" })
        } else {
            let peaks = (hardware.peaks)(precision);
            match time(backend, &program, batch, peaks, hardware.memory, plan) {
                Ok(result) => {
                    let checks = ["graph", "finite", "replays_are_launches"];
                    passed &= plan || checks.iter().all(|&check| result[check] == true);
                    result
                }
                Err(error) => {
                    passed = false;
                    json!({ "error": error.to_string() })
                }
            }
        };
        extend(&mut told, result);
        println!("{told}");
    }
    Ok(passed)
}

fn time<D: Device>(
    backend: &CudaBackend<D>,
    program: &Program,
    batch: usize,
    peaks: Peaks,
    memory: &dyn Fn() -> Option<u64>,
    plan: bool,
) -> Result<serde_json::Value, CudaError> {
    let start = Instant::now();
    // What is in use now counts for nothing.
    memory();
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
    let one = backend.buffer(Dtype::Wide, 1)?;
    // Waits for the device.
    let wait = || backend.read(&one, HostMut::F32(&mut [0.0]));
    let timed = |runs: &mut Runs<'_, D>| {
        let start = Instant::now();
        runs.run(0)?;
        wait()?;
        Ok::<_, CudaError>(start.elapsed())
    };
    let inputs = |role| runs::inputs(backend, program, role, batch);
    let (data, frozen) = (inputs(Role::Data)?, inputs(Role::Frozen)?);
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let inputs = Inputs { backend, executable: &executable, program, batch, data: &data, frozen: &frozen };
    let mut replayed = Runs::new(&inputs, 1)?;
    let first = timed(&mut replayed)?;
    let peak = memory();
    // Of runs into two places in turn none is recorded; of runs into one place the second is, and replayed. The same bits come out.
    let mut launched = Runs::new(&inputs, 2)?;
    launched.run(0)?;
    for number in 1..4 {
        launched.run(number % 2)?;
    }
    for _ in 1..4 {
        replayed.run(0)?;
    }
    let graph = executable.is_recorded().map_or_else(|why| json!(why.to_string()), |recorded| json!(recorded));
    let (numbers, of_launches) = (replayed.numbers(0)?, launched.numbers(1)?);
    drop(launched);
    let start = Instant::now();
    while start.elapsed() < WARM {
        timed(&mut replayed)?;
    }
    let (least, most, limit) = REPEATS;
    let (mut milliseconds, start) = (Vec::new(), Instant::now());
    while milliseconds.len() < least || (milliseconds.len() < most && start.elapsed() < limit) {
        milliseconds.push(1e3 * timed(&mut replayed)?.as_secs_f64());
    }
    milliseconds.sort_by(f64::total_cmp);
    let median = milliseconds[milliseconds.len() / 2];
    // The larger of the two times below which the device cannot be, against the time that it took.
    let floor = peaks.operations.map(|peak| 1e3 * (operations as f64 / peak).max(bytes as f64 / peaks.bytes));
    let bits = |numbers: &[f32]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    let times = json!({
        "ms": median, "ms_per_image": median / batch as f64, "best_ms": milliseconds[0], "repeats": milliseconds.len(),
        "first_ms": 1e3 * first.as_secs_f64(), "floor_ms": floor, "roofline": floor.map(|floor| floor / median),
        "tflop_per_s": operations as f64 * 1e-9 / median, "gbyte_per_s": bytes as f64 * 1e-6 / median,
        "peak_mib": peak.map(|bytes| bytes >> 20), "graph": graph,
        "finite": numbers.iter().all(|x| x.is_finite()), "replays_are_launches": bits(&numbers) == bits(&of_launches),
    });
    extend(&mut told, times);
    Ok(told)
}

/// A program and what it reads.
struct Inputs<'a, D: Device> {
    backend: &'a CudaBackend<D>,
    executable: &'a CudaExecutable<D>,
    program: &'a Program,
    batch: usize,
    data: &'a [&'a CudaBuffer<D>],
    frozen: &'a [&'a CudaBuffer<D>],
}

/// Runs of a program from the first states on, to one of several places.
struct Runs<'a, D: Device> {
    of: &'a Inputs<'a, D>,
    states: Vec<CudaBuffer<D>>,
    outputs: Vec<Vec<CudaBuffer<D>>>,
    begun: bool,
}

impl<'a, D: Device> Runs<'a, D> {
    fn new(of: &'a Inputs<'a, D>, places: usize) -> Result<Self, CudaError> {
        let place = |_| of.program.outputs().map(|(_, ty)| of.backend.buffer_for(&ty, of.batch)).collect();
        let outputs = (0..places).map(place).collect::<Result<_, _>>()?;
        let states = runs::inputs(of.backend, of.program, Role::State, of.batch)?;
        Ok(Self { of, states, outputs, begun: false })
    }

    fn run(&mut self, place: usize) -> Result<(), CudaError> {
        let &Inputs { backend, executable, batch, data, frozen, .. } = self.of;
        let bind = if self.begun && self.states.is_empty() { Bind::Reuse } else { Bind::Fresh };
        self.begun = true;
        let (state, outputs) = (&mut self.states[..], &mut self.outputs[place][..]);
        backend.run(executable, Run { batch, bind, data, frozen, state, outputs })
    }

    /// Outputs in a place, and states.
    fn numbers(&self, place: usize) -> Result<Vec<f32>, CudaError> {
        let mut all = Vec::new();
        for buffer in self.outputs[place].iter().chain(&self.states) {
            let mut numbers = vec![0.0; buffer.len()];
            self.of.backend.read(buffer, HostMut::F32(&mut numbers))?;
            all.append(&mut numbers);
        }
        Ok(all)
    }
}

/// Adds the entries of an object.
fn extend(told: &mut serde_json::Value, more: serde_json::Value) {
    if let (Some(told), serde_json::Value::Object(more)) = (told.as_object_mut(), more) {
        told.extend(more);
    }
}
