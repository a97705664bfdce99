"""Measures of a city in its fit years: space, moves, special parks, NEVs, contract makers.

Each reads a run that stopped with the last quarter before the policy's year, so that no later
year can be seen through it. NaN where the city has none of what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import nan

import numpy as np

from abm import facts
from abm.model import IndustryModel
from agents import kinds
from engine.calendar import QUARTERS_PER_YEAR, quarter_of_year
from engine.memory import added
from experiments.studies.arrays import Floats

COLUMNS = (
    "park_vacancy",
    "park_rent",
    "moved_share",
    "moved_jobs_share",
    "nev_share_of_national",
    "contract_jobs",
)
"""The outcomes that are read, of those that the city has."""

KNOWN_YEARS = 2
"""Last fit years that shares of a young market, and moves after leases began, are looked at in."""


def quarters(model: IndustryModel, column: str) -> Floats:
    """An outcome in every quarter of the run, empty where the city has none."""
    found: Floats = model.record.table().get(column, np.zeros(0))
    return found


def year_ends(model: IndustryModel, column: str) -> Floats:
    """The same at the ends of years."""
    values = quarters(model, column)
    ends = [quarter_of_year(q) == QUARTERS_PER_YEAR - 1 for q in model.record.quarters.tolist()]
    return values[ends[: len(values)]]


def mean_of(model: IndustryModel, column: str, years: int = 0) -> float:
    """Mean over the ends of the last ``years``, of all where none are told."""
    values = year_ends(model, column)[-years:]
    return float(values.mean()) if len(values) else nan


def rent_peak(model: IndustryModel) -> float:
    """Rent at the end by its highest before."""
    return facts.by_peak_before(quarters(model, "park_rent"))


def movers(model: IndustryModel) -> float:
    """Share of firms that move within the city in a year."""
    return mean_of(model, "moved_share", KNOWN_YEARS)


def moved_jobs(model: IndustryModel) -> float:
    """Share of jobs that move with their firms by that of firms: below one where the small move."""
    firms, jobs = movers(model), mean_of(model, "moved_jobs_share", KNOWN_YEARS)
    return jobs / firms if firms > 0.0 else nan


def park_density(model: IndustryModel) -> float:
    """Output of four quarters of plants in designated parks by their whole area, million
    yuan/km²."""
    output, area, designated = _parks(model)
    return facts.density(output, area, designated)


def park_premium(model: IndustryModel) -> float:
    """The same by that of all parks, the rests of districts apart."""
    output, area, designated = _parks(model)
    whole = facts.density(output, area, np.ones(len(area), dtype=bool))
    return facts.density(output, area, designated) / whole if whole > 0.0 else nan


def _parks(model: IndustryModel) -> tuple[Floats, Floats, facts.Flags]:
    """Output of a year, area and designation of open parks."""
    parks = model.world.parks
    named = parks.alive & (parks.kind != kinds.REMAINDER) & (parks.area > 0.0)
    return added(parks.output_year)[named], parks.area[named], parks.designated[named]


def contract_jobs(model: IndustryModel) -> float:
    """Jobs of contract makers at the end of the last fit year by those of the first."""
    jobs = year_ends(model, "contract_jobs")
    return float(jobs[-1] / jobs[0]) if len(jobs) and jobs[0] > 0.0 else nan


Measure = Callable[[IndustryModel], float]

MEASURES: Mapping[str, tuple[str, Measure]] = {
    "vacancy": ("ends of the fit years", lambda model: mean_of(model, "park_vacancy")),
    "rent": ("ends of the fit years", lambda model: mean_of(model, "park_rent")),
    "rent_peak": ("end of the last fit year", rent_peak),
    "nev_share": (
        "last two fit years",
        lambda model: mean_of(model, "nev_share_of_national", KNOWN_YEARS),
    ),
    "movers": ("last two fit years", movers),
    "moved_jobs": ("last two fit years", moved_jobs),
    "park_density": ("designated parks, last fit year", park_density),
    "park_premium": ("designated parks, last fit year", park_premium),
    "contract_jobs": ("last fit year by the first", contract_jobs),
}
"""By the name of the fact in ``regularities.csv``: sample and measure."""
