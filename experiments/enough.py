"""Whether a stopping rule has seen enough."""

from math import sqrt

import numpy as np
import polars as pl

from experiments.results import Results
from experiments.stopping import Stop


def widest(results: Results, stop: Stop, quarter: str, first_seed: int, seeds: int) -> float:
    """The widest half-interval over plans and points, of the first ``seeds`` seeds.

    Infinite where a plan and point has fewer than three runs that did not fail.
    """
    from scipy.stats import t

    frame = results.paths([stop.outcome]).filter(
        (pl.col("quarter") == quarter) & (pl.col("seed") < first_seed + seeds)
    )
    rows = frame.select("seed", "point", "plan", stop.outcome).collect()
    # Summed by NumPy in the order of seeds: a sum over threads may differ in its last bit.
    wide = rows.sort("seed", "point", "plan").pivot(
        on="plan", index=["seed", "point"], values=stop.outcome
    )
    found = 0.0
    for point in wide["point"].unique().sort().to_list():
        mine = wide.filter(pl.col("point") == point)
        for plan in results.plans:
            if plan not in mine.columns or (plan == results.reference and stop.of != "level"):
                continue
            value = mine[plan]
            if stop.of == "difference":
                value = value - mine[results.reference]
            known = value.drop_nulls().to_numpy()
            if len(known) < 3:
                return float("inf")
            half = t.ppf(0.5 + stop.confidence / 2.0, len(known) - 1) * np.std(known, ddof=1)
            found = max(found, float(half) / sqrt(len(known)))
    return found
