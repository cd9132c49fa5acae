use super::{Ddim, Method, Place, Plan, Step, last_step};
use crate::classifier::{rows, take};
use crate::{Classifier, ClassifierExt, Levels, Real, ScheduleRef};

/// How closely [`invert`] solves for each sample, row by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inversion {
    /// Evaluations of the denoiser that a row takes at most; 1 is an estimate without refinement.
    pub evaluations: usize,
    /// A sample is done with a row where the root mean square of its residual is no larger.
    pub tolerance: f64,
}

impl Default for Inversion {
    /// Ten evaluations, and a residual of `1e-5` of a network's unit.
    fn default() -> Self {
        Self { evaluations: 10, tolerance: 1e-5 }
    }
}

/// What an inversion cost, and how well it went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inverted {
    /// Evaluations of the denoiser for the batch.
    pub evaluations: usize,
    /// The largest residual that a sample was left with in a row, as a root mean square over its values.
    pub residual: f64,
}

/// Numbers of scratch that [`invert`] needs for `batch` samples.
pub fn invert_scratch_len<E: Real, C: Classifier<E> + ?Sized>(classifier: &C, batch: usize) -> usize {
    classifier.scratch_len_ext(batch) + 4 * batch * classifier.dim() + 2 * batch
}

/// Carries clean samples `x` up the levels of a plan, to what deterministic DDIM ([`super::run()`] with `η = 0`) carries down to them.
///
/// # Shapes
/// `x`: `[batch, dim]`, in and out; `scratch`: at least [`invert_scratch_len`].
///
/// # Numerics
/// A row is `x_s = r(x_t)` with `r(x) = c_x x + c_ε ε̂(x, t)`; given `x_s` it is an equation for `x_t`, solved by
/// `x_t ← x_t + β p (x_s − r(x_t))` from `x_s` on. Were the data normal with variance 1, `r` would be linear of slope
/// `(a_s a_t + σ_s σ_t)/(a_t² + σ_t²)`, and `p` is the inverse of that. A sample's `β`, 1 at first, is halved whenever the residual
/// `p (x_s − r(x_t))` does not fall, and the best `x_t` is kept. For the best denoiser the Jacobian of `r` is symmetric with
/// eigenvalues of `σ_s/σ_t` and more, so above the last row a `β` small enough contracts near the solution; the last row, to clean data,
/// takes data that spread in all directions. How far it came is in the result. A sample does not depend on the others of its batch.
///
/// The plan's `η` and its limits of clean estimates are not used: neither drawn noise nor clipping can be undone.
///
/// # Errors
/// Wrong shapes, a plan for a schedule with other levels, or an error of the classifier.
///
/// # Source
/// Song, Meng, Ermon, *Denoising diffusion implicit models*, ICLR 2021, §5.4, where a row takes one evaluation at `x_s`. Iterating for the
/// fixed point follows Pan et al., *Effective real image editing with accelerated iterative diffusion inversion*, ICCV 2023; the
/// factor `p` and the backtracking are this library's.
pub fn invert<E: Real, C: Classifier<E> + ?Sized>(
    classifier: &C,
    plan: &Plan<'_, Ddim>,
    how: Inversion,
    x: &mut [E],
    mut scratch: &mut [E],
) -> Result<Inverted, C::Error> {
    let (dim, schedule) = (classifier.dim(), plan.schedule());
    let batch = rows("x", dim, x.len())?;
    let target = take(&mut scratch, x.len())?;
    let epsilon = take(&mut scratch, x.len())?;
    let best = take(&mut scratch, x.len())?;
    let direction = take(&mut scratch, x.len())?;
    let residual = take(&mut scratch, batch)?;
    let share = take(&mut scratch, batch)?;
    let mut answer = Inverted::default();
    for visited in 0..plan.levels().len() {
        let step = deterministic(plan, visited);
        let slope = slope(schedule, step.next_level, step.level);
        target.copy_from_slice(x);
        best.copy_from_slice(x);
        direction.fill(E::zero());
        residual.fill(E::from_f64(f64::INFINITY));
        share.fill(E::one());
        for _ in 0..how.evaluations.max(1) {
            classifier.epsilon(schedule, x, Levels::All(step.level), epsilon, scratch)?;
            answer.evaluations += 1;
            for sample in 0..batch {
                let own = sample * dim..(sample + 1) * dim;
                let mut search = Search {
                    target: &target[own.clone()],
                    best: &mut best[own.clone()],
                    direction: &mut direction[own.clone()],
                    residual: &mut residual[sample],
                    share: &mut share[sample],
                };
                search.advance(&step, slope, how.tolerance, &mut x[own.clone()], &epsilon[own]);
            }
            if share.iter().all(|share| *share == E::zero()) {
                break;
            }
        }
        answer.residual = residual.iter().fold(answer.residual, |most, r| most.max(r.to_f64()));
    }
    Ok(answer)
}

/// The row of `η = 0` to the `visited`-th level from the lowest, which is undone.
fn deterministic(plan: &Plan<'_, Ddim>, visited: usize) -> Step {
    let (schedule, levels) = (plan.schedule(), plan.levels());
    let level = levels.at(visited);
    match visited.checked_sub(1) {
        None => last_step(schedule, level),
        Some(below) => {
            let place = Place { previous_level: None, level, next_level: levels.at(below), stage: 0 };
            Ddim::DETERMINISTIC.step(schedule, place)
        }
    }
}

/// The slope of a row from `t` to `s` for normal data of variance 1.
fn slope(schedule: ScheduleRef<'_>, s: usize, t: usize) -> f64 {
    let (a, sigma) = (schedule.a(t), schedule.sigma(t));
    (schedule.a(s) * a + schedule.sigma(s) * sigma) / (a * a + sigma * sigma)
}

/// What one sample of a row has come to.
struct Search<'a, E> {
    /// `x_s`.
    target: &'a [E],
    /// The `x_t` of the least residual so far.
    best: &'a mut [E],
    /// `p (x_s − r(x))` there.
    direction: &'a mut [E],
    /// Its root mean square.
    residual: &'a mut E,
    /// `β`; 0 once the sample is done.
    share: &'a mut E,
}

impl<E: Real> Search<'_, E> {
    /// Judges `x` by its noise estimate, and moves it on.
    fn advance(&mut self, step: &Step, slope: f64, tolerance: f64, x: &mut [E], epsilon: &[E]) {
        if *self.share == E::zero() {
            return;
        }
        let towards = |target: E, x: E, epsilon: E| {
            (target.to_f64() - step.x * x.to_f64() - step.epsilon * epsilon.to_f64()) / slope
        };
        let terms = || self.target.iter().zip(&*x).zip(epsilon).map(|((t, x), e)| towards(*t, *x, *e));
        let squares: f64 = terms().map(|d| d * d).sum();
        let residual = libm::sqrt(squares / x.len() as f64);
        if residual < self.residual.to_f64() {
            *self.residual = E::from_f64(residual);
            self.direction.iter_mut().zip(terms()).for_each(|(out, d)| *out = E::from_f64(d));
            self.best.copy_from_slice(x);
        } else {
            *self.share *= E::from_f64(0.5);
        }
        let share = *self.share;
        for ((x, best), direction) in x.iter_mut().zip(&*self.best).zip(&*self.direction) {
            *x = *best + share * *direction;
        }
        if residual <= tolerance {
            *self.share = E::zero();
        }
    }
}
