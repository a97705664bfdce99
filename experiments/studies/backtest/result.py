"""A back-test's result: each figure beside model and rivals, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from abm.city.city import city_cached
from abm.history import Fact
from agents.city import City
from engine.calendar import QUARTERS_PER_YEAR
from experiments.studies.arrays import Floats
from experiments.studies.backtest.rivals import RIVALS, TARGET, on_the_way
from experiments.studies.backtest.runs import NATIONAL, Asked, samples
from experiments.studies.backtest.skill import coverage_interval, crps, effective_number
from experiments.studies.in_columns import frame_of

LOW, HIGH = 0.1, 0.9
"""Quantiles of the 80 % interval."""
NAMES = (*RIVALS, TARGET)


@dataclass(frozen=True)
class Point:
    """One figure beside the model's draws; ``crps`` and ``rivals`` (by name, NaN where one says
    nothing) are scores: of amounts in logs, of rates in their unit."""

    fact: Fact
    median: float
    low: float
    high: float
    crps: float
    rivals: Mapping[str, float]
    said: Mapping[str, float]
    """What each rival said, in the figure's unit."""

    @property
    def covered(self) -> bool:
        return self.low <= self.fact.value <= self.high


@dataclass(frozen=True)
class Scored:
    """A variant of the back-test."""

    variant: str
    points: tuple[Point, ...]
    independent: float
    """Effective number of independent figures."""

    @property
    def series(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(point.fact.name for point in self.points))

    @property
    def covered(self) -> float:
        """Share of figures within their intervals."""
        return float(np.mean([point.covered for point in self.points]))

    @property
    def interval(self) -> tuple[float, float]:
        return coverage_interval(self.covered, self.independent)

    def against(self, rival: str) -> tuple[int, int]:
        """Series on which the model's mean score is better than the rival's, and all on which the
        rival says anything."""
        better = asked = 0
        for name in self.series:
            mine = [p for p in self.points if p.fact.name == name and not np.isnan(p.rivals[rival])]
            if mine:
                asked += 1
                better += sum(p.crps for p in mine) < sum(p.rivals[rival] for p in mine)
        return better, asked

    def beaten_by(self) -> dict[str, list[str]]:
        """Series by the rivals that are at least as good on them."""
        found: dict[str, list[str]] = {}
        for name in self.series:
            mine = [p for p in self.points if p.fact.name == name]
            for rival in NAMES:
                both = [p for p in mine if not np.isnan(p.rivals[rival])]
                worse = sum(p.crps for p in both) >= sum(p.rivals[rival] for p in both)
                if both and worse:
                    found.setdefault(name, []).append(rival)
        return found

    def means(self) -> dict[str, tuple[float, float]]:
        """Mean score of the model and of a rival over the figures that the rival answers."""
        found = {}
        for rival in NAMES:
            both = [(p.crps, p.rivals[rival]) for p in self.points if not np.isnan(p.rivals[rival])]
            if both:
                mine, theirs = np.mean(both, axis=0)
                found[rival] = (float(mine), float(theirs))
        return found


@dataclass(frozen=True)
class Backtest:
    """All of it, as runs of ``seeds`` seeds have it."""

    city: str
    plan: str
    parameters: str
    seeds: int
    scored: tuple[Scored, ...]
    firms: Mapping[str, Mapping[str, Mapping[int, tuple[float, float, float]]]]
    """Of firms told by name, revenue by variant, firm and year: low, median, high."""

    def table(self) -> pl.DataFrame:
        """One row a variant and figure."""
        return frame_of(
            {
                "variant": of.variant,
                "series": p.fact.series,
                "segment": p.fact.segment,
                "year": p.fact.year,
                "unit": p.fact.unit,
                "label": p.fact.label,
                "median": p.median,
                "low": p.low,
                "high": p.high,
                "actual": p.fact.value,
                "covered": p.covered,
                "crps": p.crps,
                **{f"crps_{name}": p.rivals[name] for name in NAMES},
                **{f"said_{name}": p.said[name] for name in NAMES},
            }
            for of in self.scored
            for p in of.points
        )


def scaled(values: Floats, fact: Fact) -> Floats:
    """Values as errors are measured: amounts in logs, at a thousandth of the figure where there is
    nothing (as ``abm.history.log_error`` has it), rates as they are."""
    if fact.rate:
        return values
    return np.asarray(np.log(np.maximum(values, 1e-3 * abs(fact.value))))


def point(
    fact: Fact, sample: Floats, years: Sequence[int], values: Sequence[float], city: City
) -> Point:
    """A figure scored; ``sample`` (seeds,), and what was known of its series."""
    actual = float(scaled(np.array([fact.value]), fact)[0])
    low, median, high = np.quantile(sample, [LOW, 0.5, HIGH])
    said = {name: rival(years, values, fact.year, fact.rate) for name, rival in RIVALS.items()}
    said[TARGET] = _official(fact, years, values, city)
    errors = {
        name: float("nan") if np.isnan(one) else crps(scaled(np.array([one]), fact), actual)
        for name, one in said.items()
    }
    return Point(
        fact,
        float(median),
        float(low),
        float(high),
        crps(scaled(sample, fact), actual),
        errors,
        said,
    )


def _official(fact: Fact, years: Sequence[int], values: Sequence[float], city: City) -> float:
    """The official target of the outcome that answers a figure, or the way to it."""
    rows = zip(city.targets.outcome, city.targets.year, city.targets.value, strict=True)
    due = [
        (int(year), float(value))
        for outcome, year, value in rows
        if outcome == fact.column and year >= fact.year and not np.isnan(value)
    ]
    return on_the_way(years, values, fact.year, *min(due)) if due else float("nan")


def scored(variant: str, asked: Asked, drawn: Floats, city: City) -> Scored:
    """A variant scored; ``drawn`` (seeds, facts). Where national markets are as they came, the
    figures that are inputs then say nothing of the model and are left out."""
    given = variant.startswith("as_it_came")
    kept = [i for i, f in enumerate(asked.facts) if not (given and f.series.startswith(NATIONAL))]
    points = [point(asked.facts[i], drawn[:, i], *asked.before(asked.facts[i]), city) for i in kept]
    flat = np.column_stack([scaled(drawn[:, i], asked.facts[i]) for i in kept])
    return Scored(variant, tuple(points), effective_number(flat))


def backtest(
    city: str,
    plan: str,
    parameters: str,
    asked: Asked,
    which: Sequence[str],
    answers: Sequence[Mapping[str, Any]],
) -> Backtest:
    """The result from the answers of ``runs.run_seed``."""
    data = city_cached(city)
    found = [scored(key, asked, np.array(samples(answers, key)), data) for key in which]
    firms = {key: _firms([answer[key]["firms"] for answer in answers]) for key in which}
    return Backtest(city, plan, parameters, len(answers), tuple(found), firms)


def _firms(
    answers: Sequence[Mapping[str, Mapping[str, float]]],
) -> dict[str, dict[int, tuple[float, float, float]]]:
    found: dict[str, dict[int, tuple[float, float, float]]] = {}
    for column in answers[0]:
        found[column] = {}
        for year in answers[0][column]:
            drawn = [answer[column][year] for answer in answers]
            low, median, high = np.quantile(drawn, [LOW, 0.5, HIGH]).tolist()
            found[column][int(year)] = (low, median, high)
    return found


def years_of(asked: Asked) -> str:
    """The years of the figures, in a few signs."""
    years = sorted({fact.quarter // QUARTERS_PER_YEAR for fact in asked.facts})
    return f"{years[0]}–{years[-1]}" if years[0] != years[-1] else str(years[0])
