//! Accidents that befall training runs: whatever happens, nothing is lost, and a run that goes on ends with the bytes of one
//! that was never disturbed.

#![cfg(all(unix, feature = "cpu"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod disk;
mod events;
mod kills;
mod refusals;
mod signals;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

/// A run of two or three seconds, with everything that runs do.
const RUN: &[&str] = &[
    "--data",
    "digits:test",
    "--arch",
    "mlp",
    "--levels",
    "20",
    "--steps",
    "3000",
    "--batch",
    "64",
    "--threads",
    "2",
    "--set",
    "width=24",
    "--set",
    "depth=2",
    "--set",
    "head_dropout=0.1",
    "--set",
    "checkpoint_every=130",
    "--set",
    "keep=2",
    "--set",
    "validate_every=700",
    "--set",
    "validate_samples=40",
    "--set",
    "sample_every=1000",
    "--set",
    "log_every=70",
];

/// The words of a command that trains in `out`, with others at the end.
fn words<'a>(out: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    [&["train", "--out", out.to_str().unwrap()], RUN, more].concat()
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cdm"));
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn cdm(words: &[&str]) -> Output {
    command(words).output().unwrap()
}

fn start(words: &[&str]) -> Child {
    command(words).spawn().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A run that must end well; its log.
fn succeed(words: &[&str]) -> String {
    let output = cdm(words);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", stderr(&output));
    stderr(&output)
}

/// Goes on with the run in `out` as its message says, without naming anything again.
fn resume(out: &Path) -> String {
    succeed(&["train", "--resume", "--out", out.to_str().unwrap()])
}

/// A run that was never disturbed.
struct Whole {
    dir: TempDir,
    /// From its start to its final model, which is judged after that.
    time: Duration,
}

impl Whole {
    fn run() -> &'static Self {
        static WHOLE: OnceLock<Whole> = OnceLock::new();
        WHOLE.get_or_init(|| {
            let (dir, start) = (tempfile::tempdir().unwrap(), SystemTime::now());
            succeed(&words(dir.path(), &[]));
            let end = std::fs::metadata(dir.path().join("model.safetensors")).unwrap().modified().unwrap();
            Whole { dir, time: end.duration_since(start).unwrap() }
        })
    }

    /// Checks that a finished run is equal: models byte by byte, metrics but for times.
    fn assert_equals(&self, out: &Path, what: &str) {
        for name in ["model.safetensors", "best.safetensors", "config.toml", "samples/step-00002000.png"] {
            assert!(read(&self.dir.path().join(name)) == read(&out.join(name)), "{what}: {name} differs");
        }
        let (whole, other) = (metrics(self.dir.path()), metrics(out));
        assert_eq!(whole.len(), 43 + 5, "3000 / 70 lines and one, 3000 / 700 validations and one");
        assert_eq!(whole, other, "{what}");
        assert_eq!(checkpoints(out), ["step-00002990.safetensors", "step-00003000.safetensors"], "{what}");
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The metrics of a run without times.
fn metrics(out: &Path) -> Vec<Value> {
    let text = String::from_utf8(read(&out.join("metrics.jsonl"))).unwrap();
    let line = |line: &str| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        for time in ["samples_per_second", "seconds"] {
            record.as_object_mut().unwrap().remove(time);
        }
        record
    };
    text.lines().map(line).collect()
}

fn names(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn checkpoints(out: &Path) -> Vec<String> {
    names(&out.join("checkpoints"))
}

fn last_checkpoint(out: &Path) -> PathBuf {
    out.join("checkpoints").join(checkpoints(out).pop().unwrap())
}

/// Waits for something that a run does within a minute.
fn wait_for(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
