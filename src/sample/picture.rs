//! Pictures of samples.

use crate::data::{Shape, Transform};
use crate::error::Error;
use crate::model::ModelConfig;
use crate::picture::{Axis, Canvas, ImageGrid, Layer, PALETTE, Panel, render};

/// How samples are laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Samples of a row of images, and of a colour of points; none for a grid as wide as high, of one colour.
    pub each: Option<usize>,
    /// What each row or colour is, where there is something to say.
    pub titles: Vec<String>,
}

/// Pixels of the longer side of an image in a picture, at least.
const IMAGE: usize = 96;

/// A picture of samples in the data's units: a grid of images, or a scatter plot of the first two columns.
///
/// # Errors
/// [`Error::Picture`] if `values` is no whole number of samples.
pub fn picture(values: &[f32], config: &ModelConfig) -> Result<Canvas, Error> {
    picture_of(values, config, &Layout::default())
}

/// The same with a row of images, or a colour of points, for each group of samples.
///
/// # Errors
/// As [`picture`].
pub fn picture_of(values: &[f32], config: &ModelConfig, layout: &Layout) -> Result<Canvas, Error> {
    let count = values.len() / config.shape.dim();
    match config.shape {
        Shape::Image { .. } => {
            let columns = layout.each.unwrap_or_else(|| (count as f64).sqrt().ceil() as usize);
            images(values, config, columns, &layout.titles, range(values, config), IMAGE)
        }
        Shape::Vector { .. } => {
            let xy = plane(values, config.shape.dim());
            let axes = axes(&xy);
            render(&[points("samples", &xy, axes, layout)], 720, 680)
        }
    }
}

/// Images in rows of `columns`, each at least `least` pixels high.
pub(super) fn images(
    values: &[f32],
    config: &ModelConfig,
    columns: usize,
    titles: &[String],
    range: (f32, f32),
    least: usize,
) -> Result<Canvas, Error> {
    let height = if let Shape::Image { height, .. } = config.shape { height } else { 1 };
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    ImageGrid { columns, scale: (least / height).max(1), range, row_titles: &titles }.render(values, config.shape)
}

/// A scatter plot of points `[n, 2]`, a colour for each group.
pub(super) fn points<'a>(title: &'a str, xy: &'a [f32], [x, y]: [Axis<'a>; 2], layout: &'a Layout) -> Panel<'a> {
    let group = 2 * layout.each.unwrap_or(xy.len() / 2).max(1);
    let radius = if xy.len() > 1000 { 1.5 } else { 3.0 };
    let layers = xy.chunks(group).enumerate().map(|(number, xy)| Layer::Points {
        xy,
        colour: PALETTE[number % PALETTE.len()],
        radius,
        opacity: 0.7,
        label: layout.titles.get(number).map_or("", String::as_str),
    });
    Panel { title, x, y, layers: layers.collect() }
}

/// The first two columns of vectors; a single column is drawn against zero.
pub(super) fn plane(values: &[f32], dim: usize) -> Vec<f32> {
    values.chunks_exact(dim).flat_map(|row| [row[0], row.get(1).copied().unwrap_or(0.0)]).collect()
}

/// Axes that hold all of `[n, 2]`.
pub(super) fn axes(xy: &[f32]) -> [Axis<'static>; 2] {
    [("first column", 0), ("second column", 1)]
        .map(|(label, column)| Axis::around(label, xy.iter().skip(column).step_by(2).map(|v| f64::from(*v))))
}

/// The values that images show black and white.
pub(super) fn range(values: &[f32], config: &ModelConfig) -> (f32, f32) {
    match config.transform {
        Transform::Grey { levels, .. } => (0.0, (levels - 1) as f32),
        Transform::Standard { .. } | Transform::Whitened { .. } => {
            values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)))
        }
    }
}
