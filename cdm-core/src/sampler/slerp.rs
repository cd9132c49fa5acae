use crate::Real;

/// The point at `share` of the way from `from` to `to` along the great circle between them, of the same dimension: for codes of N(0, I),
/// whose norms a straight line would leave. At 0 and 1 the ends themselves.
///
/// # Numerics
/// `sin((1 − α)θ)/sin θ · from + sin(αθ)/sin θ · to` with the angle `θ` between them, worked out in `f64`. Where that is 0 or π to rounding no
/// circle is the shortest, and the line is taken.
///
/// # Source
/// Song, Meng, Ermon, *Denoising diffusion implicit models*, ICLR 2021, §5.3 and Eq. (67) of App. D.5; Shoemake, SIGGRAPH 1985.
pub fn slerp<E: Real>(from: &[E], to: &[E], share: f64, out: &mut [E]) {
    let dot = |a: &[E], b: &[E]| a.iter().zip(b).map(|(a, b)| a.to_f64() * b.to_f64()).sum::<f64>();
    let norms = libm::sqrt(dot(from, from) * dot(to, to));
    let angle = libm::acos((dot(from, to) / norms).clamp(-1.0, 1.0));
    let sine = libm::sin(angle);
    // Also without an angle, where an end is the origin.
    let [left, right] = if share == 0.0 || share == 1.0 || norms == 0.0 || sine < 1e-6 {
        [1.0 - share, share]
    } else {
        [libm::sin((1.0 - share) * angle) / sine, libm::sin(share * angle) / sine]
    };
    for ((out, from), to) in out.iter_mut().zip(from).zip(to) {
        *out = E::from_f64(left * from.to_f64() + right * to.to_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_an_arc_from_end_to_end() {
        let (from, to) = ([3.0f64, 0.0, 0.0], [0.0, 0.0, 3.0]);
        let mut out = [0.0; 3];
        for (share, degrees) in [(0.0, 0.0f64), (1.0 / 3.0, 30.0), (0.5, 45.0), (1.0, 90.0)] {
            slerp(&from, &to, share, &mut out);
            let (sine, cosine) = (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians()));
            let error = (out[0] - 3.0 * cosine).abs() + out[1].abs() + (out[2] - 3.0 * sine).abs();
            assert!(error < 1e-12, "{share}: {out:?}");
        }
    }

    #[test]
    fn where_no_arc_is_the_shortest_the_line_is_taken() {
        let mut out = [0.0f64; 2];
        for (from, to, middle) in [
            ([1.0, 2.0], [1.0, 2.0], [1.0, 2.0]),
            ([1.0, 2.0], [-2.0, -4.0], [-0.5, -1.0]),
            ([0.0, 0.0], [2.0, 0.0], [1.0, 0.0]),
        ] {
            slerp(&from, &to, 0.5, &mut out);
            assert!(out.iter().zip(middle).all(|(out, middle)| (out - middle).abs() < 1e-12), "{out:?}");
        }
        let (from, to) = ([0.1f32, 0.7], [0.3, -0.9]);
        let mut out = [0.0; 2];
        slerp(&from, &to, 1.0, &mut out);
        assert_eq!(out, to);
        slerp(&from, &to, 0.0, &mut out);
        assert_eq!(out, from);
    }
}
