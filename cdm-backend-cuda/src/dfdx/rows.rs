//! Operations along rows and on rows of tables.

use super::ops::{Call, flat};
use super::{DfdxDevice, Flat, Number, Rows, Tried};
use ::dfdx::shapes::{Axis, HasShape};
use ::dfdx::tensor::Tensor;
use ::dfdx::tensor_ops::{BroadcastTo, GatherTo, MaxTo, ReshapeTo, SumTo, TryAdd, TryConcatAlong, TryDiv, TrySub};
use cdm_core::kernels::Table;

/// A value under rows of `row` numbers.
pub(super) fn rows<E: Number, D: DfdxDevice<E>>(x: Flat<E, D>, row: usize) -> Tried<Rows<E, D>, D> {
    let count = x.shape().0 / row;
    x.try_reshape_like(&(count, row))
}

/// One number for each row, repeated along the row.
fn along<E: Number, D: DfdxDevice<E>>(x: Flat<E, D>, row: usize) -> Tried<Rows<E, D>, D> {
    let count = x.shape().0;
    x.try_broadcast_like::<_, Axis<1>>(&(count, row))
}

/// `e^(x − max)` of rows, and the two numbers of each row that go with it.
struct Powers<E: Number, D: DfdxDevice<E>> {
    powers: Rows<E, D>,
    max: Flat<E, D>,
    sum: Flat<E, D>,
}

fn powers<E: Number, D: DfdxDevice<E>>(x: Rows<E, D>) -> Tried<Powers<E, D>, D> {
    let row = x.shape().1;
    // The largest finite number stands in for an infinite maximum, from which ∞ − ∞ would follow.
    let largest = if size_of::<E>() == size_of::<f32>() { f64::from(f32::MAX) } else { f64::MAX };
    let max = x.clone().try_max::<(usize,), Axis<1>>()?.try_clamp(-largest, largest)?;
    let powers = x.try_sub(along(max.clone(), row)?)?.try_exp()?;
    let sum = powers.clone().try_sum::<(usize,), Axis<1>>()?;
    Ok(Powers { powers, max, sum })
}

/// Running sums along rows by doubling: after `k` steps each number is the sum of the last `2^k`.
fn doubled<E: Number, D: DfdxDevice<E>>(device: &D, mut x: Rows<E, D>, reverse: bool) -> Tried<Rows<E, D>, D> {
    let (count, row) = *x.shape();
    let mut distance = 1;
    while distance < row {
        let zeros: Rows<E, D> = device.try_zeros_like(&(count, distance))?;
        let shifted = if reverse {
            (x.clone().try_slice((.., distance..row))?, zeros).try_concat_along(Axis::<1>)?
        } else {
            (zeros, x.clone().try_slice((.., 0..row - distance))?).try_concat_along(Axis::<1>)?
        };
        x = x.try_add(shifted)?;
        distance *= 2;
    }
    Ok(x)
}

impl<E: Number, D: DfdxDevice<E>> Call<'_, E, D> {
    pub(super) fn softmax(&self, x: Flat<E, D>, row: usize) -> Tried<Flat<E, D>, D> {
        let Powers { powers, sum, .. } = powers(rows(x, row)?)?;
        flat(powers.try_div(along(sum, row)?)?)
    }

    pub(super) fn log_sum_exp(&self, x: Flat<E, D>, row: usize) -> Tried<Flat<E, D>, D> {
        let Powers { max, sum, .. } = powers(rows(x, row)?)?;
        max.try_add(sum.try_ln()?)
    }

    /// In double precision, as the core defines them.
    pub(super) fn running_sums(&self, x: Flat<E, D>, row: usize, reverse: bool) -> Tried<Flat<E, D>, D> {
        let x: Rows<f64, D> = rows(x, row)?.try_to_dtype()?;
        let sums: Rows<E, D> = doubled::<f64, D>(self.device, x, reverse)?.try_to_dtype()?;
        flat(sums)
    }

    /// The rows of `x` with these numbers; the number behind the last row is a row of zeros.
    pub(super) fn gather(&self, x: Rows<E, D>, numbers: Vec<usize>) -> Tried<Rows<E, D>, D> {
        let (count, row) = *x.shape();
        // Many convolutions need each pixel once, in order.
        if numbers.len() == count && numbers.iter().enumerate().all(|(at, &number)| at == number) {
            return Ok(x);
        }
        let x = if numbers.contains(&count) {
            let zeros: Rows<E, D> = self.device.try_zeros_like(&(1, row))?;
            (x, zeros).try_concat_along(Axis::<0>)?
        } else {
            x
        };
        let len = numbers.len();
        let numbers: Tensor<(usize,), usize, D> = self.device.try_tensor_from_vec(numbers, (len,))?;
        x.try_gather(numbers)
    }

    pub(super) fn take(&self, table: &Table, x: Flat<E, D>, index: &[u32]) -> Tried<Flat<E, D>, D> {
        flat(self.gather(rows(x, table.row)?, places(table, index))?)
    }

    /// Row after row of a sample each, in the order of the samples: the first of every place at once, then the second.
    pub(super) fn scatter_add(&self, table: &Table, x: Flat<E, D>, index: &[u32]) -> Tried<Flat<E, D>, D> {
        let x = rows(x, table.row)?;
        let count = if table.shared { table.rows } else { table.rows * index.len() };
        let mut turns: Vec<Vec<usize>> = Vec::new();
        let mut taken = vec![0; count];
        for (sample, place) in places(table, index).into_iter().enumerate() {
            let turn = taken[place];
            taken[place] += 1;
            if turn == turns.len() {
                turns.push(vec![index.len(); count]);
            }
            turns[turn][place] = sample;
        }
        let mut sum: Rows<E, D> = self.device.try_zeros_like(&(count, table.row))?;
        for turn in turns {
            sum = sum.try_add(self.gather(x.clone(), turn)?)?;
        }
        flat(sum)
    }
}

/// The row of each sample's index, counted over the tables of all samples.
fn places(table: &Table, index: &[u32]) -> Vec<usize> {
    let first = |sample: usize| if table.shared { 0 } else { sample * table.rows };
    index.iter().enumerate().map(|(sample, &index)| first(sample) + index as usize).collect()
}
