//! `cdm data fetch` itself, as far as it goes without a network.

use serde_json::Value;
use std::process::{Command, Output};

/// Every address is asked through a proxy that is not there.
fn cdm(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cdm"));
    for name in ["ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    command.env("ALL_PROXY", "http://127.0.0.1:1").args(["data", "fetch"]).args(words).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_list_shows_sources_sums_and_terms() {
    let output = cdm(&["--list", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let shown = text(&output.stdout);
    for part in ["celeba", "1.44 GB", "non-commercial", "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"] {
        assert!(shown.contains(part), "{part} missing from: {shown}");
    }
    let sets: Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
    assert_eq!(sets.as_array().unwrap().len(), 4);
    assert_eq!(sets[0]["files"][0]["name"], "train-images-idx3-ubyte.gz");
    let one = cdm(&["mnist", "--list"]);
    assert!(text(&one.stdout).contains("mnist") && !text(&one.stdout).contains("celeba"));
}

#[test]
fn a_set_must_be_named() {
    for (words, part) in [(&[][..], "<SET>"), (&["mnits"][..], "'mnist'"), (&["--list", "--force"][..], "--force")] {
        let output = cdm(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(text(&output.stderr).contains(part), "{}", text(&output.stderr));
    }
}

/// Takes the seven seconds of the pauses.
#[test]
fn without_a_network_it_fails_with_directions() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("data");
    let output = cdm(&["cifar10", "--out", out.to_str().unwrap()]);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(output.stdout.is_empty());
    for part in ["cifar-10-binary.tar.gz", "c4a38c50", "170052171 bytes", "HTTPS_PROXY", "terms of use"] {
        assert!(message.contains(part), "{part} missing from: {message}");
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn a_wrong_file_is_named_before_anything_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("cifar-10-binary.tar.gz"), "mine").unwrap();
    let output = cdm(&["cifar10", "--out", dir.path().to_str().unwrap()]);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("it has 4 bytes, expected 170052171"), "{message}");
}
