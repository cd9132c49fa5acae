use super::*;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::{Cursor, Write};

/// An image of one colour.
fn plain(height: u32, width: u32, colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    encoded(RgbImage::from_pixel(width, height, Rgb(colour)).into(), format)
}

fn encoded(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Two classes to train on and one of them to judge by, in all three formats, and what is to be left alone.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("train/cat/1.png", plain(4, 6, [10, 20, 30], ImageFormat::Png)),
        ("train/dog/2.WebP", plain(4, 6, [40, 50, 60], ImageFormat::WebP)),
        ("train/dog/3.jpg", plain(4, 6, [80, 80, 80], ImageFormat::Jpeg)),
        ("test/dog/4", plain(4, 6, [70, 80, 90], ImageFormat::Png)),
        ("test/dog/list.txt", b"no image".to_vec()),
        ("train/.hidden.png", b"no image".to_vec()),
        ("__MACOSX/train/cat/1.png", b"no image".to_vec()),
    ]
}

type Files<'a> = &'a [(&'a str, Vec<u8>)];

fn folder(dir: &Path, files: Files<'_>) {
    for (name, bytes) in files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

fn tar_of(files: Files<'_>) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, format!("./{name}"), &bytes[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip_of(files: Files<'_>, method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A folder and every archive of the same files.
fn everywhere(files: Files<'_>) -> (tempfile::TempDir, Vec<std::path::PathBuf>) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("folder");
    folder(&root, files);
    let archives = [
        ("x.tar", tar_of(files)),
        ("x.tar.gz", gz(&tar_of(files))),
        ("stored.zip", zip_of(files, zip::CompressionMethod::Stored)),
        ("deflated.zip", zip_of(files, zip::CompressionMethod::Deflated)),
    ];
    let mut paths = vec![root];
    for (name, bytes) in archives {
        paths.push(dir.path().join(name));
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    (dir, paths)
}

fn load(path: &Path, options: &str) -> Result<Dataset, Error> {
    let spec: Spec = format!("images:{}:{options}", path.display()).parse()?;
    Dataset::load(&spec, super::super::Draw { count: 0, seed: 0, held_out: false })
}

fn message(path: &Path, options: &str) -> String {
    let data = load(path, options);
    let error = data.and_then(|data| data.values()).expect_err("an error");
    assert_eq!(error.kind().exit_code(), 2);
    error.to_string()
}

#[test]
fn a_folder_and_its_archives_are_the_same_data() {
    let (_dir, paths) = everywhere(&files());
    for path in paths {
        let train = load(&path, "train").unwrap();
        assert_eq!(train.shape, Shape::Image { height: 4, width: 6, channels: 3 });
        assert_eq!((train.class_names.join(" "), train.labels.as_deref()), ("cat dog".into(), Some(&[0, 1, 1][..])));
        let values = train.values().unwrap();
        assert_eq!(
            (&values[..6], &values[72..75]),
            (&[10.0, 20.0, 30.0, 10.0, 20.0, 30.0][..], &[40.0, 50.0, 60.0][..])
        );
        // JPEG quantises the average of a block to steps of an eighth of its table's first entry, which is 3 at quality 75.
        assert!(values[144..].iter().all(|v| (v - 80.0).abs() <= 1.0), "{:?}", &values[144..150]);
        let test = load(&path, "test").unwrap();
        assert_eq!(
            (test.labels.as_deref(), test.classes),
            (Some(&[1][..]), 2),
            "numbers of the training set's classes"
        );
        assert_eq!(test.gather([0]).unwrap()[..3], [70.0, 80.0, 90.0]);
        assert_eq!(load(&path, "").unwrap().len(), 4);
        let compressed = path.extension().is_some_and(|e| e == "gz");
        assert_eq!(train.samples.held().memory > 0, compressed);
    }
}

#[test]
fn held_out_images_are_the_test_folder() {
    let (_dir, paths) = everywhere(&files());
    let spec: Spec = format!("images:{}", paths[2].display()).parse().unwrap();
    let (train, test) = super::super::load_parts(&spec, None, 0.2, 0, 0).unwrap();
    assert_eq!((train.len(), test.len(), test.classes), (3, 1, 2));
}

#[test]
fn sizes_crops_and_colours_are_followed() {
    let dir = tempfile::tempdir().unwrap();
    // Left half black, right half white, and a red frame of a pixel that the crop takes away.
    let image = RgbImage::from_fn(10, 10, |x, y| match (x, y) {
        (0 | 9, _) | (_, 0 | 9) => Rgb([255, 0, 0]),
        (x, _) => Rgb([if x < 5 { 0 } else { 255 }; 3]),
    });
    folder(
        dir.path(),
        &[("a.png", encoded(image.into(), ImageFormat::Png)), ("b.png", plain(20, 30, [9; 3], ImageFormat::Png))],
    );
    let data = load(dir.path(), "size=4,crop=8,grey").unwrap();
    assert_eq!(data.shape, Shape::Image { height: 4, width: 4, channels: 1 });
    let row = data.gather([0]).unwrap();
    // A triangle of two input pixels each way: the outer output columns see one half only, the inner ones an eighth of the other.
    for row in row.chunks(4) {
        assert_eq!((row[0], row[3]), (0.0, 255.0));
        assert!((row[1] - 255.0 / 8.0).abs() <= 1.0 && (row[2] - 255.0 * 7.0 / 8.0).abs() <= 1.0, "{row:?}");
    }
    let data = load(dir.path(), "size=2x6").unwrap();
    assert_eq!((data.shape, data.labels), (Shape::Image { height: 2, width: 6, channels: 3 }, None));
    let text = message(dir.path(), "");
    assert!(text.contains("b.png: its size is 20x30, that of a.png 10x10; give the size"), "{text}");
    assert!(message(dir.path(), "size=8,crop=15").contains("a.png: its size is 10x10, smaller than crop=15"));
    assert!(message(dir.path(), "size=8,crop=celeba").contains("218x178"));
    assert!(message(dir.path(), "size=0").contains("1 to 4096"));
}

#[test]
fn grey_images_stay_grey_and_transparent_ones_lie_on_white() {
    let dir = tempfile::tempdir().unwrap();
    let grey = image::GrayImage::from_pixel(2, 2, image::Luma([7]));
    let clear = image::GrayAlphaImage::from_pixel(2, 2, image::LumaA([0, 51]));
    folder(
        dir.path(),
        &[("a.png", encoded(grey.into(), ImageFormat::Png)), ("b.png", encoded(clear.into(), ImageFormat::Png))],
    );
    let data = load(dir.path(), "").unwrap();
    assert_eq!((data.dim(), data.values().unwrap()), (4, vec![7.0, 7.0, 7.0, 7.0, 204.0, 204.0, 204.0, 204.0]));
    assert_eq!(load(dir.path(), "colour").unwrap().gather([0]).unwrap(), [7.0; 12]);
    let wide = image::ImageBuffer::<Rgb<u16>, Vec<u16>>::from_pixel(2, 2, Rgb([0x1234, 0xffff, 0]));
    folder(dir.path(), &[("c.png", encoded(wide.into(), ImageFormat::Png))]);
    assert_eq!(load(dir.path(), "").unwrap().gather([2]).unwrap()[..3], [18.0, 255.0, 0.0]);
}

#[test]
fn what_is_no_image_is_named() {
    let good = plain(4, 6, [1; 3], ImageFormat::Png);
    let jpeg = plain(64, 64, [100, 150, 200], ImageFormat::Jpeg);
    // The height in a PNG's header, with its checksum, which is over the chunk's type and data.
    let mut huge = good.clone();
    huge[20..24].copy_from_slice(&5_000_000u32.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&huge[12..29]);
    huge[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    for (name, bytes, part) in [
        ("b.png", b"some text".to_vec(), "its content is no PNG, JPEG or WebP image"),
        ("b.png", Vec::new(), "its content is no PNG"),
        ("b.png", good[..20].to_vec(), "cannot be decoded"),
        ("b.png", good[..good.len() - 20].to_vec(), "cannot be decoded"),
        ("b.jpg", jpeg[..jpeg.len() / 2].to_vec(), "cannot be decoded"),
        ("b.jpg", jpeg[..jpeg.len() - 30].to_vec(), "end before the image does"),
        ("b.gif", good.clone(), "images of format GIF are not read"),
        ("b.png", b"GIF89a......".to_vec(), "images of format Gif are not read"),
        ("b.png", huge, "promises 5000000x6 pixels"),
        ("b.webp", plain(4, 6, [1; 3], ImageFormat::WebP)[..30].to_vec(), "cannot be decoded"),
    ] {
        let (_dir, paths) = everywhere(&[("a.png", good.clone()), (name, bytes)]);
        for path in paths {
            let text = message(&path, "size=4");
            assert!(text.contains(part) && text.contains(name), "{}: {text}", path.display());
        }
    }
}

#[test]
fn folders_without_images_and_parts_are_refused() {
    let (_dir, paths) = everywhere(&[("readme.txt", b"text".to_vec())]);
    for path in &paths {
        assert!(message(path, "").contains("holds no PNG, JPEG or WebP image"), "{}", path.display());
    }
    let dir = tempfile::tempdir().unwrap();
    assert!(message(dir.path(), "").contains("holds no PNG"));
    assert!(message(&dir.path().join("none"), "").contains("none: no such file"));
    let image = plain(2, 2, [1; 3], ImageFormat::Png);
    let files = [("a/1.png", image.clone()), ("b/1.png", image.clone()), ("2.png", image.clone())];
    let (_dir, paths) = everywhere(&files);
    assert!(message(&paths[2], "").contains("x.tar.gz: 2.png lies beside folders"));
    assert!(message(&paths[0], "train").contains("no folder 'train'"));
    assert!(message(&paths[0].join("2.png"), "").contains("is an image; name the folder"));
}

#[test]
fn damaged_archives_are_refused() {
    let files = files();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x");
    for (whole, cuts) in [
        (tar_of(&files), [550, 1000]),
        (gz(&tar_of(&files)), [30, 200]),
        (zip_of(&files, zip::CompressionMethod::Stored), [40, 300]),
    ] {
        for cut in cuts.into_iter().chain([whole.len() - 8]) {
            std::fs::write(&path, &whole[..cut]).unwrap();
            // A tar archive may miss some of the zeros that close it.
            if let Err(error) = load(&path, "") {
                assert!(error.to_string().contains("x: "), "{error}");
            } else {
                assert!(whole.starts_with(b"train") && cut == whole.len() - 8, "{cut}");
            }
        }
    }
    let mut bytes = zip_of(&files, zip::CompressionMethod::Deflated);
    let at = bytes.windows(15).position(|name| name == b"train/cat/1.png").unwrap() + 15;
    // The second half of the compressed image, whose header is in the first.
    bytes[at + 60] ^= 0x10;
    std::fs::write(&path, bytes).unwrap();
    let text = load(&path, "").and_then(|data| data.values()).unwrap_err().to_string();
    assert!(text.contains("x: train/cat/1.png: ") && text.contains("pack it again"), "{text}");
}
