//! Columns of images as Hugging Face stores them: a group with the bytes of the image's file, and a column of classes.

use super::Wanted;
use super::rows::{Columns, class, shown};
use crate::data::Problem;
use crate::data::classes::{self, Classes};
use crate::data::images::{Folder, Gathered};
use crate::error::Error;
use parquet::record::Field;
use std::path::{Path, PathBuf};

/// Copies the images of all files, still encoded, and says how many each has.
pub(super) fn load(
    path: &Path,
    files: &[PathBuf],
    image: &str,
    wanted: &Wanted,
    counts: &mut Vec<usize>,
) -> Result<Folder, Error> {
    let mut gathered = Gathered::new(path);
    let (mut labels, mut numbers, mut names) = (Vec::new(), Classes::default(), None);
    for file in files {
        let columns = Columns::open(file)?;
        let (chosen, label) = choose(&columns, file, image, wanted)?;
        names = names.or_else(|| class_names(&columns, label.as_deref()?));
        let short = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut count = 0;
        columns.each(&chosen, |row, fields| {
            count += 1;
            let bad = |column: &str, text: String| {
                Error::malformed(file, Problem::Field { row, column: column.to_owned(), text })
            };
            let bytes = bytes(fields[0]).ok_or_else(|| bad(image, shown(fields[0])))?;
            gathered.add(&format!("{short} row {row}"), bytes)?;
            if let Some(label) = &label {
                let class = class(fields[1]).ok_or_else(|| bad(label, shown(fields[1])))?;
                labels.push(numbers.number(&class));
                if numbers.len() > classes::MOST {
                    let problem = Problem::ManyClasses { column: chosen[1] + 1, name: label.clone() };
                    return Err(Error::malformed(file, problem));
                }
            }
            Ok(())
        })?;
        counts.push(count);
    }
    let (found, finals) = numbers.finish();
    let labels: Vec<u32> = labels.into_iter().map(|number| finals[number as usize]).collect();
    let (labels, names) = named(labels, found, names).map_err(|problem| Error::malformed(path, problem))?;
    gathered.finish(&wanted.images, labels, names)
}

/// The columns of images and of classes: the one named by `label=`, else one called `label`.
fn choose(columns: &Columns, file: &Path, image: &str, wanted: &Wanted) -> Result<(Vec<usize>, Option<String>), Error> {
    let names = columns.names();
    let place = |name: &str| names.iter().position(|own| own == name);
    let image = place(image).ok_or_else(|| Error::malformed(file, Problem::OtherColumns))?;
    let label = match &wanted.table.label {
        None => place("label"),
        Some(name) => {
            Some(place(name).ok_or_else(|| Error::malformed(file, Problem::unknown("column", name, &names)))?)
        }
    };
    Ok(([image].into_iter().chain(label).collect(), label.map(|at| names[at].clone())))
}

/// The bytes of an image: those of a group's field `bytes`.
fn bytes(field: &Field) -> Option<&[u8]> {
    let Field::Group(group) = field else { return None };
    let (_, bytes) = group.get_column_iter().find(|(name, _)| *name == "bytes")?;
    match bytes {
        Field::Bytes(bytes) => Some(bytes.data()),
        _ => None,
    }
}

/// The names that the library `datasets` stores with a column of class numbers.
fn class_names(columns: &Columns, label: &str) -> Option<Vec<String>> {
    let text: serde_json::Value = serde_json::from_str(columns.text("huggingface")?).ok()?;
    let names = text.pointer("/info/features")?.get(label)?.get("names")?.as_array()?;
    names.iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Labels and names of classes: those that were found, unless they are numbers that have names.
fn named(labels: Vec<u32>, found: Vec<String>, names: Option<Vec<String>>) -> Result<(Vec<u32>, Vec<String>), Problem> {
    let Some(names) = names else { return Ok((labels, found)) };
    let numbers: Option<Vec<i64>> = found.iter().map(|name| name.parse().ok()).collect();
    let Some(numbers) = numbers else { return Ok((labels, found)) };
    let classes = names.len();
    if let Some(at) = numbers.iter().position(|number| !(0..classes as i64).contains(number)) {
        let row = labels.iter().position(|label| *label as usize == at).unwrap_or_default();
        return Err(Problem::Label { at: row, label: numbers[at], classes });
    }
    Ok((labels.into_iter().map(|label| numbers[label as usize] as u32).collect(), names))
}
