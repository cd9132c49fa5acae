//! The toys judged: every density integrates to one, has the published entropy, and its samples are its own.

use cdm_core::rng::Philox;
use cdm_ref::toys::{self, toy};
use cdm_ref::{Density, DensityError, GaussianImages, MutualInformation, UniformPixels};

/// Half the side of the square that the quadrature covers: 1e-9 of any toy lies outside, but for the pinwheel's 1e-7.
const HALF: i32 = 6;
/// Cells along each side, in which samples are counted.
const CELLS: usize = 2 * HALF as usize;

/// Integral, entropy and mass of each unit cell by the midpoint rule with `each` points along the side of a cell.
fn by_quadrature(density: &dyn Density, each: usize) -> (f64, f64, Vec<f64>) {
    let (mut mass, mut entropy, mut cells) = (0.0, 0.0, vec![0.0; CELLS * CELLS]);
    let (points, step) = (CELLS * each, 1.0 / each as f64);
    let at = |k: usize| (k as f64 + 0.5) * step - f64::from(HALF);
    for i in 0..points {
        for j in 0..points {
            let log_p = density.log_density(&[at(i), at(j)]);
            if log_p > -100.0 {
                let share = log_p.exp() * step * step;
                mass += share;
                entropy -= share * log_p;
                cells[i / each * CELLS + j / each] += share;
            }
        }
    }
    (mass, entropy, cells)
}

/// Mean of `−log p` over samples, its standard error, and the number of samples in each unit cell.
fn by_samples(density: &dyn Density, count: u32) -> (f64, f64, Vec<f64>) {
    let (mut x, mut cells) = (vec![0.0; density.dim()], vec![0.0; CELLS * CELLS]);
    let mut values = Vec::new();
    for i in 0..count {
        density.sample(Philox::new(3), i, &mut x);
        values.push(-density.log_density(&x));
        let cell = |v: f64| (v + f64::from(HALF)) as usize;
        if density.dim() == 2 {
            cells[cell(x[0]) * CELLS + cell(x[1])] += 1.0;
        }
    }
    let n = f64::from(count);
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt(), cells)
}

/// Entropies in nats, the error to which each is stated, and midpoints for each unit of length: two or more for each
/// standard deviation, where the rule's error `2 exp(−2π² (σ/h)²)` is far beyond rounding.
const ENTROPIES: [(&str, f64, f64, usize); 8] = [
    ("8gaussians", 2.832, 0.0006, 8),
    ("checkerboard", 3.465_735_9, 1e-7, 4),
    ("moons", 2.394, 0.0006, 12),
    ("rings", 2.623, 0.0006, 25),
    ("circles", 3.268, 0.0006, 10),
    ("pinwheel", 2.319, 0.003, 20),
    ("2spirals", 2.648, 0.004, 20),
    ("swissroll", 2.670, 0.003, 12),
];

#[test]
fn every_toy_integrates_to_one_and_has_its_published_entropy_and_its_own_samples() {
    const COUNT: u32 = 20_000;
    for (name, published, error, each) in ENTROPIES {
        let density = toy(name).unwrap();
        let (mass, entropy, shares) = by_quadrature(&*density, each);
        let (mean, stderr, counts) = by_samples(&*density, COUNT);
        println!("{name:12} integral − 1 {:9.1e}, entropy {entropy:.5}, sampled {mean:.4} ± {stderr:.4}", mass - 1.0);
        // The pinwheel's tails reach beyond the square and its folds are infinite; the others are smooth or exact.
        let tolerance = if name == "pinwheel" { 1e-6 } else { 1e-8 };
        assert!((mass - 1.0).abs() < tolerance, "{name}: {mass}");
        assert!((entropy - published).abs() < error, "{name}: {entropy}");
        // Five standard errors, which for the flat checkerboard are nought but for rounding.
        assert!((mean - entropy).abs() < 5.0 * stderr + 1e-6, "{name}: {mean} ± {stderr}");
        // Pearson's statistic over cells with ten samples or more: mean and half the variance are the number of cells.
        let expected: Vec<(f64, f64)> = shares.iter().map(|s| s * f64::from(COUNT)).zip(counts).collect();
        let used: Vec<&(f64, f64)> = expected.iter().filter(|(e, _)| *e >= 10.0).collect();
        let statistic: f64 = used.iter().map(|(e, c)| (c - e).powi(2) / e).sum();
        let cells = used.len() as f64;
        println!("{:12} χ² {statistic:.1} over {cells} cells", "");
        assert!(statistic < cells + 6.0 * (2.0 * cells).sqrt(), "{name}: {statistic} over {cells}");
        assert!(expected.iter().all(|(e, c)| *e > 1e-9 || *c == 0.0), "{name}: samples where there is no density");
    }
    assert!(toys::NAMES.iter().eq(ENTROPIES.iter().map(|(name, ..)| name)) && toy("nothing").is_none());
}

/// Far from the data the log density still falls, and is a number: a model is judged there too.
#[test]
fn densities_are_numbers_far_away() {
    for name in toys::NAMES.iter().filter(|name| **name != "checkerboard") {
        let density = toy(name).unwrap();
        let mut before = 0.0;
        for radius in [8.0, 15.0, 40.0, 1000.0] {
            let value = density.log_density(&[0.6 * radius, 0.8 * radius]);
            assert!(value.is_finite() && value < before, "{name} at {radius}: {value}");
            before = value;
        }
        assert!(density.log_density(&[0.0, 0.0]).is_finite());
    }
}

/// `det` of `[[1, ρ], [ρ, 1]]` gives the information of a pair; samples have the correlation, and the information is the
/// mean of `log p − log N(0, I)`.
#[test]
fn mutual_information_is_a_quarter_nat_for_each_number() {
    const COUNT: u32 = 20_000;
    for dim in [2, 40, 80] {
        let density = MutualInformation::new(dim).unwrap();
        assert!((density.nats() - dim as f64 / 4.0).abs() < 1e-12);
        let (mean, stderr, _) = by_samples(&density, COUNT);
        assert!((mean - density.entropy()).abs() < 5.0 * stderr, "{dim}: {mean} ± {stderr}");
        let (mut x, mut sum, mut ratio, mut squares) = (vec![0.0; dim], 0.0, 0.0, 0.0);
        for i in 0..COUNT {
            density.sample(Philox::new(5), i, &mut x);
            let normal: f64 = x.iter().map(|v| -0.5 * (v * v + std::f64::consts::TAU.ln())).sum();
            let term = density.log_density(&x) - normal;
            (ratio, squares) = (ratio + term, squares + term * term);
            sum += x.chunks(2).map(|pair| pair[0] * pair[1]).sum::<f64>();
        }
        let n = f64::from(COUNT);
        let (ratio, deviation) = (ratio / n, (squares / n - (ratio / n).powi(2)).sqrt());
        assert!((ratio - density.nats()).abs() < 5.0 * deviation / n.sqrt(), "{dim}: {ratio}");
        // √d · 0.562, to a few standard errors of a standard deviation.
        assert!((deviation / (dim as f64).sqrt() - 0.562).abs() < 0.03, "{dim}: {deviation}");
        let correlation = sum / n / (dim as f64 / 2.0);
        // A product of two correlated normal numbers has variance 1 + ρ².
        assert!((correlation - 0.79506).abs() < 5.0 * (1.64 / (n * dim as f64 / 2.0)).sqrt(), "{dim}: {correlation}");
    }
    assert_eq!(MutualInformation::new(7), Err(DensityError::Pairs { dim: 7 }));
    assert_eq!(MutualInformation::new(0), Err(DensityError::Pairs { dim: 0 }));
}

#[test]
#[expect(clippy::approx_constant, reason = "figures as published")]
fn uniform_pixels_have_minus_log_gamma_nats_each() {
    for (gamma, each) in [(0.25, 1.3863), (0.5, 0.6931), (1.0, 0.0), (2.0, -0.6931), (3.0, -1.0986)] {
        let density = UniformPixels::new(gamma, [3, 4, 5]).unwrap();
        let mut x = vec![0.0; 60];
        for i in 0..100 {
            density.sample(Philox::new(1), i, &mut x);
            assert!((density.log_density(&x) / 60.0 - each).abs() < 1e-4);
        }
        // The mean of 60 numbers of variance γ²/12, five standard deviations.
        assert!((x.iter().sum::<f64>() / 60.0).abs() < 5.0 * gamma / 720f64.sqrt());
        x[7] = 0.5 * gamma;
        assert_eq!(density.log_density(&x), f64::NEG_INFINITY);
    }
    assert!(matches!(UniformPixels::new(-1.0, [1, 1, 1]), Err(DensityError::Positive { value: -1.0, .. })));
    assert!(matches!(UniformPixels::new(1.0, [1, 0, 1]), Err(DensityError::Extents { shape: [1, 0, 1] })));
    assert!(matches!(UniformPixels::new(1.0, [usize::MAX, 2, 1]), Err(DensityError::Extents { .. })));
}

/// Against the covariance matrix as it stands: elimination gives its determinant and the quadratic form.
#[test]
fn gaussian_images_have_the_density_of_their_covariance() {
    let density = GaussianImages::new([2, 4, 3], 2.0, 0.01).unwrap();
    let n = density.dim();
    assert_eq!(n, 24);
    let covariance: Vec<f64> = (0..n * n).map(|k| density.covariance(k / n, k % n)).collect();
    assert!(((0..n).map(|i| covariance[i * (n + 1)]).sum::<f64>() / n as f64 - 1.0).abs() < 1e-12);
    assert!((0..n * n).all(|k| (covariance[k] - covariance[k % n * n + k / n]).abs() < 1e-12));
    // Rows are three columns of two channels: (0,0,0) and (0,1,0) are neighbours, (3,2,0) is the far corner.
    println!("variance {}, of neighbours {}, of corners {}", covariance[0], covariance[2], covariance[22]);
    assert!(covariance[2] > 0.2 * covariance[0] && covariance[2] > 4.0 * covariance[22].abs());
    let mut x = vec![0.0; n];
    density.sample(Philox::new(2), 0, &mut x);
    let (mut matrix, mut solved, mut log_det) = (covariance.clone(), x.clone(), 0.0);
    for pivot in 0..n {
        log_det += matrix[pivot * (n + 1)].ln();
        for row in (0..n).filter(|row| *row != pivot) {
            let factor = matrix[row * n + pivot] / matrix[pivot * (n + 1)];
            (0..n).for_each(|k| matrix[row * n + k] -= factor * matrix[pivot * n + k]);
            solved[row] -= factor * solved[pivot];
        }
    }
    let quadratic: f64 = (0..n).map(|i| x[i] * solved[i] / matrix[i * (n + 1)]).sum();
    let constant = n as f64 * std::f64::consts::TAU.ln();
    // The condition number is about 300: rounding of 1e-16 times that, squared by elimination, over 24 terms.
    assert!((density.log_density(&x) + 0.5 * (quadratic + log_det + constant)).abs() < 1e-9);
    assert!((density.entropy() - 0.5 * (n as f64 + log_det + constant)).abs() < 1e-9);
    let (mean, stderr, _) = by_samples(&density, 20_000);
    assert!((mean - density.entropy()).abs() < 5.0 * stderr);
    // Samples have the covariance of two neighbours: a product has variance at most 2 times those of its factors.
    let mut sum = 0.0;
    for i in 0..20_000 {
        density.sample(Philox::new(8), i, &mut x);
        sum += x[0] * x[2];
    }
    let error = 5.0 * (2.0 * covariance[0] * covariance[2 * (n + 1)] / 20_000.0).sqrt();
    assert!((sum / 20_000.0 - covariance[2]).abs() < error);
    assert!(matches!(GaussianImages::new([1, 2, 2], 2.0, 0.0), Err(DensityError::Positive { what: "floor", .. })));
}
