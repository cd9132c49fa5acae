//! Random programs for the tests of this module: every operation, small shapes, values that stay tame.

#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use super::builder::Result;
use super::{
    Axes, Binary, Builder, Distribution, Dtype, Extent, Op, Program, Role, Shape, Unary, ValueId, ValueType, Window,
};
use alloc::format;
use alloc::vec::Vec;

/// Programs stay so small that a test can run thousands of them.
const LARGEST: usize = 72;

/// Splitmix64: enough for choosing.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 33) as usize % n
    }

    pub(super) fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn coefficient(&mut self) -> f64 {
        [0.0, -0.0, 1.0, -1.0, 0.5, 0.1, -2.0, 1.0 / 3.0, 1e-300, 5e-324][self.below(10)]
    }
}

/// A random program of up to `steps` operations, as built.
pub(super) fn random_program(seed: u64, steps: usize) -> Program {
    let mut random = Generator { dice: Dice(seed), builder: Builder::new(), pool: Vec::new() };
    let [key, id] = random.declare().unwrap();
    let states: Vec<ValueId> = random.pool.iter().copied().filter(|v| random.is_state(*v)).collect();
    for _ in 0..steps {
        // What does not fit is left out: the builder refuses it.
        let _ = random.step(key, id).map(|value| random.keep(value));
    }
    random.close(&states)
}

struct Generator {
    dice: Dice,
    builder: Builder,
    pool: Vec<ValueId>,
}

impl Generator {
    fn declare(&mut self) -> Result<[ValueId; 2]> {
        use {Dtype::*, Extent::*, Role::*};
        let inputs: [(&str, Role, Extent, Dtype, &[usize]); 9] = [
            ("x", Data, PerSample, Narrow, &[4]),
            ("image", Data, PerSample, Narrow, &[4, 3, 2]),
            ("rows", Data, PerSample, Wide, &[2, 3]),
            ("rate", Data, Shared, Wide, &[]),
            ("filter", State, Shared, Narrow, &[3, 2, 2, 2]),
            ("weight \"quoted\" \\ \n µ\u{7f}", State, Shared, Wide, &[3, 2]),
            ("table", Frozen, Shared, Narrow, &[5, 4]),
            ("key", Data, Shared, Index, &[3]),
            ("id", Data, PerSample, Index, &[]),
        ];
        let mut values = Vec::new();
        for (name, role, extent, dtype, dims) in inputs {
            values.push(self.builder.input(name, role, extent, dtype, dims)?);
            if self.dice.below(4) == 0 {
                // An output in between: names then lie in the table in another order than they are printed in.
                let last = values[0];
                self.builder.output(&format!("early {}", values.len()), last);
            }
        }
        self.pool.extend(&values[..7]);
        Ok([values[7], values[8]])
    }

    fn is_state(&self, value: ValueId) -> bool {
        matches!(self.builder.program.nodes[value.index()].op, Op::Input(i)
            if self.builder.program.inputs[i as usize].role == Role::State)
    }

    fn keep(&mut self, value: ValueId) {
        if self.builder.ty(value).elements() <= LARGEST {
            self.pool.push(value);
        }
    }

    fn pick(&mut self, fits: impl Fn(&ValueType) -> bool) -> Option<ValueId> {
        let found: Vec<ValueId> = self.pool.iter().copied().filter(|v| fits(&self.builder.ty(*v))).collect();
        // Late values are chosen more often, so that programs become deep.
        let from = if self.dice.coin() { found.len() / 2 } else { 0 };
        found.get(from..).filter(|f| !f.is_empty()).map(|f| f[self.dice.below(f.len())])
    }

    fn any(&mut self) -> ValueId {
        self.pick(|_| true).unwrap()
    }

    fn step(&mut self, key: ValueId, id: ValueId) -> Result<ValueId> {
        let x = self.any();
        let ty = self.builder.ty(x);
        let axis = self.dice.below(ty.shape.rank().max(1));
        match self.dice.below(24) {
            0 => {
                let value = self.dice.coefficient();
                self.builder.constant(value, ty)
            }
            1 | 2 => {
                let (scale, shift) = (self.dice.coefficient(), self.dice.coefficient());
                self.builder.affine(x, scale, shift)
            }
            3 => self.tame_unary(x),
            4..=6 => {
                let other = self.pick(|t| *t == ty).unwrap_or(x);
                let binary = [Binary::Add, Binary::Sub, Binary::Mul][self.dice.below(3)];
                self.builder.binary(binary, x, other)
            }
            7 => self.builder.cast(x, if ty.dtype == Dtype::Narrow { Dtype::Wide } else { Dtype::Narrow }),
            8 => self.builder.softmax(x),
            9 => {
                let reverse = self.dice.coin();
                self.builder.cumsum(x, reverse)
            }
            10 => self.builder.log_sum_exp(x),
            11 => {
                let dims = [1, ty.elements(), 1];
                let from = self.dice.below(2);
                self.builder.reshape(x, &dims[from..2 + self.dice.below(2)])
            }
            12 | 13 => {
                let start = self.dice.below(ty.shape.dim(axis));
                let len = 1 + self.dice.below(ty.shape.dim(axis) - start);
                self.builder.slice(x, axis, start, len)
            }
            14 | 15 => {
                let (before, after) = (self.dice.below(3), self.dice.below(3));
                self.builder.pad(x, axis, before, before + ty.shape.dim(axis) + after)
            }
            16 => {
                let other = self.pick(|t| *t == ty).unwrap_or(x);
                self.builder.concat(x, other, axis)
            }
            17 | 18 => self.broadcast(x),
            19 | 20 => {
                let axes = Axes::from_bits(self.dice.below(1 << ty.shape.rank()) as u8);
                if self.dice.coin() { self.builder.sum(x, axes) } else { self.builder.sum_batch(x, axes) }
            }
            21 => self.matmul(),
            22 => self.convolution(),
            _ => self.indexed(key, id),
        }
    }

    /// Roots and reciprocals of numbers between 1 and 2 alone.
    fn tame_unary(&mut self, x: ValueId) -> Result<ValueId> {
        let x = self.builder.sigmoid(x)?;
        if self.dice.coin() {
            return Ok(x);
        }
        let x = self.builder.affine(x, 1.0, 1.0)?;
        self.builder.unary([Unary::Sqrt, Unary::Recip][self.dice.below(2)], x)
    }

    fn broadcast(&mut self, x: ValueId) -> Result<ValueId> {
        let ty = self.builder.ty(x);
        let mut wide = if self.dice.coin() { ty.per_sample() } else { ty };
        for axis in (0..ty.shape.rank()).filter(|&axis| ty.shape.dim(axis) == 1) {
            wide.shape = wide.shape.with_dim(axis, 1 + self.dice.below(3)).unwrap();
        }
        self.builder.push(Op::Broadcast, &[x], wide)
    }

    fn matmul(&mut self) -> Result<ValueId> {
        let (ta, tb) = (self.dice.coin(), self.dice.coin());
        let fallback = self.any();
        let a = self.pick(|t| t.shape.rank() == 2).unwrap_or(fallback);
        let left = self.builder.ty(a);
        let inner = left.shape.dim(usize::from(!ta));
        let fits =
            |t: &ValueType| t.shape.rank() == 2 && t.dtype == left.dtype && t.shape.dim(usize::from(tb)) == inner;
        let b = self.pick(fits).unwrap_or(fallback);
        if self.dice.coin() { self.builder.matmul(a, ta, b, tb) } else { self.builder.matmul_batch(a, ta, b, tb) }
    }

    fn convolution(&mut self) -> Result<ValueId> {
        let (image, filter) = (self.pool[1], self.pool[4]);
        let zeros = [0; 4].map(|_: u8| self.dice.below(2) as u8);
        let stride = 1 + self.dice.below(2) as u8;
        let window = Window { stride, before: [zeros[0], zeros[1]], after: [zeros[2], zeros[3]] };
        let y = self.builder.conv(image, filter, window)?;
        let y = self.builder.affine(y, 0.5, 0.0)?;
        match self.dice.below(3) {
            0 => Ok(y),
            1 => self.builder.push(Op::ConvData(window), &[y, filter], self.builder.ty(image)),
            _ => self.builder.push(Op::ConvFilter(window), &[image, y], self.builder.ty(filter)),
        }
    }

    fn indexed(&mut self, key: ValueId, id: ValueId) -> Result<ValueId> {
        let table = self.pool[6];
        match self.dice.below(4) {
            0 => self.builder.take(table, id),
            1 => {
                let ty = self.builder.ty(table);
                let ty = if self.dice.coin() { ty } else { ty.per_sample() };
                self.builder.push(Op::ScatterAdd, &[self.pool[0], id], ty)
            }
            kind => {
                let bernoulli = Distribution::Bernoulli { p: 0.3 };
                let distribution = if kind == 2 { Distribution::Normal } else { bernoulli };
                let stream = self.dice.below(3) as u32;
                self.builder.random(distribution, stream, key, id, Dtype::Narrow, Shape::new(&[4]).unwrap())
            }
        }
    }

    fn close(mut self, states: &[ValueId]) -> Program {
        for index in 0..3 {
            let value = self.any();
            self.builder.output(&format!("out {index}"), value);
        }
        for &state in states {
            let ty = self.builder.ty(state);
            if let Some(value) = self.pick(|t| *t == ty).filter(|v| !states.contains(v)) {
                self.builder.update(state, value).unwrap();
            }
        }
        self.builder.finish_as_built().unwrap()
    }
}

#[test]
fn random_programs_have_every_operation() {
    let mut seen = alloc::collections::BTreeSet::new();
    for seed in 0..200 {
        seen.extend(random_program(seed, 40).nodes.iter().map(|node| node.op.name()));
    }
    for name in Op::NAMES {
        assert!(seen.contains(name), "no random program has {name}");
    }
}
