//! Colours: a perceptually uniform scale for densities and a few that are told apart easily.

/// A colour in sRGB, 8 bits a channel.
pub type Rgb = [u8; 3];

pub(super) const WHITE: Rgb = [255, 255, 255];
pub(super) const INK: Rgb = [40, 44, 52];
pub(super) const RULE: Rgb = [222, 225, 230];

/// Colours for points and lines, in order of use; distinct with the common colour deficiencies (Okabe and Ito's set).
pub const PALETTE: [Rgb; 6] =
    [[0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233]];

/// The colour of `value` in `[0, 1]`, from dark violet over teal to bright yellow; values outside are clamped, and NaN
/// is red.
///
/// # Numerics
///
/// Lightness grows linearly in OKLab, so equal steps of the value look like equal steps, in grey too.
///
/// # Source
///
/// OKLab: Björn Ottosson, "A perceptual color space for image processing", 2020.
pub fn sequential(value: f64) -> Rgb {
    if value.is_nan() {
        return [220, 20, 40];
    }
    let v = value.clamp(0.0, 1.0);
    let lightness = 0.20 + 0.73 * v;
    let hue = (300.0 - 195.0 * v).to_radians();
    let chroma = 0.125 + 0.03 * (v - 0.5).abs();
    oklab([lightness, chroma * hue.cos(), chroma * hue.sin()])
}

fn oklab([lightness, a, b]: [f64; 3]) -> Rgb {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(gamma)
}

/// From linear light to an sRGB byte.
fn gamma(linear: f64) -> u8 {
    let c = linear.clamp(0.0, 1.0);
    let encoded = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
    (encoded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_grows_in_luminance_at_every_step() {
        let luminance = |c: Rgb| 0.2126 * f64::from(c[0]) + 0.7152 * f64::from(c[1]) + 0.0722 * f64::from(c[2]);
        let values: Vec<f64> = (0..=64).map(|i| luminance(sequential(f64::from(i) / 64.0))).collect();
        assert!(values.windows(2).all(|w| w[0] < w[1]), "{values:?}");
    }

    #[test]
    fn oklab_has_white_and_black_at_its_ends() {
        assert_eq!(oklab([1.0, 0.0, 0.0]), [255, 255, 255]);
        assert_eq!(oklab([0.0, 0.0, 0.0]), [0, 0, 0]);
    }
}
