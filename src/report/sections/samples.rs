//! Samples beside data, denoising, and the mean image.

use super::{caption, measured, of_run, plot};
use crate::error::Error;
use crate::picture::Axis;
use crate::report::Entry;
use crate::report::chart::{Chart, Mark};
use crate::report::ink::Ink;
use crate::report::measure::{Images, Seen};
use crate::report::page::{Block, Page};

/// Columns of vectors that are shown.
const COLUMNS: usize = 6;
/// Bars of a histogram.
const BARS: usize = 30;

/// Appends the sections.
pub(in crate::report) fn push(page: &mut Page, entries: &[Entry]) -> Result<(), Error> {
    page.push(Block::Heading("Samples".into()));
    let start = page.blocks.len();
    for (number, entry) in entries.iter().enumerate() {
        let seen = entry.measured.as_ref().map(|measured| &measured.seen);
        let blocks = match seen {
            Some(Seen::Vectors { columns, samples, real }) => {
                vectors(entries, (number, entry), columns, samples, real)?
            }
            Some(Seen::Images(images)) => pictures(entries, entry, Some(images)),
            None => pictures(entries, entry, None),
        };
        page.push(Block::Row(blocks));
        if let Some(Seen::Vectors { columns, .. }) =
            seen.filter(|_| entry.measured.as_ref().is_some_and(|m| m.dim > COLUMNS))
        {
            page.push(Block::Paragraph(format!("These are the first {COLUMNS} of {} columns.", columns.len())));
        }
    }
    if page.blocks[start..].iter().all(|block| matches!(block, Block::Row(blocks) if blocks.is_empty())) {
        page.blocks.truncate(start);
        page.push(Block::Paragraph("There are no samples yet.".into()));
    }
    denoising(page, entries);
    Ok(())
}

fn figure(png: &[u8], alt: &str, caption: String) -> Block {
    Block::Figure { png: png.to_vec(), alt: alt.to_owned(), caption }
}

const REAL: &str = "Held-out data, none picked.";

fn pictures(entries: &[Entry], entry: &Entry, images: Option<&Images>) -> Vec<Block> {
    let drawn = images.and_then(|images| images.samples.as_deref());
    let mut blocks = Vec::new();
    if let Some((step, png)) = &entry.run.samples {
        let caption = format!(
            "Samples that the run drew at step {step}, from noise, none picked. To see: they could pass for the data beside them."
        );
        blocks.push(figure(png, "Samples of the model", of_run(entries, entry, &caption)));
    } else if let Some(png) = drawn {
        let caption = "Samples from noise, none picked. To see: they could pass for the data beside them.";
        blocks.push(figure(png, "Samples of the model", of_run(entries, entry, caption)));
    }
    blocks.extend(images.map(|images| figure(&images.real, "Held-out images", of_run(entries, entry, REAL))));
    blocks
}

fn vectors(
    entries: &[Entry],
    (number, entry): (usize, &Entry),
    columns: &[String],
    samples: &[f32],
    real: &[f32],
) -> Result<Vec<Block>, Error> {
    let dim = columns.len();
    let column =
        |from: &[f32], at: usize| -> Vec<f64> { from.iter().skip(at).step_by(dim).map(|v| f64::from(*v)).collect() };
    if dim == 2 {
        // The data's axes: samples far out lie at their ends.
        let axis = |at: usize| Axis::around(&columns[at], column(real, at));
        let cloud = |ink, from: &[f32], alt: &str, caption: String| {
            let points = column(from, 0).into_iter().zip(column(from, 1)).collect();
            let chart = Chart { square: true, ..Chart::new(axis(0), axis(1), vec![(ink, Mark::Points(points))]) };
            plot(&chart, alt, caption)
        };
        let of_model = "Samples from noise, over the axes of the data; what lies beyond is drawn at their ends. To see: the same shape \
                        as beside.";
        let model = of_run(entries, entry, of_model);
        let ink = Ink::Series(number);
        return Ok(vec![
            cloud(ink, samples, "A cloud of samples of the model", model)?,
            cloud(Ink::Text, real, "A cloud of held-out samples", of_run(entries, entry, "Held-out data."))?,
        ]);
    }
    let mut blocks = Vec::new();
    for (at, name) in columns.iter().enumerate().take(COLUMNS) {
        let (ours, theirs) = (column(samples, at), column(real, at));
        let x = Axis::around(name, theirs.iter().copied());
        let bars = |values: &[f64]| super::bars(&x, BARS, values);
        let series = vec![(Ink::Text, bars(&theirs)), (Ink::Series(number), bars(&ours))];
        let high = super::heights(&series).into_iter().fold(1e-3, f64::max);
        let caption = "Samples from noise (coloured) and held-out data (grey). To see: the same shape.";
        let caption = of_run(entries, entry, caption);
        let chart = Chart::new(x, Axis::new("share", 0.0, 1.05 * high), series);
        blocks.push(plot(&chart, &format!("Histograms of {name}: samples of the model and held-out ones"), caption)?);
    }
    Ok(blocks)
}

const DENOISED: &str = "Held-out images (first row), noised to some levels, and below each the estimate of the clean image from one \
    gradient, x̂₀ = (x_t − σ_t ε̂)/a_t. To see: whole images come back at the first levels; at the last, where little is left of them, a \
    blurred average of what they may have been.";
const MEAN: &str = "Left, the mean of estimates x̂₀ from pure noise at the noisiest level with signal; right, the mean of held-out data \
    ([CDM], Fig. 5). To see: the same image. A speckled left one is an error of the densities' slope at the noisiest levels, where \
    sampling starts.";

fn denoising(page: &mut Page, entries: &[Entry]) {
    let all = measured(entries).filter_map(|(_, entry, measured)| match &measured.seen {
        Seen::Images(images) => Some((entry, images)),
        Seen::Vectors { .. } => None,
    });
    if all.clone().next().is_none() {
        return;
    }
    page.push(Block::Heading("Denoising".into()));
    let rows = |picture: fn(&Images) -> &[u8], alt: &str, text: &str| {
        all.clone().map(|(entry, images)| figure(picture(images), alt, caption(entries, entry, text))).collect()
    };
    page.push(Block::Row(rows(|images| &images.denoised, "Rows of images, noised and denoised", DENOISED)));
    page.push(Block::Row(rows(|images| &images.mean, "The mean estimate from noise, and the mean of the data", MEAN)));
}
