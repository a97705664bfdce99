"""Scenario discovery: in which part of the factors' space does something happen?

PRIM, the patient rule induction method (Friedman and Fisher 1999; Bryant and Lempert 2010 for its
use here): a box around all points is peeled, a small slice at a time, where that raises the share
of cases inside most. Coverage is the part of all cases that the box holds, density the part of its
points that are cases, mass the part of all points that it holds.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc

from engine.document import InputError
from experiments.studies.arrays import Flags, Floats
from experiments.studies.intervals import effective_runs

PEEL = 0.05
"""Part of the points in the box that one peel may take."""

FEWEST = 50
"""Runs below which a box says nothing."""

LEAST_MASS = 0.05
"""A box holds at least this part of all points."""

_CONDITION = re.compile(
    r"\s*([\w.]+)\s*(>=|<=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*"
)
_TESTS: dict[str, Callable[[Floats, float], Flags]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Condition:
    """What makes a run a case: an outcome compared with a number."""

    outcome: str
    sign: str
    value: float

    def holds(self, values: Floats) -> Flags:
        """Which values are cases."""
        return _TESTS[self.sign](values, self.value)


def condition(text: str) -> Condition:
    """Read ``competitive_firms >= 50``. Raises ``InputError``."""
    match = _CONDITION.fullmatch(text)
    if match is None:
        expected = "an outcome, >=, <=, > or <, and a number, such as 'competitive_firms >= 50'"
        raise InputError("", 0, 0, "--when", expected, repr(text))
    return Condition(match[1], match[2], float(match[3]))


@dataclass(frozen=True)
class Box:
    """A part of the space: the range of each factor that is restricted, and how good it is.

    ``p_values``: by factor, the chance that leaving it out would give such a density by luck
    (one-sided binomial test of the box against the box without that limit; Bryant and Lempert's
    quasi-p-value, as the same runs chose the box). Runs of one point with several seeds tell of
    one place in the space: the test counts as many runs as independent ones would tell as much
    (``experiments.studies.intervals``).
    """

    limits: dict[str, tuple[float, float]]
    coverage: float
    density: float
    mass: float
    p_values: dict[str, float]


@dataclass(frozen=True)
class Discovery:
    """The peeling's path from the whole space to the densest box, and the one that is proposed."""

    boxes: tuple[Box, ...]
    chosen: int
    cases: int
    points: int

    @property
    def box(self) -> Box:
        return self.boxes[self.chosen]


def box_of(
    folder: str, runs: pl.DataFrame, factors: tuple[str, ...], plan: str, asked: Condition
) -> Discovery:
    """The box of a plan's runs, as ``table_of_points.runs_of`` gives them. Raises ``InputError``
    for too few of them, or where all or none are cases."""
    if len(runs) < FEWEST:
        expected = f"results of {FEWEST} runs or more of {plan}"
        raise InputError(folder, 0, 0, "DIR", expected, f"{len(runs)}")
    value = runs["value"].to_numpy()
    try:
        x, points = runs.select(factors).to_numpy(), runs["point"].to_numpy()
        return prim(factors, x, asked.holds(value), points)
    except ValueError as error:
        known, there = value[~np.isnan(value)], "known in no run"
        if len(known):
            ends = f"{known.min():.6g} to {known.max():.6g}"
            there = f"{ends}, median {np.median(known):.6g}"
        expected = "a condition that some runs meet and others do not"
        got = f"{error}: {asked.outcome} is {there}"
        raise InputError("", 0, 0, "--when", expected, got) from error


def prim(
    names: Sequence[str], x: Floats, cases: Flags, points: NDArray[np.int64] | None = None
) -> Discovery:
    """Peel ``x`` (runs, factors). The proposed box has the largest coverage · density.

    ``points`` (runs,) numbers the design points; none where each run has one of its own. Raises
    ``ValueError`` where all points or none are cases: there is nothing to discover.
    """
    if cases.all() or not cases.any():
        raise ValueError("all points are cases" if cases.all() else "no point is a case")
    low, high = x.min(axis=0), x.max(axis=0)
    whole_low, whole_high = low.copy(), high.copy()
    places = np.arange(len(x)) if points is None else points
    inside = np.ones(len(x), dtype=bool)
    boxes = [_box(names, x, cases, places, (low, high), (whole_low, whole_high))]
    while True:
        best = _best_peel(x, cases, inside, len(x))
        if best is None:
            break
        factor, upper, limit, inside = best
        if upper:
            high[factor] = limit
        else:
            low[factor] = limit
        boxes.append(_box(names, x, cases, places, (low, high), (whole_low, whole_high)))
        if boxes[-1].density >= 1.0:
            break
    chosen = int(np.argmax([box.coverage * box.density for box in boxes]))
    return Discovery(tuple(boxes), chosen, int(cases.sum()), len(x))


Peel = tuple[int, bool, float, Flags]


def _best_peel(x: Floats, cases: Flags, inside: Flags, points: int) -> Peel | None:
    """The slice whose removal raises the density most; none where no slice may go."""
    best: Peel | None = None
    before = float(cases[inside].mean())
    gain = 0.0
    for factor in range(x.shape[1]):
        column = x[inside, factor]
        for upper in (False, True):
            limit = float(np.quantile(column, 1.0 - PEEL if upper else PEEL))
            kept = inside & ((x[:, factor] <= limit) if upper else (x[:, factor] >= limit))
            if kept.sum() == inside.sum():  # ties, as of listed values: the end one goes whole
                end = column.max() if upper else column.min()
                kept = inside & (x[:, factor] != end)
                if not kept.any():
                    continue
                left = x[kept, factor]
                limit = float(left.max() if upper else left.min())
            if kept.sum() < max(LEAST_MASS * points, 1.0):
                continue
            # Per point given up, so that a large slice does not win by its size alone.
            lost = int(inside.sum() - kept.sum())
            rise = (float(cases[kept].mean()) - before) / lost
            if rise > gain:
                gain, best = rise, (factor, upper, limit, kept)
    return best


def _box(
    names: Sequence[str],
    x: Floats,
    cases: Flags,
    points: NDArray[np.int64],
    limits: tuple[Floats, Floats],
    whole: tuple[Floats, Floats],
) -> Box:
    low, high = limits
    within = (x >= low) & (x <= high)
    inside = within.all(axis=1)
    restricted = np.flatnonzero((low > whole[0]) | (high < whole[1])).tolist()
    hits, size = int(cases[inside].sum()), int(inside.sum())
    effective = effective_runs(cases[inside], points[inside])
    p_values = {}
    for factor in restricted:
        without = np.delete(within, factor, axis=1).all(axis=1)
        chance = float(cases[without].mean())
        p_values[names[factor]] = _tail(effective * hits / size, effective, chance)
    return Box(
        {names[f]: (float(low[f]), float(high[f])) for f in restricted},
        hits / int(cases.sum()),
        hits / size,
        size / len(x),
        p_values,
    )


def _tail(hits: float, runs: float, chance: float) -> float:
    """The chance of as many hits or more: binomial, for numbers that need not be whole."""
    return float(betainc(hits, runs - hits + 1.0, chance)) if hits > 0.0 else 1.0
