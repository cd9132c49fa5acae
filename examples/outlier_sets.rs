//! Sets of images that are unlike the given ones, as arrays that `cdm score --outliers npy:FILE` reads. Far from them: other digits, noise, the
//! same images with their contrast flipped, black ones. Near them: the same images fainter, blurred, mirrored, and means of two.
//!
//! ```text
//! cargo run --release --example outlier_sets -- mnist:DIR:test FOLDER
//! ```

use cdm::data::{Dataset, Draw, Part, Shape, Spec, Values, npy};
use cdm::{Error, fs};
use cdm_core::rng::{Philox, Stream};
use image::imageops::{FilterType, overlay, resize};
use image::{GrayImage, Luma};
use std::path::Path;

/// Images of noise and of black, each.
const COUNT: usize = 2000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [spec, folder] = &words[..] else { return Err("usage: outlier_sets SPEC FOLDER".into()) };
    let draw = Draw { count: 0, seed: 0, held_out: true };
    let data = Dataset::load(&spec.parse()?, draw)?;
    let (Shape::Image { height, width, channels: 1 }, Values::Grey { levels }) = (data.shape, data.values) else {
        return Err(format!("{spec}: images with one channel of grey values are needed").into());
    };
    fs::create_dir(Path::new(folder))?;
    let white = (levels - 1) as f32;
    let save = |name: &str, values: &[f32]| -> Result<(), Error> {
        let path = Path::new(folder).join(name);
        npy::save_bytes(&path, values, data.shape)?;
        println!("{}: {} images", path.display(), values.len() / data.dim());
        Ok(())
    };

    let digits = Dataset::load(&Spec::Digits(Part::All), draw)?;
    let mut enlarged = Vec::new();
    digits.for_each(|_, row| {
        enlarged.extend(enlarge(row, height as u32, width as u32).pixels().map(|pixel| grey(pixel, white)));
        Ok(())
    })?;
    save("digits.npy", &enlarged)?;

    let (philox, mut noise) = (Philox::new(0), vec![0.0; COUNT * data.dim()]);
    for (number, image) in noise.chunks_exact_mut(data.dim()).enumerate() {
        philox.fill_uniform(Stream::DENSITY, number as u32, 0, image);
        image.iter_mut().for_each(|value| *value = (*value * levels as f32).floor());
    }
    save("noise.npy", &noise)?;

    save("black.npy", &vec![0.0; COUNT * data.dim()])?;
    let values = data.values()?;
    let each = |of: &dyn Fn(f32) -> f32| values.iter().map(|value| of(*value)).collect::<Vec<f32>>();
    save("flipped.npy", &each(&|value| white - value))?;
    save("faint.npy", &each(&|value| (0.5 * value).floor()))?;
    let rows = |of: &dyn Fn(usize, &[f32]) -> Vec<f32>| -> Vec<f32> {
        values.chunks_exact(data.dim()).enumerate().flat_map(|(i, image)| of(i, image)).collect()
    };
    save("blurred.npy", &rows(&|_, image| blurred(image, width)))?;
    save(
        "mirrored.npy",
        &rows(&|_, image| image.chunks_exact(width).flat_map(|row| row.iter().rev()).copied().collect()),
    )?;
    let other = |i: usize| &values[(i + 7) % data.len() * data.dim()..];
    let mean = |(a, b): (&f32, &f32)| (0.5 * (a + b)).floor();
    save("mixed.npy", &rows(&|i, image| image.iter().zip(other(i)).map(mean).collect()))?;
    Ok(())
}

/// Each pixel the mean of those around it and itself.
fn blurred(image: &[f32], width: usize) -> Vec<f32> {
    let height = image.len() / width;
    let near = |i: usize, end: usize| i.saturating_sub(1)..(i + 2).min(end);
    let mean = |(y, x): (usize, usize)| {
        let around: Vec<f32> =
            near(y, height).flat_map(|y| near(x, width).map(move |x| image[y * width + x])).collect();
        (around.iter().sum::<f32>() / around.len() as f32).round()
    };
    (0..height).flat_map(|y| (0..width).map(move |x| (y, x))).map(mean).collect()
}

/// A digit of 8×8 pixels and 17 grey values as an image of this size, with the margin that MNIST leaves, 4 of 28 pixels, where the image
/// is larger than the digit.
fn enlarge(digit: &[f32], height: u32, width: u32) -> GrayImage {
    let byte = |value: &f32| (value / 16.0 * 255.0).round() as u8;
    let small = GrayImage::from_fn(8, 8, |x, y| Luma([byte(&digit[(8 * y + x) as usize])]));
    let inner = |side: u32| if side < 16 { side } else { (side * 20 + 14) / 28 };
    let large = resize(&small, inner(width), inner(height), FilterType::CatmullRom);
    let mut image = GrayImage::new(width, height);
    let middle = |side: u32| i64::from((side - inner(side)) / 2);
    overlay(&mut image, &large, middle(width), middle(height));
    image
}

/// A byte among so many grey values that `white` is the last.
fn grey(pixel: &Luma<u8>, white: f32) -> f32 {
    (f32::from(pixel.0[0]) / 255.0 * white).round()
}
