//! What both executors ask of buffers and of what the host copies.

use cdm_core::backend::RunError;
use cdm_core::program::ProgramRef;

/// The core's check of a run wants slices on the host: numbers of no size, which take no memory, stand for those on a device.
pub(crate) fn stand_ins(len: usize) -> &'static mut [()] {
    vec![(); len].leak()
}

/// Can the numbers of every value be counted for so many samples?
pub(crate) fn countable(program: &ProgramRef<'_>, batch: usize) -> Result<(), RunError> {
    let mut values = program.nodes.iter().map(|node| node.ty).filter(|ty| ty.is_per_sample());
    match values.all(|ty| ty.elements().checked_mul(batch).is_some()) {
        true => Ok(()),
        false => Err(RunError::TooLarge { numbers: usize::MAX }),
    }
}

/// Is there room for as many numbers as there are?
pub(crate) fn same_length(want: usize, got: usize) -> Result<(), RunError> {
    if want == got { Ok(()) } else { Err(RunError::Length { list: "host", at: 0, want, got }) }
}

/// Indices where numbers are needed, or the other way round.
pub(crate) const MIXED_UP: RunError = RunError::Kind { list: "host", at: 0 };
