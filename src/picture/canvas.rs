//! A surface to draw on, with antialiased lines, discs and text.

use super::colour::{Rgb, WHITE};
use crate::error::Error;
use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use std::path::Path;
use std::sync::LazyLock;

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    // The bytes are part of the binary; every test that draws text parses them.
    FontRef::try_from_slice(epaint_default_fonts::HACK_REGULAR).expect("the embedded font is a TrueType font")
});

/// Where a text lies relative to its reference point, along its direction of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It starts there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// An opaque picture in sRGB, white at first. Drawing outside it, or outside its clip rectangle, has no effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Rgb>,
    clip: [i64; 4],
}

impl Canvas {
    /// A white picture of `width` × `height` pixels.
    pub fn new(width: usize, height: usize) -> Self {
        let clip = [0, 0, width as i64, height as i64];
        Self { width, height, pixels: vec![WHITE; width * height], clip }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Confines drawing to columns `x0 … x1 − 1` and rows `y0 … y1 − 1` of `[x0, y0, x1, y1]`; `None` lifts that.
    pub fn clip(&mut self, rectangle: Option<[i64; 4]>) {
        let [x0, y0, x1, y1] = rectangle.unwrap_or([0, 0, i64::MAX, i64::MAX]);
        self.clip = [x0.max(0), y0.max(0), x1.min(self.width as i64), y1.min(self.height as i64)];
    }

    /// The colour at a pixel.
    ///
    /// # Panics
    ///
    /// If it lies outside.
    pub fn pixel(&self, x: usize, y: usize) -> Rgb {
        assert!(x < self.width, "column inside the picture");
        self.pixels[y * self.width + x]
    }

    /// Lays `colour` over a pixel with the given opacity in `[0, 1]`.
    pub fn blend(&mut self, x: i64, y: i64, colour: Rgb, opacity: f32) {
        let [x0, y0, x1, y1] = self.clip;
        if x < x0 || y < y0 || x >= x1 || y >= y1 {
            return;
        }
        let pixel = &mut self.pixels[y as usize * self.width + x as usize];
        for (under, over) in pixel.iter_mut().zip(colour) {
            *under = (f32::from(*under) + opacity * (f32::from(over) - f32::from(*under))).round() as u8;
        }
    }

    /// Fills the rectangle with corner `(x, y)`.
    pub fn rectangle(&mut self, x: i64, y: i64, width: usize, height: usize, colour: Rgb) {
        for row in y..y + height as i64 {
            for column in x..x + width as i64 {
                self.blend(column, row, colour, 1.0);
            }
        }
    }

    /// Draws a disc around `(x, y)`, where pixel `(i, j)` covers `[i, i + 1) × [j, j + 1)`.
    pub fn disc(&mut self, x: f64, y: f64, radius: f64, colour: Rgb, opacity: f32) {
        self.line([x, y], [x, y], 2.0 * radius, colour, opacity);
    }

    /// Draws a line with round ends; none if an end is not finite.
    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], width: f64, colour: Rgb, opacity: f32) {
        if !from.iter().chain(&to).all(|v| v.is_finite()) {
            return;
        }
        let reach = width / 2.0 + 1.0;
        // Bounds inside the picture first: a line may end far outside it.
        let span = |a: f64, b: f64, lo: i64, hi: i64| {
            let first = (a.min(b) - reach).clamp(lo as f64, hi as f64) as i64;
            let last = (a.max(b) + reach).clamp(lo as f64, hi as f64) as i64;
            first..(last + 1).min(hi)
        };
        let [x0, y0, x1, y1] = self.clip;
        for row in span(from[1], to[1], y0, y1) {
            for column in span(from[0], to[0], x0, x1) {
                let centre = [column as f64 + 0.5, row as f64 + 0.5];
                let coverage = (width / 2.0 + 0.5 - distance(centre, from, to)).clamp(0.0, 1.0);
                if coverage > 0.0 {
                    self.blend(column, row, colour, opacity * coverage as f32);
                }
            }
        }
    }

    /// Writes `text` with its vertical middle at `y`.
    pub fn text(&mut self, x: f64, y: f64, text: &str, size: f32, colour: Rgb, anchor: Anchor) {
        self.glyphs(text, size, anchor, |canvas, along, across, coverage| {
            canvas.blend(x as i64 + along, y as i64 + across, colour, coverage);
        });
    }

    /// Writes `text` from bottom to top with its middle at `x`.
    pub fn vertical_text(&mut self, x: f64, y: f64, text: &str, size: f32, colour: Rgb, anchor: Anchor) {
        self.glyphs(text, size, anchor, |canvas, along, across, coverage| {
            canvas.blend(x as i64 + across, y as i64 - along, colour, coverage);
        });
    }

    /// Calls `draw` with each pixel of the text: along and across its direction, and how much of it is covered.
    fn glyphs(&mut self, text: &str, size: f32, anchor: Anchor, mut draw: impl FnMut(&mut Self, i64, i64, f32)) {
        let font = FONT.as_scaled(PxScale::from(size));
        let shift = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -text_width(text, size) / 2.0,
            Anchor::End => -text_width(text, size),
        };
        let baseline = (font.ascent() + font.descent()) / 2.0;
        let mut at = shift.round();
        for c in text.chars() {
            let id = font.glyph_id(c);
            let glyph = Glyph { id, scale: PxScale::from(size), position: point(at, baseline.round()) };
            at += font.h_advance(id);
            if let Some(outline) = FONT.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                outline.draw(|i, j, coverage| {
                    let along = bounds.min.x as i64 + i64::from(i);
                    draw(self, along, bounds.min.y as i64 + i64::from(j), coverage.min(1.0));
                });
            }
        }
    }

    /// The pixels, row by row, three bytes each.
    pub(super) fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// The picture as the bytes of a PNG file.
    ///
    /// # Errors
    ///
    /// [`Error::Png`], for a picture without pixels.
    pub fn to_png(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.bytes())?;
        writer.finish()?;
        Ok(bytes)
    }

    /// Writes the picture as a PNG file, all or nothing.
    ///
    /// # Errors
    ///
    /// As [`to_png`](Self::to_png), and [`Error::Write`].
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        crate::fs::write_bytes(path, &self.to_png()?)
    }
}

/// Width of `text` in pixels.
pub(super) fn text_width(text: &str, size: f32) -> f32 {
    let font = FONT.as_scaled(PxScale::from(size));
    text.chars().map(|c| font.h_advance(font.glyph_id(c))).sum()
}

/// From `p` to the nearest point of the segment.
fn distance(p: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let (px, py) = (p[0] - from[0], p[1] - from[1]);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (px - along * dx).hypot(py - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_decodes_to_the_same_pixels() {
        let mut canvas = Canvas::new(7, 3);
        canvas.rectangle(2, 1, 3, 1, [1, 2, 3]);
        let bytes = canvas.to_png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height, info.color_type), (7, 3, png::ColorType::Rgb));
        assert_eq!(pixels, canvas.pixels.as_flattened());
        assert_eq!(canvas.pixel(2, 1), [1, 2, 3]);
        assert_eq!(canvas.pixel(5, 1), WHITE);
    }

    #[test]
    fn drawing_outside_changes_nothing_inside() {
        let mut canvas = Canvas::new(8, 8);
        let blank = canvas.clone();
        canvas.disc(1e12, -1e12, 3.0, [0; 3], 1.0);
        canvas.line([f64::NAN, 0.0], [3.0, 3.0], 2.0, [0; 3], 1.0);
        canvas.rectangle(-9, -9, 4, 4, [0; 3]);
        canvas.text(-500.0, 4.0, "out", 12.0, [0; 3], Anchor::Start);
        assert_eq!(canvas, blank);
        canvas.clip(Some([0, 0, 4, 8]));
        canvas.rectangle(0, 0, 8, 8, [0; 3]);
        assert_eq!((canvas.pixel(3, 0), canvas.pixel(4, 0)), ([0; 3], WHITE));
    }

    #[test]
    fn a_disc_covers_its_area() {
        let mut canvas = Canvas::new(64, 64);
        canvas.disc(32.0, 32.0, 20.0, [0; 3], 1.0);
        let dark: f64 = canvas.pixels.iter().map(|p| 1.0 - f64::from(p[0]) / 255.0).sum();
        let area = std::f64::consts::PI * 400.0;
        // Linear coverage at the rim is exact to second order in 1/radius.
        assert!((dark / area - 1.0).abs() < 0.01, "{dark} {area}");
    }

    #[test]
    fn text_lies_where_its_anchor_says() {
        let ink = |anchor| {
            let mut canvas = Canvas::new(200, 40);
            canvas.text(100.0, 20.0, "0.25", 20.0, [0; 3], anchor);
            let dark: Vec<usize> = (0..200).filter(|x| (0..40).any(|y| canvas.pixel(*x, y)[0] < 128)).collect();
            (dark[0], dark[dark.len() - 1])
        };
        assert!(ink(Anchor::Start).0 >= 100);
        assert!(ink(Anchor::End).1 <= 100);
        let (first, last) = ink(Anchor::Middle);
        assert!(first < 100 && last > 100);
    }
}
