//! Entries of the tables as records of fixed size.

use super::header::u32_at;
use crate::program::plan::{Place, Transfer};
use crate::program::{
    Axes, Binary, Distribution, Dtype, Extent, Input, MAX_RANK, Name, Node, Op, Output, Role, RowMap, Section, Shape,
    Unary, ValueId, ValueType, Window,
};

pub(super) const TYPE: usize = 4 + 4 * MAX_RANK;
pub(super) const NODE: usize = 4 + 8 + 16 + TYPE;
pub(super) const INPUT: usize = 8 + 4 + TYPE;
pub(super) const OUTPUT: usize = 12;
pub(super) const PLACE: usize = 8;
pub(super) const TRANSFER: usize = 8;

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// `[extent, dtype, rank, 0]`, then the extents of all axes, 1 beyond the rank.
fn read_type(bytes: &[u8]) -> Option<ValueType> {
    let extent = *[Extent::Shared, Extent::PerSample].get(usize::from(bytes[0]))?;
    let dtype = *[Dtype::Narrow, Dtype::Wide, Dtype::Index].get(usize::from(bytes[1]))?;
    let rank = usize::from(bytes[2]);
    let mut dims = [1; MAX_RANK];
    for (axis, dim) in dims.iter_mut().enumerate() {
        *dim = u32_at(bytes, 4 + 4 * axis) as usize;
    }
    if bytes[3] != 0 || dims.get(rank..)?.iter().any(|&dim| dim != 1) {
        return None;
    }
    Some(ValueType { extent, dtype, shape: Shape::new(&dims[..rank])? })
}

/// Number of the operation, and its two parameters.
fn read_op(code: u8, [p, q]: [u64; 2]) -> Option<Op> {
    let small = |value: u64| u32::try_from(value).ok();
    let byte = |value: u64| u8::try_from(value).ok();
    let flag = |value: u64| (value < 2).then_some(value == 1);
    let window = |p: u64| {
        let [stride, top, left, bottom, right, 0, 0, 0] = p.to_le_bytes() else { return None };
        Some(Window { stride, before: [top, left], after: [bottom, right] })
    };
    Some(match code {
        0 => Op::Input(small(p)?),
        1 => Op::Constant(f64::from_bits(p)),
        2 => Op::Unary(Unary::Affine { scale: f64::from_bits(p), shift: f64::from_bits(q) }),
        3 => Op::Unary(Unary::Recip),
        4 => Op::Unary(Unary::Sqrt),
        5 => Op::Unary(Unary::Sigmoid),
        6 => Op::Binary(Binary::Add),
        7 => Op::Binary(Binary::Sub),
        8 => Op::Binary(Binary::Mul),
        9 => Op::Cast,
        10 => Op::RowMap(RowMap::Softmax),
        11 => Op::RowMap(RowMap::CumSum { reverse: flag(p)? }),
        12 => Op::LogSumExp,
        13 => Op::Reshape,
        14 => Op::Slice { axis: byte(p)?, start: small(q)? },
        15 => Op::Pad { axis: byte(p)?, before: small(q)? },
        16 => Op::Concat { axis: byte(p)? },
        17 => Op::Broadcast,
        18 => Op::Sum { axes: Axes::from_bits(byte(p)?) },
        19 => Op::MatMul { ta: flag(p)?, tb: flag(q)? },
        20 => Op::Conv(window(p)?),
        21 => Op::ConvData(window(p)?),
        22 => Op::ConvFilter(window(p)?),
        23 => Op::Take,
        24 => Op::ScatterAdd,
        25 => Op::Random { stream: small(p)?, distribution: Distribution::Normal },
        26 => Op::Random { stream: small(p)?, distribution: Distribution::Bernoulli { p: f64::from_bits(q) } },
        _ => return None,
    })
}

/// `[operation, section, 0, 0]`, two arguments, two parameters, the type.
pub(super) fn read_node(bytes: &[u8]) -> Option<Node> {
    let section = [Section::Bind, Section::Map, Section::Reduce, Section::Update];
    if bytes[2] != 0 || bytes[3] != 0 {
        return None;
    }
    Some(Node {
        op: read_op(bytes[0], [u64_at(bytes, 12), u64_at(bytes, 20)])?,
        args: [ValueId(u32_at(bytes, 4)), ValueId(u32_at(bytes, 8))],
        ty: read_type(&bytes[28..])?,
        section: *section.get(usize::from(bytes[1]))?,
    })
}

/// The name, `[role, 0, 0, 0]`, the type.
pub(super) fn read_input(bytes: &[u8]) -> Option<Input> {
    let role = *[Role::Data, Role::State, Role::Frozen].get(u32_at(bytes, 8) as usize)?;
    Some(Input { name: read_name(bytes), role, ty: read_type(&bytes[12..])? })
}

fn read_name(bytes: &[u8]) -> Name {
    Name { start: u32_at(bytes, 0), len: u32_at(bytes, 4) }
}

pub(super) fn read_output(bytes: &[u8]) -> Output {
    Output { name: read_name(bytes), value: ValueId(u32_at(bytes, 8)) }
}

pub(super) fn read_place(bytes: &[u8]) -> Option<Place> {
    let at = u32_at(bytes, 4);
    Some(match u32_at(bytes, 0) {
        0 => Place::Input(at),
        1 => Place::Shared(at),
        2 => Place::Reduce(at),
        3 => Place::Sample(at),
        4 if at == 0 => Place::Nowhere,
        _ => return None,
    })
}

pub(super) fn read_transfer(bytes: &[u8]) -> Transfer {
    Transfer { before: u32_at(bytes, 0), number: u32_at(bytes, 4) }
}

#[cfg(feature = "alloc")]
pub(super) use writing::{write_input, write_node, write_output, write_place, write_transfer};

#[cfg(feature = "alloc")]
mod writing {
    use super::*;
    use alloc::vec::Vec;

    fn numbers(out: &mut Vec<u8>, values: &[u32]) {
        values.iter().for_each(|value| out.extend(value.to_le_bytes()));
    }

    fn write_type(out: &mut Vec<u8>, ty: &ValueType) {
        out.extend([ty.extent as u8, ty.dtype as u8, ty.shape.rank() as u8, 0]);
        (0..MAX_RANK).for_each(|axis| numbers(out, &[ty.shape.dim(axis) as u32]));
    }

    fn op(op: &Op) -> (u8, [u64; 2]) {
        let window = |w: &Window| {
            let [[top, left], [bottom, right]] = [w.before, w.after];
            [u64::from_le_bytes([w.stride, top, left, bottom, right, 0, 0, 0]), 0]
        };
        match op {
            Op::Input(input) => (0, [u64::from(*input), 0]),
            Op::Constant(value) => (1, [value.to_bits(), 0]),
            Op::Unary(Unary::Affine { scale, shift }) => (2, [scale.to_bits(), shift.to_bits()]),
            Op::Unary(Unary::Recip) => (3, [0; 2]),
            Op::Unary(Unary::Sqrt) => (4, [0; 2]),
            Op::Unary(Unary::Sigmoid) => (5, [0; 2]),
            Op::Binary(Binary::Add) => (6, [0; 2]),
            Op::Binary(Binary::Sub) => (7, [0; 2]),
            Op::Binary(Binary::Mul) => (8, [0; 2]),
            Op::Cast => (9, [0; 2]),
            Op::RowMap(RowMap::Softmax) => (10, [0; 2]),
            Op::RowMap(RowMap::CumSum { reverse }) => (11, [u64::from(*reverse), 0]),
            Op::LogSumExp => (12, [0; 2]),
            Op::Reshape => (13, [0; 2]),
            Op::Slice { axis, start } => (14, [u64::from(*axis), u64::from(*start)]),
            Op::Pad { axis, before } => (15, [u64::from(*axis), u64::from(*before)]),
            Op::Concat { axis } => (16, [u64::from(*axis), 0]),
            Op::Broadcast => (17, [0; 2]),
            Op::Sum { axes } => (18, [u64::from(axes.bits()), 0]),
            Op::MatMul { ta, tb } => (19, [u64::from(*ta), u64::from(*tb)]),
            Op::Conv(w) => (20, window(w)),
            Op::ConvData(w) => (21, window(w)),
            Op::ConvFilter(w) => (22, window(w)),
            Op::Take => (23, [0; 2]),
            Op::ScatterAdd => (24, [0; 2]),
            Op::Random { stream, distribution: Distribution::Normal } => (25, [u64::from(*stream), 0]),
            Op::Random { stream, distribution: Distribution::Bernoulli { p } } => {
                (26, [u64::from(*stream), p.to_bits()])
            }
        }
    }

    pub(in super::super) fn write_node(out: &mut Vec<u8>, node: &Node) {
        let (code, parameters) = op(&node.op);
        out.extend([code, node.section as u8, 0, 0]);
        numbers(out, &node.args.map(|arg| arg.0));
        parameters.iter().for_each(|parameter| out.extend(parameter.to_le_bytes()));
        write_type(out, &node.ty);
    }

    pub(in super::super) fn write_input(out: &mut Vec<u8>, input: &Input) {
        numbers(out, &[input.name.start, input.name.len, input.role as u32]);
        write_type(out, &input.ty);
    }

    pub(in super::super) fn write_output(out: &mut Vec<u8>, output: &Output) {
        numbers(out, &[output.name.start, output.name.len, output.value.0]);
    }

    pub(in super::super) fn write_place(out: &mut Vec<u8>, place: &Place) {
        let (space, at) = match *place {
            Place::Input(at) => (0, at),
            Place::Shared(at) => (1, at),
            Place::Reduce(at) => (2, at),
            Place::Sample(at) => (3, at),
            Place::Nowhere => (4, 0),
        };
        numbers(out, &[space, at]);
    }

    pub(in super::super) fn write_transfer(out: &mut Vec<u8>, transfer: &Transfer) {
        numbers(out, &[transfer.before, transfer.number]);
    }
}
