//! A port to new hardware, from the first day on: `cargo run --release --example port_backend`.
//!
//! The imaginary device has a vector unit of eight lanes and memory that the host can address. On the first day its
//! `Kernels` are empty, and it already runs every program. Then two hot kernels are overridden, and the conformance kit
//! says whether they are right. `docs/porting.md` tells the rest.

use cdm_core::conformance::{Kit, Precision, Report};
use cdm_core::kernels::{HostBackend, Kernels, MatMul, naive};
use cdm_core::program::Binary;
use std::process::ExitCode;

/// The first day: nothing but naive defaults.
#[derive(Clone)]
struct FirstDay;
impl Kernels<f32> for FirstDay {}

/// The first week: sums and products along the lanes.
#[derive(Clone)]
struct FirstWeek;

/// Numbers that the device handles at once.
const LANES: usize = 8;

impl Kernels<f32> for FirstWeek {
    fn binary(&self, binary: Binary, a: &[f32], b: &[f32], out: &mut [f32]) {
        let apply: fn(f32, f32) -> f32 = match binary {
            Binary::Add => |a, b| a + b,
            Binary::Sub => |a, b| a - b,
            Binary::Mul => |a, b| a * b,
        };
        let whole = out.len() / LANES * LANES;
        let blocks = a[..whole].chunks_exact(LANES).zip(b[..whole].chunks_exact(LANES));
        for (out, (a, b)) in out[..whole].chunks_exact_mut(LANES).zip(blocks) {
            (0..LANES).for_each(|lane| out[lane] = apply(a[lane], b[lane]));
        }
        // What no block holds: the kit tries every length around eight.
        (whole..out.len()).for_each(|i| out[i] = apply(a[i], b[i]));
    }

    fn matmul(&self, g: &MatMul, a: &[f32], b: &[f32], out: &mut [f32]) {
        if g.ta || g.tb || g.accumulate {
            return naive::matmul(g, a, b, out);
        }
        for sample in 0..g.samples {
            let a = if g.a_shared { a } else { &a[sample * g.m * g.k..][..g.m * g.k] };
            let b = if g.b_shared { b } else { &b[sample * g.k * g.n..][..g.k * g.n] };
            let out = &mut out[sample * g.m * g.n..][..g.m * g.n];
            // Rows of b are read along the lanes, and a row of the result stays where it is.
            for (out, a) in out.chunks_exact_mut(g.n).zip(a.chunks_exact(g.k)) {
                out.fill(0.0);
                for (&a, b) in a.iter().zip(b.chunks_exact(g.n)) {
                    out.iter_mut().zip(b).for_each(|(out, &b)| *out += a * b);
                }
            }
        }
    }
}

fn check<K: Kernels<f32> + Clone>(day: &str, kernels: K) -> Report {
    let report = Kit::new(Precision::F32).check(&HostBackend::<f32, K>::new(kernels, 8));
    println!("{day}\n{report}\n");
    report
}

fn main() -> ExitCode {
    let reports = [check("The first day", FirstDay), check("The first week", FirstWeek)];
    if reports.iter().all(Report::passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
