//! The command line as a user meets it: files, messages, exit codes and the last line of standard output.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

fn cdm(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cdm")).args(words).output().unwrap()
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

#[test]
fn vectors_of_a_file_are_trained_on_sampled_and_scored() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    write_vectors(Path::new(&path("x.npy")), 100, 3, wave);
    let data = format!("npy:{}", path("x.npy"));
    let tiny = ["--levels", "10", "--steps", "20", "--batch", "16", "--set", "width=8", "--set", "depth=2"];
    let trained = json(&[&["train", "--data", &data, "--out", &path("run")], &tiny[..]].concat());
    // Every fifth row is held out.
    assert_scores(&trained, 20);
    for key in ["ce", "accuracy", "mse", "log_normaliser", "log_normaliser_stderr"] {
        assert!(trained[key].is_number(), "{key}: {trained}");
    }
    assert_eq!(names(&dir.path().join("run")), ["metrics.jsonl", "model.safetensors"]);
    let metrics = std::fs::read_to_string(path("run/metrics.jsonl")).unwrap();
    let last: Value = serde_json::from_str(metrics.lines().last().unwrap()).unwrap();
    assert_eq!(last["step"], 20);
    assert!(last["loss"].is_number());

    let model = path("run/model.safetensors");
    for (sampler, spacing, nfe) in [
        ("ddpm", "trailing", 5),
        ("ddim", "published", 5),
        ("euler", "trailing", 5),
        ("heun", "quadratic", 9),
        ("dpm-solver-2m", "quadratic", 5),
        ("dpm-solver++-2m", "trailing", 5),
    ] {
        let out = path(&format!("{sampler}.npy"));
        let how = ["--n", "7", "--sampler", sampler, "--spacing", spacing, "--steps", "5", "--out", &out];
        let drawn = json(&[&["sample", "--model", &model], &how[..]].concat());
        assert_eq!((&drawn["count"], &drawn["steps"], &drawn["nfe"]), (&7.into(), &5.into(), &nfe.into()));
        assert_eq!((&drawn["sampler"], &drawn["spacing"]), (&sampler.into(), &spacing.into()));
        // What was drawn can be scored: it is of the data's dimension, and finite.
        assert_scores(&json(&["score", "--model", &model, "--data", &format!("npy:{out}")]), 7);
    }
    let csv = path("scores.csv");
    let summary = json(&["score", "--model", &model, "--data", &data, "--out", &csv]);
    assert_scores(&summary, 100);
    let text = std::fs::read_to_string(&csv).unwrap();
    let values: Vec<f64> = text.lines().skip(1).map(|line| line.split_once(',').unwrap().1.parse().unwrap()).collect();
    assert_eq!(values.len(), 100);
    let mean = values.iter().sum::<f64>() / 100.0;
    assert!((mean - summary["log_density_mean"].as_f64().unwrap()).abs() < 1e-9);
}

#[test]
fn densities_with_parameters_are_trained_on_and_judged_against_their_truth() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("mi");
    let words = ["--data", "mi:d=4", "--arch", "quadratic", "--levels", "20", "--steps", "300", "--set", "width=8"];
    let trained = json(&[&["train", "--out", out.to_str().unwrap()], &words[..]].concat());
    let model = out.join("model.safetensors");
    let scored = json(&["score", "--model", model.to_str().unwrap(), "--data", "mi:d=4", "--n", "20000"]);
    for answer in [&trained, &scored] {
        assert_scores(answer, 20_000);
        let (mi, truth) = (&answer["mutual_information"], &answer["truth"]);
        assert_eq!(mi["truth"], 1.0);
        // Untrained it is nought; 20 levels and 300 steps are within a third.
        let (estimate, error) = (mi["estimate"].as_f64().unwrap(), mi["stderr"].as_f64().unwrap());
        assert!((estimate - 1.0).abs() < 0.33 && (0.003..0.03).contains(&error), "{mi}");
        assert!(truth["mean_absolute"].as_f64().unwrap() < 0.5, "{truth}");
    }
    // Another level is another density, whose truth is not asked for.
    let noised = json(&["score", "--model", model.to_str().unwrap(), "--data", "mi:d=4", "--level", "3", "--n", "10"]);
    assert!(noised["truth"].is_null() && noised["mutual_information"].is_null());

    for data in ["toy:moons", "uniform-pixels:gamma=0.5,shape=1x4x4", "gaussian-images:shape=3x2x4"] {
        let out = dir.path().join("run");
        let words = ["--arch", "mlp", "--levels", "10", "--steps", "3", "--set", "width=8", "--batch", "16"];
        let trained = json(&[&["train", "--data", data, "--out", out.to_str().unwrap()], &words[..]].concat());
        assert!(trained["truth"]["log_true_mean"].is_number(), "{data}: {trained}");
        assert!(trained["mutual_information"].is_null());
    }
    for (data, part) in [
        ("mi:d=7", "even number"),
        ("mi", "nothing"),
        ("mi:dim=8", "known: d"),
        ("uniform-pixels:gamma=0,shape=1x4x4", "positive"),
        ("uniform-pixels:shape=4x4", "channels x rows x columns"),
        ("uniform-pixels:shape=99999x99999x9", "2^24"),
        ("gaussian-images:shape=1x4x4,shape=1x4x4", "shape once"),
        ("toy:moon", "'moons'"),
    ] {
        let message = refused(&["train", "--data", data, "--out", "x"]);
        assert!(message.contains(part), "{data}: {message}");
    }
    assert!(
        refused(&["train", "--data", "mi:d=4", "--arch", "quadratic", "--set", "depth=2", "--out", "x"])
            .contains("quadratic")
    );
}

#[test]
fn digits_are_trained_on_sampled_and_scored() {
    let trained = Trained::models();
    let png = trained.path("samples.png");
    json(&["sample", "--model", &trained.model("digits"), "--n", "4", "--steps", "3", "--out", &png]);
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_scores(&json(&["score", "--model", &trained.model("digits"), "--data", "digits:test"]), 355);
    // At the last level the density is that of noise, whatever the network: log N(x; 0, I) in grey values.
    let last = json(&["score", "--model", &trained.model("digits"), "--data", "digits:test", "--level", "21"]);
    let bits = last["bits_per_dim"].as_f64().unwrap();
    // ½ log₂ 2π + log₂ 8.5 + ‖x‖²/(2 d ln 2), where ‖x‖² ≤ d.
    assert!((4.41..5.14).contains(&bits), "{bits}");
}

/// The elements of a file that `cdm` wrote.
fn elements(path: &str) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    let header = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    bytes[header..].to_vec()
}

fn read_f32(path: &str) -> Vec<f32> {
    elements(path).chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

#[test]
fn samples_start_from_those_of_a_file() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (init, model) = (path("init.npy"), trained.model("toy"));
    write_vectors(Path::new(&init), 9, 2, |i| 3.0 * wave(i) - 1.0);
    let go = |name: &str, rest: &[&str]| {
        let out = path(name);
        let drawn = json(&[&["sample", "--model", &model, "--init", &init, "--out", &out], rest].concat());
        (drawn, read_f32(&out))
    };
    let original: Vec<f32> = (0..18).map(|i| 3.0 * wave(i) - 1.0).collect();
    let distance = |x: &[f32]| x.iter().zip(&original).map(|(x, y)| (x - y).powi(2)).sum::<f32>().sqrt();
    // The little noise of level 1, 1/21 of a network's unit, is all that can change: 18 values, each by a few of these.
    let (drawn, near) = go("near.npy", &["--init-level", "1"]);
    assert_eq!((&drawn["count"], &drawn["steps"], &drawn["first_level"]), (&9.into(), &1.into(), &1.into()));
    let (drawn, far) = go("far.npy", &["--init-level", "18", "--steps", "4", "--sampler", "heun"]);
    assert_eq!((&drawn["count"], &drawn["nfe"], &drawn["first_level"]), (&9.into(), &7.into(), &18.into()));
    assert!(distance(&near) < 3.0 && distance(&near) < distance(&far), "{} {}", distance(&near), distance(&far));
    // Published levels leave out the last: the file is noised to the first one visited.
    let (drawn, _) = go("published.npy", &["--init-level", "18", "--steps", "3", "--spacing", "published"]);
    assert_eq!(drawn["first_level"], 13);
}

#[test]
fn clipped_samples_are_images_and_clipping_needs_a_range() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let go = |name: &str, rest: &[&str]| {
        let out = path(name);
        let model = trained.model("digits");
        json(&[&["sample", "--model", &model, "--n", "4", "--steps", "4", "--out", &out], rest].concat());
        elements(&out)
    };
    let (free, clipped) = (go("free.npy", &[]), go("clipped.npy", &["--clip"]));
    assert!(clipped.len() == 4 * 64 && clipped.iter().all(|v| *v <= 16));
    // What was drawn is data: it can be scored, and started from.
    let drawn = path("clipped.npy");
    assert_scores(&json(&["score", "--model", &trained.model("digits"), "--data", &format!("npy:{drawn}")]), 4);
    let (again, model) = (path("again.npy"), trained.model("digits"));
    json(&["sample", "--model", &model, "--init", &drawn, "--init-level", "3", "--out", &again]);
    assert_eq!(elements(&again).len(), 4 * 64);
    assert!(free != clipped, "an untrained network estimates clean values out of range");
    assert!(free != go("noisy.npy", &["--eta", "0.7"]), "noise changes the samples");
    let refuse = |rest: &[&str]| {
        refused(&[&["sample", "--model", &trained.model("toy"), "--out", &path("x.npy")], rest].concat())
    };
    assert!(refuse(&["--clip"]).contains("grey values"));
    assert!(refuse(&["--eta", "2"]).contains("within [0, 1]"));
    assert!(refuse(&["--eta", "0.5", "--sampler", "heun"]).contains("heun has no such setting"));
    let init = path("init.npy");
    write_vectors(Path::new(&init), 3, 5, wave);
    assert!(refuse(&["--init", &init, "--init-level", "3"]).contains("5 values per sample, but the model takes 2"));
    assert!(refuse(&["--init", &init, "--init-level", "21"]).contains("1 to 20"));
}

#[test]
fn images_of_any_size_are_trained_on_by_unet_and_encoder() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let bytes: Vec<u8> = (0..20 * 7 * 5 * 3).map(|i| (255.0 * wave(i)) as u8).collect();
    write_npy(Path::new(&path("x.npy")), "|u1", "(20, 7, 5, 3)", &bytes);
    let data = format!("npy:{}", path("x.npy"));
    let tiny = ["--levels", "5", "--steps", "2", "--batch", "4", "--set", "width=5", "--set", "head_dropout=0.25"];
    let encoder = ["--arch", "encoder", "--set", "multipliers=1,2,7", "--set", "attention=4", "--set", "blocks=2"];
    for (name, words) in [("unet", &[][..]), ("encoder", &encoder)] {
        let out = path(name);
        assert_scores(&json(&[&["train", "--data", &data, "--out", &out], &tiny[..], words].concat()), 4);
        let model = format!("{out}/model.safetensors");
        assert!(String::from_utf8_lossy(&std::fs::read(&model).unwrap()).contains(&format!("\\\"arch\\\":\\\"{name}")));
        assert_scores(&json(&["score", "--model", &model, "--data", &data]), 20);
        json(&["sample", "--model", &model, "--n", "2", "--steps", "2", "--out", &path("samples.png")]);
    }
    // 7 by 5 halved three times is one pixel, which 5 channels cannot carry.
    let train = |words: &[&str]| refused(&[&["train", "--data", &data, "--out", &path("run")], words].concat());
    assert!(train(&["--set", "multipliers=1,1,1,1", "--set", "width=5"]).contains("one pixel"));
    assert!(train(&["--set", "depth=2"]).contains("leave depth out"));
    assert!(train(&["--arch", "mlp", "--set", "blocks=2"]).contains("leave blocks out"));
    let message = refused(&["train", "--data", "toy:8gaussians", "--arch", "encoder", "--out", &path("run")]);
    assert!(message.contains("needs images"), "{message}");
}

#[test]
fn conditional_models_are_trained_and_scored_by_class() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let tiny = ["--levels", "5", "--steps", "2", "--batch", "8", "--conditional"];
    let narrow = ["--set", "width=34", "--set", "multipliers=1", "--set", "attention=none"];
    for (arch, words) in [("encoder", &narrow[..]), ("mlp", &[])] {
        let out = path(arch);
        json(&[&["train", "--data", "digits:train", "--arch", arch, "--out", &out], &tiny[..], words].concat());
        let model = format!("{out}/model.safetensors");
        let score = |words: &[&str]| {
            let all = ["score", "--model", &model, "--data", "digits:test"];
            json(&[&all[..], words].concat())["log_density_mean"].as_f64().unwrap()
        };
        assert_eq!(score(&["--label", "10"]), score(&[]), "10 is all classes together");
        assert_ne!(score(&["--label", "3"]), score(&["--label", "4"]));
        let message = refused(&["score", "--model", &model, "--data", "digits:test", "--label", "11"]);
        assert!(message.contains("no label 11") && message.contains("0 to 9"), "{message}");
    }
    let message = refused(&[&["train", "--data", "toy:8gaussians", "--out", &path("run")], &tiny[..]].concat());
    assert!(message.contains("no labels"), "{message}");
    let digits = Trained::models().model("digits");
    let message = refused(&["score", "--model", &digits, "--data", "digits:test", "--label", "0"]);
    assert!(message.contains("without classes"), "{message}");
}

#[test]
fn models_are_exported_as_images_that_open() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (toy, image) = (Trained::models().model("toy"), path("toy.cdm"));
    let mut bytes = Vec::new();
    for content in ["score", "denoise"] {
        let summary = json(&["export", "--model", &toy, "--embedded", content, "--out", &image]);
        let written = std::fs::read(&image).unwrap();
        let sizes = cdm_core::embedded::Sizes::of(&written);
        assert_eq!((&summary["content"], &summary["bytes"]), (&content.into(), &written.len().into()));
        assert_eq!((&summary["nodes"], &summary["arena"]), (&sizes.nodes.into(), &sizes.arena.into()));
        assert_eq!(cdm_core::embedded::Image::open(&written).map(|_| ()), Ok(()));
        bytes.push(written.len());
    }
    assert!(bytes[0] < bytes[1], "gradients take more: {bytes:?}");
    let before = std::fs::read(&image).unwrap();
    let message = refused(&["export", "--model", &toy, "--embedded", "train", "--out", &image]);
    assert!(message.contains("score or denoise"), "{message}");
    let message = refused(&["export", "--model", &path("none"), "--embedded", "--out", &image]);
    assert!(message.contains("no such file"), "{message}");
    assert_eq!(std::fs::read(&image).unwrap(), before, "a refused export leaves the file");
}

/// What `--backend dfdx` trains, the reference scores alike.
#[cfg(feature = "dfdx")]
#[test]
fn dfdx_trains_samples_and_scores() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let tiny = ["--levels", "10", "--steps", "20", "--batch", "16", "--set", "width=8", "--set", "depth=2"];
    let by = |backend| ["--backend", backend];
    let (run, model, drawn) = (path("run"), path("run/model.safetensors"), path("drawn.npy"));
    let train = [&["train", "--data", "toy:8gaussians", "--out", &run], &tiny[..], &by("dfdx")[..]].concat();
    assert!(json(&train)["log_density_mean"].is_number());
    let sample = ["sample", "--model", &model, "--n", "7", "--steps", "5", "--out", &drawn];
    assert_eq!(json(&[&sample, &by("dfdx")[..]].concat())["count"], 7);
    let data = format!("npy:{drawn}");
    let score = |backend| {
        let summary = json(&[&["score", "--model", &model, "--data", &data], &by(backend)[..]].concat());
        assert_scores(&summary, 7);
        summary["log_density_mean"].as_f64().unwrap()
    };
    // Two hidden layers of 8 in single precision: some hundred roundings of 6e-8 of logits of order ten.
    let (got, want) = (score("dfdx"), score("ref"));
    assert!((got - want).abs() < 1e-4 * (1.0 + want.abs()), "{got} by dfdx, {want} by the reference");
}

#[test]
fn the_same_command_gives_the_same_bytes_and_another_seed_others() {
    let dir = tempfile::tempdir().unwrap();
    let run = |name: &str, words: &[&str]| -> (Vec<u8>, Value) {
        let out = dir.path().join(name);
        let words = [&["train", "--out", out.to_str().unwrap()], words].concat();
        let answer = json(&words);
        (std::fs::read(out.join("model.safetensors")).unwrap(), answer)
    };
    let toy = ["--data", "toy:checkerboard", "--levels", "20", "--steps", "40", "--set", "width=32", "--threads", "2"];
    let digits = ["--data", "digits:train", "--levels", "20", "--steps", "3", "--batch", "16"];
    for (name, words) in [("toy", &toy[..]), ("digits", &digits[..])] {
        let first = run(&format!("{name}-1"), words);
        assert!(first == run(&format!("{name}-2"), words), "{name} differs from run to run");
        let other = run(&format!("{name}-3"), &[words, &["--seed", "1"]].concat());
        assert!(first.0 != other.0, "{name} does not depend on the seed");
    }
}

#[test]
fn data_that_cannot_be_used_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let train = |file: &str| refused(&["train", "--data", &format!("npy:{}", path(file)), "--out", &path("run")]);
    assert!(train("missing.npy").contains("missing.npy: no such file"));
    write_vectors(Path::new(&path("nan.npy")), 10, 2, |i| if i == 7 { f32::NAN } else { wave(i) });
    let message = train("nan.npy");
    assert!(message.contains("row 3, column 1") && message.contains("NaN"), "{message}");
    write_npy(Path::new(&path("cube.npy")), "<f4", "(2, 2, 2)", &[0; 32]);
    assert!(train("cube.npy").contains("[2, 2, 2]"));
    write_npy(Path::new(&path("short.npy")), "<f4", "(9, 9)", &[0; 40]);
    assert!(train("short.npy").contains("truncated"));
    write_vectors(Path::new(&path("few.npy")), 3, 2, wave);
    assert!(train("few.npy").contains("3 samples"));
    write_vectors(Path::new(&path("constant.npy")), 10, 1, |_| 2.0);
    assert!(train("constant.npy").contains("column 0"));
    std::fs::write(path("text.npy"), "1,2,3").unwrap();
    assert!(train("text.npy").contains("not a .npy file"));
    let left: Vec<String> = names(dir.path()).into_iter().filter(|name| !name.ends_with(".npy")).collect();
    // The directory may have been made before the data turned out to be unfit, but nothing is in it.
    assert!(left.is_empty() || (left == ["run"] && names(&dir.path().join("run")).is_empty()), "{left:?}");
}

#[test]
fn unknown_names_come_with_the_nearest_one() {
    assert!(refused(&["train", "--data", "toy:8gausians", "--out", "x"]).contains("did you mean '8gaussians'?"));
    assert!(refused(&["train", "--data", "digit", "--out", "x"]).contains("did you mean 'digits'?"));
    assert!(refused(&["train", "--data", "digits", "--out", "x", "--set", "widht=4"]).contains("'width'"));
    assert!(refused(&["train", "--data", "digits", "--out", "x", "--schedule", "unifrom"]).contains("'uniform'"));
    assert!(refused(&["sample", "--model", "m", "--out", "x.png", "--sampler", "dimm"]).contains("'ddim'"));
    assert!(refused(&["tran"]).contains("'train'"));
    assert!(refused(&["demo", "--quik"]).contains("'--quick'"));
}

#[test]
fn requests_that_do_not_fit_the_model_are_refused_with_its_limits() {
    let trained = Trained::models();
    let (toy, digits) = (trained.model("toy"), trained.model("digits"));
    let message = refused(&["score", "--model", &toy, "--data", "digits:test"]);
    assert!(message.contains("64 values per sample") && message.contains("takes 2"), "{message}");
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    write_vectors(Path::new(&path("x.npy")), 5, 64, wave);
    let message = refused(&["score", "--model", &digits, "--data", &format!("npy:{}", path("x.npy"))]);
    assert!(message.contains("the integers 0 to 16"), "{message}");
    // As many values in another shape: channels first.
    write_npy(Path::new(&path("x.npy")), "|u1", "(1, 1, 8, 8)", &[0; 64]);
    let message = refused(&["score", "--model", &digits, "--data", &format!("npy:{}", path("x.npy"))]);
    assert!(message.contains("8 channels") && message.contains("channels come last"), "{message}");
    let train = ["train", "--data", "toy:8gaussians", "--steps", "30", "--set", "warmup=30", "--out"];
    let message = refused(&[&train[..], &[&path("run")]].concat());
    assert!(message.contains("fewer than the 30 steps"), "{message}");
    // 20 noise steps of the uniform schedule make the levels 0 to 21, of which 1 to 20 can be visited.
    let csv = path("scores.csv");
    let message = refused(&["score", "--model", &toy, "--data", "toy:8gaussians", "--level", "22", "--out", &csv]);
    assert!(message.contains("no level 22") && message.contains("to 21"), "{message}");
    let png = path("samples.png");
    let message = refused(&["sample", "--model", &toy, "--steps", "21", "--out", &png]);
    assert!(message.contains("21") && message.contains("20"), "{message}");
    assert_eq!(names(dir.path()), ["x.npy"], "a refused request leaves no file");
}

#[test]
fn a_damaged_model_is_refused_and_never_read_past_its_end() {
    let trained = Trained::models();
    let whole = std::fs::read(trained.model("toy")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let damaged: PathBuf = dir.path().join("model.safetensors");
    let path = damaged.to_str().unwrap();
    let mut header = whole.clone();
    header[9] ^= 0x55;
    // Weights lie at the end, in single precision.
    let mut not_finite = whole.clone();
    let end = not_finite.len();
    not_finite[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let cases = [
        ("truncated", whole[..whole.len() / 2].to_vec()),
        ("one byte short", whole[..whole.len() - 1].to_vec()),
        ("empty", Vec::new()),
        ("header", header),
        ("not finite", not_finite),
    ];
    for (name, bytes) in cases {
        std::fs::write(&damaged, bytes).unwrap();
        let message = refused(&["score", "--model", path, "--data", "toy:8gaussians"]);
        assert!(message.contains("model.safetensors: not a model that can be used"), "{name}: {message}");
    }
    let message = refused(&["sample", "--model", &trained.path("none.safetensors"), "--out", "x.png"]);
    assert!(message.contains("no such file"), "{message}");
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let below = file.join("demo");
    // A file where a directory should be fails before any training, and is left as it was.
    for words in [&["demo", "--quick"][..], &["train", "--data", "toy:8gaussians"][..]] {
        let output = cdm(&[words, &["--out", below.to_str().unwrap()]].concat());
        assert!(matches!(output.status.code(), Some(1 | 2)), "{}", stderr(&output));
        assert!(stderr(&output).contains("cannot be written"), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
    let nowhere = dir.path().join("nowhere/samples.npy");
    let message =
        refused(&["sample", "--model", &trained.model("toy"), "--n", "2", "--out", nowhere.to_str().unwrap()]);
    assert!(message.contains("its directory does not exist"), "{message}");
}

/// A directory with MNIST's files of `n` images of 4 by 3 pixels for each part.
fn write_mnist(dir: &Path, n: usize) {
    let idx = |extents: &[u32], elements: &mut dyn Iterator<Item = u8>| -> Vec<u8> {
        let words = std::iter::once(0x800 + extents.len() as u32).chain(extents.iter().copied());
        words.flat_map(u32::to_be_bytes).chain(elements).collect()
    };
    for part in ["train", "t10k"] {
        let images = idx(&[n as u32, 4, 3], &mut (0..n * 12).map(|i| (255.0 * wave(i)) as u8));
        let labels = idx(&[n as u32], &mut (0..n).map(|i| (i % 10) as u8));
        std::fs::write(dir.join(format!("{part}-images-idx3-ubyte")), images).unwrap();
        std::fs::write(dir.join(format!("{part}-labels-idx1-ubyte")), labels).unwrap();
    }
}

#[test]
fn tables_and_idx_files_are_trained_on_and_scored() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let lines: String = (0..50).map(|i| format!("{}, {}\n", wave(2 * i), wave(2 * i + 1))).collect();
    std::fs::write(path("x.csv"), format!("width,height\n{lines}")).unwrap();
    let tiny = ["--levels", "5", "--steps", "3", "--batch", "8"];
    let train = |data: &str, out: &str, rest: &[&str]| {
        json(&[&["train", "--data", data, "--out", &path(out)], &tiny[..], rest].concat());
        format!("{}/model.safetensors", path(out))
    };
    let csv = format!("csv:{}", path("x.csv"));
    let model = train(&csv, "vectors", &["--set", "width=8"]);
    assert_scores(&json(&["score", "--model", &model, "--data", &csv]), 50);
    write_mnist(dir.path(), 30);
    let mnist = format!("mnist:{}", dir.path().display());
    let model = train(&mnist, "images", &["--arch", "mlp", "--conditional", "--set", "width=8"]);
    assert_scores(&json(&["score", "--model", &model, "--data", &format!("{mnist}:test"), "--label", "3"]), 30);
    assert_scores(&json(&["score", "--model", &model, "--data", &mnist]), 60);
    // A model's own weights are as good a tensor as any.
    let tensor = format!("safetensors:{model}#head.wei");
    let message = refused(&["score", "--model", &model, "--data", &tensor]);
    assert!(message.contains("did you mean 'head.weight'?"), "{message}");
    std::fs::write(path("x.csv"), format!("{lines}1,x\n")).unwrap();
    let message = refused(&["score", "--model", &model, "--data", &csv]);
    assert!(message.contains("x.csv: line 51, column 2: 'x' is no number"), "{message}");
}

#[test]
fn a_model_is_judged_the_same_each_time() {
    let trained = Trained::models();
    let (toy, digits) = (trained.model("toy"), trained.model("digits"));
    let words = ["eval", "--model", &digits, "--data", "digits:test", "--noised", "100"];
    let summary = json(&words);
    assert_eq!(summary, json(&words));
    // 355 samples at 22 levels, of which the two outermost ask nothing of the denoiser: 17 of each.
    assert_eq!((&summary["count"], &summary["noised_count"]), (&355.into(), &(17 * 22).into()));
    assert_eq!(summary["denoised_count"], 17 * 20);
    let score = json(&["score", "--model", &digits, "--data", "digits:test"]);
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(number(&summary["nll"]), -number(&score["log_density_mean"]));
    assert_eq!(summary["nll_stderr"], score["log_density_stderr"]);
    let nats_per_bit = 64.0 * std::f64::consts::LN_2;
    assert!((number(&summary["bits_per_dim"]) * nats_per_bit / number(&summary["nll"]) - 1.0).abs() < 1e-12);
    assert!(
        (number(&summary["bits_per_dim_stderr"]) * nats_per_bit / number(&summary["nll_stderr"]) - 1.0).abs() < 1e-12
    );
    // Two steps of training normalise nothing.
    assert_eq!(summary["normalised"], false);
    let output = cdm(&words);
    let warning = stderr(&output);
    assert!(output.status.success() && warning.contains("warning: the model is not normalised"), "{warning}");
    let other = json(&[&words[..], &["--seed", "1"]].concat());
    assert_ne!(other["ce"], summary["ce"]);
    let message = refused(&["eval", "--model", &toy, "--data", "digits:test"]);
    assert!(message.contains("64 values per sample"), "{message}");
    // A model that has learnt something beats chance, ln 22 nats and one level of 22, by the same amount as after training:
    // cross-entropies of 25,000 samples, whose deviation is about 1, differ by 0.01 or less.
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_str().unwrap();
    let toy = ["--levels", "20", "--steps", "300", "--set", "width=32", "--set", "warmup=10", "--set", "w_ce=1"];
    let trained = json(&[&["train", "--data", "toy:8gaussians", "--out", out], &toy[..]].concat());
    let model = format!("{out}/model.safetensors");
    let summary = json(&["eval", "--model", &model, "--data", "toy:8gaussians", "--n", "500"]);
    assert!(number(&summary["ce"]) < 22f64.ln() - 0.1, "{summary}");
    assert!((number(&summary["ce"]) - number(&trained["ce"])).abs() < 0.03, "{summary} {trained}");
    assert!(number(&summary["accuracy"]) > 1.5 / 22.0, "{summary}");
}

#[test]
fn estimates_of_signal_and_noise_add_up_to_the_noisy_sample() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (model, noisy) = (trained.model("digits"), path("noisy.npy"));
    let grey = |i: usize| 40.0 * wave(i) - 10.0;
    write_vectors(Path::new(&noisy), 3, 64, grey);
    let go = |out: &str, data: &str, rest: &[&str]| {
        let (out, level) = (path(out), ["--level", "9", "--data", data]);
        let summary = json(&[&["denoise", "--model", &model, "--out", &out], &level[..], rest].concat());
        (summary, read_f32(&out))
    };
    let data = format!("npy:{noisy}");
    let (summary, clean) = go("clean.npy", &data, &[]);
    let (raw, noise) = go("noise.npy", &data, &["--raw"]);
    assert_eq!(
        (&summary["count"], &summary["estimate"], &raw["estimate"]),
        (&3.into(), &"clean".into(), &"noise".into())
    );
    assert!(summary["mse"].is_null(), "the noise is not known");
    let (a, sigma) = (summary["a"].as_f64().unwrap(), summary["sigma"].as_f64().unwrap());
    let unit = |v: f32| (2.0 * f64::from(v) + 1.0) / 17.0 - 1.0;
    for (i, (clean, noise)) in clean.iter().zip(&noise).enumerate() {
        let sum = a * unit(*clean) + sigma * f64::from(*noise);
        // Numbers of a few units each, rounded to single precision half a dozen times on the way.
        assert!((sum - unit(grey(i))).abs() < 1e-5, "{i}: {sum} {}", unit(grey(i)));
    }
    // Known noise is compared with: an untrained network makes an error, but no absurd one.
    let (summary, first) = go("known.npy", "digits:test", &["--noise"]);
    assert!((0.0..2.0).contains(&summary["mse"].as_f64().unwrap()), "{summary}");
    assert_eq!((&summary["count"], first.len()), (&355.into(), 355 * 64));
    assert_eq!(go("again.npy", "digits:test", &["--noise"]).1, first);
    assert_ne!(go("other.npy", "digits:test", &["--noise", "--seed", "1"]).1, first);
    for level in ["0", "21", "22"] {
        let out = path("refused.npy");
        let message = refused(&["denoise", "--model", &model, "--data", &data, "--level", level, "--out", &out]);
        assert!(message.contains("signal and noise, 1 to 20"), "{message}");
    }
    let message = refused(&["denoise", "--model", &model, "--data", &data, "--level", "3", "--noise", "--out", &noisy]);
    assert!(message.contains("the integers 0 to 16"), "{message}");
}

#[test]
fn info_lists_what_can_be_named() {
    let info = json(&["info"]);
    let names = |key: &str| -> Vec<String> {
        info[key].as_array().unwrap().iter().map(|v| v["name"].as_str().or(v.as_str()).unwrap().to_owned()).collect()
    };
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
    let trained = Trained::models();
    for backend in names("backends") {
        let score = ["score", "--model", &trained.model("toy"), "--data", "toy:8gaussians", "--n", "5"];
        assert_scores(&json(&[&score[..], &["--backend", &backend]].concat()), 5);
    }
    assert_eq!(names("backends").contains(&"cpu".to_owned()), cfg!(feature = "cpu"));
    for backend in info["backends"].as_array().unwrap() {
        assert!(backend["threads"].as_u64() >= Some(1) && backend["instructions"].is_string(), "{backend}");
    }
    for (key, name) in [
        ("schedules", "uniform"),
        ("samplers", "heun"),
        ("spacings", "trailing"),
        ("architectures", "encoder"),
        ("data", "csv:FILE"),
        ("toys", "8gaussians"),
    ] {
        assert!(names(key).contains(&name.to_owned()), "{key}: {info}");
    }
}
