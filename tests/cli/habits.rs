//! What every command has: how much it says, colours, completions, the manual.

use super::*;

fn run(words: &[&str], no_color: bool) -> Output {
    let mut command = program();
    command.args(words).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    if no_color {
        command.env("NO_COLOR", "1");
    }
    command.output().unwrap()
}

#[test]
fn a_run_says_as_much_as_it_is_told_to() {
    let trained = Trained::models();
    let (dir, toy) = (tempfile::tempdir().unwrap(), trained.model("toy"));
    let out = dir.path().join("run").to_str().unwrap().to_owned();
    let words =
        ["train", "--data", "toy:8gaussians", "--steps", "2", "--set", "width=8", "--levels", "5", "--out", &out];
    let said = |more: &[&str]| {
        let _ = std::fs::remove_dir_all(&out);
        let output = cdm(&[&words, more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(!output.stdout.is_empty());
        stderr(&output)
    };
    let (quiet, usual, verbose) = (said(&["-q"]), said(&[]), said(&["-v"]));
    assert_eq!(quiet, "");
    assert!(usual.contains("training on") && !usual.contains("info:"), "{usual}");
    for part in ["info: toy:8gaussians: ", "info: defaults for ", "info: backend ", "training on"] {
        assert!(verbose.contains(part), "{part} missing from {verbose}");
    }
    // A result is the same whatever is said beside it.
    let score = |more: &[&str]| {
        let output = cdm(&[&["score", "--model", &toy, "--data", "toy:8gaussians", "--n", "50"], more].concat());
        (output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    let (plain, told) = (score(&[]), score(&["-vv"]));
    assert_eq!(plain.0, told.0);
    assert!(told.1.contains("debug: ") && told.1.contains("uniform"), "{}", told.1);
    let (result, said) = score(&["--quiet"]);
    assert_eq!((result, said.as_str()), (plain.0, ""));
    assert!(refused(&["score", "-q", "--model", "none", "--data", "digits"]).contains("none: no such file"));
    assert!(refused(&["score", "-q", "-v", "--model", "m", "--data", "digits"]).contains("cannot be used with"));
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let coloured = |words: &[&str], no_color| {
        let output = run(words, no_color);
        assert_eq!(output.status.code(), Some(2));
        stderr(&output).contains('\u{1b}')
    };
    // A message of the facade, and one of clap's.
    for wrong in [&["score", "--model", "none", "--data", "digits"][..], &["tran"][..]] {
        assert!(!coloured(wrong, false), "no terminal");
        let asking = |choice| [&["--color", choice], wrong].concat();
        assert!(
            coloured(&asking("always"), false)
                && !coloured(&asking("never"), false)
                && !coloured(&asking("auto"), false)
        );
        assert!(coloured(&asking("always"), true), "what is asked for here is closer than the environment");
        assert!(!coloured(wrong, true));
    }
    assert!(refused(&["info", "--color", "blue"]).contains("auto, always, never"));
}

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

#[test]
fn completions_know_commands_and_values() {
    for shell in SHELLS {
        let output = cdm(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["train", "score", "fetch", "completions", "man", "color"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // The shells whose completions have values: of an enumeration, of a list of names, of a setting, of a preset.
        if ["bash", "zsh", "fish"].contains(&shell) {
            for word in ["dpm-solver-2m", "quadratic", "encoder", "cifar10", "noise-first"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }
    assert!(refused(&["completions", "bsh"]).contains("'bash'"));
}

#[cfg(unix)]
#[test]
fn bash_reads_and_runs_its_completions() {
    let dir = tempfile::tempdir().unwrap();
    let script = dir.path().join("cdm.bash");
    std::fs::write(&script, cdm(&["completions", "bash"]).stdout).unwrap();
    let bash =
        |text: &str| Command::new("bash").args(["--norc", "-c", text, "bash", script.to_str().unwrap()]).output();
    let Ok(syntax) = bash("bash -n \"$1\"") else {
        eprintln!("SKIPPED: there is no bash here");
        return;
    };
    assert!(syntax.status.success(), "{}", stderr(&syntax));
    let ask = "source \"$1\"; COMP_WORDS=(cdm sample --sampler ''); COMP_CWORD=3; _cdm cdm '' --sampler; echo ${COMPREPLY[@]}";
    let answer = bash(ask).unwrap();
    assert!(String::from_utf8_lossy(&answer.stdout).contains("ddim"), "{answer:?}");
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("man1");
    let summary = json(&["man", "--out", out.to_str().unwrap()]);
    let pages: Vec<&str> = summary["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap()).collect();
    for page in ["cdm.1", "cdm-train.1", "cdm-data-fetch.1", "cdm-config-show.1", "cdm-man.1"] {
        assert!(pages.contains(&page), "{page}: {pages:?}");
        let text = std::fs::read_to_string(out.join(page)).unwrap();
        assert!(text.contains(".TH cdm") && text.contains(".SH NAME") && text.contains("SYNOPSIS"), "{text}");
    }
    assert_eq!(names(&out).len(), pages.len());
    let train = std::fs::read_to_string(out.join("cdm-train.1")).unwrap();
    for part in ["\\-\\-schedule", "\\-\\-quiet", "Examples:", "cdm train \\-\\-resume"] {
        assert!(train.contains(part), "{part} missing from {train}");
    }
}
