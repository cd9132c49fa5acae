//! What `cdm export` is told, and what it answers.

use super::output::{self, say};
use crate::error::Error;
use crate::model::Model;
use cdm_core::ScheduleKind;
use cdm_core::embedded::{self, Content, EmbeddedError, Sizes, Source};
use std::path::PathBuf;

/// Write a trained model for another program
///
/// With --embedded: program, plan and weights in one file that a program without std and without an allocator reads
/// where it lies; see docs/embedded.md.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm export --model run/model.safetensors --embedded --out model.cdm")]
pub struct ExportArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// As an image for programs without std: `score` answers with densities, `denoise` with gradients and samples too,
    /// at several times the memory and time
    #[arg(long, value_name = "WHAT", required = true, num_args = 0..=1, default_missing_value = "score", value_parser = content)]
    pub embedded: Content,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

fn content(name: &str) -> Result<Content, String> {
    [Content::Score, Content::Denoise]
        .into_iter()
        .find(|content| content.name() == name)
        .ok_or_else(|| "use score or denoise".into())
}

impl ExportArgs {
    /// Writes the file.
    ///
    /// # Errors
    /// A model that cannot be used or cannot be embedded, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        let image = image(&model, self.embedded).map_err(|e| Error::model(&self.model, e.to_string()))?;
        crate::fs::write_bytes(&self.out, &image)?;
        let Sizes { nodes, inputs, arena, weights, .. } = Sizes::of(&image);
        let summary = ExportSummary {
            content: self.embedded.name(),
            bytes: image.len(),
            nodes,
            inputs,
            arena,
            arena_bytes: 4 * arena,
            weight_bytes: 4 * weights,
        };
        say!("image   {} bytes, answers: {}", summary.bytes, summary.content);
        say!("program {nodes} nodes, {inputs} inputs");
        say!("arena   {arena} numbers, {} bytes", summary.arena_bytes);
        say!("weights {} bytes", summary.weight_bytes);
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// The image of a trained model.
///
/// # Errors
/// As [`embedded::write`]. A model that was loaded has a network and a schedule.
pub fn image(model: &Model, content: Content) -> Result<Vec<u8>, EmbeddedError> {
    let rule = |rule| EmbeddedError::Content { rule };
    let architecture = model.architecture().map_err(|_| rule("its metadata describe no network"))?;
    let schedule = ScheduleKind::from_name(&model.config.schedule).ok_or(rule("its schedule is unknown"))?;
    let mut numbers = Vec::new();
    let units = model
        .config
        .transform
        .units(&mut numbers)
        .ok_or(rule("images do not know grey values on the scale of logits"))?;
    let steps = model.config.steps;
    embedded::write(&Source { architecture: &architecture, weights: &model.weights, schedule, steps, units, content })
}

/// The answer of `cdm export --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ExportSummary {
    /// What the image can answer.
    pub content: &'static str,
    /// Bytes of the image.
    pub bytes: usize,
    /// Nodes of its program.
    pub nodes: usize,
    /// Inputs of its program, parameters included.
    pub inputs: usize,
    /// Numbers of working memory, those of the plan.
    pub arena: usize,
    /// The same in bytes.
    pub arena_bytes: usize,
    /// Bytes of weights.
    pub weight_bytes: usize,
}
