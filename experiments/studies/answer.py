"""The answer to the question: how likely is it, with each plan, that the targets are reached?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan, nan

import numpy as np
import polars as pl
from numpy.typing import NDArray

from abm.outcomes import OUTCOMES
from abm.outcomes.outcome import Named
from agents.city import City
from engine.calendar import quarter_index, quarter_text
from experiments.runs.folder.results import Results
from experiments.studies.intervals import (
    clustered_error,
    clustered_share,
    standard_error,
    student,
    wilson,
)

COST = "fiscal"
"""The outcome that is told beside the targets: what policy costs."""

READINGS = ("strict", "loose", "without_largest")
"""Other readings of an outcome: columns named after the outcome and the reading."""

CONFIDENCE = 0.95
"""Of the intervals of probabilities and of mean differences."""

POWER = 0.8
"""With which the smallest detectable difference would be found."""

FEWEST = 10
"""Runs from which a chance is told: of fewer it would say next to nothing."""

UNKNOWN = (nan, nan)
"""An interval that is not told."""


@dataclass(frozen=True)
class Spread:
    """An outcome over the seeds of one plan, and how many of its runs reach the target.

    ``low`` and ``high`` are the 10 % and 90 % quantiles. ``probability`` is the share of runs at
    or above the target, with Wilson's interval; NaN without a target, and of fewer than ``FEWEST``
    runs. Over several states of the world the interval is clustered by seed, and there is none,
    nor a probability, of fewer than ``FEWEST`` seeds, however many the runs.
    """

    runs: int
    median: float
    low: float
    high: float
    reached: int
    probability: float
    probability_low: float
    probability_high: float
    seeds: int = 0
    """Different seeds among the runs; runs of several states with one share their luck."""
    states: tuple[float, float] = UNKNOWN
    """The probability in the worst and the best state of the world, where there are several."""


@dataclass(frozen=True)
class Difference:
    """The mean of plan minus reference over pairs of runs with one seed, with its t interval.

    Over several states of the world it is clustered by seed, and there is none of fewer than
    ``FEWEST`` seeds.
    """

    pairs: int
    mean: float
    low: float
    high: float
    detectable: float = nan
    """The smallest true difference that so many pairs would find in four of five cases."""
    seeds: int = 0
    """Different seeds among the pairs; pairs of several states with one share their luck."""
    states: tuple[float, float] = UNKNOWN
    """80 % of the states' mean differences, where there are several."""


@dataclass(frozen=True)
class OutcomeAnswer:
    """The answer for one outcome at one design point."""

    outcome: str
    name_zh: str
    name_en: str
    unit: str
    target: float
    """NaN without a target."""
    target_year: int
    quarter: str
    """The quarter of the numbers: the last one of the target's year, or of the run."""
    spreads: dict[str, Spread]
    """By plan."""
    differences: dict[str, Difference]
    """By plan other than the reference."""
    before: float
    """Median of the reference in the quarter before the policy start; NaN where it was not run."""
    readings: dict[str, dict[str, Spread]]
    """By other reading of the outcome (stricter, looser, without the largest firm), where there
    is one, and plan."""


def answer(results: Results, city: City, point: int = 0) -> list[OutcomeAnswer]:
    """The answer at a design point, for the targets that the verdict names, and the cost."""
    return _answers(results, city, point, _asked(city))


def further(results: Results, city: City, point: int = 0) -> list[OutcomeAnswer]:
    """The same for all other outcomes that are reported, where the experiment keeps them."""
    return _answers(results, city, point, _not_asked(city))


def over_states(results: Results, city: City, rest: bool = False) -> list[OutcomeAnswer]:
    """The answer over all design points at once; with ``rest`` of the other outcomes.

    Quantiles and probabilities are of all runs. Runs of several points with one seed share their
    luck, so that intervals are clustered by seed (``experiments.studies.intervals``): they are of
    luck at these points. Beside them stands how far the points differ: a probability's lowest and
    highest of any point, the 10 % and 90 % quantiles of the points' mean differences.
    """
    return _answers(results, city, None, _not_asked(city) if rest else _asked(city))


def headlines(city: City) -> tuple[str, ...]:
    """The outcomes of the answer: those of the targets that the verdict names, the question's
    first, and the cost."""
    rows = city.targets
    marked = [
        (headline != "question", key)
        for key, headline in zip(rows.outcome, rows.headline, strict=True)
        if headline
    ]
    return tuple(dict.fromkeys([*(key for _, key in sorted(marked, key=lambda p: p[0])), COST]))


def _asked(city: City) -> list[Named]:
    named = {n.key: n for outcome in OUTCOMES for n in outcome.reported}
    return [named[key] for key in headlines(city) if key in named]


def _not_asked(city: City) -> list[Named]:
    asked = headlines(city)
    return [n for outcome in OUTCOMES for n in outcome.reported if n.key not in asked]


def _answers(
    results: Results, city: City, point: int | None, named: Sequence[Named]
) -> list[OutcomeAnswer]:
    last = results.metrics.select(pl.col("quarter").max()).collect().item()
    if last is None:
        return []
    named = [n for n in named if n.key in results.outcomes]
    readings = {n.key: [r for r in READINGS if f"{n.key}_{r}" in results.outcomes] for n in named}
    kept = [n.key for n in named]
    kept += [f"{key}_{reading}" for key, found in readings.items() for reading in found]
    targets = target_values(city)
    ends = {n.key: end_of(quarter_index(last), targets.get(n.key, (nan, 0))[1]) for n in named}
    eve_quarter = quarter_text(city.policy_start - 1)
    # No more than is asked for: all quarters of a large sweep would fill the memory.
    wanted = sorted({eve_quarter, *map(quarter_text, ends.values())})
    lazy = results.paths(kept).filter(pl.col("quarter").is_in(wanted))
    if point is not None:
        lazy = lazy.filter(pl.col("point") == point)
    frame = lazy.select("seed", "point", "plan", "quarter", *kept).collect()
    reference = frame.filter(pl.col("plan") == results.reference)
    eve = reference.filter(pl.col("quarter") == eve_quarter)
    answers = []
    for n in named:
        target, year = targets.get(n.key, (nan, 0))
        end = ends[n.key]
        at = frame.filter(pl.col("quarter") == quarter_text(end))
        by_plan = {plan: at.filter(pl.col("plan") == plan) for plan in results.plans}

        def spreads(
            column: str, by_plan: dict[str, pl.DataFrame] = by_plan, target: float = target
        ) -> dict[str, Spread]:
            if point is None:
                return {p: spread_of_states(f, column, target) for p, f in by_plan.items()}
            return {p: spread(f[column].to_numpy(), target) for p, f in by_plan.items()}

        answers.append(
            OutcomeAnswer(
                outcome=n.key,
                name_zh=n.name_zh,
                name_en=n.name_en,
                unit=n.unit,
                target=target,
                target_year=year,
                quarter=quarter_text(end),
                spreads=spreads(n.key),
                differences={
                    plan: (difference_of_states if point is None else _difference)(
                        paired(rows, by_plan[results.reference], n.key)
                    )
                    for plan, rows in by_plan.items()
                    if plan != results.reference
                },
                before=_median(eve[n.key]),
                readings={r: spreads(f"{n.key}_{r}") for r in readings[n.key]},
            )
        )
    return answers


def end_of(last: int, year: int) -> int:
    """The quarter asked about: the last of the target's year, or of the run."""
    return min(last, quarter_index(f"{year}Q4")) if year else last


def spread(values: NDArray[np.float64], target: float = nan) -> Spread:
    """Quantiles of an outcome over runs with seeds of their own, and how many reach ``target``."""
    runs = len(values)
    if not runs:
        return Spread(0, nan, nan, nan, 0, nan, nan, nan)
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9]).tolist()
    if isnan(target):
        return Spread(runs, median, low, high, 0, nan, nan, nan, runs)
    reached = int((values >= target).sum())
    if runs < FEWEST:
        return Spread(runs, median, low, high, reached, nan, nan, nan, runs)
    ends = wilson(reached / runs, runs, CONFIDENCE)
    return Spread(runs, median, low, high, reached, reached / runs, *ends, runs)


def difference(values: NDArray[np.float64]) -> Difference:
    """The mean of paired differences with Student's interval.

    There is none where the pairs tell no error: of fewer than two, of few that are all alike.

    The smallest difference that is found with power .8 at level .05 is (t_.975 + t_.8)·s/√n with
    n − 1 degrees of freedom, s the differences' standard deviation (minimum detectable effect,
    Bloom 1995).
    """
    pairs = len(values)
    if not pairs:
        return Difference(0, nan, nan, nan)
    mean = float(values.mean())
    error = standard_error(values)
    if isnan(error):
        return Difference(pairs, mean, nan, nan, seeds=pairs)
    return _around(mean, error, pairs, pairs)


def beyond_luck(gain: NDArray[np.float64], looks: int) -> bool:
    """Whether zero lies outside Student's interval at 1 − 5 %/looks (Bonferroni)."""
    from scipy.stats import t as student

    seeds, error = len(gain), standard_error(gain)
    if isnan(error) or not gain.any():
        return False
    level = 1.0 - (1.0 - CONFIDENCE) / (2.0 * looks)
    return abs(float(gain.mean())) > float(student.ppf(level, seeds - 1)) * error


def _around(mean: float, error: float, pairs: int, seeds: int) -> Difference:
    """With the interval, and the smallest detectable difference, of a mean by its error."""
    half = student(error, seeds, CONFIDENCE)
    detectable = half + student(error, seeds, 2.0 * POWER - 1.0)  # one-sided at the power
    return Difference(pairs, mean, mean - half, mean + half, detectable, seeds)


def _median(values: pl.Series) -> float:
    return float(np.median(values.to_numpy())) if len(values) else nan


def spread_of_states(frame: pl.DataFrame, column: str, target: float) -> Spread:
    """Of all runs, with what their few or many seeds know of the share that reaches the target."""
    seeds = frame["seed"].n_unique()
    found = replace(spread(frame[column].to_numpy(), target), seeds=seeds)
    if isnan(found.probability):
        return found
    if seeds < FEWEST:
        return replace(found, probability=nan, probability_low=nan, probability_high=nan)
    hits = (frame[column] >= target).to_numpy()
    low, high = clustered_share(hits, frame["seed"].to_numpy(), CONFIDENCE)
    found = replace(found, probability_low=low, probability_high=high)
    by_state = frame.group_by("point").agg((pl.col(column) >= target).mean(), runs=pl.len())
    if by_state["runs"].min() < FEWEST:  # type: ignore[operator]
        return found
    share = by_state[column].to_numpy()
    return replace(found, states=(float(share.min()), float(share.max())))


def _difference(pairs: pl.DataFrame) -> Difference:
    return difference(pairs["gain"].to_numpy())


def difference_of_states(pairs: pl.DataFrame) -> Difference:
    """The mean of all ``gain`` of pairs by seed and point, and how far the points' means go."""
    if pairs.is_empty():
        return Difference(0, nan, nan, nan)
    gain, seed = pairs["gain"].to_numpy(), pairs["seed"].to_numpy()
    seeds, mean = len(np.unique(seed)), float(gain.mean())
    if seeds < FEWEST:
        return Difference(len(gain), mean, nan, nan, seeds=seeds)
    means = pairs.group_by("point").agg(pl.col("gain").mean()).sort("point")["gain"].to_numpy()
    low, high = np.quantile(means, [0.1, 0.9]).tolist()
    found = _around(mean, clustered_error(gain, seed), len(gain), seeds)
    return replace(found, states=(low, high))


def paired(plan: pl.DataFrame, reference: pl.DataFrame, column: str) -> pl.DataFrame:
    """Pairs of runs with one seed and one point: both, and the ``gain`` of the plan."""
    keys = ["seed", "point"]
    joined = plan.join(reference, on=keys, suffix=" of reference", maintain_order="left")
    return joined.select(*keys, gain=pl.col(column) - pl.col(f"{column} of reference"))


def target_values(city: City) -> dict[str, tuple[float, int]]:
    """Value and year of each outcome's target, of several of the one that is due last."""
    rows = city.targets
    values, years = rows.value.tolist(), rows.year.tolist()
    found = sorted(zip(years, rows.outcome, values, strict=True))
    return {outcome: (value, year) for year, outcome, value in found}
