//! Panels with axes, side by side in one picture.

use super::axis::{log_ticks, ticks};
use super::canvas::{Anchor, Canvas, text_width};
use super::colour::{INK, RULE, Rgb, sequential};
use crate::error::Error;

/// The range and the name of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis<'a> {
    /// What it measures; may be empty.
    pub label: &'a str,
    /// Its left or lower end.
    pub min: f64,
    /// Its right or upper end.
    pub max: f64,
    /// Whether equal ratios, not differences, have equal lengths; the ends must be positive.
    pub logarithmic: bool,
}

impl<'a> Axis<'a> {
    /// An axis from `min` to `max`.
    pub fn new(label: &'a str, min: f64, max: f64) -> Self {
        Self { label, min, max, logarithmic: false }
    }

    /// A logarithmic axis from `min` to `max`, both positive.
    pub fn log(label: &'a str, min: f64, max: f64) -> Self {
        Self { logarithmic: true, ..Self::new(label, min, max) }
    }

    /// An axis that holds all finite `values`, with a margin of 4 %; from 0 to 1 if there are none.
    pub fn around(label: &'a str, values: impl IntoIterator<Item = f64>) -> Self {
        let (min, max) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
        if min > max {
            return Self::new(label, 0.0, 1.0);
        }
        let margin = if max > min { 0.04 * (max - min) } else { 0.5 };
        Self::new(label, min - margin, max + margin)
    }

    /// Where a value lies between the ends, 0 and 1.
    pub(crate) fn fraction(&self, value: f64) -> f64 {
        if self.logarithmic {
            (value / self.min).ln() / (self.max / self.min).ln()
        } else {
            (value - self.min) / (self.max - self.min)
        }
    }

    /// Ticks, about `wanted` of them on a linear axis.
    pub(crate) fn ticks(&self, wanted: i64) -> Vec<(f64, String)> {
        if self.logarithmic { log_ticks(self.min, self.max) } else { ticks(self.min, self.max, wanted as usize) }
    }
}

/// Something drawn in a panel.
#[derive(Clone, Copy, Debug)]
pub enum Layer<'a> {
    /// A map of colours over the whole panel. All maps of one picture share one scale, from 0 to their largest value,
    /// which is shown beside the last panel.
    Heat {
        /// `[rows, columns]`, row-major, the first row at the lower end of the vertical axis.
        values: &'a [f64],
        /// Number of columns.
        columns: usize,
    },
    /// Points.
    Points {
        /// `[n, 2]`.
        xy: &'a [f32],
        /// Their colour.
        colour: Rgb,
        /// In pixels.
        radius: f64,
        /// In `(0, 1]`.
        opacity: f32,
        /// Text of the legend; empty for none.
        label: &'a str,
    },
    /// Points joined by straight lines; one that is not finite leaves a gap.
    Line {
        /// The points, in order.
        xy: &'a [(f64, f64)],
        /// Its colour.
        colour: Rgb,
        /// Text of the legend; empty for none.
        label: &'a str,
    },
}

/// A plot: axes, a title and layers drawn in order.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    /// Stands above it.
    pub title: &'a str,
    /// The horizontal axis.
    pub x: Axis<'a>,
    /// The vertical axis.
    pub y: Axis<'a>,
    /// What is drawn, from back to front.
    pub layers: Vec<Layer<'a>>,
}

const TITLE: f32 = 21.0;
const TEXT: f32 = 17.0;
const RIGHT: i64 = 24;
const BAR: i64 = 110;

/// Draws panels side by side, each with a plotting area of `width` × `height` pixels.
///
/// # Errors
///
/// [`Error::Picture`] for a heat map that is empty or whose length is no multiple of its columns.
pub fn render(panels: &[Panel<'_>], width: usize, height: usize) -> Result<Canvas, Error> {
    let maximum = heat_maximum(panels)?;
    let left = |p: &Panel<'_>| if p.y.label.is_empty() { 72 } else { 108 };
    let bottom = if panels.iter().any(|p| !p.x.label.is_empty()) { 74 } else { 44 };
    let legend = if panels.iter().any(|p| legend(p).next().is_some()) { 30 } else { 0 };
    let top = 48 + legend;
    let total: i64 = panels.iter().map(|p| left(p) + width as i64 + RIGHT).sum();
    let bar = if maximum.is_some() { BAR } else { 0 };
    let mut canvas = Canvas::new((total + bar) as usize, (top + height as i64 + bottom) as usize);
    let mut x = 0;
    for panel in panels {
        x += left(panel);
        let area = Area { x, y: top, width: width as i64, height: height as i64 };
        draw_panel(&mut canvas, panel, area, maximum.unwrap_or(1.0));
        x += area.width + RIGHT;
    }
    if let Some(maximum) = maximum {
        colour_bar(&mut canvas, Area { x, y: top, width: 20, height: height as i64 }, maximum);
    }
    Ok(canvas)
}

#[derive(Clone, Copy)]
struct Area {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

impl Area {
    fn column(self, axis: &Axis<'_>, value: f64) -> f64 {
        self.x as f64 + axis.fraction(value) * self.width as f64
    }

    fn row(self, axis: &Axis<'_>, value: f64) -> f64 {
        self.y as f64 + (1.0 - axis.fraction(value)) * self.height as f64
    }
}

/// The largest finite value of all maps, or `None` without maps.
fn heat_maximum(panels: &[Panel<'_>]) -> Result<Option<f64>, Error> {
    let mut maximum = None;
    for layer in panels.iter().flat_map(|p| &p.layers) {
        if let Layer::Heat { values, columns } = layer {
            let width = (*columns).max(1);
            if *columns == 0 || values.is_empty() || !values.len().is_multiple_of(width) {
                let expected = values.len().div_ceil(width).max(1) * width;
                return Err(Error::Picture { expected, found: values.len() });
            }
            let finite = values.iter().copied().filter(|v| v.is_finite());
            maximum = Some(finite.fold(maximum.unwrap_or(0.0), f64::max));
        }
    }
    Ok(maximum.map(|m: f64| if m > 0.0 { m } else { 1.0 }))
}

fn draw_panel(canvas: &mut Canvas, panel: &Panel<'_>, area: Area, maximum: f64) {
    let centre = (area.x + area.width / 2) as f64;
    canvas.text(centre, 24.0, panel.title, TITLE, INK, Anchor::Middle);
    draw_legend(canvas, panel, area);
    let heat = panel.layers.iter().any(|l| matches!(l, Layer::Heat { .. }));
    axes(canvas, panel, area, !heat);
    canvas.clip(Some([area.x, area.y, area.x + area.width, area.y + area.height]));
    for layer in &panel.layers {
        draw_layer(canvas, layer, panel, area, maximum);
    }
    canvas.clip(None);
    frame(canvas, area);
}

fn draw_layer(canvas: &mut Canvas, layer: &Layer<'_>, panel: &Panel<'_>, area: Area, maximum: f64) {
    match *layer {
        Layer::Heat { values, columns } => heat(canvas, values, columns, area, maximum),
        Layer::Points { xy, colour, radius, opacity, .. } => {
            for [x, y] in xy.as_chunks::<2>().0 {
                let at = (area.column(&panel.x, f64::from(*x)), area.row(&panel.y, f64::from(*y)));
                canvas.disc(at.0, at.1, radius, colour, opacity);
            }
        }
        Layer::Line { xy, colour, .. } => {
            for pair in xy.windows(2) {
                let [from, to] = [pair[0], pair[1]].map(|(x, y)| [area.column(&panel.x, x), area.row(&panel.y, y)]);
                canvas.line(from, to, 2.5, colour, 1.0);
            }
        }
    }
}

fn heat(canvas: &mut Canvas, values: &[f64], columns: usize, area: Area, maximum: f64) {
    let rows = values.len() / columns;
    for j in 0..area.height {
        let row = (area.height - 1 - j) as usize * rows / area.height as usize;
        for i in 0..area.width {
            let column = i as usize * columns / area.width as usize;
            let colour = sequential(values[row * columns + column] / maximum);
            canvas.blend(area.x + i, area.y + j, colour, 1.0);
        }
    }
}

fn axes(canvas: &mut Canvas, panel: &Panel<'_>, area: Area, grid: bool) {
    let below = area.y + area.height;
    for (value, label) in panel.x.ticks(area.width / 90) {
        let x = area.column(&panel.x, value);
        if grid {
            canvas.rectangle(x as i64, area.y, 1, area.height as usize, RULE);
        }
        canvas.rectangle(x as i64, below, 1, 7, INK);
        canvas.text(x, below as f64 + 20.0, &label, TEXT, INK, Anchor::Middle);
    }
    for (value, label) in panel.y.ticks(area.height / 70) {
        let y = area.row(&panel.y, value);
        if grid {
            canvas.rectangle(area.x, y as i64, area.width as usize, 1, RULE);
        }
        canvas.rectangle(area.x - 7, y as i64, 7, 1, INK);
        canvas.text(area.x as f64 - 12.0, y, &label, TEXT, INK, Anchor::End);
    }
    let middle = ((area.x + area.width / 2) as f64, (area.y + area.height / 2) as f64);
    canvas.text(middle.0, below as f64 + 52.0, panel.x.label, TEXT, INK, Anchor::Middle);
    canvas.vertical_text(area.x as f64 - 90.0, middle.1, panel.y.label, TEXT, INK, Anchor::Middle);
}

fn frame(canvas: &mut Canvas, area: Area) {
    let (width, height) = (area.width as usize, area.height as usize);
    canvas.rectangle(area.x - 1, area.y - 1, width + 2, 1, INK);
    canvas.rectangle(area.x - 1, area.y + area.height, width + 2, 1, INK);
    canvas.rectangle(area.x - 1, area.y - 1, 1, height + 2, INK);
    canvas.rectangle(area.x + area.width, area.y - 1, 1, height + 2, INK);
}

fn legend<'a>(panel: &'a Panel<'a>) -> impl Iterator<Item = (&'a str, Rgb, bool)> {
    panel.layers.iter().filter_map(|layer| match *layer {
        Layer::Points { label, colour, .. } if !label.is_empty() => Some((label, colour, false)),
        Layer::Line { label, colour, .. } if !label.is_empty() => Some((label, colour, true)),
        _ => None,
    })
}

/// In a row between the title and the panel, where it cannot hide any data.
fn draw_legend(canvas: &mut Canvas, panel: &Panel<'_>, area: Area) {
    let y = (area.y - 18) as f64;
    let mut x = area.x as f64;
    for (label, colour, line) in legend(panel) {
        if line {
            canvas.line([x + 2.0, y], [x + 22.0, y], 3.0, colour, 1.0);
        } else {
            canvas.disc(x + 12.0, y, 5.0, colour, 1.0);
        }
        canvas.text(x + 30.0, y, label, TEXT, INK, Anchor::Start);
        x += 30.0 + f64::from(text_width(label, TEXT)) + 22.0;
    }
}

fn colour_bar(canvas: &mut Canvas, area: Area, maximum: f64) {
    let axis = Axis::new("", 0.0, maximum);
    for j in 0..area.height {
        let value = 1.0 - (j as f64 + 0.5) / area.height as f64;
        canvas.rectangle(area.x, area.y + j, area.width as usize, 1, sequential(value));
    }
    for (value, label) in ticks(0.0, maximum, 5) {
        let y = area.row(&axis, value);
        canvas.rectangle(area.x + area.width, y as i64, 7, 1, INK);
        canvas.text((area.x + area.width + 12) as f64, y, &label, TEXT, INK, Anchor::Start);
    }
    frame(canvas, area);
}

#[cfg(test)]
mod tests {
    use super::super::colour::WHITE;
    use super::*;

    fn panel<'a>(layers: Vec<Layer<'a>>) -> Panel<'a> {
        Panel { title: "t", x: Axis::new("", 0.0, 1.0), y: Axis::new("", 0.0, 1.0), layers }
    }

    #[test]
    fn a_heat_map_has_its_first_row_at_the_bottom_and_shares_its_scale() {
        let (first, second) = ([0.0, 4.0, 0.0, 0.0], [2.0, 2.0, 2.0, 2.0]);
        let panels = [
            panel(vec![Layer::Heat { values: &first, columns: 2 }]),
            panel(vec![Layer::Heat { values: &second, columns: 2 }]),
        ];
        let canvas = render(&panels, 100, 80).unwrap();
        assert_eq!(canvas.width(), 2 * (72 + 100 + 24) + 110);
        assert_eq!(canvas.height(), 48 + 80 + 44);
        let at = |x: usize, y: usize| canvas.pixel(x, y);
        assert_eq!(at(72 + 75, 48 + 60), sequential(1.0));
        assert_eq!(at(72 + 75, 48 + 20), sequential(0.0));
        assert_eq!(at(72 + 100 + 24 + 72 + 50, 48 + 40), sequential(0.5));
    }

    #[test]
    fn points_and_lines_lie_at_their_coordinates_and_are_clipped() {
        let (xy, line) = ([0.25f32, 0.75, 7.0, 7.0], [(0.0, 0.5), (f64::NAN, 0.0), (0.5, 0.25), (9.0, 0.25)]);
        let layers = vec![
            Layer::Points { xy: &xy, colour: [200, 0, 0], radius: 3.0, opacity: 1.0, label: "" },
            Layer::Line { xy: &line, colour: [0, 0, 200], label: "" },
        ];
        let canvas = render(&[panel(layers)], 100, 100).unwrap();
        assert_eq!(canvas.pixel(72 + 25, 48 + 25), [200, 0, 0]);
        assert_eq!(canvas.pixel(72 + 80, 48 + 75), [0, 0, 200]);
        assert_ne!(canvas.pixel(72 + 10, 48 + 50), [0, 0, 200], "a gap beside NaN");
        assert_eq!(canvas.pixel(72 + 100 + 10, 48 + 75), WHITE, "clipped");
    }

    #[test]
    fn a_logarithmic_axis_has_equal_ratios_at_equal_distances() {
        let (x, y) = (Axis::log("", 1.0, 100.0), Axis::log("", 1e-4, 1.0));
        let xy = [10.0f32, 1e-3];
        let layers = vec![Layer::Points { xy: &xy, colour: [200, 0, 0], radius: 3.0, opacity: 1.0, label: "" }];
        let canvas = render(&[Panel { title: "t", x, y, layers }], 100, 100).unwrap();
        assert_eq!(canvas.pixel(72 + 50, 48 + 75), [200, 0, 0]);
    }

    #[test]
    fn a_ragged_heat_map_is_an_error_with_its_sizes() {
        let values = [1.0; 5];
        let result = render(&[panel(vec![Layer::Heat { values: &values, columns: 2 }])], 10, 10);
        assert!(matches!(result, Err(Error::Picture { expected: 6, found: 5 })));
    }

    #[test]
    fn values_that_are_not_finite_do_not_set_the_scale() {
        let values = [1.0, f64::INFINITY, f64::NAN, 0.5];
        assert_eq!(heat_maximum(&[panel(vec![Layer::Heat { values: &values, columns: 2 }])]).unwrap(), Some(1.0));
        let axis = Axis::around("", [f64::NAN]);
        assert_eq!((axis.min, axis.max), (0.0, 1.0));
    }
}
