"""The command ``score``: the fit years as a table and a picture."""

from __future__ import annotations

import math
import time
from pathlib import Path

from rich.table import Table

from experiments.command.bar import watching
from experiments.command.experiments import setting
from experiments.reports.console import console
from experiments.reports.score_picture import draw
from experiments.runs.executors import pool_for
from experiments.runs.folder.files import not_writable
from experiments.runs.folder.ours import check_named
from experiments.studies.score import Line, score_seed, summarise, total
from experiments.studies.seeds import seeds_of


def show_score(city: str, seeds: int, settings: list[str] | None, out: Path) -> None:
    """Score a city, print the table, draw the picture. Raises InputError."""
    overrides = tuple(setting(text) for text in settings or ())
    _make_folder(out)
    picture = out / "score.png"
    check_named(picture, "--out")
    begun = time.perf_counter()
    terminal = console()
    each = seeds_of(seeds)
    with watching("Fit years", "seeds", seeds) as tick, pool_for(None, city, seeds, seeds) as pool:
        found = {}
        for place, run in pool.each(score_seed, [(city, seed, overrides) for seed in each]):
            found[place] = run
            tick()
    runs = [found[place] for place in sorted(found)]
    lines = summarise(runs)
    draw(lines, picture)
    terminal.print(_table(lines))
    terminal.print(
        f"Score {total(lines):.3f}: weighted root mean square of log errors, {seeds} seeds, "
        f"{time.perf_counter() - begun:.1f} s. Years from the policy on are not read. "
        f"Picture: {picture}",
        highlight=False,
    )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(out, "--out", error) from error


def _table(lines: list[Line]) -> Table:
    table = Table(title="Model and fit years")
    table.add_column("Series")
    table.add_column("Year", justify="right")
    table.add_column("Fact", justify="right")
    table.add_column("is", justify="left")
    table.add_column("Model", justify="right")
    table.add_column("± sd", justify="right")
    table.add_column("Error", justify="right")
    table.add_column("Unit")
    for line in lines:
        off = 100.0 * (math.exp(line.error) - 1.0)
        style = "" if abs(off) <= 10.0 else "yellow" if abs(off) <= 30.0 else "red"
        table.add_row(
            line.fact.name,
            str(line.fact.year),
            f"{line.fact.value:,.4g}",
            line.fact.label,
            f"{line.mean:,.4g}",
            f"{line.sd:,.2g}",
            f"{off:+.1f} %",
            line.fact.unit,
            style=style,
        )
    return table
