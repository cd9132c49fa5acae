//! The networks whose speed is measured: those of the PyTorch peer, by its names.

use crate::data::{Shape, Transform};
use crate::error::Error;
use crate::model::{ImageConfig, Model, ModelConfig, NetworkConfig};
use cdm_core::schedule::ScheduleKind;

/// A network, by the name that the PyTorch peer gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Config {
    /// U-Net for 8×8 grey images, 32 channels.
    Digits8,
    /// U-Net for 32×32 grey images, 32 channels.
    Mnist32,
    /// U-Net for 32×32 colour images, 64 channels.
    #[value(name = "cifar32-64")]
    Cifar32Narrow,
    /// The published U-Net for 32×32 colour images, 128 channels.
    Cifar32,
    /// The published U-Net for 64×64 colour images, 128 channels.
    Celeba64,
    /// Perceptron for 2 numbers, 3 layers of 64.
    #[value(name = "mlp2-64")]
    Mlp2Narrow,
    /// Perceptron for 2 numbers, 4 layers of 256.
    #[value(name = "mlp2-256")]
    Mlp2,
    /// Perceptron for 80 numbers, 4 layers of 512.
    #[value(name = "mlp80-512")]
    Mlp80,
}

impl std::fmt::Display for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        clap::ValueEnum::to_possible_value(self).map_or(Ok(()), |v| f.write_str(v.get_name()))
    }
}

impl Config {
    /// The batch that the published comparisons use.
    pub fn batch(self) -> usize {
        match self {
            Self::Digits8 => 64,
            Self::Mnist32 => 32,
            Self::Cifar32Narrow | Self::Cifar32 | Self::Celeba64 => 8,
            Self::Mlp2Narrow => 128,
            Self::Mlp2 | Self::Mlp80 => 512,
        }
    }

    /// The network, what one sample is, and the schedule. No dropout, as in the peer.
    fn network(self) -> (NetworkConfig, Shape, (ScheduleKind, usize)) {
        let unet = |channels_in, channels, side, multipliers: &[usize], blocks, attention| {
            let network = NetworkConfig::Unet(ImageConfig {
                channels,
                multipliers: multipliers.to_vec(),
                blocks,
                attention: vec![attention],
                dropout_percent: 0,
                head_dropout_percent: 0,
                classes: None,
            });
            let shape = Shape::Image { height: side, width: side, channels: channels_in };
            (network, shape, (ScheduleKind::LinearDdpm, 1000))
        };
        let mlp = |dim, width, depth| {
            let network = NetworkConfig::Mlp { width, depth, head_dropout_percent: 0, classes: None };
            (network, Shape::Vector { dim }, (ScheduleKind::Uniform, 100))
        };
        match self {
            Self::Digits8 => unet(1, 32, 8, &[1, 2], 1, 4),
            Self::Mnist32 => unet(1, 32, 32, &[1, 2, 2], 1, 16),
            Self::Cifar32Narrow => unet(3, 64, 32, &[1, 2, 2, 2], 2, 16),
            Self::Cifar32 => unet(3, 128, 32, &[1, 2, 2, 2], 2, 16),
            Self::Celeba64 => unet(3, 128, 64, &[1, 2, 2, 2, 4], 2, 16),
            Self::Mlp2Narrow => mlp(2, 64, 3),
            Self::Mlp2 => mlp(2, 256, 4),
            Self::Mlp80 => mlp(80, 512, 4),
        }
    }

    /// A model of this network with random weights, as training starts from.
    ///
    /// # Errors
    /// [`Error::Program`] or [`Error::Schedule`], which would be defects of this list.
    pub fn model(self) -> Result<Model, Error> {
        let (network, shape, schedule) = self.network();
        let transform = Transform::Standard { mean: vec![0.0; shape.dim()], unit: vec![1.0; shape.dim()] };
        let config = ModelConfig::new(network, shape, transform, schedule, "random numbers".into());
        let levels = config.schedule()?.levels();
        let weights = crate::train::initial_weights(&config.network.architecture(shape)?, levels, 0)?;
        Ok(Model { config, weights })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    /// The numbers of parameters that the peer counts.
    #[test]
    fn networks_have_the_parameters_of_the_peer() {
        let peer = [
            ("digits8", 710_282),
            ("mnist32", 1_096_970),
            ("cifar32-64", 8_429_546),
            ("cifar32", 33_405_930),
            ("celeba64", 74_784_490),
            ("mlp2-64", 15_142),
            ("mlp2-256", 224_358),
            ("mlp80-512", 881_766),
        ];
        assert_eq!(Config::value_variants().len(), peer.len());
        for (name, count) in peer {
            let config = Config::from_str(name, false).unwrap();
            assert_eq!(config.to_string(), name);
            let (network, shape, (kind, steps)) = config.network();
            let levels = cdm_core::Schedule::new(kind, steps).unwrap().levels();
            let parameters = network.architecture(shape).unwrap().parameters(levels).unwrap();
            assert_eq!(parameters.iter().map(|p| p.elements()).sum::<usize>(), count, "{name}");
        }
    }
}
