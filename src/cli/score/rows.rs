//! What `cdm score --out` writes of each sample.

use crate::data::Dataset;
use crate::evaluate::{LevelPosterior, Reference, ScoreSpec, Scores, bits_per_dim};
use crate::table::Column;

/// What a row holds.
pub(super) struct Row<'a> {
    pub(super) spec: &'a ScoreSpec,
    pub(super) reference: Option<&'a Reference>,
    /// Whether all data that are scored have labels, and names for these.
    pub(super) labels: (bool, bool),
}

/// The scores of a batch among those of other data.
pub(super) struct Compared {
    pub(super) percentile: Vec<f64>,
    pub(super) typicality: Vec<f64>,
    pub(super) typicality_percentile: Vec<f64>,
}

impl<'a> Row<'a> {
    /// For data that are scored one after the other.
    pub(super) fn new<'d>(
        spec: &'a ScoreSpec,
        reference: Option<&'a Reference>,
        parts: impl Iterator<Item = &'d Dataset> + Clone,
    ) -> Self {
        let labelled = parts.clone().all(|data| data.labels.is_some());
        let named = labelled && parts.clone().all(|data| !data.class_names.is_empty());
        Self { spec, reference, labels: (labelled, named) }
    }

    /// Compares with the reference, if there is one.
    pub(super) fn against(&self, batch: &Scores<'_>) -> Option<Compared> {
        let reference = self.reference?;
        let each = |of: &dyn Fn(f64) -> f64| batch.log_density.iter().map(|score| of(*score)).collect::<Vec<f64>>();
        let typicality = each(&|score| reference.typicality(score));
        let typicality_percentile =
            typicality.iter().map(|typicality| reference.typicality_percentile(*typicality)).collect();
        Some(Compared { percentile: each(&|score| reference.percentile(score)), typicality, typicality_percentile })
    }

    /// The columns of a batch; they depend on what was asked for alone.
    pub(super) fn columns<'d>(
        &self,
        data: &'d Dataset,
        batch: &Scores<'_>,
        against: Option<Compared>,
        outlying: Option<Vec<u32>>,
    ) -> Vec<Column<'d>> {
        let (first, scores) = (batch.first as u32, &batch.log_density);
        let bits = scores.iter().map(|score| bits_per_dim(*score, data.dim())).collect();
        let mut columns = vec![
            Column::count("index", (first..).take(scores.len()).collect()),
            Column::real("log_density", scores.clone()),
            Column::real("bits_per_dim", bits),
        ];
        let levels = &self.spec.levels;
        for (at, level) in levels.iter().enumerate() {
            let values = batch.at_levels.iter().skip(at).step_by(levels.len()).copied().collect();
            columns.push(Column::real(format!("log_density_{level}"), values));
        }
        if self.spec.posterior {
            let each = |of: fn(&LevelPosterior) -> f64| batch.posterior.iter().map(of).collect();
            columns.push(Column::real("mean_level", each(|posterior| posterior.mean)));
            columns.push(Column::real("level_entropy", each(|posterior| posterior.entropy)));
            columns.push(Column::real("log_posterior_0", each(|posterior| posterior.log_clean)));
        }
        if let Some(Compared { percentile, typicality, typicality_percentile }) = against {
            columns.push(Column::real("percentile", percentile));
            columns.push(Column::real("typicality", typicality));
            columns.push(Column::real("typicality_percentile", typicality_percentile));
        }
        if let Some(labels) = batch.labels.filter(|_| self.labels.0) {
            columns.push(Column::count("label", labels.to_vec()));
            if self.labels.1 {
                let name = |label: &u32| data.class_names.get(*label as usize).map_or("", String::as_str);
                columns.push(Column::text("class", labels.iter().map(name).collect()));
            }
        }
        if let Some(outlying) = outlying {
            columns.push(Column::count("outlier", outlying));
        }
        columns
    }
}
