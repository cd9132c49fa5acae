//! First values of parameters, drawn from counters: they depend on seed, parameter and element alone.

use super::parameter::{Init, Parameter};
use crate::rng::{Philox, Stream};
use alloc::vec;
use alloc::vec::Vec;

impl Parameter {
    /// The first values, in the program's layout; `number` is the parameter's position in its network.
    pub fn initial_values(&self, seed: u64, number: usize) -> Vec<f64> {
        let mut values = vec![0.0; self.elements()];
        let (philox, stream) = (Philox::new(seed), Stream(Stream::INIT.0 + number as u32));
        match self.init {
            Init::Constant(value) => values.fill(value),
            Init::Normal => philox.fill_normal(stream, 0, 0, &mut values),
            Init::Uniform { bound } => {
                philox.fill_uniform(stream, 0, 0, &mut values);
                values.iter_mut().for_each(|v| *v = bound * (2.0 * *v - 1.0));
            }
        }
        values
    }
}
