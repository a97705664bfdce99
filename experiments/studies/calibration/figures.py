"""The figures that decide a calibration, and how far off the model may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from abm.city.city import city_cached
from abm.history import Fact, known_facts, log_error
from abm.simulation import outcome_columns
from engine.calendar import QUARTERS_PER_YEAR
from engine.document import InputError
from engine.draws import Decision, Draws
from experiments.studies.arrays import Floats

MODEL_ERROR = 0.1
"""Standard deviation of what the model itself is off a series by, ln, the same in all its years.
Assumed: about the root of the mean squared error that ``yuanqu score`` finds with parameters as
they are (.05 to .15)."""
FIGURE_ERROR: Mapping[str, float] = {"read": 0.05, "derived": 0.1}
"""Standard deviation of a figure's own error, ln, by how it is known. Assumed: news mirrors and
agencies are said to be within ten per cent."""
MOST = 3.0
"""Errors beyond this, twenty times too much or too little, are all the same."""
OF_SERIES, OF_FIGURE = Decision("calibration.series"), Decision("calibration.figure")


@dataclass(frozen=True)
class Figures:
    """Facts that decide, and how many rows of the fit years there are in all."""

    facts: tuple[Fact, ...]
    rows: int

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.column for fact in self.facts))

    @property
    def tolerance(self) -> Floats:
        """Standard deviation of the errors of each fact together, (facts,)."""
        own = np.array([FIGURE_ERROR[fact.label] for fact in self.facts])
        return np.sqrt(MODEL_ERROR**2 + own**2)

    def some(self, places: Sequence[int]) -> Figures:
        """A part of them."""
        return Figures(tuple(self.facts[place] for place in places), self.rows)


def figures_of(city: str, last_year: int | None = None) -> Figures:
    """The figures to fit, of the years to ``last_year`` (none: to the year before the policy).

    Raises InputError for a year whose rows are kept for tests: those are never read here; and where
    a city has no figure that is read or derived.
    """
    data = city_cached(city)
    year = _year_before(data.policy_start)
    where = str(data.path("series.csv"))
    asked = year if last_year is None else last_year
    rows = zip(data.series.year.tolist(), data.series.role, strict=True)
    kept = [y for y, role in rows if role == "test" and y <= asked]
    if kept or asked > year:
        expected = f"a year to {year}: later rows are kept for tests, which only a back-test reads"
        raise InputError(where, 0, 0, "role", expected, str(max(kept, default=asked)))
    found = [fact for fact in known_facts(data, outcome_columns(city)) if fact.year <= asked]
    if not found:
        expected = "a fit row, read or derived, of a series that the model answers"
        raise InputError(where, 0, 0, "role", expected, "none")
    return Figures(tuple(found), sum(role == "fit" for role in data.series.role))


def _year_before(policy_start: int) -> int:
    return policy_start // QUARTERS_PER_YEAR - 1


def errors_of(figures: Figures, answers: Floats) -> Floats:
    """How far off answers are, (runs, facts): ln(model/fact) of amounts, of rates the difference by
    the fact; within ±``MOST``."""
    found = np.empty_like(answers)
    for place, fact in enumerate(figures.facts):
        own = answers[:, place]
        if fact.rate:
            found[:, place] = (own - fact.value) / max(abs(fact.value), 1e-9)
        else:
            found[:, place] = log_error(own, fact.value)
    return np.clip(found, -MOST, MOST)


def with_noise(figures: Figures, errors: Floats, seeds: Sequence[int]) -> Floats:
    """What would be seen of each run, (runs, facts): its errors, those of the model that all years
    of a series share, and those of the figures, by the run's seed."""
    series = list(dict.fromkeys(fact.name for fact in figures.facts))
    of_series = np.array([series.index(fact.name) for fact in figures.facts], dtype=np.int64)
    lanes = np.arange(len(figures.facts), dtype=np.int64)
    own = np.array([FIGURE_ERROR[fact.label] for fact in figures.facts])
    seen = np.empty_like(errors)
    for row, seed in enumerate(seeds):
        luck = Draws(seed)
        shared = _normal(luck, OF_SERIES, of_series)
        seen[row] = errors[row] + MODEL_ERROR * shared + own * _normal(luck, OF_FIGURE, lanes)
    return np.clip(seen, -MOST, MOST)


def _normal(
    luck: Draws, what: Decision, lanes: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Floats:
    from scipy.special import ndtri

    u = np.asarray(luck.uniform_pair(what, lanes, np.zeros_like(lanes)))
    return np.asarray(ndtri(np.clip(u, 1e-9, 1.0 - 1e-9)))


def moved(errors: Floats) -> list[int]:
    """The facts that some run answers otherwise than another: the rest are inputs, and decide
    nothing."""
    return np.flatnonzero(errors.std(axis=0) > 1e-4).tolist()
