//! Products of matrices and convolutions.

use super::{Blocks, ENOUGH_BLOCKS, Lowered, Precision, USUAL_BATCH, read, write};
use cdm_core::kernels::{Conv, MatMul};
use cdm_core::program::{Op, ProgramRef, ValueId, Window};

/// Parts, at most, that a product summed over the batch is divided into.
const MOST_PARTS: usize = 64;

/// Rows and columns of the result that a block computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tile {
    rows: usize,
    columns: usize,
    /// Time for a number of the result, relative to the others: the smaller the tile, the more is read from shared memory for
    /// each multiplication.
    price: usize,
}

/// The tiles that `product` in the kernels can be made for.
const TILES: [Tile; 4] = [
    Tile { rows: 128, columns: 128, price: 20 },
    Tile { rows: 128, columns: 64, price: 23 },
    Tile { rows: 64, columns: 64, price: 26 },
    Tile { rows: 128, columns: 32, price: 30 },
];

impl Tile {
    /// The one that is done first with results of `m` by `n`, of which there are `count`. Fewer blocks than keep all multiprocessors
    /// busy take as long as so many, unless the terms of each sum are divided among more.
    fn of(m: usize, n: usize, count: usize, divided: bool) -> Self {
        let time = |tile: &Tile| {
            let blocks = tile.number(m, n) * count;
            (if divided { blocks } else { blocks.max(ENOUGH_BLOCKS) }) * tile.rows * tile.columns * tile.price
        };
        TILES.into_iter().min_by_key(time).unwrap_or(TILES[0])
    }

    fn number(&self, m: usize, n: usize) -> usize {
        m.div_ceil(self.rows) * n.div_ceil(self.columns)
    }

    /// A block for each tile of so many rows, for each sample or in all.
    fn blocks(&self, rows: usize, per_sample: bool, n: usize) -> Blocks {
        Blocks { times: n.div_ceil(self.columns), most: usize::MAX, ..Blocks::items(rows, per_sample, self.rows) }
    }

    /// Parts of a product that is summed over the batch, and the grid.
    fn in_parts(&self, m: usize, n: usize) -> (usize, [Blocks; 3]) {
        let tiles = self.number(m, n);
        let parts = ENOUGH_BLOCKS.div_ceil(tiles).min(MOST_PARTS);
        (parts, [Blocks::exactly(tiles), Blocks::ONE, Blocks::exactly(parts)])
    }
}

impl Lowered {
    /// Lowers [`Op::MatMul`].
    pub(super) fn matmul(&mut self, program: &ProgramRef<'_>, value: ValueId, ta: bool, tb: bool) {
        let node = program.node(value);
        let ty = |argument: usize| &program.node(node.args[argument]).ty;
        let g = MatMul::new(ty(0), ta, ty(1), tb, &node.ty, 1);
        let MatMul { m, n, k, .. } = g;
        let (a_each, b_each) = (!g.a_shared, !g.b_shared);
        let arithmetic = self.arithmetic(value);
        let reads = [read(node.args[0]), read(node.args[1])];
        let shape = format!("{m}, {n}, {k}, {ta}, {tb}, {a_each}, {b_each}");
        if g.accumulate {
            let tile = Tile::of(m, n, 1, true);
            return self.launch_in_parts(&reads, value, m * n, tile.in_parts(m, n), |parts| {
                body(arithmetic, tile, &format!("summed_matmul<{shape}, {parts}>"))
            });
        }
        let each = a_each || b_each;
        let flat = a_each && !b_each && !ta;
        let tile = match (each, flat) {
            (false, _) => Tile::of(m, n, 1, false),
            (true, false) => Tile::of(m, n, USUAL_BATCH, false),
            (true, true) => Tile::of(USUAL_BATCH * m, n, 1, false),
        };
        let batch = if each && !flat { Blocks { most: usize::MAX, ..Blocks::items(1, true, 1) } } else { Blocks::ONE };
        let grid = [tile.blocks(m, flat, n), batch, Blocks::ONE];
        let factors = format!("matmul<{shape}, {flat}>");
        self.launch(&[reads[0], reads[1], write(value)], grid, body(arithmetic, tile, &factors));
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
        let arithmetic = self.arithmetic(value);
        let reads = [read(node.args[0]), read(node.args[1])];
        let (pixels, columns, form) = match node.op {
            Op::Conv(_) => (ho * wo, cout, "forward"),
            Op::ConvData(_) => (h * w, cin, "data"),
            _ => {
                let rows = kh * kw * cin;
                let tile = Tile::of(rows, cout, 1, true);
                return self.launch_in_parts(&reads, value, rows * cout, tile.in_parts(rows, cout), |parts| {
                    body(arithmetic, tile, &format!("{window}::filter<{parts}>"))
                });
            }
        };
        let tile = Tile::of(USUAL_BATCH * pixels, columns, 1, false);
        let grid = [tile.blocks(pixels, true, columns), Blocks::ONE, Blocks::ONE];
        let factors = format!("{window}::{form}");
        self.launch(&[reads[0], reads[1], write(value)], grid, body(arithmetic, tile, &factors));
    }

    /// The class in the kernels that says how a product is computed.
    fn arithmetic(&self, value: ValueId) -> &'static str {
        match (self.narrow.get(value.index()), self.precision) {
            (Some(true), Precision::Tf32) => "TF32",
            (Some(true), Precision::Bf16) => "BF16",
            _ => "F32",
        }
    }
}

/// `factors`: the function in the kernels that tells what is multiplied.
fn body(arithmetic: &str, Tile { rows, columns, .. }: Tile, factors: &str) -> String {
    format!("    product<{arithmetic}, {rows}, {columns}>({factors}(p0, p1, p2, samples));\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(m: usize, n: usize, divided: bool) -> (usize, usize) {
        let tile = Tile::of(m, n, 1, divided);
        (tile.rows, tile.columns)
    }

    #[test]
    fn tiles_fit_results() {
        assert_eq!(tile(128 * 1024, 128, false), (128, 128));
        // 192 columns are three of 64, not two of 128.
        assert_eq!(tile(128 * 1024, 192, false), (128, 64));
        assert_eq!(tile(128 * 1024, 32, false), (128, 32));
        // Too few tiles for all multiprocessors: smaller ones are done earlier.
        assert_eq!(tile(256, 512, false), (64, 64));
        assert_eq!(tile(1152, 256, true), (128, 128));
    }
}
