//! What every command has, and how the lines are read.

use super::*;
use crate::import::{ImageSize, Scale};
use clap::{Args, Command, FromArgMatches, error::ErrorKind};

fn command<A: Args>() -> Command {
    A::augment_args(Command::new("cdm"))
}

fn commands() -> Vec<Command> {
    vec![
        command::<DemoArgs>(),
        command::<DataArgs>(),
        command::<TrainArgs>(),
        command::<ConfigArgs>(),
        command::<FetchArgs>(),
        command::<SampleArgs>(),
        command::<ScoreArgs>(),
        command::<ClassifyArgs>(),
        command::<EvalArgs>(),
        command::<DenoiseArgs>(),
        command::<ReportArgs>(),
        command::<ImportArgs>(),
        command::<ExportArgs>(),
        command::<InfoArgs>(),
        #[cfg(feature = "cpu")]
        command::<BenchArgs>(),
        command::<CompletionsArgs>(),
        command::<ManArgs>(),
    ]
}

fn parse<A: Args + FromArgMatches>(line: &str) -> Result<A, clap::Error> {
    let words = std::iter::once("cdm").chain(line.split_whitespace());
    A::from_arg_matches(&command::<A>().try_get_matches_from(words)?)
}

/// The message of a line that must be refused, with the exit code that clap gives it.
fn refused<A: Args + FromArgMatches>(line: &str) -> String {
    let error = parse::<A>(line).err().unwrap_or_else(|| panic!("accepted: {line}"));
    assert_eq!(error.exit_code(), 2);
    error.to_string()
}

#[test]
fn the_definitions_are_consistent() {
    commands().into_iter().for_each(Command::debug_assert);
}

#[test]
fn the_shortest_lines_are_enough() {
    let demo: DemoArgs = parse("").unwrap();
    assert!(!demo.quick && !demo.json);
    let train: TrainArgs = parse("--data npy:x.npy --out run").unwrap();
    assert_eq!(train.settings.given.len(), 1);
    parse::<SampleArgs>("--model run/model.safetensors --out x.png").unwrap();
    parse::<ScoreArgs>("--model run/model.safetensors --data digits:test").unwrap();
    parse::<ClassifyArgs>("--model run/model.safetensors --data digits:test").unwrap();
    parse::<EvalArgs>("--model run/model.safetensors --data digits:test").unwrap();
    parse::<DenoiseArgs>("--model run/model.safetensors --data npy:x.npy --level 3 --out y.npy").unwrap();
    parse::<InfoArgs>("").unwrap();
    let report: ReportArgs = parse("run-a run-b --out report.html").unwrap();
    assert_eq!((report.runs.len(), report.outliers), (2, None));
    #[cfg(feature = "cpu")]
    parse::<BenchArgs>("--config mlp2-64").unwrap();
    let import: ImportArgs = parse("--weights w.safetensors --out m").unwrap();
    assert_eq!((import.schedule, import.shape), (cdm_core::ScheduleKind::LinearDdpm, None));
}

#[test]
fn all_options_of_train_arrive() {
    let line = "--data toy:8gaussians --out run --arch mlp --schedule ot --levels 100 --steps 8000 --batch 512 \
                --lr 1e-3 --loss both --seed 7 --backend ref --threads 2 --set w_ce=0.5 --set w_ce=1 --set width=64";
    let given = |line: &str| -> Vec<(&str, String)> {
        let layers = parse::<TrainArgs>(line).unwrap().layers().unwrap();
        layers.options.iter().map(|(key, given)| (key.name, given.value.to_string())).collect()
    };
    let want = [
        ("data", "toy:8gaussians"),
        ("arch", "mlp"),
        ("width", "64"),
        ("schedule", "ot"),
        ("levels", "100"),
        ("steps", "8000"),
        ("batch", "512"),
        ("lr", "0.001"),
        ("loss", "both"),
        ("w_ce", "1.0"),
        ("seed", "7"),
        ("backend", "ref"),
        ("threads", "2"),
    ];
    assert_eq!(given(line), want.map(|(name, value)| (name, value.to_owned())), "the last w_ce counts");
    let line = "--data digits --out run --conditional --flip --set multipliers=1,2,2 --set attention=none --lr 1 --set lr=2 \
                --clip none --threads auto";
    let want = [
        ("data", "digits"),
        ("multipliers", "1,2,2"),
        ("attention", "none"),
        ("classes", "data"),
        ("lr", "2.0"),
        ("clip", "none"),
        ("flip", "true"),
        ("threads", "auto"),
    ];
    assert_eq!(given(line), want.map(|(name, value)| (name, value.to_owned())), "the last lr counts");
    let train: TrainArgs = parse("--out run --preset toy --config x.toml --resume").unwrap();
    assert!(train.resume && train.settings.given.is_empty());
    assert_eq!(train.settings.preset.as_deref(), Some("toy"));
    assert!(train.layers().unwrap_err().to_string().contains("x.toml: no such file"));
    let import: ImportArgs =
        parse("--weights w --out m --shape 32x24x3 --values grey:17 --steps 100 --schedule uniform").unwrap();
    let size = ImageSize { height: 32, width: 24, channels: Some(3) };
    assert_eq!((import.shape, import.values), (Some(size), Some(Scale::Grey { levels: 17 })));
}

#[test]
fn misspelt_names_get_a_suggestion() {
    let train = |rest: &str| refused::<TrainArgs>(&format!("--out run {rest}"));
    assert!(train("--data toy:8gausians").contains("did you mean '8gaussians'?"));
    assert!(train("--data digits --schedule unifrom").contains("'uniform'"));
    assert!(train("--data digits --arch unt").contains("'unet'"));
    assert!(train("--data digits --set widht=3").contains("did you mean 'width'?"));
    assert!(train("--data digits --step 3").contains("'--steps"));
    let sample = |rest: &str| refused::<SampleArgs>(&format!("--model m --out x.png {rest}"));
    assert!(refused::<FetchArgs>("fashon-mnist").contains("'fashion-mnist'"));
    assert!(sample("--sampler dimm").contains("'ddim'"));
    assert!(sample("--sampler dpm-solver++2m").contains("'dpm-solver++-2m'"));
    assert!(sample("--spacing quadratc").contains("'quadratic'"));
}

#[test]
fn values_out_of_range_are_refused() {
    for bad in ["--lr 0", "--lr -1", "--lr nan", "--lr inf", "--levels 1", "--steps 0", "--batch 0", "--threads 0"] {
        refused::<TrainArgs>(&format!("--data digits --out run {bad}"));
    }
    for bad in [
        "dropout=1",
        "dropout=x",
        "width=0",
        "width=1.5",
        "width",
        "=3",
        "w_ce=-1",
        "head_dropout=1",
        "multipliers=1,0",
        "multipliers=1,",
        "blocks=0",
    ] {
        refused::<TrainArgs>(&format!("--data digits --out run --set {bad}"));
    }
    let train: TrainArgs = parse("--out run --preset toi").unwrap();
    assert!(train.layers().unwrap_err().to_string().contains("did you mean 'toy'?"));
    assert!(refused::<SampleArgs>("--model m --out x.jpg").contains(".png or .npy"));
    let score = |rest: &str| refused::<ScoreArgs>(&format!("--model m --data digits {rest}"));
    assert!(score("--out x.txt").contains(".csv or .parquet"));
    assert!(score("--levels 0,x").contains("--levels"));
    assert!(score("--outliers digits --outlier-class 3").contains("cannot be used with"));
    assert!(refused::<ClassifyArgs>("--model m --data digits --prior unform").contains("'uniform'"));
    for bad in [
        "--n 0",
        "--batch 0",
        "--init x.npy",
        "--init-level 3",
        "--init x.npy --init-level 0",
        "--mask x.npy",
        "--guidance 1",
        "--class 3 --guidance nan",
        "--class 3,",
        "--strip x.gif",
        "--animation x.npy",
        "--frames 5",
        "--strip x.png --frames 1",
        "--interpolate x.npy --init x.npy --init-level 3",
        "--interpolate x.npy --eta 1",
        "--interpolate digit",
    ] {
        refused::<SampleArgs>(&format!("--model m --out x.png {bad}"));
    }
}

/// Nobody has to guess what an option or a command is.
#[test]
fn every_command_and_option_has_a_help_text() {
    for (name, command) in man::every_command() {
        assert!(command.get_about().is_some_and(|about| about.to_string().len() > 5), "{name}");
        for arg in command.get_arguments() {
            let (id, help) = (arg.get_id(), arg.get_help().map(ToString::to_string).unwrap_or_default());
            assert!(help.len() > 5, "{name} {id} has no help");
            assert!(help.starts_with(|c: char| c.is_uppercase()), "{name} {id}: {help}");
            assert!(!help.ends_with('.'), "{name} {id}: {help}");
        }
    }
    Cli::command().debug_assert();
}

#[test]
fn help_shows_an_example_for_each_command() {
    for mut command in commands() {
        let help = command.render_long_help().to_string();
        assert!(help.contains("Example"), "{help}");
    }
    for (name, mut command) in man::every_command() {
        let help = command.render_long_help().to_string();
        assert!(help.contains("Example") && help.contains("  cdm "), "{name} has no example in its help");
    }
    let error = command::<DemoArgs>().try_get_matches_from(["cdm", "--help"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DisplayHelp);
}
