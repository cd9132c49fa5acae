//! Operations over extents on both sides of the widths of vector units and blocks, over batches with and without a tail.

use super::draft::Draft;
use super::{Built, Task};
use crate::program::{Axes, Dtype, Extent, Op, Shape, ValueId, ValueType, Window};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Extents around 4, 8, 16, 32 and 64.
const EXTENTS: [usize; 14] = [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65];
/// A batch that no block divides.
const BATCH: usize = 101;

pub(super) fn tasks() -> Built<Vec<Task>> {
    let mut tasks = Vec::new();
    for extent in EXTENTS {
        elementwise(extent, &mut tasks)?;
        rows(extent, &mut tasks)?;
        products(extent, &mut tasks)?;
    }
    convolutions(&mut tasks)?;
    Ok(tasks)
}

/// One operation on real inputs of these shapes.
fn task(
    name: String,
    batch: usize,
    inputs: &[(Extent, Vec<usize>)],
    build: impl FnOnce(&mut Draft, &[ValueId]) -> Built<ValueId>,
) -> Built<Task> {
    let mut draft = Draft::new(batch as u64 + name.len() as u64, batch);
    let args: Vec<ValueId> =
        inputs.iter().map(|(extent, dims)| draft.real(*extent, dims, (0.25, 1.25))).collect::<Built<_>>()?;
    let y = build(&mut draft, &args)?;
    draft.builder.output("value", y);
    Ok(draft.finish(name, batch * 2 / 3)?.into())
}

fn elementwise(n: usize, tasks: &mut Vec<Task>) -> Built<()> {
    type Unary = fn(&mut Draft, &[ValueId]) -> Built<ValueId>;
    let unary: [(&str, Unary); 4] = [
        ("affine", |d, x| d.builder.affine(x[0], 1.5, -0.5)),
        ("recip", |d, x| d.builder.recip(x[0])),
        ("sqrt", |d, x| d.builder.sqrt(x[0])),
        ("sigmoid", |d, x| d.builder.sigmoid(x[0])),
    ];
    let binary: [(&str, Unary); 3] = [
        ("add", |d, x| d.builder.add(x[0], x[1])),
        ("sub", |d, x| d.builder.sub(x[0], x[1])),
        ("mul", |d, x| d.builder.mul(x[0], x[1])),
    ];
    for (extent, word, batch) in [(Extent::PerSample, "per sample", BATCH), (Extent::Shared, "shared", 1)] {
        let x = (extent, vec![n]);
        for (op, build) in unary {
            tasks.push(task(format!("{op} of {n} numbers {word}"), batch, core::slice::from_ref(&x), build)?);
        }
        for (op, build) in binary {
            tasks.push(task(format!("{op} of {n} numbers {word}"), batch, &[x.clone(), x.clone()], build)?);
        }
    }
    Ok(())
}

/// Maps along rows, their parts and their sums.
fn rows(n: usize, tasks: &mut Vec<Task>) -> Built<()> {
    type Build = fn(&mut Draft, &[ValueId], usize) -> Built<ValueId>;
    let maps: [(&str, Build); 8] = [
        ("softmax", |d, x, _| d.builder.softmax(x[0])),
        ("cumsum", |d, x, _| d.builder.cumsum(x[0], false)),
        ("cumsum reverse", |d, x, _| d.builder.cumsum(x[0], true)),
        ("log_sum_exp", |d, x, _| d.builder.log_sum_exp(x[0])),
        ("slice", |d, x, n| d.builder.slice(x[0], 1, n / 3, n - n / 3)),
        ("pad", |d, x, n| d.builder.pad(x[0], 1, 2, n + 5)),
        ("sum of rows", |d, x, _| d.builder.sum(x[0], Axes::of(&[1]))),
        ("sum of columns over the batch", |d, x, _| d.builder.sum_batch(x[0], Axes::of(&[0]))),
    ];
    for (op, build) in maps {
        let x = [(Extent::PerSample, vec![3, n])];
        tasks.push(task(format!("{op} along {n} numbers"), BATCH, &x, |d, x| build(d, x, n))?);
    }
    let pair = [(Extent::PerSample, vec![2, n]), (Extent::PerSample, vec![2, 3])];
    tasks.push(task(format!("concat of {n} and 3 columns"), BATCH, &pair, |d, x| d.builder.concat(x[0], x[1], 1))?);
    let like = ValueType { extent: Extent::PerSample, dtype: Dtype::Wide, shape: shape(&[3, n]) };
    for (word, dims) in [("rows", vec![1, n]), ("columns", vec![3, 1])] {
        let x = [(Extent::Shared, dims)];
        tasks.push(task(format!("broadcast of {word} to 3 × {n}"), BATCH, &x, |d, x| {
            d.builder.broadcast_to(x[0], like)
        })?);
    }
    let table = [(Extent::Shared, vec![5, n])];
    tasks.push(task(format!("take of rows of {n} numbers"), BATCH, &table, |d, x| {
        let index = d.index(5)?;
        d.builder.take(x[0], index)
    })?);
    let row = [(Extent::PerSample, vec![n])];
    let to = ValueType { extent: Extent::Shared, dtype: Dtype::Wide, shape: shape(&[5, n]) };
    tasks.push(task(format!("scatter_add of rows of {n} numbers"), BATCH, &row, |d, x| {
        let index = d.index(5)?;
        d.builder.push(Op::ScatterAdd, &[x[0], index], to)
    })?);
    Ok(())
}

fn shape(dims: &[usize]) -> Shape {
    // The kit's own extents make shapes; a scalar would be refused by the operation.
    Shape::new(dims).unwrap_or(Shape::SCALAR)
}

/// Products in which one extent after the other is `n`, with every transposition and extent of the operands.
fn products(n: usize, tasks: &mut Vec<Task>) -> Built<()> {
    for (place, [m, k, n]) in [[n, 6, 5], [5, n, 6], [6, 5, n]].into_iter().enumerate() {
        for bits in 0..4usize {
            let (ta, tb) = (bits & 1 == 1, bits & 2 == 2);
            let a = if ta { vec![k, m] } else { vec![m, k] };
            let b = if tb { vec![n, k] } else { vec![k, n] };
            // A transposition that comes with a place, so that all pairs occur and the cases stay few.
            let extents = match (place + bits) % 4 {
                0 => [Extent::PerSample, Extent::PerSample],
                1 => [Extent::PerSample, Extent::Shared],
                2 => [Extent::Shared, Extent::PerSample],
                _ => [Extent::Shared, Extent::Shared],
            };
            let per_sample = extents == [Extent::PerSample; 2];
            let inputs = [(extents[0], a), (extents[1], b)];
            let marks = [if ta { "ᵀ" } else { "" }, if tb { "ᵀ" } else { "" }];
            let name = format!("matmul {m} × {k} × {n}: a{} b{}, {extents:?}", marks[0], marks[1]);
            tasks.push(task(name.clone(), 7, &inputs, |d, x| d.builder.matmul(x[0], ta, x[1], tb))?);
            if per_sample {
                let name = format!("{name}, over the batch");
                tasks.push(task(name, 7, &inputs, |d, x| d.builder.matmul_batch(x[0], ta, x[1], tb))?);
            }
        }
    }
    Ok(())
}

/// The three forms of convolutions that networks have, at odd sides and channels; and at sides and channels for which backends
/// have algorithms of their own. All numbers are of one size, so that rounding relative to the largest number of a tile, as
/// Winograd's algorithm has it, is held to the bound of a plain sum.
fn convolutions(tasks: &mut Vec<Task>) -> Built<()> {
    let same = Window { stride: 1, before: [1, 1], after: [1, 1] };
    let half = Window { stride: 2, before: [0, 0], after: [1, 1] };
    let point = Window { stride: 1, before: [0, 0], after: [0, 0] };
    for (window, side) in [(same, 3), (half, 3), (point, 1)] {
        for channels in [[1, 1], [1, 9], [3, 16], [8, 8], [16, 17], [33, 5]] {
            for extents in [[4, 4], [7, 5]] {
                convolution(window, side, extents, channels, 5, tasks)?;
            }
        }
    }
    convolution(same, 3, [8, 9], [64, 32], 3, tasks)
}

/// A convolution of filters with `side` × `side` taps, and its two adjoints.
fn convolution(
    window: Window,
    side: usize,
    extents: [usize; 2],
    [cin, cout]: [usize; 2],
    batch: usize,
    tasks: &mut Vec<Task>,
) -> Built<()> {
    let out = [0, 1].map(|axis| window.output(axis, extents[axis], side).unwrap_or(1));
    let image = vec![extents[0], extents[1], cin];
    let filter = vec![side, side, cin, cout];
    let result = vec![out[0], out[1], cout];
    let stride = window.stride;
    let name = |op: &str| {
        format!("{op} {side} × {side}, stride {stride}, of {} × {}, channels {cin} to {cout}", extents[0], extents[1])
    };
    let ty = |extent, dims: &[usize]| ValueType { extent, dtype: Dtype::Wide, shape: shape(dims) };
    let (sample, shared) = (Extent::PerSample, Extent::Shared);
    let inputs = [(sample, image.clone()), (shared, filter.clone())];
    tasks.push(task(name("conv"), batch, &inputs, |d, x| d.builder.conv(x[0], x[1], window))?);
    let inputs = [(sample, result.clone()), (shared, filter.clone())];
    tasks.push(task(name("conv_data"), batch, &inputs, |d, x| {
        d.builder.push(Op::ConvData(window), x, ty(sample, &image))
    })?);
    let inputs = [(sample, image.clone()), (sample, result)];
    tasks.push(task(name("conv_filter"), batch, &inputs, |d, x| {
        d.builder.push(Op::ConvFilter(window), x, ty(shared, &filter))
    })?);
    Ok(())
}
