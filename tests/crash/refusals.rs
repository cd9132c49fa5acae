//! Runs that must not begin, and one that must not go on.

use super::*;

fn refused(words: &[&str]) -> String {
    let output = cdm(words);
    assert_eq!(output.status.code(), Some(2), "{words:?}: {}", stderr(&output));
    stderr(&output)
}

#[test]
fn a_second_process_is_refused_and_does_no_harm() {
    let (whole, dir) = (Whole::run(), tempfile::tempdir().unwrap());
    let out = dir.path().join("run");
    let mut child = start(&words(&out, &[]));
    wait_for("a checkpoint", || !checkpoints(&out).is_empty());
    // Stopped, it is there for as long as the test takes.
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-STOP", &pid]).status().unwrap().success());
    let message = refused(&words(&out, &["--resume"]));
    assert!(message.contains(&format!("another process ({pid}) trains in it")), "{message}");
    assert!(refused(&words(&out, &[])).contains("holds a run already"));
    assert!(Command::new("kill").args(["-CONT", &pid]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    whole.assert_equals(&out, "with another process beside it");
}

#[test]
fn a_finished_run_is_neither_repeated_nor_written_over() {
    let whole = Whole::run();
    let out = whole.dir.path();
    let message = refused(&words(out, &[]));
    assert!(message.contains("at step 3000") && message.contains("--resume"), "{message}");
    assert!(resume(out).contains("finished already, at step 3000"));
    whole.assert_equals(out, "after all that");
}

#[test]
fn a_run_goes_on_with_its_own_network_and_data_only() {
    let out = Whole::run().dir.path();
    let model = read(&out.join("model.safetensors"));
    let other = |more: &[&str]| refused(&[&["train", "--resume", "--out", out.to_str().unwrap()], more].concat());
    assert!(other(&["--set", "width=25"]).contains("width"));
    assert!(other(&["--data", "digits:train"]).contains("data"));
    assert!(other(&["--seed", "5"]).contains("seed"));
    assert_eq!(read(&out.join("model.safetensors")), model);

    let dir = tempfile::tempdir().unwrap();
    let (csv, run) = (dir.path().join("x.csv"), dir.path().join("run"));
    let table = |factor: f64| -> String { (0..40).map(|i| format!("{}\n", (f64::from(i) * factor).sin())).collect() };
    std::fs::write(&csv, table(1.3)).unwrap();
    let data = format!("csv:{}", csv.display());
    let tiny = ["--data", &data, "--steps", "9", "--batch", "4", "--levels", "5", "--set", "width=4"];
    succeed(&[&["train", "--out", run.to_str().unwrap()], &tiny[..]].concat());
    std::fs::write(&csv, table(1.4)).unwrap();
    let message = refused(&["train", "--resume", "--out", run.to_str().unwrap()]);
    assert!(message.contains("the data are not those that the run was trained on"), "{message}");
}

#[test]
fn a_training_that_diverges_ends_with_the_remedy_which_works() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("run");
    let tiny = ["--data", "toy:moons", "--steps", "40", "--batch", "8", "--levels", "5", "--set", "width=4"];
    let more = ["--set", "checkpoint_every=5", "--set", "warmup=30", "--lr", "1e30"];
    let output = cdm(&[&["train", "--out", out.to_str().unwrap()], &tiny[..], &more].concat());
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("training diverged") && message.contains("--resume"), "{message}");
    assert!(message.contains("--lr 5"), "half of the rate: {message}");
    assert!(!out.join("model.safetensors").exists());
    let log = succeed(&["train", "--resume", "--lr", "1e-3", "--out", out.to_str().unwrap()]);
    assert!(log.contains("lr"), "the change is told: {log}");
    assert!(out.join("model.safetensors").exists());
}
