"""What a simpler forecaster would have said with the same years before the policy.

Each takes the years and values of a series that were known (at most those to the year before the
policy) and a later year, and gives one value, or NaN where it can say nothing. ``rate`` series
are shares between 0 and 1 or rates, others amounts above zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

Rival = Callable[[Sequence[int], Sequence[float], int, bool], float]

NOTHING = float("nan")
LEAST_AR = 4
"""Values that an AR(1) needs: three pairs for two coefficients."""
LEAST_LOGISTIC = 3
"""Values that a logistic curve with an unknown ceiling needs."""


def last_value(years: Sequence[int], values: Sequence[float], year: int, rate: bool) -> float:
    """Nothing changes: the value of the last year known."""
    return values[-1] if values else NOTHING


def linear_trend(years: Sequence[int], values: Sequence[float], year: int, rate: bool) -> float:
    """A straight line by least squares through all years known; two at least."""
    if len(values) < 2:
        return NOTHING
    slope, level = np.polyfit(np.array(years) - years[-1], values, 1)
    return float(level + slope * (year - years[-1]))


def logistic_trend(years: Sequence[int], values: Sequence[float], year: int, rate: bool) -> float:
    """An S-curve (Verhulst 1838): of a share a line in logits, two values at least; of an amount
    growth that falls in a line with the level, g = r(1 − x/K), three at least. Where growth does
    not fall with the level no ceiling can be told, and it goes on as in the mean of the years."""
    x = np.array(values, dtype=float)
    ahead = year - years[-1] if years else 0
    if rate:
        if len(x) < 2 or x.min() <= 0.0 or x.max() >= 1.0:
            return NOTHING
        logits = np.log(x / (1.0 - x))
        slope = np.polyfit(np.array(years) - years[-1], logits, 1)[0]
        return float(1.0 / (1.0 + np.exp(-(logits[-1] + slope * ahead))))
    if len(x) < LEAST_LOGISTIC or x.min() <= 0.0:
        return NOTHING
    growth = np.diff(np.log(x)) / np.diff(years)
    fall, start = np.polyfit(x[:-1], growth, 1)
    level = float(x[-1])
    for _ in range(ahead):
        g = start + fall * level if fall < 0.0 < start else float(growth.mean())
        level *= float(np.exp(g))
    return level


def ar1(years: Sequence[int], values: Sequence[float], year: int, rate: bool) -> float:
    """x(t+1) = a + b·x(t) by least squares over unbroken years (of amounts in logs), carried on."""
    unbroken = all(after - before == 1 for before, after in pairwise(years))
    x = np.array(values, dtype=float)
    if len(x) < LEAST_AR or not unbroken or (not rate and x.min() <= 0.0):
        return NOTHING
    x = x if rate else np.log(x)
    if np.ptp(x[:-1]) == 0.0:
        return float(x[-1] if rate else np.exp(x[-1]))
    b, a = np.polyfit(x[:-1], x[1:], 1)
    level = float(x[-1])
    for _ in range(year - years[-1]):
        level = a + b * level
    return float(level if rate else np.exp(level))


RIVALS: Mapping[str, Rival] = {
    "last_value": last_value,
    "linear": linear_trend,
    "logistic": logistic_trend,
    "ar1": ar1,
}
"""In the order of the report; the official target comes beside them."""

TARGET = "target"


def on_the_way(
    years: Sequence[int], values: Sequence[float], year: int, due: int, target: float
) -> float:
    """The official target of a year ``due``, and before it even growth from the last value known
    to it (assumed: targets name no way); NaN after it, and where nothing was known."""
    if year > due or not values or values[-1] <= 0.0 or target <= 0.0:
        return target if year == due else NOTHING
    part = (year - years[-1]) / (due - years[-1])
    return float(values[-1] * (target / values[-1]) ** part)
