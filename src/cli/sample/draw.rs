//! Samples from noise or from data.

use super::summary::Picture;
use super::{SampleArgs, SampleSummary};
use crate::cli::output::{self, say};
use crate::cli::{Progress, names};
use crate::data::Shape;
use crate::error::Error;
use crate::fs::Staged;
use crate::model::{Model, ModelConfig};
use crate::run::Signals;
use crate::sample::{Files, Given, Known, Labels, Layout, Mask, SampleSpec, Sampling, Sink, Start, Trail};
use cdm_core::Schedule;
use cdm_core::sampler::{AnyMethod, Observed, Plan};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Samples from noise, unless told otherwise: of a model, and of each of several classes.
const SAMPLES: [usize; 2] = [64, 10];

impl SampleArgs {
    pub(super) fn draw(
        &self,
        model: &Model,
        schedule: &Schedule,
        spec: SampleSpec,
        classes: Option<Vec<u32>>,
    ) -> Result<(), Error> {
        let config = &model.config;
        let several = classes.as_ref().is_some_and(|classes| classes.len() > 1);
        let wanted = self.n.unwrap_or(SAMPLES[usize::from(several)]);
        let data = self.init.as_ref().map(|init| self.data(init, wanted, config)).transpose()?;
        let each = self.n.unwrap_or_else(|| data.as_ref().map_or(wanted, |data| data.len()));
        let count = count(each, classes.as_ref().map_or(1, Vec::len))?;
        let given = data.as_ref().map(|data| Given { data, transform: &config.transform });
        let masks = self.mask.as_deref().zip(data.as_ref());
        let mask = masks.map(|(path, data)| Mask::load(path, config.shape, data.len())).transpose()?;
        let known = given.zip(mask.as_ref()).map(|(given, mask)| Known { given, mask });
        let labels = classes.map(|classes| Labels::new(classes, each));
        let plan = spec.plan(schedule)?;
        let mut outputs = Outputs::create(self, &plan, count, config, labels.as_ref())?;
        outputs.files = outputs.files.knowing(known);

        let net = crate::backend::open_trained(self.device.into(), model)?;
        let denoiser = self.denoiser(&*net, labels.as_ref());
        let start = match given {
            Some(given) if self.init_level.is_some() => Start::Noised(given),
            _ => Start::Noise,
        };
        let sampling = Sampling { start, known, batch: self.batch, ..Sampling::new(denoiser, schedule, spec, count) };
        let (begin, bar) = (Instant::now(), Progress::new("sampling", count * plan.len()));
        sampling.run(&mut outputs, |evaluations| bar.advance(evaluations))?;
        let seconds = begin.elapsed().as_secs_f64();
        drop(bar);
        let ([strip, animation], known) = (outputs.finish(config)?, mask.as_ref().map(Mask::share));
        let summary = SampleSummary { seconds, known, strip, animation, ..self.summary(count, &plan, denoiser) };
        summary.say()?;
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// Samples of all classes together.
fn count(each: usize, classes: usize) -> Result<usize, Error> {
    let count = each.saturating_mul(classes);
    if count <= names::MOST {
        return Ok(count);
    }
    let expected = format!("at most {} samples in all", names::MOST);
    Err(Error::BadValue { option: "--n".into(), value: each.to_string(), expected })
}

impl SampleSummary {
    fn say(&self) -> Result<(), Error> {
        let Self { count, steps, sampler, nfe, out, .. } = self;
        say!("{count} samples, {steps} steps of {sampler}, {nfe} evaluations each: {out}");
        if let Some(labels) = &self.labels {
            say!("classes     {labels}");
        }
        for (name, picture) in [("strip", &self.strip), ("animation", &self.animation)] {
            if let Some(Picture { file, levels }) = picture {
                let levels: Vec<String> = levels.iter().map(usize::to_string).collect();
                say!("{name:<11} {file}, levels {}", levels.join(" "));
            }
        }
        Ok(())
    }
}

/// Samples of which a strip shows the way: images and points.
const STRIP: [usize; 2] = [8, 1000];
/// Classes of which a strip of images shows one.
const STRIP_CLASSES: usize = 10;
/// Samples that move: images and points.
const MOVING: [usize; 2] = [64, 1000];
/// Moments of a strip of images and of panels, and of an animation.
const MOMENTS: [usize; 3] = [10, 5, 30];

/// All that is written of samples.
struct Outputs<'a> {
    files: Files<'a>,
    strip: Option<(Trail, Staged, Vec<String>)>,
    animation: Option<(Trail, Staged, Layout)>,
    /// An end in good order removes the unfinished files.
    signals: Signals,
}

impl<'a> Outputs<'a> {
    /// Opens all files, so that one which cannot be written is named before the work.
    fn create(
        args: &'a SampleArgs,
        plan: &Plan<'_, AnyMethod>,
        count: usize,
        config: &'a ModelConfig,
        labels: Option<&'a Labels>,
    ) -> Result<Self, Error> {
        let groups = Groups { count, labels };
        let vectors = usize::from(matches!(config.shape, Shape::Vector { .. }));
        let dim = config.shape.dim();
        let open = |path: &Option<PathBuf>| path.as_deref().map(Staged::create).transpose();
        let strip = open(&args.strip)?.map(|file| {
            let (numbers, titles) = if vectors == 0 && groups.several() {
                let (mut numbers, Layout { titles, .. }) = groups.first(1);
                numbers.truncate(STRIP_CLASSES);
                (numbers, titles)
            } else {
                (groups.first(STRIP[vectors]).0, Vec::new())
            };
            let moments = args.frames.unwrap_or(MOMENTS[vectors]);
            (Trail::new(plan, dim, numbers, moments), file, titles)
        });
        let animation = open(&args.animation)?.map(|file| {
            let (numbers, layout) = groups.first(MOVING[vectors]);
            (Trail::new(plan, dim, numbers, args.frames.unwrap_or(MOMENTS[2])), file, layout)
        });
        let layout = groups.first(count).1;
        let files = Files::create(&args.out, count, config, labels, layout)?;
        Ok(Self { files, strip, animation, signals: Signals::watch() })
    }

    /// Draws the pictures and gives all files their names; says of strip and animation where they lie.
    fn finish(self, config: &ModelConfig) -> Result<[Option<Picture>; 2], Error> {
        let told =
            |path: &Path, trail: &Trail| Picture { file: path.display().to_string(), levels: trail.levels().to_vec() };
        self.files.finish()?;
        let mut pictures = [None, None];
        if let Some((trail, file, titles)) = self.strip {
            pictures[0] = Some(told(file.path(), &trail));
            file.end(&trail.strip(config, &titles)?.to_png()?)?;
        }
        if let Some((trail, file, layout)) = self.animation {
            pictures[1] = Some(told(file.path(), &trail));
            file.end(&trail.animation(config, &layout)?)?;
        }
        Ok(pictures)
    }
}

impl Sink for Outputs<'_> {
    fn start(&mut self, first: usize, level: usize, x: &[f32]) {
        self.trails().for_each(|trail| trail.start(first, level, x));
    }

    fn row(&mut self, first: usize, seen: &Observed<'_, f32>) -> Result<(), Error> {
        self.trails().try_for_each(|trail| trail.row(first, seen))?;
        self.signals.check()
    }

    fn batch(&mut self, first: usize, x: &[f32]) -> Result<(), Error> {
        self.files.batch(first, x)
    }
}

impl Outputs<'_> {
    fn trails(&mut self) -> impl Iterator<Item = &mut Trail> {
        let strip = self.strip.iter_mut().map(|(trail, ..)| trail);
        strip.chain(self.animation.iter_mut().map(|(trail, ..)| trail))
    }
}

/// Samples by their classes.
struct Groups<'a> {
    count: usize,
    labels: Option<&'a Labels>,
}

impl Groups<'_> {
    fn several(&self) -> bool {
        self.labels.is_some_and(|labels| labels.classes().len() > 1)
    }

    /// At most `most` samples, as many of each class, and their layout.
    fn first(&self, most: usize) -> (Vec<usize>, Layout) {
        match self.labels {
            Some(labels) if self.several() => {
                let each = labels.each().min(most.div_ceil(labels.classes().len()));
                let of = |class| (0..each).map(move |i| class * labels.each() + i);
                let titles = labels.classes().iter().map(|class| format!("class {class}")).collect();
                ((0..labels.classes().len()).flat_map(of).collect(), Layout { each: Some(each), titles })
            }
            _ => ((0..self.count.min(most)).collect(), Layout::default()),
        }
    }
}
