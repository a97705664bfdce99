"""The command ``yuanqu robust``."""

from math import isfinite
from pathlib import Path

from rich.table import Table

from abm.city.city import city_cached
from agents.city import City
from engine.document import InputError, counted
from experiments.reports.console import console
from experiments.reports.units import with_unit
from experiments.runs.folder.ours import write_made
from experiments.runs.folder.results import Results
from experiments.runs.frames import csv_bytes
from experiments.studies.answer import FEWEST
from experiments.studies.robustness import Robustness, robustness
from experiments.studies.table_of_points import luck_of

HEADS = {
    "mean": "mean",
    "worst": "worst state",
    "regret_mean": "mean regret",
    "regret_90": "regret, 90 %",
    "regret_max": "largest regret",
    "best_in": "best in",
    "satisficing": "target reached in",
}


def show_robustness(
    folder: Path,
    outcome: str,
    quarter: str | None,
    target: float | None,
    probability: float,
    smaller: bool,
) -> None:
    """Show and store regret and satisficing by plan. Raises ``InputError``."""
    results = Results(folder)
    if target is None:
        target = _target(results, outcome)
    elif not isfinite(target):
        raise InputError("", 0, 0, "--target", "a finite number", f"{target:g}")
    found = robustness(results, outcome, quarter, target, probability, smaller)
    name = f"robust-{outcome}.csv"
    write_made(folder, name, csv_bytes(found.table))
    terminal = console()
    terminal.print(_table(found, probability))
    if found.left_out:
        terminal.print(
            f"Left out: {counted(found.left_out, 'pair')} of seed and state of which a run failed",
            highlight=False,
        )
    if luck_of(found.seeds):
        terminal.print(luck_of(found.seeds), highlight=False)
    if target is not None and "satisficing" not in found.table.columns:
        terminal.print(
            f"In how many states the target is reached is told from {FEWEST} seeds a state on; "
            f"here there are {found.fewest}.",
            highlight=False,
        )
    if found.states == 1:
        terminal.print(
            "One state of the world only: a design over parameters (factors) shows how a plan "
            "holds up in others.",
            highlight=False,
        )
    terminal.print(f"Files in {folder}: {name}", highlight=False)


def _target(results: Results, outcome: str) -> float | None:
    """The city's own target for an outcome; none where it has none or is not there."""
    try:
        city: City = city_cached(str(results.manifest["ingredients"]["experiment"]["city"]))
    except InputError:
        return None
    row = city.targets.index.get(outcome)
    return None if row is None else float(city.targets.value[row])


def _table(found: Robustness, probability: float) -> Table:
    states = f"{counted(found.states, 'state')} of the world × {counted(found.seeds, 'seed')}"
    target = (
        ""
        if "satisficing" not in found.table.columns
        else f"; target {found.target:g}, reached by {probability:.0%} of the seeds or more"
    )
    table = Table(
        title=f"{with_unit(found.outcome)}, {found.quarter}, {states}{target}",
        caption=(
            "regret: what the best plan of the same state gets "
            f"{'less' if found.smaller else 'more'}"
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("Plan")
    for name in found.table.columns[1:]:
        table.add_column(HEADS[name], justify="right")
    for row in found.table.iter_rows(named=True):
        cells = [
            f"{row[name]:.0%}" if name in {"best_in", "satisficing"} else f"{row[name]:,.4g}"
            for name in found.table.columns[1:]
        ]
        table.add_row(row["plan"], *cells)
    return table
