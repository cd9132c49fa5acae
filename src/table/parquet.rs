//! Tables as Parquet: groups of rows, each written when it is full.

use super::{Cells, Column, Kind};
use crate::error::Error;
use crate::fs::Staged;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Values that wait for their group to be full, in all columns.
const WAITING: usize = 1 << 20;

/// Rows of a file under way.
pub(super) struct Rows {
    writer: SerializedFileWriter<Staged>,
    path: PathBuf,
    waiting: Vec<Values>,
    /// Rows of a group.
    group: usize,
}

/// A column's values that wait.
enum Values {
    Real(Vec<f64>),
    Count(Vec<i64>),
    Text(Vec<ByteArray>),
}

impl Rows {
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn new(staged: Staged, columns: &[Column<'_>]) -> Result<Self, Error> {
        let path = staged.path().to_owned();
        let open = || {
            let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
            let schema = Arc::new(Type::group_type_builder("cdm").with_fields(fields).build()?);
            let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
            SerializedFileWriter::new(staged, schema, Arc::new(properties.build()))
        };
        let writer = open().map_err(|e| failed(&path, e))?;
        let waiting = columns.iter().map(|column| Values::of(column.cells.kind())).collect();
        Ok(Self { writer, path, waiting, group: (WAITING / columns.len().max(1)).max(1024) })
    }

    /// # Errors
    /// [`Error::Write`].
    pub(super) fn write(&mut self, columns: &[Column<'_>]) -> Result<(), Error> {
        self.waiting.iter_mut().zip(columns).for_each(|(values, column)| values.extend(&column.cells));
        if self.waiting.first().is_some_and(|values| values.len() >= self.group) { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<(), Error> {
        let (writer, waiting) = (&mut self.writer, &mut self.waiting);
        let write = || {
            let mut group = writer.next_row_group()?;
            for values in waiting {
                let Some(mut column) = group.next_column()? else { break };
                match values {
                    Values::Real(values) => column.typed::<DoubleType>().write_batch(values, None, None)?,
                    Values::Count(values) => column.typed::<Int64Type>().write_batch(values, None, None)?,
                    Values::Text(values) => column.typed::<ByteArrayType>().write_batch(values, None, None)?,
                };
                column.close()?;
                values.clear();
            }
            group.close().map(drop)
        };
        write().map_err(|e| failed(&self.path, e))
    }

    /// # Errors
    /// [`Error::Write`].
    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.waiting.first().is_some_and(|values| values.len() > 0) {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(|e| failed(&self.path, e))?.finish()
    }
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Real => Self::Real(Vec::new()),
            Kind::Count => Self::Count(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
        }
    }

    /// The table has checked that the kinds agree.
    fn extend(&mut self, cells: &Cells<'_>) {
        match (self, cells) {
            (Self::Real(values), Cells::Real(more)) => values.extend_from_slice(more),
            (Self::Count(values), Cells::Count(more)) => values.extend(more.iter().map(|v| i64::from(*v))),
            (Self::Text(values), Cells::Text(more)) => values.extend(more.iter().map(|text| ByteArray::from(*text))),
            _ => {}
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Real(values) => values.len(),
            Self::Count(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Real(values) => values.clear(),
            Self::Count(values) => values.clear(),
            Self::Text(values) => values.clear(),
        }
    }
}

fn field(column: &Column<'_>) -> Result<Arc<Type>, ParquetError> {
    let kind = column.cells.kind();
    let physical = match kind {
        Kind::Real => Physical::DOUBLE,
        // Every reader has 64 bits with a sign.
        Kind::Count => Physical::INT64,
        Kind::Text => Physical::BYTE_ARRAY,
    };
    let field = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::REQUIRED);
    let field = match kind {
        Kind::Text => field.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8),
        _ => field,
    };
    field.build().map(Arc::new)
}

fn failed(path: &std::path::Path, error: ParquetError) -> Error {
    Error::write(path, io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use crate::data::{Dataset, Draw, Spec};
    use crate::table::{Column, TableWriter};

    /// More rows than a group holds, read by the program's own reader.
    #[test]
    fn what_is_written_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.parquet");
        const ROWS: usize = 400_000;
        let rows = |first: usize| {
            let index: Vec<u32> = (first as u32..).take(1000).collect();
            let real: Vec<f64> = index.iter().map(|i| f64::from(*i) / 8.0).collect();
            let text: Vec<&str> = index.iter().map(|i| ["even", "odd"][*i as usize % 2]).collect();
            [Column::count("index", index), Column::real("value", real), Column::text("kind", text)]
        };
        let mut table = TableWriter::create(&path).unwrap();
        (0..ROWS).step_by(1000).for_each(|first| table.write(&rows(first)).unwrap());
        assert!(!path.exists());
        table.finish().unwrap();
        let spec: Spec = format!("parquet:{}:label=kind", path.display()).parse().unwrap();
        let data = Dataset::load(&spec, Draw { count: 0, seed: 0, held_out: false }).unwrap();
        assert_eq!((data.len(), &data.column_names[..]), (ROWS, &["index".to_owned(), "value".to_owned()][..]));
        assert_eq!(data.gather([ROWS - 1]).unwrap(), [399_999.0, 399_999.0 / 8.0]);
        assert_eq!(data.labels.unwrap()[..3], [0, 1, 0]);
    }
}
