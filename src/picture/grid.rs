//! Many small images in rows and columns.

use super::canvas::{Anchor, Canvas, text_width};
use super::colour::INK;
use crate::data::Shape;
use crate::error::Error;

/// How images are laid out.
#[derive(Clone, Copy, Debug)]
pub struct ImageGrid<'a> {
    /// Images in a row.
    pub columns: usize,
    /// Each value becomes a square of this many pixels.
    pub scale: usize,
    /// The values shown black and white; those beyond are clamped.
    pub range: (f32, f32),
    /// A text left of each row; there may be fewer of them than rows.
    pub row_titles: &'a [&'a str],
}

const GAP: usize = 6;
const MARGIN: usize = 12;
const TEXT: f32 = 17.0;

impl ImageGrid<'_> {
    /// Draws `images`, `[n, height, width, channels]`, row by row.
    ///
    /// Three channels are red, green and blue; of any other number the first is shown in grey. A vector is shown as an
    /// image of one row.
    ///
    /// # Errors
    ///
    /// [`Error::Picture`] unless `images` is a whole, positive number of images and there is a column.
    pub fn render(&self, images: &[f32], shape: Shape) -> Result<Canvas, Error> {
        let (height, width, channels) = match shape {
            Shape::Image { height, width, channels } => (height, width, channels),
            Shape::Vector { dim } => (1, dim, 1),
        };
        let dim = shape.dim();
        if dim == 0 || images.is_empty() || !images.len().is_multiple_of(dim) || self.columns == 0 || self.scale == 0 {
            return Err(Error::Picture { expected: dim.max(1), found: images.len() });
        }
        let count = images.len() / dim;
        let (columns, rows) = (self.columns.min(count), count.div_ceil(self.columns));
        let titles = self.row_titles.iter().map(|t| text_width(t, TEXT).ceil() as usize + MARGIN).max().unwrap_or(0);
        let (cell_width, cell_height) = (width * self.scale + GAP, height * self.scale + GAP);
        let left = MARGIN + titles;
        let mut canvas = Canvas::new(left + columns * cell_width - GAP + MARGIN, rows * cell_height - GAP + 2 * MARGIN);
        for (row, title) in self.row_titles.iter().take(rows).enumerate() {
            let middle = MARGIN + row * cell_height + height * self.scale / 2;
            canvas.text((left - MARGIN) as f64, middle as f64, title, TEXT, INK, Anchor::End);
        }
        for (i, image) in images.chunks_exact(dim).enumerate() {
            let corner = (left + i % self.columns * cell_width, MARGIN + i / self.columns * cell_height);
            for (p, pixel) in image.chunks_exact(channels).enumerate() {
                let grey = self.byte(pixel[0]);
                let colour = if channels == 3 { [grey, self.byte(pixel[1]), self.byte(pixel[2])] } else { [grey; 3] };
                let (x, y) = (corner.0 + p % width * self.scale, corner.1 + p / width * self.scale);
                canvas.rectangle(x as i64, y as i64, self.scale, self.scale, colour);
            }
        }
        Ok(canvas)
    }

    fn byte(&self, value: f32) -> u8 {
        let (black, white) = self.range;
        // A cast of NaN is 0, so a value that is not a number is shown black.
        ((value - black) / (white - black) * 255.0).round().clamp(0.0, 255.0) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape::Image { height: 2, width: 3, channels: 1 };

    fn grid(columns: usize) -> ImageGrid<'static> {
        ImageGrid { columns, scale: 4, range: (-1.0, 1.0), row_titles: &[] }
    }

    #[test]
    fn images_stand_in_rows_with_gaps() {
        let mut images = [-1.0f32; 18];
        images[6..12].fill(1.0);
        images[17] = 0.0;
        let canvas = grid(2).render(&images, SHAPE).unwrap();
        assert_eq!((canvas.width(), canvas.height()), (2 * 12 + 6 + 24, 2 * 8 + 6 + 24));
        assert_eq!(canvas.pixel(12, 12), [0; 3]);
        assert_eq!(canvas.pixel(12 + 12 + 3, 12), [255; 3], "the gap");
        assert_eq!(canvas.pixel(12 + 18, 12), [255; 3], "the second image");
        assert_eq!(canvas.pixel(12 + 11, 12 + 14 + 7), [128; 3], "the last pixel of the third");
    }

    #[test]
    fn three_channels_are_colours() {
        let shape = Shape::Image { height: 1, width: 1, channels: 3 };
        let canvas = grid(5).render(&[1.0, -1.0, 9.0], shape).unwrap();
        assert_eq!(canvas.pixel(13, 13), [255, 0, 255]);
    }

    #[test]
    fn a_broken_number_of_values_is_an_error() {
        assert!(matches!(grid(2).render(&[0.0; 7], SHAPE), Err(Error::Picture { found: 7, .. })));
        assert!(grid(0).render(&[0.0; 6], SHAPE).is_err());
        assert!(grid(2).render(&[], SHAPE).is_err());
    }
}
