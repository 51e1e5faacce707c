"""Writes values.json: what SciPy and statsmodels give, for the tests beside it. Needs scipy and statsmodels."""

import json
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(7)


def sign_flip(differences):
    found = stats.permutation_test(
        (np.array(differences),), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    )
    return {"differences": differences, "p": float(found.pvalue)}


def sign_flip_edges(differences, level):
    """The shifts at which the test's own p crosses the level, by bisection: nothing of the subset means is used."""

    def p(shift):
        return sign_flip([value - shift for value in differences])["p"]

    centre, reach = float(np.mean(differences)), 2 * (max(differences) - min(differences))
    edges = []
    for side in (-1, 1):
        inside, outside = 0.0, reach
        for _ in range(60):
            middle = (inside + outside) / 2
            if p(centre + side * middle) > level:
                inside = middle
            else:
                outside = middle
        edges.append(centre + side * inside)
    return {"differences": differences, "confidence": 1 - level, "interval": edges}


def mid_p(b, c):
    n = b + c
    low = min(b, c)
    p = 2 * stats.binom.cdf(low, n, 0.5) - stats.binom.pmf(low, n, 0.5)
    return {"onlyFirst": b, "onlySecond": c, "p": float(min(1.0, p))}


samples = [[round(float(v), 4) for v in rng.normal(shift, 0.05, n)] for n, shift in ((6, 0.2), (7, 0.02), (8, 0), (12, 0.03), (12, -0.04))]
ps = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34]
values = {
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__},
    "signFlip": [sign_flip(one) for one in samples],
    "signFlipInterval": [sign_flip_edges(one, level) for one in samples[:3] for level in (0.05, 0.1)],
    "mcnemar": [mid_p(b, c) for b, c in ((0, 5), (1, 8), (7, 7), (30, 45), (480, 520), (0, 1), (12, 13))],
    "clopperPearson": [
        {"successes": k, "trials": n, "confidence": 1 - a, "interval": list(map(float, proportion_confint(k, n, a, "beta")))}
        for k, n, a in ((0, 20, 0.05), (20, 20, 0.05), (3, 10, 0.05), (37, 2000, 0.05), (1999, 2000, 0.1))
    ],
    "benjaminiHochberg": {"ps": ps, "qs": list(map(float, multipletests(ps, method="fdr_bh")[1]))},
    "normalQuantile": [{"probability": p, "value": float(stats.norm.ppf(p))} for p in (0.005, 0.2, 0.5, 0.8, 0.95, 0.975)],
}
Path(__file__).with_name("values.json").write_text(json.dumps(values, indent=2) + "\n")
