//! Softmax and log-sum-exp along rows.

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
            let scale = E::one() / lane_sum(out);
            for y in out.iter_mut() {
                *y *= scale;
            }
        }
    }
}

/// `out = softmax(x)` along rows of `row` numbers.
pub(crate) fn softmax<E: Element>(row: usize, x: &[E], out: &mut [E]) {
    crate::simd::run(Softmax { row, x, out });
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
            *out = max + sum.ln();
        }
    }
}

/// `out[i] = ln Σ exp(row i)`.
pub(crate) fn log_sum_exp<E: Element>(row: usize, x: &[E], out: &mut [E]) {
    crate::simd::run(LogSumExp { row, x, out });
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
