use super::{ScheduleError, ScheduleKind, ScheduleRef};
use alloc::{vec, vec::Vec};

/// A schedule that owns its tables; lend it to the mathematics with [`Schedule::view`].
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    kind: ScheduleKind,
    a: Vec<f64>,
    sigma: Vec<f64>,
}

impl Schedule {
    /// The schedule `kind` of `steps` steps (`T`): see [`ScheduleRef::fill`].
    ///
    /// # Errors
    /// Too few or too many steps, or [`ScheduleKind::Table`].
    pub fn new(kind: ScheduleKind, steps: usize) -> Result<Self, ScheduleError> {
        // One more than is allowed is refused below, before anything larger is allocated.
        let levels = kind.levels(steps.min(super::MAX_STEPS + 1));
        let (mut a, mut sigma) = (vec![0.0; levels], vec![0.0; levels]);
        ScheduleRef::fill(kind, steps, &mut a, &mut sigma)?;
        Ok(Self { kind, a, sigma })
    }

    /// Linear DDPM of `steps` steps, `L = T + 1`.
    ///
    /// # Errors
    /// Fewer than 2 steps, or more than [`MAX_STEPS`](super::MAX_STEPS).
    pub fn linear_ddpm(steps: usize) -> Result<Self, ScheduleError> {
        Self::new(ScheduleKind::LinearDdpm, steps)
    }

    /// Uniform noise levels of `steps` steps, `L = T + 1`.
    ///
    /// # Errors
    /// No steps, or more than [`MAX_STEPS`](super::MAX_STEPS).
    pub fn uniform(steps: usize) -> Result<Self, ScheduleError> {
        Self::new(ScheduleKind::Uniform, steps)
    }

    /// Optimal transport (flow matching) of `steps` steps, `L = T`.
    ///
    /// # Errors
    /// No steps, or more than [`MAX_STEPS`](super::MAX_STEPS).
    pub fn optimal_transport(steps: usize) -> Result<Self, ScheduleError> {
        Self::new(ScheduleKind::OptimalTransport, steps)
    }

    /// Squared cosine of `steps` steps, `L = T + 1`.
    ///
    /// # Errors
    /// No steps, or more than [`MAX_STEPS`](super::MAX_STEPS).
    pub fn cosine(steps: usize) -> Result<Self, ScheduleError> {
        Self::new(ScheduleKind::Cosine, steps)
    }

    /// Variance preserving, from `ᾱ_t` at levels 0 to `L`: see [`ScheduleRef::from_alpha_bar`].
    ///
    /// # Errors
    /// Names the offending entry.
    pub fn from_alpha_bar(alpha_bar: &[f64]) -> Result<Self, ScheduleError> {
        let (mut a, mut sigma) = (vec![0.0; alpha_bar.len()], vec![0.0; alpha_bar.len()]);
        let kind = ScheduleRef::from_alpha_bar(alpha_bar, &mut a, &mut sigma)?.kind();
        Ok(Self { kind, a, sigma })
    }

    /// The user's own tables: see [`ScheduleRef::from_tables`].
    ///
    /// # Errors
    /// Names the offending entry.
    pub fn from_tables(a: Vec<f64>, sigma: Vec<f64>) -> Result<Self, ScheduleError> {
        let kind = ScheduleRef::from_tables(&a, &sigma)?.kind();
        Ok(Self { kind, a, sigma })
    }

    /// The borrowed form.
    #[must_use]
    pub fn view(&self) -> ScheduleRef<'_> {
        ScheduleRef { kind: self.kind, a: &self.a, sigma: &self.sigma }
    }

    /// Number of levels, `L + 1`.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.view().levels()
    }

    /// The last level, `L`.
    #[must_use]
    pub fn last(&self) -> usize {
        self.view().last()
    }

    /// Signal `a_t`. Panics if `t > L`.
    #[must_use]
    pub fn a(&self, t: usize) -> f64 {
        self.view().a(t)
    }

    /// Noise `σ_t`. Panics if `t > L`.
    #[must_use]
    pub fn sigma(&self, t: usize) -> f64 {
        self.view().sigma(t)
    }

    /// Half the logarithm of the signal-to-noise ratio. Panics if `t > L`.
    #[must_use]
    pub fn lambda(&self, t: usize) -> f64 {
        self.view().lambda(t)
    }

    /// Its name, as [`ScheduleKind::name`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }
}
