//! The files for TensorBoard, read by a decoder that shares nothing with their writer.

use super::*;
use std::collections::BTreeMap;

/// CRC-32C bit by bit, masked as TFRecord files have it.
fn masked_crc(data: &[u8]) -> u32 {
    let mut crc = !0u32;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0x82f6_3b78 & (crc & 1).wrapping_neg());
        }
    }
    let crc = !crc;
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}

/// The records of a file, whose checksums must be right.
fn records(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut rest, mut records) = (bytes, Vec::new());
    while !rest.is_empty() {
        let number = |at: usize| u32::from_le_bytes(rest[at..at + 4].try_into().unwrap());
        let length = u64::from_le_bytes(rest[..8].try_into().unwrap()) as usize;
        assert_eq!(number(8), masked_crc(&rest[..8]), "checksum of a length");
        let data = &rest[12..12 + length];
        assert_eq!(number(12 + length), masked_crc(data), "checksum of a record");
        records.push(data);
        rest = &rest[16 + length..];
    }
    records
}

/// A field of a message of protocol buffers.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, rest) = bytes.split_at(count);
    *bytes = rest;
    taken
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = take(bytes, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut bytes)),
            1 => Field::Number(u64::from_le_bytes(take(&mut bytes, 8).try_into().unwrap())),
            2 => {
                let length = varint(&mut bytes) as usize;
                Field::Bytes(take(&mut bytes, length))
            }
            5 => Field::Number(u64::from(u32::from_le_bytes(take(&mut bytes, 4).try_into().unwrap()))),
            kind => panic!("fields of kind {kind} are not used"),
        };
        fields.push((key >> 3, field));
    }
    fields
}

fn number(fields: &[(u64, Field<'_>)], wanted: u64) -> Option<u64> {
    fields.iter().find_map(|(key, field)| match field {
        Field::Number(value) if *key == wanted => Some(*value),
        _ => None,
    })
}

fn bytes<'a>(fields: &[(u64, Field<'a>)], wanted: u64) -> Option<&'a [u8]> {
    fields.iter().find_map(|(key, field)| match field {
        Field::Bytes(value) if *key == wanted => Some(*value),
        _ => None,
    })
}

/// What a file holds.
#[derive(Default)]
struct Contents {
    versions: Vec<String>,
    /// Steps of starts of sessions.
    starts: Vec<u64>,
    scalars: BTreeMap<String, Vec<(u64, f32)>>,
    images: Vec<(u64, Vec<u8>)>,
}

fn contents(path: &Path) -> Contents {
    let (file, mut contents) = (read(path), Contents::default());
    for record in records(&file) {
        let event = fields(record);
        let time = f64::from_bits(number(&event, 1).unwrap());
        assert!((1.7e9..1e11).contains(&time), "{time} seconds since 1970");
        let step = number(&event, 2).unwrap_or(0);
        if let Some(version) = bytes(&event, 3) {
            contents.versions.push(String::from_utf8(version.into()).unwrap());
        }
        if let Some(session) = bytes(&event, 7) {
            assert_eq!(number(&fields(session), 1), Some(1), "a start");
            contents.starts.push(step);
        }
        let Some(summary) = bytes(&event, 5) else { continue };
        for (_, value) in fields(summary) {
            let Field::Bytes(value) = value else { panic!("a value is a message") };
            let value = fields(value);
            let tag = String::from_utf8(bytes(&value, 1).unwrap().into()).unwrap();
            if let Some(image) = bytes(&value, 4) {
                let image = fields(image);
                assert!(number(&image, 1).unwrap() > 50 && number(&image, 2).unwrap() > 50);
                contents.images.push((step, bytes(&image, 4).unwrap().into()));
            } else {
                let scalar = f32::from_bits(number(&value, 2).unwrap() as u32);
                contents.scalars.entry(tag).or_default().push((step, scalar));
            }
        }
    }
    contents
}

fn files(out: &Path) -> Vec<PathBuf> {
    names(out).iter().filter(|name| name.starts_with("events.out.tfevents.")).map(|name| out.join(name)).collect()
}

#[test]
fn tensorboard_is_told_what_the_metrics_say() {
    let whole = Whole::run();
    let files = files(whole.dir.path());
    let contents = contents(&files[0]);
    assert_eq!((contents.versions, contents.starts), (vec!["brain.Event:2".to_owned()], vec![1]));
    let metrics = metrics(whole.dir.path());
    for (tag, pointer) in [
        ("train/loss", "/loss"),
        ("train/ce", "/ce"),
        ("train/mse", "/mse"),
        ("train/lr", "/lr"),
        ("validation/nll", "/validation/nll"),
        ("validation/ce", "/validation/ce"),
        ("validation/log_normaliser", "/validation/log_normaliser"),
        ("validation/mse/levels_0000_to_0001", "/validation/by_level/0/mse"),
    ] {
        let told = metrics.iter().filter_map(|record| {
            let value = record.pointer(pointer)?.as_f64()?;
            Some((record["step"].as_u64().unwrap(), value as f32))
        });
        let told: Vec<(u64, f32)> = told.collect();
        assert!(told.len() >= 5 && contents.scalars[tag] == told, "{tag}");
    }
    let steps: Vec<u64> = contents.images.iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, [1000, 2000, 3000]);
    assert_eq!(contents.images[1].1, read(&whole.dir.path().join("samples/step-00002000.png")));
}

#[test]
fn a_run_that_goes_on_begins_a_session_at_its_step() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("run");
    let mut child = start(&words(&out, &[]));
    wait_for("a checkpoint", || checkpoints(&out).iter().any(|name| name > &"step-00000260".to_owned()));
    child.kill().unwrap();
    child.wait().unwrap();
    let last = last_checkpoint(&out);
    let step: u64 = last.file_name().unwrap().to_str().unwrap()[5..13].parse().unwrap();
    resume(&out);
    let files = files(&out);
    assert_eq!(files.len(), 2);
    assert_eq!((contents(&files[0]).starts, contents(&files[1]).starts), (vec![1], vec![step + 1]));
    assert!(contents(&files[1]).scalars["train/loss"].iter().all(|(at, _)| *at > step));
}
