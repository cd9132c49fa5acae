//! Parquet files: tables of numbers, and columns of images as Hugging Face stores them.

mod images;
mod rows;

use super::images::{Arrangement, Folder, ImageOptions, part_of};
use super::table::TableOptions;
use super::{Dataset, Part, Problem, Spec};
use crate::error::Error;
use std::path::{Path, PathBuf};

/// Options of both kinds of content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) table: TableOptions,
    pub(super) images: ImageOptions,
}

/// What was found in all files of a path.
pub(super) enum Loaded {
    Table { data: Dataset, parts: Arrangement },
    Images { folder: Folder },
}

/// Opens a file, all files of a directory, or those that a pattern with `*` names. Files whose names begin with `train`, `test` or
/// `validation` are parts, as Hugging Face names them.
///
/// # Errors
/// What cannot be read; a column that is not there, or holds what is no number, class or image; files of different columns.
pub(super) fn open(path: &Path, wanted: &Wanted) -> Result<Loaded, Error> {
    let files = files(path)?;
    let parts: Option<Vec<usize>> = files.iter().map(|file| part_of(&stem(file))).collect();
    let image = rows::image_column(&files[0])?;
    let mut counts = Vec::new();
    if let Some(image) = image {
        let folder = images::load(path, &files, &image, wanted, &mut counts)?;
        return Ok(Loaded::Images { folder: folder.in_parts(each(&parts, &counts)) });
    }
    let name =
        Spec::Parquet { path: path.to_owned(), table: wanted.table.clone(), images: wanted.images, part: Part::All };
    let data = rows::table(path, &files, &wanted.table, name.to_string(), &mut counts)?;
    Ok(Loaded::Table { data, parts: Arrangement::of_parts(each(&parts, &counts)) })
}

/// The part of each sample.
fn each(parts: &Option<Vec<usize>>, counts: &[usize]) -> Option<Vec<usize>> {
    let parts = parts.as_ref()?;
    Some(parts.iter().zip(counts).flat_map(|(part, count)| std::iter::repeat_n(*part, *count)).collect())
}

impl Loaded {
    /// Whether there are samples to train on and others to judge by.
    pub(super) fn both(&self) -> bool {
        match self {
            Self::Table { parts, .. } => parts.both(),
            Self::Images { folder } => folder.both(),
        }
    }

    /// The samples of a part.
    ///
    /// # Errors
    /// Data without that part.
    pub(super) fn part(&self, path: &Path, wanted: &Wanted, part: Part) -> Result<Dataset, Error> {
        let (table, images) = (wanted.table.clone(), wanted.images);
        let name = Spec::Parquet { path: path.to_owned(), table, images, part }.to_string();
        match self {
            Self::Images { folder } => folder.named_part(path, name, part),
            Self::Table { data, .. } if part == Part::All => Ok(data.clone()),
            Self::Table { data, parts } => {
                let numbers = parts.numbers(part).map_err(|problem| Error::malformed(path, problem))?;
                Ok(Dataset { name, ..data.choose(&numbers) })
            }
        }
    }
}

/// What stands before the first `-`, `_` or `.` of a file's name.
fn stem(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split(['-', '_', '.']).next().unwrap_or_default().to_owned()
}

/// The files that a path names, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let pattern = path.file_name().and_then(|name| name.to_str()).filter(|name| name.contains('*'));
    let (folder, pattern) = match pattern {
        // A file may be called so.
        Some(_) if path.exists() => return Ok(vec![path.to_owned()]),
        Some(pattern) => (path.parent().map(Path::to_owned).unwrap_or_default(), pattern.to_owned()),
        None if path.is_dir() => (path.to_owned(), "*.parquet".to_owned()),
        None => return Ok(vec![path.to_owned()]),
    };
    let mut found = listed(&folder, &pattern)?;
    // Where Hugging Face puts them.
    if found.is_empty() && folder.join("data").is_dir() {
        found = listed(&folder.join("data"), &pattern)?;
    }
    found.sort();
    if found.is_empty() { Err(Error::malformed(path, Problem::NoParquet)) } else { Ok(found) }
}

fn listed(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |source| Error::read(here, source);
    let mut found = Vec::new();
    for file in std::fs::read_dir(here).map_err(failed)? {
        let file = file.map_err(failed)?;
        if file.file_name().to_str().is_some_and(|name| matches(name, pattern)) && file.path().is_file() {
            found.push(file.path());
        }
    }
    Ok(found)
}

/// Whether a name is that of a pattern, in which `*` stands for anything.
fn matches(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(name) = name.strip_prefix(start) else { return false };
    let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
    ends.into_iter().any(|at| matches(&name[at..], rest))
}

#[cfg(test)]
mod tests;
