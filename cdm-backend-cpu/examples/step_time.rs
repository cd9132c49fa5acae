//! Times scoring, denoising and training steps of a network: `step_time CONFIG[-encoder] BATCH THREADS [GROUP_KIB] [RECOMPUTE]`.
//!
//! Prints milliseconds per image, the best of several runs: elapsed, and on Linux with one thread those that this thread had a
//! processor, which other processes disturb less.

use cdm_backend_cpu::{CpuBackend, CpuExecutable, CpuOptions};
use cdm_core::backend::{Backend, Bind, HostRef, Run};
use cdm_core::kernels::HostBuffer;
use cdm_core::nn::{Architecture, Encoder, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Dtype, Program, Role, ValueType};
use std::error::Error;
use std::time::{Duration, Instant};

fn configuration(name: &str) -> Option<Architecture> {
    let net = |channels_in, channels, resolution, multipliers: &[usize], blocks, attention| {
        let (multipliers, attention) = (multipliers.to_vec(), vec![attention]);
        let extents = Pyramid::new([resolution, resolution, channels_in], channels);
        Pyramid { multipliers, blocks, attention, dropout_percent: 10, ..extents }
    };
    let mlp = |dim, width, depth| Some(Architecture::Mlp(Mlp::new(dim, width, depth)));
    let images = match name.trim_end_matches("-encoder") {
        "digits8" => net(1, 32, 8, &[1, 2], 1, 4),
        "mnist32" => net(1, 32, 32, &[1, 2, 2], 1, 16),
        "cifar32-64" => net(3, 64, 32, &[1, 2, 2, 2], 2, 16),
        "cifar32" => net(3, 128, 32, &[1, 2, 2, 2], 2, 16),
        "mlp2-64" => return mlp(2, 64, 3),
        "mlp2-256" => return mlp(2, 256, 4),
        "mlp80-512" => return mlp(80, 512, 4),
        _ => return None,
    };
    let encoder = name.ends_with("-encoder");
    Some(if encoder { Architecture::Encoder(Encoder(images)) } else { Architecture::UNet(UNet(images)) })
}

/// A buffer with numbers that keep every part of a network busy.
fn filled(backend: &CpuBackend, name: &str, ty: &ValueType, batch: usize) -> Result<HostBuffer<f32>, Box<dyn Error>> {
    let mut buffer = backend.buffer_for(ty, batch)?;
    let len = ty.elements_for(batch);
    if ty.dtype == Dtype::Index {
        let modulus = if name == "key" { 7 } else { 100 };
        backend.write(&mut buffer, HostRef::Index(&(0..len as u32).map(|i| i % modulus).collect::<Vec<_>>()))?;
    } else if !name.starts_with("adam") {
        let scale = match name {
            "optimizer" => 1e-4,
            _ => 0.1,
        };
        let number = |i: usize| ((i * 7919 % 1009) as f64 / 504.0 - 1.0) * scale;
        let shift = if name.contains("norm") && name.ends_with("weight") || name == "weight" { 1.0 } else { 0.0 };
        backend.write(&mut buffer, HostRef::F64(&(0..len).map(|i| number(i) + shift).collect::<Vec<_>>()))?;
    }
    Ok(buffer)
}

fn time(backend: &CpuBackend, what: &str, program: &Program, batch: usize, seconds: f64) -> Result<(), Box<dyn Error>> {
    let executable: CpuExecutable<f32> = backend.compile(program.as_ref())?;
    let buffers = |role| -> Result<Vec<_>, Box<dyn Error>> {
        program.inputs(role).map(|(name, ty)| filled(backend, name, &ty, batch)).collect()
    };
    let (data, frozen, mut state) = (buffers(Role::Data)?, buffers(Role::Frozen)?, buffers(Role::State)?);
    let outputs: Result<Vec<_>, _> = program.outputs().map(|(_, ty)| backend.buffer_for(&ty, batch)).collect();
    let mut outputs = outputs?;
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let (mut best, mut best_cpu, begin) = (Duration::MAX, f64::MAX, Instant::now());
    let mut runs = 0;
    while runs < 3 || begin.elapsed().as_secs_f64() < seconds {
        let (start, start_cpu) = (Instant::now(), on_processor());
        let run =
            Run { batch, bind: Bind::Reuse, data: &data, frozen: &frozen, state: &mut state, outputs: &mut outputs };
        backend.run(&executable, run)?;
        best = best.min(start.elapsed());
        best_cpu = best_cpu.min(on_processor() - start_cpu);
        runs += 1;
    }
    println!(
        "{what:8} {:8.4} ms/image ({:.4} on the processor)  {:?} numbers of scratch, groups of {}, {} nodes, {} steps",
        best.as_secs_f64() * 1e3 / batch as f64,
        best_cpu / batch as f64,
        executable.scratch_lens(),
        executable.group(),
        program.as_ref().nodes.len(),
        executable.steps()
    );
    Ok(())
}

/// Milliseconds that this thread has had a processor; 0 where the system does not tell.
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) * 1e-6
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let name = arguments.first().map_or("digits8", String::as_str);
    let architecture = configuration(name).ok_or("no such configuration")?;
    let (batch, threads) = (number(1, 64), number(2, 2));
    let mut options = CpuOptions { threads, ..CpuOptions::default() };
    options.group_bytes = number(3, options.group_bytes >> 10) << 10;
    options.limits.recompute = number(4, options.limits.recompute);
    let backend = CpuBackend::with_options(options)?;
    let levels = if name.starts_with("mlp") { 102 } else { 1002 };
    let inference = Inference::new(&architecture, levels)?;
    let only = arguments.get(5).map_or("", String::as_str);
    for (what, program) in [("score", &inference.logits), ("denoise", &inference.ratio_gradient)] {
        if what.starts_with(only) {
            time(&backend, what, program, batch, 1.0)?;
        }
    }
    if "train".starts_with(only) {
        let step = training_step(&architecture, levels, TrainingOptions::default())?;
        time(&backend, "train", &step.program, batch, 3.0)?;
    }
    Ok(())
}
