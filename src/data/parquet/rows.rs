//! Rows of Parquet files, and tables of them.

use crate::data::table::{Rows, Selection, TableOptions};
use crate::data::{Dataset, Problem, store};
use crate::error::Error;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows that are decoded at once: images are large.
const BATCH: usize = 16;

/// A file after its footer, in which its columns stand.
pub(super) struct Columns {
    reader: SerializedFileReader<File>,
    path: PathBuf,
}

impl Columns {
    /// Opens a file.
    ///
    /// # Errors
    /// A file that cannot be read or is no Parquet.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let (file, _) = store::open(path)?;
        let reader = guarded(|| SerializedFileReader::new(file)).map_err(|error| damaged(path, &error))?;
        Ok(Self { reader, path: path.to_owned() })
    }

    fn root(&self) -> &Type {
        self.reader.metadata().file_metadata().schema()
    }

    /// Names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.root().get_fields().iter().map(|field| field.name().to_owned()).collect()
    }

    /// A text that was stored with the file under a key.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        let pairs = self.reader.metadata().file_metadata().key_value_metadata()?;
        pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.as_deref())
    }

    /// Calls `each` with every row's number and its fields of the columns with these numbers, in the order of these.
    ///
    /// # Errors
    /// A file that is damaged, and what `each` returns.
    pub(super) fn each(
        &self,
        columns: &[usize],
        mut each: impl FnMut(usize, &[&Field]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let bad = |error: &ParquetError| damaged(&self.path, error);
        // The fields of a row come in the order of the file.
        let mut sorted = columns.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let fields = sorted.iter().map(|at| self.root().get_fields()[*at].clone()).collect();
        let projection = Type::group_type_builder(self.root().name()).with_fields(fields).build();
        let projection = projection.map_err(|error| bad(&error))?;
        let rows = RowIter::from_file(Some(projection), &self.reader).map_err(|error| bad(&error))?;
        let mut rows = rows.with_batch_size(BATCH);
        let places: Vec<usize> = columns.iter().map(|at| sorted.partition_point(|own| own < at)).collect();
        for number in 0.. {
            let Some(row) = guarded(|| rows.next().transpose()).map_err(|error| bad(&error))? else { break };
            let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
            let chosen: Vec<&Field> = places.iter().filter_map(|place| fields.get(*place).copied()).collect();
            if chosen.len() < columns.len() {
                return Err(bad(&ParquetError::General(format!("row {number} lacks columns"))));
            }
            each(number, &chosen)?;
        }
        Ok(())
    }
}

/// What the crate makes of a file; it panics on some damaged pages, such as one that refers to a dictionary that is not there.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    // Whatever a panic leaves half done is given up with the file.
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    result.unwrap_or_else(|_| Err(ParquetError::General("a page is damaged".to_owned())))
}

pub(super) fn damaged(path: &Path, error: &ParquetError) -> Error {
    Error::malformed(path, Problem::Parquet(error.to_string()))
}

/// The column of images of a file, if it has one: a group with a field `bytes`.
pub(super) fn image_column(path: &Path) -> Result<Option<String>, Error> {
    let columns = Columns::open(path)?;
    let image = |field: &&Arc<Type>| field.is_group() && field.get_fields().iter().any(|inner| inner.name() == "bytes");
    Ok(columns.root().get_fields().iter().find(image).map(|field| field.name().to_owned()))
}

/// Loads the columns of numbers of all files, and says how many rows each has.
pub(super) fn table(
    path: &Path,
    files: &[PathBuf],
    options: &TableOptions,
    name: String,
    counts: &mut Vec<usize>,
) -> Result<Dataset, Error> {
    let mut rows: Option<(Rows, Vec<String>)> = None;
    for file in files {
        let columns = Columns::open(file)?;
        let names = columns.names();
        let selection: Selection = options.select(&names).map_err(|problem| Error::malformed(file, problem))?;
        let (rows, first) = rows.get_or_insert_with(|| (Rows::new(path, selection.clone()), names.clone()));
        if *first != names {
            return Err(Error::malformed(file, Problem::OtherColumns));
        }
        let chosen: Vec<usize> = selection.values.iter().copied().chain(selection.label).collect();
        let mut count = 0;
        columns.each(&chosen, |row, fields| {
            count += 1;
            let bad = |at: usize| {
                let (column, text) = (names[chosen[at]].clone(), shown(fields[at]));
                Error::malformed(file, Problem::Field { row, column, text })
            };
            for (at, field) in fields.iter().enumerate().take(selection.values.len()) {
                let value = number(field).map(|value| value as f32).filter(|value| value.is_finite());
                rows.value(value.ok_or_else(|| bad(at))?);
            }
            if selection.label.is_some() {
                let at = chosen.len() - 1;
                let class = class(fields[at]).ok_or_else(|| bad(at))?;
                if !rows.label(&class) {
                    let (column, name) = (chosen[at] + 1, names[chosen[at]].clone());
                    return Err(Error::malformed(file, Problem::ManyClasses { column, name }));
                }
            }
            rows.end()
        })?;
        counts.push(count);
    }
    // There is a file at least.
    rows.map_or_else(|| Err(Error::malformed(path, Problem::NoParquet)), |(rows, _)| rows.finish(name))
}

fn number(field: &Field) -> Option<f64> {
    Some(match field {
        Field::Bool(value) => f64::from(u8::from(*value)),
        Field::Byte(value) => f64::from(*value),
        Field::Short(value) => f64::from(*value),
        Field::Int(value) => f64::from(*value),
        Field::Long(value) => *value as f64,
        Field::UByte(value) => f64::from(*value),
        Field::UShort(value) => f64::from(*value),
        Field::UInt(value) => f64::from(*value),
        Field::ULong(value) => *value as f64,
        Field::Float16(value) => f64::from(f32::from(*value)),
        Field::Float(value) => f64::from(*value),
        Field::Double(value) => *value,
        _ => return None,
    })
}

/// A class as text: strings and integers.
pub(super) fn class(field: &Field) -> Option<String> {
    match field {
        Field::Str(text) if !text.is_empty() => Some(text.clone()),
        Field::Float16(_) | Field::Float(_) | Field::Double(_) => None,
        Field::Bool(value) => Some(value.to_string()),
        // Integers, which single precision may not hold.
        field => number(field).map(|_| field.to_string()),
    }
}

/// A field in a message.
pub(super) fn shown(field: &Field) -> String {
    match field {
        Field::Null => "missing".to_owned(),
        Field::Str(text) => format!("'{}'", text.chars().take(40).collect::<String>()),
        field if number(field).is_some() => field.to_string(),
        Field::Bytes(_) => "binary".to_owned(),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => "not a single value".to_owned(),
        _ => "a date or decimal".to_owned(),
    }
}
