//! What a score costs: stack and time.

use crate::scene::{Failure, GREY, density};
use cdm_core::Classifier;
use cdm_core::embedded::{EmbeddedError, Units};
use core::ffi::{c_int, c_long};
use core::fmt;

#[repr(C)]
struct Time {
    seconds: c_long,
    nanoseconds: c_long,
}

#[link(name = "c")]
unsafe extern "C" {
    fn clock_gettime(clock: c_int, time: *mut Time) -> c_int;
}

const MONOTONIC: c_int = 1;
const RUNS: u32 = 200;
/// Bytes of stack that are painted, and the first below the caller's frame that are looked at.
const PAINTED: usize = 64 * 1024;
const GAP: usize = 512;
const PAINT: u8 = 0xa5;

fn now() -> f64 {
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    // SAFETY: the pointer is to a structure as C declares it for 64-bit Linux, and lives during the call.
    unsafe { clock_gettime(MONOTONIC, &raw mut time) };
    time.seconds as f64 + 1e-9 * time.nanoseconds as f64
}

/// Paints the stack below the caller's frame, by a local array there.
#[inline(never)]
fn paint() {
    core::hint::black_box(&mut [PAINT; PAINTED]);
}

/// Bytes below `mark` down to the last one that lost its paint.
#[inline(never)]
fn used(mark: *mut u8) -> usize {
    // SAFETY: `paint` had these bytes of the stack for its array, so they are mapped; nothing else uses them meanwhile.
    let lost = |below: &usize| unsafe { mark.wrapping_sub(*below).read_volatile() } != PAINT;
    (GAP..PAINTED).rev().find(lost).unwrap_or(GAP)
}

/// Prints stack and time of a score.
///
/// # Errors
/// Whatever the classifier runs into.
pub(crate) fn report<C: Classifier<f32, Error = EmbeddedError>>(
    network: &C,
    units: Units<'_>,
    rows: &[u8],
    scratch: &mut [f32],
    out: &mut dyn fmt::Write,
) -> Result<(), Failure<EmbeddedError>> {
    let Some(row) = rows.first_chunk::<GREY>() else { return Err(Failure::Other("no samples")) };
    let mut mark = 0u8;
    let mark = &raw mut mark;
    paint();
    density(network, units, row, scratch)?;
    writeln!(out, "stack {} bytes", used(mark))?;
    let start = now();
    for _ in 0..RUNS {
        density(network, units, row, scratch)?;
    }
    writeln!(out, "time {:.1} microseconds per score", (now() - start) * 1e6 / f64::from(RUNS))?;
    Ok(())
}
