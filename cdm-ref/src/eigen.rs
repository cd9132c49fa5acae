//! Eigenvalues of small symmetric matrices, by Jacobi's rotations.

/// Eigenvalues and eigenvectors (columns of the row-major second result) of a symmetric `n × n` matrix.
///
/// Rotates away each off-diagonal element in turn until what is left is below rounding.
pub(crate) fn symmetric_eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    /// Jacobi converges quadratically: ten sweeps settle any matrix met here.
    const SWEEPS: usize = 60;
    let mut a = matrix.to_vec();
    let mut vectors = vec![0.0; n * n];
    for i in 0..n {
        vectors[i * n + i] = 1.0;
    }
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i * n + j].powi(2)).sum();
        let all: f64 = a.iter().map(|v| v * v).sum();
        if off <= f64::EPSILON * f64::EPSILON * 1e-4 * all {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), vectors)
}

/// Makes `a[p][q]` zero by a rotation of rows and columns `p` and `q`.
fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y);
        let (x, y) = (vectors[k * n + p], vectors[k * n + q]);
        (vectors[k * n + p], vectors[k * n + q]) = (c * x - s * y, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_rebuild_the_matrix() {
        let n = 5;
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                matrix[i * n + j] = ((i * j) as f64).cos() + if i == j { 2.0 } else { 0.0 };
            }
        }
        let (values, vectors) = symmetric_eigen(&matrix, n);
        for i in 0..n {
            for j in 0..n {
                let sum = |w: &dyn Fn(usize) -> f64, a: usize, b: usize| -> f64 {
                    (0..n).map(|k| vectors[a * n + k] * w(k) * vectors[b * n + k]).sum()
                };
                let identity = f64::from(u8::from(i == j));
                // A few roundings in each of some 50 rotations.
                assert!((sum(&|k| values[k], i, j) - matrix[i * n + j]).abs() < 1e-13);
                assert!((sum(&|_| 1.0, i, j) - identity).abs() < 1e-13);
            }
        }
    }
}
