use crate::Real;

/// The point at `share` of the way from `from` to `to`, along the great circle between their directions and evenly between their norms: for
/// codes of N(0, I), whose norms a straight line would leave. At 0 and 1 the ends themselves.
///
/// # Numerics
/// `‖x‖ (sin((1 − α)θ)/sin θ · x_0/‖x_0‖ + sin(αθ)/sin θ · x_1/‖x_1‖)` with the angle `θ` between the ends and `‖x‖ = (1 − α)‖x_0‖ + α‖x_1‖`, in
/// `f64`. Where `θ` is 0 or π to rounding, or an end is the origin, no circle is the shortest, and the line is taken.
///
/// # Source
/// Shoemake, *Animating rotation with quaternion curves*, SIGGRAPH 1985; for codes Song, Meng, Ermon, *Denoising diffusion implicit
/// models*, ICLR 2021, §5.3. Differs from their Eq. (67) for ends of different norms, where that one leaves the norms of both far behind as
/// `θ` nears π: often so in few dimensions.
pub fn slerp<E: Real>(from: &[E], to: &[E], share: f64, out: &mut [E]) {
    let dot = |a: &[E], b: &[E]| a.iter().zip(b).map(|(a, b)| a.to_f64() * b.to_f64()).sum::<f64>();
    let (start, end) = (libm::sqrt(dot(from, from)), libm::sqrt(dot(to, to)));
    let angle = libm::acos((dot(from, to) / (start * end)).clamp(-1.0, 1.0));
    let sine = libm::sin(angle);
    // Written so that the angle with the origin, which is no number, takes the line too.
    let [left, right] = if share > 0.0 && share < 1.0 && sine > 1e-6 {
        let norm = (1.0 - share) * start + share * end;
        [norm / start * libm::sin((1.0 - share) * angle) / sine, norm / end * libm::sin(share * angle) / sine]
    } else {
        [1.0 - share, share]
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

    /// Ends that almost oppose each other, of different norms.
    #[test]
    fn norms_stay_between_those_of_the_ends() {
        let (from, to) = ([1.0f64, 0.0], [-2.0, 0.01]);
        let mut out = [0.0; 2];
        for share in [0.1, 0.25, 0.5, 0.9] {
            slerp(&from, &to, share, &mut out);
            let norm = libm::hypot(out[0], out[1]);
            let want = (1.0 - share) + share * libm::hypot(2.0, 0.01);
            assert!((norm - want).abs() < 1e-9, "{share}: {out:?}");
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
