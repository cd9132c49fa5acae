//! The samplers on an oracle: orders, evaluations for a given error, and a plot of error against evaluations.
//!
//! ```sh
//! cargo run --release --example samplers -- docs/samplers.png > table.md
//! ```
//!
//! Prints Markdown; writes the picture where an argument names a file. Everything is `f64` on fixed starting points,
//! so the numbers do not depend on the machine.

use cdm::Error;
use cdm::picture::{Axis, Layer, PALETTE, Panel, render};
use cdm_core::rng::Philox;
use cdm_core::sampler::{self, AnyMethod, Ddim, Method, Plan, Spacing, TimeSteps};
use cdm_core::{Schedule, ScheduleKind, ScheduleRef};
use cdm_ref::{MixtureClassifier, drawn_deviation, eight_gaussians, probability_flow};
use std::path::Path;

/// Steps of the schedules.
const T: usize = 1000;
/// Starting points.
const POINTS: usize = 32;
/// Levels visited, each about a quarter more than the one before.
const COUNTS: [usize; 23] =
    [4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100, 125, 160, 200, 250, 320, 400, 500, 640];
const SPACINGS: [Spacing; 2] = [Spacing::Trailing, Spacing::Quadratic];
/// Deviation of the Gaussian whose deviation the samplers must return.
const DEVIATION: f64 = 0.5;

/// Bounds on the error of a coordinate at the flow's end, in the network's units.
const DISTANCES: [f64; 3] = [0.1, 0.01, 0.001];
/// Bounds on the relative error of a deviation.
const DEVIATIONS: [f64; 2] = [0.1, 0.01];

/// Evaluations and error of plans of all [`COUNTS`].
type Curve = Vec<(usize, f64)>;

/// A schedule, its oracle, and where its flow carries the starting points.
struct Case {
    classifier: MixtureClassifier,
    start: Vec<f64>,
}

impl Case {
    fn new(schedule: Schedule) -> Self {
        let mut start = vec![0.0; 2 * POINTS];
        sampler::start(Philox::new(4), 0, 2, &mut start);
        Self { classifier: MixtureClassifier::new(eight_gaussians(), schedule), start }
    }

    fn schedule(&self) -> ScheduleRef<'_> {
        self.classifier.schedule()
    }

    /// The end of the flow from level `top` to `bottom`; from there, unless it is clean data, the clean estimate.
    fn exact(&self, top: usize, bottom: usize) -> Vec<f64> {
        let at = |t: usize| (self.schedule().a(t), self.schedule().sigma(t));
        let (mixture, (a, sigma)) = (self.classifier.mixture(), at(bottom));
        let end =
            |x: &[f64]| mixture.clean_estimate(&probability_flow(mixture, x, at(top), (a, sigma), 2000), a, sigma);
        self.start.chunks_exact(2).flat_map(end).collect()
    }

    /// Root mean square difference of a sampler's result from `exact`, over points and coordinates.
    fn error(&self, plan: &Plan<'_, AnyMethod>, exact: &[f64]) -> Result<f64, Error> {
        let mut x = self.start.clone();
        let mut scratch = vec![0.0; sampler::scratch_len::<f64, _>(&self.classifier, POINTS)];
        sampler::run(&self.classifier, plan, &mut x, |_, _, z: &mut [f64]| z.fill(0.0), &mut scratch)
            .map_err(Error::Shape)?;
        Ok((x.iter().zip(exact).map(|(x, e)| (x - e).powi(2)).sum::<f64>() / x.len() as f64).sqrt())
    }

    fn curve(&self, spacing: Spacing, method: AnyMethod, exact: &[f64]) -> Result<Curve, Error> {
        let point = |count: &usize| {
            let plan = Plan::spaced(self.schedule(), spacing, *count, method)?;
            Ok((plan.len(), self.error(&plan, exact)?))
        };
        COUNTS.iter().map(point).collect()
    }
}

/// The order that two plans show, the second of twice as many steps, over the inner levels of a fine schedule: there the
/// last step, which is the same for all methods, has no part in it.
fn measured_order(case: &Case, method: AnyMethod) -> Result<f64, Error> {
    let levels = |stride: usize| (128..=1920u32).step_by(stride).collect::<Vec<_>>();
    let exact = case.exact(1920, 128);
    let error = |stride| {
        let levels = levels(stride);
        case.error(&Plan::new(case.schedule(), TimeSteps::table(&levels)?, method)?, &exact)
    };
    Ok((error(8)? / error(4)?).log2())
}

/// By how much, relatively, the deviation of what plans draw differs from that of Gaussian data.
fn deviation_curve(schedule: ScheduleRef<'_>, spacing: Spacing, method: AnyMethod) -> Result<Curve, Error> {
    let point = |count: &usize| {
        let plan = Plan::spaced(schedule, spacing, *count, method)?;
        Ok((plan.len(), (drawn_deviation(&plan, DEVIATION) / DEVIATION - 1.0).abs()))
    };
    COUNTS.iter().map(point).collect()
}

/// The fewest evaluations from which on the error stays within `bound`.
fn needed(curve: &Curve, bound: f64) -> String {
    match curve.iter().rposition(|(_, error)| *error > bound) {
        None => format!("≤ {}", curve[0].0),
        Some(last) => curve.get(last + 1).map_or(format!("> {}", curve[last].0), |(count, _)| count.to_string()),
    }
}

/// Prints a row of Markdown.
fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

/// Prints the head of a table: names, then for each spacing its bounds.
fn head(names: &[&str], bounds: &[f64]) {
    let columns = SPACINGS.iter().flat_map(|spacing| bounds.iter().map(|b| format!("{}, {b}", spacing.name())));
    let cells: Vec<String> = names.iter().map(|name| (*name).to_owned()).chain(columns).collect();
    row(&cells);
    row(&vec!["---".to_owned(); cells.len()]);
}

/// The table of distances from the end of the flow, for deterministic methods; returns the curves of the first spacing.
fn distances() -> Result<Vec<(ScheduleKind, AnyMethod, Curve)>, Error> {
    let mut curves = Vec::new();
    head(&["schedule", "sampler", "claimed order", "measured"], &DISTANCES);
    for kind in ScheduleKind::NAMED {
        let (case, fine) = (Case::new(Schedule::new(kind, T)?), Case::new(Schedule::new(kind, 2048)?));
        let exact = case.exact(case.schedule().last() - 1, 0);
        for method in AnyMethod::ALL {
            let Some(claimed) = method.order() else { continue };
            let mut cells = vec![kind.name().into(), method.name().into(), claimed.to_string()];
            cells.push(format!("{:.2}", measured_order(&fine, method)?));
            for spacing in SPACINGS {
                let curve = case.curve(spacing, method, &exact)?;
                cells.extend(DISTANCES.map(|bound| needed(&curve, bound)));
                if spacing == SPACINGS[0] {
                    curves.push((kind, method, curve));
                }
            }
            row(&cells);
        }
    }
    Ok(curves)
}

/// The table of deviations of Gaussian data, for all methods.
fn deviations() -> Result<(), Error> {
    let methods = AnyMethod::ALL.map(|method| (method.name(), method));
    let half = ("ddim, eta = 0.5", AnyMethod::Ddim(Ddim::new(0.5)?));
    head(&["schedule", "sampler"], &DEVIATIONS);
    for kind in ScheduleKind::NAMED {
        let schedule = Schedule::new(kind, T)?;
        for (name, method) in methods.into_iter().chain([half]) {
            let mut cells = vec![kind.name().into(), name.into()];
            for spacing in SPACINGS {
                let curve = deviation_curve(schedule.view(), spacing, method)?;
                cells.extend(DEVIATIONS.map(|bound| needed(&curve, bound)));
            }
            row(&cells);
        }
    }
    Ok(())
}

/// A panel for each schedule, a line for each method; Euler's would lie under DDIM's.
fn plot(curves: &[(ScheduleKind, AnyMethod, Curve)], path: &Path) -> Result<(), Error> {
    type Line = (&'static str, Vec<(f64, f64)>);
    let lines = |kind: ScheduleKind| -> Vec<Line> {
        let of = curves.iter().filter(|(k, method, _)| *k == kind && !matches!(method, AnyMethod::Euler(_)));
        of.map(|(_, method, curve)| (method.name(), curve.iter().map(|(n, e)| (*n as f64, *e)).collect())).collect()
    };
    let lines = ScheduleKind::NAMED.map(|kind| (kind, lines(kind)));
    let panels = lines.iter().enumerate().map(|(number, (kind, lines))| {
        // The legend of the first panel is for all of them, and so is the name of its axis.
        let first = number == 0;
        let layers = lines.iter().zip(PALETTE).map(|((name, xy), colour)| Layer::Line {
            xy,
            colour,
            label: match (first, *name) {
                (false, _) => "",
                (true, "ddim") => "ddim, euler",
                (true, name) => name,
            },
        });
        Panel {
            title: kind.name(),
            x: Axis::log("evaluations", 4.0, 700.0),
            y: Axis::log(if first { "error of a coordinate at the end" } else { "" }, 1e-5, 1.0),
            layers: layers.collect(),
        }
    });
    render(&panels.collect::<Vec<_>>(), 340, 460)?.save(path)
}

fn main() -> Result<(), Error> {
    println!("Evaluations for an error at the end of the flow (8 Gaussians, {POINTS} points, T = {T}):\n");
    let curves = distances()?;
    println!("\nEvaluations for a relative error of the deviation (one Gaussian of {DEVIATION}, T = {T}):\n");
    deviations()?;
    if let Some(path) = std::env::args_os().nth(1) {
        plot(&curves, Path::new(&path))?;
    }
    Ok(())
}
