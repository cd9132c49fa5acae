//! What `cdm export` is told, and what it answers.

use super::names;
use super::output::{self, say};
use crate::error::Error;
use crate::model::{Model, NetworkConfig};
use crate::publish::{self, Published};
use cdm_core::ScheduleKind;
use cdm_core::embedded::{self, Content, EmbeddedError, Sizes, Source};
use clap::ArgGroup;
use std::path::PathBuf;

/// Write a trained model for another program
///
/// With --embedded: program, plan and weights in one file that a program without std and without an allocator reads
/// where it lies; see docs/embedded.md. With --published: the weights as safetensors, under the names and in the layouts of the
/// published PyTorch networks, and beside them, in a file that ends in .json, what they are the weights of.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  cdm export --model run/model.safetensors --embedded --out model.cdm\n  \
                        cdm export --model run/model.safetensors --published --out weights.safetensors")]
#[command(group = ArgGroup::new("form").required(true))]
pub struct ExportArgs {
    /// The model, a model.safetensors that `cdm train` wrote
    #[arg(long, value_name = "M")]
    pub model: PathBuf,
    /// As an image for programs without std: `score` answers with densities, `denoise` with gradients and samples too,
    /// at several times the memory and time [default: score]
    #[arg(long, value_name = "WHAT", group = "form", num_args = 0..=1, default_missing_value = "score", value_parser = names::content())]
    pub embedded: Option<Content>,
    /// As tensors that PyTorch loads, which `cdm import` reads too
    #[arg(long, group = "form")]
    pub published: bool,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

impl ExportArgs {
    /// Writes the file.
    ///
    /// # Errors
    /// A model that cannot be used or cannot be embedded, a file that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let model = Model::load(&self.model)?;
        match self.embedded {
            Some(content) => self.embed(&model, content),
            None => self.publish(&model),
        }
    }

    fn embed(&self, model: &Model, content: Content) -> Result<(), Error> {
        let image = image(model, content).map_err(|e| Error::model(&self.model, e.to_string()))?;
        crate::fs::write_bytes(&self.out, &image)?;
        let Sizes { nodes, inputs, arena, weights, .. } = Sizes::of(&image);
        let summary = ExportSummary {
            content: content.name(),
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

    fn publish(&self, model: &Model) -> Result<(), Error> {
        let Published { config, tensors, parameters } = publish::publish(model, &self.out)?;
        let (weights, config) = (self.out.display().to_string(), config.display().to_string());
        let import = ["import", "--weights", &weights, "--config", &config, "--out", "model.safetensors"];
        let summary = PublishSummary {
            network: model.config.network.clone(),
            tensors,
            parameters,
            import: import.map(str::to_owned).to_vec(),
            weights,
            config,
        };
        say!("network {}", summary.network);
        say!("weights {tensors} tensors, {parameters} numbers: {}", summary.weights);
        say!("config  {}", summary.config);
        say!("back    cdm {}", summary.import.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "));
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The answer of `cdm export --published --json`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PublishSummary {
    /// The network.
    pub network: NetworkConfig,
    /// Tensors.
    pub tensors: usize,
    /// Numbers in them.
    pub parameters: usize,
    /// The file of weights.
    pub weights: String,
    /// The file that tells what they are the weights of.
    pub config: String,
    /// The words after `cdm` that make the model of the two again.
    pub import: Vec<String>,
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

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        for (word, want) in
            [("run/w.safetensors", "run/w.safetensors"), ("my run", "'my run'"), ("it's", r"'it'\''s'"), ("", "''")]
        {
            assert_eq!(quoted(word), want);
        }
    }
}
