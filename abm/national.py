"""The national markets of a world: the paths of a city's data, as they are or with a draw's errors.

Which world it is: ``middle`` (the published medians), ``draw`` (an error a seed), ``low`` and
``high`` (jointly at their outer tenths), or ``as-it-came`` (facts where there are any).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from abm.worlds import WorldName
from agents import national as rules
from agents.city import City
from engine.document import InputError, did_you_mean
from engine.draws import Draws

AS_IT_CAME = "as_it_came"
"""Key of the set of facts."""


@dataclass(frozen=True)
class Paths:
    """Yearly values of national series.

    ``values``, ``anchors`` (series, years): of this world, and as published; ``deviation`` of
    errors in logs or logits; ``fact`` whether a value is one. Units are those of each series; NaN
    in the years before one begins, of a market that opens later.
    """

    series: tuple[str, ...]
    years: NDArray[np.int64]
    values: rules.Floats
    anchors: rules.Floats
    deviation: rules.Floats
    fact: NDArray[np.bool_]
    reference_plan: str
    """The plan that the values contain already."""

    def of(self, series: str) -> rules.Floats:
        """Values of a series by year. Raises KeyError."""
        if series not in self.series:
            raise KeyError(series)
        found: rules.Floats = self.values[self.series.index(series)]
        return found


def path_sets(city: City) -> tuple[str, ...]:
    """Keys of the sets of paths that a city has; empty for a city without national paths."""
    return city.path_sets.keys


def paths(city: City, known: str, world: WorldName = "middle", seed: int = 0) -> Paths:
    """The paths of a world, as known at a cut.

    Args:
        city: whose data.
        known: key of a set of paths.
        world: which world.
        seed: of the draw; no other world depends on it.

    Raises InputError for a set that the city has not.
    """
    sets = city.path_sets
    if known not in sets.index:
        expected = f"one of {', '.join(sets.keys)}{did_you_mean(known, sets.keys)}"
        raise InputError("", 0, 0, "paths", expected if sets.keys else "none", repr(known))
    base = _published(city, known)
    if world == "as-it-came":
        facts = _published(city, AS_IT_CAME) if AS_IT_CAME in sets.index else base
        return _with_facts(base, facts)
    if world == "middle":
        return base
    if world == "draw":
        error = _drawn(city, known, base, seed)
    else:
        sign = 1.0 if world == "high" else -1.0
        shared = rules.shared_part(*_together(city, base), _rule(city, known))
        error = rules.named_errors(sign, shared, base.deviation)
    return _moved(city, known, base, np.where(base.fact, 0.0, error))


@lru_cache(maxsize=16)
def _published(city: City, known: str) -> Paths:
    """What was published, facts and medians, with the spread of what was not known."""
    table, sets = city.paths, city.path_sets
    mine = np.flatnonzero(table.set == sets.index[known])
    codes = table.series[mine]
    rows = np.unique(codes)
    years = np.arange(table.year[mine].min(), table.year[mine].max() + 1)
    shape = (len(rows), len(years))
    place = np.searchsorted(rows, codes), table.year[mine] - years[0]
    values = np.full(shape, np.nan)
    values[place] = table.value[mine]
    cut = float(sets.cut[sets.index[known]])
    spread, publishers = _spreads(city, known, rows)
    ahead = rules.horizons(years, cut)
    roles = np.array(table.role)[mine] == "fact"
    fact = np.zeros(shape, dtype=bool)
    fact[place] = roles
    deviation = np.where(fact, 0.0, rules.deviation(spread, publishers, ahead))
    keys = tuple(city.national_series.keys[row] for row in rows)
    plan = sets.reference_plan[sets.index[known]]
    for array in (values, deviation, fact):
        array.setflags(write=False)  # every world begins with them
    return Paths(keys, years, values, values, deviation, fact, plan)


def _spreads(city: City, known: str, rows: NDArray[np.int64]) -> tuple[rules.Floats, rules.Floats]:
    """Standard deviation of a year's error, pooled, and of publishers, by series."""
    table, errors = city.paths, city.forecast_errors
    of_set = city.path_sets.index[known]
    mine = table.set == of_set
    own, publishers = (
        np.array([column[mine & (table.series == row)].max() for row in rows])
        for column in (table.s1, table.publisher_sd)
    )
    ages, of_errors = city.national_series.maturity.codes, errors.maturity.codes
    pooled = []
    for row, spread in zip(rows, own, strict=True):
        alike = (errors.set == of_set) & (of_errors == ages[row])
        missed, ahead = errors.error[alike], errors.years[alike]
        pooled.append(rules.pooled_spread(float(spread), missed, ahead))
    return np.array(pooled), publishers


def _drawn(city: City, known: str, base: Paths, seed: int) -> rules.Floats:
    rows = np.array([city.national_series.index[key] for key in base.series])
    spread, publishers = _spreads(city, known, rows)
    cut = float(city.path_sets.cut[city.path_sets.index[known]])
    ahead = rules.horizons(base.years, cut)
    factors, within = _together(city, base)
    rule = _rule(city, known)
    return rules.errors(
        Draws(seed), base.series, factors, within, spread, publishers, ahead, base.years, rule
    )


def _rule(city: City, known: str) -> rules.ErrorRule:
    """How the errors of a set hang together."""
    sets, row = city.path_sets, city.path_sets.index[known]
    return rules.ErrorRule(
        float(sets.lasting[row]), float(sets.freedom[row]), float(sets.across[row])
    )


def _together(city: City, base: Paths) -> tuple[tuple[str, ...], rules.Floats]:
    """Factor of each series, and correlation within it."""
    series = city.national_series
    rows = [series.index[key] for key in base.series]
    return tuple(series.factor[row] for row in rows), series.within[rows]


def _moved(city: City, known: str, base: Paths, error: rules.Floats) -> Paths:
    """The values of a world: moved by its errors, in the year of the cut only what was left."""
    series = city.national_series
    logit = np.array([series.scale[series.index[key]] == "logit" for key in base.series])
    values = rules.moved(base.anchors, error, logit)
    before = _before_the_cut(city, known, base)
    row = {key: place for place, key in enumerate(base.series)}
    for (key, year), part in before.items():
        if not logit[row[key]]:
            at = row[key], year
            values[at] = rules.in_year_of_cut(base.anchors[at], np.asarray(part), values[at])
    for (key, year), part in before.items():
        total = series.of[series.index[key]]
        if logit[row[key]] and (total, year) in before:
            values[row[key], year] = rules.share_in_year_of_cut(
                float(base.anchors[row[key], year]),
                part,
                total=float(base.anchors[row[total], year]),
                known_total=before[total, year],
                moved_total=float(values[row[total], year]),
                error=float(error[row[key], year]),
            )
    return replace(base, values=values)


def _before_the_cut(city: City, known: str, base: Paths) -> dict[tuple[str, int], float]:
    """What was known of the year of the cut, by series and place of the year."""
    table = city.paths
    parts, years = table.known, table.year - base.years[0]
    mine = (table.set == city.path_sets.index[known]) & np.isfinite(parts)
    keys = city.national_series.keys
    return {
        (keys[table.series[at]], int(years[at])): float(parts[at])
        for at in np.flatnonzero(mine).tolist()
    }


def _with_facts(base: Paths, facts: Paths) -> Paths:
    """The paths with what has come in place of what was forecast, where it is a fact."""
    values, fact = base.values.copy(), base.fact.copy()
    both = np.isin(base.years, facts.years)
    there = np.isin(facts.years, base.years)
    for row, key in enumerate(base.series):
        if key in facts.series:
            values[row, both] = facts.of(key)[there]
            fact[row, both] = facts.fact[facts.series.index(key), there]
    deviation = np.where(fact, 0.0, base.deviation)
    return replace(base, values=values, deviation=deviation, fact=fact)
