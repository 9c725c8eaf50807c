"""The simulation of strong model collapse in NumPy, as one would write it: every matrix drawn, multiplied and solved.

Prints a greeting, then answers a JSON request a line with a JSON line. A request holds a setting (`eigenvalues`,
`signal`, `shift`, `samples`, `syntheticShare`, `ridge`, `width`, `noise`, `syntheticNoise`), `runs` and `seed`; the
answer is `milliseconds` of all runs and the `errors`. OPENBLAS_NUM_THREADS, MKL_NUM_THREADS say how many threads its
BLAS uses.
"""

import json
import sys
import time

import numpy as np


def rows(rng, count, scales, weights, noise):
    features = rng.standard_normal((count, len(scales))) * scales
    return features, features @ weights + noise * rng.standard_normal(count)


def ridge_weights(features, labels, penalty):
    count, size = features.shape
    if size <= count:
        system = features.T @ features
        system[np.diag_indices(size)] += penalty
        return np.linalg.solve(system, features.T @ labels)
    system = features @ features.T
    system[np.diag_indices(count)] += penalty
    return features.T @ np.linalg.solve(system, labels)


def test_error(rng, setting):
    eigenvalues = np.array(setting["eigenvalues"])
    size = len(eigenvalues)
    scales = np.sqrt(eigenvalues)
    samples, width = setting["samples"], setting["width"]
    truth = rng.standard_normal(size) * np.sqrt(setting["signal"])
    shifted = truth + rng.standard_normal(size) * np.sqrt(setting["shift"])
    synthetic = int(np.floor(setting["syntheticShare"] * samples + 0.5))
    real, real_labels = rows(rng, samples - synthetic, scales, truth, setting["noise"])
    other, other_labels = rows(rng, synthetic, scales, shifted, setting["syntheticNoise"])
    features = np.concatenate([real, other])
    labels = np.concatenate([real_labels, other_labels])
    penalty = samples * setting["ridge"]
    if width is None:
        fitted = ridge_weights(features, labels, penalty)
    else:
        projection = rng.standard_normal((width, size)) / np.sqrt(size)
        fitted = projection.T @ ridge_weights(features @ projection.T, labels, penalty)
    return float(eigenvalues @ (fitted - truth) ** 2)


def answer(request):
    rng = np.random.default_rng(request["seed"])
    started = time.perf_counter()
    errors = [test_error(rng, request) for _ in range(request["runs"])]
    return {"milliseconds": 1000 * (time.perf_counter() - started), "errors": errors}


def main():
    blas = np.show_config("dicts")["Build Dependencies"]["blas"]
    print(json.dumps({"numpy": np.__version__, "blas": f"{blas['name']} {blas['version']}"}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
