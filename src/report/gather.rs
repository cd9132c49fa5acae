//! What the files of a run tell, without its data.

use super::history::History;
use crate::config::{Key, Layers, Origin, Value};
use crate::data::Dataset;
use crate::error::Error;
use crate::model::Model;
use crate::run::checkpoint::Machine;
use crate::run::{BEST, CONFIG, Directory, METRICS, MODEL, Problem};
use std::path::{Path, PathBuf};

/// A training run, or a model alone, as its files tell of it.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// A short name, for legends.
    pub name: String,
    /// The directory, or the file of the model.
    pub path: PathBuf,
    /// Its `config.toml`, if it has one.
    pub config: Option<String>,
    /// Its settings, in the order of the file: name and value as TOML has them.
    pub settings: Vec<(String, String)>,
    /// Its metrics.
    pub history: History,
    /// The model to judge, and the name of its file.
    pub model: Option<(&'static str, Model)>,
    /// What the last checkpoint says it was trained by.
    pub machine: Option<Machine>,
    /// The step and the PNG file of its last samples.
    pub samples: Option<(usize, Vec<u8>)>,
    /// What could not be read, and why.
    pub notes: Vec<String>,
}

impl Run {
    /// Reads what is in the directory of a run, or the file of a model. The model to judge is the best of the run or, if `last`, the
    /// one at its end; the other where that is not there.
    ///
    /// # Errors
    /// [`Error::Read`] if there is nothing at `path`; [`Problem::NoRun`] in an [`Error::Run`] for a directory of something
    /// else; [`Error::Model`] for a file that is no model. What is damaged within a run is told in [`notes`](Self::notes).
    pub fn open(path: &Path, last: bool) -> Result<Self, Error> {
        let about = std::fs::metadata(path).map_err(|source| Error::read(path, source))?;
        let mut run = Self { name: name(path), path: path.to_owned(), ..Self::default() };
        if !about.is_dir() {
            run.model = Some(("the file", Model::load(path)?));
            return Ok(run);
        }
        if !Directory::is_run(path) {
            return Err(Error::run(path, Problem::NoRun));
        }
        run.read_config();
        match History::load(&path.join(METRICS)) {
            Ok(history) => run.history = history,
            Err(error) => run.notes.push(error.to_string()),
        }
        if run.history.unread > 0 {
            run.notes.push(format!("{METRICS}: {} unreadable lines were passed over.", run.history.unread));
        }
        run.read_model(if last { [MODEL, BEST] } else { [BEST, MODEL] });
        run.machine = Directory::last_description(path).map(|description| description.machine);
        if let Some((step, picture)) = Directory::last_samples(path) {
            match std::fs::read(&picture) {
                Ok(png) => run.samples = Some((step, png)),
                Err(source) => run.notes.push(Error::read(&picture, source).to_string()),
            }
        }
        Ok(run)
    }

    fn read_config(&mut self) {
        let path = self.path.join(CONFIG);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) => return self.notes.push(Error::read(&path, source).to_string()),
        };
        match toml::from_str::<toml::Table>(&text) {
            Ok(table) => self.settings = in_order(&text, &table),
            Err(error) => self.notes.push(format!("{}: {}", path.display(), error.message())),
        }
        self.config = Some(text);
    }

    /// The first of these models that is there and whole.
    fn read_model(&mut self, names: [&'static str; 2]) {
        for name in names {
            let path = self.path.join(name);
            if !path.exists() {
                continue;
            }
            match Model::load(&path) {
                Ok(model) => return self.model = Some((name, model)),
                Err(error) => self.notes.push(error.to_string()),
            }
        }
        let why = "There is no model yet: a run writes one with its first validation, and at its end.";
        self.notes.push(why.into());
    }

    /// A setting, as TOML has it.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Samples in a training step, if the settings tell.
    pub fn samples_per_step(&self) -> Option<f64> {
        let number = |name: &str| self.setting(name)?.parse::<f64>().ok();
        Some(number("batch")? * number("accumulate").unwrap_or(1.0))
    }

    /// Loads its data: `(train, held_out)`. What an earlier version did not write down is as the defaults have it.
    ///
    /// # Errors
    /// As [`Layers::load_data`], and a `config.toml` that cannot be used.
    pub fn load_data(&self) -> Result<(Dataset, Dataset), Error> {
        let mut layers = Layers::default();
        match (&self.config, &self.model) {
            (Some(_), _) => layers.read_file(&self.path.join(CONFIG))?,
            (None, Some((_, model))) => {
                let data = Value::Word(model.config.data.clone());
                layers.options.set(Key::find("data")?, data, Origin::Option("the model".into()))?;
            }
            (None, None) => {}
        }
        layers.load_data()
    }
}

/// Gives runs of the same name their paths as names.
pub fn tell_apart(runs: &mut [Run]) {
    let names: Vec<String> = runs.iter().map(|run| run.name.clone()).collect();
    for run in runs {
        if names.iter().filter(|name| **name == run.name).count() > 1 {
            run.name = run.path.display().to_string();
        }
    }
}

/// The last part of a path that has a name.
fn name(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.display().to_string())
}

/// Settings in the order of the file.
fn in_order(text: &str, table: &toml::Table) -> Vec<(String, String)> {
    let mut settings: Vec<(String, String)> =
        table.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
    let line = |name: &str| {
        let is_it = |line: &str| line.split('=').next().is_some_and(|before| before.trim() == name);
        text.lines().position(is_it).unwrap_or(usize::MAX)
    };
    settings.sort_by_key(|(name, _)| line(name));
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, name: &str, text: &str) {
        std::fs::write(dir.join(name), text).unwrap();
    }

    #[test]
    fn a_directory_of_something_else_is_refused_with_what_to_give() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "notes.txt", "x");
        let error = Run::open(dir.path(), false).unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        assert!(error.to_string().contains("cdm train --out"), "{error}");
        let error = Run::open(&dir.path().join("none"), false).unwrap_err();
        assert!(error.to_string().contains("no such file"), "{error}");
        assert!(matches!(Run::open(&dir.path().join("notes.txt"), false), Err(Error::Model { .. })));
    }

    /// A run that was killed before its first validation, by an earlier version that wrote fewer settings, and one of a later
    /// version.
    #[test]
    fn what_is_missing_or_unknown_is_no_reason_to_refuse_a_run() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), CONFIG, "version = \"0.0.1\"\nlr = 0.5\ndata = \"digits\"\nbatch = 8\n");
        write(dir.path(), METRICS, "{\"step\":1,\"ce\":2.0}\n{\"st");
        let run = Run::open(dir.path(), false).unwrap();
        let names: Vec<&str> = run.settings.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["version", "lr", "data", "batch"], "in the order of the file");
        assert_eq!((run.samples_per_step(), run.history.lines.len(), run.model.is_none()), (Some(8.0), 1, true));
        assert!(run.notes.iter().any(|note| note.contains("no model yet")) && run.notes.len() == 2, "{:?}", run.notes);
        let (train, held_out) = run.load_data().unwrap();
        assert_eq!((train.len(), held_out.len()), (1442, 355));

        write(dir.path(), CONFIG, "data = \"digits\"\nwarp = 9\n");
        let run = Run::open(dir.path(), false).unwrap();
        assert_eq!(run.setting("warp"), Some("9"));
        assert!(run.load_data().unwrap_err().to_string().contains("warp"));
        write(dir.path(), CONFIG, "data = ");
        let run = Run::open(dir.path(), false).unwrap();
        assert!(run.settings.is_empty() && run.notes.iter().any(|note| note.contains(CONFIG)), "{:?}", run.notes);
    }

    #[test]
    fn runs_of_one_name_are_told_apart_by_their_paths() {
        let run = |path: &str| Run { name: name(Path::new(path)), path: path.into(), ..Run::default() };
        let mut runs = [run("a/run"), run("b/run/"), run("c/other")];
        tell_apart(&mut runs);
        assert_eq!(runs.map(|run| run.name), ["a/run", "b/run/", "other"]);
    }
}
