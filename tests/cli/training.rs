//! What is trained, on data of every kind, and what follows.

use super::*;

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
    let mut files = names(&dir.path().join("run"));
    assert!(files.iter().any(|name| name.starts_with("events.out.tfevents.")), "{files:?}");
    files.retain(|name| !name.starts_with("events."));
    let rest = ["log.txt", "metrics.jsonl", "model.safetensors", "run.lock", "samples"];
    assert_eq!(files, [&["best.safetensors", "checkpoints", "config.toml"], &rest[..]].concat());
    let metrics = std::fs::read_to_string(path("run/metrics.jsonl")).unwrap();
    let last: Value = serde_json::from_str(metrics.lines().last().unwrap()).unwrap();
    assert_eq!(last["step"], 20);
    assert!(last["validation"]["nll"].is_number() && metrics.contains("\"loss\""), "{last}");

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
    let values: Vec<f64> = text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
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
        let out = dir.path().join(data.split(':').next().unwrap());
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

/// Where there is no GPU, every command that is told to use it says what is missing, and nothing is left.
#[cfg(feature = "cuda")]
#[test]
fn cuda_says_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run").to_str().unwrap().to_owned();
    let info = json(&["info"]);
    let cuda = info["backends"].as_array().unwrap().iter().find(|backend| backend["name"] == "cuda").unwrap();
    let found = cuda["instructions"].as_str().unwrap();
    assert!(cuda["available"] == false && found.contains("no CUDA device"), "{found}");
    assert!(found.contains("driver") || found.contains("nvrtc") || found.contains("device"), "{found}");
    let digits = Trained::models().model("digits");
    let message = refused(&["score", "--model", &digits, "--data", "digits:test", "--backend", "cuda"]);
    assert!(message.contains(found), "{message}");
    let message = refused(&["train", "--data", "toy:8gaussians", "--backend", "cuda", "--out", &run]);
    assert!(message.contains(found) && !dir.path().join("run").exists(), "{message}");
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
