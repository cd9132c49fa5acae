//! The demonstration: two models trained from nothing, judged, and shown on one page.

mod digits;
mod levels;
mod page;
mod table;
mod toy;

pub use digits::DigitsOutcome;
pub use table::{Table, tables};
pub use toy::ToyOutcome;

use crate::backend::Device;
use crate::data::{Dataset, Draw};
use crate::error::Error;
use crate::picture::Canvas;
use crate::train::Recipe;
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// Name of the page in the directory of a demonstration.
pub const PAGE: &str = "index.html";

/// What to demonstrate, and at what length.
#[derive(Clone, Copy, Debug)]
pub struct DemoSpec<'a> {
    /// Directory for everything.
    pub out: &'a Path,
    /// Seed of everything random.
    pub seed: u64,
    /// Training steps on 8 Gaussians.
    pub toy_steps: usize,
    /// Training steps on digits.
    pub digits_steps: usize,
}

impl<'a> DemoSpec<'a> {
    /// The demonstration of the command line.
    ///
    /// Lengths are numbers of steps, not times, so that a seed defines the result: about 85 s on two idle cores, and
    /// 27 s if `quick`, two thirds of what the command promises.
    pub fn new(out: &'a Path, seed: u64, quick: bool) -> Self {
        let (toy_steps, digits_steps) = if quick { (4_000, 350) } else { (8_000, 1_200) };
        Self { out, seed, toy_steps, digits_steps }
    }

    /// Samples that a model is judged on or trained on.
    fn draw(&self, count: usize, held_out: bool) -> Draw {
        Draw { count, seed: self.seed, held_out }
    }

    /// The default recipe for `data`, cut to `steps`.
    fn recipe(&self, data: &Dataset, steps: usize) -> Recipe {
        let default = Recipe::for_data(data, None);
        Recipe { seed: self.seed, ..default.with_steps(steps) }
    }
}

/// What the demonstration found; the answer of `cdm demo --json`.
#[derive(Clone, Debug, Serialize)]
pub struct DemoOutcome {
    /// 8 Gaussians.
    pub toy: ToyOutcome,
    /// Handwritten digits.
    pub digits: DigitsOutcome,
    /// The seed.
    pub seed: u64,
    /// Time of everything.
    pub seconds: f64,
}

impl DemoOutcome {
    /// How far to trust the densities, in a sentence for each model.
    pub fn trust(&self) -> String {
        format!("8 Gaussians: {}\nDigits: {}", self.toy.trust(), self.digits.trust())
    }
}

/// Everything runs on the host, with all cores: networks are small, and numbers those of the docs.
const DEVICE: Device = Device::HOST;

/// A picture in the output directory and on the page.
struct Picture {
    /// Name of the file.
    file: &'static str,
    /// What it shows, for those who cannot see it.
    alt: &'static str,
    /// What to see in it.
    caption: String,
    canvas: Canvas,
}

/// Trains and judges two models; writes them, their metrics, pictures and, at the end, the page.
///
/// # Errors
/// Files that cannot be written, training that diverges, or the backend's.
pub fn run(spec: &DemoSpec<'_>) -> Result<DemoOutcome, Error> {
    let start = Instant::now();
    for part in ["toy", "digits"] {
        crate::fs::create_dir(&spec.out.join(part))?;
    }
    let toy = toy::run(spec)?;
    let digits = digits::run(spec)?;
    let levels = levels::picture([&toy.curves, &digits.curves])?;
    let outcome = DemoOutcome {
        toy: toy.outcome,
        digits: digits.outcome,
        seed: spec.seed,
        seconds: start.elapsed().as_secs_f64(),
    };
    let pictures = page::Pictures { toy: toy.pictures, digits: digits.pictures, levels };
    for picture in pictures.all() {
        picture.canvas.save(&spec.out.join(picture.file))?;
    }
    page::page(&outcome, &pictures, spec.out)?.save(&spec.out.join(PAGE))?;
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest demonstration that trains at all: everything promised is there, and the page holds the pictures.
    #[test]
    fn a_short_run_writes_everything() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("new/demo");
        let spec = DemoSpec { toy_steps: 20, digits_steps: 3, ..DemoSpec::new(&out, 1, true) };
        let outcome = run(&spec).unwrap();
        let pictures = ["density", "toy-samples", "digits-samples", "digits-denoised", "levels"];
        for name in pictures {
            assert!(std::fs::read(out.join(format!("{name}.png"))).unwrap().starts_with(b"\x89PNG"), "{name}");
        }
        for part in ["toy", "digits"] {
            crate::Model::load(&out.join(part).join("model.safetensors")).unwrap();
            assert!(!std::fs::read(out.join(part).join("metrics.jsonl")).unwrap().is_empty());
        }
        let html = std::fs::read_to_string(out.join(PAGE)).unwrap();
        assert_eq!(html.matches("<img").count(), pictures.len());
        assert!(html.contains("cdm sample --model") && html.contains("cdm score --model"));
        assert!(tables(&outcome).iter().all(|table| table.text().lines().count() > 4));
        let json = serde_json::to_value(&outcome).unwrap();
        for key in ["/toy/truth/mean_difference", "/toy/optimal/mse", "/digits/bits_per_dim", "/digits/accuracy"] {
            assert!(json.pointer(key).is_some_and(serde_json::Value::is_number), "{key}");
        }
    }
}
