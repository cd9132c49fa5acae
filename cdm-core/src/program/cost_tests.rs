//! Costs against numbers counted by hand.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use super::cost::{Numbers, Products, Traffic};
use super::plan::Plan;
use super::regions::{Limits, steps};
use super::samples::random_program;
use super::{Axes, Builder, Dtype, Extent, Program, Role, Window};
use crate::nn::{Architecture, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use alloc::vec;

/// A 3×3 convolution of a 6×8 image from 2 channels to 5 with stride 2, a product of it with a bound matrix, and the gradient
/// of their sum in the filter.
fn small() -> Program {
    let mut b = Builder::new();
    let image = b.input("image", Role::Data, Extent::PerSample, Dtype::Wide, &[6, 8, 2]).unwrap();
    let filter = b.input("filter", Role::Frozen, Extent::Shared, Dtype::Wide, &[3, 3, 2, 5]).unwrap();
    let left = b.input("left", Role::Frozen, Extent::Shared, Dtype::Wide, &[5, 7]).unwrap();
    let right = b.input("right", Role::Frozen, Extent::Shared, Dtype::Wide, &[7, 11]).unwrap();
    let bound = b.matmul(left, false, right, false).unwrap();
    let y = b.conv(image, filter, Window { stride: 2, before: [0, 0], after: [1, 1] }).unwrap();
    let y = b.reshape(y, &[12, 5]).unwrap();
    let z = b.matmul(y, false, bound, false).unwrap();
    let square = b.mul(z, z).unwrap();
    let loss = b.sum_batch(square, Axes::of(&[0, 1])).unwrap();
    let gradient = b.grad(loss, &[filter]).unwrap()[0];
    b.output("gradient", gradient);
    b.finish().unwrap()
}

#[test]
fn products_are_counted_by_hand() {
    // Bound: 5·7·11. Per sample: the convolution, 12 pixels of 90 taps; the product and its adjoint in y, 12·5·11 each; then
    // the filter's gradient, which is summed over the batch.
    let want = Products { bind: 2 * 385, map: 2 * (12 * 90 + 2 * 660), reduce: 2 * 12 * 90, update: 0 };
    let products = small().as_ref().products();
    assert_eq!(products, want);
    assert_eq!(products.of_run(3), 770 + 3 * (4800 + 2160));
}

#[test]
fn the_adjoint_in_the_image_costs_what_the_convolution_does() {
    let mut b = Builder::new();
    let image = b.input("image", Role::Data, Extent::PerSample, Dtype::Wide, &[6, 8, 2]).unwrap();
    let filter = b.input("filter", Role::Frozen, Extent::Shared, Dtype::Wide, &[3, 3, 2, 5]).unwrap();
    let y = b.conv(image, filter, Window { stride: 1, before: [1, 1], after: [1, 1] }).unwrap();
    let gradient = b.vjp(y, y, &[image]).unwrap()[0];
    b.output("gradient", gradient);
    assert_eq!(b.finish().unwrap().as_ref().products().map, 2 * (2 * 48 * 90));
}

#[test]
fn traffic_is_counted_by_hand() {
    let mut b = Builder::new();
    let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[4, 3]).unwrap();
    let scale = b.input("scale", Role::State, Extent::Shared, Dtype::Wide, &[3]).unwrap();
    let double = b.scale(scale, 2.0).unwrap();
    let wide = b.broadcast_to(double, b.ty(x)).unwrap();
    let y = b.mul(x, wide).unwrap();
    let y = b.add(y, x).unwrap();
    let part = b.slice(y, 0, 1, 2).unwrap();
    b.output("part", part);
    let sum = b.sum_batch(y, Axes::of(&[0])).unwrap();
    let sum = b.reshape(sum, &[3]).unwrap();
    let next = b.sub(scale, sum).unwrap();
    b.update(scale, next).unwrap();
    let program = b.finish().unwrap();
    let program = program.as_ref();
    let lists = steps(program, Limits { inputs: 8, ops: 8, recompute: 0, period: 0, row: 1 });
    let plan = Plan::with_steps(program, lists).unwrap();
    let [bind, map, update] = plan.as_ref().traffic_of_phases(&program);
    let shared = |shared| Numbers { sample: 0, shared };
    assert_eq!(bind, Traffic { read: shared(3), written: shared(3) });
    // The region reads x once, though it needs it twice, and the doubled scale; it leaves y. The slice reads half of y and leaves
    // that, which is copied to the output. The sum reads y, and reads and writes its three numbers.
    let read = Numbers { sample: 12 + 6 + 6 + 12, shared: 3 + 3 };
    assert_eq!(map, Traffic { read, written: Numbers { sample: 12 + 6 + 6, shared: 3 } });
    // scale − sum, and its assignment.
    assert_eq!(update, Traffic { read: shared(6 + 3), written: shared(3 + 3) });
    assert_eq!(map.moved(10, 2), 10 * (36 + 24) + 2 * 9);
}

/// What steps write is what the plan says that they store.
#[test]
fn plans_of_random_programs_write_what_they_store() {
    for seed in 0..200 {
        let program = random_program(seed, 40);
        let program = program.as_ref();
        let plan =
            Plan::with_steps(program, steps(program, Limits { inputs: 8, ops: 16, recompute: 4, period: 64, row: 64 }))
                .unwrap();
        let plan = plan.as_ref();
        for step in plan.steps {
            let traffic = plan.traffic(&program, step);
            let elements = |per_sample| -> u64 {
                let stored = plan.stored(step).iter().map(|&value| program.node(value).ty);
                stored.filter(|ty| ty.is_per_sample() == per_sample).map(|ty| ty.elements() as u64).sum()
            };
            assert_eq!(traffic.written, Numbers { sample: elements(true), shared: elements(false) });
        }
    }
}

/// A U-Net's forward pass in its published form, layer by layer from the paper's description: operations of products.
fn by_the_paper(net: &Pyramid, levels: usize) -> u64 {
    let conv = |side: usize, taps: usize, from: usize, to: usize| 2 * (side * side * taps * from * to) as u64;
    let block = |side, from, to| {
        let short = if from == to { 0 } else { conv(side, 1, from, to) };
        conv(side, 9, from, to) + conv(side, 9, to, to) + short
    };
    // q, k, v and the output, then scores and their use.
    let attention = |side: usize, c: usize| 4 * conv(side, 1, c, c) + 4 * (side.pow(4) * c) as u64;
    let widths: alloc::vec::Vec<usize> = net.multipliers.iter().map(|m| m * net.channels).collect();
    let (mut side, mut c, mut skips) = (net.height, net.channels, vec![net.channels]);
    let mut total = conv(side, 9, net.channels_in, c);
    for (i, &width) in widths.iter().enumerate() {
        for _ in 0..net.blocks {
            total += block(side, c, width) + if net.attention.contains(&side) { attention(side, width) } else { 0 };
            c = width;
            skips.push(c);
        }
        if i + 1 < widths.len() {
            side /= 2;
            total += conv(side, 9, c, c);
            skips.push(c);
        }
    }
    total += 2 * block(side, c, c) + attention(side, c);
    for (i, &width) in widths.iter().enumerate().rev() {
        for _ in 0..=net.blocks {
            total += block(side, c + skips.pop().unwrap(), width);
            total += if net.attention.contains(&side) { attention(side, width) } else { 0 };
            c = width;
        }
        if i > 0 {
            side *= 2;
            total += conv(side, 9, c, c);
        }
    }
    total + conv(side, 9, c, 2 * c) + 2 * (2 * c * levels) as u64
}

#[test]
fn forward_passes_cost_what_is_published() {
    let net = |channels_in, channels, side, multipliers: &[usize], blocks, attention| Pyramid {
        multipliers: multipliers.to_vec(),
        blocks,
        attention: vec![attention],
        ..Pyramid::new([side, side, channels_in], channels)
    };
    let networks = [
        (net(1, 32, 8, &[1, 2], 1, 4), 0.0347e9),
        (net(1, 32, 32, &[1, 2, 2], 1, 16), 0.601e9),
        (net(3, 64, 32, &[1, 2, 2, 2], 2, 16), 3.34e9),
        (net(3, 128, 32, &[1, 2, 2, 2], 2, 16), 13.0e9),
    ];
    for (net, published) in networks {
        let paper = by_the_paper(&net, 1002) as f64;
        // Published with three digits.
        assert!((paper / published - 1.0).abs() < 5e-3, "{paper} {published}");
        let program = Inference::new(&Architecture::UNet(UNet(net)), 1002).unwrap().logits;
        let products = program.as_ref().products();
        assert_eq!((products.reduce, products.update), (0, 0));
        // Exact rewrites save the last convolution (at most 7 % of these networks) and 5/9 of those behind an upsampling (at most
        // 8 %); nothing else may be missing, and nothing may be counted twice.
        let map = products.map as f64;
        assert!(map <= paper && map > 0.84 * paper, "{map} of {paper}");
    }
}

#[test]
fn a_training_step_costs_little_less_than_six_forward_passes() {
    let (dim, width, levels) = (80, 512, 102);
    let mlp = Architecture::Mlp(Mlp::new(dim, width, 4));
    let forward = Inference::new(&mlp, levels).unwrap().logits.as_ref().products();
    let weights = dim * width + 3 * width * width + width * levels;
    assert_eq!((forward.map, forward.bind), (2 * weights as u64, 0));
    let step = training_step(&mlp, levels, TrainingOptions::default()).unwrap().program;
    let products = step.as_ref().products();
    // Six passes at most; the first layer's adjoints in x are not needed to second order, and the cotangent of the head is the same
    // for all weights, so a little is saved. Two of the six are gradients of weights, summed over the batch.
    let passes = |count: u64| count as f64 / forward.map as f64;
    assert!((1.8..=2.0).contains(&passes(products.reduce)), "{}", passes(products.reduce));
    assert!((5.2..=6.0).contains(&passes(products.map + products.reduce)), "{products:?}");
    assert_eq!((products.bind, products.update), (0, 0));
}
