"""The command ``score``: the fit years as a table and a picture."""

from __future__ import annotations

import time
from pathlib import Path

from experiments.command.bar import watching
from experiments.command.experiments import setting
from experiments.reports.score import draw_score, score_table
from experiments.reports.terminal import show
from experiments.runs.executors import pool_for
from experiments.runs.folder.files import not_writable
from experiments.runs.folder.ours import check_named
from experiments.studies.score import score_seed, summarise, total
from experiments.studies.seeds import seeds_of


def show_score(city: str, seeds: int, settings: list[str] | None, out: Path) -> None:
    """Score a city, print the table, draw the picture. Raises InputError."""
    overrides = tuple(setting(text) for text in settings or ())
    _make_folder(out)
    picture = out / "score.png"
    check_named(picture, "--out")
    begun = time.perf_counter()
    each = seeds_of(seeds)
    with watching("Fit years", "seeds") as watch, pool_for(None, city, seeds, seeds) as pool:
        tick = watch(seeds, 0)
        found = {}
        for place, run in pool.each(score_seed, [(city, seed, overrides) for seed in each]):
            found[place] = run
            tick()
    runs = [found[place] for place in sorted(found)]
    lines = summarise(runs)
    draw_score(lines, picture)
    show(
        score_table(lines),
        f"Score {total(lines):.3f}: weighted root mean square of log errors, {seeds} seeds, "
        f"{time.perf_counter() - begun:.1f} s. Years from the policy on are not read. "
        f"Picture: {picture}",
    )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(out, "--out", error) from error
