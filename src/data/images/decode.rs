//! PNG, JPEG and WebP: what their headers say, and their pixels at one size.

use super::view::{Colour, Crop};
use crate::data::Problem;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, GrayImage, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Limits, Pixel};
use image::{RgbImage, imageops};
use std::io::Cursor;

/// Pixels of an image at most; 2²⁵ are 32 million.
pub(super) const PIXELS: u64 = 1 << 25;
/// Bytes of the file of an image at most.
pub(super) const BYTES: u64 = 64 << 20;
/// Pixels that a byte of PNG or JPEG can hold: deflate compresses to 1/1032 at best, and a pixel may be a bit.
const PIXELS_PER_BYTE: u64 = 8 * 1032;

/// What the header of an image says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Rows and columns as the image is shown.
    pub(super) size: [usize; 2],
    /// Whether it has no colours.
    pub(super) grey: bool,
}

/// How an image becomes a sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) size: [usize; 2],
    pub(super) crop: Option<Crop>,
    pub(super) colour: Colour,
    /// Whether images of another size are scaled; otherwise they are refused.
    pub(super) scaled: bool,
}

/// Whether a file begins as an image of a format that is read.
pub(super) fn is_image(start: &[u8]) -> bool {
    matches!(image::guess_format(start), Ok(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP))
}

/// Reads the header from the first bytes of a file of `len` bytes.
///
/// # Errors
/// Bytes that are no image of a format that is read, a header that is damaged, or an image too large; also a header that does not
/// end within `bytes`, so that more of them may help.
pub(super) fn header(bytes: &[u8], len: u64) -> Result<Header, Problem> {
    let (decoder, orientation) = decoder(bytes, len)?;
    let (width, height) = decoder.dimensions();
    let mut size = [height as usize, width as usize];
    if turned(orientation) {
        size.reverse();
    }
    let grey = matches!(decoder.color_type(), ColorType::L8 | ColorType::L16 | ColorType::La8 | ColorType::La16);
    Ok(Header { size, grey })
}

/// The decoder of a whole or the beginning of an image, after its header, and how the image is to be turned.
fn decoder(bytes: &[u8], len: u64) -> Result<(impl ImageDecoder + '_, Orientation), Problem> {
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => format,
        Ok(other) => return Err(Problem::ImageFormat { format: format!("{other:?}") }),
        Err(_) => return Err(Problem::NotImage),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(16 * PIXELS);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| Problem::Image(error.to_string()))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > PIXELS {
        return Err(Problem::Pixels { found: [height, width], most: PIXELS });
    }
    if format != ImageFormat::WebP && pixels > len.saturating_mul(PIXELS_PER_BYTE) {
        return Err(Problem::Promise { found: [height, width], bytes: len });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((decoder, orientation))
}

fn turned(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// Decodes an image into `out`, `[height, width, channels]` of the view, as the grey values 0 to 255.
///
/// What EXIF says of its orientation is followed, transparent pixels lie on white, and 16 bits become 8. The crop is cut out, then
/// the largest part in the middle with the proportions of the view, which is scaled by a triangle filter as wide as an output
/// pixel (antialiased bilinear, as torchvision's `Resize`).
///
/// # Errors
/// Bytes that are damaged or no image, an image too large, or of another size than the view's where that is not scaled.
pub(super) fn decode(bytes: &[u8], view: &View, out: &mut [f32]) -> Result<(), Problem> {
    let (decoder, orientation) = decoder(bytes, bytes.len() as u64)?;
    if bytes.starts_with(&[0xff, 0xd8]) && !ends(bytes) {
        return Err(Problem::Image("the data end before the image does".into()));
    }
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| Problem::Image(error.to_string()))?;
    image.apply_orientation(orientation);
    if image.color().has_alpha() {
        image = on_white(&image);
    }
    match view.colour {
        Colour::Grey => write(&fit::<image::Luma<u8>>(image.into_luma8(), view)?, out),
        Colour::Colour => write(&fit::<image::Rgb<u8>>(image.into_rgb8(), view)?, out),
    }
    Ok(())
}

/// Whether JPEG data have an end: its marker comes after the last beginning of a scan. Decoders fill what is missing with grey.
fn ends(bytes: &[u8]) -> bool {
    let last = |marker: u8| bytes.windows(2).rposition(|pair| pair == [0xff, marker]);
    bytes.ends_with(&[0xff, 0xd9]) || last(0xd9).is_some_and(|end| last(0xda).is_none_or(|scan| end > scan))
}

fn on_white(image: &DynamicImage) -> DynamicImage {
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    if image.color().has_color() {
        let image = image.to_rgba8();
        let pixel = |x, y| {
            let [r, g, b, alpha] = image.get_pixel(x, y).0;
            image::Rgb([r, g, b].map(|value| over(value, alpha)))
        };
        return RgbImage::from_fn(image.width(), image.height(), pixel).into();
    }
    let image = image.to_luma_alpha8();
    let pixel = |x, y| {
        let [grey, alpha] = image.get_pixel(x, y).0;
        image::Luma([over(grey, alpha)])
    };
    GrayImage::from_fn(image.width(), image.height(), pixel).into()
}

type Bytes<P> = ImageBuffer<P, Vec<u8>>;

fn fit<P: Pixel<Subpixel = u8> + 'static>(image: Bytes<P>, view: &View) -> Result<Bytes<P>, Problem> {
    let found = [image.height() as usize, image.width() as usize];
    let cut = Crop::of(view.crop, found)?;
    if !view.scaled && [cut.height, cut.width] != view.size {
        return Err(Problem::ImageSize { found: [cut.height, cut.width], first: None, expected: view.size });
    }
    let part = cut.middle(view.size);
    let whole = [part.height, part.width] == found;
    let image = if whole {
        image
    } else {
        let [left, top, width, height] = [part.left, part.top, part.width, part.height].map(|v| v as u32);
        imageops::crop_imm(&image, left, top, width, height).to_image()
    };
    if [part.height, part.width] == view.size {
        return Ok(image);
    }
    let [height, width] = view.size.map(|side| side as u32);
    Ok(imageops::resize(&image, width, height, imageops::FilterType::Triangle))
}

fn write<P: Pixel<Subpixel = u8>>(image: &Bytes<P>, out: &mut [f32]) {
    out.iter_mut().zip(image.as_raw()).for_each(|(out, value)| *out = f32::from(*value));
}
