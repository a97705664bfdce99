"""The shipped city with more or fewer firms, and markets, parks and named firms to match.

Firms keep their size: counts, markets, floor space and entry are all scaled by one factor. Named
firms stay as many as they are and grow with their markets.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from abm.city.city import city_cached
from abm.model import IndustryModel
from abm.parameters import defaults
from benchmarks.run import CITY, PLAN
from experiments.studies.copied_city import Row, copied, rewrite

BY_FACTOR = {
    "population.csv": ("count", "revenue_million_per_year"),
    "cells.csv": ("units_per_year_start", "ceiling_units", "installed_units"),
    "lines.csv": ("revenue_million_per_year",),
    "ramps.csv": ("units",),
    "firms.csv": ("parent_million_per_year",),
    "parks.csv": ("floor_m2",),
    "segments.csv": ("entrants_per_year",),
}
WHOLE = {"count"}


class ScaledCity:
    """A temporary folder with the city's data at ``firms`` firms; a context manager."""

    def __init__(self, firms: int) -> None:
        city = city_cached(CITY)
        at_start = int((city.firms.arrives < 0).sum())
        others = int(city.population.count.sum())
        self.factor = (firms - at_start) / others
        self._folder = TemporaryDirectory()
        self.path = Path(self._folder.name) / "city"

    def __enter__(self) -> ScaledCity:
        copied(CITY, self.path)
        for name, columns in BY_FACTOR.items():
            rewrite(self.path / name, partial(self._scaled, columns=columns))
        return self

    def __exit__(self, *exception: object) -> None:
        self._folder.cleanup()

    def model(self, seed: int = 1) -> IndustryModel:
        """A model of the city; parameters that depend on its size are scaled too."""
        _, values = defaults(CITY)
        scaled = {
            "attraction.projects_per_year": values.attraction.projects_per_year * self.factor,
            "research.knowledge_reference": values.research.knowledge_reference * self.factor,
            "demand.reach_newcomer": values.demand.reach_newcomer / self.factor,
        }
        settings = "; ".join(f"{name}={value!r}" for name, value in scaled.items())
        return IndustryModel(str(self.path), PLAN, settings, rng=seed)

    def _scaled(self, row: Row, columns: tuple[str, ...]) -> Row:
        new = dict(row)
        for column in columns:
            if not row[column]:
                continue
            value = float(row[column]) * self.factor
            if column in WHOLE:
                value = max(1, round(value)) if float(row[column]) else 0
            new[column] = repr(value)
        return new
