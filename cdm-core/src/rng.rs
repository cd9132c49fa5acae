//! Counter-based random numbers: a value depends only on seed, stream, sample, step and element.
//!
//! Nothing here has state, so every backend, batch split and resumed run draws the same noise, bit for bit. The
//! generator is Philox 4x32 with ten rounds; normals come from Box–Muller with logarithm, sine and cosine written
//! out in `f64` additions, products and quotients, which IEEE 754 rounds alike on every machine.
//!
//! Element `e` of a draw is word `e mod 4` of the block with counter `[e / 4, stream, sample, step]` under the
//! key `[low half of the seed, high half of the seed]`.
//!
//! # Source
//! J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC 2011.

use crate::Real;

/// What a draw is for: two streams of one seed are independent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stream(pub u32);

impl Stream {
    /// The noise `ε` of a training step.
    pub const NOISE: Self = Self(0);
    /// The level `t` of a training step.
    pub const LEVEL: Self = Self(1);
    /// Uniform noise that makes integer data continuous.
    pub const DEQUANTISE: Self = Self(2);
    /// The choice of training samples, and their order.
    pub const DATA: Self = Self(3);
    /// Dropping of labels while training.
    pub const LABEL_DROPOUT: Self = Self(4);
    /// The starting point of a sampler.
    pub const SAMPLER_START: Self = Self(5);
    /// The noise of a stochastic sampler's steps.
    pub const SAMPLER_NOISE: Self = Self(6);
    /// Samples of a density with closed form.
    pub const DENSITY: Self = Self(7);
    /// Which samples are held out.
    pub const SPLIT: Self = Self(8);
    /// Flips of training images.
    pub const FLIP: Self = Self(9);
    /// The noise of what is known of a sample, level by level: inpainting.
    pub const KNOWN: Self = Self(10);
    /// Initial weights; parameter `k` uses `Stream(INIT.0 + k)`, so the streams up to `DROPOUT` are taken.
    pub const INIT: Self = Self(0x1000_0000);
    /// Dropout masks; site `k` uses `Stream(DROPOUT.0 + k)`.
    pub const DROPOUT: Self = Self(0x2000_0000);
}

/// The generator Philox 4x32-10: a keyed bijection of 128-bit counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Philox {
    /// The two key words: low and high half of the seed.
    pub key: [u32; 2],
}

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

impl Philox {
    /// The generator of `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32] }
    }

    /// The four words at `counter`.
    #[inline]
    #[must_use]
    pub fn block(&self, counter: [u32; 4]) -> [u32; 4] {
        let [mut c0, mut c1, mut c2, mut c3] = counter;
        let [mut k0, mut k1] = self.key;
        for _ in 0..ROUNDS {
            let p0 = u64::from(MULTIPLIERS[0]) * u64::from(c0);
            let p1 = u64::from(MULTIPLIERS[1]) * u64::from(c2);
            (c0, c1, c2, c3) = ((p1 >> 32) as u32 ^ c1 ^ k0, p1 as u32, (p0 >> 32) as u32 ^ c3 ^ k1, p0 as u32);
            k0 = k0.wrapping_add(WEYL[0]);
            k1 = k1.wrapping_add(WEYL[1]);
        }
        [c0, c1, c2, c3]
    }

    /// The word behind element `element` of the draw (`stream`, `sample`, `step`).
    #[inline]
    #[must_use]
    pub fn word(&self, stream: Stream, sample: u32, step: u32, element: usize) -> u32 {
        self.block([(element / 4) as u32, stream.0, sample, step])[element % 4]
    }

    /// One uniform number of the open interval (0, 1): see [`word_to_uniform`].
    #[inline]
    #[must_use]
    pub fn uniform<E: Real>(&self, stream: Stream, sample: u32, step: u32, element: usize) -> E {
        word_to_uniform(self.word(stream, sample, step, element))
    }

    /// One standard normal number: see [`words_to_normals`].
    #[inline]
    #[must_use]
    pub fn normal<E: Real>(&self, stream: Stream, sample: u32, step: u32, element: usize) -> E {
        let words = self.block([(element / 4) as u32, stream.0, sample, step]);
        let first = element % 4 / 2 * 2;
        E::from_f64(words_to_normals(words[first], words[first + 1])[element % 2])
    }

    /// One integer of `0 .. count`: see [`word_to_index`].
    #[inline]
    #[must_use]
    pub fn index(&self, stream: Stream, sample: u32, step: u32, element: usize, count: u32) -> u32 {
        word_to_index(self.word(stream, sample, step, element), count)
    }

    /// Whether an event of probability `p` happens: see [`word_to_bernoulli`].
    #[inline]
    #[must_use]
    pub fn bernoulli(&self, stream: Stream, sample: u32, step: u32, element: usize, p: f64) -> bool {
        word_to_bernoulli(self.word(stream, sample, step, element), p)
    }

    /// Fills `out` with uniform numbers of (0, 1), elements 0, 1, 2, ….
    pub fn fill_uniform<E: Real>(&self, stream: Stream, sample: u32, step: u32, out: &mut [E]) {
        self.fill(stream, sample, step, out, |words| words.map(word_to_uniform));
    }

    /// Fills `out` with standard normal numbers, elements 0, 1, 2, ….
    pub fn fill_normal<E: Real>(&self, stream: Stream, sample: u32, step: u32, out: &mut [E]) {
        self.fill(stream, sample, step, out, |[w0, w1, w2, w3]| {
            let ([n0, n1], [n2, n3]) = (words_to_normals(w0, w1), words_to_normals(w2, w3));
            [n0, n1, n2, n3].map(E::from_f64)
        });
    }

    /// Fills `out` with ones (of probability `p`) and zeros, elements 0, 1, 2, ….
    pub fn fill_bernoulli<E: Real>(&self, stream: Stream, sample: u32, step: u32, p: f64, out: &mut [E]) {
        self.fill(stream, sample, step, out, |words| {
            words.map(|word| if word_to_bernoulli(word, p) { E::one() } else { E::zero() })
        });
    }

    #[inline]
    fn fill<E: Real>(
        &self,
        stream: Stream,
        sample: u32,
        step: u32,
        out: &mut [E],
        convert: impl Fn([u32; 4]) -> [E; 4],
    ) {
        for (block, chunk) in out.chunks_mut(4).enumerate() {
            let values = convert(self.block([block as u32, stream.0, sample, step]));
            chunk.copy_from_slice(&values[..chunk.len()]);
        }
    }
}

/// A uniform number of the open interval (0, 1): an odd multiple of 2⁻²⁴.
///
/// # Numerics
/// Exact in `f32`, so `f32` and `f64` draw the same number; its mean over all words is exactly ½.
#[inline]
#[must_use]
pub fn word_to_uniform<E: Real>(word: u32) -> E {
    E::from_f64(f64::from(word >> 8 | 1) * (1.0 / 16_777_216.0))
}

/// An integer of `0 .. count` (0 if `count` is 0), each with probability `1/count` up to 2⁻³².
#[inline]
#[must_use]
pub fn word_to_index(word: u32, count: u32) -> u32 {
    ((u64::from(word) * u64::from(count)) >> 32) as u32
}

/// Whether an event of probability `p` happens: never for `p ≤ 0`, always for `p ≥ 1`.
#[inline]
#[must_use]
pub fn word_to_bernoulli(word: u32, p: f64) -> bool {
    f64::from(word) < p * 4_294_967_296.0
}

/// Two independent standard normal numbers from two words (Box–Muller).
///
/// # Numerics
/// The radius comes from `(w₀ + ½) 2⁻³²`, so no value is beyond 6.77 in magnitude; the angle is `w₁` turns of 2⁻³².
/// Worked out in `f64` to within a few units in the last place.
#[inline]
#[must_use]
pub fn words_to_normals(w0: u32, w1: u32) -> [f64; 2] {
    let radius = libm::sqrt(-2.0 * ln_positive((f64::from(w0) + 0.5) * (1.0 / 4_294_967_296.0)));
    let (sin, cos) = sin_cos_turn(w1);
    [radius * cos, radius * sin]
}

/// `ln x` of a positive normal number, by `x = m 2ᵉ` with `m` in [√½, √2) and the series of artanh.
#[inline]
fn ln_positive(x: f64) -> f64 {
    const LN_2: f64 = core::f64::consts::LN_2;
    /// Bits of √½: subtracting them before the exponent is read centres the mantissa around one.
    const SQRT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    let bits = x.to_bits();
    let exponent = (bits.wrapping_sub(SQRT_HALF) as i64) >> 52;
    let mantissa = f64::from_bits(bits.wrapping_sub((exponent << 52) as u64));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    // |s| ≤ 0.1716, so the first omitted term, z¹¹/23, is below 1e-18.
    let coefficients =
        [1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 0.2, 1.0 / 3.0];
    let tail = coefficients.into_iter().fold(0.0, |sum, c| sum * z + c) * z;
    exponent as f64 * LN_2 + 2.0 * (s + s * tail)
}

/// Sine and cosine of `2π word/2³²`: the quadrant in integers, the rest, at most π/4, by Taylor series.
#[inline]
fn sin_cos_turn(word: u32) -> (f64, f64) {
    const STEP: f64 = core::f64::consts::TAU / 4_294_967_296.0;
    let quadrant = word.wrapping_add(1 << 29) >> 30;
    let x = f64::from(word.wrapping_sub(quadrant << 30) as i32) * STEP;
    let z = x * x;
    // The omitted terms are below (π/4)¹⁹/19! ≈ 8e-20 and (π/4)¹⁸/18! ≈ 2e-18.
    let sin_tail = [
        1.0 / 355_687_428_096_000.0,
        -1.0 / 1_307_674_368_000.0,
        1.0 / 6_227_020_800.0,
        -1.0 / 39_916_800.0,
        1.0 / 362_880.0,
        -1.0 / 5040.0,
        1.0 / 120.0,
        -1.0 / 6.0,
    ];
    let cos_tail = [
        1.0 / 20_922_789_888_000.0,
        -1.0 / 87_178_291_200.0,
        1.0 / 479_001_600.0,
        -1.0 / 3_628_800.0,
        1.0 / 40_320.0,
        -1.0 / 720.0,
        1.0 / 24.0,
        -0.5,
    ];
    let sin = x + x * (sin_tail.into_iter().fold(0.0, |sum, c| sum * z + c) * z);
    let cos = 1.0 + cos_tail.into_iter().fold(0.0, |sum, c| sum * z + c) * z;
    match quadrant {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::{println, vec};

    /// Random123's published known answers for philox4x32-10.
    #[test]
    fn known_answers() {
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let cases = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (pi, [0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
        ];
        for (counter, key, answer) in cases {
            assert_eq!(Philox { key }.block(counter), answer);
        }
    }

    #[test]
    fn own_functions_agree_with_libm() {
        let rng = Philox::new(1);
        let mut worst = [0.0f64; 3];
        for k in 0..200_000u32 {
            let word = rng.word(Stream(9), k, 0, 0) >> (k % 32);
            let u = (f64::from(word) + 0.5) / 4_294_967_296.0;
            let angle = core::f64::consts::TAU * (f64::from(word) / 4_294_967_296.0);
            let (sin, cos) = sin_cos_turn(word);
            let ln = libm::log(u);
            worst[0] = worst[0].max(((ln_positive(u) - ln) / ln).abs());
            worst[1] = worst[1].max((sin - libm::sin(angle)).abs());
            worst[2] = worst[2].max((cos - libm::cos(angle)).abs());
        }
        println!("largest errors of ln (relative), sin, cos: {worst:?}");
        // A few roundings of f64 in ln; the judge's angle itself is rounded, by up to 2π ε/2 = 7e-16.
        assert!(worst[0] < 6.0 * f64::EPSILON && worst[1] < 1.2e-15 && worst[2] < 1.2e-15);
    }

    #[test]
    fn single_values_equal_filled_ones() {
        let rng = Philox::new(0x0123_4567_89ab_cdef);
        for len in [0usize, 1, 2, 3, 4, 5, 101] {
            let (mut u, mut n, mut b) = (vec![9.0f64; len], vec![9.0f32; len], vec![9.0f64; len]);
            rng.fill_uniform(Stream(3), 5, 7, &mut u);
            rng.fill_normal(Stream(4), 5, 7, &mut n);
            rng.fill_bernoulli(Stream(5), 5, 7, 0.3, &mut b);
            for e in 0..len {
                assert_eq!(u[e], rng.uniform::<f64>(Stream(3), 5, 7, e));
                assert_eq!(f64::from(rng.uniform::<f32>(Stream(3), 5, 7, e)), u[e]);
                assert_eq!(n[e], rng.normal::<f32>(Stream(4), 5, 7, e));
                assert_eq!(n[e], rng.normal::<f64>(Stream(4), 5, 7, e) as f32);
                assert_eq!(b[e], f64::from(u8::from(rng.bernoulli(Stream(5), 5, 7, e, 0.3))));
            }
        }
    }

    #[test]
    fn edge_words() {
        assert_eq!(word_to_uniform::<f32>(0), 2.0f32.powi(-24));
        assert_eq!(word_to_uniform::<f32>(u32::MAX), 1.0 - 2.0f32.powi(-24));
        assert!(!word_to_bernoulli(0, 0.0) && word_to_bernoulli(u32::MAX, 1.0));
        assert_eq!((word_to_index(u32::MAX, 10), word_to_index(0, 10), word_to_index(7, 0)), (9, 0, 0));
        for (w0, w1) in [(0, 0), (u32::MAX, u32::MAX), (0, 1 << 29), (0, u32::MAX)] {
            assert!(words_to_normals(w0, w1).iter().all(|z| z.is_finite() && z.abs() < 6.77));
        }
    }

    #[test]
    fn moments() {
        const N: usize = 1 << 20;
        let rng = Philox::new(42);
        let mut values = vec![0.0f64; N];
        let moment = |v: &[f64], k: i32| v.iter().map(|x| x.powi(k)).sum::<f64>() / v.len() as f64;
        rng.fill_normal(Stream::NOISE, 0, 0, &mut values);
        let m = [1, 2, 3, 4].map(|k| moment(&values, k));
        let lag = values.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / (N - 1) as f64;
        println!("normal moments {m:?}, neighbours {lag}");
        // Five standard errors: variances of z, z², z³, z⁴ and zz' are 1, 2, 15, 96 and 1.
        let bound = |variance: f64| 5.0 * (variance / N as f64).sqrt();
        for (m, exact, variance) in [(m[0], 0.0, 1.0), (m[1], 1.0, 2.0), (m[2], 0.0, 15.0), (m[3], 3.0, 96.0)] {
            assert!((m - exact).abs() < bound(variance));
        }
        assert!(lag.abs() < bound(1.0));
        rng.fill_uniform(Stream::NOISE, 1, 0, &mut values);
        assert!((moment(&values, 1) - 0.5).abs() < bound(1.0 / 12.0));
        assert!((moment(&values, 2) - 1.0 / 3.0).abs() < bound(4.0 / 45.0));
        rng.fill_bernoulli(Stream::NOISE, 2, 0, 0.1, &mut values);
        assert!((moment(&values, 1) - 0.1).abs() < bound(0.09));
    }

    #[test]
    fn value_stability() {
        let rng = Philox::new(7);
        let (mut u, mut n) = ([0.0f64; 5], [0.0f64; 5]);
        rng.fill_uniform(Stream::DEQUANTISE, 3, 11, &mut u);
        rng.fill_normal(Stream::NOISE, 3, 11, &mut n);
        assert_eq!(u, PINNED_UNIFORM);
        assert_eq!(n, PINNED_NORMAL);
    }

    const PINNED_UNIFORM: [f64; 5] =
        [0.08027404546737671, 0.8364997506141663, 0.9783975481987, 0.021503746509552002, 0.0524563193321228];
    const PINNED_NORMAL: [f64; 5] =
        [0.5792112845328287, 0.3082167241427185, -0.29800591968738727, -0.03413915805246089, -1.2396552182119636];
}
