//! From images to a model and new images.
//!
//! ```sh
//! cargo run --release --example train_images                          # the built-in digits, 1000 steps: a minute
//! cargo run --release --example train_images -- images:photos:size=32 5000
//! ```
//!
//! Data are named as for `cdm train`: images:DIR, mnist:DIR, cifar10:DIR, … Writes model.safetensors and samples.png here.

use cdm::data::{Spec, load_parts};
use cdm::sample::{AnyMethod, Ddim, SampleSpec, picture};
use cdm::train::{Recipe, train};
use cdm::{array::ArrayModel, backend::Device};
use std::path::Path;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let spec: Spec = words.first().map_or("digits", String::as_str).parse()?;
    let steps: usize = words.get(1).map_or("1000", String::as_str).parse()?;

    // A part of the data is kept to judge by; network, schedule and learning rate follow from the data.
    let (data, held_out) = load_parts(&spec, None, 0.2, 0, 0)?;
    let recipe = Recipe::for_data(&data, None).with_steps(steps);
    println!("{}: {} {}, {} steps of {}", data.name, data.len(), data.shape, steps, recipe.network);
    let model = train(&recipe, &data, Device::default(), |at| {
        println!("step {:6}  cross-entropy {:.3} nats, denoising error {:.3}", at.step, at.ce, at.mse);
        Ok(())
    })?;
    model.save(Path::new("model.safetensors"))?;

    // One forward pass tells the density of an image; a few dozen gradients draw a new one.
    let model = ArrayModel::new(model)?;
    let density = model.log_density_of(&held_out, 0)?;
    let bits = cdm::evaluate::bits_per_dim(density.mean().unwrap_or(f64::NAN), held_out.dim());
    println!("{bits:.3} bits per dimension over {} held-out samples", held_out.len());
    let drawn = model.samples(SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 50, 0), 64)?;
    picture(drawn.as_slice().unwrap_or_default(), &model.model().config)?.save(Path::new("samples.png"))?;
    println!("model.safetensors and samples.png written");
    Ok(())
}
