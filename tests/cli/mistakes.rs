//! Every command with wrong input: what is typed and what it answers, `docs/mistakes.md`.
//!
//! On Linux, whose texts the system's own errors have here, and without further backends, which would be values of `--backend`.

use super::docs::assert_docs;
use super::*;
use cdm::Model;
use cdm::data::{GreyScale, Shape, Transform};
use cdm::model::{ImageConfig, ModelConfig, NetworkConfig};
use cdm_core::ScheduleKind;
use std::fmt::Write;

/// A heading for each command, and below it lines that it must refuse, each in a fresh folder with the files of [`fixtures`].
const MISTAKES: &str = include_str!("mistakes.txt");

/// A small model that nobody has trained.
fn untrained(network: NetworkConfig, shape: Shape, transform: Transform) -> Model {
    let config = ModelConfig::new(network, shape, transform, (ScheduleKind::Uniform, 20), "none".into());
    let levels = config.schedule().unwrap().levels();
    let parameters = config.network.architecture(shape).unwrap().parameters(levels).unwrap();
    let first = |(n, p): (usize, &cdm_core::nn::Parameter)| {
        p.initial_values(3, n).into_iter().map(|v| v as f32).collect::<Vec<f32>>()
    };
    Model { config, weights: parameters.iter().enumerate().map(first).collect() }
}

fn fixtures(dir: &Path) {
    let path = |name: &str| dir.join(name);
    for folder in ["run", "folder"] {
        std::fs::create_dir(path(folder)).unwrap();
    }
    let plane = Transform::Standard { mean: vec![0.0; 2], unit: vec![1.0; 2] };
    let vectors = untrained(NetworkConfig::Quadratic { features: 3 }, Shape::Vector { dim: 2 }, plane);
    vectors.save(&path("model.safetensors")).unwrap();
    std::fs::copy(path("model.safetensors"), path("run/model.safetensors")).unwrap();
    std::fs::write(path("run/config.toml"), "data = \"toy:8gaussians\"\n").unwrap();
    cdm::publish::publish(&vectors, &path("weights.safetensors")).unwrap();
    let images = ImageConfig {
        channels: 8,
        multipliers: vec![1],
        blocks: 1,
        attention: vec![],
        dropout_percent: 0,
        head_dropout_percent: 0,
        classes: None,
    };
    let grey = Transform::Grey { levels: 17, dim: 64, scale: GreyScale::Linear };
    let square = Shape::Image { height: 8, width: 8, channels: 1 };
    let conditional = NetworkConfig::Mlp { width: 8, depth: 1, head_dropout_percent: 0, classes: Some(10) };
    untrained(conditional, square, grey.clone()).save(&path("digits.safetensors")).unwrap();
    let encoder = untrained(NetworkConfig::Encoder(images), square, grey);
    cdm::publish::publish(&encoder, &path("images.safetensors")).unwrap();
    let whole = std::fs::read(path("model.safetensors")).unwrap();
    std::fs::write(path("half.safetensors"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(path("notes.txt"), "no data, and no model\n").unwrap();
    std::fs::write(path("text.npy"), "1,2,3\n").unwrap();
    write_vectors(&path("plane.npy"), 20, 2, wave);
    write_vectors(&path("wide.npy"), 20, 5, wave);
    write_vectors(&path("few.npy"), 1, 2, wave);
    write_vectors(&path("nan.npy"), 20, 2, |i| if i == 7 { f32::NAN } else { wave(i) });
    write_vectors(&path("constant.npy"), 20, 2, |i| if i % 2 == 1 { 3.0 } else { wave(i) });
    write_npy(&path("channels-first.npy"), "|u1", "(1, 1, 8, 8)", &[0; 64]);
    let rows: String = (0..20).map(|i| format!("{},{},{}\n", wave(i), wave(i + 50), i % 3)).collect();
    std::fs::write(path("table.csv"), format!("width,height,kind\n{rows}")).unwrap();
    std::fs::write(path("empty.csv"), "").unwrap();
    std::fs::write(path("words.csv"), "a,b\n1,2\n3,four\n").unwrap();
    std::fs::write(path("unknown.toml"), "data = \"digits\"\nwidht = 3\n").unwrap();
    std::fs::write(path("broken.toml"), "data = digits\n").unwrap();
}

/// Everything below a folder with its bytes.
fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_owned();
            if path.is_dir() {
                all.push((name, Vec::new()));
                folders.push(path);
            } else {
                all.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

/// A fresh folder with these files.
fn folder(files: &[(PathBuf, Vec<u8>)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        if name.extension().is_none() {
            std::fs::create_dir_all(path).unwrap();
        } else {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    dir
}

/// What the program says to a line, and what is wrong with that.
fn answer(line: &str, files: &[(PathBuf, Vec<u8>)]) -> (String, Vec<String>) {
    let dir = folder(files);
    // A line that is not refused may mean hours of training.
    let mut command = without_gpu(Command::new("timeout"));
    command.args(["60", env!("CARGO_BIN_EXE_cdm")]).args(line.split_whitespace().skip(1)).current_dir(dir.path());
    let output = command.env_remove("CLICOLOR_FORCE").env_remove("RUST_BACKTRACE").output().unwrap();
    let (message, after) = (stderr(&output), contents(dir.path()));
    let left: Vec<&PathBuf> = after.iter().filter(|entry| !files.contains(entry)).map(|(name, _)| name).collect();
    let errors = message.lines().filter(|line| line.starts_with("error: ")).count();
    let wrong = [
        (output.status.code() != Some(2), format!("it ended with {:?}", output.status.code())),
        (!output.stdout.is_empty(), "it printed a result".to_owned()),
        (message.contains("panicked"), "it panicked".to_owned()),
        (errors != 1 && !message.contains("Usage"), format!("{errors} errors")),
        (message.contains("invalid value") && message.contains("cannot be used for"), "it says it twice".to_owned()),
        (!left.is_empty() || after.len() != files.len(), format!("it left or changed {left:?}")),
    ];
    let wrong = wrong.into_iter().filter(|(is, _)| *is).map(|(_, what)| format!("{line}: {what}: {message}"));
    (message.clone(), wrong.collect())
}

/// A cell of a table: without the usage that clap repeats below each of its messages, and with its line breaks.
fn cell(message: &str) -> String {
    let end = ["\n\nUsage:", "\n\nFor more information"].iter().filter_map(|end| message.find(end)).min();
    let text = message[..end.unwrap_or(message.len())].trim();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('|', "\\|").replace("\n\n", "\n").replace('\n', "<br>")
}

#[test]
fn the_docs_list_every_mistake() {
    let home = tempfile::tempdir().unwrap();
    fixtures(home.path());
    let files = contents(home.path());
    let mut text = String::from(
        "# Wrong lines and their answers\n\nWritten by `CDM_WRITE_DOCS=1 cargo test -p cdm --test cli the_docs_list`, which types each line \
         in a fresh folder. Each ends with exit code 2, without a result on standard output, and leaves the folder as it was. \
         The usage that follows a message is left out here. In the folder: `model.safetensors` and `run/`, of vectors of 2 numbers and 20 noise \
         steps; `digits.safetensors`, of images of 8 × 8 with 10 classes; `half.safetensors`, which is cut off; data of several shapes.\n",
    );
    let (mut counts, mut wrong): (Vec<(&str, usize)>, Vec<String>) = (Vec::new(), Vec::new());
    for line in MISTAKES.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(command) = line.strip_prefix("# ") {
            counts.push((command, 0));
            let _ = write!(text, "\n## {command}\n\n| typed | answer |\n|---|---|\n");
            continue;
        }
        counts.last_mut().unwrap().1 += 1;
        let (message, problems) = answer(line, &files);
        wrong.extend(problems);
        let _ = writeln!(text, "| `{line}` | {} |", cell(&message));
    }
    for command in cdm::cli::command_names() {
        let count = counts.iter().find(|(name, _)| *name == command).map_or(0, |(_, count)| *count);
        assert!(count >= 5, "{command}: {count} wrong lines in tests/cli/mistakes.txt, of at least 5");
    }
    assert_docs("mistakes.md", &text);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
