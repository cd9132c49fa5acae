//! Kernels for the passes of known networks' regions. Written by the example `region_kernels`, not by hand.

#![cfg_attr(rustfmt, rustfmt_skip)]

use super::kernel::{Args, Body, Function, functions};
use super::lanes::Lanes;
use crate::element::Element;

struct K0;
impl Body for K0 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    t0 = w0.mul_add(w1, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K1;
impl Body for K1 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    t0 = t0.add(w0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K2;
impl Body for K2 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    t0 = v0.mul_add(w1, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K3;
impl Body for K3 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    v1.store(a.wide[1].add(i));
                    t0 = t0.add(v1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K4;
impl Body for K4 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sigmoid();
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = w2.add(w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v4 = v3.add(w4);
                    let v5 = v2.mul_add(c0, c1);
                    let v6 = v1.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let w5 = V::load(a.wide[5].add(i));
                    let v8 = w5.mul(v4);
                    let v9 = v8.mul(v2);
                    let v10 = v9.mul(v5);
                    v10.store(a.wide[6].add(i));
                    let v11 = v9.mul(v1);
                    let v12 = v8.mul_sub(v7, v11);
                    let v13 = v2.mul(v5);
                    let v14 = v12.mul(v13);
                    v14.store(a.wide[7].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K5;
impl Body for K5 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sigmoid();
                    let v3 = v1.mul(v2);
                    v3.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K6;
impl Body for K6 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sigmoid();
                    let v3 = v1.mul(v2);
                    v3.store(a.wide[2].add(i));
                    let v4 = v2.mul_add(c0, c1);
                    let v5 = v1.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v2.mul(v6);
                    v7.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K7;
impl Body for K7 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K8;
impl Body for K8 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    v1.store(a.wide[2].add(i));
                    t0 = t0.add(v1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K9;
impl Body for K9 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.mul(w1);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K10;
impl Body for K10 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w1.add(w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = v2.add(w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v4 = v3.add(w4);
                    let v5 = v1.mul_add(c0, c1);
                    let v6 = v0.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let w5 = V::load(a.wide[5].add(i));
                    let v8 = w5.mul(v4);
                    let v9 = v8.mul(v1);
                    let v10 = v9.mul(v5);
                    v10.store(a.wide[6].add(i));
                    let v11 = v9.mul(v0);
                    let v12 = v8.mul_sub(v7, v11);
                    let v13 = v1.mul(v5);
                    let v14 = v12.mul(v13);
                    v14.store(a.wide[7].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K11;
impl Body for K11 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w1.add(w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = v2.add(w3);
                    let v4 = v1.mul_add(c0, c1);
                    let v5 = v0.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.mul(v3);
                    let v8 = v7.mul(v1);
                    let v9 = v8.mul(v4);
                    v9.store(a.wide[5].add(i));
                    let v10 = v8.mul(v0);
                    let v11 = v7.mul_sub(v6, v10);
                    let v12 = v1.mul(v4);
                    let v13 = v11.mul(v12);
                    v13.store(a.wide[6].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K12;
impl Body for K12 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w1.add(w2);
                    let v3 = v1.mul_add(c0, c1);
                    let v4 = v0.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    let v7 = v2.mul(v6);
                    v7.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K13;
impl Body for K13 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w1.add(w2);
                    let v3 = v1.mul_add(c0, c1);
                    let v4 = v0.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let w3 = V::load(a.wide[3].add(i));
                    let v6 = w3.mul(v2);
                    let v7 = v6.mul(v1);
                    let v8 = v7.mul(v3);
                    v8.store(a.wide[4].add(i));
                    let v9 = v7.mul(v0);
                    let v10 = v6.mul_sub(v5, v9);
                    let v11 = v1.mul(v3);
                    let v12 = v10.mul(v11);
                    v12.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K14;
impl Body for K14 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w1.add(w2);
                    v2.store(a.wide[3].add(i));
                    let v3 = v1.mul_add(c0, c1);
                    let v4 = v0.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    let v7 = v2.mul(v6);
                    v7.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K15;
impl Body for K15 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = v0.mul(v2);
                    let v4 = v3.mul_add(c2, c3);
                    let v5 = v1.mul(v4);
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul(v5);
                    v6.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K16;
impl Body for K16 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = v0.mul(v2);
                    let v4 = v3.mul_add(c2, c3);
                    let v5 = v1.mul(v4);
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul(v5);
                    v6.store(a.wide[2].add(i));
                    t0 = t0.add(v6);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K17;
impl Body for K17 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = v0.mul(v2);
                    let v4 = v3.mul_add(c2, c3);
                    let v5 = v1.mul(v4);
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v6 = w1.mul(w2);
                    let v7 = v6.mul(v1);
                    let v8 = v7.mul(v0);
                    let v9 = v6.mul_sub(v4, v8);
                    let w3 = V::load(a.wide[3].add(i));
                    let v10 = w3.mul(v5);
                    let v11 = v7.mul_add(v2, v10);
                    let v12 = v1.mul(v2);
                    let v13 = v9.mul_add(v12, v11);
                    v13.store(a.wide[4].add(i));
                    t0 = t0.add(v13);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K18;
impl Body for K18 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = v0.mul(v2);
                    let v4 = v3.mul_add(c2, c3);
                    let v5 = v1.mul(v4);
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v6 = w1.mul_add(v5, w2);
                    v6.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K19;
impl Body for K19 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v0.mul(v1);
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w1.sub(w2);
                    v3.store(a.wide[3].add(i));
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K20;
impl Body for K20 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v0.mul(v1);
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w1.sub(w2);
                    v3.store(a.wide[3].add(i));
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[4].add(i));
                    let v5 = v1.mul_add(c0, c1);
                    let v6 = v0.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v1.mul(v7);
                    let v9 = v3.mul(v8);
                    v9.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K21;
impl Body for K21 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v0.mul(v1);
                    v2.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K22;
impl Body for K22 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let v2 = v0.mul(v1);
                    v2.store(a.wide[1].add(i));
                    let v3 = v1.mul_add(c0, c1);
                    let v4 = v0.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    v6.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K23;
impl Body for K23 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = v0.mul_add(v1, w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = w2.sub(w3);
                    v3.store(a.wide[4].add(i));
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[5].add(i));
                    let v5 = v1.mul_add(c0, c1);
                    let v6 = v0.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v1.mul(v7);
                    let v9 = v3.mul(v8);
                    v9.store(a.wide[6].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K24;
impl Body for K24 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = v0.mul_add(v1, w1);
                    v2.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K25;
impl Body for K25 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = v0.mul_add(v1, w1);
                    v2.store(a.wide[2].add(i));
                    let v3 = v1.mul_add(c0, c1);
                    let v4 = v0.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    let w3 = V::load(a.wide[3].add(i));
                    let v7 = w3.mul(v6);
                    v7.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K26;
impl Body for K26 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = v0.mul_add(v1, w1);
                    v2.store(a.wide[2].add(i));
                    let v3 = v1.mul_add(c0, c1);
                    let v4 = v0.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    v6.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K27;
impl Body for K27 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    v0.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K28;
impl Body for K28 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    v0.store(a.wide[1].add(i));
                    t0 = t0.add(v0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K29;
impl Body for K29 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    v0.store(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w2.add(v0);
                    v1.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K30;
impl Body for K30 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    v0.store(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w2.add(v0);
                    v1.store(a.wide[3].add(i));
                    t0 = t0.add(v1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K31;
impl Body for K31 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.add(w2);
                    t0 = t0.add(v1);
                    let v2 = v1.mul(s0);
                    v2.store(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v3 = v1.mul_add(w4, w5);
                    t1 = t1.add(v3);
                    let w6 = V::load(a.wide[6].add(i));
                    let v4 = v2.mul_add(s1, w6);
                    let w7 = V::load(a.wide[7].add(i));
                    let w8 = V::load(a.wide[8].add(i));
                    let v5 = v2.mul_add(w7, w8);
                    t2 = t2.add(v5);
                    t3 = t3.add(v4);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
                V::load(a.sums[2].add(c)).add(t2).store(a.sums[2].add(c));
                V::load(a.sums[3].add(c)).add(t3).store(a.sums[3].add(c));
            }
        }
    }
}

struct K32;
impl Body for K32 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.add(w2);
                    v1.store(a.wide[3].add(i));
                    let v2 = v1.mul(s0);
                    v2.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    t0 = v2.mul_add(w5, t0);
                    t1 = v2.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K33;
impl Body for K33 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w2.add(v0);
                    let w3 = V::load(a.wide[3].add(i));
                    t0 = w3.mul_add(v1, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K34;
impl Body for K34 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w2.add(v0);
                    let w3 = V::load(a.wide[3].add(i));
                    let v2 = w3.mul(s0);
                    let v3 = w3.mul_sub(v1, v2);
                    let v4 = v3.mul_add(c0, c1);
                    v4.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K35;
impl Body for K35 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w2.add(v0);
                    let w3 = V::load(a.wide[3].add(i));
                    let v2 = w3.mul(v1);
                    v2.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K36;
impl Body for K36 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let v1 = v0.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    t0 = v1.mul_add(w2, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K37;
impl Body for K37 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let r1 = V::splat(*a.rows[1].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let v1 = v0.mul_add(c0, c1);
                    let v2 = v0.mul_add(c2, c3);
                    let v3 = v1.add(r0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v4 = v3.mul(w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = v3.mul(w3);
                    v5.store(a.wide[4].add(i));
                    let v6 = v2.mul_add(r1, v4);
                    v6.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K38;
impl Body for K38 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let v1 = v0.mul_add(c0, c1);
                    let v2 = v0.mul_add(c2, c3);
                    let v3 = v1.add(s0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v4 = v3.mul(w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = v3.mul(w3);
                    v5.store(a.wide[4].add(i));
                    let v6 = v2.mul_add(s1, v4);
                    v6.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K39;
impl Body for K39 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let v1 = v0.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = v1.mul(w2);
                    v2.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K40;
impl Body for K40 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.mul(w2);
                    v1.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K41;
impl Body for K41 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = v0.mul_add(w2, w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v2 = v1.add(w4);
                    v2.store(a.wide[5].add(i));
                    t0 = t0.add(v2);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K42;
impl Body for K42 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = v0.mul_add(w2, w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v2 = v1.add(w4);
                    v2.store(a.wide[5].add(i));
                    t0 = t0.add(v2);
                    let v3 = v2.mul(r0);
                    let v4 = v2.sub(v3);
                    v4.store(a.wide[6].add(i));
                    t1 = t1.add(v3);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K43;
impl Body for K43 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.sub(w2);
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = w2.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = v0.mul_sub(v0, w3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = w3.add(v5);
                    let v7 = v6.sqrt();
                    let v8 = v7.mul(s0);
                    let v9 = v8.mul_add(c4, c5);
                    let v10 = V::one().div(v9);
                    let v11 = v3.mul(v10);
                    let w4 = V::load(a.wide[4].add(i));
                    let v12 = s1.sub_mul(v11, w4);
                    let w5 = V::load(a.wide[5].add(i));
                    let v13 = w5.sub(v12);
                    let v14 = s2.mul_add(v13, v12);
                    let v15 = v3;
                    v15.store(a.wide[6].add(i));
                    let v16 = v6;
                    v16.store(a.wide[7].add(i));
                    let v17 = v12;
                    v17.store(a.wide[8].add(i));
                    let v18 = v14;
                    v18.store(a.wide[9].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K44;
impl Body for K44 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let r1 = V::splat(*a.rows[1].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = r0.sub_mul(v0, w2);
                    let v2 = v1.mul(v1);
                    v2.store(a.wide[3].add(i));
                    let v3 = r1.mul(v1);
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v4.mul(r0);
                    v5.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K45;
impl Body for K45 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = s0.sub_mul(v0, w2);
                    t0 = v1.mul_add(v1, t0);
                    let v2 = s1.mul(v1);
                    let v3 = v2.mul_add(c0, c1);
                    let v4 = v3.mul(s0);
                    v4.store(a.wide[3].add(i));
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K46;
impl Body for K46 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    v0.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K47;
impl Body for K47 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    v0.store(a.wide[2].add(i));
                    t0 = t0.add(v0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K48;
impl Body for K48 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    v0.store(a.wide[2].add(i));
                    t0 = t0.add(v0);
                    let v1 = v0.mul_add(c0, c1);
                    let w3 = V::load(a.wide[3].add(i));
                    t1 = v1.mul_add(w3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K49;
impl Body for K49 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    v0.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = w3.add(v0);
                    v1.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K50;
impl Body for K50 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    v0.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = v0.mul(w3);
                    v1.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K51;
impl Body for K51 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    v0.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v1 = v0.mul_add(w3, w4);
                    let w5 = V::load(a.wide[5].add(i));
                    let v2 = v1.add(w5);
                    v2.store(a.wide[6].add(i));
                    t0 = t0.add(v2);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K52;
impl Body for K52 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    t0 = v0.mul_add(w1, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K53;
impl Body for K53 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K54;
impl Body for K54 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul_add(c0, c1);
                    v0.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K55;
impl Body for K55 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let r1 = V::splat(*a.rows[1].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = r0.mul(w0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = r1.mul_add(w1, v0);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K56;
impl Body for K56 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = s0.mul(w0);
                    let v1 = v0.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = w1.mul_sub(s1, s2);
                    let v3 = v1.add(v2);
                    v3.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.add(v3);
                    v4.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K57;
impl Body for K57 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = s0.mul(w0);
                    let v1 = v0.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = w1.mul_sub(s1, s2);
                    let v3 = v1.add(v2);
                    v3.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.add(v3);
                    v4.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v5 = w5.add(v4);
                    v5.store(a.wide[6].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K58;
impl Body for K58 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = s0.mul(w0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = s1.mul_add(w1, v0);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K59;
impl Body for K59 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul(r0);
                    let v1 = w0.sub(v0);
                    v1.store(a.wide[1].add(i));
                    t0 = t0.add(v0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K60;
impl Body for K60 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w0.mul_sub(w1, v0);
                    let v2 = v1.mul_add(c0, c1);
                    v2.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K61;
impl Body for K61 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul(s0);
                    v0.store(a.wide[1].add(i));
                    let v1 = v0.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let v3 = v1.mul(v2);
                    v3.store(a.wide[2].add(i));
                    let v4 = v2.mul_add(c0, c1);
                    let v5 = v1.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v2.mul(v6);
                    v7.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K62;
impl Body for K62 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.mul(s0);
                    v0.store(a.wide[1].add(i));
                    let v1 = v0.mul_add(s1, s2);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K63;
impl Body for K63 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.mul(w1);
                    let v1 = v0.mul(s0);
                    v1.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    t0 = v1.mul_add(w3, t0);
                    t1 = v1.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K64;
impl Body for K64 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.mul(w1);
                    v0.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K65;
impl Body for K65 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = s0.mul_add(w0, w1);
                    v0.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K66;
impl Body for K66 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.mul_add(s0, w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = s1.mul(w2);
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = v0.sub(s2);
                    let v4 = v2.add(v3);
                    v4.store(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v5 = w4.add(v4);
                    v5.store(a.wide[5].add(i));
                    t0 = t0.add(v5);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K67;
impl Body for K67 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.mul_add(s0, w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = s1.mul(w2);
                    let v2 = v1.mul_add(c0, c1);
                    let v3 = v0.sub(s2);
                    let v4 = v2.add(v3);
                    v4.store(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v5 = w4.add(v4);
                    v5.store(a.wide[5].add(i));
                    t0 = t0.add(v5);
                    t1 = t1.add(v5);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K68;
impl Body for K68 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v0 = w0.mul_add(w1, w2);
                    v0.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K69;
impl Body for K69 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v0 = w0.mul_add(w1, w2);
                    v0.store(a.wide[3].add(i));
                    t0 = t0.add(v0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K70;
impl Body for K70 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = s0.sub(w0);
                    let v1 = r0.mul_add(v0, w0);
                    v1.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K71;
impl Body for K71 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    t0 = v0.mul_add(v0, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K72;
impl Body for K72 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    t0 = t0.add(w1);
                    let v1 = w1.mul_add(c0, c1);
                    t1 = v1.mul_add(v0, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K73;
impl Body for K73 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w1.add(w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v2 = v1.add(w3);
                    let v3 = v2.mul(s1);
                    v3.store(a.wide[4].add(i));
                    t0 = v3.mul_add(v0, t0);
                    t1 = v3.mul_add(s2, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K74;
impl Body for K74 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w1.add(w2);
                    v1.store(a.wide[3].add(i));
                    t0 = t0.add(v1);
                    let v2 = v1.mul_add(c0, c1);
                    t1 = v2.mul_add(v0, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K75;
impl Body for K75 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = w0.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = s1.mul(w1);
                    let v3 = v1.mul_add(s2, v2);
                    v3.store(a.wide[2].add(i));
                    let v4 = v0.mul(s3);
                    let v5 = v0.mul(w1);
                    v5.store(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v6 = s1.mul_add(w4, v4);
                    v6.store(a.wide[5].add(i));
                    let v7 = v6.mul(s4);
                    v7.store(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v8 = v6.mul(w7);
                    v8.store(a.wide[8].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K76;
impl Body for K76 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = s1.mul(w2);
                    let v3 = v1.mul_add(s2, v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v4 = w3.add(w4);
                    let w5 = V::load(a.wide[5].add(i));
                    let v5 = w5.mul_add(s3, v3);
                    let v6 = s4.mul(v0);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v5.sub(s5);
                    let v9 = v7.add(v8);
                    v9.store(a.wide[6].add(i));
                    let v10 = v4.add(v9);
                    v10.store(a.wide[7].add(i));
                    t0 = t0.add(v10);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K77;
impl Body for K77 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = s1.mul(w2);
                    let v3 = v1.mul_add(s2, v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.mul_add(s3, v3);
                    let v5 = s4.mul(v0);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v4.sub(s5);
                    let v8 = v6.add(v7);
                    v8.store(a.wide[4].add(i));
                    t0 = t0.add(v8);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K78;
impl Body for K78 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = s1.mul(w2);
                    let v3 = v1.mul_add(s2, v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.mul_add(s3, v3);
                    let v5 = s4.mul(v0);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v4.sub(s5);
                    let v8 = v6.add(v7);
                    v8.store(a.wide[4].add(i));
                    t0 = t0.add(v8);
                    t1 = t1.add(v8);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K79;
impl Body for K79 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = s1.mul(w2);
                    let v3 = v1.mul_add(s2, v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.mul_add(s3, v3);
                    let v5 = s4.mul(v0);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v4.sub(s5);
                    let v8 = v6.add(v7);
                    v8.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(v8);
                    v9.store(a.wide[6].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K80;
impl Body for K80 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = s1.mul(w2);
                    let v3 = v1.mul_add(s2, v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.mul_add(s3, v3);
                    let v5 = s4.mul(v0);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v4.sub(s5);
                    let v8 = v6.add(v7);
                    v8.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(v8);
                    v9.store(a.wide[6].add(i));
                    t0 = t0.add(v9);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K81;
impl Body for K81 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = s1.mul(v0);
                    let v2 = v1.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v3 = w1.mul_sub(s2, s3);
                    let v4 = v2.add(v3);
                    v4.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K82;
impl Body for K82 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = s1.mul(v0);
                    let v2 = v1.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v3 = w1.mul_sub(s2, s3);
                    let v4 = v2.add(v3);
                    v4.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(v4);
                    v5.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K83;
impl Body for K83 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = s1.mul(v0);
                    let v2 = v1.mul_add(c0, c1);
                    let w1 = V::load(a.wide[1].add(i));
                    let v3 = w1.mul_sub(s2, s3);
                    let v4 = v2.add(v3);
                    v4.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(v4);
                    v5.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v6 = w5.add(v5);
                    v6.store(a.wide[6].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K84;
impl Body for K84 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    v1.store(a.wide[1].add(i));
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v2.mul(v3);
                    let w2 = V::load(a.wide[2].add(i));
                    let v5 = w2.mul_add(c0, c1);
                    let v6 = v4.mul(v5);
                    v6.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K85;
impl Body for K85 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    v1.store(a.wide[1].add(i));
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K86;
impl Body for K86 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    v1.store(a.wide[1].add(i));
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[2].add(i));
                    let v5 = v3.mul_add(c0, c1);
                    let v6 = v2.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v3.mul(v7);
                    let w3 = V::load(a.wide[3].add(i));
                    let v9 = w3.mul(v8);
                    let v10 = v9.mul(s2);
                    v10.store(a.wide[4].add(i));
                    t0 = v10.mul_add(v0, t0);
                    t1 = v10.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K87;
impl Body for K87 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    v1.store(a.wide[1].add(i));
                    let v2 = v1.mul_add(s2, s3);
                    v2.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K88;
impl Body for K88 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let v3 = v2.mul_add(c0, c1);
                    let v4 = v1.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v2.mul(v5);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let v8 = v7.mul(s1);
                    v8.store(a.wide[3].add(i));
                    t0 = v8.mul_add(v0, t0);
                    t1 = v8.mul_add(s3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K89;
impl Body for K89 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let v3 = v2.mul_add(c0, c1);
                    let v4 = v1.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v2.mul(v5);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let w3 = V::load(a.wide[3].add(i));
                    let v8 = w3.sub(s3);
                    let v9 = w3.mul_add(c4, c5);
                    let w4 = V::load(a.wide[4].add(i));
                    let v10 = s4.mul(w4);
                    let v11 = v9.mul_add(s5, v10);
                    let v12 = v8.mul(s6);
                    let v13 = s4.mul_add(v0, v12);
                    v13.store(a.wide[5].add(i));
                    let v14 = v13.mul(s1);
                    let v15 = v14.mul(v6);
                    v15.store(a.wide[6].add(i));
                    let v16 = v14.mul(w2);
                    let v17 = v16.mul(v2);
                    let v18 = v17.mul(v1);
                    let v19 = v16.mul_sub(v5, v18);
                    let w7 = V::load(a.wide[7].add(i));
                    let v20 = w7.mul(v6);
                    let v21 = v17.mul_add(v3, v20);
                    let v22 = v2.mul(v3);
                    let v23 = v19.mul_add(v22, v21);
                    t0 = t0.add(v23);
                    let v24 = v23.mul(s1);
                    v24.store(a.wide[8].add(i));
                    let v25 = v23.mul(w1);
                    let v26 = v13.mul_add(v7, v25);
                    t1 = t1.add(v26);
                    let v27 = v24.mul(v0);
                    let v28 = v24.mul_add(s6, v11);
                    let v29 = v8.mul_add(w4, v27);
                    t2 = t2.add(v29);
                    t3 = t3.add(v28);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
                V::load(a.sums[2].add(c)).add(t2).store(a.sums[2].add(c));
                V::load(a.sums[3].add(c)).add(t3).store(a.sums[3].add(c));
            }
        }
    }
}

struct K90;
impl Body for K90 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let v3 = v2.mul_add(c0, c1);
                    let v4 = v1.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v2.mul(v5);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let w3 = V::load(a.wide[3].add(i));
                    let v8 = w3.sub(s3);
                    let v9 = w3.mul_add(c4, c5);
                    let w4 = V::load(a.wide[4].add(i));
                    let v10 = s4.mul(w4);
                    let v11 = v9.mul_add(s5, v10);
                    let w5 = V::load(a.wide[5].add(i));
                    let v12 = w5.mul(s1);
                    let v13 = v12.mul(w2);
                    let v14 = v13.mul(v2);
                    let v15 = v14.mul(v1);
                    let v16 = v13.mul_sub(v5, v15);
                    let w6 = V::load(a.wide[6].add(i));
                    let v17 = w6.mul(v6);
                    let v18 = v14.mul_add(v3, v17);
                    let v19 = v2.mul(v3);
                    let v20 = v16.mul_add(v19, v18);
                    t0 = t0.add(v20);
                    let v21 = v20.mul(s1);
                    v21.store(a.wide[7].add(i));
                    let v22 = v20.mul(w1);
                    let v23 = w5.mul_add(v7, v22);
                    t1 = t1.add(v23);
                    let v24 = v21.mul(v0);
                    let v25 = v21.mul_add(s6, v11);
                    let v26 = v8.mul_add(w4, v24);
                    t2 = t2.add(v26);
                    t3 = t3.add(v25);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
                V::load(a.sums[2].add(c)).add(t2).store(a.sums[2].add(c));
                V::load(a.sums[3].add(c)).add(t3).store(a.sums[3].add(c));
            }
        }
    }
}

struct K91;
impl Body for K91 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let v3 = v2.mul_add(c0, c1);
                    let v4 = v1.mul(v3);
                    let v5 = v4.mul_add(c2, c3);
                    let v6 = v2.mul(v5);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.sub(s3);
                    let v8 = v7.mul(s4);
                    let v9 = s5.mul_add(v0, v8);
                    v9.store(a.wide[3].add(i));
                    let v10 = v9.mul(s1);
                    let v11 = v10.mul(v6);
                    v11.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K92;
impl Body for K92 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.mul_add(c0, c1);
                    let v4 = v2.mul_add(c2, c3);
                    let v5 = v1.mul(v4);
                    let v6 = v5.mul_add(c4, c5);
                    let v7 = v2.mul(v6);
                    let w3 = V::load(a.wide[3].add(i));
                    let v8 = w3.sub(s3);
                    let v9 = v8.mul(s4);
                    let v10 = s5.mul_add(v0, v9);
                    v10.store(a.wide[4].add(i));
                    let v11 = v10.mul(s1);
                    let v12 = v11.mul(v7);
                    let v13 = v12.mul(v3);
                    v13.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K93;
impl Body for K93 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.mul_add(c0, c1);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.mul(v3);
                    let v5 = v2.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    let v7 = v6.mul_add(c4, c5);
                    let v8 = v2.mul(v7);
                    let v9 = v4.mul(v8);
                    let v10 = v9.mul(s1);
                    v10.store(a.wide[4].add(i));
                    t0 = v10.mul_add(v0, t0);
                    t1 = v10.mul_add(s3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K94;
impl Body for K94 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
                let c6 = V::splat(*a.constants.add(6));
                let c7 = V::splat(*a.constants.add(7));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.mul_add(c0, c1);
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w3.mul(v3);
                    let v5 = v2.mul_add(c2, c3);
                    let v6 = v1.mul(v5);
                    let v7 = v6.mul_add(c4, c5);
                    let v8 = v2.mul(v7);
                    let v9 = v4.mul(v8);
                    let w4 = V::load(a.wide[4].add(i));
                    let v10 = w4.sub(s3);
                    let v11 = w4.mul_add(c6, c7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v12 = s4.mul(w5);
                    let v13 = v11.mul_add(s5, v12);
                    let w6 = V::load(a.wide[6].add(i));
                    let v14 = w6.mul(s1);
                    let v15 = v14.mul(v4);
                    let v16 = v15.mul(v2);
                    let v17 = v16.mul(v1);
                    let v18 = v15.mul_sub(v7, v17);
                    let w7 = V::load(a.wide[7].add(i));
                    let v19 = w7.mul(v3);
                    let v20 = v19.mul(v8);
                    let v21 = v16.mul_add(v5, v20);
                    let v22 = v2.mul(v5);
                    let v23 = v18.mul_add(v22, v21);
                    t0 = t0.add(v23);
                    let v24 = v23.mul(s1);
                    v24.store(a.wide[8].add(i));
                    let v25 = v23.mul(w1);
                    let v26 = w6.mul_add(v9, v25);
                    t1 = t1.add(v26);
                    let v27 = v24.mul(v0);
                    let v28 = v24.mul_add(s6, v13);
                    let v29 = v10.mul_add(w5, v27);
                    t2 = t2.add(v29);
                    t3 = t3.add(v28);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
                V::load(a.sums[2].add(c)).add(t2).store(a.sums[2].add(c));
                V::load(a.sums[3].add(c)).add(t3).store(a.sums[3].add(c));
            }
        }
    }
}

struct K95;
impl Body for K95 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    v0.store(a.wide[1].add(i));
                    t0 = v0.mul_add(v0, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K96;
impl Body for K96 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.sub(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    t0 = v0.mul_add(w2, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K97;
impl Body for K97 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
                let c2 = V::splat(*a.constants.add(2));
                let c3 = V::splat(*a.constants.add(3));
                let c4 = V::splat(*a.constants.add(4));
                let c5 = V::splat(*a.constants.add(5));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.sub(w1);
                    let v1 = v0.mul_add(c0, c1);
                    let v2 = w1.add(v1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w0.mul_sub(w0, w2);
                    let v4 = v3.mul_add(c2, c3);
                    let v5 = w2.add(v4);
                    let v6 = v5.sqrt();
                    let v7 = v6.mul(s0);
                    let v8 = v7.mul_add(c4, c5);
                    let v9 = V::one().div(v8);
                    let v10 = v2.mul(v9);
                    let w3 = V::load(a.wide[3].add(i));
                    let v11 = s1.sub_mul(v10, w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v12 = w4.sub(v11);
                    let v13 = s2.mul_add(v12, v11);
                    let v14 = v2;
                    v14.store(a.wide[5].add(i));
                    let v15 = v5;
                    v15.store(a.wide[6].add(i));
                    let v16 = v11;
                    v16.store(a.wide[7].add(i));
                    let v17 = v13;
                    v17.store(a.wide[8].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K98;
impl Body for K98 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.sub(w1);
                    v0.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K99;
impl Body for K99 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.sub(w1);
                    v0.store(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = w3.mul(v0);
                    v1.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K100;
impl Body for K100 {
    #[inline(always)]
    unsafe fn run<V: Lanes>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.sub_mul(r0, w1);
                    let v1 = v0.mul_add(c0, c1);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

/// The kernel of a pass.
pub(super) fn find<E: Element>(key: &str) -> Option<[Function<E>; 2]> {
    Some(match key {
        "t0+=w0*w1;" => functions::<E, K0>(),
        "t0+=w0;" => functions::<E, K1>(),
        "v0=add w0 s0;t0+=v0*w1;" => functions::<E, K2>(),
        "v0=add w0 s0;v1=add v0 s1;w1=v1;t0+=v1;" => functions::<E, K3>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sigmoid v1;v3=add w2 w3;v4=add v3 w4;v5=affine v2 c0 c1;v6=mul v1 v5;v7=affine v6 c2 c3;v8=mul w5 v4;v9=mul v8 v2;v10=mul v9 v5;w6=v10;v11=mul v9 v1;v12=mul_sub v8 v7 v11;v13=mul v2 v5;v14=mul v12 v13;w7=v14;" => functions::<E, K4>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sigmoid v1;v3=mul v1 v2;w2=v3;" => functions::<E, K5>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sigmoid v1;v3=mul v1 v2;w2=v3;v4=affine v2 c0 c1;v5=mul v1 v4;v6=affine v5 c2 c3;v7=mul v2 v6;w3=v7;" => functions::<E, K6>(),
        "v0=add w0 s0;v1=add v0 w1;w2=v1;" => functions::<E, K7>(),
        "v0=add w0 s0;v1=add v0 w1;w2=v1;t0+=v1;" => functions::<E, K8>(),
        "v0=add w0 s0;v1=mul v0 w1;w2=v1;" => functions::<E, K9>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=add v2 w3;v4=add v3 w4;v5=affine v1 c0 c1;v6=mul v0 v5;v7=affine v6 c2 c3;v8=mul w5 v4;v9=mul v8 v1;v10=mul v9 v5;w6=v10;v11=mul v9 v0;v12=mul_sub v8 v7 v11;v13=mul v1 v5;v14=mul v12 v13;w7=v14;" => functions::<E, K10>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=add v2 w3;v4=affine v1 c0 c1;v5=mul v0 v4;v6=affine v5 c2 c3;v7=mul w4 v3;v8=mul v7 v1;v9=mul v8 v4;w5=v9;v10=mul v8 v0;v11=mul_sub v7 v6 v10;v12=mul v1 v4;v13=mul v11 v12;w6=v13;" => functions::<E, K11>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;v7=mul v2 v6;w3=v7;" => functions::<E, K12>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul w3 v2;v7=mul v6 v1;v8=mul v7 v3;w4=v8;v9=mul v7 v0;v10=mul_sub v6 v5 v9;v11=mul v1 v3;v12=mul v10 v11;w5=v12;" => functions::<E, K13>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;w3=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;v7=mul v2 v6;w4=v7;" => functions::<E, K14>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul w1 v5;w2=v6;" => functions::<E, K15>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul w1 v5;w2=v6;t0+=v6;" => functions::<E, K16>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul w1 w2;v7=mul v6 v1;v8=mul v7 v0;v9=mul_sub v6 v4 v8;v10=mul w3 v5;v11=mul_add v7 v2 v10;v12=mul v1 v2;v13=mul_add v9 v12 v11;w4=v13;t0+=v13;" => functions::<E, K17>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul_add w1 v5 w2;w3=v6;" => functions::<E, K18>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;v3=sub w1 w2;w3=v3;v4=mul v2 v3;w4=v4;" => functions::<E, K19>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;v3=sub w1 w2;w3=v3;v4=mul v2 v3;w4=v4;v5=affine v1 c0 c1;v6=mul v0 v5;v7=affine v6 c2 c3;v8=mul v1 v7;v9=mul v3 v8;w5=v9;" => functions::<E, K20>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;w1=v2;" => functions::<E, K21>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;w1=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;w2=v6;" => functions::<E, K22>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;v3=sub w2 w3;w4=v3;v4=mul v2 v3;w5=v4;v5=affine v1 c0 c1;v6=mul v0 v5;v7=affine v6 c2 c3;v8=mul v1 v7;v9=mul v3 v8;w6=v9;" => functions::<E, K23>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;w2=v2;" => functions::<E, K24>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;w2=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;v7=mul w3 v6;w4=v7;" => functions::<E, K25>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;w2=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;w3=v6;" => functions::<E, K26>(),
        "v0=add w0 s0;w1=v0;" => functions::<E, K27>(),
        "v0=add w0 s0;w1=v0;t0+=v0;" => functions::<E, K28>(),
        "v0=add w0 s0;w1=v0;v1=add w2 v0;w3=v1;" => functions::<E, K29>(),
        "v0=add w0 s0;w1=v0;v1=add w2 v0;w3=v1;t0+=v1;" => functions::<E, K30>(),
        "v0=add w0 w1;v1=add v0 w2;t0+=v1;v2=mul v1 s0;w3=v2;v3=mul_add v1 w4 w5;t1+=v3;v4=mul_add v2 s1 w6;v5=mul_add v2 w7 w8;t2+=v5;t3+=v4;" => functions::<E, K31>(),
        "v0=add w0 w1;v1=add v0 w2;w3=v1;v2=mul v1 s0;w4=v2;t0+=v2*w5;t1+=v2*s1;" => functions::<E, K32>(),
        "v0=add w0 w1;v1=add w2 v0;t0+=w3*v1;" => functions::<E, K33>(),
        "v0=add w0 w1;v1=add w2 v0;v2=mul w3 s0;v3=mul_sub w3 v1 v2;v4=affine v3 c0 c1;w4=v4;" => functions::<E, K34>(),
        "v0=add w0 w1;v1=add w2 v0;v2=mul w3 v1;w4=v2;" => functions::<E, K35>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;t0+=v1*w2;" => functions::<E, K36>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;v2=affine v0 c2 c3;v3=add v1 r0;v4=mul v3 w2;v5=mul v3 w3;w4=v5;v6=mul_add v2 r1 v4;w5=v6;" => functions::<E, K37>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;v2=affine v0 c2 c3;v3=add v1 s0;v4=mul v3 w2;v5=mul v3 w3;w4=v5;v6=mul_add v2 s1 v4;w5=v6;" => functions::<E, K38>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;v2=mul v1 w2;w3=v2;" => functions::<E, K39>(),
        "v0=add w0 w1;v1=mul v0 w2;w3=v1;" => functions::<E, K40>(),
        "v0=add w0 w1;v1=mul_add v0 w2 w3;v2=add v1 w4;w5=v2;t0+=v2;" => functions::<E, K41>(),
        "v0=add w0 w1;v1=mul_add v0 w2 w3;v2=add v1 w4;w5=v2;t0+=v2;v3=mul v2 r0;v4=sub v2 v3;w6=v4;t1+=v3;" => functions::<E, K42>(),
        "v0=add w0 w1;v1=sub v0 w2;v2=affine v1 c0 c1;v3=add w2 v2;v4=mul_sub v0 v0 w3;v5=affine v4 c2 c3;v6=add w3 v5;v7=sqrt v6;v8=mul v7 s0;v9=affine v8 c4 c5;v10=recip v9;v11=mul v3 v10;v12=sub_mul s1 v11 w4;v13=sub w5 v12;v14=mul_add s2 v13 v12;v15=copy v3;w6=v15;v16=copy v6;w7=v16;v17=copy v12;w8=v17;v18=copy v14;w9=v18;" => functions::<E, K43>(),
        "v0=add w0 w1;v1=sub_mul r0 v0 w2;v2=mul v1 v1;w3=v2;v3=mul r1 v1;v4=affine v3 c0 c1;v5=mul v4 r0;w4=v5;" => functions::<E, K44>(),
        "v0=add w0 w1;v1=sub_mul s0 v0 w2;t0+=v1*v1;v2=mul s1 v1;v3=affine v2 c0 c1;v4=mul v3 s0;w3=v4;" => functions::<E, K45>(),
        "v0=add w0 w1;w2=v0;" => functions::<E, K46>(),
        "v0=add w0 w1;w2=v0;t0+=v0;" => functions::<E, K47>(),
        "v0=add w0 w1;w2=v0;t0+=v0;v1=affine v0 c0 c1;t1+=v1*w3;" => functions::<E, K48>(),
        "v0=add w0 w1;w2=v0;v1=add w3 v0;w4=v1;" => functions::<E, K49>(),
        "v0=add w0 w1;w2=v0;v1=mul v0 w3;w4=v1;" => functions::<E, K50>(),
        "v0=add w0 w1;w2=v0;v1=mul_add v0 w3 w4;v2=add v1 w5;w6=v2;t0+=v2;" => functions::<E, K51>(),
        "v0=affine w0 c0 c1;t0+=v0*w1;" => functions::<E, K52>(),
        "v0=affine w0 c0 c1;v1=add v0 w1;w2=v1;" => functions::<E, K53>(),
        "v0=affine w0 c0 c1;w1=v0;" => functions::<E, K54>(),
        "v0=mul r0 w0;v1=mul_add r1 w1 v0;w2=v1;" => functions::<E, K55>(),
        "v0=mul s0 w0;v1=affine v0 c0 c1;v2=mul_sub w1 s1 s2;v3=add v1 v2;w2=v3;v4=add w3 v3;w4=v4;" => functions::<E, K56>(),
        "v0=mul s0 w0;v1=affine v0 c0 c1;v2=mul_sub w1 s1 s2;v3=add v1 v2;w2=v3;v4=add w3 v3;w4=v4;v5=add w5 v4;w6=v5;" => functions::<E, K57>(),
        "v0=mul s0 w0;v1=mul_add s1 w1 v0;w2=v1;" => functions::<E, K58>(),
        "v0=mul w0 r0;v1=sub w0 v0;w1=v1;t0+=v0;" => functions::<E, K59>(),
        "v0=mul w0 s0;v1=mul_sub w0 w1 v0;v2=affine v1 c0 c1;w2=v2;" => functions::<E, K60>(),
        "v0=mul w0 s0;w1=v0;v1=mul_add v0 s1 s2;v2=sigmoid v1;v3=mul v1 v2;w2=v3;v4=affine v2 c0 c1;v5=mul v1 v4;v6=affine v5 c2 c3;v7=mul v2 v6;w3=v7;" => functions::<E, K61>(),
        "v0=mul w0 s0;w1=v0;v1=mul_add v0 s1 s2;w2=v1;" => functions::<E, K62>(),
        "v0=mul w0 w1;v1=mul v0 s0;w2=v1;t0+=v1*w3;t1+=v1*s1;" => functions::<E, K63>(),
        "v0=mul w0 w1;w2=v0;" => functions::<E, K64>(),
        "v0=mul_add s0 w0 w1;w2=v0;" => functions::<E, K65>(),
        "v0=mul_add w0 s0 w1;v1=mul s1 w2;v2=affine v1 c0 c1;v3=sub v0 s2;v4=add v2 v3;w3=v4;v5=add w4 v4;w5=v5;t0+=v5;" => functions::<E, K66>(),
        "v0=mul_add w0 s0 w1;v1=mul s1 w2;v2=affine v1 c0 c1;v3=sub v0 s2;v4=add v2 v3;w3=v4;v5=add w4 v4;w5=v5;t0+=v5;t1+=v5;" => functions::<E, K67>(),
        "v0=mul_add w0 w1 w2;w3=v0;" => functions::<E, K68>(),
        "v0=mul_add w0 w1 w2;w3=v0;t0+=v0;" => functions::<E, K69>(),
        "v0=sub s0 w0;v1=mul_add r0 v0 w0;w1=v1;" => functions::<E, K70>(),
        "v0=sub w0 s0;t0+=v0*v0;" => functions::<E, K71>(),
        "v0=sub w0 s0;t0+=w1;v1=affine w1 c0 c1;t1+=v1*v0;" => functions::<E, K72>(),
        "v0=sub w0 s0;v1=add w1 w2;v2=add v1 w3;v3=mul v2 s1;w4=v3;t0+=v3*v0;t1+=v3*s2;" => functions::<E, K73>(),
        "v0=sub w0 s0;v1=add w1 w2;w3=v1;t0+=v1;v2=affine v1 c0 c1;t1+=v2*v0;" => functions::<E, K74>(),
        "v0=sub w0 s0;v1=affine w0 c0 c1;v2=mul s1 w1;v3=mul_add v1 s2 v2;w2=v3;v4=mul v0 s3;v5=mul v0 w1;w3=v5;v6=mul_add s1 w4 v4;w5=v6;v7=mul v6 s4;w6=v7;v8=mul v6 w7;w8=v8;" => functions::<E, K75>(),
        "v0=sub w0 s0;v1=affine w1 c0 c1;v2=mul s1 w2;v3=mul_add v1 s2 v2;v4=add w3 w4;v5=mul_add w5 s3 v3;v6=mul s4 v0;v7=affine v6 c2 c3;v8=sub v5 s5;v9=add v7 v8;w6=v9;v10=add v4 v9;w7=v10;t0+=v10;" => functions::<E, K76>(),
        "v0=sub w0 s0;v1=affine w1 c0 c1;v2=mul s1 w2;v3=mul_add v1 s2 v2;v4=mul_add w3 s3 v3;v5=mul s4 v0;v6=affine v5 c2 c3;v7=sub v4 s5;v8=add v6 v7;w4=v8;t0+=v8;" => functions::<E, K77>(),
        "v0=sub w0 s0;v1=affine w1 c0 c1;v2=mul s1 w2;v3=mul_add v1 s2 v2;v4=mul_add w3 s3 v3;v5=mul s4 v0;v6=affine v5 c2 c3;v7=sub v4 s5;v8=add v6 v7;w4=v8;t0+=v8;t1+=v8;" => functions::<E, K78>(),
        "v0=sub w0 s0;v1=affine w1 c0 c1;v2=mul s1 w2;v3=mul_add v1 s2 v2;v4=mul_add w3 s3 v3;v5=mul s4 v0;v6=affine v5 c2 c3;v7=sub v4 s5;v8=add v6 v7;w4=v8;v9=add w5 v8;w6=v9;" => functions::<E, K79>(),
        "v0=sub w0 s0;v1=affine w1 c0 c1;v2=mul s1 w2;v3=mul_add v1 s2 v2;v4=mul_add w3 s3 v3;v5=mul s4 v0;v6=affine v5 c2 c3;v7=sub v4 s5;v8=add v6 v7;w4=v8;v9=add w5 v8;w6=v9;t0+=v9;" => functions::<E, K80>(),
        "v0=sub w0 s0;v1=mul s1 v0;v2=affine v1 c0 c1;v3=mul_sub w1 s2 s3;v4=add v2 v3;w2=v4;" => functions::<E, K81>(),
        "v0=sub w0 s0;v1=mul s1 v0;v2=affine v1 c0 c1;v3=mul_sub w1 s2 s3;v4=add v2 v3;w2=v4;v5=add w3 v4;w4=v5;" => functions::<E, K82>(),
        "v0=sub w0 s0;v1=mul s1 v0;v2=affine v1 c0 c1;v3=mul_sub w1 s2 s3;v4=add v2 v3;w2=v4;v5=add w3 v4;w4=v5;v6=add w5 v5;w6=v6;" => functions::<E, K83>(),
        "v0=sub w0 s0;v1=mul v0 s1;w1=v1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=mul v2 v3;v5=affine w2 c0 c1;v6=mul v4 v5;w3=v6;" => functions::<E, K84>(),
        "v0=sub w0 s0;v1=mul v0 s1;w1=v1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=mul v2 v3;w2=v4;" => functions::<E, K85>(),
        "v0=sub w0 s0;v1=mul v0 s1;w1=v1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=mul v2 v3;w2=v4;v5=affine v3 c0 c1;v6=mul v2 v5;v7=affine v6 c2 c3;v8=mul v3 v7;v9=mul w3 v8;v10=mul v9 s2;w4=v10;t0+=v10*v0;t1+=v10*s1;" => functions::<E, K86>(),
        "v0=sub w0 s0;v1=mul v0 s1;w1=v1;v2=mul_add v1 s2 s3;w2=v2;" => functions::<E, K87>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine v2 c0 c1;v4=mul v1 v3;v5=affine v4 c2 c3;v6=mul v2 v5;v7=mul w2 v6;v8=mul v7 s1;w3=v8;t0+=v8*v0;t1+=v8*s3;" => functions::<E, K88>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine v2 c0 c1;v4=mul v1 v3;v5=affine v4 c2 c3;v6=mul v2 v5;v7=mul w2 v6;v8=sub w3 s3;v9=affine w3 c4 c5;v10=mul s4 w4;v11=mul_add v9 s5 v10;v12=mul v8 s6;v13=mul_add s4 v0 v12;w5=v13;v14=mul v13 s1;v15=mul v14 v6;w6=v15;v16=mul v14 w2;v17=mul v16 v2;v18=mul v17 v1;v19=mul_sub v16 v5 v18;v20=mul w7 v6;v21=mul_add v17 v3 v20;v22=mul v2 v3;v23=mul_add v19 v22 v21;t0+=v23;v24=mul v23 s1;w8=v24;v25=mul v23 w1;v26=mul_add v13 v7 v25;t1+=v26;v27=mul v24 v0;v28=mul_add v24 s6 v11;v29=mul_add v8 w4 v27;t2+=v29;t3+=v28;" => functions::<E, K89>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine v2 c0 c1;v4=mul v1 v3;v5=affine v4 c2 c3;v6=mul v2 v5;v7=mul w2 v6;v8=sub w3 s3;v9=affine w3 c4 c5;v10=mul s4 w4;v11=mul_add v9 s5 v10;v12=mul w5 s1;v13=mul v12 w2;v14=mul v13 v2;v15=mul v14 v1;v16=mul_sub v13 v5 v15;v17=mul w6 v6;v18=mul_add v14 v3 v17;v19=mul v2 v3;v20=mul_add v16 v19 v18;t0+=v20;v21=mul v20 s1;w7=v21;v22=mul v20 w1;v23=mul_add w5 v7 v22;t1+=v23;v24=mul v21 v0;v25=mul_add v21 s6 v11;v26=mul_add v8 w4 v24;t2+=v26;t3+=v25;" => functions::<E, K90>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine v2 c0 c1;v4=mul v1 v3;v5=affine v4 c2 c3;v6=mul v2 v5;v7=sub w2 s3;v8=mul v7 s4;v9=mul_add s5 v0 v8;w3=v9;v10=mul v9 s1;v11=mul v10 v6;w4=v11;" => functions::<E, K91>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine w2 c0 c1;v4=affine v2 c2 c3;v5=mul v1 v4;v6=affine v5 c4 c5;v7=mul v2 v6;v8=sub w3 s3;v9=mul v8 s4;v10=mul_add s5 v0 v9;w4=v10;v11=mul v10 s1;v12=mul v11 v7;v13=mul v12 v3;w5=v13;" => functions::<E, K92>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine w2 c0 c1;v4=mul w3 v3;v5=affine v2 c2 c3;v6=mul v1 v5;v7=affine v6 c4 c5;v8=mul v2 v7;v9=mul v4 v8;v10=mul v9 s1;w4=v10;t0+=v10*v0;t1+=v10*s3;" => functions::<E, K93>(),
        "v0=sub w0 s0;v1=mul_add w1 s1 s2;v2=sigmoid v1;v3=affine w2 c0 c1;v4=mul w3 v3;v5=affine v2 c2 c3;v6=mul v1 v5;v7=affine v6 c4 c5;v8=mul v2 v7;v9=mul v4 v8;v10=sub w4 s3;v11=affine w4 c6 c7;v12=mul s4 w5;v13=mul_add v11 s5 v12;v14=mul w6 s1;v15=mul v14 v4;v16=mul v15 v2;v17=mul v16 v1;v18=mul_sub v15 v7 v17;v19=mul w7 v3;v20=mul v19 v8;v21=mul_add v16 v5 v20;v22=mul v2 v5;v23=mul_add v18 v22 v21;t0+=v23;v24=mul v23 s1;w8=v24;v25=mul v23 w1;v26=mul_add w6 v9 v25;t1+=v26;v27=mul v24 v0;v28=mul_add v24 s6 v13;v29=mul_add v10 w5 v27;t2+=v29;t3+=v28;" => functions::<E, K94>(),
        "v0=sub w0 s0;w1=v0;t0+=v0*v0;" => functions::<E, K95>(),
        "v0=sub w0 w1;t0+=v0*w2;" => functions::<E, K96>(),
        "v0=sub w0 w1;v1=affine v0 c0 c1;v2=add w1 v1;v3=mul_sub w0 w0 w2;v4=affine v3 c2 c3;v5=add w2 v4;v6=sqrt v5;v7=mul v6 s0;v8=affine v7 c4 c5;v9=recip v8;v10=mul v2 v9;v11=sub_mul s1 v10 w3;v12=sub w4 v11;v13=mul_add s2 v12 v11;v14=copy v2;w5=v14;v15=copy v5;w6=v15;v16=copy v11;w7=v16;v17=copy v13;w8=v17;" => functions::<E, K97>(),
        "v0=sub w0 w1;w2=v0;" => functions::<E, K98>(),
        "v0=sub w0 w1;w2=v0;v1=mul w3 v0;w4=v1;" => functions::<E, K99>(),
        "v0=sub_mul w0 r0 w1;v1=affine v0 c0 c1;w2=v1;" => functions::<E, K100>(),
        _ => return None,
    })
}
