//! Runs that are cut short at any moment end like runs that are not.

use super::*;
use crate::backend::Device;
use crate::choice::{Backend, Precision};
use crate::config::Upkeep;
use crate::data::{Samples, Shape, Source, Values};
use crate::model::NetworkConfig;
use crate::train::{Progress, Recipe, Stepper};
use cdm_ref::RefBackend;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

/// Data that can be read so many times, and then fail.
#[derive(Clone, Debug)]
struct Fragile(Arc<AtomicI64>);

const LEN: usize = 40;

impl Source for Fragile {
    fn len(&self) -> usize {
        LEN
    }

    fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        for (column, out) in out.iter_mut().enumerate() {
            *out = ((2 * index + column) as f32 * 12.9898).sin();
        }
        match self.0.fetch_sub(1, Ordering::SeqCst) {
            0 => Err(Error::read(Path::new("fragile"), std::io::ErrorKind::TimedOut.into())),
            _ => Ok(()),
        }
    }
}

#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Screen for Lines {
    fn start(&self, _: usize) {}

    fn line(&self, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }

    fn progress(&self, _: &Progress) {}
}

struct Case {
    dir: tempfile::TempDir,
    source: Fragile,
    config: Config,
    screen: Lines,
    /// Steps whose losses are kept; one as the backend does it.
    kept: usize,
}

impl Case {
    fn new(backend: Backend) -> Self {
        let source = Fragile(Arc::new(AtomicI64::new(-1)));
        let recipe = Recipe {
            network: NetworkConfig::Mlp { width: 6, depth: 2, head_dropout_percent: 20, classes: None },
            levels: 8,
            steps: 30,
            batch: 6,
            warmup: 3,
            ..Recipe::for_data(&data(&source), None)
        };
        let upkeep = Upkeep {
            checkpoint_every: 4,
            keep: 2,
            validate_every: 9,
            validate_samples: 5,
            sample_every: 14,
            log_every: 7,
        };
        let (data, validation, held_out, split_seed) = ("toy:moons".parse().unwrap(), None, 0.2, 0);
        let device = Device::from(backend).with_threads(1);
        let config = Config { data, validation, held_out, split_seed, recipe, upkeep, device };
        Self { dir: tempfile::tempdir().unwrap(), source, config, screen: Lines::default(), kept: 1 }
    }

    fn run(&self, resume: bool) -> Result<Model, Error> {
        let (data, dir, config) = (data(&self.source), self.dir.path(), &self.config);
        let plan =
            Plan { dir, config, text: "", data: &data, held_out: &data, resume, notes: &[], screen: &self.screen };
        if self.kept == 1 {
            return train(plan);
        }
        let training = Training::on(&config.recipe, &data, |architecture, schedule, weights| {
            let stepper = Stepper::new(RefBackend, architecture, schedule, config.recipe.options(), weights)?;
            Ok(Box::new(stepper.keeping(self.kept)?))
        })?;
        train_by(plan, training)
    }

    /// One that keeps the losses of 20 steps, so that a backend need not be waited for after each.
    fn late() -> Self {
        Self { kept: 20, ..Self::new(Backend::Ref) }
    }

    /// Goes on until the end; the data fail after `reads` readings beyond those that every start takes.
    fn run_in_pieces(&self, reads: i64) -> usize {
        for piece in 0.. {
            self.source.0.store(reads, Ordering::SeqCst);
            match self.run(piece > 0) {
                Ok(_) => return piece,
                Err(error) => assert!(error.to_string().contains("--resume"), "{error}"),
            }
        }
        unreachable!("without end")
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.dir.path().join(name)).unwrap()
    }

    /// The metrics without times.
    fn metrics(&self) -> Vec<serde_json::Value> {
        let text = String::from_utf8(self.bytes(METRICS)).unwrap();
        let line = |line: &str| {
            let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
            for time in ["samples_per_second", "seconds"] {
                record.as_object_mut().unwrap().remove(time);
            }
            record
        };
        text.lines().map(line).collect()
    }

    fn checkpoint(&self, step: usize) -> std::path::PathBuf {
        checkpoint::path(&self.dir.path().join("checkpoints"), step)
    }

    fn said(&self) -> String {
        self.screen.0.lock().unwrap().join("\n")
    }
}

fn data(source: &Fragile) -> Dataset {
    Dataset::new("fragile".into(), Shape::Vector { dim: 2 }, Values::Standard, Samples::new(source.clone()))
}

fn backends() -> Vec<Backend> {
    vec![
        Backend::Ref,
        #[cfg(feature = "cpu")]
        Backend::Cpu,
    ]
}

#[test]
fn runs_in_pieces_end_with_the_bits_of_a_whole_one() {
    for backend in backends() {
        let whole = Case::new(backend);
        whole.run(false).unwrap();
        let mut pieces = 0;
        for reads in [90, 131, 170] {
            let cut = Case::new(backend);
            pieces += cut.run_in_pieces(reads);
            assert!(cut.bytes(MODEL) == whole.bytes(MODEL), "{backend}, {reads}");
            assert_eq!(cut.metrics(), whole.metrics(), "{backend}, {reads}");
        }
        assert!(pieces >= 6, "{pieces}: cut short again and again");
    }
}

/// Losses that are read when something is due, or after 20 steps, are those that are read after each step.
#[test]
fn losses_that_are_read_late_are_the_same() {
    for log_every in [7, 0] {
        let (mut at_once, mut late, mut cut) = (Case::new(Backend::Ref), Case::late(), Case::late());
        for case in [&mut at_once, &mut late, &mut cut] {
            case.config.upkeep.log_every = log_every;
        }
        at_once.run(false).unwrap();
        late.run(false).unwrap();
        assert!(cut.run_in_pieces(131) >= 1, "cut short");
        for case in [late, cut] {
            assert_eq!(case.metrics(), at_once.metrics(), "every {log_every}");
            assert!(case.bytes(MODEL) == at_once.bytes(MODEL));
            let means = |case: &Case| Checkpoint::load(&case.checkpoint(28)).unwrap().description.means;
            let (means, want) = (means(&case), means(&at_once));
            assert_eq!((means, means.count), (want, if log_every == 0 { 28 } else { 0 }));
        }
    }
}

/// Steps that diverge are found up to 19 steps late, by their own number, and leave nothing behind.
#[test]
fn divergence_that_is_found_late_is_told_as_it_was() {
    let errors = [Case::new(Backend::Ref), Case::late()].map(|mut case| {
        case.config.upkeep = Upkeep { checkpoint_every: 0, validate_every: 0, sample_every: 50, ..case.config.upkeep };
        case.run(false).unwrap();
        (case.config.recipe.lr, case.config.recipe.steps) = (1e300, 90);
        (case.config.upkeep.log_every, case.config.upkeep.checkpoint_every) = (0, 45);
        let error = case.run(true).unwrap_err();
        assert!(error.to_string().contains("The checkpoint of step 30 is whole"), "{error}");
        assert!(!case.checkpoint(45).exists() && Checkpoint::load(&case.checkpoint(30)).is_ok());
        let Error::Run { problem: Problem::Stopped { source, .. }, .. } = error else { panic!("{error}") };
        source.to_string()
    });
    assert!(errors[0].contains("the loss is") && errors[0] == errors[1], "{errors:?}");
}

#[test]
fn a_checkpoint_holds_every_bit_of_a_training() {
    for backend in backends() {
        let case = Case::new(backend);
        case.run(false).unwrap();
        let (data, device) = (data(&case.source), case.config.device);
        let mut training = Training::new(&case.config.recipe, &data, device).unwrap();
        let checkpoint = Checkpoint::load(&case.checkpoint(28)).unwrap();
        checkpoint.restore(&mut training).unwrap();
        let again = case.dir.path().join("again");
        checkpoint::save(&again, &checkpoint.description, training.engine()).unwrap();
        assert!(std::fs::read(&again).unwrap() == std::fs::read(case.checkpoint(28)).unwrap(), "{backend}");
        assert_eq!((training.step(), training.samples()), (28, 28 * 6));
    }
}

#[test]
fn any_flipped_bit_is_found() {
    let case = Case::new(Backend::Ref);
    case.run(false).unwrap();
    let whole = case.bytes("checkpoints/step-00000030.safetensors");
    let header = 8 + u64::from_le_bytes(whole[..8].try_into().unwrap()) as usize;
    assert!(header > 1000 && whole.len() > header + 1000);
    // All of the header, and some of the numbers.
    for at in (0..header).chain((header..whole.len()).step_by(13)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        assert!(Checkpoint::parse(bytes).is_err(), "a bit of byte {at} of {} in the header", header);
    }
    for length in [0, 7, 8, header - 1, header, whole.len() - 1] {
        assert!(Checkpoint::parse(whole[..length].to_vec()).is_err(), "{length} bytes");
    }
}

#[test]
fn a_damaged_checkpoint_is_passed_over_and_none_that_is_whole_is_an_error() {
    let case = Case::new(Backend::Ref);
    case.run(false).unwrap();
    let model = case.bytes(MODEL);
    let last = case.checkpoint(30);
    std::fs::write(&last, &std::fs::read(&last).unwrap()[..3000]).unwrap();
    std::fs::remove_file(case.dir.path().join(MODEL)).unwrap();
    case.run(true).unwrap();
    assert!(case.bytes(MODEL) == model);
    assert!(case.said().contains("step-00000030.safetensors: not a whole safetensors file"), "{}", case.said());
    assert!(case.said().contains("going on after step 28"), "{}", case.said());
    let log = String::from_utf8(case.bytes(LOG)).unwrap();
    assert!(log.contains("the checkpoint before is used"), "{log}");
    for step in [28, 30] {
        std::fs::write(case.checkpoint(step), "rubbish").unwrap();
    }
    let before = case.metrics();
    let error = case.run(true).unwrap_err();
    assert_eq!(error.kind().exit_code(), 2);
    assert!(
        error.to_string().contains("step-00000028") && error.to_string().contains("nothing was changed"),
        "{error}"
    );
    assert_eq!((case.metrics(), case.bytes(MODEL)), (before, model));
    assert_eq!(std::fs::read(case.checkpoint(30)).unwrap(), b"rubbish");
}

#[test]
fn a_run_is_never_written_over_and_a_finished_one_says_so() {
    let case = Case::new(Backend::Ref);
    case.run(false).unwrap();
    let (model, metrics) = (case.bytes(MODEL), case.metrics());
    let error = case.run(false).unwrap_err();
    assert_eq!(error.kind().exit_code(), 2);
    assert!(error.to_string().contains("at step 30") && error.to_string().contains("--resume"), "{error}");
    case.run(true).unwrap();
    assert!(case.said().contains("finished already, at step 30"), "{}", case.said());
    assert_eq!((case.bytes(MODEL), case.metrics()), (model, metrics));
}

#[test]
fn other_trainings_and_other_data_are_refused() {
    let mut case = Case::new(Backend::Ref);
    case.run(false).unwrap();
    let recipe = case.config.recipe.clone();
    let network = NetworkConfig::Mlp { width: 7, depth: 2, head_dropout_percent: 20, classes: None };
    for (recipe, what) in [
        (Recipe { network, ..recipe.clone() }, "2 layers of 7"),
        (Recipe { levels: 9, ..recipe.clone() }, "9 levels"),
        (Recipe { seed: 1, ..recipe.clone() }, "seed"),
    ] {
        case.config.recipe = recipe;
        let error = case.run(true).unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        assert!(error.to_string().contains(what), "{error}");
    }
    case.config.recipe = recipe;
    let (data, dir) = (data(&case.source).choose(&[0, 1, 2, 3]), case.dir.path());
    let plan = Plan {
        dir,
        config: &case.config,
        text: "",
        data: &data,
        held_out: &data,
        resume: true,
        notes: &[],
        screen: &case.screen,
    };
    let error = train(plan).unwrap_err();
    assert!(error.to_string().contains("the data are not those"), "{error}");
}

#[test]
fn a_training_that_diverges_names_the_checkpoint_and_the_remedy() {
    let mut case = Case::new(Backend::Ref);
    case.run(false).unwrap();
    case.config.recipe.lr = 1e300;
    case.config.recipe.steps = 60;
    let error = case.run(true).unwrap_err();
    assert_eq!(error.kind().exit_code(), 1);
    let text = error.to_string();
    assert!(text.contains("diverged") && text.contains("The checkpoint of step 30 is whole"), "{text}");
    assert!(text.contains(" --resume --out ") && text.contains(" --lr 5"), "{text}");
    Checkpoint::load(&case.checkpoint(30)).unwrap();
}

#[cfg(feature = "cpu")]
#[test]
fn another_number_of_threads_is_told() {
    let mut case = Case::new(Backend::Cpu);
    case.run(false).unwrap();
    case.config.recipe.steps = 40;
    case.config.device = case.config.device.with_threads(2);
    case.run(true).unwrap();
    assert!(case.said().contains("results agree to rounding only"), "{}", case.said());
    assert!(case.said().contains("cpu on 1 threads") && case.said().contains("cpu on 2 threads"), "{}", case.said());
}

/// A run that `auto` began goes on where it takes another backend, also from one that this program was built without.
#[test]
fn a_run_goes_on_by_the_backend_that_is_there() {
    let mut case = Case::new(Backend::Auto);
    case.run(false).unwrap();
    let taken = crate::backend::taken(Backend::Auto);
    assert!(case.said().contains(&format!(", {taken} on 1 threads with ")), "{}", case.said());
    let (path, data) = (case.checkpoint(30), data(&case.source));
    let mut checkpoint = Checkpoint::load(&path).unwrap();
    let mut training = Training::new(&case.config.recipe, &data, Device::from(taken).with_threads(1)).unwrap();
    checkpoint.restore(&mut training).unwrap();
    let machine = &mut checkpoint.description.machine;
    (machine.backend, machine.precision) = ("tpu".into(), Precision::Bf16);
    checkpoint::save(&path, &checkpoint.description, training.engine()).unwrap();
    case.config.recipe.steps = 40;
    case.run(true).unwrap();
    assert!(case.said().contains(", tpu in bf16 on 1 threads"), "{}", case.said());
    assert!(case.said().contains("results agree to the precision of bf16 only"), "{}", case.said());
    assert!(
        case.said().contains(&format!("goes on by cdm {}, {taken} on", env!("CARGO_PKG_VERSION"))),
        "{}",
        case.said()
    );
}

/// Checkpoints from before there was a choice were made in single precision.
#[test]
fn a_machine_without_a_precision_is_one_of_single_precision() {
    let machine = Machine::here(Device::from(Backend::Ref));
    let mut json = serde_json::to_value(&machine).unwrap();
    assert_eq!(json.as_object_mut().unwrap().remove("precision"), Some("f32".into()));
    assert_eq!(serde_json::from_value::<Machine>(json).unwrap(), machine);
}

/// The fingerprint reads 64 samples; the units of the columns depend on all.
#[test]
fn a_table_that_changed_anywhere_is_noticed() {
    let case = Case::new(Backend::Ref);
    let table = |last: f32| {
        let mut values: Vec<f32> = (0..400).map(|i| (i as f32 * 0.7).sin()).collect();
        values[207] = last;
        Dataset::new("table".into(), Shape::Vector { dim: 2 }, Values::Real, Samples::real(values, 2))
    };
    let (one, other) = (table(0.1), table(0.2));
    assert_eq!(one.fingerprint().unwrap(), other.fingerprint().unwrap(), "the test is about the samples between");
    let run = |data: &Dataset, resume| {
        let (dir, config) = (case.dir.path(), &case.config);
        train(Plan { dir, config, text: "", data, held_out: data, resume, notes: &[], screen: &case.screen })
    };
    run(&one, false).unwrap();
    run(&one, true).unwrap();
    let error = run(&other, true).unwrap_err();
    assert!(error.to_string().contains("the data are not those"), "{error}");
}
