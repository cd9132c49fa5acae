//! The command line: what each command is told, and how it answers.
//!
//! Logs and progress go to standard error, results to standard output; with `--json` the last line there is one JSON
//! object. The exit code is 0, 2 for bad usage or input, 1 for failures, 128 more than the signal that ended a run.

#[cfg(feature = "cpu")]
mod bench;
mod classes;
mod config;
mod data;
mod demo;
mod denoise;
mod eval;
mod export;
mod import;
mod info;
mod names;
pub mod output;
mod progress;
mod sample;
mod score;
mod settings;
mod train;

pub use crate::choice::{Arch, Backend, Loss};
#[cfg(feature = "cpu")]
pub use bench::BenchArgs;
pub use classes::Classes;
pub use config::ConfigArgs;
pub use data::{
    ClassCount, DataArgs, DescribeArgs, DescribeSummary, FetchArgs, FetchSummary, FetchedFile, ShowArgs, ShowSummary,
    Statistics,
};
pub use demo::DemoArgs;
pub use denoise::{DenoiseArgs, DenoiseSummary};
pub use eval::{EvalArgs, EvalSummary};
pub use export::{ExportArgs, ExportSummary, image};
pub use import::{ImportArgs, ImportSummary};
pub use info::{BackendInfo, Info, InfoArgs};
pub use progress::Progress;
pub use sample::{SampleArgs, SampleSummary};
pub use score::{ScoreAnswer, ScoreArgs, ScoreSummary};
pub use settings::{Assignment, SettingArgs};
pub use train::{Judgement, TrainArgs};
pub(crate) use train::{MODEL, train_into};

use crate::error::Error;
use std::process::ExitCode;

/// Classification diffusion models: one network that trains, samples and scores.
#[derive(Debug, clap::Parser)]
#[command(name = "cdm", version, propagate_version = true)]
pub struct Cli {
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
    Eval(EvalArgs),
    Denoise(DenoiseArgs),
    Export(ExportArgs),
    Import(ImportArgs),
    Info(InfoArgs),
    #[cfg(feature = "cpu")]
    Bench(BenchArgs),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// What the command runs into; see [`Error::kind`] for the exit code.
    pub fn run(&self) -> Result<(), Error> {
        match &self.command {
            Command::Demo(args) => args.run(),
            Command::Data(args) => args.run(),
            Command::Train(args) => args.run(),
            Command::Config(args) => args.run(),
            Command::Sample(args) => args.run(),
            Command::Score(args) => args.run(),
            Command::Eval(args) => args.run(),
            Command::Denoise(args) => args.run(),
            Command::Export(args) => args.run(),
            Command::Import(args) => args.run(),
            Command::Info(args) => args.run(),
            #[cfg(feature = "cpu")]
            Command::Bench(args) => args.run(),
        }
    }
}

/// Ends a command: on an error its message goes to standard error, and its kind decides the exit code.
pub fn exit_code(result: Result<(), Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.kind() {
                crate::ErrorKind::Interrupted { .. } => eprintln!("{error}"),
                _ => eprintln!("error: {error}"),
            }
            ExitCode::from(error.kind().exit_code())
        }
    }
}

#[cfg(test)]
mod tests;
