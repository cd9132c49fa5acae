//! Repeats of a step that others did not disturb.

use super::system::Ticks;
use crate::error::Error;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The share of the machine's processor time that others may take during a repeat.
pub const MOST_OTHERS: f64 = 0.04;

/// How a step is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Repeats, each of one step or more.
    pub repeats: usize,
    /// How long a repeat lasts at least: ticks are hundredths of a second, and shorter ones could not be judged.
    pub least: Duration,
}

impl Effort {
    /// As many repeats of half a second or one step, whichever is longer.
    pub fn new(repeats: usize) -> Self {
        Self { repeats, least: Duration::from_millis(500) }
    }

    /// Disturbed repeats that are done again, at most.
    fn retries(self) -> usize {
        self.repeats.max(3)
    }
}

/// Times of one kind of step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Times {
    /// The shortest step, milliseconds per image.
    pub best: f64,
    /// The median step, milliseconds per image.
    pub median: f64,
    /// Processor time of all threads, mean over the steps, milliseconds per image; `None` if the system does not tell. Others hardly
    /// change it, so on a busy machine it tells more than the rest.
    pub cpu: Option<f64>,
    /// Steps in the repeats that count.
    pub steps: usize,
    /// Repeats that were thrown away and done again, because others took too much of the processors.
    pub discarded: usize,
    /// Repeats that count although others did, since they did so again and again.
    pub disturbed: usize,
    /// The largest share that others took during a repeat that counts, per cent; `None` if the system does not tell.
    pub other_cpu_percent: Option<f64>,
}

/// Repeats `step`, each time on `batch` images; `ticks` tells what the processors did. `done` hears of each repeat that counts.
///
/// # Errors
/// Those of `step`.
pub fn measure(
    effort: Effort,
    batch: usize,
    mut ticks: impl FnMut() -> Option<Ticks>,
    mut step: impl FnMut() -> Result<(), Error>,
    mut done: impl FnMut(),
) -> Result<Times, Error> {
    let (mut seconds, mut discarded, mut disturbed) = (Vec::new(), 0, 0);
    let (mut repeat, mut most, mut own) = (0, None, None);
    while repeat < effort.repeats {
        let (then, begin, kept) = (ticks(), Instant::now(), seconds.len());
        while seconds.len() == kept || begin.elapsed() < effort.least {
            let start = Instant::now();
            step()?;
            seconds.push(start.elapsed().as_secs_f64());
        }
        let now = ticks().zip(then);
        let others = now.map(|(now, then)| now.others_since(&then));
        if others.is_some_and(|share| share > MOST_OTHERS) {
            if discarded < effort.retries() {
                discarded += 1;
                seconds.truncate(kept);
                continue;
            }
            disturbed += 1;
        }
        most = others.map(|share| share.max(most.unwrap_or(0.0)));
        own = now.map(|(now, then)| now.own_since(&then) + own.unwrap_or(0.0));
        repeat += 1;
        done();
    }
    seconds.sort_by(f64::total_cmp);
    let (steps, ms) = (seconds.len(), |seconds: f64| 1e3 * seconds / batch as f64);
    // Without repeats there is nothing to tell.
    let middle = [steps.saturating_sub(1) / 2, steps / 2].map(|at| seconds.get(at).copied().unwrap_or(f64::NAN));
    Ok(Times {
        best: seconds.first().map_or(f64::NAN, |best| ms(*best)),
        median: ms((middle[0] + middle[1]) / 2.0),
        cpu: own.map(|seconds| ms(seconds / steps as f64)),
        steps,
        discarded,
        disturbed,
        other_cpu_percent: most.map(|share| 100.0 * share),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Repeats of one step each, during which others take these shares; the last one lasts. Returns the times and the steps taken.
    fn with_others(repeats: usize, shares: &[Option<u64>]) -> (Times, usize) {
        let (mut readings, mut now, mut taken) = (0, Ticks { all: 0, busy: 0, own: 0 }, 0);
        let ticks = || {
            // Two readings for each repeat, a hundred ticks apart.
            let share = shares[(readings / 2).min(shares.len() - 1)]?;
            if readings % 2 == 1 {
                now = Ticks { all: now.all + 100, busy: now.busy + share, ..now };
            }
            readings += 1;
            Some(now)
        };
        let step = || {
            taken += 1;
            std::thread::sleep(Duration::from_millis(2));
            Ok(())
        };
        let effort = Effort { repeats, least: Duration::ZERO };
        (measure(effort, 4, ticks, step, || ()).unwrap(), taken)
    }

    #[test]
    fn disturbed_repeats_are_done_again() {
        let (times, taken) = with_others(2, &[Some(0), Some(50), Some(50), Some(1)]);
        assert_eq!((times.steps, times.discarded, times.disturbed, taken), (2, 2, 0, 4));
        assert!(times.best >= 0.5 && times.median >= times.best, "2 ms for 4 images: {times:?}");
        assert!(times.other_cpu_percent.is_some_and(|percent| percent <= 4.0));
    }

    #[test]
    fn a_busy_machine_ends_the_retries_and_is_told() {
        let (times, taken) = with_others(2, &[Some(50)]);
        assert_eq!((times.steps, times.discarded, times.disturbed, taken), (2, 3, 2, 5));
        assert!(times.other_cpu_percent.is_some_and(|percent| percent > 4.0));
    }

    #[test]
    fn a_system_that_does_not_tell_disturbs_nothing() {
        let (times, _) = with_others(3, &[None]);
        assert_eq!((times.steps, times.discarded, times.disturbed, times.other_cpu_percent), (3, 0, 0, None));
    }

    #[test]
    fn short_steps_fill_a_repeat() {
        let effort = Effort { repeats: 2, least: Duration::from_millis(5) };
        let mut repeats = 0;
        let times = measure(effort, 1, || None, || Ok(()), || repeats += 1).unwrap();
        assert!(times.steps > 10 && repeats == 2, "{times:?}");
    }
}
