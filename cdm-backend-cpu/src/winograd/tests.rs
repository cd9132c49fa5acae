use super::*;
use cdm_core::kernels::naive;
use cdm_core::program::{Shape, Window};
use transform::{IN, matrices};

/// Numbers between −1 and 1 without a pattern.
fn numbers<E: Element>(len: usize, salt: u64) -> Vec<E> {
    let number = |i: u64| (i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = |i: u64| (number(i) ^ number(i) >> 29).wrapping_mul(0x94D0_49BB_1331_11EB) >> 40;
    (0..len as u64).map(|i| E::from_f64(mixed(i) as f64 / (1u64 << 23) as f64 - 1.0)).collect()
}

fn wide<E: Element>(x: &[E]) -> Vec<f64> {
    x.iter().map(|x| x.to_f64()).collect()
}

fn geometry(window: Window, image: [usize; 3], outputs: usize, samples: usize) -> Conv {
    let side = |axis: usize| window.output(axis, image[axis], 3).unwrap();
    let shape = |dims: &[usize]| Shape::new(dims).unwrap();
    let output = shape(&[side(0), side(1), outputs]);
    Conv::new(window, &shape(&image), &shape(&[3, 3, image[2], outputs]), &output, samples)
}

fn norm(x: impl Iterator<Item = f64>) -> f64 {
    x.map(|x| x * x).sum::<f64>().sqrt()
}

/// How many times rounding of a result is larger than rounding of one of its terms, if all numbers are alike and independent: of the
/// convolution, and of its adjoint in the filter.
///
/// The sum at a point has the norms of a row of two transforms as its deviation along each axis, and goes into the result with the
/// factor of the third. A plain sum has 3 terms along an axis, the adjoint 4.
fn amplification() -> [f64; 2] {
    let (b, g, a) = (matrices::image(), matrices::filter(), matrices::cotangent());
    let row = |x: &[f64]| norm(x.iter().copied());
    let of_conv = |i: usize| norm((0..IN).map(|p| a[p][i] * row(&b[p]) * row(&g[p])));
    let of_filter = |i: usize| norm((0..IN).map(|p| g[p][i] * row(&b[p]) * row(&a[p])));
    [
        (0..OUT).map(of_conv).fold(0.0, f64::max).powi(2) / 3.0,
        (0..TAPS).map(of_filter).fold(0.0, f64::max).powi(2) / 4.0,
    ]
}

/// Checks errors against eight standard deviations. A sum of `terms` is off by `unit · √(terms/6)` of its deviation (roundings of
/// partial sums that grow evenly), and the transforms round about eight times as often as one of its terms.
fn close<E: Element>(what: &str, got: &[E], want: &[f64], terms: usize, amplification: f64, g: &Conv) -> f64 {
    let deviation = norm(want.iter().copied()) / (want.len() as f64).sqrt();
    let unit = if size_of::<E>() == 4 { f64::from(f32::EPSILON) / 2.0 } else { f64::EPSILON / 2.0 };
    let standard = unit * (terms as f64 / 6.0 + 8.0).sqrt() * amplification * deviation;
    let mut worst: f64 = 0.0;
    for (at, (got, want)) in got.iter().zip(want).enumerate() {
        let error = (got.to_f64() - want).abs() / standard;
        assert!(error <= 8.0, "{what}: {got} for {want} at {at} is {error} standard errors, {g:?}");
        worst = worst.max(error);
    }
    worst
}

fn check<E: Element>(g: &Conv) -> f64 {
    let len = |dims: &[usize]| dims.iter().product::<usize>();
    let x = numbers::<E>(g.samples * len(&g.image), 1);
    let w = numbers::<E>(9 * g.image[2] * g.output[2], 2);
    let y = numbers::<E>(g.samples * len(&g.output), 3);
    let mut prepared = vec![E::from_f64(f64::NAN); prepared_len(g)];
    let [of_conv, of_filter] = amplification();
    let mut worst: f64 = 0.0;
    if possible::<E>(g, false) {
        let (mut got, mut want) = (vec![E::from_f64(f64::NAN); y.len()], vec![0.0; y.len()]);
        prepare(g, &w, &mut prepared);
        conv(g, &x, &prepared, &mut got);
        naive::conv(g, &wide(&x), &wide(&w), &mut want);
        worst = worst.max(close("conv", &got, &want, g.image[2], of_conv, g));
        let mut got = numbers::<E>(w.len(), 4);
        let mut want = wide(&got);
        conv_filter(g, &x, &y, &mut got);
        naive::conv_filter(g, &wide(&x), &wide(&y), &mut want);
        worst = worst.max(close("conv_filter", &got, &want, Layout::of(g).tiles, of_filter, g));
    }
    if possible::<E>(g, true) {
        let (mut got, mut want) = (vec![E::from_f64(f64::NAN); x.len()], vec![0.0; x.len()]);
        prepare_for_data(g, &w, &mut prepared);
        conv_data(g, &y, &prepared, &mut got);
        naive::conv_data(g, &wide(&y), &wide(&w), &mut want);
        worst = worst.max(close("conv_data", &got, &want, g.output[2], of_conv, g));
    }
    worst
}

/// Every geometry: sides that tiles cover, do not cover, or are smaller than
/// one; paddings of all kinds; blocks of tiles that span samples.
#[test]
fn every_geometry_equals_the_naive_kernels() {
    if !micro::applies::<f32>(32) {
        println!("skipped: no AVX-512 on this machine");
        return;
    }
    let mut worst: f64 = 0.0;
    for (before, after) in [([1, 1], [1, 1]), ([0, 0], [0, 0]), ([0, 2], [1, 0]), ([2, 1], [0, 2]), ([2, 2], [2, 2])] {
        let window = Window { stride: 1, before, after };
        for image in [[4, 4, 32], [3, 3, 32], [5, 4, 16], [8, 9, 64], [12, 7, 48], [32, 32, 32]] {
            for (outputs, samples) in [(32, 3), (96, 2), (48, 1)] {
                let g = geometry(window, image, outputs, samples);
                worst = worst.max(check::<f32>(&g));
                worst = worst.max(check::<f64>(&g));
            }
        }
    }
    println!("largest: {worst} standard errors; amplification {:?}", amplification());
}

/// What is not finite goes into all pixels of the tiles that see it, and into no others.
#[test]
fn what_is_not_finite_stays_near_and_is_seen() {
    if !micro::applies::<f32>(32) {
        println!("skipped: no AVX-512 on this machine");
        return;
    }
    let g = geometry(Window { stride: 1, before: [1, 1], after: [1, 1] }, [12, 12, 32], 32, 1);
    let mut x = numbers::<f32>(12 * 12 * 32, 1);
    let w = numbers::<f32>(9 * 32 * 32, 2);
    let mut prepared = vec![0.0; prepared_len(&g)];
    prepare(&g, &w, &mut prepared);
    let run = |x: &[f32]| {
        let mut out = vec![0.0; x.len()];
        conv(&g, x, &prepared, &mut out);
        out
    };
    let before = run(&x);
    for bad in [f32::INFINITY, f32::NAN] {
        x[(6 * 12 + 5) * 32 + 7] = bad;
        for (at, (now, before)) in run(&x).iter().zip(&before).enumerate() {
            let pixel = [at / 32 / 12, at / 32 % 12];
            let sees = pixel.iter().all(|&i| i / 4 == 1);
            assert!(if sees { !now.is_finite() } else { now == before }, "{bad} at {pixel:?}: {now}");
        }
    }
}
