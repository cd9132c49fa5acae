//! Round numbers along an axis.

/// Positions of about `wanted` ticks at round numbers within `[min, max]`, with their labels.
pub(super) fn ticks(min: f64, max: f64, wanted: usize) -> Vec<(f64, String)> {
    let span = max - min;
    if !(span.is_finite() && span > 0.0) {
        return Vec::new();
    }
    let rough = span / wanted.max(1) as f64;
    let base = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0].iter().map(|m| m * base).find(|s| *s >= rough * 0.999).unwrap_or(10.0 * base);
    let decimals = (-(step * 1.001).log10().floor()).clamp(0.0, 12.0) as usize;
    let scientific = min.abs().max(max.abs()) >= 1e6 || step < 1e-4;
    let (first, last) = ((min / step - 1e-9).ceil() as i64, (max / step + 1e-9).floor() as i64);
    (first..=last)
        .map(|i| {
            let value = i as f64 * step;
            let label = if scientific { format!("{value:.1e}") } else { format!("{value:.decimals$}") };
            (value, label.replace('-', "\u{2212}"))
        })
        .collect()
}

/// Positions of ticks at round numbers within `[min, max]` on a logarithmic axis, with their labels: powers of ten, and
/// 2 and 5 times these where the axis spans fewer than three of them.
pub(super) fn log_ticks(min: f64, max: f64) -> Vec<(f64, String)> {
    if !(min > 0.0 && max > min && max.is_finite()) {
        return Vec::new();
    }
    let decades = (min.log10().floor() as i32)..=(max.log10().floor() as i32);
    let factors: &[u32] = if max / min < 1e3 { &[1, 2, 5] } else { &[1] };
    let inside = |value: &f64| (min * (1.0 - 1e-9)..=max * (1.0 + 1e-9)).contains(value);
    let ticks = decades.flat_map(|decade| factors.iter().map(move |factor| (*factor, decade)));
    ticks
        .map(|(factor, decade)| (f64::from(factor) * 10f64.powi(decade), decade))
        .filter(|(value, _)| inside(value))
        .map(|(value, decade)| (value, log_label(value, decade)))
        .collect()
}

fn log_label(value: f64, decade: i32) -> String {
    match decade {
        0..=4 => format!("{value:.0}"),
        -3..0 => format!("{value:.0$}", decade.unsigned_abs() as usize),
        _ => format!("{value:.0e}").replace('-', "\u{2212}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let labels = |min, max| ticks(min, max, 5).into_iter().map(|t| t.1).collect::<Vec<_>>();
        assert_eq!(labels(0.0, 100.0), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels(-1.0, 1.0), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(0.0, 0.05), ["0.00", "0.01", "0.02", "0.03", "0.04", "0.05"]);
        assert_eq!(labels(-7.3, -5.1), ["−7.0", "−6.5", "−6.0", "−5.5"]);
        for (value, _) in ticks(-7.31, 3.97, 6) {
            assert!((-7.31..=3.97).contains(&value));
        }
    }

    #[test]
    fn logarithmic_ticks_are_powers_and_between_them_on_short_axes() {
        let labels = |min, max| log_ticks(min, max).into_iter().map(|t| t.1).collect::<Vec<_>>();
        assert_eq!(labels(4.0, 250.0), ["5", "10", "20", "50", "100", "200"]);
        assert_eq!(labels(1e-5, 2.0), ["1e−5", "1e−4", "0.001", "0.01", "0.1", "1"]);
        assert!(labels(0.0, 1.0).is_empty() && labels(1.0, 1.0).is_empty() && labels(1.0, f64::INFINITY).is_empty());
    }

    #[test]
    fn ranges_that_are_none_have_no_ticks() {
        for (min, max) in [(1.0, 1.0), (1.0, 0.0), (0.0, f64::INFINITY), (f64::NAN, 1.0)] {
            assert!(ticks(min, max, 5).is_empty());
        }
    }
}
