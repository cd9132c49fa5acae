//! What `cdm sample` is told.

mod draw;
mod interpolate;
mod summary;

pub use summary::SampleSummary;

use super::classes::Classes;
use super::device::DeviceArgs;
use super::names;
use crate::backend::Trained;
use crate::data::{Dataset, Draw, Spec, Transform};
use crate::error::Error;
use crate::model::{Model, ModelConfig};
use crate::sample::{BATCH, Denoiser, Labels, SampleFile, SampleSpec};
use cdm_core::Schedule;
use cdm_core::sampler::{AnyMethod, Ddim, Plan, Spacing};
use std::path::{Path, PathBuf};

/// Draw samples from a trained model
///
/// Each sample starts from noise, or with --init from a sample of data, and is drawn by the network's denoiser. Noise depends on the
/// seed and the sample's number alone: --n, --batch, --threads and --backend change no sample by more than rounding.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cdm sample --model run/model.safetensors --n 64 --sampler ddim --steps 50 --out samples.png\n  \
                  cdm sample --model run/model.safetensors --class all --guidance 0.5 --n 8 --out classes.png\n  \
                  cdm sample --model run/model.safetensors --out samples.png --strip strip.png --animation way.png\n  \
                  cdm sample --model run/model.safetensors --init images.npy --init-level 300 --out variants.npy\n  \
                  cdm sample --model run/model.safetensors --init images.npy --mask known.npy --out completed.npy\n  \
                  cdm sample --model run/model.safetensors --interpolate digits:test --n 6 --out between.png",
    group = clap::ArgGroup::new("use_of_init").multiple(true),
    group = clap::ArgGroup::new("use_of_frames").multiple(true)
)]
pub struct SampleArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// Number of samples; of each class, of pairs with --interpolate [default: 64; 10 of each of several classes; as many as --init
    /// has; 8 pairs]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub n: Option<usize>,
    /// Sampling method; euler is ddim computed from the velocity of the flow
    #[arg(long, value_name = "NAME", default_value = "ddim", value_parser = names::sampler())]
    pub sampler: AnyMethod,
    /// Levels visited, each one evaluation of the denoiser, with heun two [default: 50, or all where there are fewer]
    #[arg(long, value_name = "K", value_parser = names::count::<1>)]
    pub steps: Option<usize>,
    /// How they are spread: published leaves out the noisiest, trailing does not, quadratic is dense at low noise
    #[arg(long, value_name = "NAME", default_value = "trailing", value_parser = names::spacing())]
    pub spacing: Spacing,
    /// Noise of ddim, from 0 (none, the default) to 1 (as ddpm)
    #[arg(long, value_name = "E", allow_negative_numbers = true)]
    pub eta: Option<f64>,
    /// Confine estimates of clean data to the range of grey values, at every step
    #[arg(long)]
    pub clip: bool,
    /// Draw samples of a class (3), of several (0,3,7), a row of the picture for each, or of all the model knows (all)
    #[arg(long, value_name = "CLASS")]
    pub class: Option<Classes>,
    /// Guide towards the class: (1 + W) times the estimate for it less W times that for none; two evaluations of the network
    #[arg(long, value_name = "W", requires = "class", allow_negative_numbers = true, value_parser = names::finite)]
    pub guidance: Option<f64>,
    /// Samples of data, a .npy file or named as for cdm score, in their own units: start from them, noised to --init-level, or keep
    /// what --mask says is known of them
    #[arg(long, value_name = "DATA", requires = "use_of_init", value_parser = names::data)]
    pub init: Option<Spec>,
    /// The level that --init is noised to; with --spacing published the first level visited below it
    #[arg(long, value_name = "T", requires = "init", group = "use_of_init", value_parser = names::count::<1>)]
    pub init_level: Option<usize>,
    /// Inpaint: 1 where a value of --init is known and kept, 0 where it is drawn; one mask for all samples or one for each
    #[arg(long, value_name = "FILE.npy", requires = "init", group = "use_of_init")]
    pub mask: Option<PathBuf>,
    /// Draw the way between the 1st and the 2nd sample of these data, the 3rd and the 4th, and so on, through their codes
    #[arg(long, value_name = "DATA", group = "use_of_frames", value_parser = names::data,
        conflicts_with_all = ["init", "strip", "animation", "eta", "clip"])]
    pub interpolate: Option<Spec>,
    /// Draw how some samples come about, a column for each of --frames moments: the noisy sample above, below it the estimate of the
    /// clean one
    #[arg(long, value_name = "FILE.png", group = "use_of_frames", value_parser = names::png)]
    pub strip: Option<PathBuf>,
    /// Draw the same of more samples as an animated PNG
    #[arg(long, value_name = "FILE.png", group = "use_of_frames", value_parser = names::png)]
    pub animation: Option<PathBuf>,
    /// Columns of --strip and --interpolate, pictures of --animation [default: 10; 5 of vectors in --strip; 30 of --animation]
    #[arg(long, value_name = "K", requires = "use_of_frames", value_parser = names::frames)]
    pub frames: Option<usize>,
    /// Seed of the noise
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Where to write them: a picture (.png) or numbers in the data's own units (.npy, with --class the classes in .labels.npy)
    #[arg(long, value_name = "FILE")]
    pub out: SampleFile,
    /// Samples that go through the network at once; what is drawn does not depend on it, but for rounding
    #[arg(long, value_name = "N", default_value_t = BATCH, value_parser = names::batch)]
    pub batch: usize,
    /// What executes the network.
    #[command(flatten)]
    pub device: DeviceArgs,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl SampleArgs {
    /// Draws and writes the samples.
    ///
    /// # Errors
    /// A model that cannot be used, more steps than it has levels, a class that it lacks, data or a mask of another shape, a file that
    /// cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        self.check_files()?;
        let model = Model::load(&self.model)?;
        let schedule = model.schedule()?;
        let spec = self.spec(&schedule, &model.config.transform)?;
        // What is wrong with the steps is said before data are read.
        spec.plan(&schedule)?;
        let classes = self.class.as_ref().map(|classes| classes.of(&model.config)).transpose()?;
        match &self.interpolate {
            Some(data) => self.interpolate(data, &model, &schedule, spec, classes),
            None => self.draw(&model, &schedule, spec, classes),
        }
    }

    /// Two results cannot have one name.
    fn check_files(&self) -> Result<(), Error> {
        let mut files: Vec<(&str, &Path)> = vec![("--out", self.out.path())];
        for (option, path) in [("--strip", &self.strip), ("--animation", &self.animation)] {
            let Some(path) = path else { continue };
            if let Some((other, _)) = files.iter().find(|(_, other)| other == path) {
                let (option, value) = (option.to_owned(), path.display().to_string());
                return Err(Error::BadValue { option, value, expected: format!("another file than that of {other}") });
            }
            files.push((option, path));
        }
        Ok(())
    }

    /// How to sample, as far as it can be told without the network.
    fn spec(&self, schedule: &Schedule, transform: &Transform) -> Result<SampleSpec, Error> {
        // Level L holds no signal, so those below it can be visited.
        let visitable = schedule.last() - 1;
        if let Some(level) = self.init_level {
            names::require_noisy("--init-level", level, schedule)?;
        }
        let steps = self.steps.unwrap_or(50.min(self.init_level.unwrap_or(visitable)));
        let clip = if self.clip { Some(clip_range(transform)?) } else { None };
        let spec = SampleSpec::new(self.method()?, steps, self.seed);
        Ok(SampleSpec { spacing: self.spacing, top: self.init_level, clip, ..spec })
    }

    fn method(&self) -> Result<AnyMethod, Error> {
        match (self.sampler, self.eta) {
            (method, None) => Ok(method),
            (AnyMethod::Ddim(_), Some(eta)) => Ok(AnyMethod::Ddim(Ddim::new(eta)?)),
            (other, Some(eta)) => Err(Error::BadValue {
                option: "--eta".into(),
                value: eta.to_string(),
                expected: format!("--sampler ddim beside it; {} has no such setting, leave it out", other.name()),
            }),
        }
    }

    /// The denoiser, conditioned on classes where there are any.
    fn denoiser<'a>(&self, net: &'a dyn Trained, labels: Option<&'a Labels>) -> Denoiser<'a> {
        match labels {
            Some(labels) => Denoiser::Conditional { net, labels, guidance: self.guidance.unwrap_or(0.0) },
            None => Denoiser::Plain(net),
        }
    }

    /// What can be said of any samples.
    fn summary(&self, count: usize, plan: &Plan<'_, AnyMethod>, denoiser: Denoiser<'_>) -> SampleSummary {
        let numbers = matches!(self.out, SampleFile::Npy(_));
        let classes = match denoiser {
            Denoiser::Conditional { labels, .. } => Some(labels.classes().to_vec()),
            Denoiser::Plain(_) => None,
        };
        SampleSummary {
            count,
            sampler: self.sampler.name(),
            spacing: self.spacing.name(),
            steps: plan.levels().len(),
            nfe: plan.len(),
            network_evaluations: denoiser.evaluations(),
            first_level: plan.step(0).level,
            seed: self.seed,
            batch: self.batch,
            labels: (numbers && classes.is_some()).then(|| self.out.labels().display().to_string()),
            classes,
            guidance: self.guidance,
            known: None,
            round_trip: None,
            seconds: 0.0,
            out: self.out.path().display().to_string(),
            strip: None,
            animation: None,
        }
    }

    /// Data that the model can take; of a density as many samples as `count`.
    fn data(&self, spec: &Spec, count: usize, config: &ModelConfig) -> Result<Dataset, Error> {
        let data = Dataset::load(spec, Draw { count, seed: self.seed, held_out: true })?;
        config.check_data(&data)?;
        Ok(data)
    }
}

fn clip_range(transform: &Transform) -> Result<(f64, f64), Error> {
    transform.range().ok_or_else(|| Error::BadValue {
        option: "--clip".into(),
        value: "real numbers".into(),
        expected: "a model of grey values, whose range is known; leave --clip out".into(),
    })
}
