//! `cdm data show`.

use crate::cli::names;
use crate::cli::output::{self, say};
use crate::data::{Dataset, Draw, Permutation, SPEC_HELP, Shape, Spec, Values, spec_help};
use crate::error::Error;
use crate::picture::{Axis, Canvas, ImageGrid, Layer, PALETTE, Panel, render};
use cdm_core::rng::Stream;
use serde::Serialize;
use std::path::PathBuf;

/// A picture of data: a grid of images with a row for each class, points in the plane, or histograms and pairs of columns
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  cdm data show images:photos:size=64 --out grid.png --n 100")]
pub struct ShowArgs {
    /// Data: see [`crate::data::spec_help`].
    #[arg(value_name = "SPEC", help = SPEC_HELP, long_help = spec_help())]
    pub data: Spec,
    /// Where to write the picture
    #[arg(long, value_name = "FILE.png", value_parser = names::png)]
    pub out: PathBuf,
    /// Samples, at most [default: 64 images, 5000 vectors]
    #[arg(long, value_name = "N", value_parser = names::count::<1>)]
    pub n: Option<usize>,
    /// Which samples: another seed chooses others
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// End standard output with one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// The answer of `cdm data show --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShowSummary {
    /// The picture.
    pub out: PathBuf,
    /// Samples on it.
    pub count: usize,
    /// Columns of the picture.
    pub width: usize,
    /// Rows of the picture.
    pub height: usize,
}

/// Images and vectors that are shown when nobody says how many.
const SHOWN: [usize; 2] = [64, 5000];
/// Classes that have rows of their own.
const ROWS: usize = 32;
/// Columns of a table that are shown.
const COLUMNS: usize = 4;
/// Bars of a histogram.
const BARS: usize = 40;

impl ShowArgs {
    /// Draws the data.
    ///
    /// # Errors
    /// Data that cannot be loaded or read, a picture that cannot be written.
    pub fn run(&self) -> Result<(), Error> {
        let count = self.n.unwrap_or(SHOWN[1]);
        let data = Dataset::load(&self.data, Draw { count, seed: self.seed, held_out: false })?;
        let (canvas, count) = match data.shape {
            Shape::Image { .. } => self.images(&data)?,
            Shape::Vector { .. } => self.vectors(&data)?,
        };
        canvas.save(&self.out)?;
        let summary = ShowSummary { out: self.out.clone(), count, width: canvas.width(), height: canvas.height() };
        say!("{} samples in {}", summary.count, summary.out.display());
        if self.json { output::print_json(&summary) } else { Ok(()) }
    }

    /// Numbers of samples in random order.
    fn order(&self, data: &Dataset) -> Vec<usize> {
        Permutation::new(self.seed, Stream::DATA, 0, data.len()).iter().collect()
    }

    fn images(&self, data: &Dataset) -> Result<(Canvas, usize), Error> {
        let wanted = self.n.unwrap_or(SHOWN[0]).min(data.len());
        let order = self.order(data);
        let (rows, columns, titles): (Vec<Vec<usize>>, usize, Vec<String>) = match &data.labels {
            Some(labels) if data.classes <= ROWS.min(wanted) => {
                let columns = wanted / data.classes;
                let of = |class: usize| {
                    let own = order.iter().copied().filter(move |number| labels[*number] as usize == class);
                    own.take(columns).collect::<Vec<usize>>()
                };
                let name = |class: usize| data.class_names.get(class).cloned().unwrap_or_else(|| class.to_string());
                let classes: Vec<usize> = (0..data.classes).filter(|class| !of(*class).is_empty()).collect();
                (classes.iter().map(|class| of(*class)).collect(), columns, classes.into_iter().map(name).collect())
            }
            _ => {
                let columns = (wanted as f64).sqrt().ceil() as usize;
                (order[..wanted].chunks(columns).map(<[usize]>::to_vec).collect(), columns, Vec::new())
            }
        };
        let (values, count) = cells(data, &rows, columns)?;
        let range = match data.values {
            Values::Grey { levels } => (0.0, (levels - 1) as f32),
            _ => bounds(&values),
        };
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let Shape::Image { height, .. } = data.shape else { return Err(Error::Picture { expected: 1, found: 0 }) };
        let grid = ImageGrid { columns, scale: (64 / height).max(1), range, row_titles: &titles };
        Ok((grid.render(&values, data.shape)?, count))
    }

    fn vectors(&self, data: &Dataset) -> Result<(Canvas, usize), Error> {
        let chosen = self.order(data).into_iter().take(self.n.unwrap_or(SHOWN[1])).collect::<Vec<_>>();
        let (data, dim) = (data.choose(&chosen), data.dim());
        let values = data.values()?;
        let column = |at: usize| values.iter().skip(at).step_by(dim).copied().collect::<Vec<f32>>();
        let name = |at: usize| data.column_names.get(at).cloned().unwrap_or_else(|| format!("column {}", at + 1));
        let columns: Vec<(String, Vec<f32>)> = (0..dim.min(COLUMNS)).map(|at| (name(at), column(at))).collect();
        let canvas = match &columns[..] {
            [x, y] => scatter(&[(x, y)], &data, 720, 680)?,
            [only] => histograms(std::slice::from_ref(only), 720, 420)?,
            _ => {
                let pairs: Vec<_> = columns.iter().zip(&columns[1..]).collect();
                stack(&histograms(&columns, 300, 220)?, &scatter(&pairs, &data, 400, 360)?)
            }
        };
        Ok((canvas, chosen.len()))
    }
}

/// The samples of a grid, row by row; a row with too few is filled with a value that shows as black.
fn cells(data: &Dataset, rows: &[Vec<usize>], columns: usize) -> Result<(Vec<f32>, usize), Error> {
    let (mut values, mut count) = (Vec::new(), 0);
    for (number, row) in rows.iter().enumerate() {
        values.extend(data.gather(row.iter().copied())?);
        count += row.len();
        if number + 1 < rows.len() {
            values.resize(values.len() + (columns - row.len()) * data.dim(), f32::NAN);
        }
    }
    Ok((values, count))
}

fn bounds(values: &[f32]) -> (f32, f32) {
    values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)))
}

type Column = (String, Vec<f32>);

/// Points of pairs of columns, coloured by class where there are few of them.
fn scatter(pairs: &[(&Column, &Column)], data: &Dataset, width: usize, height: usize) -> Result<Canvas, Error> {
    let labels = data.labels.as_ref().filter(|_| data.classes <= PALETTE.len());
    let name = |class: usize| data.class_names.get(class).cloned().unwrap_or_else(|| format!("class {class}"));
    let groups: Vec<(String, usize)> = match labels {
        Some(_) => (0..data.classes).map(|class| (name(class), class)).collect(),
        None => vec![(String::new(), 0)],
    };
    let points = |x: &Column, y: &Column, class: usize| -> Vec<f32> {
        let own = |at: &usize| labels.is_none_or(|labels| labels[*at] as usize == class);
        (0..x.1.len()).filter(own).flat_map(|at| [x.1[at], y.1[at]]).collect()
    };
    let all: Vec<Vec<Vec<f32>>> =
        pairs.iter().map(|(x, y)| groups.iter().map(|(_, class)| points(x, y, *class)).collect()).collect();
    let axis = |column: &'_ Column| column.1.iter().map(|v| f64::from(*v)).collect::<Vec<_>>();
    let panels: Vec<Panel<'_>> = pairs
        .iter()
        .zip(&all)
        .map(|((x, y), points)| Panel {
            title: "",
            x: Axis::around(&x.0, axis(x)),
            y: Axis::around(&y.0, axis(y)),
            layers: points.iter().zip(&groups).map(|(xy, (label, class))| dots(xy, label, *class)).collect(),
        })
        .collect();
    render(&panels, width, height)
}

fn dots<'a>(xy: &'a [f32], label: &'a str, class: usize) -> Layer<'a> {
    Layer::Points { xy, colour: PALETTE[class % PALETTE.len()], radius: 1.5, opacity: 0.7, label }
}

/// A histogram of each column.
fn histograms(columns: &[Column], width: usize, height: usize) -> Result<Canvas, Error> {
    let lines: Vec<Vec<(f64, f64)>> = columns.iter().map(|(_, values)| outline(values)).collect();
    let panels: Vec<Panel<'_>> = columns
        .iter()
        .zip(&lines)
        .map(|((name, _), line)| Panel {
            title: name,
            x: Axis::around("", line.iter().map(|(x, _)| *x)),
            y: Axis::new("", 0.0, 1.05 * line.iter().map(|(_, count)| *count).fold(1.0, f64::max)),
            layers: vec![Layer::Line { xy: line, colour: PALETTE[0], label: "" }],
        })
        .collect();
    render(&panels, width, height)
}

/// The outline of a histogram's bars: samples in each of equal intervals from the least to the largest value.
fn outline(values: &[f32]) -> Vec<(f64, f64)> {
    let (low, high) = bounds(values);
    let (low, width) = (f64::from(low), (f64::from(high) - f64::from(low)) / BARS as f64);
    let mut counts = [0.0; BARS];
    for value in values {
        let bar = ((f64::from(*value) - low) / width) as usize;
        counts[bar.min(BARS - 1)] += 1.0;
    }
    let bars = counts.iter().enumerate().flat_map(|(bar, count)| {
        let left = low + bar as f64 * width;
        [(left, *count), (left + width, *count)]
    });
    std::iter::once((low, 0.0)).chain(bars).chain([(low + BARS as f64 * width, 0.0)]).collect()
}

/// One picture above another.
fn stack(above: &Canvas, below: &Canvas) -> Canvas {
    let mut canvas = Canvas::new(above.width().max(below.width()), above.height() + below.height());
    for (part, top) in [(above, 0), (below, above.height())] {
        for y in 0..part.height() {
            for x in 0..part.width() {
                canvas.blend(x as i64, (top + y) as i64, part.pixel(x, y), 1.0);
            }
        }
    }
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(spec: &str, n: Option<usize>) -> (ShowSummary, Vec<u8>) {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("x.png");
        let args = ShowArgs { data: spec.parse().unwrap(), out: out.clone(), n, seed: 0, json: false };
        args.run().unwrap();
        let bytes = std::fs::read(&out).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let (width, height) = (decoder.info().width as usize, decoder.info().height as usize);
        (ShowSummary { out, count: 0, width, height }, bytes)
    }

    #[test]
    fn classes_have_rows_and_columns_have_panels() {
        let (digits, bytes) = show("digits", Some(50));
        // Ten rows of five images of 8×8 pixels, each of 8×8, with six between them.
        assert_eq!(digits.height, 10 * (64 + 6) - 6 + 24);
        assert_eq!(show("digits", Some(50)).1, bytes);
        let (plane, _) = show("toy:moons", None);
        let (table, _) = show("mi:d=6", Some(100));
        assert!(table.width > plane.width && plane.height > 680);
    }

    #[test]
    fn a_histogram_counts_every_sample_once() {
        let values: Vec<f32> = (0..=400).map(|v| v as f32).collect();
        let line = outline(&values);
        let total: f64 = line[1..line.len() - 1].iter().map(|(_, count)| count / 2.0).sum();
        assert_eq!((total, line[0], line[line.len() - 1].0), (401.0, (0.0, 0.0), 400.0));
        assert_eq!(outline(&[3.0, 3.0])[1].1, 2.0);
    }
}
