//! What `cdm bench` is told, and what it answers.

use super::Progress;
use super::names;
use super::notes;
use super::output::{self, say};
use crate::bench::{self, Answer, Config, Effort, MOST_OTHERS, Part, Settings};
use crate::error::Error;

/// Measure the speed of a network with random weights on this machine's processors
///
/// Four measurements: nll, one forward pass to all logits; score, one log density; denoise, the noise estimate of each sample;
/// train, one training step with Adam and the moving average. Each repeat lasts half a second or one step, whichever is longer,
/// and is done again if other processes took over 4 % of the processors meanwhile (as Linux alone tells). Times are those of
/// single steps. Nothing else should run.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm bench --config mnist32 --batch 32 --threads 2 --json")]
pub struct BenchArgs {
    /// The network
    #[arg(long, value_enum, default_value = "mnist32")]
    pub config: Config,
    /// Samples in a step [default: 64 for digits8, 32 for mnist32, 8 for larger images, 128 or 512 for vectors]
    #[arg(long, value_name = "N", value_parser = names::batch)]
    pub batch: Option<usize>,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = names::threads)]
    pub threads: Option<usize>,
    /// Repeats of each measurement
    #[arg(long, value_name = "N", default_value = "7", value_parser = names::count::<1>)]
    pub repeats: usize,
    /// Measure this alone
    #[arg(long, value_enum, value_name = "PART")]
    pub only: Option<Part>,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl BenchArgs {
    /// Measures, and says what disturbed it.
    ///
    /// # Errors
    /// Threads that cannot be had.
    pub fn run(&self) -> Result<(), Error> {
        let settings = Settings {
            config: self.config,
            batch: self.batch.unwrap_or_else(|| self.config.batch()),
            threads: self.threads.unwrap_or_else(crate::backend::cores),
            effort: Effort::new(self.repeats),
            only: self.only,
        };
        let bar = Progress::new("measuring", self.repeats * self.only.map_or(Part::ALL.len(), |_| 1));
        let answer = bench::run(&settings, |part| {
            bar.message(part.name().to_owned());
            bar.advance(1);
        })?;
        drop(bar);
        warn(&answer);
        print(&answer)?;
        if self.json { output::print_json(&answer) } else { Ok(()) }
    }
}

/// Says on standard error how far the times can be trusted.
fn warn(answer: &Answer) {
    let percent = 100.0 * MOST_OTHERS;
    if answer.discarded_repeats > 0 {
        let count = answer.discarded_repeats;
        notes::note(&format!("discarded {count} repeats: other processes took over {percent} % of the processors"));
    }
    for (part, times) in answer.times.iter().filter(|(_, times)| times.disturbed > 0) {
        let name = part.name();
        let (disturbed, worst) = (times.disturbed, times.other_cpu_percent.unwrap_or(f64::NAN));
        log::warn!(
            "{disturbed} repeats of {name} count although others took up to {worst:.0} % of the processors, again and \
             again; end other programs and measure once more"
        );
    }
    if answer.times.iter().any(|(_, times)| times.other_cpu_percent.is_none()) {
        log::warn!("this system does not tell what other processes took; make sure that nothing else ran");
    }
}

fn print(answer: &Answer) -> Result<(), Error> {
    let Answer { config, batch, threads, instructions, params, gemm_gflops, .. } = answer;
    say!("{config}: {params} parameters, batch {batch}, threads {threads} ({instructions})");
    say!("products of matrices alone: {gemm_gflops:.0} GFLOP/s");
    say!("ms/image      best    median  processor   steps  GFLOP/image  GFLOP/s  of products  MB/image  GB/s");
    for ((part, times), (_, work)) in answer.times.iter().zip(&answer.work) {
        say!(
            "{:8} {:>9} {:>9} {:>10} {:7}  {:11.6} {:8.0} {:10.0} % {:9.4} {:5.0}",
            part.name(),
            ms(times.best),
            ms(times.median),
            times.cpu.map_or("unknown".into(), ms),
            times.steps,
            work.gflop_per_image,
            work.gflops,
            100.0 * work.fraction_of_gemm,
            work.planned_mb_per_image,
            work.planned_gb_per_second
        );
    }
    if let (Some(peak), Some(baseline)) = (answer.peak_mib, answer.baseline_mib) {
        say!("memory   {peak:.0} MiB at most, {baseline:.0} before the first network");
    }
    for (part, work) in &answer.work {
        let (phases, planned) = (work.phases_ms, work.planned_mib);
        let [bind, map, update] = [phases.bind, phases.map, phases.update].map(ms);
        say!(
            "{}: bind {bind}, map {map}, update {update} ms per image; {planned:.1} MiB of scratch planned",
            part.name()
        );
        for step in work.steps.iter().filter(|step| step.share >= 0.01) {
            let (phase, kind, count) = (step.phase, step.kind, step.steps);
            say!(
                "  {phase:6} {kind:13} {:>9} thread ms {:3.0} %  {count} steps",
                ms(step.thread_ms),
                100.0 * step.share
            );
        }
    }
    Ok(())
}

/// Milliseconds with three digits or more: a perceptron takes microseconds.
fn ms(value: f64) -> String {
    match value {
        1.0.. => format!("{value:.3}"),
        0.01..1.0 => format!("{value:.4}"),
        _ => format!("{value:.6}"),
    }
}
