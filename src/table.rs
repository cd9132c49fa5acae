//! Tables that are written row by row, as CSV or Parquet, in memory that does not grow with them.

#[cfg(feature = "parquet")]
mod parquet;

use crate::error::Error;
use crate::fs::Staged;
use std::io;
use std::path::Path;

/// A column of some rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<'a> {
    /// Its name.
    pub name: String,
    /// Its values.
    pub cells: Cells<'a>,
}

/// The values of a column in some rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells<'a> {
    /// Double precision.
    Real(Vec<f64>),
    /// Integers from 0.
    Count(Vec<u32>),
    /// Text.
    Text(Vec<&'a str>),
}

impl<'a> Column<'a> {
    /// A column of numbers in double precision.
    pub fn real(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), cells: Cells::Real(values) }
    }

    /// A column of integers.
    pub fn count(name: impl Into<String>, values: Vec<u32>) -> Self {
        Self { name: name.into(), cells: Cells::Count(values) }
    }

    /// A column of texts.
    pub fn text(name: impl Into<String>, values: Vec<&'a str>) -> Self {
        Self { name: name.into(), cells: Cells::Text(values) }
    }
}

impl Cells<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Real(values) => values.len(),
            Self::Count(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Real(_) => Kind::Real,
            Self::Count(_) => Kind::Count,
            Self::Text(_) => Kind::Text,
        }
    }
}

/// What is the same in all rows of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Real,
    Count,
    Text,
}

/// The kinds of files of a table, by the ending of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines of text, the first of them names; numbers with every digit that they need to be read back as they are.
    Csv,
    /// Apache Parquet. Needs the feature `parquet`.
    Parquet,
}

impl Format {
    /// The format of a file of this name.
    ///
    /// # Errors
    /// [`Error::BadValue`] for a name that ends otherwise than `.csv` or `.parquet`, or in `.parquet` where this program was built without it.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let bad = |expected: &str| {
            let value = path.display().to_string();
            Err(Error::BadValue { option: "--out".into(), value, expected: expected.into() })
        };
        match path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") if cfg!(feature = "parquet") => Ok(Self::Parquet),
            Some("parquet") => bad(
                "a file whose name ends in .csv: this cdm was built without Parquet; build it with --features parquet for \
                 that",
            ),
            _ => bad("a file whose name ends in .csv or .parquet"),
        }
    }
}

/// Writes a table, a few rows at a time, all or nothing: the file has its name when [`finish`](Self::finish) returns.
pub struct TableWriter {
    /// The file before its first rows, which tell its columns.
    staged: Option<(Staged, Format)>,
    rows: Option<Rows>,
    head: Vec<(String, Kind)>,
}

enum Rows {
    Csv(Box<csv::Writer<Staged>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::Rows>),
}

impl TableWriter {
    /// Begins a table in the format that the name of its file asks for.
    ///
    /// # Errors
    /// As [`Format::of`]; [`Error::Write`] where no file can be made.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let format = Format::of(path)?;
        Ok(Self { staged: Some((Staged::create(path)?, format)), rows: None, head: Vec::new() })
    }

    /// Appends rows. The first ones say which columns the table has.
    ///
    /// # Errors
    /// [`Error::Write`].
    ///
    /// # Panics
    /// If the columns are not those of the table, or of different lengths.
    pub fn write(&mut self, columns: &[Column<'_>]) -> Result<(), Error> {
        if let Some((staged, format)) = self.staged.take() {
            self.head = columns.iter().map(|column| (column.name.clone(), column.cells.kind())).collect();
            self.rows = Some(Rows::new(staged, format, columns)?);
        }
        let head = self.head.iter().map(|(name, kind)| (name, *kind));
        assert!(columns.iter().map(|column| (&column.name, column.cells.kind())).eq(head), "the columns of the table");
        let count = columns.first().map_or(0, |column| column.cells.len());
        assert!(columns.iter().all(|column| column.cells.len() == count), "columns of equal length");
        match &mut self.rows {
            Some(Rows::Csv(writer)) => {
                let result = (0..count).try_for_each(|row| write_row(writer, columns, row));
                result.map_err(|e| failed(writer.get_ref().path(), e))
            }
            #[cfg(feature = "parquet")]
            Some(Rows::Parquet(rows)) => rows.write(columns),
            None => Ok(()),
        }
    }

    /// Puts the whole table on disk, and the file in its place.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self) -> Result<(), Error> {
        match (self.rows, self.staged) {
            (Some(Rows::Csv(writer)), _) => {
                let path = writer.get_ref().path().to_owned();
                writer.into_inner().map_err(|e| Error::write(&path, e.into_error()))?.finish()
            }
            #[cfg(feature = "parquet")]
            (Some(Rows::Parquet(rows)), _) => rows.finish(),
            (None, staged) => staged.map_or(Ok(()), |(staged, _)| staged.finish()),
        }
    }
}

impl Rows {
    fn new(staged: Staged, format: Format, columns: &[Column<'_>]) -> Result<Self, Error> {
        match format {
            Format::Csv => {
                let path = staged.path().to_owned();
                let mut writer = csv::Writer::from_writer(staged);
                writer.write_record(columns.iter().map(|column| &column.name)).map_err(|e| failed(&path, e))?;
                Ok(Self::Csv(Box::new(writer)))
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::Rows::new(staged, columns).map(|rows| Self::Parquet(Box::new(rows))),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => Err(failed(staged.path(), io::Error::from(io::ErrorKind::Unsupported))),
        }
    }
}

fn write_row(writer: &mut csv::Writer<Staged>, columns: &[Column<'_>], row: usize) -> Result<(), csv::Error> {
    for column in columns {
        match &column.cells {
            // As short as reads back to the same bits: 1e-300, not 300 digits.
            Cells::Real(values) => writer.write_field(format!("{:?}", values[row]))?,
            Cells::Count(values) => writer.write_field(values[row].to_string())?,
            Cells::Text(values) => writer.write_field(values[row])?,
        }
    }
    writer.write_record(None::<&[u8]>)
}

fn failed(path: &Path, error: impl Into<io::Error>) -> Error {
    Error::write(path, error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit_and_names_their_commas() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.CSV");
        let values = [-1.0 / 3.0, 1e-300, f64::NEG_INFINITY, 2.0];
        let rows = |index: Vec<u32>, text| {
            let real = index.iter().map(|i| values[*i as usize]).collect();
            [Column::count("index", index), Column::real("p(a, \"b\")", real), Column::text("name", text)]
        };
        let mut table = TableWriter::create(&path).unwrap();
        table.write(&rows(vec![0, 1], vec!["a", "b,c"])).unwrap();
        table.write(&rows(vec![2, 3], vec!["", "ü"])).unwrap();
        assert!(!path.exists(), "no file before it is whole");
        table.finish().unwrap();
        let mut reader = csv::Reader::from_path(&path).unwrap();
        assert_eq!(reader.headers().unwrap(), vec!["index", "p(a, \"b\")", "name"]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.iter().map(|r| r[1].parse().unwrap()).collect::<Vec<f64>>(), values);
        assert_eq!(rows.iter().map(|r| r[2].to_owned()).collect::<Vec<_>>(), ["a", "b,c", "", "ü"]);
        assert_eq!(&rows[3][0], "3");
        assert!(std::fs::read_to_string(&path).unwrap().contains("1e-300"));
    }

    #[test]
    fn a_table_that_is_given_up_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.csv");
        let column = [Column::real("a", vec![1.0; 100_000])];
        let mut table = TableWriter::create(&path).unwrap();
        table.write(&column).unwrap();
        drop(table);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_say_the_format() {
        for (name, part) in [("x.txt", ".csv or .parquet"), ("x", ".csv or .parquet")] {
            let error = Format::of(Path::new(name)).unwrap_err();
            assert!(error.to_string().contains(part) && error.kind().exit_code() == 2, "{error}");
        }
        #[cfg(not(feature = "parquet"))]
        assert!(Format::of(Path::new("x.parquet")).unwrap_err().to_string().contains("--features parquet"));
        #[cfg(feature = "parquet")]
        assert_eq!(Format::of(Path::new("x.parquet")).unwrap(), Format::Parquet);
    }
}
