//! The command line: what each command is told, and how it answers.
//!
//! Logs and progress go to standard error, results to standard output; with `--json` the last line there is one JSON
//! object. The exit code is 0, 2 for bad usage or input, 1 for failures, 128 more than the signal that ended a run.

#[cfg(feature = "cpu")]
mod bench;
mod classes;
mod classify;
mod completions;
mod config;
mod data;
mod demo;
mod denoise;
mod device;
mod eval;
mod explain;
mod export;
mod habits;
mod import;
mod info;
mod man;
mod names;
pub mod notes;
mod options;
pub mod output;
mod progress;
mod report;
mod sample;
mod score;
mod settings;
mod train;

pub use crate::choice::{Arch, Backend, Loss};
#[cfg(feature = "cpu")]
pub use bench::BenchArgs;
pub use classes::{ClassArg, Classes};
pub use classify::{CalibrationSummary, ClassifyArgs, ClassifySummary, Judged, PriorArg};
pub use completions::CompletionsArgs;
pub use config::ConfigArgs;
pub use data::{
    ClassCount, DataArgs, DescribeArgs, DescribeSummary, FetchArgs, FetchSummary, FetchedFile, ShowArgs, ShowSummary,
    Statistics,
};
pub use demo::DemoArgs;
pub use denoise::{DenoiseArgs, DenoiseSummary};
pub use device::DeviceArgs;
pub use eval::{EvalArgs, EvalSummary};
pub use export::{ExportArgs, ExportSummary, PublishSummary, image};
pub use habits::HabitArgs;
pub use import::{ImportArgs, ImportSummary};
pub use info::{BackendInfo, Info, InfoArgs};
pub use man::{ManArgs, ManSummary};
pub use options::{command_names, options_markdown};
pub use progress::Progress;
pub use report::{ReportArgs, ReportSummary, RunSummary};
pub use sample::{SampleArgs, SampleSummary};
pub use score::{
    AgainstSummary, AurocSummary, LevelSummary, NormaliserSummary, OutlierSummary, PosteriorSummary, ScoreAnswer,
    ScoreArgs, ScoreSummary,
};
pub use settings::{Assignment, SettingArgs};
pub use train::{Judgement, TrainArgs};
pub(crate) use train::{MODEL, train_into};

use crate::error::Error;
use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

/// Classification diffusion models: one network that trains, samples and scores.
#[derive(Debug, clap::Parser)]
#[command(name = "cdm", version, propagate_version = true)]
#[command(after_help = "Examples:\n  cdm demo --quick\n  cdm train --data digits --out run\n  \
                        cdm score --model run/model.safetensors --data digits:test --out scores.csv\n  \
                        cdm sample --model run/model.safetensors --out samples.png")]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    habits: HabitArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Demo(DemoArgs),
    Data(DataArgs),
    Train(TrainArgs),
    Config(ConfigArgs),
    Sample(Box<SampleArgs>),
    Score(ScoreArgs),
    Classify(ClassifyArgs),
    Eval(EvalArgs),
    Denoise(DenoiseArgs),
    Report(ReportArgs),
    Export(ExportArgs),
    Import(ImportArgs),
    Info(InfoArgs),
    #[cfg(feature = "cpu")]
    Bench(BenchArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// What the command runs into; see [`Error::kind`] for the exit code.
    pub fn run(&self) -> Result<(), Error> {
        self.habits.apply();
        match &self.command {
            Command::Demo(args) => args.run(),
            Command::Data(args) => args.run(),
            Command::Train(args) => args.run(),
            Command::Config(args) => args.run(),
            Command::Sample(args) => args.run(),
            Command::Score(args) => args.run(),
            Command::Classify(args) => args.run(),
            Command::Eval(args) => args.run(),
            Command::Denoise(args) => args.run(),
            Command::Report(args) => args.run(),
            Command::Export(args) => args.run(),
            Command::Import(args) => args.run(),
            Command::Info(args) => args.run(),
            #[cfg(feature = "cpu")]
            Command::Bench(args) => args.run(),
            Command::Completions(args) => args.run(),
            Command::Man(args) => args.run(),
        }
    }
}

/// The program: reads the line that it was started with, runs the command, and says on standard error why it ends, if it has to.
pub fn main() -> ExitCode {
    habits::paint_early(std::env::args_os());
    let command = with_negative_numbers(Cli::command());
    let cli = command.clone().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    match cli {
        Ok(cli) => exit_code(cli.run()),
        Err(error) => explain::explained(error, &command).exit(),
    }
}

/// A number below zero is a value, if a wrong one, and no option.
fn with_negative_numbers(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| match arg.get_action().takes_values() {
        true => arg.allow_negative_numbers(true),
        false => arg,
    });
    command.mut_subcommands(with_negative_numbers)
}

/// Ends a command: on an error its message goes to standard error, and its kind decides the exit code.
pub fn exit_code(result: Result<(), Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            notes::error(&error);
            ExitCode::from(error.kind().exit_code())
        }
    }
}

#[cfg(test)]
mod tests;
