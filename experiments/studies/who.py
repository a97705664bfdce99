"""Who gains and who pays: what a plan moves against a reference on the same luck, by receiver.

The ledger's paired difference by sector and flow sums to nought in every seed: what one sector
gains another bears. Jobs, value added and profit are by district, park, segment and kind of firm,
beside what makers from outside sell and what in special parks only came from elsewhere in the city.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from abm.outcomes import ON_REQUEST, expanded
from abm.outcomes.displacement import SUMS, WAYS
from abm.outcomes.who import GROUPS, MEASURES, group_column, net_column, outside_column
from agents.city import City
from agents.world import FLOWS, SECTORS
from engine.calendar import quarter_text
from engine.document import InputError
from experiments.runs.folder.results import Results
from experiments.studies.answer import Difference, difference
from experiments.studies.arrays import Floats
from experiments.studies.in_columns import columns, frame_of

ALL_YEARS = 0
"""Stands for the whole time since the policy start."""

ALL_FLOWS = "all"
"""Stands for all flows of a sector at once."""


@dataclass(frozen=True)
class Moved:
    """What the plan moves for one receiver, by pairs of one seed."""

    group: str
    """``sector``, one of ``GROUPS``, ``outside`` (a segment's makers from outside the city) or
    ``special`` (parks that count as special, by how their firms came)."""
    key: str
    what: str
    """A flow of the ledger, a measure of ``MEASURES``, ``sales`` or ``output``."""
    year: int
    """Money of the year, jobs at its end; ``ALL_YEARS``: the sum since the policy start."""
    gain: Difference


@dataclass(frozen=True)
class Who:
    """All that one plan moves against the reference."""

    plan: str
    reference: str
    seeds: int
    years: tuple[int, ...]
    rows: tuple[Moved, ...]
    unbalanced: float
    """The largest sum over sectors of a flow in any run and quarter, by the flow's largest amount:
    what is stored has seven digits."""

    def of(self, group: str, what: str, year: int = ALL_YEARS) -> list[Moved]:
        """The rows of a group, in the order of the city's files."""
        return [r for r in self.rows if (r.group, r.what, r.year) == (group, what, year)]

    def table(self) -> pl.DataFrame:
        """One row a receiver, measure and year; year 0 is the whole time."""
        return frame_of(
            {
                "plan": self.plan,
                "reference": self.reference,
                "group": r.group,
                "key": r.key,
                "what": r.what,
                "year": r.year,
                "unit": "persons" if r.what == "jobs" else "million yuan",
                "pairs": r.gain.pairs,
                **columns(gain=r.gain),
            }
            for r in self.rows
        )


def needed(city: City) -> tuple[str, ...]:
    """The outcomes that the study reads, of any city."""
    ways = (f"{name}{end}" for name in SUMS[:2] for end in ("", *(f"_{way}" for way in WAYS)))
    return (*(outcome.key for outcome in ON_REQUEST), *ways)


def check_until(city: City, until: int) -> None:
    """Raise InputError for runs that end before there is a policy."""
    if until < city.policy_start:
        expected = f"a quarter from {quarter_text(city.policy_start)} on, when policy begins"
        raise InputError("", 0, 0, "--until", expected, quarter_text(until))


def who(results: Results, city: City, plan: str) -> Who:
    """Compare a plan with the folder's reference. Seeds that failed under one are left out.

    Raises InputError where no seed ran to its end under both.
    """
    names = expanded(needed(city), city)
    runs = results.paths(names).filter(pl.col("quarter") >= quarter_text(city.policy_start))
    mine, base, seeds, quarters = _pairs(runs, plan, results, names)
    moved = _Differences(mine - base, names, [int(text[:4]) for text in quarters])
    rows = [*_of_sectors(moved), *_of_groups(moved, city), *_of_special(moved)]
    unbalanced = max(_unbalanced(values, names) for values in (mine, base))
    return Who(plan, results.reference, seeds, moved.years, tuple(rows), unbalanced)


def _pairs(
    runs: pl.LazyFrame, plan: str, results: Results, names: tuple[str, ...]
) -> tuple[Floats, Floats, int, list[str]]:
    """Outcomes (seeds, quarters, names) under plan and reference, and the quarters."""
    wanted = [plan, results.reference]
    frame = runs.filter((pl.col("point") == 0) & pl.col("plan").is_in(wanted)).collect()
    by = {name: rows.sort("seed", "quarter") for (name,), rows in frame.group_by("plan")}
    both = set.intersection(*(set(by[p]["seed"]) if p in by else set() for p in wanted))
    if not both:
        expected = f"a seed that ran to its end under {plan} and {results.reference}"
        raise InputError(str(results.folder), 0, 0, "", expected, "none")
    kept = [by[p].filter(pl.col("seed").is_in(both)) for p in wanted]
    quarters = kept[0]["quarter"].unique().sort().to_list()
    shape = (len(both), len(quarters), len(names))
    mine, base = (rows.select(names).to_numpy().reshape(shape) for rows in kept)
    return mine, base, len(both), quarters


class _Differences:
    """Paired differences (seeds, quarters, columns) as rows by year."""

    def __init__(self, values: Floats, names: tuple[str, ...], year: list[int]) -> None:
        self.values = values
        self.place = {name: column for column, name in enumerate(names)}
        self.years = tuple(dict.fromkeys(year))
        self.within = [[q for q, y in enumerate(year) if y == this] for this in self.years]

    def sums(self, columns: Iterable[str]) -> Iterator[tuple[int, Floats]]:
        """By year and in all, what the columns add up to over quarters, (seeds,) each."""
        quarterly = self.values[:, :, [self.place[name] for name in columns]].sum(axis=2)
        for year, quarters in zip(self.years, self.within, strict=True):
            yield year, quarterly[:, quarters].sum(axis=1)
        yield ALL_YEARS, quarterly.sum(axis=1)

    def ends(self, column: str) -> Iterator[tuple[int, Floats]]:
        """A column at the end of each year, and at the end of all."""
        for year, quarters in zip(self.years, self.within, strict=True):
            yield year, self.values[:, quarters[-1], self.place[column]]
        yield ALL_YEARS, self.values[:, -1, self.place[column]]

    def rows(
        self, group: str, key: str, what: str, found: Iterable[tuple[int, Floats]]
    ) -> Iterator[Moved]:
        for year, values in found:
            yield Moved(group, key, what, year, difference(values))


def _of_sectors(moved: _Differences) -> Iterator[Moved]:
    for sector in SECTORS:
        each = [net_column(flow, sector) for flow in FLOWS]
        yield from moved.rows("sector", sector, ALL_FLOWS, moved.sums(each))
        for flow, column in zip(FLOWS, each, strict=True):
            if moved.values[:, :, moved.place[column]].any():
                yield from moved.rows("sector", sector, flow, moved.sums([column]))


def _of_groups(moved: _Differences, city: City) -> Iterator[Moved]:
    for group, keys in GROUPS.items():
        for measure in MEASURES:
            for key in keys(city):
                column = group_column(measure, group, key)
                found = moved.ends(column) if measure == "jobs" else moved.sums([column])
                yield from moved.rows(group, key, measure, found)
    for key in city.segments.keys:
        yield from moved.rows("outside", key, "sales", moved.sums([outside_column(key)]))


def _of_special(moved: _Differences) -> Iterator[Moved]:
    for what, name in zip(("jobs", "output"), SUMS[:2], strict=True):
        yield from moved.rows("special", "all", what, moved.ends(name))
        for way in WAYS:
            yield from moved.rows("special", way, what, moved.ends(f"{name}_{way}"))


def _unbalanced(values: Floats, names: tuple[str, ...]) -> float:
    """The largest sum over sectors of a run's and quarter's flow, by the largest amount in it."""
    flows = [names.index(net_column(flow, SECTORS[0])) for flow in FLOWS]
    by_flow = np.stack([values[:, :, first : first + len(SECTORS)] for first in flows])
    size = np.abs(by_flow).max(axis=-1)
    return float((np.abs(by_flow.sum(axis=-1)) / np.where(size > 0.0, size, 1.0)).max())
