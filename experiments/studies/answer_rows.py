"""The answer as a long table: one row a statistic of an outcome, under a plan, at a design point.

Written beside the results as ``answer.csv``; ``docs/answer.md`` says what its columns hold. A
chance is told from ten seeds on; over all points so are intervals.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from abm.outcomes import OUTCOMES
from agents.city import City
from engine.calendar import quarter_index, quarter_text
from experiments.runs.folder.results import Results
from experiments.studies.answer import (
    CONFIDENCE,
    READINGS,
    Difference,
    Spread,
    difference,
    difference_of_states,
    end_of,
    paired,
    spread,
    spread_of_states,
    target_values,
)
from experiments.studies.arrays import Flags, Floats

AT_ONCE = 16
"""Columns of outcomes that are read in one pass: all at once would fill the memory."""

OF_RUNS = "80% of runs"
STUDENT, WILSON, CLUSTERED = (f"{CONFIDENCE:.0%} {k}" for k in ("Student", "Wilson", "clustered"))


class Row(NamedTuple):
    """One statistic; the columns of the table in their order (``docs/answer.md``)."""

    point: int | None
    plan: str
    minus: str | None
    outcome: str
    unit: str
    quarter: str
    target: float
    statistic: str
    estimate: float
    low: float
    high: float
    interval: str | None
    n: int
    seeds: int


SCHEMA = {
    name: {int: pl.Int64, float: pl.Float64}.get(kind, pl.String)
    for name, kind in {**Row.__annotations__, "point": int}.items()
}
"""Types of the table's columns."""


@dataclass(frozen=True)
class _Asked:
    """A column of outcomes, and what is asked of it."""

    column: str
    unit: str
    target: float
    quarter: str


@dataclass(frozen=True)
class _Grid:
    """An outcome under a plan: ``values`` (points, seeds), and ``there`` where there is a run."""

    values: Floats
    there: Flags

    def at(self, point: int) -> Floats:
        """The values of a point's runs, by seed."""
        found: Floats = self.values[point, self.there[point]]
        return found

    def less(self, other: "_Grid") -> "_Grid":
        """The differences of pairs of runs with one seed and point."""
        return _Grid(self.values - other.values, self.there & other.there)


def answer_rows(results: Results, city: City, over_all: bool) -> Iterator[Row]:
    """The table, outcome by outcome; ``over_all``: with rows of all points at once."""
    last = results.metrics.select(pl.col("quarter").max()).collect().item()
    if last is None:
        return
    asked = list(_asked(results, city, quarter_index(last)))
    eve = quarter_text(city.policy_start - 1)
    keys = results.runs.select("point", "seed").collect()
    axes = [keys[name].unique().sort().to_numpy() for name in ("point", "seed")]
    for first in range(0, len(asked), AT_ONCE):
        some = asked[first : first + AT_ONCE]
        columns = [one.column for one in some]
        frame = (
            results.paths(columns)
            .filter(pl.col("quarter").is_in(sorted({eve, *(one.quarter for one in some)})))
            .select("seed", "point", "plan", "quarter", *columns)
            .collect()
        )
        for one in some:
            frames = {
                plan: frame.filter((pl.col("plan") == plan) & (pl.col("quarter") == one.quarter))
                for plan in results.plans
            }
            before = frame.filter(
                (pl.col("plan") == results.reference) & (pl.col("quarter") == eve)
            )
            yield from _by_point(one, frames, results.reference, before, eve, axes)
            if over_all:
                yield from _over_all(one, frames, results.reference)


def _asked(results: Results, city: City, last: int) -> Iterator[_Asked]:
    """What is reported of what the experiment keeps; where it names what it keeps, the rest too."""
    targets, known = target_values(city), set(results.outcomes)
    told: set[str] = set()
    for outcome in OUTCOMES:
        for named in outcome.reported:
            target, year = targets.get(named.key, (nan, 0))
            quarter = quarter_text(end_of(last, year))
            for column in (named.key, *(f"{named.key}_{reading}" for reading in READINGS)):
                if column in known:
                    told.add(column)
                    yield _Asked(column, named.unit, target, quarter)
    if known != {column for outcome in OUTCOMES for column in outcome.columns(city)}:
        rest = (column for column in results.outcomes if column not in told)
        yield from (_Asked(column, "", nan, quarter_text(last)) for column in rest)


def _by_point(
    asked: _Asked,
    frames: Mapping[str, pl.DataFrame],
    reference: str,
    before: pl.DataFrame,
    eve: str,
    axes: list[NDArray[np.int64]],
) -> Iterator[Row]:
    grids = {plan: _grid(frame, asked.column, axes) for plan, frame in frames.items()}
    gains = {plan: grid.less(grids[reference]) for plan, grid in grids.items()}
    eves = _grid(before, asked.column, axes)
    for place, point in enumerate(axes[0].tolist()):
        for plan, grid in grids.items():
            values = grid.at(place)
            level = spread(values, asked.target)
            yield from _levels(asked, point, plan, level, difference(values))
            if plan != reference:
                yield from _gain(asked, point, plan, reference, difference(gains[plan].at(place)))
            elif eves.there[place].any():
                old = spread(eves.at(place))
                row = _row(asked, point, plan, "before", old.median, old.low, old.high, OF_RUNS)
                yield row._replace(quarter=eve, n=old.runs, seeds=old.runs)


def _over_all(asked: _Asked, frames: Mapping[str, pl.DataFrame], reference: str) -> Iterator[Row]:
    for plan, frame in frames.items():
        level = spread_of_states(frame, asked.column, asked.target)
        values = frame.select("seed", "point", gain=pl.col(asked.column))
        yield from _levels(asked, None, plan, level, difference_of_states(values))
        if plan != reference:
            pairs = paired(frame, frames[reference], asked.column)
            yield from _gain(asked, None, plan, reference, difference_of_states(pairs))


def _levels(
    asked: _Asked, point: int | None, plan: str, level: Spread, mean: Difference
) -> Iterator[Row]:
    """What one plan's runs come to."""
    if not level.runs:
        return
    student, wilson = (STUDENT, WILSON) if point is not None else (CLUSTERED, CLUSTERED)
    rows = [
        _row(asked, point, plan, "median", level.median, level.low, level.high, OF_RUNS),
        _row(asked, point, plan, "mean", mean.mean, mean.low, mean.high, student),
    ]
    if not isnan(asked.target):
        rows.append(_row(asked, point, plan, "reached", level.reached))
    if not isnan(level.probability):
        ends = (level.probability_low, level.probability_high)
        rows.append(_row(asked, point, plan, "chance", level.probability, *ends, wilson))
    yield from (row._replace(n=level.runs, seeds=level.seeds) for row in rows)


def _gain(
    asked: _Asked, point: int | None, plan: str, minus: str, gain: Difference
) -> Iterator[Row]:
    """What the plan changes."""
    if not gain.pairs:
        return
    kind = STUDENT if point is not None else CLUSTERED
    rows = [_row(asked, point, plan, "difference", gain.mean, gain.low, gain.high, kind)]
    if not isnan(gain.detectable):
        rows.append(_row(asked, point, plan, "detectable", gain.detectable))
    yield from (row._replace(minus=minus, n=gain.pairs, seeds=gain.seeds) for row in rows)


def _row(
    asked: _Asked,
    point: int | None,
    plan: str,
    statistic: str,
    estimate: float,
    low: float = nan,
    high: float = nan,
    interval: str = "",
) -> Row:
    """``n`` and ``seeds`` are put in by who knows them."""
    return Row(
        point=point,
        plan=plan,
        minus=None,
        outcome=asked.column,
        unit=asked.unit,
        quarter=asked.quarter,
        target=asked.target,
        statistic=statistic,
        estimate=estimate,
        low=low,
        high=high,
        interval=None if isnan(low) else interval,
        n=0,
        seeds=0,
    )


def _grid(frame: pl.DataFrame, column: str, axes: list[NDArray[np.int64]]) -> _Grid:
    values = np.zeros(tuple(map(len, axes)))
    there = np.zeros(values.shape, dtype=bool)
    place = tuple(
        np.searchsorted(axis, frame[name].to_numpy())
        for axis, name in zip(axes, ("point", "seed"), strict=True)
    )
    values[place], there[place] = frame[column].to_numpy(), True
    return _Grid(values, there)
