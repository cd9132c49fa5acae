"""Densities that a table's model has to beat: a Gaussian with full covariance, a mixture, a kernel density estimate.

    python benches/table_baselines.py galaxies DIR     writes DIR/train.csv and DIR/test.csv (needs pandas, and pzflow's wheel unpacked in DIR)
    python benches/table_baselines.py judge DIR        mean log density of DIR/test.csv, nats per sample, in the data's own units

Number of components and bandwidth are chosen on a tenth of the training rows, fitted to 20,000 of the others, and the choice is then fitted to all of
them. The kernel density estimate is judged on the first 5,000 held-out rows, since each costs a sum over all training rows.
Columns are standardised first, as they would be by hand; the Jacobian is accounted for. Needs scikit-learn, numpy.
"""

import pathlib
import sys
import time

import numpy as np

SEED = 0


def galaxies(folder: pathlib.Path) -> None:
    """100,000 galaxies, redshift and six magnitudes (Buzzard catalogue, DeRose et al. 2019), from the package pzflow."""
    import pandas

    table = pandas.read_pickle(folder / "pzflow/example_files/galaxy-data.pkl")
    order = np.random.default_rng(SEED).permutation(len(table))
    table.iloc[order[:80_000]].to_csv(folder / "train.csv", index=False)
    table.iloc[order[80_000:]].to_csv(folder / "test.csv", index=False)


def read(path: pathlib.Path) -> np.ndarray:
    return np.loadtxt(path, delimiter=",", skiprows=1)


def gaussian(x, _):
    from scipy.stats import multivariate_normal

    density = multivariate_normal(x.mean(0), np.cov(x.T))
    return density.logpdf, "full covariance"


def mixture(x, choose):
    from sklearn.mixture import GaussianMixture

    fit = lambda n, data: GaussianMixture(n, random_state=SEED, reg_covar=1e-5, max_iter=200).fit(data)
    inner = x[len(choose) :][:20_000]
    best = max((8, 16, 32, 64, 128), key=lambda n: fit(n, inner).score(choose))
    return fit(best, x).score_samples, f"{best} components"


def kernels(x, choose):
    from sklearn.neighbors import KernelDensity

    # Kernels have the shape of the data's covariance: whitened, one bandwidth serves all directions.
    whiten = np.linalg.inv(np.linalg.cholesky(np.cov(x.T)))
    log_det = np.log(np.abs(np.linalg.det(whiten)))
    fit = lambda h, data: KernelDensity(bandwidth=h, rtol=1e-4).fit(data @ whiten.T)
    inner, some = x[len(choose) :][:20_000], choose[:1000] @ whiten.T
    best = max((0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3), key=lambda h: fit(h, inner).score(some))
    model = fit(best, x)
    return lambda y: model.score_samples(y @ whiten.T) + log_det, f"Gaussian kernels of width {best} deviations"


def judge(folder: pathlib.Path) -> None:
    train, test = read(folder / "train.csv"), read(folder / "test.csv")
    mean, deviation = train.mean(0), train.std(0)
    jacobian = -np.log(deviation).sum()
    x, y = (train - mean) / deviation, (test - mean) / deviation
    x = np.random.default_rng(SEED).permutation(x)
    print(f"{len(x)} rows to fit, {len(y)} held out, {x.shape[1]} columns")
    for name, method in (("Gaussian", gaussian), ("mixture", mixture), ("kernel density", kernels)):
        start = time.perf_counter()
        density, chosen = method(x, x[: len(x) // 10])
        some = y[:5_000] if method is kernels else y
        log_p = density(some) + jacobian
        error = log_p.std() / np.sqrt(len(some))
        print(f"{name:16} {log_p.mean():8.3f} ± {error:.3f} nats per row  ({chosen}; {time.perf_counter() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    {"galaxies": galaxies, "judge": judge}[sys.argv[1]](pathlib.Path(sys.argv[2]))
