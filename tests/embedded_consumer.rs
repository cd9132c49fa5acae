//! The consumer without std (`tests/embedded`): its small image is the one that is written today, and what it must print
//! is what the same questions give over std, from the trained model's own file and the naive interpreter.
//!
//! `CDM_BLESS=1 cargo test --test embedded_consumer` writes its files anew after a change that was meant, all but the trained
//! model: see docs/embedded.md for that.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use cdm_core::backend::HostRef;
use cdm_core::embedded::{self, Content, Source, Units};
use cdm_core::kernels::{HostBackend, Naive};
use cdm_core::nn::{Architecture, Mlp, Network, NetworkError};
use cdm_core::{Classifier, ClassifierExt, Levels, Prior, Schedule, ScheduleKind};
use std::path::PathBuf;

#[path = "embedded/src/scene.rs"]
mod scene;

const ARCHITECTURE: Architecture = Architecture::Mlp(Mlp::new(2, 8, 2));
const SEED: u64 = 7;

fn weights() -> Vec<Vec<f32>> {
    let parameters = ARCHITECTURE.parameters(scene::LEVELS).unwrap();
    let values = |(number, parameter): (usize, &cdm_core::nn::Parameter)| {
        parameter.initial_values(SEED, number).into_iter().map(|v| v as f32).collect()
    };
    parameters.iter().enumerate().map(values).collect()
}

type Net = Network<HostBackend<f32, Naive>>;

fn network() -> Net {
    let weights = weights();
    let weights = weights.iter().map(|values| HostRef::F32(values));
    Network::new(HostBackend::new(Naive, 1), &ARCHITECTURE, scene::LEVELS, weights).unwrap()
}

/// Only what the consumer's classifier implements too: the rest comes from the trait's defaults, where the network itself has programs
/// that round differently.
struct Narrow(Net);

impl Classifier<f32> for Narrow {
    type Error = NetworkError<cdm_core::backend::RunError>;
    fn dim(&self) -> usize {
        Classifier::<f32>::dim(&self.0)
    }
    fn levels(&self) -> usize {
        Classifier::<f32>::levels(&self.0)
    }
    fn logits_vjp(
        &self,
        x: &[f32],
        c: &[f32],
        logits: Option<&mut [f32]>,
        grad: &mut [f32],
    ) -> Result<(), Self::Error> {
        self.0.logits_vjp(x, c, logits, grad)
    }
}

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/embedded").join(file)
}

/// Compares with a file of the repository, or writes it.
fn check(file: &str, want: &[u8]) {
    if std::env::var_os("CDM_BLESS").is_some() {
        std::fs::write(path(file), want).unwrap();
    }
    let there = std::fs::read(path(file)).unwrap();
    let at = there.iter().zip(want).take_while(|(a, b)| a == b).count();
    if there != want && file.ends_with(".txt") {
        let line = want[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        panic!("tests/embedded/{file} differs in line {line} of {}", String::from_utf8_lossy(want));
    }
    let (got, len) = (there.len(), want.len());
    assert!(there == want, "tests/embedded/{file} ({got} bytes; {len} today) differs from byte {at} on");
}

/// Grey values of the first held-out digits.
fn held_out() -> Vec<u8> {
    let draw = cdm::data::Draw { count: 0, seed: 0, held_out: true };
    let data = cdm::data::Dataset::load(&"digits:test".parse().unwrap(), draw).unwrap();
    data.gather(0..4).unwrap().iter().map(|&v| v as u8).collect()
}

/// What the consumer prints of digits, over std: the model as `cdm train` wrote it, and the naive interpreter.
fn digits(text: &mut String) {
    let model = cdm::Model::load(&path("digits.safetensors")).unwrap();
    check("digits.cdm", &cdm::cli::image(&model, Content::Score).unwrap());
    let cdm::data::Transform::Grey { levels, dim, .. } = model.config.transform else { panic!("digits are grey") };
    let weights = model.weights.iter().map(|values| HostRef::F32(values));
    let (architecture, schedule) = (model.architecture().unwrap(), model.schedule().unwrap());
    let net: Net = Network::new(HostBackend::new(Naive, 1), &architecture, schedule.levels(), weights).unwrap();
    let net = Narrow(net);
    let units = Units::Grey { grey_values: levels, dim };
    assert_eq!(units.log_jacobian(), model.config.transform.log_jacobian(&[]));
    let rows = held_out();
    check("held_out.bin", &rows);
    scene::digits(&net, units, &rows, &mut [0.0; scene::DIGITS_SCRATCH], text).map_err(|e| e.to_string()).unwrap();
}

#[test]
fn the_small_image_is_that_of_today() {
    let source = Source {
        architecture: &ARCHITECTURE,
        weights: &weights(),
        schedule: ScheduleKind::Uniform,
        steps: scene::LEVELS - 2,
        units: Units::Standard { columns: &[[0.0f64.to_le_bytes(), 1.0f64.to_le_bytes()]; 2] },
        content: Content::Denoise,
    };
    check("tiny.cdm", &embedded::write(&source).unwrap());
}

#[test]
fn output_is_that_of_std() {
    let mut text = String::new();
    digits(&mut text);
    scene::report(&Narrow(network()), &mut [0.0; scene::SCRATCH], &mut text).map_err(|e| e.to_string()).unwrap();
    check("expected.txt", text.as_bytes());
}

/// The consumer's Gaussian is the reference's: absolute rounding of a few dozen operations on numbers below 100.
#[test]
fn the_gaussian_is_that_of_the_reference() {
    let schedule = Schedule::uniform(scene::LEVELS - 2).unwrap();
    let here = scene::Gaussian { schedule: schedule.view(), mean: [1.0, -0.5], variance: 0.25 };
    let mixture = cdm_ref::Mixture::isotropic(&[vec![1.0, -0.5]], 0.25).unwrap();
    let truth = cdm_ref::MixtureClassifier::new(mixture, schedule.clone());
    let x = [0.5, -1.25, -2.0, 0.75];
    for level in 0..scene::LEVELS {
        let level = Levels::All(level);
        let [got, want] = [
            ClassifierExt::<f64>::log_density_vec(&here, &x, level, Prior::UNIFORM).unwrap(),
            ClassifierExt::<f64>::log_density_vec(&truth, &x, level, Prior::UNIFORM).unwrap(),
        ];
        assert!(got.iter().zip(&want).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?} {want:?}");
        let [got, want] = [here.score_vec(&x, level).unwrap(), truth.score_vec(&x, level).unwrap()];
        assert!(got.iter().zip(&want).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?} {want:?}");
    }
}
