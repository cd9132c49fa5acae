//! Files of comma-separated values.

use super::{Dataset, Problem, Samples, Shape, Spec, Values};
use crate::error::Error;
use csv::{ErrorKind, Position, ReaderBuilder, StringRecord, Trim};
use std::path::Path;

/// Loads a table of numbers: a sample per line, a value per column.
///
/// The first line is a header, and left out, when none of its fields is a number. Spaces around fields and blank lines do
/// not count. Values are read in double precision and rounded to `f32`.
///
/// # Errors
///
/// A file that is missing, no UTF-8 text, empty but for its header, or holds a field that is no finite number, or a line
/// with another number of fields than the first.
pub(super) fn load(path: &Path) -> Result<Dataset, Error> {
    let text = std::fs::read(path).map_err(|source| Error::read(path, source))?;
    let (samples, dim) = numbers(&text).map_err(|problem| Error::malformed(path, problem))?;
    let name = Spec::Csv(path.to_owned()).to_string();
    if samples.is_empty() {
        return Err(Error::TooFew { data: name, found: 0, needed: 1 });
    }
    Ok(Dataset::new(name, Shape::Vector { dim }, Values::Real, Samples::real(samples, dim)))
}

/// All values, line by line, and how many a line has.
fn numbers(text: &[u8]) -> Result<(Vec<f32>, usize), Problem> {
    // Read as records without header, so that the header's length is checked like any other line's.
    let mut reader = ReaderBuilder::new().has_headers(false).trim(Trim::All).from_reader(text);
    let (mut samples, mut dim, mut first) = (Vec::new(), 0, true);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| problem(error, text))? {
        let header = first && record.iter().all(|field| field.parse::<f64>().is_err());
        (dim, first) = (record.len(), false);
        if header {
            continue;
        }
        let line = || line(record.position(), text);
        for (column, field) in (1..).zip(&record) {
            let value = field.parse::<f64>().map_err(|_| Problem::NotNumber {
                line: line(),
                column,
                text: field.to_owned(),
            })?;
            if !(value as f32).is_finite() {
                return Err(Problem::NotFinite { line: line(), column, text: field.to_owned() });
            }
            samples.push(value as f32);
        }
    }
    Ok((samples, dim))
}

/// The line that a record stands in: its position is that of the blank lines, or of the half of a line's end, before it.
fn line(position: Option<&Position>, text: &[u8]) -> u64 {
    let Some(position) = position else { return 0 };
    let before = text.iter().skip(position.byte() as usize).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + before.filter(|byte| **byte == b'\n').count() as u64
}

fn problem(error: csv::Error, text: &[u8]) -> Problem {
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            Problem::Ragged { line: line(pos.as_ref(), text), found: *len, expected: *expected_len }
        }
        _ => Problem::Csv(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Result<Dataset, Error> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.csv");
        std::fs::write(&path, text).unwrap();
        load(&path)
    }

    fn message(text: impl AsRef<[u8]>) -> String {
        let error = read(text).unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        error.to_string()
    }

    #[test]
    fn tables_with_and_without_header_are_the_same() {
        let plain = "1,-2.5\n3e-2,4\r\n\n +5 , 6";
        let data = read(plain).unwrap();
        assert_eq!((data.dim(), &data.values().unwrap()[..]), (2, &[1.0, -2.5, 0.03, 4.0, 5.0, 6.0][..]));
        for header in ["x,y\n", "\u{feff}\"a, b\",c d\r\n", ",y\n"] {
            assert_eq!(read(format!("{header}{plain}")).unwrap().values().unwrap(), data.values().unwrap(), "{header}");
        }
        assert_eq!(read("\u{feff}1,2\n3,4").unwrap().values().unwrap(), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(read("7\n8").unwrap().dim(), 1);
    }

    #[test]
    fn what_is_no_number_is_named_by_line_and_column() {
        for (text, parts) in [
            ("x,y\n1,2\n3,four\n", ["line 3, column 2", "'four' is no number"]),
            ("1,2\r\n3,4\r\n\r\n5,x\r\n", ["line 4, column 2", "'x' is no number"]),
            ("1,2\r\n\r\n3\r\n", ["line 3 has 1 field", "the first line has 2"]),
            ("1,2\n\n3,\n", ["line 3, column 2", "empty"]),
            ("1,2\n3,NaN\n", ["line 2, column 2", "'NaN' is not finite"]),
            ("1,2\n-1e39,2\n", ["line 2, column 1", "not finite in single precision"]),
            ("1,b\n3,4\n", ["line 1, column 2", "header"]),
            ("a;b\n1;2\n", ["line 2, column 1", "commas"]),
            ("x,y\n1,2\n3,4,5\n", ["line 3 has 3 fields", "the first line has 2"]),
            ("x,y\n", ["0 samples", "provide more"]),
            ("", ["0 samples", "provide more"]),
        ] {
            let message = message(text);
            assert!(parts.iter().all(|part| message.contains(part)), "{text:?}: {message}");
        }
        assert!(message(b"1,2\n\xff,3\n").contains("UTF-8"));
    }
}
