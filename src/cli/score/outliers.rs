//! Which samples are outliers, and how well each score tells them.

use super::ScoreArgs;
use super::answer::{AurocSummary, OutlierSummary};
use super::rows::Compared;
use crate::cli::classes;
use crate::data::{Dataset, Spec};
use crate::error::Error;
use crate::evaluate::{Moments, Scores, auroc};

/// Which samples are outliers.
pub(super) enum Outliers {
    /// Nobody says.
    Unknown,
    /// Those of a class of the data.
    Class(u32),
    /// Those of other data.
    Data(Vec<Dataset>),
}

impl Outliers {
    /// What the command says of them.
    ///
    /// # Errors
    /// A class that the data lack, or those of `load`.
    pub(super) fn of(
        args: &ScoreArgs,
        data: &Dataset,
        load: impl FnMut(&Spec) -> Result<Dataset, Error>,
    ) -> Result<Self, Error> {
        if !args.outliers.is_empty() {
            return args.outliers.iter().map(load).collect::<Result<_, _>>().map(Self::Data);
        }
        let Some(class) = &args.outlier_class else { return Ok(Self::Unknown) };
        let option = "--outlier-class";
        let Some(labels) = &data.labels else {
            return Err(Error::NoLabels { data: data.name.clone(), what: option.into() });
        };
        let bad = |expected: String| Error::BadValue { option: option.into(), value: class.clone(), expected };
        let number = classes::find(class, &data.class_names, data.classes).map_err(|error| match error {
            Error::UnknownName { known, .. } => bad(format!("a class of {}: {}", data.name, known.join(", "))),
            _ => bad(format!("a class of {}, which has {}", data.name, data.classes)),
        })?;
        let count = labels.iter().filter(|label| **label == number).count();
        if count == 0 || count == labels.len() {
            return Err(bad(format!("a class that some samples of {} have, and others have not", data.name)));
        }
        Ok(Self::Class(number))
    }

    /// The data to score, one after the other.
    pub(super) fn parts<'a>(&'a self, data: &'a Dataset) -> impl Iterator<Item = &'a Dataset> + Clone {
        let more = if let Self::Data(sets) = self { &sets[..] } else { &[] };
        std::iter::once(data).chain(more)
    }

    /// The set of outliers that each sample of a batch of such a part is of, from 1, and 0 for none; if anything is known of outliers.
    pub(super) fn in_batch(&self, part: usize, batch: &Scores<'_>) -> Option<Vec<u32>> {
        match self {
            Self::Unknown => None,
            Self::Class(class) => Some(batch.labels?.iter().map(|label| u32::from(label == class)).collect()),
            Self::Data(_) => Some(vec![part as u32; batch.log_density.len()]),
        }
    }

    /// Where scores are kept until all are known.
    pub(super) fn verdicts(&self) -> Verdicts {
        let sets = match self {
            Self::Unknown => 0,
            Self::Class(_) => 1,
            Self::Data(sets) => sets.len(),
        };
        Verdicts((0..=sets).map(|_| Kept::default()).collect())
    }

    /// What came out.
    pub(super) fn summaries(&self, args: &ScoreArgs, verdicts: &Verdicts) -> Vec<OutlierSummary> {
        let names = match self {
            Self::Unknown => Vec::new(),
            Self::Class(_) => vec![format!("class {}", args.outlier_class.as_deref().unwrap_or_default())],
            Self::Data(sets) => sets.iter().map(|data| data.name.clone()).collect(),
        };
        names.into_iter().enumerate().map(|(set, name)| verdicts.summary(set + 1, name)).collect()
    }
}

/// Scores of inliers, then of each set of outliers, each higher for what is rather an outlier: 24 bytes for each sample.
pub(super) struct Verdicts(Vec<Kept>);

#[derive(Default)]
struct Kept {
    /// `−log p(x)`.
    improbability: Vec<f64>,
    /// Empty without something to compare with.
    typicality: Vec<f64>,
    mean_level: Vec<f64>,
}

impl Verdicts {
    /// Adds a batch, if it is known which of its samples are outliers.
    pub(super) fn add(&mut self, batch: &Scores<'_>, against: Option<&Compared>, outlying: Option<&[u32]>) {
        for (i, set) in outlying.unwrap_or_default().iter().enumerate() {
            let kept = &mut self.0[*set as usize];
            kept.improbability.push(-batch.log_density[i]);
            kept.typicality.extend(against.map(|against| against.typicality[i]));
            kept.mean_level.extend(batch.posterior.get(i).map(|posterior| posterior.mean));
        }
    }

    fn summary(&self, set: usize, name: String) -> OutlierSummary {
        let (inliers, outliers) = (&self.0[0], &self.0[set]);
        let area = |of: fn(&Kept) -> &[f64]| auroc(of(inliers), of(outliers));
        let mean = |kept: &Kept| -kept.improbability.iter().collect::<Moments>().mean();
        OutlierSummary {
            outliers: name,
            inlier_count: inliers.improbability.len(),
            outlier_count: outliers.improbability.len(),
            inlier_log_density_mean: mean(inliers),
            outlier_log_density_mean: mean(outliers),
            auroc: AurocSummary {
                log_density: area(|kept| &kept.improbability),
                typicality: (!inliers.typicality.is_empty()).then(|| area(|kept| &kept.typicality)),
                mean_level: area(|kept| &kept.mean_level),
            },
        }
    }
}
