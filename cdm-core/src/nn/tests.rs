//! Dropout, first values and layouts. (The training step is judged in cdm-ref, networks by parity with a peer.)

use super::parameter::{Init, Layout, Parameter, ParameterRole, Scope};
use super::{Architecture, UNet};
use crate::backend::{Backend, Bind, HostMut, HostRef, Run};
use crate::kernels::{HostBackend, Naive};
use crate::program::{Builder, Dtype, Extent, Program, Role, ValueId};
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

fn finish(mut scope: Scope, value: ValueId) -> Program {
    scope.builder.output("out", value);
    Builder::from(scope).finish().unwrap()
}

/// A kept number is scaled by 1/(1 − rate); sites and samples draw from streams and ids of their own.
#[test]
fn dropout_is_the_bernoulli_mask_over_its_rate() {
    let mut s = scope();
    let ty = crate::program::ValueType {
        extent: Extent::PerSample,
        dtype: Dtype::Narrow,
        shape: crate::program::Shape::new(&[10]).unwrap(),
    };
    let ones = s.builder.constant(1.0, ty).unwrap();
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
    let row = super::unet::drop_label(&mut s, table, row, 3, sources).unwrap();
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
    let unet = UNet {
        channels_in: 1,
        resolution: 8,
        channels: 32,
        multipliers: vec![1, 2],
        blocks: 1,
        attention: vec![4],
        dropout_percent: 0,
        classes: Some(10),
    };
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
    let good = UNet {
        channels_in: 1,
        resolution: 8,
        channels: 32,
        multipliers: vec![1, 2],
        blocks: 1,
        attention: vec![],
        dropout_percent: 0,
        classes: None,
    };
    let bad = [
        UNet { multipliers: vec![], ..good.clone() },
        UNet { multipliers: vec![1; 40], ..good.clone() },
        UNet { resolution: 7, ..good.clone() },
        UNet { channels: 33, ..good.clone() },
        UNet { channels: usize::MAX - 31, ..good.clone() },
        UNet { blocks: 0, ..good.clone() },
        UNet { dropout_percent: 100, ..good.clone() },
    ];
    assert_eq!(good.check(), Ok(()));
    for unet in bad {
        assert!(unet.check().is_err());
        assert!(Architecture::UNet(unet).parameters(10).is_err());
    }
    assert!(Architecture::Mlp(super::Mlp { dim: 2, width: 8, depth: 0 }).parameters(10).is_err());
    assert!(Architecture::Mlp(super::Mlp { dim: 2, width: usize::MAX, depth: 1 }).parameters(10).is_err());
}
