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
    Data(Dataset),
}

impl Outliers {
    /// What the command says of them.
    ///
    /// # Errors
    /// A class that the data lack, or those of `load`.
    pub(super) fn of(
        args: &ScoreArgs,
        data: &Dataset,
        load: impl FnOnce(&Spec) -> Result<Dataset, Error>,
    ) -> Result<Self, Error> {
        if let Some(spec) = &args.outliers {
            return load(spec).map(Self::Data);
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
        let more = if let Self::Data(outliers) = self { Some(outliers) } else { None };
        std::iter::once(data).chain(more)
    }

    /// Which samples of a batch of such a part are outliers, if anything is known of them.
    pub(super) fn in_batch(&self, part: usize, batch: &Scores<'_>) -> Option<Vec<bool>> {
        match self {
            Self::Unknown => None,
            Self::Class(class) => Some(batch.labels?.iter().map(|label| label == class).collect()),
            Self::Data(_) => Some(vec![part == 1; batch.log_density.len()]),
        }
    }

    /// What came out.
    pub(super) fn summary(&self, args: &ScoreArgs, verdicts: &Verdicts) -> Option<OutlierSummary> {
        let name = match self {
            Self::Unknown => return None,
            Self::Class(_) => format!("class {}", args.outlier_class.as_deref().unwrap_or_default()),
            Self::Data(data) => data.name.clone(),
        };
        Some(verdicts.summary(name))
    }
}

/// Scores of inliers, then of outliers, each higher for what is rather an outlier: 24 bytes for each sample.
#[derive(Default)]
pub(super) struct Verdicts([Kept; 2]);

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
    pub(super) fn add(&mut self, batch: &Scores<'_>, against: Option<&Compared>, outlying: Option<&[bool]>) {
        for (i, outlier) in outlying.unwrap_or_default().iter().enumerate() {
            let kept = &mut self.0[usize::from(*outlier)];
            kept.improbability.push(-batch.log_density[i]);
            kept.typicality.extend(against.map(|against| against.typicality[i]));
            kept.mean_level.extend(batch.posterior.get(i).map(|posterior| posterior.mean));
        }
    }

    fn summary(&self, name: String) -> OutlierSummary {
        let Self([inliers, outliers]) = self;
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
