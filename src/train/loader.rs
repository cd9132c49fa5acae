//! Batches that are ready when the training asks for them.

use super::batches::{Batches, Prepared};
use crate::data::Order;
use crate::error::Error;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// Batches that each thread prepares ahead.
const AHEAD: usize = 2;
/// Threads that decode, at most.
const THREADS: usize = 4;
/// A batch of fewer values in memory is ready sooner than another thread would hand it over.
const INLINE: usize = 1 << 15;

/// Hands out the batches of the steps in order, prepared by threads beside the training where that pays.
///
/// Step `s` is the work of thread `s mod n`, each with a channel of its own, so that batches come in order, and memory holds
/// `AHEAD + 1` of each thread. What they hold does not depend on `n`: see [`Batches`].
pub(crate) struct Loader<'s, 'a> {
    batches: &'s Batches<'a>,
    /// Steps whose batches were handed out.
    done: usize,
    /// The first step.
    first: usize,
    /// For batches that are prepared here; stands at the first sample of the next step.
    order: Option<Order>,
    channels: Vec<Receiver<Result<Prepared, Error>>>,
}

impl<'s, 'a: 's> Loader<'s, 'a> {
    /// Prepares the steps from `first` to `last` on so many threads. They end when the loader is dropped, or after `last`.
    pub(crate) fn start(
        scope: &'s Scope<'s, '_>,
        batches: &'s Batches<'a>,
        (first, last): (usize, usize),
        threads: usize,
    ) -> Self {
        let thread = |number| {
            let (sender, receiver) = sync_channel(AHEAD);
            scope.spawn(move || work(batches, (first + number, last), threads, &sender));
            receiver
        };
        Self { batches, done: 0, first, order: None, channels: (0..threads).map(thread).collect() }
    }

    /// The batch of the next step.
    ///
    /// # Errors
    /// Data that cannot be read.
    pub(crate) fn next(&mut self) -> Result<Prepared, Error> {
        let (batches, step) = (self.batches, self.first + self.done);
        let channel = self.channels.get(self.done % self.channels.len().max(1));
        self.done += 1;
        match channel.and_then(|channel| channel.recv().ok()) {
            Some(batch) => batch,
            // Without threads the order goes on; a thread that panicked, which the scope will tell, has left it where it stood.
            None if self.channels.is_empty() => {
                batches.prepare(step, self.order.get_or_insert_with(|| batches.order(step)))
            }
            None => batches.prepare(step, &mut batches.order(step)),
        }
    }
}

/// Prepares every `stride`-th step until nobody wants another.
fn work(
    batches: &Batches<'_>,
    (first, last): (usize, usize),
    stride: usize,
    sender: &SyncSender<Result<Prepared, Error>>,
) {
    let mut order = batches.order(first);
    for step in (first..=last).step_by(stride) {
        let batch = batches.prepare(step, &mut order);
        let failed = batch.is_err();
        if sender.send(batch).is_err() || failed {
            return;
        }
        // The samples of the steps that are others' work.
        (0..(stride - 1) * batches.rows()).for_each(|_| _ = order.draw());
    }
}

/// How many threads prepare batches: none for small ones in memory, one for larger ones, and as many as there are cores, at
/// most four, where samples are read from files and decoded.
pub(crate) fn threads(batches: &Batches<'_>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match batches.data().samples.is_costly() {
        true => cores.min(THREADS),
        false => usize::from(batches.values() >= INLINE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Dataset, Samples, Shape, Source, Transform, Values};
    use crate::train::Recipe;
    use std::path::Path;

    #[derive(Debug)]
    struct Failing;

    impl Source for Failing {
        fn len(&self) -> usize {
            50
        }

        fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
            out.fill(index as f32);
            match index {
                49 => Err(Error::read(Path::new("49.png"), std::io::ErrorKind::InvalidData.into())),
                _ => Ok(()),
            }
        }
    }

    fn with_batches<T>(samples: Samples, test: impl FnOnce(&Batches<'_>) -> T) -> T {
        let data = Dataset::new("x".into(), Shape::Vector { dim: 1 }, Values::Standard, samples);
        let recipe = Recipe { batch: 7, ..Recipe::for_data(&data, None) };
        let transform = Transform::Standard { mean: vec![0.0], unit: vec![1.0] };
        test(&Batches::new(&recipe, &data, transform, 12))
    }

    #[test]
    fn any_number_of_threads_hands_out_the_same_batches_from_any_step() {
        with_batches(Samples::real((0..50).map(|v| v as f32).collect(), 1), |batches| {
            let drawn = |first, threads| -> Vec<Prepared> {
                std::thread::scope(|scope| {
                    let mut loader = Loader::start(scope, batches, (first, 40), threads);
                    (first..=40).map(|_| loader.next().unwrap()).collect()
                })
            };
            let all = drawn(1, 0);
            for threads in 1..=4 {
                assert!(drawn(1, threads) == all, "{threads}");
                assert!(drawn(18, threads) == all[17..], "{threads}");
            }
        });
    }

    #[test]
    fn errors_of_reading_arrive_and_a_loader_that_is_dropped_leaves_no_thread_waiting() {
        with_batches(Samples::new(Failing), |batches| {
            for threads in 0..=3 {
                std::thread::scope(|scope| {
                    let mut loader = Loader::start(scope, batches, (1, 1_000_000), threads);
                    // Eight batches of 7 go once through the 50 samples.
                    let error = (0..8).find_map(|_| loader.next().err()).unwrap();
                    assert!(error.to_string().contains("49.png"), "{error}");
                });
            }
        });
    }
}
