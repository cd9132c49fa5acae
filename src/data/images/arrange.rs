//! Parts and classes from the folders that images lie in.

use crate::data::classes::Classes;
use crate::data::{Part, Problem};

/// Names of folders with images to train on, to judge by, and to judge by where there are none of those.
const PARTS: [&[&str]; 3] = [&["train", "training"], &["test", "testing"], &["val", "valid", "validation"]];

/// The part of images that lie beside the parts.
const BESIDE: usize = PARTS.len();

/// What the folders tell of images.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::data) struct Arrangement {
    /// Which of [`PARTS`] each image belongs to, where the data come in parts.
    parts: Option<Vec<usize>>,
    /// The class of each image that lies in a folder.
    labels: Vec<Option<u32>>,
    /// Names of the classes; none or at least two.
    pub(super) names: Vec<String>,
}

/// Reads the folders of relative paths with slashes.
///
/// Folders that all images share are no classes, but for one that names a part. Where the outermost folders all name parts, they
/// are the parts, and the next folders the classes; so they are where some name images to train on and others images to judge by,
/// and what lies beside is in no part. Otherwise the outermost are the classes. Classes count over all parts, so that
/// they have the same numbers in each.
pub(super) fn arrange(paths: &[&str]) -> Arrangement {
    let folders = |path: &str, level: usize| {
        let mut parts = path.split('/').skip(level);
        let first = parts.next().map(str::to_owned);
        // The last component is the file's own name.
        first.filter(|_| parts.next().is_some())
    };
    let shared = |level: usize| {
        let first = folders(paths.first()?, level)?;
        paths.iter().all(|path| folders(path, level).as_ref() == Some(&first)).then_some(first)
    };
    let mut level = 0;
    while shared(level).is_some_and(|name| part(&name).is_none()) {
        level += 1;
    }
    let named: Vec<Option<usize>> = paths.iter().map(|path| part(&folders(path, level)?)).collect();
    // With images to train on and others to judge by, what lies beside them belongs to neither: to split all of it would mix them.
    let both = named.contains(&Some(0)) && named.iter().flatten().any(|part| *part > 0);
    let whole = !named.is_empty() && named.iter().all(Option::is_some);
    let parts = (both || whole).then(|| named.iter().map(|part| part.unwrap_or(BESIDE)).collect::<Vec<usize>>());
    let level = level + usize::from(parts.is_some());
    let mut classes = Classes::default();
    let provisional: Vec<Option<u32>> =
        paths.iter().map(|path| folders(path, level).map(|name| classes.number(&name))).collect();
    let (names, finals) = classes.finish();
    // A single class tells nothing.
    let names = if names.len() < 2 { Vec::new() } else { names };
    let label =
        |provisional: Option<u32>| provisional.map(|number| finals[number as usize]).filter(|_| !names.is_empty());
    let labels = provisional.into_iter().map(label).collect();
    Arrangement { parts, labels, names }
}

/// Which part a folder names.
pub(in crate::data) fn part(folder: &str) -> Option<usize> {
    let folder = folder.to_lowercase();
    PARTS.iter().position(|names| names.contains(&folder.as_str()))
}

#[cfg(feature = "parquet")]
impl Arrangement {
    /// Samples whose parts are told otherwise than by folders.
    pub(in crate::data) fn of_parts(parts: Option<Vec<usize>>) -> Self {
        Self { parts, labels: Vec::new(), names: Vec::new() }
    }

    /// The same with the part of each image told otherwise than by folders.
    pub(super) fn in_parts(self, parts: Option<Vec<usize>>) -> Self {
        Self { parts, ..self }
    }

    /// Images in one part, with the classes that they have.
    pub(super) fn of_labels(count: usize, labels: Vec<u32>, names: Vec<String>) -> Self {
        let labels = if labels.is_empty() { vec![None; count] } else { labels.into_iter().map(Some).collect() };
        Self { parts: None, labels, names }
    }
}

impl Arrangement {
    /// Whether there are images to train on and others to judge by.
    pub(in crate::data) fn both(&self) -> bool {
        self.parts
            .as_ref()
            .is_some_and(|parts| parts.contains(&0) && parts.iter().any(|part| (1..BESIDE).contains(part)))
    }

    /// The numbers of the images of a part; validation images stand in for a test part that there is not.
    ///
    /// # Errors
    /// Data without such a part.
    pub(in crate::data) fn numbers(&self, wanted: Part) -> Result<Vec<usize>, Problem> {
        let of = |part: usize| -> Vec<usize> {
            let parts = self.parts.iter().flatten().enumerate();
            parts.filter(|(_, own)| **own == part).map(|(number, _)| number).collect()
        };
        let found = match wanted {
            Part::All => return Ok((0..self.labels.len()).collect()),
            Part::Train => of(0),
            Part::Test => [1, 2].into_iter().map(of).find(|found| !found.is_empty()).unwrap_or_default(),
        };
        if found.is_empty() { Err(Problem::NoPart { part: wanted, found: self.found() }) } else { Ok(found) }
    }

    fn found(&self) -> Vec<&'static str> {
        let parts = self.parts.as_deref().unwrap_or_default();
        (0..PARTS.len()).filter(|part| parts.contains(part)).map(|part| PARTS[part][0]).collect()
    }

    /// The classes of some images, where they all have one; `None` if none of them has.
    ///
    /// # Errors
    /// Images beside folders of classes: `name` says how the first is called.
    pub(super) fn labels(
        &self,
        numbers: &[usize],
        name: impl Fn(usize) -> String,
    ) -> Result<Option<Vec<u32>>, Problem> {
        let labels: Vec<u32> = numbers.iter().filter_map(|number| self.labels[*number]).collect();
        if labels.is_empty() {
            return Ok(None);
        }
        match numbers.iter().find(|number| self.labels[**number].is_none()) {
            Some(number) => Err(Problem::BesideClasses { name: name(*number) }),
            None => Ok(Some(labels)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(paths: &[&str], part: Part) -> (Vec<usize>, Option<Vec<u32>>) {
        let arrangement = arrange(paths);
        let numbers = arrangement.numbers(part).unwrap();
        let labels = arrangement.labels(&numbers, |number| paths[number].to_owned()).unwrap();
        (numbers, labels)
    }

    #[test]
    fn folders_are_classes_and_parts() {
        let paths = ["x/train/cat/1.png", "x/train/dog/1.png", "x/test/dog/1.png", "x/val/emu/deep/1.png"];
        assert_eq!(labels(&paths, Part::Train), (vec![0, 1], Some(vec![0, 1])));
        assert_eq!(labels(&paths, Part::Test), (vec![2], Some(vec![1])));
        assert_eq!(labels(&paths, Part::All).1, Some(vec![0, 1, 1, 2]));
        assert_eq!(arrange(&paths).names, ["cat", "dog", "emu"]);
        assert!(arrange(&paths).both());
        let paths = ["train/1.png", "valid/1.png"];
        assert_eq!(labels(&paths, Part::Test), (vec![1], None));
        assert_eq!(labels(&["a/1.png", "b/2.png"], Part::All).1, Some(vec![0, 1]));
        assert_eq!(labels(&["a/1.png", "train/2.png"], Part::All).1, Some(vec![0, 1]));
    }

    #[test]
    fn what_all_share_is_no_class() {
        for paths in
            [&["1.png", "2.png"][..], &["a/1.png", "a/2.png"], &["a/b/1.png"], &["train/a/1.png", "test/a/2.png"]]
        {
            let arrangement = arrange(paths);
            assert_eq!((labels(paths, Part::All).1, arrangement.names.len()), (None, 0), "{paths:?}");
        }
        assert_eq!(labels(&["x/a/1.png", "x/b/2.png"], Part::All).1, Some(vec![0, 1]));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let paths = ["1.png", "a/1.png", "b/1.png"];
        let arrangement = arrange(&paths);
        let problem = arrangement.labels(&[0, 1, 2], |number| paths[number].to_owned()).unwrap_err();
        assert!(problem.to_string().contains("1.png lies beside"), "{problem}");
        let problem = arrangement.numbers(Part::Test).unwrap_err();
        assert!(problem.to_string().contains("no folder 'test'"), "{problem}");
        assert!(!arrangement.both() && !arrange(&["train/1.png"]).both());
        let problem = arrange(&["train/1.png"]).numbers(Part::Test).unwrap_err();
        assert!(problem.to_string().contains("train"), "{problem}");
    }

    /// What lies beside the parts must not be mixed with them by a split of everything.
    #[test]
    fn folders_beside_the_parts_are_in_none() {
        let found = arrange(&["train/a/1", "train/b/2", "test/a/3", "extra/a/4"]);
        assert!(found.both());
        assert_eq!(found.numbers(Part::Train).unwrap(), [0, 1]);
        assert_eq!(found.numbers(Part::Test).unwrap(), [2]);
        assert_eq!(found.numbers(Part::All).unwrap().len(), 4);
    }
}
