//! What a program costs by plan, beside the time that it takes.

use cdm_backend_cpu::{Phase, Report};
use cdm_core::program::cost::Traffic;
use serde::Serialize;
use std::time::Duration;

/// What a program costs by plan, and where its time goes.
///
/// Operations are those of products, counted from the definition (a multiplication and an addition are two), so that Winograd's
/// method, which does fewer, shows as a higher rate. Bytes are those that a plan's steps read and write, in or out of cache.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Work {
    /// Operations of products.
    pub flop: Flop,
    /// Operations per image, all sections together, in 10⁹.
    pub gflop_per_image: f64,
    /// Operations in the median time, 10⁹ per second.
    pub gflops: f64,
    /// That beside products of matrices alone: 1 if nothing but products took time.
    pub fraction_of_gemm: f64,
    /// Bytes that steps move.
    pub planned_bytes: Bytes,
    /// Bytes per image, all phases together, in 10⁶.
    pub planned_mb_per_image: f64,
    /// Bytes in the median time, 10⁹ per second.
    pub planned_gb_per_second: f64,
    /// Scratch memory of all threads, MiB; without filters that are prepared for their kernels.
    pub planned_mib: f64,
    /// Images that a thread takes at a time.
    pub group: usize,
    /// Elapsed time of the phases.
    pub phases_ms: PhaseTime,
    /// Where the threads' time goes, by kind of step, in order of phases.
    pub steps: Vec<StepKind>,
}

/// Floating-point operations of products, by section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flop {
    /// Of parameters alone; once a step if parameters change.
    pub bind: u64,
    /// Per image.
    pub map: u64,
    /// Per image: what is summed over the batch.
    pub reduce: u64,
    /// Once a step, after the batch.
    pub update: u64,
}

/// Bytes that steps read and write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bytes {
    /// Once a step if parameters change.
    pub bind: u64,
    /// Per image, sums over the batch included.
    pub map: u64,
    /// Per group of images: parameters, and the sums that are added to.
    pub map_group: u64,
    /// Once a step, after the batch.
    pub update: u64,
}

/// Elapsed time of a plan's phases, milliseconds per image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PhaseTime {
    /// Before the batch.
    pub bind: f64,
    /// Image by image.
    pub map: f64,
    /// After the batch.
    pub update: f64,
}

/// The time of all steps of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StepKind {
    /// Their phase.
    pub phase: &'static str,
    /// `region`, `region, sums`, or the name of the operation.
    pub kind: &'static str,
    /// How many there are in the program.
    pub steps: usize,
    /// Time of all threads together, milliseconds per image.
    pub thread_ms: f64,
    /// That as a part of all threads' time, from the beginning of a run to its end: waiting, copies and adding up are what is left.
    pub share: f64,
}

/// Bytes of a number: everything here is in single precision.
const NUMBER: u64 = 4;

impl Work {
    /// From a report, the extents of a step, its median time in milliseconds per image, and the speed of products in 10⁹ per second.
    pub fn new(report: &Report, batch: usize, threads: usize, median: f64, gemm: f64) -> Self {
        let products = report.products;
        let flop = Flop { bind: products.bind, map: products.map, reduce: products.reduce, update: products.update };
        // An image's share of what happens once a step.
        let images = |count: u64| count as f64 / batch as f64;
        // What is bound stays bound from step to step, unless parameters are updated.
        let bind = u64::from(report.traffic[Phase::Update as usize] != Traffic::default());
        let per_image = images(bind * products.bind + products.update) + (products.map + products.reduce) as f64;
        // A run's groups, and the largest one's samples.
        let groups = report.groups / report.runs.max(1);
        let in_flight = batch.div_ceil(groups.max(1) as usize);
        let bytes = bytes(&report.traffic);
        let moved = images(bind * bytes.bind + bytes.update + groups * bytes.map_group) + bytes.map as f64;
        let gflops = per_image * 1e-6 / median;
        let [shared, reduce, sample] = report.scratch;
        let numbers = shared + threads.min(batch) * (reduce + sample * in_flight);
        Self {
            flop,
            gflop_per_image: per_image * 1e-9,
            gflops,
            fraction_of_gemm: gflops / gemm,
            planned_bytes: bytes,
            planned_mb_per_image: moved * 1e-6,
            planned_gb_per_second: moved * 1e-6 / median,
            planned_mib: (numbers as u64 * NUMBER) as f64 / f64::from(1 << 20),
            group: in_flight,
            phases_ms: phases(report),
            steps: steps(report, threads),
        }
    }
}

fn bytes(traffic: &[Traffic; 3]) -> Bytes {
    let [bind, map, update] = traffic.map(|traffic| (traffic.moved(1, 0) * NUMBER, traffic.moved(0, 1) * NUMBER));
    Bytes { bind: bind.1, map: map.0, map_group: map.1, update: update.1 }
}

fn ms_per_image(time: Duration, report: &Report) -> f64 {
    1e3 * time.as_secs_f64() / report.samples.max(1) as f64
}

fn phases(report: &Report) -> PhaseTime {
    let [bind, map, update] = report.elapsed.map(|time| ms_per_image(time, report));
    PhaseTime { bind, map, update }
}

fn steps(report: &Report, threads: usize) -> Vec<StepKind> {
    let all = report.elapsed.iter().sum::<Duration>().as_secs_f64() * threads as f64;
    let kind = |step: &cdm_backend_cpu::StepTime| StepKind {
        phase: step.phase.name(),
        kind: step.kind,
        steps: step.steps,
        thread_ms: ms_per_image(step.time, report),
        share: if all > 0.0 { step.time.as_secs_f64() / all } else { 0.0 },
    };
    report.steps.iter().map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_backend_cpu::StepTime;
    use cdm_core::program::cost::{Numbers, Products};

    fn report(update: u64) -> Report {
        let traffic = |sample, shared| Traffic { read: Numbers { sample, shared }, ..Traffic::default() };
        let milliseconds = Duration::from_millis;
        Report {
            products: Products { bind: 8_000, map: 1_000, reduce: 500, update: 80 },
            traffic: [traffic(0, 600), traffic(10, 20), traffic(0, update)],
            scratch: [1 << 18, 1 << 16, 1 << 14],
            runs: 2,
            samples: 16,
            groups: 8,
            elapsed: [milliseconds(0), milliseconds(30), milliseconds(10)],
            steps: vec![StepTime { phase: Phase::Map, kind: "conv", steps: 2, time: milliseconds(40) }],
        }
    }

    #[test]
    fn costs_per_image_are_counted_by_hand() {
        // 8 images on 2 threads, in four groups of 2; half a millisecond per image.
        let work = Work::new(&report(30), 8, 2, 0.5, 0.25);
        let flop = 8_000.0 / 8.0 + 1_500.0 + 80.0 / 8.0;
        let close = |got: f64, want: f64| assert!((got / want - 1.0).abs() < 1e-12, "{got} {want}");
        close(work.gflop_per_image, flop * 1e-9);
        close(work.gflops, flop / 0.5e-3 * 1e-9);
        close(work.fraction_of_gemm, flop / 0.5e-3 * 1e-9 / 0.25);
        let bytes = 4.0 * ((600.0 + 30.0 + 4.0 * 20.0) / 8.0 + 10.0);
        close(work.planned_mb_per_image, bytes * 1e-6);
        close(work.planned_gb_per_second, bytes / 0.5e-3 * 1e-9);
        assert_eq!(work.group, 2);
        // Shared 1 MiB; each thread ¼ MiB of sums and 2 · 1/16 of samples.
        close(work.planned_mib, 1.0 + 2.0 * (0.25 + 0.125));
        assert_eq!(work.phases_ms, PhaseTime { bind: 0.0, map: 30.0 / 16.0, update: 10.0 / 16.0 });
        let step = work.steps[0];
        assert_eq!((step.phase, step.kind, step.thread_ms, step.share), ("map", "conv", 2.5, 0.5));
    }

    #[test]
    fn what_stays_bound_costs_nothing() {
        let work = Work::new(&report(0), 8, 2, 1.0, 1.0);
        assert!((work.gflop_per_image * 1e9 - (1_500.0 + 80.0 / 8.0)).abs() < 1e-6);
        assert!((work.planned_mb_per_image * 1e6 - 4.0 * (10.0 + 4.0 * 20.0 / 8.0)).abs() < 1e-9);
    }
}
