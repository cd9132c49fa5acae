//! The table of settings: names, values, help. Files, `--set`, options of the command line, checks and docs come from it.

use super::value::{Kind, Value, bad};
use crate::choice::{Arch, Backend, Loss, Precision};
use crate::data::GreyScale;
use crate::error::Error;
use crate::train::Decay;
use cdm_core::schedule::ScheduleKind;
use clap::ValueEnum;

/// A setting that exists.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name, everywhere.
    pub name: &'static str,
    /// The values it takes.
    pub kind: Kind,
    /// Words that it takes besides.
    pub words: &'static [&'static str],
    /// Which part of a run it tells.
    pub group: Group,
    /// What has it.
    pub only: Only,
    /// What it may do to a run that goes on.
    pub resume: Resume,
    /// Its own option of `cdm train`, without hyphens before it, if it is not by `--set` alone.
    pub option: Option<&'static str>,
    /// Its default, in words.
    pub default: &'static str,
    /// What it does.
    pub help: &'static str,
}

/// Parts of what a run is told, in the order of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What is trained on, and judged by.
    Data,
    /// What is trained.
    Network,
    /// How it is trained.
    Training,
    /// What is written meanwhile.
    Upkeep,
    /// What executes it.
    Machine,
}

impl Group {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Data, Self::Network, Self::Training, Self::Upkeep, Self::Machine];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Network => "Network and noise",
            Self::Training => "Training",
            Self::Upkeep => "Upkeep: intervals are in steps, and 0 is never",
            Self::Machine => "Machine",
        }
    }
}

/// Which runs have a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// All.
    Always,
    /// Those of such a network.
    Networks(&'static [Arch]),
    /// Those whose learning rate falls by steps.
    Steps,
}

/// What a setting may do to a run that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// It must stay: it says what the weights are, or which samples they have seen.
    Fixed,
    /// It may change, and the run goes another way from there.
    Changes,
    /// It may change, and the weights are the same bit for bit.
    Exact,
}

impl Key {
    const fn new(group: Group, name: &'static str, kind: Kind, default: &'static str, help: &'static str) -> Self {
        let resume = match group {
            Group::Data | Group::Network => Resume::Fixed,
            Group::Training | Group::Machine => Resume::Changes,
            Group::Upkeep => Resume::Exact,
        };
        Self { name, kind, words: &[], group, only: Only::Always, resume, option: None, default, help }
    }

    const fn option(self) -> Self {
        Self { option: Some(self.name), ..self }
    }

    const fn option_as(self, option: &'static str) -> Self {
        Self { option: Some(option), ..self }
    }

    const fn words(self, words: &'static [&'static str]) -> Self {
        Self { words, ..self }
    }

    const fn only(self, only: Only) -> Self {
        Self { only, ..self }
    }

    const fn resume(self, resume: Resume) -> Self {
        Self { resume, ..self }
    }

    /// The setting of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest one.
    pub fn find(name: &str) -> Result<&'static Self, Error> {
        KEYS.iter().find(|key| key.name == name).ok_or_else(|| {
            let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
            Error::unknown_name("setting", name, &known)
        })
    }

    /// Reads a value as it is written on the command line.
    ///
    /// # Errors
    /// [`Error::BadValue`] or [`Error::UnknownName`] for a value that it does not take.
    pub fn read(&self, text: &str) -> Result<Value, Error> {
        if self.words.contains(&text) {
            return Ok(Value::Word(text.to_owned()));
        }
        self.kind.read(text).ok_or_else(|| bad(self.name, text, self.expected())).and_then(|value| self.check(value))
    }

    /// The value, if it is one that the setting takes; integers become numbers where it takes these.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn check(&self, value: Value) -> Result<Value, Error> {
        if matches!(&value, Value::Word(word) if self.words.contains(&word.as_str())) {
            return Ok(value);
        }
        match self.kind.check(self.name, value) {
            Err(Error::BadValue { value, .. }) if !matches!(self.kind, Kind::Data) => {
                Err(bad(self.name, &value, self.expected()))
            }
            other => other,
        }
    }

    /// The values that it takes, in words.
    pub fn expected(&self) -> String {
        let list = if matches!(self.kind, Kind::Integers { .. }) { " with commas between them, or none" } else { "" };
        let words: String = self.words.iter().map(|word| format!(", or {word}")).collect();
        format!("{}{list}{words}", self.kind)
    }
}

/// More than makes sense; indices are 32-bit, and much that is counted is held in memory.
const MOST: u64 = 100_000_000;
const COUNT: Kind = Kind::Integer { min: 1, max: MOST };
const INTERVAL: Kind = Kind::Integer { min: 0, max: MOST };
const SEED: Kind = Kind::Integer { min: 0, max: u64::MAX };
const POSITIVE: Kind = Kind::Real { min: 0.0, open: true, below: f64::INFINITY };
const BELOW_1: Kind = Kind::Real { min: 0.0, open: false, below: 1.0 };
const BETWEEN: Kind = Kind::Real { min: 0.0, open: true, below: 1.0 };
const BY_DATA: &str = "by the data";
const BACKEND: &str = "what executes the network; auto: a GPU if it can be used, or the CPU";
const PRECISION: &str =
    "how a GPU computes; tf32: factors of products have 11 bits; bf16: activations have 8, in half the memory";
/// [`Backend::HOST`] in words.
const HOST: &str = if cfg!(feature = "cpu") { "cpu" } else { "ref" };
const IMAGES: Only = Only::Networks(&[Arch::Unet, Arch::Encoder]);
const LAYERED: Only = Only::Networks(&[Arch::Mlp, Arch::Unet, Arch::Encoder]);

fn names<T: ValueEnum>() -> Vec<String> {
    T::value_variants().iter().filter_map(T::to_possible_value).map(|value| value.get_name().to_owned()).collect()
}

fn schedules() -> Vec<String> {
    ScheduleKind::NAMED.iter().map(|kind| kind.name().to_owned()).collect()
}

fn decays() -> Vec<String> {
    Decay::NAMES.map(str::to_owned).to_vec()
}

/// All settings, in the order of files and docs.
pub const KEYS: &[Key] = &[
    // They may have moved: that they are the same is known by their fingerprint.
    Key::new(Group::Data, "data", Kind::Data, "must be given", "training data").option().resume(Resume::Exact),
    Key::new(Group::Data, "validation", Kind::Data, "none", "data to judge by, instead of a held-out part")
        .words(&["none"])
        .option(),
    Key::new(Group::Data, "held_out", BETWEEN, "0.2", "fraction held out of data without a held-out part of their own"),
    Key::new(Group::Data, "split_seed", SEED, "0", "seed of the choice of that part"),
    Key::new(Group::Network, "arch", Kind::Name(names::<Arch>), "unet for images, mlp for vectors", "kind of network")
        .option(),
    Key::new(Group::Network, "width", COUNT, BY_DATA, "units of an mlp's layer, features of a quadratic, or channels"),
    Key::new(Group::Network, "depth", COUNT, BY_DATA, "hidden layers").only(Only::Networks(&[Arch::Mlp])),
    Key::new(Group::Network, "blocks", COUNT, BY_DATA, "residual blocks at each resolution").only(IMAGES),
    Key::new(
        Group::Network,
        "multipliers",
        Kind::Integers { min: 1 },
        BY_DATA,
        "channels at each resolution, as multiples of the width",
    )
    .only(IMAGES),
    Key::new(
        Group::Network,
        "attention",
        Kind::Integers { min: 1 },
        BY_DATA,
        "resolutions with attention, by the longer side",
    )
    .only(IMAGES),
    Key::new(Group::Network, "dropout", BELOW_1, BY_DATA, "probability of dropout in a block, in hundredths")
        .only(IMAGES),
    Key::new(Group::Network, "head_dropout", BELOW_1, "0", "probability of dropout before the head, in hundredths")
        .only(LAYERED),
    Key::new(
        Group::Network,
        "classes",
        COUNT,
        "none",
        "classes that it is conditioned on; data: as many as these have",
    )
    .words(&["none", "data"])
    .only(LAYERED),
    Key::new(
        Group::Network,
        "grey",
        Kind::Name(names::<GreyScale>),
        "linear",
        "scale on which the network sees grey values; logit suits images that are mostly black and white",
    )
    .option(),
    Key::new(
        Group::Network,
        "whiten",
        Kind::Flag,
        "true for tables of 2 to 256 real columns",
        "make real columns uncorrelated, rather than standardise each by itself",
    ),
    Key::new(Group::Network, "schedule", Kind::Name(schedules), BY_DATA, "noise schedule").option(),
    Key::new(Group::Network, "levels", Kind::Integer { min: 2, max: MOST }, BY_DATA, "noise steps T of the schedule")
        .option(),
    Key::new(Group::Training, "steps", COUNT, BY_DATA, "training steps").option(),
    Key::new(Group::Training, "batch", COUNT, BY_DATA, "samples in a batch").option(),
    Key::new(Group::Training, "accumulate", COUNT, "1", "batches whose gradients a step averages"),
    Key::new(Group::Training, "lr", POSITIVE, BY_DATA, "largest learning rate").option(),
    Key::new(Group::Training, "warmup", INTERVAL, BY_DATA, "steps in which the learning rate rises; fewer than steps")
        .option(),
    Key::new(Group::Training, "decay", Kind::Name(decays), BY_DATA, "how the learning rate falls from there").option(),
    Key::new(Group::Training, "decay_every", COUNT, "two fifths of the steps", "steps between its falls")
        .only(Only::Steps),
    Key::new(Group::Training, "decay_factor", BETWEEN, "0.1", "what each of them multiplies it by").only(Only::Steps),
    Key::new(Group::Training, "ema", BELOW_1, BY_DATA, "decay of the moving average of the weights"),
    Key::new(
        Group::Training,
        "ema_start",
        INTERVAL,
        BY_DATA,
        "steps in which that average copies the weights; 0: its decay rises instead",
    ),
    Key::new(Group::Training, "clip", POSITIVE, "none", "largest norm of the gradient of all weights together")
        .words(&["none"])
        .option(),
    Key::new(Group::Training, "flip", Kind::Flag, "false", "mirror half of the images from left to right"),
    Key::new(Group::Training, "loss", Kind::Name(names::<Loss>), "both", "objective").option(),
    Key::new(
        Group::Training,
        "w_ce",
        Kind::Real { min: 0.0, open: false, below: f64::INFINITY },
        BY_DATA,
        "weight of the cross-entropy in it",
    ),
    Key::new(Group::Training, "seed", SEED, "0", "seed of everything random").option().resume(Resume::Fixed),
    Key::new(
        Group::Upkeep,
        "checkpoint_every",
        INTERVAL,
        "a tenth of the steps, at most 1000",
        "interval of checkpoints",
    )
    .option_as("checkpoint-every"),
    Key::new(Group::Upkeep, "keep", COUNT, "3", "latest checkpoints that are kept"),
    Key::new(Group::Upkeep, "validate_every", INTERVAL, "a tenth of the steps", "interval of validations")
        .option_as("validate-every"),
    Key::new(Group::Upkeep, "validate_samples", COUNT, "1000", "held-out samples that a validation takes, at most"),
    Key::new(Group::Upkeep, "sample_every", INTERVAL, "a tenth of the steps", "interval of sample grids"),
    Key::new(Group::Upkeep, "log_every", INTERVAL, "a 200th of the steps", "interval of lines of metrics"),
    Key::new(Group::Machine, "backend", Kind::Name(names::<Backend>), HOST, BACKEND).option(),
    Key::new(Group::Machine, "precision", Kind::Name(names::<Precision>), "f32", PRECISION).option(),
    Key::new(Group::Machine, "threads", Kind::Integer { min: 1, max: 1024 }, "auto", "threads; auto: one per core")
        .words(&["auto"])
        .option(),
];
