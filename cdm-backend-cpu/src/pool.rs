//! Threads that take part in a call and then wait for the next one.
//!
//! Steps of small networks take some tens of microseconds, as long as it takes to wake a sleeping thread. So the caller is one of the
//! threads, and the others watch for a call for a while before they sleep.

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

/// How long a thread watches before it sleeps: longer than the caller's work between two steps of a small network.
const WATCH: Duration = Duration::from_micros(200);

/// The caller's thread and others.
pub(crate) struct Pool {
    inner: Arc<Inner>,
    others: Vec<JoinHandle<()>>,
    /// Held by the caller whose call runs.
    turn: Mutex<()>,
}

struct Inner {
    /// The parts of the current call: how many there are, and above [`SHIFT`] how many have been taken.
    parts: AtomicU64,
    task: UnsafeCell<Option<Task>>,
    /// Parts of the current call that have not been finished.
    remaining: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    quit: AtomicBool,
}

const SHIFT: u32 = 32;

#[derive(Clone)]
struct Task {
    work: &'static (dyn Fn(usize) + Sync),
    caller: Thread,
}

// SAFETY: `task` is written by the one caller that holds `turn`, while no part is open; others read it after they have taken a part of
// the call, which they can only after it was written, and the call does not end before that part is finished.
unsafe impl Sync for Inner {}

impl Pool {
    /// A pool of the caller and `others` threads, each of which runs `start` first.
    pub(crate) fn new(others: usize, start: impl Fn() + Clone + Send + 'static) -> std::io::Result<Self> {
        let inner = Arc::new(Inner {
            parts: AtomicU64::new(0),
            task: UnsafeCell::new(None),
            remaining: AtomicUsize::new(0),
            panic: Mutex::new(None),
            quit: AtomicBool::new(false),
        });
        // From here on `drop` ends what has been started.
        let mut pool = Pool { inner, others: Vec::new(), turn: Mutex::new(()) };
        for index in 1..=others {
            let (inner, start) = (Arc::clone(&pool.inner), start.clone());
            let thread = std::thread::Builder::new().name(format!("cdm-{index}"));
            pool.others.push(thread.spawn(move || {
                start();
                inner.serve();
            })?);
        }
        Ok(pool)
    }

    /// Calls `work` with each number below `parts`, once: 0 on this thread, each other on whichever thread is free first, so that a
    /// call never waits for a thread that has not begun. Calls from several threads wait for each other.
    pub(crate) fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        if parts <= 1 {
            return work(0);
        }
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let inner = &*self.inner;
        // SAFETY: this function returns only after all parts are finished, and nobody uses the task later.
        let work: &'static (dyn Fn(usize) + Sync) = unsafe { std::mem::transmute(work) };
        // SAFETY: this thread holds `turn`, and all parts of earlier calls are finished.
        unsafe { *inner.task.get() = Some(Task { work, caller: std::thread::current() }) };
        inner.remaining.store(parts, Ordering::Relaxed);
        inner.parts.store(1 << SHIFT | parts as u64, Ordering::Release);
        self.others.iter().take(parts - 1).for_each(|other| other.thread().unpark());
        let mut part = Some(0);
        while let Some(number) = part {
            inner.finish(number, work);
            part = inner.take();
        }
        wait_until(|| inner.remaining.load(Ordering::Acquire) == 0);
        let panic = inner.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(turn);
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("others", &self.others.len()).finish_non_exhaustive()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.inner.quit.store(true, Ordering::Release);
        for other in self.others.drain(..) {
            other.thread().unpark();
            // Panics of calls have been caught.
            let _ = other.join();
        }
    }
}

impl Inner {
    /// Takes a part of the current call, if one is left.
    fn take(&self) -> Option<usize> {
        let next = |parts: u64| self.is_open(parts).then_some(parts + (1 << SHIFT));
        let before = self.parts.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).ok()?;
        Some((before >> SHIFT) as usize)
    }

    fn is_open(&self, parts: u64) -> bool {
        parts >> SHIFT < parts & ((1 << SHIFT) - 1)
    }

    /// Runs a part that this thread has taken. Returns whether it was the last to be finished.
    fn finish(&self, part: usize, work: &(dyn Fn(usize) + Sync)) -> bool {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(part))) {
            self.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(panic);
        }
        self.remaining.fetch_sub(1, Ordering::AcqRel) == 1
    }

    fn serve(&self) {
        loop {
            wait_until(|| self.is_open(self.parts.load(Ordering::Relaxed)) || self.quit.load(Ordering::Acquire));
            if self.quit.load(Ordering::Acquire) {
                return;
            }
            let Some(part) = self.take() else { continue };
            // SAFETY: this thread has taken a part, so the task has been written and stays until that part is finished.
            let Some(Task { work, caller }) = (unsafe { (*self.task.get()).clone() }) else { continue };
            if self.finish(part, work) {
                caller.unpark();
            }
        }
    }
}

/// Watches for a while, then sleeps until it is unparked, until `done`.
fn wait_until(done: impl Fn() -> bool) {
    let mut begin = None;
    loop {
        for _ in 0..64 {
            if done() {
                return;
            }
            std::hint::spin_loop();
        }
        // A watcher must not keep anyone from the processor who has work.
        std::thread::yield_now();
        if begin.get_or_insert_with(Instant::now).elapsed() > WATCH {
            break;
        }
    }
    while !done() {
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_takes_part_in_every_call() {
        let pool = Pool::new(2, || {}).unwrap();
        let counts = [const { AtomicUsize::new(0) }; 3];
        let count = |index: usize| {
            counts[index].fetch_add(1, Ordering::Relaxed);
        };
        for call in 0..2000 {
            if call % 500 == 0 {
                // Long enough for the others to sleep.
                std::thread::sleep(Duration::from_millis(2));
            }
            pool.run(3, &count);
            assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == call + 1));
        }
        pool.run(2, &count);
        assert_eq!(counts.each_ref().map(|count| count.load(Ordering::Relaxed)), [2001, 2001, 2000]);
    }

    #[test]
    fn callers_take_turns() {
        let pool = Pool::new(1, || {}).unwrap();
        let (inside, calls) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        pool.run(2, &|_| {
                            assert!(inside.fetch_add(1, Ordering::Relaxed) < 2);
                            inside.fetch_sub(1, Ordering::Relaxed);
                            calls.fetch_add(1, Ordering::Relaxed);
                        });
                    }
                });
            }
        });
        assert_eq!(calls.into_inner(), 3 * 200 * 2);
    }

    #[test]
    fn a_panic_reaches_the_caller_after_all_have_finished() {
        let pool = Pool::new(2, || {}).unwrap();
        for guilty in 0..3 {
            let finished = AtomicUsize::new(0);
            let work = |index: usize| {
                assert!(index != guilty, "the guilty one");
                finished.fetch_add(1, Ordering::Relaxed);
            };
            assert!(catch_unwind(AssertUnwindSafe(|| pool.run(3, &work))).is_err());
            assert_eq!(finished.into_inner(), 2);
        }
        pool.run(3, &|_| {});
    }
}
