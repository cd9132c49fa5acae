//! Files, layers and their precedence.

use super::*;
use crate::choice::{Arch, Backend, Loss, Precision};
use crate::data::{Samples, Shape, Values};
use crate::model::{ImageConfig, NetworkConfig};
use crate::train::Decay;
use std::path::Path;

fn vectors() -> Dataset {
    Dataset::new("vectors".into(), Shape::Vector { dim: 2 }, Values::Real, Samples::real(vec![0.5; 20], 2))
}

fn images(side: usize, channels: usize) -> Dataset {
    let shape = Shape::Image { height: side, width: side, channels };
    let samples = Samples::bytes(vec![7; 2 * shape.dim()], shape.dim());
    Dataset::new("images".into(), shape, Values::Grey { levels: 256 }, samples).with_labels(vec![0, 1], 10)
}

fn layer(lines: &str) -> Settings {
    Settings::from_toml(lines, |line| Origin::File { path: "x.toml".into(), line }).unwrap()
}

fn options(lines: &str) -> Settings {
    Settings::from_toml(lines, |_| Origin::Option("--set".into())).unwrap()
}

/// Configurations with every kind of value in them.
fn configs() -> Vec<Config> {
    let base = |data: &Dataset, arch| {
        let recipe = Recipe::for_data(data, arch);
        let upkeep = Upkeep::for_steps(recipe.steps);
        let (data, device) = ("toy:moons".parse().unwrap(), Device::default());
        Config { data, validation: None, held_out: 0.2, split_seed: 0, recipe, upkeep, device }
    };
    let mut list = vec![base(&vectors(), None), base(&vectors(), Some(Arch::Quadratic)), base(&images(8, 1), None)];
    let mut odd = base(&images(8, 3), Some(Arch::Encoder));
    odd.data = "npy:a \"b\"\\c#.npy".parse().unwrap();
    odd.validation = Some("digits:test".parse().unwrap());
    (odd.held_out, odd.split_seed) = (1.0 / 3.0, u64::MAX);
    odd.device = Device::from(Backend::Ref).with_precision(Precision::Bf16).with_threads(3);
    odd.recipe = Recipe {
        network: NetworkConfig::Encoder(ImageConfig {
            channels: 34,
            multipliers: vec![1, 2, 2],
            blocks: 2,
            attention: vec![],
            dropout_percent: 29,
            head_dropout_percent: 57,
            classes: Some(10),
        }),
        accumulate: 3,
        lr: 0.1 + 0.2,
        decay: Decay::Step { every: 200, factor: f64::from_bits(0.3f64.to_bits() + 1) },
        ema: 1.0 - f64::EPSILON,
        ema_start: 7,
        clip: Some(1.0),
        flip: true,
        loss: Loss::Mse,
        w_ce: 5e-324,
        seed: u64::MAX - 1,
        ..odd.recipe
    };
    odd.upkeep =
        Upkeep { checkpoint_every: 0, keep: 1, validate_every: 2, validate_samples: 3, sample_every: 4, log_every: 5 };
    list.push(odd);
    list
}

#[test]
fn what_is_written_is_read_back_bit_for_bit() {
    for config in configs() {
        let text = config.to_toml().unwrap();
        let read = Config::from_toml(&text, Path::new("config.toml")).unwrap();
        assert_eq!(read, config, "{text}");
        assert_eq!(read.to_toml().unwrap(), text, "the order is stable");
        assert!(text.contains(&format!("version = \"{}\"", env!("CARGO_PKG_VERSION"))));
        // Any reader of TOML takes it, but for seeds beyond 63 bits.
        if config.recipe.seed < 1 << 63 {
            let table: toml::Table = text.parse().unwrap();
            assert_eq!(table["lr"].as_float(), Some(config.recipe.lr));
        }
    }
}

#[test]
fn every_setting_is_in_some_file_and_none_twice() {
    let mut seen: Vec<&str> = Vec::new();
    for config in configs() {
        seen.extend(config.settings(&Origin::Default).unwrap().iter().map(|(key, _)| key.name));
    }
    for key in KEYS {
        assert!(seen.contains(&key.name), "{} is never written", key.name);
        assert_eq!(KEYS.iter().filter(|other| other.name == key.name).count(), 1, "{}", key.name);
    }
}

#[test]
fn mistakes_in_a_file_are_named_with_line_and_remedy() {
    let complete = configs()[0].to_toml().unwrap();
    let line = |name: &str| 1 + complete.lines().position(|l| l.starts_with(&format!("{name} ="))).unwrap();
    let with = |name: &str, new: &str| -> String {
        complete.lines().enumerate().map(|(i, l)| if i + 1 == line(name) { new } else { l }.to_owned() + "\n").collect()
    };
    for (name, new, parts) in [
        ("lr", "lrr = 0.1", &["unknown setting 'lrr'", "did you mean 'lr'?"][..]),
        ("warmup", "warm_up = 3", &["did you mean 'warmup'?"]),
        ("lr", "lr = \"fast\"", &["'\"fast\"'", "lr", "a positive number, without quotes"]),
        ("lr", "lr = -1.0", &["'-1.0'", "a positive number"]),
        ("lr", "lr = inf", &["'inf'", "a positive number"]),
        ("lr", "lr = nan", &["a positive number"]),
        ("steps", "steps = 1.5", &["'1.5'", "an integer from 1"]),
        ("steps", "steps = 0", &["'0'", "an integer from 1"]),
        ("steps", "steps = -3", &["'-3'", "an integer from 1"]),
        ("seed", "seed = 18446744073709551616", &["an integer from 0"]),
        ("flip", "flip = 1", &["true or false"]),
        ("flip", "flip = \"true\"", &["true or false, without quotes"]),
        ("loss", "loss = \"bth\"", &["did you mean 'both'?"]),
        ("loss", "loss = both", &["this is no TOML"]),
        ("data", "data = \"digit\"", &["did you mean 'digits'?"]),
        ("data", "data = 3", &["in quotes"]),
        ("clip", "clip = \"no\"", &["or \"none\""]),
        ("depth", "blocks = 2", &["blocks is no setting of a run with arch = mlp", "leave blocks out"]),
        ("head_dropout", "head_dropout = 0.125", &["hundredths"]),
        ("lr", "lr = 1\nlr = 2", &["duplicate key"]),
        ("lr", "[training]", &["unknown setting 'training'"]),
    ] {
        let message = Config::from_toml(&with(name, new), Path::new("dir/c.toml")).unwrap_err().to_string();
        let place = format!("dir/c.toml, line {}: ", line(name) + usize::from(new.contains('\n')));
        assert!(message.starts_with(&place), "{new}: {message}");
        for part in parts {
            assert!(message.contains(part), "{new}: {message}");
        }
    }
    // One from before there was such a choice.
    assert_eq!(Config::from_toml(&with("precision", ""), Path::new("c.toml")).unwrap(), configs()[0]);
    let error = Config::from_toml(&with("w_ce", ""), Path::new("c.toml")).unwrap_err();
    assert!(error.to_string().contains("c.toml") && error.to_string().contains("w_ce is needed"), "{error}");
    assert_eq!(error.kind().exit_code(), 2);
    assert!(Config::load(Path::new("no/such.toml")).unwrap_err().to_string().contains("no such file"));
}

#[test]
fn integers_are_numbers_too_and_lists_may_be_empty() {
    let settings = layer("lr = 1\nattention = []\nclip = \"none\"\nseed = 0x1F");
    assert_eq!(settings.get("lr").unwrap().value, Value::Real(1.0));
    assert_eq!(settings.get("attention").unwrap().value, Value::Integers(vec![]));
    assert_eq!(settings.get("seed").unwrap().value, Value::Integer(31));
    assert_eq!(settings.get("clip").unwrap().origin, Origin::File { path: "x.toml".into(), line: 3 });
}

#[test]
fn each_layer_beats_the_one_below() {
    let data = images(28, 1);
    let mut layers = Layers { options: options("data = \"digits\""), ..Layers::default() };
    let default = layers.resolve(&data).unwrap();
    assert_eq!(default.recipe, Recipe::for_data(&data, None));
    assert_eq!(default.upkeep, Upkeep::for_steps(default.recipe.steps));
    layers.preset = Settings::from_toml("lr = 1.0\nbatch = 1\nlevels = 11", |_| Origin::Preset("mnist")).unwrap();
    layers.file = layer("lr = 2.0\nbatch = 2");
    layers.options.overlay(&options("lr = 3.0"));
    let config = layers.resolve(&data).unwrap();
    let (recipe, below) = (&config.recipe, &default.recipe);
    assert_eq!((recipe.lr, recipe.batch, recipe.levels, recipe.w_ce), (3.0, 2, 11, below.w_ce));
    layers.file = Settings::default();
    assert_eq!(layers.resolve(&data).unwrap().recipe.batch, 1);
    // A complete file is what it says, whatever the preset.
    layers.file = layer(&default.to_toml().unwrap());
    layers.options = Settings::default();
    assert_eq!(layers.resolve(&data).unwrap(), default);
}

#[test]
fn what_a_stronger_layer_leaves_without_meaning_is_left_out() {
    let preset = "arch = \"unet\"\nmultipliers = [1]\nwidth = 33\ndecay = \"step\"\ndecay_every = 5";
    let preset = Settings::from_toml(preset, |_| Origin::Preset("mnist")).unwrap();
    let resolve = |lines: &str| {
        let layers = Layers { preset: preset.clone(), file: Settings::default(), options: options(lines) };
        layers.resolve(&images(8, 1))
    };
    let config = resolve("data = \"digits\"\narch = \"mlp\"\ndecay = \"cosine\"").unwrap();
    let mlp = NetworkConfig::Mlp { width: 33, depth: 4, head_dropout_percent: 0, classes: None };
    assert_eq!((config.recipe.network, config.recipe.decay), (mlp, Decay::Cosine));
    let message = resolve("data = \"digits\"\narch = \"mlp\"\nblocks = 2").unwrap_err().to_string();
    assert!(message.starts_with("--set: blocks is no setting of a run with arch = mlp"), "{message}");
    let message = resolve("data = \"digits\"\ndepth = 2").unwrap_err().to_string();
    assert!(message.contains("depth is no setting of a run with arch = unet"), "{message}");
}

#[test]
fn what_follows_from_other_settings() {
    let resolve = |lines: &str, data: &Dataset| {
        Layers { options: options(&format!("data = \"digits\"\n{lines}")), ..Layers::default() }.resolve(data)
    };
    let config = resolve("steps = 30\nclasses = \"data\"\ndecay = \"step\"", &images(8, 1)).unwrap();
    assert_eq!((config.recipe.warmup, config.upkeep.log_every), (3, 1));
    assert_eq!(config.recipe.decay, Decay::Step { every: 12, factor: 0.1 });
    let NetworkConfig::Unet(network) = config.recipe.network else { panic!("a unet is the default") };
    assert_eq!(network.classes, Some(10));
    let refused = |lines: &str, data: &Dataset| resolve(lines, data).unwrap_err().to_string();
    assert!(refused("classes = \"data\"", &vectors()).contains("no labels"));
    assert!(refused("steps = 30\nwarmup = 30", &vectors()).contains("fewer than the 30 steps"));
    assert!(refused("steps = 30\nema_start = 40", &vectors()).contains("fewer than the 30 steps"));
    assert!(refused("flip = true", &vectors()).contains("no left and right"));
    assert!(refused("arch = \"unet\"", &vectors()).contains("needs images"));
    assert!(refused("batch = 100000000\naccumulate = 2", &vectors()).contains("batch times accumulate"));
    let preset = Settings::from_toml("steps = 500\nwarmup = 50\nema_start = 60", |_| Origin::Preset("toy")).unwrap();
    let layers = |lines| Layers { preset: preset.clone(), file: Settings::default(), options: options(lines) };
    let recipe = layers("data = \"digits\"\nsteps = 100").resolve(&vectors()).unwrap().recipe;
    assert_eq!((recipe.warmup, recipe.ema_start), (10, 10), "made for 500 steps");
    let recipe = layers("data = \"digits\"").resolve(&vectors()).unwrap().recipe;
    assert_eq!((recipe.warmup, recipe.ema_start), (50, 60));
    let message = Layers::default().resolve(&vectors()).unwrap_err().to_string();
    assert!(message.contains("--data is needed"), "{message}");
}

/// Data of the kind that a preset is for.
fn made_for(preset: &str) -> Dataset {
    match preset {
        "cifar10" => images(32, 3),
        "celeba64" => images(64, 3),
        "mnist" => images(28, 1),
        "digits" => images(8, 1),
        "tabular" | "toy" => vectors(),
        other => panic!("data for {other}"),
    }
}

#[test]
fn every_preset_resolves_for_its_data() {
    for preset in presets::PRESETS {
        let layers = Layers {
            preset: preset.settings().unwrap(),
            file: Settings::default(),
            options: if preset.settings().unwrap().get("data").is_some() {
                options("")
            } else {
                options("data = \"digits\"")
            },
        };
        let config = layers.resolve(&made_for(preset.name)).unwrap();
        assert!(preset.about().len() > 20 && preset.text.starts_with("# "), "{}", preset.name);
        let settings = config.settings(&Origin::Default).unwrap();
        for (key, given) in layers.preset.iter() {
            assert_eq!(settings.get(key.name).unwrap().value, given.value, "{}: {}", preset.name, key.name);
        }
        let read = Config::from_toml(&config.to_toml().unwrap(), Path::new(preset.name)).unwrap();
        assert_eq!(read, config);
    }
}

/// The networks of the published recipes are those whose speed is measured; these are checked against the peer's counts.
#[test]
fn published_presets_are_the_published_recipe() {
    for (name, weights, lr) in [("cifar10", 33_405_930, 2e-4), ("celeba64", 74_784_490, 1e-4)] {
        let preset = presets::find(name).unwrap().settings().unwrap();
        let layers = Layers { preset, file: Settings::default(), options: options("data = \"digits\"") };
        let data = made_for(name);
        let recipe = layers.resolve(&data).unwrap().recipe;
        assert_eq!((recipe.schedule, recipe.levels), (cdm_core::ScheduleKind::LinearDdpm, 1000));
        let levels = cdm_core::Schedule::new(recipe.schedule, recipe.levels).unwrap().levels();
        let parameters = recipe.network.architecture(data.shape).unwrap().parameters(levels).unwrap();
        assert_eq!(parameters.iter().map(|p| p.elements()).sum::<usize>(), weights, "{name}");
        assert_eq!((recipe.lr, recipe.warmup, recipe.steps, recipe.batch), (lr, 5_000, 500_000, 128));
        assert_eq!(recipe.decay, Decay::Step { every: 200_000, factor: 0.1 });
        assert_eq!((recipe.ema, recipe.ema_start, recipe.flip, recipe.w_ce), (0.9999, 5_000, true, 1e-3));
        assert_eq!(recipe.clip, None);
    }
}

#[test]
fn a_run_that_goes_on_may_change_what_does_not_make_its_weights() {
    let stored = &configs()[3];
    let layers = |file: &str, line: &str| Layers {
        preset: Settings::from_toml("lr = 9.0", |_| Origin::Preset("toy")).unwrap(),
        file: layer(file),
        options: options(line),
    };
    let resume = |file: &str, line: &str| Config::resume(stored, &layers(file, line));
    assert_eq!(resume("", "").unwrap(), (stored.clone(), vec![]));
    // Its own file changes nothing, nor does the same said again.
    assert_eq!(resume(&stored.to_toml().unwrap(), "classes = \"data\"\nwidth = 34").unwrap(), (stored.clone(), vec![]));
    let (config, changes) = resume("lr = 0.5\nkeep = 9", "lr = 0.25\ndecay = \"cosine\"\nclip = \"none\"").unwrap();
    assert_eq!((config.recipe.lr, config.recipe.decay, config.recipe.clip), (0.25, Decay::Cosine, None));
    let named: Vec<_> = changes.iter().map(|change| (change.key, change.exact)).collect();
    let want = ["lr", "decay", "decay_every", "decay_factor", "clip"].map(|key| (key, false));
    assert_eq!(named, [&want[..], &[("keep", true)]].concat());
    assert_eq!(changes[0].to_string(), "lr was 0.30000000000000004, is 0.25 (--set)");
    assert_eq!(changes[5].to_string(), "keep was 1, is 9 (x.toml, line 2)");
    assert!(changes[2].to_string().starts_with("decay_every was 200, is not set"));
    for (line, parts) in [
        ("width = 35", ["width is 34 in the run", "cannot become 35", "another --out"]),
        ("seed = 1", ["seed is", "cannot become 1", "--out"]),
        ("arch = \"unet\"", ["arch is encoder", "become unet", "--out"]),
        ("classes = 3", ["classes is 10", "become 3", "--out"]),
        ("depth = 3", ["depth is no setting", "arch = encoder", "leave depth out"]),
        ("warmup = 4000", ["warmup", "fewer than", "2000"]),
    ] {
        let message = resume("", line).unwrap_err().to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{line}: {message}");
    }
}

const DOCS: &str = include_str!("../../docs/settings.md");

#[test]
fn the_docs_have_the_table_as_it_is() {
    assert!(DOCS.contains(markdown().trim_end()), "put into docs/settings.md what `cdm config keys` prints");
    for preset in presets::PRESETS {
        assert!(DOCS.contains(&format!("| `{}` | {} |", preset.name, preset.about())), "{}", preset.name);
    }
}
