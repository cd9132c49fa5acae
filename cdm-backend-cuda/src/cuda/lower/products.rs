//! Products of matrices and convolutions.

use super::{Blocks, ENOUGH_BLOCKS, Lowered, read, write};
use cdm_core::kernels::{Conv, MatMul};
use cdm_core::program::{Op, ProgramRef, ValueId, Window};

/// Rows and columns of a tile, as `TILE` in the kernels.
const TILE: usize = 64;

/// Parts, at most, that a product summed over the batch is divided into.
const MOST_PARTS: usize = 64;

impl Lowered {
    /// Lowers [`Op::MatMul`].
    pub(super) fn matmul(&mut self, program: &ProgramRef<'_>, value: ValueId, ta: bool, tb: bool) {
        let node = program.node(value);
        let ty = |argument: usize| &program.node(node.args[argument]).ty;
        let g = MatMul::new(ty(0), ta, ty(1), tb, &node.ty, 1);
        let MatMul { m, n, k, .. } = g;
        let (a_each, b_each) = (!g.a_shared, !g.b_shared);
        let reads = [read(node.args[0]), read(node.args[1])];
        let shape = format!("{m}, {n}, {k}, {ta}, {tb}, {a_each}, {b_each}");
        if g.accumulate {
            let (parts, grid) = in_parts(m, n);
            return self.launch_in_parts(&reads, value, m * n, (parts, grid), |parts| {
                body(&format!("SummedMatMul<{shape}, {parts}>"))
            });
        }
        let flat = a_each && !b_each && !ta;
        let rows = if flat { Blocks::items(m, true, TILE) } else { Blocks::items(m, false, TILE) };
        let tiles = Blocks { times: n.div_ceil(TILE), most: usize::MAX, ..rows };
        let each = a_each || b_each;
        let batch = if each && !flat { Blocks { most: usize::MAX, ..Blocks::items(1, true, 1) } } else { Blocks::ONE };
        let grid = [tiles, batch, Blocks::ONE];
        let pointers = [reads[0], reads[1], write(value)];
        self.launch(&pointers, grid, body(&format!("MatMul<{shape}, {flat}>")));
    }

    /// Lowers the convolution or one of its adjoints.
    pub(super) fn conv(&mut self, program: &ProgramRef<'_>, value: ValueId, window: Window) {
        let node = program.node(value);
        let shape = |argument: usize| &program.node(node.args[argument]).ty.shape;
        let g = match node.op {
            Op::Conv(_) => Conv::new(window, shape(0), shape(1), &node.ty.shape, 1),
            Op::ConvData(_) => Conv::new(window, &node.ty.shape, shape(1), shape(0), 1),
            _ => Conv::new(window, shape(0), &node.ty.shape, shape(1), 1),
        };
        let ([h, w, cin], [kh, kw], [ho, wo, cout]) = (g.image, g.filter, g.output);
        let (stride, [top, left]) = (window.stride, window.before);
        let window = format!("Window<{h}, {w}, {cin}, {kh}, {kw}, {ho}, {wo}, {cout}, {stride}, {top}, {left}>");
        let reads = [read(node.args[0]), read(node.args[1])];
        let (pixels, columns, form) = match node.op {
            Op::Conv(_) => (ho * wo, cout, "Forward"),
            Op::ConvData(_) => (h * w, cin, "Data"),
            _ => {
                let rows = kh * kw * cin;
                return self.launch_in_parts(&reads, value, rows * cout, in_parts(rows, cout), |parts| {
                    body(&format!("{window}::Filter<{parts}>"))
                });
            }
        };
        let tiles = Blocks { times: columns.div_ceil(TILE), most: usize::MAX, ..Blocks::items(pixels, true, TILE) };
        let grid = [tiles, Blocks::ONE, Blocks::ONE];
        self.launch(&[reads[0], reads[1], write(value)], grid, body(&format!("{window}::{form}")));
    }
}

fn body(class: &str) -> String {
    format!("    product({class}{{p0, p1, p2, samples}});\n")
}

/// Parts of a product that is summed over the batch, and the grid.
fn in_parts(m: usize, n: usize) -> (usize, [Blocks; 3]) {
    let tiles = m.div_ceil(TILE) * n.div_ceil(TILE);
    let parts = ENOUGH_BLOCKS.div_ceil(tiles).min(MOST_PARTS);
    let along = |count| Blocks { shared: count, most: usize::MAX, ..Blocks::ONE };
    (parts, [along(tiles), Blocks::ONE, along(parts)])
}
