//! What the consumer computes and prints. The tests of the main workspace run the same over std.

use cdm_core::embedded::{EmbeddedError, Units};
use cdm_core::likelihood::bits_per_dim;
use cdm_core::rng::{Philox, Stream};
use cdm_core::sampler::{self, Ddim, Plan, Spacing};
use cdm_core::{Classifier, ClassifierExt, Levels, Prior, Real, ScheduleKind, ScheduleRef, ShapeError};
use core::fmt;

/// Levels of the schedule: 0 to `L`.
pub(crate) const LEVELS: usize = ScheduleKind::Uniform.levels(10);
/// Numbers of scratch for two samples of two numbers.
pub(crate) const SCRATCH: usize = 2 * (2 * LEVELS + 2) + 2 * 3 + 2 * 2 * 2 + 2;

/// Grey values of a digit.
pub(crate) const GREY: usize = 64;
/// Numbers of scratch for one digit.
pub(crate) const DIGITS_SCRATCH: usize = 2 * ScheduleKind::Uniform.levels(100) + GREY + 3;

/// The optimal classifier of one Gaussian `N(μ, s² I)` in two dimensions: at level `t` the density is
/// `N(a_t μ, (a_t² s² + σ_t²) I)`.
pub(crate) struct Gaussian<'a> {
    /// Its levels.
    pub(crate) schedule: ScheduleRef<'a>,
    /// `μ`.
    pub(crate) mean: [f64; 2],
    /// `s²`.
    pub(crate) variance: f64,
}

impl Gaussian<'_> {
    /// `(log p_t(x) + log 2π, ∇ log p_t(x))`.
    fn log_density(&self, x: [f64; 2], t: usize) -> (f64, [f64; 2]) {
        let (a, sigma) = (self.schedule.a(t), self.schedule.sigma(t));
        let variance = a * a * self.variance + sigma * sigma;
        let offset = [x[0] - a * self.mean[0], x[1] - a * self.mean[1]];
        let square = offset[0] * offset[0] + offset[1] * offset[1];
        (-0.5 * square / variance - Real::ln(variance), offset.map(|o| -o / variance))
    }
}

impl<E: Real> Classifier<E> for Gaussian<'_> {
    type Error = ShapeError;

    fn dim(&self) -> usize {
        2
    }

    fn levels(&self) -> usize {
        self.schedule.levels()
    }

    fn logits_vjp(
        &self,
        x: &[E],
        cotangent: &[E],
        mut logits: Option<&mut [E]>,
        grad: &mut [E],
    ) -> Result<(), ShapeError> {
        let levels = self.schedule.levels();
        for (sample, (x, grad)) in x.chunks_exact(2).zip(grad.chunks_exact_mut(2)).enumerate() {
            let mut sum = [0.0; 2];
            for t in 0..levels {
                let (logit, score) = self.log_density([x[0].to_f64(), x[1].to_f64()], t);
                let weight = cotangent[sample * levels + t].to_f64();
                sum = [sum[0] + weight * score[0], sum[1] + weight * score[1]];
                if let Some(logits) = &mut logits {
                    logits[sample * levels + t] = E::from_f64(logit);
                }
            }
            grad.copy_from_slice(&sum.map(E::from_f64));
        }
        Ok(())
    }
}

/// Why the report broke off.
#[derive(Debug)]
pub(crate) enum Failure<E> {
    /// The classifier.
    Classifier(E),
    /// The schedule, the plan or the output.
    Other(&'static str),
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Classifier(error) => error.fmt(f),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl<E> From<fmt::Error> for Failure<E> {
    fn from(_: fmt::Error) -> Self {
        Self::Other("output")
    }
}

impl From<EmbeddedError> for Failure<EmbeddedError> {
    fn from(error: EmbeddedError) -> Self {
        Self::Classifier(error)
    }
}

/// Log density of one digit in nats, of grey values; without noise, so that it depends on nothing else.
///
/// # Errors
/// Whatever the network runs into.
pub(crate) fn density<C: Classifier<f32>>(
    network: &C,
    units: Units<'_>,
    row: &[u8; GREY],
    scratch: &mut [f32],
) -> Result<f64, Failure<C::Error>> {
    let (mut x, mut out) = ([0.0; GREY], [0.0]);
    let values = row.map(f32::from);
    units.encode_into(&values, None, &mut x).map_err(|_| Failure::Other("units"))?;
    network.log_density(&x, Levels::All(0), Prior::UNIFORM, &mut out, scratch).map_err(Failure::Classifier)?;
    Ok(out[0] + units.log_jacobian())
}

/// Scores digits that training never saw, and noise.
///
/// # Errors
/// Whatever the network runs into.
pub(crate) fn digits<C: Classifier<f32>>(
    network: &C,
    units: Units<'_>,
    rows: &[u8],
    scratch: &mut [f32],
    out: &mut dyn fmt::Write,
) -> Result<(), Failure<C::Error>> {
    let mut line = |name: fmt::Arguments<'_>, row: &[u8; GREY]| {
        let nats = density(network, units, row, scratch)?;
        // Two grey values are the count whose offset is nought: the density is of grey values already.
        let bits = bits_per_dim(nats, GREY, 2);
        Ok::<(), Failure<C::Error>>(writeln!(out, "{name}: log density {nats:?} nats, {bits:?} bits/dim")?)
    };
    for (number, row) in rows.as_chunks::<GREY>().0.iter().enumerate() {
        line(format_args!("held-out digit {number}"), row)?;
    }
    let (mut noise, mut row) = ([0.0f32; GREY], [0; GREY]);
    Philox::new(0).fill_uniform(Stream::DENSITY, 0, 0, &mut noise);
    row.iter_mut().zip(noise).for_each(|(grey, u)| *grey = (17.0 * u) as u8);
    line(format_args!("noise"), &row)
}

/// Asks a network and a Gaussian for logits, densities, noise estimates and samples; numbers are printed so that they
/// read back to the same bits.
///
/// # Errors
/// Whatever the network runs into.
pub(crate) fn report<C: Classifier<f32>>(
    network: &C,
    scratch: &mut [f32],
    out: &mut dyn fmt::Write,
) -> Result<(), Failure<C::Error>> {
    let (mut a, mut sigma) = ([0.0; LEVELS], [0.0; LEVELS]);
    let schedule = ScheduleRef::fill(ScheduleKind::Uniform, LEVELS - 2, &mut a, &mut sigma)
        .map_err(|_| Failure::Other("schedule"))?;
    writeln!(out, "schedule {} {:?} {:?}", schedule.name(), schedule.a(3), schedule.sigma(3))?;
    let mut logits = [0.0; LEVELS];
    network.logits(&[0.5, -1.25], &mut logits, scratch).map_err(Failure::Classifier)?;
    writeln!(out, "network logits {logits:?}")?;
    answers("network", network, schedule, scratch, out)?;
    let gaussian = Gaussian { schedule, mean: [1.0, -0.5], variance: 0.25 };
    let mut scratch = [0.0f64; SCRATCH];
    answers("gaussian", &gaussian, schedule, &mut scratch, out).map_err(|_| Failure::Other("gaussian"))
}

fn answers<E: Real, C: Classifier<E>>(
    name: &str,
    classifier: &C,
    schedule: ScheduleRef<'_>,
    scratch: &mut [E],
    out: &mut dyn fmt::Write,
) -> Result<(), Failure<C::Error>> {
    let mut x = [0.5, -1.25, -2.0, 0.75].map(E::from_f64);
    for level in [0, 5, LEVELS - 1] {
        let (mut density, mut epsilon) = ([0.0; 2], [E::zero(); 4]);
        let levels = Levels::All(level);
        classifier.log_density(&x, levels, Prior::UNIFORM, &mut density, scratch).map_err(Failure::Classifier)?;
        classifier.epsilon(schedule, &x, levels, &mut epsilon, scratch).map_err(Failure::Classifier)?;
        writeln!(out, "{name} level {level}: log density {density:?}, noise {epsilon:?}")?;
    }
    let plan = Plan::spaced(schedule, Spacing::Trailing, 5, Ddim::DETERMINISTIC).map_err(|_| Failure::Other("plan"))?;
    sampler::run(classifier, &plan, &mut x, |_, _, _| (), scratch).map_err(Failure::Classifier)?;
    writeln!(out, "{name} after {} steps of DDIM: {x:?}", plan.len())?;
    Ok(())
}
