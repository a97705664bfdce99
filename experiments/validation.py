"""Stylised facts of the model's firms beside what is published of real ones.

``python -m experiments.validation docs/validation.md`` runs an ensemble and writes the report. No
figure of a test year is read: only regularities of industries at large are compared.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from abm import facts
from abm.city import find_city
from abm.facts import REGULARITIES, Regularity
from abm.model import IndustryModel
from abm.version import MODEL_VERSION
from agents.kinds import STARTUP
from engine.calendar import QUARTERS_PER_YEAR, quarter_of_year, year_of

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

SEEDS = 10
TAIL = 0.2
"""Upper share of a segment's firms whose sizes make the tail."""

ABOVE_SCALE = 20.0
"""Yearly revenue from which Chinese statistics count a firm, million yuan: the growth sample."""

SURVIVAL_YEARS = 5
SIZE_CLASSES = 4


@dataclass(frozen=True)
class Panel:
    """Firms of one run by luck id, arrays ``(firms,)``; yearly ones ``(years, firms)``.

    ``born`` and ``died`` are quarters, ``died`` −1 for the living; ``startup`` tells who entered as
    a startup, ``named`` whom the data name. ``revenue`` is that of a calendar year, million yuan;
    ``full`` where all four quarters had sales; ``alive`` at the end of the year.
    """

    lane: Codes
    segment: Codes
    born: Codes
    died: Codes
    startup: Flags
    named: Flags
    years: Codes
    revenue: Floats
    full: Flags
    alive: Flags
    kind: Codes
    productivity: Floats
    start: int
    end: int

    @property
    def entered(self) -> Flags:
        """Startups and spin-offs: neither of the start, nor scripted, nor a courted project."""
        return self.startup & ~self.named & self.later

    @property
    def later(self) -> Flags:
        """Everyone who was not there before the first quarter."""
        return self.lane_is_later

    lane_is_later: Flags


def panel(city: str, plan: str, seed: int, settings: str = "", until: int | None = None) -> Panel:
    """Run once and keep every firm's years. Raises InputError for a bad city, plan or setting."""
    model = IndustryModel(city=city, plan=plan, settings=settings, rng=seed)
    world, firms = model.world, model.world.firms
    start, last = world.quarter, world.city.end if until is None else until
    at_start = firms.n
    kind_at_birth = firms.kind.copy()
    died = np.full(at_start, -1)
    years: list[dict[str, NDArray[np.generic]]] = []
    while world.quarter <= last:
        before, quarter = firms.alive.copy(), world.quarter
        model.step()
        count = len(before)
        kind_at_birth = np.concatenate([kind_at_birth, firms.kind[count:]])
        died = np.concatenate([died, np.full(firms.n - count, -1)])
        died[np.flatnonzero(before & ~firms.alive[:count])] = quarter
        if quarter_of_year(quarter) == QUARTERS_PER_YEAR - 1:
            past = firms.revenue_past[:, :QUARTERS_PER_YEAR]
            years.append(
                {
                    "revenue": past.sum(axis=1),
                    "full": (past > 0.0).all(axis=1),
                    "alive": firms.alive.copy(),
                    "kind": firms.kind.copy(),
                    "productivity": firms.productivity.copy(),
                }
            )
    return Panel(
        lane=firms.lane.copy(),
        segment=firms.segment.copy(),
        born=firms.born.copy(),
        died=died,
        startup=kind_at_birth == STARTUP,
        named=firms.name_row >= 0,
        years=np.arange(len(years)) + year_of(start),
        start=start,
        end=last,
        lane_is_later=np.arange(firms.n) >= at_start,
        **{name: _stack([year[name] for year in years], firms.n) for name in years[0]},
    )
