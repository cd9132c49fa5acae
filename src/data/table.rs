//! Tables: which of their columns are values and which is the class, and their rows as samples.

use super::classes::{self, Classes};
use super::element::Element;
use super::options::Options;
use super::records::{Records, Segment};
use super::store::Spool;
use super::{Dataset, Problem, Samples, Shape, Values};
use crate::error::Error;
use std::path::Path;
use std::sync::Arc;

/// Which columns of a table are used. A column is named as its header names it, or by its number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// The column with the class, as text or as integers.
    pub label: Option<String>,
    /// Columns that are used, in this order; all others without it.
    pub columns: Vec<String>,
    /// Columns that are left out.
    pub drop: Vec<String>,
}

/// Names of the options.
pub(super) const KEYS: [&str; 3] = ["label", "columns", "drop"];

impl TableOptions {
    /// Reads them.
    pub(super) fn parse(options: &Options<'_>) -> Self {
        let list = |key| options.text(key).map(|text| text.split('+').map(str::to_owned).collect()).unwrap_or_default();
        Self { label: options.text("label").map(str::to_owned), columns: list("columns"), drop: list("drop") }
    }

    /// Prints them.
    pub(super) fn print(&self) -> Vec<String> {
        let list = |key: &str, names: &[String]| (!names.is_empty()).then(|| format!("{key}={}", names.join("+")));
        let label = self.label.as_ref().map(|label| format!("label={label}"));
        [label, list("columns", &self.columns), list("drop", &self.drop)].into_iter().flatten().collect()
    }

    /// The columns of a table whose columns are called `names`; empty names have none.
    ///
    /// # Errors
    /// A column that is not there, or no column of values.
    pub(super) fn select(&self, names: &[String]) -> Result<Selection, Problem> {
        let find = |wanted: &String| {
            let numbered = || wanted.parse::<usize>().ok().filter(|n| (1..=names.len()).contains(n)).map(|n| n - 1);
            names
                .iter()
                .position(|name| name == wanted)
                .or_else(numbered)
                .ok_or_else(|| Problem::unknown("column", wanted, names))
        };
        let label = self.label.as_ref().map(&find).transpose()?;
        let all = if self.columns.is_empty() {
            (0..names.len()).collect()
        } else {
            self.columns.iter().map(&find).collect::<Result<Vec<_>, _>>()?
        };
        let drop = self.drop.iter().map(&find).collect::<Result<Vec<_>, _>>()?;
        let values: Vec<usize> = all.into_iter().filter(|at| Some(*at) != label && !drop.contains(at)).collect();
        if values.is_empty() {
            return Err(Problem::NoColumns);
        }
        let named = values.iter().all(|at| !names[*at].is_empty());
        let names = if named { values.iter().map(|at| names[*at].clone()).collect() } else { Vec::new() };
        Ok(Selection { values, label, names })
    }
}

/// Columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    /// Those with values, in the order of a sample's values.
    pub(super) values: Vec<usize>,
    /// That with the class.
    pub(super) label: Option<usize>,
    /// Names of the columns with values, if they all have one.
    names: Vec<String>,
}

/// Rows that become samples, as they are read.
#[derive(Debug)]
pub(super) struct Rows {
    spool: Spool,
    selection: Selection,
    row: Vec<u8>,
    labels: Vec<u32>,
    classes: Classes,
    count: usize,
}

impl Rows {
    /// No rows yet.
    pub(super) fn new(path: &Path, selection: Selection) -> Self {
        let spool = Spool::new(path);
        Self { spool, selection, row: Vec::new(), labels: Vec::new(), classes: Classes::default(), count: 0 }
    }

    /// The columns.
    pub(super) fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Adds a value to the row that is being read.
    pub(super) fn value(&mut self, value: f32) {
        self.row.extend_from_slice(&value.to_le_bytes());
    }

    /// Adds the class of the row that is being read; false if there are more classes than a column of classes has, or a longer name.
    #[must_use]
    pub(super) fn label(&mut self, name: &str) -> bool {
        if name.len() > classes::LONGEST {
            return false;
        }
        let number = self.classes.number(name);
        self.labels.push(number);
        self.classes.len() <= classes::MOST
    }

    /// Ends a row.
    ///
    /// # Errors
    /// [`Error::Spool`].
    pub(super) fn end(&mut self) -> Result<(), Error> {
        self.spool.write(&self.row)?;
        self.row.clear();
        self.count += 1;
        Ok(())
    }

    /// The samples.
    ///
    /// # Errors
    /// [`Error::TooFew`] without rows, [`Error::Spool`].
    pub(super) fn finish(self, name: String) -> Result<Dataset, Error> {
        if self.count == 0 {
            return Err(Error::TooFew { data: name, found: 0, needed: 1 });
        }
        let dim = self.selection.values.len();
        let (store, count) = (Arc::new(self.spool.finish()?), self.count);
        let segment = Segment { store, offset: 0, stride: 4 * dim as u64, count };
        let samples = Samples::new(Records::new(vec![segment], Element::SINGLE));
        let data = Dataset::new(name, Shape::Vector { dim }, Values::Real, samples);
        let data = Dataset { column_names: self.selection.names, ..data };
        if self.selection.label.is_none() {
            return Ok(data);
        }
        let (class_names, finals) = self.classes.finish();
        let labels = self.labels.into_iter().map(|number| finals[number as usize]).collect();
        Ok(Dataset { class_names, ..data.with_labels(labels, finals.len()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_chosen_by_name_or_number() {
        let options = |label: &str, columns: &str, drop: &str| {
            let list = |text: &str| text.split('+').filter(|t| !t.is_empty()).map(str::to_owned).collect();
            TableOptions {
                label: (!label.is_empty()).then(|| label.to_owned()),
                columns: list(columns),
                drop: list(drop),
            }
        };
        let select = |options: TableOptions| options.select(&names("id a b class")).map(|s| (s.values, s.label));
        assert_eq!(select(options("", "", "")).unwrap(), (vec![0, 1, 2, 3], None));
        assert_eq!(select(options("class", "", "id")).unwrap(), (vec![1, 2], Some(3)));
        assert_eq!(select(options("4", "b+2", "")).unwrap(), (vec![2, 1], Some(3)));
        let message = |options| select(options).unwrap_err().to_string();
        assert!(
            message(options("clas", "", ""))
                .contains("no column 'clas'; did you mean 'class'? (known: id, a, b, class)")
        );
        assert!(message(options("", "5", "")).contains("no column '5'"));
        assert!(message(options("", "a", "a")).contains("no column of values"));
        // A name that is a number goes before a number.
        assert_eq!(options("", "2", "").select(&names("2 1")).unwrap().values, [0]);
    }
}
