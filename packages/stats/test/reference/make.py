"""Writes values.json: what SciPy and statsmodels give where src/ has a procedure of the same name.

What neither has is computed here another way than in src/: by brute force, by a general optimiser, by an integral.

    pip install -r requirements.txt; python make.py
"""
import json, pathlib

import numpy as np
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

random = np.random.default_rng(20261128)


def sign_flip_p(differences):
    test = stats.permutation_test(
        (differences,), lambda x, axis: x.mean(axis), permutation_type="samples", vectorized=True, n_resamples=np.inf
    )
    return float(test.pvalue)


def sign_flip_end(differences, confidence, inside, outside):
    """Bisects to where SciPy's test of the shifted differences begins to reject."""
    for _ in range(40):
        middle = (inside + outside) / 2
        if sign_flip_p(differences - middle) > 1 - confidence:
            inside = middle
        else:
            outside = middle
    return inside


def sign_flips():
    cases = [
        random.normal(0.05, 0.05, 6),
        random.normal(0.02, 0.05, 7),
        random.normal(-0.03, 0.04, 9),
        random.standard_t(1, 10),
        np.array([1, 2, 3, 3, -1, 0, 2, 2], float),
        np.array([0.1, -0.1, 0.1, -0.1, 0.1, -0.1]),
    ]
    for differences in cases:
        mean, far = differences.mean(), np.ptp(differences) + 1
        ends = {
            str(confidence): [sign_flip_end(differences, confidence, mean, mean + sign * far) for sign in (-1, 1)]
            for confidence in (0.9, 0.95)
        }
        yield {"differences": differences.tolist(), "p": sign_flip_p(differences), "intervals": ends}


def tango_end(b, c, n, confidence, sign):
    """Where the score statistic reaches its quantile; the restricted maximum by a general search."""
    z = stats.norm.ppf((1 + confidence) / 2)

    def score(delta):
        low, high = max(0, -delta), min(1, (1 - delta) / 2) if delta >= 0 else (1 - delta) / 2
        # q is the share that only the second gets right; only the first: q + delta.
        def loss(q):
            cells = [(b, q + delta), (c, q), (n - b - c, 1 - 2 * q - delta)]
            return -sum(k * np.log(max(p, 1e-300)) for k, p in cells if k > 0)
        q = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-14}).x
        return (b - c - n * delta) / np.sqrt(n * (2 * q + delta - delta**2))

    start = (b - c) / n
    return float(optimize.brentq(lambda d: score(d) + sign * z, start + sign * 1e-12, sign * (1 - 1e-9), xtol=1e-14))


def mcnemars():
    for b, c, n in [(5, 14, 2000), (0, 0, 2000), (7, 0, 500), (1, 9, 100), (120, 80, 10000), (30, 30, 1000), (3, 1, 20)]:
        exact = float(mcnemar([[0, b], [c, 0]], exact=True).pvalue) if b + c else 1.0
        mid = min(1.0, exact - float(stats.binom.pmf(min(b, c), b + c, 0.5))) if b + c and b != c else 1.0
        ends = {str(k): [tango_end(b, c, n, k, sign) for sign in (-1, 1)] for k in (0.9, 0.95)}
        yield {"onlyFirst": b, "onlySecond": c, "images": n, "midP": mid, "intervals": ends}


def clopper_pearsons():
    for successes, trials in [(0, 2000), (3, 2000), (1, 1), (0, 1), (50, 100), (99, 100), (1999, 2000), (5000, 10000)]:
        for confidence in (0.9, 0.95, 0.99):
            ends = proportion_confint(successes, trials, alpha=1 - confidence, method="beta")
            exact = stats.binomtest(successes, trials).proportion_ci(confidence, "exact")
            assert np.allclose(ends, exact, atol=1e-9)
            yield {"successes": successes, "trials": trials, "confidence": confidence, "interval": [float(e) for e in ends]}


def benjamini_hochbergs():
    for ps in [
        random.uniform(size=20),
        random.uniform(size=20) ** 3,
        np.array([0.01, 0.01, 0.04, 0.04, 0.5, 1, 1]),
        np.array([0.03]),
        np.array([0.9, 0.04, 0.03, 0.02]),
    ]:
        qs = multipletests(ps, method="fdr_bh")[1]
        assert np.allclose(qs, stats.false_discovery_control(ps))
        yield {"ps": ps.tolist(), "qs": qs.tolist()}


def look_levels(times, level):
    """Nominal levels of a power family with exponent 2, from multivariate normal probabilities."""
    times = np.array(times)
    bounds = []
    for k in range(1, len(times) + 1):
        corr = np.sqrt(np.minimum.outer(times[:k], times[:k]) / np.maximum.outer(times[:k], times[:k]))
        normal = stats.multivariate_normal(np.zeros(k), corr, allow_singular=True, maxpts=4_000_000, abseps=1e-8, releps=1e-8)

        def spent(bound):
            ends = np.array([*bounds, bound])
            inside = normal.cdf(ends, lower_limit=-ends)
            return 1 - inside - level * times[k - 1] ** 2

        bounds.append(optimize.brentq(spent, 0.5, 6, xtol=1e-7))
    return [float(2 * stats.norm.sf(b)) for b in bounds]


def looks():
    for rounds, limit, level in [((6, 8, 10, 12), 12, 0.05), ((6, 12, 24), 24, 0.05), ((10, 30), 40, 0.1), ((8, 16), 16, 0.01)]:
        levels = look_levels([r / limit for r in rounds], level)
        yield {"rounds": list(rounds), "maxRounds": limit, "level": level, "levels": levels}


def bootstraps():
    """Expanded percentile intervals of many more resamples; that of 2,000 lies between these two confidences."""
    for values in (random.normal(10, 1, 15), random.lognormal(0, 0.5, 40), np.r_[random.normal(5, 0.1, 25), 9, 9, 12]):
        ends, n = {}, len(values)
        for name, asked in (("inner", 0.93), ("outer", 0.97)):
            confidence = 2 * stats.norm.cdf(stats.t.ppf((1 + asked) / 2, n - 1) * np.sqrt(n / (n - 1))) - 1
            made = stats.bootstrap(
                (values,), np.median, n_resamples=100_000, confidence_level=confidence, method="percentile", rng=random
            )
            ends[name] = [float(made.confidence_interval.low), float(made.confidence_interval.high)]
        yield {"values": values.tolist(), "confidence": 0.95, **ends}


def unpaired():
    """What the simulation holds sign-flips against."""
    for a, b in [
        (random.normal(0, 1, 12), random.normal(0.5, 2, 15)),
        (random.exponential(1, 30), random.exponential(1.4, 30)),
        (random.integers(0, 6, 20).astype(float), random.integers(0, 6, 25).astype(float)),
    ]:
        whitney = stats.mannwhitneyu(a, b, method="asymptotic", use_continuity=False)
        yield {"a": a.tolist(), "b": b.tolist(), "welch": float(stats.ttest_ind(a, b, equal_var=False).pvalue), "mannWhitney": float(whitney.pvalue)}


def earned():
    """Fewest samples of which at most one lies above the percentile with probability 1% at most."""
    for name, share in (("p90", 0.9), ("p95", 0.95), ("p99", 0.99)):
        yield {"percentile": name, "samples": next(n for n in range(1, 2000) if stats.binom.cdf(1, n, 1 - share) <= 0.01)}


def shapes():
    """The place of the largest |t| of two levels, and a line by least squares and by medians of slopes."""
    for values in [
        np.r_[random.normal(0, 1, 12), random.normal(1.5, 1, 6)],
        random.normal(5, 0.1, 7),
        np.cumsum(random.normal(0, 1, 40)),
        0.05 * np.arange(30) + random.standard_t(2, 30),
    ]:
        ts = {at: abs(stats.ttest_ind(values[:at], values[at:]).statistic) for at in range(3, len(values) - 1)}
        at = max(ts, key=ts.get)
        line = stats.linregress(np.arange(len(values)), values)
        yield {
            "values": values.tolist(),
            "step": {"at": at, "t": float(ts[at])},
            "line": {"slope": float(line.slope), "t": float(abs(line.slope) / line.stderr)},
            "theilSen": float(stats.theilslopes(values).slope),
        }


if __name__ == "__main__":
    values = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "signFlip": list(sign_flips()),
        "mcnemar": list(mcnemars()),
        "clopperPearson": list(clopper_pearsons()),
        "benjaminiHochberg": list(benjamini_hochbergs()),
        "looks": list(looks()),
        "bootstrap": list(bootstraps()),
        "unpaired": list(unpaired()),
        "earned": list(earned()),
        "shapes": list(shapes()),
    }
    (pathlib.Path(__file__).parent / "values.json").write_text(json.dumps(values, indent=1) + "\n")
