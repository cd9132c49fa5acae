//! Dropout, first values and layouts. (The training step is judged in cdm-ref, networks by parity with a peer.)

use super::layers::groups;
use super::parameter::{Init, Layout, Parameter, ParameterRole, Scope};
use super::{Architecture, Encoder, Mlp, Network, Pyramid, PyramidError, UNet, training_step};
use crate::Classifier;
use crate::backend::{Backend, Bind, HostMut, HostRef, Run};
use crate::kernels::{HostBackend, Naive};
use crate::program::{Axes, Builder, Dtype, Extent, Op, Program, Role, Shape, ValueId, ValueType};
use crate::rng::{Philox, Stream};
use alloc::vec;
use alloc::vec::Vec;

const SEED: u64 = 0x1_0000_0007;
const STEP: u32 = 3;
const SAMPLES: [u32; 40] = {
    let mut ids = [0; 40];
    let mut i = 0;
    while i < 40 {
        ids[i] = 5 * i as u32;
        i += 1;
    }
    ids
};

/// A scope with dropout on; its first two inputs are the key and the sample ids.
fn scope() -> Scope {
    let mut scope = Scope::new(ParameterRole::Frozen);
    let b = &mut scope.builder;
    let key = b.input("key", Role::Data, Extent::Shared, Dtype::Index, &[3]).unwrap();
    let sample = b.input("sample", Role::Data, Extent::PerSample, Dtype::Index, &[]).unwrap();
    scope.enable_dropout(key, sample);
    scope
}

/// Runs a program of [`scope`] whose only output has `len` numbers per sample.
fn run(program: &Program, index: Option<&[u32]>, frozen: &[&[f64]], len: usize) -> Vec<f64> {
    let backend = HostBackend::<f64>::new(Naive, 8);
    let make = |values: HostRef<'_>, dtype| {
        let mut buffer = backend.buffer(dtype, values.len()).unwrap();
        backend.write(&mut buffer, values).unwrap();
        buffer
    };
    let key = [SEED as u32, (SEED >> 32) as u32, STEP];
    let mut data = vec![make(HostRef::Index(&key), Dtype::Index), make(HostRef::Index(&SAMPLES), Dtype::Index)];
    data.extend(index.map(|index| make(HostRef::Index(index), Dtype::Index)));
    let frozen: Vec<_> = frozen.iter().map(|values| make(HostRef::F64(values), Dtype::Wide)).collect();
    let mut outputs = [backend.buffer(Dtype::Wide, SAMPLES.len() * len).unwrap()];
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let executable = backend.compile(program.as_ref()).unwrap();
    let (batch, bind) = (SAMPLES.len(), Bind::Fresh);
    backend
        .run(&executable, Run { batch, bind, data: &data, frozen: &frozen, state: &mut [], outputs: &mut outputs })
        .unwrap();
    let mut values = vec![0.0; SAMPLES.len() * len];
    backend.read(&outputs[0], HostMut::F64(&mut values)).unwrap();
    values
}

fn sample_type(dtype: Dtype, dims: &[usize]) -> ValueType {
    ValueType { extent: Extent::PerSample, dtype, shape: Shape::new(dims).unwrap() }
}

fn finish(mut scope: Scope, value: ValueId) -> Program {
    scope.builder.output("out", value);
    Builder::from(scope).finish().unwrap()
}

/// A kept number is scaled by 1/(1 − rate); sites and samples draw from streams and ids of their own.
#[test]
fn dropout_is_the_bernoulli_mask_over_its_rate() {
    let mut s = scope();
    let ones = s.builder.constant(1.0, sample_type(Dtype::Narrow, &[10])).unwrap();
    let first = s.dropout(ones, 25).unwrap();
    let second = s.dropout(first, 25).unwrap();
    let got = run(&finish(s, second), None, &[], 10);
    let philox = Philox::new(SEED);
    let mut kept = 0;
    for (got, &sample) in got.chunks_exact(10).zip(&SAMPLES) {
        for (element, &got) in got.iter().enumerate() {
            let keep = |site| philox.bernoulli(Stream(Stream::DROPOUT.0 + site), sample, STEP, element, 0.75);
            let want = if keep(0) && keep(1) { 1.0 / (0.75 * 0.75) } else { 0.0 };
            assert!((got - want).abs() < 1e-15, "{got} {want}");
            kept += usize::from(got != 0.0);
        }
    }
    // 400 draws of probability 0.5625: standard deviation 10.
    assert!((185..265).contains(&kept), "{kept}");
}

#[test]
fn dropout_is_off_outside_training_and_at_rate_zero() {
    let mut s = Scope::new(ParameterRole::Frozen);
    let x = s.builder.input("x", Role::Data, Extent::PerSample, Dtype::Narrow, &[4]).unwrap();
    assert_eq!(s.dropout(x, 50), Ok(x));
    let mut s = scope();
    let x = s.builder.input("x", Role::Data, Extent::PerSample, Dtype::Narrow, &[4]).unwrap();
    assert_eq!(s.dropout(x, 0), Ok(x));
}

/// [CDM] App. C.5: with probability 0.1 a sample sees the null class's row, otherwise its own.
#[test]
fn labels_are_dropped_while_training() {
    let mut s = scope();
    let label = s.builder.input("label", Role::Data, Extent::PerSample, Dtype::Index, &[]).unwrap();
    let table = s.builder.input("table", Role::Frozen, Extent::Shared, Dtype::Wide, &[4, 2]).unwrap();
    let row = s.builder.take(table, label).unwrap();
    let sources = s.label_dropout().unwrap();
    let row = super::labels::drop_label(&mut s, table, row, 3, sources).unwrap();
    let labels: Vec<u32> = (0..SAMPLES.len() as u32).map(|i| i % 3).collect();
    let got = run(&finish(s, row), Some(&labels), &[&[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, -7.0, -7.5]], 2);
    let philox = Philox::new(SEED);
    let mut dropped = 0;
    for ((got, &label), &sample) in got.chunks_exact(2).zip(&labels).zip(&SAMPLES) {
        let drop = philox.bernoulli(Stream::LABEL_DROPOUT, sample, STEP, 0, 0.1);
        let first = if drop { -7.0 } else { f64::from(label) };
        assert_eq!(got, [first, if drop { first - 0.5 } else { first + 0.5 }]);
        dropped += usize::from(drop);
    }
    assert!((1..=10).contains(&dropped), "{dropped} of 40 at probability 0.1");
}

/// PyTorch's defaults: weights and biases uniform within 1/√fan_in, norms 1 and 0, embeddings N(0, 1).
#[test]
fn first_values_are_those_of_pytorch() {
    let unet =
        UNet(Pyramid { multipliers: vec![1, 2], attention: vec![4], classes: Some(10), ..Pyramid::new([8, 8, 1], 32) });
    let parameters = Architecture::UNet(unet).parameters(20).unwrap();
    let values = |name: &str| {
        let number = parameters.iter().position(|p| p.name == name).unwrap();
        parameters[number].initial_values(1, number)
    };
    let largest = |values: &[f64]| values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    for (name, fan_in) in [
        ("down.0.block.0.conv1.weight", 288.0f64),
        ("down.0.block.0.conv1.bias", 288.0),
        ("linear_layer.weight", 64.0),
        ("mid.attn_1.q.weight", 64.0),
    ] {
        let (values, bound) = (values(name), 1.0 / fan_in.sqrt());
        let variance = values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64;
        assert!(largest(&values) < bound && largest(&values) > 0.8 * bound, "{name}");
        // Uniform: bound²/3; 32 biases are the fewest numbers, with a relative deviation of 0.16.
        assert!((variance * 3.0 / (bound * bound) - 1.0).abs() < 0.6, "{name}: {variance}");
    }
    assert!(values("norm_out.weight").iter().all(|&v| v == 1.0));
    assert!(values("norm_out.bias").iter().all(|&v| v == 0.0));
    let embedding = values("label_emb.weight");
    let variance = embedding.iter().map(|v| v * v).sum::<f64>() / embedding.len() as f64;
    assert!((variance - 1.0).abs() < 0.3, "{variance}");
    assert_ne!(values("mid.attn_1.q.weight"), values("mid.attn_1.k.weight"));
}

#[test]
fn published_filters_are_out_in_height_width() {
    let dims = vec![2, 3, 4, 5];
    let parameter = Parameter { name: "w".into(), dims, layout: Layout::Filter, init: Init::Normal };
    assert_eq!(parameter.published_dims(), [5, 4, 2, 3]);
    let program: Vec<usize> = (0..120).collect();
    let published = parameter.to_published(&program);
    for (u, v, i, o) in [(0, 0, 0, 0), (1, 2, 3, 4), (1, 0, 2, 1)] {
        assert_eq!(published[((o * 4 + i) * 2 + u) * 3 + v], program[((u * 3 + v) * 4 + i) * 5 + o]);
    }
    assert_eq!(parameter.from_published(&published), program);
}

#[test]
fn extents_that_do_not_fit_are_errors() {
    let good = Pyramid { multipliers: vec![1, 2], ..Pyramid::new([8, 8, 1], 32) };
    let one_pixel = |channels| Pyramid { multipliers: vec![1, 2, 1], ..Pyramid::new([4, 3, 1], channels) };
    let bad = [
        (Pyramid { multipliers: vec![], ..good.clone() }, PyramidError::Multipliers { resolutions: 0 }),
        (Pyramid { multipliers: vec![1; 40], ..good.clone() }, PyramidError::Multipliers { resolutions: 40 }),
        (Pyramid { multipliers: vec![0], ..good.clone() }, PyramidError::Multipliers { resolutions: 1 }),
        (Pyramid { width: 0, ..good.clone() }, PyramidError::Image { height: 8, width: 0, channels: 1 }),
        (
            Pyramid { channels_in: usize::MAX, ..good.clone() },
            PyramidError::Image { height: 8, width: 8, channels: usize::MAX },
        ),
        (Pyramid { channels: 0, ..good.clone() }, PyramidError::Channels { channels: 0 }),
        (Pyramid { channels: usize::MAX, ..good.clone() }, PyramidError::Channels { channels: usize::MAX }),
        (Pyramid { blocks: 0, ..good.clone() }, PyramidError::Blocks),
        (Pyramid { dropout_percent: 100, ..good.clone() }, PyramidError::Dropout { percent: 100 }),
        (Pyramid { head_dropout_percent: 100, ..good.clone() }, PyramidError::Dropout { percent: 100 }),
        (Pyramid { classes: Some(3), channels: 16, ..good.clone() }, PyramidError::Labels { channels: 16 }),
        // 2, 1 pixels a side; 64 channels come down to 32.
        (one_pixel(32), PyramidError::OnePixel { resolution: 2, channels: 32 }),
        (one_pixel(16), PyramidError::OnePixel { resolution: 2, channels: 32 }),
    ];
    assert_eq!(good.check(), Ok(()));
    assert_eq!(one_pixel(33).check(), Ok(()));
    for (net, error) in bad {
        assert_eq!(net.check(), Err(error));
        assert!(Architecture::UNet(UNet(net.clone())).parameters(10).is_err());
        assert!(Architecture::Encoder(Encoder(net)).parameters(10).is_err());
    }
    for mlp in [Mlp::new(2, 8, 0), Mlp::new(2, usize::MAX, 1), Mlp { classes: Some(usize::MAX), ..Mlp::new(2, 8, 1) }] {
        assert!(Architecture::Mlp(mlp).parameters(10).is_err());
    }
    assert!(Architecture::Mlp(Mlp { head_dropout_percent: 100, ..Mlp::new(2, 8, 1) }).parameters(10).is_err());
}

#[test]
fn groups_are_the_largest_divisor_up_to_32() {
    for (channels, want) in [(1, 1), (3, 3), (31, 31), (32, 32), (33, 11), (37, 1), (48, 24), (96, 32), (128, 32)] {
        assert_eq!(groups(channels), want, "{channels}");
    }
}

#[test]
fn an_encoder_has_the_parameters_of_a_unet_less_the_way_up() {
    let net = Pyramid { multipliers: vec![1, 2], attention: vec![7], classes: Some(4), ..Pyramid::new([13, 9, 3], 18) };
    let names = |architecture: Architecture| -> Vec<_> {
        architecture.parameters(12).unwrap().into_iter().map(|p| p.name).collect()
    };
    let mut unet = names(Architecture::UNet(UNet(net.clone())));
    unet.retain(|name| !name.starts_with("up."));
    assert!(unet.iter().any(|name| name.starts_with("down.1.attn")), "attention is where the longer side is 7");
    assert_eq!(names(Architecture::Encoder(Encoder(net))), unet);
}

/// `values[i]` of the first sample of a program whose only input beyond those of [`scope`] are frozen.
fn first_sample(scope: Scope, value: ValueId, frozen: &[&[f64]]) -> Vec<f64> {
    let len = scope.builder.ty(value).shape.len();
    run(&finish(scope, value), None, frozen, len)[..len].to_vec()
}

/// Output (i, j) of the halving convolution reads rows 2i … 2i + 2 and columns 2j … 2j + 2, zeros beyond the image: an odd side
/// is one that ends in a row of zeros. On the way up each pixel is doubled, and the last half pixel cut.
#[test]
fn odd_images_are_halved_rounded_up_and_cut_back() {
    let (height, width) = (5, 4);
    let image: Vec<f64> = (0..20).map(|i| 1.0 + f64::from(i)).collect();
    for (row, column) in [(0, 0), (1, 2), (2, 1), (2, 2)] {
        let mut s = scope();
        let x = s.builder.input("x", Role::Frozen, Extent::Shared, Dtype::Wide, &[height, width, 1]).unwrap();
        let x = s.builder.broadcast_to(x, sample_type(Dtype::Wide, &[height, width, 1])).unwrap();
        let h = s.conv3("conv", x, 1, true).unwrap();
        let mut filter = [0.0; 9];
        filter[3 * row + column] = 1.0;
        let got = first_sample(s, h, &[&image, &filter, &[0.0]]);
        for (n, got) in got.iter().enumerate() {
            let (i, j) = (2 * (n / 2) + row, 2 * (n % 2) + column);
            let want = if i < height && j < width { image[i * width + j] } else { 0.0 };
            assert_eq!(*got, want, "output {n}, tap {row}, {column}");
        }
        assert_eq!(got.len(), 3 * 2);
    }
    let mut s = scope();
    let x = s.builder.input("x", Role::Frozen, Extent::Shared, Dtype::Wide, &[3, 2, 1]).unwrap();
    let finer = s.upsample(x, [5, 4]).unwrap();
    let finer = s.builder.broadcast_to(finer, sample_type(Dtype::Wide, &[5, 4, 1])).unwrap();
    let got = first_sample(s, finer, &[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]);
    for (n, got) in got.into_iter().enumerate() {
        assert_eq!(got, (1 + 2 * (n / 4 / 2) + n % 4 / 2) as f64);
    }
}

/// A network of one layer whose head is the identity: its raw logits are the head's input.
#[test]
fn head_dropout_masks_what_the_head_sees() {
    let mut s = scope();
    let x = s.builder.constant(2.0, sample_type(Dtype::Wide, &[1])).unwrap();
    let mlp = Architecture::Mlp(Mlp { head_dropout_percent: 50, ..Mlp::new(1, 3, 1) });
    let raw = mlp.raw_logits(&mut s, x, None, 3).unwrap();
    let identity = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let got = run(&finish(s, raw), None, &[&[1.0; 3], &[0.0; 3], &identity, &[0.0; 3]], 3);
    let (philox, silu) = (Philox::new(SEED), 2.0 / (1.0 + libm::exp(-2.0)));
    for (got, &sample) in got.chunks_exact(3).zip(&SAMPLES) {
        for (element, got) in got.iter().enumerate() {
            let keep = philox.bernoulli(Stream::DROPOUT, sample, STEP, element, 0.5);
            let want = if keep { 2.0 * silu } else { 0.0 };
            assert!((got - want).abs() < 1e-15, "{got} {want}");
        }
    }
}

/// One mask per network, drawn while training and never at inference.
#[test]
fn every_network_has_head_dropout() {
    let net = Pyramid { head_dropout_percent: 20, ..Pyramid::new([3, 5, 2], 4) };
    for architecture in [
        Architecture::Mlp(Mlp { head_dropout_percent: 20, ..Mlp::new(4, 8, 2) }),
        Architecture::UNet(UNet(net.clone())),
        Architecture::Encoder(Encoder(net)),
    ] {
        let masks = |program: &Program| {
            let stream = |op: &Op| matches!(op, Op::Random { stream, .. } if *stream == Stream::DROPOUT.0);
            program.as_ref().nodes.iter().filter(|node| stream(&node.op)).count()
        };
        let step = training_step(&architecture, 6, super::TrainingOptions::default()).unwrap();
        assert_eq!(masks(&step.program), 1, "{architecture:?}");
        assert_eq!(masks(&super::Inference::new(&architecture, 6).unwrap().vjp), 0);
    }
}

/// A label's row is added to the first layer, so it is another bias; without labels the null class's row is.
#[test]
fn a_label_of_an_mlp_is_another_bias() {
    let levels = 5;
    let plain = Mlp::new(2, 4, 2);
    let conditional = Architecture::Mlp(Mlp { classes: Some(3), ..plain });
    let values: Vec<Vec<f64>> =
        conditional.parameters(levels).unwrap().iter().enumerate().map(|(n, p)| p.initial_values(11, n)).collect();
    let network = |architecture: &Architecture, weights: &[Vec<f64>]| {
        let weights: Vec<_> = weights.iter().map(|w| HostRef::F64(w)).collect();
        Network::new(HostBackend::<f64>::new(Naive, 1), architecture, levels, weights.into_iter()).unwrap()
    };
    let net = network(&conditional, &values);
    let (x, mut got) = ([0.3f64, -1.2], vec![0.0f64; levels]);
    for label in 0..=3u32 {
        if label < 3 {
            net.with_labels(&[label]).unwrap().logits(&x, &mut got, &mut []).unwrap();
        } else {
            net.logits(&x, &mut got, &mut []).unwrap();
        }
        // Rows of the table, then the plain network's parameters: weight and bias of the first layer, and so on.
        let mut weights = values[1..].to_vec();
        weights[1].iter_mut().zip(&values[0][4 * label as usize..]).for_each(|(bias, row)| *bias += row);
        let mut want = vec![0.0; levels];
        network(&Architecture::Mlp(plain), &weights).logits(&x, &mut want, &mut []).unwrap();
        for (got, want) in got.iter().zip(&want) {
            // The sum is taken in another order: some roundings of numbers near 1.
            assert!((got - want).abs() < 1e-14, "{label}: {got} {want}");
        }
    }
    assert!(net.with_labels(&[4]).is_err());
}

/// Two linear maps in the other order: the mean of a convolution is that of the convolution itself, for sides of one, two and
/// more pixels.
#[test]
fn the_mean_of_a_convolution_needs_no_convolution() {
    for [height, width] in [[1, 1], [1, 5], [2, 1], [2, 2], [3, 2], [5, 4]] {
        let (channels, out) = (3, 2);
        let numbers =
            |len: usize, step: usize| -> Vec<f64> { (0..len).map(|i| ((i * step) % 17) as f64 / 8.0 - 1.0).collect() };
        let image = numbers(height * width * channels, 5);
        let (filter, bias) = (numbers(9 * channels * out, 7), numbers(out, 3));
        let start = || {
            let mut s = scope();
            let dims = [height, width, channels];
            let x = s.builder.input("x", Role::Frozen, Extent::Shared, Dtype::Wide, &dims).unwrap();
            let x = s.builder.broadcast_to(x, sample_type(Dtype::Wide, &dims)).unwrap();
            (s, x)
        };
        let frozen = [&image[..], &filter, &bias];
        let (mut s, x) = start();
        let h = s.conv3("conv", x, out, false).unwrap();
        let sum = s.builder.sum(h, Axes::of(&[0, 1])).unwrap();
        let want = first_sample(s, sum, &frozen);
        let (mut s, x) = start();
        let mean = s.mean_of_conv3("conv", x, out).unwrap();
        let got = first_sample(s, mean, &frozen);
        assert_eq!(got.len(), out);
        for (got, want) in got.iter().zip(want) {
            let want = want / (height * width) as f64;
            // At most 20 pixels and 27 terms below 1 each, in double precision: under 1e-14 is lost.
            assert!((got - want).abs() < 1e-14, "{height}x{width}: {got} {want}");
        }
    }
}

/// An executor goes over an activation once for each sum that waits for another: for the mean, the variance, the first gradient, its
/// tangent and the second gradient. Centring what is centred already would add three.
#[test]
fn a_norm_is_five_passes_to_second_order() {
    let mut s = Scope::new(ParameterRole::Trained);
    let x = s.builder.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[4, 4, 64]).unwrap();
    let scale = s.builder.input("scale", Role::State, Extent::Shared, Dtype::Wide, &[4, 4, 64]).unwrap();
    let wide = s.builder.broadcast_to(scale, s.builder.ty(x)).unwrap();
    let scaled = s.builder.mul(x, wide).unwrap();
    let y = s.group_norm("norm", scaled).unwrap();
    let y = s.silu(y).unwrap();
    let b = &mut s.builder;
    let total = b.sum(y, Axes::of(&[0, 1, 2])).unwrap();
    let slope = b.grad(total, &[x]).unwrap()[0];
    let square = b.mul(slope, slope).unwrap();
    let loss = b.sum_batch(square, Axes::of(&[0, 1, 2])).unwrap();
    let gradient = b.grad(loss, &[scale]).unwrap()[0];
    b.output("gradient", gradient);
    let program = Builder::from(s).finish().unwrap();
    let nodes = program.as_ref().nodes;
    let mut passes = vec![0; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        let before = node.args().iter().map(|arg| passes[arg.index()]).max().unwrap_or(0);
        passes[at] = before + usize::from(matches!(node.op, Op::Sum { .. }) && node.ty.is_per_sample());
    }
    assert_eq!(passes.into_iter().max(), Some(5));
}
