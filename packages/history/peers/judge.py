"""What change detection of other tools finds in simulated histories: python judge.py SERIES.json RATES.json TOOL...

The tools' counts come beside what RATES.json holds of others already: no environment holds all of them.

Of a history without a step any change found counts; of one with a step, a change within `nearby` nights of it.
Every tool sees the times themselves, in milliseconds, as it would see a benchmark's.
"""
import concurrent.futures, hashlib, importlib.metadata, json, math, os, sys

import numpy as np


def asv(values):
    """asv publish: steps, then those up by 5% or more that the latest values have not undone (its default threshold)."""
    from asv.step_detect import detect_regressions, detect_steps

    found = detect_regressions(detect_steps(list(values)), threshold=0.05)[2]
    return [after for _before, after, *_ in found or []]


def pelt_rbf(values):
    """ruptures' README: Pelt(model="rbf"), penalty 10."""
    import ruptures

    return ruptures.Pelt(model="rbf").fit(np.array(values)).predict(pen=10)[:-1]


def pelt_l2(values):
    """Least squares with the penalty of the Bayesian information criterion, 2 σ² ln n, σ from differences of neighbours."""
    import ruptures

    signal = np.log(np.array(values))
    differences = np.diff(signal)
    sigma = 1.4826 * np.median(np.abs(differences - np.median(differences))) / math.sqrt(2)
    algorithm = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(signal)
    return algorithm.predict(pen=2 * sigma**2 * math.log(len(signal)))[:-1]


def otava(values):
    """Its defaults: windows of 50, p of 0.001, no least magnitude."""
    from otava.analysis import compute_change_points

    return [point.index for point in compute_change_points(list(values))[0]]


def e_divisive(values):
    """Its defaults: p of 0.05, 100 permutations."""
    from signal_processing_algorithms.energy_statistics.energy_statistics import e_divisive as find

    return find(list(values))


PACKAGES = {
    asv: "asv",
    pelt_rbf: "ruptures",
    pelt_l2: "ruptures",
    otava: "apache-otava",
    e_divisive: "signal-processing-algorithms",
}
PEERS = {peer.__name__: peer for peer in PACKAGES}


def judge(cell, nights_after, nearby, names):
    found = {name: 0 for name in names}
    np.random.seed(1)
    for values in cell["series"]:
        true = len(values) - nights_after
        for name in names:
            changes = PEERS[name](values)
            found[name] += any(not cell["hasStep"] or abs(int(at) - true) <= nearby for at in changes)
    print(cell["history"], cell["noise"], found, file=sys.stderr)
    return {"history": cell["history"], "noise": cell["noise"], "found": found}


def read(rates_file, sha256):
    """What is there of these very histories."""
    try:
        with open(rates_file) as file:
            rates = json.load(file)
    except FileNotFoundError:
        return {}
    return rates if rates["seriesSha256"] == sha256 else {}


def main(series_file, rates_file, *names):
    with open(series_file, "rb") as file:
        text = file.read()
    document = json.loads(text)
    cells = document["cells"]
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        settings = (document["nightsAfter"], document["nearby"], names)
        jobs = [pool.submit(judge, cell, *settings) for cell in cells]
        judged = [job.result() for job in jobs]
    sha256 = hashlib.sha256(text).hexdigest()
    known = read(rates_file, sha256)
    versions = {PACKAGES[PEERS[name]]: importlib.metadata.version(PACKAGES[PEERS[name]]) for name in names}
    earlier = known.get("cells", [{"found": {}} for _ in cells])
    rates = {
        "seriesSha256": sha256,
        "versions": {**known.get("versions", {}), **versions},
        "count": len(cells[0]["series"]),
        "cells": [{**cell, "found": {**old["found"], **cell["found"]}} for old, cell in zip(earlier, judged)],
    }
    with open(rates_file, "w") as file:
        file.write(json.dumps(rates, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
