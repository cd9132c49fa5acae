//! Softmax, running sums and log-sum-exp along rows.

use crate::element::Element;
use crate::simd::Task;
use crate::spread::lane_sum;

struct Softmax<'a, E> {
    row: usize,
    x: &'a [E],
    out: &'a mut [E],
}

impl<E: Element> Task for Softmax<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (x, out) in self.x.chunks_exact(self.row).zip(self.out.chunks_exact_mut(self.row)) {
            let max = maximum(x);
            for i in 0..out.len() {
                out[i] = (x[i] - max).vector_exp::<FMA>();
            }
            // In double precision: an error of the sum would be common to all, and the gradient of a cross-entropy adds up
            // differences from one.
            let scale = 1.0 / double_sum(out);
            for y in out.iter_mut() {
                *y = E::from_f64(y.to_f64() * scale);
            }
        }
    }
}

/// `out = softmax(x)` along rows of `row` numbers.
pub(crate) fn softmax<E: Element>(row: usize, x: &[E], out: &mut [E]) {
    crate::simd::run(Softmax { row, x, out });
}

/// Running sums along rows of `row` numbers.
///
/// # Numerics
/// Added up in double precision: a thousand logits are a running sum, and what is rounded there goes into every gradient.
pub(crate) fn cumsum<E: Element>(reverse: bool, row: usize, x: &[E], out: &mut [E]) {
    let whole = x.len() / (row * SUMS) * (row * SUMS);
    let (blocks, rest) = out.split_at_mut(whole);
    for (x, out) in x.chunks_exact(row * SUMS).zip(blocks.chunks_exact_mut(row * SUMS)) {
        running_sums::<E, SUMS>(reverse, row, x, out);
    }
    for (x, out) in x[whole..].chunks_exact(row).zip(rest.chunks_exact_mut(row)) {
        running_sums::<E, 1>(reverse, row, x, out);
    }
}

/// Rows that are added up side by side: each addition waits for the one before it in its row.
const SUMS: usize = 8;

/// Running sums of `N` rows.
#[inline(always)]
fn running_sums<E: Element, const N: usize>(reverse: bool, row: usize, x: &[E], out: &mut [E]) {
    let (x, out) = (&x[..N * row], &mut out[..N * row]);
    let mut sums = [0.0; N];
    for i in 0..row {
        let i = if reverse { row - 1 - i } else { i };
        for (n, sum) in sums.iter_mut().enumerate() {
            *sum += x[n * row + i].to_f64();
            out[n * row + i] = E::from_f64(*sum);
        }
    }
}

struct LogSumExp<'a, E> {
    row: usize,
    x: &'a [E],
    out: &'a mut [E],
}

/// Numbers exponentiated at a time.
const LANES: usize = 64;

impl<E: Element> Task for LogSumExp<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let mut lanes = [E::zero(); LANES];
        for (x, out) in self.x.chunks_exact(self.row).zip(self.out) {
            let max = maximum(x);
            let mut sum = E::zero();
            for x in x.chunks(LANES) {
                for i in 0..x.len() {
                    lanes[i] = (x[i] - max).vector_exp::<FMA>();
                }
                sum += lane_sum(&lanes[..x.len()]);
            }
            // An infinite one is the answer; subtracting it has given ∞ − ∞.
            *out = if max.is_finite() { max + sum.ln() } else { max };
        }
    }
}

/// `out[i] = ln Σ exp(row i)`.
pub(crate) fn log_sum_exp<E: Element>(row: usize, x: &[E], out: &mut [E]) {
    crate::simd::run(LogSumExp { row, x, out });
}

/// Sum in double precision, in lanes.
#[inline(always)]
fn double_sum<E: Element>(x: &[E]) -> f64 {
    let mut lanes = [0.0; 16];
    let chunks = x.chunks_exact(16);
    let rest: f64 = chunks.remainder().iter().map(|x| x.to_f64()).sum();
    for chunk in chunks {
        for i in 0..16 {
            lanes[i] += chunk[i].to_f64();
        }
    }
    lane_sum(&lanes) + rest
}

/// The largest number of a row, in lanes; a NaN may be passed over, but then the sum is NaN.
#[inline(always)]
fn maximum<E: Element>(x: &[E]) -> E {
    let mut lanes = [x[0]; 16];
    let chunks = x.chunks_exact(16);
    let rest = chunks.remainder();
    for chunk in chunks {
        for i in 0..16 {
            lanes[i] = if chunk[i] > lanes[i] { chunk[i] } else { lanes[i] };
        }
    }
    lanes.iter().chain(rest).fold(x[0], |max, &x| if x > max { x } else { max })
}
