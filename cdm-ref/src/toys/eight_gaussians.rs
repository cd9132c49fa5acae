//! Eight Gaussians on a circle.

use crate::mixture::Mixture;

/// Eight Gaussians on a circle: radius 4, standard deviation ½, all divided by 1.414. Entropy 2.832 nats.
///
/// # Source
/// FFJORD's published code, which divides by 1.414, not by √2.
#[must_use]
#[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "eight equal positive variances make a mixture")]
pub fn eight_gaussians() -> Mixture {
    const SHRINK: f64 = 1.414;
    let centre = |k: usize| {
        let angle = std::f64::consts::FRAC_PI_4 * k as f64;
        vec![4.0 / SHRINK * angle.cos(), 4.0 / SHRINK * angle.sin()]
    };
    let centres: Vec<Vec<f64>> = (0..8).map(centre).collect();
    Mixture::isotropic(&centres, (0.5 / SHRINK).powi(2)).expect("eight equal positive variances")
}
