//! What a network takes the level of a noised sample to be.

use super::Picture;
use crate::backend::Net;
use crate::error::Error;
use crate::evaluate::mean_log_posterior;
use crate::picture::{Axis, Layer, PALETTE, Panel, Rgb, render};
use cdm_core::ScheduleRef;

/// Log posteriors over levels, one curve for each level that samples were noised to.
pub(super) struct Curves {
    title: &'static str,
    /// Number of levels.
    levels: usize,
    /// The true level, the model's curve, and the optimal one where it is known.
    of: Vec<Curve>,
}

struct Curve {
    level: usize,
    model: Vec<(f64, f64)>,
    optimal: Vec<(f64, f64)>,
}

/// Curves of `nets` (the model, then perhaps the optimal classifier) over clean samples `clean`, `[n, dim]`, noised to
/// each of the levels `shown`, fractions of the last.
pub(super) fn curves<const N: usize>(
    title: &'static str,
    nets: [&Net; N],
    schedule: ScheduleRef<'_>,
    clean: &[f32],
    shown: [f64; 4],
    seed: u64,
) -> Result<Curves, Error> {
    let levels = schedule.levels();
    let mut of = Vec::new();
    for fraction in shown {
        let level = (fraction * (levels - 1) as f64).round() as usize;
        let mut means = Vec::new();
        for net in nets {
            let mean = mean_log_posterior(&**net, schedule, clean, level, seed)?;
            means.push(mean.into_iter().enumerate().map(|(t, mean)| (t as f64, mean)).collect());
        }
        let mut means = means.into_iter();
        let model = means.next().unwrap_or_default();
        of.push(Curve { level, model, optimal: means.next().unwrap_or_default() });
    }
    Ok(Curves { title, levels, of })
}

const LOWEST: f64 = -14.0;
const GREY: Rgb = [120, 124, 132];

pub(super) fn picture(parts: [&Curves; 2]) -> Result<Picture, Error> {
    let marks =
        parts.map(|part| part.of.iter().map(|c| [(c.level as f64, LOWEST), (c.level as f64, 0.0)]).collect::<Vec<_>>());
    let labels = parts.map(|part| part.of.iter().map(|c| format!("t = {}", c.level)).collect::<Vec<_>>());
    let panels: Vec<Panel<'_>> =
        parts.iter().zip(&marks).zip(&labels).map(|((part, marks), labels)| panel(part, marks, labels)).collect();
    Ok(Picture {
        file: "levels.png",
        alt: "Curves of the log posterior over noise levels, each highest at the level that its samples were noised to",
        caption: "The mean log posterior over levels, log p(s | x_t) = log softmax f(x_t), of samples noised to the levels t that \
                  the faint vertical lines mark. To see: each curve has its top at its line. Two numbers hardly tell a level \
                  (left; grey: the optimal classifier), sixty-four tell it to within a few (right)."
            .into(),
        canvas: render(&panels, 520, 400)?,
    })
}

fn panel<'a>(part: &'a Curves, marks: &'a [[(f64, f64); 2]], labels: &'a [String]) -> Panel<'a> {
    let mut layers = Vec::new();
    for (mark, colour) in marks.iter().zip(PALETTE) {
        // Half way to white.
        layers.push(Layer::Line { xy: mark, colour: colour.map(|c| 155 + c / 255 * 50 + c % 255 / 3), label: "" });
    }
    for curve in &part.of {
        layers.push(Layer::Line { xy: &curve.optimal, colour: GREY, label: "" });
    }
    for ((curve, label), colour) in part.of.iter().zip(labels).zip(PALETTE) {
        layers.push(Layer::Line { xy: &curve.model, colour, label });
    }
    Panel {
        title: part.title,
        x: Axis::new("level s", 0.0, (part.levels - 1) as f64),
        y: Axis::new("log p(s | x), nats", LOWEST, 0.0),
        layers,
    }
}
