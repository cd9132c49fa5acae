//! What can be asked of a trained model.

use super::*;

/// The elements of a file that `cdm` wrote.
pub(super) fn elements(path: &str) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    let header = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    bytes[header..].to_vec()
}

pub(super) fn read_f32(path: &str) -> Vec<f32> {
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
    assert!(message.contains("one of score, denoise"), "{message}");
    let message = refused(&["export", "--model", &path("none"), "--embedded", "--out", &image]);
    assert!(message.contains("no such file"), "{message}");
    assert_eq!(std::fs::read(&image).unwrap(), before, "a refused export leaves the file");
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
    let by = |backend: &str| {
        let score = ["score", "--model", &trained.model("toy"), "--data", "toy:8gaussians", "--n", "5"];
        json(&[&score[..], &["--backend", backend]].concat())
    };
    for (name, feature) in [("cpu", cfg!(feature = "cpu")), ("cuda", cfg!(feature = "cuda")), ("auto", false)] {
        assert_eq!(names("backends").contains(&name.to_owned()), feature, "{name}");
    }
    let backends = info["backends"].as_array().unwrap();
    for backend in backends {
        assert!(backend["threads"].as_u64() >= Some(1) && backend["instructions"].is_string(), "{backend}");
        assert_eq!(backend["available"], backend["name"] != "cuda", "{backend}");
        if backend["available"] == true {
            assert_scores(&by(backend["name"].as_str().unwrap()), 5);
        }
    }
    let host = if cfg!(feature = "cpu") { "cpu" } else { "ref" };
    for of in ["default", "auto"] {
        let those: Vec<&str> = backends.iter().filter(|b| b[of] == true).map(|b| b["name"].as_str().unwrap()).collect();
        assert_eq!(those, [host], "{of}");
    }
    assert_eq!(by("auto")["log_density_mean"], by(host)["log_density_mean"]);
    for (key, name) in [
        ("schedules", "uniform"),
        ("samplers", "heun"),
        ("spacings", "trailing"),
        ("architectures", "encoder"),
        ("data", "csv:FILE[:label=COLUMN,columns=A+B,drop=C]"),
        ("toys", "8gaussians"),
    ] {
        assert!(names(key).contains(&name.to_owned()), "{key}: {info}");
    }
}
