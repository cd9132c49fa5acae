use super::*;
use crate::backend::{self, Device, Trained};
use crate::choice::Backend;
use crate::data::{Dataset, Samples, Shape, Transform, Values};
use crate::model::{Model, ModelConfig, NetworkConfig};
use cdm_core::sampler::{Ddim, Ddpm, Inversion};
use cdm_core::schedule::ScheduleKind;
use cdm_ref::{Mixture, MixtureClassifier};

const SHAPE: Shape = Shape::Image { height: 2, width: 2, channels: 1 };

/// A network of three classes over images of 2×2 grey values, whose weights are no trained ones but tell classes apart.
fn model() -> Model {
    let network = NetworkConfig::Mlp { width: 16, depth: 2, head_dropout_percent: 0, classes: Some(3) };
    let transform = Transform::Grey { levels: 17, dim: 4, scale: Default::default() };
    let config = ModelConfig::new(network, SHAPE, transform, (ScheduleKind::Uniform, 12), "none".into());
    let architecture = config.network.architecture(SHAPE).unwrap();
    let mut weights = crate::train::initial_weights(&architecture, config.schedule().unwrap().levels(), 1).unwrap();
    weights.iter_mut().flatten().enumerate().for_each(|(i, w)| *w += (i as f32).sin() / 8.0);
    Model { config, weights }
}

fn net(kind: Backend, threads: usize) -> Box<dyn Trained> {
    backend::open_trained(Device::from(kind).with_threads(threads), &model()).unwrap()
}

/// Ancestral sampling with guidance, of 66 samples of three classes, where part is known.
fn drawn(net: &dyn Trained, batch: usize, guidance: f64) -> Vec<f32> {
    let (model, data, labels) = (model(), data(), Labels::new(vec![2, 0, 1], 22));
    let schedule = model.schedule().unwrap();
    let mask = Mask::new(vec![true, false, false, false], 4);
    let known = Known { given: Given { data: &data, transform: &model.config.transform }, mask: &mask };
    let denoiser = Denoiser::Conditional { net, labels: &labels, guidance };
    let spec = SampleSpec::new(AnyMethod::Ddpm(Ddpm), 6, 3);
    let sampling = Sampling { batch, known: Some(known), ..Sampling::new(denoiser, &schedule, spec, 66) };
    let (mut x, mut evaluations) = (Vec::new(), 0);
    sampling.run(&mut x, |done| evaluations += done).unwrap();
    assert_eq!(evaluations, 66 * 6);
    x
}

fn data() -> Dataset {
    let bytes = (0..12).map(|i| i * 5 % 17).collect();
    Dataset::new("three".into(), SHAPE, Values::Grey { levels: 17 }, Samples::bytes(bytes, 4))
}

/// The largest difference of two draws.
fn difference(x: &[f32], y: &[f32]) -> f32 {
    assert_eq!(x.len(), y.len());
    x.iter().zip(y).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

/// Noise is the same bit for bit, and where a backend computes each sample alike wherever it stands in a batch, so are samples. The CPU's
/// loops round those at the end of a batch in another order.
#[test]
fn samples_do_not_depend_on_the_batch_that_they_are_in() {
    let whole = drawn(&*net(Backend::Ref, 1), 66, 0.5);
    for batch in [1, 7, 64] {
        assert_eq!(drawn(&*net(Backend::Ref, 1), batch, 0.5), whole, "batches of {batch}");
        // Numbers of a few units, through six steps of a small network in single precision.
        let other = drawn(&*net(Backend::HOST, 1), batch, 0.5);
        println!("batches of {batch}: {:e}", difference(&other, &whole));
        assert!(difference(&other, &whole) < 1e-5);
        for threads in [2, 3] {
            assert_eq!(drawn(&*net(Backend::HOST, threads), batch, 0.5), other, "{threads} threads");
        }
    }
}

#[test]
fn classes_and_guidance_change_what_is_drawn() {
    let net = net(Backend::Ref, 1);
    let (plain, guided) = (drawn(&*net, 66, 0.0), drawn(&*net, 66, 2.0));
    assert_ne!(plain, guided);
    let (model, spec) = (model(), SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 4, 0));
    let schedule = model.schedule().unwrap();
    let of = |class, guidance| {
        let labels = Labels::new(vec![class], 5);
        let denoiser = Denoiser::Conditional { net: &*net, labels: &labels, guidance };
        let mut x = Vec::new();
        Sampling::new(denoiser, &schedule, spec, 5).run(&mut x, |_| ()).unwrap();
        x
    };
    assert_ne!(of(0, 0.0), of(1, 0.0));
    // Class 3 is the null class: what a network draws that is told nothing. Guided by −1 nothing of the class is left.
    let nothing = draw(&*net, &schedule, spec, 5, |_| ()).unwrap();
    assert_eq!(of(3, 0.0), nothing);
    for (x, y) in of(1, -1.0).iter().zip(&nothing) {
        assert!((x - y).abs() < 1e-5, "{x} {y}");
    }
}

/// What is known is in the result as it was given, and held at each level: its mean over samples is that of its noising.
#[test]
fn what_is_known_is_kept_exactly_and_held_at_every_level() {
    struct Held(Vec<(usize, f64, f64)>);
    impl Sink for Held {
        fn row(&mut self, _: usize, seen: &cdm_core::sampler::Observed<'_, f32>) -> Result<(), Error> {
            let known: Vec<f64> = seen.x.chunks_exact(4).map(|x| f64::from(x[0])).collect();
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            let variance = known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / known.len() as f64;
            self.0.push((seen.step.next_level, mean, variance));
            Ok(())
        }
        fn batch(&mut self, _: usize, _: &[f32]) -> Result<(), Error> {
            Ok(())
        }
    }
    let (model, net) = (model(), net(Backend::HOST, 1));
    let schedule = model.schedule().unwrap();
    // One sample, so that all have one known value; of the others of it nothing is known.
    let data = data().choose(&[1]);
    let mask = Mask::new(vec![true, false, false, false], 4);
    let known = Known { given: Given { data: &data, transform: &model.config.transform }, mask: &mask };
    let spec = SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 4, 5);
    let sampling =
        Sampling { known: Some(known), batch: 3000, ..Sampling::new(Denoiser::Plain(&*net), &schedule, spec, 3000) };
    let mut held = Held(Vec::new());
    sampling.run(&mut held, |_| ()).unwrap();
    assert_eq!(held.0.len(), 4);
    for (level, mean, variance) in held.0 {
        // Grey value 3 of 17 lies at 2 · 3.5/17 − 1, give or take 1/17 of dequantisation.
        let (a, sigma) = (schedule.a(level), schedule.sigma(level));
        let spread = sigma * sigma + (a * 2.0 / 17.0).powi(2) / 12.0;
        assert!((mean - a * (7.0 / 17.0 - 1.0)).abs() < 4.0 * (spread / 3000.0).sqrt(), "{level}: {mean}");
        assert!((variance / spread - 1.0).abs() < 4.0 * (2.0f64 / 3000.0).sqrt(), "{level}: {variance} {spread}");
    }
    let mut x = Vec::new();
    sampling.run(&mut x, |_| ()).unwrap();
    let mut values = vec![0.0; x.len()];
    model.config.transform.decode_into(&x, &mut values);
    values[4] = 99.0;
    known.restore(0, &mut values).unwrap();
    let given = data.values().unwrap();
    assert!(values.chunks_exact(4).all(|x| x[0] == given[0]));
}

#[test]
fn masks_have_the_shape_of_a_sample_or_of_all() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mask.npy");
    let load = |values: &[f32], file: Shape, sample, count| {
        crate::data::npy::save(&path, values, file).unwrap();
        Mask::load(&path, sample, count)
    };
    let colour = Shape::Image { height: 2, width: 2, channels: 3 };
    let [first, second] = [[true, true, true], [false; 3]].map(Vec::from);
    let one = [&first[..], &second, &second, &second].concat();
    let vector = |dim| Shape::Vector { dim };
    // [2, 2] and [1, 2, 2]; [2, 2, 3] and [1, 2, 2, 3].
    let flat = [1.0, 0.0, 0.0, 0.0];
    let each: Vec<f32> = flat.iter().flat_map(|v| [*v; 3]).collect();
    for mask in [
        load(&flat, vector(2), colour, 5),
        load(&flat, Shape::Image { height: 2, width: 2, channels: 1 }, colour, 5),
        load(&each, Shape::Image { height: 2, width: 3, channels: 1 }, colour, 5),
        load(&each, colour, colour, 5),
        load(&each, vector(12), colour, 5),
    ] {
        assert_eq!(mask.unwrap(), Mask::new(one.clone(), 12));
    }
    // One for each of two samples.
    let two = load(&[1.0, 0.0, 0.0, 1.0], vector(2), vector(2), 2).unwrap();
    assert_eq!([two.of(0), two.of(1), two.of(2)], [&[true, false][..], &[false, true], &[true, false]]);
    assert_eq!(load(&[1.0, 0.0], vector(1), vector(2), 9).unwrap(), Mask::new(vec![true, false], 2));
    let message = |result: Result<Mask, Error>| result.unwrap_err().to_string();
    assert!(message(load(&[1.0; 9], vector(3), colour, 5)).contains("[2, 2], or [2, 2, 3]"));
    assert!(message(load(&[1.0, 0.5], vector(2), vector(2), 1)).contains("0.5"));
    assert!(message(load(&[1.0; 6], vector(2), vector(2), 2)).contains("with 2 in front"));
}

#[test]
fn a_trail_leads_from_noise_to_the_samples() {
    let (model, net) = (model(), net(Backend::HOST, 1));
    let schedule = model.schedule().unwrap();
    let spec = SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 6, 3);
    let sampling = Sampling { batch: 4, ..Sampling::new(Denoiser::Plain(&*net), &schedule, spec, 9) };
    let plan = spec.plan(&schedule).unwrap();
    struct Both(Trail, Vec<f32>);
    impl Sink for Both {
        fn start(&mut self, first: usize, level: usize, x: &[f32]) {
            self.0.start(first, level, x);
        }
        fn row(&mut self, first: usize, seen: &cdm_core::sampler::Observed<'_, f32>) -> Result<(), Error> {
            self.0.row(first, seen)
        }
        fn batch(&mut self, first: usize, x: &[f32]) -> Result<(), Error> {
            self.1.batch(first, x)
        }
    }
    let mut both = Both(Trail::new(&plan, 4, vec![0, 3, 4, 8], 4), Vec::new());
    sampling.run(&mut both, |_| ()).unwrap();
    let Both(trail, x) = both;
    assert_eq!(trail.levels(), [12, 8, 4, 0]);
    let (noise, end) = (trail.noisy(0), trail.noisy(3));
    let mut start = vec![0.0; 9 * 4];
    cdm_core::sampler::start(cdm_core::rng::Philox::new(3), 0, 4, &mut start);
    for (place, number) in [0, 3, 4, 8].into_iter().enumerate() {
        let (kept, own) = (place * 4..place * 4 + 4, number * 4..number * 4 + 4);
        assert_eq!((&noise[kept.clone()], &end[kept]), (&start[own.clone()], &x[own]));
    }
    // The estimates of a moment are those of its noisy samples.
    let estimate =
        cdm_core::ClassifierExt::clean_estimate_vec(&*net, schedule.view(), trail.noisy(1), cdm_core::Levels::All(8));
    for (x, y) in estimate.unwrap().iter().zip(trail.clean(1)) {
        assert!((x - y).abs() < 1e-5, "{x} {y}");
    }
    let strip = trail.strip(&model.config, &[]).unwrap();
    assert!(strip.width() > 4 * 64 && strip.height() > 8 * 64);
    assert!(trail.animation(&model.config, &Layout::default()).is_ok());
}

/// On the best denoiser frames begin and end where they should, and lie where data lie.
#[test]
fn ways_between_samples_begin_and_end_at_them() {
    let mixture = Mixture::isotropic(&[vec![-1.5, 0.0], vec![1.5, 0.5]], 0.09).unwrap();
    let schedule = Schedule::cosine(200).unwrap();
    let oracle = backend::boxed(MixtureClassifier::new(mixture, schedule.clone()));
    let ends = [-1.4f32, 0.2, 1.7, 0.3, -1.5, -0.3, -1.3, 0.3];
    let interpolation = Interpolation {
        denoiser: Denoiser::Plain(&*oracle),
        schedule: &schedule,
        spec: SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 50, 0),
        pairs: 2,
        frames: 5,
        batch: 5,
        inversion: Inversion::default(),
    };
    let mut x = Vec::new();
    let trip = interpolation.run(|pairs| Ok(ends[pairs.start * 4..pairs.end * 4].to_vec()), &mut x, |_| ()).unwrap();
    println!("round trip {:e}, frames {x:?}", trip.rms());
    // Single precision, and a residual of 1e-5 that grows on the way down.
    assert!(trip.rms() < 3e-4, "{}", trip.rms());
    assert_eq!(x.len(), 2 * 5 * 2);
    for (frame, end) in [(0, 0), (4, 1), (5, 2), (9, 3)] {
        let error = (0..2).map(|k| (x[2 * frame + k] - ends[2 * end + k]).abs()).fold(0.0, f32::max);
        assert!(error < 1e-3, "frame {frame}: {error}");
    }
    // Between two samples of one mode no frame leaves it, by five of its deviations.
    assert!(x[10..].chunks(2).all(|x| (x[0] + 1.5).hypot(x[1]) < 1.5), "{x:?}");
}
