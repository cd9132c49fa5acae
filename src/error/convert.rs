//! Errors of others that become the program's own.

use super::Error;

impl From<cdm_ref::DensityError> for Error {
    fn from(source: cdm_ref::DensityError) -> Self {
        Self::Density(source)
    }
}

impl From<cdm_core::ScheduleError> for Error {
    fn from(source: cdm_core::ScheduleError) -> Self {
        Self::Schedule(source)
    }
}

impl From<cdm_core::program::ProgramError> for Error {
    fn from(source: cdm_core::program::ProgramError) -> Self {
        Self::Program(source)
    }
}

impl From<cdm_core::sampler::StepsError> for Error {
    fn from(source: cdm_core::sampler::StepsError) -> Self {
        Self::Steps(source)
    }
}

impl From<png::EncodingError> for Error {
    fn from(source: png::EncodingError) -> Self {
        Self::Png(source)
    }
}

impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::Json(source)
    }
}

impl From<crate::fetch::Problem> for Error {
    fn from(source: crate::fetch::Problem) -> Self {
        Self::Fetch(source)
    }
}
