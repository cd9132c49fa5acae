//! Folders and archives of images: PNG, JPEG and WebP.

mod arrange;
mod decode;
mod listing;
mod view;

pub use view::{Colour, Crop, ImageOptions};
pub(super) use view::{FLAGS, KEYS};

use super::samples::Source;
use super::{Dataset, Held, Part, Problem, Samples, Shape, Spec, Values};
use crate::error::Error;
pub(super) use arrange::Arrangement;
use arrange::arrange;
#[cfg(feature = "parquet")]
pub(super) use arrange::part as part_of;
use decode::View;
use listing::{Container, Entry, Place};
use std::path::Path;

/// Images that are decoded as they are read.
///
/// Reading takes what the image's file and its decoded pixels take, beside the index of about 100 bytes an image.
#[derive(Debug)]
struct Images {
    container: Container,
    files: Vec<(Box<str>, Place)>,
    view: View,
}

impl Source for Images {
    fn len(&self) -> usize {
        self.files.len()
    }

    fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
        let (name, place) = &self.files[index];
        let bytes = self.container.bytes(name, *place)?;
        decode::decode(&bytes, &self.view, out).map_err(|problem| self.container.problem(name, problem))
    }

    fn held(&self) -> Held {
        self.container.held()
    }

    fn is_costly(&self) -> bool {
        true
    }
}

/// The images of a folder or an archive, with their parts and classes.
#[derive(Debug)]
pub(super) struct Folder {
    samples: Samples,
    names: Vec<Box<str>>,
    shape: Shape,
    arrangement: Arrangement,
}

/// Opens a folder, or a tar, tar.gz or zip archive: looks at its index and at the headers of images, and decodes none.
///
/// # Errors
/// What cannot be read; a file that is named as an image and is none; no images; images of several sizes, unless a size is given.
pub(super) fn open(path: &Path, options: &ImageOptions) -> Result<Folder, Error> {
    let (container, entries) = listing::list(path)?;
    let names: Vec<&str> = entries.iter().map(|entry| &*entry.name).collect();
    let arrangement = arrange(&names);
    assemble(container, entries, options, arrangement)
}

fn assemble(
    container: Container,
    entries: Vec<Entry>,
    options: &ImageOptions,
    arrangement: Arrangement,
) -> Result<Folder, Error> {
    let view = view(&container, &entries, options)?;
    let names = entries.iter().map(|entry| entry.name.clone()).collect();
    let files = entries.into_iter().map(|entry| (entry.name, entry.place)).collect();
    let [height, width] = view.size;
    let channels = if view.colour == Colour::Grey { 1 } else { 3 };
    let shape = Shape::Image { height, width, channels };
    Ok(Folder { samples: Samples::new(Images { container, files, view }), names, shape, arrangement })
}

/// Images that are copied one after the other, still encoded.
#[cfg(feature = "parquet")]
#[derive(Debug)]
pub(super) struct Gathered {
    path: std::path::PathBuf,
    spool: super::store::Spool,
    entries: Vec<Entry>,
}

#[cfg(feature = "parquet")]
impl Gathered {
    /// None yet.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), spool: super::store::Spool::new(path), entries: Vec::new() }
    }

    /// Adds the file of an image.
    ///
    /// # Errors
    /// Bytes that are no image, or too many; [`Error::Spool`].
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let len = bytes.len() as u64;
        let header = match len > decode::BYTES {
            true => Err(Problem::ImageBytes { bytes: len, most: decode::BYTES }),
            false => decode::header(bytes, len),
        };
        let header = header.map_err(|problem| listing::entry_problem(&self.path, name, problem))?;
        let place = Place::plain(self.spool.len(), len);
        self.spool.write(bytes)?;
        self.entries.push(Entry { name: name.into(), place, header });
        Ok(())
    }

    /// The images, with classes if there are labels.
    ///
    /// # Errors
    /// As [`open`].
    pub(super) fn finish(self, options: &ImageOptions, labels: Vec<u32>, names: Vec<String>) -> Result<Folder, Error> {
        if self.entries.is_empty() {
            return Err(Error::malformed(&self.path, Problem::NoImages));
        }
        let arrangement = Arrangement::of_labels(self.entries.len(), labels, names);
        assemble(Container::Archive(self.spool.finish()?), self.entries, options, arrangement)
    }
}

/// What all images become: checks that each can be cropped, and without a size that all are of one.
fn view(container: &Container, entries: &[Entry], options: &ImageOptions) -> Result<View, Error> {
    let mut first: Option<(&str, [usize; 2])> = None;
    for Entry { name, header, .. } in entries {
        let bad = |problem| container.problem(name, problem);
        let cut = Crop::of(options.crop, header.size).map_err(bad)?;
        let found = [cut.height, cut.width];
        let (first, expected) = *first.get_or_insert((name, found));
        if options.size.is_none() && found != expected {
            return Err(bad(Problem::ImageSize { found, first: Some(first.to_owned()), expected }));
        }
    }
    let grey = entries.iter().all(|entry| entry.header.grey);
    let colour = options.colour.unwrap_or(if grey { Colour::Grey } else { Colour::Colour });
    let size = options.size.or(first.map(|(_, size)| size)).unwrap_or_default();
    Ok(View { size, crop: options.crop, colour, scaled: options.size.is_some() })
}

impl Folder {
    /// Whether there are images to train on and others to judge by.
    pub(super) fn both(&self) -> bool {
        self.arrangement.both()
    }

    /// The same with the part of each image told otherwise than by folders.
    #[cfg(feature = "parquet")]
    pub(super) fn in_parts(self, parts: Option<Vec<usize>>) -> Self {
        Self { arrangement: self.arrangement.in_parts(parts), ..self }
    }

    /// The images of a part.
    ///
    /// # Errors
    /// A folder without that part; images beside folders of classes.
    pub(super) fn part(&self, path: &Path, options: &ImageOptions, part: Part) -> Result<Dataset, Error> {
        let name = Spec::Images { path: path.to_owned(), options: *options, part }.to_string();
        self.named_part(path, name, part)
    }

    /// The same under another name.
    pub(super) fn named_part(&self, path: &Path, name: String, part: Part) -> Result<Dataset, Error> {
        let bad = |problem| Error::malformed(path, problem);
        let numbers = self.arrangement.numbers(part).map_err(bad)?;
        let labels = self.arrangement.labels(&numbers, |number| self.names[number].to_string()).map_err(bad)?;
        let samples = if part == Part::All { self.samples.clone() } else { self.samples.choose(numbers) };
        let data = Dataset::new(name, self.shape, Values::Grey { levels: 256 }, samples);
        Ok(match labels {
            None => data,
            Some(labels) => Dataset {
                class_names: self.arrangement.names.clone(),
                ..data.with_labels(labels, self.arrangement.names.len())
            },
        })
    }
}

#[cfg(test)]
mod tests;
