//! Writes images.

use super::header::{CHECKSUM, Field, HEADER, MAGIC, SCHEDULE, VERSION, WEIGHTS_ALIGN, checksum};
use super::{Content, EmbeddedError, Units, codec, units};
use crate::ScheduleKind;
use crate::nn::{Architecture, Inference};
use crate::program::plan::Plan;
use crate::program::{ErrorKind, ProgramError};
use alloc::vec;
use alloc::vec::Vec;

/// A trained model, and what its image is to answer.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The network.
    pub architecture: &'a Architecture,
    /// Its parameters in the program's order.
    pub weights: &'a [Vec<f32>],
    /// Kind of the noise schedule, one of [`ScheduleKind::NAMED`].
    pub schedule: ScheduleKind,
    /// Noise steps `T` of the schedule.
    pub steps: usize,
    /// From the data's units to the network's.
    pub units: Units<'a>,
    /// What the image is to answer.
    pub content: Content,
}

/// The image of a trained model.
///
/// # Errors
/// [`EmbeddedError::Content`] for a conditional network, a schedule without a name or of no possible length, or numbers beyond 32 bits;
/// [`EmbeddedError::Shape`] for weights or units that are not the network's, [`EmbeddedError::Run`] for a network whose program is not sound.
pub fn write(source: &Source<'_>) -> Result<Vec<u8>, EmbeddedError> {
    check(source)?;
    let levels = source.schedule.levels(source.steps);
    let inference = Inference::new(source.architecture, levels).map_err(unsound)?;
    check_weights(source, &inference)?;
    let program = match source.content {
        Content::Score => inference.logits.as_ref(),
        Content::Denoise => inference.vjp.as_ref(),
    };
    let plan = Plan::new(program)?;
    let plan = plan.as_ref();
    let mut image = vec![0; HEADER];
    program.nodes.iter().for_each(|node| codec::write_node(&mut image, node));
    program.inputs.iter().for_each(|input| codec::write_input(&mut image, input));
    program.outputs.iter().for_each(|output| codec::write_output(&mut image, output));
    plan.order.iter().for_each(|value| image.extend(value.0.to_le_bytes()));
    plan.places.iter().for_each(|place| codec::write_place(&mut image, place));
    plan.sample_exports.iter().for_each(|transfer| codec::write_transfer(&mut image, transfer));
    plan.exports.iter().for_each(|transfer| codec::write_transfer(&mut image, transfer));
    let (kind, grey) = match source.units {
        Units::Grey { grey_values, .. } => (units::GREY, grey_values),
        Units::Standard { columns } => {
            image.extend(columns.as_flattened().as_flattened());
            (units::AFFINE, 0)
        }
        Units::Whitened { mean, factor } => {
            image.extend(mean.as_flattened());
            image.extend(factor.as_flattened());
            (units::WHITENED, 0)
        }
    };
    image.extend(program.names.bytes());
    image.resize(image.len().next_multiple_of(WEIGHTS_ALIGN), 0);
    let weights = source.weights.iter().flatten();
    image.extend(weights.clone().flat_map(|weight| weight.to_le_bytes()));

    let fields = [
        (Field::Content, source.content as usize),
        (Field::Nodes, program.nodes.len()),
        (Field::Inputs, program.inputs.len()),
        (Field::Outputs, program.outputs.len()),
        (Field::Names, program.names.len()),
        (Field::Steps, plan.steps.len()),
        (Field::BindSteps, plan.bind_steps as usize),
        (Field::MapSteps, plan.map_steps as usize),
        (Field::SampleExports, plan.sample_exports.len()),
        (Field::Exports, plan.exports.len()),
        (Field::SharedLen, plan.shared_len as usize),
        (Field::ReduceLen, plan.reduce_len as usize),
        (Field::SampleLen, plan.sample_len as usize),
        (Field::Weights, weights.count()),
        (Field::Dim, source.architecture.dim()),
        (Field::Levels, levels),
        (Field::NoiseSteps, source.steps),
        (Field::Units, kind),
        (Field::GreyValues, grey as usize),
    ];
    for (field, value) in fields {
        set(&mut image, field.at(), value)?;
    }
    let name = source.schedule.name().as_bytes();
    image[SCHEDULE][..name.len()].copy_from_slice(name);
    image[..8].copy_from_slice(&MAGIC);
    let len = image.len();
    set(&mut image, 8, VERSION as usize)?;
    set(&mut image, 12, len)?;
    let sum = checksum(&image);
    image[CHECKSUM..CHECKSUM + 4].copy_from_slice(&sum.to_le_bytes());
    Ok(image)
}

fn set(image: &mut [u8], at: usize, value: usize) -> Result<(), EmbeddedError> {
    let value = u32::try_from(value).map_err(|_| EmbeddedError::Content { rule: "a count is beyond 32 bits" })?;
    image[at..at + 4].copy_from_slice(&value.to_le_bytes());
    Ok(())
}

fn unsound(error: ProgramError) -> EmbeddedError {
    EmbeddedError::Run(error.into())
}

fn check(source: &Source<'_>) -> Result<(), EmbeddedError> {
    let rule = |holds: bool, rule| if holds { Ok(()) } else { Err(EmbeddedError::Content { rule }) };
    rule(source.architecture.classes().is_none(), "an image has no input for labels")?;
    let named = ScheduleKind::NAMED.contains(&source.schedule) && source.schedule.name().len() <= SCHEDULE.len();
    rule(named, "its schedule is a table of its own; only those that follow from a number of steps have a name")?;
    rule(source.schedule.check_steps(source.steps).is_ok(), "its schedule has too few steps, or too many")?;
    rule(source.units.is_sound(), "its units are not finite, or not positive")?;
    rule(source.units.dim() == source.architecture.dim(), "its units are for samples of another size")
}

fn check_weights(source: &Source<'_>, inference: &Inference) -> Result<(), EmbeddedError> {
    let wrong =
        |at| EmbeddedError::Run(ProgramError { at, kind: ErrorKind::Table { rule: "weights of another size" } }.into());
    let parameters = inference.parameters();
    if parameters.len() != source.weights.len() {
        return Err(wrong(source.weights.len()));
    }
    match parameters.iter().zip(source.weights).position(|(parameter, values)| parameter.elements() != values.len()) {
        Some(at) => Err(wrong(at)),
        None => Ok(()),
    }
}
