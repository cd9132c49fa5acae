//! The difference of two logits without the others, against all of them.

use super::{Architecture, Encoder, Inference, Mlp, Network, Pyramid, Quadratic};
use crate::backend::HostRef;
use crate::kernels::{HostBackend, Naive};
use crate::{Classifier, Levels};
use alloc::vec;
use alloc::vec::Vec;

const LEVELS: usize = 7;

fn architectures() -> [Architecture; 3] {
    [
        Architecture::Mlp(Mlp::new(3, 4, 2)),
        Architecture::Quadratic(Quadratic { dim: 3, features: 1 }),
        Architecture::Encoder(Encoder(Pyramid::new([3, 2, 1], 2))),
    ]
}

#[test]
fn a_ratio_is_the_difference_of_two_logits_and_its_gradient_theirs() {
    for architecture in architectures() {
        let values: Vec<Vec<f64>> =
            architecture.parameters(LEVELS).unwrap().iter().enumerate().map(|(n, p)| p.initial_values(3, n)).collect();
        let weights: Vec<_> = values.iter().map(|w| HostRef::F64(w)).collect();
        let backend = HostBackend::<f64>::new(Naive, 4);
        let net = Network::new(backend, &architecture, LEVELS, weights.into_iter()).unwrap();
        // A sample for each pair of levels.
        let pairs: Vec<[u32; 2]> = (0..(LEVELS * LEVELS) as u32).map(|i| [i / 7, i % 7]).collect();
        let [s, t]: [Vec<u32>; 2] = [0, 1].map(|at| pairs.iter().map(|pair| pair[at]).collect());
        let (batch, dim) = (pairs.len(), architecture.dim());
        let x: Vec<f64> = (0..batch * dim).map(|i| (i * 37 % 101) as f64 / 50.0 - 1.0).collect();
        let (mut logits, mut want) = (vec![0.0; batch * LEVELS], vec![0.0; batch * dim]);
        let mut cotangent = vec![0.0; batch * LEVELS];
        for (row, [s, t]) in cotangent.chunks_exact_mut(LEVELS).zip(&pairs) {
            row[*s as usize] += 1.0;
            row[*t as usize] -= 1.0;
        }
        net.logits_vjp(&x, &cotangent, Some(&mut logits), &mut want).unwrap();
        let (mut ratio, mut with_gradient, mut gradient) = (vec![0.0; batch], vec![0.0; batch], vec![0.0; batch * dim]);
        let (s, t) = (Levels::Each(&s), Levels::Each(&t));
        net.ratio(&x, s, t, &mut ratio, &mut []).unwrap();
        net.ratio_gradient(&x, s, t, Some(&mut with_gradient), &mut gradient, &mut []).unwrap();
        // Some dozens of terms of order one, in another order, in double precision.
        let near = |got: &f64, want: f64| assert!((got - want).abs() < 1e-13, "{architecture:?}: {got} {want}");
        for (sample, [s, t]) in pairs.iter().enumerate() {
            let row = &logits[sample * LEVELS..][..LEVELS];
            near(&ratio[sample], row[*s as usize] - row[*t as usize]);
            near(&with_gradient[sample], ratio[sample]);
        }
        gradient.iter().zip(&want).for_each(|(got, want)| near(got, *want));
    }
}

/// Neither scoring nor denoising forms all logits: no sample has a value with as many numbers as there are levels.
#[test]
fn programs_of_one_ratio_have_no_row_of_logits() {
    for architecture in architectures() {
        let inference = Inference::new(&architecture, 11).unwrap();
        let rows = |program: &crate::program::Program| {
            let is_row = |node: &&crate::program::Node| node.ty.is_per_sample() && node.ty.elements() == 11;
            program.as_ref().nodes.iter().filter(is_row).count()
        };
        assert!(rows(&inference.logits) > 0);
        assert_eq!([rows(&inference.ratio), rows(&inference.ratio_gradient)], [0, 0], "{architecture:?}");
    }
}
