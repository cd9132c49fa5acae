//! `kill -9` at any moment, and checkpoints that were damaged in the meantime.

use super::*;
use std::time::UNIX_EPOCH;

/// Numbers in [0, 1) from a seed that a failure names.
struct Moments(u64);

impl Moments {
    /// From the seed in the environment, or from the time.
    fn new() -> Self {
        let given = std::env::var("CDM_KILL_SEED").ok().and_then(|seed| seed.parse().ok());
        Self(given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64))
    }

    /// Knuth's MMIX generator: its upper bits are random enough for moments.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// As many kills as the environment says, five otherwise. Each hits a run at a moment between its start and the time that a
/// whole one takes to its model, and a tenth more; a run that is faster than its killer is compared, and another one begun.
#[test]
fn runs_that_are_killed_at_any_moment_end_like_one_that_is_not() {
    let kills: usize = std::env::var("CDM_KILLS").map_or(5, |text| text.parse().unwrap());
    let (whole, mut moments) = (Whole::run(), Moments::new());
    let seed = moments.0;
    let dir = tempfile::tempdir().unwrap();
    let (mut run, mut killed, mut finished, mut steps) = (0, 0, 0, Vec::new());
    while killed < kills {
        let out = dir.path().join(run.to_string());
        let mut child = start(&words(&out, &["--resume"]));
        std::thread::sleep(whole.time.mul_f64(1.1 * moments.next()));
        // A process that has ended is not killed, and its own exit code counts.
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            None => {
                killed += 1;
                steps.push(metrics_lines(&out));
            }
            Some(0) => {
                whole.assert_equals(&out, &format!("seed {seed}, run {run}"));
                (run, finished) = (run + 1, finished + 1);
            }
            Some(code) => panic!("seed {seed}: exit code {code}: {}", stderr(&output)),
        }
    }
    let out = dir.path().join(run.to_string());
    if out.exists() {
        succeed(&words(&out, &["--resume"]));
        whole.assert_equals(&out, &format!("seed {seed}, run {run}"));
        finished += 1;
    }
    eprintln!("{killed} kills over {finished} runs, all equal; lines of metrics when killed: {steps:?}");
}

/// Lines of metrics, of which the last may be a part.
fn metrics_lines(out: &Path) -> usize {
    std::fs::read(out.join("metrics.jsonl")).map_or(0, |text| text.split(|byte| *byte == b'\n').count())
}

/// A run that was stopped after some checkpoints.
fn stopped(out: &Path) {
    let mut child = start(&words(out, &[]));
    wait_for("three checkpoints", || checkpoints(out).iter().any(|name| name.starts_with("step-000003")));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_truncated_or_altered_last_checkpoint_is_passed_over() {
    let (whole, dir) = (Whole::run(), tempfile::tempdir().unwrap());
    for (name, damage) in [("truncated", "not a whole safetensors file"), ("altered", "checksum is wrong")] {
        let out = dir.path().join(name);
        stopped(&out);
        let last = last_checkpoint(&out);
        let mut bytes = read(&last);
        match name {
            "truncated" => bytes.truncate(bytes.len() / 2),
            _ => {
                let at = bytes.len() - 1000;
                bytes[at] ^= 4;
            }
        }
        std::fs::write(&last, bytes).unwrap();
        let log = resume(&out);
        let last = last.file_name().unwrap().to_str().unwrap();
        assert!(log.contains("warning") && log.contains(last) && log.contains(damage), "{log}");
        assert!(log.contains("going on after step"), "{log}");
        std::fs::remove_file(out.join(format!("checkpoints/{last}.damaged"))).unwrap();
        whole.assert_equals(&out, name);
    }
}

#[test]
fn when_no_checkpoint_is_whole_nothing_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("run");
    stopped(&out);
    let kept = checkpoints(&out);
    for name in &kept {
        std::fs::write(out.join("checkpoints").join(name), b"rubbish").unwrap();
    }
    let before = read(&out.join("metrics.jsonl"));
    let output = cdm(&["train", "--resume", "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("none of its checkpoints can be used"), "{}", stderr(&output));
    assert!(kept.iter().all(|name| stderr(&output).contains(name.as_str())), "{}", stderr(&output));
    assert_eq!((read(&out.join("metrics.jsonl")), checkpoints(&out)), (before, kept));
}
