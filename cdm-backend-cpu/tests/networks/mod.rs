//! The networks whose regions have compiled kernels: small ones with the structure of those that people train.

use cdm_core::Objective;
use cdm_core::nn::{Architecture, Encoder, Inference, Mlp, Pyramid, TrainingOptions, UNet, training_step};
use cdm_core::program::{Program, ProgramError};

/// U-Nets and encoders of one and two blocks, with 1 to 4 channels in a group, with and without dropout and labels; perceptrons of 1 to 4
/// layers.
fn architectures() -> Vec<Architecture> {
    let mut all = Vec::new();
    for (channels, blocks, dropout_percent, classes) in
        [(32, 1, 10, None), (64, 2, 10, None), (32, 1, 0, None), (64, 2, 0, None), (32, 1, 10, Some(3)), (64, 1, 10, Some(3))]
    {
        let net = Pyramid {
            multipliers: vec![1, 2, 2],
            blocks,
            attention: vec![16],
            dropout_percent,
            classes,
            ..Pyramid::new([32, 32, 1], channels)
        };
        all.push(Architecture::Encoder(Encoder(net.clone())));
        all.push(Architecture::UNet(UNet(net)));
    }
    all.extend((1..=4).map(|depth| Architecture::Mlp(Mlp::new(2, 64, depth))));
    all.push(Architecture::Mlp(Mlp { classes: Some(3), ..Mlp::new(2, 64, 3) }));
    all
}

/// Their programs for training and inference.
pub fn programs() -> Result<Vec<Program>, ProgramError> {
    let mut all = Vec::new();
    for architecture in architectures() {
        let inference = Inference::new(&architecture, 102)?;
        all.extend([inference.logits, inference.ratio_gradient]);
        for objective in [Objective::default()] {
            let options = TrainingOptions { objective, ..TrainingOptions::default() };
            all.push(training_step(&architecture, 102, options)?.program);
        }
    }
    Ok(all)
}
