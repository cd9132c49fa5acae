//! Maps there and back, and their Jacobians.

use super::*;
use crate::data::{Samples, Shape};

fn vectors(samples: &[f32], dim: usize) -> Dataset {
    let samples = Samples::real(samples.to_vec(), dim);
    Dataset::new("test".into(), Shape::Vector { dim }, Values::Real, samples)
}

fn round_trip(transform: &Transform, values: &[f32], u: Option<&[f32]>) -> Vec<f32> {
    let (mut x, mut back) = (vec![f32::NAN; values.len()], vec![f32::NAN; values.len()]);
    transform.encode_into(values, u, &mut x);
    transform.decode_into(&x, &mut back);
    back
}

#[test]
fn standardised_columns_have_mean_zero_and_variance_four_and_come_back() {
    let samples = [1.0, 100.0, 2.0, -300.0, 6.0, 50.0, 3.0, 7.0];
    let data = vectors(&samples, 2);
    let transform = Transform::fit(&data, Scaling::default()).unwrap();
    let mut x = [0.0; 8];
    transform.encode_into(&samples, None, &mut x);
    for column in 0..2 {
        let column: Vec<f32> = x.iter().skip(column).step_by(2).copied().collect();
        let mean = column.iter().sum::<f32>() / 4.0;
        let variance = column.iter().map(|v| v * v).sum::<f32>() / 4.0;
        // Four terms of size about two, each rounded once.
        assert!(mean.abs() < 8.0 * f32::EPSILON && (variance - 4.0).abs() < 32.0 * f32::EPSILON);
    }
    for (v, back) in samples.iter().zip(round_trip(&transform, &samples, None)) {
        // x is rounded to f32 once, which moves v by at most ε times the column's largest distance from its mean.
        assert!((v - back).abs() <= 300.0 * f32::EPSILON, "{v} {back}");
    }
}

#[test]
fn every_grey_value_comes_back_whatever_the_noise() {
    for (levels, scale) in [2, 17, 256].into_iter().flat_map(|n| [(n, GreyScale::Linear), (n, GreyScale::Logit)]) {
        let transform = Transform::Grey { levels, dim: 1, scale };
        let values: Vec<f32> = (0..levels).map(|v| v as f32).collect();
        // Not the ends: next to 1 rounding may carry into the neighbouring interval.
        for u in [0.001, 0.25, 0.5, 0.999] {
            let noise = vec![u; values.len()];
            assert_eq!(round_trip(&transform, &values, Some(&noise)), values);
        }
        assert_eq!(round_trip(&transform, &values, None), values);
    }
}

#[test]
fn real_numbers_of_grey_data_follow_the_line_through_the_grey_values() {
    let transform = Transform::Grey { levels: 17, dim: 1, scale: GreyScale::Linear };
    let grey: Vec<f32> = (0..17).map(|v| v as f32).collect();
    let mut middles = [0.0; 17];
    transform.encode_into(&grey, None, &mut middles);
    // Each is rounded to f32 once or twice below 1, so by at most ε.
    for (x, middle) in transform.encode_real(&grey).iter().zip(&middles) {
        assert!((x - middle).abs() <= f32::EPSILON, "{x} {middle}");
    }
    let beyond = [-20.0, 3.25, 40.5];
    // 40.5 is 3.8 of the network's units: half an ε of 4 times 8.5 grey values in each, and its own rounding.
    for (v, back) in beyond.iter().zip(transform.decode_real(&transform.encode_real(&beyond))) {
        assert!((v - back).abs() <= 40.5 * f32::EPSILON, "{v} {back}");
    }
}

#[test]
fn encoded_grey_values_span_minus_one_to_one_and_decoding_clamps() {
    let transform = Transform::Grey { levels: 17, dim: 2, scale: GreyScale::Linear };
    let mut x = [0.0; 2];
    transform.encode_into(&[0.0, 16.0], Some(&[0.0, 0.5]), &mut x);
    assert_eq!(x[0], -1.0);
    assert!((x[1] - (1.0 - 1.0 / 17.0)).abs() < f32::EPSILON);
    let mut v = [0.0; 2];
    transform.decode_into(&[-3.0, 3.0], &mut v);
    assert_eq!(v, [0.0, 16.0]);
}

#[test]
fn the_jacobian_is_the_slope_of_the_map() {
    let data = vectors(&[1.0, 10.0, 5.0, -30.0, 2.0, 4.0], 2);
    for (transform, u) in [
        (Transform::fit(&data, Scaling::default()).unwrap(), [0.0; 2]),
        (Transform::Grey { levels: 17, dim: 2, scale: GreyScale::Linear }, [0.25; 2]),
    ] {
        let (mut lo, mut hi) = ([0.0; 2], [0.0; 2]);
        transform.encode_into(&[1.0, 1.0], Some(&u), &mut lo);
        transform.encode_into(&[3.0, 3.0], Some(&u), &mut hi);
        let slopes: f64 = lo.iter().zip(&hi).map(|(l, h)| f64::from((h - l) / 2.0).ln()).sum();
        // The map is affine, so a difference is exact but for the rounding of two f32 per column.
        assert!((slopes - transform.log_jacobian(&[])).abs() < 1e-5);
    }
}

/// One sample's Jacobian on the scale of logits, by differences of real numbers of the data.
#[test]
fn the_jacobian_on_the_scale_of_logits_follows_the_sample() {
    let transform = Transform::Grey { levels: 256, dim: 3, scale: GreyScale::Logit };
    let values = [0.0, 100.25, 254.5];
    let h = 0.0625;
    let shifted = |by: f32| transform.encode_real(&values.map(|v| v + by));
    let slopes = shifted(h).iter().zip(&shifted(-h)).map(|(hi, lo)| f64::from((hi - lo) / (2.0 * h)).ln()).sum::<f64>();
    // A black pixel's slope changes by its square over half a grey value: (h/0.5)²/3 of it is left, and rounding of 1e-7 over
    // slopes of 0.001 · 2h.
    let exact = transform.log_jacobian(&transform.encode_real(&values));
    assert!((slopes - exact).abs() < 2e-2, "{slopes} {exact}");
    assert!(transform.log_jacobian(&[0.0; 3]) < exact);
    assert!(transform.range().unwrap().0 < -2.0 && transform.units(&mut Vec::new()).is_none());
}

#[test]
fn a_density_in_grey_units_gives_the_offset_of_bits_per_dimension() {
    let (levels, dim) = (17u32, 64);
    let log_p = -12.5;
    let transform = Transform::Grey { levels, dim, scale: GreyScale::Linear };
    let bits = -(log_p + transform.log_jacobian(&[])) / (dim as f64 * std::f64::consts::LN_2);
    let expected = cdm_core::likelihood::bits_per_dim(log_p, dim, levels);
    assert!((bits - expected).abs() < 1e-12);
}

#[test]
fn the_noise_of_a_sample_does_not_depend_on_its_batch() {
    let transform = Transform::Grey { levels: 17, dim: 3, scale: GreyScale::Linear };
    let rng = Philox::new(7);
    let all = transform.encode(&[4.0; 12], &rng, 10, 2);
    assert_eq!(transform.encode(&[4.0; 6], &rng, 12, 2), all[6..]);
    assert_ne!(all[..3], all[3..6]);
    assert_ne!(transform.encode(&[4.0; 12], &rng, 10, 3), all);
}

#[test]
fn values_that_are_not_grey_are_named() {
    let transform = Transform::Grey { levels: 17, dim: 2, scale: GreyScale::Linear };
    assert!(transform.check(&vectors(&[0.0, 16.0, 3.0, 4.0], 2)).is_ok());
    for (bad, at) in [(17.0, 1), (-1.0, 2), (0.5, 3), (f32::NAN, 0)] {
        let mut samples = [1.0; 4];
        samples[at] = bad;
        let error = transform.check(&vectors(&samples, 2)).unwrap_err();
        assert!(matches!(error, Error::NotGrey { row, column, levels: 17, .. } if row * 2 + column == at), "{error}");
    }
    let other = vectors(&[1.0; 3], 3);
    assert!(matches!(transform.check(&other), Err(Error::Dimension { found: 3, expected: 2, .. })));
}

#[test]
fn constant_columns_and_single_samples_are_refused() {
    let error = Transform::fit(&vectors(&[1.0, 7.5, 2.0, 7.5], 2), Scaling::default()).unwrap_err();
    assert!(matches!(error, Error::ConstantColumn { column: 1, value: 7.5, .. }), "{error}");
    assert!(matches!(
        Transform::fit(&vectors(&[1.0, 2.0], 2), Scaling::default()),
        Err(Error::TooFew { found: 1, needed: 2, .. })
    ));
}

#[test]
fn json_holds_the_transform_exactly() {
    let transform = Transform::Standard { mean: vec![0.1, 1e-300], unit: vec![1.0 / 3.0, 2.5e10] };
    let text = serde_json::to_string(&transform).unwrap();
    assert_eq!(serde_json::from_str::<Transform>(&text).unwrap(), transform);
}

/// Three columns, the third nearly the sum of the others.
fn correlated() -> Dataset {
    let z = |i: usize, k: u32| (i as f32 * [0.7, 1.3, 2.9][k as usize]).sin();
    let row = |i: usize| [10.0 + z(i, 0), 5.0 * z(i, 1), 10.0 + z(i, 0) + 5.0 * z(i, 1) + 0.01 * z(i, 2)];
    vectors(&(0..200).flat_map(row).collect::<Vec<f32>>(), 3)
}

const WHITEN: Scaling = Scaling { grey: GreyScale::Linear, whiten: true };

#[test]
fn whitened_columns_are_uncorrelated_of_variance_four_and_come_back() {
    let data = correlated();
    let transform = Transform::fit(&data, WHITEN).unwrap();
    let values = data.values().unwrap();
    let mut x = vec![0.0; values.len()];
    transform.encode_into(&values, None, &mut x);
    for i in 0..3 {
        for j in 0..=i {
            let product: f64 = x.chunks(3).map(|x| f64::from(x[i]) * f64::from(x[j])).sum::<f64>() / 200.0;
            // The third is a hundredth of its column: rounding of the data, 1e-6, is 1e-4 of it.
            assert!((product - if i == j { 4.0 } else { 0.0 }).abs() < 1e-3, "{i} {j} {product}");
        }
    }
    for (v, back) in values.iter().zip(round_trip(&transform, &values, None)) {
        assert!((v - back).abs() <= 32.0 * f32::EPSILON, "{v} {back}");
    }
    assert!(transform.affine().is_none() && transform.range().is_none() && !transform.dequantises());
    let text = serde_json::to_string(&transform).unwrap();
    assert_eq!(serde_json::from_str::<Transform>(&text).unwrap(), transform);
    assert_eq!(transform.check_numbers(3), Ok(()));
    assert!(transform.check_numbers(2).is_err());
    let units = |bytes: &mut Vec<[u8; 8]>| transform.units(bytes).map(|units| units.log_jacobian());
    assert_eq!(units(&mut Vec::new()), Some(transform.log_jacobian(&[])));
}

/// The change of volume: that of unit steps along the columns.
#[test]
fn the_jacobian_of_whitening_is_its_determinant() {
    let transform = Transform::fit(&correlated(), WHITEN).unwrap();
    let Transform::Whitened { mean, factor } = &transform else { panic!("not whitened") };
    assert_eq!((mean.len(), factor.len()), (3, 6));
    let column = |k: usize| {
        let mut x = [0.0; 3];
        let values: [f32; 3] = std::array::from_fn(|i| mean[i] as f32 + if i == k { 1.0 } else { 0.0 });
        transform.encode_into(&values, None, &mut x);
        x.map(f64::from)
    };
    // Relative to the mean as it is rounded.
    let origin = column(9);
    let [a, b, c]: [[f64; 3]; 3] = [0, 1, 2].map(|k| std::array::from_fn(|i| column(k)[i] - origin[i]));
    let cross: [f64; 3] = [b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]];
    let determinant: f64 = a.iter().zip(cross).map(|(a, c)| a * c).sum();
    assert!((determinant.ln() - transform.log_jacobian(&[])).abs() < 1e-3);
}

#[test]
fn columns_that_follow_from_others_are_named() {
    let rows: Vec<f32> = (0..50).flat_map(|i| [i as f32, (i * i % 7) as f32, (i + 2 * (i * i % 7)) as f32]).collect();
    let error = Transform::fit(&vectors(&rows, 3), WHITEN).unwrap_err();
    assert!(matches!(error, Error::Collinear { column: 2, .. }), "{error}");
    assert!(error.to_string().contains("whiten=false"), "{error}");
    assert!(Transform::fit(&vectors(&rows, 3), Scaling::default()).is_ok());
    assert!(matches!(Transform::fit(&vectors(&rows[..9], 3), WHITEN), Err(Error::TooFew { needed: 4, .. })));
}
