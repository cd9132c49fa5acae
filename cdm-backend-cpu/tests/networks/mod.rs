//! The networks whose regions have compiled kernels: small ones with the structure of those that people train.

use cdm_core::nn::{Architecture, Encoder, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Program, ProgramError};

const LEVELS: usize = 1002;

/// U-Nets and encoders of one and two blocks, with 1 to 4 channels in a group, with and without dropout and labels. Few pixels with attention are
/// one row, many are many, so it takes large and small images.
fn image_networks() -> Vec<Architecture> {
    let mut all = Vec::new();
    for (side, channels, blocks, dropout_percent, classes) in [
        (32, 32, 1, 10, None),
        (32, 32, 1, 0, None),
        (16, 32, 1, 10, None),
        (16, 64, 2, 10, None),
        (16, 64, 2, 0, None),
        (8, 32, 1, 10, None),
        (16, 32, 1, 10, Some(3)),
        (16, 64, 1, 10, Some(3)),
    ] {
        let net = Pyramid {
            multipliers: [1, 2, 2][..if side > 8 { 3 } else { 2 }].to_vec(),
            blocks,
            attention: vec![side / 2],
            dropout_percent,
            classes,
            ..Pyramid::new([side, side, 1], channels)
        };
        all.push(Architecture::Encoder(Encoder(net.clone())));
        all.push(Architecture::UNet(UNet(net)));
    }
    all
}

/// Perceptrons of 1 to 4 layers.
#[allow(dead_code, reason = "not every user of this module needs them")]
fn perceptrons() -> Vec<Architecture> {
    let mut all: Vec<Architecture> = Vec::new();
    all.extend((1..=4).map(|depth| Architecture::Mlp(Mlp::new(2, 64, depth))));
    all.push(Architecture::Mlp(Mlp { classes: Some(3), ..Mlp::new(2, 64, 3) }));
    all
}

/// All programs for training and inference.
#[allow(dead_code, reason = "not every user of this module needs them")]
pub(crate) fn programs() -> Result<Vec<Program>, ProgramError> {
    let mut all = image_programs()?;
    all.extend(perceptron_programs()?);
    Ok(all)
}

/// Those of the perceptrons.
#[allow(dead_code, reason = "not every user of this module needs them")]
pub(crate) fn perceptron_programs() -> Result<Vec<Program>, ProgramError> {
    let mut all = Vec::new();
    for architecture in perceptrons() {
        all.extend(programs_of(&architecture)?);
    }
    Ok(all)
}

/// Those of the perceptrons and of the networks for the smallest images.
#[allow(dead_code, reason = "not every user of this module needs them")]
pub(crate) fn small_programs() -> Result<Vec<Program>, ProgramError> {
    let mut all = perceptron_programs()?;
    let small = |net: &Architecture| matches!(net, Architecture::UNet(UNet(net)) | Architecture::Encoder(Encoder(net)) if net.height == 8);
    for architecture in image_networks().iter().filter(|net| small(net)) {
        all.extend(programs_of(architecture)?);
    }
    Ok(all)
}

/// Those of the image networks.
#[allow(dead_code, reason = "not every user of this module needs them")]
pub(crate) fn image_programs() -> Result<Vec<Program>, ProgramError> {
    let mut all = Vec::new();
    for architecture in image_networks() {
        all.extend(programs_of(&architecture)?);
    }
    Ok(all)
}

fn programs_of(architecture: &Architecture) -> Result<[Program; 4], ProgramError> {
    let inference = Inference::new(architecture, LEVELS)?;
    let step = training_step(architecture, LEVELS, TrainingOptions::default())?;
    Ok([inference.logits, inference.ratio, inference.ratio_gradient, step.program])
}
