"""The firms that the model starts with, beside the figures that they were built to match."""

from __future__ import annotations

import numpy as np
from rich.table import Table

from abm.model import IndustryModel
from agents.city import City
from experiments.studies.seeds import FIRST_SEED


def population_table(city_name: str) -> Table:
    """Counts, output and sizes by segment as built with the first seed. Raises InputError."""
    world = IndustryModel(city=city_name, plan="no_policy", rng=FIRST_SEED).world
    city, firms = world.city, world.firms
    table = Table(
        title=f"起点的企业 The first quarter as built (seed {FIRST_SEED})",
        caption="data / built; output in the city and revenue a year in 亿 yuan; sizes of firms "
        "with sales: largest firm's part, 90th over 50th percentile",
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("key")
    for name in ("firms", "output", "error", "median revenue", "largest", "90/50"):
        table.add_column(name, justify="right")
    wanted_firms = world.segments.firms_start
    wanted = _output(city)
    built = world.segments.output_year.sum(axis=1) / 100.0
    year = 4.0 * firms.revenue / 100.0
    for code, key in enumerate(city.segments.keys):
        mine = year[(firms.segment == code) & (year > 0.0)]
        count = int((firms.segment == code).sum())
        error = built[code] / wanted[code] - 1.0 if wanted[code] > 0.0 else 0.0
        sizes = ("–", "–", "–")
        if len(mine):
            middle, high = np.percentile(mine, [50.0, 90.0])
            sizes = (
                f"{middle:.2g}",
                f"{100.0 * mine.max() / mine.sum():.0f} %",
                f"{high / middle:.1f}",
            )
        table.add_row(
            key,
            f"{wanted_firms[code]:,.0f} / {count:,}",
            f"{wanted[code]:,.0f} / {built[code]:,.0f}",
            f"{100.0 * error:+.1f} %",
            *sizes,
        )
    return table


def _output(city: City) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Output in the city a year by segment that the data ask for, 亿 yuan."""
    of_use = city.uses.segment
    total = np.zeros(len(city.segments))
    at_start = (city.firms.arrives < 0)[city.lines.firm]
    for rows, keep in (
        (city.lines, at_start),
        (city.population, np.ones(len(city.population), dtype=bool)),
    ):
        local = rows.revenue_million_per_year * rows.local_share
        np.add.at(total, of_use[rows.use][keep], local[keep] / 100.0)
    return total
