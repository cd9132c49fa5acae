//! The operations in plain loops: their definition, and the default of every kernel.

use super::{Conv, Draw, MatMul, Part, Spread, Table};
use crate::Real;
use crate::program::{Binary, Distribution, RowMap, Unary};
use crate::rng::Stream;

/// See [`super::Kernels::unary`].
pub fn unary<E: Real>(unary: Unary, x: &[E], out: &mut [E]) {
    let apply = |f: &dyn Fn(E) -> E, out: &mut [E]| out.iter_mut().zip(x).for_each(|(y, &x)| *y = f(x));
    match unary {
        Unary::Affine { scale, shift } => {
            let (scale, shift) = (E::from_f64(scale), E::from_f64(shift));
            apply(&|x| scale * x + shift, out);
        }
        Unary::Recip => apply(&|x| E::one() / x, out),
        Unary::Sqrt => apply(&|x| x.sqrt(), out),
        Unary::Sigmoid => apply(&sigmoid, out),
    }
}

/// `1/(1 + e^−x)` without overflow: for negative `x`, `e^x/(1 + e^x)`.
fn sigmoid<E: Real>(x: E) -> E {
    let e = (-x.abs()).exp();
    let numerator = if x < E::zero() { e } else { E::one() };
    numerator / (E::one() + e)
}

/// See [`super::Kernels::binary`].
pub fn binary<E: Real>(binary: Binary, a: &[E], b: &[E], out: &mut [E]) {
    let pairs = out.iter_mut().zip(a.iter().zip(b));
    match binary {
        Binary::Add => pairs.for_each(|(y, (&a, &b))| *y = a + b),
        Binary::Sub => pairs.for_each(|(y, (&a, &b))| *y = a - b),
        Binary::Mul => pairs.for_each(|(y, (&a, &b))| *y = a * b),
    }
}

/// See [`super::Kernels::row_map`].
pub fn row_map<E: Real>(map: RowMap, row: usize, x: &[E], out: &mut [E]) {
    for (x, out) in x.chunks_exact(row).zip(out.chunks_exact_mut(row)) {
        match map {
            RowMap::Softmax => softmax_row(x, out),
            RowMap::CumSum { reverse } => {
                // In double precision: a thousand logits add up to hundreds of nats, and their differences matter.
                let mut sum = 0.0;
                for i in 0..row {
                    let i = if reverse { row - 1 - i } else { i };
                    sum += x[i].to_f64();
                    out[i] = E::from_f64(sum);
                }
            }
        }
    }
}

fn softmax_row<E: Real>(x: &[E], out: &mut [E]) {
    let max = maximum(x);
    let mut sum = E::zero();
    for (y, &x) in out.iter_mut().zip(x) {
        *y = (x - max).exp();
        sum += *y;
    }
    out.iter_mut().for_each(|y| *y /= sum);
}

fn maximum<E: Real>(x: &[E]) -> E {
    x.iter().fold(x[0], |max, &x| max.max(x))
}

/// See [`super::Kernels::log_sum_exp`].
pub fn log_sum_exp<E: Real>(row: usize, x: &[E], out: &mut [E]) {
    for (x, out) in x.chunks_exact(row).zip(out) {
        let max = maximum(x);
        // An infinite one is the answer; subtracting it would give ∞ − ∞.
        *out = if max.is_finite() { max + x.iter().map(|&x| (x - max).exp()).sum::<E>().ln() } else { max };
    }
}

/// See [`super::Kernels::extract`].
pub fn extract<E: Real>(part: &Part, whole: &[E], out: &mut [E]) {
    let (block, piece) = (part.extent * part.inner, part.len * part.inner);
    for (whole, out) in whole.chunks_exact(block).zip(out.chunks_exact_mut(piece)) {
        out.copy_from_slice(&whole[part.start * part.inner..][..piece]);
    }
}

/// See [`super::Kernels::insert`].
pub fn insert<E: Real>(part: &Part, x: &[E], out: &mut [E]) {
    let (block, piece) = (part.extent * part.inner, part.len * part.inner);
    for (x, out) in x.chunks_exact(piece).zip(out.chunks_exact_mut(block)) {
        out[part.start * part.inner..][..piece].copy_from_slice(x);
    }
}

/// Calls `visit(wide index, small index)` in the order of the wide value.
fn spread(spread: &Spread, mut visit: impl FnMut(usize, usize)) {
    let ([s, a, b, c, d, e], stride) = (spread.wide, spread.stride);
    let mut wide = 0;
    for s in 0..s {
        for a in 0..a {
            for b in 0..b {
                for c in 0..c {
                    for d in 0..d {
                        let base = s * stride[0] + a * stride[1] + b * stride[2] + c * stride[3] + d * stride[4];
                        for e in 0..e {
                            visit(wide, base + e * stride[5]);
                            wide += 1;
                        }
                    }
                }
            }
        }
    }
}

/// See [`super::Kernels::broadcast`].
pub fn broadcast<E: Real>(geometry: &Spread, x: &[E], out: &mut [E]) {
    spread(geometry, |wide, small| out[wide] = x[small]);
}

/// See [`super::Kernels::sum`].
pub fn sum<E: Real>(geometry: &Spread, accumulate: bool, x: &[E], out: &mut [E]) {
    if !accumulate {
        out.fill(E::zero());
    }
    spread(geometry, |wide, small| out[small] += x[wide]);
}

/// See [`super::Kernels::matmul`].
pub fn matmul<E: Real>(g: &MatMul, a: &[E], b: &[E], out: &mut [E]) {
    let (row_a, col_a) = if g.ta { (1, g.m) } else { (g.k, 1) };
    let (row_b, col_b) = if g.tb { (1, g.k) } else { (g.n, 1) };
    for sample in 0..g.samples {
        let a = if g.a_shared { a } else { &a[sample * g.m * g.k..][..g.m * g.k] };
        let b = if g.b_shared { b } else { &b[sample * g.k * g.n..][..g.k * g.n] };
        let out = if g.accumulate { &mut *out } else { &mut out[sample * g.m * g.n..][..g.m * g.n] };
        for i in 0..g.m {
            for j in 0..g.n {
                let sum: E = (0..g.k).map(|k| a[i * row_a + k * col_a] * b[k * row_b + j * col_b]).sum();
                let out = &mut out[i * g.n + j];
                *out = if g.accumulate { *out + sum } else { sum };
            }
        }
    }
}

/// For each sample and each pair of pixels that meet: `visit(image pixel, filter tap, output pixel)`, all as offsets
/// of their first channel.
fn each_tap(g: &Conv, mut visit: impl FnMut(usize, usize, usize)) {
    let ([h, w, cin], [ho, wo, cout]) = (g.image, g.output);
    for sample in 0..g.samples {
        for (oi, i, u) in g.meetings(0) {
            for (oj, j, v) in g.meetings(1) {
                let image = ((sample * h + i) * w + j) * cin;
                let tap = (u * g.filter[1] + v) * cin * cout;
                let output = ((sample * ho + oi) * wo + oj) * cout;
                visit(image, tap, output);
            }
        }
    }
}

/// See [`super::Kernels::conv`].
pub fn conv<E: Real>(g: &Conv, image: &[E], filter: &[E], out: &mut [E]) {
    let (cin, cout) = (g.image[2], g.output[2]);
    out.fill(E::zero());
    each_tap(g, |x, tap, y| {
        let out = &mut out[y..y + cout];
        for (&x, w) in image[x..x + cin].iter().zip(filter[tap..].chunks_exact(cout)) {
            out.iter_mut().zip(w).for_each(|(y, &w)| *y += x * w);
        }
    });
}

/// See [`super::Kernels::conv_data`].
pub fn conv_data<E: Real>(g: &Conv, cotangent: &[E], filter: &[E], out: &mut [E]) {
    let (cin, cout) = (g.image[2], g.output[2]);
    out.fill(E::zero());
    each_tap(g, |x, tap, y| {
        let cotangent = &cotangent[y..y + cout];
        for (x, w) in out[x..x + cin].iter_mut().zip(filter[tap..].chunks_exact(cout)) {
            *x += cotangent.iter().zip(w).map(|(&g, &w)| g * w).sum::<E>();
        }
    });
}

/// See [`super::Kernels::conv_filter`].
pub fn conv_filter<E: Real>(g: &Conv, image: &[E], cotangent: &[E], out: &mut [E]) {
    let (cin, cout) = (g.image[2], g.output[2]);
    each_tap(g, |x, tap, y| {
        let cotangent = &cotangent[y..y + cout];
        for (&x, w) in image[x..x + cin].iter().zip(out[tap..].chunks_exact_mut(cout)) {
            w.iter_mut().zip(cotangent).for_each(|(w, &g)| *w += x * g);
        }
    });
}

/// See [`super::Kernels::take`].
pub fn take<E: Real>(table: &Table, x: &[E], index: &[u32], out: &mut [E]) {
    for (sample, (out, &index)) in out.chunks_exact_mut(table.row).zip(index).enumerate() {
        let first = if table.shared { 0 } else { sample * table.rows };
        out.copy_from_slice(&x[(first + index as usize) * table.row..][..table.row]);
    }
}

/// See [`super::Kernels::scatter_add`].
pub fn scatter_add<E: Real>(table: &Table, x: &[E], index: &[u32], out: &mut [E]) {
    if !table.shared {
        out.fill(E::zero());
    }
    for (sample, (x, &index)) in x.chunks_exact(table.row).zip(index).enumerate() {
        let first = if table.shared { 0 } else { sample * table.rows };
        let row = &mut out[(first + index as usize) * table.row..][..table.row];
        row.iter_mut().zip(x).for_each(|(y, &x)| *y += x);
    }
}

/// See [`super::Kernels::random`].
pub fn random<E: Real>(draw: &Draw<'_>, out: &mut [E]) {
    if draw.samples.is_empty() {
        return;
    }
    let each = out.len() / draw.samples.len();
    for (out, &sample) in out.chunks_exact_mut(each).zip(draw.samples) {
        match draw.distribution {
            Distribution::Normal => draw.philox.fill_normal(Stream(draw.stream), sample, draw.step, out),
            Distribution::Bernoulli { p } => {
                draw.philox.fill_bernoulli(Stream(draw.stream), sample, draw.step, p, out);
            }
        }
    }
}
