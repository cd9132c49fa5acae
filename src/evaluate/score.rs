//! Scores of samples, batch by batch: densities at any levels and the posterior over levels, each sample by one pass.

use super::BATCH;
use crate::backend::{AnyNet, Net, Trained};
use crate::data::{Dataset, Transform};
use crate::error::Error;
use cdm_core::likelihood::{self, squared_norm};
use cdm_core::loss::log_sum_exp;
use cdm_core::rng::Philox;
use cdm_core::{ClassifierExt, Levels, Prior};
use std::ops::Range;
use std::sync::mpsc::sync_channel;

/// Batches of costly samples, such as images to be decoded, that are read ahead of the network.
const AHEAD: usize = 2;

/// What is asked of each sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreSpec {
    /// The level of [`Scores::log_density`]: 0 is the data itself.
    pub level: usize,
    /// Further levels, of [`Scores::at_levels`].
    pub levels: Vec<usize>,
    /// Whether the posterior over levels is asked for.
    pub posterior: bool,
    /// Seed of the dequantisation noise of grey values: that of sample `i` depends on the seed and `i` alone.
    pub seed: u64,
}

/// What a conditional density is conditioned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// Nothing: the density of all classes together.
    #[default]
    Marginal,
    /// One class for all samples; the number of classes stands for all together.
    Class(u32),
    /// Each sample's own label.
    Own,
}

impl Condition {
    /// Checks that a network can be conditioned so for these data.
    ///
    /// # Errors
    /// [`Error::Label`] for a class that the network lacks; [`Error::Unlabelled`] for own labels where there are none.
    pub fn check(self, net: &dyn Trained, data: &Dataset) -> Result<(), Error> {
        let classes = net.classes().unwrap_or(0);
        let known = |label: u32| match net.classes() {
            Some(classes) if label as usize <= classes => Ok(()),
            _ => Err(Error::Label { label, classes }),
        };
        match (self, &data.labels) {
            (Self::Marginal, _) => Ok(()),
            (Self::Class(label), _) => known(label),
            (Self::Own, None) => Err(no_labels(data)),
            (Self::Own, Some(labels)) => labels.iter().copied().max().map_or(Ok(()), known),
        }
    }
}

fn no_labels(data: &Dataset) -> Error {
    Error::NoLabels { data: data.name.clone(), what: "--class own".into() }
}

/// What scores: a network as it is, or conditioned.
#[derive(Clone, Copy)]
pub enum Scorer<'a> {
    /// Any classifier of levels.
    Plain(&'a AnyNet<'a>),
    /// A trained network and its condition.
    Conditioned(&'a dyn Trained, Condition),
}

impl<'a> From<&'a AnyNet<'a>> for Scorer<'a> {
    fn from(net: &'a AnyNet<'a>) -> Self {
        Self::Plain(net)
    }
}

impl<'a> Scorer<'a> {
    fn net(self) -> &'a AnyNet<'a> {
        match self {
            Self::Plain(net) => net,
            Self::Conditioned(net, _) => net,
        }
    }

    /// Passes the network for samples `range` of the data on.
    fn with<T>(
        self,
        data: &Dataset,
        range: Range<usize>,
        ask: impl FnOnce(&AnyNet<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self {
            Self::Plain(net) => ask(net),
            Self::Conditioned(net, Condition::Marginal) => ask(net),
            Self::Conditioned(net, Condition::Class(label)) => {
                let labels = vec![label; range.len()];
                let net: Net<'_> = net.with_labels(&labels)?;
                ask(&*net)
            }
            Self::Conditioned(net, Condition::Own) => {
                let labels = data.labels.as_deref().ok_or_else(|| no_labels(data))?;
                let net: Net<'_> = net.with_labels(&labels[range])?;
                ask(&*net)
            }
        }
    }
}

/// What the posterior over levels of a sample, `p(t | x) = softmax(f(x))_t`, says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelPosterior {
    /// Its mean, `E[t | x]`: near 0 for what looks like clean data.
    pub mean: f64,
    /// Its entropy, nats.
    pub entropy: f64,
    /// `log p(0 | x)`, nats: how surely the sample is taken for a clean one.
    pub log_clean: f64,
}

impl LevelPosterior {
    /// Of the logits `[levels]` of a sample.
    ///
    /// # Numerics
    /// Sums in `f64`.
    pub fn of(logits: &[f32]) -> Self {
        let log_sum = log_sum_exp(logits);
        let (mut mean, mut entropy) = (0.0, 0.0);
        for (level, logit) in logits.iter().enumerate() {
            let log_p = f64::from(*logit) - log_sum;
            let p = log_p.exp();
            mean += p * level as f64;
            // 0 ln 0 is 0.
            entropy -= if p > 0.0 { p * log_p } else { 0.0 };
        }
        Self { mean, entropy, log_clean: f64::from(logits[0]) - log_sum }
    }
}

/// The scores of a batch of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores<'a> {
    /// Number of the first sample.
    pub first: usize,
    /// Log density at [`ScoreSpec::level`] in the data's own units, nats, `[batch]`.
    pub log_density: Vec<f64>,
    /// Log densities at [`ScoreSpec::levels`] in the data's own units, nats, `[batch, levels]`.
    pub at_levels: Vec<f64>,
    /// The posterior over levels, `[batch]`, if it was asked for.
    pub posterior: Vec<LevelPosterior>,
    /// The samples' classes, `[batch]`, where the data have any.
    pub labels: Option<&'a [u32]>,
}

/// Scores all samples of `data` in order, and hands each batch to `each`, which may end it by an error.
///
/// One pass of the network for each sample, whatever is asked for: the one for a single ratio of levels where one density is all, else the
/// one for all logits, from which everything follows. Memory holds a batch at a time.
///
/// ```
/// use cdm::backend::{Device, open};
/// use cdm::data::{Dataset, Draw, Spec};
/// use cdm::evaluate::{Moments, ScoreSpec, score};
/// use cdm::train::{Recipe, train};
///
/// let spec: Spec = "toy:8gaussians".parse()?;
/// let data = Dataset::load(&spec, Draw { count: 1000, seed: 0, held_out: false })?;
/// let recipe = Recipe { steps: 2, warmup: 0, levels: 10, ..Recipe::for_data(&data, None) };
/// let model = train(&recipe, &data, Device::default(), |_| Ok(()))?;
/// let net = open(Device::default(), &model)?;
/// let (spec, mut moments) = (ScoreSpec { posterior: true, ..ScoreSpec::default() }, Moments::new());
/// score((&*net).into(), &model.config.transform, &data, &spec, |batch| {
///     moments.extend(batch.log_density.iter().copied());
///     Ok(())
/// })?;
/// println!("{:.3} ± {:.3} nats", moments.mean(), moments.stderr().unwrap_or(f64::NAN));
/// # Ok::<(), cdm::Error>(())
/// ```
///
/// # Numerics
/// With a single density the difference of two logits is one sum of the network's, else a difference of two of its outputs: results agree
/// to rounding in single precision of logits.
///
/// # Source
/// Theorem 3.2, Eq. (10) of [CDM].
///
/// [CDM]: https://arxiv.org/abs/2402.10095v3
///
/// # Errors
/// [`Error::Level`] for a level that the network lacks; [`Error::Label`] and [`Error::NoLabels`] for a condition that cannot be; data that cannot be read; the backend's; what `each`
/// returns. `data` must have passed [`Transform::check`].
pub fn score(
    scorer: Scorer<'_>,
    transform: &Transform,
    data: &Dataset,
    spec: &ScoreSpec,
    mut each: impl FnMut(&Scores<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let last = scorer.net().levels() - 1;
    if let Some(&level) = spec.levels.iter().chain([&spec.level]).find(|level| **level > last) {
        return Err(Error::Level { level, last });
    }
    if let Scorer::Conditioned(net, condition) = scorer {
        condition.check(net, data)?;
    }
    each_batch(transform, data, spec.seed, |range, x| {
        let mut scores = scorer.with(data, range.clone(), |net| score_batch(net, transform, spec, x))?;
        scores.first = range.start;
        scores.labels = data.labels.as_deref().map(|labels| &labels[range]);
        each(&scores)
    })
}

fn score_batch<'a>(net: &AnyNet<'_>, transform: &Transform, spec: &ScoreSpec, x: &[f32]) -> Result<Scores<'a>, Error> {
    let (dim, levels) = (net.dim(), net.levels());
    let batch = x.len() / dim;
    let mut scores =
        Scores { first: 0, log_density: Vec::new(), at_levels: Vec::new(), posterior: Vec::new(), labels: None };
    if spec.levels.is_empty() && !spec.posterior {
        let log_p = net.log_density_vec(x, Levels::All(spec.level), Prior::UNIFORM)?;
        let units = |(log_p, x): (f64, &[f32])| log_p + transform.log_jacobian(x);
        scores.log_density = log_p.into_iter().zip(x.chunks_exact(dim)).map(units).collect();
        return Ok(scores);
    }
    let mut logits = vec![0.0; batch * levels];
    net.logits(x, &mut logits, &mut vec![0.0; net.scratch_len_ext(batch)])?;
    for (x, row) in x.chunks_exact(dim).zip(logits.chunks_exact(levels)) {
        let (squares, units) = (squared_norm(x), transform.log_jacobian(x));
        let density = |level: usize| {
            let ratio = f64::from(row[level]) - f64::from(row[levels - 1]);
            likelihood::log_density(ratio, 0.0, squares, dim) + units
        };
        scores.log_density.push(density(spec.level));
        scores.at_levels.extend(spec.levels.iter().map(|level| density(*level)));
        if spec.posterior {
            scores.posterior.push(LevelPosterior::of(row));
        }
    }
    Ok(scores)
}

/// Calls `each` with the samples as the network sees them, `[batch, dim]`, batch by batch; what is costly to read is read beside it.
///
/// # Errors
/// Data that cannot be read, and what `each` returns.
pub(super) fn each_batch(
    transform: &Transform,
    data: &Dataset,
    seed: u64,
    mut each: impl FnMut(Range<usize>, &[f32]) -> Result<(), Error>,
) -> Result<(), Error> {
    let philox = Philox::new(seed);
    let ranges = || (0..data.len()).step_by(BATCH).map(|first| first..(first + BATCH).min(data.len()));
    let read =
        |range: &Range<usize>| Ok(transform.encode(&data.gather(range.clone())?, &philox, range.start as u32, 0));
    if !data.samples.is_costly() {
        return ranges().try_for_each(|range| each(range.clone(), &read(&range)?));
    }
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Result<_, Error>>(AHEAD);
        let ranges = ranges();
        scope.spawn(move || {
            for range in ranges {
                let x = read(&range);
                let failed = x.is_err();
                if sender.send(x.map(|x| (range, x))).is_err() || failed {
                    return;
                }
            }
        });
        receiver.iter().try_for_each(|batch| batch.and_then(|(range, x)| each(range, &x)))
    })
}

/// The log density of each sample at a level, in nats, in the data's own units (level 0: of the data itself). `done` hears of each batch.
///
/// [`score`] for data whose scores memory is to hold.
///
/// # Errors
/// As [`score`].
pub fn log_density(
    net: &AnyNet<'_>,
    transform: &Transform,
    data: &Dataset,
    level: usize,
    seed: u64,
    mut done: impl FnMut(usize),
) -> Result<Vec<f64>, Error> {
    let mut densities = Vec::with_capacity(data.len());
    let spec = ScoreSpec { level, seed, ..ScoreSpec::default() };
    score(Scorer::Plain(net), transform, data, &spec, |batch| {
        densities.extend_from_slice(&batch.log_density);
        done(batch.log_density.len());
        Ok(())
    })?;
    Ok(densities)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::boxed;
    use crate::data::{Draw, Samples, Shape, Source, Spec, Values};
    use cdm_core::Schedule;
    use cdm_core::schedule::ScheduleKind;
    use cdm_ref::{Density, Mixture, MixtureClassifier};

    const LEVELS: usize = 12;

    fn standard() -> Transform {
        Transform::Standard { mean: vec![0.0; 2], unit: vec![1.0; 2] }
    }

    fn with_optimal(test: impl FnOnce(&AnyNet<'_>, &Schedule, &Mixture)) {
        let mixture = cdm_ref::eight_gaussians();
        let schedule = Schedule::new(ScheduleKind::Uniform, LEVELS - 2).unwrap();
        let net = boxed(MixtureClassifier::new(mixture.clone(), schedule.clone()));
        test(&*net, &schedule, &mixture);
    }

    fn all(net: &AnyNet<'_>, data: &Dataset, spec: &ScoreSpec) -> (Vec<f64>, Vec<f64>, Vec<LevelPosterior>) {
        let (mut first, mut at, mut posterior) = (Vec::new(), Vec::new(), Vec::new());
        score(net.into(), &standard(), data, spec, |batch| {
            assert_eq!(batch.first, first.len());
            first.extend_from_slice(&batch.log_density);
            at.extend_from_slice(&batch.at_levels);
            posterior.extend_from_slice(&batch.posterior);
            Ok(())
        })
        .unwrap();
        (first, at, posterior)
    }

    /// The optimal classifier's scores are the truth at every level, whichever pass they come from.
    #[test]
    fn scores_of_the_optimal_classifier_are_exact() {
        with_optimal(|net, schedule, mixture| {
            let spec: Spec = "toy:8gaussians".parse().unwrap();
            let data = Dataset::load(&spec, Draw { count: 700, seed: 0, held_out: true }).unwrap();
            let (plain, none, _) = all(net, &data, &ScoreSpec::default());
            let asked = ScoreSpec { levels: vec![0, 5, LEVELS - 1], posterior: true, ..ScoreSpec::default() };
            let (first, at, posterior) = all(net, &data, &asked);
            assert!(none.is_empty() && (first.len(), at.len(), posterior.len()) == (700, 2100, 700));
            data.for_each(|i, row| {
                let x: Vec<f64> = row.iter().map(|v| f64::from(*v)).collect();
                let truth = mixture.log_density(&x);
                // Logits of a few tens in single precision.
                assert!((plain[i] - truth).abs() < 2e-5 && (first[i] - truth).abs() < 2e-5, "{i}");
                assert_eq!(at[3 * i], first[i]);
                let noise = likelihood::log_standard_normal(squared_norm(row), 2);
                assert!((at[3 * i + 2] - noise).abs() < 1e-12);
                let log_p: Vec<f64> =
                    (0..LEVELS).map(|t| mixture.log_density_at(&x, schedule.a(t), schedule.sigma(t))).collect();
                assert!((at[3 * i + 1] - log_p[5]).abs() < 2e-5);
                let sum = log_sum_exp(&log_p);
                let mean: f64 = log_p.iter().enumerate().map(|(t, l)| t as f64 * (l - sum).exp()).sum();
                let entropy: f64 = log_p.iter().map(|l| -(l - sum) * (l - sum).exp()).sum();
                let LevelPosterior { mean: m, entropy: e, log_clean } = posterior[i];
                assert!(
                    (m - mean).abs() < 1e-4 && (e - entropy).abs() < 1e-4 && (log_clean - log_p[0] + sum).abs() < 1e-4
                );
                Ok(())
            })
            .unwrap();
        });
    }

    /// Samples that say how they were read, as images in files would.
    #[derive(Debug)]
    struct Costly;

    impl Source for Costly {
        fn len(&self) -> usize {
            1000
        }

        fn read(&self, index: usize, out: &mut [f32]) -> Result<(), Error> {
            out.fill(index as f32 / 500.0);
            match index {
                900 => Err(Error::read(std::path::Path::new("900.png"), std::io::ErrorKind::InvalidData.into())),
                _ => Ok(()),
            }
        }

        fn is_costly(&self) -> bool {
            true
        }
    }

    #[test]
    fn samples_that_are_read_beside_the_network_come_in_order_with_their_errors() {
        with_optimal(|net, _, _| {
            let data = Dataset::new("x".into(), Shape::Vector { dim: 2 }, Values::Real, Samples::new(Costly));
            let good: Vec<usize> = (0..900).collect();
            let good = data.choose(&good);
            let held = Samples::real(good.values().unwrap(), 2);
            let held = Dataset::new("x".into(), Shape::Vector { dim: 2 }, Values::Real, held);
            let spec = ScoreSpec::default();
            assert_eq!(all(net, &good, &spec), all(net, &held, &spec));
            let error = score(net.into(), &standard(), &data, &spec, |_| Ok(())).unwrap_err();
            assert!(error.to_string().contains("900.png"), "{error}");
            let stop = |_: &Scores<'_>| Err(Error::Toml("stop".into()));
            let error = score(net.into(), &standard(), &data, &spec, stop).unwrap_err();
            assert!(error.to_string().contains("stop"), "{error}");
        });
    }

    #[test]
    fn levels_beyond_the_last_are_refused() {
        with_optimal(|net, _, _| {
            let data = Dataset::new("x".into(), Shape::Vector { dim: 2 }, Values::Real, Samples::real(vec![0.0; 2], 2));
            for spec in [
                ScoreSpec { level: LEVELS, ..ScoreSpec::default() },
                ScoreSpec { levels: vec![0, LEVELS], ..ScoreSpec::default() },
            ] {
                let error = score(net.into(), &standard(), &data, &spec, |_| Ok(())).unwrap_err();
                assert!(matches!(error, Error::Level { level: LEVELS, last: 11 }), "{error}");
            }
        });
    }
}
