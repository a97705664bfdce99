"""Intervals of shares and means over runs, where some runs share their luck.

Runs of several design points with one seed meet the same luck and are no independent draws. Their
seeds are clusters: a mean's error is that of Liang and Zeger (1986, Biometrika 73: 13–22) with
the correction G/(G − 1) for G clusters and Student's t with G − 1 degrees of freedom (Cameron and
Miller 2015, J. Hum. Resour. 50: 317–372); where every seed was run at every point, that is the
interval of the means by seed. A share has Wilson's interval (1927, J. Am. Stat. Assoc. 22:
209–212) of the effective number of runs, that of independent ones with the same error (Korn and
Graubard 1998, Surv. Methodol. 24: 193–201). Runs that share no seed are clusters of one: the same
formulas are Student's and Wilson's.
"""

from functools import lru_cache
from math import isfinite, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.studies.arrays import Flags, Floats

TELLING = 10
"""Values from which on it tells something that all are alike."""


def wilson(share: float, runs: float, confidence: float) -> tuple[float, float]:
    """Wilson's interval of ``share`` of ``runs``, which need not be whole."""
    z2 = _normal(confidence) ** 2
    middle = (share + z2 / (2.0 * runs)) / (1.0 + z2 / runs)
    spread = share * (1.0 - share) / runs + z2 / (4.0 * runs * runs)
    half = sqrt(z2 * spread) / (1.0 + z2 / runs)
    # Rounding may leave the ends of all and of none a last bit outside.
    return max(0.0, middle - half), min(1.0, middle + half)


def student(error: float, clusters: int, confidence: float) -> float:
    """Half the interval of a mean with standard ``error``; NaN for fewer than two."""
    return _student(clusters - 1, confidence) * error if clusters >= 2 else nan


def standard_error(values: Floats) -> float:
    """Of the mean of independent ``values`` (runs,); NaN where they tell none.

    So are fewer than two, those of which one is not known, and fewer than ``TELLING`` that are all
    alike but for rounding: they don't say how far others may be, and an interval without width
    would be certainty from nothing.
    """
    count = len(values)
    if count < 2 or not np.isfinite(values).all():
        return nan
    if count < TELLING and float(np.ptp(values)) <= 1e-12 * float(np.abs(values).max()):
        return nan
    error = float(np.std(values, ddof=1)) / sqrt(count)
    return error if isfinite(error) else nan


@lru_cache
def _normal(confidence: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf(0.5 + confidence / 2.0))


@lru_cache(maxsize=10_000)
def _student(degrees: int, confidence: float) -> float:
    from scipy.stats import t

    return float(t.ppf(0.5 + confidence / 2.0, degrees))


def clustered_error(values: Floats, clusters: NDArray[Any]) -> float:
    """Standard error of the mean of ``values`` (runs,); NaN for fewer than two clusters (runs,)."""
    of = np.unique(clusters, return_inverse=True)[1]
    count = int(of.max()) + 1 if len(of) else 0
    if count < 2:
        return nan
    sums = np.bincount(of, weights=values - values.mean(), minlength=count)
    return sqrt(count / (count - 1.0) * float((sums * sums).sum())) / len(values)


def effective_runs(hits: Flags, clusters: NDArray[Any]) -> float:
    """How many independent runs would tell as much of the share of ``hits`` (runs,).

    Never more than there are. Where all or none are hits no error can be seen: then as many as
    there are clusters, as if runs of one cluster were one.
    """
    share, runs, count = float(hits.mean()), len(hits), len(np.unique(clusters))
    if count < 2 or share in (0.0, 1.0):
        return float(count)
    error = clustered_error(hits.astype(np.float64), clusters)
    if error == 0.0:  # the same share in every cluster
        return float(runs)
    return min(float(runs), share * (1.0 - share) * runs / ((runs - 1.0) * error * error))


def clustered_share(hits: Flags, clusters: NDArray[Any], confidence: float) -> tuple[float, float]:
    """The interval of the share of ``hits`` (runs,); with Korn and Graubard's correction for the
    few clusters by which the error is known."""
    share, runs, count = float(hits.mean()), len(hits), len(np.unique(clusters))
    effective = effective_runs(hits, clusters)
    if 2 <= count < runs and share not in (0.0, 1.0):
        effective *= (_student(runs - 1, confidence) / _student(count - 1, confidence)) ** 2
    return wilson(share, effective, confidence)
