"""The command ``score``: the fit years as a table and a picture."""

import time
from pathlib import Path
from typing import Annotated

import typer

from abm.shipped import DEFAULT_CITY
from experiments.command import options


def score(
    seeds: Annotated[int, typer.Option(min=1, help="The number of seeds.")] = 8,
    set_: options.Set = None,
    city: options.CityName = DEFAULT_CITY,
    out: Annotated[Path, typer.Option(help="Folder for the picture.", metavar="DIR")] = Path(
        "out", "score"
    ),
    native: options.Native = False,
) -> None:
    """Show how near the model comes to the fit years, the ones before the policy."""
    options.prepare(native)
    options.expect_runs(city, None, seeds, "experiments.studies.score")
    from experiments.command.bar import watching
    from experiments.command.experiments import setting
    from experiments.reports.score import draw_score, score_table
    from experiments.reports.terminal import show
    from experiments.runs.executors import pool_for
    from experiments.runs.folder.files import writable
    from experiments.runs.folder.ours import check_named
    from experiments.studies.score import score_seed, summarise, total
    from experiments.studies.seeds import seeds_of

    overrides = tuple(setting(text) for text in set_ or ())
    with writable(out, "--out"):
        out.mkdir(parents=True, exist_ok=True)
    picture = out / "score.png"
    check_named(picture, "--out")
    begun = time.perf_counter()
    asked = [(city, seed, overrides) for seed in seeds_of(seeds)]
    with watching("Fit years", "seeds") as watch, pool_for(None, city, seeds, seeds) as pool:
        tick, found = watch(seeds, 0), {}
        for place, run in pool.each(score_seed, asked):
            found[place] = run
            tick()
    lines = summarise([found[place] for place in sorted(found)])
    draw_score(lines, picture)
    show(
        score_table(lines),
        f"Score {total(lines):.3f}: weighted root mean square of log errors, {seeds} seeds, "
        f"{time.perf_counter() - begun:.1f} s. Years from the policy on are not read. "
        f"Picture: {picture}",
    )
