//! Kernels for the passes of known networks' regions. Written by the example `region_kernels`, not by hand.

#![cfg_attr(rustfmt, rustfmt_skip)]

use super::kernel::{Args, Body, Function, functions};
use super::lanes::Functions;
use crate::element::Element;

struct K0;
impl Body for K0 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    t0 = t0.add(v0);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    t0 = t0.add(v1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K5;
impl Body for K5 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    t0 = v2.mul_add(v2, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K6;
impl Body for K6 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let w1 = V::load(a.wide[1].add(i));
                    t0 = t0.add(w1);
                    let v3 = w1.mul_add(c0, c1);
                    t1 = v3.mul_add(v2, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K7;
impl Body for K7 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let v6 = v5.mul_add(c0, c1);
                    let v7 = v4.mul(v6);
                    let v8 = v7.mul_add(c2, c3);
                    let v9 = v5.mul(v8);
                    let w1 = V::load(a.wide[1].add(i));
                    let v10 = w1.mul(v9);
                    let v11 = v10.mul(s4);
                    t0 = v11.mul_add(v2, t0);
                    t1 = v11.mul_add(s3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K8;
impl Body for K8 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let v6 = v5.mul_add(c0, c1);
                    let v7 = v4.mul(v6);
                    let v8 = v7.mul_add(c2, c3);
                    let v9 = v5.mul(v8);
                    let w1 = V::load(a.wide[1].add(i));
                    let v10 = w1.mul(v9);
                    let v11 = v10.mul(s4);
                    let v12 = s6.mul(v2);
                    let v13 = v12.mul_add(c4, c5);
                    let v14 = v11.mul_sub(s3, s7);
                    let v15 = v13.add(v14);
                    v15.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K9;
impl Body for K9 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul_add(c0, c1);
                    let v7 = v5.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let v9 = v8.mul_add(c4, c5);
                    let v10 = v5.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.sub(s6);
                    let v12 = v11.mul(s3);
                    let v13 = s7.mul_add(v2, v12);
                    let v14 = v13.mul(s4);
                    let v15 = v14.mul(v10);
                    let v16 = v15.mul(v6);
                    v16.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K10;
impl Body for K10 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let v8 = v5.mul_add(c2, c3);
                    let v9 = v4.mul(v8);
                    let v10 = v9.mul_add(c4, c5);
                    let v11 = v5.mul(v10);
                    let v12 = v7.mul(v11);
                    let v13 = v12.mul(s4);
                    t0 = v13.mul_add(v2, t0);
                    t1 = v13.mul_add(s3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K11;
impl Body for K11 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let v8 = v5.mul_add(c2, c3);
                    let v9 = v4.mul(v8);
                    let v10 = v9.mul_add(c4, c5);
                    let v11 = v5.mul(v10);
                    let v12 = v7.mul(v11);
                    let v13 = v12.mul(s4);
                    let v14 = s6.mul(v2);
                    let v15 = v14.mul_add(c6, c7);
                    let v16 = v13.mul_sub(s3, s7);
                    let v17 = v15.add(v16);
                    v17.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K12;
impl Body for K12 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let v8 = v5.mul_add(c2, c3);
                    let v9 = v4.mul(v8);
                    let v10 = v9.mul_add(c4, c5);
                    let v11 = v5.mul(v10);
                    let v12 = v7.mul(v11);
                    let v13 = v12.mul(s4);
                    let w3 = V::load(a.wide[3].add(i));
                    let v14 = w3.sub(s6);
                    let v15 = w3.mul_add(c6, c7);
                    let v16 = s7.mul(v13);
                    let v17 = v15.mul_add(s8, v16);
                    let v18 = v14.mul(s3);
                    let v19 = s7.mul_add(v2, v18);
                    let v20 = v19.mul(s4);
                    let v21 = v20.mul(v7);
                    let v22 = v21.mul(v5);
                    let v23 = v22.mul(v4);
                    let v24 = v21.mul_sub(v10, v23);
                    let w4 = V::load(a.wide[4].add(i));
                    let v25 = w4.mul(v6);
                    let v26 = v25.mul(v11);
                    let v27 = v22.mul_add(v8, v26);
                    let v28 = v5.mul(v8);
                    let v29 = v24.mul_add(v28, v27);
                    t0 = t0.add(v29);
                    let v30 = v29.mul(s4);
                    let v31 = v29.mul(v3);
                    let v32 = v19.mul_add(v12, v31);
                    t1 = t1.add(v32);
                    let v33 = v30.mul(v2);
                    let v34 = v30.mul_add(s3, v17);
                    let v35 = v14.mul_add(v13, v33);
                    t2 = t2.add(v35);
                    t3 = t3.add(v34);
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

struct K13;
impl Body for K13 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let c8 = V::splat(*a.constants.add(8));
                let c9 = V::splat(*a.constants.add(9));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v7 = w2.mul(v6);
                    let v8 = v5.mul_add(c2, c3);
                    let v9 = v4.mul(v8);
                    let v10 = v9.mul_add(c4, c5);
                    let v11 = v5.mul(v10);
                    let v12 = v7.mul(v11);
                    let v13 = v12.mul(s4);
                    let w3 = V::load(a.wide[3].add(i));
                    let v14 = w3.sub(s6);
                    let v15 = w3.mul_add(c6, c7);
                    let v16 = s7.mul(v13);
                    let v17 = v15.mul_add(s8, v16);
                    let v18 = v14.mul(s3);
                    let v19 = s7.mul_add(v2, v18);
                    let v20 = v19.mul(s4);
                    let v21 = v20.mul(v7);
                    let v22 = v21.mul(v5);
                    let v23 = v22.mul(v4);
                    let v24 = v21.mul_sub(v10, v23);
                    let w4 = V::load(a.wide[4].add(i));
                    let v25 = w4.mul(v6);
                    let v26 = v25.mul(v11);
                    let v27 = v22.mul_add(v8, v26);
                    let v28 = v5.mul(v8);
                    let v29 = v24.mul_add(v28, v27);
                    let v30 = v29.mul(s4);
                    let v31 = v30.mul_add(s3, v17);
                    let v32 = s9.mul(v2);
                    let v33 = v32.mul_add(c8, c9);
                    let v34 = v31.sub(s10);
                    let v35 = v33.add(v34);
                    v35.store(a.wide[5].add(i));
                    t0 = t0.add(v35);
                    t1 = t1.add(v35);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K14;
impl Body for K14 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s5 = V::load(a.spreads[5].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let v6 = v4.mul(v5);
                    let w1 = V::load(a.wide[1].add(i));
                    let v7 = w1.mul_add(c0, c1);
                    let v8 = v6.mul(v7);
                    v8.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K15;
impl Body for K15 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
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
                    let v0 = w0.add(s0);
                    let v1 = v0.add(s1);
                    let v2 = v1.sub(s2);
                    let v3 = v2.mul(s3);
                    let v4 = v3.mul_add(s4, s5);
                    let v5 = v4.sigmoid();
                    let v6 = v4.mul(v5);
                    v6.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K16;
impl Body for K16 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    t0 = t0.add(v1);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w2.add(s1);
                    let v3 = v1.add(v2);
                    let v4 = v3.sub(s2);
                    let v5 = v4.mul(s3);
                    let v6 = v5.mul_add(s4, s5);
                    let v7 = v6.sigmoid();
                    let v8 = v7.mul_add(c0, c1);
                    let v9 = v6.mul(v8);
                    let v10 = v9.mul_add(c2, c3);
                    let v11 = v7.mul(v10);
                    let w3 = V::load(a.wide[3].add(i));
                    let v12 = w3.mul(v11);
                    let v13 = v12.mul(s4);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v14 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v15 = v14.add(w6);
                    let v16 = v15.sub(s6);
                    let v17 = v15.mul_add(c4, c5);
                    let v18 = s7.mul(v13);
                    let v19 = v17.mul_add(s8, v18);
                    let v20 = v16.mul(s3);
                    let v21 = s7.mul_add(v4, v20);
                    let v22 = v21.mul(s4);
                    let v23 = v22.mul(w3);
                    let v24 = v23.mul(v7);
                    let v25 = v24.mul(v6);
                    let v26 = v23.mul_sub(v10, v25);
                    let w7 = V::load(a.wide[7].add(i));
                    let v27 = w7.mul(v11);
                    let v28 = v24.mul_add(v8, v27);
                    let v29 = v7.mul(v8);
                    let v30 = v26.mul_add(v29, v28);
                    t0 = t0.add(v30);
                    let v31 = v30.mul(s4);
                    let v32 = v30.mul(v5);
                    let v33 = v21.mul_add(v12, v32);
                    t1 = t1.add(v33);
                    let v34 = v31.mul(v4);
                    let v35 = v31.mul_add(s3, v19);
                    let v36 = v16.mul_add(v13, v34);
                    t2 = t2.add(v36);
                    t3 = t3.add(v35);
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

struct K18;
impl Body for K18 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = w2.add(s1);
                    let v3 = v1.add(v2);
                    let v4 = v3.sub(s2);
                    let v5 = v4.mul(s3);
                    let v6 = v5.mul_add(s4, s5);
                    let v7 = v6.sigmoid();
                    let v8 = v7.mul_add(c0, c1);
                    let v9 = v6.mul(v8);
                    let v10 = v9.mul_add(c2, c3);
                    let v11 = v7.mul(v10);
                    let w3 = V::load(a.wide[3].add(i));
                    let v12 = w3.mul(v11);
                    let v13 = v12.mul(s4);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v14 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v15 = v14.add(w6);
                    let v16 = v15.sub(s6);
                    let v17 = v15.mul_add(c4, c5);
                    let v18 = s7.mul(v13);
                    let v19 = v17.mul_add(s8, v18);
                    let v20 = v16.mul(s3);
                    let v21 = s7.mul_add(v4, v20);
                    let v22 = v21.mul(s4);
                    let v23 = v22.mul(w3);
                    let v24 = v23.mul(v7);
                    let v25 = v24.mul(v6);
                    let v26 = v23.mul_sub(v10, v25);
                    let w7 = V::load(a.wide[7].add(i));
                    let v27 = w7.mul(v11);
                    let v28 = v24.mul_add(v8, v27);
                    let v29 = v7.mul(v8);
                    let v30 = v26.mul_add(v29, v28);
                    let v31 = v30.mul(s4);
                    let v32 = v31.mul_add(s3, v19);
                    let v33 = s9.mul(v4);
                    let v34 = v33.mul_add(c6, c7);
                    let v35 = v32.sub(s10);
                    let v36 = v34.add(v35);
                    let w8 = V::load(a.wide[8].add(i));
                    let v37 = w8.add(v36);
                    v37.store(a.wide[9].add(i));
                    t0 = t0.add(v37);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K19;
impl Body for K19 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K20;
impl Body for K20 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K21;
impl Body for K21 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sub(s1);
                    t0 = v2.mul_add(v2, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K22;
impl Body for K22 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sub(s1);
                    let v3 = v2.mul(s2);
                    let v4 = v3.mul_add(s3, s4);
                    let v5 = v4.sigmoid();
                    let v6 = v5.mul_add(c0, c1);
                    let v7 = v4.mul(v6);
                    let v8 = v7.mul_add(c2, c3);
                    let v9 = v5.mul(v8);
                    let w2 = V::load(a.wide[2].add(i));
                    let v10 = w2.mul(v9);
                    let v11 = v10.mul(s3);
                    let v12 = s5.mul(v2);
                    let v13 = v12.mul_add(c4, c5);
                    let v14 = v11.mul_sub(s2, s6);
                    let v15 = v13.add(v14);
                    v15.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K23;
impl Body for K23 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sub(s1);
                    let v3 = v2.mul(s2);
                    let v4 = v3.mul_add(s3, s4);
                    let v5 = v4.sigmoid();
                    let v6 = v4.mul(v5);
                    v6.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K24;
impl Body for K24 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = v0.add(w1);
                    let v2 = v1.sub(s1);
                    let v3 = v2.mul(s2);
                    let v4 = v3.mul_add(s3, s4);
                    let v5 = v4.sigmoid();
                    let v6 = v4.mul(v5);
                    v6.store(a.wide[2].add(i));
                    let v7 = v5.mul_add(c0, c1);
                    let v8 = v4.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v5.mul(v9);
                    let w3 = V::load(a.wide[3].add(i));
                    let v11 = w3.mul(v10);
                    let v12 = v11.mul(s3);
                    t0 = v12.mul_add(v2, t0);
                    t1 = v12.mul_add(s2, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K25;
impl Body for K25 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K26;
impl Body for K26 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K27;
impl Body for K27 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    t0 = t0.add(v2);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K28;
impl Body for K28 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v2.add(v3);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v5.add(v4);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v6.add(v7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(s5);
                    let v10 = v9.add(v8);
                    let v11 = v10.sub(s6);
                    let w6 = V::load(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v12 = w6.add(w7);
                    let w8 = V::load(a.wide[8].add(i));
                    let v13 = v12.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v14 = v13.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v15 = v14.add(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v16 = v15.add(w11);
                    t0 = t0.add(v16);
                    let v17 = v16.mul_add(c0, c1);
                    t1 = v17.mul_add(v11, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K29;
impl Body for K29 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let s12 = V::load(a.spreads[12].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v2.add(v3);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v5.add(v4);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v6.add(v7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(s5);
                    let v10 = v9.add(v8);
                    let v11 = v10.sub(s6);
                    let v12 = v11.mul(s7);
                    let v13 = v12.mul_add(s8, s9);
                    let v14 = v13.sigmoid();
                    let v15 = v14.mul_add(c0, c1);
                    let v16 = v13.mul(v15);
                    let v17 = v16.mul_add(c2, c3);
                    let v18 = v14.mul(v17);
                    let w6 = V::load(a.wide[6].add(i));
                    let v19 = w6.mul(v18);
                    let v20 = v19.mul(s8);
                    let w7 = V::load(a.wide[7].add(i));
                    let w8 = V::load(a.wide[8].add(i));
                    let v21 = w7.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v22 = v21.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v23 = v22.add(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v24 = v23.add(w11);
                    let w12 = V::load(a.wide[12].add(i));
                    let v25 = v24.add(w12);
                    let v26 = v25.sub(s10);
                    let v27 = v25.mul_add(c4, c5);
                    let v28 = s11.mul(v20);
                    let v29 = v27.mul_add(s12, v28);
                    let v30 = v26.mul(s7);
                    let v31 = s11.mul_add(v11, v30);
                    let v32 = v31.mul(s8);
                    let v33 = v32.mul(v18);
                    v33.store(a.wide[13].add(i));
                    let v34 = v32.mul(w6);
                    let v35 = v34.mul(v14);
                    let v36 = v35.mul(v13);
                    let v37 = v34.mul_sub(v17, v36);
                    let w14 = V::load(a.wide[14].add(i));
                    let v38 = w14.mul(v18);
                    let v39 = v35.mul_add(v15, v38);
                    let v40 = v14.mul(v15);
                    let v41 = v37.mul_add(v40, v39);
                    t0 = t0.add(v41);
                    let v42 = v41.mul(s8);
                    let v43 = v41.mul(v12);
                    let v44 = v31.mul_add(v19, v43);
                    t1 = t1.add(v44);
                    let v45 = v42.mul(v11);
                    let v46 = v42.mul_add(s7, v29);
                    let v47 = v26.mul_add(v20, v45);
                    t2 = t2.add(v47);
                    t3 = t3.add(v46);
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

struct K30;
impl Body for K30 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let s12 = V::load(a.spreads[12].add(c));
                let s13 = V::load(a.spreads[13].add(c));
                let s14 = V::load(a.spreads[14].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v2.add(v3);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v5.add(v4);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v6.add(v7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(s5);
                    let v10 = v9.add(v8);
                    let v11 = v10.sub(s6);
                    let v12 = v11.mul(s7);
                    let v13 = v12.mul_add(s8, s9);
                    let v14 = v13.sigmoid();
                    let v15 = v14.mul_add(c0, c1);
                    let v16 = v13.mul(v15);
                    let v17 = v16.mul_add(c2, c3);
                    let v18 = v14.mul(v17);
                    let w6 = V::load(a.wide[6].add(i));
                    let v19 = w6.mul(v18);
                    let v20 = v19.mul(s8);
                    let w7 = V::load(a.wide[7].add(i));
                    let w8 = V::load(a.wide[8].add(i));
                    let v21 = w7.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v22 = v21.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v23 = v22.add(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v24 = v23.add(w11);
                    let w12 = V::load(a.wide[12].add(i));
                    let v25 = v24.add(w12);
                    let v26 = v25.sub(s10);
                    let v27 = v25.mul_add(c4, c5);
                    let v28 = s11.mul(v20);
                    let v29 = v27.mul_add(s12, v28);
                    let v30 = v26.mul(s7);
                    let v31 = s11.mul_add(v11, v30);
                    let v32 = v31.mul(s8);
                    let v33 = v32.mul(w6);
                    let v34 = v33.mul(v14);
                    let v35 = v34.mul(v13);
                    let v36 = v33.mul_sub(v17, v35);
                    let w13 = V::load(a.wide[13].add(i));
                    let v37 = w13.mul(v18);
                    let v38 = v34.mul_add(v15, v37);
                    let v39 = v14.mul(v15);
                    let v40 = v36.mul_add(v39, v38);
                    let v41 = v40.mul(s8);
                    let v42 = v41.mul_add(s7, v29);
                    let v43 = s13.mul(v11);
                    let v44 = v43.mul_add(c6, c7);
                    let v45 = v42.sub(s14);
                    let v46 = v44.add(v45);
                    v46.store(a.wide[14].add(i));
                    t0 = t0.add(v46);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v2.add(v3);
                    let v5 = v4.sub(s3);
                    let v6 = v5.mul(s4);
                    let v7 = v6.mul_add(s5, s6);
                    let v8 = v7.sigmoid();
                    let v9 = v8.mul_add(c0, c1);
                    let v10 = v7.mul(v9);
                    let v11 = v10.mul_add(c2, c3);
                    let v12 = v8.mul(v11);
                    let w3 = V::load(a.wide[3].add(i));
                    let v13 = w3.mul(v12);
                    let v14 = v13.mul(s5);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v15 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v16 = v15.add(w6);
                    let v17 = v16.sub(s7);
                    let v18 = v16.mul_add(c4, c5);
                    let v19 = s8.mul(v14);
                    let v20 = v18.mul_add(s9, v19);
                    let v21 = v17.mul(s4);
                    let v22 = s8.mul_add(v5, v21);
                    let v23 = v22.mul(s5);
                    let v24 = v23.mul(w3);
                    let v25 = v24.mul(v8);
                    let v26 = v25.mul(v7);
                    let v27 = v24.mul_sub(v11, v26);
                    let w7 = V::load(a.wide[7].add(i));
                    let v28 = w7.mul(v12);
                    let v29 = v25.mul_add(v9, v28);
                    let v30 = v8.mul(v9);
                    let v31 = v27.mul_add(v30, v29);
                    t0 = t0.add(v31);
                    let v32 = v31.mul(s5);
                    let v33 = v31.mul(v6);
                    let v34 = v22.mul_add(v13, v33);
                    t1 = t1.add(v34);
                    let v35 = v32.mul(v5);
                    let v36 = v32.mul_add(s4, v20);
                    let v37 = v17.mul_add(v14, v35);
                    t2 = t2.add(v37);
                    t3 = t3.add(v36);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v2.add(v3);
                    let v5 = v4.sub(s3);
                    let v6 = v5.mul(s4);
                    let v7 = v6.mul_add(s5, s6);
                    let v8 = v7.sigmoid();
                    let v9 = v8.mul_add(c0, c1);
                    let v10 = v7.mul(v9);
                    let v11 = v10.mul_add(c2, c3);
                    let v12 = v8.mul(v11);
                    let w3 = V::load(a.wide[3].add(i));
                    let v13 = w3.mul(v12);
                    let v14 = v13.mul(s5);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v15 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v16 = v15.add(w6);
                    let v17 = v16.sub(s7);
                    let v18 = v16.mul_add(c4, c5);
                    let v19 = s8.mul(v14);
                    let v20 = v18.mul_add(s9, v19);
                    let v21 = v17.mul(s4);
                    let v22 = s8.mul_add(v5, v21);
                    let v23 = v22.mul(s5);
                    let v24 = v23.mul(w3);
                    let v25 = v24.mul(v8);
                    let v26 = v25.mul(v7);
                    let v27 = v24.mul_sub(v11, v26);
                    let w7 = V::load(a.wide[7].add(i));
                    let v28 = w7.mul(v12);
                    let v29 = v25.mul_add(v9, v28);
                    let v30 = v8.mul(v9);
                    let v31 = v27.mul_add(v30, v29);
                    let v32 = v31.mul(s5);
                    let v33 = v32.mul_add(s4, v20);
                    let v34 = s10.mul(v5);
                    let v35 = v34.mul_add(c6, c7);
                    let v36 = v33.sub(s11);
                    let v37 = v35.add(v36);
                    let w8 = V::load(a.wide[8].add(i));
                    let v38 = w8.add(v37);
                    v38.store(a.wide[9].add(i));
                    t0 = t0.add(v38);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K33;
impl Body for K33 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    t0 = v3.mul_add(v3, t0);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w2.add(w3);
                    t0 = t0.add(v4);
                    let v5 = v4.mul_add(c0, c1);
                    t1 = v5.mul_add(v3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K35;
impl Body for K35 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v13 = w3.add(w4);
                    let v14 = v13.sub(s6);
                    let v15 = v13.mul_add(c4, c5);
                    let v16 = s7.mul(v12);
                    let v17 = v15.mul_add(s8, v16);
                    let v18 = v14.mul(s3);
                    let v19 = s7.mul_add(v3, v18);
                    let v20 = v19.mul(s4);
                    let v21 = v20.mul(v10);
                    v21.store(a.wide[5].add(i));
                    let v22 = v20.mul(w2);
                    let v23 = v22.mul(v6);
                    let v24 = v23.mul(v5);
                    let v25 = v22.mul_sub(v9, v24);
                    let w6 = V::load(a.wide[6].add(i));
                    let v26 = w6.mul(v10);
                    let v27 = v23.mul_add(v7, v26);
                    let v28 = v6.mul(v7);
                    let v29 = v25.mul_add(v28, v27);
                    t0 = t0.add(v29);
                    let v30 = v29.mul(s4);
                    let v31 = v29.mul(v4);
                    let v32 = v19.mul_add(v11, v31);
                    t1 = t1.add(v32);
                    let v33 = v30.mul(v3);
                    let v34 = v30.mul_add(s3, v17);
                    let v35 = v14.mul_add(v12, v33);
                    t2 = t2.add(v35);
                    t3 = t3.add(v34);
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

struct K36;
impl Body for K36 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v13 = w3.add(w4);
                    let v14 = v13.sub(s6);
                    let v15 = v13.mul_add(c4, c5);
                    let v16 = s7.mul(v12);
                    let v17 = v15.mul_add(s8, v16);
                    let v18 = v14.mul(s3);
                    let v19 = s7.mul_add(v3, v18);
                    let v20 = v19.mul(s4);
                    let v21 = v20.mul(w2);
                    let v22 = v21.mul(v6);
                    let v23 = v22.mul(v5);
                    let v24 = v21.mul_sub(v9, v23);
                    let w5 = V::load(a.wide[5].add(i));
                    let v25 = w5.mul(v10);
                    let v26 = v22.mul_add(v7, v25);
                    let v27 = v6.mul(v7);
                    let v28 = v24.mul_add(v27, v26);
                    let v29 = v28.mul(s4);
                    let v30 = v29.mul_add(s3, v17);
                    let v31 = s9.mul(v3);
                    let v32 = v31.mul_add(c6, c7);
                    let v33 = v30.sub(s10);
                    let v34 = v32.add(v33);
                    v34.store(a.wide[6].add(i));
                    t0 = t0.add(v34);
                    t1 = t1.add(v34);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K37;
impl Body for K37 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    let v13 = s6.mul(v3);
                    let v14 = v13.mul_add(c4, c5);
                    let v15 = v12.mul_sub(s3, s7);
                    let v16 = v14.add(v15);
                    v16.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K38;
impl Body for K38 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
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
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v5.mul(v6);
                    v7.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K39;
impl Body for K39 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v5.mul(v6);
                    v7.store(a.wide[2].add(i));
                    let v8 = v6.mul_add(c0, c1);
                    let v9 = v5.mul(v8);
                    let v10 = v9.mul_add(c2, c3);
                    let v11 = v6.mul(v10);
                    let w3 = V::load(a.wide[3].add(i));
                    let v12 = w3.mul(v11);
                    let v13 = v12.mul(s4);
                    t0 = v13.mul_add(v3, t0);
                    t1 = v13.mul_add(s3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K40;
impl Body for K40 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    v2.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K41;
impl Body for K41 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v0.add(v1);
                    v2.store(a.wide[2].add(i));
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s5 = V::load(a.spreads[5].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v4.add(v5);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v7.add(v6);
                    let v9 = v8.sub(s5);
                    let w5 = V::load(a.wide[5].add(i));
                    let w6 = V::load(a.wide[6].add(i));
                    let v10 = w5.add(w6);
                    let w7 = V::load(a.wide[7].add(i));
                    let v11 = v10.add(w7);
                    let w8 = V::load(a.wide[8].add(i));
                    let v12 = v11.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v13 = v12.add(w9);
                    t0 = t0.add(v13);
                    let v14 = v13.mul_add(c0, c1);
                    t1 = v14.mul_add(v9, t1);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v4.add(v5);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v7.add(v6);
                    let v9 = v8.sub(s5);
                    let v10 = v9.mul(s6);
                    let v11 = v10.mul_add(s7, s8);
                    let v12 = v11.sigmoid();
                    let v13 = v12.mul_add(c0, c1);
                    let v14 = v11.mul(v13);
                    let v15 = v14.mul_add(c2, c3);
                    let v16 = v12.mul(v15);
                    let w5 = V::load(a.wide[5].add(i));
                    let v17 = w5.mul(v16);
                    let v18 = v17.mul(s7);
                    let w6 = V::load(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v19 = w6.add(w7);
                    let w8 = V::load(a.wide[8].add(i));
                    let v20 = v19.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v21 = v20.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v22 = v21.add(w10);
                    let v23 = v22.sub(s9);
                    let v24 = v22.mul_add(c4, c5);
                    let v25 = s10.mul(v18);
                    let v26 = v24.mul_add(s11, v25);
                    let v27 = v23.mul(s6);
                    let v28 = s10.mul_add(v9, v27);
                    let v29 = v28.mul(s7);
                    let v30 = v29.mul(v16);
                    v30.store(a.wide[11].add(i));
                    let v31 = v29.mul(w5);
                    let v32 = v31.mul(v12);
                    let v33 = v32.mul(v11);
                    let v34 = v31.mul_sub(v15, v33);
                    let w12 = V::load(a.wide[12].add(i));
                    let v35 = w12.mul(v16);
                    let v36 = v32.mul_add(v13, v35);
                    let v37 = v12.mul(v13);
                    let v38 = v34.mul_add(v37, v36);
                    t0 = t0.add(v38);
                    let v39 = v38.mul(s7);
                    let v40 = v38.mul(v10);
                    let v41 = v28.mul_add(v17, v40);
                    t1 = t1.add(v41);
                    let v42 = v39.mul(v9);
                    let v43 = v39.mul_add(s6, v26);
                    let v44 = v23.mul_add(v18, v42);
                    t2 = t2.add(v44);
                    t3 = t3.add(v43);
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

struct K44;
impl Body for K44 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let s12 = V::load(a.spreads[12].add(c));
                let s13 = V::load(a.spreads[13].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v4.add(v5);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v7.add(v6);
                    let v9 = v8.sub(s5);
                    let v10 = v9.mul(s6);
                    let v11 = v10.mul_add(s7, s8);
                    let v12 = v11.sigmoid();
                    let v13 = v12.mul_add(c0, c1);
                    let v14 = v11.mul(v13);
                    let v15 = v14.mul_add(c2, c3);
                    let v16 = v12.mul(v15);
                    let w5 = V::load(a.wide[5].add(i));
                    let v17 = w5.mul(v16);
                    let v18 = v17.mul(s7);
                    let w6 = V::load(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v19 = w6.add(w7);
                    let w8 = V::load(a.wide[8].add(i));
                    let v20 = v19.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v21 = v20.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v22 = v21.add(w10);
                    let v23 = v22.sub(s9);
                    let v24 = v22.mul_add(c4, c5);
                    let v25 = s10.mul(v18);
                    let v26 = v24.mul_add(s11, v25);
                    let v27 = v23.mul(s6);
                    let v28 = s10.mul_add(v9, v27);
                    let v29 = v28.mul(s7);
                    let v30 = v29.mul(w5);
                    let v31 = v30.mul(v12);
                    let v32 = v31.mul(v11);
                    let v33 = v30.mul_sub(v15, v32);
                    let w11 = V::load(a.wide[11].add(i));
                    let v34 = w11.mul(v16);
                    let v35 = v31.mul_add(v13, v34);
                    let v36 = v12.mul(v13);
                    let v37 = v33.mul_add(v36, v35);
                    let v38 = v37.mul(s7);
                    let v39 = v38.mul_add(s6, v26);
                    let v40 = s12.mul(v9);
                    let v41 = v40.mul_add(c6, c7);
                    let v42 = v39.sub(s13);
                    let v43 = v41.add(v42);
                    v43.store(a.wide[12].add(i));
                    t0 = t0.add(v43);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K45;
impl Body for K45 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v4.add(v5);
                    let v7 = v6.sub(s4);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v8 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v9 = v8.add(w6);
                    let w7 = V::load(a.wide[7].add(i));
                    let v10 = v9.add(w7);
                    t0 = t0.add(v10);
                    let v11 = v10.mul_add(c0, c1);
                    t1 = v11.mul_add(v7, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K46;
impl Body for K46 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v4.add(v5);
                    let v7 = v6.sub(s4);
                    let v8 = v7.mul(s5);
                    let v9 = v8.mul_add(s6, s7);
                    let v10 = v9.sigmoid();
                    let v11 = v10.mul_add(c0, c1);
                    let v12 = v9.mul(v11);
                    let v13 = v12.mul_add(c2, c3);
                    let v14 = v10.mul(v13);
                    let w4 = V::load(a.wide[4].add(i));
                    let v15 = w4.mul(v14);
                    let v16 = v15.mul(s6);
                    let w5 = V::load(a.wide[5].add(i));
                    let w6 = V::load(a.wide[6].add(i));
                    let v17 = w5.add(w6);
                    let w7 = V::load(a.wide[7].add(i));
                    let v18 = v17.add(w7);
                    let w8 = V::load(a.wide[8].add(i));
                    let v19 = v18.add(w8);
                    let v20 = v19.sub(s8);
                    let v21 = v19.mul_add(c4, c5);
                    let v22 = s9.mul(v16);
                    let v23 = v21.mul_add(s10, v22);
                    v23.store(a.wide[9].add(i));
                    let v24 = v20.mul(s5);
                    let v25 = v20.mul(v16);
                    v25.store(a.wide[10].add(i));
                    let v26 = s9.mul_add(v7, v24);
                    let v27 = v26.mul(s6);
                    let v28 = v26.mul(v15);
                    v28.store(a.wide[11].add(i));
                    let v29 = v27.mul(v14);
                    v29.store(a.wide[12].add(i));
                    let v30 = v27.mul(w4);
                    let v31 = v30.mul(v10);
                    let v32 = v31.mul(v11);
                    v32.store(a.wide[13].add(i));
                    let v33 = v31.mul(v9);
                    let v34 = v30.mul_sub(v13, v33);
                    let v35 = v10.mul(v11);
                    let v36 = v34.mul(v35);
                    v36.store(a.wide[14].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K47;
impl Body for K47 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v5.add(v4);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v6.add(v7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(s5);
                    let v10 = v9.add(v8);
                    let v11 = v10.sub(s6);
                    let w6 = V::load(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v12 = w6.add(w7);
                    let w8 = V::load(a.wide[8].add(i));
                    let v13 = v12.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v14 = v13.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v15 = v14.add(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v16 = v15.add(w11);
                    t0 = t0.add(v16);
                    let v17 = v16.mul_add(c0, c1);
                    t1 = v17.mul_add(v11, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K48;
impl Body for K48 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let s12 = V::load(a.spreads[12].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v5.add(v4);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v6.add(v7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(s5);
                    let v10 = v9.add(v8);
                    let v11 = v10.sub(s6);
                    let v12 = v11.mul(s7);
                    let v13 = v12.mul_add(s8, s9);
                    let v14 = v13.sigmoid();
                    let v15 = v14.mul_add(c0, c1);
                    let v16 = v13.mul(v15);
                    let v17 = v16.mul_add(c2, c3);
                    let v18 = v14.mul(v17);
                    let w6 = V::load(a.wide[6].add(i));
                    let v19 = w6.mul(v18);
                    let v20 = v19.mul(s8);
                    let w7 = V::load(a.wide[7].add(i));
                    let w8 = V::load(a.wide[8].add(i));
                    let v21 = w7.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v22 = v21.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v23 = v22.add(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v24 = v23.add(w11);
                    let w12 = V::load(a.wide[12].add(i));
                    let v25 = v24.add(w12);
                    let v26 = v25.sub(s10);
                    let v27 = v25.mul_add(c4, c5);
                    let v28 = s11.mul(v20);
                    let v29 = v27.mul_add(s12, v28);
                    let v30 = v26.mul(s7);
                    let v31 = s11.mul_add(v11, v30);
                    let v32 = v31.mul(s8);
                    let v33 = v32.mul(v18);
                    v33.store(a.wide[13].add(i));
                    let v34 = v32.mul(w6);
                    let v35 = v34.mul(v14);
                    let v36 = v35.mul(v13);
                    let v37 = v34.mul_sub(v17, v36);
                    let w14 = V::load(a.wide[14].add(i));
                    let v38 = w14.mul(v18);
                    let v39 = v35.mul_add(v15, v38);
                    let v40 = v14.mul(v15);
                    let v41 = v37.mul_add(v40, v39);
                    t0 = t0.add(v41);
                    let v42 = v41.mul(s8);
                    let v43 = v41.mul(v12);
                    let v44 = v31.mul_add(v19, v43);
                    t1 = t1.add(v44);
                    let v45 = v42.mul(v11);
                    let v46 = v42.mul_add(s7, v29);
                    let v47 = v26.mul_add(v20, v45);
                    t2 = t2.add(v47);
                    t3 = t3.add(v46);
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

struct K49;
impl Body for K49 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let s12 = V::load(a.spreads[12].add(c));
                let s13 = V::load(a.spreads[13].add(c));
                let s14 = V::load(a.spreads[14].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w3.add(s3);
                    let v6 = v5.add(v4);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(s4);
                    let v8 = v6.add(v7);
                    let w5 = V::load(a.wide[5].add(i));
                    let v9 = w5.add(s5);
                    let v10 = v9.add(v8);
                    let v11 = v10.sub(s6);
                    let v12 = v11.mul(s7);
                    let v13 = v12.mul_add(s8, s9);
                    let v14 = v13.sigmoid();
                    let v15 = v14.mul_add(c0, c1);
                    let v16 = v13.mul(v15);
                    let v17 = v16.mul_add(c2, c3);
                    let v18 = v14.mul(v17);
                    let w6 = V::load(a.wide[6].add(i));
                    let v19 = w6.mul(v18);
                    let v20 = v19.mul(s8);
                    let w7 = V::load(a.wide[7].add(i));
                    let w8 = V::load(a.wide[8].add(i));
                    let v21 = w7.add(w8);
                    let w9 = V::load(a.wide[9].add(i));
                    let v22 = v21.add(w9);
                    let w10 = V::load(a.wide[10].add(i));
                    let v23 = v22.add(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v24 = v23.add(w11);
                    let w12 = V::load(a.wide[12].add(i));
                    let v25 = v24.add(w12);
                    let v26 = v25.sub(s10);
                    let v27 = v25.mul_add(c4, c5);
                    let v28 = s11.mul(v20);
                    let v29 = v27.mul_add(s12, v28);
                    let v30 = v26.mul(s7);
                    let v31 = s11.mul_add(v11, v30);
                    let v32 = v31.mul(s8);
                    let v33 = v32.mul(w6);
                    let v34 = v33.mul(v14);
                    let v35 = v34.mul(v13);
                    let v36 = v33.mul_sub(v17, v35);
                    let w13 = V::load(a.wide[13].add(i));
                    let v37 = w13.mul(v18);
                    let v38 = v34.mul_add(v15, v37);
                    let v39 = v14.mul(v15);
                    let v40 = v36.mul_add(v39, v38);
                    let v41 = v40.mul(s8);
                    let v42 = v41.mul_add(s7, v29);
                    let v43 = s13.mul(v11);
                    let v44 = v43.mul_add(c6, c7);
                    let v45 = v42.sub(s14);
                    let v46 = v44.add(v45);
                    v46.store(a.wide[14].add(i));
                    t0 = t0.add(v46);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K50;
impl Body for K50 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let v5 = v4.sub(s3);
                    let v6 = v5.mul(s4);
                    let v7 = v6.mul_add(s5, s6);
                    let v8 = v7.sigmoid();
                    let v9 = v8.mul_add(c0, c1);
                    let v10 = v7.mul(v9);
                    let v11 = v10.mul_add(c2, c3);
                    let v12 = v8.mul(v11);
                    let w3 = V::load(a.wide[3].add(i));
                    let v13 = w3.mul(v12);
                    let v14 = v13.mul(s5);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v15 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v16 = v15.add(w6);
                    let v17 = v16.sub(s7);
                    let v18 = v16.mul_add(c4, c5);
                    let v19 = s8.mul(v14);
                    let v20 = v18.mul_add(s9, v19);
                    let v21 = v17.mul(s4);
                    let v22 = s8.mul_add(v5, v21);
                    let v23 = v22.mul(s5);
                    let v24 = v23.mul(w3);
                    let v25 = v24.mul(v8);
                    let v26 = v25.mul(v7);
                    let v27 = v24.mul_sub(v11, v26);
                    let w7 = V::load(a.wide[7].add(i));
                    let v28 = w7.mul(v12);
                    let v29 = v25.mul_add(v9, v28);
                    let v30 = v8.mul(v9);
                    let v31 = v27.mul_add(v30, v29);
                    t0 = t0.add(v31);
                    let v32 = v31.mul(s5);
                    let v33 = v31.mul(v6);
                    let v34 = v22.mul_add(v13, v33);
                    t1 = t1.add(v34);
                    let v35 = v32.mul(v5);
                    let v36 = v32.mul_add(s4, v20);
                    let v37 = v17.mul_add(v14, v35);
                    t2 = t2.add(v37);
                    t3 = t3.add(v36);
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

struct K51;
impl Body for K51 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let s11 = V::load(a.spreads[11].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = w2.add(s2);
                    let v4 = v3.add(v2);
                    let v5 = v4.sub(s3);
                    let v6 = v5.mul(s4);
                    let v7 = v6.mul_add(s5, s6);
                    let v8 = v7.sigmoid();
                    let v9 = v8.mul_add(c0, c1);
                    let v10 = v7.mul(v9);
                    let v11 = v10.mul_add(c2, c3);
                    let v12 = v8.mul(v11);
                    let w3 = V::load(a.wide[3].add(i));
                    let v13 = w3.mul(v12);
                    let v14 = v13.mul(s5);
                    let w4 = V::load(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v15 = w4.add(w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let v16 = v15.add(w6);
                    let v17 = v16.sub(s7);
                    let v18 = v16.mul_add(c4, c5);
                    let v19 = s8.mul(v14);
                    let v20 = v18.mul_add(s9, v19);
                    let v21 = v17.mul(s4);
                    let v22 = s8.mul_add(v5, v21);
                    let v23 = v22.mul(s5);
                    let v24 = v23.mul(w3);
                    let v25 = v24.mul(v8);
                    let v26 = v25.mul(v7);
                    let v27 = v24.mul_sub(v11, v26);
                    let w7 = V::load(a.wide[7].add(i));
                    let v28 = w7.mul(v12);
                    let v29 = v25.mul_add(v9, v28);
                    let v30 = v8.mul(v9);
                    let v31 = v27.mul_add(v30, v29);
                    let v32 = v31.mul(s5);
                    let v33 = v32.mul_add(s4, v20);
                    let v34 = s10.mul(v5);
                    let v35 = v34.mul_add(c6, c7);
                    let v36 = v33.sub(s11);
                    let v37 = v35.add(v36);
                    let w8 = V::load(a.wide[8].add(i));
                    let v38 = w8.add(v37);
                    v38.store(a.wide[9].add(i));
                    t0 = t0.add(v38);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let v3 = v2.sub(s2);
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v4 = w2.add(w3);
                    v4.store(a.wide[4].add(i));
                    t0 = t0.add(v4);
                    let v5 = v4.mul_add(c0, c1);
                    t1 = v5.mul_add(v3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K53;
impl Body for K53 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    t0 = v12.mul_add(v3, t0);
                    t1 = v12.mul_add(s3, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K54;
impl Body for K54 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v13 = w3.add(w4);
                    let v14 = v13.sub(s6);
                    let v15 = v13.mul_add(c4, c5);
                    let v16 = s7.mul(v12);
                    let v17 = v15.mul_add(s8, v16);
                    let v18 = v14.mul(s3);
                    let v19 = s7.mul_add(v3, v18);
                    let v20 = v19.mul(s4);
                    let v21 = v20.mul(w2);
                    let v22 = v21.mul(v6);
                    let v23 = v22.mul(v5);
                    let v24 = v21.mul_sub(v9, v23);
                    let w5 = V::load(a.wide[5].add(i));
                    let v25 = w5.mul(v10);
                    let v26 = v22.mul_add(v7, v25);
                    let v27 = v6.mul(v7);
                    let v28 = v24.mul_add(v27, v26);
                    t0 = t0.add(v28);
                    let v29 = v28.mul(s4);
                    let v30 = v28.mul(v4);
                    let v31 = v19.mul_add(v11, v30);
                    t1 = t1.add(v31);
                    let v32 = v29.mul(v3);
                    let v33 = v29.mul_add(s3, v17);
                    let v34 = v14.mul_add(v12, v32);
                    t2 = t2.add(v34);
                    t3 = t3.add(v33);
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

struct K55;
impl Body for K55 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let s10 = V::load(a.spreads[10].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v13 = w3.add(w4);
                    let v14 = v13.sub(s6);
                    let v15 = v13.mul_add(c4, c5);
                    let v16 = s7.mul(v12);
                    let v17 = v15.mul_add(s8, v16);
                    let v18 = v14.mul(s3);
                    let v19 = s7.mul_add(v3, v18);
                    let v20 = v19.mul(s4);
                    let v21 = v20.mul(w2);
                    let v22 = v21.mul(v6);
                    let v23 = v22.mul(v5);
                    let v24 = v21.mul_sub(v9, v23);
                    let w5 = V::load(a.wide[5].add(i));
                    let v25 = w5.mul(v10);
                    let v26 = v22.mul_add(v7, v25);
                    let v27 = v6.mul(v7);
                    let v28 = v24.mul_add(v27, v26);
                    let v29 = v28.mul(s4);
                    let v30 = v29.mul_add(s3, v17);
                    let v31 = s9.mul(v3);
                    let v32 = v31.mul_add(c6, c7);
                    let v33 = v30.sub(s10);
                    let v34 = v32.add(v33);
                    let w6 = V::load(a.wide[6].add(i));
                    let v35 = w6.add(v34);
                    v35.store(a.wide[7].add(i));
                    t0 = t0.add(v35);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K56;
impl Body for K56 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.mul(v10);
                    let v12 = v11.mul(s4);
                    let v13 = s6.mul(v3);
                    let v14 = v13.mul_add(c4, c5);
                    let v15 = v12.mul_sub(s3, s7);
                    let v16 = v14.add(v15);
                    let w3 = V::load(a.wide[3].add(i));
                    let v17 = w3.add(v16);
                    v17.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K57;
impl Body for K57 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s6 = V::load(a.spreads[6].add(c));
                let s7 = V::load(a.spreads[7].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    let v3 = v2.sub(s2);
                    let v4 = v3.mul(s3);
                    let v5 = v4.mul_add(s4, s5);
                    let v6 = v5.sigmoid();
                    let v7 = v6.mul_add(c0, c1);
                    let v8 = v5.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let v10 = v6.mul(v9);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.sub(s6);
                    let v12 = v11.mul(s3);
                    let v13 = s7.mul_add(v3, v12);
                    let v14 = v13.mul(s4);
                    let v15 = v14.mul(v10);
                    v15.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K58;
impl Body for K58 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    v2.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K59;
impl Body for K59 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(s1);
                    let v2 = v1.add(v0);
                    v2.store(a.wide[2].add(i));
                    t0 = t0.add(v2);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v1 = w1.add(v0);
                    v1.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K61;
impl Body for K61 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = w1.add(v0);
                    v1.store(a.wide[2].add(i));
                    t0 = t0.add(v1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K62;
impl Body for K62 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K63;
impl Body for K63 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K64;
impl Body for K64 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K65;
impl Body for K65 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K66;
impl Body for K66 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K67;
impl Body for K67 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K68;
impl Body for K68 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K69;
impl Body for K69 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K70;
impl Body for K70 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K71;
impl Body for K71 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[3].add(i));
                    let v5 = v1.mul_add(c0, c1);
                    let v6 = v0.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v1.mul(v7);
                    let v9 = v3.mul(v8);
                    v9.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K72;
impl Body for K72 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K73;
impl Body for K73 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K74;
impl Body for K74 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K75;
impl Body for K75 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K76;
impl Body for K76 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K77;
impl Body for K77 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K78;
impl Body for K78 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.sub(s1);
                    t0 = v1.mul_add(v1, t0);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K79;
impl Body for K79 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let w1 = V::load(a.wide[1].add(i));
                    t0 = t0.add(w1);
                    let v2 = w1.mul_add(c0, c1);
                    t1 = v2.mul_add(v1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K80;
impl Body for K80 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.mul(v8);
                    let v10 = v9.mul(s3);
                    t0 = v10.mul_add(v1, t0);
                    t1 = v10.mul_add(s2, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K81;
impl Body for K81 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.mul(v8);
                    let v10 = v9.mul(s3);
                    let v11 = s5.mul(v1);
                    let v12 = v11.mul_add(c4, c5);
                    let v13 = v10.mul_sub(s2, s6);
                    let v14 = v12.add(v13);
                    let w2 = V::load(a.wide[2].add(i));
                    let v15 = w2.add(v14);
                    v15.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K82;
impl Body for K82 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.mul(v8);
                    let v10 = v9.mul(s3);
                    let v11 = s5.mul(v1);
                    let v12 = v11.mul_add(c4, c5);
                    let v13 = v10.mul_sub(s2, s6);
                    let v14 = v12.add(v13);
                    v14.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K83;
impl Body for K83 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.mul(v8);
                    let v10 = v9.mul(s3);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.sub(s5);
                    let v12 = w2.mul_add(c4, c5);
                    let v13 = s6.mul(v10);
                    let v14 = v12.mul_add(s7, v13);
                    let v15 = v11.mul(s2);
                    let v16 = s6.mul_add(v1, v15);
                    let v17 = v16.mul(s3);
                    let v18 = v17.mul(w1);
                    let v19 = v18.mul(v4);
                    let v20 = v19.mul(v3);
                    let v21 = v18.mul_sub(v7, v20);
                    let w3 = V::load(a.wide[3].add(i));
                    let v22 = w3.mul(v8);
                    let v23 = v19.mul_add(v5, v22);
                    let v24 = v4.mul(v5);
                    let v25 = v21.mul_add(v24, v23);
                    t0 = t0.add(v25);
                    let v26 = v25.mul(s3);
                    let v27 = v25.mul(v2);
                    let v28 = v16.mul_add(v9, v27);
                    t1 = t1.add(v28);
                    let v29 = v26.mul(v1);
                    let v30 = v26.mul_add(s2, v14);
                    let v31 = v11.mul_add(v10, v29);
                    t2 = t2.add(v31);
                    t3 = t3.add(v30);
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

struct K84;
impl Body for K84 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.mul(v8);
                    let v10 = v9.mul(s3);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.sub(s5);
                    let v12 = w2.mul_add(c4, c5);
                    let v13 = s6.mul(v10);
                    let v14 = v12.mul_add(s7, v13);
                    let v15 = v11.mul(s2);
                    let v16 = s6.mul_add(v1, v15);
                    let v17 = v16.mul(s3);
                    let v18 = v17.mul(w1);
                    let v19 = v18.mul(v4);
                    let v20 = v19.mul(v3);
                    let v21 = v18.mul_sub(v7, v20);
                    let w3 = V::load(a.wide[3].add(i));
                    let v22 = w3.mul(v8);
                    let v23 = v19.mul_add(v5, v22);
                    let v24 = v4.mul(v5);
                    let v25 = v21.mul_add(v24, v23);
                    let v26 = v25.mul(s3);
                    let v27 = v26.mul_add(s2, v14);
                    let v28 = s8.mul(v1);
                    let v29 = v28.mul_add(c6, c7);
                    let v30 = v27.sub(s9);
                    let v31 = v29.add(v30);
                    let w4 = V::load(a.wide[4].add(i));
                    let v32 = w4.add(v31);
                    v32.store(a.wide[5].add(i));
                    t0 = t0.add(v32);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K85;
impl Body for K85 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.mul(v8);
                    let v10 = v9.mul(s3);
                    let w2 = V::load(a.wide[2].add(i));
                    let v11 = w2.sub(s5);
                    let v12 = w2.mul_add(c4, c5);
                    let v13 = s6.mul(v10);
                    let v14 = v12.mul_add(s7, v13);
                    let v15 = v11.mul(s2);
                    let v16 = s6.mul_add(v1, v15);
                    let v17 = v16.mul(s3);
                    let v18 = v17.mul(w1);
                    let v19 = v18.mul(v4);
                    let v20 = v19.mul(v3);
                    let v21 = v18.mul_sub(v7, v20);
                    let w3 = V::load(a.wide[3].add(i));
                    let v22 = w3.mul(v8);
                    let v23 = v19.mul_add(v5, v22);
                    let v24 = v4.mul(v5);
                    let v25 = v21.mul_add(v24, v23);
                    let v26 = v25.mul(s3);
                    let v27 = v26.mul_add(s2, v14);
                    let v28 = s8.mul(v1);
                    let v29 = v28.mul_add(c6, c7);
                    let v30 = v27.sub(s9);
                    let v31 = v29.add(v30);
                    v31.store(a.wide[4].add(i));
                    t0 = t0.add(v31);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K86;
impl Body for K86 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s6 = V::load(a.spreads[6].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v4.mul(v7);
                    let w1 = V::load(a.wide[1].add(i));
                    let v9 = w1.sub(s5);
                    let v10 = v9.mul(s2);
                    let v11 = s6.mul_add(v1, v10);
                    let v12 = v11.mul(s3);
                    let v13 = v12.mul(v8);
                    v13.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K87;
impl Body for K87 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v5 = w1.mul_add(c0, c1);
                    let v6 = v4.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let v8 = v7.mul_add(c4, c5);
                    let v9 = v4.mul(v8);
                    let w2 = V::load(a.wide[2].add(i));
                    let v10 = w2.sub(s5);
                    let v11 = v10.mul(s2);
                    let v12 = s6.mul_add(v1, v11);
                    let v13 = v12.mul(s3);
                    let v14 = v13.mul(v9);
                    let v15 = v14.mul(v5);
                    v15.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K88;
impl Body for K88 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v5 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v6 = w2.mul(v5);
                    let v7 = v4.mul_add(c2, c3);
                    let v8 = v3.mul(v7);
                    let v9 = v8.mul_add(c4, c5);
                    let v10 = v4.mul(v9);
                    let v11 = v6.mul(v10);
                    let v12 = v11.mul(s3);
                    t0 = v12.mul_add(v1, t0);
                    t1 = v12.mul_add(s2, t1);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v5 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v6 = w2.mul(v5);
                    let v7 = v4.mul_add(c2, c3);
                    let v8 = v3.mul(v7);
                    let v9 = v8.mul_add(c4, c5);
                    let v10 = v4.mul(v9);
                    let v11 = v6.mul(v10);
                    let v12 = v11.mul(s3);
                    let v13 = s5.mul(v1);
                    let v14 = v13.mul_add(c6, c7);
                    let v15 = v12.mul_sub(s2, s6);
                    let v16 = v14.add(v15);
                    v16.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K90;
impl Body for K90 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let mut t0 = V::zero();
                let mut t1 = V::zero();
                let mut t2 = V::zero();
                let mut t3 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v5 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v6 = w2.mul(v5);
                    let v7 = v4.mul_add(c2, c3);
                    let v8 = v3.mul(v7);
                    let v9 = v8.mul_add(c4, c5);
                    let v10 = v4.mul(v9);
                    let v11 = v6.mul(v10);
                    let v12 = v11.mul(s3);
                    let w3 = V::load(a.wide[3].add(i));
                    let v13 = w3.sub(s5);
                    let v14 = w3.mul_add(c6, c7);
                    let v15 = s6.mul(v12);
                    let v16 = v14.mul_add(s7, v15);
                    let v17 = v13.mul(s2);
                    let v18 = s6.mul_add(v1, v17);
                    let v19 = v18.mul(s3);
                    let v20 = v19.mul(v6);
                    let v21 = v20.mul(v4);
                    let v22 = v21.mul(v3);
                    let v23 = v20.mul_sub(v9, v22);
                    let w4 = V::load(a.wide[4].add(i));
                    let v24 = w4.mul(v5);
                    let v25 = v24.mul(v10);
                    let v26 = v21.mul_add(v7, v25);
                    let v27 = v4.mul(v7);
                    let v28 = v23.mul_add(v27, v26);
                    t0 = t0.add(v28);
                    let v29 = v28.mul(s3);
                    let v30 = v28.mul(v2);
                    let v31 = v18.mul_add(v11, v30);
                    t1 = t1.add(v31);
                    let v32 = v29.mul(v1);
                    let v33 = v29.mul_add(s2, v16);
                    let v34 = v13.mul_add(v12, v32);
                    t2 = t2.add(v34);
                    t3 = t3.add(v33);
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
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let c8 = V::splat(*a.constants.add(8));
                let c9 = V::splat(*a.constants.add(9));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let s5 = V::load(a.spreads[5].add(c));
                let s6 = V::load(a.spreads[6].add(c));
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let s9 = V::load(a.spreads[9].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let v5 = w1.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v6 = w2.mul(v5);
                    let v7 = v4.mul_add(c2, c3);
                    let v8 = v3.mul(v7);
                    let v9 = v8.mul_add(c4, c5);
                    let v10 = v4.mul(v9);
                    let v11 = v6.mul(v10);
                    let v12 = v11.mul(s3);
                    let w3 = V::load(a.wide[3].add(i));
                    let v13 = w3.sub(s5);
                    let v14 = w3.mul_add(c6, c7);
                    let v15 = s6.mul(v12);
                    let v16 = v14.mul_add(s7, v15);
                    let v17 = v13.mul(s2);
                    let v18 = s6.mul_add(v1, v17);
                    let v19 = v18.mul(s3);
                    let v20 = v19.mul(v6);
                    let v21 = v20.mul(v4);
                    let v22 = v21.mul(v3);
                    let v23 = v20.mul_sub(v9, v22);
                    let w4 = V::load(a.wide[4].add(i));
                    let v24 = w4.mul(v5);
                    let v25 = v24.mul(v10);
                    let v26 = v21.mul_add(v7, v25);
                    let v27 = v4.mul(v7);
                    let v28 = v23.mul_add(v27, v26);
                    let v29 = v28.mul(s3);
                    let v30 = v29.mul_add(s2, v16);
                    let v31 = s8.mul(v1);
                    let v32 = v31.mul_add(c8, c9);
                    let v33 = v30.sub(s9);
                    let v34 = v32.add(v33);
                    v34.store(a.wide[5].add(i));
                    t0 = t0.add(v34);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K92;
impl Body for K92 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v3.mul(v4);
                    let w1 = V::load(a.wide[1].add(i));
                    let v6 = w1.mul_add(c0, c1);
                    let v7 = v5.mul(v6);
                    v7.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K93;
impl Body for K93 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let s4 = V::load(a.spreads[4].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.add(s0);
                    let v1 = v0.sub(s1);
                    let v2 = v1.mul(s2);
                    let v3 = v2.mul_add(s3, s4);
                    let v4 = v3.sigmoid();
                    let v5 = v3.mul(v4);
                    v5.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K94;
impl Body for K94 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K95;
impl Body for K95 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K96;
impl Body for K96 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    t0 = t0.add(v0);
                    let v1 = v0.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    t1 = v1.mul_add(w2, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K97;
impl Body for K97 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v3 = v1.mul_add(w3, w4);
                    t1 = t1.add(v3);
                    let w5 = V::load(a.wide[5].add(i));
                    let v4 = v2.mul_add(s1, w5);
                    let w6 = V::load(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v5 = v2.mul_add(w6, w7);
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

struct K98;
impl Body for K98 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v2 = v1.mul(s0);
                    let w3 = V::load(a.wide[3].add(i));
                    t0 = v2.mul_add(w3, t0);
                    t1 = v2.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K99;
impl Body for K99 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.add(w2);
                    let v2 = v1.mul(s0);
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = s1.mul(w3);
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul_sub(s2, s3);
                    let v6 = v4.add(v5);
                    let w4 = V::load(a.wide[4].add(i));
                    let v7 = w4.add(v6);
                    v7.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K100;
impl Body for K100 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.add(w2);
                    let v2 = v1.mul(s0);
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = v2.mul_add(s1, w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v4 = s2.mul(w4);
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.sub(s3);
                    let v7 = v5.add(v6);
                    let w5 = V::load(a.wide[5].add(i));
                    let v8 = w5.add(v7);
                    v8.store(a.wide[6].add(i));
                    t0 = t0.add(v8);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K101;
impl Body for K101 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = v0.add(w2);
                    let v2 = v1.mul(s0);
                    let w3 = V::load(a.wide[3].add(i));
                    let v3 = v2.mul_add(s1, w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v4 = s2.mul(w4);
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.sub(s3);
                    let v7 = v5.add(v6);
                    let w5 = V::load(a.wide[5].add(i));
                    let v8 = w5.add(v7);
                    v8.store(a.wide[6].add(i));
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

struct K102;
impl Body for K102 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K103;
impl Body for K103 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K104;
impl Body for K104 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K105;
impl Body for K105 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K106;
impl Body for K106 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K107;
impl Body for K107 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K108;
impl Body for K108 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K109;
impl Body for K109 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K110;
impl Body for K110 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K111;
impl Body for K111 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K112;
impl Body for K112 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K113;
impl Body for K113 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let v1 = v0.sub(s0);
                    let v2 = v0.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = s1.mul(w2);
                    let v4 = v2.mul_add(s2, v3);
                    v4.store(a.wide[3].add(i));
                    let v5 = v1.mul(s3);
                    let v6 = v1.mul(w2);
                    v6.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v7 = s1.mul_add(w5, v5);
                    let v8 = v7.mul(s4);
                    let w6 = V::load(a.wide[6].add(i));
                    let v9 = v7.mul(w6);
                    v9.store(a.wide[7].add(i));
                    let w8 = V::load(a.wide[8].add(i));
                    let v10 = v8.mul(w8);
                    v10.store(a.wide[9].add(i));
                    let w10 = V::load(a.wide[10].add(i));
                    let v11 = v8.mul(w10);
                    let w11 = V::load(a.wide[11].add(i));
                    let v12 = v11.mul(w11);
                    let w12 = V::load(a.wide[12].add(i));
                    let v13 = v12.mul(w12);
                    v13.store(a.wide[13].add(i));
                    let w14 = V::load(a.wide[14].add(i));
                    let v14 = v12.mul(w14);
                    let w15 = V::load(a.wide[15].add(i));
                    let v15 = v11.mul_sub(w15, v14);
                    let w16 = V::load(a.wide[16].add(i));
                    let v16 = v15.mul(w16);
                    v16.store(a.wide[17].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K114;
impl Body for K114 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.add(w1);
                    let v1 = v0.sub(s0);
                    let v2 = v0.mul_add(c0, c1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v3 = s1.mul(w2);
                    let v4 = v2.mul_add(s2, v3);
                    v4.store(a.wide[3].add(i));
                    let v5 = v1.mul(s3);
                    let v6 = v1.mul(w2);
                    v6.store(a.wide[4].add(i));
                    let w5 = V::load(a.wide[5].add(i));
                    let v7 = s1.mul_add(w5, v5);
                    let v8 = v7.mul(s4);
                    v8.store(a.wide[6].add(i));
                    let w7 = V::load(a.wide[7].add(i));
                    let v9 = v7.mul(w7);
                    v9.store(a.wide[8].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K115;
impl Body for K115 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K116;
impl Body for K116 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K117;
impl Body for K117 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K118;
impl Body for K118 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K119;
impl Body for K119 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K120;
impl Body for K120 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K121;
impl Body for K121 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K122;
impl Body for K122 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K123;
impl Body for K123 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K124;
impl Body for K124 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K125;
impl Body for K125 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K126;
impl Body for K126 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K127;
impl Body for K127 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w2 = V::load(a.wide[2].add(i));
                    let v4 = w2.add(v3);
                    v4.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K128;
impl Body for K128 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K129;
impl Body for K129 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K130;
impl Body for K130 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.mul_add(s1, s2);
                    let v2 = v1.sigmoid();
                    let v3 = v1.mul(v2);
                    v3.store(a.wide[1].add(i));
                    let v4 = v2.mul_add(c0, c1);
                    let v5 = v1.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v2.mul(v6);
                    v7.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K131;
impl Body for K131 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.mul_add(s1, s2);
                    v1.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K132;
impl Body for K132 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K133;
impl Body for K133 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K134;
impl Body for K134 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K135;
impl Body for K135 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    v1.store(a.wide[2].add(i));
                    let v2 = v1.sigmoid();
                    v2.store(a.wide[3].add(i));
                    let v3 = v1.mul(v2);
                    v3.store(a.wide[4].add(i));
                    let v4 = v2.mul_add(c0, c1);
                    v4.store(a.wide[5].add(i));
                    let v5 = v1.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    v6.store(a.wide[6].add(i));
                    let v7 = v2.mul(v6);
                    v7.store(a.wide[7].add(i));
                    let v8 = v2.mul(v4);
                    v8.store(a.wide[8].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K136;
impl Body for K136 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w2 = V::load(a.wide[2].add(i));
                    t0 = v1.mul_add(w2, t0);
                    t1 = v1.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K137;
impl Body for K137 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.mul(w1);
                    let v1 = v0.mul(s0);
                    let w2 = V::load(a.wide[2].add(i));
                    let v2 = s1.mul(w2);
                    let v3 = v2.mul_add(c0, c1);
                    let v4 = v1.mul_sub(s2, s3);
                    let v5 = v3.add(v4);
                    let w3 = V::load(a.wide[3].add(i));
                    let v6 = w3.add(v5);
                    v6.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K138;
impl Body for K138 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K139;
impl Body for K139 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    v0.store(a.wide[2].add(i));
                    let v1 = v0.mul(s0);
                    v1.store(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    t0 = v1.mul_add(w4, t0);
                    t1 = v1.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K140;
impl Body for K140 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K141;
impl Body for K141 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w2 = V::load(a.wide[2].add(i));
                    let v0 = w0.mul_add(w1, w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = v0.add(w3);
                    t0 = t0.add(v1);
                    let v2 = v1.mul(s0);
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

struct K142;
impl Body for K142 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
                let c0 = V::splat(*a.constants.add(0));
                let c1 = V::splat(*a.constants.add(1));
            for c in (0..a.period).step_by(V::COUNT) {
                let s0 = V::load(a.spreads[0].add(c));
                let s1 = V::load(a.spreads[1].add(c));
                let s2 = V::load(a.spreads[2].add(c));
                let s3 = V::load(a.spreads[3].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v0 = w0.mul_add(w1, w2);
                    let w3 = V::load(a.wide[3].add(i));
                    let v1 = v0.add(w3);
                    let v2 = v1.mul(s0);
                    let w4 = V::load(a.wide[4].add(i));
                    let v3 = v2.mul_add(s1, w4);
                    let w5 = V::load(a.wide[5].add(i));
                    let v4 = s2.mul(w5);
                    let v5 = v4.mul_add(c0, c1);
                    let v6 = v3.sub(s3);
                    let v7 = v5.add(v6);
                    let w6 = V::load(a.wide[6].add(i));
                    let v8 = w6.add(v7);
                    v8.store(a.wide[7].add(i));
                    t0 = t0.add(v8);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K143;
impl Body for K143 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K144;
impl Body for K144 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K145;
impl Body for K145 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = s0.sub(w0);
                    let v1 = r0.mul_add(v0, w0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = w1.add(s1);
                    let v3 = v2.add(v1);
                    let v4 = v3.sigmoid();
                    let w2 = V::load(a.wide[2].add(i));
                    let w3 = V::load(a.wide[3].add(i));
                    let v5 = w2.add(w3);
                    let w4 = V::load(a.wide[4].add(i));
                    let v6 = v5.add(w4);
                    let v7 = v4.mul_add(c0, c1);
                    let v8 = v3.mul(v7);
                    let v9 = v8.mul_add(c2, c3);
                    let w5 = V::load(a.wide[5].add(i));
                    let v10 = w5.mul(v6);
                    let v11 = v10.mul(v4);
                    let v12 = v11.mul(v7);
                    v12.store(a.wide[6].add(i));
                    let v13 = v11.mul(v3);
                    let v14 = v10.mul_sub(v9, v13);
                    let v15 = v4.mul(v7);
                    let v16 = v14.mul(v15);
                    v16.store(a.wide[7].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K146;
impl Body for K146 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let first = at / a.period;
                for row in first..first + rows {
                    let r0 = V::splat(*a.rows[0].add(row));
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = s0.sub(w0);
                    let v1 = r0.mul_add(v0, w0);
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = w1.add(s1);
                    let v3 = v2.add(v1);
                    let v4 = v3.sigmoid();
                    let v5 = v3.mul(v4);
                    v5.store(a.wide[2].add(i));
                    let v6 = v4.mul_add(c0, c1);
                    let v7 = v3.mul(v6);
                    let v8 = v7.mul_add(c2, c3);
                    let v9 = v4.mul(v8);
                    v9.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K147;
impl Body for K147 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K148;
impl Body for K148 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K149;
impl Body for K149 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K150;
impl Body for K150 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w3 = V::load(a.wide[3].add(i));
                    let v2 = v1.add(w3);
                    v2.store(a.wide[4].add(i));
                    t0 = t0.add(v2);
                    let v3 = v2.mul_add(c0, c1);
                    t1 = v3.mul_add(v0, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K151;
impl Body for K151 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K152;
impl Body for K152 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v7 = v6.mul(s4);
                    v7.store(a.wide[5].add(i));
                    let w6 = V::load(a.wide[6].add(i));
                    let v8 = v6.mul(w6);
                    v8.store(a.wide[7].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K153;
impl Body for K153 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let w1 = V::load(a.wide[1].add(i));
                    let v2 = s2.mul_add(w1, v1);
                    let v3 = v2.mul(s3);
                    let w2 = V::load(a.wide[2].add(i));
                    let v4 = v3.mul(w2);
                    v4.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K154;
impl Body for K154 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let w1 = V::load(a.wide[1].add(i));
                    let w2 = V::load(a.wide[2].add(i));
                    let v4 = w1.add(w2);
                    let v5 = v3.mul_add(c0, c1);
                    let v6 = v2.mul(v5);
                    let v7 = v6.mul_add(c2, c3);
                    let v8 = v3.mul(v7);
                    let w3 = V::load(a.wide[3].add(i));
                    let v9 = w3.mul(v8);
                    let v10 = v9.mul(s2);
                    let v11 = s4.mul(v0);
                    let v12 = v11.mul_add(c4, c5);
                    let v13 = v10.mul_sub(s1, s5);
                    let v14 = v12.add(v13);
                    let v15 = v4.add(v14);
                    v15.store(a.wide[4].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K155;
impl Body for K155 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.mul(v7);
                    let v9 = v8.mul(s2);
                    t0 = v9.mul_add(v0, t0);
                    t1 = v9.mul_add(s1, t1);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
                V::load(a.sums[1].add(c)).add(t1).store(a.sums[1].add(c));
            }
        }
    }
}

struct K156;
impl Body for K156 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.mul(v7);
                    let v9 = v8.mul(s2);
                    let v10 = s4.mul(v0);
                    let v11 = v10.mul_add(c4, c5);
                    let v12 = v9.mul_sub(s1, s5);
                    let v13 = v11.add(v12);
                    let w2 = V::load(a.wide[2].add(i));
                    let v14 = w2.add(v13);
                    v14.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K157;
impl Body for K157 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.mul(v7);
                    let v9 = v8.mul(s2);
                    let w2 = V::load(a.wide[2].add(i));
                    let v10 = w2.sub(s4);
                    let v11 = w2.mul_add(c4, c5);
                    let v12 = s5.mul(v9);
                    let v13 = v11.mul_add(s6, v12);
                    let v14 = v10.mul(s1);
                    let v15 = s5.mul_add(v0, v14);
                    let v16 = v15.mul(s2);
                    let v17 = v16.mul(w1);
                    let v18 = v17.mul(v3);
                    let v19 = v18.mul(v2);
                    let v20 = v17.mul_sub(v6, v19);
                    let w3 = V::load(a.wide[3].add(i));
                    let w4 = V::load(a.wide[4].add(i));
                    let v21 = w3.add(w4);
                    let w5 = V::load(a.wide[5].add(i));
                    let v22 = w5.mul(v7);
                    let v23 = v18.mul_add(v4, v22);
                    let v24 = v3.mul(v4);
                    let v25 = v20.mul_add(v24, v23);
                    let v26 = v25.mul(s2);
                    let v27 = v26.mul_add(s1, v13);
                    let v28 = s7.mul(v0);
                    let v29 = v28.mul_add(c6, c7);
                    let v30 = v27.sub(s8);
                    let v31 = v29.add(v30);
                    let v32 = v21.add(v31);
                    v32.store(a.wide[6].add(i));
                    t0 = t0.add(v32);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K158;
impl Body for K158 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.mul(v7);
                    let v9 = v8.mul(s2);
                    let w2 = V::load(a.wide[2].add(i));
                    let v10 = w2.sub(s4);
                    let v11 = w2.mul_add(c4, c5);
                    let v12 = s5.mul(v9);
                    let v13 = v11.mul_add(s6, v12);
                    let v14 = v10.mul(s1);
                    let v15 = s5.mul_add(v0, v14);
                    let v16 = v15.mul(s2);
                    let v17 = v16.mul(w1);
                    let v18 = v17.mul(v3);
                    let v19 = v18.mul(v2);
                    let v20 = v17.mul_sub(v6, v19);
                    let w3 = V::load(a.wide[3].add(i));
                    let v21 = w3.mul(v7);
                    let v22 = v18.mul_add(v4, v21);
                    let v23 = v3.mul(v4);
                    let v24 = v20.mul_add(v23, v22);
                    t0 = t0.add(v24);
                    let v25 = v24.mul(s2);
                    let v26 = v24.mul(v1);
                    let v27 = v15.mul_add(v8, v26);
                    t1 = t1.add(v27);
                    let v28 = v25.mul(v0);
                    let v29 = v25.mul_add(s1, v13);
                    let v30 = v10.mul_add(v9, v28);
                    t2 = t2.add(v30);
                    t3 = t3.add(v29);
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

struct K159;
impl Body for K159 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.mul(v7);
                    let v9 = v8.mul(s2);
                    let w2 = V::load(a.wide[2].add(i));
                    let v10 = w2.sub(s4);
                    let v11 = w2.mul_add(c4, c5);
                    let v12 = s5.mul(v9);
                    let v13 = v11.mul_add(s6, v12);
                    let v14 = v10.mul(s1);
                    let v15 = s5.mul_add(v0, v14);
                    let v16 = v15.mul(s2);
                    let v17 = v16.mul(w1);
                    let v18 = v17.mul(v3);
                    let v19 = v18.mul(v2);
                    let v20 = v17.mul_sub(v6, v19);
                    let w3 = V::load(a.wide[3].add(i));
                    let v21 = w3.mul(v7);
                    let v22 = v18.mul_add(v4, v21);
                    let v23 = v3.mul(v4);
                    let v24 = v20.mul_add(v23, v22);
                    let v25 = v24.mul(s2);
                    let v26 = v25.mul_add(s1, v13);
                    let v27 = s7.mul(v0);
                    let v28 = v27.mul_add(c6, c7);
                    let v29 = v26.sub(s8);
                    let v30 = v28.add(v29);
                    let w4 = V::load(a.wide[4].add(i));
                    let v31 = w4.add(v30);
                    v31.store(a.wide[5].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K160;
impl Body for K160 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                let s7 = V::load(a.spreads[7].add(c));
                let s8 = V::load(a.spreads[8].add(c));
                let mut t0 = V::zero();
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let v0 = w0.sub(s0);
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.mul(v7);
                    let v9 = v8.mul(s2);
                    let w2 = V::load(a.wide[2].add(i));
                    let v10 = w2.sub(s4);
                    let v11 = w2.mul_add(c4, c5);
                    let v12 = s5.mul(v9);
                    let v13 = v11.mul_add(s6, v12);
                    let v14 = v10.mul(s1);
                    let v15 = s5.mul_add(v0, v14);
                    let v16 = v15.mul(s2);
                    let v17 = v16.mul(w1);
                    let v18 = v17.mul(v3);
                    let v19 = v18.mul(v2);
                    let v20 = v17.mul_sub(v6, v19);
                    let w3 = V::load(a.wide[3].add(i));
                    let v21 = w3.mul(v7);
                    let v22 = v18.mul_add(v4, v21);
                    let v23 = v3.mul(v4);
                    let v24 = v20.mul_add(v23, v22);
                    let v25 = v24.mul(s2);
                    let v26 = v25.mul_add(s1, v13);
                    let v27 = s7.mul(v0);
                    let v28 = v27.mul_add(c6, c7);
                    let v29 = v26.sub(s8);
                    let v30 = v28.add(v29);
                    let w4 = V::load(a.wide[4].add(i));
                    let v31 = w4.add(v30);
                    v31.store(a.wide[5].add(i));
                    t0 = t0.add(v31);
                    i += a.period;
                }
                V::load(a.sums[0].add(c)).add(t0).store(a.sums[0].add(c));
            }
        }
    }
}

struct K161;
impl Body for K161 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v1 = v0.mul(s1);
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v3.mul_add(c0, c1);
                    let v5 = v2.mul(v4);
                    let v6 = v5.mul_add(c2, c3);
                    let v7 = v3.mul(v6);
                    let w1 = V::load(a.wide[1].add(i));
                    let v8 = w1.sub(s4);
                    let v9 = v8.mul(s1);
                    let v10 = s5.mul_add(v0, v9);
                    let v11 = v10.mul(s2);
                    let v12 = v11.mul(v7);
                    v12.store(a.wide[2].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K162;
impl Body for K162 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v2 = v1.mul_add(s2, s3);
                    let v3 = v2.sigmoid();
                    let v4 = v2.mul(v3);
                    v4.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K163;
impl Body for K163 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
                    let v2 = v1.mul_add(s2, s3);
                    v2.store(a.wide[1].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K164;
impl Body for K164 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K165;
impl Body for K165 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K166;
impl Body for K166 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K167;
impl Body for K167 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
        // SAFETY: as the trait says.
        unsafe {
            for c in (0..a.period).step_by(V::COUNT) {
                let mut i = at + c;
                for _ in 0..rows {
                    let w0 = V::load(a.wide[0].add(i));
                    let w1 = V::load(a.wide[1].add(i));
                    let v0 = w0.sub(w1);
                    let w2 = V::load(a.wide[2].add(i));
                    let v1 = w2.mul(v0);
                    v1.store(a.wide[3].add(i));
                    i += a.period;
                }
            }
        }
    }
}

struct K168;
impl Body for K168 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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

struct K169;
impl Body for K169 {
    #[inline(always)]
    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {
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
        "v0=add w0 s0;t0+=v0;" => functions::<E, K3>(),
        "v0=add w0 s0;v1=add v0 s1;t0+=v1;" => functions::<E, K4>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;t0+=v2*v2;" => functions::<E, K5>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;t0+=w1;v3=affine w1 c0 c1;t1+=v3*v2;" => functions::<E, K6>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine v5 c0 c1;v7=mul v4 v6;v8=affine v7 c2 c3;v9=mul v5 v8;v10=mul w1 v9;v11=mul v10 s4;t0+=v11*v2;t1+=v11*s3;" => functions::<E, K7>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine v5 c0 c1;v7=mul v4 v6;v8=affine v7 c2 c3;v9=mul v5 v8;v10=mul w1 v9;v11=mul v10 s4;v12=mul s6 v2;v13=affine v12 c4 c5;v14=mul_sub v11 s3 s7;v15=add v13 v14;w2=v15;" => functions::<E, K8>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine w1 c0 c1;v7=affine v5 c2 c3;v8=mul v4 v7;v9=affine v8 c4 c5;v10=mul v5 v9;v11=sub w2 s6;v12=mul v11 s3;v13=mul_add s7 v2 v12;v14=mul v13 s4;v15=mul v14 v10;v16=mul v15 v6;w3=v16;" => functions::<E, K9>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine w1 c0 c1;v7=mul w2 v6;v8=affine v5 c2 c3;v9=mul v4 v8;v10=affine v9 c4 c5;v11=mul v5 v10;v12=mul v7 v11;v13=mul v12 s4;t0+=v13*v2;t1+=v13*s3;" => functions::<E, K10>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine w1 c0 c1;v7=mul w2 v6;v8=affine v5 c2 c3;v9=mul v4 v8;v10=affine v9 c4 c5;v11=mul v5 v10;v12=mul v7 v11;v13=mul v12 s4;v14=mul s6 v2;v15=affine v14 c6 c7;v16=mul_sub v13 s3 s7;v17=add v15 v16;w3=v17;" => functions::<E, K11>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine w1 c0 c1;v7=mul w2 v6;v8=affine v5 c2 c3;v9=mul v4 v8;v10=affine v9 c4 c5;v11=mul v5 v10;v12=mul v7 v11;v13=mul v12 s4;v14=sub w3 s6;v15=affine w3 c6 c7;v16=mul s7 v13;v17=mul_add v15 s8 v16;v18=mul v14 s3;v19=mul_add s7 v2 v18;v20=mul v19 s4;v21=mul v20 v7;v22=mul v21 v5;v23=mul v22 v4;v24=mul_sub v21 v10 v23;v25=mul w4 v6;v26=mul v25 v11;v27=mul_add v22 v8 v26;v28=mul v5 v8;v29=mul_add v24 v28 v27;t0+=v29;v30=mul v29 s4;v31=mul v29 v3;v32=mul_add v19 v12 v31;t1+=v32;v33=mul v30 v2;v34=mul_add v30 s3 v17;v35=mul_add v14 v13 v33;t2+=v35;t3+=v34;" => functions::<E, K12>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=affine w1 c0 c1;v7=mul w2 v6;v8=affine v5 c2 c3;v9=mul v4 v8;v10=affine v9 c4 c5;v11=mul v5 v10;v12=mul v7 v11;v13=mul v12 s4;v14=sub w3 s6;v15=affine w3 c6 c7;v16=mul s7 v13;v17=mul_add v15 s8 v16;v18=mul v14 s3;v19=mul_add s7 v2 v18;v20=mul v19 s4;v21=mul v20 v7;v22=mul v21 v5;v23=mul v22 v4;v24=mul_sub v21 v10 v23;v25=mul w4 v6;v26=mul v25 v11;v27=mul_add v22 v8 v26;v28=mul v5 v8;v29=mul_add v24 v28 v27;v30=mul v29 s4;v31=mul_add v30 s3 v17;v32=mul s9 v2;v33=affine v32 c8 c9;v34=sub v31 s10;v35=add v33 v34;w5=v35;t0+=v35;t1+=v35;" => functions::<E, K13>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=mul v4 v5;v7=affine w1 c0 c1;v8=mul v6 v7;w2=v8;" => functions::<E, K14>(),
        "v0=add w0 s0;v1=add v0 s1;v2=sub v1 s2;v3=mul v2 s3;v4=mul_add v3 s4 s5;v5=sigmoid v4;v6=mul v4 v5;w1=v6;" => functions::<E, K15>(),
        "v0=add w0 s0;v1=add v0 w1;t0+=v1;" => functions::<E, K16>(),
        "v0=add w0 s0;v1=add v0 w1;v2=add w2 s1;v3=add v1 v2;v4=sub v3 s2;v5=mul v4 s3;v6=mul_add v5 s4 s5;v7=sigmoid v6;v8=affine v7 c0 c1;v9=mul v6 v8;v10=affine v9 c2 c3;v11=mul v7 v10;v12=mul w3 v11;v13=mul v12 s4;v14=add w4 w5;v15=add v14 w6;v16=sub v15 s6;v17=affine v15 c4 c5;v18=mul s7 v13;v19=mul_add v17 s8 v18;v20=mul v16 s3;v21=mul_add s7 v4 v20;v22=mul v21 s4;v23=mul v22 w3;v24=mul v23 v7;v25=mul v24 v6;v26=mul_sub v23 v10 v25;v27=mul w7 v11;v28=mul_add v24 v8 v27;v29=mul v7 v8;v30=mul_add v26 v29 v28;t0+=v30;v31=mul v30 s4;v32=mul v30 v5;v33=mul_add v21 v12 v32;t1+=v33;v34=mul v31 v4;v35=mul_add v31 s3 v19;v36=mul_add v16 v13 v34;t2+=v36;t3+=v35;" => functions::<E, K17>(),
        "v0=add w0 s0;v1=add v0 w1;v2=add w2 s1;v3=add v1 v2;v4=sub v3 s2;v5=mul v4 s3;v6=mul_add v5 s4 s5;v7=sigmoid v6;v8=affine v7 c0 c1;v9=mul v6 v8;v10=affine v9 c2 c3;v11=mul v7 v10;v12=mul w3 v11;v13=mul v12 s4;v14=add w4 w5;v15=add v14 w6;v16=sub v15 s6;v17=affine v15 c4 c5;v18=mul s7 v13;v19=mul_add v17 s8 v18;v20=mul v16 s3;v21=mul_add s7 v4 v20;v22=mul v21 s4;v23=mul v22 w3;v24=mul v23 v7;v25=mul v24 v6;v26=mul_sub v23 v10 v25;v27=mul w7 v11;v28=mul_add v24 v8 v27;v29=mul v7 v8;v30=mul_add v26 v29 v28;v31=mul v30 s4;v32=mul_add v31 s3 v19;v33=mul s9 v4;v34=affine v33 c6 c7;v35=sub v32 s10;v36=add v34 v35;v37=add w8 v36;w9=v37;t0+=v37;" => functions::<E, K18>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sigmoid v1;v3=mul v1 v2;w2=v3;" => functions::<E, K19>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sigmoid v1;v3=mul v1 v2;w2=v3;v4=affine v2 c0 c1;v5=mul v1 v4;v6=affine v5 c2 c3;v7=mul v2 v6;w3=v7;" => functions::<E, K20>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sub v1 s1;t0+=v2*v2;" => functions::<E, K21>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sub v1 s1;v3=mul v2 s2;v4=mul_add v3 s3 s4;v5=sigmoid v4;v6=affine v5 c0 c1;v7=mul v4 v6;v8=affine v7 c2 c3;v9=mul v5 v8;v10=mul w2 v9;v11=mul v10 s3;v12=mul s5 v2;v13=affine v12 c4 c5;v14=mul_sub v11 s2 s6;v15=add v13 v14;w3=v15;" => functions::<E, K22>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sub v1 s1;v3=mul v2 s2;v4=mul_add v3 s3 s4;v5=sigmoid v4;v6=mul v4 v5;w2=v6;" => functions::<E, K23>(),
        "v0=add w0 s0;v1=add v0 w1;v2=sub v1 s1;v3=mul v2 s2;v4=mul_add v3 s3 s4;v5=sigmoid v4;v6=mul v4 v5;w2=v6;v7=affine v5 c0 c1;v8=mul v4 v7;v9=affine v8 c2 c3;v10=mul v5 v9;v11=mul w3 v10;v12=mul v11 s3;t0+=v12*v2;t1+=v12*s2;" => functions::<E, K24>(),
        "v0=add w0 s0;v1=add v0 w1;w2=v1;" => functions::<E, K25>(),
        "v0=add w0 s0;v1=add v0 w1;w2=v1;t0+=v1;" => functions::<E, K26>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;t0+=v2;" => functions::<E, K27>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=add w2 s2;v4=add v2 v3;v5=add w3 s3;v6=add v5 v4;v7=add w4 s4;v8=add v6 v7;v9=add w5 s5;v10=add v9 v8;v11=sub v10 s6;v12=add w6 w7;v13=add v12 w8;v14=add v13 w9;v15=add v14 w10;v16=add v15 w11;t0+=v16;v17=affine v16 c0 c1;t1+=v17*v11;" => functions::<E, K28>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=add w2 s2;v4=add v2 v3;v5=add w3 s3;v6=add v5 v4;v7=add w4 s4;v8=add v6 v7;v9=add w5 s5;v10=add v9 v8;v11=sub v10 s6;v12=mul v11 s7;v13=mul_add v12 s8 s9;v14=sigmoid v13;v15=affine v14 c0 c1;v16=mul v13 v15;v17=affine v16 c2 c3;v18=mul v14 v17;v19=mul w6 v18;v20=mul v19 s8;v21=add w7 w8;v22=add v21 w9;v23=add v22 w10;v24=add v23 w11;v25=add v24 w12;v26=sub v25 s10;v27=affine v25 c4 c5;v28=mul s11 v20;v29=mul_add v27 s12 v28;v30=mul v26 s7;v31=mul_add s11 v11 v30;v32=mul v31 s8;v33=mul v32 v18;w13=v33;v34=mul v32 w6;v35=mul v34 v14;v36=mul v35 v13;v37=mul_sub v34 v17 v36;v38=mul w14 v18;v39=mul_add v35 v15 v38;v40=mul v14 v15;v41=mul_add v37 v40 v39;t0+=v41;v42=mul v41 s8;v43=mul v41 v12;v44=mul_add v31 v19 v43;t1+=v44;v45=mul v42 v11;v46=mul_add v42 s7 v29;v47=mul_add v26 v20 v45;t2+=v47;t3+=v46;" => functions::<E, K29>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=add w2 s2;v4=add v2 v3;v5=add w3 s3;v6=add v5 v4;v7=add w4 s4;v8=add v6 v7;v9=add w5 s5;v10=add v9 v8;v11=sub v10 s6;v12=mul v11 s7;v13=mul_add v12 s8 s9;v14=sigmoid v13;v15=affine v14 c0 c1;v16=mul v13 v15;v17=affine v16 c2 c3;v18=mul v14 v17;v19=mul w6 v18;v20=mul v19 s8;v21=add w7 w8;v22=add v21 w9;v23=add v22 w10;v24=add v23 w11;v25=add v24 w12;v26=sub v25 s10;v27=affine v25 c4 c5;v28=mul s11 v20;v29=mul_add v27 s12 v28;v30=mul v26 s7;v31=mul_add s11 v11 v30;v32=mul v31 s8;v33=mul v32 w6;v34=mul v33 v14;v35=mul v34 v13;v36=mul_sub v33 v17 v35;v37=mul w13 v18;v38=mul_add v34 v15 v37;v39=mul v14 v15;v40=mul_add v36 v39 v38;v41=mul v40 s8;v42=mul_add v41 s7 v29;v43=mul s13 v11;v44=affine v43 c6 c7;v45=sub v42 s14;v46=add v44 v45;w14=v46;t0+=v46;" => functions::<E, K30>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=add w2 s2;v4=add v2 v3;v5=sub v4 s3;v6=mul v5 s4;v7=mul_add v6 s5 s6;v8=sigmoid v7;v9=affine v8 c0 c1;v10=mul v7 v9;v11=affine v10 c2 c3;v12=mul v8 v11;v13=mul w3 v12;v14=mul v13 s5;v15=add w4 w5;v16=add v15 w6;v17=sub v16 s7;v18=affine v16 c4 c5;v19=mul s8 v14;v20=mul_add v18 s9 v19;v21=mul v17 s4;v22=mul_add s8 v5 v21;v23=mul v22 s5;v24=mul v23 w3;v25=mul v24 v8;v26=mul v25 v7;v27=mul_sub v24 v11 v26;v28=mul w7 v12;v29=mul_add v25 v9 v28;v30=mul v8 v9;v31=mul_add v27 v30 v29;t0+=v31;v32=mul v31 s5;v33=mul v31 v6;v34=mul_add v22 v13 v33;t1+=v34;v35=mul v32 v5;v36=mul_add v32 s4 v20;v37=mul_add v17 v14 v35;t2+=v37;t3+=v36;" => functions::<E, K31>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=add w2 s2;v4=add v2 v3;v5=sub v4 s3;v6=mul v5 s4;v7=mul_add v6 s5 s6;v8=sigmoid v7;v9=affine v8 c0 c1;v10=mul v7 v9;v11=affine v10 c2 c3;v12=mul v8 v11;v13=mul w3 v12;v14=mul v13 s5;v15=add w4 w5;v16=add v15 w6;v17=sub v16 s7;v18=affine v16 c4 c5;v19=mul s8 v14;v20=mul_add v18 s9 v19;v21=mul v17 s4;v22=mul_add s8 v5 v21;v23=mul v22 s5;v24=mul v23 w3;v25=mul v24 v8;v26=mul v25 v7;v27=mul_sub v24 v11 v26;v28=mul w7 v12;v29=mul_add v25 v9 v28;v30=mul v8 v9;v31=mul_add v27 v30 v29;v32=mul v31 s5;v33=mul_add v32 s4 v20;v34=mul s10 v5;v35=affine v34 c6 c7;v36=sub v33 s11;v37=add v35 v36;v38=add w8 v37;w9=v38;t0+=v38;" => functions::<E, K32>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;t0+=v3*v3;" => functions::<E, K33>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;v4=add w2 w3;t0+=v4;v5=affine v4 c0 c1;t1+=v5*v3;" => functions::<E, K34>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;v13=add w3 w4;v14=sub v13 s6;v15=affine v13 c4 c5;v16=mul s7 v12;v17=mul_add v15 s8 v16;v18=mul v14 s3;v19=mul_add s7 v3 v18;v20=mul v19 s4;v21=mul v20 v10;w5=v21;v22=mul v20 w2;v23=mul v22 v6;v24=mul v23 v5;v25=mul_sub v22 v9 v24;v26=mul w6 v10;v27=mul_add v23 v7 v26;v28=mul v6 v7;v29=mul_add v25 v28 v27;t0+=v29;v30=mul v29 s4;v31=mul v29 v4;v32=mul_add v19 v11 v31;t1+=v32;v33=mul v30 v3;v34=mul_add v30 s3 v17;v35=mul_add v14 v12 v33;t2+=v35;t3+=v34;" => functions::<E, K35>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;v13=add w3 w4;v14=sub v13 s6;v15=affine v13 c4 c5;v16=mul s7 v12;v17=mul_add v15 s8 v16;v18=mul v14 s3;v19=mul_add s7 v3 v18;v20=mul v19 s4;v21=mul v20 w2;v22=mul v21 v6;v23=mul v22 v5;v24=mul_sub v21 v9 v23;v25=mul w5 v10;v26=mul_add v22 v7 v25;v27=mul v6 v7;v28=mul_add v24 v27 v26;v29=mul v28 s4;v30=mul_add v29 s3 v17;v31=mul s9 v3;v32=affine v31 c6 c7;v33=sub v30 s10;v34=add v32 v33;w6=v34;t0+=v34;t1+=v34;" => functions::<E, K36>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;v13=mul s6 v3;v14=affine v13 c4 c5;v15=mul_sub v12 s3 s7;v16=add v14 v15;w3=v16;" => functions::<E, K37>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=mul v5 v6;w2=v7;" => functions::<E, K38>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=mul v5 v6;w2=v7;v8=affine v6 c0 c1;v9=mul v5 v8;v10=affine v9 c2 c3;v11=mul v6 v10;v12=mul w3 v11;v13=mul v12 s4;t0+=v13*v3;t1+=v13*s3;" => functions::<E, K39>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;w2=v2;" => functions::<E, K40>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v0 v1;w2=v2;t0+=v2;" => functions::<E, K41>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v4 v5;v7=add w4 s4;v8=add v7 v6;v9=sub v8 s5;v10=add w5 w6;v11=add v10 w7;v12=add v11 w8;v13=add v12 w9;t0+=v13;v14=affine v13 c0 c1;t1+=v14*v9;" => functions::<E, K42>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v4 v5;v7=add w4 s4;v8=add v7 v6;v9=sub v8 s5;v10=mul v9 s6;v11=mul_add v10 s7 s8;v12=sigmoid v11;v13=affine v12 c0 c1;v14=mul v11 v13;v15=affine v14 c2 c3;v16=mul v12 v15;v17=mul w5 v16;v18=mul v17 s7;v19=add w6 w7;v20=add v19 w8;v21=add v20 w9;v22=add v21 w10;v23=sub v22 s9;v24=affine v22 c4 c5;v25=mul s10 v18;v26=mul_add v24 s11 v25;v27=mul v23 s6;v28=mul_add s10 v9 v27;v29=mul v28 s7;v30=mul v29 v16;w11=v30;v31=mul v29 w5;v32=mul v31 v12;v33=mul v32 v11;v34=mul_sub v31 v15 v33;v35=mul w12 v16;v36=mul_add v32 v13 v35;v37=mul v12 v13;v38=mul_add v34 v37 v36;t0+=v38;v39=mul v38 s7;v40=mul v38 v10;v41=mul_add v28 v17 v40;t1+=v41;v42=mul v39 v9;v43=mul_add v39 s6 v26;v44=mul_add v23 v18 v42;t2+=v44;t3+=v43;" => functions::<E, K43>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v4 v5;v7=add w4 s4;v8=add v7 v6;v9=sub v8 s5;v10=mul v9 s6;v11=mul_add v10 s7 s8;v12=sigmoid v11;v13=affine v12 c0 c1;v14=mul v11 v13;v15=affine v14 c2 c3;v16=mul v12 v15;v17=mul w5 v16;v18=mul v17 s7;v19=add w6 w7;v20=add v19 w8;v21=add v20 w9;v22=add v21 w10;v23=sub v22 s9;v24=affine v22 c4 c5;v25=mul s10 v18;v26=mul_add v24 s11 v25;v27=mul v23 s6;v28=mul_add s10 v9 v27;v29=mul v28 s7;v30=mul v29 w5;v31=mul v30 v12;v32=mul v31 v11;v33=mul_sub v30 v15 v32;v34=mul w11 v16;v35=mul_add v31 v13 v34;v36=mul v12 v13;v37=mul_add v33 v36 v35;v38=mul v37 s7;v39=mul_add v38 s6 v26;v40=mul s12 v9;v41=affine v40 c6 c7;v42=sub v39 s13;v43=add v41 v42;w12=v43;t0+=v43;" => functions::<E, K44>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v4 v5;v7=sub v6 s4;v8=add w4 w5;v9=add v8 w6;v10=add v9 w7;t0+=v10;v11=affine v10 c0 c1;t1+=v11*v7;" => functions::<E, K45>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v4 v5;v7=sub v6 s4;v8=mul v7 s5;v9=mul_add v8 s6 s7;v10=sigmoid v9;v11=affine v10 c0 c1;v12=mul v9 v11;v13=affine v12 c2 c3;v14=mul v10 v13;v15=mul w4 v14;v16=mul v15 s6;v17=add w5 w6;v18=add v17 w7;v19=add v18 w8;v20=sub v19 s8;v21=affine v19 c4 c5;v22=mul s9 v16;v23=mul_add v21 s10 v22;w9=v23;v24=mul v20 s5;v25=mul v20 v16;w10=v25;v26=mul_add s9 v7 v24;v27=mul v26 s6;v28=mul v26 v15;w11=v28;v29=mul v27 v14;w12=v29;v30=mul v27 w4;v31=mul v30 v10;v32=mul v31 v11;w13=v32;v33=mul v31 v9;v34=mul_sub v30 v13 v33;v35=mul v10 v11;v36=mul v34 v35;w14=v36;" => functions::<E, K46>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v5 v4;v7=add w4 s4;v8=add v6 v7;v9=add w5 s5;v10=add v9 v8;v11=sub v10 s6;v12=add w6 w7;v13=add v12 w8;v14=add v13 w9;v15=add v14 w10;v16=add v15 w11;t0+=v16;v17=affine v16 c0 c1;t1+=v17*v11;" => functions::<E, K47>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v5 v4;v7=add w4 s4;v8=add v6 v7;v9=add w5 s5;v10=add v9 v8;v11=sub v10 s6;v12=mul v11 s7;v13=mul_add v12 s8 s9;v14=sigmoid v13;v15=affine v14 c0 c1;v16=mul v13 v15;v17=affine v16 c2 c3;v18=mul v14 v17;v19=mul w6 v18;v20=mul v19 s8;v21=add w7 w8;v22=add v21 w9;v23=add v22 w10;v24=add v23 w11;v25=add v24 w12;v26=sub v25 s10;v27=affine v25 c4 c5;v28=mul s11 v20;v29=mul_add v27 s12 v28;v30=mul v26 s7;v31=mul_add s11 v11 v30;v32=mul v31 s8;v33=mul v32 v18;w13=v33;v34=mul v32 w6;v35=mul v34 v14;v36=mul v35 v13;v37=mul_sub v34 v17 v36;v38=mul w14 v18;v39=mul_add v35 v15 v38;v40=mul v14 v15;v41=mul_add v37 v40 v39;t0+=v41;v42=mul v41 s8;v43=mul v41 v12;v44=mul_add v31 v19 v43;t1+=v44;v45=mul v42 v11;v46=mul_add v42 s7 v29;v47=mul_add v26 v20 v45;t2+=v47;t3+=v46;" => functions::<E, K48>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=add w3 s3;v6=add v5 v4;v7=add w4 s4;v8=add v6 v7;v9=add w5 s5;v10=add v9 v8;v11=sub v10 s6;v12=mul v11 s7;v13=mul_add v12 s8 s9;v14=sigmoid v13;v15=affine v14 c0 c1;v16=mul v13 v15;v17=affine v16 c2 c3;v18=mul v14 v17;v19=mul w6 v18;v20=mul v19 s8;v21=add w7 w8;v22=add v21 w9;v23=add v22 w10;v24=add v23 w11;v25=add v24 w12;v26=sub v25 s10;v27=affine v25 c4 c5;v28=mul s11 v20;v29=mul_add v27 s12 v28;v30=mul v26 s7;v31=mul_add s11 v11 v30;v32=mul v31 s8;v33=mul v32 w6;v34=mul v33 v14;v35=mul v34 v13;v36=mul_sub v33 v17 v35;v37=mul w13 v18;v38=mul_add v34 v15 v37;v39=mul v14 v15;v40=mul_add v36 v39 v38;v41=mul v40 s8;v42=mul_add v41 s7 v29;v43=mul s13 v11;v44=affine v43 c6 c7;v45=sub v42 s14;v46=add v44 v45;w14=v46;t0+=v46;" => functions::<E, K49>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=sub v4 s3;v6=mul v5 s4;v7=mul_add v6 s5 s6;v8=sigmoid v7;v9=affine v8 c0 c1;v10=mul v7 v9;v11=affine v10 c2 c3;v12=mul v8 v11;v13=mul w3 v12;v14=mul v13 s5;v15=add w4 w5;v16=add v15 w6;v17=sub v16 s7;v18=affine v16 c4 c5;v19=mul s8 v14;v20=mul_add v18 s9 v19;v21=mul v17 s4;v22=mul_add s8 v5 v21;v23=mul v22 s5;v24=mul v23 w3;v25=mul v24 v8;v26=mul v25 v7;v27=mul_sub v24 v11 v26;v28=mul w7 v12;v29=mul_add v25 v9 v28;v30=mul v8 v9;v31=mul_add v27 v30 v29;t0+=v31;v32=mul v31 s5;v33=mul v31 v6;v34=mul_add v22 v13 v33;t1+=v34;v35=mul v32 v5;v36=mul_add v32 s4 v20;v37=mul_add v17 v14 v35;t2+=v37;t3+=v36;" => functions::<E, K50>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=add w2 s2;v4=add v3 v2;v5=sub v4 s3;v6=mul v5 s4;v7=mul_add v6 s5 s6;v8=sigmoid v7;v9=affine v8 c0 c1;v10=mul v7 v9;v11=affine v10 c2 c3;v12=mul v8 v11;v13=mul w3 v12;v14=mul v13 s5;v15=add w4 w5;v16=add v15 w6;v17=sub v16 s7;v18=affine v16 c4 c5;v19=mul s8 v14;v20=mul_add v18 s9 v19;v21=mul v17 s4;v22=mul_add s8 v5 v21;v23=mul v22 s5;v24=mul v23 w3;v25=mul v24 v8;v26=mul v25 v7;v27=mul_sub v24 v11 v26;v28=mul w7 v12;v29=mul_add v25 v9 v28;v30=mul v8 v9;v31=mul_add v27 v30 v29;v32=mul v31 s5;v33=mul_add v32 s4 v20;v34=mul s10 v5;v35=affine v34 c6 c7;v36=sub v33 s11;v37=add v35 v36;v38=add w8 v37;w9=v38;t0+=v38;" => functions::<E, K51>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=sub v2 s2;v4=add w2 w3;w4=v4;t0+=v4;v5=affine v4 c0 c1;t1+=v5*v3;" => functions::<E, K52>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;t0+=v12*v3;t1+=v12*s3;" => functions::<E, K53>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;v13=add w3 w4;v14=sub v13 s6;v15=affine v13 c4 c5;v16=mul s7 v12;v17=mul_add v15 s8 v16;v18=mul v14 s3;v19=mul_add s7 v3 v18;v20=mul v19 s4;v21=mul v20 w2;v22=mul v21 v6;v23=mul v22 v5;v24=mul_sub v21 v9 v23;v25=mul w5 v10;v26=mul_add v22 v7 v25;v27=mul v6 v7;v28=mul_add v24 v27 v26;t0+=v28;v29=mul v28 s4;v30=mul v28 v4;v31=mul_add v19 v11 v30;t1+=v31;v32=mul v29 v3;v33=mul_add v29 s3 v17;v34=mul_add v14 v12 v32;t2+=v34;t3+=v33;" => functions::<E, K54>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;v13=add w3 w4;v14=sub v13 s6;v15=affine v13 c4 c5;v16=mul s7 v12;v17=mul_add v15 s8 v16;v18=mul v14 s3;v19=mul_add s7 v3 v18;v20=mul v19 s4;v21=mul v20 w2;v22=mul v21 v6;v23=mul v22 v5;v24=mul_sub v21 v9 v23;v25=mul w5 v10;v26=mul_add v22 v7 v25;v27=mul v6 v7;v28=mul_add v24 v27 v26;v29=mul v28 s4;v30=mul_add v29 s3 v17;v31=mul s9 v3;v32=affine v31 c6 c7;v33=sub v30 s10;v34=add v32 v33;v35=add w6 v34;w7=v35;t0+=v35;" => functions::<E, K55>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=mul w2 v10;v12=mul v11 s4;v13=mul s6 v3;v14=affine v13 c4 c5;v15=mul_sub v12 s3 s7;v16=add v14 v15;v17=add w3 v16;w4=v17;" => functions::<E, K56>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;v3=sub v2 s2;v4=mul v3 s3;v5=mul_add v4 s4 s5;v6=sigmoid v5;v7=affine v6 c0 c1;v8=mul v5 v7;v9=affine v8 c2 c3;v10=mul v6 v9;v11=sub w2 s6;v12=mul v11 s3;v13=mul_add s7 v3 v12;v14=mul v13 s4;v15=mul v14 v10;w3=v15;" => functions::<E, K57>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;w2=v2;" => functions::<E, K58>(),
        "v0=add w0 s0;v1=add w1 s1;v2=add v1 v0;w2=v2;t0+=v2;" => functions::<E, K59>(),
        "v0=add w0 s0;v1=add w1 v0;w2=v1;" => functions::<E, K60>(),
        "v0=add w0 s0;v1=add w1 v0;w2=v1;t0+=v1;" => functions::<E, K61>(),
        "v0=add w0 s0;v1=mul v0 w1;w2=v1;" => functions::<E, K62>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=add v2 w3;v4=add v3 w4;v5=affine v1 c0 c1;v6=mul v0 v5;v7=affine v6 c2 c3;v8=mul w5 v4;v9=mul v8 v1;v10=mul v9 v5;w6=v10;v11=mul v9 v0;v12=mul_sub v8 v7 v11;v13=mul v1 v5;v14=mul v12 v13;w7=v14;" => functions::<E, K63>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=add v2 w3;v4=affine v1 c0 c1;v5=mul v0 v4;v6=affine v5 c2 c3;v7=mul w4 v3;v8=mul v7 v1;v9=mul v8 v4;w5=v9;v10=mul v8 v0;v11=mul_sub v7 v6 v10;v12=mul v1 v4;v13=mul v11 v12;w6=v13;" => functions::<E, K64>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=add w1 w2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul w3 v2;v7=mul v6 v1;v8=mul v7 v3;w4=v8;v9=mul v7 v0;v10=mul_sub v6 v5 v9;v11=mul v1 v3;v12=mul v10 v11;w5=v12;" => functions::<E, K65>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul w1 v5;w2=v6;" => functions::<E, K66>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul w1 v5;w2=v6;t0+=v6;" => functions::<E, K67>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul w1 w2;v7=mul v6 v1;v8=mul v7 v0;v9=mul_sub v6 v4 v8;v10=mul w3 v5;v11=mul_add v7 v2 v10;v12=mul v1 v2;v13=mul_add v9 v12 v11;w4=v13;t0+=v13;" => functions::<E, K68>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=affine v1 c0 c1;v3=mul v0 v2;v4=affine v3 c2 c3;v5=mul v1 v4;v6=mul_add w1 v5 w2;w3=v6;" => functions::<E, K69>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;v3=sub w1 w2;v4=mul v2 v3;w3=v4;" => functions::<E, K70>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;v3=sub w1 w2;v4=mul v2 v3;w3=v4;v5=affine v1 c0 c1;v6=mul v0 v5;v7=affine v6 c2 c3;v8=mul v1 v7;v9=mul v3 v8;w4=v9;" => functions::<E, K71>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;w1=v2;" => functions::<E, K72>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul v0 v1;w1=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;w2=v6;" => functions::<E, K73>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;v3=sub w2 w3;w4=v3;v4=mul v2 v3;w5=v4;v5=affine v1 c0 c1;v6=mul v0 v5;v7=affine v6 c2 c3;v8=mul v1 v7;v9=mul v3 v8;w6=v9;" => functions::<E, K74>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;w2=v2;" => functions::<E, K75>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;w2=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;v7=mul w3 v6;w4=v7;" => functions::<E, K76>(),
        "v0=add w0 s0;v1=sigmoid v0;v2=mul_add v0 v1 w1;w2=v2;v3=affine v1 c0 c1;v4=mul v0 v3;v5=affine v4 c2 c3;v6=mul v1 v5;w3=v6;" => functions::<E, K77>(),
        "v0=add w0 s0;v1=sub v0 s1;t0+=v1*v1;" => functions::<E, K78>(),
        "v0=add w0 s0;v1=sub v0 s1;t0+=w1;v2=affine w1 c0 c1;t1+=v2*v1;" => functions::<E, K79>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=mul w1 v8;v10=mul v9 s3;t0+=v10*v1;t1+=v10*s2;" => functions::<E, K80>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=mul w1 v8;v10=mul v9 s3;v11=mul s5 v1;v12=affine v11 c4 c5;v13=mul_sub v10 s2 s6;v14=add v12 v13;v15=add w2 v14;w3=v15;" => functions::<E, K81>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=mul w1 v8;v10=mul v9 s3;v11=mul s5 v1;v12=affine v11 c4 c5;v13=mul_sub v10 s2 s6;v14=add v12 v13;w2=v14;" => functions::<E, K82>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=mul w1 v8;v10=mul v9 s3;v11=sub w2 s5;v12=affine w2 c4 c5;v13=mul s6 v10;v14=mul_add v12 s7 v13;v15=mul v11 s2;v16=mul_add s6 v1 v15;v17=mul v16 s3;v18=mul v17 w1;v19=mul v18 v4;v20=mul v19 v3;v21=mul_sub v18 v7 v20;v22=mul w3 v8;v23=mul_add v19 v5 v22;v24=mul v4 v5;v25=mul_add v21 v24 v23;t0+=v25;v26=mul v25 s3;v27=mul v25 v2;v28=mul_add v16 v9 v27;t1+=v28;v29=mul v26 v1;v30=mul_add v26 s2 v14;v31=mul_add v11 v10 v29;t2+=v31;t3+=v30;" => functions::<E, K83>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=mul w1 v8;v10=mul v9 s3;v11=sub w2 s5;v12=affine w2 c4 c5;v13=mul s6 v10;v14=mul_add v12 s7 v13;v15=mul v11 s2;v16=mul_add s6 v1 v15;v17=mul v16 s3;v18=mul v17 w1;v19=mul v18 v4;v20=mul v19 v3;v21=mul_sub v18 v7 v20;v22=mul w3 v8;v23=mul_add v19 v5 v22;v24=mul v4 v5;v25=mul_add v21 v24 v23;v26=mul v25 s3;v27=mul_add v26 s2 v14;v28=mul s8 v1;v29=affine v28 c6 c7;v30=sub v27 s9;v31=add v29 v30;v32=add w4 v31;w5=v32;t0+=v32;" => functions::<E, K84>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=mul w1 v8;v10=mul v9 s3;v11=sub w2 s5;v12=affine w2 c4 c5;v13=mul s6 v10;v14=mul_add v12 s7 v13;v15=mul v11 s2;v16=mul_add s6 v1 v15;v17=mul v16 s3;v18=mul v17 w1;v19=mul v18 v4;v20=mul v19 v3;v21=mul_sub v18 v7 v20;v22=mul w3 v8;v23=mul_add v19 v5 v22;v24=mul v4 v5;v25=mul_add v21 v24 v23;v26=mul v25 s3;v27=mul_add v26 s2 v14;v28=mul s8 v1;v29=affine v28 c6 c7;v30=sub v27 s9;v31=add v29 v30;w4=v31;t0+=v31;" => functions::<E, K85>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine v4 c0 c1;v6=mul v3 v5;v7=affine v6 c2 c3;v8=mul v4 v7;v9=sub w1 s5;v10=mul v9 s2;v11=mul_add s6 v1 v10;v12=mul v11 s3;v13=mul v12 v8;w2=v13;" => functions::<E, K86>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine w1 c0 c1;v6=affine v4 c2 c3;v7=mul v3 v6;v8=affine v7 c4 c5;v9=mul v4 v8;v10=sub w2 s5;v11=mul v10 s2;v12=mul_add s6 v1 v11;v13=mul v12 s3;v14=mul v13 v9;v15=mul v14 v5;w3=v15;" => functions::<E, K87>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine w1 c0 c1;v6=mul w2 v5;v7=affine v4 c2 c3;v8=mul v3 v7;v9=affine v8 c4 c5;v10=mul v4 v9;v11=mul v6 v10;v12=mul v11 s3;t0+=v12*v1;t1+=v12*s2;" => functions::<E, K88>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine w1 c0 c1;v6=mul w2 v5;v7=affine v4 c2 c3;v8=mul v3 v7;v9=affine v8 c4 c5;v10=mul v4 v9;v11=mul v6 v10;v12=mul v11 s3;v13=mul s5 v1;v14=affine v13 c6 c7;v15=mul_sub v12 s2 s6;v16=add v14 v15;w3=v16;" => functions::<E, K89>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine w1 c0 c1;v6=mul w2 v5;v7=affine v4 c2 c3;v8=mul v3 v7;v9=affine v8 c4 c5;v10=mul v4 v9;v11=mul v6 v10;v12=mul v11 s3;v13=sub w3 s5;v14=affine w3 c6 c7;v15=mul s6 v12;v16=mul_add v14 s7 v15;v17=mul v13 s2;v18=mul_add s6 v1 v17;v19=mul v18 s3;v20=mul v19 v6;v21=mul v20 v4;v22=mul v21 v3;v23=mul_sub v20 v9 v22;v24=mul w4 v5;v25=mul v24 v10;v26=mul_add v21 v7 v25;v27=mul v4 v7;v28=mul_add v23 v27 v26;t0+=v28;v29=mul v28 s3;v30=mul v28 v2;v31=mul_add v18 v11 v30;t1+=v31;v32=mul v29 v1;v33=mul_add v29 s2 v16;v34=mul_add v13 v12 v32;t2+=v34;t3+=v33;" => functions::<E, K90>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=affine w1 c0 c1;v6=mul w2 v5;v7=affine v4 c2 c3;v8=mul v3 v7;v9=affine v8 c4 c5;v10=mul v4 v9;v11=mul v6 v10;v12=mul v11 s3;v13=sub w3 s5;v14=affine w3 c6 c7;v15=mul s6 v12;v16=mul_add v14 s7 v15;v17=mul v13 s2;v18=mul_add s6 v1 v17;v19=mul v18 s3;v20=mul v19 v6;v21=mul v20 v4;v22=mul v21 v3;v23=mul_sub v20 v9 v22;v24=mul w4 v5;v25=mul v24 v10;v26=mul_add v21 v7 v25;v27=mul v4 v7;v28=mul_add v23 v27 v26;v29=mul v28 s3;v30=mul_add v29 s2 v16;v31=mul s8 v1;v32=affine v31 c8 c9;v33=sub v30 s9;v34=add v32 v33;w5=v34;t0+=v34;" => functions::<E, K91>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=mul v3 v4;v6=affine w1 c0 c1;v7=mul v5 v6;w2=v7;" => functions::<E, K92>(),
        "v0=add w0 s0;v1=sub v0 s1;v2=mul v1 s2;v3=mul_add v2 s3 s4;v4=sigmoid v3;v5=mul v3 v4;w1=v5;" => functions::<E, K93>(),
        "v0=add w0 s0;w1=v0;" => functions::<E, K94>(),
        "v0=add w0 s0;w1=v0;t0+=v0;" => functions::<E, K95>(),
        "v0=add w0 w1;t0+=v0;v1=affine v0 c0 c1;t1+=v1*w2;" => functions::<E, K96>(),
        "v0=add w0 w1;v1=add v0 w2;t0+=v1;v2=mul v1 s0;v3=mul_add v1 w3 w4;t1+=v3;v4=mul_add v2 s1 w5;v5=mul_add v2 w6 w7;t2+=v5;t3+=v4;" => functions::<E, K97>(),
        "v0=add w0 w1;v1=add v0 w2;v2=mul v1 s0;t0+=v2*w3;t1+=v2*s1;" => functions::<E, K98>(),
        "v0=add w0 w1;v1=add v0 w2;v2=mul v1 s0;v3=mul s1 w3;v4=affine v3 c0 c1;v5=mul_sub v2 s2 s3;v6=add v4 v5;v7=add w4 v6;w5=v7;" => functions::<E, K99>(),
        "v0=add w0 w1;v1=add v0 w2;v2=mul v1 s0;v3=mul_add v2 s1 w3;v4=mul s2 w4;v5=affine v4 c0 c1;v6=sub v3 s3;v7=add v5 v6;v8=add w5 v7;w6=v8;t0+=v8;" => functions::<E, K100>(),
        "v0=add w0 w1;v1=add v0 w2;v2=mul v1 s0;v3=mul_add v2 s1 w3;v4=mul s2 w4;v5=affine v4 c0 c1;v6=sub v3 s3;v7=add v5 v6;v8=add w5 v7;w6=v8;t0+=v8;t1+=v8;" => functions::<E, K101>(),
        "v0=add w0 w1;v1=add v0 w2;w3=v1;v2=mul v1 s0;w4=v2;t0+=v2*w5;t1+=v2*s1;" => functions::<E, K102>(),
        "v0=add w0 w1;v1=add w2 v0;t0+=w3*v1;" => functions::<E, K103>(),
        "v0=add w0 w1;v1=add w2 v0;v2=mul w3 s0;v3=mul_sub w3 v1 v2;v4=affine v3 c0 c1;w4=v4;" => functions::<E, K104>(),
        "v0=add w0 w1;v1=add w2 v0;v2=mul w3 v1;w4=v2;" => functions::<E, K105>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;t0+=v1*w2;" => functions::<E, K106>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;v2=affine v0 c2 c3;v3=add v1 r0;v4=mul v3 w2;v5=mul v3 w3;w4=v5;v6=mul_add v2 r1 v4;w5=v6;" => functions::<E, K107>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;v2=affine v0 c2 c3;v3=add v1 s0;v4=mul v3 w2;v5=mul v3 w3;w4=v5;v6=mul_add v2 s1 v4;w5=v6;" => functions::<E, K108>(),
        "v0=add w0 w1;v1=affine v0 c0 c1;v2=mul v1 w2;w3=v2;" => functions::<E, K109>(),
        "v0=add w0 w1;v1=mul v0 w2;w3=v1;" => functions::<E, K110>(),
        "v0=add w0 w1;v1=mul_add v0 w2 w3;v2=add v1 w4;w5=v2;t0+=v2;" => functions::<E, K111>(),
        "v0=add w0 w1;v1=mul_add v0 w2 w3;v2=add v1 w4;w5=v2;t0+=v2;v3=mul v2 r0;v4=sub v2 v3;w6=v4;t1+=v3;" => functions::<E, K112>(),
        "v0=add w0 w1;v1=sub v0 s0;v2=affine v0 c0 c1;v3=mul s1 w2;v4=mul_add v2 s2 v3;w3=v4;v5=mul v1 s3;v6=mul v1 w2;w4=v6;v7=mul_add s1 w5 v5;v8=mul v7 s4;v9=mul v7 w6;w7=v9;v10=mul v8 w8;w9=v10;v11=mul v8 w10;v12=mul v11 w11;v13=mul v12 w12;w13=v13;v14=mul v12 w14;v15=mul_sub v11 w15 v14;v16=mul v15 w16;w17=v16;" => functions::<E, K113>(),
        "v0=add w0 w1;v1=sub v0 s0;v2=affine v0 c0 c1;v3=mul s1 w2;v4=mul_add v2 s2 v3;w3=v4;v5=mul v1 s3;v6=mul v1 w2;w4=v6;v7=mul_add s1 w5 v5;v8=mul v7 s4;w6=v8;v9=mul v7 w7;w8=v9;" => functions::<E, K114>(),
        "v0=add w0 w1;v1=sub v0 w2;v2=affine v1 c0 c1;v3=add w2 v2;v4=mul_sub v0 v0 w3;v5=affine v4 c2 c3;v6=add w3 v5;v7=sqrt v6;v8=mul v7 s0;v9=affine v8 c4 c5;v10=recip v9;v11=mul v3 v10;v12=sub_mul s1 v11 w4;v13=sub w5 v12;v14=mul_add s2 v13 v12;v15=copy v3;w6=v15;v16=copy v6;w7=v16;v17=copy v12;w8=v17;v18=copy v14;w9=v18;" => functions::<E, K115>(),
        "v0=add w0 w1;v1=sub_mul r0 v0 w2;v2=mul v1 v1;w3=v2;v3=mul r1 v1;v4=affine v3 c0 c1;v5=mul v4 r0;w4=v5;" => functions::<E, K116>(),
        "v0=add w0 w1;v1=sub_mul s0 v0 w2;t0+=v1*v1;v2=mul s1 v1;v3=affine v2 c0 c1;v4=mul v3 s0;w3=v4;" => functions::<E, K117>(),
        "v0=add w0 w1;w2=v0;" => functions::<E, K118>(),
        "v0=add w0 w1;w2=v0;t0+=v0;" => functions::<E, K119>(),
        "v0=add w0 w1;w2=v0;t0+=v0;v1=affine v0 c0 c1;t1+=v1*w3;" => functions::<E, K120>(),
        "v0=add w0 w1;w2=v0;v1=mul v0 w3;w4=v1;" => functions::<E, K121>(),
        "v0=add w0 w1;w2=v0;v1=mul_add v0 w3 w4;v2=add v1 w5;w6=v2;t0+=v2;" => functions::<E, K122>(),
        "v0=affine w0 c0 c1;t0+=v0*w1;" => functions::<E, K123>(),
        "v0=affine w0 c0 c1;v1=add v0 w1;w2=v1;" => functions::<E, K124>(),
        "v0=affine w0 c0 c1;w1=v0;" => functions::<E, K125>(),
        "v0=mul r0 w0;v1=mul_add r1 w1 v0;w2=v1;" => functions::<E, K126>(),
        "v0=mul s0 w0;v1=affine v0 c0 c1;v2=mul_sub w1 s1 s2;v3=add v1 v2;v4=add w2 v3;w3=v4;" => functions::<E, K127>(),
        "v0=mul s0 w0;v1=mul_add s1 w1 v0;w2=v1;" => functions::<E, K128>(),
        "v0=mul w0 r0;v1=sub w0 v0;w1=v1;t0+=v0;" => functions::<E, K129>(),
        "v0=mul w0 s0;v1=mul_add v0 s1 s2;v2=sigmoid v1;v3=mul v1 v2;w1=v3;v4=affine v2 c0 c1;v5=mul v1 v4;v6=affine v5 c2 c3;v7=mul v2 v6;w2=v7;" => functions::<E, K130>(),
        "v0=mul w0 s0;v1=mul_add v0 s1 s2;w1=v1;" => functions::<E, K131>(),
        "v0=mul w0 s0;v1=mul_sub w0 w1 v0;v2=affine v1 c0 c1;w2=v2;" => functions::<E, K132>(),
        "v0=mul w0 s0;w1=v0;v1=mul_add v0 s1 s2;v2=sigmoid v1;v3=mul v1 v2;w2=v3;v4=affine v2 c0 c1;v5=mul v1 v4;v6=affine v5 c2 c3;v7=mul v2 v6;w3=v7;" => functions::<E, K133>(),
        "v0=mul w0 s0;w1=v0;v1=mul_add v0 s1 s2;w2=v1;" => functions::<E, K134>(),
        "v0=mul w0 s0;w1=v0;v1=mul_add v0 s1 s2;w2=v1;v2=sigmoid v1;w3=v2;v3=mul v1 v2;w4=v3;v4=affine v2 c0 c1;w5=v4;v5=mul v1 v4;v6=affine v5 c2 c3;w6=v6;v7=mul v2 v6;w7=v7;v8=mul v2 v4;w8=v8;" => functions::<E, K135>(),
        "v0=mul w0 w1;v1=mul v0 s0;t0+=v1*w2;t1+=v1*s1;" => functions::<E, K136>(),
        "v0=mul w0 w1;v1=mul v0 s0;v2=mul s1 w2;v3=affine v2 c0 c1;v4=mul_sub v1 s2 s3;v5=add v3 v4;v6=add w3 v5;w4=v6;" => functions::<E, K137>(),
        "v0=mul w0 w1;w2=v0;" => functions::<E, K138>(),
        "v0=mul w0 w1;w2=v0;v1=mul v0 s0;w3=v1;t0+=v1*w4;t1+=v1*s1;" => functions::<E, K139>(),
        "v0=mul_add s0 w0 w1;w2=v0;" => functions::<E, K140>(),
        "v0=mul_add w0 w1 w2;v1=add v0 w3;t0+=v1;v2=mul v1 s0;v3=mul_add v1 w4 w5;t1+=v3;v4=mul_add v2 s1 w6;v5=mul_add v2 w7 w8;t2+=v5;t3+=v4;" => functions::<E, K141>(),
        "v0=mul_add w0 w1 w2;v1=add v0 w3;v2=mul v1 s0;v3=mul_add v2 s1 w4;v4=mul s2 w5;v5=affine v4 c0 c1;v6=sub v3 s3;v7=add v5 v6;v8=add w6 v7;w7=v8;t0+=v8;" => functions::<E, K142>(),
        "v0=mul_add w0 w1 w2;w3=v0;" => functions::<E, K143>(),
        "v0=mul_add w0 w1 w2;w3=v0;t0+=v0;" => functions::<E, K144>(),
        "v0=sub s0 w0;v1=mul_add r0 v0 w0;v2=add w1 s1;v3=add v2 v1;v4=sigmoid v3;v5=add w2 w3;v6=add v5 w4;v7=affine v4 c0 c1;v8=mul v3 v7;v9=affine v8 c2 c3;v10=mul w5 v6;v11=mul v10 v4;v12=mul v11 v7;w6=v12;v13=mul v11 v3;v14=mul_sub v10 v9 v13;v15=mul v4 v7;v16=mul v14 v15;w7=v16;" => functions::<E, K145>(),
        "v0=sub s0 w0;v1=mul_add r0 v0 w0;v2=add w1 s1;v3=add v2 v1;v4=sigmoid v3;v5=mul v3 v4;w2=v5;v6=affine v4 c0 c1;v7=mul v3 v6;v8=affine v7 c2 c3;v9=mul v4 v8;w3=v9;" => functions::<E, K146>(),
        "v0=sub s0 w0;v1=mul_add r0 v0 w0;w1=v1;" => functions::<E, K147>(),
        "v0=sub w0 s0;t0+=v0*v0;" => functions::<E, K148>(),
        "v0=sub w0 s0;t0+=w1;v1=affine w1 c0 c1;t1+=v1*v0;" => functions::<E, K149>(),
        "v0=sub w0 s0;v1=add w1 w2;v2=add v1 w3;w4=v2;t0+=v2;v3=affine v2 c0 c1;t1+=v3*v0;" => functions::<E, K150>(),
        "v0=sub w0 s0;v1=add w1 w2;w3=v1;t0+=v1;v2=affine v1 c0 c1;t1+=v2*v0;" => functions::<E, K151>(),
        "v0=sub w0 s0;v1=affine w0 c0 c1;v2=mul s1 w1;v3=mul_add v1 s2 v2;w2=v3;v4=mul v0 s3;v5=mul v0 w1;w3=v5;v6=mul_add s1 w4 v4;v7=mul v6 s4;w5=v7;v8=mul v6 w6;w7=v8;" => functions::<E, K152>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add s2 w1 v1;v3=mul v2 s3;v4=mul v3 w2;w3=v4;" => functions::<E, K153>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=add w1 w2;v5=affine v3 c0 c1;v6=mul v2 v5;v7=affine v6 c2 c3;v8=mul v3 v7;v9=mul w3 v8;v10=mul v9 s2;v11=mul s4 v0;v12=affine v11 c4 c5;v13=mul_sub v10 s1 s5;v14=add v12 v13;v15=add v4 v14;w4=v15;" => functions::<E, K154>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=mul w1 v7;v9=mul v8 s2;t0+=v9*v0;t1+=v9*s1;" => functions::<E, K155>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=mul w1 v7;v9=mul v8 s2;v10=mul s4 v0;v11=affine v10 c4 c5;v12=mul_sub v9 s1 s5;v13=add v11 v12;v14=add w2 v13;w3=v14;" => functions::<E, K156>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=mul w1 v7;v9=mul v8 s2;v10=sub w2 s4;v11=affine w2 c4 c5;v12=mul s5 v9;v13=mul_add v11 s6 v12;v14=mul v10 s1;v15=mul_add s5 v0 v14;v16=mul v15 s2;v17=mul v16 w1;v18=mul v17 v3;v19=mul v18 v2;v20=mul_sub v17 v6 v19;v21=add w3 w4;v22=mul w5 v7;v23=mul_add v18 v4 v22;v24=mul v3 v4;v25=mul_add v20 v24 v23;v26=mul v25 s2;v27=mul_add v26 s1 v13;v28=mul s7 v0;v29=affine v28 c6 c7;v30=sub v27 s8;v31=add v29 v30;v32=add v21 v31;w6=v32;t0+=v32;" => functions::<E, K157>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=mul w1 v7;v9=mul v8 s2;v10=sub w2 s4;v11=affine w2 c4 c5;v12=mul s5 v9;v13=mul_add v11 s6 v12;v14=mul v10 s1;v15=mul_add s5 v0 v14;v16=mul v15 s2;v17=mul v16 w1;v18=mul v17 v3;v19=mul v18 v2;v20=mul_sub v17 v6 v19;v21=mul w3 v7;v22=mul_add v18 v4 v21;v23=mul v3 v4;v24=mul_add v20 v23 v22;t0+=v24;v25=mul v24 s2;v26=mul v24 v1;v27=mul_add v15 v8 v26;t1+=v27;v28=mul v25 v0;v29=mul_add v25 s1 v13;v30=mul_add v10 v9 v28;t2+=v30;t3+=v29;" => functions::<E, K158>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=mul w1 v7;v9=mul v8 s2;v10=sub w2 s4;v11=affine w2 c4 c5;v12=mul s5 v9;v13=mul_add v11 s6 v12;v14=mul v10 s1;v15=mul_add s5 v0 v14;v16=mul v15 s2;v17=mul v16 w1;v18=mul v17 v3;v19=mul v18 v2;v20=mul_sub v17 v6 v19;v21=mul w3 v7;v22=mul_add v18 v4 v21;v23=mul v3 v4;v24=mul_add v20 v23 v22;v25=mul v24 s2;v26=mul_add v25 s1 v13;v27=mul s7 v0;v28=affine v27 c6 c7;v29=sub v26 s8;v30=add v28 v29;v31=add w4 v30;w5=v31;" => functions::<E, K159>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=mul w1 v7;v9=mul v8 s2;v10=sub w2 s4;v11=affine w2 c4 c5;v12=mul s5 v9;v13=mul_add v11 s6 v12;v14=mul v10 s1;v15=mul_add s5 v0 v14;v16=mul v15 s2;v17=mul v16 w1;v18=mul v17 v3;v19=mul v18 v2;v20=mul_sub v17 v6 v19;v21=mul w3 v7;v22=mul_add v18 v4 v21;v23=mul v3 v4;v24=mul_add v20 v23 v22;v25=mul v24 s2;v26=mul_add v25 s1 v13;v27=mul s7 v0;v28=affine v27 c6 c7;v29=sub v26 s8;v30=add v28 v29;v31=add w4 v30;w5=v31;t0+=v31;" => functions::<E, K160>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=affine v3 c0 c1;v5=mul v2 v4;v6=affine v5 c2 c3;v7=mul v3 v6;v8=sub w1 s4;v9=mul v8 s1;v10=mul_add s5 v0 v9;v11=mul v10 s2;v12=mul v11 v7;w2=v12;" => functions::<E, K161>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;v3=sigmoid v2;v4=mul v2 v3;w1=v4;" => functions::<E, K162>(),
        "v0=sub w0 s0;v1=mul v0 s1;v2=mul_add v1 s2 s3;w1=v2;" => functions::<E, K163>(),
        "v0=sub w0 s0;w1=v0;t0+=v0*v0;" => functions::<E, K164>(),
        "v0=sub w0 w1;t0+=v0*w2;" => functions::<E, K165>(),
        "v0=sub w0 w1;v1=affine v0 c0 c1;v2=add w1 v1;v3=mul_sub w0 w0 w2;v4=affine v3 c2 c3;v5=add w2 v4;v6=sqrt v5;v7=mul v6 s0;v8=affine v7 c4 c5;v9=recip v8;v10=mul v2 v9;v11=sub_mul s1 v10 w3;v12=sub w4 v11;v13=mul_add s2 v12 v11;v14=copy v2;w5=v14;v15=copy v5;w6=v15;v16=copy v11;w7=v16;v17=copy v13;w8=v17;" => functions::<E, K166>(),
        "v0=sub w0 w1;v1=mul w2 v0;w3=v1;" => functions::<E, K167>(),
        "v0=sub w0 w1;w2=v0;" => functions::<E, K168>(),
        "v0=sub_mul w0 r0 w1;v1=affine v0 c0 c1;w2=v1;" => functions::<E, K169>(),
        _ => return None,
    })
}
