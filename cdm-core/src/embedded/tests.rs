//! Images against the networks that they came from, and against everything that a file can suffer.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

extern crate std;
use super::header::{CHECKSUM, HEADER, checksum};
use super::*;
use crate::backend::{HostRef, RunError};
use crate::kernels::{HostBackend, Naive};
use crate::nn::{Architecture, Encoder, Mlp, Network, NetworkError, Pyramid, Quadratic, UNet};
use crate::program::{
    Axes, Binary, Distribution, Dtype, Extent, Node, Op, RowMap, Section, Shape, Unary, ValueId, ValueType, Window,
};
use crate::rng::{Philox, Stream};
use crate::{Classifier, ClassifierExt, Levels, Prior, ScheduleKind};
use alloc::vec;
use alloc::vec::Vec;

const ARCHITECTURE: Architecture = Architecture::Mlp(Mlp::new(3, 4, 2));
const STEPS: usize = 5;
const COLUMNS: [[[u8; 8]; 2]; 3] = [[0.5f64.to_le_bytes(), 2.0f64.to_le_bytes()]; 3];

fn weights() -> Vec<Vec<f32>> {
    weights_of(&ARCHITECTURE)
}

fn weights_of(architecture: &Architecture) -> Vec<Vec<f32>> {
    let levels = ScheduleKind::Uniform.levels(STEPS);
    let parameters = architecture.parameters(levels).unwrap();
    let values =
        |(n, p): (usize, &crate::nn::Parameter)| p.initial_values(3, n).into_iter().map(|v| v as f32).collect();
    parameters.iter().enumerate().map(values).collect()
}

fn image(content: Content, units: Units<'_>) -> Vec<u8> {
    image_of(&ARCHITECTURE, &weights(), content, units)
}

fn image_of(architecture: &Architecture, weights: &[Vec<f32>], content: Content, units: Units<'_>) -> Vec<u8> {
    let source = Source { architecture, weights, schedule: ScheduleKind::Uniform, steps: STEPS, units, content };
    write(&source).unwrap()
}

fn standard() -> Units<'static> {
    Units::Standard { columns: &COLUMNS }
}

const MEAN: [[u8; 8]; 3] = [0.5f64.to_le_bytes(); 3];
/// The triangle of rows (2), (1, ½), (−3, 4, ¼).
const FACTOR: [[u8; 8]; 6] = [
    2.0f64.to_le_bytes(),
    1.0f64.to_le_bytes(),
    0.5f64.to_le_bytes(),
    (-3.0f64).to_le_bytes(),
    4.0f64.to_le_bytes(),
    0.25f64.to_le_bytes(),
];

fn whitened() -> Units<'static> {
    Units::Whitened { mean: &MEAN, factor: &FACTOR }
}

const GREY: Units<'static> = Units::Grey { grey_values: 17, dim: 3 };

/// Lends the bytes on a multiple of eight, whatever the heap gives.
fn placed<T>(bytes: &[u8], f: impl FnOnce(&[u8]) -> T) -> T {
    let mut words = vec![0u64; bytes.len().div_ceil(8)];
    let place: &mut [u8] = bytemuck::cast_slice_mut(&mut words);
    place[..bytes.len()].copy_from_slice(bytes);
    f(&place[..bytes.len()])
}

/// Opens and runs an image; storage is what the whole ones need and a little more.
fn try_image(bytes: &[u8]) -> Result<Vec<f32>, EmbeddedError> {
    let image = Image::open(bytes)?;
    let mut storage = Storage::<80, 12, 2048>::new();
    let classifier = image.classifier(&mut storage)?;
    let (dim, levels) = (Classifier::<f32>::dim(&classifier), Classifier::<f32>::levels(&classifier));
    let x = vec![0.5; 2 * dim];
    let mut logits = vec![0.0; 2 * levels];
    let mut scratch = vec![0.0; classifier.scratch_len_ext(2)];
    classifier.logits(&x, &mut logits, &mut scratch)?;
    Ok(logits)
}

/// A network that is asked for all logits, like an image: its programs for two of them round differently.
struct AllLogits(Network<HostBackend<f32, Naive>>);

impl Classifier<f32> for AllLogits {
    type Error = NetworkError<RunError>;
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

/// Both contents of an image against the network over std: densities and scores of all levels, for two samples.
fn assert_same<const N: usize, const I: usize, const A: usize>(architecture: &Architecture) {
    let (levels, dim) = (ScheduleKind::Uniform.levels(STEPS), architecture.dim());
    let mut weights = weights_of(architecture);
    // Layers that begin at nought would hide what lies before them.
    for (n, values) in weights.iter_mut().enumerate() {
        let mut noise = vec![0.0; values.len()];
        Philox::new(5).fill_uniform(Stream::DENSITY, n as u32, 0, &mut noise);
        values.iter_mut().zip(noise).for_each(|(value, noise)| *value += noise - 0.5);
    }
    let frozen = weights.iter().map(|values| HostRef::F32(values));
    let net = Network::new(HostBackend::<f32, Naive>::new(Naive, 1), architecture, levels, frozen).unwrap();
    let net = AllLogits(net);
    let mut x = vec![0.0; 2 * dim];
    Philox::new(9).fill_uniform(Stream::DENSITY, 0, 0, &mut x);
    x.iter_mut().for_each(|x| *x = 4.0 * *x - 2.0);
    for content in [Content::Score, Content::Denoise] {
        let units = Units::Grey { grey_values: 17, dim };
        placed(&image_of(architecture, &weights, content, units), |bytes| {
            let image = Image::open(bytes).unwrap();
            let sizes = image.sizes();
            std::println!("{architecture:?} {content:?}: {sizes:?}");
            assert_eq!(sizes, Sizes::of(bytes));
            assert_eq!((image.content(), image.schedule()), (content, (ScheduleKind::Uniform, STEPS)));
            let mut storage = Storage::<N, I, A>::new();
            let embedded = image.classifier(&mut storage).unwrap();
            let mut rows = Vec::new();
            for level in 0..levels {
                let level = Levels::All(level);
                let [got, want] = [
                    ClassifierExt::<f32>::log_density_vec(&embedded, &x, level, Prior::UNIFORM).unwrap(),
                    ClassifierExt::<f32>::log_density_vec(&net, &x, level, Prior::UNIFORM).unwrap(),
                ];
                assert!(got.iter().all(|density| density.is_finite()));
                assert_eq!(got, want);
                rows.push(got);
                match embedded.score_vec(&x, level) {
                    Ok(score) => assert_eq!(score, net.score_vec(&x, level).unwrap()),
                    Err(error) => assert_eq!((content, error), (Content::Score, EmbeddedError::NoGradient)),
                }
            }
            // What does not depend on the sample or the level would prove little.
            assert!(rows.iter().all(|row| row[0] != row[1]) && rows.windows(2).all(|rows| rows[0] != rows[1]));
        });
    }
}

#[test]
fn answers_are_those_of_the_network_bit_for_bit() {
    assert_same::<80, 12, 2048>(&ARCHITECTURE);
    assert_same::<80, 12, 2048>(&Architecture::Quadratic(Quadratic { dim: 3, features: 2 }));
}

#[test]
fn answers_of_image_networks_are_those_of_the_network_bit_for_bit() {
    // Two resolutions, the finer one of an odd side, with attention in the coarser one.
    let pyramid = Pyramid {
        height: 3,
        width: 4,
        channels_in: 1,
        channels: 2,
        multipliers: vec![1, 2],
        blocks: 1,
        attention: vec![2],
        dropout_percent: 10,
        head_dropout_percent: 10,
        classes: None,
    };
    assert_same::<900, 70, 4096>(&Architecture::Encoder(Encoder(pyramid.clone())));
    assert_same::<2000, 130, 8192>(&Architecture::UNet(UNet(pyramid)));
}

/// Every operation, with parameters that no other field of its record would pass for.
#[test]
fn every_record_of_a_node_comes_back() {
    let window = Window { stride: 2, before: [1, 3], after: [4, 5] };
    let ops = [
        Op::Input(70_000),
        Op::Constant(-0.1),
        Op::Unary(Unary::Affine { scale: 1.0 / 3.0, shift: 5e-324 }),
        Op::Unary(Unary::Recip),
        Op::Unary(Unary::Sqrt),
        Op::Unary(Unary::Sigmoid),
        Op::Binary(Binary::Add),
        Op::Binary(Binary::Sub),
        Op::Binary(Binary::Mul),
        Op::Cast,
        Op::RowMap(RowMap::Softmax),
        Op::RowMap(RowMap::CumSum { reverse: false }),
        Op::RowMap(RowMap::CumSum { reverse: true }),
        Op::LogSumExp,
        Op::Reshape,
        Op::Slice { axis: 2, start: 70_000 },
        Op::Pad { axis: 3, before: 70_001 },
        Op::Concat { axis: 1 },
        Op::Broadcast,
        Op::Sum { axes: Axes::from_bits(0b1010) },
        Op::MatMul { ta: true, tb: false },
        Op::MatMul { ta: false, tb: true },
        Op::Conv(window),
        Op::ConvData(window),
        Op::ConvFilter(window),
        Op::Take,
        Op::ScatterAdd,
        Op::Random { stream: 70_000, distribution: Distribution::Normal },
        Op::Random { stream: 2, distribution: Distribution::Bernoulli { p: 0.3 } },
    ];
    for name in Op::NAMES {
        assert!(ops.iter().any(|op| op.name() == name), "{name} is not tried");
    }
    let types = [(Extent::Shared, Dtype::Wide), (Extent::PerSample, Dtype::Narrow), (Extent::PerSample, Dtype::Index)];
    let shapes = [&[][..], &[7], &[300, 2, 70_000, 1]];
    let sections = [Section::Bind, Section::Map, Section::Reduce, Section::Update];
    let mut records = Vec::new();
    for (at, op) in ops.into_iter().enumerate() {
        let ((extent, dtype), dims) = (types[at % 3], shapes[at / 3 % 3]);
        let ty = ValueType { extent, dtype, shape: Shape::new(dims).unwrap() };
        let node = Node { op, args: [ValueId(1 + at as u32), ValueId(u32::MAX)], ty, section: sections[at % 4] };
        let mut record = Vec::new();
        codec::write_node(&mut record, &node);
        assert_eq!(record.len(), codec::NODE);
        assert_eq!(codec::read_node(&record), Some(node));
        assert!(!records.contains(&record));
        records.push(record);
    }
    let beyond = |code| codec::read_node(&[&[code][..], &records[0][1..]].concat()).is_none();
    assert!((27..=u8::MAX).all(beyond));
}

#[test]
fn units_are_those_of_the_writer() {
    let values = [1.0f32, 2.5, -3.0];
    placed(&image(Content::Score, standard()), |bytes| {
        let units = Image::open(bytes).unwrap().units();
        let mut x = [0.0; 3];
        units.encode_into(&values, None, &mut x).unwrap();
        assert_eq!(x, values.map(|v| (v - 0.5) / 2.0));
        assert!((units.log_jacobian() + 3.0 * core::f64::consts::LN_2).abs() < 1e-15);
        assert!(units.encode_into(&values[..2], None, &mut x).is_err());
    });
    placed(&image(Content::Score, GREY), |bytes| assert_eq!(Image::open(bytes).unwrap().units(), GREY));
    placed(&image(Content::Score, whitened()), |bytes| {
        let units = Image::open(bytes).unwrap().units();
        assert_eq!(units, whitened());
        let mut x = [0.0; 3];
        units.encode_into(&values, None, &mut x).unwrap();
        assert_eq!(x, [0.25, (2.0 - 0.25) / 0.5, (-3.5 + 0.75 - 14.0) / 0.25]);
        assert!((units.log_jacobian() - 2.0 * core::f64::consts::LN_2).abs() < 1e-15);
        // The weights still lie where they should.
        assert!(try_image(bytes).is_ok());
    });
}

#[test]
fn values_that_are_not_grey_are_named() {
    let mut x = [7.0; 3];
    for value in [17.0, -1.0, 0.5, 15.999, f32::NAN, f32::INFINITY, 4_294_967_296.0] {
        let error = GREY.encode_into(&[0.0, 16.0, value], None, &mut x).unwrap_err();
        let EmbeddedError::NotGrey { at: 2, value: named, grey_values: 17 } = error else { panic!("{value}: {error}") };
        assert_eq!((named.to_bits(), x), (value.to_bits(), [7.0; 3]));
    }
    GREY.encode_into(&[0.0, 16.0, 8.0], None, &mut x).unwrap();
    // The middles of the outermost intervals and of the middle one: ±(1 − 1/17), 0; each rounded once.
    assert!(x.iter().zip([-16.0 / 17.0, 16.0 / 17.0, 0.0]).all(|(x, want)| (x - want).abs() <= f32::EPSILON));
}

#[test]
fn every_flipped_byte_and_every_truncation_is_an_error() {
    let whole = image(Content::Score, standard());
    placed(&whole, |bytes| assert!(try_image(bytes).is_ok()));
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            let error = placed(&bytes, |bytes| try_image(bytes).unwrap_err());
            let want = match at {
                0..8 => matches!(error, EmbeddedError::Magic),
                8..12 => matches!(error, EmbeddedError::Version { .. }),
                12..16 => matches!(error, EmbeddedError::Length { .. }),
                _ => matches!(error, EmbeddedError::Checksum { .. }),
            };
            assert!(want, "byte {at}: {error}");
        }
        let error = placed(&whole[..at], |bytes| try_image(bytes).unwrap_err());
        assert!(matches!(error, EmbeddedError::Magic | EmbeddedError::Length { .. }), "{at} bytes: {error}");
    }
    let longer = [&whole[..], &[0]].concat();
    let error = placed(&longer, |bytes| try_image(bytes).unwrap_err());
    assert_eq!(error, EmbeddedError::Length { want: whole.len(), got: whole.len() + 1 });
}

#[test]
fn a_wrong_place_in_memory_and_too_little_of_it_are_named() {
    let whole = image(Content::Score, standard());
    let shifted = [&[0][..], &whole].concat();
    placed(&shifted, |bytes| assert_eq!(Image::open(&bytes[1..]).unwrap_err(), EmbeddedError::Alignment));
    placed(&whole, |bytes| {
        let image = Image::open(bytes).unwrap();
        let Sizes { nodes, inputs, arena, .. } = image.sizes();
        assert!(nodes > 1 && nodes < 80 && inputs > 1 && inputs < 12 && arena > 1 && arena < 2048);
        let refusal = |error| matches!(error, Some(EmbeddedError::Storage { .. }));
        assert!(refusal(image.classifier(&mut Storage::<1, 12, 2048>::new()).err()));
        assert!(refusal(image.classifier(&mut Storage::<80, 1, 2048>::new()).err()));
        assert!(refusal(image.classifier(&mut Storage::<80, 12, 1>::new()).err()));
    });
}

/// Images changed on purpose, checksum and all: errors or answers, never a panic.
#[test]
fn forged_images_never_panic() {
    let (rng, cases) = (Philox::new(11), 6000);
    let mut draws = [0f32; 12];
    let (mut ran, mut unsound) = (0, 0);
    for case in 0..cases {
        let content = if case % 2 == 0 { Content::Score } else { Content::Denoise };
        let mut bytes = image(content, [GREY, standard(), whitened()][case as usize / 2 % 3]);
        rng.fill_uniform(Stream::DENSITY, case, 0, &mut draws);
        let tables = bytes.len() - 4 * Sizes::of(&bytes).weights;
        for change in draws.chunks_exact(3).take(1 + case as usize % 4) {
            let at = 20 + (change[0] * (tables - 20) as f32) as usize;
            // Small steps keep an entry plausible, so that it reaches the verifiers and the run.
            bytes[at] = match (change[1] * 3.0) as u32 {
                0 => bytes[at].wrapping_add(1),
                1 => bytes[at].wrapping_sub(1),
                _ => (change[2] * 256.0) as u8,
            };
        }
        let sum = checksum(&bytes).to_le_bytes();
        bytes[CHECKSUM..CHECKSUM + 4].copy_from_slice(&sum);
        match placed(&bytes, try_image) {
            Ok(_) => ran += 1,
            Err(EmbeddedError::Run(_)) => unsound += 1,
            Err(_) => {}
        }
    }
    std::println!("{cases} forged images: {ran} ran, {unsound} were stopped by the verifiers");
    assert!(ran > 100 && unsound > 500);
    assert!(HEADER < image(Content::Score, GREY).len());
}

#[test]
fn what_cannot_be_embedded_is_refused() {
    let weights = weights();
    let source = Source {
        architecture: &ARCHITECTURE,
        weights: &weights,
        schedule: ScheduleKind::Uniform,
        steps: STEPS,
        units: GREY,
        content: Content::Score,
    };
    let content = |source: Source<'_>| matches!(write(&source), Err(EmbeddedError::Content { .. }));
    assert!(content(Source { schedule: ScheduleKind::Table, ..source }));
    for (schedule, steps) in [
        (ScheduleKind::Uniform, 0),
        (ScheduleKind::Uniform, usize::MAX),
        (ScheduleKind::OptimalTransport, crate::schedule::MAX_STEPS + 1),
        (ScheduleKind::LinearDdpm, 1),
    ] {
        assert!(content(Source { schedule, steps, ..source }), "{schedule} of {steps}");
    }
    let conditional = Architecture::Mlp(Mlp { classes: Some(2), ..Mlp::new(3, 4, 2) });
    assert!(content(Source { architecture: &conditional, ..source }));
    assert!(content(Source { units: Units::Grey { grey_values: 17, dim: 4 }, ..source }));
    assert!(content(Source { units: Units::Grey { grey_values: 1, dim: 3 }, ..source }));
    assert!(content(Source { units: Units::Whitened { mean: &MEAN, factor: &FACTOR[..5] }, ..source }));
    assert!(content(Source { units: Units::Whitened { mean: &MEAN, factor: &[FACTOR[3]; 6] }, ..source }));
    assert!(matches!(write(&Source { weights: &weights[1..], ..source }), Err(EmbeddedError::Run(_))));
}
