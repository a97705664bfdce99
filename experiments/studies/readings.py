"""Headline targets under every reading × plans: levels, chances, gains, and where ranks change.

Plans are compared where all have a result, on the same luck. Over several states of the world
intervals are clustered by seed, as everywhere (``experiments.studies.intervals``).

Two plans *change places* in a reading where their paired difference has the other sign than under
the headline's own, and both are beyond luck with allowance for the number of looks: the target's
readings times the pairs of plans (Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import nan

import polars as pl

from agents.city import City
from engine.calendar import quarter_text
from engine.document import InputError, did_you_mean
from experiments.runs.folder.results import Results
from experiments.studies.alone import beyond_luck
from experiments.studies.answer import (
    FEWEST,
    Difference,
    Spread,
    difference,
    difference_of_states,
    paired,
    spread,
    spread_of_states,
)
from experiments.studies.declared_readings import NO_FIGURE, SAME, Reading, readings_of
from experiments.studies.table_of_points import no_runs
from experiments.studies.verdict import Target, targets_of
from experiments.studies.verdicts import last_quarter

VALUE = "value"
"""The column of a reading's value in frames of runs."""


@dataclass(frozen=True)
class Cell:
    """One plan under one reading."""

    plan: str
    mean: float
    spread: Spread
    gain: Difference | None
    """Paired, plan minus reference; None for the reference."""
    rank: int
    """By mean, 1 the highest; equal means share one."""


@dataclass(frozen=True)
class Between:
    """The paired difference of two plans under one reading, first minus second."""

    first: str
    second: str
    difference: Difference
    sure: bool
    """Whether it is beyond luck, with allowance for the number of looks."""

    def turned(self) -> "Between":
        """Second minus first."""
        d = self.difference
        back = Difference(
            *(d.pairs, -d.mean, -d.high, -d.low, d.detectable, d.seeds),
            (-d.states[1], -d.states[0]),
        )
        return Between(self.second, self.first, back, self.sure)


@dataclass(frozen=True)
class Row:
    """All plans under one reading."""

    reading: Reading
    figure: float
    """What is asked for, in the outcome's unit; NaN where there is no figure."""
    cells: tuple[Cell, ...]
    """The reference's first."""
    between: tuple[Between, ...]
    """Every pair of plans once, in the order of ``cells``."""

    @property
    def leaders(self) -> tuple[str, ...]:
        """The plans with the highest mean, several where they tie."""
        return tuple(cell.plan for cell in self.cells if cell.rank == 1)

    def leads(self, plan: str) -> bool:
        """Whether a plan has the highest mean, and no other has the same."""
        return self.leaders == (plan,)

    def leads_surely(self, plan: str) -> bool:
        """Whether each other plan is behind it beyond luck."""
        return all(b.sure and b.difference.mean > 0.0 for b in self._of(plan))

    def surely_behind(self, plan: str) -> bool:
        """Whether some other plan is ahead of it beyond luck."""
        return any(b.sure and b.difference.mean < 0.0 for b in self._of(plan))

    def _of(self, plan: str) -> list[Between]:
        """A plan's differences, it less each other."""
        mine = [b for b in self.between if plan in (b.first, b.second)]
        return [b if b.first == plan else b.turned() for b in mine]


@dataclass(frozen=True)
class Flip:
    """Two plans that change places: ``own`` is positive, ``other`` negative, both beyond luck."""

    reading: Reading
    own: Between
    other: Between


@dataclass(frozen=True)
class TargetGrid:
    """One headline target under all its readings."""

    target: Target
    quarter: str
    source: str
    """Of the target's figure, as the city's table has it."""
    rows: tuple[Row, ...]
    """The headline's own first."""
    not_kept: tuple[Reading, ...]
    """Readings of which these runs do not tell."""

    @property
    def leader(self) -> str:
        """The plan that leads by the headline's own reading; empty where several tie."""
        leaders = self.rows[0].leaders
        return leaders[0] if len(leaders) == 1 else ""

    @property
    def flips(self) -> tuple[Flip, ...]:
        """Pairs of plans that change places, by reading."""
        found = []
        for row in self.rows[1:]:
            for own, other in zip(self.rows[0].between, row.between, strict=True):
                opposite = own.difference.mean * other.difference.mean < 0.0
                if opposite and own.sure and other.sure:
                    up = own.difference.mean > 0.0
                    both = (own, other) if up else (own.turned(), other.turned())
                    found.append(Flip(row.reading, *both))
        return tuple(found)


@dataclass(frozen=True)
class Readings:
    """The whole grid."""

    grids: tuple[TargetGrid, ...]
    plans: tuple[str, ...]
    """The reference first."""
    runs: int
    """Of each plan."""
    seeds: int
    states: int
    left_out: int
    """Pairs of seed and state in which a plan has no result."""

    def table(self) -> pl.DataFrame:
        """One row a target, reading and plan."""
        rows = [
            _told(grid, row, cell) for grid in self.grids for row in grid.rows for cell in row.cells
        ]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    def flips_table(self) -> pl.DataFrame:
        """One row a target, reading and pair of plans that change places."""
        rows = [
            (
                *(grid.target.outcome, grid.target.year, flip.reading.key),
                *(flip.own.first, flip.own.second),
                *(v for b in (flip.own, flip.other) for v in _ends(b.difference)),
            )
            for grid in self.grids
            for flip in grid.flips
        ]
        return pl.DataFrame(rows, schema=_FLIPS, orient="row")


_KEYS = {"outcome": pl.String, "year": pl.Int64, "reading": pl.String}
_SCHEMA: dict[str, type[pl.DataType]] = {
    **_KEYS,
    **dict.fromkeys(("name_zh", "name_en", "columns", "unit", "quarter", "plan"), pl.String),
    **dict.fromkeys(("figure", "mean", "median", "q10", "q90"), pl.Float64),
    **dict.fromkeys(("runs", "reached"), pl.Int64),
    **dict.fromkeys(("chance", "chance_low", "chance_high"), pl.Float64),
    **dict.fromkeys(("gain", "gain_low", "gain_high"), pl.Float64),
    **dict.fromkeys(("rank", "rank_own"), pl.Int64),
}
_FLIPS: dict[str, type[pl.DataType]] = {
    **_KEYS,
    **dict.fromkeys(("ahead_by_own", "ahead_by_reading"), pl.String),
    **{
        f"{of}{end}": pl.Float64
        for of in ("difference_own", "difference_reading")
        for end in ("", "_low", "_high")
    },
}


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
    rows = zip(city.targets.outcome, city.targets.year, city.targets.value, strict=True)
    found = [
        float(v) for outcome, year, v in rows if (outcome, year) == (reading.figure, target.year)
    ]
    return found[0] if found else nan


def _source(target: Target, city: City) -> str:
    rows = zip(city.targets.outcome, city.targets.year, city.targets.source, strict=True)
    return next(s for outcome, year, s in rows if (outcome, year) == (target.outcome, target.year))


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


def _ends(d: Difference) -> tuple[float, float, float]:
    return d.mean, d.low, d.high


def _told(grid: TargetGrid, row: Row, cell: Cell) -> tuple[object, ...]:
    reading, s = row.reading, cell.spread
    own = next(c.rank for c in grid.rows[0].cells if c.plan == cell.plan)
    return (
        *(grid.target.outcome, grid.target.year, reading.key, reading.name_zh, reading.name_en),
        *(formula(reading), grid.target.unit, grid.quarter, cell.plan),
        *(row.figure, cell.mean, s.median, s.low, s.high, s.runs, s.reached),
        *(s.probability, s.probability_low, s.probability_high),
        *((nan, nan, nan) if cell.gain is None else _ends(cell.gain)),
        *(cell.rank, own),
    )


def formula(reading: Reading) -> str:
    """The columns that a reading is made of, as a sum."""
    plus = f"min({', '.join(reading.plus)})" if reading.fewest else " + ".join(reading.plus)
    return " − ".join([plus, *reading.minus])
