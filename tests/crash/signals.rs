//! Runs that are asked to end.

use super::*;

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success(), "kill {name}");
}

#[test]
fn a_signal_ends_the_run_after_its_step_with_a_checkpoint_and_the_command_that_goes_on() {
    let (whole, dir) = (Whole::run(), tempfile::tempdir().unwrap());
    for (name, code) in [("-TERM", 143), ("-INT", 130)] {
        let out = dir.path().join(format!("run {code}"));
        let child = start(&words(&out, &[]));
        wait_for("metrics", || std::fs::metadata(out.join("metrics.jsonl")).is_ok_and(|file| file.len() > 2000));
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{message}");
        let last = checkpoints(&out).pop().unwrap();
        let step: usize = last["step-".len()..][..8].parse().unwrap();
        assert!(message.contains(&format!("after step {step}, which is saved")), "{message}");
        // The path has a space in it.
        let command = format!("cdm train --resume --out '{}'", out.display());
        assert!(message.contains(&command), "{message}");
        assert!(String::from_utf8(read(&out.join("log.txt"))).unwrap().contains(&command));
        assert!(!out.join("model.safetensors").exists());
        let log = resume(&out);
        assert!(log.contains(&format!("going on after step {step}")), "{log}");
        whole.assert_equals(&out, name);
    }
}

#[test]
fn a_second_signal_ends_the_run_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("run");
    // A step of some seconds.
    let slow = ["--data", "digits", "--batch", "1400", "--set", "accumulate=4", "--set", "validate_every=0"];
    let child = start(&[&["train", "--out", out.to_str().unwrap()], &slow[..]].concat());
    wait_for("the log", || out.join("metrics.jsonl").exists());
    std::thread::sleep(Duration::from_millis(700));
    signal(&child, "-TERM");
    std::thread::sleep(Duration::from_millis(50));
    signal(&child, "-TERM");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(143), "{}", stderr(&output));
    assert!(checkpoints(&out).is_empty(), "it has not waited for the step: {:?}", checkpoints(&out));
    assert!(!stderr(&output).contains("which is saved"), "{}", stderr(&output));
}
