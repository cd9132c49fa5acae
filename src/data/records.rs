//! Samples that lie at equal distances in files.

use super::element::Element;
use super::samples::Source;
use super::store::{Held, Store};
use crate::error::Error;
use std::sync::Arc;

/// Consecutive samples of one file.
#[derive(Debug)]
pub(super) struct Segment {
    /// Where they lie.
    pub(super) store: Arc<Store>,
    /// The first value of the first one.
    pub(super) offset: u64,
    /// Bytes from one to the next.
    pub(super) stride: u64,
    /// How many there are.
    pub(super) count: usize,
}

/// Samples in one or more files, all of one kind.
#[derive(Debug)]
pub(super) struct Records {
    segments: Vec<Segment>,
    /// Number of the first sample of each segment.
    starts: Vec<usize>,
    len: usize,
    element: Element,
    /// Channels, if a sample holds one after the other; they are brought last.
    planes: Option<usize>,
}

impl Records {
    /// The samples of all segments, in order.
    pub(super) fn new(segments: Vec<Segment>, element: Element) -> Self {
        let mut len = 0;
        let start = |segment: &Segment| {
            len += segment.count;
            len - segment.count
        };
        let starts = segments.iter().map(start).collect();
        Self { segments, starts, len, element, planes: None }
    }

    /// The same with channels that come first in the file.
    pub(super) fn planar(self, channels: usize) -> Self {
        Self { planes: Some(channels), ..self }
    }
}

impl Source for Records {
    fn len(&self) -> usize {
        self.len
    }

    fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        let number = self.starts.partition_point(|start| *start <= index) - 1;
        let segment = &self.segments[number];
        let mut bytes = vec![0; out.len() * self.element.size()];
        segment.store.read(segment.offset + (index - self.starts[number]) as u64 * segment.stride, &mut bytes)?;
        let Some(planes) = self.planes else {
            self.element.decode(&bytes, out);
            return Ok(());
        };
        let mut planar = vec![0.0; out.len()];
        self.element.decode(&bytes, &mut planar);
        for (channel, plane) in planar.chunks_exact(out.len() / planes).enumerate() {
            out.iter_mut().skip(channel).step_by(planes).zip(plane).for_each(|(out, value)| *out = *value);
        }
        Ok(())
    }

    /// Records in files take a system call each, and their pages may not be in memory.
    fn is_costly(&self) -> bool {
        self.segments.iter().any(|segment| segment.store.held().memory == 0)
    }

    fn held(&self) -> Held {
        let first = |at: usize| {
            !self.segments[..at].iter().any(|earlier| Arc::ptr_eq(&earlier.store, &self.segments[at].store))
        };
        let stores = (0..self.segments.len()).filter(|at| first(*at)).map(|at| self.segments[at].store.held());
        stores.fold(Held::default(), std::ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::Spool;
    use super::*;
    use std::path::Path;

    fn segment(bytes: &[u8], offset: u64, stride: u64, count: usize) -> Segment {
        let mut spool = Spool::new(Path::new("x"));
        spool.write(bytes).unwrap();
        Segment { store: Arc::new(spool.finish().unwrap()), offset, stride, count }
    }

    #[test]
    fn samples_of_several_files_count_on() {
        let segments = vec![segment(&[9, 0, 1, 9, 2, 3], 1, 3, 2), segment(&[], 0, 2, 0), segment(&[4, 5], 0, 2, 1)];
        let records = Records::new(segments, Element::BYTE);
        let mut out = [0.0; 2];
        for (index, expected) in [(0, [0.0, 1.0]), (1, [2.0, 3.0]), (2, [4.0, 5.0])] {
            records.read(index, &mut out).unwrap();
            assert_eq!(out, expected);
        }
        assert_eq!((records.len(), records.held().memory), (3, 8));
    }

    #[test]
    fn channels_come_last() {
        let records = Records::new(vec![segment(&[1, 2, 3, 4, 5, 6], 0, 6, 1)], Element::BYTE).planar(3);
        let mut out = [0.0; 6];
        records.read(0, &mut out).unwrap();
        assert_eq!(out, [1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
    }
}
