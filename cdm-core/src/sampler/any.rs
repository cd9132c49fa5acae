use super::{Ddim, Ddpm, DpmSolver2m, DpmSolverPp2m, Euler, Heun, Method, Place, Step};
use crate::ScheduleRef;

/// A method chosen at run time.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnyMethod {
    /// See [`Ddpm`].
    Ddpm(Ddpm),
    /// See [`Ddim`].
    Ddim(Ddim),
    /// See [`Euler`].
    Euler(Euler),
    /// See [`Heun`].
    Heun(Heun),
    /// See [`DpmSolver2m`].
    DpmSolver2m(DpmSolver2m),
    /// See [`DpmSolverPp2m`].
    DpmSolverPp2m(DpmSolverPp2m),
}

impl AnyMethod {
    /// One of each method; `ddim` is the deterministic one.
    pub const ALL: [Self; 6] = [
        Self::Ddpm(Ddpm),
        Self::Ddim(Ddim::DETERMINISTIC),
        Self::Euler(Euler),
        Self::Heun(Heun),
        Self::DpmSolver2m(DpmSolver2m),
        Self::DpmSolverPp2m(DpmSolverPp2m),
    ];

    /// The method among [`AnyMethod::ALL`] that is called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Its name, as on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ddpm(_) => "ddpm",
            Self::Ddim(_) => "ddim",
            Self::Euler(_) => "euler",
            Self::Heun(_) => "heun",
            Self::DpmSolver2m(_) => "dpm-solver-2m",
            Self::DpmSolverPp2m(_) => "dpm-solver++-2m",
        }
    }
}

/// Calls a method of [`Method`] on whichever method it is.
macro_rules! whichever {
    ($any:expr, $method:ident => $call:expr) => {
        match $any {
            AnyMethod::Ddpm($method) => $call,
            AnyMethod::Ddim($method) => $call,
            AnyMethod::Euler($method) => $call,
            AnyMethod::Heun($method) => $call,
            AnyMethod::DpmSolver2m($method) => $call,
            AnyMethod::DpmSolverPp2m($method) => $call,
        }
    };
}

impl Method for AnyMethod {
    /// Claims none: ask [`Method::order`].
    const ORDER: Option<u32> = None;

    fn order(&self) -> Option<u32> {
        whichever!(self, method => method.order())
    }

    fn stages(&self) -> usize {
        whichever!(self, method => method.stages())
    }

    fn step(&self, schedule: ScheduleRef<'_>, place: Place) -> Step {
        whichever!(self, method => method.step(schedule, place))
    }
}
