//! Plots as SVG that a page holds inline: lines, points, bands, histograms and maps over axes.

use super::ink::{Ink, SERIES, with_variables};
use crate::error::Error;
use crate::picture::Axis;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use std::ops::Range;

/// A drawing that may stand in a page as it is: made here, of escaped text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg(pub(super) String);

/// What is drawn of a series.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Points joined by straight lines; one that is not finite leaves a gap.
    Line(Vec<(f64, f64)>),
    /// The same, in dashes.
    Dashes(Vec<(f64, f64)>),
    /// Points.
    Points(Vec<(f64, f64)>),
    /// A faint area: where, its lower end, its upper end.
    Band(Vec<(f64, f64, f64)>),
    /// Bars side by side with a common outline: their edges, one more than there are heights, and their heights.
    Bars(Vec<f64>, Vec<f64>),
    /// A square map of so many cells a side, `[vertical, horizontal]`, from 0 to 1, that fills the plot; the first row is at its
    /// lower end.
    Map(usize, Vec<f64>),
}

/// A series and its colour.
pub type Series = (Ink, Mark);

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart<'a> {
    /// The horizontal axis.
    pub x: Axis<'a>,
    /// The vertical axis.
    pub y: Axis<'a>,
    /// What is drawn, from back to front. Values beyond an axis are drawn at its end.
    pub series: Vec<Series>,
    /// Whether it is as high as it is wide.
    pub square: bool,
}

/// Pixels of the drawing for each one of the page: coordinates are whole pixels.
const FINE: u32 = 2;
/// Text, in pixels of the drawing.
const TEXT: u32 = 15 * FINE;

impl<'a> Chart<'a> {
    /// A plot of series over axes.
    pub fn new(x: Axis<'a>, y: Axis<'a>, series: Vec<Series>) -> Self {
        Self { x, y, series, square: false }
    }

    /// The drawing; `alt` says what it shows, for those who cannot see it.
    ///
    /// # Errors
    /// [`Error::Backend`] if the plotting crate fails, which drawing in memory gives it no reason to.
    pub fn svg(&self, alt: &str) -> Result<Svg, Error> {
        let size = if self.square { (400 * FINE, 400 * FINE) } else { (520 * FINE, 300 * FINE) };
        let mut text = String::new();
        self.draw(SVGBackend::with_string(&mut text, size)).map_err(|error| Error::backend(Drawing(error)))?;
        // The element's own attributes give way to those of a page: any size, and no name space.
        let body = text.split_once('>').map_or("", |(_, body)| body);
        let (width, height) = size;
        let alt = super::page::escape(alt);
        // Text of the same size in plots of either form.
        let class = if self.square { " class=\"square\"" } else { "" };
        let open = format!("<svg role=\"img\" aria-label=\"{alt}\"{class} viewBox=\"0 0 {width} {height}\">");
        Ok(Svg(with_variables(&(open + body))))
    }

    fn draw(&self, backend: SVGBackend<'_>) -> Result<(), String> {
        let root = backend.into_drawing_area();
        let text = ("system-ui", TEXT).into_font().color(&Ink::Text.placeholder());
        let mut chart = ChartBuilder::on(&root)
            .margin(6 * FINE)
            .margin_right(14 * FINE)
            .x_label_area_size(44 * FINE)
            .y_label_area_size(72 * FINE)
            .build_cartesian_2d(Scale(self.x), Scale(self.y))
            .map_err(|error| error.to_string())?;
        let mut mesh = chart.configure_mesh();
        if self.series.iter().any(|(_, mark)| matches!(mark, Mark::Map(..))) {
            mesh.disable_mesh();
        }
        mesh.x_desc(self.x.label)
            .y_desc(self.y.label)
            .axis_desc_style(text.clone())
            .label_style(text)
            .x_label_formatter(&|value| tick_label(&self.x, *value))
            .y_label_formatter(&|value| tick_label(&self.y, *value))
            .axis_style(Ink::Text.placeholder().stroke_width(FINE))
            .bold_line_style(Ink::Rule.placeholder().stroke_width(FINE))
            .light_line_style(TRANSPARENT)
            .draw()
            .map_err(|error| error.to_string())?;
        for (ink, mark) in &self.series {
            self.mark(&mut chart, *ink, mark).map_err(|error| error.to_string())?;
        }
        root.present().map_err(|error| error.to_string())
    }

    fn mark<DB: DrawingBackend>(
        &self,
        chart: &mut ChartContext<'_, DB, Cartesian2d<Scale<'a>, Scale<'a>>>,
        ink: Ink,
        mark: &Mark,
    ) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
        let colour = ink.placeholder();
        let line = colour.stroke_width(2 * FINE);
        let again = matches!(ink, Ink::Series(number) if number >= SERIES);
        match mark {
            Mark::Line(points) if !again => {
                for part in runs(points) {
                    chart.draw_series(std::iter::once(PathElement::new(self.inside(part), line)))?;
                }
            }
            Mark::Line(points) | Mark::Dashes(points) => {
                for part in runs(points) {
                    let points = self.inside(part).into_iter();
                    let dashes = DashedPathElement::new(points, 7 * FINE as i32, 5 * FINE as i32, line);
                    chart.draw_series(std::iter::once(dashes))?;
                }
            }
            Mark::Points(points) => {
                let inside = self.inside(points).into_iter().filter(|(x, y)| x.is_finite() && y.is_finite());
                let style = colour.mix(0.55).filled();
                chart.draw_series(inside.map(|point| Circle::new(point, 2 * FINE as i32, style)))?;
            }
            Mark::Band(points) => {
                let ends = |end: fn(&(f64, f64, f64)) -> f64| points.iter().map(move |p| (p.0, end(p)));
                let outline: Vec<(f64, f64)> = ends(|p| p.1).chain(ends(|p| p.2).rev()).collect();
                let outline = self.inside(&outline);
                chart.draw_series(std::iter::once(Polygon::new(outline, colour.mix(0.22).filled())))?;
            }
            Mark::Bars(edges, heights) => {
                let outline = self.outline(edges, heights);
                chart.draw_series(std::iter::once(Polygon::new(outline.clone(), colour.mix(0.18).filled())))?;
                chart.draw_series(std::iter::once(PathElement::new(outline, line)))?;
            }
            Mark::Map(size, values) => {
                let cells = values.iter().enumerate().filter(|(_, value)| **value > 0.0);
                chart.draw_series(cells.map(|(cell, value)| {
                    Rectangle::new(self.corners(cell, *size), colour.mix(value.min(1.0)).filled())
                }))?;
            }
        }
        Ok(())
    }

    /// The outline of bars, from the lower end of the axis and back to it.
    fn outline(&self, edges: &[f64], heights: &[f64]) -> Vec<(f64, f64)> {
        let corners = edges.windows(2).zip(heights).flat_map(|(edge, height)| edge.iter().map(move |x| (*x, *height)));
        let foot = |x: Option<&f64>| x.map(|x| (*x, self.y.min));
        let outline: Vec<(f64, f64)> =
            foot(edges.first()).into_iter().chain(corners).chain(foot(edges.last())).collect();
        self.inside(&outline)
    }

    /// Opposite corners of a cell of a map of so many a side.
    fn corners(&self, cell: usize, size: usize) -> [(f64, f64); 2] {
        let at = |axis: &Axis<'_>, cell: usize| axis.min + (axis.max - axis.min) * cell as f64 / size as f64;
        [0, 1].map(|more| (at(&self.x, cell % size + more), at(&self.y, cell / size + more)))
    }

    /// The points, brought inside the axes.
    fn inside(&self, points: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let within = |axis: &Axis<'_>, value: f64| value.clamp(axis.min, axis.max);
        points.iter().map(|(x, y)| (within(&self.x, *x), within(&self.y, *y))).collect()
    }
}

/// The stretches of points that are finite.
fn runs(points: &[(f64, f64)]) -> impl Iterator<Item = &[(f64, f64)]> {
    points.split(|(x, y)| !(x.is_finite() && y.is_finite())).filter(|part| !part.is_empty())
}

/// Ticks of an axis.
const WANTED: i64 = 6;

/// The label of a tick.
fn tick_label(axis: &Axis<'_>, value: f64) -> String {
    axis.ticks(WANTED).into_iter().find(|(tick, _)| *tick == value).map_or(String::new(), |(_, label)| label)
}

/// An axis in the plotting crate's terms.
struct Scale<'a>(Axis<'a>);

impl Ranged for Scale<'_> {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.0.fraction(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.0.ticks(WANTED).into_iter().map(|(value, _)| value).collect()
    }

    fn range(&self) -> Range<f64> {
        self.0.min..self.0.max
    }
}

impl ValueFormatter<f64> for Scale<'_> {
    fn format_ext(&self, value: &f64) -> String {
        value.to_string()
    }
}

/// A failure of the plotting crate.
#[derive(Debug)]
struct Drawing(String);

impl std::fmt::Display for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a plot could not be drawn: {}", self.0)
    }
}

impl std::error::Error for Drawing {}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(series: Vec<Series>) -> String {
        let chart = Chart::new(Axis::new("step <&>", 0.0, 10.0), Axis::log("error", 0.01, 1.0), series);
        chart.svg("a \"plot\" & more").unwrap().0
    }

    #[test]
    fn a_plot_is_one_element_without_colours_or_names_of_its_own() {
        let marks = vec![
            (Ink::Series(0), Mark::Line(vec![(0.0, 0.1), (5.0, f64::NAN), (6.0, 0.2), (10.0, 7.0)])),
            (Ink::Series(1), Mark::Points(vec![(1.0, 0.5)])),
            (Ink::Series(1), Mark::Band(vec![(0.0, 0.1, 0.2), (9.0, 0.2, 0.3)])),
            (Ink::Series(2), Mark::Bars(vec![0.0, 1.0, 2.0], vec![0.1, 0.4])),
            (Ink::Series(9), Mark::Line(vec![(0.0, 0.1), (10.0, 0.1)])),
        ];
        let text = svg(marks);
        assert!(
            text.starts_with(
                "<svg role=\"img\" aria-label=\"a &quot;plot&quot; &amp; more\" viewBox=\"0 0 1040 600\">"
            )
        );
        assert!(text.trim_end().ends_with("</svg>") && text.matches("<svg").count() == 1);
        assert!(!text.contains('#') && !text.contains("http") && !text.contains("url("), "{text}");
        assert!(text.contains("step &lt;&amp;&gt;") && text.contains("system-ui"));
        for series in 0..4 {
            assert!(text.contains(&format!("var(--c{series})")), "{series}: {text}");
        }
        // Two stretches of the broken line.
        assert_eq!(text.matches("stroke=\"var(--c0)\"").count(), 2);
    }

    #[test]
    fn values_beyond_an_axis_are_drawn_at_its_end() {
        let inside = svg(vec![(Ink::Series(0), Mark::Line(vec![(0.0, 1.0), (10.0, 0.01)]))]);
        let beyond = svg(vec![(Ink::Series(0), Mark::Line(vec![(-3.0, 9.0), (99.0, 1e-9)]))]);
        assert_eq!(inside, beyond);
    }

    #[test]
    fn cells_of_a_map_are_as_opaque_as_they_are_large() {
        let chart = Chart {
            square: true,
            ..Chart::new(
                Axis::new("", 0.0, 2.0),
                Axis::new("", 0.0, 2.0),
                vec![(Ink::Heat, Mark::Map(2, vec![1.0, 0.0, 0.25, 2.0]))],
            )
        };
        let text = chart.svg("map").unwrap().0;
        assert_eq!(text.matches("fill=\"var(--heat)\"").count(), 3, "{text}");
        assert_eq!(text.matches("opacity=\"0.25\" fill=\"var(--heat)\"").count(), 1);
    }

    /// Nothing to draw, and axes without a range: a plot without data, and no panic.
    #[test]
    fn an_empty_plot_is_drawn() {
        let marks = [
            Mark::Line(vec![]),
            Mark::Dashes(vec![]),
            Mark::Points(vec![]),
            Mark::Band(vec![]),
            Mark::Bars(vec![], vec![]),
            Mark::Map(0, vec![]),
        ];
        for series in marks.map(|mark| vec![(Ink::Series(0), mark)]).into_iter().chain([vec![]]) {
            let axis = Axis::around("", [f64::NAN]);
            assert!(Chart::new(axis, axis, series).svg("").unwrap().0.contains("</svg>"));
        }
    }
}
