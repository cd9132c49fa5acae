//! How a region with sums is divided among blocks: each sample's numbers as rows of columns, such that sums add up rows, and the columns
//! in slices that know nothing of each other.
//!
//! A small value's number, for a wide linear index, follows from that index modulo a period (`cdm_core::program::regions::period`). The
//! columns are a common multiple of these periods. So of an image `[pixels, channels]` whose statistics are those of groups of channels,
//! the columns are the channels, and any whole groups that stand side by side are a slice.

use super::regions::spread_axes;
use crate::cuda::index::Axis;
use cdm_core::program::ValueType;
use cdm_core::program::regions::period;

/// Columns, at most, that values read from memory may add to what sums need.
const MOST_COLUMNS: usize = 256;

/// Columns of a slice, wherever possible at least: neighbouring threads then read whole sectors of 32 bytes.
const SECTOR: usize = 8;

/// Columns of a slice, if narrower ones are possible at most: those of a whole line of a cache.
const LINE: usize = 32;

/// A small value in the space of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// The columns' axes with distances in the small value.
    pub(super) axes: Vec<Axis>,
    /// Numbers of the small value, for each sample if it is of samples.
    pub(super) len: usize,
}

impl View {
    /// Of `small` repeated to `wide` or summed from it, whose period divides `columns`.
    pub(super) fn new(small: &ValueType, wide: &ValueType, columns: usize) -> Self {
        let period = period(small, wide).max(1);
        let mut axes = vec![Axis { extent: Some(columns / period), stride: 0 }];
        let all = spread_axes(small, wide);
        let mut extent = 1;
        // What lies before the period is the same everywhere.
        let inner = all.iter().skip(1).rev().take_while(|axis| {
            let within = extent < period;
            extent *= axis.extent.unwrap_or(1);
            within
        });
        let mut inner: Vec<Axis> = inner.copied().collect();
        inner.reverse();
        axes.extend(inner);
        View { axes, len: small.elements() }
    }

    /// The number of the small value for a column.
    fn number(&self, column: usize) -> usize {
        let (mut rest, mut number) = (column, 0);
        for axis in self.axes.iter().rev() {
            let extent = axis.extent.unwrap_or(1);
            number += rest % extent * axis.stride;
            rest /= extent;
        }
        number
    }

    /// The axes that the small value has (or those that it has not), with distances in the columns.
    pub(super) fn columns(&self, kept: bool) -> Vec<Axis> {
        let mut axes: Vec<Axis> = Vec::new();
        let mut stride = 1;
        for &axis in self.axes.iter().rev().filter(|axis| axis.extent != Some(1)) {
            if (axis.stride > 0) == kept {
                axes.push(Axis { stride, ..axis });
            }
            stride *= axis.extent.unwrap_or(1);
        }
        axes.reverse();
        axes
    }
}

/// A division of a sample's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slices {
    /// Numbers of a row.
    pub(super) columns: usize,
    /// Those of a slice.
    pub(super) width: usize,
    /// Rows of a sample.
    pub(super) rows: usize,
}

impl Slices {
    /// Slices of a sample of `len` numbers, in rows of `columns`, for small values of these lengths that the views repeat or sum. As wide
    /// as a line, unless `fits` says of so wide a slice that it is too much; of slices that are all too much, the narrowest.
    pub(super) fn new(
        len: usize,
        columns: usize,
        views: &[View],
        lens: &[usize],
        fits: impl Fn(Slices) -> bool,
    ) -> Self {
        let with = |width| Slices { columns, width, rows: len / columns };
        let possible = (1..=columns).filter(|width| columns.is_multiple_of(*width));
        let possible: Vec<Slices> = possible.map(with).filter(|slices| slices.are_apart(views, lens)).collect();
        let sectors = possible.iter().copied().filter(|slices| slices.width.is_multiple_of(SECTOR));
        let mut wanted: Vec<Slices> = sectors.collect();
        if wanted.is_empty() {
            wanted.extend(possible.iter().copied().filter(|slices| slices.width >= SECTOR));
        }
        let narrow = wanted.iter().copied().filter(|slices| slices.width <= LINE);
        let chosen = narrow.rev().find(|&slices| fits(slices)).or_else(|| wanted.first().copied());
        chosen.unwrap_or(with(columns))
    }

    /// How many there are.
    pub(super) fn count(self) -> usize {
        self.columns / self.width
    }

    /// Does each slice know all of as many neighbouring numbers of each small value, and only those?
    fn are_apart(self, views: &[View], lens: &[usize]) -> bool {
        let count = self.count();
        let even = lens.iter().all(|len| len.is_multiple_of(count));
        let own = |view: &View| {
            view.len.is_multiple_of(count)
                && (0..self.columns).all(|column| view.number(column) * count / view.len == column / self.width)
        };
        count == 1 || (even && views.iter().all(own))
    }
}

/// Columns for sums with these periods in a sample of `len` numbers: their common multiple, with as many of the `others` as do not make
/// it long, and enough for neighbouring threads.
pub(super) fn columns(len: usize, periods: impl Iterator<Item = usize>, others: impl Iterator<Item = usize>) -> usize {
    let mut columns = periods.fold(1, common_multiple);
    for other in others {
        let with = common_multiple(columns, other);
        columns = if with <= MOST_COLUMNS { with } else { columns };
    }
    while columns < LINE && len.is_multiple_of(2 * columns) {
        columns *= 2;
    }
    columns
}

fn common_multiple(a: usize, b: usize) -> usize {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    a / x.max(1) * b
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::program::{Dtype, Extent, Shape};

    fn ty(dims: &[usize]) -> ValueType {
        ValueType { extent: Extent::PerSample, dtype: Dtype::Wide, shape: Shape::new(dims).unwrap() }
    }

    /// The width of slices for sums of these shapes from these.
    fn width(sums: &[(&[usize], &[usize])], fits: impl Fn(Slices) -> bool) -> (usize, usize) {
        let types: Vec<_> = sums.iter().map(|(small, wide)| (ty(small), ty(wide))).collect();
        let len = types[0].1.elements();
        let columns = columns(len, types.iter().map(|(small, wide)| period(small, wide)), [].into_iter());
        let views: Vec<_> = types.iter().map(|(small, wide)| View::new(small, wide, columns)).collect();
        let slices = Slices::new(len, columns, &views, &[], fits);
        assert_eq!(slices.rows * slices.columns, len);
        (columns, slices.width)
    }

    #[test]
    fn whole_groups_are_slices() {
        // 32 groups of 4 channels, and a sum for each channel.
        let norm: [(&[usize], &[usize]); 2] = [(&[1, 32, 1], &[64, 32, 4]), (&[1, 1, 128], &[8, 8, 128])];
        assert_eq!(width(&norm, |_| true), (128, 32));
        assert_eq!(width(&norm, |slices| slices.width <= 16), (128, 16));
        // Two groups at least, so that sectors are whole.
        assert_eq!(width(&norm, |_| false), (128, 8));
        // Groups of 3 channels: 8 of them.
        assert_eq!(width(&[(&[1, 32, 1], &[1024, 32, 3])], |_| true), (96, 24));
        // Groups of 48.
        assert_eq!(width(&[(&[1, 2, 1], &[16, 2, 48])], |_| true), (96, 48));
    }

    #[test]
    fn what_depends_on_all_channels_is_not_divided() {
        assert_eq!(width(&[(&[1, 1, 1], &[8, 8, 128])], |_| true), (32, 32));
        assert_eq!(width(&[(&[1, 32, 1], &[64, 32, 4]), (&[1, 1, 1], &[8, 8, 128])], |_| true), (128, 128));
        // Columns that stand apart belong to one number.
        assert_eq!(width(&[(&[1, 1, 32], &[64, 4, 32]), (&[1, 4, 1], &[64, 4, 32])], |_| true), (128, 128));
        // An odd sample.
        assert_eq!(width(&[(&[1], &[9])], |_| true), (1, 1));
    }

    #[test]
    fn views_know_their_columns() {
        let view = View::new(&ty(&[1, 3, 1]), &ty(&[5, 3, 2]), 12);
        let numbers: Vec<_> = (0..12).map(|column| view.number(column)).collect();
        assert_eq!(numbers, [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
        assert_eq!(view.columns(true), [Axis { extent: Some(3), stride: 2 }]);
        assert_eq!(view.columns(false), [Axis { extent: Some(2), stride: 6 }, Axis { extent: Some(2), stride: 1 }]);
    }
}
