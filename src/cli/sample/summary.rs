//! What `cdm sample` answers.

/// The answer of `cdm sample --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SampleSummary {
    /// Samples written.
    pub count: usize,
    /// Method.
    pub sampler: &'static str,
    /// How the levels visited are spread.
    pub spacing: &'static str,
    /// Levels visited.
    pub steps: usize,
    /// Evaluations of the denoiser per sample.
    pub nfe: usize,
    /// Evaluations of the network that each of them takes: 2 with guidance.
    pub network_evaluations: usize,
    /// The level that sampling started from.
    pub first_level: usize,
    /// Seed.
    pub seed: u64,
    /// Samples that went through the network at once.
    pub batch: usize,
    /// Classes, as many samples of each.
    pub classes: Option<Vec<u32>>,
    /// Weight of guidance.
    pub guidance: Option<f64>,
    /// Share of the values that were known.
    pub known: Option<f64>,
    /// Root mean square of what encoding and decoding changes, in the network's units, with `--interpolate`.
    pub round_trip: Option<f64>,
    /// Seconds that drawing took.
    pub seconds: f64,
    /// File.
    pub out: String,
    /// File with the class of each sample.
    pub labels: Option<String>,
    /// The denoising strip.
    pub strip: Option<Picture>,
    /// The animation.
    pub animation: Option<Picture>,
}

/// A picture of the way to the samples.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Picture {
    /// File.
    pub file: String,
    /// The level of each moment.
    pub levels: Vec<usize>,
}
