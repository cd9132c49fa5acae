//! What a run is told: files, presets, options, and which of them counts.

use super::*;

/// Standard output of a command that must succeed.
fn shown(words: &[&str]) -> String {
    let output = cdm(words);
    assert!(output.status.success(), "{words:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// How a model was trained, by its own metadata.
fn training(model: &Path) -> Value {
    let bytes = std::fs::read(model).unwrap();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header: Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
    let metadata: Value = serde_json::from_str(header["__metadata__"]["cdm"].as_str().unwrap()).unwrap();
    metadata["training"].clone()
}

#[test]
fn what_is_shown_trains_the_same_model() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let told = ["--preset", "toy", "--steps", "12", "--set", "width=8", "--batch", "16", "--clip", "0.5", "--set"];
    let told = [&told[..], &["accumulate=2", "--seed", "3", "--threads", "1", "--decay", "step"]].concat();
    let file = path("c.toml");
    std::fs::write(&file, shown(&[&["config", "show"], &told[..]].concat())).unwrap();
    json(&[&["train", "--out", &path("a")], &told[..]].concat());
    json(&["train", "--out", &path("b"), "--config", &file]);
    let model = |run: &str| dir.path().join(run).join("model.safetensors");
    assert!(std::fs::read(model("a")).unwrap() == std::fs::read(model("b")).unwrap(), "the models differ");
    let recipe = training(&model("a"));
    assert_eq!((&recipe["clip"], &recipe["accumulate"], &recipe["warmup"]), (&0.5.into(), &2.into(), &1.into()));
    assert_eq!(recipe["decay"]["kind"], "step");
    // A complete file is shown as it is, and options go over it.
    assert_eq!(shown(&["config", "show", "--config", &file]), std::fs::read_to_string(&file).unwrap());
    let changed = shown(&["config", "show", "--config", &file, "--lr", "0.5", "--preset", "digits"]);
    let lines: Vec<&str> =
        changed.lines().filter(|line| !std::fs::read_to_string(&file).unwrap().contains(line)).collect();
    assert!(lines.len() == 1 && lines[0].starts_with("lr = 0.5 "), "{lines:?}");
}

#[test]
fn mistakes_in_files_and_presets_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("c.toml").to_str().unwrap().to_owned();
    let train = |text: &str, words: &[&str]| {
        std::fs::write(&file, text).unwrap();
        refused(&[&["train", "--out", "x", "--config", &file], words].concat())
    };
    let message = train("data = \"digits\"\n\nbtach = 3\n", &[]);
    assert!(message.contains("c.toml, line 3: unknown setting 'btach'; did you mean 'batch'?"), "{message}");
    let message = train("data = \"digits\"\nlr = \"high\"\n", &[]);
    assert!(
        message.contains("c.toml, line 2: '\"high\"' cannot be used for lr: expected a positive number"),
        "{message}"
    );
    let message = train("lr = 1e-3\n", &[]);
    assert!(message.contains("--data is needed"), "{message}");
    let message = train("steps = 100\nwarmup = 50\n", &["--data", "digits", "--steps", "20"]);
    assert!(message.contains("fewer than the 20 steps"), "{message}");
    let message = refused(&["train", "--out", "x", "--data", "toy:moons", "--preset", "cifar10"]);
    assert!(message.contains("needs images"), "{message}");
    let message = refused(&["config", "show", "--preset", "cifar"]);
    assert!(message.contains("did you mean 'cifar10'?"), "{message}");
    let message = refused(&["train", "--out", "x", "--data", "toy:moons", "--flip"]);
    assert!(message.contains("no left and right"), "{message}");
}

#[test]
fn presets_and_settings_are_listed() {
    let presets = shown(&["config", "presets"]);
    assert_eq!(presets.lines().count(), 6);
    assert!(presets.lines().any(|line| line.starts_with("mnist ")), "{presets}");
    assert!(shown(&["config", "presets", "cifar10"]).contains("ema = 0.9999"));
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md")).unwrap();
    assert!(docs.contains(shown(&["config", "keys"]).trim_end()), "docs/settings.md has another table");
    let help = shown(&["train", "--help"]);
    for part in ["--set <KEY=VALUE>", "decay_factor", "--preset <NAME>", "--config <FILE.toml>", "--resume"] {
        assert!(help.contains(part), "{part}: {help}");
    }
}
