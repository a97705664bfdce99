"""The report of a sensitivity: which factors move an outcome."""

from collections.abc import Mapping
from functools import partial
from math import isnan
from pathlib import Path

import polars as pl

from engine.document import counted
from experiments.reports.canvas import bare, canvas
from experiments.reports.cells import asked_in_words
from experiments.reports.report import Data, Figure, Part, Report, Table
from experiments.studies.factor_facts import FactorFact
from experiments.studies.sensitivity import Sensitivity
from experiments.studies.table_of_points import luck_of

NAMES = {
    "sobol": "Sobol indices: shares of the outcome's variance (total: with interactions)",
    "morris": "Morris: mean absolute effect of a factor's whole range, and its spread",
    "forest": "Random forest: fall of R² on unseen points when a factor is shuffled",
}
INTERVALS = {
    "sobol": "95 % of resampled points",
    "morris": "95 % of resampled trajectories",
    "forest": "95 % of the shuffles, not of the points",
}
"""What lies in a factor's interval. None of them is of luck, which all points share."""

LEADING = {"sobol": "total", "morris": "mu_star", "forest": "importance"}
SHOWN = 25
"""Factors in the table and the picture; the CSV file has all."""


def sensitivity_report(found: Sensitivity, facts: Mapping[str, FactorFact], name: str) -> Report:
    """The table, what is to be said of it, the picture and the numbers, both called ``name``."""
    parts: list[Part] = [_table(found, facts)]
    largest = found.table.select(pl.col(LEADING[found.method]).abs().max()).item()
    if found.method != "forest" and largest == 0.0:
        parts.append("The outcome has one value at all points: no factor moves it.")
    if luck_of(found.seeds):
        parts.append(luck_of(found.seeds))
    if not isnan(found.fit):
        parts.append(f"R² on unseen points: {found.fit:.2f}")
    picture = Figure(f"{name}.png", partial(_draw, found))
    return Report([*parts, Data(name, found.table, parquet=False), picture])


def _table(found: Sensitivity, facts: Mapping[str, FactorFact]) -> Table:
    measures = [c for c in found.table.columns[1:] if not c.endswith(("_low", "_high"))]
    rows = []
    for row in found.table.head(SHOWN).iter_rows(named=True):
        cells = []
        for measure in measures:
            low, high = row.get(f"{measure}_low"), row.get(f"{measure}_high")
            interval = "" if low is None else f" [{low:.3g}, {high:.3g}]"
            cells.append(f"{row[measure]:.3g}{interval}")
        fact = facts.get(row["factor"])
        about = ("", "") if fact is None else (fact.range, fact.unit)
        rows.append([row["factor"], *about, *cells])
    points = f"{found.points} points × {counted(found.seeds, 'seed')}"
    return Table(
        title=f"{asked_in_words(found.asked)}; {points}",
        caption=f"{NAMES[found.method]}; brackets: {INTERVALS[found.method]}, none of luck",
        heads=["Factor", "range", "unit", *(measure.replace("_", " ") for measure in measures)],
        align="lllr",
        rows=rows,
    )


def _draw(found: Sensitivity, path: Path) -> None:
    rows = found.table.head(SHOWN)
    leading = LEADING[found.method]
    middle = rows[leading].to_numpy()
    with canvas(path, (8, 0.28 * len(rows) + 1.4)) as (_, (panel,)):
        place = list(range(len(rows) - 1, -1, -1))
        panel.barh(place, middle, color="#2e86ab", height=0.7)
        half = rows[f"{leading}_high"].to_numpy() - middle
        panel.errorbar(middle, place, xerr=half, fmt="none", ecolor="#333333", linewidth=1)
        panel.set_yticks(place, rows["factor"].to_list(), fontsize=8)
        panel.axvline(0.0, color="#333333", linewidth=0.8)
        panel.set_xlabel(NAMES[found.method], fontsize=8)
        panel.set_title(asked_in_words(found.asked), fontsize=10)
        bare(panel)
