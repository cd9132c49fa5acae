use super::*;
use crate::data::{Draw, Shape, Values, load_parts};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

/// A column's values.
enum Column<'a> {
    Double(&'a [f64]),
    Long(&'a [i64]),
    Bytes(&'a [&'a [u8]]),
}

/// Writes one row group.
fn write(path: &Path, schema: &str, columns: &[Column<'_>], metadata: Option<&str>) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let pairs = metadata.map(|text| vec![KeyValue::new("huggingface".to_owned(), text.to_owned())]);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_key_value_metadata(pairs);
    let file = std::fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for values in columns {
        let mut column = group.next_column().unwrap().unwrap();
        match values {
            Column::Double(values) => column.typed::<DoubleType>().write_batch(values, None, None),
            Column::Long(values) => column.typed::<Int64Type>().write_batch(values, None, None),
            Column::Bytes(values) => {
                let values: Vec<ByteArray> = values.iter().map(|bytes| ByteArray::from(bytes.to_vec())).collect();
                column.typed::<ByteArrayType>().write_batch(&values, None, None)
            }
        }
        .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

const TABLE: &str = "message t { REQUIRED DOUBLE a; REQUIRED BYTE_ARRAY kind (UTF8); REQUIRED INT64 b; }";

fn table(path: &Path, a: &[f64]) {
    let kinds: Vec<&[u8]> = a.iter().map(|v| if *v > 1.5 { &b"large"[..] } else { &b"small"[..] }).collect();
    let b: Vec<i64> = (10..10 + a.len() as i64).collect();
    write(path, TABLE, &[Column::Double(a), Column::Bytes(&kinds), Column::Long(&b)], None);
}

fn load(path: &Path, options: &str) -> Result<Dataset, Error> {
    let spec: Spec = format!("parquet:{}:{options}", path.display()).parse()?;
    Dataset::load(&spec, Draw { count: 0, seed: 0, held_out: false })
}

fn message(path: &Path, options: &str) -> String {
    let error = load(path, options).and_then(|data| data.values()).unwrap_err();
    assert_eq!(error.kind().exit_code(), 2);
    error.to_string()
}

#[test]
fn tables_load_with_classes_from_one_file_or_several() {
    let dir = tempfile::tempdir().unwrap();
    let first = dir.path().join("train-00000-of-00002.parquet");
    table(&first, &[1.0, 2.0, 3.0]);
    let data = load(&first, "label=kind").unwrap();
    assert_eq!((data.shape, data.column_names.join(" ")), (Shape::Vector { dim: 2 }, "a b".into()));
    assert_eq!(data.values().unwrap(), [1.0, 10.0, 2.0, 11.0, 3.0, 12.0]);
    assert_eq!((data.class_names.join(" "), data.labels), ("large small".into(), Some(vec![1, 0, 0])));
    assert_eq!(load(&first, "columns=b+a").unwrap().gather([1]).unwrap(), [11.0, 2.0]);
    table(&dir.path().join("train-00001-of-00002.parquet"), &[4.0]);
    table(&dir.path().join("test-00000-of-00001.parquet"), &[0.5, 1.0]);
    let all = load(dir.path(), "drop=kind").unwrap();
    assert_eq!((all.len(), all.gather([5]).unwrap()), (6, vec![4.0, 10.0]));
    assert_eq!(load(&dir.path().join("train-*"), "drop=kind").unwrap().len(), 4);
    let spec: Spec = format!("parquet:{}:label=kind", dir.path().display()).parse().unwrap();
    let (train, test) = load_parts(&spec, None, 0.2, 0, 0).unwrap();
    assert_eq!((train.len(), test.len(), test.classes, test.labels), (4, 2, 2, Some(vec![1, 1])));
}

#[test]
fn images_of_hugging_face_load_with_the_names_of_their_classes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.parquet");
    let schema = "message t { REQUIRED GROUP image { REQUIRED BYTE_ARRAY bytes; REQUIRED BYTE_ARRAY path (UTF8); } \
                  REQUIRED INT64 label; }";
    let png = |grey: u8| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::from_pixel(3, 2, image::Luma([grey])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let (a, b) = (png(7), png(9));
    let names = r#"{"info": {"features": {"label": {"names": ["cat", "dog", "emu"], "_type": "ClassLabel"}}}}"#;
    let put = |images: &[&[u8]], labels: &[i64], names| {
        let paths: Vec<&[u8]> = images.iter().map(|_| &b"x.png"[..]).collect();
        write(&path, schema, &[Column::Bytes(images), Column::Bytes(&paths), Column::Long(labels)], names);
    };
    put(&[&a, &b], &[2, 0], Some(names));
    let data = load(&path, "").unwrap();
    assert_eq!(data.shape, Shape::Image { height: 2, width: 3, channels: 1 });
    assert_eq!((data.values, data.gather([1]).unwrap()), (Values::Grey { levels: 256 }, vec![9.0; 6]));
    assert_eq!((data.class_names.join(" "), data.labels), ("cat dog emu".into(), Some(vec![2, 0])));
    assert_eq!(load(&path, "size=4,colour").unwrap().dim(), 48);
    put(&[&a, &b], &[7, 5], None);
    let data = load(&path, "").unwrap();
    assert_eq!((data.class_names.join(" "), data.labels), ("5 7".into(), Some(vec![1, 0])));
    put(&[&a, &b], &[2, 3], Some(names));
    assert!(message(&path, "").contains("label 3 at 1"));
    put(&[&a, b"text"], &[0, 1], None);
    assert!(message(&path, "").contains("x.parquet row 1: its content is no PNG"), "{}", message(&path, ""));
}

#[test]
fn what_is_wrong_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.parquet");
    table(&path, &[1.0, f64::NAN]);
    assert!(message(&path, "drop=kind").contains("row 1 (counted from 0), column a: it is NaN"));
    assert!(message(&path, "").contains("column kind: it is 'small'"), "{}", message(&path, ""));
    assert!(message(&path, "label=kynd").contains("did you mean 'kind'?"));
    assert!(message(&path, "label=a,columns=b").contains("column a"));
    let whole = std::fs::read(&path).unwrap();
    for cut in [0, 3, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert!(message(&path, "").contains("not a Parquet file"), "{cut}: {}", message(&path, ""));
    }
    std::fs::remove_file(&path).unwrap();
    assert!(message(&path, "").contains("no such file"));
    assert!(message(dir.path(), "").contains("no .parquet file"));
    table(&dir.path().join("a.parquet"), &[1.0]);
    let b: [f64; 1] = [1.0];
    write(&dir.path().join("b.parquet"), "message t { REQUIRED DOUBLE a; }", &[Column::Double(&b)], None);
    assert!(message(dir.path(), "columns=a").contains("its columns are not those of the first file"));
}

#[test]
fn patterns_stand_for_names() {
    for (name, pattern, found) in [
        ("train-1.parquet", "train-*", true),
        ("train-1.parquet", "*.parquet", true),
        ("train-1.parquet", "t*1*t", true),
        ("train-1.parquet", "test-*", false),
        ("x", "*", true),
        ("", "*", true),
        ("ab", "a", false),
    ] {
        assert_eq!(matches(name, pattern), found, "{name} {pattern}");
    }
}
