//! Broadcasts and sums: a small value repeated along some axes of a wide one, in few long runs.

use crate::element::Element;
use cdm_core::kernels::Spread;
use cdm_core::program::MAX_RANK;

/// A [`Spread`] with its axes merged as far as possible. The first axis holds the samples, times `dims[0]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    rank: usize,
    dims: [usize; MAX_RANK + 1],
    strides: [usize; MAX_RANK + 1],
    /// Wide elements for each index of an axis.
    inner: [usize; MAX_RANK + 1],
}

impl View {
    pub(crate) fn new(spread: &Spread) -> Self {
        let mut view = View { rank: 0, dims: [1; MAX_RANK + 1], strides: [0; MAX_RANK + 1], inner: [1; MAX_RANK + 1] };
        for (&dim, &stride) in spread.wide.iter().zip(&spread.stride) {
            if dim == 1 {
                continue;
            }
            let last = view.rank.wrapping_sub(1);
            if view.rank > 0 && view.strides[last] == stride * dim {
                view.dims[last] *= dim;
                view.strides[last] = stride;
            } else {
                view.dims[view.rank] = dim;
                view.strides[view.rank] = stride;
                view.rank += 1;
            }
        }
        view.rank = view.rank.max(1);
        for level in (0..view.rank - 1).rev() {
            view.inner[level] = view.inner[level + 1] * view.dims[level + 1];
        }
        view
    }

    /// What a wide index must be taken modulo to know the small one; `None` if it goes on to the end.
    pub(crate) fn period(&self) -> Option<usize> {
        (self.strides[0] == 0).then_some(self.inner[0])
    }

    /// The length of rows of one number each, if it repeats nothing else.
    pub(crate) fn row(&self) -> Option<usize> {
        (self.rank == 2 && self.strides[..2] == [1, 0]).then_some(self.inner[0])
    }

    /// If a period is nothing but each small number some times over: how many there are, and how often each stands.
    pub(crate) fn repeats(&self) -> Option<(usize, usize)> {
        match (self.rank, self.strides) {
            (1, [0, ..]) => Some((1, 1)),
            (2, [0, 1, ..]) => Some((self.dims[1], 1)),
            (3, [0, 1, 0, ..]) => Some((self.dims[1], self.dims[2])),
            _ => None,
        }
    }

    /// `out[i] = x[small index of wide index start + i]`.
    #[inline(always)]
    pub(crate) fn fill<E: Element>(&self, x: &[E], start: usize, out: &mut [E]) {
        self.fill_level(0, x, start, out);
    }

    fn fill_level<E: Element>(&self, level: usize, x: &[E], mut start: usize, out: &mut [E]) {
        let (stride, inner) = (self.strides[level], self.inner[level]);
        if level + 1 == self.rank {
            return match stride {
                0 => out.fill(x[0]),
                1 => out.copy_from_slice(&x[start..start + out.len()]),
                _ => out.iter_mut().zip(x[start * stride..].iter().step_by(stride)).for_each(|(y, &x)| *y = x),
            };
        }
        if stride == 0 {
            // The same block again and again: one period, then copies of what is there.
            let first = out.len().min(inner);
            self.fill_block(level, x, start % inner, &mut out[..first]);
            let mut done = first;
            while done < out.len() {
                let more = done.min(out.len() - done);
                // What is done is a whole number of periods until the last copy.
                out.copy_within(0..more, done);
                done += more;
            }
            return;
        }
        if level + 2 == self.rank && self.strides[level + 1] == 0 && start.is_multiple_of(inner) {
            // Short runs of one number each, without a call for each.
            for (out, x) in out.chunks_mut(inner).zip(x[start / inner * stride..].iter().step_by(stride)) {
                out.fill(*x);
            }
            return;
        }
        let mut out = out;
        while !out.is_empty() {
            let (index, offset) = (start / inner, start % inner);
            let (now, rest) = out.split_at_mut((inner - offset).min(out.len()));
            start += now.len();
            self.fill_level(level + 1, &x[index * stride..], offset, now);
            out = rest;
        }
    }

    /// Part of the repeated block from `offset`, at most one period, perhaps wrapping around its end.
    fn fill_block<E: Element>(&self, level: usize, x: &[E], offset: usize, out: &mut [E]) {
        let (head, tail) = out.split_at_mut((self.inner[level] - offset).min(out.len()));
        self.fill_level(level + 1, x, offset, head);
        if !tail.is_empty() {
            self.fill_level(level + 1, x, 0, tail);
        }
    }

    /// `out[small index] += Σ x[wide index]`, from this level on.
    #[inline(always)]
    fn sum_level<E: Element>(&self, level: usize, x: &[E], out: &mut [E]) {
        let (dim, stride, inner) = (self.dims[level], self.strides[level], self.inner[level]);
        if level + 1 == self.rank {
            return match stride {
                0 => out[0] += lane_sum(x),
                _ => add(x, out),
            };
        }
        let direct = level + 2 == self.rank && self.strides[level + 1] == 1;
        if stride == 0 && direct {
            add_blocks(x, &mut out[..inner]);
        } else if stride == 0 && inner <= FOLD && dim > 2 {
            // Add the blocks as vectors first, then sum within one block.
            let mut fold = [E::zero(); FOLD];
            add_blocks(x, &mut fold[..inner]);
            self.sum_rest(level + 1, &fold[..inner], out);
        } else if level + 2 == self.rank && self.strides[level + 1] == 0 {
            for (index, x) in x.chunks_exact(inner).enumerate() {
                out[index * stride] += lane_sum(x);
            }
        } else {
            for (index, x) in x.chunks_exact(inner).enumerate() {
                self.sum_rest(level + 1, x, &mut out[index * stride..]);
            }
        }
    }

    // A call of its own: what is inlined always cannot call itself.
    fn sum_rest<E: Element>(&self, level: usize, x: &[E], out: &mut [E]) {
        crate::simd::run(SumTask { view: self, level, x, out });
    }
}

/// Each number of `x` `each` times over.
#[inline(always)]
pub(crate) fn repeat<E: Element>(x: &[E], each: usize, out: &mut [E]) {
    #[inline(always)]
    fn times<E: Element, const EACH: usize>(x: &[E], out: &mut [E]) {
        for (out, &x) in out.as_chunks_mut::<EACH>().0.iter_mut().zip(x) {
            *out = [x; EACH];
        }
    }
    match each {
        1 => out.copy_from_slice(x),
        2 => times::<E, 2>(x, out),
        3 => times::<E, 3>(x, out),
        4 => times::<E, 4>(x, out),
        _ => out.chunks_exact_mut(each).zip(x).for_each(|(out, &x)| out.fill(x)),
    }
}

/// Adds the sum of each `each` numbers of `x` to one of `out`.
#[inline(always)]
pub(crate) fn gather<E: Element>(x: &[E], each: usize, out: &mut [E]) {
    #[inline(always)]
    fn times<E: Element, const EACH: usize>(x: &[E], out: &mut [E]) {
        for (x, out) in x.as_chunks::<EACH>().0.iter().zip(out) {
            for &x in x {
                *out += x;
            }
        }
    }
    match each {
        1 => add(x, out),
        2 => times::<E, 2>(x, out),
        3 => times::<E, 3>(x, out),
        4 => times::<E, 4>(x, out),
        _ => {
            for (x, out) in x.chunks_exact(each).zip(out) {
                *out += lane_sum(x);
            }
        }
    }
}

/// Longest block that is folded before it is summed.
const FOLD: usize = 1024;

struct SumTask<'a, E> {
    view: &'a View,
    level: usize,
    x: &'a [E],
    out: &'a mut [E],
}

impl<E: Element> crate::simd::Task for SumTask<'_, E> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        self.view.sum_level(self.level, self.x, self.out);
    }
}

/// Sums `x` (wide) into `out` (small).
pub(crate) fn sum<E: Element>(view: &View, x: &[E], out: &mut [E]) {
    crate::simd::run(SumTask { view, level: 0, x, out });
}

/// [`add`] as a loop of its own, compiled for the machine's instruction set.
pub(crate) fn add_to<E: Element>(x: &[E], out: &mut [E]) {
    struct Add<'a, E>(&'a [E], &'a mut [E]);
    impl<E: Element> crate::simd::Task for Add<'_, E> {
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            add(self.0, self.1);
        }
    }
    crate::simd::run(Add(x, out));
}

/// `out += x`, elementwise.
#[inline(always)]
pub(crate) fn add<E: Element>(x: &[E], out: &mut [E]) {
    let out = &mut out[..x.len()];
    for i in 0..x.len() {
        out[i] += x[i];
    }
}

/// Adds every block of `out`'s length to `out`; many of them 64 at a time, so that no running sum is long.
#[inline(always)]
fn add_blocks<E: Element>(x: &[E], out: &mut [E]) {
    let len = out.len();
    if len > FOLD || x.len() <= 64 * len {
        return add_eights(x, out);
    }
    let mut part = [E::zero(); FOLD];
    for x in x.chunks(64 * len) {
        part[..len].fill(E::zero());
        add_eights(x, &mut part[..len]);
        add(&part[..len], out);
    }
}

/// Adds every block of `out`'s length to `out`, eight at a time as a tree: fewer passes over `out`, and errors of rounding grow with
/// an eighth of the blocks. Gradients that cancel, such as a bias's before a norm, need that.
#[inline(always)]
fn add_eights<E: Element>(x: &[E], out: &mut [E]) {
    let len = out.len();
    let eights = x.chunks_exact(8 * len);
    let rest = eights.remainder();
    for x in eights {
        let [a, b, c, d, e, f, g, h]: [&[E]; 8] = std::array::from_fn(|block| &x[block * len..][..len]);
        for i in 0..len {
            out[i] += ((a[i] + b[i]) + (c[i] + d[i])) + ((e[i] + f[i]) + (g[i] + h[i]));
        }
    }
    for x in rest.chunks_exact(len) {
        add(x, out);
    }
}

/// Sum in 32 lanes, so that it runs at the speed of loads and rounds less.
#[inline(always)]
pub(crate) fn lane_sum<E: Element>(x: &[E]) -> E {
    if x.len() < 32 {
        return x.iter().copied().sum();
    }
    let mut lanes = [E::zero(); 32];
    let chunks = x.chunks_exact(32);
    let rest: E = chunks.remainder().iter().copied().sum();
    for chunk in chunks {
        for i in 0..32 {
            lanes[i] += chunk[i];
        }
    }
    let mut width = 16;
    while width > 0 {
        for i in 0..width {
            let high = lanes[i + width];
            lanes[i] += high;
        }
        width /= 2;
    }
    lanes[0] + rest
}
