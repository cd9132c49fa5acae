//! Pinned memory on the way to the device: numbers are copied there, and the device fetches them when its stream comes to it, so that an
//! upload waits for nothing while there is room.

use cudarc::driver::result::{self, DriverError, event, stream};
use cudarc::driver::sys::{CUdeviceptr, CUevent, CUevent_flags, CUstream};
use std::collections::VecDeque;
use std::ops::Range;

/// Bytes of pinned memory at first, and at most.
const LEAST: usize = 1 << 20;
const MOST: usize = 128 << 20;

/// Uploads that fit at the same time: those of one step are copied while earlier steps run.
const UPLOADS: usize = 4;

/// Bytes that are copied in one piece: the device fetches one while the next is copied.
const PIECE: usize = 4 << 20;

/// Pieces that are on their way at most.
const PIECES: usize = 64;

/// Pieces start at multiples of this.
const ALIGNMENT: usize = 64;

/// A buffer that is given out in pieces, which come free in the same order. A piece has a mark by which one knows when.
#[derive(Debug)]
struct Ring<T> {
    bytes: usize,
    next: usize,
    used: VecDeque<(Range<usize>, T)>,
}

impl<T> Ring<T> {
    fn new(bytes: usize) -> Self {
        Self { bytes, next: 0, used: VecDeque::new() }
    }

    /// Where the next piece lies, and how many of the oldest must come free before.
    fn place(&self, bytes: usize) -> (usize, usize) {
        debug_assert!(bytes <= self.bytes, "a piece fits");
        let start = if self.next + bytes <= self.bytes { self.next } else { 0 };
        let overlaps = |(piece, _): &(Range<usize>, T)| piece.start < start + bytes && start < piece.end;
        let in_the_way = self.used.iter().rposition(overlaps).map_or(0, |last| last + 1);
        (start, in_the_way.max((self.used.len() + 1).saturating_sub(PIECES)))
    }

    fn take(&mut self, start: usize, bytes: usize, mark: T) {
        self.used.push_back((start..start + bytes, mark));
        self.next = (start + bytes).next_multiple_of(ALIGNMENT);
    }
}

/// Pinned memory and the events that tell when its pieces are free. All calls need the GPU's context to be current.
#[derive(Debug)]
pub(super) struct Staging {
    /// Null if there is none.
    at: *mut u8,
    ring: Ring<CUevent>,
    /// Events that mark nothing.
    events: Vec<CUevent>,
    /// Bytes that the driver has not refused.
    most: usize,
}

impl Default for Staging {
    fn default() -> Self {
        Self { at: std::ptr::null_mut(), ring: Ring::new(0), events: Vec::new(), most: MOST }
    }
}

impl Staging {
    /// Copies to the device, behind what was asked of the stream before. The numbers may be gone afterwards.
    ///
    /// # Safety
    /// Memory of the device holds as many bytes at the address; the stream is always the same one.
    pub(super) unsafe fn upload(
        &mut self,
        stream: CUstream,
        mut to: CUdeviceptr,
        from: &[u8],
    ) -> Result<(), DriverError> {
        self.grow(from.len())?;
        if self.at.is_null() {
            // SAFETY: as the caller vouches; the copy is waited for.
            return unsafe {
                result::memcpy_htod_async(to, from, stream)?;
                stream::synchronize(stream)
            };
        }
        for piece in from.chunks(PIECE.min(self.ring.bytes / UPLOADS)) {
            let (start, in_the_way) = self.ring.place(piece.len());
            self.wait(in_the_way)?;
            // There are as many as pieces. Without one nothing marks the piece, so that it would be waited for.
            let event = self.events.pop();
            // SAFETY: the ring lies within the pinned memory, nobody uses this place of it, and the device's place is the caller's.
            let asked = unsafe {
                std::ptr::copy_nonoverlapping(piece.as_ptr(), self.at.add(start), piece.len());
                let pinned = std::slice::from_raw_parts(self.at.add(start), piece.len());
                let copied = result::memcpy_htod_async(to, pinned, stream);
                copied.and_then(|()| {
                    event.map_or_else(|| stream::synchronize(stream), |event| event::record(event, stream))
                })
            };
            if let Err(error) = asked {
                // Whether the copy was begun is not known.
                // SAFETY: the stream is the caller's.
                let _ = unsafe { stream::synchronize(stream) };
                self.events.extend(event);
                return Err(error);
            }
            if let Some(event) = event {
                self.ring.take(start, piece.len(), event);
            }
            to += piece.len() as u64;
        }
        Ok(())
    }

    /// Makes room for uploads of so many bytes, if the driver gives it.
    fn grow(&mut self, bytes: usize) -> Result<(), DriverError> {
        let wanted = wanted(bytes).min(self.most);
        if self.ring.bytes >= wanted {
            return Ok(());
        }
        self.wait(self.ring.used.len())?;
        while self.events.len() < PIECES {
            match event::create(CUevent_flags::CU_EVENT_DISABLE_TIMING) {
                Ok(event) => self.events.push(event),
                Err(_) => break,
            }
        }
        // SAFETY: bytes, of which any value is valid; they are written before they are read.
        match unsafe { result::malloc_host(wanted, 0) } {
            Ok(larger) => {
                let smaller = std::mem::replace(&mut self.at, larger.cast());
                self.ring = Ring::new(wanted);
                free(smaller)
            }
            // What there is must do.
            Err(_) => {
                self.most = self.ring.bytes;
                Ok(())
            }
        }
    }

    /// Waits until so many of the oldest pieces are free.
    fn wait(&mut self, pieces: usize) -> Result<(), DriverError> {
        let Some((_, last)) = pieces.checked_sub(1).and_then(|last| self.ring.used.get(last)) else { return Ok(()) };
        // SAFETY: the event was recorded, and what was recorded before it on the same stream is over when it is.
        unsafe { event::synchronize(*last) }?;
        self.events.extend(self.ring.used.drain(..pieces).map(|(_, event)| event));
        Ok(())
    }

    /// Gives everything back. It can be used again.
    pub(super) fn clear(&mut self) {
        // A failure leaves nothing to do, and the device does nothing any more.
        let _ = self.wait(self.ring.used.len());
        let Staging { at, ring, events, .. } = std::mem::take(self);
        for event in events.into_iter().chain(ring.used.into_iter().map(|(_, event)| event)) {
            // SAFETY: created above and destroyed once.
            let _ = unsafe { event::destroy(event) };
        }
        let _ = free(at);
    }
}

/// Bytes of pinned memory for uploads of so many.
fn wanted(bytes: usize) -> usize {
    bytes.saturating_mul(UPLOADS).clamp(LEAST, MOST).next_power_of_two()
}

fn free(at: *mut u8) -> Result<(), DriverError> {
    if at.is_null() {
        return Ok(());
    }
    // SAFETY: allocated by the same driver, not freed before, and no copy from it is under way.
    unsafe { result::free_host(at.cast()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of all sizes: none lies where one does that has not come free.
    #[test]
    fn pieces_in_use_do_not_overlap() {
        let mut ring = Ring::new(1000);
        let mut random = 1u32;
        for number in 0..10_000 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let bytes = 1 + (random >> 16) as usize % if number % 3 == 0 { 1000 } else { 40 };
            let (start, in_the_way) = ring.place(bytes);
            let freed: Vec<_> = ring.used.drain(..in_the_way).collect();
            assert!(start + bytes <= 1000);
            assert!(ring.used.iter().all(|(piece, _)| piece.end <= start || start + bytes <= piece.start));
            // Nor was one waited for in vain.
            let last = freed.last().map(|(piece, _)| piece.clone());
            assert!(
                last.is_none_or(
                    |piece| piece.start < start + bytes && start < piece.end || ring.used.len() + 1 == PIECES
                )
            );
            ring.take(start, bytes, number);
            assert!(ring.used.len() <= PIECES);
            assert!(ring.used.iter().zip(ring.used.iter().skip(1)).all(|(a, b)| a.1 < b.1));
        }
    }

    /// Four large uploads, or many small ones, wait for none.
    #[test]
    fn what_fits_waits_for_nothing() {
        for bytes in [1, 12, LEAST / UPLOADS, 3 << 20] {
            let mut ring = Ring::new(wanted(bytes));
            for number in 0..UPLOADS {
                for piece in vec![0u8; bytes].chunks(PIECE.min(ring.bytes / UPLOADS)) {
                    let (start, in_the_way) = ring.place(piece.len());
                    assert_eq!(in_the_way, 0, "upload {number} of {bytes}");
                    ring.take(start, piece.len(), ());
                }
            }
        }
    }

    #[test]
    fn pinned_memory_grows_within_bounds() {
        assert_eq!(wanted(0), LEAST);
        assert_eq!(wanted(12), LEAST);
        assert_eq!(wanted(LEAST), LEAST * UPLOADS);
        assert_eq!(wanted(3 << 20), 16 << 20);
        assert_eq!(wanted(usize::MAX), MOST);
        // All pieces of the largest ring can be on their way.
        const { assert!(PIECE * UPLOADS <= MOST && MOST / PIECE <= PIECES) };
    }
}
