//! Draws must be the generator's, in every bit, whatever the batch: else two backends would train on different noise.

use super::bounded::{Precision, Rounding};
use super::draft::Draft;
use super::{Built, Case, HostData, Task};
use crate::program::{Distribution, Dtype, Extent, Role, Shape};
use crate::rng::{Philox, Stream};
use alloc::boxed::Box;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

const STREAM: u32 = 5;
const STEP: u32 = 77;
/// An odd number: normals come in pairs.
const ELEMENTS: usize = 19;

/// Normals and coin tosses of 101 samples.
pub(super) fn tasks(precision: &Precision) -> Built<Vec<Task>> {
    let mut tasks = Vec::new();
    for (seed, distribution) in [
        (0, Distribution::Normal),
        (0x9E37_79B9_7F4A_7C15, Distribution::Normal),
        (1, Distribution::Bernoulli { p: 0.3 }),
        (u64::MAX, Distribution::Bernoulli { p: 0.9 }),
    ] {
        let samples: Vec<u32> = (0..101u32).map(|k| k.wrapping_mul(0x0101_6B35)).collect();
        let mut draft = Draft::new(seed, samples.len());
        let key = HostData::Index(vec![seed as u32, (seed >> 32) as u32, STEP]);
        let key = draft.with(Role::Data, Extent::Shared, Dtype::Index, &[3], key)?;
        let ids = HostData::Index(samples.clone());
        let ids = draft.with(Role::Data, Extent::PerSample, Dtype::Index, &[], ids)?;
        let shape = Shape::new(&[ELEMENTS]).unwrap_or(Shape::SCALAR);
        let y = draft.builder.random(distribution, STREAM, key, ids, Dtype::Wide, shape)?;
        draft.builder.output("value", y);
        let name = format!("random {distribution:?} of seed {seed:#x}");
        // Other types round the draws once.
        let native = [Rounding::F32, Rounding::F64].contains(&precision.wide);
        let single = precision.wide == Rounding::F32;
        let exact = Box::new(move |case: &Case| vec![draws(seed, distribution, &samples[..case.batch], single)]);
        tasks.push(Task { case: draft.finish(name, 33)?, exact: Some(exact), to_the_bit: native });
    }
    Ok(tasks)
}

fn draws(seed: u64, distribution: Distribution, samples: &[u32], single: bool) -> Vec<f64> {
    let philox = Philox::new(seed);
    let one = |sample: u32, element: usize| match distribution {
        Distribution::Normal if single => f64::from(philox.normal::<f32>(Stream(STREAM), sample, STEP, element)),
        Distribution::Normal => philox.normal::<f64>(Stream(STREAM), sample, STEP, element),
        Distribution::Bernoulli { p } => {
            f64::from(u8::from(philox.bernoulli(Stream(STREAM), sample, STEP, element, p)))
        }
    };
    samples.iter().flat_map(|&sample| (0..ELEMENTS).map(move |element| one(sample, element))).collect()
}
