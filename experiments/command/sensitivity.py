"""The command ``yuanqu sensitivity``: a table on the terminal, a CSV file and a picture."""

from collections.abc import Mapping
from math import isnan
from pathlib import Path

import matplotlib as mpl
import polars as pl
from rich.table import Table

mpl.use("Agg")

from matplotlib.figure import Figure

from engine.document import counted
from experiments.reports.console import console
from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.units import with_unit
from experiments.runs.folder.ours import made, write_made
from experiments.runs.folder.results import Results
from experiments.runs.frames import csv_bytes
from experiments.studies.factor_facts import FactorFact, factor_facts
from experiments.studies.sensitivity import Sensitivity, sensitivity
from experiments.studies.table_of_points import luck_of, question, suffix

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


def show_sensitivity(
    folder: Path,
    outcome: str,
    plan: str | None = None,
    quarter: str | None = None,
    difference: bool = False,
) -> None:
    """Show and store which factors move an outcome. Raises ``InputError``."""
    results = Results(folder)
    facts = factor_facts(results)  # refuses what is damaged before anything is written
    found = sensitivity(results, question(results, outcome, plan, quarter, difference))
    name = f"sensitivity-{outcome}{suffix(plan, quarter, difference)}"
    write_made(folder, f"{name}.csv", csv_bytes(found.table))
    with made(folder, f"{name}.png") as path:
        _draw(found, path)
    terminal = console()
    terminal.print(_table(found, facts))
    largest = found.table.select(pl.col(LEADING[found.method]).abs().max()).item()
    if found.method != "forest" and largest == 0.0:
        terminal.print("The outcome has one value at all points: no factor moves it.")
    if luck_of(found.seeds):
        terminal.print(luck_of(found.seeds), highlight=False)
    if not isnan(found.fit):
        terminal.print(f"R² on unseen points: {found.fit:.2f}", highlight=False)
    terminal.print(f"Files in {folder}: {name}.csv, {name}.png", highlight=False)


def title(found: Sensitivity) -> str:
    """What is explained: outcome, plan, quarter."""
    asked = found.asked
    against = f" − {asked.minus}" if asked.minus else ""
    return f"{with_unit(asked.outcome)}, {asked.plan}{against}, {asked.quarter}"


def _table(found: Sensitivity, facts: Mapping[str, FactorFact]) -> Table:
    table = Table(
        title=f"{title(found)}; {found.points} points × {counted(found.seeds, 'seed')}",
        caption=f"{NAMES[found.method]}; brackets: {INTERVALS[found.method]}, none of luck",
        title_justify="left",
        caption_justify="left",
    )
    for head in ("Factor", "range", "unit"):
        table.add_column(head, overflow="fold")
    measures = [c for c in found.table.columns[1:] if not c.endswith(("_low", "_high"))]
    for measure in measures:
        table.add_column(measure.replace("_", " "), justify="right")
    for row in found.table.head(SHOWN).iter_rows(named=True):
        cells = []
        for measure in measures:
            low, high = row.get(f"{measure}_low"), row.get(f"{measure}_high")
            interval = "" if low is None else f" [{low:.3g}, {high:.3g}]"
            cells.append(f"{row[measure]:.3g}{interval}")
        fact = facts.get(row["factor"])
        about = ("", "") if fact is None else (fact.range, fact.unit)
        table.add_row(row["factor"], *about, *cells)
    return table


@mpl.rc_context(lettering(10))
def _draw(found: Sensitivity, path: Path) -> None:
    rows = found.table.head(SHOWN)
    leading = LEADING[found.method]
    middle = rows[leading].to_numpy()
    figure = Figure(figsize=(8, 0.28 * len(rows) + 1.4), layout="constrained")
    panel = figure.subplots()
    place = range(len(rows) - 1, -1, -1)
    panel.barh(place, middle, color="#2e86ab", height=0.7)
    half = rows[f"{leading}_high"].to_numpy() - middle
    panel.errorbar(middle, list(place), xerr=half, fmt="none", ecolor="#333333", linewidth=1)
    panel.set_yticks(list(place), rows["factor"].to_list(), fontsize=8)
    panel.axvline(0.0, color="#333333", linewidth=0.8)
    panel.set_xlabel(NAMES[found.method], fontsize=8)
    panel.set_title(title(found), fontsize=10)
    panel.spines[["top", "right"]].set_visible(False)
    save_png(figure, path)
