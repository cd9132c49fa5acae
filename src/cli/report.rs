//! What `cdm report` is told, and what it answers.

use super::device::DeviceArgs;
use super::output::{self, say};
use super::{Progress, ScoreSummary, names};
use crate::backend::Device;
use crate::choice::{Backend, Precision};
use crate::data::{Dataset, Draw, Spec};
use crate::error::Error;
use crate::evaluate::Detail;
use crate::report::{Entry, Measuring, Report, Run, tell_apart};
use std::path::{Path, PathBuf};

/// Show one or several training runs, side by side, on one page
///
/// Writes an HTML file that needs nothing else: curves of the training, samples beside data, denoising, how well the model tells
/// levels, its normaliser, likelihoods of training and held-out data, and the configuration. The model is the best of the run, or
/// else the last; held-out data are those of its config.toml. Where the data are not there, the page shows what the run's files
/// tell. A model.safetensors in place of a directory is shown too, on the data that it names.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm report run --out report.html\n  \
                        cdm report run-a run-b --out report.html --samples 20000\n  \
                        cdm report run --outliers npy:others.npy --out report.html")]
pub struct ReportArgs {
    /// Directories that `cdm train` wrote, or model.safetensors files
    #[arg(value_name = "RUN", required = true, num_args = 1..=MOST)]
    pub runs: Vec<PathBuf>,
    /// Where to write the page
    #[arg(long, value_name = "FILE.html", value_parser = page_path)]
    pub out: PathBuf,
    /// Judge the models at the end of the runs, not those of least NLL
    #[arg(long)]
    pub last: bool,
    /// Data that the models should find unlikely, named as for cdm score
    #[arg(long, value_name = "SPEC")]
    pub outliers: Option<Spec>,
    /// Samples of each kind to score, and noised samples to judge levels by: more take longer and tell more exactly
    #[arg(long, value_name = "N", default_value = "5000", value_parser = names::count::<2>)]
    pub samples: usize,
    /// Seed of all noise and of the choice of samples
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// What executes the network.
    #[command(flatten)]
    pub device: DeviceArgs,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs on one page: those of one colour are told apart by dashes.
const MOST: usize = 2 * crate::report::SERIES;

/// Parses the name of a page, which a browser knows by its ending.
fn page_path(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm") => Ok(path),
        _ => Err("expected a file name that ends in .html".into()),
    }
}

impl ReportArgs {
    /// Measures the runs and writes the page.
    ///
    /// # Errors
    /// A path that holds no run or model, outliers that cannot be loaded or that a model does not take, a page that cannot be
    /// written.
    pub fn run(&self) -> Result<(), Error> {
        let mut runs = self.runs.iter().map(|path| Run::open(path, self.last)).collect::<Result<Vec<Run>, Error>>()?;
        tell_apart(&mut runs);
        let draw = Draw { count: self.samples, seed: self.seed, held_out: true };
        let outliers = self.outliers.as_ref().map(|spec| Dataset::load(spec, draw)).transpose()?;
        for (data, run) in outliers.iter().flat_map(|data| runs.iter().map(move |run| (data, run))) {
            run.model.as_ref().map_or(Ok(()), |(_, model)| model.config.check_data(data))?;
        }
        let device = Device::from(self.device);
        // Not after minutes of measuring.
        device.taken()?;
        crate::fs::require_writable(directory(&self.out))?;
        let measuring = Measuring { samples: self.samples, seed: self.seed, device, outliers };
        let entries: Vec<Entry> = runs.into_iter().map(|run| measure(&measuring, run)).collect();
        let report = Report { entries, measuring, command: self.command() };
        report.page()?.save(&self.out)?;
        let summary = ReportSummary::new(&report, &self.out);
        for run in &summary.runs {
            run.print()?;
        }
        say!("page        {}", self.out.display());
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    /// The command that makes the same page.
    fn command(&self) -> String {
        let quoted = |path: &Path| crate::run::quoted(&path.display().to_string());
        let mut words = vec!["cdm report".to_owned()];
        words.extend(self.runs.iter().map(|path| quoted(path)));
        words.push(format!("--out {}", quoted(&self.out)));
        words.extend(self.last.then(|| "--last".to_owned()));
        words.extend(self.outliers.iter().map(|spec| format!("--outliers {}", crate::run::quoted(&spec.to_string()))));
        words.push(format!("--samples {} --seed {}", self.samples, self.seed));
        let Device { backend, precision, .. } = self.device.into();
        if backend != Backend::default() {
            words.push(format!("--backend {backend}"));
        }
        if precision != Precision::default() {
            words.push(format!("--precision {precision}"));
        }
        words.join(" ")
    }
}

/// The directory that a file lies in.
fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Measures a run; what prevents that is told with it.
fn measure(measuring: &Measuring, mut run: Run) -> Entry {
    let bar = Progress::new(&format!("measuring {}", run.name), measuring.total());
    let measured = measuring.measure(&run, |n| bar.advance(n)).unwrap_or_else(|error| {
        run.notes.push(format!("Nothing could be measured, so this page shows what the run's files tell. {error}"));
        None
    });
    drop(bar);
    for note in &run.notes {
        log::warn!("{}: {note}", run.name);
    }
    Entry { run, measured }
}

/// The answer of `cdm report --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ReportSummary {
    /// The page.
    pub out: String,
    /// The runs.
    pub runs: Vec<RunSummary>,
}

/// What a report found of a run.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct RunSummary {
    /// Its name on the page.
    pub name: String,
    /// Its directory or file.
    pub path: String,
    /// The last step of its metrics.
    pub step: Option<usize>,
    /// The name of the file of the model that was judged.
    pub model: Option<&'static str>,
    /// Held-out data.
    pub held_out: Option<ScoreSummary>,
    /// Training data.
    pub train: Option<ScoreSummary>,
    /// Outliers.
    pub outliers: Option<ScoreSummary>,
    /// Levels, noise and normalisers on held-out data.
    pub levels: Option<Detail>,
    /// What could not be read or measured, and why.
    pub notes: Vec<String>,
}

impl ReportSummary {
    /// The numbers of a report that was written to `out`.
    pub fn new(report: &Report, out: &Path) -> Self {
        let run = |Entry { run, measured }: &Entry| {
            let score = |of: &dyn Fn(&crate::report::Measured) -> Option<Vec<f64>>| {
                let measured = measured.as_ref()?;
                Some(ScoreSummary::new(&of(measured)?.iter().collect(), measured.dim, 1))
            };
            RunSummary {
                name: run.name.clone(),
                path: run.path.display().to_string(),
                step: run.history.last_step(),
                model: run.model.as_ref().map(|(name, _)| *name),
                held_out: score(&|measured| Some(measured.held_out.clone())),
                train: score(&|measured| Some(measured.train.clone())),
                outliers: score(&|measured| measured.outliers.clone()),
                levels: measured.as_ref().map(|measured| measured.detail.clone()),
                notes: run.notes.clone(),
            }
        };
        Self { out: out.display().to_string(), runs: report.entries.iter().map(run).collect() }
    }
}

impl RunSummary {
    fn print(&self) -> Result<(), Error> {
        let Some((score, levels)) = self.held_out.as_ref().zip(self.levels.as_ref()) else {
            say!("{}: not measured", self.name);
            return Ok(());
        };
        let error = score.log_density_stderr.unwrap_or(f64::NAN);
        let (nll, quality) = (-score.log_density_mean, &levels.quality);
        let (log_z, log_z_error) = (quality.log_normaliser, quality.log_normaliser_stderr);
        say!("{}: NLL {nll:.3} ± {error:.3} nats, log Z = {log_z:.3} ± {log_z_error:.3} nats", self.name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_somewhere_and_ends_as_browsers_know_it() {
        assert_eq!(page_path("a/b.HTML").unwrap(), Path::new("a/b.HTML"));
        assert!(page_path("run").is_err() && page_path("x.png").is_err());
        assert_eq!(directory(Path::new("x.html")), Path::new("."));
        assert_eq!(directory(Path::new("a/x.html")), Path::new("a"));
    }
}
