"""The command ``yuanqu discover``: in which states of the world does something happen?"""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
import polars as pl
from rich.table import Table

mpl.use("Agg")

from matplotlib.figure import Figure

from engine.document import InputError, counted
from experiments.reports.console import console
from experiments.reports.figure_file import save_png
from experiments.reports.lettering import lettering
from experiments.reports.units import with_unit
from experiments.runs.folder.ours import made, write_made
from experiments.runs.folder.results import Results
from experiments.runs.frames import csv_bytes
from experiments.studies.discovery import Condition, Discovery, Flags, Floats, condition, prim
from experiments.studies.factor_facts import FactorFact, factor_facts
from experiments.studies.table_of_points import luck_of, question, runs_of, suffix, varying

FEWEST = 50
"""Runs below which a box says nothing."""


def show_discovery(
    folder: Path,
    when: str,
    plan: str | None = None,
    quarter: str | None = None,
    difference: bool = False,
) -> None:
    """Show and store the box in which ``when`` holds. Raises ``InputError``."""
    results = Results(folder)
    facts = factor_facts(results)  # refuses what is damaged before anything is written
    asked_for = condition(when)
    asked = question(results, asked_for.outcome, plan, quarter, difference, "--when")
    frame = runs_of(results, asked)
    names = varying(frame, results.factors)
    if len(frame) < FEWEST:
        expected = f"results of {FEWEST} runs or more of {asked.plan}"
        raise InputError(str(folder), 0, 0, "DIR", expected, f"{len(frame)}")
    x, value = frame.select(names).to_numpy(), frame["value"].to_numpy()
    cases = asked_for.holds(value)
    try:
        found = prim(names, x, cases, frame["point"].to_numpy())
    except ValueError as error:
        expected = "a condition that some runs meet and others do not"
        found_there = f"{error}: {asked_for.outcome} is {_extent(value)}"
        raise InputError("", 0, 0, "--when", expected, found_there) from error
    terminal = console()
    against = f" − {asked.minus}" if asked.minus else ""
    unit = with_unit(asked.outcome).removeprefix(asked.outcome)
    title = f"{when}{unit}, {asked.plan}{against}, {asked.quarter}"
    ends = {name: (column.min(), column.max()) for name, column in zip(names, x.T, strict=True)}
    points, seeds = frame["point"].n_unique(), frame["seed"].n_unique()
    title += f", {counted(points, 'point')} × {counted(seeds, 'seed')}"
    name = f"discover-{asked.outcome}{suffix(plan, quarter, difference)}"
    write_made(folder, f"{name}.csv", csv_bytes(_path(found)))
    with made(folder, f"{name}.png") as path:
        _draw(found, names, x, cases, path, title, asked_for)
    terminal.print(_table(found, title, ends, facts))
    if luck_of(seeds):
        terminal.print(luck_of(seeds), highlight=False)
    terminal.print(f"Files in {folder}: {name}.csv, {name}.png", highlight=False)


def _extent(value: Floats) -> str:
    """From where to where the runs' values go."""
    known = value[~np.isnan(value)]
    if not len(known):
        return "known in no run"
    return f"{known.min():.6g} to {known.max():.6g}, median {np.median(known):.6g}"


def _table(
    found: Discovery,
    title: str,
    ends: Mapping[str, tuple[float, float]],
    facts: Mapping[str, FactorFact],
) -> Table:
    box = found.box
    table = Table(
        title=(
            f"{title}: {found.cases} of {found.points} runs. The box holds {box.coverage:.0%} of "
            f"them (coverage); {box.density:.0%} of its runs are cases (density); mass "
            f"{box.mass:.0%}"
        ),
        caption=(
            "(in brackets: no limit, the end of the factor's values); p: chance that leaving the "
            "limits of a factor out would give such a density by luck (several runs of a point "
            "count for what they tell; the same runs chose the box, so it is no test of it)"
        ),
        title_justify="left",
        caption_justify="left",
    )
    for column in ("Factor", "from", "to", "unit", "p"):
        left = column in {"Factor", "unit"}
        table.add_column(column, justify="left" if left else "right", overflow="fold")
    for name, (low, high) in box.limits.items():
        limits = [
            f"({limit:.4g})" if limit == end else f"{limit:.4g}"
            for limit, end in zip((low, high), ends[name], strict=True)
        ]
        unit = facts[name].unit if name in facts else ""
        table.add_row(name, *limits, unit, f"{box.p_values[name]:.2g}")
    if not box.limits:
        table.add_row("no limit: the whole space", "", "", "", "")
    return table


def _path(found: Discovery) -> pl.DataFrame:
    """The boxes of the peeling, the proposed one marked."""
    return pl.DataFrame(
        {
            "box": list(range(len(found.boxes))),
            "chosen": [number == found.chosen for number in range(len(found.boxes))],
            "coverage": [box.coverage for box in found.boxes],
            "density": [box.density for box in found.boxes],
            "mass": [box.mass for box in found.boxes],
            "limits": [
                "; ".join(f"{n} {low:.6g}…{high:.6g}" for n, (low, high) in box.limits.items())
                for box in found.boxes
            ],
        }
    )


@mpl.rc_context(lettering(10))
def _draw(
    found: Discovery,
    names: tuple[str, ...],
    points: Floats,
    hit: Flags,
    path: Path,
    title: str,
    asked: Condition,
) -> None:
    """Left: coverage against density along the path. Right: runs on the two strongest limits."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(
        [b.coverage for b in found.boxes], [b.density for b in found.boxes], "o-", color="#8fa3b3"
    )
    left.plot(found.box.coverage, found.box.density, "o", color="#d1495b", markersize=10)
    left.set_xlabel("coverage")
    left.set_ylabel("density")
    left.set_title("path of the peeling (red: proposed)", fontsize=9)
    strongest = sorted(found.box.limits, key=lambda name: found.box.p_values[name])
    axes = [*strongest, *(name for name in names if name not in strongest)][:2]
    columns = [names.index(name) for name in axes]
    down = points[:, columns[1]] if len(columns) > 1 else np.zeros(len(points))
    for flag, colour, label in ((False, "#b8c4ce", "no"), (True, "#2e86ab", "yes")):
        mine = hit == flag
        right.scatter(points[mine, columns[0]], down[mine], s=10, color=colour, label=label)
    for axis, name in zip((right.axvline, right.axhline), axes, strict=False):
        for limit in found.box.limits.get(name, ()):
            axis(limit, color="#d1495b", linewidth=1)
    right.set_xlabel(axes[0])
    right.set_ylabel(axes[1] if len(axes) > 1 else "")
    right.legend(title=f"{asked.outcome} {asked.sign} {asked.value:g}", fontsize=8)
    figure.suptitle(title, fontsize=10)
    save_png(figure, path)
