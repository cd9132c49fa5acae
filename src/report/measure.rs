//! What a report measures of a model: densities, levels, denoising and samples.

use super::gather::Run;
use crate::backend::{self, AnyNet, Device};
use crate::data::{Dataset, Permutation, Shape, Spec, Transform};
use crate::error::Error;
use crate::evaluate::{self, Detail, Effort};
use crate::known::Known;
use crate::model::{Model, ModelConfig};
use crate::picture::ImageGrid;
use crate::sample::{self, SampleSpec};
use cdm_core::rng::{Philox, Stream};
use cdm_core::sampler::{self, AnyMethod, Ddim};
use cdm_core::{ClassifierExt, Levels, Schedule};

/// How a report measures.
#[derive(Clone, Debug)]
pub struct Measuring {
    /// Samples of each kind that are scored, at most, and noised samples that levels are judged on, at least.
    pub samples: usize,
    /// Seed of all noise and of the choice of samples.
    pub seed: u64,
    /// What executes the networks.
    pub device: Device,
    /// Data that the models should find unlikely.
    pub outliers: Option<Dataset>,
}

/// What was measured of a model.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Name of the held-out data.
    pub data: String,
    /// Values per sample.
    pub dim: usize,
    /// Log densities of training samples in the data's units, nats.
    pub train: Vec<f64>,
    /// Of held-out samples.
    pub held_out: Vec<f64>,
    /// Of outliers, where there are some.
    pub outliers: Option<Vec<f64>>,
    /// The model beside the true density, where that is known.
    pub known: Option<Known>,
    /// Levels, noise and normalisers on held-out data.
    pub detail: Detail,
    /// Mean log posteriors over levels, each with the true level.
    pub posteriors: Vec<(usize, Vec<f64>)>,
    /// What there is to see.
    pub seen: Seen,
}

/// What there is to see of samples.
#[derive(Clone, Debug)]
pub enum Seen {
    /// Images, as PNG.
    Images(Images),
    /// Vectors in the data's units, `[n, dim]`: samples of the model, and as many held-out ones.
    Vectors {
        /// Names of the columns.
        columns: Vec<String>,
        /// Of the model.
        samples: Vec<f32>,
        /// Held out.
        real: Vec<f32>,
    },
}

/// Pictures as PNG.
#[derive(Clone, Debug)]
pub struct Images {
    /// Samples of the model, drawn where the run left none.
    pub samples: Option<Vec<u8>>,
    /// Held-out images.
    pub real: Vec<u8>,
    /// Held-out images, noised to some levels, and below each the estimate of the clean image.
    pub denoised: Vec<u8>,
    /// The mean estimate from pure noise, and the mean of held-out images.
    pub mean: Vec<u8>,
}

/// Shares of noise, `σ / √(a² + σ²)`, at which denoising is shown.
const DENOISED: [f64; 4] = [0.3, 0.6, 0.8, 0.95];
/// The same of posterior curves.
const POSTERIORS: [f64; 4] = [0.1, 0.4, 0.7, 0.95];
/// Samples that a posterior curve is the mean of.
const CURVE: usize = 128;
/// Images in a grid, the number in a run's own.
const GRID: usize = 16;
/// Images whose denoising is shown.
const ROW: usize = 8;
/// Samples that the mean estimate from pure noise is over.
const MEAN: usize = 64;
/// Vectors that are shown.
const VECTORS: usize = 1000;
/// Levels that sampling visits.
const STEPS: usize = 50;

impl Measuring {
    /// Noised samples and the most at each level on which the denoiser, five times as costly, is judged.
    fn effort(&self, levels: usize) -> Effort {
        Effort { noised: self.samples, denoised: (self.samples / (5 * levels)).max(1), seed: self.seed }
    }

    /// About how many times [`measure`](Self::measure) tells of a sample that is done.
    pub fn total(&self) -> usize {
        (if self.outliers.is_some() { 4 } else { 3 }) * self.samples
    }

    /// Measures the model of a run; `done` hears of samples. `None` for a run without a model.
    ///
    /// # Errors
    /// Data that cannot be opened or that the model does not take; the backend's.
    pub fn measure(&self, run: &Run, mut done: impl FnMut(usize)) -> Result<Option<Measured>, Error> {
        let Some((_, model)) = &run.model else { return Ok(None) };
        let (config, transform, schedule) = (&model.config, &model.config.transform, model.schedule()?);
        let (train, held_out) = run.load_data()?;
        let (train, held_out) = (self.some(&train), self.some(&held_out));
        let outliers = self.outliers.as_ref().map(|outliers| self.some(outliers));
        for data in [&train, &held_out].into_iter().chain(&outliers) {
            config.check_data(data)?;
        }
        let net = &*backend::open(self.device, model)?;
        let mut score = |data: &Dataset| evaluate::log_density(net, transform, data, 0, self.seed, &mut done);
        let log_held_out = score(&held_out)?;
        let (log_train, log_outliers) = (score(&train)?, outliers.as_ref().map(&mut score).transpose()?);
        let effort = self.effort(schedule.levels());
        let detail = evaluate::examine(net, schedule.view(), transform, &held_out, effort, &mut done)?;
        let clean = transform.encode(&held_out.gather(0..CURVE.min(held_out.len()))?, &Philox::new(self.seed), 0, 0);
        let posterior =
            |level| Ok((level, evaluate::mean_log_posterior(net, schedule.view(), &clean, level, self.seed)?));
        let posteriors = levels_at(&schedule, &POSTERIORS).into_iter().map(posterior).collect::<Result<_, Error>>()?;
        Ok(Some(Measured {
            data: held_out.name.clone(),
            dim: held_out.dim(),
            known: known(&held_out, &log_held_out)?,
            train: log_train,
            held_out: log_held_out,
            outliers: log_outliers,
            detail,
            posteriors,
            seen: self.see(run, model, net, &schedule, &held_out)?,
        }))
    }

    /// At most as many samples as are to be scored, chosen by the seed.
    fn some(&self, data: &Dataset) -> Dataset {
        let order = Permutation::new(self.seed, Stream::DENSITY, 0, data.len());
        let numbers: Vec<usize> = order.iter().take(self.samples).collect();
        data.choose(&numbers)
    }

    fn see(
        &self,
        run: &Run,
        model: &Model,
        net: &AnyNet<'_>,
        schedule: &Schedule,
        data: &Dataset,
    ) -> Result<Seen, Error> {
        let config = &model.config;
        if let Shape::Vector { dim } = config.shape {
            let real = data.gather(0..VECTORS.min(data.len()))?;
            let samples = self.draw(config, net, schedule, real.len() / dim)?;
            let name = |at: usize| data.column_names.get(at).cloned().unwrap_or_else(|| format!("column {}", at + 1));
            return Ok(Seen::Vectors { columns: (0..dim).map(name).collect(), samples, real });
        }
        let samples = match run.samples {
            Some(_) => None,
            None => Some(sample::picture(&self.draw(config, net, schedule, GRID)?, config)?.to_png()?),
        };
        let real = sample::picture(&data.gather(0..GRID.min(data.len()))?, config)?.to_png()?;
        let view = View { config, net, schedule, seed: self.seed };
        Ok(Seen::Images(Images { samples, real, denoised: view.denoised(data)?, mean: view.mean(data)? }))
    }

    /// Samples of the model in the data's units.
    fn draw(&self, config: &ModelConfig, net: &AnyNet<'_>, schedule: &Schedule, n: usize) -> Result<Vec<f32>, Error> {
        let how = SampleSpec {
            clip: config.transform.range(),
            ..SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), STEPS.min(schedule.last() - 1), self.seed)
        };
        let x = sample::draw(net, schedule, how, n, |_| ())?;
        let mut values = vec![0.0; x.len()];
        config.transform.decode_into(&x, &mut values);
        Ok(values)
    }
}

/// The model beside the density that the data were drawn from, if they were.
fn known(data: &Dataset, log_density: &[f64]) -> Result<Option<Known>, Error> {
    let spec = data.name.parse::<Spec>().ok();
    let truth = spec.as_ref().and_then(Spec::synthetic);
    truth.map(|truth| Known::new(truth, data, log_density)).transpose()
}

/// The levels with signal and noise whose shares of noise are nearest to these, each once.
fn levels_at(schedule: &Schedule, shares: &[f64]) -> Vec<usize> {
    let share = |level: usize| schedule.sigma(level) / schedule.a(level).hypot(schedule.sigma(level));
    let distance = |level: usize, wanted: f64| (share(level) - wanted).abs();
    let nearest =
        |wanted: &f64| (1..schedule.last()).min_by(|a, b| distance(*a, *wanted).total_cmp(&distance(*b, *wanted)));
    let mut levels: Vec<usize> = shares.iter().filter_map(nearest).collect();
    levels.dedup();
    levels
}

/// What pictures of denoising are made with.
struct View<'a> {
    config: &'a ModelConfig,
    net: &'a AnyNet<'a>,
    schedule: &'a Schedule,
    seed: u64,
}

impl View<'_> {
    /// Rows of images: clean ones, then for each level the noised ones and the estimates of the clean ones.
    fn denoised(&self, data: &Dataset) -> Result<Vec<u8>, Error> {
        let chosen = data.gather(0..ROW.min(data.len()))?;
        // In the middle of their grey values: dequantisation noise would only blur the picture.
        let mut clean = vec![0.0; chosen.len()];
        self.config.transform.encode_into(&chosen, None, &mut clean);
        let (mut rows, mut titles) = (clean.clone(), vec!["held out".to_owned()]);
        for level in levels_at(self.schedule, &DENOISED) {
            let x = evaluate::noised_alike(self.schedule.view(), &clean, data.dim(), level, self.seed);
            rows.extend(&x);
            rows.extend(self.net.clean_estimate_vec(self.schedule.view(), &x, Levels::All(level))?);
            titles.push(format!("level {level}, σ = {:.2}", self.schedule.sigma(level)));
            titles.push("denoised".into());
        }
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        self.grid(&rows, clean.len() / data.dim(), 72, &titles)
    }

    /// The mean estimate of the clean image from pure noise at the noisiest level with signal, and the mean of the data.
    fn mean(&self, data: &Dataset) -> Result<Vec<u8>, Error> {
        let (dim, philox) = (data.dim(), Philox::new(self.seed));
        let mut noise = vec![0.0; MEAN * dim];
        sampler::start(philox, 0, dim, &mut noise);
        let level = Levels::All(self.schedule.last() - 1);
        let estimates = self.net.clean_estimate_vec(self.schedule.view(), &noise, level)?;
        // As the network sees them: on the scale of logits the mean grey value is another image.
        let (mut sums, mut x) = (vec![0.0; dim], vec![0.0; dim]);
        data.for_each(|_, row| {
            self.config.transform.encode_into(row, None, &mut x);
            sums.iter_mut().zip(&x).for_each(|(sum, value)| *sum += f64::from(*value));
            Ok(())
        })?;
        let mut images = mean_rows(&estimates, dim);
        images.extend(sums.iter().map(|sum| (sum / data.len() as f64) as f32));
        self.grid(&images, 2, 144, &[])
    }

    /// Images in the network's units as PNG, each about so many pixels high.
    fn grid(&self, images: &[f32], columns: usize, pixels: usize, row_titles: &[&str]) -> Result<Vec<u8>, Error> {
        let Shape::Image { height, .. } = self.config.shape else {
            return Err(Error::Picture { expected: 1, found: 0 });
        };
        let range = match self.config.transform {
            // The middles of the least and the largest grey value, on both scales.
            Transform::Grey { .. } => (-1.0, 1.0),
            // In units of half the standard deviation.
            Transform::Standard { .. } | Transform::Whitened { .. } => (-4.0, 4.0),
        };
        let scale = (pixels / height).max(1);
        ImageGrid { columns, scale, range, row_titles }.render(images, self.config.shape)?.to_png()
    }
}

/// The mean of rows, `[n, dim]`.
fn mean_rows(rows: &[f32], dim: usize) -> Vec<f32> {
    let n = (rows.len() / dim) as f64;
    let mean = |at: usize| rows.iter().skip(at).step_by(dim).map(|value| f64::from(*value)).sum::<f64>() / n;
    (0..dim).map(|at| mean(at) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_chosen_by_their_share_of_noise() {
        let uniform = Schedule::uniform(99).unwrap();
        assert_eq!(levels_at(&uniform, &[0.1, 0.5, 0.95, 1.0]), [10, 50, 95, 99]);
        // a = 1 − t/T, σ = t/T: equal shares at half way.
        let flow = Schedule::optimal_transport(10).unwrap();
        assert_eq!(levels_at(&flow, &[std::f64::consts::FRAC_1_SQRT_2]), [5]);
        assert_eq!(levels_at(&Schedule::uniform(2).unwrap(), &DENOISED), [1, 2], "few levels, each once");
    }

    #[test]
    fn rows_have_a_mean() {
        assert_eq!(mean_rows(&[1.0, 2.0, 3.0, 6.0], 2), [2.0, 4.0]);
    }
}
