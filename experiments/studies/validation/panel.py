"""Every firm's years in one run, for the measures of stylised facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.city.city import CITY_FILE
from abm.market import hourly_output
from abm.model import IndustryModel
from agents.columns import Firms
from agents.kinds import STARTUP
from engine.calendar import QUARTERS_PER_YEAR, quarter_of_year, year_of
from engine.growing import grown
from engine.table import Slots
from experiments.studies.arrays import Flags, Floats
from experiments.studies.copied_city import copied, rewrite

Codes = NDArray[np.int64]


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
    # One outcome is named so that not all are measured: none is read.
    model = IndustryModel(city=city, plan=plan, settings=settings, outcomes="trust", rng=seed)
    world, firms = model.world, model.world.firms
    first = world.quarter
    # One entry a firm that was ever there, in the order in which they came; by luck id.
    place = {lane: row for row, lane in enumerate(firms.lane.tolist())}
    at_start = len(place)
    born = [_at_birth(firms)]
    years: list[dict[str, NDArray[Any]]] = []
    gross = np.zeros(at_start)
    last_seen = np.full(at_start, first - 1)
    while world.quarter <= world.city.end:
        quarter = world.quarter
        model.step()
        new = np.flatnonzero([lane not in place for lane in firms.lane.tolist()])
        place.update({lane: len(place) + row for row, lane in enumerate(firms.lane[new].tolist())})
        born.append(_at_birth(firms, new))
        here = np.array([place[lane] for lane in firms.lane.tolist()])
        last_seen = grown(last_seen, len(place))
        last_seen[here[firms.alive]] = quarter
        gross = grown(gross, len(place))
        earned = world.accounts.gross_profit
        gross[here[: len(earned)]] += earned
        if quarter_of_year(quarter) == QUARTERS_PER_YEAR - 1:
            past = firms.revenue_past[:, :QUARTERS_PER_YEAR]
            staff = firms.engineers + firms.operators + firms.staff
            jobs = world.jobs_by_place.sum(axis=0)
            found = {
                "revenue": past.sum(axis=1),
                "full": np.asarray((past > 0.0).all(axis=1)),
                "alive": firms.alive,
                "kind": firms.kind,
                "productivity": hourly_output(world, np.arange(firms.n)),
                "technology": firms.technology,
                "gross_profit": gross[here],
                "profit": firms.profit_past[:, :QUARTERS_PER_YEAR].sum(axis=1),
                "research": firms.rd_past[:, :QUARTERS_PER_YEAR].sum(axis=1),
                "staff": staff,
                "neighbours": np.maximum(jobs[firms.hq] - staff, 0.0),
            }
            years.append({name: _placed(value, here, len(place)) for name, value in found.items()})
            gross = np.zeros(len(place))
    lane, segment, born_at, named, kind = (
        np.concatenate(parts) for parts in zip(*born, strict=True)
    )
    order = np.argsort(lane, kind="stable")
    entrant = (np.arange(len(lane)) >= at_start) & ~named & (kind == STARTUP)
    died = np.where(last_seen < world.city.end, last_seen + 1, -1)
    return Panel(
        lane=lane[order],
        segment=segment[order],
        born=born_at[order],
        died=died[order],
        named=named[order],
        entrant=entrant[order],
        years=np.arange(len(years)) + year_of(first),
        **{
            name: np.array([grown(year[name], len(lane)) for year in years])[:, order]
            for name in years[0]
        },
        end=world.city.end,
    )


def _at_birth(firms: Firms, slots: Slots | slice = slice(None)) -> tuple[NDArray[Any], ...]:
    """Luck id, segment, quarter of birth, whether named, and kind."""
    columns = firms.lane, firms.segment, firms.born, firms.name_row >= 0, firms.kind
    return tuple(column[slots].copy() for column in columns)


def _placed(values: NDArray[Any], here: Codes, size: int) -> NDArray[Any]:
    """``values`` of firms at their places among all, (size,); zeros where nobody is."""
    found = np.zeros(size, values.dtype)
    found[here] = values
    return found


def longer_city(city: str, folder: Path, end: str) -> str:
    """A copy of a city's folder that goes on to quarter ``end``: beyond the data the last year's
    prices hold. Later questions, which a longer first one would overtake, it has none."""
    copy = copied(city, folder / f"to{end}")
    about = copy / CITY_FILE
    text = about.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^end: .*$", f"end: {end}", text)
    # A top-level key goes to the next line that begins with another, or to the end.
    text = re.sub(r"(?ms)^horizons:.*?(?=^[a-z_]+:|\Z)", "", text)
    about.write_text(text, encoding="utf-8")
    return str(copy)


def uniform_city(city: str, folder: Path, end: str = "") -> str:
    """A copy of a city's folder whose synthetic firms all start with their market's mean size.

    ``end`` is another last quarter: beyond the data the last year's prices hold.
    """
    copy = folder / f"uniform{end}"
    if end:
        Path(longer_city(city, folder, end)).rename(copy)
    else:
        copied(city, copy)
    rewrite(copy / "population.csv", lambda row: row | {"revenue_log_sd": "0"})
    return str(copy)
