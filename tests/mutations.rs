//! Files with damage that nobody thought of: for every reader small files are built, and changed by a seeded generator. Whatever
//! comes of it, a reader does not panic, keeps to its memory, and an error names the file.
//!
//! `CDM_MUTATIONS=N` asks for N files a reader; `--nocapture` shows some of the messages.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm::data::{Dataset, Draw, Spec};
use cdm::{Error, Model};
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The system's allocator, with a count of what is in use and of the most that ever was.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn grow(bytes: usize) {
    MOST.fetch_max(IN_USE.fetch_add(bytes, Relaxed) + bytes, Relaxed);
}

// SAFETY: every call is passed on to the system's allocator as it came, and counting does not touch the memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        grow(size);
        IN_USE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Files changed for each reader, unless `CDM_MUTATIONS` says otherwise.
const MUTATIONS: usize = 300;
/// Bytes that a reader of small files takes at most.
const SMALL: usize = 32 << 20;
/// Bytes that a reader of images takes at most: 2²⁵ pixels, which a few bytes of WebP may hold, of four bytes in the decoder and three
/// beside it, twice while they are copied.
const IMAGES: usize = 512 << 20;

/// A reader, with a valid data set for it.
struct Case {
    name: &'static str,
    /// Files of the data set; one of them is changed.
    files: Vec<(&'static str, Vec<u8>)>,
    /// Whether the files are compressed after they are changed.
    packed: bool,
    /// What is read, of the directory with the files.
    read: fn(&Path) -> Result<(), Error>,
    most: usize,
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Changes a file, once or a few times; `other` is another valid file, of which a piece may be taken.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(3) {
        // The first bytes are those that say what follows.
        let reach = if random.below(2) == 0 { bytes.len().min(128) } else { bytes.len() };
        let at = random.below(reach);
        match random.below(8) {
            0 | 1 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            2 => bytes.truncate(random.below(bytes.len() + 1)),
            3 => {
                let piece: Vec<u8> = (0..=random.below(16)).map(|_| random.next() as u8).collect();
                bytes.splice(at..at, piece);
            }
            4 => {
                let end = (at + 1 + random.below(32)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            5 => {
                let extreme = [0, 1, 0x7f, u64::MAX, i64::MAX as u64, 0x8000_0000, 1 << 40][random.below(7)];
                let width = [1, 2, 4, 8][random.below(4)];
                let value = if random.below(2) == 0 { extreme.to_le_bytes() } else { extreme.to_be_bytes() };
                let value = if random.below(2) == 0 { &value[..width] } else { &value[8 - width..] };
                bytes.iter_mut().skip(at).zip(value).for_each(|(byte, value)| *byte = *value);
            }
            6 => {
                let from = random.below(other.len());
                let piece = &other[from..(from + 1 + random.below(64)).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => {
                // Digits of texts: lengths in tar headers, numbers of tables, shapes of arrays.
                if let Some(digit) = bytes.iter_mut().skip(at).find(|byte| byte.is_ascii_digit()) {
                    *digit = b"0189-."[random.below(6)];
                }
            }
        }
    }
}

fn load(kind: &str, path: &Path, options: &str) -> Result<(), Error> {
    let spec: Spec = format!("{kind}:{}{options}", path.display()).parse()?;
    let data = Dataset::load(&spec, Draw { count: 0, seed: 0, held_out: false })?;
    data.for_each(|_, row| {
        assert!(row.iter().all(|value| value.is_finite()), "a value that is not finite was let through");
        Ok(())
    })?;
    let labels = data.labels.iter().flatten();
    labels.for_each(|label| assert!((*label as usize) < data.classes, "a label beyond the classes was let through"));
    data.fingerprint().map(|_| ())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn picture(format: image::ImageFormat, shade: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(9, 8, |x, y| image::Rgb([shade, 20 * x as u8, 30 * y as u8]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    use image::ImageFormat::{Jpeg, Png, WebP};
    vec![("a/1.png", picture(Png, 1)), ("a/2.jpg", picture(Jpeg, 2)), ("b/3.webp", picture(WebP, 3))]
}

fn tar(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(&str, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn idx(extents: &[u32], elements: &[u8]) -> Vec<u8> {
    let magic = 0x800 + extents.len() as u32;
    std::iter::once(&magic).chain(extents).flat_map(|word| word.to_be_bytes()).chain(elements.iter().copied()).collect()
}

fn mnist() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("train-images-idx3-ubyte", idx(&[3, 4, 4], &[7; 48])),
        ("train-labels-idx1-ubyte", idx(&[3], &[1, 2, 3])),
        ("t10k-images-idx3-ubyte", idx(&[1, 4, 4], &[7; 16])),
        ("t10k-labels-idx1-ubyte", idx(&[1], &[9])),
    ]
}

fn cifar(path: &'static str) -> Vec<(&'static str, Vec<u8>)> {
    let record: Vec<u8> = std::iter::once(3).chain((0..3072).map(|v| v as u8)).collect();
    let names = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];
    let files: Vec<(String, Vec<u8>)> = names.iter().map(|name| (format!("{name}.bin"), record.repeat(2))).collect();
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (&**name, bytes.clone())).collect();
    vec![(path, tar(&files))]
}

fn array(shape: &[u64], values: &[f64]) -> Vec<u8> {
    use npyz::WriterBuilder;
    let mut bytes = Vec::new();
    let mut writer = npyz::WriteOptions::new().default_dtype().shape(shape).writer(&mut bytes).begin_nd().unwrap();
    writer.extend(values.iter().copied()).unwrap();
    writer.finish().unwrap();
    bytes
}

fn tensors() -> Vec<u8> {
    use safetensors::tensor::{Dtype, TensorView};
    let x: Vec<u8> = (0..24).map(|v| v as f32).flat_map(f32::to_le_bytes).collect();
    let views = [
        ("x", TensorView::new(Dtype::F32, vec![6, 4], &x).unwrap()),
        ("y", TensorView::new(Dtype::U8, vec![6], &[0, 1, 2, 0, 1, 2]).unwrap()),
    ];
    safetensors::serialize(views, None).unwrap()
}

fn table() -> Vec<u8> {
    let rows = (0..20).map(|i| format!("{i},{}.5,\"kind {}\",{}e-2\n", i * i, i % 3, i));
    format!("id,x,kind,y\n{}", rows.collect::<String>()).into_bytes()
}

fn cases() -> Vec<Case> {
    use zip::CompressionMethod::{Deflated, Stored};
    let npz = |method| zip(&[("x.npy", array(&[4, 2], &[1.5; 8])), ("y.npy", array(&[4], &[1.0; 4]))], method);
    let case = |name, files, read| Case { name, files, packed: false, read, most: SMALL };
    let images = |name, files, read| Case { most: IMAGES, ..case(name, files, read) };
    let model = std::fs::read("tests/embedded/digits.safetensors").unwrap();
    let mut cases = vec![
        case("mnist", mnist(), |dir| load("mnist", dir, "")),
        case("cifar10.tar", cifar("x.tar"), |dir| load("cifar10", &dir.join("x.tar"), "")),
        Case { packed: true, ..case("cifar10.tar.gz", cifar("x.tgz"), |dir| load("cifar10", &dir.join("x.tgz"), "")) },
        images("folder", pictures(), |dir| load("images", dir, ":size=8")),
        images("tar", vec![("x.tar", tar(&pictures()))], |dir| load("images", &dir.join("x.tar"), "")),
        images("zip", vec![("x.zip", zip(&pictures(), Stored))], |dir| load("images", &dir.join("x.zip"), ":grey")),
        images("zip deflated", vec![("x.zip", zip(&pictures(), Deflated))], |dir| {
            load("images", &dir.join("x.zip"), "")
        }),
        Case {
            packed: true,
            ..images("tar.gz", vec![("x.tgz", tar(&pictures()))], |dir| load("images", &dir.join("x.tgz"), ""))
        },
        images("gz", vec![("x.tgz", gz(&tar(&pictures())))], |dir| load("images", &dir.join("x.tgz"), "")),
        case("csv", vec![("x.csv", table())], |dir| load("csv", &dir.join("x.csv"), ":label=kind")),
        case("npy", vec![("x.npy", array(&[3, 2], &[0.5; 6]))], |dir| load("npy", &dir.join("x.npy"), "")),
        case("npz", vec![("x.npz", npz(Stored))], |dir| load("npz", &dir.join("x.npz"), "#x")),
        case("npz deflated", vec![("x.npz", npz(Deflated))], |dir| load("npz", &dir.join("x.npz"), "#x")),
        case("safetensors", vec![("x.st", tensors())], |dir| load("safetensors", &dir.join("x.st"), "#x,y")),
        case("model", vec![("m.st", model)], |dir| Model::load(&dir.join("m.st")).map(|_| ())),
    ];
    cases.extend(parquet_cases().into_iter().map(|(name, bytes)| Case {
        most: IMAGES,
        ..case(name, vec![("x.parquet", bytes)], |dir| load("parquet", &dir.join("x.parquet"), ""))
    }));
    cases
}

#[cfg(not(feature = "parquet"))]
fn parquet_cases() -> Vec<(&'static str, Vec<u8>)> {
    Vec::new()
}

/// A table, and a column of images.
#[cfg(feature = "parquet")]
fn parquet_cases() -> Vec<(&'static str, Vec<u8>)> {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;
    let start = |schema: &str| {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap()
    };
    let mut table = start("message t { REQUIRED DOUBLE x; REQUIRED INT64 y; }");
    let mut group = table.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[1.5; 50], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&(0..50).collect::<Vec<i64>>(), None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    let mut images = start("message t { REQUIRED GROUP image { REQUIRED BYTE_ARRAY bytes; } REQUIRED INT64 label; }");
    let mut group = images.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let files: Vec<ByteArray> = pictures().into_iter().map(|(_, bytes)| ByteArray::from(bytes)).collect();
    column.typed::<ByteArrayType>().write_batch(&files, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[0, 1, 0], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    vec![("parquet", table.into_inner().unwrap()), ("parquet images", images.into_inner().unwrap())]
}

/// Writes the files of a case, compressed if they are to be.
fn put(dir: &Path, case: &Case, files: &[(&str, Vec<u8>)]) {
    for (name, bytes) in files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, if case.packed { gz(bytes) } else { bytes.clone() }).unwrap();
    }
}

/// Whether a message says which of the files it is about.
fn names_file(message: &str, dir: &Path) -> bool {
    message.contains(&dir.display().to_string())
}

#[test]
fn damaged_files_are_refused_or_read_and_nothing_worse() {
    let wanted = std::env::var("CDM_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTATIONS);
    let cases = cases();
    let splices: Vec<Vec<u8>> = cases.iter().map(|case| case.files[0].1.clone()).collect();
    let (mut messages, mut refused) = (Vec::new(), 0);
    for (number, case) in cases.iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), case, &case.files);
        (case.read)(dir.path()).unwrap_or_else(|error| panic!("{}: the file itself: {error}", case.name));
        let (mut most, mut own) = (0, 0);
        for seed in 0..wanted {
            let mut random = Random((number as u64) << 32 | seed as u64);
            let mut files = case.files.clone();
            let changed = random.below(files.len());
            let other = &splices[random.below(splices.len())];
            mutate(&mut files[changed].1, other, &mut random);
            put(dir.path(), case, &files[changed..=changed]);
            let before = IN_USE.load(Relaxed);
            MOST.store(before, Relaxed);
            let result = catch_unwind(AssertUnwindSafe(|| (case.read)(dir.path())));
            let used = MOST.load(Relaxed) - before;
            most = most.max(used);
            let result = result.unwrap_or_else(|_| panic!("{}, seed {seed}: a panic", case.name));
            assert!(used <= case.most, "{}, seed {seed}: {used} bytes", case.name);
            if let Err(error) = result {
                let message = error.to_string();
                assert!(names_file(&message, dir.path()), "{}, seed {seed}: no file is named: {message}", case.name);
                assert!(message.len() < 4000, "{}, seed {seed}: {message}", case.name);
                own += 1;
                if seed % 50 == 7 {
                    messages.push(message.replace(&dir.path().display().to_string(), "DIR"));
                }
            }
            put(dir.path(), case, &case.files[changed..=changed]);
        }
        refused += own;
        println!("{:14} {wanted} files, {own} refused, {:.1} MiB at most", case.name, most as f64 / f64::from(1 << 20));
    }
    println!("{} files, {refused} refused; some messages:", wanted * cases.len());
    messages.iter().take(60).for_each(|message| println!("  {message}"));
    // The generator is worth nothing if files stay valid.
    assert!(2 * refused > wanted * cases.len(), "{refused}");
}

#[test]
fn images_of_models_are_refused_or_opened_and_nothing_worse() {
    let wanted = std::env::var("CDM_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTATIONS);
    let image = std::fs::read("tests/embedded/tiny.cdm").unwrap();
    for seed in 0..wanted {
        let (mut bytes, mut random) = (image.clone(), Random(seed as u64));
        mutate(&mut bytes, &image, &mut random);
        let opened = catch_unwind(|| cdm_core::embedded::Image::open(&bytes).map(|image| image.schedule()).is_ok());
        assert!(opened.is_ok(), "seed {seed}: a panic");
    }
}
