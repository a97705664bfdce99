"""Headline targets under every reading × plans: levels, chances, gains, and where ranks change.

Plans are compared where all have a result, on the same luck. Over several states of the world
intervals are clustered by seed, as everywhere (``experiments.studies.intervals``).

Two plans *change places* in a reading where their paired difference has the other sign than under
the headline's own, and both are beyond luck with allowance for the number of looks: the target's
readings times the pairs of plans (Bonferroni).
"""

from collections.abc import Sequence
from itertools import combinations
from math import nan

import polars as pl

from agents.city import City
from engine.calendar import quarter_text
from engine.document import InputError, did_you_mean
from experiments.runs.folder.results import Results
from experiments.studies.answer import (
    FEWEST,
    beyond_luck,
    difference,
    difference_of_states,
    paired,
    spread,
    spread_of_states,
)
from experiments.studies.declared_readings import NO_FIGURE, SAME, Reading, readings_of
from experiments.studies.readings_grid import Between, Cell, Readings, Row, TargetGrid
from experiments.studies.table_of_points import no_runs
from experiments.studies.verdict import Target, targets_of
from experiments.studies.verdicts import last_quarter

VALUE = "value"
"""The column of a reading's value in frames of runs."""


def readings(
    results: Results, city: City, asked: Sequence[str] = (), point: int | None = 0
) -> Readings:
    """The grid of a folder's headline targets, or of those ``asked`` for by outcome.

    At a design point, or over all where ``point`` is None. Raises InputError where nothing can be
    compared.
    """
    if len(results.plans) < 2:
        expected = "results of two plans or more"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, "one plan")
    last = last_quarter(results)
    if last < 0:
        raise no_runs(results)
    targets = _targets(city, asked)
    of_target = {target: readings_of(target.outcome, city) for target in targets}
    known = set(results.outcomes)
    told = [t for t in targets if _kept(of_target[t][0], known, last >= city.policy_start)]
    if not told:
        expected = f"a column of a headline target ({', '.join(t.outcome for t in targets)})"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, "none")
    plans = (results.reference, *(plan for plan in results.plans if plan != results.reference))
    frame, left_out = _runs(results, of_target, last, point, len(plans))
    whole = frame.select("seed", "point").unique()
    grids = []
    for target in told:
        quarter = quarter_text(target.quarter(last))
        at = frame.filter(pl.col("quarter") == quarter)
        kept = [r for r in of_target[target] if _kept(r, known, last >= city.policy_start)]
        looks = len(kept) * len(list(combinations(plans, 2)))
        rows = tuple(
            _row(reading, at, plans, _figure(reading, target, city), looks, point is None)
            for reading in kept
        )
        missing = tuple(r for r in of_target[target] if r not in kept)
        grids.append(TargetGrid(target, quarter, _source(target, city), rows, missing))
    return Readings(
        grids=tuple(grids),
        plans=plans,
        runs=len(whole),
        seeds=whole["seed"].n_unique(),
        states=whole["point"].n_unique(),
        left_out=left_out,
    )


def _targets(city: City, asked: Sequence[str]) -> list[Target]:
    targets = targets_of(city)
    known = tuple(dict.fromkeys(target.outcome for target in targets))
    if not known:
        raise InputError(str(city.path("targets.csv")), 0, 0, "headline", "a marked target", "none")
    for name in asked:
        if name not in known:
            expected = f"a headline target{did_you_mean(name, known)}"
            raise InputError("", 0, 0, "--outcome", expected, repr(name))
    return [target for target in targets if not asked or target.outcome in asked]


def _kept(reading: Reading, known: set[str], begun: bool) -> bool:
    """Whether runs tell of a reading: its columns were kept, and the policy has begun."""
    return known.issuperset(reading.columns) and (begun or not reading.since_start)


def _runs(
    results: Results,
    of_target: dict[Target, tuple[Reading, ...]],
    last: int,
    point: int | None,
    plans: int,
) -> tuple[pl.DataFrame, int]:
    """Runs of the pairs of seed and point that all plans have, in the quarters that are asked
    about, and how many pairs are left out."""
    known = set(results.outcomes)
    wanted = {c for many in of_target.values() for one in many for c in one.columns} & known
    quarters = sorted({quarter_text(target.quarter(last)) for target in of_target})
    lazy = results.paths(sorted(wanted)).filter(pl.col("quarter").is_in(quarters))
    keys = results.runs.select("seed", "point").unique()
    if point is not None:
        lazy, keys = (rows.filter(pl.col("point") == point) for rows in (lazy, keys))
    frame = lazy.filter(pl.len().over("point", "seed", "quarter") == plans).collect()
    if frame.is_empty():
        expected = "a seed in which a run of every plan was carried out"
        raise InputError(str(results.folder), 0, 0, "DIR", expected, "none")
    there = frame.select("seed", "point").n_unique()
    return frame.sort("point", "seed"), keys.collect().height - there


def _figure(reading: Reading, target: Target, city: City) -> float:
    """What a reading is held to; NaN where nobody has published a figure for it."""
    if reading.figure == SAME:
        return target.value
    if reading.figure == NO_FIGURE:
        return nan
    row = city.targets.index.get(f"{reading.figure}/{target.year}")
    return nan if row is None else float(city.targets.value[row])


def _source(target: Target, city: City) -> str:
    return city.targets.source[city.targets.index[f"{target.outcome}/{target.year}"]]


def _row(
    reading: Reading,
    frame: pl.DataFrame,
    plans: Sequence[str],
    figure: float,
    looks: int,
    over_states: bool,
) -> Row:
    columns = {name: frame[name].to_numpy() for name in reading.columns}
    values = frame.select("seed", "point", "plan").with_columns(
        pl.Series(VALUE, reading.of(columns))
    )
    by_plan = {plan: values.filter(pl.col("plan") == plan) for plan in plans}
    between = tuple(
        _between(first, second, paired(by_plan[first], by_plan[second], VALUE), looks, over_states)
        for first, second in combinations(plans, 2)
    )
    gains = {b.second: b.turned().difference for b in between if b.first == plans[0]}
    means = {plan: float(rows[VALUE].to_numpy().mean()) for plan, rows in by_plan.items()}
    cells = tuple(
        Cell(
            plan=plan,
            mean=means[plan],
            spread=spread_of_states(rows, VALUE, figure)
            if over_states
            else spread(rows[VALUE].to_numpy(), figure),
            gain=gains.get(plan),
            rank=1 + sum(other > means[plan] for other in means.values()),
        )
        for plan, rows in by_plan.items()
    )
    return Row(reading, figure, cells, between)


def _between(
    first: str, second: str, pairs: pl.DataFrame, looks: int, over_states: bool
) -> Between:
    if not over_states:
        gain = pairs["gain"].to_numpy()
        return Between(first, second, difference(gain), beyond_luck(gain, looks))
    # Runs of one seed share their luck: the means by seed are independent.
    means = pairs.group_by("seed").agg(pl.col("gain").mean()).sort("seed")["gain"].to_numpy()
    sure = len(means) >= FEWEST and beyond_luck(means, looks)
    return Between(first, second, difference_of_states(pairs), sure)
