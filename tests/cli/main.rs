//! The command line as a user meets it: files, messages, exit codes and the last line of standard output.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[cfg(feature = "cpu")]
mod bench;
mod classify;
mod config;
mod data;
// Another backend is another value of --backend.
#[cfg(all(feature = "cpu", feature = "fetch", feature = "cuda", not(feature = "dfdx")))]
mod docs;
mod habits;
#[cfg(all(target_os = "linux", feature = "cpu", feature = "fetch", feature = "cuda", not(feature = "dfdx")))]
mod mistakes;
mod models;
mod refusals;
mod report;
mod sampling;
mod scoring;
mod training;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The program, which finds no GPU even where there is one.
fn program() -> Command {
    without_gpu(Command::new(env!("CARGO_BIN_EXE_cdm")))
}

fn without_gpu(mut command: Command) -> Command {
    command.env("CUDA_VISIBLE_DEVICES", "");
    command
}

fn cdm(words: &[&str]) -> Output {
    program().args(words).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The JSON on the last line of a run that must succeed.
fn json(words: &[&str]) -> Value {
    let output = cdm(&[words, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", stderr(&output));
    serde_json::from_str(std::str::from_utf8(&output.stdout).unwrap().lines().last().unwrap()).unwrap()
}

/// The message of a run that must end with exit code 2, without a result and without a panic.
fn refused(words: &[&str]) -> String {
    let output = cdm(words);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{words:?}: {message}");
    assert!(output.stdout.is_empty(), "{words:?} printed a result");
    // Logs may come before it.
    let errors = message.lines().filter(|line| line.starts_with("error: ")).count();
    assert!(errors == 1 && !message.contains("panicked"), "{message}");
    message
}

/// A `.npy` file of version 1.0.
fn write_npy(path: &Path, descr: &str, shape: &str, elements: &[u8]) {
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    // The header, its 10 bytes of preamble and its line feed end at a multiple of 64.
    header.push_str(&" ".repeat(63 - (10 + header.len()) % 64));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(elements);
    std::fs::write(path, bytes).unwrap();
}

fn write_vectors(path: &Path, rows: usize, columns: usize, value: impl Fn(usize) -> f32) {
    let elements: Vec<u8> = (0..rows * columns).flat_map(|i| value(i).to_le_bytes()).collect();
    write_npy(path, "<f4", &format!("({rows}, {columns})"), &elements);
}

/// Numbers without pattern enough for a test, in [0, 1).
fn wave(i: usize) -> f32 {
    (i as f32 * 12.9898).sin().abs()
}

/// Models that several tests use, trained once.
struct Trained {
    dir: TempDir,
}

impl Trained {
    fn models() -> &'static Self {
        static TRAINED: OnceLock<Trained> = OnceLock::new();
        TRAINED.get_or_init(|| {
            let trained = Self { dir: tempfile::tempdir().unwrap() };
            trained.train("toy", &["--data", "toy:8gaussians", "--levels", "20", "--steps", "30", "--set", "width=16"]);
            let digits = ["--data", "digits:train", "--levels", "20", "--steps", "2", "--batch", "8"];
            trained.train("digits", &digits);
            trained
        })
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn model(&self, name: &str) -> String {
        self.path(&format!("{name}/model.safetensors"))
    }

    fn train(&self, name: &str, words: &[&str]) -> Value {
        json(&[&["train", "--out", &self.path(name)], words].concat())
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn assert_scores(summary: &Value, count: usize) {
    for key in ["log_density_mean", "log_density_stderr", "bits_per_dim"] {
        assert!(summary[key].as_f64().is_some_and(f64::is_finite), "{key}: {summary}");
    }
    assert_eq!((&summary["count"], &summary["nfe"]), (&count.into(), &1.into()));
}
