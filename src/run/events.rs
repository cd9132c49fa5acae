//! What TensorBoard shows: a file of events.

use super::validation::Validation;
use crate::error::Error;
use crate::train::Progress;
use crc::{CRC_32_ISCSI, Crc, Table};
use prost::Message;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The messages, as far as they are used: field numbers are those of TensorFlow's `event.proto` and `summary.proto`.
mod proto {
    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Event {
        /// Seconds since the beginning of 1970.
        #[prost(double, tag = "1")]
        pub(super) wall_time: f64,
        #[prost(int64, tag = "2")]
        pub(super) step: i64,
        #[prost(oneof = "What", tags = "3, 5, 7")]
        pub(super) what: Option<What>,
    }

    #[derive(Clone, PartialEq, prost::Oneof)]
    pub(super) enum What {
        #[prost(string, tag = "3")]
        FileVersion(String),
        #[prost(message, tag = "5")]
        Summary(Summary),
        #[prost(message, tag = "7")]
        SessionLog(SessionLog),
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct SessionLog {
        /// 1 is the start of a session.
        #[prost(int32, tag = "1")]
        pub(super) status: i32,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Summary {
        #[prost(message, repeated, tag = "1")]
        pub(super) value: Vec<Value>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Value {
        #[prost(string, tag = "1")]
        pub(super) tag: String,
        #[prost(oneof = "Content", tags = "2, 4")]
        pub(super) content: Option<Content>,
    }

    #[derive(Clone, PartialEq, prost::Oneof)]
    pub(super) enum Content {
        #[prost(float, tag = "2")]
        SimpleValue(f32),
        #[prost(message, tag = "4")]
        Image(Image),
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Image {
        #[prost(int32, tag = "1")]
        pub(super) height: i32,
        #[prost(int32, tag = "2")]
        pub(super) width: i32,
        /// 3 is RGB.
        #[prost(int32, tag = "3")]
        pub(super) colorspace: i32,
        /// A PNG file.
        #[prost(bytes = "vec", tag = "4")]
        pub(super) encoded_image_string: Vec<u8>,
    }
}
use proto::{Content, Event, Image, SessionLog, Summary, Value, What};

/// A file of events under way. Each start of a run has a file of its own.
#[derive(Debug)]
pub(super) struct Events {
    file: File,
    path: PathBuf,
}

impl Events {
    /// Starts a file of a run that goes on after `step`: TensorBoard forgets what earlier files hold of later steps.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn create(dir: &Path, step: usize) -> Result<Self, Error> {
        let (seconds, process) = (now() as u64, std::process::id());
        // Files are read in the order of their names.
        let free = |number: &u32| !dir.join(name(seconds, *number, process)).exists();
        let path = dir.join(name(seconds, (0..).find(free).unwrap_or_default(), process));
        let file = File::create(&path).map_err(|source| Error::write(&path, source))?;
        let mut events = Self { file, path };
        events.write(0, What::FileVersion("brain.Event:2".into()))?;
        // What is of this step itself counts.
        events.write(step + 1, What::SessionLog(SessionLog { status: 1 }))?;
        Ok(events)
    }

    /// Losses and rates.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn progress(&mut self, progress: &Progress) -> Result<(), Error> {
        let Progress { step, loss, ce, mse, grad_norm, lr, samples_per_second } = *progress;
        let values = [("loss", loss), ("ce", ce), ("mse", mse), ("lr", lr), ("samples_per_second", samples_per_second)];
        let values = values.into_iter().chain(grad_norm.map(|norm| ("grad_norm", norm)));
        self.scalars(step, values.map(|(name, value)| (format!("train/{name}"), value)).collect())
    }

    /// A validation.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn validation(&mut self, step: usize, validation: &Validation) -> Result<(), Error> {
        let Validation { nll, bits_per_dim, quality, .. } = validation;
        let mut values = vec![
            ("validation/nll".to_owned(), *nll),
            ("validation/bits_per_dim".to_owned(), *bits_per_dim),
            ("validation/ce".to_owned(), quality.ce),
            ("validation/mse".to_owned(), quality.mse),
            ("validation/log_normaliser".to_owned(), quality.log_normaliser),
        ];
        for level in &quality.by_level {
            let name = |what| format!("validation/{what}/levels_{:04}_to_{:04}", level.first, level.last);
            values.push((name("ce"), level.ce));
            values.extend(level.mse.map(|mse| (name("mse"), mse)));
        }
        self.scalars(step, values)
    }

    /// A picture of samples, as PNG.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn picture(&mut self, step: usize, png: Vec<u8>) -> Result<(), Error> {
        // The header of a PNG file has its extents in bytes 16 to 23.
        let extent = |at: usize| {
            let bytes = png.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
            u32::from_be_bytes(bytes) as i32
        };
        let (width, height) = (extent(16), extent(20));
        let content = Content::Image(Image { height, width, colorspace: 3, encoded_image_string: png });
        let value = vec![Value { tag: "samples".into(), content: Some(content) }];
        self.write(step, What::Summary(Summary { value }))
    }

    fn scalars(&mut self, step: usize, values: Vec<(String, f64)>) -> Result<(), Error> {
        let value = |(tag, value)| Value { tag, content: Some(Content::SimpleValue(value as f32)) };
        self.write(step, What::Summary(Summary { value: values.into_iter().map(value).collect() }))
    }

    fn write(&mut self, step: usize, what: What) -> Result<(), Error> {
        let event = Event { wall_time: now(), step: step as i64, what: Some(what) };
        self.file.write_all(&record(&event.encode_to_vec())).map_err(|source| Error::write(&self.path, source))
    }
}

fn name(seconds: u64, number: u32, process: u32) -> String {
    format!("events.out.tfevents.{seconds:010}.{number:04}.{process}")
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// A record of a TFRecord file: its length, a checksum of that, the data, a checksum of these.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    [&length[..], &masked(&length), data, &masked(data)].concat()
}

/// A CRC-32C, rotated and offset, so that data with checksums in them have one that is unlike these.
///
/// # Source
/// TensorFlow, `core/lib/hash/crc32c.h`, `Mask`.
fn masked(data: &[u8]) -> [u8; 4] {
    static CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISCSI);
    CRC.checksum(data).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of the catalogue of parametrised CRC algorithms, and a record that TensorFlow wrote: the version of a
    /// file, whose length's checksum is known.
    #[test]
    fn checksums_are_those_of_the_format() {
        let crc = Crc::<u32, Table<1>>::new(&CRC_32_ISCSI);
        assert_eq!(crc.checksum(b"123456789"), 0xe306_9283);
        // 32 bytes of nought: RFC 3720, B.4.
        assert_eq!(crc.checksum(&[0; 32]), 0x8a91_36aa);
        assert_eq!(masked(&[0; 32]), 0x8a91_36aau32.rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes());
    }
}
