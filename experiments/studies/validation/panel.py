"""Every firm's years in one run, for the measures of stylised facts."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.city.city import CITY_FILE, find_city
from abm.market import hourly_output
from abm.model import IndustryModel
from agents.kinds import STARTUP
from engine.calendar import QUARTERS_PER_YEAR, quarter_of_year, year_of

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Firms of one run, arrays ``(firms,)`` in the order of ``lane``; yearly ones (years, firms).

    ``born`` and ``died`` are quarters, ``died`` −1 for the living. ``entrant``: a startup or
    spin-off born after the first quarter, neither named by the data nor a courted project.
    ``revenue``, ``gross_profit``, ``profit`` before tax and reported ``research`` are those of a
    calendar year, million yuan; ``full`` where all its quarters had sales; ``alive`` and the rest
    at the end of the year: ``staff`` all its jobs in the city, ``neighbours`` the jobs of others
    in the park of its headquarters.
    """

    lane: Codes
    segment: Codes
    born: Codes
    died: Codes
    named: Flags
    entrant: Flags
    years: Codes
    revenue: Floats
    full: Flags
    alive: Flags
    kind: Codes
    productivity: Floats
    technology: Floats
    gross_profit: Floats
    profit: Floats
    research: Floats
    staff: Floats
    neighbours: Floats
    end: int


def collect(city: str, plan: str, seed: int, settings: str = "") -> Panel:
    """Run once and keep every firm's years. Raises InputError for a bad city, plan or setting."""
    model = IndustryModel(city=city, plan=plan, settings=settings, rng=seed)
    world, firms = model.world, model.world.firms
    first, at_start = world.quarter, firms.n
    died, kind_at_birth = np.full(at_start, -1), firms.kind.copy()
    years: list[dict[str, NDArray[Any]]] = []
    gross = np.zeros(at_start)
    while world.quarter <= world.city.end:
        before, quarter = firms.alive.copy(), world.quarter
        model.step()
        count = len(before)
        kind_at_birth = np.concatenate([kind_at_birth, firms.kind[count:]])
        died = np.concatenate([died, np.full(firms.n - count, -1)])
        died[np.flatnonzero(before & ~firms.alive[:count])] = quarter
        gross = np.concatenate([gross, np.zeros(firms.n - len(gross))])
        earned = world.accounts.gross_profit
        gross[: len(earned)] += earned
        if quarter_of_year(quarter) == QUARTERS_PER_YEAR - 1:
            past = firms.revenue_past[:, :QUARTERS_PER_YEAR]
            staff = firms.engineers + firms.operators + firms.staff
            jobs = world.jobs_by_place.sum(axis=0)
            years.append(
                {
                    "revenue": past.sum(axis=1),
                    "full": np.asarray((past > 0.0).all(axis=1)),
                    "alive": firms.alive.copy(),
                    "kind": firms.kind.copy(),
                    "productivity": hourly_output(world, np.arange(firms.n)),
                    "technology": firms.technology.copy(),
                    "gross_profit": gross,
                    "profit": firms.profit_past[:, :QUARTERS_PER_YEAR].sum(axis=1),
                    "research": firms.rd_past[:, :QUARTERS_PER_YEAR].sum(axis=1),
                    "staff": staff,
                    "neighbours": np.maximum(jobs[firms.hq] - staff, 0.0),
                }
            )
            gross = np.zeros(firms.n)
    order = np.argsort(firms.lane, kind="stable")
    named = firms.name_row >= 0
    entrant = (np.arange(firms.n) >= at_start) & ~named & (kind_at_birth == STARTUP)
    rows = {"lane": firms.lane, "segment": firms.segment, "born": firms.born, "died": died}
    return Panel(
        **{name: value[order] for name, value in rows.items()},
        named=named[order],
        entrant=entrant[order],
        years=np.arange(len(years)) + year_of(first),
        **{name: _stack([y[name] for y in years], firms.n)[:, order] for name in years[0]},
        end=world.city.end,
    )


def _stack(rows: list[NDArray[Any]], firms: int) -> NDArray[Any]:
    """Years on the first axis; who is not born yet has zeros."""
    found = np.zeros((len(rows), firms), dtype=rows[0].dtype)
    for year, row in enumerate(rows):
        found[year, : len(row)] = row
    return found


def uniform_city(city: str, folder: Path, end: str = "") -> str:
    """A copy of a city's folder whose synthetic firms all start with their market's mean size.

    ``end`` is another last quarter: beyond the data the last year's prices hold.
    """
    copy = folder / f"uniform{end}"
    shutil.copytree(Path(str(find_city(city))), copy)
    file = copy / "population.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"revenue_log_sd": "0"} for row in rows)
    if end:
        about = copy / CITY_FILE
        text = about.read_text(encoding="utf-8")
        about.write_text(re.sub(r"(?m)^end: .*$", f"end: {end}", text), encoding="utf-8")
    return str(copy)
