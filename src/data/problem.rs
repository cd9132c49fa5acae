//! What can be wrong with a file of data.

mod message;

/// What is wrong with a file of data. Lines and columns count from 1, as editors do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// A field of a CSV file that is no number.
    NotNumber {
        /// Line.
        line: u64,
        /// Column.
        column: usize,
        /// The column's name; empty without one.
        name: String,
        /// The field.
        text: String,
    },
    /// A field of a CSV file that is infinite or not a number in single precision.
    NotFinite {
        /// Line.
        line: u64,
        /// Column.
        column: usize,
        /// The column's name; empty without one.
        name: String,
        /// The field.
        text: String,
    },
    /// A line that is too long.
    LongLine {
        /// Line.
        line: u64,
        /// Bytes of a line at most.
        most: usize,
    },
    /// A column of classes with too many of them.
    ManyClasses {
        /// Column.
        column: usize,
        /// Its name; empty without one.
        name: String,
    },
    /// A column, array or tensor that is asked for and is not there.
    Unknown {
        /// Which of these.
        what: &'static str,
        /// Its name.
        name: String,
        /// The most similar one.
        nearest: Option<String>,
        /// Names of all; empty ones of a table without a header.
        known: Vec<String>,
    },
    /// A table of which no column is left for values.
    NoColumns,
    /// A line of a CSV file with another number of fields than the first.
    Ragged {
        /// Line.
        line: u64,
        /// Its fields.
        found: u64,
        /// Fields of the first line.
        expected: u64,
    },
    /// A CSV file that cannot be split into fields.
    Csv(csv::Error),
    /// A file that does not begin as the IDX file that it should be.
    Magic {
        /// Its first four bytes, big-endian; fewer are taken as followed by zeros.
        found: u32,
        /// What they should be.
        expected: u32,
    },
    /// Images of no pixels, or of more than any memory holds.
    Extents {
        /// Images, rows, columns.
        extents: [u32; 3],
    },
    /// An IDX file whose length does not match its header.
    Length {
        /// Bytes that the header promises.
        expected: u64,
        /// Whether there are more, and otherwise how many there are.
        found: Option<u64>,
    },
    /// As many labels as images there must be, and are not.
    Counts {
        /// Labels.
        labels: usize,
        /// Images.
        images: usize,
    },
    /// Images of another size than those of the other part.
    Sizes {
        /// Rows and columns.
        found: [usize; 2],
        /// Those of the other part.
        expected: [usize; 2],
    },
    /// A label that is none of the classes.
    Label {
        /// Its place, from 0.
        at: usize,
        /// The label.
        label: i64,
        /// Classes: labels are below.
        classes: usize,
    },
    /// A damaged or truncated safetensors file.
    Safetensors(safetensors::SafeTensorError),
    /// A tensor whose shape and elements make no data set.
    Tensor {
        /// Its name.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// Type of its elements.
        dtype: String,
    },
    /// Something wrong with one file of an archive.
    Entry {
        /// The file.
        name: String,
        /// What is wrong with it.
        problem: Box<Problem>,
    },
    /// An archive that is damaged, or of a kind that is not read.
    Archive {
        /// What it should be: "tar", "tar.gz", "zip".
        kind: &'static str,
        /// What its reader says.
        reason: String,
    },
    /// A file of an archive that goes on where the archive ends.
    CutOff,
    /// A file of an archive that does not decompress to what the archive's directory says.
    Inflate,
    /// A file of a published data set that is not there.
    Missing {
        /// The file.
        file: String,
        /// The folder of the set's published archive.
        set: &'static str,
    },
    /// A file whose length is no whole number of records.
    Records {
        /// Its length in bytes.
        bytes: u64,
        /// Bytes of a record.
        record: u64,
    },
    /// A folder or archive without images.
    NoImages,
    /// An image in the place of a folder or archive.
    SingleImage,
    /// A file that is no image of a format that is read.
    NotImage,
    /// An image of a format that is not read.
    ImageFormat {
        /// The format.
        format: String,
    },
    /// An image that cannot be decoded, and why.
    Image(String),
    /// An image of no pixels, or of too many.
    Pixels {
        /// Rows and columns.
        found: [u32; 2],
        /// Pixels that are read at most.
        most: u64,
    },
    /// An image whose header promises more pixels than its bytes can hold.
    Promise {
        /// Rows and columns.
        found: [u32; 2],
        /// Bytes of the file.
        bytes: u64,
    },
    /// An image whose file is too large.
    ImageBytes {
        /// Bytes of the file.
        bytes: u64,
        /// Bytes that are read at most.
        most: u64,
    },
    /// An image of another size than the first, where no size is given.
    ImageSize {
        /// Rows and columns after the crop.
        found: [usize; 2],
        /// The first image; `None` if the file has changed since.
        first: Option<String>,
        /// Its rows and columns.
        expected: [usize; 2],
    },
    /// An image that is smaller than what is to be cut out of it.
    SmallImage {
        /// Rows and columns.
        found: [usize; 2],
        /// The side of the crop.
        side: usize,
    },
    /// An image that is not of the size of CelebA's aligned images.
    NotCeleba {
        /// Rows and columns.
        found: [usize; 2],
    },
    /// A link to a folder, or to nothing, among images.
    Link,
    /// An image outside the folders of classes that others lie in.
    BesideClasses {
        /// The image.
        name: String,
    },
    /// A folder or archive without the part that is asked for.
    NoPart {
        /// The part.
        part: super::Part,
        /// Parts that there are.
        found: Vec<&'static str>,
    },
    /// A file whose name is no UTF-8.
    Name,
    /// A Parquet file that is damaged or none, with what its reader says.
    Parquet(String),
    /// A directory or pattern without Parquet files.
    NoParquet,
    /// A Parquet file, of several, with other columns than the first.
    OtherColumns,
    /// A field of a Parquet file that is no finite number, class or image.
    Field {
        /// Its row, from 0.
        row: usize,
        /// Its column.
        column: String,
        /// What it is.
        text: String,
    },
    /// A kind of file that this build does not read.
    Feature {
        /// The feature that reads it.
        feature: &'static str,
    },
    /// More samples than can be numbered, 2³².
    TooMany,
    /// An array of labels that is none.
    LabelArray {
        /// Its name.
        name: String,
        /// Its shape.
        shape: Vec<u64>,
    },
    /// An array of labels of another length than the data.
    LabelCount {
        /// Its name.
        name: String,
        /// Labels.
        labels: u64,
        /// Samples.
        samples: usize,
    },
}

impl Problem {
    /// A [`Problem::Unknown`] with the nearest of `known` suggested.
    pub(super) fn unknown(what: &'static str, name: &str, known: &[String]) -> Self {
        let nearest = crate::error::nearest(name, known).map(str::to_owned);
        Self::Unknown { what, name: name.to_owned(), nearest, known: known.to_vec() }
    }
}
