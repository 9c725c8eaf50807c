"""φ, ψ, p⋆ and kept precision of each score at each share, the obvious way in pandas: what scripts/bench/estimate.ts
compares with, for speed and for equality. No intervals.

    python scripts/peers/estimate.py FILE --scores a b c --label correct --fractions 0.1 0.25
"""

import argparse
import json
import resource
import time

import numpy as np
import pandas as pd


def cells(table, score, label, fractions):
    ranked = table.sort_values(score, ascending=False, kind="stable", na_position="last")
    correct = ranked[label].to_numpy(dtype=float)
    labelled = ~np.isnan(correct)
    n1 = np.nansum(correct)
    n0 = labelled.sum() - n1
    rankable = int(ranked[score].notna().sum())
    for fraction in fractions:
        kept = min(round(fraction * len(ranked)), rankable)
        k1 = np.nansum(correct[:kept])
        k0 = labelled[:kept].sum() - k1
        phi, psi = k1 / n1, k0 / n0
        yield {
            "fraction": fraction,
            "kept": kept,
            "phi": phi,
            "psi": psi,
            "pstar": phi / (phi + psi),
            "keptPrecision": k1 / (k1 + k0),
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--scores", nargs="+", required=True)
    parser.add_argument("--label", required=True)
    parser.add_argument("--fractions", nargs="+", type=float, required=True)
    given = parser.parse_args()

    start = time.perf_counter()
    if given.file.endswith(".parquet"):
        table = pd.read_parquet(given.file, columns=[*given.scores, given.label])
    else:
        table = pd.read_json(given.file, lines=True)
    read = time.perf_counter()
    result = {score: list(cells(table, score, given.label, given.fractions)) for score in given.scores}
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "pandas": pd.__version__,
                "numpy": np.__version__,
                "rows": len(table),
                "readSeconds": read - start,
                "estimateSeconds": done - read,
                "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "verifiers": result,
            }
        )
    )


if __name__ == "__main__":
    main()
