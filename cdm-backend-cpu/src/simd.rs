//! One source, several instruction sets: a [`Task`] is compiled for each and the best one that the machine has runs.

use std::cell::Cell;

/// A loop nest worth vectorising.
pub(crate) trait Task {
    /// Runs it. `FMA`: fused multiply-adds are one instruction. Implementations and everything they call in their inner loops
    /// are `#[inline(always)]`, so that they are compiled with the caller's instruction set.
    fn run<const FMA: bool>(self);
}

/// An instruction set that this crate's loops are compiled for, the narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Isa {
    /// What every machine of the architecture has.
    Baseline,
    /// AVX2 and FMA, on x86-64.
    Avx2,
    /// AVX-512 F, DQ, VL and BW, on x86-64.
    Avx512,
}

thread_local! {
    /// The widest that this thread may use.
    static LIMIT: Cell<Isa> = const { Cell::new(Isa::Avx512) };
}

impl Isa {
    /// The widest that this machine has.
    #[inline]
    pub fn detected() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw");
            return if avx512 { Isa::Avx512 } else { Isa::Avx2 };
        }
        Isa::Baseline
    }

    /// The one that this thread uses: what the machine has, unless [limited](Isa::limit).
    #[inline]
    pub fn current() -> Self {
        Isa::detected().min(LIMIT.get())
    }

    /// Runs `work` with this thread's [`CpuKernels`](crate::CpuKernels) limited to `self`, or to what limits them already. Backends go
    /// by [`CpuOptions::isa`](crate::CpuOptions::isa) alone.
    ///
    /// # Numerics
    /// Results are those of a narrower machine, but for products of matrices that go to the `gemm` crate, which chooses by itself.
    pub fn limit<R>(self, work: impl FnOnce() -> R) -> R {
        self.min(LIMIT.get()).with_limit(work)
    }

    /// Runs `work` with this thread limited to `self` and nothing else.
    pub(crate) fn with_limit<R>(self, work: impl FnOnce() -> R) -> R {
        /// Puts the old limit back even if `work` panics.
        struct Before(Isa);
        impl Drop for Before {
            fn drop(&mut self) {
                LIMIT.set(self.0);
            }
        }
        let _before = Before(LIMIT.replace(self));
        work()
    }

    /// Limits this thread for good.
    pub(crate) fn limit_thread(self) {
        LIMIT.set(self);
    }
}

/// Asks for the cache line at an address, which need not be valid, into the second-level cache.
#[inline(always)]
pub(crate) fn prefetch<E>(at: *const E) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch reads nothing that the program sees, and faults nowhere.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T1 }>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// Runs a task with the widest vectors that this thread may use.
#[inline]
pub(crate) fn run(task: impl Task) {
    #[cfg(target_arch = "x86_64")]
    match Isa::current() {
        // SAFETY: the machine has every feature that the function is compiled for.
        Isa::Avx512 => return unsafe { avx512(task) },
        // SAFETY: as above.
        Isa::Avx2 => return unsafe { avx2(task) },
        Isa::Baseline => {}
    }
    task.run::<{ cfg!(target_arch = "aarch64") }>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
fn avx512(task: impl Task) {
    task.run::<true>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2(task: impl Task) {
    task.run::<true>();
}
