//! One source, several instruction sets: a [`Task`] is compiled for each and the best one that the machine has runs.

/// A loop nest worth vectorising.
pub(crate) trait Task {
    /// Runs it. `FMA`: fused multiply-adds are one instruction. Implementations and everything they call in their inner loops
    /// are `#[inline(always)]`, so that they are compiled with the caller's instruction set.
    fn run<const FMA: bool>(self);
}

/// Runs a task with the widest vectors of this machine.
#[inline]
pub(crate) fn run(task: impl Task) {
    #[cfg(target_arch = "x86_64")]
    {
        if has_avx512() {
            // SAFETY: the machine has every feature that the function is compiled for.
            return unsafe { avx512(task) };
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: as above.
            return unsafe { avx2(task) };
        }
    }
    task.run::<{ cfg!(target_arch = "aarch64") }>();
}

/// Does this machine have the vectors of 64 bytes that [`run`] would use?
#[inline]
pub(crate) fn has_avx512() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("fma")
    }
    #[cfg(not(target_arch = "x86_64"))]
    false
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
