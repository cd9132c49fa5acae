//! `cdm import`: weights as other programs save them. (The peer's own weights: tests/parity.)

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm::Model;
use cdm::data::{Shape, Transform};
use cdm::model::{ImageConfig, ModelConfig, NetworkConfig};
use cdm_core::ScheduleKind;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn images() -> ImageConfig {
    ImageConfig {
        channels: 18,
        multipliers: vec![1, 2],
        blocks: 2,
        attention: vec![4],
        dropout_percent: 0,
        head_dropout_percent: 0,
        classes: Some(3),
    }
}

/// A model with its first weights, 7 rows by 6 columns of 2 channels where it is of images.
fn model(network: NetworkConfig) -> Model {
    let shape = match network {
        NetworkConfig::Mlp { .. } | NetworkConfig::Quadratic { .. } => Shape::Vector { dim: 84 },
        _ => Shape::Image { height: 7, width: 6, channels: 2 },
    };
    let transform = Transform::Grey { levels: 17, dim: 84, scale: cdm::data::GreyScale::Linear };
    let config = ModelConfig::new(network, shape, transform, (ScheduleKind::Uniform, 9), "test".into());
    let levels = config.schedule().unwrap().levels();
    let parameters = config.network.architecture(shape).unwrap().parameters(levels).unwrap();
    let first = |(n, p): (usize, &cdm_core::nn::Parameter)| {
        p.initial_values(3, n).into_iter().map(|v| v as f32).collect::<Vec<f32>>()
    };
    Model { config, weights: parameters.iter().enumerate().map(first).collect() }
}

type Tensors = BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>;

/// A folder with weights to import, which tests may change first.
struct Case {
    dir: TempDir,
    model: Model,
    tensors: Tensors,
}

impl Case {
    fn new(network: NetworkConfig) -> Self {
        let (dir, model) = (tempfile::tempdir().unwrap(), model(network));
        model.save(&dir.path().join("saved")).unwrap();
        let bytes = std::fs::read(dir.path().join("saved")).unwrap();
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let tensor = |(name, view): (String, TensorView<'_>)| {
            (name, (view.dtype(), view.shape().to_vec(), view.data().to_vec()))
        };
        let tensors = file.tensors().into_iter().map(tensor).collect();
        Self { dir, model, tensors }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes the tensors without metadata and imports them.
    fn import(&self, words: &[&str]) -> Output {
        let views = self.tensors.iter().map(|(name, (dtype, shape, bytes))| {
            (name.clone(), TensorView::new(*dtype, shape.clone(), bytes).unwrap())
        });
        std::fs::write(self.path("weights"), safetensors::serialize(views, None).unwrap()).unwrap();
        run(&self.path("weights"), &self.path("model"), words)
    }

    /// The model as it was, but for where it is from.
    fn assert_imported(&self, words: &[&str]) -> Value {
        let output = self.import(&[words, &["--values", "grey:17", "--schedule", "uniform", "--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let mut got = Model::load(&self.path("model")).unwrap();
        assert!(got.config.data.starts_with("imported from "));
        got.config.data.clone_from(&self.model.config.data);
        assert_eq!(got, self.model);
        serde_json::from_slice(output.stdout.trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap()).unwrap()
    }

    /// The message of an import that must fail.
    fn refused(&self, words: &[&str]) -> String {
        refusal(&self.import(words), &self.path("model"))
    }

    fn rename(&mut self, name: impl Fn(&str) -> String) {
        self.tensors = std::mem::take(&mut self.tensors).into_iter().map(|(n, t)| (name(&n), t)).collect();
    }
}

fn run(weights: &Path, out: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cdm"));
    command.args(["import", "--weights", weights.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    command.args(words).output().unwrap()
}

fn refusal(output: &Output, out: &Path) -> String {
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.starts_with("error: ") && !message.contains("panicked"), "{message}");
    assert!(!out.exists(), "a refused import leaves no model");
    message
}

#[test]
fn every_network_comes_back_from_names_and_shapes() {
    let plain = ImageConfig { attention: vec![], multipliers: vec![1], blocks: 1, classes: None, ..images() };
    let mlp = |depth, classes| NetworkConfig::Mlp { width: 8, depth, head_dropout_percent: 0, classes };
    let image = &["--shape", "7x6"][..];
    for (network, words) in [
        (NetworkConfig::Unet(images()), image),
        (NetworkConfig::Encoder(images()), &["--shape", "7x6x2", "--steps", "9"]),
        (NetworkConfig::Unet(plain.clone()), image),
        (NetworkConfig::Encoder(plain), image),
        (mlp(3, Some(5)), &[]),
        (mlp(1, None), &[]),
        (NetworkConfig::Quadratic { features: 5 }, &[]),
    ] {
        let summary = Case::new(network.clone()).assert_imported(words);
        assert_eq!(summary["network"], serde_json::to_value(network).unwrap());
        assert_eq!((&summary["levels"], &summary["steps"]), (&11.into(), &9.into()));
    }
}

#[test]
fn prefixes_averages_and_other_precisions_are_understood() {
    let size = ["--shape", "7x6"];
    let mut case = Case::new(NetworkConfig::Unet(images()));
    let weights = case.tensors.clone();
    case.rename(|name| format!("module.{name}"));
    case.tensors.insert("n_averaged".into(), (Dtype::I64, vec![], vec![0; 8]));
    let summary = case.assert_imported(&size);
    assert_eq!((&summary["prefix"], &summary["ignored"]), (&"module.".into(), &1.into()));

    // Beside the average, weights that are something else.
    case.rename(|name| name.replace("module.", "ema_model.module."));
    for (name, (dtype, shape, bytes)) in &weights {
        case.tensors.insert(format!("model.{name}"), (*dtype, shape.clone(), vec![0; bytes.len()]));
    }
    case.assert_imported(&size);
    case.rename(|name| name.replace("ema_model.module.", "model2."));
    let message = case.refused_after_removal(&size);
    assert!(message.contains("'model.', 'model2.'") && message.contains("--prefix"), "{message}");
    case.assert_imported(&[&size[..], &["--prefix", "model2"]].concat());

    case.tensors = weights;
    for (dtype, _, bytes) in case.tensors.values_mut() {
        *dtype = Dtype::F64;
        let single = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap()));
        *bytes = single.flat_map(|v| f64::from(v).to_le_bytes()).collect();
    }
    case.assert_imported(&size);
}

impl Case {
    fn refused_after_removal(&self, words: &[&str]) -> String {
        std::fs::remove_file(self.path("model")).unwrap();
        self.refused(words)
    }
}

#[test]
fn all_that_differs_is_named_and_nothing_else() {
    let mut case = Case::new(NetworkConfig::Unet(images()));
    case.tensors.remove("mid.attn_1.k.bias");
    let (_, shape, bytes) = case.tensors.get_mut("down.1.block.1.conv2.weight").unwrap();
    *shape = vec![36, 36, 3, 1];
    bytes.truncate(36 * 36 * 3 * 4);
    let zeros = (Dtype::F32, vec![2], vec![0; 8]);
    case.tensors.insert("down.0.block.1.extra.weight".into(), zeros.clone());
    let message = case.refused(&["--shape", "7x6"]);
    let mut lines = message.lines();
    let first = lines.next().unwrap();
    assert!(first.contains("unet of 18 channels times [1, 2]") && first.contains("3 differ"), "{message}");
    let want = [
        "  shape: down.1.block.1.conv2.weight is [36, 36, 3, 1], not [36, 36, 3, 3]",
        "  missing: mid.attn_1.k.bias [36]",
        "  unexpected: down.0.block.1.extra.weight [2]",
    ];
    assert_eq!(lines.collect::<Vec<_>>(), want);

    let mut case = Case::new(NetworkConfig::Encoder(images()));
    case.rename(|name| format!("module.{name}"));
    case.tensors.insert("head.bias".into(), zeros);
    assert!(case.refused(&["--shape", "7x6"]).contains("1 differ:\n  unexpected: head.bias [2]"));
}

#[test]
fn what_cannot_be_told_is_asked_for() {
    let case = Case::new(NetworkConfig::Unet(images()));
    let message = case.refused(&[]);
    assert!(message.contains("--shape") && message.contains("32x32"), "{message}");
    let message = case.refused(&["--shape", "7x6x3"]);
    assert!(message.contains("7x6x3") && message.contains("2 channels"), "{message}");
    let message = case.refused(&["--shape", "7x6", "--steps", "1000"]);
    assert!(message.contains("expected 9") && message.contains("11 levels"), "{message}");
    assert!(case.refused(&["--shape", "7x"]).contains("HEIGHTxWIDTH"));
    assert!(case.refused(&["--shape", "7x6", "--values", "grey:1"]).contains("grey:K"));
    assert!(case.refused(&["--shape", "7x6", "--prefix", "ema"]).contains("--prefix 'ema'"));
    let mlp = Case::new(NetworkConfig::Mlp { width: 8, depth: 2, head_dropout_percent: 0, classes: None });
    for size in ["7x6x3", "5", "85", "4294967296x4294967296", "0x84"] {
        let message = mlp.refused(&["--shape", size]);
        assert!(message.contains("product is 84") || size == "0x84" && message.contains("HEIGHTxWIDTH"), "{message}");
    }
    assert!(case.refused(&["--shape", "4294967296"]).contains("must be 1 to 65536"));
}

#[test]
fn damaged_and_other_files_are_refused() {
    let mut case = Case::new(NetworkConfig::Unet(images()));
    let out = case.path("model");
    let whole = std::fs::read(case.path("saved")).unwrap();
    for bytes in [&whole[..whole.len() - 1], &whole[..100], &[], b"a pickle of PyTorch, which is no safetensors file"] {
        std::fs::write(case.path("damaged"), bytes).unwrap();
        let message = refusal(&run(&case.path("damaged"), &out, &["--shape", "7x6"]), &out);
        assert!(message.contains("damaged: not a model that can be used: not a whole safetensors file"), "{message}");
    }
    assert!(refusal(&run(&case.path("none"), &out, &[]), &out).contains("no such file"));
    let (_, _, bytes) = case.tensors.get_mut("norm_out.bias").unwrap();
    bytes[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(case.refused(&["--shape", "7x6"]).contains("norm_out.bias has NaN at 0"));
    case.tensors.remove("conv_in.weight");
    case.tensors.remove("norm_out.bias");
    assert!(case.refused(&["--shape", "7x6"]).contains("tensor conv_in.weight is missing"));
    case.rename(|name| format!("resnet_{name}"));
    let message = case.refused(&["--shape", "7x6"]);
    assert!(message.contains("linear_layer.weight") && message.contains("resnet_"), "{message}");
}

/// Logits of one sample over all levels.
fn logits(model: &Model) -> Vec<f32> {
    let net = cdm::backend::open(cdm::backend::Device::HOST.with_threads(1), model).unwrap();
    let x: Vec<f32> = (0..net.dim()).map(|i| (i as f32 * 0.7).sin()).collect();
    let (mut logits, mut scratch) = (vec![0.0; net.levels()], vec![0.0; net.scratch_len(1)]);
    net.logits(&x, &mut logits, &mut scratch).unwrap();
    logits
}

/// Published flow-matching networks list noise first: their levels are turned around, but for a common constant.
#[test]
fn heads_that_list_noise_first_are_turned_around() {
    let case = Case::new(NetworkConfig::Unet(images()));
    let words = ["--shape", "7x6", "--values", "grey:17", "--schedule", "ot"];
    let import = |order: &[&str]| {
        let output = case.import(&[&words[..], order].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        Model::load(&case.path("model")).unwrap()
    };
    let (asis, turned) = (import(&["--order", "data-first"]), import(&["--order", "noise-first"]));
    assert_eq!(import(&[]), turned, "the default for ot");
    let (asis, turned) = (logits(&asis), logits(&turned));
    // The logits are sums of 11 rows of order one in single precision.
    let close = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-4;
    assert!(turned.iter().zip(asis.iter().rev()).all(close), "{asis:?} {turned:?}");
    assert!(!turned.iter().zip(&asis).all(close), "the levels differ");
}

fn program(words: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_cdm")).args(words).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Whatever the model: units of columns, scales of grey values, classes, dropout, a schedule whose published heads begin with noise.
#[test]
fn what_is_exported_comes_back_bit_for_bit() {
    let images = ImageConfig { dropout_percent: 10, head_dropout_percent: 5, ..images() };
    let columns = Transform::Standard { mean: (0..84).map(f64::from).collect(), unit: vec![0.3; 84] };
    let logit = Transform::Grey { levels: 256, dim: 84, scale: cdm::data::GreyScale::Logit };
    let mlp = NetworkConfig::Mlp { width: 8, depth: 3, head_dropout_percent: 0, classes: Some(4) };
    for (network, transform, schedule) in [
        (NetworkConfig::Unet(images.clone()), logit, ScheduleKind::OptimalTransport),
        (NetworkConfig::Encoder(images), model(mlp.clone()).config.transform, ScheduleKind::Cosine),
        (mlp, columns.clone(), ScheduleKind::Uniform),
        (NetworkConfig::Quadratic { features: 5 }, columns, ScheduleKind::LinearDdpm),
    ] {
        let steps = 11 - schedule.levels(0);
        let mut case = Case::new(network);
        let Model { config, weights } = case.model;
        let config = ModelConfig::new(config.network, config.shape, transform, (schedule, steps), "test".into());
        case.model = Model { config, weights };
        case.model.save(&case.path("saved")).unwrap();
        let (saved, weights) = (case.path("saved"), case.path("w.safetensors"));
        let (saved, weights) = (saved.to_str().unwrap(), weights.to_str().unwrap());
        let answer = program(&["export", "--model", saved, "--published", "--out", weights, "--json"]);
        let answer: Value =
            serde_json::from_slice(answer.trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap()).unwrap();
        // The tensors are those of the model's own file, without what only this program understands.
        let file = std::fs::read(weights).unwrap();
        let tensors = SafeTensors::deserialize(&file).unwrap();
        assert_eq!(tensors.len(), case.tensors.len());
        for (name, (dtype, shape, bytes)) in &case.tensors {
            let view = tensors.tensor(name).unwrap();
            assert_eq!((&view.dtype(), view.shape(), view.data()), (dtype, &shape[..], &bytes[..]), "{name}");
        }
        let (_, header) = SafeTensors::read_metadata(&file).unwrap();
        assert_eq!(header.metadata().as_ref().unwrap().iter().collect::<Vec<_>>(), [(&"format".into(), &"pt".into())]);
        let mut line: Vec<&str> =
            answer["import"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        let back = case.path("back");
        *line.last_mut().unwrap() = back.to_str().unwrap();
        program(&line);
        assert_eq!(Model::load(&back).unwrap(), case.model);
        assert_eq!(std::fs::read(&back).unwrap(), std::fs::read(saved).unwrap());
    }
}

/// A network that is another one differs in most tensors: a message lists as many as can be read.
#[test]
fn long_lists_of_differences_are_cut() {
    let case = Case::new(NetworkConfig::Unet(images()));
    let other = ImageConfig { channels: 36, ..images() };
    let config = ModelConfig { network: NetworkConfig::Unet(other), ..case.model.config.clone() };
    std::fs::write(case.path("other.json"), serde_json::to_string(&config).unwrap()).unwrap();
    let message = case.refused(&["--config", case.path("other.json").to_str().unwrap()]);
    let count: usize = message.split("; ").last().unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(count > 100 && message.trim_end().ends_with(&format!("… and {} more", count - 50)), "{message}");
    assert_eq!(message.lines().count(), 52);
}
