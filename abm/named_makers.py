"""What single makers of a city make and sell in a year, beside the outcomes of all together.

Published figures of named firms stand in ``series.csv`` too; runs answer them from the tables of
firms and lines, so that no outcome has to be measured for one city's firms in every run.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agents.city import City
from agents.world import World

REVENUE = "revenue_million_"
"""Begins the series of a firm's revenue; its key follows."""
MAKERS: Mapping[str, str] = {
    "tesla_units": "tesla_shanghai",
    "saic_gm_cars": "saic_gm",
    "saic_volkswagen_cars": "saic_volkswagen",
    "nio_cars": "nio",
    "wm_motor_cars": "wm_motor",
}
"""Firm by the series of the units that it makes, wherever its plants are."""
ALL_CARS = "car_units"
"""Series of all cars made in a city, engine cars too."""

SOLD, MADE, CARS = "sold:", "made:", "cars"
"""What a column of this file begins with, before a firm's key; the last is one by itself."""


def named_columns(city: City) -> dict[str, str]:
    """Column that answers a series of a named maker, for the series of this city's firms."""
    series = dict.fromkeys(city.series.series)
    known = city.firms.index
    found = {}
    for name in series:
        if name == ALL_CARS and city.has_vehicles:
            found[name] = CARS
        elif MAKERS.get(name) in known:
            found[name] = f"{MADE}{MAKERS[name]}"
        elif name.startswith(REVENUE) and name.removeprefix(REVENUE) in known:
            found[name] = f"{SOLD}{name.removeprefix(REVENUE)}"
    return found


class Tally:
    """Counts for single firms over the quarters of a run: of the last four, units and revenue."""

    def __init__(self, columns: tuple[str, ...], city: City) -> None:
        self.columns = columns
        self.row = {
            column: city.firms.index[column.partition(":")[2]]
            for column in columns
            if column != CARS
        }
        self.quarters: list[dict[str, float]] = []

    def count(self, world: World) -> None:
        """Look at the quarter that has just ended; to be called once in each."""
        self.quarters = [*self.quarters[-3:], {c: self._of(c, world) for c in self.columns}]

    def year(self) -> dict[str, float]:
        """Sums of the last four quarters: units, or million yuan."""
        return {c: sum(quarter[c] for quarter in self.quarters) for c in self.columns}

    def _of(self, column: str, world: World) -> float:
        firms, lines, markets = world.firms, world.lines, world.markets
        if column == CARS:
            here = lines.made * firms.local_share[lines.firm] * markets.is_vehicle[lines.use]
            return float(here[lines.alive].sum())
        who = firms.alive & (firms.name_row == self.row[column])
        if column.startswith(SOLD):
            return float(firms.revenue[who].sum())
        mine = lines.alive & who[np.maximum(lines.firm, 0)]
        return float(lines.made[mine].sum())
