//! The transforms of F(4 × 4, 3 × 3): along one axis, six numbers of the image, three of the filter and four of the result are values
//! and coefficients of polynomials at the points 0, ±[`A`], ±[`B`] and ∞.
//!
//! Each is applied along both axes, to vectors of channels. Those of adjoints are transposes: what spreads a cotangent's tile is the
//! transpose of what gathers a result's, and what gathers a filter's gradient that of what spreads a filter.

use crate::element::Element;
use crate::lanes::Lanes;

/// Points of interpolation besides 0 and ∞. With the usual 1 and 2 the root of the mean square error is twice as large and the largest
/// one four times; 1/√2 and √2 are as good as these, whose powers are exact in `f32`.
const A: f64 = 11.0 / 16.0;
const B: f64 = 1.5;
const AA: f64 = A * A;
const BB: f64 = B * B;
/// What Lagrange's polynomials are divided by, at 0, ±A and ±B.
const AT_ZERO: f64 = AA * BB;
const AT_A: f64 = 2.0 * AA * (AA - BB);
const AT_B: f64 = 2.0 * BB * (BB - AA);

/// Edge of a tile of the result, of the filter, and of the tile of the image that the result's depends on.
pub(super) const OUT: usize = 4;
pub(super) const TAPS: usize = 3;
pub(super) const IN: usize = OUT + TAPS - 1;
/// Products for one tile and pair of channels.
pub(super) const POINTS: usize = IN * IN;

/// `c` in all places.
///
/// # Safety
/// The machine has the vector's instructions.
#[inline(always)]
unsafe fn splat<E: Element, V: Lanes<Number = E>>(c: f64) -> V {
    // SAFETY: the caller's promise.
    unsafe { V::splat(E::from_f64(c)) }
}

/// A transform along one axis.
///
/// # Safety
/// Of all implementations: the machine has the vector's instructions.
pub(super) trait Transform<E: Element, const I: usize, const O: usize> {
    unsafe fn apply<V: Lanes<Number = E>>(x: [V; I]) -> [V; O];
}

/// Bᵀ: the image's numbers, to be multiplied point by point.
pub(super) struct OfImage;

impl<E: Element> Transform<E, IN, IN> for OfImage {
    #[inline(always)]
    unsafe fn apply<V: Lanes<Number = E>>(x: [V; IN]) -> [V; IN] {
        // SAFETY: the caller's promise.
        unsafe {
            let (a, b) = (splat(A), splat(B));
            let (minus_a, minus_b) = (splat(-A), splat(-B));
            let (minus_aa, minus_bb) = (splat(-AA), splat(-BB));
            let (all, sum) = (splat(AA * BB), splat(-AA - BB));
            let even = [x[2].mul_add(minus_bb, x[4]), x[2].mul_add(minus_aa, x[4])];
            let odd = [x[1].mul_add(minus_bb, x[3]), x[1].mul_add(minus_aa, x[3])];
            [
                x[0].mul_add(all, x[2].mul_add(sum, x[4])),
                odd[0].mul_add(a, even[0]),
                odd[0].mul_add(minus_a, even[0]),
                odd[1].mul_add(b, even[1]),
                odd[1].mul_add(minus_b, even[1]),
                x[1].mul_add(all, x[3].mul_add(sum, x[5])),
            ]
        }
    }
}

/// G: the filter's taps, to be multiplied point by point.
pub(super) struct OfFilter;

impl<E: Element> Transform<E, TAPS, IN> for OfFilter {
    #[inline(always)]
    unsafe fn apply<V: Lanes<Number = E>>(x: [V; TAPS]) -> [V; IN] {
        // SAFETY: the caller's promise.
        unsafe {
            let even = [
                x[0].mul_add(splat(1.0 / AT_A), x[2].mul(splat(AA / AT_A))),
                x[0].mul_add(splat(1.0 / AT_B), x[2].mul(splat(BB / AT_B))),
            ];
            [
                x[0].mul(splat(1.0 / AT_ZERO)),
                x[1].mul_add(splat(A / AT_A), even[0]),
                x[1].mul_add(splat(-A / AT_A), even[0]),
                x[1].mul_add(splat(B / AT_B), even[1]),
                x[1].mul_add(splat(-B / AT_B), even[1]),
                x[2],
            ]
        }
    }
}

/// Aᵀ: the products' sums over channels, to the result.
pub(super) struct ToResult;

impl<E: Element> Transform<E, IN, OUT> for ToResult {
    #[inline(always)]
    unsafe fn apply<V: Lanes<Number = E>>(x: [V; IN]) -> [V; OUT] {
        // SAFETY: the caller's promise.
        unsafe {
            let even = [x[1].add(x[2]), x[3].add(x[4])];
            let odd = [x[1].sub(x[2]), x[3].sub(x[4])];
            [
                x[0].add(even[0]).add(even[1]),
                odd[0].mul_add(splat(A), odd[1].mul(splat(B))),
                even[0].mul_add(splat(AA), even[1].mul(splat(BB))),
                odd[0].mul_add(splat(A * AA), odd[1].mul_add(splat(B * BB), x[5])),
            ]
        }
    }
}

/// A: a cotangent of the result, to be multiplied point by point.
pub(super) struct OfCotangent;

impl<E: Element> Transform<E, OUT, IN> for OfCotangent {
    #[inline(always)]
    unsafe fn apply<V: Lanes<Number = E>>(x: [V; OUT]) -> [V; IN] {
        // SAFETY: the caller's promise.
        unsafe {
            let (aa, bb) = (splat(AA), splat(BB));
            let even = [x[2].mul_add(aa, x[0]), x[2].mul_add(bb, x[0])];
            let odd = [x[3].mul_add(aa, x[1]), x[3].mul_add(bb, x[1])];
            [
                x[0],
                odd[0].mul_add(splat(A), even[0]),
                odd[0].mul_add(splat(-A), even[0]),
                odd[1].mul_add(splat(B), even[1]),
                odd[1].mul_add(splat(-B), even[1]),
                x[3],
            ]
        }
    }
}

/// Gᵀ: products' sums over tiles, to the gradient of the filter.
pub(super) struct ToFilter;

impl<E: Element> Transform<E, IN, TAPS> for ToFilter {
    #[inline(always)]
    unsafe fn apply<V: Lanes<Number = E>>(x: [V; IN]) -> [V; TAPS] {
        // SAFETY: the caller's promise.
        unsafe {
            let even = [x[1].add(x[2]), x[3].add(x[4])];
            let odd = [x[1].sub(x[2]), x[3].sub(x[4])];
            let first = x[0].mul(splat(1.0 / AT_ZERO));
            [
                even[0].mul_add(splat(1.0 / AT_A), even[1].mul_add(splat(1.0 / AT_B), first)),
                odd[0].mul_add(splat(A / AT_A), odd[1].mul(splat(B / AT_B))),
                even[0].mul_add(splat(AA / AT_A), even[1].mul_add(splat(BB / AT_B), x[5])),
            ]
        }
    }
}

/// Where the vectors of a tile lie.
///
/// These are types rather than closures, because only functions that are always inlined are compiled with their caller's instructions.
pub(super) trait Place<E>: Copy {
    /// The vector of this row and column.
    ///
    /// # Safety
    /// As each implementation says.
    unsafe fn at(self, row: usize, column: usize) -> *mut E;
}

/// Pixels anywhere.
#[derive(Clone, Copy)]
pub(super) struct Scattered<'a, E, const N: usize> {
    pub(super) pixels: &'a [[*mut E; N]; N],
    /// To be added to all.
    pub(super) offset: usize,
}

impl<E: Copy, const N: usize> Place<E> for Scattered<'_, E, N> {
    /// # Safety
    /// The offset stays within what the pixels point to.
    #[inline(always)]
    unsafe fn at(self, row: usize, column: usize) -> *mut E {
        // SAFETY: the caller's promise.
        unsafe { self.pixels[row][column].add(self.offset) }
    }
}

/// `N` vectors to a row, all `stride` apart.
#[derive(Clone, Copy)]
pub(super) struct Strided<E, const N: usize> {
    pub(super) first: *mut E,
    pub(super) stride: usize,
}

impl<E: Copy, const N: usize> Place<E> for Strided<E, N> {
    /// # Safety
    /// The vectors up to this one lie in one piece of memory.
    #[inline(always)]
    unsafe fn at(self, row: usize, column: usize) -> *mut E {
        // SAFETY: the caller's promise.
        unsafe { self.first.add((row * N + column) * self.stride) }
    }
}

/// Transforms an `I` × `I` tile along both axes to one of `O` × `O`, added to what is there if `ADD`.
///
/// # Safety
/// The machine has the vector's instructions; all vectors of both tiles can be read, and those of the second written.
#[expect(clippy::needless_range_loop, reason = "rows and columns of several arrays and places")]
#[inline(always)]
pub(super) unsafe fn both<E: Element, T: Transform<E, I, O>, const I: usize, const O: usize, const ADD: bool>(
    from: impl Place<E>,
    to: impl Place<E>,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let zero = E::Avx512::splat(E::zero());
        let mut columns = [[zero; O]; I];
        for j in 0..I {
            let mut column = [zero; I];
            for i in 0..I {
                column[i] = E::Avx512::load(from.at(i, j));
            }
            columns[j] = T::apply(column);
        }
        for o in 0..O {
            let mut row = [zero; I];
            for j in 0..I {
                row[j] = columns[j][o];
            }
            let row = T::apply(row);
            for p in 0..O {
                let to = to.at(o, p);
                let x = if ADD { row[p].add(E::Avx512::load(to)) } else { row[p] };
                x.store(to);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod matrices {
    //! The transforms as matrices, from their definition.

    use super::{A, B, IN, OUT, TAPS};

    const AT: [f64; 5] = [0.0, A, -A, B, -B];

    /// Numbers of the filter, as coefficients, to values at the points, over Lagrange's divisors.
    pub(crate) fn filter() -> [[f64; TAPS]; IN] {
        let mut g = [[0.0; TAPS]; IN];
        for (p, g) in g.iter_mut().take(5).enumerate() {
            let divisor: f64 = (0..5).filter(|&q| q != p).map(|q| AT[p] - AT[q]).product();
            *g = [1.0, AT[p], AT[p] * AT[p]].map(|power| power / divisor);
        }
        g[IN - 1][TAPS - 1] = 1.0;
        g
    }

    /// Values of a cotangent's four numbers at the points; transposed, what leads to the result.
    pub(crate) fn cotangent() -> [[f64; OUT]; IN] {
        let mut a = [[0.0; OUT]; IN];
        for (a, at) in a.iter_mut().zip(AT) {
            *a = [1.0, at, at * at, at * at * at];
        }
        a[IN - 1][OUT - 1] = 1.0;
        a
    }

    /// Coefficients of `Π (x − q)` over all other points `q`.
    pub(crate) fn image() -> [[f64; IN]; IN] {
        std::array::from_fn(|p| {
            let mut polynomial = [0.0; IN];
            polynomial[0] = 1.0;
            for (_, root) in AT.iter().enumerate().filter(|&(q, _)| q != p) {
                for k in (0..IN).rev() {
                    let below = if k == 0 { 0.0 } else { polynomial[k - 1] };
                    polynomial[k] = below - root * polynomial[k];
                }
            }
            polynomial
        })
    }
}
