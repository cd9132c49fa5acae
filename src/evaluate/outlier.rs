//! How well a score tells outliers from others.

use super::Moments;
use serde::Serialize;

/// The area under the curve of true against false alarms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Auroc {
    /// The probability that an outlier has a higher score than an inlier, ties counted half: 0.5 for a score that tells nothing, 1 for one that
    /// tells all. NaN without samples of both kinds, or where a score is NaN.
    pub auroc: f64,
    /// Its standard error; `None` with fewer than two samples of either kind.
    pub stderr: Option<f64>,
}

/// The area under the curve for scores that are to be high for outliers.
///
/// # Numerics
/// Exact counts by mid-ranks, in `O(n log n)`. The standard error is that over draws of inliers and outliers alike; it is 0 where the scores do not overlap,
/// so that for areas near 1 it is too small.
///
/// # Source
/// DeLong, DeLong and Clarke-Pearson, *Comparing the Areas under Two or More Correlated Receiver Operating Characteristic Curves*,
/// Biometrics 44 (1988); by mid-ranks after Sun and Xu, *Fast Implementation of DeLong's Algorithm*, IEEE Signal Processing Letters 21 (2014).
pub fn auroc(inliers: &[f64], outliers: &[f64]) -> Auroc {
    let (m, n) = (outliers.len(), inliers.len());
    if m == 0 || n == 0 || inliers.iter().chain(outliers).any(|score| score.is_nan()) {
        return Auroc { auroc: f64::NAN, stderr: None };
    }
    let all: Vec<f64> = outliers.iter().chain(inliers).copied().collect();
    let (all, of_outliers, of_inliers) = (mid_ranks(&all), mid_ranks(outliers), mid_ranks(inliers));
    // Of each outlier the share of inliers below it, of each inlier the share of outliers above it.
    let below: Vec<f64> = all[..m].iter().zip(&of_outliers).map(|(all, own)| (all - own) / n as f64).collect();
    let above: Vec<f64> = all[m..].iter().zip(&of_inliers).map(|(all, own)| 1.0 - (all - own) / m as f64).collect();
    let (below, above): (Moments, Moments) = (below.iter().collect(), above.iter().collect());
    let stderr = below.stderr().zip(above.stderr()).map(|(below, above)| below.hypot(above));
    Auroc { auroc: below.mean(), stderr }
}

/// The rank of each value, from 1; of equal ones the mean of their ranks.
fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    // −0 and 0 are equal, and next to each other in the total order.
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|i| ranks[*i] = rank);
        before += equal.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::rng::{Philox, Stream};

    /// Every pair counted, and the variances of its shares by the definition.
    fn by_hand(inliers: &[f64], outliers: &[f64]) -> (f64, f64) {
        let wins = |o: f64, i: f64| {
            if o > i {
                1.0
            } else if o == i {
                0.5
            } else {
                0.0
            }
        };
        let (m, n) = (outliers.len() as f64, inliers.len() as f64);
        let below: Vec<f64> = outliers.iter().map(|o| inliers.iter().map(|i| wins(*o, *i)).sum::<f64>() / n).collect();
        let above: Vec<f64> = inliers.iter().map(|i| outliers.iter().map(|o| wins(*o, *i)).sum::<f64>() / m).collect();
        let mean = below.iter().sum::<f64>() / m;
        let variance = |v: &[f64]| v.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (v.len() as f64 - 1.0);
        (mean, (variance(&below) / m + variance(&above) / n).sqrt())
    }

    #[test]
    fn areas_are_counts_of_pairs() {
        assert_eq!(auroc(&[1.0, 2.0], &[3.0, 4.0]), Auroc { auroc: 1.0, stderr: Some(0.0) });
        assert_eq!(auroc(&[3.0, 4.0], &[1.0, 2.0]).auroc, 0.0);
        assert_eq!(auroc(&[5.0; 4], &[5.0; 3]), Auroc { auroc: 0.5, stderr: Some(0.0) });
        // Of six pairs 1.5 loses to 2, 2 ties with 2, and four are won.
        assert!((auroc(&[1.0, 2.0, 0.0], &[2.0, 1.5]).auroc - 4.5 / 6.0).abs() < 1e-15);
        assert_eq!(auroc(&[f64::NEG_INFINITY, 0.0], &[-0.0, f64::INFINITY]).auroc, 3.5 / 4.0);
        assert_eq!(auroc(&[1.0], &[2.0]), Auroc { auroc: 1.0, stderr: None });
        for (inliers, outliers) in [(&[][..], &[1.0][..]), (&[1.0], &[]), (&[1.0, 2.0], &[f64::NAN, 3.0])] {
            assert!(auroc(inliers, outliers).auroc.is_nan());
        }
    }

    #[test]
    fn mid_ranks_agree_with_the_definition_on_numbers_with_ties() {
        let rng = Philox::new(1);
        let draw = |first: u32, n: u32, shift: f64| -> Vec<f64> {
            (first..first + n).map(|i| (4.0 * (rng.normal::<f64>(Stream::DENSITY, i, 0, 0) + shift)).round()).collect()
        };
        for (inliers, outliers) in [(60, 40), (7, 90), (2, 2)] {
            let (inliers, outliers) = (draw(0, inliers, 0.0), draw(1000, outliers, 0.8));
            let (area, error) = by_hand(&inliers, &outliers);
            let found = auroc(&inliers, &outliers);
            assert!((found.auroc - area).abs() < 1e-14 && (found.stderr.unwrap() - error).abs() < 1e-14, "{found:?}");
        }
    }

    /// The standard error is the spread of areas over draws.
    #[test]
    fn the_standard_error_is_the_spread() {
        let rng = Philox::new(2);
        let normals = |first: u32, n: u32, shift: f64| -> Vec<f64> {
            (first..first + n).map(|i| rng.normal::<f64>(Stream::DENSITY, i, 0, 0) + shift).collect()
        };
        let areas: Vec<Auroc> =
            (0..400).map(|i| auroc(&normals(i * 1000, 80, 0.0), &normals(i * 1000 + 500, 50, 1.0))).collect();
        let spread: Moments = areas.iter().map(|area| area.auroc).collect();
        let error = areas.iter().map(|area| area.stderr.unwrap()).sum::<f64>() / 400.0;
        // P(N(1, 1) > N(0, 1)) = Φ(1/√2).
        assert!((spread.mean() - 0.7602).abs() < 4.0 * spread.stderr().unwrap(), "{spread:?}");
        // 400 draws know a deviation to 3.5 %.
        assert!((error / spread.std().unwrap() - 1.0).abs() < 0.12, "{error} {spread:?}");
    }
}
