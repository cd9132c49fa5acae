//! Pointwise operations over chunks.

use crate::element::Element;
use cdm_core::program::{Binary, Unary};

/// A pointwise operation with its numbers in the element type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Code<E> {
    /// `scale · a + shift`.
    Affine(E, E),
    Recip,
    Sqrt,
    Sigmoid,
    Add,
    Sub,
    Mul,
    /// `a · b + c`.
    MulAdd,
    /// `a · b − c`.
    MulSub,
    /// `c − a · b`.
    SubMul,
    /// `a` as it is.
    Copy,
}

impl<E: Element> Code<E> {
    pub(crate) fn of_unary(unary: Unary) -> Self {
        match unary {
            Unary::Affine { scale, shift } => Code::Affine(E::from_f64(scale), E::from_f64(shift)),
            Unary::Recip => Code::Recip,
            Unary::Sqrt => Code::Sqrt,
            Unary::Sigmoid => Code::Sigmoid,
        }
    }

    pub(crate) fn of_binary(binary: Binary) -> Self {
        match binary {
            Binary::Add => Code::Add,
            Binary::Sub => Code::Sub,
            Binary::Mul => Code::Mul,
        }
    }

    /// Number of operands that it reads.
    pub(crate) fn arity(self) -> usize {
        match self {
            Code::Affine(..) | Code::Recip | Code::Sqrt | Code::Sigmoid | Code::Copy => 1,
            Code::Add | Code::Sub | Code::Mul => 2,
            Code::MulAdd | Code::MulSub | Code::SubMul => 3,
        }
    }

    /// Its name in keys of kernels.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Code::Affine(..) => "affine",
            Code::Recip => "recip",
            Code::Sqrt => "sqrt",
            Code::Sigmoid => "sigmoid",
            Code::Add => "add",
            Code::Sub => "sub",
            Code::Mul => "mul",
            Code::MulAdd => "mul_add",
            Code::MulSub => "mul_sub",
            Code::SubMul => "sub_mul",
            Code::Copy => "copy",
        }
    }

    /// `out = code(a, b, c)`, of which the operation reads the first ones that it needs; slices of one length.
    #[inline(always)]
    pub(crate) fn apply<const FMA: bool>(self, [a, b, c]: [&[E]; 3], out: &mut [E]) {
        match self {
            Code::Affine(scale, shift) => map(
                a,
                out,
                #[inline(always)]
                |a| scale.fma::<FMA>(a, shift),
            ),
            Code::Recip => map(
                a,
                out,
                #[inline(always)]
                |a| E::one() / a,
            ),
            Code::Sqrt => map(
                a,
                out,
                #[inline(always)]
                |a| a.vector_sqrt(),
            ),
            Code::Sigmoid => map(
                a,
                out,
                #[inline(always)]
                |a| sigmoid::<E, FMA>(a),
            ),
            Code::Add => zip(
                a,
                b,
                out,
                #[inline(always)]
                |a, b| a + b,
            ),
            Code::Sub => zip(
                a,
                b,
                out,
                #[inline(always)]
                |a, b| a - b,
            ),
            Code::Mul => zip(
                a,
                b,
                out,
                #[inline(always)]
                |a, b| a * b,
            ),
            Code::MulAdd => zip3(
                [a, b, c],
                out,
                #[inline(always)]
                |a, b, c| a.fma::<FMA>(b, c),
            ),
            Code::MulSub => zip3(
                [a, b, c],
                out,
                #[inline(always)]
                |a, b, c| a.fma::<FMA>(b, -c),
            ),
            Code::SubMul => zip3(
                [a, b, c],
                out,
                #[inline(always)]
                |a, b, c| (-a).fma::<FMA>(b, c),
            ),
            Code::Copy => out.copy_from_slice(a),
        }
    }
}

#[inline(always)]
fn map<E: Element>(a: &[E], out: &mut [E], f: impl Fn(E) -> E) {
    let a = &a[..out.len()];
    for i in 0..out.len() {
        out[i] = f(a[i]);
    }
}

#[inline(always)]
fn zip<E: Element>(a: &[E], b: &[E], out: &mut [E], f: impl Fn(E, E) -> E) {
    let (a, b) = (&a[..out.len()], &b[..out.len()]);
    for i in 0..out.len() {
        out[i] = f(a[i], b[i]);
    }
}

#[inline(always)]
fn zip3<E: Element>([a, b, c]: [&[E]; 3], out: &mut [E], f: impl Fn(E, E, E) -> E) {
    let (a, b, c) = (&a[..out.len()], &b[..out.len()], &c[..out.len()]);
    for i in 0..out.len() {
        out[i] = f(a[i], b[i], c[i]);
    }
}

/// `1/(1 + e^−x)` without overflow: for negative `x`, `e^x/(1 + e^x)`.
#[inline(always)]
fn sigmoid<E: Element, const FMA: bool>(x: E) -> E {
    let e = (-x.abs()).vector_exp::<FMA>();
    let numerator = if x < E::zero() { e } else { E::one() };
    numerator / (E::one() + e)
}
