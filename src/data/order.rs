//! The order in which training goes through data.

use cdm_core::rng::{Philox, Stream};

/// A random order of `0 … len − 1`, which depends on seed, stream and epoch alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permutation(Vec<u32>);

impl Permutation {
    /// Draws a permutation: Fisher and Yates, from the counters of `stream`.
    pub fn new(seed: u64, stream: Stream, epoch: u32, len: usize) -> Self {
        let (philox, mut indices) = (Philox::new(seed), (0..len as u32).collect::<Vec<_>>());
        for i in (1..indices.len()).rev() {
            let j = philox.index(stream, i as u32, epoch, 0, i as u32 + 1);
            indices.swap(i, j as usize);
        }
        Self(indices)
    }

    /// The numbers in their order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|index| *index as usize)
    }
}

/// The data in random order, again and again: each epoch is a permutation. A position in it is a count of samples, from
/// which the order goes on as if it had been followed from the start.
#[derive(Clone, Debug)]
pub struct Order {
    seed: u64,
    epoch: u32,
    permutation: Permutation,
    at: usize,
}

impl Order {
    /// The order of `len` samples, from the first on.
    pub fn new(seed: u64, len: usize) -> Self {
        Self::at(seed, len, 0)
    }

    /// The order after `position` samples.
    pub fn at(seed: u64, len: usize, position: u64) -> Self {
        let len = len.max(1);
        let epoch = (position / len as u64) as u32;
        let permutation = Permutation::new(seed, Stream::DATA, epoch, len);
        Self { seed, epoch, permutation, at: (position % len as u64) as usize }
    }

    /// The next sample's number.
    pub fn draw(&mut self) -> usize {
        if self.at == self.permutation.0.len() {
            (self.at, self.epoch) = (0, self.epoch + 1);
            self.permutation = Permutation::new(self.seed, Stream::DATA, self.epoch, self.permutation.0.len());
        }
        self.at += 1;
        self.permutation.0[self.at - 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_is_another_permutation() {
        let mut order = Order::new(5, 50);
        let mut epoch = || -> Vec<usize> { (0..50).map(|_| order.draw()).collect() };
        let (first, second) = (epoch(), epoch());
        assert_ne!(first, second);
        for mut epoch in [first, second] {
            epoch.sort_unstable();
            assert_eq!(epoch, (0..50).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_order_goes_on_from_any_position() {
        let mut whole = Order::new(3, 7);
        let all: Vec<usize> = (0..30).map(|_| whole.draw()).collect();
        for position in [0, 1, 6, 7, 8, 13, 14, 21, 29] {
            let mut rest = Order::at(3, 7, position as u64);
            assert!(all[position..].iter().all(|number| rest.draw() == *number), "{position}");
        }
    }
}
