//! Noise schedules: how much signal and noise each level holds.
//!
//! Level `t` of `0 ..= L` is `x_t = a_t x_0 + σ_t ε`: level 0 is clean data, level `L` pure noise.

mod error;
#[cfg(feature = "alloc")]
mod owned;

pub use error::{ScheduleError, TableName};
#[cfg(feature = "alloc")]
pub use owned::Schedule;

use core::fmt;

/// Which schedule a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScheduleKind {
    /// `ᾱ_t = Π(1 − β_s)` with β linear from 1e-4 to 0.02; `L = T + 1`.
    LinearDdpm,
    /// `σ_t = t/(T + 1)`, variance preserving; `L = T + 1`.
    Uniform,
    /// `a_t = 1 − t/T`, `σ_t = t/T`; `L = T`.
    OptimalTransport,
    /// `ᾱ_t` a squared cosine, variance preserving; `L = T + 1`.
    Cosine,
    /// Tables of the user.
    Table,
}

impl ScheduleKind {
    /// The kinds that follow from a number of steps.
    pub const NAMED: [Self; 4] = [Self::LinearDdpm, Self::Uniform, Self::OptimalTransport, Self::Cosine];

    /// The name used in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LinearDdpm => "ddpm",
            Self::Uniform => "uniform",
            Self::OptimalTransport => "ot",
            Self::Cosine => "cosine",
            Self::Table => "table",
        }
    }

    /// The kind among [`ScheduleKind::NAMED`] that is called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|kind| kind.name() == name)
    }

    /// Length `L + 1` of the tables for `steps` steps (`T`); 0 for user tables, whose length is their own.
    #[must_use]
    pub const fn levels(self, steps: usize) -> usize {
        match self {
            Self::LinearDdpm | Self::Uniform | Self::Cosine => steps.saturating_add(2),
            Self::OptimalTransport => steps.saturating_add(1),
            Self::Table => 0,
        }
    }

    /// Is there a schedule of this kind with `steps` steps?
    ///
    /// # Errors
    /// As [`ScheduleRef::fill`] for all but its tables.
    pub(crate) const fn check_steps(self, steps: usize) -> Result<(), ScheduleError> {
        let least = match self {
            Self::Table => return Err(ScheduleError::NoRule),
            Self::LinearDdpm => 2,
            Self::Uniform | Self::OptimalTransport | Self::Cosine => 1,
        };
        if steps < least {
            return Err(ScheduleError::TooFewSteps { steps, least });
        }
        if steps > MAX_STEPS { Err(ScheduleError::TooManySteps { steps }) } else { Ok(()) }
    }
}

impl fmt::Display for ScheduleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The most steps of a schedule that follows from a rule: a thousand times what anyone has used, and small enough that
/// a damaged file cannot ask for more memory than there is.
pub const MAX_STEPS: usize = 1_000_000;

/// A checked schedule over borrowed tables; what every function of the mathematics takes.
///
/// # Numerics
/// `σ` is stored beside `a`, never recovered from it: near clean data `√(1 − a²)` has lost its digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScheduleRef<'a> {
    kind: ScheduleKind,
    a: &'a [f64],
    sigma: &'a [f64],
}

impl<'a> ScheduleRef<'a> {
    /// The schedule `kind` of `steps` steps (`T`), written into tables of [`ScheduleKind::levels`] entries.
    ///
    /// # Numerics
    /// Linear DDPM with `T ≠ 1000` raises each `1 − β_s` to the power 1000/T, with β linear from 1e-4 to 0.02 over
    /// the `T` steps: to first order the usual `β · 1000/T`, but `ᾱ_T ≈ 4e-5` and β < 1 at every `T`. `T = 1000` is
    /// the published table. `1 − ᾱ_t` is summed from positive terms, without cancellation.
    ///
    /// Cosine is `ᾱ_t = f(t)/f(0)` with `f(t) = cos²(½π (t/T + s)/(1 + s))` and `s = 0.008`, which is the product of
    /// `1 − β_s` up to `T − 1`. At `T` the rule would give β = 1; the clip of β at 0.999, which no other level reaches,
    /// leaves `ᾱ_T = 0.001 ᾱ_{T−1}`, so that `T` holds signal, as in DDPM, and `L = T + 1` is added as pure noise. At
    /// `T = 1000` that is `σ_T/a_T ≈ 2·10⁴`: errors of a network's `ε̂` there are magnified so much that coarse plans
    /// should clip `x̂_0` or use levels without `T`.
    ///
    /// # Errors
    /// Fewer than 2 steps (DDPM) or 1 step, more than [`MAX_STEPS`], tables of another length, or [`ScheduleKind::Table`].
    ///
    /// # Source
    /// §3 (DDPM), §4.3 and App. B.4 (uniform, optimal transport) of [CDM]; Nichol, Dhariwal, *Improved denoising
    /// diffusion probabilistic models*, ICML 2021, Eq. (17) (cosine).
    ///
    /// [CDM]: https://arxiv.org/abs/2402.10095v3
    pub fn fill(
        kind: ScheduleKind,
        steps: usize,
        a: &'a mut [f64],
        sigma: &'a mut [f64],
    ) -> Result<Self, ScheduleError> {
        kind.check_steps(steps)?;
        check_length(TableName::A, kind.levels(steps), a)?;
        check_length(TableName::Sigma, kind.levels(steps), sigma)?;
        match kind {
            ScheduleKind::LinearDdpm => fill_linear_ddpm(steps, a, sigma),
            ScheduleKind::Cosine => fill_cosine(steps, a, sigma),
            ScheduleKind::Uniform => fill_by(a, sigma, |t| {
                let sigma = t as f64 / (steps + 1) as f64;
                (libm::sqrt((1.0 - sigma) * (1.0 + sigma)), sigma)
            }),
            _ => fill_by(a, sigma, |t| ((steps - t) as f64 / steps as f64, t as f64 / steps as f64)),
        }
        Ok(Self { kind, a, sigma })
    }

    /// The variance-preserving schedule of a table of `ᾱ_t`, levels 0 to `L`: `a = √ᾱ`, `σ = √(1 − ᾱ)`.
    ///
    /// # Errors
    /// As [`ScheduleRef::from_tables`]; the offending entry is named as one of `alpha_bar`.
    pub fn from_alpha_bar(alpha_bar: &[f64], a: &'a mut [f64], sigma: &'a mut [f64]) -> Result<Self, ScheduleError> {
        check_length(TableName::A, alpha_bar.len(), a)?;
        check_length(TableName::Sigma, alpha_bar.len(), sigma)?;
        check_table(TableName::AlphaBar, alpha_bar)?;
        fill_by(a, sigma, |t| (libm::sqrt(alpha_bar[t]), libm::sqrt(1.0 - alpha_bar[t])));
        Ok(Self { kind: ScheduleKind::Table, a, sigma })
    }

    /// A schedule of the user's own tables `a_t` and `σ_t`, levels 0 to `L`.
    ///
    /// # Errors
    /// Unless both tables have one length of at least 2, entries in [0, 1], `a` never growing from 1 to 0 and `σ`
    /// never falling from 0 to 1.
    pub fn from_tables(a: &'a [f64], sigma: &'a [f64]) -> Result<Self, ScheduleError> {
        check_length(TableName::Sigma, a.len(), sigma)?;
        check_table(TableName::A, a)?;
        check_table(TableName::Sigma, sigma)?;
        Ok(Self { kind: ScheduleKind::Table, a, sigma })
    }

    /// Number of levels, `L + 1`.
    #[must_use]
    pub const fn levels(self) -> usize {
        self.a.len()
    }

    /// The last level, `L`: pure noise.
    #[must_use]
    pub const fn last(self) -> usize {
        self.a.len() - 1
    }

    /// Signal `a_t`.
    ///
    /// # Panics
    /// If `t > L`, as all methods that take a level.
    #[must_use]
    pub fn a(self, t: usize) -> f64 {
        self.a[t]
    }

    /// Noise `σ_t`.
    #[must_use]
    pub fn sigma(self, t: usize) -> f64 {
        self.sigma[t]
    }

    /// Half the logarithm of the signal-to-noise ratio, `λ_t = ln(a_t/σ_t)`: `+∞` at level 0, `−∞` at level `L`.
    #[must_use]
    pub fn lambda(self, t: usize) -> f64 {
        libm::log(self.a[t]) - libm::log(self.sigma[t])
    }

    /// The table of `a_t`.
    #[must_use]
    pub const fn a_table(self) -> &'a [f64] {
        self.a
    }

    /// The table of `σ_t`.
    #[must_use]
    pub const fn sigma_table(self) -> &'a [f64] {
        self.sigma
    }

    /// Which schedule it is.
    #[must_use]
    pub const fn kind(self) -> ScheduleKind {
        self.kind
    }

    /// Its name, as [`ScheduleKind::name`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.kind.name()
    }

    /// Checks that `a_t² + σ_t²` is 1 at every level, to within `tolerance`.
    ///
    /// # Errors
    /// Names the first level where it is not.
    pub fn check_variance_preserving(self, tolerance: f64) -> Result<(), ScheduleError> {
        for (level, (a, sigma)) in self.a.iter().zip(self.sigma).enumerate() {
            let power = a * a + sigma * sigma;
            if libm::fabs(power - 1.0) > tolerance {
                return Err(ScheduleError::NotVariancePreserving { level, power });
            }
        }
        Ok(())
    }
}

fn fill_by(a: &mut [f64], sigma: &mut [f64], value: impl Fn(usize) -> (f64, f64)) {
    for (t, (a, sigma)) in a.iter_mut().zip(sigma).enumerate() {
        (*a, *sigma) = value(t);
    }
}

fn fill_linear_ddpm(steps: usize, a: &mut [f64], sigma: &mut [f64]) {
    const FIRST: f64 = 1e-4;
    const LAST: f64 = 0.02;
    let power = 1000.0 / steps as f64;
    (a[0], sigma[0]) = (1.0, 0.0);
    let (mut alpha_bar, mut noise) = (1.0, 0.0);
    for t in 1..=steps {
        let linear = FIRST + (LAST - FIRST) * ((t - 1) as f64 / (steps - 1) as f64);
        let beta = if steps == 1000 { linear } else { -libm::expm1(power * libm::log1p(-linear)) };
        noise += beta * alpha_bar;
        alpha_bar *= 1.0 - beta;
        (a[t], sigma[t]) = (libm::sqrt(alpha_bar), libm::sqrt(noise));
    }
    (a[steps + 1], sigma[steps + 1]) = (0.0, 1.0);
}

fn fill_cosine(steps: usize, a: &mut [f64], sigma: &mut [f64]) {
    const OFFSET: f64 = 0.008;
    const MOST_BETA: f64 = 0.999;
    // The angle of level t plus that of the T − t levels above is π/2, so a cosine near the end is a sine without loss.
    let angle = |share: f64| core::f64::consts::FRAC_PI_2 * share / (1.0 + OFFSET);
    let first = angle(OFFSET);
    let scale = libm::cos(first);
    fill_by(a, sigma, |t| {
        if t > steps {
            return (0.0, 1.0);
        }
        // At T itself: what the clipped β leaves of the level before.
        let (level, kept) = if t < steps { (t, 1.0) } else { (t - 1, 1.0 - MOST_BETA) };
        let passed = angle(level as f64 / steps as f64);
        let signal = if level == 0 { 1.0 } else { libm::sin(angle((steps - level) as f64 / steps as f64)) / scale };
        // cos² u − cos² v = sin(v − u) sin(v + u).
        let noise = libm::sin(passed) * libm::sin(passed + 2.0 * first) / (scale * scale);
        (signal * libm::sqrt(kept), libm::sqrt(noise + (1.0 - kept) * signal * signal))
    });
}

fn check_length(table: TableName, expected: usize, values: &[f64]) -> Result<(), ScheduleError> {
    if values.len() == expected { Ok(()) } else { Err(ScheduleError::Length { table, expected, actual: values.len() }) }
}

/// Checks length, range, direction and ends of one table.
fn check_table(table: TableName, values: &[f64]) -> Result<(), ScheduleError> {
    if values.len() < 2 {
        return Err(ScheduleError::Length { table, expected: 2, actual: values.len() });
    }
    if let Some((level, &value)) = values.iter().enumerate().find(|(_, v)| !(0.0..=1.0).contains(*v)) {
        return Err(ScheduleError::OutOfRange { table, level, value });
    }
    let rises = matches!(table, TableName::Sigma);
    for (level, pair) in values.windows(2).enumerate() {
        let (previous, value) = (pair[0], pair[1]);
        if (value < previous) == rises && value != previous {
            return Err(ScheduleError::NotMonotone { table, level: level + 1, previous, value });
        }
    }
    let last = values.len() - 1;
    let ends = if rises { [0.0, 1.0] } else { [1.0, 0.0] };
    for (level, expected) in [(0, ends[0]), (last, ends[1])] {
        if values[level] != expected {
            return Err(ScheduleError::End { table, level, expected, value: values[level] });
        }
    }
    Ok(())
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn linear_ddpm_is_the_published_table() {
        let schedule = Schedule::linear_ddpm(1000).unwrap();
        assert_eq!((schedule.levels(), schedule.last()), (1002, 1001));
        // Independent: ᾱ by sums of logarithms. 1000 roundings of ε/2 each, so 1e-12 is ample.
        let mut log_alpha_bar = 0.0;
        for t in 1..=1000 {
            log_alpha_bar += libm::log1p(-(1e-4 + (0.02 - 1e-4) * (t - 1) as f64 / 999.0));
            let (a, sigma) = (schedule.a(t), schedule.sigma(t));
            assert!((a * a / libm::exp(log_alpha_bar) - 1.0).abs() < 1e-12, "a at {t}");
            assert!((sigma * sigma / -libm::expm1(log_alpha_bar) - 1.0).abs() < 1e-12, "sigma at {t}");
        }
        std::println!("alpha_bar at T = 1000: {:e}", libm::exp(log_alpha_bar));
        assert_eq!((schedule.a(0), schedule.sigma(0), schedule.a(1001), schedule.sigma(1001)), (1.0, 0.0, 0.0, 1.0));
        assert_eq!((schedule.lambda(0), schedule.lambda(1001)), (f64::INFINITY, f64::NEG_INFINITY));
    }

    #[test]
    fn linear_ddpm_ends_alike_at_every_length() {
        for steps in [2, 3, 10, 50, 100, 999, 1000, 1001, 4000] {
            let schedule = Schedule::linear_ddpm(steps).unwrap();
            let alpha_bar = schedule.a(steps) * schedule.a(steps);
            assert!((3.9e-5..4.2e-5).contains(&alpha_bar), "{steps}: {alpha_bar:e}");
        }
    }

    /// Against the source's own words: a product of `1 − min(β, 0.999)` with `β_t = 1 − f(t)/f(t − 1)`.
    #[test]
    fn cosine_is_the_product_of_clipped_betas() {
        for steps in [1, 2, 3, 10, 1000] {
            let schedule = Schedule::cosine(steps).unwrap();
            let f = |t: usize| {
                let share = (t as f64 / steps as f64 + 0.008) / 1.008;
                libm::cos(share * core::f64::consts::FRAC_PI_2).powi(2)
            };
            let mut alpha_bar = 1.0;
            for t in 1..=steps {
                let beta = (1.0 - f(t) / f(t - 1)).min(0.999);
                alpha_bar *= 1.0 - beta;
                assert_eq!(beta == 0.999, t == steps, "only the last step is clipped: {t} of {steps}");
                // f(t) near T is a cosine of 1e-3 with an error of ε/2, squared, and there are `steps` factors.
                let a = schedule.a(t);
                assert!((a * a / alpha_bar - 1.0).abs() < 1e-11, "{t} of {steps}: {} and {alpha_bar}", a * a);
                // From 1 − ᾱ, which loses 1/β_1 = 2e4 roundings of the sum where there is least noise.
                let sigma = schedule.sigma(t);
                assert!((sigma * sigma / (1.0 - alpha_bar) - 1.0).abs() < 1e-9, "sigma at {t} of {steps}");
            }
            assert_eq!((schedule.a(0), schedule.sigma(0)), (1.0, 0.0));
            assert_eq!((schedule.a(steps + 1), schedule.sigma(steps + 1), schedule.last()), (0.0, 1.0, steps + 1));
        }
        // The longest one ends without a step back.
        let longest = Schedule::cosine(MAX_STEPS).unwrap();
        ScheduleRef::from_tables(longest.view().a_table(), longest.view().sigma_table()).unwrap();
    }

    #[test]
    fn every_named_schedule_is_a_valid_table() {
        for kind in ScheduleKind::NAMED {
            assert_eq!(ScheduleKind::from_name(kind.name()), Some(kind));
            for steps in [2, 7, 100, 1000] {
                let schedule = Schedule::new(kind, steps).unwrap();
                assert_eq!(schedule.levels(), kind.levels(steps));
                ScheduleRef::from_tables(schedule.view().a_table(), schedule.view().sigma_table()).unwrap();
                // One rounding each of a², σ² and, for DDPM, of T running sums.
                let preserving = schedule.view().check_variance_preserving(1e-13);
                assert_eq!(preserving.is_ok(), kind != ScheduleKind::OptimalTransport);
            }
        }
        assert_eq!(Schedule::uniform(3).unwrap().sigma(1), 0.25);
        assert_eq!(Schedule::optimal_transport(4).unwrap().a(1), 0.75);
        assert_eq!(Schedule::optimal_transport(4).unwrap().last(), 4);
    }

    #[test]
    fn errors_name_the_entry() {
        let tables = |a: &[f64], s: &[f64]| Schedule::from_tables(a.to_vec(), s.to_vec()).unwrap_err();
        let (a, s) = (&[1.0, 0.5, 0.0], &[0.0, 0.5, 1.0]);
        assert_eq!(tables(a, &[0.0, 1.0]), ScheduleError::Length { table: TableName::Sigma, expected: 3, actual: 2 });
        let e = tables(&[1.0, f64::NAN, 0.0], s);
        assert!(matches!(e, ScheduleError::OutOfRange { table: TableName::A, level: 1, value } if value.is_nan()));
        let e = tables(a, &[0.0, 1.5, 1.0]);
        assert_eq!(e, ScheduleError::OutOfRange { table: TableName::Sigma, level: 1, value: 1.5 });
        let e = tables(&[1.0, 0.2, 0.3, 0.0], &[0.0, 0.1, 0.2, 1.0]);
        assert_eq!(e, ScheduleError::NotMonotone { table: TableName::A, level: 2, previous: 0.2, value: 0.3 });
        assert_eq!(e.to_string(), "a[2] = 0.3 after 0.2: it must not grow");
        let e = tables(&[1.0, 0.2, 0.1, 0.0], &[0.0, 0.3, 0.2, 1.0]);
        assert_eq!(e, ScheduleError::NotMonotone { table: TableName::Sigma, level: 2, previous: 0.3, value: 0.2 });
        let e = tables(&[1.0, 0.5, 0.1], s);
        assert_eq!(e, ScheduleError::End { table: TableName::A, level: 2, expected: 0.0, value: 0.1 });
        let e = tables(a, &[0.1, 0.5, 1.0]);
        assert_eq!(e, ScheduleError::End { table: TableName::Sigma, level: 0, expected: 0.0, value: 0.1 });
        assert!(matches!(Schedule::from_alpha_bar(&[1.0, 0.5]), Err(ScheduleError::End { level: 1, .. })));
        assert_eq!(Schedule::linear_ddpm(1), Err(ScheduleError::TooFewSteps { steps: 1, least: 2 }));
        assert_eq!(Schedule::uniform(usize::MAX), Err(ScheduleError::TooManySteps { steps: usize::MAX }));
        assert_eq!(Schedule::uniform(0), Err(ScheduleError::TooFewSteps { steps: 0, least: 1 }));
        assert_eq!(Schedule::new(ScheduleKind::Table, 5), Err(ScheduleError::NoRule));
    }
}
