//! Files of values separated by commas, semicolons, tabs or bars.

use super::stream::{Stream, at_most};
use super::table::{Rows, TableOptions};
use super::{Dataset, Problem, Spec};
use crate::error::Error;
use csv::{ErrorKind, Position, Reader, ReaderBuilder, StringRecord, Trim};
use std::io::{self, Cursor, Read};
use std::path::Path;

/// Bytes of a line at most.
const LINE: usize = 16 << 20;
/// Bytes in which the separator is looked for.
const START: u64 = 1 << 16;
/// Characters of a field that messages show.
const SHOWN: usize = 40;

/// Loads a table: a sample per line, a value per column, and perhaps a class. Compressed by gzip or not.
///
/// The first line is a header when none of its fields is a number. Spaces around fields and blank lines do not count. Columns are
/// separated by tabs in a file named `.tsv` or `.tab`, otherwise by that of comma, semicolon, tab and bar of which the first line has
/// most. Values are read in double precision and rounded to `f32`. The class of a line is its field as text.
///
/// # Errors
///
/// A file that is missing, no UTF-8 text, empty but for its header, or holds a field that is no finite number, or a line
/// with another number of fields than the first; a column that is named and is not there.
pub(super) fn load(path: &Path, options: &TableOptions) -> Result<Dataset, Error> {
    let name = Spec::Csv { path: path.to_owned(), options: options.clone() }.to_string();
    let bad = |problem| Error::malformed(path, problem);
    let mut reader = reader(path)?;
    let mut record = StringRecord::new();
    if !next(&mut reader, &mut record, path)? {
        return Err(Error::TooFew { data: name, found: 0, needed: 1 });
    }
    let header = record.iter().all(|field| field.parse::<f64>().is_err());
    let names: Vec<String> = record.iter().map(|field| if header { field.to_owned() } else { String::new() }).collect();
    let mut rows = Rows::new(path, options.select(&names).map_err(bad)?);
    let mut more = !header || next(&mut reader, &mut record, path)?;
    while more {
        row(&mut rows, &record, &names).map_err(|fault| bad(fault.problem(line(path, record.position()))))?;
        rows.end()?;
        more = next(&mut reader, &mut record, path)?;
    }
    rows.finish(name)
}

/// A field that cannot be used.
struct Fault {
    /// Column, from 1.
    column: usize,
    name: String,
    text: String,
    kind: FaultKind,
}

enum FaultKind {
    NotNumber,
    NotFinite,
    Classes,
}

impl Fault {
    fn problem(self, line: u64) -> Problem {
        let Self { column, name, text, kind } = self;
        match kind {
            FaultKind::NotNumber => Problem::NotNumber { line, column, name, text },
            FaultKind::NotFinite => Problem::NotFinite { line, column, name, text },
            FaultKind::Classes => Problem::ManyClasses { column, name },
        }
    }
}

/// Adds a line's values and class.
fn row(rows: &mut Rows, record: &StringRecord, names: &[String]) -> Result<(), Fault> {
    let fault = |at: usize, kind| Fault {
        column: at + 1,
        name: names.get(at).cloned().unwrap_or_default(),
        // Enough to recognise it by: a quote that does not end makes a field of megabytes.
        text: record.get(at).unwrap_or_default().chars().take(SHOWN).collect(),
        kind,
    };
    for number in 0..rows.selection().values.len() {
        let at = rows.selection().values[number];
        let value = record.get(at).and_then(|field| field.parse::<f64>().ok());
        let value = value.ok_or_else(|| fault(at, FaultKind::NotNumber))? as f32;
        if !value.is_finite() {
            return Err(fault(at, FaultKind::NotFinite));
        }
        rows.value(value);
    }
    let Some(at) = rows.selection().label else { return Ok(()) };
    match record.get(at) {
        None | Some("") => Err(fault(at, FaultKind::NotNumber)),
        Some(class) if rows.label(class) => Ok(()),
        Some(_) => Err(fault(at, FaultKind::Classes)),
    }
}

/// Stops a line, or a field whose quotes do not end, before it fills the memory.
struct Limited<R> {
    inner: R,
    left: usize,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(out)?;
        self.left = self.left.saturating_sub(count);
        Ok(count)
    }
}

type Lines = Reader<Limited<io::Chain<Cursor<Vec<u8>>, Stream>>>;

/// A reader of records without header, so that the header's length is checked like any other line's.
fn reader(path: &Path) -> Result<Lines, Error> {
    let mut stream = Stream::open(path)?;
    let start = at_most(&mut stream, START).map_err(|source| Error::read(path, source))?;
    let delimiter = delimiter(path, &start);
    let inner = Cursor::new(start).chain(stream);
    let limited = Limited { inner, left: LINE };
    Ok(ReaderBuilder::new().has_headers(false).trim(Trim::All).delimiter(delimiter).from_reader(limited))
}

fn delimiter(path: &Path, start: &[u8]) -> u8 {
    let name = path.to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    if name.ends_with(".tsv") || name.ends_with(".tab") {
        return b'\t';
    }
    let (mut quoted, mut counts) = (false, [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)]);
    let first =
        start.iter().skip_while(|byte| matches!(byte, b'\n' | b'\r')).take_while(|byte| !matches!(byte, b'\n' | b'\r'));
    for byte in first {
        quoted ^= *byte == b'"';
        counts.iter_mut().filter(|(delimiter, _)| delimiter == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    // Of equal counts the first, the comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// Reads the next line; false at the end.
fn next(reader: &mut Lines, record: &mut StringRecord, path: &Path) -> Result<bool, Error> {
    reader.get_mut().left = LINE;
    let before = reader.position().clone();
    reader.read_record(record).map_err(|error| match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = line(path, pos.as_ref());
            Error::malformed(path, Problem::Ragged { line, found: *len, expected: *expected_len })
        }
        ErrorKind::Io(source) if source.kind() == io::ErrorKind::FileTooLarge => {
            Error::malformed(path, Problem::LongLine { line: line(path, Some(&before)), most: LINE })
        }
        ErrorKind::Io(source) => Error::read(path, io::Error::new(source.kind(), source.to_string())),
        _ => Error::malformed(path, Problem::Csv(error)),
    })
}

/// The line that a record stands in: its position is that of the blank lines, or of the half of a line's end, before it, which are
/// read again.
fn line(path: &Path, position: Option<&Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let skipped = Stream::open(path).and_then(|mut stream| {
        let failed = |source| Error::read(path, source);
        io::copy(&mut Read::by_ref(&mut stream).take(position.byte()), &mut io::sink()).map_err(failed)?;
        at_most(&mut stream, START).map_err(failed)
    });
    let blank = skipped.unwrap_or_default();
    let blank = blank.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
    position.line() + blank.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn read(name: &str, text: impl AsRef<[u8]>, options: &str) -> Result<Dataset, Error> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let spec: Spec = format!("csv:{}:{options}", path.display()).parse()?;
        let Spec::Csv { options, .. } = spec else { panic!("a table") };
        load(&path, &options)
    }

    fn plain(text: impl AsRef<[u8]>) -> Result<Dataset, Error> {
        read("x.csv", text, "")
    }

    fn message(text: impl AsRef<[u8]>, options: &str) -> String {
        let error = read("x.csv", text, options).unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        error.to_string()
    }

    #[test]
    fn tables_with_and_without_header_are_the_same() {
        let text = "1,-2.5\n3e-2,4\r\n\n +5 , 6";
        let data = plain(text).unwrap();
        assert_eq!((data.dim(), &data.values().unwrap()[..]), (2, &[1.0, -2.5, 0.03, 4.0, 5.0, 6.0][..]));
        for header in ["x,y\n", "\u{feff}\"a, b\",c d\r\n", ",y\n"] {
            assert_eq!(plain(format!("{header}{text}")).unwrap().values().unwrap(), data.values().unwrap(), "{header}");
        }
        assert_eq!(plain("\u{feff}1,2\n3,4").unwrap().values().unwrap(), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(plain("7\n8").unwrap().dim(), 1);
        assert_eq!(plain("a b,c\n1,2").unwrap().column_names, ["a b", "c"]);
    }

    #[test]
    fn separators_are_found() {
        for (name, text) in [
            ("x.csv", "\"a;b;c\",b\n1,2\n"),
            ("x.csv", "a;b\n1;2\n"),
            ("x.txt", "a\tb\n1\t2\n"),
            ("x.csv", "a|b\n1|2\n"),
            ("x.tsv", "a,c\tb\n1\t2\n"),
        ] {
            assert_eq!(read(name, text, "").unwrap().values().unwrap(), [1.0, 2.0], "{text}");
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"a\tb\n1\t2\n").unwrap();
        assert_eq!(read("x.tsv.gz", encoder.finish().unwrap(), "").unwrap().values().unwrap(), [1.0, 2.0]);
    }

    #[test]
    fn a_column_gives_the_classes() {
        let text = "id,x,species,y\n7,1,virginica,2\n8,3,setosa,4\n9,5,virginica,6\n";
        let data = read("x.csv", text, "label=species,drop=id").unwrap();
        assert_eq!((data.class_names.join(" "), data.labels.clone()), ("setosa virginica".into(), Some(vec![1, 0, 1])));
        assert_eq!((data.column_names.join(" "), data.dim()), ("x y".into(), 2));
        let data = read("x.csv", text, "columns=y+2,label=1").unwrap();
        assert_eq!(data.gather([1]).unwrap(), [4.0, 3.0]);
        assert_eq!((data.classes, data.class_names.join(" ")), (3, "7 8 9".into()));
        let data = read("x.csv", "1,10\n2,9\n3,10\n", "label=2").unwrap();
        assert_eq!((data.labels, data.class_names.join(" ")), (Some(vec![1, 0, 1]), "9 10".into()));
    }

    #[test]
    fn what_is_no_number_is_named_by_line_and_column() {
        for (text, parts) in [
            ("x,y\n1,2\n3,four\n", ["line 3, column 2 (y)", "'four' is no number"]),
            ("1,2\r\n3,4\r\n\r\n5,x\r\n", ["line 4, column 2", "'x' is no number"]),
            ("1,2\r\n\r\n3\r\n", ["line 3 has 1 field", "the first line has 2"]),
            ("1,2\n\n3,\n", ["line 3, column 2", "empty"]),
            ("a,b\n3,NaN\n", ["line 2, column 2 (b)", "'NaN' is not finite"]),
            ("1,2\n-1e39,2\n", ["line 2, column 1", "not finite in single precision"]),
            ("1,b\n3,4\n", ["line 1, column 2", "header"]),
            ("a;b\n1,3;2\n", ["line 2, column 1 (a)", "decimal point"]),
            ("a,b\n1,two\n", ["drop=b", "label=b"]),
            ("x,y\n1,2\n3,4,5\n", ["line 3 has 3 fields", "the first line has 2"]),
            ("x,y\n", ["0 samples", "provide more"]),
            ("", ["0 samples", "provide more"]),
        ] {
            let message = message(text, "");
            assert!(parts.iter().all(|part| message.contains(part)), "{text:?}: {message}");
        }
        assert!(message(b"1,2\n\xff,3\n", "").contains("UTF-8"));
        assert!(message("a,b\n1,\n", "label=b").contains("line 2, column 2 (b): the field is empty"));
        assert!(message("a,b\n1,2\n", "label=c").contains("no column 'c'"));
    }

    #[test]
    fn lines_and_classes_without_end_are_refused() {
        let long = format!("a,b\n1,2\n\"{}", "x".repeat(LINE + (1 << 20)));
        assert!(message(long, "").contains("line 3 is longer than"));
        let many: String = (0..70_000).map(|i| format!("{i},{i}\n")).collect();
        assert!(message(many, "label=2").contains("column 2 has more than 65536 classes"));
    }
}
