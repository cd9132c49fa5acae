//! The machine's speed at products of matrices: what networks are measured by.

use crate::backend::CpuBackend;
use crate::element::Element;
use crate::products::{Matrix, product};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Extents `[m, k, n]` of products that run near the machine's peak: one whose right operand stays in cache, and one that is packed.
const SHAPES: [[usize; 3]; 2] = [[768, 256, 256], [512, 512, 512]];

impl<E: Element> CpuBackend<E> {
    /// Floating-point operations per second of this crate's products of matrices (a multiplication and an addition count as two), all
    /// threads together: of each thread its fastest product within `time`, of a few shapes the best.
    pub fn product_rate(&self, time: Duration) -> f64 {
        let each = time / SHAPES.len() as u32;
        let threads = self.options().threads;
        let all = |shape| match self.pool() {
            Some(pool) => {
                let sum = Mutex::new(0.0);
                pool.run(threads, &|_| {
                    let rate = fastest::<E>(shape, each);
                    *sum.lock().unwrap_or_else(PoisonError::into_inner) += rate;
                });
                sum.into_inner().unwrap_or_else(PoisonError::into_inner)
            }
            None => fastest::<E>(shape, each),
        };
        // The caller's thread is one of them; the others are limited already.
        let rates = self.options().isa.with_limit(|| SHAPES.map(all));
        rates.into_iter().fold(0.0, f64::max)
    }
}

fn fastest<E: Element>([m, k, n]: [usize; 3], time: Duration) -> f64 {
    let (a, b, mut out) = (vec![E::one(); m * k], vec![E::one(); k * n], vec![E::zero(); m * n]);
    let (begin, mut best) = (Instant::now(), f64::INFINITY);
    // At least one to touch the memory, and one that counts.
    for turn in 0.. {
        let start = Instant::now();
        product([m, k, n], Matrix::new(&a, k, false), Matrix::new(&b, n, false), false, &mut out);
        std::hint::black_box(&mut out);
        if turn > 0 {
            best = best.min(start.elapsed().as_secs_f64());
            if begin.elapsed() >= time {
                break;
            }
        }
    }
    2.0 * (m * k * n) as f64 / best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_positive_and_finite() {
        for threads in [1, 2] {
            let rate = CpuBackend::<f32>::new(threads).unwrap().product_rate(Duration::from_millis(1));
            assert!(rate.is_finite() && rate > 1e6, "{rate}");
        }
    }
}
